//! What stands around a quantity: the verb and the bound that govern it, the period it counts by,
//! the noun behind it.

use super::line::Line;
use super::quantity::Quantity;
use crate::lex::Kind;
use crate::lexicon::bounds::Sense;
use crate::lexicon::units::Kind as UnitKind;
use crate::lexicon::verbs::{self, Class, PAST, SO_FAR, Verb};
use crate::lexicon::{begins, find, longest};

/// What stands to the left of a quantity in its phrase.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Left<'a> {
    /// The nearest verb that does something with a number.
    pub verb: Option<&'a Verb>,
    /// Whether that verb stands right before the number.
    pub verb_is_next: bool,
    /// The nearest bound that sets a level.
    pub bound: Option<Sense>,
    /// Whether a verb of building stands anywhere before it in its phrase.
    pub builds: bool,
    /// Whether a quote opens right before the number.
    pub opens_quote: bool,
    /// Whether that bound can also say which things are meant: 超过, 不足.
    pub says_which: bool,
    /// Whether it does nothing else: 不足, 不到.
    pub only_which: bool,
    /// Whether a bound of any kind stands right before the number.
    pub bound_is_next: bool,
    /// Whether the number says by how much something rises.
    pub rises: bool,
    /// Whether it says by how much something falls.
    pub falls: bool,
    /// Whether it is the level a change starts from.
    pub from: bool,
    /// Whether a verb does away with what is counted.
    pub removes: bool,
    /// Whether it speaks of what is there already.
    pub stock: bool,
    /// The period a rate counts by: 天, 周.
    pub per: Option<&'static str>,
    /// The token 每, if there is one.
    pub each: Option<usize>,
}

const GAP_MAX: usize = 10;

/// Reads leftwards from a quantity to the start of its phrase; `before` is the quantity before
/// it, if any.
pub(crate) fn left<'a>(line: &'a Line<'_>, q: &Quantity, before: Option<&Quantity>) -> Left<'a> {
    let start = line.phrase_start(q.first);
    let mut out = Left::default();
    let limit = before
        .filter(|b| !only_joined(line, b, q))
        .map_or(start, |b| b.tail_end.max(start));
    out.opens_quote = q
        .first
        .checked_sub(1)
        .is_some_and(|i| matches!(line.kind(i), Some(Kind::Open(_))));
    let mut next_to = true;
    let mut listed = false;
    let mut doing_seen = false;
    let mut of = None;
    for at in (start..q.first).rev() {
        let own = at >= limit;
        if line.plain(at) == '的' {
            of = of.or(Some(at));
        }
        match line.kind(at) {
            Some(Kind::Space) => continue,
            Some(Kind::Join | Kind::Number(_)) => listed |= limit > start || before.is_none(),
            Some(Kind::Before(sense)) => {
                if *sense == Sense::Rise && is_told_of(line, at, of) {
                    out.verb = None;
                }
                bound(line, q, (at, own && !listed, next_to), *sense, &mut out);
            }
            Some(Kind::Verb(v))
                if v.class == Class::Stock
                    && (is_compared(line, at)
                        || AREAS.contains(&v.word) && is_built(line)
                        || v.word == "拥有" && is_each(line, start, at)) => {}
            Some(Kind::Verb(v)) => {
                out.falls |= own && matches!(v.word, "压减" | "压降") && measures_share(q);
                verb(v, next_to, &mut doing_seen, &mut out);
            }
            Some(Kind::Period(p)) if p.stands => out.stock |= !doing_seen,
            Some(Kind::Each(per)) => {
                out.each = out.each.or(Some(at));
                out.per = out.per.or(*per);
            }
            _ => {}
        }
        next_to &= matches!(line.kind(at), Some(Kind::Before(_) | Kind::Each(_)));
    }
    out.per = out.per.filter(|_| counts_by_period(q));
    out.removes |= is_removed(line, q);
    out.stock |= past_sentence(line, q, out.rises || out.bound == Some(Sense::Reach));
    out
}

