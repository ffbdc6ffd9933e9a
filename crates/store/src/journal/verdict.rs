//! What verifying the journal found.

use jixia_terms::{Label, Language, system_words};
use serde::Serialize;

use crate::RecordId;

/// So many faults are kept.
pub(super) const FAULTS_MAX: usize = 1_000;

/// What was verified, and every fault found (the first 1,000 are kept).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Verdict {
    /// Lines read.
    pub lines: u64,
    /// Hash of the last line.
    pub head: Option<String>,
    /// Row versions read.
    pub rows: u64,
    /// Faults found, counted.
    pub fault_count: u64,
    /// The first of them.
    pub faults: Vec<JournalFault>,
}

impl Verdict {
    /// Whether journal and registers are as the acts left them.
    pub fn is_sound(&self) -> bool {
        self.fault_count == 0
    }

    /// Counts a fault, and keeps it when it is among the first and not told yet.
    pub(crate) fn add(&mut self, fault: JournalFault) {
        self.fault_count += 1;
        if self.faults.len() < FAULTS_MAX && !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }
}

/// One way in which journal or registers are not as the acts left them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum JournalFault {
    /// Lines of these numbers are not there.
    LinesMissing {
        /// First missing line.
        from: u64,
        /// Last missing line.
        to: u64,
    },
    /// The content of this line does not give its hash.
    LineAltered {
        /// The line.
        seq: u64,
    },
    /// The hash of this line is not the one that the next line was chained to: it was replaced or
    /// moved.
    LineReplaced {
        /// The line.
        seq: u64,
    },
    /// This line stands after the last one that the head of the journal knows.
    LineInserted {
        /// The line.
        seq: u64,
    },
    /// The instant of this line is earlier than that of the line before.
    LineOutOfOrder {
        /// The line.
        seq: u64,
    },
    /// A hash kept outside the journal (in a snapshot) is not that of the line.
    AnchorDiffers {
        /// The line.
        seq: u64,
    },
    /// A line that a person noted elsewhere is not there, or has another hash.
    NotedDiffers {
        /// The line.
        seq: u64,
        /// The hash that was noted.
        noted: String,
        /// The hash that the line has; none when the line is not there.
        found: Option<String>,
    },
    /// The list of what a line changed does not give the digest in the line.
    ChangesAltered {
        /// The line.
        seq: u64,
    },
    /// A row's values are not those that were written.
    RecordAltered {
        /// The register.
        register: String,
        /// The record.
        id: RecordId,
        /// The line of the act that wrote the version.
        seq: u64,
    },
    /// Rows that no act wrote or ended, or that an act wrote or ended and are not there.
    RowsDiffer {
        /// The register.
        register: String,
        /// The line of the act.
        seq: u64,
        /// The record, when the line is about one.
        record: Option<RecordId>,
        /// Versions that the act wrote and ended.
        expected: (u64, u64),
        /// Versions found.
        found: (u64, u64),
    },
    /// A row's column that follows from others does not.
    KeyAltered {
        /// The register.
        register: String,
        /// The record.
        id: RecordId,
    },
    /// The journal has no line, though the making of the tables stands in its first.
    JournalEmpty,
    /// A table of the journal itself is not there.
    TableMissing {
        /// The table.
        table: String,
    },
    /// An index is not there, or not as it was made.
    IndexMissing {
        /// The index.
        index: String,
        /// The statement that makes it again.
        sql: String,
    },
    /// The database file is damaged.
    FileDamaged {
        /// What SQLite said.
        said: String,
    },
    /// A table that the journal speaks of cannot be read.
    TableUnreadable {
        /// The register.
        register: String,
        /// What the database said.
        reason: String,
    },
}

