//! Links the targets of plan files to candidates from a JSON file and prints the best and the
//! runner-up of each.
//!
//! The JSON is a list of objects with `name`, `labels`, `also`, `unit`, `breakdowns`,
//! `left_out`, `better`, `by_year`.

use std::error::Error;
use std::{env, fs};

use jixia_plan::link::{Better, Candidate, Linker};
use jixia_plan::read;
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let list: Vec<Value> = serde_json::from_str(&fs::read_to_string(
        args.next().ok_or("usage: link JSON PLAN…")?,
    )?)?;
    let candidates: Vec<Candidate> = list.iter().map(candidate).collect();
    let linker = Linker::new(&candidates);
    for file in args {
        let plan = read(&file, &fs::read(&file)?)?;
        for target in &plan.targets {
            let ranked = linker.rank(target);
            let show = |i: usize| {
                ranked.get(i).map_or("-".to_owned(), |s| {
                    format!("{} {:.2} {}", s.name, s.score, s.phrase)
                })
            };
            let mark = if linker.link(target).is_some() {
                "=>"
            } else {
                "  "
            };
            println!(
                "{} {} {mark} {} | {}",
                target.object,
                target.unit.as_deref().unwrap_or("-"),
                show(0),
                show(1)
            );
        }
    }
    Ok(())
}

fn candidate(value: &Value) -> Candidate {
    let words = |key: &str| -> Vec<String> {
        value[key]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|v| v.as_str().map(str::to_owned))
            .collect()
    };
    let word = |key: &str| value[key].as_str().unwrap_or("").to_owned();
    Candidate {
        name: word("name"),
        labels: words("labels"),
        also: words("also"),
        unit: word("unit"),
        breakdowns: words("breakdowns"),
        left_out: words("left_out"),
        better: match value["better"].as_str() {
            Some("higher") => Some(Better::Higher),
            Some("lower") => Some(Better::Lower),
            _ => None,
        },
        by_year: value["by_year"].as_bool().unwrap_or(false),
    }
}
