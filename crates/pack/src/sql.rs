//! Finds in the text of SQL which tables, rule values and columns it names, without knowing its
//! grammar whole.
//!
//! String literals and comments are understood, so that nothing inside them counts.

use std::collections::BTreeSet;

/// What kind of thing a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    Quoted,
    Text,
    Number,
    Sign,
}

/// Where a word stands in a text: lines down from its first, and the character in the line from 1.
pub(crate) type At = (usize, usize);

#[derive(Debug, Clone, Copy)]
pub(crate) struct Token<'a> {
    pub kind: Kind,
    /// The text without quotes.
    pub text: &'a str,
    pub at: At,
}

impl Token<'_> {
    pub fn is_sign(&self, sign: &str) -> bool {
        self.kind == Kind::Sign && self.text == sign
    }

    pub fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// The name as SQL understands it: quoted as written, else in small letters.
    pub fn name(&self) -> Option<String> {
        match self.kind {
            Kind::Word => Some(self.text.to_lowercase()),
            Kind::Quoted => Some(self.text.to_owned()),
            _ => None,
        }
    }
}

/// A name used in SQL and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Use {
    pub name: String,
    pub at: At,
}

/// What is wrong with SQL so plainly that it can be told without its grammar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Broken {
    /// A text, quoted name or comment that does not end.
    Unended,
    /// Brackets that do not match.
    Brackets,
    /// A sign that SQL does not have: `，` for `,`.
    Sign(char),
    /// `;`
    SecondStatement,
    /// `rule` without a name in quotes.
    RuleWithoutName,
}

/// What the text of a query or expression names.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// Tables after `from` and `join`, without those that the query itself defines by `with`.
    pub tables: Vec<Use>,
    /// Names in `rule('…')`.
    pub rules: Vec<Use>,
    /// All words that may be columns: neither followed by `(` nor after `as`, in order.
    pub columns: Vec<Use>,
    /// Every word, also those after `as`.
    pub words: BTreeSet<String>,
    /// Whether `*` stands for columns somewhere.
    pub has_star: bool,
    /// Its first word, and where it stands.
    pub first: String,
    pub first_at: At,
    /// What is plainly wrong, and where.
    pub broken: Option<(Broken, At)>,
}

/// Reads a query or expression.
pub(crate) fn scan(text: &str) -> Scan {
    let (tokens, broken) = tokens(text);
    let mut scan = Scan {
        broken,
        ..Scan::default()
    };
    let defined = defined(&tokens);
    scan_tables(&tokens, &defined, &mut scan);
    for (i, token) in tokens.iter().enumerate() {
        let next = tokens.get(i + 1);
        let calls = next.is_some_and(|next| next.is_sign("("));
        let before = i.checked_sub(1).and_then(|i| tokens.get(i));
        if token.is_word("rule") && calls {
            match tokens.get(i + 2) {
                Some(name) if name.kind == Kind::Text => scan.rules.push(Use {
                    name: name.text.to_owned(),
                    at: name.at,
                }),
                _ => note(&mut scan, Broken::RuleWithoutName, token.at),
            }
        }
        if token.is_sign("*") {
            // `count(*)` and a product are no star of columns.
            scan.has_star |= before.is_some_and(|before| {
                before.is_word("select")
                    || before.is_word("distinct")
                    || before.is_sign(".")
                    || before.is_sign(",")
            });
        }
        if token.is_sign(";") {
            note(&mut scan, Broken::SecondStatement, token.at);
        }
        if let Some(name) = token.name() {
            if scan.first.is_empty() {
                scan.first.clone_from(&name);
                scan.first_at = token.at;
            }
            if !calls && !before.is_some_and(|before| before.is_word("as")) {
                scan.columns.push(Use {
                    name: name.clone(),
                    at: token.at,
                });
            }
            scan.words.insert(name);
        }
    }
    brackets(&tokens, &mut scan);
    scan
}

fn note(scan: &mut Scan, broken: Broken, at: At) {
    scan.broken.get_or_insert((broken, at));
}

