//! What pages and API change: records, imports, snapshots, plans; and what they say where
//! something is wrong.

mod common;

use axum::http::StatusCode;
use common::{PLAN, World, well_formed};
use serde_json::json;

#[tokio::test]
async fn a_bad_form_keeps_what_was_typed_and_says_what_is_wrong() {
    let world = World::filled();
    let typed = [
        ("code", "12"),
        ("name", "新<学校>"),
        ("kind", "school"),
        ("school_type", "primary"),
        ("operator", "public"),
        ("places", "many"),
        ("opened", "someday"),
    ];
    let answer = world.post("/registers/school/new", &typed).await;
    let page = answer.text();
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    well_formed(&page);
    assert!(page.contains("value=\"新&lt;学校&gt;\"") && page.contains("value=\"many\""));
    assert!(page.contains("value=\"someday\"") && page.contains("id=\"f-places-fault\""));
    assert!(page.contains("aria-invalid=\"true\""));
}

#[tokio::test]
async fn a_record_is_added_changed_and_ended_with_its_history() {
    let world = World::filled();
    let made = [
        ("code", "3700000009"),
        ("name", "第9小学"),
        ("kind", "school"),
        ("school_type", "primary"),
        ("operator", "public"),
        ("parent", "370101"),
        ("places", "1,200"),
    ];
    let answer = world.post("/registers/school/new", &made).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let at = answer.location();
    assert!(world.get(&at).await.text().contains("1,200"));
    let form = world.get(&format!("{at}/edit")).await.text();
    let version = form
        .split("name=\"version\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let change = [
        ("version", version.as_str()),
        ("places", "1300"),
        ("name", "第9小学"),
    ];
    assert_eq!(
        world.post(&format!("{at}/edit"), &change).await.location(),
        at
    );
    let page = world.get(&at).await.text();
    assert!(
        page.contains("<del>1,200</del>") && page.contains("<ins>1,300</ins>"),
        "{page}"
    );
    let stale = world
        .post(
            &format!("{at}/edit"),
            &[("version", version.as_str()), ("places", "1")],
        )
        .await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    let effect = world.get(&format!("{at}/remove")).await;
    assert_eq!(effect.status, StatusCode::OK, "{}", effect.text());
    well_formed(&effect.text());
    assert!(effect.text().contains("1,300"));
    assert_eq!(
        world.post(&format!("{at}/remove"), &[]).await.status,
        StatusCode::SEE_OTHER
    );
    well_formed(&world.get(&at).await.text());
    assert!(world.app.verify_journal(&mut |_, _| {}).unwrap().is_sound());
}

