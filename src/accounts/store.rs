//! SQL of accounts, their passwords and their single-use links.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::Error as DbError;
use diesel::sql_types::{BigInt, Bool, Bytea, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use thiserror::Error;
use uuid::Uuid;

use super::model::{LINK_MINUTES, LocalPath, Way};
use super::secret::Token;
use super::sessions;
use crate::db::schema::accounts::{accounts, passwords};
use crate::outbox::store::queue;
use crate::outbox::{Address, Letter, Recipient};
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
    #[error("Another account is already reached at this mail address.")]
    AddressTaken,
    #[error("This person already has an account.")]
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

/// The accounts reached at these addresses, in no particular order.
///
/// # Errors
/// Those of the database.
pub async fn by_addresses(
    conn: &mut AsyncPgConnection,
    addresses: &[Address],
) -> QueryResult<Vec<AccountRow>> {
    accounts::table
        .filter(accounts::address_key.eq_any(addresses.iter().map(Address::key)))
        .select(AccountRow::as_select())
        .load(conn)
        .await
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

/// Queues the letter with a single-use link for the account reached at this
/// address, if there is one.
///
/// # Errors
/// Those of the database.
pub async fn ask_for_link(
    conn: &mut AsyncPgConnection,
    address: &Address,
    next: &LocalPath,
) -> QueryResult<()> {
    if let Some(account) = by_address(conn, address).await? {
        let next = next.as_str().to_owned();
        conn.transaction(async |conn| {
            queue(
                conn,
                &Recipient::Account(account.id),
                &Letter::SignInLink { next },
            )
            .await
        })
        .await?;
    }
    Ok(())
}

/// Makes a single-use link for an account, good for [`LINK_MINUTES`] from now.
/// Only its hash is kept.
///
/// # Errors
/// Those of the database.
pub async fn make_link(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    next: &LocalPath,
) -> QueryResult<Token> {
    let token = Token::new();
    diesel::sql_query(
        "INSERT INTO sign_in_links (token_hash, account, next_path, expires_at) \
         VALUES ($1, $2, $3, clock_timestamp() + $4 * interval '1 minute')",
    )
    .bind::<Bytea, _>(token.hash().as_slice())
    .bind::<SqlUuid, _>(account)
    .bind::<Text, _>(next.as_str())
    .bind::<BigInt, _>(LINK_MINUTES)
    .execute(conn)
    .await?;
    Ok(token)
}

/// What a single-use link opens now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkDoor {
    Open {
        address: String,
    },
    Spent,
    Expired,
    /// No such link was made, or it is long over.
    Unknown,
}

#[derive(QueryableByName)]
struct LinkRow {
    #[diesel(sql_type = Text)]
    address: String,
    #[diesel(sql_type = Bool)]
    spent: bool,
    #[diesel(sql_type = Bool)]
    expired: bool,
}

/// Looks at a link without spending it.
///
/// # Errors
/// Those of the database.
pub async fn look_at_link(conn: &mut AsyncPgConnection, token: &Token) -> QueryResult<LinkDoor> {
    let row: Option<LinkRow> = diesel::sql_query(
        "SELECT a.address, l.spent_at IS NOT NULL AS spent, \
                l.expires_at <= clock_timestamp() AS expired \
         FROM sign_in_links l JOIN accounts a ON a.id = l.account WHERE l.token_hash = $1",
    )
    .bind::<Bytea, _>(token.hash().as_slice())
    .get_result(conn)
    .await
    .optional()?;
    Ok(match row {
        None => LinkDoor::Unknown,
        Some(row) if row.spent => LinkDoor::Spent,
        Some(row) if row.expired => LinkDoor::Expired,
        Some(row) => LinkDoor::Open {
            address: row.address,
        },
    })
}

/// Who came in, with what, and where they go.
pub struct Entered {
    pub account: AccountRow,
    pub session: Token,
    pub next: LocalPath,
}

#[derive(QueryableByName)]
struct SpentRow {
    #[diesel(sql_type = SqlUuid)]
    account: Uuid,
    #[diesel(sql_type = Text)]
    next_path: String,
}

/// Spends a link and opens a session; none when the link is not open.
///
/// The session that this browser had, if any, is over.
///
/// # Errors
/// Those of the database.
pub async fn enter_by_link(
    conn: &mut AsyncPgConnection,
    token: &Token,
    device: &str,
    replaced: Option<Uuid>,
) -> QueryResult<Option<Entered>> {
    conn.transaction(async |conn| {
        let spent: Option<SpentRow> = diesel::sql_query(
            "UPDATE sign_in_links SET spent_at = clock_timestamp() \
             WHERE token_hash = $1 AND spent_at IS NULL AND expires_at > clock_timestamp() \
             RETURNING account, next_path",
        )
        .bind::<Bytea, _>(token.hash().as_slice())
        .get_result(conn)
        .await
        .optional()?;
        let Some(spent) = spent else {
            return Ok(None);
        };
        enter(
            conn,
            spent.account,
            Way::Link,
            device,
            replaced,
            LocalPath::or(&spent.next_path, "/me"),
        )
        .await
        .map(Some)
    })
    .await
}

/// Opens a session for someone whose password was right.
///
/// # Errors
/// Those of the database.
pub async fn enter_by_password(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    device: &str,
    replaced: Option<Uuid>,
    next: LocalPath,
) -> QueryResult<Entered> {
    conn.transaction(async |conn| enter(conn, account, Way::Password, device, replaced, next).await)
        .await
}

async fn enter(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    way: Way,
    device: &str,
    replaced: Option<Uuid>,
    next: LocalPath,
) -> QueryResult<Entered> {
    if let Some(replaced) = replaced {
        sessions::end(conn, replaced).await?;
    }
    let session = sessions::open(conn, account, way, device).await?;
    let account = accounts::table
        .find(account)
        .select(AccountRow::as_select())
        .first(conn)
        .await?;
    Ok(Entered {
        account,
        session,
        next,
    })
}

/// The hash of an account's password; none when it has none.
///
/// # Errors
/// Those of the database.
pub async fn password_hash(
    conn: &mut AsyncPgConnection,
    account: Uuid,
) -> QueryResult<Option<String>> {
    passwords::table
        .find(account)
        .select(passwords::phc)
        .first(conn)
        .await
        .optional()
}

/// When an account's password was set; none when it has none.
///
/// # Errors
/// Those of the database.
pub async fn password_set_at(
    conn: &mut AsyncPgConnection,
    account: Uuid,
) -> QueryResult<Option<DateTime<Utc>>> {
    passwords::table
        .find(account)
        .select(passwords::set_at)
        .first(conn)
        .await
        .optional()
}

/// Sets, changes or (none) removes a password, ends every other session, and
/// tells the account's address.
///
/// # Errors
/// Those of the database.
pub async fn set_password(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    phc: Option<&str>,
    this_session: Uuid,
) -> QueryResult<()> {
    conn.transaction(async |conn| {
        let removed = phc.is_none();
        diesel::sql_query(
            "INSERT INTO passwords (account, phc) SELECT $1, $2 WHERE $2 IS NOT NULL \
             ON CONFLICT (account) DO UPDATE SET phc = excluded.phc, set_at = clock_timestamp()",
        )
        .bind::<SqlUuid, _>(account)
        .bind::<Nullable<Text>, _>(phc)
        .execute(conn)
        .await?;
        if removed {
            diesel::delete(passwords::table.find(account))
                .execute(conn)
                .await?;
        }
        sessions::end_all(conn, account, Some(this_session)).await?;
        queue(
            conn,
            &Recipient::Account(account),
            &Letter::PasswordChanged { removed },
        )
        .await?;
        Ok(())
    })
    .await
}
