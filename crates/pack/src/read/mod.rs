//! From the texts of packs to the checked model, or to every fault at once.
//!
//! First each file is read by itself; what it declares is then known by name even where it is
//! faulty, so that one fault causes no others. Then names, owners, SQL and stories are checked
//! across files (`check`).

mod calendar;
mod case_story;
mod codes;
mod column;
mod counted;
mod digest;
mod field;
mod indicator;
mod limit;
mod pattern;
pub(crate) mod place;
mod process;
mod register;
pub(crate) mod role;
mod rule;
mod span;
mod story;
mod syntax;
pub(crate) mod table;

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::check::Known;
use crate::model::{Origin, PackInfo, Packs, RuleValue, View};
use crate::sink::{Sink, What, what};
use crate::{Checking, Fault, check};
pub(crate) use field::greater;
use place::{Kind, PATTERNS, Place, place_of, within_packs};
pub(crate) use process::unknown_field;
pub(crate) use register::known_field;
use table::Table;

/// One file of a pack: its path from the folder of packs on (`base/pack.toml`; a leading `packs/`
/// is fine and is kept for messages) and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The path.
    pub path: String,
    /// The text.
    pub text: String,
}

/// A file whose place is known, before it is read.
struct Draft<'a> {
    file: String,
    place: Place,
    /// None of a file that is not even text.
    text: Option<&'a str>,
}

/// A file and what it says.
type Parsed<'d> = (&'d Draft<'d>, &'d DeTable<'d>);

impl Packs {
    /// Reads and checks the packs as a whole, but for the planning of their SQL. Files that are not
    /// `*.toml` are passed over.
    pub fn read(files: &[SourceFile]) -> Result<Self, Vec<Fault>> {
        let packs = Checking::read(files, Vec::new()).finish()?;
        Ok(Arc::unwrap_or_clone(packs))
    }
}

/// What can be read of the packs, and all names that they declare; faults go to the sink.
pub(crate) fn read_all(
    files: &[SourceFile],
    unread: Vec<Fault>,
    sink: &mut Sink,
) -> (Packs, Known) {
    if let Some(file) = files
        .iter()
        .find(|file| within_packs(&file.path) == "pack.toml")
    {
        sink.add(&file.path, "", one_pack());
        return <(Packs, Known)>::default();
    }
    let drafts = drafts(files, unread, sink);
    let tables: Vec<(&Draft<'_>, Spanned<DeTable<'_>>)> = drafts
        .iter()
        .filter_map(|draft| Some((draft, parse(draft, sink)?)))
        .collect();
    let known = known(&drafts, sink);

    let mut packs = Packs::default();
    let firsts: Vec<Parsed<'_>> = tables
        .iter()
        .filter(|(draft, _)| known.is_first(draft.place.kind, &draft.place.name, &draft.file))
        .map(|(draft, table)| (*draft, table.get_ref()))
        .collect();
    let mut roles = Vec::new();
    for (draft, map) in &firsts {
        match draft.place.kind {
            Kind::Roles => roles.push(role::read(&source_of(draft, map), sink)),
            _ => read_file(&mut packs, draft, map, sink),
        }
    }
    check::check(&mut packs, &known, sink);
    let reach = check::Reach::of(&packs, &known, sink);
    check::fill_roles(&mut packs, roles, &reach, sink);
    check::check_patterns(&packs, sink);
    // Processes need patterns and registers, and stories all else to read their values by.
    read_processes(&firsts, (&mut packs, &reach), sink);
    check::check_processes(&packs, &reach, sink);
    read_stories(&firsts, (&mut packs, &reach), sink);
    check::check_stories(&packs, &known, sink);
    stand_in(&mut packs, &known);
    digest::fill(&mut packs, files);
    (packs, known)
}

