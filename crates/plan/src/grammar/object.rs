//! The object of a target: the noun phrase its number speaks of, with the scope needed to understand it.

use super::line::Line;
use super::quantity::Quantity;
use super::reach::{self, Left};
use crate::lex::Kind;
use crate::lexicon::bounds::Sense;
use crate::lexicon::units::Kind as UnitKind;
use crate::lexicon::verbs::Class;
use crate::lexicon::{begins, ends, has_any, longest, nouns};

/// The parts of an object, kept so that the next in a list can take over what it leaves out.
#[derive(Debug, Default, Clone)]
pub(crate) struct Object {
    /// Whom or where: 西部片区中小学.
    pub topic: String,
    /// A verb that belongs to it: 新建.
    pub verb: String,
    /// The noun itself.
    pub noun: String,
}

impl Object {
    /// The whole, in reading order.
    pub(crate) fn text(&self) -> String {
        format!("{}{}{}", self.topic, self.verb, self.noun)
    }
}

/// Words at the head of a noun phrase that are no part of it.
const HEADS: &[&str] = &[
    "并",
    "和",
    "及",
    "与",
    "以及",
    "其中",
    "对",
    "将",
    "使",
    "让",
    "把",
    "为",
    "全市",
    "全区",
    "全县",
    "全省",
    "我市",
    "我区",
    "我县",
    "全年",
    "免费",
    "再",
    "要",
    "拟",
    "计划",
    "累计",
    "共计",
    "共",
    "新",
    "各",
    "进一步",
    "至少",
    "原则上",
    "力争",
    "确保",
    "市级财政",
    "预计",
    "逐步",
    "重点",
    "分批",
    "分期",
    "同时",
    "的",
    "了",
    "在",
    "年",
    "另",
    "还",
    "总体",
    "完成",
    "深入",
    "年度",
    "等",
    "着力",
    "努力",
    "统一",
    "都",
    "好",
    "向",
    "用好",
    "用足",
    "一批",
    "打好",
    "到",
    "约",
    "已",
];

/// Words at the end of a noun phrase that are no part of it.
const ENDS: &[&str] = &[
    "原则上",
    "力争",
    "要",
    "应",
    "应当",
    "须",
    "必须",
    "将",
    "都",
    "均",
    "全部",
    "全面",
    "基本",
    "分别",
    "各",
    "再",
    "共",
    "共计",
    "合计",
    "计",
    "总计",
    "为",
    "在",
    "的",
    "数量",
    "总数",
    "至",
    "到",
    "不",
    "等",
    "了",
    "也",
    "可",
    "能",
    "需",
    "每年",
    "每",
    "统一",
    "年均",
    "就",
    "约",
    "又",
    "确保",
    "实现",
    "力求",
    "逐步",
    "总体",
    "可以",
    "由",
    "从",
    "比上年",
    "较上年",
    "上",
    "稳步",
    "有效",
    "持续",
    "进一步",
    "平均",
    "总量",
    "累计",
    "拟",
    "计划",
    "预计",
    "同比",
    "达",
    "且",
    "完成",
    "和",
    "与",
    "及",
    "以及",
    "并",
    "、",
    "，",
    " ",
    "“",
    "（",
    "也要",
];

/// Verbs that turn a count of people into a number of them: 培训人数.
const PEOPLE_VERBS: &[&str] = &[
    "培训", "轮训", "惠及", "覆盖", "服务", "资助", "招聘", "引进", "受益", "招收", "录取", "参与",
    "集训",
];

const LONGEST: usize = 32;

/// Builds the object of a quantity; `previous` is that of the quantity before it in the same list.
pub(crate) fn object(
    line: &Line<'_>,
    q: &Quantity,
    left: &Left<'_>,
    previous: Option<(&Quantity, &Object)>,
) -> Object {
    let from = left_edge(line, q, previous.map(|p| p.0));
    let before = Region::read(line, from, q.first, left);
    let after = clean(&reach::noun_after(line, q));
    let noun_first = !before.noun.is_empty() && !before.ends_in_verb;
    let mut out = if q.kind == UnitKind::Share || q.kind == UnitKind::Points {
        share(&before, &after)
    } else if noun_first || after.is_empty() {
        Object {
            topic: before.topic.clone(),
            verb: before.verb.clone(),
            noun: before.whole(),
        }
    } else {
        let verb = before.verb.clone();
        Object {
            topic: before.scope(),
            verb,
            noun: after.iter().collect(),
        }
    };
    inherit(q, &before, previous, &mut out);
    people(q, left, previous, &mut out);
    if out.noun.is_empty() {
        out.noun = unit_noun(q, left);
    } else if matches!(q.unit_word, "学位" | "座位" | "床位" | "托位")
        && !out.noun.ends_with(q.unit_word)
    {
        out.noun.push_str(q.unit_word);
    }
    if left.falls && !out.noun.contains("下降") {
        out.noun.push_str("下降");
    }
    out
}

