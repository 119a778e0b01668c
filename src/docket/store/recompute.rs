//! Working the docket out: what events say is read at once, what follows is compared
//! with what is on record, and the difference is written set by set.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, Bool, Date, Int4, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::packs::{fresh, read_all};
use super::{Days, DocketError, lock, today, writing};
use crate::db::Connection;
use crate::docket::model::change::{Changes, Kept, Known, changes};
use crate::docket::model::{Event, Kind, Outcome, Pack, State, Thread, lines};

/// Of which assets the docket is worked out.
#[derive(Clone, Copy)]
pub enum Scope<'a> {
    All,
    Assets(&'a [Uuid]),
}

impl<'a> Scope<'a> {
    /// None is all of them, as the statements take it.
    const fn assets(self) -> Option<&'a [Uuid]> {
        match self {
            Self::All => None,
            Self::Assets(assets) => Some(assets),
        }
    }
}

/// What a run wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    pub pack: String,
    pub assets: usize,
    pub added: usize,
    pub superseded: usize,
    pub outcomes: usize,
}

/// Works out what is stale, if anything is; and everything, once on each day of the
/// foundation, since what comes again goes on with the days.
///
/// # Errors
/// Those of the database.
pub async fn refresh(conn: &mut Connection) -> Result<(), DocketError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        stale: bool,
    }
    let row: Row = sql_query(
        "SELECT EXISTS (SELECT FROM docket_stale) OR NOT EXISTS (SELECT FROM rule_packs) AS stale",
    )
    .get_result(conn)
    .await?;
    if !row.stale {
        return Ok(());
    }
    conn.transaction(async |conn| {
        lock(conn).await?;
        let assets = take_stale(conn).await?;
        run(conn, Scope::Assets(&assets)).await?;
        Ok(())
    })
    .await
}

/// Works out everything.
///
/// # Errors
/// Those of the database.
pub async fn all(conn: &mut Connection) -> Result<Run, DocketError> {
    conn.transaction(async |conn| {
        lock(conn).await?;
        take_stale(conn).await?;
        run(conn, Scope::All).await
    })
    .await
}

/// Empties the queue: whatever is queued later is of a transaction that later ones see.
async fn take_stale(conn: &mut Connection) -> QueryResult<Vec<Uuid>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        asset: Uuid,
    }
    let rows: Vec<Row> = sql_query(
        "WITH taken AS (DELETE FROM docket_stale RETURNING asset) SELECT DISTINCT asset FROM taken",
    )
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.asset).collect())
}

/// Works out what is asked for, within the caller's transaction and lock.
pub(super) async fn run(conn: &mut Connection, scope: Scope<'_>) -> Result<Run, DocketError> {
    let (in_force, packs) = read_all(conn).await?;
    let pack = packs
        .get(&in_force)
        .ok_or_else(|| DocketError::Unknown("the pack in force is gone".to_owned()))?;
    if scope.assets().is_some_and(<[Uuid]>::is_empty) {
        return Ok(Run::default());
    }
    let found = compare(conn, scope, pack, &packs).await?;
    let run = Run {
        pack: in_force,
        assets: found.assets,
        added: found.changes.new.len(),
        superseded: found.changes.superseded.len(),
        outcomes: found.changes.outcomes.len(),
    };
    if !found.changes.is_empty() {
        writing::write(conn, &run, &found.changes, &found.custody).await?;
    }
    Ok(run)
}

/// What would be written if all of it was worked out now: none, where the docket says
/// what the events say.
pub(super) async fn drift(conn: &mut Connection) -> Result<usize, DocketError> {
    let (in_force, packs) = read_all(conn).await?;
    let pack = packs
        .get(&in_force)
        .ok_or_else(|| DocketError::Unknown("the pack in force is gone".to_owned()))?;
    let found = compare(conn, Scope::All, pack, &packs).await?;
    let changes = found.changes;
    Ok(changes.new.len() + changes.superseded.len() + changes.outcomes.len())
}

struct Compared<'a> {
    assets: usize,
    changes: Changes<'a>,
    /// The custody of each source that is one.
    custody: HashMap<Uuid, Uuid>,
}

async fn compare<'a>(
    conn: &mut Connection,
    scope: Scope<'_>,
    pack: &'a Pack,
    packs: &BTreeMap<String, Pack>,
) -> Result<Compared<'a>, DocketError> {
    let today = today(conn).await?;
    let codes = codes(packs.values());
    let mut threads = threads(conn, scope, &codes).await?;
    let custody = custody(conn, scope, &mut threads).await?;
    let kept = kept(conn, scope).await?;
    let corrected = corrected(conn, scope).await?;
    let events: BTreeSet<Uuid> = threads
        .iter()
        .flat_map(|thread| thread.events.iter().map(|event| event.id))
        .collect();
    let mut all = Vec::new();
    let mut assets: BTreeSet<Uuid> = kept.iter().map(|(asset, _)| *asset).collect();
    for thread in &threads {
        assets.insert(thread.asset);
        all.extend(lines(pack, thread, today));
    }
    let kept: Vec<Kept> = kept.into_iter().map(|(_, kept)| kept).collect();
    let known = Known {
        pack,
        kept: &kept,
        packs,
        corrected: &corrected,
        events: &events,
    };
    Ok(Compared {
        assets: assets.len(),
        changes: changes(all, &known, today, fresh),
        custody,
    })
}

