//! Who keeps access to what, and when they said last that it works.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::{Once, RegistryError, is_there, lock, log, name_of};
use crate::db::{Connection, read_from_words};
use crate::parties::PartyId;
use crate::registry::model::custody::{ATTESTATION_DAYS, Duty, Factor, NewCustody};
use crate::registry::model::statement::Record;
use crate::rulebook;
use crate::rulebook::keys;

read_from_words!(Duty, Factor);

/// Custody that lasts.
#[derive(Clone, Debug, QueryableByName)]
pub struct Custodian {
    #[diesel(sql_type = SqlUuid)]
    pub custody: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub asset: Uuid,
    /// The asset's number.
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Bool)]
    pub protected: bool,
    #[diesel(sql_type = SqlUuid)]
    pub party: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Whether they hold an office now, by which everybody knows them.
    #[diesel(sql_type = Bool)]
    pub in_office: bool,
    #[diesel(sql_type = Text)]
    pub duty: Duty,
    #[diesel(sql_type = Text)]
    pub factor: Factor,
    #[diesel(sql_type = Text)]
    pub place: String,
    #[diesel(sql_type = Date)]
    pub since: NaiveDate,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub attested_at: Option<DateTime<Utc>>,
}

const LASTING: &str = concat!(
    "SELECT k.custody, k.asset, n.number, n.title, n.protected, k.party, ",
    name_of!("k.party"),
    " AS name, EXISTS (SELECT FROM offices_held(k.party, clock_timestamp())) AS in_office, \
     k.duty, k.factor, c.place, k.since, k.attested_at \
     FROM asset_custodians k JOIN custody c ON c.id = k.custody JOIN asset_now n ON n.asset = k.asset "
);

/// Who keeps an asset now.
///
/// # Errors
/// Those of the database.
pub async fn of_asset(conn: &mut Connection, asset: Uuid) -> QueryResult<Vec<Custodian>> {
    crate::db::sql_query(format!(
        "{LASTING} WHERE k.asset = $1 ORDER BY k.since, k.custody"
    ))
    .bind::<SqlUuid, _>(asset)
    .load(conn)
    .await
}

/// Custody of an asset that lasts, or did. When its keeper said last that access works is not
/// read.
///
/// # Errors
/// Those of the database.
pub async fn custody_ever(
    conn: &mut Connection,
    asset: Uuid,
    id: Uuid,
) -> QueryResult<Option<Custodian>> {
    crate::db::sql_query(concat!(
        "SELECT c.id AS custody, c.asset, n.number, n.title, n.protected, c.party, ",
        name_of!("c.party"),
        " AS name, EXISTS (SELECT FROM offices_held(c.party, clock_timestamp())) AS in_office, \
         c.duty, c.factor, c.place, c.since, NULL::timestamptz AS attested_at \
         FROM custody c JOIN asset_now n ON n.asset = c.asset WHERE c.asset = $1 AND c.id = $2"
    ))
    .bind::<SqlUuid, _>(asset)
    .bind::<SqlUuid, _>(id)
    .get_result(conn)
    .await
    .optional()
}

/// What a person keeps now.
///
/// # Errors
/// Those of the database.
pub async fn of_person(conn: &mut Connection, person: PartyId) -> QueryResult<Vec<Custodian>> {
    crate::db::sql_query(format!(
        "{LASTING} WHERE k.party = $1 ORDER BY n.number, k.duty"
    ))
    .bind::<SqlUuid, _>(person.0)
    .load(conn)
    .await
}

/// All custody that lasts.
///
/// # Errors
/// Those of the database.
pub async fn all(conn: &mut Connection) -> QueryResult<Vec<Custodian>> {
    crate::db::sql_query(format!("{LASTING} ORDER BY n.number, k.since, k.custody"))
        .load(conn)
        .await
}

/// Whether an asset is kept by two, as the rule registry.custody.groups has it.
///
/// # Errors
/// Those of the database.
pub async fn is_kept_by_two(conn: &mut Connection, asset: Uuid) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        it: bool,
    }
    let row: Row = crate::db::sql_query("SELECT is_in_custody($1, NULL, clock_timestamp()) AS it")
        .bind::<SqlUuid, _>(asset)
        .get_result(conn)
        .await?;
    Ok(row.it)
}

