//! Cuts a sentence into tokens: numbers, units, periods, comparator words, verbs, marks, and
//! plain characters.
//!
//! A unit is sought only behind a number, so that 名 in 名师 stays a plain character.

use crate::lexicon::bounds::{self, Bound, Sense, Tail};
use crate::lexicon::numbers::{self, Number};
use crate::lexicon::periods::{self, Period};
use crate::lexicon::units::{self, Unit};
use crate::lexicon::verbs::{self, Verb};
use crate::lexicon::{begins, ends, longest};
use crate::model::Span;
use crate::text::Text;

/// What a token is.
#[derive(Debug, PartialEq)]
pub(crate) enum Kind {
    Number(Number),
    Unit(&'static Unit),
    Period(Period),
    Before(Sense),
    After(Tail),
    Verb(Verb),
    /// 每, with the word for the period it counts by, if it does.
    Each(Option<&'static str>),
    /// 第, 前 and the like before a number.
    Ordinal,
    /// 分别.
    Respectively,
    /// 等 and the like, which end a list.
    AndSo,
    Open(char),
    Close(char),
    /// `，`, `：` and `；`.
    Comma(char),
    /// 、 and words that join.
    Join,
    Plus,
    Dash,
    Space,
    Plain(char),
}

/// One token and where it stands.
#[derive(Debug, PartialEq)]
pub(crate) struct Token {
    pub kind: Kind,
    pub span: Span,
}

impl Token {
    pub(crate) fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Number(_))
    }

    pub(crate) fn is_space(&self) -> bool {
        self.kind == Kind::Space
    }

    pub(crate) fn verb(&self) -> Option<&Verb> {
        match &self.kind {
            Kind::Verb(v) => Some(v),
            _ => None,
        }
    }
}

static EACH: &[(&str, &str)] = &[
    ("每天", "天"),
    ("每日", "天"),
    ("每个工作日", "天"),
    ("每周", "周"),
    ("每星期", "周"),
    ("每月", "月"),
    ("每个月", "月"),
    ("每季度", "季度"),
    ("每个季度", "季度"),
    ("每学期", "学期"),
    ("每个学期", "学期"),
    ("每学年", "学年"),
    ("每个学年", "学年"),
    ("每年", "年"),
    ("每半年", "半年"),
    ("年均", "年"),
    ("年至少", "年"),
];

/// Periods that count like 每 when a count of acts follows: 一年两次.
static ONE_EACH: &[(&str, &str)] = &[
    ("一年", "年"),
    ("一学年", "学年"),
    ("一个学年", "学年"),
    ("一学期", "学期"),
    ("一个学期", "学期"),
    ("一季度", "季度"),
    ("一个季度", "季度"),
    ("一月", "月"),
    ("一个月", "月"),
    ("一周", "周"),
    ("一星期", "周"),
    ("一天", "天"),
];

/// Tokens of one span, in order and without gaps.
pub(crate) fn tokens(text: &Text, span: Span) -> Vec<Token> {
    let chars = text.norm(span);
    let mut out: Vec<Token> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let rest = chars.get(at..).unwrap_or(&[]);
        let (len, kind) = next(rest, &out, chars.get(..at).unwrap_or(&[]));
        let len = len.max(1);
        let start = span.start + at;
        out.push(Token {
            kind,
            span: Span::new(start, start + len),
        });
        at += len;
    }
    out
}

fn next(rest: &[char], out: &[Token], before: &[char]) -> (usize, Kind) {
    let c = rest.first().copied().unwrap_or(' ');
    if c.is_whitespace() {
        return (1, Kind::Space);
    }
    let last = out.iter().rev().find(|t| !t.is_space());
    if last.is_some_and(Token::is_number)
        && let Some((len, unit)) = units::parse(rest)
    {
        return (len, Kind::Unit(unit));
    }
    if let Some(found) = sign(rest, out) {
        return found;
    }
    if let Some(found) = mark(c) {
        return (1, found);
    }
    word(rest, last, before).unwrap_or((1, Kind::Plain(c)))
}

/// How far a title in angle brackets may reach.
const TITLE_MAX: usize = 40;

/// `<15%` and `>= 90`: signs of comparison, unless they enclose a title.
fn sign(rest: &[char], out: &[Token]) -> Option<(usize, Kind)> {
    let encloses = rest
        .iter()
        .take(TITLE_MAX)
        .take_while(|c| **c != '\n')
        .any(|c| *c == '>');
    let year = numbers::parse(rest.get(1..).unwrap_or(&[]))
        .is_some_and(|n| rest.get(1 + n.len) == Some(&'年'));
    let opens_title = rest.first() == Some(&'<') && encloses && year;
    let closes_title = rest.first() == Some(&'>')
        && out
            .iter()
            .rev()
            .take(TITLE_MAX)
            .any(|t| t.kind == Kind::Open('<'));
    if !matches!(rest.first(), Some('<' | '>')) || opens_title || closes_title {
        return None;
    }
    let (len, bound) = bounds::before(rest)?;
    bound_fits(rest, len, bound).then_some((len, Kind::Before(bound.sense)))
}

