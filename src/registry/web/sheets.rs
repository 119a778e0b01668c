//! The fields of each act, with what stands in them at first. What is typed into them is
//! judged where the act is done.

use chrono::NaiveDate;

use super::acts::Act;
use crate::registry::model::case::{self, CaseState, Route};
use crate::registry::model::custody::{Duty, Factor};
use crate::registry::model::fields::{self, Control as Kept};
use crate::registry::model::title::ConveyanceKind;
use crate::registry::model::{Holding, IncidentKind, Kind, RoleKind, State, event};
use crate::registry::store::cases::Case;
use crate::registry::store::conveyances::Conveyance;
use crate::registry::store::whole::Whole;
use crate::registry::views::sheet::{Control, Sheet};

impl Act {
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
            Self::ClassEnd(_) => {
                Sheet::default().line("reason", "Why", "Like: Edition 13-2026 took its place.")
            }
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
            Self::EventEntered(_) => Sheet::default()
                .line("note", "More of it", "May be empty.")
                .file("What shows it"),
            Self::EventWithdrawal(_) => Sheet::default().line(
                "note",
                "Why it is withdrawn",
                "Like: Entered for the wrong mark.",
            ),
            Self::WithdrawalWish(_) => Sheet::default().line(
                "reason",
                "Why it is to be withdrawn",
                "Like: Entered for the wrong mark. Whoever withdraws it looks it up.",
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
            Self::Recordal(link) => of_recordal(whole, link),
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
        );
    if !is_new {
        sheet = sheet.tick(
            "corrected",
            "A correction of what was mistyped",
            "Only where the owner’s name was mistyped and whose it is did not change. Everybody reads how it was spelled before. A name that the owner changed is entered as a conveyance.",
        );
    }
    sheet = sheet.choice("state", "State", "", State::choices());
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
        sheet = sheet
            .with(field.key, &field.labelled(), field.hint, control)
            .folded(field.rare);
    }
    sheet = sheet
        .tick("protected", "Protected", "Under the lock: owner, state and what identifies it change by a deed alone that the board and the members decide. Trademarks, domains and signing keys always are.")
        .tick("open", "Everybody sees its details", "Kind, title, owner and state are public in any case.")
        .line("reason", "Why this is entered", "Like: Entered from the certificate of registration.");
    if is_new {
        // These the database protects whatever is typed.
        if matches!(kind, Kind::Trademark | Kind::Domain | Kind::SigningKey) {
            sheet = sheet.holding("protected", "1");
        }
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
        "reason" | "corrected" => String::new(),
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
        .filter(|case| case.route == Route::MadridIr)
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
            "In the United States alone, and there of each case: 66(a) of a designation.",
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
        "case_state" => case.state.word().to_owned(),
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

/// The fields of a recordal. Where an event says that the office recorded an assignment of
/// this case since the link was executed, its day stands there at first.
fn of_recordal(whole: &Whole, link: &Conveyance) -> Sheet {
    let told = whole.events.iter().rev().find(|event| {
        event.code == "ASSIGNMENT_RECORDED"
            && (link.mark_case.is_none() || event.mark_case == link.mark_case)
            && event.happened_on >= link.executed_on
    });
    let sheet = Sheet::default()
        .line(
            "recorded_office",
            "Recorded at",
            "Like: USPTO Assignment Center.",
        )
        .line(
            "reel_frame",
            "Reel and frame",
            "Or the number under which it stands there, like 7712/0455; may be empty.",
        )
        .day(
            "recorded_on",
            "Recorded on (580)",
            "As the office has it, not when we heard of it.",
        )
        .file("What the office sent");
    match told {
        Some(event) => sheet.holding("recorded_on", event.happened_on.to_string()),
        None => sheet,
    }
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
