//! Which place a target is for: the whole authority, or the one place that its words name.
//!
//! A name counts where it stands at the head of a phrase or in the object; one in passing
//! (以东港新区为重点) says nothing of what is measured.

use std::collections::BTreeMap;

use crate::model::{Plan, Target};

/// What a target says of its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named<'a> {
    /// Nothing, or that it is for the whole.
    Whole,
    /// One place, by its code.
    Place(&'a str),
    /// One place, but in words that a person should look at.
    Perhaps(&'a str),
    /// Several places at once.
    Several,
}

/// The names of places, the whole among them.
#[derive(Debug, Default)]
pub struct Places {
    /// By their first character.
    names: BTreeMap<char, Vec<Name>>,
}

#[derive(Debug)]
struct Name {
    letters: Vec<char>,
    code: Option<String>,
    is_short: bool,
}

/// Words for the whole.
const WHOLE: &[&str] = &[
    "全市",
    "全区",
    "全县",
    "全镇",
    "全乡",
    "全域",
    "全省",
    "全州",
    "全旗",
    "各区县",
    "各县区",
    "各县",
    "各区",
    "各地",
    "各镇",
    "各乡镇",
    "各县（市、区）",
];

/// Words that may stand before the name at the head of a phrase.
const LEADS: &[&str] = &[
    "在", "支持", "推进", "推动", "指导", "其中", "对", "由", "并", "为", "加快", "完成", "帮助",
];

/// What makes the words before it the name of something else: 澜城区第一小学, 城东小学.
const TAILS: &[&str] = &["第", "实验", "中心小学", "中心学校", "中心校", "中心幼儿园"];
#[rustfmt::skip]
const SHORT_TAILS: &[&str] = &[
    "小学", "中学", "初中", "高中", "学校", "幼儿园", "分校", "校区", "职", "镇", "乡", "村", "街道", "社区",
    "片区", "学区", "集团", "区", "县", "市", "路", "一", "二", "三", "四", "五", "九",
];

/// A short form of a single character would be found everywhere.
const SHORT_MIN: usize = 2;

/// A name at the head of a phrase.
#[derive(Debug, Clone, Copy)]
struct Head<'a> {
    named: Named<'a>,
    is_led: bool,
    opens: bool,
}

impl Places {
    /// Adds a place with its full name, and the words at the end of names that a short form goes
    /// without; none of these, no short form. Without a code it is the whole.
    pub fn add(&mut self, code: Option<&str>, name: &str, kinds: &[&str]) {
        self.name(code, name.trim(), false);
        let stripped = kinds
            .iter()
            .filter_map(|kind| name.trim().strip_suffix(kind));
        let short = stripped.min_by_key(|short| short.chars().count());
        if let Some(short) = short.filter(|short| short.chars().count() >= SHORT_MIN) {
            self.name(code, short, true);
        }
    }

    fn name(&mut self, code: Option<&str>, name: &str, is_short: bool) {
        let letters: Vec<char> = name.chars().collect();
        let Some(first) = letters.first() else {
            return;
        };
        self.names.entry(*first).or_default().push(Name {
            letters: letters.clone(),
            code: code.map(str::to_owned),
            is_short,
        });
    }

