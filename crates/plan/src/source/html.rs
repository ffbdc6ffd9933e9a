//! The text of a web page, a line for each block, without scripts, menus and buttons.
//!
//! One pass from tag to tag in time proportional to the page: no tree is built, so no nesting can
//! exhaust it.

use std::collections::BTreeMap;

/// Whether text is a web page, by what it holds.
pub(crate) fn is_html(text: &str) -> bool {
    let head: String = text
        .trim_start()
        .chars()
        .take(2000)
        .collect::<String>()
        .to_ascii_lowercase();
    if head.starts_with("<!doctype html") || head.starts_with("<html") || head.contains("<body") {
        return true;
    }
    let tags = [
        "<p>", "<p ", "<div", "<br", "<span", "<td", "<h1", "<table", "<head",
    ];
    head.starts_with('<') && tags.iter().filter(|t| head.contains(**t)).count() >= 1
}

/// Elements whose content is code: everything up to the closing tag is skipped.
const RAW: &[&str] = &["script", "style", "textarea", "noscript", "iframe"];

/// Elements whose content is no part of the plan. A form is not among them: some pages wrap
/// everything in one.
const SKIPPED: &[&str] = &[
    "nav", "footer", "aside", "button", "select", "template", "svg", "head", "object",
];

#[rustfmt::skip]
const BLOCKS: &[&str] = &[
    "p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section",
    "article", "dd",
    "dt", "dl", "blockquote", "pre", "hr", "main", "body", "center", "caption", "figcaption",
    "title", "br",
    "header", "form",
];

/// Extracts the text of a page.
pub(crate) fn text(page: &str) -> String {
    let closes = last_closes(page);
    let last_end = page.rfind('>').unwrap_or(0);
    let mut out = Lines::default();
    let mut skip: Option<(&str, usize)> = None;
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        let (before, from_tag) = rest.split_at(at);
        if skip.is_none() {
            out.push(&unescape(before));
        }
        let here = page.len() - from_tag.len();
        let whole = here < last_end || from_tag.starts_with("<!--");
        let Some(tag) = whole.then(|| Tag::read(from_tag)).flatten() else {
            if skip.is_none() {
                out.push("<");
            }
            rest = from_tag.get(1..).unwrap_or("");
            continue;
        };
        rest = from_tag.get(tag.len..).unwrap_or("");
        let name = tag.name.as_str();
        if let Some(raw) = RAW.iter().find(|r| **r == name).filter(|_| !tag.closes) {
            rest = after_raw(rest, raw, closes.get(raw).is_some_and(|c| *c > here));
            continue;
        }
        skip = skipping(skip, &tag, closes.get(name).is_some_and(|c| *c > here));
        if skip.is_some() {
            continue;
        }
        match name {
            "table" => out.table(tag.closes),
            "tr" => out.row(tag.closes),
            "td" | "th" if !tag.closes => {
                let tag = from_tag.get(..tag.len).unwrap_or("");
                out.cell((reach(tag, "rowspan"), reach(tag, "colspan")));
            }
            "td" | "th" => {}
            _ if BLOCKS.contains(&name) => out.end_line(),
            _ => {}
        }
    }
    if skip.is_none() {
        out.push(&unescape(rest));
    }
    out.finish()
}

/// How many rows or columns a cell reaches over.
fn reach(tag: &str, attribute: &str) -> usize {
    let lower = tag.to_ascii_lowercase();
    let Some((_, value)) = lower.split_once(attribute) else {
        return 1;
    };
    let digits: String = value
        .trim_start_matches([' ', '=', '"', '\''])
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().unwrap_or(1)
}

/// What is skipped after a tag: an element that is never closed is not skipped at all.
fn skipping<'a>(
    skip: Option<(&'a str, usize)>,
    tag: &Tag,
    closed_later: bool,
) -> Option<(&'a str, usize)> {
    match skip {
        Some((name, depth)) if name == tag.name => {
            let depth = if tag.closes { depth - 1 } else { depth + 1 };
            (depth > 0).then_some((name, depth))
        }
        Some(held) => Some(held),
        None if tag.closes || tag.empty || !closed_later => None,
        None => SKIPPED.iter().find(|s| **s == tag.name).map(|s| (*s, 1)),
    }
}

/// Where each raw or skipped element is closed for the last time.
fn last_closes(page: &str) -> BTreeMap<&'static str, usize> {
    let mut out = BTreeMap::new();
    for (at, _) in page.match_indices("</") {
        let word: String = page
            .get(at + 2..)
            .unwrap_or("")
            .chars()
            .take(9)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        for name in RAW.iter().chain(SKIPPED) {
            let ends = word
                .strip_prefix(name)
                .is_some_and(|t| !t.starts_with(|c: char| c.is_alphanumeric()));
            if ends {
                out.insert(*name, at);
            }
        }
    }
    out
}

