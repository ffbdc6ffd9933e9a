//! Every page in both languages: answers, is well-formed, small, escaped and safe by its headers.

mod common;

use axum::http::StatusCode;
use common::{HOSTILE, World, shared, well_formed};

const PAGES: &[&str] = &[
    "/plan",
    "/plan?status=late",
    "/plan/plan-2026",
    "/adopt",
    "/indicators",
    "/indicators?q=%E5%AD%A6%E4%BD%8D",
    "/indicators/schools",
    "/indicators/schools?org=370101&goal=4",
    "/indicators/large_class_share",
    "/indicators/large_class_share?stage=primary",
    "/indicators/schools/rows",
    "/registers",
    "/registers/school",
    "/registers/school?q=%E7%AC%AC1&sort=-name&f.school_type=primary",
    "/registers/school?col=name&col=places",
    "/registers/school/1",
    "/registers/school/1/edit",
    "/registers/school/new",
    "/registers/teacher/new",
    "/registers/pupil",
    "/registers/school/import",
    "/snapshots",
    "/journal",
    "/journal?register=school",
    "/find",
    "/find?q=%E7%AC%AC",
    "/jobs",
    "/api",
];

/// The number of a target in its address.
fn number(id: &str) -> &str {
    id.rsplit('/').next().unwrap()
}

fn with_language(path: &str, language: &str) -> String {
    format!(
        "{path}{}lang={language}",
        if path.contains('?') { '&' } else { '?' }
    )
}

#[tokio::test]
async fn every_page_answers_in_both_languages() {
    let world = shared();
    for path in PAGES {
        for language in ["zh-CN", "en"] {
            let answer = world.get(&with_language(path, language)).await;
            let page = answer.text();
            assert_eq!(answer.status, StatusCode::OK, "{path} {language}: {page}");
            assert!(
                page.contains(&format!("<html lang=\"{language}\"")),
                "{path}"
            );
            well_formed(&page);
            assert!(page.len() < 100_000, "{path} has {} bytes", page.len());
            assert_eq!(page.matches("<h1").count(), 1, "{path} needs one headline");
            assert!(
                !page.contains(" style=") && !page.contains("<script>"),
                "{path}"
            );
            assert!(!page.contains(HOSTILE), "{path} lets a name through");
            let unnamed = page.split("<input").skip(1).filter(|input| {
                let tag = input.split('>').next().unwrap_or_default();
                !tag.contains("type=\"hidden\"") && !tag.contains(" name=")
            });
            assert_eq!(unnamed.count(), 0, "{path} has an input without a name");
        }
    }
}

#[tokio::test]
async fn a_target_has_a_page_with_its_measure_and_forms() {
    let world = shared();
    let plan = world.app.plan_status(Some("plan-2026"), None).unwrap();
    assert!(plan.targets().count() >= 2);
    for target in plan.targets() {
        for language in ["zh-CN", "en"] {
            let path = format!(
                "/plan/plan-2026/target/{}?lang={language}",
                number(&target.id)
            );
            let answer = world.get(&path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            well_formed(&answer.text());
            assert!(answer.text().contains("name=\"evidence\""));
        }
    }
}

#[tokio::test]
async fn every_indicator_has_a_page() {
    let world = shared();
    for name in world.app.packs().indicators.keys() {
        let answer = world.get(&format!("/indicators/{name}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}: {}", answer.text());
        well_formed(&answer.text());
    }
}

#[tokio::test]
async fn every_register_has_its_pages() {
    let world = shared();
    for name in world.app.packs().registers.keys() {
        for last in ["", "/new", "/import"] {
            let answer = world.get(&format!("/registers/{name}{last}")).await;
            assert_eq!(
                answer.status,
                StatusCode::OK,
                "{name}{last}: {}",
                answer.text()
            );
            well_formed(&answer.text());
        }
    }
}

#[tokio::test]
async fn an_empty_authority_is_told_what_to_do_first() {
    let world = World::empty();
    for path in [
        "/plan",
        "/indicators",
        "/registers",
        "/registers/school",
        "/snapshots",
        "/journal",
        "/jobs",
    ] {
        let answer = world.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        well_formed(&answer.text());
    }
    assert!(world.get("/plan").await.text().contains("href=\"/adopt\""));
    assert_eq!(
        world.get("/indicators/schools").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn what_is_not_there_is_said_in_the_readers_language() {
    let world = shared();
    for path in [
        "/nothing",
        "/registers/nothing",
        "/registers/school/999",
        "/registers/school/x",
        "/indicators/nothing",
        "/indicators/schools?org=nothing",
        "/plan/nothing",
        "/plan/plan-2026/target/nothing",
        "/jobs/nothing",
        "/node?key=nothing",
        "/assets/nothing.css",
    ] {
        let answer = world.get(&with_language(path, "en")).await;
        assert_eq!(
            answer.status,
            StatusCode::NOT_FOUND,
            "{path}: {}",
            answer.text()
        );
        if !path.starts_with("/assets") {
            well_formed(&answer.text());
            assert!(answer.text().contains("There is no such page"), "{path}");
        }
    }
    let bad = world.get("/registers/school?f.school_type=many").await;
    assert_eq!(bad.status, StatusCode::BAD_REQUEST);
    assert!(bad.text().contains("办学类型"));
    assert_eq!(
        world.get("/registers/school?f.nothing=1").await.status,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(
        world.get("/registers/school?as_of=yesterday").await.status,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(
        world.get("/journal?before=x").await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn pages_carry_the_headers_that_protect_them() {
    let world = shared();
    for path in ["/plan", "/nothing", "/api/v1/registers"] {
        let answer = world.get(path).await;
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("unsafe"),
            "{path}"
        );
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers["cache-control"], "no-store");
    }
    let page = world.get("/plan").await;
    assert!(
        page.headers["set-cookie"]
            .to_str()
            .unwrap()
            .contains("SameSite=Strict")
    );
    let style = page
        .text()
        .split("href=\"/assets/site-")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let style = world.get(&format!("/assets/site-{style}")).await;
    assert!(
        style.headers["cache-control"]
            .to_str()
            .unwrap()
            .contains("immutable")
    );
}

#[tokio::test]
async fn a_list_pages_through_all_its_rows_once() {
    let world = shared();
    let mut path = "/registers/class?sort=name&limit=5".to_owned();
    let mut seen = Vec::new();
    for _ in 0..10 {
        let page = world.get(&path).await.text();
        let rows = page
            .split("<th scope=\"row\"><a href=\"/registers/class/")
            .skip(1);
        seen.extend(rows.filter_map(|row| row.split('"').next().map(str::to_owned)));
        let next = page.split("<nav class=\"pager\"").nth(1).and_then(|pager| {
            let pager = pager.split("</nav>").next()?;
            let link = pager
                .split("href=\"")
                .skip(1)
                .find(|link| link.contains("after="))?;
            Some(link.split('"').next()?.replace("&amp;", "&"))
        });
        match next {
            Some(next) => path = next,
            None => break,
        }
    }
    let all = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!((all, seen.len()), (12, 12));
}
