//! Promises of nothing: 清零, 归零, 为零, 零失误.

use super::line::Line;
use super::trim::clean;
use crate::lex::Kind;
use crate::lexicon::{begins, ends, find, has_any, longest, nouns};
use crate::model::Span;

/// A promise that something comes to nothing.
#[derive(Debug, Clone)]
pub(crate) struct Zero {
    pub object: String,
    pub unit: &'static str,
    pub span: Span,
    pub at: usize,
}

/// What is counted when it comes to nothing, and in which unit.
const COUNTED: &[(&[&str], &str)] = &[
    (&["率", "比例", "占比"], "%"),
    (
        &[
            "辍学",
            "失学",
            "控辍",
            "学生",
            "儿童",
            "少年",
            "人数",
            "无证上岗",
            "幼儿",
        ],
        "人",
    ),
    (&["事故", "案件", "欺凌", "事件"], "起"),
    (&["隐患", "危房", "旱厕"], "处"),
    (&["大班额", "大校额", "班"], "个"),
    (&["投诉", "失误", "差错"], "次"),
    (&["信访", "积案"], "件"),
    (&["培训机构", "无证"], "所"),
    (&["存量", "问题"], "个"),
];

/// All promises of nothing in a line.
pub(crate) fn zeros(line: &Line<'_>) -> Vec<Zero> {
    let mut out = cleared(line);
    out.extend(none_of(line));
    out.extend(bare(line));
    out.extend(removed(line));
    out.sort_by_key(|z| z.span.start);
    out.dedup_by(|later, first| later.span.overlaps(first.span));
    out
}

/// 动态清零, 保持归零, 降为零.
fn cleared(line: &Line<'_>) -> Vec<Zero> {
    let mut out = Vec::new();
    for at in 0..line.tokens.len() {
        let end = line.phrase_end(at);
        let here = line.chars(at, end.min(at + 6));
        let Some((len, word)) = longest(
            here,
            &[
                "清零",
                "归零",
                "为零",
                "为0",
                "降到零",
                "降至零",
                "降为零",
                "降为0",
            ],
            |w| w,
        ) else {
            continue;
        };
        let after = here.get(len..).unwrap_or(&[]);
        let named = [
            "行动", "攻坚", "专项", "机制", "政策", "方案", "起点", "距离", ".", "%", "点",
        ];
        if named.iter().any(|w| begins(after, w).is_some())
            || line.inside(at).title
            || inside_number(after)
        {
            continue;
        }
        let start = (line.phrase_start(at)..at)
            .rev()
            .find(|i| matches!(line.kind(*i), Some(Kind::Period(_))))
            .map_or(line.phrase_start(at), |i| i + 1);
        let before = spoken_of(line, start, at);
        let nothing_follows = after
            .first()
            .is_none_or(|c| "，。；、！）”的 ".contains(*c));
        if !word.starts_with(['清', '归']) && !nothing_follows {
            continue;
        }
        let start_span = line.span_of(at).start;
        let offset = if word.starts_with('清') || word.starts_with('归') {
            0
        } else {
            len - 1
        };
        out.push(Zero {
            object: subject(before),
            unit: unit_of(before),
            span: Span::new(start_span + offset, start_span + len),
            at,
        });
    }
    out.dedup_by(|b, a| b.span.overlaps(a.span));
    out
}

/// `消除超过55人的班级`: classes by their size, of which none is to be left.
fn removed(line: &Line<'_>) -> Vec<Zero> {
    let mut out = Vec::new();
    for at in 0..line.tokens.len() {
        let end = line.phrase_end(at);
        let Some(len) = begins(line.chars(at, end), "消除") else {
            continue;
        };
        let rest = line.chars(at, end).get(len..).unwrap_or(&[]);
        let rest = rest.split(|c| !c.is_alphanumeric()).next().unwrap_or(rest);
        let sized = has_any(rest, &["人的", "人以上", "人及以上"]);
        let classes = ["班级", "教学班", "班"].iter().any(|w| ends(rest, w));
        if sized && classes && !line.inside(at).title {
            out.push(Zero {
                object: clean(rest).into_iter().collect(),
                unit: unit_of(rest),
                span: Span::new(line.span_of(at).start, line.span_of(at).start + len),
                at,
            });
        }
    }
    out
}

