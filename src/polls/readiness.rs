//! What still stands between a draft and its opening. Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::draft::{Draft, SmallCellChoice};
use super::methods::Offered;
use super::model::small_cells;
use crate::rolls::model::{keeps_distance, opening_window};
use crate::tally::Method;
use crate::web::times::day_said;

/// What is known of the draft's roll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RollFacts {
    /// What officers call it.
    pub label: String,
    pub number: i32,
    pub record_date: NaiveDate,
    pub certified: bool,
    /// Until when one may ask to be put on it, where that time still runs; in words.
    pub challenged_until: Option<String>,
    /// The number of the roll that took its place.
    pub corrected_by: Option<i32>,
    /// Votes each, and how many entitlements.
    pub cells: BTreeMap<u64, u64>,
}

/// The rules that opening is judged by, with where they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningRules {
    pub min_days: i64,
    pub max_days: i64,
    pub record_date_citation: String,
    pub k: u64,
    pub k_citation: String,
    /// The more of those it takes to open and to certify.
    pub officers: u32,
    pub officers_citation: String,
    /// What an option counts as that is left out of a ranking.
    pub unranked: String,
    pub unranked_citation: String,
}

/// One line of the readiness list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub ready: bool,
    pub sentence: String,
}

fn item(ready: bool, yes: String, no: String) -> Item {
    Item {
        ready,
        sentence: if ready { yes } else { no },
    }
}

