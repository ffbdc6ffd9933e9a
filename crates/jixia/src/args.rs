//! The command line: a contract that scripts rely on.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use jixia_app::store::{Location, NotedLine};
use jixia_app::terms::{Day, Instant, Label, Language};

use crate::usage::WrongValue;

/// 稷下 Jixia: the working system of an education authority 教育局.
#[derive(Debug, Parser)]
#[command(name = "jixia", version, max_term_width = 100)]
pub struct Cli {
    /// Where the authority's data is.
    #[command(flatten)]
    pub place: Place,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Where the authority's data is, and how results are printed; valid for every command.
#[derive(Debug, Clone, Args)]
pub struct Place {
    /// Folder of the authority's data 数据目录
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "JIXIA_DATA",
        default_value = "jixia-data"
    )]
    pub data: PathBuf,
    /// PostgreSQL database that keeps the records, instead of SQLite in the data folder 数据库地址
    #[arg(long, global = true, value_name = "URL", env = "JIXIA_DATABASE")]
    #[arg(hide_env_values = true, value_parser = database)]
    pub database: Option<String>,
    /// Folder of packs, instead of those built into the program 专题包目录
    #[arg(long, global = true, value_name = "DIR", env = "JIXIA_PACKS")]
    pub packs: Option<PathBuf>,
    /// Set aside registers and fields that the packs no longer declare, and take changed keys 允许收窄
    #[arg(long, global = true)]
    pub allow_narrow: bool,
    /// Print data as JSON 以 JSON 输出
    #[arg(long, global = true)]
    pub json: bool,
    /// Language of messages: zh-CN or en 语言
    #[arg(long, global = true, value_name = "TAG", env = "JIXIA_LANG")]
    #[arg(default_value = "zh-CN", value_parser = language)]
    pub lang: Language,
    /// Who acts, as the journal names them 操作人
    #[arg(
        long,
        global = true,
        value_name = "NAME",
        env = "JIXIA_ACTOR",
        default_value = "命令行"
    )]
    pub actor: String,
}

/// Reads a size of the demo; a word that is none is answered with those there are.
fn sizes() -> impl TypedValueParser<Value = jixia_demo::Size> {
    PossibleValuesParser::new(jixia_demo::Size::ALL.map(jixia_demo::Size::word))
        .try_map(|word| word.parse::<jixia_demo::Size>())
}

