//! Mail addresses, and what of one others may see. Pure.

use std::fmt;

/// A mail address as its owner writes it: ASCII, one `@`, at most 254 characters.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    pub const MAX_CHARS: usize = 254;

    /// # Errors
    /// A sentence for the form, or for a line of an import.
    pub fn parse(raw: &str) -> Result<Self, &'static str> {
        const SHAPE: &str = "Give a mail address like name@example.org.";
        let address = raw.trim();
        if address.is_empty() {
            return Err("The mail address is empty. Give it.");
        }
        if address.len() > Self::MAX_CHARS {
            return Err("The mail address is longer than 254 characters. Give a shorter one.");
        }
        if !address.is_ascii() {
            return Err(
                "The mail address holds letters beyond a to z; write an international domain in its xn-- form.",
            );
        }
        let (name, domain) = address.split_once('@').ok_or(SHAPE)?;
        let name_stands = !name.is_empty()
            && name.len() <= 64
            && !name.starts_with('.')
            && !name.ends_with('.')
            && !name.contains("..")
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c));
        let domain_stands = domain.contains('.')
            && domain.split('.').all(|label| {
                !label.is_empty()
                    && label.len() <= 63
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            });
        if name_stands && domain_stands {
            Ok(Self(address.to_owned()))
        } else {
            Err(SHAPE)
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two spellings of one address share: lower case.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The address as others may see it: its first letter and its domain.
    #[must_use]
    pub fn masked(&self) -> String {
        masked(&self.0)
    }
}

/// Never the address itself: what is debugged ends in logs.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({})", self.masked())
    }
}

/// An address as others may see it: its first letter and its domain.
#[must_use]
pub fn masked(address: &str) -> String {
    let (name, domain) = address.split_once('@').unwrap_or((address, ""));
    let first: String = name.chars().take(1).collect();
    format!("{first}…@{domain}")
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn an_address_has_a_name_and_a_domain() {
        for good in [
            "ada@example.org",
            " Ada.L+vote@Mail.Example ",
            "o'brien@x-y.example.org",
        ] {
            assert!(Address::parse(good).is_ok(), "{good}");
        }
        let long = format!("{}@example.org", "a".repeat(65));
        for bad in [
            "",
            "ada",
            "ada@",
            "@example.org",
            "ada@example",
            "a b@example.org",
            "ada@@example.org",
            "ada@-x.org",
            "ada@x..org",
            ".ada@example.org",
            "ädä@example.org",
            "ada@example.org\r\nBcc: x@example.org",
            "ada@example.org, eve@example.org",
            "\"a b\"@example.org",
            long.as_str(),
        ] {
            assert!(Address::parse(bad).is_err(), "{bad}");
        }
        let address = Address::parse("Ada.L@Mail.Example").expect("an address");
        assert_eq!(address.key(), "ada.l@mail.example");
        assert_eq!(address.masked(), "A…@Mail.Example");
        assert_eq!(format!("{address:?}"), "Address(A…@Mail.Example)");
    }
}
