//! What a teacher has learnt and reached: subject, education, title, standing among colleagues.

use super::Stage;
use super::layout::DistrictKind;
use super::staff::Teacher;
use crate::dice::Dice;

/// A year older: some study on, some get a higher title or become backbone teachers.
pub(super) fn grow(teacher: &mut Teacher, age: i32, dice: &mut Dice) {
    if !teacher.teaches() {
        return;
    }
    if teacher.education >= 3 && age < 45 && dice.chance(0.10) {
        teacher.education -= 1;
    }
    let step = match teacher.title {
        0 => 0.7,
        1 => 0.10,
        2 if age >= 38 => 0.035,
        3 if age >= 50 => 0.002,
        _ => 0.0,
    };
    if dice.chance(step) {
        teacher.title += 1;
    }
    if teacher.title >= 2 && teacher.backbone < 4 && dice.chance(0.012) {
        teacher.backbone = (teacher.backbone + 1).max(2);
    }
}

pub(super) fn subject(stage: Stage, dice: &mut Dice) -> u8 {
    let weights = subjects(stage);
    let total: u32 = weights.iter().map(|(_, weight)| weight).sum();
    let mut draw = dice.below(total as usize) as u32;
    for (index, (_, weight)) in weights.iter().enumerate() {
        if draw < *weight {
            return index as u8;
        }
        draw -= weight;
    }
    0
}

/// Subjects of a stage as registers name them, with how many of a hundred teachers teach them.
pub(crate) fn subjects(stage: Stage) -> &'static [(&'static str, u32)] {
    match stage {
        Stage::Kindergarten => &[("学前教育", 100)],
        Stage::Primary => &[
            ("语文", 35),
            ("数学", 24),
            ("英语", 9),
            ("体育", 9),
            ("音乐", 5),
            ("美术", 5),
            ("科学", 5),
            ("道德与法治", 4),
            ("信息科技", 3),
            ("劳动", 1),
        ],
        Stage::Junior => &[
            ("语文", 17),
            ("数学", 17),
            ("英语", 16),
            ("物理", 8),
            ("化学", 5),
            ("道德与法治", 7),
            ("历史", 6),
            ("地理", 5),
            ("生物", 5),
            ("体育", 7),
            ("音乐", 3),
            ("美术", 3),
            ("信息科技", 3),
            ("心理健康", 1),
        ],
        Stage::Senior => &[
            ("语文", 15),
            ("数学", 15),
            ("英语", 15),
            ("物理", 10),
            ("化学", 9),
            ("生物", 8),
            ("道德与法治", 7),
            ("历史", 7),
            ("地理", 7),
            ("体育", 4),
            ("音乐", 1),
            ("美术", 1),
            ("信息科技", 2),
        ],
        Stage::Vocational => &[
            ("专业课", 52),
            ("语文", 10),
            ("数学", 10),
            ("英语", 9),
            ("体育", 5),
            ("道德与法治", 6),
            ("信息科技", 6),
        ],
        Stage::Special => &[("特殊教育", 100)],
    }
}

pub(super) fn education(stage: Stage, age: f64, district: DistrictKind, dice: &mut Dice) -> u8 {
    // The younger and the more urban, the higher.
    let rural = if district == DistrictKind::Rural {
        0.10
    } else {
        0.0
    };
    let old = ((age - 30.0) / 30.0).clamp(0.0, 1.0);
    let (master, bachelor, diploma) = match stage {
        Stage::Kindergarten => (0.005, 0.38 - 0.2 * old, 0.50),
        Stage::Primary => (
            0.07 * (1.0 - old),
            0.80 - 0.28 * old - rural,
            0.16 + 0.2 * old + rural,
        ),
        Stage::Junior => (0.14 * (1.0 - old), 0.83 - 0.09 * old, 0.03 + 0.1 * old),
        Stage::Senior => (0.30 * (1.0 - 0.7 * old), 0.70, 0.02),
        Stage::Vocational => (0.14, 0.80, 0.06),
        Stage::Special => (0.05, 0.75, 0.20),
    };
    let draw = dice.unit();
    match draw {
        draw if draw < master => 1,
        draw if draw < master + bachelor => 2,
        draw if draw < master + bachelor + diploma => 3,
        _ => 4,
    }
}

pub(super) fn title(worked: f64, public: bool, dice: &mut Dice) -> u8 {
    let draw = dice.unit();
    let private = if public { 0.0 } else { 0.25 };
    match worked {
        years if years < 1.0 => 0,
        years if years < 7.0 => 1,
        years if years < 14.0 => {
            if draw < 0.45 - private {
                2
            } else {
                1
            }
        }
        years if years < 22.0 => {
            if draw < 0.12 - private / 3.0 {
                3
            } else if draw < 0.75 - private {
                2
            } else {
                1
            }
        }
        _ => {
            if draw < 0.004 {
                4
            } else if draw < 0.30 - private / 2.0 {
                3
            } else if draw < 0.90 - private {
                2
            } else {
                1
            }
        }
    }
}

pub(super) fn backbone(worked: i16, wealth: f64, dice: &mut Dice) -> u8 {
    if worked < 5 {
        return 0;
    }
    // Good schools draw good teachers.
    let draw = dice.unit() / wealth.clamp(0.7, 1.5);
    match draw {
        draw if draw < 0.006 => 4,
        draw if draw < 0.05 => 3,
        draw if draw < 0.22 => 2,
        draw if draw < 0.32 => 1,
        _ => 0,
    }
}
