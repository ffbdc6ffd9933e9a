//! Small worlds for tests: packs as text, rows as text, snapshots in a folder of their own.

use std::sync::Arc;

use jixia_measure::{Measurer, MemoryRecords, SnapshotOrder, Snapshots};
use jixia_pack::{Checking, Fault, FieldKind, Packs, SourceFile};
use jixia_terms::{Day, Instant, Value};

/// Registers of every test world: units in a tree with two kinds of parents, moves, and items under
/// units.
const BASE: &[(&str, &str)] = &[
    (
        "w/pack.toml",
        r#"
        label = { zh = "界", en = "World" }
        doc = { zh = "测试用的世界。", en = "A world for tests." }
        version = "1"
        units = ["item", "percent", "ratio"]
        "#,
    ),
    (
        "w/codes/form.toml",
        r#"
        label = { zh = "种类", en = "Form" }
        standard = "own"
        [[code]]
        value = "p"
        label = { zh = "甲", en = "P" }
        [[code]]
        value = "q"
        label = { zh = "乙", en = "Q" }
        [[code]]
        value = "r"
        label = { zh = "丙", en = "R" }
        "#,
    ),
    (
        "w/registers/unit.toml",
        r#"
        label = { zh = "单位", en = "Unit" }
        doc = { zh = "一个节点。", en = "A node." }
        key = ["code"]
        org = "self"
        [tree]
        name = "name"
        kind = "form"
        parents = ["above", "beside"]
        since = "since"
        until = "until"
        [field.code]
        label = { zh = "代码", en = "Code" }
        type = "text"
        required = true
        [field.name]
        label = { zh = "名称", en = "Name" }
        type = "text"
        [field.form]
        label = { zh = "种类", en = "Form" }
        type = "code"
        codes = "form"
        [field.above]
        label = { zh = "上级", en = "Above" }
        type = "org"
        [field.beside]
        label = { zh = "另属", en = "Beside" }
        type = "org"
        [field.since]
        label = { zh = "起", en = "Since" }
        type = "day"
        [field.until]
        label = { zh = "止", en = "Until" }
        type = "day"
        "#,
    ),
    (
        "w/registers/shift.toml",
        r#"
        label = { zh = "调整", en = "Shift" }
        doc = { zh = "一次变动。", en = "A move." }
        key = ["unit", "day"]
        org = "unit"
        [moves]
        node = "unit"
        day = "day"
        to = "target"
        [field.unit]
        label = { zh = "单位", en = "Unit" }
        type = "org"
        required = true
        [field.day]
        label = { zh = "日期", en = "Day" }
        type = "day"
        required = true
        [field.target]
        label = { zh = "去向", en = "Target" }
        type = "org"
        "#,
    ),
    (
        "w/registers/item.toml",
        r#"
        label = { zh = "项", en = "Item" }
        doc = { zh = "单位下的一行。", en = "A row under a unit." }
        key = ["id"]
        org = "unit"
        [field.id]
        label = { zh = "编号", en = "Id" }
        type = "count"
        required = true
        [field.unit]
        label = { zh = "单位", en = "Unit" }
        type = "org"
        [field.form]
        label = { zh = "种类", en = "Form" }
        type = "code"
        codes = "form"
        [field.flag]
        label = { zh = "是否", en = "Flag" }
        type = "yes_no"
        [field.n]
        label = { zh = "数", en = "N" }
        type = "count"
        [field.x]
        label = { zh = "量", en = "X" }
        type = "number"
        [field.w]
        label = { zh = "权", en = "W" }
        type = "number"
        [field.day]
        label = { zh = "日", en = "Day" }
        type = "day"
        [field.secret]
        label = { zh = "密", en = "Secret" }
        type = "text"
        sealed = "identity"
        [field.twice]
        label = { zh = "倍", en = "Twice" }
        type = "count"
        computed = "2 * n"
        "#,
    ),
    (
        "w/rules/limit.toml",
        r#"
        label = { zh = "限", en = "Limit" }
        unit = "item"
        checked = 2026-06-01
        confirmed = true
        [[from]]
        date = 2020-01-01
        value = 3
        source = "First"
        [[from]]
        date = 2026-09-01
        value = 5
        source = "Second"
        "#,
    ),
];

