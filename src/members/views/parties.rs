//! What the officers' pages about persons and organisations show.

use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{day_said, last_day_said, standing_said};
use crate::members::model::cap::Cure;
use crate::members::store::Line;
use crate::members::store::breaches::{Known, Part};
use crate::members::store::kin::GroupWeight;
use crate::parties::model::kin::EventKind;
use crate::parties::model::tie::{Source, TieKind};
use crate::parties::store::Found;
use crate::parties::store::events::{Link, Recorded};
use crate::parties::store::kin::Threshold;
use crate::parties::store::merges::{Merge, Pair};
use crate::parties::store::record::{Claim, Postal, Record, in_force};
use crate::parties::store::ties::Tie;
use crate::parties::{Kind, PartyId};
use crate::web::{Fields, Frame};

/// The sentence of a fault, if the field has one.
fn fault<'a>(faults: &'a [(String, String)], field: &str) -> &'a str {
    faults
        .iter()
        .find(|(id, _)| id == field)
        .map_or("", |(_, sentence)| sentence.as_str())
}

/// From when until when, in words.
fn span_said(starts_on: NaiveDate, ends_on: Option<NaiveDate>) -> String {
    match ends_on {
        None => format!("since {}", day_said(&starts_on)),
        Some(end) if end == starts_on => "recorded in error".to_owned(),
        Some(end) => format!("{} until {}", day_said(&starts_on), last_day_said(end)),
    }
}

/// Where the cure of a breach stands, in a sentence.
#[must_use]
pub fn cure_said(cure: Cure) -> String {
    let weekday = |day: NaiveDate| day.format("%A %-d %B %Y").to_string();
    match cure {
        Cure::Withdrawn => "Withdrawn: it was declared in error.".to_owned(),
        Cure::Cured => "Put right: only one of the two sides is still there.".to_owned(),
        Cure::Named => {
            "The surviving member’s choice is recorded; the other is still there.".to_owned()
        }
        Cure::Open(Some(last)) => format!(
            "Open: the surviving member chooses until {}.",
            weekday(last)
        ),
        Cure::Open(None) => {
            "Open: the surviving member chooses; no rule says until when.".to_owned()
        }
        Cure::Overdue(last) => format!(
            "Overdue: the surviving member had until {}, and named nobody.",
            weekday(last)
        ),
    }
}

/// The search for persons and organisations.
#[derive(Template, WebTemplate)]
#[template(path = "members/parties.html")]
pub struct FindPage {
    pub frame: Frame,
    pub keeps: bool,
    pub words: String,
    pub found: Vec<Found>,
    /// As many as a search shows: there may be more.
    pub full: bool,
    pub breaches: Vec<Known>,
    pub form: Uuid,
    pub fields: Fields,
    pub faults: Vec<(String, String)>,
}

impl FindPage {
    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn waiting(&self) -> impl Iterator<Item = &Known> {
        self.breaches.iter().filter(|known| known.cure.waits())
    }

    fn any_waits(&self) -> bool {
        self.waiting().next().is_some()
    }
}

/// One of a related group.
pub struct GroupLine {
    pub party: PartyId,
    pub name: String,
}

/// A party as of a day.
pub struct Shown {
    pub id: PartyId,
    pub kind: Kind,
    pub found: Found,
    pub day: NaiveDate,
    pub today: NaiveDate,
    /// Its memberships, and those of its duplicates.
    pub memberships: Vec<Line>,
    pub weight: GroupWeight,
    pub group: Vec<GroupLine>,
    pub threshold: Option<Threshold>,
    pub breaches: Vec<Known>,
    pub merges: Vec<Merge>,
    /// Name, country, and when each was recorded.
    pub names: Vec<(String, String, DateTime<Utc>)>,
    pub records: Vec<Record>,
    pub domains: Vec<Claim>,
    pub addresses: Vec<Postal>,
    pub ties: Vec<Tie>,
    pub links: Vec<Link>,
    pub events: Vec<Recorded>,
}

/// A person or organisation.
#[derive(Template, WebTemplate)]
#[template(path = "members/party.html")]
pub struct PartyPage {
    pub frame: Frame,
    pub keeps: bool,
    pub shown: Shown,
    /// The identity of the act that a form of this page brings.
    pub form: Uuid,
    pub fields: Fields,
    pub faults: Vec<(String, String)>,
}

impl PartyPage {
    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn typed(&self, field: &str) -> &str {
        self.fields.get(field)
    }

    /// Whether one of these fields is wrong, so that its form stands open.
    fn is_wrong(&self, fields: &[&str]) -> bool {
        fields.iter().any(|field| !self.fault(field).is_empty())
    }

    fn is_organisation(&self) -> bool {
        self.shown.kind == Kind::Organisation
    }

