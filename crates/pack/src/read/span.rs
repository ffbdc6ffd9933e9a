//! A stretch of time as packs write it: `3 working days`, `rule transfer_step_days working days`.

use crate::process::{Amount, Span, SpanUnit};
use crate::sink::{Sink, what};

/// Longest stretch, in its units.
const AMOUNT_MAX: u32 = 5_000;

const UNITS: [(&str, SpanUnit); 6] = [
    ("working days", SpanUnit::WorkingDays),
    ("working day", SpanUnit::WorkingDays),
    ("days", SpanUnit::Days),
    ("day", SpanUnit::Days),
    ("hours", SpanUnit::Hours),
    ("hour", SpanUnit::Hours),
];

/// The stretch that a text is; a fault where it is none.
pub(super) fn read(file: &str, path: &str, text: &str, sink: &mut Sink) -> Option<Span> {
    let span = of(text.trim());
    if span.is_none() {
        let fault = say!("“{text}”不是一段时间", "`{text}` is no stretch of time");
        let help = say!(
            "写作 3 working days、20 days、24 hours 或 rule 规则名 working days",
            "write 3 working days, 20 days, 24 hours or rule NAME working days"
        );
        sink.add(file, path, what("bad_span", fault).help(help));
    }
    span
}

fn of(text: &str) -> Option<Span> {
    let (rest, unit) = UNITS
        .iter()
        .find_map(|(word, unit)| Some((text.strip_suffix(word)?.trim(), *unit)))?;
    let amount = match rest.strip_prefix("rule ") {
        Some(name) => Amount::Rule(name.trim().to_owned()),
        None => Amount::Fixed(rest.parse().ok().filter(|n| *n <= AMOUNT_MAX)?),
    };
    Some(Span { amount, unit })
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn spans_are_read() {
        for (text, want) in [
            ("3 working days", "Fixed(3) WorkingDays"),
            ("1 day", "Fixed(1) Days"),
            ("24 hours", "Fixed(24) Hours"),
            (
                "rule step_days working days",
                "Rule(\"step_days\") WorkingDays",
            ),
        ] {
            let span = of(text).unwrap();
            assert_eq!(format!("{:?} {:?}", span.amount, span.unit), want);
        }
        for text in [
            "",
            "days",
            "-1 days",
            "3",
            "three days",
            "9999 days",
            "1.5 hours",
        ] {
            assert!(of(text).is_none(), "{text}");
        }
    }
}
