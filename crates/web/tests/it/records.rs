//! Records changed by hand: forms, keys, merging, ending, history.

use axum::http::StatusCode;

use crate::common::{World, after, shared, well_formed};

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
    // What the reader refuses is told together with what the records refuse.
    let typed = [
        ("code", "3700000099"),
        ("places", "many"),
        ("parent", "nowhere"),
    ];
    let page = world.post("/registers/school/new", &typed).await.text();
    for field in ["places", "parent", "name", "kind"] {
        assert!(
            page.contains(&format!("id=\"f-{field}-fault\"")),
            "{field}: {page}"
        );
    }
    assert_eq!(world.app.count("school").unwrap(), 6);
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
    let version = after(&form, "name=\"version\" value=\"");
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
async fn history_and_journal_name_records_as_they_were_called() {
    let world = World::filled();
    let form = world.get("/registers/class/1/edit").await.text();
    let version = after(&form, "name=\"version\" value=\"");
    let move_it = [("version", version.as_str()), ("school", "3700000002")];
    let moved = world.post("/registers/class/1/edit", &move_it).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.text());
    for id in [1, 2] {
        let path = format!("/registers/school/{id}/edit");
        let form = world.get(&path).await.text();
        let version = after(&form, "name=\"version\" value=\"");
        let name = format!("新名{id}");
        let renamed = [("version", version.as_str()), ("name", name.as_str())];
        let done = world.post(&path, &renamed).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    }
    let page = world.get("/registers/class/1").await.text();
    let then = "<del>第1小学 3700000001</del> → <ins>第2小学 3700000002</ins>";
    assert!(page.contains(then), "{page}");
    assert!(page.contains("新名2"));
    let journal = world.get("/journal").await.text();
    assert!(journal.contains("<bdi>新名2</bdi>") && journal.contains("<bdi>1年级1班</bdi>"));
    let snapshot = world.app.snapshots().unwrap().pop().unwrap().id;
    assert!(journal.contains(&format!("快照 {snapshot}")), "{journal}");
}

#[tokio::test]
async fn a_reference_is_filtered_by_name_and_a_search_looks_inside() {
    let world = World::filled();
    let page = world.get("/registers/class").await.text();
    assert!(page.contains("<option value=\"3700000001\">第1小学</option>"));
    let page = world
        .get("/registers/class?f.school=2%E5%B0%8F")
        .await
        .text();
    assert!(page.contains("C21") && !page.contains("C11"), "{page}");
    assert!(page.contains("含有“2小”的有 1 个"), "{page}");
    let page = world.get("/registers/class?f.school=zzz").await.text();
    assert!(page.contains("没有名称或代码含有“zzz”的"), "{page}");
    let page = world.get("/registers/school?q=3%E5%B0%8F").await.text();
    assert!(page.contains("第3小学") && !page.contains("<bdi>第2小学</bdi>"));
    assert!(page.contains("含有“3小”的记录"), "{page}");
    assert!(
        world
            .get("/find?q=4%E5%B0%8F")
            .await
            .text()
            .contains("第4小学")
    );
}

#[tokio::test]
async fn a_day_that_has_not_come_is_refused_wherever_registers_are_read() {
    let world = shared();
    for path in [
        "/registers/class?as_of=2999-01-01",
        "/registers/class/1?as_of=2999-01-01",
        "/registers/class/export?as_of=2999-01-01",
        "/api/v1/registers/class/records?as_of=2999-01-01",
    ] {
        let answer = world.get(path).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(answer.text().contains("还没有到"), "{path}");
    }
    let today = format!("/registers/class?as_of={}", world.app.now().day());
    assert_eq!(world.get(&today).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_sealed_value_is_emptied_by_a_tick_and_by_nothing_else() {
    let world = World::filled();
    let typed = [
        ("number", "L11010519491231002X"),
        ("name", "乙某"),
        ("sex", "2"),
        ("school", "3700000001"),
        ("stage", "primary"),
        ("grade", "p1"),
        ("status", "enrolled"),
        ("disability", "1"),
    ];
    let made = world.post("/registers/pupil/new", &typed).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let record = made.location();
    let edit = format!("{record}/edit");
    let page = world.get(&edit).await.text();
    well_formed(&page);
    assert!(page.contains("name=\"clear.disability\""), "{page}");
    // An identity number has to stand where it is required; a key is never emptied.
    assert!(!page.contains("name=\"clear.number\""), "{page}");
    let has = async || {
        let shown = world.get(&record).await.text();
        shown.contains("***")
    };
    let kept = [("name", "乙某某"), ("disability", "")];
    assert_eq!(world.post(&edit, &kept).await.status, StatusCode::SEE_OTHER);
    assert!(has().await);
    let both = [("disability", "2"), ("clear.disability", "yes")];
    let refused = world.post(&edit, &both).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text().contains("又勾选了清空"),
        "{}",
        refused.text()
    );
    let gone = [("disability", ""), ("clear.disability", "yes")];
    assert_eq!(world.post(&edit, &gone).await.status, StatusCode::SEE_OTHER);
    let id = record.rsplit('/').next().unwrap().parse().unwrap();
    let id = jixia_app::store::RecordId(id);
    let register = &world.app.packs().registers["pupil"];
    let place = register
        .stored()
        .position(|field| field.name == "disability");
    let stored = world.app.record("pupil", id, None).unwrap();
    assert!(stored.values[place.unwrap()].is_null());
}

#[tokio::test]
async fn a_number_that_holds_an_identity_number_is_masked_with_it() {
    let world = World::filled();
    let typed = [
        ("number", "G11010519491231002X"),
        ("identity", "11010519491231002X"),
        ("name", "甲某"),
        ("sex", "2"),
        ("school", "3700000001"),
        ("stage", "primary"),
        ("grade", "p1"),
        ("status", "enrolled"),
    ];
    let made = world.post("/registers/pupil/new", &typed).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let record = made.location();
    for path in [
        "/registers/pupil",
        &record,
        &format!("{record}/edit"),
        "/find?q=%E7%94%B2",
    ] {
        let page = world.get(path).await.text();
        assert!(page.contains("甲某"), "{path}: {page}");
        assert!(!page.contains("19491231"), "{path}: {page}");
    }
    assert!(
        world
            .get(&record)
            .await
            .text()
            .contains("G110***********002X")
    );
}
