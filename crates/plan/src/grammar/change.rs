//! Whether a number says by how much something is to rise or fall, and since when: 减少20人,
//! 比2024年提高3个百分点; but not 降至3人, which is a level, nor 新增, which counts new things.

use super::line::Line;
use super::quantity::{Quantity, quantities};
use super::reach;
use crate::due::last_day;
use crate::lex::Kind;
use crate::lexicon::bounds::Sense;
use crate::lexicon::units::Kind as UnitKind;
use crate::lexicon::verbs::{Class, Verb};
use crate::lexicon::{begins, ends, has_any, periods};
use crate::model::{Change, Direction, Span};
use crate::text::Text;
use jixia_terms::Day;

/// The change that the number at `found` asks for, if it asks for one.
pub(crate) fn change(
    text: &Text,
    sentence: Span,
    found: Span,
    plan_year: Option<i16>,
) -> Option<Change> {
    let line = Line::new(text, sentence);
    let all = quantities(&line);
    let at = all.iter().position(|q| q.span.overlaps(found))?;
    let q = all.get(at)?;
    let direction = direction(&line, &all, at)?;
    let phrase = || line.phrase_start(q.first)..q.first;
    let yearly = phrase().any(|i| line.kind(i) == Some(&Kind::Each(Some("年"))))
        || has_any(line.chars(phrase().start, q.first), &["逐年"]);
    Some(Change {
        direction,
        since: plan_year.and_then(|year| since(&line, q, year)),
        yearly,
    })
}

/// Words for a rise or fall that stand right before the number and are no bounds elsewhere.
const RISES: &[&str] = &["扩大", "上调", "延长", "增多", "上涨", "增"];
const FALLS: &[&str] = &["下调", "减轻", "缩短", "压降", "回落", "收窄", "下浮", "减"];

/// Words for a rise or fall where an earlier level is named: 比上年多3所.
const RISES_AGAINST: &[&str] = &["多", "高", "高出"];
const FALLS_AGAINST: &[&str] = &["少", "低"];

/// Words that count new things: they rise by what flows in, whatever goes.
const NEW: &[&str] = &[
    "新增",
    "新增加",
    "预增",
    "预增加",
    "预计新增",
    "多提供",
    "增补",
    "增扩",
    "扩增",
    "扩充",
    "扩容",
    "净增",
    "净增加",
];

/// Verbs that leave fewer of what is counted behind.
const FEWER: &[&str] = &[
    "消除",
    "基本消除",
    "化解",
    "压减",
    "压降",
    "清退",
    "撤并",
    "关停",
];

/// How far before the number a word for a fall may stand, in characters.
const REACH_MAX: usize = 14;

fn direction(line: &Line<'_>, all: &[Quantity], at: usize) -> Option<Direction> {
    let q = all.get(at)?;
    let before = at.checked_sub(1).and_then(|i| all.get(i));
    let left = reach::left(line, q, before);
    let start = line.phrase_start(q.first);
    let start = before.map_or(start, |b| b.tail_end.max(start));
    match beside(line, start, q) {
        Beside::By(direction) => return Some(direction),
        Beside::Level => return None,
        Beside::Nothing => {}
    }
    let points = q.kind == UnitKind::Points;
    if left.bound.is_some() && !points || q.upper.is_some() && !points {
        return None;
    }
    let ahead = ahead(line, start, q);
    ahead.or_else(|| {
        let bare = left.verb.is_none() && left.bound.is_none() && q.tail.is_none();
        let listed = before.filter(|b| {
            bare && b.unit == q.unit && line.phrase(q.first) <= line.phrase(b.first) + 1
        });
        listed.and_then(|_| direction(line, all, at - 1))
    })
}

/// What the words right before a number make of it.
enum Beside {
    By(Direction),
    Level,
    Nothing,
}

