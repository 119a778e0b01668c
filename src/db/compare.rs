//! Whether a database is what this version's migrations make of it.
//!
//! Triggers and grants keep history; their owner, or a superuser, can take them
//! away. That cannot be prevented, so it is detected: [`differences`] compares
//! what is there with `compare/expected.txt`, which was written from a freshly
//! migrated database, and says what differs. `commonhold migrate --check`
//! prints it, `/readyz` names it, and no process starts over it.
//!
//! A line of `expected.txt` is a fact: `subject: what is so about it`. Whoever
//! adds a migration writes the file anew with `bin/expected` and reads what
//! changed in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};

use crate::db::sql_query;
use diesel::sql_types::{Bool, Text};
use diesel::{QueryResult, QueryableByName};
use diesel_async::{AsyncConnection, RunQueryDsl, SimpleAsyncConnection};

use super::Connection;

const EXPECTED: &str = include_str!("compare/expected.txt");
const FACTS: &str = include_str!("compare/facts.sql");
const PARAMETERS: &str = include_str!("compare/parameters.sql");

/// Whether the database must remember across a loss of power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Always, but for the tests of this program.
    Required,
    /// What the server says about it is not compared.
    Forgone,
}

impl Durability {
    /// What a process was started with.
    #[must_use]
    pub fn of_arguments(forgetful_database: bool) -> Self {
        if forgetful_database {
            Self::Forgone
        } else {
            Self::Required
        }
    }
}

/// The subjects that [`Durability::Forgone`] leaves out.
const OF_DURABILITY: [&str; 3] = [
    "server setting fsync",
    "server setting full_page_writes",
    "server setting synchronous_commit",
];

/// Settings of a role that only a superuser can make. Where the administrator
/// is less they are missing, and `roles::prepare` says so; another value than
/// ours is a difference all the same.
const MAY_BE_MISSING: [&str; 2] = ["setting log_", "setting lc_messages "];

/// Facts by subject.
type Facts = BTreeMap<String, String>;

/// One fact that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    subject: String,
    found: Option<String>,
    expected: Option<String>,
}

impl Difference {
    /// What differs and how, without any value: for readers who are not the
    /// administrator.
    #[must_use]
    pub fn name(&self) -> String {
        let how = match (&self.found, &self.expected) {
            (None, _) => "is missing",
            (Some(_), None) => "must not be there",
            (Some(_), Some(_)) => "is not as it must be",
        };
        let mut name = String::new();
        // A name in the database may hold anything.
        for letter in self.subject.chars() {
            name.push(if letter.is_control() { ' ' } else { letter });
        }
        name.push(' ');
        name.push_str(how);
        name
    }
}

/// The sentence for the administrator.
impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name())?;
        match (&self.found, &self.expected) {
            (Some(found), Some(expected)) => {
                write!(formatter, ": it is “{found}” and must be “{expected}”.")
            }
            (None, Some(it)) | (Some(it), None) if !it.is_empty() => {
                write!(formatter, ": “{it}”.")
            }
            _ => formatter.write_char('.'),
        }
    }
}

/// Compares the database with what this version made of it; empty where all is
/// as it must be. Every role may ask.
///
/// # Errors
/// Those of the database.
pub async fn differences(
    connection: &mut Connection,
    durability: Durability,
) -> QueryResult<Vec<Difference>> {
    let found = facts(connection).await?;
    let mut between = between(&found, &parse(EXPECTED));
    if durability == Durability::Forgone {
        between.retain(|difference| !OF_DURABILITY.contains(&difference.subject.as_str()));
    }
    Ok(between)
}

/// The text of `expected.txt` for the database as it is.
///
/// # Errors
/// Those of the database.
pub async fn expected_text(connection: &mut Connection) -> QueryResult<String> {
    let mut text = String::new();
    for (subject, detail) in facts(connection).await? {
        text.push_str(&subject);
        if !detail.is_empty() {
            text.push_str(": ");
            text.push_str(&detail);
        }
        text.push('\n');
    }
    Ok(text)
}

