//! The door: signing in as a browser does, and what is behind it for those who have not.

use std::cell::RefCell;
use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use jixia_app::{Actor, NewAccount};
use jixia_web::Door;
use totp_rs::{Builder, Secret};

use crate::common::{Answer, World, after, answer_of, form_body, well_formed};

const PASSWORD: &str = "秋天的银杏叶落满操场";

/// A browser with its cookies.
struct Browser<'w> {
    router: &'w Router,
    host: &'static str,
    cookies: RefCell<BTreeMap<String, String>>,
}

impl<'w> Browser<'w> {
    fn new(router: &'w Router, host: &'static str) -> Self {
        Self {
            router,
            host,
            cookies: RefCell::default(),
        }
    }

    async fn send(&self, method: &str, path: &str, body: Option<String>) -> Answer {
        let cookies: Vec<String> = self
            .cookies
            .borrow()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", self.host);
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        if body.is_some() {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        let request = request.body(body.map_or_else(Body::empty, Body::from));
        let answer = answer_of(self.router, request.unwrap()).await;
        for cookie in answer.headers.get_all("set-cookie") {
            let (pair, rest) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let mut cookies = self.cookies.borrow_mut();
            if value.is_empty() || rest.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None).await
    }

    /// Sends a form with the token that the last page gave.
    async fn post(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let token = self.cookies.borrow().get("jixia-form").cloned();
        let token = token.unwrap_or_default();
        let body = form_body(&token, pairs);
        self.send("POST", path, Some(body)).await
    }

    fn session(&self) -> Option<String> {
        let cookies = self.cookies.borrow();
        let found = cookies
            .iter()
            .find(|(name, _)| name.ends_with("jixia-session"));
        found.map(|(_, value)| value.clone())
    }

    async fn sign_in(&self, name: &str, password: &str) -> Answer {
        self.get("/sign-in").await;
        let pairs = [("name", name), ("password", password), ("to", "/registers")];
        self.post("/sign-in", &pairs).await
    }
}

/// A world behind a door, with an account of this name that has the password.
fn world(door: Door) -> (World, Router) {
    let world = World::filled();
    let account = NewAccount {
        name: "wang.li".to_owned(),
        person: "云小溪（虚构）".to_owned(),
        ..NewAccount::default()
    };
    let code = world
        .app
        .add_account(&Actor::new("admin"), &account)
        .unwrap();
    let client = jixia_app::Client {
        address: [192, 0, 2, 1].into(),
        device: None,
    };
    let step = world
        .app
        .sign_in("wang.li", &code.unwrap(), client)
        .unwrap();
    let jixia_app::Step::NewPassword(half) = step else {
        panic!("{step:?}");
    };
    let done = world.app.sign_in_new_password(&half, PASSWORD, client);
    assert!(matches!(done, Ok(jixia_app::Step::Done(_))));
    let router = jixia_web::router(world.app.clone(), door);
    (world, router)
}

/// Every page that is got, as far as addresses without records go.
const PAGES: &[&str] = &[
    "/",
    "/plan",
    "/plan/x",
    "/plan/x/withdraw",
    "/plan/x/target/1",
    "/adopt",
    "/indicators",
    "/indicators/large_class_share",
    "/indicators/large_class_share/rows",
    "/indicators/large_class_share/rows/export",
    "/registers",
    "/registers/school",
    "/registers/school/key",
    "/registers/school/new",
    "/registers/school/export",
    "/registers/school/import",
    "/registers/school/1",
    "/registers/school/1/edit",
    "/registers/school/1/remove",
    "/registers/school/1/rekey",
    "/registers/school/1/merge",
    "/snapshots",
    "/journal",
    "/find",
    "/node",
    "/jobs",
    "/jobs/x",
    "/jobs/x/refused",
    "/api",
    "/me",
    "/no-such-page",
];

#[tokio::test]
async fn every_address_asks_who_it_is() {
    let (_world, router) = world(Door::Accounts(None));
    let browser = Browser::new(&router, "localhost");
    for path in PAGES {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.location().starts_with("/sign-in?to=%2F"), "{path}");
        assert!(answer.body.is_empty(), "{path}");
    }
    let document: serde_json::Value =
        serde_json::from_str(&jixia_web::openapi_json().unwrap()).unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            let path = path.replace('{', "").replace('}', "");
            let answer = browser.send(&method.to_uppercase(), &path, None).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path}");
            assert_eq!(answer.json()["code"], "not_signed_in", "{method} {path}");
        }
    }
    for path in [
        "/registers/school/new",
        "/snapshots",
        "/adopt",
        "/me/password",
        "/sign-out",
    ] {
        let answer = browser.post(path, &[]).await;
        let status = answer.status;
        let is_out = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&status);
        assert!(is_out, "{path}: {status}");
    }
    // What is open shows nothing of the inside.
    let page = browser.get("/sign-in").await.text();
    well_formed(&page);
    assert!(
        !page.contains("/registers") && !page.contains("/jobs"),
        "{page}"
    );
}

