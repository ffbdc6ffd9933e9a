//! Quantities: a number, or two that make a range, with its unit and what follows it.

use super::line::Line;
use crate::lex::Kind;
use crate::lexicon::bounds::Tail;
use crate::lexicon::numbers::Number;
use crate::lexicon::units::{self, Unit};
use crate::lexicon::{ends, has_any, longest, nouns};
use crate::model::Span;

/// A number with its unit.
#[derive(Debug, Clone)]
pub(crate) struct Quantity {
    /// First token, that of the number.
    pub first: usize,
    /// One past the token of the unit.
    pub end: usize,
    /// One past the token of a word such as 以上.
    pub tail_end: usize,
    pub value: f64,
    pub upper: Option<f64>,
    pub unit: String,
    pub unit_word: &'static str,
    pub kind: units::Kind,
    pub number: Number,
    pub tail: Option<Tail>,
    /// Whether it says how many there are to one.
    pub is_ratio: bool,
    pub span: Span,
}

/// All quantities of a line, refused ones among them, in order.
pub(crate) fn quantities(line: &Line<'_>) -> Vec<Quantity> {
    let mut found: Vec<Quantity> = Vec::new();
    let mut at = 0;
    while at < line.tokens.len() {
        match quantity(line, at, found.last()) {
            Some(q) => {
                at = q.end.max(at + 1);
                found.push(q);
            }
            None => at += 1,
        }
    }
    share_tail(line, &mut found);
    found
}

/// `小学19:1、初中13.5:1以下`: the word behind the last ratio of a list holds them all.
fn share_tail(line: &Line<'_>, found: &mut [Quantity]) {
    for at in (1..found.len()).rev() {
        let (head, rest) = found.split_at_mut(at);
        if let (Some(earlier), Some(later)) = (head.last_mut(), rest.first())
            && [&*earlier, later].iter().all(|q| q.is_ratio)
            && line
                .phrase(later.first)
                .saturating_sub(line.phrase(earlier.first))
                <= 1
        {
            earlier.tail = earlier.tail.or(later.tail);
        }
    }
}

/// What stands between the two numbers of a ratio: 15:1, 1比15.
fn is_ratio(line: &Line<'_>, at: usize) -> bool {
    line.kind(at + 1) == Some(&Kind::Plain(':')) || line.chars(at + 1, at + 2) == ['比']
}

fn number(line: &Line<'_>, at: usize) -> Option<Number> {
    match line.kind(at) {
        Some(Kind::Number(n)) if !n.vague => Some(*n),
        _ => None,
    }
}

fn unit(line: &Line<'_>, at: usize) -> Option<(usize, &'static Unit)> {
    let at = line.next(at)?;
    match line.kind(at) {
        Some(Kind::Unit(u)) => Some((at + 1, u)),
        _ => None,
    }
}

fn quantity(line: &Line<'_>, at: usize, earlier: Option<&Quantity>) -> Option<Quantity> {
    let first = number(line, at)?;
    if let Some(many) = ratio(line, at, earlier) {
        let words = Words::plain("", units::Kind::Measure, 1.0);
        let built = build(line, (at, at + 3), (many, None), words);
        return Some(Quantity {
            is_ratio: true,
            ..built
        });
    }
    let mut upper = first.upper;
    let mut end = at + 1;
    let mut low_unit = unit(line, end);
    if let Some((next, second)) = range(line, low_unit.map_or(end, |u| u.0)) {
        let high_unit = unit(line, next);
        let same = low_unit
            .is_none_or(|(_, low)| high_unit.is_some_and(|(_, high)| high.name == low.name));
        if second.value > first.value && same && (high_unit.is_some() || second.percent) {
            upper = Some(second.value);
            end = next;
            low_unit = high_unit;
        }
    }
    if first.percent && low_unit.is_none_or(|(_, u)| u.name != "%") {
        return Some(build(
            line,
            (at, end),
            (first, upper),
            Words::plain("%", units::Kind::Share, 1.0),
        ));
    }
    let Some((unit_end, found)) = low_unit else {
        return dropped_unit(line, (at, end), earlier)
            .map(|words| build(line, (at, end), (first, upper), words));
    };
    let (unit_end, half) = and_a_half(line, unit_end, found);
    let halved = half.is_some();
    let words = half
        .or_else(|| big(line, unit_end, found))
        .or_else(|| years(line, at, (unit_end, found)))
        .unwrap_or_else(|| (unit_end, Words::of(found)));
    let first = if halved {
        Number {
            value: first.value + 0.5,
            ..first
        }
    } else {
        first
    };
    Some(build(line, (at, words.0), (first, upper), words.1))
}

