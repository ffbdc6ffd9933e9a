//! Any table comes back from any file as it was; any bytes end without a panic.

use jixia_store::import::{RawRow, open_bytes};
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;

use crate::given::{gb18030, read, utf16, workbook};

type Table = Vec<Vec<String>>;

/// Tables of several columns under a line of headers, with all that may stand in a cell.
fn tables() -> impl Strategy<Value = Table> {
    let cell = prop_oneof![
        3 => "[a-z0-9一丁七万三上下学校班张李王 .:/-]{0,8}",
        1 => "[a-z\"',;\t，\r\n一学𠮷é]{0,6}",
    ];
    (2..6_usize).prop_flat_map(move |columns| {
        prop::collection::vec(prop::collection::vec(cell.clone(), columns), 0..12).prop_map(
            move |mut rows| {
                rows.insert(0, (0..columns).map(|n| format!("列名{n}")).collect());
                rows
            },
        )
    })
}

fn csv_text(table: &Table, delimiter: char, end: &str) -> String {
    let quoted = |cell: &String| {
        let special = cell.contains(['"', ',', ';', '\t', '，', '\r', '\n']);
        if special {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    };
    let line = |row: &Vec<String>| {
        row.iter()
            .map(quoted)
            .collect::<Vec<_>>()
            .join(&delimiter.to_string())
            + end
    };
    table.iter().map(line).collect()
}

fn cells(bytes: &[u8]) -> Table {
    let (_, lines) = read(bytes).unwrap_or_else(|error| panic!("{error}"));
    lines.into_iter().map(|(_, cells)| cells).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_table_comes_back_from_csv(
        table in tables(),
        delimiter in prop::sample::select(vec![',', ';', '\t', '，']),
        end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
    ) {
        let text = csv_text(&table, delimiter, end);
        for bytes in [
            text.clone().into_bytes(),
            format!("\u{feff}{text}").into_bytes(),
            gb18030(&text),
            utf16(&text, false, true),
            utf16(&text, true, true),
            utf16(&text, false, false),
            utf16(&text, true, false),
        ] {
            prop_assert_eq!(cells(&bytes), table.clone(), "{:?}", text);
        }
    }

    #[test]
    fn a_table_comes_back_from_a_workbook(table in tables()) {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, cells) in table.iter().enumerate() {
            sheet.write_row(row as u32, 0, cells).unwrap();
        }
        let filled = |row: &Vec<String>| {
            let length = row.iter().rposition(|cell| !cell.is_empty()).map_or(0, |at| at + 1);
            row[..length].to_vec()
        };
        let blank = |row: &Vec<String>| row.iter().all(|cell| cell.trim().is_empty());
        // XML itself reads each line's end as one character.
        let plain = |cell: &String| cell.replace("\r\n", "\n").replace('\r', "\n");
        let expected: Table = table.iter().filter(|row| !blank(row)).map(filled)
            .map(|row| row.iter().map(plain).collect()).collect();
        let found: Table = cells(&book.save_to_buffer().unwrap()).iter()
            .map(|row| row.iter().map(plain).collect()).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn any_bytes_end(bytes in prop::collection::vec(any::<u8>(), 0..3000), start in 0..6_usize) {
        let starts: [&[u8]; 6] =
            [b"", b"PK\x03\x04", b"\xFF\xFE", b"\xEF\xBB\xBF", b"a,b\n\"", b"\xD0\xCF"];
        end(&[starts[start], &bytes].concat());
    }

    #[test]
    fn any_damage_to_a_workbook_ends(
        at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        xml in "[<>/=\"&;a-zA-Z0-9 ]{0,60}",
    ) {
        let sheet = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row></sheetData>\
            <mergeCells><mergeCell ref=\"A1:A9\"/></mergeCells>";
        let mut bytes = workbook(sheet, "<si><t>a</t></si>", "");
        for (place, byte) in at {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        end(&bytes);
        end(&workbook(&format!("<sheetData><row {xml}><c {xml}><v>{xml}</v>{xml}"), &xml, &xml));
    }
}

/// Reads what there is, up to a refusal.
fn end(bytes: &[u8]) {
    let Ok(mut source) = open_bytes("x", bytes.to_vec()) else {
        return;
    };
    let (mut row, mut count) = (RawRow::default(), 0);
    while source.next(&mut row).unwrap_or(false) {
        count += 1;
        assert!(count <= bytes.len() * 4 + 10, "rows come from nothing");
    }
}
