//! Explains what a name of the packs stands for, where it is declared and who uses it.

use std::fmt;

use jixia_terms::{Label, Language};
use serde::Serialize;

use crate::model::{
    CodeList, Confirmation, Field, Indicator, OrgSource, Origin, Packs, Register, RowColumn,
    RuleValue, Story, View,
};
use crate::near::nearest_few;
use crate::role_words::roles_named;
use crate::users::{Used, users_of};

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The name; of a field with its register: `school.stage`.
    pub name: String,
    /// `register`, `field`, `code_list`, `view`, `indicator`, `rule`, `role`, `story` or `pack`.
    pub kind: &'static str,
    /// What it is called, if it has a label.
    pub label: Option<Label>,
    /// What it is, in its pack's words.
    pub doc: Option<Label>,
    /// Where it is declared.
    pub origin: Origin,
    /// What else is to be said, in order: what, and the words.
    pub facts: Vec<(Label, Label)>,
    /// Its fields, codes or values.
    pub parts: Vec<Part>,
    /// Who uses it.
    pub used_by: Vec<Used>,
    /// Other things of the same name and another kind.
    pub others: Vec<Explanation>,
}

/// A field, code or value of what is explained.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// Its name, value or date.
    pub name: String,
    /// What it is called, or the value.
    pub label: Label,
    /// Type, source, marks.
    pub text: Label,
}

/// What a name or Chinese label stands for, if anything of the packs bears it. A field is named
/// with its register: `school.stage`.
pub fn explain(packs: &Packs, name: &str) -> Option<Explanation> {
    let mut found = Vec::new();
    let is = |own: &str, label: &Label| own == name || label.zh == name;
    let registers = packs.registers.values();
    found.extend(
        registers
            .filter(|it| is(&it.name, &it.label))
            .map(|it| register(packs, it)),
    );
    if let Some((owner, own)) = name.split_once('.')
        && let Some(owner) = packs.registers.get(owner)
        && let Some(it) = owner.field(own)
    {
        found.push(field(packs, owner, it));
    }
    let indicators = packs.indicators.values();
    found.extend(
        indicators
            .filter(|it| is(&it.name, &it.label) || it.also.iter().any(|word| word == name))
            .map(|it| indicator(packs, it)),
    );
    found.extend(packs.views.get(name).map(|it| view(packs, it)));
    let rules = packs.rules.values();
    found.extend(
        rules
            .filter(|it| is(&it.name, &it.label))
            .map(|it| rule(packs, it)),
    );
    let codes = packs.codes.values();
    found.extend(
        codes
            .filter(|it| is(&it.name, &it.label))
            .map(|it| code_list(packs, it)),
    );
    found.extend(roles_named(packs, name));
    found.extend(packs.stories.get(name).map(story));
    found.extend(packs.packs.get(name).map(|it| pack(packs, it)));
    let mut found = found.into_iter();
    let mut first = found.next()?;
    first.others = found.collect();
    Some(first)
}

/// Names near to one that stands for nothing, the nearest first.
pub fn names_near(packs: &Packs, name: &str) -> Vec<String> {
    let of = |names: Vec<&'_ str>| names.into_iter().map(str::to_owned).collect::<Vec<_>>();
    let mut names: Vec<String> = Vec::new();
    names.extend(of(packs.registers.keys().map(String::as_str).collect()));
    names.extend(of(packs.indicators.keys().map(String::as_str).collect()));
    names.extend(of(packs.views.keys().map(String::as_str).collect()));
    names.extend(of(packs.rules.keys().map(String::as_str).collect()));
    names.extend(of(packs.codes.keys().map(String::as_str).collect()));
    names.extend(of(packs.roles.keys().map(String::as_str).collect()));
    names.extend(of(packs.stories.keys().map(String::as_str).collect()));
    names.extend(of(packs.packs.keys().map(String::as_str).collect()));
    if name.contains('.') {
        for register in packs.registers.values() {
            let fields = register.fields.iter();
            names.extend(fields.map(|field| format!("{}.{}", register.name, field.name)));
        }
    }
    let labels = packs.registers.values().map(|it| it.label.zh.clone());
    names.extend(labels);
    names.extend(packs.indicators.values().map(|it| it.label.zh.clone()));
    nearest_few(name, names.iter().map(String::as_str))
        .into_iter()
        .map(str::to_owned)
        .collect()
}

