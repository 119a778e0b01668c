//! What a letter is, to whom it goes, when it is tried again. Pure.

mod address;
mod code;
pub mod filling;
mod heading;
mod kinds;
pub mod leading;
mod letter;
mod news;
pub mod returned;

use chrono::Duration;
use uuid::Uuid;

use crate::web::words::Locale;

pub use address::{Address, masked};
pub use code::Code;
pub use heading::{TEXT_DIGEST, parted};
pub use kinds::kind_key;
pub use letter::{Letter, RollLine, Wording};
pub use news::{
    ApplicationNews, Decided, EndNews, FactorNews, InterestNews, MotionNews, ProxyNews,
    RepresentationNews,
};

/// To whom a letter goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// At the address and in the language the account has when the letter is sent.
    Account(Uuid),
    /// At an address that is no account's, or no longer.
    Address { address: Address, locale: Locale },
}

/// After how many attempts a letter is given up.
pub const MAX_ATTEMPTS: i32 = 12;

/// How long to wait after this many failed attempts; none when it is given up.
#[must_use]
pub fn wait_after(attempts: i32) -> Option<Duration> {
    match attempts {
        ..=1 => Some(Duration::seconds(2)),
        2 => Some(Duration::seconds(15)),
        3 => Some(Duration::minutes(1)),
        4 => Some(Duration::minutes(5)),
        5 => Some(Duration::minutes(20)),
        6 => Some(Duration::hours(1)),
        7..MAX_ATTEMPTS => Some(Duration::hours(6)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Letter, MAX_ATTEMPTS, RollLine, Wording, wait_after};
    use crate::web::words::Locale;

    #[test]
    fn a_letter_is_stored_as_kind_and_parameters() {
        let letter = Letter::RecordSays {
            title: Wording::from("Board"),
            path: "/polls/1".into(),
            complain_path: "/polls/1".into(),
            voted: true,
            line: RollLine {
                roll: uuid::Uuid::nil(),
                entitlement: "00".repeat(16),
            },
        };
        let stored = serde_json::to_value(&letter).expect("a value");
        assert_eq!(stored["kind"], letter.kind());
        assert_eq!(stored["parameters"]["voted"], true);
        assert_eq!(
            serde_json::from_value::<Letter>(stored).ok().as_ref(),
            Some(&letter)
        );
    }

    #[test]
    fn a_wording_falls_back_to_the_text_that_decides() {
        let mut wording = Wording::from("Board election");
        wording
            .translations
            .insert("de".into(), "Vorstandswahl".into());
        assert_eq!(wording.in_locale(Locale::German), "Vorstandswahl");
        assert_eq!(wording.in_locale(Locale::English), "Board election");
    }

    #[test]
    fn attempts_are_spread_over_more_than_a_day_and_end() {
        let total: i64 = (1..)
            .map_while(wait_after)
            .map(|wait| wait.num_minutes())
            .sum();
        assert!(total > 24 * 60, "{total} minutes");
        // As the page of letters and the guide for operators say it.
        assert_eq!(total / 60, 31, "{total} minutes");
        assert_eq!(wait_after(MAX_ATTEMPTS), None);
    }
}
