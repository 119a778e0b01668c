//! What a majority costs and how long it takes: prices, admissions, elections; and since
//! when sponsors are here.

use chrono::NaiveDate;

use super::{Item, Said, members, money, plain, votes};
use crate::holders::model::admissions::Sum;
use crate::holders::model::report::{AdmittedOf, PriceOf, Report};
use crate::holders::views::chart::{Share, draw};
use crate::holders::views::table::{Cell, Table};
use crate::web::times::day;
use crate::web::words::{SayArg, Speaker};

pub(super) fn price(t: &Speaker, report: &Report) -> Said {
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
    for PriceOf {
        class,
        memberships,
        dues,
    } in &price.classes
    {
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
            price
                .poll
                .map_or(Cell::Nothing, |poll| Cell::text(poll.to_string())),
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

pub(super) fn admissions(t: &Speaker, report: &Report) -> Said {
    let mut items = Vec::new();
    let mut rows = Vec::new();
    let mut shares = Vec::new();
    for AdmittedOf {
        number,
        record_date,
        whole,
        near,
        far,
    } in &report.rolls
    {
        let within = |sum: &Option<Sum>, key: &str, withheld| match sum {
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
        let near_said = within(
            near,
            "holders-admitted-near",
            "holders-admitted-near-withheld",
        );
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
        result: if rows.is_empty() {
            t.say("holders-admissions-none")
        } else {
            String::new()
        },
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

pub(super) fn board(t: &Speaker, report: &Report) -> Said {
    let elections = &report.elections;
    let counts: [(&str, &dyn SayArg); 2] = [
        ("majority", &elections.majority),
        ("seats", &elections.seats),
    ];
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
        let head = round
            .falls
            .map_or_else(|| t.say("holders-board-next"), ends);
        let together = t.say2(
            "holders-board-together",
            "n",
            round.together,
            "seats",
            elections.seats,
        );
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
            round
                .falls
                .map_or(Cell::Nothing, |day| Cell::text(day.to_string())),
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
            columns: &[
                "election",
                "terms_end",
                "seats",
                "together",
                "majority",
                "all_seats",
            ],
            rows,
        },
    }
}

pub(super) fn sponsors(t: &Speaker, report: &Report) -> Said {
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
