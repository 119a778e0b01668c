//! The account of the operating system that PostgreSQL runs as.

use std::{
    ffi::OsStr,
    fs,
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::Command,
};

use super::{ClusterError, FolderError};
use crate::db::folder::during;

/// Whom the server's processes run as: PostgreSQL refuses to run as root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Account {
    /// The caller's own account, which is not root.
    Caller,
    /// An unprivileged account that root lends them.
    Lent { name: String, uid: u32, gid: u32 },
}

impl Account {
    /// The caller's account; for root `postgres`, else `nobody`.
    ///
    /// # Errors
    /// [`ClusterError::NoAccount`] when root finds neither in `/etc/passwd`.
    pub fn find() -> Result<Self, ClusterError> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self::Caller);
        }
        let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
        ["postgres", "nobody"]
            .iter()
            .find_map(|name| entry_of(&passwd, name))
            .map(|(name, uid, gid)| Self::Lent { name, uid, gid })
            .ok_or(ClusterError::NoAccount)
    }

    /// A command that runs as this account.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        if let Self::Lent { uid, gid, .. } = self {
            command.uid(*uid).gid(*gid);
        }
        command
    }

    /// Gives a file or folder to this account.
    ///
    /// # Errors
    /// When the owner cannot be changed.
    pub fn give(&self, path: &Path) -> Result<(), FolderError> {
        match self {
            Self::Caller => Ok(()),
            Self::Lent { uid, gid, .. } => {
                chown(path, Some(*uid), Some(*gid)).map_err(during("Giving away", path))
            }
        }
    }

    /// Makes sure that this account can enter a data folder, which root may
    /// have put where only root comes.
    ///
    /// # Errors
    /// [`ClusterError::Unreachable`] names the first folder that is closed.
    pub fn check_reach(&self, folder: &Path) -> Result<(), ClusterError> {
        let Self::Lent { name, uid, gid } = self else {
            return Ok(());
        };
        let mut ancestors: Vec<&Path> = folder.ancestors().collect();
        ancestors.reverse();
        for ancestor in ancestors {
            let entered = |path: &Path| -> Result<bool, FolderError> {
                let about = fs::metadata(path).map_err(during("Reading", path))?;
                let shift = if about.uid() == *uid {
                    6
                } else if about.gid() == *gid {
                    3
                } else {
                    0
                };
                Ok(about.mode() >> shift & 0o1 == 1)
            };
            if entered(ancestor)? {
                continue;
            }
            if ancestor == folder {
                let mode = fs::metadata(folder)
                    .map_err(during("Reading", folder))?
                    .permissions()
                    .mode();
                fs::set_permissions(folder, fs::Permissions::from_mode(mode | 0o011))
                    .map_err(during("Opening to PostgreSQL the folder", folder))?;
                continue;
            }
            return Err(ClusterError::Unreachable {
                folder: folder.to_owned(),
                closed: PathBuf::from(ancestor),
                account: name.clone(),
            });
        }
        Ok(())
    }
}

/// Finds an account in the text of `/etc/passwd`: `name:x:uid:gid:…`.
fn entry_of(passwd: &str, wanted: &str) -> Option<(String, u32, u32)> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next().filter(|name| *name == wanted)?;
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some((name.to_owned(), uid, gid))
    })
}

#[cfg(test)]
mod tests {
    use super::entry_of;

    #[test]
    fn an_account_is_found_by_its_whole_name() {
        let passwd =
            "root:x:0:0::/:/bin/sh\npostgresql:x:1:1::/:\npostgres:x:101:104:a,b:/:/bin/sh\n";
        let found = Some(("postgres".to_owned(), 101, 104));
        assert_eq!(entry_of(passwd, "postgres"), found);
        assert_eq!(entry_of(passwd, "nobody"), None);
        assert_eq!(entry_of("postgres:x:one:2", "postgres"), None);
    }
}
