//! Checks the SQL of a folder of packs, runs its stories and says how long both took.

use std::sync::Arc;
use std::time::Instant;

use jixia_pack::{Packs, SourceFile};

fn files(dir: &std::path::Path, out: &mut Vec<SourceFile>) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|e| e == "toml") {
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            out.push(SourceFile {
                path: path.display().to_string(),
                text,
            });
        }
    }
}

fn main() {
    let dir = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "packs".to_owned());
    let mut sources = Vec::new();
    files(std::path::Path::new(&dir), &mut sources);
    let packs = match Packs::read(&sources) {
        Ok(packs) => Arc::new(packs),
        Err(faults) => {
            println!("{faults:#?}");
            return;
        }
    };
    let start = Instant::now();
    let faults = jixia_measure::check_sql(&packs);
    println!("check {:?}", start.elapsed());
    for (origin, fault) in faults {
        println!("{}:{}: {fault}", origin.file, origin.line);
    }
    let start = Instant::now();
    match jixia_measure::run_stories(&packs) {
        Ok(outcomes) => {
            println!("{} stories in {:?}", outcomes.len(), start.elapsed());
            for outcome in outcomes.iter().filter(|outcome| !outcome.passed) {
                println!("{}: {}", outcome.name, outcome.about);
                for m in &outcome.mismatches {
                    println!(
                        "  {}:{} {} {}: expected {:?}, found {:?} {}",
                        m.origin.file,
                        m.origin.line,
                        m.indicator,
                        m.of,
                        m.expected,
                        m.found,
                        m.why.as_deref().unwrap_or("")
                    );
                }
            }
        }
        Err(error) => println!("{error}"),
    }
}
