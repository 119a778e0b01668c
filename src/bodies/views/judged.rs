//! A vote held against the rules, in the reader's language: how many were needed, of whom,
//! and by which rule.

use crate::bodies::model::votes::{Measure, RuleLine, Verdict};
use crate::rulebook::Ratio;
use crate::rulebook::Threshold;
use crate::web::words::Speaker;

/// Whose votes a threshold is a share of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Those of a body, one vote each.
    Body,
    /// The members, with the votes that their memberships bring.
    Members,
}

/// The end of the catalogue's key for those whom a measure counts.
fn base(of: Of, base: &str) -> String {
    match base {
        "members entitled" => "heads".to_owned(),
        "votes entitled" => "votes".to_owned(),
        word => {
            let word = word.replace(' ', "-");
            match of {
                Of::Body => word,
                Of::Members => format!("votes-{word}"),
            }
        }
    }
}

/// What a rule asks for: `more than half of those present`. What is no threshold is said
/// as it is written.
#[must_use]
pub fn rule(t: &Speaker, of: Of, rule: &RuleLine) -> String {
    Threshold::parse(&rule.value)
        .map_or_else(|| rule.value.clone(), |asked| threshold(t, of, asked))
}

/// The same of a threshold that was read: `at least 2/3 of those in office`.
#[must_use]
pub fn threshold(t: &Speaker, of: Of, threshold: Threshold) -> String {
    let counted = t.say(&format!(
        "judged-counted-{}",
        base(of, threshold.base.word())
    ));
    let share = threshold.share.to_string();
    match (threshold.strict, threshold.share.parts()) {
        (true, (1, 2)) => t.say1("judged-more-than-half", "counted", counted),
        (false, (all, whole)) if all == whole => t.say1("judged-all", "counted", counted),
        (true, _) => t.say2("judged-more-than", "share", share, "counted", counted),
        (false, _) => t.say2("judged-at-least", "share", share, "counted", counted),
    }
}

/// Of how many a measure is a share: `5 in office`.
#[must_use]
pub fn whole(t: &Speaker, of: Of, measure: &Measure) -> String {
    let key = format!("judged-of-{}", base(of, &measure.base));
    t.say1(&key, "of", measure.of)
}

/// What a measure must reach, in the words of its rule.
#[must_use]
pub fn asked(t: &Speaker, of: Of, measure: &Measure) -> String {
    match Ratio::parse(&measure.rule.value) {
        Some(share) => {
            let counted = t.say(&format!("judged-counted-{}", base(of, &measure.base)));
            t.say2(
                "judged-at-least",
                "share",
                share.to_string(),
                "counted",
                counted,
            )
        }
        None => rule(t, of, &measure.rule),
    }
}

fn measured(t: &Speaker, of: Of, measure: &Measure) -> String {
    let lowered = match measure.lowered {
        0 => String::new(),
        n => format!(" {}", t.say1("judged-lowered", "n", n)),
    };
    let what = measure.what.replace(' ', "-");
    let mut places: Vec<(&str, &dyn crate::web::words::SayArg)> = Vec::new();
    let (whole, asked) = (whole(t, of, measure), asked(t, of, measure));
    places.push(("reached", &measure.reached));
    places.push(("whole", &whole));
    places.push(("needed", &measure.needed));
    places.push(("asked", &asked));
    places.push(("citation", &measure.rule.citation));
    if what == "present" {
        places.push(("lowered", &lowered));
    }
    t.say_all(&format!("judged-{what}"), &places)
}

/// What came of a vote: `3 yes of 5 present; 3 needed: more than half of those present
/// (Bylaws § 4.11). Quorum: …`
#[must_use]
pub fn verdict(t: &Speaker, of: Of, verdict: &Verdict) -> String {
    let mut said = vec![measured(t, of, &verdict.threshold)];
    for quorum in &verdict.quorums {
        said.push(t.say1("judged-quorum", "measure", measured(t, of, quorum)));
    }
    if let Some(signed) = &verdict.signed {
        said.push(t.say1("judged-writing", "measure", measured(t, of, signed)));
    }
    if verdict.tied {
        said.push(t.say("judged-tie"));
    }
    format!("{}.", said.join(". "))
}

#[cfg(test)]
mod tests {
    use super::{Of, verdict};
    use crate::bodies::model::votes::{
        Counts, MemberCounts, RuleLine, Tally, Vote, judge, judge_in_writing,
    };
    use crate::rulebook::model::value::Base;
    use crate::web::words::{Locale, Words};

    fn line(value: &str) -> RuleLine {
        RuleLine {
            key: "any".to_owned(),
            value: value.to_owned(),
            citation: "Bylaws § 4.11".to_owned(),
        }
    }

    #[test]
    fn english_says_what_the_record_says() {
        let t = Words::load().speaker(Locale::English);
        let counts: Counts = [Vote::Yes, Vote::Yes, Vote::No, Vote::No, Vote::Recused]
            .into_iter()
            .collect();
        for base in Base::ALL {
            for asked in [
                "more than 1/2",
                "at least 2/3",
                "more than 2/3",
                "at least 1/1",
            ] {
                let rules = [
                    line("more than 1/2 of in office"),
                    line("lowers the quorum"),
                    line(&format!("{asked} of {}", base.word())),
                ];
                let judged = judge(&Tally::ByName(counts), &rules).expect("rules that can be read");
                assert_eq!(verdict(&t, Of::Body, &judged), judged.to_string());
                let consent = line("at least 1/1 of in office");
                let judged = judge_in_writing(&Tally::ByName(counts), &rules, &consent);
                let judged = judged.expect("rules that can be read");
                assert_eq!(verdict(&t, Of::Body, &judged), judged.to_string());
                assert!(
                    judged
                        .to_string()
                        .contains("In writing: 2 yes of 5 in office")
                );
            }
        }
        let numbers = MemberCounts {
            members_entitled: 8,
            members_present: 3,
            votes_entitled: 71,
            votes_present: 66,
            yes: 51,
            no: 15,
            abstain: 0,
        };
        for base in Base::ALL {
            let rules = [
                line("1/10"),
                line("1/8"),
                line(&format!("more than 1/2 of {}", base.word())),
            ];
            let judged = judge(&Tally::ByNumber(numbers), &rules).expect("rules that can be read");
            assert_eq!(verdict(&t, Of::Members, &judged), judged.to_string());
        }
    }

    #[test]
    fn german_says_of_whom() {
        let t = Words::load().speaker(Locale::German);
        let rules = [
            line("more than 1/2 of in office"),
            line("lowers the quorum"),
            line("more than 1/2 of present"),
        ];
        let counts: Counts = [Vote::Yes, Vote::No, Vote::Recused, Vote::Recused]
            .into_iter()
            .collect();
        let judged = judge(&Tally::ByName(counts), &rules).expect("rules that can be read");
        assert_eq!(
            verdict(&t, Of::Body, &judged),
            "1-mal Ja von 2 Anwesenden; nötig 2: mehr als die Hälfte der Anwesenden (Bylaws § 4.11). \
             Quorum: 2 anwesend von 4 im Amt; nötig 1 (2 weniger wegen der Befangenen): mehr als die \
             Hälfte aller im Amt (Bylaws § 4.11). Bei Gleichstand ist er abgelehnt."
        );
    }
}
