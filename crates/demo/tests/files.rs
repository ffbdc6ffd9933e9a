//! The import files hold: every value passes the packs' readers, keys are unique, references
//! resolve, persons do not exist.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use jixia_demo::{DEFAULT_SEED, Size, write_files};
use jixia_pack::{Cell, FieldKind, FieldReader, Packs, Register, SourceFile};
use sha2::{Digest, Sha256};

fn packs() -> Packs {
    fn collect(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(root, &path, files);
            } else {
                let name = path
                    .strip_prefix(root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                files.push(SourceFile {
                    path: name,
                    text: fs::read_to_string(&path).unwrap(),
                });
            }
        }
    }
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    Packs::read(&files).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

/// Rows of a file by header. Only `school.csv` has quoted cells.
fn rows(path: &Path) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let head = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    let rows = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    (head, rows)
}

struct Table<'p> {
    register: &'p Register,
    fields: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table<'_> {
    fn key(&self, row: &[String]) -> String {
        let at = |name: &String| self.fields.iter().position(|field| field == name).unwrap();
        let parts: Vec<&str> = self
            .register
            .key
            .iter()
            .map(|name| row[at(name)].as_str())
            .collect();
        parts.join("/")
    }
}

fn tables<'p>(packs: &'p Packs, dir: &Path) -> HashMap<String, Table<'p>> {
    let files = write_files(Size::Town, DEFAULT_SEED, dir).unwrap();
    files
        .iter()
        .map(|file| {
            let name = file.file_stem().unwrap().to_str().unwrap();
            let register = packs
                .registers
                .get(name)
                .unwrap_or_else(|| panic!("no register {name}"));
            let (head, rows) = rows(file);
            let field = |header: &String| {
                let field = register
                    .fields
                    .iter()
                    .find(|field| field.has_header(header));
                field
                    .unwrap_or_else(|| panic!("{name}: no field {header}"))
                    .name
                    .clone()
            };
            (
                name.to_owned(),
                Table {
                    register,
                    fields: head.iter().map(field).collect(),
                    rows,
                },
            )
        })
        .collect()
}

#[test]
fn every_value_passes_and_every_key_is_unique() {
    let packs = packs();
    let dir = tempfile::tempdir().unwrap();
    for (name, table) in tables(&packs, dir.path()) {
        assert!(!table.rows.is_empty(), "{name} is empty");
        for field in table.register.fields.iter().filter(|field| field.required) {
            assert!(
                table.fields.contains(&field.name),
                "{name}: no column {}",
                field.name
            );
        }
        let readers: Vec<FieldReader> = table
            .fields
            .iter()
            .map(|name| {
                FieldReader::new(
                    table
                        .register
                        .fields
                        .iter()
                        .find(|field| field.name == *name)
                        .unwrap(),
                    &packs,
                )
            })
            .collect();
        let mut keys = HashSet::new();
        for row in &table.rows {
            for ((field, reader), cell) in table.fields.iter().zip(&readers).zip(row) {
                let read = reader.read(Cell::Text(cell));
                assert!(read.is_ok(), "{name}.{field} {cell}: {read:?}");
            }
            assert!(
                keys.insert(table.key(row)),
                "{name}: {} twice",
                table.key(row)
            );
        }
    }
}

#[test]
fn references_resolve() {
    let packs = packs();
    let dir = tempfile::tempdir().unwrap();
    let tables = tables(&packs, dir.path());
    let keys: HashMap<&str, HashSet<String>> = tables
        .iter()
        .map(|(name, table)| {
            (
                name.as_str(),
                table.rows.iter().map(|row| table.key(row)).collect(),
            )
        })
        .collect();
    let nodes: HashSet<&String> = keys["unit"].iter().chain(&keys["school"]).collect();
    for (name, table) in &tables {
        for (column, field) in table.fields.iter().enumerate() {
            let field = table
                .register
                .fields
                .iter()
                .find(|other| other.name == *field)
                .unwrap();
            for cell in table
                .rows
                .iter()
                .map(|row| &row[column])
                .filter(|cell| !cell.is_empty())
            {
                let there = match &field.kind {
                    FieldKind::Org => nodes.contains(cell),
                    FieldKind::Reference(to) => keys[to.as_str()].contains(cell),
                    _ => true,
                };
                assert!(there, "{name}.{}: {cell} is nowhere", field.name);
            }
        }
    }
}

#[test]
fn nobody_exists() {
    let dir = tempfile::tempdir().unwrap();
    write_files(Size::Town, DEFAULT_SEED, dir.path()).unwrap();
    let mut seen = HashSet::new();
    for (file, column) in [("pupil.csv", 4), ("teacher.csv", 4)] {
        for row in rows(&dir.path().join(file)).1 {
            let number = &row[column];
            if !number.is_empty() {
                assert_eq!(jixia_terms::check_identity(number), Ok(()), "{number}");
                // GB/T 2260 ends at 82; 83 is used for residence permits, 91 for foreigners.
                assert!(
                    number.starts_with("98") || number.starts_with("99"),
                    "{number}"
                );
                assert!(seen.insert(number.clone()), "{number} twice");
            }
        }
    }
    assert!(seen.len() > 2_000);
}

#[test]
fn same_seed_same_bytes() {
    let digest = |seed| {
        let dir = tempfile::tempdir().unwrap();
        let mut hash = Sha256::new();
        for file in write_files(Size::Town, seed, dir.path()).unwrap() {
            hash.update(fs::read(file).unwrap());
        }
        hash.finalize()
    };
    assert_eq!(digest(7), digest(7));
    assert_ne!(digest(7), digest(8));
}
