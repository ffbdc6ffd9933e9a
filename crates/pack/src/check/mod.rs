//! Checks across files: that every name exists and may be used, that owners resolve, that SQL names
//! what there is.

mod columns;
mod org;
mod processes;
mod registers;
mod reserved;
mod roles;
mod sqls;
mod stories;
mod units;
mod ways;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Packs;
use crate::read::place::Kind;
use crate::sink::{Sink, What, what};
use crate::sql::At;

pub(crate) use processes::check_processes;
pub(crate) use registers::typed;
pub(crate) use reserved::{is_reserved, reserved};
pub(crate) use roles::fill as fill_roles;
pub(crate) use stories::check_stories;
pub(crate) use ways::{check_patterns, is_always_there, reached};

/// Every name that some file declares by its place, whether or not that file can be read.
#[derive(Default)]
pub(crate) struct Known {
    names: BTreeMap<(Kind, String), Declared>,
    orphans: BTreeSet<String>,
}

struct Declared {
    pack: String,
    file: String,
}

impl Known {
    /// Takes in a name; gives the file that has it already, if one has.
    pub fn declare(&mut self, kind: Kind, name: &str, pack: &str, file: &str) -> Option<String> {
        let key = (kind, name.to_owned());
        if let Some(other) = self.names.get(&key) {
            return Some(other.file.clone());
        }
        let (pack, file) = (pack.to_owned(), file.to_owned());
        self.names.insert(key, Declared { pack, file });
        None
    }

    /// The file that declares a name.
    pub fn file(&self, kind: Kind, name: &str) -> Option<&str> {
        self.declared(kind, name).map(|known| known.file.as_str())
    }

    /// Whether this file is the one that holds the name. A story's name is its own within its pack.
    pub fn is_first(&self, kind: Kind, name: &str, file: &str) -> bool {
        kind == Kind::Story || self.file(kind, name) == Some(file)
    }

    /// Takes in a pack without `pack.toml`; true the first time.
    pub fn note_orphan(&mut self, pack: &str) -> bool {
        self.orphans.insert(pack.to_owned())
    }

    /// All names of a kind.
    pub fn names(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.names
            .keys()
            .filter(move |(k, _)| *k == kind)
            .map(|(_, name)| name.as_str())
    }

    /// All files of a kind, with their packs.
    pub fn files(&self, kind: Kind) -> impl Iterator<Item = (&str, &str)> {
        self.names
            .iter()
            .filter(move |((k, _), _)| *k == kind)
            .map(|(_, known)| (known.pack.as_str(), known.file.as_str()))
    }

    fn declared(&self, kind: Kind, name: &str) -> Option<&Declared> {
        self.names.get(&(kind, name.to_owned()))
    }
}

/// Who names something, and where.
#[derive(Clone, Copy)]
pub(crate) struct User<'a> {
    /// The pack that names it.
    pub pack: &'a str,
    /// The file.
    pub file: &'a str,
    /// The key path in the file.
    pub path: &'a str,
    /// Where in the text at that path, when it stands in SQL.
    pub at: Option<At>,
}

/// Which packs each pack may use names of.
pub(crate) struct Reach<'k> {
    known: &'k Known,
    reach: BTreeMap<String, BTreeSet<String>>,
}

impl<'k> Reach<'k> {
    /// From what each pack needs, and what those need. Of a pack whose own file may hide a need,
    /// and of those that build on it, nothing is known.
    pub fn of(packs: &Packs, known: &'k Known, sink: &Sink) -> Self {
        let needs = |pack: &str| -> Vec<String> {
            let info = packs.packs.get(pack);
            info.map(|info| info.needs.clone()).unwrap_or_default()
        };
        let mut reach = BTreeMap::new();
        for pack in packs.packs.keys() {
            let mut seen = BTreeSet::from([pack.clone()]);
            let mut open = needs(pack);
            while let Some(next) = open.pop() {
                if seen.insert(next.clone()) {
                    open.extend(needs(&next));
                }
            }
            let is_plain = |pack: &String| {
                let beside = ["label", "doc", "version", "units"];
                let plain = |path: &str| beside.iter().any(|key| path.starts_with(key));
                known
                    .file(Kind::Pack, pack)
                    .is_none_or(|file| sink.is_parsed(file) && sink.broken(file).all(plain))
            };
            if seen.iter().all(is_plain) {
                reach.insert(pack.clone(), seen);
            }
        }
        Self { known, reach }
    }

    /// The packs of which this one may use names; none when that is not known.
    pub fn packs(&self, pack: &str) -> Option<&BTreeSet<String>> {
        self.reach.get(pack)
    }

