//! What can go wrong with records, in words for people. Whatever it is, nothing was changed.

use jixia_terms::{Instant, Label, Language, counted, system_words};

use crate::import::SourceError;
use crate::{Record, RecordId};

/// Why something was not done. Nothing was changed, unless `Lost` says that it is not known.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be opened or reached.
    #[error("the database {place} cannot be opened: {}", system_words(.reason, Language::English))]
    Unreachable {
        /// The place, without a password.
        place: String,
        /// What the system said.
        reason: String,
    },
    /// The connection broke while an act was under way.
    #[error("the connection to the database broke{}: {}; {}",
        if *.in_doubt { " while the act was being recorded" } else { "" },
        system_words(.reason, Language::English),
        if *.in_doubt { "see in the journal whether it was" } else { "nothing was changed; try \
            again" })]
    Lost {
        /// Whether it broke at the very moment of recording, so that only the journal can tell.
        in_doubt: bool,
        /// What the system said.
        reason: String,
    },
    /// Another program or act held the database for too long.
    #[error("the database is busy with another act (waited {waited_s} s); try again")]
    Busy {
        /// How long it was waited for.
        waited_s: u64,
    },
    /// The database failed in a way that is nobody's input.
    #[error("the database failed: {}", system_words(.0, Language::English))]
    Database(String),
    /// A file could not be read or written.
    #[error("cannot use the file {path}: {}", system_words(.error, Language::English))]
    File {
        /// The file.
        path: String,
        /// What the system said.
        #[source]
        error: std::io::Error,
    },
    /// The database was made by another version of the program, or by another program.
    #[error(
        "the database is of format {found}, this program knows format {known}; use the program \
            that made it, or newer"
    )]
    Format {
        /// Format of the database.
        found: String,
        /// Format that this program writes.
        known: u32,
    },
    /// The packs no longer declare what the tables hold.
    #[error(
        "the packs no longer declare: {}; put it back, or add --allow-narrow once: what is gone \
            is set aside, and a new key holds from then on",
        joined(.0)
    )]
    Narrows(Vec<Narrowing>),
    /// The last line of the journal is not the one that its head knows.
    #[error(
        "the journal does not end where it should; nothing is written until it is verified and \
            restored"
    )]
    JournalBroken,
    /// The act is earlier than the one before it.
    #[error("the act is dated {at}, earlier than the last one of {last}; set the clock right")]
    Earlier {
        /// Instant of the act.
        at: Instant,
        /// Instant of the last act.
        last: Instant,
    },
    /// No such register.
    #[error("there is no register {0}")]
    NoRegister(String),
    /// No such stored field.
    #[error("register {register} has no stored field {field}")]
    NoField {
        /// The register.
        register: String,
        /// The field asked for.
        field: String,
    },
    /// A field by which lists are neither filtered nor sorted.
    #[error("register {register} is not listed by {field}; declare it `find = true`")]
    NotFindable {
        /// The register.
        register: String,
        /// The field asked for.
        field: String,
    },
    /// No such record now.
    #[error("register {register} has no record {id}")]
    NoRecord {
        /// The register.
        register: String,
        /// The record.
        id: RecordId,
    },
    /// Somebody else changed the record since it was read.
    #[error(
        "record {id} of register `{}` was changed since it was read (version {found}, not \
            {expected}); read it again", register.en
    )]
    Stale {
        /// The register.
        register: Label,
        /// The record.
        id: RecordId,
        /// The version that was read.
        expected: u64,
        /// The version that stands.
        found: u64,
    },
    /// Values that may not stand in their fields; all of them.
    #[error("{} values of register {register} are refused: {}", .faults.len(), said(.faults))]
    Values {
        /// The register.
        register: String,
        /// Its label.
        label: Label,
        /// Each field with the reason.
        faults: Vec<ValueFault>,
    },
    /// A record with this natural key is there already.
    #[error("register {register} already has a record with the key {key} (record {id})")]
    KeyTaken {
        /// The register.
        register: String,
        /// Its label.
        label: Label,
        /// The key.
        key: String,
        /// The record that has it.
        id: RecordId,
    },
    /// A natural key was to be changed by an ordinary change.
    #[error("{field} is part of the key of register {register}; changing it is an act of its own")]
    KeyFixed {
        /// The register.
        register: String,
        /// The field.
        field: String,
    },
    /// Other records point at the one that was to go.
    #[error(
        "record {key} of register {register} is still referenced by {} of register {by}",
        counted(*.count, "record")
    )]
    Referenced {
        /// The register.
        register: String,
        /// Key of the record.
        key: String,
        /// The register that points at it.
        by: String,
        /// Its label.
        by_label: Box<Label>,
        /// How many records point at it.
        count: u64,
    },
    /// The file to be imported cannot be used.
    #[error(transparent)]
    Import(#[from] SourceError),
    /// An export cannot be made.
    #[error("{}", .text.en)]
    Export {
        /// Stable code.
        code: &'static str,
        /// What is wrong and what to do.
        text: Label,
    },
    /// Refused by the act itself, for a reason of its own.
    #[error("{}", .text.en)]
    Refused {
        /// Stable code.
        code: &'static str,
        /// The reason.
        text: Label,
    },
}