/// `56人以上大班额全部消除`: the verb stands behind what it does away with.
fn is_removed(line: &Line<'_>, q: &Quantity) -> bool {
    let mut behind = q.tail_end..line.phrase_end(q.first);
    behind.any(|i| {
        let verb = line.tokens.get(i).and_then(|t| t.verb());
        verb.is_some_and(|v| v.class == Class::Remove && v.word.ends_with("消除"))
    })
}

/// `新增通过评估的县`: the verb before 的 says which, and the rise before it is what is promised.
fn is_told_of(line: &Line<'_>, rise: usize, of: Option<usize>) -> bool {
    let after = of.map_or(0..0, |of| of..line.phrase_end(of));
    let doing = |i: usize| line.tokens.get(i).is_some_and(|t| t.verb().is_some());
    let numbered = after.clone().find(|i| {
        line.tokens
            .get(*i)
            .is_some_and(crate::lex::Token::is_number)
    });
    of.is_some_and(|of| rise < of) && !(after.start..numbered.unwrap_or(after.end)).any(doing)
}

/// `800元、1000元和1300元`: nothing but a mark between, so that one bound holds for all.
fn only_joined(line: &Line<'_>, before: &Quantity, q: &Quantity) -> bool {
    let between = before.tail_end..q.first;
    let or = line.chars(before.tail_end, q.first) == ['或'];
    or || before.unit == q.unit
        && between.into_iter().all(|i| match line.kind(i) {
            Some(Kind::Join | Kind::Space) => true,
            Some(Kind::Plain(c)) => "和与及".contains(*c),
            _ => false,
        })
}

fn counts_by_period(q: &Quantity) -> bool {
    matches!(
        q.kind,
        UnitKind::Count | UnitKind::Time | UnitKind::Loose | UnitKind::Measure
    )
}

fn bound(line: &Line<'_>, q: &Quantity, at: (usize, bool, bool), sense: Sense, out: &mut Left<'_>) {
    let (at, own, next_to) = at;
    out.bound_is_next |= next_to && own;
    match sense {
        Sense::Rise => {
            let first_word = out.bound.is_none() && out.verb.is_none() && !out.falls;
            out.rises |= first_word && rise_fits(line, q, at);
        }
        Sense::Fall => out.falls |= out.bound.is_none() && own && measures_change(q),
        Sense::From => out.from |= own && gap(line, at, q) <= GAP_MAX,
        Sense::About | Sense::Exact | Sense::Against => {}
        level => {
            if own && out.bound.is_none() && gap(line, at, q) <= GAP_MAX + 2 {
                out.bound = Some(level);
                let word = line.chars(at, at + 1);
                let is = |words: &[&str]| words.iter().any(|w| begins(word, w).is_some());
                out.only_which = is(&["不足", "不到"]);
                out.says_which = is(WHICH);
            }
        }
    }
}

/// Bounds that say which things are meant as often as what is to be reached.
const WHICH: &[&str] = &[
    "不足", "不到", "超", "大于", "高于", "多于", "低于", "少于", "小于", "过", "逾",
];

fn gap(line: &Line<'_>, at: usize, q: &Quantity) -> usize {
    line.span_of(q.first)
        .start
        .saturating_sub(line.span_of(at).end)
}

/// 新增 counts anything; 提高 and 提升 only levels, never schools.
fn rise_fits(line: &Line<'_>, q: &Quantity, at: usize) -> bool {
    let word: String = line.text.norm(line.span_of(at)).iter().collect();
    let soft = matches!(
        word.as_str(),
        "提高" | "提升" | "上升" | "增长" | "上浮" | "增幅"
    );
    let counts_things = matches!(q.unit_word, "人" | "人次" | "个");
    !soft || measures_change(q) && (!counts_things || gap(line, at, q) <= 1)
}

fn measures_share(q: &Quantity) -> bool {
    matches!(q.kind, UnitKind::Share | UnitKind::Points)
}

