//! Adopting a version: the act that officers sign, and what the certifier does with it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use diesel::result::Error as DbError;
use diesel::sql_types::{Int4, Text, Uuid as SqlUuid};
use diesel::{QueryResult, QueryableByName};
use diesel_async::AsyncConnection;
use thiserror::Error;
use uuid::Uuid;

use crate::acts;
use crate::bodies;
use crate::bodies::model::BodyId;
use crate::db::{Connection, natural};
use crate::evidence::act::Act;
use crate::evidence::leaf::{RulebookAdopted, Signatures};
use crate::members;
use crate::members::model::{ClassId, NewClass};
use crate::rulebook::model::book::Book;
use crate::rulebook::model::check::{self, Finding};
use crate::rulebook::model::file;
use crate::rulebook::store::{self as rulebook, Adoption, Draft};
use crate::seal::fields::Refusal;
use crate::seal::hash::Digest;

/// Why a version is not adopted: a sentence for the officers.
#[derive(Debug, Error)]
pub enum AdoptionError {
    #[error(
        "There is no draft with this SHA-256. Open the page of drafts again, and choose one that stands there."
    )]
    NoDraft,
    #[error("The draft cannot be read: line {line}, {sentence}")]
    Unreadable { line: usize, sentence: String },
    #[error("The draft cannot be adopted: {0}")]
    Blocked(String),
    #[error(
        "No decision adopts this draft yet. Enter the decision, and have another officer confirm it."
    )]
    NotDecided,
    #[error(
        "What was signed is not what was decided, or another version was adopted meanwhile. Prepare the act anew."
    )]
    Otherwise,
    #[error("This version is adopted already. Nothing is left to do.")]
    Adopted,
    #[error("{0}. Prepare the act anew.")]
    Malformed(#[from] Refusal),
    /// A guard refused, in a sentence.
    #[error("{0}")]
    Guarded(&'static str),
    #[error(transparent)]
    Database(DbError),
}

impl From<DbError> for AdoptionError {
    fn from(error: DbError) -> Self {
        let DbError::DatabaseError(_, about) = &error else {
            return Self::Database(error);
        };
        match about.constraint_name().and_then(sentence) {
            Some(sentence) => Self::Guarded(sentence),
            None => Self::Database(error),
        }
    }
}

/// What a guard of the database says.
fn sentence(constraint: &str) -> Option<&'static str> {
    Some(match constraint {
        "rulebook_is_adopted_by_act" => {
            "The decision does not adopt this very file, does not stand, or is older than the one that adopted the last version. Enter the decision that adopts it, and prepare the act anew."
        }
        "rulebook_follows_the_last" => {
            "A version takes effect no earlier than the one before it, and one that is adopted already begins later. Have a later day decided, and prepare the act anew."
        }
        "rule_governs_alone" | "rules_once" => {
            "Two rules of one key would govern on the same day. Mend the draft, have it decided, and prepare the act anew."
        }
        "member_classes_names" => {
            "A class that this version brings would bear the name of another class. Give it another identity in the draft, have that decided, and prepare the act anew."
        }
        _ => return None,
    })
}

/// A decision that adopts a draft.
#[derive(Clone, Debug)]
pub struct Adopting {
    pub decision: Uuid,
    pub number: i64,
    /// From the beginning of this day on, or at once where it has begun.
    pub effective_on: NaiveDate,
}

/// The numbers of the resolutions by which versions were adopted, each under its decision.
///
/// # Errors
/// Those of the database.
pub async fn resolutions(conn: &mut Connection) -> QueryResult<BTreeMap<Uuid, String>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        decision: Uuid,
        #[diesel(sql_type = Text)]
        body: BodyId,
        #[diesel(sql_type = Int4)]
        year: i32,
        #[diesel(sql_type = Int4)]
        number: i32,
    }
    let question = crate::db::sql_query(
        "SELECT r.decision, r.body, r.year, r.number FROM resolutions r \
         WHERE EXISTS (SELECT FROM rulebook_versions v WHERE v.decision = r.decision)",
    );
    let rows: Vec<Row> = diesel_async::RunQueryDsl::load(question, conn).await?;
    let labelled = rows.into_iter().map(|row| {
        let code = row.body.code();
        let label = format!("{:04}-{code}-{:03}", row.year, row.number);
        (row.decision, label)
    });
    Ok(labelled.collect())
}

