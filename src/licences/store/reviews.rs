//! Reviews of a licence, with what shows that they were made.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::recording::{hex, int, log};
use super::{Licence, LicencesError};
use crate::db::Connection;
use crate::licences::model::Outcome;
use crate::parties::PartyId;
use crate::seal::canonical::Value;

/// A review as it is recorded. The identity is the form's.
pub struct NewReview<'a> {
    pub id: Uuid,
    pub due_on: NaiveDate,
    pub performed_on: NaiveDate,
    pub findings: &'a str,
    pub outcome: Outcome,
    pub cure_by: Option<NaiveDate>,
    /// Names and bytes.
    pub documents: &'a [(String, &'a [u8])],
    pub by: PartyId,
}

/// Records a review with what shows it; the same form twice is once.
///
/// # Errors
/// When the guard of the table refuses it.
pub async fn review(
    conn: &mut Connection,
    licence: &Licence,
    new: &NewReview<'_>,
) -> Result<(), LicencesError> {
    conn.transaction(async |conn| {
        let made = crate::db::sql_query(
            "INSERT INTO licence_reviews (id, licence, due_on, performed_on, findings, outcome, cure_by, reviewed_by) \
             SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE NOT EXISTS (SELECT FROM licence_reviews r WHERE r.id = $1)",
        )
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(licence.id)
        .bind::<Date, _>(new.due_on)
        .bind::<Date, _>(new.performed_on)
        .bind::<Text, _>(new.findings)
        .bind::<Text, _>(new.outcome.word())
        .bind::<Nullable<Date>, _>(new.cure_by)
        .bind::<SqlUuid, _>(new.by.0)
        .execute(conn)
        .await?;
        if made == 0 {
            return Ok(());
        }
        let mut digests = Vec::new();
        for (place, (name, bytes)) in (1..).zip(new.documents) {
            crate::db::sql_query(
                "INSERT INTO licence_documents (review, place, name, document) VALUES ($1, $2, $3, $4)",
            )
            .bind::<SqlUuid, _>(new.id)
            .bind::<Int4, _>(place)
            .bind::<Text, _>(name)
            .bind::<Binary, _>(*bytes)
            .execute(conn)
            .await?;
            digests.push(hex(crate::seal::hash::sha256(bytes).as_bytes()));
        }
        let findings = crate::seal::hash::sha256(new.findings.as_bytes());
        let statement = Value::object([
            ("v", Value::Int(1)),
            ("kind", Value::text(&"licence-review")),
            ("licence", int(licence.number)?),
            ("due", Value::text(&new.due_on)),
            ("performed", Value::text(&new.performed_on)),
            ("outcome", Value::text(&new.outcome.word())),
            ("findings", hex(findings.as_bytes())),
            ("documents", Value::List(digests)),
        ]);
        log(conn, "licence_review", new.id, &statement).await
    })
    .await
}

/// A document of a review, without its bytes.
#[derive(Clone, Debug, QueryableByName)]
pub struct Document {
    #[diesel(sql_type = SqlUuid)]
    pub review: Uuid,
    #[diesel(sql_type = Int4)]
    pub place: i32,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Binary)]
    pub sha256: Vec<u8>,
}

/// A review as it was recorded.
#[derive(Clone, Debug, QueryableByName)]
pub struct Review {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = BigInt)]
    pub record: i64,
    #[diesel(sql_type = Date)]
    pub due_on: NaiveDate,
    #[diesel(sql_type = Date)]
    pub performed_on: NaiveDate,
    #[diesel(sql_type = Text)]
    pub findings: String,
    #[diesel(sql_type = Text)]
    pub outcome: Outcome,
    #[diesel(sql_type = Nullable<Date>)]
    pub cure_by: Option<NaiveDate>,
    #[diesel(sql_type = Text)]
    pub reviewer: String,
    /// What the log was told.
    #[diesel(sql_type = Nullable<Binary>)]
    pub statement: Option<Vec<u8>>,
    /// The place of that in the log, once it has one.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub entry: Option<i64>,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
}

impl Review {
    /// The place of its statement in a log of so many entries; none where it stands further
    /// on, or has no place yet.
    #[must_use]
    pub fn entry_below(&self, entries: u64) -> Option<u64> {
        let entry = u64::try_from(self.entry?).ok()?;
        (entry < entries).then_some(entry)
    }
}

/// The reviews of a licence in order, and their documents.
///
/// # Errors
/// Those of the database.
pub async fn reviews(
    conn: &mut Connection,
    licence: Uuid,
) -> QueryResult<(Vec<Review>, Vec<Document>)> {
    let reviews = crate::db::sql_query(
        "SELECT r.id, r.record, r.due_on, r.performed_on, r.findings, r.outcome, r.cure_by, r.recorded_at AS at, \
            (SELECT n.name FROM party_records n WHERE n.party = r.reviewed_by ORDER BY n.record DESC LIMIT 1) AS reviewer, \
            s.statement, (SELECT g.index FROM log_leaves g WHERE g.entry_id = s.entry) AS entry \
         FROM licence_reviews r LEFT JOIN registry_statements s ON s.subject_kind = 'licence_review' AND s.subject = r.id \
         WHERE r.licence = $1 ORDER BY r.record",
    )
    .bind::<SqlUuid, _>(licence)
    .load(conn)
    .await?;
    let documents = crate::db::sql_query(
        "SELECT d.review, d.place, d.name, d.sha256 FROM licence_documents d \
         JOIN licence_reviews r ON r.id = d.review WHERE r.licence = $1 ORDER BY r.record, d.place",
    )
    .bind::<SqlUuid, _>(licence)
    .load(conn)
    .await?;
    Ok((reviews, documents))
}

/// The bytes of a document of this licence.
///
/// # Errors
/// Those of the database.
pub async fn document(
    conn: &mut Connection,
    licence: Uuid,
    record: i64,
    place: i32,
) -> QueryResult<Option<(String, Vec<u8>)>> {
    #[derive(QueryableByName)]
    struct Held {
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Binary)]
        document: Vec<u8>,
    }
    let held: Option<Held> = crate::db::sql_query(
        "SELECT d.name, d.document FROM licence_documents d JOIN licence_reviews r ON r.id = d.review \
         WHERE r.licence = $1 AND r.record = $2 AND d.place = $3",
    )
    .bind::<SqlUuid, _>(licence)
    .bind::<BigInt, _>(record)
    .bind::<Int4, _>(place)
    .get_result(conn)
    .await
    .optional()?;
    Ok(held.map(|held| (held.name, held.document)))
}
