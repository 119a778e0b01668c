//! From a draft to the manifest under which a poll is held. Pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::rulebook::Threshold;
use crate::rulebook::keys;
use crate::rulebook::model::value::Base;
use crate::seal::canonical::Value;
use crate::seal::code::Code;
use crate::seal::envelope::SealKey;
use crate::seal::fields::Refusal;
use crate::seal::hash::{Digest, PollId, PublicKey};
use crate::seal::manifest::{
    Beacon, Manifest, Officer, PollOption, RevealCommitment, Rule, SmallCells, Terms,
};
use crate::tally::Method;

use super::draft::{Draft, DraftCaps, SmallCellChoice, option_id};
use super::methods::Offered;

/// Everything a manifest needs beside the draft.
#[derive(Clone, Debug)]
pub struct Surroundings {
    pub poll: PollId,
    /// Host and path of the log, fixed at set-up.
    pub origin: String,
    pub receipt_key: PublicKey,
    pub roll_root: Digest,
    pub seal_key: SealKey,
    /// Name, signing key and commitment of each officer, in a fixed order.
    pub officers: Vec<(String, PublicKey, Digest)>,
    /// The rules in force, in the order of their keys.
    pub rules: Vec<Rule>,
    /// Cells below this many entitlements are small.
    pub k: u64,
    /// All votes on the roll.
    pub eligible: u64,
    /// The share of them that a quorum needs, such as "1/10".
    pub quorum_votes: String,
    /// Of a poll on a motion the majority that the rule asks for, whatever the draft says.
    pub majority: Option<Threshold>,
}

/// Builds the manifest.
///
/// # Errors
/// A sentence about the first term that cannot stand.
pub fn manifest(draft: &Draft, around: Surroundings) -> Result<Manifest, Refusal> {
    let refuse = |sentence: String| Refusal::new("the draft", sentence);
    if draft.method.fills_one_seat() && draft.seats != 1 {
        let method = draft.method.name();
        return Err(refuse(format!("the method \"{method}\" fills one seat")));
    }
    let unranked = around
        .rules
        .iter()
        .find(|rule| rule.key == keys::BALLOT_UNRANKED);
    // The manifest would cite a rule that its count breaks.
    if let Some(sentence) =
        unranked.and_then(|rule| draft.method.against_rule(&rule.value, &rule.citation))
    {
        return Err(refuse(sentence));
    }
    let options = draft
        .options
        .iter()
        .map(|option| {
            let id = Code::parse(&option.id).map_err(|error| refuse(error.to_string()))?;
            Ok(PollOption {
                id,
                name: option.name.clone(),
            })
        })
        .collect::<Result<Vec<_>, Refusal>>()?;
    let seconds = |time: chrono::DateTime<chrono::Utc>| {
        u64::try_from(time.timestamp()).map_err(|_| refuse("a time lies before 1970".into()))
    };
    let commitments = around
        .officers
        .iter()
        .map(|(name, _, commitment)| RevealCommitment {
            by: name.clone(),
            commitment: *commitment,
        })
        .collect();
    let parameters = parameters(draft, &around);
    Manifest::build(Terms {
        audited: false,
        beacon: Beacon::Reveals(commitments),
        closes: seconds(draft.closes_at)?,
        k: around.k,
        method: draft.method.name().to_owned(),
        officers: around
            .officers
            .into_iter()
            .map(|(name, key, _)| Officer { name, key })
            .collect(),
        opens: seconds(draft.opens_at)?,
        options,
        origin: around.origin,
        parameters,
        poll: around.poll,
        question: draft.question.clone(),
        receipt_key: around.receipt_key,
        roll_root: around.roll_root,
        rules: around.rules,
        seal_key: around.seal_key,
        seats: u64::from(draft.seats),
        small_cells: match draft.small_cells {
            // Without a choice a poll opens only on a roll without a small cell.
            SmallCellChoice::Undecided | SmallCellChoice::Open => SmallCells::Open,
            SmallCellChoice::WinnersOnly => SmallCells::WinnersOnly,
        },
    })
}

/// What the method of the count is told beside options and seats.
fn parameters(draft: &Draft, around: &Surroundings) -> BTreeMap<String, Value> {
    let mut parameters = of_method(draft, around);
    if let Some(caps) = draft.caps.as_ref().filter(|_| draft.method.obeys_caps()) {
        parameters.extend(of_caps(caps));
    }
    parameters
}

/// The affiliation cap: the options of each group, how many of it sit, and how many may.
/// A group is named as options are: the manifest's keys take no blank and no capital.
fn of_caps(caps: &DraftCaps) -> [(String, Value); 3] {
    let mut taken = BTreeSet::new();
    let mut keys: BTreeMap<&str, String> = BTreeMap::new();
    for group in caps.groups.keys().chain(caps.sitting.keys()) {
        if !keys.contains_key(group.as_str()) {
            let key = option_id(group, &taken);
            taken.insert(key.clone());
            keys.insert(group, key);
        }
    }
    let key = |group: &String| keys.get(group.as_str()).cloned().unwrap_or_default();
    let groups = caps.groups.iter().map(|(group, options)| {
        let options = options.iter().cloned().map(Value::Text).collect();
        (key(group), Value::List(options))
    });
    let sitting = caps
        .sitting
        .iter()
        .map(|(group, count)| (key(group), Value::Int(u64::from(*count))));
    [
        ("cap".to_owned(), Value::Int(u64::from(caps.cap))),
        ("groups".to_owned(), Value::Object(groups.collect())),
        ("sitting".to_owned(), Value::Object(sitting.collect())),
    ]
}

