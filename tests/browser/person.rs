//! A person at a browser, who knows nothing but the words on the page: the
//! only ways to act are links, buttons and labels, by what they say.

use std::{
    cell::Cell,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use fantoccini::{
    elements::Element,
    error::{CmdError, ErrorStatus},
};
use serde_json::{Value, json};

use crate::{
    chromium::{Chromium, Window},
    support::{Codes, Letter, MailFolder},
    words::{file_name, path_of, typed_day, typed_time, without_direction},
};

/// How long a person looks for words before giving up.
const LOOKS: Duration = Duration::from_secs(10);

/// The width of a phone's page, in CSS pixels.
pub const PHONE: u32 = 360;
/// The narrowest page that must do without scrolling sideways (WCAG 2.2, 1.4.10).
pub const NARROW: u32 = 320;
/// The width of a page on a desk.
pub const DESK: u32 = 1280;

/// Someone with a browser, the clicks they needed, and pictures of what they saw.
pub struct Person {
    pub name: String,
    pub window: Window,
    base_url: String,
    clicks: Cell<u32>,
    pub keys: Cell<u32>,
    pictures: Cell<u32>,
    album: PathBuf,
    /// The app on this person's telephone that shows codes.
    pub codes: Codes,
}

impl Person {
    /// Opens a browser of a width, in a story whose pictures are kept together.
    pub async fn new(
        chromium: &Chromium,
        story: &str,
        name: &str,
        base_url: &str,
        width: u32,
    ) -> Self {
        let album = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .with_file_name("screenshots")
            .join(story);
        std::fs::create_dir_all(&album).unwrap();
        let person = Self {
            name: name.to_owned(),
            window: chromium.open(&file_name(name)).await,
            base_url: base_url.to_owned(),
            clicks: Cell::new(0),
            keys: Cell::new(0),
            pictures: Cell::new(0),
            album,
            codes: Codes::default(),
        };
        person.turns_to_width(width).await;
        person
    }

    /// Makes the page this wide; a narrow one is a phone's.
    pub async fn turns_to_width(&self, width: u32) {
        let height = if width < 600 { 740 } else { 900 };
        self.turns_to(width, height, 1).await;
    }

    /// Zooms a page on a desk to 200 %: half as many CSS pixels, each twice as large.
    pub async fn zooms_to_double(&self) {
        self.turns_to(DESK / 2, 450, 2).await;
    }

    async fn turns_to(&self, width: u32, height: u32, scale: u32) {
        let metrics = json!({
            "width": width, "height": height, "deviceScaleFactor": scale, "mobile": width < 600,
        });
        self.window
            .tell("Emulation.setDeviceMetricsOverride", metrics)
            .await;
    }

    /// Forgets everything that sites left in this browser, as a new one would.
    pub async fn forgets_everything(&self) {
        self.window
            .tell("Network.clearBrowserCookies", json!({}))
            .await;
    }

    /// Prefers `light` or `dark` pages from now on.
    pub async fn prefers(&self, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        let media = json!({ "media": "", "features": features });
        self.window.tell("Emulation.setEmulatedMedia", media).await;
    }

    /// Lets scripts of pages run from now on, or none.
    pub async fn switches_scripts(&self, on: bool) {
        let off = json!({ "value": !on });
        self.window
            .tell("Emulation.setScriptExecutionDisabled", off)
            .await;
    }

    /// Goes to a path of the site, or to a whole address.
    pub async fn opens(&self, target: &str) {
        let address = self.goes_to(target).await;
        self.looks(&format!("at {}", path_of(&address))).await;
    }

    /// The same without a picture; answers with the whole address.
    pub async fn goes_to(&self, target: &str) -> String {
        let address = if target.starts_with('/') {
            format!("{}{target}", self.base_url)
        } else {
            target.to_owned()
        };
        self.window.client.goto(&address).await.unwrap();
        address
    }

    /// Opens the one link of a letter whose path holds a text (any, when empty).
    pub async fn opens_link_of(&self, letter: &Letter, path_holds: &str) {
        let links = letter.links();
        let fitting = links
            .iter()
            .find(|link| path_of(link).contains(path_holds))
            .unwrap_or_else(|| panic!("no link with {path_holds} in {letter:?}"));
        self.clicked();
        self.opens(fitting).await;
    }

    /// Waits for a letter, and opens its link.
    pub async fn opens_link_from_mail(&self, mail: &MailFolder, address: &str, subject: &str) {
        let letter = mail.arrives(address, subject).await;
        self.opens_link_of(&letter, "").await;
    }

    /// Clicks a link by its words.
    pub async fn clicks_link(&self, words: &str) {
        self.clicks_link_in("", words).await;
    }

    /// Clicks a link in the row, item or section that holds other words.
    pub async fn clicks_link_in(&self, place: &str, words: &str) {
        self.click("link", words, place).await;
        self.looks(words).await;
    }

    /// Presses a button by its words.
    pub async fn presses(&self, words: &str) {
        self.presses_in("", words).await;
    }

    /// Presses a button in the row, item or section that holds other words.
    pub async fn presses_in(&self, place: &str, words: &str) {
        self.click("button", words, place).await;
        self.looks(words).await;
    }

    /// Writes into the field with this label; what stood there is gone.
    /// A day is written as `2026-07-31`, an instant as `2026-08-20 09:00`.
    pub async fn fills(&self, label: &str, value: &str) {
        self.fills_in("", label, value).await;
    }

    /// The same in the row, section or form that holds other words.
    pub async fn fills_in(&self, place: &str, label: &str, value: &str) {
        let field = self.find("field", label, place).await;
        match field.attr("type").await.unwrap().as_deref() {
            Some("date") => field.send_keys(&typed_day(value)).await.unwrap(),
            Some("datetime-local") => {
                let (day, time) = value.split_once(' ').unwrap();
                let typed = format!("{}{}{}", typed_day(day), '\u{e004}', typed_time(time));
                field.send_keys(&typed).await.unwrap();
            }
            _ => {
                field.clear().await.unwrap();
                field.send_keys(value).await.unwrap();
            }
        }
    }

    /// What stands in the field with this label.
    pub async fn reads_field(&self, label: &str) -> String {
        let field = self.find("field", label, "").await;
        field.prop("value").await.unwrap().unwrap_or_default()
    }

    /// Chooses an option by its words in the list with this label.
    pub async fn chooses(&self, label: &str, option: &str) {
        let list = self.find("choice", label, "").await;
        let script = "
            var plain = text => text.replace(/\\s+/g, ' ').trim();
            var options = Array.from(arguments[0].options);
            return options.find(one => plain(one.text) === arguments[1])
                || options.find(one => plain(one.text).includes(arguments[1]))
                || options.map(one => plain(one.text));";
        let arguments = vec![Window::argument(&list), json!(option)];
        let answer = self.script(script, arguments).await;
        let found = self.window.element(&answer);
        let found = found.unwrap_or_else(|| panic!("{label} does not offer {option}: {answer}"));
        found.click().await.unwrap();
        self.clicked();
    }

    /// Ticks a box or picks one of several by its label.
    pub async fn ticks(&self, label: &str) {
        self.click("tick", label, "").await;
    }

    /// Ticks the first box of the page that is not ticked.
    pub async fn ticks_first(&self) {
        let script = "return document.querySelector('main input[type=checkbox]:not(:checked)')";
        let found = self.script(script, Vec::new()).await;
        let found = self.window.element(&found).expect("a box to tick");
        found.click().await.unwrap();
        self.clicked();
    }

    /// Opens what stands folded under these words, unless it is open.
    pub async fn opens_summary(&self, words: &str) {
        let summary = self.find("summary", words, "").await;
        let open = "return arguments[0].parentElement.open";
        if self.script(open, vec![Window::argument(&summary)]).await != true {
            self.click("summary", words, "").await;
        }
    }

    /// Picks a file for the label.
    pub async fn picks_file(&self, label: &str, file: &Path) {
        let field = self.find("file", label, "").await;
        // What was chosen before is replaced, as by a browser's own window; WebDriver would add to it.
        let empty = vec![Window::argument(&field)];
        self.script("arguments[0].value = ''", empty).await;
        field.send_keys(file.to_str().unwrap()).await.unwrap();
        self.clicked();
    }

    /// Clicks the link to a file and waits until it is here.
    pub async fn downloads(&self, words: &str, file: &str) -> PathBuf {
        self.click("link", words, "").await;
        self.window.downloaded(file).await
    }

    /// Comes back by these links until the page says what somebody else has to
    /// do first.
    pub async fn looks_again_for(&self, words: &str, links: &[&str]) {
        let begun = Instant::now();
        while !self.reads().await.contains(words) {
            assert!(
                begun.elapsed() < 6 * LOOKS,
                "{} does not come to see {words:?} at {}: {}",
                self.name,
                self.path().await,
                self.reads().await
            );
            tokio::time::sleep(Duration::from_millis(300)).await;
            for link in links {
                self.click("link", link, "").await;
            }
        }
    }

    /// Waits until the page says this, and fails with what it says instead.
    pub async fn sees(&self, words: &str) {
        let begun = Instant::now();
        loop {
            let text = self.reads().await;
            if text.to_lowercase().contains(&words.to_lowercase()) {
                return;
            }
            if begun.elapsed() > LOOKS {
                self.looks("not seen").await;
                panic!(
                    "{} does not see {words:?} at {}: {text}",
                    self.name,
                    self.path().await
                );
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Every word that can be seen on the page, with single blanks.
    pub async fn reads(&self) -> String {
        let script = "return document.body ? document.body.innerText : '';";
        let text = self.script(script, Vec::new()).await;
        let text = without_direction(text.as_str().unwrap_or_default());
        let words: Vec<&str> = text.split_whitespace().collect();
        words.join(" ")
    }

    /// The names of everything of a kind that can be seen: `link`, `button`,
    /// `field`, `choice`, `heading` and the others of find.js.
    pub async fn names_of(&self, kind: &str) -> Vec<String> {
        let answer = self.look_for(kind, "", "").await;
        let said = answer["said"].as_array().cloned().unwrap_or_default();
        said.iter()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect()
    }

    /// The page's path.
    pub async fn path(&self) -> String {
        let address = self.window.client.current_url().await.unwrap();
        path_of(address.as_str())
    }

    /// Adds a second factor, or gives its code, where the page asks for one.
    pub async fn gives_a_code_if_asked(&self) {
        let source = "return document.documentElement.outerHTML";
        let html = self.script(source, Vec::new()).await;
        if !Codes::are_asked_in(html.as_str().unwrap_or_default()) {
            return;
        }
        let here = self.path().await;
        self.goes_to(&format!("/room/factor?next={here}")).await;
        let html = self.script(source, Vec::new()).await;
        let code = self.codes.for_html(html.as_str().unwrap_or_default());
        self.looks("a code is asked").await;
        self.fills("Code from your app", &code).await;
        let adds = self.reads().await.contains("Add this factor");
        let button = if adds {
            "Add this factor"
        } else {
            "Confirm with this code"
        };
        self.is_impatient().await;
        self.presses(button).await;
    }

    /// Whatever is pressed next on this page is pressed twice, at once.
    async fn is_impatient(&self) {
        let script = "addEventListener('click', event => setTimeout(() => event.target.click()), { once: true })";
        self.script(script, Vec::new()).await;
    }

    /// Runs a script of the test's in the page; page scripts need not be allowed.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.window.client.execute(script, arguments).await.unwrap()
    }

    /// How often this person clicked or chose, and how many keys they pressed.
    pub fn effort(&self) -> (u32, u32) {
        (self.clicks.get(), self.keys.get())
    }

    /// Keeps a picture of the page, which must not be about to go: of one that
    /// is, none ever comes.
    pub async fn looks(&self, name: &str) {
        let number = self.pictures.get() + 1;
        self.pictures.set(number);
        let picture = self.window.picture().await;
        let file = format!(
            "{}-{number:02}-{}.png",
            file_name(&self.name),
            file_name(name)
        );
        std::fs::write(self.album.join(file), picture).unwrap();
    }

    /// Ends the browser.
    pub async fn leaves(self) {
        self.window.client.close().await.unwrap();
    }

    async fn click(&self, kind: &str, words: &str, place: &str) {
        let element = self.find(kind, words, place).await;
        // What is asked of a page that is about to go may never be answered, so
        // the next one is awaited where the click leads to one.
        let script = "
            var one = arguments[0], link = one.closest('a[href]');
            document.left = true;
            // A form that a script of the page answers leads nowhere.
            addEventListener('submit', event => { document.left = !event.defaultPrevented; }, { once: true });
            if (!link) return one.type === 'submit' && !!one.form;
            return !link.hasAttribute('download')
                && (!link.hash || link.href.split('#')[0] !== location.href.split('#')[0]);";
        let leaves = self.script(script, vec![Window::argument(&element)]).await;
        let begun = Instant::now();
        let mut clicked = element.click().await;
        // What is just moving to its new place is missed; a person clicks again.
        while matches!(&clicked, Err(fault) if is_in_the_way(fault)) && begun.elapsed() < LOOKS {
            tokio::time::sleep(Duration::from_millis(50)).await;
            clicked = element.click().await;
        }
        assert!(
            clicked.is_ok(),
            "{} cannot click {kind} {words:?} at {}: {clicked:?}",
            self.name,
            self.path().await
        );
        self.clicked();
        let begun = Instant::now();
        while leaves == true && begun.elapsed() < LOOKS {
            let script = "return !document.left && document.readyState === 'complete'";
            if self.script(script, Vec::new()).await == true {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    fn clicked(&self) {
        self.clicks.set(self.clicks.get() + 1);
    }

    async fn find(&self, kind: &str, words: &str, place: &str) -> Element {
        let begun = Instant::now();
        loop {
            let answer = self.look_for(kind, words, place).await;
            let fit = answer["fit"].as_u64().unwrap_or_default();
            if let (1, Some(found)) = (fit, self.window.element(&answer["found"])) {
                return found;
            }
            if fit > 1 || begun.elapsed() > LOOKS {
                self.looks("not found").await;
                panic!(
                    "{} finds {fit} of {kind} {words:?} {place:?} at {}: {}\n{}",
                    self.name,
                    self.path().await,
                    answer["said"],
                    self.reads().await,
                );
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn look_for(&self, kind: &str, words: &str, place: &str) -> Value {
        let arguments = vec![json!(kind), json!(words), json!(place)];
        self.script(include_str!("find.js"), arguments).await
    }
}

/// Whether something else lay over what was to be clicked.
fn is_in_the_way(fault: &CmdError) -> bool {
    matches!(fault, CmdError::Standard(fault) if fault.error == ErrorStatus::ElementClickIntercepted)
}
