//! The object of a target: the noun phrase its number speaks of, with the scope needed to
//! understand it.

use super::line::Line;
use super::quantity::Quantity;
use super::reach::{self, Left};
use super::region::{Region, left_edge};
use super::trim::clean;
use crate::lex::Kind;
use crate::lexicon::bounds::Sense;
use crate::lexicon::units::Kind as UnitKind;
use crate::lexicon::{begins, ends, nouns, verbs};

/// The parts of an object, kept so that the next in a list can take over what it leaves out.
#[derive(Debug, Default, Clone)]
pub(crate) struct Object {
    /// Whom or where: 西部片区中小学.
    pub topic: String,
    /// A verb that belongs to it: 新建.
    pub verb: String,
    /// The noun itself.
    pub noun: String,
    /// Whether the noun stands behind the number: 3所小学.
    pub number_first: bool,
}

impl Object {
    /// The whole, in reading order.
    pub(crate) fn text(&self) -> String {
        format!("{}{}{}", self.topic, self.verb, self.noun)
    }
}

/// Verbs that turn a count of people into a number of them: 培训人数.
#[rustfmt::skip]
const PEOPLE_VERBS: &[&str] = &[
    "培训", "轮训", "惠及", "覆盖", "服务", "资助", "招聘", "引进", "受益", "招收", "录取", "参与", "集训",
    "公开招聘",
];

/// Builds the object of a quantity; `previous` is that of the quantity before it in the same list.
pub(crate) fn object(
    line: &Line<'_>,
    q: &Quantity,
    left: &Left<'_>,
    previous: Option<(&Quantity, &Object)>,
) -> Object {
    let from = left_edge(line, q, previous);
    let after = clean(&reach::noun_after(line, q));
    let before = Region::read(line, q, from, (left, after.is_empty()));
    let of = line.plain(q.tail_end) == '的' && !after.is_empty() && !measures(&after);
    let said_of = line
        .previous(q.first)
        .is_some_and(|i| line.plain(i) == '的');
    let yields = (said_of || yields(&before.noun)) && names_thing(&after);
    let noun_first = !before.noun.is_empty() && !before.ends_in_verb && !of && !yields;
    let rate = matches!(q.kind, UnitKind::Share | UnitKind::Points);
    let mut out = if rate && before.noun.is_empty() && after.is_empty() {
        previous.map(|p| p.1.clone()).unwrap_or_default()
    } else if rate {
        share(line, q, &before)
    } else if noun_first || after.is_empty() || q.is_ratio {
        let (topic, verb) = (before.topic.clone(), before.verb.clone());
        Object {
            topic,
            verb,
            noun: before.whole(),
            number_first: false,
        }
    } else {
        let (topic, verb) = (before.scope(), before.verb.clone());
        Object {
            topic,
            verb,
            noun: after.iter().collect(),
            number_first: true,
        }
    };
    let apart = |earlier: &Quantity| line.phrase(earlier.first) != line.phrase(q.first);
    let other = previous.is_some_and(|(earlier, _)| apart(earlier) && earlier.unit != q.unit);
    if !left.rises && !other {
        inherit(q, &before, previous, &mut out);
    }
    rank_alone(previous, &mut out);
    people(q, left, previous, &mut out);
    level_only(line, q, &mut out);
    lone_stage(line, q, left, &mut out);
    ratio(q, previous.filter(|_| !other), &mut out);
    each_alone(line, q, previous, &mut out);
    rate_alone(previous, &mut out);
    if out.noun.is_empty() && out.verb.is_empty() {
        out.noun = unit_noun(q, left);
    } else if !out.noun.is_empty() && is_thing(q.unit_word) && !out.noun.ends_with(q.unit_word) {
        out.noun.push_str(q.unit_word);
    }
    if (out.noun.is_empty() || out.noun == "或") && out.verb.is_empty() {
        out.noun = said_before(line, q, previous);
    }
    fall(left, &mut out);
    out
}

/// `保健医按1:150配备`: so many to one, and the noun does not say so.
fn ratio(q: &Quantity, previous: Option<(&Quantity, &Object)>, out: &mut Object) {
    let listed = previous.is_some_and(|(earlier, _)| earlier.is_ratio);
    if q.is_ratio && !listed && !out.noun.is_empty() && !out.noun.contains('比') {
        out.noun.push_str("配比");
    }
}

/// A fall is said in the object, whatever the comparator.
fn fall(left: &Left<'_>, out: &mut Object) {
    let falling = ["下降", "压减", "压降", "减少", "降低"];
    let said = falling.iter().any(|w| out.noun.contains(w));
    if left.falls && left.bound != Some(Sense::Lower) && !said {
        out.noun.push_str("下降");
    }
}

