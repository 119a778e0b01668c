//! What can be entered about an asset: each act with its title and its fields.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::registry::model::case::{self, CaseState, Route};
use crate::registry::model::custody::{Duty, Factor};
use crate::registry::model::fields::{self, Control as Kept};
use crate::registry::model::title::ConveyanceKind;
use crate::registry::model::{Holding, IncidentKind, Kind, RoleKind, State, event};
use crate::registry::store::cases::{Case, Class};
use crate::registry::store::facts::{Event, Role};
use crate::registry::store::incidents::{Incident, Stage};
use crate::registry::store::keeping::Custodian;
use crate::registry::store::whole::Whole;
use crate::registry::views::sheet::{Control, Sheet};

/// What is entered about an asset that is there.
#[derive(Clone, Debug)]
pub(super) enum Act {
    Change,
    Case,
    CaseChange(Box<Case>),
    Class(Box<Case>),
    ClassEnd(Box<Class>),
    Event,
    EventCorrection(Event),
    EventWithdrawal(Event),
    Role,
    RoleEnd(Role),
    Conveyance,
    Document,
    Custody,
    CustodyEnd(Box<Custodian>),
    Incident,
    IncidentConfirm(Box<Incident>),
    IncidentEnd(Box<Incident>),
    IncidentEndConfirm(Box<Incident>),
}

impl Act {
    /// The act of an address, of what `of` names; none where there is no such thing.
    pub(super) fn find(word: &str, of: &str, whole: &Whole) -> Option<Self> {
        let id = Uuid::parse_str(of).ok();
        let case = || {
            whole
                .cases
                .iter()
                .find(|case| Some(case.mark_case) == id)
                .cloned()
                .map(Box::new)
        };
        let event = || {
            whole
                .events
                .iter()
                .find(|event| Some(event.id) == id)
                .cloned()
        };
        let incident = |stage: Stage| {
            let found = whole
                .incidents
                .iter()
                .find(|incident| Some(incident.id) == id)?;
            (found.stage() == stage).then(|| Box::new(found.clone()))
        };
        let is_mark = whole.asset.kind == Kind::Trademark;
        Some(match word {
            "change" => Self::Change,
            "case" if is_mark => Self::Case,
            "case-change" => Self::CaseChange(case()?),
            "class" => Self::Class(case()?),
            "class-end" => {
                let class = whole.classes.iter().find(|class| Some(class.id) == id)?;
                Self::ClassEnd(Box::new(class.clone()))
            }
            "event" => Self::Event,
            "event-correction" => Self::EventCorrection(event()?),
            "event-withdrawal" => Self::EventWithdrawal(event()?),
            "role" => Self::Role,
            "role-end" => {
                Self::RoleEnd(whole.roles.iter().find(|role| Some(role.id) == id)?.clone())
            }
            "conveyance" => Self::Conveyance,
            "document" => Self::Document,
            "custody" => Self::Custody,
            "custody-end" => {
                let kept = whole
                    .custodians
                    .iter()
                    .find(|kept| Some(kept.custody) == id)?;
                Self::CustodyEnd(Box::new(kept.clone()))
            }
            "incident" => Self::Incident,
            "incident-confirmation" => Self::IncidentConfirm(incident(Stage::Recorded)?),
            "incident-end" => Self::IncidentEnd(incident(Stage::Stands)?),
            "incident-end-confirmation" => Self::IncidentEndConfirm(incident(Stage::Ending)?),
            _ => return None,
        })
    }

    /// Whether any officer does it, and not only whoever keeps the register: what
    /// happened can always be said.
    pub(super) fn is_everybodys(&self) -> bool {
        matches!(
            self,
            Self::Incident
                | Self::IncidentConfirm(_)
                | Self::IncidentEnd(_)
                | Self::IncidentEndConfirm(_)
        )
    }

    pub(super) fn title(&self) -> String {
        match self {
            Self::Change => "Change this asset".to_owned(),
            Self::Case => "A case at an office".to_owned(),
            Self::CaseChange(case) => format!("Change case {}", case.label()),
            Self::Class(case) => format!("A class of case {}", case.label()),
            Self::ClassEnd(class) => format!("End class {}", class.class_no),
            Self::Event => "What happened".to_owned(),
            Self::EventCorrection(known) => format!("Correct: {}", event::title(&known.code)),
            Self::EventWithdrawal(known) => {
                format!("It never happened: {}", event::title(&known.code))
            }
            Self::Role => "A party to this asset".to_owned(),
            Self::RoleEnd(role) => format!("No longer: {}", role.name),
            Self::Conveyance => "A link of the chain of title".to_owned(),
            Self::Document => "A document".to_owned(),
            Self::Custody => "A custodian".to_owned(),
            Self::CustodyEnd(kept) => format!("End custody of {}", kept.name),
            Self::Incident => "Record what befell this asset".to_owned(),
            Self::IncidentConfirm(incident) => format!("Confirm incident {}", incident.number),
            Self::IncidentEnd(incident) => format!("Incident {} is put right", incident.number),
            Self::IncidentEndConfirm(incident) => {
                format!("Confirm that incident {} is put right", incident.number)
            }
        }
    }

