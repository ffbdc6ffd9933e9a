//! Units as plans write them against units as packs name them.

/// What a unit can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Share,
    Clock,
    Span,
    Money,
    Area,
    People,
    Schools,
    Classes,
    Places,
    Events,
    Things,
    Ratio,
    Unknown,
}

/// What this unit can mean.
pub(super) fn meaning(unit: &str) -> Meaning {
    let word = unit.split('/').next().unwrap_or(unit);
    match word {
        "%" | "百分点" | "percent" | "‰" => Meaning::Share,
        "分钟(时刻)" | "time" => Meaning::Clock,
        "分钟" | "小时" | "天" | "minute" | "hour" | "day" | "学时" | "课时" => {
            Meaning::Span
        }
        "元" | "fen" | "yuan" => Meaning::Money,
        "平方米" | "亩" | "m2" => Meaning::Area,
        "人" | "名" | "人次" | "位" | "pupil" | "teacher" | "child" | "person" => {
            Meaning::People
        }
        "所" | "school" | "institution" | "campus" | "kindergarten" => Meaning::Schools,
        "班" | "class" => Meaning::Classes,
        "place" => Meaning::Places,
        "次" | "场" | "break" | "场次" | "节" => Meaning::Events,
        "ratio" | "倍" => Meaning::Ratio,
        "" | "number" | "count" => Meaning::Unknown,
        _ => Meaning::Things,
    }
}

/// Units that plans write, with the name by which packs know them.
const UNITS: [(&str, &str); 17] = [
    ("所", "school"),
    ("个班", "class"),
    ("班", "class"),
    ("个学位", "place"),
    ("学位", "place"),
    ("人", "person"),
    ("名", "person"),
    ("项", "item"),
    ("元", "fen"),
    ("平方米", "m2"),
    ("小时", "hour"),
    ("分钟", "minute"),
    ("处", "site"),
    ("套", "flat"),
    ("间", "room"),
    ("户", "family"),
    ("天", "day"),
];

/// The name by which packs know a unit that a plan writes.
pub fn unit_name(written: &str) -> Option<&'static str> {
    let known = UNITS.iter().find(|(unit, _)| *unit == written);
    known.map(|(_, name)| *name)
}

/// The unit in which plans write what packs measure in this one; empty where they write none.
pub fn written_unit(measured: &str) -> &'static str {
    match meaning(measured) {
        Meaning::Share => "%",
        Meaning::Money => "元",
        Meaning::People => "人",
        Meaning::Schools => "所",
        Meaning::Classes | Meaning::Places => "个",
        _ => {
            let known = UNITS.iter().find(|(_, name)| *name == measured);
            known.map_or("", |(written, _)| written)
        }
    }
}

/// Whether a target written in this unit can be held to an indicator measured in that one.
pub fn units_fit(written: &str, measured: &str) -> bool {
    let written = meaning(written);
    written == Meaning::Unknown || fits(written, meaning(measured))
}

/// Whether a target's unit and an indicator's can mean the same.
pub(super) fn fits(asked: Meaning, own: Meaning) -> bool {
    use Meaning::{
        Area, Classes, Clock, Events, Money, People, Places, Ratio, Schools, Share, Span, Things,
        Unknown,
    };
    if asked == own || own == Unknown {
        return asked != Share || own == Share;
    }
    match (asked, own) {
        (Unknown, _) => false,
        (Things, Classes | Places | Schools | Events) => true,
        (Schools | Classes, Things) => true,
        (Ratio | People, Ratio) => true,
        (Share | Clock | Span | Money | Area, _) | (_, Share | Clock | Span | Money | Area) => {
            false
        }
        _ => false,
    }
}
