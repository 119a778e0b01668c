//! What was asked, by whom, and what asker and officers said since.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::PermitsError;
use crate::db::Connection;
use crate::parties::PartyId;
use crate::permits::model::picture::Picture;
use crate::permits::model::{HolderKind, RequestState, Use};

/// What is asked. The identity is the form's, so that a form sent twice asks once.
pub struct NewRequest<'a> {
    pub id: Uuid,
    pub asset: Uuid,
    pub usage: Use,
    /// The version of the policy by which one asks.
    pub policy: Option<Uuid>,
    pub holder: HolderKind,
    /// Who is signed in.
    pub person: Option<PartyId>,
    pub name: &'a str,
    pub address: &'a str,
    pub words: &'a str,
    /// SHA-256 of the secret in the address at which it is followed.
    pub token: [u8; 32],
    pub pictures: &'a [(Picture, &'a [u8])],
}

/// Takes a request in, with who asks and their mock-ups.
///
/// # Errors
/// When a guard refuses it: the policy changed meanwhile.
pub async fn ask(conn: &mut Connection, new: &NewRequest<'_>) -> Result<(), PermitsError> {
    conn.transaction(async |conn| {
        let came = crate::db::sql_query(
            "INSERT INTO permission_requests (id, asset, use_type, policy, holder_kind, asked_by) \
             SELECT $1, $2, $3, $4, $5, $6 WHERE NOT EXISTS (SELECT FROM permission_requests r WHERE r.id = $1)",
        )
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(new.asset)
        .bind::<Text, _>(new.usage.word())
        .bind::<Nullable<SqlUuid>, _>(new.policy)
        .bind::<Text, _>(new.holder.word())
        .bind::<Nullable<SqlUuid>, _>(new.person.map(|person| person.0))
        .execute(conn)
        .await?;
        if came == 0 {
            return Ok(());
        }
        crate::db::sql_query(
            "INSERT INTO permission_askers (request, name, address, words, token_sha256) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind::<SqlUuid, _>(new.id)
        .bind::<Text, _>(new.name)
        .bind::<Text, _>(new.address)
        .bind::<Text, _>(new.words)
        .bind::<Binary, _>(new.token.as_slice())
        .execute(conn)
        .await?;
        for (place, (picture, bytes)) in (1..).zip(new.pictures) {
            crate::db::sql_query(
                "INSERT INTO permission_images (request, place, media_type, document) VALUES ($1, $2, $3, $4)",
            )
            .bind::<SqlUuid, _>(new.id)
            .bind::<Int4, _>(place)
            .bind::<Text, _>(picture.media_type())
            .bind::<Binary, _>(*bytes)
            .execute(conn)
            .await?;
        }
        Ok(())
    })
    .await
}

/// Who asks, until it is erased.
#[derive(Clone, Debug)]
pub struct Asker {
    pub name: String,
    pub address: String,
    pub words: String,
}

/// A request as it stands.
#[derive(Clone, Debug)]
pub struct Request {
    pub id: Uuid,
    pub number: i64,
    pub asset: Uuid,
    pub asset_number: i64,
    pub mark: String,
    pub protected: bool,
    pub usage: Use,
    pub holder: HolderKind,
    pub state: RequestState,
    /// None once it is erased.
    pub asker: Option<Asker>,
    /// Who asked, as far as they are known: signed in, or by the address they gave.
    pub asked_by: Option<Uuid>,
    /// The clause by which one asks; empty where the policy says nothing.
    pub clause: String,
    pub at: DateTime<Utc>,
    /// The permission it led to.
    pub permission: Option<i64>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = SqlUuid)]
    asset: Uuid,
    #[diesel(sql_type = BigInt)]
    asset_number: i64,
    #[diesel(sql_type = Text)]
    mark: String,
    #[diesel(sql_type = Bool)]
    protected: bool,
    #[diesel(sql_type = Text)]
    use_type: Use,
    #[diesel(sql_type = Text)]
    holder_kind: HolderKind,
    #[diesel(sql_type = Text)]
    state: RequestState,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    asked_by: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    address: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    words: Option<String>,
    #[diesel(sql_type = Text)]
    clause: String,
    #[diesel(sql_type = Timestamptz)]
    recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<BigInt>)]
    permission: Option<i64>,
}

impl Row {
    fn read(self) -> Request {
        let asker = match (self.name, self.address, self.words) {
            (Some(name), Some(address), Some(words)) => Some(Asker {
                name,
                address,
                words,
            }),
            _ => None,
        };
        Request {
            id: self.id,
            number: self.number,
            asset: self.asset,
            asset_number: self.asset_number,
            mark: self.mark,
            protected: self.protected,
            usage: self.use_type,
            holder: self.holder_kind,
            state: self.state,
            asker,
            asked_by: self.asked_by,
            clause: self.clause,
            at: self.recorded_at,
            permission: self.permission,
        }
    }
}

