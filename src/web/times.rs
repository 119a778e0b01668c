//! Instants as people read them: weekday, date, hour and zone, and how far away.
//!
//! The zone is the foundation's own; `<time datetime>` carries the instant
//! itself, from which a script may show the reader's local hour beside it.

use chrono::{
    DateTime, Datelike, LocalResult, NaiveDate, NaiveDateTime, SecondsFormat, TimeDelta, TimeZone,
    Utc,
};
use chrono_tz::Tz;

use super::Frame;
use super::words::{Locale, Speaker};
use crate::typed;

/// An instant, ready for a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// For `<time datetime>`: RFC 3339, in UTC.
    pub iso: String,
    /// `Friday 2 October 2026, 17:00 UTC`
    pub full: String,
    /// `in 3 days`, `2 hours ago`
    pub distance: String,
    /// The same in UTC, and by the clock that is the last on earth to show it.
    pub elsewhere: String,
    /// Whether the instant is not before the one it was measured from.
    pub ahead: bool,
}

impl Moment {
    /// `when`, in the zone and language given, as seen at `now`.
    #[must_use]
    pub fn new(t: &Speaker, zone: Tz, when: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        Self {
            iso: when.to_rfc3339_opts(SecondsFormat::Secs, true),
            full: full(t, zone, when),
            distance: distance(t, when, now),
            elsewhere: elsewhere(t, when),
            ahead: when >= now,
        }
    }

    /// `when` in the foundation's zone and the reader's language.
    #[must_use]
    pub fn on_page(frame: &Frame, when: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        Self::new(&frame.t, frame.zone(), when, now)
    }
}

fn names(locale: Locale) -> chrono::Locale {
    match locale {
        Locale::English | Locale::PseudoRtl => chrono::Locale::en_GB,
        Locale::German => chrono::Locale::de_DE,
    }
}

/// Day and hour in a language, as `chrono` writes them, without their zone.
fn day_and_hour(locale: Locale) -> &'static str {
    match locale {
        Locale::English | Locale::PseudoRtl => "%A %-d %B %Y, %H:%M",
        Locale::German => "%A, %-d. %B %Y, %H:%M Uhr",
    }
}

/// What the zone's clocks go by at this hour, as the language abbreviates it: `CEST`, `MESZ`.
fn zone_said(locale: Locale, local: &DateTime<Tz>) -> String {
    let said = local.format("%Z").to_string();
    let own = match (locale, said.as_str()) {
        (Locale::German, "WET") => "WEZ",
        (Locale::German, "WEST") => "WESZ",
        (Locale::German, "CET") => "MEZ",
        (Locale::German, "CEST") => "MESZ",
        (Locale::German, "EET") => "OEZ",
        (Locale::German, "EEST") => "OESZ",
        _ => return said,
    };
    own.to_owned()
}

/// `Friday 2 October 2026, 17:00 UTC` in the language and zone given.
#[must_use]
pub fn full(t: &Speaker, zone: Tz, when: DateTime<Utc>) -> String {
    let local = when.with_timezone(&zone);
    format!(
        "{} {}",
        local.format_localized(day_and_hour(t.locale), names(t.locale)),
        zone_said(t.locale, &local)
    )
}

/// The same in the foundation's zone and the reader's language.
#[must_use]
pub fn on_page(frame: &Frame, when: DateTime<Utc>) -> String {
    full(&frame.t, frame.zone(), when)
}

/// How far the last clock on earth is behind UTC.
const ANYWHERE_ON_EARTH: TimeDelta = TimeDelta::hours(12);

/// An instant in UTC and anywhere on earth (UTC−12): no clock in use shows it later, so
/// whoever goes by that one is in time, and neither is ever set forward or back.
#[must_use]
pub fn elsewhere(t: &Speaker, when: DateTime<Utc>) -> String {
    let said = |clock: DateTime<Utc>| {
        clock
            .format_localized(day_and_hour(t.locale), names(t.locale))
            .to_string()
    };
    // Before the first instant there is there is none.
    let last = when.checked_sub_signed(ANYWHERE_ON_EARTH).unwrap_or(when);
    t.say2("time-elsewhere", "utc", said(when), "aoe", said(last))
}

/// When something is over, as letters say it: by the clock of this zone, and elsewhere.
#[must_use]
pub fn deadline(t: &Speaker, zone: Tz, when: DateTime<Utc>) -> String {
    t.say2(
        "time-deadline",
        "time",
        full(t, zone, when),
        "elsewhere",
        elsewhere(t, when),
    )
}

