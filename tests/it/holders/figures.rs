//! The public figures over HTTP, against numbers worked out by hand.

use serde_json::Value;

use crate::acts::room::text;
use crate::dues::Treasury;
use crate::minutes::decide;
use crate::parties::{NORDLICHT, day, employs, records};
use crate::support::certified::Certified;
use crate::support::election::{BEN, Foundation, NO_LIMITS, Place};
use crate::support::{Page, TestApp, Visitor};

const FIGURES: [&str; 7] = [
    "groups",
    "largest",
    "coalition",
    "price",
    "admissions",
    "board",
    "sponsors",
];

async fn json(anybody: &Visitor, figure: &str) -> Value {
    let file = anybody.get(&format!("/holders/{figure}.json")).await;
    assert_eq!(file.status, 200, "{figure}: {}", file.text());
    assert_eq!(file.headers["content-type"], "application/json");
    serde_json::from_str(&file.html).unwrap()
}

/// Every page and file that everybody reads here.
async fn everything(anybody: &Visitor) -> Vec<(String, Page)> {
    let mut paths = vec!["/holders".to_owned(), "/holders/handover".to_owned()];
    for figure in FIGURES {
        paths.extend(["csv", "json"].map(|kind| format!("/holders/{figure}.{kind}")));
    }
    let mut pages = Vec::new();
    for path in paths {
        let page = anybody.get(&path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text());
        pages.push((path, page));
    }
    pages
}

async fn nobody_undisclosed(anybody: &Visitor) {
    for (path, page) in everything(anybody).await {
        for name in ["Quiet Works", "Ola Eide", "Sol Ibarra"] {
            assert!(!page.html.contains(name), "{name} is on {path}");
        }
    }
}

/// Today: Nordlicht 50 votes, Quiet Works 15 (not named), seven persons with one: 9
/// members, 72 votes. A tenth is 1 member and 8 votes. In the vote 3 of 8 members took
/// part with 52 of 71 votes: of today's ⌈3 · 9 / 8⌉ = 4 and ⌈52 · 72 / 71⌉ = 53.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_figures_after_a_certified_vote_are_those_worked_out_by_hand() {
    let certified = Certified::vote(async |_, _, _| {}).await;
    let anybody = certified.app.visitor();
    let page = anybody.get("/holders").await;
    let said = page.text();
    for sentence in [
        "9 members with 72 votes make up the foundation today",
        "Nordlicht Hosting 50 votes (69.4 %) 1 member",
        "Organisations that are not named withheld",
        "Individual: persons, each for themselves withheld",
        "If nobody else takes part It takes 1 member and 8 votes one group decides",
        // Of 8 votes more than half is 5; of 53 it is 27.
        "If no more than a quorum takes part It takes 5 votes one group decides",
        "At the turnout of the last certified vote It takes 27 votes one group decides",
        "Taken is the turnout of vote 1: 4 members and 53 votes of today’s.",
        "The board has no seats yet.",
        "within 60 days: 0 members (0.0 %), 0 votes (0.0 %)",
        "Some sponsors are not named; how many is withheld.",
        "Bylaws § 3.5",
    ] {
        assert!(said.contains(sentence), "{sentence:?} is not in: {said}");
    }
    let coalition = json(&anybody, "coalition").await;
    let alone = &coalition["rows"][0];
    assert_eq!(alone["case"], "alone");
    assert_eq!(alone["named"], "Nordlicht Hosting");
    assert_eq!(
        (&alone["members"], &alone["votes"]),
        (&1.into(), &50.into())
    );
    // More than half of 53 + x is x > 53.
    let price = json(&anybody, "price").await;
    let memberships: Vec<(&Value, &Value)> = price["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (&row["votes_each"], &row["memberships"]))
        .collect();
    for (votes, needed) in [(50, 2), (15, 4), (1, 54)] {
        let expected = (Value::from(votes), Value::from(needed));
        assert!(
            memberships.contains(&(&expected.0, &expected.1)),
            "{votes}: {memberships:?}"
        );
    }
    assert_eq!(price["rows"][0]["members_taking_part"], 4);
    let largest = json(&anybody, "largest").await;
    assert_eq!(largest["rows"][0]["part"], 50);
    assert_eq!(largest["rows"][0]["whole"], 72);
    assert_eq!(largest["rows"][0]["larger_not_named"], Value::Null);
    let admissions = json(&anybody, "admissions").await;
    let row = &admissions["rows"][0];
    assert_eq!((&row["members"], &row["votes"]), (&8.into(), &71.into()));
    assert_eq!(row["members_120_days"], 0);
    for figure in FIGURES {
        let method = json(&anybody, figure).await["method"].to_string();
        assert!(method.len() > 100, "{figure}: {method}");
        let csv = anybody.get(&format!("/holders/{figure}.csv")).await;
        assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
        let head = csv.html.lines().next().unwrap();
        assert!(head.ends_with("as_of,method"), "{head}");
    }
    let csv = anybody.get("/holders/groups.csv").await.html;
    assert!(
        csv.lines()
            .nth(1)
            .unwrap()
            .starts_with("Nordlicht Hosting,group,1,50,0,,"),
        "{csv}"
    );
    assert!(csv.contains(",not named,withheld,withheld,"), "{csv}");
    nobody_undisclosed(&anybody).await;
    for path in [
        "/holders/votes.csv",
        "/holders/groups.xml",
        "/holders/groups",
    ] {
        assert_eq!(anybody.get(path).await.status, 404, "{path}");
    }
    let form = page.form("/language").with("language", "de");
    let german = anybody.send(&form).await.text();
    for sentence in [
        "Wer diese Stiftung in der Hand hat",
        "Nordlicht Hosting 50 Stimmen (69,4 %)",
        "eine Gruppe entscheidet",
    ] {
        assert!(
            german.contains(sentence),
            "{sentence:?} is not in: {german}"
        );
    }
}

