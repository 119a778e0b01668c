//! Offices and their terms; what a foundation is called and where it stands. Pure.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use crate::parties::PartyId;

/// An office by which a person acts for the foundation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Office {
    ElectionOfficer,
    Secretary,
    Chair,
    Treasurer,
    Director,
    MembershipCommittee,
    Auditor,
}

impl Office {
    pub const ALL: [Self; 7] = [
        Self::ElectionOfficer,
        Self::Secretary,
        Self::Chair,
        Self::Treasurer,
        Self::Director,
        Self::MembershipCommittee,
        Self::Auditor,
    ];

    /// The word in the database and in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::ElectionOfficer => "election_officer",
            Self::Secretary => "secretary",
            Self::Chair => "chair",
            Self::Treasurer => "treasurer",
            Self::Director => "director",
            Self::MembershipCommittee => "membership_committee",
            Self::Auditor => "auditor",
        }
    }

    /// The office this word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|office| office.word() == word)
    }

    /// The office as officers' pages say it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::ElectionOfficer => "Election officer",
            Self::Secretary => "Secretary",
            Self::Chair => "Chair",
            Self::Treasurer => "Treasurer",
            Self::Director => "Director",
            Self::MembershipCommittee => "Member of the membership committee",
            Self::Auditor => "Auditor",
        }
    }

    /// The office with its article, as a refusal names it.
    #[must_use]
    pub fn holder(self) -> &'static str {
        match self {
            Self::ElectionOfficer => "an election officer",
            Self::Secretary => "the secretary",
            Self::Chair => "the chair",
            Self::Treasurer => "the treasurer",
            Self::Director => "a director",
            Self::MembershipCommittee => "a member of the membership committee",
            Self::Auditor => "an auditor",
        }
    }
}

/// One person's time in one office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeTerm {
    pub id: Uuid,
    pub person: PartyId,
    pub office: Office,
    pub starts_at: DateTime<Utc>,
    /// The end foreseen when the term was recorded.
    pub ends_at: Option<DateTime<Utc>>,
    /// The end recorded since: laid down or withdrawn.
    pub ended_at: Option<DateTime<Utc>>,
}

impl OfficeTerm {
    /// The instant from which the office is no longer held, if one is known.
    #[must_use]
    pub fn end(&self) -> Option<DateTime<Utc>> {
        match (self.ends_at, self.ended_at) {
            (Some(foreseen), Some(recorded)) => Some(foreseen.min(recorded)),
            (foreseen, recorded) => foreseen.or(recorded),
        }
    }

    /// Whether the office is held at this instant: from its start, until before its end.
    #[must_use]
    pub fn held_at(&self, now: DateTime<Utc>) -> bool {
        self.starts_at <= now && self.end().is_none_or(|end| now < end)
    }
}

/// The foundation as it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foundation {
    pub name: String,
    /// Legal days are computed in this zone.
    pub zone: Tz,
    /// Scheme, host and port that letters name, without a trailing slash.
    pub public_origin: String,
    /// Host and path of the public log, the same for life: `vote.example.org/log`.
    pub log_origin: String,
}

impl Foundation {
    /// The legal day at this instant.
    #[must_use]
    pub fn day(&self, now: DateTime<Utc>) -> NaiveDate {
        now.with_timezone(&self.zone).date_naive()
    }
}

/// Reads a public origin: `https://vote.example.org`, with a port if it needs one.
///
/// # Errors
/// A sentence for the form.
pub fn parse_public_origin(raw: &str) -> Result<String, &'static str> {
    const SHAPE: &str =
        "Give scheme and host only, like https://vote.example.org (a port may follow).";
    let origin = raw.trim().trim_end_matches('/').to_ascii_lowercase();
    let host = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"))
        .ok_or(SHAPE)?;
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    };
    if port.is_some_and(|port| port.parse::<u16>().is_err() || port.starts_with('+')) {
        return Err(SHAPE);
    }
    let is_plain = |name: &str| {
        !name.is_empty()
            && name.len() <= 253
            && name.split('.').all(|label| {
                !label.is_empty()
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            })
    };
    let is_ipv6 = name
        .strip_prefix('[')
        .and_then(|name| name.strip_suffix(']'))
        .is_some_and(|address| {
            address.contains(':') && address.chars().all(|c| c.is_ascii_hexdigit() || c == ':')
        });
    if !is_plain(name) && !is_ipv6 {
        return Err(SHAPE);
    }
    Ok(origin)
}

/// The origin of the log of a foundation reached at this public origin: its
/// host, and the path `/log`. Fixed when the foundation is set up.
#[must_use]
pub fn log_origin_of(public_origin: &str) -> String {
    let host = public_origin
        .split_once("://")
        .map_or(public_origin, |(_, host)| host);
    format!("{host}/log")
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    use super::{Office, OfficeTerm, log_origin_of, parse_public_origin};
    use crate::parties::PartyId;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn an_office_is_held_from_its_start_until_before_its_end() {
        let term = |ends: Option<&str>, ended: Option<&str>| OfficeTerm {
            id: Uuid::nil(),
            person: PartyId(Uuid::nil()),
            office: Office::Secretary,
            starts_at: at("2026-03-01T00:00:00Z"),
            ends_at: ends.map(at),
            ended_at: ended.map(at),
        };
        for (ends, ended, instant, held) in [
            (None, None, "2026-02-28T23:59:59Z", false),
            (None, None, "2026-03-01T00:00:00Z", true),
            (
                Some("2026-04-01T00:00:00Z"),
                None,
                "2026-03-31T23:59:59Z",
                true,
            ),
            (
                Some("2026-04-01T00:00:00Z"),
                None,
                "2026-04-01T00:00:00Z",
                false,
            ),
            (
                Some("2026-04-01T00:00:00Z"),
                Some("2026-03-15T12:00:00Z"),
                "2026-03-15T12:00:00Z",
                false,
            ),
            (
                Some("2026-04-01T00:00:00Z"),
                Some("2026-05-01T00:00:00Z"),
                "2026-04-02T00:00:00Z",
                false,
            ),
            (
                None,
                Some("2026-03-15T12:00:00Z"),
                "2026-03-15T11:59:59Z",
                true,
            ),
        ] {
            assert_eq!(
                term(ends, ended).held_at(at(instant)),
                held,
                "{ends:?} {ended:?} {instant}"
            );
        }
    }

    #[test]
    fn every_office_is_found_by_its_word() {
        for office in Office::ALL {
            assert_eq!(Office::parse(office.word()), Some(office));
        }
    }

    #[test]
    fn an_origin_is_scheme_and_host() {
        for (raw, kept) in [
            ("https://vote.example.org", Some("https://vote.example.org")),
            (
                " HTTPS://Vote.Example.org/ ",
                Some("https://vote.example.org"),
            ),
            ("http://127.0.0.1:8080", Some("http://127.0.0.1:8080")),
            ("http://[::1]:8080", Some("http://[::1]:8080")),
            ("vote.example.org", None),
            ("https://", None),
            ("https://vote.example.org/path", None),
            ("https://user@vote.example.org", None),
            ("https://vote.example.org:99999", None),
            ("https://vote..example.org", None),
        ] {
            assert_eq!(parse_public_origin(raw).ok().as_deref(), kept, "{raw}");
        }
        assert_eq!(
            log_origin_of("https://vote.example.org"),
            "vote.example.org/log"
        );
    }
}
