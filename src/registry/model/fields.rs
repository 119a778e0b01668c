//! What is kept of an asset of each kind: what identifies it, and its details, with the
//! INID codes of WIPO ST.60 beside what an attorney looks for.

use std::collections::BTreeMap;

use super::{Kind, Reading};
use crate::seal::canonical::Value;

/// Names and texts, as they stand in an asset's identifiers or details.
pub type Texts = BTreeMap<String, String>;

/// How a field is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    Line,
    /// Longer, still one paragraph.
    Long,
    Day,
    Choice(&'static [(&'static str, &'static str)]),
}

/// One field of a kind.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub key: &'static str,
    pub label: &'static str,
    /// The INID code; empty where there is none.
    pub inid: &'static str,
    /// Whether the asset is known by it.
    pub identifies: bool,
    pub needed: bool,
    /// Whether few assets have it: forms fold it away.
    pub rare: bool,
    pub control: Control,
    pub hint: &'static str,
}

impl Field {
    /// The label with its code: `Colours claimed (591)`.
    #[must_use]
    pub fn labelled(&self) -> String {
        with_inid(self.label, self.inid)
    }

    /// The key of its label in the catalogue.
    #[must_use]
    pub fn words(&self) -> String {
        format!("registry-field-{}", self.key.replace('_', "-"))
    }
}

/// A label and the INID code behind it.
#[must_use]
pub fn with_inid(label: &str, inid: &str) -> String {
    match inid {
        "" => label.to_owned(),
        inid => format!("{label} ({inid})"),
    }
}

const fn field(
    key: &'static str,
    label: &'static str,
    inid: &'static str,
    control: Control,
) -> Field {
    Field {
        key,
        label,
        inid,
        identifies: false,
        needed: false,
        rare: false,
        control,
        hint: "",
    }
}

const fn line(key: &'static str, label: &'static str, inid: &'static str) -> Field {
    field(key, label, inid, Control::Line)
}

const fn long(key: &'static str, label: &'static str, inid: &'static str) -> Field {
    field(key, label, inid, Control::Long)
}

const fn day(key: &'static str, label: &'static str, inid: &'static str) -> Field {
    field(key, label, inid, Control::Day)
}

impl Field {
    const fn known_by(mut self) -> Self {
        self.identifies = true;
        self
    }

    const fn needed(mut self) -> Self {
        self.needed = true;
        self
    }

    const fn rare(mut self) -> Self {
        self.rare = true;
        self
    }

    const fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }
}

/// What kind of mark it is, as offices name it.
pub const FEATURES: &[(&str, &str)] = &[
    ("word", "Word"),
    ("figurative", "Figurative"),
    ("combined", "Words and figures"),
    ("three_dimensional", "Three-dimensional"),
    ("colour", "Colour"),
    ("sound", "Sound"),
    ("motion", "Motion"),
    ("position", "Position"),
    ("pattern", "Pattern"),
    ("hologram", "Hologram"),
    ("other", "Other"),
];

const MARKS: &[(&str, &str)] = &[
    ("individual", "Individual mark"),
    ("collective", "Collective mark"),
    ("certification", "Certification mark"),
];

const YES_NO: &[(&str, &str)] = &[("", "Not known"), ("yes", "Yes"), ("no", "No")];

const INSTRUMENTS: &[(&str, &str)] = &[
    ("dco", "Developer Certificate of Origin"),
    ("cla", "Contributor licence agreement"),
    ("assignment", "Copyright assignment"),
    ("other", "Other"),
];

