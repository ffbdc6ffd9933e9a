//! Who may ask: this machine's own pages alone.

use jixia_web::Door;

use crate::common::{TOKEN, shared, well_formed};
use axum::body::Body;
use axum::http::{Request, StatusCode};

async fn status(request: axum::http::request::Builder, body: &str) -> StatusCode {
    shared()
        .send(request.body(Body::from(body.to_owned())).unwrap())
        .await
        .status
}

#[tokio::test]
async fn a_strange_host_is_refused() {
    assert_eq!(
        status(Request::get("/plan").header("host", "rebind.example"), "").await,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        status(Request::get("/plan"), "").await,
        StatusCode::FORBIDDEN
    );
    let api = Request::get("/api/v1/registers").header("host", "rebind.example");
    assert_eq!(status(api, "").await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_refusal_is_a_page_in_the_readers_language_or_json() {
    let ask = |path: &str| {
        let request = Request::get(path).header("host", "rebind.example");
        shared().send(request.body(Body::empty()).unwrap())
    };
    for (language, text) in [
        ("zh-CN", "请求的主机名不是本机"),
        ("en", "is not this machine"),
    ] {
        let page = ask(&format!("/registers?lang={language}")).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        well_formed(&page.text());
        assert!(page.text().contains(text), "{}", page.text());
        assert!(page.headers.contains_key("content-security-policy"));
        let body = ask(&format!("/api/v1/registers?lang={language}"))
            .await
            .json();
        assert_eq!(body["code"], "foreign_host");
        assert!(body["text"].as_str().unwrap().contains(text), "{body}");
    }
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let post = || {
        Request::post("/snapshots")
            .header("host", "localhost:8080")
            .header("cookie", format!("jixia-form={TOKEN}"))
            .header("content-type", "application/x-www-form-urlencoded")
    };
    let body = format!("token={TOKEN}&on=2999-01-01");
    let own = post()
        .header("origin", "http://localhost:8080")
        .header("sec-fetch-site", "same-origin");
    assert_eq!(status(own, &body).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        status(post().header("origin", "http://evil.example"), &body).await,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        status(post().header("sec-fetch-site", "cross-site"), &body).await,
        StatusCode::FORBIDDEN
    );
    assert_eq!(status(post(), "on=2999-01-01").await, StatusCode::FORBIDDEN);
    assert_eq!(
        status(post(), "token=wrong&on=2999-01-01").await,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn a_program_of_another_site_is_refused() {
    let post = Request::post("/api/v1/snapshots")
        .header("host", "localhost")
        .header("origin", "http://evil.example")
        .header("content-type", "application/json");
    assert_eq!(status(post, "{}").await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_form_that_is_too_big_is_refused() {
    let post = Request::post("/registers/school/new")
        .header("host", "localhost")
        .header("cookie", format!("jixia-form={TOKEN}"))
        .header("content-type", "application/x-www-form-urlencoded");
    let body = format!("token={TOKEN}&name={}", "x".repeat(2 << 20));
    assert_eq!(status(post, &body).await, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn without_an_address_behind_tls_only_loopback_is_listened_on() {
    for door in [Door::ThisMachine, Door::Accounts(None)] {
        let options = jixia_web::ServeOptions {
            listen: "0.0.0.0:0".parse().unwrap(),
            door,
        };
        let refused = jixia_web::serve(shared().app.clone(), options).await;
        assert!(matches!(
            refused,
            Err(jixia_web::ServeError::NotLoopback(_))
        ));
    }
}
