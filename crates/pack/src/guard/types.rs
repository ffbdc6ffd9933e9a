//! Types of expressions: that every name is known and everything is compared with its like.

use super::Guard;
use crate::model::{FieldKind, Packs, Register};
use crate::process::Ask;
use crate::sink::{What, what};
use crate::sql::At;
use cel::common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, SelectExpr, operators as op};

/// What an expression comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    Bool,
    Int,
    Real,
    Day,
    Instant,
    /// Text; one of this code list, if it is a code.
    Text(Option<String>),
    /// Texts; of this code list.
    Texts(Option<String>),
    /// Not known, because of a fault told elsewhere.
    Any,
}

impl Type {
    /// Its words in Chinese and English.
    fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::Bool => ("是否", "a condition"),
            Self::Int => ("整数", "a whole number"),
            Self::Real => ("小数", "a number with a fraction"),
            Self::Day => ("日期", "a day"),
            Self::Instant => ("时刻", "an instant"),
            Self::Text(_) => ("文字", "text"),
            Self::Texts(_) => ("文字列表", "a list of texts"),
            Self::Any => ("未知", "unknown"),
        }
    }

    /// Whether a field of this type can take a value of the other.
    pub fn takes(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Any, _) | (_, Self::Any) | (Self::Real, Self::Int) => true,
            (Self::Text(_), Self::Text(_)) | (Self::Texts(_), Self::Texts(_)) => true,
            _ => self == other,
        }
    }

    fn compares(&self, other: &Self) -> bool {
        self.takes(other) || other.takes(self)
    }

    fn is_ordered(&self) -> bool {
        !matches!(self, Self::Bool | Self::Texts(_))
    }
}

/// The type of what stands in a field of this kind.
pub(crate) fn type_of_kind(kind: &FieldKind) -> Type {
    match kind {
        FieldKind::Count | FieldKind::Money | FieldKind::Percent | FieldKind::Time => Type::Int,
        FieldKind::Number => Type::Real,
        FieldKind::Day => Type::Day,
        FieldKind::Instant => Type::Instant,
        FieldKind::YesNo => Type::Bool,
        FieldKind::Code(list) => Type::Text(Some(list.clone())),
        FieldKind::Codes(list) => Type::Texts(Some(list.clone())),
        FieldKind::Files => Type::Texts(None),
        _ => Type::Text(None),
    }
}

/// What names an expression may use.
pub(crate) struct Names<'a> {
    /// The register of the record; none where it could not be read or a pattern has none.
    pub record: Option<&'a Register>,
    /// What the move asks for.
    pub asks: &'a [Ask],
    /// Code lists.
    pub packs: &'a Packs,
}

/// A fault and where in the text it stands.
pub(crate) type GuardFault = (What, At);

impl Guard {
    /// The type and every fault of an expression.
    pub(crate) fn check(&self, names: &Names<'_>) -> (Type, Vec<GuardFault>) {
        let mut checker = Checker {
            text: self.text(),
            names,
            faults: Vec::new(),
        };
        let found = checker.type_of(&self.expr);
        (found, checker.faults)
    }

    /// The fault of an expression that is not of the type wanted.
    pub(crate) fn not_a(&self, want: &Type, found: &Type) -> What {
        let ((zh, en), (found_zh, found_en)) = (want.words(), found.words());
        let text = say!(
            "这里应为{zh}，而不是{found_zh}",
            "this is to be {en}, not {found_en}"
        );
        let quoted = say!(
            "固定的文字写作 \"'文字'\"",
            "a fixed text is written as \"'text'\""
        );
        let help = matches!(want, Type::Text(_)).then_some(quoted);
        what("guard_type", text).help(help)
    }
}

struct Checker<'a, 'n> {
    text: &'a str,
    names: &'a Names<'n>,
    faults: Vec<GuardFault>,
}

impl Checker<'_, '_> {
    fn fault(&mut self, word: &str, fault: What) -> Type {
        let at = place(self.text, word);
        self.faults.push((fault, at));
        Type::Any
    }

