//! What happened to an asset, who has to do with it, and its documents.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Binary, Bool, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::{NewFile, Once, RegistryError, is_there, lock, log, name_of};
use crate::db::{Connection, read_from_words};
use crate::parties::PartyId;
use crate::registry::model::event::NewEvent;
use crate::registry::model::statement::Record;
use crate::registry::model::{NewRole, RoleKind};

read_from_words!(RoleKind);

/// An event as it is known now.
#[derive(Clone, Debug, QueryableByName)]
pub struct Event {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub asset: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub mark_case: Option<Uuid>,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Date)]
    pub happened_on: NaiveDate,
    #[diesel(sql_type = Text)]
    pub source: String,
    #[diesel(sql_type = Text)]
    pub note: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub document_name: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub sha256: Option<Vec<u8>>,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// The events of an asset and of its cases, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn events(conn: &mut Connection, asset: Uuid) -> QueryResult<Vec<Event>> {
    events_of(conn, &[asset]).await
}

/// The events of these assets and of their cases, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn events_of(conn: &mut Connection, assets: &[Uuid]) -> QueryResult<Vec<Event>> {
    crate::db::sql_query(
        "SELECT e.id, e.asset, e.mark_case, e.code, e.happened_on, e.source, e.note, e.document_name, e.sha256, e.recorded_at \
         FROM asset_events_now e WHERE e.asset = ANY ($1) ORDER BY e.happened_on DESC, e.recorded_at DESC, e.id",
    )
    .bind::<Array<SqlUuid>, _>(assets)
    .load(conn)
    .await
}

/// An event of an asset as it was recorded, whatever took its place since. That another never
/// happened is none.
///
/// # Errors
/// Those of the database.
pub async fn event_ever(
    conn: &mut Connection,
    asset: Uuid,
    id: Uuid,
) -> QueryResult<Option<Event>> {
    crate::db::sql_query(
        "SELECT e.id, e.asset, e.mark_case, e.code, e.happened_on, e.source, e.note, e.document_name, e.sha256, e.recorded_at \
         FROM asset_events e WHERE e.asset = $1 AND e.id = $2 AND NOT e.withdrawn",
    )
    .bind::<SqlUuid, _>(asset)
    .bind::<SqlUuid, _>(id)
    .get_result(conn)
    .await
    .optional()
}

/// Whether the form of this identity recorded an event already.
///
/// # Errors
/// Those of the database.
pub async fn is_recorded(conn: &mut Connection, form: Uuid) -> QueryResult<bool> {
    is_there(conn, "asset_events", form).await
}

/// An event to be recorded: new, in the place of another, or that another never happened.
pub struct Happened<'a> {
    pub id: Uuid,
    pub asset: Uuid,
    pub event: &'a NewEvent,
    /// `office`, `manual` or `import`.
    pub source: &'a str,
    pub file: Option<&'a NewFile>,
    pub corrects: Option<Uuid>,
    pub withdrawn: bool,
    pub by: PartyId,
}

/// Records an event. Its identity is the form's.
///
/// # Errors
/// What the database refuses.
pub async fn record(conn: &mut Connection, new: &Happened<'_>) -> Result<(), RegistryError> {
    let (name, bytes) = NewFile::parts(new.file);
    conn.transaction(async |conn| {
        lock(conn).await?;
        if is_there(conn, "asset_events", new.id).await? {
            return Ok(());
        }
        crate::db::sql_query(
            "INSERT INTO asset_events (id, asset, mark_case, code, happened_on, source, note, document, document_name, corrects, \
                                       withdrawn, entered_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(new.asset)
        .bind::<Nullable<SqlUuid>, _>(new.event.mark_case)
        .bind::<Text, _>(&new.event.code)
        .bind::<Date, _>(new.event.happened_on)
        .bind::<Text, _>(new.source)
        .bind::<Text, _>(&new.event.note)
        .bind::<Nullable<Binary>, _>(bytes)
        .bind::<Nullable<Text>, _>(name)
        .bind::<Nullable<SqlUuid>, _>(new.corrects)
        .bind::<Bool, _>(new.withdrawn)
        .bind::<SqlUuid, _>(new.by.0)
        .execute(conn)
        .await?;
        let mut record = Record::default()
            .with("id", &new.id.to_string())
            .with("code", &new.event.code)
            .with("happened_on", &new.event.happened_on.to_string())
            .with("source", new.source)
            .with("note", &new.event.note)
            .with("entered_by", &new.by.0.to_string())
            .with_file(bytes);
        if let Some(case) = new.event.mark_case {
            record = record.with("case", &case.to_string());
        }
        if let Some(corrects) = new.corrects {
            record = record.with("corrects", &corrects.to_string());
        }
        let what = match (new.corrects, new.withdrawn) {
            (None, _) => "event",
            (Some(_), false) => "event_corrected",
            (Some(_), true) => "event_withdrawn",
        };
        let further = [
            ("code", new.event.code.clone()),
            ("happened_on", new.event.happened_on.to_string()),
        ];
        log(conn, new.asset, what, &further, &record).await?;
        Ok(())
    })
    .await
}

/// That one who keeps the register asks another to withdraw an event.
#[derive(Clone, Debug, QueryableByName)]
pub struct Wish {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub event: Uuid,
    /// The asset's number.
    #[diesel(sql_type = BigInt)]
    pub asset_number: i64,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = SqlUuid)]
    pub wished_by: Uuid,
    #[diesel(sql_type = Text)]
    pub wisher: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// What is asked and not done yet, the first first. Another keeper does it for 30 days.
