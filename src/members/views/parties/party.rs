//! The page of a person or organisation as of a day: its record, ties, control and history.
//! What is recorded about it is judged elsewhere.

use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::members::store::Line;
use crate::members::store::breaches::Known;
use crate::members::store::kin::GroupWeight;
use crate::members::views::last_day_said;
use crate::parties::model::kin::EventKind;
use crate::parties::model::tie::{Source, TieKind};
use crate::parties::store::Found;
use crate::parties::store::events::{Link, Recorded};
use crate::parties::store::kin::Threshold;
use crate::parties::store::merges::Merge;
use crate::parties::store::record::{Claim, Postal, Record, in_force};
use crate::parties::store::ties::Tie;
use crate::parties::{Kind, PartyId};
use crate::web::form::{Faults, fault};
use crate::web::times::day_said;
use crate::web::{Fields, Frame};

/// From when until when, in words.
fn span_said(starts_on: NaiveDate, ends_on: Option<NaiveDate>) -> String {
    match ends_on {
        None => format!("since {}", day_said(&starts_on)),
        Some(end) if end == starts_on => "recorded in error".to_owned(),
        Some(end) => format!("{} until {}", day_said(&starts_on), last_day_said(end)),
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
    pub faults: Faults,
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
        let kind = event.kind.said();
        let other = match (event.kind, event.other_name.as_str()) {
            (_, "") => String::new(),
            (EventKind::Renamed, name) => format!(" to {name}"),
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
