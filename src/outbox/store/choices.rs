//! What people choose not to get.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// What somebody chose about letters of a kind.
#[derive(Clone, Debug, QueryableByName)]
pub struct Choice {
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Bool)]
    pub wanted: bool,
}

/// The choices of an account, of each kind the newest.
///
/// # Errors
/// Those of the database.
pub async fn choices(conn: &mut AsyncPgConnection, account: Uuid) -> QueryResult<Vec<Choice>> {
    crate::db::sql_query(
        "SELECT DISTINCT ON (kind) kind, wanted FROM letter_choices WHERE account = $1 \
         ORDER BY kind, recorded_at DESC, id",
    )
    .bind::<SqlUuid, _>(account)
    .load(conn)
    .await
}

/// Whether an account wants letters of a kind: so it is until its holder says otherwise.
///
/// # Errors
/// Those of the database.
pub async fn wants(conn: &mut AsyncPgConnection, account: Uuid, kind: &str) -> QueryResult<bool> {
    let choices = choices(conn, account).await?;
    Ok(choices
        .iter()
        .find(|choice| choice.kind == kind)
        .is_none_or(|choice| choice.wanted))
}

/// Records a choice; nothing where it is so already.
///
/// # Errors
/// Those of the database; an account that does not exist violates the key.
pub async fn choose(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    kind: &str,
    wanted: bool,
) -> QueryResult<()> {
    if wants(conn, account, kind).await? == wanted {
        return Ok(());
    }
    crate::db::sql_query("INSERT INTO letter_choices (account, kind, wanted) VALUES ($1, $2, $3)")
        .bind::<SqlUuid, _>(account)
        .bind::<Text, _>(kind)
        .bind::<Bool, _>(wanted)
        .execute(conn)
        .await?;
    Ok(())
}
