//! What of a certified roll is read: leaves, cells, a member's own line, who votes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Bytea, Date, Int4, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::{Connection, kept, sql_query};
use crate::rolls::model::LeafOpening;
use crate::seal::code::Code;
use crate::seal::hash::{Commitment, EntitlementId, RollId, Salt, Weight};
use crate::seal::roll::{Leaf, Leaves};

/// The leaves of a certified roll: commitments with class and votes, in their order.
///
/// # Errors
/// Those of the database; a damaged line counts as one.
pub async fn leaves(conn: &mut Connection, roll: Uuid) -> QueryResult<Leaves> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bytea)]
        commitment: Vec<u8>,
        #[diesel(sql_type = Text)]
        class_id: String,
        #[diesel(sql_type = Int4)]
        votes: i32,
    }
    let damage = |what: String| diesel::result::Error::DeserializationError(what.into());
    let rows: Vec<Row> =
        sql_query("SELECT commitment, class_id, votes FROM roll_entitlements WHERE roll_id = $1")
            .bind::<SqlUuid, _>(roll)
            .load(conn)
            .await?;
    let leaves = rows
        .into_iter()
        .map(|row| {
            let c = <[u8; 32]>::try_from(row.commitment.as_slice())
                .map_err(|_| damage("a commitment is not 32 bytes long".into()))?;
            let votes = u64::try_from(row.votes).map_err(|error| damage(error.to_string()))?;
            Ok(Leaf {
                c: Commitment::from_bytes(c),
                class: Code::parse(&row.class_id).map_err(|error| damage(error.to_string()))?,
                votes: Weight::new(votes).map_err(|error| damage(error.to_string()))?,
            })
        })
        .collect::<QueryResult<Vec<_>>>()?;
    Leaves::new(leaves).map_err(|error| damage(error.to_string()))
}

/// How many entitlements of a certified roll have each number of votes.
///
/// # Errors
/// Those of the database.
pub async fn cells(conn: &mut Connection, roll: Uuid) -> QueryResult<BTreeMap<u64, u64>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Int4)]
        votes: i32,
        #[diesel(sql_type = BigInt)]
        members: i64,
    }
    let rows: Vec<Row> =
        kept(sql_query("SELECT votes, count(*) AS members FROM roll_entitlements WHERE roll_id = $1 GROUP BY votes")
            .bind::<SqlUuid, _>(roll))
            .load(conn)
            .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            (
                u64::try_from(row.votes).unwrap_or(0),
                u64::try_from(row.members).unwrap_or(0),
            )
        })
        .collect())
}

/// What opens one entitlement's leaf; none when it was erased or never was.
///
/// # Errors
/// Those of the database; a damaged line counts as one.
pub async fn opening(
    conn: &mut Connection,
    roll: Uuid,
    entitlement: &[u8],
) -> QueryResult<Option<LeafOpening>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        subject: String,
        #[diesel(sql_type = Bytea)]
        salt: Vec<u8>,
        #[diesel(sql_type = Bytea)]
        commitment: Vec<u8>,
        #[diesel(sql_type = Text)]
        class_id: String,
        #[diesel(sql_type = Int4)]
        votes: i32,
        #[diesel(sql_type = BigInt)]
        position: i64,
    }
    let row: Option<Row> = kept(
        sql_query(
            "SELECT o.subject, o.salt, e.commitment, e.class_id, e.votes,
                    (SELECT count(*) FROM roll_entitlements before
                     WHERE before.roll_id = e.roll_id AND before.commitment < e.commitment) AS position
             FROM roll_openings o JOIN roll_entitlements e USING (roll_id, entitlement)
             WHERE o.roll_id = $1 AND o.entitlement = $2",
        )
        .bind::<SqlUuid, _>(roll)
        .bind::<Bytea, _>(entitlement),
    )
    .get_result(conn)
    .await
    .optional()?;
    let Some(row) = row else {
        return Ok(None);
    };
    let damage = |what: &str| diesel::result::Error::DeserializationError(what.into());
    let length = |_| damage("a line of a roll has a value of the wrong length");
    let votes = u64::try_from(row.votes).map_err(|error| damage(&error.to_string()))?;
    Ok(Some(LeafOpening {
        roll: RollId::from_bytes(*roll.as_bytes()),
        entitlement: EntitlementId::from_bytes(entitlement.try_into().map_err(length)?),
        subject: row.subject,
        salt: Salt::from_bytes(row.salt.as_slice().try_into().map_err(length)?),
        leaf: Leaf {
            c: Commitment::from_bytes(row.commitment.as_slice().try_into().map_err(length)?),
            class: Code::parse(&row.class_id).map_err(|error| damage(&error.to_string()))?,
            votes: Weight::new(votes).map_err(|error| damage(&error.to_string()))?,
        },
        position: u64::try_from(row.position).unwrap_or(0),
    }))
}

