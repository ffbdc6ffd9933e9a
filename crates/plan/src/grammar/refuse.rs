//! Says of a quantity why it is no target: an ordinal, a name, a slogan, a stock, a threshold, a
//! length of time.

use super::line::Line;
use super::quantity::Quantity;
use super::reach::{self, Left};
use crate::lex::Kind;
use crate::lexicon::bounds::Tail;
use crate::lexicon::units::Kind as UnitKind;
use crate::lexicon::verbs::Class;
use crate::lexicon::{begins, ends, has_any, nouns};

/// Why a quantity is no target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    Unit,
    Ordinal,
    Name,
    Slogan,
    Base,
    Stock,
    Threshold,
    Length,
    Start,
}

/// One reason to refuse.
type Check = fn(&Line<'_>, &Quantity, &Left) -> Option<Refusal>;

/// The reason to refuse, or none if it is a target.
pub(crate) fn refusal(line: &Line<'_>, q: &Quantity, left: &Left) -> Option<Refusal> {
    let checks: [Check; 12] = [
        unit, ordinal, title, quoted, slogan, base, stock, start, threshold, length, property,
        statement,
    ];
    checks
        .iter()
        .find_map(|check| check(line, q, left))
        .or_else(|| loose(line, q, left))
}

fn unit(_: &Line<'_>, q: &Quantity, _: &Left) -> Option<Refusal> {
    (q.kind == UnitKind::Never).then_some(Refusal::Unit)
}

/// 第三批, 前10名, A4, 5+2, 1:20.
fn ordinal(line: &Line<'_>, q: &Quantity, _: &Left) -> Option<Refusal> {
    let joined = |k: Option<&Kind>| matches!(k, Some(Kind::Plus));
    if joined(line.kind(q.end)) || q.first.checked_sub(1).is_some_and(|i| joined(line.kind(i))) {
        return Some(Refusal::Name);
    }
    let before = q.first.checked_sub(1)?;
    match line.kind(before) {
        Some(Kind::Ordinal) => Some(Refusal::Ordinal),
        Some(Kind::Dash) => {
            let two_before = before.checked_sub(1).and_then(|i| line.kind(i));
            matches!(
                two_before,
                Some(Kind::Number(_) | Kind::Plain('A'..='Z' | 'a'..='z'))
            )
            .then_some(Refusal::Name)
        }
        Some(Kind::Plain(c)) if c.is_ascii_alphanumeric() || matches!(c, ':' | '.' | '/' | '#') => {
            Some(Refusal::Name)
        }
        Some(Kind::Plain('前' | '首' | '后' | '双')) => Some(Refusal::Ordinal),
        Some(Kind::Plain('零')) => Some(Refusal::Name),
        _ => None,
    }
}

fn title(line: &Line<'_>, q: &Quantity, _: &Left) -> Option<Refusal> {
    line.inside(q.first).title.then_some(Refusal::Name)
}

/// Inside quotes stand names and slogans, unless places are made (打造“四个中心”) or a period counts.
fn quoted(line: &Line<'_>, q: &Quantity, left: &Left) -> Option<Refusal> {
    let open = line.inside(q.first).quote?;
    if left.per.is_some() && left.each.is_some_and(|at| at > open) {
        return None;
    }
    let close = (q.end..line.tokens.len()).find(|i| line.inside(*i).quote != Some(open))?;
    let within = line.chars(q.end, close);
    let after = line.next(close + 1).and_then(|i| line.kind(i));
    let stands_alone = matches!(after, None | Some(Kind::Comma(_) | Kind::Join));
    let made = left.builds;
    let places = nouns::is_place(within) && q.first == open + 1;
    (!(stands_alone && made && places)).then_some(Refusal::Slogan)
}

/// 一校一品, 三进两联, 四个100%.
fn slogan(line: &Line<'_>, q: &Quantity, left: &Left) -> Option<Refusal> {
    let small = |at: usize| match line.kind(at) {
        Some(Kind::Number(n)) => n.chinese && n.value < 10.0 && n.len == 1 && !n.percent,
        _ => false,
    };
    if q.number.chinese && small(q.first) {
        let holder = matches!(
            q.unit_word,
            "校" | "人"
                | "家"
                | "户"
                | "班"
                | "镇"
                | "部"
                | "本"
                | "天"
                | "日"
                | "周"
                | "月"
                | "年"
                | "课"
                | "点"
                | "面"
                | "级"
                | "组"
                | "队"
                | "路"
                | "片"
        );
        let near_after = holder && [q.end, q.end + 1].into_iter().any(small);
        let near_before = (1..=3).any(|k| {
            q.first
                .checked_sub(k)
                .is_some_and(|i| small(i) && k > 1 && line.phrase(i) == line.phrase(q.first))
        });
        let bridged = line.kind(q.end) == Some(&Kind::Join);
        if (near_after || near_before) && !bridged && left.bound.is_none() && left.per.is_none() {
            return Some(Refusal::Slogan);
        }
    }
    let counted = q.kind == UnitKind::Share
        && line
            .previous(q.first)
            .is_some_and(|i| matches!(line.kind(i), Some(Kind::Unit(u)) if u.word == "个"));
    counted.then_some(Refusal::Slogan)
}

/// 每12个班, 每百名学生: what a rate is counted on.
fn base(line: &Line<'_>, q: &Quantity, _: &Left) -> Option<Refusal> {
    let before = line.previous(q.first)?;
    let is_each = line.kind(before) == Some(&Kind::Each(None));
    let next = line.plain(q.end);
    let per_head = q.number.bare && matches!(next, '人' | '口');
    (is_each || per_head).then_some(Refusal::Base)
}

/// Existing stock: 现有, 依托, 截至, unless a verb of doing stands between.
fn stock(_: &Line<'_>, _: &Quantity, left: &Left) -> Option<Refusal> {
    left.stock.then_some(Refusal::Stock)
}

/// 全区在职党员6500名: a count of the whole area without any verb tells how things stand.
fn statement(line: &Line<'_>, q: &Quantity, left: &Left) -> Option<Refusal> {
    let start = line.phrase_start(q.first);
    let words = line.chars(start, q.first);
    let words = words.strip_prefix(&['，']).unwrap_or(words);
    let area = ["全市", "全区", "全县", "全省", "我市", "我区", "我县"]
        .iter()
        .any(|w| begins(words, w).is_some());
    let still = (start..q.first).all(|i| {
        matches!(
            line.kind(i),
            Some(Kind::Plain(_) | Kind::Comma(_) | Kind::Join | Kind::Space)
        )
    });
    (area && still && left.bound.is_none() && q.tail.is_none() && q.kind == UnitKind::Count)
        .then_some(Refusal::Stock)
}

/// The level a change starts from: 由70%提高到80%, 在原有基础上.
fn start(line: &Line<'_>, q: &Quantity, left: &Left) -> Option<Refusal> {
    let rest = line.chars(q.tail_end, line.phrase_end(q.first));
    let goes_on = has_any(
        rest,
        &[
            "提高", "提升", "增加", "增至", "下降", "降", "扩大", "增长", "减少", "上升", "缩",
            "压",
        ],
    );
    if left.from && goes_on {
        return Some(Refusal::Start);
    }
    let foundation = begins(rest, "的基础上").or_else(|| begins(rest, "基础上"));
    foundation.map(|_| Refusal::Stock)
}

/// 50人以上的学校: a threshold that says which, not how many.
fn threshold(line: &Line<'_>, q: &Quantity, left: &Left) -> Option<Refusal> {
    q.tail.filter(|t| matches!(t, Tail::Least | Tail::Most))?;
    let says_which = matches!(
        q.unit_word,
        "人" | "名" | "万元" | "元" | "班" | "平方米" | "亩" | "公里" | "岁"
    );
    let which = line.plain(q.tail_end) == '的';
    let verb_before = left.verb_is_next && !which;
    if !says_which || left.bound.is_some() || verb_before || left.removes {
        return None;
    }
    let next = line
        .next(q.tail_end)
        .filter(|i| line.phrase(*i) == line.phrase(q.first))?;
    let continues = match line.kind(next) {
        Some(Kind::Plain(c)) => *c != '。',
        Some(Kind::Verb(_) | Kind::Open(_)) => true,
        _ => false,
    };
    continues.then_some(Refusal::Threshold)
}

/// 总投资3亿元的项目: a property of what is spoken of.
fn property(line: &Line<'_>, q: &Quantity, left: &Left) -> Option<Refusal> {
    let of = q.kind == UnitKind::Money && line.plain(q.tail_end) == '的';
    (of && left.each.is_none() && left.bound.is_none()).then_some(Refusal::Threshold)
}

/// Lengths of time are targets only with a bound, a period or a thing that takes time.
fn length(line: &Line<'_>, q: &Quantity, left: &Left) -> Option<Refusal> {
    if q.kind == UnitKind::Measure && q.unit_word == "米" {
        let next = line.plain(q.end);
        let before = line.chars(line.phrase_start(q.first), q.first);
        if ["周边", "附近", "方圆", "半径", "相距", "周围"]
            .iter()
            .any(|w| ends(before, w))
        {
            return Some(Refusal::Name);
        }
        return matches!(next, '跑' | '赛' | '范' | '折' | '内' | '线' | '深')
            .then_some(Refusal::Name);
    }
    if q.kind != UnitKind::Time || matches!(q.unit_word, "学时" | "个学时" | "课时" | "个课时")
    {
        return None;
    }
    let before = line.chars(line.phrase_start(q.first), q.first);
    if ["为期", "历时", "近", "连续", "过去", "前", "提前", "满"]
        .iter()
        .any(|w| ends(before, w))
    {
        return Some(Refusal::Length);
    }
    let after = line.chars(q.tail_end, line.phrase_end(q.first));
    let takes_time = [
        "时间", "时长", "活动", "锻炼", "运动", "课间", "阅读", "体育", "睡眠",
    ];
    let spoken = has_any(before, &takes_time) || has_any(after, &takes_time);
    let held = left.bound.is_some() || left.per.is_some();
    let done_within =
        q.tail == Some(Tail::Most) && !matches!(q.unit_word, "周" | "个月" | "星期" | "个星期");
    let at_least = q.tail == Some(Tail::Least);
    (!(held || done_within || at_least || spoken)).then_some(Refusal::Length)
}

/// Chinese numerals and loose measure words are slogans unless something holds them to a count.
fn loose(line: &Line<'_>, q: &Quantity, left: &Left) -> Option<Refusal> {
    let held = left.bound.is_some() || left.per.is_some() || left.rises || q.upper.is_some();
    let held =
        held || matches!(q.tail, Some(Tail::Least | Tail::Most)) || q.kind == UnitKind::Points;
    let doing = left
        .verb
        .is_some_and(|v| matches!(v.class, Class::Build | Class::Do | Class::Serve));
    let building = left.verb.is_some_and(|v| v.class == Class::Build);
    let noun = reach::noun_after(line, q);
    let is_abstract = nouns::ABSTRACT
        .iter()
        .any(|w| ends(&noun, w) || begins(&noun, w).is_some());
    let weak_unit = matches!(
        q.unit_word,
        "大" | "类" | "级" | "层" | "面" | "点" | "款" | "种" | "批" | "轮"
    );
    if q.number.bare && !q.number.percent {
        let again = (q.end..q.end + 2)
            .any(|i| line.tokens.get(i).is_some_and(crate::lex::Token::is_number));
        let counted = left.bound_is_next || q.number.more || (left.verb_is_next && !is_abstract);
        return (!counted || again).then_some(Refusal::Slogan);
    }
    let rounds = matches!(q.unit_word, "轮" | "批") && doing && noun.is_empty();
    if rounds && q.value >= 2.0 {
        return None;
    }
    if weak_unit && q.unit == q.unit_word && !held {
        return Some(Refusal::Slogan);
    }
    if q.unit_word != q.unit && q.kind == UnitKind::Loose {
        return (!building && !held).then_some(Refusal::Slogan);
    }
    if q.number.percent || !(q.number.chinese && q.value < 10.0) {
        let idle = !doing && !held && q.kind == UnitKind::Loose;
        let big = begins(&noun, "方面").is_some() || ends(&noun, "工作");
        let counted = nouns::is_place(&noun) || ends(&noun, "项目");
        return (big || (idle && is_abstract && !counted)).then_some(Refusal::Slogan);
    }
    if held {
        return (q.kind == UnitKind::Loose && weak_unit && left.bound.is_none())
            .then_some(Refusal::Slogan);
    }
    small_chinese(q, left, (&noun, is_abstract, doing, building))
}

fn small_chinese(
    q: &Quantity,
    left: &Left,
    context: (&[char], bool, bool, bool),
) -> Option<Refusal> {
    let (noun, is_abstract, doing, building) = context;
    if matches!(q.kind, UnitKind::Share | UnitKind::Points | UnitKind::Money) {
        return None;
    }
    let solid = matches!(
        q.unit_word,
        "所" | "座" | "栋" | "幢" | "处" | "家" | "间" | "台" | "辆" | "套" | "块" | "片"
    );
    let event = matches!(
        q.unit_word,
        "次" | "场" | "场次" | "期" | "节" | "堂" | "班次"
    );
    let person = matches!(q.unit_word, "名" | "位" | "人");
    let fits = if q.value < 2.0 {
        (solid && building && q.unit_word != "套")
            || (event && doing)
            || (left.each.is_some() && (solid || person))
            || (q.unit_word == "个" && building && nouns::is_place(noun) && left.verb_is_next)
    } else if q.kind == UnitKind::Loose {
        let quoted = left.builds && left.opens_quote;
        (building && left.verb_is_next || quoted) && nouns::is_place(noun)
    } else {
        doing || left.each.is_some()
    };
    let named = is_abstract && (!(solid || event) || q.unit_word == "期");
    (!fits || named).then_some(Refusal::Slogan)
}
