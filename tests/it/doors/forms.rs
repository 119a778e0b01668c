//! Every form of every page: each field missing, twice, oversized, of another type, in another
//! encoding; and every address that takes something, in its path or behind its question mark,
//! given what nobody types. Whatever is sent is answered with a page: never with a fault of ours,
//! and never with what was sent as markup.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use reqwest::header::CONTENT_TYPE;

use super::source::{Asked, filled, routes};
use super::{demonstration, enters};
use crate::support::{Form, Visitor, World};

/// How many pages one reader looks at in search of forms.
const PAGES_MOST: usize = 900;
/// How many forms with one action, numbers aside, are tried.
const ALIKE_MOST: usize = 1;
/// Of all that can be sent wrongly, each so-manyth is sent where the test is to be fast.
const SAMPLE: usize = 7;

/// What a field is given that wants something else.
const WRONG: [&str; 15] = [
    "",
    " \t\r\n ",
    "-1",
    "99999999999999999999999999",
    "1e309",
    "0000-00-00",
    "2026-02-30T25:61",
    "-9999-01-01",
    "+262142-12-31",
    "-9999-01-01T00:00",
    "<script>alert(1)</script>",
    "../../../etc/passwd",
    "\u{202e}\u{0}\u{feff}\u{1f3f3}",
    "' OR 1=1; --",
    "{{ 7*7 }} %s %n \\x00 ${x}",
];

/// What an address is given behind its question mark, as it is sent.
const ASKED: [&str; 9] = [
    "%00",
    "%FF",
    "-1",
    "99999999999999999999",
    "-9999-01-01",
    "%2B262142-12-31",
    "-9999-01-01T00%3A00",
    "%25%5F%5C%27%20OR%201%3D1%3B--",
    "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E",
];

/// What each place of its path is given.
const IN_PATH: [&str; 4] = [
    "%00",
    "%FF",
    "-1",
    "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E",
];

/// An address without what tells one record from another.
fn pattern(action: &str) -> String {
    let path = action.split('?').next().unwrap_or_default();
    let places = path.split('/').map(|place| {
        let is_id = place.chars().any(|c| c.is_ascii_digit());
        if is_id { "#" } else { place }
    });
    places.collect::<Vec<_>>().join("/")
}

/// Everything wrong that can be sent in place of a form, as the bodies of posts.
fn bodies(form: &Form) -> Vec<(String, &'static str, Vec<u8>)> {
    const FORM: &str = "application/x-www-form-urlencoded";
    let encoded = |fields: &[(String, String)]| {
        let mut text = url::form_urlencoded::Serializer::new(String::new());
        text.extend_pairs(fields);
        text.finish().into_bytes()
    };
    let mut bodies = vec![
        ("as it stands".to_owned(), FORM, encoded(&form.fields)),
        (
            "as JSON".to_owned(),
            "application/json",
            b"{\"csrf\":[1,2,{}]}".to_vec(),
        ),
        ("as nothing".to_owned(), FORM, Vec::new()),
        (
            "as no form".to_owned(),
            "application/octet-stream",
            vec![0xff; 512],
        ),
        (
            "in UTF-16".to_owned(),
            "application/x-www-form-urlencoded; charset=utf-16",
            {
                let text = String::from_utf8(encoded(&form.fields)).unwrap();
                text.encode_utf16().flat_map(u16::to_be_bytes).collect()
            },
        ),
        (
            "as parts without an end".to_owned(),
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n".to_vec(),
        ),
    ];
    let names: BTreeSet<&String> = form.names.iter().collect();
    for name in names.into_iter().filter(|name| *name != "csrf") {
        let without: Vec<_> = form
            .fields
            .iter()
            .filter(|(known, _)| known != name)
            .cloned()
            .collect();
        bodies.push((format!("without {name}"), FORM, encoded(&without)));
        let with = |value: &str| {
            let mut fields = without.clone();
            fields.push((name.clone(), value.to_owned()));
            fields
        };
        let mut twice = with("one");
        twice.push((name.clone(), "another".to_owned()));
        bodies.push((format!("{name} twice"), FORM, encoded(&twice)));
        bodies.push((
            format!("{name} of 20 kB"),
            FORM,
            encoded(&with(&"w".repeat(20_000))),
        ));
        bodies.push((
            format!("{name} of 70 kB"),
            FORM,
            encoded(&with(&"w".repeat(70_000))),
        ));
        for wrong in WRONG {
            bodies.push((format!("{name} = {wrong:?}"), FORM, encoded(&with(wrong))));
        }
        let mut latin = encoded(&without);
        latin.extend(format!("&{name}=Gr%FC%DFe%C3").bytes());
        bodies.push((format!("{name} in Latin-1"), FORM, latin));
    }
    bodies
}

/// What a reader meets on pages.
#[derive(Default)]
struct Met {
    /// Forms that are posted, one of each kind, with the page of each.
    forms: Vec<(String, Form)>,
    /// What can be asked: by the pattern of a path and a name behind its question mark, the path.
    questions: BTreeMap<(String, String), String>,
}

impl Met {
    fn may_be_asked(&mut self, path: &str, name: String) {
        // A form that only a script reads has no address.
        let path = path.split(['?', '#']).next().unwrap_or_default();
        if path.starts_with('/') {
            self.questions
                .entry((pattern(path), name))
                .or_insert_with(|| path.to_owned());
        }
    }
}

