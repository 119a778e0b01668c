//! The fields of the register that a file can speak of, with the INID codes (WIPO ST.60)
//! that an attorney looks for beside them.

use crate::registry::model::{Kind, event, fields};

/// A field of a case at an office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CaseField {
    Office,
    Route,
    Basis,
    ApplicationNo,
    FiledOn,
    RegistrationNo,
    RegisteredOn,
    Register,
    ExpiresOn,
    State,
    /// The office's own status, as it words it.
    StatusCode,
    StatusOn,
}

impl CaseField {
    pub const ALL: [Self; 12] = [
        Self::Office,
        Self::Route,
        Self::Basis,
        Self::ApplicationNo,
        Self::FiledOn,
        Self::RegistrationNo,
        Self::RegisteredOn,
        Self::Register,
        Self::ExpiresOn,
        Self::State,
        Self::StatusCode,
        Self::StatusOn,
    ];

    /// The column of a CSV, and the word in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Route => "route",
            Self::Basis => "basis",
            Self::ApplicationNo => "application_no",
            Self::FiledOn => "filed_on",
            Self::RegistrationNo => "registration_no",
            Self::RegisteredOn => "registered_on",
            Self::Register => "register",
            Self::ExpiresOn => "expires_on",
            Self::State => "case_state",
            Self::StatusCode => "status_code",
            Self::StatusOn => "status_on",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.word() == word)
    }

    #[must_use]
    pub fn is_day(self) -> bool {
        matches!(
            self,
            Self::FiledOn | Self::RegisteredOn | Self::ExpiresOn | Self::StatusOn
        )
    }

    /// Whether the case is known by this field: of a protected mark it changes by a deed
    /// once it is filled.
    #[must_use]
    pub fn identifies(self) -> bool {
        matches!(self, Self::ApplicationNo | Self::RegistrationNo)
    }
}

/// A field of the register.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    Kind,
    Title,
    Holding,
    Owner,
    State,
    /// Whether the public page shows details.
    Open,
    /// By which the asset is told from others.
    Identifier(String),
    Case(CaseField),
    Detail(String),
    /// A class of the Nice Classification.
    Class(u8),
    /// An event of this code on this day (`2024-08-31`).
    Event(String, String),
}

/// INID codes of details by their key: WIPO ST.60.
const DETAILS: [(&str, &str, &str); 10] = [
    ("colours", "591", "Colours claimed"),
    ("description", "571", "Description of the mark"),
    ("disclaimer", "526", "Disclaimer"),
    (
        "mark_kind",
        "551",
        "Individual, collective or certification mark",
    ),
    ("published_on", "442", "Published for opposition"),
    ("representative", "740", "Representative"),
    ("standard_characters", "541", "In standard characters"),
    ("translation", "566", "Translation"),
    ("transliteration", "561", "Transliteration"),
    ("vienna", "531", "Figurative elements (Vienna)"),
];

