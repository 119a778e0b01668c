//! Amounts: whole minor units of a currency, never a floating point number.

use super::currency::Currency;

/// The largest amount of one entry, in minor units; the database holds the same.
pub const MAX_MINOR: i64 = 1_000_000_000_000_000;

/// An amount of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

impl Money {
    #[must_use]
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Reads `2,500.00` or `2500`: commas between thousands or none at all, and
    /// as many decimals as the currency has or none at all.
    ///
    /// # Errors
    /// A sentence for the form.
    pub fn parse(raw: &str, currency: Currency) -> Result<Self, String> {
        let raw = raw.trim();
        let shape = || match currency.decimals() {
            0 => format!("Write the amount like 2,500 or 2500: {currency} has no decimals."),
            places => format!(
                "Write the amount like {} or 2500: a comma between thousands, a point before {places} decimals of {currency}.",
                Self::new(2500 * 10_i64.pow(places), currency).grouped()
            ),
        };
        if raw.is_empty() {
            return Err("Give the amount.".to_owned());
        }
        if raw.starts_with('-') {
            return Err(
                "Give the amount without a sign: what is taken off is an entry of its own kind."
                    .to_owned(),
            );
        }
        let (whole, places) = match raw.split_once('.') {
            Some((whole, places)) => (whole, Some(places)),
            None => (raw, None),
        };
        let digits = whole_digits(whole).ok_or_else(shape)?;
        let decimals = currency.decimals();
        let fraction = match places {
            None => "0".repeat(usize::try_from(decimals).unwrap_or_default()),
            Some(places)
                if u32::try_from(places.len()) == Ok(decimals)
                    && decimals > 0
                    && places.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                places.to_owned()
            }
            Some(_) => return Err(shape()),
        };
        let all = format!("{digits}{fraction}");
        let minor = all.parse::<i64>().ok().filter(|minor| *minor <= MAX_MINOR);
        minor
            .map(|minor| Self::new(minor, currency))
            .ok_or_else(|| "That is more than this ledger takes in one entry. Split it.".to_owned())
    }

    /// As [`Self::parse`], and more than nothing.
    ///
    /// # Errors
    /// A sentence for the form.
    pub fn parse_positive(raw: &str, currency: Currency) -> Result<Self, String> {
        match Self::parse(raw, currency)? {
            Self { minor: 0, .. } => Err("Give an amount above zero.".to_owned()),
            amount => Ok(amount),
        }
    }

    /// `-2500.00`: for files, and for whoever groups figures by language.
    #[must_use]
    pub fn plain(self) -> String {
        let places = usize::try_from(self.currency.decimals()).unwrap_or_default();
        let digits = format!("{:0>width$}", self.minor.unsigned_abs(), width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        let sign = if self.minor < 0 { "-" } else { "" };
        if fraction.is_empty() {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{fraction}")
        }
    }

    /// `2,500.00`, as forms take it.
    #[must_use]
    pub fn grouped(self) -> String {
        let plain = self.plain();
        let (sign, figures) = match plain.strip_prefix('-') {
            Some(figures) => ("-", figures),
            None => ("", plain.as_str()),
        };
        let (whole, fraction) = figures.split_once('.').unwrap_or((figures, ""));
        let mut grouped = String::new();
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        if fraction.is_empty() {
            format!("{sign}{grouped}")
        } else {
            format!("{sign}{grouped}.{fraction}")
        }
    }
}

/// The digits of `2,500` or `2500`; none where they are grouped otherwise.
fn whole_digits(whole: &str) -> Option<String> {
    let groups: Vec<&str> = whole.split(',').collect();
    let plain = groups
        .iter()
        .all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()));
    let grouped = match groups.as_slice() {
        [_] => true,
        [first, rest @ ..] => first.len() <= 3 && rest.iter().all(|group| group.len() == 3),
        [] => false,
    };
    (plain && grouped).then(|| groups.concat())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Currency, MAX_MINOR, Money};

    fn currency(code: &str) -> Currency {
        Currency::parse(code).expect("a currency")
    }

    #[test]
    fn amounts_are_read_strictly() {
        for (raw, code, minor) in [
            ("2,500.00", "USD", 250_000),
            ("2500", "USD", 250_000),
            (" 0.01 ", "EUR", 1),
            ("1,234,567.89", "EUR", 123_456_789),
            ("2500", "JPY", 2500),
            ("1.234", "KWD", 1234),
            ("0", "USD", 0),
            ("007.00", "USD", 700),
        ] {
            let read = Money::parse(raw, currency(code));
            assert_eq!(read.map(|money| money.minor), Ok(minor), "{raw} {code}");
        }
        for (raw, code) in [
            ("", "USD"),
            ("-1", "USD"),
            ("2.500,00", "EUR"),
            ("2,50", "EUR"),
            ("2500.0", "USD"),
            ("2500.000", "USD"),
            ("25,00.00", "USD"),
            (",500", "USD"),
            ("1,,000", "USD"),
            ("1 000", "USD"),
            ("1e3", "USD"),
            ("$5", "USD"),
            ("5.", "USD"),
            (".50", "USD"),
            ("5.00", "JPY"),
            ("٥", "USD"),
            ("99999999999999999999", "USD"),
            ("10,000,000,000,000.01", "USD"),
        ] {
            let sentence = Money::parse(raw, currency(code)).expect_err(raw);
            assert!(sentence.ends_with('.'), "{raw}: {sentence}");
        }
        assert!(Money::parse_positive("0.00", currency("USD")).is_err());
        assert!(Currency::parse("usd").is_ok());
        assert!(Currency::parse("XXX").is_err());
        assert!(Currency::parse("US").is_err());
    }

    #[test]
    fn amounts_are_written_with_their_decimals() {
        for (minor, code, plain, grouped) in [
            (5, "USD", "0.05", "0.05"),
            (123_456_789, "USD", "1234567.89", "1,234,567.89"),
            (-250_000, "EUR", "-2500.00", "-2,500.00"),
            (2500, "JPY", "2500", "2,500"),
            (0, "KWD", "0.000", "0.000"),
        ] {
            let money = Money::new(minor, currency(code));
            assert_eq!(money.plain(), plain);
            assert_eq!(money.grouped(), grouped);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(minor in 0..=MAX_MINOR, code in prop::sample::select(vec!["USD", "JPY", "KWD", "CLF"])) {
            let money = Money::new(minor, currency(code));
            prop_assert_eq!(Money::parse(&money.grouped(), money.currency), Ok(money));
            prop_assert_eq!(Money::parse(&money.plain(), money.currency), Ok(money));
        }

        #[test]
        fn nothing_typed_stops_the_reader(raw in ".{0,24}") {
            let _ = Money::parse(&raw, currency("USD"));
        }
    }
}
