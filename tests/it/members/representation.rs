//! Who votes for an organisation: another in their place takes two officers and 72
//! hours, whoever votes can object, and the database insists.

use chrono::TimeDelta;
use commonhold::db::Role;
use diesel_async::SimpleAsyncConnection;

use crate::acts::room::{bare, bare_with, founded, refuses, text};
use crate::rolls::{refused, session};
use crate::support::{Page, Visitor};

const RAVI: &str = "ravi@mail.example";
const MALLORY: (&str, &str) = ("Mallory", "mallory@evil.example");

/// An officer who keeps members fills in who is to vote for the member of this page.
pub async fn proposes(officer: &Visitor, member: &str, who: (&str, &str), from: &str) -> Page {
    let page = officer.get(member).await;
    let values = [
        ("representative", who.0),
        ("address", who.1),
        ("from", from),
    ];
    officer.submit(&page, "/representative", &values).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_officer_does_not_take_the_vote_of_an_organisation() {
    let (_app, foundation) = founded().await;
    let (ada, chi) = (&foundation.ada, &foundation.chi);
    let ravi = foundation.place.sign_in(RAVI).await;
    let member = "/room/members/1";
    let today = foundation.place.now.date_naive();
    let day = |days| (today + TimeDelta::days(days)).to_string();

    // Not from today, nor so soon that nobody would hear of it in time.
    for from in [day(0), day(2), "2026-01-01".to_owned()] {
        let page = proposes(chi, member, MALLORY, &from).await;
        refuses(&page, 422, "72 hours from now at the earliest");
    }
    let page = proposes(chi, member, ("Ravi Menon", RAVI), &day(5)).await;
    refuses(&page, 422, "votes for the organisation on that day already");

    let page = proposes(chi, member, MALLORY, &day(5)).await;
    refuses(&page, 200, "Mallory is to vote for it from");
    refuses(&page, 200, "Proposed by Chi Moreau on");
    refuses(&page, 200, "It waits for another officer");
    refuses(&page, 200, "Votes for it Ravi Menon");
    let mail = foundation.place.mail();
    for address in [RAVI, MALLORY.1] {
        let letter = mail
            .arrives(address, "Another is proposed to vote for")
            .await;
        let body = letter.body.replace('\n', " ");
        assert!(body.contains("Chi Moreau, an officer of"), "{body}");
        assert!(
            body.contains("Nordlicht Hosting") && body.contains("/me"),
            "{body}"
        );
    }

    // Neither a second at once, nor by the one who proposed, nor by a member.
    let actions: Vec<String> = page.forms().into_iter().map(|form| form.action).collect();
    let none = |end: &str| actions.iter().all(|action| !action.ends_with(end));
    assert!(
        none("/representative") && none("/confirmation"),
        "{actions:?}"
    );
    let withdrawal = page.form("/withdrawal").action;
    let confirmation = withdrawal.replace("/withdrawal", "/confirmation");
    let own = chi.send(&bare(&page, &confirmation)).await;
    refuses(
        &own,
        409,
        "You proposed this. A second officer confirms it.",
    );
    let values = [
        ("representative", "Kim Abara"),
        ("address", "kim@mail.example"),
        ("from", &day(9)),
    ];
    let again = bare_with(&page, &format!("{member}/representative"), &values);
    refuses(&chi.send(&again).await, 422, "is under way");
    let me = ravi.get("/me").await;
    assert_eq!(ravi.send(&bare(&me, &confirmation)).await.status, 403);
    let objection = me.form("/objection");
    let kim = foundation.place.sign_in("kim@mail.example").await;
    let foreign = bare(&kim.get("/me").await, &objection.action);
    refuses(
        &kim.send(&foreign).await,
        409,
        "or objected to by whoever votes",
    );

    // The other officer has it among what waits for her; the one who proposed has not.
    let sentence = "Confirm or withdraw that another votes for Nordlicht Hosting.";
    refuses(&ada.get("/tasks").await, 200, sentence);
    assert!(!chi.get("/tasks").await.text().contains(sentence));
    let seen = ada.get(member).await;
    let confirmation = seen.form("/confirmation");

    // Whoever votes for it objects with one press, also once it is confirmed.
    let confirmed = ada.send(&confirmation).await;
    refuses(&confirmed, 200, "Confirmed by Ada Okafor");
    refuses(
        &me,
        200,
        "Chi Moreau proposes that Mallory vote for Nordlicht Hosting from",
    );
    let stopped = ravi.send(&objection).await;
    assert_eq!(stopped.path, "/me", "{}", stopped.text());
    assert!(!stopped.text().contains("Mallory"), "{}", stopped.text());
    mail.arrives(MALLORY.1, "Nobody else votes for").await;
    let page = ada.get(member).await;
    assert!(
        !page.text().contains("is to vote for it"),
        "{}",
        page.text()
    );
    refuses(&ada.send(&confirmation).await, 409, "no longer under way");
    refuses(&page, 200, "Votes for it Ravi Menon");
    // The record says by whom.
    refuses(
        &page,
        200,
        "on Ravi Menon votes for the member, by Ravi Menon.",
    );
    refuses(
        &page,
        200,
        "on Mallory votes for the member, by Ada Okafor.",
    );

    // What is proposed is withdrawn by an officer.
    let page = proposes(chi, member, MALLORY, &day(6)).await;
    let page = chi.submit(&page, "/withdrawal", &[]).await;
    refuses(&page, 200, "Another representative");
    assert!(
        !page.text().contains("is to vote for it"),
        "{}",
        page.text()
    );
}

/// The person of an account, in SQL.
fn person(address: &str) -> String {
    format!("(SELECT person FROM accounts WHERE address = '{address}')")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_refuses_another_representative_past_the_pages() {
    let (app, _foundation) = founded().await;
    let mut db = session(&app, Role::App).await;
    let [ada, ben, chi, kim, ravi] = [
        "ada@tamarack",
        "ben@tamarack",
        "chi@tamarack",
        "kim@mail",
        "ravi@mail",
    ]
    .map(|local| person(&format!("{local}.example")));
    let organisation = format!("(SELECT organisation FROM representations WHERE person = {ravi})");
    let soon = "legal_day(clock_timestamp()) + 5";
    let change = |id: u32, who: &str, from: &str, by: &str, decision: &str| {
        format!(
            "INSERT INTO representation_changes (id, organisation, person, starts_on, decision, proposed_by)
             VALUES ('00000000-0000-4000-8000-{id:012}', {organisation}, {who}, {from}, {decision}, {by})"
        )
    };
    let step = |table: &str, id: u32, by: &str| {
        format!(
            "INSERT INTO representation_change_{table} VALUES ('00000000-0000-4000-8000-{id:012}', {by})"
        )
    };
    let row = |columns: &str, values: &str| {
        format!(
            "INSERT INTO representations (organisation, person, starts_on, recorded_by{columns})
             SELECT organisation, {kim}, starts_on + 1, {chi}{values} FROM representations WHERE person = {ravi} LIMIT 1"
        )
    };
    let good = change(1, &kim, soon, &chi, "NULL");
    let confirmed = format!("{good}; {}", step("confirmations", 1, &ada));
    for (constraint, statement) in [
        // The attack: another row, a correction, a row that names a change not confirmed.
        ("representation_by_two_after_72_hours", row("", "")),
        (
            "representation_by_two_after_72_hours",
            row(", corrects", ", record"),
        ),
        (
            "representation_by_two_after_72_hours",
            format!(
                "{good}; {}",
                row(", change", ", '00000000-0000-4000-8000-000000000001'")
            ),
        ),
        // A confirmed change once more, for another, or as a correction of what was.
        (
            "representation_by_two_after_72_hours",
            format!(
                "{confirmed}; {}",
                row(", change", ", '00000000-0000-4000-8000-000000000001'")
            ),
        ),
        (
            "representation_by_two_after_72_hours",
            format!(
                "{confirmed}; {}",
                row(
                    ", corrects, change",
                    ", record, '00000000-0000-4000-8000-000000000001'"
                )
            ),
        ),
        // Who proposes, from when, by which decision, and how many at once.
        (
            "representation_change_by_keeper",
            change(2, &kim, soon, &ada, "NULL"),
        ),
        (
            "representation_change_by_keeper",
            change(2, &kim, soon, &kim, "NULL"),
        ),
        (
            "representation_change_by_others",
            change(2, &chi, soon, &chi, "NULL"),
        ),
        (
            "representation_change_names_another",
            change(2, &ravi, soon, &chi, "NULL"),
        ),
        (
            "representation_change_after_72_hours",
            change(
                2,
                &kim,
                "legal_day(clock_timestamp() + interval '72 hours')",
                &chi,
                "NULL",
            ),
        ),
        (
            "representation_change_by_the_board",
            change(2, &kim, soon, &chi, "gen_random_uuid()"),
        ),
        (
            "representation_change_one_at_a_time",
            format!("{good}; {}", change(2, &ben, soon, &chi, "NULL")),
        ),
        // Who confirms, and who stops.
        (
            "representation_change_by_two",
            format!("{good}; {}", step("confirmations", 1, &chi)),
        ),
        (
            "representation_change_by_officer",
            format!("{good}; {}", step("confirmations", 1, &ravi)),
        ),
        (
            "representation_change_by_others",
            format!(
                "{}; {}",
                change(1, &ada, soon, &chi, "NULL"),
                step("confirmations", 1, &ada)
            ),
        ),
        (
            "representation_change_stopped_by_whom",
            format!("{good}; {}", step("stops", 1, &person("lou@mail.example"))),
        ),
        (
            "representation_change_under_way",
            format!(
                "{good}; {}; {}",
                step("stops", 1, &ravi),
                step("confirmations", 1, &ada)
            ),
        ),
        (
            "representation_change_under_way",
            step("confirmations", 9, &ada),
        ),
    ] {
        let why = refused(&mut db, &statement).await;
        assert_eq!(why, constraint, "{statement}");
    }
    // What is allowed is carried out by the database itself, and undone by it.
    let whole = format!("{confirmed}; {}", step("stops", 1, &ravi));
    db.batch_execute(&whole).await.unwrap();
    let who = "SELECT (SELECT address FROM accounts a WHERE a.person = voting_representative(r.organisation, r.starts_on)) AS it
               FROM representations r WHERE r.corrects IS NOT NULL";
    assert_eq!(text(&app, who).await, RAVI);
}
