//! A browser that a test drives: one chromedriver for a test, one Chromium with
//! a profile of its own for each person in it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use fantoccini::{Client, ClientBuilder, elements::Element};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{PATIENCE, missing};

/// The key under which WebDriver hands out an element (WebDriver § 12).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// What is switched off: everything that would speak to anyone but the server
/// under test, and what needs a screen.
const SWITCHES: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-sync",
    "--disable-features=Translate,OptimizationHints,MediaRouter,PasswordLeakDetection",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--lang=en-US",
    // Nothing but this machine has an address.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];

/// One chromedriver and the folder of its browsers' profiles.
pub struct Chromium {
    driver: Child,
    port: u16,
    program: PathBuf,
    notes_requests: bool,
    // Dropped last: the browsers have ended by then.
    profiles: TempDir,
}

impl Chromium {
    /// Starts chromedriver on a free port; `None` where it or Chromium is not
    /// installed.
    pub fn start() -> Option<Self> {
        let found = (
            installed(&["chromedriver"]),
            installed(&["chromium", "chromium-browser", "google-chrome"]),
        );
        let (Some(driver), Some(program)) = found else {
            missing("Chromium or chromedriver");
            return None;
        };
        let mut driver = Command::new(driver)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = driver.stdout.take().unwrap();
        let mut lines = BufReader::new(output).lines();
        let port = lines
            .by_ref()
            .find_map(|line| {
                let line = line.unwrap();
                let number = line.split("successfully on port ").nth(1)?;
                number.trim_end_matches('.').parse().ok()
            })
            .expect("chromedriver says where it listens");
        // It must never wait for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Some(Self {
            driver,
            port,
            program,
            notes_requests: false,
            profiles: tempfile::tempdir().unwrap(),
        })
    }

    /// Has browsers keep note of what they ask of any network, for [`Window::requests`].
    pub fn noting_requests(mut self) -> Self {
        self.notes_requests = true;
        self
    }

    /// Opens a browser that nobody has used before.
    pub async fn open(&self, name: &str) -> Window {
        let profile = tempfile::Builder::new()
            .prefix(name)
            .tempdir_in(self.profiles.path())
            .unwrap()
            .keep();
        let downloads = profile.join("downloads");
        std::fs::create_dir_all(&downloads).unwrap();
        let mut arguments: Vec<String> = SWITCHES.iter().map(|&text| text.to_owned()).collect();
        arguments.push(format!("--user-data-dir={}", profile.display()));
        let performance = if self.notes_requests { "ALL" } else { "OFF" };
        let wanted = json!({
            "goog:chromeOptions": { "binary": self.program, "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL", "performance": performance },
            "timeouts": { "script": 60_000, "pageLoad": 60_000, "implicit": 0 },
        });
        let Value::Object(capabilities) = wanted else {
            unreachable!("an object stands above");
        };
        let address = format!("http://127.0.0.1:{}", self.port);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&address)
            .await
            .unwrap();
        let session = client.session_id().await.unwrap().unwrap();
        let window = Window {
            client,
            http: reqwest::Client::new(),
            session: format!("{address}/session/{session}"),
            downloads,
        };
        let folder = window.downloads.to_str().unwrap();
        window
            .tell(
                "Browser.setDownloadBehavior",
                json!({ "behavior": "allow", "downloadPath": folder }),
            )
            .await;
        window
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // Asks chromedriver to end every browser, then itself.
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
            let request = "GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
            let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
            let _ = stream.write_all(request.as_bytes());
            let _ = stream.read(&mut [0; 64]);
        }
        let asked = Instant::now();
        while matches!(self.driver.try_wait(), Ok(None)) {
            if asked.elapsed() > Duration::from_secs(10) {
                let _ = self.driver.kill();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// A browser with one window.
pub struct Window {
    pub client: Client,
    http: reqwest::Client,
    session: String,
    downloads: PathBuf,
}

impl Window {
    /// Sends a command of the DevTools protocol.
    pub async fn tell(&self, command: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        self.post("goog/cdp/execute", &body).await
    }

    /// What the page wrote to the console since the last question: level and words.
    pub async fn console(&self) -> Vec<(String, String)> {
        let log = self.post("se/log", &json!({ "type": "browser" })).await;
        let entries = log.as_array().cloned().unwrap_or_default();
        let text = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        entries
            .iter()
            .map(|entry| (text(entry, "level"), text(entry, "message")))
            .collect()
    }

    /// The addresses that pages of this browser asked for since the last question
    /// (`Network.requestWillBeSent` of the DevTools protocol), where it was told
    /// to note them.
    pub async fn requests(&self) -> Vec<String> {
        let log = self.post("se/log", &json!({ "type": "performance" })).await;
        let entries = log.as_array().cloned().unwrap_or_default();
        let asked = |entry: &Value| {
            let event: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
            let message = &event["message"];
            let sent = message["method"] == "Network.requestWillBeSent";
            let address = message["params"]["request"]["url"].as_str();
            sent.then(|| address.unwrap_or("an address that is not told").to_owned())
        };
        // Parts of the browser itself, such as its page for new tabs, are no network,
        // nor is what an address itself holds.
        let of_itself = |address: &String| {
            ["chrome://", "data:"]
                .iter()
                .any(|scheme| address.starts_with(scheme))
        };
        entries
            .iter()
            .filter_map(asked)
            .filter(|address| !of_itself(address))
            .collect()
    }

    /// A picture of what the window shows, as PNG.
    ///
    /// WebDriver's own command, which waits for pages under way and gives up
    /// in time: DevTools' never answers where a page is just being replaced.
    pub async fn picture(&self) -> Vec<u8> {
        let request = self.http.get(format!("{}/screenshot", self.session));
        let packed = answered(request, "screenshot").await;
        let packed = packed.as_str().unwrap_or_default();
        data_encoding::BASE64.decode(packed.as_bytes()).unwrap()
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let request = self.http.post(format!("{}/{path}", self.session));
        let request = request
            .header("content-type", "application/json")
            .body(body.to_string());
        answered(request, &format!("{path} {body}")).await
    }

    /// The element that a script handed out; `None` for null.
    pub fn element(&self, handed: &Value) -> Option<Element> {
        let id = handed.get(ELEMENT)?.as_str()?.to_owned();
        Some(Element::from_element_id(self.client.clone(), id.into()))
    }

    /// An element as an argument of a script.
    pub fn argument(element: &Element) -> Value {
        json!({ ELEMENT: element.element_id().as_ref() })
    }

    /// Waits for a file to be downloaded whole, and returns where it is.
    pub async fn downloaded(&self, name: &str) -> PathBuf {
        let file = self.downloads.join(name);
        let begun = Instant::now();
        while !file.is_file() {
            assert!(begun.elapsed() < PATIENCE, "{name} was not downloaded");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        file
    }
}

/// What chromedriver answers a request with.
async fn answered(request: reqwest::RequestBuilder, asked: &str) -> Value {
    let answer = request.send().await.unwrap().text().await.unwrap();
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let refused = answer["value"]["error"].as_str();
    assert!(refused.is_none(), "{asked}: {answer}");
    answer["value"].clone()
}

/// The first of these programs on the search path.
fn installed(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    names
        .iter()
        .flat_map(|name| std::env::split_paths(&path).map(move |folder| folder.join(name)))
        .find(|file| file.is_file())
}
