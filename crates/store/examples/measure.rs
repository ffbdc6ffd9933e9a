//! Measures the store at full size: import, lists, export, verification, peak memory.
//!
//! `cargo run --release -p jixia-store --example measure -- LOCATION [ROWS]`

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant as Clock;

use jixia_pack::{Packs, SourceFile};
use jixia_store::import::open_file;
use jixia_store::{
    Act, ExportOptions, Filter, Format, ImportOptions, ListQuery, Location, SchemaPolicy, Sort,
    Store, When,
};
use jixia_terms::Instant;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let mut args = std::env::args().skip(1);
    let location: Location = args
        .next()
        .unwrap_or_else(|| "/tmp/measure.sqlite".into())
        .parse()?;
    let rows: u64 = args.next().map_or(Ok(1_000_000), |n| n.parse())?;
    let folder = std::env::temp_dir().join(format!("jixia-measure-{rows}"));
    std::fs::create_dir_all(&folder)?;
    let store = Store::open(&location, Arc::new(packs()?), SchemaPolicy::Widen)?;
    let units = folder.join("units.csv");
    if !units.exists() {
        write_units(&units, rows)?;
        write_members(&folder.join("members.csv"), rows)?;
    }
    import(&store, "unit", &units, 1)?;
    import(&store, "member", &folder.join("members.csv"), 2)?;
    import(&store, "member", &folder.join("members.csv"), 3)?;
    lists(&store)?;
    let clock = Clock::now();
    let file = folder.join("export.csv");
    let mut out = std::io::BufWriter::new(std::fs::File::create(&file)?);
    let n = store.export("member", &ExportOptions::default(), &mut out)?;
    say("export csv", n, clock);
    if rows <= 200_000 {
        let clock = Clock::now();
        let mut out = std::io::BufWriter::new(std::fs::File::create(folder.join("export.xlsx"))?);
        let n = store.export(
            "member",
            &ExportOptions {
                format: Format::Xlsx,
                as_of: None,
            },
            &mut out,
        )?;
        say("export xlsx", n, clock);
        import(&store, "member", &folder.join("export.xlsx"), 3)?;
    }
    let clock = Clock::now();
    let mut seen = 0_u64;
    store.scan("member", None, &mut |record| {
        seen += record.values.len() as u64;
        Ok(())
    })?;
    say("scan", seen / 21, clock);
    let clock = Clock::now();
    let verdict = store.verify_journal(&[], &mut |_, _| {})?;
    say(
        if verdict.is_sound() {
            "verify"
        } else {
            "verify: NOT SOUND"
        },
        verdict.rows,
        clock,
    );
    Ok(())
}

fn say(what: &str, rows: u64, clock: Clock) {
    let seconds = clock.elapsed().as_secs_f64();
    let rate = rows as f64 / seconds;
    println!(
        "{what:<24} {rows:>9} rows {seconds:>8.2} s {rate:>10.0} rows/s  cpu {:>7.2} s  peak {} \
            MiB",
        cpu_s(),
        peak_mib()
    );
}

/// Processor time of this process since it began, over all threads.
fn cpu_s() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|n| n.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| {
        line.trim()
            .trim_end_matches(" kB")
            .trim()
            .parse::<u64>()
            .ok()
    });
    kib.unwrap_or(0) / 1024
}

fn import(store: &Store, register: &str, path: &Path, at: i64) -> Result<(), Failure> {
    let clock = Clock::now();
    let act = Act {
        actor: "measure".into(),
        at: When::At(Instant::from_micros(1_788_000_000_000_000 + at).ok_or("instant")?),
        name: "import".into(),
        reason: None,
    };
    let mut source = open_file(path)?;
    let mut steps = Vec::new();
    let report = store.import(
        &act,
        register,
        source.as_mut(),
        &ImportOptions::default(),
        &mut |p| {
            if steps.last().is_none_or(|(step, _, _)| *step != p.step) {
                steps.push((p.step, clock.elapsed().as_secs_f64(), cpu_s()));
            }
        },
    )?;
    say(
        &format!("import {register} {:?}", report.outcome),
        report.rows,
        clock,
    );
    println!("    {steps:?}");
    if report.refused > 0 {
        println!("{:#?}", report.refused_rows.first());
    }
    Ok(())
}

/// The query of the n-th round.
type MakeQuery = Box<dyn Fn(u64) -> ListQuery>;