fn brackets(tokens: &[Token<'_>], scan: &mut Scan) {
    let mut open: Vec<At> = Vec::new();
    for token in tokens {
        if token.is_sign("(") {
            open.push(token.at);
        } else if token.is_sign(")") && open.pop().is_none() {
            note(scan, Broken::Brackets, token.at);
        }
    }
    if let Some(at) = open.pop() {
        note(scan, Broken::Brackets, at);
    }
}

/// Names that the query defines itself: `with name as (` and `with name (a, b) as (`.
fn defined(tokens: &[Token<'_>]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    if !tokens.iter().any(|token| token.is_word("with")) {
        return names;
    }
    for (i, token) in tokens.iter().enumerate() {
        let opens = tokens.get(i + 1).is_some_and(|next| next.is_sign("("));
        if !token.is_word("as") || !opens {
            continue;
        }
        let mut at = i.checked_sub(1);
        if at
            .and_then(|at| tokens.get(at))
            .is_some_and(|t| t.is_sign(")"))
        {
            at = tokens
                .get(..i)
                .and_then(|before| before.iter().rposition(|t| t.is_sign("(")))
                .and_then(|open| open.checked_sub(1));
        }
        if let Some(name) = at.and_then(|at| tokens.get(at)).and_then(Token::name) {
            names.insert(name);
        }
    }
    names
}

/// Words that end the list of tables after `from` at the same depth of brackets.
const FROM_ENDS: [&str; 12] = [
    "where",
    "group",
    "order",
    "having",
    "limit",
    "union",
    "except",
    "intersect",
    "select",
    "window",
    "offset",
    "qualify",
];

/// Functions inside whose brackets `from` is no clause: `extract(year from born)`.
const FROM_FUNCTIONS: [&str; 5] = ["extract", "substring", "trim", "overlay", "position"];

fn scan_tables(tokens: &[Token<'_>], defined: &BTreeSet<String>, scan: &mut Scan) {
    // For each open bracket: whether it belongs to a function with its own `from`, and whether a
    // list of tables is open.
    let mut depth: Vec<(bool, bool)> = vec![(false, false)];
    let mut expects = false;
    for (i, token) in tokens.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| tokens.get(i));
        if token.is_sign("(") {
            let special =
                before.is_some_and(|before| FROM_FUNCTIONS.iter().any(|name| before.is_word(name)));
            // `from (a join b)`: still a list of tables.
            depth.push((special, expects));
            expects = expects && !tokens.get(i + 1).is_some_and(|next| next.is_word("select"));
            continue;
        }
        if token.is_sign(")") {
            if depth.len() > 1 {
                depth.pop();
            }
            expects = false;
            continue;
        }
        let Some((special, listing)) = depth.last_mut() else {
            continue;
        };
        let distinct = before.is_some_and(|before| before.is_word("distinct"));
        let opens = token.is_word("from") && !*special && !distinct;
        if opens || token.is_word("join") {
            *listing = true;
            expects = true;
        } else if token.is_sign(",") && *listing {
            expects = true;
        } else if FROM_ENDS.iter().any(|word| token.is_word(word)) {
            *listing = false;
            expects = false;
        } else if expects && !token.is_word("lateral") {
            expects = false;
            let calls = tokens.get(i + 1).is_some_and(|next| next.is_sign("("));
            if let Some(name) = token
                .name()
                .filter(|name| !calls && !defined.contains(name))
            {
                let at = token.at;
                scan.tables.push(Use { name, at });
            }
        }
    }
}

/// The tokens of the text without comments, and the first thing in it that is no SQL.
pub(crate) fn tokens(text: &str) -> (Vec<Token<'_>>, Option<(Broken, At)>) {
    let mut tokens = Vec::new();
    let mut broken = None;
    let mut at = (0, 1);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let piece = piece(rest, c);
        let (taken, after) = rest.split_at(piece.length);
        if let Some(kind) = piece.kind {
            let text = taken
                .get(piece.quotes..taken.len() - piece.quotes)
                .unwrap_or(taken);
            tokens.push(Token { kind, text, at });
        }
        if let Some(fault) = piece.broken {
            broken.get_or_insert((fault, at));
        }
        at = match taken.rsplit_once('\n') {
            Some((before, last)) => {
                let lines = before.matches('\n').count() + 1;
                (at.0 + lines, last.chars().count() + 1)
            }
            None => (at.0, at.1 + taken.chars().count()),
        };
        rest = after;
    }
    (tokens, broken)
}

/// What stands at the start of a text: how many bytes, and what it is (nothing for space and
/// comments).
struct Piece {
    length: usize,
    kind: Option<Kind>,
    quotes: usize,
    broken: Option<Broken>,
}

