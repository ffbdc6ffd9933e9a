//! A real process that writes is killed at random moments; whatever it acknowledged is there,
//! nothing is half-written, and journal and registers verify.

#![allow(clippy::indexing_slicing, reason = "tests say what they expect")]

#[path = "all/common.rs"]
#[allow(dead_code, unused_macros)]
mod common;

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant as Clock};

use common::{Db, act, member, pack_text, packs, text, unit, values};
use jixia_store::import::open_bytes;
use jixia_store::{
    ExportOptions, Format, ImportOptions, JournalQuery, Location, Outcome, SchemaPolicy, Store,
};
use jixia_terms::Value;

const LOCATION: &str = "JIXIA_KILL_LOCATION";
const ROWS: usize = 150;

/// Run by the parent in a process of its own; alone it does nothing.
#[test]
fn child() {
    let Ok(location) = std::env::var(LOCATION) else {
        return;
    };
    let location: Location = location.parse().unwrap();
    let round: usize = std::env::var("JIXIA_KILL_ROUND").unwrap().parse().unwrap();
    let mut told = std::io::stdout().lock();
    let mut say = |word: &str| {
        writeln!(told, "\nACK {word}").unwrap();
        told.flush().unwrap();
    };
    let store = Store::open(&location, Arc::new(wider(round)), SchemaPolicy::Widen).unwrap();
    say(&format!("schema {round}"));
    let mut second =
        i64::try_from(store.journal_head().unwrap().map_or(0, |(seq, _)| seq)).unwrap() * 10;
    if store.count("unit", None).unwrap() == 0 {
        store
            .act(&act(second, "add"), |w| w.insert("unit", unit("A", None)))
            .unwrap();
    }
    for turn in 0_usize.. {
        second += 10;
        let mark = format!("r{round}t{turn}");
        // A whole register, every row of which bears the same mark.
        let mut file = String::from("编号,姓名,单位,备注\n");
        (0..ROWS).for_each(|i| file += &format!("M{i},成员,A,{mark}\n"));
        let mut source = open_bytes("x.csv", file.into_bytes()).unwrap();
        let report = store
            .import(
                &act(second, "import"),
                "member",
                source.as_mut(),
                &ImportOptions::default(),
                &mut |_| {},
            )
            .unwrap();
        assert_eq!(report.outcome, Outcome::Written);
        say(&format!("import {mark}"));
        for i in 0..3 {
            // Two records of two registers in one act.
            let both = text(&format!("{mark}-{i}"));
            store
                .act(&act(second + 1 + i, "pair"), |w| {
                    let code = values([("code", text("P"))]);
                    let id = match w.find("unit", &[text("P")])? {
                        Some(record) => record.id,
                        None => w.insert("unit", unit("P", None)).inspect(|_| drop(code))?,
                    };
                    w.update("unit", id, values([("name", both.clone())]), None)?;
                    let first = w.find("member", &[text("M0")])?.unwrap().id;
                    w.update("member", first, values([("illness", both.clone())]), None)
                })
                .unwrap();
            say(&format!("pair {mark}-{i}"));
        }
        let format = if turn % 2 == 0 {
            Format::Csv
        } else {
            Format::Xlsx
        };
        let mut out = Vec::new();
        let rows = store
            .export(
                "member",
                &ExportOptions {
                    format,
                    as_of: None,
                },
                &mut out,
            )
            .unwrap();
        assert_eq!(rows, ROWS as u64);
    }
}

/// The packs of a round: every tenth adds a field.
fn wider(round: usize) -> jixia_pack::Packs {
    let mut text = pack_text("registers/team.toml");
    for n in 0..round / 10 {
        text += &format!(
            "\n[field.extra{n}]\nlabel = {{ zh = \"附加{n}\", en = \"Extra {n}\" }}\ntype = \"text\"\n"
        );
    }
    packs(&[("registers/team.toml", &text)])
}

struct Acknowledged {
    import: Option<String>,
    pair: Option<String>,
}

