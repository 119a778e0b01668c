//! What is recorded of an organisation, and where letters reach a party. Pure.

use std::fmt;

use super::Country;
use crate::typed::hides;

/// A host name that may be an organisation's: `almond.example`, in small letters,
/// with two labels at least, as the domain name system writes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Domain(String);

impl Domain {
    /// # Errors
    /// A sentence when it is no host name.
    pub fn parse(raw: &str) -> Result<Self, &'static str> {
        let name = raw.trim().trim_end_matches('.').to_ascii_lowercase();
        if !name.is_ascii() {
            return Err(
                "Write the domain as the name system does: münchen.example is xn--mnchen-3ya.example.",
            );
        }
        if name.contains(['/', '@', ':', ' ']) {
            return Err(
                "Give the domain alone, like almond.example, without https:// and without an address before it.",
            );
        }
        let labels: Vec<&str> = name.split('.').collect();
        let sound = |label: &&str| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        };
        let ends_in_letters = labels
            .last()
            .is_some_and(|last| last.starts_with(|first: char| first.is_ascii_lowercase()));
        if name.len() > 253 || labels.len() < 2 || !labels.iter().all(sound) || !ends_in_letters {
            return Err("This is no domain. Give it like almond.example.");
        }
        Ok(Self(name))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where an organisation is registered: a country, or a part of one (`US-DE`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jurisdiction(String);

impl Jurisdiction {
    /// Empty is not known.
    ///
    /// # Errors
    /// A sentence when it is neither.
    pub fn parse(raw: &str) -> Result<Self, &'static str> {
        const HOW: &str = "Give the country by its two letters (ISO 3166-1), like DE, or a part of it, like US-DE.";
        let code = raw.trim().to_ascii_uppercase();
        if code.is_empty() {
            return Ok(Self(code));
        }
        let (country, part) = code
            .split_once('-')
            .map_or((code.as_str(), None), |(country, part)| {
                (country, Some(part))
            });
        let sound_part = part.is_none_or(|part| {
            (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
        if Country::parse(country).is_none() || country.len() != 2 || !sound_part {
            return Err(HOW);
        }
        Ok(Self(code))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A number in a register of organisations; empty when not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrationNumber(String);

impl RegistrationNumber {
    /// # Errors
    /// A sentence when it is longer than 60 characters or not one line.
    pub fn parse(raw: &str) -> Result<Self, &'static str> {
        let number = raw.trim();
        if number.chars().count() > 60 || hides(number) {
            return Err("Keep the number within 60 characters, on one line.");
        }
        Ok(Self(number.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where letters on paper reach a party: up to six lines, the country apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostalAddress(String);

impl PostalAddress {
    pub const MAX_LINES: usize = 6;
    pub const MAX_CHARS: usize = 400;

    /// # Errors
    /// A sentence when it is empty, too long, or holds what no envelope can show.
    pub fn parse(raw: &str) -> Result<Self, &'static str> {
        let lines: Vec<&str> = raw
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        if lines.is_empty() {
            return Err("Give the address, one line for each line on an envelope.");
        }
        let address = lines.join("\n");
        if lines.len() > Self::MAX_LINES || address.chars().count() > Self::MAX_CHARS {
            return Err("Keep the address within six lines and 400 characters.");
        }
        if lines.iter().any(|line| hides(line)) {
            return Err("The address holds characters that cannot be seen. Take them out.");
        }
        Ok(Self(address))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address in one line, by which two of them are held against each other:
    /// small letters and digits alone.
    #[must_use]
    pub fn key(address: &str, country: &str) -> String {
        let mut key: String = super::alike::folded(address)
            .chars()
            .filter(|character| character.is_alphanumeric())
            .collect();
        key.push_str(country);
        key
    }
}

/// A sentence or two that an officer gives with an act: why, or where it can be read.
///
/// # Errors
/// A sentence when it is empty or longer than `most` characters.
pub fn said(raw: &str, most: usize) -> Result<String, String> {
    let words = raw.trim();
    if words.is_empty() {
        return Err("Say it in a sentence: whoever reads the record later asks.".to_owned());
    }
    let words = words.replace("\r\n", "\n");
    if words.chars().count() > most || words.split('\n').any(hides) {
        return Err(format!(
            "Keep it within {most} characters that can be seen."
        ));
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::{Domain, Jurisdiction, PostalAddress, said};

    #[test]
    fn domains_are_host_names() {
        for (raw, kept) in [
            ("Almond.Example", Some("almond.example")),
            (" almond.example. ", Some("almond.example")),
            ("a.b.c-d.example", Some("a.b.c-d.example")),
            ("xn--mnchen-3ya.example", Some("xn--mnchen-3ya.example")),
            ("münchen.example", None),
            ("https://almond.example", None),
            ("ada@almond.example", None),
            ("localhost", None),
            ("-almond.example", None),
            ("almond-.example", None),
            ("almond..example", None),
            ("192.0.2.1", None),
            ("almond.example:443", None),
            ("", None),
        ] {
            assert_eq!(
                Domain::parse(raw).ok().as_ref().map(Domain::as_str),
                kept,
                "{raw:?}"
            );
        }
        assert!(Domain::parse(&format!("{}.example", "a".repeat(64))).is_err());
        assert!(Domain::parse(&format!("{}example", "a.".repeat(130))).is_err());
    }

    #[test]
    fn jurisdictions_are_countries_or_parts_of_them() {
        for (raw, kept) in [
            ("de", Some("DE")),
            ("US-DE", Some("US-DE")),
            ("", Some("")),
            ("XX", None),
            ("US-", None),
            ("US-DELA", None),
            ("Delaware", None),
        ] {
            assert_eq!(
                Jurisdiction::parse(raw)
                    .ok()
                    .as_ref()
                    .map(Jurisdiction::as_str),
                kept,
                "{raw:?}"
            );
        }
    }

    #[test]
    fn an_address_is_a_few_lines() {
        let address = PostalAddress::parse(" Lindenstraße 4 \r\n\r\n 10969 Berlin ").unwrap();
        assert_eq!(address.as_str(), "Lindenstraße 4\n10969 Berlin");
        assert_eq!(
            PostalAddress::key(address.as_str(), "DE"),
            PostalAddress::key("LINDENSTRASSE 4, 10969 Berlin", "DE")
        );
        assert_ne!(
            PostalAddress::key(address.as_str(), "DE"),
            PostalAddress::key(address.as_str(), "AT")
        );
        for raw in ["", " \n ", "1\n2\n3\n4\n5\n6\n7", "Ada\u{202e}"] {
            assert!(PostalAddress::parse(raw).is_err(), "{raw:?}");
        }
        assert!(said(" why \r\n not ", 20).is_ok_and(|said| said == "why \n not"));
        assert!(said("", 20).is_err() && said("long", 3).is_err() && said("a\u{7}", 9).is_err());
    }
}
