//! What must hold between a manifest's terms.

use std::collections::{BTreeMap, BTreeSet};

use super::{Beacon, Manifest, Terms, refuse};
use crate::seal::ballot::{BallotRules, Form};
use crate::seal::canonical::{MAX_INT, Value, enter_text};
use crate::seal::code::Code;
use crate::seal::fields::Refusal;
use crate::seal::hash::{Digest, PublicKey};
use crate::tally::DEFAULT_MAX_SCORE;
use crate::tlog::key::KeyName;

/// Brings every typed text to NFC and refuses empty ones.
pub(super) fn enter(terms: &mut Terms) -> Result<(), Refusal> {
    let one = |name: &str, text: &mut String| {
        *text = enter_text(text).map_err(|e| refuse(format!("`{name}`: {e}")))?;
        if text.trim().is_empty() {
            return Err(refuse(format!("`{name}` is empty")));
        }
        Ok(())
    };
    one("question", &mut terms.question)?;
    one("origin", &mut terms.origin)?;
    terms
        .options
        .iter_mut()
        .try_for_each(|option| one("name", &mut option.name))?;
    terms
        .officers
        .iter_mut()
        .try_for_each(|officer| one("name", &mut officer.name))?;
    for rule in &mut terms.rules {
        one("citation", &mut rule.citation)?;
        one("key", &mut rule.key)?;
        one("value", &mut rule.value)?;
    }
    match &mut terms.beacon {
        Beacon::Reveals(commitments) => commitments
            .iter_mut()
            .try_for_each(|commitment| one("by", &mut commitment.by)),
        Beacon::Public { source, .. } => one("source", source),
    }
}

/// What must hold between the terms, whoever wrote them.
pub(super) fn ballot_rules(terms: &Terms) -> Result<BallotRules, Refusal> {
    if terms.opens >= terms.closes {
        return Err(refuse("it closes before it opens"));
    }
    if terms.closes > MAX_INT {
        return Err(refuse("the close lies too far ahead"));
    }
    if terms.k == 0 {
        return Err(refuse("`k` is at least 1"));
    }
    if terms.officers.is_empty() {
        return Err(refuse("it names no officer"));
    }
    let names: BTreeSet<&str> = terms.officers.iter().map(|o| o.name.as_str()).collect();
    let keys: BTreeSet<&PublicKey> = terms.officers.iter().map(|o| &o.key).collect();
    if names.len() != terms.officers.len() {
        return Err(refuse("two officers have the same name"));
    }
    if keys.len() != terms.officers.len() {
        return Err(refuse("two officers have the same key"));
    }
    check_texts(terms)?;
    let rules: BTreeSet<&str> = terms.rules.iter().map(|rule| rule.key.as_str()).collect();
    if rules.len() != terms.rules.len() {
        return Err(refuse("two rules have the same key"));
    }
    check_beacon(terms, &names)?;
    let options = terms
        .options
        .iter()
        .map(|option| option.id.clone())
        .collect();
    shape(&terms.method, options, terms.seats, &terms.parameters)
}

/// No text is empty, and the origin can be a log's, whoever wrote them.
fn check_texts(terms: &Terms) -> Result<(), Refusal> {
    let of_beacon: Vec<&str> = match &terms.beacon {
        Beacon::Reveals(commitments) => commitments.iter().map(|c| c.by.as_str()).collect(),
        Beacon::Public { source, .. } => vec![source],
    };
    let of_rules = terms
        .rules
        .iter()
        .flat_map(|rule| [&rule.citation, &rule.key, &rule.value]);
    let names = terms.options.iter().map(|option| &option.name);
    let officers = terms.officers.iter().map(|officer| &officer.name);
    let mut texts = [&terms.question, &terms.origin]
        .into_iter()
        .chain(of_rules)
        .chain(names)
        .chain(officers)
        .map(String::as_str)
        .chain(of_beacon);
    if texts.any(str::is_empty) {
        return Err(refuse("a text in it is empty"));
    }
    match KeyName::parse(&terms.origin) {
        Ok(_) => Ok(()),
        Err(_) => Err(refuse("`origin` cannot be the name of a log's key")),
    }
}

