//! Random authorities: packs of their own, trees that move, grants of every kind, rows.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use jixia_access::{
    Authority, Grant, GrantId, Kind, Leaving, Line, Move, Node, Organisation, Place, Succession,
    Turn,
};
use jixia_pack::{FieldKind, OrgSource, Packs, SourceFile};
use jixia_terms::Day;

use super::Fields;

/// The texts of the packs of these worlds.
pub fn texts() -> Vec<SourceFile> {
    let text = include_str!("packs.txt");
    let parts = text.split("--- ").skip(1);
    let file = |part: &str| {
        let (path, text) = part.split_once('\n').unwrap();
        SourceFile {
            path: path.trim().to_owned(),
            text: text.to_owned(),
        }
    };
    parts.map(file).collect()
}

/// The packs of these worlds.
pub static PACKS: LazyLock<Arc<Packs>> = LazyLock::new(|| {
    Arc::new(Packs::read(&texts()).unwrap_or_else(|faults| {
        panic!(
            "{:#?}",
            faults.iter().map(ToString::to_string).collect::<Vec<_>>()
        )
    }))
});

/// Everything that decides, and the rows it is decided of.
pub struct World {
    pub authority: Authority,
    pub rows: Vec<Row>,
    pub people: Vec<String>,
    pub day: Day,
}

/// One row of a register.
#[derive(Debug, Clone)]
pub struct Row {
    pub register: String,
    pub key: String,
    pub fields: Fields,
}

/// Numbers that follow from a seed.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % sides
    }

    pub fn chance(&mut self, of: u64, times: u64) -> bool {
        self.roll(of) < times
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len() as u64) as usize]
    }

    fn day(&mut self) -> Day {
        first_day().plus_days(self.roll(20) as i32)
    }

    fn maybe_day(&mut self) -> Option<Day> {
        self.chance(5, 1).then(|| self.day())
    }
}

fn first_day() -> Day {
    Day::new(2026, 3, 1).unwrap()
}

const PEOPLE: [&str; 3] = ["甲", "乙", "丙"];

impl World {
    /// The world of this seed.
    pub fn of(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let organisation = organisation(&mut dice);
        let mut rows = Vec::new();
        for node in &organisation.nodes {
            rows.push(unit(node, &organisation));
        }
        add_rows(&mut dice, &organisation, &mut rows);
        let grants = grants(&mut dice, &organisation, &rows);
        let mut leavings = Vec::new();
        if dice.chance(4, 1) {
            leavings.push(Leaving {
                person: (*dice.pick(&PEOPLE)).to_owned(),
                day: dice.day(),
            });
        }
        let day = first_day().plus_days(8 + dice.roll(12) as i32);
        Self {
            authority: Authority {
                packs: Arc::clone(&PACKS),
                organisation,
                grants,
                leavings,
            },
            rows,
            people: PEOPLE.map(str::to_owned).to_vec(),
            day,
        }
    }

    fn find(&self, register: &str, key: &str) -> Option<&Row> {
        self.rows
            .iter()
            .find(|row| row.register == register && row.key == key)
    }

    /// The node that owns a row, known or not.
    pub fn owner(&self, row: &Row) -> Option<String> {
        let register = &self.authority.packs.registers[&row.register];
        match &register.org {
            OrgSource::Authority => None,
            OrgSource::SelfNode => Some(row.key.clone()),
            OrgSource::Field(name) => {
                let value = row.fields.get(name)?;
                match &register.field(name).unwrap().kind {
                    FieldKind::Reference(to)
                        if self.authority.packs.registers[to].org != OrgSource::SelfNode =>
                    {
                        self.owner(self.find(to, value)?)
                    }
                    _ => Some(value.clone()),
                }
            }
        }
    }

    /// The key of the record to which a way of references leads.
    pub fn led_to(&self, row: &Row, way: &[String]) -> Option<String> {
        let Some((step, rest)) = way.split_first() else {
            return Some(row.key.clone());
        };
        let value = row.fields.get(step)?;
        if rest.is_empty() {
            return Some(value.clone());
        }
        let register = &self.authority.packs.registers[&row.register];
        let target = register.field(step)?.kind.target()?;
        self.led_to(self.find(target, value)?, rest)
    }
}