const TRADEMARK: &[Field] = &[
    line("verbal_element", "Words of the mark", "540")
        .known_by()
        .hint("May be empty for a mark without words."),
    field("feature", "Kind of mark", "550", Control::Choice(FEATURES))
        .known_by()
        .needed(),
    field(
        "mark_kind",
        "Individual, collective or certification mark",
        "551",
        Control::Choice(MARKS),
    ),
    field(
        "standard_characters",
        "In standard characters",
        "541",
        Control::Choice(YES_NO),
    ),
    line("colours", "Colours claimed", "591"),
    field(
        "colour_mark",
        "Consists of a colour alone",
        "558",
        Control::Choice(YES_NO),
    )
    .rare(),
    line("vienna", "Vienna classes", "531")
        .rare()
        .hint("Figurative elements, such as 26.04.04."),
    long("description", "Description of the mark", "571"),
    long("disclaimer", "Disclaimer", "526").rare(),
    long("use_requirements", "Requirements of use", "527").rare(),
    line("transliteration", "Transliteration", "561").rare(),
    line("translation", "Translation", "566").rare(),
    line("earlier_registrations", "Earlier registrations", "161").rare(),
    line("duration", "Expected duration", "171").rare(),
    line("seniority", "Seniority", "350").rare(),
    day("first_filed_on", "First filed abroad (priority)", "320"),
    line("previous_holder", "Previous holder", "770").rare(),
    line("basic_application", "Basic application", "821").rare(),
    line("basic_registration", "Basic registration", "822").rare(),
    line(
        "designations",
        "Designations under the Madrid Protocol",
        "832",
    )
    .rare(),
];

const DOMAIN: &[Field] = &[
    line("fqdn", "Domain name", "")
        .known_by()
        .needed()
        .hint("Like tamarack.example, without www."),
    line("registrar", "Registrar", ""),
    line("registry_id", "Registry’s number", ""),
    line("registrant", "Registrant", ""),
    day("registered_on", "Registered", ""),
    day("expires_on", "Expires", ""),
    day("registrar_expires_on", "Expires at the registrar", ""),
    day("transferred_on", "Last transferred", ""),
    field(
        "auto_renew",
        "Renews by itself",
        "",
        Control::Choice(YES_NO),
    ),
    line("statuses", "EPP statuses", "").hint("Word by word, such as clientTransferProhibited."),
    day("transfer_lock_until", "Locked against transfer until", ""),
    line("nameservers", "Name servers", ""),
    line("dnssec", "DNSSEC", ""),
    day("rdap_as_of", "As the registry had it on", ""),
];

const COPYRIGHT: &[Field] = &[
    line("author", "Author", ""),
    line("year", "Year of first publication", ""),
    line("licence", "Licence given to everybody", "")
        .hint("An SPDX identifier, such as Apache-2.0."),
    line("registration_no", "Number of registration", ""),
    line("repositories", "Where it is kept", ""),
    long("scope", "What belongs to it", ""),
];

const TERMS: &[Field] = &[
    field("instrument", "Instrument", "", Control::Choice(INSTRUMENTS))
        .known_by()
        .needed(),
    line("edition", "Version", "")
        .known_by()
        .needed()
        .hint("Like 1.1."),
    line("repositories", "Where they apply", ""),
    line("text_address", "Address of the text", ""),
    line("text_sha256", "SHA-256 of the text", ""),
    day("effective_on", "In effect from", ""),
    line("signers", "Who signs", ""),
];

const SIGNING_KEY: &[Field] = &[
    line("fingerprint", "Fingerprint", "").known_by().needed(),
    line("algorithm", "Algorithm", "").known_by(),
    line("purpose", "What it signs", ""),
    day("created_on", "Made", ""),
    day("expires_on", "Expires", ""),
    day("revoked_on", "Revoked", ""),
    line("kept_in", "Kept in", "")
        .hint("A hardware module, such as: HSM in Falkenstein. Never the key."),
    line("quorum", "How many it takes to sign", ""),
    line(
        "public_key_address",
        "Where the public key is published",
        "",
    ),
];

const CERTIFICATE: &[Field] = &[
    line("issuer", "Issuer", "").known_by().needed(),
    line("serial", "Serial number", "").known_by().needed(),
    line("subject", "Subject", ""),
    line("names", "Names it covers", ""),
    day("valid_from", "Valid from", ""),
    day("expires_on", "Expires", ""),
];

const ACCOUNT: &[Field] = &[
    line("service", "Service", "").known_by().needed(),
    line("name", "Name of the account", "").known_by().needed(),
    line("address", "Its address", ""),
    line("purpose", "What it is for", ""),
    line("contact", "Contact at the service", ""),
];

const REPOSITORY: &[Field] = &[
    line("url", "Address", "").known_by().needed(),
    line("host", "Who runs it", ""),
    line("purpose", "What it holds", ""),
    line("licence", "Licence", "").hint("An SPDX identifier, such as Apache-2.0."),
    line("mirrors", "Mirrors", ""),
];

