//! What the pages of deeds show.

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;

use super::model::{Act, Condition, Standing, Terms, standing};
use super::store::{About, Alleged, Choice, Deed, Subject};
use crate::registry::model::case::{BASES, CaseState, basis_fits};
use crate::registry::store::cases::Case;
use crate::web::error::encode_path;
use crate::web::figures::fours;
use crate::web::form::{Faults, fault};
use crate::web::{Fields, Frame, times};

/// All deeds, or those of one asset.
#[derive(Template, WebTemplate)]
#[template(path = "deeds/list.html")]
pub struct ListPage {
    pub frame: Frame,
    pub deeds: Vec<Deed>,
    pub asset: Option<i64>,
}

impl ListPage {
    fn act(&self, deed: &Deed) -> String {
        self.frame.t.say(&format!("deed-act-{}", deed.act().word()))
    }

    fn mark(&self, deed: &Deed) -> &'static str {
        if deed.executed_at.is_some() {
            "mark-certified"
        } else if deed.withdrawn.is_some() {
            "mark-closed"
        } else {
            "mark-open"
        }
    }

    fn state(&self, deed: &Deed) -> String {
        self.frame.t.say(if deed.executed_at.is_some() {
            "deed-is-executed"
        } else if deed.withdrawn.is_some() {
            "deed-is-withdrawn"
        } else {
            "deed-is-waiting"
        })
    }

    fn day(&self, deed: &Deed) -> String {
        let zone = self.frame.zone();
        times::day(
            &self.frame.t,
            deed.recorded_at.with_timezone(&zone).date_naive(),
        )
    }
}

/// One deed, for everybody: what it does, and what of its conditions is there.
#[derive(Template, WebTemplate)]
#[template(path = "deeds/deed.html")]
pub struct DeedPage {
    pub frame: Frame,
    pub deed: Deed,
    pub conditions: Vec<Condition>,
    standing: Standing,
    about: Option<About>,
    /// What was entered of the use of the cases that go with it.
    alleged: Vec<Alleged>,
}

