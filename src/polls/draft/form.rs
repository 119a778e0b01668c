//! The form of a draft: what was typed, what cannot stand, and the draft that it makes.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::options::parse_options;
use super::{Details, Draft, DraftOption, SmallCellChoice, Translation};
use crate::seal::ballot::Form;
use crate::tally::{DEFAULT_MAX_SCORE, Method};
use crate::typed::hides;
use crate::web::times::parse_local;
use crate::web::words::Locale;

/// The form as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftForm {
    pub question: String,
    pub language: String,
    pub method: String,
    /// One option a line.
    pub options: String,
    pub seats: String,
    pub majority: String,
    pub max_score: String,
    /// The name of the default option.
    pub default_option: String,
    pub default_quorum: String,
    pub default_ratio: String,
    /// `YYYY-MM-DDTHH:MM` in the foundation's zone.
    pub opens: String,
    pub closes: String,
    pub roll: String,
    pub small_cells: String,
    /// By option id.
    pub statements: BTreeMap<String, String>,
    /// By language.
    pub translations: BTreeMap<String, Translation>,
}

/// One sentence per field that cannot stand; empty where it can.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftErrors {
    pub question: String,
    pub method: String,
    pub options: String,
    pub seats: String,
    pub majority: String,
    pub max_score: String,
    pub default_option: String,
    pub default_quorum: String,
    pub default_ratio: String,
    pub opens: String,
    pub closes: String,
    pub roll: String,
    /// Of translated questions, by language.
    pub translations: BTreeMap<String, String>,
}

impl DraftErrors {
    /// The sentence beside the question in this language.
    #[must_use]
    pub fn translation(&self, language: &str) -> &str {
        self.translations.get(language).map_or("", String::as_str)
    }

    /// Field and sentence of each refusal, in the order of the form.
    #[must_use]
    pub fn list(&self) -> Vec<(String, &str)> {
        let translations = self
            .translations
            .iter()
            .map(|(language, sentence)| (format!("question-{language}"), sentence.as_str()));
        [
            ("question", self.question.as_str()),
            ("method", &self.method),
            ("options", &self.options),
            ("seats", &self.seats),
            ("majority", &self.majority),
            ("max_score", &self.max_score),
            ("default_option", &self.default_option),
            ("default_quorum", &self.default_quorum),
            ("default_ratio", &self.default_ratio),
            ("opens", &self.opens),
            ("closes", &self.closes),
            ("roll", &self.roll),
        ]
        .into_iter()
        .map(|(field, sentence)| (field.to_owned(), sentence))
        .chain(translations)
        .filter(|(_, sentence)| !sentence.is_empty())
        .collect()
    }
}

const MAX_QUESTION: usize = 300;
/// The highest score that a ballot of a poll offers: a row of buttons.
const MAX_SCORE: u32 = 10;

impl DraftForm {
    /// The form that would write this draft again.
    #[must_use]
    pub fn of(draft: &Draft, zone: Tz) -> Self {
        let local = |time: DateTime<Utc>| {
            time.with_timezone(&zone)
                .format("%Y-%m-%dT%H:%M")
                .to_string()
        };
        Self {
            question: draft.question.clone(),
            language: draft.language.clone(),
            method: draft.method.name().to_owned(),
            options: draft
                .options
                .iter()
                .map(|option| option.name.as_str())
                .collect::<Vec<_>>()
                .join("\n"),
            seats: draft.seats.to_string(),
            majority: draft.majority.clone(),
            max_score: shown_number(u64::from(draft.details.max_score)),
            default_option: draft
                .options
                .iter()
                .find(|option| option.id == draft.details.default_option)
                .map(|option| option.name.clone())
                .unwrap_or_default(),
            default_quorum: shown_number(draft.details.default_quorum),
            default_ratio: draft.details.default_ratio.clone(),
            opens: local(draft.opens_at),
            closes: local(draft.closes_at),
            roll: draft.roll.map(|roll| roll.to_string()).unwrap_or_default(),
            small_cells: draft.small_cells.word().to_owned(),
            statements: draft
                .options
                .iter()
                .map(|option| (option.id.clone(), option.statement.clone()))
                .collect(),
            translations: draft.translations.clone(),
        }
    }

