//! Figures of small worlds: rules and moves by date, views, breakdowns, quotients, rows without a
//! place.

use expect_test::{Expect, expect};
use jixia_measure::{Figures, NoteKind};

use crate::support::{faults, files, packs, place, records};

const COUNT: &str = "
    unit = \"item\"
    rows = \"select unit as org, form, n from item\"
    value = \"count(*)\"
    [[by]]
    column = \"form\"
    label = { zh = \"种\", en = \"Form\" }
    codes = \"form\"";

fn table(figures: &Figures) -> String {
    let mut out = String::new();
    for row in figures.iter() {
        let shown = |value: &Option<&str>| match value {
            None => "*".to_owned(),
            Some("") => "-".to_owned(),
            Some(value) => (*value).to_owned(),
        };
        let by: Vec<String> = row.by.iter().map(shown).collect();
        let number = |x: Option<f64>| x.map_or("none".to_owned(), |x| format!("{x}"));
        out += &format!("{} {} [{}] ", row.indicator, row.org, by.join(" "));
        out += &number(row.figure.value);
        if let Some(denominator) = row.figure.denominator {
            out += &format!(" = {} / {denominator}", number(row.figure.numerator));
        }
        out += &format!(" ({} rows)\n", row.figure.rows);
    }
    for note in figures.notes() {
        out += &format!("note {}: {:?}\n", note.indicator, note.kind);
    }
    out
}

/// The figures of a world on a day.
fn check(
    indicators: &[(&str, &str)],
    views: &[(&str, &str)],
    world: &str,
    on: &str,
    expect: Expect,
) {
    let packs = packs(indicators, views);
    assert_eq!(faults(&files(indicators, views)), "");
    let place = place(&packs);
    let id = place.write(&records(&packs, world), on);
    let figures = place.measurer.figures(&id).unwrap();
    expect.assert_eq(&table(&figures));
    // Kept beside the snapshot they read the same.
    let snapshots = jixia_measure::Snapshots::open(place.dir.path()).unwrap();
    let again = jixia_measure::Measurer::new(packs, snapshots);
    assert_eq!(table(&again.figures(&id).unwrap()), table(&figures));
}

const TREE: &str = "
    unit: code=city
    unit: code=east above=city
    unit: code=west above=city
    unit: code=club above=city
    unit: code=s1 above=east beside=club
    unit: code=s2 above=west beside=club
    unit: code=s3 above=west
    shift: unit=s3 day=2026-09-02 target=east
    item: id=1 unit=s1 form=p n=4
    item: id=2 unit=s1 form=q n=5
    item: id=3 unit=s2 form=p n=6
    item: id=4 unit=s3 n=2
    item: id=5 unit=gone n=1
    item: id=6 n=1";

#[test]
fn every_node_and_breakdown_and_a_move_by_date() {
    check(
        &[("items", COUNT)],
        &[],
        TREE,
        "2026-09-01",
        expect![[r#"
        items city [*] 4 (4 rows)
        items city [-] 1 (1 rows)
        items city [p] 2 (2 rows)
        items city [q] 1 (1 rows)
        items club [*] 3 (3 rows)
        items club [p] 2 (2 rows)
        items club [q] 1 (1 rows)
        items east [*] 2 (2 rows)
        items east [p] 1 (1 rows)
        items east [q] 1 (1 rows)
        items s1 [*] 2 (2 rows)
        items s1 [p] 1 (1 rows)
        items s1 [q] 1 (1 rows)
        items s2 [*] 1 (1 rows)
        items s2 [p] 1 (1 rows)
        items s3 [*] 1 (1 rows)
        items s3 [-] 1 (1 rows)
        items west [*] 2 (2 rows)
        items west [-] 1 (1 rows)
        items west [p] 1 (1 rows)
    "#]],
    );
    check(
        &[("items", COUNT)],
        &[],
        TREE,
        "2026-09-02",
        expect![[r#"
        items city [*] 4 (4 rows)
        items city [-] 1 (1 rows)
        items city [p] 2 (2 rows)
        items city [q] 1 (1 rows)
        items club [*] 3 (3 rows)
        items club [p] 2 (2 rows)
        items club [q] 1 (1 rows)
        items east [*] 3 (3 rows)
        items east [-] 1 (1 rows)
        items east [p] 1 (1 rows)
        items east [q] 1 (1 rows)
        items s1 [*] 2 (2 rows)
        items s1 [p] 1 (1 rows)
        items s1 [q] 1 (1 rows)
        items s2 [*] 1 (1 rows)
        items s2 [p] 1 (1 rows)
        items s3 [*] 1 (1 rows)
        items s3 [-] 1 (1 rows)
        items west [*] 1 (1 rows)
        items west [p] 1 (1 rows)
    "#]],
    );
}

#[test]
fn rules_follow_the_day_and_are_none_before_they_begin() {
    let share = "
        unit = \"percent\"
        rows = \"select unit as org, n from item\"
        numerator = \"count(*) filter (where n >= rule('limit'))\"
        denominator = \"count(*)\"";
    let world = "unit: code=a\nitem: id=1 unit=a n=3\nitem: id=2 unit=a n=5";
    check(
        &[("share", share)],
        &[],
        world,
        "2026-08-31",
        expect![[r#"
        share a [] 100 = 2 / 2 (2 rows)
    "#]],
    );
    check(
        &[("share", share)],
        &[],
        world,
        "2026-09-01",
        expect![[r#"
        share a [] 50 = 1 / 2 (2 rows)
    "#]],
    );
    check(
        &[("share", share)],
        &[],
        world,
        "2019-12-31",
        expect![[r#"
        share a [] 0 = 0 / 2 (2 rows)
        note share: RuleNotBegun("limit")
    "#]],
    );
}

#[test]
fn shared_views_computed_fields_unions_and_subqueries() {
    let views = [
        (
            "doubled",
            "select unit, form, twice, x from item where n is not null",
        ),
        (
            "per_unit",
            "select unit, sum(twice) as total, max(x) as x from doubled group by unit",
        ),
    ];
    let first = "
        unit = \"item\"
        rows = \"select unit as org, total from per_unit\"
        value = \"sum(total)\"";
    let second = "
        unit = \"item\"
        rows = \"select unit as org, total from per_unit where total > (select avg(total) from per_unit)\"
        value = \"count(*)\"";
    let third = "
        unit = \"ratio\"
        rows = \"\"\"
        select unit as org, twice as v from doubled
        union all
        select code as org, 100 as v from unit where date_part('year', snapshot_day()) = 2026
        \"\"\"
        value = \"sum(v) / 10\"";
    let list = [("first", first), ("second", second), ("third", third)];
    check(
        &list,
        &views,
        TREE,
        "2026-09-01",
        expect![[r#"
        first city [] 34 (3 rows)
        first club [] 30 (2 rows)
        first east [] 18 (1 rows)
        first s1 [] 18 (1 rows)
        first s2 [] 12 (1 rows)
        first s3 [] 4 (1 rows)
        first west [] 16 (2 rows)
        second city [] 2 (2 rows)
        second club [] 2 (2 rows)
        second east [] 1 (1 rows)
        second s1 [] 1 (1 rows)
        second s2 [] 1 (1 rows)
        second west [] 1 (1 rows)
        third city [] 73.4 (11 rows)
        third club [] 33 (6 rows)
        third east [] 21.8 (4 rows)
        third s1 [] 11.8 (3 rows)
        third s2 [] 11.2 (2 rows)
        third s3 [] 10.4 (2 rows)
        third west [] 31.6 (5 rows)
    "#]],
    );
}

#[test]
fn rows_without_a_place_are_counted_and_named() {
    let packs = packs(&[("items", COUNT)], &[]);
    let place = place(&packs);
    let id = place.write(&records(&packs, TREE), "2026-09-01");
    let figures = place.measurer.figures(&id).unwrap();
    let unplaced = figures.unplaced("items").unwrap();
    assert_eq!((unplaced.without_org, unplaced.unknown_org), (1, 1));
    assert_eq!(unplaced.codes, ["gone"]);
    assert_eq!(figures.by_values("items", 0), ["", "p", "q"]);
    let leaves = figures.leaves("items", "west", &[]);
    let leaves: Vec<_> = leaves.iter().map(|(code, f)| (*code, f.value)).collect();
    assert_eq!(leaves, [("s2", Some(1.0)), ("s3", Some(1.0))]);
    let children = figures.children("items", "city", &[Some("q")]);
    let children: Vec<_> = children.iter().map(|(code, f)| (*code, f.value)).collect();
    assert_eq!(
        children,
        [("club", Some(1.0)), ("east", Some(1.0)), ("west", None)]
    );
    assert_eq!(figures.get("items", "nowhere", &[]), None);
}

#[test]
fn a_shared_view_that_fails_takes_only_its_readers_along() {
    let reads = |rows: &str| format!("unit = \"item\"\nrows = \"{rows}\"\nvalue = \"count(v)\"");
    let first = reads("select unit as org, v from fails");
    let second = reads("select unit as org, v from further");
    let third = reads("select unit as org, v + 1 as v from further");
    let views = [
        ("fails", "select unit, 1 / (n - 4) as v from item"),
        ("further", "select unit, v from fails where v > 0"),
    ];
    let list = [
        ("first", first.as_str()),
        ("second", &second),
        ("third", &third),
        ("items", COUNT),
    ];
    let packs = packs(&list, &views);
    let place = place(&packs);
    let id = place.write(&records(&packs, TREE), "2026-09-01");
    let figures = place.measurer.figures(&id).unwrap();
    let notes = figures.notes().iter();
    let notes: Vec<String> = notes
        .map(|note| format!("{}: {:?}\n", note.indicator, note.kind))
        .collect();
    expect![[r#"
        first: NotComputed("`fails` cannot be computed: Divide by zero error")
        second: NotComputed("`further` cannot be computed: Divide by zero error")
        third: NotComputed("`further` cannot be computed: Divide by zero error")
    "#]]
    .assert_eq(&notes.concat());
    assert_eq!(figures.indicators().collect::<Vec<_>>(), ["items"]);
}

#[test]
fn what_fails_on_the_rows_is_noted_and_leaves_the_others() {
    let broken = "
        unit = \"item\"
        rows = \"select unit as org, 1 / (n - 4) as v from item\"
        value = \"sum(v)\"";
    let packs = packs(&[("broken", broken), ("items", COUNT)], &[]);
    let place = place(&packs);
    let id = place.write(&records(&packs, TREE), "2026-09-01");
    let figures = place.measurer.figures(&id).unwrap();
    assert_eq!(figures.get("items", "city", &[]).unwrap().value, Some(4.0));
    assert_eq!(figures.get("broken", "city", &[]), None);
    let [note] = figures.notes() else {
        panic!("{:?}", figures.notes())
    };
    let NoteKind::NotComputed(why) = &note.kind else {
        panic!("{note:?}")
    };
    expect!["Divide by zero error"].assert_eq(why);
}

#[test]
fn an_altered_file_of_figures_is_computed_again() {
    let packs = packs(&[("items", COUNT)], &[]);
    let place = place(&packs);
    let id = place.write(&records(&packs, TREE), "2026-09-01");
    let first = table(&place.measurer.figures(&id).unwrap());
    let folder = place.dir.path().join(&id).join("figures");
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(path, bytes).unwrap();
    }
    let snapshots = jixia_measure::Snapshots::open(place.dir.path()).unwrap();
    let again = jixia_measure::Measurer::new(packs, snapshots);
    assert_eq!(table(&again.figures(&id).unwrap()), first);
    assert_eq!(again.snapshots().verify(&id).unwrap(), []);
}