fn after_raw<'a>(rest: &'a str, name: &str, closed_later: bool) -> &'a str {
    if !closed_later {
        return "";
    }
    let mut from = rest;
    while let Some(at) = from.find("</") {
        let (_, tail) = from.split_at(at);
        let word: String = tail
            .chars()
            .skip(2)
            .take(name.len())
            .map(|c| c.to_ascii_lowercase())
            .collect();
        if word == name {
            return tail;
        }
        from = tail.get(2..).unwrap_or("");
    }
    ""
}

#[derive(Debug)]
struct Tag {
    name: String,
    closes: bool,
    empty: bool,
    len: usize,
}

impl Tag {
    /// Reads the tag, comment or declaration that `text` begins with; a `<` before anything else
    /// is none.
    fn read(text: &str) -> Option<Self> {
        if text.starts_with("<!--") {
            let len = text.find("-->").map_or(text.len(), |at| at + 3);
            return Some(Self {
                name: String::new(),
                closes: false,
                empty: true,
                len,
            });
        }
        let inner = text.get(1..)?;
        let closes = inner.starts_with('/');
        let word = inner.strip_prefix('/').unwrap_or(inner);
        if !word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '?') {
            return None;
        }
        let name: String = word
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .take(20)
            .collect();
        let end = text.find('>')?;
        let empty = text.get(..end).is_some_and(|t| t.ends_with('/'));
        Some(Self {
            name,
            closes,
            empty,
            len: end + 1,
        })
    }
}

