//! Splits names and sentences into the words that the rules look for.

/// Lower-case English words of a text; `SchoolYear`, `school_year` and `school-year` give two each.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let chars: Vec<char> = text.chars().collect();
    for (at, &c) in chars.iter().enumerate() {
        if !c.is_ascii_alphabetic() {
            finish(&mut word, &mut words);
            continue;
        }
        let before_lower = at > 0 && chars.get(at - 1).is_some_and(char::is_ascii_lowercase);
        let next_lower = chars.get(at + 1).is_some_and(char::is_ascii_lowercase);
        if c.is_ascii_uppercase() && !word.is_empty() && (before_lower || next_lower) {
            finish(&mut word, &mut words);
        }
        word.push(c.to_ascii_lowercase());
    }
    finish(&mut word, &mut words);
    words
}

fn finish(word: &mut String, words: &mut Vec<String>) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

/// Whether a word is this one, or its plural.
pub fn is_word(found: &str, word: &str) -> bool {
    match found.strip_prefix(word) {
        Some("" | "s" | "es") => true,
        Some(_) => false,
        None => word
            .strip_suffix('y')
            .and_then(|stem| found.strip_prefix(stem))
            .is_some_and(|end| end == "ies"),
    }
}

/// Places in `text` where the words of `phrase` stand in a row, the last perhaps in the plural.
pub fn places(text: &[String], phrase: &[String]) -> Vec<usize> {
    let Some(last) = phrase.len().checked_sub(1) else {
        return Vec::new();
    };
    (0..text.len().saturating_sub(last))
        .filter(|&at| {
            phrase.iter().enumerate().all(|(i, word)| {
                text.get(at + i).is_some_and(|found| {
                    if i == last {
                        is_word(found, word)
                    } else {
                        found == word
                    }
                })
            })
        })
        .collect()
}

/// Places of `phrase` in `text` that lie in no place of an excepted phrase.
pub fn places_but(text: &[String], phrase: &[String], except: &[Vec<String>]) -> Vec<usize> {
    let spared: Vec<(usize, usize)> = except
        .iter()
        .flat_map(|longer| {
            places(text, longer)
                .into_iter()
                .map(|at| (at, at + longer.len()))
        })
        .collect();
    places(text, phrase)
        .into_iter()
        .filter(|&at| {
            !spared
                .iter()
                .any(|&(from, to)| from <= at && at + phrase.len() <= to)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_into_words() {
        for (name, split) in [
            ("school_year", "school year"),
            ("SchoolYear", "school year"),
            ("SCHOOL_YEAR", "school year"),
            ("OrgID2Name", "org id name"),
            ("HTTPServer", "http server"),
            ("学籍号 student-number", "student number"),
        ] {
            assert_eq!(words(name).join(" "), split);
        }
    }

    #[test]
    fn plurals_are_found_and_longer_words_are_not() {
        assert!(is_word("pupils", "pupil") && is_word("classes", "class"));
        assert!(is_word("lotteries", "lottery"));
        assert!(!is_word("schooling", "school") && !is_word("childish", "child"));
    }

    #[test]
    fn an_excepted_phrase_spares_its_words() {
        let text = words("the student and her student number");
        let found = places_but(&text, &words("student"), &[words("student number")]);
        assert_eq!(found, [1]);
    }
}
