//! A proxy is granted, confirmed or revoked, and its letters are queued in the same transaction.
//! No row is changed: a later one takes its place, or a revocation ends it.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Bytea, Date, Int4, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::{Proxy, ProxyError};
use crate::accounts;
use crate::db::{Connection, sql_query};
use crate::outbox::{self, Letter, ProxyNews, Recipient};
use crate::parties::PartyId;

/// From what paper an officer records a proxy.
pub struct Paper<'a> {
    pub name: &'a str,
    pub sha256: [u8; 32],
    pub file: Option<&'a [u8]>,
    pub officer: PartyId,
}

/// A proxy as its form brings it. `id` is the form's: sent twice it is one.
pub struct NewProxy<'a> {
    pub id: Uuid,
    pub membership: Uuid,
    pub grantor: PartyId,
    pub holder: PartyId,
    /// None for all votes.
    pub poll: Option<Uuid>,
    pub instructions: &'a str,
    pub last_day: NaiveDate,
    /// None where the member grants it here themselves.
    pub paper: Option<Paper<'a>>,
}

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = Int4)]
    number: i32,
    #[diesel(sql_type = SqlUuid)]
    holder: Uuid,
}

/// One after another, so that nobody is told twice what a later one replaced.
async fn take_turns(conn: &mut Connection, membership: Uuid) -> QueryResult<()> {
    sql_query("SELECT pg_advisory_xact_lock(hashtextextended('commonhold/proxies/' || $1::uuid::text, 0))")
        .bind::<SqlUuid, _>(membership)
        .execute(conn)
        .await?;
    Ok(())
}

/// Records a proxy, in one transaction with its letters. Of one that the member grants they
/// go to its holder and to whoever held the one it replaces; of one from paper to the member
/// alone, since nobody votes by it before it is confirmed.
///
/// # Errors
/// When the guard refuses it; see [`ProxyError`].
pub async fn grant(conn: &mut Connection, new: &NewProxy<'_>) -> Result<(), ProxyError> {
    conn.transaction(async |conn| {
        take_turns(conn, new.membership).await?;
        let replaced: Vec<Told> = sql_query(
            "SELECT x.number, x.holder FROM proxies x WHERE x.membership = $1 \
               AND ($2 IS NULL OR x.poll = $2) AND x.id <> $3 AND proxy_stands(x.id, clock_timestamp())",
        )
        .bind::<SqlUuid, _>(new.membership)
        .bind::<Nullable<SqlUuid>, _>(new.poll)
        .bind::<SqlUuid, _>(new.id)
        .load(conn)
        .await?;
        let paper = new.paper.as_ref();
        let recorded: Option<Told> = sql_query(
            "INSERT INTO proxies (id, membership, grantor, holder, scope, poll, instructions, ends_at, \
                                  paper, paper_sha256, recorded_by, citation) \
             SELECT $1, $2, $3, $4, CASE WHEN $5::uuid IS NULL THEN 'general' ELSE 'poll' END, $5, $6, \
                    end_of_legal_day($7), $8, $9, $10, '' \
             WHERE NOT EXISTS (SELECT FROM proxies x WHERE x.id = $1) RETURNING number, holder",
        )
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(new.membership)
        .bind::<SqlUuid, _>(new.grantor.0)
        .bind::<SqlUuid, _>(new.holder.0)
        .bind::<Nullable<SqlUuid>, _>(new.poll)
        .bind::<Text, _>(new.instructions)
        .bind::<Date, _>(new.last_day)
        .bind::<Nullable<Text>, _>(paper.map(|paper| paper.name))
        .bind::<Nullable<Bytea>, _>(paper.map(|paper| paper.sha256.as_slice()))
        .bind::<Nullable<SqlUuid>, _>(paper.map(|paper| paper.officer.0))
        .get_result(conn)
        .await
        .optional()?;
        let Some(recorded) = recorded else {
            return Ok(());
        };
        if let Some(file) = paper.and_then(|paper| paper.file) {
            sql_query("INSERT INTO proxy_papers (proxy, content) VALUES ($1, $2)")
                .bind::<SqlUuid, _>(new.id)
                .bind::<Bytea, _>(file)
                .execute(conn)
                .await?;
        }
        if paper.is_some() {
            tell(conn, new.grantor.0, ProxyNews::Recorded, recorded.number).await?;
        } else {
            tell_holders(conn, &recorded, &replaced).await?;
        }
        Ok(())
    })
    .await
}

