//! Merged states give what plain loops over the rows give, for random trees, rows and every
//! aggregate.

use crate::support;

use std::collections::BTreeSet;

use jixia_measure::MemoryRecords;
use jixia_terms::Value;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

#[derive(Debug, Clone)]
struct Row {
    unit: Option<usize>,
    form: Option<&'static str>,
    flag: Option<bool>,
    n: Option<i64>,
    x: Option<f64>,
    w: Option<f64>,
}

#[derive(Debug, Clone)]
struct World {
    parents: Vec<Vec<usize>>,
    rows: Vec<Row>,
}

/// Rows under unit 99 name a unit that does not exist.
const NOWHERE: usize = 99;

fn world() -> impl Strategy<Value = World> {
    (1usize..9).prop_flat_map(|units| {
        let parents = (0..units).map(|unit| {
            let most = unit.min(2);
            proptest::collection::vec(0..unit.max(1), 0..=most)
        });
        let parents = parents.collect::<Vec<_>>();
        let row = (
            proptest::option::weighted(0.95, prop_oneof![20 => 0..units, 1 => Just(NOWHERE)]),
            proptest::option::weighted(0.8, prop_oneof![Just("p"), Just("q"), Just("r")]),
            proptest::option::weighted(0.8, any::<bool>()),
            proptest::option::weighted(0.8, 0i64..9),
            proptest::option::weighted(0.8, prop_oneof![Just(0.0), 0.0..1000.0f64]),
            proptest::option::weighted(0.8, prop_oneof![Just(0.0), 0.0..50.0f64]),
        );
        let row = row.prop_map(|(unit, form, flag, n, x, w)| Row {
            unit,
            form,
            flag,
            n,
            x,
            w,
        });
        (parents, proptest::collection::vec(row, 0..50))
            .prop_map(|(parents, rows)| World { parents, rows })
    })
}

type Naive = fn(&[&Row]) -> Option<f64>;

fn xs(rows: &[&Row]) -> Vec<f64> {
    rows.iter().filter_map(|row| row.x).collect()
}

fn ns(rows: &[&Row]) -> Vec<f64> {
    rows.iter()
        .filter_map(|row| row.n.map(|n| n as f64))
        .collect()
}

fn some_sum(list: &[f64]) -> Option<f64> {
    (!list.is_empty()).then(|| list.iter().sum())
}

fn naive_cv_weighted(pairs: &[(f64, f64)]) -> Option<f64> {
    let weight: f64 = pairs.iter().map(|(_, w)| w).sum();
    let mean = pairs.iter().map(|(x, w)| x * w).sum::<f64>() / weight;
    let square = pairs
        .iter()
        .map(|(x, w)| w * (x - mean) * (x - mean))
        .sum::<f64>()
        / weight;
    (weight > 0.0 && mean != 0.0).then(|| square.sqrt() / mean)
}

fn naive_gini(list: &[f64]) -> Option<f64> {
    let n = list.len() as f64;
    let mean = list.iter().sum::<f64>() / n;
    let pairs = list
        .iter()
        .flat_map(|a| list.iter().map(move |b| (a - b).abs()));
    (mean > 0.0).then(|| pairs.sum::<f64>() / (2.0 * n * n * mean))
}

fn naive_theil(list: &[f64]) -> Option<f64> {
    let n = list.len() as f64;
    let mean = list.iter().sum::<f64>() / n;
    let part = |x: &f64| {
        if *x > 0.0 {
            x / mean * (x / mean).ln()
        } else {
            0.0
        }
    };
    (mean > 0.0).then(|| list.iter().map(part).sum::<f64>() / n)
}

fn naive_quantile(list: &[f64], p: f64) -> Option<f64> {
    let mut sorted = list.to_vec();
    sorted.sort_by(|a, b| a.partial_cmp(b).unwrap());
    let h = p * (sorted.len().checked_sub(1)?) as f64;
    let (low, high) = (sorted[h.floor() as usize], sorted[h.ceil() as usize]);
    Some(low + (high - low) * (h - h.floor()))
}

