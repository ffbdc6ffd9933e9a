//! Processes: that what they narrow still has a way, someone for every move, guards of the right
//! type, and limits that can be counted.

use std::collections::BTreeSet;

use super::ways::{dead_ends, is_always_there};
use super::{Reach, User};
use crate::guard::{Guard, Names, Type, type_of_kind, unknown_code};
use crate::model::{Field, FieldKind, Packs, Register};
use crate::process::{Amount, Ask, Limit, Move, Process, Span, SpanUnit, TIME, Within};
use crate::read::place::Kind;
use crate::sink::{Sink, join, what};

/// Checks each process against its register and the others.
pub(crate) fn check_processes(packs: &Packs, reach: &Reach<'_>, sink: &mut Sink) {
    for process in packs.procedures.processes.values() {
        let Some(register) = packs.registers.get(&process.record) else {
            continue;
        };
        let file = &process.origin.file;
        dead_ends((&process.states, &process.moves), file, sink);
        let checker = Checker {
            packs,
            reach,
            process,
            register,
        };
        for one in &process.moves {
            checker.people(one, sink);
            checker.expressions(one, sink);
        }
        for limit in &process.limits {
            checker.limit(limit, sink);
        }
        check_roles(process, (packs, reach), sink);
    }
}

/// That `[people]` names roles which this pack, or one that it needs, declares.
fn check_roles(process: &Process, (packs, reach): (&Packs, &Reach<'_>), sink: &mut Sink) {
    let within = reach.packs(&process.origin.pack);
    let known = || {
        let roles = packs.roles.values();
        roles.filter(|role| within.is_some_and(|within| within.contains(&role.origin.pack)))
    };
    for person in &process.people {
        for name in &person.roles {
            if known().any(|role| role.name == *name) {
                continue;
            }
            let text = say!("没有名为“{name}”的角色", "there is no role `{name}`");
            let names = known().map(|role| role.name.as_str());
            let fault = what("unknown_role", text).near(name, names);
            let path = join("people", &person.name);
            sink.add(&process.origin.file, &path, fault);
        }
    }
}

struct Checker<'p> {
    packs: &'p Packs,
    reach: &'p Reach<'p>,
    process: &'p Process,
    register: &'p Register,
}