/// The token at which the words that belong to this quantity begin.
fn left_edge(line: &Line<'_>, q: &Quantity, previous: Option<&Quantity>) -> usize {
    let start = line.phrase_start(q.first);
    let mut from = previous.map_or(start, |p| p.tail_end.max(start));
    for at in from..q.first {
        match line.kind(at) {
            Some(Kind::Period(p)) if !p.name => from = at + 1,
            Some(Kind::Comma(_)) => from = at + 1,
            _ => {}
        }
    }
    from
}

struct Region {
    topic: String,
    verb: String,
    noun: String,
    ends_in_verb: bool,
    each: String,
}

impl Region {
    fn read(line: &Line<'_>, from: usize, to: usize, left: &Left<'_>) -> Self {
        let mut end = to;
        let mut ends_in_verb = false;
        let mut tail_verb = String::new();
        while end > from {
            match line.kind(end - 1) {
                Some(Kind::Before(s)) if *s != Sense::Against => {}
                Some(Kind::Space | Kind::Respectively | Kind::Each(Some(_)) | Kind::Join) => {}
                Some(Kind::AndSo) => ends_in_verb = true,
                Some(Kind::Verb(v))
                    if tail_verb.is_empty() && is_governing(line, end - 1, from, v.class) =>
                {
                    ends_in_verb = true;
                    if v.keep {
                        tail_verb = v.word.to_owned();
                    }
                }
                _ => break,
            }
            end -= 1;
        }
        let (start, mut verb) = head(line, from, end);
        verb.push_str(&tail_verb);
        let (topic_end, noun_start, inner) = middle(line, start, end, left);
        let topic: String = clean(line.chars(start, topic_end)).iter().collect();
        let noun: String = clean(line.chars(noun_start, end)).iter().collect();
        verb.push_str(inner);
        let each = each_scope(line, from, to);
        let topic = if topic.chars().count() <= 16 {
            topic
        } else {
            String::new()
        };
        Self {
            topic,
            verb,
            noun,
            ends_in_verb,
            each,
        }
    }

    fn whole(&self) -> String {
        format!("{}{}", self.each_missing(), self.noun)
    }

    fn each_missing(&self) -> &str {
        if self.noun.starts_with('每') || self.topic.starts_with('每') {
            ""
        } else {
            &self.each
        }
    }

    /// What stays of the words before a verb: only scope, such as 每个乡镇.
    fn scope(&self) -> String {
        if self.each.is_empty() {
            self.topic.clone()
        } else {
            self.each.clone()
        }
    }
}

/// Whether the verb before a number governs it: nothing but verbs or a topic stand before.
fn is_governing(line: &Line<'_>, at: usize, from: usize, class: Class) -> bool {
    let acts = matches!(
        class,
        Class::Build | Class::Do | Class::Serve | Class::Attain | Class::Work | Class::Remove
    );
    let noun_before = (from..at).any(|i| matches!(line.kind(i), Some(Kind::Plain(_))));
    let verb_before = (from..at).any(|i| {
        line.tokens.get(i).is_some_and(|t| {
            t.verb()
                .is_some_and(|v| matches!(v.class, Class::Build | Class::Do))
        })
    });
    acts && !(noun_before && verb_before)
}

