//! Calendars with their holidays worked out once, since many deadlines fall on them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::calendar::{Calendar, Observed};

/// The calendars of a pack, by office.
#[derive(Clone, Debug)]
pub(super) struct Calendars {
    by_office: BTreeMap<String, Calendar>,
    /// Where no office takes anything: no day rolls.
    none: Calendar,
}

impl Calendars {
    pub(super) fn new(calendars: Vec<Calendar>) -> Self {
        Self {
            by_office: calendars
                .into_iter()
                .map(|calendar| (calendar.office.clone(), calendar))
                .collect(),
            none: Calendar {
                office: String::new(),
                title: String::new(),
                zone: chrono_tz::UTC,
                citation: String::new(),
                verified: true,
                rolls: false,
                observed: Observed::No,
                fixed: Vec::new(),
                floating: Vec::new(),
                easter: Vec::new(),
                closure: Vec::new(),
                holidays: OnceLock::new(),
            },
        }
    }

    pub(super) fn of(&self, office: &str) -> &Calendar {
        self.by_office.get(office).unwrap_or(&self.none)
    }

    pub(super) fn known(&self, office: &str) -> bool {
        self.by_office.contains_key(office)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Calendar> {
        self.by_office.values()
    }
}
