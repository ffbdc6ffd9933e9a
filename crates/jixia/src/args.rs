//! The command line: a contract that scripts rely on.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use jixia_app::store::{Location, NotedLine};
use jixia_app::terms::{Day, Instant, Label, Language};
use jixia_web::Origin;

use crate::commands::account::AccountCommand;
use crate::usage::WrongValue;

/// 稷下：教育局的工作系统 | Jixia: the working system of an education authority
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
    /// 教育局的数据目录 | Folder of the authority's data
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "JIXIA_DATA",
        default_value = "jixia-data"
    )]
    pub data: PathBuf,
    /// 存放台账的 PostgreSQL 数据库地址，不用数据目录中的 SQLite
    /// | PostgreSQL database that keeps the records, instead of SQLite in the data folder
    #[arg(long, global = true, value_name = "URL", env = "JIXIA_DATABASE")]
    #[arg(hide_env_values = true, value_parser = database)]
    pub database: Option<String>,
    /// 专题包目录，不用程序自带的 | Folder of packs, instead of those built into the program
    #[arg(long, global = true, value_name = "DIR", env = "JIXIA_PACKS")]
    pub packs: Option<PathBuf>,
    /// 允许收窄：专题包不再有的台账和字段搁置，主键可改
    /// | Set aside registers and fields that the packs no longer declare, and take changed keys
    #[arg(long, global = true)]
    pub allow_narrow: bool,
    /// 以 JSON 输出 | Print data as JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// 消息和说明的语言：zh-CN 或 en | Language of messages and help: zh-CN or en
    #[arg(long, global = true, value_name = "TAG", env = "JIXIA_LANG")]
    #[arg(default_value = "zh-CN", value_parser = language)]
    pub lang: Language,
    /// 操作人，记入日志 | Who acts, as the journal names them
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
    /// 规模：town 学生约2千，city 约20万，metropolis 约100万
    /// | Size: town 2 thousand pupils, city 200 thousand, metropolis 1 million
    #[arg(long, default_value = "town", value_parser = sizes())]
    pub size: jixia_demo::Size,
    /// 本机服务的端口 | Port of the server on this machine
    #[arg(long, default_value_t = 8300)]
    pub port: u16,
    /// 城市建好即结束，不启动服务 | Do not serve; end when the city is ready
    #[arg(long)]
    pub no_serve: bool,
    /// 只把最近一个统计日的导入文件写到这个目录
    /// | Only write the import files of the last counting day into this folder
    #[arg(long, value_name = "DIR")]
    pub files: Option<PathBuf>,
    /// 随机种子，相同则城市相同 | Seed from which everything follows
    #[arg(long, default_value_t = jixia_demo::DEFAULT_SEED)]
    pub seed: u64,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 演示：造一座虚构的城市，导入数据，采用计划，启动服务
    /// | Make a made-up city, bring it in, adopt its plan, and serve it
    Demo(DemoOrder),
    /// 提供网页和 JSON 接口 | Serve pages and JSON API
    Serve {
        /// 监听地址；不写 --origin 时只限本机
        /// | Address to listen on; loopback only unless --origin is given
        #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8300")]
        listen: SocketAddr,
        /// 凭账号登录 | Only who signs in may come in
        #[arg(long)]
        accounts: bool,
        /// 其他机器打开时的 https 地址，由前面的服务器负责 TLS
        /// | The https address by which other machines reach it, through a server that ends TLS
        #[arg(long, value_name = "URL", requires = "accounts")]
        origin: Option<Origin>,
    },
    /// 账号：新建、重置、停用、列表 | Add, reset, end and list accounts
    #[command(subcommand)]
    Account(AccountCommand),
    /// 检查、测试、说明专题包 | Check, test and explain packs
    #[command(subcommand)]
    Pack(PackCommand),
    /// 把 CSV 或 XLSX 文件导入台账 | Import a CSV or XLSX file into a register
    Import {
        /// 台账名（英文名，如 school） | Name of the register
        register: String,
        /// CSV 或 XLSX 文件 | CSV or XLSX file
        file: PathBuf,
        /// 预演：只显示差异，不改动 | Show the difference, change nothing
        #[arg(long)]
        dry_run: bool,
        /// 文件中没有的记录就此终止；不写则停止导入
        /// | Rows missing from the file end; without this they stop the import
        #[arg(long)]
        allow_shrink: bool,
        /// 文件只含台账的一部分，其余记录不动
        /// | The file holds part of the register: rows missing from it stay as they are
        #[arg(long, conflicts_with = "allow_shrink")]
        part: bool,
        /// 把拒收的行和原因写到这个 CSV 文件
        /// | Write refused rows with their reasons to this CSV file
        #[arg(long, value_name = "FILE")]
        refused: Option<PathBuf>,
    },
    /// 导出台账 | Export a register
    Export {
        /// 台账名（英文名，如 school） | Name of the register
        register: String,
        /// 文件格式 | File format
        #[arg(long, value_enum, default_value = "csv")]
        format: SheetFormat,
        /// 回看这一时刻（或这一天结束时）的台账
        /// | As it stood at this instant, or at the end of this day
        #[arg(long, value_name = "INSTANT")]
        as_of: Option<Instant>,
        /// 写到这个文件；不写则输出到屏幕 | File to write; standard output without it
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// 为全部台账生成快照，或列出已有的
    /// | Write a snapshot of every register, or list those there are
    Snapshot {
        /// 快照日；不写则为今天 | Day that it shows; today without it
        #[arg(long, value_name = "DAY")]
        on: Option<Day>,
        /// 只列出快照，最新的在最后 | List the snapshots, the newest last, and write none
        #[arg(long, conflicts_with = "on")]
        list: bool,
    },
    /// 显示按快照计算的指标 | Show indicators measured from a snapshot
    Measure {
        /// 只看这一指标 | Only this indicator
        #[arg(long, value_name = "NAME")]
        indicator: Option<String>,
        /// 只看组织树中的这一机构 | Only this node of the organisation tree
        #[arg(long, value_name = "CODE")]
        org: Option<String>,
        /// 哪个快照；不写则为最新的 | The snapshot; the newest without it
        #[arg(long, value_name = "ID")]
        snapshot: Option<String>,
        /// 重新计算，不用随快照保存的数值
        /// | Compute anew instead of taking the figures kept with the snapshot
        #[arg(long)]
        anew: bool,
        /// 输出格式；不写则为表格 | How to print; a table without it
        #[arg(long, value_enum)]
        format: Option<TableFormat>,
    },
    /// 读取、采用、跟踪年度计划 | Read, adopt and follow the annual plan
    #[command(subcommand)]
    Plan(PlanCommand),
    /// 办件流程 | The processes by which cases go
    #[command(subcommand)]
    Process(ProcessCommand),
    /// 全部操作的日志 | The journal of all acts
    #[command(subcommand)]
    Journal(JournalCommand),
    /// 输出 JSON 接口的 OpenAPI 文档 | Print the OpenAPI document of the JSON API
    Openapi,
}