/// A group of which one is not named is not told as a group, and counts as one: Nordlicht
/// and Quiet Works under one parent have 65 of 72 votes. What is theirs in dues and seats
/// is told where it may be.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_with_a_member_that_is_not_named_is_not_told_as_one() {
    let treasury = Treasury::open().await;
    let foundation = &treasury.foundation;
    let chi = &foundation.chi;
    let parent = records(chi, "Nordlicht Holding SE").await;
    let from = day(foundation, -10).to_string();
    let mut page = parent;
    for child in [NORDLICHT, "Quiet Works"] {
        let values = [
            ("link_other", child),
            ("link_role", "parent"),
            ("link_percent", "60"),
            ("link_basis", "shares"),
            ("link_reason", "The register of companies"),
            ("link_from", &from),
        ];
        page = chi.submit(&page, "/links", &values).await;
        assert_eq!(page.status, 200, "{}", page.text());
    }
    let today = day(foundation, 0).to_string();
    for (class, amount) in [("platinum", "50,000.00"), ("individual", "50.00")] {
        let price = [
            ("class", class),
            ("amount", amount),
            ("currency", "USD"),
            ("starts_on", &today),
            ("citation", "Board, decision 3"),
        ];
        let prices = treasury.lou.get("/room/dues/prices").await;
        let set = treasury.lou.submit(&prices, "/prices", &price).await;
        assert_eq!(set.status, 200, "{}", set.text());
    }
    let anybody = treasury.app.visitor();
    let said = anybody.get("/holders").await.text();
    for sentence in [
        // Alone under its name, with what is its own.
        "Nordlicht Hosting 50 votes (69.4 %) 1 member 50,000.00 USD a year",
        "A larger one is not named; it has a half or more.",
        "one group decides one group that is not named",
        // More than half of a quorum of 8 votes is cast no: 9 are more than half of 17.
        "No vote of all members is certified yet. Taken is a quorum: 1 member and 8 votes.",
        "9 new memberships 450.00 USD a year",
        "1 new membership 50,000.00 USD a year",
        "no price is set for the class",
        "No roll of all members is certified yet.",
    ] {
        assert!(said.contains(sentence), "{sentence:?} is not in: {said}");
    }
    let coalition = json(&anybody, "coalition").await;
    assert_eq!(coalition["rows"][0]["not_named"], 1);
    assert_eq!(coalition["rows"][0]["votes"], "withheld");
    nobody_undisclosed(&anybody).await;

    // A board of three without an end of term is replaced by no election.
    let board = json(&anybody, "board").await;
    assert_eq!(board["rows"], serde_json::json!([]));
    let seats = text(
        &treasury.app,
        "SELECT count(*)::text AS it FROM seats WHERE body = 'board'",
    )
    .await;
    assert_eq!(seats, "3");
    assert!(
        said.contains("The elections to come do not replace a majority: 2 of 3 seats."),
        "{said}"
    );
    nobody_undisclosed(&anybody).await;
}