async fn met_by(visitor: &Visitor) -> Met {
    let mut waiting = VecDeque::from(["/".to_owned(), "/room".to_owned(), "/tasks".to_owned()]);
    let mut known: BTreeSet<String> = waiting.iter().cloned().collect();
    let mut alike: BTreeMap<String, usize> = BTreeMap::new();
    let mut visited: BTreeMap<String, usize> = BTreeMap::new();
    let mut met = Met::default();
    let mut read = 0;
    while let Some(path) = waiting.pop_front() {
        let visits = visited.entry(pattern(&path)).or_default();
        *visits += 1;
        if *visits > 2 || read == PAGES_MOST {
            continue;
        }
        read += 1;
        let page = visitor.get(&path).await;
        assert!(page.status.as_u16() < 500, "{path}: {}", page.status);
        let is_page = page.headers[CONTENT_TYPE]
            .to_str()
            .unwrap()
            .starts_with("text/html");
        if !is_page {
            continue;
        }
        for form in page.forms() {
            let is_post = form.value("csrf").is_some();
            if !is_post {
                for name in &form.names {
                    met.may_be_asked(&form.action, name.clone());
                }
            }
            let key = format!("{} {:?}", pattern(&form.action), form.names);
            let count = alike.entry(key).or_default();
            *count += 1;
            let ends = ["/sign-out", "/language"].contains(&form.action.as_str());
            if is_post && !ends && *count <= ALIKE_MOST {
                met.forms.push((path.clone(), form));
            }
        }
        for (_, link) in page.links() {
            let link = link.replace("&amp;", "&");
            let link = link.split('#').next().unwrap_or_default().to_owned();
            if link.starts_with('/') && !link.starts_with("//") && known.insert(link.clone()) {
                let (_, asked) = link.split_once('?').unwrap_or_default();
                for (name, _) in url::form_urlencoded::parse(asked.as_bytes()) {
                    met.may_be_asked(&link, name.into_owned());
                }
                waiting.push_back(link);
            }
        }
    }
    met
}

/// Every address that takes something, given what it does not take.
fn strange_addresses(met: &Met) -> Vec<String> {
    let mut addresses = Vec::new();
    for ((_, name), path) in &met.questions {
        addresses.extend(ASKED.map(|asked| format!("{path}?{name}={asked}")));
    }
    for (route, _) in routes().iter().filter(|(_, asked)| *asked == Asked::Get) {
        let whole = filled(route);
        for (at, _) in route
            .split('/')
            .enumerate()
            .filter(|(_, place)| place.starts_with('{'))
        {
            for strange in IN_PATH {
                let mut places: Vec<&str> = whole.split('/').collect();
                places[at] = strange;
                addresses.push(places.join("/"));
            }
        }
    }
    addresses
}

async fn asks_strangely(visitor: &Visitor, name: &str, met: &Met, in_full: bool) -> usize {
    let mut addresses = strange_addresses(met);
    if !in_full {
        // All of them are thousands.
        addresses = addresses.into_iter().step_by(SAMPLE).collect();
    }
    for address in &addresses {
        let request = visitor.client().get(visitor.address(address));
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        assert!(
            status < 500 || status == 503,
            "{name} at {address}: {status}"
        );
        let body = answer.bytes().await.unwrap_or_default();
        let text = String::from_utf8_lossy(&body);
        assert!(
            !text.contains("<script>alert"),
            "{name} at {address}: {text}"
        );
    }
    addresses.len()
}

async fn tries_every_form(world: &World, name: &str) -> (usize, usize, usize) {
    let visitor = match name {
        "" => world.visitor(),
        name => enters(world, name).await,
    };
    let met = met_by(&visitor).await;
    let in_full = std::env::var_os("TESTS_SOAK").is_some();
    let asked = asks_strangely(&visitor, name, &met, in_full).await;
    let forms = met.forms;
    let mut sent = 0;
    for (at, (path, form)) in forms.iter().enumerate() {
        for (number, (what, kind, body)) in bodies(form).into_iter().enumerate() {
            if !in_full && number > 5 && !(number + at).is_multiple_of(SAMPLE) {
                continue;
            }
            sent += 1;
            let request = visitor
                .client()
                .post(visitor.address(&form.action))
                .header(CONTENT_TYPE, kind)
                .body(body);
            let said = format!("{name} at {path}, {}, {what}", form.action);
            let answer = match request.send().await {
                Ok(answer) => answer,
                // What is far too large may be answered before it was sent.
                Err(error) if error.is_request() && what.contains("70 kB") => continue,
                Err(error) => panic!("{said}: {error:?}"),
            };
            let status = answer.status().as_u16();
            assert!(status < 500 || status == 503, "{said}: {status}");
            let text = answer.text().await.unwrap_or_default();
            assert!(!text.contains("<script>alert"), "{said}: {text}");
            is_a_page(&said, status, &text);
        }
    }
    (forms.len(), sent, asked)
}

/// What is refused says so in a page.
fn is_a_page(said: &str, status: u16, text: &str) {
    if (400..500).contains(&status) {
        assert!(
            text.contains("<h1") || text.contains("</html>"),
            "{said}: {status} {text}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_form_or_an_address_is_sent_it_answers_in_a_sentence() {
    let Some(world) = demonstration().await else {
        return;
    };
    let mut all = (0, 0, 0);
    for name in ["", "juergen", "member040", "tomasz", "ines"] {
        let (forms, sent, asked) = tries_every_form(&world, name).await;
        println!("{forms} forms as {name:?}, {sent} times; {asked} addresses");
        all = (all.0 + forms, all.1 + sent, all.2 + asked);
    }
    assert!(all.0 > 100 && all.1 > 1_000, "{all:?}");
    let log = world.log();
    assert!(!log.contains("panicked"), "{log}");
}
