//! The demonstration signs for its officers, so that a newcomer sees acts come about. It says so
//! on every page; no real server holds an officer's key.

use std::path::Path;
use std::time::Duration;

use tokio::task::JoinHandle;

use super::{Fault, keys};
use crate::acts::Standing;
use crate::acts::store::{self, ActRow, SignatureError};
use crate::db::{Connection, Pool};
use crate::polls;

/// How soon an act that a newcomer prepares is signed.
const PACE: Duration = Duration::from_millis(500);
/// How often a loader looks whether the certifier has judged.
const LOOK: Duration = Duration::from_millis(50);
/// How long the certifier may take; it may still be starting.
const PATIENCE: Duration = Duration::from_secs(60);

/// Signs whatever waits, until the task ends.
#[must_use]
pub fn spawn(db: Pool, data: std::path::PathBuf) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(PACE).await;
            if let Err(error) = sign_waiting(&db, &data).await {
                tracing::debug!(%error, "the demonstration could not sign for its officers; trying on");
            }
        }
    })
}

async fn sign_waiting(db: &Pool, data: &Path) -> Result<(), Fault> {
    let mut conn = db.get().await?;
    for act in store::waiting(&mut conn).await? {
        sign(&mut conn, data, &act).await?;
    }
    Ok(())
}

/// Signs an act for every officer whose key is kept and who has not signed.
pub(super) async fn sign(conn: &mut Connection, data: &Path, row: &ActRow) -> Result<(), Fault> {
    let known = polls::store::signing_keys(conn, &row.kind, row.subject_id).await?;
    let name_of = |person| {
        let key = known.iter().find(|key| key.person_id == person)?;
        Some(key.name.clone())
    };
    let act = row.act()?;
    let signed = store::signatures(conn, row.id).await?;
    for officer in keys::officers(data, name_of)? {
        if signed.iter().any(|line| line.name == officer.name) {
            continue;
        }
        match store::add_signature(conn, row, &known, officer.person, &officer.sign(&act)).await {
            // Another process signed, or the officer took a key of their own.
            Ok(())
            | Err(
                SignatureError::Twice
                | SignatureError::Over
                | SignatureError::TakenBack
                | SignatureError::Refused(_),
            ) => {}
            Err(SignatureError::Database(error)) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Signs an act and waits until the certifier has done it.
///
/// # Errors
/// When it is refused, or nobody judges it.
pub(super) async fn carry_out(
    conn: &mut Connection,
    data: &Path,
    number: i32,
) -> Result<(), Fault> {
    let missing = "an act of the demonstration is missing";
    let row = store::by_number(conn, number).await?.ok_or(missing)?;
    sign(conn, data, &row).await?;
    let until = tokio::time::Instant::now() + PATIENCE;
    while tokio::time::Instant::now() < until {
        let row = store::by_number(conn, number).await?.ok_or(missing)?;
        match row.standing() {
            Standing::Done(_) => return Ok(()),
            Standing::Refused(sentence) => return Err(sentence.into()),
            Standing::Ended => return Err("an act of the demonstration waits no more".into()),
            Standing::Waiting => tokio::time::sleep(LOOK).await,
        }
    }
    Err(SILENT.into())
}

const SILENT: &str = "no certifier is running: start it with commonhold certifier, or everything with commonhold run";

/// Waits until something that the certifier does is there.
///
/// # Errors
/// Those of `look`; when nobody does it.
pub(super) async fn awaited(
    conn: &mut Connection,
    mut look: impl AsyncFnMut(&mut Connection) -> Result<bool, Fault>,
) -> Result<(), Fault> {
    let until = tokio::time::Instant::now() + PATIENCE;
    while tokio::time::Instant::now() < until {
        if look(conn).await? {
            return Ok(());
        }
        tokio::time::sleep(LOOK).await;
    }
    Err(SILENT.into())
}
