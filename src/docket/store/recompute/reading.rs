//! What the docket is worked out of: events by what they concern together, custody, what is on
//! record, corrections. Writes nothing.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Date, Int4, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::Scope;
use crate::db::{Connection, sql_query};
use crate::docket::model::change::Kept;
use crate::docket::model::{Event, Kind, Outcome, State, Thread};
use crate::docket::store::{Days, DocketError};

/// Events by what they concern together: a case, or the asset itself.
pub(super) async fn threads(
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
                    FROM mark_case_versions x \
                    WHERE $2 IS NULL OR x.mark_case IN (SELECT k.id FROM mark_cases k WHERE k.asset = ANY ($2)) \
                    ORDER BY x.mark_case, x.version DESC) v ON v.mark_case = e.mark_case \
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
pub(super) async fn custody(
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
pub(super) async fn kept(
    conn: &mut Connection,
    scope: Scope<'_>,
) -> Result<Vec<(Uuid, Kept)>, DocketError> {
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
pub(super) async fn corrected(
    conn: &mut Connection,
    scope: Scope<'_>,
) -> QueryResult<BTreeMap<Uuid, Uuid>> {
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
