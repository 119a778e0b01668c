//! A mark before one office, and the classes of goods it covers there.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Reading, office, words};
use crate::web::times::day_said;

words! {
    /// By which way a mark came to an office.
    Route {
        National = "national", "National application";
        Regional = "regional", "Regional application";
        MadridIr = "madrid_ir", "International registration (Madrid)";
        MadridDesignation = "madrid_designation", "Designation of an international registration";
    }
}

words! {
    /// Where a case is in its life.
    CaseState {
        Candidate = "candidate", "Candidate";
        Clearance = "clearance", "Clearance search";
        Filed = "filed", "Filed";
        Suspended = "suspended", "Suspended";
        Refused = "refused", "Refused";
        Published = "published", "Published for opposition";
        Opposed = "opposed", "Opposed";
        Allowed = "allowed", "Allowed";
        Registered = "registered", "Registered";
        InGrace = "in_grace", "In its period of grace";
        Renewed = "renewed", "Renewed";
        Abandoned = "abandoned", "Abandoned";
        Withdrawn = "withdrawn", "Withdrawn";
        Surrendered = "surrendered", "Surrendered";
        Cancelled = "cancelled", "Cancelled";
        Expired = "expired", "Expired";
        Invalidated = "invalidated", "Invalidated";
    }
}

/// Bases of filing in the United States, and what each says.
pub const BASES: &[(&str, &str)] = &[
    ("", "None (outside the United States, or not known yet)"),
    ("1(a)", "1(a): used in commerce"),
    ("1(b)", "1(b): intent to use"),
    ("44(d)", "44(d): foreign application"),
    ("44(e)", "44(e): foreign registration"),
    ("66(a)", "66(a): Madrid Protocol"),
];

/// What is said of a case in the United States without its basis.
pub const NO_BASIS: &str = "In the United States deadlines are counted, and an assignment is allowed, by the basis of filing: 15 U.S.C. 1051, 1126, 1141f. A case may wait for it while it is in preparation or filed. Give the basis that the office has on record.";

/// What is said of a case in the United States with a basis that it cannot have.
pub const WRONG_BASIS: &str =
    "66(a) is the basis of a designation under the Madrid Protocol, and of nothing else.";

/// The basis that follows from office and route alone: that of a designation of the United States
/// under the Madrid Protocol (15 U.S.C. 1141f). Empty where none does.
#[must_use]
pub fn basis_by_route(office: &str, route: Route) -> &'static str {
    if office == "US" && route == Route::MadridDesignation {
        "66(a)"
    } else {
        ""
    }
}

/// Whether a case in the United States may stand without its basis yet: it is in preparation, or filed
/// without one, which the office asks for in its first action (37 CFR 2.34). Until then it counts as
/// filed on an intent to use.
#[must_use]
pub fn may_lack_basis(route: Route, state: CaseState, is_registered: bool) -> bool {
    let is_early = matches!(
        state,
        CaseState::Candidate | CaseState::Clearance | CaseState::Filed
    );
    is_early && !is_registered && route != Route::MadridDesignation
}

/// Registers of the United States.
pub const REGISTERS: &[(&str, &str)] = &[
    ("", "None (outside the United States)"),
    ("principal", "Principal Register"),
    ("supplemental", "Supplemental Register"),
];

/// Whether a case of this office and route can have a basis: bases are those of the United States
/// alone, and 66(a) is that of a designation, and of nothing else. None fits every case.
#[must_use]
pub fn basis_fits(office: &str, route: Route, basis: &str) -> bool {
    let is_designation = route == Route::MadridDesignation;
    basis.is_empty() || office == "US" && is_designation == (basis == "66(a)")
}

impl CaseState {
    /// Whether a case in this state is registered.
    #[must_use]
    pub fn is_registered(self) -> bool {
        matches!(self, Self::Registered | Self::InGrace | Self::Renewed)
    }

    /// Whether a case in this state is over.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(
            self,
            Self::Refused
                | Self::Abandoned
                | Self::Withdrawn
                | Self::Surrendered
                | Self::Cancelled
                | Self::Expired
                | Self::Invalidated
        )
    }

    /// The words of the states in which a case is over.
    #[must_use]
    pub fn words_of_over() -> Vec<&'static str> {
        Self::ALL
            .iter()
            .filter(|state| state.is_over())
            .map(|state| state.word())
            .collect()
    }
}

/// Where a case is, which never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub office: String,
    pub route: Route,
    /// The case of the international registration that a designation comes from.
    pub parent: Option<Uuid>,
}

impl Place {
    pub fn read(reading: &mut Reading<'_>) -> Option<Self> {
        let office = office::parse(&reading.raw("office"));
        let route = reading.chosen(
            "route",
            Route::parse,
            "Choose by which way the mark came to the office.",
        );
        let parent = Uuid::parse_str(reading.raw("parent").trim()).ok();
        let office = match office {
            Ok(office) => office,
            Err(sentence) => {
                reading.fault("office", sentence);
                return None;
            }
        };
        let route = route?;
        let fits = match route {
            Route::National => !office::is_regional(&office) && !office::is_bureau(&office),
            Route::Regional => office::is_regional(&office),
            Route::MadridIr => office::is_bureau(&office),
            Route::MadridDesignation => !office::is_bureau(&office),
        };
        if !fits {
            reading.fault(
                "route",
                format!(
                    "{office} takes no case by this way: {}. Choose another.",
                    match route {
                        Route::National => "national applications go to the office of a state",
                        Route::Regional => "regional ones to EM, BX, AP, EA or OA",
                        Route::MadridIr => "an international registration stands at WO",
                        Route::MadridDesignation =>
                            "a designation names a state or region, not WO itself",
                    }
                ),
            );
        }
        if (route == Route::MadridDesignation) != parent.is_some() {
            reading.fault("parent", if parent.is_some() {
                "Only a designation comes from an international registration. Leave this empty."
            } else {
                "Choose the international registration that this designation comes from. Enter that first where it is not there."
            });
        }
        Some(Self {
            office,
            route,
            parent,
        })
    }
}

