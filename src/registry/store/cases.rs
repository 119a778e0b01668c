//! Marks at offices, in versions, and the classes of goods they cover.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::{Once, RegistryError, is_there, lock, log};
use crate::db::{Connection, read_from_words};
use crate::parties::PartyId;
use crate::registry::model::case::{CaseFacts, CaseState, NewClass, Place, Route};
use crate::registry::model::statement::Record;

read_from_words!(CaseState, Route);

/// A case as its latest version has it.
#[derive(Clone, Debug, QueryableByName)]
pub struct Case {
    #[diesel(sql_type = SqlUuid)]
    pub mark_case: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub asset: Uuid,
    #[diesel(sql_type = Text)]
    pub office: String,
    #[diesel(sql_type = Text)]
    pub route: Route,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub parent: Option<Uuid>,
    #[diesel(sql_type = Int4)]
    pub version: i32,
    #[diesel(sql_type = Text)]
    pub basis: String,
    #[diesel(sql_type = Text)]
    pub application_no: String,
    #[diesel(sql_type = Nullable<Date>)]
    pub filed_on: Option<NaiveDate>,
    #[diesel(sql_type = Text)]
    pub registration_no: String,
    #[diesel(sql_type = Nullable<Date>)]
    pub registered_on: Option<NaiveDate>,
    #[diesel(sql_type = Text)]
    pub register: String,
    #[diesel(sql_type = Nullable<Date>)]
    pub expires_on: Option<NaiveDate>,
    #[diesel(sql_type = Text)]
    pub state: CaseState,
    #[diesel(sql_type = Text)]
    pub status_code: String,
    #[diesel(sql_type = Nullable<Date>)]
    pub status_on: Option<NaiveDate>,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

impl Case {
    /// How it is told from the mark's other cases: office and number.
    #[must_use]
    pub fn label(&self) -> String {
        let number = [&self.registration_no, &self.application_no]
            .into_iter()
            .find(|number| !number.is_empty());
        match number {
            Some(number) => format!("{} {number}", self.office),
            None => self.office.clone(),
        }
    }
}

/// The cases of an asset, the earliest first.
///
/// # Errors
/// Those of the database.
pub async fn of_asset(conn: &mut Connection, asset: Uuid) -> QueryResult<Vec<Case>> {
    of_assets(conn, &[asset]).await
}

/// The cases of these assets, the earliest first.
///
/// # Errors
/// Those of the database.
pub async fn of_assets(conn: &mut Connection, assets: &[Uuid]) -> QueryResult<Vec<Case>> {
    crate::db::sql_query(
        "SELECT n.* FROM mark_case_now n JOIN mark_cases c ON c.id = n.mark_case \
         WHERE n.asset = ANY ($1) ORDER BY c.recorded_at, c.id",
    )
    .bind::<Array<SqlUuid>, _>(assets)
    .load(conn)
    .await
}

async fn insert(
    conn: &mut Connection,
    (mark_case, asset): (Uuid, Uuid),
    office: &str,
    version: i32,
    new: &CaseFacts,
    by: PartyId,
) -> QueryResult<()> {
    crate::db::sql_query(
        "INSERT INTO mark_case_versions (mark_case, version, basis, application_no, filed_on, registration_no, registered_on, \
                                         register, expires_on, state, status_code, status_on, entered_by, reason) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind::<SqlUuid, _>(mark_case)
    .bind::<Int4, _>(version)
    .bind::<Text, _>(&new.basis)
    .bind::<Text, _>(&new.application_no)
    .bind::<Nullable<Date>, _>(new.filed_on)
    .bind::<Text, _>(&new.registration_no)
    .bind::<Nullable<Date>, _>(new.registered_on)
    .bind::<Text, _>(&new.register)
    .bind::<Nullable<Date>, _>(new.expires_on)
    .bind::<Text, _>(new.state.word())
    .bind::<Text, _>(&new.status_code)
    .bind::<Nullable<Date>, _>(new.status_on)
    .bind::<SqlUuid, _>(by.0)
    .bind::<Text, _>(&new.reason)
    .execute(conn)
    .await?;
    let record = Record::default()
        .with("id", &mark_case.to_string())
        .with("version", &version.to_string())
        .with("basis", &new.basis)
        .with("application_no", &new.application_no)
        .with_day("filed_on", new.filed_on)
        .with("registration_no", &new.registration_no)
        .with_day("registered_on", new.registered_on)
        .with("register", &new.register)
        .with_day("expires_on", new.expires_on)
        .with("state", new.state.word())
        .with("status_code", &new.status_code)
        .with_day("status_on", new.status_on)
        .with("entered_by", &by.0.to_string())
        .with("reason", &new.reason);
    let further = [
        ("office", office.to_owned()),
        ("case_state", new.state.word().to_owned()),
        ("application_no", new.application_no.clone()),
        ("registration_no", new.registration_no.clone()),
    ];
    log(conn, asset, "case", &further, &record).await
}

/// Opens a case of a mark. `id` is the form's.
///
/// # Errors
/// What the database refuses.
pub async fn open(
    conn: &mut Connection,
    (id, asset): (Uuid, Uuid),
    place: &Place,
    new: &CaseFacts,
    by: PartyId,
) -> Result<(), RegistryError> {
    conn.transaction(async |conn| {
        lock(conn).await?;
        if is_there(conn, "mark_cases", id).await? {
            return Ok(());
        }
        crate::db::sql_query("INSERT INTO mark_cases (id, asset, office, route, parent, opened_by) VALUES ($1, $2, $3, $4, $5, $6)")
            .bind::<SqlUuid, _>(id)
            .bind::<SqlUuid, _>(asset)
            .bind::<Text, _>(&place.office)
            .bind::<Text, _>(place.route.word())
            .bind::<Nullable<SqlUuid>, _>(place.parent)
            .bind::<SqlUuid, _>(by.0)
            .execute(conn)
            .await?;
        insert(conn, (id, asset), &place.office, 1, new, by).await?;
        Ok(())
    })
    .await
}

/// Enters what a case becomes, after the version that was read.
///
/// # Errors
/// What the database refuses.
pub async fn change(
    conn: &mut Connection,
    case: &Case,
    read: i32,
    new: &CaseFacts,
    by: PartyId,
) -> Result<(), RegistryError> {
    conn.transaction(async |conn| {
        lock(conn).await?;
        let version = read.saturating_add(1);
        insert(
            conn,
            (case.mark_case, case.asset),
            &case.office,
            version,
            new,
            by,
        )
        .await?;
        Ok(())
    })
    .await
}

/// A class that a case covers.
#[derive(Clone, Debug, QueryableByName)]
pub struct Class {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub mark_case: Uuid,
    #[diesel(sql_type = Int4)]
    pub class_no: i32,
    #[diesel(sql_type = Text)]
    pub edition: String,
    #[diesel(sql_type = Text)]
    pub goods: String,
    #[diesel(sql_type = Nullable<Date>)]
    pub first_use_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    pub first_commerce_on: Option<NaiveDate>,
}

/// The classes that an asset's cases cover now, by number.
///
/// # Errors
/// Those of the database.
pub async fn classes(conn: &mut Connection, asset: Uuid) -> QueryResult<Vec<Class>> {
    classes_of(conn, &[asset]).await
}

/// What the cases of these assets cover.
///
/// # Errors
/// Those of the database.
pub async fn classes_of(conn: &mut Connection, assets: &[Uuid]) -> QueryResult<Vec<Class>> {
    crate::db::sql_query(
        "SELECT n.id, n.mark_case, n.class_no, n.edition, n.goods, n.first_use_on, n.first_commerce_on \
         FROM nice_classes n JOIN mark_cases c ON c.id = n.mark_case \
         WHERE c.asset = ANY ($1) AND NOT EXISTS (SELECT FROM nice_class_ends e WHERE e.class = n.id) \
         ORDER BY n.class_no, n.recorded_at, n.id",
    )
    .bind::<Array<SqlUuid>, _>(assets)
    .load(conn)
    .await
}

/// A class that a case of an asset covers, or covered.
///
/// # Errors
/// Those of the database.
pub async fn class_ever(
    conn: &mut Connection,
    asset: Uuid,
    id: Uuid,
) -> QueryResult<Option<Class>> {
    crate::db::sql_query(
        "SELECT n.id, n.mark_case, n.class_no, n.edition, n.goods, n.first_use_on, n.first_commerce_on \
         FROM nice_classes n JOIN mark_cases c ON c.id = n.mark_case WHERE c.asset = $1 AND n.id = $2",
    )
    .bind::<SqlUuid, _>(asset)
    .bind::<SqlUuid, _>(id)
    .get_result(conn)
    .await
    .optional()
}

/// Adds a class to a case. `id` is the form's.
///
/// # Errors
/// What the database refuses.
pub async fn add_class(
    conn: &mut Connection,
    id: Uuid,
    case: &Case,
    new: &NewClass,
    by: PartyId,
) -> Result<(), RegistryError> {
    conn.transaction(async |conn| {
        lock(conn).await?;
        if is_there(conn, "nice_classes", id).await? {
            return Ok(());
        }
        crate::db::sql_query(
            "INSERT INTO nice_classes (id, mark_case, class_no, edition, goods, first_use_on, first_commerce_on, recorded_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(case.mark_case)
        .bind::<Int4, _>(new.class_no)
        .bind::<Text, _>(&new.edition)
        .bind::<Text, _>(&new.goods)
        .bind::<Nullable<Date>, _>(new.first_use_on)
        .bind::<Nullable<Date>, _>(new.first_commerce_on)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        let record = Record::default()
            .with("id", &id.to_string())
            .with("case", &case.mark_case.to_string())
            .with("class", &new.class_no.to_string())
            .with("edition", &new.edition)
            .with("goods", &new.goods)
            .with_day("first_use_on", new.first_use_on)
            .with_day("first_commerce_on", new.first_commerce_on)
            .with("recorded_by", &by.0.to_string());
        let further = [("office", case.office.clone()), ("class", new.class_no.to_string())];
        log(conn, case.asset, "class", &further, &record).await?;
        Ok(())
    })
    .await
}

/// Ends a class of a case; the same twice is once.
///
/// # Errors
/// What the database refuses: of a protected mark it takes a deed.
pub async fn end_class(
    conn: &mut Connection,
    class: &Class,
    case: &Case,
    reason: &str,
    by: PartyId,
) -> Result<(), RegistryError> {
    conn.transaction(async |conn| {
        lock(conn).await?;
        let row = Once {
            table: "nice_class_ends",
            of: ("class", class.id),
            day: None,
            words: Some(("reason", reason)),
            by: ("recorded_by", by),
        };
        let Some(record) = row.enter(conn).await? else {
            return Ok(());
        };
        let further = [
            ("office", case.office.clone()),
            ("class", class.class_no.to_string()),
        ];
        log(conn, case.asset, "class_ended", &further, &record).await?;
        Ok(())
    })
    .await
}
