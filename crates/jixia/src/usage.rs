//! Wrong usage of the command line, in words for people: what is wrong, the nearest right word, and
//! how the command is called.

use std::fmt;
use std::net::AddrParseError;
use std::num::ParseIntError;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use jixia_app::store::NotedLineError;
use jixia_app::terms::{DayError, InstantError, Label, Language};

use crate::args::{Cli, Command, PlanCommand, TableFormat};
use crate::output;
use crate::session::{self, tell};

/// Ends with 2.
const WRONG: u8 = 2;

/// A value that an option does not take, with what it takes.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.en)]
pub struct WrongValue(pub Label);

/// Says what the parser found wrong, or prints the help or version that was asked for.
pub fn answer(error: &clap::Error) -> ExitCode {
    let language = language();
    if !error.use_stderr() {
        return session::ended(
            &error.print().map_err(output::marked).map_err(Into::into),
            language,
        );
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        tell(error.render());
    }
    tell(wrong(error).text(language));
    if let Some(usage) = error.get(ContextKind::Usage) {
        let usage = usage.to_string();
        let usage = usage.trim_start_matches("Usage:").trim();
        match language {
            Language::Chinese => tell(format_args!("用法：{usage}（加 --help 查看说明）")),
            Language::English => tell(format_args!("usage: {usage} (--help tells more)")),
        }
    }
    ExitCode::from(WRONG)
}

/// Ends with 2 when arguments that are right by themselves do not go together.
pub fn refused(cli: &Cli) -> Option<ExitCode> {
    let wrong = against_json(&cli.command).filter(|_| cli.place.json)?;
    tell(wrong.text(cli.place.lang));
    Some(ExitCode::from(WRONG))
}

/// Why `--json` cannot stand with this command.
fn against_json(command: &Command) -> Option<Label> {
    let (Command::Measure { format, .. } | Command::Plan(PlanCommand::Status { format, .. })) =
        command
    else {
        return matches!(command, Command::Export { .. }).then(|| {
            Label::new(
                "export 写出的是文件，没有 JSON 格式，请去掉 --json，用 --format csv、xlsx 或 parquet",
                "export writes a file and has no JSON; leave --json away and choose --format csv, \
                 xlsx or parquet",
            )
        });
    };
    matches!(format, Some(TableFormat::Csv | TableFormat::Table)).then(|| {
        Label::new(
            "--json 与 --format csv 或 table 不能同时使用，请只留一个",
            "--json and --format csv or table exclude each other; leave one of them",
        )
    })
}

/// The language of messages, as far as it can be known before the arguments are.
pub fn language() -> Language {
    let args = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned());
    let args: Vec<String> = args.collect();
    let given = args
        .iter()
        .enumerate()
        .find_map(|(at, arg)| match arg.strip_prefix("--lang")? {
            "" => args.get(at + 1).cloned(),
            rest => rest.strip_prefix('=').map(str::to_owned),
        });
    let given = given.or_else(|| std::env::var("JIXIA_LANG").ok());
    given
        .and_then(|tag| tag.parse().ok())
        .unwrap_or(Language::Chinese)
}

