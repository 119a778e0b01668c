//! Writing what a run found, so many rows in a statement.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Int4, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::recompute::Run;
use crate::db::{Connection, sql_query};
use crate::docket::model::Outcome;
use crate::docket::model::change::{Changes, New};

/// Rows of one statement.
const BATCH: usize = 5000;

/// Writes what is superseded, then what is new, then what ended; and that it did.
pub(super) async fn write(
    conn: &mut Connection,
    run: &Run,
    changes: &Changes<'_>,
    custody: &HashMap<Uuid, Uuid>,
) -> QueryResult<()> {
    for batch in changes.superseded.chunks(BATCH) {
        let deadlines: Vec<Uuid> = batch.iter().map(|(deadline, ..)| *deadline).collect();
        let why: Vec<&str> = batch.iter().map(|(.., why)| why.word()).collect();
        sql_query(
            "INSERT INTO deadline_supersessions (deadline, why) SELECT * FROM unnest($1, $2)",
        )
        .bind::<Array<SqlUuid>, _>(deadlines)
        .bind::<Array<Text>, _>(why)
        .execute(conn)
        .await?;
    }
    let replaces: HashMap<Uuid, Uuid> = changes
        .superseded
        .iter()
        .filter_map(|(old, new, _)| Some(((*new)?, *old)))
        .collect();
    for batch in changes.new.chunks(BATCH) {
        add(conn, &run.pack, batch, custody, &replaces).await?;
    }
    for batch in changes.outcomes.chunks(BATCH) {
        end(conn, batch).await?;
    }
    let counted = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    sql_query(
        "INSERT INTO docket_runs (pack, assets, added, superseded, outcomes) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind::<Text, _>(&run.pack)
    .bind::<Int4, _>(counted(run.assets))
    .bind::<Int4, _>(counted(run.added))
    .bind::<Int4, _>(counted(run.superseded))
    .bind::<Int4, _>(counted(run.outcomes))
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes deadlines, and in the same statement what the events say of them already: so
/// the database writes once where each of them stands.
async fn add(
    conn: &mut Connection,
    pack: &str,
    batch: &[New<'_>],
    custody: &HashMap<Uuid, Uuid>,
    replaces: &HashMap<Uuid, Uuid>,
) -> QueryResult<()> {
    let days = |pick: fn(&New<'_>) -> Option<NaiveDate>| -> Vec<Option<NaiveDate>> {
        batch.iter().map(pick).collect()
    };
    let rules: Vec<&str> = batch.iter().map(|new| new.line.rule.id.as_str()).collect();
    let titles: Vec<&str> = batch
        .iter()
        .map(|new| new.line.rule.title.as_str())
        .collect();
    let kinds: Vec<&str> = batch.iter().map(|new| new.line.rule.kind.word()).collect();
    let ids: Vec<Uuid> = batch.iter().map(|new| new.id).collect();
    let assets: Vec<Uuid> = batch.iter().map(|new| new.line.asset).collect();
    let cases: Vec<Option<Uuid>> = batch.iter().map(|new| new.line.case).collect();
    let sources: Vec<Uuid> = batch.iter().map(|new| new.line.trigger).collect();
    let kept_by: Vec<Option<Uuid>> = sources
        .iter()
        .map(|source| custody.get(source).copied())
        .collect();
    let occurrences: Vec<i32> = batch
        .iter()
        .map(|new| i32::try_from(new.line.occurrence).unwrap_or(i32::MAX))
        .collect();
    let anchors: Vec<NaiveDate> = batch
        .iter()
        .map(|new| new.line.reckoned.dates.anchor)
        .collect();
    let replaced: Vec<Option<Uuid>> = ids.iter().map(|id| replaces.get(id).copied()).collect();
    let ended = Ended::of(batch.iter().map(|new| new.line.outcome.as_ref()));
    sql_query(
        "WITH n AS ( \
             SELECT * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) \
                 AS n (id, asset, mark_case, rule, title, kind, source, custody, occurrence, anchor, \
                       opens_nominal, opens, due, due_actionable, grace, grace_actionable, replaces, \
                       outcome, outcome_event, outcome_on)), \
         added AS (INSERT INTO deadlines (pack, id, asset, mark_case, rule, title, kind, source, event, custody, occurrence, anchor, \
                                opens_nominal, opens, due, due_actionable, grace, grace_actionable, replaces) \
         SELECT $1, n.id, n.asset, n.mark_case, n.rule, n.title, n.kind, n.source, \
                CASE WHEN n.custody IS NULL THEN n.source END, n.custody, n.occurrence, n.anchor, \
                n.opens_nominal, n.opens, n.due, n.due_actionable, n.grace, n.grace_actionable, n.replaces \
         FROM n) \
         INSERT INTO deadline_outcomes (deadline, outcome, event, happened_on) \
         SELECT n.id, n.outcome, n.outcome_event, n.outcome_on FROM n WHERE n.outcome <> 'none'",
    )
    .bind::<Text, _>(pack)
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Array<SqlUuid>, _>(assets)
    .bind::<Array<Nullable<SqlUuid>>, _>(cases)
    .bind::<Array<Text>, _>(rules)
    .bind::<Array<Text>, _>(titles)
    .bind::<Array<Text>, _>(kinds)
    .bind::<Array<SqlUuid>, _>(sources)
    .bind::<Array<Nullable<SqlUuid>>, _>(kept_by)
    .bind::<Array<Int4>, _>(occurrences)
    .bind::<Array<Date>, _>(anchors)
    .bind::<Array<Nullable<Date>>, _>(days(|new| new.line.reckoned.dates.opens_nominal))
    .bind::<Array<Nullable<Date>>, _>(days(|new| new.line.reckoned.dates.opens))
    .bind::<Array<Nullable<Date>>, _>(days(|new| new.line.reckoned.dates.due))
    .bind::<Array<Nullable<Date>>, _>(days(|new| new.line.reckoned.dates.due_actionable))
    .bind::<Array<Nullable<Date>>, _>(days(|new| new.line.reckoned.dates.grace))
    .bind::<Array<Nullable<Date>>, _>(days(|new| new.line.reckoned.dates.grace_actionable))
    .bind::<Array<Nullable<SqlUuid>>, _>(replaced)
    .bind::<Array<Text>, _>(ended.words)
    .bind::<Array<Nullable<SqlUuid>>, _>(ended.events)
    .bind::<Array<Nullable<Date>>, _>(ended.days)
    .execute(conn)
    .await?;
    Ok(())
}

/// What events say of deadlines, column by column.
struct Ended {
    words: Vec<&'static str>,
    events: Vec<Option<Uuid>>,
    days: Vec<Option<NaiveDate>>,
}

impl Ended {
    fn of<'a>(outcomes: impl Iterator<Item = Option<&'a Outcome>>) -> Self {
        let mut ended = Self {
            words: Vec::new(),
            events: Vec::new(),
            days: Vec::new(),
        };
        for outcome in outcomes {
            let (word, event, on) = match outcome {
                Some(Outcome::Met { event, on }) => ("met", Some(*event), Some(*on)),
                Some(Outcome::Closed { event, on }) => ("closed", Some(*event), Some(*on)),
                None => ("none", None, None),
            };
            ended.words.push(word);
            ended.events.push(event);
            ended.days.push(on);
        }
        ended
    }
}

/// Writes what the events say now of deadlines that were on record.
async fn end(conn: &mut Connection, batch: &[(Uuid, Option<Outcome>)]) -> QueryResult<()> {
    let deadlines: Vec<Uuid> = batch.iter().map(|(deadline, _)| *deadline).collect();
    let ended = Ended::of(batch.iter().map(|(_, outcome)| outcome.as_ref()));
    sql_query(
        "INSERT INTO deadline_outcomes (deadline, outcome, event, happened_on) SELECT * FROM unnest($1, $2, $3, $4)",
    )
    .bind::<Array<SqlUuid>, _>(deadlines)
    .bind::<Array<Text>, _>(ended.words)
    .bind::<Array<Nullable<SqlUuid>>, _>(ended.events)
    .bind::<Array<Nullable<Date>>, _>(ended.days)
    .execute(conn)
    .await?;
    Ok(())
}