/// The legal day of an instant, and the zone it is of.
async fn today(
    conn: &mut Connection,
    now: DateTime<Utc>,
) -> Result<(Tz, NaiveDate), diesel::result::Error> {
    let foundation = bodies::store::foundation(conn).await.map_err(damage)?;
    let zone = foundation.map_or(chrono_tz::UTC, |foundation| foundation.zone);
    Ok((zone, now.with_timezone(&zone).date_naive()))
}

fn damage(fault: bodies::store::BodiesError) -> diesel::result::Error {
    match fault {
        bodies::store::BodiesError::Database(fault) => fault,
        other => diesel::result::Error::DeserializationError(Box::new(other)),
    }
}

/// The draft as read, when nothing blocks its adoption.
fn adoptable(draft: &Draft, on: NaiveDate) -> Result<Book, AdoptionError> {
    let text = draft.exact().ok_or_else(|| AdoptionError::Unreadable {
        line: 1,
        sentence: "it is no UTF-8 text.".to_owned(),
    })?;
    let book = file::parse(text).map_err(|faults| {
        let first = faults.into_iter().next();
        first.map_or(AdoptionError::NoDraft, |fault| AdoptionError::Unreadable {
            line: fault.line,
            sentence: fault.sentence,
        })
    })?;
    let blocking: Vec<String> = check::check(&book, on)
        .into_iter()
        .filter(Finding::blocks)
        .map(|finding| finding.sentence)
        .collect();
    if blocking.is_empty() {
        Ok(book)
    } else {
        Err(AdoptionError::Blocked(blocking.join(" ")))
    }
}

/// A version takes effect within this many days: none keeps the next one waiting for long.
const MOST_DAYS_AHEAD: i64 = 366;

