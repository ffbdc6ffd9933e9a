//! Whether a condition names what there is and compares like with like.

use super::{Expr, Named, parse};
use crate::model::{Field, FieldKind, Packs, Register};
use crate::sink::{Sink, What, what};
use crate::sql::At;

/// What a part of a condition is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Text,
    Number,
    Money,
    Percent,
    Time,
    Day,
    Instant,
    YesNo,
}

impl Type {
    fn of(kind: &FieldKind) -> Self {
        match kind {
            FieldKind::Count | FieldKind::Number => Self::Number,
            FieldKind::Money => Self::Money,
            FieldKind::Percent => Self::Percent,
            FieldKind::Time => Self::Time,
            FieldKind::Day => Self::Day,
            FieldKind::Instant => Self::Instant,
            FieldKind::YesNo => Self::YesNo,
            _ => Self::Text,
        }
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Text => ("文字", "a text"),
            Self::Number => ("数", "a number"),
            Self::Money => ("金额", "an amount"),
            Self::Percent => ("百分数", "a share"),
            Self::Time => ("时刻", "a time of day"),
            Self::Day => ("日期", "a day"),
            Self::Instant => ("时间", "an instant"),
            Self::YesNo => ("是否", "yes or no"),
        }
    }
}

/// All that is wrong with the condition of a check, each with its place in the text.
/// What follows from a field that is itself faulty is none of them.
pub(crate) fn faults(
    holds: &str,
    register: &Register,
    packs: &Packs,
    sink: &Sink,
) -> Vec<(What, At)> {
    let condition = match parse::condition(holds) {
        Ok(condition) => condition,
        Err(misread) => return vec![*misread],
    };
    let mut names = Names {
        register,
        packs,
        sink,
        faults: Vec::new(),
        any: false,
    };
    let found = names.type_of(&condition);
    if let Some(found) = found.filter(|found| *found != Type::YesNo) {
        let (zh, en) = found.words();
        let text = say!(
            "条件的结果是{zh}，应为是否",
            "the condition comes to {en}, not to yes or no"
        );
        let help = say!(
            "写作比较，例如 closed >= opened",
            "write a comparison, such as closed >= opened"
        );
        names
            .faults
            .push((what("check_types", text).help(help), (0, 1)));
    }
    if !names.any && names.faults.is_empty() {
        let text = say!(
            "条件没有提到任何字段",
            "the condition names no field of the record"
        );
        names.faults.push((what("bad_check", text), (0, 1)));
    }
    names.faults
}

struct Names<'p> {
    register: &'p Register,
    packs: &'p Packs,
    sink: &'p Sink,
    faults: Vec<(What, At)>,
    /// Whether any field is named.
    any: bool,
}

impl<'p> Names<'p> {
    /// The type of a part; none where that follows from a fault already told.
    fn type_of(&mut self, expr: &Expr<Named>) -> Option<Type> {
        match expr {
            Expr::Any(list) | Expr::All(list) => {
                for one in list {
                    self.is_yes_no(one);
                }
                Some(Type::YesNo)
            }
            Expr::Not(one) => {
                self.is_yes_no(one);
                Some(Type::YesNo)
            }
            Expr::IsNull(one) => {
                self.type_of(one);
                Some(Type::YesNo)
            }
            Expr::Compare(both) => {
                self.alike(&both.left, &both.right, both.at);
                Some(Type::YesNo)
            }
            Expr::In(one, list, at) => {
                for item in list {
                    self.alike(one, item, *at);
                }
                Some(Type::YesNo)
            }
            Expr::Column(column) => self.field(column).map(|field| Type::of(&field.kind)),
            Expr::Text(..) => Some(Type::Text),
            Expr::Number(_) => Some(Type::Number),
            Expr::Day(_) => Some(Type::Day),
            Expr::Part(one, ..) => {
                self.is_text(one, "substr");
                Some(Type::Text)
            }
            Expr::DayOf(one) => {
                self.is_text(one, "day");
                Some(Type::Day)
            }
        }
    }

    fn is_yes_no(&mut self, one: &Expr<Named>) {
        if let Some(found) = self.type_of(one)
            && found != Type::YesNo
        {
            let (zh, en) = found.words();
            let text = say!(
                "and、or、not 连接的应为比较，这里是{zh}",
                "and, or and not join comparisons, not {en}"
            );
            self.faults.push((what("check_types", text), place(one)));
        }
    }

    fn is_text(&mut self, one: &Expr<Named>, function: &str) {
        if let Some(found) = self.type_of(one)
            && found != Type::Text
        {
            let (zh, en) = found.words();
            let text = say!(
                "{function}(…) 的内容应为文字，这里是{zh}",
                "{function}(…) takes a text, not {en}"
            );
            self.faults.push((what("check_types", text), place(one)));
        }
    }

