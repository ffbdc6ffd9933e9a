//! Reads a Rust file into flat tokens and comments, and says which lines are tests.

use std::ops::RangeInclusive;

use proc_macro2::{Delimiter, LineColumn, Span, TokenStream, TokenTree};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A name or keyword.
    Name,
    /// The text of a string.
    Text,
    /// A sign, bracket or number.
    Sign,
}

/// A token, those inside macros included, comments not.
#[derive(Debug, Clone)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Its text; of a string its value.
    pub text: String,
    /// Where it begins, line from 1 and column from 0.
    pub start: LineColumn,
    /// Where it ends.
    pub end: LineColumn,
}

/// What the tokens of a file tell.
#[derive(Debug, Default)]
pub struct Lexed {
    /// All tokens in order.
    pub tokens: Vec<Token>,
    /// Lines of items that are built for tests only.
    pub tests: Vec<RangeInclusive<usize>>,
    /// Lines under `#[expect(…)]` of a lint against panics.
    pub expected_panics: Vec<RangeInclusive<usize>>,
    /// Modules in files of their own that are built for tests only.
    pub test_modules: Vec<String>,
}

/// Reads a file's text; an error is the compiler's to report.
pub fn lex(text: &str) -> Option<Lexed> {
    let stream: TokenStream = text.parse().ok()?;
    let mut lexed = Lexed::default();
    walk(stream, &mut lexed);
    Some(lexed)
}

fn walk(stream: TokenStream, lexed: &mut Lexed) {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    let mut at = 0;
    while let Some(tree) = trees.get(at) {
        let rest = trees.get(at..).unwrap_or_default();
        if let Some((len, attribute)) = attribute(rest) {
            let first = attribute.first().map_or("", String::as_str);
            if first == "doc" {
                at += len;
                continue;
            }
            note_attribute(&attribute, rest, len, lexed);
        }
        push(tree, lexed);
        at += 1;
    }
}

/// Length in trees and words of the attribute that `trees` begin with.
fn attribute(trees: &[TokenTree]) -> Option<(usize, Vec<String>)> {
    let sign =
        |at: usize, c: char| matches!(trees.get(at), Some(TokenTree::Punct(p)) if p.as_char() == c);
    if !sign(0, '#') {
        return None;
    }
    let at = if sign(1, '!') { 2 } else { 1 };
    match trees.get(at) {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => {
            Some((at + 1, names(group.stream())))
        }
        _ => None,
    }
}

fn names(stream: TokenStream) -> Vec<String> {
    stream
        .into_iter()
        .flat_map(|tree| match tree {
            TokenTree::Ident(name) => vec![name.to_string()],
            TokenTree::Group(group) => names(group.stream()),
            _ => Vec::new(),
        })
        .collect()
}

fn note_attribute(attribute: &[String], rest: &[TokenTree], len: usize, lexed: &mut Lexed) {
    let has = |word: &str| attribute.iter().any(|name| name == word);
    let first = attribute.first().map_or("", String::as_str);
    let is_test = (first == "cfg" && has("test") && !has("not"))
        || (first != "cfg"
            && first != "cfg_attr"
            && attribute.last().is_some_and(|name| name == "test"));
    let expects = first == "expect"
        && ["unwrap_used", "expect_used", "panic", "unreachable"]
            .into_iter()
            .any(has);
    let Some(lines) = lines_under(rest, len) else {
        return;
    };
    if is_test {
        if let Some(module) = module_in_file(rest.get(len..).unwrap_or_default()) {
            lexed.test_modules.push(module);
        }
        lexed.tests.push(lines);
    } else if expects {
        lexed.expected_panics.push(lines);
    }
}

/// From the attribute to the end of what it stands on: the first `{…}` or `;` after it.
fn lines_under(trees: &[TokenTree], len: usize) -> Option<RangeInclusive<usize>> {
    let from = trees.first()?.span().start().line;
    let end = trees.get(len..)?.iter().find(|tree| match tree {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(sign) => sign.as_char() == ';',
        _ => false,
    });
    let last = end.or(trees.last())?;
    Some(from..=last.span().end().line)
}

fn module_in_file(trees: &[TokenTree]) -> Option<String> {
    let at = trees
        .iter()
        .position(|tree| matches!(tree, TokenTree::Ident(name) if name == "mod"))?;
    match (trees.get(at + 1)?, trees.get(at + 2)?) {
        (TokenTree::Ident(name), TokenTree::Punct(sign)) if sign.as_char() == ';' => {
            Some(name.to_string())
        }
        _ => None,
    }
}

fn push(tree: &TokenTree, lexed: &mut Lexed) {
    match tree {
        TokenTree::Group(group) => {
            let (open, close) = match group.delimiter() {
                Delimiter::Parenthesis => ("(", ")"),
                Delimiter::Brace => ("{", "}"),
                Delimiter::Bracket => ("[", "]"),
                Delimiter::None => ("", ""),
            };
            add(lexed, Kind::Sign, open.to_owned(), group.span_open());
            walk(group.stream(), lexed);
            add(lexed, Kind::Sign, close.to_owned(), group.span_close());
        }
        TokenTree::Ident(name) => add(lexed, Kind::Name, name.to_string(), name.span()),
        TokenTree::Punct(sign) => {
            add(lexed, Kind::Sign, sign.as_char().to_string(), sign.span());
        }
        TokenTree::Literal(literal) => match syn::Lit::new(literal.clone()) {
            syn::Lit::Str(text) => add(lexed, Kind::Text, text.value(), literal.span()),
            _ => add(lexed, Kind::Sign, literal.to_string(), literal.span()),
        },
    }
}

fn add(lexed: &mut Lexed, kind: Kind, text: String, span: Span) {
    lexed.tokens.push(Token {
        kind,
        text,
        start: span.start(),
        end: span.end(),
    });
}

/// The comments of a file, by line: what is left when its tokens are blanked out.
pub fn comments(text: &str, tokens: &[Token]) -> Vec<(usize, String)> {
    let mut lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
    for token in tokens {
        for line in token.start.line..=token.end.line {
            let Some(chars) = line.checked_sub(1).and_then(|at| lines.get_mut(at)) else {
                continue;
            };
            let from = if line == token.start.line {
                token.start.column
            } else {
                0
            };
            let to = if line == token.end.line {
                token.end.column
            } else {
                chars.len()
            };
            chars.iter_mut().take(to).skip(from).for_each(|c| *c = ' ');
        }
    }
    lines
        .into_iter()
        .enumerate()
        .map(|(at, chars)| (at + 1, chars.into_iter().collect::<String>()))
        .filter(|(_, line)| !line.trim().is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_and_their_modules_are_told_apart() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n#[cfg(test)]\nmod more;\n\
                    #[cfg(not(test))]\nfn c() {}\n#[tokio::test]\nasync fn d() {\n}\n";
        let lexed = lex(text).expect("the text is Rust");
        assert_eq!(lexed.tests, [2..=5, 6..=7, 10..=12]);
        assert_eq!(lexed.test_modules, ["more"]);
    }

    #[test]
    fn comments_are_what_no_token_covers() {
        let text = "//! 头\nfn a() { // why\n    let s = \"// 不是\";\n    /* and */ b(s)\n}\n";
        let lexed = lex(text).expect("the text is Rust");
        let found: Vec<(usize, String)> = comments(text, &lexed.tokens)
            .into_iter()
            .map(|(line, text)| (line, text.trim().to_owned()))
            .collect();
        assert_eq!(
            found,
            [
                (1, "//! 头".into()),
                (2, "// why".into()),
                (4, "/* and */".into())
            ]
        );
    }
}
