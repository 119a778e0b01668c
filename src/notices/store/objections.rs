//! Who objects to notice by e-mail.

use diesel::prelude::*;
use diesel::sql_types::{Array, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Connection;
use crate::parties::PartyId;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    person: Uuid,
}

/// Those of these persons who object now.
///
/// # Errors
/// Those of the database.
pub async fn of(conn: &mut Connection, persons: &[Uuid]) -> QueryResult<Vec<Uuid>> {
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT person FROM (SELECT DISTINCT ON (o.person) o.person, o.objects FROM mail_objections o \
         WHERE o.person = ANY ($1) ORDER BY o.person, o.recorded_at DESC, o.id) latest WHERE objects",
    )
    .bind::<Array<SqlUuid>, _>(persons)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.person).collect())
}

/// Records that a person objects to notice by e-mail, or no longer does; nothing
/// where it is so already.
///
/// # Errors
/// Those of the database.
pub async fn record(
    conn: &mut Connection,
    person: PartyId,
    objects: bool,
    by: PartyId,
) -> QueryResult<()> {
    crate::db::sql_query(
        "INSERT INTO mail_objections (id, person, objects, recorded_by) \
         SELECT $1, $2, $3, $4 \
         WHERE $3 IS DISTINCT FROM coalesce((SELECT o.objects FROM mail_objections o WHERE o.person = $2 \
                                             ORDER BY o.recorded_at DESC, o.id LIMIT 1), false)",
    )
    .bind::<SqlUuid, _>(Uuid::new_v4())
    .bind::<SqlUuid, _>(person.0)
    .bind::<diesel::sql_types::Bool, _>(objects)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}
