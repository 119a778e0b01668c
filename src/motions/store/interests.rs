//! Interests in a motion: suggested from the records, answered by whom they concern.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Text as SqlText, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::{Motion, MotionError};
use crate::accounts;
use crate::db::{Connection, sql_query};
use crate::outbox;
use crate::outbox::model::{InterestNews, Letter, Recipient};
use crate::parties::PartyId;

/// The latest answer of somebody about one thing.
#[derive(Clone, Debug, QueryableByName)]
pub struct Interest {
    #[diesel(sql_type = SqlUuid)]
    pub person: Uuid,
    #[diesel(sql_type = SqlText)]
    pub name: String,
    #[diesel(sql_type = SqlText)]
    pub about: String,
    /// `recused`, `stays`, `none`
    #[diesel(sql_type = SqlText)]
    pub answer: String,
    #[diesel(sql_type = SqlText)]
    pub reason: String,
    #[diesel(sql_type = Bool)]
    pub suggested: bool,
    /// Another recorded it, as the body found it.
    #[diesel(sql_type = Bool)]
    pub found: bool,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// The latest answers, by person and thing; of an amendment those of its motion too.
///
/// # Errors
/// Those of the database.
pub async fn interests(conn: &mut Connection, motion: &Motion) -> QueryResult<Vec<Interest>> {
    sql_query(
        "SELECT i.person, coalesce(n.name, '') AS name, i.about, i.answer, i.reason, i.suggested, \
                i.recorded_by <> i.person AS found, i.recorded_at \
         FROM (SELECT DISTINCT ON (x.motion, x.person, x.about) x.* FROM motion_interests x \
               WHERE x.motion IN ($1, $2) ORDER BY x.motion, x.person, x.about, x.record DESC) i \
         LEFT JOIN LATERAL (SELECT x.name FROM party_records x WHERE x.party = i.person ORDER BY x.record DESC LIMIT 1) n ON true \
         ORDER BY n.name, i.about",
    )
    .bind::<SqlUuid, _>(motion.id)
    .bind::<SqlUuid, _>(motion.parent.unwrap_or(motion.id))
    .load(conn)
    .await
}

/// Something in the records for which one of the body is asked whether they have an interest.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Suggestion {
    #[diesel(sql_type = SqlUuid)]
    pub person: Uuid,
    #[diesel(sql_type = SqlText)]
    pub name: String,
    #[diesel(sql_type = SqlText)]
    pub about: String,
}

/// Whom the records suggest to ask, and about what: who is affiliated with an organisation
/// that the motion names, and whom the motion does something to. Of such an organisation it
/// is said whether an invoice of it is open. Those who answered are asked no more.
///
/// # Errors
/// Those of the database.
pub async fn suggestions(
    conn: &mut Connection,
    motion: &Motion,
    text: &str,
    day: NaiveDate,
) -> QueryResult<Vec<Suggestion>> {
    let words = format!("{}\n{text}", motion.title).to_lowercase();
    sql_query(
        "WITH named AS ( \
             SELECT DISTINCT ON (r.party) r.party, r.name FROM party_records r JOIN parties p ON p.id = r.party \
             WHERE p.kind = 'organisation' ORDER BY r.party, r.record DESC), \
         concerned AS ( \
             SELECT n.party, n.name || CASE WHEN EXISTS ( \
                    SELECT FROM dues_invoices i JOIN memberships m ON m.id = i.membership \
                    WHERE m.party = n.party AND NOT EXISTS (SELECT FROM dues_allocations a WHERE a.invoice = i.id)) \
                 THEN ', an invoice of which is open' ELSE '' END AS about \
             FROM named n WHERE char_length(n.name) >= 4 AND position(lower(n.name) IN $2) > 0 \
                OR EXISTS (SELECT FROM memberships m WHERE m.party = n.party AND m.id::text = $3::jsonb ->> 'subject')) \
         SELECT r.person, coalesce(w.name, '') AS name, left(c.about, 200) AS about \
         FROM roster($1, clock_timestamp()) r CROSS JOIN concerned c \
         LEFT JOIN LATERAL (SELECT x.name FROM party_records x WHERE x.party = r.person ORDER BY x.record DESC LIMIT 1) w ON true \
         WHERE r.standing = 'in office' AND is_affiliated(r.person, c.party, $4) \
           AND NOT EXISTS (SELECT FROM motion_interests i WHERE i.motion = $5 AND i.person = r.person AND i.about = left(c.about, 200)) \
         UNION \
         SELECT r.person, coalesce(w.name, ''), 'What it does to yourself' \
         FROM roster($1, clock_timestamp()) r \
         LEFT JOIN LATERAL (SELECT x.name FROM party_records x WHERE x.party = r.person ORDER BY x.record DESC LIMIT 1) w ON true \
         WHERE r.standing = 'in office' AND $3::jsonb ->> 'person' = r.person::text \
           AND NOT EXISTS (SELECT FROM motion_interests i WHERE i.motion = $5 AND i.person = r.person AND i.about = 'What it does to yourself') \
         ORDER BY 2, 3",
    )
    .bind::<SqlText, _>(&motion.body)
    .bind::<SqlText, _>(words)
    .bind::<SqlText, _>(motion.effect.as_deref().unwrap_or("{}"))
    .bind::<Date, _>(day)
    .bind::<SqlUuid, _>(motion.id)
    .load(conn)
    .await
}