fn check_beacon(terms: &Terms, officers: &BTreeSet<&str>) -> Result<(), Refusal> {
    match &terms.beacon {
        Beacon::Reveals(commitments) => {
            let by: BTreeSet<&str> = commitments.iter().map(|c| c.by.as_str()).collect();
            let values: BTreeSet<&Digest> = commitments.iter().map(|c| &c.commitment).collect();
            if commitments.is_empty() {
                return Err(refuse("the lot rests on no officer's commitment"));
            }
            if by.len() != commitments.len() || values.len() != commitments.len() {
                return Err(refuse("an officer or a value for the lot is there twice"));
            }
            match by.difference(officers).next() {
                Some(name) => Err(refuse(format!(
                    "{name} commits to the lot but is no officer"
                ))),
                None => Ok(()),
            }
        }
        Beacon::Public { after, .. } if *after < terms.closes => {
            Err(refuse("the lot's public value is dated before the close"))
        }
        Beacon::Public { .. } => Ok(()),
    }
}

/// The ballot of this method over these options.
fn shape(
    method: &str,
    options: Vec<Code>,
    seats: u64,
    parameters: &BTreeMap<String, Value>,
) -> Result<BallotRules, Refusal> {
    let form = Form::of_method(method)
        .ok_or_else(|| refuse(format!("the counting method \"{method}\" is not known")))?;
    let distinct: BTreeSet<&Code> = options.iter().collect();
    if distinct.len() != options.len() {
        return Err(refuse("two options have the same id"));
    }
    match form {
        Form::Motion if !options.is_empty() || seats != 0 => {
            return Err(refuse("a motion has no options and fills no seats"));
        }
        Form::Motion => {}
        Form::Ranked | Form::Approval | Form::Plurality | Form::Score => {
            if !(1..=Manifest::MAX_OPTIONS).contains(&options.len()) {
                return Err(refuse(format!(
                    "an election has 1 to {} options",
                    Manifest::MAX_OPTIONS
                )));
            }
            if !(1..=Manifest::MAX_SEATS).contains(&seats) {
                return Err(refuse(format!(
                    "an election fills 1 to {} seats",
                    Manifest::MAX_SEATS
                )));
            }
        }
    }
    let max_marks = match (form, positive(parameters, "max_marks")?) {
        (Form::Approval | Form::Plurality, Some(marks)) => usize::try_from(marks)
            .unwrap_or(usize::MAX)
            .min(options.len()),
        (Form::Plurality, None) => usize::try_from(seats)
            .unwrap_or(usize::MAX)
            .min(options.len()),
        (_, _) => options.len(),
    };
    let max_score = positive(parameters, "max_score")?.unwrap_or(DEFAULT_MAX_SCORE.into());
    if max_score > BallotRules::HIGHEST_MAX_SCORE {
        return Err(refuse(format!(
            "the parameter `max_score` is above {}",
            BallotRules::HIGHEST_MAX_SCORE
        )));
    }
    if method == "schulze-debian-2016" && !parameters.contains_key("default_option") {
        return Err(refuse(
            "the method \"schulze-debian-2016\" needs the parameter `default_option`",
        ));
    }
    Ok(BallotRules {
        form,
        options,
        max_marks,
        max_score,
    })
}

/// A parameter that is a number from 1, if it is there.
fn positive(parameters: &BTreeMap<String, Value>, key: &str) -> Result<Option<u64>, Refusal> {
    match parameters.get(key) {
        None => Ok(None),
        Some(Value::Int(n)) if *n > 0 => Ok(Some(*n)),
        Some(_) => Err(refuse(format!(
            "the parameter `{key}` is not a number from 1"
        ))),
    }
}
