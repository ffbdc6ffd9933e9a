//! What can go wrong in an act or a read, in words for people.

use std::path::{Path, PathBuf};

use jixia_measure::{MeasureError, SnapshotError};
use jixia_pack::Fault;
use jixia_plan::ReadError;
use jixia_store::StoreError;
use jixia_terms::{Label, Language, counted, system_words};
use serde::Serialize;

use crate::accounts::SignInFault;

/// A field that a person filled in wrongly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldFault {
    /// Name of the field.
    pub field: String,
    /// What is wrong and what to do.
    pub text: Label,
}

/// Whose fault an error is, which decides exit codes and HTTP answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// What was asked for does not exist.
    Missing,
    /// What was asked for is refused, with the reason.
    Refused,
    /// Something in or around the program failed.
    Failed,
}

/// Why an act or a read did not go through. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The packs have faults; all of them are here.
    #[error("the packs have {}", counted(faults.len(), "fault"))]
    Packs {
        /// What is wrong, in order of file and line.
        faults: Vec<Fault>,
        /// The folder they were read from; none of those built in.
        folder: Option<PathBuf>,
    },
    /// A folder without any file of a pack.
    #[error("the folder `{0}` holds no packs")]
    NoPacks(PathBuf),
    /// No such thing; with the nearest word there is.
    #[error("there is no {what} `{name}`")]
    Unknown {
        /// Kind of thing.
        what: Label,
        /// The word given.
        name: String,
        /// The nearest right words.
        nearest: Vec<String>,
    },
    /// No snapshot has this name; with those there are, the newest first.
    #[error("no snapshot is called `{name}`; {}", known_snapshots(known).en)]
    UnknownSnapshot {
        /// The name given.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// Fields of a form have faults.
    #[error("{} fields are not right", .0.len())]
    Fields(Vec<FieldFault>),
    /// A read of figures before there is any snapshot.
    #[error("there is no snapshot yet; make one first")]
    NoSnapshot,
    /// A read of the plan before one was adopted.
    #[error("no plan has been adopted yet")]
    NoPlan,
    /// A text in which no target was found, named by its plan.
    #[error(
        "no target was found in `{0}`, and adopting it would hide the plan adopted before; see with \
         `jixia plan read` that it is the plan's full text, or adopt it all the same with \
         `jixia plan adopt --without-targets`"
    )]
    NoTargets(String),
    /// Records that only the acts of the plan write.
    #[error("`{0}` is written by adopting a plan, linking a target or reporting a value alone")]
    KeptByPlan(String),
    /// A day that has not come.
    #[error("a snapshot shows what was; {0} has not come yet")]
    FutureDay(jixia_terms::Day),
    /// An instant that has not come.
    #[error("a register is read as it stands or stood; {} has not come yet", .0.local_text())]
    FutureInstant(jixia_terms::Instant),
    /// Nobody was signed in.
    #[error("{}", .0.label().en)]
    SignIn(SignInFault),
    /// An account that may not be used today.
    #[error("the account `{0}` may not be used today; an administrator can change its days")]
    AccountEnded(String),
    /// The system gave no random bytes.
    #[error("the system gives no random bytes, so no secret can be made: {0}")]
    NoRandomness(String),
    /// A file could not be read or written.
    #[error("cannot use `{path}`: {}", system_words(.error, Language::English))]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        error: std::io::Error,
    },
    /// The records refused or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The snapshots refused or failed.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// An indicator could not be computed.
    #[error(transparent)]
    Measure(#[from] MeasureError),
    /// A plan could not be read.
    #[error(transparent)]
    Plan(#[from] ReadError),
}

impl AppError {
    pub(crate) fn unknown(
        zh: &str,
        en: &str,
        name: &str,
        nearest: impl IntoIterator<Item = String>,
    ) -> Self {
        Self::Unknown {
            what: Label::new(zh, en),
            name: name.to_owned(),
            nearest: nearest.into_iter().collect(),
        }
    }

    /// One field that a person filled in wrongly.
    pub(crate) fn field(field: &str, text: Label) -> Self {
        Self::Fields(vec![FieldFault {
            field: field.to_owned(),
            text,
        }])
    }

    /// A code that stays the same from release to release.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Packs { .. } => "packs",
            Self::NoPacks(_) => "no_packs",
            Self::Unknown { .. } => "unknown",
            Self::UnknownSnapshot { .. } => "snapshot_unknown",
            Self::Fields(_) => "fields",
            Self::NoSnapshot => "no_snapshot",
            Self::NoPlan => "no_plan",
            Self::NoTargets(_) => "no_targets",
            Self::KeptByPlan(_) => "kept_by_plan",
            Self::FutureDay(_) => "future_day",
            Self::FutureInstant(_) => "future_instant",
            Self::SignIn(_) => "sign_in",
            Self::AccountEnded(_) => "account_ended",
            Self::NoRandomness(_) => "no_randomness",
            Self::File { .. } => "file",
            Self::Store(error) => error.code(),
            Self::Snapshot(error) => error.code(),
            Self::Measure(error) => error.code(),
            Self::Plan(error) => error.code(),
        }
    }

    /// Whose fault it is.
    pub fn wrong(&self) -> Wrong {
        match self {
            Self::Unknown { .. }
            | Self::UnknownSnapshot { .. }
            | Self::NoSnapshot
            | Self::NoPlan => Wrong::Missing,
            Self::Packs { .. }
            | Self::NoPacks(_)
            | Self::Fields(_)
            | Self::NoTargets(_)
            | Self::KeptByPlan(_)
            | Self::FutureDay(_)
            | Self::FutureInstant(_)
            | Self::SignIn(_)
            | Self::AccountEnded(_)
            | Self::Plan(_) => Wrong::Refused,
            Self::Store(StoreError::NoRegister(_) | StoreError::NoRecord { .. }) => Wrong::Missing,
            Self::Store(error) if error.is_refusal() => Wrong::Refused,
            Self::Snapshot(SnapshotError::Unknown(_) | SnapshotError::UnknownRegister(_)) => {
                Wrong::Missing
            }
            Self::Measure(
                MeasureError::UnknownIndicator(_)
                | MeasureError::UnknownNode(_)
                | MeasureError::UnknownColumn { .. }
                | MeasureError::Snapshot(SnapshotError::Unknown(_)),
            ) => Wrong::Missing,
            Self::NoRandomness(_)
            | Self::File { .. }
            | Self::Store(_)
            | Self::Snapshot(_)
            | Self::Measure(_) => Wrong::Failed,
        }
    }

    /// What is wrong and what to do, in one line for people.
    pub fn text(&self, language: Language) -> String {
        match language {
            Language::Chinese => self.chinese(),
            Language::English => self.english(),
        }
    }

    fn chinese(&self) -> String {
        match self {
            Self::Packs { faults, folder } => faulty(faults, folder.as_deref()).zh,
            Self::NoPacks(folder) => format!(
                "文件夹“{}”中没有专题包，请核对路径（其下每个专题包一个文件夹，内有 pack.toml）",
                folder.display()
            ),
            Self::Unknown {
                what,
                name,
                nearest,
            } => match nearest.join("”、“") {
                none if none.is_empty() => format!("没有{}“{name}”", what.zh),
                near => format!("没有{}“{name}”，是否“{near}”？", what.zh),
            },
            Self::UnknownSnapshot { name, known } => {
                format!("没有名为“{name}”的快照，{}", known_snapshots(known).zh)
            }
            Self::Fields(faults) => {
                let texts: Vec<_> = faults.iter().map(|fault| fault.text.zh.as_str()).collect();
                texts.join("；")
            }
            Self::NoSnapshot => "还没有快照，请先生成快照（jixia snapshot）".to_owned(),
            Self::NoPlan => "还没有采用年度计划，请先采用（jixia plan adopt 文件）".to_owned(),
            Self::NoTargets(plan) => format!(
                "“{plan}”中没有读出目标，采用后会遮住此前采用的计划；请用 jixia plan read 核对是否为计划全文，\
                 确需采用请加 --without-targets"
            ),
            Self::KeptByPlan(register) => {
                format!("“{register}”由采用计划、指定指标和填报数值写入，不能直接增改或导入")
            }
            Self::FutureDay(day) => format!("快照反映过去的情况，{day} 还没有到"),
            Self::SignIn(fault) => fault.label().zh,
            Self::AccountEnded(name) => {
                format!("账号“{name}”今天不能使用(未启用或已停用)，可由管理员修改其起止日期")
            }
            Self::NoRandomness(said) => {
                format!("系统不能提供随机数，无法生成密码和验证码：{said}")
            }
            Self::FutureInstant(at) => {
                format!("只能查看现在和过去的台账，{} 还没有到", at.local_text())
            }
            Self::File { path, error } => {
                let why = system_words(error, Language::Chinese);
                format!("无法读写“{}”：{why}", path.display())
            }
            Self::Store(error) => error.text(Language::Chinese),
            Self::Snapshot(error) => error.text(Language::Chinese),
            Self::Measure(error) => error.text(Language::Chinese),
            Self::Plan(error) => plan_chinese(error),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Packs { faults, folder } => faulty(faults, folder.as_deref()).en,
            Self::NoPacks(folder) => format!(
                "the folder `{}` holds no packs; check the path (a folder for each pack, with \
                 pack.toml in it)",
                folder.display()
            ),
            Self::Unknown {
                what,
                name,
                nearest,
            } => match nearest.join("`, `") {
                none if none.is_empty() => format!("there is no {} `{name}`", what.en),
                near => format!("there is no {} `{name}`; did you mean `{near}`?", what.en),
            },
            Self::Fields(faults) => {
                let texts: Vec<_> = faults.iter().map(|fault| fault.text.en.as_str()).collect();
                texts.join("; ")
            }
            other => other.to_string(),
        }
    }
}

