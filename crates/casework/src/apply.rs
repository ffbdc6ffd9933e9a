//! A move: what is checked, in which order, and what it gives.
//!
//! Order of checks: version of the process, version of the case, time, the table of moves, who,
//! never the same person twice, what is asked for, the guard. The first that fails is told.

use std::collections::BTreeMap;

use jixia_pack::{Ask, FieldKind, Guard, Move, OPENER, Person, TIME};
use jixia_terms::{Instant, Label, Value, say};

use crate::case::{Case, Event, Kept, Procedure, Row, Started, Written};
use crate::deadline::Late;
use crate::refusal::Refusal;

/// Who moves a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor<'o> {
    /// A person, by sign-in name.
    Person(&'o str),
    /// A limit that has passed.
    Time,
}

/// Who may be whom: asked of whoever keeps the grants.
pub trait Entitled {
    /// Whether someone holds a role of this person: at the node in the record's field `person.at`,
    /// or at the record's owner.
    fn may_be(&self, who: &str, person: &Person, record: &Row) -> bool;

    /// Whether someone stands in for another today.
    fn stands_in(&self, _who: &str, _for_whom: &str) -> bool {
        false
    }
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub struct Order<'o> {
    /// The act.
    pub act: &'o str,
    /// Who.
    pub who: Actor<'o>,
    /// When.
    pub at: Instant,
    /// The version of the case that they saw; 0 opens it.
    pub seen: u64,
    /// What they give.
    pub gives: Row,
}

/// What a move does: to be kept as a whole or not at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The case after it.
    pub case: Case,
    /// What is appended to its way.
    pub event: Event,
    /// Cases that it starts.
    pub starts: Vec<Started>,
    /// Records of other registers that it writes.
    pub writes: Vec<Written>,
}

/// A move that someone may make, and why not right now, if so.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer<'p> {
    /// The move, with its label, effect and what it asks for.
    pub one: &'p Move,
    /// Why it would be refused now, whatever is given.
    pub refusal: Option<Refusal>,
}

/// As whom someone acts.
struct Standing {
    person: String,
    for_whom: Option<String>,
}

impl<'p> Procedure<'p> {
    /// Opens a case over a record by one of the moves that open one.
    pub fn open(
        self,
        id: &str,
        order: &Order<'_>,
        record: &Row,
        entitled: &dyn Entitled,
    ) -> Result<Step, Refusal> {
        let one = self.process.openings().find(|one| one.act == order.act);
        let one = one.ok_or_else(|| Refusal::no_opening(order.act))?;
        let blank = Case::of(Kept {
            id: id.to_owned(),
            process: self.process.name.clone(),
            digest: self.process.digest.clone(),
            state: one.to.clone().unwrap_or_default(),
            version: 0,
            opened: order.at,
            entered: order.at,
            moved: order.at,
            opener: match order.who {
                Actor::Person(who) => Some(who.to_owned()),
                Actor::Time => None,
            },
            people: BTreeMap::new(),
            did: BTreeMap::new(),
        });
        if order.seen != 0 {
            return Err(Refusal::moved_on(&self.label_of(blank.state())));
        }
        self.make((&blank, None), one, order, (record, entitled))
    }

    /// Moves a case, or says why not.
    pub fn apply(
        self,
        case: &Case,
        order: &Order<'_>,
        record: &Row,
        entitled: &dyn Entitled,
    ) -> Result<Step, Refusal> {
        if case.kept().digest != self.process.digest {
            return Err(Refusal::other_version(&self.process.label));
        }
        if case.version() != order.seen {
            return Err(Refusal::moved_on(&self.label_of(case.state())));
        }
        if order.at < case.kept().moved {
            return Err(Refusal::too_early(case.kept().moved));
        }
        let mut open = self.process.moves_from(case.state());
        let Some(one) = open.find(|one| one.act == order.act) else {
            let open: Vec<&Label> = self
                .process
                .moves_from(case.state())
                .map(|it| &it.label)
                .collect();
            let state = self.label_of(case.state());
            let act = self.process.find_move(order.act);
            let act = act.map_or_else(|| Label::new(order.act, order.act), |it| it.label.clone());
            return Err(Refusal::no_such_move(&act, &state, &open));
        };
        let late = self.late(case, record, order.at);
        self.make((case, late), one, order, (record, entitled))
    }

