//! Values as people write them in sheets, and what is said of those that are none.

mod any;
mod days;
#[path = "../house/mod.rs"]
mod house;
mod keys;
mod numbers;
mod words;

use expect_test::Expect;
use jixia_pack::{Cell, Field, FieldKind, FieldReader, Packs};
use jixia_terms::{Label, Value};

pub(crate) fn packs() -> Packs {
    Packs::read(&house::files(house::SOUND)).unwrap()
}

pub(crate) fn field(kind: FieldKind) -> Field {
    let packs = packs();
    let mut field = packs.registers["school"].field("name").unwrap().clone();
    field.name = "f".to_owned();
    field.label = Label::new("甲", "A");
    field.kind = kind;
    field
}

pub(crate) fn shown(result: Result<Value, jixia_pack::ValueFault>) -> String {
    match result {
        Ok(Value::Text(text)) => format!("{text:?}"),
        Ok(value) => format!("{value:?}"),
        Err(fault) => format!("[{}] {fault}", fault.code),
    }
}

/// One line for each text: what it is read to.
pub(crate) fn check(field: &Field, texts: &[&str], expected: Expect) {
    let reader = FieldReader::new(field, &packs());
    let line = |text: &&str| format!("{text:?} -> {}\n", shown(reader.read(Cell::Text(text))));
    expected.assert_eq(&texts.iter().map(line).collect::<String>());
}

pub(crate) fn check_cells(kind: FieldKind, cells: &[Cell<'_>], expected: Expect) {
    let reader = FieldReader::new(&field(kind), &packs());
    let line = |cell: &Cell<'_>| format!("{cell:?} -> {}\n", shown(reader.read(*cell)));
    expected.assert_eq(&cells.iter().map(line).collect::<String>());
}
