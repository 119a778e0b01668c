//! Spellings of JSON of which readers think differently: check 02.

use super::{Corruption, bundle, corrupt};
use crate::support::made::Made;

fn altered(path: &str, from: &str, to: &str) -> Made {
    bundle(|made| made.change(path, |text| text.replacen(from, to, 1)))
}

fn raw(path: &str, change: impl FnOnce(&mut Vec<u8>)) -> Made {
    bundle(|made| {
        change(made.files.get_mut(path).unwrap());
        made.relist();
    })
}

pub fn all() -> Vec<Corruption> {
    let (participation, manifest) = ("participation.json", "manifest.json");
    let long_key = format!("\"{}\":1,\"v\":1", "u".repeat(33));
    let deep = format!("{}{}", "[".repeat(17), "]".repeat(17));
    let c = |name, says, made| corrupt(name, 2, says, made);
    vec![
        c(
            "a key twice",
            "a key occurs twice",
            altered(participation, "\"v\":1", "\"v\":1,\"v\":1"),
        ),
        c(
            "keys in another order",
            "not in ascending order",
            altered(participation, "\"v\":1", "\"w\":1,\"v\":1"),
        ),
        c(
            "1.0 for 1",
            "numbers are whole",
            altered(participation, "\"v\":1", "\"v\":1.0"),
        ),
        c(
            "1e0 for 1",
            "numbers are whole",
            altered(participation, "\"v\":1", "\"v\":1e0"),
        ),
        c(
            "-0 for 0",
            "not negative",
            altered(participation, "[0", "[-0"),
        ),
        c(
            "a leading zero",
            "superfluous 0",
            altered(participation, "\"v\":1", "\"v\":01"),
        ),
        c(
            "a number beyond 2^53",
            "above 9007199254740991",
            altered(participation, "\"v\":1", "\"v\":9007199254740993"),
        ),
        c(
            "full-width digits",
            "no value begins like this",
            altered(participation, "\"v\":1", "\"v\":１"),
        ),
        c(
            "true for 1",
            "true, false and null",
            altered(participation, "\"v\":1", "\"v\":true"),
        ),
        c(
            "a space",
            "a key should begin",
            altered(participation, "{", "{ "),
        ),
        c(
            "a line feed at the end",
            "something follows",
            raw(participation, |bytes| bytes.push(b'\n')),
        ),
        c(
            "a byte order mark",
            "no value begins",
            raw(participation, |bytes| {
                bytes.splice(0..0, *b"\xef\xbb\xbf");
            }),
        ),
        c(
            "a key in capitals",
            "a key is not",
            altered(participation, "\"v\":1", "\"V\":1"),
        ),
        c(
            "a key that is too long",
            "a key is not",
            altered(participation, "\"v\":1", &long_key),
        ),
        c(
            "a key nobody knows",
            "`note` does not belong here",
            altered(participation, "\"poll\"", "\"note\":1,\"poll\""),
        ),
        c(
            "an escaped letter",
            "may be escaped",
            altered(manifest, "Who", "\\u0057ho"),
        ),
        c(
            "a lone surrogate, escaped",
            "may be escaped",
            altered(manifest, "Who", "\\ud800ho"),
        ),
        c(
            "a lone surrogate in bytes",
            "not UTF-8",
            raw(manifest, |bytes| {
                let at = bytes.windows(3).position(|w| w == b"Who").unwrap();
                bytes.splice(at..at + 3, *b"\xed\xa0\x80");
            }),
        ),
        c(
            "an overlong letter",
            "not UTF-8",
            raw(manifest, |bytes| {
                let at = bytes.windows(3).position(|w| w == b"Who").unwrap();
                bytes.splice(at..at + 1, *b"\xc1\x97");
            }),
        ),
        c(
            "a control character",
            "control character",
            altered(manifest, "Who", "W\u{85}ho"),
        ),
        c(
            "deep nesting",
            "nest deeper than 16",
            bundle(|made| {
                made.files
                    .insert("result.json".to_owned(), deep.into_bytes());
                made.relist();
            }),
        ),
        c(
            "a manifest with another pad",
            "`pad` is",
            altered(manifest, "\"pad\":", "\"pad\":1"),
        ),
        c(
            "a manifest with two officers of one key",
            "the same key",
            bundle(|made| {
                made.change(manifest, |text| {
                    let keys: Vec<&str> = text
                        .match_indices("{\"key\":\"")
                        .map(|(at, _)| &text[at + 8..at + 72])
                        .collect();
                    text.replacen(keys[1], keys[0], 1)
                });
            }),
        ),
        c(
            "a manifest with one value for the lot of two officers",
            "is there twice",
            bundle(|made| {
                made.change(manifest, |text| {
                    let values: Vec<&str> = text
                        .match_indices("\"c\":\"")
                        .map(|(at, _)| &text[at + 5..at + 69])
                        .collect();
                    text.replacen(values[1], values[0], 1)
                });
            }),
        ),
        c(
            "the last line cut off",
            "does not end with a line feed",
            raw("live.jsonl", |bytes| {
                bytes.pop();
            }),
        ),
        c(
            "lines with carriage returns",
            "live.jsonl",
            bundle(|made| {
                made.change("live.jsonl", |text| text.replace('\n', "\r\n"));
            }),
        ),
        c(
            "an empty line",
            "live.jsonl",
            raw("live.jsonl", |bytes| bytes.push(b'\n')),
        ),
        c(
            "a weight of 0",
            "`w`",
            altered("live.jsonl", "\"w\":1", "\"w\":0"),
        ),
        c(
            "live envelopes in another order",
            "do not ascend",
            bundle(|made| {
                made.change("live.jsonl", swap_first_lines);
            }),
        ),
        c(
            "a roll leaf doubled",
            "the commitments do not ascend",
            bundle(|made| {
                made.change("roll.jsonl", |text| {
                    let (first, _) = text.split_once('\n').unwrap();
                    format!("{first}\n{text}")
                });
            }),
        ),
        c(
            "a roll in another order",
            "the commitments do not ascend",
            bundle(|made| {
                made.change("roll.jsonl", swap_first_lines);
            }),
        ),
        c(
            "a position twice",
            "positions do not ascend",
            altered(participation, "[0,", "[0,0,"),
        ),
        c(
            "a ballot with a space",
            "ballots.jsonl, line 1",
            altered("ballots.jsonl", "\"v\":[", "\"v\": ["),
        ),
        c(
            "an open line nobody can read",
            "open.jsonl, line 1",
            bundle(|made| {
                made.files.insert("open.jsonl".to_owned(), b"{}\n".to_vec());
                made.relist();
            }),
        ),
    ]
}

fn swap_first_lines(text: String) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.swap(0, 1);
    lines.join("\n") + "\n"
}