    /// The moves from the state of a case that someone is entitled to, in the order of the table.
    pub fn offers(
        self,
        case: &Case,
        (who, at): (&str, Instant),
        record: &Row,
        entitled: &dyn Entitled,
    ) -> Vec<Offer<'p>> {
        let process: &'p jixia_pack::Process = self.process;
        let state = case.state().to_owned();
        let moves = process.moves.iter();
        let moves = moves.filter(|one| one.from.contains(&state));
        let mut offers = Vec::new();
        for one in moves {
            let Ok(standing) = self.standing(case, one, who, (record, entitled)) else {
                continue;
            };
            let early = one.guard.as_ref().filter(|guard| !guard.looks_at_asks());
            let refusal = self
                .other_than(case, one, who, &standing)
                .and_then(|()| self.guard(one, early, (record, &Row::new()), (who, at)));
            offers.push(Offer {
                one,
                refusal: refusal.err(),
            });
        }
        offers
    }

    /// The order that time gives, if the limit of a case has passed and the process says what then.
    pub fn by_default(self, case: &Case, record: &Row, at: Instant) -> Option<(String, Instant)> {
        let deadline = self.deadline(case, record)?;
        let then = deadline.then?;
        (at > deadline.due).then_some((then, deadline.due.max(case.kept().moved)))
    }

    fn make(
        self,
        (case, late): (&Case, Option<Late>),
        one: &Move,
        order: &Order<'_>,
        (record, entitled): (&Row, &dyn Entitled),
    ) -> Result<Step, Refusal> {
        let standing = match order.who {
            Actor::Person(who) => {
                let standing = self.standing(case, one, who, (record, entitled))?;
                self.other_than(case, one, who, &standing)?;
                standing
            }
            Actor::Time => {
                self.must_be_due(case, one, record, order.at)?;
                Standing {
                    person: TIME.to_owned(),
                    for_whom: None,
                }
            }
        };
        let gives = self.given(one, &order.gives)?;
        self.named(one, &gives, (record, entitled))?;
        let who = match order.who {
            Actor::Person(who) => who,
            Actor::Time => TIME,
        };
        self.guard(one, one.guard.as_ref(), (record, &gives), (who, order.at))?;
        Ok(self.done((case, late), one, (order, &gives), (record, standing)))
    }

    fn must_be_due(
        self,
        case: &Case,
        one: &Move,
        record: &Row,
        at: Instant,
    ) -> Result<(), Refusal> {
        let deadline = self.deadline(case, record).filter(|_| case.version() > 0);
        let is_due = deadline.is_some_and(|deadline| {
            deadline.then.as_deref() == Some(&one.act) && at >= deadline.due
        });
        let may = one.by.iter().any(|by| by == TIME);
        if is_due && may {
            Ok(())
        } else {
            Err(Refusal::not_due(&one.label))
        }
    }

    /// As which person of the process someone may make a move: as one whom a move named, as whom
    /// they stand in for, or by their role where nobody was named.
    fn standing(
        self,
        case: &Case,
        one: &Move,
        who: &str,
        (record, entitled): (&Row, &dyn Entitled),
    ) -> Result<Standing, Refusal> {
        for by in &one.by {
            let named = match by.as_str() {
                OPENER => case.kept().opener.as_deref(),
                name => case.named(name),
            };
            let standing = |for_whom: Option<&str>| Standing {
                person: by.clone(),
                for_whom: for_whom.map(str::to_owned),
            };
            let person = self.process.person(by);
            let holds = |who: &str| person.is_some_and(|it| entitled.may_be(who, it, record));
            // Whoever was named and has since lost the role moves nothing any more.
            let open = person.is_none_or(|it| it.roles.is_empty());
            match named {
                Some(named) if !open && !holds(named) => {}
                Some(named) if named == who => return Ok(standing(None)),
                Some(named) if entitled.stands_in(who, named) => return Ok(standing(Some(named))),
                None if holds(who) => return Ok(standing(None)),
                _ => {}
            }
        }
        let people: Vec<Label> = one.by.iter().map(|by| self.person_label(by)).collect();
        Err(Refusal::not_entitled(&one.label, &people))
    }

    pub(crate) fn person_label(self, name: &str) -> Label {
        match (name, self.process.person(name)) {
            (_, Some(person)) => person.label.clone(),
            (OPENER, _) => say!("提出人", "who opened it"),
            (TIME, _) => say!("到期自动", "time"),
            _ => Label::new(name, name),
        }
    }

    fn other_than(
        self,
        case: &Case,
        one: &Move,
        who: &str,
        as_whom: &Standing,
    ) -> Result<(), Refusal> {
        let me = |did: &String| did == who || Some(did) == as_whom.for_whom.as_ref();
        for act in &one.other_than {
            let did = case.kept().did.get(act);
            if did.is_some_and(|did| did.iter().any(me)) {
                let other = self.process.find_move(act).map(|one| &one.label);
                let other = other.cloned().unwrap_or_else(|| Label::new(act, act));
                return Err(Refusal::same_person(&one.label, &other));
            }
        }
        Ok(())
    }

    /// What was given, without what is empty, if it is all that is asked for and nothing else.
    fn given(self, one: &Move, gives: &Row) -> Result<Row, Refusal> {
        let asks = |name: &String| one.asks.iter().any(|ask| ask.name == *name);
        if let Some(name) = gives.keys().find(|name| !asks(name)) {
            return Err(Refusal::unknown_ask(name, &one.label));
        }
        let mut given = gives.clone();
        given.retain(|_, value| !value.is_null());
        let missing: Vec<Label> = one
            .asks
            .iter()
            .filter(|ask| ask.required && !given.contains_key(&ask.name))
            .map(|ask| ask.label.clone())
            .collect();
        if !missing.is_empty() {
            return Err(Refusal::missing(&missing));
        }
        for ask in &one.asks {
            let fits = |value: &Value| self.fits(ask, value);
            if given.get(&ask.name).is_some_and(|value| !fits(value)) {
                return Err(Refusal::bad_value(&ask.label));
            }
        }
        Ok(given)
    }

    /// Whether a value is of the kind asked for. Its finer form is read where people type it.
    fn fits(self, ask: &Ask, value: &Value) -> bool {
        match (&ask.kind, value) {
            (FieldKind::Code(list), Value::Text(value)) => {
                let list = self.packs.codes.get(list);
                list.is_some_and(|list| list.codes.iter().any(|code| code.value == *value))
            }
            (FieldKind::Count, Value::Int(count)) => *count >= 0,
            (FieldKind::Money | FieldKind::Percent | FieldKind::Time, Value::Int(_)) => true,
            (FieldKind::Number, Value::Int(_)) => true,
            (FieldKind::Number, Value::Real(x)) => x.is_finite(),
            (FieldKind::Day, Value::Day(_)) | (FieldKind::YesNo, Value::Bool(_)) => true,
            (FieldKind::Instant, Value::Instant(_)) => true,
            (FieldKind::Count | FieldKind::Money | FieldKind::Percent | FieldKind::Time, _)
            | (FieldKind::Number | FieldKind::Day | FieldKind::YesNo | FieldKind::Instant, _) => {
                false
            }
            (_, Value::Text(_)) => true,
            _ => false,
        }
    }

    fn named(
        self,
        one: &Move,
        gives: &Row,
        (record, entitled): (&Row, &dyn Entitled),
    ) -> Result<(), Refusal> {
        for ask in &one.asks {
            let named = gives.get(&ask.name).and_then(Value::as_text);
            let (Some(name), Some(named)) = (&ask.names, named) else {
                continue;
            };
            let person = self.process.person(name);
            // Where the process gives no roles, whoever names may name anyone.
            let fits = person.is_none_or(|person| {
                person.roles.is_empty() || entitled.may_be(named, person, record)
            });
            if !fits {
                return Err(Refusal::named_unfit(&self.person_label(name)));
            }
        }
        Ok(())
    }

    fn guard(
        self,
        one: &Move,
        guard: Option<&Guard>,
        rows: (&Row, &Row),
        when: (&str, Instant),
    ) -> Result<(), Refusal> {
        let Some(guard) = guard else {
            return Ok(());
        };
        if self.with_scope(one, rows, when, |scope| guard.holds(scope)) {
            return Ok(());
        }
        let plain = say!("现在还不具备办理条件", "it cannot be done yet");
        Err(Refusal::guarded(one.refusal.as_ref().unwrap_or(&plain)))
    }

    fn done(
        self,
        (case, late): (&Case, Option<Late>),
        one: &Move,
        (order, gives): (&Order<'_>, &Row),
        (record, standing): (&Row, Standing),
    ) -> Step {
        let who = match order.who {
            Actor::Person(who) => who,
            Actor::Time => TIME,
        };
        let value = |guard: &Guard, kind: &FieldKind| {
            let rows = (record, gives);
            self.with_scope(one, rows, (who, order.at), |scope| guard.value(scope, kind))
        };
        let mut sets = Row::new();
        for ask in &one.asks {
            if let (Some(field), Some(given)) = (&ask.field, gives.get(&ask.name)) {
                sets.insert(field.clone(), given.clone());
            }
        }
        sets.extend(self.row(&self.process.record, &one.sets, &value));
        let started = one.starts.iter().filter_map(|start| {
            let process = self.packs.procedures.processes.get(&start.process)?;
            Some(Started {
                process: start.process.clone(),
                gives: self.row(&process.record, &start.gives, &value),
            })
        });
        let written = one.writes.iter().map(|write| Written {
            register: write.register.clone(),
            gives: self.row(&write.register, &write.gives, &value),
        });
        let kept = after(case.kept(), one, (order, gives), &standing);
        Step {
            event: Event {
                case: kept.id.clone(),
                version: kept.version,
                digest: kept.digest.clone(),
                act: one.act.clone(),
                from: (case.version() > 0).then(|| case.state().to_owned()),
                to: kept.state.clone(),
                by: (order.who != Actor::Time).then(|| who.to_owned()),
                acted_as: standing.person,
                for_whom: standing.for_whom,
                at: order.at,
                gives: gives.clone(),
                sets,
                late,
            },
            starts: started.collect(),
            writes: written.collect(),
            case: Case::of(kept),
        }
    }

    /// Fields of a register by what expressions come to.
    fn row(
        self,
        register: &str,
        gives: &[(String, Guard)],
        value: &dyn Fn(&Guard, &FieldKind) -> Value,
    ) -> Row {
        let register = self.packs.registers.get(register);
        let of = |name: &String, guard: &Guard| {
            let kind = &register?.field(name)?.kind;
            Some((name.clone(), value(guard, kind)))
        };
        gives
            .iter()
            .filter_map(|(name, guard)| of(name, guard))
            .collect()
    }

    pub(crate) fn label_of(self, state: &str) -> Label {
        let known = self.process.state(state).map(|state| state.label.clone());
        known.unwrap_or_else(|| Label::new(state, state))
    }
}

/// The case after a move.
fn after(kept: &Kept, one: &Move, (order, gives): (&Order<'_>, &Row), as_whom: &Standing) -> Kept {
    let mut kept = kept.clone();
    kept.version += 1;
    kept.moved = order.at;
    if let Some(to) = &one.to {
        kept.state.clone_from(to);
        kept.entered = order.at;
    }
    for ask in &one.asks {
        let named = gives.get(&ask.name).and_then(Value::as_text);
        if let (Some(person), Some(named)) = (&ask.names, named) {
            kept.people.insert(person.clone(), named.to_owned());
        }
    }
    let mut did: Vec<String> = Vec::new();
    if let Actor::Person(who) = order.who {
        did.push(who.to_owned());
    }
    did.extend(as_whom.for_whom.clone());
    kept.did.insert(one.act.clone(), did);
    kept
}
