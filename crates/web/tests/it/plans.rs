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
    let drawn = "\u{1}\u{2}\0\u{7}\u{1b}".repeat(400);
    let page = world.upload("/adopt", &[], ("要点.doc", &drawn)).await;
    assert!(page.status.is_client_error());
    assert!(page.text().contains("另存为 DOCX"), "{}", page.text());
}

#[tokio::test]
async fn another_plan_from_a_file_of_the_same_name_stands_beside_it() {
    let world = World::filled();
    let other = PLAN.replace("教育局", "体育局");
    let page = world.upload("/adopt", &[], ("plan-2026.txt", &other)).await;
    let page = page.text();
    well_formed(&page);
    assert!(page.contains("不替换其他计划"), "{page}");
    let title = after(&page, "id=\"title\" type=\"text\" name=\"title\" value=\"");
    assert_eq!(title, "澜州市体育局2026年工作要点");
    let upload = after(&page, "name=\"upload\" value=\"");
    // Another title, which an adopted plan has: what it would replace is shown first.
    let known = "澜州市教育局2026年工作要点";
    let mut sent = [
        ("upload", upload.as_str()),
        ("title", known),
        ("replaces", ""),
    ];
    let shown = world.post("/adopt/confirm", &sent).await.text();
    well_formed(&shown);
    assert!(shown.contains("将由这份替换"), "{shown}");
    assert_eq!(after(&shown, "name=\"replaces\" value=\""), "plan-2026");
    assert_eq!(world.app.plans().unwrap().len(), 1);
    sent[1].1 = "体育工作要点";
    let done = world.post("/adopt/confirm", &sent).await;
    assert_eq!(done.location(), "/plan/plan-2026-2");
    let plans = world.app.plans().unwrap();
    let titles: Vec<_> = plans.iter().map(|plan| plan.title.as_str()).collect();
    assert_eq!(titles, [known, "体育工作要点"]);
    let page = world.get("/plan/plan-2026/withdraw").await.text();
    assert!(page.contains("照旧显示当前计划"), "{page}");
    let page = world.get("/plan/plan-2026-2/withdraw").await.text();
    assert!(page.contains("改为显示"), "{page}");
}

#[tokio::test]
async fn a_text_too_big_or_without_a_title_is_answered_in_words() {
    let world = World::empty();
    let big = "年".repeat(60 << 18);
    let answer = world.upload("/adopt", &[], ("要点.txt", &big)).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(
        answer.text().contains("计划最大 32 MB"),
        "{}",
        answer.text()
    );
    let bare = "一、改善条件\n6月底前，大班额比例控制在40%以内。";
    let page = world
        .upload("/adopt", &[], ("附件1.txt", bare))
        .await
        .text();
    let upload = after(&page, "name=\"upload\" value=\"");
    let done = world.post("/adopt/confirm", &[("upload", &upload)]).await;
    assert_eq!(done.location(), "/plan/%E9%99%84%E4%BB%B61");
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
        ("value", "９，２００"),
        ("on", "2026年10月1日"),
        ("evidence", "公示第3号"),
    ];
    assert_eq!(
        world.post(&format!("{at}/report"), &good).await.status,
        StatusCode::SEE_OTHER
    );
    let page = world.get(&at).await.text();
    assert!(
        page.contains("公示第3号") && page.contains("9,200"),
        "{page}"
    );
    let link = world
        .post(&format!("{at}/link"), &[("indicator", "schools")])
        .await;
    assert_eq!(link.status, StatusCode::SEE_OTHER, "{}", link.text());
    assert!(world.get(&at).await.text().contains("/indicators/schools"));
}

