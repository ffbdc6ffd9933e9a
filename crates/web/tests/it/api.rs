//! The JSON API does what pages do, and says what it does not understand.

use axum::http::StatusCode;
use serde_json::json;

use crate::common::{World, shared};

#[tokio::test]
async fn the_api_does_what_the_pages_do() {
    let world = World::filled();
    let rows = world
        .get("/api/v1/registers/class/records?limit=5&sort=-school")
        .await
        .json();
    assert_eq!(
        (
            rows["rows"].as_array().unwrap().len(),
            rows["count"].as_u64()
        ),
        (5, Some(12))
    );
    let id = rows["rows"][0]["id"].as_i64().unwrap();
    let path = format!("/api/v1/registers/class/records/{id}");
    let changed = world
        .json("PATCH", &path, json!({"values": {"roll": "41"}}))
        .await;
    assert_eq!(changed.json()["values"]["roll"], 41, "{}", changed.text());
    let misplaced = world.json("PATCH", &path, json!({"roll": "41"})).await;
    assert_eq!(
        misplaced.json()["text"].as_str().unwrap(),
        "roll：请求中没有这一项，只有 values、version；字段的值写在 values 里，\
         如 {\"values\": {\"roll\": \"…\"}}"
    );
    let bad = world
        .json(
            "PATCH",
            &format!("{path}?lang=en"),
            json!({"values": {"roll": "x"}}),
        )
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        (
            bad.json()["code"].as_str(),
            bad.json()["where"][0]["field"].as_str()
        ),
        (Some("fields"), Some("roll"))
    );
    assert_eq!(
        world
            .get(&format!("{path}/history"))
            .await
            .json()
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let made = world
        .json(
            "POST",
            "/api/v1/registers/class/records",
            json!({"values": {"code": "Z1", "school": "3700000001", "stage": "primary"}}),
        )
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let gone = world
        .json(
            "DELETE",
            &format!("/api/v1/registers/class/records/{}", made.json()["id"]),
            json!({}),
        )
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    for (path, key) in [
        ("/api/v1/registers", "fields"),
        ("/api/v1/indicators", "unit"),
        ("/api/v1/snapshots", "manifest_hash"),
        ("/api/v1/plans", "year"),
        ("/api/v1/journal", "hash"),
        ("/api/v1/indicators/schools/trend", "value"),
    ] {
        assert!(!world.get(path).await.json()[0][key].is_null(), "{path}");
    }
    let figures = world
        .get("/api/v1/indicators/schools/figures?below=children")
        .await
        .json();
    assert_eq!(figures["figures"].as_array().unwrap().len(), 3, "{figures}");
    assert_eq!(figures["figures"][0]["value"], 6.0);
    assert!(world.get("/api/v1/indicators/schools/why").await.json()["rows_sql"].is_string());
    assert!(
        world
            .get("/api/v1/indicators/schools/rows?limit=2")
            .await
            .json()["total"]
            .as_u64()
            .unwrap()
            >= 6
    );
    assert!(world.get("/api/v1/plans/plan-2026").await.json()["targets"][0]["status"].is_string());
    let missing = world.get("/api/v1/registers/nothing?lang=en").await;
    assert_eq!(
        (missing.status, missing.json()["code"].as_str().is_some()),
        (StatusCode::NOT_FOUND, true)
    );
    assert_eq!(
        world.get("/api/v1/nothing").await.json()["code"],
        "not_found"
    );
    assert_eq!(
        world
            .json("POST", "/api/v1/snapshots", json!({"on": "x"}))
            .await
            .json()["code"],
        "bad_day"
    );
    assert_eq!(
        world
            .json("PUT", "/api/v1/snapshots", json!({}))
            .await
            .json()["code"],
        "method"
    );
}

