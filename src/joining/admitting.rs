//! Who was approved and may be a member now becomes one without being asked for again: where the
//! process ended between the two, or the rulebook said only later how long a term is.

use diesel::prelude::*;
use diesel::sql_types::Uuid as SqlUuid;
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::store::JoiningError;
use super::store::admission::{Activated, activate};
use crate::db::Connection;
use crate::tasks::store::elected;
use crate::tasks::worker::{Chore, Round};

/// How many are taken in one round.
const AT_ONCE: i32 = 50;

/// Looks once a minute for applications that are approved and lead to no membership yet.
pub struct Admitting;

#[derive(QueryableByName)]
struct Waiting {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

impl Chore for Admitting {
    fn round<'a>(&'a self, conn: &'a mut Connection) -> Round<'a> {
        Box::pin(conn.transaction(async |conn| {
            if !elected(conn, "admitting").await? {
                return Ok(());
            }
            let waiting: Vec<Waiting> = crate::db::sql_query(
                "SELECT a.id FROM applications a \
                 CROSS JOIN (SELECT legal_day(clock_timestamp()) AS today) d \
                 WHERE EXISTS (SELECT FROM application_steps s WHERE s.application = a.id AND s.step = 'approve') \
                   AND NOT EXISTS (SELECT FROM application_admissions x WHERE x.application = a.id) \
                   AND application_state(a.id) = 'approved' \
                   AND EXISTS (SELECT FROM rule_in_force('membership.term_months', clock_timestamp())) \
                   AND NOT EXISTS (SELECT FROM agreements_missing(a.party, a.class, d.today)) \
                 ORDER BY a.number LIMIT $1",
            )
            .bind::<diesel::sql_types::Integer, _>(AT_ONCE)
            .load(conn)
            .await?;
            for one in waiting {
                match activate(conn, one.id).await {
                    Ok(Activated::Member(_)) => {
                        tracing::info!("somebody who was approved earlier is a member now");
                    }
                    Ok(
                        Activated::AgreementsMissing
                        | Activated::NoTermRule
                        | Activated::NotApproved,
                    ) => {}
                    // A suspension that came after the approval: the term begins once it is over.
                    Err(JoiningError::Refused { sentence, .. }) => {
                        tracing::debug!(sentence, application = %one.id, "an approved application waits");
                    }
                    // One whose class is gone must not keep the others from theirs.
                    Err(error) => {
                        tracing::error!(%error, application = %one.id, "an approved application leads to no membership");
                    }
                }
            }
            Ok(())
        }))
    }
}
