//! Changes to canonical JSON that keep its shape: it stays what it is, and says something else.

use serde_json::{Value, json};

use super::chance::Chance;

/// Changes one value to another of its form. `false` where there is no value.
pub fn value(chance: &mut Chance, data: &mut Vec<u8>) -> bool {
    let Ok(mut root) = serde_json::from_slice::<Value>(data) else {
        return false;
    };
    change(chance, &mut root);
    let said = root.to_string();
    let changed = said.as_bytes() != data.as_slice();
    *data = said.into_bytes();
    changed
}

/// Changes one line, and puts all in order again.
pub fn line(chance: &mut Chance, data: &mut Vec<u8>) {
    let text = String::from_utf8_lossy(data).into_owned();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if lines.is_empty() {
        return;
    }
    let (one, other) = (chance.below(lines.len()), chance.below(lines.len()));
    match chance.below(6) {
        0 => {
            lines.remove(one);
        }
        1 => exchange(chance, &mut lines, one, other),
        _ => {
            let mut line = lines[one].clone().into_bytes();
            value(chance, &mut line);
            lines[one] = String::from_utf8(line).unwrap();
        }
    }
    lines.sort();
    *data = lines
        .iter()
        .map(|line| format!("{line}\n"))
        .collect::<String>()
        .into_bytes();
}

/// Exchanges a value of two lines, under a key that both have.
fn exchange(chance: &mut Chance, lines: &mut [String], one: usize, other: usize) {
    let read = |at: usize| serde_json::from_str::<Value>(&lines[at]).ok();
    let (Some(mut first), Some(mut second)) = (read(one), read(other)) else {
        return;
    };
    let keys: Vec<String> = match &first {
        Value::Object(items) => items.keys().cloned().collect(),
        _ => return,
    };
    let key = chance.pick(&keys);
    if let (Some(here), Some(there)) = (first.get_mut(key), second.get_mut(key)) {
        std::mem::swap(here, there);
        (lines[one], lines[other]) = (first.to_string(), second.to_string());
    }
}

fn change(chance: &mut Chance, value: &mut Value) {
    match value {
        Value::Object(items) if !items.is_empty() => {
            // Signatures are made anew, and kinds that nobody knows are tried elsewhere.
            let keys: Vec<String> = items
                .keys()
                .filter(|key| !["kind", "v", "sig"].contains(&key.as_str()))
                .cloned()
                .collect();
            if let Some(item) = keys
                .get(chance.below(keys.len().max(1)))
                .and_then(|key| items.get_mut(key))
            {
                change(chance, item);
            }
            let number = items.get("digests").and_then(Value::as_array).map(Vec::len);
            if let (Some(number), Some(n)) = (number, items.get_mut("n")) {
                *n = json!(number);
            }
        }
        Value::Array(items) if !items.is_empty() => list(chance, items),
        Value::Number(number) => {
            let number = number.as_u64().unwrap_or_default();
            *value = match chance.below(7) {
                0 => json!(0),
                1 => json!(number.saturating_add(86_400)),
                2 => json!(number.saturating_mul(2)),
                3 => json!(number / 2),
                4 => json!(number.saturating_sub(1)),
                _ => json!(number.saturating_add(1)),
            };
        }
        Value::String(text) => *text = string(chance, text),
        _ => {}
    }
}

fn list(chance: &mut Chance, items: &mut Vec<Value>) {
    let said: Vec<String> = items.iter().map(Value::to_string).collect();
    let ascends = said.is_sorted_by(|a, b| a < b);
    let (one, other) = (chance.below(items.len()), chance.below(items.len()));
    match chance.below(5) {
        0 => {
            items.remove(one);
        }
        1 => {
            let mut again = items[one].clone();
            change(chance, &mut again);
            items.insert(other, again);
        }
        2 => items.swap(one, other),
        _ => change(chance, &mut items[one]),
    }
    if ascends {
        items.sort_by_key(Value::to_string);
    }
}

/// Another text of the same letters: hexadecimal digits stay such, and so do codes.
fn string(chance: &mut Chance, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let Some(place) = (!letters.is_empty()).then(|| chance.below(letters.len())) else {
        return "a".to_owned();
    };
    letters[place] = match letters[place] {
        '0'..='9' => *chance.pick(&['0', '1', '2', '5', '9']),
        'a'..='f' => *chance.pick(&['a', 'b', 'c', 'd', 'e', 'f']),
        'g'..='z' => *chance.pick(&['g', 'm', 'z']),
        other => other,
    };
    letters.into_iter().collect()
}