impl JournalFault {
    /// A code that stays the same from release to release.
    pub fn code(&self) -> &'static str {
        match self {
            Self::LinesMissing { .. } => "lines_missing",
            Self::LineAltered { .. } => "line_altered",
            Self::LineReplaced { .. } => "line_replaced",
            Self::LineInserted { .. } => "line_inserted",
            Self::LineOutOfOrder { .. } => "line_out_of_order",
            Self::AnchorDiffers { .. } => "anchor_differs",
            Self::NotedDiffers { .. } => "noted_differs",
            Self::ChangesAltered { .. } => "changes_altered",
            Self::RecordAltered { .. } => "record_altered",
            Self::RowsDiffer { .. } => "rows_differ",
            Self::KeyAltered { .. } => "key_altered",
            Self::JournalEmpty => "journal_empty",
            Self::TableMissing { .. } => "table_missing",
            Self::IndexMissing { .. } => "index_missing",
            Self::FileDamaged { .. } => "file_damaged",
            Self::TableUnreadable { .. } => "table_unreadable",
        }
    }

    /// What is wrong and what to do, in words for people.
    pub fn text(&self, language: Language) -> String {
        let remedy = self.remedy();
        match (language, remedy) {
            (Language::Chinese, Some(remedy)) => format!("{}；{}", self.chinese(), remedy.zh),
            (Language::English, Some(remedy)) => format!("{}; {}", self.english(), remedy.en),
            (Language::Chinese, None) => self.chinese(),
            (Language::English, None) => self.english(),
        }
    }

    /// What to do, where the sentence does not say it by itself.
    fn remedy(&self) -> Option<Label> {
        match self {
            Self::NotedDiffers { .. }
            | Self::JournalEmpty
            | Self::TableMissing { .. }
            | Self::IndexMissing { .. }
            | Self::FileDamaged { .. } => None,
            Self::TableUnreadable { .. } => Some(Label::new(
                "请数据库管理员核对该表及其权限，或从备份恢复",
                "let the database's keeper check the table and its rights, or restore a backup",
            )),
            _ => Some(Label::new(
                "请从改动前的备份恢复数据库（SQLite 为数据目录中的 records.sqlite），并查明是谁改动的",
                "restore the database from a backup of before (with SQLite: records.sqlite in the \
                 data folder) and find out who changed it",
            )),
        }
    }

    fn chinese(&self) -> String {
        match self {
            Self::LinesMissing { from, to } if from == to => format!("日志第 {from} 行缺失"),
            Self::LinesMissing { from, to } => format!("日志第 {from} 至 {to} 行缺失"),
            Self::LineAltered { seq } => format!("日志第 {seq} 行的内容被改动"),
            Self::LineReplaced { seq } => format!("日志第 {seq} 行被替换或调换了位置"),
            Self::LineInserted { seq } => format!("日志第 {seq} 行是在日志之外添加的"),
            Self::LineOutOfOrder { seq } => format!("日志第 {seq} 行的时间早于上一行"),
            Self::AnchorDiffers { seq } => format!("日志第 {seq} 行与快照中保存的哈希不一致"),
            Self::NotedDiffers {
                seq, found: None, ..
            } => format!(
                "日志中已没有您记下的第 {seq} 行，日志末尾被截去，请从备份恢复，恢复前不要再写入"
            ),
            Self::NotedDiffers {
                seq,
                noted,
                found: Some(found),
            } => format!(
                "日志第 {seq} 行的哈希是 {found}，您记下的是 {noted}：该行或此前的行被换过，\
                 请从备份恢复"
            ),
            Self::ChangesAltered { seq } => format!("日志第 {seq} 行的变动明细被改动"),
            Self::RecordAltered { register, id, seq } => {
                format!("台账“{register}”的记录 {id}（日志第 {seq} 行写入）被绕过日志改动")
            }
            Self::RowsDiffer {
                register,
                seq,
                record,
                expected,
                found,
            } => {
                let which = record.map_or(String::new(), |id| format!("的记录 {id}"));
                format!(
                    "台账“{register}”{which}与日志第 {seq} 行不符：应写入 {} 行、终止 {} 行，实有 {} 行、{} 行",
                    expected.0, expected.1, found.0, found.1
                )
            }
            Self::KeyAltered { register, id } => {
                format!("台账“{register}”的记录 {id} 的主键列被改动")
            }
            Self::JournalEmpty => {
                "日志是空的（0 行），而建表时必写第 1 行：日志已被清空，请从备份恢复".to_owned()
            }
            Self::TableMissing { table } => {
                format!("数据表“{table}”缺失，台账无从核对，请从备份恢复")
            }
            Self::IndexMissing { index, sql } => {
                format!("索引“{index}”缺失或不符，请数据库管理员删去同名索引后执行：{sql}")
            }
            Self::FileDamaged { said } => {
                format!("数据库文件已损坏，请从备份恢复（{said}）")
            }
            Self::TableUnreadable { register, reason } => {
                let reason = system_words(reason, Language::Chinese);
                format!("台账“{register}”的数据表无法读取：{reason}")
            }
        }
    }

    fn english(&self) -> String {
        match self {
            Self::LinesMissing { from, to } if from == to => {
                format!("line {from} of the journal is missing")
            }
            Self::LinesMissing { from, to } => {
                format!("lines {from} to {to} of the journal are missing")
            }
            Self::LineAltered { seq } => format!("line {seq} of the journal was altered"),
            Self::LineReplaced { seq } => {
                format!("line {seq} of the journal was replaced or moved")
            }
            Self::LineInserted { seq } => {
                format!("line {seq} was added to the journal behind its back")
            }
            Self::LineOutOfOrder { seq } => {
                format!("line {seq} of the journal is earlier than the line before it")
            }
            Self::AnchorDiffers { seq } => {
                format!("line {seq} of the journal does not have the hash kept in a snapshot")
            }
            Self::NotedDiffers { seq, noted, found } => {
                noted_english(*seq, noted, found.as_deref())
            }
            Self::ChangesAltered { seq } => {
                format!("the list of what line {seq} of the journal changed was altered")
            }
            Self::RecordAltered { register, id, seq } => {
                format!(
                    "record {id} of register {register}, written by line {seq}, was altered \
                        behind the journal's back"
                )
            }
            Self::RowsDiffer {
                register,
                seq,
                record,
                expected,
                found,
            } => {
                let which = record.map_or(String::new(), |id| format!("record {id} of "));
                format!(
                    "{which}register {register} does not agree with line {seq}: {} rows written \
                        and {} ended, found {} and {}",
                    expected.0, expected.1, found.0, found.1
                )
            }
            Self::KeyAltered { register, id } => {
                format!("the key column of record {id} of register {register} was altered")
            }
            Self::TableUnreadable { register, reason } => {
                let reason = system_words(reason, Language::English);
                format!("the table of register {register} cannot be read: {reason}")
            }
            _ => self.english_of_database(),
        }
    }

    fn english_of_database(&self) -> String {
        match self {
            Self::JournalEmpty => "the journal is empty (0 lines), though the making of the \
                tables stands in its first: it was emptied; restore it from a backup"
                .to_owned(),
            Self::TableMissing { table } => format!(
                "the table {table} is missing and nothing can be held against it; restore it from \
                    a backup"
            ),
            Self::IndexMissing { index, sql } => format!(
                "the index {index} is missing or not as it was made; let the database's keeper \
                    drop one of that name and run: {sql}"
            ),
            Self::FileDamaged { said } => {
                format!("the database file is damaged; restore it from a backup ({said})")
            }
            _ => self.code().replace('_', " "),
        }
    }
}

fn noted_english(seq: u64, noted: &str, found: Option<&str>) -> String {
    match found {
        None => format!(
            "the journal no longer has line {seq}, which you noted: its last lines were cut off; \
                restore it from a backup before anything more is written"
        ),
        Some(found) => format!(
            "line {seq} of the journal has the hash {found}, you noted {noted}: it or a line \
                before it was replaced; restore it from a backup"
        ),
    }
}
