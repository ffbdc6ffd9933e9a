//! The made-up sentences of `corpus/`: each line a sentence, below it the targets it gives.
//!
//! `UPDATE_EXPECT=1 cargo test -p jixia-plan --test corpus` writes what is found; read the
//! difference before keeping it.

use std::fmt::Write;

use expect_test::{ExpectFile, expect_file};
use jixia_plan::{Target, read_sentence};

const YEAR: i16 = 2023;

fn check(expected: &ExpectFile) {
    let mut out = String::new();
    for line in expected.data().lines() {
        if line.starts_with("  ") {
            continue;
        }
        out.push_str(line);
        out.push('\n');
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let chars: Vec<char> = line.chars().collect();
        for target in read_sentence(line, Some(YEAR)) {
            let span: String = chars[target.span.start..target.span.end].iter().collect();
            writeln!(out, "  {}", row(&target, &span)).unwrap();
        }
    }
    expected.assert_eq(&out);
}

fn row(t: &Target, span: &str) -> String {
    let value = match (t.value, t.value_max) {
        (Some(low), Some(high)) => format!("{low}..{high}"),
        (Some(value), None) => value.to_string(),
        _ => "-".to_owned(),
    };
    let by = t.by.as_deref().unwrap_or("-");
    let unit = t.unit.as_deref().unwrap_or("-");
    format!(
        "{} | {} {value} {unit} | by {by} | {span} | {}",
        t.object,
        t.comparator.sign(),
        t.why
    )
}

macro_rules! corpus {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            check(&expect_file![concat!("corpus/", stringify!($name), ".txt")]);
        })*
    };
}

corpus! {
    bounds cities clock counts dated deadlines increase lists none periods plain ranges rates
    standing towns unseen which words zero forms offices
}