const REQUESTS: &str = "\
    SELECT r.id, r.number, r.asset, a.number AS asset_number, a.title AS mark, a.protected, r.use_type, r.holder_kind, \
        permission_request_state(r.id) AS state, person_who_asked(r.id) AS asked_by, k.name, k.address, k.words, \
        coalesce(p.clause, '') AS clause, r.recorded_at, \
        (SELECT x.number FROM permissions x JOIN permission_decisions d ON d.id = x.decision WHERE d.request = r.id) AS permission \
    FROM permission_requests r JOIN asset_now a ON a.asset = r.asset \
    LEFT JOIN permission_askers k ON k.request = r.id LEFT JOIN permit_policies p ON p.id = r.policy";

/// The request that is followed under a secret.
///
/// # Errors
/// Those of the database.
pub async fn by_token(conn: &mut Connection, token: &[u8; 32]) -> QueryResult<Option<Request>> {
    let row: Option<Row> = crate::db::sql_query(format!("{REQUESTS} WHERE k.token_sha256 = $1"))
        .bind::<Binary, _>(token.as_slice())
        .get_result(conn)
        .await
        .optional()?;
    Ok(row.map(Row::read))
}

/// # Errors
/// Those of the database.
pub async fn by_number(conn: &mut Connection, number: i64) -> QueryResult<Option<Request>> {
    let row: Option<Row> = crate::db::sql_query(format!("{REQUESTS} WHERE r.number = $1"))
        .bind::<BigInt, _>(number)
        .get_result(conn)
        .await
        .optional()?;
    Ok(row.map(Row::read))
}

/// Requests from a number down, the newest first; at most so many.
///
/// # Errors
/// Those of the database.
pub async fn page(
    conn: &mut Connection,
    before: Option<i64>,
    most: i64,
) -> QueryResult<Vec<Request>> {
    let rows: Vec<Row> = crate::db::sql_query(format!(
        "{REQUESTS} WHERE $1 IS NULL OR r.number < $1 ORDER BY r.number DESC LIMIT $2"
    ))
    .bind::<Nullable<BigInt>, _>(before)
    .bind::<BigInt, _>(most)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(Row::read).collect())
}

/// Requests on which an officer is to do something: to answer, or to confirm; the oldest
/// first, at most so many.
///
/// # Errors
/// Those of the database.
pub async fn waiting(conn: &mut Connection, most: i64) -> QueryResult<Vec<Request>> {
    let rows: Vec<Row> = crate::db::sql_query(format!(
        "{REQUESTS} WHERE permission_request_state(r.id) IN ('open', 'decided') ORDER BY r.number LIMIT $1"
    ))
    .bind::<BigInt, _>(most)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(Row::read).collect())
}

/// A mock-up without its bytes.
#[derive(Clone, Debug, QueryableByName)]
pub struct Image {
    #[diesel(sql_type = Int4)]
    pub place: i32,
    #[diesel(sql_type = Text)]
    pub media_type: String,
    #[diesel(sql_type = Int4)]
    pub bytes: i32,
    #[diesel(sql_type = Binary)]
    pub sha256: Vec<u8>,
}

/// # Errors
/// Those of the database.
pub async fn images(conn: &mut Connection, request: Uuid) -> QueryResult<Vec<Image>> {
    crate::db::sql_query(
        "SELECT place, media_type, octet_length(document) AS bytes, sha256 FROM permission_images WHERE request = $1 ORDER BY place",
    )
    .bind::<SqlUuid, _>(request)
    .load(conn)
    .await
}

/// The bytes of a mock-up, and what they are.
///
/// # Errors
/// Those of the database.
pub async fn image(
    conn: &mut Connection,
    request: Uuid,
    place: i32,
) -> QueryResult<Option<(Picture, Vec<u8>)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        media_type: Picture,
        #[diesel(sql_type = Binary)]
        document: Vec<u8>,
    }
    let row: Option<Row> = crate::db::sql_query(
        "SELECT media_type, document FROM permission_images WHERE request = $1 AND place = $2",
    )
    .bind::<SqlUuid, _>(request)
    .bind::<Int4, _>(place)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| (row.media_type, row.document)))
}

/// Something that was said about a request.
#[derive(Clone, Debug, QueryableByName)]
pub struct Said {
    /// `ask`, `answer` or `withdraw`.
    #[diesel(sql_type = Text)]
    pub step: String,
    #[diesel(sql_type = Text)]
    pub words: String,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
}

/// # Errors
/// Those of the database.
pub async fn said(conn: &mut Connection, request: Uuid) -> QueryResult<Vec<Said>> {
    crate::db::sql_query(
        "SELECT step, words, recorded_at AS at FROM permission_steps WHERE request = $1 ORDER BY record",
    )
    .bind::<SqlUuid, _>(request)
    .load(conn)
    .await
}

/// Writes down what an officer asks (`by` says who) or what the asker answers or takes
/// back; the same form twice is once.
///
/// # Errors
/// When the guard of the table refuses it.
pub async fn say(
    conn: &mut Connection,
    id: Uuid,
    request: Uuid,
    (step, words): (&str, &str),
    by: Option<PartyId>,
) -> Result<(), PermitsError> {
    crate::db::sql_query(
        "INSERT INTO permission_steps (id, request, step, words, taken_by) \
         SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT FROM permission_steps s WHERE s.id = $1)",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(request)
    .bind::<Text, _>(step)
    .bind::<Text, _>(words)
    .bind::<Nullable<SqlUuid>, _>(by.map(|by| by.0))
    .execute(conn)
    .await?;
    Ok(())
}
