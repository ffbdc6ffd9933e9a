//! Reads annual plans: from a file's bytes to chapters, clauses, tasks and measurable targets.
//!
//! Pure: no clock, no files, no network, no randomness. The grammar is written by hand over
//! tokens; its words stand in tables under `lexicon`.
//! INVARIANT: every span counts characters of `Plan::text`; for a text file that is the decoded
//! input itself.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

pub mod due;
mod error;
mod grammar;
mod lex;
mod lexicon;
mod limits;
pub mod link;
mod model;
mod part;
pub mod place;
mod recap;
pub mod score;
mod source;
mod table;
mod tasks;
mod text;
mod tree;

pub use due::due_day;
pub use error::ReadError;
pub use model::{
    Change, Clause, Comparator, Direction, Format, Plan, Sentence, Span, Target, Task,
};
pub use part::named_part;

use grammar::Setting;
use table::Tables;
use text::Text;
use tree::{Node, Tree};

/// Reads a plan from the bytes of a text, HTML or DOCX file.
///
/// `name` is the file's name: its stem becomes the plan's name and may tell its year.
///
/// # Errors
///
/// Fails if the bytes are empty, too large, damaged, or neither text nor HTML nor DOCX.
pub fn read(name: &str, bytes: &[u8]) -> Result<Plan, ReadError> {
    let source = source::open(name, bytes)?;
    let mut plan = read_text(stem(name), &source.text);
    plan.format = source.format;
    plan.encoding = source.encoding;
    Ok(plan)
}

/// Reads a plan from text that is decoded already.
#[must_use]
pub fn read_text(name: &str, text: &str) -> Plan {
    let chars = Text::new(text);
    let Tree {
        title,
        year,
        nodes,
        furniture,
    } = tree::tree(&chars, name);
    let mut plan = Plan {
        name: name.to_owned(),
        title,
        year,
        format: Format::Text,
        encoding: "UTF-8".to_owned(),
        text: text.to_owned(),
        clauses: Vec::with_capacity(nodes.len()),
        targets: Vec::new(),
        furniture,
    };
    let tables = Tables::new(&chars);
    let mut reviews: Vec<bool> = Vec::new();
    for node in &nodes {
        let above = node
            .parent
            .and_then(|p| reviews.get(p))
            .copied()
            .unwrap_or(false);
        let review = above || is_review(&chars, node);
        reviews.push(review);
        let clause = clause(
            &chars,
            &nodes,
            node,
            (&mut plan.targets, name, year, review),
            &tables,
        );
        plan.clauses.push(clause);
    }
    plan
}

/// The targets of one sentence by itself, for tests and for trying out words.
#[must_use]
pub fn read_sentence(sentence: &str, year: Option<i16>) -> Vec<Target> {
    let text = Text::new(sentence);
    let setting = Setting { year, stage: None };
    let mut out = Vec::new();
    for span in tree::sentences_of(&text) {
        for found in grammar::targets(&text, span, &setting) {
            out.push(target(("", year), &text, span, found));
        }
    }
    out
}

fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    match file.rfind('.') {
        Some(dot) if dot > 0 => file.get(..dot).unwrap_or(file),
        _ => file,
    }
}

type Collected<'a> = (&'a mut Vec<Target>, &'a str, Option<i16>, bool);

fn clause(
    text: &Text,
    nodes: &[Node],
    node: &Node,
    into: Collected<'_>,
    tables: &Tables,
) -> Clause {
    let (targets, name, year, review) = into;
    let setting = Setting {
        year,
        stage: stage(text, nodes, node),
    };
    let limit = limits::limit(text, &node.sentences);
    let mut own = Vec::new();
    let mut tasks = Vec::new();
    let mut recap = recap::Recap::default();
    let heading = (node.heading.start < node.heading.end).then_some(node.heading);
    let own_sentences = node.sentences.iter().map(|s| (false, *s));
    for (in_heading, sentence) in heading.iter().map(|h| (true, *h)).chain(own_sentences) {
        let past =
            review || recap.takes(text, sentence, year) || tables.names_columns(text, sentence);
        let found = match past {
            true => Vec::new(),
            false => counted_in(text, sentence, &setting, tables),
        };
        let spans: Vec<Span> = found.iter().map(|f| f.span).collect();
        let counted = |line: Span| {
            let last = own.last().and_then(|i: &usize| targets.get(*i));
            spans.iter().any(|s| line.contains(*s)) || last.is_some_and(|t| line.contains(t.span))
        };
        let by_row = tables.dated(text, sentence, counted).filter(|_| !past);
        for mut one in found.into_iter().chain(by_row) {
            if !tables.settle(text, year, &mut one) {
                continue;
            }
            let mut target = target((name, year), text, sentence, one);
            target.clause = Some(node.id.clone());
            target.by = target.by.or_else(|| limit.clone());
            own.push(targets.len());
            targets.push(target);
        }
        if !in_heading && !past {
            tasks.extend(tasks::tasks(text, sentence, &spans, year));
        }
    }
    Clause {
        id: node.id.clone(),
        level: node.level,
        number: node.number.clone(),
        heading: heading_words(text, node),
        span: node.span,
        parent: node.parent.and_then(|p| nodes.get(p)).map(|p| p.id.clone()),
        sentences: sentences(text, node),
        tasks,
        targets: own,
    }
}