/// Value in SQL and by plain loops.
const AGGREGATES: &[(&str, &str, Naive)] = &[
    ("count_all", "count(*)", |rows| Some(rows.len() as f64)),
    ("count_n", "count(n)", |rows| Some(ns(rows).len() as f64)),
    ("sum_n", "sum(n)", |rows| some_sum(&ns(rows))),
    ("sum_x", "sum(x)", |rows| some_sum(&xs(rows))),
    ("avg_x", "avg(x)", |rows| {
        Some(some_sum(&xs(rows))? / xs(rows).len() as f64)
    }),
    ("min_x", "min(x)", |rows| {
        xs(rows).into_iter().reduce(f64::min)
    }),
    ("max_n", "max(n)", |rows| {
        ns(rows).into_iter().reduce(f64::max)
    }),
    ("distinct_form", "count(distinct form)", |rows| {
        let sorts: BTreeSet<_> = rows.iter().filter_map(|row| row.form).collect();
        Some(sorts.len() as f64)
    }),
    (
        "distinct_n",
        "count(distinct n) filter (where flag)",
        |rows| {
            let flagged = rows.iter().filter(|row| row.flag == Some(true));
            let found: BTreeSet<_> = flagged.filter_map(|row| row.n).collect();
            Some(found.len() as f64)
        },
    ),
    (
        "big",
        "count(*) filter (where n >= rule('limit'))",
        |rows| {
            Some(
                rows.iter()
                    .filter(|row| row.n.is_some_and(|n| n >= 5))
                    .count() as f64,
            )
        },
    ),
    ("sum_flagged", "sum(x) filter (where flag)", |rows| {
        let flagged: Vec<_> = rows
            .iter()
            .filter(|row| row.flag == Some(true))
            .copied()
            .collect();
        some_sum(&xs(&flagged))
    }),
    ("cv_x", "cv(x)", |rows| {
        naive_cv_weighted(&xs(rows).into_iter().map(|x| (x, 1.0)).collect::<Vec<_>>())
    }),
    ("cv_xw", "cv_weighted(x, w)", |rows| {
        let pairs = rows.iter().filter_map(|row| Some((row.x?, row.w?)));
        naive_cv_weighted(&pairs.filter(|(_, w)| *w > 0.0).collect::<Vec<_>>())
    }),
    ("third", "quantile(x, 0.3)", |rows| {
        naive_quantile(&xs(rows), 0.3)
    }),
    ("middle", "median(x)", |rows| naive_quantile(&xs(rows), 0.5)),
    ("gini_x", "gini(x)", |rows| naive_gini(&xs(rows))),
    ("theil_x", "theil(x)", |rows| naive_theil(&xs(rows))),
    ("mixed", "100.0 * sum(n) / count(*) - min(n)", |rows| {
        let least = ns(rows).into_iter().reduce(f64::min)?;
        Some(100.0 * some_sum(&ns(rows))? / rows.len() as f64 - least)
    }),
    ("whole", "count(n) / count(x)", |rows| {
        let x = xs(rows).len();
        (x > 0).then(|| ns(rows).len() as f64 / x as f64)
    }),
];

const BREAKDOWNS: &[&[&str]] = &[&[], &["form"], &["form", "flag"]];

fn indicators() -> Vec<(String, String)> {
    let mut list = Vec::new();
    for (name, value, _) in AGGREGATES {
        for (number, by) in BREAKDOWNS.iter().enumerate() {
            let rows = "select unit as org, form, flag, n, x, w from item";
            let mut text = format!("unit = \"item\"\nrows = \"{rows}\"\nvalue = \"{value}\"\n");
            for column in *by {
                let label = format!("{{ zh = \"列{column}\", en = \"{column}\" }}");
                text += &format!("[[by]]\ncolumn = \"{column}\"\nlabel = {label}\n");
            }
            list.push((format!("{name}_{number}"), text));
        }
    }
    list
}

