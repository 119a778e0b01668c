//! What the pages of licences show.

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;
use uuid::Uuid;

use super::model::{Direction, Health, Outcome, Stage, Standing};
use super::store::{Asset, Document, Falls, Licence, Review};
use crate::web::figures::hex;
use crate::web::form::{Faults, fault};
use crate::web::{Fields, Frame, times};

fn lines(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Licences of one direction that stand on a page.
pub struct Stretch {
    pub direction: Direction,
    pub licences: Vec<Licence>,
    /// Whether newer ones stand on a page before.
    pub is_later: bool,
    /// From which number down the next page goes.
    pub next: Option<i64>,
}

impl Stretch {
    /// The address of the next page, as what follows the path.
    fn next_query(&self) -> Option<String> {
        let number = self.next?;
        Some(format!(
            "?direction={}&before={number}",
            self.direction.word()
        ))
    }

    /// What the officers' room calls the direction.
    const fn title(&self) -> &'static str {
        match self.direction {
            Direction::Out => "Licensed to others",
            Direction::In => "Licensed from others",
        }
    }
}

/// Licences in public, in short.
#[derive(Template, WebTemplate)]
#[template(path = "licences/public.html")]
pub struct PublicPage {
    pub frame: Frame,
    pub stretches: Vec<Stretch>,
    pub today: NaiveDate,
}

impl PublicPage {
    fn is_over(&self, licence: &Licence) -> bool {
        licence.standing(self.today).health == Health::Over
    }

    fn begins(&self, licence: &Licence) -> bool {
        licence.begins_on(self.today).is_some()
    }

    fn day(&self, day: &NaiveDate) -> String {
        times::day(&self.frame.t, *day)
    }
}

/// Licences, as officers keep them.
#[derive(Template, WebTemplate)]
#[template(path = "licences/list.html")]
pub struct ListPage {
    pub frame: Frame,
    pub stretches: Vec<Stretch>,
    pub today: NaiveDate,
    /// Whether the reader enters licences.
    pub keeps: bool,
}

impl ListPage {
    fn standing(&self, licence: &Licence) -> Standing {
        licence.standing(self.today)
    }

    fn review_by(&self, licence: &Licence) -> Option<NaiveDate> {
        licence.review_by(self.today)
    }

    fn day(&self, day: &NaiveDate) -> String {
        times::day_said(day)
    }

    fn is_past(&self, day: &NaiveDate) -> bool {
        *day < self.today
    }
}

/// The form of a licence.
#[derive(Template, WebTemplate)]
#[template(path = "licences/form.html")]
pub struct FormPage {
    pub frame: Frame,
    pub assets: Vec<Asset>,
    /// The licences that could be replaced.
    pub others: Vec<Licence>,
    /// The SHA-256 of the terms, where a deed has to name it.
    pub digest: Option<String>,
    /// Whether a code is asked before a licence can be entered.
    pub code_due: bool,
    pub typed: Fields,
    pub faults: Faults,
    pub form: Uuid,
}

impl FormPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        assets: Vec<Asset>,
        others: Vec<Licence>,
        digest: Option<String>,
        (typed, faults): (Fields, Faults),
    ) -> Self {
        Self {
            form: typed.form_id(),
            frame,
            assets,
            others,
            digest,
            code_due: false,
            typed,
            faults,
        }
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn directions(&self) -> [(&'static str, &'static str); 3] {
        [
            ("", "Choose"),
            (Direction::Out.word(), "The foundation gives it"),
            (Direction::In.word(), "The foundation has it"),
        ]
    }

    /// Number, label, whether it is chosen.
    fn assets(&self) -> Vec<(String, String, bool)> {
        self.assets
            .iter()
            .map(|asset| {
                let number = asset.number.to_string();
                let chosen = self.typed.all("asset").any(|typed| typed == number);
                let held = asset.holding.replace('_', " ");
                let label = format!("A-{number} {}, {held}", asset.title);
                (number, label, chosen)
            })
            .collect()
    }

    fn replaceable(&self) -> Vec<(String, String)> {
        let none = (String::new(), "none".to_owned());
        let others = self
            .others
            .iter()
            .filter(|licence| licence.replaced_by.is_none() && licence.counts())
            .map(|licence| {
                (
                    licence.number.to_string(),
                    format!(
                        "{} {}: {}",
                        licence.number, licence.counterparty, licence.title
                    ),
                )
            });
        std::iter::once(none).chain(others).collect()
    }

    fn ticked(&self, field: &str) -> bool {
        self.typed.get(field) == "1"
    }
}

/// One licence, as officers see it.
#[derive(Template, WebTemplate)]
#[template(path = "licences/licence.html")]
pub struct LicencePage {
    pub frame: Frame,
    pub licence: Licence,
    pub assets: Vec<Asset>,
    pub reviews: Vec<Review>,
    pub documents: Vec<Document>,
    pub falls: Falls,
    pub today: NaiveDate,
    reader: Uuid,
    pub keeps: bool,
    /// Whether a code is asked before it can be confirmed.
    pub code_due: bool,
    pub typed: Fields,
    pub faults: Faults,
    pub form: Uuid,
}