/// A number without a noun speaks of the one before it, or of what the phrase before does.
fn said_before(line: &Line<'_>, q: &Quantity, previous: Option<(&Quantity, &Object)>) -> String {
    if let Some((_, earlier)) = previous {
        let area = matches!(q.unit.as_str(), "平方米" | "亩");
        return format!("{}{}", earlier.noun, if area { "面积" } else { "" });
    }
    let start = line.phrase_start(q.first);
    let in_brackets =
        |i: &usize| line.inside(*i).aside || line.kind(*i) == Some(&Kind::Close('）'));
    let Some(before) = (0..start).rev().find(|i| !in_brackets(i)) else {
        return String::new();
    };
    let start = before + 1;
    let is_verb = |i: &usize| line.tokens.get(*i).is_some_and(|t| t.verb().is_some());
    let from = (line.phrase_start(before)..before).rev().find(is_verb);
    let from = from.map_or(line.phrase_start(before), |i| i + 1);
    let counts = |i: usize| line.tokens.get(i).is_some_and(crate::lex::Token::is_number);
    let words = clean(line.chars(from, start));
    if (2..=16).contains(&words.len()) && !(from..start).any(counts) {
        words.into_iter().collect()
    } else {
        String::new()
    }
}

/// `压减机构，从156家减至20家`: a phrase of levels alone speaks of the noun before it.
fn level_only(line: &Line<'_>, q: &Quantity, out: &mut Object) {
    let start = line.phrase_start(q.first);
    if !out.noun.starts_with(['从', '由']) {
        return;
    }
    let Some(before) = start.checked_sub(1) else {
        return;
    };
    let from = line.phrase_start(before);
    let words = clean(super::region::without_verbs(line, from, start));
    if (2..=24).contains(&words.len()) {
        out.topic.clear();
        out.noun = words.into_iter().collect();
    }
}

/// Words before a number that only say where or of how many: 市区8所优质高中, 全部12所学校.
#[rustfmt::skip]
const WHERE: &[&str] = &[
    "市区", "城区", "县城", "主城区", "中心城区", "农村", "乡镇", "全市", "全区", "全县", "全镇", "全省", "全部",
    "所有", "其余", "剩余", "一共", "先", "局属", "区属", "县属", "市属", "本地", "域内", "辖区", "辖区内",
];

/// Whether the noun before a number leaves its place to the one behind: it says where, or names
/// the single ones of what is counted (城北、石桥2所幼儿园), or ends in 有.
fn yields(noun: &str) -> bool {
    let batch = noun.starts_with('第') && noun.ends_with(['批', '轮', '期']);
    batch || WHERE.contains(&noun) || noun.ends_with('有') || noun.contains('、')
}

/// Whether the words behind a number say only that it is a level: 不低于600元的标准拨付.
fn measures(after: &[char]) -> bool {
    const LEVELS: &[&str] = &[
        "标准", "比例", "水平", "要求", "规格", "额度", "速度", "幅度",
    ];
    LEVELS.iter().any(|w| begins(after, w).is_some())
}

/// Whether the words behind a number name a thing.
fn names_thing(after: &[char]) -> bool {
    after.len() >= 2 && !reach::begins_predicate(after)
}

fn is_thing(unit: &str) -> bool {
    matches!(unit, "学位" | "座位" | "床位" | "托位")
}

/// A share speaks of the rate before it or of those behind it: 80%的学校达到标准.
fn share(line: &Line<'_>, q: &Quantity, before: &Region) -> Object {
    let behind = clean(line.chars(q.tail_end, line.phrase_end(q.first)));
    let after: String = behind.iter().filter(|c| **c != '。').take(20).collect();
    let whole = format!("{}{}{}", before.topic, before.verb, before.whole());
    let noun_of = |noun: String| Object {
        noun,
        ..Object::default()
    };
    if before.noun.is_empty() || !after.is_empty() && is_verb(&before.noun) {
        return noun_of(if after.is_empty() {
            whole
        } else {
            format!("{after}比例")
        });
    }
    let chars: Vec<char> = before.noun.chars().collect();
    if let Some(rate) = whole.strip_suffix('占') {
        let named = rate.ends_with("比例") || rate.ends_with('率') || rate.ends_with("占比");
        return noun_of(if named {
            rate.to_owned()
        } else {
            format!("{whole}比")
        });
    }
    let covers = ends(&chars, "覆盖") || ends(&chars, "惠及");
    noun_of(if covers && !after.is_empty() {
        format!("{whole}{after}比例")
    } else {
        whole
    })
}