const ENTITIES: &[(&str, &str)] = &[
    ("nbsp", " "),
    ("lt", "<"),
    ("gt", ">"),
    ("amp", "&"),
    ("quot", "\""),
    ("apos", "'"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("mdash", "—"),
    ("ndash", "–"),
    ("hellip", "…"),
    ("middot", "·"),
    ("times", "×"),
    ("emsp", " "),
    ("ensp", " "),
    ("permil", "‰"),
    ("ge", "≥"),
    ("le", "≤"),
];

fn unescape(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find('&') {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let end = tail
            .char_indices()
            .take(12)
            .find(|(_, c)| *c == ';')
            .map(|(i, _)| i);
        let known = end.and_then(|e| entity(tail.get(1..e).unwrap_or("")).map(|c| (e, c)));
        match known {
            Some((end, c)) => {
                out.push_str(&c);
                rest = tail.get(end + 1..).unwrap_or("");
            }
            None => {
                out.push('&');
                rest = tail.get(1..).unwrap_or("");
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']);
        let code = hex.map_or_else(|| number.parse().ok(), |h| u32::from_str_radix(h, 16).ok())?;
        return char::from_u32(code)
            .filter(|c| *c != '\0')
            .map(String::from);
    }
    ENTITIES
        .iter()
        .find(|(n, _)| *n == name)
        .map(|(_, c)| (*c).to_owned())
}

#[derive(Default)]
struct Lines {
    text: String,
    line: String,
    rows: Vec<Row>,
    tables: usize,
    /// Cells that reach down over rows still to come.
    spans: Vec<Reach>,
}

/// A cell that reaches over rows below its own.
struct Reach {
    /// How many tables stand around it.
    depth: usize,
    column: usize,
    rows: usize,
    /// Its day; other words stand in its first row alone.
    day: String,
}

/// A row of a table that is being read.
struct Row {
    /// How many tables stand around it.
    depth: usize,
    start: usize,
    /// Where each of its cells begins.
    cells: Vec<usize>,
    /// How many rows and columns each of them reaches over.
    spans: Vec<(usize, usize)>,
}

/// More cells than a table of figures can have side by side.
const SPANS_MAX: usize = 64;

/// A longer row holds the page, not figures.
const ROW_MAX: usize = 1500;

impl Lines {
    fn push(&mut self, words: &str) {
        for c in words.chars() {
            if !c.is_whitespace() {
                self.line.push(c);
            } else if !self.line.is_empty() && !self.line.ends_with(' ') {
                self.line.push(' ');
            }
        }
    }

    fn end_line(&mut self) {
        let line = self.line.trim();
        if !line.is_empty() {
            self.text.push_str(line);
            self.text.push('\n');
        }
        self.line.clear();
    }

    fn table(&mut self, closes: bool) {
        self.end_line();
        if closes {
            self.end_row();
            self.spans.retain(|s| s.depth < self.tables);
            self.tables = self.tables.saturating_sub(1);
        } else {
            self.tables += 1;
        }
    }

    fn row(&mut self, closes: bool) {
        self.end_line();
        self.end_row();
        if !closes {
            self.rows.push(Row {
                depth: self.tables,
                start: self.text.len(),
                cells: Vec::new(),
                spans: Vec::new(),
            });
        }
    }

    fn cell(&mut self, span: (usize, usize)) {
        self.end_line();
        let here = self.text.len();
        if let Some(row) = self.rows.last_mut().filter(|r| r.depth == self.tables) {
            row.cells.push(here);
            row.spans.push(span);
        }
    }

    /// Sets the cells of a short row side by side: three and more as a table's, two as words.
    fn end_row(&mut self) {
        let Some(row) = self.rows.pop_if(|r| r.depth >= self.tables) else {
            return;
        };
        let long = self.text.len() - row.start > ROW_MAX;
        let ends = row.cells.iter().skip(1).copied().chain([self.text.len()]);
        let own: Vec<String> = row
            .cells
            .iter()
            .zip(ends)
            .filter_map(|(from, to)| self.text.get(*from..to))
            .map(|cell| cell.trim().replace('\n', " "))
            .collect();
        let cells = self.with_cells_above(&row, own);
        if long || cells.len() < 2 {
            return;
        }
        let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
        let between = if cells.len() < 3 || filled < 2 {
            " "
        } else {
            "\t"
        };
        let joined = cells.join(between);
        self.text.truncate(row.start);
        self.text.push_str(joined.trim_matches(' '));
        self.text.push('\n');
    }

    /// Puts the days of cells that reach down from above between a row's own.
    fn with_cells_above(&mut self, row: &Row, own: Vec<String>) -> Vec<String> {
        let mut out: Vec<String> = Vec::with_capacity(own.len());
        let mut begun = Vec::new();
        let alone = own.len() == 1;
        let mut own = own.into_iter().zip(row.spans.iter().copied());
        loop {
            let column = out.len();
            let above = |s: &&mut Reach| s.depth == row.depth && s.column == column && s.rows > 0;
            if let Some(reach) = self.spans.iter_mut().find(above) {
                reach.rows -= 1;
                out.push(reach.day.clone());
                continue;
            }
            let Some((words, (rows, columns))) = own.next() else {
                break;
            };
            if rows > 1 && begun.len() < SPANS_MAX {
                let day = Some(words.clone()).filter(|w| super::is_day(w));
                begun.push(Reach {
                    depth: row.depth,
                    column,
                    rows: rows - 1,
                    day: day.unwrap_or_default(),
                });
            }
            out.push(words);
            // A cell over the whole row is a heading within the table.
            let empty = columns.clamp(1, SPANS_MAX) - 1;
            out.extend((0..empty).filter(|_| !alone).map(|_| String::new()));
        }
        self.spans.retain(|s| s.rows > 0);
        self.spans.extend(begun);
        self.spans.truncate(SPANS_MAX);
        out
    }

    fn finish(mut self) -> String {
        self.end_line();
        self.end_row();
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_blocks_and_leaves_menus() {
        let page = "<!DOCTYPE html><html><head><title>x</title><style>p{}</style></head><body>\
            <nav>首页 新闻</nav><h1>工作要点</h1><p>新建<b>小学</b>3所，<br>新增学位900个。</p>\
            <script>var a='新建9所';</script><table><tr><td>初中</td><td>2所</td></tr></table></body></html>";
        assert!(is_html(page));
        assert_eq!(
            text(page),
            "工作要点\n新建小学3所，\n新增学位900个。\n初中 2所\n"
        );
    }

    #[test]
    fn a_day_in_a_merged_cell_holds_for_every_row_it_spans() {
        let page = "<html><body><table><tr><td>一</td><td>新建小学3所</td><td rowspan=\"2\">9月底前</td></tr>\
            <tr><td>二</td><td>新建初中2所</td></tr><tr><td>三</td><td>培训教师</td><td>年内</td></tr></table>";
        assert_eq!(
            text(page),
            "一\t新建小学3所\t9月底前\n二\t新建初中2所\t9月底前\n三\t培训教师\t年内\n"
        );
    }

    #[test]
    fn entities_are_read_and_open_menus_swallow_nothing() {
        let page =
            "<html><body><nav><p>达到&ge;85&#37;&nbsp;&ldquo;好&rdquo;A&B</p><!-- x<p> --><p>完";
        assert_eq!(text(page), "达到≥85% “好”A&B\n完\n");
    }

    #[test]
    fn plain_text_is_no_page() {
        assert!(!is_html("一、总体要求\n<五项管理>落实"));
        assert!(!is_html("新建小学3所"));
    }

    #[test]
    fn deep_nesting_is_survived() {
        let page = format!("<html><body>{}新建小学3所", "<div>".repeat(200_000));
        assert!(text(&page).contains("新建小学3所"));
        let page = format!("<html><body>{}新建小学3所", "<nav><a ".repeat(100_000));
        let _ = text(&page);
    }
}
