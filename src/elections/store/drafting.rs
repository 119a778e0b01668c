//! The draft of the poll that an election becomes, with the cap on affiliations.

use std::collections::{BTreeMap, BTreeSet};

use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Int4, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::ElectionsError;
use super::elections::{self, Election};
use super::facts::{self, Now};
use super::nominating;
use super::nominees::{self, Standing};
use crate::bodies::store::seats as seats_of;
use crate::db::Connection;
use crate::elections::model::NomineeState;
use crate::elections::model::caps::Caps;
use crate::parties::PartyId;
use crate::polls;
use crate::polls::draft::{Details, Draft, DraftCaps, DraftOption, SmallCellChoice, option_id};
use crate::rolls;
use crate::tally::Method;

/// The candidates with the ids of their options, in the order of the list.
#[must_use]
pub fn options(nominees: &[Standing]) -> Vec<(PartyId, DraftOption)> {
    let mut taken = BTreeSet::new();
    nominees
        .iter()
        .filter(|one| one.state == NomineeState::Candidate)
        .map(|one| {
            let id = option_id(&one.name, &taken);
            taken.insert(id.clone());
            let statement = if one.disclosures.is_empty() {
                one.statement.clone()
            } else {
                format!("{}\n\n{}", one.statement, one.disclosures)
            };
            let option = DraftOption {
                id,
                name: one.name.clone(),
                statement,
            };
            (one.person, option)
        })
        .collect()
}

/// The cap of an election: groups of two options or more, or of one whose group
/// sits already; as of the record date, or today while that lies ahead. None where
/// the rulebook caps nobody.
///
/// # Errors
/// Those of the database.
pub async fn caps(
    conn: &mut Connection,
    election: &Election,
    options: &[(PartyId, DraftOption)],
    now: Now,
) -> Result<Option<Caps>, ElectionsError> {
    let rules = facts::rules(conn, now.at).await?;
    if !rules.cap.value {
        return Ok(None);
    }
    let chairs = seats_of::chairs(conn).await?;
    let stay: Vec<PartyId> = facts::staying(&chairs, election)
        .into_iter()
        .map(|one| one.person)
        .collect();
    let mut persons: Vec<PartyId> = options.iter().map(|(person, _)| *person).collect();
    persons.extend(&stay);
    let day = facts::affiliation_day(election, now.day);
    let of = facts::groups_of(conn, &persons, day, now.at).await?;
    let mut groups: BTreeMap<PartyId, BTreeSet<String>> = BTreeMap::new();
    for (person, option) in options {
        for group in of.get(person).into_iter().flatten() {
            groups.entry(*group).or_default().insert(option.id.clone());
        }
    }
    let mut sitting: BTreeMap<PartyId, u32> = BTreeMap::new();
    for person in &stay {
        for group in of.get(person).into_iter().flatten() {
            let count = sitting.entry(*group).or_insert(0);
            *count = count.saturating_add(1);
        }
    }
    let mut caps = Caps {
        cap: 1,
        ..Caps::default()
    };
    for (group, options) in groups {
        let sits = sitting.get(&group).copied().unwrap_or(0);
        if options.len() < 2 && sits == 0 {
            continue;
        }
        let mut name = nominating::name(conn, group).await?;
        if caps.groups.contains_key(&name) {
            name = format!("{name} ({})", caps.groups.len().saturating_add(1));
        }
        if sits > 0 {
            caps.sitting.insert(name.clone(), sits);
        }
        caps.groups.insert(name, options);
    }
    Ok(Some(caps))
}

/// The number of the poll drafted from an election; none before.
///
/// # Errors
/// Those of the database.
pub async fn poll_of(conn: &mut Connection, election: Uuid) -> QueryResult<Option<i32>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Int4)]
        number: i32,
    }
    let row: Option<Row> = crate::db::sql_query(
        "SELECT p.number FROM election_polls x JOIN polls p ON p.id = x.poll \
         WHERE x.election = $1 ORDER BY x.recorded_at DESC, x.version DESC LIMIT 1",
    )
    .bind::<SqlUuid, _>(election)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| row.number))
}

