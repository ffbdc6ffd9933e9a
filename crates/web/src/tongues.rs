//! Chinese names in a page of another language are marked as Chinese, wherever they stand, so that
//! a screen reader speaks them and a browser draws them as such.

/// Elements that hold text alone, or text that is nobody's language.
const TEXT_ONLY: [&str; 6] = ["option", "pre", "script", "style", "textarea", "title"];
/// Elements without an end.
const VOID: [&str; 6] = ["br", "hr", "img", "input", "link", "meta"];

/// The markup with every run of Chinese text marked that stands in no element with a language.
pub(crate) fn marked(markup: &str) -> String {
    let mut out = String::with_capacity(markup.len() + markup.len() / 8);
    let mut open: Vec<(&str, bool)> = Vec::new();
    let mut rest = markup;
    while let Some((text, after)) = rest.split_once('<') {
        mark(text, &open, &mut out);
        let (tag, after) = after.split_at(end_of_tag(after));
        out.push('<');
        out.push_str(tag);
        let name = tag.split([' ', '>']).next().unwrap_or_default();
        if name.starts_with('/') {
            open.pop();
        } else if !VOID.contains(&name) {
            let is_set = open.last().is_some_and(|(_, is_set)| *is_set);
            let is_set = is_set || tag.contains(" lang=\"") || TEXT_ONLY.contains(&name);
            open.push((name, is_set));
        }
        rest = after;
    }
    mark(rest, &open, &mut out);
    out
}

/// Where a tag ends, its `>` included; one in an attribute is none.
fn end_of_tag(after: &str) -> usize {
    let mut is_quoted = false;
    let end = after.bytes().position(|byte| {
        is_quoted ^= byte == b'"';
        byte == b'>' && !is_quoted
    });
    end.map_or(after.len(), |end| end + 1)
}

fn mark(text: &str, open: &[(&str, bool)], out: &mut String) {
    let (name, is_set) = open.last().copied().unwrap_or_default();
    let element = if matches!(name, "text" | "tspan") {
        "tspan"
    } else {
        "span"
    };
    let mut rest = text;
    while let Some(start) = rest.find(is_chinese).filter(|_| !is_set) {
        let (before, from) = rest.split_at(start);
        // Digits and letters within a name belong to it; what follows its last sign does not.
        let run = from.find(|c: char| !is_chinese(c) && !c.is_ascii_alphanumeric());
        let run = from.get(..run.unwrap_or(from.len())).unwrap_or(from);
        let run = run.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
        out.push_str(before);
        out.push_str(&format!("<{element} lang=\"zh-CN\">{run}</{element}>"));
        rest = from.get(run.len()..).unwrap_or_default();
    }
    out.push_str(rest);
}

/// Ideographs, and the punctuation that is written with them.
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{3011}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff01}'..='\u{ff5e}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::marked;

    fn check(before: &str, after: &str) {
        assert_eq!(marked(before), after);
    }

    #[test]
    fn names_are_marked_within_texts_and_charts() {
        check(
            "<h1>Change: 云溪镇5号（1）院 &amp; more<br>2 甲</h1>",
            "<h1>Change: <span lang=\"zh-CN\">云溪镇5号（1）院</span> &amp; more<br>\
             2 <span lang=\"zh-CN\">甲</span></h1>",
        );
        check(
            "<text>东港区: 5%</text>",
            "<text><tspan lang=\"zh-CN\">东港区</tspan>: 5%</text>",
        );
    }

    #[test]
    fn what_has_a_language_or_holds_text_alone_stays() {
        for text in [
            "<p lang=\"zh-CN\">甲<b>乙</b></p>",
            "<title>甲</title>",
            "<option value=\"a>b\">甲</option>",
            "<input value=\"甲\">",
            "plain",
        ] {
            check(text, text);
        }
        check(
            "<p><i lang=\"zh-CN\">甲</i>乙</p>",
            "<p><i lang=\"zh-CN\">甲</i><span lang=\"zh-CN\">乙</span></p>",
        );
    }
}