/// A legal day: `Friday 31 July 2026`.
#[must_use]
pub fn day(t: &Speaker, day: NaiveDate) -> String {
    let pattern = match t.locale {
        Locale::English | Locale::PseudoRtl => "%A %-d %B %Y",
        Locale::German => "%A, %-d. %B %Y",
    };
    day.format_localized(pattern, names(t.locale)).to_string()
}

/// A legal day in plain English, as officers' pages and refusals write it: `31 July 2026`.
#[must_use]
pub fn day_said(day: &NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// The same with its weekday: `Friday 31 July 2026`.
#[must_use]
pub fn weekday_said(day: &NaiveDate) -> String {
    day.format("%A %-d %B %Y").to_string()
}

/// An instant as officers' pages write it, in the foundation's zone:
/// `31 July 2026, 17:00 UTC`.
#[must_use]
pub fn instant_said(frame: &Frame, at: &DateTime<Utc>) -> String {
    at.with_timezone(&frame.zone())
        .format("%-d %B %Y, %H:%M %Z")
        .to_string()
}

/// An instant with its weekday, in plain English and by the clock of this zone:
/// `Friday 31 July 2026, 17:00 UTC`.
#[must_use]
pub fn weekday_hour_said(zone: Tz, at: DateTime<Utc>) -> String {
    at.with_timezone(&zone)
        .format("%A %-d %B %Y, %H:%M %Z")
        .to_string()
}

/// A day as forms send it; none where it is no day, or of a year of more than four digits.
#[must_use]
pub fn parse_day(raw: &str) -> Option<NaiveDate> {
    typed::day(raw)
}

/// The same of a day that anything in the records can have: none of another age.
#[must_use]
pub fn parse_day_of_records(raw: &str) -> Option<NaiveDate> {
    parse_day(raw).filter(|day| (1800..=2200).contains(&day.year()))
}

/// How far `when` is from `now`, in the largest whole unit: `in 3 days`.
///
/// Days are stretches of 24 hours; up to two of them are given in hours.
#[must_use]
pub fn distance(t: &Speaker, when: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let seconds = (when - now).num_seconds();
    let (minutes, hours, days) = (
        seconds.abs() / 60,
        seconds.abs() / 3600,
        seconds.abs() / 86400,
    );
    let (unit, number) = if minutes == 0 {
        ("moment", 0)
    } else if hours == 0 {
        ("minutes", minutes)
    } else if days < 2 {
        ("hours", hours)
    } else {
        ("days", days)
    };
    let side = if when < now { "past" } else { "ahead" };
    t.say1(&format!("time-{side}-{unit}"), "n", number)
}

/// Reads day and time as forms send them, on the clock of this zone. A time that
/// the clock shows twice or never is refused rather than guessed.
///
/// # Errors
/// A sentence for the form; `what` is what happens then.
pub fn parse_local(what: &str, raw: &str, zone: Tz) -> Result<DateTime<Utc>, String> {
    let raw = raw.trim();
    let local = NaiveDateTime::parse_from_str(raw, "%Y-%m-%dT%H:%M")
        .or_else(|_| NaiveDateTime::parse_from_str(raw, "%Y-%m-%d %H:%M"))
        .or_else(|_| NaiveDateTime::parse_from_str(raw, "%Y-%m-%dT%H:%M:%S"))
        .ok()
        .filter(|local| typed::is_year(local.year()))
        .ok_or_else(|| {
            format!("Give day and time of the {what}, such as 2026-10-02T17:00 ({zone}).")
        })?;
    match zone.from_local_datetime(&local) {
        LocalResult::Single(time) => Ok(time.with_timezone(&Utc)),
        LocalResult::Ambiguous(..) => Err(format!(
            "The clocks in {zone} are set back then: that time comes twice. Choose another."
        )),
        LocalResult::None => Err(format!(
            "The clocks in {zone} are set forward then: that time does not exist. Choose another."
        )),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
    use chrono_tz::Tz;

    use super::{Moment, day, day_said, weekday_hour_said, weekday_said};
    use crate::web::words::{Locale, Words};

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn an_instant_is_said_with_weekday_zone_and_distance() {
        let words = Words::load();
        let now = instant("2026-09-29T09:00:00Z");
        let close = instant("2026-10-02T17:00:00Z");
        let english = Moment::new(&words.speaker(Locale::English), Tz::UTC, close, now);
        assert_eq!(english.iso, "2026-10-02T17:00:00Z");
        assert_eq!(english.full, "Friday 2 October 2026, 17:00 UTC");
        assert_eq!(english.distance, "in 3 days");
        assert!(english.ahead);
        let german = Moment::new(
            &words.speaker(Locale::German),
            Tz::Europe__Berlin,
            close,
            now,
        );
        assert_eq!(german.full, "Freitag, 2. Oktober 2026, 19:00 Uhr MESZ");
        assert_eq!(german.distance, "in 3 Tagen");
    }

    #[test]
    fn voting_r25_a_deadline_is_said_in_utc_and_anywhere_on_earth_over_a_change_of_clocks() {
        let words = Words::load();
        let english = words.speaker(Locale::English);
        // In Berlin the clocks are set back in the night between the two.
        for (when, local, elsewhere) in [
            (
                "2026-10-24T21:59:00Z",
                "Saturday 24 October 2026, 23:59 CEST",
                "Saturday 24 October 2026, 21:59 in UTC; Saturday 24 October 2026, 09:59 anywhere on earth (AoE, UTC−12)",
            ),
            (
                "2026-10-25T22:59:00Z",
                "Sunday 25 October 2026, 23:59 CET",
                "Sunday 25 October 2026, 22:59 in UTC; Sunday 25 October 2026, 10:59 anywhere on earth (AoE, UTC−12)",
            ),
            // Where it is still the day before.
            (
                "2026-03-29T01:00:00Z",
                "Sunday 29 March 2026, 03:00 CEST",
                "Sunday 29 March 2026, 01:00 in UTC; Saturday 28 March 2026, 13:00 anywhere on earth (AoE, UTC−12)",
            ),
        ] {
            let when = instant(when);
            let moment = Moment::new(&english, Tz::Europe__Berlin, when, when);
            assert_eq!(moment.full, local);
            assert_eq!(moment.elsewhere, elsewhere);
        }
        let german = Moment::new(
            &words.speaker(Locale::German),
            Tz::Europe__Berlin,
            instant("2026-10-25T22:59:00Z"),
            instant("2026-10-25T22:59:00Z"),
        );
        assert_eq!(german.full, "Sonntag, 25. Oktober 2026, 23:59 Uhr MEZ");
        assert_eq!(
            german.elsewhere,
            "Sonntag, 25. Oktober 2026, 22:59 Uhr in UTC; Sonntag, 25. Oktober 2026, 10:59 Uhr überall auf der Erde (AoE, UTC−12)"
        );
    }

    #[test]
    fn distances_take_the_largest_whole_unit() {
        let words = Words::load();
        let now = instant("2026-09-29T09:00:00Z");
        for (seconds, english, german) in [
            (0, "in less than a minute", "in weniger als einer Minute"),
            (-30, "just now", "gerade eben"),
            (60, "in 1 minute", "in einer Minute"),
            (-125, "2 minutes ago", "vor 2 Minuten"),
            (3600, "in 1 hour", "in einer Stunde"),
            (-3600, "1 hour ago", "vor einer Stunde"),
            (47 * 3600, "in 47 hours", "in 47 Stunden"),
            (-48 * 3600, "2 days ago", "vor 2 Tagen"),
            (1500 * 86400, "in 1,500 days", "in 1.500 Tagen"),
        ] {
            let when = now + TimeDelta::seconds(seconds);
            for (locale, expected) in [(Locale::English, english), (Locale::German, german)] {
                let moment = Moment::new(&words.speaker(locale), Tz::UTC, when, now);
                assert_eq!(moment.distance, expected);
            }
        }
    }

    #[test]
    fn plain_english_follows_the_zone_and_not_the_reader() {
        let date = NaiveDate::from_ymd_opt(2026, 7, 1).expect("a date");
        assert_eq!(day_said(&date), "1 July 2026");
        assert_eq!(weekday_said(&date), "Wednesday 1 July 2026");
        let at = instant("2026-06-30T22:30:00Z");
        assert_eq!(
            weekday_hour_said(Tz::Europe__Berlin, at),
            "Wednesday 1 July 2026, 00:30 CEST"
        );
    }

    #[test]
    fn a_legal_day_has_no_hour() {
        let words = Words::load();
        let date = NaiveDate::from_ymd_opt(2026, 7, 31).expect("a date");
        assert_eq!(
            day(&words.speaker(Locale::English), date),
            "Friday 31 July 2026"
        );
        assert_eq!(
            day(&words.speaker(Locale::German), date),
            "Freitag, 31. Juli 2026"
        );
    }
}
