//! The processes of the packs built into the program, read whole.

use std::path::Path;

use jixia_pack::{Packs, SourceFile};
use jixia_terms::Language;

fn house() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let mut files = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "toml") {
                files.push(SourceFile {
                    path: path
                        .strip_prefix(&root)
                        .unwrap()
                        .to_string_lossy()
                        .into_owned(),
                    text: std::fs::read_to_string(&path).unwrap(),
                });
            }
        }
    }
    files
}

#[test]
fn the_processes_of_the_house_are_sound() {
    let packs = Packs::read(&house()).unwrap_or_else(|faults| {
        let lines = faults
            .iter()
            .map(|fault| fault.line_text(Language::English));
        panic!("{}", lines.collect::<Vec<_>>().join("\n"))
    });
    assert_eq!(packs.procedures.patterns.len(), 12);
    for process in packs.procedures.processes.values() {
        let told = serde_json::to_string(process).unwrap();
        let kept: jixia_pack::Process = serde_json::from_str(&told).unwrap();
        assert_eq!(
            serde_json::to_string(&kept).unwrap(),
            told,
            "{}",
            process.name
        );
    }
}