    /// All names of a kind, whoever may use them.
    pub fn names(&self, kind: Kind) -> impl Iterator<Item = &'k str> + Clone {
        let names = self.known.names.keys();
        let names = names.filter(move |(k, _)| *k == kind);
        names.map(|(_, name)| name.as_str())
    }

    /// Whether the name exists and the user's pack may use it; if not, a fault.
    pub fn use_name(&self, kind: Kind, name: &str, user: User<'_>, sink: &mut Sink) -> bool {
        if name.is_empty() {
            return false;
        }
        let (zh, en) = kind.words();
        let Some(declared) = self.known.declared(kind, name) else {
            let text = say!("没有名为“{name}”的{zh}", "there is no {en} `{name}`");
            let fault = what(kind.unknown_code(), text).near(name, self.known.names(kind));
            report(user, fault, sink);
            return false;
        };
        let other = &declared.pack;
        // A pack whose own file cannot be read is told by that alone.
        let Some(reach) = self.reach.get(user.pack) else {
            return true;
        };
        if !reach.contains(other) {
            report(user, not_needed((zh, en, name), other, user.pack), sink);
        }
        true
    }
}

/// The fault of something of another pack that a pack uses without needing that pack.
fn not_needed((zh, en, name): (&str, &str, &str), other: &str, pack: &str) -> What {
    let text = say!(
        "{zh}“{name}”属于专题包“{other}”，而“{pack}”不依赖它",
        "the {en} `{name}` belongs to the pack `{other}`, which `{pack}` does not need"
    );
    let help = say!(
        "在 {pack}/pack.toml 的 needs 中加上“{other}”",
        "add `{other}` to `needs` in {pack}/pack.toml"
    );
    what("not_needed", text).help(help)
}

fn report(user: User<'_>, fault: What, sink: &mut Sink) {
    match user.at {
        Some(at) => sink.add_in_text(user.file, user.path, at, fault),
        None => sink.add(user.file, user.path, fault),
    }
}

/// Checks all that needs more than one file, and fills in what follows from it.
pub(crate) fn check(packs: &mut Packs, known: &Known, sink: &mut Sink) {
    check_needs(packs, known, sink);
    let reach = Reach::of(packs, known, sink);
    registers::check(packs, &reach, sink);
    org::check(packs, sink);
    sqls::check(packs, &reach, sink);
    columns::check(packs, &reach, sink);
    units::check(packs, &reach, sink);
}

fn check_needs(packs: &Packs, known: &Known, sink: &mut Sink) {
    for (name, pack) in &packs.packs {
        let file = known.file(Kind::Pack, name).unwrap_or_default();
        for (i, need) in pack.needs.iter().enumerate() {
            if known.file(Kind::Pack, need).is_none() {
                let text = say!("没有名为“{need}”的专题包", "there is no pack `{need}`");
                let fault = what("unknown_pack", text).near(need, known.names(Kind::Pack));
                sink.add(file, &format!("needs.{i}"), fault);
            }
        }
    }
    let edges = |name: &str| -> Vec<&str> {
        let pack = packs.packs.get(name);
        pack.map(|pack| pack.needs.iter().map(String::as_str).collect())
            .unwrap_or_default()
    };
    for ring in rings(packs.packs.keys().map(String::as_str), edges) {
        let (Some(first), way) = (ring.first(), ring.join(" → ")) else {
            continue;
        };
        let file = known.file(Kind::Pack, first).unwrap_or_default();
        let text = say!("专题包相互依赖：{way}", "packs need each other: {way}");
        sink.add(file, "needs", what("pack_ring", text));
    }
}

/// The shortest ring through each name from which there is one, told once, from the first of its
/// names on and back to it.
pub(crate) fn rings<'a>(
    names: impl Iterator<Item = &'a str>,
    edges: impl Fn(&'a str) -> Vec<&'a str>,
) -> Vec<Vec<&'a str>> {
    let mut rings = Vec::new();
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for start in names {
        if told.contains(start) {
            continue;
        }
        if let Some(ring) = ring_from(start, &edges) {
            told.extend(ring.iter().copied());
            rings.push(ring);
        }
    }
    rings
}

fn ring_from<'a>(start: &'a str, edges: impl Fn(&'a str) -> Vec<&'a str>) -> Option<Vec<&'a str>> {
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut open = std::collections::VecDeque::from([start]);
    while let Some(name) = open.pop_front() {
        for next in edges(name) {
            if next == start {
                let mut way = vec![start, name];
                let mut at = name;
                while let Some(before) = came_from.get(at).filter(|_| at != start) {
                    way.push(before);
                    at = before;
                }
                if name == start {
                    way.pop();
                    way.push(start);
                }
                way.reverse();
                return Some(way);
            }
            if !came_from.contains_key(next) {
                came_from.insert(next, name);
                open.push_back(next);
            }
        }
    }
    None
}
