//! One file per command. Each takes the session and its arguments, and prints.

pub mod account;
mod demo;
mod difference;
mod explain;
mod export;
mod import;
mod journal;
mod measure;
mod pack;
mod plan;
mod process;
mod serve;
mod snapshot;

use jixia_app::store::ImportOptions;
use jixia_app::terms::Day;

use crate::args::{Command, JournalCommand, PackCommand, PlanCommand, ProcessCommand};
use crate::session::Session;

/// Does what the command line asks.
pub fn run(session: &Session, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Demo(order) => demo::run(session, &order),
        Command::Serve {
            listen,
            accounts,
            origin,
        } => serve::kept(session, &serve::options(listen, accounts, origin)),
        Command::Account(command) => account::run(session, &command),
        Command::Pack(command) => on_packs(session, command),
        Command::Import {
            register,
            file,
            dry_run,
            allow_shrink,
            part,
            refused,
        } => {
            let language = session.language();
            let options = ImportOptions {
                dry_run,
                allow_shrink,
                part,
                refused,
                language,
            };
            import::run(session, &register, &file, &options)
        }
        Command::Export {
            register,
            format,
            as_of,
            output,
        } => export::run(session, &register, format, (as_of, output.as_deref())),
        Command::Snapshot { list, on } => on_snapshots(session, list, on),
        Command::Measure {
            indicator,
            org,
            snapshot,
            anew,
            format,
        } => measure::run(
            session,
            &measure::Order {
                indicator,
                org,
                snapshot,
                anew,
                format,
            },
        ),
        Command::Plan(command) => on_plan(session, command),
        Command::Process(ProcessCommand::List) => process::list(session),
        Command::Process(ProcessCommand::Show { name }) => process::show(session, &name),
        Command::Journal(command) => on_journal(session, &command),
        Command::Openapi => Ok(session.line(jixia_web::openapi_json()?)?),
    }
}

fn on_snapshots(session: &Session, list: bool, on: Option<Day>) -> anyhow::Result<()> {
    if list {
        snapshot::list(session)
    } else {
        snapshot::run(session, on)
    }
}

fn on_journal(session: &Session, command: &JournalCommand) -> anyhow::Result<()> {
    let JournalCommand::Verify { head } = command;
    journal::verify(session, head.as_ref())
}

fn on_packs(session: &Session, command: PackCommand) -> anyhow::Result<()> {
    match command {
        PackCommand::Check { dir } => pack::check(session, dir.as_deref()),
        PackCommand::Test { dir } => pack::test(session, dir.as_deref()),
        PackCommand::Explain { name } => explain::run(session, name.as_deref()),
    }
}

fn on_plan(session: &Session, command: PlanCommand) -> anyhow::Result<()> {
    match command {
        PlanCommand::Read { file } => plan::read(session, &file),
        PlanCommand::Adopt {
            file,
            without_targets,
        } => plan::adopt(session, &file, without_targets),
        PlanCommand::List => plan::list(session),
        PlanCommand::Withdraw { plan } => plan::withdraw(session, &plan),
        PlanCommand::Status {
            plan,
            snapshot,
            format,
        } => plan::status(session, plan.as_deref(), snapshot.as_deref(), format),
    }
}
