//! Pages of second factors.

use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, Utc};
use qrcodegen::{QrCode, QrCodeEcc};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::model::Asked;
use super::store::{Held, Reset};
use crate::accounts::LocalPath;
use crate::accounts::views::afresh_address;
use crate::bodies::Officer;
use crate::web::Frame;
use crate::web::error::encode_path;
use crate::web::times::Moment;

/// A secret that is offered to an app, and sealed for the form to bring back.
pub struct Offer {
    pub id: Uuid,
    pub groups: Zeroizing<String>,
    pub address: Zeroizing<String>,
    pub sealed: String,
}

impl Offer {
    /// The picture that apps read: its side in squares, and the path of the dark ones.
    fn picture(&self) -> Option<(i32, String)> {
        let code = QrCode::encode_text(&self.address, QrCodeEcc::Medium).ok()?;
        let mut path = String::new();
        for y in 0..code.size() {
            for x in 0..code.size() {
                if code.get_module(x, y) {
                    path.push_str(&format!("M{x} {y}h1v1h-1z"));
                }
            }
        }
        Some((code.size(), path))
    }
}

/// `/room/factor`
#[derive(Template, WebTemplate)]
#[template(path = "factors/own.html")]
pub struct OwnPage {
    pub frame: Frame,
    pub since: Option<Moment>,
    pub asked: Asked,
    pub offer: Option<Offer>,
    /// Where the officer signs in once more before a factor is offered, if they have to.
    pub afresh: Option<String>,
    /// Whether every other browser is to be signed out with the factor, as ticked.
    pub alone: bool,
    /// Where to go on after the code; empty: nowhere.
    pub next: String,
    pub fault: Option<String>,
    pub now: DateTime<Utc>,
}

impl OwnPage {
    /// The clock that codes are held against.
    fn clock(&self) -> String {
        self.now.format("%H:%M:%S UTC").to_string()
    }

    fn exact(&self) -> String {
        self.now.format("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// What is wrong, where the page says it above a form.
    fn faults(&self) -> Vec<(&'static str, &str)> {
        self.fault
            .iter()
            .map(|fault| ("code", fault.as_str()))
            .collect()
    }
}

/// Where an officer signs in once more, and comes back to add a factor.
pub fn afresh(next: &str) -> String {
    let next = onward(next).map_or_else(String::new, |next| {
        format!("?next={}", encode_path(next.as_str()))
    });
    afresh_address(&format!("/room/factor{next}"))
}

/// Where an officer goes on after a code.
pub fn onward(next: &str) -> Option<LocalPath> {
    (next.starts_with("/room"))
        .then(|| LocalPath::parse(next))
        .flatten()
}

pub struct HeldRow {
    pub name: String,
    pub factor: Option<Uuid>,
    pub since: Option<Moment>,
    pub own: bool,
}

pub struct ResetRow {
    pub reset: Reset,
    pub proposed: Moment,
    pub confirmed: Option<Moment>,
    /// The reader may confirm it.
    pub may_confirm: bool,
}

/// `/room/factors`
#[derive(Template, WebTemplate)]
#[template(path = "factors/officers.html")]
pub struct OfficersPage {
    pub frame: Frame,
    pub rule: bool,
    pub rows: Vec<HeldRow>,
    pub resets: Vec<ResetRow>,
    pub form: Uuid,
    /// The factor whose reset was refused, what was typed, and why.
    pub refused: Option<(Uuid, String, String)>,
}

impl OfficersPage {
    pub fn new(
        frame: Frame,
        officer: &Officer,
        rule: bool,
        (held, resets): (Vec<Held>, Vec<Reset>),
        now: DateTime<Utc>,
        form: Uuid,
    ) -> Self {
        let me = officer.person.0;
        let rows = held
            .into_iter()
            .map(|held| HeldRow {
                since: held.since.map(|at| Moment::on_page(&frame, at, now)),
                own: held.person == me,
                name: held.name,
                factor: held.factor,
            })
            .collect();
        let resets = resets
            .into_iter()
            .map(|reset| ResetRow {
                proposed: Moment::on_page(&frame, reset.proposed_at, now),
                confirmed: reset
                    .confirmed_at
                    .map(|at| Moment::on_page(&frame, at, now)),
                may_confirm: reset.open && reset.whose != me && reset.proposed_by != me,
                reset,
            })
            .collect();
        Self {
            frame,
            rule,
            rows,
            resets,
            form,
            refused: None,
        }
    }

    fn faults(&self) -> Vec<(String, &str)> {
        self.refused
            .iter()
            .map(|(factor, _, sentence)| (format!("reason-{factor}"), sentence.as_str()))
            .collect()
    }

    fn typed(&self, factor: &Uuid) -> &str {
        self.refused
            .as_ref()
            .filter(|(refused, _, _)| refused == factor)
            .map_or("", |(_, typed, _)| typed)
    }

    fn wrong(&self, factor: &Uuid) -> &str {
        self.refused
            .as_ref()
            .filter(|(refused, _, _)| refused == factor)
            .map_or("", |(_, _, sentence)| sentence)
    }
}
