//! What was seen, recorded; the file that waits for a person; the letter to the keepers.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::candidates::Watched;
use crate::db::Connection;
use crate::outbox::{self, Letter, Recipient};
use crate::registry::imports::model::held::Held;
use crate::registry::imports::model::offices::with_docket_events;
use crate::registry::imports::model::{Format, differ};
use crate::registry::imports::store as imports;
use crate::registry::watch::model::{
    self, Asked, Finding, LastFile, Outcome, Source, makes_file, news,
};
use crate::{accounts, bodies};

/// An answer, and from whom.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    pub source: Source,
    pub bytes: &'a [u8],
}

/// What is recorded of a day.
struct Row<'a> {
    outcome: Outcome,
    said: &'a str,
    answer: Option<&'a [u8]>,
    difference: Option<&'a [u8]>,
    findings: &'a [Finding],
    drafted: bool,
    told: bool,
}

async fn insert(conn: &mut Connection, id: Uuid, of: &Watched, row: &Row<'_>) -> QueryResult<()> {
    crate::db::sql_query(
        "INSERT INTO watch_results (id, asset, mark_case, outcome, said, answer, difference, findings, drafted, told) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(of.asset)
    .bind::<Nullable<SqlUuid>, _>(of.mark_case)
    .bind::<Text, _>(row.outcome.word())
    .bind::<Text, _>(row.said)
    .bind::<Nullable<Binary>, _>(row.answer)
    .bind::<Nullable<Binary>, _>(row.difference)
    .bind::<Text, _>(Finding::encode(row.findings))
    .bind::<Bool, _>(row.drafted)
    .bind::<Bool, _>(row.told)
    .execute(conn)
    .await?;
    Ok(())
}

/// Records that there was no answer, and why.
///
/// # Errors
/// Those of the database.
pub async fn failed(conn: &mut Connection, of: &Watched, why: &str) -> QueryResult<()> {
    nothing_learnt(conn, of, Outcome::Failed, why, None).await
}

async fn nothing_learnt(
    conn: &mut Connection,
    of: &Watched,
    outcome: Outcome,
    why: &str,
    answer: Option<&[u8]>,
) -> QueryResult<()> {
    let row = Row {
        outcome,
        said: &model::one_line(why),
        answer,
        difference: None,
        findings: &[],
        drafted: false,
        told: false,
    };
    insert(conn, Uuid::new_v4(), of, &row).await
}

/// Records that the server knows no such thing. Of a protected asset that is told when it
/// was so the last time too: one such answer may be a fault of the server's. Of what was
/// never seen it tells nothing new.
///
/// # Errors
/// Those of the database.
pub async fn absent(conn: &mut Connection, of: &Watched) -> QueryResult<()> {
    let is_found = of.protected && is_gone(conn, of).await?;
    let findings: Vec<Finding> = is_found.then(Finding::absent).into_iter().collect();
    let told = tell(conn, of, &findings).await?;
    let row = Row {
        outcome: Outcome::Absent,
        said: "The server answered 404: it knows nothing of this name or number.",
        answer: None,
        difference: None,
        findings: &findings,
        drafted: false,
        told,
    };
    insert(conn, Uuid::new_v4(), of, &row).await
}

/// Whether the last result was a 404 too, of what was seen before.
async fn is_gone(conn: &mut Connection, of: &Watched) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Gone {
        #[diesel(sql_type = Bool)]
        gone: bool,
    }
    let gone: Gone = crate::db::sql_query(
        "SELECT coalesce((SELECT w.outcome = 'absent' FROM watch_results w \
                          WHERE w.asset = $1 AND w.mark_case IS NOT DISTINCT FROM $2 \
                          ORDER BY w.recorded_at DESC LIMIT 1), false) \
            AND EXISTS (SELECT FROM watch_results w WHERE w.asset = $1 AND w.mark_case IS NOT DISTINCT FROM $2 \
                        AND w.outcome IN ('equal', 'differs')) AS gone",
    )
    .bind::<SqlUuid, _>(of.asset)
    .bind::<Nullable<SqlUuid>, _>(of.mark_case)
    .get_result(conn)
    .await?;
    Ok(gone.gone)
}