    fn record(&self) -> Option<&Record> {
        in_force(&self.shown.records, self.shown.day)
    }

    fn address(&self) -> Option<&Postal> {
        self.shown
            .addresses
            .iter()
            .find(|address| address.starts_on <= self.shown.day)
    }

    fn claims(&self) -> impl Iterator<Item = &Claim> {
        let day = self.shown.day;
        self.shown.domains.iter().filter(move |claim| {
            claim.starts_on <= day && claim.ends_on.is_none_or(|end| day < end)
        })
    }

    fn has_claims(&self) -> bool {
        self.claims().next().is_some()
    }

    fn ties(&self, current: bool) -> Vec<&Tie> {
        self.shown
            .ties
            .iter()
            .filter(|tie| tie.holds_on(self.shown.day) == current)
            .collect()
    }

    fn links(&self, current: bool) -> Vec<&Link> {
        self.shown
            .links
            .iter()
            .filter(|link| link.holds_on(self.shown.day) == current)
            .collect()
    }

    /// Merges by which this record is a duplicate of another, or another of it.
    fn merged(&self) -> impl Iterator<Item = &Merge> {
        self.shown
            .merges
            .iter()
            .filter(|merge| merge.confirmed_at.is_some())
    }

    fn is_alone(&self) -> bool {
        self.shown.group.len() < 2
    }

    fn tie_said(&self, tie: &Tie) -> String {
        let share = tie.share();
        let kind = match share.as_str() {
            "" => tie.kind.clone(),
            share => format!("{} of {share}", tie.kind),
        };
        format!("{kind}, {}", span_said(tie.starts_on, tie.ends_on))
    }

    fn source_said(&self, tie: &Tie) -> String {
        Source::parse(&tie.source).map_or_else(|| tie.source.clone(), |source| source.said().into())
    }

    fn link_said(&self, link: &Link) -> String {
        format!(
            "{} by {}, {}",
            link.percent(),
            link.basis,
            span_said(link.starts_on, link.ends_on)
        )
    }

    fn event_said(&self, event: &Recorded) -> String {
        let kind = EventKind::parse(&event.kind).map_or("became something else", EventKind::said);
        let other = match (event.kind.as_str(), event.other_name.as_str()) {
            (_, "") => String::new(),
            ("renamed", name) => format!(" to {name}"),
            (_, name) => format!(" {name}"),
        };
        format!(
            "{} {kind}{other} on {}",
            event.organisation_name,
            day_said(&event.effective_on)
        )
    }

    /// Every fact about the record itself, the latest first.
    fn history(&self) -> Vec<(String, DateTime<Utc>)> {
        let names = self.shown.names.iter().map(|(name, country, at)| {
            let country = match country.as_str() {
                "" => String::new(),
                code => format!(", {code}"),
            };
            (format!("Name: {name}{country}."), *at)
        });
        let records = self.shown.records.iter().map(|record| {
            let corrected = if record.corrected {
                " Corrected since."
            } else {
                ""
            };
            let place = [
                record.registration_number.as_str(),
                record.jurisdiction.as_str(),
            ];
            let place: Vec<&str> = place.into_iter().filter(|text| !text.is_empty()).collect();
            let place = match place.is_empty() {
                true => String::new(),
                false => format!(" ({})", place.join(", ")),
            };
            (
                format!(
                    "Registered as {}{place} from {}, recorded by {}.{corrected}",
                    record.legal_name,
                    day_said(&record.starts_on),
                    record.recorded_by
                ),
                record.recorded_at,
            )
        });
        let domains = self.shown.domains.iter().map(|claim| {
            let span = span_said(claim.starts_on, claim.ends_on);
            (
                format!("Domain {}, {span}.", claim.domain),
                claim.recorded_at,
            )
        });
        let addresses = self.shown.addresses.iter().map(|address| {
            let from = day_said(&address.starts_on);
            (
                format!("A postal address from {from} on."),
                address.recorded_at,
            )
        });
        let mut all: Vec<_> = names
            .chain(records)
            .chain(domains)
            .chain(addresses)
            .collect();
        all.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
        all
    }

    fn tie_kinds(&self) -> Vec<(&'static str, &'static str)> {
        choices(TieKind::ALL.map(|kind| (kind.word(), kind.word())))
    }

    fn sources(&self) -> Vec<(&'static str, &'static str)> {
        choices(Source::OF_OFFICERS.map(|source| (source.word(), source.said())))
    }

    fn event_kinds(&self) -> Vec<(&'static str, &'static str)> {
        choices(EventKind::ALL.map(|kind| (kind.word(), kind.said())))
    }

    fn roles(&self) -> Vec<(&'static str, &'static str)> {
        choices([
            ("parent", "this one controls the other"),
            ("child", "the other controls this one"),
        ])
    }

