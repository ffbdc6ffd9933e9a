//! The words to the left of a number that speak of it: scope, verb and noun.

use super::line::Line;
use super::object::Object;
use super::quantity::Quantity;
use super::reach::Left;
use super::trim::clean;
use crate::lex::Kind;
use crate::lexicon::bounds::Sense;
use crate::lexicon::units::Kind as UnitKind;
use crate::lexicon::verbs::Class;
use crate::lexicon::{begins, find, has_any, longest, nouns};

/// Words at the head of a noun phrase that are no part of it.
#[rustfmt::skip]
const HEADS: &[&str] = &[
    "并", "和", "及", "与", "以及", "其中", "对", "将", "使", "让", "把", "为", "全市", "全区", "全县", "全省",
    "我市", "我区", "我县", "全年", "免费", "再", "要", "拟", "计划", "累计", "共计", "共", "新", "各", "进一步",
    "至少", "原则上", "力争", "确保", "市级财政", "预计", "逐步", "重点", "分批", "分期", "同时", "的", "了", "在",
    "年", "另", "还", "总体", "完成", "深入", "年度", "等", "着力", "努力", "统一", "都", "好", "向", "用好", "用足",
    "一批", "打好", "到", "约", "已", "可", "陆续", "争取", "以", "给", "推出", "后", "建成后", "基本", "基本做到",
    "做到", "全面做到", "含", "包括", "起", "全部", "全面",
];

/// Verbs that only lead to another verb: 组织开展, 推进建设.
#[rustfmt::skip]
const LIGHT: &[&str] = &[
    "组织", "推进", "推动", "启动", "支持", "指导", "安排", "重点推进", "完成", "实施", "动员", "保障", "计划",
    "支持建设",
];

/// What was read to the left of a number.
pub(crate) struct Region {
    pub topic: String,
    pub verb: String,
    pub noun: String,
    /// Whether a verb, or 等, stands right before the number, so that the noun follows it.
    pub ends_in_verb: bool,
    /// Whether any verb of doing was passed over.
    pub acted: bool,
    each: String,
}