/// One of a body whose interest the others may find.
#[derive(Clone, Debug, QueryableByName)]
pub struct Sitting {
    #[diesel(sql_type = SqlUuid)]
    pub person: Uuid,
    #[diesel(sql_type = SqlText)]
    pub name: String,
}

/// Who sits on the body of a motion now, also while suspended, but for `keeper`, who writes down
/// what is found of the others alone.
///
/// # Errors
/// Those of the database.
pub async fn sitting(
    conn: &mut Connection,
    motion: &Motion,
    keeper: PartyId,
) -> QueryResult<Vec<Sitting>> {
    sql_query(
        "SELECT DISTINCT r.person, coalesce(n.name, '') AS name \
         FROM roster($1, clock_timestamp()) r \
         LEFT JOIN LATERAL (SELECT x.name FROM party_records x WHERE x.party = r.person ORDER BY x.record DESC LIMIT 1) n ON true \
         WHERE r.person IS NOT NULL AND r.person <> $2 ORDER BY 2, 1",
    )
    .bind::<SqlText, _>(&motion.body)
    .bind::<SqlUuid, _>(keeper.0)
    .load(conn)
    .await
}

/// What somebody answers, or the body found.
#[derive(Clone, Debug)]
pub struct Answer {
    pub person: PartyId,
    pub about: String,
    pub suggested: bool,
    /// `recused`, `stays`, `none`
    pub answer: String,
    pub reason: String,
    pub by: PartyId,
}

/// Records an answer: by whoever has the interest, or as the body found it. Of what it found,
/// they have a letter: while a vote runs it may take theirs away.
///
/// # Errors
/// What the database refuses.
pub async fn answer(
    conn: &mut Connection,
    motion: &Motion,
    new: &Answer,
) -> Result<(), MotionError> {
    conn.transaction(async |conn| {
        insert(conn, motion.id, new).await?;
        if new.by != new.person
            && let Some(found) = InterestNews::of_answer(&new.answer)
        {
            tell(conn, motion, new.person, found).await?;
        }
        Ok(())
    })
    .await
}

async fn tell(
    conn: &mut Connection,
    motion: &Motion,
    person: PartyId,
    found: InterestNews,
) -> QueryResult<()> {
    let letter = Letter::InterestFound {
        number: motion.number,
        title: motion.title.clone(),
        path: format!("/motions/{}", motion.number),
        found,
    };
    for account in accounts::store::of_persons(conn, &[person.0]).await? {
        outbox::store::queue(conn, &Recipient::Account(account.id), &letter).await?;
    }
    Ok(())
}

async fn insert(conn: &mut Connection, motion: Uuid, new: &Answer) -> QueryResult<()> {
    sql_query(
        "INSERT INTO motion_interests (motion, person, about, suggested, answer, reason, recorded_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind::<SqlUuid, _>(motion)
    .bind::<SqlUuid, _>(new.person.0)
    .bind::<SqlText, _>(&new.about)
    .bind::<Bool, _>(new.suggested)
    .bind::<SqlText, _>(&new.answer)
    .bind::<SqlText, _>(&new.reason)
    .bind::<SqlUuid, _>(new.by.0)
    .execute(conn)
    .await?;
    Ok(())
}