/// How many days a custodian's word is good for, with the rule's citation; empty where
/// the rulebook is silent.
///
/// # Errors
/// Those of the database, and of an unreadable rulebook.
pub async fn attestation_days(
    conn: &mut Connection,
    now: DateTime<Utc>,
) -> Result<(u64, String), diesel::result::Error> {
    let rule = rulebook::store::find(conn, keys::REGISTRY_ATTESTATION_DAYS, now).await?;
    let days = rule.as_ref().and_then(|rule| rule.count().ok());
    Ok(match (days, rule) {
        (Some(days), Some(rule)) => (u64::from(days), rule.citation),
        (_, _) => (ATTESTATION_DAYS, String::new()),
    })
}

async fn count(conn: &mut Connection, asset: Uuid) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        many: i64,
    }
    let row: Row = crate::db::sql_query(
        "SELECT count(DISTINCT k.party) AS many FROM asset_custodians k WHERE k.asset = $1",
    )
    .bind::<SqlUuid, _>(asset)
    .get_result(conn)
    .await?;
    Ok(row.many)
}

/// Gives custody to a person. `id` is the form's.
///
/// # Errors
/// What the database refuses.
pub async fn give(
    conn: &mut Connection,
    (id, asset): (Uuid, Uuid),
    person: PartyId,
    new: &NewCustody,
    by: PartyId,
) -> Result<(), RegistryError> {
    conn.transaction(async |conn| {
        lock(conn).await?;
        if is_there(conn, "custody", id).await? {
            return Ok(());
        }
        crate::db::sql_query(
            "INSERT INTO custody (id, asset, party, duty, factor, place, since, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(asset)
        .bind::<SqlUuid, _>(person.0)
        .bind::<Text, _>(new.duty.word())
        .bind::<Text, _>(new.factor.word())
        .bind::<Text, _>(&new.place)
        .bind::<Date, _>(new.since)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        let record = Record::default()
            .with("id", &id.to_string())
            .with("party", &person.0.to_string())
            .with("duty", new.duty.word())
            .with("factor", new.factor.word())
            .with("place", &new.place)
            .with("since", &new.since.to_string())
            .with("recorded_by", &by.0.to_string());
        let custodians = count(conn, asset).await?;
        log(conn, asset, "custody", &[("custodians", custodians.to_string())], &record).await?;
        Ok(())
    })
    .await
}

/// Ends custody; the same twice is once.
///
/// # Errors
/// What the database refuses: two custodians of a protected asset remain.
pub async fn take_back(
    conn: &mut Connection,
    kept: &Custodian,
    ends_on: NaiveDate,
    reason: &str,
    by: PartyId,
) -> Result<(), RegistryError> {
    conn.transaction(async |conn| {
        lock(conn).await?;
        let row = Once {
            table: "custody_ends",
            of: ("custody", kept.custody),
            day: Some(("ends_on", ends_on)),
            words: Some(("reason", reason)),
            by: ("recorded_by", by),
        };
        let Some(record) = row.enter(conn).await? else {
            return Ok(());
        };
        let custodians = count(conn, kept.asset).await?;
        log(
            conn,
            kept.asset,
            "custody_ended",
            &[("custodians", custodians.to_string())],
            &record,
        )
        .await?;
        Ok(())
    })
    .await
}

/// A custodian says that access works and is in their hands alone; within a minute it is
/// said once.
///
/// # Errors
/// What the database refuses: custody is another's, or over.
pub async fn attest(
    conn: &mut Connection,
    kept: &Custodian,
    note: &str,
    by: PartyId,
) -> Result<(), RegistryError> {
    conn.transaction(async |conn| {
        lock(conn).await?;
        let said = crate::db::sql_query(
            "INSERT INTO attestations (custody, attested_by, note) \
             SELECT $1, $2, $3 WHERE NOT EXISTS ( \
                 SELECT FROM attestations a WHERE a.custody = $1 AND a.recorded_at > clock_timestamp() - interval '1 minute')",
        )
        .bind::<SqlUuid, _>(kept.custody)
        .bind::<SqlUuid, _>(by.0)
        .bind::<Text, _>(note)
        .execute(conn)
        .await?;
        if said == 0 {
            return Ok(());
        }
        let record = Record::default()
            .with("custody", &kept.custody.to_string())
            .with("attested_by", &by.0.to_string())
            .with("note", note);
        let custodians = count(conn, kept.asset).await?;
        log(conn, kept.asset, "attested", &[("custodians", custodians.to_string())], &record).await?;
        Ok(())
    })
    .await
}