///
/// # Errors
/// Those of the database.
pub async fn wishes(conn: &mut Connection) -> QueryResult<Vec<Wish>> {
    crate::db::sql_query(concat!(
        "SELECT w.id, w.event, n.number AS asset_number, n.title, e.code, w.reason, w.wished_by, ",
        name_of!("w.wished_by"),
        " AS wisher, w.recorded_at \
         FROM withdrawal_wishes w JOIN asset_events_now e ON e.id = w.event JOIN asset_now n ON n.asset = e.asset \
         WHERE w.recorded_at > clock_timestamp() - interval '30 days' AND keeps_registry(w.wished_by) \
         ORDER BY w.recorded_at, w.id"
    ))
    .load(conn)
    .await
}

/// Asks another who keeps the register to withdraw an event. `id` is the form's.
///
/// # Errors
/// What the database refuses.
pub async fn wish(
    conn: &mut Connection,
    (id, event): (Uuid, Uuid),
    reason: &str,
    by: PartyId,
) -> Result<(), RegistryError> {
    conn.transaction(async |conn| {
        lock(conn).await?;
        if is_there(conn, "withdrawal_wishes", id).await? {
            return Ok(());
        }
        crate::db::sql_query(
            "INSERT INTO withdrawal_wishes (id, event, reason, wished_by) VALUES ($1, $2, $3, $4)",
        )
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(event)
        .bind::<Text, _>(reason)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        Ok(())
    })
    .await
}

/// Somebody who has to do with an asset.
#[derive(Clone, Debug, QueryableByName)]
pub struct Role {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub role: RoleKind,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Date)]
    pub since: NaiveDate,
}

/// Who has to do with an asset now, by what they are to it.
///
/// # Errors
/// Those of the database.
pub async fn roles(conn: &mut Connection, asset: Uuid) -> QueryResult<Vec<Role>> {
    crate::db::sql_query(
        "SELECT r.id, r.role, r.name, r.since FROM asset_roles r \
         WHERE r.asset = $1 AND NOT EXISTS (SELECT FROM asset_role_ends e WHERE e.role = r.id) \
         ORDER BY r.role, r.since, r.id",
    )
    .bind::<SqlUuid, _>(asset)
    .load(conn)
    .await
}

/// Somebody who has to do with an asset, or had.
///
/// # Errors
/// Those of the database.
pub async fn role_ever(conn: &mut Connection, asset: Uuid, id: Uuid) -> QueryResult<Option<Role>> {
    crate::db::sql_query(
        "SELECT r.id, r.role, r.name, r.since FROM asset_roles r WHERE r.asset = $1 AND r.id = $2",
    )
    .bind::<SqlUuid, _>(asset)
    .bind::<SqlUuid, _>(id)
    .get_result(conn)
    .await
    .optional()
}

/// Records what somebody is to an asset. `id` is the form's.
///
/// # Errors
/// What the database refuses.
pub async fn add_role(
    conn: &mut Connection,
    (id, asset): (Uuid, Uuid),
    new: &NewRole,
    by: PartyId,
) -> Result<(), RegistryError> {
    conn.transaction(async |conn| {
        lock(conn).await?;
        if is_there(conn, "asset_roles", id).await? {
            return Ok(());
        }
        crate::db::sql_query("INSERT INTO asset_roles (id, asset, role, name, since, recorded_by) VALUES ($1, $2, $3, $4, $5, $6)")
            .bind::<SqlUuid, _>(id)
            .bind::<SqlUuid, _>(asset)
            .bind::<Text, _>(new.role.word())
            .bind::<Text, _>(&new.name)
            .bind::<Date, _>(new.since)
            .bind::<SqlUuid, _>(by.0)
            .execute(conn)
            .await?;
        let record = Record::default()
            .with("id", &id.to_string())
            .with("role", new.role.word())
            .with("name", &new.name)
            .with("since", &new.since.to_string())
            .with("recorded_by", &by.0.to_string());
        log(conn, asset, "role", &[("role", new.role.word().to_owned())], &record).await?;
        Ok(())
    })
    .await
}

