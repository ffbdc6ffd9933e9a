//! Views and indicators: that their SQL names registers, views, rules and code lists that there
//! are.

use std::collections::{BTreeMap, BTreeSet};

use super::{Reach, User, rings};
use crate::model::{Indicator, Packs};
use crate::read::place::Kind;
use crate::sink::{Sink, what};
use crate::sql::{self, Broken, Scan};

/// What some SQL names, for following views.
#[derive(Debug, Default, Clone)]
struct Named {
    tables: BTreeSet<String>,
    rules: BTreeSet<String>,
}

impl Named {
    fn add(&mut self, scan: &Scan) {
        self.tables
            .extend(scan.tables.iter().map(|t| t.name.clone()));
        self.rules.extend(scan.rules.iter().map(|r| r.name.clone()));
    }
}

pub(super) fn check(packs: &mut Packs, reach: &Reach<'_>, sink: &mut Sink) {
    let mut views: BTreeMap<String, Named> = BTreeMap::new();
    for (name, view) in &packs.views {
        let user = User {
            pack: &view.origin.pack,
            file: &view.origin.file,
            path: "rows",
            at: Some((0, 1)),
        };
        let mut named = Named::default();
        named.add(&query(&view.rows, user, reach, sink));
        views.insert(name.clone(), named);
    }
    view_rings(packs, &views, sink);
    let mut found: BTreeMap<String, Named> = BTreeMap::new();
    for (name, indicator) in &packs.indicators {
        found.insert(name.clone(), check_indicator(indicator, reach, sink));
    }
    words(packs, sink);
    only_codes(packs, sink);
    let tables: BTreeSet<String> = packs.registers.keys().cloned().collect();
    for (name, indicator) in &mut packs.indicators {
        let mut named = found.remove(name).unwrap_or_default();
        follow_views(&mut named, &views);
        indicator.rules = named.rules.into_iter().collect();
        indicator.registers = named.tables.intersection(&tables).cloned().collect();
    }
}

fn follow_views(named: &mut Named, views: &BTreeMap<String, Named>) {
    let mut open: Vec<String> = named.tables.iter().cloned().collect();
    while let Some(table) = open.pop() {
        let Some(view) = views.get(&table) else {
            continue;
        };
        named.rules.extend(view.rules.iter().cloned());
        for table in &view.tables {
            if named.tables.insert(table.clone()) {
                open.push(table.clone());
            }
        }
    }
}

fn view_rings(packs: &Packs, views: &BTreeMap<String, Named>, sink: &mut Sink) {
    let edges = |name: &str| -> Vec<&str> {
        let named = views.get(name);
        named
            .map(|named| named.tables.iter().map(String::as_str).collect())
            .unwrap_or_default()
    };
    for ring in rings(views.keys().map(String::as_str), edges) {
        let (Some(first), way) = (ring.first(), ring.join(" → ")) else {
            continue;
        };
        if let Some(view) = packs.views.get(*first) {
            let text = say!("视图相互引用：{way}", "views select from each other: {way}");
            sink.add(&view.origin.file, "rows", what("view_ring", text));
        }
    }
}

fn check_indicator(indicator: &Indicator, reach: &Reach<'_>, sink: &mut Sink) -> Named {
    let file = &indicator.origin.file;
    let user = |path| User {
        pack: &indicator.origin.pack,
        file,
        path,
        at: Some((0, 1)),
    };
    let mut named = Named::default();
    let rows = query(&indicator.rows, user("rows"), reach, sink);
    named.add(&rows);
    let (numerator, denominator) = (&indicator.numerator, &indicator.denominator);
    let value = (numerator.is_none() && denominator.is_none()).then_some(&indicator.value);
    for (path, text) in [
        ("value", value),
        ("numerator", numerator.as_ref()),
        ("denominator", denominator.as_ref()),
    ] {
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            continue;
        };
        let scan = sql::scan(text);
        plain_faults(&scan, user(path), sink);
        rules(&scan, user(path), reach, sink);
        if scan.words.contains("select") {
            let text = say!(
                "“{path}”是对 rows 的汇总，不能含 select",
                "`{path}` is an aggregate over `rows` and cannot hold a select"
            );
            sink.add(file, path, what("select_in_value", text));
        }
        named.add(&scan);
    }
    columns(indicator, &rows, user("by"), reach, sink);
    named
}

/// The columns that `rows` must give are named in it, and the code lists of breakdowns exist.
fn columns(indicator: &Indicator, rows: &Scan, user: User<'_>, reach: &Reach<'_>, sink: &mut Sink) {
    let file = &indicator.origin.file;
    let whole = rows.broken.is_none() && !rows.first.is_empty();
    if whole && !rows.has_star && !rows.words.contains("org") {
        let text = say!(
            "rows 没有给出列“org”（归属机构）",
            "`rows` gives no column `org` (the owning node)"
        );
        let help = say!("写 select … as org", "select … as org");
        sink.add(file, "rows", what("rows_without_org", text).help(help));
    }
    for (i, by) in indicator.by.iter().enumerate() {
        let column = by.column.as_str();
        if whole && !rows.has_star && !rows.words.contains(column) {
            let text = say!(
                "rows 没有给出分组的列“{column}”",
                "`rows` gives no column `{column}` to break down by"
            );
            let words = rows.words.iter().map(String::as_str);
            let fault = what("unknown_column", text).near(column, words);
            sink.add(file, &format!("by.{i}.column"), fault);
        }
        if let Some(codes) = &by.codes {
            let path = format!("by.{i}.codes");
            let user = User {
                path: &path,
                at: None,
                ..user
            };
            reach.use_name(Kind::Codes, codes, user, sink);
        }
    }
}