impl LicencePage {
    #[must_use]
    pub fn new(
        frame: Frame,
        (licence, assets): (Licence, Vec<Asset>),
        (reviews, documents): (Vec<Review>, Vec<Document>),
        falls: Falls,
        (today, reader, keeps): (NaiveDate, Uuid, bool),
        (typed, faults): (Fields, Faults),
    ) -> Self {
        Self {
            form: typed.form_id(),
            frame,
            licence,
            assets,
            reviews,
            documents,
            falls,
            today,
            reader,
            keeps,
            code_due: false,
            typed,
            faults,
        }
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn standing(&self) -> Standing {
        self.licence.standing(self.today)
    }

    fn is_out(&self) -> bool {
        self.licence.direction == Direction::Out
    }

    fn is_over(&self) -> bool {
        self.standing().health == Health::Over
    }

    /// Where this page stands.
    fn place(&self) -> String {
        format!("/room/licences/{}", self.licence.number)
    }

    fn waits(&self) -> bool {
        self.licence.stage == Stage::Waits
    }

    /// Until when it waits.
    fn until(&self) -> String {
        times::instant_said(&self.frame, &self.licence.waits_until)
    }

    /// Whether the reader may be the second keeper.
    fn can_confirm(&self) -> bool {
        self.keeps && self.waits() && self.licence.entered_by != self.reader
    }

    fn is_red(&self) -> bool {
        self.standing().health == Health::Red
    }

    /// By when the next review is done.
    fn review_by(&self) -> Option<NaiveDate> {
        self.licence.review_by(self.today)
    }

    /// The day of the review that is recorded next, while the licence runs.
    fn review_due(&self) -> Option<NaiveDate> {
        self.licence
            .next_review(self.today)
            .filter(|_| !self.is_over())
    }

    /// Whether a review is late, or something is still to be put right: recording it comes
    /// first on the page.
    fn is_review_first(&self) -> bool {
        self.review_due().is_some_and(|day| self.is_past(&day))
    }

    fn day(&self, day: &NaiveDate) -> String {
        times::day_said(day)
    }

    fn is_past(&self, day: &NaiveDate) -> bool {
        *day < self.today
    }

    fn hex(&self, digest: &[u8]) -> String {
        hex(digest)
    }

    fn documents_of(&self, review: &Review) -> Vec<&Document> {
        self.documents
            .iter()
            .filter(|document| document.review == review.id)
            .collect()
    }

    fn outcome_said(&self, review: &Review) -> &'static str {
        match review.outcome {
            Outcome::Pass => "✓ the standard is kept",
            Outcome::Cure => "! to be put right",
            Outcome::Terminate => "‼ to be ended",
        }
    }

    fn outcomes(&self) -> [(&'static str, &'static str); 4] {
        [
            ("", "Choose"),
            (Outcome::Pass.word(), "the standard is kept"),
            (Outcome::Cure.word(), "something is to be put right"),
            (Outcome::Terminate.word(), "the licence is to end"),
        ]
    }
}

/// The index of the evidence pack: a page that stands by itself.
#[derive(Template)]
#[template(path = "licences/pack.html")]
pub struct PackPage {
    pub foundation: String,
    pub licence: Licence,
    pub assets: Vec<Asset>,
    pub reviews: Vec<Review>,
    pub documents: Vec<Document>,
    /// How many entries the log had, as it was served: the pack holds a proof of those.
    pub proved: u64,
    pub made_on: NaiveDate,
}

impl PackPage {
    fn lines(&self, text: &str) -> Vec<String> {
        lines(text)
    }

    fn hex(&self, digest: &[u8]) -> String {
        hex(digest)
    }

    fn documents_of(&self, review: &Review) -> Vec<&Document> {
        self.documents
            .iter()
            .filter(|document| document.review == review.id)
            .collect()
    }

    /// The file of a document within the pack.
    fn file(&self, review: &Review, document: &Document) -> String {
        file_of(review, document)
    }

    /// The place in the log that the pack proves of a review.
    fn entry(&self, review: &Review) -> Option<u64> {
        review.entry_below(self.proved)
    }

    fn statement(&self, review: &Review) -> String {
        review
            .statement
            .as_ref()
            .map(|bytes| hex(crate::seal::hash::sha256(bytes).as_bytes()))
            .unwrap_or_default()
    }
}

/// The name of a document's file within the pack: of letters that every system takes.
#[must_use]
pub fn file_of(review: &Review, document: &Document) -> String {
    let name: String = document
        .name
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() || letter == '.' || letter == '-' {
                letter
            } else {
                '_'
            }
        })
        .take(80)
        .collect();
    let name = name.trim_start_matches('.');
    format!("documents/{}-{}-{name}", review.record, document.place)
}
