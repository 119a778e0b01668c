//! Passwords, paths and devices as accounts know them; how long things last. Pure.

mod guessable;

use std::fmt;

use chrono::{DateTime, Duration, Utc};
use zeroize::Zeroizing;

/// How long a mailed link opens.
pub const LINK_MINUTES: i64 = 10;
/// A session is over when it was not used for so long.
pub const IDLE_HOURS: i64 = 12;
/// A session is over so long after it was opened, used or not.
pub const SESSION_DAYS: i64 = 30;
/// A session's token is replaced when it is this old.
pub const ROTATE_MINUTES: i64 = 30;
/// How long a replaced token still serves after its successor came back.
pub const OVERLAP_SECONDS: i64 = 60;
/// How much time passes between an address change's approval and its effect.
pub const ADDRESS_CHANGE_HOURS: i64 = 72;
/// The same for a change that was proposed once more after the person concerned had stopped
/// it: fourteen days. The database holds both (`address_change_wait`).
pub const RENEWED_CHANGE_HOURS: i64 = 336;
/// For so long after signing in one may change what signs in and end sessions; whoever came
/// by a mailed link may replace a forgotten password.
pub const FRESH_SIGN_IN_MINUTES: i64 = 30;

/// How a person came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Link,
    Password,
}

impl Way {
    /// The word in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Password => "password",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "link" => Some(Self::Link),
            "password" => Some(Self::Password),
            _ => None,
        }
    }
}

/// A password that may be set; wiped from memory when dropped.
pub struct NewPassword(Zeroizing<String>);

/// Why a password may not be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordFault {
    TooShort,
    TooLong,
    /// A few characters over and over, a run of keys, or words that stand around the person.
    TooPlain,
    /// Many people use it.
    Common,
    /// Typed differently the second time.
    Differs,
}

impl PasswordFault {
    /// The sentence in the catalogue.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::TooShort => "account-password-too-short",
            Self::TooLong => "account-password-too-long",
            Self::TooPlain => "account-password-too-plain",
            Self::Common => "account-password-common",
            Self::Differs => "account-password-differs",
        }
    }
}

impl NewPassword {
    pub const MIN_CHARS: usize = 12;
    /// So that hashing one never takes long.
    pub const MAX_CHARS: usize = 256;

    /// A password typed twice by a person. `about` is what others know of them: their name and
    /// mail address, the name of the foundation.
    ///
    /// # Errors
    /// The first thing wrong with it.
    pub fn parse(typed: &str, again: &str, about: &[&str]) -> Result<Self, PasswordFault> {
        let chars = typed.chars().count();
        if chars < Self::MIN_CHARS {
            return Err(PasswordFault::TooShort);
        }
        if chars > Self::MAX_CHARS {
            return Err(PasswordFault::TooLong);
        }
        if guessable::is_plain(typed, about) {
            return Err(PasswordFault::TooPlain);
        }
        if guessable::is_common(typed) {
            return Err(PasswordFault::Common);
        }
        if typed != again {
            return Err(PasswordFault::Differs);
        }
        Ok(Self(Zeroizing::new(typed.to_owned())))
    }

    #[must_use]
    pub fn into_inner(self) -> Zeroizing<String> {
        self.0
    }
}

/// A path of this site, to which a browser may be sent: never another host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalPath(String);

impl LocalPath {
    pub const MAX_BYTES: usize = 500;

    /// The path, or the one given instead when it is not one of ours.
    #[must_use]
    pub fn or(raw: &str, otherwise: &'static str) -> Self {
        Self::parse(raw).unwrap_or_else(|| Self(otherwise.to_owned()))
    }

