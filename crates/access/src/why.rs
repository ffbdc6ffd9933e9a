//! Why a person may or may not see a row, in words for whoever administers grants.

use jixia_pack::RowScope;
use jixia_terms::Label;

use crate::force::Lapse;
use crate::grant::{Grant, Kind, Place};
use crate::sight::{HeldGrant, Right, RowFacts, Sight, covers};

/// The grounds for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// Whether the person has the right.
    pub has: bool,
    /// Grants that give it; where none does, each grant with what it lacks.
    pub grounds: Vec<Label>,
}

impl Sight {
    /// Why the person has or has not the right to a row.
    pub fn why(&self, register: &str, right: Right, row: &RowFacts<'_>) -> Why {
        if self.is_everything() {
            let words = Label::new(
                "在本机以命令行操作，不受授权限制",
                "the command line needs no grant",
            );
            return Why {
                has: true,
                grounds: vec![words],
            };
        }
        let gives = |held: &&HeldGrant| covers(&self.gives(held, register, right), row);
        let giving: Vec<Label> = self
            .held()
            .iter()
            .filter(gives)
            .map(|held| self.of_grant(&held.grant))
            .collect();
        if !giving.is_empty() {
            return Why {
                has: true,
                grounds: giving,
            };
        }
        let short = self.held().iter().map(|held| {
            let nothing = self.gives(held, register, right) == RowScope::Nothing;
            let lack = if nothing {
                lacks_right(self.register_label(register), right)
            } else {
                Label::new("该记录不在其范围内", "the record is outside its reach")
            };
            self.but(&held.grant, lack)
        });
        let lapsed = self.lapsed().iter();
        let lapsed = lapsed.map(|(grant, lapse)| self.but(grant, lapse.words()));
        let mut grounds: Vec<Label> = short.chain(lapsed).collect();
        if grounds.is_empty() {
            grounds.push(Label::new("没有任何授权", "there is no grant at all"));
        }
        Why {
            has: false,
            grounds,
        }
    }

    fn register_label(&self, register: &str) -> Label {
        let declared = self.packs().registers.get(register);
        declared.map_or_else(|| Label::new(register, register), |it| it.label.clone())
    }

    /// A grant in words: what, where, since when, how it came about.
    fn of_grant(&self, grant: &Grant) -> Label {
        let role = self.packs().roles.get(&grant.role);
        let role = role.map_or_else(
            || Label::new(&*grant.role, &*grant.role),
            |role| role.label.clone(),
        );
        let place = match &grant.place {
            Place::Node(code) => Label::new(code, format!("at {code}")),
            Place::Record { register, key } => {
                let label = self.register_label(register);
                Label::new(
                    format!("{}{key}", label.zh),
                    format!("of {} {key}", label.en),
                )
            }
        };
        let (how_zh, how_en) = match &grant.kind {
            Kind::Own => (String::new(), String::new()),
            Kind::Delegated { by } => (
                format!("，由授权{by}委托"),
                format!(", delegated from grant {by}"),
            ),
            Kind::StandIn { of } => (
                format!("，代授权{of}"),
                format!(", standing in for grant {of}"),
            ),
            Kind::BreakGlass { reason, .. } => (
                format!("，紧急启用：{reason}"),
                format!(", taken in an emergency: {reason}"),
            ),
        };
        let (id, from) = (grant.id, grant.from);
        Label::new(
            format!("授权{id}：{}（{}），自{from}起{how_zh}", role.zh, place.zh),
            format!("grant {id}: {} {}, since {from}{how_en}", role.en, place.en),
        )
    }

    fn but(&self, grant: &Grant, lack: Label) -> Label {
        let grant = self.of_grant(grant);
        Label::new(
            format!("{}；{}", grant.zh, lack.zh),
            format!("{}; {}", grant.en, lack.en),
        )
    }
}

fn lacks_right(register: Label, right: Right) -> Label {
    let (zh, en) = match right {
        Right::Read => ("查看", "read"),
        Right::Write => ("修改", "write"),
        Right::Export => ("导出", "export"),
    };
    Label::new(
        format!("该角色在此不能{zh}“{}”", register.zh),
        format!("held there, the role does not {en} {}", register.en),
    )
}

impl Lapse {
    /// Why the grant gives nothing.
    pub fn words(self) -> Label {
        match self {
            Self::NotYet => Label::new("尚未开始", "it has not begun"),
            Self::Ended => Label::new("已到期", "it has ended"),
            Self::Left => Label::new("本人已离任", "the person has left"),
            Self::UnknownRole => Label::new("没有这一角色", "there is no such role"),
            Self::WrongPlace => {
                Label::new("该角色不能在此任职", "the role is not held at such a place")
            }
            Self::NodeGone => Label::new(
                "该机构当日不存在，或类型不符",
                "its node does not stand on that day, or is of another kind",
            ),
            Self::BaseGone => Label::new(
                "所依据的授权当日无效，或不能转交",
                "the grant on which it rests is not in force, or cannot be passed on",
            ),
            Self::NotAnEmergency => Label::new(
                "不符合紧急启用的条件：须有理由、告知他人、限期，且在本人职责范围内",
                "it is no emergency: it needs a reason, a witness and an end, within one's charge",
            ),
        }
    }
}