#[tokio::test]
async fn a_target_is_measured_for_the_node_that_its_form_names() {
    let world = World::filled();
    let plan = world.app.plan_status(None, None).unwrap();
    let id = plan.targets().next().unwrap().id.clone();
    let number = id.strip_prefix("plan-2026/").unwrap();
    let at = format!("/plan/plan-2026/target/{number}");
    let sent = |node: &'static str| [("indicator", "schools"), ("node", node)];
    let refused = world.post(&format!("{at}/link"), &sent("37010")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = refused.text();
    well_formed(&page);
    assert!(page.contains("没有代码为“37010”的组织节点"), "{page}");
    assert!(page.contains("value=\"37010\""), "{page}");
    let done = world.post(&format!("{at}/link"), &sent("370101")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let page = world.get(&at).await.text();
    well_formed(&page);
    assert!(page.contains("name=\"node\" value=\"370101\""), "{page}");
    assert!(page.contains("org=370101"), "{page}");
    let status = world.app.plan_status(None, None).unwrap();
    let target = status.targets().next().unwrap();
    assert_eq!(target.node.as_ref().unwrap().name, "东港区");
    assert_eq!(target.trend.last().unwrap().value, Some(3.0));
    assert!(
        world
            .get("/plan/plan-2026")
            .await
            .text()
            .contains(" · 东港区")
    );
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
    let begun = world.post("/snapshots", &[]).await;
    let page = world.wait(&begun.location()).await;
    assert!(page.contains("没有另外生成"), "{page}");
    let kept = world.app.data().join("snapshots").join(&id);
    std::fs::remove_dir_all(kept).unwrap();
    let begun = world.post("/journal/verify", &[]).await;
    let page = world.wait(&begun.location()).await;
    assert!(page.contains(&format!("快照“{id}”缺失")), "{page}");
    assert!(world.get("/jobs").await.text().matches("/jobs/").count() >= 3);
}

#[tokio::test]
async fn a_past_day_is_shown_throughout_and_says_so() {
    let world = World::filled();
    let by = Actor::new("test");
    let today = world.app.now().day();
    let day = today.plus_days(-30);
    let past = world.app.snapshot(&by, Some(day), &mut |_| {}).unwrap().id;
    let plan = world.app.plan_status(None, None).unwrap();
    let target = plan.targets().find(|one| one.object.contains("满意度"));
    let number = target.unwrap().id.rsplit('/').next().unwrap().to_owned();
    let at = format!("/plan/plan-2026/target/{number}");
    let report = |value: &'static str, on: String| {
        let at = format!("{at}/report");
        let world = &world;
        async move {
            let sent = [("value", value), ("on", &on), ("evidence", "公示第3号")];
            let answer = world.post(&at, &sent).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        }
    };
    report("91", day.plus_days(-1).to_string()).await;
    report("97", today.to_string()).await;
    let then = world.get(&format!("{at}?snapshot={past}")).await.text();
    assert!(then.contains("填报 91%") && !then.contains("97%"), "{then}");
    assert!(then.contains("不是现在的") && !then.contains("<form class=\"form\""));
    assert!(then.contains(&format!("/plan/plan-2026?snapshot={past}")));
    well_formed(&then);
    assert!(world.get(&at).await.text().contains("填报 97%"));
    let page = world.get(&format!("/plan?snapshot={past}")).await.text();
    assert!(page.contains("不是现在的") && !page.contains("/withdraw"));
    let links = page.split("<a ").filter(|tag| tag.contains("/target/"));
    assert!(links.clone().count() > 0);
    assert!(
        links
            .clone()
            .all(|tag| tag.contains(&format!("snapshot={past}")))
    );
    assert!(!world.get("/plan").await.text().contains("snapshot="));
}

#[tokio::test]
async fn a_snapshot_that_is_not_there_is_named_with_those_that_are() {
    let world = World::filled();
    let known = world.app.snapshots().unwrap().pop().unwrap().id;
    for path in ["/plan", "/indicators", "/indicators/schools"] {
        let answer = world.get(&format!("{path}?snapshot=1999-01-01")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        let told = format!("没有名为“1999-01-01”的快照，现有：{known}");
        assert!(answer.text().contains(&told), "{path}: {}", answer.text());
    }
}

#[tokio::test]
async fn units_that_keep_another_time_of_day_than_the_target_are_named() {
    let world = World::filled();
    let by = Actor::new("办公室");
    let rows = "学校标识码,学段,第一节上课时间\n\
        3700000001,primary,8:20\n3700000002,primary,8:05\n3700000003,primary,8:30\n";
    let path = world.app.data().join("school_day.csv");
    std::fs::write(&path, rows).unwrap();
    let report = world
        .app
        .import(&by, "school_day", &path, &Default::default(), &mut |_| {});
    assert_eq!(report.unwrap().refused, 0);
    let text = "澜州市教育局2026年要点\n一、作息\n9月底前，小学上午上课时间不早于8:20。\n";
    world
        .app
        .adopt_plan(&by, "day.txt", text.as_bytes())
        .unwrap();
    world.app.snapshot(&by, None, &mut |_| {}).unwrap();
    let page = world.get("/plan/day/target/1").await.text();
    well_formed(&page);
    let (_, list) = page.split_once("1 个单位未达到</h2>").unwrap();
    let list = list.split("</ul>").next().unwrap();
    assert!(list.contains("第2小学") && list.contains("08:05"), "{list}");
    assert!(!list.contains("第1小学") && !list.contains("第3小学"));
}

#[tokio::test]
async fn a_target_that_has_a_day_alone_shows_that_it_was_reported() {
    let world = World::empty();
    let text = "澜州市教育局2026年工作要点\n一、供给\n9月底前完成3所学校校舍竣工验收。\n9月底前完成校舍竣工。\n";
    let by = Actor::new("办公室");
    world.app.adopt_plan(&by, "p.txt", text.as_bytes()).unwrap();
    let plan = world.app.plan_status(None, None).unwrap();
    let target = plan
        .targets()
        .find(|target| target.value.is_none())
        .unwrap();
    let at = format!("/plan/{}", target.id.replace('/', "/target/"));
    assert!(world.get(&at).await.text().contains("没有数据"));
    let on = "2026-10-01".parse().unwrap();
    let done = world
        .app
        .report_target(&by, &target.id, 1.0, (on, "验收单"));
    done.unwrap();
    let page = world.get(&at).await.text();
    well_formed(&page);
    assert!(
        page.contains("2026-10-01 已填报") && !page.contains("没有数据"),
        "{page}"
    );
}

#[tokio::test]
async fn a_plan_is_withdrawn_after_its_effect_was_shown() {
    let world = World::filled();
    let page = world.get("/plan").await.text();
    assert!(page.contains("/plan/plan-2026/withdraw"));
    let page = world.get("/plan/plan-2026/withdraw").await.text();
    well_formed(&page);
    let targets = world.app.plan_status(None, None).unwrap().targets().count();
    assert!(page.contains(&format!("{targets} 项目标将结束")), "{page}");
    assert_eq!(world.app.plans().unwrap().len(), 1);
    let done = world.post("/plan/plan-2026/withdraw", &[]).await;
    assert_eq!(done.location(), "/plan");
    assert!(world.app.plans().unwrap().is_empty());
    let journal = world.get("/journal").await.text();
    assert!(journal.contains("撤下计划"), "{journal}");
    let named = journal.matches("<bdi>澜州市教育局2026年工作要点</bdi>");
    assert_eq!(named.count(), 2, "adopted and withdrawn: {journal}");
    let gone = world
        .json("DELETE", "/api/v1/plans/plan-2026", serde_json::json!({}))
        .await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND, "{}", gone.text());
}