/// What of an adoption only the records can tell: that it comes soon, and that no class loses
/// its votes by being left out.
async fn check_ahead(
    conn: &mut Connection,
    adopting: &Adopting,
    book: &Book,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(), AdoptionError> {
    let ahead = adopting.effective_on.signed_duration_since(today);
    if ahead.num_days() > MOST_DAYS_AHEAD {
        return Err(AdoptionError::Blocked(format!(
            "it would be in force from {} only. Adopt what takes effect within a year.",
            adopting.effective_on
        )));
    }
    let on = adopting.effective_on.max(today);
    let stated = book.classes(on);
    let known = members::store::classes::all(conn, now)
        .await
        .map_err(members_damage)?;
    let lost = known.iter().find(|class| {
        let votes = class.votes_on(on).map_or(0, |votes| votes.votes);
        votes > 0 && stated.iter().all(|(id, ..)| *id != class.id.as_str())
    });
    match lost {
        Some(class) => Err(AdoptionError::Blocked(format!(
            "the class {} has votes today, and no rule states them from {on} on. If they are to end, state class.{}.votes = 0.",
            class.name,
            class.id.as_str()
        ))),
        None => Ok(()),
    }
}

fn members_damage(fault: members::store::MembersError) -> diesel::result::Error {
    match fault {
        members::store::MembersError::Database(fault) => fault,
        other => diesel::result::Error::DeserializationError(Box::new(other)),
    }
}

/// From when a version would be in force that is adopted now.
fn begins(adopting: &Adopting, zone: Tz, now: DateTime<Utc>) -> DateTime<Utc> {
    // Where clocks go forward at midnight the day begins an hour or two later.
    let midnight = adopting.effective_on.and_time(NaiveTime::MIN);
    (0..=3)
        .map(|hours| midnight + TimeDelta::hours(hours))
        .find_map(|begin| zone.from_local_datetime(&begin).earliest())
        .map_or(now, |begin| begin.with_timezone(&Utc).max(now))
}

/// Prepares the act by which a draft is adopted, or finds the one that waits; returns its number.
///
/// # Errors
/// When the draft cannot be adopted, or no decision adopts it.
pub async fn prepare(
    conn: &mut Connection,
    draft: &Draft,
    officer: Uuid,
) -> Result<i32, AdoptionError> {
    conn.transaction(async |conn| {
        let now = bodies::store::now(conn).await?;
        let (zone, day) = today(conn, now).await?;
        let adopting = adopting(conn, &draft.sha256)
            .await?
            .ok_or(AdoptionError::NotDecided)?;
        let book = adoptable(draft, adopting.effective_on.max(day))?;
        check_ahead(conn, &adopting, &book, day, now).await?;
        acts::store::take_turns(conn, adopting.decision).await?;
        for act in acts::store::about(conn, adopting.decision).await? {
            match act.standing() {
                acts::Standing::Waiting => return Ok(act.number),
                acts::Standing::Done(_) => return Err(AdoptionError::Adopted),
                acts::Standing::Refused(_) | acts::Standing::Ended => {}
            }
        }
        let last = rulebook::versions(conn).await?;
        let last = last.first().map_or(0, |version| version.version);
        let leaf = RulebookAdopted {
            at: natural(now.timestamp())?,
            decision: natural(adopting.number)?,
            effective: natural(begins(&adopting, zone, now).timestamp())?,
            rulebook: digest(&draft.sha256)?,
            sigs: Signatures::default(),
            version: natural(last.saturating_add(1))?,
        };
        let act = Act::new(leaf.into(), None)?;
        Ok(acts::store::propose(conn, adopting.decision, &act, officer).await?)
    })
    .await
}

fn digest(bytes: &[u8]) -> Result<Digest, AdoptionError> {
    <[u8; 32]>::try_from(bytes)
        .map(Digest::from_bytes)
        .map_err(|_| AdoptionError::NoDraft)
}

/// Records the version that officers signed, in the certifier's transaction; returns its number.
///
/// # Errors
/// When it is not what was decided, or the draft cannot be adopted any more.
pub async fn adopt(
    conn: &mut Connection,
    act: Uuid,
    leaf: &RulebookAdopted,
    effective_from: DateTime<Utc>,
) -> Result<i32, AdoptionError> {
    let now = bodies::store::now(conn).await?;
    let (zone, day) = today(conn, now).await?;
    let hash = leaf.rulebook.as_bytes();
    let draft = rulebook::draft_by_hash(conn, hash.as_slice())
        .await?
        .ok_or(AdoptionError::NoDraft)?;
    let adopting = adopting(conn, &draft.sha256)
        .await?
        .ok_or(AdoptionError::NotDecided)?;
    // As the decision says, or from when the act was prepared.
    let prepared = i64::try_from(leaf.at)
        .ok()
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    let as_decided = i64::try_from(leaf.decision).is_ok_and(|number| number == adopting.number)
        && prepared.is_some_and(|prepared| begins(&adopting, zone, prepared) == effective_from);
    if !as_decided {
        return Err(AdoptionError::Otherwise);
    }
    let on = effective_from.with_timezone(&zone).date_naive().max(day);
    let book = adoptable(&draft, on)?;
    check_ahead(conn, &adopting, &book, day, now).await?;
    let last = rulebook::versions(conn).await?;
    let next = last
        .first()
        .map_or(0, |last| last.version)
        .saturating_add(1);
    if !u64::try_from(next).is_ok_and(|next| next == leaf.version) {
        return Err(AdoptionError::Otherwise);
    }
    let adoption = Adoption {
        act,
        effective_from,
    };
    let text = draft.text();
    let version = rulebook::record(conn, &text, &book, adopting.decision, Some(adoption)).await?;
    follow(conn, &book, on, adopting.decision).await?;
    Ok(version)
}

/// Gives the classes the votes that the rulebook states from a day on.
async fn follow(
    conn: &mut Connection,
    book: &Book,
    on: NaiveDate,
    decision: Uuid,
) -> Result<(), AdoptionError> {
    let classes: Vec<NewClass> = book
        .classes(on)
        .into_iter()
        .filter_map(|(class, votes, rule)| {
            Some(NewClass {
                id: ClassId::parse(class)?,
                name: class_name(class),
                votes,
                citation: book.citation(rule),
            })
        })
        .collect();
    members::store::classes::follow(conn, &classes, on, decision).await?;
    Ok(())
}

/// The name of a class that has none yet: `founding-sponsor` is Founding sponsor.
fn class_name(id: &str) -> String {
    let mut name = id.replace('-', " ");
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    name
}

/// The decision that adopts the draft with this SHA-256, once it stands.
///
/// # Errors
/// Those of the database.
pub async fn adopting(
    conn: &mut Connection,
    sha256: &[u8],
) -> diesel::QueryResult<Option<Adopting>> {
    let found = bodies::store::decisions::adopting(conn, sha256)
        .await
        .map_err(damage)?;
    Ok(found.and_then(|(decision, effective_on)| {
        Some(Adopting {
            decision: decision.decided?,
            number: decision.number,
            effective_on,
        })
    }))
}