fn mark(c: char) -> Option<Kind> {
    Some(match c {
        '《' | '〈' | '（' | '[' | '【' | '〔' | '<' => Kind::Open(c),
        '》' | '〉' | '）' | ']' | '】' | '〕' | '>' => Kind::Close(c),
        '”' | '’' => Kind::Close(c),
        '‘' => Kind::Open(c),
        '，' | '：' | '；' => Kind::Comma(c),
        '、' => Kind::Join,
        '+' | '＋' => Kind::Plus,
        '-' | '~' => Kind::Dash,
        _ => return None,
    })
}

fn word(rest: &[char], last: Option<&Token>, before: &[char]) -> Option<(usize, Kind)> {
    let previous = before.last().copied();
    let after_ordinal = last.is_some_and(|t| t.kind == Kind::Ordinal);
    if !after_ordinal
        && !previous.is_some_and(|c| c.is_ascii_digit())
        && let Some(period) = periods::parse(rest)
        && !is_tail_of_word(rest, before, &period)
    {
        return Some((period.len, Kind::Period(period)));
    }
    if rest.first() == Some(&'“') {
        return Some((1, Kind::Open('“')));
    }
    if let Some((len, each)) = longest(rest, EACH, |e| e.0) {
        let kept = if each.0 == "年至少" { 1 } else { len };
        let lost_mei = each.0 == "年至少" && previous.is_some_and(|c| c.is_ascii_digit());
        return (!lost_mei).then_some((kept, Kind::Each(Some(each.1))));
    }
    if rest.first() == Some(&'每') {
        return Some((1, Kind::Each(None)));
    }
    if let Some((len, one)) = longest(rest, ONE_EACH, |e| e.0)
        && previous.is_none_or(|c| !"第每用近满再过头这那整二三四五六七八九十".contains(c))
        && counts_acts(rest.get(len..).unwrap_or(&[]))
    {
        return Some((len, Kind::Each(Some(one.1))));
    }
    let number = numbers::parse(rest).filter(|n| !is_noun_number(n, previous));
    let found = longest_word(rest, last).filter(|_| !is_end_of_word(rest, previous));
    match (number, found) {
        (Some(n), Some((len, kind))) if len > n.len => Some((len, kind)),
        (Some(n), _) => Some((n.len, Kind::Number(n))),
        (None, found) => found,
    }
}

/// How far behind 一学期 the number of acts may stand.
const ACTS_REACH: usize = 12;

/// 两次, 听课不少于3节: a number of acts in the same phrase, as after 一年.
fn counts_acts(rest: &[char]) -> bool {
    let phrase = rest
        .iter()
        .take(ACTS_REACH)
        .take_while(|c| !"，、。；：“（".contains(**c))
        .count();
    (0..phrase).any(|at| {
        let number = rest.get(at..).and_then(numbers::parse);
        number
            .and_then(|n| units::parse(rest.get(at + n.len..)?))
            .is_some_and(|(_, u)| ACTS.contains(&u.name))
    })
}

/// Units that count acts.
const ACTS: &[&str] = &["次", "回", "场", "课时", "学时", "趟", "顿", "节"];

/// 人均, 占比: the character closes a word and is no bound.
fn is_end_of_word(rest: &[char], previous: Option<char>) -> bool {
    let Some(c) = previous else { return false };
    let next = rest.get(1).copied().unwrap_or(' ');
    match rest.first() {
        Some('均') => "人生校班师平年".contains(c),
        Some('上') => "以之早晚向线网".contains(c),
        Some('过') => "经通超透渡错难越跨翻不路走来去".contains(c),
        Some('比') => "占生师职幼环性百对".contains(c) || "例重赛值率".contains(next),
        _ => false,
    }
}

/// 人数十 is 人数 and 十, never 数十.
fn is_noun_number(number: &Number, previous: Option<char>) -> bool {
    number.vague && previous.is_some_and(|c| "人班次校生总位件分岁天".contains(c))
}

