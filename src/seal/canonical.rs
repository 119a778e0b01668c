//! The one canonical form of JSON in which everything that is hashed or signed is written.
//!
//! ```text
//! value    object | array | string | integer            no null, no true, no false, no floats
//! object   {"key":value,…}    keys [a-z0-9_-]{1,32}, strictly ascending bytewise
//! array    [value,…]
//! string   "…"    UTF-8 as it is, without control characters; only \" and \\ are escaped
//! integer  0|[1-9][0-9]{0,15}, at most 2^53−1 = 9007199254740991
//! ```
//!
//! No whitespace; arrays and objects nest at most 16 deep. A control character is one of
//! Unicode's category Cc: U+0000–U+001F and U+007F–U+009F. It is a subset of RFC 8785, so any
//! JSON parser reads it; [`Value::parse`] reads nothing else. Text is brought to NFC where it
//! enters ([`enter_text`]) and never afterwards.
//!
//! Worked example: `{"a":[1,"x\"y"],"b-2":{}}` is canonical; `{"a": 1}`, `{"b":1,"a":1}`,
//! `{"a":01}`, `{"A":1}`, `[1.0]` and `"\u0041"` are not.

use std::collections::BTreeMap;
use std::fmt;

use unicode_normalization::UnicodeNormalization as _;

/// The largest integer: 2^53 − 1, the last that every JSON reader holds exactly.
pub const MAX_INT: u64 = (1 << 53) - 1;
/// How deep arrays and objects may nest.
pub const MAX_DEPTH: usize = 16;
/// The longest key, in bytes.
pub const MAX_KEY: usize = 32;

/// A value of the canonical form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// 0 to [`MAX_INT`].
    Int(u64),
    /// Text without control characters.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object; the map keeps its keys in the order in which they are written.
    Object(BTreeMap<String, Value>),
}

/// Why bytes are not canonical, and at which byte, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("at byte {offset}: {fault}")]
pub struct Malformed {
    /// The byte where reading stopped.
    pub offset: usize,
    /// What is wrong there.
    pub fault: &'static str,
}

/// Why a value cannot be written in the canonical form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OutsideForm {
    /// A key has other characters than `a-z 0-9 _ -`, or not 1 to 32 of them.
    #[error("a key is not 1 to 32 of the characters a-z, 0-9, _ and -")]
    Key,
    /// An integer is negative, or above [`MAX_INT`].
    #[error("a number is below 0 or above 9007199254740991")]
    Int,
    /// A text contains a control character, a line break for example.
    #[error("a text contains a control character, such as a line break or a tab")]
    Control,
    /// The nesting is deeper than [`MAX_DEPTH`].
    #[error("arrays and objects nest deeper than 16")]
    Depth,
}

impl Value {
    /// An object of these fields; their order does not matter.
    pub fn object<const N: usize>(fields: [(&str, Value); N]) -> Self {
        Self::Object(
            fields
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        )
    }

    /// The text that `displayed` prints as: ids, digests and keys in hex.
    pub fn text(displayed: &impl fmt::Display) -> Self {
        Self::Text(displayed.to_string())
    }

    /// Whether [`Self::encode`] yields what [`Self::parse`] accepts.
    ///
    /// # Errors
    /// What lies outside the form: a key, a number, a text or the depth.
    pub fn check(&self) -> Result<(), OutsideForm> {
        self.check_at(0)
    }

    fn check_at(&self, depth: usize) -> Result<(), OutsideForm> {
        match self {
            Self::Int(n) if *n > MAX_INT => Err(OutsideForm::Int),
            Self::Int(_) => Ok(()),
            Self::Text(text) => check_text(text),
            Self::List(_) | Self::Object(_) if depth == MAX_DEPTH => Err(OutsideForm::Depth),
            Self::List(items) => items.iter().try_for_each(|item| item.check_at(depth + 1)),
            Self::Object(map) => map.iter().try_for_each(|(key, value)| {
                if is_key(key) {
                    value.check_at(depth + 1)
                } else {
                    Err(OutsideForm::Key)
                }
            }),
        }
    }

    /// The canonical bytes, without a newline at the end. A value that fails [`Self::check`]
    /// encodes to bytes that every reader refuses.
    pub fn encode(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Int(n) => out.push_str(&n.to_string()),
            Self::Text(text) => write_text(text, out),
            Self::List(items) => {
                out.push('[');
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Self::Object(map) => {
                out.push('{');
                for (i, (key, value)) in map.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    write_text(key, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }

    /// Reads exactly one value in canonical form; nothing may follow it.
    ///
    /// # Errors
    /// The first byte at which the input leaves the form.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let text = std::str::from_utf8(bytes).map_err(|e| Malformed {
            offset: e.valid_up_to(),
            fault: "this is not UTF-8",
        })?;
        let mut reader = Reader { text, offset: 0 };
        let value = reader.value(0)?;
        if reader.offset != text.len() {
            return Err(reader.fault("something follows the value"));
        }
        // The reader admits one spelling of each value; this says so whatever the reader does.
        if value.encode() != text {
            return Err(Malformed {
                offset: 0,
                fault: "this is not the canonical spelling",
            });
        }
        Ok(value)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.encode())
    }
}

impl From<u64> for Value {
    fn from(n: u64) -> Self {
        Self::Int(n)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Self::List(items)
    }
}

/// Whether `key` may be the key of an object: `[a-z0-9_-]{1,32}`.
pub fn is_key(key: &str) -> bool {
    (1..=MAX_KEY).contains(&key.len())
        && key
            .bytes()
            .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'))
}

