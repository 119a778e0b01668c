//! 15: what the rules of the manifest ask of the whole.

use super::Finding;
use super::case::Case;
use super::fault::Fault;
use crate::evidence::quorum::part;
use crate::seal::canonical::Value;
use crate::seal::hash::count;
use crate::seal::manifest::Manifest;
use crate::tally::Fraction;

/// Parameters that would change who is elected, and that this version does not know.
const UNKNOWN: [&str; 2] = ["groups", "sitting"];

pub(super) fn check(case: &Case<'_>) -> Result<Finding, Fault> {
    let manifest = case.manifest()?;
    let terms = manifest.terms();
    if let Some(unknown) = UNKNOWN
        .iter()
        .find(|key| terms.parameters.contains_key(**key))
    {
        return Err(Fault::nobody(format!(
            "the parameter {unknown} is not known in this version"
        )));
    }
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
