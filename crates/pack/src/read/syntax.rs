//! What is wrong with text that is no TOML, in words that say what to do.

use std::ops::Range;

use jixia_terms::Label;

use crate::sink::{What, what};

/// The fault of what the parser said of some bytes of a text.
pub(super) fn fault(message: &str, text: &str, span: Range<usize>) -> What {
    let message = message.trim().replace('\n', " ");
    let line = line_at(text, span.start);
    let (text, help) = match known(&message, line, text.get(span).unwrap_or_default()) {
        _ if outside_quotes(line).contains(WIDE) => (
            say!(
                "这一行的引号、等号、括号或逗号是全角的",
                "a quote, equals sign, bracket or comma of this line is full-width"
            ),
            say!(
                "改用英文输入法下的 \" = [ ] {{ }} ,",
                "write them as \" = [ ] {{ }} ,"
            ),
        ),
        Some(known) => known,
        None if message.contains("carriage return must be followed") => (
            say!("换行只有回车符", "lines end in a carriage return alone"),
            say!(
                "另存时选用 LF 或 CRLF 换行",
                "save it with line ends LF or CRLF"
            ),
        ),
        None => {
            let text = say!("不合 TOML 的写法：{message}", "not valid TOML: {message}");
            return what("broken_toml", text);
        }
    };
    what("broken_toml", text).help(help)
}

/// Signs of full width that people type for those of TOML.
const WIDE: [char; 9] = ['“', '”', '＂', '＝', '［', '］', '｛', '｝', '，'];

/// The line in which a byte stands; of a fault found at a line's end, that line.
fn line_at(text: &str, byte: usize) -> &str {
    let before = text.get(..byte).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let rest = text.get(start..).unwrap_or_default();
    rest.lines().next().unwrap_or_default()
}

/// A line without its texts and its remark.
fn outside_quotes(line: &str) -> String {
    let pieces = line.split('"').enumerate();
    let outside: String = pieces
        .filter(|(n, _)| n % 2 == 0)
        .map(|(_, piece)| piece)
        .collect();
    let code = outside.split('#').next().unwrap_or_default();
    code.to_owned()
}

/// The common faults by what the parser says of a line and of some text in it.
fn known(message: &str, line: &str, at: &str) -> Option<(Label, Label)> {
    let has = |part: &str| message.contains(part);
    Some(if has("missing value") || line.trim_end().ends_with('=') {
        (
            say!("等号后面没有值", "there is no value after the equals sign"),
            say!(
                "补上值，或删去这一行",
                "add the value, or take the line away"
            ),
        )
    } else if has("unclosed")
        || has("missing table open")
        || has("missing array opening")
        || has("no value") && line.trim_end().ends_with(']')
    {
        (
            say!("方括号或花括号没有配对", "brackets do not match"),
            say!(
                "补上缺少的 [ ] 或 {{ }}；表头写作 [名称] 或 [[名称]]",
                "add the missing [ ] or {{ }}; a table begins with [name] or [[name]]"
            ),
        )
    } else if has("string values must be quoted") || has("missing opening quote") {
        (
            say!("文字没有加引号", "a text has no quotes"),
            say!("写作 键 = \"文字\"", "write it as key = \"text\""),
        )
    } else if has("string, expected") {
        (
            say!(
                "文字的引号没有合上，或文字里有不能直接写的字符",
                "a quote is not closed, or its text has a character that cannot stand in it"
            ),
            say!(
                "在文字末尾补上引号；文字里的 \" 写作 \\\"，多行文字用 \"\"\" 括起来",
                "close the quote; write \" within a text as \\\", put several lines between \"\"\""
            ),
        )
    } else if has("duplicate key") {
        (
            say!("“{at}”写了两次", "`{at}` is given twice"),
            say!("删去其中一个", "take one of them away"),
        )
    } else if has("key with no value") || has("missing assignment") {
        (
            say!(
                "键后面缺少等号和值",
                "an equals sign and a value are missing"
            ),
            say!("写作 键 = 值", "write it as key = value"),
        )
    } else {
        return known_of_signs(message);
    })
}

/// The common faults of commas, equals signs and what is too much in a line.
fn known_of_signs(message: &str) -> Option<(Label, Label)> {
    let has = |part: &str| message.contains(part);
    Some(if has("comma") {
        (
            say!(
                "缺少或多了逗号，或者前面的括号没有合上",
                "a comma is missing or too many, or a bracket before it is not closed"
            ),
            say!(
                "各项之间用一个逗号隔开，末尾合上 ] 或 }}",
                "put one comma between items and close ] or }} after the last"
            ),
        )
    } else if has("extra `=`") {
        (
            say!("多了一个等号", "there is one equals sign too many"),
            say!("写作 键 = 值", "write it as key = value"),
        )
    } else if has("unquoted key") || has("unexpected key or value") {
        (
            say!(
                "这里多出了看不懂的内容",
                "there is something here that cannot be read"
            ),
            say!(
                "每行只写一个 键 = 值；文字放在引号里，说明写在 # 之后",
                "write one key = value a line; texts stand in quotes, remarks after #"
            ),
        )
    } else {
        return None;
    })
}