/// Snapshots named in a refusal at most.
const KNOWN_MAX: usize = 12;

/// The snapshots there are, for one who named another.
fn known_snapshots(known: &[String]) -> Label {
    if known.is_empty() {
        return Label::new("还没有快照，请先生成", "there is none yet; make one first");
    }
    let named = &known[..known.len().min(KNOWN_MAX)];
    let (zh, en) = (named.join("、"), named.join(", "));
    if named.len() == known.len() {
        return Label::new(format!("现有：{zh}"), format!("there are: {en}"));
    }
    let count = known.len();
    Label::new(
        format!("现有 {count} 个，最近的是：{zh}"),
        format!("of the {count} there are, the newest are: {en}"),
    )
}

/// How many faults packs have, the first of them, and how to see all.
fn faulty(faults: &[Fault], folder: Option<&Path>) -> Label {
    let first = |language| {
        let first = faults.first().map(|fault| fault.line_text(language));
        first.unwrap_or_default()
    };
    let (zh, en) = (first(Language::Chinese), first(Language::English));
    let (count, folder) = (faults.len(), folder.map(Path::display));
    let folder = folder
        .map(|folder| format!(" {folder}"))
        .unwrap_or_default();
    Label::new(
        format!("专题包有 {count} 处错误，第一处：{zh}；用 jixia pack check{folder} 查看全部"),
        format!(
            "the packs have {}; the first: {en}; jixia pack check{folder} shows all",
            counted(count, "fault")
        ),
    )
}

fn plan_chinese(error: &ReadError) -> String {
    match error {
        ReadError::Empty { name } => format!("文件“{name}”中没有文字，请提供计划全文"),
        ReadError::TooLarge { name, bytes, limit } => {
            format!(
                "文件“{name}”有 {} MB，计划最大 {} MB；请只交计划正文，或拆分后再交",
                bytes.div_ceil(1 << 20),
                limit >> 20
            )
        }
        ReadError::Unsupported { name, kind_zh, .. } => {
            format!(
                "文件“{name}”是{kind_zh}，无法读取；请用 Word 或 WPS 打开计划原文，另存为 DOCX 后再读"
            )
        }
        ReadError::BadDocx { name, .. } => {
            format!(
                "文件“{name}”已损坏或没有传完整，读不出来；请用 Word 或 WPS 打开，另存为 DOCX 后再读"
            )
        }
        ReadError::NotText { name } => {
            format!(
                "文件“{name}”不是文本（UTF-8、UTF-16 或 GB18030 编码），读不出来；\
                 请用 Word 或 WPS 打开计划原文，另存为 DOCX 后再读"
            )
        }
        other => other.to_string(),
    }
}