fn piece(rest: &str, c: char) -> Piece {
    let plain = |length: usize, kind: Option<Kind>| Piece {
        length,
        kind,
        quotes: 0,
        broken: None,
    };
    let until = |end: fn(char) -> bool| rest.find(end).unwrap_or(rest.len());
    match c {
        _ if c.is_whitespace() => plain(c.len_utf8(), None),
        '-' if rest.starts_with("--") => plain(until(|c| c == '\n'), None),
        '/' if rest.starts_with("/*") => match rest.find("*/") {
            Some(end) => plain(end + 2, None),
            None => Piece {
                broken: Some(Broken::Unended),
                ..plain(rest.len(), None)
            },
        },
        '\'' => quoted(rest, '\'', Kind::Text),
        '"' => quoted(rest, '"', Kind::Quoted),
        _ if c.is_ascii_digit() => plain(
            until(|c| !(c.is_ascii_alphanumeric() || c == '.')),
            Some(Kind::Number),
        ),
        _ if c == '_' || c.is_alphabetic() => plain(
            until(|c| !(c == '_' || c.is_alphanumeric())),
            Some(Kind::Word),
        ),
        _ => Piece {
            broken: (!c.is_ascii()).then_some(Broken::Sign(c)),
            ..plain(c.len_utf8(), Some(Kind::Sign))
        },
    }
}

/// A text in quotes, a doubled quote standing for one.
fn quoted(rest: &str, quote: char, kind: Kind) -> Piece {
    let bytes = rest.as_bytes();
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        if *byte == quote as u8 {
            if bytes.get(at + 1) == Some(byte) {
                at += 1;
            } else {
                return Piece {
                    length: at + 1,
                    kind: Some(kind),
                    quotes: 1,
                    broken: None,
                };
            }
        }
        at += 1;
    }
    Piece {
        length: rest.len(),
        kind: None,
        quotes: 0,
        broken: Some(Broken::Unended),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(text: &str) -> String {
        let names = scan(text).tables.into_iter();
        names.map(|table| table.name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn tables_stand_after_from_and_join() {
        for (text, expected) in [
            ("select 1 from a", "a"),
            (
                "select * from A x, b as y, \"C\" where x.i in (select i from d)",
                "a b C d",
            ),
            ("select 1 from a left join b on a.x = b.x, c", "a b c"),
            ("select 1 from (select x, y from a) s, b", "a b"),
            ("select 1 from (a join b on a.x = b.x)", "a b"),
            (
                "with t as (select 1 from a) select 1 from t join b on true",
                "a b",
            ),
            (
                "with t (x, y) as (select 1 from a), u as (select 1 from t) select 1 from u",
                "a",
            ),
            (
                "select 1 from a union all select 2 from b order by x, y",
                "a b",
            ),
            (
                "select extract(year from born), trim(both ' ' from x) from a",
                "a",
            ),
            (
                "select 1 from a where x is distinct from y and z is not distinct from w",
                "a",
            ),
            (
                "select 'from b', \"from\" -- from c\n /* from d */ from a",
                "a",
            ),
            ("select 1 from unnest([1, 2]), a", "a"),
            (
                "select 1 from a cross join lateral (select 1 from b) q",
                "a b",
            ),
            ("select count(*) filter (where x > 1, 2)", ""),
            ("select 'it''s from b' from a", "a"),
        ] {
            assert_eq!(tables(text), expected, "{text}");
        }
    }

    #[test]
    fn rules_are_found_and_texts_and_comments_are_not_read() {
        let scan = scan("rule('a') + RULE ( 'b' ) -- rule('c')\n + 'rule(''d'')'");
        let names: Vec<&str> = scan.rules.iter().map(|rule| rule.name.as_str()).collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!(scan.broken, None);
    }

    #[test]
    fn what_is_plainly_broken_is_told_with_its_place() {
        for (text, expected) in [
            ("select\n'a", Some((Broken::Unended, (1, 1)))),
            ("select /* a", Some((Broken::Unended, (0, 8)))),
            ("select (1\n", Some((Broken::Brackets, (0, 8)))),
            ("select 1)\n", Some((Broken::Brackets, (0, 9)))),
            ("select 1\n; drop", Some((Broken::SecondStatement, (1, 1)))),
            (
                "select 1\n \u{ff0c} 2",
                Some((Broken::Sign('\u{ff0c}'), (1, 2))),
            ),
            ("rule(a)", Some((Broken::RuleWithoutName, (0, 1)))),
            ("select '\u{ff0c}' as 甲", None),
        ] {
            assert_eq!(scan(text).broken, expected, "{text}");
        }
    }

    #[test]
    fn a_star_of_columns_is_no_product() {
        for (text, expected) in [
            ("select * from a", true),
            ("select a.* from a", true),
            ("select count(*) from a", false),
            ("select 2 * x from a", false),
        ] {
            assert_eq!(scan(text).has_star, expected, "{text}");
        }
    }
}