fn read_processes(
    firsts: &[Parsed<'_>],
    (packs, reach): (&mut Packs, &check::Reach<'_>),
    sink: &mut Sink,
) {
    for (draft, map) in firsts {
        if draft.place.kind != Kind::Process {
            continue;
        }
        let from = process::ProcessSource {
            packs,
            reach,
            source: source_of(draft, map),
        };
        if let Some(read) = process::read(&from, sink) {
            let processes = &mut packs.procedures.processes;
            processes.insert(read.name.clone(), read);
        }
    }
}

/// Stories of indicators and of processes.
fn read_stories(
    firsts: &[Parsed<'_>],
    (packs, reach): (&mut Packs, &check::Reach<'_>),
    sink: &mut Sink,
) {
    for (draft, map) in firsts {
        if draft.place.kind != Kind::Story {
            continue;
        }
        let source = story::Source {
            packs,
            reach,
            origin: origin(draft),
            name: format!("{}/{}", draft.place.pack, draft.place.name),
        };
        if case_story::is_one(map) {
            if let Some(story) = case_story::read(&source, map, sink) {
                let stories = &mut packs.procedures.stories;
                stories.insert(story.name.clone(), story);
            }
        } else if let Some(story) = story::read(&source, map, sink) {
            packs.stories.insert(story.name.clone(), story);
        }
    }
}

/// Lets SQL be planned that names a rule which cannot be read, and no name stand for two tables.
fn stand_in(packs: &mut Packs, known: &Known) {
    for name in known.names(Kind::Rule) {
        packs
            .rules
            .entry(name.to_owned())
            .or_insert_with(|| RuleValue::unread(name));
    }
    let registers = &packs.registers;
    packs.views.retain(|name, _| !registers.contains_key(name));
}

/// The fault of a folder that is itself a pack.
fn one_pack() -> What {
    let text = say!("这是单个专题包的文件夹", "this is the folder of one pack");
    let help = say!(
        "请给出它的上一级文件夹，其中每个专题包一个文件夹",
        "name the folder above it, which holds a folder for each pack"
    );
    what("one_pack", text).help(help)
}

fn drafts<'a>(files: &'a [SourceFile], unread: Vec<Fault>, sink: &mut Sink) -> Vec<Draft<'a>> {
    let texts = files
        .iter()
        .map(|file| (file.path.clone(), Some(&*file.text)));
    let without = unread.iter().map(|fault| (fault.file.clone(), None));
    let mut all: Vec<(String, Option<&'a str>)> = texts.chain(without).collect();
    all.retain(|(path, _)| path.ends_with(".toml"));
    all.sort();
    for fault in unread {
        sink.add_found(fault);
    }
    let mut drafts = Vec::new();
    for (path, text) in all {
        let file = path.replace('\\', "/");
        match place_of(&within_packs(&path)) {
            Ok(place) => drafts.push(Draft {
                file,
                place,
                text: text.map(|text| text.strip_prefix('\u{feff}').unwrap_or(text)),
            }),
            Err(fault) => sink.add(&file, "", *fault),
        }
    }
    drafts
}

/// The table of a file; of a file that is not TOML only the first fault is told, as the others
/// mostly follow.
fn parse<'a>(draft: &Draft<'a>, sink: &mut Sink) -> Option<Spanned<DeTable<'a>>> {
    let file_text = draft.text?;
    match DeTable::parse(file_text) {
        Ok(table) if table.get_ref().is_empty() => {
            let text = say!("文件是空的", "the file is empty");
            let help = say!(
                "写入内容，或删去该文件",
                "write into it what it declares, or remove it"
            );
            sink.add(&draft.file, "", what("empty_file", text).help(help));
            None
        }
        Ok(table) => {
            sink.note_places(&draft.file, file_text, table.get_ref());
            Some(table)
        }
        Err(error) => {
            let span = error.span().unwrap_or(0..0);
            let byte = span.start;
            let fault = syntax::fault(error.message(), file_text, span);
            sink.add_at_byte(&draft.file, file_text, byte, fault);
            None
        }
    }
}

/// All names that files declare by their place, whether or not they can be read; faults twins.
fn known(drafts: &[Draft<'_>], sink: &mut Sink) -> Known {
    let mut known = Known::default();
    for draft in drafts {
        let Place { pack, kind, name } = &draft.place;
        // Stories are named within their pack.
        let name = match kind {
            Kind::Story => format!("{pack}/{name}"),
            _ => name.clone(),
        };
        let twin = known.declare(*kind, &name, pack, &draft.file);
        let clash = match kind {
            // Registers and views are both tables of SQL.
            Kind::View => known.file(Kind::Register, &name).map(str::to_owned),
            _ => None,
        };
        if let Some(other) = twin.or(clash) {
            let text = say!(
                "名称“{name}”已在 {other} 中使用",
                "the name `{name}` is already taken by {other}"
            );
            sink.add(&draft.file, "", what("twin_name", text));
        }
        if matches!(kind, Kind::Register | Kind::View) && check::is_reserved(&name) {
            sink.add(&draft.file, "", check::reserved(&name));
        }
    }
    for draft in drafts {
        let pack = &draft.place.pack;
        if pack != PATTERNS && known.file(Kind::Pack, pack).is_none() && known.note_orphan(pack) {
            let text = say!(
                "专题包“{pack}”缺少 pack.toml",
                "the pack `{pack}` has no pack.toml"
            );
            sink.add(&draft.file, "", what("no_pack_file", text));
        }
    }
    known
}

fn origin(draft: &Draft<'_>) -> Origin {
    Origin {
        pack: draft.place.pack.clone(),
        file: draft.file.clone(),
        line: 1,
    }
}

fn read_file(packs: &mut Packs, draft: &Draft<'_>, map: &DeTable<'_>, sink: &mut Sink) {
    let name = draft.place.name.clone();
    let source = source_of(draft, map);
    match draft.place.kind {
        Kind::Pack => {
            let pack = read_pack(&source, sink);
            packs.packs.insert(name, pack);
        }
        Kind::Register => {
            let register = register::read(&source, sink);
            packs.registers.insert(name, register);
        }
        Kind::Codes => {
            let codes = codes::read(&source, sink);
            packs.codes.insert(name, codes);
        }
        Kind::View => {
            let view = read_view(&source, sink);
            packs.views.insert(name, view);
        }
        Kind::Indicator => {
            let indicator = indicator::read(&source, sink);
            packs.indicators.insert(name, indicator);
        }
        Kind::Rule => {
            if let Some(rule) = rule::read(&source, sink) {
                packs.rules.insert(name, rule);
            }
        }
        Kind::Pattern => {
            let pattern = pattern::read(&source, sink);
            packs.procedures.patterns.insert(name, pattern);
        }
        Kind::Calendar => {
            let calendar = calendar::read(&source, sink);
            packs.procedures.calendars.insert(name, calendar);
        }
        Kind::Process | Kind::Roles | Kind::Story => {}
    }
}

fn source_of<'d>(draft: &'d Draft<'_>, map: &'d DeTable<'d>) -> Source<'d> {
    Source {
        file: &draft.file,
        map,
        origin: origin(draft),
        name: draft.place.name.clone(),
    }
}

/// One parsed file, ready to be read as what its place says.
struct Source<'d> {
    file: &'d str,
    map: &'d DeTable<'d>,
    origin: Origin,
    name: String,
}

impl<'d> Source<'d> {
    fn open(&self, keys: &[&str], sink: &mut Sink) -> Table<'d> {
        Table::open(self.file, String::new(), self.map, keys, sink)
    }
}

