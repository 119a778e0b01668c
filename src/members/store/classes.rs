//! Member classes and their votes.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::MembersError;
use crate::db::Connection;
use crate::db::schema::members::{class_votes, member_classes};
use crate::members::import::row::KnownClass;
use crate::members::model::{ClassId, ClassVotes, NewClass, votes_on};

/// A class with the history of its votes, in recorded order.
#[derive(Clone, Debug)]
pub struct Class {
    pub id: ClassId,
    pub name: String,
    pub votes: Vec<ClassVotes>,
}

impl Class {
    /// The votes of each member of the class on this day; none before the first row.
    #[must_use]
    pub fn votes_on(&self, day: NaiveDate) -> Option<&ClassVotes> {
        votes_on(&self.votes, day)
    }
}

/// Records classes in this order, behind those there are.
///
/// # Errors
/// Those of the database; a class of the same identity or name violates a key.
pub async fn create(conn: &mut Connection, new: &[NewClass], decision: Uuid) -> QueryResult<()> {
    let last: Option<i32> = member_classes::table
        .select(diesel::dsl::max(member_classes::position))
        .first(conn)
        .await?;
    let first = last.map_or(1, |last| last.saturating_add(1));
    for (class, position) in new.iter().zip(first..) {
        diesel::insert_into(member_classes::table)
            .values((
                member_classes::id.eq(class.id.as_str()),
                member_classes::name.eq(&class.name),
                member_classes::position.eq(position),
            ))
            .execute(conn)
            .await?;
        diesel::insert_into(class_votes::table)
            .values((
                class_votes::class.eq(class.id.as_str()),
                class_votes::votes.eq(i64::from(class.votes)),
                class_votes::citation.eq(&class.citation),
                class_votes::decision.eq(decision),
            ))
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Records the votes that a rulebook gives from a day on, where they differ from those that are
/// recorded: a class it does not know has none from then on, one that is new is added.
///
/// # Errors
/// Those of the database.
pub async fn follow(
    conn: &mut Connection,
    stated: &[NewClass],
    from: NaiveDate,
    decision: Uuid,
) -> QueryResult<()> {
    let now: DateTime<Utc> = diesel::select(diesel::dsl::sql::<diesel::sql_types::Timestamptz>(
        "clock_timestamp()",
    ))
    .get_result(conn)
    .await?;
    let known = all(conn, now).await.map_err(|fault| match fault {
        MembersError::Database(fault) => fault,
        other => diesel::result::Error::DeserializationError(Box::new(other)),
    })?;
    let mut rows: Vec<(String, i64, String)> = Vec::new();
    for class in &known {
        let before = class.votes_on(from);
        let after = stated.iter().find(|new| new.id == class.id);
        let (votes, citation) = match (after, before) {
            (Some(after), _) => (after.votes, after.citation.clone()),
            (None, Some(before)) if before.votes > 0 => (0, before.citation.clone()),
            (None, _) => continue,
        };
        if before.is_none_or(|before| (before.votes, &before.citation) != (votes, &citation)) {
            rows.push((class.id.as_str().to_owned(), i64::from(votes), citation));
        }
    }
    let is_new = |new: &&NewClass| known.iter().all(|class| class.id != new.id);
    let last: Option<i32> = member_classes::table
        .select(diesel::dsl::max(member_classes::position))
        .first(conn)
        .await?;
    let first = last.map_or(1, |last| last.saturating_add(1));
    for (class, position) in stated.iter().filter(is_new).zip(first..) {
        diesel::insert_into(member_classes::table)
            .values((
                member_classes::id.eq(class.id.as_str()),
                member_classes::name.eq(&class.name),
                member_classes::position.eq(position),
            ))
            .execute(conn)
            .await?;
        rows.push((
            class.id.as_str().to_owned(),
            i64::from(class.votes),
            class.citation.clone(),
        ));
    }
    for (class, votes, citation) in rows {
        diesel::insert_into(class_votes::table)
            .values((
                class_votes::class.eq(class),
                class_votes::votes.eq(votes),
                class_votes::citation.eq(citation),
                class_votes::starts_on.eq(from),
                class_votes::decision.eq(decision),
            ))
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// What a file of members can name: every class, in the order of pages.
///
/// # Errors
/// As [`all`].
pub async fn known(
    conn: &mut Connection,
    at: DateTime<Utc>,
) -> Result<Vec<KnownClass>, MembersError> {
    let classes = all(conn, at).await?.into_iter();
    let known = classes.map(|class| KnownClass {
        id: class.id,
        name: class.name,
    });
    Ok(known.collect())
}

/// Every class in the order of pages, with its votes as recorded until `known_at`.
///
/// # Errors
/// Those of the database, and an identity or number this program does not know.
pub async fn all(
    conn: &mut Connection,
    known_at: DateTime<Utc>,
) -> Result<Vec<Class>, MembersError> {
    type VotesRow = (String, i64, String, Option<NaiveDate>);
    let names: Vec<(String, String)> = member_classes::table
        .filter(member_classes::recorded_at.le(known_at))
        .order((member_classes::position, member_classes::id))
        .select((member_classes::id, member_classes::name))
        .load(conn)
        .await?;
    let rows: Vec<VotesRow> = class_votes::table
        .filter(class_votes::recorded_at.le(known_at))
        .order(class_votes::record)
        .select((
            class_votes::class,
            class_votes::votes,
            class_votes::citation,
            class_votes::starts_on,
        ))
        .load(conn)
        .await?;
    let mut votes: BTreeMap<String, Vec<ClassVotes>> = BTreeMap::new();
    for (class, number, citation, starts_on) in rows {
        let number = u32::try_from(number)
            .map_err(|_| MembersError::unknown("a number of votes", number))?;
        votes.entry(class).or_default().push(ClassVotes {
            votes: number,
            citation,
            starts_on,
        });
    }
    names
        .into_iter()
        .map(|(id, name)| {
            let votes = votes.remove(&id).unwrap_or_default();
            let id = ClassId::parse(&id).ok_or_else(|| MembersError::unknown("a class", id))?;
            Ok(Class { id, name, votes })
        })
        .collect()
}
