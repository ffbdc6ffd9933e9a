//! Puts lines, numbers and headings together to a tree of clauses.

use super::heading::{self, Heading};
use super::inline::{self, Inner};
use super::marker::{self, Form, Marker};
use super::rows::{Part, Row};
use super::sentences::sentences;
use crate::lexicon::ends;
use crate::model::Span;
use crate::text::Text;

pub(crate) use super::sentences::part as sentence_part;

/// One clause before targets and tasks are put into it.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub id: String,
    pub parent: Option<usize>,
    pub level: u8,
    pub number: Option<String>,
    pub heading: Span,
    pub span: Span,
    pub sentences: Vec<Span>,
}

/// A stretch of text that opens a clause or goes on with one.
struct Block {
    opens: Option<(Form, Option<Span>, Span)>,
    body: Span,
    /// Whether it is a row of a table.
    is_row: bool,
}

impl Block {
    /// One that opens no clause.
    fn plain(body: Span, is_row: bool) -> Self {
        Self {
            opens: None,
            body,
            is_row,
        }
    }
}

/// A clause that what follows may belong to.
struct Open {
    node: usize,
    form: Form,
    is_row: bool,
}

/// The clauses of the body rows, parents before children.
pub(crate) fn nodes(text: &Text, rows: &[Row]) -> Vec<Node> {
    let body: Vec<&Row> = rows.iter().filter(|r| r.part == Part::Body).collect();
    let blocks = blocks(text, &body);
    let mut nodes: Vec<Node> = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    for block in blocks {
        // What follows a table is no part of its last row.
        while !block.is_row && open.last().is_some_and(|one| one.is_row) {
            open.pop();
        }
        if let Some((form, number, heading)) = block.opens {
            while open.last().is_some_and(|one| one.form >= form) {
                open.pop();
            }
            let parent = open.last().map(|one| one.node);
            let start = number
                .map_or(heading.start, |n| n.start)
                .min(block.body.start.max(heading.start));
            nodes.push(Node {
                id: next_id(&nodes, parent),
                parent,
                level: u8::try_from(open.len() + 1).unwrap_or(u8::MAX),
                number: number.map(|n| text.words(n)),
                heading,
                span: Span::new(start, heading.end.max(start)),
                sentences: Vec::new(),
            });
            open.push(Open {
                node: nodes.len() - 1,
                form,
                is_row: block.is_row,
            });
        }
        if open.is_empty() && !sentences(text, block.body).is_empty() {
            nodes.push(plain(&nodes, block.body.start));
            open.push(Open {
                node: nodes.len() - 1,
                form: Form::Circled,
                is_row: false,
            });
        }
        let Some(current) = open.last() else {
            continue;
        };
        add(text, &mut nodes, current.node, block.body);
    }
    nodes
}

/// A clause without number and heading: what stands before the first one, or after a table.
fn plain(nodes: &[Node], at: usize) -> Node {
    let id = if nodes.is_empty() {
        "0".to_owned()
    } else {
        next_id(nodes, None)
    };
    Node {
        id,
        parent: None,
        level: 1,
        number: None,
        heading: Span::new(at, at),
        span: Span::new(at, at),
        sentences: Vec::new(),
    }
}

fn next_id(nodes: &[Node], parent: Option<usize>) -> String {
    let siblings = nodes
        .iter()
        .filter(|n| n.parent == parent && n.id != "0")
        .count()
        + 1;
    match parent.and_then(|p| nodes.get(p)) {
        Some(above) => format!("{}.{siblings}", above.id),
        None => siblings.to_string(),
    }
}

fn add(text: &Text, nodes: &mut [Node], at: usize, body: Span) {
    let own = sentences(text, body);
    let end = own.last().map_or(body.start, |s| s.end);
    if let Some(node) = nodes.get_mut(at) {
        node.sentences.extend(own);
    }
    let mut up = Some(at);
    while let Some(node) = up.and_then(|i| nodes.get_mut(i)) {
        node.span.end = node.span.end.max(end);
        up = node.parent;
    }
}