/// Why a process does not start over a database.
///
/// # Errors
/// A sentence that names every difference.
pub async fn refuse_differences(
    connection: &mut Connection,
    durability: Durability,
) -> Result<(), String> {
    let differences = differences(connection, durability)
        .await
        .map_err(|error| format!("The database could not be compared: {error}"))?;
    if differences.is_empty() {
        return Ok(());
    }
    let mut sentence = "The database is not what this version's migrations make of it:".to_owned();
    for difference in &differences {
        // Writing to a String cannot fail.
        let _ = write!(sentence, "\n  {difference}");
    }
    Err(sentence)
}

#[derive(QueryableByName)]
struct Fact {
    #[diesel(sql_type = Text)]
    subject: String,
    #[diesel(sql_type = Text)]
    detail: String,
}

async fn facts(connection: &mut Connection) -> QueryResult<Facts> {
    #[derive(QueryableByName)]
    struct Answer {
        #[diesel(sql_type = Bool)]
        it: bool,
    }
    connection
        .transaction(async |connection| {
            // The server writes names with their schema unless it is in the path.
            connection
                .batch_execute("SET LOCAL search_path TO pg_catalog, pg_temp")
                .await?;
            let mut rows: Vec<Fact> = sql_query(FACTS).load(connection).await?;
            let asked = "SELECT to_regclass('pg_catalog.pg_parameter_acl') IS NOT NULL AS it";
            let answer: Answer = sql_query(asked).get_result(connection).await?;
            if answer.it {
                rows.append(&mut sql_query(PARAMETERS).load(connection).await?);
            }
            let mut facts = Facts::new();
            for row in rows {
                facts
                    .entry(row.subject)
                    .and_modify(|detail| {
                        detail.push_str("; ");
                        detail.push_str(&row.detail);
                    })
                    .or_insert(row.detail);
            }
            Ok(facts)
        })
        .await
}

/// Reads the lines of `expected.txt`.
fn parse(text: &str) -> Facts {
    text.lines()
        .map(|line| line.split_once(": ").unwrap_or((line, "")))
        .map(|(subject, detail)| (subject.to_owned(), detail.to_owned()))
        .collect()
}

fn between(found: &Facts, expected: &Facts) -> Vec<Difference> {
    let subjects: BTreeSet<&String> = found.keys().chain(expected.keys()).collect();
    subjects
        .into_iter()
        .map(|subject| Difference {
            subject: subject.clone(),
            found: found.get(subject).cloned(),
            expected: expected.get(subject).cloned(),
        })
        .filter(|difference| difference.found != difference.expected)
        .filter(|difference| {
            let may_be = |start: &&str| difference.subject.starts_with(*start);
            difference.found.is_some() || !MAY_BE_MISSING.iter().any(may_be)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_difference_is_a_sentence() {
        let expected = parse(
            "trigger a on t: always\ntrigger b on t: always\nsetting log_x of r: 0\nextension e\n",
        );
        let found = parse("trigger a on t: disabled\nextension e\nrule r on t\n");
        let said: Vec<String> = between(&found, &expected)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            said,
            [
                "rule r on t must not be there.",
                "trigger a on t is not as it must be: it is “disabled” and must be “always”.",
                "trigger b on t is missing: “always”.",
            ]
        );
    }

    #[test]
    fn a_setting_that_is_not_ours_to_make_may_be_missing_and_not_be_another() {
        let expected = parse("setting log_statement of r: none\nsetting lc_messages of r: C\n");
        assert_eq!(between(&Facts::new(), &expected), []);
        let found = parse("setting log_statement of r: all\nsetting lc_messages of r: de_DE\n");
        assert_eq!(between(&found, &expected).len(), 2);
    }

    #[test]
    fn what_is_named_to_anybody_holds_no_value_and_no_line_of_its_own() {
        let difference = Difference {
            subject: "trigger a\nb on t".to_owned(),
            found: Some("secret".to_owned()),
            expected: None,
        };
        assert_eq!(difference.name(), "trigger a b on t must not be there");
    }
}
