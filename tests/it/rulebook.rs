//! A rule changed, from the secretary's draft to the votes that follow it; [`tongue`]: the rules as
//! a German reads them.

mod tongue;

use chrono::{TimeDelta, Utc};
use commonhold::db::{Role, pool};
use diesel_async::SimpleAsyncConnection;

use crate::acts::room::refuses;
use crate::acts::verifiers::both;
use crate::minutes;
use crate::support::election::{Foundation, NO_LIMITS, Place, Plan, Poll};
use crate::support::{Page, TestApp, Visitor, eventually};

/// The draft's text with one thing said otherwise.
pub async fn saves(secretary: &Visitor, from: &str, to: &str) -> Page {
    let page = secretary.get("/room/rulebook").await;
    let form = page.form("/room/rulebook");
    let text = form.value("text").unwrap().to_owned();
    assert!(text.contains(from), "the draft does not say {from:?}");
    let form = form.with("text", &text.replacen(from, to, 1));
    secretary.upload(&form, &[]).await
}

/// The rule of the bylaws about the quorum of members, with another value.
fn quorum_of(page: &str, value: &str) -> (String, String) {
    let rule = |value: &str| {
        format!("key = \"quorum.members\"\nvalue = \"{value}\"\ndocument = \"bylaws\"")
    };
    assert!(page.contains(&rule("1/10")), "{page}");
    (rule("1/10"), rule(value))
}

/// The draft in the room, decided by the founders, confirmed, signed: adopted.
pub async fn adopts(foundation: &Foundation) -> Page {
    adopts_with(foundation, &[]).await
}

/// The same with more of the decision's form filled in.
pub async fn adopts_with(foundation: &Foundation, more: &[(&str, &str)]) -> Page {
    decides_the_draft(foundation, more).await;
    let done = signs_the_adoption(foundation).await;
    assert!(
        done.text().contains("of the rulebook is adopted."),
        "{}",
        done.text()
    );
    done
}

/// The founders decide the draft in the room, and two officers bring that.
async fn decides_the_draft(foundation: &Foundation, more: &[(&str, &str)]) {
    let page = foundation.chi.get("/room/rulebook").await;
    let path = page
        .link("Enter the decision that adopts it")
        .replace("&amp;", "&");
    let fields = [
        ("title", "Another rulebook"),
        (
            "decision",
            "The founders adopt the rulebook with this digest.",
        ),
    ];
    let fields = [&fields[..], more].concat();
    minutes::decide(&foundation.chi, &foundation.ada, &path, &fields).await;
}