/// 成年前, 往年底: the period's first character belongs to the word before it.
fn is_tail_of_word(rest: &[char], before: &[char], period: &Period) -> bool {
    let Some(c) = before.last().copied() else {
        return false;
    };
    let school = ["小学", "中学", "大学", "同学"]
        .iter()
        .any(|w| ends(before, w));
    let head = rest.first().copied().unwrap_or(' ');
    match head {
        '年' if school => false,
        '年' => "成青少老近往常多周去本每末半学期间代数0123456789一二三四五六七八九十".contains(c),
        '本' => period.lead == 0 && "基根原资课读".contains(c),
        '到' | '至' => period.lead > 0 && "从自".contains(c),
        '学' => "小中大同高入开".contains(c),
        '当' => "适应相正".contains(c),
        '秋' | '春' => "青".contains(c),
        '前' => true,
        _ => false,
    }
}

fn longest_word(rest: &[char], last: Option<&Token>) -> Option<(usize, Kind)> {
    let after_count = last.is_some_and(|t| t.is_number() || matches!(t.kind, Kind::Unit(_)));
    let mut best: Option<(usize, Kind)> = None;
    let mut offer = |len: usize, kind: Kind| {
        if best.as_ref().is_none_or(|(most, _)| len > *most) {
            best = Some((len, kind));
        }
    };
    if after_count && let Some((len, tail)) = bounds::after(rest) {
        offer(len, Kind::After(tail));
    }
    if let Some((len, verb)) = verbs::parse_told(rest)
        && (len > 1 || counts_next(rest))
    {
        offer(len, Kind::Verb(verb));
    }
    if let Some((len, bound)) = bounds::before(rest)
        && bound_fits(rest, len, bound)
    {
        offer(len, Kind::Before(bound.sense));
    }
    for (words, kind) in [("第", Kind::Ordinal), ("分别", Kind::Respectively)] {
        if let Some(len) = begins(rest, words) {
            offer(len, kind);
        }
    }
    if let Some((len, _)) = longest(rest, &["等", "等等"], |w| w)
        && !rest
            .get(len)
            .is_some_and(|c| "级次候式于待效奖".contains(*c))
    {
        offer(len, Kind::AndSo);
    }
    best
}

/// Verbs of one character are verbs only right before a number: 建3所, but not 建筑.
fn counts_next(rest: &[char]) -> bool {
    let mut after = rest.get(1..).unwrap_or(&[]);
    if let Some((more, _)) = bounds::before(after) {
        after = after.get(more..).unwrap_or(&[]);
    }
    numbers::parse(after).is_some()
}

/// Words of one character that are part of other words count only right before a number.
fn bound_fits(rest: &[char], len: usize, bound: &Bound) -> bool {
    let sense = bound.sense;
    let of_words = matches!(bound.word, "不足" | "不到" | "提到" | "不下");
    let weak = matches!(sense, Sense::Exact | Sense::About) || len == 1 || of_words;
    if !weak || matches!(sense, Sense::Against | Sense::From) {
        return true;
    }
    let mut after = rest.get(len..).unwrap_or(&[]);
    if let Some((more, _)) = bounds::before(after) {
        after = after.get(more..).unwrap_or(&[]);
    }
    let after: Vec<char> = after
        .iter()
        .copied()
        .skip_while(|c| c.is_whitespace())
        .take(8)
        .collect();
    numbers::parse(&after).is_some_and(|n| sense != Sense::About || !n.vague)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(line: &str) -> String {
        let text = Text::new(line);
        let all = tokens(&text, Span::new(0, text.len()));
        let mut out = String::new();
        for token in &all {
            let words = text.words(token.span);
            let name = match token.kind {
                Kind::Number(_) => "N",
                Kind::Unit(_) => "U",
                Kind::Period(_) => "P",
                Kind::Before(_) => "B",
                Kind::After(_) => "A",
                Kind::Verb(_) => "V",
                Kind::Each(_) => "E",
                Kind::Ordinal => "O",
                _ => "",
            };
            if name.is_empty() {
                out.push_str(&words);
            } else {
                out.push_str(&format!("[{name}{words}]"));
            }
        }
        out
    }

    #[test]
    fn cuts_counts_and_bounds() {
        assert_eq!(shape("新建小学3所"), "[V新建]小学[N3][U所]");
        assert_eq!(shape("培养10名名师"), "[V培养][N10][U名]名师");
        assert_eq!(shape("不低于90%"), "[B不低于][N90][U%]");
        assert_eq!(shape("30人以上"), "[N30][U人][A以上]");
        assert_eq!(shape("近百场"), "[B近][N百][U场]");
    }

    #[test]
    fn a_period_is_one_token() {
        assert_eq!(shape("到2025年建成"), "[P到2025年][V建成]");
        assert_eq!(shape("3年"), "[N3][U年]");
        assert_eq!(shape("第三批"), "[O第][N三][U批]");
    }

    #[test]
    fn each_counts_by_a_period_or_a_thing() {
        assert_eq!(shape("每天两次"), "[E每天][N两][U次]");
        assert_eq!(shape("每个乡镇"), "[E每]个乡镇");
    }
}
