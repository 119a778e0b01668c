//! Who was admitted shortly before a record date, as a share of its roll.

use chrono::{Days, NaiveDate};

/// The spans before a record date that are told: 60 and 120 days.
pub const NEAR_DAYS: u64 = 60;
pub const FAR_DAYS: u64 = 120;

/// Memberships and their votes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    pub members: u64,
    pub votes: u64,
}

impl std::ops::Add for Sum {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            members: self.members + other.members,
            votes: self.votes + other.votes,
        }
    }
}

/// A roll by when its members were admitted; nobody stands twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Admitted {
    /// On one of the 60 days before the record date, on it, or recorded later.
    pub near: Sum,
    /// Earlier, and on one of the 120 days before it.
    pub far: Sum,
    pub earlier: Sum,
}

impl Admitted {
    /// The sums of a roll by the days on which its memberships were admitted.
    #[must_use]
    pub fn of(record_date: NaiveDate, roll: &[(NaiveDate, Sum)]) -> Self {
        let mut admitted = Self::default();
        let from = |days| record_date.checked_sub_days(Days::new(days));
        for (since, those) in roll {
            let after = |days| from(days).is_some_and(|day| *since >= day);
            let sum = if after(NEAR_DAYS) {
                &mut admitted.near
            } else if after(FAR_DAYS) {
                &mut admitted.far
            } else {
                &mut admitted.earlier
            };
            *sum = *sum + *those;
        }
        admitted
    }

    #[must_use]
    pub fn whole(&self) -> Sum {
        self.near + self.far + self.earlier
    }
}