    /// The records that can be corrected, the latest first.
    fn correctable(&self) -> Vec<(String, String)> {
        let none = (String::new(), "none: something changed".to_owned());
        let records = self
            .shown
            .records
            .iter()
            .filter(|record| !record.corrected)
            .map(|record| {
                (
                    record.record.to_string(),
                    format!("{} from {}", record.legal_name, day_said(&record.starts_on)),
                )
            });
        std::iter::once(none).chain(records).collect()
    }
}

fn choices<const N: usize>(
    all: [(&'static str, &'static str); N],
) -> Vec<(&'static str, &'static str)> {
    std::iter::once(("", "Choose")).chain(all).collect()
}

/// Two members that came together.
#[derive(Template, WebTemplate)]
#[template(path = "members/breach.html")]
pub struct BreachPage {
    pub frame: Frame,
    pub keeps: bool,
    pub known: Known,
    pub fields: Fields,
    pub faults: Vec<(String, String)>,
}

impl BreachPage {
    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    /// Between directors, or between memberships.
    fn of_directors(&self) -> bool {
        self.known
            .choices()
            .first()
            .is_some_and(|part| part.is_director)
    }

    fn side(&self, part: &Part) -> &str {
        let breach = &self.known.breach;
        if part.side == breach.survivor {
            &breach.survivor_name
        } else {
            &breach.absorbed_name
        }
    }

    fn what(&self) -> &'static str {
        EventKind::parse(&self.known.breach.kind).map_or("joined with", EventKind::said)
    }

    fn part_said(&self, part: &Part) -> String {
        let still = match (part.is_director, part.stands) {
            (true, true) => "sits on the board",
            (true, false) => "no longer sits on the board",
            (false, true) => "has a vote",
            (false, false) => "has no vote any more",
        };
        match &part.line {
            Some(line) => format!(
                "member no. {}, {}: {}; {still}",
                line.number,
                line.class_name,
                standing_said(line.standing)
            ),
            None => format!("{still}, for {}", self.side(part)),
        }
    }

    fn chosen(&self) -> Option<&Part> {
        self.known
            .parts
            .iter()
            .find(|part| Some(part.id) == self.known.breach.chosen)
    }

    fn may_choose(&self) -> bool {
        self.keeps
            && self.known.breach.chosen.is_none()
            && !self.known.breach.withdrawn
            && !self.known.choices().is_empty()
    }

    fn choices(&self) -> Vec<(String, String)> {
        let none = (String::new(), "Choose".to_owned());
        let parts = self.known.choices().into_iter().map(|part| {
            let words = match &part.line {
                Some(line) => format!("{} (no. {})", part.name, line.number),
                None => format!("{} ({})", part.name, self.side(part)),
            };
            (part.id.to_string(), words)
        });
        std::iter::once(none).chain(parts).collect()
    }
}

/// Pairs that may be one.
#[derive(Template, WebTemplate)]
#[template(path = "members/alike.html")]
pub struct AlikePage {
    pub frame: Frame,
    pub keeps: bool,
    /// Who reads: nobody confirms what they proposed.
    pub person: PartyId,
    /// Each with the identity of the act that its form brings.
    pub pairs: Vec<(Uuid, Pair)>,
    pub more: bool,
    pub merges: Vec<Merge>,
    pub fields: Fields,
    pub faults: Vec<(String, String)>,
}

impl AlikePage {
    fn fault(&self, field: &str, pair: &Pair) -> &str {
        let id = format!("{field}-{}-{}", pair.one.party, pair.other.party);
        fault(&self.faults, &id)
    }

    /// What was typed into the form of this pair.
    fn typed(&self, field: &str, pair: &Pair) -> &str {
        let is_this = self.fields.get("one") == pair.one.party.to_string()
            && self.fields.get("other") == pair.other.party.to_string();
        if is_this { self.fields.get(field) } else { "" }
    }

    /// The identity that this pair's form came with, so that sent again it is one.
    fn form(&self, fresh: &Uuid, pair: &Pair) -> String {
        match self.typed("form", pair) {
            "" => fresh.to_string(),
            typed => typed.to_owned(),
        }
    }

    fn can_confirm(&self, merge: &Merge) -> bool {
        let person = self.person.0;
        self.keeps
            && merge.confirmed_at.is_none()
            && !merge.apart
            && ![merge.proposed_by, merge.duplicate, merge.kept].contains(&person)
    }

    fn waiting(&self) -> Vec<&Merge> {
        self.merges
            .iter()
            .filter(|merge| merge.confirmed_at.is_none() && !merge.apart)
            .collect()
    }

    fn settled(&self) -> Vec<&Merge> {
        self.merges
            .iter()
            .filter(|merge| merge.confirmed_at.is_some())
            .collect()
    }
}