fn of_method(draft: &Draft, around: &Surroundings) -> BTreeMap<String, Value> {
    match draft.method {
        Method::MeekPrf1
        | Method::ScottishStv1
        | Method::Irv1
        | Method::Schulze1
        | Method::SchulzeNoOpinion1
        | Method::SchulzeMargins1
        | Method::SchulzeMarginsNoOpinion1
        | Method::Approval1 => BTreeMap::new(),
        Method::Score1 | Method::Star1 | Method::BlocStar1 => {
            let most = u64::from(draft.details.max_score);
            BTreeMap::from([("max_score".to_owned(), Value::Int(most))])
        }
        Method::SchulzeDebian2016 => default_rule(draft),
        Method::Plurality1 => {
            BTreeMap::from([("max_marks".to_owned(), Value::Int(u64::from(draft.seats)))])
        }
        Method::Motion1 => of_motion(draft, around),
    }
}

/// The majority of a motion: of a rule with the rule's base, else the draft's of yes and no.
fn of_motion(draft: &Draft, around: &Surroundings) -> BTreeMap<String, Value> {
    let (base, majority, strict) = match around.majority {
        Some(rule) => (counted_of(rule.base), rule.share.to_string(), rule.strict),
        None => ("yes+no", draft.majority.clone(), draft.majority == "1/2"),
    };
    BTreeMap::from([
        ("base".to_owned(), Value::Text(base.to_owned())),
        ("eligible".to_owned(), Value::Int(around.eligible)),
        ("majority".to_owned(), Value::Text(majority)),
        (
            "quorum".to_owned(),
            Value::object([
                ("counts", Value::Text("cast".to_owned())),
                ("fraction", Value::Text(around.quorum_votes.clone())),
            ]),
        ),
        ("strict".to_owned(), Value::Int(u64::from(strict))),
    ])
}

/// The word of the count for the base of a rule: in a poll those are present who cast, and
/// the members in office are those on the roll.
fn counted_of(base: Base) -> &'static str {
    match base {
        Base::CastWithoutAbstentions => "yes+no",
        Base::CastWithAbstentions => "cast",
        Base::Present => "present",
        Base::InOffice | Base::Entitled => "eligible",
    }
}

/// What Debian's rule is told: the number of the default option, and what the
/// others need against it, by their ids; 1/1 goes without saying.
fn default_rule(draft: &Draft) -> BTreeMap<String, Value> {
    let details = &draft.details;
    let mut parameters =
        BTreeMap::from([("quorum".to_owned(), Value::Int(details.default_quorum))]);
    let default = (1_u64..)
        .zip(&draft.options)
        .find(|(_, option)| option.id == details.default_option);
    if let Some((number, _)) = default {
        parameters.insert("default_option".to_owned(), Value::Int(number));
    }
    if details.default_ratio != "1/1" && !details.default_ratio.is_empty() {
        let others = draft.options.iter();
        let others = others.filter(|option| option.id != details.default_option);
        let ratios = others.map(|option| {
            let ratio = Value::Text(details.default_ratio.clone());
            (option.id.clone(), ratio)
        });
        parameters.insert("majority".to_owned(), Value::Object(ratios.collect()));
    }
    parameters
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::of_caps;
    use crate::polls::draft::DraftCaps;
    use crate::seal::canonical::{Value, is_key};

    #[test]
    fn groups_are_named_by_keys_that_a_manifest_takes_each_by_its_own() {
        let long = "Vereinigte Rechenzentren Oberschleißheim-Unterhaching AG";
        let names = ["Kestrel Systems", "Kestrel, Systems", long, "日本の会社"];
        let group = |name: &&str| (name.to_string(), BTreeSet::from(["ada".to_owned()]));
        let caps = DraftCaps {
            groups: names.iter().map(group).collect(),
            sitting: BTreeMap::from([(long.to_owned(), 1)]),
            cap: 1,
        };
        let of = of_caps(&caps);
        let keys = |value: &Value| match value {
            Value::Object(map) => map.keys().cloned().collect::<BTreeSet<String>>(),
            other => panic!("{other:?}"),
        };
        let (groups, sitting) = (keys(&of[1].1), keys(&of[2].1));
        assert_eq!(groups.len(), names.len(), "{groups:?}");
        assert!(groups.iter().all(|key| is_key(key)), "{groups:?}");
        assert!(sitting.is_subset(&groups), "{sitting:?}");
    }
}
