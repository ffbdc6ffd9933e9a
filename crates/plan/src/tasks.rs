//! The acts of a sentence that promise no number: each phrase that begins with a verb.

use crate::grammar::deadline;
use crate::grammar::line::Line;
use crate::lex::Kind;
use crate::lexicon::bounds::Sense;
use crate::lexicon::verbs::Class;
use crate::model::{Span, Task};
use crate::text::Text;

/// The shortest phrase that can be an act.
const SHORTEST: usize = 4;

/// The tasks of a sentence; phrases that hold a target are left out.
pub(crate) fn tasks(text: &Text, sentence: Span, targets: &[Span], year: Option<i16>) -> Vec<Task> {
    let line = Line::new(text, sentence);
    let deadlines = deadline::deadlines(&line, year);
    let mut out = Vec::new();
    let mut start = 0;
    while start < line.tokens.len() {
        let end = line.phrase_end(start).max(start + 1);
        if let Some(at) = act(&line, start, end) {
            let span = span(&line, at, end);
            let counted = targets.iter().any(|t| t.overlaps(span));
            if span.end - span.start >= SHORTEST && !counted {
                let by = deadline::holding(&line, &deadlines, at)
                    .filter(|d| !d.past)
                    .map(|d| d.words.clone());
                out.push(Task {
                    text: text.words(span),
                    span,
                    by,
                });
            }
        }
        start = end;
    }
    out
}

/// The token at which the act of a phrase begins, if it is one.
fn act(line: &Line<'_>, start: usize, end: usize) -> Option<usize> {
    let mut at = start;
    while at < end {
        match line.kind(at)? {
            Kind::Comma(_) | Kind::Space | Kind::Close(_) => {}
            Kind::Period(p) if !p.name => {}
            Kind::Plain(c) if "并要将拟也还再均都".contains(*c) => {}
            Kind::Verb(v) if v.class != Class::Stock || is_act(v.word) => return Some(at),
            Kind::Before(Sense::Rise | Sense::Fall) => return Some(at),
            _ => return None,
        }
        at += 1;
    }
    None
}

/// Verbs of the stock table that also say an act.
fn is_act(word: &str) -> bool {
    matches!(
        word,
        "坚持"
            | "贯彻"
            | "发挥"
            | "围绕"
            | "聚焦"
            | "增强"
            | "做到"
            | "全面贯彻"
            | "认真贯彻"
            | "深入贯彻"
            | "统筹"
            | "严格执行"
            | "学习贯彻"
    )
}

fn span(line: &Line<'_>, from: usize, to: usize) -> Span {
    let start = line.span_of(from).start;
    let mut end = line.span_of(to.saturating_sub(1)).end;
    while end > start
        && "。！？；，”".contains(line.text.at(end - 1))
        && !is_quote_needed(line, start, end)
    {
        end -= 1;
    }
    line.text.trimmed(Span::new(start, end))
}

/// A closing quote stays if its opening one is inside.
fn is_quote_needed(line: &Line<'_>, start: usize, end: usize) -> bool {
    line.text.at(end - 1) == '”' && line.text.norm(Span::new(start, end)).contains(&'“')
}
