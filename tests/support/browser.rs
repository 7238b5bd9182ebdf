//! A headless Chromium, driven over WebDriver: JSON over HTTP, as the W3C describes it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// One browser with one page; both end with it.
pub struct Browser {
    driver: Child,
    session: String,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts a browser, or says that there is none.
    pub fn start(dark: bool) -> Option<Self> {
        let started = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let Ok(mut driver) = started else {
            eprintln!("skipped: chromedriver not found (packages chromium and chromium-driver)");
            return None;
        };
        let said = BufReader::new(driver.stdout.take().unwrap()).lines().map_while(Result::ok);
        let port = said
            .filter_map(|line| {
                Some(line.split_once("started successfully on port ")?.1.trim_end_matches('.').to_owned())
            })
            .next()
            .expect("chromedriver says its port");
        let profile = tempfile::tempdir().unwrap();
        let mut flags: Vec<String> = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--window-size=1280,1000",
        ]
        .map(str::to_owned)
        .into();
        flags.push(format!("--user-data-dir={}", profile.path().display()));
        if dark {
            flags.push("--blink-settings=preferredColorScheme=0".to_owned());
        }
        let asked = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {"args": flags},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }}});
        let root = format!("http://127.0.0.1:{port}/session");
        let session = call(&root, Some(&asked));
        let id = session["sessionId"].as_str().unwrap();
        Some(Browser { driver, session: format!("{root}/{id}"), _profile: profile })
    }

    fn post(&self, command: &str, body: &Value) -> Value {
        call(&format!("{}/{command}", self.session), Some(body))
    }

    /// Opens a file, and waits until its script has laid it out.
    pub fn open(&self, file: &Path) {
        self.post("url", &json!({"url": format!("file://{}", file.display())}));
        self.wait("document.documentElement.dataset.state === 'ready'");
    }

    /// What a script gives: the body of a function.
    pub fn run(&self, script: &str) -> Value {
        self.post("execute/sync", &json!({"script": script, "args": []}))
    }

    /// What a script gives to the callback that is its last argument.
    pub fn run_async(&self, script: &str) -> Value {
        self.post("execute/async", &json!({"script": script, "args": []}))
    }

    /// The words of what a selector finds, as people see them.
    pub fn text(&self, selector: &str) -> String {
        let script = format!("return document.querySelector({})?.innerText ?? '(none)'", json!(selector));
        self.run(&script).as_str().unwrap().replace('\u{a0}', " ")
    }

    pub fn texts(&self, selector: &str) -> Vec<String> {
        let script =
            format!("return [...document.querySelectorAll({})].map((found) => found.innerText)", json!(selector));
        let found = self.run(&script);
        found.as_array().unwrap().iter().map(|text| text.as_str().unwrap().replace('\u{a0}', " ")).collect()
    }

    fn element(&self, selector: &str) -> String {
        let found = self.post("element", &json!({"using": "css selector", "value": selector}));
        found.as_object().unwrap().values().next().unwrap().as_str().unwrap().to_owned()
    }

    /// Clicks as a person does: on something that can be seen.
    pub fn click(&self, selector: &str) {
        self.post(&format!("element/{}/click", self.element(selector)), &json!({}));
    }

    /// Types into a field.
    pub fn keys(&self, selector: &str, keys: &str) {
        self.post(&format!("element/{}/value", self.element(selector)), &json!({"text": keys}));
    }

    /// Waits until a JavaScript expression is true.
    pub fn wait(&self, expression: &str) {
        let start = Instant::now();
        while self.run(&format!("return Boolean({expression})")) != true {
            assert!(start.elapsed() < Duration::from_secs(20), "still not: {expression}");
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// Keeps a picture of the page among the artefacts of the tests, beside the binaries.
    pub fn screenshot(&self, name: &str) {
        let png = call(&format!("{}/screenshot", self.session), None);
        keep(name, &STANDARD.decode(png.as_str().unwrap()).unwrap());
    }

    /// Keeps the page as it prints.
    pub fn print(&self, name: &str) {
        let pdf = self.post("print", &json!({"background": true}));
        keep(name, &STANDARD.decode(pdf.as_str().unwrap()).unwrap());
    }

    /// What the page said in its console: errors of scripts, refusals of the Content-Security-Policy.
    pub fn console(&self) -> Vec<String> {
        let entries = self.post("se/log", &json!({"type": "browser"}));
        entries.as_array().unwrap().iter().map(|entry| entry["message"].to_string()).collect()
    }

    /// What the page asked from anywhere but its own file.
    pub fn requests(&self) -> Vec<String> {
        let entries = self.post("se/log", &json!({"type": "performance"}));
        let events = entries.as_array().unwrap().iter().filter_map(|entry| {
            let event: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
            let message = &event["message"];
            (message["method"] == "Network.requestWillBeSent").then(|| message["params"]["request"]["url"].to_string())
        });
        // The browser has pages of its own.
        let known = ["\"chrome://", "\"chrome-untrusted://", "\"file://", "\"data:", "\"about:"];
        events.filter(|url| !known.iter().any(|start| url.starts_with(start))).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = ureq::delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Calls the driver; its refusal fails the test.
fn call(url: &str, body: Option<&Value>) -> Value {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let answer = match body {
        Some(body) => agent.post(url).send_json(body),
        None => agent.get(url).call(),
    };
    let mut answer: Value = answer.unwrap().body_mut().with_config().limit(64 << 20).read_json().unwrap();
    let value = answer["value"].take();
    assert!(value.get("error").is_none(), "{url}: {} {}", value["error"], value["message"]);
    value
}

/// Beside the binaries of the tests.
pub fn artefacts() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("html")
}

fn keep(name: &str, bytes: &[u8]) {
    std::fs::create_dir_all(artefacts()).unwrap();
    std::fs::write(artefacts().join(name), bytes).unwrap();
}
