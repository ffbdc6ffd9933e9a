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
            (*name, format!("unit = \"ratio\"\nrows = \"{rows}\"\nvalue = \"{value}\"\n"))
        })
        .collect();
    let list: Vec<(&str, &str)> = indicators.iter().map(|(n, t)| (*n, t.as_str())).collect();
    let packs = packs(&list, &[]);
    let mut world = "unit: code=a\n".to_owned();
    for (id, item) in items.split_whitespace().enumerate() {
        let (x, w) = item.split_once('*').unwrap_or((item, "1"));
        let x = if x == "-" { String::new() } else { format!("x={x}") };
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
    // 2 4 4 4 5 5 7 9: mean 5, standard deviation of the whole 2, hence 0.4. Half the mean difference
    // is 168 / (2 * 64) over the mean 5: 0.2125 ... worked out pair by pair.
    check(
        "2 4 4 4 5 5 7 9",
        expect![[""]],
    );
    // Pooled mean (10 * 1 + 40 * 3) / 4 = 32.5, deviation sqrt((22.5² + 3 * 7.5²) / 4) = 12.99.
    check("10*1 40*3 -*5 7*0", expect![[""]]);
    check("3", expect![[""]]);
    check("0 0", expect![[""]]);
    check("-", expect![[""]]);
    check("-1 1 3", expect![[""]]);
    check("0 0 0 8", expect![[""]]);
}

#[test]
fn a_share_outside_its_bounds_is_refused() {
    let rows = "unit = \"ratio\"\nrows = \"select unit as org, x from item\"\n";
    let over = format!("{rows}value = \"quantile(x, 1.5)\"\n");
    let column = format!("{rows}value = \"quantile(x, x)\"\n");
    let packs = packs(&[("over", &over), ("by_column", &column)], &[]);
    let faults = jixia_measure::check_sql(&packs);
    let faults: Vec<String> = faults.iter().map(|(o, f)| format!("{}: {f}\n", o.file)).collect();
    expect![[""]].assert_eq(&faults.concat());
}
