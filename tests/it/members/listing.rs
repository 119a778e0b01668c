//! The list of members as the database searches and counts it, held against the
//! history that rolls are computed from.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta, Utc};
use commonhold::members::store::history::Line;
use commonhold::members::store::history_as_known;
use commonhold::members::store::listing::{self, Sought};
use diesel_async::SimpleAsyncConnection;

use super::{app_connection, upload, with_members, with_secretary};

/// Facts in every order, as no page lets anybody record them: renewals, gaps,
/// corrections, ends and suspensions before, on and after the days that are
/// asked, other names, and other voices of organisations.
const FACTS: &str = "
DO $$
DECLARE t record;
BEGIN
    FOR t IN SELECT tgrelid::regclass AS of_table, tgname AS name FROM pg_trigger
             WHERE tgname IN ('guard', 'use_authority') AND tgrelid::regclass::text IN
                 ('membership_terms', 'membership_ends', 'membership_cases', 'membership_suspensions',
                  'membership_suspension_ends', 'representations', 'party_records')
    LOOP EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', t.of_table, t.name); END LOOP;
END $$;
INSERT INTO membership_terms (membership, starts_on, ends_on)
    SELECT id, date '2027-06-01' + (number % 40)::integer, date '2028-06-01' FROM memberships WHERE number % 4 = 0;
INSERT INTO membership_terms (membership, starts_on, ends_on, corrects)
    SELECT t.membership, t.starts_on, greatest(t.starts_on + 1, t.ends_on - 200), t.record
    FROM membership_terms t JOIN memberships m ON m.id = t.membership WHERE m.number % 7 = 0;
INSERT INTO membership_ends (membership, ends_on, reason)
    SELECT id, date '2026-07-01' + (number % 90)::integer, 'deceased' FROM memberships WHERE number % 9 = 1;
INSERT INTO membership_cases (id, membership, proposes, ground, wilful, reasons, effective_on, until_on, hearing_place, opened_by)
    SELECT md5(number::text)::uuid, id, 'suspend', 'financial', false, 'Unpaid', date '2026-07-01', date '2026-10-01', '', party
    FROM memberships WHERE number % 11 = 2;
INSERT INTO membership_suspensions (id, membership, starts_on, ends_on, of_case, decision)
    SELECT c.id, c.membership, date '2026-07-20', date '2026-09-01', c.id, (SELECT id FROM recorded_decisions LIMIT 1)
    FROM membership_cases c;
INSERT INTO membership_suspension_ends (suspension, ends_on, decision, recorded_by)
    SELECT s.id, date '2026-07-19' + (m.number % 5)::integer, s.decision, m.party
    FROM membership_suspensions s JOIN memberships m ON m.id = s.membership WHERE m.number % 2 = 0;
INSERT INTO party_records (party, name, country, disclosed)
    SELECT party, 'Ökologie ' || number, '', true FROM memberships WHERE number % 13 = 3;
INSERT INTO representations (organisation, person, starts_on, recorded_by)
    SELECT r.organisation, CASE WHEN r.record % 2 = 0 THEN (SELECT min(x.person::text)::uuid FROM representations x) END, date '2026-08-01', r.recorded_by
    FROM representations r WHERE r.record % 3 = 0;
";

