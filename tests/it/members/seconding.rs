//! Files of members since the first roll was certified: another officer, a fresh code, and what
//! signers and everybody see of what they brought.

use std::fmt::Write as _;

use chrono::{NaiveDate, TimeDelta};
use commonhold::db::Role;
use diesel_async::SimpleAsyncConnection;
use serde_json::Value;

use super::large::{judged, rows, settled};
use super::upload;
use crate::acts::room::{bare_with, founded, refuses, text};
use crate::rolls::{refused, session};
use crate::support::election::{ADA, CHI, Foundation, MEMBERS_HEADER, NO_LIMITS, Place};
use crate::support::{Form, Page, TestApp};

const TWO: &str = "Since the first roll was certified a file of members takes two";

/// A file of twelve persons, members for ten years, whose term holds on every record date of late.
fn twelve(today: NaiveDate, who: &str) -> String {
    let [since, from, to] = [-3650, -300, 60].map(|days| today + TimeDelta::days(days));
    let mut csv = MEMBERS_HEADER.to_owned();
    for number in 1..=12 {
        writeln!(
            csv,
            "{who} {number},{who}{number}@mail.example,Individual,person,,{since},{from},{to},DE,yes,"
        )
        .unwrap();
    }
    csv
}

/// What a page says before the button by which the members are recorded, from this name on.
fn before_the_button<'a>(said: &'a str, name: &str, button: &str) -> &'a str {
    let (before, _) = said
        .split_once(button)
        .unwrap_or_else(|| panic!("no {button:?} in {said}"));
    let at = before
        .find(name)
        .unwrap_or_else(|| panic!("{name:?} does not stand before {button:?}: {said}"));
    &before[at..]
}

