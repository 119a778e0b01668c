//! Working the docket out: what events say is read at once (`reading`), what follows is compared
//! with what is on record, and the difference is written set by set. Nothing that an officer said
//! is changed.

mod reading;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::packs::{fresh, read_all};
use super::{DocketError, lock, today, writing};
use crate::db::{Connection, patience, sql_query};
use crate::docket::model::change::{Changes, Kept, Known, changes};
use crate::docket::model::{Pack, lines};
use reading::{corrected, custody, kept, threads};

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

/// Works out what is stale, if anything is.
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
        patience::be_patient(conn).await?;
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
        patience::be_patient(conn).await?;
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
        outcomes: found.changes.ended(),
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
        changes: changes(all, &known, today, fresh()),
        custody,
    })
}

/// Every code that any pack names.
fn codes<'a>(packs: impl Iterator<Item = &'a Pack>) -> Vec<String> {
    let codes: BTreeSet<&str> = packs.flat_map(Pack::codes).collect();
    codes.into_iter().map(str::to_owned).collect()
}