impl Region {
    /// Reads from token `from` to the number; `alone` says that no noun follows the number.
    pub(crate) fn read(
        line: &Line<'_>,
        q: &Quantity,
        from: usize,
        context: (&Left<'_>, bool),
    ) -> Self {
        let (left, alone) = context;
        let rate = matches!(q.kind, UnitKind::Share | UnitKind::Points);
        let tail = governing(line, q, (from, rate), alone);
        let (to, ends_in_verb) = (q.first, tail.ends_in_verb);
        let end = before_level(line, from, tail.end);
        let head = head(line, from, end, rate);
        let (start, mut verb) = (head.start, head.verb);
        verb.push_str(&tail.verb);
        let (topic_end, noun_start, inner) = middle(line, start, end, left);
        let topic = topic(&clean(&words(line, start, topic_end)));
        let noun: String = clean(&words(line, noun_start, end)).iter().collect();
        verb.push_str(inner);
        let each = if q.kind == UnitKind::Money {
            String::new()
        } else {
            each_scope(line, from, to)
        };
        Self {
            topic,
            verb,
            noun,
            ends_in_verb,
            acted: tail.acted || head.acted,
            each,
        }
    }

    /// The noun with its scope.
    pub(crate) fn whole(&self) -> String {
        let said = self.topic.starts_with('每') || self.noun.contains('每');
        if said {
            self.noun.clone()
        } else {
            format!("{}{}", self.each, self.noun)
        }
    }

    /// What stays of the words before a verb: only scope, such as 每个乡镇.
    pub(crate) fn scope(&self) -> String {
        if self.each.is_empty() {
            self.topic.clone()
        } else {
            self.each.clone()
        }
    }
}

/// The verbs and bounds right before a number.
struct Governing {
    /// Where they begin.
    end: usize,
    ends_in_verb: bool,
    acted: bool,
    /// The verb that the object keeps.
    verb: String,
}

fn governing(line: &Line<'_>, q: &Quantity, from: (usize, bool), alone: bool) -> Governing {
    let (from, rate) = from;
    let to = q.first;
    let mut end = to;
    let mut ends_in_verb = false;
    let mut acted = false;
    let mut tail_verb = String::new();
    while end > from {
        match line.kind(end - 1) {
            Some(Kind::Before(s)) if *s != Sense::Against => {}
            Some(Kind::Space | Kind::Respectively | Kind::Each(Some(_)) | Kind::Join) => {}
            Some(Kind::Period(_)) => {}
            Some(Kind::AndSo) => ends_in_verb = true,
            Some(Kind::Open('“')) if end == to => ends_in_verb = true,
            Some(Kind::Close('》')) if end == to => {
                ends_in_verb = true;
                break;
            }
            Some(Kind::Verb(v))
                if tail_verb.is_empty()
                    && (!rate || matches!(v.class, Class::Attain | Class::Work))
                    && is_governing(
                        line,
                        end - 1,
                        from,
                        (v.class, alone && !v.keep && is_doing(line, end - 1)),
                    ) =>
            {
                ends_in_verb = true;
                acted |= matches!(v.class, Class::Build | Class::Do | Class::Serve);
                if v.keep {
                    tail_verb = v.word.to_owned();
                }
            }
            _ => break,
        }
        end -= 1;
    }
    Governing {
        end,
        ends_in_verb,
        acted,
        verb: tail_verb,
    }
}

/// Characters without the periods among them.
fn words(line: &Line<'_>, from: usize, to: usize) -> Vec<char> {
    (from..to)
        .filter(|i| !matches!(line.kind(*i), Some(Kind::Period(p)) if !p.name))
        .flat_map(|i| line.chars(i, i + 1).iter().copied())
        .collect()
}

/// A scope is short and is no clause of its own.
fn topic(chars: &[char]) -> String {
    let clause = has_any(chars, &["待", "后", "时", "，", "通过", "推进", "加快"]);
    if chars.len() <= 16 && !clause {
        chars.iter().collect()
    } else {
        String::new()
    }
}

/// `经费不低于总额的10%`, `优良率由52%提高到55%`: the noun ends before the level.
fn before_level(line: &Line<'_>, from: usize, end: usize) -> usize {
    let counts = |i: &usize| {
        line.tokens
            .get(*i)
            .is_some_and(crate::lex::Token::is_number)
    };
    let of = (from..end).rev().find(|i| line.plain(*i) == '的');
    let last_which = of.and_then(|of| (from..of).rev().find(counts));
    let says_which = |at: usize| last_which.is_some_and(|number| at < number);
    let level = (from + 1..end).filter(|i| !says_which(*i)).find(|i| {
        matches!(
            line.kind(*i),
            Some(Kind::Before(
                Sense::Least
                    | Sense::Most
                    | Sense::Reach
                    | Sense::From
                    | Sense::Hold
                    | Sense::Cap
                    | Sense::Lower
            ))
        )
    });
    let against = (from..end).find(|i| line.kind(*i) == Some(&Kind::Before(Sense::Against)));
    level
        .filter(|at| line.chars(from, *at).len() >= 2)
        .or(against)
        .unwrap_or(end)
}

/// The token at which the words that belong to this quantity begin.
pub(crate) fn left_edge(
    line: &Line<'_>,
    q: &Quantity,
    previous: Option<(&Quantity, &Object)>,
) -> usize {
    let start = line.phrase_start(q.first);
    let first = match previous {
        Some((earlier, object)) if earlier.tail_end > start => {
            after_list_item(line, (earlier.tail_end, q.first), object.number_first)
        }
        _ => start,
    };
    let mut from = first;
    for at in first..q.first {
        let subject = (from..at)
            .filter(|i| matches!(line.kind(*i), Some(Kind::Plain(_))))
            .count()
            >= 2;
        match line.kind(at) {
            Some(Kind::Period(p)) if !p.name && !subject => from = at + 1,
            Some(Kind::Comma(_)) => from = at + 1,
            _ => {}
        }
    }
    from
}

/// Where the next item of a list begins: behind the first 、, or behind the last mark if the noun
/// before it belongs to the earlier number.
fn after_list_item(line: &Line<'_>, between: (usize, usize), number_first: bool) -> usize {
    let (from, to) = between;
    let joins = |i: &usize| {
        line.kind(*i) == Some(&Kind::Join) || (number_first && "和与及并".contains(line.plain(*i)))
    };
    if !number_first {
        return (from..to).find(joins).map_or(from, |i| i + 1);
    }
    let mark = (from..to).rev().find(joins).map(|i| i + 1);
    mark.or_else(|| (from..to).rev().find(|i| is_doing(line, *i)))
        .unwrap_or(to)
}

fn is_doing(line: &Line<'_>, at: usize) -> bool {
    line.tokens
        .get(at)
        .and_then(|t| t.verb())
        .is_some_and(|v| matches!(v.class, Class::Build | Class::Do | Class::Serve))
}

/// Whether the verb before a number governs it: nothing but verbs or a topic stand before.
fn is_governing(line: &Line<'_>, at: usize, from: usize, verb: (Class, bool)) -> bool {
    let (class, alone) = verb;
    if class == Class::Stock {
        return false;
    }
    let noun_before = (from..at).any(|i| matches!(line.kind(i), Some(Kind::Plain(_))))
        && !is_only_heads(line, from, at);
    let verb_before = (from..at).any(|i| is_doing(line, i));
    !(noun_before && (verb_before || alone))
}

fn is_only_heads(line: &Line<'_>, from: usize, at: usize) -> bool {
    let mut rest = line.chars(from, at);
    while let Some((len, _)) = longest(rest, HEADS, |w| w) {
        rest = rest.get(len..).unwrap_or(&[]);
    }
    rest.is_empty()
}

/// The words of a phrase behind the verbs at its head.
pub(crate) fn without_verbs<'a>(line: &'a Line<'_>, from: usize, end: usize) -> &'a [char] {
    line.chars(head(line, from, end, false).start, end)
}

struct Head {
    start: usize,
    verb: String,
    acted: bool,
}

/// Skips verbs and small words at the head; keeps the verb that belongs to the object.
fn head(line: &Line<'_>, from: usize, end: usize, rate: bool) -> Head {
    let mut out = Head {
        start: from,
        verb: String::new(),
        acted: false,
    };
    let mut verb_start = None;
    let mut heavy = false;
    let mut rose = false;
    while out.start < end {
        let start = out.start;
        match line.kind(start) {
            Some(Kind::Verb(_)) if rose && (start..end).any(|i| line.plain(i) == '的') => break,
            Some(Kind::Verb(_)) if "额率量数者".contains(line.plain(start + 1)) => break,
            Some(Kind::Verb(v)) if v.word == "研究" && line.plain(start + 1) == '生' => break,
            Some(Kind::Verb(v)) => {
                let doing = matches!(v.class, Class::Build | Class::Do | Class::Serve);
                if !v.keep && (doing && (rate || heavy) || !out.verb.is_empty()) {
                    break;
                }
                if v.keep {
                    let first = *verb_start.get_or_insert(start);
                    out.verb = line.chars(first, start + 1).iter().collect();
                }
                heavy |= doing && !LIGHT.contains(&v.word);
                out.acted |= doing;
            }
            Some(Kind::Space | Kind::Join | Kind::Comma(_) | Kind::Close(_) | Kind::Open('（')) => {
            }
            Some(Kind::Each(Some(_)) | Kind::Period(_) | Kind::Respectively) => {}
            Some(Kind::Before(sense @ (Sense::Rise | Sense::Exact | Sense::Fall)))
                if start + 1 < end =>
            {
                rose |= *sense == Sense::Rise;
            }
            Some(Kind::Plain(_)) => {
                let rest = line.chars(start, end);
                let Some((len, _)) = longest(rest, HEADS, |w| w) else {
                    break;
                };
                if is_word_begin(rest, len) {
                    break;
                }
                out.start += tokens_in(line, start, len).saturating_sub(1);
            }
            _ => break,
        }
        out.start += 1;
    }
    out
}

/// 新 in 新课程, 对 in 对口: a head word that begins a longer word is kept.
fn is_word_begin(rest: &[char], len: usize) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "起始", "起点", "起步", "对口", "新生", "新课", "新教", "新任", "新入", "新型", "新能", "新时", "新优", "各级", "各类",
        "各学",
        "为民", "年度", "年级", "年轻", "在校", "在职", "在编", "在园", "在岗", "共青", "共享", "共建", "共同",
        "等级", "在建", "及格", "与会", "和谐", "向阳", "好书", "好老", "好课", "都市", "新高", "新中", "新华", "要点",
        "要素", "以上", "以下", "可持", "新发", "已开", "新媒", "新建", "新城",
    ];
    const LONG: &[&str] = &[
        "重点中",
        "重点高",
        "重点项",
        "重点学",
        "计划生",
        "总体规",
        "完成率",
        "重点任",
        "同时段",
        "重点实",
    ];
    len == 1 && longest(rest, WORDS, |w| w).is_some() || longest(rest, LONG, |w| w).is_some()
}

