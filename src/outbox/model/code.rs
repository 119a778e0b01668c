//! The code printed in a letter, by which anyone can ask whether it is ours. Pure.

/// The code printed in a letter, by which anyone can ask whether it is ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// From five random bytes: `q4m7-tzab`.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 5]) -> Self {
        let letters = data_encoding::BASE32_NOPAD
            .encode(&bytes)
            .to_ascii_lowercase();
        let (first, last) = letters.split_at(4);
        Self(format!("{first}-{last}"))
    }

    /// A code as a person types it: capitals, blanks and missing hyphens are understood.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let letters: String = raw
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| c.to_ascii_lowercase())
            .collect();
        let plain = letters.len() == 8
            && letters
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || (b'2'..=b'7').contains(&byte));
        plain.then(|| {
            let (first, last) = letters.split_at(4);
            Self(format!("{first}-{last}"))
        })
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = Code::from_bytes([0, 1, 2, 3, 255]);
        assert_eq!(code.as_str(), "aaaq-ea77");
        assert_eq!(Code::parse(" AAAQ ea77").as_ref(), Some(&code));
        assert_eq!(Code::parse("aaaq-ea7"), None);
        assert_eq!(Code::parse("aaaq-ea7!"), None);
        assert_eq!(Code::parse("aaaqéa77"), None);
    }
}