/// Starts the child, lets it live so long, kills it; what it acknowledged is kept. With
/// `from_opening`, its life is counted from when it had opened the database.
fn one_life(
    location: &str,
    round: usize,
    life: Duration,
    from_opening: bool,
    known: &mut Acknowledged,
) {
    let mut child: Child = Command::new(std::env::current_exe().unwrap())
        .args(["child", "--exact", "--nocapture", "--test-threads=1"])
        .env(LOCATION, location)
        .env("JIXIA_KILL_ROUND", round.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let out = child.stdout.take().unwrap();
    let (told, heard) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        let lines = BufReader::new(out).lines().map_while(Result::ok);
        lines.for_each(|line| told.send(line).unwrap());
    });
    let mut lines: Vec<String> = Vec::new();
    while from_opening && !lines.iter().any(|line| line.starts_with("ACK schema")) {
        match heard.recv_timeout(Duration::from_secs(60)) {
            Ok(line) => lines.push(line),
            Err(_) => break,
        }
    }
    std::thread::sleep(life);
    let ended = child.try_wait().unwrap();
    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        ended,
        None,
        "the child ended by itself: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    reader.join().unwrap();
    lines.extend(heard.try_iter());
    for line in lines {
        // A line that was cut off in the middle acknowledges nothing that counts.
        if let Some((kind, word)) = line
            .strip_prefix("ACK ")
            .and_then(|line| line.split_once(' '))
        {
            match kind {
                "import" => (known.import, known.pair) = (Some(word.to_owned()), None),
                "pair" => known.pair = Some(word.to_owned()),
                _ => {}
            }
        }
    }
}

fn check(store: &Store, known: &Acknowledged, round: usize) {
    let verdict = store.verify_journal(&[], &mut |_, _| {}).unwrap();
    assert!(verdict.is_sound(), "round {round}: {:#?}", verdict.faults);
    let count = store.count("member", None).unwrap();
    assert!(
        count == 0 || count == ROWS as u64,
        "round {round}: {count} rows"
    );
    let member = store.packs().registers["member"]
        .stored()
        .map(|f| f.name.clone())
        .collect::<Vec<_>>();
    let place = |name: &str| member.iter().position(|field| field == name).unwrap();
    let mut marks = std::collections::BTreeSet::new();
    let mut pair = None;
    store
        .scan("member", None, &mut |record| {
            marks.insert(
                record.values[place("note")]
                    .as_text()
                    .unwrap_or_default()
                    .to_owned(),
            );
            if record.values[place("number")] == text("M0") {
                pair = record.values[place("illness")].as_text().map(str::to_owned);
            }
            Ok(())
        })
        .unwrap();
    assert!(marks.len() <= 1, "round {round}: half an import: {marks:?}");
    let after = |word: &str, acknowledged: &str| age(word) >= age(acknowledged);
    if let Some(import) = &known.import {
        let mark = marks.first().cloned().unwrap_or_default();
        assert!(
            after(&mark, import),
            "round {round}: {import} was acknowledged, {mark} is there"
        );
    }
    let name = store
        .find("unit", &[text("P")], None)
        .unwrap()
        .map(|record| record.values[1].clone());
    assert_eq!(
        name.as_ref().and_then(Value::as_text),
        pair.as_deref(),
        "round {round}: half a pair"
    );
    if let Some(acknowledged) = &known.pair {
        let pair = pair.unwrap_or_default();
        assert!(
            after(&pair, acknowledged),
            "round {round}: {acknowledged} was acknowledged, {pair} is there"
        );
    }
    let lines = store
        .journal(&JournalQuery {
            limit: 3,
            ..JournalQuery::default()
        })
        .unwrap();
    assert!(lines.windows(2).all(|pair| pair[0].seq == pair[1].seq + 1));
}

/// `r3t12-1` as numbers that grow.
fn age(word: &str) -> Vec<u64> {
    word.split(|c: char| !c.is_ascii_digit())
        .filter_map(|n| n.parse().ok())
        .collect()
}

fn kill(db: &Db, kills: usize, life_max: u64) {
    let location = match &db.location {
        Location::Sqlite(path) => path.to_str().unwrap().to_owned(),
        Location::Postgres(url) => url.clone(),
    };
    let mut known = Acknowledged {
        import: None,
        pair: None,
    };
    let mut dice = 88_172_645_463_325_252_u64;
    let begun = Clock::now();
    let mut acknowledged = 0;
    for round in 0..kills {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        // Every fourth while it opens or widens, the others in the midst of imports, acts and
        // exports.
        let from_opening = round % 4 > 0;
        let life = if from_opening {
            dice % life_max
        } else {
            5 + dice % 80
        };
        one_life(
            &location,
            round,
            Duration::from_millis(life),
            from_opening,
            &mut known,
        );
        acknowledged += usize::from(known.import.is_some());
        let store = Store::open(&db.location, Arc::new(wider(round)), SchemaPolicy::Widen).unwrap();
        check(&store, &known, round);
    }
    assert!(
        acknowledged > kills / 2,
        "the child hardly ever came to acknowledge anything"
    );
    println!("{kills} kills in {:.0} s", begun.elapsed().as_secs_f64());
    let _ = member("M0", "A");
}

#[test]
fn sqlite_survives_being_killed_200_times() {
    kill(&Db::sqlite(), 200, 120);
}

#[test]
fn postgres_survives_its_client_being_killed_50_times() {
    kill(&Db::postgres(), 50, 600);
}
