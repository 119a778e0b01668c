//! Where a day ends: a last day at midnight of the office that takes what is filed (R8), and
//! the foundation's own at the foundation's.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::Deserialize;

/// An instant, as the day that it is at the foundation and at each office.
#[derive(Clone, Debug)]
pub struct Clock {
    now: DateTime<Utc>,
    /// The foundation's.
    zone: Tz,
    /// By WIPO ST.3.
    offices: BTreeMap<String, Tz>,
}

impl Clock {
    #[must_use]
    pub fn new(now: DateTime<Utc>, zone: Tz, offices: BTreeMap<String, Tz>) -> Self {
        Self { now, zone, offices }
    }

    /// The foundation's day: reminders go by it, and what people record.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        self.now.with_timezone(&self.zone).date_naive()
    }

    /// Where the midnight of an office is; the foundation's where no office keeps it, or
    /// the pack has no calendar of that office.
    #[must_use]
    pub fn zone_at(&self, office: &str) -> Tz {
        self.offices.get(office).copied().unwrap_or(self.zone)
    }

    /// The day that it is at an office: by it a deadline of that office stands.
    #[must_use]
    pub fn day_at(&self, office: &str) -> NaiveDate {
        self.now.with_timezone(&self.zone_at(office)).date_naive()
    }

    /// The day by which reminders of a deadline go: the foundation's, and while the last day
    /// lasts at the office, that day at the latest. Nothing is called missed there that can
    /// still be met.
    #[must_use]
    pub fn reminds_on(&self, office: &str, last: Option<NaiveDate>) -> NaiveDate {
        let day = self.day();
        match last {
            Some(last) if self.day_at(office) <= last => day.min(last),
            Some(_) | None => day,
        }
    }
}

/// The offices of a pack with their zones. Its rules are not read: this is asked for each
/// page, and the pack was judged when it was taken up.
#[must_use]
pub fn zones(pack: &str) -> BTreeMap<String, Tz> {
    #[derive(Deserialize)]
    struct Calendars {
        #[serde(default)]
        calendar: Vec<Place>,
    }
    #[derive(Deserialize)]
    struct Place {
        office: String,
        zone: String,
    }
    toml::from_str(pack).map_or_else(
        |_| BTreeMap::new(),
        |read: Calendars| {
            read.calendar
                .into_iter()
                .filter_map(|place| Some((place.office, place.zone.parse::<Tz>().ok()?)))
                .collect()
        },
    )
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use chrono_tz::America::New_York;

    use super::{Clock, zones};
    use crate::docket::model::pack::SUPPLIED;

    #[test]
    fn a_day_ends_at_the_midnight_of_its_office() {
        let clock = |now: &str| Clock::new(now.parse().unwrap(), New_York, zones(SUPPLIED));
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (now, own, us, em, domain) in [
            (
                "2027-03-15T22:59:59Z",
                "2027-03-15",
                "2027-03-15",
                "2027-03-15",
                "2027-03-15",
            ),
            (
                "2027-03-15T23:00:00Z",
                "2027-03-15",
                "2027-03-15",
                "2027-03-16",
                "2027-03-15",
            ),
            (
                "2027-03-16T04:00:00Z",
                "2027-03-16",
                "2027-03-16",
                "2027-03-16",
                "2027-03-16",
            ),
        ] {
            let clock = clock(now);
            assert_eq!(clock.day(), day(own), "{now}");
            assert_eq!(clock.day_at("US"), day(us), "{now}");
            assert_eq!(clock.day_at("EM"), day(em), "{now}");
            assert_eq!(clock.day_at(""), day(domain), "{now}");
        }
        // An office is no earlier than its own midnight because the foundation is.
        let tokyo = Clock::new(
            "2027-03-15T16:00:00Z".parse().unwrap(),
            chrono_tz::Asia::Tokyo,
            zones(SUPPLIED),
        );
        assert_eq!(tokyo.day(), day("2027-03-16"));
        assert_eq!(tokyo.day_at("US"), day("2027-03-15"));
        for (office, last, reminds) in [
            ("US", Some("2027-03-15"), "2027-03-15"),
            ("US", Some("2027-03-14"), "2027-03-16"),
            ("US", Some("2027-03-20"), "2027-03-16"),
            ("", Some("2027-03-15"), "2027-03-16"),
            ("US", None, "2027-03-16"),
        ] {
            assert_eq!(tokyo.reminds_on(office, last.map(day)), day(reminds));
        }
        assert_eq!(zones("no pack").len(), 0);
    }
}
