//! CSV: encodings, delimiters, quotes, and faults with their lines.

use std::fmt::Write as _;

use jixia_store::import::{RawRow, open_bytes, open_file};

use crate::given::{gb18030, read, refused, shown, utf16};

const TABLE: &str = "姓名,年级\r\n一一,7\r\n\"李,四\",8\r\n";

#[test]
fn the_encoding_is_found() {
    let marked = |text: &str| [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
    for (bytes, encoding) in [
        (TABLE.as_bytes().to_vec(), "UTF-8"),
        (marked(TABLE), "UTF-8"),
        (gb18030(TABLE), "GB18030"),
        (gb18030(&format!("\u{feff}{TABLE}")), "GB18030"),
        (gb18030("姓名,字\n𠮷,㐂\n"), "GB18030"),
        (utf16(TABLE, false, true), "UTF-16LE"),
        (utf16(TABLE, true, true), "UTF-16BE"),
        (utf16(TABLE, false, false), "UTF-16LE"),
        (utf16(TABLE, true, false), "UTF-16BE"),
        (utf16("a,b\n1,2\n", true, false), "UTF-16BE"),
        (utf16("a,b\n1,2\n", false, false), "UTF-16LE"),
    ] {
        let (info, lines) = read(&bytes).unwrap();
        assert_eq!(info.encoding, Some(encoding));
        assert_eq!((info.format, info.delimiter), ("csv", Some(',')));
        assert_eq!(lines[0].1.len(), 2, "{lines:?}");
        assert!(!lines[0].1[0].starts_with('\u{feff}'));
    }
    assert_eq!(
        shown(&gb18030(TABLE)),
        "1: 姓名|年级\n2: 一一|7\n3: 李,四|8\n"
    );
}

#[test]
fn a_nul_in_a_text_does_not_make_it_utf_16() {
    for table in [
        "姓名,班\n甲\0,1\n乙,2\n",
        "a,b\n1\0,2\n",
        "a\0\0\0,b\0\0\n1\0\0\0,2\0\0\n",
    ] {
        let (info, lines) = read(table.as_bytes()).unwrap();
        assert_eq!(info.encoding, Some("UTF-8"), "{table:?}");
        assert!(lines.len() >= 2 && lines[0].1.len() == 2, "{lines:?}");
    }
    let (info, _) = read(&gb18030("姓名,班\n甲\0,1\n乙丙丁,2\n")).unwrap();
    assert_eq!(info.encoding, Some("GB18030"));
    let (info, _) = read(&utf16("一上一上,一\n", false, false)).unwrap();
    assert_eq!(info.encoding, Some("UTF-16LE"));
}

#[test]
fn text_that_is_not_ascii_far_down_still_decides() {
    let mut text = "a,b\n".repeat(200_000);
    text.push_str("学校,班\n");
    assert_eq!(read(&gb18030(&text)).unwrap().0.encoding, Some("GB18030"));
    let (info, lines) = read(text.as_bytes()).unwrap();
    assert_eq!((info.encoding, lines.len()), (Some("UTF-8"), 200_001));
    assert_eq!(lines.last().unwrap().1, ["学校", "班"]);
}

#[test]
fn the_delimiter_is_found_outside_quotes() {
    for (text, delimiter, cells) in [
        ("a;b;c\n\"x,y,z\";1,5;2\n", ';', 3),
        ("a\tb\n一，二\tc,d\n", '\t', 2),
        ("姓名，年级\n甲，1\n", '，', 2),
        ("姓名,备注\n甲,一，二，三\n", ',', 2),
        ("花名册\n\n姓名,年级,班\n甲,7,1\n乙,7,2\n", ',', 1),
        ("姓名\n甲\n乙\n", ',', 1),
        ("sep=;\na;b,c\n", ';', 2),
        ("\u{feff}SEP=|\r\na|b;c\n", '|', 2),
        ("\"sep=\t\"\na\tb;c\n", '\t', 2),
    ] {
        let (info, lines) = read(text.as_bytes()).unwrap();
        assert_eq!(info.delimiter, Some(delimiter), "{text:?}");
        assert_eq!(lines[0].1.len(), cells, "{text:?} {lines:?}");
    }
    assert_eq!(
        shown("姓名，年级\n甲！，\"１，２\"\n".as_bytes()),
        "1: 姓名|年级\n2: 甲！|１，２\n"
    );
    assert_eq!(shown(b"sep=;\r\na;b\r\n1;2\r\n"), "2: a|b\n3: 1|2\n");
}

#[test]
fn quotes_read_as_in_excel() {
    assert_eq!(
        shown(b"\"a\"\"b\",c\r\n\"x\r\ny\",2\r\n 12\" ,\"q\" \n\"u\"v,w\n\"\",\n"),
        "1: a\"b|c\n2: x\r\ny|2\n4:  12\" |q\n5: uv|w\n6: |\n"
    );
}

#[test]
fn rows_may_be_ragged_and_lines_end_in_any_way() {
    assert_eq!(
        shown(b"a,b,c\n1\n1,2,3,4\n"),
        "1: a|b|c\n2: 1\n3: 1|2|3|4\n"
    );
    assert_eq!(shown(b"a,b\r1,2\r\r\n3,4"), "1: a|b\n2: 1|2\n3: \n4: 3|4\n");
    assert_eq!(
        shown("a,b\n\u{feff}\"c\",d\n".as_bytes()),
        "1: a|b\n2: c|d\n"
    );
    assert_eq!(
        shown(b"a,b\n\"x\ny\nz\",2\n3,4\n"),
        "1: a|b\n2: x\ny\nz|2\n5: 3|4\n"
    );
}

#[test]
fn an_open_quote_names_its_line() {
    let (code, text) = refused("姓名,班\n甲,1\n\"乙,2\n丙,3\n".as_bytes());
    assert_eq!(code, "quote_open");
    assert!(text.contains("第 3 行") && text.contains("引号"), "{text}");
    let (code, text) = refused(b"a,b\n\"1,2\n3,\"x\",y\n");
    assert_eq!(code, "quote_open");
    assert!(text.contains("第 2 行"), "{text}");
    let mut long = "a,b\n\"1,2\n".to_owned();
    long.push_str(&"3,4\n".repeat(500_000));
    let (code, text) = refused(long.as_bytes());
    assert_eq!(code, "quote_open");
    assert!(text.contains("第 2 行"), "{text}");
}

#[test]
fn cells_and_lines_have_limits() {
    let long = format!("a,b\n1,{}\n", "x".repeat(1024 * 1024 + 1));
    let (code, text) = refused(long.as_bytes());
    assert_eq!(code, "cell_too_long");
    assert!(text.contains("第 2 行") && text.contains("1 MiB"), "{text}");
    let quoted = format!("a,b\n1,\"{}\"\n", "x\n".repeat(700_000));
    assert_eq!(refused(quoted.as_bytes()).0, "cell_too_long");
    let wide = format!("a,b\n{}\n", "1,".repeat(20_000));
    let (code, text) = refused(wide.as_bytes());
    assert_eq!(code, "too_many_cells");
    assert!(text.contains("16384 列"), "{text}");
    let row = format!(
        "a,b\n{}\n",
        format!("{},", "x".repeat(1_000_000)).repeat(12)
    );
    let (code, text) = refused(row.as_bytes());
    assert_eq!(code, "line_too_long");
    assert!(text.contains("第 2 行超过 8 MiB"), "{text}");
    let fits = format!("a,b\n{},2\n", "x".repeat(1024 * 1024));
    assert_eq!(read(fits.as_bytes()).unwrap().1.len(), 2);
}

#[test]
fn bytes_that_mean_nothing_name_their_line() {
    let mut bytes = "姓名,班\n张三,1\n李四,2\n".as_bytes().to_vec();
    bytes.extend(b"\xE7\x8E,3\n");
    let (code, text) = refused(&bytes);
    assert_eq!(code, "undecodable");
    assert!(
        text.contains("第 4 行") && text.contains("E7 8E") && text.contains("UTF-8"),
        "{text}"
    );
    let mut bytes = gb18030(&"张三,一班,小学\n".repeat(50));
    bytes.extend(b"\xFF,1\n");
    let (code, text) = refused(&bytes);
    assert_eq!(code, "undecodable");
    assert!(
        text.contains("第 51 行") && text.contains("GB18030"),
        "{text}"
    );
    let mut bytes = utf16("姓名,班\n张三,1\n", false, true);
    bytes.push(0x41);
    let (code, text) = refused(&bytes);
    assert_eq!(code, "undecodable");
    assert!(
        text.contains("第 3 行") && text.contains("UTF-16LE"),
        "{text}"
    );
}

#[test]
fn a_long_file_is_read_in_pieces_with_its_lines() {
    let mut text = "编号,姓名,备注\n".to_owned();
    for n in 0..60_000 {
        writeln!(text, "{n},学生{n},\"甲\n乙，{n}\"").unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("名册.csv");
    for bytes in [
        text.clone().into_bytes(),
        gb18030(&text),
        utf16(&text, true, false),
    ] {
        std::fs::write(&path, bytes).unwrap();
        let mut source = open_file(&path).unwrap();
        let (mut row, mut count) = (RawRow::default(), 0_u64);
        assert!(source.next(&mut row).unwrap());
        let early = source.percent().unwrap();
        while source.next(&mut row).unwrap() {
            assert_eq!(row.line, 2 + count * 2);
            assert_eq!(row.get(1), Some(format!("学生{count}").as_str()));
            assert_eq!(row.get(2), Some(format!("甲\n乙，{count}").as_str()));
            count += 1;
        }
        assert_eq!((count, source.percent()), (60_000, Some(100)));
        assert!(early < 60, "{early}");
    }
}

#[test]
fn a_file_of_one_cell_is_a_table() {
    for text in ["a", "学", "\"a\"", "a\n"] {
        let mut source = open_bytes("x", text.as_bytes().to_vec()).unwrap();
        let mut row = RawRow::default();
        assert!(source.next(&mut row).unwrap());
        assert_eq!((row.line, row.len()), (1, 1), "{text:?}");
        assert!(!source.next(&mut row).unwrap());
    }
}
