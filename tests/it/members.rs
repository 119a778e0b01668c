//! Members: a file taken whole or not at all, lists, later facts, history.

mod book;
mod large;
mod listing;
pub mod representation;
mod seconding;

use commonhold::db::{Role, pool};
use commonhold::members::store::history::settle;
use commonhold::members::store::history_as_known;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use reqwest::multipart::{Form as Multipart, Part};

use crate::minutes::{decide, enters};
use crate::setup::{found, signed_in};
use crate::support::{Page, TestApp, Visitor};

const MEMBERS: &[u8] = include_bytes!("../data/members.csv");
const FAULTY: &[u8] = include_bytes!("../data/members-faulty.csv");
const SECRETARY: &str = "chi@tamarack.example";

/// Uploads a file by the form of the import page.
async fn upload(visitor: &Visitor, file: &[u8]) -> Page {
    let page = visitor.get("/room/members/import").await;
    let form = page.form("/room/members/import");
    let part = Part::bytes(file.to_vec()).file_name("members.csv");
    let body = Multipart::new()
        .text("csrf", form.value("csrf").unwrap().to_owned())
        .part("file", part);
    let answer = visitor
        .client()
        .post(visitor.address(&form.action))
        .multipart(body)
        .send()
        .await
        .unwrap();
    Page {
        path: answer.url().path().to_owned(),
        status: answer.status(),
        headers: answer.headers().clone(),
        html: answer.text().await.unwrap(),
    }
}

/// A founded foundation and its secretary, signed in.
async fn with_secretary() -> (TestApp, Visitor) {
    let app = TestApp::start().await;
    found(&app).await;
    let secretary = signed_in(&app, SECRETARY).await;
    (app, secretary)
}

/// The same with the 374 members taken in.
async fn with_members() -> (TestApp, Visitor) {
    let (app, secretary) = with_secretary().await;
    let dry_run = upload(&secretary, MEMBERS).await;
    let list = secretary
        .submit(&dry_run, "/confirmation", &[("act", "take")])
        .await;
    assert_eq!(list.path, "/room/members", "{}", list.text());
    (app, secretary)
}

