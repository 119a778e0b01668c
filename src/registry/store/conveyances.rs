//! The chain of title.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Binary, Bool, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::{NewFile, RegistryError, is_there, lock, log};
use crate::db::{Connection, read_from_words};
use crate::parties::PartyId;
use crate::registry::model::recordal::NewRecordal;
use crate::registry::model::statement::Record;
use crate::registry::model::title::{ConveyanceKind, Intent, Link, NewConveyance};

read_from_words!(ConveyanceKind);

/// A link of the chain, as it was entered.
#[derive(Clone, Debug, QueryableByName)]
pub struct Conveyance {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = SqlUuid)]
    pub asset: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub mark_case: Option<Uuid>,
    #[diesel(sql_type = Text)]
    pub kind: ConveyanceKind,
    #[diesel(sql_type = Text)]
    pub from_party: String,
    #[diesel(sql_type = Text)]
    pub to_party: String,
    #[diesel(sql_type = Date)]
    pub executed_on: NaiveDate,
    #[diesel(sql_type = Date)]
    pub effective_on: NaiveDate,
    #[diesel(sql_type = Bool)]
    pub goodwill: bool,
    #[diesel(sql_type = Bool)]
    pub successor: bool,
    #[diesel(sql_type = Text)]
    pub instrument: String,
    #[diesel(sql_type = Text)]
    pub recorded_office: String,
    #[diesel(sql_type = Text)]
    pub reel_frame: String,
    #[diesel(sql_type = Nullable<Date>)]
    pub recorded_on: Option<NaiveDate>,
    /// Whether an office recorded it, as it was entered or since.
    #[diesel(sql_type = Bool)]
    pub recorded: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub document_name: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub sha256: Option<Vec<u8>>,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

impl Conveyance {
    /// The link as the detector of gaps reads it.
    #[must_use]
    pub fn link(&self) -> Link {
        Link {
            number: self.number,
            mark_case: self.mark_case,
            kind: self.kind,
            from: self.from_party.clone(),
            to: self.to_party.clone(),
            effective_on: self.effective_on,
            recorded: self.recorded,
        }
    }
}

const COLUMNS: &str = "c.id, c.number, c.asset, c.mark_case, c.kind, c.from_party, c.to_party, c.executed_on, c.effective_on, \
                       c.goodwill, c.successor, c.instrument, c.recorded_office, c.reel_frame, c.recorded_on, \
                       (c.recorded_on IS NOT NULL OR EXISTS (SELECT FROM conveyance_recordals r WHERE r.conveyance = c.id)) AS recorded, \
                       c.document_name, c.sha256, c.recorded_at";

/// The links of an asset, by the day from which they are in effect.
///
/// # Errors
/// Those of the database.
pub async fn of_asset(conn: &mut Connection, asset: Uuid) -> QueryResult<Vec<Conveyance>> {
    crate::db::sql_query(format!(
        "SELECT {COLUMNS} FROM conveyances c WHERE c.asset = $1 ORDER BY c.effective_on, c.number"
    ))
    .bind::<SqlUuid, _>(asset)
    .load(conn)
    .await
}

/// The links of these assets.
///
/// # Errors
/// Those of the database.
pub async fn of_assets(conn: &mut Connection, assets: &[Uuid]) -> QueryResult<Vec<Conveyance>> {
    crate::db::sql_query(format!(
        "SELECT {COLUMNS} FROM conveyances c WHERE c.asset = ANY ($1) ORDER BY c.asset, c.effective_on, c.number"
    ))
    .bind::<Array<SqlUuid>, _>(assets)
    .load(conn)
    .await
}

/// That an office recorded a link, entered after the link was.
#[derive(Clone, Debug, QueryableByName)]
pub struct Recordal {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub asset: Uuid,
    /// The number of the link.
    #[diesel(sql_type = BigInt)]
    pub link: i64,
    #[diesel(sql_type = Text)]
    pub office: String,
    #[diesel(sql_type = Text)]
    pub reel_frame: String,
    #[diesel(sql_type = Date)]
    pub recorded_on: NaiveDate,
    #[diesel(sql_type = Nullable<Text>)]
    pub document_name: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub sha256: Option<Vec<u8>>,
}

/// Where links of these assets were recorded after they were entered: of each link and
/// office the latest word, in the order of their numbers.
///
/// # Errors
/// Those of the database.
pub async fn recordals_of(conn: &mut Connection, assets: &[Uuid]) -> QueryResult<Vec<Recordal>> {
    crate::db::sql_query(
        "SELECT DISTINCT ON (c.number, lower(r.office)) r.id, c.asset, c.number AS link, r.office, r.reel_frame, \
                r.recorded_on, r.document_name, r.sha256 \
         FROM conveyance_recordals r JOIN conveyances c ON c.id = r.conveyance \
         WHERE c.asset = ANY ($1) ORDER BY c.number, lower(r.office), r.recorded_at DESC, r.id",
    )
    .bind::<Array<SqlUuid>, _>(assets)
    .load(conn)
    .await
}

