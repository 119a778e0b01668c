//! What befell an asset from outside: recorded by one officer, counted once another
//! confirmed it. It never changes whose the asset rightfully is.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Binary, Bool, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::{NewFile, Once, RegistryError, is_there, lock, log, name_of};
use crate::accounts;
use crate::db::{Connection, read_from_words};
use crate::outbox::{self, Letter, Recipient};
use crate::parties::PartyId;
use crate::registry::model::statement::Record;
use crate::registry::model::{IncidentKind, NewIncident};

read_from_words!(IncidentKind);

/// An outside fact, with how far it is.
#[derive(Clone, Debug, QueryableByName)]
pub struct Incident {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = SqlUuid)]
    pub asset: Uuid,
    /// The asset's number.
    #[diesel(sql_type = BigInt)]
    pub asset_number: i64,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Text)]
    pub owner: String,
    #[diesel(sql_type = Text)]
    pub kind: IncidentKind,
    #[diesel(sql_type = Date)]
    pub happened_on: NaiveDate,
    #[diesel(sql_type = Text)]
    pub what: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub document_name: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub sha256: Option<Vec<u8>>,
    #[diesel(sql_type = SqlUuid)]
    pub recorded_by: Uuid,
    #[diesel(sql_type = Text)]
    pub recorder: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub confirmed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Date>)]
    pub ended_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    pub outcome: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub ended_by: Option<Uuid>,
    #[diesel(sql_type = Bool)]
    pub end_confirmed: bool,
}

/// How far an outside fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// One officer recorded it; a second is to confirm it.
    Recorded,
    /// It counts.
    Stands,
    /// One officer says how it was put right; a second is to confirm that.
    Ending,
    Over,
}

impl Incident {
    #[must_use]
    pub fn stage(&self) -> Stage {
        match (self.confirmed_at, self.ended_on, self.end_confirmed) {
            (None, _, _) => Stage::Recorded,
            (Some(_), None, _) => Stage::Stands,
            (Some(_), Some(_), false) => Stage::Ending,
            (Some(_), Some(_), true) => Stage::Over,
        }
    }

    /// Whether it counts now: it is confirmed and its end is not.
    #[must_use]
    pub fn stands(&self) -> bool {
        matches!(self.stage(), Stage::Stands | Stage::Ending)
    }

    /// Who recorded what waits for another officer; none where nothing does.
    #[must_use]
    pub fn waits_for_another_than(&self) -> Option<Uuid> {
        match self.stage() {
            Stage::Recorded => Some(self.recorded_by),
            Stage::Ending => self.ended_by,
            Stage::Stands | Stage::Over => None,
        }
    }
}

const WHOLE: &str = concat!(
    "SELECT i.id, i.number, i.asset, n.number AS asset_number, n.title, n.owner, i.kind, i.happened_on, i.what, i.document_name, \
     i.sha256, i.recorded_by, ",
    name_of!("i.recorded_by"),
    " AS recorder, i.recorded_at, c.recorded_at AS confirmed_at, e.ended_on, e.outcome, e.recorded_by AS ended_by, \
     (x.incident IS NOT NULL) AS end_confirmed \
     FROM incidents i JOIN asset_now n ON n.asset = i.asset \
     LEFT JOIN incident_confirmations c ON c.incident = i.id LEFT JOIN incident_ends e ON e.incident = i.id \
     LEFT JOIN incident_end_confirmations x ON x.incident = i.id "
);

/// What befell an asset, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn of_asset(conn: &mut Connection, asset: Uuid) -> QueryResult<Vec<Incident>> {
    of_assets(conn, &[asset]).await
}

/// What befell these assets, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn of_assets(conn: &mut Connection, assets: &[Uuid]) -> QueryResult<Vec<Incident>> {
    crate::db::sql_query(format!(
        "{WHOLE} WHERE i.asset = ANY ($1) ORDER BY i.number DESC"
    ))
    .bind::<Array<SqlUuid>, _>(assets)
    .load(conn)
    .await
}

/// What is not over, of every asset, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn open(conn: &mut Connection) -> QueryResult<Vec<Incident>> {
    crate::db::sql_query(format!(
        "{WHOLE} WHERE x.incident IS NULL ORDER BY i.number DESC"
    ))
    .load(conn)
    .await
}