/// Accounts that act for the lines of a certified roll today, with the entitlement.
///
/// # Errors
/// Those of the database.
pub async fn voters(
    conn: &mut Connection,
    roll: Uuid,
    today: NaiveDate,
) -> QueryResult<Vec<RollVoter>> {
    sql_query(
        "SELECT e.entitlement, a.id AS account
         FROM roll_entitlements e
         JOIN memberships m ON m.id = e.membership_id
         JOIN parties p ON p.id = m.party
         LEFT JOIN LATERAL (SELECT r.person FROM representations r
                            WHERE r.organisation = m.party AND r.starts_on <= $2
                              AND NOT EXISTS (SELECT FROM representations c WHERE c.corrects = r.record)
                            ORDER BY r.starts_on DESC, r.record DESC LIMIT 1) r ON true
         JOIN accounts a ON a.person = CASE p.kind WHEN 'person' THEN m.party ELSE r.person END
         WHERE e.roll_id = $1
         ORDER BY m.number",
    )
    .bind::<SqlUuid, _>(roll)
    .bind::<Date, _>(today)
    .load(conn)
    .await
}

/// Accounts that cast for the lines of a poll's roll without a proxy, with the
/// entitlement: of an organisation whoever voted for it when the poll opened, or where
/// nobody did, whoever votes for it now.
///
/// # Errors
/// Those of the database.
pub async fn casters(conn: &mut Connection, roll: Uuid, poll: Uuid) -> QueryResult<Vec<RollVoter>> {
    sql_query(
        "SELECT e.entitlement, a.id AS account
         FROM roll_entitlements e
         JOIN memberships m ON m.id = e.membership_id
         JOIN parties p ON p.id = m.party
         JOIN accounts a ON a.person = CASE p.kind WHEN 'person' THEN m.party
                                       ELSE casting_representative(m.party, $2, clock_timestamp()) END
         WHERE e.roll_id = $1
         ORDER BY m.number",
    )
    .bind::<SqlUuid, _>(roll)
    .bind::<SqlUuid, _>(poll)
    .load(conn)
    .await
}

/// The memberships that stand on a certified roll.
///
/// # Errors
/// Those of the database.
pub async fn memberships(conn: &mut Connection, roll: Uuid) -> QueryResult<BTreeSet<Uuid>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        membership_id: Uuid,
    }
    let rows: Vec<Row> =
        sql_query("SELECT membership_id FROM roll_entitlements WHERE roll_id = $1")
            .bind::<SqlUuid, _>(roll)
            .load(conn)
            .await?;
    Ok(rows.into_iter().map(|row| row.membership_id).collect())
}

/// A line of a roll and the account that casts for it.
#[derive(Clone, Debug, QueryableByName)]
pub struct RollVoter {
    #[diesel(sql_type = Bytea)]
    pub entitlement: Vec<u8>,
    #[diesel(sql_type = SqlUuid)]
    pub account: Uuid,
}

/// Whether a party's membership stands on a roll, and with which votes.
///
/// # Errors
/// Those of the database.
pub async fn stands_on(conn: &mut Connection, roll: Uuid, membership: Uuid) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        stands: bool,
    }
    let row: Row = sql_query(
        "SELECT EXISTS (SELECT FROM roll_entitlements WHERE roll_id = $1 AND membership_id = $2) AS stands",
    )
    .bind::<SqlUuid, _>(roll)
    .bind::<SqlUuid, _>(membership)
    .get_result(conn)
    .await?;
    Ok(row.stands)
}

/// A class of members.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Class {
    #[diesel(sql_type = Text)]
    pub id: String,
    #[diesel(sql_type = Text)]
    pub name: String,
}

/// All classes, in the order in which pages list them.
///
/// # Errors
/// Those of the database.
pub async fn classes(conn: &mut Connection) -> QueryResult<Vec<Class>> {
    sql_query("SELECT id, name FROM member_classes ORDER BY position, name")
        .load(conn)
        .await
}