/// What kind of demo is asked for.
#[derive(Debug, Args)]
pub struct DemoOrder {
    /// town 2 thousand pupils, city 200 thousand, metropolis 1 million
    #[arg(long, default_value = "town", value_parser = sizes())]
    pub size: jixia_demo::Size,
    /// Port of the server on this machine
    #[arg(long, default_value_t = 8300)]
    pub port: u16,
    /// Do not serve; end when the city is ready
    #[arg(long)]
    pub no_serve: bool,
    /// Only write the import files of the last counting day into this folder
    #[arg(long, value_name = "DIR")]
    pub files: Option<PathBuf>,
    /// Seed from which everything follows
    #[arg(long, default_value_t = jixia_demo::DEFAULT_SEED)]
    pub seed: u64,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a made-up city, bring it in, adopt its plan, and serve it 演示
    Demo(DemoOrder),
    /// Serve pages and JSON API on this machine 启动服务
    Serve {
        /// Address to listen on; loopback only until accounts exist
        #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8300")]
        listen: SocketAddr,
    },
    /// Check, test and explain packs 专题包
    #[command(subcommand)]
    Pack(PackCommand),
    /// Import a CSV or XLSX file into a register 导入
    Import {
        /// Name of the register
        register: String,
        /// CSV or XLSX file
        file: PathBuf,
        /// Show the difference, change nothing 预演
        #[arg(long)]
        dry_run: bool,
        /// Rows missing from the file end; without this they stop the import
        #[arg(long)]
        allow_shrink: bool,
        /// The file holds part of the register: rows missing from it stay as they are
        #[arg(long, conflicts_with = "allow_shrink")]
        part: bool,
        /// Write refused rows with their reasons to this CSV file 拒收行
        #[arg(long, value_name = "FILE")]
        refused: Option<PathBuf>,
    },
    /// Export a register 导出
    Export {
        /// Name of the register
        register: String,
        /// File format
        #[arg(long, value_enum, default_value = "csv")]
        format: SheetFormat,
        /// As it stood at this instant, or at the end of this day 回看时点
        #[arg(long, value_name = "INSTANT")]
        as_of: Option<Instant>,
        /// File to write; standard output without it
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Write a snapshot of every register, or list those there are 快照
    Snapshot {
        /// Day that it shows; today without it
        #[arg(long, value_name = "DAY")]
        on: Option<Day>,
        /// List the snapshots, the newest last, and write none 列出
        #[arg(long, conflicts_with = "on")]
        list: bool,
    },
    /// Show indicators measured from a snapshot 指标
    Measure {
        /// Only this indicator
        #[arg(long, value_name = "NAME")]
        indicator: Option<String>,
        /// Only this node of the organisation tree
        #[arg(long, value_name = "CODE")]
        org: Option<String>,
        /// The snapshot; the newest without it
        #[arg(long, value_name = "ID")]
        snapshot: Option<String>,
        /// Compute anew instead of taking the figures kept with the snapshot
        #[arg(long)]
        anew: bool,
        /// How to print; a table without it
        #[arg(long, value_enum)]
        format: Option<TableFormat>,
    },
    /// Read, adopt and follow the annual plan 年度计划
    #[command(subcommand)]
    Plan(PlanCommand),
    /// The processes by which cases go 流程
    #[command(subcommand)]
    Process(ProcessCommand),
    /// The journal of all acts 日志
    #[command(subcommand)]
    Journal(JournalCommand),
    /// Print the OpenAPI document of the JSON API
    Openapi,
}

/// What to do with packs.
#[derive(Debug, Subcommand)]
pub enum PackCommand {
    /// Read packs whole and show all faults 检查
    Check {
        /// Folder of packs; those built in without it
        dir: Option<PathBuf>,
    },
    /// Run every story 运行用例
    Test {
        /// Folder of packs; those built in without it
        dir: Option<PathBuf>,
    },
    /// What a register, indicator, code list or rule value is 说明
    Explain {
        /// Its name
        name: String,
    },
}

/// What to do with plans.
#[derive(Debug, Subcommand)]
pub enum PlanCommand {
    /// Read a plan from text, HTML or DOCX: the tree, or with --json a line a target 读取
    Read {
        /// The file
        file: PathBuf,
    },
    /// Make it the authority's plan 采用
    Adopt {
        /// The file
        file: PathBuf,
        /// Adopt it though no target is found in it
        #[arg(long)]
        without_targets: bool,
    },
    /// The adopted plans, the newest last 列表
    List,
    /// Withdraw an adopted plan; the one before it is the newest again 撤下
    Withdraw {
        /// The plan, as the list names it
        #[arg(value_name = "ID")]
        plan: String,
    },
    /// How each target stands, a line a target 进展
    Status {
        /// The plan; the newest without it
        #[arg(long, value_name = "ID")]
        plan: Option<String>,
        /// The snapshot; the newest without it
        #[arg(long, value_name = "ID")]
        snapshot: Option<String>,
        /// How to print; a table without it
        #[arg(long, value_enum)]
        format: Option<TableFormat>,
    },
}

/// What to do with processes.
#[derive(Debug, Subcommand)]
pub enum ProcessCommand {
    /// The processes that the packs declare 列表
    List,
    /// States, moves, people, limits, diagram and who may what 说明
    Show {
        /// Its name
        name: String,
    },
}

/// What to do with the journal.
#[derive(Debug, Subcommand)]
pub enum JournalCommand {
    /// Find any altered, missing or reordered line, and any row changed behind its back 校验
    Verify {
        /// A line noted earlier, as verify printed it: fails when the journal no longer has it
        #[arg(long, value_name = "LINE:HASH")]
        head: Option<NotedLine>,
    },
}

/// Formats of exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs, reason = "the names say it")]
pub enum SheetFormat {
    Csv,
    Xlsx,
    Parquet,
}

/// Formats of printed tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs, reason = "the names say it")]
pub enum TableFormat {
    Table,
    Csv,
    Json,
}

fn language(tag: &str) -> Result<Language, WrongValue> {
    let words = || Label::new("本程序没有这种语言，请用 zh-CN 或 en", "use zh-CN or en");
    tag.parse().map_err(|()| WrongValue(words()))
}

fn database(url: &str) -> Result<String, WrongValue> {
    if Location::is_server(url) {
        return Ok(url.to_owned());
    }
    Err(WrongValue(Label::new(
        "只支持 PostgreSQL，请写成 postgres://用户:密码@主机:5432/库名（或 postgresql://…）；\
         用数据目录中的 SQLite 请去掉 --database",
        "only PostgreSQL is taken: postgres://user:password@host:5432/name (or postgresql://…); \
         leave --database away for SQLite in the data folder",
    )))
}