/// A value that may not stand in its field.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ValueFault {
    /// Name of the field.
    pub field: String,
    /// Its label.
    pub label: Label,
    /// Stable code: `required`, `unknown_code`, `no_record` …
    pub code: &'static str,
    /// What is wrong, in the user's words.
    pub text: Label,
}

/// Something in the tables that the packs no longer declare as it is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Narrowing {
    /// The register.
    pub register: String,
    /// The field; none when the register as a whole is gone or has another key.
    pub field: Option<String>,
    /// The kind that the field had and has, or the key that the register had and has.
    pub change: Option<(String, String)>,
}

impl std::fmt::Display for Narrowing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (&self.field, &self.change) {
            (None, None) => write!(f, "register {}", self.register),
            (None, Some((from, to))) => {
                write!(f, "the key {from} of register {} (now {to})", self.register)
            }
            (Some(field), None) => write!(f, "field {}.{field}", self.register),
            (Some(field), Some((from, to))) => {
                write!(f, "field {}.{field} as {from} (now {to})", self.register)
            }
        }
    }
}

impl Narrowing {
    fn chinese(&self) -> String {
        match (&self.field, &self.change) {
            (None, None) => format!("台账 {}", self.register),
            (None, Some((from, to))) => {
                format!("台账 {} 的主键 {from}（改为 {to}）", self.register)
            }
            (Some(field), None) => format!("台账 {} 的字段 {field}", self.register),
            (Some(field), Some((from, to))) => {
                format!(
                    "台账 {} 的字段 {field}（类型由 {from} 变为 {to}）",
                    self.register
                )
            }
        }
    }
}