/// What to do with packs.
#[derive(Debug, Subcommand)]
pub enum PackCommand {
    /// 检查专题包，列出全部错误 | Read packs whole and show all faults
    Check {
        /// 专题包目录；不写则用自带的 | Folder of packs; those built in without it
        dir: Option<PathBuf>,
    },
    /// 运行全部用例 | Run every story
    Test {
        /// 专题包目录；不写则用自带的 | Folder of packs; those built in without it
        dir: Option<PathBuf>,
    },
    /// 说明一个台账、指标、代码表或规则值；不写名称则列出台账
    /// | What a register, indicator, code list or rule value is; without a name all registers
    Explain {
        /// 它的名称 | Its name
        name: Option<String>,
    },
}

/// What to do with plans.
#[derive(Debug, Subcommand)]
pub enum PlanCommand {
    /// 从文本、HTML 或 DOCX 读取计划：显示层次；加 --json 则每个目标一行
    /// | Read a plan from text, HTML or DOCX: the tree, or with --json a line a target
    Read {
        /// 计划文件 | The file
        file: PathBuf,
    },
    /// 采用为本局的计划 | Make it the authority's plan
    Adopt {
        /// 计划文件 | The file
        file: PathBuf,
        /// 没有读出目标也采用 | Adopt it though no target is found in it
        #[arg(long)]
        without_targets: bool,
    },
    /// 列出已采用的计划，最新的在最后 | The adopted plans, the newest last
    List,
    /// 撤下已采用的计划，此前的一份恢复为最新
    /// | Withdraw an adopted plan; the one before it is the newest again
    Withdraw {
        /// 计划编号，见 plan list | The plan, as the list names it
        #[arg(value_name = "ID")]
        plan: String,
    },
    /// 各目标的进展，每个目标一行 | How each target stands, a line a target
    Status {
        /// 哪份计划；不写则为最新的 | The plan; the newest without it
        #[arg(long, value_name = "ID")]
        plan: Option<String>,
        /// 哪个快照；不写则为最新的 | The snapshot; the newest without it
        #[arg(long, value_name = "ID")]
        snapshot: Option<String>,
        /// 输出格式；不写则为表格 | How to print; a table without it
        #[arg(long, value_enum)]
        format: Option<TableFormat>,
    },
}

/// What to do with processes.
#[derive(Debug, Subcommand)]
pub enum ProcessCommand {
    /// 专题包所声明的流程 | The processes that the packs declare
    List,
    /// 一个流程的状态、步骤、人员、时限、图和权限
    /// | States, moves, people, limits, diagram and who may what
    Show {
        /// 流程名 | Its name
        name: String,
    },
}

/// What to do with the journal.
#[derive(Debug, Subcommand)]
pub enum JournalCommand {
    /// 校验：查出被改动、缺失或调换的日志行，以及绕过日志改动的记录
    /// | Find any altered, missing or reordered line, and any row changed behind its back
    Verify {
        /// 以前记下的一行（照抄校验的输出）；日志中已没有它则报错
        /// | A line noted earlier, as verify printed it: fails when the journal no longer has it
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
