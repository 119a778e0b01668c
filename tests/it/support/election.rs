//! A vote, from an empty database on, set up through the front door only:
//! pages, forms and letters. No table is written here.
//!
//! ```text
//! Place       a server, its letters and its clock
//! Foundation  founded, members imported, two election officers and a secretary signed in
//! Poll        opened on a certified roll, with the officers' keys in this process
//! Slip        what a receipt page says
//! ```

mod keys;
mod place;
mod poll;

use chrono::{NaiveDate, TimeDelta};
use commonhold::evidence::act::Act;
use futures_util::future::join_all;

use crate::support::{Page, Visitor, eventually};

pub use keys::*;
pub use place::*;
pub use poll::*;

/// Limits high enough for a test that does a day's work in a second.
pub const NO_LIMITS: [&str; 6] = [
    "--limit-account",
    "1000000",
    "--limit-address",
    "1000000",
    "--limit-casts",
    "1000000",
];

pub const ADA: (&str, &str) = ("Ada Okafor", "ada@tamarack.example");
pub const BEN: (&str, &str) = ("Ben Lindqvist", "ben@tamarack.example");
pub const CHI: (&str, &str) = ("Chi Moreau", "chi@tamarack.example");

/// Two organisations with votes that nobody shares, six persons with one vote
/// each (the first represents the first organisation as well), one whose
/// membership ran out before the record date, one whose began after it. Days
/// are counted from the day of the import.
const MEMBERS: [(&str, &str, &str, &str, bool, i64, i64); 10] = [
    (
        "Nordlicht Hosting",
        "ravi@mail.example",
        "Platinum",
        "Ravi Menon",
        true,
        -300,
        60,
    ),
    (
        "Quiet Works",
        "sol@mail.example",
        "Gold",
        "Sol Ibarra",
        false,
        -300,
        60,
    ),
    (
        "Ravi Menon",
        "ravi@mail.example",
        "Individual",
        "",
        true,
        -300,
        60,
    ),
    (
        "Kim Abara",
        "kim@mail.example",
        "Individual",
        "",
        true,
        -300,
        60,
    ),
    (
        "Lou Bekker",
        "lou@mail.example",
        "Individual",
        "",
        true,
        -300,
        60,
    ),
    (
        "Max Celik",
        "max@mail.example",
        "Individual",
        "",
        true,
        -300,
        60,
    ),
    (
        "Nia Dossou",
        "nia@mail.example",
        "Individual",
        "",
        true,
        -300,
        60,
    ),
    (
        "Ola Eide",
        "ola@mail.example",
        "Individual",
        "",
        false,
        -300,
        60,
    ),
    (
        "Pia Farkas",
        "pia@mail.example",
        "Individual",
        "",
        true,
        -400,
        -40,
    ),
    (
        "Tom Gallo",
        "tom@mail.example",
        "Individual",
        "",
        true,
        -5,
        360,
    ),
];

/// Votes on the roll: 50, 15, and six single ones.
pub const ROLL_MEMBERS: usize = 8;
pub const ROLL_VOTES: u64 = 71;

/// How long before the day of the test the record date lies.
const RECORD_DATE_DAYS: i64 = 20;

/// The columns of a file for the import of members.
pub const MEMBERS_HEADER: &str = "name,email,member_class,kind,representative,member_since,\
                                  term_start,term_end,country,disclosed,employer\n";

fn members_csv(today: NaiveDate) -> String {
    let mut csv = MEMBERS_HEADER.to_owned();
    for (name, email, class, representative, disclosed, from, to) in MEMBERS {
        let (from, to) = (today + TimeDelta::days(from), today + TimeDelta::days(to));
        let kind = if representative.is_empty() {
            "person"
        } else {
            "organisation"
        };
        let disclosed = if disclosed { "yes" } else { "no" };
        csv += &format!(
            "{name},{email},{class},{kind},{representative},{from},{from},{to},DE,{disclosed},\n"
        );
    }
    csv
}

/// A foundation with members, and its officers signed in.
pub struct Foundation {
    pub place: Place,
    pub ada: Visitor,
    pub ben: Visitor,
    pub chi: Visitor,
    /// The standing keys of the two election officers, on machines of their own.
    pub keys: [StandingKey; 2],
}

impl Foundation {
    /// Sets it up by the printed address, imports the usual members, and has
    /// the certifier take up the keys of both election officers.
    pub async fn found(place: Place) -> Self {
        let foundation = Self::without_keys(place).await;
        foundation.bring_keys().await;
        foundation
    }

    /// The same while no officer has brought a key.
    pub async fn without_keys(place: Place) -> Self {
        let members = members_csv(place.now.date_naive());
        Self::with_members(place, &members).await
    }

    /// The same as [`Self::found`] with other members: a file for their import.
    pub async fn found_with(place: Place, members: &str) -> Self {
        let foundation = Self::with_members(place, members).await;
        foundation.bring_keys().await;
        foundation
    }

