//! The price list.

use chrono::NaiveDate;

use super::money::Money;

/// What a class pays for a year, from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// The class's identity.
    pub class: String,
    pub amount: Money,
    pub starts_on: NaiveDate,
    /// Document and section, or the decision that sets it.
    pub citation: String,
}

/// The price of a class on a day: of those begun by then the one begun last, of
/// those begun together the one recorded last. `list` is in recorded order.
#[must_use]
pub fn price_on<'a>(list: &'a [Price], class: &str, day: NaiveDate) -> Option<&'a Price> {
    list.iter()
        .filter(|price| price.class == class && price.starts_on <= day)
        .max_by_key(|price| price.starts_on)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::currency::Currency;
    use super::{Money, Price, price_on};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn the_price_of_a_day_is_the_one_begun_last() {
        let currency = Currency::parse("USD").expect("a currency");
        let price = |class: &str, minor, from: &str| Price {
            class: class.to_owned(),
            amount: Money::new(minor, currency),
            starts_on: day(from),
            citation: "Board, decision 7".to_owned(),
        };
        let list = [
            price("gold", 300, "2027-01-01"),
            price("gold", 100, "2026-01-01"),
            price("silver", 50, "2026-01-01"),
            price("gold", 120, "2026-01-01"),
        ];
        let on = |class, at| price_on(&list, class, day(at)).map(|price| price.amount.minor);
        assert_eq!(on("gold", "2025-12-31"), None);
        assert_eq!(on("gold", "2026-01-01"), Some(120), "recorded later");
        assert_eq!(on("gold", "2026-12-31"), Some(120));
        assert_eq!(on("gold", "2027-01-01"), Some(300));
        assert_eq!(on("bronze", "2027-01-01"), None);
    }
}
