//! Reports of mail servers about letters of ours: delivery status (RFC 3464) and
//! complaints (RFC 5965). Pure.
//!
//! A report is believed as far as it names a letter by the Message-ID that only
//! its recipient and the servers on the way have seen; whose report it is does
//! not matter. No address is taken from it.

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use uuid::Uuid;

/// What a report says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It was not delivered, and will not be.
    Bounced,
    /// It is still being tried.
    Delayed,
    /// Its reader reported it as unwanted.
    Complained,
}

impl Kind {
    /// The word in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Bounced => "bounced",
            Self::Delayed => "delayed",
            Self::Complained => "complained",
        }
    }
}

/// A report about a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    pub letter: Uuid,
    pub kind: Kind,
    /// The enhanced status code (RFC 3463), such as `5.1.1`; may be empty.
    pub status: String,
    /// What the server said, without addresses; may be empty.
    pub reason: String,
}

/// Why a message in the folder is no report about a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoReport {
    /// Nobody could read it as mail.
    Unreadable,
    /// Mail, but no report: an answer, a note of absence, or the news that a
    /// letter arrived.
    Other,
    /// A report that names no letter with our Message-ID.
    Nameless,
}

/// The longest reason that is kept, in characters.
const REASON_CHARS: usize = 200;

/// Reads a message. `host` is the domain of our Message-IDs.
///
/// # Errors
/// Why it tells of no letter.
pub fn read(bytes: &[u8], host: &str) -> Result<Returned, NoReport> {
    let message = MessageParser::default()
        .parse(bytes)
        .filter(|message| !message.headers().is_empty())
        .ok_or(NoReport::Unreadable)?;
    let (kind, status, reason) = status_of(&message)
        .or_else(|| complaint_of(&message))
        .ok_or(NoReport::Other)?;
    let letter = letter_of(&message, host).ok_or(NoReport::Nameless)?;
    Ok(Returned {
        letter,
        kind,
        status,
        reason,
    })
}

fn is_of_type(part: &MessagePart<'_>, kind: &str, subkind: &str) -> bool {
    part.content_type().is_some_and(|found| {
        found.ctype().eq_ignore_ascii_case(kind)
            && found
                .subtype()
                .is_some_and(|found| found.eq_ignore_ascii_case(subkind))
    })
}

/// The fields of a part that is written like headers, group by group.
fn groups(part: &MessagePart<'_>) -> Vec<Vec<(String, String)>> {
    let text = String::from_utf8_lossy(part.contents()).replace("\r\n", "\n");
    text.split("\n\n")
        .map(|group| {
            let mut fields: Vec<(String, String)> = Vec::new();
            for line in group.lines() {
                if line.starts_with([' ', '\t']) {
                    if let Some((_, value)) = fields.last_mut() {
                        value.push(' ');
                        value.push_str(line.trim());
                    }
                } else if let Some((name, value)) = line.split_once(':') {
                    fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
                }
            }
            fields
        })
        .filter(|fields| !fields.is_empty())
        .collect()
}

fn field<'a>(group: &'a [(String, String)], name: &str) -> Option<&'a str> {
    group
        .iter()
        .find(|(field, _)| field == name)
        .map(|(_, value)| value.as_str())
}

/// Kind, status and reason of a delivery status notification that says that the
/// letter did not arrive, or not yet. Each letter of ours has one recipient, so
/// that the first group that speaks of one is the letter's.
fn status_of(message: &Message<'_>) -> Option<(Kind, String, String)> {
    let part = message
        .parts
        .iter()
        .find(|part| is_of_type(part, "message", "delivery-status"))?;
    groups(part).iter().find_map(|group| {
        let kind = match field(group, "action")?.to_ascii_lowercase().as_str() {
            "failed" => Kind::Bounced,
            "delayed" => Kind::Delayed,
            // Delivered, relayed, expanded: nothing is wrong.
            _ => return None,
        };
        let diagnostic = field(group, "diagnostic-code").unwrap_or_default();
        let said = diagnostic
            .split_once(';')
            .map_or(diagnostic, |(_, said)| said);
        let status = field(group, "status")
            .and_then(status_code)
            .or_else(|| said.split_whitespace().find_map(status_code))
            .unwrap_or_default();
        Some((kind, status, without_addresses(said)))
    })
}