/// A second officer confirms a proxy from paper, which counts from now on. Writes to the
/// member, to its holder and to whoever held what it replaces; confirmed before, nothing happens.
///
/// # Errors
/// When the guard refuses it; see [`ProxyError`].
pub async fn confirm(conn: &mut Connection, proxy: &Proxy, by: PartyId) -> Result<(), ProxyError> {
    conn.transaction(async |conn| {
        take_turns(conn, proxy.membership).await?;
        // What was granted since it was recorded stays.
        let replaced: Vec<Told> = sql_query(
            "SELECT x.number, x.holder FROM proxies n JOIN proxies x ON x.membership = n.membership \
               AND (n.poll IS NULL OR x.poll = n.poll) AND (x.recorded_at, x.number) < (n.recorded_at, n.number) \
             WHERE n.id = $1 AND proxy_stands(x.id, clock_timestamp())",
        )
        .bind::<SqlUuid, _>(proxy.id)
        .load(conn)
        .await?;
        let confirmed = sql_query(
            "INSERT INTO proxy_confirmations (proxy, confirmed_by) \
             SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM proxy_confirmations c WHERE c.proxy = $1) \
             ON CONFLICT (proxy) DO NOTHING",
        )
        .bind::<SqlUuid, _>(proxy.id)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        if confirmed == 1 {
            let told = Told {
                number: proxy.number,
                holder: proxy.holder,
            };
            tell(conn, proxy.grantor, ProxyNews::Confirmed, proxy.number).await?;
            tell_holders(conn, &told, &replaced).await?;
        }
        Ok(())
    })
    .await
}

/// Writes to the holder of a proxy that counts from now on, and to the others whose proxies
/// it replaces.
async fn tell_holders(conn: &mut Connection, new: &Told, replaced: &[Told]) -> QueryResult<()> {
    tell(conn, new.holder, ProxyNews::Granted, new.number).await?;
    for one in replaced.iter().filter(|one| one.holder != new.holder) {
        tell(conn, one.holder, ProxyNews::Revoked, one.number).await?;
    }
    Ok(())
}

async fn tell(
    conn: &mut Connection,
    person: Uuid,
    news: ProxyNews,
    number: i32,
) -> QueryResult<()> {
    let letter = Letter::ProxyNews {
        news,
        number,
        path: "/me/proxies".to_owned(),
    };
    for account in accounts::store::of_persons(conn, &[person]).await? {
        outbox::store::queue(conn, &Recipient::Account(account.id), &letter).await?;
    }
    Ok(())
}

/// Revokes a proxy, and writes to its holder, unless it never counted; revoked before,
/// nothing happens.
///
/// # Errors
/// When it is over, or neither the member nor the secretary with a reason revokes it.
pub async fn revoke(
    conn: &mut Connection,
    proxy: &Proxy,
    by: PartyId,
    reason: &str,
) -> Result<(), ProxyError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        counts: bool,
    }
    conn.transaction(async |conn| {
        let recorded = sql_query(
            "INSERT INTO proxy_revocations (proxy, revoked_by, reason) \
             SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT FROM proxy_revocations r WHERE r.proxy = $1) \
             ON CONFLICT (proxy) DO NOTHING",
        )
        .bind::<SqlUuid, _>(proxy.id)
        .bind::<SqlUuid, _>(by.0)
        .bind::<Text, _>(reason)
        .execute(conn)
        .await?;
        if recorded == 1 {
            // Asked once the guard has its lock: a confirmation was before it, or comes too late.
            let row: Row = sql_query("SELECT proxy_counts($1, clock_timestamp()) AS counts")
                .bind::<SqlUuid, _>(proxy.id)
                .get_result(conn)
                .await?;
            if row.counts {
                tell(conn, proxy.holder, ProxyNews::Revoked, proxy.number).await?;
            }
        }
        Ok(())
    })
    .await
}