/// The words before; `整治隐患点位85处，5月底前清零` speaks of what the phrase before counts.
fn spoken_of<'a>(line: &'a Line<'_>, start: usize, at: usize) -> &'a [char] {
    let own = line.chars(start, at);
    let Some(before) = line.phrase_start(at).checked_sub(1) else {
        return own;
    };
    if !clean(own).is_empty() {
        return own;
    }
    let from = line.phrase_start(before);
    let is_number = |i: &usize| {
        line.tokens
            .get(*i)
            .is_some_and(crate::lex::Token::is_number)
    };
    let to = (from..before).find(is_number).unwrap_or(before);
    super::region::without_verbs(line, from, to)
}

fn inside_number(after: &[char]) -> bool {
    after
        .first()
        .is_some_and(|c| c.is_ascii_digit() || "一二三四五六七八九十百个".contains(*c))
}

fn unit_of(chars: &[char]) -> &'static str {
    if COUNTED
        .first()
        .is_some_and(|(rates, _)| rates.iter().any(|w| ends(chars, w)))
    {
        return "%";
    }
    COUNTED
        .iter()
        .skip(1)
        .find(|(words, _)| has_any(chars, words))
        .map_or("个", |(_, unit)| unit)
}

fn subject(before: &[char]) -> String {
    #[rustfmt::skip]
    const DROP: &[&str] = &[
        "巩固", "保持", "确保", "实现", "坚持", "继续", "动态", "持续", "全面", "基本", "力争", "，", "做到", "常态",
        "化", "推动", "全部", "保障", "稳步", "维持", "存量", "落实", "有效", "努力", "率先",
    ];
    let mut rest = before;
    while let Some((len, _)) = longest(rest, DROP, |w| w).filter(|(_, w)| **w != "存量") {
        rest = rest.get(len..).unwrap_or(&[]);
    }
    let mut kept = clean(rest);
    for word in DROP.iter().cycle().take(DROP.len() * 2) {
        if kept.len() > word.chars().count() && ends(&kept, word) {
            kept.truncate(kept.len() - word.chars().count());
        }
    }
    let text: String = kept.into_iter().collect();
    if text.contains("控辍") {
        return "失学辍学学生数（控辍保学）".to_owned();
    }
    text
}

/// 坚守“零失误、零差错”: only behind a word that promises, and only things that can be counted.
fn none_of(line: &Line<'_>) -> Vec<Zero> {
    let mut out: Vec<Zero> = Vec::new();
    for at in 0..line.tokens.len() {
        let zero = match line.kind(at) {
            Some(Kind::Number(n)) => n.value == 0.0 && n.len == 1,
            _ => false,
        };
        if !zero || line.inside(at).title {
            continue;
        }
        let rest = line.chars(at + 1, line.tokens.len().min(at + 7));
        let Some((len, (noun, unit))) = longest(rest, nouns::ZERO_OF, |z| z.0) else {
            continue;
        };
        if unit.is_empty() || !is_promised(line, at, rest.get(len..).unwrap_or(&[])) {
            continue;
        }
        let start = line.span_of(at).start;
        out.push(Zero {
            object: format!("{}{noun}", topic(line, at)),
            unit,
            span: Span::new(start, start + 1 + len),
            at,
        });
    }
    out
}

/// 重特大事故0，: the figure alone behind what is not to happen.
fn bare(line: &Line<'_>) -> Vec<Zero> {
    let mut out = Vec::new();
    for at in 1..line.tokens.len() {
        let Some(Kind::Number(n)) = line.kind(at) else {
            continue;
        };
        let ends_here = match line.next(at + 1).and_then(|i| line.kind(i)) {
            None | Some(Kind::Comma(_) | Kind::Join | Kind::Plain('。' | '.')) => true,
            Some(_) => false,
        };
        if n.value != 0.0 || n.len != 1 || !ends_here || line.inside(at).title {
            continue;
        }
        let before = clean(line.chars(line.phrase_start(at), at));
        let noun = nouns::ZERO_OF
            .iter()
            .find(|(w, unit)| !unit.is_empty() && ends(&before, w));
        if let Some((_, unit)) = noun {
            out.push(Zero {
                object: before.iter().collect(),
                unit,
                span: line.span_of(at),
                at,
            });
        }
    }
    out
}