/// A complaint about spam; reports on authentication are none.
fn complaint_of(message: &Message<'_>) -> Option<(Kind, String, String)> {
    let part = message
        .parts
        .iter()
        .find(|part| is_of_type(part, "message", "feedback-report"))?;
    groups(part).iter().find_map(|group| {
        let kind = field(group, "feedback-type")?.to_ascii_lowercase();
        ["abuse", "fraud", "virus", "other"]
            .contains(&kind.as_str())
            .then(|| (Kind::Complained, String::new(), without_addresses(&kind)))
    })
}

/// `5.1.1`, from a word that begins with it.
fn status_code(word: &str) -> Option<String> {
    let word = word.split_whitespace().next()?;
    let mut numbers = word.split('.');
    let parts = [numbers.next()?, numbers.next()?, numbers.next()?];
    let fit = numbers.next().is_none()
        && matches!(parts[0], "2" | "4" | "5")
        && parts.iter().all(|part| {
            (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        });
    fit.then(|| parts.join("."))
}

/// What a server said, without words that may hold an address and without what
/// cannot be seen.
#[must_use]
pub fn without_addresses(said: &str) -> String {
    let words = said
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty() && !word.contains(['@', '<', '>']));
    let mut reason = String::new();
    for word in words {
        if reason.chars().count() + 1 + word.chars().count() > REASON_CHARS {
            break;
        }
        if !reason.is_empty() {
            reason.push(' ');
        }
        reason.push_str(word);
    }
    reason
}

/// The letter that a report is about: by the Message-ID of the returned letter or
/// of its headers, or of what the report says it answers.
fn letter_of(message: &Message<'_>, host: &str) -> Option<Uuid> {
    for part in &message.parts {
        let named = match &part.body {
            PartType::Message(returned) => returned.message_id().and_then(|id| ours(id, host)),
            _ if is_of_type(part, "text", "rfc822-headers")
                || is_of_type(part, "message", "rfc822-headers") =>
            {
                let headers = groups(part);
                headers
                    .iter()
                    .find_map(|group| field(group, "message-id"))
                    .and_then(|id| ours(id, host))
            }
            _ => None,
        };
        if named.is_some() {
            return named;
        }
    }
    ["In-Reply-To", "References", "X-Original-Message-ID"]
        .iter()
        .find_map(|name| {
            message
                .header_raw(*name)?
                .split_whitespace()
                .find_map(|id| ours(id, host))
        })
}

