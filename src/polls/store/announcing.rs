//! The result by letter, to everyone on the roll, in the transaction that certifies the count: so
//! that each has one letter, whatever is tried again.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::Deserialize;

use super::counting::damage;
use super::extending::tell;
use super::{Poll, closing, result};
use crate::db::Connection;
use crate::outbox::{Decided, Letter};
use crate::rolls;
use crate::seal::manifest::{Manifest, SmallCells};

/// What `result.json` says was decided.
#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    elected: Vec<Seat>,
    verdict: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Seat {
    One(String),
    Tied(Vec<String>),
}

/// What a `result.json` decides, with options by their names.
///
/// # Errors
/// A sentence, when it is none.
pub fn decided(result: &str, manifest: &Manifest) -> Result<Decided, String> {
    let said: Said = serde_json::from_str(result).map_err(|error| error.to_string())?;
    let name = |id: &String| {
        let mut options = manifest.terms().options.iter();
        options
            .find(|option| option.id.as_str() == id)
            .map_or_else(|| id.clone(), |option| option.name.clone())
    };
    match said.verdict.as_deref() {
        Some("adopted") => return Ok(Decided::Adopted),
        Some("lost") => return Ok(Decided::Lost),
        Some("no_quorum") => return Ok(Decided::NoQuorum),
        Some(other) => return Err(format!("{other} is no verdict")),
        None => {}
    }
    let (mut names, mut tied) = (Vec::new(), Vec::new());
    for seat in &said.elected {
        match seat {
            Seat::One(id) => names.push(name(id)),
            Seat::Tied(ids) => tied.push(ids.iter().map(name).collect()),
        }
    }
    Ok(Decided::Elected { names, tied })
}

/// Tells everyone on the roll what was decided: the certifier's part, with the certification.
///
/// # Errors
/// Those of the database; a damaged result counts as one.
pub async fn announce(
    conn: &mut Connection,
    poll: &Poll,
    manifest: &Manifest,
    today: NaiveDate,
) -> QueryResult<()> {
    let row = result(conn, poll.id)
        .await?
        .ok_or_else(|| damage("a certified poll has no result"))?;
    let roll = match poll.roll {
        Some(roll) => rolls::store::by_id(conn, roll).await?,
        None => None,
    };
    let closing = closing(conn, poll.id).await?;
    // Where nothing but the winners is said, neither is this.
    let turnout = match (manifest.terms().small_cells, roll, closing) {
        (SmallCells::Open, Some(roll), Some(closing)) => Some((
            u64::try_from(closing.live).map_err(damage)?,
            u64::try_from(roll.leaves).map_err(damage)?,
        )),
        (SmallCells::Open | SmallCells::WinnersOnly, _, _) => None,
    };
    let letter = Letter::PollResult {
        title: poll.draft.wording(),
        path: format!("/polls/{}/results", poll.number),
        decided: decided(&row.result, manifest).map_err(damage)?,
        turnout,
    };
    tell(conn, poll, &letter, today).await
}
