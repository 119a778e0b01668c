//! Who comes in where: every route × everybody × what is somebody else's.
//!
//! `allowed.txt` lists what is open to whom; everything else is denied: by the way to the sign-in,
//! by a refusal (403) or as if nothing were there (404). `TESTS_BLESS=1` writes it anew; its
//! difference is to be read as carefully as code.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use reqwest::redirect::Policy;
use reqwest::{Client, Response};

use super::source::{Asked, filled, routes};
use super::{demonstration, enters};
use crate::support::{Visitor, World};

/// Where nobody is sent: it would end the session, or the test.
const LEFT_OUT: [&str; 2] = ["/sign-out", "/demo/polls/{number}/opening"];

/// Somebody at a door, who follows no redirection.
struct Knocker {
    client: Client,
    csrf: String,
}

impl Knocker {
    async fn of(visitor: &Visitor) -> Self {
        let page = visitor.get("/").await;
        let csrf = page.form("/language");
        Self {
            client: Client::builder()
                .cookie_provider(std::sync::Arc::clone(&visitor.jar))
                .redirect(Policy::none())
                .build()
                .unwrap(),
            csrf: csrf.value("csrf").unwrap().to_owned(),
        }
    }

    /// Whether the door opens. A post bears the form's token and nothing else, so that whoever may
    /// post is told what is missing.
    async fn comes_in(&self, base_url: &str, route: &str, asked: Asked) -> bool {
        let address = format!("{base_url}{}", filled(route));
        match asked {
            Asked::Get => is_open(&self.client.get(address).send().await.unwrap(), route),
            Asked::Post => {
                let fields = [("csrf", self.csrf.as_str())];
                let plain = self
                    .client
                    .post(&address)
                    .form(&fields)
                    .send()
                    .await
                    .unwrap();
                if is_open(&plain, route) {
                    return true;
                }
                let parts = reqwest::multipart::Form::new().text("csrf", self.csrf.clone());
                let sent = self.client.post(&address).multipart(parts).send().await;
                is_open(&sent.unwrap(), route)
            }
        }
    }
}

fn is_open(answer: &Response, route: &str) -> bool {
    let status = answer.status().as_u16();
    assert!(status < 500 || status == 503, "{route}: {status}");
    let to_sign_in = answer
        .headers()
        .get("location")
        .is_some_and(|place| place.to_str().unwrap().starts_with("/sign-in?next="));
    // What cannot be read, or is of another kind of form, was refused before anybody was let in.
    !matches!(status, 400 | 403 | 404 | 405 | 413 | 415) && !to_sign_in
}

/// The people of the demonstration, from nobody to an officer.
const READERS: [(&str, &str); 5] = [
    ("nobody", ""),
    ("member", "juergen"),
    ("auditor", "member010"),
    ("treasurer", "member040"),
    ("election officer", "ines"),
];

async fn knocks(world: &World) -> BTreeSet<String> {
    let mut open = BTreeSet::new();
    let all = routes();
    // What is read goes first, so that nothing that was posted is in its way.
    for wanted in [Asked::Get, Asked::Post] {
        for (who, name) in READERS {
            let visitor = match name {
                "" => world.visitor(),
                name => enters(world, name).await,
            };
            let knocker = Knocker::of(&visitor).await;
            for (route, asked) in &all {
                if *asked != wanted || LEFT_OUT.contains(&route.as_str()) {
                    continue;
                }
                if knocker.comes_in(world.base_url(), route, *asked).await {
                    open.insert(format!("{who}: {asked:?} {route}"));
                }
            }
        }
    }
    open
}

#[tokio::test(flavor = "multi_thread")]
async fn every_door_is_shut_to_whom_it_is_not_listed_for() {
    let Some(world) = demonstration().await else {
        return;
    };
    let open = knocks(&world).await;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/doors/allowed.txt");
    if std::env::var_os("TESTS_BLESS").is_some() {
        let lines: Vec<&str> = open.iter().map(String::as_str).collect();
        fs::write(&file, lines.join("\n") + "\n").unwrap();
    }
    let listed = fs::read_to_string(&file).unwrap();
    let listed: BTreeSet<String> = listed.lines().map(str::to_owned).collect();
    let unlisted: Vec<_> = open.difference(&listed).collect();
    let shut: Vec<_> = listed.difference(&open).collect();
    assert!(unlisted.is_empty(), "open and not listed: {unlisted:#?}");
    assert!(shut.is_empty(), "listed and shut: {shut:#?}");
    // Nobody who has no office comes into the officers' room.
    for line in &open {
        let (who, door) = line.split_once(": ").unwrap();
        let of_officers = door.contains(" /room");
        assert!(
            !(of_officers && ["nobody", "member"].contains(&who)),
            "{line}"
        );
    }
}
