//! Where the heading of a numbered clause ends: at its line's end, its first stop, or, if that is
//! lost, before a verb.

use crate::lexicon::longest;
use crate::model::Span;
use crate::text::Text;

/// A heading, and where the clause's own text begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Heading {
    pub span: Span,
    pub body: usize,
}

/// The longest heading that a first sentence can be.
const SENTENCE_MAX: usize = 36;
/// The longest heading that a line of its own can be.
const LINE_MAX: usize = 60;

/// The shortest clause that may hide a heading without a stop.
const RUN_ON_MIN: usize = 10;

/// Verbs that open a sentence and seldom end a noun; a heading that lost its stop ends before one.
#[rustfmt::skip]
const OPENERS: &[&str] = &[
    "聚焦", "基于", "启动", "优化", "规范", "落实", "平稳", "依据", "建立", "开展", "推进", "加强", "用好", "大力",
    "结合", "对标", "进一步", "认真", "贯彻", "深入", "抓好", "坚持", "积极", "全面", "持续", "统筹", "做强", "提升",
    "完善", "健全", "强化", "加大", "组织", "实施", "严格", "推动", "围绕", "以", "按照", "根据", "充分", "全力",
    "切实", "科学", "制定", "稳步", "指导", "支持", "构建", "打造", "探索", "扎实", "着力", "深化", "发挥", "加快",
    "确保", "巩固", "扩大", "举办",
];

/// Finds the heading of a clause whose text, number left out, is `span`.
///
/// `run_on` says that the plan lost its line breaks, so that a heading may lack its stop.
pub(crate) fn heading(text: &Text, span: Span, run_on: bool) -> Heading {
    let span = text.trimmed(span);
    if let Some(cell) = first_cell(text, span) {
        return cell;
    }
    if run_on && text.norm(span).len() > RUN_ON_MIN {
        let cut = without_stop(text, span);
        let first_stop = text.norm(span).iter().position(|c| "。；".contains(*c));
        let long = first_stop.is_none_or(|at| at > RUN_ON_MIN);
        if long && cut.span.start < cut.span.end {
            return cut;
        }
    }
    let chars = text.norm(span);
    let stop = chars.iter().position(|c| "。！？；\n".contains(*c));
    let colon = chars
        .iter()
        .position(|c| *c == '：')
        .filter(|at| *at <= SENTENCE_MAX && *at + 1 < chars.len());
    if colon.is_none() && stop.is_none_or(|at| at + 1 >= chars.len()) && is_promise(chars, stop) {
        return none(span);
    }
    let end = match (stop, colon) {
        (None, None) if chars.len() <= LINE_MAX => return whole(span),
        (Some(at), None) if at + 1 >= chars.len() && at <= SENTENCE_MAX => return whole(span),
        (Some(at), None) if at <= SENTENCE_MAX => at,
        (Some(at), Some(c)) if at <= SENTENCE_MAX || c <= SENTENCE_MAX => at.min(c),
        (None, Some(c)) => c,
        _ => return without_stop(text, span),
    };
    let heading = Span::new(span.start, span.start + end);
    let said = text.norm(heading);
    let counts = said.iter().any(char::is_ascii_digit);
    let goes_on = text.at(heading.end) == '；' || commas(said) > 0;
    if commas(said) > 1 || counts && goes_on {
        return none(span);
    }
    let blank = text.norm(heading).contains(&' ') && end > LINE_MAX;
    if blank {
        without_stop(text, span)
    } else {
        Heading {
            span: heading,
            body: heading.end + 1,
        }
    }
}

/// A row of a table is headed by its first cell alone.
fn first_cell(text: &Text, span: Span) -> Option<Heading> {
    let mut tabs = (span.start..span.end).filter(|i| text.is_tab(*i));
    let first = tabs.next()?;
    tabs.next()?;
    let fits = first - span.start <= LINE_MAX;
    fits.then(|| Heading {
        span: text.trimmed(Span::new(span.start, first)),
        body: first + 1,
    })
}

fn whole(span: Span) -> Heading {
    Heading {
        span,
        body: span.end,
    }
}

fn none(span: Span) -> Heading {
    Heading {
        span: Span::new(span.start, span.start),
        body: span.start,
    }
}