async fn app_connection(app: &TestApp) -> AsyncPgConnection {
    pool::connect(&app.database.address(Role::App))
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn r17_a_file_of_members_is_shown_first_and_then_taken_whole() {
    let (app, secretary) = with_secretary().await;
    let empty = secretary.get("/room/members").await;
    assert!(empty.text().contains("No member is recorded yet"));
    let dry_run = upload(&secretary, MEMBERS).await;
    assert_eq!(dry_run.status, 200, "{}", dry_run.text());
    assert!(dry_run.text().contains("Record these 374 members"));
    assert!(
        secretary
            .get("/room/members")
            .await
            .text()
            .contains("No member is recorded yet")
    );

    let list = secretary
        .submit(&dry_run, "/confirmation", &[("act", "take")])
        .await;
    assert_eq!(list.path, "/room/members");
    assert!(list.text().contains("374 memberships are recorded"));
    assert!(list.text().contains("page 1 of 8"));
    let room = secretary.get("/room").await.text();
    assert!(room.contains("→ next Invite them"), "{room}");
    assert!(room.contains("○ later Hold a vote"), "{room}");
    // A roll is asked for once something needs it.
    assert!(!room.contains("Certify a roll"), "{room}");
    // What is to be done stands first, what is done last and folded.
    assert!(
        room.find("○ later Hold a vote") < room.find("What is done (1) ✓ done Import the members"),
        "{room}"
    );

    let again = upload(&secretary, MEMBERS).await;
    assert_eq!(again.status, 422);
    assert!(again.text().contains("taken on"), "{}", again.text());
    let resent = secretary
        .submit(&dry_run, "/confirmation", &[("act", "take")])
        .await;
    assert_eq!(resent.status, 409);

    let mut longer = MEMBERS.to_vec();
    longer.extend_from_slice(
        b"New Person,new@mail.example,Individual,person,,2026-01-01,2026-01-01,2027-01-01,DE,yes,\n",
    );
    let overlapping = upload(&secretary, &longer).await;
    assert_eq!(overlapping.status, 422);
    assert!(
        overlapping.text().contains("374 faults"),
        "{}",
        overlapping.text()
    );

    let room = secretary.get("/room").await;
    assert!(
        room.text()
            .contains("374 people have not been sent an invitation yet")
    );
    let before = app.mail().letters().len();
    let room = secretary.submit(&room, "/room/invitations", &[]).await;
    assert!(
        room.text()
            .contains("Everyone with an account was sent an invitation")
    );
    crate::support::eventually("374 invitations", async || {
        (app.mail().letters().len() == before + 374).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_faulty_file_is_refused_with_every_fault() {
    let (app, secretary) = with_secretary().await;
    let refused = upload(&secretary, FAULTY).await;
    assert_eq!(refused.status, 422);
    let text = refused.text();
    assert!(text.contains("The file has 10 faults"), "{text}");
    for place in [
        "Line 3 (row 2) , email:",
        "Line 4 (row 3) , member_class:",
        "Line 6 (row 5) , email:",
        "Line 8 (row 7) , term_end:",
        "Line 10 (row 9) , member_since:",
        "Line 11 (row 10) , name:",
        "Line 13 (row 12) , kind:",
        "Line 15 (row 14) , country:",
        "Line 19 (row 18) , representative:",
        "Line 22 (row 21) :",
        "Line 17 (row 16) , name: A spreadsheet reads",
    ] {
        assert!(text.contains(place), "{place} is not in {text}");
    }
    for (file, sentence) in [
        (&b""[..], "not empty"),
        (b"name\xff\n", "not UTF-8"),
        (b"\"name\n", "never closed"),
    ] {
        let refused = upload(&secretary, file).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains(sentence), "{}", refused.text());
    }
    let large = vec![b'a'; 5 * 1024 * 1024];
    assert!(
        upload(&secretary, &large)
            .await
            .text()
            .contains("larger than 4 MB")
    );
    let mut conn = app_connection(&app).await;
    let lines = history_as_known(&mut conn, "2026-07-31".parse().unwrap(), chrono::Utc::now())
        .await
        .unwrap();
    assert!(lines.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn on_31_july_2026_the_roll_would_hold_329_members() {
    let (app, secretary) = with_members().await;
    let mut conn = app_connection(&app).await;
    let day = "2026-07-31".parse().unwrap();
    let known_at = settle(&mut conn).await.unwrap();
    let lines = history_as_known(&mut conn, day, known_at).await.unwrap();
    assert_eq!(lines.len(), 374);
    for (class, votes, members) in [
        ("platinum", 50, 2),
        ("gold", 15, 2),
        ("ruby", 5, 3),
        ("silver", 5, 9),
        ("individual", 1, 269),
        ("mirror", 1, 44),
    ] {
        let of_class: Vec<_> = lines
            .iter()
            .filter(|line| line.class.as_str() == class && line.standing.is_current())
            .collect();
        assert_eq!(of_class.len(), members, "{class}");
        assert!(
            of_class
                .iter()
                .all(|line| line.votes_on_roll() == Some(votes))
        );
        assert!(of_class.iter().all(|line| line.voter.is_some()));
    }
    assert!(lines.is_sorted_by_key(|line| line.membership));

    // What is recorded later changes nothing that was known before.
    let someone = secretary.get("/room/members/1").await;
    let ended = secretary
        .submit(
            &someone,
            "/end",
            &[
                ("ends_on", "2026-07-01"),
                ("reason", "resigned"),
                ("shown_by", "Letter in folder 3"),
            ],
        )
        .await;
    assert!(ended.text().contains("resigned"), "{}", ended.text());
    assert_eq!(
        history_as_known(&mut conn, day, known_at).await.unwrap(),
        lines
    );
    let now = settle(&mut conn).await.unwrap();
    let later = history_as_known(&mut conn, day, now).await.unwrap();
    let changed = lines.iter().zip(&later).filter(|(old, new)| old != new);
    assert_eq!(changed.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_settles_the_facts_waits_for_those_under_way() {
    let (app, _) = with_secretary().await;
    let mut writer = app_connection(&app).await;
    let mut reader = app_connection(&app).await;
    writer.begin_test_transaction().await.unwrap();
    let insert = "INSERT INTO parties (id, kind) VALUES (gen_random_uuid(), 'person')";
    diesel::sql_query(insert)
        .execute(&mut writer)
        .await
        .unwrap();
    let settled = tokio::spawn(async move { settle(&mut reader).await });
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert!(!settled.is_finished());
    drop(writer);
    settled.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn members_are_found_changed_and_exported() {
    let (app, secretary) = with_members().await;
    let found = secretary.get("/room/members?class=platinum").await;
    assert!(found.text().contains("2 memberships"));
    let then = secretary
        .get("/room/members?standing=current&day=2026-07-31")
        .await;
    assert!(then.text().contains("329 memberships"));
    let found = secretary.get("/room/members?q=northlight").await;
    let path = found.link("Northlight Hosting");
    let member = secretary.get(&path).await;
    assert!(member.text().contains("50 votes (Bylaws § 2.3(b))"));
    assert!(member.text().contains("Yusuf Yamamoto"));

    let proposed = representation::proposes(
        &secretary,
        &path,
        ("Zoe Martins", "zoe@northlight-hosting.example"),
        &(chrono::Utc::now().date_naive() + chrono::TimeDelta::days(5)).to_string(),
    )
    .await;
    let text = proposed.text();
    assert!(text.contains("Votes for it Yusuf Yamamoto"), "{text}");
    assert!(text.contains("Zoe Martins is to vote for it"), "{text}");
    app.mail()
        .arrives("zoe@northlight-hosting.example", "")
        .await;

    let refused = secretary
        .submit(
            &member,
            "/terms",
            &[("term_start", "2027-03-19"), ("term_end", "2027-03-19")],
        )
        .await;
    assert_eq!(refused.status, 422);
    let renewed = secretary
        .submit(
            &member,
            "/terms",
            &[("term_start", "2027-03-19"), ("term_end", "2028-03-19")],
        )
        .await;
    assert!(
        renewed
            .text()
            .contains("Term from 19 March 2027 until 18 March 2028")
    );
    let renamed = secretary
        .submit(&member, "/record", &[("name", "=1+1 Hosting")])
        .await;
    assert!(renamed.text().contains("Name: Northlight Hosting"));

    let file = secretary.get("/room/members.csv?class=platinum").await;
    assert!(file.html.contains(",'=1+1 Hosting,"), "{}", file.html);
    assert_eq!(file.html.lines().count(), 3);
    assert_eq!(secretary.get("/room/members/9999").await.status, 404);
    assert_eq!(secretary.get("/room/members/x").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_keeps_the_list_may_change_it() {
    let (app, secretary) = with_secretary().await;
    let officer = signed_in(&app, "ada@tamarack.example").await;
    assert_eq!(officer.get("/room/members").await.status, 200);
    let refused = officer.get("/room/members/import").await;
    assert_eq!(refused.status, 403);
    assert!(
        refused
            .text()
            .contains("the secretary or a member of the membership committee")
    );

    let form = "/room/decisions/new?act=seat";
    let seat = |address| {
        [
            ("target", "membership-committee"),
            ("basis", "appointment"),
            ("address_1", address),
        ]
    };
    let refused = enters(&secretary, form, &seat(SECRETARY)).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("your own appointment"));
    let ben = signed_in(&app, "ben@tamarack.example").await;
    decide(&secretary, &ben, form, &seat("ada@tamarack.example")).await;
    assert_eq!(officer.get("/room/members/import").await.status, 200);

    let committee = secretary.get("/room/bodies/membership-committee").await;
    let end = committee.link("Enter the end for Ada Okafor");
    decide(&secretary, &ben, &end, &[("reason", "Resigned")]).await;
    assert_eq!(officer.get("/room/members/import").await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn history_cannot_be_rewritten_by_the_application() {
    let (app, _) = with_members().await;
    let mut conn = app_connection(&app).await;
    for table in [
        "parties",
        "party_records",
        "representations",
        "letter_text_confirmations",
        "representation_changes",
        "representation_change_confirmations",
        "representation_change_stops",
        "foundations",
        "recorded_decisions",
        "office_terms",
        "office_ends",
        "bodies",
        "seat_incumbencies",
        "decision_entries",
        "decision_confirmations",
        "decision_withdrawals",
        "suspension_ends",
        "rules",
        "member_classes",
        "class_votes",
        "memberships",
        "membership_terms",
        "membership_ends",
        "membership_imports",
        "affiliations",
        "invitations",
    ] {
        for act in [
            format!("UPDATE {table} SET recorded_at = recorded_at"),
            format!("DELETE FROM {table}"),
            format!("TRUNCATE {table} CASCADE"),
        ] {
            assert!(
                diesel::sql_query(&act).execute(&mut conn).await.is_err(),
                "{act}"
            );
        }
    }
    let elsewhere = "INSERT INTO foundations (name, time_zone, public_origin, log_origin) \
                     VALUES ('Other', 'UTC', 'https://other.example', 'other.example/log')";
    assert!(
        diesel::sql_query(elsewhere)
            .execute(&mut conn)
            .await
            .is_err()
    );
}
