//! Exact decimal numbers, for show.

use std::fmt;

/// A number of votes as an integer of its smallest unit.
///
/// Counting itself works on bare integers of one unit; this type carries them
/// to the renderings. `Display` writes all places: `1899.000000000` for Meek,
/// `29` for methods that count whole votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal {
    units: u128,
    places: usize,
}

impl Decimal {
    /// `units` times ten to the power of minus `places`.
    pub const fn new(units: u128, places: usize) -> Self {
        Self { units, places }
    }

    /// The number in its smallest unit.
    pub const fn units(self) -> u128 {
        self.units
    }

    /// How many decimal places the unit has.
    pub const fn places(self) -> usize {
        self.places
    }

    /// The number cut off (not rounded) after `places` places, for tables that
    /// people read. With more places than the number has, zeros are added.
    pub fn truncated(self, places: usize) -> String {
        let text = self.to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        if places == 0 {
            return whole.to_owned();
        }
        let kept: String = fraction
            .chars()
            .chain(std::iter::repeat('0'))
            .take(places)
            .collect();
        format!("{whole}.{kept}")
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:0>width$}", self.units, width = self.places + 1);
        if self.places == 0 {
            return f.write_str(&digits);
        }
        let (whole, fraction) = digits.split_at(digits.len() - self.places);
        write!(f, "{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn all_places_are_written() {
        assert_eq!(Decimal::new(0, 9).to_string(), "0.000000000");
        assert_eq!(Decimal::new(1, 9).to_string(), "0.000000001");
        assert_eq!(
            Decimal::new(1_899_000_000_000, 9).to_string(),
            "1899.000000000"
        );
        assert_eq!(Decimal::new(29, 0).to_string(), "29");
    }

    #[test]
    fn tables_cut_and_never_round_up() {
        assert_eq!(Decimal::new(1_999_999_999, 9).truncated(2), "1.99");
        assert_eq!(Decimal::new(1_999_999_999, 9).truncated(0), "1");
        assert_eq!(Decimal::new(29, 0).truncated(2), "29.00");
    }
}
