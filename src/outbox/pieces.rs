//! A letter's text in pieces: words, and addresses that can be followed. Pure.

/// A stretch of a letter's text, or an address in it that can be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    Link(String),
}

/// A letter's text with its addresses found. Lines of ours hold an address alone
/// or at their end, so that a blank ends one.
#[must_use]
pub fn pieces(body: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    for line in body.split_inclusive('\n') {
        for word in line.split_inclusive(' ') {
            let address = word.trim_end();
            if address.starts_with("http://") || address.starts_with("https://") {
                if !text.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut text)));
                }
                pieces.push(Piece::Link(address.to_owned()));
                text.push_str(&word[address.len()..]);
            } else {
                text.push_str(word);
            }
        }
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::{Piece, pieces};

    #[test]
    fn addresses_in_a_letter_can_be_followed() {
        assert_eq!(
            pieces("Open:\n\nhttps://vote.example.org/a?b=c\n\nEnd at http://x.example now.\n"),
            [
                Piece::Text("Open:\n\n".into()),
                Piece::Link("https://vote.example.org/a?b=c".into()),
                Piece::Text("\n\nEnd at ".into()),
                Piece::Link("http://x.example".into()),
                Piece::Text(" now.\n".into()),
            ]
        );
    }
}