impl DeedPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        deed: Deed,
        conditions: Vec<Condition>,
        about: Option<About>,
        alleged: Vec<Alleged>,
    ) -> Self {
        let standing = standing(
            &conditions,
            deed.executed_at.is_some(),
            deed.withdrawn.is_some(),
        );
        Self {
            frame,
            deed,
            conditions,
            standing,
            about,
            alleged,
        }
    }

    /// Whether only the officers' signatures are missing.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.standing == Standing::Ready
    }

    /// Whether the asset has changed since, so that this deed is never carried out.
    fn is_overtaken(&self) -> bool {
        self.standing == Standing::Overtaken
    }

    /// Whether it can be withdrawn: until the members have authorised it (`guard_deed_withdrawal`).
    fn may_be_withdrawn(&self) -> bool {
        self.deed.members.is_none()
    }

    fn act(&self) -> String {
        self.frame
            .t
            .say(&format!("deed-act-{}", self.deed.act().word()))
    }

    fn state(&self) -> (&'static str, String) {
        let (mark, key) = match self.standing {
            Standing::Waiting => ("mark-open", "deed-is-waiting"),
            Standing::Ready => ("mark-open", "deed-is-ready"),
            Standing::Executed => ("mark-certified", "deed-is-executed"),
            Standing::Withdrawn => ("mark-closed", "deed-is-withdrawn"),
            Standing::Overtaken => ("mark-closed", "deed-is-overtaken"),
        };
        (mark, self.frame.t.say(key))
    }

    /// What becomes of the asset: what each field is called, and what it will be.
    fn made(&self) -> Vec<(String, String)> {
        Terms::made(&self.deed.terms)
            .into_iter()
            .map(|(key, value)| {
                let word = key.replace('_', "-");
                let value = match key.as_str() {
                    "state" if self.deed.act() == Act::Case => {
                        let word = value.replace('_', "-");
                        self.frame.t.say(&format!("registry-case-state-{word}"))
                    }
                    "goodwill" | "holding" | "kind" | "state" | "successor" => {
                        let said = self
                            .frame
                            .t
                            .say(&format!("deed-{word}-{}", value.replace('_', "-")));
                        if said.starts_with("deed-") {
                            value
                        } else {
                            said
                        }
                    }
                    "terms" => fours(&value).join(" "),
                    "mark_case" | "class" | "custody" => self.about_said().unwrap_or(value),
                    _ => value,
                };
                (self.frame.t.say(&format!("deed-to-{word}")), value)
            })
            .collect()
    }

    /// Which case, class or custody it is about, in words.
    fn about_said(&self) -> Option<String> {
        let about = self.about.as_ref()?;
        let t = &self.frame.t;
        let Some(since) = about.since else {
            return Some(about.name.clone());
        };
        let duty = t.say(&format!("registry-duty-{}", about.duty));
        let kept = t.say2("deed-custody", "duty", duty, "day", times::day(t, since));
        Some(if about.name.is_empty() {
            kept
        } else {
            format!("{}, {kept}", about.name)
        })
    }

    /// The conditions, each with its sentence; those that do not matter any more are left out.
    fn lines(&self) -> Vec<(bool, String)> {
        self.conditions
            .iter()
            // Said where a mark goes that was filed on an intent to use.
            .filter(|one| one.word != "use" || !one.met || one.detail == "intent")
            .map(|one| {
                let key = format!("deed-needs-{}", one.word.replace('_', "-"));
                let t = &self.frame.t;
                let detail = match one.detail.parse::<NaiveDate>() {
                    Ok(day) => t.say1("deed-day", "day", times::day(t, day)),
                    Err(_) => match one.detail.parse::<u64>() {
                        Ok(days) => t.say1("deed-days", "n", days),
                        Err(_) => String::new(),
                    },
                };
                (one.met, t.say1(&key, "detail", detail))
            })
            .collect()
    }

    /// Who entered that the mark is used, and when: the condition rests on their word.
    fn alleged_said(&self) -> Vec<String> {
        let t = &self.frame.t;
        let said = |one: &Alleged| {
            t.say_all(
                "deed-alleged",
                &[
                    ("by", &one.by),
                    ("entered", &self.when(&one.entered_at)),
                    ("day", &times::day(t, one.happened_on)),
                ],
            )
        };
        self.alleged.iter().map(said).collect()
    }

    fn terms_groups(&self) -> Vec<String> {
        fours(&self.deed.hex())
    }

    fn when(&self, at: &chrono::DateTime<chrono::Utc>) -> String {
        let zone = self.frame.zone();
        times::full(&self.frame.t, zone, *at)
    }
}

/// What can be done to a protected asset by a deed.
#[derive(Template, WebTemplate)]
#[template(path = "deeds/acts.html")]
pub struct ActsPage {
    pub frame: Frame,
    pub subject: Subject,
}

impl ActsPage {
    fn acts(&self) -> Vec<(&'static str, String)> {
        Act::ALL
            .into_iter()
            .filter(|act| {
                self.subject.kind == "trademark" || !matches!(act, Act::Case | Act::Surrender)
            })
            .map(|act| {
                let word = act.word();
                (word, self.frame.t.say(&format!("deed-act-{word}")))
            })
            .collect()
    }
}

/// The form of a deed.
#[derive(Template, WebTemplate)]
#[template(path = "deeds/form.html")]
pub struct FormPage {
    pub frame: Frame,
    pub subject: Subject,
    pub act: Act,
    pub choices: Vec<Choice>,
    /// Of the act on a case the cases as they are; empty for any other.
    pub cases: Vec<Case>,
    /// The keys of what identifies the asset.
    pub identifiers: Vec<String>,
    pub fields: Fields,
    pub faults: Faults,
    pub refusal: String,
}

