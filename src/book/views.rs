//! The pages of the book.

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;

use super::model::{LEAST_K, Shown, suppress};
use super::store::{Count, Figures};
use crate::members::model::Term;
use crate::members::store::Line;
use crate::members::store::book::{BookLine, Named};
use crate::members::views::standing_said;
use crate::web::Frame;
use crate::web::times::{Moment, day};

/// One membership, as the book says it on the page and in its file.
pub struct Row {
    pub number: i64,
    pub name: String,
    pub kind: &'static str,
    pub address: String,
    pub class_name: String,
    pub votes: u32,
    pub member_since: NaiveDate,
    /// The first and the last day of each.
    pub terms: Vec<(NaiveDate, NaiveDate)>,
    /// The word of the standing: `current`.
    pub standing: &'static str,
    /// The standing with the fact that makes it so.
    pub reason: String,
    pub end: Option<(NaiveDate, &'static str)>,
    pub representative: String,
    pub disclosed: bool,
}

impl Row {
    pub fn new(book: &BookLine, address: Option<&String>) -> Self {
        let term = |term: &Term| (term.starts_on(), term.last_day());
        let line = &book.line;
        Self {
            number: line.number,
            name: line.name.clone(),
            kind: line.kind.word(),
            address: address.cloned().unwrap_or_default(),
            class_name: line.class_name.clone(),
            votes: line.votes_on_roll().unwrap_or(0),
            member_since: line.member_since,
            terms: book.terms.iter().map(term).collect(),
            standing: line.standing.word(),
            reason: standing_said(line.standing),
            end: book.end.map(|end| (end.ends_on, end.reason.said())),
            representative: book.representative.clone().unwrap_or_default(),
            disclosed: line.disclosed,
        }
    }

    /// The columns of the file.
    pub const COLUMNS: [&'static str; 13] = [
        "number",
        "name",
        "kind",
        "address",
        "class",
        "votes",
        "member_since",
        "terms",
        "standing",
        "reason",
        "end",
        "representative",
        "disclosed",
    ];

    pub fn cells(&self) -> [String; 13] {
        let terms: Vec<String> = self
            .terms
            .iter()
            .map(|(first, last)| format!("{first} to {last}"))
            .collect();
        [
            self.number.to_string(),
            self.name.clone(),
            self.kind.to_owned(),
            self.address.replace('\n', ", "),
            self.class_name.clone(),
            self.votes.to_string(),
            self.member_since.to_string(),
            terms.join("; "),
            self.standing.to_owned(),
            self.reason.clone(),
            self.end
                .map_or_else(String::new, |(day, reason)| format!("{day}: {reason}")),
            self.representative.clone(),
            if self.disclosed { "yes" } else { "no" }.to_owned(),
        ]
    }
}

/// The day and the instant that are asked for, as typed.
#[derive(Clone, Debug, Default)]
pub struct AsOf {
    pub day: String,
    pub known: String,
    pub day_error: String,
    pub known_error: String,
}

impl AsOf {
    pub fn is_faulty(&self) -> bool {
        !self.day_error.is_empty() || !self.known_error.is_empty()
    }
}

/// `/room/book`
#[derive(Template, WebTemplate)]
#[template(path = "book/book.html")]
pub struct BookPage {
    pub frame: Frame,
    pub asked: AsOf,
    pub zone: String,
    pub day: String,
    pub known: Moment,
    /// The query of this page: day and instant.
    pub query: String,
    pub rows: Vec<Row>,
    /// After which number the next page begins.
    pub next: Option<i64>,
    pub first_page: bool,
}

impl BookPage {
    fn faults(&self) -> Vec<(&'static str, &str)> {
        [
            ("day", self.asked.day_error.as_str()),
            ("known", self.asked.known_error.as_str()),
        ]
        .into_iter()
        .filter(|(_, sentence)| !sentence.is_empty())
        .collect()
    }
}

/// A member on a roll, as lists for inspection name them.
pub struct Listed {
    pub number: i64,
    pub name: String,
    pub class_name: String,
    pub votes: u32,
    pub address: String,
}

impl Listed {
    pub fn new(line: &Line, votes: u32, address: Option<&String>) -> Self {
        Self {
            number: line.number,
            name: line.name.clone(),
            class_name: line.class_name.clone(),
            votes,
            address: address.cloned().unwrap_or_default(),
        }
    }
}

/// `/room/rolls/{number}/list`
#[derive(Template, WebTemplate)]
#[template(path = "book/list.html")]
pub struct RollListPage {
    pub frame: Frame,
    pub number: i32,
    pub record_date: String,
    /// The classes it is of, by name; empty where it is of all.
    pub classes: String,
    pub known: Moment,
    pub certified: bool,
    pub members: usize,
    pub rows: Vec<Listed>,
    pub page: usize,
    pub pages: usize,
}

/// `/members`
#[derive(Template, WebTemplate)]
#[template(path = "book/members.html")]
pub struct MembersPage {
    pub frame: Frame,
    pub rows: Vec<Named>,
    pub page: i64,
    pub more: bool,
}

impl MembersPage {
    fn since(&self, named: &Named) -> String {
        day(&self.frame.t, named.member_since)
    }
}

/// A row of figures as it is published.
pub struct FigureTable {
    pub labels: Vec<String>,
    pub shown: Shown,
}

impl FigureTable {
    fn new(counts: &[Count], k: u64, label: impl Fn(&Count) -> String) -> Self {
        let figures: Vec<u64> = counts.iter().map(Count::count).collect();
        Self {
            labels: counts.iter().map(label).collect(),
            shown: suppress(&figures, k),
        }
    }

    pub fn rows(&self) -> impl Iterator<Item = (&String, &Option<u64>)> {
        self.labels.iter().zip(&self.shown.figures)
    }

    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }
}

/// What the report says of one day.
pub struct Report {
    pub new_members: FigureTable,
    pub first_votes: FigureTable,
    pub countries: FigureTable,
    pub k: u64,
}

impl Report {
    pub fn new(figures: &Figures, k: u32) -> Self {
        let k = u64::from(k).max(LEAST_K);
        let year = |count: &Count| count.of.clone();
        Self {
            new_members: FigureTable::new(&figures.new_members, k, year),
            first_votes: FigureTable::new(&figures.first_votes, k, year),
            countries: FigureTable::new(&figures.countries, k, year),
            k,
        }
    }
}

/// `/participation`
#[derive(Template, WebTemplate)]
#[template(path = "book/participation.html")]
pub struct ParticipationPage {
    pub frame: Frame,
    pub report: std::sync::Arc<Report>,
    /// Document and section of the rule on small figures; empty where none says.
    pub citation: String,
}

impl ParticipationPage {
    fn tables(&self) -> [(&'static str, &FigureTable); 3] {
        [
            ("report-new", &self.report.new_members),
            ("report-first", &self.report.first_votes),
            ("report-countries", &self.report.countries),
        ]
    }

    fn label(&self, label: &str) -> String {
        if label.is_empty() {
            return self.frame.t.say("report-country-unknown");
        }
        label.to_owned()
    }
}
