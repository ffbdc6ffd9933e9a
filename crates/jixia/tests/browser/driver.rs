//! A person's hands in chromium, through its WebDriver (W3C WebDriver, spoken over plain HTTP).
//!
//! A crate for this would bring features into the tests that rebuild DataFusion for them alone.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Key under which WebDriver names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// One browser window; it closes when this goes.
pub struct Window {
    driver: Child,
    port: u16,
    session: String,
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.ask("DELETE", "", &Value::Null);
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl Window {
    /// Opens a window of 1440 pixels with an empty profile.
    pub fn open() -> Self {
        let chromium = tool("JIXIA_TEST_CHROMIUM", "/usr/bin/chromium");
        let (driver, port) = start(&tool("JIXIA_TEST_CHROMEDRIVER", "/usr/bin/chromedriver"));
        let mut window = Self {
            driver,
            port,
            session: String::new(),
        };
        let args = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1440,1000",
        ];
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": {"binary": chromium, "args": args},
        }}});
        let opened = window
            .send("POST", "/session", &wanted)
            .expect("chromium opens");
        window.session = opened["sessionId"]
            .as_str()
            .expect("a session has an id")
            .to_owned();
        window
    }

    /// Opens an address and waits until the page stands.
    pub fn goes_to(&self, address: &str) {
        self.ask("POST", "/url", &json!({ "url": address }))
            .unwrap();
    }

    /// Clicks the first element of this XPath, waiting for it up to 20 s.
    pub fn clicks(&self, xpath: &str) {
        let element = self.element(xpath);
        self.ask("POST", &format!("/element/{element}/click"), &json!({}))
            .unwrap();
    }

    /// Types into an element; a path into a file field chooses the file.
    pub fn types(&self, xpath: &str, text: &str) {
        let element = self.element(xpath);
        let path = format!("/element/{element}/value");
        self.ask("POST", &path, &json!({ "text": text })).unwrap();
    }

    /// The words of the page's main part; empty while a page is on its way.
    pub fn reads(&self) -> String {
        let script = "return document.querySelector('main')?.innerText ?? ''";
        let read = self.ask(
            "POST",
            "/execute/sync",
            &json!({ "script": script, "args": [] }),
        );
        read.ok()
            .and_then(|text| text.as_str().map(str::to_owned))
            .unwrap_or_default()
    }

    /// The words that would stand on paper.
    pub fn prints(&self) -> String {
        let media = |media: &str| {
            let params = json!({ "media": media });
            let order = json!({ "cmd": "Emulation.setEmulatedMedia", "params": params });
            self.ask("POST", "/goog/cdp/execute", &order).unwrap();
        };
        media("print");
        let script = json!({ "script": "return document.body.innerText", "args": [] });
        let read = self.ask("POST", "/execute/sync", &script).unwrap();
        media("");
        read.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the page, which may renew itself, says this.
    pub fn waits_for(&self, words: &str) {
        let begun = Instant::now();
        while !self.reads().contains(words) {
            let waited = begun.elapsed();
            assert!(
                waited < Duration::from_secs(180),
                "no {words} on:\n{}",
                self.reads()
            );
            std::thread::sleep(Duration::from_millis(300));
        }
    }

    fn element(&self, xpath: &str) -> String {
        let begun = Instant::now();
        let wanted = json!({ "using": "xpath", "value": xpath });
        loop {
            if let Ok(found) = self.ask("POST", "/element", &wanted) {
                return found[ELEMENT]
                    .as_str()
                    .expect("an element has an id")
                    .to_owned();
            }
            let waited = begun.elapsed();
            assert!(
                waited < Duration::from_secs(20),
                "no {xpath} on:\n{}",
                self.reads()
            );
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        self.send(method, &format!("/session/{}{path}", self.session), body)
    }

    fn send(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).map_err(|e| e.to_string())?;
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .map_err(|e| e.to_string())?;
        let answer = answer(&mut BufReader::new(stream)).map_err(|e| e.to_string())?;
        let mut answer: Value = serde_json::from_slice(&answer).map_err(|e| e.to_string())?;
        let value = answer["value"].take();
        if value["error"].is_string() {
            Err(value.to_string())
        } else {
            Ok(value)
        }
    }
}

/// The body of an HTTP answer that says its length.
fn answer(stream: &mut BufReader<TcpStream>) -> std::io::Result<Vec<u8>> {
    let mut length = 0;
    let mut line = String::new();
    while stream.read_line(&mut line)? > 2 {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
        line.clear();
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok(body)
}

/// A program that the tests need; without it they fail and say so.
fn tool(variable: &str, usual: &str) -> PathBuf {
    let path = std::env::var_os(variable).map_or_else(|| PathBuf::from(usual), PathBuf::from);
    let remedy = "run `cargo xtask test`, which finds or installs it";
    assert!(path.exists(), "no {}: {remedy}", path.display());
    path
}

/// Starts the driver on a port of its own choice.
fn start(program: &Path) -> (Child, u16) {
    let mut driver = Command::new(program)
        .arg("--port=0")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(driver.stdout.take().unwrap());
    let mut line = String::new();
    let port = loop {
        line.clear();
        assert_ne!(
            said.read_line(&mut line).unwrap(),
            0,
            "the driver ended before it served"
        );
        if let Some((_, port)) = line
            .trim_end()
            .trim_end_matches('.')
            .rsplit_once("successfully on port ")
        {
            break port.parse().unwrap();
        }
    };
    std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
    (driver, port)
}
