//! Pages of renewals and record dates.

use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::model::{Bound, Delivery, How, Purpose};
use super::store::dates::{Decision, RecordDate};
use super::store::reading::{Ending, Sent};
use crate::web::form::{Faults, fault, listed};
use crate::web::times::{Moment, weekday_said};
use crate::web::{Fields, Frame};

fn instant(frame: &Frame, at: DateTime<Utc>) -> String {
    let zone = frame.zone();
    at.with_timezone(&zone)
        .format("%-d %b %Y, %H:%M")
        .to_string()
}

fn delivery_said(frame: &Frame, delivery: &Delivery) -> String {
    match delivery {
        Delivery::Nobody => "there was no account to write to".to_owned(),
        Delivery::Waiting => "on its way".to_owned(),
        Delivery::Sent(at) => format!("accepted by the mail server, {}", instant(frame, *at)),
        Delivery::Moot => "not sent: it was no longer wanted".to_owned(),
        Delivery::Bounced { at, reason } => {
            format!("came back, {}: {reason}", instant(frame, *at))
        }
        Delivery::GivenUp { reason } => format!("could not be sent: {reason}"),
    }
}

fn letter_said(frame: &Frame, letter: &Sent) -> String {
    let what = letter.step.map_or_else(
        || "Warned before a record date".to_owned(),
        |step| match step {
            1 => "Reminded, 1 day before".to_owned(),
            days => format!("Reminded, {days} days before"),
        },
    );
    format!(
        "{what}: {}, {}; {}",
        letter.to,
        instant(frame, letter.at),
        delivery_said(frame, &letter.delivery)
    )
}

/// A membership whose term ends, in a list.
pub struct EndingRow {
    pub number: i64,
    pub name: String,
    pub class_name: String,
    pub last_day: String,
    /// What is special about it now.
    pub state: &'static str,
    pub letters: Vec<String>,
    pub contacts: Vec<String>,
    /// Whether somebody has to reach them otherwise.
    pub waits: bool,
    pub did_not_arrive: bool,
}

impl EndingRow {
    #[must_use]
    pub fn new(frame: &Frame, ending: &Ending) -> Self {
        Self {
            number: ending.number,
            name: ending.name.clone(),
            class_name: ending.class_name.clone(),
            last_day: weekday_said(&ending.last_day()),
            state: match ending.state.as_str() {
                "grace" => "over; can be renewed without an application, no vote meanwhile",
                "suspended" => "suspended",
                _ => "",
            },
            letters: ending
                .letters
                .iter()
                .map(|letter| letter_said(frame, letter))
                .collect(),
            contacts: ending
                .contacts
                .iter()
                .map(|contact| {
                    format!(
                        "Reached {}: {} (recorded by {}, {})",
                        contact.how().said(),
                        contact.evidence,
                        contact.by,
                        instant(frame, contact.at)
                    )
                })
                .collect(),
            waits: ending.waits(),
            did_not_arrive: ending.did_not_arrive(),
        }
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "renewals/list.html")]
pub struct EndingsPage {
    pub frame: Frame,
    pub rows: Vec<EndingRow>,
    /// Whether those alone are shown whom no letter reached.
    pub failed: bool,
    pub most: i64,
}

impl EndingsPage {
    fn is_cut(&self) -> bool {
        i64::try_from(self.rows.len()).is_ok_and(|rows| rows >= self.most)
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "renewals/renewal.html")]
pub struct RenewalPage {
    pub frame: Frame,
    pub row: EndingRow,
    pub ends_on: NaiveDate,
    /// Accounts whose address can be changed where a letter did not arrive.
    pub accounts: Vec<(Uuid, String)>,
    pub records: bool,
    pub form: Uuid,
    pub fields: Fields,
    pub faults: Faults,
}

