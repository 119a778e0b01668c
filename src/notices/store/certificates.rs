//! Certificates of notice: made, kept, and entered in the log.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bytea, Int4, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use thiserror::Error;
use uuid::Uuid;

use super::NoticesError;
use super::reading::{self, Notice};
use crate::bodies::{self, Foundation};
use crate::db::schema::notices::notice_certificates;
use crate::db::{Connection, natural};
use crate::evidence::leaf::NoticeCertified;
use crate::ledger;
use crate::notices::model::certificate::Certificate;
use crate::notices::model::record::Totals;
use crate::parties::PartyId;
use crate::seal::hash::sha256;

/// Why a certificate was not made.
#[derive(Debug, Error)]
pub enum CertifyError {
    #[error(
        "{0} letters of this notice are still on their way. Make the certificate once it is known what became of them."
    )]
    UnderWay(usize),
    #[error("A record of this notice cannot be written down: {0}. Tell whoever runs the server.")]
    Unfit(#[from] crate::seal::canonical::OutsideForm),
    #[error(transparent)]
    Notices(#[from] NoticesError),
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// A certificate as it stands in the list.
#[derive(Clone, Debug, QueryableByName)]
pub struct Made {
    #[diesel(sql_type = Int4)]
    pub number: i32,
    #[diesel(sql_type = Bytea)]
    pub sha256: Vec<u8>,
    #[diesel(sql_type = Int4)]
    pub recipients: i32,
    #[diesel(sql_type = Int4)]
    pub reached: i32,
    #[diesel(sql_type = Text)]
    pub made_by: String,
    #[diesel(sql_type = Timestamptz)]
    pub made_at: DateTime<Utc>,
    #[diesel(sql_type = Bytea)]
    pub file: Vec<u8>,
}

/// The certificates of a notice, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn of_notice(conn: &mut Connection, notice: Uuid) -> QueryResult<Vec<Made>> {
    crate::db::sql_query(
        "SELECT c.number, c.sha256, c.recipients, c.reached, c.recorded_at AS made_at, f.file, coalesce(n.name, '') AS made_by \
         FROM notice_certificates c JOIN notice_certificate_files f ON f.certificate = c.id \
         LEFT JOIN LATERAL (SELECT p.name FROM party_records p WHERE p.party = c.made_by ORDER BY p.record DESC LIMIT 1) n ON true \
         WHERE c.notice = $1 ORDER BY c.number DESC",
    )
    .bind::<SqlUuid, _>(notice)
    .load(conn)
    .await
}

/// Makes a certificate of what is known of a notice now, and enters its digest
/// in the log; returns its number. `id` comes with the form: sent twice it is one.
///
/// # Errors
/// While letters are on their way.
pub async fn make(
    conn: &mut Connection,
    foundation: &Foundation,
    notice: &Notice,
    id: Uuid,
    by: (PartyId, &str),
) -> Result<i32, CertifyError> {
    conn.transaction(async |conn| {
        crate::db::sql_query(
            "SELECT pg_advisory_xact_lock(hashtextextended('commonhold/notices', 0))",
        )
        .execute(conn)
        .await?;
        let earlier: Vec<(Uuid, i32)> = notice_certificates::table
            .filter(notice_certificates::notice.eq(notice.id))
            .select((notice_certificates::id, notice_certificates::number))
            .load(conn)
            .await?;
        if let Some((_, number)) = earlier.iter().find(|(earlier, _)| *earlier == id) {
            return Ok(*number);
        }
        let number = earlier.iter().map(|(_, number)| *number).max().unwrap_or(0) + 1;
        let lines = reading::lines(conn, notice).await?;
        let made_at = bodies::store::now(conn).await?;
        let certificate = Certificate {
            foundation: &foundation.name,
            notice: natural(notice.number)?,
            number: natural(number)?,
            content: sha256(&notice.content),
            title: &notice.title.text,
            given_at: notice.given_at,
            event_at: notice.event_at,
            latest: notice.latest(foundation.zone),
            made_at,
            made_by: by.1,
            lines: &lines,
        };
        let totals = Totals::of(certificate.standings());
        if totals.under_way > 0 {
            return Err(CertifyError::UnderWay(totals.under_way));
        }
        let file = certificate.encode()?;
        let digest = sha256(&file);
        let count = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
        diesel::insert_into(notice_certificates::table)
            .values((
                notice_certificates::id.eq(id),
                notice_certificates::notice.eq(notice.id),
                notice_certificates::number.eq(number),
                notice_certificates::sha256.eq(digest.as_bytes().to_vec()),
                notice_certificates::recipients.eq(count(totals.all)),
                notice_certificates::reached.eq(count(totals.has)),
                notice_certificates::made_by.eq(by.0.0),
            ))
            .execute(conn)
            .await?;
        crate::db::sql_query(
            "INSERT INTO notice_certificate_files (certificate, file) VALUES ($1, $2)",
        )
        .bind::<SqlUuid, _>(id)
        .bind::<Bytea, _>(file)
        .execute(conn)
        .await?;
        let leaf = NoticeCertified {
            at: natural(made_at.timestamp())?,
            file: digest,
            notice: natural(notice.number)?,
            reached: u64::try_from(totals.has).unwrap_or(0),
            recipients: u64::try_from(totals.all).unwrap_or(0),
        };
        ledger::store::log_notice(conn, &leaf.into()).await?;
        Ok(number)
    })
    .await
}
