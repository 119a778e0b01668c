//! Changing one value of a rulebook's file, and leaving every other byte as it is.

use super::book::{Book, Entry};
use super::keys;
use super::value::{Kind, words_of};

/// Why a value was not changed: a sentence for the form.
pub type Refusal = String;

/// The file with another value for the rule whose entry begins in this line.
///
/// # Errors
/// When there is no such rule, it takes its value from another key, or the value is not of its kind.
pub fn with_value(text: &str, book: &Book, line: usize, value: &str) -> Result<String, Refusal> {
    let Some(rule) = book.rules.iter().find(|rule| rule.line == line) else {
        return Err(format!(
            "No rule begins in line {line} of the draft. Open the draft again."
        ));
    };
    if let Some(other) = &rule.same_as {
        return Err(format!(
            "This rule takes the value of “{other}”: change that one."
        ));
    }
    let value = value.trim();
    let key = keys::find(&rule.key);
    let Some(kind) = key
        .filter(|key| keys::accepts(key, value))
        .map(|key| key.kind)
    else {
        let wanted = key.map_or_else(String::new, |key| key.kind.wanted());
        return Err(format!("“{value}” is not {wanted}. Correct it."));
    };
    let written = format!("value = {}", written(kind, value));
    let mut lines: Vec<&str> = text.split('\n').collect();
    let Some(at) = line_of_value(&lines, rule) else {
        return Err(format!(
            "The value of the rule in line {line} is not on a line of its own: change it in the text."
        ));
    };
    lines[at] = &written;
    Ok(lines.join("\n"))
}

/// The line, from 0, that states the rule's value and nothing else.
fn line_of_value(lines: &[&str], rule: &Entry) -> Option<usize> {
    let begin = rule.line.checked_sub(1)?;
    let entry = lines.get(begin..)?.iter().enumerate();
    let mut own = entry.take_while(|(at, line)| *at == 0 || !line.trim_start().starts_with("[["));
    own.find(|(_, line)| {
        line.strip_prefix("value")
            .is_some_and(|rest| rest.trim_start().starts_with('='))
    })
    .map(|(at, _)| begin.saturating_add(at))
}

/// The value as TOML writes it.
fn written(kind: Kind, value: &str) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    match kind {
        Kind::Count(_) => value.to_owned(),
        Kind::Flag => (value == "yes").to_string(),
        Kind::Words => {
            let words: Vec<String> = words_of(value).map(quoted).collect();
            format!("[{}]", words.join(", "))
        }
        Kind::Ratio
        | Kind::Span
        | Kind::Threshold
        | Kind::Word(_)
        | Kind::DaysBefore
        | Kind::Hours
        | Kind::Weekly => quoted(value),
    }
}
