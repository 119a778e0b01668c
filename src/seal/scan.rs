//! Whether bytes are canonical, found without building what they say: for the many entries of a log
//! and lines of a file of which nothing else is asked.
//!
//! It accepts exactly what [`Value::parse`](super::canonical::Value::parse) does, which knows the
//! reasons and is slower.

use super::canonical::{MAX_DEPTH, MAX_INT, is_key};

/// The keys of a canonical object, each with the bytes of its value.
pub type Members<'a> = Vec<(&'a [u8], &'a [u8])>;

/// Whether these bytes are exactly one canonical value.
pub fn is_canonical(bytes: &[u8]) -> bool {
    let whole = |text: &str| {
        let mut scanner = Scanner { text, at: 0 };
        scanner.value(0)?;
        (scanner.at == text.len()).then_some(())
    };
    str::from_utf8(bytes).ok().and_then(whole).is_some()
}

/// The members of the canonical object that these bytes are; `None` if they are no such object.
pub fn members(bytes: &[u8]) -> Option<Members<'_>> {
    let text = str::from_utf8(bytes).ok()?;
    let mut scanner = Scanner { text, at: 0 };
    let mut members = Vec::new();
    scanner.take(b'{')?;
    scanner.object(0, |key, value| members.push((key, value)))?;
    (scanner.at == text.len()).then_some(members)
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek() == Some(byte)).then(|| self.at += 1)
    }

    fn since(&self, start: usize) -> &'a [u8] {
        &self.text.as_bytes()[start..self.at]
    }

    /// Steps over one value; `depth` arrays and objects are around it.
    fn value(&mut self, depth: usize) -> Option<()> {
        let first = self.peek()?;
        match first {
            b'{' | b'[' if depth == MAX_DEPTH => None,
            b'{' => {
                self.at += 1;
                self.object(depth, |_, _| {})
            }
            b'[' => {
                self.at += 1;
                self.list(depth)
            }
            b'"' => self.string(),
            b'0'..=b'9' => self.int(),
            _ => None,
        }
    }

    /// Steps over an object after its brace.
    fn object(&mut self, depth: usize, mut member: impl FnMut(&'a [u8], &'a [u8])) -> Option<()> {
        if self.take(b'}').is_some() {
            return Some(());
        }
        let mut last: &[u8] = &[];
        loop {
            let start = self.at + 1;
            self.string()?;
            let key = &self.text[start..self.at - 1];
            if !is_key(key) || last >= key.as_bytes() {
                return None;
            }
            last = key.as_bytes();
            self.take(b':')?;
            let start = self.at;
            self.value(depth + 1)?;
            member(last, self.since(start));
            if self.take(b'}').is_some() {
                return Some(());
            }
            self.take(b',')?;
        }
    }

    /// Steps over an array after its bracket.
    fn list(&mut self, depth: usize) -> Option<()> {
        if self.take(b']').is_some() {
            return Some(());
        }
        loop {
            self.value(depth + 1)?;
            if self.take(b']').is_some() {
                return Some(());
            }
            self.take(b',')?;
        }
    }

    fn string(&mut self) -> Option<()> {
        self.take(b'"')?;
        let bytes = self.text.as_bytes();
        loop {
            let byte = *bytes.get(self.at)?;
            self.at += 1;
            match byte {
                b'"' => return Some(()),
                b'\\' if matches!(bytes.get(self.at), Some(b'"' | b'\\')) => self.at += 1,
                b'\\' | 0..=0x1f | 0x7f => return None,
                // U+0080 to U+009F are control characters as well.
                0xc2 if matches!(bytes.get(self.at), Some(0x80..=0x9f)) => return None,
                _ => {}
            }
        }
    }

    fn int(&mut self) -> Option<()> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        let digits = &self.text[start..self.at];
        let lawful = digits.len() == 1 || !digits.starts_with('0');
        let number: u64 = digits.parse().ok()?;
        (lawful && number <= MAX_INT).then_some(())
    }
}