fn read_pack(source: &Source<'_>, sink: &mut Sink) -> PackInfo {
    let table = source.open(&["label", "doc", "version", "needs", "units"], sink);
    if let Some(DeValue::Array(units)) = table.value("units")
        && units.is_empty()
    {
        let text = say!("“units”为空", "`units` is empty");
        let help = say!(
            "写入本专题包的单位，没有就删去“units”",
            "write the units of the pack, or remove `units`"
        );
        sink.add(source.file, "units", what("no_units", text).help(help));
    }
    PackInfo {
        name: source.name.clone(),
        label: table.label("label", sink),
        doc: table.doc(sink),
        version: table.text("version", sink),
        needs: table.texts("needs", sink),
        units: table.texts("units", sink),
        digest: String::new(),
    }
}

fn read_view(source: &Source<'_>, sink: &mut Sink) -> View {
    let table = source.open(&["doc", "rows", "record", "column"], sink);
    table.require("rows", sink);
    View {
        name: source.name.clone(),
        doc: table.doc(sink),
        rows: table.maybe_sql("rows", sink).unwrap_or_default(),
        record: table.maybe_text("record", sink),
        columns: column::read(&table, sink),
        origin: source.origin.clone(),
    }
}

/// The value of a word among a few, or a fault with the nearest of them.
fn choice<T: Copy>(
    table: &Table<'_>,
    key: &str,
    choices: &[(&str, T)],
    sink: &mut Sink,
) -> Option<T> {
    let word = table.maybe_text(key, sink)?;
    let found = choices.iter().find(|(name, _)| *name == word);
    if found.is_none() {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let text = say!("“{key}”没有“{word}”这一项", "`{key}` cannot be `{word}`");
        let fault = what("unknown_word", text).near_or_list(&word, &names);
        sink.add(table.file, &table.at(key), fault);
    }
    found.map(|(_, value)| *value)
}

/// Rows of the requirement list, each a letter and two digits.
fn serves(table: &Table<'_>, sink: &mut Sink) -> Vec<String> {
    let rows = table.texts("serves", sink);
    for row in &rows {
        let bytes = row.as_bytes();
        let fits = matches!(bytes, [letter, digits @ ..] if letter.is_ascii_uppercase()
            && digits.len() == 2
            && digits.iter().all(u8::is_ascii_digit));
        if !fits {
            let text = say!(
                "“{row}”不是需求清单的编号",
                "`{row}` is no row of the requirement list"
            );
            let help = say!("写作 R01", "write it as R01");
            sink.add(
                table.file,
                &table.at("serves"),
                what("bad_serves", text).help(help),
            );
        }
    }
    rows
}
