//! Why, rows and trends.

use expect_test::expect;
use jixia_measure::RowsRequest;
use jixia_terms::{Language, Value};

use crate::support::{packs, place, records};

const SHARE: &str = "
    unit = \"percent\"
    source = \"A norm\"
    rows = \"select unit as org, id, form, n, secretless from open_item\"
    numerator = \"count(*) filter (where n >= rule('limit'))\"
    denominator = \"count(*)\"
    [[by]]
    column = \"form\"
    label = { zh = \"种\", en = \"Form\" }";

const VIEWS: &[(&str, &str)] = &[(
    "open_item",
    "select unit, id, form, n, day as secretless from item",
)];

const WORLD: &str = "
    unit: code=a
    unit: code=b above=a
    unit: code=c above=a
    item: id=1 unit=b form=p n=3 day=2026-01-02 secret=s
    item: id=2 unit=b form=q n=7
    item: id=3 unit=c form=p n=9
    item: id=4 unit=c n=1";

#[test]
fn every_value_answers_why() {
    let packs = packs(&[("share", SHARE)], VIEWS);
    let place = place(&packs);
    let id = place.write(&records(&packs, WORLD), "2026-09-01");
    let why = place.measurer.why(&id, "share", "a", &[Some("p")]).unwrap();
    assert_eq!(why.snapshot.manifest_hash.len(), 64);
    let shown = (
        &why.value_sql,
        &why.views,
        &why.rules,
        &why.figure,
        &why.registers,
    );
    expect![[r#"
        (
            "100 * (count(*) filter (where n >= rule('limit'))) / (count(*))",
            [
                (
                    "open_item",
                    "select unit, id, form, n, day as secretless from item",
                ),
            ],
            [
                RuleUsed {
                    name: "limit",
                    label: Label {
                        zh: "限",
                        en: "Limit",
                    },
                    unit: "item",
                    value: Some(
                        5.0,
                    ),
                    since: Some(
                        Day(
                            20697,
                        ),
                    ),
                    source: Some(
                        "Second",
                    ),
                    checked: Day(
                        20605,
                    ),
                    confirmation: Confirmed,
                },
            ],
            Figure {
                value: Some(
                    50.0,
                ),
                numerator: Some(
                    1.0,
                ),
                denominator: Some(
                    2.0,
                ),
                rows: 2,
            },
            [
                "item",
            ],
        )
    "#]]
    .assert_debug_eq(&shown);
    let error = place.measurer.why(&id, "share", "z", &[]).unwrap_err();
    assert_eq!(
        (error.code(), error.text(Language::Chinese).as_str()),
        ("node_unknown", "快照当日的组织树中没有节点“z”")
    );
    let error = place.measurer.why(&id, "shares", "a", &[]).unwrap_err();
    assert_eq!(error.code(), "indicator_unknown");
    let error = place
        .measurer
        .why("2020-01-01", "share", "a", &[])
        .unwrap_err();
    assert_eq!(error.code(), "snapshot_unknown");
}

#[test]
fn pages_of_rows_from_several_registers_hold_each_row_once() {
    let union = "
        unit = \"item\"
        rows = \"select unit as org, id, n from item union all select unit, id + 100, n from item\"
        value = \"count(*)\"";
    let packs = packs(&[("twice", union)], &[]);
    let place = place(&packs);
    let id = place.write(&records(&packs, WORLD), "2026-09-01");
    let page = |offset| {
        let request = RowsRequest {
            indicator: "twice".to_owned(),
            org: "a".to_owned(),
            offset,
            limit: 3,
            ..RowsRequest::default()
        };
        place.measurer.rows(&id, &request).unwrap()
    };
    let pages: Vec<_> = [0, 3, 6].map(page).into_iter().collect();
    let lengths: Vec<usize> = pages.iter().map(|page| page.rows.len()).collect();
    assert_eq!((lengths, pages[0].total), (vec![3, 3, 2], 8));
    let mut ids: Vec<String> = pages
        .iter()
        .flat_map(|page| page.rows.iter().map(|row| format!("{:?}", row[1])))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 8);
}

#[test]
fn rows_behind_a_figure() {
    let packs = packs(&[("share", SHARE)], VIEWS);
    let place = place(&packs);
    let id = place.write(&records(&packs, WORLD), "2026-09-01");
    let ask = |org: &str, by: Option<&str>, sort: Option<(&str, bool)>, offset, limit| {
        let request = RowsRequest {
            indicator: "share".to_owned(),
            org: org.to_owned(),
            by: vec![by.map(str::to_owned)],
            sort: sort.map(|(column, down)| (column.to_owned(), down)),
            offset,
            limit,
        };
        place.measurer.rows(&id, &request)
    };
    let ids = |org, by, sort, offset, limit| {
        let page = ask(org, by, sort, offset, limit).unwrap();
        let place = page
            .columns
            .iter()
            .position(|column| column == "id")
            .unwrap();
        let ids: Vec<Value> = page.rows.iter().map(|row| row[place].clone()).collect();
        format!("{ids:?} of {}", page.total)
    };
    assert_eq!(
        ids("a", None, Some(("n", true)), 0, 3),
        "[Int(3), Int(2), Int(1)] of 4"
    );
    assert_eq!(ids("a", None, Some(("n", true)), 3, 3), "[Int(4)] of 4");
    assert_eq!(ids("a", Some("p"), None, 0, 9), "[Int(3), Int(1)] of 2");
    assert_eq!(ids("a", Some(""), None, 0, 9), "[Int(4)] of 1");
    assert_eq!(ids("b", Some("p"), None, 0, 9), "[Int(1)] of 1");
    assert_eq!(ids("b", None, Some(("form", false)), 0, 1), "[Int(1)] of 2");
    let page = ask("b", Some("p"), None, 0, 1).unwrap();
    expect![[r#"
        RowsPage {
            columns: [
                "org",
                "id",
                "form",
                "n",
                "secretless",
            ],
            rows: [
                [
                    Text(
                        "b",
                    ),
                    Int(
                        1,
                    ),
                    Text(
                        "p",
                    ),
                    Int(
                        3,
                    ),
                    Day(
                        Day(
                            20455,
                        ),
                    ),
                ],
            ],
            counts: Some(
                [
                    false,
                ],
            ),
            total: 1,
        }
    "#]]
    .assert_debug_eq(&page);
    assert_eq!(
        ask("a", None, Some(("secret", true)), 0, 1)
            .unwrap_err()
            .code(),
        "column_unknown"
    );
}

#[test]
fn trends_over_snapshots() {
    let packs = packs(&[("share", SHARE)], VIEWS);
    let place = place(&packs);
    place.write(&records(&packs, WORLD), "2025-09-01");
    place.write(
        &records(&packs, &format!("{WORLD}\nitem: id=5 unit=b n=9")),
        "2026-09-01",
    );
    let later = format!("{}\nunit: code=d since=2027-01-01", WORLD);
    place.write(&records(&packs, &later), "2027-09-01");
    let trend = |org: &str| {
        let points = place.measurer.trend("share", org, &[]).unwrap();
        let point = |p: &jixia_measure::TrendPoint| {
            let value = p.figure.map(|figure| figure.value);
            format!("{} {value:?}", p.day)
        };
        points.iter().map(point).collect::<Vec<_>>().join(", ")
    };
    // The limit is 3 before September 2026 and 5 from then on.
    assert_eq!(
        trend("a"),
        "2025-09-01 Some(Some(75.0)), 2026-09-01 Some(Some(60.0)), 2027-09-01 Some(Some(50.0))"
    );
    assert_eq!(
        trend("d"),
        "2025-09-01 None, 2026-09-01 None, 2027-09-01 Some(None)"
    );
}
