//! Days that are entered of an asset or a case, and the events that say so. Deadlines are
//! counted from events alone: a day of which no event says so gives none. Pure.

use chrono::{Days, NaiveDate};
use uuid::Uuid;

use super::Kind;
use super::case::Route;

/// The code of an event, and the day on which it happened as something else says.
pub type Said = (&'static str, NaiveDate);

/// Days on which something ends: of what kind, under which detail they are entered, and
/// the event that says so.
pub const ENDS: [(Kind, &str, &str); 4] = [
    (Kind::Domain, "expires_on", "DOMAIN_EXPIRY"),
    (Kind::Certificate, "expires_on", "CERTIFICATE_EXPIRY"),
    (Kind::SigningKey, "expires_on", "KEY_EXPIRY"),
    (Kind::Contract, "ends_on", "CONTRACT_END"),
];

/// Events that put an end off: the end, the event, and how many days before that end it is at
/// the earliest. The rules of deadlines take the end for met by it, on no earlier day.
pub const RENEWALS: [(&str, &str, u64); 4] = [
    ("DOMAIN_EXPIRY", "DOMAIN_RENEWED", 90),
    ("CERTIFICATE_EXPIRY", "CERTIFICATE_RENEWED", 30),
    ("KEY_EXPIRY", "KEY_EXTENDED", 92),
    ("CONTRACT_END", "CONTRACT_RENEWED", 184),
];

/// Events after which nobody asks any more when something ends.
pub const OVER: [&str; 5] = [
    "TRANSFERRED_AWAY",
    "RELEASED",
    "KEY_REVOKED",
    "KEY_ROTATED",
    "CONTRACT_ENDED",
];

/// Events that the days of cases say.
const OF_CASES: [&str; 4] = [
    "FILING",
    "PUBLICATION",
    "REGISTRATION",
    "INTERNATIONAL_REGISTRATION",
];

/// The detail under which the day of such an event is entered; none of an event that is no
/// end. Of ends the latest holds: a later one says that it was put off.
#[must_use]
pub fn detail_of_end(code: &str) -> Option<&'static str> {
    ENDS.iter()
        .find(|(_, _, known)| *known == code)
        .map(|(_, detail, _)| *detail)
}

/// The day that a detail says: none of what is not written as days are kept, `2024-08-31`.
#[must_use]
pub fn day_of_detail(text: &str) -> Option<NaiveDate> {
    let day: NaiveDate = text.parse().ok()?;
    (day.to_string() == text).then_some(day)
}

/// The days of a case before an office, as they are entered.
#[derive(Clone, Copy, Debug, Default)]
pub struct CaseDays<'a> {
    /// By WIPO ST.3.
    pub office: &'a str,
    pub route: &'a str,
    pub filed_on: Option<NaiveDate>,
    pub published_on: Option<NaiveDate>,
    pub registered_on: Option<NaiveDate>,
}

/// The events that the days of a case say. A designation is filed with its international
/// registration and renewed with it: from a filing of its own nothing may be counted.
#[must_use]
pub fn of_case(days: &CaseDays<'_>) -> Vec<Said> {
    let is_designation = Route::parse(days.route) == Some(Route::MadridDesignation);
    let registration = if days.office == "WO" {
        "INTERNATIONAL_REGISTRATION"
    } else {
        "REGISTRATION"
    };
    [
        ("FILING", days.filed_on.filter(|_| !is_designation)),
        ("PUBLICATION", days.published_on),
        (registration, days.registered_on),
    ]
    .into_iter()
    .filter_map(|(code, on)| Some((code, on?)))
    .collect()
}

/// The event that the details of an asset say: that it ends. `on` gives the day under a
/// detail's key. A key that was revoked ended already.
#[must_use]
pub fn of_details(kind: Kind, on: impl Fn(&str) -> Option<NaiveDate>) -> Option<Said> {
    if kind == Kind::SigningKey && on("revoked_on").is_some() {
        return None;
    }
    let (_, detail, code) = ENDS.iter().find(|(of, _, _)| *of == kind)?;
    Some((*code, on(detail)?))
}

/// A case of a mark.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    pub id: Uuid,
    /// Nothing of it is needed any more.
    pub is_over: bool,
    pub days: CaseDays<'a>,
}

/// An event as it stands.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    pub id: Uuid,
    pub mark_case: Option<Uuid>,
    pub code: &'a str,
    pub on: NaiveDate,
}