impl RenewalPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        ending: &Ending,
        records: bool,
        (fields, faults): (Fields, Faults),
    ) -> Self {
        let mut accounts: Vec<(Uuid, String)> = ending
            .letters
            .iter()
            .filter(|letter| letter.delivery.failed())
            .filter_map(|letter| Some((letter.account?, letter.to.clone())))
            .collect();
        accounts.sort();
        accounts.dedup();
        Self {
            row: EndingRow::new(&frame, ending),
            ends_on: ending.ends_on,
            accounts,
            records,
            form: fields.form_id(),
            frame,
            fields,
            faults,
        }
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn faults(&self) -> Vec<(&str, &str)> {
        listed(&self.faults)
    }

    fn ways(&self) -> Vec<(&'static str, &'static str)> {
        let mut ways = vec![("", "choose")];
        ways.extend(How::ALL.map(|how| (how.word(), how.said())));
        ways
    }
}

/// A record date in the list.
pub struct DateRow {
    pub date: RecordDate,
    pub day: String,
    pub opens: String,
    pub closes: String,
}

impl DateRow {
    #[must_use]
    pub fn new(date: RecordDate) -> Self {
        Self {
            day: weekday_said(&date.record_date),
            opens: weekday_said(&date.opens_on),
            closes: weekday_said(&date.closes_on),
            date,
        }
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "renewals/dates.html")]
pub struct DatesPage {
    pub frame: Frame,
    pub rows: Vec<DateRow>,
    pub decisions: Vec<Decision>,
    /// How far apart the days lie, in a sentence.
    pub rule: String,
    pub announces: bool,
    pub form: Uuid,
    pub fields: Fields,
    pub faults: Faults,
}

impl DatesPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        (dates, decisions): (Vec<RecordDate>, Vec<Decision>),
        (min, max): &(Option<Bound>, Option<Bound>),
        announces: bool,
        (fields, faults): (Fields, Faults),
    ) -> Self {
        let mut rule = String::new();
        if let Some(min) = min {
            rule = format!(
                "At least {} days after the record date ({}).",
                min.days, min.citation
            );
        }
        if let Some(max) = max {
            let more = format!(" At most {} days after it ({}).", max.days, max.citation);
            rule.push_str(&more);
        }
        Self {
            frame,
            rows: dates.into_iter().map(DateRow::new).collect(),
            decisions,
            rule: rule.trim_start().to_owned(),
            announces,
            form: fields.form_id(),
            fields,
            faults,
        }
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn faults(&self) -> Vec<(&str, &str)> {
        listed(&self.faults)
    }

    fn purposes(&self) -> Vec<(&'static str, &'static str)> {
        Purpose::ALL
            .map(|purpose| (purpose.word(), purpose.said()))
            .into()
    }

    fn choices(&self) -> Vec<(String, String)> {
        let none = (String::new(), "choose".to_owned());
        let decisions = self.decisions.iter().map(|decision| {
            let words = format!("{}. {}", decision.number, decision.title);
            (decision.number.to_string(), words)
        });
        std::iter::once(none).chain(decisions).collect()
    }
}

/// How things stand for a record date.
pub struct Readiness {
    /// Memberships current on that day, by what is recorded now.
    pub members: usize,
    pub votes: u64,
    pub lapsing: Vec<EndingRow>,
    pub unreached: usize,
    pub applications: usize,
    pub agreements: i64,
    pub overdue: usize,
    /// Whether the reader sees to money.
    pub keeps_dues: bool,
}

#[derive(Template, WebTemplate)]
#[template(path = "renewals/date.html")]
pub struct DatePage {
    pub frame: Frame,
    pub row: DateRow,
    pub announced: Moment,
    pub readiness: Readiness,
    pub announces: bool,
}

impl DatePage {
    #[must_use]
    pub fn new(
        frame: Frame,
        date: RecordDate,
        readiness: Readiness,
        announces: bool,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            announced: Moment::on_page(&frame, date.recorded_at, now),
            row: DateRow::new(date),
            frame,
            readiness,
            announces,
        }
    }

    /// Whether nothing is left to be put right.
    fn is_ready(&self) -> bool {
        let readiness = &self.readiness;
        readiness.lapsing.is_empty()
            && readiness.unreached == 0
            && readiness.applications == 0
            && readiness.agreements == 0
            && readiness.overdue == 0
    }
}
