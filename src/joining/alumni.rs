//! Alumni: whose membership lapses stays on in a class without a vote, where the
//! rulebook names one, unless they said no.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Integer, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::Connection;
use crate::parties::PartyId;
use crate::tasks::store::elected;
use crate::tasks::worker::{Chore, Round};

/// Makes alumni once a minute has passed; the database says of whom.
pub struct Alumni;

impl Chore for Alumni {
    fn round<'a>(&'a self, conn: &'a mut Connection) -> Round<'a> {
        Box::pin(conn.transaction(async |conn| {
            if elected(conn, "alumni").await? {
                let made: i32 = diesel::select(diesel::dsl::sql::<Integer>("convert_alumni()"))
                    .get_result(conn)
                    .await?;
                if made > 0 {
                    tracing::info!(made, "memberships that lapsed go on as those of alumni");
                }
            }
            Ok(())
        }))
    }
}

/// Whether a party wants to be an alumnus after a lapse: as chosen last, else yes.
///
/// # Errors
/// Those of the database.
pub async fn wants(conn: &mut Connection, party: PartyId) -> QueryResult<bool> {
    diesel::select(
        diesel::dsl::sql::<Bool>("coalesce((SELECT wanted FROM alumni_choices WHERE party = ")
            .bind::<SqlUuid, _>(party.0)
            .sql(" ORDER BY recorded_at DESC LIMIT 1), true)"),
    )
    .get_result(conn)
    .await
}

/// Records the choice.
///
/// # Errors
/// Those of the database.
pub async fn choose(
    conn: &mut Connection,
    party: PartyId,
    wanted: bool,
    by: PartyId,
) -> QueryResult<()> {
    crate::db::sql_query(
        "INSERT INTO alumni_choices (id, party, wanted, chosen_by) VALUES ($1, $2, $3, $4)",
    )
    .bind::<SqlUuid, _>(Uuid::new_v4())
    .bind::<SqlUuid, _>(party.0)
    .bind::<Bool, _>(wanted)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}
