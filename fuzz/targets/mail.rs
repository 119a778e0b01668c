//! What comes by mail, and what people write for pages.

use commonhold::outbox::Address;
use commonhold::outbox::eml;
use commonhold::outbox::model::returned;
use commonhold::web::markdown;

/// The domain of the Message-IDs in the corpus.
const HOST: &str = "tamarack.example";

/// A message that came back: nothing of an address is kept, and little of anything.
pub fn returned(bytes: &[u8]) {
    if let Ok(told) = returned::read(bytes, HOST) {
        assert!(
            !told.reason.contains(['@', '<', '>', '\n']),
            "{}",
            told.reason
        );
        assert!(told.reason.chars().count() <= 200);
        let numbers = told.status.split('.').filter(|part| !part.is_empty());
        assert!(matches!(numbers.count(), 0 | 3), "{}", told.status);
    }
    let _ = eml::read(bytes);
    if let Ok(text) = str::from_utf8(bytes) {
        for line in text.lines() {
            if let Ok(address) = Address::parse(line) {
                assert_eq!(Address::parse(address.as_str()), Ok(address.clone()));
                assert!(address.as_str().bytes().all(|byte| byte.is_ascii_graphic()));
                assert!(!format!("{address:?}").contains(address.as_str()));
            }
        }
    }
}

/// The tags that a page of Markdown may have.
const TAGS: [&str; 26] = [
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
    "div",
    "span",
    "sup",
];

/// Whatever was written, the page has plain tags only, and links that lead to the web.
pub fn markdown(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    let page = markdown::render(text);
    for tag in page.split('<').skip(1) {
        let (tag, _) = tag
            .split_once('>')
            .unwrap_or_else(|| panic!("an open tag: {page}"));
        let name = tag
            .trim_matches('/')
            .split([' ', '\n'])
            .next()
            .unwrap_or_default();
        assert!(TAGS.contains(&name.trim_end_matches('/')), "<{tag}>");
        for (attribute, value) in attributes(tag) {
            match attribute {
                "href" => assert!(
                    value == "#"
                        || value.starts_with("https://")
                        || value.starts_with("http://")
                        || (value.starts_with('/') && !value.starts_with("//")),
                    "{value}"
                ),
                "class" | "start" | "style" => {}
                other => panic!("the attribute {other}"),
            }
        }
    }
}

/// Names and values of attributes, which stand in double quotes.
fn attributes(tag: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once("=\"") {
        let name = before.rsplit([' ', '\n']).next().unwrap_or_default();
        let (value, behind) = after.split_once('"').unwrap_or((after, ""));
        found.push((name, value));
        rest = behind;
    }
    found
}