#[tokio::test]
async fn a_person_signs_in_works_and_leaves() {
    let (_world, router) = world(Door::Accounts(None));
    let browser = Browser::new(&router, "localhost");
    let sent = browser.get("/registers/school?q=a").await.location();
    let page = browser.get(&sent).await.text();
    let to = after(&page, "name=\"to\" value=\"");
    assert_eq!(to, "/registers/school?q=a");
    let pairs = [("name", " Wang.Li "), ("password", PASSWORD), ("to", &to)];
    let inside = browser.post("/sign-in", &pairs).await;
    assert_eq!(inside.location(), "/registers/school?q=a");
    let page = browser.get("/registers").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("云小溪（虚构）"));
    assert_eq!(
        browser.get("/api/v1/registers").await.status,
        StatusCode::OK
    );
    let own = browser.get("/me").await.text();
    well_formed(&own);
    assert!(own.contains("wang.li"));

    // Who leaves is out, and the number of the session is worth nothing any more.
    let stale = browser.cookies.borrow().clone();
    let out = browser.post("/sign-out", &[]).await;
    assert_eq!(out.location(), "/sign-in");
    *browser.cookies.borrow_mut() = stale;
    assert_eq!(
        browser.get("/registers").await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_session_is_a_new_one_in_cookies_that_no_script_and_no_other_site_sees() {
    let origin = "https://jixia.example.cn".parse().unwrap();
    let (_world, router) = world(Door::Accounts(Some(origin)));
    let browser = Browser::new(&router, "jixia.example.cn");
    browser.get("/sign-in").await;
    // A number that somebody planted beforehand does not become the session.
    let name = "__Host-jixia-session".to_owned();
    browser
        .cookies
        .borrow_mut()
        .insert(name.clone(), "AAAAAAAAAAAAAAAAAAAAAA".to_owned());
    let pairs = [("name", "wang.li"), ("password", PASSWORD), ("to", "/")];
    let inside = browser.post("/sign-in", &pairs).await;
    assert_eq!(inside.status, StatusCode::SEE_OTHER);
    assert_ne!(browser.session().unwrap(), "AAAAAAAAAAAAAAAAAAAAAA");
    let cookies: Vec<_> = inside.headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies.len(), 2);
    for cookie in cookies {
        let cookie = cookie.to_str().unwrap();
        for needed in ["HttpOnly", "SameSite=Strict", "Secure"] {
            assert!(cookie.contains(needed), "{cookie}");
        }
    }
    assert_eq!(browser.get("/registers").await.status, StatusCode::OK);
    // The same by another name of the host is another site.
    let elsewhere = Browser::new(&router, "localhost");
    assert_eq!(
        elsewhere.get("/sign-in").await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn wrong_passwords_are_told_and_then_slowed_down() {
    let (_world, router) = world(Door::Accounts(None));
    let browser = Browser::new(&router, "localhost");
    for _ in 0..5 {
        let answer = browser.sign_in("wang.li", "guess").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        let page = answer.text();
        well_formed(&page);
        assert!(page.contains("账号或密码不对"), "{page}");
        assert!(page.contains("value=\"wang.li\"") && !page.contains("guess"));
    }
    let answer = browser.sign_in("wang.li", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.headers["retry-after"], "30");
    assert!(browser.session().is_none());
    let hostile = browser.sign_in("<script>alert(1)</script>", "x").await;
    well_formed(&hostile.text());
}

#[tokio::test]
async fn a_one_time_code_leads_to_a_password_of_ones_own() {
    let (world, router) = world(Door::Accounts(None));
    let code = world
        .app
        .reset_password(&Actor::new("admin"), "wang.li", false)
        .unwrap();
    let browser = Browser::new(&router, "localhost");
    let page = browser.sign_in("wang.li", &code).await.text();
    well_formed(&page);
    assert!(page.contains("action=\"/sign-in/password\""), "{page}");
    // Between two steps nobody is inside.
    assert_eq!(
        browser.get("/registers").await.status,
        StatusCode::SEE_OTHER
    );
    let new = "一行白鹭上青天去了";
    let short = browser
        .post("/sign-in/password", &[("password", new), ("again", new)])
        .await;
    assert!(short.text().contains("太短"), "{}", short.text());
    let new = "  两个黄鹂鸣翠柳之上  ";
    let differs = [("password", new), ("again", new.trim())];
    let differs = browser.post("/sign-in/password", &differs).await;
    assert!(differs.text().contains("不一样"));
    let inside = browser
        .post("/sign-in/password", &[("password", new), ("again", new)])
        .await;
    assert_eq!(inside.location(), "/registers");
    // A password is taken as it was typed, with its spaces.
    let other = Browser::new(&router, "localhost");
    assert_eq!(
        other.sign_in("wang.li", new.trim()).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        other.sign_in("wang.li", new).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_phone_is_set_up_and_asked_for() {
    let (world, router) = world(Door::Accounts(None));
    let browser = Browser::new(&router, "localhost");
    browser.sign_in("wang.li", PASSWORD).await;
    let page = browser.post("/me/second", &[]).await.text();
    well_formed(&page);
    assert!(page.contains("<svg"));
    let secret = after(
        &page
            .replace("code class=\"secret\">", "secret=\"")
            .replace("</code>", "\""),
        "secret=\"",
    );
    let wrong = browser
        .post("/me/second/confirm", &[("code", "000000")])
        .await
        .text();
    // What was wrong is said, and the picture is still the same.
    assert!(
        wrong.contains("验证码不对") && wrong.contains(&secret),
        "{wrong}"
    );
    let code = |later: i64| {
        let secret = Secret::try_from_base32(secret.replace(' ', "")).unwrap();
        let totp = Builder::new().with_secret(secret).build().unwrap();
        let seconds = world.app.now().micros() / 1_000_000 + later;
        totp.generate(u64::try_from(seconds).unwrap()).to_string()
    };
    let page = browser
        .post("/me/second/confirm", &[("code", &code(0))])
        .await
        .text();
    well_formed(&page);
    let spare = after(
        &page
            .replace("<li><code>", "spare=\"")
            .replace("</code>", "\""),
        "spare=\"",
    );

    let other = Browser::new(&router, "localhost");
    let page = other.sign_in("wang.li", PASSWORD).await.text();
    assert!(page.contains("action=\"/sign-in/code\""), "{page}");
    assert_eq!(other.get("/registers").await.status, StatusCode::SEE_OTHER);
    let used = other.post("/sign-in/code", &[("code", &code(0))]).await;
    assert_eq!(used.status, StatusCode::UNAUTHORIZED);
    let inside = other.post("/sign-in/code", &[("code", &code(30))]).await;
    assert_eq!(inside.location(), "/registers");
    let third = Browser::new(&router, "localhost");
    third.sign_in("wang.li", PASSWORD).await;
    let inside = third.post("/sign-in/code", &[("code", &spare)]).await;
    assert_eq!(inside.location(), "/registers");
}

#[tokio::test]
async fn a_reset_or_a_new_password_ends_sessions_elsewhere() {
    let (world, router) = world(Door::Accounts(None));
    let (here, there) = (
        Browser::new(&router, "localhost"),
        Browser::new(&router, "localhost"),
    );
    here.sign_in("wang.li", PASSWORD).await;
    there.sign_in("wang.li", PASSWORD).await;
    let new = "两个黄鹂鸣翠柳之上";
    let pairs = [
        ("old", PASSWORD),
        ("password", "一个新的足够长的密码"),
        ("again", new),
    ];
    let differs = here.post("/me/password", &pairs).await.text();
    assert!(differs.contains("不一样"), "{differs}");
    let new = "一个新的足够长的密码";
    let pairs = [("old", PASSWORD), ("password", new), ("again", new)];
    let done = here.post("/me/password", &pairs).await;
    assert_eq!(done.location(), "/me?done=password");
    assert_eq!(here.get("/registers").await.status, StatusCode::OK);
    assert_eq!(there.get("/registers").await.status, StatusCode::SEE_OTHER);
    world
        .app
        .reset_password(&Actor::new("admin"), "wang.li", false)
        .unwrap();
    assert_eq!(here.get("/registers").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn where_nobody_is_asked_there_is_nothing_to_sign_in_to() {
    let world = World::filled();
    let browser = Browser::new(&world.router, "localhost");
    for path in ["/sign-in", "/me"] {
        assert_eq!(
            browser.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    assert_eq!(browser.get("/registers").await.status, StatusCode::OK);
}
