//! A made-up authority of full size in a snapshot, measured: how long each step takes.
//!
//! `scale PACKS FOLDER [PUPILS [TREE]]`: writes the snapshot if the folder has none, then measures
//! it three times; TREE gets every node with each of its ancestors, for a comparison with other
//! engines.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant as Clock;

use jixia_measure::{EachRow, Measurer, RecordSource, SnapshotError, SnapshotOrder, Snapshots};
use jixia_pack::{FieldKind, Packs, Register, SourceFile};
use jixia_terms::{Day, Instant, Value};

fn files(dir: &Path, out: &mut Vec<SourceFile>) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|e| e == "toml") {
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let path = path.display().to_string();
            out.push(SourceFile { path, text });
        }
    }
}

/// Rows made from their number alone.
struct MadeUp {
    packs: Arc<Packs>,
    sizes: BTreeMap<String, u64>,
}

fn mixed(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl MadeUp {
    fn size(&self, register: &str) -> u64 {
        self.sizes.get(register).copied().unwrap_or(0)
    }

    fn key(&self, register: &str, row: u64) -> String {
        match register {
            "unit" => format!("{:06}", 370_000 + row),
            "school" => format!("{:010}", 3_100_000_000 + row),
            "teacher" => format!("{:010}", 5_000_000_000 + row),
            "pupil" => format!("G{:018}", 370_000_000_000 + row),
            "class" => {
                let of = self.key(
                    "school",
                    row * self.size("school") / self.size("class").max(1),
                );
                format!("{of}-{:02}", row % 30)
            }
            "academic_year" => format!("{}-{}", 2020 + row, 2021 + row),
            _ => format!("{row}"),
        }
    }

    /// The row of another register to which this row belongs: rows of one owner follow each other.
    fn owner(&self, register: &str, row: u64, of: &str) -> String {
        let (own, other) = (self.size(register).max(1), self.size(of));
        match of {
            "academic_year" => self.key(of, other.saturating_sub(1)),
            _ => self.key(of, row * other / own),
        }
    }

    #[allow(
        clippy::cast_possible_wrap,
        clippy::cast_precision_loss,
        reason = "small numbers"
    )]
    fn value(&self, register: &Register, field: &jixia_pack::Field, row: u64) -> Value {
        let place = register
            .fields
            .iter()
            .position(|f| f.name == field.name)
            .unwrap_or(0) as u64;
        let dice = mixed(row * 131 + place);
        let name = register.name.as_str();
        if register.key.len() == 1 && register.key[0] == field.name {
            return Value::Text(self.key(name, row));
        }
        if !field.required && dice.is_multiple_of(50) {
            return Value::Null;
        }
        match (&field.kind, field.name.as_str()) {
            (FieldKind::Code(_), "status") if !dice.is_multiple_of(20) => "enrolled".into(),
            (FieldKind::Code(_), "stage") => {
                ["kindergarten", "primary", "junior", "senior"][(row / 40 % 4) as usize].into()
            }
            (FieldKind::Code(list), _) => {
                let codes = &self.packs.codes[list].codes;
                codes[(dice % codes.len() as u64) as usize]
                    .value
                    .as_str()
                    .into()
            }
            (FieldKind::Reference(to), _) => self.owner(name, row, to).into(),
            (FieldKind::Org, "parent") if name == "unit" => match row {
                0 => Value::Null,
                1..13 => self.key("unit", 0).into(),
                _ => self.key("unit", 1 + row % 12).into(),
            },
            (FieldKind::Org, "school_group") => match dice % 2 {
                0 => Value::Null,
                _ => self.key("unit", 160 + dice % 40).into(),
            },
            (FieldKind::Org, _) if name == "school" => self.key("unit", 13 + row % 147).into(),
            (FieldKind::Org, _) => self.owner(name, row, "unit").into(),
            (FieldKind::Count, "year") => Value::Int(2020 + (row % 7) as i64),
            (FieldKind::Count, "age") => Value::Int((row % 20) as i64),
            (FieldKind::Count | FieldKind::Time, _) => Value::Int((dice % 60) as i64),
            (FieldKind::Money | FieldKind::Percent, _) => Value::Int((dice % 10_000) as i64),
            (FieldKind::Number, _) => Value::Real((dice % 10_000) as f64 / 7.0),
            (FieldKind::Day, "closed" | "until" | "scrapped") => Value::Null,
            (FieldKind::Day, _) => Value::from(Day::from_days(13_000 + (dice % 7600) as i32)),
            (FieldKind::Instant, _) => Value::from(Instant::from_micros(1_700_000_000_000_000)),
            (FieldKind::YesNo, _) => Value::Bool(dice.is_multiple_of(3)),
            (_, "name") => format!("名{}", dice % 100_000).into(),
            _ => format!("{}", dice % 1000).into(),
        }
    }
}

