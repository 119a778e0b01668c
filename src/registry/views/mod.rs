//! What the pages of the register show. [`public`]: to everybody; [`room`] and [`custody`]: to
//! officers; [`sheet`]: the one form; [`own`]: to custodians; [`uncounted`]: days that give no
//! deadline.

pub mod custody;
pub mod own;
pub mod public;
pub mod room;
pub mod sheet;
pub mod uncounted;

use chrono::{DateTime, NaiveDate, Utc};

use super::model::title::{ConveyanceKind, Gap};
use super::model::{event, fields};
use super::store::Asset;
use super::store::whole::{Told, Whole};
use crate::web::figures::hex;
use crate::web::{Frame, times};

/// The key of a word of the database in the catalogue.
fn key(prefix: &str, word: &str) -> String {
    format!("registry-{prefix}-{}", word.replace('_', "-"))
}

/// A word of the database in the reader's language.
fn word(frame: &Frame, prefix: &str, word: &str) -> String {
    frame.t.say(&key(prefix, word))
}

fn day(frame: &Frame, day: NaiveDate) -> String {
    times::day(&frame.t, day)
}

fn instant(frame: &Frame, at: DateTime<Utc>) -> String {
    let zone = frame.zone();
    times::full(&frame.t, zone, at)
}

/// What happened, in the reader's language.
fn event_said(frame: &Frame, code: &str) -> String {
    event::words(code).map_or_else(|| code.to_owned(), |key| frame.t.say(&key))
}

/// What the log was told, in the reader's language; of kinds other rooms tell as it stands.
fn told_said(frame: &Frame, told: &Told) -> String {
    const KNOWN: [&str; 19] = [
        "version",
        "case",
        "class",
        "class_ended",
        "event",
        "event_corrected",
        "event_withdrawn",
        "role",
        "role_ended",
        "conveyance",
        "recordal",
        "document",
        "custody",
        "custody_ended",
        "attested",
        "incident_reported",
        "incident",
        "incident_end_reported",
        "incident_ended",
    ];
    if KNOWN.contains(&told.what.as_str()) {
        word(frame, "told", &told.what)
    } else {
        told.what.replace('_', " ")
    }
}

/// A gap of the chain in the reader's language.
fn gap_said(frame: &Frame, gap: &Gap) -> String {
    let t = &frame.t;
    match gap {
        Gap::Broken {
            number,
            from,
            expected,
        } => t.say_all(
            "registry-gap-broken",
            &[
                ("number", &number.to_string()),
                ("from", from),
                ("expected", expected),
            ],
        ),
        Gap::Owner { last, owner } => t.say2("registry-gap-owner", "last", last, "owner", owner),
        Gap::Unexplained { from, to } => t.say2("registry-gap-unexplained", "from", from, "to", to),
        Gap::Unrecorded { number } => {
            t.say1("registry-gap-unrecorded", "number", number.to_string())
        }
        Gap::Encumbered {
            number,
            in_favour_of,
        } => t.say2(
            "registry-gap-encumbered",
            "number",
            number.to_string(),
            "party",
            in_favour_of,
        ),
    }
}

/// What identifies an asset and its details: label in the reader's language, INID code,
/// value, and whether the value is a word of ours.
fn facts(frame: &Frame, asset: &Asset) -> Vec<(String, String)> {
    let known = fields::of(asset.kind);
    let mut shown = Vec::new();
    for field in known {
        let value = asset
            .identifiers
            .get(field.key)
            .or_else(|| asset.details.get(field.key));
        if let Some(value) = value {
            let label = fields::with_inid(&frame.t.say(&field.words()), field.inid);
            let value = match field.control {
                fields::Control::Choice(_) => word(frame, "value", value),
                fields::Control::Day => value
                    .parse()
                    .map_or_else(|_| value.clone(), |on| day(frame, on)),
                fields::Control::Line | fields::Control::Long => value.clone(),
            };
            shown.push((label, value));
        }
    }
    for (key, value) in asset.identifiers.iter().chain(&asset.details) {
        if !known.iter().any(|field| field.key == key.as_str()) {
            shown.push((key.replace(['_', '-'], " "), value.clone()));
        }
    }
    shown
}

/// A case with its fields and classes, in the reader's language.
pub struct CaseView {
    pub id: String,
    pub label: String,
    /// The office's name in English.
    pub office: &'static str,
    pub state: String,
    pub facts: Vec<(String, String)>,
    /// Identity, number, edition, goods, days of first use.
    pub classes: Vec<ClassView>,
}

/// A class of a case.
pub struct ClassView {
    pub id: String,
    pub class_no: i32,
    pub edition: String,
    pub goods: String,
    pub uses: Vec<(String, String)>,
}

