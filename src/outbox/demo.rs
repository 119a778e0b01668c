//! The mail folder as the demonstration shows it: newest first, links to click.

use std::fs;
use std::io;
use std::path::Path;

use super::eml::{self, Mail};

/// How many letters the page shows, and of how many files it looks.
const SHOWN: usize = 50;
const LOOKED_AT: usize = 2000;

/// The newest letters whose recipient holds `wanted`.
///
/// # Errors
/// When the folder cannot be read; a folder that is not there yet is empty.
pub fn latest(folder: &Path, wanted: &str) -> io::Result<Vec<Mail>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    // A file's name begins with the time at which it was written.
    let mut names: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|kind| kind == "eml"))
        .collect();
    names.sort_unstable_by(|a, b| b.cmp(a));
    let wanted = wanted.trim().to_lowercase();
    let mut found = Vec::new();
    for path in names.iter().take(LOOKED_AT) {
        let mail = eml::read(&fs::read(path)?);
        if mail.to.to_lowercase().contains(&wanted) {
            found.push(mail);
            if found.len() == SHOWN {
                break;
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::latest;

    #[test]
    fn the_newest_letter_to_the_wanted_address_comes_first() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, to) in [
            ("1.eml", "ada"),
            ("2.eml", "eve"),
            ("3.eml", "ada"),
            (".4.eml.part", "ada"),
        ] {
            let text = format!("To: {to}@example.org\r\nSubject: {name}\r\n\r\nx\r\n");
            std::fs::write(folder.path().join(name), text).expect("a letter");
        }
        let subjects: Vec<_> = latest(folder.path(), " ADA@")
            .expect("letters")
            .into_iter()
            .map(|mail| mail.subject)
            .collect();
        assert_eq!(subjects, ["3.eml", "1.eml"]);
        let nowhere = folder.path().join("nowhere");
        assert!(latest(&nowhere, "").expect("no letters").is_empty());
    }
}