    pub(super) fn button(&self) -> &'static str {
        match self {
            Self::IncidentConfirm(_) | Self::IncidentEndConfirm(_) => "Confirm it",
            Self::ClassEnd(_) | Self::RoleEnd(_) | Self::CustodyEnd(_) => "End it",
            Self::EventWithdrawal(_) => "Withdraw it",
            _ => "Record it",
        }
    }

    /// What stands above the fields.
    pub(super) fn leads(&self, whole: &Whole) -> Vec<String> {
        let said = |text: &str| vec![text.to_owned()];
        match self {
            Self::Change => {
                let mut leads =
                    said("What is entered becomes the next version; the earlier ones stay.");
                if whole.asset.protected {
                    leads.push("This asset is protected: title, owner, holding, state, protection and what identifies it change by a deed alone. Everything else can be changed here.".to_owned());
                }
                leads
            }
            Self::Case | Self::CaseChange(_) => {
                said("Fields bear the INID codes of WIPO ST.60. What is not known yet stays empty.")
            }
            Self::Class(_) => said(
                "Another wording of a class that is there: enter it here first, and then end the earlier one.",
            ),
            Self::Conveyance => said(
                "Enter the chain from the latest link back, with names letter for letter as they stand in the next link. Of a protected asset only what leads to its owner can be entered; what leads away takes a deed.",
            ),
            Self::Custody => said(
                "Who keeps access, with what, and where recovery codes lie. Never write a code, a key or the words of a seed.",
            ),
            Self::Incident => said(
                "What came from outside is always recorded: it never changes whose the asset rightfully is. It counts, turns the public page red and alerts every director once another officer confirmed it.",
            ),
            Self::IncidentConfirm(incident) | Self::IncidentEndConfirm(incident) => {
                let kind = IncidentKind::parse(&incident.kind).map_or("", IncidentKind::said);
                let mut leads = vec![format!(
                    "{kind} on {}, recorded by {}: {}",
                    incident.happened_on, incident.recorder, incident.what
                )];
                if let (Self::IncidentEndConfirm(_), Some(on), Some(outcome)) =
                    (self, incident.ended_on, &incident.outcome)
                {
                    leads.push(format!("Put right on {on}: {outcome}"));
                }
                leads
            }
            Self::EventCorrection(_) => said(
                "The correction takes the place of the event; what was recorded stays in the register’s history, and deadlines are computed anew.",
            ),
            _ => Vec::new(),
        }
    }

    /// The version that was read, where there is one.
    pub(super) fn read(&self, whole: &Whole) -> i32 {
        match self {
            Self::Change => whole.asset.version,
            Self::CaseChange(case) => case.version,
            _ => 0,
        }
    }

    /// The fields, as they come first.
    pub(super) fn sheet(&self, whole: &Whole, today: NaiveDate) -> Sheet {
        let today = today.to_string();
        match self {
            Self::Change => of_asset(whole.asset.kind, false).filled(&|name| of_now(whole, name)),
            Self::Case => of_place(whole)
                .joined(of_case())
                .holding("case_state", "filed"),
            Self::CaseChange(case) => of_case().filled(&|name| of_case_now(case, name)),
            Self::Class(_) => Sheet::default()
                .line("class_no", "Class (511)", "1 to 45.")
                .line(
                    "edition",
                    "Edition of the Nice Classification",
                    "With its year, like 13-2026.",
                )
                .area("goods", "Goods or services", "As the office has them.")
                .day("first_use_on", "First use anywhere", "May be empty.")
                .day(
                    "first_commerce_on",
                    "First use in commerce",
                    "May be empty.",
                ),
            Self::ClassEnd(_) => Sheet::default().line("reason", "Why", "Like: Worded anew."),
            Self::Event | Self::EventCorrection(_) => {
                let sheet = of_event(whole);
                match self {
                    Self::EventCorrection(known) => sheet
                        .holding("happened_on", known.happened_on.to_string())
                        .holding("note", known.note.clone())
                        .without(&["code", "mark_case"]),
                    _ => sheet.holding("happened_on", today),
                }
            }
            Self::EventWithdrawal(_) => Sheet::default().line(
                "note",
                "Why it is withdrawn",
                "Like: Entered for the wrong mark.",
            ),
            Self::Role => Sheet::default()
                .choice(
                    "role",
                    "What they are",
                    "With the INID code where there is one.",
                    RoleKind::choices(),
                )
                .line("name", "Name", "")
                .day("since", "Since", "")
                .holding("since", today),
            Self::RoleEnd(_) => Sheet::default()
                .day("ends_on", "Until", "")
                .line("reason", "Why", "")
                .holding("ends_on", today),
            Self::Conveyance => of_conveyance(whole),
            Self::Document => Sheet::default().file("File"),
            Self::Custody => Sheet::default()
                .line(
                    "address",
                    "Mail address of their account",
                    "The person must have an account.",
                )
                .choice("duty", "For what", "", Duty::choices())
                .choice(
                    "factor",
                    "With what they keep access",
                    "",
                    Factor::choices(),
                )
                .line(
                    "place",
                    "Where recovery codes lie",
                    "Like: Safe of the office in Berlin, envelope 7. Never the codes.",
                )
                .day("since", "Since", "")
                .holding("since", today),
            Self::CustodyEnd(_) => Sheet::default()
                .day("ends_on", "Until", "")
                .line("reason", "Why", "Like: Handed over to the new secretary.")
                .holding("ends_on", today),
            Self::Incident => Sheet::default()
                .choice("kind", "What happened", "", IncidentKind::choices())
                .day("happened_on", "On which day", "")
                .area(
                    "what",
                    "What happened, and how we know",
                    "Officers and auditors read this; everybody sees the kind and the day.",
                )
                .file("What shows it")
                .holding("happened_on", today),
            Self::IncidentEnd(_) => Sheet::default()
                .day("ended_on", "On which day", "")
                .area("outcome", "How it was put right", "")
                .holding("ended_on", today),
            Self::IncidentConfirm(_) | Self::IncidentEndConfirm(_) => Sheet::default(),
        }
    }
}

