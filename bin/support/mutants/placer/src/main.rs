//! Writes many mutants into one source, each to be switched on by its number.
//!
//! Reads from standard input a [`Task`]: a package, and the mutants that cargo-mutants found
//! in it. Answers with the files as they read with all these mutants in them, and where each
//! stands, so that a fault of the compiler can be told to be a mutant's. Writes no file.
//!
//! What a mutant makes of the code is what cargo-mutants makes of it, to the letter: the
//! text of the smallest expression that reads alike by itself, with the replacement in it.
//! A mutant that is switched on is the only one, so its text holds no other.

mod find;
mod source;
#[cfg(test)]
mod tests;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::{Deserialize, Serialize};

use crate::write::Place;

#[derive(Deserialize)]
struct Task {
    /// The folder of the package.
    package: PathBuf,
    mutants: Vec<Mutant>,
    /// The functions that must stay `const`, by their last name.
    constant: BTreeSet<String>,
}

/// As cargo-mutants lists it, and its number.
#[derive(Clone, Deserialize)]
pub struct Mutant {
    pub number: u32,
    pub file: String,
    pub genre: String,
    pub span: Lines,
    pub replacement: String,
}

#[derive(Clone, Copy, Deserialize)]
pub struct Lines {
    pub start: At,
    pub end: At,
}

/// Both from 1, columns in characters.
#[derive(Clone, Copy, Deserialize)]
pub struct At {
    pub line: usize,
    pub column: usize,
}

/// Why a mutant was not written into the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Aside {
    /// It can be asked about, but not by a switch that is read while the program runs.
    Alone,
    /// It is no Rust, whatever the rest of the program says.
    Unviable,
}

#[derive(Serialize)]
struct Answer {
    files: BTreeMap<String, String>,
    places: Vec<Place>,
    aside: BTreeMap<u32, Aside>,
}

fn main() -> io::Result<()> {
    let mut given = String::new();
    io::stdin().read_to_string(&mut given)?;
    let task: Task = serde_json::from_str(&given)?;
    let mut answer = Answer {
        files: BTreeMap::new(),
        places: Vec::new(),
        aside: BTreeMap::new(),
    };
    for file in sources(&task.package, "src")? {
        let of_file = |mutant: &&Mutant| mutant.file == file;
        let mutants: Vec<Mutant> = task.mutants.iter().filter(of_file).cloned().collect();
        let text = fs::read_to_string(task.package.join(&file))?;
        let fault = |fault: syn::Error| io::Error::other(format!("{file}: {fault}"));
        let found = find::find(&text, &mutants, &task.constant).map_err(fault)?;
        let (written, places) = write::write(&file, &text, &found);
        syn::parse_file(&written).map_err(fault)?;
        answer.aside.extend(found.aside);
        answer.places.extend(places);
        if written != text {
            answer.files.insert(file, written);
        }
    }
    serde_json::to_writer(io::stdout().lock(), &answer)?;
    Ok(())
}

/// The Rust files below a folder of the package, by their paths in it.
fn sources(package: &Path, folder: &str) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(package.join(folder))? {
        let entry = entry?;
        let name = format!("{folder}/{}", entry.file_name().display());
        if entry.file_type()?.is_dir() {
            found.extend(sources(package, &name)?);
        } else if name.ends_with(".rs") {
            found.push(name);
        }
    }
    found.sort_unstable();
    Ok(found)
}
