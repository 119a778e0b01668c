//! The ballot page and the receipt page.

use askama::Template;
use askama_web::WebTemplate;

use super::ballot_form::{BallotFault, FaultKind, score_value};
use super::methods::Offered;
use crate::bodies::views::judged::{self, Of};
use crate::rulebook::Threshold;
use crate::seal::ballot::Form;
use crate::tally::Method;
use crate::web::Frame;
use crate::web::times::Moment;
use crate::web::words::Speaker;

/// One option as the ballot shows it.
pub struct BallotOption {
    /// Its number in the manifest, from 1, which names its field.
    pub number: u32,
    pub name: String,
    pub statement: String,
    /// What its field holds: `00`, `01` … for ranks; `0`, `1` for marks; a score.
    pub value: String,
}

/// As whom the voter casts.
pub struct Capacity {
    pub member: String,
    pub class_name: String,
    pub votes: i32,
    pub citation: String,
    /// What the member told whoever casts for them by a proxy, in paragraphs; none for
    /// those who vote themselves.
    pub instructions: Option<Vec<String>>,
}

/// What the voter is told about how their ballot will be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellNote {
    /// Enough members share this number of votes.
    Hidden { k: u64 },
    /// Declared open: published with the member's line.
    Open { members: u64 },
    /// Declared open, but the member is not disclosed: published without the name.
    OpenWithheld { members: u64 },
    /// Nobody's is published, because cells of fewer than `k` members are on the roll.
    WinnersOnly { k: u64 },
}

/// `/polls/{number}/ballot/{member}`
#[derive(Template, WebTemplate)]
#[template(path = "polls/ballot.html")]
pub struct BallotPage {
    pub frame: Frame,
    /// Where the form is posted.
    pub action: String,
    /// The poll's page; none for the practice ballot.
    pub poll: Option<i32>,
    /// The number of the motion that it puts to the members.
    pub about: Option<i64>,
    pub question: String,
    /// Language and text that decide, when the reader sees a translation.
    pub authoritative: Option<(String, String)>,
    /// The digest of the text that the question names.
    pub text_digest: Option<String>,
    /// None for the practice ballot.
    pub capacity: Option<Capacity>,
    pub method: Method,
    pub max_score: u64,
    pub seats: u64,
    pub max_marks: usize,
    /// In this voter's order.
    pub options: Vec<BallotOption>,
    /// `0`, `1`, or nothing chosen yet.
    pub blank: String,
    /// `1` yes, `2` no, `3` abstain, `4` blank, or nothing chosen yet.
    pub motion: String,
    /// The voter's own part of the tracker.
    pub own: String,
    /// The form's key, 64 hexadecimal digits.
    pub key: String,
    /// Ids of fields and sentences.
    pub faults: Vec<(String, String)>,
    pub has_cast: bool,
    /// None for the practice ballot, as are cell and digest.
    pub closes: Option<Moment>,
    /// What happened to the poll since it was opened, in sentences.
    pub notes: Vec<String>,
    pub cell: Option<CellNote>,
    pub eid: String,
    /// Citation, key and value of the rules that apply.
    pub rules: Vec<(String, String, String)>,
}

impl BallotPage {
    fn is_ranked(&self) -> bool {
        Form::of(self.method) == Form::Ranked
    }

    fn is_scored(&self) -> bool {
        Form::of(self.method) == Form::Score
    }

    fn is_motion(&self) -> bool {
        Form::of(self.method) == Form::Motion
    }

    /// What the ballot says of an option that it leaves out.
    fn left_out(&self) -> String {
        let meaning = self.method.left_out();
        meaning.map_or_else(String::new, |meaning| self.frame.t.say(meaning.key()))
    }

    /// The scores an option can be given: what the field holds, and the number.
    fn scores(&self) -> Vec<(String, u64)> {
        let scores = 0..=self.max_score;
        scores
            .map(|score| (score_value(score, self.max_score), score))
            .collect()
    }

    /// What is wrong with an option's score; the fault leads to its lowest button.
    fn score_error(&self, option: &BallotOption) -> &str {
        let zero = score_value(0, self.max_score);
        self.error_of(format!("s{}-{zero}", option.number))
    }

    /// Whether an option's field is at this score; without any, it is at 0.
    fn is_at(&self, option: &BallotOption, value: &str) -> bool {
        let zero = score_value(0, self.max_score);
        let known = self
            .scores()
            .iter()
            .any(|(known, _)| *known == option.value);
        match known {
            true => option.value == value,
            false => zero == value,
        }
    }

