//! Questions to the model that others ask: kinds, headers, order, owners.

use jixia_terms::{Label, Language};

use crate::model::{CodeList, Field, FieldKind, Indicator, OrgSource, PackInfo, Packs, Register};

impl FieldKind {
    /// The word of the language of packs for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Count => "count",
            Self::Number => "number",
            Self::Money => "money",
            Self::Percent => "percent",
            Self::Day => "day",
            Self::Time => "time",
            Self::Instant => "instant",
            Self::YesNo => "yes_no",
            Self::Code(_) => "code",
            Self::Codes(_) => "codes",
            Self::Reference(_) => "reference",
            Self::Org => "org",
            Self::Identity => "identity",
            Self::Point => "point",
            Self::Area => "area",
            Self::File => "file",
            Self::Files => "files",
        }
    }

    /// The code list of its values.
    pub fn code_list(&self) -> Option<&str> {
        match self {
            Self::Code(list) | Self::Codes(list) => Some(list),
            _ => None,
        }
    }

    /// The register to which it refers.
    pub fn target(&self) -> Option<&str> {
        match self {
            Self::Reference(to) => Some(to),
            _ => None,
        }
    }

    /// Whether its values are numbers, in the unit in which they are stored.
    pub fn is_numeric(&self) -> bool {
        matches!(
            self,
            Self::Count | Self::Number | Self::Money | Self::Percent | Self::Time
        )
    }
}

impl Field {
    /// The header of its column in exports.
    pub fn header(&self, language: Language) -> &str {
        self.label.text(language)
    }

    /// Whether a header of a file means this field: by label, other header or name, without regard
    /// to blanks at the ends and to the mark of required columns.
    pub fn has_header(&self, header: &str) -> bool {
        let is_mark = |c: char| c.is_whitespace() || matches!(c, '*' | '\u{ff0a}' | '\u{feff}');
        let header = header.trim_matches(is_mark);
        let also = self.also.iter().map(String::as_str);
        [&*self.label.zh, &*self.label.en, &*self.name]
            .into_iter()
            .chain(also)
            .any(|word| word == header)
    }
}

/// One step on the way from a row to the node that owns it.
#[derive(Debug, Clone, Copy)]
pub struct OwnerStep<'p> {
    /// The register whose row is at hand.
    pub register: &'p Register,
    /// Its field that leads on: in the last step it holds the node's code, before that the key of a
    /// row of the next step's register.
    pub field: &'p Field,
}

impl Indicator {
    /// How the value comes about from numerator and denominator, in words.
    pub fn quotient_words(&self) -> Label {
        match self.scale {
            1 => say!("分子 ÷ 分母", "numerator ÷ denominator"),
            scale => say!("分子 ÷ 分母 × {scale}", "numerator ÷ denominator × {scale}"),
        }
    }
}

impl Packs {
    /// The packs, each after those that it needs.
    pub fn in_pack_order(&self) -> Vec<&PackInfo> {
        let mut order: Vec<&PackInfo> = Vec::new();
        // At least one pack is placed in each round, since needs have no ring.
        for _ in 0..self.packs.len() {
            for pack in self.packs.values() {
                let placed = |name: &str| order.iter().any(|done| done.name == name);
                if !placed(&pack.name) && pack.needs.iter().all(|need| placed(need)) {
                    order.push(pack);
                }
            }
        }
        order
    }

    /// The code list of a field's values.
    pub fn code_list(&self, field: &Field) -> Option<&CodeList> {
        self.codes.get(field.kind.code_list()?)
    }

    /// The way from a row of a register to the code of the node that owns it; empty where the
    /// authority as a whole owns it. For `org = "self"` it is one step, the key field.
    pub fn owner_chain<'p>(&'p self, register: &'p Register) -> Vec<OwnerStep<'p>> {
        let mut steps: Vec<OwnerStep<'p>> = Vec::new();
        let mut register = register;
        // No way is longer than there are registers, since owners have no ring.
        while steps.len() <= self.registers.len() {
            let name = match &register.org {
                OrgSource::Authority => return Vec::new(),
                // The reference that led here holds the node's code already.
                OrgSource::SelfNode if !steps.is_empty() => return steps,
                OrgSource::SelfNode => register.key.first(),
                OrgSource::Field(name) => Some(name),
            };
            let Some(field) = name.and_then(|name| register.field(name)) else {
                return Vec::new();
            };
            steps.push(OwnerStep { register, field });
            match field
                .kind
                .target()
                .filter(|_| register.org != OrgSource::SelfNode)
            {
                Some(to) => match self.registers.get(to) {
                    Some(next) => register = next,
                    None => return Vec::new(),
                },
                None => return steps,
            }
        }
        Vec::new()
    }
}