/// Reads leftwards over bounds and the like to the first word that says more.
fn beside(line: &Line<'_>, start: usize, q: &Quantity) -> Beside {
    let against = (start..q.first).any(|i| line.kind(i) == Some(&Kind::Before(Sense::Against)));
    for at in (start..q.first).rev() {
        let said = line.chars(start, at + 1);
        let is = |words: &[&str]| words.iter().any(|w| ends(said, w));
        match line.kind(at) {
            Some(Kind::Space | Kind::Each(_)) => {}
            Some(Kind::Before(Sense::Rise)) if is(NEW) => return Beside::Nothing,
            Some(Kind::Before(Sense::Rise)) => return Beside::By(Direction::Up),
            Some(Kind::Before(Sense::Fall)) => return Beside::By(Direction::Down),
            Some(Kind::Before(Sense::Least | Sense::Most | Sense::About)) => {}
            Some(Kind::Before(Sense::Against | Sense::From)) => return Beside::Nothing,
            Some(Kind::Before(_)) if is_extent(line, start, at) => {}
            Some(Kind::Before(Sense::Exact)) if !is(&["为", "是", "到", "至", "成"]) => {}
            Some(Kind::Before(_)) => return Beside::Level,
            Some(Kind::Plain('幅' | '度')) if is(&["幅度", "幅"]) => {}
            _ if is(RISES) || against && is(RISES_AGAINST) => return Beside::By(Direction::Up),
            _ if is(FALLS) || against && is(FALLS_AGAINST) => return Beside::By(Direction::Down),
            Some(Kind::Plain('至' | '到' | '达' | '成' | '在')) if at + 1 == q.first => {
                return Beside::Level;
            }
            _ => return Beside::Nothing,
        }
    }
    Beside::Nothing
}

/// `增幅达到5%`: what is reached is the extent of a change.
fn is_extent(line: &Line<'_>, start: usize, bound: usize) -> bool {
    ["幅", "幅度"]
        .iter()
        .any(|w| ends(line.chars(start, bound), w))
}

/// `减少大班额3个`: the word stands before what is counted.
fn ahead(line: &Line<'_>, start: usize, q: &Quantity) -> Option<Direction> {
    for at in (start..q.first).rev() {
        if line.plain(at) == '的' || line.chars(at, q.first).len() > REACH_MAX + 4 {
            return None;
        }
        let said = line.chars(start, at + 1);
        match line.kind(at) {
            Some(Kind::Before(Sense::Fall)) => return Some(Direction::Down),
            Some(Kind::Before(Sense::Rise)) => {
                let rate = q.kind == UnitKind::Share;
                let new = NEW.iter().any(|w| ends(said, w));
                return (!new && !rate).then_some(Direction::Up);
            }
            Some(Kind::Verb(verb)) if is_fewer(verb, q) => return Some(Direction::Down),
            Some(Kind::Verb(verb)) if matches!(verb.class, Class::Build | Class::Do) => {
                return None;
            }
            _ => {}
        }
    }
    None
}

/// `消除大班额3个`, but not `消除56人以上大班额`.
fn is_fewer(verb: &Verb, q: &Quantity) -> bool {
    let counts = matches!(q.kind, UnitKind::Count | UnitKind::Loose) && q.value > 0.0;
    let heads = matches!(q.unit_word, "人" | "名");
    FEWER.contains(&verb.word) && q.tail.is_none() && counts && !heads
}

/// The last day of what a change is measured against, where the sentence names it: 比上年,
/// 较2024年, 较“十三五”末, 同比.
fn since(line: &Line<'_>, q: &Quantity, plan_year: i16) -> Option<Day> {
    const LAST: &[&str] = &["上年", "去年", "上一年", "上学年"];
    let year_end = |year: i16| Day::new(year, 12, 31);
    let part = (0..q.first)
        .rev()
        .find(|i| line.kind(*i) == Some(&Kind::Comma('；')))
        .map_or(0, |i| i + 1);
    let against = (part..q.first)
        .rev()
        .find(|i| line.kind(*i) == Some(&Kind::Before(Sense::Against)))?;
    if ends(line.chars(part, against + 1), "同比") {
        return year_end(plan_year - 1);
    }
    let rest = line.chars(against + 1, q.first);
    if LAST.iter().any(|w| begins(rest, w).is_some()) {
        return year_end(plan_year - 1);
    }
    if begins(rest, "前年").is_some() {
        return year_end(plan_year - 2);
    }
    let period = periods::parse(rest)?;
    let day = last_day(period.when, plan_year)?;
    (day.year() < plan_year).then_some(day)
}