impl Checker<'_> {
    fn file(&self) -> &str {
        &self.process.origin.file
    }

    /// That somebody makes the move.
    fn people(&self, one: &Move, sink: &mut Sink) {
        let act = &one.act;
        let path = format!("move.{act}");
        let limits = &self.process.limits;
        let by_time = limits.iter().any(|limit| limit.then.as_ref() == Some(act));
        let can = |name: &String| match name.as_str() {
            TIME => by_time,
            name if is_always_there(name) => true,
            name => self.process.person(name).is_some_and(|person| {
                let moves = &self.process.moves;
                let named = |ask: &Ask| ask.names.as_deref() == Some(name);
                let is_named = moves.iter().any(|one| one.asks.iter().any(named));
                !person.roles.is_empty() || is_named
            }),
        };
        if !one.by.iter().any(can) {
            let text = say!("没有人能办动作“{act}”", "nobody can make the move `{act}`");
            let help = say!(
                "在 [people] 中给出参与人的角色，或把该动作写入 leave_out",
                "give the person's roles in [people], or put the move into `leave_out`"
            );
            sink.add(self.file(), &path, what("move_by_nobody", text).help(help));
        }
        for (i, other) in one.other_than.iter().enumerate() {
            if self.process.find_move(other).is_none() {
                let text = say!("没有名为“{other}”的动作", "there is no act `{other}`");
                let acts = self.process.moves.iter().map(|one| one.act.as_str());
                let fault = what("unknown_act", text).near(other, acts);
                sink.add(self.file(), &format!("{path}.other_than.{i}"), fault);
            }
        }
    }

    fn expressions(&self, one: &Move, sink: &mut Sink) {
        let path = format!("move.{}", one.act);
        if let Some(guard) = &one.guard {
            self.typed(
                (guard, &one.asks),
                &Type::Bool,
                &format!("{path}.guard"),
                sink,
            );
        }
        for ask in &one.asks {
            let is_open = matches!(&ask.kind, FieldKind::Code(list) if list.is_empty());
            if is_open {
                let (name, act) = (&ask.name, &one.act);
                let text = say!(
                    "动作“{act}”要求的“{name}”没有对应的字段",
                    "`{name}`, which the move `{act}` asks for, has no field"
                );
                let help = say!(
                    "在 [fields] 中写 {name} = \"字段\"",
                    "write {name} = \"FIELD\" in [fields]"
                );
                sink.add(self.file(), &path, what("open_ask", text).help(help));
            }
        }
        for (name, value) in &one.sets {
            let path = format!("{path}.sets.{name}");
            self.given((self.register, name), (value, &one.asks), &path, sink);
        }
        for (i, start) in one.starts.iter().enumerate() {
            let path = format!("{path}.starts.{i}");
            self.reach
                .use_name(Kind::Process, &start.process, self.user(&path), sink);
            let started = self.packs.procedures.processes.get(&start.process);
            let register = started.and_then(|it| self.packs.registers.get(&it.record));
            self.gives((register, &start.gives), &one.asks, &path, sink);
        }
        for (i, write) in one.writes.iter().enumerate() {
            let path = format!("{path}.writes.{i}");
            self.reach
                .use_name(Kind::Register, &write.register, self.user(&path), sink);
            let register = self.packs.registers.get(&write.register);
            self.gives((register, &write.gives), &one.asks, &path, sink);
            let given = |key: &String| write.gives.iter().any(|(name, _)| name == key);
            let keys = register
                .map(|register| register.key.as_slice())
                .unwrap_or_default();
            for key in keys.iter().filter(|key| !given(key)) {
                let text = say!("缺少主键字段“{key}”", "the key field `{key}` is missing");
                sink.add(self.file(), &path, what("missing_key", text));
            }
        }
    }

    /// That the fields of a record can take what a move gives them.
    fn gives(
        &self,
        (register, gives): (Option<&Register>, &[(String, Guard)]),
        asks: &[Ask],
        path: &str,
        sink: &mut Sink,
    ) {
        for (name, value) in gives {
            if let Some(register) = register {
                let path = format!("{path}.gives.{name}");
                self.given((register, name), (value, asks), &path, sink);
            }
        }
    }

    /// That a field can take what an expression comes to.
    fn given(
        &self,
        (register, name): (&Register, &str),
        value: (&Guard, &[Ask]),
        path: &str,
        sink: &mut Sink,
    ) {
        let Some(field) = self.field(register, name, path, sink) else {
            return;
        };
        let want = type_of_kind(&field.kind);
        if self.typed(value, &want, path, sink)
            && let (Some(word), Type::Text(Some(list))) = (value.0.fixed_text(), &want)
            && let Some(list) = self.packs.codes.get(list)
            && !list.codes.iter().any(|code| code.value == word)
        {
            let values = list.codes.iter().map(|code| code.value.as_str());
            sink.add(
                self.file(),
                path,
                unknown_code(&list.name, word).near(word, values),
            );
        }
    }

    /// That an expression has no fault and is of a type; the faults are told.
    fn typed(
        &self,
        (guard, asks): (&Guard, &[Ask]),
        want: &Type,
        path: &str,
        sink: &mut Sink,
    ) -> bool {
        let names = Names {
            record: self.is_sound(self.register, sink).then_some(self.register),
            asks,
            packs: self.packs,
        };
        let (found, faults) = guard.check(&names);
        let mut sound = faults.is_empty();
        for (fault, at) in faults {
            sink.add_in_text(self.file(), path, at, fault);
        }
        for rule in guard.rules() {
            sound &= self.reach.use_name(Kind::Rule, rule, self.user(path), sink);
        }
        if sound && !want.takes(&found) {
            sink.add(self.file(), path, guard.not_a(want, &found));
            return false;
        }
        sound
    }

    /// The stored field of a register; a fault where there is none.
    fn field<'r>(
        &self,
        register: &'r Register,
        name: &str,
        path: &str,
        sink: &mut Sink,
    ) -> Option<&'r Field> {
        let field = register
            .field(name)
            .filter(|field| field.computed.is_none());
        if field.is_none() && self.is_sound(register, sink) {
            let fault = crate::read::unknown_field(register, name);
            sink.add(self.file(), path, fault);
        }
        field
    }

    /// Whether a register's file is free of faults, so that what it lacks is lacking.
    fn is_sound(&self, register: &Register, sink: &Sink) -> bool {
        sink.broken(&register.origin.file).next().is_none()
    }

    fn user<'a>(&'a self, path: &'a str) -> User<'a> {
        User {
            pack: &self.process.origin.pack,
            file: self.file(),
            path,
            at: None,
        }
    }

    fn limit(&self, limit: &Limit, sink: &mut Sink) {
        let path = format!("limit.{}", limit.state);
        let within = format!("{path}.within");
        match &limit.within {
            Within::Span(_) => {}
            Within::By(field, spans) => {
                self.grades(
                    field,
                    spans.keys().map(String::as_str).collect(),
                    &path,
                    sink,
                );
            }
            Within::Until(field) => {
                let path = format!("{path}.until");
                let found = self.field(self.register, field, &path, sink);
                if found.is_some_and(|field| field.kind != FieldKind::Day) {
                    let text = say!("字段“{field}”不是日期", "the field `{field}` holds no day");
                    sink.add(self.file(), &path, what("field_type", text));
                }
            }
        }
        let after = limit.escalate.iter().map(|step| &step.after);
        for span in limit
            .within
            .spans()
            .into_iter()
            .chain(&limit.remind)
            .chain(after)
        {
            self.span(span, &within, sink);
        }
        for (i, step) in limit.escalate.iter().enumerate() {
            for (j, name) in step.tell.iter().enumerate() {
                if self.process.person(name).is_none() && !is_always_there(name) {
                    let text = say!(
                        "流程中没有参与人“{name}”",
                        "the process has no person `{name}`"
                    );
                    let names = self.process.people.iter().map(|one| one.name.as_str());
                    let fault = what("unknown_person", text).near(name, names);
                    sink.add(self.file(), &format!("{path}.escalate.{i}.tell.{j}"), fault);
                }
            }
        }
        let state = self.process.state(&limit.state);
        if state.is_some_and(|state| !state.ends) {
            self.by_default(limit, &format!("{path}.then"), sink);
        }
    }

    fn span(&self, span: &Span, path: &str, sink: &mut Sink) {
        if let Amount::Rule(name) = &span.amount {
            self.reach.use_name(Kind::Rule, name, self.user(path), sink);
        }
        if span.unit == SpanUnit::WorkingDays && self.process.calendar.is_none() {
            let text = say!(
                "以工作日计的期限需要日历",
                "a limit in working days needs a calendar"
            );
            let help = say!("写 calendar = \"china\"", "write calendar = \"china\"");
            sink.add(self.file(), path, what("no_calendar", text).help(help));
        }
    }

    /// That spans by the value of a field name each value of its code list.
    fn grades(&self, field: &str, given: BTreeSet<&str>, path: &str, sink: &mut Sink) {
        let by = format!("{path}.by");
        let Some(found) = self.field(self.register, field, &by, sink) else {
            return;
        };
        let FieldKind::Code(list) = &found.kind else {
            let text = say!("字段“{field}”不是代码", "the field `{field}` is no code");
            sink.add(self.file(), &by, what("field_type", text));
            return;
        };
        let Some(list) = self.packs.codes.get(list) else {
            return;
        };
        let values: Vec<&str> = list.codes.iter().map(|code| code.value.as_str()).collect();
        for value in &given {
            if !values.contains(value) {
                let fault = unknown_code(&list.name, value).near(value, values.iter().copied());
                sink.add(self.file(), &format!("{path}.within.{value}"), fault);
            }
        }
        let missing: Vec<&str> = values
            .into_iter()
            .filter(|it| !given.contains(it))
            .collect();
        if !missing.is_empty() {
            let (zh, en) = (missing.join("、"), missing.join(", "));
            let text = say!("没有给出 {zh} 的期限", "no limit is given for {en}");
            sink.add(
                self.file(),
                &format!("{path}.within"),
                what("limit_gap", text),
            );
        }
    }

    fn by_default(&self, limit: &Limit, path: &str, sink: &mut Sink) {
        let Some(act) = &limit.then else {
            return;
        };
        let mut moves = self.process.moves_from(&limit.state);
        let Some(found) = moves.find(|one| one.act == *act) else {
            let state = &limit.state;
            let text = say!(
                "状态“{state}”没有动作“{act}”",
                "no move `{act}` leads from the state `{state}`"
            );
            let acts: Vec<&str> = self
                .process
                .moves_from(state)
                .map(|one| &*one.act)
                .collect();
            sink.add(
                self.file(),
                path,
                what("unknown_act", text).near_or_list(act, &acts),
            );
            return;
        };
        if !found.by.iter().any(|by| by == TIME) {
            let text = say!(
                "动作“{act}”不能由到期自动办理",
                "the move `{act}` is not made by time"
            );
            let help = say!(
                "模式中该动作的 by 要含 \"time\"",
                "its `by` in the pattern has to name \"time\""
            );
            sink.add(self.file(), path, what("not_by_time", text).help(help));
        }
        if let Some(ask) = found.asks.iter().find(|ask| ask.required) {
            let name = &ask.name;
            let text = say!(
                "动作“{act}”要求“{name}”，到期不能自动办理",
                "the move `{act}` asks for `{name}`, which time cannot give"
            );
            sink.add(self.file(), path, what("not_by_time", text));
        }
    }
}
