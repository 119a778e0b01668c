//! Votes, seats and dues by group, the largest shares, and the smallest coalition.

use super::{Item, Said, members, money, part, plain, votes};
use crate::holders::model::report::{Case, CoalitionOf, Largest, Of, Report, ToldCoalition};
use crate::holders::model::weights::{Amounts, Band, Line};
use crate::holders::views::chart::{Share, draw};
use crate::holders::views::table::{Cell, Table};
use crate::web::words::Speaker;

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

pub(super) fn groups(t: &Speaker, report: &Report, title: &str) -> Said {
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
            (
                "directors",
                &t.say1("holders-directors", "n", report.directors),
            ),
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

pub(super) fn largest(t: &Speaker, report: &Report, title: &str) -> Said {
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
            Some(Band::BelowThird) => (
                t.say("holders-largest-below-third"),
                Cell::text("below 1/3"),
            ),
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

pub(super) fn coalition(t: &Speaker, report: &Report) -> Said {
    let mut items = Vec::new();
    let mut rows = Vec::new();
    for CoalitionOf {
        case,
        needed,
        found,
    } in report.coalitions.iter().flatten()
    {
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
            t.say1(
                "holders-coalition-votes-needed",
                "votes",
                votes(t, needed.votes),
            )
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
                let named: Vec<String> = found
                    .named
                    .iter()
                    .map(|(names, _)| names.join(", "))
                    .collect();
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
        result: if none {
            t.say("holders-no-majority")
        } else {
            String::new()
        },
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
