//! The parsers of the program, and what must hold of each whatever it is given: it ends
//! without a panic, names a line that is there, and what it takes reads the same again once
//! it is written.
//!
//! Both play these: `bin/fuzz`, with inputs that libFuzzer invents, and `tests/corpora.rs`,
//! with the ones that were kept.

mod imports;
mod log;
mod mail;
mod records;
mod rules;
mod tally;

/// What must hold of a parser, whatever it is given.
pub type Target = fn(&[u8]);

/// Every target by its name, which is that of its folder in `fuzz/corpus`.
pub const TARGETS: [(&str, Target); 16] = [
    ("archive", records::archive),
    ("assets", imports::assets),
    ("ballots", tally::ballots),
    ("blt", tally::blt),
    ("canonical", records::canonical),
    ("markdown", mail::markdown),
    ("members", imports::members),
    ("note", log::note),
    ("pack", rules::pack),
    ("policy", log::policy),
    ("rdap", imports::rdap),
    ("records", records::records),
    ("returned", mail::returned),
    ("rulebook", rules::rulebook),
    ("st96", imports::st96),
    ("tile", log::tile),
];

/// The target of this name.
pub fn named(name: &str) -> Option<Target> {
    TARGETS
        .into_iter()
        .find(|(known, _)| *known == name)
        .map(|(_, run)| run)
}

/// A line that a reader names is one of the input, or the one after its last line feed.
#[track_caller]
fn is_a_line(bytes: &[u8], line: usize) {
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
    assert!(
        (1..=lines).contains(&line),
        "line {line} of {lines} is named"
    );
}

/// A cell of a table, in quotes whatever it holds (RFC 4180).
fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