pub(crate) fn blank(name: &str, kind: &'static str, origin: &Origin) -> Explanation {
    Explanation {
        name: name.to_owned(),
        kind,
        label: None,
        doc: None,
        origin: origin.clone(),
        facts: Vec::new(),
        parts: Vec::new(),
        used_by: Vec::new(),
        others: Vec::new(),
    }
}

pub(crate) fn fact(facts: &mut Vec<(Label, Label)>, label: Label, text: impl Into<String>) {
    let text = text.into();
    if !text.is_empty() {
        facts.push((label, same(text)));
    }
}

/// Words that are the same in both languages: names, SQL, numbers.
pub(crate) fn same(text: impl Into<String>) -> Label {
    let text = text.into();
    Label::new(text.clone(), text)
}

fn register(packs: &Packs, it: &Register) -> Explanation {
    let mut facts = Vec::new();
    fact(&mut facts, say!("主键", "key"), it.key.join(" / "));
    let owner = match &it.org {
        OrgSource::SelfNode => "self".to_owned(),
        OrgSource::Authority => "none".to_owned(),
        OrgSource::Field(_) => {
            let chain = packs.owner_chain(it);
            let steps = chain
                .iter()
                .map(|step| format!("{}.{}", step.register.name, step.field.name));
            steps.collect::<Vec<_>>().join(" → ")
        }
    };
    fact(&mut facts, say!("归属", "owner"), owner);
    fact(&mut facts, say!("对应需求", "serves"), it.serves.join(" "));
    for check in &it.checks {
        let (zh, en, holds) = (&check.text.zh, &check.text.en, check.holds.trim());
        let words = say!("{holds}（否则：{zh}）", "{holds} (else: {en})");
        facts.push((say!("核对", "check"), words));
    }
    let parts = it.fields.iter().map(|field| Part {
        name: field.name.clone(),
        label: field.label.clone(),
        text: field_text(field),
    });
    Explanation {
        label: Some(it.label.clone()),
        doc: Some(it.doc.clone()),
        facts,
        parts: parts.collect(),
        used_by: users_of(packs, "register", &it.name),
        ..blank(&it.name, "register", &it.origin)
    }
}

fn field_text(field: &Field) -> Label {
    let mut words = vec![field.kind.word().to_owned()];
    if let Some(of) = field.kind.code_list().or(field.kind.target()) {
        words.push(format!("→ {of}"));
    }
    words.extend(field.unit.iter().map(|unit| format!("({unit})")));
    let mut text = same(words.join(" "));
    for (is, zh, en) in [
        (field.required, "必填", "required"),
        (
            field.sealed.is_some(),
            "遮蔽显示（存储未加密）",
            "masked when shown (stored in clear)",
        ),
        (field.computed.is_some(), "公式", "computed"),
    ] {
        if is {
            text = Label::new(format!("{} {zh}", text.zh), format!("{} {en}", text.en));
        }
    }
    text
}

fn field(packs: &Packs, owner: &Register, it: &Field) -> Explanation {
    let mut facts = Vec::new();
    facts.push((say!("类型", "type"), field_text(it)));
    fact(
        &mut facts,
        say!("其他表头", "other headers"),
        it.also.join("、"),
    );
    let or_none = |text: &Option<String>| text.clone().unwrap_or_default();
    fact(&mut facts, say!("格式", "pattern"), or_none(&it.matches));
    fact(&mut facts, say!("公式", "formula"), or_none(&it.computed));
    let bound = |value: &Option<jixia_terms::Value>| {
        let value = value.as_ref();
        let text = value.map(|value| crate::format_value(value, it, packs, true));
        text.unwrap_or_default()
    };
    fact(&mut facts, say!("下限", "least"), bound(&it.min));
    fact(&mut facts, say!("上限", "greatest"), bound(&it.max));
    let list = packs.code_list(it);
    let name = format!("{}.{}", owner.name, it.name);
    Explanation {
        label: Some(it.label.clone()),
        doc: it.doc.clone(),
        facts,
        parts: list.map(codes).unwrap_or_default(),
        used_by: users_of(packs, "field", &name),
        ..blank(&name, "field", &it.origin)
    }
}

fn codes(list: &CodeList) -> Vec<Part> {
    let part = |code: &crate::Code| {
        let year = |year: Option<i16>| year.map(|year| year.to_string()).unwrap_or_default();
        let years = match (code.from, code.until) {
            (None, None) => String::new(),
            (from, until) => format!("{}–{}", year(from), year(until)),
        };
        Part {
            name: code.value.clone(),
            label: code.label.clone(),
            text: same(years),
        }
    };
    list.codes.iter().map(part).collect()
}

