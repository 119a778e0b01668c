//! Changes to bytes and lines, whatever they mean.

use super::chance::Chance;

/// What readers of text have been known to read differently.
const ODD: [&str; 34] = [
    " ",
    "\t",
    "\r",
    "\n",
    "\r\n",
    "\n\n",
    "\0",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{3000}",
    "\u{feff}",
    "\u{200b}",
    "\u{301}",
    "é",
    "\u{1f5f3}",
    "\u{10ffff}",
    "\u{fffd}",
    "\"",
    "\\",
    "\\u0041",
    "\\/",
    ",",
    ":",
    "[",
    "{",
    "-",
    "+",
    "=",
    "0",
    "00",
    "1e1",
    "1.0",
    "٣",
];

/// Changes one place of a file, or a few.
pub fn bytes(chance: &mut Chance, data: &mut Vec<u8>) {
    let at = chance.below(data.len() + 1);
    match chance.below(6) {
        0 if at < data.len() => data[at] ^= 1 << chance.below(8),
        1 if at < data.len() => data[at] = chance.byte(),
        2 => data.insert(at, chance.byte()),
        3 => {
            let end = data.len().min(at + 1 + chance.below(40));
            data.drain(at..end);
        }
        4 => {
            let end = data.len().min(at + 1 + chance.below(40));
            let again = data[at..end].to_vec();
            data.splice(at..at, again);
        }
        _ => {
            data.splice(at..at, odd(chance).bytes());
        }
    }
}

/// Changes the order, number or contents of lines.
pub fn lines(chance: &mut Chance, data: &mut Vec<u8>) {
    let mut lines: Vec<Vec<u8>> = data
        .split_inclusive(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    if lines.is_empty() {
        return data.push(b'\n');
    }
    let (one, other) = (chance.below(lines.len()), chance.below(lines.len()));
    match chance.below(6) {
        0 | 1 => lines.swap(one, other),
        2 => {
            lines.remove(one);
        }
        3 => {
            let again = lines[one].clone();
            lines.insert(other, again);
        }
        4 => lines[one] = lines[other].clone(),
        _ => lines.insert(one, b"\n".to_vec()),
    }
    *data = lines.concat();
}

/// Changes a word of a text in which blanks part words: notes, policies.
pub fn words(chance: &mut Chance, data: &mut Vec<u8>) {
    let text = String::from_utf8_lossy(data).into_owned();
    let mut words: Vec<String> = text
        .split_inclusive([' ', '\n'])
        .map(str::to_owned)
        .collect();
    if words.is_empty() {
        return;
    }
    let (one, other) = (chance.below(words.len()), chance.below(words.len()));
    match chance.below(7) {
        0 => words.swap(one, other),
        1 => {
            words.remove(one);
        }
        2 => words[one] = words[other].clone(),
        3 => words.insert(one, words[other].clone()),
        4 => words[one] = words[one].to_uppercase(),
        5 => words[one].insert_str(0, odd(chance)),
        _ => {
            let end = words[one].trim_end().len();
            words[one].insert_str(end, odd(chance));
        }
    }
    *data = words.concat().into_bytes();
}

pub fn odd(chance: &mut Chance) -> &'static str {
    chance.pick::<&str>(&ODD)
}