/// Every code that any pack names: what others say is none of the docket's business.
fn codes<'a>(packs: impl Iterator<Item = &'a Pack>) -> Vec<String> {
    let mut codes = BTreeSet::new();
    for pack in packs {
        codes.extend(pack.ends.iter().cloned());
        for rule in &pack.rules {
            codes.insert(rule.trigger.clone());
            let lists = [
                &rule.needs,
                &rule.met_by,
                &rule.closed_by,
                &rule.ended_by,
                &rule.moved_by,
            ];
            codes.extend(lists.into_iter().flatten().cloned());
        }
    }
    codes.into_iter().collect()
}

/// Events by what they concern together: a case, or the asset itself.
async fn threads(
    conn: &mut Connection,
    scope: Scope<'_>,
    codes: &[String],
) -> QueryResult<Vec<Thread>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
        #[diesel(sql_type = SqlUuid)]
        asset: Uuid,
        #[diesel(sql_type = Nullable<SqlUuid>)]
        mark_case: Option<Uuid>,
        #[diesel(sql_type = Text)]
        code: String,
        #[diesel(sql_type = Date)]
        happened_on: NaiveDate,
        #[diesel(sql_type = Text)]
        kind: String,
        #[diesel(sql_type = Text)]
        office: String,
        #[diesel(sql_type = Text)]
        basis: String,
        #[diesel(sql_type = Text)]
        register: String,
    }
    let rows: Vec<Row> = sql_query(
        "SELECT e.id, e.asset, e.mark_case, e.code, e.happened_on, a.kind, coalesce(c.office, '') AS office, \
                coalesce(v.basis, '') AS basis, coalesce(v.register, '') AS register \
         FROM asset_events_now e JOIN assets a ON a.id = e.asset \
         LEFT JOIN mark_cases c ON c.id = e.mark_case \
         LEFT JOIN (SELECT DISTINCT ON (x.mark_case) x.mark_case, x.basis, x.register \
                    FROM mark_case_versions x ORDER BY x.mark_case, x.version DESC) v ON v.mark_case = e.mark_case \
         WHERE e.code = ANY ($1) AND ($2 IS NULL OR e.asset = ANY ($2)) \
         ORDER BY e.asset, e.mark_case",
    )
    .bind::<Array<Text>, _>(codes)
    .bind::<Nullable<Array<SqlUuid>>, _>(scope.assets())
    .load(conn)
    .await?;
    let mut threads: Vec<Thread> = Vec::new();
    for row in rows {
        let event = Event {
            id: row.id,
            code: row.code,
            on: row.happened_on,
        };
        match threads.last_mut() {
            Some(last) if last.asset == row.asset && last.case == row.mark_case => {
                last.events.push(event);
            }
            _ => threads.push(Thread {
                asset: row.asset,
                case: row.mark_case,
                right: row.kind,
                office: row.office,
                basis: row.basis,
                register: row.register,
                events: vec![event],
            }),
        }
    }
    Ok(threads)
}

/// Adds what befell each custody as events of its own; returns the custody of each.
async fn custody(
    conn: &mut Connection,
    scope: Scope<'_>,
    threads: &mut Vec<Thread>,
) -> QueryResult<HashMap<Uuid, Uuid>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        asset: Uuid,
        #[diesel(sql_type = SqlUuid)]
        custody: Uuid,
        #[diesel(sql_type = Text)]
        kind: String,
        #[diesel(sql_type = Text)]
        code: String,
        #[diesel(sql_type = Date)]
        happened_on: NaiveDate,
        #[diesel(sql_type = Int4)]
        place: i32,
    }
    let rows: Vec<Row> = sql_query(
        "SELECT c.asset, c.id AS custody, a.kind, x.code, x.happened_on, \
                (row_number() OVER (PARTITION BY c.id ORDER BY x.step, x.record) - 1)::integer AS place \
         FROM custody c JOIN assets a ON a.id = c.asset \
         CROSS JOIN LATERAL ( \
             SELECT 0 AS step, 0::bigint AS record, 'CUSTODY_TAKEN' AS code, c.since AS happened_on \
             UNION ALL SELECT 1, t.record, 'CUSTODY_ATTESTED', legal_day(t.recorded_at) FROM attestations t WHERE t.custody = c.id \
             UNION ALL SELECT 2, 0, 'CUSTODY_ENDED', e.ends_on FROM custody_ends e WHERE e.custody = c.id) x \
         WHERE ($1 IS NULL OR c.asset = ANY ($1)) \
         ORDER BY c.asset, c.id, x.step, x.record",
    )
    .bind::<Nullable<Array<SqlUuid>>, _>(scope.assets())
    .load(conn)
    .await?;
    let mut sources = HashMap::new();
    let mut last = None;
    for row in rows {
        // The first is the custody itself; attestations follow in the order they came,
        // which never changes, and the end after them is no source of a deadline.
        let place = u128::try_from(row.place).unwrap_or_default();
        let id = Uuid::from_u128(row.custody.as_u128() ^ place);
        sources.insert(id, row.custody);
        let event = Event {
            id,
            code: row.code,
            on: row.happened_on,
        };
        match threads.last_mut() {
            Some(thread) if last == Some(row.custody) => thread.events.push(event),
            _ => {
                last = Some(row.custody);
                threads.push(Thread {
                    asset: row.asset,
                    right: row.kind,
                    events: vec![event],
                    ..Thread::default()
                });
            }
        }
    }
    Ok(sources)
}

