//! 14, where the manifest publishes winners only: the result says who they are and nothing more.

use std::collections::{BTreeMap, BTreeSet};

use super::case::Case;
use super::count::as_cast;
use super::fault::Fault;
use super::{ATTESTED, Finding};
use crate::seal::canonical::Value;
use crate::seal::code::Code;
use crate::seal::hash::count;
use crate::seal::manifest::Terms;

const RESULT: &str = "result.json";

pub(super) fn check(case: &Case<'_>, excluded: &[Code], reached: bool) -> Result<Finding, Fault> {
    let terms = case.manifest()?.terms();
    judge(RESULT, case.file(RESULT)?, terms, excluded, reached)?;
    if let Some(as_cast) = as_cast(case, excluded)? {
        judge("as-cast.json", as_cast, terms, &[], reached)?;
    }
    let quorum = if reached {
        ""
    } else {
        "; the quorum was not reached, so nothing is decided"
    };
    Ok(Finding::open(format!(
        "{ATTESTED}: {RESULT} says who the winners are and nothing more, as the manifest \
         publishes{quorum}"
    )))
}

/// Whether a result shows winners only, and such as there can be.
fn judge(
    path: &str,
    bytes: &[u8],
    terms: &Terms,
    excluded: &[Code],
    reached: bool,
) -> Result<(), Fault> {
    let wrong = |why: &str| Err(Fault::server(format!("{path} {why}")));
    let Ok(Value::Object(mut fields)) = Value::parse(bytes) else {
        return wrong("is no result");
    };
    let motion = terms.method == "motion-1";
    let mut due = BTreeMap::from([
        ("method", terms.method.as_str().into()),
        ("rounds", Value::List(Vec::new())),
    ]);
    if !motion {
        due.insert("seats", terms.seats.into());
        due.insert("ties", Value::List(Vec::new()));
    }
    if !reached {
        due.insert("verdict", "no_quorum".into());
    }
    for (key, value) in due {
        if fields.remove(key) != Some(value) {
            return wrong(&format!(
                "does not say of `{key}` what it must where winners only are published"
            ));
        }
    }
    let said = match (motion, reached) {
        (true, true) => match fields.remove("verdict") {
            Some(Value::Text(verdict)) => {
                matches!(verdict.as_str(), "adopted" | "lost" | "no_quorum")
            }
            Some(Value::Int(_) | Value::List(_) | Value::Object(_)) | None => false,
        },
        (true, false) => true,
        (false, _) => match fields.remove("elected") {
            Some(Value::List(elected)) => can_be_elected(&elected, terms, excluded, reached),
            Some(Value::Int(_) | Value::Text(_) | Value::Object(_)) | None => false,
        },
    };
    if !said {
        return wrong("does not say who the winners are");
    }
    match fields.first_key_value() {
        None => Ok(()),
        Some((key, _)) => wrong(&format!(
            "shows more than the winners, namely `{key}`, although the manifest publishes winners \
             only"
        )),
    }
}

/// Whether these are options of the poll, none twice and none excluded, for no more places than
/// there are. A list among them are options between which the votes did not decide.
fn can_be_elected(elected: &[Value], terms: &Terms, excluded: &[Code], reached: bool) -> bool {
    let standing = terms.options.iter().map(|option| &option.id);
    let standing = standing.filter(|id| !excluded.contains(id));
    let mut left: BTreeSet<&str> = standing.map(Code::as_str).collect();
    let mut take = |one: &Value| match one {
        Value::Text(id) => left.remove(id.as_str()),
        Value::Int(_) | Value::List(_) | Value::Object(_) => false,
    };
    let places = if reached { terms.seats } else { 0 };
    count(elected.len()) <= places
        && elected.iter().all(|one| match one {
            Value::List(tied) => tied.len() > 1 && tied.iter().all(&mut take),
            Value::Text(_) | Value::Int(_) | Value::Object(_) => take(one),
        })
}
