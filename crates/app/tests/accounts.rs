//! Accounts from the first start to the last day, on SQLite and on PostgreSQL.

mod common;

use std::net::{IpAddr, Ipv4Addr};

use common::on_both;
use jixia_app::store::{JournalQuery, ListQuery};
use jixia_app::terms::Language;
use jixia_app::{
    Account, Actor, App, AppError, AppOptions, Client, NewAccount, SignInFault, SignedIn, Step,
    TokenScope,
};
use totp_rs::{Builder, Secret};

const FIRST: &str = "秋天的银杏叶落满操场";
const SECOND: &str = "correct horse battery";

/// The authority, so many seconds after noon of a day.
fn at(app: &App, seconds: i64) -> App {
    let noon: jixia_app::terms::Instant = "2026-11-25T04:00:00Z".parse().unwrap();
    let micros = noon.micros() + seconds * 1_000_000;
    app.at(jixia_app::terms::Instant::from_micros(micros).unwrap())
}

fn from(last: u8, device: Option<&str>) -> Client<'_> {
    Client {
        address: IpAddr::V4(Ipv4Addr::new(192, 0, last, 7)),
        device,
    }
}

fn by() -> Actor {
    Actor::new("admin")
}

fn done(step: Step) -> SignedIn {
    match step {
        Step::Done(signed) => signed,
        other => panic!("{other:?}"),
    }
}

