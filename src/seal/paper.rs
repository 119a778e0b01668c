//! A key share on paper: what its file holds, still under its passphrase, in lines that can be
//! read over a telephone.
//!
//! ```text
//! bytes  1 in one byte ‖ poll 16 ‖ key 32 ‖ t ‖ n ‖ x, a byte each
//!        ‖ m in four bytes, big-endian ‖ p ‖ passes, a byte each ‖ salt 16 ‖ nonce 12 ‖ ct 48
//!        ‖ the holder's name in UTF-8 ‖ the first five bytes of H(paper, all bytes before)
//! text   base32 of the bytes (RFC 4648, lowercase, unpadded), 20 characters to a line
//! line   number "/" lines, the text in groups of four, and its word:
//!        the first four characters of base32(H(paper-line, u64 number, u64 lines, text))
//! ```
//!
//! A line that does not begin with a digit says nothing. The digits 0, 1 and 8, which base32 has
//! not, are read as `o`, `l` and `b`. Whoever holds the paper without the passphrase holds
//! nothing.

use std::collections::BTreeMap;

use data_encoding::BASE32_NOPAD;

use super::canonical::enter_text;
use super::fields::Refusal;
use super::hash::{Digest, PollId, count, h};
use super::keyfile::Cost;
use super::shares::{LockedShare, ShareHead};

const WHAT: &str = "the paper";
/// The characters of a line, without its word.
const LINE: usize = 20;
/// The characters of a group, and of a line's word.
const GROUP: usize = 4;
/// More lines than any share has.
const MOST_LINES: u64 = 100;

fn base32(bytes: &[u8]) -> String {
    BASE32_NOPAD.encode(bytes).to_ascii_lowercase()
}

/// The word of a line.
fn word(number: u64, lines: u64, text: &str) -> String {
    let hash = h(
        "paper-line",
        &[&number.to_be_bytes(), &lines.to_be_bytes(), text.as_bytes()],
    );
    base32(hash.as_bytes()).chars().take(GROUP).collect()
}

/// What shows that all lines are of one share.
fn sum(bytes: &[u8]) -> [u8; 5] {
    let [a, b, c, d, e, ..] = *h("paper", &[bytes]).as_bytes();
    [a, b, c, d, e]
}

fn bytes_of(share: &LockedShare) -> Vec<u8> {
    let head = &share.head;
    let small = |n: u32| u8::try_from(n).unwrap_or(u8::MAX);
    let mut bytes = vec![1];
    bytes.extend_from_slice(head.poll.as_bytes());
    bytes.extend_from_slice(head.key.as_bytes());
    bytes.extend_from_slice(&[head.threshold, head.of, head.x]);
    bytes.extend_from_slice(&share.cost.memory_kib.to_be_bytes());
    bytes.extend_from_slice(&[small(share.cost.lanes), small(share.cost.passes)]);
    bytes.extend_from_slice(&share.salt);
    bytes.extend_from_slice(&share.nonce);
    bytes.extend_from_slice(&share.ct);
    bytes.extend_from_slice(head.holder.as_bytes());
    let sum = sum(&bytes);
    bytes.extend_from_slice(&sum);
    bytes
}

fn share_of(bytes: &[u8]) -> Option<LockedShare> {
    let (bytes, stated) = bytes.split_last_chunk::<5>()?;
    if *stated != sum(bytes) {
        return None;
    }
    let (version, rest) = bytes.split_first_chunk::<1>()?;
    let (poll, rest) = rest.split_first_chunk::<16>()?;
    let (key, rest) = rest.split_first_chunk::<32>()?;
    let ([threshold, of, x], rest) = rest.split_first_chunk::<3>()?;
    let (memory, rest) = rest.split_first_chunk::<4>()?;
    let ([lanes, passes], rest) = rest.split_first_chunk::<2>()?;
    let (salt, rest) = rest.split_first_chunk::<16>()?;
    let (nonce, rest) = rest.split_first_chunk::<12>()?;
    let (ct, rest) = rest.split_first_chunk::<48>()?;
    let holder = std::str::from_utf8(rest).ok()?;
    if *version != [1] || enter_text(holder).ok()? != holder {
        return None;
    }
    let head = ShareHead {
        poll: PollId::from_bytes(*poll),
        key: Digest::from_bytes(*key),
        threshold: *threshold,
        of: *of,
        x: *x,
        holder: holder.to_owned(),
    };
    // The bounds of the numbers are judged where files are read: one reader for both.
    let share = LockedShare {
        head,
        cost: Cost {
            memory_kib: u32::from_be_bytes(*memory),
            lanes: u32::from(*lanes),
            passes: u32::from(*passes),
        },
        nonce: *nonce,
        salt: *salt,
        ct: *ct,
    };
    LockedShare::parse(&share.encode()).ok()
}