fn measures_change(q: &Quantity) -> bool {
    matches!(q.kind, UnitKind::Share | UnitKind::Points | UnitKind::Money)
        || matches!(
            q.unit_word,
            "倍" | "学位" | "平方米" | "人" | "人次" | "个" | "分"
        )
}

fn verb<'a>(v: &'a Verb, next_to: bool, doing_seen: &mut bool, out: &mut Left<'a>) {
    match v.class {
        Class::Build | Class::Do | Class::Serve => {
            if out.verb.is_none() && !out.rises {
                out.verb = Some(v);
                out.verb_is_next = next_to;
            }
            out.builds |= v.class == Class::Build;
            *doing_seen = true;
        }
        Class::Remove => {
            out.removes = true;
            *doing_seen = true;
        }
        Class::Stock => out.stock |= !*doing_seen && out.bound.is_none() && !out.rises,
        Class::Attain | Class::Work => {}
    }
}

/// 每百名学生拥有: what each is to have, not what there is.
fn is_each(line: &Line<'_>, from: usize, to: usize) -> bool {
    (from..to).any(|i| matches!(line.kind(i), Some(Kind::Each(_))))
}

/// Words before an area: that of a school yet to be built is a promise.
const AREAS: &[&str] = &["占地", "占地面积", "总面积"];

/// Whether anything is built.
fn is_built(line: &Line<'_>) -> bool {
    line.tokens
        .iter()
        .any(|t| t.verb().is_some_and(|v| v.class == Class::Build))
}

/// 比去年, 较上年: what a change is measured against.
fn is_compared(line: &Line<'_>, at: usize) -> bool {
    at.checked_sub(1)
        .is_some_and(|i| matches!(line.kind(i), Some(Kind::Before(Sense::Against))))
}

/// Whether a word such as 目前 holds for this phrase; from an earlier phrase it does not reach what
/// is to rise.
fn past_sentence(line: &Line<'_>, q: &Quantity, to_come: bool) -> bool {
    let mut past: Option<usize> = None;
    let mut over = false;
    for at in 0..q.first {
        match line.kind(at) {
            Some(Kind::Verb(v)) if PAST.contains(&v.word) && !is_compared(line, at) => {
                past = Some(at);
                over = !SO_FAR.contains(&v.word);
            }
            Some(Kind::Period(p)) => {
                past = p.stands.then_some(at);
                over = false;
            }
            Some(Kind::Verb(v)) if v.class == Class::Attain => past = None,
            Some(Kind::Plain('将' | '拟')) => past = None,
            Some(Kind::Plain('要')) if is_must(line, at) => past = None,
            _ => {}
        }
    }
    past.is_some_and(|at| over || !to_come || line.phrase(at) == line.phrase(q.first))
}

/// 要 by itself, not in 主要 or 要求.
pub(crate) fn is_must(line: &Line<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).map_or(' ', |i| line.plain(i));
    !"主重需必紧首摘纲概不".contains(before) && !"求素点闻".contains(line.plain(at + 1))
}

/// Whether words begin with one that is said of a noun.
pub(crate) fn begins_predicate(chars: &[char]) -> bool {
    longest(chars, PREDICATES, |w| w).is_some()
}

/// Words at which the noun behind a number ends, because what follows is said of it.
#[rustfmt::skip]
const PREDICATES: &[&str] = &[
    "进行", "完成", "实现", "开展", "达到", "参加", "纳入", "投入使用", "建成", "开工", "成为", "获得", "作为",
    "参与", "加快", "做好", "用于", "通过", "全部", "加大", "加强", "提高", "提升", "确保", "力争", "落实", "落地",
    "推进", "以上", "左右", "以内", "并", "供", "用以", "为", "接受", "享受", "分别", "均", "优化", "强化", "扩大",
    "促进", "覆盖", "惠及", "严格", "深入", "深化", "积极", "持续", "进一步", "完善", "健全", "补充", "带动", "引领",
    "推动", "改善", "免费参", "竣工", "交付", "启用", "投用", "超过", "不低于", "不少于", "不超过",
];