fn wrong(error: &clap::Error) -> Label {
    let of = |kind| Words(error.get(kind));
    let (arg, value) = (of(ContextKind::InvalidArg), of(ContextKind::InvalidValue));
    match error.kind() {
        ErrorKind::MissingRequiredArgument => Label::new(
            format!("缺少必填的 {arg}"),
            format!("{} is missing", arg.english()),
        ),
        ErrorKind::UnknownArgument => with_nearest(
            Label::new(
                format!("不认识参数“{arg}”"),
                format!("there is no argument `{arg}`"),
            ),
            &of(ContextKind::SuggestedArg),
        ),
        ErrorKind::InvalidSubcommand => {
            let name = of(ContextKind::InvalidSubcommand);
            with_nearest(
                Label::new(
                    format!("没有命令“{name}”"),
                    format!("there is no command `{name}`"),
                ),
                &of(ContextKind::SuggestedSubcommand),
            )
        }
        ErrorKind::MissingSubcommand => {
            let valid = of(ContextKind::ValidSubcommand);
            Label::new(
                format!("缺少命令，可用：{valid}"),
                format!("a command is missing; one of: {}", valid.english()),
            )
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Label::new(
            "缺少命令，请在上面所列的命令中选一个",
            "a command is missing; choose one of those above",
        ),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => wrong_value(error, &arg, &value),
        ErrorKind::ArgumentConflict => conflict(&arg, &of(ContextKind::PriorArg)),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => Label::new(
            format!("{arg} 的取值太多，多出“{value}”"),
            format!("{arg} has too many values: `{value}`"),
        ),
        ErrorKind::InvalidUtf8 => Label::new(
            "参数中有无法识别的字符，请改用 UTF-8",
            "an argument is not in UTF-8",
        ),
        _ => {
            let said = error.to_string();
            let said = said.lines().next().unwrap_or_default();
            Label::new(format!("命令写法有误：{said}"), said)
        }
    }
}

/// A value that an argument does not take, or none where it needs one.
fn wrong_value(error: &clap::Error, arg: &Words<'_>, value: &Words<'_>) -> Label {
    if value.is_empty() {
        return Label::new(
            format!("{arg} 后面缺少取值"),
            format!("{arg} needs a value"),
        );
    }
    let valid = Words(error.get(ContextKind::ValidValue));
    if !valid.is_empty() {
        return Label::new(
            format!("{arg} 不能取“{value}”，可取：{valid}"),
            format!(
                "{arg} cannot be `{value}`; it is one of: {}",
                valid.english()
            ),
        );
    }
    let (why, value) = (reason(error), without_secret(value.to_string()));
    Label::new(
        format!("{arg} 不能取“{value}”：{}", why.zh),
        format!("{arg} cannot be `{value}`: {}", why.en),
    )
}

fn with_nearest(label: Label, suggested: &Words<'_>) -> Label {
    // The parser puts the nearest last.
    let Some(nearest) = suggested.all().pop() else {
        return label;
    };
    Label::new(
        format!("{}，是否“{nearest}”？", label.zh),
        format!("{}; did you mean `{nearest}`?", label.en),
    )
}

fn conflict(arg: &Words<'_>, prior: &Words<'_>) -> Label {
    if prior.is_empty() || arg.to_string() == prior.to_string() {
        return Label::new(
            format!("{arg} 只能写一次"),
            format!("{arg} can be given only once"),
        );
    }
    Label::new(
        format!("{arg} 与 {prior} 不能同时使用，请只留一个"),
        format!(
            "{arg} and {} exclude each other; leave one of them",
            prior.english()
        ),
    )
}

/// What stands in an address after its scheme may be a password.
fn without_secret(value: String) -> String {
    match value.split_once("://") {
        Some((scheme, _)) => format!("{scheme}://…"),
        None => value,
    }
}

/// Why a value was not taken, and what is.
fn reason(error: &clap::Error) -> Label {
    let source = std::error::Error::source(error);
    let said = source.map(ToString::to_string).unwrap_or_default();
    let Some(source) = source else {
        return Label::new(said.clone(), said);
    };
    let zh = if let Some(WrongValue(label)) = source.downcast_ref() {
        return label.clone();
    } else if source.is::<DayError>() {
        "不是日期，请写成 2026-09-01".to_owned()
    } else if source.is::<InstantError>() {
        "不是时间，请写成 2026-09-01（到当日结束）、2026-09-01T08:00（北京时间）\
         或 2026-09-01T08:00:00+08:00"
            .to_owned()
    } else if source.is::<NotedLineError>() {
        "请照抄 jixia journal verify 给出的“行号:哈希”，哈希有 64 位".to_owned()
    } else if source.is::<AddrParseError>() {
        "不是地址，请写成 127.0.0.1:8300".to_owned()
    } else if source.is::<ParseIntError>() {
        "不是整数，请写成 8300 这样的数字".to_owned()
    } else if let Some((_, range)) = said.split_once(" is not in ") {
        format!("超出范围 {range}")
    } else {
        said.clone()
    };
    Label::new(zh, said)
}

/// What the parser says of an error: one word or several.
struct Words<'e>(Option<&'e ContextValue>);

impl Words<'_> {
    fn all(&self) -> Vec<String> {
        match self.0 {
            None | Some(ContextValue::None) => Vec::new(),
            Some(ContextValue::Strings(all)) => all.clone(),
            Some(one) => vec![one.to_string()],
        }
    }

    fn is_empty(&self) -> bool {
        self.all().iter().all(String::is_empty)
    }

    fn english(&self) -> String {
        self.all().join(", ")
    }
}

impl fmt::Display for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.all().join("、"))
    }
}