/// A board of eight in four cohorts: five are a majority, which three elections of two seats
/// fill. One director is employed by Nordlicht, a sponsor since 300 days ago.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_in_cohorts_a_seat_of_a_sponsor_and_since_when_are_told() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let from = day(&foundation, -30).to_string();
    employs(chi, NORDLICHT, "Max Celik", &from).await;
    let cohorts = [("A", 300), ("B", 600), ("C", 900), ("D", 1200)];
    let directors = [
        "kim@mail.example",
        "lou@mail.example",
        "max@mail.example",
        "nia@mail.example",
        "ola@mail.example",
        "tom@mail.example",
        // Ada confirms, so that she is not seated by it.
        "pia@mail.example",
        BEN.1,
    ];
    let mut board = vec![
        ("target".to_owned(), "board".to_owned()),
        ("basis".to_owned(), "election".to_owned()),
    ];
    for (at, address) in directors.iter().enumerate() {
        let (cohort, days) = cohorts[at / 2];
        let last_day = day(&foundation, days).to_string();
        for (field, value) in [
            ("address", *address),
            ("cohort", cohort),
            ("last_day", last_day.as_str()),
        ] {
            board.push((format!("{field}_{}", at + 1), value.to_owned()));
        }
    }
    let board: Vec<(&str, &str)> = board
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    decide(chi, ada, "/room/decisions/new?act=seat", &board).await;

    let anybody = app.visitor();
    let said = anybody.get("/holders").await.text();
    let sentence = "It takes 3 elections to replace a majority: 5 of 8 seats.";
    assert!(said.contains(sentence), "{said}");
    let board = json(&anybody, "board").await;
    let rows = board["rows"].as_array().unwrap();
    let told: Vec<(&Value, &Value)> = rows
        .iter()
        .map(|row| (&row["seats"], &row["together"]))
        .collect();
    let two = Value::from(2);
    let together = [2, 4, 6, 8].map(Value::from);
    let expected: Vec<(&Value, &Value)> = together.iter().map(|sum| (&two, sum)).collect();
    assert_eq!(told, expected, "{board}");
    for (row, (_, days)) in rows.iter().zip(cohorts) {
        assert_eq!(
            (&row["majority"], &row["all_seats"]),
            (&5.into(), &8.into())
        );
        // The first day after the term.
        let first = day(&foundation, days + 1).to_string();
        assert_eq!(row["terms_end"], first);
    }
    let elections = rows
        .iter()
        .position(|row| row["together"].as_u64() >= row["majority"].as_u64());
    assert_eq!(elections, Some(2));

    let csv = anybody.get("/holders/groups.csv").await.html;
    let line = csv.lines().nth(1).unwrap();
    assert!(
        line.starts_with("Nordlicht Hosting,group,1,50,1,,"),
        "{csv}"
    );
    let largest = json(&anybody, "largest").await;
    let seats = largest["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["of"] == "seats")
        .unwrap();
    assert_eq!(
        (&seats["largest_named"], &seats["part"], &seats["whole"]),
        (&"Nordlicht Hosting".into(), &1.into(), &8.into())
    );
    let sponsors = json(&anybody, "sponsors").await;
    let sponsor = &sponsors["rows"][0];
    let since = day(&foundation, -300).to_string();
    assert_eq!(sponsor["tier"], "Platinum");
    assert_eq!(sponsor["sponsor"], NORDLICHT);
    assert_eq!(sponsor["since"], since);
    nobody_undisclosed(&anybody).await;
}
