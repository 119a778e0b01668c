//! What a rehearsal is called, and its file of members. Pure.

use chrono::NaiveDate;

use crate::bodies::model::{Foundation, rehearsal_origins};
use crate::members::import::row::COLUMNS;
use crate::members::model::Standing;

/// The word by which names and letters of a rehearsal begin.
pub const WORD: &str = "Rehearsal: ";

/// The longest name a foundation has.
const NAME_CHARS: usize = 120;

/// The rehearsal of a foundation: reached elsewhere, under a log of its own. `mark`
/// tells it from every other rehearsal of the same foundation, since a log has one
/// origin for life.
#[must_use]
pub fn rehearsed(real: &Foundation, public_origin: &str, mark: &str) -> Foundation {
    let name = format!("{WORD}{}", real.name);
    Foundation {
        name: name.chars().take(NAME_CHARS).collect(),
        zone: real.zone,
        public_origin: public_origin.to_owned(),
        log_origin: format!("{}{mark}/log", rehearsal_origins(&real.log_origin)),
    }
}

/// A member of the real foundation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub number: i64,
    pub name: String,
    /// Of the person, or of whoever votes for the organisation.
    pub address: Option<String>,
    pub class: String,
    pub is_organisation: bool,
    /// Who votes for the organisation.
    pub representative: Option<String>,
    pub member_since: NaiveDate,
    pub standing: Standing,
    pub country: String,
    pub disclosed: bool,
}

impl Member {
    /// The last term, as the file says it; why the member is not taken otherwise.
    fn term(&self) -> Result<(NaiveDate, NaiveDate), &'static str> {
        let lapsed = |since: NaiveDate| {
            (self.member_since < since)
                .then_some((self.member_since, since))
                .ok_or("the last term cannot be told")
        };
        match self.standing {
            Standing::Current(term) => Ok((term.starts_on(), term.ends_on())),
            Standing::Grace { since, .. } | Standing::Lapsed(since) => lapsed(since),
            Standing::Suspended(_) => Err("suspended"),
            Standing::NotYet(_) => Err("the first term has not begun"),
            Standing::Ended(_) => Err("the membership has ended"),
            Standing::NoTerm => Err("no term was ever recorded"),
        }
    }
}

/// Members as rows of a file, and those who have none, with why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// Of each the cells in the order of [`COLUMNS`].
    pub rows: Vec<[String; COLUMNS.len()]>,
    /// Sentences.
    pub left_out: Vec<String>,
}

/// Stands in the file where a country is not known: nobody's, and taken back afterwards.
const NO_COUNTRY: &str = "AQ";

/// The file of members that the rehearsal takes.
#[must_use]
pub fn rows(members: &[Member]) -> Rows {
    let mut made = Rows::default();
    for member in members {
        let row = member.term().and_then(|term| row(member, term));
        match row {
            Ok(row) => made.rows.push(row),
            Err(why) => made
                .left_out
                .push(format!("Member {}, {}: {why}.", member.number, member.name)),
        }
    }
    made
}

fn row(
    member: &Member,
    (starts_on, ends_on): (NaiveDate, NaiveDate),
) -> Result<[String; COLUMNS.len()], &'static str> {
    let address = member.address.clone();
    let (kind, representative) = match (member.is_organisation, &member.representative) {
        (true, None) => return Err("nobody votes for the organisation"),
        (true, Some(name)) => ("organisation", name.clone()),
        (false, _) => ("person", String::new()),
    };
    Ok([
        member.name.clone(),
        address.ok_or("no address is known")?,
        member.class.clone(),
        kind.to_owned(),
        representative,
        member.member_since.to_string(),
        starts_on.to_string(),
        ends_on.to_string(),
        match member.country.as_str() {
            "" => NO_COUNTRY.to_owned(),
            code => code.to_owned(),
        },
        if member.disclosed { "yes" } else { "no" }.to_owned(),
        // Ties are taken for themselves, with all that is known of them.
        String::new(),
    ])
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{Member, rehearsed, rows};
    use crate::bodies::model::Foundation;
    use crate::members::model::{Standing, Term};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn member(number: i64, standing: Standing) -> Member {
        Member {
            number,
            name: "Ada, the first".into(),
            address: Some("ada@example.org".into()),
            class: "individual".into(),
            is_organisation: false,
            representative: None,
            member_since: day("2024-01-01"),
            standing,
            country: "DE".into(),
            disclosed: true,
        }
    }

    #[test]
    fn a_rehearsal_is_told_from_its_foundation_by_name_and_log() {
        let real = Foundation {
            name: "Tamarack".into(),
            zone: chrono_tz::Europe::Berlin,
            public_origin: "https://vote.example.org".into(),
            log_origin: "vote.example.org/log".into(),
        };
        let made = rehearsed(&real, "http://127.0.0.1:8081", "1f");
        assert_eq!(made.name, "Rehearsal: Tamarack");
        assert_eq!(made.log_origin, "vote.example.org/rehearsal/1f/log");
        assert_eq!(made.public_origin, "http://127.0.0.1:8081");
        let long = Foundation {
            name: "ä".repeat(120),
            ..real
        };
        assert_eq!(rehearsed(&long, "", "").name.chars().count(), 120);
    }

    #[test]
    fn who_counts_on_a_roll_is_taken_and_who_does_not_counts_on_none() {
        let term = Term::new(day("2026-01-01"), day("2026-12-31")).expect("a term");
        let until = day("2026-11-01");
        let grace = Standing::Grace {
            since: day("2026-10-01"),
            until,
        };
        let mut voteless = member(5, Standing::Current(term));
        voteless.is_organisation = true;
        let made = rows(&[
            member(1, Standing::Current(term)),
            member(2, grace),
            member(3, Standing::Suspended(until)),
            member(4, Standing::NotYet(until)),
            voteless,
        ]);
        assert_eq!(made.rows.len(), 2);
        assert_eq!(made.rows[0][6..8], ["2026-01-01", "2026-12-31"]);
        assert_eq!(made.rows[1][6..8], ["2024-01-01", "2026-10-01"]);
        assert_eq!(made.left_out.len(), 3);
        assert!(made.left_out[0].contains("suspended"));
    }
}