fn case_views(frame: &Frame, whole: &Whole) -> Vec<CaseView> {
    let say = |key: &str| frame.t.say(key);
    whole
        .cases
        .iter()
        .map(|case| {
            let mut facts = vec![(
                say("registry-case-route"),
                word(frame, "route", case.route.word()),
            )];
            let mut add = |label: &str, inid: &str, value: String| {
                if !value.is_empty() {
                    facts.push((fields::with_inid(&say(label), inid), value));
                }
            };
            let on = |on: Option<NaiveDate>| on.map_or_else(String::new, |on| day(frame, on));
            add("registry-case-parent", "", whole.case_label(case.parent));
            add("registry-case-basis", "", case.basis.clone());
            add(
                "registry-case-application",
                "210",
                case.application_no.clone(),
            );
            add("registry-case-filed", "220", on(case.filed_on));
            add(
                "registry-case-registration",
                "111",
                case.registration_no.clone(),
            );
            add("registry-case-registered", "151", on(case.registered_on));
            if !case.register.is_empty() {
                add(
                    "registry-case-register",
                    "",
                    word(frame, "register", &case.register),
                );
            }
            add("registry-case-expires", "180", on(case.expires_on));
            add("registry-case-status", "", case.status_code.clone());
            CaseView {
                id: case.mark_case.to_string(),
                label: case.label(),
                office: super::model::office::name(&case.office).unwrap_or_default(),
                state: word(frame, "case-state", case.state.word()),
                facts,
                classes: whole
                    .classes
                    .iter()
                    .filter(|class| class.mark_case == case.mark_case)
                    .map(|class| ClassView {
                        id: class.id.to_string(),
                        class_no: class.class_no,
                        edition: class.edition.clone(),
                        goods: class.goods.clone(),
                        uses: [
                            ("registry-class-first-use", class.first_use_on),
                            ("registry-class-first-commerce", class.first_commerce_on),
                        ]
                        .into_iter()
                        .filter_map(|(label, on)| Some((say(label), day(frame, on?))))
                        .collect(),
                    })
                    .collect(),
            }
        })
        .collect()
}

/// A link of the chain of title, in the reader's language.
pub struct LinkView {
    pub number: i64,
    pub kind: String,
    pub from: String,
    pub to: String,
    pub facts: Vec<(String, String)>,
    /// What each file is called, and its SHA-256: the instrument, and what offices sent.
    pub files: Vec<(String, String)>,
}

fn link_views(frame: &Frame, whole: &Whole) -> Vec<LinkView> {
    let say = |key: &str| frame.t.say(key);
    whole
        .conveyances
        .iter()
        .map(|link| {
            let mut facts = Vec::new();
            let case = whole.case_label(link.mark_case);
            if !case.is_empty() {
                facts.push((say("registry-link-case"), case));
            }
            facts.push((say("registry-link-instrument"), link.instrument.clone()));
            facts.push((say("registry-link-executed"), day(frame, link.executed_on)));
            facts.push((
                say("registry-link-effective"),
                day(frame, link.effective_on),
            ));
            let yes_no = |yes: bool| {
                say(if yes {
                    "registry-value-yes"
                } else {
                    "registry-value-no"
                })
            };
            if link.kind == ConveyanceKind::Assignment {
                facts.push((say("registry-link-goodwill"), yes_no(link.goodwill)));
                if link.successor {
                    facts.push((say("registry-link-successor"), yes_no(true)));
                }
            }
            let mut recorded = |office: &str, reel_frame: &str, on: NaiveDate| {
                let at = format!("{office} {reel_frame}");
                facts.push((
                    fields::with_inid(&say("registry-link-recorded"), "580"),
                    format!("{}, {}", at.trim(), day(frame, on)),
                ));
            };
            if let Some(on) = link.recorded_on {
                recorded(&link.recorded_office, &link.reel_frame, on);
            }
            let sha256 = link.sha256.as_deref().map(hex);
            let mut files: Vec<(String, String)> =
                link.document_name.clone().zip(sha256).into_iter().collect();
            for recordal in whole.recordals_of(link) {
                recorded(&recordal.office, &recordal.reel_frame, recordal.recorded_on);
                let sha256 = recordal.sha256.as_deref().map(hex);
                files.extend(recordal.document_name.clone().zip(sha256));
            }
            LinkView {
                number: link.number,
                kind: word(frame, "conveyance", link.kind.word()),
                from: link.from_party.clone(),
                to: link.to_party.clone(),
                facts,
                files,
            }
        })
        .collect()
}

/// A line of what the log was told.
pub struct ToldView {
    pub what: String,
    pub when: String,
    pub sha256: String,
    /// The entry of the log; none before it has a place.
    pub index: Option<i64>,
    pub record: i64,
}

fn told_views(frame: &Frame, whole: &Whole) -> Vec<ToldView> {
    whole
        .told
        .iter()
        .map(|told| ToldView {
            what: told_said(frame, told),
            when: instant(frame, told.recorded_at),
            sha256: hex(&told.sha256),
            index: told.index,
            record: told.record,
        })
        .collect()
}
