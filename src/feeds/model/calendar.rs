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
        // RFC 5545, 3.6.6: words on a screen, so many days before the date begins.
        if let (Some(days), Status::Confirmed) = (event.alarm_days, event.status) {
            lines.put("BEGIN:VALARM");
            lines.put("ACTION:DISPLAY");
            lines.put(&format!("TRIGGER:-P{days}D"));
            lines.text(&format!("DESCRIPTION;LANGUAGE={language}"), &event.title);
            lines.put("END:VALARM");
        }
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

#[cfg(test)]
mod tests {
    use calcard::Entry;
    use calcard::Parser;
    use calcard::icalendar::{
        ICalendar, ICalendarComponentType, ICalendarProperty, ICalendarValue,
    };
    use chrono::{DateTime, NaiveDate, Utc};
    use proptest::prelude::*;

    use super::{Calendar, LINE_OCTETS};
    use crate::feeds::model::event::{Event, Given, Status, When};

    const CALENDAR: Calendar<'_> = Calendar {
        name: "Stiftung für Wälder, Moore & Heiden; ein Verein",
        language: "de",
        host: "vote.example.org",
        origin: "https://vote.example.org",
    };

    fn given(title: &str, when: When) -> Given {
        Given {
            event: Event {
                id: "poll-1-opens".to_owned(),
                when,
                title: title.to_owned(),
                description: "Zeile eins\nZeile zwei".to_owned(),
                path: "/polls/1".to_owned(),
                status: Status::Confirmed,
                alarm_days: None,
            },
            sequence: 3,
            changed_at: "2026-09-01T00:00:00Z".parse().expect("an instant"),
        }
    }

    fn parsed(text: &str) -> ICalendar {
        let mut parser = Parser::new(text);
        let calendar = match parser.entry() {
            Entry::ICalendar(calendar) => calendar,
            other => panic!("{other:?}: {text}"),
        };
        assert_eq!(parser.entry(), Entry::Eof, "{text}");
        // The parser is lenient: what it does not know, it calls other.
        let entries = calendar.components.iter().flat_map(|one| &one.entries);
        for entry in entries {
            if let ICalendarProperty::Other(name) = &entry.name {
                assert!(name.starts_with("X-"), "{name} in {text}");
            }
        }
        calendar
    }

    fn value(calendar: &ICalendar, name: &ICalendarProperty) -> ICalendarValue {
        let event = calendar
            .components
            .iter()
            .find(|component| component.component_type == ICalendarComponentType::VEvent)
            .expect("a date");
        let entry = event.entries.iter().find(|entry| entry.name == *name);
        entry.expect("a property").values[0].clone()
    }

    fn lines_are_folded(text: &str) {
        assert!(text.ends_with("\r\n"));
        for line in text.split("\r\n") {
            assert!(line.len() <= LINE_OCTETS, "{line}");
            assert!(!line.contains(['\r', '\n']), "{line}");
        }
    }

    #[test]
    fn a_date_stands_as_the_standard_writes_it() {
        let at: DateTime<Utc> = "2026-10-02T17:00:00Z".parse().expect("an instant");
        let day = NaiveDate::from_ymd_opt(2026, 12, 31).expect("a day");
        let mut off = given("Zweite", When::On(day));
        off.event.status = Status::Cancelled;
        let text = CALENDAR.write(&[given("Ja; oder, nein\\?", When::At(at)), off]);
        lines_are_folded(&text);
        for line in [
            "UID:poll-1-opens@vote.example.org\r\n",
            "DTSTAMP:20260901T000000Z\r\n",
            "SEQUENCE:3\r\n",
            "DTSTART:20261002T170000Z\r\n",
            "SUMMARY;LANGUAGE=de:Ja\\; oder\\, nein\\\\?\r\n",
            "DTSTART;VALUE=DATE:20261231\r\n",
            "DTEND;VALUE=DATE:20270101\r\n",
            "STATUS:CANCELLED\r\n",
            "URL:https://vote.example.org/polls/1\r\n",
        ] {
            assert!(text.contains(line), "{line} {text}");
        }
        let calendar = parsed(&text);
        assert_eq!(
            value(&calendar, &ICalendarProperty::Description),
            ICalendarValue::Text(
                "Zeile eins\nZeile zwei\nhttps://vote.example.org/polls/1".to_owned()
            )
        );
    }

    #[test]
    fn what_must_not_be_missed_has_an_alarm_until_it_is_called_off() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 31).expect("a day");
        let mut due = given("Frist; letzter Tag", When::On(day));
        due.event.alarm_days = Some(7);
        let text = CALENDAR.write(&[due.clone(), given("Wahl", When::On(day))]);
        lines_are_folded(&text);
        let alarm = "TRANSP:TRANSPARENT\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-P7D\r\n\
                     DESCRIPTION;LANGUAGE=de:Frist\\; letzter Tag\r\nEND:VALARM\r\nEND:VEVENT\r\n";
        assert!(text.contains(alarm), "{text}");
        assert_eq!(text.matches("BEGIN:VALARM").count(), 1, "{text}");
        let alarms = |calendar: &ICalendar| {
            let components = calendar.components.iter();
            components
                .filter(|one| one.component_type == ICalendarComponentType::VAlarm)
                .count()
        };
        assert_eq!(alarms(&parsed(&text)), 1);
        due.event.status = Status::Cancelled;
        assert_eq!(alarms(&parsed(&CALENDAR.write(&[due]))), 0);
    }

    #[test]
    fn a_calendar_without_dates_is_a_calendar_still() {
        let text = CALENDAR.write(&[]);
        lines_are_folded(&text);
        assert!(parsed(&text).components.len() > 1, "{text}");
    }

    proptest! {
        #[test]
        fn every_title_is_read_back_by_another_program(title in "[^\\p{C}\\s]([^\\p{Cc}]{0,200}[^\\p{C}\\s])?") {
            let at = "2026-10-02T17:00:00Z".parse().expect("an instant");
            let text = CALENDAR.write(&[given(&title, When::At(at))]);
            lines_are_folded(&text);
            let calendar = parsed(&text);
            prop_assert_eq!(
                value(&calendar, &ICalendarProperty::Summary),
                ICalendarValue::Text(title)
            );
        }
    }
}
