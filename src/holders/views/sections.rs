//! The figures as the page tells them, each with its data.

mod shares;
mod terms;

use super::chart::Chart;
use super::table::Table;
use crate::dues::model::currency::Currency;
use crate::dues::model::money::Money;
use crate::holders::model::report::Report;
use crate::web::words::Speaker;

/// The figures there are, in the order of the page: the name in addresses, the key of
/// the title, and the key of the method.
pub const FIGURES: [(&str, &str, &str); 7] = [
    ("groups", "holders-fig-groups", "holders-how-groups"),
    ("largest", "holders-fig-largest", "holders-how-largest"),
    (
        "coalition",
        "holders-fig-coalition",
        "holders-how-coalition",
    ),
    ("price", "holders-fig-price", "holders-how-price"),
    (
        "admissions",
        "holders-fig-admissions",
        "holders-how-admissions",
    ),
    ("board", "holders-fig-board", "holders-how-board"),
    ("sponsors", "holders-fig-sponsors", "holders-how-sponsors"),
];

/// One line of a list: what it is about, and what is said of it.
pub struct Item {
    pub head: String,
    pub said: Vec<String>,
}

impl Item {
    fn new(head: impl Into<String>, said: impl IntoIterator<Item = String>) -> Self {
        Self {
            head: head.into(),
            said: said.into_iter().filter(|said| !said.is_empty()).collect(),
        }
    }
}

/// A figure on the page.
pub struct Section {
    pub name: &'static str,
    pub title: String,
    pub method: String,
    pub result: String,
    pub chart: Option<Chart>,
    pub items: Vec<Item>,
    pub table: Table,
}

/// The figure of this name.
pub fn section(t: &Speaker, report: &Report, name: &str) -> Option<Section> {
    let (name, title, method) = *FIGURES.iter().find(|(known, ..)| *known == name)?;
    let title = t.say(title);
    let said = match name {
        "groups" => shares::groups(t, report, &title),
        "largest" => shares::largest(t, report, &title),
        "coalition" => shares::coalition(t, report),
        "price" => terms::price(t, report),
        "admissions" => terms::admissions(t, report),
        "board" => terms::board(t, report),
        _ => terms::sponsors(t, report),
    };
    Some(Section {
        name,
        title,
        method: t.say(method),
        result: said.result,
        chart: said.chart,
        items: said.items,
        table: said.table,
    })
}

struct Said {
    result: String,
    chart: Option<Chart>,
    items: Vec<Item>,
    table: Table,
}

fn votes(t: &Speaker, n: u64) -> String {
    t.say1("holders-votes", "n", n)
}

fn members(t: &Speaker, n: u64) -> String {
    t.say1("holders-members", "n", n)
}

fn part(t: &Speaker, what: String, part: u64, whole: u64) -> String {
    t.say2(
        "holders-part",
        "what",
        what,
        "percent",
        t.percent(part, whole),
    )
}

/// `2500.00`, for files; the minor units of a currency that this program does not know.
fn plain(code: &str, minor: i64) -> String {
    Currency::parse(code).map_or_else(
        |_| minor.to_string(),
        |currency| Money::new(minor, currency).plain(),
    )
}

/// `2,500.00 USD` in the reader's figures.
fn money(t: &Speaker, code: &str, minor: i64) -> String {
    format!("{}\u{a0}{code}", t.decimal(&plain(code, minor)))
}