/// The packs of the test world with these indicators (name, rest of its file) and views (name,
/// rows).
pub fn packs(indicators: &[(&str, &str)], views: &[(&str, &str)]) -> Arc<Packs> {
    let read = Packs::read(&files(indicators, views));
    Arc::new(read.unwrap_or_else(|faults| panic!("{faults:#?}")))
}

/// What is wrong with the same, that of SQL too, a fault a line.
pub fn faults(files: &[SourceFile]) -> String {
    let mut checking = Checking::read(files, Vec::new());
    jixia_measure::check_sql(&mut checking).unwrap();
    let faults = checking.finish().err().unwrap_or_default();
    let line = |fault: &Fault| format!("[{}] {} {fault}\n", fault.code, fault.column);
    faults.iter().map(line).collect()
}

/// The files of the packs.
pub fn files(indicators: &[(&str, &str)], views: &[(&str, &str)]) -> Vec<SourceFile> {
    let mut files: Vec<SourceFile> = BASE.iter().map(|(path, text)| file(path, text)).collect();
    for (name, text) in indicators {
        let label = format!("label = {{ zh = \"指标{name}\", en = \"Indicator {name}\" }}\n");
        let text = format!(
            "{label}doc = {{ zh = \"一项指标。\", en = \"A measure.\" }}\nbetter = \"higher\"\n{text}"
        );
        files.push(file(&format!("w/indicators/{name}.toml"), &text));
        let story = format!("about = \"{name}\"\n[expect.{name}]\nA = \"none\"\n");
        files.push(file(&format!("w/stories/{name}.toml"), &story));
    }
    for (name, rows) in views {
        let text = format!(
            "doc = {{ zh = \"一个视图。\", en = \"A view.\" }}\nrows = \"\"\"{rows}\"\"\"\n"
        );
        files.push(file(&format!("w/views/{name}.toml"), &text));
    }
    files
}

fn file(path: &str, text: &str) -> SourceFile {
    SourceFile {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

/// Records from text: `register: field=value field=value`, a row a line; values without blanks.
pub fn records(packs: &Arc<Packs>, text: &str) -> MemoryRecords {
    let mut records = MemoryRecords::new(packs.clone());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (register, fields) = line.split_once(':').unwrap();
        let declared = &packs.registers[register];
        let mut values = vec![Value::Null; declared.stored().count()];
        for part in fields.split_whitespace() {
            let (name, text) = part.split_once('=').unwrap();
            let place = declared.stored().position(|field| field.name == name);
            let place = place.unwrap_or_else(|| panic!("no field {name}"));
            values[place] = value(&declared.field(name).unwrap().kind, text);
        }
        records.push(register, values);
    }
    records
}

fn value(kind: &FieldKind, text: &str) -> Value {
    match kind {
        FieldKind::Count | FieldKind::Money => Value::Int(text.parse().unwrap()),
        FieldKind::Number => Value::Real(text.parse().unwrap()),
        FieldKind::Day => Value::Day(text.parse().unwrap()),
        FieldKind::YesNo => Value::Bool(text == "yes"),
        _ => Value::Text(text.to_owned()),
    }
}

/// A folder for snapshots, with what measures them.
pub struct Place {
    pub dir: tempfile::TempDir,
    pub measurer: Measurer,
}

pub fn place(packs: &Arc<Packs>) -> Place {
    let dir = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::open(dir.path()).unwrap();
    let measurer = Measurer::new(packs.clone(), snapshots);
    Place { dir, measurer }
}

impl Place {
    /// Writes a snapshot for a day; gives its id.
    pub fn write(&self, records: &MemoryRecords, on: &str) -> String {
        let snapshots = self.measurer.snapshots();
        let info = snapshots.write(records, &order(on), &mut |_| {}).unwrap();
        info.id
    }
}

/// A snapshot of a day, made at its end.
pub fn order(on: &str) -> SnapshotOrder {
    let on: Day = on.parse().unwrap();
    SnapshotOrder {
        on,
        as_of: Instant::end_of(on),
        made_at: Instant::end_of(on),
        made_by: "统计科".to_owned(),
        recorded: Vec::new(),
    }
}