#[tokio::test]
async fn the_api_refuses_what_it_does_not_understand() {
    let world = World::filled();
    let import = "/api/v1/registers/class/import?lang=en";
    for pair in [
        ("part", "maybe"),
        ("dry_run", "sure"),
        ("allow_shrink", "1"),
    ] {
        let answer = world
            .upload(import, &[pair], ("c.csv", "班级代码\n1\n"))
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{pair:?}");
        assert_eq!(answer.json()["code"], "not_yes_or_no");
        assert!(answer.json()["text"].as_str().unwrap().contains(pair.0));
    }
    let future = world
        .json("POST", "/api/v1/snapshots", json!({"on": "2999-01-01"}))
        .await;
    assert_eq!(future.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(future.json()["code"], "future_day");
    let add = "/api/v1/registers/class/records";
    for (body, part) in [
        (json!({"values": {"roll": 5}}), "values.roll"),
        (json!({}), "values"),
        (json!({"values": {}, "versoin": 1}), "versoin"),
    ] {
        let answer = world.json("POST", add, body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            answer.json()["where"][0]["field"],
            part,
            "{}",
            answer.text()
        );
        assert!(answer.json()["text"].as_str().unwrap().starts_with(part));
    }
    let unknown = world
        .json("POST", add, json!({"values": {"rol": "5"}}))
        .await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let itself = world
        .json("POST", &format!("{add}/1/merge"), json!({"drop": 1}))
        .await;
    assert_eq!(itself.json()["where"][0]["field"], "drop");
    let empty = world
        .json("POST", add, json!({"values": {"code": "", "school": ""}}))
        .await;
    let text = empty.json()["text"].as_str().unwrap().to_owned();
    assert!(text.contains("班级代码：") && text.contains('；'), "{text}");
}

#[tokio::test]
async fn every_parameter_with_a_bad_value_is_named_in_the_answer() {
    let world = shared();
    for (path, status, named) in [
        ("registers/class/records?limit=many", 400, "limit"),
        ("registers/class/records?sort=nothing", 400, "nothing"),
        ("registers/class/records?after=x", 400, "x"),
        ("registers/class/records?as_of=soon", 400, "2026"),
        ("registers/class/records?f.nothing=1", 400, "nothing"),
        ("registers/class/records?f.stage=x", 400, "x"),
        ("registers/class/records?f.roll.from=1", 400, "roll"),
        ("registers/class/export?format=doc", 400, "xlsx"),
        ("registers/class/records/x", 404, ""),
        ("registers/class/records/999", 404, "999"),
        ("registers/class/records/1?as_of=soon", 400, "2026"),
        ("jobs/x", 404, ""),
        ("indicators/nothing", 404, "nothing"),
        ("indicators/schools/figures?org=x", 404, "x"),
        ("indicators/schools/figures?snapshot=x", 404, "x"),
        ("indicators/schools/figures?below=x", 400, "below"),
        ("indicators/schools/why?org=x", 404, "x"),
        ("indicators/schools/trend?org=x", 404, "x"),
        ("indicators/schools/rows?org=x", 404, "x"),
        ("indicators/schools/rows?sort=nothing", 400, "nothing"),
        ("indicators/schools/rows?offset=-1", 400, "offset"),
        ("indicators/schools/rows?limit=x", 400, "limit"),
        ("indicators/large_class_share/figures?stage=x", 400, "x"),
        (
            "indicators/large_class_share/figures?stge=primary",
            400,
            "stge",
        ),
        ("plans/x", 404, "x"),
        ("plans/plan-2026?snapshot=x", 404, "x"),
        ("journal?limit=x", 400, "limit"),
        ("journal?record=1", 400, "register"),
        ("journal?register=class&record=x", 400, "record"),
        ("registers/class/records/999/history", 404, "999"),
        ("journal?before=x", 400, "before"),
        ("journal?from=x", 400, "2026"),
        ("journal?register=x", 404, "x"),
        ("journal?act=x", 400, "x"),
    ] {
        for language in ["zh-CN", "en"] {
            let mark = if path.contains('?') { '&' } else { '?' };
            let path = format!("/api/v1/{path}{mark}lang={language}");
            let answer = world.get(&path).await;
            assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text());
            let text = answer.json()["text"].as_str().unwrap().to_owned();
            assert!(text.contains(named), "{path}: {text}");
            let is_chinese = text.chars().any(|c| ('一'..='龥').contains(&c));
            assert_eq!(is_chinese, language == "zh-CN", "{path}: {text}");
        }
    }
}

#[tokio::test]
async fn a_target_is_not_tied_to_what_does_not_exist() {
    let world = World::filled();
    let plan = world.app.plan_status(None, None).unwrap();
    let share = plan
        .targets()
        .find(|target| target.unit.as_deref() == Some("%"))
        .unwrap();
    let number = share.id.rsplit('/').next().unwrap();
    let path = format!("/api/v1/plans/plan-2026/targets/{number}/link?lang=en");
    for (by, field) in [
        (json!({"stage": "nothing"}), "by.stage"),
        (json!({"stge": "primary"}), "by.stge"),
    ] {
        let body = json!({"indicator": "large_class_share", "by": by});
        let answer = world.json("PUT", &path, body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert_eq!(answer.json()["where"][0]["field"], field);
    }
    let body = json!({"indicator": "large_class_share", "by": {"stage": "primary"}});
    assert_eq!(
        world.json("PUT", &path, body).await.status,
        StatusCode::NO_CONTENT
    );
    let at = |node: &str| json!({"indicator": "large_class_share", "node": node});
    let answer = world.json("PUT", &path, at("370109")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.json()["where"][0]["field"], "node");
    let answer = world.json("PUT", &path, at("370101")).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let plan = world.get("/api/v1/plans/plan-2026").await.json();
    let targets = plan["targets"].as_array().unwrap();
    assert!(
        targets.iter().any(|target| target["node"] == "370101"),
        "{plan}"
    );
    let missing = "/api/v1/plans/plan-2026/targets/999/link";
    let answer = world.json("PUT", missing, json!({})).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}