/// What an officer chooses of the poll.
pub struct NewDraft {
    /// The form's identity.
    pub id: Uuid,
    pub method: Method,
    pub by: PartyId,
}

/// Makes the draft of the poll, or saves its next version: the published candidates
/// as options, seats, dates, question, and the cap. Returns the poll's number.
///
/// # Errors
/// When nothing is published, the calendar has an open error, or the poll was opened.
pub async fn draft(
    conn: &mut Connection,
    election: &Election,
    new: &NewDraft,
    now: Now,
) -> Result<i32, ElectionsError> {
    conn.transaction(async |conn| {
        elections::lock(conn, election.id).await?;
        if let Some(number) = made_before(conn, new.id).await? {
            return Ok(number);
        }
        let nominees = nominees::nominees(conn, election.id).await?;
        let options = options(&nominees);
        let caps = caps(conn, election, &options, now).await?;
        let dates = election.calendar.dates();
        let options: Vec<DraftOption> = options.into_iter().map(|(_, option)| option).collect();
        let caps = caps.map(|caps| DraftCaps {
            groups: caps.groups,
            sitting: caps.sitting,
            cap: caps.cap,
        });
        let before = match poll_of(conn, election.id).await? {
            Some(number) => polls::store::by_number(conn, number).await?,
            None => None,
        };
        let kept = before.as_ref().map(|poll| &poll.draft);
        let details = kept
            .filter(|draft| draft.method == new.method)
            .map_or_else(|| Details::usual(new.method), |draft| draft.details.clone());
        let roll = match kept.and_then(|draft| draft.roll) {
            Some(roll) => Some(roll),
            None => rolls::store::all(conn)
                .await?
                .into_iter()
                .find(|roll| roll.is_certified() && roll.record_date == dates.record_date)
                .map(|roll| roll.id),
        };
        let draft = Draft {
            question: election.title.clone(),
            language: kept.map_or_else(|| "en".to_owned(), |draft| draft.language.clone()),
            method: new.method,
            caps: caps.and_then(|caps| caps.for_options(&options)),
            options,
            details,
            seats: election.seats(),
            majority: String::new(),
            opens_at: dates.opens_at,
            closes_at: dates.closes_at,
            roll,
            small_cells: kept.map_or_else(SmallCellChoice::default, |draft| draft.small_cells),
            translations: kept
                .map(|draft| draft.translations.clone())
                .unwrap_or_default(),
        };
        let saved = match &before {
            Some(poll) => polls::store::save(conn, poll, new.by.0, &draft)
                .await
                .map(|()| poll.number),
            None => polls::store::create(conn, new.by.0, &draft).await,
        };
        let number = saved.map_err(|error| match error {
            polls::store::SaveError::Database(error) => error.into(),
            refusal => ElectionsError::Refused(refusal.to_string()),
        })?;
        let version = before.map_or(1, |poll| poll.version.saturating_add(1));
        crate::db::sql_query(
            "INSERT INTO election_polls (id, election, poll, version, made_by) \
             SELECT $1, $2, p.id, $4, $5 FROM polls p WHERE p.number = $3",
        )
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(election.id)
        .bind::<Int4, _>(number)
        .bind::<Int4, _>(version)
        .bind::<SqlUuid, _>(new.by.0)
        .execute(conn)
        .await?;
        Ok(number)
    })
    .await
}

async fn made_before(conn: &mut Connection, form: Uuid) -> QueryResult<Option<i32>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Int4)]
        number: i32,
    }
    let row: Option<Row> = crate::db::sql_query(
        "SELECT p.number FROM election_polls x JOIN polls p ON p.id = x.poll WHERE x.id = $1",
    )
    .bind::<SqlUuid, _>(form)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| row.number))
}