fn finds(line: &Line, text: &str, class: &str, standing: &str) -> bool {
    let wanted = text.trim().to_lowercase();
    let bears = |name: &str| name.to_lowercase().contains(&wanted);
    let named = wanted.is_empty()
        || bears(&line.name)
        || line.number.to_string() == wanted.trim_start_matches('#')
        || line.voter.as_ref().is_some_and(|voter| bears(&voter.name));
    named
        && (class.is_empty() || line.class.as_str() == class)
        && (standing.is_empty() || line.standing.word() == standing)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_says_what_history_says() {
    let (app, secretary) = with_members().await;
    let mut owner = app.database.administrator().await;
    owner.batch_execute(FACTS).await.unwrap();
    let mut conn = app_connection(&app).await;
    let now = Utc::now() + TimeDelta::seconds(1);
    let mut seen = BTreeSet::new();
    for day in [
        "2025-01-01",
        "2026-07-20",
        "2026-07-31",
        "2026-08-15",
        "2027-06-20",
        "2029-01-01",
    ] {
        let day: NaiveDate = day.parse().unwrap();
        let mut lines = history_as_known(&mut conn, day, now).await.unwrap();
        lines.sort_by_key(|line| line.number);
        let mut current: BTreeMap<String, usize> = BTreeMap::new();
        for line in lines.iter().filter(|line| line.standing.is_current()) {
            *current.entry(line.class.as_str().to_owned()).or_default() += 1;
        }
        let counted = listing::current_by_class(&mut conn, day, now)
            .await
            .unwrap();
        assert_eq!(counted, current, "{day}");
        seen.extend(lines.iter().map(|line| line.standing.word()));
        for standing in [
            "",
            "current",
            "suspended",
            "not-yet",
            "grace",
            "lapsed",
            "ended",
            "no-term",
            "else",
        ] {
            for (text, class) in [
                ("", ""),
                ("", "individual"),
                ("", "no such"),
                (" ÖKOLOGIE ", ""),
                ("#17", ""),
                ("017", ""),
                ("an", "silver"),
                ("a%", ""),
                ("a\0", "\0"),
            ] {
                let expected: Vec<Line> = lines
                    .iter()
                    .filter(|line| finds(line, text, class, standing))
                    .cloned()
                    .collect();
                let sought = Sought {
                    day,
                    known_at: now,
                    text: text.to_owned(),
                    class: class.to_owned(),
                    standing: standing.to_owned(),
                };
                let said = format!("{text:?} {class:?} {standing:?} on {day}");
                assert_eq!(
                    listing::all(&mut conn, &sought).await.unwrap(),
                    expected,
                    "{said}"
                );
                for (wanted, page) in [(0, 1), (1, 1), (2, 2), (usize::MAX, usize::MAX)] {
                    let pages = expected.len().div_ceil(20).max(1);
                    let page = page.min(pages);
                    let found = listing::page(&mut conn, &sought, wanted, 20).await.unwrap();
                    let shown = expected.iter().skip((page - 1) * 20).take(20);
                    assert_eq!(
                        (found.found, found.page, found.pages),
                        (expected.len(), page, pages),
                        "{said}"
                    );
                    assert!(found.lines.iter().eq(shown), "{said}, page {page}");
                }
            }
        }
    }
    assert_eq!(
        seen.into_iter().collect::<Vec<_>>(),
        [
            "current",
            "ended",
            "grace",
            "lapsed",
            "not-yet",
            "suspended"
        ]
    );
    let last = secretary
        .get("/room/members?page=99999999999999999999999")
        .await;
    assert_eq!(last.status, 200);
    let beyond = secretary
        .get("/room/members?page=18446744073709551615")
        .await;
    assert!(beyond.text().contains("page 8 of 8"), "{}", beyond.text());
}

/// More members than a database has room for locks: each of them would take one.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_twenty_thousand_is_taken_in_one_go() {
    const MEMBERS: usize = 20_000;
    let (_app, secretary) = with_secretary().await;
    let mut file = String::from_utf8(super::MEMBERS.to_vec()).unwrap();
    file.truncate(file.find('\n').unwrap() + 1);
    for number in 1..=MEMBERS {
        let (kind, voter) = match number % 10 {
            0 => ("organisation", "Noor Haddad"),
            _ => ("person", ""),
        };
        file += &format!(
            "Member {number},m{number}@mail.example,Individual,{kind},{voter},2026-01-01,2026-01-01,2199-01-01,DE,no,\n"
        );
    }
    assert!(file.len() < 4 * 1024 * 1024);
    let dry_run = upload(&secretary, file.as_bytes()).await;
    assert!(
        dry_run.text().contains("Record these 20000 members"),
        "{}",
        dry_run.text()
    );
    let list = secretary
        .submit(&dry_run, "/confirmation", &[("act", "take")])
        .await;
    assert_eq!(list.path, "/room/members", "{}", list.text());
    assert!(list.text().contains("20000 memberships are recorded"));
    assert!(list.text().contains("page 1 of 400"));
    let found = secretary.get("/room/members?q=noor&page=2").await.text();
    assert!(found.contains("2000 memberships, page 2 of 40"), "{found}");
    let room = secretary.get("/room").await.text();
    assert!(room.contains("20000 members are recorded, 20000 of them current today"));
}