impl FormPage {
    fn title(&self) -> String {
        self.frame.t.say(&format!("deed-act-{}", self.act.word()))
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn has(&self, key: &str) -> bool {
        self.act.keys().contains(&key) || self.act.may_say() == Some(key)
    }

    /// By what title passes, the first as what is not said.
    fn kinds(&self) -> Vec<(&'static str, String)> {
        ["assignment", "merger", "name_change"]
            .into_iter()
            .map(|word| {
                let key = format!("deed-kind-{}", word.replace('_', "-"));
                (word, self.frame.t.say(&key))
            })
            .collect()
    }

    /// Bases of filing that one of the cases can have, and that it stays.
    fn bases(&self) -> Vec<(&'static str, String)> {
        let stays = ("", "As it is".to_owned());
        let bases = BASES.iter().filter(|(word, _)| {
            let mut cases = self.cases.iter();
            !word.is_empty() && cases.any(|case| basis_fits(&case.office, case.route, word))
        });
        std::iter::once(stays)
            .chain(bases.map(|(word, said)| (*word, (*said).to_owned())))
            .collect()
    }

    fn options(&self) -> Vec<(String, String)> {
        self.choices
            .iter()
            .map(|choice| (choice.id.clone(), choice.name.clone()))
            .collect()
    }

    fn holdings(&self) -> Vec<(&'static str, String)> {
        ["owned", "licensed_in", "held_in_trust", "unregistered"]
            .into_iter()
            .map(|word| {
                let key = format!("deed-holding-{}", word.replace('_', "-"));
                (word, self.frame.t.say(&key))
            })
            .collect()
    }

    /// The words of the states that its act can lead to, with what they are called.
    pub fn states(&self) -> Vec<(&'static str, String)> {
        if self.act == Act::Case {
            // None is chosen for whoever drafts: the state of the case is not known here.
            let none = ("", "Choose the state".to_owned());
            let states = CaseState::ALL.iter();
            return std::iter::once(none)
                .chain(states.map(|state| (state.word(), state.said().to_owned())))
                .collect();
        }
        ["active", "lapsed", "surrendered", "transferred", "retired"]
            .into_iter()
            .map(|word| (word, self.frame.t.say(&format!("deed-state-{word}"))))
            .collect()
    }

    fn identifier_label(&self, key: &str) -> String {
        let mut words = key.replace('_', " ");
        if let Some(first) = words.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        words
    }

    fn identifier_fields(&self) -> Vec<(String, String, String)> {
        self.identifiers
            .iter()
            .map(|key| {
                let name = format!("id_{key}");
                let value = self.fields.get(&name).to_owned();
                (name, self.identifier_label(key), value)
            })
            .collect()
    }
}

/// A deed in the officers' room: how it is brought before board and members, and carried out.
#[derive(Template, WebTemplate)]
#[template(path = "deeds/room.html")]
pub struct RoomPage {
    pub frame: Frame,
    pub inner: DeedPage,
    /// Whether this officer drafts motions of the board or the members.
    pub brings: bool,
    pub reason: String,
    pub faults: Faults,
    pub refusal: String,
}

impl RoomPage {
    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    /// How much of what the deed needs is missing beside the signatures.
    fn missing_said(&self) -> String {
        let conditions = self.inner.conditions.iter();
        let missing = conditions.filter(|one| !one.met && one.word != "officers");
        match missing.count() {
            1 => "one thing is missing of".to_owned(),
            many => format!("{many} things are missing of"),
        }
    }

    /// The form of the motion by which a body authorises this deed, filled in.
    fn motion(&self, body: &str) -> String {
        let deed = &self.inner.deed;
        let text = format!(
            "Deed {} on the protected asset A-{} ({}) is authorised: {}.\n\nIts terms stand at /deeds/{}; their SHA-256 is {}.",
            deed.label(),
            deed.asset,
            deed.title,
            self.inner.act(),
            deed.number,
            deed.hex()
        );
        let title = format!("Deed {}: {}", deed.label(), self.inner.act());
        let asked: Vec<String> = [
            ("body", body),
            ("kind", "asset_disposition"),
            ("subject", deed.label().as_str()),
            ("terms", deed.hex().as_str()),
            ("title", title.as_str()),
            ("text", text.as_str()),
        ]
        .into_iter()
        .map(|(name, value)| format!("{name}={}", encode_path(value)))
        .collect();
        format!("/motions/new?{}", asked.join("&"))
    }
}
