//! 15: what the rules of the manifest ask of the whole.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::case::Case;
use super::fault::Fault;
use crate::evidence::quorum::part;
use crate::seal::canonical::Value;
use crate::seal::hash::count;
use crate::seal::manifest::Manifest;
use crate::tally::Fraction;

pub(super) fn check(case: &Case<'_>) -> Result<Finding, Fault> {
    let manifest = case.manifest()?;
    let terms = manifest.terms();
    let (roll, live) = (case.roll()?, case.live()?);
    match terms.parameters.get("eligible") {
        Some(eligible) if terms.method == "motion-1" && *eligible != Value::Int(roll.votes()) => {
            return Err(Fault::server(format!(
                "the motion is judged by {eligible} eligible votes, but the roll has {}",
                roll.votes()
            )));
        }
        Some(_) | None => {}
    }
    let members = ("members", live.ballots(), count(roll.as_slice().len()));
    let votes = ("votes", live.votes(), roll.votes());
    let mut said = Vec::new();
    for (what, took_part, all) in [members, votes] {
        let Some(part) = asked(manifest, &format!("quorum.{what}"))? else {
            continue;
        };
        let reached = if took_part >= part.of_at_least(all) {
            "reached"
        } else {
            "not reached"
        };
        said.push(format!(
            "the quorum of {part} of the {what} was {reached} ({took_part} of {all})"
        ));
    }
    if said.is_empty() {
        said.push("the manifest asks for no quorum".to_owned());
    }
    said.extend(caps(case, manifest)?);
    Ok(Finding::ok(said.join("; ")))
}

/// The part that a rule of the manifest asks for.
fn asked(manifest: &Manifest, key: &str) -> Result<Option<Fraction>, Fault> {
    part(manifest, key).map_err(|value| {
        Fault::server(format!(
            "the manifest's rule {key} is “{value}”, not a part such as 1/10"
        ))
    })
}

/// That no group got a seat beyond the cap, by the result as it is published: a look of its own
/// at what the count of 14 had to obey. Says so, where there are groups.
fn caps(case: &Case<'_>, manifest: &Manifest) -> Result<Option<String>, Fault> {
    let parameters = &manifest.terms().parameters;
    let wrong = |key: &str| Fault::server(format!("the parameter {key} is not what it should be"));
    let number = |key: &str, value: Option<&Value>, absent: u64| match value {
        None => Ok(absent),
        Some(Value::Int(number)) => Ok(*number),
        Some(Value::Text(_) | Value::List(_) | Value::Object(_)) => Err(wrong(key)),
    };
    let object = |key: &str| match parameters.get(key) {
        None => Ok(BTreeMap::new()),
        Some(Value::Object(object)) => Ok(object.clone()),
        Some(Value::Int(_) | Value::Text(_) | Value::List(_)) => Err(wrong(key)),
    };
    let (groups, sitting) = (object("groups")?, object("sitting")?);
    if groups.is_empty() {
        return Ok(None);
    }
    if manifest.terms().method == "motion-1" {
        return Err(Fault::server("a motion has options in groups"));
    }
    let cap = number("cap", parameters.get("cap"), 1)?;
    let elected = elected(case)?;
    for (group, members) in &groups {
        let Value::List(members) = members else {
            return Err(wrong("groups"));
        };
        let ids = members.iter().filter_map(|one| id_of(manifest, one));
        let got = count(ids.filter(|id| elected.contains(*id)).count());
        let before = number("sitting", sitting.get(group), 0)?;
        if got > 0 && got.saturating_add(before) > cap {
            return Err(Fault::server(format!(
                "the group {group} got {got} and holds {before} seats, but at most {cap} may be its"
            )));
        }
    }
    Ok(Some(format!(
        "no group got a seat beyond the cap of {cap} (groups: {})",
        groups.len()
    )))
}

/// Who is elected for certain, by the ids in the result.
fn elected(case: &Case<'_>) -> Result<BTreeSet<String>, Fault> {
    let unreadable = || Fault::server("result.json does not say who is elected");
    let Ok(Value::Object(result)) = Value::parse(case.file("result.json")?) else {
        return Err(unreadable());
    };
    let Some(Value::List(elected)) = result.get("elected") else {
        return Err(unreadable());
    };
    Ok(elected
        .iter()
        .filter_map(|one| match one {
            Value::Text(id) => Some(id.clone()),
            Value::Int(_) | Value::List(_) | Value::Object(_) => None,
        })
        .collect())
}

/// The id of an option that a parameter gives by number, by name, or by id; a name goes before
/// an id.
fn id_of<'a>(manifest: &'a Manifest, given: &Value) -> Option<&'a str> {
    let options = &manifest.terms().options;
    let found = match given {
        Value::Int(number) => {
            let place = usize::try_from(*number).ok()?.checked_sub(1)?;
            options.get(place)
        }
        Value::Text(text) => options
            .iter()
            .find(|option| option.name == *text)
            .or_else(|| options.iter().find(|option| option.id.as_str() == text)),
        Value::List(_) | Value::Object(_) => None,
    };
    found.map(|option| option.id.as_str())
}
