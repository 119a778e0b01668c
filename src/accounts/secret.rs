//! Tokens: 32 random bytes that a browser or a letter holds and we do not.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A token in the hands of its bearer. Neither shown nor logged: its text is
/// asked for by name.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Token([u8; 32]);

impl Token {
    /// A new one.
    #[must_use]
    pub fn new() -> Self {
        Self(rand::random())
    }

    /// Reads 64 lowercase hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = HEXLOWER.decode(text.as_bytes()).ok()?;
        <[u8; 32]>::try_from(bytes).ok().map(Self)
    }

    /// 64 lowercase hexadecimal digits, for a cookie or a letter.
    #[must_use]
    pub fn to_text(&self) -> String {
        HEXLOWER.encode(&self.0)
    }

    /// What the database keeps: SHA-256. The token has 256 random bits, so that
    /// nothing slower is needed.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl Default for Token {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::Token;

    #[test]
    fn a_token_is_read_back_and_hashes_alike() {
        let token = Token::new();
        let again = Token::parse(&token.to_text()).expect("its own text");
        assert_eq!(token.hash(), again.hash());
        assert_ne!(token.hash(), Token::new().hash());
        let capitals = token.to_text().to_uppercase();
        assert!(Token::parse(&capitals).is_none() || capitals == token.to_text());
        assert!(Token::parse("00").is_none());
    }
}