fn tokens_in(line: &Line<'_>, from: usize, chars: usize) -> usize {
    let start = line.span_of(from).start;
    (from..line.tokens.len())
        .take_while(|i| line.span_of(*i).start < start + chars)
        .count()
}

/// Finds a verb inside a phrase: 西部片区中小学 | 预增 | 班额; gives topic end, noun start, kept verb.
fn middle<'a>(
    line: &'a Line<'_>,
    start: usize,
    end: usize,
    left: &Left<'_>,
) -> (usize, usize, &'a str) {
    for at in start + 1..end.saturating_sub(1).max(start) {
        match line.kind(at) {
            Some(Kind::Before(Sense::Rise)) if left.rises => return (at, at + 1, ""),
            Some(Kind::Verb(v))
                if v.keep && v.class == Class::Build && begins_noun(line, at + 1, end) =>
            {
                return (at, at + 1, v.word);
            }
            _ => {}
        }
    }
    (start, start, "")
}

fn begins_noun(line: &Line<'_>, at: usize, end: usize) -> bool {
    let rest = line.chars(at, end);
    rest.len() >= 2 && nouns::stage_in(rest).is_some_and(|s| begins(rest, s).is_some())
        || ["学校", "校舍", "教室", "公办"]
            .iter()
            .any(|w| begins(rest, w).is_some())
}

/// `每个乡镇` before a verb: the scope of a count.
fn each_scope(line: &Line<'_>, from: usize, to: usize) -> String {
    let Some(at) = (from..to).find(|i| line.kind(*i) == Some(&Kind::Each(None))) else {
        return String::new();
    };
    let plain = |i: &usize| {
        matches!(
            line.kind(*i),
            Some(Kind::Plain(_) | Kind::Unit(_) | Kind::Number(_) | Kind::Space)
        )
    };
    let stop = (at + 1..to).find(|i| !plain(i)).unwrap_or(to);
    if stop - at > 10 {
        return String::new();
    }
    let mut chars = clean(line.chars(at, stop));
    for word in ["拥有", "配备", "建设", "设置", "应", "要"] {
        if let Some(cut) = find(&chars, word).filter(|c| *c > 1) {
            chars.truncate(cut);
        }
    }
    chars.into_iter().collect()
}