fn blocks(text: &Text, rows: &[&Row]) -> Vec<Block> {
    let openings = by_first_sentence(text, rows);
    let headed = rows
        .iter()
        .any(|r| is_heading_line(text, r) || marker::parse(text.norm(r.span)).is_some());
    let mut out: Vec<Block> = Vec::new();
    let mut arabic: u32 = 0;
    let mut skip = 0;
    for (i, row) in rows.iter().enumerate() {
        if skip > 0 {
            skip -= 1;
            continue;
        }
        let chars = text.norm(row.span);
        let cells = Cells::of(text, row.span);
        let found = marker::parse(chars)
            .filter(|m| !m.lost_dot || m.value == arabic + 1)
            .filter(|_| !cells.first_is_empty);
        let inner = inline::inner(text, row.span);
        if let Some(m) = found
            && m.form == Form::Arabic
        {
            arabic = m.value;
        }
        if found.is_some() || !inner.is_empty() {
            let first = out.len();
            numbered(text, row.span, found, &inner, &mut out);
            for block in out.iter_mut().skip(first) {
                block.is_row = cells.is_row;
            }
            continue;
        }
        let lines = heading_lines(text, rows, i);
        if lines > 0 {
            let end = rows.get(i + lines - 1).map_or(row.span.end, |r| r.span.end);
            let span = Span::new(row.span.start, end);
            out.push(Block {
                opens: Some((Form::Plain, None, span)),
                body: Span::new(end, end),
                is_row: cells.is_row,
            });
            skip = lines - 1;
        } else if let Some(head) = (openings && !(headed && is_preamble(&out)))
            .then(|| heading::opening(text, row.span))
            .flatten()
        {
            let body = Span::new(head.body, row.span.end);
            out.push(Block {
                opens: Some((Form::Opening, None, head.span)),
                body,
                is_row: cells.is_row,
            });
        } else {
            out.push(Block::plain(row.span, cells.is_row));
        }
    }
    out
}

/// What the tabs of a line make of it.
struct Cells {
    is_row: bool,
    first_is_empty: bool,
}

impl Cells {
    fn of(text: &Text, line: Span) -> Self {
        let is_blank = |at: &usize| text.is_tab(*at) || text.at(*at) == ' ';
        let before = (0..line.start).rev().take_while(is_blank);
        let before = before.filter(|at| text.is_tab(*at)).count();
        let after = (line.end..text.len()).take_while(is_blank);
        let after = after.filter(|at| text.is_tab(*at)).count();
        let within = (line.start..line.end).filter(|at| text.is_tab(*at)).count();
        let is_row = before + within + after >= 2;
        Self {
            is_row,
            first_is_empty: is_row && before > 0,
        }
    }
}

/// Whether nothing has been opened yet.
fn is_preamble(blocks: &[Block]) -> bool {
    blocks.iter().all(|b| b.opens.is_none())
}

/// Cuts a line at its numbers: each opens a clause.
fn numbered(text: &Text, row: Span, first: Option<Marker>, inner: &[Inner], out: &mut Vec<Block>) {
    let mut starts: Vec<(usize, Option<Marker>)> = vec![(row.start, first)];
    starts.extend(inner.iter().map(|i| (i.at, Some(i.marker))));
    for (k, (start, marker)) in starts.iter().enumerate() {
        let end = starts.get(k + 1).map_or(row.end, |s| s.0);
        let Some(marker) = marker else {
            out.push(Block::plain(Span::new(*start, end), false));
            continue;
        };
        let number = Span::new(*start, start + marker.len);
        let Heading { span, body } =
            heading::heading(text, Span::new(number.end, end), starts.len() > 2);
        out.push(Block {
            opens: Some((marker.form, Some(number), span)),
            body: Span::new(body.min(end), end),
            is_row: false,
        });
    }
}

const HEADING_MAX: usize = 32;

/// How many lines from `at` on are one heading without a number: none if it is a paragraph.
fn heading_lines(text: &Text, rows: &[&Row], at: usize) -> usize {
    let mut lines = 0;
    while let Some(row) = rows.get(at + lines) {
        if !is_heading_line(text, row) || (lines > 0 && row.apart) || lines >= 3 {
            break;
        }
        lines += 1;
    }
    let followed = rows.get(at + lines).is_some();
    if followed { lines } else { 0 }
}

fn is_heading_line(text: &Text, row: &Row) -> bool {
    let chars = text.norm(row.span);
    let closed = ["。", "；", "！", "？", "，", "、", "："]
        .iter()
        .any(|w| ends(chars, w));
    let stops = chars.iter().any(|c| "。；".contains(*c));
    let commas = chars.iter().filter(|c| **c == '，').count();
    chars.len() >= 2
        && chars.len() <= HEADING_MAX
        && !closed
        && !stops
        && commas <= 1
        && marker::parse(chars).is_none()
        && chars.iter().any(|c| marker::is_han(*c))
}

/// Whether the plain paragraphs of this plan open with a short sentence each, as headings.
fn by_first_sentence(text: &Text, rows: &[&Row]) -> bool {
    let plain: Vec<&&Row> = rows
        .iter()
        .filter(|r| r.len() > 60 && marker::parse(text.norm(r.span)).is_none())
        .collect();
    let opened = plain
        .iter()
        .filter(|r| heading::opening(text, r.span).is_some())
        .count();
    opened >= 3 && opened * 2 >= plain.len()
}
