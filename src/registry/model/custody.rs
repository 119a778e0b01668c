//! Who keeps access to an asset: duties, factors, and where recovery codes lie, never
//! the codes.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::{Reading, words};

words! {
    /// What a custodian keeps access for.
    Duty {
        Primary = "primary", "Primary";
        Backup = "backup", "Backup";
        Recovery = "recovery", "Recovery";
    }
}

words! {
    /// With what access is kept.
    Factor {
        HardwareKey = "hardware_key", "Hardware key";
        Totp = "totp", "Codes by an app (TOTP)";
        RegistrarLock = "registrar_lock", "Registrar’s lock";
        KeyShare = "key_share", "Share of a split key";
        Passphrase = "passphrase", "Passphrase";
        Paper = "paper", "Paper";
        None = "none", "None";
    }
}

/// How many days a custodian's word is good for where the rulebook is silent.
pub const ATTESTATION_DAYS: u64 = 92;

/// What a place must not be.
pub const NO_CODES: &str = "This looks like a code, a key or the words of a seed. Say where they lie, never what they are: “Safe of the office in Berlin, envelope 7”.";

/// Whether words look like a recovery code, a key or the words of a seed rather than a
/// place. Rather too often than not often enough: a place can be said otherwise.
#[must_use]
pub fn looks_secret(text: &str) -> bool {
    let words: Vec<&str> = text
        .split(|letter: char| {
            letter.is_whitespace() || [',', ';', ':', '(', ')', '"'].contains(&letter)
        })
        .filter(|word| !word.is_empty())
        .collect();
    let digits = |word: &str| word.bytes().filter(u8::is_ascii_digit).count();
    let is_code = |word: &str| {
        let letters = word.chars().filter(|letter| letter.is_alphabetic()).count();
        let count = digits(word);
        let long = word.chars().count();
        // A file number such as 318/2026 is a place.
        let filed = word.contains('/');
        (count >= 6 && !filed)
            || (count >= 2 && letters >= 2 && long >= 8 && !filed)
            || (long >= 28 && !filed)
            || (long >= 14 && letters == long && word.chars().all(char::is_uppercase))
    };
    if words.iter().any(|word| is_code(word)) {
        return true;
    }
    let short_codes = words
        .iter()
        .filter(|word| word.chars().count() >= 4 && digits(word) == word.chars().count())
        .count();
    if short_codes >= 2 {
        return true;
    }
    // Words of a seed follow each other without any that join a sentence.
    let joins = [
        "the", "a", "an", "of", "in", "at", "on", "with", "and", "by", "to", "is", "under", "for",
        "der", "die", "das", "im", "am", "bei", "von", "und", "mit", "unter", "den", "dem",
    ];
    words.len() >= 11
        && !words
            .iter()
            .any(|word| joins.contains(&word.to_lowercase().as_str()))
}

/// Custody, as it was typed and judged; who it is stands beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCustody {
    pub duty: Duty,
    pub factor: Factor,
    pub place: String,
    pub since: NaiveDate,
}

impl NewCustody {
    pub fn read(reading: &mut Reading<'_>, today: NaiveDate) -> Option<Self> {
        let duty = reading.chosen("duty", Duty::parse, "Choose what they keep access for.");
        let factor = reading.chosen(
            "factor",
            Factor::parse,
            "Choose with what they keep access.",
        );
        let place = reading.line("place", "where recovery codes lie", 200, false);
        if looks_secret(&place) {
            reading.fault("place", NO_CODES);
        }
        let since = reading.day("since", true);
        if since.is_some_and(|since| since > today) {
            reading.fault(
                "since",
                "Custody begins on a day that has come. Give such a day.",
            );
        }
        Some(Self {
            duty: duty?,
            factor: factor?,
            place,
            since: since?,
        })
    }
}

/// The last day on which a custodian's word is good: so many days after it was given, or
/// after custody began where it never was.
#[must_use]
pub fn due_on(since: NaiveDate, attested: Option<NaiveDate>, days: u64) -> NaiveDate {
    let from = attested.map_or(since, |day| day.max(since));
    from.checked_add_days(Days::new(days))
        .unwrap_or(NaiveDate::MAX)
}

/// When a custodian said last that access works, as a day of the foundation.
#[must_use]
pub fn day_of(at: Option<DateTime<Utc>>, zone: chrono_tz::Tz) -> Option<NaiveDate> {
    at.map(|at| at.with_timezone(&zone).date_naive())
}

/// How far the hand-over of one custody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps {
    /// Enough others keep the asset.
    pub named: bool,
    /// As many of them have said that it works.
    pub attested: bool,
    /// The custody is over.
    pub ended: bool,
}

impl Steps {
    /// By how many other persons keep the asset, and how many of them said that it works:
    /// two of a protected asset, as `by_two` has it under the rule registry.custody.groups,
    /// who both said so, as `stays` has it; and one of any other. Without them a protected
    /// asset's custody does not end.
    #[must_use]
    pub fn of(
        protected: bool,
        (others, attested): (i64, i64),
        (by_two, stays): (bool, bool),
        ended: bool,
    ) -> Self {
        let needed = if protected { 2 } else { 1 };
        Self {
            named: others >= needed && (by_two || !protected),
            attested: attested >= needed && (stays || !protected),
            ended,
        }
    }
}
