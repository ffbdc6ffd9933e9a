//! What a file declares, told from its path: `base/registers/school.toml`.

use jixia_terms::Label;

use crate::sink::{What, what};

/// Kinds of things that a file declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Pack,
    Register,
    Codes,
    View,
    Indicator,
    Rule,
    Roles,
    Story,
    Pattern,
    Process,
    Calendar,
}

const FOLDERS: [(&str, Kind); 8] = [
    ("registers", Kind::Register),
    ("codes", Kind::Codes),
    ("views", Kind::View),
    ("indicators", Kind::Indicator),
    ("rules", Kind::Rule),
    ("stories", Kind::Story),
    ("processes", Kind::Process),
    ("calendars", Kind::Calendar),
];

/// The folder of patterns, which belong to no pack.
pub(crate) const PATTERNS: &str = "patterns";

/// What the language keeps room for and the program does not know yet.
const LATER: [&str; 1] = ["decisions"];

impl Kind {
    /// Its words in Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Pack => ("专题包", "pack"),
            Self::Register => ("台账", "register"),
            Self::Codes => ("代码表", "code list"),
            Self::View => ("视图", "view"),
            Self::Indicator => ("指标", "indicator"),
            Self::Rule => ("规则值", "rule value"),
            Self::Roles => ("角色", "role"),
            Self::Story => ("用例", "story"),
            Self::Pattern => ("模式", "pattern"),
            Self::Process => ("流程", "process"),
            Self::Calendar => ("日历", "calendar"),
        }
    }

    /// The code of the fault of a name of this kind that is not declared.
    pub fn unknown_code(self) -> &'static str {
        match self {
            Self::Pack => "unknown_pack",
            Self::Register => "unknown_register",
            Self::Codes => "unknown_code_list",
            Self::View => "unknown_view",
            Self::Indicator => "unknown_indicator",
            Self::Rule => "unknown_rule",
            Self::Roles => "unknown_role",
            Self::Story => "unknown_story",
            Self::Pattern => "unknown_pattern",
            Self::Process => "unknown_process",
            Self::Calendar => "unknown_calendar",
        }
    }
}

/// Pack, kind and name of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The pack.
    pub pack: String,
    /// What it declares.
    pub kind: Kind,
    /// The name of what it declares: the file's name without `.toml`.
    pub name: String,
}

/// The path from the folder of packs on, with forward slashes.
pub(crate) fn within_packs(path: &str) -> String {
    let path = path.replace('\\', "/");
    let path = path.trim_start_matches("./");
    path.strip_prefix("packs/").unwrap_or(path).to_owned()
}

/// What the file at this path (from the folder of packs on) declares.
pub(crate) fn place_of(path: &str) -> Result<Place, Box<What>> {
    let parts: Vec<&str> = path.split('/').collect();
    let (pack, kind, name) = match parts.as_slice() {
        [PATTERNS, file] => (
            PATTERNS,
            Kind::Pattern,
            file.strip_suffix(".toml").unwrap_or(file),
        ),
        [_, word] | [_, word, _] if LATER.contains(word) => return Err(Box::new(later(word))),
        [pack, "pack.toml"] => (*pack, Kind::Pack, *pack),
        [pack, "roles.toml"] => (*pack, Kind::Roles, *pack),
        [pack, folder, file] => match FOLDERS.iter().find(|(name, _)| name == folder) {
            Some((_, kind)) => (*pack, *kind, file.strip_suffix(".toml").unwrap_or(file)),
            None => return Err(Box::new(unknown_folder(folder))),
        },
        _ => {
            let text = say!(
                "专题包中没有这样的位置",
                "a pack has no file at such a place"
            );
            let help = say!(
                "应为 专题包/pack.toml 或 专题包/registers/名称.toml 等",
                "use PACK/pack.toml, PACK/registers/NAME.toml and so on"
            );
            return Err(Box::new(what("stray_file", text).help(help)));
        }
    };
    for word in [pack, name] {
        if !is_name(word) {
            let text = say!(
                "名称“{word}”不合规定",
                "`{word}` cannot be the name of a file"
            );
            return Err(Box::new(what("bad_name", text).help(name_help())));
        }
    }
    Ok(Place {
        pack: pack.to_owned(),
        kind,
        name: name.to_owned(),
    })
}

/// What to do about a word that is no name.
pub(crate) fn name_help() -> Label {
    say!(
        "用小写字母开头，只含小写字母、数字和单个下划线，最多 50 个字符",
        "begin with a small letter, then small letters, digits and single _, 50 at most"
    )
}

/// Whether a word is `[a-z][a-z0-9_]*` of at most 50 letters, without `__`: tables and columns are
/// made of it that add an ending of their own after `__` (63 is the limit of PostgreSQL).
pub(crate) fn is_name(word: &str) -> bool {
    let mut bytes = word.bytes();
    word.len() <= 50
        && !word.contains("__")
        && bytes.next().is_some_and(|b| b.is_ascii_lowercase())
        && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn later(word: &str) -> What {
    let text = say!(
        "本版本的程序还不认识“{word}”",
        "this version of the program does not know `{word}` yet"
    );
    let help = say!("请先移走该文件", "take the file away for now");
    what("not_yet", text).help(help)
}

fn unknown_folder(folder: &str) -> What {
    let text = say!(
        "专题包中没有名为“{folder}”的文件夹",
        "a pack has no folder `{folder}`"
    );
    let folders: Vec<&str> = FOLDERS.iter().map(|(name, _)| *name).collect();
    what("unknown_folder", text).near_or_list(folder, &folders)
}