    /// The ranks an option can be given: value and words.
    fn ranks(&self) -> Vec<(String, String)> {
        let t = &self.frame.t;
        let mut ranks = vec![("00".to_owned(), t.say("ballot-unranked"))];
        ranks.extend((1..=self.options.len()).map(|rank| (format!("{rank:02}"), t.ordinal(rank))));
        ranks
    }

    fn motion_choices(&self) -> Vec<(&'static str, String)> {
        let t = &self.frame.t;
        vec![
            ("1", t.say("ballot-yes")),
            ("2", t.say("ballot-no")),
            ("3", t.say("ballot-abstain")),
            ("4", t.say("ballot-blank-motion")),
        ]
    }

    fn error_of(&self, field: impl AsRef<str>) -> &str {
        self.faults
            .iter()
            .find(|(id, _)| id == field.as_ref())
            .map_or("", |(_, sentence)| sentence.as_str())
    }

    fn title(&self) -> String {
        self.frame.t.say(if self.poll.is_some() {
            "ballot-title"
        } else {
            "practice-title"
        })
    }

    /// What the script says of a move, with `[name]` and `[place]` for it to fill in.
    fn script_words(&self, key: &str) -> String {
        self.frame.t.say2(key, "name", "[name]", "place", "[place]")
    }

    /// The rules that apply, in words where the catalogue has them:
    /// citation, subject, text and source of each.
    fn chips(&self) -> Vec<(String, String, String, String)> {
        self.rules
            .iter()
            .map(|(citation, key, value)| {
                let (subject, text) = rule_words(&self.frame.t, key, value);
                (citation.clone(), subject, text, format!("{key} = {value}"))
            })
            .collect()
    }

    fn as_whom(&self, capacity: &Capacity) -> String {
        let key = match capacity.instructions {
            Some(_) => "ballot-as-proxy",
            None => "ballot-as",
        };
        self.frame.t.say_all(
            key,
            &[
                ("member", &capacity.member),
                ("class", &capacity.class_name),
                ("votes", &capacity.votes),
                ("citation", &capacity.citation),
            ],
        )
    }

    fn how(&self) -> String {
        let t = &self.frame.t;
        match Form::of(self.method) {
            Form::Ranked if self.method.shares_ranks() => t.say("ballot-how-shared"),
            Form::Ranked => t.say("ballot-how-ranked"),
            Form::Approval => t.say("ballot-how-approval"),
            Form::Plurality => t.say1("ballot-how-plurality", "most", self.max_marks),
            Form::Score => t.say1("ballot-how-score", "most", self.max_score),
            Form::Motion => t.say("ballot-how-motion"),
        }
    }

    fn cell_note(&self, cell: &CellNote) -> String {
        let t = &self.frame.t;
        match *cell {
            CellNote::Hidden { k } => t.say1("ballot-cell-hidden", "k", k),
            CellNote::Open { members } => t.say1("ballot-cell-open", "members", members),
            CellNote::OpenWithheld { members } => {
                t.say1("ballot-cell-withheld", "members", members)
            }
            CellNote::WinnersOnly { k } => t.say1("ballot-cell-winners", "k", k),
        }
    }
}

/// A rule of the manifest in words: what it is about, and what it says. A key
/// that the catalogue does not know stands for itself.
#[must_use]
pub fn rule_words(t: &Speaker, key: &str, value: &str) -> (String, String) {
    let (subject, text) = match (key, value) {
        ("quorum.members", _) => ("rule-quorum-members", "rule-quorum-members-text"),
        ("quorum.votes", _) => ("rule-quorum-votes", "rule-quorum-votes-text"),
        ("record_date.min_days", _) => ("rule-record-date-min", "rule-record-date-min-text"),
        ("record_date.max_days", _) => ("rule-record-date-max", "rule-record-date-max-text"),
        ("cells.k", _) => ("rule-cells", "rule-cells-text"),
        ("ballot.revote", "until the close") => ("rule-revote", "rule-revote-close-text"),
        ("ballot.revote", _) => ("rule-revote", "rule-revote-text"),
        ("ballot.unranked", "below all ranked") => ("rule-unranked", "rule-unranked-below-text"),
        ("ballot.unranked", "no opinion") => ("rule-unranked", "rule-unranked-silent-text"),
        ("ballot.unranked", _) => ("rule-unranked", "rule-unranked-text"),
        ("opening.officers", _) => ("rule-opening", "rule-opening-text"),
        ("keys.holders", _) => ("rule-keys", "rule-keys-holders-text"),
        ("keys.rehearsal", "yes") => ("rule-keys", "rule-keys-rehearsed-text"),
        ("keys.rehearsal", "no") => ("rule-keys", "rule-keys-unrehearsed-text"),
        ("keys.threshold", _) => ("rule-keys", "rule-keys-threshold-text"),
        ("certifying.officers", _) => ("rule-certifying", "rule-certifying-text"),
        ("voting.extension.max_days", _) => ("rule-extension-days", "rule-extension-days-text"),
        ("voting.extension.max_times", _) => ("rule-extension-times", "rule-extension-times-text"),
        ("complaints.days", _) => ("rule-complaints", "rule-complaints-text"),
        ("members.super.majority", _) => ("rule-super-majority", "rule-super-majority-text"),
        ("referendum.turnout", _) => ("rule-turnout", "rule-turnout-text"),
        _ => return (key.to_owned(), value.to_owned()),
    };
    let value = match Threshold::parse(value) {
        Some(threshold) => judged::threshold(t, Of::Members, threshold),
        None => value.to_owned(),
    };
    (t.say(subject), t.say1(text, "value", value))
}