/// `生师比不高于15:1`, `师生比不低于1:15`: so many to one, of a noun that is a ratio.
pub(crate) fn ratio(line: &Line<'_>, at: usize, earlier: Option<&Quantity>) -> Option<Number> {
    let (first, second) = (number(line, at)?, number(line, at + 2)?);
    let many = match (first.value == 1.0, second.value == 1.0) {
        (false, true) => first,
        (true, false) => second,
        _ => return None,
    };
    let before = line.chars(line.phrase_start(at), at);
    let pairs = || before.iter().zip(before.iter().skip(1));
    let named = pairs().any(|(c, next)| "师生幼员班儿".contains(*c) && *next == '比')
        || has_any(before, &["配比", "按", "配备比例"]);
    let listed = earlier
        .is_some_and(|q| q.is_ratio && line.phrase(at).saturating_sub(line.phrase(q.first)) <= 1);
    (is_ratio(line, at) && (named || listed)).then_some(many)
}

#[derive(Debug, Clone)]
struct Words {
    name: String,
    word: &'static str,
    kind: units::Kind,
    factor: f64,
}

impl Words {
    fn plain(name: &'static str, kind: units::Kind, factor: f64) -> Self {
        Self {
            name: name.to_owned(),
            word: name,
            kind,
            factor,
        }
    }

    fn of(unit: &'static Unit) -> Self {
        Self {
            word: unit.word,
            ..Self::plain(unit.name, unit.kind, unit.factor)
        }
    }
}

fn build(
    line: &Line<'_>,
    at: (usize, usize),
    values: (Number, Option<f64>),
    words: Words,
) -> Quantity {
    let (first, end) = at;
    let (number, upper) = values;
    let mut tail = None;
    let mut tail_end = end;
    if let Some(next) = line.next(end)
        && let Some(Kind::After(t)) = line.kind(next)
        && tail_fits(line, next, *t, words.kind)
    {
        tail = Some(*t);
        tail_end = next + 1;
    }
    let span = Span::new(
        line.span_of(first).start,
        line.span_of(end.saturating_sub(1)).end,
    );
    let scale = |v: f64| (v * words.factor * 10_000.0).round() / 10_000.0;
    Quantity {
        first,
        end,
        tail_end,
        value: scale(number.value),
        upper: upper.map(scale),
        unit: words.name,
        unit_word: words.word,
        kind: words.kind,
        number,
        tail,
        is_ratio: false,
        span,
    }
}

/// `内` closes only lengths of time and levels held; `前` and `后` close only times of day.
fn tail_fits(line: &Line<'_>, at: usize, tail: Tail, kind: units::Kind) -> bool {
    let words = line.text.norm(line.span_of(at));
    match tail {
        Tail::Before | Tail::After => false,
        Tail::Most if words == ['内'] => kind == units::Kind::Time,
        _ => true,
    }
}

/// The second number of a range: `至10`, `-3`, `到五`.
fn range(line: &Line<'_>, at: usize) -> Option<(usize, Number)> {
    let at = line.next(at)?;
    let joins = match line.kind(at) {
        Some(Kind::Dash) => true,
        Some(Kind::Plain(c)) => matches!(c, '至' | '到'),
        _ => false,
    };
    let mut next = line.next(at + 1)?;
    if line.kind(next) == Some(&Kind::Dash) {
        next = line.next(next + 1)?;
    }
    let second = number(line, next)?;
    joins.then_some((next + 1, second))
}