/// The act by which the draft is adopted, prepared, signed and judged.
async fn signs_the_adoption(foundation: &Foundation) -> Page {
    let page = foundation.ada.get("/room/rulebook").await;
    let act = foundation
        .ada
        .submit(&page, "/room/rulebook/adoption", &[])
        .await;
    foundation.sign(&act).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_poll_under_the_old_rulebook_still_verifies_under_the_new() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let _ledger = app.ledger();
    let mut foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.certify_roll().await;
    foundation.place.now = Utc::now();
    let soon = Plan {
        closes: TimeDelta::seconds(25),
        ..Plan::default()
    };
    let poll = Poll::open(&foundation, &soon).await;
    let kim = foundation.place.sign_in("kim@mail.example").await;
    let slip = poll.cast(&kim, "Kim Abara", &[("r1", "01")]).await;

    // While it is open, the quorum is changed, and the votes of a class.
    let text = foundation
        .chi
        .get("/rules/versions/1/rulebook.toml")
        .await
        .html;
    let (from, to) = quorum_of(&text, "1/2");
    assert_eq!(saves(&foundation.chi, &from, &to).await.status, 200);
    let votes = |votes: u32| format!("key = \"class.gold.votes\"\nvalue = {votes}");
    assert_eq!(
        saves(&foundation.chi, &votes(15), &votes(20)).await.status,
        200
    );
    // What the database refuses meanwhile leaves no gap in the versions.
    let mut forger = pool::connect(&app.database.address(Role::App))
        .await
        .unwrap();
    let forged = "INSERT INTO rulebook_versions (file, decision) SELECT 'x', id FROM recorded_decisions LIMIT 1";
    assert!(forger.batch_execute(forged).await.is_err());
    adopts(&foundation).await;

    let version = app.visitor().get("/rules/versions/2").await.text();
    for words in [
        "Share of the members on the roll who must take part quorum.members 1/2",
        "of those in office",
    ] {
        assert!(version.contains(words), "{words}: {version}");
    }
    assert!(!version.contains("of in office"), "{version}");
    let rules = app.visitor().get("/rules").await.text();
    assert!(
        rules.contains("Share of the members on the roll who must take part 1/2"),
        "{rules}"
    );
    assert!(rules.contains("“gold” 20 votes"), "{rules}");
    let compared = app
        .visitor()
        .get("/rules/compare?before=1&after=2")
        .await
        .text();
    assert!(
        compared.contains("1/10 (Bylaws § 3.5) 1/2 (Bylaws § 3.5)"),
        "{compared}"
    );
    let of_old_day = app.visitor().get("/rules?on=2020-01-01").await.text();
    assert!(of_old_day.contains("take part 1/10"), "{of_old_day}");

    // The poll that was open keeps the rules it was opened under, bundle and all.
    let manifest = poll.manifest(&kim).await;
    let quorum = |manifest: &commonhold::seal::manifest::Manifest| {
        let rules = &manifest.terms().rules;
        let rule = rules
            .iter()
            .find(|rule| rule.key == "quorum.members")
            .unwrap();
        (rule.value.clone(), rule.citation.clone())
    };
    assert_eq!(
        quorum(&manifest),
        ("1/10".to_owned(), "Bylaws § 3.5".to_owned())
    );
    poll.certified(&foundation).await;
    let path = format!("/polls/{}/bundle.zip", poll.number);
    let bundle = eventually("the bundle", async || {
        let answer = app
            .visitor()
            .client()
            .get(kim.address(&path))
            .send()
            .await
            .unwrap();
        let ready = answer.status().is_success();
        ready.then_some(answer.bytes().await.unwrap().to_vec())
    })
    .await;
    // The adoption itself stands in the log between the poll's entries.
    for word in both(&bundle, &[&slip]) {
        assert_eq!(word.code, 0, "{}", word.said);
    }

    // The next poll is held under the new ones, and a new roll has the new votes.
    foundation.certify_roll().await;
    let next = Poll::open(&foundation, &Plan::default()).await;
    let manifest = next.manifest(&kim).await;
    assert_eq!(quorum(&manifest).0, "1/2");
    let page = kim.get(&format!("/polls/{}", next.number)).await.text();
    assert!(page.contains("1/2"), "the page says the quorum: {page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_kept_checked_and_adopted_only_when_nothing_blocks_it() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::found(Place::of_app(&app)).await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);

    // What cannot be read comes back with line and reason, and nothing is saved.
    let wrong = saves(chi, "value = \"1/10\"", "value = \"3/2\"").await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.text().contains("not a fraction from 0 to 1"),
        "{}",
        wrong.text()
    );
    assert!(
        wrong
            .form("/room/rulebook")
            .value("text")
            .unwrap()
            .contains("3/2")
    );
    let kept = chi.get("/room/rulebook").await;
    assert!(
        kept.text().contains("The draft is the version in force"),
        "{}",
        kept.text()
    );

    // A consent of fewer than all, without an article of the certificate.
    let weaker = "\n[[rule]]\nkey = \"board.consent\"\nvalue = \"more than 1/2 of in office\"\ndocument = \"bylaws\"\nsection = \"4.12\"\ntext = \"A majority signs.\"\n";
    let marker = "# Committees and offices.";
    let saved = saves(chi, marker, &format!("{weaker}\n{marker}")).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    assert!(
        saved.text().contains("Weaker than the statute"),
        "{}",
        saved.text()
    );
    assert!(!saved.html.contains("Enter the decision that adopts it"));
    let form = saved.form("/room/rulebook/values");
    let csrf = form.value("csrf").unwrap();
    let forced = crate::support::Form {
        action: "/room/rulebook/adoption".to_owned(),
        fields: vec![("csrf".to_owned(), csrf.to_owned())],
        ..crate::support::Form::default()
    };
    assert_eq!(chi.send(&forced).await.status, 422);

    // One value is changed by a form of its own; a wrong one is refused in a sentence.
    let refused = chi
        .submit(
            &saved,
            "/room/rulebook/values",
            &[("value", "half of them")],
        )
        .await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.text().contains("not a threshold"),
        "{}",
        refused.text()
    );
    let mended = chi
        .submit(
            &saved,
            "/room/rulebook/values",
            &[("value", "at least 1/1 of in office")],
        )
        .await;
    assert_eq!(mended.status, 200, "{}", mended.text());
    assert!(
        !mended.text().contains("Weaker than the statute"),
        "{}",
        mended.text()
    );

    // Who saves over another's draft is told, and keeps the text.
    let stale = chi.upload(&saved.form("/room/rulebook"), &[]).await;
    assert_eq!(stale.status, 422);
    assert!(
        stale.text().contains("saved another draft meanwhile"),
        "{}",
        stale.text()
    );

    // An officer who is not the secretary reads it, and changes nothing.
    let read = ada.get("/room/rulebook").await;
    assert!(!read.html.contains("<textarea"));
    let sent = ada.send(&forced).await;
    assert!(sent.status.is_client_error(), "{}", sent.text());

    // The calendar of an announced election, held against the rules.
    let dates = "/room/rulebook?nominations_open=2026-08-03&nominations_close=2026-09-08&voting_opens=2026-09-14&voting_closes=2026-10-02&record_date=2026-07-16";
    let checked = chi.get(dates).await.text();
    for words in ["42 < 45", "6 < 10", "78 before it closes"] {
        assert!(checked.contains(words), "{words}: {checked}");
    }
}

