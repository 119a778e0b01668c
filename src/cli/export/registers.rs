//! `commonhold export registers`: what the auditors' room hands out, without a server.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use actix_web::web::Bytes;
use clap::Args;
use tokio::sync::mpsc::{self, Receiver};

use super::{AuditorArguments, Fault, create_new};
use crate::audit::export::{self, ExportError};

/// Pieces that may wait for a slow disk.
const PIECES: usize = 4;
const BY: &str = "the database role commonhold_auditor, on the command line";

#[derive(Args, Debug)]
pub(super) struct RegistersArguments {
    /// The archive to write. Nothing existing is overwritten.
    #[arg(long, value_name = "FILE.zip")]
    out: PathBuf,
    #[command(flatten)]
    auditor: AuditorArguments,
}

/// A file under a name of its own until it is whole; gone with this value.
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        // It may have its name, or never have been made.
        let _ = fs::remove_file(&self.0);
    }
}

pub(super) async fn export(arguments: &RegistersArguments) -> Result<String, Fault> {
    let out = &arguments.out;
    let unwritten = |why: io::Error| Fault::unwritten(out, &why);
    let name = out
        .file_name()
        .ok_or_else(|| Fault(2, "--out names no file.".to_owned()))?;
    if out.symlink_metadata().is_ok() {
        return Err(unwritten(ErrorKind::AlreadyExists.into()));
    }
    let part = format!(".{}.{}.part", name.display(), std::process::id());
    let part = Part(out.with_file_name(part));
    let pool = arguments.auditor.pool().await?;
    let mut conn = pool.get().await.map_err(Fault::unreadable)?;
    let file = create_new(&part.0).map_err(unwritten)?;
    let (to, pieces) = mpsc::channel(PIECES);
    let writing = tokio::task::spawn_blocking(move || write(file, pieces));
    let made = export::make(&mut conn, BY, &to).await;
    drop(to);
    let written = writing.await.map_err(Fault::unreadable)?;
    // When the disk takes no more, the export is told that nobody takes it.
    let (mut file, mut bytes) = written.map_err(unwritten)?;
    let whole = made.map_err(|error| match error {
        ExportError::NoFoundation => Fault(1, error.to_string()),
        error => Fault::unreadable(error),
    })?;
    bytes += u64::try_from(whole.end.len()).unwrap_or_default();
    file.write_all(&whole.end)
        .and_then(|()| file.sync_all())
        .and_then(|()| name_it(&part.0, out))
        .map_err(unwritten)?;
    Ok(format!(
        "{}: {bytes} bytes, manifest {}",
        out.display(),
        whole.manifest
    ))
}

fn write(mut file: File, mut pieces: Receiver<Bytes>) -> io::Result<(File, u64)> {
    let mut bytes = 0;
    while let Some(piece) = pieces.blocking_recv() {
        file.write_all(&piece)?;
        bytes += u64::try_from(piece.len()).unwrap_or_default();
    }
    Ok((file, bytes))
}

/// Gives the file its name, unless something has come to bear it.
fn name_it(part: &Path, out: &Path) -> io::Result<()> {
    match fs::hard_link(part, out) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(error),
        // A file system without links, such as a stick's.
        Err(_) if out.symlink_metadata().is_ok() => return Err(ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(part, out)?,
    }
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
