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

/// A stretch of a letter's text, or an address in it that can be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    Link(String),
}

/// A letter's text with its addresses found. Lines of ours hold an address alone
/// or at their end, so that a blank ends one.
#[must_use]
pub fn pieces(body: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    for line in body.split_inclusive('\n') {
        for word in line.split_inclusive(' ') {
            let address = word.trim_end();
            if address.starts_with("http://") || address.starts_with("https://") {
                if !text.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut text)));
                }
                pieces.push(Piece::Link(address.to_owned()));
                text.push_str(&word[address.len()..]);
            } else {
                text.push_str(word);
            }
        }
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::{Piece, latest, pieces};

    #[test]
    fn addresses_in_a_letter_can_be_followed() {
        assert_eq!(
            pieces("Open:\n\nhttps://vote.example.org/a?b=c\n\nEnd at http://x.example now.\n"),
            [
                Piece::Text("Open:\n\n".into()),
                Piece::Link("https://vote.example.org/a?b=c".into()),
                Piece::Text("\n\nEnd at ".into()),
                Piece::Link("http://x.example".into()),
                Piece::Text(" now.\n".into()),
            ]
        );
    }

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
