//! What a file says of one asset.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::held::bare;
use super::{CaseField, Fault, Field, day};

/// One class as a file names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Class {
    /// The edition of the Nice Classification, where the file says it.
    pub edition: String,
    pub goods: String,
}

/// One event of an asset as a file reports it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Happened {
    pub on: NaiveDate,
    /// `^[A-Z][A-Z0-9_]{1,39}$`, as the register keeps codes.
    pub code: String,
    pub note: String,
    /// The event of the register in whose place it stands. No file says so: it follows when
    /// the file is held against the register.
    pub corrects: Option<Uuid>,
}

/// How a file names what it speaks of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Handle {
    /// By the register's own number.
    Number(i64),
    /// A case of a mark: its office, and the number of application or registration.
    Case {
        office: String,
        application_no: Option<String>,
        registration_no: Option<String>,
    },
    /// A domain by its name in lower case, ASCII.
    Domain(String),
    /// By kind and title alone: the register has no number for it yet.
    Title { kind: String, title: String },
}

impl Handle {
    /// What tells it from others: two handles with a key in common speak of one asset.
    #[must_use]
    pub fn keys(&self) -> Vec<(&'static str, &str, String)> {
        match self {
            Self::Number(number) => vec![("asset", "", number.to_string())],
            Self::Case {
                office,
                application_no,
                registration_no,
            } => {
                let application = application_no
                    .iter()
                    .map(|number| ("application", office.as_str(), bare(number)));
                let registration = registration_no
                    .iter()
                    .map(|number| ("registration", office.as_str(), bare(number)));
                application.chain(registration).collect()
            }
            Self::Domain(name) => vec![("domain", "", name.clone())],
            Self::Title { kind, title } => vec![("title", kind.as_str(), title.clone())],
        }
    }
}

/// What a file says about one asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The line of a CSV, or the number of the case or record, counted from 1.
    pub line: usize,
    /// Empty where only the register knows it.
    pub kind: String,
    pub handle: Handle,
    pub facts: BTreeMap<Field, String>,
    pub classes: BTreeMap<u8, Class>,
    pub events: Vec<Happened>,
    /// The state of the case was concluded from its days: a later one in the register stands.
    pub state_concluded: bool,
}

impl Found {
    #[must_use]
    pub fn new(line: usize, kind: &str, handle: Handle) -> Self {
        Self {
            line,
            kind: kind.to_owned(),
            handle,
            facts: BTreeMap::new(),
            classes: BTreeMap::new(),
            events: Vec::new(),
            state_concluded: false,
        }
    }

    #[must_use]
    pub fn fact(&self, field: &Field) -> Option<&str> {
        self.facts.get(field).map(String::as_str)
    }

    fn case_day(&self, field: CaseField) -> Option<NaiveDate> {
        self.fact(&Field::Case(field))
            .and_then(|text| day(text).ok())
    }

    /// What the days say against each other.
    pub(crate) fn faults_of_days(&self) -> Vec<Fault> {
        let filed = self.case_day(CaseField::FiledOn);
        let registered = self.case_day(CaseField::RegisteredOn);
        let expires = self.case_day(CaseField::ExpiresOn);
        let mut faults = Vec::new();
        if let (Some(filed), Some(registered)) = (filed, registered)
            && registered < filed
        {
            faults.push(Fault::at(
                self.line,
                "registered_on (151)",
                format!(
                    "The mark would have been registered on {registered}, before its application was filed on {filed}. One of the two days is wrong. Correct the file."
                ),
            ));
        }
        if let (Some(begun), Some(expires)) = (filed.max(registered), expires)
            && expires < begun
        {
            faults.push(Fault::at(
                self.line,
                "expires_on (180)",
                format!("The registration would expire on {expires}, before {begun}, when it was filed or registered. Correct the file."),
            ));
        }
        let mut registrations = self
            .events
            .iter()
            .filter(|event| event.code == "REGISTRATION");
        let first = registrations.next();
        if let (Some(filed), Some(event)) = (filed, first)
            && event.on < filed
            && registered != Some(event.on)
        {
            faults.push(Fault::at(
                self.line,
                "event",
                format!(
                    "The mark would have been registered on {}, before its application was filed on {filed}. One of the two days is wrong. Correct the file.",
                    event.on
                ),
            ));
        }
        if let (Some(first), Some(second)) = (first, registrations.next()) {
            faults.push(Fault::at(
                self.line,
                "event",
                format!(
                    "The case would be registered on {} and on {}: it is registered once. Keep one of the two events.",
                    first.on, second.on
                ),
            ));
        }
        faults
    }
}
