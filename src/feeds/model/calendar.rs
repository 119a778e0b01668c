//! An iCalendar object (RFC 5545, with names of RFC 7986), written byte by byte.

use std::fmt::Write as _;

use chrono::{DateTime, Days, Utc};

use super::event::{Given, Status, When};

/// The longest line in octets, without its end.
const LINE_OCTETS: usize = 75;

/// What stands around the dates.
#[derive(Clone, Copy, Debug)]
pub struct Calendar<'a> {
    /// What the calendar is called.
    pub name: &'a str,
    /// The language of its texts, as a BCP 47 tag.
    pub language: &'a str,
    /// Makes the dates' ids those of this foundation alone; the same for life.
    pub host: &'a str,
    /// Scheme, host and port of the pages, without a trailing slash.
    pub origin: &'a str,
}

impl Calendar<'_> {
    /// The calendar with these dates. The same dates give the same bytes.
    #[must_use]
    pub fn write(&self, dates: &[Given]) -> String {
        let mut lines = Lines::default();
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Commonhold//Calendar 1//EN",
            "CALSCALE:GREGORIAN",
        ] {
            lines.put(line);
        }
        let language = self.language;
        lines.text(&format!("NAME;LANGUAGE={language}"), self.name);
        lines.text("X-WR-CALNAME", self.name);
        lines.put("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
        lines.put("X-PUBLISHED-TTL:PT1H");
        for given in dates {
            self.date(&mut lines, given);
        }
        if dates.is_empty() {
            // A calendar holds at least one component.
            for line in [
                "BEGIN:VTIMEZONE",
                "TZID:Etc/UTC",
                "BEGIN:STANDARD",
                "DTSTART:19700101T000000",
                "TZOFFSETFROM:+0000",
                "TZOFFSETTO:+0000",
                "END:STANDARD",
                "END:VTIMEZONE",
            ] {
                lines.put(line);
            }
        }
        lines.put("END:VCALENDAR");
        lines.0
    }

    fn date(&self, lines: &mut Lines, given: &Given) {
        let event = &given.event;
        // Without METHOD, DTSTAMP is when what is said was last revised.
        let changed = instant(given.changed_at);
        let language = self.language;
        lines.put("BEGIN:VEVENT");
        lines.put(&format!("UID:{}@{}", event.id, self.host));
        lines.put(&format!("DTSTAMP:{changed}"));
        lines.put(&format!("LAST-MODIFIED:{changed}"));
        lines.put(&format!("SEQUENCE:{}", given.sequence));
        match event.when {
            When::At(at) => lines.put(&format!("DTSTART:{}", instant(at))),
            When::On(day) => {
                lines.put(&format!("DTSTART;VALUE=DATE:{}", day.format("%Y%m%d")));
                if let Some(next) = day.checked_add_days(Days::new(1)) {
                    lines.put(&format!("DTEND;VALUE=DATE:{}", next.format("%Y%m%d")));
                }
            }
        }
        lines.text(&format!("SUMMARY;LANGUAGE={language}"), &event.title);
        let page = format!("{}{}", self.origin, event.path);
        let description = match event.description.trim() {
            "" => page.clone(),
            said => format!("{said}\n{page}"),
        };
        lines.text(&format!("DESCRIPTION;LANGUAGE={language}"), &description);
        lines.put(&format!("URL:{page}"));
        lines.put(match event.status {
            Status::Confirmed => "STATUS:CONFIRMED",
            Status::Cancelled => "STATUS:CANCELLED",
        });
        // Nobody is busy because a vote opens.
        lines.put("TRANSP:TRANSPARENT");
        lines.put("END:VEVENT");
    }
}

fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    /// A content line, folded before its 76th octet and never within a character.
    fn put(&mut self, line: &str) {
        let mut octets = 0;
        for character in line.chars() {
            if octets + character.len_utf8() > LINE_OCTETS {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(character);
            octets += character.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    fn text(&mut self, name: &str, value: &str) {
        self.put(&format!("{name}:{}", escaped(value)));
    }
}

/// A value of type TEXT. Control characters, which it cannot hold, are left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.replace("\r\n", "\n").chars() {
        match character {
            '\\' | ';' | ',' => {
                let _ = write!(escaped, "\\{character}");
            }
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push('\t'),
            control if control.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}
