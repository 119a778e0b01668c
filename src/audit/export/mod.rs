//! Every register, to take away: one archive with each as CSV and as JSON Lines.
//!
//! It is made as it is read, in constant memory: one transaction sees one state of the database,
//! a cursor reads each register a hundred rows at a time, and what is made is handed on before
//! more is read. `manifest.json` and the archive's directory come last, so that what is cut off
//! is no archive.

pub mod lines;
pub mod manifest;
pub mod zip;

use std::io;

use actix_web::web::Bytes;
use diesel::result::Error as DatabaseError;
use thiserror::Error;
use tokio::sync::mpsc::Sender;

use self::manifest::{About, MANIFEST, README, Written, manifest, readme};
use self::zip::Archive;
use super::reading::{self, Cells};
use super::registers::{Register, all};
use super::sight;
use crate::bodies;
use crate::bodies::store::BodiesError;
use crate::db::Connection;
use crate::ledger;
use crate::seal::hash::{Digest, sha256};

/// How many bytes are handed on at once.
const PIECE_BYTES: usize = 64 * 1024;

/// Why an export ended before it was whole.
#[derive(Debug, Error)]
pub enum ExportError {
    #[error("nobody takes the export any more")]
    Gone,
    #[error("there is no foundation yet")]
    NoFoundation,
    #[error(transparent)]
    Bodies(#[from] BodiesError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Write(#[from] io::Error),
}

/// What is left of an export when all but its end was handed on.
pub struct Whole {
    /// The SHA-256 of the manifest.
    pub manifest: Digest,
    /// The last bytes, with the archive's directory in them.
    pub end: Vec<u8>,
}

/// A way of writing rows.
type Writer = fn(&Register, &[Cells]) -> io::Result<Vec<u8>>;

/// An export in the making.
struct Export<'a> {
    archive: Archive,
    files: Vec<Written>,
    to: &'a Sender<Bytes>,
}

/// Makes an export over a connection of the auditor's, and hands on all but its end, which the
/// caller does once it has recorded that the export is whole.
///
/// # Errors
/// Those of the database, and [`ExportError::Gone`] when the other end is closed.
pub async fn make(
    conn: &mut Connection,
    exported_by: &str,
    to: &Sender<Bytes>,
) -> Result<Whole, ExportError> {
    sight::begin(conn).await?;
    let export = Export {
        archive: Archive::default(),
        files: Vec::new(),
        to,
    };
    // After a fault the connection is given back as it is, which ends it.
    let made = export.run(conn, exported_by).await?;
    sight::end(conn).await?;
    Ok(made)
}

impl Export<'_> {
    async fn run(mut self, conn: &mut Connection, by: &str) -> Result<Whole, ExportError> {
        let as_of = reading::instant(conn).await?;
        let foundation = bodies::store::foundation(conn).await?;
        let foundation = foundation.ok_or(ExportError::NoFoundation)?;
        let about = About {
            foundation: foundation.name,
            log_origin: foundation.log_origin,
            as_of,
            checkpoint: ledger::store::newest_checkpoint(conn).await?,
            exported_by: by.to_owned(),
        };
        let mut file = self.begin(README, None)?;
        self.write(&mut file, readme(&about).as_bytes(), 0).await?;
        self.files.push(file);
        for register in all() {
            self.register(conn, register, "csv", lines::csv).await?;
            self.register(conn, register, "jsonl", lines::json).await?;
        }
        let manifest = manifest(&about, std::mem::take(&mut self.files));
        self.archive.begin(MANIFEST)?;
        self.archive.write(manifest.as_bytes())?;
        self.archive.finish()?;
        Ok(Whole {
            manifest: sha256(manifest.as_bytes()),
            end: self.archive.take(),
        })
    }

    async fn register(
        &mut self,
        conn: &mut Connection,
        register: &Register,
        ending: &str,
        writer: Writer,
    ) -> Result<(), ExportError> {
        let mut file = self.begin(&format!("{}.{ending}", register.name), Some(0))?;
        if ending == "csv" {
            self.write(&mut file, &lines::csv_head(register)?, 0)
                .await?;
        }
        reading::open(conn, register).await?;
        loop {
            let rows = reading::fetch(conn).await?;
            if rows.is_empty() {
                break;
            }
            self.write(&mut file, &writer(register, &rows)?, rows.len())
                .await?;
        }
        reading::close(conn).await?;
        self.files.push(file);
        Ok(())
    }

    fn begin(&mut self, name: &str, rows: Option<u64>) -> io::Result<Written> {
        self.archive.begin(name)?;
        Ok(Written::named(name, rows))
    }

    async fn write(
        &mut self,
        file: &mut Written,
        bytes: &[u8],
        rows: usize,
    ) -> Result<(), ExportError> {
        file.add(bytes, rows);
        self.archive.write(bytes)?;
        if self.archive.waiting() >= PIECE_BYTES {
            let piece = Bytes::from(self.archive.take());
            self.to.send(piece).await.map_err(|_| ExportError::Gone)?;
        }
        Ok(())
    }
}
