//! One sentence made ready: its tokens, its phrases, and which tokens stand inside quotes or book
//! titles.

use crate::lex::{Kind, Token, tokens};
use crate::model::Span;
use crate::text::Text;

/// A sentence as tokens.
pub(crate) struct Line<'a> {
    pub text: &'a Text,
    pub span: Span,
    pub tokens: Vec<Token>,
    /// For each token, the phrase it belongs to; a comma ends a phrase.
    phrase_of: Vec<usize>,
    /// For each token, what encloses it.
    inside: Vec<Inside>,
}

/// What encloses a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Inside {
    /// 《》, 〔〕: a title or a document number.
    pub title: bool,
    /// “ ”: a name or a slogan; the token that opens it.
    pub quote: Option<usize>,
    /// （ ）.
    pub aside: bool,
}

const QUOTE_REACH: usize = 60;

impl<'a> Line<'a> {
    pub(crate) fn new(text: &'a Text, span: Span) -> Self {
        let tokens = tokens(text, span);
        let inside = enclosures(&tokens);
        let phrase_of = phrases(&tokens, &inside);
        Self {
            text,
            span,
            tokens,
            phrase_of,
            inside,
        }
    }

    pub(crate) fn kind(&self, index: usize) -> Option<&Kind> {
        self.tokens.get(index).map(|t| &t.kind)
    }

    pub(crate) fn span_of(&self, index: usize) -> Span {
        self.tokens
            .get(index)
            .map_or(Span::new(self.span.end, self.span.end), |t| t.span)
    }

    pub(crate) fn phrase(&self, index: usize) -> usize {
        self.phrase_of.get(index).copied().unwrap_or(usize::MAX)
    }

    pub(crate) fn inside(&self, index: usize) -> Inside {
        self.inside.get(index).copied().unwrap_or_default()
    }

    /// The first token of the phrase that `index` belongs to.
    pub(crate) fn phrase_start(&self, index: usize) -> usize {
        let phrase = self.phrase(index);
        (0..index)
            .rev()
            .take_while(|i| self.phrase(*i) == phrase)
            .last()
            .unwrap_or(index)
    }

    /// One past the last token of the phrase that `index` belongs to.
    pub(crate) fn phrase_end(&self, index: usize) -> usize {
        let phrase = self.phrase(index);
        (index..self.tokens.len())
            .find(|i| self.phrase(*i) != phrase)
            .unwrap_or(self.tokens.len())
    }

    /// The nearest token before `index` that is no space.
    pub(crate) fn previous(&self, index: usize) -> Option<usize> {
        (0..index)
            .rev()
            .find(|i| self.kind(*i) != Some(&Kind::Space))
    }

    /// The nearest token at or after `index` that is no space.
    pub(crate) fn next(&self, index: usize) -> Option<usize> {
        (index..self.tokens.len()).find(|i| self.kind(*i) != Some(&Kind::Space))
    }

    /// Canonical characters from one token to before another.
    pub(crate) fn chars(&self, from: usize, to: usize) -> &[char] {
        if from >= to {
            return &[];
        }
        let start = self.span_of(from).start;
        let end = self.span_of(to.saturating_sub(1)).end;
        self.text.norm(Span::new(start, end.max(start)))
    }

    /// The plain character at a token, NUL for any other kind.
    pub(crate) fn plain(&self, index: usize) -> char {
        match self.kind(index) {
            Some(Kind::Plain(c)) => *c,
            _ => '\0',
        }
    }
}

fn enclosures(tokens: &[Token]) -> Vec<Inside> {
    let mut inside = vec![Inside::default(); tokens.len()];
    for (open, token) in tokens.iter().enumerate() {
        let Kind::Open(mark) = token.kind else {
            continue;
        };
        let Some(close) = closing(tokens, open, mark) else {
            continue;
        };
        for place in inside.get_mut(open..close).unwrap_or(&mut []) {
            match mark {
                '“' | '‘' => place.quote = place.quote.or(Some(open)),
                '（' => place.aside = true,
                _ => place.title = true,
            }
        }
    }
    inside
}

/// The mark that closes `open`; lost closing marks must not swallow the sentence.
fn closing(tokens: &[Token], open: usize, mark: char) -> Option<usize> {
    let wanted = match mark {
        '“' => '”',
        '‘' => '’',
        '《' => '》',
        '〈' => '〉',
        '（' => '）',
        '[' => ']',
        '【' => '】',
        '〔' => '〕',
        _ => '>',
    };
    let rest = tokens.get(open + 1..)?;
    for (ahead, token) in rest.iter().take(QUOTE_REACH).enumerate() {
        match token.kind {
            Kind::Close(c) if c == wanted => return Some(open + 1 + ahead),
            Kind::Open(c) if c == mark => return None,
            _ => {}
        }
    }
    None
}

fn phrases(tokens: &[Token], inside: &[Inside]) -> Vec<usize> {
    let counts_within = |i: usize| {
        tokens
            .iter()
            .enumerate()
            .skip(i)
            .take_while(|(k, _)| inside.get(*k).is_some_and(|p| p.aside))
            .any(|(_, t)| t.is_number())
    };
    let mut phrase = 0;
    let mut split_aside = false;
    let mut out = Vec::with_capacity(tokens.len());
    for (i, token) in tokens.iter().enumerate() {
        let place = inside.get(i).copied().unwrap_or_default();
        match token.kind {
            Kind::Comma(_) if !place.title => phrase += 1,
            Kind::Open('（') if counts_within(i) => {
                phrase += 1;
                split_aside = true;
            }
            Kind::Close('）') if split_aside => {
                phrase += 1;
                split_aside = false;
            }
            _ => {}
        }
        out.push(phrase);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_ends_a_phrase_but_not_in_a_title() {
        let text = Text::new("新建小学，发布《办法，试行》，培训教师");
        let line = Line::new(&text, Span::new(0, text.len()));
        assert_eq!(line.phrase(line.tokens.len() - 1), 2);
    }

    #[test]
    fn a_lost_closing_quote_encloses_nothing() {
        let text = Text::new("实施“三名工程，新建小学3所");
        let line = Line::new(&text, Span::new(0, text.len()));
        assert!((0..line.tokens.len()).all(|i| line.inside(i).quote.is_none()));
    }
}