fn is_promised(line: &Line<'_>, at: usize, after: &[char]) -> bool {
    let named = [
        "工程",
        "行动",
        "活动",
        "校园",
        "学校",
        "创建",
        "计划",
        "承诺书",
        "示范",
        "的目标",
    ];
    if named
        .iter()
        .any(|w| begins(after, w).is_some() || begins(after, &format!("”{w}")).is_some())
    {
        return false;
    }
    let before = line.chars(line.phrase_start(at), at);
    let words = [
        "坚守", "实现", "确保", "力争", "做到", "保持", "达到", "保障", "目标", "零", "守住",
    ];
    let bad = before.strip_suffix(&['“']).unwrap_or(before);
    let bad = [
        "事故", "案件", "欺凌", "溺水", "伤亡", "投诉", "事件", "差错",
    ]
    .iter()
    .any(|w| ends(bad, w));
    let past = has_any(before, &["去年", "上年", "连续"]);
    if (bad || closes_phrase(before, after)) && !past {
        return true;
    }
    let negated = find(before, "非").is_some_and(|i| i + 1 == before.len());
    !negated && (has_any(before, &words) || earlier_promise(line, at))
}

/// 校车运行零事故: said of a noun, and nothing follows.
fn closes_phrase(before: &[char], after: &[char]) -> bool {
    let said = |c: &&char| ('\u{4e00}'..='\u{9fff}').contains(*c);
    let noun = before.strip_suffix(&['“']).unwrap_or(before);
    let noun = noun.iter().rev().take_while(said).count();
    let after = after.strip_prefix(&['”']).unwrap_or(after);
    noun >= 2 && after.first().is_none_or(|c| "，。；、！）".contains(*c))
}

fn earlier_promise(line: &Line<'_>, at: usize) -> bool {
    let quote = line.inside(at).quote;
    let before = quote.map(|open| line.chars(line.phrase_start(open), open));
    before.is_some_and(|b| has_any(b, &["坚守", "实现", "确保", "力争", "做到", "保持", "达到"]))
}

/// What the sentence speaks of: the last noun before the promise.
fn topic(line: &Line<'_>, at: usize) -> String {
    let start = line.phrase_start(at);
    let own = strip(line.chars(start, line.inside(at).quote.unwrap_or(at)));
    if own.len() > 1 {
        return own.into_iter().collect();
    }
    let Some(previous) = start.checked_sub(1) else {
        return String::new();
    };
    let earlier = line.chars(line.phrase_start(previous), start);
    let tail: Vec<char> = earlier
        .iter()
        .copied()
        .filter(|c| !"，“”：".contains(*c))
        .collect();
    let mut rest = tail.as_slice();
    while let Some((len, _)) = longest(
        rest,
        &[
            "坚守", "守住", "筑牢", "加强", "强化", "抓好", "做好", "严守",
        ],
        |w| w,
    ) {
        rest = rest.get(len..).unwrap_or(&[]);
    }
    let mut kept = clean(rest);
    if ends(&kept, "底线") {
        kept.truncate(kept.len().saturating_sub(2));
    }
    let from = if kept.len() > 6 { kept.len() - 2 } else { 0 };
    kept.get(from..).unwrap_or(&[]).iter().collect()
}

fn strip(chars: &[char]) -> Vec<char> {
    let mut rest = chars;
    let words = [
        "坚守", "实现", "确保", "力争", "做到", "保持", "达到", "，", "；", "：", "“", "守住",
        "保障",
    ];
    while let Some((len, _)) = longest(rest, &words, |w| w) {
        rest = rest.get(len..).unwrap_or(&[]);
    }
    let cut = words
        .iter()
        .filter_map(|w| find(rest, w))
        .min()
        .unwrap_or(rest.len());
    let kept = rest.get(..cut).unwrap_or(&[]);
    if find(kept, "零").is_some() {
        Vec::new()
    } else {
        clean(kept)
    }
}
