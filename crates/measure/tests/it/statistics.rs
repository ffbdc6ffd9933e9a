//! The statistics beyond SQL's own, on numbers worked out by hand.

use expect_test::{Expect, expect};

use crate::support::{packs, place, records};

/// Values of every statistic for the items `x` or `x*w`; `-` is a missing value.
fn check(items: &str, expect: Expect) {
    let measures = [
        ("plain_cv", "cv(x)"),
        ("pooled_cv", "cv_weighted(x, w)"),
        ("low", "quantile(x, 0)"),
        ("quarter", "quantile(x, 0.25)"),
        ("half", "quantile(x, 0.5)"),
        ("high", "quantile(x, 1)"),
        ("gini_of", "gini(x)"),
        ("theil_of", "theil(x)"),
    ];
    let indicators: Vec<(&str, String)> = measures
        .iter()
        .map(|(name, value)| {
            let rows = "select unit as org, x, w from item";
            (
                *name,
                format!("unit = \"ratio\"\nrows = \"{rows}\"\nvalue = \"{value}\"\n"),
            )
        })
        .collect();
    let list: Vec<(&str, &str)> = indicators.iter().map(|(n, t)| (*n, t.as_str())).collect();
    let packs = packs(&list, &[]);
    let mut world = "unit: code=a\n".to_owned();
    for (id, item) in items.split_whitespace().enumerate() {
        let (x, w) = item.split_once('*').unwrap_or((item, "1"));
        let x = if x == "-" {
            String::new()
        } else {
            format!("x={x}")
        };
        world += &format!("item: id={id} unit=a w={w} {x}\n");
    }
    let place = place(&packs);
    let id = place.write(&records(&packs, &world), "2026-09-01");
    let figures = place.measurer.figures(&id).unwrap();
    let mut out = String::new();
    for (name, value) in measures {
        let found = figures.get(name, "a", &[]).unwrap().value;
        let found = found.map_or("none".to_owned(), |x| format!("{x:.10}"));
        out += &format!("{value} {found}\n");
    }
    expect.assert_eq(&out);
}

#[test]
fn golden_vectors() {
    // Mean 5, standard deviation of the whole 2, hence 0.4; all differences of two add up to 136,
    // and 136 / (2 * 8 * 8) over the mean is 0.2125.
    check(
        "2 4 4 4 5 5 7 9",
        expect![[r#"
            cv(x) 0.4000000000
            cv_weighted(x, w) 0.4000000000
            quantile(x, 0) 2.0000000000
            quantile(x, 0.25) 4.0000000000
            quantile(x, 0.5) 4.5000000000
            quantile(x, 1) 9.0000000000
            gini(x) 0.2125000000
            theil(x) 0.0783770390
        "#]],
    );
    // Pooled mean (10 * 1 + 40 * 3) / 4 = 32.5, deviation sqrt((22.5² + 3 * 7.5²) / 4) = 12.99.
    check(
        "10*1 40*3 -*5 7*0",
        expect![[r#"
        cv(x) 0.7841928645
        cv_weighted(x, w) 0.3997040325
        quantile(x, 0) 7.0000000000
        quantile(x, 0.25) 8.5000000000
        quantile(x, 0.5) 10.0000000000
        quantile(x, 1) 40.0000000000
        gini(x) 0.3859649123
        theil(x) 0.2871820759
    "#]],
    );
    check(
        "3",
        expect![[r#"
        cv(x) 0.0000000000
        cv_weighted(x, w) 0.0000000000
        quantile(x, 0) 3.0000000000
        quantile(x, 0.25) 3.0000000000
        quantile(x, 0.5) 3.0000000000
        quantile(x, 1) 3.0000000000
        gini(x) 0.0000000000
        theil(x) 0.0000000000
    "#]],
    );
    check(
        "0 0",
        expect![[r#"
        cv(x) none
        cv_weighted(x, w) none
        quantile(x, 0) 0.0000000000
        quantile(x, 0.25) 0.0000000000
        quantile(x, 0.5) 0.0000000000
        quantile(x, 1) 0.0000000000
        gini(x) none
        theil(x) none
    "#]],
    );
    check(
        "-",
        expect![[r#"
        cv(x) none
        cv_weighted(x, w) none
        quantile(x, 0) none
        quantile(x, 0.25) none
        quantile(x, 0.5) none
        quantile(x, 1) none
        gini(x) none
        theil(x) none
    "#]],
    );
    check(
        "-1 1 3",
        expect![[r#"
        cv(x) 1.6329931619
        cv_weighted(x, w) 1.6329931619
        quantile(x, 0) -1.0000000000
        quantile(x, 0.25) 0.0000000000
        quantile(x, 0.5) 1.0000000000
        quantile(x, 1) 3.0000000000
        gini(x) none
        theil(x) none
    "#]],
    );
    check(
        "0 0 0 8",
        expect![[r#"
        cv(x) 1.7320508076
        cv_weighted(x, w) 1.7320508076
        quantile(x, 0) 0.0000000000
        quantile(x, 0.25) 0.0000000000
        quantile(x, 0.5) 0.0000000000
        quantile(x, 1) 8.0000000000
        gini(x) 0.7500000000
        theil(x) 1.3862943611
    "#]],
    );
}
