//! Places in a source, as bytes.

use std::ops::Range;

use syn::spanned::Spanned;

use crate::{At, Lines};

/// Where something stands, in bytes from the beginning of the file.
pub type Bytes = Range<usize>;

pub fn bytes_of(node: &impl Spanned) -> Bytes {
    node.span().byte_range()
}

/// Turns lines and columns into bytes.
pub struct Source<'a> {
    text: &'a str,
    lines: Vec<usize>,
}

impl<'a> Source<'a> {
    pub fn new(text: &'a str) -> Self {
        let ends = text.match_indices('\n').map(|(end, _)| end + 1);
        let lines = std::iter::once(0).chain(ends).collect();
        Self { text, lines }
    }

    pub fn text(&self, bytes: &Bytes) -> &'a str {
        &self.text[bytes.clone()]
    }

    /// `None` where the file has no such place.
    pub fn bytes(&self, span: Lines) -> Option<Bytes> {
        Some(self.byte(span.start)?..self.byte(span.end)?)
    }

    fn byte(&self, at: At) -> Option<usize> {
        let start = *self.lines.get(at.line.checked_sub(1)?)?;
        let column = at.column.checked_sub(1)?;
        let mut letters = self.text[start..].char_indices().map(|(byte, _)| byte);
        let within = letters.nth(column).unwrap_or(self.text.len() - start);
        Some(start + within)
    }
}
