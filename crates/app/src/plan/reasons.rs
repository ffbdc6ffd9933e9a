//! What a target says of itself when no measured value decides how it stands.

use jixia_terms::{Day, Label};

use super::goal::Goal;
use super::status::Status;
use super::units::said_in;
use super::view::{Reported, TargetStatus};

/// What a report shows, and why a report is what there is.
pub(super) fn reported(target: &TargetStatus, report: &Reported, goal: Option<&Goal>) -> Label {
    let (zh, en) = match (&target.link, target.value, target.measured) {
        (None, _, _) => ("尚未对应指标", "no measure is tied to it"),
        (Some(_), None, _) => ("计划没有写明数值", "the plan names no number"),
        (Some(_), Some(_), Some(_)) => (
            "快照不能判断到期时是否达到",
            "no snapshot tells whether it was reached in time",
        ),
        (Some(_), Some(_), None) => ("快照中没有相应的数据", "no snapshot measures it"),
    };
    let value = said_in(target.unit.as_deref().unwrap_or_default(), report.value);
    let value = match &target.change {
        Some(change) => change.by_report(&value),
        None => Label::new(format!("为 {}", value.zh), value.en),
    };
    let (reach_zh, reach_en) = match goal.map(|goal| goal.holds(report.value)) {
        Some(true) => ("，达到目标", ", which reaches the goal"),
        Some(false) => ("，未达到目标", ", short of the goal"),
        None => ("", ""),
    };
    let on = report.on;
    Label::new(
        format!("{zh}；由人填报并附依据：{on} {}{reach_zh}", value.zh),
        format!(
            "{en}; reported with evidence: {} on {on}{reach_en}",
            value.en
        ),
    )
}

/// What it waits for, where nothing measured can be held against it.
pub(super) fn waiting(
    target: &TargetStatus,
    today: Day,
    first_snapshot: Option<&(Day, String)>,
) -> Label {
    let last = target.trend.iter().rev();
    let last = last
        .filter_map(|point| Some((point.day, point.value?)))
        .next();
    let due = target.due;
    let (zh, en) = match (&target.link, target.value, first_snapshot) {
        (None, None, _) => (
            "只有期限没有数值，也尚未对应指标，等待填报".to_owned(),
            "it has a day but no number, and no measure is tied to it; waiting for a report"
                .to_owned(),
        ),
        (None, Some(_), _) => (
            "尚未对应指标，等待填报".to_owned(),
            "no measure is tied to it; waiting for a report".to_owned(),
        ),
        (_, _, None) => (
            "还没有快照".to_owned(),
            "there is no snapshot yet".to_owned(),
        ),
        (_, None, _) => {
            let (shown_zh, shown_en) = last.map_or_else(Default::default, |(day, value)| {
                let value = said_in(unit_of_trend(target), value);
                let zh = format!("{day} 实测 {}，", value.zh);
                (zh, format!("{} on {day}; ", value.en))
            });
            (
                format!("{shown_zh}但计划没有写明数值，等待填报")
                    .trim_start_matches('但')
                    .to_owned(),
                format!("{shown_en}the plan names no number; waiting for a report"),
            )
        }
        (_, _, Some((first, _))) if *first > due => (
            format!("到期日（{due}）前没有快照"),
            format!("no snapshot by the day it was due, {due}"),
        ),
        _ => (
            "快照中没有相应的数据".to_owned(),
            "the snapshot holds nothing to measure it by".to_owned(),
        ),
    };
    if today <= due {
        return Label::new(zh, en);
    }
    let (none_zh, none_en) = match last {
        Some(_) => ("尚无填报", "nothing reported"),
        None => ("尚无数据或填报", "nothing measured or reported"),
    };
    Label::new(
        format!("期限 {due} 已过，{none_zh}；{zh}"),
        format!("due {due}, {none_en}; {en}"),
    )
}

/// The unit in which the values of its measure are told.
fn unit_of_trend(target: &TargetStatus) -> &str {
    let measured = target.link.as_ref().map(|link| link.unit.as_str());
    match (target.level_unit(), measured) {
        (None, Some("percent")) => "%",
        (written, _) => written.unwrap_or_default(),
    }
}

/// A target that the plan gives no day of its own is held to the end of the year, and says so.
pub(super) fn add_year_end(target: &mut TargetStatus) {
    if target.by.is_some() || target.status == Status::Met {
        return;
    }
    let reason = &target.reason;
    target.reason = Label::new(
        format!("{}（期限按年底计）", reason.zh),
        format!("{} (due by the end of the year)", reason.en),
    );
}