    /// Reads the form as of `now`.
    ///
    /// # Errors
    /// A sentence for each field that cannot stand.
    pub fn parse(&self, zone: Tz, now: DateTime<Utc>) -> Result<Draft, Box<DraftErrors>> {
        let mut errors = DraftErrors::default();
        let question = one_line(&self.question);
        errors.question = if question.is_empty() {
            "Write the question the members answer.".to_owned()
        } else {
            question_fault(&question)
        };
        // Whoever reads it in another language votes by that one.
        errors.translations = self
            .translations
            .iter()
            .map(|(language, translation)| {
                let question = one_line(&translation.question);
                (language.clone(), question_fault(&question))
            })
            .filter(|(_, sentence)| !sentence.is_empty())
            .collect();
        let method = self.method.parse::<Method>().ok();
        if method.is_none() {
            errors.method = "Choose how the ballots are counted.".to_owned();
        }
        let is_motion = method == Some(Method::Motion1);
        let options = if is_motion {
            Ok(Vec::new())
        } else {
            parse_options(&self.options, &self.statements)
        };
        let options = options.unwrap_or_else(|sentence| {
            errors.options = sentence;
            Vec::new()
        });
        let seats = if is_motion {
            Ok(0)
        } else {
            parse_seats(&self.seats, options.len())
        };
        let seats = seats.unwrap_or_else(|sentence| {
            errors.seats = sentence;
            0
        });
        if seats > 1 && method.is_some_and(Method::fills_one_seat) {
            errors.seats =
                "This way of counting fills one seat. Choose another for several.".to_owned();
        }
        let details = self.details(method, &options, &mut errors);
        let majority = if is_motion {
            parse_majority(&self.majority)
        } else {
            Ok(String::new())
        };
        let majority = majority.unwrap_or_else(|sentence| {
            errors.majority = sentence;
            String::new()
        });
        let opens_at = parse_local("opening", &self.opens, zone)
            .map_err(|sentence| errors.opens = sentence)
            .ok();
        let closes_at = parse_local("close", &self.closes, zone)
            .map_err(|sentence| errors.closes = sentence)
            .ok();
        if let (Some(opens), Some(closes)) = (opens_at, closes_at) {
            if closes <= opens {
                errors.closes = "The close comes after the opening. Give a later close.".to_owned();
            } else if closes <= now {
                errors.closes = "The close lies in the past. Give a later one.".to_owned();
            }
        }
        let roll = match self.roll.as_str() {
            "" => None,
            raw => Uuid::parse_str(raw)
                .map_err(|_| errors.roll = "Choose one of the certified rolls.".to_owned())
                .ok(),
        };
        match (method, opens_at, closes_at) {
            (Some(method), Some(opens_at), Some(closes_at)) if errors == DraftErrors::default() => {
                Ok(Draft {
                    question,
                    language: Locale::spoken()
                        .find(|locale| locale.tag() == self.language)
                        .unwrap_or(Locale::English)
                        .tag()
                        .to_owned(),
                    method,
                    translations: kept_translations(&self.translations, &options),
                    options,
                    seats,
                    majority,
                    details,
                    opens_at,
                    closes_at,
                    roll,
                    small_cells: SmallCellChoice::of_word(&self.small_cells),
                    caps: None,
                })
            }
            _ => Err(Box::new(errors)),
        }
    }
}

