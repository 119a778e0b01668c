//! A rehearsal founded from what was read of the real foundation, whole or not at all,
//! through the same stores as real acts.

mod ties;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel_async::AsyncConnection;
use uuid::Uuid;

use super::model;
use super::original::{Fault, Original, Rehearsed, Sitting};
use super::store::{self, Of};
use crate::accounts;
use crate::bodies::model::effect::{Effect, Taking};
use crate::bodies::model::seats::Basis;
use crate::bodies::model::{BodyId, Foundation, Office};
use crate::db::Connection;
use crate::elections::store::elections::{self, NewElection};
use crate::members::import::Place;
use crate::members::import::plan;
use crate::members::import::row::COLUMNS;
use crate::members::store::intake::{self, IntakeError};
use crate::outbox::Address;
use crate::parties::store::NewParty;
use crate::parties::{self, Kind, Name, PartyId};
use crate::{bodies, members, polls, rulebook};

/// Rows of a file that is taken at once, well under what a file may have.
const ROWS: usize = 10_000;
/// The text of the founding record.
const FOUNDING: &str = "A rehearsal, taken from the records of the foundation it rehearses. Nothing decided here counts.";

/// What was taken.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    pub members: usize,
    pub seats: usize,
    pub offices: usize,
    pub ties: usize,
    /// The number of the draft of the poll.
    pub poll: Option<i32>,
    /// What was not taken, in sentences.
    pub left_out: Vec<String>,
}

/// A fault that a transaction can end with.
struct Loading(Fault);

impl From<diesel::result::Error> for Loading {
    fn from(error: diesel::result::Error) -> Self {
        Self(error.into())
    }
}

/// Founds the rehearsal in an empty database.
///
/// # Errors
/// The first fault; then nothing is founded.
pub async fn found(
    conn: &mut Connection,
    original: &Original,
    foundation: &Foundation,
) -> Result<Loaded, Fault> {
    conn.transaction(async |conn| {
        let now = bodies::store::now(conn).await?;
        let mut loader = Loader {
            conn,
            original,
            today: foundation.day(now),
            persons: BTreeMap::new(),
            loaded: Loaded::default(),
        };
        loader.load(foundation).await.map_err(Loading)?;
        Ok::<Loaded, Loading>(loader.loaded)
    })
    .await
    .map_err(|Loading(fault)| fault)
}

struct Loader<'a> {
    conn: &'a mut Connection,
    original: &'a Original,
    today: NaiveDate,
    /// Who is who here, by the identity in the real foundation.
    persons: BTreeMap<PartyId, PartyId>,
    loaded: Loaded,
}