const CONTRACT: &[Field] = &[
    line("reference", "Reference", "").known_by(),
    line("counterparty", "With whom", "").known_by().needed(),
    long("subject", "What it is about", ""),
    day("signed_on", "Signed", ""),
    day("starts_on", "Starts", ""),
    day("ends_on", "Ends", ""),
    line("notice", "Notice to end it", ""),
    line("law", "Governing law", ""),
];

/// The fields of a kind, in the order of forms and pages.
#[must_use]
pub fn of(kind: Kind) -> &'static [Field] {
    match kind {
        Kind::Trademark => TRADEMARK,
        Kind::Domain => DOMAIN,
        Kind::Copyright => COPYRIGHT,
        Kind::Terms => TERMS,
        Kind::SigningKey => SIGNING_KEY,
        Kind::Certificate => CERTIFICATE,
        Kind::Account => ACCOUNT,
        Kind::Repository => REPOSITORY,
        Kind::Contract => CONTRACT,
    }
}

/// Whether a day is kept under this key, of whatever kind. That of publication only imports bring.
#[must_use]
pub fn is_day(key: &str) -> bool {
    key == "published_on"
        || Kind::ALL
            .iter()
            .flat_map(|kind| of(*kind))
            .any(|field| field.key == key && field.control == Control::Day)
}

/// What identifies an asset, and its details, as typed. Details of other names that
/// `kept` has (an import brought them) stay.
pub fn read(kind: Kind, reading: &mut Reading<'_>, kept: &Texts) -> (Texts, Texts) {
    let mut identifiers = Texts::new();
    let mut details: Texts = kept
        .iter()
        .filter(|(key, _)| !of(kind).iter().any(|field| field.key == key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    for field in of(kind) {
        let what = format!("“{}”", field.label);
        let value = match field.control {
            Control::Line => reading.line(field.key, &what, 500, field.needed),
            Control::Long => reading.line(field.key, &what, 2000, field.needed),
            Control::Day => reading
                .day(field.key, field.needed)
                .map_or_else(String::new, |day| day.to_string()),
            Control::Choice(choices) => {
                let raw = reading.raw(field.key);
                let known = choices.iter().any(|(word, _)| *word == raw);
                if !(known || raw.is_empty() && !field.needed) {
                    reading.fault(field.key, format!("Choose {what}."));
                }
                raw
            }
        };
        let value = if field.key == "fqdn" {
            domain(reading, &value)
        } else {
            value
        };
        if !value.is_empty() {
            let into = if field.identifies {
                &mut identifiers
            } else {
                &mut details
            };
            into.insert(field.key.to_owned(), value);
        }
    }
    if kind == Kind::Trademark
        && !identifiers.contains_key("verbal_element")
        && ["word", "combined"].contains(&identifiers.get("feature").map_or("", String::as_str))
    {
        reading.fault("verbal_element", "A mark of words says which. Write them.");
    }
    (identifiers, details)
}

/// A domain name as RFC 1035 and RFC 5890 write it, in small letters.
fn domain(reading: &mut Reading<'_>, typed: &str) -> String {
    let name = typed.trim_end_matches('.').to_ascii_lowercase();
    let fits = name.len() <= 253
        && name.contains('.')
        && name.split('.').all(|part| {
            (1..=63).contains(&part.len())
                && !part.starts_with('-')
                && !part.ends_with('-')
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        });
    if !fits && !name.is_empty() {
        reading.fault(
            "fqdn",
            "Give the domain name alone, in the letters of the DNS, such as tamarack.example.",
        );
    }
    name
}

/// The canonical JSON of names and texts.
#[must_use]
pub fn encode(texts: &Texts) -> String {
    Value::Object(
        texts
            .iter()
            .map(|(key, value)| (key.clone(), Value::from(value.as_str())))
            .collect(),
    )
    .encode()
}

/// Names and texts as an object of JSON says them; what is no text is said as JSON.
#[must_use]
pub fn decode(json: &str) -> Texts {
    let object: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(json).unwrap_or_default();
    object
        .into_iter()
        .map(|(key, value)| match value {
            serde_json::Value::String(text) => (key, text),
            other => (key, other.to_string()),
        })
        .collect()
}
