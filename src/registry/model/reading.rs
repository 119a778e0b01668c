//! Reading what was typed: a sentence for every field that cannot be taken.

use chrono::NaiveDate;

use crate::seal::canonical;
use crate::typed::script_fault;

/// The field's name and a sentence.
pub type Faults = Vec<(String, String)>;

/// The largest file that is taken: 5 MB, as the tables hold.
pub const MOST_BYTES: usize = 5 * 1024 * 1024;

/// What was typed, and what is wrong with it so far.
pub struct Reading<'a> {
    get: &'a dyn Fn(&str) -> String,
    pub faults: Faults,
}

impl<'a> Reading<'a> {
    #[must_use]
    pub fn new(get: &'a dyn Fn(&str) -> String) -> Self {
        Self {
            get,
            faults: Faults::new(),
        }
    }

    pub fn fault(&mut self, field: &str, sentence: impl Into<String>) {
        self.faults.push((field.to_owned(), sentence.into()));
    }

    #[must_use]
    pub fn raw(&self, field: &str) -> String {
        (self.get)(field)
    }

    #[must_use]
    pub fn ticked(&self, field: &str) -> bool {
        self.raw(field) == "1"
    }

    /// One line, blanks made single, in NFC.
    pub fn line(&mut self, field: &str, what: &str, most: usize, needed: bool) -> String {
        let raw = self.raw(field);
        let line = raw.split_whitespace().collect::<Vec<_>>().join(" ");
        let letters = line.chars().count();
        if letters == 0 && needed {
            self.fault(field, format!("Say {what}."));
        } else if letters > most {
            self.fault(
                field,
                format!("Say {what} within {most} characters; these are {letters}."),
            );
        }
        canonical::enter_text(&line).unwrap_or_else(|_| {
            self.fault(
                field,
                "This holds characters that are no text. Take them out.",
            );
            String::new()
        })
    }

    /// Text of several lines, in NFC.
    pub fn text(&mut self, field: &str, what: &str, most: usize, needed: bool) -> String {
        let raw = self.raw(field).replace('\r', "");
        let lines: Vec<String> = raw
            .trim()
            .lines()
            .map(|line| canonical::enter_text(&line.replace('\t', " ")).unwrap_or_default())
            .collect();
        let text = lines.join("\n").trim().to_owned();
        let letters = text.chars().count();
        if letters == 0 && needed {
            self.fault(field, format!("Say {what}."));
        } else if letters > most {
            self.fault(
                field,
                format!("Say {what} within {most} characters; these are {letters}."),
            );
        }
        text
    }

    /// A day like `2027-07-31`.
    pub fn day(&mut self, field: &str, needed: bool) -> Option<NaiveDate> {
        let raw = self.raw(field);
        let raw = raw.trim();
        if raw.is_empty() {
            if needed {
                self.fault(field, "Give a day like 2027-07-31.");
            }
            return None;
        }
        let day = NaiveDate::parse_from_str(raw, "%Y-%m-%d")
            .ok()
            .filter(|day| (1800..=2200).contains(&chrono::Datelike::year(day)));
        if day.is_none() {
            let or_empty = if needed { "" } else { ", or leave it empty" };
            self.fault(field, format!("Give a day like 2027-07-31{or_empty}."));
        }
        day
    }

    pub fn chosen<T>(
        &mut self,
        field: &str,
        parse: impl Fn(&str) -> Option<T>,
        sentence: &str,
    ) -> Option<T> {
        let chosen = parse(self.raw(field).trim());
        if chosen.is_none() {
            self.fault(field, sentence);
        }
        chosen
    }

    /// What was read, once nothing is wrong.
    ///
    /// # Errors
    /// Every fault.
    pub fn done<T>(self, read: Option<T>) -> Result<T, Faults> {
        match read {
            Some(read) if self.faults.is_empty() => Ok(read),
            Some(_) | None => Err(self.faults),
        }
    }
}

/// Reads something whole.
///
/// # Errors
/// Every fault.
pub fn read<T>(
    get: &dyn Fn(&str) -> String,
    with: impl FnOnce(&mut Reading<'_>) -> Option<T>,
) -> Result<T, Faults> {
    let mut reading = Reading::new(get);
    let read = with(&mut reading);
    reading.done(read)
}

/// What is wrong with a file that was sent; none where it is taken. `name` is what it
/// is called.
#[must_use]
pub fn file_fault(bytes: &[u8], name: &str) -> Option<&'static str> {
    if bytes.len() > MOST_BYTES {
        return Some("The file is larger than 5 MB. Make it smaller, then choose it again.");
    }
    script_fault(bytes, name)
}