/// `<uuid@host>` of our own.
fn ours(id: &str, host: &str) -> Option<Uuid> {
    let id = id.trim().trim_start_matches('<').trim_end_matches('>');
    let (name, domain) = id.split_once('@')?;
    domain
        .eq_ignore_ascii_case(host)
        .then(|| Uuid::parse_str(name).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::{Kind, NoReport, Returned, read};

    const LETTER: &str = "5b0d6f2e-7f0e-4b5b-9a4e-0f6f2b1c9d3a";

    fn report(status: &str, returned: &str) -> String {
        format!(
            "From: MAILER-DAEMON@mx.example\r\nTo: vote@tamarack.example\r\nSubject: Undelivered\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nI am sorry.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\n{status}\r\n\
             --b\r\n{returned}\r\n--b--\r\n"
        )
    }

    fn whole() -> String {
        format!(
            "Content-Type: message/rfc822\r\n\r\nFrom: vote@tamarack.example\r\nTo: kim@mail.example\r\n\
             Message-ID: <{LETTER}@tamarack.example>\r\nSubject: Notice\r\n\r\nText\r\n"
        )
    }

    fn headers() -> String {
        format!(
            "Content-Type: text/rfc822-headers\r\n\r\nFrom: vote@tamarack.example\r\n\
             Message-ID:\r\n <{LETTER}@TAMARACK.example>\r\nSubject: Notice\r\n"
        )
    }

    const FAILED: &str = "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; kim@mail.example\r\n\
        Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 <kim@mail.example>: Recipient\r\n address rejected\r\n";

    fn told(bytes: &str) -> Result<Returned, NoReport> {
        read(bytes.as_bytes(), "tamarack.example")
    }

    #[test]
    fn a_letter_that_came_back_is_known_by_its_message_id() {
        let letter: Uuid = LETTER.parse().unwrap();
        for returned in [whole(), headers()] {
            assert_eq!(
                told(&report(FAILED, &returned)),
                Ok(Returned {
                    letter,
                    kind: Kind::Bounced,
                    status: "5.1.1".into(),
                    reason: "550 5.1.1 Recipient address rejected".into(),
                })
            );
        }
        // Of an identity no bit is fixed: it need be no UUID of any version.
        let unversioned = "ffeeddcc-bbaa-9988-0077-665544332211";
        let returned = report(FAILED, &whole().replace(LETTER, unversioned));
        assert_eq!(
            told(&returned).unwrap().letter,
            unversioned.parse::<Uuid>().unwrap()
        );
        let late = FAILED
            .replace("failed", "Delayed")
            .replace("Status: 5.1.1\r\n", "")
            .replace("550 5.1.1", "451 4.4.1");
        let told = told(&report(&late, &whole())).unwrap();
        assert_eq!((told.kind, told.status.as_str()), (Kind::Delayed, "4.4.1"));
    }

    #[test]
    fn what_is_no_report_about_a_letter_of_ours_is_none() {
        let delivered = FAILED.replace("failed", "delivered");
        let foreign = whole().replace("@tamarack.example>", "@elsewhere.example>");
        let nameless = whole().replace(LETTER, "not-a-letter");
        let absent = "From: kim@mail.example\r\nSubject: Out of office\r\nAuto-Submitted: auto-replied\r\n\
                      In-Reply-To: <5b0d6f2e-7f0e-4b5b-9a4e-0f6f2b1c9d3a@tamarack.example>\r\n\r\nAway.\r\n";
        for (message, expected) in [
            (report(&delivered, &whole()), NoReport::Other),
            (report(FAILED, &foreign), NoReport::Nameless),
            (report(FAILED, &nameless), NoReport::Nameless),
            (absent.to_owned(), NoReport::Other),
            (String::new(), NoReport::Unreadable),
        ] {
            assert_eq!(told(&message), Err(expected), "{message}");
        }
    }

    #[test]
    fn a_complaint_is_told_from_a_report_on_authentication() {
        let complaint = |kind: &str| {
            format!(
                "From: fbl@mail.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n\
                 --b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: {kind}\r\nUser-Agent: x/1\r\nVersion: 1\r\n\r\n\
                 --b\r\n{}\r\n--b--\r\n",
                whole()
            )
        };
        assert_eq!(told(&complaint("abuse")).unwrap().kind, Kind::Complained);
        assert_eq!(told(&complaint("auth-failure")), Err(NoReport::Other));
    }

    #[test]
    fn no_address_is_kept() {
        let long = format!(
            "550 {} kim@mail.example <lou@mail.example> gone",
            "word ".repeat(90)
        );
        let status = FAILED.replace(
            "550 5.1.1 <kim@mail.example>: Recipient\r\n address rejected",
            &long,
        );
        let told = told(&report(&status, &whole())).unwrap();
        assert!(!told.reason.contains('@'), "{}", told.reason);
        assert!(told.reason.chars().count() <= 200);
    }

    proptest! {
        /// Whatever lies in the folder, reading it ends, and keeps no address.
        #[test]
        fn any_bytes_are_read(cut in 0usize..900, noise in proptest::collection::vec(any::<u8>(), 0..60), at in 0usize..900) {
            let mut bytes = report(FAILED, &whole()).into_bytes();
            bytes.truncate(cut.max(1).min(bytes.len()));
            let at = at.min(bytes.len());
            bytes.splice(at..at, noise);
            if let Ok(told) = read(&bytes, "tamarack.example") {
                prop_assert!(!told.reason.contains('@'));
                prop_assert!(told.reason.chars().count() <= 200);
            }
        }
    }
}