/// The noun behind a quantity, to the end of its phrase or the next quantity.
pub(crate) fn noun_after(line: &Line<'_>, q: &Quantity) -> Vec<char> {
    let from = shared_start(line, q);
    let end = line.phrase_end(q.first);
    let quote = line.inside(q.first).quote;
    let mut stop = end;
    for at in from..end {
        let leaves_quote = quote.is_some() && line.inside(at).quote != quote;
        let next_count = line.kind(at) == Some(&Kind::Join) && counts_next(line, at, end)
            || (is_count(line, at) && line.inside(at).quote == quote && !line.inside(at).title);
        let day = matches!(line.kind(at), Some(Kind::Period(p)) if !p.name);
        if leaves_quote
            || next_count
            || day && (at > from || finishes(line, at, end))
            || matches!(line.kind(at), Some(Kind::Plain('。' | '！' | '？')))
        {
            stop = at;
            break;
        }
    }
    let from = (from..stop)
        .find(|i| !matches!(line.kind(*i), Some(Kind::After(_))))
        .unwrap_or(stop);
    let chars = line.chars(from, stop);
    if chars == ['为'] || begins(chars, "用于").is_some() {
        return Vec::new();
    }
    let cut = predicate_at(chars).unwrap_or(chars.len());
    chars.get(..cut).unwrap_or(&[]).to_vec()
}

/// `其余4所9月底前投用`: a day and what is done by then, no noun.
fn finishes(line: &Line<'_>, day: usize, end: usize) -> bool {
    longest(line.chars(day + 1, end), verbs::FINISH, |w| w).is_some()
}

/// `20套、1502平方米公寓`: two numbers side by side speak of the noun behind the second.
fn shared_start(line: &Line<'_>, q: &Quantity) -> usize {
    let joined = line.kind(q.tail_end) == Some(&Kind::Join) && is_count(line, q.tail_end + 1);
    if joined { q.tail_end + 3 } else { q.tail_end }
}

/// A number with its unit, which belongs to the next item of a list.
pub(crate) fn is_count(line: &Line<'_>, at: usize) -> bool {
    line.tokens
        .get(at)
        .is_some_and(crate::lex::Token::is_number)
        && matches!(line.kind(at + 1), Some(Kind::Unit(u)) if u.kind != UnitKind::Never)
}

fn counts_next(line: &Line<'_>, at: usize, end: usize) -> bool {
    (at + 1..end.min(at + 14)).any(|i| matches!(line.kind(i), Some(Kind::Unit(_))))
}

fn predicate_at(chars: &[char]) -> Option<usize> {
    (2..chars.len()).find(|i| {
        let rest = chars.get(*i..).unwrap_or(&[]);
        let Some((len, word)) = longest(rest, PREDICATES, |w| w) else {
            return false;
        };
        let weak = word.chars().count() == 1;
        let tail = rest.get(len..).unwrap_or(&[]);
        let is_last = tail.is_empty();
        !(weak && (is_last || *i < 4)) && !(is_noun_there(word, tail))
    })
}

/// 质量提升工程, 课程建设基地: a verb before a noun head is part of the name.
fn is_noun_there(word: &str, tail: &[char]) -> bool {
    let heads = [
        "工程", "计划", "项目", "行动", "基地", "中心", "班", "学校", "课程", "活动", "区", "校",
        "室", "试点", "示范",
    ];
    let naming = matches!(
        word,
        "提升"
            | "推进"
            | "改善"
            | "优化"
            | "强化"
            | "促进"
            | "引领"
            | "深化"
            | "推动"
            | "提高"
            | "加强"
            | "持续"
            | "落实"
    );
    let named_by = heads
        .iter()
        .any(|h| find(tail.get(..6.min(tail.len())).unwrap_or(&[]), h).is_some());
    naming && (named_by || ["会", "年", "月"].iter().any(|h| begins(tail, h).is_some()))
}
