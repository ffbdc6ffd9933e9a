//! Imports of many rows at once: what is done in bulk comes out as what is done row by row.

use std::fmt::Write;

use jixia_store::import::open_bytes;
use jixia_store::{Filter, ImportOptions, ImportReport, ListQuery, Outcome, Progress, Store, Test};

use crate::common::{act, get, text};
use crate::import::with_units;
use crate::on_both;

const ROWS: usize = 3_000;

fn import(store: &Store, second: i64, file: &str, options: &ImportOptions) -> ImportReport {
    let mut source = open_bytes("名单.csv", file.as_bytes().to_vec()).unwrap();
    let act = act(second, "import");
    let (source, quiet) = (source.as_mut(), &mut |_: Progress| {});
    store
        .import(&act, "member", source, options, quiet)
        .unwrap()
}

/// Members by number, each with what `rest` says of its unit, colour and note.
fn members(count: usize, rest: impl Fn(usize) -> String) -> String {
    let mut file = String::from("编号,姓名,单位,颜色,备注\n");
    for n in 0..count {
        writeln!(file, "M{n:05},成员{n},{}", rest(n)).unwrap();
    }
    file
}

fn of_colour(store: &Store, colour: &str) -> usize {
    let mut query = ListQuery::new("member");
    query.filters.push(Filter {
        field: "colour".to_owned(),
        is: Test::OneOf(vec![text(colour)]),
    });
    query.limit = 2 * ROWS;
    store.list(&query).unwrap().rows.len()
}

on_both!(most_rows_change_at_once_and_lists_find_them, db, {
    let store = with_units(db);
    let whole = ImportOptions::default();
    let first = members(ROWS, |n| format!("A,红,{}", n % 7));
    assert_eq!(import(&store, 10, &first, &whole).new, ROWS as u64);
    let indexes = db.indexes();
    let second = members(ROWS + 10, |n| match n {
        0..100 => format!("A,红,{}", n % 7),
        _ => format!("B,蓝,{}", n % 7),
    });
    let report = import(&store, 11, &second, &whole);
    assert_eq!(report.outcome, Outcome::Written);
    assert_eq!(
        (report.new, report.changed, report.same),
        (10, ROWS as u64 - 100, 100)
    );
    assert_eq!(db.indexes(), indexes);
    let record = store
        .find("member", &[text("M00100")], None)
        .unwrap()
        .unwrap();
    let values = ["unit", "colour", "note"].map(|field| get(&store, "member", &record, field));
    assert_eq!(values, [text("B"), text("b"), text("2")]);
    assert_eq!(of_colour(&store, "r"), 100);
    assert_eq!(of_colour(&store, "b"), ROWS + 10 - 100);
    assert_eq!(
        import(&store, 12, &second, &whole).outcome,
        Outcome::NoChange
    );
    let verdict = store.verify_journal(&[], &mut |_, _| {}).unwrap();
    assert!(verdict.is_sound(), "{:#?}", verdict.faults);
});

// More rows than are hashed at a time, of which the file says only a part.
on_both!(many_rows_keep_what_the_file_does_not_have, db, {
    const LONG: usize = 10_000 + 100;
    let store = with_units(db);
    let part = ImportOptions {
        part: true,
        ..ImportOptions::default()
    };
    import(&store, 10, &members(LONG, |n| format!("A,红,{n}")), &part);
    let mut file = String::from("编号,姓名,单位,颜色\n");
    for n in 0..LONG {
        let colour = if n % 100 == 0 { "红" } else { "蓝" };
        writeln!(file, "M{n:05},成员{n},A,{colour}").unwrap();
    }
    let report = import(&store, 11, &file, &part);
    let same = LONG as u64 / 100;
    assert_eq!(
        (report.new, report.changed, report.same, report.gone),
        (0, LONG as u64 - same, same, 0)
    );
    let lines: Vec<_> = report
        .changed_samples
        .iter()
        .map(|row| row.line.unwrap())
        .collect();
    assert_eq!(lines.first(), Some(&3));
    assert!(lines.is_sorted(), "{lines:?}");
    for (number, colour) in [("M00100", "r"), ("M10099", "b")] {
        let record = store.find("member", &[text(number)], None).unwrap();
        let record = record.unwrap();
        let values = ["colour", "note"].map(|field| get(&store, "member", &record, field));
        let n: usize = number[1..].parse().unwrap();
        assert_eq!(values, [text(colour), text(&n.to_string())]);
    }
    let verdict = store.verify_journal(&[], &mut |_, _| {}).unwrap();
    assert!(verdict.is_sound(), "{:#?}", verdict.faults);
});

// A cost that grows with the square of the rows would keep this one for half an hour.
on_both!(a_long_file_may_be_refused_in_every_row, db, {
    const LONG: usize = 60_000;
    let store = with_units(db);
    let path = db.folder().join("refused.csv");
    let options = ImportOptions {
        refused: Some(path.clone()),
        ..ImportOptions::default()
    };
    let file = members(LONG, |n| {
        format!("Z{},{},", n % 10, if n % 2 == 0 { "紫" } else { "" })
    });
    let report = import(&store, 10, &file, &options);
    assert_eq!(
        (report.outcome, report.refused),
        (Outcome::RowsRefused, LONG as u64)
    );
    let refused = std::fs::read_to_string(&path).unwrap();
    let last = refused.lines().last().unwrap();
    assert_eq!(refused.lines().count(), LONG + 1);
    assert_eq!(
        last,
        "60001,单位：“Z9”在系统中不存在，请先录入或更正,M59999,成员59999,Z9,,"
    );
    assert_eq!(store.count("member", None).unwrap(), 0);
});
