//! The list as it is kept in `tests/refusals/*.txt`.

use std::path::Path;

use crate::sources::{files, read};

/// Where a sentence stands: a file, and in the catalogue the key.
pub type Place = (String, Option<String>);

/// A sentence of the list.
pub struct Row {
    pub law: String,
    /// As the source or the catalogue has it, blanks made one.
    pub sentence: String,
    /// What to do about it.
    pub do_this: String,
    /// The file of the list, for whoever mends it.
    pub list: String,
}

/// The list as it is kept.
pub fn kept() -> Vec<(Place, Row)> {
    let mut rows = Vec::new();
    for list in files("tests/refusals", "txt") {
        if list.ends_with("/database.txt") {
            continue;
        }
        let mut file = String::new();
        for line in read(Path::new(&list)).lines() {
            if let Some(path) = line.strip_prefix("# ") {
                path.clone_into(&mut file);
                continue;
            }
            if line.is_empty() {
                continue;
            }
            let mut cells = line.splitn(3, '|').map(str::trim);
            let law = cells.next().unwrap_or("").to_owned();
            let says = cells.next().unwrap_or("");
            let do_this = cells.next().unwrap_or("").to_owned();
            let sentence = if do_this.starts_with('»') {
                says.to_owned()
            } else {
                format!("{says} {do_this}").trim().to_owned()
            };
            let key = file
                .starts_with("locales/")
                .then(|| sentence.split(" = ").next().unwrap_or("").to_owned());
            let row = Row {
                law,
                sentence,
                do_this,
                list: list.clone(),
            };
            rows.push(((file.clone(), key), row));
        }
    }
    rows
}
