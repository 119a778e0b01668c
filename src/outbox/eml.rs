//! Reading a letter of ours back from the mail folder, for the demonstration.

use mail_parser::{Message, MessageParser};

/// A letter as a mail program would show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub date: String,
    pub body: String,
}

/// Reads a letter: its plain text. What is no letter is shown as it stands.
#[must_use]
pub fn read(bytes: &[u8]) -> Mail {
    let parsed = MessageParser::default()
        .parse(bytes)
        .filter(|message| message.to().is_some());
    let Some(message) = parsed else {
        return Mail {
            body: String::from_utf8_lossy(bytes).into_owned(),
            ..Mail::default()
        };
    };
    Mail {
        to: recipient(&message),
        subject: message.subject().unwrap_or_default().to_owned(),
        date: message
            .date()
            .map_or_else(String::new, mail_parser::DateTime::to_rfc822),
        body: message
            .body_text(0)
            .map_or_else(String::new, |text| text.replace("\r\n", "\n")),
    }
}

/// `Ada <ada@example.org>`
fn recipient(message: &Message<'_>) -> String {
    let Some(to) = message.to().and_then(|to| to.first()) else {
        return String::new();
    };
    let address = to.address().unwrap_or_default();
    match to.name() {
        Some(name) => format!("{name} <{address}>"),
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_letter_is_read_back() {
        let mail = read(
            b"To: =?utf-8?b?w4Rkw6Q=?= <ada@example.org>\r\nSubject: =?utf-8?b?w4Q=?=\r\n =?utf-8?b?w5Y=?= plain\r\n\
              Date: Mon, 23 Nov 2026 19:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n\
              --b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
              Gr=C3=BC=C3=9Fe, =\r\nweiter\r\nhttp://x/?a=3Db\r\n\
              --b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>x</p>\r\n--b--\r\n",
        );
        assert_eq!(mail.to, "Ädä <ada@example.org>");
        assert_eq!(mail.subject, "ÄÖ plain");
        assert!(mail.date.contains("23 Nov 2026 19:00:00"), "{}", mail.date);
        assert_eq!(mail.body.trim_end(), "Grüße, weiter\nhttp://x/?a=b");
    }

    #[test]
    fn what_is_no_letter_is_shown_as_it_stands() {
        assert_eq!(read(b"no letter").body, "no letter");
    }
}