/// Records what happened. `id` is the form's.
///
/// # Errors
/// What the database refuses.
pub async fn record(
    conn: &mut Connection,
    (id, asset): (Uuid, Uuid),
    new: &NewIncident,
    file: Option<&NewFile>,
    by: PartyId,
) -> Result<(), RegistryError> {
    let (name, bytes) = NewFile::parts(file);
    conn.transaction(async |conn| {
        lock(conn).await?;
        if is_there(conn, "incidents", id).await? {
            return Ok(());
        }
        crate::db::sql_query(
            "INSERT INTO incidents (id, asset, kind, happened_on, what, document, document_name, recorded_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(asset)
        .bind::<Text, _>(new.kind.word())
        .bind::<Date, _>(new.happened_on)
        .bind::<Text, _>(&new.what)
        .bind::<Nullable<Binary>, _>(bytes)
        .bind::<Nullable<Text>, _>(name)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        let record = Record::default()
            .with("id", &id.to_string())
            .with("kind", new.kind.word())
            .with("happened_on", &new.happened_on.to_string())
            .with("what", &new.what)
            .with("recorded_by", &by.0.to_string())
            .with_file(bytes);
        // What one officer alone says is not told to everybody yet.
        log(conn, asset, "incident_reported", &[], &record).await?;
        Ok(())
    })
    .await
}

/// Another officer confirms what was recorded; from then on it counts. The same twice is once.
///
/// # Errors
/// What the database refuses: by the same officer.
pub async fn confirm(
    conn: &mut Connection,
    incident: &Incident,
    by: PartyId,
) -> Result<(), RegistryError> {
    conn.transaction(async |conn| {
        lock(conn).await?;
        let row = Once {
            table: "incident_confirmations",
            of: ("incident", incident.id),
            day: None,
            words: None,
            by: ("confirmed_by", by),
        };
        let Some(record) = row.enter(conn).await? else {
            return Ok(());
        };
        let further = [
            ("incident", incident.kind.word().to_owned()),
            ("happened_on", incident.happened_on.to_string()),
        ];
        log(conn, incident.asset, "incident", &further, &record).await?;
        tell(conn, incident).await?;
        Ok(())
    })
    .await
}

/// Tells every director, by a letter.
async fn tell(conn: &mut Connection, incident: &Incident) -> QueryResult<()> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        person: Uuid,
    }
    let directors: Vec<Row> = crate::db::sql_query(
        "SELECT DISTINCT i.person FROM seat_incumbencies i \
         WHERE EXISTS (SELECT FROM offices_held(i.person, clock_timestamp()) o WHERE o = 'director')",
    )
    .load(conn)
    .await?;
    let persons: Vec<Uuid> = directors.into_iter().map(|row| row.person).collect();
    let letter = Letter::AssetIncident {
        number: incident.asset_number,
        title: incident.title.clone(),
        what: incident.kind.word().to_owned(),
        happened_on: incident.happened_on,
        owner: incident.owner.clone(),
        path: format!("/registry/{}", incident.asset_number),
    };
    let accounts = accounts::store::of_persons(conn, &persons).await?;
    let letters = accounts
        .into_iter()
        .map(|account| (Recipient::Account(account.id), letter.clone()));
    outbox::store::queue_all(conn, letters).await
}

/// Says how it was put right; the same twice is once.
///
/// # Errors
/// What the database refuses.
pub async fn end(
    conn: &mut Connection,
    incident: &Incident,
    ended_on: NaiveDate,
    outcome: &str,
    by: PartyId,
) -> Result<(), RegistryError> {
    conn.transaction(async |conn| {
        lock(conn).await?;
        let row = Once {
            table: "incident_ends",
            of: ("incident", incident.id),
            day: Some(("ended_on", ended_on)),
            words: Some(("outcome", outcome)),
            by: ("recorded_by", by),
        };
        let Some(record) = row.enter(conn).await? else {
            return Ok(());
        };
        log(conn, incident.asset, "incident_end_reported", &[], &record).await?;
        Ok(())
    })
    .await
}

/// Another officer confirms that it is put right. The same twice is once.
///
/// # Errors
/// What the database refuses: by the same officer.
pub async fn confirm_end(
    conn: &mut Connection,
    incident: &Incident,
    by: PartyId,
) -> Result<(), RegistryError> {
    conn.transaction(async |conn| {
        lock(conn).await?;
        let row = Once {
            table: "incident_end_confirmations",
            of: ("incident", incident.id),
            day: None,
            words: None,
            by: ("confirmed_by", by),
        };
        let Some(record) = row.enter(conn).await? else {
            return Ok(());
        };
        log(
            conn,
            incident.asset,
            "incident_ended",
            &[("incident", incident.kind.word().to_owned())],
            &record,
        )
        .await?;
        Ok(())
    })
    .await
}
