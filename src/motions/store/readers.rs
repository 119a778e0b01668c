//! Who may read motions, bring them and keep their minutes, and which a reader's list shows.
//! Whether a step may be taken is the database's own question.

use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text as SqlText, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::reading::{MOTION, Motion};
use crate::db::{Connection, sql_query};
use crate::motions::model::Step;
use crate::parties::PartyId;

/// Which motions a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this body; empty: of every one.
    pub body: String,
    /// Those that wait for a decision alone.
    pub pending: bool,
    /// Numbers below this one.
    pub before: Option<i64>,
}

/// At most so many motions in a list.
pub const PAGE: i64 = 50;

#[derive(QueryableByName)]
struct Truth {
    #[diesel(sql_type = Bool)]
    is: bool,
}

/// Whether somebody may read a motion: any officer, since one of them confirms what is decided,
/// any auditor, whoever sits on the body; of one that is not confidential those too whom the rule
/// `motions.debate` lets, or nobody where it is silent, and the motions of the members everybody.
/// A draft is read by its author, its body and the officers. One about a matter is withheld from
/// whoever is adverse in it, and from auditors who do not sit on the body: [`withholds`].
///
/// # Errors
/// Those of the database.
pub async fn may_read(
    conn: &mut Connection,
    motion: &Motion,
    reader: Option<PartyId>,
) -> QueryResult<bool> {
    let row: Truth = sql_query(format!(
        "SELECT {MAY_READ} AND NOT motion_is_withheld(m.id, $1) AS is FROM motions m WHERE m.id = $2"
    ))
    .bind::<Nullable<SqlUuid>, _>(reader.map(|reader| reader.0))
    .bind::<SqlUuid, _>(motion.id)
    .get_result(conn)
    .await?;
    Ok(row.is)
}

/// Whether somebody reads that there is a motion, and what it says is withheld from them: it is
/// about a matter in which they are adverse, or they are an auditor.
///
/// # Errors
/// Those of the database.
pub async fn withholds(
    conn: &mut Connection,
    motion: &Motion,
    reader: Option<PartyId>,
) -> QueryResult<bool> {
    let row: Truth = sql_query(format!(
        "SELECT {MAY_READ} AND motion_is_withheld(m.id, $1) AS is FROM motions m WHERE m.id = $2"
    ))
    .bind::<Nullable<SqlUuid>, _>(reader.map(|reader| reader.0))
    .bind::<SqlUuid, _>(motion.id)
    .get_result(conn)
    .await?;
    Ok(row.is)
}

/// Of a motion `m`, for the person `$1` or nobody. What is asked of a body or of the reader is
/// asked once, not for every motion.
const MAY_READ: &str = "coalesce( \
    m.opened_by = $1 \
    OR m.body IN (SELECT b.id FROM bodies b \
                  WHERE speaks_in(b.id, $1) \
                     OR EXISTS (SELECT FROM roster(b.id, clock_timestamp()) x WHERE x.person = $1)) \
    OR (SELECT EXISTS (SELECT FROM offices_held($1, clock_timestamp()))) \
    OR motion_closed_by(m.id) = '' \
       AND (m.body = 'members' \
            OR (SELECT EXISTS (SELECT FROM rule_in_force('motions.debate', clock_timestamp()) r \
                               WHERE r.value = 'everybody' \
                                  OR r.value = 'members' AND EXISTS ( \
                                     SELECT FROM memberships x WHERE x.party = $1 \
                                        AND membership_state(x.id, legal_day(clock_timestamp())) IN ('active', 'grace'))))) \
       AND (SELECT x.state FROM motion_steps x WHERE x.motion = m.id ORDER BY x.record DESC LIMIT 1) NOT IN ('', 'draft'), false)";

/// The motions of a list that somebody may read; of one that is withheld from them a list has
/// number, title and state.
///
/// # Errors
/// Those of the database.
pub async fn readable(
    conn: &mut Connection,
    filter: &Filter,
    reader: Option<PartyId>,
) -> QueryResult<Vec<Motion>> {
    sql_query(format!(
        "{MOTION} WHERE m.parent IS NULL AND ($2 = '' OR m.body = $2) AND m.number < $3 \
         AND (NOT $4 OR s.state IN ('submitted', 'moved', 'seconded', 'in_debate', 'referred', 'postponed', 'put')) \
         AND {MAY_READ} ORDER BY m.number DESC LIMIT $5"
    ))
    .bind::<Nullable<SqlUuid>, _>(reader.map(|reader| reader.0))
    .bind::<SqlText, _>(&filter.body)
    .bind::<BigInt, _>(filter.before.unwrap_or(i64::MAX))
    .bind::<Bool, _>(filter.pending)
    .bind::<BigInt, _>(PAGE)
    .load(conn)
    .await
}

/// Whether somebody is secretary, chair, or a deputy of theirs now.
///
/// # Errors
/// Those of the database.
pub async fn keeps(conn: &mut Connection, person: PartyId) -> QueryResult<bool> {
    let row: Truth = sql_query("SELECT keeps_minutes($1) AS is")
        .bind::<SqlUuid, _>(person.0)
        .get_result(conn)
        .await?;
    Ok(row.is)
}

/// Whether somebody sits on any body now.
///
/// # Errors
/// Those of the database.
pub async fn speaks_anywhere(conn: &mut Connection, person: PartyId) -> QueryResult<bool> {
    let row: Truth = sql_query(
        "SELECT EXISTS (SELECT FROM seated(clock_timestamp()) s WHERE s.person = $1 AND NOT s.suspended) AS is",
    )
    .bind::<SqlUuid, _>(person.0)
    .get_result(conn)
    .await?;
    Ok(row.is)
}

/// Whether somebody took a step of a motion already.
///
/// # Errors
/// Those of the database.
pub async fn took(
    conn: &mut Connection,
    motion: Uuid,
    step: Step,
    person: PartyId,
) -> QueryResult<bool> {
    let row: Truth = sql_query(
        "SELECT EXISTS (SELECT FROM motion_steps s WHERE s.motion = $1 AND s.step = $2 AND s.person = $3) AS is",
    )
    .bind::<SqlUuid, _>(motion)
    .bind::<SqlText, _>(step.word())
    .bind::<SqlUuid, _>(person.0)
    .get_result(conn)
    .await?;
    Ok(row.is)
}

/// Whether somebody may bring motions to a body now.
///
/// # Errors
/// Those of the database.
pub async fn speaks(conn: &mut Connection, body: &str, person: PartyId) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        speaks: bool,
    }
    let row: Row = sql_query("SELECT speaks_in($1, $2) AS speaks")
        .bind::<SqlText, _>(body)
        .bind::<SqlUuid, _>(person.0)
        .get_result(conn)
        .await?;
    Ok(row.speaks)
}
