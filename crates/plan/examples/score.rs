//! Reads every plan of a folder, scores it against `targets-labelled.jsonl` there, and prints the
//! table with all misses and extras. Given `--tree` or `--targets` and a file it prints what was
//! read from that file instead.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use jixia_plan::score::{Score, score};
use jixia_plan::{Plan, Target, read};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    match args.as_slice() {
        [flag, file] if flag == "--tree" => print_tree(&plan(Path::new(file))?),
        [flag, file] if flag == "--targets" => {
            for target in plan(Path::new(file))?.targets {
                println!("{}", line(&target));
            }
        }
        [flag, file] if flag == "--text" => print!("{}", plan(Path::new(file))?.text),
        [flag, file] if flag == "--json" => {
            for target in plan(Path::new(file))?.targets {
                println!("{}", serde_json::to_string(&target)?);
            }
        }
        [folder] => print_scores(Path::new(folder))?,
        _ => {
            return Err(
                "usage: score PLANS_DIR | --tree FILE | --targets FILE | --text FILE | --json FILE"
                    .into(),
            );
        }
    }
    Ok(())
}

fn plan(path: &Path) -> Result<Plan, Box<dyn Error>> {
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("plan");
    Ok(read(name, &fs::read(path)?)?)
}

fn print_scores(folder: &Path) -> Result<(), Box<dyn Error>> {
    let labels = fs::read_to_string(folder.join("targets-labelled.jsonl"))?;
    let labelled: Vec<Target> = labels
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let mut found = Vec::new();
    let mut files: Vec<_> = fs::read_dir(folder)?.flatten().map(|e| e.path()).collect();
    files.sort();
    for path in files
        .iter()
        .filter(|p| p.extension().is_some_and(|e| e != "jsonl"))
    {
        found.extend(plan(path)?.targets);
    }
    let report = score(&labelled, &found);
    println!(
        "plan                   labelled found match  prec   rec   comp   unit   by    object"
    );
    for (name, score) in report
        .plans
        .iter()
        .map(|(n, s)| (n.as_str(), s))
        .chain([("total", &report.total)])
    {
        row(name, score);
    }
    for target in &report.missed {
        println!("missed   {}", line(target));
    }
    for target in &report.extra {
        println!("extra    {}", line(target));
    }
    for (label, hit) in &report.differing {
        println!("label    {}\n  found  {}", line(label), line(hit));
    }
    Ok(())
}

fn row(name: &str, s: &Score) {
    println!(
        "{name:<22} {:>8} {:>5} {:>5} {:>5.3} {:>5.3} {:>6.3} {:>6.3} {:>6.3} {:>6.3}",
        s.labelled,
        s.found,
        s.matched,
        s.precision(),
        s.recall(),
        s.comparator_agreement(),
        s.unit_agreement(),
        s.deadline_agreement(),
        s.object_overlap()
    );
}

fn line(t: &Target) -> String {
    let value = t.value.map_or("-".to_owned(), |v| v.to_string());
    let upper = t.value_max.map_or(String::new(), |v| format!("..{v}"));
    format!(
        "{} [{},{}] {} {} {value}{upper} {} by {} ({}) | {}",
        t.plan,
        t.span.start,
        t.span.end,
        t.object,
        t.comparator.sign(),
        t.unit.as_deref().unwrap_or("-"),
        t.by.as_deref().unwrap_or("-"),
        t.why,
        t.sentence
    )
}

fn print_tree(plan: &Plan) {
    println!(
        "{} | {} | {:?} | {:?} {}",
        plan.name, plan.title, plan.year, plan.format, plan.encoding
    );
    for clause in &plan.clauses {
        let indent = "  ".repeat(usize::from(clause.level.saturating_sub(1)));
        println!(
            "{indent}{} {}{} [{},{}] {} sentences, {} tasks, {} targets",
            clause.id,
            clause.number.as_deref().unwrap_or(""),
            clause.heading,
            clause.span.start,
            clause.span.end,
            clause.sentences.len(),
            clause.tasks.len(),
            clause.targets.len()
        );
        if env::var_os("TASKS").is_some() {
            for task in &clause.tasks {
                println!(
                    "{indent}    - {} {}",
                    task.text,
                    task.by.as_deref().unwrap_or("")
                );
            }
        }
    }
    let chars: Vec<char> = plan.text.chars().collect();
    for span in &plan.furniture {
        let words: String = chars
            .iter()
            .take(span.end)
            .skip(span.start)
            .take(60)
            .collect();
        println!("furniture: {words}");
    }
}
