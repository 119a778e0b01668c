//! What the pages of licences show.

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;
use uuid::Uuid;

use super::model::{Direction, Health, Outcome};
use super::store::{Asset, Document, Falls, Licence, Review};
use crate::bodies::model::effect::day_said;
use crate::web::{Fields, Frame, times};

/// What is wrong with a form: field and sentence.
pub type Faults = Vec<(String, String)>;

fn fault<'a>(faults: &'a [(String, String)], field: &str) -> &'a str {
    faults
        .iter()
        .find(|(faulty, _)| faulty == field)
        .map_or("", |(_, sentence)| sentence)
}

fn form_of(fields: &Fields) -> Uuid {
    Uuid::parse_str(fields.get("form")).unwrap_or_else(|_| Uuid::new_v4())
}

fn lines(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Hexadecimal digits of a digest.
#[must_use]
pub fn hex(digest: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(digest)
}

/// Licences in public, in short.
#[derive(Template, WebTemplate)]
#[template(path = "licences/public.html")]
pub struct PublicPage {
    pub frame: Frame,
    pub licences: Vec<Licence>,
    pub today: NaiveDate,
}

impl PublicPage {
    /// Those of one direction.
    fn of(&self, direction: &str) -> Vec<&Licence> {
        self.licences
            .iter()
            .filter(|licence| licence.direction.word() == direction)
            .collect()
    }

    fn is_over(&self, licence: &Licence) -> bool {
        licence.standing(self.today).0 == Health::Over
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
    pub licences: Vec<Licence>,
    pub today: NaiveDate,
    /// Whether the reader enters licences.
    pub keeps: bool,
}

impl ListPage {
    fn of(&self, direction: &str) -> Vec<&Licence> {
        self.licences
            .iter()
            .filter(|licence| licence.direction.word() == direction)
            .collect()
    }

    fn health(&self, licence: &Licence) -> Health {
        licence.standing(self.today).0
    }

    fn day(&self, day: &NaiveDate) -> String {
        day_said(day)
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
            form: form_of(&typed),
            frame,
            assets,
            others,
            digest,
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
            .filter(|licence| licence.replaced_by.is_none())
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
    pub keeps: bool,
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
        (today, keeps): (NaiveDate, bool),
        (typed, faults): (Fields, Faults),
    ) -> Self {
        Self {
            form: form_of(&typed),
            frame,
            licence,
            assets,
            reviews,
            documents,
            falls,
            today,
            keeps,
            typed,
            faults,
        }
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn standing(&self) -> (Health, Vec<String>) {
        self.licence.standing(self.today)
    }

    fn is_out(&self) -> bool {
        self.licence.direction == Direction::Out
    }

    fn is_over(&self) -> bool {
        self.standing().0 == Health::Over
    }

    fn day(&self, day: &NaiveDate) -> String {
        day_said(day)
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
        match Outcome::parse(&review.outcome) {
            Some(Outcome::Pass) => "✓ the standard is kept",
            Some(Outcome::Cure) => "! to be put right",
            Some(Outcome::Terminate) => "‼ to be ended",
            None => "",
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
