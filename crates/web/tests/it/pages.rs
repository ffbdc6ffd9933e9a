//! Every page in both languages: answers, is well-formed, small, escaped and safe by its headers.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Request, StatusCode};

use crate::common::{HOSTILE, World, after, shared, well_formed};

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
async fn the_list_of_all_indicators_comes_packed_and_small() {
    let world = shared();
    let request = Request::get("/indicators")
        .header("host", "localhost")
        .header("accept-encoding", "gzip")
        .body(Body::empty());
    let page = world.send(request.unwrap()).await;
    assert_eq!(page.headers["content-encoding"], "gzip");
    assert!(page.body.len() < 25_000, "{} bytes", page.body.len());
}

#[tokio::test]
async fn names_in_another_language_are_marked() {
    let world = shared();
    let page = world
        .get("/indicators/schools?org=370101&lang=en")
        .await
        .text();
    let head = page.split("<h1>").nth(1).unwrap();
    let head = head.split("</h1>").next().unwrap();
    assert!(
        head.contains("<span lang=\"zh-CN\">东港区</span>"),
        "{head}"
    );
    let trail = page.split("<nav class=\"trail\"").nth(1).unwrap();
    let trail = trail.split("</nav>").next().unwrap();
    assert!(
        trail.contains("<span lang=\"zh-CN\">澜州市</span>"),
        "{trail}"
    );
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
    let style = after(&page.text(), "href=\"/assets/site-");
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
    let mut path = "/registers/class?sort=school&limit=5".to_owned();
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

/// Heads of the columns of a page.
fn heads(page: &str) -> Vec<String> {
    let heads = page.split("<th scope=\"col\"").skip(1);
    let text = |head: &str| {
        let inner = head.split_once('>').unwrap().1.split("</th>").next();
        let inner = inner.unwrap().split('<').filter_map(|part| {
            let text = part.split_once('>').map_or(part, |(_, text)| text);
            (!text.is_empty()).then(|| text.to_owned())
        });
        inner.collect::<String>()
    };
    heads.map(text).collect()
}

#[tokio::test]
async fn every_column_behind_every_figure_has_a_label() {
    let world = shared();
    // One of all that read the same rows. A label has both languages, or packs are refused; in
    // English a bare name shows by its small first letter.
    let indicators = world.app.packs().indicators.values();
    let rows: BTreeMap<&str, &str> = indicators
        .map(|one| (one.rows.trim(), one.name.as_str()))
        .collect();
    for name in rows.values() {
        let path = format!("/indicators/{name}/rows?lang=en");
        let answer = world.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let heads = heads(&answer.text());
        assert!(!heads.is_empty(), "{path}");
        for head in heads {
            let is_label = head.starts_with(|c: char| c.is_uppercase());
            assert!(is_label, "{path}: `{head}` is no label");
        }
    }
}

#[tokio::test]
async fn rows_behind_a_figure_lead_to_their_records_and_say_whether_they_count() {
    let world = shared();
    let answer = world.get("/indicators/large_classes/rows").await;
    let page = answer.text();
    assert!(page.contains("href=\"/registers/class/key?key="), "{page}");
    assert!(page.contains("未计入"));
    let heads = heads(&page);
    assert_eq!(heads[0], "是否计入");
    assert!(heads.iter().all(|head| head != "over_cap"), "{heads:?}");
    let csv = world.get("/indicators/large_classes/rows/export").await;
    assert!(
        csv.headers["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/csv")
    );
    let text = csv.text();
    assert!(text.starts_with("\u{feff}是否计入,"), "{text}");
    assert_eq!(text.lines().count(), 13);
}

#[tokio::test]
async fn a_target_is_offered_only_indicators_of_its_unit() {
    let world = shared();
    let plan = world.app.plan_status(Some("plan-2026"), None).unwrap();
    let share = plan
        .targets()
        .find(|target| target.unit.as_deref() == Some("%"))
        .unwrap();
    let path = format!("/plan/plan-2026/target/{}", number(&share.id));
    let page = world.get(&path).await.text();
    assert!(page.contains("<optgroup label="));
    assert!(page.contains("value=\"large_class_share\""));
    assert!(
        !page.contains("value=\"pupils\""),
        "a number of pupils is no share"
    );
}

#[tokio::test]
async fn a_report_takes_no_day_to_come_and_no_part_of_a_counted_thing() {
    let world = World::filled();
    let plan = world.app.plan_status(Some("plan-2026"), None).unwrap();
    let counted = plan
        .targets()
        .find(|target| {
            target
                .unit
                .as_deref()
                .is_some_and(|unit| unit.contains("个"))
        })
        .unwrap();
    let path = format!("/plan/plan-2026/target/{}/report", number(&counted.id));
    let report = |value: &'static str, on: &'static str| {
        [("value", value), ("on", on), ("evidence", "文件")]
    };
    for (value, on) in [
        ("12.5", "2026-01-01"),
        ("-1", "2026-01-01"),
        ("12", "2999-01-01"),
    ] {
        let answer = world.post(&path, &report(value, on)).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{value} {on}"
        );
        assert!(answer.text().contains("class=\"fault\""));
    }
    let answer = world.post(&path, &report("12", "2026-01-01")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_plan_without_data_is_not_called_good() {
    let world = World::empty();
    let by = jixia_app::Actor::new("test");
    let plan = world
        .app
        .adopt_plan(&by, "plan-2026.txt", crate::common::PLAN.as_bytes());
    plan.unwrap();
    let page = world.get("/plan").await.text();
    assert!(page.contains("项目标均无数据"), "{page}");
    assert!(!page.contains("均未滞后"));
}

#[tokio::test]
async fn a_filtered_plan_lists_only_chapters_with_such_targets() {
    let world = shared();
    let plan = world.app.plan_status(Some("plan-2026"), None).unwrap();
    let whole = world.get("/plan").await.text();
    for (status, count) in &plan.counts {
        let class = match status {
            jixia_app::Status::NoData => "none",
            jixia_app::Status::Met => "met",
            _ => continue,
        };
        let page = world.get(&format!("/plan?status={class}")).await.text();
        for id in page.split("href=\"#c-").skip(1) {
            let id = id.split('"').next().unwrap();
            assert!(page.contains(&format!("id=\"c-{id}\"")), "{status:?} {id}");
        }
        assert!(*count > 0 || !page.contains("href=\"#c-"));
    }
    assert!(whole.contains("href=\"#c-"));
}