impl Sheet {
    fn joined(mut self, other: Self) -> Self {
        self.fields.extend(other.fields);
        self
    }

    fn without(mut self, names: &[&str]) -> Self {
        self.fields.retain(|field| !names.contains(&field.name));
        self
    }
}

/// The fields of an asset of a kind.
pub(super) fn of_asset(kind: Kind, is_new: bool) -> Sheet {
    let mut sheet = Sheet::default()
        .line("title", "What it is called", "")
        .choice(
            "holding",
            "By which right we have it",
            "",
            Holding::choices(),
        )
        .line(
            "owner",
            "Whose it rightfully is",
            "As the registers of offices name the owner, letter for letter.",
        )
        .choice("state", "State", "", State::choices());
    for field in fields::of(kind) {
        let control = match field.control {
            Kept::Line => Control::Line,
            Kept::Long => Control::Area(3),
            Kept::Day => Control::Day,
            Kept::Choice(choices) => {
                let known = choices
                    .iter()
                    .map(|(word, said)| ((*word).to_owned(), (*said).to_owned()));
                Control::Choice(
                    if field.needed || choices.iter().any(|(word, _)| word.is_empty()) {
                        known.collect()
                    } else {
                        std::iter::once((String::new(), "Not known".to_owned()))
                            .chain(known)
                            .collect()
                    },
                )
            }
        };
        sheet = sheet.with(field.key, &field.labelled(), field.hint, control);
    }
    sheet = sheet
        .tick("protected", "Protected", "Under the lock: owner, state and what identifies it change by a deed alone that the board and the members decide. Trademarks, domains and signing keys always are.")
        .tick("open", "Everybody sees its details", "Kind, title, owner and state are public in any case.")
        .line("reason", "Why this is entered", "Like: Entered from the certificate of registration.");
    if is_new {
        sheet = sheet
            .holding("holding", Holding::Owned.word())
            .holding("state", State::Active.word())
            .holding("open", "1");
    }
    sheet
}

/// A field of an asset as its latest version has it.
fn of_now(whole: &Whole, name: &str) -> String {
    let asset = &whole.asset;
    let tick = |set: bool| if set { "1".to_owned() } else { String::new() };
    match name {
        "title" => asset.title.clone(),
        "holding" => asset.holding.word().to_owned(),
        "owner" => asset.owner.clone(),
        "state" => asset.state.word().to_owned(),
        "protected" => tick(asset.protected),
        "open" => tick(asset.open),
        "reason" => String::new(),
        key => asset
            .identifiers
            .get(key)
            .or_else(|| asset.details.get(key))
            .cloned()
            .unwrap_or_default(),
    }
}