    /// What a target of the plan says of its place.
    #[must_use]
    pub fn named(&self, plan: &Plan, target: &Target) -> Named<'_> {
        let before = before_number(plan, target);
        let phrases: Vec<&[char]> = before
            .split_inclusive(|c| "，,；;：:。".contains(*c))
            .collect();
        let own = phrases.last().filter(|phrase| !ends_phrase(phrase));
        if let Some(head) = own.and_then(|phrase| self.head(phrase)) {
            return head.named;
        }
        if let Some(named) = self.in_object(&target.object) {
            return named;
        }
        let earlier = phrases.len() - usize::from(own.is_some());
        if let Some(head) = self.earlier(phrases.get(..earlier).unwrap_or(&[])) {
            return if head.is_led {
                doubted(head.named)
            } else {
                head.named
            };
        }
        self.in_heading(plan, target)
    }

    /// The nearest head of an earlier phrase; behind a semicolon only one that opens a list.
    fn earlier(&self, phrases: &[&[char]]) -> Option<Head<'_>> {
        let mut parted = false;
        for phrase in phrases.iter().rev() {
            parted |= phrase.ends_with(&['；']) || phrase.ends_with(&[';']);
            let head = self.head(phrase);
            if let Some(head) = head.filter(|head| !parted || head.opens) {
                return Some(head);
            }
        }
        None
    }

    fn in_object(&self, object: &str) -> Option<Named<'_>> {
        let letters: Vec<char> = object.chars().collect();
        let mut found: Vec<(usize, Option<&str>)> = Vec::new();
        let mut at = 0;
        while at < letters.len() {
            match self.longest(letters.get(at..).unwrap_or(&[])) {
                Some((length, Named::Several)) => {
                    return (length > 0).then_some(Named::Several);
                }
                Some((length, named)) => {
                    found.push((at, code_of(named)));
                    at += length;
                }
                None => at += 1,
            }
        }
        let (first, code) = *found.first()?;
        if found.iter().any(|(_, other)| *other != code) {
            return Some(Named::Several);
        }
        Some(match code {
            None => Named::Whole,
            Some(code) if first == 0 => Named::Place(code),
            Some(code) => Named::Perhaps(code),
        })
    }

    fn in_heading(&self, plan: &Plan, target: &Target) -> Named<'_> {
        let clause = plan
            .clauses
            .iter()
            .find(|one| Some(&one.id) == target.clause.as_ref());
        let heading: Vec<char> = clause.map_or(Vec::new(), |one| one.heading.chars().collect());
        let Some(head) = self.head(&heading) else {
            return Named::Whole;
        };
        match self.longest(&heading) {
            Some((length, _)) if length == heading.len() => head.named,
            _ => doubted(head.named),
        }
    }

    /// What a phrase names at its head, behind a number of its own and small words.
    fn head(&self, phrase: &[char]) -> Option<Head<'_>> {
        let is_mark = |c: &&char| !('\u{4e00}'..='\u{9fff}').contains(*c);
        let begin = phrase.iter().take_while(is_mark).count();
        let mut rest = phrase.get(begin..)?;
        let mut is_led = false;
        while self.longest(rest).is_none() {
            let lead = LEADS.iter().find(|lead| starts(rest, lead))?;
            rest = rest.get(lead.chars().count()..)?;
            is_led = true;
        }
        let (length, named) = self.longest(rest)?;
        let after = rest.get(length..).unwrap_or(&[]);
        let joined = after.first().is_some_and(|c| "、和与及".contains(*c));
        let other = after.get(1..).and_then(|next| self.longest(next));
        let several = joined && other.is_some_and(|(_, other)| other != named);
        Some(Head {
            named: if several { Named::Several } else { named },
            is_led,
            opens: after.first().is_some_and(|c| "：:".contains(*c)),
        })
    }

    /// The longest name that words begin with; a name of two places is that of several.
    fn longest(&self, words: &[char]) -> Option<(usize, Named<'_>)> {
        let whole = WHOLE.iter().filter(|word| starts(words, word));
        let whole = whole.map(|word| word.chars().count()).max().unwrap_or(0);
        let names = self
            .names
            .get(words.first()?)
            .map_or(&[][..], Vec::as_slice);
        let fitting: Vec<&Name> = names.iter().filter(|name| name.begins(words)).collect();
        let length = fitting
            .iter()
            .map(|name| name.letters.len())
            .max()
            .unwrap_or(0);
        if whole.max(length) == 0 {
            return None;
        }
        if whole >= length {
            return Some((whole, Named::Whole));
        }
        let mut longest = fitting.iter().filter(|name| name.letters.len() == length);
        let first = longest.next()?;
        let named = match &first.code {
            _ if longest.any(|other| other.code != first.code) => Named::Several,
            Some(code) => Named::Place(code),
            None => Named::Whole,
        };
        Some((length, named))
    }
}

impl Name {
    /// Whether words begin with it as a name by itself.
    fn begins(&self, words: &[char]) -> bool {
        let Some(rest) = words.strip_prefix(self.letters.as_slice()) else {
            return false;
        };
        let tails = TAILS
            .iter()
            .chain(SHORT_TAILS.iter().filter(|_| self.is_short));
        !tails.into_iter().any(|tail| starts(rest, tail))
    }
}

