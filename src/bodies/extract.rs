//! Who may enter a handler: the office stands in its signature.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::model::Office;
use super::store;
use crate::db::Connection;
use crate::parties::PartyId;
use crate::web::times::day_said;
use crate::web::{AppState, SignedIn, WebError};

/// A signed-in person who holds at least one office now by which officers act:
/// any but the auditor's, who reads in a room of their own and does nothing.
#[derive(Clone, Debug)]
pub struct Officer {
    pub person: PartyId,
    pub account: Uuid,
    pub name: String,
    /// SHA-256 of the session's token, to which idempotency rows are bound.
    pub session_hash: [u8; 32],
    /// The offices held when the request came, in the order of [`Office`].
    pub offices: Vec<Office>,
}

impl Officer {
    /// Whether this person may do what the office may: as its holder or a deputy.
    #[must_use]
    pub fn holds(&self, office: Office) -> bool {
        self.offices
            .iter()
            .any(|held| *held == office || held.stands_for() == office)
    }

    /// # Errors
    /// A refusal that says which of these offices is needed.
    fn holding_one_of(self, offices: &[Office]) -> Result<Self, WebError> {
        if offices.iter().any(|office| self.holds(*office)) {
            return Ok(self);
        }
        let names = |offices: &[Office]| {
            offices
                .iter()
                .map(|office| office.holder())
                .collect::<Vec<_>>()
        };
        Err(WebError::Forbidden(format!(
            "Only {} may do this. You act as {}. Offices are given by a recorded decision. Ask somebody who holds one.",
            names(offices).join(" or "),
            names(&self.offices).join(" and "),
        )))
    }
}

/// A signed-in person who is an election officer now.
#[derive(Clone, Debug)]
pub struct ElectionOfficer(pub Officer);

impl ElectionOfficer {
    /// Whether this officer could enter as one.
    #[must_use]
    pub fn is(officer: &Officer) -> bool {
        officer.holds(Office::ElectionOfficer)
    }
}

/// A signed-in person who is the secretary now, or a deputy.
#[derive(Clone, Debug)]
pub struct Secretary(pub Officer);

impl Secretary {
    /// Whether this officer could enter as one.
    #[must_use]
    pub fn is(officer: &Officer) -> bool {
        officer.holds(Office::Secretary)
    }
}

/// A signed-in person who is the treasurer now, or a deputy.
#[derive(Clone, Debug)]
pub struct Treasurer(pub Officer);

impl Treasurer {
    /// Whether this officer could enter as one.
    #[must_use]
    pub fn is(officer: &Officer) -> bool {
        officer.holds(Office::Treasurer)
    }
}

/// A signed-in person who enters decisions: the secretary, the chair, or a deputy.
#[derive(Clone, Debug)]
pub struct MinuteKeeper(pub Officer);

impl MinuteKeeper {
    const OFFICES: [Office; 2] = [Office::Secretary, Office::Chair];

    /// Whether this officer could enter as one.
    #[must_use]
    pub fn is(officer: &Officer) -> bool {
        Self::OFFICES.iter().any(|office| officer.holds(*office))
    }
}

/// A signed-in person who keeps the list of members: the secretary, or a member
/// of the membership committee.
#[derive(Clone, Debug)]
pub struct MemberKeeper(pub Officer);

impl MemberKeeper {
    const OFFICES: [Office; 2] = [Office::Secretary, Office::MembershipCommittee];

    /// Whether this officer could enter as one.
    #[must_use]
    pub fn is(officer: &Officer) -> bool {
        Self::OFFICES.iter().any(|office| officer.holds(*office))
    }
}

/// A signed-in person who gives notices: the secretary, the chair, an election
/// officer, or a deputy.
#[derive(Clone, Debug)]
pub struct NoticeGiver(pub Officer);

impl NoticeGiver {
    const OFFICES: [Office; 3] = [Office::Secretary, Office::Chair, Office::ElectionOfficer];

    /// Whether this officer could enter as one.
    #[must_use]
    pub fn is(officer: &Officer) -> bool {
        Self::OFFICES.iter().any(|office| officer.holds(*office))
    }
}

/// A signed-in person who announces record dates: the secretary, an election
/// officer, or a deputy.
#[derive(Clone, Debug)]
pub struct DateAnnouncer(pub Officer);

impl DateAnnouncer {
    const OFFICES: [Office; 2] = [Office::Secretary, Office::ElectionOfficer];

    /// Whether this officer could enter as one.
    #[must_use]
    pub fn is(officer: &Officer) -> bool {
        Self::OFFICES.iter().any(|office| officer.holds(*office))
    }
}

