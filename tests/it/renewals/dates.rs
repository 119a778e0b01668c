//! Record dates as announced: by whom, within which rules, and who is warned.

use commonhold::db::Role;

use super::{ACTIVE, KIM, LOU, REMINDER, announcement, decides, received, renews, said};
use crate::acts::room::text;
use crate::rolls::{refused, session};
use crate::support::election::{ADA, CHI, Foundation, NO_LIMITS, Place};
use crate::support::{TestApp, World, eventually};

const DAYS: (&str, &str, &str) = ("2026-11-10", "2026-11-25", "2026-12-02");

#[tokio::test(flavor = "multi_thread")]
async fn r14_a_lapse_inside_an_announced_window_is_warned() {
    let Some(mut world) = World::start_unlimited("2026-09-02 09:00:00").await else {
        return;
    };
    let place = Place::of_world(&mut world).await;
    let foundation = Foundation::without_keys(place).await;
    renews(&world, &foundation.chi, "Lou Bekker").await;
    let decision = decides(&foundation).await;
    let chi = &foundation.chi;

    // The rules are named where they are not kept; nothing is announced without a decision.
    for (days, sentence) in [
        (
            ("2026-11-20", "2026-11-25", "2026-12-02"),
            "The record date lies 5 days before the first day. Bylaws § 9.4 asks for at least 10.",
        ),
        (
            ("2026-09-10", "2026-11-25", "2026-12-02"),
            "Bylaws § 9.4 allows at most 60.",
        ),
        (
            ("2026-09-01", "2026-09-25", "2026-12-02"),
            "Its decision was recorded on Wednesday 2 September 2026.",
        ),
        (
            ("2026-11-10", "2026-11-25", "2026-11-24"),
            "The last day is not before the first.",
        ),
        (("", "2026-11-25", "2026-11-25"), "Give a date like"),
    ] {
        let form = announcement(chi, &decision, days).await;
        let refused = chi.send(&form).await;
        assert_eq!(refused.status, 422, "{days:?}");
        assert!(refused.text().contains(sentence), "{}", refused.text());
    }
    let form = announcement(chi, "", DAYS).await;
    assert_eq!(chi.send(&form).await.status, 422);
    let form = announcement(chi, &decision, DAYS).await;
    for _ in 0..2 {
        let announced = chi.send(&form).await;
        assert_eq!(announced.path, "/room/record-dates/1");
    }
    assert_eq!(said(&world, "SELECT count(*) FROM record_dates").await, "1");

    // A later row stands in the place of the first, which stays readable.
    let again = chi.get("/room/record-dates?corrects=1").await;
    let form = again
        .form("/room/record-dates")
        .with("record_date", "2026-11-11")
        .with("reason", "");
    assert_eq!(chi.send(&form).await.status, 422);
    let corrected = chi
        .send(&form.clone().with("reason", "A typing error"))
        .await;
    assert_eq!(
        corrected.path,
        "/room/record-dates/2",
        "{}",
        corrected.text()
    );
    let first = chi.get("/room/record-dates/1").await.text();
    assert!(first.contains("Number 2 stands in its place"), "{first}");
    let once_more = chi
        .send(&form.with("form", "").with("reason", "Again"))
        .await;
    assert_eq!(once_more.status, 422);

    // Fifteen days before nobody is warned; fourteen days before everybody who would lapse.
    world.set_time("2026-10-27 10:00:00");
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    let warned = "SELECT count(*) FROM renewal_warnings";
    assert_eq!(said(&world, warned).await, "0");
    world.set_time("2026-10-28 10:00:00");
    let warning = |address: &str| {
        let letters = world.mail().to(address);
        letters.into_iter().find(|letter| {
            letter.subject == REMINDER && letter.body.contains("An election is announced")
        })
    };
    eventually("the warnings", async || {
        ACTIVE
            .iter()
            .filter(|address| **address != LOU)
            .all(|address| warning(address).is_some())
            .then_some(())
    })
    .await;
    let letter = warning(KIM).expect("a warning");
    // Letters are wrapped.
    let words: Vec<&str> = letter.body.split_whitespace().collect();
    let words = words.join(" ");
    assert!(
        words.contains("fixed on Wednesday 11 November 2026"),
        "{words}"
    );
    let kim = foundation.place.sign_in(KIM).await;
    let task = "Your term as a member ends before the record date Wednesday 11 November 2026";
    let list = kim.get("/tasks").await.text();
    assert!(list.contains(task), "{list}");
    assert!(list.contains("Election of the board 2027"), "{list}");
    let lou = foundation.place.sign_in(LOU).await;
    let list = lou.get("/tasks").await.text();
    assert!(!list.contains("Your term as a member ends"), "{list}");

    // Once for each record date; and gone when it is renewed.
    world.set_time("2026-10-29 10:00:00");
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    assert_eq!(said(&world, warned).await, "7");
    assert_eq!(received(&world, LOU), 0);
    let chi = foundation.place.sign_in(CHI.1).await;
    let kim = foundation.place.sign_in(KIM).await;
    let list = kim.get("/tasks").await.text();
    assert!(list.contains(task), "{list}");
    renews(&world, &chi, "Kim Abara").await;
    let list = kim.get("/tasks").await;
    assert_eq!(list.path, "/tasks");
    let list = list.text();
    assert!(!list.contains("Your term as a member ends"), "{list}");

    // A member announces none.
    let ada = foundation.place.sign_in(ADA.1).await;
    let form = announcement(&ada, &decision, DAYS).await;
    let own = kim.get("/account").await;
    let token = own
        .forms()
        .into_iter()
        .find_map(|form| form.value("csrf").map(str::to_owned));
    let form = form.with("csrf", &token.expect("a form with a token"));
    assert_eq!(kim.send(&form).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_refuses_record_dates_and_reminders_that_rest_on_nothing() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let number = decides(&foundation).await;
    let of = async |sql: &str| text(&app, sql).await;
    let decision = of(&format!(
        "SELECT d.id::text AS it FROM recorded_decisions d JOIN decision_entries e ON e.id = d.entry WHERE e.number = {number}"
    ))
    .await;
    let founding = of("SELECT id::text AS it FROM recorded_decisions WHERE entry IS NULL").await;
    let chi =
        of("SELECT person::text AS it FROM accounts WHERE address = 'chi@tamarack.example'").await;
    let kim = of("SELECT m.id::text AS it FROM memberships m JOIN accounts a ON a.person = m.party WHERE a.address = 'kim@mail.example'").await;
    let ends = of(&format!(
        "SELECT max(ends_on)::text AS it FROM membership_terms WHERE membership = '{kim}'"
    ))
    .await;
    let date = |number: i32, decision: &str, day: i32, opens: i32, rest: &str| {
        format!(
            "INSERT INTO record_dates (id, number, purpose, title, record_date, opens_on, closes_on, decision, corrects, reason, announced_by) \
             VALUES (gen_random_uuid(), {number}, 'vote', 'x', legal_day(now()) + {day}, legal_day(now()) + {opens}, legal_day(now()) + {opens} + 7, '{decision}', {rest}, '{chi}')"
        )
    };
    let new = "NULL, ''";
    let reminder = |ends: &str, step: i32| {
        format!(
            "INSERT INTO renewal_reminders (membership, term_ends_on, step, party, letter) VALUES ('{kim}', '{ends}', {step}, '{chi}', NULL)"
        )
    };
    let contact = |ends: &str, how: &str, evidence: &str| {
        format!(
            "INSERT INTO renewal_contacts (id, membership, term_ends_on, how, evidence, recorded_by) VALUES (gen_random_uuid(), '{kim}', '{ends}', '{how}', '{evidence}', '{chi}')"
        )
    };
    let mut db = session(&app, Role::App).await;
    for (sql, constraint) in [
        (date(1, &founding, 20, 40, new), "record_date_is_decided"),
        (
            date(2, &decision, 20, 40, new),
            "record_date_follows_the_last",
        ),
        (
            date(1, &decision, -1, 20, new),
            "record_date_follows_its_decision",
        ),
        (
            date(1, &decision, 20, 29, new),
            "record_date_lies_within_the_rules",
        ),
        (
            date(1, &decision, 20, 81, new),
            "record_date_lies_within_the_rules",
        ),
        (
            date(1, &decision, 20, 40, "NULL, 'why'"),
            "record_dates_reason",
        ),
        (reminder("2020-01-01", 14), "renewal_is_of_a_term"),
        (reminder(&ends, -1), "renewal_reminders_step"),
        (
            format!("{}; {}", reminder(&ends, 14), reminder(&ends, 14)),
            "renewal_reminders_pkey",
        ),
        (contact("2020-01-01", "post", "x"), "renewal_is_of_a_term"),
        (contact(&ends, "pigeon", "x"), "renewal_contacts_how"),
        (contact(&ends, "post", ""), "renewal_contacts_evidence"),
    ] {
        assert_eq!(refused(&mut db, &sql).await, constraint, "{sql}");
    }
    for table in [
        "record_dates",
        "renewal_reminders",
        "renewal_warnings",
        "renewal_contacts",
    ] {
        for sql in [
            format!("DELETE FROM {table}"),
            format!("UPDATE {table} SET recorded_at = now()"),
            format!("TRUNCATE {table}"),
        ] {
            let said = refused(&mut db, &sql).await;
            assert!(said.contains("permission denied"), "{sql}: {said}");
        }
    }
}
