//! How long the server's statements may take.
//!
//! As `commonhold_app` a statement is ended after a minute and a wait for a lock after
//! half of one (`db::roles`): longer than any request needs, and an end for one that
//! would hold a connection for good.

use diesel::QueryResult;
use diesel_async::SimpleAsyncConnection;

use super::Connection;

/// How PostgreSQL begins its sentence about a statement that it ended for its time, in English:
/// our roles hear it so (`lc_messages`, `db::roles`), whichever language the server speaks.
const ENDED: [&str; 2] = ["canceling statement due to statement timeout", LOCKED];
/// The same of a lock that it waited for in vain (lock_not_available, 55P03).
const LOCKED: &str = "canceling statement due to lock timeout";

/// Until the transaction under way ends, statements may take half an hour and wait five
/// minutes for a lock: for what grows with the roll, the docket or a file of members.
///
/// # Errors
/// Those of the database.
pub async fn be_patient(conn: &mut Connection) -> QueryResult<()> {
    conn.batch_execute("SET LOCAL statement_timeout = '30min'; SET LOCAL lock_timeout = '5min'")
        .await
}

/// Whether an error, or one that caused it, says that a statement was ended for its time.
#[must_use]
pub fn is_impatience(error: &(dyn std::error::Error + 'static)) -> bool {
    says_one_of(&ENDED, error)
}

/// Whether an error, or one that caused it, says that a statement waited for a lock in vain.
#[must_use]
pub fn is_lock_not_available(error: &(dyn std::error::Error + 'static)) -> bool {
    says_one_of(&[LOCKED], error)
}

fn says_one_of(sentences: &[&str], error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        // The driver tells the sentence and no code.
        let said = error.to_string();
        if sentences.iter().any(|ended| said.contains(ended)) {
            return true;
        }
        next = error.source();
    }
    false
}