fn of_place(whole: &Whole) -> Sheet {
    let none = (String::new(), "None".to_owned());
    let internationals = whole
        .cases
        .iter()
        .filter(|case| case.route == Route::MadridIr.word())
        .map(|case| (case.mark_case.to_string(), case.label()));
    Sheet::default()
        .line(
            "office",
            "Office",
            "Two letters of WIPO ST.3: US, EM, GB, WO, DE and so on.",
        )
        .choice("route", "By which way", "", Route::choices())
        .choice(
            "parent",
            "International registration it comes from",
            "Of designations alone.",
            std::iter::once(none).chain(internationals).collect(),
        )
}

fn pairs(known: &[(&str, &str)]) -> Vec<(String, String)> {
    known
        .iter()
        .map(|(word, said)| ((*word).to_owned(), (*said).to_owned()))
        .collect()
}

fn of_case() -> Sheet {
    Sheet::default()
        .choice(
            "basis",
            "Basis of filing",
            "In the United States alone.",
            pairs(case::BASES),
        )
        .line("application_no", "Application number (210)", "")
        .day("filed_on", "Filing date (220)", "")
        .line("registration_no", "Registration number (111)", "")
        .day("registered_on", "Registration date (151)", "")
        .choice(
            "register",
            "Register",
            "In the United States alone.",
            pairs(case::REGISTERS),
        )
        .day("expires_on", "Expected expiration (180)", "")
        .choice("case_state", "State of the case", "", CaseState::choices())
        .line(
            "status_code",
            "The office’s own status",
            "As the office words it.",
        )
        .day("status_on", "Since", "")
        .line(
            "reason",
            "Why this is entered",
            "Like: Entered from the filing receipt.",
        )
}

fn of_case_now(case: &Case, name: &str) -> String {
    let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
    match name {
        "basis" => case.basis.clone(),
        "application_no" => case.application_no.clone(),
        "filed_on" => day(case.filed_on),
        "registration_no" => case.registration_no.clone(),
        "registered_on" => day(case.registered_on),
        "register" => case.register.clone(),
        "expires_on" => day(case.expires_on),
        "case_state" => case.state.clone(),
        "status_code" => case.status_code.clone(),
        "status_on" => day(case.status_on),
        _ => String::new(),
    }
}

/// The cases of a mark to choose from, and the asset as a whole.
fn cases_of(whole: &Whole) -> Vec<(String, String)> {
    let all = (String::new(), "The asset as a whole".to_owned());
    let cases = whole
        .cases
        .iter()
        .map(|case| (case.mark_case.to_string(), case.label()));
    std::iter::once(all).chain(cases).collect()
}

fn of_event(whole: &Whole) -> Sheet {
    let mut sheet = Sheet::default().choice(
        "code",
        "What happened",
        "Deadlines are computed from it.",
        event::choices(whole.asset.kind),
    );
    if whole.asset.kind == Kind::Trademark {
        sheet = sheet.choice("mark_case", "To which case", "", cases_of(whole));
    }
    sheet
        .day(
            "happened_on",
            "On which day",
            "As the office has it, not when we heard of it.",
        )
        .line("note", "More of it", "May be empty.")
        .file("What shows it")
}

fn of_conveyance(whole: &Whole) -> Sheet {
    let mut sheet = Sheet::default().choice("kind", "By what", "", ConveyanceKind::choices());
    if whole.asset.kind == Kind::Trademark {
        sheet = sheet.choice("mark_case", "Which case", "", cases_of(whole));
    }
    sheet
        .line("from_party", "From whom", "")
        .line("to_party", "To whom", "")
        .day("executed_on", "Executed", "")
        .day("effective_on", "In effect from", "")
        .tick(
            "goodwill",
            "With the goodwill of the business",
            "A mark that is assigned without it is lost.",
        )
        .tick(
            "successor",
            "To the successor of the whole business",
            "An intent-to-use application can be assigned before its use to nobody else.",
        )
        .line(
            "instrument",
            "Instrument",
            "Like: Trademark assignment agreement.",
        )
        .line(
            "recorded_office",
            "Recorded at",
            "May be empty while it is not recorded.",
        )
        .line(
            "reel_frame",
            "Reel and frame",
            "Like 7712/0455; may be empty.",
        )
        .day("recorded_on", "Recorded on (580)", "May be empty.")
        .file("The instrument")
        .holding("to_party", whole.asset.owner.clone())
}
