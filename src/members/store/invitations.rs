//! Letters that tell people of their account: each person is invited once.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::Connection;
use crate::db::schema::members::invitations;
use crate::outbox::{self, Letter, Recipient};
use crate::parties::PartyId;

/// Rows of one INSERT, well under PostgreSQL's 65,535 parameters.
const BATCH_ROWS: usize = 1000;

#[derive(QueryableByName)]
struct Invitee {
    #[diesel(sql_type = SqlUuid)]
    account: Uuid,
    #[diesel(sql_type = SqlUuid)]
    person: Uuid,
}

async fn uninvited(conn: &mut Connection) -> QueryResult<Vec<Invitee>> {
    crate::db::sql_query(
        "SELECT a.id AS account, a.person FROM accounts a \
         WHERE NOT EXISTS (SELECT FROM invitations i WHERE i.person = a.person) \
         ORDER BY a.created_at, a.id",
    )
    .load(conn)
    .await
}

/// How many people have an account and were never invited.
///
/// # Errors
/// Those of the database.
pub async fn count_uninvited(conn: &mut Connection) -> QueryResult<usize> {
    #[derive(QueryableByName)]
    struct Waiting {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let waiting: Waiting = crate::db::sql_query(
        "SELECT count(*) AS n FROM accounts a \
         WHERE NOT EXISTS (SELECT FROM invitations i WHERE i.person = a.person)",
    )
    .get_result(conn)
    .await?;
    Ok(usize::try_from(waiting.n).unwrap_or(0))
}

/// Queues an invitation for everyone who was never invited, and records that.
/// Returns how many letters will leave.
///
/// # Errors
/// Those of the database.
pub async fn invite_all(conn: &mut Connection, by: PartyId) -> QueryResult<usize> {
    conn.transaction(async |conn| {
        // Of two who press the button at once the second finds nobody left.
        crate::db::sql_query(
            "SELECT pg_advisory_xact_lock(hashtextextended('commonhold/invitations', 0))",
        )
        .execute(conn)
        .await?;
        let invitees = uninvited(conn).await?;
        let persons: Vec<PartyId> = invitees.iter().map(|row| PartyId(row.person)).collect();
        record(conn, &persons, Some(by)).await?;
        let letters = invitees
            .iter()
            .map(|row| (Recipient::Account(row.account), Letter::Invitation {}));
        outbox::store::queue_all(conn, letters).await?;
        Ok(invitees.len())
    })
    .await
}

/// Records that these persons were invited, by an officer or by the set-up.
///
/// # Errors
/// Those of the database; a person invited before violates the key.
pub async fn record(
    conn: &mut Connection,
    persons: &[PartyId],
    by: Option<PartyId>,
) -> QueryResult<()> {
    for batch in persons.chunks(BATCH_ROWS) {
        let rows: Vec<_> = batch
            .iter()
            .map(|person| {
                (
                    invitations::person.eq(person.0),
                    invitations::invited_by.eq(by.map(|by| by.0)),
                )
            })
            .collect();
        diesel::insert_into(invitations::table)
            .values(rows)
            .execute(conn)
            .await?;
    }
    Ok(())
}