/// `一个半小时`.
fn and_a_half(line: &Line<'_>, at: usize, found: &Unit) -> (usize, Option<(usize, Words)>) {
    let half = (found.word == "个")
        .then(|| number(line, at))
        .flatten()
        .filter(|n| n.value == 0.5 && n.chinese)
        .and_then(|_| unit(line, at + 1));
    (at, half.map(|(end, u)| (end, Words::of(u))))
}

/// `四大片区`: the noun behind 大 is the unit if it is a place.
fn big(line: &Line<'_>, at: usize, found: &Unit) -> Option<(usize, Words)> {
    if found.word != "大" {
        return None;
    }
    let rest = line.chars(at, line.phrase_end(at));
    let (len, place) = longest(rest, nouns::PLACES, |p| p)?;
    let start = line.span_of(at).start;
    let end = (at..line.tokens.len())
        .find(|i| line.span_of(*i).start >= start + len)
        .unwrap_or(line.tokens.len());
    let words = Words::plain(place, units::Kind::Loose, 1.0);
    Some((
        end,
        Words {
            word: "大",
            ..words
        },
    ))
}

/// `受教育年限达到11.6年`, `平均年龄降到43岁`: what is counted in years.
fn years(line: &Line<'_>, at: usize, unit: (usize, &Unit)) -> Option<(usize, Words)> {
    const OF_YEARS: &[(&str, &str)] = &[("教育年限", "年"), ("平均年龄", "岁")];
    let before = line.chars(line.phrase_start(at), at);
    let counted = OF_YEARS
        .iter()
        .find(|(noun, word)| unit.1.word == *word && has_any(before, &[noun]));
    counted.map(|(_, word)| (unit.0, Words::plain(word, units::Kind::Measure, 1.0)))
}

/// Nouns and verbs that make a bare `4.6亿` money.
const OF_MONEY: &[&str] = &[
    "投资",
    "资金",
    "经费",
    "投入",
    "金额",
    "预算",
    "成交额",
    "专款",
    "拨款",
    "贷款",
    "补助",
    "产值",
    "营收",
];

/// How far before the number they may stand.
const NOUN_REACH: usize = 8;

/// `完成投资4.6亿`, `镇里再挤60万`: yuan are left out.
fn dropped_yuan(line: &Line<'_>, at: usize, earlier: Option<&Quantity>) -> Option<Words> {
    let large = matches!(line.chars(at, at + 1).last(), Some('万' | '亿'));
    let before = line.chars(line.phrase_start(at), at);
    let money_before = earlier.is_some_and(|q| {
        q.kind == units::Kind::Money && line.phrase(at).saturating_sub(line.phrase(q.first)) <= 1
    });
    let counted = nouns::DROPPED_UNITS
        .iter()
        .any(|(noun, _)| ends(before, noun));
    let near = before
        .get(before.len().saturating_sub(NOUN_REACH)..)
        .unwrap_or(&[]);
    (large && !counted && (money_before || has_any(near, OF_MONEY)))
        .then(|| Words::plain("元", units::Kind::Money, 1.0))
}

/// `新增学位1.2万个，其中小学0.7万、初中0.5万`: the parts leave out the unit of the whole.
fn shared_unit(line: &Line<'_>, at: usize, earlier: Option<&Quantity>) -> Option<Words> {
    let whole = earlier.filter(|q| line.phrase(at).saturating_sub(line.phrase(q.first)) <= 2)?;
    let large = matches!(line.chars(at, at + 1).last(), Some('万' | '亿'));
    let before = line.chars(line.phrase_start(at), at);
    let stage = nouns::STAGES.iter().any(|s| ends(before, s));
    (large && stage && (whole.kind == units::Kind::Count || whole.unit == "个")).then(|| Words {
        name: whole.unit.clone(),
        word: whole.unit_word,
        kind: whole.kind,
        factor: 1.0,
    })
}

