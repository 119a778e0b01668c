//! What is asked about which asset, and why nothing is asked about the others.

use crate::registry::imports::model::Format;
use crate::registry::imports::model::rdap::fits_as_domain;

/// Who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// A server of RDAP (RFC 9082), about a domain.
    Rdap,
    /// The office's service of status, about a US case.
    Tsdr,
}

impl Source {
    /// The kind of file that its answers are.
    #[must_use]
    pub fn format(self) -> Format {
        match self {
            Self::Rdap => Format::Rdap,
            Self::Tsdr => Format::St96,
        }
    }

    /// What is asked for by the header Accept.
    #[must_use]
    pub fn accept(self) -> &'static str {
        match self {
            Self::Rdap => "application/rdap+json, application/json",
            Self::Tsdr => "application/xml, text/xml",
        }
    }

    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Rdap => "RDAP",
            Self::Tsdr => "TSDR",
        }
    }
}

/// A case of a mark at an office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseAt<'a> {
    /// WIPO ST.3.
    pub office: &'a str,
    pub state: &'a str,
    pub application_no: &'a str,
    pub registration_no: &'a str,
}

/// A domain, or a case of a mark, as the register has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate<'a> {
    pub holding: &'a str,
    pub state: &'a str,
    /// Whether everybody sees its details.
    pub open: bool,
    /// The name of a domain; empty of a mark.
    pub fqdn: &'a str,
    /// None of a domain.
    pub case: Option<CaseAt<'a>>,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub source: Source,
    /// Behind the operator's address.
    pub path: String,
}

/// Why nothing is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAsked {
    NotOurs,
    /// The asset or the case is over, or not there yet.
    NotLive,
    Confidential,
    /// It has no name or number that can be asked for.
    Nameless,
    OtherOffice,
    /// The operator names nobody to ask.
    SwitchedOff,
}

impl NotAsked {
    /// For the page.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::NotOurs => "it is not ours",
            Self::NotLive => "it is not in force",
            Self::Confidential => {
                "its details are not for everybody, and whoever is asked would learn of it"
            }
            Self::Nameless => "the register has no name or number that could be asked for",
            Self::OtherOffice => "this office cannot be asked",
            Self::SwitchedOff => "the operator names no address for it",
        }
    }
}

/// What is asked about a domain or a case.
///
/// # Errors
/// Why nothing is.
pub fn plan(of: Candidate<'_>, rdap: bool, tsdr: bool) -> Result<Plan, NotAsked> {
    if !["owned", "held_in_trust", "unregistered"].contains(&of.holding) {
        return Err(NotAsked::NotOurs);
    }
    if ["surrendered", "transferred", "retired"].contains(&of.state) {
        return Err(NotAsked::NotLive);
    }
    if !of.open {
        return Err(NotAsked::Confidential);
    }
    match of.case {
        None if of.state == "planned" => Err(NotAsked::NotLive),
        None => {
            let name = of.fqdn.trim_end_matches('.').to_ascii_lowercase();
            if !fits_as_domain(&name) {
                return Err(NotAsked::Nameless);
            }
            let path = format!("domain/{name}");
            asked(Source::Rdap, path, rdap)
        }
        Some(case) => {
            let over = [
                "candidate",
                "clearance",
                "abandoned",
                "withdrawn",
                "surrendered",
                "cancelled",
                "expired",
                "invalidated",
            ];
            if over.contains(&case.state) {
                return Err(NotAsked::NotLive);
            }
            if case.office != "US" {
                return Err(NotAsked::OtherOffice);
            }
            let number = number("sn", case.application_no, 8)
                .or_else(|| number("rn", case.registration_no, 7))
                .ok_or(NotAsked::Nameless)?;
            asked(Source::Tsdr, format!("{number}/info.xml"), tsdr)
        }
    }
}

fn asked(source: Source, path: String, on: bool) -> Result<Plan, NotAsked> {
    if on {
        Ok(Plan { source, path })
    } else {
        Err(NotAsked::SwitchedOff)
    }
}

/// A number as the office asks for it: its letters and so many digits, however the
/// register writes it.
fn number(letters: &str, written: &str, digits: usize) -> Option<String> {
    let signs = |c: char| " ,./-".contains(c);
    let bare: String = written.chars().filter(|c| !signs(*c)).collect();
    (bare.len() == digits && bare.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| format!("{letters}{bare}"))
}