fn starts(words: &[char], with: &str) -> bool {
    with.chars()
        .zip(0..)
        .all(|(c, at)| words.get(at) == Some(&c))
}

fn ends_phrase(phrase: &[char]) -> bool {
    phrase.last().is_some_and(|c| "，,；;：:。".contains(*c))
}

fn code_of(named: Named<'_>) -> Option<&str> {
    match named {
        Named::Place(code) | Named::Perhaps(code) => Some(code),
        Named::Whole | Named::Several => None,
    }
}

fn doubted(named: Named<'_>) -> Named<'_> {
    match named {
        Named::Place(code) => Named::Perhaps(code),
        other => other,
    }
}

/// The words of the target's sentence before its number.
fn before_number(plan: &Plan, target: &Target) -> Vec<char> {
    let sentence: Vec<char> = target.sentence.chars().collect();
    let first = target.span.end.saturating_sub(sentence.len());
    let text = plan.text.chars().skip(first);
    let around: Vec<char> = text
        .take(sentence.len() + target.span.end - first)
        .collect();
    let holds = |from: &usize| {
        around
            .get(*from..)
            .is_some_and(|rest| rest.starts_with(&sentence))
    };
    let number = target.span.start.saturating_sub(first);
    match (0..=number).find(holds) {
        Some(from) => around.get(from..number).unwrap_or(&[]).to_vec(),
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(text: &str, expect: Expect) {
        let mut places = Places::default();
        let kinds = ["区", "县", "新区", "县区", "市", "镇"];
        places.add(None, "澜州市", &kinds);
        places.add(Some("D"), "东港新区", &kinds);
        places.add(Some("L"), "澜城区", &kinds);
        places.add(Some("H"), "禾丘县", &kinds);
        places.add(Some("Y"), "云溪镇", &kinds);
        places.add(Some("s"), "云溪小学", &[]);
        let plan = crate::read_text("p", text);
        let mut out = String::new();
        for target in &plan.targets {
            let named = places.named(&plan, target);
            let value = target.value.unwrap_or_default();
            out += &format!("{} {value}: {named:?}\n", target.object);
        }
        expect.assert_eq(&out);
    }

    #[test]
    fn the_place_at_the_head_of_a_phrase_or_in_the_object_counts() {
        check(
            "一、学位\n东港新区新增学位2000个，新建学校3所。\n9月底前东港新区新建小学1所。\n\
             东港大班额比例控制在5%以内，全市控制在8%以内。\n云溪小学新增学位90个。\n\
             全市新增学位100个，其中禾丘县新增学位30个；东港新增学位20个。",
            expect![[r#"
                东港新区学位 2000: Place("D")
                新建学校 3: Place("D")
                东港新区新建小学 1: Place("D")
                东港大班额比例 5: Place("D")
                东港大班额比例 8: Whole
                云溪小学学位 90: Place("s")
                学位 100: Whole
                禾丘县学位 30: Place("H")
                东港学位 20: Place("D")
            "#]],
        );
    }

    #[test]
    fn a_name_in_passing_or_within_another_name_says_nothing() {
        check(
            "一、学位\n以人口流入最多的东港新区为重点，全年新增学位12000个。\n\
             澜城区第一小学新增学位90个。\n云溪中学新增学位60个。\n澜州市新增学位10个。\n\
             新增普通高中学位600个，优先安排给东港新区。",
            expect![[r#"
                学位 12000: Whole
                澜城区第一小学学位 90: Whole
                云溪中学学位 60: Whole
                澜州市学位 10: Whole
                普通高中学位 600: Whole
            "#]],
        );
    }

    #[test]
    fn several_places_or_far_words_wait_for_a_person() {
        check(
            "一、学位\n东港新区、禾丘县各新增学位500个。\n\
             在东港新区开展试点，培育综合高中2所。\n\
             （一）禾丘县\n新增学位80个。\n（二）东港新区的学校\n新增学位70个。",
            expect![[r#"
                东港新区、禾丘县学位 500: Several
                综合高中 2: Perhaps("D")
                学位 80: Place("H")
                学位 70: Perhaps("D")
            "#]],
        );
    }
}
