//! Code lists: `codes/stage.toml`.

use std::collections::BTreeMap;

use super::Source;
use super::table::Table;
use crate::model::{Code, CodeList, Confirmation};
use crate::sink::{Sink, what};

/// Stands for the standard of a list that follows none.
const OWN: &str = "own";

pub(super) fn read(source: &Source<'_>, sink: &mut Sink) -> CodeList {
    let table = source.open(&["label", "doc", "standard", "confirmed", "code"], sink);
    table.require("code", sink);
    let doc = table.maybe_doc(sink);
    let keys = ["value", "label", "also", "from", "until"];
    let rows = table.tables("code", &keys, sink);
    if rows.is_empty() && table.has("code") && !sink.is_broken(source.file, "code") {
        let text = say!("代码表没有代码", "the code list has no codes");
        sink.add(source.file, "code", what("no_codes", text));
    }
    let codes: Vec<Code> = rows.iter().map(|row| code(row, sink)).collect();
    twins(&rows, &codes, sink);
    let standard = table.text("standard", sink);
    CodeList {
        name: source.name.clone(),
        label: table.label("label", sink),
        confirmation: if standard == OWN {
            own(&table, sink)
        } else {
            confirmation(&table, sink)
        },
        standard,
        doc,
        codes,
        origin: source.origin.clone(),
    }
}

/// A list of this system's own has no standard against which it could be confirmed.
fn own(table: &Table<'_>, sink: &mut Sink) -> Confirmation {
    if table.has("confirmed") {
        let text = say!(
            "自定代码表（standard = \"own\"）没有标准可对照，不写“confirmed”",
            "a list of one's own (standard = \"own\") has no standard to be `confirmed` against"
        );
        let help = say!(
            "删去“confirmed”，或写出标准编号",
            "delete `confirmed`, or name the standard"
        );
        sink.add(
            table.file,
            "confirmed",
            what("confirmed_own", text).help(help),
        );
    }
    Confirmation::Own
}

/// `confirmed = true|false`, which must be said.
pub(super) fn confirmation(table: &Table<'_>, sink: &mut Sink) -> Confirmation {
    table.require("confirmed", sink);
    confirmed(table.flag("confirmed", sink))
}

/// What `confirmed = true|false` says.
pub(super) fn confirmed(flag: bool) -> Confirmation {
    if flag {
        Confirmation::Confirmed
    } else {
        Confirmation::Unconfirmed
    }
}

fn code(row: &Table<'_>, sink: &mut Sink) -> Code {
    let value = row.text("value", sink);
    let plain = |c: char| c.is_alphanumeric() || "._-+".contains(c);
    if !value.chars().all(plain) {
        let text = say!(
            "代码值“{value}”含有空格或标点",
            "the code value `{value}` has spaces or punctuation"
        );
        let help = say!(
            "只用文字、字母、数字和 . _ - +",
            "use letters, digits and . _ - +"
        );
        sink.add(
            row.file,
            &row.at("value"),
            what("bad_code_value", text).help(help),
        );
    }
    let (from, until) = (row.maybe_year("from", sink), row.maybe_year("until", sink));
    if let (Some(first), Some(last)) = (from, until)
        && first > last
    {
        let text = say!(
            "代码“{value}”的起始年份 {first} 晚于终止年份 {last}",
            "the code `{value}` begins in {first}, after it ends in {last}"
        );
        sink.add(row.file, &row.at("from"), what("years_reversed", text));
    }
    Code {
        value,
        label: row.label("label", sink),
        also: row.texts("also", sink),
        from,
        until,
    }
}

/// Values are unique; a word of `also` stands for one code only. Labels may repeat (市辖区 of GB/T
/// 2260 stands under every city): imports then ask for the value.
fn twins(rows: &[Table<'_>], codes: &[Code], sink: &mut Sink) {
    let mut values: BTreeMap<&str, usize> = BTreeMap::new();
    for (i, code) in codes.iter().enumerate() {
        if code.value.is_empty() {
            continue;
        }
        if values.insert(&code.value, i).is_some()
            && let Some(row) = rows.get(i)
        {
            let value = &code.value;
            let text = say!(
                "代码值“{value}”重复",
                "the code value `{value}` stands twice"
            );
            sink.add(row.file, &row.at("value"), what("twin_code", text));
        }
    }
    let mut words: BTreeMap<&str, usize> = BTreeMap::new();
    for (i, code) in codes.iter().enumerate() {
        for word in [&code.value, &code.label.zh, &code.label.en] {
            words.entry(word).or_insert(i);
        }
    }
    for (i, (row, code)) in rows.iter().zip(codes).enumerate() {
        for (j, word) in code.also.iter().enumerate() {
            let first = *words.entry(word).or_insert(i);
            if let (true, Some(other)) = (first != i, codes.get(first)) {
                let other = &other.value;
                let text = say!(
                    "“{word}”已经表示代码“{other}”",
                    "`{word}` already stands for the code `{other}`"
                );
                let path = format!("{}.{j}", row.at("also"));
                sink.add(row.file, &path, what("twin_also", text));
            }
        }
    }
}