/// Skips verbs and small words at the head; gives the verb that the object keeps.
fn head(line: &Line<'_>, from: usize, end: usize) -> (usize, String) {
    let mut start = from;
    let mut verb = String::new();
    let mut verb_start = None;
    while start < end {
        match line.kind(start) {
            Some(Kind::Verb(v)) => {
                if v.keep {
                    verb_start = verb_start.or(Some(start));
                    let first = verb_start.unwrap_or(start);
                    verb = line.chars(first, start + 1).iter().collect();
                } else if !verb.is_empty() {
                    break;
                }
            }
            Some(Kind::Space | Kind::Join | Kind::Comma(_) | Kind::Close(_) | Kind::Open('（')) => {
            }
            Some(Kind::Before(Sense::Rise | Sense::Exact | Sense::Fall)) if start + 1 < end => {}
            Some(Kind::Plain(_)) => {
                let rest = line.chars(start, end);
                let Some((len, _)) = longest(rest, HEADS, |w| w) else {
                    break;
                };
                if is_word_begin(rest, len) || len >= rest.len() {
                    break;
                }
                start += tokens_in(line, start, len).saturating_sub(1);
            }
            _ => break,
        }
        start += 1;
    }
    (start, verb)
}

/// 新 in 新疆, 对 in 对口: a head word that begins a longer word is kept.
fn is_word_begin(rest: &[char], len: usize) -> bool {
    const WORDS: &[&str] = &[
        "对口",
        "新生",
        "新课",
        "新教",
        "新任",
        "新入",
        "新型",
        "新能",
        "新时",
        "新优",
        "各级",
        "各类",
        "各学",
        "为民",
        "计划生",
        "年度",
        "年级",
        "年轻",
        "在校",
        "在职",
        "在编",
        "在园",
        "在岗",
        "共青",
        "共享",
        "共建",
        "共同",
        "等级",
        "同时段",
        "及格",
        "与会",
        "和谐",
        "重点中",
        "重点高",
        "重点项",
        "重点学",
        "总体规",
        "向阳",
        "好书",
        "好老",
        "好课",
        "都市",
    ];
    len == 1 && longest(rest, WORDS, |w| w).is_some()
        || longest(
            rest,
            &["重点中", "重点高", "重点项", "重点学", "计划生"],
            |w| w,
        )
        .is_some()
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
                if v.keep && v.class == Class::Build && begins_phrase(line, at + 1, end) =>
            {
                return (at, at + 1, v.word);
            }
            _ => {}
        }
    }
    (start, start, "")
}

fn begins_phrase(line: &Line<'_>, at: usize, end: usize) -> bool {
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
    let stop = (at + 1..to)
        .find(|i| {
            !matches!(
                line.kind(*i),
                Some(Kind::Plain(_) | Kind::Unit(_) | Kind::Number(_) | Kind::Space)
            )
        })
        .unwrap_or(to);
    if stop - at > 10 {
        return String::new();
    }
    clean(line.chars(at, stop)).iter().collect()
}

fn share(before: &Region, after: &[char]) -> Object {
    let after: String = after.iter().collect();
    let whole = format!("{}{}{}", before.topic, before.verb, before.whole());
    if before.noun.is_empty() {
        let noun = if after.is_empty() {
            whole
        } else {
            format!("{after}比例")
        };
        return Object {
            noun,
            ..Object::default()
        };
    }
    let chars: Vec<char> = before.noun.chars().collect();
    let covers = ends(&chars, "覆盖") || ends(&chars, "惠及");
    if covers && !after.is_empty() {
        return Object {
            noun: format!("{whole}{after}比例"),
            ..Object::default()
        };
    }
    Object {
        noun: whole,
        ..Object::default()
    }
}

/// Takes over verb and topic from the one before: 新建小学3所、初中2所.
fn inherit(
    q: &Quantity,
    before: &Region,
    previous: Option<(&Quantity, &Object)>,
    out: &mut Object,
) {
    let Some((earlier, object)) = previous else {
        return;
    };
    let alike = q.kind == earlier.kind && before.verb.is_empty() && before.topic.is_empty();
    if !alike || matches!(q.kind, UnitKind::Share | UnitKind::Points) || before.ends_in_verb {
        return;
    }
    if out.verb.is_empty() && !before.noun.is_empty() {
        out.verb.clone_from(&object.verb);
    }
    if out.topic.is_empty() && !before.noun.is_empty() {
        out.topic.clone_from(&object.topic);
    }
}

