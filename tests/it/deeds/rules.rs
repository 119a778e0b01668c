//! The rules of the lock: the strictest of those at a deed's instants counts, none goes below the
//! floor, and one adds kinds to what is protected.

use chrono::TimeDelta;
use diesel_async::SimpleAsyncConnection;

use crate::acts::room::{founded, refuses, text};
use crate::lock::{Lock, RECUSAL, rule};
use crate::notices::local;
use crate::permits::as_application;
use crate::registry::{enters, fills};
use crate::rulebook::{adopts, adopts_with, saves};

const WAITING: &str = "registry.waiting.days";
const NOTICE: &str = "registry.notice.days";
const MAJORITY: &str = "members.super.majority";
const PROTECTED: &str = "registry.protected";

const TWO_THIRDS: &str = "\"at least 2/3 of cast\"";
const HALF: &str = "\"more than 1/2 of cast\"";
const THREE_QUARTERS: &str = "\"at least 3/4 of cast\"";

/// The board adopts a rulebook in which these rules have other values.
async fn changes(lock: &Lock, rules: &[(&str, &str, &str)]) {
    for (key, from, to) in rules {
        let said = |value: &str| format!("key = \"{key}\"\nvalue = {value}\n");
        let saved = saves(lock.chi(), &said(from), &said(to)).await;
        assert_eq!(saved.status, 200, "{}", saved.text());
    }
    adopts_with(&lock.foundation, &[("matter", "reserved")]).await;
}

/// What is missing of a deed: all of these words, and none of those.
async fn lacks(lock: &Lock, deed: &str, words: &[&str], not: &[&str]) {
    let missing = lock.missing(deed).await;
    let says = |words: &str| missing.iter().any(|one| one.contains(words));
    for one in words {
        assert!(says(one), "D-{deed}, {one:?}: {missing:#?}");
    }
    for one in not {
        assert!(!says(one), "D-{deed}, not {one:?}: {missing:#?}");
    }
}

const VOTES: &str = "at least two thirds of the votes cast";
const CARRIED: &str = "on this very deed is certified and carried";
const NOTICED: &str = "had notice of the vote before it opened";
const UNTIL_APRIL: &str =
    "The waiting period after the certification is over: until Friday 2 April 2027";