/// The lines of a share on paper, each ended by LF.
pub fn print(share: &LockedShare) -> String {
    let text = base32(&bytes_of(share));
    let characters: Vec<char> = text.chars().collect();
    let chunks: Vec<String> = characters
        .chunks(LINE)
        .map(|line| line.iter().collect())
        .collect();
    let lines = count(chunks.len());
    let mut out = String::new();
    for (number, line) in (1..).zip(&chunks) {
        let characters: Vec<char> = line.chars().collect();
        let groups: Vec<String> = characters
            .chunks(GROUP)
            .map(|group| group.iter().collect())
            .collect();
        let place = format!("{number}/{lines}");
        let groups = groups.join(" ");
        let word = word(number, lines, line);
        out.push_str(&format!("{place:>5}  {groups:<24}   {word}\n"));
    }
    out
}

/// Reads what was typed from paper.
///
/// # Errors
/// A sentence that names every line that is missing or does not fit its word.
pub fn read(typed: &str) -> Result<LockedShare, Refusal> {
    let refuse = |why: String| Refusal::new(WHAT, why);
    let mut read: BTreeMap<u64, String> = BTreeMap::new();
    let mut damaged = Vec::new();
    let mut total = None;
    for line in typed.lines().map(str::trim) {
        if !line.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let (place, text) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let numbers = place
            .split_once('/')
            .and_then(|(number, lines)| Some((number.parse().ok()?, lines.parse().ok()?)));
        let Some((number, lines)) =
            numbers.filter(|(number, lines)| number <= lines && (1..=MOST_LINES).contains(lines))
        else {
            return Err(refuse(format!(
                "a line begins with \"{place}\", where its number and the number of lines stand, such as 3/12"
            )));
        };
        if *total.get_or_insert(lines) != lines {
            return Err(refuse(
                "its lines are of two papers: they do not agree how many there are".to_owned(),
            ));
        }
        let text: String = text
            .chars()
            .filter(|c| c.is_alphanumeric())
            .map(|c| match c.to_ascii_lowercase() {
                '0' => 'o',
                '1' => 'l',
                '8' => 'b',
                c => c,
            })
            .collect();
        let cut = text
            .char_indices()
            .rev()
            .nth(GROUP - 1)
            .map_or(0, |(at, _)| at);
        let (text, stated) = text.split_at_checked(cut).unwrap_or(("", ""));
        if text.is_empty() || stated != word(number, lines, text) {
            damaged.push(number);
        } else if read.insert(number, text.to_owned()).is_some() {
            return Err(refuse(format!("line {number} stands twice")));
        }
    }
    let Some(lines) = total else {
        return Err(refuse(
            "no line of a share stands here, such as 1/12 and six groups of letters".to_owned(),
        ));
    };
    if !damaged.is_empty() {
        return Err(refuse(format!(
            "{} not fit the word at its end: compare it letter by letter",
            named(&damaged, "does", "do")
        )));
    }
    let missing: Vec<u64> = (1..=lines).filter(|n| !read.contains_key(n)).collect();
    if !missing.is_empty() {
        return Err(refuse(format!("{} missing", named(&missing, "is", "are"))));
    }
    let text: String = read.into_values().collect();
    BASE32_NOPAD
        .decode(text.to_ascii_uppercase().as_bytes())
        .ok()
        .and_then(|bytes| share_of(&bytes))
        .ok_or_else(|| {
            refuse(
                "every line fits, and together they are no share: lines of two papers may be mixed"
                    .to_owned(),
            )
        })
}

/// `line 3 does`, `lines 3 and 4 do`.
fn named(numbers: &[u64], one: &str, many: &str) -> String {
    let words: Vec<String> = numbers.iter().map(u64::to_string).collect();
    match words.split_last() {
        Some((last, [])) => format!("line {last} {one}"),
        Some((last, before)) => format!("lines {} and {last} {many}", before.join(", ")),
        None => String::new(),
    }
}