fn organisation(dice: &mut Dice) -> Organisation {
    let number = 3 + dice.roll(7);
    let code = |i: u64| format!("N{i}");
    let kinds = ["top", "area", "site", "club"];
    let nodes: Vec<Node> = (0..number)
        .map(|i| Node {
            code: code(i),
            kind: kinds[if i == 0 { 0 } else { 1 + dice.roll(3) as usize }].to_owned(),
            since: if dice.chance(3, 1) {
                dice.maybe_day()
            } else {
                None
            },
            until: if dice.chance(2, 1) {
                dice.maybe_day()
            } else {
                None
            },
        })
        .collect();
    let mut lines = Vec::new();
    for i in 1..number {
        // Mostly upwards, now and then round in a ring or to nowhere.
        let above = if dice.chance(20, 1) {
            dice.roll(number + 1)
        } else {
            dice.roll(i)
        };
        let dated = dice.chance(8, 1);
        lines.push(Line {
            child: code(i),
            parent: code(above),
            administrative: true,
            since: dated.then(|| dice.day()),
            until: None,
        });
        if dice.chance(4, 1) {
            lines.push(Line {
                child: code(i),
                parent: code(dice.roll(number)),
                administrative: false,
                since: dice.maybe_day(),
                until: dice.maybe_day(),
            });
        }
    }
    let moves = (0..dice.roll(4))
        .map(|_| Move {
            node: code(dice.roll(number)),
            day: dice.day(),
            to: code(dice.roll(number)),
        })
        .collect();
    let successions = (0..dice.roll(4))
        .map(|_| Succession {
            day: dice.day(),
            turn: if dice.chance(2, 1) {
                Turn::Split
            } else {
                Turn::Merge
            },
            old: code(dice.roll(number)),
            new: code(dice.roll(number)),
        })
        .collect();
    Organisation {
        nodes,
        lines,
        moves,
        successions,
    }
}

fn row(register: &str, key: &str, fields: &[(&str, String)]) -> Row {
    let fields = fields.iter().filter(|(_, value)| !value.is_empty());
    Row {
        register: register.to_owned(),
        key: key.to_owned(),
        fields: fields
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
    }
}

fn unit(node: &Node, organisation: &Organisation) -> Row {
    let known = |code: &String| organisation.nodes.iter().any(|node| node.code == *code);
    let line = organisation
        .lines
        .iter()
        .find(|line| line.child == node.code);
    let parent = line.map(|line| line.parent.clone()).filter(known);
    let fields = [
        ("code", node.code.clone()),
        ("name", format!("单位{}", node.code)),
        ("kind", node.kind.clone()),
        ("parent", parent.unwrap_or_default()),
    ];
    row("unit", &node.code, &fields)
}

