//! Reading a letter of ours back from the mail folder, for the demonstration.
//!
//! Reads what [`super::post`] writes: one text part, 7bit, quoted-printable or
//! base64, headers folded and encoded as RFC 2047 has them in UTF-8.

use data_encoding::BASE64;

/// A letter as a mail program would show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub date: String,
    pub body: String,
}

/// Reads a letter; what cannot be decoded is shown as it stands.
#[must_use]
pub fn read(bytes: &[u8]) -> Mail {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    let (head, body) = text.split_once("\n\n").unwrap_or((&text, ""));
    let head = head.replace("\n ", " ").replace("\n\t", " ");
    let header = |name: &str| {
        head.lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map_or_else(String::new, |(_, value)| decode_words(value.trim()))
    };
    let body = match header("Content-Transfer-Encoding")
        .to_ascii_lowercase()
        .as_str()
    {
        "quoted-printable" => text_of(&quoted_printable(body, false)),
        "base64" => {
            let packed: String = body.split_whitespace().collect();
            BASE64
                .decode(packed.as_bytes())
                .map_or_else(|_| body.to_owned(), |bytes| text_of(&bytes))
        }
        _ => body.to_owned(),
    };
    Mail {
        to: header("To"),
        subject: header("Subject"),
        date: header("Date"),
        body: body.replace("\r\n", "\n"),
    }
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Decodes `=XX` and drops soft line breaks; `_` is a blank in headers.
fn quoted_printable(text: &str, header: bool) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let pair = bytes
            .get(at + 1..at + 3)
            .and_then(|pair| data_encoding::HEXUPPER_PERMISSIVE.decode(pair).ok());
        match (byte, pair) {
            (b'=', Some(decoded)) => {
                out.extend(decoded);
                at += 3;
            }
            (b'=', None) if bytes.get(at + 1) == Some(&b'\n') => at += 2,
            (b'_', _) if header => {
                out.push(b' ');
                at += 1;
            }
            (byte, _) => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    out
}

/// Decodes the encoded words of a header; the blank between two of them goes.
fn decode_words(value: &str) -> String {
    let mut out = String::new();
    let mut after_word = false;
    for (number, token) in value.split(' ').enumerate() {
        let decoded = decode_word(token);
        if number > 0 && !(after_word && decoded.is_some()) {
            out.push(' ');
        }
        after_word = decoded.is_some();
        out.push_str(decoded.as_deref().unwrap_or(token));
    }
    out
}

fn decode_word(token: &str) -> Option<String> {
    let inner = token.strip_prefix("=?")?.strip_suffix("?=")?;
    let mut parts = inner.splitn(3, '?');
    let (charset, encoding, text) = (parts.next()?, parts.next()?, parts.next()?);
    if !charset.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    let bytes = match encoding {
        "b" | "B" => BASE64.decode(text.as_bytes()).ok()?,
        "q" | "Q" => quoted_printable(text, true),
        _ => return None,
    };
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_letter_is_read_back() {
        let mail = read(
            b"To: =?utf-8?b?w4Rkw6Q=?= <ada@example.org>\r\nSubject: =?utf-8?b?w4Q=?=\r\n =?utf-8?b?w5Y=?= plain\r\n\
              Date: Mon, 23 Nov 2026 19:00:00 +0000\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
              Gr=C3=BC=C3=9Fe, =\r\nweiter\r\nhttp://x/?a=3Db\r\n",
        );
        assert_eq!(mail.to, "Ädä <ada@example.org>");
        assert_eq!(mail.subject, "ÄÖ plain");
        assert_eq!(mail.body, "Grüße, weiter\nhttp://x/?a=b\n");
    }

    #[test]
    fn what_is_no_letter_is_shown_as_it_stands() {
        assert_eq!(read(b"\xff\xfe").body, "");
        assert_eq!(read(b"Content-Transfer-Encoding: base64\n\n!!").body, "!!");
    }
}
