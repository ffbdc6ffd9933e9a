//! The text of a web page, a line for each block, without scripts, menus and forms.

use scraper::{Html, Node};

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

const SKIPPED: &[&str] = &[
    "script", "style", "nav", "header", "footer", "aside", "form", "button", "select", "template",
    "noscript", "iframe", "svg", "head", "textarea", "object",
];

const BLOCKS: &[&str] = &[
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "dd",
    "dt",
    "dl",
    "blockquote",
    "pre",
    "hr",
    "main",
    "body",
    "center",
    "caption",
    "figcaption",
    "title",
];

/// Extracts the text of a page.
pub(crate) fn text(page: &str) -> String {
    let document = Html::parse_document(page);
    let mut out = Lines::default();
    let mut walk = vec![Step::Enter(document.tree.root())];
    while let Some(step) = walk.pop() {
        match step {
            Step::Leave(block) => {
                if block {
                    out.end_line();
                }
            }
            Step::Enter(node) => {
                let mut block = false;
                match node.value() {
                    Node::Text(words) => out.push(words),
                    Node::Element(element) => {
                        let name = element.name();
                        if SKIPPED.contains(&name) {
                            continue;
                        }
                        block = BLOCKS.contains(&name);
                        if block || name == "br" {
                            out.end_line();
                        }
                        if matches!(name, "td" | "th") {
                            out.cell();
                        }
                    }
                    Node::Comment(_) | Node::Doctype(_) | Node::ProcessingInstruction(_) => {
                        continue;
                    }
                    _ => {}
                }
                walk.push(Step::Leave(block));
                let children: Vec<_> = node.children().collect();
                walk.extend(children.into_iter().rev().map(Step::Enter));
            }
        }
    }
    out.finish()
}

enum Step<T> {
    Enter(T),
    Leave(bool),
}

#[derive(Default)]
struct Lines {
    text: String,
    line: String,
}

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

    fn cell(&mut self) {
        if !self.line.trim().is_empty() {
            self.line.push(' ');
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

    fn finish(mut self) -> String {
        self.end_line();
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
    fn plain_text_is_no_page() {
        assert!(!is_html("一、总体要求\n<五项管理>落实"));
        assert!(!is_html("新建小学3所"));
    }

    #[test]
    fn deep_nesting_is_survived() {
        let page = format!("<html><body>{}新建小学3所", "<div>".repeat(20_000));
        assert!(text(&page).contains("新建小学3所"));
    }
}