/// Officers read why in a sentence of ours; what the database says itself is for the log.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_database_refuses_of_a_version_is_said_in_our_words() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::found(Place::of_app(&app)).await;
    let rule = |value: &str| {
        format!("key = \"quorum.members\"\nvalue = \"{value}\"\ndocument = \"bylaws\"")
    };
    let saved = saves(&foundation.chi, &rule("1/10"), &rule("1/2")).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    let later = (foundation.place.now + TimeDelta::days(30)).date_naive();
    decides_the_draft(&foundation, &[("effective_on", &later.to_string())]).await;

    // A constraint that no version of this program knows.
    let mut administrator = app.database.administrator().await;
    administrator
        .batch_execute(
            "ALTER TABLE rulebook_versions ADD CONSTRAINT of_another_time CHECK (version < 2)",
        )
        .await
        .unwrap();
    let refused = signs_the_adoption(&foundation).await;
    refuses(
        &refused,
        200,
        "What the records are held to does not allow this act",
    );
    assert!(!refused.text().contains("violates"), "{}", refused.text());
    let log = app.log();
    assert!(
        log.contains("violates check constraint") && log.contains("of_another_time"),
        "{log}"
    );
    administrator
        .batch_execute("ALTER TABLE rulebook_versions DROP CONSTRAINT of_another_time")
        .await
        .unwrap();
    let done = signs_the_adoption(&foundation).await;
    refuses(&done, 200, "Version 2 of the rulebook is adopted.");

    // A guard that refuses by what the records say.
    let saved = saves(&foundation.chi, &rule("1/2"), &rule("1/3")).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    decides_the_draft(&foundation, &[]).await;
    refuses(
        &signs_the_adoption(&foundation).await,
        200,
        "A version takes effect no earlier than the one before it, and one that is adopted already begins later.",
    );
}

/// The founding record's own rights end with its transaction, also for a
/// session whose transaction began before the founding and goes on.
#[tokio::test(flavor = "multi_thread")]
async fn who_waited_for_the_founding_founds_nothing() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let mut waiting = pool::connect(&app.database.address(Role::App))
        .await
        .unwrap();
    waiting
        .batch_execute("BEGIN; SET idle_in_transaction_session_timeout = 0; SELECT 1")
        .await
        .unwrap();
    let _foundation = Foundation::without_keys(Place::of_app(&app)).await;
    for (forged, by) in [
        (
            "INSERT INTO class_votes (class, votes, citation) VALUES ('gold', 999, 'x')",
            "class",
        ),
        (
            "INSERT INTO rules (version, key, value, citation, words, source, counsel, from_day)
             SELECT version, key, 'at least 1/9 of in office', citation, words, '', true, '2000-01-01' FROM rules WHERE key = 'board.quorum'",
            "rules come with",
        ),
        (
            "INSERT INTO foundations (name, time_zone, public_origin, log_origin)
             SELECT name, 'Pacific/Kiritimati', public_origin, log_origin FROM foundations",
            "zone of legal days",
        ),
    ] {
        waiting.batch_execute("SAVEPOINT before").await.unwrap();
        let refused = waiting.batch_execute(forged).await.unwrap_err().to_string();
        assert!(refused.contains(by), "{refused}");
        waiting.batch_execute("ROLLBACK TO before").await.unwrap();
    }
}
