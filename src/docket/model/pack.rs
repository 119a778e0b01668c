//! A pack of rules: read from TOML whole or not at all, with the name of each rule that
//! cannot be taken.

mod judging;
mod office;

use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;
use serde::Deserialize;
use thiserror::Error;

use super::calendar::Calendar;
use super::reckoning::Formula;
use super::table::Calendars;
use judging::{can_come, is_line, is_written, judge};
use office::judge_codes;

pub use office::OfficeCode;

/// The pack that comes with the program.
pub const SUPPLIED: &str = include_str!("../packs/2026-12.toml");

/// The most rules and calendars of a pack.
const MOST: usize = 500;

/// What a deadline asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Something is lost when it is missed.
    Mandatory,
    /// Something may be done; it is never overdue.
    Option,
    /// Something begins or ends by itself; nobody has to do anything.
    Watch,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Mandatory, Self::Option, Self::Watch];

    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Mandatory => "mandatory",
            Self::Option => "option",
            Self::Watch => "watch",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}

/// One rule: from which event, by which arithmetic, with what source.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub id: String,
    pub title: String,
    /// The office by WIPO ST.3, `*` for any, empty for what no office keeps.
    pub office: String,
    /// The kind of asset, or `*`.
    pub right: String,
    /// The code of the event it is counted from.
    pub trigger: String,
    /// The filing bases it is for; all where it names none.
    #[serde(default)]
    pub basis: Vec<String>,
    /// The filing bases it is not for.
    #[serde(default)]
    pub except_basis: Vec<String>,
    /// The registers it is not for.
    #[serde(default)]
    pub except_register: Vec<String>,
    /// Events without which it does not apply.
    #[serde(default)]
    pub needs: Vec<String>,
    pub kind: Kind,
    #[serde(default)]
    pub opens: Option<Formula>,
    #[serde(default)]
    pub due: Option<Formula>,
    #[serde(default)]
    pub grace: Option<Formula>,
    /// The first day on which what meets it counts: the opening, or the event's day.
    #[serde(default)]
    pub counts_from: Option<Formula>,
    /// Years after which it comes again, counted from the event each time.
    #[serde(default)]
    pub repeat_years: Option<u16>,
    /// The office whose calendar rolls the last day; its own where it is not said.
    #[serde(default)]
    pub roll_calendar: Option<String>,
    #[serde(default)]
    pub surcharge: String,
    /// What happens when it is missed.
    pub consequence: String,
    #[serde(default)]
    pub citation: String,
    /// The first day of an event from which it is counted.
    #[serde(default)]
    pub valid_from: Option<NaiveDate>,
    /// The last day of an event from which it is counted.
    #[serde(default)]
    pub valid_to: Option<NaiveDate>,
    pub verified_on: NaiveDate,
    /// Whether somebody read it in the source named; what is from memory is not.
    pub verified: bool,
    #[serde(default)]
    pub note: String,
    /// What it and other rules are a series of: an event meets one deadline of a series that
    /// is counted from the same event, the earliest that it can.
    #[serde(default)]
    pub series: Option<String>,
    /// Events in its window that meet it.
    #[serde(default)]
    pub met_by: Vec<String>,
    /// Events in its window after which nobody needs it.
    #[serde(default)]
    pub closed_by: Vec<String>,
    /// Events at any time after its own after which nobody needs it.
    #[serde(default)]
    pub ended_by: Vec<String>,
    /// Events that give the same kind of day anew, by which this one has moved on.
    #[serde(default)]
    pub moved_by: Vec<String>,
}

impl Rule {
    /// Months after which it comes again; none for what comes once.
    #[must_use]
    pub fn repeat_months(&self) -> i32 {
        self.repeat_years.map_or(0, |years| i32::from(years) * 12)
    }

    /// The office whose calendar rolls its last day.
    #[must_use]
    pub fn calendar_office(&self) -> &str {
        self.roll_calendar.as_deref().unwrap_or(&self.office)
    }
}

/// A pack as it was read: sound, with every rule cited.
#[derive(Clone, Debug)]
pub struct Pack {
    pub version: String,
    pub title: String,
    pub rules: Vec<Rule>,
    /// Events after which nothing of a case is needed any more.
    pub ends: Vec<String>,
    /// Offices' own codes, and the events of the rules that they stand for.
    pub office_codes: Vec<OfficeCode>,
    calendars: Calendars,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    version: String,
    title: String,
    #[serde(default)]
    ends: Vec<String>,
    #[serde(default)]
    calendar: Vec<Calendar>,
    #[serde(default)]
    rule: Vec<toml::Table>,
    #[serde(default)]
    office_code: Vec<OfficeCode>,
}