/// A day that is entered and from which nothing is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncounted {
    pub mark_case: Option<Uuid>,
    /// The event that would say so.
    pub code: &'static str,
    /// The day as it is entered.
    pub on: NaiveDate,
    /// The day that an event of this code says; none where there is no such event.
    pub other: Option<NaiveDate>,
    /// The event in whose place the day stands; none where it is new, or an end that was
    /// put off.
    pub corrects: Option<Uuid>,
}

impl Uncounted {
    /// What names it in an address, for as long as it is so.
    #[must_use]
    pub fn key(&self) -> String {
        let case = self.mark_case.map_or_else(String::new, |id| id.to_string());
        format!("{}:{case}:{}", self.code, self.on)
    }

    /// What such a name says, whether or not it is still so.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        let mut parts = key.split(':');
        let (code, case, on) = (parts.next()?, parts.next()?, parts.next()?);
        let code = OF_CASES
            .into_iter()
            .chain(ENDS.iter().map(|(_, _, code)| *code))
            .find(|known| *known == code)?;
        let mark_case = match case {
            "" => None,
            case => Some(Uuid::parse_str(case).ok()?),
        };
        Some(Self {
            mark_case,
            code,
            on: on.parse().ok()?,
            other: None,
            corrects: None,
        })
    }
}

/// An end that was put off, and no event says until when: nothing is counted any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PutOff {
    /// The event that says the latest end.
    pub code: &'static str,
    pub ended_on: NaiveDate,
    /// The event that put it off.
    pub by: &'static str,
    pub renewed_on: NaiveDate,
}

/// Whether the latest end of an asset was put off, and no later one is on record. `on` gives
/// the day under a detail's key; a later day that stands there asks for its event by itself.
#[must_use]
pub fn put_off(
    kind: Kind,
    on: impl Fn(&str) -> Option<NaiveDate>,
    events: &[Known<'_>],
) -> Option<PutOff> {
    let (_, detail, code) = *ENDS.iter().find(|(of, _, _)| *of == kind)?;
    let (_, by, days) = *RENEWALS.iter().find(|(end, _, _)| *end == code)?;
    let of_asset = || events.iter().filter(|event| event.mark_case.is_none());
    let ended_on = of_asset()
        .filter(|event| event.code == code)
        .map(|event| event.on)
        .max()?;
    let from = ended_on.checked_sub_days(Days::new(days))?;
    let renewed_on = of_asset()
        .filter(|event| event.code == by && event.on >= from)
        .map(|event| event.on)
        .max()?;
    let is_over = of_asset().any(|event| OVER.contains(&event.code) && event.on >= renewed_on);
    let is_entered = on(detail).is_some_and(|on| on > ended_on);
    (!is_over && !is_entered).then_some(PutOff {
        code,
        ended_on,
        by,
        renewed_on,
    })
}

/// Every day that is entered of an asset and its cases and of which no event says so.
/// `on` gives the day under a detail's key.
#[must_use]
pub fn uncounted(
    kind: Kind,
    cases: &[Case<'_>],
    on: impl Fn(&str) -> Option<NaiveDate>,
    events: &[Known<'_>],
) -> Vec<Uncounted> {
    // The day of publication is kept of the mark, and which of several cases was published
    // nobody can tell.
    let published = on("published_on").filter(|_| kind == Kind::Trademark && cases.len() == 1);
    let of_cases = cases.iter().filter(|case| !case.is_over).flat_map(|case| {
        let days = CaseDays {
            published_on: published,
            ..case.days
        };
        of_case(&days)
            .into_iter()
            .map(|said| (Some(case.id), said))
            .collect::<Vec<_>>()
    });
    let of_asset = of_details(kind, on).map(|said| (None, said));
    of_cases
        .chain(of_asset)
        .filter_map(|(mark_case, said)| judged(mark_case, said, events))
        .collect()
}

fn judged(mark_case: Option<Uuid>, (code, on): Said, events: &[Known<'_>]) -> Option<Uncounted> {
    let standing = || {
        events
            .iter()
            .filter(|event| event.code == code && event.mark_case == mark_case)
    };
    let latest = standing().max_by_key(|event| event.on);
    let is_end = detail_of_end(code).is_some();
    let is_counted = if is_end {
        latest.is_some_and(|latest| latest.on == on)
    } else {
        standing().any(|event| event.on == on)
    };
    if is_counted {
        return None;
    }
    let corrects = latest.filter(|latest| !is_end || on < latest.on);
    Some(Uncounted {
        mark_case,
        code,
        on,
        other: latest.map(|latest| latest.on),
        corrects: corrects.map(|event| event.id),
    })
}

#[cfg(test)]
mod tests;