/// Whether a word is a verb and nothing else: 完成 in 完成半数校舍加固.
fn is_verb(word: &str) -> bool {
    let chars: Vec<char> = word.chars().collect();
    verbs::parse(&chars).is_some_and(|(len, _)| len == chars.len())
}

/// Takes over verb and topic from the one before: 新建小学3所、初中2所.
fn inherit(
    q: &Quantity,
    before: &Region,
    previous: Option<(&Quantity, &Object)>,
    out: &mut Object,
) {
    let Some((earlier, object)) = previous else {
        return;
    };
    let alike = q.kind == earlier.kind && before.topic.is_empty();
    let bare =
        before.noun.is_empty() && before.acted && q.unit == earlier.unit && !out.number_first;
    if bare && (out.noun.is_empty() || out.noun == out.verb) {
        out.noun.clone_from(&object.noun);
        return;
    }
    let rate = matches!(q.kind, UnitKind::Share | UnitKind::Points);
    if !alike || rate || before.acted || before.ends_in_verb || before.noun.is_empty() {
        return;
    }
    if out.verb.is_empty() {
        out.verb.clone_from(&object.verb);
    }
    if out.topic.is_empty() {
        out.topic.clone_from(&object.topic);
    }
}

/// `评选文明校园30所，其中市级10所`: a rank alone speaks of what was counted before.
fn rank_alone(previous: Option<(&Quantity, &Object)>, out: &mut Object) {
    const RANKS: &[&str] = &["国家级", "省级", "市级", "县级", "区级", "校级"];
    if let Some((_, earlier)) = previous
        && RANKS.contains(&out.noun.as_str())
        && !RANKS.iter().any(|rank| earlier.noun.starts_with(rank))
    {
        out.noun.push_str(&earlier.noun);
    }
}

fn people(q: &Quantity, left: &Left<'_>, previous: Option<(&Quantity, &Object)>, out: &mut Object) {
    if !matches!(q.unit.as_str(), "人" | "名" | "人次") {
        return;
    }
    let word = left.verb.map_or("", |v| v.word);
    if out.noun.ends_with("人数") || out.noun.ends_with("人次") {
        return;
    }
    if PEOPLE_VERBS.contains(&word) && !out.noun.contains(word) {
        if out.noun.is_empty()
            && let Some((_, earlier)) = previous
        {
            out.noun = format!("{}{}", earlier.topic, earlier.noun);
        }
        out.noun = format!("{}{word}人数", out.noun);
    } else if q.unit != "名"
        && ["体验", "服务", "活动", "培训"]
            .iter()
            .any(|w| out.noun.ends_with(w))
    {
        out.noun.push_str("人数");
    }
}

/// `控制起始年级班额，小学不超过45人`: a stage by itself takes its noun from the phrase before.
fn lone_stage(line: &Line<'_>, q: &Quantity, left: &Left<'_>, out: &mut Object) {
    let start = line.phrase_start(q.first);
    if left.bound.is_none() || !out.topic.is_empty() || !nouns::STAGES.contains(&out.noun.as_str())
    {
        return;
    }
    let Some(before) = start.checked_sub(1) else {
        return;
    };
    let from = line.phrase_start(before);
    let counted =
        (from..start).any(|i| line.tokens.get(i).is_some_and(crate::lex::Token::is_number));
    let words = clean(super::region::without_verbs(line, from, start));
    if !counted && words.len() <= 16 {
        out.topic = words.into_iter().collect();
    }
}

/// `配齐心理教师，每校不少于1人`: a scope alone takes its noun from the phrase before.
fn each_alone(
    line: &Line<'_>,
    q: &Quantity,
    previous: Option<(&Quantity, &Object)>,
    out: &mut Object,
) {
    let whole = out.text();
    let alone = out.verb.is_empty() && !out.number_first;
    if !whole.starts_with('每') || whole.chars().count() > EACH_MAX || !alone {
        return;
    }
    let people = matches!(q.unit_word, "人" | "名");
    let staff = previous.filter(|_| people).and_then(|(_, earlier)| {
        let counted = earlier.text();
        let end = nouns::STAFF
            .iter()
            .filter_map(|s| Some(counted.find(s)? + s.len()))
            .min()?;
        counted.get(..end).map(str::to_owned)
    });
    let said = staff.unwrap_or_else(|| phrase_before(line, q));
    out.noun = match said.is_empty() && people {
        true => format!("{whole}人数"),
        false => format!("{whole}{said}"),
    };
    out.topic.clear();
}