    /// A path with its query; none when a browser could read it as another site.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let local = raw.starts_with('/')
            && !raw.starts_with("//")
            && raw.len() <= Self::MAX_BYTES
            && raw
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        local.then(|| Self(raw.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LocalPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a list of sessions calls a browser: `Firefox, Android`. Nothing finer is
/// kept. Empty when neither part is known.
#[must_use]
pub fn device(user_agent: &str) -> String {
    const BROWSERS: [(&str, &str); 6] = [
        ("Edg", "Edge"),
        ("OPR", "Opera"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("Chrom", "Chrome"),
        ("Safari", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let named = |names: &[(&str, &'static str)]| {
        names
            .iter()
            .find(|(part, _)| user_agent.contains(part))
            .map(|(_, name)| *name)
    };
    [named(&BROWSERS), named(&SYSTEMS)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

/// Where a change of an account's address stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangePhase {
    /// One officer proposed it; another must approve.
    Proposed,
    /// Enough officers want it; it takes effect at this instant.
    Waiting {
        effective_at: DateTime<Utc>,
    },
    Stopped,
    Done,
}

/// The facts from which a change's phase follows.
#[derive(Clone, Copy, Debug, Default)]
pub struct ChangeFacts {
    /// It was proposed once more after the person concerned had stopped it.
    pub renewed: bool,
    pub approved_at: Option<DateTime<Utc>>,
    pub stopped_at: Option<DateTime<Utc>>,
    pub done_at: Option<DateTime<Utc>>,
}

impl ChangeFacts {
    #[must_use]
    pub fn phase(&self) -> ChangePhase {
        match (self.done_at, self.stopped_at, self.approved_at) {
            (Some(_), _, _) => ChangePhase::Done,
            (None, Some(_), _) => ChangePhase::Stopped,
            (None, None, Some(approved_at)) => ChangePhase::Waiting {
                effective_at: approved_at
                    + Duration::hours(if self.renewed {
                        RENEWED_CHANGE_HOURS
                    } else {
                        ADDRESS_CHANGE_HOURS
                    }),
            },
            (None, None, None) => ChangePhase::Proposed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ChangeFacts, ChangePhase, LocalPath, NewPassword, PasswordFault, device};

    #[test]
    fn a_path_stays_on_this_site() {
        for good in ["/", "/me", "/polls/1?a=b&c=%2F%2Fd", "/a//b"] {
            assert!(LocalPath::parse(good).is_some(), "{good}");
        }
        let long = format!("/{}", "x".repeat(500));
        for bad in [
            "",
            "me",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nSet-Cookie: x",
            "/a b",
            "/ä",
            "javascript:alert(1)",
            long.as_str(),
        ] {
            assert!(LocalPath::parse(bad).is_none(), "{bad}");
        }
        assert_eq!(LocalPath::or("//x", "/me").as_str(), "/me");
    }

    #[test]
    fn a_password_is_long_enough_and_typed_twice() {
        let judge = |typed: &str, again: &str| {
            NewPassword::parse(typed, again, &["ada.lovelace@example.org"]).err()
        };
        assert_eq!(judge("correct horse", "correct horse"), None);
        assert_eq!(judge("zwölf Zeichn", "zwölf Zeichn"), None);
        assert_eq!(
            judge("elf Zeichen", "elf Zeichen"),
            Some(PasswordFault::TooShort)
        );
        assert_eq!(
            judge("correct horse", "correct house"),
            Some(PasswordFault::Differs)
        );
        assert_eq!(
            judge("aaaaaaaaaaaaa", "aaaaaaaaaaaaa"),
            Some(PasswordFault::TooPlain)
        );
        let address = "Ada.Lovelace@example.org";
        assert_eq!(judge(address, address), Some(PasswordFault::TooPlain));
        assert_eq!(
            judge("leavemealone", "leavemealone"),
            Some(PasswordFault::Common)
        );
        let long = "ab".repeat(129);
        assert_eq!(judge(&long, &long), Some(PasswordFault::TooLong));
    }

    #[test]
    fn a_device_is_named_coarsely() {
        for (agent, name) in [
            (
                "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
                "Chrome, Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
                "Safari, iPhone",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox, Linux",
            ),
            ("curl/8", ""),
        ] {
            assert_eq!(device(agent), name);
        }
    }

    #[test]
    fn a_change_waits_72_hours_from_its_approval_and_fourteen_days_where_it_was_stopped_before() {
        let at = |text: &str| Some(text.parse().expect("an instant"));
        let mut facts = ChangeFacts::default();
        assert_eq!(facts.phase(), ChangePhase::Proposed);
        facts.approved_at = at("2026-03-01T10:00:00Z");
        assert_eq!(
            facts.phase(),
            ChangePhase::Waiting {
                effective_at: at("2026-03-04T10:00:00Z").expect("an instant")
            }
        );
        facts.renewed = true;
        assert_eq!(
            facts.phase(),
            ChangePhase::Waiting {
                effective_at: at("2026-03-15T10:00:00Z").expect("an instant")
            }
        );
        facts.stopped_at = at("2026-03-02T10:00:00Z");
        assert_eq!(facts.phase(), ChangePhase::Stopped);
        facts.done_at = at("2026-03-04T10:00:00Z");
        assert_eq!(facts.phase(), ChangePhase::Done);
    }
}