// Slow: a board, three votes, three rulebooks and three months, in one world.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_that_is_lowered_on_the_way_still_holds_and_one_that_is_raised_counts() {
    let strict = [(WAITING, "60"), (NOTICE, "25"), (MAJORITY, TWO_THIRDS)];
    let strict: String = strict.iter().map(|(key, value)| rule(key, value)).collect();
    let Some(mut lock) = Lock::found_after(async |foundation| {
        let saved = saves(&foundation.chi, RECUSAL, &format!("{strict}{RECUSAL}")).await;
        assert_eq!(saved.status, 200, "{}", saved.text());
        adopts(foundation).await;
    })
    .await
    else {
        return;
    };
    lock.enters_assets().await;
    let transfer = [
        ("owner", "Harbour Trust"),
        ("holding", "held_in_trust"),
        ("instrument", "Deed of assignment of 4 January 2027"),
    ];
    let deed = lock.proposes(1, "transfer", &transfer).await;
    let close = lock.proposes(2, "unprotect", &[]).await;
    let asked = [
        "before it opened: 25 days at least",
        "certification is over: 60 days",
    ];
    lacks(&lock, &deed, &asked, &[]).await;
    let page = lock.board_decides(&deed, "yes yes yes yes -").await;
    refuses(&page, 200, "It became resolution");
    let now = lock.world.now();
    let day = |days| local(now + TimeDelta::days(days));
    let (opens, opens_early, closes) = (day(26), day(24), day(28));
    let poll = lock.asks_members(&deed, &opens, &closes).await;
    // Noticed 24 days before, where 25 are asked.
    let other = lock.asks_members(&close, &opens_early, &closes).await;
    lock.at("2027-01-31 12:00:00").await;
    lock.carries(std::slice::from_ref(&poll)).await;
    lock.votes(&other, ["1", "1", "2"], "1").await;
    lock.at("2027-02-01 12:00:00").await;
    poll.certified(&lock.foundation).await;
    other.certified(&lock.foundation).await;
    assert_eq!(lock.missing(&deed).await.len(), 2);
    lacks(&lock, &deed, &[UNTIL_APRIL], &[NOTICED, VOTES]).await;
    // Thirty-five of fifty are two thirds.
    let early = "before it opened: 25 days at least";
    lacks(&lock, &close, &[early, UNTIL_APRIL], &[VOTES, CARRIED]).await;

    // From now on next to nothing is asked. What is under way keeps what was asked before it.
    let lowered = [
        (WAITING, "60", "0"),
        (NOTICE, "25", "0"),
        (MAJORITY, TWO_THIRDS, HALF),
    ];
    changes(&lock, &lowered).await;
    lacks(&lock, &deed, &[UNTIL_APRIL], &[NOTICED, VOTES]).await;
    lacks(&lock, &close, &[early, UNTIL_APRIL], &[VOTES, CARRIED]).await;

    // What begins under these rules is held against the floor.
    let weak = lock.proposes(2, "transfer", &transfer).await;
    let floor = [
        "before it opened: 20 days at least",
        "certification is over: 30 days",
    ];
    lacks(&lock, &weak, &floor, &[]).await;
    lock.foundation.certify_roll().await;
    let now = lock.world.now();
    let day = |days| local(now + TimeDelta::days(days));
    // Noticed 19 days before, and carried by 30 votes of 50.
    let late = lock.asks_members(&weak, &day(19), &day(21)).await;
    lock.at("2027-02-20 18:00:00").await;
    lock.votes(&late, ["1", "1", "2"], "2").await;
    lock.at("2027-02-22 18:00:00").await;
    late.certified(&lock.foundation).await;
    let below = [
        VOTES,
        "before it opened: 20 days at least",
        "certification is over: until Wednesday 24 March 2027",
    ];
    lacks(&lock, &weak, &below, &[CARRIED]).await;

    // The thirty-first day after the certification: thirty would be over, sixty are not.
    lock.at("2027-03-04 00:00:30").await;
    lacks(&lock, &deed, &[UNTIL_APRIL], &[NOTICED, VOTES]).await;
    refuses(&lock.prepares(&deed).await, 422, "It cannot be carried out");
    // What is asked only now counts as well: thirty-five of fifty are no three quarters.
    changes(&lock, &[(MAJORITY, HALF, THREE_QUARTERS)]).await;
    lacks(&lock, &close, &[VOTES, early, UNTIL_APRIL], &[CARRIED]).await;
    lacks(&lock, &deed, &[UNTIL_APRIL], &[NOTICED, VOTES]).await;

    lock.at("2027-04-02 23:00:00").await;
    refuses(&lock.prepares(&deed).await, 422, "It cannot be carried out");
    lock.at("2027-04-03 00:00:30").await;
    lacks(&lock, &close, &[VOTES, early], &[UNTIL_APRIL]).await;
    for refused in [&close, &weak] {
        refuses(
            &lock.prepares(refused).await,
            422,
            "It cannot be carried out",
        );
    }
    let act = lock.prepares(&deed).await;
    let done = lock.foundation.sign(&act).await;
    refuses(&done, 200, "Deed D-1 on A-1 is carried out.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_of_very_many_days_is_no_silence() {
    let (app, foundation) = founded().await;
    let many: String = [(WAITING, "12000"), (NOTICE, "36500")]
        .iter()
        .map(|(key, value)| rule(key, value))
        .collect();
    let saved = saves(&foundation.chi, RECUSAL, &format!("{many}{RECUSAL}")).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    adopts(&foundation).await;
    for (key, days) in [(WAITING, "12000"), (NOTICE, "36500")] {
        for asked in [
            format!("asset_days('{key}', ARRAY[clock_timestamp()])"),
            format!("days_by_rule('{key}', clock_timestamp())"),
        ] {
            let read = text(&app, &format!("SELECT {asked}::text AS it")).await;
            assert_eq!(read, days, "{asked}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kind_that_the_rules_protect_is_under_the_lock_from_its_entry_on() {
    let (app, foundation) = founded().await;
    let chi = &foundation.chi;
    let accounts = rule(PROTECTED, "[\"account\"]");
    let saved = saves(chi, RECUSAL, &format!("{accounts}{RECUSAL}")).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    adopts(&foundation).await;

    // Nobody ticked that it is protected.
    let account = [
        ("title", "Where our code is kept"),
        ("service", "Forge"),
        ("name", "tamarack"),
        ("reason", "Opened by the founders."),
    ];
    let form = chi.get("/room/registry/new/account").await;
    let form = form.form("/room/registry/new/account");
    assert_eq!(form.value("protected"), None);
    let room = enters(chi, "account", &account).await;
    assert_eq!(room.path, "/room/registry/1", "{}", room.text());
    let reader = foundation.place.visitor();
    refuses(&reader.get("/registry/1").await, 200, "✓ protected");
    let sold = [("owner", "Quick Grab LLC"), ("reason", "Sold.")];
    let refused = fills(chi, "/room/registry/1/do/change", &sold).await;
    refuses(&refused, 422, "This takes a deed.");
    // The rule names no other kind.
    let mirror = [
        ("title", "A mirror"),
        ("url", "https://forge.example/mirror"),
        ("reason", "Ours."),
    ];
    let room = enters(chi, "repository", &mirror).await;
    assert_eq!(room.path, "/room/registry/2", "{}", room.text());
    let page = reader.get("/registry/2").await.text();
    assert!(!page.contains("✓ protected"), "{page}");

    // Past the page, as the application's role.
    let mut db = as_application(&app).await;
    let unprotected = |kind: &str| {
        format!(
            "BEGIN; \
             WITH a AS (INSERT INTO assets (id, kind) VALUES (gen_random_uuid(), '{kind}') RETURNING id) \
             INSERT INTO asset_versions (asset, version, title, holding, owner, state, protected, open, identifiers, details, entered_by, reason) \
             SELECT a.id, 1, 'Another', 'owned', 'Tamarack OS Foundation', 'active', false, true, \
                    '{{\"name\":\"another\",\"service\":\"Forge\",\"url\":\"https://forge.example/another\"}}', '{{}}', \
                    (SELECT person FROM office_terms WHERE office = 'secretary' LIMIT 1), 'Entered' FROM a"
        )
    };
    let refused = db.batch_execute(&unprotected("account")).await.unwrap_err();
    assert!(
        refused
            .to_string()
            .contains("assets of this kind are protected from their entry on"),
        "{refused}"
    );
    db.batch_execute("ROLLBACK").await.unwrap();
    db.batch_execute(&unprotected("repository")).await.unwrap();
    db.batch_execute("ROLLBACK").await.unwrap();
}
