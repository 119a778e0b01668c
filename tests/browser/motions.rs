//! Motions as people meet them: a petition that becomes a referendum and amends the
//! rulebook, and a motion of the board with an amendment and a director who keeps out.

mod board;
mod petition;

use std::cell::Cell;

use chrono::{NaiveDate, TimeDelta};
use serde_json::json;

use crate::{
    chromium::Chromium,
    person::{DESK, PHONE, Person},
    support::{
        Visitor,
        election::{Foundation, MEMBERS_HEADER, Place},
    },
};

const ANNEGRET: (&str, &str) = (
    "Annegret Freifrau von Schwarzenberg-Löwenstein-Wertheim",
    "annegret@mail.example",
);
const KIM: (&str, &str) = ("Kim Abara", "kim@mail.example");
const LOU: (&str, &str) = ("Lou Bekker", "lou@mail.example");
const NIA: (&str, &str) = ("Nia Dossou", "nia@mail.example");
const OLA: (&str, &str) = ("Ola Eide", "ola@mail.example");
const TOM: (&str, &str) = ("Tom Gallo", "tom@mail.example");
const RAVI: (&str, &str) = ("Ravi Menon", "ravi@mail.example");
const SOL: (&str, &str) = ("Sol Ibarra", "sol@mail.example");

/// Who represents which organisation, in which class; the others act for themselves.
const REPRESENTED: [((&str, &str), &str, &str); 2] = [
    (RAVI, "Nordlicht Hosting", "Platinum"),
    (SOL, "Quiet Works", "Gold"),
];

/// The file of members: two organisations with 50 and 15 votes, six persons with one each.
fn members(today: NaiveDate) -> String {
    let (from, to) = (today - TimeDelta::days(300), today + TimeDelta::days(120));
    let mut csv = MEMBERS_HEADER.to_owned();
    for ((name, address), member, class) in REPRESENTED {
        csv +=
            &format!("{member},{address},{class},organisation,{name},{from},{from},{to},DE,yes,\n");
    }
    for (name, address) in [ANNEGRET, KIM, LOU, NIA, OLA, TOM] {
        csv += &format!("{name},{address},Individual,person,,{from},{from},{to},DE,yes,\n");
    }
    csv
}

/// Everybody has a browser of a width in one album.
pub struct Stage<'a> {
    pub chromium: &'a Chromium,
    pub album: &'static str,
    pub base_url: String,
    /// How many came in already, so that pictures stand in their order.
    pub scenes: Cell<u32>,
}

impl Stage<'_> {
    /// Somebody opens a browser, without signing in.
    pub async fn opens(&self, name: &str, width: u32) -> Person {
        let scene = self.scenes.get() + 1;
        self.scenes.set(scene);
        let name = format!("{scene:02} {name}");
        Person::new(self.chromium, self.album, &name, &self.base_url, width).await
    }

    /// Somebody comes in at a browser, with the telephone that is theirs.
    pub async fn meets(&self, place: &Place, (name, address): (&str, &str), width: u32) -> Person {
        let mut person = self.opens(name, width).await;
        person.codes = place.codes_of(address);
        person.goes_to("/sign-in").await;
        person.signs_in(place.mail(), address).await;
        person
    }
}

/// How much of a long page a picture holds, in CSS pixels.
const TALLEST: u64 = 4200;

/// Pictures of the whole page, on a desk and on a phone, of which nothing is cut off.
pub async fn shows(person: &Person, name: &str) {
    let before = person.script("return innerWidth", Vec::new()).await;
    for (width, place) in [(DESK, "desk"), (PHONE, "phone")] {
        person.turns_to_width(width).await;
        let faults = person.out_of_sight().await;
        assert_eq!(faults, Vec::<String>::new(), "{name}, {place}");
        let height = person
            .script("return document.documentElement.scrollHeight", Vec::new())
            .await;
        let height = height.as_u64().unwrap_or(TALLEST).min(TALLEST);
        let metrics = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < DESK,
        });
        person
            .window
            .tell("Emulation.setDeviceMetricsOverride", metrics)
            .await;
        person.looks(&format!("{name}, {place}")).await;
    }
    let width = before
        .as_u64()
        .and_then(|width| u32::try_from(width).ok())
        .unwrap_or(DESK);
    person.turns_to_width(width).await;
}

/// Somebody takes a step with a motion, over HTTP.
async fn steps(by: &Visitor, motion: &str, step: &str) {
    crate::moving::steps(by, motion, step, "").await;
}

/// The draft of the next rulebook, changed; returns its SHA-256.
pub async fn drafts(foundation: &Foundation, changes: &[(&str, &str)]) -> String {
    let chi = &foundation.chi;
    let form = chi.get("/room/rulebook").await.form("/room/rulebook");
    let mut text = form.value("text").unwrap().to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "the draft does not say {from:?}");
        text = text.replacen(from, to, 1);
    }
    let saved = chi.upload(&form.with("text", &text), &[]).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    let page = chi.get("/room/rulebook").await;
    let link = page.link("Enter the decision that adopts it");
    let (_, sha256) = link.split_once("sha256=").unwrap();
    sha256[..64].to_owned()
}

/// Officers sign the act that adopts the draft, once it is decided.
pub async fn adopts(foundation: &Foundation) {
    let ada = &foundation.ada;
    let page = ada.get("/room/rulebook").await;
    let act = ada.submit(&page, "/room/rulebook/adoption", &[]).await;
    let done = foundation.sign(&act).await;
    assert!(
        done.text().contains("of the rulebook is adopted."),
        "{}",
        done.text()
    );
}
