//! Whether the words of a letter lead somewhere else than to this site. Pure.

/// The first address of the web or of mail in these words that is not of the site at
/// `public_origin`, placeholders left out. What mail programs make a link of counts: a
/// name with a dot too.
#[must_use]
pub fn elsewhere(words: &str, public_origin: &str) -> Option<String> {
    let plain = without_placeholders(words);
    let parts = plain.split(|c: char| c.is_whitespace() || "<>()[]\"“”„‘’'*,;|\\".contains(c));
    parts
        .map(|part| part.trim_end_matches(['.', ':', '!', '?', '…']))
        .find(|part| leads(part) && !is_of(part, public_origin))
        .map(str::to_owned)
}

/// Placeholders become one letter; what is not seen goes, and other full stops are dots.
fn without_placeholders(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    let mut inside = false;
    for c in words.chars() {
        match c {
            '{' => {
                inside = true;
                plain.push('x');
            }
            '}' => inside = false,
            _ if inside => {}
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => {}
            '。' | '．' | '｡' => plain.push('.'),
            '＠' | '﹫' => plain.push('@'),
            _ => plain.push(c),
        }
    }
    plain
}

fn leads(part: &str) -> bool {
    if part.contains("://") || part.contains("//") {
        return true;
    }
    if part
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
    {
        return true;
    }
    let host = part.split(['/', '?', '#', ':']).next().unwrap_or_default();
    is_host(host)
}

/// Whether this reads like the name of a host, or its number.
fn is_host(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    let [.., last] = labels.as_slice() else {
        return false;
    };
    let named = labels.len() > 1
        && labels.iter().all(|label| {
            !label.is_empty()
                && label
                    .chars()
                    .all(|c| c.is_alphanumeric() || "-_".contains(c))
        });
    let letters = last.chars().count() > 1 && last.chars().any(char::is_alphabetic);
    let number = labels.len() == 4 && labels.iter().all(|label| label.parse::<u8>().is_ok());
    named && (letters || number)
}

fn is_of(part: &str, public_origin: &str) -> bool {
    let host = public_origin
        .split_once("://")
        .map_or(public_origin, |(_, host)| host);
    let name = host.split(':').next().unwrap_or(host);
    if part.contains("://") {
        return part.strip_prefix(public_origin).is_some_and(is_path);
    }
    if let Some((_, domain)) = part.split_once('@') {
        return domain.eq_ignore_ascii_case(name);
    }
    !part.contains("//")
        && [host, name]
            .iter()
            .any(|own| part.strip_prefix(own).is_some_and(is_path))
}

fn is_path(rest: &str) -> bool {
    !rest.contains('@') && (rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

#[cfg(test)]
mod tests {
    use super::elsewhere;

    const ORIGIN: &str = "https://vote.example.org";

    #[test]
    fn what_leads_elsewhere_is_found() {
        for (words, found) in [
            (
                "Sign in at https://evil.example/x now",
                "https://evil.example/x",
            ),
            ("See (www.evil.example).", "www.evil.example"),
            ("evil.example", "evil.example"),
            ("Write to mallory@evil.example!", "mallory@evil.example"),
            (
                "https://vote.example.org.evil.example/",
                "https://vote.example.org.evil.example/",
            ),
            (
                "https://vote.example.org@evil.example",
                "https://vote.example.org@evil.example",
            ),
            (
                "vote.example.org/@evil.example",
                "vote.example.org/@evil.example",
            ),
            ("http://vote.example.org", "http://vote.example.org"),
            ("//evil.example", "//evil.example"),
            ("{foundation}.example/a", "x.example/a"),
            ("https://evil.example/{link}", "https://evil.example/x"),
            ("evil\u{200b}.example", "evil.example"),
            ("evil。example", "evil.example"),
            ("http://[::1]/", "http://"),
            ("192.0.2.7/a", "192.0.2.7/a"),
        ] {
            assert_eq!(elsewhere(words, ORIGIN).as_deref(), Some(found), "{words}");
        }
    }

    #[test]
    fn what_leads_here_or_nowhere_stands() {
        for words in [
            "Open this: {link}",
            "{title}. Until {closes}, by {link}.",
            "See https://vote.example.org/polls/1.",
            "vote.example.org/check, or help@vote.example.org",
            "Guten Tag, z.B. am 2.10.2026 um 19.00 Uhr, usw.",
            "An e.g. and an i.e. of 3.5 per cent; no. 12/2026",
            "@ all: either/or",
        ] {
            assert_eq!(elsewhere(words, ORIGIN), None, "{words}");
        }
    }
}