    /// The same as [`Self::without_keys`] with other members.
    pub async fn with_members(place: Place, members: &str) -> Self {
        let visitor = place.visitor();
        let page = visitor.get(&place.setup).await;
        let mut form = page
            .form(&place.setup)
            .with("name", "Tamarack OS Foundation")
            .with("time_zone", place.zone)
            .with("preset", place.preset)
            .with("act", "found");
        for (at, (name, address)) in (1..).zip([ADA, BEN, CHI]) {
            form = form
                .with(&format!("officer_name_{at}"), name)
                .with(&format!("officer_address_{at}"), address);
        }
        let done = visitor.send(&form).await;
        assert_eq!(done.path, "/setup/done", "{}", done.text());
        let (ada, ben, chi) = tokio::join!(
            place.sign_in(ADA.1),
            place.sign_in(BEN.1),
            place.sign_in(CHI.1)
        );
        let page = chi.get("/room/members/import").await;
        let form = page.form("/room/members/import");
        let dry_run = chi.upload(&form, &[("file", members.as_bytes())]).await;
        assert_eq!(dry_run.status, 200, "{}", dry_run.text());
        let list = chi
            .submit(&dry_run, "/confirmation", &[("act", "take")])
            .await;
        assert_eq!(list.path, "/room/members", "{}", list.text());
        let keys = [StandingKey::generate(ADA.0), StandingKey::generate(BEN.0)];
        Self {
            place,
            ada,
            ben,
            chi,
            keys,
        }
    }

    /// Both election officers upload the public halves of their keys.
    pub async fn bring_keys(&self) {
        for (officer, key) in [(&self.ada, &self.keys[0]), (&self.ben, &self.keys[1])] {
            let page = officer.get("/room/key").await;
            let part = key.public();
            let brought = officer
                .upload(&page.form("/room/key"), &[("part", &part)])
                .await;
            assert_eq!(brought.status, 200, "{}", brought.text());
            eventually("a key that counts", async || {
                let page = officer.get("/room/key").await;
                page.text().contains("(you)").then_some(())
            })
            .await;
        }
    }

    /// Both election officers sign the act on this page; returns the page once
    /// the certifier has judged it.
    pub async fn sign(&self, act: &Page) -> Page {
        assert!(
            act.path.starts_with("/room/acts/"),
            "{} {}",
            act.path,
            act.text()
        );
        for (officer, key) in [(&self.ada, &self.keys[0]), (&self.ben, &self.keys[1])] {
            if officer
                .get(&act.path)
                .await
                .text()
                .contains("You have signed it.")
            {
                continue;
            }
            let signed = self.sign_alone(officer, key, &act.path).await;
            assert_eq!(signed.status, 200, "{}", signed.text());
        }
        eventually("the certifier's word", async || {
            let page = self.ada.get(&act.path).await;
            (!page.text().contains("the certifier is checking")).then_some(page)
        })
        .await
    }

    /// One officer downloads the act, signs it elsewhere, and brings the signature.
    pub async fn sign_alone(&self, officer: &Visitor, key: &StandingKey, act: &str) -> Page {
        let file = officer.get(&format!("{act}/act.json")).await;
        let parsed = Act::parse(file.html.as_bytes()).unwrap();
        let page = officer.get(act).await;
        let signature = key.sign(&parsed);
        officer
            .upload(&page.form("/signatures"), &[("signature", &signature)])
            .await
    }

    /// The day on which members of record are members.
    pub fn record_date(&self) -> NaiveDate {
        self.place.now.date_naive() - TimeDelta::days(RECORD_DATE_DAYS)
    }

    /// Ada proposes a roll; returns its page's path.
    pub async fn propose_roll(&self) -> String {
        let page = self.ada.get("/room/rolls").await;
        let date = self.record_date().to_string();
        let roll = self
            .ada
            .submit(&page, "/room/rolls", &[("record_date", &date)])
            .await;
        assert!(
            roll.path.starts_with("/room/rolls/"),
            "{} {}",
            roll.path,
            roll.text()
        );
        roll.path
    }

    /// Ada proposes a roll, Ben has it computed again, and both sign.
    pub async fn certify_roll(&self) -> String {
        let path = self.propose_roll().await;
        let page = self.ben.get(&path).await;
        let act = self.ben.submit(&page, "/certification", &[]).await;
        self.sign(&act).await;
        let text = self.ben.get(&path).await.text();
        assert!(text.contains("Certified by Ben Lindqvist"), "{text}");
        path
    }

    /// Signs these people in, all at once.
    pub async fn sign_in_all(&self, addresses: &[&str]) -> Vec<Visitor> {
        join_all(addresses.iter().map(|address| self.place.sign_in(address))).await
    }
}
