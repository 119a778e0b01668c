//! The register as officers keep it, in English.

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;
use uuid::Uuid;

use crate::docket::model::Pack;
use crate::docket::views::OfAsset;
use crate::registry::imports::model::offices::read_as;
use crate::registry::model::title::Gap;
use crate::registry::model::{Kind, event, fields, label, office};
use crate::registry::store::Asset;
use crate::registry::store::assets::Line;
use crate::registry::store::cases::{Case, Class};
use crate::registry::store::facts::Event;
use crate::registry::store::figures::COUNTED;
use crate::registry::store::incidents::{Incident, Stage};
use crate::registry::store::keeping::Custodian;
use crate::registry::store::whole::Whole;
use crate::registry::views::uncounted;
use crate::registry::watch::views::OnAsset;
use crate::web::Frame;
use crate::web::error::encode_path;
use crate::web::figures::hex;
use crate::web::times::day_said;

/// The officers' list, with how the register stands.
#[derive(Template, WebTemplate)]
#[template(path = "registry/room/list.html")]
pub struct RoomPage {
    pub frame: Frame,
    /// Whether this officer keeps the register.
    pub keeps: bool,
    pub kinds: Vec<(Kind, i64)>,
    pub kind: Option<Kind>,
    pub words: String,
    pub lines: Vec<Line>,
    pub is_later: bool,
    pub last: i64,
    pub thin: i64,
    pub overdue: i64,
    pub broken: Vec<(Asset, Vec<Gap>)>,
    /// What is not over.
    pub incidents: Vec<Incident>,
}

impl RoomPage {
    fn thin_said(&self) -> String {
        match self.thin {
            1 => "1 asset".to_owned(),
            many if many > COUNTED => format!("more than {COUNTED} assets"),
            many => format!("{many} assets"),
        }
    }

    fn choices(&self) -> Vec<(String, String)> {
        let all = (String::new(), "All kinds".to_owned());
        let kinds = self
            .kinds
            .iter()
            .map(|(kind, many)| (kind.word().to_owned(), format!("{} ({many})", kind.said())));
        std::iter::once(all).chain(kinds).collect()
    }

    fn kind_word(&self) -> &'static str {
        self.kind.map_or("", Kind::word)
    }

    fn address(&self, after: i64) -> String {
        let mut address = format!(
            "/room/registry?kind={}&q={}",
            self.kind_word(),
            encode_path(&self.words)
        );
        if after > 0 {
            address.push_str(&format!("&after={after}"));
        }
        address
    }

    fn first_address(&self) -> String {
        self.address(0)
    }

    fn next_address(&self) -> String {
        self.address(self.last)
    }

    fn label(&self, number: &i64) -> String {
        label(*number)
    }

    fn standing(&self) -> usize {
        self.incidents
            .iter()
            .filter(|incident| incident.stands())
            .count()
    }
}

/// An event under an office's own code from which nothing is counted.
struct Unread<'a> {
    event: &'a Event,
    /// The events of the docket that are read in it and not recorded; none where none is.
    read_as: Vec<&'a str>,
}

impl Unread<'_> {
    /// What is read in it; empty where nothing is.
    fn said(&self) -> String {
        match self.read_as.as_slice() {
            [] => String::new(),
            events => format!(
                "; read as “{}”, which is not recorded on that day",
                events.join("”, “")
            ),
        }
    }
}

/// An asset as officers keep it.
#[derive(Template, WebTemplate)]
#[template(path = "registry/room/asset.html")]
pub struct RoomAssetPage {
    pub frame: Frame,
    pub keeps: bool,
    pub whole: Whole,
    /// Who reads it.
    pub reader: Uuid,
    /// How it was seen from outside.
    pub watch: OnAsset,
    pub docket: OfAsset,
    /// The rules of deadlines in force.
    pub pack: Pack,
}

impl RoomAssetPage {
    fn label(&self) -> String {
        label(self.whole.asset.number)
    }

    fn path(&self) -> String {
        self.whole.asset.room_path()
    }

    /// Incidents that two officers recorded and that stand.
    fn standing(&self) -> Vec<&Incident> {
        self.whole.standing()
    }

    /// Where an act on something of this asset is entered.
    fn act(&self, act: &str, of: &impl ToString) -> String {
        format!("{}/do/{act}?of={}", self.path(), of.to_string())
    }

    fn facts(&self) -> Vec<(String, String)> {
        let asset = &self.whole.asset;
        let known = fields::of(asset.kind);
        let mut shown: Vec<(String, String)> = known
            .iter()
            .filter_map(|field| {
                let value = asset
                    .identifiers
                    .get(field.key)
                    .or_else(|| asset.details.get(field.key))?;
                let said = match field.control {
                    fields::Control::Choice(choices) => choices
                        .iter()
                        .find(|(word, _)| word == value)
                        .map_or_else(|| value.clone(), |(_, said)| (*said).to_owned()),
                    fields::Control::Day => value
                        .parse()
                        .map_or_else(|_| value.clone(), |on| day_said(&on)),
                    fields::Control::Line | fields::Control::Long => value.clone(),
                };
                Some((field.labelled(), said))
            })
            .collect();
        for (key, value) in asset.identifiers.iter().chain(&asset.details) {
            if !known.iter().any(|field| field.key == key.as_str()) {
                shown.push((key.replace(['_', '-'], " "), value.clone()));
            }
        }
        shown
    }