/// A signed-in person who keeps the register of assets: the secretary, the chair, the
/// treasurer, or a deputy.
#[derive(Clone, Debug)]
pub struct RegistryKeeper(pub Officer);

impl RegistryKeeper {
    const OFFICES: [Office; 3] = [Office::Secretary, Office::Chair, Office::Treasurer];

    /// Whether this officer could enter as one.
    #[must_use]
    pub fn is(officer: &Officer) -> bool {
        Self::OFFICES.iter().any(|office| officer.holds(*office))
    }
}

/// A signed-in person who is an auditor now.
#[derive(Clone, Debug)]
pub struct Auditor {
    pub person: PartyId,
    pub name: String,
}

type Entry<T> = Pin<Box<dyn Future<Output = Result<T, WebError>>>>;

impl FromRequest for Officer {
    type Error = WebError;
    type Future = Entry<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let holder = holder(
            request,
            payload,
            "This page is for officers. Go to your own page.",
        );
        Box::pin(async move {
            let holder = holder.await?;
            if holder.offices == [Office::Auditor] {
                return Err(WebError::Forbidden(
                    "This is for officers who act. You are an auditor: you read, in the auditors’ room.".into(),
                ));
            }
            Ok(holder)
        })
    }
}

impl FromRequest for Auditor {
    type Error = WebError;
    type Future = Entry<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let whose = "The registers are open to auditors, during their term. Ask the secretary for what you need.";
        let holder = holder(request, payload, whose);
        Box::pin(async move {
            let holder = holder.await?;
            let holder = holder.holding_one_of(&[Office::Auditor])?;
            Ok(Self {
                person: holder.person,
                name: holder.name,
            })
        })
    }
}

/// Who is signed in, with the offices held now. Whoever holds none is told `whose`
/// the page is, and which office was over last.
fn holder(request: &HttpRequest, payload: &mut Payload, whose: &'static str) -> Entry<Officer> {
    let signed_in = SignedIn::from_request(request, payload);
    let state = request.app_data::<Data<AppState>>().cloned();
    Box::pin(async move {
        let signed_in = signed_in.await?;
        let state = state.ok_or_else(|| WebError::internal_message("no state in the request"))?;
        let person = PartyId(signed_in.person);
        let mut conn = state.connection().await?;
        let now = store::now(&mut conn).await.map_err(WebError::internal)?;
        let offices = store::offices_of(&mut conn, person, now)
            .await
            .map_err(WebError::internal)?;
        if offices.is_empty() {
            let over = over(&mut conn, person, now).await?;
            return Err(WebError::Forbidden(format!(
                "{whose} {over}You hold no office of the foundation today; offices are given by a recorded decision. If one is missing, ask the secretary."
            )));
        }
        Ok(Officer {
            person,
            account: signed_in.account,
            name: signed_in.name,
            session_hash: signed_in.session_hash,
            offices,
        })
    })
}

/// The last day of the office that a person left last, as a sentence with a blank
/// after it; empty for whoever never held one.
async fn over(
    conn: &mut Connection,
    person: PartyId,
    now: DateTime<Utc>,
) -> Result<String, WebError> {
    let terms = store::office_terms(conn)
        .await
        .map_err(WebError::internal)?;
    let ended = terms
        .iter()
        .filter(|term| term.person == person)
        .filter_map(|term| Some((term.end().filter(|end| *end <= now)?, term.office)));
    let Some((end, office)) = ended.max() else {
        return Ok(String::new());
    };
    let foundation = store::foundation(conn).await.map_err(WebError::internal)?;
    let zone = foundation.map_or(chrono_tz::UTC, |foundation| foundation.zone);
    // The office is over from its end on: what ends at a midnight was held until the day before.
    let last = (end - TimeDelta::microseconds(1)).with_timezone(&zone);
    Ok(format!(
        "Your last day as {} was {}. ",
        office.holder(),
        day_said(&last.date_naive())
    ))
}

/// Lets in whoever holds one of these offices today.
macro_rules! holding_one_of {
    ($($holder:ident: $offices:expr;)*) => {$(
        impl FromRequest for $holder {
            type Error = WebError;
            type Future = Entry<Self>;

            fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
                let officer = Officer::from_request(request, payload);
                Box::pin(async move { officer.await?.holding_one_of($offices).map(Self) })
            }
        }
    )*};
}

holding_one_of! {
    ElectionOfficer: &[Office::ElectionOfficer];
    Secretary: &[Office::Secretary];
    Treasurer: &[Office::Treasurer];
    MemberKeeper: &Self::OFFICES;
    MinuteKeeper: &Self::OFFICES;
    NoticeGiver: &Self::OFFICES;
    DateAnnouncer: &Self::OFFICES;
    RegistryKeeper: &Self::OFFICES;
}
