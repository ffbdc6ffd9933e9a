//! Says of a quantity why it is no target: an ordinal, a name, a slogan, a stock, a threshold, a
//! length of time.

use super::line::Line;
use super::quantity::Quantity;
use super::reach::{self, Left};
use super::standing::{start, statement, stock};
use crate::lex::Kind;
use crate::lexicon::bounds::{Sense, Tail};
use crate::lexicon::units::Kind as UnitKind;
use crate::lexicon::verbs::Class;
use crate::lexicon::{begins, ends, has_any, nouns};

/// Why a quantity is no target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    Unit,
    Ordinal,
    Name,
    Slogan,
    Base,
    Stock,
    Threshold,
    Length,
    Start,
}

/// One reason to refuse.
type Check = fn(&Line<'_>, &Quantity, &Left) -> Option<Refusal>;

/// The reason to refuse, or none if it is a target.
pub(crate) fn refusal(line: &Line<'_>, q: &Quantity, left: &Left) -> Option<Refusal> {
    let checks: [Check; 18] = [
        unit, ordinal, title, quoted, slogan, base, stock, start, which, batch, threshold, weight,
        office, phase, length, property, size, statement,
    ];
    checks
        .iter()
        .find_map(|check| check(line, q, left))
        .or_else(|| loose(line, q, left))
}

fn unit(_: &Line<'_>, q: &Quantity, _: &Left) -> Option<Refusal> {
    (q.kind == UnitKind::Never).then_some(Refusal::Unit)
}

/// 第三批, 前10名, A4, 5+2, 1:20.
fn ordinal(line: &Line<'_>, q: &Quantity, _: &Left) -> Option<Refusal> {
    let joined = |k: Option<&Kind>| matches!(k, Some(Kind::Plus));
    if joined(line.kind(q.end)) || q.first.checked_sub(1).is_some_and(|i| joined(line.kind(i))) {
        return Some(Refusal::Name);
    }
    let before = q.first.checked_sub(1)?;
    match line.kind(before) {
        Some(Kind::Ordinal) => Some(Refusal::Ordinal),
        Some(Kind::Dash) => {
            let two_before = before.checked_sub(1).and_then(|i| line.kind(i));
            matches!(
                two_before,
                Some(Kind::Number(_) | Kind::Plain('A'..='Z' | 'a'..='z'))
            )
            .then_some(Refusal::Name)
        }
        Some(Kind::Plain(c)) if c.is_ascii_alphanumeric() || matches!(c, ':' | '.' | '/' | '#') => {
            Some(Refusal::Name)
        }
        Some(Kind::Plain('前' | '首' | '后' | '双')) => Some(Refusal::Ordinal),
        Some(Kind::Plain('零')) => Some(Refusal::Name),
        _ => None,
    }
}

fn title(line: &Line<'_>, q: &Quantity, _: &Left) -> Option<Refusal> {
    line.inside(q.first).title.then_some(Refusal::Name)
}

/// Inside quotes stand names and slogans, unless places are made (打造“四个中心”) or a period counts.
fn quoted(line: &Line<'_>, q: &Quantity, left: &Left) -> Option<Refusal> {
    let open = line.inside(q.first).quote?;
    if left.per.is_some() && left.each.is_some_and(|at| at > open) {
        return None;
    }
    let close = (q.end..line.tokens.len()).find(|i| line.inside(*i).quote != Some(open))?;
    let within = line.chars(q.end, close);
    let after = line.next(close + 1).and_then(|i| line.kind(i));
    let stands_alone = matches!(after, None | Some(Kind::Comma(_) | Kind::Join));
    let made = left.builds;
    let places = nouns::is_place(within) && q.first == open + 1;
    (!(stands_alone && made && places)).then_some(Refusal::Slogan)
}

/// 一校一品, 三进两联, 四个100%.
fn slogan(line: &Line<'_>, q: &Quantity, left: &Left) -> Option<Refusal> {
    let small = |at: usize| match line.kind(at) {
        Some(Kind::Number(n)) => n.chinese && n.value < 10.0 && n.len == 1 && !n.percent,
        _ => false,
    };
    if q.number.chinese && small(q.first) {
        let holder = matches!(
            q.unit_word,
            "校" | "人"
                | "家"
                | "户"
                | "班"
                | "镇"
                | "部"
                | "本"
                | "天"
                | "日"
                | "周"
                | "月"
                | "年"
                | "课"
                | "点"
                | "面"
                | "级"
                | "组"
                | "队"
                | "路"
                | "片"
        );
        let near_after = holder && [q.end, q.end + 1].into_iter().any(small);
        let near_before = (1..=3).any(|k| {
            q.first
                .checked_sub(k)
                .is_some_and(|i| small(i) && k > 1 && line.phrase(i) == line.phrase(q.first))
        });
        let bridged = line.kind(q.end) == Some(&Kind::Join);
        if (near_after || near_before) && !bridged && left.bound.is_none() && left.per.is_none() {
            return Some(Refusal::Slogan);
        }
    }
    let counted = q.kind == UnitKind::Share
        && line
            .previous(q.first)
            .is_some_and(|i| matches!(line.kind(i), Some(Kind::Unit(u)) if u.word == "个"));
    let counts_rates = q.unit_word == "个"
        && matches!(line.kind(q.end), Some(Kind::Number(_)))
        && matches!(line.kind(q.end + 1), Some(Kind::Unit(u)) if u.kind == UnitKind::Share);
    (counted || counts_rates).then_some(Refusal::Slogan)
}

/// 每12个班, 每百名学生: what a rate is counted on.
fn base(line: &Line<'_>, q: &Quantity, _: &Left) -> Option<Refusal> {
    let before = line.previous(q.first)?;
    let is_each = line.kind(before) == Some(&Kind::Each(None));
    let next = line.plain(q.end);
    let per_head = q.number.bare && matches!(next, '人' | '口');
    (is_each || per_head).then_some(Refusal::Base)
}

/// 不足100人的学校, 超过3个月或金额超过5000元的: a bound that says which; but 超过一半的学校 is a
/// share of them.
fn which(line: &Line<'_>, q: &Quantity, left: &Left) -> Option<Refusal> {
    if left.only_which {
        return Some(Refusal::Threshold);
    }
    let rest = line.chars(q.tail_end, line.phrase_end(q.first));
    let of = begins(rest, "的").is_some() || ends(rest, "的");
    let is_head = |i: usize| matches!(line.kind(i), Some(Kind::Before(_) | Kind::Space));
    let leads = q.kind == UnitKind::Share && (line.phrase_start(q.first)..q.first).all(is_head);
    (left.says_which && of && !leads).then_some(Refusal::Threshold)
}

/// 职教园区一期, 二期工程: the phase of a building.
fn phase(line: &Line<'_>, q: &Quantity, _: &Left) -> Option<Refusal> {
    let named = line
        .previous(q.first)
        .is_some_and(|i| matches!(line.kind(i), Some(Kind::Plain(_))));
    let after = line.chars(q.end, line.phrase_end(q.first));
    let built = ["工程", "项目", "建设"]
        .iter()
        .any(|w| begins(after, w).is_some())
        || nouns::is_place(line.chars(line.phrase_start(q.first), q.first));
    let phase = q.unit_word == "期" && q.number.chinese && named && (q.value < 2.0 || built);
    phase.then_some(Refusal::Ordinal)
}

/// 权重占20%, 过程性评价占20分: how something is reckoned.
fn weight(line: &Line<'_>, q: &Quantity, left: &Left) -> Option<Refusal> {
    let before = line.chars(line.phrase_start(q.first), q.first);
    let reckoned = left.bound.is_none() && has_any(before, &["权重", "分值", "满分"]);
    let marks = q.unit_word == "分" && ends(before, "占");
    let graded = has_any(before, &["优秀", "等次"])
        && has_any(line.chars(0, q.first), &["考核", "考评", "评定"]);
    let share = matches!(q.kind, UnitKind::Share | UnitKind::Measure);
    (reckoned || marks || graded && share).then_some(Refusal::Threshold)
}

/// 3名副局长任副组长: who sits in a working group.
fn office(line: &Line<'_>, q: &Quantity, _: &Left) -> Option<Refusal> {
    let after = line.chars(q.end, line.phrase_end(q.first));
    let person = matches!(q.unit_word, "名" | "位" | "人");
    (person
        && has_any(
            after,
            &["任组长", "任副组长", "为组长", "为副组长", "任成员"],
        ))
    .then_some(Refusal::Name)
}

/// 二本以上, 一本上线: the batches of colleges that examinees reach.
fn batch(line: &Line<'_>, q: &Quantity, _: &Left) -> Option<Refusal> {
    let reached = q.tail == Some(Tail::Least) || "上线达批率院".contains(line.plain(q.tail_end));
    let batch = q.unit_word == "本" && q.number.chinese && q.value <= 3.0;
    (batch && reached).then_some(Refusal::Ordinal)
}

/// 20人以下教学点9个: another number behind the noun counts what this one only describes.
fn counts_others(line: &Line<'_>, q: &Quantity) -> bool {
    let end = line.phrase_end(q.first);
    let said = |i: &usize| matches!(line.kind(*i), Some(Kind::Plain(_) | Kind::Space));
    let stop = (q.tail_end..end).find(|i| !said(i)).unwrap_or(end);
    stop >= q.tail_end + 2
        && line
            .tokens
            .get(stop)
            .is_some_and(crate::lex::Token::is_number)
        && matches!(line.kind(stop + 1), Some(Kind::Unit(u)) if u.kind != UnitKind::Never)
}

/// 50人以上的学校: a threshold that says which, not how many.
fn threshold(line: &Line<'_>, q: &Quantity, left: &Left) -> Option<Refusal> {
    q.tail.filter(|t| matches!(t, Tail::Least | Tail::Most))?;
    let open = line.previous(q.first).and_then(|i| line.kind(i));
    if open == Some(&Kind::Open('（')) && line.kind(q.tail_end) == Some(&Kind::Close('）')) {
        return Some(Refusal::Threshold);
    }
    let says_which = matches!(
        q.unit_word,
        "人" | "名" | "分" | "万元" | "元" | "班" | "平方米" | "亩" | "公里" | "岁"
    );
    let which = line.plain(q.tail_end) == '的';
    if says_which && left.bound.is_none() && counts_others(line, q) {
        return Some(Refusal::Threshold);
    }
    let verb_before = left.verb_is_next && !which;
    if !says_which || left.bound.is_some() || verb_before || left.removes {
        return None;
    }
    let next = line
        .next(q.tail_end)
        .filter(|i| line.phrase(*i) == line.phrase(q.first))?;
    let continues = match line.kind(next) {
        Some(Kind::Plain(c)) => *c != '。',
        Some(Kind::Verb(_) | Kind::Open(_)) => true,
        _ => false,
    };
    continues.then_some(Refusal::Threshold)
}

/// 总投资3亿元的项目: a property of what is spoken of.
fn property(line: &Line<'_>, q: &Quantity, left: &Left) -> Option<Refusal> {
    let of = q.kind == UnitKind::Money && line.plain(q.tail_end) == '的';
    (of && left.each.is_none() && left.bound.is_none()).then_some(Refusal::Threshold)
}

/// 办学规模36个班: how large one school is to be; 规模不得超过15个班 is a rule for all.
fn size(line: &Line<'_>, q: &Quantity, left: &Left) -> Option<Refusal> {
    let counts = matches!(q.kind, UnitKind::Count | UnitKind::Loose);
    let capped = matches!(left.bound, Some(Sense::Least | Sense::Most)) || q.tail.is_some();
    let mut from = line.phrase_start(q.first);
    while let Some(joint) = from.checked_sub(1)
        && line.kind(joint) == Some(&Kind::Join)
    {
        from = line.phrase_start(joint);
    }
    let before = line.chars(from, q.first);
    let at = [
        "办学规模",
        "建设规模",
        "设计规模",
        "规模为",
        "规模达",
        "规模",
    ];
    let sized = at.iter().any(|w| ends(before, w))
        || has_any(before, &["办学规模", "设计规模", "规模为", "规模是"]);
    let places = "学座".contains(line.plain(q.end)) || q.unit_word == "学位";
    let whole = places && left.bound.is_some() || has_any(before, &["全市", "全区", "全县"]);
    (counts && sized && !capped && !whole).then_some(Refusal::Threshold)
}

/// Lengths of time are targets only with a bound, a period or a thing that takes time.
fn length(line: &Line<'_>, q: &Quantity, left: &Left) -> Option<Refusal> {
    if q.kind == UnitKind::Measure && q.unit_word == "米" {
        let next = line.plain(q.end);
        let before = line.chars(line.phrase_start(q.first), q.first);
        if ["周边", "附近", "方圆", "半径", "相距", "周围"]
            .iter()
            .any(|w| ends(before, w))
        {
            return Some(Refusal::Name);
        }
        return matches!(next, '跑' | '赛' | '范' | '折' | '内' | '线' | '深')
            .then_some(Refusal::Name);
    }
    if matches!(q.unit_word, "度" | "摄氏度") && left.bound.is_none() && q.tail.is_none() {
        return Some(Refusal::Name);
    }
    if q.kind != UnitKind::Time || matches!(q.unit_word, "学时" | "个学时" | "课时" | "个课时")
    {
        return None;
    }
    let before = line.chars(line.phrase_start(q.first), q.first);
    if ["为期", "历时", "近", "连续", "过去", "前", "提前", "满"]
        .iter()
        .any(|w| ends(before, w))
    {
        return Some(Refusal::Length);
    }
    let after = line.chars(q.tail_end, line.phrase_end(q.first));
    let takes_time = [
        "时间", "时长", "活动", "锻炼", "运动", "课间", "阅读", "体育", "睡眠",
    ];
    let spoken = has_any(before, &takes_time) || has_any(after, &takes_time);
    let held = left.bound.is_some() || left.per.is_some();
    let done_within =
        q.tail == Some(Tail::Most) && !matches!(q.unit_word, "周" | "个月" | "星期" | "个星期");
    let at_least = q.tail == Some(Tail::Least);
    (!(held || done_within || at_least || spoken)).then_some(Refusal::Length)
}

/// Chinese numerals and loose measure words are slogans unless something holds them to a count.
fn loose(line: &Line<'_>, q: &Quantity, left: &Left) -> Option<Refusal> {
    let held = left.bound.is_some() || left.per.is_some() || left.rises || q.upper.is_some();
    let held =
        held || matches!(q.tail, Some(Tail::Least | Tail::Most)) || q.kind == UnitKind::Points;
    let doing = left
        .verb
        .is_some_and(|v| matches!(v.class, Class::Build | Class::Do | Class::Serve));
    let doing = doing || is_changed(line, q);
    let building = left.verb.is_some_and(|v| v.class == Class::Build) || is_changed(line, q);
    let noun = noun_counted(line, q);
    if is_rule_book(q, &noun, doing) {
        return Some(Refusal::Name);
    }
    let is_abstract = nouns::ABSTRACT
        .iter()
        .any(|w| ends(&noun, w) || begins(&noun, w).is_some());
    let weak_unit =
        matches!(
            q.unit_word,
            "大" | "类" | "级" | "层" | "面" | "点" | "款" | "种" | "批" | "轮"
        ) && !(q.unit_word == "种" && (doing || noun_first(line, q)) && !q.number.chinese);
    if q.number.bare && !q.number.percent {
        let again = (q.end..q.end + 2)
            .any(|i| line.tokens.get(i).is_some_and(crate::lex::Token::is_number));
        let counted = left.bound_is_next || q.number.more || (left.verb_is_next && !is_abstract);
        return (!counted || again).then_some(Refusal::Slogan);
    }
    let rounds = matches!(q.unit_word, "轮" | "批") && doing && noun.is_empty();
    if rounds && q.value >= 2.0 {
        return None;
    }
    if weak_unit && q.unit == q.unit_word && !held {
        return Some(Refusal::Slogan);
    }
    if q.unit_word != q.unit && q.kind == UnitKind::Loose {
        return (!building && !held).then_some(Refusal::Slogan);
    }
    if q.number.percent || !(q.number.chinese && q.value < 10.0) {
        let idle = !doing && !held && q.kind == UnitKind::Loose;
        let work = ends(&noun, "工作") && q.kind == UnitKind::Loose;
        let big = begins(&noun, "方面").is_some() || work;
        let counted = nouns::is_place(&noun) || ends(&noun, "项目") || nouns::is_works(&noun);
        return (big || (idle && is_abstract && !counted)).then_some(Refusal::Slogan);
    }
    if held {
        return (q.kind == UnitKind::Loose && weak_unit && left.bound.is_none())
            .then_some(Refusal::Slogan);
    }
    if is_changed(line, q) && q.value >= 2.0 && matches!(q.unit_word, "个" | "所" | "处" | "间")
    {
        return None;
    }
    small_chinese(
        q,
        left,
        (&noun, is_abstract, doing, building),
        noun_first(line, q),
    )
}

/// The noun behind a number, none where what follows is said of the one before: 示范校15个做好….
fn noun_counted(line: &Line<'_>, q: &Quantity) -> Vec<char> {
    let noun = reach::noun_after(line, q);
    let said_of = noun_first(line, q) && reach::begins_predicate(&noun);
    if said_of { Vec::new() } else { noun }
}

/// Whether a noun stands right before the number: 教材20种.
fn noun_first(line: &Line<'_>, q: &Quantity) -> bool {
    line.previous(q.first).is_some_and(|i| {
        line.phrase(i) == line.phrase(q.first) && matches!(line.kind(i), Some(Kind::Plain(_)))
    })
}

/// 十五条办法, 四件大事: what a rule book or a slogan is called by.
fn is_rule_book(q: &Quantity, noun: &[char], doing: bool) -> bool {
    let starts = |words: &[&str]| words.iter().any(|w| begins(noun, w).is_some());
    q.unit_word == "件" && starts(&["大事", "要事", "难事"])
        || q.unit_word == "条"
            && !doing
            && starts(&[
                "办法", "措施", "规定", "意见", "禁令", "要求", "举措", "规范", "细则", "政策",
                "标准",
            ])
}

/// 把三个教学点的旱厕改成水厕: the verb stands behind what it is done to.
fn is_changed(line: &Line<'_>, q: &Quantity) -> bool {
    let before = line.chars(line.phrase_start(q.first), q.first);
    let after = line.chars(q.end, line.phrase_end(q.first));
    before.iter().any(|c| "把将".contains(*c))
        && has_any(
            after,
            &[
                "改成", "改为", "改造", "改建", "换成", "更换", "升级", "修好", "转为", "建成",
                "拆除",
            ],
        )
}

fn small_chinese(
    q: &Quantity,
    left: &Left,
    context: (&[char], bool, bool, bool),
    noun_first: bool,
) -> Option<Refusal> {
    let (noun, is_abstract, doing, building) = context;
    if matches!(q.kind, UnitKind::Share | UnitKind::Points | UnitKind::Money) {
        return None;
    }
    let solid = matches!(
        q.unit_word,
        "所" | "座"
            | "栋"
            | "幢"
            | "处"
            | "家"
            | "间"
            | "台"
            | "辆"
            | "套"
            | "块"
            | "片"
            | "道"
            | "根"
            | "盏"
            | "张"
            | "副"
            | "架"
            | "扇"
    );
    let said_behind = noun_first && noun.is_empty() && q.value >= 2.0;
    if said_behind && (solid || doing && q.unit_word == "个") {
        return None;
    }
    let event = matches!(
        q.unit_word,
        "次" | "场" | "场次" | "期" | "节" | "堂" | "班次"
    );
    let person = matches!(q.unit_word, "名" | "位" | "人");
    let fits = if q.value < 2.0 {
        (solid && (building || doing && left.verb_is_next) && q.unit_word != "套")
            || (event && doing)
            || (left.each.is_some() && (solid || person))
            || (q.unit_word == "个" && building && nouns::is_place(noun) && left.verb_is_next)
    } else if q.kind == UnitKind::Loose {
        let quoted = left.builds && left.opens_quote;
        ((building || doing) && left.verb_is_next || quoted) && nouns::is_place(noun)
    } else {
        doing || left.each.is_some()
    };
    let named = is_abstract && (!(solid || event) || q.unit_word == "期");
    (!fits || named).then_some(Refusal::Slogan)
}