/// Says that somebody is no longer what they were to an asset; the same twice is once.
///
/// # Errors
/// What the database refuses.
pub async fn end_role(
    conn: &mut Connection,
    (role, asset): (&Role, Uuid),
    ends_on: NaiveDate,
    reason: &str,
    by: PartyId,
) -> Result<(), RegistryError> {
    conn.transaction(async |conn| {
        lock(conn).await?;
        let row = Once {
            table: "asset_role_ends",
            of: ("role", role.id),
            day: Some(("ends_on", ends_on)),
            words: Some(("reason", reason)),
            by: ("recorded_by", by),
        };
        let Some(record) = row.enter(conn).await? else {
            return Ok(());
        };
        log(
            conn,
            asset,
            "role_ended",
            &[("role", role.role.word().to_owned())],
            &record,
        )
        .await?;
        Ok(())
    })
    .await
}

/// A document about an asset.
#[derive(Clone, Debug, QueryableByName)]
pub struct Document {
    #[diesel(sql_type = BigInt)]
    pub record: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Binary)]
    pub sha256: Vec<u8>,
    #[diesel(sql_type = BigInt)]
    pub bytes: i64,
    #[diesel(sql_type = Text)]
    pub added_by: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// The documents of an asset, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn documents(conn: &mut Connection, asset: Uuid) -> QueryResult<Vec<Document>> {
    crate::db::sql_query(concat!(
        "SELECT d.record, d.name, d.sha256, octet_length(d.document)::bigint AS bytes, d.recorded_at, ",
        name_of!("d.added_by"),
        " AS added_by FROM asset_documents d WHERE d.asset = $1 ORDER BY d.record DESC"
    ))
    .bind::<SqlUuid, _>(asset)
    .load(conn)
    .await
}

/// Adds a document.
///
/// # Errors
/// What the database refuses: the very file is there.
pub async fn add_document(
    conn: &mut Connection,
    asset: Uuid,
    file: &NewFile,
    by: PartyId,
) -> Result<(), RegistryError> {
    conn.transaction(async |conn| {
        lock(conn).await?;
        crate::db::sql_query(
            "INSERT INTO asset_documents (asset, name, document, added_by) VALUES ($1, $2, $3, $4)",
        )
        .bind::<SqlUuid, _>(asset)
        .bind::<Text, _>(&file.name)
        .bind::<Binary, _>(&file.bytes)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        let record = Record::default()
            .with("name", &file.name)
            .with("added_by", &by.0.to_string())
            .with_file(Some(&file.bytes));
        log(conn, asset, "document", &[], &record).await?;
        Ok(())
    })
    .await
}

/// What a file of an asset hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    Event,
    Conveyance,
    Recordal,
    Incident,
    Document,
}

impl Shelf {
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "event" => Some(Self::Event),
            "conveyance" => Some(Self::Conveyance),
            "recordal" => Some(Self::Recordal),
            "incident" => Some(Self::Incident),
            "document" => Some(Self::Document),
            _ => None,
        }
    }
}

/// A file of an asset: its name and bytes. `key` is the identity or number of what it
/// hangs on.
///
/// # Errors
/// Those of the database.
pub async fn file(
    conn: &mut Connection,
    asset: Uuid,
    shelf: Shelf,
    key: &str,
) -> QueryResult<Option<(String, Vec<u8>)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Binary)]
        document: Vec<u8>,
    }
    let from = match shelf {
        Shelf::Event => {
            "document_name AS name, t.document FROM asset_events t WHERE t.asset = $1 AND t.id::text = $2"
        }
        Shelf::Conveyance => {
            "document_name AS name, t.document FROM conveyances t WHERE t.asset = $1 AND t.number::text = $2"
        }
        Shelf::Recordal => {
            "document_name AS name, t.document FROM conveyance_recordals t JOIN conveyances c ON c.id = t.conveyance WHERE c.asset = $1 AND t.id::text = $2"
        }
        Shelf::Incident => {
            "document_name AS name, t.document FROM incidents t WHERE t.asset = $1 AND t.number::text = $2"
        }
        Shelf::Document => {
            "name, t.document FROM asset_documents t WHERE t.asset = $1 AND t.record::text = $2"
        }
    };
    let row: Option<Row> =
        crate::db::sql_query(format!("SELECT t.{from} AND t.document IS NOT NULL"))
            .bind::<SqlUuid, _>(asset)
            .bind::<Text, _>(key)
            .get_result(conn)
            .await
            .optional()?;
    Ok(row.map(|row| (row.name, row.document)))
}