impl RecordSource for MadeUp {
    fn packs(&self) -> &Arc<Packs> {
        &self.packs
    }

    fn count(&self, register: &str, _: Option<Instant>) -> Result<u64, SnapshotError> {
        Ok(self.size(register))
    }

    fn scan(
        &self,
        register: &str,
        _: Option<Instant>,
        each: &mut EachRow<'_>,
    ) -> Result<u64, SnapshotError> {
        let declared = &self.packs.registers[register];
        for row in 0..self.size(register) {
            let values: Vec<Value> = declared
                .stored()
                .map(|field| self.value(declared, field, row))
                .collect();
            each(&values)?;
        }
        Ok(self.size(register))
    }

    fn journal_head(&self) -> Result<Option<(u64, String)>, SnapshotError> {
        Ok(None)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, packs, folder, rest @ ..] = arguments.as_slice() else {
        return Err("scale PACKS FOLDER [PUPILS]".into());
    };
    let mut sources = Vec::new();
    files(Path::new(packs), &mut sources);
    let packs = Packs::read(&sources).map_err(|faults| format!("{faults:#?}"))?;
    let packs = Arc::new(packs);
    let pupils: u64 = rest.first().map_or(Ok(1_000_000), |n| n.parse())?;
    let mut sizes: BTreeMap<String, u64> = packs
        .registers
        .keys()
        .map(|name| (name.clone(), 2000))
        .collect();
    for (name, size) in [
        ("unit", 200),
        ("school", (pupils / 333).max(200)),
        ("class", pupils / 40),
        ("pupil", pupils),
        ("teacher", pupils * 6 / 100),
        ("room", pupils / 20),
        ("equipment", pupils / 20),
        ("guardian", pupils),
        ("enrolment_event", pupils / 5),
        ("academic_year", 7),
    ] {
        sizes.insert(name.to_owned(), size);
    }
    let snapshots = Snapshots::open(Path::new(folder))?;
    let source = MadeUp {
        packs: packs.clone(),
        sizes,
    };
    let on: Day = "2026-10-01".parse()?;
    let order = SnapshotOrder {
        on,
        as_of: Instant::end_of(on),
        made_at: Instant::end_of(on),
        recorded: Vec::new(),
        made_by: "scale".to_owned(),
    };
    if snapshots.list()?.is_empty() {
        let clock = Clock::now();
        let info = snapshots.write(&source, &order, &mut |_| {})?;
        println!(
            "snapshot of {} rows, {:.1} MB: {:?}",
            info.rows(),
            info.bytes() as f64 / 1e6,
            clock.elapsed()
        );
    }
    let id = snapshots.list()?.remove(0).id;
    let measurer = Measurer::new(packs, snapshots);
    for _ in 0..3 {
        let clock = Clock::now();
        let figures = measurer.measure(&id)?;
        println!(
            "{} indicators, {} nodes, {} figures: {:?}",
            figures.indicators().count(),
            figures.tree().nodes().len(),
            figures.len(),
            clock.elapsed()
        );
        for note in figures.notes() {
            println!("  {}: {:?}", note.indicator, note.kind);
        }
    }
    let clock = Clock::now();
    measurer.figures(&id)?;
    println!("computed or loaded, and kept: {:?}", clock.elapsed());
    let again = Measurer::new(measurer.packs().clone(), measurer.snapshots().clone());
    let clock = Clock::now();
    again.figures(&id)?;
    println!("loaded: {:?}", clock.elapsed());
    if let Some(path) = rest.get(1) {
        let tree = again.tree(&id)?;
        let line = |a: &str, b: &str| format!("{a},{b}\n");
        let lines = tree.nodes().iter().flat_map(|node| {
            let above = tree
                .ancestors(&node.code)
                .map(|above| line(&node.code, &above.code));
            above
                .chain([line(&node.code, &node.code)])
                .collect::<Vec<_>>()
        });
        std::fs::write(path, lines.collect::<String>())?;
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!(
        "{}",
        status
            .lines()
            .find(|l| l.starts_with("VmHWM"))
            .unwrap_or_default()
    );
    Ok(())
}
