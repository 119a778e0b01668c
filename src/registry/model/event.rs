//! What happens to assets: a code for each, from which deadlines are computed.

use chrono::NaiveDate;
use uuid::Uuid;

use super::uncounted::detail_of_end;
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
const PAPER: &[Kind] = &[Kind::Contract, Kind::Account, Kind::Terms];

const fn case(code: &'static str, title: &'static str) -> Code {
    Code {
        code,
        title,
        kinds: MARK,
        of_case: true,
    }
}

const fn asset(code: &'static str, title: &'static str, kinds: &'static [Kind]) -> Code {
    Code {
        code,
        title,
        kinds,
        of_case: false,
    }
}

/// Every code there is, in the order in which they are chosen from: those of which the
/// supplied rules of deadlines know, and what else attorneys record.
pub const CODES: &[Code] = &[
    case("FIRST_FILING", "First filed (priority)"),
    case("PRIORITY_CLAIMED", "Priority claimed"),
    case("FILING", "Application filed"),
    case("OFFICE_ACTION", "Office action issued"),
    case("OA_EXTENSION", "Extension for an office action requested"),
    case(
        "POST_REGISTRATION_ACTION",
        "Office action after registration",
    ),
    case("RESPONSE_FILED", "Office action answered"),
    case("SUSPENSION", "Suspended by the office"),
    case("REFUSAL", "Refused"),
    case("PUBLICATION", "Published for opposition"),
    case("OPPOSITION", "Opposition filed"),
    case("OPPOSITION_END", "Opposition ended"),
    case("NOTICE_OF_ALLOWANCE", "Notice of allowance issued"),
    case("AMENDMENT_TO_ALLEGE_USE", "Amendment to allege use filed"),
    case("STATEMENT_OF_USE", "Statement of use filed"),
    case(
        "SOU_EXTENSION",
        "Extension for a statement of use requested",
    ),
    case("REGISTRATION", "Registered"),
    case("SECTION_8_FILED", "Declaration of use filed (section 8)"),
    case(
        "SECTION_15_FILED",
        "Declaration of incontestability filed (section 15)",
    ),
    case(
        "SECTION_8_15_FILED",
        "Declaration of sections 8 and 15 filed",
    ),
    case(
        "SECTION_8_9_FILED",
        "Declaration of use and renewal filed (sections 8 and 9)",
    ),
    case("SECTION_71_FILED", "Declaration of use filed (section 71)"),
    case(
        "CERTIFICATE_OF_EXTENSION",
        "Certificate of extension of protection issued",
    ),
    case(
        "INTERNATIONAL_REGISTRATION",
        "International registration recorded",
    ),
    case("DESIGNATION_NOTIFIED", "Designation notified"),
    case("REFUSAL_NOTIFIED", "Provisional refusal notified"),
    case("PROTECTION_GRANTED", "Protection granted"),
    case(
        "CEASING_OF_EFFECT_NOTIFIED",
        "Ceasing of effect of the basic mark notified",
    ),
    case("TRANSFORMATION_REQUESTED", "Transformation requested"),
    case("CONVERSION_REQUESTED", "Conversion requested"),
    case("RENEWED", "Renewed"),
    case("RESTORED", "Restored"),
    case("ASSIGNMENT_RECORDED", "Assignment recorded at the office"),
    case("LICENCE_RECORDED", "Licence recorded at the office"),
    case("CANCELLATION_REQUEST", "Cancellation requested by another"),
    case("ABANDONED", "Abandoned"),
    case("WITHDRAWN", "Withdrawn"),
    case("SURRENDERED", "Surrendered"),
    case("CANCELLED", "Cancelled"),
    case("INVALIDATED", "Invalidated"),
    case("EXPIRED", "Expired at the office"),
    asset("FIRST_USE", "First used", MARK),
    asset("DOMAIN_REGISTRATION", "Domain registered", &[Kind::Domain]),
    asset(
        "DOMAIN_EXPIRY",
        "Domain expires on this day",
        &[Kind::Domain],
    ),
    asset("DOMAIN_RENEWED", "Domain renewed", &[Kind::Domain]),
    asset(
        "TRANSFER",
        "Transferred between registrars",
        &[Kind::Domain],
    ),
    asset(
        "TRANSFERRED_AWAY",
        "Transferred away from us",
        &[Kind::Domain],
    ),
    asset(
        "RELEASED",
        "Given up",
        &[Kind::Domain, Kind::Account, Kind::Certificate],
    ),
    asset(
        "CERTIFICATE_EXPIRY",
        "Certificate expires on this day",
        &[Kind::Certificate],
    ),
    asset(
        "CERTIFICATE_RENEWED",
        "Certificate replaced",
        &[Kind::Certificate],
    ),
    asset("KEY_CREATION", "Key made", &[Kind::SigningKey]),
    asset("KEY_EXPIRY", "Key expires on this day", &[Kind::SigningKey]),
    asset("KEY_EXTENDED", "Key extended", &[Kind::SigningKey]),
    asset("KEY_ROTATED", "Key replaced", &[Kind::SigningKey]),
    asset("KEY_REVOKED", "Key revoked", &[Kind::SigningKey]),
    asset("CONTRACT_START", "Contract begins", PAPER),
    asset("CONTRACT_END", "Contract ends on this day", PAPER),
    asset("CONTRACT_NOTICE_BY", "Last day to give notice", PAPER),
    asset("NOTICE_GIVEN", "Notice of termination given", PAPER),
    asset("CONTRACT_RENEWED", "Contract renewed", PAPER),
    asset("CONTRACT_ENDED", "Contract ended", PAPER),
    asset(
        "PUBLICATION_OF_WORK",
        "Work published",
        &[Kind::Copyright, Kind::Repository],
    ),
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
    find(code).map(|known| {
        format!(
            "registry-event-{}",
            known.code.to_ascii_lowercase().replace('_', "-")
        )
    })
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

/// Whether the day of such an event may be still to come: of ends, which are known before,
/// and of the last day to give notice. Everything else is recorded once it has happened, for
/// it may meet a deadline. The database refuses the same (`guard_event_day`).
#[must_use]
pub fn may_be_ahead(code: &str) -> bool {
    code == "CONTRACT_NOTICE_BY" || detail_of_end(code).is_some()
}

/// What keeps an event from being recorded as of a day; nothing where its day has come.
#[must_use]
pub fn ahead(code: &str, happened_on: NaiveDate, today: NaiveDate) -> Option<&'static str> {
    (happened_on > today && !may_be_ahead(code)).then_some(NOT_YET)
}

