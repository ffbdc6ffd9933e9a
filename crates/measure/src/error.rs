//! What can go wrong with snapshots and measures: a stable code for programs, a sentence for
//! people.

use std::error::Error;

use jixia_terms::{Label, Language, system_words};

/// An error from elsewhere that stands behind one of ours.
pub type Cause = Box<dyn Error + Send + Sync>;

/// Why a snapshot cannot be written, read or verified.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// No complete snapshot has this id.
    #[error("no snapshot is called `{0}`; list the snapshots to see their names")]
    Unknown(String),
    /// Another program is writing a snapshot in the same place.
    #[error("another program is writing a snapshot here; try again when it is done")]
    Busy,
    /// The packs declare no such register.
    #[error("no register is called `{0}`")]
    UnknownRegister(String),
    /// The place where snapshots are kept refused to read or write.
    #[error("the snapshot store failed at `{path}`: {}", system_words(.cause, Language::English))]
    Storage {
        /// What was read or written.
        path: String,
        /// What the store said.
        cause: Cause,
    },
    /// A file is not what its manifest says.
    #[error("`{path}` is damaged: {}; restore it from a copy or take a new snapshot", why.en)]
    Damaged {
        /// The file.
        path: String,
        /// What is wrong with it.
        why: Label,
    },
    /// The records could not be read.
    #[error("the records could not be read: {}", system_words(.0, Language::English))]
    Records(Cause),
    /// A record holds a value that its field cannot hold.
    #[error("register `{register}`, field `{field}`: a value is of another kind than declared")]
    Value {
        /// The register.
        register: String,
        /// The field.
        field: String,
    },
    /// Parquet could not be encoded or decoded.
    #[error("Parquet could not be written or read: {}", system_words(.0, Language::English))]
    Parquet(Cause),
    /// A working thread or task ended early.
    #[error("the work was broken off: {0}")]
    BrokenOff(String),
}

impl SnapshotError {
    /// Stable name of the kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown(_) => "snapshot_unknown",
            Self::Busy => "snapshot_busy",
            Self::UnknownRegister(_) => "register_unknown",
            Self::Storage { .. } => "snapshot_storage",
            Self::Damaged { .. } => "snapshot_damaged",
            Self::Records(_) => "snapshot_records",
            Self::Value { .. } => "snapshot_value",
            Self::Parquet(_) => "snapshot_parquet",
            Self::BrokenOff(_) => "snapshot_broken_off",
        }
    }

    /// One sentence for people.
    pub fn text(&self, language: Language) -> String {
        if language == Language::English {
            return self.to_string();
        }
        match self {
            Self::Unknown(id) => format!("没有名为“{id}”的快照，请先列出快照查看名称"),
            Self::Busy => "另一个程序正在此处生成快照，请待其完成后重试".to_owned(),
            Self::UnknownRegister(name) => format!("没有名为“{name}”的台账"),
            Self::Storage { path, cause } => format!("快照存储在“{path}”处出错：{}", zh(cause)),
            Self::Damaged { path, why } => {
                let why = &why.zh;
                format!("“{path}”已损坏（{why}），请从备份恢复或重新生成快照")
            }
            Self::Records(cause) => {
                let records = cause.downcast_ref::<jixia_store::StoreError>();
                let why = records.map_or_else(|| zh(cause), |error| error.text(language));
                format!("无法读取台账记录：{why}")
            }
            Self::Value { register, field } => {
                format!("台账“{register}”字段“{field}”中有类型不符的值")
            }
            Self::Parquet(cause) => format!("Parquet 读写出错：{}", zh(cause)),
            Self::BrokenOff(why) => format!("处理中断：{why}"),
        }
    }

    pub(crate) fn storage(path: &impl ToString, cause: impl Into<Cause>) -> Self {
        Self::Storage {
            path: path.to_string(),
            cause: cause.into(),
        }
    }

    pub(crate) fn damaged(path: &impl ToString, why: Label) -> Self {
        Self::Damaged {
            path: path.to_string(),
            why,
        }
    }

    pub(crate) fn parquet(cause: impl Into<Cause>) -> Self {
        Self::Parquet(cause.into())
    }
}

fn zh(said: &dyn std::fmt::Display) -> String {
    system_words(said, Language::Chinese)
}

/// Why something cannot be measured.
#[derive(Debug, thiserror::Error)]
pub enum MeasureError {
    /// The packs declare no such indicator.
    #[error("no indicator is called `{0}`")]
    UnknownIndicator(String),
    /// The node does not stand in the organisation tree of the snapshot.
    #[error("no node `{0}` stands in the organisation tree on the day of the snapshot")]
    UnknownNode(String),
    /// The rows have no such column.
    #[error("the rows of indicator `{indicator}` have no column `{column}`")]
    UnknownColumn {
        /// The indicator.
        indicator: String,
        /// The column asked for.
        column: String,
    },
    /// The SQL of a view or an indicator cannot be planned or run.
    #[error("`{name}` cannot be computed: {why}")]
    Sql {
        /// The view or indicator.
        name: String,
        /// What the planner or the engine said.
        why: String,
    },
    /// A snapshot cannot be read or written.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// The engine failed in a way that no SQL explains.
    #[error("the measuring engine failed: {0}")]
    Engine(String),
}

impl MeasureError {
    /// Stable name of the kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownIndicator(_) => "indicator_unknown",
            Self::UnknownNode(_) => "node_unknown",
            Self::UnknownColumn { .. } => "column_unknown",
            Self::Sql { .. } => "measure_sql",
            Self::Snapshot(error) => error.code(),
            Self::Engine(_) => "measure_engine",
        }
    }

    /// One sentence for people.
    pub fn text(&self, language: Language) -> String {
        if let Self::Snapshot(error) = self {
            return error.text(language);
        }
        if language == Language::English {
            return self.to_string();
        }
        match self {
            Self::UnknownIndicator(name) => format!("没有名为“{name}”的指标"),
            Self::UnknownNode(code) => format!("快照当日的组织树中没有节点“{code}”"),
            Self::UnknownColumn { indicator, column } => {
                format!("指标“{indicator}”的明细中没有“{column}”这一列")
            }
            Self::Sql { name, why } => format!("“{name}”无法计算：{why}"),
            Self::Snapshot(error) => error.text(language),
            Self::Engine(why) => format!("计算引擎出错：{why}"),
        }
    }

    pub(crate) fn sql(name: &str, why: impl ToString) -> Self {
        Self::Sql {
            name: name.to_owned(),
            why: why.to_string(),
        }
    }

    pub(crate) fn engine(why: impl ToString) -> Self {
        Self::Engine(why.to_string())
    }
}
