//! The registers: everything that auditors read, and the reasons for the rest.
//!
//! A subject that keeps another table of history says here what of it auditors see: a register
//! is its columns in plain words and the SQL behind each, over tables that the role
//! `commonhold_auditor` may read. A test walks the catalogue, so that no table is forgotten.

mod board;
mod bodies;
mod deeds;
mod docket;
mod dues;
mod elections;
mod holders;
mod imports;
mod joining;
mod licences;
mod matters;
mod motions;
mod notices;
mod parties;
mod people;
mod permits;
mod petitions;
mod privacy;
mod proof;
mod proxies;
mod registry;
mod renewals;
mod rules;
mod sql;
mod votes;

pub use sql::After;

/// What a column holds, which decides how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A UUID.
    Id,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Flag,
    Text,
    /// A legal day: `2026-07-31`.
    Day,
    /// An instant: RFC 3339 in UTC, to the microsecond.
    Instant,
    /// Bytes, in hexadecimal digits.
    Bytes,
    /// Bytes that are text as far as we know, such as an entry of the log.
    Words,
    /// A JSON document.
    Json,
}

/// One column of a register.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The key in JSON.
    pub name: &'static str,
    /// The column in plain words, on the page and in the first line of the CSV file.
    pub title: &'static str,
    pub kind: Kind,
    /// The expression, over the tables of the register's `from`.
    sql: &'static str,
}

/// One register.
#[derive(Clone, Copy, Debug)]
pub struct Register {
    /// In addresses and names of files.
    pub name: &'static str,
    pub title: &'static str,
    /// What a row says, in a sentence or two.
    pub what: &'static str,
    /// What is left out of it and why, or where it is to be found; empty where nothing is.
    pub withheld: &'static str,
    pub columns: &'static [Column],
    /// Names of the columns by which rows are ordered; together they tell each row from every
    /// other, and none of them is ever null.
    order: &'static [&'static str],
    /// The tables, as after FROM, joined so that nothing is left to WHERE.
    from: &'static str,
}

/// Every register, in the order in which the room lists them.
pub fn all() -> impl Iterator<Item = &'static Register> {
    [
        rules::REGISTERS,
        bodies::REGISTERS,
        motions::REGISTERS,
        board::REGISTERS,
        docket::REGISTERS,
        people::REGISTERS,
        parties::REGISTERS,
        privacy::REGISTERS,
        notices::REGISTERS,
        dues::REGISTERS,
        joining::REGISTERS,
        renewals::REGISTERS,
        proxies::REGISTERS,
        elections::REGISTERS,
        petitions::REGISTERS,
        registry::REGISTERS,
        deeds::REGISTERS,
        holders::REGISTERS,
        permits::REGISTERS,
        matters::REGISTERS,
        licences::REGISTERS,
        imports::REGISTERS,
        votes::REGISTERS,
        proof::REGISTERS,
    ]
    .into_iter()
    .flatten()
}

/// The register of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Register> {
    all().find(|register| register.name == name)
}

/// What no register holds, and why.
pub const WITHHELD: [(&str, &str); 8] = [
    (
        "Envelopes, and who has voted, while a poll is open",
        "Turnout sways a vote that is under way. After the close the number of envelopes and the hash of the closing set stand in the register of closings, and the set itself in the bundle of evidence. What is public meanwhile stands in the log, where casts appear in batches without names or times.",
    ),
    (
        "Receipts as they were handed out",
        "They bind a browser's session to an envelope: the secrecy of the ballot.",
    ),
    (
        "Ballots as officers opened them",
        "Their hash is in the register of openings of envelopes. The ballots themselves are in the bundle of evidence that a certified poll publishes for everybody; those of a poll that shows winners only are shown to nobody.",
    ),
    (
        "Salts of the rolls' commitments",
        "Each belongs to its member, who can open their own line with it, and may be erased.",
    ),
    (
        "Letters, and whether they arrived",
        "The letter that confirms a ballot tells who voted, and when.",
    ),
    (
        "Mail addresses of people",
        "Of a change of address its register shows who asked for it, why, who approved it and when.",
    ),
    (
        "Postal addresses",
        "Where people live decides nothing that an auditor checks; the secretary keeps them for letters and the membership book.",
    ),
    (
        "Passwords, sessions, links to sign in",
        "Whoever holds one can act as somebody else.",
    ),
];

const fn column(kind: Kind, name: &'static str, title: &'static str, sql: &'static str) -> Column {
    Column {
        name,
        title,
        kind,
        sql,
    }
}

const fn id(name: &'static str, title: &'static str, sql: &'static str) -> Column {
    column(Kind::Id, name, title, sql)
}

const fn number(name: &'static str, title: &'static str, sql: &'static str) -> Column {
    column(Kind::Number, name, title, sql)
}

const fn flag(name: &'static str, title: &'static str, sql: &'static str) -> Column {
    column(Kind::Flag, name, title, sql)
}

const fn text(name: &'static str, title: &'static str, sql: &'static str) -> Column {
    column(Kind::Text, name, title, sql)
}

const fn day(name: &'static str, title: &'static str, sql: &'static str) -> Column {
    column(Kind::Day, name, title, sql)
}

const fn instant(name: &'static str, title: &'static str, sql: &'static str) -> Column {
    column(Kind::Instant, name, title, sql)
}

const fn bytes(name: &'static str, title: &'static str, sql: &'static str) -> Column {
    column(Kind::Bytes, name, title, sql)
}

const fn words(name: &'static str, title: &'static str, sql: &'static str) -> Column {
    column(Kind::Words, name, title, sql)
}

const fn json(name: &'static str, title: &'static str, sql: &'static str) -> Column {
    column(Kind::Json, name, title, sql)
}

/// The name of a party as the foundation knows it now, by the SQL of its id.
macro_rules! name_of {
    ($party:literal) => {
        concat!(
            "(SELECT named.name FROM party_records named WHERE named.party = ",
            $party,
            " ORDER BY named.record DESC LIMIT 1)"
        )
    };
}
use name_of;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Kind, all};
    use crate::seal::canonical::is_key;

    #[test]
    fn registers_and_their_columns_are_told_apart() {
        let mut names = BTreeSet::new();
        for register in all() {
            let name = register.name;
            assert!(names.insert(name), "{name} twice");
            let lawful = |letter: char| letter.is_ascii_lowercase() || letter == '-';
            assert!(name.chars().all(lawful) && name.len() <= 40, "{name}");
            assert!(
                !["views", "registers"].contains(&name),
                "{name} is an address"
            );
            let mut keys = BTreeSet::new();
            let mut titles = BTreeSet::new();
            for column in register.columns {
                assert!(is_key(column.name), "{name}: {}", column.name);
                assert!(keys.insert(column.name), "{name}: {} twice", column.name);
                assert!(
                    titles.insert(column.title),
                    "{name}: {} twice",
                    column.title
                );
            }
            assert!(!register.order.is_empty(), "{name}");
            for key in register.order {
                let column = register.columns.iter().find(|column| column.name == *key);
                let kind = column.map(|column| column.kind);
                let orderable = [
                    Kind::Id,
                    Kind::Number,
                    Kind::Text,
                    Kind::Instant,
                    Kind::Bytes,
                ];
                assert!(
                    kind.is_some_and(|kind| orderable.contains(&kind)),
                    "{name}: {key}"
                );
            }
            assert!(register.what.ends_with('.'), "{name}");
        }
    }
}
