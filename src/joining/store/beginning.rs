//! How an application begins: the link is sent, and whoever is not known by the address becomes
//! a person with an account.

use diesel::QueryResult;
use diesel_async::AsyncConnection;

use crate::accounts::LocalPath;
use crate::accounts::store::{CreateError, ask_for_link};
use crate::db::Connection;
use crate::members::store::record;
use crate::outbox::Address;
use crate::parties::Name;
use crate::web::words::Locale;

/// Records whoever is not known by the address, and queues the letter with the link: both or
/// nothing.
///
/// # Errors
/// Those of the database.
pub async fn begin(
    conn: &mut Connection,
    name: &Name,
    address: &Address,
    locale: Locale,
    next: &LocalPath,
) -> QueryResult<()> {
    let begun: Result<(), CreateError> = conn
        .transaction(async |conn| {
            record::reached_at(conn, name, address, locale, None).await?;
            ask_for_link(conn, address, next).await?;
            Ok(())
        })
        .await;
    match begun {
        Ok(()) => Ok(()),
        // Taken a moment ago in another way, by a file of members or a change of address:
        // nobody is recorded here, and the link goes to whoever took it.
        Err(CreateError::AddressTaken | CreateError::PersonHasAccount) => {
            ask_for_link(conn, address, next).await
        }
        Err(CreateError::Database(error)) => Err(error),
    }
}