fn add_rows(dice: &mut Dice, organisation: &Organisation, rows: &mut Vec<Row>) {
    let nodes: Vec<String> = organisation
        .nodes
        .iter()
        .map(|node| node.code.clone())
        .collect();
    let some = |dice: &mut Dice, from: &[String]| {
        if from.is_empty() || dice.chance(8, 1) {
            String::new()
        } else {
            dice.pick(from).clone()
        }
    };
    let teams: Vec<String> = (0..dice.roll(5)).map(|i| format!("T{i}")).collect();
    for team in &teams {
        let fields = [
            ("code", team.clone()),
            ("unit", some(dice, &nodes)),
            ("lead", format!("组长{}", dice.roll(3))),
            ("mood", format!("M{}", dice.roll(3))),
        ];
        rows.push(row("team", team, &fields));
    }
    let members: Vec<String> = (0..dice.roll(7)).map(|i| format!("P{i}")).collect();
    for member in &members {
        let fields = [
            ("number", member.clone()),
            ("name", format!("成员{}", dice.roll(3))),
            ("team", some(dice, &teams)),
            ("identity", format!("I{member}")),
            (
                "illness",
                if dice.chance(2, 1) {
                    "哮喘".to_owned()
                } else {
                    String::new()
                },
            ),
            ("rank", dice.roll(3).to_string()),
        ];
        rows.push(row("member", member, &fields));
    }
    for i in 0..dice.roll(5) {
        let (member, unit) = (some(dice, &members), some(dice, &nodes));
        let (from, to) = (some(dice, &teams), some(dice, &teams));
        if !member.is_empty() {
            let key = format!("{member}/{i}");
            let fields = [
                ("member", member),
                ("number", i.to_string()),
                ("unit", unit.clone()),
                ("place", format!("L{}", dice.roll(2))),
            ];
            rows.push(row("visit", &key, &fields));
        }
        let fields = [
            ("code", format!("S{i}")),
            ("unit", unit),
            ("from_team", from),
            ("to_team", to),
        ];
        rows.push(row("swap", &format!("S{i}"), &fields));
    }
    for i in 0..dice.roll(2) {
        rows.push(row("year", &format!("Y{i}"), &[("code", format!("Y{i}"))]));
    }
}

const PURPOSES: [&str; 5] = ["office", "contact", "care", "rescue", "own"];

fn grants(dice: &mut Dice, organisation: &Organisation, rows: &[Row]) -> Vec<Grant> {
    let mut grants: Vec<Grant> = Vec::new();
    let roles: Vec<&String> = PACKS.roles.keys().collect();
    for id in 0..4 + dice.roll(7) {
        let mut role = (*dice.pick(&roles)).clone();
        let mut place = place_of(dice, &role, organisation, rows);
        let from = if dice.chance(3, 2) {
            first_day()
        } else {
            dice.day()
        };
        let mut until = if dice.chance(6, 1) {
            Some(dice.day())
        } else {
            None
        };
        let kind = match dice.roll(8) {
            0 | 1 if !grants.is_empty() => {
                let base = dice.pick(&grants).clone();
                if dice.chance(6, 5) {
                    role = base.role.clone();
                    place = match dice.roll(3) {
                        0 => place_of(dice, &role, organisation, rows),
                        _ => base.place.clone(),
                    };
                }
                if dice.chance(2, 1) {
                    Kind::Delegated { by: base.id }
                } else {
                    Kind::StandIn { of: base.id }
                }
            }
            2 => {
                if dice.chance(4, 3) {
                    role = "rescuer".to_owned();
                    place = place_of(dice, &role, organisation, rows);
                    until = Some(from.plus_days(dice.roll(4) as i32));
                }
                Kind::BreakGlass {
                    reason: if dice.chance(6, 5) {
                        "失联".to_owned()
                    } else {
                        " ".to_owned()
                    },
                    informed: (*dice.pick(&PEOPLE)).to_owned(),
                }
            }
            _ => Kind::Own,
        };
        let purposes: BTreeSet<String> = PURPOSES
            .iter()
            .filter(|_| dice.chance(3, 2))
            .map(|purpose| (*purpose).to_owned())
            .collect();
        grants.push(Grant {
            id: GrantId(id as i64),
            person: (*dice.pick(&PEOPLE)).to_owned(),
            role,
            place,
            from,
            until,
            purposes,
            kind,
        });
    }
    grants
}

fn place_of(dice: &mut Dice, role: &str, organisation: &Organisation, rows: &[Row]) -> Place {
    let of = match role {
        "tutor" => Some("team"),
        "kin" => Some("member"),
        _ => None,
    };
    let keys: Vec<&Row> = rows
        .iter()
        .filter(|row| Some(row.register.as_str()) == of)
        .collect();
    if let (Some(of), false) = (of, keys.is_empty() || dice.chance(20, 1)) {
        return Place::Record {
            register: of.to_owned(),
            key: dice.pick(&keys).key.clone(),
        };
    }
    Place::Node(dice.pick(&organisation.nodes).code.clone())
}
