//! `jixia account`: who may sign in, by whoever has the machine.

use std::io::Write as _;

use clap::Subcommand;
use jixia_app::store::ListQuery;
use jixia_app::terms::{Day, Label};
use jixia_app::{Account, NewAccount};
use serde::Serialize;

use crate::output;
use crate::session::{Session, tell};
use crate::table::Table;

/// Accounts on one page of the list.
const PAGE: usize = 1_000;

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// 新建账号，给出首次登录用的一次性代码
    /// | Add an account; prints the one-time code by which its owner first signs in
    Add {
        /// 账号名 | Name by which it signs in
        name: String,
        /// 使用人姓名，或程序名称 | Name of the person, or what the program is
        #[arg(long)]
        person: String,
        /// 所在单位的代码 | Code of the office or school to which it belongs
        #[arg(long, value_name = "CODE")]
        home: Option<String>,
        /// 服务账号：供程序使用，凭令牌，不登录
        /// | It is of a program, which uses tokens and never signs in
        #[arg(long)]
        service: bool,
    },
    /// 重置密码，给出一次性代码，已登录的随即失效
    /// | Reset a forgotten password; prints a one-time code and ends all sessions
    Reset {
        /// 账号名 | Name of the account
        name: String,
        /// 手机也丢失的，一并解除第二步验证
        /// | The phone is lost too: the second factor ends
        #[arg(long)]
        second_factor: bool,
    },
    /// 停用账号 | End an account from a day on
    End {
        /// 账号名 | Name of the account
        name: String,
        /// 自哪一天起停用，不写为今天
        /// | First day on which it may no longer be used; today without it
        #[arg(long, value_name = "DAY")]
        from: Option<Day>,
    },
    /// 账号列表，每个一行 | All accounts, a line each
    List,
}

/// What is printed of a one-time code.
#[derive(Serialize)]
struct Code<'a> {
    account: &'a str,
    code: Option<&'a str>,
}

/// Does what is asked.
pub fn run(session: &Session, command: &AccountCommand) -> anyhow::Result<()> {
    match command {
        AccountCommand::Add {
            name,
            person,
            home,
            service,
        } => {
            let account = NewAccount {
                name: name.clone(),
                person: person.clone(),
                is_service: *service,
                home: home.clone().unwrap_or_default(),
            };
            let code = session
                .open_kept()?
                .add_account(&session.actor(), &account)?;
            print(session, name, code.as_deref())
        }
        AccountCommand::Reset {
            name,
            second_factor,
        } => {
            let app = session.open_kept()?;
            let code = app.reset_password(&session.actor(), name, *second_factor)?;
            print(session, name, Some(&code))
        }
        AccountCommand::End { name, from } => {
            let app = session.open_kept()?;
            let from = from.unwrap_or(app.now().day());
            app.end_account(&session.actor(), name, from)?;
            let text = Label::new(
                format!("账号“{name}”自 {from} 起停用"),
                format!("the account `{name}` may not be used from {from} on"),
            );
            tell(text.text(session.language()));
            Ok(())
        }
        AccountCommand::List => list(session),
    }
}

fn print(session: &Session, account: &str, code: Option<&str>) -> anyhow::Result<()> {
    if session.place.json {
        return session.json(&Code { account, code });
    }
    let Some(code) = code else {
        let text = Label::new(
            format!("服务账号“{account}”已建，不能登录，只用令牌"),
            format!("the service account `{account}` is made; it never signs in and uses tokens"),
        );
        tell(text.text(session.language()));
        return Ok(());
    };
    let text = Label::new(
        format!("账号“{account}”的一次性代码如下，72 小时内有效，用它登录后设置密码："),
        format!(
            "the one-time code of `{account}`, good for 72 hours; sign in with it and choose a \
             password:"
        ),
    );
    tell(text.text(session.language()));
    Ok(session.line(code)?)
}

fn list(session: &Session) -> anyhow::Result<()> {
    let app = session.open_kept()?;
    let mut query = ListQuery {
        limit: PAGE,
        ..ListQuery::new("account")
    };
    let mut accounts: Vec<Account> = Vec::new();
    loop {
        let page = app.accounts(&query)?;
        accounts.extend(page.0);
        match page.1 {
            Some(next) => query.after = Some(next),
            None => break,
        }
    }
    let mut out = output::buffered();
    Table {
        header: &["account", "person", "service", "home", "since", "until"],
        items: &accounts,
        cells: &cells,
    }
    .print(session.format(None), &mut out)?;
    out.flush()?;
    Ok(())
}

fn cells(account: &Account) -> Vec<String> {
    vec![
        account.name.clone(),
        account.person.clone(),
        if account.is_service { "1" } else { "" }.to_owned(),
        account.home.clone().unwrap_or_default(),
        account.since.to_string(),
        account.until.map(|day| day.to_string()).unwrap_or_default(),
    ]
}
