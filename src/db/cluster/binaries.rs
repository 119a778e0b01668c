//! Finding PostgreSQL's own programs on this machine.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::ClusterError;

/// The oldest major version the program runs on: the first that has `UNIQUE NULLS NOT DISTINCT`.
pub const OLDEST_MAJOR: u32 = 15;

/// One installation of PostgreSQL's server programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binaries {
    /// The major version, for instance 15.
    pub major: u32,
    folder: PathBuf,
}

impl Binaries {
    /// Finds the installation for a cluster: the one of the major version that
    /// made it, or the newest for a cluster still to be made.
    ///
    /// Searched are Debian's and Red Hat's folders, then `PATH`, then what
    /// `pg_config` says.
    ///
    /// # Errors
    /// [`ClusterError::NoPostgres`] or [`ClusterError::OtherPostgres`] when
    /// there is none that fits.
    pub fn find(made_by: Option<u32>) -> Result<Self, ClusterError> {
        let mut by_major = BTreeMap::new();
        for folder in candidate_folders() {
            if let Some(major) = major_of(&folder) {
                by_major.entry(major).or_insert(folder);
            }
        }
        let found = match made_by {
            Some(major) => by_major.remove_entry(&major),
            None => by_major
                .pop_last()
                .filter(|(major, _)| *major >= OLDEST_MAJOR),
        };
        found
            .map(|(major, folder)| Self { major, folder })
            .ok_or(match made_by {
                Some(major) => ClusterError::OtherPostgres(major),
                None => ClusterError::NoPostgres,
            })
    }

    /// The path of one program of this installation.
    #[must_use]
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

fn candidate_folders() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for (parent, prefix) in [("/usr/lib/postgresql", ""), ("/usr", "pgsql-")] {
        for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(prefix) {
                folders.push(entry.path().join("bin"));
            }
        }
    }
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    if let Some(folder) = output_of(Path::new("pg_config"), "--bindir") {
        folders.push(PathBuf::from(folder.trim()));
    }
    folders
}

/// The major version of the server in a folder; `None` when it is not one that
/// could run a cluster.
fn major_of(folder: &Path) -> Option<u32> {
    let postgres = folder.join("postgres");
    if !postgres.is_file() || !folder.join("initdb").is_file() {
        return None;
    }
    major_in(&output_of(&postgres, "--version")?)
}

fn output_of(program: &Path, argument: &str) -> Option<String> {
    let output = Command::new(program).arg(argument).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Reads the major version out of what `postgres --version` prints.
fn major_in(version: &str) -> Option<u32> {
    let number = version.split_whitespace().find(|word| {
        word.chars()
            .next()
            .is_some_and(|first| first.is_ascii_digit())
    })?;
    let end = number
        .find(|digit: char| !digit.is_ascii_digit())
        .unwrap_or(number.len());
    number.get(..end)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major_in;

    #[test]
    fn the_major_version_is_read_from_what_postgres_prints() {
        for (text, major) in [
            (
                "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)",
                Some(15),
            ),
            ("postgres (PostgreSQL) 18beta2", Some(18)),
            ("postgres (PostgreSQL) 17\n", Some(17)),
            ("postgres (PostgreSQL) devel", None),
            ("", None),
        ] {
            assert_eq!(major_in(text), major, "{text}");
        }
    }
}
