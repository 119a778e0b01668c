//! The form of an application, as typed and as judged. Pure.

use serde::{Deserialize, Serialize};

use crate::parties::{Country, Name};

/// What the applicant typed, kept as it is until it is submitted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ApplicationForm {
    /// Whether an organisation applies, through this person.
    pub organisation: bool,
    /// The organisation's legal name.
    pub legal_name: String,
    pub registration: String,
    pub country: String,
    /// For whom the person works.
    pub employer: String,
    /// What was contributed, in the applicant's words.
    pub contribution: String,
    /// Addresses where it can be seen, one a line.
    pub links: String,
    /// Git addresses, forge accounts, fingerprints, one a line.
    pub identities: String,
    /// Of a mirror: where it is.
    pub mirror: String,
    /// Of a sponsor: the reference of the payment, or the work offered in kind.
    pub payment: String,
    /// Asks not to be named in public.
    pub undisclosed: bool,
}

/// An application that can be submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// The organisation that applies; none for the person themselves.
    pub organisation: Option<Name>,
    pub country: Option<Country>,
    pub disclosed: bool,
}

/// The most characters of a long field.
const LONG_CHARS: usize = 4000;
const SHORT_CHARS: usize = 300;

impl ApplicationForm {
    /// Judges the form for a class admitted on evidence or on payment, held by
    /// `holder` (`persons`, `organisations`, `either`). Faults name the field and
    /// the catalogue's sentence.
    ///
    /// # Errors
    /// Every fault, by field.
    pub fn submit(
        &self,
        on_evidence: bool,
        holder: &str,
    ) -> Result<Submission, Vec<(&'static str, &'static str)>> {
        let mut faults = Vec::new();
        let country = Country::parse(&self.country);
        if country.is_none() && !self.country.trim().is_empty() {
            faults.push(("country", "join-fault-country"));
        }
        let organisation = if self.organisation {
            if holder == "persons" {
                faults.push(("organisation", "join-fault-persons-only"));
            }
            match Name::parse(&self.legal_name) {
                Ok(name) => Some(name),
                Err(_) => {
                    faults.push(("legal_name", "join-fault-legal-name"));
                    None
                }
            }
        } else {
            if holder == "organisations" {
                faults.push(("organisation", "join-fault-organisations-only"));
            }
            None
        };
        if on_evidence && self.contribution.trim().is_empty() && self.mirror.trim().is_empty() {
            faults.push(("contribution", "join-fault-contribution"));
        }
        if !on_evidence && self.payment.trim().is_empty() {
            faults.push(("payment", "join-fault-payment"));
        }
        for (field, text, most) in [
            ("contribution", &self.contribution, LONG_CHARS),
            ("links", &self.links, LONG_CHARS),
            ("identities", &self.identities, LONG_CHARS),
            ("payment", &self.payment, LONG_CHARS),
            ("registration", &self.registration, SHORT_CHARS),
            ("employer", &self.employer, SHORT_CHARS),
            ("mirror", &self.mirror, SHORT_CHARS),
        ] {
            if text.chars().count() > most {
                faults.push((field, "join-fault-long"));
            }
        }
        if self.links().any(|link| !is_address(link)) {
            faults.push(("links", "join-fault-links"));
        }
        if !self.mirror.trim().is_empty() && !is_address(self.mirror.trim()) {
            faults.push(("mirror", "join-fault-links"));
        }
        if faults.is_empty() {
            Ok(Submission {
                organisation,
                country,
                disclosed: !self.undisclosed,
            })
        } else {
            Err(faults)
        }
    }

    /// The addresses that were given, one a line.
    pub fn links(&self) -> impl Iterator<Item = &str> {
        lines(&self.links)
    }

    /// The identities that were given, one a line.
    pub fn identities(&self) -> impl Iterator<Item = &str> {
        lines(&self.identities)
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// Whether a text is an address on the web: scheme, host, no blanks.
#[must_use]
pub fn is_address(text: &str) -> bool {
    text.strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .is_some_and(|rest| {
            !rest.is_empty()
                && !rest.starts_with('/')
                && text.len() <= 500
                && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        })
}

#[cfg(test)]
mod tests {
    use super::{ApplicationForm, is_address};

    #[test]
    fn what_is_wrong_is_said_by_field() {
        let person = ApplicationForm {
            contribution: "Translations into Sami since 2024".to_owned(),
            ..ApplicationForm::default()
        };
        let company = ApplicationForm {
            organisation: true,
            legal_name: "Nordlicht Hosting GmbH".to_owned(),
            payment: "Invoice 2026-0001".to_owned(),
            ..ApplicationForm::default()
        };
        let fields = |form: &ApplicationForm, on_evidence, holder| -> Vec<&'static str> {
            form.submit(on_evidence, holder)
                .err()
                .unwrap_or_default()
                .into_iter()
                .map(|(field, _)| field)
                .collect()
        };
        assert!(fields(&person, true, "persons").is_empty());
        assert!(fields(&company, false, "organisations").is_empty());
        assert_eq!(fields(&person, true, "organisations"), ["organisation"]);
        assert_eq!(fields(&company, false, "persons"), ["organisation"]);
        assert_eq!(
            fields(&ApplicationForm::default(), true, "either"),
            ["contribution"]
        );
        assert_eq!(
            fields(&ApplicationForm::default(), false, "either"),
            ["payment"]
        );
        let bad = ApplicationForm {
            links: "https://good.example/a\nnot an address".to_owned(),
            country: "Utopia".to_owned(),
            ..person
        };
        assert_eq!(fields(&bad, true, "either"), ["country", "links"]);
    }

    #[test]
    fn an_address_has_a_host() {
        assert!(is_address("https://mirror.example/tamarack/"));
        for bad in [
            "",
            "https://",
            "https:///x",
            "ftp://x.example",
            "https://a b.example",
            "javascript:alert(1)",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