fn confirmation(confirmation: Confirmation) -> Label {
    match confirmation {
        Confirmation::Confirmed => say!("已对照原文确认", "confirmed against its text"),
        Confirmation::Unconfirmed => say!("尚未对照原文确认", "not yet confirmed"),
        Confirmation::Own => say!("自定，无标准可对照", "own, no standard to check it against"),
    }
}

fn code_list(packs: &Packs, it: &CodeList) -> Explanation {
    let mut facts = Vec::new();
    if it.confirmation != Confirmation::Own {
        fact(&mut facts, say!("标准", "standard"), it.standard.clone());
    }
    facts.push((say!("确认", "confirmed"), confirmation(it.confirmation)));
    Explanation {
        label: Some(it.label.clone()),
        doc: it.doc.clone(),
        facts,
        parts: codes(it),
        used_by: users_of(packs, "code_list", &it.name),
        ..blank(&it.name, "code_list", &it.origin)
    }
}

fn view(packs: &Packs, it: &View) -> Explanation {
    let mut facts = Vec::new();
    fact(
        &mut facts,
        say!("每行是", "each row is a"),
        it.record.clone().unwrap_or_default(),
    );
    fact(&mut facts, say!("数据", "rows"), it.rows.trim());
    let column = |column: &RowColumn| Part {
        name: column.name.clone(),
        label: column.label.clone(),
        text: same(column.codes.as_deref().unwrap_or_default()),
    };
    Explanation {
        doc: Some(it.doc.clone()),
        facts,
        parts: it.columns.iter().map(column).collect(),
        used_by: users_of(packs, "view", &it.name),
        ..blank(&it.name, "view", &it.origin)
    }
}

fn indicator(packs: &Packs, it: &Indicator) -> Explanation {
    let mut facts = Vec::new();
    fact(&mut facts, say!("又称", "also"), it.also.join("、"));
    fact(&mut facts, say!("单位", "unit"), it.unit.clone());
    let by = |language| {
        let labels: Vec<&str> = it.by.iter().map(|by| by.label.text(language)).collect();
        labels.join(", ")
    };
    if !it.by.is_empty() {
        let words = Label::new(by(Language::Chinese), by(Language::English));
        facts.push((say!("分组", "by"), words));
    }
    fact(
        &mut facts,
        say!("依据", "source"),
        it.source.clone().unwrap_or_default(),
    );
    fact(&mut facts, say!("对应需求", "serves"), it.serves.join(" "));
    fact(
        &mut facts,
        say!("台账", "registers"),
        it.registers.join(" "),
    );
    fact(&mut facts, say!("数据", "rows"), it.rows.trim());
    match (&it.numerator, &it.denominator) {
        (Some(numerator), Some(denominator)) => {
            fact(&mut facts, say!("分子", "numerator"), numerator.trim());
            fact(&mut facts, say!("分母", "denominator"), denominator.trim());
            facts.push((say!("值", "value"), it.quotient_words()));
        }
        _ => fact(&mut facts, say!("值", "value"), it.value.trim()),
    }
    let rules = it.rules.iter().filter_map(|name| packs.rules.get(name));
    Explanation {
        label: Some(it.label.clone()),
        doc: Some(it.doc.clone()),
        facts,
        parts: rules.flat_map(|rule| values(rule, true)).collect(),
        used_by: users_of(packs, "indicator", &it.name),
        ..blank(&it.name, "indicator", &it.origin)
    }
}

/// The values of a rule by date, under its own name or under their dates alone.
fn values(rule: &RuleValue, named: bool) -> Vec<Part> {
    let part = |from: &crate::RuleSource| Part {
        name: if named {
            format!("{} {}", rule.name, from.date)
        } else {
            from.date.to_string()
        },
        label: same(format!("{} {}", from.value, rule.unit)),
        text: {
            let (source, sure) = (&from.source, confirmation(from.confirmation));
            let (zh, en) = (sure.zh, sure.en);
            say!("{source}（{zh}）", "{source} ({en})")
        },
    };
    rule.from.iter().map(part).collect()
}

fn rule(packs: &Packs, it: &RuleValue) -> Explanation {
    let mut facts = Vec::new();
    fact(&mut facts, say!("单位", "unit"), it.unit.clone());
    fact(
        &mut facts,
        say!("核对日期", "checked on"),
        it.checked.to_string(),
    );
    Explanation {
        label: Some(it.label.clone()),
        doc: it.doc.clone(),
        facts,
        parts: values(it, false),
        used_by: users_of(packs, "rule", &it.name),
        ..blank(&it.name, "rule", &it.origin)
    }
}