fn people(q: &Quantity, left: &Left<'_>, previous: Option<(&Quantity, &Object)>, out: &mut Object) {
    if !matches!(q.unit.as_str(), "人" | "名" | "人次") {
        return;
    }
    let word = left.verb.map_or("", |v| v.word);
    if PEOPLE_VERBS.contains(&word) && !out.noun.ends_with("人数") {
        if out.noun.is_empty()
            && let Some((_, earlier)) = previous
        {
            out.noun = format!("{}{}", earlier.topic, earlier.noun);
        }
        out.noun = format!("{}{word}人数", out.noun);
    } else if q.unit == "人" && !out.noun.is_empty() && out.noun.ends_with("体验") {
        out.noun.push_str("人数");
    }
}

fn unit_noun(q: &Quantity, left: &Left<'_>) -> String {
    match (q.unit_word, q.kind) {
        ("学位" | "座位" | "床位" | "托位" | "课时" | "学时" | "片区" | "课例" | "案例", _) => {
            q.unit_word.to_owned()
        }
        (_, UnitKind::Money) => left
            .verb
            .map_or_else(|| "资金".to_owned(), |v| format!("{}资金", v.word)),
        _ => left.verb.map_or(String::new(), |v| v.word.to_owned()),
    }
}

/// Strips small words and marks from both ends and cuts what is too long to be a noun phrase.
pub(crate) fn clean(chars: &[char]) -> Vec<char> {
    let mut part: &[char] = chars;
    loop {
        let before = part.len();
        while let Some((first, rest)) = part.split_first()
            && (first.is_whitespace() || "，、：；。）”的了·-".contains(*first))
        {
            part = rest;
        }
        while let Some((last, rest)) = part.split_last()
            && (last.is_whitespace() || "，、：；。（“·-!！".contains(*last))
        {
            part = rest;
        }
        for word in ENDS {
            if part.len() > word.chars().count() + 1 && ends(part, word) && !is_word_end(part, word)
            {
                part = part.get(..part.len() - word.chars().count()).unwrap_or(&[]);
            }
        }
        if part.len() == before {
            break;
        }
    }
    if part.len() > LONGEST {
        part = shorten(part);
    }
    balanced(part)
}

/// 标准为, 目的: an end word that closes a longer word is kept.
fn is_word_end(chars: &[char], word: &str) -> bool {
    const WORDS: &[&str] = &[
        "目的", "行为", "作为", "统计", "设计", "会计", "审计", "同等", "初等", "中等", "高等",
        "平等", "优等", "首都", "网上", "线上", "以上", "职能", "技能", "功能", "智能", "潜能",
        "参与", "普及", "涉及", "惠及", "存在", "所在", "平均", "生均", "人均", "直达",
    ];
    word.chars().count() == 1 && WORDS.iter().any(|w| ends(chars, w))
}

fn shorten(chars: &[char]) -> &[char] {
    let from = chars.len().saturating_sub(LONGEST);
    let tail = chars.get(from..).unwrap_or(chars);
    match tail.iter().rposition(|c| *c == '的') {
        Some(at) if tail.len() - at > 4 => tail.get(at + 1..).unwrap_or(tail),
        _ => tail,
    }
}

/// Drops a quote or bracket that lost its partner.
fn balanced(chars: &[char]) -> Vec<char> {
    let mut out = chars.to_vec();
    for (open, close) in [('“', '”'), ('（', '）'), ('《', '》')] {
        let opens = out.iter().filter(|c| **c == open).count();
        let closes = out.iter().filter(|c| **c == close).count();
        if opens != closes {
            out.retain(|c| *c != open && *c != close);
        }
    }
    out
}

/// Puts the stage before a noun too general to stand alone, from the sentence or else the heading.
pub(crate) fn with_stage(object: &mut Object, sentence_so_far: &[char], heading: Option<&str>) {
    let whole: Vec<char> = object.text().chars().collect();
    let bare = object
        .noun
        .trim_start_matches("优质")
        .trim_start_matches("新增");
    if !nouns::NEED_STAGE.contains(&bare) || nouns::stage_in(&whole).is_some() {
        return;
    }
    let near = nouns::STAGES
        .iter()
        .filter(|s| has_any(sentence_so_far, &[s]))
        .max_by_key(|s| (last(sentence_so_far, s), s.chars().count()));
    if let Some(stage) = near.copied().or(heading) {
        object.topic = format!("{stage}{}", object.topic);
    }
}

fn last(chars: &[char], word: &str) -> usize {
    (0..chars.len())
        .rev()
        .find(|i| chars.get(*i..).is_some_and(|r| begins(r, word).is_some()))
        .map_or(0, |i| i + word.chars().count())
}