/// What is on record and was not superseded, with its asset.
async fn kept(conn: &mut Connection, scope: Scope<'_>) -> Result<Vec<(Uuid, Kept)>, DocketError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        deadline: Uuid,
        #[diesel(sql_type = SqlUuid)]
        asset: Uuid,
        #[diesel(sql_type = Text)]
        pack: String,
        #[diesel(sql_type = Text)]
        rule: String,
        #[diesel(sql_type = SqlUuid)]
        source: Uuid,
        #[diesel(sql_type = Int4)]
        occurrence: i32,
        #[diesel(sql_type = Text)]
        kind: String,
        #[diesel(embed)]
        days: Days,
        #[diesel(sql_type = Text)]
        state: String,
        #[diesel(sql_type = Text)]
        outcome: String,
        #[diesel(sql_type = Nullable<SqlUuid>)]
        outcome_event: Option<Uuid>,
        #[diesel(sql_type = Nullable<Date>)]
        outcome_on: Option<NaiveDate>,
    }
    let rows: Vec<Row> = sql_query(
        "SELECT deadline, asset, pack, rule, source, occurrence, kind, anchor, opens_nominal, opens, due, due_actionable, \
                grace, grace_actionable, state, outcome, outcome_event, outcome_on \
         FROM docket_now WHERE state <> 'superseded' AND ($1 IS NULL OR asset = ANY ($1))",
    )
    .bind::<Nullable<Array<SqlUuid>>, _>(scope.assets())
    .load(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let unknown = || DocketError::Unknown(format!("deadline {} is odd", row.deadline));
            let outcome = match (row.outcome.as_str(), row.outcome_event, row.outcome_on) {
                ("met", Some(event), Some(on)) => Some(Outcome::Met { event, on }),
                ("closed", Some(event), Some(on)) => Some(Outcome::Closed { event, on }),
                _ => None,
            };
            let kept = Kept {
                id: row.deadline,
                rule: row.rule,
                trigger: row.source,
                occurrence: u32::try_from(row.occurrence).map_err(|_| unknown())?,
                kind: Kind::parse(&row.kind).ok_or_else(unknown)?,
                dates: row.days.dates(),
                state: State::parse(&row.state).ok_or_else(unknown)?,
                outcome,
                pack: row.pack,
            };
            Ok((row.asset, kept))
        })
        .collect()
}

/// Which event stands now in the place of each that was corrected.
async fn corrected(conn: &mut Connection, scope: Scope<'_>) -> QueryResult<BTreeMap<Uuid, Uuid>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
        #[diesel(sql_type = SqlUuid)]
        corrects: Uuid,
        #[diesel(sql_type = Bool)]
        withdrawn: bool,
    }
    let rows: Vec<Row> = sql_query(
        "SELECT id, corrects, withdrawn FROM asset_events \
         WHERE corrects IS NOT NULL AND ($1 IS NULL OR asset = ANY ($1))",
    )
    .bind::<Nullable<Array<SqlUuid>>, _>(scope.assets())
    .load(conn)
    .await?;
    let next: BTreeMap<Uuid, (Uuid, bool)> = rows
        .into_iter()
        .map(|row| (row.corrects, (row.id, row.withdrawn)))
        .collect();
    let mut corrected = BTreeMap::new();
    for first in next.keys() {
        let mut at = *first;
        let mut stands = true;
        // A correction is corrected once, and names an earlier event: this ends.
        while let Some((id, withdrawn)) = next.get(&at) {
            (at, stands) = (*id, !withdrawn);
        }
        if stands {
            corrected.insert(*first, at);
        }
    }
    Ok(corrected)
}