/// The targets of a sentence, and those of bare figures whose unit a table gives.
fn counted_in(
    text: &Text,
    sentence: Span,
    setting: &Setting<'_>,
    tables: &Tables,
) -> Vec<grammar::Found> {
    let mut found = grammar::targets(text, sentence, setting);
    let mut by_unit = tables.by_unit(text, sentence, setting);
    by_unit.retain(|one| found.iter().all(|other| !other.span.overlaps(one.span)));
    found.extend(by_unit);
    found.sort_by_key(|one| one.span);
    found
}

fn heading_words(text: &Text, node: &Node) -> String {
    let words = text.words(node.heading);
    words.trim_end_matches(['。', '：', ':', '；']).to_owned()
}

fn sentences(text: &Text, node: &Node) -> Vec<Sentence> {
    let sentence = |s: &Span| Sentence {
        text: text.words(*s),
        span: *s,
    };
    node.sentences.iter().map(sentence).collect()
}

/// For each number of a plan's text whether it asks for a change, as it was read. `text` is that of
/// `Plan::text`, and `numbers` are spans of its targets.
#[must_use]
pub fn changes(text: &str, plan_year: i16, numbers: &[Span]) -> Vec<Option<Change>> {
    const ENDS: [char; 4] = ['。', '！', '？', '\n'];
    let text = Text::new(text);
    let is_end = |at: &usize| ENDS.contains(&text.at(*at));
    let changes = numbers.iter().map(|number| {
        let start = (0..number.start).rev().find(is_end).map_or(0, |at| at + 1);
        let end = (number.end..text.len()).find(is_end).unwrap_or(text.len());
        grammar::change::change(&text, Span::new(start, end), *number, Some(plan_year))
    });
    changes.collect()
}

fn target(
    (name, year): (&str, Option<i16>),
    text: &Text,
    sentence: Span,
    found: grammar::Found,
) -> Target {
    let numbered = found.value.is_some_and(|value| value != 0.0);
    let change = numbered
        .then(|| grammar::change::change(text, sentence, found.span, year))
        .flatten();
    let part = tree::sentence_part(text, sentence, found.span.start);
    Target {
        plan: name.to_owned(),
        sentence: text.words(part),
        object: found.object,
        comparator: found.comparator,
        value: found.value,
        value_max: found.value_max,
        unit: found.unit,
        by: found.by,
        span: found.span,
        clause: None,
        why: found.why.to_owned(),
        change,
    }
}

/// The stage named in the clause's heading or the nearest one above it.
fn stage(text: &Text, nodes: &[Node], node: &Node) -> Option<&'static str> {
    let mut here = Some(node);
    while let Some(n) = here {
        if let Some(stage) = lexicon::nouns::stage_in(text.norm(n.heading)) {
            return Some(stage);
        }
        here = n.parent.and_then(|p| nodes.get(p));
    }
    None
}

/// A chapter that looks back on the year before promises nothing.
fn is_review(text: &Text, node: &Node) -> bool {
    let heading = text.norm(node.heading);
    let looks_back = [
        "工作回顾",
        "年回顾",
        "工作总结",
        "主要成效",
        "工作成效",
        "完成情况",
        "工作情况",
        "主要成绩",
        "取得的成绩",
        "存在的问题",
        "存在问题",
        "工作亮点",
        "发展现状",
        "现状分析",
        "发展基础",
        "主要做法",
    ];
    lexicon::has_any(heading, &looks_back)
}