/// A breakdown is restricted to codes of its own list.
fn only_codes(packs: &Packs, sink: &mut Sink) {
    for indicator in packs.indicators.values() {
        for (i, by) in indicator.by.iter().enumerate() {
            let list = by.codes.as_ref().and_then(|codes| packs.codes.get(codes));
            let values = || list.into_iter().flat_map(|list| &list.codes);
            for (n, only) in by.only.iter().enumerate() {
                if values().any(|code| code.value == *only) {
                    continue;
                }
                let name = by.codes.as_deref().unwrap_or_default();
                let text = say!(
                    "“{only}”不是代码表“{name}”的值",
                    "`{only}` is no value of the code list `{name}`"
                );
                let near = values().map(|code| code.value.as_str());
                let fault = what("unknown_code", text).near(only, near);
                sink.add(&indicator.origin.file, &format!("by.{i}.only.{n}"), fault);
            }
        }
    }
}

/// No two indicators may be meant by the same words.
fn words(packs: &Packs, sink: &mut Sink) {
    let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, indicator) in &packs.indicators {
        for (path, word) in [
            ("label.zh", &indicator.label.zh),
            ("label.en", &indicator.label.en),
        ] {
            claim(packs, (name, path, word), &mut taken, sink);
        }
    }
    for (name, indicator) in &packs.indicators {
        for (i, word) in indicator.also.iter().enumerate() {
            claim(packs, (name, &format!("also.{i}"), word), &mut taken, sink);
        }
    }
}

fn claim<'p>(
    packs: &'p Packs,
    (name, path, word): (&'p str, &str, &'p str),
    taken: &mut BTreeMap<&'p str, &'p str>,
    sink: &mut Sink,
) {
    if word.is_empty() {
        return;
    }
    let owner = *taken.entry(word).or_insert(name);
    if owner != name
        && let Some(indicator) = packs.indicators.get(name)
    {
        let text = say!(
            "“{word}”已经指指标“{owner}”",
            "`{word}` already means the indicator `{owner}`"
        );
        sink.add(&indicator.origin.file, path, what("twin_words", text));
    }
}

/// Checks a whole query: what it begins with, its tables and rules.
fn query(text: &str, user: User<'_>, reach: &Reach<'_>, sink: &mut Sink) -> Scan {
    let mut scan = sql::scan(text);
    if text.is_empty() {
        return scan;
    }
    plain_faults(&scan, user, sink);
    if scan.broken.is_none() && !matches!(scan.first.as_str(), "select" | "with") {
        let text = say!(
            "SQL 须以 select 或 with 开头",
            "SQL begins with select or with"
        );
        let fault = what("not_a_query", text).near(&scan.first, ["select", "with"]);
        sink.add_in_text(user.file, user.path, scan.first_at, fault);
        // What is no query gives no columns that could be missed.
        scan.first.clear();
        return scan;
    }
    for table in &scan.tables {
        let user = User {
            at: Some(table.at),
            ..user
        };
        use_table(&table.name, user, reach, sink);
    }
    rules(&scan, user, reach, sink);
    scan
}

/// A table is a register or a view.
fn use_table(name: &str, user: User<'_>, reach: &Reach<'_>, sink: &mut Sink) {
    if reach.known.file(Kind::Register, name).is_some() {
        reach.use_name(Kind::Register, name, user, sink);
    } else if reach.known.file(Kind::View, name).is_some() {
        reach.use_name(Kind::View, name, user, sink);
    } else {
        let text = say!(
            "没有名为“{name}”的台账或视图",
            "there is no register or view `{name}`"
        );
        let known = reach.known;
        let names = known.names(Kind::Register).chain(known.names(Kind::View));
        let fault = what("unknown_table", text).near(name, names);
        super::report(user, fault, sink);
    }
}

/// The rule values that SQL names exist.
pub(super) fn rules(scan: &Scan, user: User<'_>, reach: &Reach<'_>, sink: &mut Sink) {
    for rule in &scan.rules {
        let user = User {
            at: Some(rule.at),
            ..user
        };
        reach.use_name(Kind::Rule, &rule.name, user, sink);
    }
}

/// What is plainly wrong with SQL.
pub(super) fn plain_faults(scan: &Scan, user: User<'_>, sink: &mut Sink) {
    let Some((broken, at)) = &scan.broken else {
        return;
    };
    let text = match broken {
        Broken::Unended => say!(
            "SQL 中的引号或注释没有结束",
            "a quote or comment in SQL does not end"
        ),
        Broken::Brackets => say!("SQL 中的括号不配对", "brackets in SQL do not match"),
        Broken::Sign(sign) => say!(
            "SQL 中有全角符号“{sign}”，请改用半角",
            "SQL has the sign `{sign}`; write it in ASCII"
        ),
        Broken::SecondStatement => say!("SQL 中不能有分号", "SQL here has no `;`"),
        Broken::RuleWithoutName => say!("rule 须写作 rule('名称')", "write rule as rule('name')"),
    };
    sink.add_in_text(user.file, user.path, *at, what("broken_sql", text));
}
