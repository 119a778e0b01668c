//! What an asset is, as it is read at the edge: words, fields, cases, events and the days of
//! which none says so, title, custody, and what the public log is told. Pure.

pub mod case;
pub mod custody;
pub mod event;
pub mod fields;
pub mod office;
pub mod reading;
pub mod recordal;
pub mod statement;
pub mod title;
pub mod uncounted;

pub use reading::{Faults, Reading};

use chrono::NaiveDate;

/// An enumeration that is written as a word in the database and said in plain words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal, $said:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($variant,)* }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// As it stands in the database and in files.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// In plain English words.
            #[must_use]
            pub fn said(self) -> &'static str {
                match self { $(Self::$variant => $said,)* }
            }

            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.word() == word)
            }

            /// Words and what they mean, for a list to choose from.
            #[must_use]
            pub fn choices() -> Vec<(String, String)> {
                Self::ALL
                    .iter()
                    .map(|known| (known.word().to_owned(), known.said().to_owned()))
                    .collect()
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What an asset is; it never changes.
    Kind {
        Trademark = "trademark", "Trademark";
        Domain = "domain", "Domain name";
        Copyright = "copyright", "Copyright";
        Terms = "terms", "Contribution terms";
        SigningKey = "signing_key", "Signing key";
        Certificate = "certificate", "Certificate";
        Account = "account", "Account";
        Repository = "repository", "Repository";
        Contract = "contract", "Contract";
    }
}

words! {
    /// By which right the foundation has an asset.
    Holding {
        Owned = "owned", "Owned";
        LicensedIn = "licensed_in", "Licensed to us";
        HeldInTrust = "held_in_trust", "Held in trust for us";
        Unregistered = "unregistered", "Claimed by use, unregistered";
    }
}

words! {
    /// Where an asset is in its life.
    State {
        Planned = "planned", "Planned";
        Active = "active", "Active";
        Lapsed = "lapsed", "Lapsed";
        Surrendered = "surrendered", "Surrendered";
        Transferred = "transferred", "Transferred away";
        Retired = "retired", "Retired";
    }
}

words! {
    /// What somebody is to an asset.
    RoleKind {
        Applicant = "applicant", "Applicant (730)";
        Holder = "holder", "Holder (732)";
        Representative = "representative", "Representative (740)";
        Licensee = "licensee", "Licensee (791)";
        Licensor = "licensor", "Licensor";
        Registrar = "registrar", "Registrar";
        Registrant = "registrant", "Registrant";
        Counsel = "counsel", "Counsel";
        Adversary = "adversary", "Adverse party";
        Signer = "signer", "Signer";
    }
}

words! {
    /// What befell an asset from outside.
    IncidentKind {
        Lapse = "lapse", "Lapsed";
        Seizure = "seizure", "Seized";
        UnauthorisedTransfer = "unauthorised_transfer", "Transferred without right";
        CourtOrder = "court_order", "Under a court’s order";
        OfficeDecision = "office_decision", "Refused or ended by an office";
        Compromise = "compromise", "Compromised";
        Loss = "loss", "Lost";
    }
}

/// The label of an asset: `A-12`.
#[must_use]
pub fn label(number: i64) -> String {
    format!("A-{number}")
}

/// The number in a label or a search: `A-12`, `a-12` or `12`.
#[must_use]
pub fn number_of(typed: &str) -> Option<i64> {
    let typed = typed.trim();
    let digits = typed
        .strip_prefix("A-")
        .or_else(|| typed.strip_prefix("a-"))
        .unwrap_or(typed);
    let number: i64 = digits.parse().ok()?;
    (number > 0 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(number)
}

/// What of an asset is the same for every kind, as it was typed and judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Common {
    pub title: String,
    pub holding: Holding,
    pub owner: String,
    pub state: State,
    pub protected: bool,
    pub open: bool,
    /// Why this version is entered.
    pub reason: String,
}

impl Common {
    /// # Errors
    /// A sentence for each field.
    pub fn read(reading: &mut Reading<'_>) -> Option<Self> {
        let title = reading.line("title", "what it is called", 200, true);
        let holding = reading.chosen(
            "holding",
            Holding::parse,
            "Choose by which right we have it.",
        );
        let owner = reading.line("owner", "whose it rightfully is", 200, true);
        let state = reading.chosen("state", State::parse, "Choose its state.");
        let reason = reading.line("reason", "why this is entered", 500, true);
        Some(Self {
            title,
            holding: holding?,
            owner,
            state: state?,
            protected: reading.ticked("protected"),
            open: reading.ticked("open"),
            reason,
        })
    }
}

/// A party to an asset, as it was typed and judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRole {
    pub role: RoleKind,
    pub name: String,
    pub since: NaiveDate,
}

impl NewRole {
    pub fn read(reading: &mut Reading<'_>) -> Option<Self> {
        let role = reading.chosen(
            "role",
            RoleKind::parse,
            "Choose what they are to the asset.",
        );
        let name = reading.line("name", "who it is", 200, true);
        let since = reading.day("since", true);
        Some(Self {
            role: role?,
            name,
            since: since?,
        })
    }
}

/// An outside fact, as it was typed and judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewIncident {
    pub kind: IncidentKind,
    pub happened_on: NaiveDate,
    pub what: String,
}

impl NewIncident {
    pub fn read(reading: &mut Reading<'_>) -> Option<Self> {
        let kind = reading.chosen("kind", IncidentKind::parse, "Choose what happened.");
        let happened_on = reading.day("happened_on", true);
        let what = reading.text("what", "what happened, and how we know", 2000, true);
        Some(Self {
            kind: kind?,
            happened_on: happened_on?,
            what,
        })
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod title_tests;
