//! Changes to JSON: a value among values, or how it is written.

use serde_json::{Map, Value, json};

use super::chance::Chance;
use super::text::odd;

/// Changes one value somewhere in a canonical text, and writes it again. `false` where it is none.
pub fn value(chance: &mut Chance, data: &mut Vec<u8>) -> bool {
    let Ok(mut root) = serde_json::from_slice::<Value>(data) else {
        return false;
    };
    let other = anywhere(chance, &mut root.clone()).clone();
    if chance.one_in(3) {
        let place = anywhere(chance, &mut root);
        among(chance, place);
    } else {
        let place = anywhere(chance, &mut root);
        alone(chance, place, other);
    }
    *data = root.to_string().into_bytes();
    if chance.one_in(12) {
        spelling(chance, data);
    }
    true
}

/// Some value below this one, or itself; leaves are likelier than what holds them.
fn anywhere<'v>(chance: &mut Chance, mut value: &'v mut Value) -> &'v mut Value {
    loop {
        let inner = match &*value {
            Value::Array(items) => items.len(),
            Value::Object(items) => items.len(),
            _ => 0,
        };
        if inner == 0 || chance.one_in(5) {
            return value;
        }
        let place = chance.below(inner);
        value = match value {
            Value::Array(items) => &mut items[place],
            Value::Object(items) => items.values_mut().nth(place).unwrap(),
            other => return other,
        };
    }
}

/// Changes what a value is.
fn alone(chance: &mut Chance, value: &mut Value, other: Value) {
    *value = match (chance.below(8), &*value) {
        (0, _) => other,
        (1, _) => strange(chance),
        (_, Value::String(text)) => Value::String(string(chance, text)),
        (_, Value::Number(number)) => match number.as_u64() {
            Some(number) => near(chance, number),
            None => strange(chance),
        },
        (2, Value::Array(_)) => json!({}),
        (2, Value::Object(_)) => json!([]),
        (_, held) => {
            let mut held = held.clone();
            among(chance, &mut held);
            held
        }
    };
}

/// A number beside this one, or at one of the ends.
fn near(chance: &mut Chance, number: u64) -> Value {
    match chance.below(12) {
        0 | 1 => json!(number.wrapping_add(1)),
        2 | 3 => json!(number.saturating_sub(1)),
        4 => json!(0),
        5 => json!(1),
        6 => json!(9_007_199_254_740_991_u64),
        7 => json!(9_007_199_254_740_992_u64),
        8 => json!(u64::MAX),
        9 => json!(1_000_000 + chance.below(2)),
        10 => json!(number.to_string()),
        _ => json!(-1),
    }
}

fn string(chance: &mut Chance, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let at = chance.below(letters.len() + 1);
    match chance.below(8) {
        0 => return String::new(),
        1 => return text.to_uppercase(),
        2 if at < letters.len() => {
            letters.remove(at);
        }
        3 => letters.insert(at, '0'),
        4 => letters.truncate(at),
        5 => letters.splice(at..at, odd(chance).chars()).for_each(drop),
        // One digit or letter into another: what remains is well formed.
        _ if at < letters.len() => {
            letters[at] = *chance.pick(&['0', '1', '7', '9', 'a', 'b', 'f', '2', 'z']);
        }
        _ => letters.push('a'),
    }
    letters.into_iter().collect()
}

fn strange(chance: &mut Chance) -> Value {
    let deep = |depth| (0..depth).fold(json!([]), |inner, _| json!([inner]));
    match chance.below(12) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(1.5),
        3 => json!(-1),
        4 => json!({}),
        5 => json!([]),
        6 => json!(""),
        7 => deep(12 + chance.below(6)),
        8 => json!("0".repeat(64)),
        9 => json!(1e300),
        10 => json!({"a": {"a": 1}}),
        _ => json!(odd(chance)),
    }
}

/// Changes what a list or an object holds.
fn among(chance: &mut Chance, value: &mut Value) {
    match value {
        Value::Array(items) if !items.is_empty() => {
            let (one, other) = (chance.below(items.len()), chance.below(items.len()));
            match chance.below(6) {
                0 => items.swap(one, other),
                1 => {
                    items.remove(one);
                }
                2 => items.insert(other, items[one].clone()),
                3 => items.reverse(),
                4 => items.truncate(one),
                _ => items.push(strange(chance)),
            }
        }
        Value::Object(items) if !items.is_empty() => {
            let keys: Vec<String> = items.keys().cloned().collect();
            let (one, other) = (chance.pick(&keys), chance.pick(&keys));
            exchange(chance, items, one, other);
        }
        other => *other = strange(chance),
    }
}

fn exchange(chance: &mut Chance, items: &mut Map<String, Value>, one: &str, other: &str) {
    let value = items[one].clone();
    match chance.below(6) {
        0 | 1 => {
            items.remove(one);
        }
        2 => {
            items.insert("x".repeat(1 + chance.below(33)), value);
        }
        3 => {
            items.remove(one);
            items.insert(string(chance, one), value);
        }
        4 => {
            let second = items.insert(other.to_owned(), value);
            items.insert(one.to_owned(), second.unwrap_or_default());
        }
        _ => {
            let mut renamed = one.to_owned();
            renamed.push_str(odd(chance));
            items.insert(renamed, value);
        }
    }
}

/// Writes the same value in a way that is not its one spelling.
fn spelling(chance: &mut Chance, data: &mut Vec<u8>) {
    let text = String::from_utf8_lossy(data).into_owned();
    let places: Vec<usize> = text
        .match_indices([',', ':', '"'])
        .map(|(at, _)| at)
        .collect();
    let Some(&at) = places.get(chance.below(places.len().max(1))) else {
        return data.push(b' ');
    };
    let (before, after) = text.split_at(at);
    let between = *chance.pick(&[
        " ", "\n", "\\u0061", "0", "00", ".0", "e0", ",", "\"\"", "\u{feff}",
    ]);
    *data = format!("{before}{between}{after}").into_bytes();
}
