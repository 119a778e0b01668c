//! An Atom feed (RFC 4287), written byte by byte. What a feed holds is the
//! business of whoever calls it.

use std::fmt::Write as _;

use chrono::{DateTime, SecondsFormat, Utc};

/// The most entries a feed holds.
const MOST: usize = 50;

/// One piece of news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is about, the same for life: from `/`, `/polls/4/closed`.
    pub about: String,
    pub published: DateTime<Utc>,
    /// When what it says was last changed.
    pub updated: DateTime<Utc>,
    pub title: String,
    /// Plain text.
    pub summary: String,
    /// The page that says more, from `/`.
    pub path: String,
}

impl Entry {
    /// News that never changes once it is there.
    #[must_use]
    pub fn at(when: DateTime<Utc>, about: String, title: String, path: String) -> Self {
        Self {
            about,
            published: when,
            updated: when,
            title,
            summary: String::new(),
            path,
        }
    }
}

/// What stands around the entries.
#[derive(Clone, Copy, Debug)]
pub struct Feed<'a> {
    pub title: &'a str,
    /// Who publishes it.
    pub author: &'a str,
    /// The language of its texts, as a BCP 47 tag.
    pub language: &'a str,
    /// Makes the ids those of this foundation alone; the same for life, without a port.
    pub host: &'a str,
    /// Scheme, host and port of the pages, without a trailing slash.
    pub origin: &'a str,
    /// Where the feed itself is, from `/`, with its query.
    pub path: &'a str,
}

impl Feed<'_> {
    /// The feed with the latest of these entries, the newest first. The same
    /// entries give the same bytes.
    #[must_use]
    pub fn write(&self, mut entries: Vec<Entry>) -> String {
        entries.sort_by(|a, b| (b.published, &b.about).cmp(&(a.published, &a.about)));
        entries.truncate(MOST);
        let updated = entries
            .iter()
            .map(|entry| entry.updated)
            .max()
            .unwrap_or(DateTime::UNIX_EPOCH);
        let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        let _ = writeln!(
            xml,
            "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">",
            escaped(self.language)
        );
        element(&mut xml, "id", &format!("{}{}", self.origin, self.path));
        element(&mut xml, "title", self.title);
        element(&mut xml, "updated", &instant(updated));
        link(&mut xml, "self", &format!("{}{}", self.origin, self.path));
        link(&mut xml, "alternate", &format!("{}/feeds", self.origin));
        xml.push_str("<author>");
        element(&mut xml, "name", self.author);
        xml.push_str("</author>\n");
        for entry in &entries {
            self.entry(&mut xml, entry);
        }
        xml.push_str("</feed>\n");
        xml
    }

    fn entry(&self, xml: &mut String, entry: &Entry) {
        xml.push_str("<entry>\n");
        // The day from which on the name was ours, as RFC 4151 asks.
        let day = entry.published.format("%Y-%m-%d");
        element(
            xml,
            "id",
            &format!("tag:{},{day}:{}", self.host, entry.about),
        );
        element(xml, "title", &entry.title);
        element(xml, "published", &instant(entry.published));
        element(xml, "updated", &instant(entry.updated));
        link(xml, "alternate", &format!("{}{}", self.origin, entry.path));
        if !entry.summary.is_empty() {
            element(xml, "summary", &entry.summary);
        }
        xml.push_str("</entry>\n");
    }
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn element(xml: &mut String, name: &str, text: &str) {
    let _ = writeln!(xml, "<{name}>{}</{name}>", escaped(text));
}

fn link(xml: &mut String, relation: &str, address: &str) {
    let _ = writeln!(
        xml,
        "<link rel=\"{relation}\" href=\"{}\"/>",
        escaped(address)
    );
}

/// Text for an element or an attribute. What XML 1.0 cannot hold is left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' => escaped.push(character),
            '\u{fffe}' | '\u{ffff}' => {}
            control if control.is_control() && control < '\u{80}' => {}
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use proptest::prelude::*;

    use super::{Entry, Feed, MOST};

    const FEED: Feed<'_> = Feed {
        title: "Votes · Wälder & <Moore>",
        author: "Wälder & <Moore>",
        language: "en",
        host: "vote.example.org",
        origin: "https://vote.example.org",
        path: "/feeds/votes.atom?language=de&x=\"1\"",
    };

    fn at(hours: i64) -> DateTime<Utc> {
        let begun: DateTime<Utc> = "2026-09-01T00:00:00Z".parse().expect("an instant");
        begun + TimeDelta::hours(hours)
    }

    fn entry(hours: i64, title: &str) -> Entry {
        Entry::at(
            at(hours),
            format!("/polls/{hours}/opened"),
            title.to_owned(),
            format!("/polls/{hours}"),
        )
    }

    fn parsed(text: &str) -> atom_syndication::Feed {
        text.parse()
            .unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    #[test]
    fn the_newest_stand_first_and_at_most_fifty() {
        let entries = (0..60).map(|hours| entry(hours, "A vote")).collect();
        let feed = parsed(&FEED.write(entries));
        assert_eq!(feed.entries().len(), MOST);
        assert_eq!(
            feed.entries()[0].id(),
            "tag:vote.example.org,2026-09-03:/polls/59/opened"
        );
        assert_eq!(*feed.updated(), at(59));
        assert_eq!(feed.title().as_str(), FEED.title);
        assert_eq!(feed.authors()[0].name(), FEED.author);
        let own = feed.links().iter().find(|link| link.rel() == "self");
        assert_eq!(
            own.map(|link| link.href().to_owned()),
            Some(format!("{}{}", FEED.origin, FEED.path))
        );
    }

    #[test]
    fn a_feed_without_news_is_a_feed_still() {
        assert_eq!(parsed(&FEED.write(vec![])).entries().len(), 0);
    }

    #[test]
    fn titles_in_every_script_come_through() {
        for title in [
            "Ja & <nein> \"vielleicht\" 'oder'",
            "Änderung der Satzung über die Großgehölze",
            "هل توافق على اللائحة؟",
            "🗳️ 🏳️‍🌈 ]]> &amp;",
        ] {
            let feed = parsed(&FEED.write(vec![entry(1, title)]));
            assert_eq!(feed.entries()[0].title().as_str(), title);
        }
    }

    proptest! {
        #[test]
        fn every_title_is_read_back_by_another_program(title in "[^\\p{C}\\s]([^\\p{Cc}]{0,200}[^\\p{C}\\s])?") {
            let feed = parsed(&FEED.write(vec![entry(1, &title)]));
            prop_assert_eq!(feed.entries()[0].title().as_str(), title);
        }
    }
}