/// Records that an office recorded a link. `id` is the form's.
///
/// # Errors
/// What the database refuses: no office can have recorded it on this day.
pub async fn record(
    conn: &mut Connection,
    (id, link): (Uuid, &Conveyance),
    new: &NewRecordal,
    file: Option<&NewFile>,
    by: PartyId,
) -> Result<(), RegistryError> {
    let (name, bytes) = NewFile::parts(file);
    conn.transaction(async |conn| {
        lock(conn).await?;
        if is_there(conn, "conveyance_recordals", id).await? {
            return Ok(());
        }
        crate::db::sql_query(
            "INSERT INTO conveyance_recordals (id, conveyance, office, reel_frame, recorded_on, document, document_name, entered_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(link.id)
        .bind::<Text, _>(&new.office)
        .bind::<Text, _>(&new.reel_frame)
        .bind::<Date, _>(new.recorded_on)
        .bind::<Nullable<Binary>, _>(bytes)
        .bind::<Nullable<Text>, _>(name)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        let record = Record::default()
            .with("id", &id.to_string())
            .with("conveyance", &link.id.to_string())
            .with("office", &new.office)
            .with("reel_frame", &new.reel_frame)
            .with("recorded_on", &new.recorded_on.to_string())
            .with("entered_by", &by.0.to_string())
            .with_file(bytes);
        let further = [
            ("conveyance", link.kind.word().to_owned()),
            ("office", new.office.clone()),
            ("recorded_on", new.recorded_on.to_string()),
        ];
        log(conn, link.asset, "recordal", &further, &record).await?;
        Ok(())
    })
    .await
}

/// The cases of an asset that were filed on an intent to use the mark and are held to it,
/// each with the day on which its use was alleged.
///
/// # Errors
/// Those of the database.
pub async fn intents(conn: &mut Connection, asset: Uuid) -> QueryResult<Vec<Intent>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        mark_case: Uuid,
        #[diesel(sql_type = Nullable<Date>)]
        used_on: Option<NaiveDate>,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT n.mark_case, (SELECT min(e.happened_on) FROM asset_events_now e WHERE e.mark_case = n.mark_case \
                              AND e.code IN ('AMENDMENT_TO_ALLEGE_USE', 'STATEMENT_OF_USE')) AS used_on \
         FROM mark_case_now n WHERE n.asset = $1 AND is_on_intent(n.mark_case)",
    )
    .bind::<SqlUuid, _>(asset)
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Intent {
            mark_case: row.mark_case,
            used_on: row.used_on,
        })
        .collect())
}

/// Enters a link of the chain. `id` is the form's.
///
/// # Errors
/// What the database refuses: it leads away from the owner of a protected asset, or an
/// intent-to-use application stays.
pub async fn enter(
    conn: &mut Connection,
    (id, asset): (Uuid, Uuid),
    new: &NewConveyance,
    file: Option<&NewFile>,
    by: PartyId,
) -> Result<(), RegistryError> {
    let (name, bytes) = NewFile::parts(file);
    conn.transaction(async |conn| {
        lock(conn).await?;
        if is_there(conn, "conveyances", id).await? {
            return Ok(());
        }
        crate::db::sql_query(
            "INSERT INTO conveyances (id, asset, mark_case, kind, from_party, to_party, executed_on, effective_on, goodwill, \
                                      successor, instrument, recorded_office, reel_frame, recorded_on, document, document_name, \
                                      entered_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        )
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(asset)
        .bind::<Nullable<SqlUuid>, _>(new.mark_case)
        .bind::<Text, _>(new.kind.word())
        .bind::<Text, _>(&new.from)
        .bind::<Text, _>(&new.to)
        .bind::<Date, _>(new.executed_on)
        .bind::<Date, _>(new.effective_on)
        .bind::<Bool, _>(new.goodwill)
        .bind::<Bool, _>(new.successor)
        .bind::<Text, _>(&new.instrument)
        .bind::<Text, _>(&new.recorded_office)
        .bind::<Text, _>(&new.reel_frame)
        .bind::<Nullable<Date>, _>(new.recorded_on)
        .bind::<Nullable<Binary>, _>(bytes)
        .bind::<Nullable<Text>, _>(name)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        let record = Record::default()
            .with("id", &id.to_string())
            .with("kind", new.kind.word())
            .with("from", &new.from)
            .with("to", &new.to)
            .with("executed_on", &new.executed_on.to_string())
            .with("effective_on", &new.effective_on.to_string())
            .with("goodwill", if new.goodwill { "yes" } else { "no" })
            .with("successor", if new.successor { "yes" } else { "no" })
            .with("instrument", &new.instrument)
            .with("recorded_office", &new.recorded_office)
            .with("reel_frame", &new.reel_frame)
            .with_day("recorded_on", new.recorded_on)
            .with("entered_by", &by.0.to_string())
            .with_file(bytes);
        let further = [
            ("conveyance", new.kind.word().to_owned()),
            ("effective_on", new.effective_on.to_string()),
        ];
        log(conn, asset, "conveyance", &further, &record).await?;
        Ok(())
    })
    .await
}
