//! Where people meet: a server, its letters and its clock.

use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Mutex;

use crate::support::mail::Postbox;
use crate::support::server::Process;
use crate::support::{Codes, Letter, MailFolder, TestApp, Visitor, World, eventually};

/// Where people meet: a server, its letters, its clock.
pub struct Place {
    pub(super) base_url: String,
    pub(super) mail: MailFolder,
    pub(super) setup: String,
    /// In which the foundation's days begin and end, as the set-up form names it.
    pub zone: &'static str,
    /// The rulebook that the foundation begins with, as the set-up form names it.
    pub preset: &'static str,
    /// When the builder began, by the server's clock.
    pub now: DateTime<Utc>,
    /// Judges officers' acts, where nothing else starts one.
    pub certifier: Option<Process>,
    /// Each person's app for codes, which stays theirs from one browser to the next.
    pub(super) codes: Mutex<BTreeMap<String, Codes>>,
}

impl Place {
    pub fn of_app(app: &TestApp) -> Self {
        Self {
            base_url: app.base_url.clone(),
            mail: app.mail(),
            setup: setup_path(&app.setup_address()),
            zone: "UTC",
            preset: "delaware",
            now: Utc::now(),
            certifier: Some(app.certifier()),
            codes: Mutex::default(),
        }
    }

    pub async fn of_world(world: &mut World) -> Self {
        let address = world.setup_address().await;
        Self {
            base_url: world.base_url().to_owned(),
            mail: world.mail(),
            setup: setup_path(&address),
            zone: "UTC",
            preset: "delaware",
            now: world.now(),
            certifier: None,
            codes: Mutex::default(),
        }
    }

    /// Of a foundation that is there already.
    pub fn of_server(base_url: &str, mail: MailFolder, now: DateTime<Utc>) -> Self {
        Self {
            base_url: base_url.to_owned(),
            mail,
            setup: String::new(),
            zone: "UTC",
            preset: "delaware",
            now,
            certifier: None,
            codes: Mutex::default(),
        }
    }

    /// Its letters.
    pub fn mail(&self) -> &MailFolder {
        &self.mail
    }

    pub fn visitor(&self) -> Visitor {
        Visitor::new(&self.base_url)
    }

    /// Comes in by a mailed link.
    pub async fn sign_in(&self, address: &str) -> Visitor {
        let before = self.mail.to(address).len();
        let letters = || self.mail.to(address).split_off(before);
        let mut visitor = enter(self.visitor(), address, letters).await;
        visitor.codes = self.codes_of(address);
        visitor.letters = Some((self.mail.clone(), address.to_owned()));
        visitor
    }

    /// The app on this person's telephone.
    pub fn codes_of(&self, address: &str) -> Codes {
        let mut all = self.codes.lock().unwrap();
        all.entry(address.to_owned()).or_default().clone()
    }

    /// The letters, for a crowd that comes in by [`Self::first_sign_in`].
    pub fn postbox(&self) -> Postbox {
        Postbox::of(&self.mail)
    }

    /// Comes in by a mailed link for the first time, at a network address of
    /// one's own.
    pub async fn first_sign_in(&self, from: IpAddr, address: &str, postbox: &Postbox) -> Visitor {
        let visitor = Visitor::from_network(&self.base_url, Some(from));
        enter(visitor, address, || postbox.to(address)).await
    }
}

/// Asks for a link, and follows it when it has come.
async fn enter(visitor: Visitor, address: &str, letters: impl Fn() -> Vec<Letter>) -> Visitor {
    let page = visitor.get("/sign-in").await;
    let sent = visitor
        .submit(&page, "/sign-in", &[("address", address)])
        .await;
    assert_eq!(sent.path, "/sign-in/sent", "{}", sent.text());
    let link = eventually("a letter with a link", async || {
        letters()
            .iter()
            .flat_map(Letter::links)
            .find(|link| link.contains("/sign-in/link"))
    })
    .await;
    let page = visitor.get(&link).await;
    let home = visitor.submit(&page, "/sign-in/link", &[]).await;
    assert_eq!(home.status, 200, "{}", home.text());
    visitor
}

fn setup_path(line: &str) -> String {
    let path = &line[line.find("/setup/").unwrap()..];
    path.split_whitespace().next().unwrap().to_owned()
}
