//! SQL of accounts: made, found, and the language that a person chose for one. The address of
//! one is never changed here.
//!
//! `links`: single-use links; `entering`: sessions that begin with a link or a password;
//! `passwords`: what is kept of those.

mod entering;
mod links;
mod passwords;

pub use entering::{Entered, enter_by_link, enter_by_password};
pub use links::{LinkDoor, ask_for_link, look_at_link, make_link};
pub use passwords::{Right, change_password, password_hash, password_set_at, set_password};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::Error as DbError;
use diesel::sql_types::Timestamptz;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use thiserror::Error;
use uuid::Uuid;

use crate::db::schema::accounts::accounts;
use crate::outbox::Address;
use crate::web::words::Locale;

/// Accounts of one INSERT, well under PostgreSQL's 65,535 parameters.
const BATCH_ROWS: usize = 1000;

/// The database's clock.
///
/// # Errors
/// Those of the database.
pub async fn now(conn: &mut AsyncPgConnection) -> QueryResult<DateTime<Utc>> {
    diesel::select(diesel::dsl::sql::<Timestamptz>("clock_timestamp()"))
        .get_result(conn)
        .await
}

/// Why an account could not be made.
#[derive(Debug, Error)]
pub enum CreateError {
    #[error("Another account is already reached at this mail address. Give another one.")]
    AddressTaken,
    #[error("This person already has an account. Use that account.")]
    PersonHasAccount,
    #[error(transparent)]
    Database(DbError),
}

impl From<DbError> for CreateError {
    fn from(error: DbError) -> Self {
        match constraint(&error) {
            Some("accounts_address_once") => Self::AddressTaken,
            Some("accounts_one_per_person") => Self::PersonHasAccount,
            _ => Self::Database(error),
        }
    }
}

/// The name of the constraint or guard that refused a statement.
pub(super) fn constraint(error: &DbError) -> Option<&str> {
    match error {
        DbError::DatabaseError(_, information) => information.constraint_name(),
        _ => None,
    }
}

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The party, a person, who signs in with it.
    pub person: Uuid,
    pub address: Address,
    /// The language of letters, until the person chooses one.
    pub locale: Locale,
}

/// Makes an account for a person and returns its identity.
///
/// # Errors
/// When the address or the person already has one.
pub async fn create(
    conn: &mut AsyncPgConnection,
    person: Uuid,
    address: &Address,
    locale: Locale,
) -> Result<Uuid, CreateError> {
    let id = Uuid::new_v4();
    diesel::insert_into(accounts::table)
        .values((
            accounts::id.eq(id),
            accounts::person.eq(person),
            accounts::address.eq(address.as_str()),
            accounts::locale.eq(locale.tag()),
        ))
        .execute(conn)
        .await?;
    Ok(id)
}

/// Makes many accounts, all of them or, in a transaction, none.
///
/// # Errors
/// When an address or a person already has one.
pub async fn create_all(
    conn: &mut AsyncPgConnection,
    new: &[NewAccount],
) -> Result<(), CreateError> {
    for batch in new.chunks(BATCH_ROWS) {
        let rows: Vec<_> = batch
            .iter()
            .map(|account| {
                (
                    accounts::id.eq(Uuid::new_v4()),
                    accounts::person.eq(account.person),
                    accounts::address.eq(account.address.as_str()),
                    accounts::locale.eq(account.locale.tag()),
                )
            })
            .collect();
        diesel::insert_into(accounts::table)
            .values(rows)
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// An account as it stands.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = accounts, check_for_backend(diesel::pg::Pg))]
pub struct AccountRow {
    pub id: Uuid,
    pub person: Uuid,
    pub address: String,
    locale: String,
    /// Whether the person chose the language, or it was chosen for them.
    pub locale_chosen: bool,
}

impl AccountRow {
    /// The language of the account's letters.
    #[must_use]
    pub fn locale(&self) -> Locale {
        Locale::parse(&self.locale).unwrap_or(Locale::English)
    }
}

/// # Errors
/// Those of the database.
pub async fn by_id(conn: &mut AsyncPgConnection, id: Uuid) -> QueryResult<Option<AccountRow>> {
    accounts::table
        .find(id)
        .select(AccountRow::as_select())
        .first(conn)
        .await
        .optional()
}

/// The account reached at this address, in any spelling of its case.
///
/// # Errors
/// Those of the database.
pub async fn by_address(
    conn: &mut AsyncPgConnection,
    address: &Address,
) -> QueryResult<Option<AccountRow>> {
    accounts::table
        .filter(accounts::address_key.eq(address.key()))
        .select(AccountRow::as_select())
        .first(conn)
        .await
        .optional()
}

/// The accounts of these persons, in no particular order.
///
/// # Errors
/// Those of the database.
pub async fn of_persons(
    conn: &mut AsyncPgConnection,
    persons: &[Uuid],
) -> QueryResult<Vec<AccountRow>> {
    accounts::table
        .filter(accounts::person.eq_any(persons))
        .select(AccountRow::as_select())
        .load(conn)
        .await
}

/// Keeps the language a person chose for pages and letters.
///
/// # Errors
/// Those of the database.
pub async fn choose_locale(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    locale: Locale,
) -> QueryResult<()> {
    diesel::update(accounts::table.find(account))
        .set((
            accounts::locale.eq(locale.tag()),
            accounts::locale_chosen.eq(true),
        ))
        .execute(conn)
        .await?;
    Ok(())
}
