//! Words as addresses, browsers and folders want them.

/// The path of an address, with its query.
pub fn path_of(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.find('/')
        .map_or("/", |start| &rest[start..])
        .to_owned()
}

/// A text without the marks that direct its writing (Unicode UAX #9).
pub fn without_direction(text: &str) -> String {
    let directs =
        |letter: char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.replace(directs, "")
}

/// `2026-07-31` as a browser of the United States wants it typed.
pub fn typed_day(day: &str) -> String {
    let parts: Vec<&str> = day.split('-').collect();
    format!("{}{}{}", parts[1], parts[2], parts[0])
}

/// `17:05` the same way.
pub fn typed_time(time: &str) -> String {
    let (hour, minute) = time.split_once(':').unwrap();
    let hour: u32 = hour.parse().unwrap();
    let half = if hour < 12 { "AM" } else { "PM" };
    format!("{:02}{minute}{half}", (hour + 11) % 12 + 1)
}

/// Words as the name of a file: letters and digits, the rest as dashes.
pub fn file_name(words: &str) -> String {
    let mut name = String::new();
    for character in words.chars().take(60) {
        if character.is_ascii_alphanumeric() {
            name.push(character.to_ascii_lowercase());
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    name.trim_matches('-').to_owned()
}