/// Brings text that a person typed to Unicode's form NFC, as it will be hashed ever after.
///
/// # Errors
/// [`OutsideForm::Control`] when it contains a control character.
pub fn enter_text(raw: &str) -> Result<String, OutsideForm> {
    check_text(raw)?;
    Ok(raw.nfc().collect())
}

fn check_text(text: &str) -> Result<(), OutsideForm> {
    if text.chars().any(char::is_control) {
        Err(OutsideForm::Control)
    } else {
        Ok(())
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            // Never accepted back; written as JSON would, so that a fault stays readable.
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// The lines of a `.jsonl` file, each without its LF. The empty file has no lines.
///
/// # Errors
/// When the last line does not end with LF.
pub fn split_lines(bytes: &[u8]) -> Result<Vec<&[u8]>, Malformed> {
    let Some(body) = bytes.strip_suffix(b"\n") else {
        if bytes.is_empty() {
            return Ok(Vec::new());
        }
        let fault = "the last line does not end with a line feed";
        return Err(Malformed {
            offset: bytes.len(),
            fault,
        });
    };
    Ok(body.split(|b| *b == b'\n').collect())
}

/// A `.jsonl` file of these lines, each followed by LF.
pub fn join_lines<I>(lines: I) -> Vec<u8>
where
    I: IntoIterator,
    I::Item: AsRef<[u8]>,
{
    let mut file = Vec::new();
    for line in lines {
        file.extend_from_slice(line.as_ref());
        file.push(b'\n');
    }
    file
}

struct Reader<'a> {
    text: &'a str,
    offset: usize,
}

impl Reader<'_> {
    fn fault(&self, fault: &'static str) -> Malformed {
        Malformed {
            offset: self.offset,
            fault,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.offset).copied()
    }

    /// Steps over `byte` if it comes next.
    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.offset += 1;
        }
        found
    }

    fn value(&mut self, depth: usize) -> Result<Value, Malformed> {
        match self.peek() {
            Some(b'{' | b'[') if depth == MAX_DEPTH => {
                Err(self.fault("arrays and objects nest deeper than 16"))
            }
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => Ok(Value::Text(self.string()?)),
            Some(b'0'..=b'9') => self.int(),
            Some(b'-') => Err(self.fault("numbers are whole and not negative")),
            Some(b't' | b'f' | b'n') => {
                Err(self
                    .fault("true, false and null are not used: write 1, 0 or leave the key out"))
            }
            Some(b' ' | b'\t' | b'\r' | b'\n') => Err(self.fault("there is whitespace")),
            Some(_) => Err(self.fault("no value begins like this")),
            None => Err(self.fault("the text ends where a value should be")),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, Malformed> {
        self.offset += 1;
        let mut map = BTreeMap::new();
        if self.take(b'}') {
            return Ok(Value::Object(map));
        }
        loop {
            let start = self.offset;
            if self.peek() != Some(b'"') {
                return Err(self.fault("a key should begin here"));
            }
            let key = self.string()?;
            let at_key = |fault| Malformed {
                offset: start,
                fault,
            };
            if !is_key(&key) {
                return Err(at_key(
                    "a key is not 1 to 32 of the characters a-z, 0-9, _ and -",
                ));
            }
            match map.last_key_value() {
                Some((last, _)) if *last == key => return Err(at_key("a key occurs twice")),
                Some((last, _)) if *last > key => {
                    return Err(at_key("the keys are not in ascending order"));
                }
                Some(_) | None => {}
            }
            if !self.take(b':') {
                return Err(self.fault("a colon should follow the key"));
            }
            let value = self.value(depth + 1)?;
            map.insert(key, value);
            if self.take(b'}') {
                return Ok(Value::Object(map));
            }
            if !self.take(b',') {
                return Err(self.fault("a comma or a closing brace should be here"));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, Malformed> {
        self.offset += 1;
        let mut items = Vec::new();
        if self.take(b']') {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.take(b']') {
                return Ok(Value::List(items));
            }
            if !self.take(b',') {
                return Err(self.fault("a comma or a closing bracket should be here"));
            }
        }
    }

    fn string(&mut self) -> Result<String, Malformed> {
        self.offset += 1;
        let mut out = String::new();
        let mut rest = self.text[self.offset..].char_indices();
        let start = self.offset;
        while let Some((i, c)) = rest.next() {
            self.offset = start + i;
            match c {
                '"' => {
                    self.offset += 1;
                    return Ok(out);
                }
                '\\' => match rest.next() {
                    Some((_, escaped @ ('"' | '\\'))) => out.push(escaped),
                    Some(_) | None => {
                        return Err(self.fault("only \\\" and \\\\ may be escaped"));
                    }
                },
                c if c.is_control() => return Err(self.fault("there is a control character")),
                c => out.push(c),
            }
        }
        self.offset = self.text.len();
        Err(self.fault("the text ends within a string"))
    }

    fn int(&mut self) -> Result<Value, Malformed> {
        let digits = self.text[self.offset..]
            .bytes()
            .take_while(u8::is_ascii_digit)
            .count();
        let written = &self.text[self.offset..self.offset + digits];
        if digits > 1 && written.starts_with('0') {
            return Err(self.fault("a number begins with a superfluous 0"));
        }
        let n = written.parse().ok().filter(|n| *n <= MAX_INT);
        let n = n.ok_or_else(|| self.fault("a number is above 9007199254740991"))?;
        self.offset += digits;
        if matches!(self.peek(), Some(b'.' | b'e' | b'E')) {
            return Err(self.fault("numbers are whole and not negative"));
        }
        Ok(Value::Int(n))
    }
}
