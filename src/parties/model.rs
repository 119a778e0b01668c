//! Names, countries and kinds of parties. Pure.
//!
//! [`kin`]: who belongs together; [`tie`]: who works for whom; [`record`]: what
//! is recorded of an organisation; [`alike`]: two spellings of one name.

pub mod alike;
pub mod kin;
pub mod record;
pub mod tie;

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use crate::typed::hides;

/// Names one person or organisation for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartyId(pub Uuid);

impl fmt::Display for PartyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a party is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    Person,
    Organisation,
}

impl Kind {
    /// The word in the database, in files and on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
        }
    }

    /// The kind that this word names; American spelling is understood.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word.trim().to_ascii_lowercase().as_str() {
            "person" => Some(Self::Person),
            "organisation" | "organization" => Some(Self::Organisation),
            _ => None,
        }
    }
}

/// The name of a person or organisation: one line, NFC, as its bearer writes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    pub const MAX_CHARS: usize = 200;

    /// # Errors
    /// A sentence when blank, too long, or holding characters that are not seen or turn
    /// the line, which would let one name pass for another.
    pub fn parse(raw: &str) -> Result<Self, &'static str> {
        let name: String = raw.trim().nfc().collect();
        if name.is_empty() {
            return Err("The name is empty. Give it.");
        }
        if name.chars().count() > Self::MAX_CHARS {
            return Err("The name is longer than 200 characters. Shorten it.");
        }
        if hides(&name) {
            return Err(
                "The name holds characters that cannot be seen (line breaks, control or direction marks). Take them out.",
            );
        }
        Ok(Self(name))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a spreadsheet would read the name as a formula. Such a name is
    /// kept as written and leaves in exports behind an apostrophe.
    #[must_use]
    pub fn looks_like_a_formula(&self) -> bool {
        self.0.starts_with(['=', '+', '-', '@'])
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A cell of an exported table that no spreadsheet takes for a formula: what
/// begins like one gets an apostrophe in front.
#[must_use]
pub fn harmless_cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// A country by its ISO 3166-1 alpha-2 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Country(&'static str);

impl Country {
    /// The country with this code, in either case.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let code = code.trim().to_ascii_uppercase();
        COUNTRIES
            .iter()
            .find(|known| **known == code)
            .map(|known| Self(known))
    }

    #[must_use]
    pub fn code(self) -> &'static str {
        self.0
    }
}

/// The officially assigned codes of ISO 3166-1, in order.
const COUNTRIES: [&str; 249] = [
    "AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AQ", "AR", "AS", "AT", "AU", "AW", "AX", "AZ",
    "BA", "BB", "BD", "BE", "BF", "BG", "BH", "BI", "BJ", "BL", "BM", "BN", "BO", "BQ", "BR", "BS",
    "BT", "BV", "BW", "BY", "BZ", "CA", "CC", "CD", "CF", "CG", "CH", "CI", "CK", "CL", "CM", "CN",
    "CO", "CR", "CU", "CV", "CW", "CX", "CY", "CZ", "DE", "DJ", "DK", "DM", "DO", "DZ", "EC", "EE",
    "EG", "EH", "ER", "ES", "ET", "FI", "FJ", "FK", "FM", "FO", "FR", "GA", "GB", "GD", "GE", "GF",
    "GG", "GH", "GI", "GL", "GM", "GN", "GP", "GQ", "GR", "GS", "GT", "GU", "GW", "GY", "HK", "HM",
    "HN", "HR", "HT", "HU", "ID", "IE", "IL", "IM", "IN", "IO", "IQ", "IR", "IS", "IT", "JE", "JM",
    "JO", "JP", "KE", "KG", "KH", "KI", "KM", "KN", "KP", "KR", "KW", "KY", "KZ", "LA", "LB", "LC",
    "LI", "LK", "LR", "LS", "LT", "LU", "LV", "LY", "MA", "MC", "MD", "ME", "MF", "MG", "MH", "MK",
    "ML", "MM", "MN", "MO", "MP", "MQ", "MR", "MS", "MT", "MU", "MV", "MW", "MX", "MY", "MZ", "NA",
    "NC", "NE", "NF", "NG", "NI", "NL", "NO", "NP", "NR", "NU", "NZ", "OM", "PA", "PE", "PF", "PG",
    "PH", "PK", "PL", "PM", "PN", "PR", "PS", "PT", "PW", "PY", "QA", "RE", "RO", "RS", "RU", "RW",
    "SA", "SB", "SC", "SD", "SE", "SG", "SH", "SI", "SJ", "SK", "SL", "SM", "SN", "SO", "SR", "SS",
    "ST", "SV", "SX", "SY", "SZ", "TC", "TD", "TF", "TG", "TH", "TJ", "TK", "TL", "TM", "TN", "TO",
    "TR", "TT", "TV", "TW", "TZ", "UA", "UG", "UM", "US", "UY", "UZ", "VA", "VC", "VE", "VG", "VI",
    "VN", "VU", "WF", "WS", "YE", "YT", "ZA", "ZM", "ZW",
];

#[cfg(test)]
mod tests {
    use super::{COUNTRIES, Country, Kind, Name, harmless_cell};

    #[test]
    fn countries_stand_once_and_in_order() {
        assert!(COUNTRIES.is_sorted_by(|a, b| a < b));
        assert_eq!(Country::parse("de").map(Country::code), Some("DE"));
        assert_eq!(Country::parse("XX"), None);
        assert_eq!(Country::parse(""), None);
    }

    #[test]
    fn a_name_is_one_visible_line() {
        for (raw, kept) in [
            ("  Élodie Fujimori ", Some("Élodie Fujimori")),
            ("E\u{301}lodie", Some("Élodie")),
            ("אורי Takahashi", Some("אורי Takahashi")),
            ("", None),
            (" \t", None),
            ("Ada\nLovelace", None),
            ("Ada\u{202e}ecalevoL", None),
            ("Ada\u{200b} Lovelace", None),
            ("A\u{200d}da Lovelace", None),
            ("\u{3164}", None),
            ("علی\u{200c}رضا", Some("علی\u{200c}رضا")),
        ] {
            assert_eq!(
                Name::parse(raw).ok().as_ref().map(Name::as_str),
                kept,
                "{raw:?}"
            );
        }
        assert!(Name::parse(&"x".repeat(201)).is_err());
    }

    #[test]
    fn a_formula_leaves_behind_an_apostrophe() {
        assert_eq!(harmless_cell("=1+1"), "'=1+1");
        assert_eq!(harmless_cell("Ada"), "Ada");
        assert!(Name::parse("@SUM(A1)").is_ok_and(|name| name.looks_like_a_formula()));
    }

    #[test]
    fn kinds_are_named_in_either_spelling() {
        assert_eq!(Kind::parse("Organization"), Some(Kind::Organisation));
        assert_eq!(Kind::parse("organization?"), None);
    }
}
