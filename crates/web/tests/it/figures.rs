//! Figures are shown so that a reader can divide by hand and get the value.

use jixia_app::measure::Figure;
use jixia_app::pack::Indicator;
use jixia_app::terms::Language;
use jixia_web::{figure_parts, figure_text};

use crate::common::shared;

fn quotients() -> Vec<&'static Indicator> {
    let all = shared().app.packs().indicators.values();
    all.filter(|it| it.denominator.is_some()).collect()
}

fn number(text: &str) -> f64 {
    text.replace(',', "").parse().unwrap()
}

#[test]
fn what_is_shown_of_a_quotient_divides_to_its_value() {
    let list = quotients();
    assert!(list.len() > 60, "{}", list.len());
    for indicator in list {
        let figure = Figure {
            value: Some(f64::from(indicator.scale) * 1_230_000.0 / 400.0),
            numerator: Some(1_230_000.0),
            denominator: Some(400.0),
            rows: 1,
        };
        let (above, below) = figure_parts(&figure, indicator).unwrap();
        let by_hand = f64::from(indicator.scale) * number(&above) / number(&below);
        let unit = &indicator.unit;
        let (value, _) = figure_text(figure.value.unwrap(), unit, Language::Chinese);
        let value = number(&value);
        assert!(
            (by_hand - value).abs() <= 0.006 * value,
            "{}: {above} / {below} is {by_hand}, shown {value}",
            indicator.name
        );
    }
}

#[test]
fn numerators_count_things_and_not_things_times_a_hundred() {
    for indicator in quotients() {
        let is_scaled = indicator.unit == "percent" || indicator.label.en.contains("per 100");
        let scale = if is_scaled { 100 } else { 1 };
        assert_eq!(indicator.scale, scale, "{}", indicator.name);
    }
}

#[tokio::test]
async fn a_share_says_that_its_quotient_is_taken_a_hundred_times() {
    let world = shared();
    let path = "/api/v1/indicators/large_class_share/why";
    let figure = &world.get(path).await.json()["figure"];
    let of = |key: &str| figure[key].as_f64().unwrap();
    assert_eq!(of("scale"), 100.0);
    assert!(of("numerator") > 0.0);
    assert_eq!(
        of("scale") * of("numerator") / of("denominator"),
        of("value")
    );
    for (address, words) in [
        ("large_class_share", "分子 ÷ 分母 × 100"),
        ("large_class_share?lang=en", "numerator ÷ denominator × 100"),
        ("large_class_share", "分母（相除后 × 100）"),
    ] {
        let page = world.get(&format!("/indicators/{address}")).await.text();
        let page = page.replace(['\u{2068}', '\u{2069}'], "");
        assert!(page.contains(words), "{address}: {words}");
    }
}