    fn alike(&mut self, left: &Expr<Named>, right: &Expr<Named>, at: At) {
        let (Some(a), Some(b)) = (self.type_of(left), self.type_of(right)) else {
            return;
        };
        if a != b {
            let ((a_zh, a_en), (b_zh, b_en)) = (a.words(), b.words());
            let text = say!(
                "不能把{a_zh}与{b_zh}相比",
                "cannot compare {a_en} with {b_en}"
            );
            let has = |one| a == one || b == one;
            let help = if has(Type::Day) && has(Type::Text) {
                Some(say!(
                    "固定的日期写作 date '2026-09-01'，八位数字写作 day(…)",
                    "write a fixed day as date '2026-09-01', eight digits as day(…)"
                ))
            } else {
                has(Type::Number).then(|| {
                    say!(
                        "固定的上下限写在字段的 min 和 max 中",
                        "fixed bounds are the `min` and `max` of the field"
                    )
                })
            };
            self.faults.push((what("check_types", text).help(help), at));
        }
        for (column, value) in [(left, right), (right, left)] {
            if let (Expr::Column(column), Expr::Text(text, at)) = (column, value) {
                self.is_code(column, text, *at);
            }
        }
    }

    /// A fixed text that a code is compared with is one of its codes.
    fn is_code(&mut self, column: &Named, text: &str, at: At) {
        let list = self
            .target(column)
            .and_then(|(_, field)| match &field.kind {
                FieldKind::Code(list) => self.packs.codes.get(list),
                _ => None,
            });
        let Some(list) = list.filter(|list| list.codes.iter().all(|code| code.value != text))
        else {
            return;
        };
        let name = &list.name;
        let fault = say!(
            "代码表“{name}”没有值“{text}”",
            "the code list `{name}` has no value `{text}`"
        );
        let values: Vec<&str> = list.codes.iter().map(|code| &*code.value).collect();
        let fault = what("unknown_code", fault).near_or_list(text, &values);
        self.faults.push((fault, at));
    }

    /// The register and the field that a column is, if they are there.
    fn target(&self, column: &Named) -> Option<(&'p Register, &'p Field)> {
        let own = self.register.field(&column.field)?;
        let Some(of) = &column.of else {
            return Some((self.register, own));
        };
        let to = self.packs.registers.get(own.kind.target()?)?;
        Some((to, to.field(of)?))
    }

    fn field(&mut self, column: &Named) -> Option<&'p Field> {
        self.any = true;
        let name = &column.field;
        if self.is_broken(self.register, name) {
            return None;
        }
        let Some(own) = self.register.field(name) else {
            self.unknown(self.register, name, column.at);
            return None;
        };
        if let Some(of) = &column.of {
            let Some(to) = own.kind.target() else {
                let text = say!(
                    "字段“{name}”不引用别的台账，不能写“{name}.{of}”",
                    "the field `{name}` refers to no register, so there is no `{name}.{of}`"
                );
                self.faults.push((what("check_reference", text), column.at));
                return None;
            };
            if to == self.register.name {
                let text = say!(
                    "“{name}”引用的是本台账，条件只能查看别的台账",
                    "`{name}` refers to this register itself; a condition looks into others only"
                );
                self.faults.push((what("check_reference", text), column.at));
                return None;
            }
            // That there is no such register is told of the field itself.
            let to = self.packs.registers.get(to)?;
            if self.is_broken(to, of) {
                return None;
            }
            if to.field(of).is_none() {
                self.unknown(to, of, column.at);
                return None;
            }
        }
        let (_, field) = self.target(column)?;
        if field.computed.is_some() {
            let name = &field.name;
            let text = say!(
                "字段“{name}”由公式得出，条件只用存储的字段",
                "the field `{name}` is computed; a condition uses stored fields only"
            );
            self.faults
                .push((what("check_of_computed", text), column.at));
            return None;
        }
        Some(field)
    }

    fn is_broken(&self, register: &Register, field: &str) -> bool {
        let path = format!("field.{field}");
        self.sink.is_broken(&register.origin.file, &path)
    }

    fn unknown(&mut self, register: &Register, name: &str, at: At) {
        let label = &register.name;
        let text = say!(
            "台账“{label}”没有字段“{name}”",
            "the register `{label}` has no field `{name}`"
        );
        let names = register.fields.iter().map(|field| field.name.as_str());
        self.faults
            .push((what("unknown_field", text).near(name, names), at));
    }
}

/// Where a part begins, as far as it is known.
fn place(expr: &Expr<Named>) -> At {
    match expr {
        Expr::Column(column) => column.at,
        Expr::Text(_, at) | Expr::In(_, _, at) => *at,
        Expr::Compare(both) => both.at,
        Expr::Part(one, ..) | Expr::DayOf(one) | Expr::Not(one) | Expr::IsNull(one) => place(one),
        Expr::Any(list) | Expr::All(list) => list.first().map_or((0, 1), place),
        Expr::Number(_) | Expr::Day(_) => (0, 1),
    }
}
