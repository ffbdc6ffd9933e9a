//! Tells how things stand from what is promised: stock, counts of a whole area, what is done
//! already, the level a change starts from.

use super::line::Line;
use super::quantity::Quantity;
use super::reach::Left;
use super::refuse::Refusal;
use crate::lex::Kind;
use crate::lexicon::bounds::Sense;
use crate::lexicon::units::Kind as UnitKind;
use crate::lexicon::verbs::Class;
use crate::lexicon::{begins, ends, has_any};

/// Words behind a figure that tell it is reached already.
const TOLD: &[&str] = &[
    "已于",
    "已经",
    "已在",
    "已全",
    "均已",
    "都已",
    "已提前",
    "已如期",
    "已达",
];

/// Existing stock: 现有, 依托, 截至, unless a verb of doing stands between; 表彰了36个; 已于去年实现.
pub(super) fn stock(line: &Line<'_>, q: &Quantity, left: &Left) -> Option<Refusal> {
    let after = line.chars(q.tail_end, line.phrase_end(q.first));
    let told = line.previous(q.first).map(|i| line.plain(i)) == Some('了')
        || TOLD.iter().any(|w| begins(after, w).is_some());
    let tended = is_tended(line, q, left);
    (left.stock || told || tended || there_is(line, q, left) || is_described(line, q, left))
        .then_some(Refusal::Stock)
}

/// What is done for those that one tends: 对口支援的8所学校.
const TENDED: &[&str] = &[
    "支援的",
    "帮扶的",
    "结对的",
    "联系的",
    "包联的",
    "托管的",
    "管辖的",
    "所属的",
    "下辖的",
];

/// 加强对口支援的8所学校的教研指导: which ones are meant; 走访结对的12户家庭 counts them. That the word
/// of tending may itself be a verb that counts, as 结对, says nothing.
fn is_tended(line: &Line<'_>, q: &Quantity, left: &Left) -> bool {
    let start = line.phrase_start(q.first);
    let before = line.chars(start, q.first);
    let Some(tended) = TENDED.iter().find(|words| ends(before, words)) else {
        return false;
    };
    let counts = (start..q.first).any(|i| match line.kind(i) {
        Some(Kind::Verb(verb)) => {
            !matches!(verb.class, Class::Work | Class::Stock) && !tended.starts_with(verb.word)
        }
        _ => false,
    });
    !counts && left.bound.is_none()
}

/// 有5所, 全镇有12名: what there is; 每校有1名 and 力争有3所 are promises.
fn there_is(line: &Line<'_>, q: &Quantity, left: &Left) -> bool {
    let start = line.phrase_start(q.first);
    let Some(at) = line.previous(q.first).filter(|at| *at >= start) else {
        return false;
    };
    let before = at.checked_sub(1).map_or(' ', |i| line.plain(i));
    if line.plain(at) != '有' || "要应须都各均能拥含没具享必中就将会可".contains(before)
    {
        return false;
    }
    let promised = (start..at).any(|i| match line.kind(i) {
        Some(Kind::Each(_) | Kind::Period(_)) => true,
        Some(Kind::Verb(v)) => v.class == Class::Attain,
        _ => false,
    });
    !promised && left.bound.is_none() && q.kind == UnitKind::Count
}

/// 3所初中不足200人: what is said of the things counted tells which they are.
fn is_described(line: &Line<'_>, q: &Quantity, left: &Left) -> bool {
    let end = line.phrase_end(q.first);
    let told = (q.tail_end..end).any(|i| {
        let words = line.chars(i, i + 1);
        matches!(line.kind(i), Some(Kind::Before(Sense::Most | Sense::Least)))
            && ["不足", "不到"].iter().any(|w| begins(words, w).is_some())
    });
    told && left.verb.is_none() && left.bound.is_none()
}

/// Whole areas, of which a count without a verb tells how things stand.
#[rustfmt::skip]
const AREAS: &[&str] = &[
    "全市", "全区", "全县", "全省", "全镇", "全乡", "全州", "全旗", "全域", "我市", "我区", "我县", "我省", "我镇",
];

/// 全区在职党员6500名: a count of the whole area without any verb tells how things stand.
pub(super) fn statement(line: &Line<'_>, q: &Quantity, left: &Left) -> Option<Refusal> {
    let start = line.phrase_start(q.first);
    let words = line.chars(start, q.first);
    let words = words.strip_prefix(&['，']).unwrap_or(words);
    let words = words.strip_prefix(&['：']).unwrap_or(words);
    let area = AREAS.iter().any(|w| begins(words, w).is_some());
    let still = (start..q.first).all(|i| {
        matches!(
            line.kind(i),
            Some(Kind::Plain(_) | Kind::Comma(_) | Kind::Join | Kind::Space)
        )
    });
    let to_come = has_any(words, &["计划", "拟", "预计", "力争", "将", "招生", "争取"]);
    (area
        && still
        && !to_come
        && left.bound.is_none()
        && q.tail.is_none()
        && q.kind == UnitKind::Count)
        .then_some(Refusal::Stock)
}

/// The level a change starts from: 由70%提高到80%, 从30所并成20所, 在原有基础上.
pub(super) fn start(line: &Line<'_>, q: &Quantity, left: &Left) -> Option<Refusal> {
    let end = line.phrase_end(q.first);
    let rest = line.chars(q.tail_end, end);
    #[rustfmt::skip]
    let goes_on = has_any(
        rest,
        &["提高", "提升", "增加", "增至", "下降", "降", "扩大", "增长", "减少", "上升", "缩", "压"],
    );
    if left.from && (goes_on || leads_to_number(line, (q.tail_end, end))) {
        return Some(Refusal::Start);
    }
    let foundation = begins(rest, "的基础上").or_else(|| begins(rest, "基础上"));
    foundation.map(|_| Refusal::Stock)
}

/// `减至19个`, `升级为1000兆`: a short word of change and then the level it leads to.
fn leads_to_number(line: &Line<'_>, span: (usize, usize)) -> bool {
    let (from, end) = span;
    let number = (from..end).find(|i| {
        line.tokens
            .get(*i)
            .is_some_and(crate::lex::Token::is_number)
    });
    let between = number.map_or(&[] as &[char], |at| line.chars(from, at));
    let short = between.len() <= 8;
    short
        && (between
            .iter()
            .any(|c| "至到成为提增减降升缩压扩".contains(*c))
            || ends(between, "改"))
}