/// `招聘教师120名，引进博士3名。`: a sentence with figures is the clause's text, not its heading.
fn is_promise(chars: &[char], stop: Option<usize>) -> bool {
    let dot = chars.last().is_some_and(|c| "。；.".contains(*c));
    let closed = stop.is_some() || dot || commas(chars) > 0;
    closed && chars.iter().any(char::is_ascii_digit)
}

fn commas(chars: &[char]) -> usize {
    chars.iter().filter(|c| **c == '，').count()
}

/// `强化队伍建设选优配强干部…`: the stop is lost, so the heading ends before the next opening verb.
fn without_stop(text: &Text, span: Span) -> Heading {
    let chars = text.norm(span);
    let space = chars
        .iter()
        .position(|c| c.is_whitespace())
        .filter(|at| (4..=30).contains(at));
    let verb = (4..26.min(chars.len())).find(|at| opens(chars, *at));
    let comma = chars.iter().position(|c| *c == '，').unwrap_or(chars.len());
    let end = match (space, verb) {
        (Some(at), _) if at < comma => at,
        (_, Some(at)) if at < comma => at,
        _ => return none(span),
    };
    let heading = text.trimmed(Span::new(span.start, span.start + end));
    Heading {
        span: heading,
        body: span.start + end,
    }
}

fn opens(chars: &[char], at: usize) -> bool {
    let rest = chars.get(at..).unwrap_or(&[]);
    let Some((len, _)) = longest(rest, OPENERS, |w| w) else {
        return false;
    };
    let before = at
        .checked_sub(1)
        .and_then(|i| chars.get(i))
        .copied()
        .unwrap_or(' ');
    let after = rest.get(len).copied().unwrap_or('，');
    let joined = "和与及、的以为不地“《（".contains(before);
    let listed = "和与、".contains(after)
        && rest
            .get(len + 1..)
            .is_some_and(|r| longest(r, OPENERS, |w| w).is_some());
    let noun = "和与及、，。的”》".contains(after) && !listed;
    let two = rest
        .get(..2)
        .is_some_and(|w| w == ['以', '上'] || w == ['以', '下'] || w == ['以', '内']);
    !joined && !noun && !two
}

/// The first sentence of a plain paragraph, if it is short and bare enough to be its heading.
pub(crate) fn opening(text: &Text, span: Span) -> Option<Heading> {
    let chars = text.norm(span);
    let stop = chars.iter().position(|c| "。！？；".contains(*c))?;
    let head = chars.get(..stop)?;
    let listed = head
        .first()
        .is_some_and(|c| "一二三四五六七八九十".contains(*c))
        && head.get(1).is_some_and(|c| "要是".contains(*c));
    let bare = !listed
        && !head
            .iter()
            .any(|c| c.is_ascii_digit() || "，：".contains(*c));
    let fits = (4..=24).contains(&stop) && chars.get(stop) == Some(&'。') && stop + 8 < chars.len();
    (bare && fits).then(|| Heading {
        span: Span::new(span.start, span.start + stop),
        body: span.start + stop + 1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(words: &str) -> (String, String) {
        let text = Text::new(words);
        let h = heading(&text, Span::new(0, text.len()), false);
        (
            text.words(h.span),
            text.words(Span::new(h.body.min(text.len()), text.len())),
        )
    }

    #[test]
    fn a_heading_ends_at_its_stop() {
        assert_eq!(
            split("扩充学位。新建小学3所，改建2所。"),
            ("扩充学位".into(), "新建小学3所，改建2所。".into())
        );
        assert_eq!(
            split("扩充学位：新建小学3所。"),
            ("扩充学位".into(), "新建小学3所。".into())
        );
        assert_eq!(
            split("扩充城区学位"),
            ("扩充城区学位".into(), String::new())
        );
    }

    #[test]
    fn a_lost_stop_is_put_before_the_next_verb() {
        let words = "强化干部队伍本领落实定期学习制度并把学习成效纳入年度考核内容之中同时开展多种形式的实践锻炼和交流任职活动。";
        assert_eq!(split(words).0, "强化干部队伍本领");
    }

    #[test]
    fn a_long_first_sentence_is_no_heading() {
        let words = "新建小学3所，改建初中2所，扩建幼儿园4所，新增学位2700个，全部完成验收。";
        assert_eq!(split(words).0, "");
    }
}