#[tokio::test]
async fn a_record_that_others_name_shows_them_and_cannot_end() {
    let world = World::filled();
    let school = world.get("/registers/school/key?key=3700000001").await;
    let at = format!("{}/remove", school.location());
    let effect = world.get(&at).await.text();
    assert!(effect.contains("f.school=3700000001"), "{effect}");
    let refused = world.post(&at, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    well_formed(&refused.text());
    let back = format!("href=\"{}\"", school.location());
    assert!(refused.text().contains(&back), "{}", refused.text());
    assert_eq!(world.app.count("school").unwrap(), 6);
}

#[tokio::test]
async fn a_record_before_its_time_was_not_there_yet() {
    let world = World::filled();
    let school = world
        .get("/registers/school/key?key=3700000001")
        .await
        .location();
    let before = world.get(&format!("{school}?as_of=2001-01-01")).await;
    assert_eq!(before.status, StatusCode::OK);
    let page = before.text();
    assert!(
        page.contains("当时还没有这条记录") && !page.contains("已经结束"),
        "{page}"
    );
    assert!(
        page.contains("2001-01-02 00:00:00") || page.contains("2001-01-01 23:59:59"),
        "{page}"
    );
    // What names it is known of today alone.
    assert!(!page.contains("引用它的记录"));
    assert!(world.get(&school).await.text().contains("引用它的记录"));
}

#[tokio::test]
async fn a_key_is_changed_and_what_names_it_follows() {
    let world = World::filled();
    let school = world.get("/registers/school/key?key=3700000001").await;
    let at = format!("{}/rekey", school.location());
    let form = world.get(&at).await.text();
    well_formed(&form);
    // The two classes of the school stand there as what follows.
    assert!(
        form.contains("value=\"3700000001\"") && form.contains("f.school=3700000001"),
        "{form}"
    );
    let refused = world.post(&at, &[("code", "37")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("id=\"f-code-fault\""));
    let taken = world.post(&at, &[("code", "3700000002")]).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(taken.text().contains("role=\"alert\""));
    let done = world.post(&at, &[("code", "3700000009")]).await;
    assert_eq!(done.location(), school.location());
    let classes = world
        .get("/api/v1/registers/class/records?f.school=3700000009")
        .await;
    assert_eq!(classes.json()["count"], 2);
    assert!(world.app.verify_journal(&mut |_, _| {}).unwrap().is_sound());
}

#[tokio::test]
async fn a_duplicate_is_compared_before_it_is_merged() {
    let world = World::filled();
    let keep = world.get("/registers/school/key?key=3700000001").await;
    let at = format!("{}/merge", keep.location());
    well_formed(&world.get(&at).await.text());
    for wrong in ["3700000001", "3700000777", "%3Cb%3E"] {
        let answer = world.get(&format!("{at}?drop={wrong}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        well_formed(&answer.text());
    }
    let drop = world.get("/registers/school/key?key=3700000002").await;
    let both = world.get(&format!("{at}?drop=3700000002")).await.text();
    well_formed(&both);
    assert!(
        both.contains("<del>第2小学</del>") && both.contains("f.school=3700000002"),
        "{both}"
    );
    assert_eq!(world.app.count("school").unwrap(), 6);
    let number = drop.location().rsplit('/').next().unwrap().to_owned();
    let done = world.post(&at, &[("drop", &number)]).await;
    assert_eq!(done.location(), keep.location());
    assert_eq!(world.app.count("school").unwrap(), 5);
    let classes = world
        .get("/api/v1/registers/class/records?f.school=3700000001")
        .await;
    assert_eq!(classes.json()["count"], 4);
    assert!(world.app.verify_journal(&mut |_, _| {}).unwrap().is_sound());
}

#[tokio::test]
async fn an_import_shows_its_difference_before_it_is_made() {
    let world = World::filled();
    let file = "班级代码,学校,学段,班级名称,登记人数\n\
        C11,3700000001,primary,1年级1班,60\nC99,3700000001,primary,新班,20\n";
    let begun = world
        .upload(
            "/registers/class/import",
            &[("extent", "part")],
            ("班级.csv", file),
        )
        .await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
    let shown = world.wait(&begun.location()).await;
    well_formed(&shown);
    assert!(
        shown.contains("<del>35</del>") && shown.contains("<ins>60</ins>"),
        "{shown}"
    );
    assert_eq!(world.app.count("class").unwrap(), 12);
    let done = world
        .post(&format!("{}/confirm", begun.location()), &[])
        .await;
    let page = world.wait(&done.location()).await;
    well_formed(&page);
    assert_eq!(world.app.count("class").unwrap(), 13);
}

#[tokio::test]
async fn a_whole_file_that_lacks_rows_asks_before_they_end() {
    let world = World::filled();
    let file = "班级代码,学校,学段,班级名称,登记人数\nC11,3700000001,primary,1年级1班,35\n";
    let begun = world
        .upload(
            "/registers/class/import",
            &[("extent", "whole")],
            ("c.csv", file),
        )
        .await;
    let shown = world.wait(&begun.location()).await;
    assert!(shown.contains("name=\"allow_shrink\""), "{shown}");
    let refused = world
        .post(&format!("{}/confirm", begun.location()), &[])
        .await;
    world.wait(&refused.location()).await;
    assert_eq!(world.app.count("class").unwrap(), 12);
    for location in [begun.location(), refused.location()] {
        assert!(
            world
                .get(&location)
                .await
                .text()
                .contains("按“一部分记录”重新核对")
        );
        let again = world.post(&format!("{location}/part"), &[]).await;
        let shown = world.wait(&again.location()).await;
        well_formed(&shown);
        assert!(
            !shown.contains("allow_shrink") && !shown.contains("/part\""),
            "{shown}"
        );
    }
    let allowed = world
        .post(
            &format!("{}/confirm", begun.location()),
            &[("allow_shrink", "yes")],
        )
        .await;
    world.wait(&allowed.location()).await;
    assert_eq!(world.app.count("class").unwrap(), 1);
}

#[tokio::test]
async fn records_that_others_name_are_counted_once_and_named() {
    let world = World::filled();
    let class = world
        .app
        .list(&jixia_app::store::ListQuery::new("class"))
        .unwrap();
    assert_eq!(class.rows.len(), 12);
    let file = "学校标识码,学校名称,机构类型,办学类型,举办者,主管单位\n\
        3700000001,第1小学,school,primary,public,370101\n";
    let begun = world
        .upload(
            "/registers/school/import",
            &[("extent", "whole")],
            ("s.csv", file),
        )
        .await;
    let shown = world.wait(&begun.location()).await;
    well_formed(&shown);
    assert!(shown.contains("有 5 条仍被引用"), "{shown}");
    assert!(
        shown.contains("<bdi>第2小学</bdi>") && shown.contains("班级 2 条"),
        "{shown}"
    );
    assert!(shown.contains("按“一部分记录”重新核对"));
}

#[tokio::test]
async fn a_file_that_cannot_be_read_leaves_a_way_on() {
    let world = World::filled();
    let begun = world
        .upload("/registers/class/import", &[], ("x.csv", "甲,乙\n1,2\n"))
        .await;
    let shown = world.wait(&begun.location()).await;
    well_formed(&shown);
    assert!(shown.contains("未完成</bdi></h1>"), "{shown}");
    assert!(
        shown.contains("href=\"/registers/class/import\""),
        "{shown}"
    );
}

#[tokio::test]
async fn refused_rows_are_told_with_their_reasons() {
    let world = World::filled();
    let file = "班级代码,学校,学段,班级名称,登记人数\nC98,3700000001,primary,甲班,多\nC97,3700000001,,乙班,3\n";
    let begun = world
        .upload(
            "/registers/class/import",
            &[("extent", "part")],
            ("c.csv", file),
        )
        .await;
    let shown = world.wait(&begun.location()).await;
    well_formed(&shown);
    assert!(
        shown.contains(&format!("href=\"{}/refused\"", begun.location())),
        "{shown}"
    );
    assert!(!shown.contains("/confirm"));
    assert!(
        shown.contains("登记人数：") && shown.contains("学段："),
        "{shown}"
    );
    let rows = world.get(&format!("{}/refused", begun.location())).await;
    assert_eq!(rows.status, StatusCode::OK);
    assert!(
        rows.text().contains("C98") && rows.text().contains("C97"),
        "{}",
        rows.text()
    );
    assert!(
        world
            .upload("/registers/class/import", &[], ("", ""))
            .await
            .status
            .is_client_error()
    );
}

#[tokio::test]
async fn a_plan_is_shown_before_it_is_adopted() {
    let world = World::empty();
    let shown = world.upload("/adopt", &[], ("plan-2026.txt", PLAN)).await;
    let page = shown.text();
    assert_eq!(shown.status, StatusCode::OK, "{page}");
    well_formed(&page);
    assert!(page.contains("学位") && !page.contains("<b>56"));
    assert!(world.app.plans().unwrap().is_empty());
    let upload = page
        .split("name=\"upload\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let done = world.post("/adopt/confirm", &[("upload", &upload)]).await;
    assert_eq!(done.location(), "/plan/plan-2026");
    well_formed(&world.get("/plan/plan-2026").await.text());
}

#[tokio::test]
async fn a_value_is_reported_with_its_evidence_or_refused() {
    let world = World::filled();
    let plan = world.app.plan_status(None, None).unwrap();
    let target = plan.targets().next().unwrap();
    let at = format!(
        "/plan/plan-2026/target/{}",
        target.id.rsplit('/').next().unwrap()
    );
    let bad = world
        .post(
            &format!("{at}/report"),
            &[
                ("value", "viel"),
                ("on", "2026-10-01"),
                ("evidence", "报<告>"),
            ],
        )
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.text().contains("value=\"viel\"") && bad.text().contains("报&lt;告&gt;"));
    well_formed(&bad.text());
    let good = [
        ("value", "92"),
        ("on", "2026-10-01"),
        ("evidence", "公示第3号"),
    ];
    assert_eq!(
        world.post(&format!("{at}/report"), &good).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(world.get(&at).await.text().contains("公示第3号"));
    let link = world
        .post(&format!("{at}/link"), &[("indicator", "schools")])
        .await;
    assert_eq!(link.status, StatusCode::SEE_OTHER, "{}", link.text());
    assert!(world.get(&at).await.text().contains("/indicators/schools"));
}

#[tokio::test]
async fn snapshots_and_checks_run_as_jobs() {
    let world = World::filled();
    for path in ["/snapshots", "/journal/verify"] {
        let begun = world.post(path, &[]).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
        well_formed(&world.wait(&begun.location()).await);
    }
    let id = world.app.snapshots().unwrap().pop().unwrap().id;
    let begun = world.post(&format!("/snapshots/{id}/verify"), &[]).await;
    let page = world.wait(&begun.location()).await;
    assert!(page.contains("完好"), "{page}");
    assert!(world.get("/jobs").await.text().matches("/jobs/").count() >= 3);
}

#[tokio::test]
async fn the_api_does_what_the_pages_do() {
    let world = World::filled();
    let rows = world
        .get("/api/v1/registers/class/records?limit=5&sort=name")
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
    let empty = world
        .json("POST", add, json!({"values": {"code": "", "school": ""}}))
        .await;
    let text = empty.json()["text"].as_str().unwrap().to_owned();
    assert!(text.contains("班级代码：") && text.contains('；'), "{text}");
}

#[tokio::test]
async fn an_export_comes_in_every_format_and_imports_again_as_no_change() {
    let world = World::filled();
    for (format, begins) in [
        ("csv", &b"\xef\xbb\xbf"[..]),
        ("xlsx", b"PK"),
        ("parquet", b"PAR1"),
    ] {
        let file = world
            .get(&format!("/registers/class/export?format={format}"))
            .await;
        assert_eq!(file.status, StatusCode::OK, "{}", file.text());
        assert!(file.body.starts_with(begins), "{format}");
    }
    let csv = world.get("/api/v1/registers/class/export").await.text();
    let begun = world
        .upload("/api/v1/registers/class/import", &[], ("class.csv", &csv))
        .await;
    assert_eq!(begun.status, StatusCode::ACCEPTED, "{}", begun.text());
    let job = world.wait(begun.json()["href"].as_str().unwrap()).await;
    assert!(job.contains("\"outcome\":\"no_change\""), "{job}");
    assert_eq!(
        world.get("/registers/class/export?format=doc").await.status,
        StatusCode::BAD_REQUEST
    );
}