fn fault(result: Result<Step, AppError>) -> SignInFault {
    match result {
        Err(AppError::SignIn(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

/// An account of this name that has this password.
fn add(app: &App, name: &str, password: &str) -> Account {
    let account = NewAccount {
        name: name.to_owned(),
        person: "云小溪（虚构）".to_owned(),
        ..NewAccount::default()
    };
    let code = app.add_account(&by(), &account).unwrap().unwrap();
    let Step::NewPassword(half) = app.sign_in(name, &code, from(1, None)).unwrap() else {
        panic!("a one-time code asks for a password");
    };
    let step = app.sign_in_new_password(&half, password, from(1, None));
    done(step.unwrap()).account
}

fn totp(secret: &str, app: &App) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    let seconds = u64::try_from(app.now().micros() / 1_000_000).unwrap();
    totp.generate(seconds).to_string()
}

fn open(options: &AppOptions) -> App {
    App::open(options).unwrap()
}

#[test]
fn the_first_start_gives_a_code_until_a_password_was_chosen() {
    on_both(|options| {
        let app = at(&open(options), 0);
        let (account, lost) = app.first_administrator().unwrap().unwrap();
        assert_eq!(account.name, "admin");
        // Whoever missed it starts again: the old code is void, and the account is one.
        let (_, code) = app.first_administrator().unwrap().unwrap();
        assert_eq!(app.count("account").unwrap(), 1);
        assert_eq!(
            fault(app.sign_in("admin", &lost, from(1, None))),
            SignInFault::Wrong
        );
        let typed = format!(" {} ", code.to_lowercase());
        let Step::NewPassword(half) = app.sign_in("ＡＤＭＩＮ", &typed, from(1, None)).unwrap()
        else {
            panic!("a password of one's own is asked for");
        };
        let weak = app.sign_in_new_password(&half, "admin-admin", from(1, None));
        let weak = weak.unwrap_err().text(Language::Chinese);
        assert!(weak.contains("不能含有账号名"), "{weak}");
        let step = app
            .sign_in_new_password(&half, FIRST, from(1, None))
            .unwrap();
        assert_eq!(done(step).account.name, "admin");
        assert!(app.first_administrator().unwrap().is_none());
        // Neither the code nor the step between is good a second time.
        assert_eq!(
            fault(app.sign_in("admin", &code, from(1, None))),
            SignInFault::Wrong
        );
        let again = app.sign_in_new_password(&half, SECOND, from(1, None));
        assert_eq!(fault(again), SignInFault::Over);
        done(app.sign_in("admin", FIRST, from(1, None)).unwrap());

        let journal = format!("{:?}", app.journal(&JournalQuery::default()).unwrap());
        for secret in [FIRST, "argon2", code.as_str()] {
            assert!(!journal.contains(secret), "{secret}");
        }
    });
}

#[test]
fn a_code_runs_out_and_so_does_the_time_between_two_steps() {
    on_both(|options| {
        let app = open(options);
        let (_, code) = at(&app, 0).first_administrator().unwrap().unwrap();
        let three_days = 3 * 24 * 3_600;
        let late = at(&app, three_days).sign_in("admin", &code, from(1, None));
        assert_eq!(fault(late), SignInFault::Wrong);
        let just = at(&app, three_days - 1);
        let Step::NewPassword(half) = just.sign_in("admin", &code, from(1, None)).unwrap() else {
            panic!("a password of one's own is asked for");
        };
        let late = at(&app, three_days + 599).sign_in_new_password(&half, FIRST, from(1, None));
        assert_eq!(fault(late), SignInFault::Over);
    });
}

#[test]
fn nobody_can_lock_another_out() {
    on_both(|options| {
        let app = open(options);
        let first = at(&app, 0);
        add(&first, "wang.li", FIRST);
        let own = done(first.sign_in("wang.li", FIRST, from(1, None)).unwrap()).device;
        let own = Some(own.as_str());

        // A stranger in the owner's network fails until he must wait, with the right password too.
        for _ in 0..5 {
            let wrong = first.sign_in("wang.li", "guess", from(1, None));
            assert_eq!(fault(wrong), SignInFault::Wrong);
        }
        let waits = fault(first.sign_in("wang.li", FIRST, from(1, None)));
        assert_eq!(waits, SignInFault::Wait(30));
        // The owner's own device, and another network, are free.
        done(first.sign_in("wang.li", FIRST, from(1, own)).unwrap());
        done(first.sign_in("wang.li", FIRST, from(2, None)).unwrap());
        // A device that nobody ever signed in on is a stranger, whatever it says.
        let forged = first.sign_in("wang.li", FIRST, from(1, Some("forged")));
        assert_eq!(fault(forged), SignInFault::Wait(30));
        // After the wait one more failure costs twice as much; a success wipes all out.
        let later = at(&app, 30);
        assert_eq!(
            fault(later.sign_in("wang.li", "guess", from(1, None))),
            SignInFault::Wrong
        );
        assert_eq!(
            fault(later.sign_in("wang.li", FIRST, from(1, None))),
            SignInFault::Wait(60)
        );
        let later = at(&app, 90);
        done(later.sign_in("wang.li", FIRST, from(1, None)).unwrap());
        assert_eq!(
            fault(later.sign_in("wang.li", "guess", from(1, None))),
            SignInFault::Wrong
        );
        done(later.sign_in("wang.li", FIRST, from(1, None)).unwrap());
    });
}

#[test]
fn a_name_that_is_none_is_answered_like_a_wrong_password() {
    on_both(|options| {
        let app = at(&open(options), 0);
        let answers: Vec<SignInFault> = (0..6)
            .map(|_| fault(app.sign_in("nobody", "guess", from(1, None))))
            .collect();
        assert_eq!(answers[..5], [SignInFault::Wrong; 5]);
        assert_eq!(answers[5], SignInFault::Wait(30));
    });
}

#[test]
fn a_network_that_tries_many_names_waits() {
    on_both(|options| {
        let app = at(&open(options), 0);
        add(&app, "wang.li", FIRST);
        for n in 0..100 {
            let name = format!("somebody{n}");
            assert_eq!(
                fault(app.sign_in(&name, "guess", from(9, None))),
                SignInFault::Wrong
            );
        }
        let waits = fault(app.sign_in("wang.li", FIRST, from(9, None)));
        assert_eq!(waits, SignInFault::Wait(30));
        done(app.sign_in("wang.li", FIRST, from(1, None)).unwrap());
    });
}

#[test]
fn a_second_factor_is_asked_for_and_each_code_is_good_once() {
    on_both(|options| {
        let app = open(options);
        let now = at(&app, 0);
        add(&now, "wang.li", FIRST);
        let factor = now.begin_second_factor("wang.li").unwrap();
        assert!(
            factor.address.starts_with("otpauth://totp/"),
            "{}",
            factor.address
        );
        // Until its first code was given it is not asked for.
        done(now.sign_in("wang.li", FIRST, from(1, None)).unwrap());
        assert!(now.confirm_second_factor("wang.li", "000000").is_err());
        let code = totp(&factor.secret, &now);
        let recovery = now.confirm_second_factor("wang.li", &code).unwrap();
        assert_eq!(recovery.len(), 8);

        let half = |app: &App| match app.sign_in("wang.li", FIRST, from(1, None)).unwrap() {
            Step::Code(half) => half,
            other => panic!("{other:?}"),
        };
        let used = now.sign_in_code(&half(&now), &code, from(1, None));
        assert_eq!(fault(used), SignInFault::WrongCode);
        let later = at(&app, 60);
        let code = totp(&factor.secret, &later);
        let held = half(&later);
        let typed = format!("{} {}", &code[..3], &code[3..]);
        done(later.sign_in_code(&held, &typed, from(1, None)).unwrap());
        // The step between is used up, and so is the code.
        let again = later.sign_in_code(&held, &code, from(1, None));
        assert_eq!(fault(again), SignInFault::Over);
        let again = later.sign_in_code(&half(&later), &code, from(1, None));
        assert_eq!(fault(again), SignInFault::WrongCode);
        // A recovery code stands in for the phone, once.
        let spare = &recovery[0];
        done(
            later
                .sign_in_code(&half(&later), spare, from(1, None))
                .unwrap(),
        );
        let again = later.sign_in_code(&half(&later), spare, from(1, None));
        assert_eq!(fault(again), SignInFault::WrongCode);
        // Codes are guessed no faster than passwords.
        let held = half(&later);
        for _ in 0..4 {
            let wrong = later.sign_in_code(&held, "123456", from(1, None));
            assert_eq!(fault(wrong), SignInFault::WrongCode);
        }
        let waits = fault(later.sign_in_code(&held, "123456", from(1, None)));
        assert_eq!(waits, SignInFault::Wait(30));
    });
}

#[test]
fn a_reset_ends_sessions_and_keeps_the_second_factor_unless_asked() {
    on_both(|options| {
        let app = open(options);
        let now = at(&app, 0);
        let account = add(&now, "wang.li", FIRST);
        let factor = now.begin_second_factor("wang.li").unwrap();
        let code = totp(&factor.secret, &now);
        now.confirm_second_factor("wang.li", &code).unwrap();
        let Step::Code(between) = now.sign_in("wang.li", FIRST, from(1, None)).unwrap() else {
            panic!("a code is asked for");
        };
        let round = 1;
        assert!(now.session_holds(account.id, round).unwrap().is_some());

        let reset = now.reset_password(&by(), "wang.li", false).unwrap();
        assert!(now.session_holds(account.id, round).unwrap().is_none());
        let stale = now.sign_in_code(&between, "000000", from(1, None));
        assert_eq!(fault(stale), SignInFault::Over);
        assert_eq!(
            fault(now.sign_in("wang.li", FIRST, from(1, None))),
            SignInFault::Wrong
        );
        // A code from the administrator does not open an account that has a second factor.
        let step = now.sign_in("wang.li", &reset, from(1, None)).unwrap();
        assert!(matches!(step, Step::Code(_)), "{step:?}");

        let reset = now.reset_password(&by(), "wang.li", true).unwrap();
        let step = now.sign_in("wang.li", &reset, from(1, None)).unwrap();
        assert!(matches!(step, Step::NewPassword(_)), "{step:?}");
        let acts: Vec<String> = now
            .journal(&JournalQuery::default())
            .unwrap()
            .into_iter()
            .map(|line| line.act)
            .collect();
        let resets = acts.iter().filter(|act| *act == "reset_password").count();
        assert_eq!(resets, 2);
    });
}

#[test]
fn a_new_password_ends_the_other_sessions() {
    on_both(|options| {
        let app = at(&open(options), 0);
        let account = add(&app, "wang.li", FIRST);
        let signed = done(app.sign_in("wang.li", FIRST, from(1, None)).unwrap());
        assert!(app.change_password("wang.li", "guess", SECOND).is_err());
        assert!(app.change_password("wang.li", FIRST, "short").is_err());
        assert!(
            app.session_holds(account.id, signed.round)
                .unwrap()
                .is_some()
        );
        let round = app.change_password("wang.li", FIRST, SECOND).unwrap();
        assert!(
            app.session_holds(account.id, signed.round)
                .unwrap()
                .is_none()
        );
        assert!(app.session_holds(account.id, round).unwrap().is_some());
        done(app.sign_in("wang.li", SECOND, from(1, None)).unwrap());
    });
}

#[test]
fn who_leaves_is_out_and_a_successor_of_the_name_inherits_nothing() {
    on_both(|options| {
        let app = open(options);
        let now = at(&app, 0);
        let account = add(&now, "wang.li", FIRST);
        let signed = done(now.sign_in("wang.li", FIRST, from(1, None)).unwrap());
        let tomorrow = "2026-11-26".parse().unwrap();
        now.end_account(&by(), "wang.li", tomorrow).unwrap();
        assert!(
            now.session_holds(account.id, signed.round)
                .unwrap()
                .is_some()
        );
        let next_day = at(&app, 13 * 3_600);
        assert!(
            next_day
                .session_holds(account.id, signed.round)
                .unwrap()
                .is_none()
        );
        assert_eq!(
            fault(next_day.sign_in("wang.li", FIRST, from(1, None))),
            SignInFault::Wrong
        );
        let ended = next_day
            .change_password("wang.li", FIRST, SECOND)
            .unwrap_err();
        assert_eq!(ended.code(), "account_ended");

        // An account removed and made again has another record, hence another owner.
        let page = next_day.list(&ListQuery::new("account")).unwrap();
        let id = page.rows.first().unwrap().id;
        next_day.remove_record(&by(), "account", id).unwrap();
        let successor = NewAccount {
            name: "wang.li".to_owned(),
            person: "云大溪（虚构）".to_owned(),
            ..NewAccount::default()
        };
        next_day.add_account(&by(), &successor).unwrap();
        assert_eq!(
            fault(next_day.sign_in("wang.li", FIRST, from(3, None))),
            SignInFault::Wrong
        );
    });
}

#[test]
fn a_token_is_for_programs_and_ends() {
    on_both(|options| {
        let app = open(options);
        let now = at(&app, 0);
        add(&now, "wang.li", FIRST);
        let program = NewAccount {
            name: "bus-timetable".to_owned(),
            person: "校车时刻表".to_owned(),
            is_service: true,
            ..NewAccount::default()
        };
        assert_eq!(now.add_account(&by(), &program).unwrap(), None);
        let scope = TokenScope {
            read: ["school".to_owned()].into(),
            ..TokenScope::default()
        };
        let person = now.add_token(&by(), "wang.li", (&scope, 30, "x"));
        assert_eq!(person.unwrap_err().code(), "fields");
        let unknown = TokenScope {
            read: ["schol".to_owned()].into(),
            ..TokenScope::default()
        };
        let unknown = now.add_token(&by(), "bus-timetable", (&unknown, 30, "x"));
        assert!(
            unknown
                .unwrap_err()
                .text(Language::Chinese)
                .contains("school")
        );
        let made = now
            .add_token(&by(), "bus-timetable", (&scope, 30, "test"))
            .unwrap();
        let (account, held) = now.token_holds(&made.token).unwrap().unwrap();
        assert_eq!(
            (account.name.as_str(), held),
            ("bus-timetable", scope.clone())
        );
        assert!(now.token_holds("jixia_forged").unwrap().is_none());
        assert!(
            at(&app, 30 * 24 * 3_600)
                .token_holds(&made.token)
                .unwrap()
                .is_none()
        );
        now.withdraw_token(&by(), &made.number).unwrap();
        assert!(now.token_holds(&made.token).unwrap().is_none());
        assert!(now.withdraw_token(&by(), &made.number).is_err());
        // A program does not sign in as people do.
        assert_eq!(
            fault(now.sign_in("bus-timetable", &made.token, from(1, None))),
            SignInFault::Wrong
        );
        let journal = format!("{:?}", now.journal(&JournalQuery::default()).unwrap());
        assert!(journal.contains(&made.number) && !journal.contains(&made.token));
    });
}