#[cfg(test)]
mod tests {
    use crate::model::Direction::{Down, Up};
    use crate::model::{Change, Direction};
    use crate::read_sentence;

    fn first(sentence: &str) -> Option<Change> {
        let targets = read_sentence(sentence, Some(2026));
        targets
            .first()
            .unwrap_or_else(|| panic!("{sentence}"))
            .change
            .clone()
    }

    #[test]
    fn a_change_is_told_from_a_level() {
        let told: &[(&str, Option<Direction>)] = &[
            ("小规模学校减少2所。", Some(Down)),
            ("减少小规模学校2所。", Some(Down)),
            ("留守儿童减少20人以上。", Some(Down)),
            ("最大班额减少10人。", Some(Down)),
            ("消除大班额3个。", Some(Down)),
            ("大班额比例下降1个百分点。", Some(Down)),
            ("大班额比例下降不少于1个百分点。", Some(Down)),
            ("降低大班额比例1个百分点。", Some(Down)),
            ("寄宿生比例下调3个百分点。", Some(Down)),
            ("大班额比上年少3个。", Some(Down)),
            ("学前三年毛入园率提高1个百分点。", Some(Up)),
            ("毛入园率提升幅度不低于1个百分点。", Some(Up)),
            ("在园幼儿数增幅达到5%。", Some(Up)),
            ("在园幼儿数增长约5%。", Some(Up)),
            ("高中阶段毛入学率增长1.5%。", Some(Up)),
            ("生均教学仪器设备值提高500元。", Some(Up)),
            ("公办园增加3所。", Some(Up)),
            ("骨干教师比例扩大2个百分点。", Some(Up)),
            ("新增学位6000个。", None),
            ("新建小学3所。", None),
            ("大班额比例降至1%。", None),
            ("大班额减少到2个。", None),
            ("大班额比例控制在1%以内。", None),
            ("普惠性幼儿园覆盖率提高到92%。", None),
            ("普惠性幼儿园覆盖率达到92%。", None),
            ("教育经费增长率达到5%。", None),
            ("消除56人以上大班额。", None),
            ("小学生书面作业时间不超过60分钟。", None),
        ];
        for (sentence, wanted) in told {
            let found = first(sentence).map(|change| change.direction);
            assert_eq!(found, *wanted, "{sentence}");
        }
    }

    #[test]
    fn of_two_numbers_each_is_judged_by_its_own_words() {
        let both = |sentence: &str| -> Vec<Option<Direction>> {
            let targets = read_sentence(sentence, Some(2026));
            let found = targets.into_iter();
            found.map(|t| t.change.map(|c| c.direction)).collect()
        };
        assert_eq!(
            both("骨干教师比例提高2个百分点，达到15%。"),
            [Some(Up), None]
        );
        assert_eq!(both("大班额由5个减少到2个，减少3个。")[0], None);
        assert_eq!(
            both("大班额减少3个，超大班额2个。"),
            [Some(Down), Some(Down)]
        );
        assert_eq!(both("大班额减少3个，培训教师200名。"), [Some(Down), None]);
    }

    #[test]
    fn what_it_is_measured_against_is_a_day() {
        let since = |sentence: &str| {
            let day = first(sentence).and_then(|change| change.since);
            day.map(|day| day.to_string())
        };
        let at = |day: &str| Some(day.to_owned());
        assert_eq!(since("大班额减少3个。"), None);
        assert_eq!(since("大班额比上年减少3个。"), at("2025-12-31"));
        assert_eq!(since("大班额同比减少3个。"), at("2025-12-31"));
        assert_eq!(since("大班额比2024年减少3个。"), at("2024-12-31"));
        assert_eq!(
            since("公办园在园幼儿占比比2023年提高3个百分点。"),
            at("2023-12-31")
        );
        assert_eq!(
            since("大班额比例较“十三五”末下降2个百分点。"),
            at("2020-12-31")
        );
    }

    #[test]
    fn a_change_a_year_says_so() {
        assert!(first("近视率每年下降1个百分点。").is_some_and(|change| change.yearly));
        assert!(first("近视率下降1个百分点。").is_some_and(|change| !change.yearly));
    }
}