/// Why an event is not recorded yet.
pub const NOT_YET: &str = "This day is still to come. Record what happens once it has happened; only the days on which something ends, or by which notice is to be given, are entered before.";

/// Why a case is not registered on a day.
pub const BEFORE_FILING: &str = "The case would be registered before it was filed. Correct this day, or the filing date of the case first.";

/// Why a case is not registered again.
pub const REGISTERED: &str = "An event says already that this case is registered, and deadlines are counted from it. Correct that event instead.";

/// A case of a mark, as far as a new event is judged by it.
#[derive(Clone, Copy, Debug)]
pub struct KnownCase {
    pub id: Uuid,
    pub filed_on: Option<NaiveDate>,
    /// An event says that it is registered.
    pub is_registered: bool,
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
    /// `cases` are those of the asset; `today` is the day of the foundation.
    pub fn read(
        reading: &mut Reading<'_>,
        kind: Kind,
        cases: &[KnownCase],
        today: NaiveDate,
    ) -> Option<Self> {
        let code = find(reading.raw("code").trim()).filter(|code| code.kinds.contains(&kind));
        if code.is_none() {
            reading.fault("code", "Choose what happened.");
        }
        let happened_on = reading.day("happened_on", true);
        let note = reading.line("note", "more of it", 1000, false);
        let typed = reading.raw("mark_case");
        let mark_case = Uuid::parse_str(typed.trim()).ok();
        let known = cases.iter().find(|case| Some(case.id) == mark_case);
        if known.is_none() && !typed.trim().is_empty() {
            reading.fault("mark_case", "Choose a case of this mark.");
        }
        let code = code?;
        if let Some(sentence) = happened_on.and_then(|on| ahead(code.code, on, today)) {
            reading.fault("happened_on", sentence);
        }
        if let (Some(case), "REGISTRATION") = (known, code.code) {
            if case.filed_on > happened_on && happened_on.is_some() {
                reading.fault("happened_on", BEFORE_FILING);
            }
            if case.is_registered {
                reading.fault("code", REGISTERED);
            }
        }
        if code.of_case && mark_case.is_none() {
            reading.fault(
                "mark_case",
                format!("“{}” happens to a case. Choose which.", code.title),
            );
        }
        Some(Self {
            code: code.code.to_owned(),
            mark_case,
            happened_on: happened_on?,
            note,
        })
    }
}