    fn type_of(&mut self, expr: &IdedExpr) -> Type {
        match &expr.expr {
            Expr::Literal(literal) => self.literal(literal),
            Expr::Ident(name) => self.ident(name),
            Expr::Select(select) => self.select(select),
            Expr::List(list) => {
                for item in &list.elements {
                    let found = self.type_of(item);
                    if !Type::Text(None).takes(&found) {
                        let text = say!("列表中只能是文字", "a list holds texts only");
                        return self.fault("[", what("guard_type", text));
                    }
                }
                Type::Texts(None)
            }
            Expr::Call(call) => self.call(call),
            _ => {
                let text = say!("这种写法不能用在这里", "this cannot be used here");
                let help = say!(
                    "只用比较、&& || !、+ - * /、in、has()、rule()、day()",
                    "use comparisons, && || !, + - * /, in, has(), rule() and day()"
                );
                self.fault("", what("guard_form", text).help(help))
            }
        }
    }

    fn literal(&mut self, literal: &LiteralValue) -> Type {
        match literal {
            LiteralValue::Boolean(_) => Type::Bool,
            LiteralValue::Int(_) => Type::Int,
            LiteralValue::Double(_) => Type::Real,
            LiteralValue::String(_) => Type::Text(None),
            _ => {
                let text = say!("这里不能用 null 或字节", "null and bytes cannot be used");
                let help = say!("用 has(record.x) 判断是否为空", "ask has(record.x) instead");
                self.fault("null", what("guard_form", text).help(help))
            }
        }
    }

    fn ident(&mut self, name: &str) -> Type {
        match name {
            "today" => Type::Day,
            "now" => Type::Instant,
            "who" => Type::Text(None),
            _ => {
                let text = say!("没有名为“{name}”的值", "there is no value `{name}`");
                let known = ["record", "ask", "today", "now", "who", "rule"];
                let mut fault = what("unknown_value", text).near(name, known);
                let is_field = self.names.record.is_some_and(|it| it.field(name).is_some());
                if is_field {
                    fault = fault.help(say!("写作 record.{name}", "write record.{name}"));
                }
                self.fault(name, fault)
            }
        }
    }

    fn select(&mut self, select: &SelectExpr) -> Type {
        let found = match &select.operand.expr {
            Expr::Ident(of) if of == "record" => self.field(&select.field),
            Expr::Ident(of) if of == "ask" => self.ask(&select.field),
            // Whether there is such a rule is asked by whoever knows the packs' needs.
            Expr::Ident(of) if of == "rule" => Type::Real,
            Expr::Ident(of) if of == "day" => Type::Day,
            Expr::Ident(of) => self.ident(of),
            _ => {
                let text = say!("这里不能再取字段", "nothing can be taken from this");
                self.fault(&select.field, what("guard_form", text))
            }
        };
        if select.test { Type::Bool } else { found }
    }

    fn field(&mut self, name: &str) -> Type {
        let Some(register) = self.names.record else {
            return Type::Any;
        };
        if let Some(field) = register.field(name) {
            if field.computed.is_some() {
                let text = say!(
                    "“{name}”由公式得出，流程中不能用",
                    "`{name}` is computed, which a process does not see"
                );
                return self.fault(name, what("guard_computed", text));
            }
            return type_of_kind(&field.kind);
        }
        let label = &register.name;
        let text = say!(
            "台账“{label}”没有字段“{name}”",
            "the register `{label}` has no field `{name}`"
        );
        let names = register.fields.iter().map(|field| field.name.as_str());
        let fault = what("unknown_field", text).near(name, names);
        self.fault(name, fault)
    }

    fn ask(&mut self, name: &str) -> Type {
        if let Some(ask) = self.names.asks.iter().find(|ask| ask.name == name) {
            return type_of_kind(&ask.kind);
        }
        let text = say!(
            "该动作没有要求“{name}”",
            "the move does not ask for `{name}`"
        );
        let names = self.names.asks.iter().map(|ask| ask.name.as_str());
        let fault = what("unknown_ask", text).near(name, names);
        self.fault(name, fault)
    }

