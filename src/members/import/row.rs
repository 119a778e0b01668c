//! One line of a file of members, from cells to values.

use chrono::NaiveDate;

use super::reader::Record;
use super::{Place, Remark, quoted};
use crate::members::model::Term;
use crate::outbox::Address;
use crate::parties::{Country, Kind, Name};

/// The columns of the file, in the order in which pages list them.
pub const COLUMNS: [&str; 11] = [
    "name",
    "email",
    "member_class",
    "kind",
    "representative",
    "member_since",
    "term_start",
    "term_end",
    "country",
    "disclosed",
    "employer",
];

/// The columns a file may leave out.
const OPTIONAL: [&str; 1] = ["employer"];

/// In which cell of a record each column stands.
#[derive(Clone, Debug)]
pub struct Header {
    /// For each of [`COLUMNS`] its cell, if the file has it.
    cells: [Option<usize>; COLUMNS.len()],
    width: usize,
}

impl Header {
    /// Reads the first record.
    ///
    /// # Errors
    /// Every missing, unknown and repeated column.
    pub fn read(record: &Record) -> Result<Self, Vec<Remark>> {
        let place = Place::Line(record.line);
        let mut faults = Vec::new();
        let mut cells = [None; COLUMNS.len()];
        for (cell, title) in record.cells.iter().enumerate() {
            let title = title.trim().to_ascii_lowercase();
            let Some(column) = COLUMNS.iter().position(|known| *known == title) else {
                faults.push(Remark::new(
                    place,
                    "",
                    format!(
                        "The column {} is not known here. Take it out, or name it otherwise.",
                        quoted(&title)
                    ),
                ));
                continue;
            };
            if let Some(slot) = cells.get_mut(column) {
                if slot.is_some() {
                    faults.push(Remark::new(
                        place,
                        "",
                        format!("The column {} stands here twice. Keep one.", quoted(&title)),
                    ));
                }
                *slot = Some(cell);
            }
        }
        for (column, cell) in COLUMNS.into_iter().zip(cells) {
            if cell.is_none() && !OPTIONAL.contains(&column) {
                faults.push(Remark::new(
                    place,
                    "",
                    format!("The column {} is missing. Add it.", quoted(column)),
                ));
            }
        }
        if faults.is_empty() {
            Ok(Self {
                cells,
                width: record.cells.len(),
            })
        } else {
            Err(faults)
        }
    }

    fn cell<'a>(&self, record: &'a Record, column: &str) -> &'a str {
        COLUMNS
            .iter()
            .position(|known| *known == column)
            .and_then(|column| self.cells.get(column).copied().flatten())
            .and_then(|cell| record.cells.get(cell))
            .map_or("", |cell| cell.trim())
    }
}

/// A class as the file may name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownClass {
    pub id: crate::members::ClassId,
    pub name: String,
}

/// A member as one line describes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRow {
    pub line: usize,
    pub row: usize,
    pub name: Name,
    pub kind: Kind,
    /// The person's own, or the representative's for an organisation.
    pub address: Address,
    pub class: crate::members::ClassId,
    /// Who votes for an organisation; none for a person.
    pub representative: Option<Name>,
    pub member_since: NaiveDate,
    pub term: Term,
    pub country: Country,
    pub disclosed: bool,
    /// For whom a person works.
    pub employer: Option<Name>,
}

impl MemberRow {
    #[must_use]
    pub fn place(&self) -> Place {
        Place::of(self.line, self.row)
    }
}

/// What could be read of a line that has faults: enough to compare it with others.
#[derive(Clone, Debug)]
pub struct Sketch {
    pub place: Place,
    pub kind: Option<Kind>,
    pub address: Option<Address>,
    pub name: Option<Name>,
}

/// A line as read: the member if there is no fault, and what to compare in any case.
pub struct Reading {
    pub sketch: Sketch,
    pub member: Option<MemberRow>,
    pub faults: Vec<Remark>,
    pub warnings: Vec<Remark>,
}

/// Reads one record; every fault of the line is listed.
#[must_use]
pub fn read(header: &Header, record: &Record, classes: &[KnownClass]) -> Reading {
    let place = Place::of(record.line, record.row);
    let mut reader = Reader {
        place,
        faults: Vec::new(),
        warnings: Vec::new(),
    };
    if record.cells.len() != header.width {
        reader.fault(
            "",
            format!(
                "This line has {} cells where the header has {}. Give each column one.",
                record.cells.len(),
                header.width
            ),
        );
        return reader.into_reading(None, None, None, None);
    }
    let cell = |column: &str| header.cell(record, column);

    let name = reader.name("name", cell("name"));
    let address = reader.address(cell("email"));
    let kind = reader.kind(cell("kind"));
    let class = reader.class(cell("member_class"), classes);
    let representative = reader.representative(kind, cell("representative"));
    let member_since = reader.day("member_since", cell("member_since"));
    let starts_on = reader.day("term_start", cell("term_start"));
    let ends_on = reader.day("term_end", cell("term_end"));
    let term = reader.term(starts_on, ends_on);
    if let (Some(since), Some(starts_on)) = (member_since, starts_on)
        && since > starts_on
    {
        reader.warn(
            "member_since",
            format!("The member since {since} has a term that began before, on {starts_on}. Correct one of the two days."),
        );
    }
    let country = reader.country(cell("country"));
    let disclosed = reader.disclosed(cell("disclosed"));
    let employer = reader.employer(kind, cell("employer"));

    let member = (|| {
        Some(MemberRow {
            line: record.line,
            row: record.row,
            name: name.clone()?,
            kind: kind?,
            address: address.clone()?,
            class: class?,
            representative,
            member_since: member_since?,
            term: term?,
            country: country?,
            disclosed: disclosed?,
            employer,
        })
    })();
    let member = member.filter(|_| reader.faults.is_empty());
    reader.into_reading(member, kind, address, name)
}

