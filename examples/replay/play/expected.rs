//! Who ought to be elected: as other programs found, or as our own count of the
//! file finds without a poll.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use tokio::process::Command;

use super::papers::{Election, plain};
use crate::support::program;

/// An entry of the list of the elected.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Seat {
    Elected(String),
    /// They share the seats that the rest of the list leaves open.
    Tied(Vec<String>),
}

/// Whom to expect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Who says so.
    pub source: &'static str,
    in_order: bool,
    seats: Vec<Seat>,
}

impl Expected {
    /// What is known of the election in this file.
    pub async fn of(file: &Path, election: &Election) -> Self {
        match published(file, election) {
            Some(known) => known,
            None => counted(file, election).await,
        }
    }

    /// Whether these, in order of election, are they. A tie is decided by the
    /// lot of the poll, which no file knows: any of the tied will do.
    pub fn are(&self, elected: &[String]) -> bool {
        let is_tied = |seat: &&Seat| matches!(seat, Seat::Tied(_));
        let known = |seat: &Seat| match seat {
            Seat::Elected(name) => vec![name.clone()],
            Seat::Tied(names) => names.clone(),
        };
        let sure: Vec<String> = self
            .seats
            .iter()
            .filter(|seat| !is_tied(seat))
            .flat_map(known)
            .collect();
        let tied: BTreeSet<String> = self.seats.iter().filter(is_tied).flat_map(known).collect();
        if tied.is_empty() && self.in_order {
            return sure == elected;
        }
        let sure: BTreeSet<&String> = sure.iter().collect();
        let elected: BTreeSet<&String> = elected.iter().collect();
        if tied.is_empty() {
            return sure == elected;
        }
        sure.is_subset(&elected) && elected.difference(&sure).all(|name| tied.contains(*name))
    }

    /// Their names in one line.
    pub fn names(&self) -> String {
        let names = self.seats.iter().map(|seat| match seat {
            Seat::Elected(name) => name.clone(),
            Seat::Tied(names) => format!("a tie of {}", names.join(" and ")),
        });
        names.collect::<Vec<_>>().join(", ")
    }
}

fn seats(list: &Value) -> Vec<Seat> {
    let list = list.as_array().unwrap();
    let name = |value: &Value| plain(value.as_str().unwrap());
    list.iter()
        .map(|seat| match seat.as_array() {
            Some(tied) => Seat::Tied(tied.iter().map(name).collect()),
            None => Seat::Elected(name(seat)),
        })
        .collect()
}

/// What other programs found, where this very file is among the ballots of our
/// tests.
fn published(file: &Path, election: &Election) -> Option<Expected> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/ballots");
    let name = file.file_name()?;
    if std::fs::read(folder.join(name)).ok()? != election.bytes {
        return None;
    }
    let list: Vec<Value> =
        serde_json::from_slice(&std::fs::read(folder.join("expected.json")).ok()?).unwrap();
    let known = list.into_iter().find(|known| {
        known["file"].as_str() == name.to_str()
            && known["method"] == election.method.name()
            && known["seats"] == election.seats
    })?;
    Some(Expected {
        source: "as other programs found",
        in_order: known["winners_are_a_set"].as_bool() != Some(true),
        seats: seats(&known["winners"]),
    })
}

/// What `commonhold count` finds.
async fn counted(file: &Path, election: &Election) -> Expected {
    let mut command = Command::new(program());
    command.arg("count").arg(file);
    command.args(["--method", election.method.name(), "--json"]);
    let output = command.output().await.unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "commonhold count: {said}");
    let outcome: Value = serde_json::from_slice(&output.stdout).unwrap();
    Expected {
        source: "as commonhold count finds",
        in_order: true,
        seats: seats(&outcome["elected"]),
    }
}