fn records(packs: &std::sync::Arc<jixia_pack::Packs>, world: &World) -> MemoryRecords {
    let mut records = MemoryRecords::new(packs.clone());
    let text = |value: Option<String>| value.map_or(Value::Null, Value::Text);
    for (unit, parents) in world.parents.iter().enumerate() {
        let parent = |index: usize| text(parents.get(index).map(|p| format!("u{p}")));
        let mut values = vec![Value::Null; 7];
        values[0] = Value::Text(format!("u{unit}"));
        values[3] = parent(0);
        values[4] = parent(1);
        records.push("unit", values);
    }
    for (id, row) in world.rows.iter().enumerate() {
        records.push(
            "item",
            vec![
                Value::Int(id as i64),
                text(row.unit.map(|unit| format!("u{unit}"))),
                text(row.form.map(str::to_owned)),
                row.flag.into(),
                row.n.into(),
                row.x.into(),
                row.w.into(),
            ],
        );
    }
    records
}

/// Whether `unit` is `above` or somewhere under it, by plain recursion.
fn under(world: &World, unit: usize, above: usize) -> bool {
    unit == above
        || world
            .parents
            .get(unit)
            .is_some_and(|parents| parents.iter().any(|parent| under(world, *parent, above)))
}

fn column(row: &Row, name: &str) -> String {
    match name {
        "form" => row.form.unwrap_or("").to_owned(),
        _ => row.flag.map(|flag| flag.to_string()).unwrap_or_default(),
    }
}

/// Every combination of values (none for all) of these columns.
fn combinations(by: &[&str]) -> Vec<Vec<Option<&'static str>>> {
    let mut list = vec![vec![]];
    for column in by {
        let values: &[Option<&'static str>] = match *column {
            "form" => &[None, Some("p"), Some("q"), Some("r"), Some("")],
            _ => &[None, Some("true"), Some("false"), Some("")],
        };
        let longer = |start: &Vec<Option<&'static str>>| {
            let start = start.clone();
            values
                .iter()
                .map(move |value| [start.clone(), vec![*value]].concat())
        };
        list = list.iter().flat_map(longer).collect();
    }
    list
}

fn close(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-7 * (1.0 + a.abs().max(b.abs())),
        (a, b) => a == b,
    }
}

#[test]
fn merged_states_equal_plain_loops() {
    let list = indicators();
    let list: Vec<(&str, &str)> = list.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    let packs = support::packs(&list, &[]);
    let mut runner = TestRunner::new(Config {
        cases: 24,
        failure_persistence: None,
        ..Config::default()
    });
    let checked = runner.run(&world(), |world| {
        let place = support::place(&packs);
        let id = place.write(&records(&packs, &world), "2026-09-01");
        let figures = place.measurer.measure(&id).unwrap();
        prop_assert_eq!(figures.notes(), &[]);
        let again = place.measurer.measure(&id).unwrap();
        prop_assert!(figures.iter().eq(again.iter()), "not the same digits twice");
        for (name, sql, naive) in AGGREGATES {
            for (number, by) in BREAKDOWNS.iter().enumerate() {
                let indicator = format!("{name}_{number}");
                for unit in 0..world.parents.len() {
                    for values in combinations(by) {
                        let fits = |row: &&Row| {
                            row.unit.is_some_and(|own| under(&world, own, unit))
                                && by.iter().zip(&values).all(|(column_name, value)| {
                                    value.is_none_or(|v| column(row, column_name) == v)
                                })
                        };
                        let rows: Vec<&Row> = world.rows.iter().filter(fits).collect();
                        let found = figures
                            .get(&indicator, &format!("u{unit}"), &values)
                            .unwrap();
                        let expected = if rows.is_empty() { None } else { naive(&rows) };
                        prop_assert_eq!(found.rows, rows.len() as u64);
                        prop_assert!(
                            close(found.value, expected),
                            "{sql} at u{unit} {values:?}: {:?}, by loops {expected:?}",
                            found.value
                        );
                    }
                }
            }
        }
        let nowhere = world
            .rows
            .iter()
            .filter(|row| row.unit == Some(NOWHERE))
            .count();
        let without = world.rows.iter().filter(|row| row.unit.is_none()).count();
        let unplaced = figures.unplaced("count_all_0").cloned().unwrap_or_default();
        prop_assert_eq!(unplaced.unknown_org, nowhere as u64);
        prop_assert_eq!(unplaced.without_org, without as u64);
        Ok(())
    });
    if let Err(error) = checked {
        panic!("{error}");
    }
}
