//! What an invoice says of lobbying and of charity (26 USC 6033(e), 6113).

/// A share in basis points: 1250 is 12.5 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(pub u32);

impl Share {
    /// All of it.
    pub const WHOLE: u32 = 10_000;

    /// Reads `12.5`, `12.50` or `12`, with or without a per cent sign.
    ///
    /// # Errors
    /// A sentence for the form.
    pub fn parse(raw: &str) -> Result<Self, &'static str> {
        const SHAPE: &str =
            "Give the share in per cent, like 12.5: from 0 to 100, with at most two decimals.";
        let raw = raw.trim().trim_end_matches('%').trim_end();
        let (whole, places) = raw.split_once('.').unwrap_or((raw, "0"));
        let digits =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(places) || whole.len() > 3 || places.len() > 2 {
            return Err(SHAPE);
        }
        let whole: u32 = whole.parse().map_err(|_| SHAPE)?;
        let hundredths: u32 = format!("{places:0<2}").parse().map_err(|_| SHAPE)?;
        let share = whole * 100 + hundredths;
        if share > Self::WHOLE {
            return Err(SHAPE);
        }
        Ok(Self(share))
    }

    /// `12.50`
    #[must_use]
    pub fn percent(self) -> String {
        format!("{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

/// What every invoice says of charitable contributions.
#[must_use]
pub fn charity_statement(foundation: &str) -> String {
    format!(
        "Dues, assessments and other payments to {foundation} are not deductible as charitable contributions for federal income tax purposes. They may be deductible as ordinary and necessary business expenses."
    )
}

/// What an invoice says of the share of dues that goes into lobbying.
#[must_use]
pub fn notice_words(foundation: &str, year: i32, share: Share) -> String {
    format!(
        "{foundation} estimates that {} % of the dues for {year} is allocable to lobbying and political expenditures. This share is not deductible as a business expense (26 USC 162(e) and 6033(e)).",
        share.percent()
    )
}

#[cfg(test)]
mod tests {
    use super::Share;

    #[test]
    fn a_share_is_read_in_per_cent() {
        for (raw, share) in [
            ("12.5", 1250),
            ("12.50 %", 1250),
            ("0", 0),
            ("100", 10_000),
            ("0.07", 7),
        ] {
            assert_eq!(Share::parse(raw), Ok(Share(share)), "{raw}");
        }
        for raw in ["", "%", "100.01", "12,5", "-1", "1.234", "1000", "a"] {
            assert!(Share::parse(raw).is_err(), "{raw}");
        }
        assert_eq!(Share(7).percent(), "0.07");
    }
}