/// Holds an answer against the register and records what it says; makes a file of what
/// differs, and has the keepers told of what is new about a protected asset.
///
/// # Errors
/// Those of the database.
pub async fn answered(
    conn: &mut Connection,
    of: &Watched,
    answer: Answered<'_>,
) -> QueryResult<()> {
    let digest = Sha256::digest(answer.bytes);
    let fqdn = of.fqdn();
    let asked = Asked {
        number: of.number,
        case: of.mark_case,
        fqdn: &fqdn,
    };
    let format = answer.source.format();
    let read = match imports::read(conn, format, answer.bytes).await? {
        Ok(found) => {
            let held = imports::held(conn, &found, Some(of.number)).await?;
            model::judge(&found, &held, asked).map(|seen| (seen, held))
        }
        Err(faults) => Err(model::sentence_of(&faults)),
    };
    let (seen, held) = match read {
        Ok(read) => read,
        Err(why) => {
            return nothing_learnt(conn, of, Outcome::Unreadable, &why, Some(&digest)).await;
        }
    };
    let told = tell(conn, of, &seen.findings).await?;
    let id = Uuid::new_v4();
    if seen.difference.is_empty() {
        // A file that still waits tells of what is so no more.
        withdraw(conn, of).await?;
        let row = Row {
            outcome: Outcome::Equal,
            said: "The answer says what the register says.",
            answer: Some(&digest),
            difference: None,
            findings: &seen.findings,
            drafted: false,
            told,
        };
        return insert(conn, id, of, &row).await;
    }
    let difference = Sha256::digest(&seen.difference);
    let now = bodies::store::now(conn).await?;
    let last = last_file(conn, of).await?;
    let drafted = makes_file(last.as_ref(), &difference, now)
        && !waits_by_hand(conn, of, format, &seen.difference, &held).await?;
    let row = Row {
        outcome: Outcome::Differs,
        said: &model::said_of(&seen.fields),
        answer: Some(&digest),
        difference: Some(&difference),
        findings: &seen.findings,
        drafted,
        told,
    };
    insert(conn, id, of, &row).await?;
    if drafted {
        withdraw(conn, of).await?;
        draft(conn, id, of, answer, now).await?;
    }
    Ok(())
}

/// Has the answer wait as a file.
async fn draft(
    conn: &mut Connection,
    result: Uuid,
    of: &Watched,
    answer: Answered<'_>,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let name = format!(
        "{} of A-{}, {}",
        answer.source.label(),
        of.number,
        now.date_naive()
    );
    crate::db::sql_query(
        "INSERT INTO registry_import_drafts (id, format, name, asset, file, watch) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind::<SqlUuid, _>(Uuid::new_v4())
    .bind::<Text, _>(answer.source.format().word())
    .bind::<Text, _>(name)
    .bind::<SqlUuid, _>(of.asset)
    .bind::<Binary, _>(answer.bytes)
    .bind::<SqlUuid, _>(result)
    .execute(conn)
    .await?;
    Ok(())
}

/// Erases the file of an earlier day that still waits: the next tells all of it.
async fn withdraw(conn: &mut Connection, of: &Watched) -> QueryResult<()> {
    crate::db::sql_query(
        "DELETE FROM registry_import_drafts d USING watch_results w \
         WHERE w.id = d.watch AND w.asset = $1 AND w.mark_case IS NOT DISTINCT FROM $2",
    )
    .bind::<SqlUuid, _>(of.asset)
    .bind::<Nullable<SqlUuid>, _>(of.mark_case)
    .execute(conn)
    .await?;
    Ok(())
}

async fn last_file(conn: &mut Connection, of: &Watched) -> QueryResult<Option<LastFile>> {
    #[derive(QueryableByName)]
    struct Last {
        #[diesel(sql_type = Binary)]
        difference: Vec<u8>,
        #[diesel(sql_type = Timestamptz)]
        recorded_at: DateTime<Utc>,
        #[diesel(sql_type = Bool)]
        equal_since: bool,
    }
    let last: Option<Last> = crate::db::sql_query(
        "SELECT w.difference, w.recorded_at, \
                EXISTS (SELECT FROM watch_results e WHERE e.asset = w.asset AND e.mark_case IS NOT DISTINCT FROM w.mark_case \
                        AND e.outcome = 'equal' AND e.recorded_at > w.recorded_at) AS equal_since \
         FROM watch_results w WHERE w.asset = $1 AND w.mark_case IS NOT DISTINCT FROM $2 AND w.drafted \
         ORDER BY w.recorded_at DESC LIMIT 1",
    )
    .bind::<SqlUuid, _>(of.asset)
    .bind::<Nullable<SqlUuid>, _>(of.mark_case)
    .get_result(conn)
    .await
    .optional()?;
    Ok(last.map(|last| LastFile {
        difference: last.difference,
        at: last.recorded_at,
        equal_since: last.equal_since,
    }))
}

