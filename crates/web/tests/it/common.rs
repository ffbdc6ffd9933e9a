//! A small authority on SQLite with the built-in packs, and a browser that speaks to the router.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use jixia_app::{Actor, App, AppOptions};
use jixia_web::Door;
use tempfile::TempDir;
use tower::ServiceExt;

pub const TOKEN: &str = "0123456789abcdef0123456789abcdef";

pub const PLAN: &str = "澜州市教育局2026年工作要点\n\
    一、学位与布局\n\
    （一）扩大供给。年底前新增中小学学位1.2万个，<b>56人以上</b>大班额比例控制在5%以内。\n\
    （二）组织评选。按学期开展评选。\n\
    二、学前教育\n\
    普惠性幼儿园覆盖率达到90%以上，家长满意度达到95%。\n";

/// Names that would break a page that does not escape.
pub const HOSTILE: &str = "<script>alert(1)</script>\"'&";

pub struct World {
    pub app: App,
    pub router: Router,
    _folder: Arc<TempDir>,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub fn location(&self) -> String {
        self.headers["location"].to_str().unwrap().to_owned()
    }
}

/// One world for the tests of a file that only read.
pub fn shared() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(World::filled)
}

/// What a router answers.
pub async fn answer_of(router: &Router, request: Request<Body>) -> Answer {
    let answer = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body,
    }
}

/// A form as browsers send it.
pub fn form_body(token: &str, pairs: &[(&str, &str)]) -> String {
    let encode = |text: &str| {
        text.bytes()
            .map(|b| format!("%{b:02X}"))
            .collect::<String>()
    };
    let token = [("token", token)];
    let all = token.iter().chain(pairs);
    let all = all.map(|(k, v)| format!("{}={}", encode(k), encode(v)));
    all.collect::<Vec<_>>().join("&")
}

impl World {
    pub fn empty() -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let options = AppOptions {
            data: folder.path().to_owned(),
            database: None,
            packs: None,
            allow_narrow: false,
        };
        let app = App::open(&options).unwrap();
        Self {
            router: jixia_web::router(app.clone(), Door::ThisMachine),
            app,
            _folder: folder,
        }
    }

    /// A city with two counties, six schools and twelve classes; a plan; a snapshot.
    pub fn filled() -> Self {
        let world = Self::empty();
        let by = Actor::new("test");
        for (register, text) in files() {
            let path = world.app.data().join(format!("{register}.csv"));
            std::fs::write(&path, text).unwrap();
            let report = world
                .app
                .import(&by, register, &path, &Default::default(), &mut |_| {});
            let report = report.unwrap();
            assert_eq!(report.refused, 0, "{register}: {:?}", report.refused_rows);
        }
        world
            .app
            .adopt_plan(&by, "plan-2026.txt", PLAN.as_bytes())
            .unwrap();
        world.app.snapshot(&by, None, &mut |_| {}).unwrap();
        world
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        answer_of(&self.router, request).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(
            Request::get(path)
                .header("host", "localhost")
                .body(Body::empty())
                .unwrap(),
        )
        .await
    }

    pub async fn post(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let request = Request::post(path)
            .header("host", "localhost")
            .header("cookie", format!("jixia-form={TOKEN}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(form_body(TOKEN, pairs)));
        self.send(request.unwrap()).await
    }

    pub async fn json(&self, method: &str, path: &str, body: serde_json::Value) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "localhost")
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()));
        self.send(request.unwrap()).await
    }

    pub async fn upload(&self, path: &str, pairs: &[(&str, &str)], file: (&str, &str)) -> Answer {
        let mut body = String::new();
        for (name, value) in [("token", TOKEN)].iter().chain(pairs) {
            body += &format!(
                "--XX\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
        }
        body += &format!(
            "--XX\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{}\"\r\n\r\n{}\
             \r\n--XX--\r\n",
            file.0, file.1
        );
        let request = Request::post(path)
            .header("host", "localhost")
            .header("cookie", format!("jixia-form={TOKEN}"))
            .header("content-type", "multipart/form-data; boundary=XX")
            .body(Body::from(body));
        self.send(request.unwrap()).await
    }

    /// Looks at a job until it ended, and gives its last page.
    pub async fn wait(&self, location: &str) -> String {
        for _ in 0..600 {
            let page = self.get(location).await.text();
            if !page.contains("data-refresh") && !page.contains("\"result\":null") {
                return page;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("the job at {location} does not end");
    }
}

fn files() -> Vec<(&'static str, String)> {
    let unit = format!(
        "机构代码,机构名称,机构类型,上级机构\n370000,澜州市,city,\n370101,东港区,county,370000\n\
         370102,\"{}\",county,370000\n",
        HOSTILE.replace('"', "\"\"")
    );
    let mut school =
        String::from("学校标识码,学校名称,机构类型,办学类型,举办者,主管单位,核定学位,开办日期\n");
    let mut class = String::from("班级代码,学校,学段,班级名称,登记人数\n");
    for n in 1..=6 {
        let county = if n <= 3 { "370101" } else { "370102" };
        school += &format!(
            "370000000{n},第{n}小学,school,primary,public,{county},{},2010-09-01\n",
            n * 100
        );
        for m in 1..=2 {
            class += &format!("C{n}{m},370000000{n},primary,{n}年级{m}班,{}\n", 30 + n * 5);
        }
    }
    vec![("unit", unit), ("school", school), ("class", class)]
}

/// What stands on the page between this text and the next quote.
pub fn after(page: &str, text: &str) -> String {
    let (_, rest) = page.split_once(text).unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

/// Panics where tags do not close in order or an attribute is not quoted.
pub fn well_formed(page: &str) {
    const VOID: &[&str] = &["br", "hr", "img", "input", "link", "meta"];
    let mut open: Vec<String> = Vec::new();
    let mut rest = page.strip_prefix("<!DOCTYPE html>").expect("a doctype");
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let mut quoted = false;
        let end = rest.char_indices().find(|(_, c)| {
            quoted ^= *c == '"';
            *c == '>' && !quoted
        });
        let (tag, after) = rest.split_at(end.expect("an end of the tag").0);
        rest = &after[1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(
                open.pop().as_deref(),
                Some(name),
                "at …{}",
                &rest.chars().take(80).collect::<String>()
            );
        } else {
            let name = tag.split_whitespace().next().unwrap();
            assert!(
                name.chars().all(|c| c.is_ascii_alphanumeric()),
                "a tag called {name}"
            );
            if !VOID.contains(&name) && !tag.ends_with('/') {
                open.push(name.to_owned());
            }
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
    let mut ids: Vec<&str> = page
        .split(" id=\"")
        .skip(1)
        .filter_map(|s| s.split('"').next())
        .collect();
    ids.sort_unstable();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id stands twice");
}
