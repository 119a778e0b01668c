//! What members give instead of money.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Int4, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::{DuesError, PostError, currency, lock, name_of};
use crate::db::Connection;
use crate::dues::model::money::Money;
use crate::members::model::MembershipId;
use crate::parties::PartyId;

/// A commitment in kind, as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitment {
    pub id: Uuid,
    pub number: i32,
    pub membership: i64,
    pub member: String,
    pub description: String,
    pub agreed: Money,
    /// What no standing invoice has set off yet.
    pub left: Money,
    /// The decision of the board it rests on.
    pub decision: i64,
    pub deliveries: Vec<Delivery>,
}

/// What shows that something was delivered.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Delivery {
    #[diesel(sql_type = SqlUuid)]
    commitment: Uuid,
    #[diesel(sql_type = Date)]
    pub delivered_on: NaiveDate,
    #[diesel(sql_type = Text)]
    pub evidence: String,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Int4)]
    number: i32,
    #[diesel(sql_type = BigInt)]
    membership: i64,
    #[diesel(sql_type = Text)]
    member: String,
    #[diesel(sql_type = Text)]
    description: String,
    #[diesel(sql_type = BigInt)]
    amount: i64,
    #[diesel(sql_type = BigInt)]
    used: i64,
    #[diesel(sql_type = Text)]
    currency: String,
    #[diesel(sql_type = BigInt)]
    decision: i64,
}

/// Every commitment, or those of one membership, by number.
///
/// # Errors
/// Those of the database, and a currency that this program does not know.
pub async fn list(
    conn: &mut Connection,
    membership: Option<MembershipId>,
) -> Result<Vec<Commitment>, DuesError> {
    let asked = membership.map(|membership| membership.0);
    let rows: Vec<Row> = crate::db::sql_query(concat!(
        "SELECT c.id, c.number, m.number AS membership, ",
        name_of!("m.party"),
        " AS member, c.description, c.amount, c.currency, d.number AS decision, \
           coalesce((SELECT sum(l.amount) FROM dues_invoice_lines l WHERE l.commitment = c.id \
                     AND NOT EXISTS (SELECT FROM dues_reversals r WHERE r.invoice = l.invoice)), 0)::bigint AS used \
         FROM dues_in_kind_commitments c JOIN memberships m ON m.id = c.membership \
         JOIN recorded_decisions d ON d.id = c.decision \
         WHERE $1 IS NULL OR c.membership = $1 ORDER BY c.number"
    ))
    .bind::<Nullable<SqlUuid>, _>(asked)
    .load(conn)
    .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let deliveries: Vec<Delivery> = crate::db::sql_query(
        "SELECT commitment, delivered_on, evidence FROM dues_in_kind_deliveries WHERE commitment = ANY ($1) \
         ORDER BY delivered_on, recorded_at, id",
    )
    .bind::<diesel::sql_types::Array<SqlUuid>, _>(ids)
    .load(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let currency = currency(&row.currency)?;
            let of_it = deliveries.iter().filter(|each| each.commitment == row.id);
            Ok(Commitment {
                deliveries: of_it.cloned().collect(),
                id: row.id,
                number: row.number,
                membership: row.membership,
                member: row.member,
                description: row.description,
                agreed: Money::new(row.amount, currency),
                left: Money::new(row.amount - row.used, currency),
                decision: row.decision,
            })
        })
        .collect()
}

/// A decision that the board adopted.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct BoardDecision {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = Text)]
    pub title: String,
}

/// The recorded decisions that the board adopted, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn board_decisions(conn: &mut Connection) -> QueryResult<Vec<BoardDecision>> {
    crate::db::sql_query(
        "SELECT d.id, d.number, d.title FROM recorded_decisions d WHERE d.body = 'board' AND d.adopted \
         ORDER BY d.number DESC",
    )
    .load(conn)
    .await
}

/// A commitment to be recorded.
pub struct NewCommitment<'a> {
    pub id: Uuid,
    pub membership: MembershipId,
    pub description: &'a str,
    pub agreed: Money,
    pub decision: Uuid,
    pub by: PartyId,
}

/// Records a commitment. `id` comes with the form: sent twice it is one.
///
/// # Errors
/// When the decision is none that the board adopted.
pub async fn commit(conn: &mut Connection, new: &NewCommitment<'_>) -> Result<(), PostError> {
    conn.transaction(async |conn| {
        lock(conn).await?;
        crate::db::sql_query(
            "INSERT INTO dues_in_kind_commitments (id, membership, description, amount, currency, decision, recorded_by) \
             SELECT $1, $2, $3, $4, $5, $6, $7 WHERE NOT EXISTS (SELECT FROM dues_in_kind_commitments c WHERE c.id = $1)",
        )
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(new.membership.0)
        .bind::<Text, _>(new.description)
        .bind::<BigInt, _>(new.agreed.minor)
        .bind::<Text, _>(new.agreed.currency.code())
        .bind::<SqlUuid, _>(new.decision)
        .bind::<SqlUuid, _>(new.by.0)
        .execute(conn)
        .await?;
        Ok(())
    })
    .await
}

/// Records what shows a delivery. `id` comes with the form: sent twice it is one.
///
/// # Errors
/// When the day lies ahead.
pub async fn deliver(
    conn: &mut Connection,
    id: Uuid,
    commitment: Uuid,
    (delivered_on, evidence): (NaiveDate, &str),
    by: PartyId,
) -> Result<(), PostError> {
    crate::db::sql_query(
        "INSERT INTO dues_in_kind_deliveries (id, commitment, delivered_on, evidence, recorded_by) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(commitment)
    .bind::<Date, _>(delivered_on)
    .bind::<Text, _>(evidence)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}