    fn case_facts(&self, case: &Case) -> Vec<(&'static str, String)> {
        let on = |on: Option<NaiveDate>| on.map_or_else(String::new, |on| day_said(&on));
        [
            ("Way", case.route.said().to_owned()),
            ("From", self.whole.case_label(case.parent)),
            ("Basis", case.basis.clone()),
            ("Application number (210)", case.application_no.clone()),
            ("Filing date (220)", on(case.filed_on)),
            ("Registration number (111)", case.registration_no.clone()),
            ("Registration date (151)", on(case.registered_on)),
            ("Register", case.register.clone()),
            ("Expected expiration (180)", on(case.expires_on)),
            ("Office’s own status", case.status_code.clone()),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }

    fn office(&self, case: &Case) -> &'static str {
        office::name(&case.office).unwrap_or_default()
    }

    /// Days of a case from which nothing is counted: each in a sentence, with its event and
    /// where that is recorded.
    fn uncounted(&self, case: &Case) -> Vec<(String, &'static str, String)> {
        self.uncounted_of(Some(case.mark_case))
    }

    /// The same of the asset itself.
    fn uncounted_itself(&self) -> Vec<(String, &'static str, String)> {
        self.uncounted_of(None)
    }

    /// What is so of its end, where that was put off and no event says until when.
    fn put_off(&self) -> Option<String> {
        self.whole
            .put_off()
            .map(|found| uncounted::put_off_said(&found))
    }

    fn uncounted_of(&self, of: Option<Uuid>) -> Vec<(String, &'static str, String)> {
        self.whole
            .uncounted()
            .iter()
            .filter(|day| day.mark_case == of)
            .map(|day| {
                (
                    uncounted::said(day),
                    event::title(day.code),
                    uncounted::path(&self.whole.asset, day),
                )
            })
            .collect()
    }

    /// Events under offices' own codes from which nothing is counted.
    fn unread(&self) -> Vec<Unread<'_>> {
        let events = &self.whole.events;
        let is_there = |like: &Event, code: &str| {
            events.iter().any(|event| {
                event.code == code
                    && event.mark_case == like.mark_case
                    && event.happened_on == like.happened_on
            })
        };
        let mut unread = Vec::new();
        for event in events {
            if event::find(&event.code).is_some() || self.pack.codes().any(|c| c == event.code) {
                continue;
            }
            let case = self
                .whole
                .cases
                .iter()
                .find(|case| Some(case.mark_case) == event.mark_case);
            let office = case.map_or("", |case| case.office.as_str());
            let meant: Vec<&str> = read_as(office, &event.code, &self.pack.office_codes)
                .map(|one| one.event.as_str())
                .collect();
            let missing: Vec<&str> = meant
                .iter()
                .copied()
                .filter(|code| !is_there(event, code))
                .collect();
            if meant.is_empty() || !missing.is_empty() {
                unread.push(Unread {
                    event,
                    read_as: missing.into_iter().map(event::title).collect(),
                });
            }
        }
        unread
    }

    fn classes(&self, case: &Case) -> Vec<&Class> {
        self.whole
            .classes
            .iter()
            .filter(|class| class.mark_case == case.mark_case)
            .collect()
    }

    /// The case to which something happened, in brackets; empty for the asset as a whole.
    fn case_of(&self, event: &Event) -> String {
        match self.whole.case_label(event.mark_case) {
            case if case.is_empty() => case,
            case => format!(" ({case})"),
        }
    }

    fn event(&self, code: &str) -> String {
        event::title(code).to_owned()
    }

    fn duty(&self, kept: &Custodian) -> String {
        format!("{}; {}", kept.duty.said(), kept.factor.said())
    }

    /// How far it is, what can be done about it, and whether this reader may.
    fn stage(&self, incident: &Incident) -> (&'static str, &'static str, &'static str) {
        let mine = incident.waits_for_another_than() == Some(self.reader);
        match (incident.stage(), mine) {
            (Stage::Recorded, true) => ("recorded by you; another officer confirms it", "", ""),
            (Stage::Recorded, false) => (
                "recorded; waits for a second officer",
                "incident-confirmation",
                "Confirm it",
            ),
            (Stage::Stands, _) => ("it stands", "incident-end", "Say how it was put right"),
            (Stage::Ending, true) => (
                "you said how it was put right; another officer confirms it",
                "",
                "",
            ),
            (Stage::Ending, false) => (
                "put right as one officer says; waits for a second",
                "incident-end-confirmation",
                "Confirm that it is put right",
            ),
            (Stage::Over, _) => ("put right", "", ""),
        }
    }

    fn day(&self, on: &NaiveDate) -> String {
        day_said(on)
    }

    fn hex(&self, digest: &[u8]) -> String {
        hex(digest)
    }
}
