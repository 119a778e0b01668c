//! A reader who follows every link, and has every page on the way inspected.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use serde_json::json;

use crate::{
    atlas::Atlas,
    eyes::lines,
    person::{DESK, NARROW, Person},
    words::{path_of, without_direction},
};

/// How many pages of one route are read as one person: two, or one where two were
/// read before. Those of a vote differ with its stage, so more of them are.
fn enough(route: &str, read_before: usize) -> usize {
    match route {
        "/polls/{number}" | "/room/polls/{number}" | "/elections/{number}" => 8,
        _ if read_before >= 2 => 1,
        _ => 2,
    }
}

/// A reader, and what was read so far by all who read at the same time.
pub struct Crawl<'a> {
    pub reader: &'a Person,
    atlas: Rc<Atlas>,
    seen: Rc<RefCell<Seen>>,
}

/// What was read, and what was wrong with it.
#[derive(Default)]
struct Seen {
    /// How many pages of each route were inspected.
    routes: BTreeMap<String, usize>,
    titles: BTreeSet<String>,
    /// The shapes of the parts of what was inspected: see [`Self::meets`].
    shapes: BTreeSet<String>,
    faults: Vec<String>,
    pages: usize,
    inspected: usize,
}

impl<'a> Crawl<'a> {
    pub fn new(reader: &'a Person) -> Self {
        Self {
            reader,
            atlas: Rc::new(Atlas::read()),
            seen: Rc::default(),
        }
    }

    /// Another reader, elsewhere or at the same time: what one has read, the other has.
    pub fn beside<'b>(&self, reader: &'b Person) -> Crawl<'b> {
        Crawl {
            reader,
            atlas: Rc::clone(&self.atlas),
            seen: Rc::clone(&self.seen),
        }
    }

    fn objects(&self, fault: String) {
        self.seen.borrow_mut().faults.push(fault);
    }

    /// Follows every link from the front page on, in the order in which pages
    /// show them, and inspects what it meets.
    pub async fn follows_every_link(&self, who: &str) {
        let mut waiting = VecDeque::from(["/".to_owned()]);
        let mut known: BTreeSet<String> = waiting.iter().cloned().collect();
        let mut read: BTreeMap<String, usize> = BTreeMap::new();
        while let Some(path) = waiting.pop_front() {
            let Some(route) = self.atlas.route_of(&path).map(str::to_owned) else {
                self.objects(format!("{who}: {path} leads nowhere"));
                continue;
            };
            let by_all = self.seen.borrow().routes.get(&route).copied();
            let count = read.entry(route.clone()).or_default();
            let by_others = by_all.unwrap_or_default().saturating_sub(*count);
            if *count >= enough(&route, by_others) {
                continue;
            }
            *count += 1;
            self.reader.goes_to(&path).await;
            let status = "return performance.getEntriesByType('navigation')[0].responseStatus";
            let status = self.reader.script(status, Vec::new()).await;
            if status != 200 {
                self.objects(format!("{who}: {path} answers {status}"));
            }
            let inspected = self.meets(&format!("{who} at {path}")).await;
            let links = self.links().await;
            if inspected {
                self.reads_in_other_tongues(who, &path).await;
            }
            // Letters to others lead to what is theirs alone.
            let of_all = path.starts_with("/demo/mail");
            for link in links {
                let own = ["/me/", "/join/applications/"];
                let to_another = own.iter().any(|start| link.starts_with(start))
                    || link.ends_with("/nomination");
                if of_all && to_another {
                    continue;
                }
                if known.insert(link.clone()) && !self.atlas.is_file(&link) {
                    waiting.push_back(link);
                }
            }
        }
    }

    /// Inspects the page as it stands. One whose parts (`shape.js`) are each built
    /// exactly like some before, and differ in their words alone, is only looked at
    /// for what does not fit. Answers whether it was inspected.
    pub async fn meets(&self, name: &str) -> bool {
        let path = self.reader.path().await;
        // An answer to a form that was sent may stand where no page is fetched.
        if let Some(route) = self.atlas.route_of(&path) {
            let mut seen = self.seen.borrow_mut();
            *seen.routes.entry(route.to_owned()).or_default() += 1;
        }
        let title = self
            .reader
            .script("return document.title", Vec::new())
            .await;
        let title = title.as_str().unwrap_or_default();
        let shape = self.reader.script(include_str!("shape.js"), Vec::new());
        let parts = lines(&shape.await);
        let known = self.takes_note(title, parts);
        let found = if known {
            self.reader.fits(name).await
        } else {
            self.reader.inspects(name).await
        };
        self.seen.borrow_mut().faults.extend(found);
        !known
    }

    /// Whether each part of a page is built like one that was inspected.
    fn takes_note(&self, title: &str, parts: Vec<String>) -> bool {
        let mut seen = self.seen.borrow_mut();
        seen.titles.insert(without_direction(title));
        seen.pages += 1;
        let known = parts.iter().all(|part| seen.shapes.contains(part));
        if !known {
            seen.shapes.extend(parts);
            seen.inspected += 1;
        }
        known
    }

    /// What does not fit at 320 px when the page is German, and when it is
    /// written from right to left. The page is left as it stands then.
    async fn reads_in_other_tongues(&self, who: &str, path: &str) {
        self.reader.turns_to_width(NARROW).await;
        for tag in ["de", "ar-XB"] {
            self.reader.speaks(tag).await;
            self.reader.goes_to(path).await;
            let found = self.reader.out_of_sight().await.into_iter();
            let said = found.map(|fault| format!("{who} at {path}, {tag}: {fault}"));
            self.seen.borrow_mut().faults.extend(said);
        }
        self.reader.speaks("en").await;
        self.reader.turns_to_width(DESK).await;
    }

    /// Where the page's links lead on this site.
    async fn links(&self) -> Vec<String> {
        let script = "
            return Array.from(document.querySelectorAll('a[href]:not([download])'))
                .map(link => new URL(link.href))
                .filter(there => there.origin === location.origin)
                .map(there => there.pathname + there.search);";
        lines(&self.reader.script(script, Vec::new()).await)
    }

    /// Fails with everything that was wrong, and with every page that was not met.
    pub fn ends_well(self) {
        let seen = self.seen.borrow();
        println!(
            "{} pages of {} routes were read, {} of them built unlike others",
            seen.pages,
            seen.routes.len(),
            seen.inspected
        );
        let mut faults = seen.faults.clone();
        faults.extend(self.atlas.unseen(&seen.routes, &seen.titles));
        assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
    }
}

impl Person {
    /// Reads pages in this language from now on, as its menu would have it.
    pub async fn speaks(&self, tag: &str) {
        let address = self.window.client.current_url().await.unwrap();
        let cookie = json!({ "name": "language", "value": tag, "url": address.as_str() });
        self.window.tell("Network.setCookie", cookie).await;
    }

    /// Comes in by the password page, which the sign-in page leads to.
    pub async fn signs_in_with_password(&self, address: &str, password: &str) {
        self.forgets_everything().await;
        self.goes_to("/").await;
        self.clicks_link("Sign in").await;
        self.clicks_link("Sign in with a password instead").await;
        self.fills("Mail address", address).await;
        self.fills("Password", password).await;
        self.presses("Sign in").await;
        let path = path_of(self.window.client.current_url().await.unwrap().as_str());
        assert!(!path.starts_with("/sign-in"), "{address} is not let in");
    }
}
