//! Passwords that are tried first. Pure.
//!
//! What many people use stands in `common_passwords.txt`, of which
//! `docs/dependencies.md` names source and licence; what one foundation's people
//! would use follows from the words that stand around them.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// The first five bytes of the SHA-256 of each password in small letters, as ten hexadecimal
/// digits on a line, in order. Digests, because leaked lists hold names and worse; five bytes,
/// by which one in a hundred million other passwords is refused in error.
const COMMON: &str = include_str!("common_passwords.txt");

/// The bytes of a digest that are kept.
const KEPT_BYTES: usize = 5;
/// The length of a line with its break.
const LINE: usize = 2 * KEPT_BYTES + 1;

/// With how many different characters a password is still one of few.
const FEW_CHARS: usize = 4;
/// How many letters must remain beside words that anybody would try.
const OWN_LETTERS: usize = 4;
/// From how many characters on a word of a name is looked for.
const WORD_CHARS: usize = 3;

/// Words that stand for a password or for this program, whoever the person is.
const WORDS: [&str; 14] = [
    "password",
    "passwort",
    "kennwort",
    "passphrase",
    "commonhold",
    "letmein",
    "welcome",
    "willkommen",
    "secret",
    "geheim",
    "admin",
    "login",
    "member",
    "mitglied",
];

/// Keys beside each other, and what is counted or recited; read both ways.
const ROWS: [&str; 13] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "1234567890-=",
    "1234567890ß",
    "qwertyuiop[]",
    "qwertzuiopü",
    "azertyuiop",
    "asdfghjkl;'",
    "qsdfghjklm",
    "zxcvbnm,./",
    "yxcvbnm,.-",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "1q2w3e4r5t6y7u8i9o0p",
];

/// Whether many people use this password.
#[must_use]
pub fn is_common(password: &str) -> bool {
    let digest = Sha256::digest(password.trim().to_lowercase());
    let sought = digest.get(..KEPT_BYTES).map(|kept| HEXLOWER.encode(kept));
    let Some(sought) = sought else {
        return false;
    };
    let line = |at: usize| COMMON.get(at * LINE..at * LINE + 2 * KEPT_BYTES);
    let (mut from, mut to) = (0, COMMON.len() / LINE);
    while from < to {
        let middle = from.midpoint(to);
        match line(middle) {
            Some(found) if found < sought.as_str() => from = middle + 1,
            Some(_) => to = middle,
            None => return false,
        }
    }
    line(from) == Some(sought.as_str())
}

/// Whether a password is a few characters, a part of it again and again, runs of
/// keys, or nothing beside the words of `about` (a person's name and address, the
/// foundation's name) and those that everybody thinks of.
#[must_use]
pub fn is_plain(password: &str, about: &[&str]) -> bool {
    let small: Vec<char> = password.to_lowercase().chars().collect();
    has_few_characters(&small)
        || repeats(&small)
        || is_of_runs(&small)
        || is_of_words(&small, about)
}

fn has_few_characters(password: &[char]) -> bool {
    let mut different = password.to_vec();
    different.sort_unstable();
    different.dedup();
    different.len() <= FEW_CHARS
}

/// Whether it is its own beginning again and again, the last time perhaps cut short.
fn repeats(password: &[char]) -> bool {
    (1..=password.len() / 2).any(|period| {
        password
            .iter()
            .zip(password.iter().skip(period))
            .all(|(one, next)| one == next)
    })
}

/// Whether it falls into pieces of rows that are three characters long on average.
fn is_of_runs(password: &[char]) -> bool {
    let rows: Vec<Vec<char>> = ROWS
        .iter()
        .flat_map(|row| [row.chars().collect(), row.chars().rev().collect()])
        .collect();
    let (mut rest, mut pieces) = (password, 0);
    while !rest.is_empty() {
        let longest = rows.iter().map(|row| run_in(row, rest)).max().unwrap_or(0);
        rest = rest.get(longest.max(1)..).unwrap_or_default();
        pieces += 1;
    }
    pieces * 3 <= password.len()
}

/// How much of the beginning of `text` stands in `row` as it is.
fn run_in(row: &[char], text: &[char]) -> usize {
    (0..row.len())
        .map(|start| {
            row.iter()
                .skip(start)
                .zip(text)
                .take_while(|(one, other)| one == other)
                .count()
        })
        .max()
        .unwrap_or(0)
}

/// Whether hardly a letter remains without the words that anybody would try.
fn is_of_words(password: &[char], about: &[&str]) -> bool {
    let mut words: Vec<String> = about
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() >= WORD_CHARS)
        .chain(WORDS.map(str::to_owned))
        .collect();
    // The longest first: "member" is part of "members", not the other way round.
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    let whole: String = password.iter().collect();
    let rest = words
        .iter()
        .fold(whole.clone(), |rest, word| rest.replace(word.as_str(), " "));
    rest != whole && rest.chars().filter(|c| c.is_alphabetic()).count() < OWN_LETTERS
}

#[cfg(test)]
mod tests {
    use super::{COMMON, LINE, is_common, is_plain};

    #[test]
    fn what_many_people_use_is_known() {
        for common in [
            "qwerty123456",
            "1QAZ2wsx3edc",
            "PasswordPassword",
            "password1234",
            "leavemealone",
            "administrator",
            "finalfantasy",
            "qwertyuiopasdfghjklzxcvbnm",
        ] {
            assert!(is_common(common), "{common}");
        }
        for own in ["correct horse", "seven lazy dogs", "zwölf Zeichn", ""] {
            assert!(!is_common(own), "{own}");
        }
    }

    #[test]
    fn the_list_is_in_order_and_long_enough() {
        let lines: Vec<&str> = COMMON.lines().collect();
        assert!(lines.len() > 3_000, "{}", lines.len());
        assert_eq!(COMMON.len(), lines.len() * LINE);
        assert!(lines.is_sorted() && lines.windows(2).all(|two| two[0] != two[1]));
    }

    #[test]
    fn what_anybody_would_try_is_plain() {
        let about = [
            "Ada Lovelace",
            "a.lovelace@mail.example",
            "Tamarack OS Foundation",
        ];
        for plain in [
            "aaaaaaaaaaaaa",
            "abababababab",
            "hello123hello123",
            "1234567890123",
            "qwertyuiop[]",
            "poiuytrewq987",
            "yxcvbnm12345",
            "1qaz2wsx3edc4rfv",
            "a.lovelace@mail.example",
            "AdaLovelace1815",
            "Lovelace-2026!",
            "tamarack 2026",
            "TamarackOSFoundation",
            "My password 1!",
            "Willkommen2026",
        ] {
            assert!(is_plain(plain, &about), "{plain}");
        }
        for own in [
            "correct horse",
            "zwölf Zeichn",
            "seven lazy dogs",
            "tamarack demonstration",
            "a lantern in the long grass",
            "483920175638",
            "密码是我家的猫名字和生日",
        ] {
            assert!(!is_plain(own, &about), "{own}");
        }
    }
}