/// A longer scope says of what: 每百名学生拥有.
const EACH_MAX: usize = 4;

/// The noun of the phrase before, if it counts nothing itself.
fn phrase_before(line: &Line<'_>, q: &Quantity) -> String {
    let start = line.phrase_start(q.first);
    let Some(before) = start.checked_sub(1) else {
        return String::new();
    };
    let from = line.phrase_start(before);
    let counts = |i: usize| line.tokens.get(i).is_some_and(crate::lex::Token::is_number);
    let words = clean(super::region::without_verbs(line, from, start));
    let fits = (2..=16).contains(&words.len()) && !(from..start).any(counts);
    words.into_iter().filter(|_| fits).collect()
}

/// Rates that by themselves do not say of what.
const BARE_RATES: &[&str] = &[
    "参与率",
    "知晓率",
    "达标率",
    "合格率",
    "建成率",
    "完成率",
    "优良率",
    "开设率",
    "使用率",
];

/// `课后服务覆盖率100%，学生参与率90%以上`: a rate alone speaks of what the rate before it does.
fn rate_alone(previous: Option<(&Quantity, &Object)>, out: &mut Object) {
    let own = out.text();
    let people = ["学生", "教师", "家长", "幼儿"];
    let bare = people.iter().find_map(|p| own.strip_prefix(p));
    let asks = bare.is_some_and(|rate| ["参与率", "知晓率"].contains(&rate));
    if !(asks || BARE_RATES.contains(&own.as_str())) {
        return;
    }
    let Some((_, earlier)) = previous else {
        return;
    };
    let whole = earlier.text();
    let rates = BARE_RATES.iter().chain(&["覆盖率", "普及率", "参加率"]);
    let topic = rates.filter_map(|rate| whole.strip_suffix(rate)).next();
    if let Some(topic) = topic.filter(|topic| topic.chars().count() >= 2) {
        *out = Object {
            topic: topic.to_owned(),
            noun: own,
            ..Object::default()
        };
    }
}

fn unit_noun(q: &Quantity, left: &Left<'_>) -> String {
    let verb = left.verb.map_or("", |v| v.word);
    match (q.unit_word, q.kind) {
        (word @ ("学位" | "座位" | "床位" | "托位" | "课时" | "学时" | "课例" | "案例"), _) => {
            word.to_owned()
        }
        (_, UnitKind::Money) => format!("{verb}资金"),
        ("大", _) => q.unit.clone(),
        _ => verb.to_owned(),
    }
}

/// Puts the stage before a noun too general to stand alone, from the sentence or else the heading.
pub(crate) fn with_stage(object: &mut Object, sentence_so_far: &[char], heading: Option<&str>) {
    let whole: Vec<char> = object.text().chars().collect();
    let bare = object
        .noun
        .trim_start_matches("优质")
        .trim_start_matches("新增");
    if !nouns::NEED_STAGE.contains(&bare) || nouns::stage_in(&whole).is_some() {
        return;
    }
    let near = nouns::STAGES
        .iter()
        .filter(|s| is_spoken_of(sentence_so_far, s))
        .max_by_key(|s| (last(sentence_so_far, s), s.chars().count()));
    if let Some(stage) = near.copied().or(heading) {
        object.topic = format!("{stage}{}", object.topic);
    }
}

/// Characters before a stage that do not make it part of a school's name.
const BEFORE_STAGE: &str =
    "建办设增扩改村镇乡区城县市省校和与及或各对为在将新公民旗州内等年有名所个的";

/// Whether a stage is spoken of as such; 第四小学 and 城东小学分校 name one school.
fn is_spoken_of(said: &[char], stage: &str) -> bool {
    let Some(at) = nouns::stage_at(said, stage) else {
        return false;
    };
    let named = ["小学", "中学", "初中", "高中", "幼儿园"].contains(&stage);
    let before = at.checked_sub(1).and_then(|i| said.get(i));
    let free = before.is_none_or(|c| !c.is_alphanumeric() || BEFORE_STAGE.contains(*c));
    let after = said.get(at + stage.chars().count()..).unwrap_or(&[]);
    let part = ["分校", "校区", "教学楼", "新校"]
        .iter()
        .any(|w| begins(after, w).is_some());
    !named || free && !part
}

fn last(chars: &[char], word: &str) -> usize {
    (0..chars.len())
        .rev()
        .find(|i| chars.get(*i..).is_some_and(|r| begins(r, word).is_some()))
        .map_or(0, |i| i + word.chars().count())
}
