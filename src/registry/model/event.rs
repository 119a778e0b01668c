//! What happens to assets: a code for each, from which deadlines are computed.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Kind, Reading};

/// One code of an event.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    pub code: &'static str,
    pub title: &'static str,
    pub kinds: &'static [Kind],
    /// Whether it happens to a case rather than to the asset.
    pub of_case: bool,
}

const MARK: &[Kind] = &[Kind::Trademark];

const fn case(code: &'static str, title: &'static str) -> Code {
    Code { code, title, kinds: MARK, of_case: true }
}

const fn asset(code: &'static str, title: &'static str, kinds: &'static [Kind]) -> Code {
    Code { code, title, kinds, of_case: false }
}

/// Every code there is, in the order in which they are chosen from.
pub const CODES: &[Code] = &[
    case("FIRST_FILING", "First filed (priority)"),
    case("FILING", "Application filed"),
    case("OFFICE_ACTION", "Office action issued"),
    case("OFFICE_ACTION_RESPONSE", "Office action answered"),
    case("SUSPENSION", "Suspended by the office"),
    case("REFUSAL", "Refused"),
    case("PUBLICATION", "Published for opposition"),
    case("OPPOSITION", "Opposition filed"),
    case("OPPOSITION_END", "Opposition ended"),
    case("NOTICE_OF_ALLOWANCE", "Notice of allowance issued"),
    case("AMENDMENT_TO_ALLEGE_USE", "Amendment to allege use filed"),
    case("STATEMENT_OF_USE", "Statement of use filed"),
    case("EXTENSION_OF_TIME", "Extension of time granted"),
    case("REGISTRATION", "Registered"),
    case("CERTIFICATE_OF_EXTENSION", "Certificate of extension of protection issued"),
    case("INTERNATIONAL_REGISTRATION", "International registration recorded"),
    case("DESIGNATION", "Designation notified"),
    case("PROVISIONAL_REFUSAL", "Provisional refusal notified"),
    case("STATEMENT_OF_GRANT", "Statement of grant of protection"),
    case("CEASING_OF_EFFECT", "Basic mark ceased to have effect"),
    case("DECLARATION_OF_USE", "Declaration of use filed"),
    case("DECLARATION_OF_INCONTESTABILITY", "Declaration of incontestability filed"),
    case("RENEWAL", "Renewed"),
    case("ASSIGNMENT_RECORDED", "Assignment recorded at the office"),
    case("LICENCE_RECORDED", "Licence recorded at the office"),
    case("CANCELLATION_REQUEST", "Cancellation requested by another"),
    case("CANCELLATION", "Cancelled"),
    case("EXPIRY", "Expired at the office"),
    case("WITHDRAWAL", "Withdrawn"),
    asset("FIRST_USE", "First used", MARK),
    asset("DOMAIN_REGISTRATION", "Domain registered", &[Kind::Domain]),
    asset("DOMAIN_EXPIRY", "Domain expires on this day", &[Kind::Domain]),
    asset("DOMAIN_RENEWAL", "Domain renewed", &[Kind::Domain]),
    asset("DOMAIN_DELETION", "Domain given up", &[Kind::Domain]),
    asset("TRANSFER", "Transferred between registrars", &[Kind::Domain]),
    asset("CERTIFICATE_EXPIRY", "Certificate expires on this day", &[Kind::Certificate]),
    asset("CERTIFICATE_RENEWAL", "Certificate replaced", &[Kind::Certificate]),
    asset("KEY_CREATION", "Key made", &[Kind::SigningKey]),
    asset("KEY_EXPIRY", "Key expires on this day", &[Kind::SigningKey]),
    asset("KEY_ROTATION", "Key replaced", &[Kind::SigningKey]),
    asset("KEY_REVOCATION", "Key revoked", &[Kind::SigningKey]),
    asset("CONTRACT_START", "Contract begins", &[Kind::Contract, Kind::Account, Kind::Terms]),
    asset("CONTRACT_END", "Contract ends on this day", &[Kind::Contract, Kind::Account, Kind::Terms]),
    asset("CONTRACT_RENEWAL", "Contract renewed", &[Kind::Contract, Kind::Account, Kind::Terms]),
    asset("TERMINATION_NOTICE", "Notice of termination", &[Kind::Contract, Kind::Account, Kind::Terms]),
    asset("PUBLICATION_OF_WORK", "Work published", &[Kind::Copyright, Kind::Repository]),
    asset("OTHER", "Something else", Kind::ALL),
];

/// The code of this name.
#[must_use]
pub fn find(code: &str) -> Option<&'static Code> {
    CODES.iter().find(|known| known.code == code)
}

/// What a code says in plain words; the code itself where this program does not know it.
#[must_use]
pub fn title(code: &str) -> &str {
    find(code).map_or(code, |known| known.title)
}

/// The key of a code's words in the catalogue; none where this program does not know it.
#[must_use]
pub fn words(code: &str) -> Option<String> {
    find(code).map(|known| format!("registry-event-{}", known.code.to_ascii_lowercase().replace('_', "-")))
}

/// Codes that fit assets of a kind, to choose from.
#[must_use]
pub fn choices(kind: Kind) -> Vec<(String, String)> {
    CODES
        .iter()
        .filter(|code| code.kinds.contains(&kind))
        .map(|code| (code.code.to_owned(), code.title.to_owned()))
        .collect()
}

/// An event, as it was typed and judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    pub code: String,
    pub mark_case: Option<Uuid>,
    pub happened_on: NaiveDate,
    pub note: String,
}

impl NewEvent {
    /// `cases` are those of the asset.
    pub fn read(reading: &mut Reading<'_>, kind: Kind, cases: &[Uuid]) -> Option<Self> {
        let code = find(reading.raw("code").trim()).filter(|code| code.kinds.contains(&kind));
        if code.is_none() {
            reading.fault("code", "Choose what happened.");
        }
        let happened_on = reading.day("happened_on", true);
        let note = reading.line("note", "more of it", 1000, false);
        let typed = reading.raw("mark_case");
        let mark_case = Uuid::parse_str(typed.trim()).ok();
        if mark_case.is_some_and(|case| !cases.contains(&case)) || (mark_case.is_none() && !typed.trim().is_empty()) {
            reading.fault("mark_case", "Choose a case of this mark.");
        }
        let code = code?;
        if code.of_case && mark_case.is_none() {
            reading.fault("mark_case", format!("“{}” happens to a case. Choose which.", code.title));
        }
        Some(Self {
            code: code.code.to_owned(),
            mark_case,
            happened_on: happened_on?,
            note,
        })
    }
}
