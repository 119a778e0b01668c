//! The app that shows an officer's codes, on a telephone of their own.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use commonhold::factors::model::{STEP_SECONDS, Secret};
use data_encoding::BASE32_NOPAD;

use super::Page;

/// What the app keeps: the key it read, and the codes that were given.
#[derive(Clone, Default)]
pub struct Codes(Arc<Mutex<(Option<Secret>, BTreeSet<i64>)>>);

impl Codes {
    /// Whether a page wants a code, or a factor first, before it goes on.
    pub fn are_asked(page: &Page) -> bool {
        let asked = Self::are_asked_in(&page.html)
            || page.status == 403 && page.text().contains("second factor");
        asked && !page.path.starts_with("/room/factor")
    }

    /// Whether a page has the step before the act on it.
    pub fn are_asked_in(html: &str) -> bool {
        html.contains("action=\"/room/factor/code\"") || html.contains("href=\"/room/factor?next=")
    }

    /// The code that this page asks for; its key is read from it where it offers one.
    pub fn for_page(&self, page: &Page) -> String {
        self.for_html(&page.html)
    }

    /// The same of a page's source.
    pub fn for_html(&self, html: &str) -> String {
        let mut kept = self.0.lock().unwrap();
        if let Some(key) = between(html, "id=\"key\">", "<") {
            let base32 = key.replace(' ', "").to_uppercase();
            let bytes = BASE32_NOPAD.decode(base32.as_bytes()).unwrap();
            *kept = (
                Some(Secret::from_bytes(bytes.try_into().unwrap())),
                BTreeSet::new(),
            );
        }
        let clock = html.rsplit("<time datetime=\"").next().unwrap();
        let clock: DateTime<Utc> = clock.split('"').next().unwrap().parse().unwrap();
        let here = clock.timestamp() / STEP_SECONDS;
        let step = [here, here + 1, here - 1]
            .into_iter()
            .find(|step| !kept.1.contains(step));
        let step = step.expect("three codes within a minute");
        kept.1.insert(step);
        kept.0.as_ref().expect("a factor was added here").code(step)
    }

    /// The codes of another telephone.
    pub fn forget(&self) {
        *self.0.lock().unwrap() = (None, BTreeSet::new());
    }
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    Some(rest.split_once(end)?.0)
}