/// Why a pack was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PackFault {
    /// It is no pack at all.
    #[error("The file cannot be read as a pack of rules: {0}")]
    Unreadable(String),
    /// Something about the pack itself.
    #[error("{0}")]
    Pack(String),
    /// A rule, by its name, and what is wrong with it.
    #[error("Rule {0}: {1}")]
    Rule(String, String),
}

impl Pack {
    /// Reads a pack.
    ///
    /// # Errors
    /// Every fault with the name of its rule; then nothing of the pack is taken.
    pub fn parse(text: &str) -> Result<Self, Vec<PackFault>> {
        let raw: Raw = toml::from_str(text)
            .map_err(|error| vec![PackFault::Unreadable(error.message().to_owned())])?;
        let mut faults = Vec::new();
        let is_version = (1..=40).contains(&raw.version.len())
            && raw
                .version
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
        if !is_version {
            faults.push(PackFault::Pack(
                "Give the pack a version of letters, digits, dots and hyphens, like 2026-11."
                    .to_owned(),
            ));
        }
        if raw.title.trim().is_empty() || raw.title.chars().count() > 200 {
            faults.push(PackFault::Pack(
                "Give the pack a title of at most 200 characters.".to_owned(),
            ));
        }
        if !is_line(&raw.title) || !raw.ends.iter().all(|code| is_line(code)) {
            faults.push(PackFault::Pack(
                "Leave control characters out of the pack’s title and codes.".to_owned(),
            ));
        }
        if raw.rule.is_empty() || raw.rule.len() > MOST || raw.calendar.len() > MOST {
            faults.push(PackFault::Pack(format!(
                "A pack has between 1 and {MOST} rules, and at most as many calendars. Change the file."
            )));
            return Err(faults);
        }
        for calendar in &raw.calendar {
            if calendar.citation.trim().is_empty() {
                faults.push(PackFault::Pack(format!(
                    "The calendar of {} has no citation. Give it one.",
                    calendar.office
                )));
            }
            if !can_come(calendar) {
                faults.push(PackFault::Pack(format!(
                    "A holiday of the calendar of {} can never come: give a day that is in its month, and the weekdays of a month as 1 to 5, or -1 for the last.",
                    calendar.office
                )));
            }
            if !is_written(calendar) {
                faults.push(PackFault::Pack(format!(
                    "Leave control characters out of the calendar of {}.",
                    calendar.office
                )));
            }
        }
        let offices: BTreeSet<&str> = raw
            .calendar
            .iter()
            .map(|calendar| calendar.office.as_str())
            .collect();
        if offices.len() != raw.calendar.len() {
            faults.push(PackFault::Pack(
                "Two calendars are of the same office. Join them.".to_owned(),
            ));
        }
        faults.extend(judge_codes(&raw.office_code));
        let calendars = Calendars::new(raw.calendar);
        let mut rules: Vec<Rule> = Vec::new();
        for (at, table) in raw.rule.into_iter().enumerate() {
            let id = table.get("id").and_then(toml::Value::as_str);
            let name = id.map_or_else(|| format!("no. {}", at + 1), str::to_owned);
            match Rule::deserialize(table) {
                Ok(rule) => {
                    let found = judge(&rule, &calendars);
                    faults.extend(
                        found
                            .into_iter()
                            .map(|said| PackFault::Rule(name.clone(), said)),
                    );
                    if rules.iter().any(|other| other.id == rule.id) {
                        faults.push(PackFault::Rule(
                            name,
                            "another rule has this name already.".to_owned(),
                        ));
                    }
                    rules.push(rule);
                }
                Err(error) => faults.push(PackFault::Rule(name, error.message().to_owned())),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self {
            version: raw.version,
            title: raw.title,
            rules,
            ends: raw.ends,
            office_codes: raw.office_code,
            calendars,
        })
    }

    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// Every code that any of it names: what others say is none of the docket's business.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        let of_rules = self.rules.iter().flat_map(|rule| {
            let lists = [
                &rule.needs,
                &rule.met_by,
                &rule.closed_by,
                &rule.ended_by,
                &rule.moved_by,
            ];
            std::iter::once(&rule.trigger).chain(lists.into_iter().flatten())
        });
        self.ends.iter().chain(of_rules).map(String::as_str)
    }

    /// The calendar by which a rule's last day rolls.
    #[must_use]
    pub fn calendar_of(&self, rule: &Rule) -> &Calendar {
        self.calendars.of(rule.calendar_office())
    }

    /// The calendar of an office; one that rolls nothing where the pack has none.
    #[must_use]
    pub fn calendar(&self, office: &str) -> &Calendar {
        self.calendars.of(office)
    }

    pub fn calendars(&self) -> impl Iterator<Item = &Calendar> {
        self.calendars.all()
    }
}