/// The answer to a practice cast: nothing was recorded.
#[derive(Template, WebTemplate)]
#[template(path = "polls/practice.html")]
pub struct PracticePage {
    pub frame: Frame,
    pub tracker: String,
    /// The line in which such a ballot is published.
    pub line: String,
    /// The choice in words.
    pub words: String,
}

/// `/limits`
#[derive(Template, WebTemplate)]
#[template(path = "polls/limits.html")]
pub struct LimitsPage {
    pub frame: Frame,
}

/// The sentence for a fault.
#[must_use]
pub fn sentence(t: &Speaker, fault: &BallotFault) -> String {
    match &fault.kind {
        FaultKind::SharedRank {
            rank,
            first,
            second,
        } => t.say_all(
            "ballot-fault-shared",
            &[
                ("rank", &t.ordinal(usize::try_from(*rank).unwrap_or(0))),
                ("first", first),
                ("second", second),
            ],
        ),
        FaultKind::Gap { missing } => t.say1(
            "ballot-fault-gap",
            "rank",
            t.ordinal(usize::try_from(*missing).unwrap_or(0)),
        ),
        FaultKind::Unknown => t.say("ballot-fault-unknown"),
        FaultKind::Nothing => t.say("ballot-fault-nothing"),
        FaultKind::BlankAndChosen => t.say("ballot-fault-blank"),
        FaultKind::TooMany { most, marked } => {
            t.say2("ballot-fault-too-many", "most", *most, "marked", *marked)
        }
        FaultKind::Own => t.say("ballot-fault-own"),
    }
}

/// The answer to a cast, which is the receipt.
#[derive(Template)]
#[template(path = "polls/receipt.html")]
pub struct ReceiptPage {
    pub frame: Frame,
    pub poll: i32,
    pub question: String,
    pub capacity: Capacity,
    pub tracker: String,
    pub digest: String,
    /// The signed receipt, to keep.
    pub receipt: String,
    pub closes: Moment,
    /// No ballots are published of this vote.
    pub winners_only: bool,
}

#[cfg(test)]
mod tests {
    use super::rule_words;
    use crate::rulebook::keys;
    use crate::rulebook::model::value::Kind;
    use crate::web::words::{Locale, Words};

    /// What voters are told is never the key of a rule and its bare value.
    #[test]
    fn every_rule_of_a_manifest_has_words_in_every_language() {
        let words = Words::load();
        for key in keys::ALL.iter().filter(|key| key.of_polls) {
            let values = match key.kind {
                Kind::Word(values) => values.to_vec(),
                Kind::Flag => vec!["yes", "no"],
                Kind::Count(_) => vec!["2"],
                Kind::Ratio => vec!["1/10"],
                Kind::Threshold => vec!["at least 2/3 of yes and no"],
                Kind::Span | Kind::Words | Kind::DaysBefore | Kind::Hours | Kind::Weekly => {
                    panic!("{} is of a kind that no manifest has had yet", key.name)
                }
            };
            for value in values {
                assert!(keys::accepts(key, value), "{} = {value}", key.name);
                for locale in Locale::ALL {
                    let (subject, text) = rule_words(&words.speaker(locale), key.name, value);
                    assert_ne!(subject, key.name, "{} = {value}", key.name);
                    assert_ne!(text, value, "{} = {value}", key.name);
                    assert!(!text.contains(" of yes and no"), "{text}");
                }
            }
        }
    }
}
