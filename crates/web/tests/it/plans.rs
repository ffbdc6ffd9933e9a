//! Plans adopted, values reported, snapshots made.

use axum::http::StatusCode;
use jixia_app::Actor;

use crate::common::{PLAN, World, after, well_formed};

#[tokio::test]
async fn a_plan_is_shown_before_it_is_adopted() {
    let world = World::empty();
    let shown = world.upload("/adopt", &[], ("plan-2026.txt", PLAN)).await;
    let page = shown.text();
    assert_eq!(shown.status, StatusCode::OK, "{page}");
    well_formed(&page);
    assert!(page.contains("学位") && !page.contains("<b>56"));
    assert!(world.app.plans().unwrap().is_empty());
    let upload = after(&page, "name=\"upload\" value=\"");
    let done = world.post("/adopt/confirm", &[("upload", &upload)]).await;
    assert_eq!(done.location(), "/plan/plan-2026");
    well_formed(&world.get("/plan/plan-2026").await.text());
}

#[tokio::test]
async fn what_holds_no_target_or_no_text_is_not_offered_for_adoption() {
    let world = World::empty();
    let sheet = ("名册.csv", "学籍号,姓名\nG1,甲某\n");
    let page = world.upload("/adopt", &[], sheet).await.text();
    well_formed(&page);
    assert!(page.contains("没有读出任何目标"), "{page}");
    assert!(!page.contains("/adopt/confirm"), "{page}");
    let page = world
        .upload("/adopt", &[], ("要点.pdf", "%PDF-1.7\n"))
        .await;
    assert!(page.text().contains("是PDF，无法读取"), "{}", page.text());
}

#[tokio::test]
async fn registers_of_plans_offer_no_act_that_is_refused() {
    let world = World::filled();
    let all = world.get("/registers").await.text();
    assert!(all.contains("/registers/class/import"));
    assert!(!all.contains("/registers/plan_target/import"), "{all}");
    let list = world.get("/registers/plan_target").await.text();
    let id = after(&list, "<th scope=\"row\"><a href=\"/registers/plan_target/");
    assert!(!list.contains("/plan_target/new") && !list.contains("/plan_target/import"));
    let record = world.get(&format!("/registers/plan_target/{id}")).await;
    assert_eq!(record.status, StatusCode::OK);
    assert!(!record.text().contains("/edit"), "{}", record.text());
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
async fn a_plan_that_is_not_current_and_a_link_by_few_words_say_so() {
    let world = World::filled();
    let text = "澜州市教育局2026年补充要点\n一、体育\n落实每天2次大课间活动与体育家庭作业制度。";
    world
        .app
        .adopt_plan(&Actor::new("办公室"), "more-2026.txt", text.as_bytes())
        .unwrap();
    let older = world.get("/plan/plan-2026").await.text();
    well_formed(&older);
    assert!(older.contains("以最后采用的为准"), "{older}");
    let page = world.get("/plan/more-2026").await.text();
    well_formed(&page);
    assert!(!page.contains("以最后采用的为准"), "{page}");
    assert!(page.contains("对应指标待确认"), "{page}");
    let at = "/plan/more-2026/target/1";
    let page = world.get(at).await.text();
    well_formed(&page);
    assert!(page.contains("确认这个对应"), "{page}");
    let same = [("indicator", "fewest_sport_breaks")];
    let done = world.post(&format!("{at}/link"), &same).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    assert!(!world.get(at).await.text().contains("对应指标待确认"));
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