/// The readiness list of a draft: it can be opened when every line is ready.
#[must_use]
pub fn readiness(
    draft: &Draft,
    roll: Option<&RollFacts>,
    has_seal_key: bool,
    signers: usize,
    rules: &OpeningRules,
    zone: Tz,
    now: DateTime<Utc>,
) -> Vec<Item> {
    let mut items = Vec::new();
    items.push(item(
        draft.method == Method::Motion1 || draft.options.len() >= 2,
        "The question and its options are written.".into(),
        "Fewer than two options are named.".into(),
    ));
    let against = draft
        .method
        .against_rule(&rules.unranked, &rules.unranked_citation);
    if let Some(sentence) = against {
        items.push(Item {
            ready: false,
            sentence,
        });
    }
    items.push(item(
        draft.closes_at > now,
        "The close lies ahead.".into(),
        "The close has passed: set a later one.".into(),
    ));
    match roll {
        None => items.push(Item {
            ready: false,
            sentence: "No roll is chosen. Certify one under Rolls, then choose it in the draft."
                .into(),
        }),
        Some(roll) => {
            items.push(item(
                roll.certified,
                format!("{} is certified.", roll.label),
                match &roll.challenged_until {
                    Some(until) => format!(
                        "Roll {} is open to challenges until {until}. Who should stand on it says so by then; it is certified, and the vote opened, after that.",
                        roll.number
                    ),
                    None => format!(
                        "Roll {} is not certified yet: another officer certifies it.",
                        roll.number
                    ),
                },
            ));
            if let Some(by) = roll.corrected_by {
                items.push(Item {
                    ready: false,
                    sentence: format!(
                        "Roll {by} corrects roll {}. Choose the latest of them in the draft.",
                        roll.number
                    ),
                });
            }
            let (first, last) = opening_window(roll.record_date, rules.min_days, rules.max_days);
            items.push(item(
                keeps_distance(roll.record_date, draft.opens_at, zone, rules.min_days, rules.max_days),
                format!(
                    "The vote opens {} to {} days after the record date ({}).",
                    rules.min_days, rules.max_days, rules.record_date_citation
                ),
                format!(
                    "With record date {} the vote opens between {} and {}: {} to {} days after it ({}).",
                    day_said(&roll.record_date), day_said(&first), day_said(&last),
                    rules.min_days, rules.max_days, rules.record_date_citation
                ),
            ));
            let small = small_cells(&roll.cells, rules.k);
            let named = small
                .iter()
                .map(|(votes, members)| format!("{members} with {votes} votes each"))
                .collect::<Vec<_>>()
                .join(", ");
            items.push(item(
                small.is_empty() || draft.small_cells != SmallCellChoice::Undecided,
                if small.is_empty() {
                    format!("Every number of votes is shared by at least {} members.", rules.k)
                } else if draft.small_cells == SmallCellChoice::WinnersOnly {
                    format!("Winners only are published, no ballots and no figures, since some cells are small ({named}); the ballots say so.")
                } else {
                    format!("Ballots of small cells are published with their member ({named}); the ballots say so.")
                },
                format!(
                    "Fewer than {} members share their number of votes ({named}), so their ballots could be told apart ({}). Choose in the draft what becomes of them: their ballots are published with the member, or of the whole poll the winners only.",
                    rules.k, rules.k_citation
                ),
            ));
        }
    }
    items.push(item(
        has_seal_key,
        "The key that ballots are sealed to is uploaded.".into(),
        "No sealing key is uploaded: one officer makes it on a machine of their own.".into(),
    ));
    let needed = usize::try_from(rules.officers).unwrap_or(usize::MAX);
    items.push(item(
        signers >= needed,
        format!("{signers} officers have uploaded their signing keys and their shares of the lot."),
        format!(
            "{signers} of at least {needed} officers have uploaded a signing key ({}).",
            rules.officers_citation
        ),
    ));
    items
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;
    use crate::polls::draft::DraftOption;

    #[test]
    fn each_gap_is_a_line_that_names_its_rule() {
        let at = |day| {
            Utc.with_ymd_and_hms(2026, 8, day, 12, 0, 0)
                .single()
                .expect("an instant")
        };
        let option = |id: &str| DraftOption {
            id: id.into(),
            name: id.into(),
            statement: String::new(),
        };
        let mut draft = Draft {
            question: "Who?".into(),
            language: "en".into(),
            method: Method::MeekPrf1,
            options: vec![option("a"), option("b")],
            seats: 1,
            majority: String::new(),
            details: crate::polls::draft::Details::default(),
            opens_at: at(5),
            closes_at: at(20),
            roll: None,
            small_cells: SmallCellChoice::Undecided,
            translations: BTreeMap::new(),
            caps: None,
        };
        let roll = RollFacts {
            label: "Roll 1 of record date 2026-07-31".to_owned(),
            number: 1,
            record_date: NaiveDate::from_ymd_opt(2026, 7, 31).expect("a date"),
            certified: true,
            challenged_until: None,
            corrected_by: None,
            cells: BTreeMap::from([(50, 2), (1, 313)]),
        };
        let rules = OpeningRules {
            min_days: 10,
            max_days: 60,
            record_date_citation: "Bylaws § 9.4".into(),
            k: 5,
            k_citation: "Ballot policy § 2".into(),
            officers: 2,
            officers_citation: "Ballot policy § 3".into(),
            unranked: "below all ranked".into(),
            unranked_citation: "Ballot policy § 4".into(),
        };
        let open = |draft: &Draft, roll: Option<&RollFacts>, key, signers| {
            readiness(draft, roll, key, signers, &rules, Tz::UTC, at(1))
                .into_iter()
                .filter(|item| !item.ready)
                .map(|item| item.sentence)
                .collect::<Vec<_>>()
        };
        assert!(open(&draft, None, true, 2)[0].starts_with("No roll is chosen"));
        let gaps = open(&draft, Some(&roll), false, 1);
        assert_eq!(gaps.len(), 4, "{gaps:?}");
        assert!(gaps[0].contains("10 August 2026") && gaps[0].contains("Bylaws § 9.4"));
        assert!(gaps[1].contains("2 with 50 votes each") && gaps[1].contains("winners only"));
        draft.opens_at = at(12);
        for choice in [SmallCellChoice::Open, SmallCellChoice::WinnersOnly] {
            draft.small_cells = choice;
            assert_eq!(open(&draft, Some(&roll), true, 2), Vec::<String>::new());
        }
        draft.method = Method::SchulzeNoOpinion1;
        let gaps = open(&draft, Some(&roll), true, 2);
        assert_eq!(gaps.len(), 1, "{gaps:?}");
        assert!(gaps[0].contains("“no opinion”") && gaps[0].contains("Ballot policy § 4"));
        draft.method = Method::MeekPrf1;
        let corrected = RollFacts {
            corrected_by: Some(4),
            ..roll
        };
        let gaps = open(&draft, Some(&corrected), true, 2);
        assert_eq!(gaps.len(), 1, "{gaps:?}");
        assert!(gaps[0].starts_with("Roll 4 corrects roll 1"), "{gaps:?}");
    }
}
