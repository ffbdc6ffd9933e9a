//! One word per thing: refuses the synonyms that `GLOSSARY.md` lists, in English and in Chinese.
//!
//! English is looked for in names, comments, texts and documents; Chinese in comments, documents
//! and labels only, for what people write in plans and files is theirs to choose.

use super::finding::Finding;
use super::tokens::{self, Kind};
use super::tree::{File, Rust, Tree};
use super::words::{places_but, words};

const GLOSSARY: &str = "GLOSSARY.md";

/// A word that is refused, the phrases in which it is right, and the word to use.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Refused {
    word: String,
    except: Vec<String>,
    instead: String,
}

impl Refused {
    fn is_chinese(&self) -> bool {
        !self.word.is_ascii()
    }

    /// `after` is the line that follows: a phrase that spares a word may end there.
    fn stands_in(&self, text: &str, after: &str) -> bool {
        if self.is_chinese() {
            let spared = self
                .except
                .iter()
                .fold(text.to_owned(), |text, phrase| text.replace(phrase, ""));
            return spared.contains(&self.word);
        }
        let except: Vec<Vec<String>> = self.except.iter().map(|phrase| words(phrase)).collect();
        let mut said = words(text);
        let own = said.len();
        said.extend(words(after));
        let word = words(&self.word);
        let found = places_but(&said, &word, &except);
        found.into_iter().any(|at| at + word.len() <= own)
    }
}

/// Refused words in the project's files; lines of the glossary that cannot be read.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let Some(glossary) = tree.file(GLOSSARY) else {
        return vec![Finding::at(GLOSSARY, 0, "is missing", "write it")];
    };
    let (refused, mut findings) = read(&glossary.text);
    for file in tree.files.iter().filter(|file| file.path != GLOSSARY) {
        let said = said(file);
        for (at, (line, text, chinese)) in said.iter().enumerate() {
            let next = said.get(at + 1).filter(|(next, ..)| *next == line + 1);
            let after = next.map_or("", |(_, text, _)| text.as_str());
            for word in refused.iter().filter(|word| *chinese || !word.is_chinese()) {
                if word.stands_in(text, after) {
                    findings.push(finding(&file.path, *line, word));
                }
            }
        }
    }
    findings
}

fn finding(path: &str, line: usize, refused: &Refused) -> Finding {
    let what = format!("`{}` is not the word of the glossary", refused.word);
    Finding::at(path, line, what, format!("say `{}`", refused.instead))
}

/// Rows of the tables: 中文 | English | code name | meaning | refused, as in `a; b (but: c, d)`.
fn read(text: &str) -> (Vec<Refused>, Vec<Finding>) {
    let (mut refused, mut findings) = (Vec::new(), Vec::new());
    for (at, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| line.starts_with('|'))
    {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [chinese, english, _, _, last] = cells.as_slice() else {
            let what = "the row of the glossary has not five cells";
            let remedy = "write 中文, English, code name, meaning, refused synonyms";
            findings.push(Finding::at(GLOSSARY, at + 1, what, remedy));
            continue;
        };
        let is_head = *chinese == "中文" || chinese.starts_with('-');
        for item in last
            .split(';')
            .map(str::trim)
            .filter(|item| !is_head && !item.is_empty())
        {
            let (word, except) = item.split_once("(but:").unwrap_or((item, ""));
            let word = word.trim();
            refused.push(Refused {
                word: word.to_owned(),
                except: except
                    .trim_end_matches(')')
                    .split(',')
                    .map(|phrase| phrase.trim().to_owned())
                    .filter(|phrase| !phrase.is_empty())
                    .collect(),
                instead: (if word.is_ascii() { english } else { chinese }).to_string(),
            });
        }
    }
    (refused, findings)
}

/// What a file says, by line, and whether Chinese is ours to choose there.
fn said(file: &File) -> Vec<(usize, String, bool)> {
    let lines = || {
        file.text
            .lines()
            .enumerate()
            .map(|(at, line)| (at + 1, line))
    };
    match (
        &file.rust,
        file.path.rsplit_once('.').map(|(_, ending)| ending),
    ) {
        (Some(rust), _) => said_in_rust(&file.text, rust),
        (None, Some("md")) => lines()
            .map(|(at, line)| (at, without_links(line), true))
            .collect(),
        (None, Some("ftl")) => lines()
            .map(|(at, line)| (at, line.to_owned(), true))
            .collect(),
        (None, Some("toml")) if file.path.starts_with("packs/") => {
            let mut said = vec![(0, file.path.clone(), true)];
            let ours = |line: &&str| {
                ["label", "doc", "about", "[field."]
                    .iter()
                    .any(|key| line.starts_with(key))
            };
            said.extend(
                lines()
                    .filter(|(_, line)| ours(line))
                    .map(|(at, line)| (at, line.to_owned(), true)),
            );
            said
        }
        _ => Vec::new(),
    }
}

fn said_in_rust(text: &str, rust: &Rust) -> Vec<(usize, String, bool)> {
    let spoken = rust.tokens.iter().filter(|token| match token.kind {
        Kind::Name => true,
        Kind::Text => !rust.is_test(token.start.line),
        Kind::Sign => false,
    });
    let mut said: Vec<(usize, String, bool)> = spoken
        .map(|token| (token.start.line, token.text.clone(), false))
        .collect();
    let comments = tokens::comments(text, &rust.tokens);
    said.extend(comments.into_iter().map(|(line, text)| (line, text, true)));
    said
}

/// A line of Markdown without the addresses of its links.
fn without_links(line: &str) -> String {
    let mut kept = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("](") {
        kept.push_str(before);
        kept.push(']');
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::told;
    use super::*;

    const WORDS: &str = "\
| 中文 | English | code name | meaning | refused synonyms |
|---|---|---|---|---|
| 学生 | pupil | `pupil` | a child at school | student (but: student number); 学员 |
| 台账 | register | `register` | a table | 台帐 (but: 台帐本) |
| 坏 | broken |
";

    #[test]
    fn refused_words_are_found_where_the_words_are_ours() {
        let code = "//! Of students; 台帐. A student\n//! number.\nfn student_number() {}\nstruct StudentPage;\n\
                    fn a() { b(\"the student\", \"台帐\") }\n#[test]\nfn c() { d(\"a student\") }\n";
        let files = [
            ("GLOSSARY.md", WORDS),
            ("a.rs", code),
            (
                "a.md",
                "One [pupil](student.md) has a student number in the 台帐本.\n台帐\n",
            ),
            (
                "packs/base/registers/student.toml",
                "label = { zh = \"学员\" }\nalso = [\"学员\"]\n",
            ),
        ];
        expect![[r#"
            GLOSSARY.md:5: the row of the glossary has not five cells; write 中文, English, code name, meaning, refused synonyms
            a.md:2: `台帐` is not the word of the glossary; say `台账`
            a.rs:4: `student` is not the word of the glossary; say `pupil`
            a.rs:5: `student` is not the word of the glossary; say `pupil`
            a.rs:1: `student` is not the word of the glossary; say `pupil`
            a.rs:1: `台帐` is not the word of the glossary; say `台账`
            packs/base/registers/student.toml: `student` is not the word of the glossary; say `pupil`
            packs/base/registers/student.toml:1: `学员` is not the word of the glossary; say `学生`
        "#]]
        .assert_eq(&told(check, &files));
    }
}