    fn call(&mut self, call: &CallExpr) -> Type {
        let name = call.func_name.as_str();
        if let Some(target) = &call.target {
            let of = self.type_of(target);
            let given: Vec<Type> = call.args.iter().map(|arg| self.type_of(arg)).collect();
            let fits = matches!(name, "startsWith" | "endsWith" | "contains")
                && Type::Text(None).takes(&of)
                && matches!(given.as_slice(), [one] if Type::Text(None).takes(one));
            return if fits {
                Type::Bool
            } else {
                self.unknown_call(name)
            };
        }
        if matches!(name, op::EQUALS | op::NOT_EQUALS | op::IN) {
            self.codes(&call.args);
        }
        let given: Vec<Type> = call.args.iter().map(|arg| self.type_of(arg)).collect();
        match (name, given.as_slice()) {
            (op::LOGICAL_AND | op::LOGICAL_OR, [a, b]) => self.want(&[a, b], &Type::Bool),
            (op::LOGICAL_NOT, [a]) => self.want(&[a], &Type::Bool),
            (op::CONDITIONAL, [condition, a, b]) => {
                self.want(&[condition], &Type::Bool);
                if a.takes(b) {
                    a.clone()
                } else {
                    self.unlike(a, b)
                }
            }
            (op::EQUALS | op::NOT_EQUALS, [a, b]) if a.compares(b) => Type::Bool,
            (op::LESS | op::LESS_EQUALS | op::GREATER | op::GREATER_EQUALS, [a, b])
                if a.compares(b) && a.is_ordered() =>
            {
                Type::Bool
            }
            (op::IN, [a, Type::Texts(_) | Type::Any]) if Type::Text(None).takes(a) => Type::Bool,
            (op::NEGATE, [Type::Int]) => Type::Int,
            (op::NEGATE, [Type::Real]) => Type::Real,
            ("double", [Type::Int | Type::Real | Type::Any]) => Type::Real,
            ("size", [Type::Text(_) | Type::Texts(_) | Type::Any]) => Type::Int,
            (_, [Type::Any, _] | [_, Type::Any]) => Type::Any,
            (_, [a, b]) if sign(name).is_some() => self.sum(name, a, b),
            _ => self.unknown_call(name),
        }
    }

    fn sum(&mut self, name: &str, a: &Type, b: &Type) -> Type {
        match (name, a, b) {
            (op::ADD | op::SUBSTRACT, Type::Day, Type::Int) => Type::Day,
            (op::SUBSTRACT, Type::Day, Type::Day) => Type::Int,
            (
                op::ADD | op::SUBSTRACT | op::MULTIPLY | op::DIVIDE | op::MODULO,
                Type::Int,
                Type::Int,
            ) => Type::Int,
            (op::ADD | op::SUBSTRACT | op::MULTIPLY | op::DIVIDE, Type::Real, Type::Real) => {
                Type::Real
            }
            (op::ADD, Type::Text(_), Type::Text(_)) => Type::Text(None),
            _ => self.unlike(a, b),
        }
    }

    fn want(&mut self, given: &[&Type], want: &Type) -> Type {
        if let Some(found) = given.iter().find(|found| !want.takes(found)) {
            let ((zh, en), (got_zh, got_en)) = (want.words(), found.words());
            let text = say!(
                "这里应为{zh}，而不是{got_zh}",
                "this is to be {en}, not {got_en}"
            );
            self.fault("", what("guard_type", text));
        }
        want.clone()
    }

    fn unlike(&mut self, a: &Type, b: &Type) -> Type {
        let ((a_zh, a_en), (b_zh, b_en)) = (a.words(), b.words());
        let text = say!(
            "{a_zh}与{b_zh}不能这样比较或运算",
            "{a_en} and {b_en} cannot be compared or reckoned together"
        );
        let mixed = matches!((a, b), (Type::Int, Type::Real) | (Type::Real, Type::Int));
        let double = say!("整数写作 double(…)", "write the whole number as double(…)");
        let day = say!(
            "日期写作 day('2026-09-01')",
            "write a day as day('2026-09-01')"
        );
        let has_day = matches!(a, Type::Day) || matches!(b, Type::Day);
        let help = if mixed {
            Some(double)
        } else {
            has_day.then_some(day)
        };
        self.fault("", what("guard_type", text).help(help))
    }

