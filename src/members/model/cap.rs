//! Two members that came together although both have a vote or a director: what
//! breaks the cap, and where its cure stands. Pure. Nobody is unseated by it.

use chrono::{Days, NaiveDate};

/// Whether a rule on whom the board may not hold together is broken by two
/// directors of one group: by every value but the one that names nobody.
#[must_use]
pub fn caps_directors(scope: &str) -> bool {
    scope != "nobody"
}

/// The last day on which the surviving member can put it right: so many days after
/// the merger took effect, or was declared where that was later.
#[must_use]
pub fn deadline(effective_on: NaiveDate, declared_on: NaiveDate, days: u32) -> Option<NaiveDate> {
    effective_on
        .max(declared_on)
        .checked_add_days(Days::new(u64::from(days)))
}

/// What is known of a breach as of now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The merger was declared in error.
    pub withdrawn: bool,
    /// The surviving member named whom it keeps.
    pub chosen: bool,
    /// Directors of both sides still sit.
    pub directors_of_both: bool,
    /// Members of both sides still have a vote.
    pub members_of_both: bool,
    pub deadline_on: Option<NaiveDate>,
}

/// Where the cure of a breach stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cure {
    Withdrawn,
    /// Only one side has a director and a vote.
    Cured,
    /// Named whom the surviving member keeps, and the other is still there.
    Named,
    /// The surviving member has until the end of this day; as long as it likes
    /// where no rule says.
    Open(Option<NaiveDate>),
    /// This day is over, and nobody is named.
    Overdue(NaiveDate),
}

impl Cure {
    #[must_use]
    pub fn of(facts: Facts, today: NaiveDate) -> Self {
        if facts.withdrawn {
            return Self::Withdrawn;
        }
        if !facts.directors_of_both && !facts.members_of_both {
            return Self::Cured;
        }
        if facts.chosen {
            return Self::Named;
        }
        match facts.deadline_on {
            Some(deadline) if deadline < today => Self::Overdue(deadline),
            open => Self::Open(open),
        }
    }

    /// Whether somebody still has to do something.
    #[must_use]
    pub fn waits(self) -> bool {
        match self {
            Self::Withdrawn | Self::Cured => false,
            Self::Named | Self::Open(_) | Self::Overdue(_) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{Cure, Facts, caps_directors, deadline};

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 5, day).unwrap()
    }

    #[test]
    fn days_run_from_the_later_of_effect_and_declaration() {
        assert_eq!(deadline(day(1), day(3), 7), Some(day(10)));
        assert_eq!(deadline(day(5), day(3), 7), Some(day(12)));
        assert_eq!(deadline(NaiveDate::MAX, day(3), 1), None);
    }

    #[test]
    fn a_cure_stands_where_its_facts_say() {
        let open = Facts {
            withdrawn: false,
            chosen: false,
            directors_of_both: true,
            members_of_both: true,
            deadline_on: Some(day(10)),
        };
        for (facts, today, expected) in [
            (open, day(1), Cure::Open(Some(day(10)))),
            (open, day(10), Cure::Open(Some(day(10)))),
            (open, day(11), Cure::Overdue(day(10))),
            (
                Facts {
                    deadline_on: None,
                    ..open
                },
                day(30),
                Cure::Open(None),
            ),
            (
                Facts {
                    chosen: true,
                    ..open
                },
                day(30),
                Cure::Named,
            ),
            (
                Facts {
                    chosen: true,
                    directors_of_both: false,
                    ..open
                },
                day(5),
                Cure::Named,
            ),
            (
                Facts {
                    directors_of_both: false,
                    members_of_both: false,
                    ..open
                },
                day(30),
                Cure::Cured,
            ),
            (
                Facts {
                    withdrawn: true,
                    ..open
                },
                day(30),
                Cure::Withdrawn,
            ),
        ] {
            let cure = Cure::of(facts, today);
            assert_eq!(cure, expected, "{facts:?} on {today}");
            assert_eq!(
                cure.waits(),
                !matches!(expected, Cure::Cured | Cure::Withdrawn)
            );
        }
    }

    #[test]
    fn every_scope_but_nobody_caps() {
        for scope in [
            "employees of one member",
            "employees of one employer",
            "one related group",
        ] {
            assert!(caps_directors(scope));
        }
        assert!(!caps_directors("nobody"));
    }
}