impl DraftForm {
    /// What the method is told beside options and seats; fields that it does
    /// not use are passed over.
    fn details(
        &self,
        method: Option<Method>,
        options: &[DraftOption],
        errors: &mut DraftErrors,
    ) -> Details {
        let mut details = Details::default();
        if method.is_some_and(|method| Form::of(method) == Form::Score) {
            match self.max_score.trim() {
                "" => details.max_score = DEFAULT_MAX_SCORE,
                raw => match raw
                    .parse::<u32>()
                    .ok()
                    .filter(|n| (1..=MAX_SCORE).contains(n))
                {
                    Some(most) => details.max_score = most,
                    None => {
                        errors.max_score = format!(
                            "The highest score is a number from 1 to {MAX_SCORE}. Give such a number."
                        );
                    }
                },
            }
        }
        if method == Some(Method::SchulzeDebian2016) {
            let name = self.default_option.trim();
            match options.iter().find(|option| option.name == name) {
                Some(option) => details.default_option.clone_from(&option.id),
                None => {
                    errors.default_option =
                        "Name one of the options above, letter by letter.".to_owned();
                }
            }
            // A count reads an option by its name before it reads it by its id.
            let mistaken = options.iter().find(|option| {
                let mut others = options.iter().filter(|other| other.id != option.id);
                others.any(|other| other.name == option.id)
            });
            if let Some(option) = mistaken {
                errors.options = format!(
                    "“{}” could be mistaken for “{}” in this way of counting. Name it otherwise.",
                    option.id, option.name
                );
            }
            match self.default_quorum.trim() {
                "" => {}
                raw => match raw.parse::<u32>() {
                    Ok(votes) => details.default_quorum = u64::from(votes),
                    Err(_) => {
                        errors.default_quorum =
                            "Give the quorum as a whole number of votes, or leave it empty."
                                .to_owned();
                    }
                },
            }
            match parse_ratio(&self.default_ratio) {
                Some(ratio) => details.default_ratio = ratio,
                None => {
                    errors.default_ratio =
                        "Give the votes above the default option to those below it, such as 1/1 \
                         or 3/1."
                            .to_owned();
                }
            }
        }
        details
    }
}

fn shown_number(number: u64) -> String {
    match number {
        0 => String::new(),
        number => number.to_string(),
    }
}

/// A ratio of at least 1/1; an empty field is 1/1.
fn parse_ratio(raw: &str) -> Option<String> {
    let raw = match raw.trim() {
        "" => "1/1",
        raw => raw,
    };
    let (above, below) = raw.split_once('/')?;
    let above: u32 = above.trim().parse().ok()?;
    let below: u32 = below.trim().parse().ok()?;
    (below > 0 && above >= below).then(|| format!("{above}/{below}"))
}

fn one_line(raw: &str) -> String {
    raw.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Why a question cannot be put in these words; empty where it can.
fn question_fault(question: &str) -> String {
    match question.chars().count() {
        n if n > MAX_QUESTION => {
            format!("Keep the question within {MAX_QUESTION} characters; it has {n}.")
        }
        _ if hides(question) => {
            "Take the characters that are not seen out of the question.".to_owned()
        }
        _ => String::new(),
    }
}

fn parse_seats(raw: &str, options: usize) -> Result<u32, String> {
    let seats: u32 = raw
        .trim()
        .parse()
        .map_err(|_| "Say how many seats there are, as a number.".to_owned())?;
    match usize::try_from(seats) {
        Ok(0) => Err("There is at least one seat to fill. Give 1 or more.".to_owned()),
        Ok(seats) if options > 0 && seats > options => Err(format!(
            "There are {seats} seats but only {options} options. Name more options, or fewer seats."
        )),
        _ => Ok(seats),
    }
}

fn parse_majority(raw: &str) -> Result<String, String> {
    let fault = || {
        "Give the share of yes that the motion needs as a fraction, such as 1/2 or 2/3.".to_owned()
    };
    let (above, below) = raw.trim().split_once('/').ok_or_else(fault)?;
    let above: u32 = above.trim().parse().map_err(|_| fault())?;
    let below: u32 = below.trim().parse().map_err(|_| fault())?;
    if below == 0 || above == 0 || above > below {
        return Err(fault());
    }
    Ok(format!("{above}/{below}"))
}

fn kept_translations(
    translations: &BTreeMap<String, Translation>,
    options: &[DraftOption],
) -> BTreeMap<String, Translation> {
    translations
        .iter()
        .filter_map(|(language, translation)| {
            let statements: BTreeMap<String, String> = translation
                .statements
                .iter()
                .filter(|(id, text)| {
                    !text.trim().is_empty() && options.iter().any(|option| option.id == **id)
                })
                .map(|(id, text)| (id.clone(), text.trim().to_owned()))
                .collect();
            let question = one_line(&translation.question);
            (!question.is_empty() || !statements.is_empty()).then(|| {
                (
                    language.clone(),
                    Translation {
                        question,
                        statements,
                    },
                )
            })
        })
        .collect()
}