fn story(it: &Story) -> Explanation {
    let mut facts = Vec::new();
    fact(&mut facts, say!("日期", "day"), it.day.to_string());
    let part = |expect: &crate::StoryExpectation| {
        let by = expect.by.iter().flatten().map(String::as_str);
        let place: Vec<&str> = std::iter::once(&*expect.org).chain(by).collect();
        let value = expect.value.map(|value| value.to_string());
        Part {
            name: expect.indicator.clone(),
            label: same(place.join(" ")),
            text: same(value.unwrap_or("—".to_owned())),
        }
    };
    Explanation {
        doc: Some(same(&it.about)),
        facts,
        parts: it.expect.iter().map(part).collect(),
        ..blank(&it.name, "story", &it.origin)
    }
}

fn pack(packs: &Packs, it: &crate::PackInfo) -> Explanation {
    let mut facts = Vec::new();
    fact(&mut facts, say!("版本", "version"), it.version.clone());
    fact(&mut facts, say!("依赖", "needs"), it.needs.join(" "));
    fact(&mut facts, say!("摘要", "digest"), it.digest.clone());
    let own = |origin: &Origin| origin.pack == it.name;
    let part = |name: &str, label: &Label, kind: &str| Part {
        name: name.to_owned(),
        label: label.clone(),
        text: kind_words(kind),
    };
    let registers = packs.registers.values().filter(|x| own(&x.origin));
    let indicators = packs.indicators.values().filter(|x| own(&x.origin));
    let mut parts: Vec<Part> = registers
        .map(|x| part(&x.name, &x.label, "register"))
        .collect();
    parts.extend(indicators.map(|x| part(&x.name, &x.label, "indicator")));
    Explanation {
        label: Some(it.label.clone()),
        doc: Some(it.doc.clone()),
        facts,
        parts,
        used_by: users_of(packs, "pack", &it.name),
        ..blank(
            &it.name,
            "pack",
            &Origin {
                pack: it.name.clone(),
                ..Origin::default()
            },
        )
    }
}

/// The words for a kind of thing.
fn kind_words(kind: &str) -> Label {
    match kind {
        "register" => say!("台账", "register"),
        "field" => say!("字段", "field"),
        "code_list" => say!("代码表", "code list"),
        "view" => say!("视图", "view"),
        "indicator" => say!("指标", "indicator"),
        "rule" => say!("规则值", "rule value"),
        "role" => say!("角色", "role"),
        "process" => say!("流程", "process"),
        "story" => say!("用例", "story"),
        _ => say!("专题包", "pack"),
    }
}

impl Explanation {
    /// As the terminal shows it.
    pub fn text(&self, language: Language) -> String {
        let colon = match language {
            Language::Chinese => "\u{ff1a}",
            Language::English => ": ",
        };
        let label = self.label.as_ref().map_or("", |label| label.text(language));
        let kind = kind_words(self.kind);
        let mut lines = vec![format!("{} {} {label}", kind.text(language), self.name)];
        if let Some(doc) = &self.doc {
            lines.push(format!("  {}", doc.text(language)));
        }
        if !self.origin.file.is_empty() {
            let (file, line) = (&self.origin.file, self.origin.line);
            let words = say!("声明", "declared in");
            lines.push(format!("  {}{colon}{file}:{line}", words.text(language)));
        }
        for (label, text) in &self.facts {
            let text = text.text(language).replace('\n', "\n    ");
            lines.push(format!("  {}{colon}{text}", label.text(language)));
        }
        for part in &self.parts {
            let (label, text) = (part.label.text(language), part.text.text(language));
            lines.push(format!("  - {}  {label}  {text}", part.name));
        }
        for used in &self.used_by {
            let (kind, names) = (kind_words(used.kind), used.names.join(" "));
            let (zh, en) = (kind.zh, kind.en);
            let words = say!("用于{zh}", "used by {en}");
            lines.push(format!("  {}{colon}{names}", words.text(language)));
        }
        let mut text: String = lines
            .iter()
            .map(|line| format!("{}\n", line.trim_end()))
            .collect();
        for other in &self.others {
            text.push('\n');
            text.push_str(&other.text(language));
        }
        text
    }
}

impl fmt::Display for Explanation {
    /// As the terminal shows it, in Chinese.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::Chinese))
    }
}
