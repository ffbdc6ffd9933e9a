//! What people report for targets of the plan that no register can show.

use jixia_terms::Day;

use crate::city::day;

/// A report: for which object, how much of what was promised, when, and what shows it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Report {
    object: &'static str,
    share: f64,
    on: (i16, i8, i8),
    pub(crate) evidence: &'static str,
}

const REPORTS: [Report; 8] = [
    Report {
        object: "名师工作室",
        share: 0.8,
        on: (2026, 10, 15),
        evidence: "澜政教人〔2026〕41号：第一批名师工作室名单",
    },
    Report {
        object: "新任教师",
        share: 1.0,
        on: (2026, 8, 25),
        evidence: "新任教师岗前培训签到册（2026年8月）",
    },
    Report {
        object: "家长心理课堂",
        share: 0.75,
        on: (2026, 10, 18),
        evidence: "家长心理课堂活动台账（1—10月）",
    },
    Report {
        object: "防溺水驿站",
        share: 1.0,
        on: (2026, 6, 28),
        evidence: "澜政教安〔2026〕17号：驿站验收清单",
    },
    Report {
        object: "产业学院",
        share: 0.67,
        on: (2026, 9, 30),
        evidence: "产业学院共建协议（船舶、海洋牧场）",
    },
    Report {
        object: "视力筛查",
        share: 0.5,
        on: (2026, 4, 30),
        evidence: "春季学期视力筛查报告",
    },
    Report {
        object: "明厨亮灶",
        share: 0.976,
        on: (2026, 10, 10),
        evidence: "市场监管局平台接入清单",
    },
    Report {
        object: "学位预警平台",
        share: 1.0,
        on: (2026, 6, 26),
        evidence: "平台上线验收意见",
    },
];

impl Report {
    /// The value reported where so much was promised: whole numbers stay whole.
    pub(crate) fn value(&self, promised: f64) -> f64 {
        if self.object == "明厨亮灶" {
            promised * self.share
        } else {
            (promised * self.share).round().max(1.0)
        }
    }

    /// The day on which it held.
    pub(crate) fn on(&self) -> Day {
        day(self.on.0, self.on.1, self.on.2)
    }
}

/// The report that fits the object of a target.
pub(crate) fn of(object: &str) -> Option<Report> {
    REPORTS
        .into_iter()
        .find(|report| object.contains(report.object))
}