impl StoreError {
    /// A code that stays the same from release to release.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "unreachable",
            Self::Lost { .. } => "connection_lost",
            Self::Busy { .. } => "busy",
            Self::Database(_) => "database",
            Self::File { .. } => "file",
            Self::Format { .. } => "format",
            Self::Narrows(_) => "schema_narrows",
            Self::JournalBroken => "journal_broken",
            Self::Earlier { .. } => "earlier",
            Self::NoRegister(_) => "no_register",
            Self::NoField { .. } => "no_field",
            Self::NotFindable { .. } => "not_findable",
            Self::NoRecord { .. } => "no_record",
            Self::Stale { .. } => "stale",
            Self::Values { .. } => "values",
            Self::KeyTaken { .. } => "key_taken",
            Self::KeyFixed { .. } => "key_fixed",
            Self::Referenced { .. } => "referenced",
            Self::Import(error) => error.code(),
            Self::Export { code, .. } | Self::Refused { code, .. } => code,
        }
    }

    /// Whether what was asked for is at fault, and not the machine or the database.
    pub fn is_refusal(&self) -> bool {
        !matches!(
            self,
            Self::Unreachable { .. }
                | Self::Lost { .. }
                | Self::Busy { .. }
                | Self::Database(_)
                | Self::File { .. }
        )
    }

    /// What is wrong and what to do, in words for people.
    pub fn text(&self, language: Language) -> String {
        match language {
            Language::Chinese => self.chinese(),
            Language::English => match self {
                Self::Import(error) => error.text(language),
                _ => self.to_string(),
            },
        }
    }

    fn chinese(&self) -> String {
        match self {
            Self::Unreachable { place, reason } => {
                format!("无法打开数据库 {place}：{}", zh(reason))
            }
            Self::Lost {
                in_doubt: true,
                reason,
            } => {
                format!(
                    "提交时与数据库的连接中断，请在日志中查看该操作是否已记录。{}",
                    zh(reason)
                )
            }
            Self::Lost {
                in_doubt: false,
                reason,
            } => {
                format!("与数据库的连接中断，未作任何改动，请重试。{}", zh(reason))
            }
            Self::Busy { waited_s } => {
                format!("数据库正忙于其他操作（已等待 {waited_s} 秒），请稍后重试")
            }
            Self::Database(reason) => format!("数据库出错：{}", zh(reason)),
            Self::File { path, error } => format!("无法使用文件 {path}：{}", zh(error)),
            Self::Format { found, known } => {
                format!(
                    "数据库格式为 {found}，本程序支持格式 {known}，请使用建库时的版本或更新的版本"
                )
            }
            Self::Narrows(all) => {
                let all: Vec<_> = all.iter().map(Narrowing::chinese).collect();
                format!(
                    "专题包不再声明：{}。请恢复声明，或加 --allow-narrow 运行一次，\
                     将不再声明的封存、按新主键重算",
                    all.join("、")
                )
            }
            Self::JournalBroken => "日志的末尾与记录的末行不符，核验并恢复之前不再写入".to_owned(),
            Self::Earlier { at, last } => {
                let (at, last) = (at.local_text(), last.local_text());
                format!("操作时间 {at} 早于上一操作的时间 {last}，请校准时钟")
            }
            _ => self.chinese_of_records(),
        }
    }

    fn chinese_of_records(&self) -> String {
        match self {
            Self::NoRegister(name) => format!("没有台账“{name}”"),
            Self::NoField { register, field } => format!("台账“{register}”没有字段“{field}”"),
            Self::NotFindable { register, field } => {
                format!("台账“{register}”不支持按“{field}”筛选或排序")
            }
            Self::NoRecord { register, id } => format!("台账“{register}”没有记录 {id}"),
            Self::Stale { register, id, .. } => {
                format!(
                    "台账“{}”的记录 {id} 在您读取之后已被他人修改，请重新打开后再改",
                    register.zh
                )
            }
            Self::Values { label, faults, .. } => {
                let all: Vec<_> = faults
                    .iter()
                    .map(|f| format!("“{}”{}", f.label.zh, f.text.zh))
                    .collect();
                format!("{}:{}", label.zh, all.join("；"))
            }
            Self::KeyTaken { label, key, .. } => format!("{}中已有“{key}”", label.zh),
            Self::KeyFixed { register, field } => {
                format!("“{field}”是台账“{register}”的主键，请使用“变更主键”操作")
            }
            Self::Referenced {
                key,
                by_label,
                count,
                ..
            } => {
                format!("“{key}”仍被{}的 {count} 条记录引用", by_label.zh)
            }
            Self::Import(error) => error.text(Language::Chinese),
            Self::Export { text, .. } | Self::Refused { text, .. } => text.zh.clone(),
            _ => self.to_string(),
        }
    }

    pub(crate) fn stale(register: &Label, record: &Record, expected: u64) -> Self {
        Self::Stale {
            register: register.clone(),
            id: record.id,
            expected,
            found: record.version,
        }
    }
}

fn zh(said: &dyn std::fmt::Display) -> String {
    system_words(said, Language::Chinese)
}

fn joined(all: &[Narrowing]) -> String {
    all.iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}

fn said(faults: &[ValueFault]) -> String {
    let one = |fault: &ValueFault| format!("{}: {}", fault.field, fault.text.en);
    faults.iter().map(one).collect::<Vec<_>>().join("; ")
}