/// Whether a file that somebody brought waits with the same difference.
async fn waits_by_hand(
    conn: &mut Connection,
    of: &Watched,
    format: Format,
    difference: &str,
    held: &[Held],
) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Waiting {
        #[diesel(sql_type = Binary)]
        file: Vec<u8>,
        #[diesel(sql_type = Nullable<BigInt>)]
        asset: Option<i64>,
    }
    let waiting: Vec<Waiting> = crate::db::sql_query(
        "SELECT d.file, (SELECT a.number FROM assets a WHERE a.id = d.asset) AS asset \
         FROM registry_import_drafts d WHERE d.brought_by IS NOT NULL AND d.format = $1 \
           AND (d.asset IS NULL OR d.asset = $2) ORDER BY d.brought_at DESC LIMIT 20",
    )
    .bind::<Text, _>(format.word())
    .bind::<SqlUuid, _>(of.asset)
    .load(conn)
    .await?;
    let codes = imports::office_codes(conn).await?;
    Ok(waiting.iter().any(|one| {
        format
            .read(&one.file)
            .map(|found| with_docket_events(found, &codes))
            .and_then(|found| differ::compare(&found, one.asset, held))
            .is_ok_and(|comparisons| model::difference_of(&comparisons) == difference)
    }))
}

/// Tells the keepers of the register what was not found before; whether there was anything.
async fn tell(conn: &mut Connection, of: &Watched, findings: &[Finding]) -> QueryResult<bool> {
    let news = news(&findings_before(conn, of).await?, findings);
    if news.is_empty() {
        return Ok(false);
    }
    let letter = Letter::AssetWatched {
        number: of.number,
        title: of.title.clone(),
        findings: news
            .into_iter()
            .map(|finding| (finding.word, finding.value))
            .collect(),
        path: "/room/registry/watch".to_owned(),
    };
    let keepers = keepers(conn).await?;
    let accounts = accounts::store::of_persons(conn, &keepers).await?;
    let letters = accounts
        .into_iter()
        .map(|account| (Recipient::Account(account.id), letter.clone()));
    outbox::store::queue_all(conn, letters).await?;
    Ok(true)
}

/// What the last answer gave to look at. What failed or could not be read since is no answer,
/// nor is a 404 of which nothing was to be told.
async fn findings_before(conn: &mut Connection, of: &Watched) -> QueryResult<Vec<Finding>> {
    #[derive(QueryableByName)]
    struct Before {
        #[diesel(sql_type = Text)]
        findings: String,
    }
    let before: Option<Before> = crate::db::sql_query(
        "SELECT w.findings FROM watch_results w WHERE w.asset = $1 AND w.mark_case IS NOT DISTINCT FROM $2 \
           AND (w.outcome IN ('equal', 'differs') OR (w.outcome = 'absent' AND w.findings <> '[]')) ORDER BY w.recorded_at DESC LIMIT 1",
    )
    .bind::<SqlUuid, _>(of.asset)
    .bind::<Nullable<SqlUuid>, _>(of.mark_case)
    .get_result(conn)
    .await
    .optional()?;
    Ok(before.map_or_else(Vec::new, |before| Finding::decode(&before.findings)))
}

/// Whoever keeps the register now, and so whoever the ladder of deadlines reminds.
async fn keepers(conn: &mut Connection) -> QueryResult<Vec<Uuid>> {
    #[derive(QueryableByName)]
    struct Keeper {
        #[diesel(sql_type = SqlUuid)]
        person: Uuid,
    }
    let keepers: Vec<Keeper> = crate::db::sql_query(
        "SELECT DISTINCT t.person FROM office_terms t WHERE keeps_registry(t.person) ORDER BY t.person",
    )
    .load(conn)
    .await?;
    Ok(keepers.into_iter().map(|keeper| keeper.person).collect())
}
