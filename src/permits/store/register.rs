//! The register of permissions that everybody reads.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Connection;
use crate::permits::model::{HolderKind, Use};

/// Enters a file of the register into the log, in the transaction that records it.
pub(super) async fn log(
    conn: &mut Connection,
    kind: &str,
    subject: Uuid,
    statement: &[u8],
) -> QueryResult<()> {
    crate::db::sql_query("SELECT log_registry($1, $2, $3)")
        .bind::<Text, _>(kind)
        .bind::<SqlUuid, _>(subject)
        .bind::<Binary, _>(statement)
        .execute(conn)
        .await?;
    Ok(())
}

/// How a permission was ended before its last day.
#[derive(Clone, Debug)]
pub struct Revocation {
    pub ends_on: NaiveDate,
    pub reason: String,
    pub body: Vec<u8>,
    pub sha256: Vec<u8>,
    /// The place of its entry in the log, once it has one.
    pub entry: Option<u64>,
}

/// A permission of the register.
#[derive(Clone, Debug)]
pub struct Permission {
    pub id: Uuid,
    pub number: i64,
    /// The request it came from.
    pub request: Uuid,
    pub request_number: i64,
    pub asset_number: i64,
    pub mark: String,
    pub usage: Use,
    pub holder: HolderKind,
    /// Name and salt, until they are erased.
    pub name: Option<(String, Vec<u8>)>,
    pub commitment: Vec<u8>,
    pub clause: String,
    pub conditions: String,
    pub starts_on: NaiveDate,
    pub last_day: Option<NaiveDate>,
    pub body: Vec<u8>,
    pub sha256: Vec<u8>,
    /// The place of its entry in the log, once it has one.
    pub entry: Option<u64>,
    pub revocation: Option<Revocation>,
    pub at: DateTime<Utc>,
}

impl Permission {
    /// The last day on which it is in force, whatever ends it.
    #[must_use]
    pub fn ends_on(&self) -> Option<NaiveDate> {
        self.revocation
            .as_ref()
            .map_or(self.last_day, |revocation| Some(revocation.ends_on))
    }

    /// `in-force`, `ended` or `revoked`.
    #[must_use]
    pub fn standing(&self, today: NaiveDate) -> &'static str {
        let over = self.ends_on().is_some_and(|day| day < today);
        match (&self.revocation, over) {
            (Some(_), _) => "revoked",
            (None, true) => "ended",
            (None, false) => "in-force",
        }
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = SqlUuid)]
    request: Uuid,
    #[diesel(sql_type = BigInt)]
    request_number: i64,
    #[diesel(sql_type = BigInt)]
    asset_number: i64,
    #[diesel(sql_type = Text)]
    mark: String,
    #[diesel(sql_type = Text)]
    use_type: Use,
    #[diesel(sql_type = Text)]
    holder_kind: HolderKind,
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    salt: Option<Vec<u8>>,
    #[diesel(sql_type = Binary)]
    commitment: Vec<u8>,
    #[diesel(sql_type = Text)]
    clause: String,
    #[diesel(sql_type = Text)]
    conditions: String,
    #[diesel(sql_type = Date)]
    starts_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    last_day: Option<NaiveDate>,
    #[diesel(sql_type = Binary)]
    body: Vec<u8>,
    #[diesel(sql_type = Binary)]
    sha256: Vec<u8>,
    #[diesel(sql_type = Nullable<BigInt>)]
    entry: Option<i64>,
    #[diesel(sql_type = Nullable<Date>)]
    ends_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    end_body: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    end_sha256: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<BigInt>)]
    end_entry: Option<i64>,
    #[diesel(sql_type = Timestamptz)]
    recorded_at: DateTime<Utc>,
}

impl Row {
    fn read(self) -> Permission {
        let place = |entry: Option<i64>| entry.and_then(|entry| u64::try_from(entry).ok());
        let revocation = match (self.ends_on, self.reason, self.end_body, self.end_sha256) {
            (Some(ends_on), Some(reason), Some(body), Some(sha256)) => Some(Revocation {
                ends_on,
                reason,
                body,
                sha256,
                entry: place(self.end_entry),
            }),
            _ => None,
        };
        Permission {
            id: self.id,
            number: self.number,
            request: self.request,
            request_number: self.request_number,
            asset_number: self.asset_number,
            mark: self.mark,
            usage: self.use_type,
            holder: self.holder_kind,
            name: self.name.zip(self.salt),
            commitment: self.commitment,
            clause: self.clause,
            conditions: self.conditions,
            starts_on: self.starts_on,
            last_day: self.last_day,
            body: self.body,
            sha256: self.sha256,
            entry: place(self.entry),
            revocation,
            at: self.recorded_at,
        }
    }
}

const PERMISSIONS: &str = "\
    SELECT p.id, p.number, d.request, r.number AS request_number, a.number AS asset_number, a.title AS mark, p.use_type, \
        p.holder_kind, h.name, h.salt, p.commitment, p.clause, p.conditions, p.starts_on, p.last_day, p.body, p.sha256, \
        (SELECT l.index FROM registry_statements s JOIN log_leaves l ON l.entry_id = s.entry \
         WHERE s.subject_kind = 'permission' AND s.subject = p.id ORDER BY s.record LIMIT 1) AS entry, \
        e.ends_on, e.reason, e.body AS end_body, e.sha256 AS end_sha256, \
        (SELECT l.index FROM registry_statements s JOIN log_leaves l ON l.entry_id = s.entry \
         WHERE s.subject_kind = 'permission_revocation' AND s.subject = p.id ORDER BY s.record LIMIT 1) AS end_entry, \
        p.recorded_at \
    FROM permissions p JOIN permission_decisions d ON d.id = p.decision JOIN permission_requests r ON r.id = d.request \
    JOIN asset_now a ON a.asset = p.asset LEFT JOIN permission_holders h ON h.permission = p.id \
    LEFT JOIN permission_revocations e ON e.permission = p.id";

/// # Errors
/// Those of the database.
pub async fn by_number(conn: &mut Connection, number: i64) -> QueryResult<Option<Permission>> {
    let row: Option<Row> = crate::db::sql_query(format!("{PERMISSIONS} WHERE p.number = $1"))
        .bind::<BigInt, _>(number)
        .get_result(conn)
        .await
        .optional()?;
    Ok(row.map(Row::read))
}

/// The register from a number down, the newest first; at most so many.
///
/// # Errors
/// Those of the database.
pub async fn page(
    conn: &mut Connection,
    before: Option<i64>,
    most: i64,
) -> QueryResult<Vec<Permission>> {
    let rows: Vec<Row> = crate::db::sql_query(format!(
        "{PERMISSIONS} WHERE $1 IS NULL OR p.number < $1 ORDER BY p.number DESC LIMIT $2"
    ))
    .bind::<Nullable<BigInt>, _>(before)
    .bind::<BigInt, _>(most)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(Row::read).collect())
}
