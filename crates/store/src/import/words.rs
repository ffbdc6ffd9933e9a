//! Headers as people write them, brought to one form; and the words of rows that are no records.

/// The header in one form: half-width, lower case, without spaces, stars, colons and line breaks.
pub(super) fn plain_header(text: &str) -> String {
    text.chars()
        .map(half_width)
        .filter(|c| !is_ornament(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The same without what stands in brackets: `姓名(必填)` → `姓名`.
pub(super) fn bare_header(text: &str) -> String {
    let mut depth = 0_usize;
    let mut bare = String::new();
    for c in plain_header(text).chars() {
        match c {
            '(' | '[' | '【' | '<' | '〔' => depth += 1,
            ')' | ']' | '】' | '>' | '〕' => depth = depth.saturating_sub(1),
            _ if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    bare
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

fn is_ornament(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '*' | '★' | '☆' | '●' | ':' | '"' | '\u{feff}')
}

/// Whether a row that begins with this word sums up the rows above it.
pub(super) fn is_total_word(text: &str) -> bool {
    const WORDS: [&str; 9] = [
        "合计", "总计", "小计", "共计", "总数", "累计", "total", "subtotal", "sum",
    ];
    // This is asked of every row: a number or a code cannot be one of them.
    if text.is_ascii() && !text.bytes().any(|b| matches!(b, b'l' | b'L' | b'm' | b'M')) {
        return false;
    }
    let word = bare_header(text);
    WORDS.contains(&word.as_str())
}

/// Whether a row with nothing but this text is a note under the table.
pub(super) fn is_note(text: &str) -> bool {
    const STARTS: [&str; 14] = [
        "填表",
        "制表",
        "审核",
        "负责人",
        "单位负责",
        "联系人",
        "联系电话",
        "注:",
        "注：",
        "说明",
        "备注",
        "打印",
        "填报",
        "数据来源",
    ];
    let text = text.trim();
    STARTS.iter().any(|start| text.starts_with(start)) && text.contains([':', '：', '日'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ornaments_of_headers_fall_away() {
        for header in [
            "姓名",
            " 姓 名 ",
            "*姓名",
            "＊姓名：",
            "姓\n名",
            "\u{feff}姓名",
        ] {
            assert_eq!(plain_header(header), "姓名", "{header:?}");
        }
        assert_eq!(bare_header("*姓名(必填)"), "姓名");
        assert_eq!(bare_header("面积（平方米）"), "面积");
        assert_eq!(plain_header("ＣＯＤＥ"), "code");
    }

    #[test]
    fn totals_and_notes_are_known() {
        assert!(is_total_word("合 计") && is_total_word("总计：") && is_total_word("Total"));
        assert!(!is_total_word("合计路小学"));
        assert!(is_note("填表人：张三") && !is_note("说明书"));
    }
}
