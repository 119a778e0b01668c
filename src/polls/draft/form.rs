//! The form of a draft: what was typed, what cannot stand, and the draft that it makes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::{Details, Draft, DraftOption, PollMethod, SmallCellChoice, Translation};
use crate::polls::methods::DEFAULT_MAX_SCORE;
use crate::seal::ballot::Form;
use crate::web::times::parse_local;

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
}

impl DraftErrors {
    /// Field and sentence of each refusal, in the order of the form.
    #[must_use]
    pub fn list(&self) -> Vec<(&'static str, &str)> {
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
        .filter(|(_, sentence)| !sentence.is_empty())
        .collect()
    }
}

const MAX_QUESTION: usize = 300;
const MAX_NAME: usize = 120;
const MAX_STATEMENT: usize = 10_000;
const MAX_OPTIONS: usize = 99;
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
        let question = self
            .question
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        errors.question = match question.chars().count() {
            0 => "Write the question the members answer.".to_owned(),
            n if n > MAX_QUESTION => {
                format!("Keep the question within {MAX_QUESTION} characters; it has {n}.")
            }
            _ => String::new(),
        };
        let method = PollMethod::parse(&self.method);
        if method.is_none() {
            errors.method = "Choose how the ballots are counted.".to_owned();
        }
        let is_motion = method == Some(PollMethod::Motion);
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
        if seats > 1 && method.is_some_and(PollMethod::fills_one_seat) {
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
                errors.closes = "The close comes after the opening.".to_owned();
            } else if closes <= now {
                errors.closes = "The close lies in the past.".to_owned();
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
                    language: if self.language == "de" { "de" } else { "en" }.to_owned(),
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
        method: Option<PollMethod>,
        options: &[DraftOption],
        errors: &mut DraftErrors,
    ) -> Details {
        let mut details = Details::default();
        if method.is_some_and(|method| method.form() == Form::Score) {
            match self.max_score.trim() {
                "" => details.max_score = DEFAULT_MAX_SCORE,
                raw => match raw
                    .parse::<u32>()
                    .ok()
                    .filter(|n| (1..=MAX_SCORE).contains(n))
                {
                    Some(most) => details.max_score = most,
                    None => {
                        errors.max_score =
                            format!("The highest score is a number from 1 to {MAX_SCORE}.");
                    }
                },
            }
        }
        if method == Some(PollMethod::SchulzeDebian) {
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

fn parse_options(
    lines: &str,
    statements: &BTreeMap<String, String>,
) -> Result<Vec<DraftOption>, String> {
    let names: Vec<String> = lines
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect();
    if names.len() < 2 {
        return Err("Name at least two options, one a line.".to_owned());
    }
    if names.len() > MAX_OPTIONS {
        return Err(format!(
            "At most {MAX_OPTIONS} options fit on a ballot; these are {}.",
            names.len()
        ));
    }
    let mut seen = BTreeSet::new();
    let mut ids = BTreeSet::new();
    let mut options = Vec::new();
    for name in names {
        if name.chars().count() > MAX_NAME {
            return Err(format!(
                "Keep each name within {MAX_NAME} characters: “{name}” is longer."
            ));
        }
        if !seen.insert(name.to_lowercase()) {
            return Err(format!(
                "“{name}” is named twice. Voters must be able to tell options apart."
            ));
        }
        let id = option_id(&name, &ids);
        ids.insert(id.clone());
        let statement = statements.get(&id).map_or("", |text| text.trim());
        if statement.chars().count() > MAX_STATEMENT {
            return Err(format!(
                "Keep the statement of “{name}” within {MAX_STATEMENT} characters."
            ));
        }
        options.push(DraftOption {
            id,
            name,
            statement: statement.to_owned(),
        });
    }
    Ok(options)
}

/// A short id from a name: its plain letters and digits, made unique.
pub(crate) fn option_id(name: &str, taken: &BTreeSet<String>) -> String {
    let mut slug = String::new();
    for character in name.to_lowercase().chars() {
        if character.is_ascii_alphanumeric() {
            slug.push(character);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
        if slug.len() == 24 {
            break;
        }
    }
    let slug = match slug.trim_matches('-') {
        "" => "option",
        plain => plain,
    };
    if !taken.contains(slug) {
        return slug.to_owned();
    }
    (2_u32..)
        .map(|n| format!("{slug}-{n}"))
        .find(|id| !taken.contains(id))
        .unwrap_or_else(|| slug.to_owned())
}

fn parse_seats(raw: &str, options: usize) -> Result<u32, String> {
    let seats: u32 = raw
        .trim()
        .parse()
        .map_err(|_| "Say how many seats there are, as a number.".to_owned())?;
    match usize::try_from(seats) {
        Ok(0) => Err("There is at least one seat to fill.".to_owned()),
        Ok(seats) if options > 0 && seats > options => Err(format!(
            "There are {seats} seats but only {options} options."
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
            let question = translation.question.trim().to_owned();
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