/// The form that has the members of this page's file recorded, whether the page offers it or not.
fn take(page: &Page) -> Form {
    let action = format!("{}/confirmation", page.path);
    bare_with(page, &action, &[("act", "take")])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn since_a_roll_was_certified_a_file_of_members_takes_two() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let place = Place::of_app(&app);
    let today = place.now.date_naive();
    // The founding's own file is one officer's.
    let foundation = Foundation::found_with(place, &twelve(today, "founder")).await;
    let (ada, chi) = (&foundation.ada, &foundation.chi);
    let first = foundation.certify_roll().await;
    refuses(
        &ada.get(&first).await,
        200,
        "12 new memberships, 12 of them by a file of members",
    );

    let [since, from, last] = [-3650, -300, 59].map(|days| today + TimeDelta::days(days));
    let late = twelve(today, "late");
    let dry_run = upload(chi, late.as_bytes()).await;
    refuses(&dry_run, 200, "You brought this file.");
    refuses(&dry_run, 200, "late12@mail.example");
    assert!(!dry_run.text().contains("Record these 12 members"));
    refuses(&chi.send(&take(&dry_run)).await, 409, TWO);
    refuses(
        &ada.get("/tasks").await,
        200,
        "Compare the file of members that Chi Moreau brought",
    );
    let list = ada.get("/room/members").await;
    refuses(&list, 200, "12 memberships are recorded");
    let page = ada.get(&list.link("Look at the file")).await;
    refuses(
        &page,
        200,
        "Chi Moreau brought this file, and you are the second officer",
    );
    // Whoever records them reads each of them first, of which days it is, and the very file.
    let said = page.text();
    for number in 1..=12 {
        let name = format!("late {number} Individual themselves late{number}@mail.example");
        let row = before_the_button(&said, &name, "Record these 12 members");
        let days = format!("{since} {from} to {last}");
        assert!(row[name.len()..].trim_start().starts_with(&days), "{row}");
    }
    let file = ada
        .get(&page.link("The file itself, as it was brought"))
        .await;
    assert_eq!(file.html, late);
    let hash = page.path.rsplit('/').next().unwrap();
    let name = file.headers["content-disposition"].to_str().unwrap();
    assert!(name.contains(hash), "{name}");
    let list = ada.submit(&page, "/confirmation", &[("act", "take")]).await;
    refuses(&list, 200, "24 memberships are recorded");
    assert!(!list.text().contains("Look at the file"));
    let name = |column: &str| {
        format!(
            "(SELECT r.name FROM party_records r WHERE r.party = i.{column} ORDER BY r.record DESC LIMIT 1)"
        )
    };
    let hands = format!(
        "SELECT {} || ', ' || {} AS it FROM membership_imports i WHERE i.confirmed_by IS NOT NULL",
        name("imported_by"),
        name("confirmed_by")
    );
    assert_eq!(text(&app, &hands).await, "Chi Moreau, Ada Okafor");

    // They stand on a roll of a day before they came, which says so, and so does the public page.
    let second = foundation.certify_roll().await;
    let page = ada.get(&second).await;
    refuses(
        &page,
        200,
        "Of 24 lines, these were recorded after the record date was over",
    );
    refuses(
        &page,
        200,
        "24 new memberships, 24 of them by a file of members",
    );
    let figures = app.visitor().get("/holders/admissions.json").await;
    let figures: Value = serde_json::from_str(&figures.html).unwrap();
    for (row, of_all, near) in [(0_usize, 24, 12), (1, 12, 0)] {
        let row = &figures["rows"][row];
        assert_eq!(row["members"], of_all, "{figures}");
        assert_eq!(row["members_60_days"], near, "{figures}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_database_takes_no_file_of_one_officer_and_lends_no_earlier_one() {
    let (app, _foundation) = crate::proxies::founded().await;
    let mut db = session(&app, Role::App).await;
    let person =
        |address: &str| format!("(SELECT person FROM accounts WHERE address = '{address}')");
    let [ada, chi, kim] = [ADA.1, CHI.1, "kim@mail.example"].map(person);
    let import = |brought: &str, confirmed: &str| {
        format!(
            "INSERT INTO membership_imports (id, file_sha256, file_rows, imported_by, confirmed_by)
             VALUES (gen_random_uuid(), sha256('x'), 1, {brought}, {confirmed})"
        )
    };
    let admits = format!(
        "INSERT INTO memberships (id, number, party, class, member_since, import)
         SELECT gen_random_uuid(), 99, {kim}, 'individual', '2015-01-01', (SELECT id FROM membership_imports)"
    );
    for (constraint, statement) in [
        ("import_takes_two", import(&chi, "NULL")),
        ("import_is_confirmed_by_another", import(&chi, &chi)),
        ("import_is_confirmed_by_another", import(&chi, &kim)),
        ("import_by_keeper", import(&ada, &chi)),
        ("membership_has_a_reason", admits.clone()),
    ] {
        assert_eq!(
            refused(&mut db, &statement).await,
            constraint,
            "{statement}"
        );
    }

    // A transaction that began before another recorded a file has no part in it.
    let mut early = session(&app, Role::App).await;
    early.batch_execute("BEGIN").await.unwrap();
    db.batch_execute(&import(&chi, &ada)).await.unwrap();
    let latest = "(SELECT id FROM membership_imports ORDER BY recorded_at DESC LIMIT 1)";
    let admits = admits.replace("(SELECT id FROM membership_imports)", latest);
    assert_eq!(
        refused(&mut early, &admits).await,
        "membership_has_a_reason"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_file_takes_two_as_well() {
    let (app, foundation) = crate::proxies::founded().await;
    let (ada, chi) = (&foundation.ada, &foundation.chi);

    // One row, of a member of long ago: the second officer reads who it is, and since when.
    let one = format!(
        "{MEMBERS_HEADER}Backdated Member,backdated@mail.example,Individual,person,,2009-08-07,2020-01-02,2199-01-01,DE,no,\n"
    );
    let page = judged(chi, one.clone()).await;
    let said = ada.get(&page.path).await.text();
    let row = before_the_button(&said, "Backdated Member", "Record this member");
    for told in [
        "Individual",
        "backdated@mail.example",
        "2009-08-07",
        "2020-01-02 to 2198-12-31",
    ] {
        assert!(row.contains(told), "{told:?} is not in {row}");
    }
    let file = ada.get(&format!("{}/file", page.path)).await;
    assert_eq!(file.html, one);
    let page = ada.get(&page.path).await;
    let back = ada
        .submit(&page, "/confirmation", &[("act", "discard")])
        .await;
    assert_eq!(back.path, "/room/members", "{}", back.text());

    // More than a page of them; an organisation with who votes for it.
    let page = judged(chi, rows(1, 120)).await;
    let last = ada.get(&format!("{}?page=99", page.path)).await;
    refuses(&last, 200, "Members 101 to 120 of 120 of the file");
    refuses(
        &last,
        200,
        "121 Member 120 Individual Noor Haddad m120@mail.example 2026-01-01",
    );
    assert!(!last.text().contains("Member 100 "), "{}", last.text());
    let earlier = ada.get(&last.link("Earlier lines")).await;
    refuses(&earlier, 200, "Members 51 to 100 of 120 of the file");
    ada.submit(&earlier, "/confirmation", &[("act", "discard")])
        .await;

    let page = judged(chi, rows(1, 30)).await;
    refuses(&page, 200, "You brought this file.");
    refuses(&chi.send(&take(&page)).await, 409, TWO);
    let page = ada.get(&page.path).await;
    refuses(
        &page,
        200,
        "Chi Moreau brought this file, and you are the second officer",
    );
    let taking = ada.submit(&page, "/confirmation", &[("act", "take")]).await;
    let taken = settled(ada, &taking.path).await;
    refuses(&taken, 200, "All 30 members of this file are recorded");
    let gone = ada.get(&format!("{}/file", page.path)).await;
    refuses(&gone, 409, "There is no draft of this file");

    // Of one whose bringer keeps members no more nothing is recorded, and both pages say so.
    let page = judged(chi, rows(31, 3)).await;
    let page = ada.get(&page.path).await;
    refuses(&page, 200, "Record these 3 members");
    leaves_office(&app, CHI.1).await;
    let gone = "Whoever brought this file keeps the list of members no more.";
    refuses(&ada.send(&take(&page)).await, 409, gone);
    let page = ada.get(&page.path).await;
    refuses(&page, 200, gone);
    assert!(!page.text().contains("Record these"), "{}", page.text());
    refuses(&ada.get("/room/members").await, 200, "Look at the file");
    let discard = ada
        .submit(&page, "/confirmation", &[("act", "discard")])
        .await;
    assert_eq!(discard.path, "/room/members", "{}", discard.text());
    assert!(!discard.text().contains("Look at the file"));
}

/// Somebody lays their office down, which no page does in a moment.
async fn leaves_office(app: &TestApp, address: &str) {
    let sql = format!(
        "BEGIN;
         ALTER TABLE office_ends DISABLE TRIGGER guard;
         INSERT INTO office_ends (term, ends_at, decision)
             SELECT t.id, clock_timestamp(), t.decision FROM office_terms t JOIN accounts a ON a.person = t.person
             WHERE a.address = '{address}';
         ALTER TABLE office_ends ENABLE ALWAYS TRIGGER guard;
         COMMIT;"
    );
    let mut administrator = app.database.administrator().await;
    administrator.batch_execute(&sql).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_a_factor_gives_a_code_before_a_file_is_taken_and_the_file_waits() {
    let (_app, foundation) = founded().await;
    foundation.chi.gives_a_code().await;
    let elsewhere = foundation.place.sign_in(CHI.1).await;
    let file = twelve(foundation.place.now.date_naive(), "late");
    let dry_run = upload(&elsewhere, file.as_bytes()).await;
    refuses(&dry_run, 200, "asks for your second factor");
    refuses(
        &elsewhere.send(&take(&dry_run)).await,
        403,
        "Nothing was done",
    );
    elsewhere.gives_a_code().await;
    let page = elsewhere.get(&dry_run.path).await;
    let list = elsewhere
        .submit(&page, "/confirmation", &[("act", "take")])
        .await;
    refuses(&list, 200, "22 memberships are recorded");
}