impl Field {
    /// The name on pages.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Kind => "Kind".to_owned(),
            Self::Title => "Title".to_owned(),
            Self::Holding => "How it is held".to_owned(),
            Self::Owner => "Owner".to_owned(),
            Self::State => "State".to_owned(),
            Self::Open => "Details shown in public".to_owned(),
            Self::Identifier(key) => match key.as_str() {
                "verbal_element" => "The mark's words".to_owned(),
                "feature" => "Kind of mark".to_owned(),
                "fqdn" => "Domain name".to_owned(),
                "url" => "Address".to_owned(),
                other => words_of(other),
            },
            Self::Case(field) => match field {
                CaseField::Office => "Office",
                CaseField::Route => "Route",
                CaseField::Basis => "Filing basis",
                CaseField::ApplicationNo => "Application number",
                CaseField::FiledOn => "Filed on",
                CaseField::RegistrationNo => "Registration number",
                CaseField::RegisteredOn => "Registered on",
                CaseField::Register => "Register",
                CaseField::ExpiresOn => "Expires on",
                CaseField::State => "State of the case",
                CaseField::StatusCode => "Status code of the office",
                CaseField::StatusOn => "Status since",
            }
            .to_owned(),
            Self::Detail(key) => DETAILS
                .iter()
                .find(|(known, _, _)| known == key)
                .map_or_else(|| words_of(key), |(_, _, label)| (*label).to_owned()),
            Self::Class(class) => format!("Class {class}"),
            Self::Event(code, day) => format!("Event {code} of {day}"),
        }
    }

    /// The field in plain words, as the register's own pages name it.
    #[must_use]
    pub fn said(&self) -> String {
        match self {
            Self::Event(code, day) => format!("{} ({day})", event::title(code)),
            Self::Identifier(key) | Self::Detail(key) => Kind::ALL
                .iter()
                .flat_map(|kind| fields::of(*kind))
                .find(|known| known.key == key)
                .map_or_else(|| self.label(), |known| known.label.to_owned()),
            _ => self.label(),
        }
    }

    /// The code of WIPO ST.60 that stands beside the field; empty for none.
    #[must_use]
    pub fn inid(&self) -> &'static str {
        match self {
            Self::Owner => "732",
            Self::Identifier(key) if key == "verbal_element" => "540",
            Self::Identifier(key) if key == "feature" => "550",
            Self::Case(field) => match field {
                CaseField::ApplicationNo => "210",
                CaseField::FiledOn => "220",
                CaseField::RegistrationNo => "111",
                CaseField::RegisteredOn => "151",
                CaseField::ExpiresOn => "180",
                CaseField::Office
                | CaseField::Route
                | CaseField::Basis
                | CaseField::Register
                | CaseField::State
                | CaseField::StatusCode
                | CaseField::StatusOn => "",
            },
            Self::Class(_) => "511",
            Self::Detail(key) => DETAILS
                .iter()
                .find(|(known, _, _)| known == key)
                .map_or("", |(_, inid, _)| inid),
            Self::Kind
            | Self::Title
            | Self::Holding
            | Self::State
            | Self::Open
            | Self::Identifier(_)
            | Self::Event(_, _) => "",
        }
    }

    /// The field that [`Self::word`] names; none of any other word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let plain = match word {
            "kind" => Some(Self::Kind),
            "title" => Some(Self::Title),
            "holding" => Some(Self::Holding),
            "owner" => Some(Self::Owner),
            "state" => Some(Self::State),
            "open" => Some(Self::Open),
            other => CaseField::parse(other).map(Self::Case),
        };
        plain.or_else(|| {
            let (sort, rest) = word.split_once(':')?;
            match sort {
                "identifier" => Some(Self::Identifier(rest.to_owned())),
                "detail" => Some(Self::Detail(rest.to_owned())),
                "class" => rest.parse().ok().map(Self::Class),
                "event" => {
                    let (code, day) = rest.split_once(':')?;
                    Some(Self::Event(code.to_owned(), day.to_owned()))
                }
                _ => None,
            }
        })
    }

    /// The word of the field in forms and records.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::Kind => "kind".to_owned(),
            Self::Title => "title".to_owned(),
            Self::Holding => "holding".to_owned(),
            Self::Owner => "owner".to_owned(),
            Self::State => "state".to_owned(),
            Self::Open => "open".to_owned(),
            Self::Identifier(key) => format!("identifier:{key}"),
            Self::Case(field) => field.word().to_owned(),
            Self::Detail(key) => format!("detail:{key}"),
            Self::Class(class) => format!("class:{class}"),
            Self::Event(code, day) => format!("event:{code}:{day}"),
        }
    }
}

/// Whether this can be the key of an identifier or a detail.
#[must_use]
pub fn fits_as_key(key: &str) -> bool {
    (1..=32).contains(&key.len())
        && key.starts_with(|c: char| c.is_ascii_lowercase())
        && key
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// A key as words: `registry_id` is “Registry id”.
fn words_of(key: &str) -> String {
    let mut words = key.replace('_', " ");
    if let Some(first) = words.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    words
}
