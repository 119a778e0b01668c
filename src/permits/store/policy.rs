//! The marks there are, and what the policy says of their uses.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Int4, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::PermitsError;
use crate::db::Connection;
use crate::parties::PartyId;
use crate::permits::model::{Answer, Use};

/// A mark of the registry of assets.
#[derive(Clone, Debug, QueryableByName)]
pub struct Mark {
    #[diesel(sql_type = SqlUuid)]
    pub asset: Uuid,
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Bool)]
    pub protected: bool,
}

/// The marks that stand, by number.
///
/// # Errors
/// Those of the database.
pub async fn marks(conn: &mut Connection) -> QueryResult<Vec<Mark>> {
    crate::db::sql_query(
        "SELECT asset, number, title, protected FROM asset_now \
         WHERE kind = 'trademark' AND state IN ('planned', 'active') ORDER BY number",
    )
    .load(conn)
    .await
}

/// What the policy says of one use of one mark, in one version.
#[derive(Clone, Debug)]
pub struct Policy {
    pub id: Uuid,
    pub asset: Uuid,
    pub number: i64,
    pub mark: String,
    pub usage: Use,
    pub version: i32,
    pub answer: Answer,
    /// As it is cited.
    pub clause: String,
    /// What it says.
    pub words: String,
    /// One a line.
    pub conditions: String,
    pub entered_by: Uuid,
    pub enterer: String,
    /// Who confirmed it; none while it waits.
    pub confirmer: Option<String>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    asset: Uuid,
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Text)]
    mark: String,
    #[diesel(sql_type = Text)]
    use_type: Use,
    #[diesel(sql_type = Int4)]
    version: i32,
    #[diesel(sql_type = Text)]
    answer: Answer,
    #[diesel(sql_type = Text)]
    clause: String,
    #[diesel(sql_type = Text)]
    words: String,
    #[diesel(sql_type = Text)]
    conditions: String,
    #[diesel(sql_type = SqlUuid)]
    entered_by: Uuid,
    #[diesel(sql_type = Text)]
    enterer: String,
    #[diesel(sql_type = Nullable<Text>)]
    confirmer: Option<String>,
}

impl Row {
    fn read(self) -> Policy {
        Policy {
            id: self.id,
            asset: self.asset,
            number: self.number,
            mark: self.mark,
            usage: self.use_type,
            version: self.version,
            answer: self.answer,
            clause: self.clause,
            words: self.words,
            conditions: self.conditions,
            entered_by: self.entered_by,
            enterer: self.enterer,
            confirmer: self.confirmer,
        }
    }
}

const POLICIES: &str = "\
    SELECT p.id, p.asset, a.number, a.title AS mark, p.use_type, p.version, p.answer, p.clause, p.words, p.conditions, p.entered_by, \
        (SELECT n.name FROM party_records n WHERE n.party = p.entered_by ORDER BY n.record DESC LIMIT 1) AS enterer, \
        (SELECT n.name FROM permit_policy_confirmations c JOIN party_records n ON n.party = c.confirmed_by \
         WHERE c.policy = p.id ORDER BY n.record DESC LIMIT 1) AS confirmer \
    FROM permit_policies p JOIN asset_now a ON a.asset = p.asset";

/// What the policy says of a use now; none where it says nothing.
///
/// # Errors
/// Those of the database.
pub async fn in_force(
    conn: &mut Connection,
    asset: Uuid,
    usage: Use,
) -> QueryResult<Option<Policy>> {
    let row: Option<Row> = crate::db::sql_query(format!(
        "{POLICIES} WHERE p.id = (SELECT n.id FROM permit_policy_now n WHERE n.asset = $1 AND n.use_type = $2)"
    ))
    .bind::<SqlUuid, _>(asset)
    .bind::<Text, _>(usage.word())
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(Row::read))
}

/// Every version there is, by mark, then use, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn all(conn: &mut Connection) -> QueryResult<Vec<Policy>> {
    let rows: Vec<Row> = crate::db::sql_query(format!(
        "{POLICIES} ORDER BY a.number, p.use_type, p.version DESC"
    ))
    .load(conn)
    .await?;
    let mut all: Vec<Policy> = rows.into_iter().map(Row::read).collect();
    all.sort_by_key(|policy| (policy.number, policy.usage, -policy.version));
    Ok(all)
}

/// A version as an officer enters it. The identity is the form's.
pub struct NewPolicy<'a> {
    pub id: Uuid,
    pub asset: Uuid,
    pub usage: Use,
    pub answer: Answer,
    pub clause: &'a str,
    pub words: &'a str,
    pub conditions: &'a str,
    pub by: PartyId,
}

/// Enters the next version; it counts when another officer has confirmed it.
///
/// # Errors
/// When the guard of the table refuses it.
pub async fn enter(conn: &mut Connection, new: &NewPolicy<'_>) -> Result<(), PermitsError> {
    conn.transaction(async |conn| {
        crate::db::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
            .bind::<Text, _>(format!(
                "commonhold/permit-policy/{}{}",
                new.asset,
                new.usage.word()
            ))
            .execute(conn)
            .await?;
        crate::db::sql_query(
            "INSERT INTO permit_policies (id, asset, use_type, version, answer, clause, words, conditions, entered_by) \
             SELECT $1, $2, $3, (SELECT coalesce(max(p.version), 0) + 1 FROM permit_policies p WHERE p.asset = $2 AND p.use_type = $3), \
                    $4, $5, $6, $7, $8 WHERE NOT EXISTS (SELECT FROM permit_policies p WHERE p.id = $1)",
        )
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(new.asset)
        .bind::<Text, _>(new.usage.word())
        .bind::<Text, _>(new.answer.word())
        .bind::<Text, _>(new.clause)
        .bind::<Text, _>(new.words)
        .bind::<Text, _>(new.conditions)
        .bind::<SqlUuid, _>(new.by.0)
        .execute(conn)
        .await?;
        Ok(())
    })
    .await
}

/// Confirms a version; the same twice is once.
///
/// # Errors
/// When the guard of the table refuses it: their own, a later one there, no office.
pub async fn confirm(conn: &mut Connection, policy: Uuid, by: PartyId) -> Result<(), PermitsError> {
    crate::db::sql_query(
        "INSERT INTO permit_policy_confirmations (policy, confirmed_by) \
         SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM permit_policy_confirmations c WHERE c.policy = $1)",
    )
    .bind::<SqlUuid, _>(policy)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// How many versions wait for this officer's confirmation.
///
/// # Errors
/// Those of the database.
pub async fn waiting_for(conn: &mut Connection, person: PartyId) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        many: i64,
    }
    let row: Row = crate::db::sql_query(
        "SELECT count(*) AS many FROM permit_policies p \
         WHERE p.entered_by <> $1 AND NOT EXISTS (SELECT FROM permit_policy_confirmations c WHERE c.policy = p.id) \
           AND NOT EXISTS (SELECT FROM permit_policies l WHERE l.asset = p.asset AND l.use_type = p.use_type AND l.version > p.version)",
    )
    .bind::<SqlUuid, _>(person.0)
    .get_result(conn)
    .await?;
    Ok(row.many)
}