/// `新增学位1.9万`: the measure word is left out; the noun before says which.
fn dropped_unit(
    line: &Line<'_>,
    number_at: (usize, usize),
    earlier: Option<&Quantity>,
) -> Option<Words> {
    let (at, end) = number_at;
    if !ends_here(line, end) {
        return None;
    }
    if is_coefficient(line, at, earlier) {
        return Some(Words::plain("", units::Kind::Measure, 1.0));
    }
    let left_out = dropped_yuan(line, at, earlier).or_else(|| shared_unit(line, at, earlier));
    if left_out.is_some() {
        return left_out;
    }
    let value = number(line, at)?.value;
    let mut from = line.phrase_start(at);
    let mut to = at;
    while to > from && matches!(line.kind(to - 1), Some(Kind::Before(_) | Kind::Space)) {
        to -= 1;
    }
    from = from.min(to);
    let before = line.chars(from, to);
    let rate = ["率", "占比", "比例"].iter().any(|w| ends(before, w));
    if rate && to < at && (1.0..=100.0).contains(&value) {
        return Some(Words::plain("%", units::Kind::Share, 1.0));
    }
    if value < 2.0 || value.fract() != 0.0 {
        return None;
    }
    nouns::DROPPED_UNITS
        .iter()
        .find(|(noun, _)| ends(before, noun))
        .map(|(_, name)| Words::plain(name, units::Kind::Count, 1.0))
}

/// Whether nothing that could be a unit follows.
fn ends_here(line: &Line<'_>, end: usize) -> bool {
    let next = line.next(end);
    match next.and_then(|i| line.kind(i)) {
        None
        | Some(
            Kind::Comma(_)
            | Kind::Join
            | Kind::After(_)
            | Kind::Close('）')
            | Kind::Plain('。' | '！' | '.'),
        ) => true,
        Some(Kind::Plain('和' | '与' | '及')) => next
            .and_then(|i| line.tokens.get(i + 1))
            .is_some_and(crate::lex::Token::is_number),
        Some(_) => false,
    }
}

/// `差异系数不高于0.50和0.45`: a coefficient has no unit.
fn is_coefficient(line: &Line<'_>, at: usize, earlier: Option<&Quantity>) -> bool {
    let bounded = at
        .checked_sub(1)
        .is_some_and(|i| matches!(line.kind(i), Some(Kind::Before(_))));
    let listed =
        earlier.is_some_and(|q| q.unit.is_empty() && line.phrase(q.first) == line.phrase(at));
    let so_far = line
        .text
        .norm(Span::new(line.span.start, line.span_of(at).start));
    (bounded || listed) && has_any(so_far, &["系数"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    fn read(words: &str) -> Vec<(f64, Option<f64>, String, String)> {
        let text = Text::new(words);
        let line = Line::new(&text, Span::new(0, text.len()));
        quantities(&line)
            .into_iter()
            .map(|q| (q.value, q.upper, q.unit, text.words(q.span)))
            .collect()
    }

    fn one(words: &str, value: f64, upper: Option<f64>, unit: &str, span: &str) {
        assert_eq!(
            read(words),
            vec![(value, upper, unit.to_owned(), span.to_owned())],
            "{words}"
        );
    }

    #[test]
    fn number_and_unit_make_a_quantity() {
        one("新建小学3所", 3.0, None, "所", "3所");
        one("投入1.2亿元", 120_000_000.0, None, "元", "1.2亿元");
        one("提高3个百分点", 3.0, None, "百分点", "3个百分点");
        one("达到百分之八十", 80.0, None, "%", "百分之八十");
        one("一个半小时", 1.5, None, "小时", "一个半小时");
        one("形成三大学区", 3.0, None, "学区", "三大学区");
        one("新增学位1.2万，", 12_000.0, None, "个", "1.2万");
        one("新增学位 600 个", 600.0, None, "个", "600 个");
    }

    #[test]
    fn two_numbers_make_a_range() {
        one("培育3至5所", 3.0, Some(5.0), "所", "3至5所");
        one("培育3-5所", 3.0, Some(5.0), "所", "3-5所");
        one("培育三到五所", 3.0, Some(5.0), "所", "三到五所");
        one("达到80%—90%", 80.0, Some(90.0), "%", "80%—90%");
        one("培育两三所", 2.0, Some(3.0), "所", "两三所");
    }
}