impl Loader<'_> {
    async fn load(&mut self, foundation: &Foundation) -> Result<(), Fault> {
        bodies::store::record_foundation(self.conn, foundation).await?;
        let of = Of {
            name: self.original.foundation.name.clone(),
            log_origin: self.original.foundation.log_origin.clone(),
        };
        store::record(self.conn, &of).await?;
        let decision = bodies::store::record_founding(self.conn, FOUNDING, self.today).await?;
        let (file, book) = &self.original.rulebook;
        rulebook::store::record(self.conn, file, book, decision, None).await?;
        members::store::classes::create(self.conn, &self.original.classes, decision).await?;
        self.record_persons().await?;
        let effects = self.effects()?;
        bodies::store::found_bodies(self.conn, decision, &effects).await?;
        self.loaded.offices = self.original.offices.len();
        self.loaded.seats = self.original.seats.len();
        let secretary = self
            .holder(Office::Secretary)
            .or_else(|| self.holder(Office::DeputySecretary))
            .ok_or("The foundation has no secretary, who keeps the members of a rehearsal too.")?;
        self.take_members(secretary).await?;
        self.forget_countries().await?;
        self.record_ties(secretary).await?;
        self.record_control(secretary).await?;
        self.record_sponsors().await?;
        if let Some(election) = &self.original.election {
            self.draft(election).await?;
        }
        Ok(())
    }

    fn holder(&self, wanted: Office) -> Option<PartyId> {
        let held = self.original.offices.iter();
        let (person, ..) = held.clone().find(|(_, office, _)| *office == wanted)?;
        self.persons.get(person).copied()
    }

    fn here(&self, person: PartyId) -> Result<PartyId, Fault> {
        Ok(self
            .persons
            .get(&person)
            .copied()
            .ok_or("somebody who holds an office or a seat is not on record")?)
    }

    /// Whoever holds an office or a seat, or has a tie, with their own address and language.
    async fn record_persons(&mut self) -> Result<(), Fault> {
        for person in &self.original.persons {
            let party = NewParty::person(Name::parse(&person.name)?);
            self.persons.insert(person.id, party.id);
            let id = party.id;
            parties::store::create(self.conn, &[party]).await?;
            if let Some(account) = &person.account {
                let address = Address::parse(&account.address)?;
                accounts::store::create(self.conn, id.0, &address, account.locale()).await?;
            } else {
                let sentence = format!("{} has no address, and cannot sign in.", person.name);
                self.loaded.left_out.push(sentence);
            }
        }
        Ok(())
    }

    /// Charters, then seats body by body, then offices.
    fn effects(&self) -> Result<Vec<Effect>, Fault> {
        let charters = self.original.charters.iter().cloned().map(Effect::Charter);
        let mut effects: Vec<Effect> = charters.collect();
        let mut bodies: Vec<(BodyId, Basis)> = Vec::new();
        for sitting in &self.original.seats {
            let kind = (sitting.body.clone(), sitting.basis);
            if !bodies.contains(&kind) {
                bodies.push(kind);
            }
        }
        for (body, basis) in bodies {
            let of_kind = |sitting: &&Sitting| sitting.body == body && sitting.basis == basis;
            let seats = self.original.seats.iter().filter(of_kind);
            let seats: Vec<Taking> = seats
                .map(|sitting| {
                    Ok(Taking {
                        person: self.here(sitting.person)?,
                        cohort: sitting.cohort.clone(),
                        affiliation: sitting.affiliation.clone(),
                        last_day: sitting.last_day,
                    })
                })
                .collect::<Result<_, Fault>>()?;
            effects.push(Effect::Seat { body, basis, seats });
        }
        for (person, office, last_day) in &self.original.offices {
            effects.push(Effect::Appoint {
                office: *office,
                person: self.here(*person)?,
                last_day: *last_day,
            });
        }
        Ok(effects)
    }

    /// Members come as a file does, judged row by row; a row with a fault stays out.
    async fn take_members(&mut self, secretary: PartyId) -> Result<(), Fault> {
        let made = model::rows(&self.original.members);
        self.loaded.left_out.extend(made.left_out);
        for rows in made.rows.chunks(ROWS) {
            let mut rows = rows.to_vec();
            // Two rows that hinder each other are both out; one more round shows no other.
            loop {
                if rows.is_empty() {
                    break;
                }
                let file = file(&rows)?;
                let known = intake::known(self.conn).await?;
                let Err(refusal) = plan::judge(&file, &known) else {
                    let hash = intake::keep_draft(self.conn, &file, secretary).await?;
                    let taken = intake::take(self.conn, hash, secretary).await;
                    let taken = taken.map_err(|error| said(&error))?;
                    self.loaded.members = self.loaded.members.saturating_add(taken.memberships);
                    break;
                };
                let mut out = Vec::new();
                for fault in refusal.faults {
                    let Place::Row { row, .. } = fault.place else {
                        return Err(fault.sentence.into());
                    };
                    let name = row
                        .checked_sub(1)
                        .and_then(|at| rows.get(at))
                        .and_then(|cells| cells.first())
                        .cloned()
                        .unwrap_or_default();
                    let sentence = format!("{name}: {}", fault.sentence);
                    self.loaded.left_out.push(sentence);
                    out.push(row);
                }
                if out.is_empty() {
                    return Err("the file of members was refused without a reason".into());
                }
                let mut at = 0_usize;
                rows.retain(|_| {
                    at = at.saturating_add(1);
                    !out.contains(&at)
                });
            }
        }
        Ok(())
    }

    /// A file of members names a country for each; where none is known, none is recorded.
    async fn forget_countries(&mut self) -> Result<(), Fault> {
        for member in &self.original.members {
            if !member.country.is_empty() {
                continue;
            }
            let (kind, party) = if member.is_organisation {
                (Kind::Organisation, self.organisation(&member.name).await?)
            } else {
                let Some(address) = &member.address else {
                    continue;
                };
                let address = Address::parse(address)?;
                let account = accounts::store::by_address(self.conn, &address).await?;
                (Kind::Person, account.map(|account| PartyId(account.person)))
            };
            let Some(id) = party else {
                continue;
            };
            let known = NewParty {
                id,
                kind,
                name: Name::parse(&member.name)?,
                country: None,
                disclosed: member.disclosed,
            };
            parties::store::record(self.conn, &[known]).await?;
        }
        Ok(())
    }

    async fn organisation(&mut self, name: &str) -> Result<Option<PartyId>, Fault> {
        let found = parties::store::search(self.conn, name, 50).await?;
        Ok(found
            .into_iter()
            .find(|row| row.kind == Kind::Organisation.word() && row.name == name)
            .map(|row| PartyId(row.party)))
    }

    /// The election with its dates, and the draft of its poll. Nominations and acts of the
    /// committee are made by people, at their time.
    async fn draft(&mut self, election: &Rehearsed) -> Result<(), Fault> {
        let officer = self.holder(Office::ElectionOfficer).ok_or(
            "The foundation has no election officer, who makes the election of a rehearsal too.",
        )?;
        let new = NewElection {
            id: Uuid::new_v4(),
            title: &election.title,
            body: &election.body,
            cohort: &election.cohort,
            seats: election.seats,
            committee: &election.committee,
            repeats: None,
            dates: election.dates,
            by: officer,
        };
        elections::create(self.conn, &new).await?;
        let number = polls::store::create(self.conn, officer.0, &election.draft).await?;
        self.loaded.poll = Some(number);
        Ok(())
    }
}

fn file(rows: &[[String; COLUMNS.len()]]) -> Result<Vec<u8>, Fault> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for row in rows {
        writer.write_record(row)?;
    }
    Ok(writer.into_inner().map_err(|error| error.into_error())?)
}

fn said(error: &IntakeError) -> String {
    match error {
        IntakeError::Refused(refusal) => refusal
            .faults
            .first()
            .map_or_else(|| error.to_string(), |fault| fault.sentence.clone()),
        IntakeError::TakenAlready(_)
        | IntakeError::NoDraft
        | IntakeError::SecondOfficer
        | IntakeError::NotKeeping
        | IntakeError::Members(_)
        | IntakeError::Account(_)
        | IntakeError::Database(_) => error.to_string(),
    }
}