/// What is known of a case at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFacts {
    pub basis: String,
    pub application_no: String,
    pub filed_on: Option<NaiveDate>,
    pub registration_no: String,
    pub registered_on: Option<NaiveDate>,
    pub register: String,
    pub expires_on: Option<NaiveDate>,
    pub state: CaseState,
    pub status_code: String,
    pub status_on: Option<NaiveDate>,
    pub reason: String,
}

impl CaseFacts {
    /// `place` is where the case is; none where that could not be read, and nothing is judged by it.
    pub fn read(reading: &mut Reading<'_>, place: Option<&Place>) -> Option<Self> {
        let mut basis = listed(reading, "basis", BASES, "Choose a basis of filing.");
        let application_no = reading.line("application_no", "the application number", 40, false);
        let filed_on = reading.day("filed_on", false);
        let registration_no = reading.line("registration_no", "the registration number", 40, false);
        let registered_on = reading.day("registered_on", false);
        let register = listed(reading, "register", REGISTERS, "Choose a register.");
        let expires_on = reading.day("expires_on", false);
        let state = reading.chosen(
            "case_state",
            CaseState::parse,
            "Choose the state of the case.",
        );
        let status_code = reading.line("status_code", "the office’s own status", 40, false);
        let status_on = reading.day("status_on", false);
        let reason = reading.line("reason", "why this is entered", 500, true);
        let state = state?;
        if place.is_some_and(|place| place.office != "US")
            && !(basis.is_empty() && register.is_empty())
        {
            let field = if basis.is_empty() {
                "register"
            } else {
                "basis"
            };
            reading.fault(field, "Bases and registers of this kind are those of the United States alone. Choose “None”.");
        }
        if let Some(place) = place.filter(|place| place.office == "US") {
            if basis.is_empty() {
                basis = basis_by_route(&place.office, place.route).to_owned();
            }
            if basis.is_empty() {
                if !may_lack_basis(place.route, state, registered_on.is_some()) {
                    reading.fault("basis", NO_BASIS);
                }
            } else if (place.route == Route::MadridDesignation) != (basis == "66(a)") {
                reading.fault("basis", WRONG_BASIS);
            }
        }
        if let (Some(filed), Some(registered)) = (filed_on, registered_on)
            && registered < filed
        {
            let (registered, filed) = (day_said(&registered), day_said(&filed));
            reading.fault(
                "registered_on",
                format!(
                    "This mark would be registered on {registered}, before it was filed on {filed}. Correct one of the two days."
                ),
            );
        }
        if let (Some(begin), Some(expires)) = (registered_on.or(filed_on), expires_on)
            && expires < begin
        {
            let (expires, begin) = (day_said(&expires), day_said(&begin));
            reading.fault(
                "expires_on",
                format!("This mark would expire on {expires}, before {begin}. Correct one of the two days."),
            );
        }
        if state.is_registered() && registered_on.is_none() {
            reading.fault("registered_on", "Say since when it is registered.");
        }
        Some(Self {
            basis,
            application_no,
            filed_on,
            registration_no,
            registered_on,
            register,
            expires_on,
            state,
            status_code,
            status_on,
            reason,
        })
    }
}

fn listed(
    reading: &mut Reading<'_>,
    field: &str,
    known: &[(&str, &str)],
    sentence: &str,
) -> String {
    let raw = reading.raw(field);
    if !known.iter().any(|(word, _)| *word == raw) {
        reading.fault(field, sentence);
    }
    raw
}

/// Goods or services of one class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewClass {
    /// 1 to 45.
    pub class_no: i32,
    /// The edition of the Nice Classification: `13-2026`.
    pub edition: String,
    pub goods: String,
    pub first_use_on: Option<NaiveDate>,
    pub first_commerce_on: Option<NaiveDate>,
}

impl NewClass {
    pub fn read(reading: &mut Reading<'_>) -> Option<Self> {
        let typed = reading.raw("class_no");
        let class_no = typed
            .trim()
            .parse::<i32>()
            .ok()
            .filter(|class| (1..=45).contains(class));
        if class_no.is_none() {
            let shown: String = typed
                .trim()
                .chars()
                .filter(|letter| !letter.is_control())
                .take(20)
                .collect();
            reading.fault(
                "class_no",
                format!(
                    "There is no class “{shown}”: the Nice Classification has classes 1 to 45. Give one of those."
                ),
            );
        }
        let edition = reading.raw("edition").trim().to_owned();
        let is_edition = edition.split_once("-20").is_some_and(|(number, year)| {
            (1..=2).contains(&number.len())
                && year.len() == 2
                && (number.to_owned() + year)
                    .bytes()
                    .all(|byte| byte.is_ascii_digit())
        });
        if !is_edition {
            reading.fault(
                "edition",
                "Give the edition with its year, such as 13-2026.",
            );
        }
        let goods = reading.text("goods", "the goods or services", 4000, true);
        let first_use_on = reading.day("first_use_on", false);
        let first_commerce_on = reading.day("first_commerce_on", false);
        if let (Some(used), Some(traded)) = (first_use_on, first_commerce_on)
            && traded < used
        {
            reading.fault(
                "first_commerce_on",
                format!("Use in commerce would begin on {traded}, before first use on {used}. Correct one of the two days."),
            );
        }
        Some(Self {
            class_no: class_no?,
            edition,
            goods,
            first_use_on,
            first_commerce_on,
        })
    }
}
