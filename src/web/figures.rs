//! Numbers as a language writes them. Whole numbers only: nothing here rounds
//! a count, and percentages come from integer division.

use super::words::Locale;

/// The marks of a language: between thousands, and before decimals.
fn marks(locale: Locale) -> (char, char) {
    match locale {
        Locale::English | Locale::PseudoRtl => (',', '.'),
        Locale::German => ('.', ','),
    }
}

/// Bytes, such as a digest, as small hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

/// A string of digits with the language's mark between thousands.
#[must_use]
pub fn grouped(locale: Locale, digits: &str) -> String {
    let (thousands, _) = marks(locale);
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(thousands);
        }
        text.push(digit);
    }
    text
}

/// A decimal number written with a point, in the language's figures.
#[must_use]
pub fn decimal(locale: Locale, number: &str) -> String {
    let (_, point) = marks(locale);
    match number.split_once('.') {
        Some((whole, places)) => format!("{}{point}{places}", grouped(locale, whole)),
        None => grouped(locale, number),
    }
}

/// A share in per cent with one decimal, rounded half up; `0` of nothing is 0 %.
///
/// A no-break space stands before the sign.
#[must_use]
pub fn percent(locale: Locale, part: u64, whole: u64) -> String {
    let (part, whole) = (u128::from(part), u128::from(whole));
    let tenths = if whole == 0 {
        0
    } else {
        (part * 2000 + whole) / (whole * 2)
    };
    let number = format!("{}.{}", tenths / 10, tenths % 10);
    format!("{}\u{a0}%", decimal(locale, &number))
}

/// A citation as pages show it: the number of a section stays on the line of its sign.
#[must_use]
pub fn cited(citation: &str) -> String {
    citation.replace("§ ", "§\u{a0}")
}

/// A digest, tracker or id in groups of four characters. What follows a
/// hyphen, the voter's own part of a tracker, stays together.
#[must_use]
pub fn fours(text: &str) -> Vec<String> {
    let (machine, own) = match text.split_once('-') {
        Some((machine, own)) => (machine, Some(own)),
        None => (text, None),
    };
    let characters: Vec<char> = machine.chars().collect();
    characters
        .chunks(4)
        .map(|four| four.iter().collect())
        .chain(own.map(|own| format!("- {own}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Locale, decimal, fours, grouped, percent};

    #[test]
    fn digests_are_shown_in_fours() {
        assert_eq!(fours("9f3c11abcd"), ["9f3c", "11ab", "cd"]);
        assert_eq!(fours("abcdefgh-q4m7tz"), ["abcd", "efgh", "- q4m7tz"]);
        assert!(fours("").is_empty());
    }

    #[test]
    fn thousands_and_decimals_follow_the_language() {
        assert_eq!(grouped(Locale::English, "999"), "999");
        assert_eq!(grouped(Locale::English, "1204"), "1,204");
        assert_eq!(grouped(Locale::German, "1234567"), "1.234.567");
        assert_eq!(decimal(Locale::German, "1204.50"), "1.204,50");
        assert_eq!(decimal(Locale::English, "38"), "38");
    }

    #[test]
    fn shares_are_rounded_to_the_nearest_tenth() {
        assert_eq!(percent(Locale::English, 141, 374), "37.7\u{a0}%");
        assert_eq!(percent(Locale::German, 402, 612), "65,7\u{a0}%");
        assert_eq!(percent(Locale::English, 1, 1), "100.0\u{a0}%");
        assert_eq!(percent(Locale::English, 0, 0), "0.0\u{a0}%");
        assert_eq!(percent(Locale::English, u64::MAX, u64::MAX), "100.0\u{a0}%");
    }
}
