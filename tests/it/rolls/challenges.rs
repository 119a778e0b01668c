//! A preliminary roll: published, asked about, answered, and only then certified.

use chrono::{TimeDelta, Utc};
use commonhold::audit::registers::all;
use commonhold::db::Role;

use super::{answers, asks, publishes, refused, session};
use crate::auditor;
use crate::support::election::{Foundation, NO_LIMITS, Place};
use crate::support::{TestApp, World, eventually};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn voting_r03_each_reads_where_they_stand_and_a_roll_is_certified_when_its_window_is_over_and_every_challenge_answered()
 {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::found(Place::of_app(&app)).await;
    let (ada, ben) = (&foundation.ada, &foundation.ben);
    let voters = ["kim@mail.example", "pia@mail.example", "tom@mail.example"];
    let signed_in = foundation.sign_in_all(&voters).await;
    let [kim, pia, tom] = signed_in.as_slice() else {
        panic!("three came in");
    };
    let path = foundation.propose_roll().await;
    assert_eq!(kim.get("/me/rolls/1").await.status, 404);

    // Ben has its lines made and an act prepared, and only then Ada publishes it.
    let page = ben.get(&path).await;
    let act = ben.submit(&page, "/certification", &[]).await;
    assert!(act.path.starts_with("/room/acts/"), "{}", act.text());
    let closes = Utc::now() + TimeDelta::seconds(25);
    publishes(&foundation, &path, closes).await;

    // Each reads where they stand, by which rule, or why not.
    let me = kim.get("/me").await;
    assert!(me.text().contains("Is the roll right about you?"));
    assert!(me.html.contains("href=\"/me/rolls/1\""));
    let own = kim.get("/me/rolls/1").await.text();
    assert!(own.contains("with 1 vote"), "{own}");
    assert!(own.contains("Bylaws"), "{own}");
    let lapsed = pia.get("/me/rolls/1").await.text();
    assert!(lapsed.contains("the term ran out; from"), "{lapsed}");
    let late = tom.get("/me/rolls/1").await.text();
    assert!(late.contains("the term began only on"), "{late}");
    let german = pia.get("/me").await;
    let german = pia
        .submit(
            &german,
            "/language",
            &[("language", "de"), ("next", "/me/rolls/1")],
        )
        .await;
    assert!(
        german.text().contains("Stehen Sie darin?"),
        "{}",
        german.text()
    );
    let english = pia
        .submit(
            &german,
            "/language",
            &[("language", "en"), ("next", "/me/rolls/1")],
        )
        .await;

    // What is missing in a form is said beside it, and it comes back as it was.
    let empty = pia
        .submit(
            &english,
            "/challenges",
            &[("text", "It was paid on 3 March.")],
        )
        .await;
    assert_eq!(empty.status, 422);
    assert!(empty.text().contains("Choose what it is about."));
    assert!(empty.html.contains("It was paid on 3 March."));
    let form = empty.form("/challenges").with("kind", "missing");
    let asked = pia.send(&form).await;
    assert!(
        asked.text().contains("No officer has answered yet"),
        "{}",
        asked.text()
    );
    let again = pia.send(&form).await;
    assert_eq!(
        again.text().matches("No officer has answered yet").count(),
        1
    );
    let votes = asks(tom, &path, &[("kind", "votes"), ("text", "I have two.")]).await;
    assert_eq!(votes.status, 422);
    assert!(
        votes
            .text()
            .contains("Choose the membership whose votes are wrong.")
    );

    // Nobody certifies it meanwhile: neither the page, nor the act that was prepared.
    let page = ben.get(&path).await;
    assert!(
        page.text()
            .contains("open to challenges (Election rules § 8)"),
        "{}",
        page.text()
    );
    let judged = foundation.sign(&act).await;
    assert!(
        judged.text().contains("open to challenges"),
        "{}",
        judged.text()
    );
    let mut certifier = session(&app, Role::Certifier).await;
    let certify = "INSERT INTO roll_certifications (roll_id, certified_by, root)
         SELECT r.id, (SELECT party FROM party_records WHERE name = 'Ben Lindqvist'), sha256('x')
         FROM rolls r WHERE r.number = 1";
    assert_eq!(
        refused(&mut certifier, certify).await,
        "roll_window_is_over"
    );

    eventually("the end of the window", async || {
        (Utc::now() > closes).then_some(())
    })
    .await;
    let late = pia
        .send(
            &form
                .clone()
                .with("form", "4b0cf1a2-3a7e-4a4e-8d1c-1f5f2b0c9e11"),
        )
        .await;
    assert_eq!(late.status, 422, "{}", late.text());
    assert!(late.text().contains("not open to challenges now"));
    assert_eq!(
        refused(&mut certifier, certify).await,
        "roll_challenges_are_answered"
    );
    let page = ben.get(&path).await;
    assert!(
        page.text()
            .contains("Challenges of this roll wait for an answer: 1")
    );

    // Ben is told, answers, answers otherwise; both stay, and the last one counts.
    let tasks = ben.get("/tasks").await.text();
    assert!(tasks.contains("Answer challenge 1 of roll 1."), "{tasks}");
    let empty = answers(ben, &path, 1, ["", "", "Bylaws § 9.4"]).await;
    assert_eq!(empty.status, 422);
    assert!(
        empty
            .text()
            .contains("Choose whether the challenge is upheld.")
    );
    let first = answers(
        ben,
        &path,
        1,
        ["upheld", "The payment may be missing.", "Bylaws § 9.4"],
    )
    .await;
    assert_eq!(first.status, 200, "{}", first.text());
    assert!(
        first.text().contains("was upheld (Election rules § 8)"),
        "{}",
        first.text()
    );
    assert_eq!(
        refused(&mut certifier, certify).await,
        "roll_challenges_are_answered"
    );
    let reason = "The term ran out forty days ago; no renewal was paid.";
    let second = answers(ada, &path, 1, ["not_upheld", reason, "Bylaws § 9.4"]).await;
    assert!(
        second.text().contains("Answer that a later one replaced"),
        "{}",
        second.text()
    );
    let letter = eventually("the answer by letter", async || {
        let letters = app.mail().to("pia@mail.example");
        letters
            .into_iter()
            .find(|letter| letter.body.contains(reason))
    })
    .await;
    assert_eq!(letter.subject, "What you asked of roll 1 is answered");
    assert!(letter.body.contains("Bylaws § 9.4"), "{}", letter.body);
    let own = pia.get("/me/rolls/1").await.text();
    assert!(own.contains("Not upheld: the roll is right."), "{own}");
    assert!(own.contains("Upheld: the roll is wrong"), "{own}");
    // What somebody asked is theirs to read.
    assert!(!kim.get("/me/rolls/1").await.text().contains("paid"));

    let page = ben.get(&path).await;
    let act = ben.submit(&page, "/certification", &[]).await;
    foundation.sign(&act).await;
    let certified = ben.get(&path).await;
    assert!(
        certified.text().contains("Certified by Ben Lindqvist"),
        "{}",
        certified.text()
    );
    assert!(!certified.html.contains("/answers"));
    assert!(
        kim.get("/me/rolls/1")
            .await
            .text()
            .contains("is certified and does not change")
    );

    // The auditor reads all of it.
    let nia = auditor::auditor(&foundation).await;
    for (register, said) in [
        ("roll-windows", "Ada Okafor"),
        ("roll-challenges", "It was paid on 3 March."),
        ("roll-answers", reason),
    ] {
        assert!(all().any(|known| known.name == register));
        let page = nia.get(&format!("/audit/{register}")).await;
        assert!(page.text().contains(said), "{register}: {}", page.text());
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("registers.zip");
    std::fs::write(&file, auditor::export::taken(&nia).await).unwrap();
    let export = auditor::export::read(&file);
    let rows = |name: &str| {
        let files = export["manifest"]["files"].as_array().unwrap();
        let file = files.iter().find(|file| file["name"] == name);
        file.unwrap_or_else(|| panic!("no {name}"))["rows"].clone()
    };
    for (name, count) in [
        ("roll-windows.jsonl", 1),
        ("roll-challenges.jsonl", 1),
        ("roll-answers.csv", 2),
        ("roll-corrections.csv", 0),
    ] {
        assert_eq!(rows(name), count, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_challenge_that_is_upheld_takes_another_roll() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::found(Place::of_app(&app)).await;
    let (ada, ben, chi) = (&foundation.ada, &foundation.ben, &foundation.chi);
    let pia = foundation.place.sign_in("pia@mail.example").await;
    let path = foundation.propose_roll().await;
    let closes = Utc::now() + TimeDelta::seconds(10);
    publishes(&foundation, &path, closes).await;
    asks(
        &pia,
        &path,
        &[("kind", "missing"), ("text", "I renewed in time.")],
    )
    .await;

    // The secretary finds the renewal that was left out, and records it now, of then.
    let today = foundation.place.now.date_naive();
    let members = chi.get("/room/members?q=Pia+Farkas").await;
    let member = chi.get(&members.link("Pia Farkas")).await;
    let decision = crate::joining::reinstates(&foundation).await;
    let term = [
        ("decision", decision),
        ("term_start", (today - TimeDelta::days(40)).to_string()),
        ("term_end", (today + TimeDelta::days(300)).to_string()),
    ];
    let term: Vec<(&str, &str)> = term
        .iter()
        .map(|(name, day)| (*name, day.as_str()))
        .collect();
    chi.submit(&member, "/terms", &term).await;
    let own = pia.get("/me/rolls/1").await.text();
    assert!(
        own.contains("By what is recorded today this would be otherwise"),
        "{own}"
    );
    let answered = answers(
        ada,
        &path,
        1,
        ["upheld", "The renewal was left out.", "Bylaws § 2.12"],
    )
    .await;
    assert_eq!(answered.status, 200, "{}", answered.text());
    eventually("the end of the window", async || {
        (Utc::now() > closes).then_some(())
    })
    .await;
    let page = ben.get(&path).await;
    assert!(
        page.text().contains("propose the roll anew"),
        "{}",
        page.text()
    );
    assert!(!page.html.contains("/room/rolls/1/certification"));

    let second = foundation.certify_roll().await;
    assert_eq!(second, "/room/rolls/2");
    let list = ben.get("/room/rolls/2/list").await.text();
    assert!(list.contains("Pia Farkas"), "{list}");
    assert!(
        !ben.get("/room/rolls/1/list")
            .await
            .text()
            .contains("Pia Farkas")
    );
}

/// The rule asks for two days: without a window nobody certifies, and a shorter
/// one is not opened. The days go by on the clock of the test.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_days_that_the_rule_asks_for_are_waited_for() {
    let Some(mut world) = World::start_unlimited("2038-03-26 09:00:00").await else {
        return;
    };
    let mut place = Place::of_world(&mut world).await;
    place.zone = "Europe/Berlin";
    let foundation = Foundation::found(place).await;
    let rule = |days: u32| format!("key = \"roll.challenge.days\"\nvalue = {days}\n");
    let saved = crate::rulebook::saves(&foundation.chi, &rule(0), &rule(2)).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    crate::rulebook::adopts(&foundation).await;
    let path = foundation.propose_roll().await;
    let page = foundation.ben.get(&path).await;
    assert!(
        page.text()
            .contains("Election rules § 8 asks for 2 days: open the window first."),
        "{}",
        page.text()
    );
    let page = foundation.ada.get(&path).await;
    let short = foundation
        .ada
        .submit(&page, "/window", &[("closes", "2038-03-27T23:00")])
        .await;
    assert_eq!(short.status, 422);
    let said = "Election rules § 8 asks for 2 days: it closes on Sunday 28 March 2038";
    assert!(short.text().contains(said), "{}", short.text());
    // The clocks go forward that Sunday.
    let opened = foundation
        .ada
        .submit(&short, "/window", &[("closes", "2038-03-29T00:00")])
        .await;
    assert_eq!(opened.status, 200, "{}", opened.text());
    world.advance(TimeDelta::minutes(60 * 60 + 50));
    let ben = foundation
        .place
        .sign_in(crate::support::election::BEN.1)
        .await;
    let page = ben.get(&path).await;
    assert!(
        page.text()
            .contains("open to challenges (Election rules § 8)"),
        "{}",
        page.text()
    );
    world.advance(TimeDelta::hours(1));
    let page = ben.get(&path).await;
    assert!(
        page.html.contains("/room/rolls/1/certification"),
        "{}",
        page.text()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_database_refuses_what_is_no_challenge_and_no_answer() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::found(Place::of_app(&app)).await;
    let pia = foundation.place.sign_in("pia@mail.example").await;
    let first = foundation.propose_roll().await;
    publishes(&foundation, &first, Utc::now() + TimeDelta::days(1)).await;
    asks(&pia, &first, &[("kind", "missing"), ("text", "Why?")]).await;
    foundation.certify_roll().await;
    foundation.propose_roll().await;

    let mut app_role = session(&app, Role::App).await;
    let person =
        |name: &str| format!("(SELECT party FROM party_records WHERE name = '{name}' LIMIT 1)");
    let roll = |number: i32| format!("(SELECT id FROM rolls WHERE number = {number})");
    let challenge = "(SELECT id FROM roll_challenges LIMIT 1)";
    let answer = |of: i32, by: &str| {
        format!(
            "INSERT INTO roll_answers (id, challenge, roll, verdict, text, citation, answered_by)
             VALUES (gen_random_uuid(), {challenge}, {}, 'not_upheld', 'x', 'x', {})",
            roll(of),
            person(by)
        )
    };
    let ask = |of: i32, membership: &str| {
        format!(
            "INSERT INTO roll_challenges (id, roll, membership, person, kind, text)
             VALUES (gen_random_uuid(), {}, {membership}, {}, 'missing', 'x')",
            roll(of),
            person("Pia Farkas")
        )
    };
    let window = |of: i32, until: &str| {
        format!(
            "INSERT INTO roll_windows (roll, closes_at, opened_by) VALUES ({}, {until}, {})",
            roll(of),
            person("Ada Okafor")
        )
    };
    let ravi = "(SELECT id FROM memberships WHERE party = (SELECT party FROM party_records WHERE name = 'Ravi Menon'))";
    for (sql, why) in [
        // An answer to another roll's challenge, by the one who asked, of a certified roll.
        (answer(3, "Ben Lindqvist"), "roll_answers_challenge"),
        (answer(2, "Ben Lindqvist"), "roll_is_preliminary"),
        (answer(1, "Pia Farkas"), "roll_answer_is_another_s"),
        (ask(2, "NULL"), "roll_window_is_open"),
        (ask(3, "NULL"), "roll_window_is_open"),
        (ask(1, ravi), "roll_challenge_is_of_its_member"),
        (vec![ask(1, "NULL"); 10].join("; "), "roll_challenges_are_few"),
        (window(1, "now() + interval '2 days'"), "roll_windows_pkey"),
        (window(2, "now() + interval '2 days'"), "roll_is_preliminary"),
        (window(3, "now() - interval '1 second'"), "roll_window_is_long_enough"),
        ("UPDATE roll_windows SET closes_at = now()".to_owned(), "permission denied for table roll_windows"),
        ("DELETE FROM roll_answers".to_owned(), "permission denied for table roll_answers"),
        ("DELETE FROM roll_challenges".to_owned(), "permission denied for table roll_challenges"),
        // A certified roll gets no line and loses none.
        (
            format!(
                "INSERT INTO roll_entitlements (roll_id, entitlement, membership_id, class_id, votes, commitment)
                 SELECT {}, substring(sha256('x') FROM 1 FOR 16), id, class, 1, sha256('x') FROM memberships
                 WHERE party = {}",
                roll(2),
                person("Pia Farkas")
            ),
            "roll_is_fixed",
        ),
        ("UPDATE roll_entitlements SET votes = 2".to_owned(), "permission denied for table roll_entitlements"),
        ("DELETE FROM roll_certifications".to_owned(), "permission denied for table roll_certifications"),
        ("DELETE FROM rolls".to_owned(), "permission denied for table rolls"),
    ] {
        assert_eq!(refused(&mut app_role, &sql).await, why, "{sql}");
    }
}
