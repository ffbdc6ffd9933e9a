//! Snapshots are immutable, tell when they are damaged, and leave nothing of a broken run.

use expect_test::expect;
use jixia_measure::{
    EachRow, FaultKind, MemoryRecords, RecordSource, SnapshotError, SnapshotInfo, SnapshotOrder,
    Snapshots, export_parquet,
};
use jixia_pack::Packs;
use jixia_terms::{Instant, Language};
use std::sync::Arc;

use crate::support::{order, packs, place, records};

const WORLD: &str = "
    unit: code=a name=A
    unit: code=b above=a
    item: id=1 unit=b n=4 x=1.5 secret=hidden day=2026-08-31
    item: id=2 unit=b flag=yes";

fn write(snapshots: &Snapshots, source: &dyn RecordSource, on: &str, as_of: &str) -> SnapshotInfo {
    let order = SnapshotOrder {
        as_of: as_of.parse().unwrap(),
        made_at: "2026-09-10T00:00:00Z".parse().unwrap(),
        ..order(on)
    };
    snapshots.write(source, &order, &mut |_| {}).unwrap()
}

fn ids(snapshots: &Snapshots) -> String {
    let list = snapshots.list().unwrap();
    list.iter()
        .map(|info| info.id.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn the_same_contents_of_a_day_are_written_once() {
    let packs = packs(&[], &[]);
    let mut source = records(&packs, WORLD);
    source.set_journal_head(7, "aa");
    let place = place(&packs);
    let snapshots = place.measurer.snapshots();
    let first = write(snapshots, &source, "2026-09-01", "2026-09-01");
    assert_eq!(write(snapshots, &source, "2026-09-01", "2026-09-01"), first);
    // Another head with the same rows is still the same contents.
    source.set_journal_head(8, "bb");
    assert_eq!(write(snapshots, &source, "2026-09-01", "2026-09-01"), first);
    let other = format!("{WORLD}\nitem: id=3 unit=a");
    let mut other = records(&packs, &other);
    other.set_journal_head(9, "cc");
    assert_eq!(
        write(snapshots, &other, "2026-09-01", "2026-09-01").id,
        "2026-09-01.2"
    );
    assert_eq!(
        write(snapshots, &other, "2026-03-01", "2026-09-01").id,
        "2026-03-01"
    );
    assert_eq!(ids(snapshots), "2026-03-01 2026-09-01 2026-09-01.2");
    // Someone who opens the folder anew finds the same.
    let again = Snapshots::open(place.dir.path()).unwrap();
    assert_eq!(again.list().unwrap(), snapshots.list().unwrap());
    assert_eq!(again.get("2026-09-01").unwrap(), first);
    let files = &first.registers["item"];
    assert_eq!((files.rows, files.sealed.join(",").as_str()), (2, "secret"));
    assert_eq!(first.journal, Some((7, "aa".to_owned())));
}

#[test]
fn damage_is_named() {
    let packs = packs(&[], &[]);
    let source = records(&packs, WORLD);
    let place = place(&packs);
    let snapshots = place.measurer.snapshots();
    let info = write(snapshots, &source, "2026-09-01", "2026-09-01");
    assert_eq!(snapshots.verify(&info.id).unwrap(), []);
    let folder = place.dir.path().join(&info.id);
    let item = folder.join("item.parquet");
    let mut bytes = std::fs::read(&item).unwrap();
    bytes[40] ^= 1;
    std::fs::write(&item, bytes).unwrap();
    std::fs::remove_file(folder.join("unit.parquet")).unwrap();
    let manifest = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
    std::fs::write(
        folder.join("manifest.json"),
        manifest.replace("\"rows\": 2", "\"rows\": 3"),
    )
    .unwrap();
    let faults = snapshots.verify(&info.id).unwrap();
    let faults: Vec<_> = faults.iter().map(|f| (f.file.as_str(), f.kind)).collect();
    assert_eq!(
        faults,
        [
            ("2026-09-01/manifest.json", FaultKind::Altered),
            ("2026-09-01/item.parquet", FaultKind::Altered),
            ("2026-09-01/unit.parquet", FaultKind::Missing),
        ]
    );
    std::fs::write(folder.join("manifest.json"), "{").unwrap();
    let error = Snapshots::open(place.dir.path())
        .unwrap()
        .verify(&info.id)
        .unwrap_err();
    assert_eq!(error.code(), "snapshot_damaged");
    let unknown = snapshots.get("../2026-09-01").unwrap_err();
    expect![[r#"没有名为“../2026-09-01”的快照，请先列出快照查看名称"#]]
        .assert_eq(&unknown.text(Language::Chinese));
}

/// Breaks off in the middle of the items, as a killed process would.
struct Breaking(MemoryRecords);

impl RecordSource for Breaking {
    fn packs(&self) -> &Arc<Packs> {
        self.0.packs()
    }

    fn count(&self, register: &str, as_of: Option<Instant>) -> Result<u64, SnapshotError> {
        self.0.count(register, as_of)
    }

    fn scan(
        &self,
        register: &str,
        as_of: Option<Instant>,
        each: &mut EachRow<'_>,
    ) -> Result<u64, SnapshotError> {
        if register == "shift" {
            return Err(SnapshotError::BrokenOff("pulled the plug".to_owned()));
        }
        self.0.scan(register, as_of, each)
    }

    fn journal_head(&self) -> Result<Option<(u64, String)>, SnapshotError> {
        self.0.journal_head()
    }
}

#[test]
fn what_is_left_of_a_recorded_snapshot_stays() {
    let packs = packs(&[], &[]);
    let source = records(&packs, WORLD);
    let place = place(&packs);
    let snapshots = place.measurer.snapshots();
    let folder = place.dir.path().join("2026-09-01");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("item.parquet"), b"rows").unwrap();
    let order = SnapshotOrder {
        recorded: vec!["2026-09-01".to_owned()],
        ..order("2026-09-01")
    };
    let made = snapshots.write(&source, &order, &mut |_| {}).unwrap();
    assert_eq!(made.id, "2026-09-01.2");
    assert_eq!(std::fs::read(folder.join("item.parquet")).unwrap(), b"rows");
}

#[test]
fn a_broken_run_leaves_no_snapshot() {
    let packs = packs(&[], &[]);
    let source = records(&packs, WORLD);
    let place = place(&packs);
    let snapshots = place.measurer.snapshots();
    let broken = Breaking(source.clone());
    let error = snapshots
        .write(&broken, &order("2026-09-01"), &mut |_| {})
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the work was broken off: pulled the plug"
    );
    // A file, and a part of an upload, that a killed process never finished.
    let folder = place.dir.path().join("2026-09-01");
    std::fs::create_dir_all(&folder).unwrap();
    for left in ["item.parquet", "unit.parquet#1"] {
        std::fs::write(folder.join(left), b"half").unwrap();
    }
    assert_eq!(ids(snapshots), "");
    assert_eq!(
        snapshots.get("2026-09-01").unwrap_err().code(),
        "snapshot_unknown"
    );
    assert_eq!(
        write(snapshots, &source, "2026-09-02", "2026-09-01").id,
        "2026-09-02"
    );
    assert!(!folder.exists());
    assert_eq!(
        write(snapshots, &source, "2026-09-01", "2026-09-01").id,
        "2026-09-01"
    );
    assert_eq!(ids(snapshots), "2026-09-01 2026-09-02");
}

#[test]
fn one_program_writes_at_a_time() {
    let packs = packs(&[], &[]);
    let source = records(&packs, WORLD);
    let place = place(&packs);
    let lock = std::fs::File::create(place.dir.path().join(".lock")).unwrap();
    lock.lock().unwrap();
    let snapshots = place.measurer.snapshots();
    let error = snapshots
        .write(&source, &order("2026-09-01"), &mut |_| {})
        .unwrap_err();
    assert_eq!(error.code(), "snapshot_busy");
    lock.unlock().unwrap();
    assert_eq!(
        write(snapshots, &source, "2026-09-01", "2026-09-01").id,
        "2026-09-01"
    );
}

#[test]
fn an_export_has_the_columns_of_a_snapshot() {
    let packs = packs(&[], &[]);
    let source = records(&packs, WORLD);
    let mut bytes = Vec::new();
    assert_eq!(
        export_parquet(&source, "item", None, &mut bytes).unwrap(),
        2
    );
    let place = place(&packs);
    let info = write(
        place.measurer.snapshots(),
        &source,
        "2026-09-01",
        "2026-09-01",
    );
    let file = place.dir.path().join(&info.id).join("item.parquet");
    assert_eq!(std::fs::read(file).unwrap(), bytes);
    let error = export_parquet(&source, "things", None, Vec::new()).unwrap_err();
    assert_eq!(error.code(), "register_unknown");
}

#[test]
fn a_value_of_another_kind_is_refused_with_its_field() {
    let packs = packs(&[], &[]);
    let mut source = MemoryRecords::new(packs.clone());
    source.push("item", vec!["one".into()]);
    let error = export_parquet(&source, "item", None, Vec::new()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "register `item`, field `id`: a value is of another kind than declared"
    );
}
