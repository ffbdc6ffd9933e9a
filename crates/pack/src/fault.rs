//! What is wrong with a pack: file, line, a stable code, and sentences for people.

use std::collections::HashMap;
use std::fmt;

use jixia_terms::{Label, Language};
use serde::Serialize;

use crate::read::place::{place_of, within_packs};

/// Further places of a fault that are named in its line.
const OTHERS_NAMED_MAX: usize = 3;

/// One fault in the texts of packs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The file, as it was handed in.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// Stable code: `unknown_key`.
    pub code: &'static str,
    /// What is wrong, and with which thing.
    pub text: Label,
    /// The nearest right word in a sentence, or what to do.
    pub help: Option<Label>,
    /// The nearest right word alone.
    pub nearest: Option<String>,
    /// Where else the very same is wrong, most often from one cause: a name that was changed.
    pub others: Vec<Spot>,
    /// How many other files have SQL that can be checked only once this is mended.
    pub waiting: usize,
}

/// A place in a file of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Spot {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

impl Fault {
    /// The fault of a file that is not UTF-8, found by whoever read its bytes.
    pub fn not_utf8(file: &str, bytes: &[u8]) -> Self {
        let good = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => bytes
                .get(..error.valid_up_to())
                .and_then(|good| std::str::from_utf8(good).ok())
                .unwrap_or_default(),
        };
        let line = good.matches('\n').count() + 1;
        let last = good.rsplit('\n').next().unwrap_or_default();
        let text = say!("文件不是 UTF-8 编码", "the file is not UTF-8");
        let help = say!("请另存为 UTF-8 编码", "save it as UTF-8");
        let fault = crate::what("not_utf8", text).help(help);
        fault.at(file, (line, last.chars().count() + 1))
    }

    /// The fault of an empty folder, found by whoever listed it; none where a pack may have it.
    pub fn empty_folder(folder: &str) -> Option<Self> {
        let what = match place_of(&format!("{}/x.toml", within_packs(folder))) {
            Ok(_) => return None,
            Err(_) if !folder.contains('/') => {
                let text = say!("文件夹“{folder}”是空的", "the folder `{folder}` is empty");
                let help = say!(
                    "删去它，或放入 pack.toml 和台账等",
                    "remove it, or put pack.toml, registers and so on into it"
                );
                crate::what("empty_folder", text).help(help)
            }
            Err(what) => *what,
        };
        Some(what.at(folder, (1, 1)))
    }

    /// The fault of a folder that is a link to one above it, found by whoever followed it.
    pub fn folder_ring(folder: &str) -> Self {
        let text = say!(
            "“{folder}”是指向上级文件夹的链接，会没有尽头",
            "`{folder}` is a link to a folder above it, which has no end"
        );
        let help = say!("删去这个链接", "remove the link");
        crate::what("folder_ring", text)
            .help(help)
            .at(folder, (1, 1))
    }

    /// The fault as one line: `packs/base/registers/school.toml:12: …`.
    pub fn line_text(&self, language: Language) -> String {
        let mut line = format!("{}:{}: {}", self.file, self.line, self.text.text(language));
        let more = [self.help.clone(), self.elsewhere(), self.held_up()];
        for part in more.iter().flatten() {
            line.push_str(match language {
                Language::Chinese if line.ends_with('？') => "",
                Language::Chinese => "；",
                Language::English if line.ends_with('?') => " ",
                Language::English => "; ",
            });
            line.push_str(part.text(language));
        }
        line
    }

    fn elsewhere(&self) -> Option<Label> {
        let named = self.others.iter().take(OTHERS_NAMED_MAX);
        let named: Vec<String> = named.map(|at| format!("{}:{}", at.file, at.line)).collect();
        let count = self.others.len();
        let (zh, en) = (named.join("、"), named.join(", "));
        match count {
            0 => None,
            _ if count > OTHERS_NAMED_MAX => Some(say!(
                "另有 {count} 处相同：{zh} 等",
                "the same in {count} other places: {en} …"
            )),
            _ => Some(say!(
                "另有 {count} 处相同：{zh}",
                "the same in {count} other places: {en}"
            )),
        }
    }

    fn held_up(&self) -> Option<Label> {
        let count = self.waiting;
        (count > 0).then(|| {
            say!(
                "另有 {count} 个文件中的 SQL 依赖它，改好后才能检查",
                "the SQL of {count} other files depends on it and is checked once it is mended"
            )
        })
    }
}

/// Faults in their order, those of one cause together at the place of the first: a name that is not
/// declared is told once, however often it is used.
pub(crate) fn each_cause_once(faults: Vec<Fault>) -> Vec<Fault> {
    let mut causes: Vec<Fault> = Vec::new();
    let mut first: HashMap<(&'static str, Label, Option<String>), usize> = HashMap::new();
    for fault in faults {
        // Whatever is used of a pack that is not needed, one word mends it.
        let help = fault.help.clone().filter(|_| fault.code == "not_needed");
        let said = help.unwrap_or_else(|| fault.text.clone());
        let cause = (fault.code, said, fault.nearest.clone());
        let known = first.get(&cause).copied();
        match known.and_then(|place| causes.get_mut(place)) {
            Some(told) if names_what_is_not(fault.code) => {
                told.waiting += fault.waiting;
                told.others.push(Spot {
                    file: fault.file,
                    line: fault.line,
                    column: fault.column,
                });
            }
            _ => {
                first.insert(cause, causes.len());
                causes.push(fault);
            }
        }
    }
    causes
}

/// Whether faults of this code name something that is declared elsewhere, or is not.
fn names_what_is_not(code: &str) -> bool {
    let own = ["unknown_key", "unknown_word", "unknown_type"];
    code.starts_with("unknown_") && !own.contains(&code) || code == "not_needed"
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line_text(Language::Chinese))
    }
}

impl std::error::Error for Fault {}