fn lists(store: &Store) -> Result<(), Failure> {
    let sort = |field: &str, descending| {
        Some(Sort {
            field: field.into(),
            descending,
        })
    };
    let base = || ListQuery::new("member");
    let cases: Vec<(&str, MakeQuery)> = vec![
        (
            "colour, by number",
            Box::new(move |n| ListQuery {
                filters: vec![Filter::equal("colour", ["r", "g", "b"][n as usize % 3])],
                sort: sort("number", n % 2 == 0),
                ..base()
            }),
        ),
        (
            "unit, by name",
            Box::new(move |n| ListQuery {
                filters: vec![Filter::equal("unit", format!("U{}", n % 3_000))],
                sort: sort("name", false),
                ..base()
            }),
        ),
        (
            "colour, by born desc",
            Box::new(move |_| ListQuery {
                filters: vec![Filter::equal("colour", "r")],
                sort: sort("born", true),
                ..base()
            }),
        ),
        (
            "colour + local, by score",
            Box::new(move |_| ListQuery {
                filters: vec![Filter::equal("colour", "r"), Filter::equal("local", true)],
                sort: sort("score", false),
                ..base()
            }),
        ),
        (
            "search, by number",
            Box::new(move |n| ListQuery {
                search: Some(["王", "李小", "M00012"][n as usize % 3].into()),
                sort: sort("number", false),
                ..base()
            }),
        ),
        (
            "all, by name desc",
            Box::new(move |_| ListQuery {
                sort: sort("name", true),
                ..base()
            }),
        ),
    ];
    for (what, query) in cases {
        let mut times: Vec<f64> = (0..200)
            .map(|n| {
                let clock = Clock::now();
                let page = store.list(&query(n));
                assert!(page.is_ok_and(|page| !page.rows.is_empty()));
                clock.elapsed().as_secs_f64() * 1_000.0
            })
            .collect();
        times.sort_by(f64::total_cmp);
        println!(
            "list {what:<26} median {:>7.2} ms  p99 {:>7.2} ms",
            times[100], times[197]
        );
    }
    Ok(())
}

fn packs() -> Result<Packs, Failure> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/test");
    let mut files = Vec::new();
    for folder in ["", "codes", "registers"] {
        for entry in std::fs::read_dir(root.join(folder))? {
            let path = entry?.path();
            if path.is_file() {
                let name = path.strip_prefix(&root)?.display().to_string();
                files.push(SourceFile {
                    path: format!("packs/test/{name}"),
                    text: std::fs::read_to_string(&path)?,
                });
            }
        }
    }
    Packs::read(&files).map_err(|faults| format!("{faults:?}").into())
}

fn write_units(path: &Path, rows: u64) -> Result<(), Failure> {
    let mut out = std::io::BufWriter::new(std::fs::File::create(path)?);
    writeln!(out, "单位代码,名称,层级,上级单位")?;
    for n in 0..(rows / 100).clamp(1, 3_000) {
        writeln!(out, "U{n},第{n}单位,单位,")?;
    }
    Ok(())
}

fn write_members(path: &Path, rows: u64) -> Result<(), Failure> {
    let mut out = std::io::BufWriter::new(std::fs::File::create(path)?);
    writeln!(
        out,
        "编号,姓名,单位,小组,导师,身份证号,出生日期,颜色,喜欢的颜色,得分,次数,费用,比例,起床时间,最近到访,是否本地,位置,备注,病史"
    )?;
    let units = (rows / 100).clamp(1, 3_000);
    let (first, second) = (
        "王李张刘陈杨赵黄周吴",
        "小明芳伟静强磊军洋艳勇杰娟涛超秀霞平刚桂",
    );
    let (first, second): (Vec<_>, Vec<_>) = (first.chars().collect(), second.chars().collect());
    let mut dice = 1_u64;
    for n in 0..rows {
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let d = (dice >> 20) as usize;
        let head = format!(
            "3702{:02}{}{:02}{:02}{:03}",
            d % 90 + 10,
            2008 + d % 17,
            d % 12 + 1,
            d % 28 + 1,
            d % 1_000
        );
        let check = jixia_terms::identity_check_digit(&head).unwrap_or('0');
        writeln!(
            out,
            "M{n:09},{}{}{},U{},,,{head}{check},20{:02}-{:02}-{:02},{},红;蓝\
                ,{}.{},{},{}.{:02},{}.5%,{:02}:{:02},2026-0{}-1{} 08:00:00,{},\"120.{}\",备注文字{},",
            first[d % 10],
            second[d / 10 % 20],
            second[d / 200 % 20],
            (n * units) / rows,
            d % 17 + 8,
            d % 12 + 1,
            d % 28 + 1,
            ["红", "绿", "蓝"][d / 1_000 % 3],
            d % 100,
            d % 10,
            d % 50,
            d % 900,
            d % 100,
            d % 99,
            d % 24,
            d % 60,
            d % 9 + 1,
            d % 10,
            if d.is_multiple_of(5) { "否" } else { "是" },
            format_args!("{},36.{}", d % 999, d % 777),
            d % 10_000,
        )?;
    }
    Ok(())
}
