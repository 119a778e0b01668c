//! Words with placeholders in braces, such as `{when}`: checked when they are
//! saved, filled once when they are sent. Pure.

/// A stretch of words.
enum Part<'a> {
    Text(&'a str),
    Placeholder(&'a str),
}

/// The parts of a text, with the number of the line on which each begins.
fn parts(text: &str) -> Result<Vec<(usize, Part<'_>)>, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    let mut line = 1;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, brace) = rest.split_at(at);
        parts.push((line, Part::Text(before)));
        line += before.matches('\n').count();
        let Some(inner) = brace.strip_prefix('{') else {
            return Err(format!(
                "Line {line}: a “}}” stands alone. Write a placeholder as {{when}}."
            ));
        };
        let closed = inner
            .split_once('}')
            .filter(|(name, _)| !name.contains(['{', '\n']));
        let Some((name, after)) = closed else {
            return Err(format!(
                "Line {line}: a “{{” is not closed. Write a placeholder as {{when}}."
            ));
        };
        parts.push((line, Part::Placeholder(name)));
        rest = after;
    }
    parts.push((line, Part::Text(rest)));
    Ok(parts)
}

/// Checks that a text holds no placeholder but the known, and each that is required.
///
/// # Errors
/// A sentence that names line and placeholder.
pub fn check(text: &str, known: &[(&str, &str)], required: &[&str]) -> Result<(), String> {
    let parts = parts(text)?;
    let mut held = Vec::new();
    for (line, part) in &parts {
        let Part::Placeholder(name) = part else {
            continue;
        };
        if !known.iter().any(|(each, _)| each == name) {
            let name: String = name.chars().take(40).collect();
            let known: Vec<_> = known
                .iter()
                .map(|(name, _)| format!("{{{name}}}"))
                .collect();
            return Err(format!(
                "Line {line}: there is no placeholder {{{name}}}. You can use {}.",
                known.join(", ")
            ));
        }
        held.push(*name);
    }
    match required.iter().find(|name| !held.contains(name)) {
        Some(missing) => Err(format!(
            "The words must say {{{missing}}}: put this placeholder where it belongs."
        )),
        None => Ok(()),
    }
}

/// Fills a text that [`check`] accepts; what values hold in braces stays as it is.
#[must_use]
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let Ok(parts) = parts(text) else {
        return text.to_owned();
    };
    parts
        .into_iter()
        .map(|(_, part)| match part {
            Part::Text(text) => text,
            Part::Placeholder(name) => values
                .iter()
                .find(|(each, _)| *each == name)
                .map_or("", |(_, value)| value),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{check, fill};

    const PLACEHOLDERS: [(&str, &str); 3] = [
        ("when", "day and hour"),
        ("where", "the place"),
        ("foundation", "the name"),
    ];

    #[test]
    fn an_unknown_placeholder_is_named_with_its_line() {
        let check = |text: &str| check(text, &PLACEHOLDERS, &["when"]);
        assert_eq!(check("We meet {when}\nat {where}."), Ok(()));
        for (text, part) in [
            (
                "We meet {when}\nat {wehre}.",
                "Line 2: there is no placeholder {wehre}",
            ),
            ("We meet.", "must say {when}"),
            ("{when} {", "Line 1: a “{” is not closed"),
            ("{when}\n\n}", "Line 3: a “}” stands alone"),
            ("{when} {}", "no placeholder {}"),
        ] {
            let sentence = check(text).unwrap_err();
            assert!(sentence.contains(part), "{sentence}");
        }
    }

    #[test]
    fn values_are_filled_once() {
        let filled = fill(
            "{foundation} meets {when}, {where}.",
            &[
                ("when", "at {where}"),
                ("where", "{when}"),
                ("foundation", "Tamarack"),
            ],
        );
        assert_eq!(filled, "Tamarack meets at {where}, {when}.");
    }
}