struct Reader {
    place: Place,
    faults: Vec<Remark>,
    warnings: Vec<Remark>,
}

impl Reader {
    fn fault(&mut self, column: &'static str, sentence: impl Into<String>) {
        self.faults.push(Remark::new(self.place, column, sentence));
    }

    fn warn(&mut self, column: &'static str, sentence: impl Into<String>) {
        self.warnings
            .push(Remark::new(self.place, column, sentence));
    }

    fn into_reading(
        self,
        member: Option<MemberRow>,
        kind: Option<Kind>,
        address: Option<Address>,
        name: Option<Name>,
    ) -> Reading {
        Reading {
            sketch: Sketch {
                place: self.place,
                kind,
                address,
                name,
            },
            member,
            faults: self.faults,
            warnings: self.warnings,
        }
    }

    fn name(&mut self, column: &'static str, text: &str) -> Option<Name> {
        match Name::parse(text) {
            Ok(name) => {
                if name.looks_like_a_formula() {
                    self.warn(
                        column,
                        format!(
                            "A spreadsheet reads {} as a formula. It is kept as text; exports put an apostrophe before it.",
                            quoted(name.as_str())
                        ),
                    );
                }
                Some(name)
            }
            Err(sentence) => {
                self.fault(column, sentence);
                None
            }
        }
    }

    fn address(&mut self, text: &str) -> Option<Address> {
        match Address::parse(text) {
            Ok(address) => Some(address),
            Err(sentence) if text.is_empty() => {
                self.fault("email", sentence);
                None
            }
            Err(sentence) => {
                self.fault("email", format!("{}: {sentence}", quoted(text)));
                None
            }
        }
    }

    fn kind(&mut self, text: &str) -> Option<Kind> {
        let kind = Kind::parse(text);
        if kind.is_none() {
            self.fault(
                "kind",
                format!(
                    "{} is not a kind of member. Write person or organisation.",
                    quoted(text)
                ),
            );
        }
        kind
    }

    fn class(&mut self, text: &str, classes: &[KnownClass]) -> Option<crate::members::ClassId> {
        let wanted = text.to_lowercase();
        let class = classes
            .iter()
            .find(|class| class.name.to_lowercase() == wanted || class.id.as_str() == wanted);
        if class.is_none() {
            let known: Vec<&str> = classes.iter().map(|class| class.name.as_str()).collect();
            self.fault(
                "member_class",
                format!(
                    "{} is not a class of this foundation. Its classes are {}. Write one of them.",
                    quoted(text),
                    known.join(", ")
                ),
            );
        }
        class.map(|class| class.id.clone())
    }

    fn representative(&mut self, kind: Option<Kind>, text: &str) -> Option<Name> {
        match (kind, text.is_empty()) {
            (Some(Kind::Organisation), true) => {
                self.fault(
                    "representative",
                    "An organisation needs a representative who votes for it. Name one.",
                );
                None
            }
            (Some(Kind::Organisation), false) => self.name("representative", text),
            (Some(Kind::Person), false) => {
                self.fault(
                    "representative",
                    "A person votes for themselves; leave the representative empty.",
                );
                None
            }
            (Some(Kind::Person) | None, _) => None,
        }
    }

    fn day(&mut self, column: &'static str, text: &str) -> Option<NaiveDate> {
        let shaped = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shaped {
            self.fault(
                column,
                if text.is_empty() {
                    "The date is missing. Write dates like 2026-07-31.".to_owned()
                } else {
                    format!(
                        "{} is not a date. Write dates like 2026-07-31.",
                        quoted(text)
                    )
                },
            );
            return None;
        }
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .ok()
            .filter(|_| ("1900-01-01".."2200-01-01").contains(&text));
        if day.is_none() {
            self.fault(
                column,
                format!("{} is not a day of the calendar. Correct it.", quoted(text)),
            );
        }
        day
    }

    fn term(&mut self, starts_on: Option<NaiveDate>, ends_on: Option<NaiveDate>) -> Option<Term> {
        let (starts_on, ends_on) = (starts_on?, ends_on?);
        let term = Term::new(starts_on, ends_on);
        if term.is_none() {
            self.fault(
                "term_end",
                format!("The term ends on {ends_on}, which is not after its start on {starts_on}. Correct one of the two."),
            );
        }
        term
    }

    fn country(&mut self, text: &str) -> Option<Country> {
        let country = Country::parse(text);
        if country.is_none() {
            self.fault(
                "country",
                format!(
                    "{} is not a country’s code of two letters (ISO 3166-1), like DE. Correct it.",
                    quoted(text)
                ),
            );
        }
        country
    }

    fn disclosed(&mut self, text: &str) -> Option<bool> {
        match text.to_ascii_lowercase().as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => {
                self.fault(
                    "disclosed",
                    format!("{} is neither yes nor no. Write yes or no.", quoted(text)),
                );
                None
            }
        }
    }

    fn employer(&mut self, kind: Option<Kind>, text: &str) -> Option<Name> {
        if text.is_empty() {
            return None;
        }
        if kind == Some(Kind::Organisation) {
            self.fault("employer", "Only a person has an employer. Leave it empty.");
            return None;
        }
        self.name("employer", text)
    }
}
