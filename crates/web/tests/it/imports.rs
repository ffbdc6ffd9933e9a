//! Files in and out: the difference, what is refused, exports.

use std::io::Read as _;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use flate2::read::GzDecoder;

use crate::common::{World, shared, well_formed};

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
    let shown = world.get(&begun.location()).await.text();
    well_formed(&shown);
    assert!(
        !shown.contains("/confirm") && shown.contains(&format!("href=\"{}\"", done.location())),
        "{shown}"
    );
}

#[tokio::test]
async fn records_that_nobody_can_name_yet_are_counted_without_a_list() {
    let world = World::filled();
    let file = "班级代码,学校,学段,班级名称,登记人数\nC11,3700000001,primary,1年级1班,35\n,3700000001,primary,无码班,3\n";
    let begun = world
        .upload("/registers/class/import", &[], ("c.csv", file))
        .await;
    let shown = world.wait(&begun.location()).await;
    well_formed(&shown);
    assert!(shown.contains("共 10 条，改正拒收行后列出"), "{shown}");
    assert!(!shown.contains("前 0 条"));
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
    let english = world
        .upload(
            "/registers/class/import?lang=en",
            &[("extent", "part")],
            ("c.csv", file),
        )
        .await;
    world.wait(&english.location()).await;
    let rows = world.get(&format!("{}/refused", english.location())).await;
    assert!(rows.text().contains("Line,Reason,"), "{}", rows.text());
    assert!(
        world
            .upload("/registers/class/import", &[], ("", ""))
            .await
            .status
            .is_client_error()
    );
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
        world
            .get("/registers/class/export?f.stage=primary")
            .await
            .status,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(
        world.get("/registers/class/export?format=doc").await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn an_export_says_which_fields_it_leaves_out() {
    let world = shared();
    let left_out = async |path: &str| {
        let answer = world.get(path).await;
        let header = answer.headers.get("jixia-left-out");
        header.map(|header| header.to_str().unwrap().to_owned())
    };
    let fields = left_out("/api/v1/registers/teacher/export?format=parquet").await;
    assert_eq!(fields.as_deref(), Some("identity"));
    for path in ["teacher/export?format=csv", "class/export?format=parquet"] {
        assert_eq!(
            left_out(&format!("/registers/{path}")).await,
            None,
            "{path}"
        );
    }
    let said = "Parquet 文件不含封存字段（";
    let page = world.get("/registers/teacher").await.text();
    assert!(page.contains(said), "{page}");
    assert!(!world.get("/registers/class").await.text().contains(said));
}

#[tokio::test]
async fn an_export_arrives_whole_where_the_browser_takes_it_packed() {
    let world = shared();
    for path in [
        "/registers/class/export?format=csv",
        "/registers/class/export?format=parquet",
        "/indicators/large_classes/rows/export",
    ] {
        let plain = world.get(path).await.body;
        let request = Request::get(path)
            .header("host", "localhost")
            .header("accept-encoding", "gzip")
            .body(Body::empty());
        let packed = world.send(request.unwrap()).await;
        let mut body = Vec::new();
        match packed.headers.get("content-encoding") {
            Some(kind) => {
                assert_eq!(kind, "gzip", "{path}");
                let mut decoder = GzDecoder::new(packed.body.as_slice());
                decoder.read_to_end(&mut body).unwrap();
            }
            None => body = packed.body,
        }
        assert!(body == plain, "{path}");
    }
}
