//! What everybody takes away of the register, read for many assets at once.

use std::collections::HashMap;
use std::hash::Hash;

use diesel::QueryResult;
use uuid::Uuid;

use super::assets::{self, Asked, Line};
use super::cases::{self, Case, Class};
use super::conveyances::{self, Conveyance, Recordal};
use super::facts::{self, Event};
use super::incidents::{self, Incident};
use super::whole::{self, Told};
use crate::db::Connection;

/// An asset with what is public of it.
#[derive(Clone, Debug)]
pub struct Published {
    pub line: Line,
    pub incidents: Vec<Incident>,
    pub told: Vec<Told>,
    pub cases: Vec<Case>,
    pub classes: Vec<Class>,
    pub events: Vec<Event>,
    pub conveyances: Vec<Conveyance>,
    /// Where links were recorded after they were entered.
    pub recordals: Vec<Recordal>,
}

impl Published {
    /// The case of an identity, as people tell it from others; empty for none.
    #[must_use]
    pub fn case_label(&self, case: Option<Uuid>) -> String {
        self.cases
            .iter()
            .find(|known| Some(known.mark_case) == case)
            .map_or_else(String::new, Case::label)
    }
}

/// Rows by what they belong to, each list in the order it was read.
fn by<K: Eq + Hash, T>(rows: Vec<T>, key: impl Fn(&T) -> K) -> HashMap<K, Vec<T>> {
    let mut grouped: HashMap<K, Vec<T>> = HashMap::new();
    for row in rows {
        grouped.entry(key(&row)).or_default().push(row);
    }
    grouped
}

/// Assets behind the number `after`, in the order of their numbers; at most so many. Each
/// kind of fact is read once for all of them, and all of one instant: what is recorded of
/// an asset after it was closed is not told by what was read before.
///
/// # Errors
/// Those of the database.
pub async fn page(conn: &mut Connection, after: i64, most: i64) -> QueryResult<Vec<Published>> {
    conn.build_transaction()
        .read_only()
        .repeatable_read()
        .run(async |conn| read(conn, after, most).await)
        .await
}

async fn read(conn: &mut Connection, after: i64, most: i64) -> QueryResult<Vec<Published>> {
    let asked = Asked {
        after,
        ..Asked::default()
    };
    let lines = assets::page(conn, &asked, most).await?;
    let ids: Vec<Uuid> = lines.iter().map(|line| line.asset.id).collect();
    let mut incidents = by(incidents::of_assets(conn, &ids).await?, |row| row.asset);
    let mut told = by(whole::told_of(conn, &ids).await?, |row| row.subject);
    let mut cases = by(cases::of_assets(conn, &ids).await?, |row| row.asset);
    let mut classes = by(cases::classes_of(conn, &ids).await?, |row| row.mark_case);
    let mut events = by(facts::events_of(conn, &ids).await?, |row| row.asset);
    let mut conveyances = by(conveyances::of_assets(conn, &ids).await?, |row| row.asset);
    let mut recordals = by(conveyances::recordals_of(conn, &ids).await?, |row| {
        row.asset
    });
    Ok(lines
        .into_iter()
        .map(|line| {
            let id = line.asset.id;
            let cases = cases.remove(&id).unwrap_or_default();
            Published {
                classes: cases
                    .iter()
                    .filter_map(|case| classes.remove(&case.mark_case))
                    .flatten()
                    .collect(),
                cases,
                incidents: incidents.remove(&id).unwrap_or_default(),
                told: told.remove(&id).unwrap_or_default(),
                events: events.remove(&id).unwrap_or_default(),
                conveyances: conveyances.remove(&id).unwrap_or_default(),
                recordals: recordals.remove(&id).unwrap_or_default(),
                line,
            }
        })
        .collect())
}