    fn unknown_call(&mut self, name: &str) -> Type {
        let shown = sign(name).unwrap_or(name);
        let text = say!("“{shown}”不能这样用", "`{shown}` cannot be used like this");
        let known = [
            "has",
            "rule",
            "day",
            "size",
            "double",
            "startsWith",
            "endsWith",
            "contains",
        ];
        let fault = match sign(name) {
            Some(_) => what("guard_type", text),
            None => what("guard_form", text).near(shown, known),
        };
        self.fault(shown, fault)
    }

    /// A text that a code is compared with must be a value of its list.
    fn codes(&mut self, args: &[IdedExpr]) {
        let lists = args.iter().find_map(|arg| self.list_of(arg));
        let Some(list) = lists.and_then(|name| self.names.packs.codes.get(&name)) else {
            return;
        };
        let texts = args.iter().flat_map(|arg| match &arg.expr {
            Expr::List(list) => list.elements.iter().collect::<Vec<_>>(),
            _ => vec![arg],
        });
        for text in texts {
            let Expr::Literal(LiteralValue::String(value)) = &text.expr else {
                continue;
            };
            let value = value.inner();
            if !list.codes.iter().any(|code| code.value == value) {
                let fault = unknown_code(&list.name, value);
                let values = list.codes.iter().map(|code| code.value.as_str());
                self.fault(value, fault.near(value, values));
            }
        }
    }

    /// The code list of a field or ask, if it is a code.
    fn list_of(&self, expr: &IdedExpr) -> Option<String> {
        let Expr::Select(select) = &expr.expr else {
            return None;
        };
        let kind = match &select.operand.expr {
            Expr::Ident(of) if of == "record" => &self.names.record?.field(&select.field)?.kind,
            Expr::Ident(of) if of == "ask" => {
                let asks = self.names.asks;
                &asks.iter().find(|ask| ask.name == select.field)?.kind
            }
            _ => return None,
        };
        kind.code_list().map(str::to_owned)
    }
}

/// The fault of a value that a code list does not have.
pub(crate) fn unknown_code(list: &str, value: &str) -> What {
    let text = say!(
        "“{value}”不是代码表“{list}”的值",
        "`{value}` is no value of the code list `{list}`"
    );
    what("unknown_code", text)
}

/// The sign by which an operator is written.
fn sign(name: &str) -> Option<&'static str> {
    Some(match name {
        op::ADD => "+",
        op::SUBSTRACT | op::NEGATE => "-",
        op::MULTIPLY => "*",
        op::DIVIDE => "/",
        op::MODULO => "%",
        op::EQUALS => "==",
        op::NOT_EQUALS => "!=",
        op::LESS => "<",
        op::LESS_EQUALS => "<=",
        op::GREATER => ">",
        op::GREATER_EQUALS => ">=",
        op::IN => "in",
        op::INDEX => "[",
        _ => return None,
    })
}

/// Line (from 0) and character (from 1) at which a word first stands alone in a text; its start
/// where it does not.
fn place(text: &str, word: &str) -> At {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let starts_alone = |start: usize| {
        let before = text.get(..start).and_then(|it| it.chars().next_back());
        let after = text
            .get(start + word.len()..)
            .and_then(|it| it.chars().next());
        !word.starts_with(is_part) || !(before.is_some_and(is_part) || after.is_some_and(is_part))
    };
    let found = text.match_indices(word).map(|(start, _)| start);
    let start = found
        .into_iter()
        .find(|start| starts_alone(*start))
        .unwrap_or(0);
    let before = text.get(..start).unwrap_or_default();
    let line = before.matches('\n').count();
    let within = before.rsplit('\n').next().unwrap_or_default();
    (line, within.chars().count() + 1)
}
