//! The figures as the page tells them, each with its data.

use chrono::NaiveDate;

use super::chart::{Chart, Share, draw};
use super::table::{Cell, Table};
use crate::dues::model::currency::Currency;
use crate::dues::model::money::Money;
use crate::holders::model::report::{
    AdmittedOf, Case, CoalitionOf, Largest, Of, PriceOf, Report, ToldCoalition,
};
use crate::holders::model::weights::{Amounts, Band, Line};
use crate::web::times::day;
use crate::web::words::Speaker;

/// The figures there are, in the order of the page: the name in addresses, the key of
/// the title, and the key of the method.
pub const FIGURES: [(&str, &str, &str); 7] = [
    ("groups", "holders-fig-groups", "holders-how-groups"),
    ("largest", "holders-fig-largest", "holders-how-largest"),
    ("coalition", "holders-fig-coalition", "holders-how-coalition"),
    ("price", "holders-fig-price", "holders-how-price"),
    ("admissions", "holders-fig-admissions", "holders-how-admissions"),
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
        "groups" => groups(t, report, &title),
        "largest" => largest(t, report, &title),
        "coalition" => coalition(t, report),
        "price" => price(t, report),
        "admissions" => admissions(t, report),
        "board" => board(t, report),
        _ => sponsors(t, report),
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
    t.say2("holders-part", "what", what, "percent", t.percent(part, whole))
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

fn amounts(t: &Speaker, dues: &Amounts) -> Vec<String> {
    dues.iter()
        .filter(|(_, minor)| **minor > 0)
        .map(|(code, minor)| t.say1("holders-a-year", "amount", money(t, code, *minor)))
        .collect()
}

/// `2500.00 USD; 100.00 EUR`, for files.
fn dues_cell(dues: &Amounts) -> Cell {
    let said: Vec<String> = dues
        .iter()
        .map(|(code, minor)| format!("{} {code}", plain(code, *minor)))
        .collect();
    if said.is_empty() {
        Cell::Nothing
    } else {
        Cell::text(said.join("; "))
    }
}

fn line(t: &Speaker, line: &Line) -> String {
    match line {
        Line::Named { names, .. } => names.join(", "),
        Line::Persons { class } => t.say1("holders-persons", "class", class),
        Line::NotNamed => t.say("holders-not-named"),
    }
}

fn groups(t: &Speaker, report: &Report, title: &str) -> Said {
    let mut items = Vec::new();
    let mut shares = Vec::new();
    let mut rows = Vec::new();
    for weighed in &report.lines {
        let head = line(t, &weighed.line);
        let kind = match weighed.line {
            Line::Named { .. } => "group",
            Line::Persons { .. } => "persons",
            Line::NotNamed => "not named",
        };
        let seats = weighed.seats.filter(|seats| *seats > 0);
        let sum = weighed.sum.as_ref();
        rows.push(vec![
            Cell::text(&head),
            Cell::text(kind),
            Cell::shown(sum.map(|sum| sum.members)),
            Cell::shown(sum.map(|sum| sum.votes)),
            weighed.seats.map_or(Cell::Nothing, Cell::Number),
            sum.map_or(Cell::Withheld, |sum| dues_cell(&sum.dues)),
        ]);
        let Some(sum) = sum else {
            items.push(Item::new(head, [t.say("holders-withheld")]));
            continue;
        };
        let share = part(t, votes(t, sum.votes), sum.votes, report.votes);
        let mut said = vec![share.clone(), members(t, sum.members)];
        said.extend(seats.map(|seats| t.say1("holders-directors", "n", seats)));
        said.extend(amounts(t, &sum.dues));
        items.push(Item::new(&head, said));
        shares.push(Share {
            name: head,
            part: sum.votes,
            whole: report.votes,
            number: share,
        });
    }
    if report.directors > 0 {
        let said = t.say1("holders-directors", "n", report.other_directors);
        items.push(Item::new(t.say("holders-other-directors"), [said]));
        rows.push(vec![
            Cell::text(t.say("holders-other-directors")),
            Cell::text("directors"),
            Cell::Nothing,
            Cell::Nothing,
            Cell::Number(report.other_directors),
            Cell::Nothing,
        ]);
    }
    let result = t.say_all(
        "holders-groups-result",
        &[
            ("members", &members(t, report.members)),
            ("votes", &votes(t, report.votes)),
            ("directors", &t.say1("holders-directors", "n", report.directors)),
        ],
    );
    Said {
        result,
        chart: draw(t, "groups", title.to_owned(), &shares),
        items,
        table: Table {
            columns: &["group", "kind", "members", "votes", "seats", "dues"],
            rows,
        },
    }
}

fn largest(t: &Speaker, report: &Report, title: &str) -> Said {
    let mut items = Vec::new();
    let mut shares = Vec::new();
    let mut rows = Vec::new();
    for Largest { of, named, hidden } in &report.largest {
        let (head, word) = match of {
            Of::Votes => (t.say("holders-largest-votes"), "votes".to_owned()),
            Of::Seats => (t.say("holders-largest-seats"), "seats".to_owned()),
            Of::Dues(code) => (
                t.say1("holders-largest-dues", "currency", code),
                format!("dues in {code}"),
            ),
        };
        let (band, band_word) = match hidden {
            None => (String::new(), Cell::Nothing),
            Some(Band::BelowThird) => {
                (t.say("holders-largest-below-third"), Cell::text("below 1/3"))
            }
            Some(Band::ThirdOrMore) => (t.say("holders-largest-third"), Cell::text("1/3 or more")),
            Some(Band::HalfOrMore) => (t.say("holders-largest-half"), Cell::text("1/2 or more")),
        };
        let amount = |minor: u64| match of {
            Of::Votes | Of::Seats => Cell::Number(minor),
            Of::Dues(code) => Cell::text(plain(code, i64::try_from(minor).unwrap_or(i64::MAX))),
        };
        match named {
            None => {
                rows.push(vec![
                    Cell::text(word),
                    Cell::Nothing,
                    Cell::Nothing,
                    Cell::Nothing,
                    band_word,
                ]);
                items.push(Item::new(head, [t.say("holders-largest-nobody"), band]));
            }
            Some((names, of_it, whole)) => {
                let names = names.join(", ");
                rows.push(vec![
                    Cell::text(word),
                    Cell::text(&names),
                    amount(*of_it),
                    amount(*whole),
                    band_word,
                ]);
                let said = part(t, names, *of_it, *whole);
                shares.push(Share {
                    name: format!("{head}: {said}"),
                    part: *of_it,
                    whole: *whole,
                    number: t.percent(*of_it, *whole),
                });
                items.push(Item::new(head, [said, band]));
            }
        }
    }
    Said {
        result: t.say("holders-largest-result"),
        chart: draw(t, "largest", title.to_owned(), &shares),
        items,
        table: Table {
            columns: &["of", "largest_named", "part", "whole", "larger_not_named"],
            rows,
        },
    }
}

fn coalition_said(t: &Speaker, report: &Report, found: &ToldCoalition) -> Vec<String> {
    let mut said = vec![t.say1("holders-coalition-found", "n", found.groups)];
    said.extend(
        found
            .named
            .iter()
            .map(|(names, of_it)| part(t, names.join(", "), *of_it, report.votes)),
    );
    if found.persons > 0 {
        said.push(t.say1("holders-coalition-persons", "n", found.persons));
    }
    if found.others > 0 {
        said.push(t.say1("holders-coalition-others", "n", found.others));
    }
    if let Some((of_members, of_votes)) = found.together {
        said.push(t.say2(
            "holders-coalition-together",
            "members",
            members(t, of_members),
            "votes",
            part(t, votes(t, of_votes), of_votes, report.votes),
        ));
    }
    said
}

fn coalition(t: &Speaker, report: &Report) -> Said {
    let mut items = Vec::new();
    let mut rows = Vec::new();
    for CoalitionOf { case, needed, found } in report.coalitions.iter().flatten() {
        let head = t.say(match case {
            Case::Alone => "holders-coalition-alone",
            Case::BareQuorum => "holders-coalition-quorum",
            Case::LastTurnout => "holders-coalition-turnout",
        });
        let takes = if needed.members > 0 {
            t.say2(
                "holders-coalition-needed",
                "members",
                members(t, needed.members),
                "votes",
                votes(t, needed.votes),
            )
        } else {
            t.say1("holders-coalition-votes-needed", "votes", votes(t, needed.votes))
        };
        let mut said = vec![takes];
        let mut row = vec![
            Cell::text(case.word()),
            Cell::Number(needed.members),
            Cell::Number(needed.votes),
        ];
        match found {
            None => {
                said.push(t.say("holders-coalition-none"));
                row.extend(std::iter::repeat_n(Cell::Nothing, 6));
            }
            Some(found) => {
                said.extend(coalition_said(t, report, found));
                let named: Vec<String> =
                    found.named.iter().map(|(names, _)| names.join(", ")).collect();
                row.extend([
                    Cell::Number(found.groups),
                    Cell::text(named.join("; ")),
                    Cell::Number(found.persons),
                    Cell::Number(found.others),
                    Cell::shown(found.together.map(|(members, _)| members)),
                    Cell::shown(found.together.map(|(_, votes)| votes)),
                ]);
            }
        }
        items.push(Item::new(head, said));
        rows.push(row);
    }
    let none = report.coalitions.is_none();
    Said {
        result: if none { t.say("holders-no-majority") } else { String::new() },
        chart: None,
        items,
        table: Table {
            columns: &[
                "case",
                "members_needed",
                "votes_needed",
                "groups",
                "named",
                "persons",
                "not_named",
                "members",
                "votes",
            ],
            rows,
        },
    }
}

fn price(t: &Speaker, report: &Report) -> Said {
    let columns: &[&str] = &[
        "class",
        "votes_each",
        "yearly_dues",
        "currency",
        "memberships",
        "dues",
        "turnout_of_poll",
        "members_taking_part",
        "votes_taking_part",
    ];
    let Some(price) = &report.price else {
        return Said {
            result: t.say("holders-no-majority"),
            chart: None,
            items: Vec::new(),
            table: Table {
                columns,
                rows: Vec::new(),
            },
        };
    };
    let there = price.situation;
    let (with, of) = (
        members(t, there.members_taking_part),
        votes(t, there.votes_taking_part),
    );
    let result = match price.poll {
        Some(poll) => t.say_all(
            "holders-price-turnout",
            &[("poll", &poll), ("members", &with), ("votes", &of)],
        ),
        None => t.say2("holders-price-quorum", "members", with, "votes", of),
    };
    let mut items = Vec::new();
    let mut rows = Vec::new();
    for PriceOf { class, memberships, dues } in &price.classes {
        let asked = match memberships {
            Some(n) => t.say1("holders-price-memberships", "n", *n),
            None => t.say("holders-price-never"),
        };
        let cost = match (&class.yearly, dues) {
            (None, _) => t.say("holders-price-none"),
            (Some((_, 0)), _) => t.say("holders-price-free"),
            (Some((code, _)), Some(minor)) => {
                t.say1("holders-a-year", "amount", money(t, code, *minor))
            }
            (Some(_), None) => String::new(),
        };
        let head = format!("{}, {}", class.name, votes(t, class.votes));
        items.push(Item::new(head, [asked, cost]));
        let code = class.yearly.as_ref().map(|(code, _)| code.as_str());
        let amount = |minor: Option<i64>| match (code, minor) {
            (Some(code), Some(minor)) => Cell::text(plain(code, minor)),
            _ => Cell::Nothing,
        };
        rows.push(vec![
            Cell::text(&class.name),
            Cell::Number(class.votes),
            amount(class.yearly.as_ref().map(|(_, minor)| *minor)),
            code.map_or(Cell::Nothing, Cell::text),
            memberships.map_or(Cell::Nothing, Cell::Number),
            amount(*dues),
            price.poll.map_or(Cell::Nothing, |poll| Cell::text(poll.to_string())),
            Cell::Number(there.members_taking_part),
            Cell::Number(there.votes_taking_part),
        ]);
    }
    Said {
        result,
        chart: None,
        items,
        table: Table { columns, rows },
    }
}

fn admissions(t: &Speaker, report: &Report) -> Said {
    let mut items = Vec::new();
    let mut rows = Vec::new();
    let mut shares = Vec::new();
    for AdmittedOf { number, record_date, whole, near, far } in &report.rolls {
        let within = |sum: &Option<crate::holders::model::admissions::Sum>, key: &str, withheld| {
            match sum {
                Some(sum) => t.say_all(
                    key,
                    &[
                        ("members", &members(t, sum.members)),
                        ("share", &t.percent(sum.members, whole.members)),
                        ("votes", &votes(t, sum.votes)),
                        ("weight", &t.percent(sum.votes, whole.votes)),
                    ],
                ),
                None => t.say(withheld),
            }
        };
        let head = t.say1("holders-roll", "day", day(t, *record_date));
        let roll = t.say_all(
            "holders-roll-whole",
            &[
                ("n", number),
                ("members", &members(t, whole.members)),
                ("votes", &votes(t, whole.votes)),
            ],
        );
        let near_said = within(near, "holders-admitted-near", "holders-admitted-near-withheld");
        let far_said = within(far, "holders-admitted-far", "holders-admitted-far-withheld");
        if let Some(far) = far {
            shares.push(Share {
                name: record_date.to_string(),
                part: far.members,
                whole: whole.members,
                number: t.percent(far.members, whole.members),
            });
        }
        items.push(Item::new(head, [roll, near_said, far_said]));
        rows.push(vec![
            Cell::text(number.to_string()),
            Cell::text(record_date.to_string()),
            Cell::Number(whole.members),
            Cell::Number(whole.votes),
            Cell::shown(near.map(|sum| sum.members)),
            Cell::shown(near.map(|sum| sum.votes)),
            Cell::shown(far.map(|sum| sum.members)),
            Cell::shown(far.map(|sum| sum.votes)),
        ]);
    }
    let title = t.say("holders-fig-admissions");
    Said {
        result: if rows.is_empty() { t.say("holders-admissions-none") } else { String::new() },
        chart: draw(t, "admissions", title, &shares),
        items,
        table: Table {
            columns: &[
                "roll",
                "record_date",
                "members",
                "votes",
                "members_60_days",
                "votes_60_days",
                "members_120_days",
                "votes_120_days",
            ],
            rows,
        },
    }
}

fn board(t: &Speaker, report: &Report) -> Said {
    let elections = &report.elections;
    let counts: [(&str, &dyn crate::web::words::SayArg); 2] =
        [("majority", &elections.majority), ("seats", &elections.seats)];
    let result = match elections.needed {
        _ if elections.seats == 0 => t.say("holders-board-none"),
        None => t.say_all("holders-board-never", &counts),
        Some(needed) => t.say_all(
            "holders-board-result",
            &[counts[0], counts[1], ("n", &needed)],
        ),
    };
    let mut rows = Vec::new();
    let mut items = Vec::new();
    let mut shares = Vec::new();
    for (place, round) in (1_u64..).zip(&elections.rounds) {
        let ends = |falls: NaiveDate| t.say1("holders-board-ends", "day", day(t, falls));
        let head = round.falls.map_or_else(|| t.say("holders-board-next"), ends);
        let together = t.say2("holders-board-together", "n", round.together, "seats", elections.seats);
        let seats = t.say1("holders-board-round", "n", round.seats);
        shares.push(Share {
            name: head.clone(),
            part: round.together,
            whole: elections.seats,
            number: together.clone(),
        });
        items.push(Item::new(head, [seats, together]));
        rows.push(vec![
            Cell::Number(place),
            round.falls.map_or(Cell::Nothing, |day| Cell::text(day.to_string())),
            Cell::Number(round.seats),
            Cell::Number(round.together),
            Cell::Number(elections.majority),
            Cell::Number(elections.seats),
        ]);
    }
    Said {
        result,
        chart: draw(t, "board", t.say("holders-fig-board"), &shares),
        items,
        table: Table {
            columns: &["election", "terms_end", "seats", "together", "majority", "all_seats"],
            rows,
        },
    }
}

fn sponsors(t: &Speaker, report: &Report) -> Said {
    let mut items: Vec<Item> = Vec::new();
    let mut rows = Vec::new();
    for sponsor in &report.sponsors {
        let since = t.say1("holders-sponsor-since", "day", day(t, sponsor.since));
        let said = format!("{}, {since}", sponsor.name);
        match items.last_mut() {
            Some(item) if item.head == sponsor.tier => item.said.push(said),
            Some(_) | None => items.push(Item::new(&sponsor.tier, [said])),
        }
        rows.push(vec![
            Cell::text(&sponsor.tier),
            Cell::text(&sponsor.name),
            Cell::text(sponsor.since.to_string()),
            Cell::Nothing,
        ]);
    }
    rows.push(vec![
        Cell::Nothing,
        Cell::Nothing,
        Cell::Nothing,
        Cell::shown(report.sponsors_not_named),
    ]);
    let not_named = match report.sponsors_not_named {
        Some(n) => t.say1("holders-sponsors-not-named", "n", n),
        None => t.say("holders-sponsors-few"),
    };
    let result = if report.sponsors.is_empty() {
        format!("{} {not_named}", t.say("holders-sponsors-none"))
    } else {
        not_named
    };
    Said {
        result,
        chart: None,
        items,
        table: Table {
            columns: &["tier", "sponsor", "since", "not_named"],
            rows,
        },
    }
}
