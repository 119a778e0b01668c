//! Applications in the making: the applicant's own, until submitted.

use diesel::prelude::*;
use diesel::sql_types::{Jsonb, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use crate::db::Connection;
use crate::joining::model::form::ApplicationForm;
use crate::members::ClassId;
use crate::parties::PartyId;

/// The class and the form of each draft of a person.
///
/// # Errors
/// Those of the database, and a form it holds that cannot be read.
pub async fn of(
    conn: &mut Connection,
    person: PartyId,
) -> QueryResult<Vec<(ClassId, ApplicationForm)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        class: ClassId,
        #[diesel(sql_type = Jsonb)]
        form: serde_json::Value,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT class, form FROM application_drafts WHERE person = $1 ORDER BY saved_at DESC",
    )
    .bind::<SqlUuid, _>(person.0)
    .load(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let form = serde_json::from_value(row.form)
                .map_err(|error| diesel::result::Error::DeserializationError(error.into()))?;
            Ok((row.class, form))
        })
        .collect()
}

/// Keeps a draft as it is now.
///
/// # Errors
/// Those of the database.
pub async fn save(
    conn: &mut Connection,
    person: PartyId,
    class: &ClassId,
    form: &ApplicationForm,
) -> QueryResult<()> {
    let form = serde_json::to_value(form)
        .map_err(|error| diesel::result::Error::SerializationError(error.into()))?;
    crate::db::sql_query(
        "INSERT INTO application_drafts (person, class, form) VALUES ($1, $2, $3) \
         ON CONFLICT (person, class) DO UPDATE SET form = EXCLUDED.form, saved_at = clock_timestamp()",
    )
    .bind::<SqlUuid, _>(person.0)
    .bind::<Text, _>(class.as_str())
    .bind::<Jsonb, _>(form)
    .execute(conn)
    .await?;
    Ok(())
}

/// Throws a draft away.
///
/// # Errors
/// Those of the database.
pub async fn discard(conn: &mut Connection, person: PartyId, class: &ClassId) -> QueryResult<()> {
    crate::db::sql_query("DELETE FROM application_drafts WHERE person = $1 AND class = $2")
        .bind::<SqlUuid, _>(person.0)
        .bind::<Text, _>(class.as_str())
        .execute(conn)
        .await?;
    Ok(())
}
