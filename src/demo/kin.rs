//! Ties of the demonstration: who works for whom, one organisation that controls
//! another, and an acquisition of a member by another though both have a director.

use chrono::{Duration, NaiveDate};
use uuid::Uuid;

use super::Fault;
use crate::bodies;
use crate::db::Connection;
use crate::members::store::breaches;
use crate::parties::model::record::{Domain, Jurisdiction, RegistrationNumber};
use crate::parties::model::tie::{Source, Span, TieKind, With};
use crate::parties::store::events::{self, Became, NewEvent, NewLink};
use crate::parties::store::record::{self, NewRecord};
use crate::parties::store::ties::{self, NewTie};
use crate::parties::{self, Kind, Name, PartyId};

/// Who works for whom: local part of the address, name of the organisation.
pub(super) const TIES: [(&str, &str); 4] = [
    ("member001", "Northlight Hosting"),
    ("member027", "Ardennes Compute"),
    ("member066", "Kestrel Networks"),
    ("member007", "Saltmarsh Cloud"),
];

async fn organisation(conn: &mut Connection, name: &str) -> Result<PartyId, Fault> {
    parties::store::search(conn, name, 10)
        .await?
        .into_iter()
        .find(|found| found.kind == Kind::Organisation.word() && found.name == name)
        .map(|found| PartyId(found.party))
        .ok_or_else(|| format!("{name} is missing in the demonstration").into())
}

/// Records all of it, as the secretary.
///
/// # Errors
/// The first fault.
pub(super) async fn load(
    conn: &mut Connection,
    persons: &[(PartyId, &str)],
    secretary: PartyId,
    today: NaiveDate,
) -> Result<(), Fault> {
    let begun =
        Span::new(today - Duration::days(800), None).ok_or("a span of the demonstration")?;
    for (person, employer) in persons {
        let tie = NewTie {
            id: Uuid::new_v4(),
            person: *person,
            with: With::Organisation(organisation(conn, employer).await?),
            kind: TieKind::Employee,
            share_bp: None,
            span: begun,
            source: Source::Employer,
            note: String::new(),
            by: secretary,
        };
        ties::record(conn, &tie).await?;
    }
    let parent = organisation(conn, "Blue Mesa Data").await?;
    let link = NewLink {
        id: Uuid::new_v4(),
        parent,
        child: organisation(conn, "Tidewater Labs").await?,
        percent_bp: 6000,
        basis: "shares".to_owned(),
        reason: "The annual report of Blue Mesa Data, page 41.".to_owned(),
        span: begun,
        by: secretary,
    };
    events::record_link(conn, &link).await?;
    let kestrel = organisation(conn, "Kestrel Networks").await?;
    let registered = NewRecord {
        id: Uuid::new_v4(),
        organisation: kestrel,
        legal_name: Name::parse("Kestrel Networks GmbH")?,
        number: RegistrationNumber::parse("HRB 204816")?,
        jurisdiction: Jurisdiction::parse("DE")?,
        starts_on: begun.starts_on(),
        corrects: None,
        by: secretary,
    };
    record::record(conn, &registered).await?;
    let domain = Domain::parse("kestrel.example")?;
    let (claim, from) = (Uuid::new_v4(), begun.starts_on());
    record::claim(conn, claim, kestrel, &domain, from, secretary).await?;
    let acquisition = NewEvent {
        id: Uuid::new_v4(),
        organisation: kestrel,
        what: Became::AcquiredBy(organisation(conn, "Saltmarsh Cloud").await?),
        effective_on: today - Duration::days(3),
        source: "Letter of Saltmarsh Cloud to the secretary.".to_owned(),
        by: secretary,
    };
    let now = bodies::store::now(conn).await?;
    breaches::declare(conn, &acquisition, today, now)
        .await?
        .ok_or("the acquisition of the demonstration breaks no rule")?;
    Ok(())
}
