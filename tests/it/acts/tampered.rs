//! Records that somebody with more rights than officers have changed between
//! the preparation of an act and its signatures.

use commonhold::db::{Role, pool};
use diesel_async::SimpleAsyncConnection;

use super::room::{
    download, entries, founded, hand_in, judged, refuses, roll_to_sign, standing, text,
};
use crate::support::TestApp;

const DIFFERS: &str = "Computed again, the roll differs from its proposal. Nothing was certified";

/// As the superuser in a session of replication, with the guards of history
/// switched off and on again.
async fn rewrites(app: &TestApp, sql: &str) {
    let mut superuser = app.database.administrator().await;
    let guards = ["append_only", "append_only_rows"];
    let switch = |how: &str| {
        guards
            .map(|guard| format!("ALTER TABLE roll_entitlements {how} TRIGGER {guard};"))
            .concat()
    };
    superuser
        .batch_execute(&format!(
            "SET session_replication_role = replica; {} {sql}; {}",
            switch("DISABLE"),
            switch("ENABLE ALWAYS")
        ))
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roll_whose_lines_were_touched_is_not_certified() {
    let (app, foundation) = founded().await;
    let newest = "roll_id = (SELECT id FROM rolls ORDER BY number DESC LIMIT 1)";
    for change in [
        // More votes for one, fewer for another: the sum stays.
        format!(
            "UPDATE roll_entitlements SET votes = CASE votes WHEN 50 THEN 15 ELSE 50 END WHERE {newest} AND votes IN (15, 50)"
        ),
        // The line of a member under another's membership, who would cast in their place.
        format!(
            "UPDATE roll_entitlements SET membership_id = (SELECT id FROM memberships m WHERE NOT EXISTS
                 (SELECT FROM roll_entitlements e WHERE e.membership_id = m.id AND e.{newest}) LIMIT 1)
             WHERE {newest} AND votes = 50"
        ),
        // Another commitment: another root than the one that is signed.
        format!("UPDATE roll_entitlements SET commitment = sha256('another') WHERE {newest} AND votes = 15"),
        // Another entitlement, which no member has.
        format!(
            "UPDATE roll_entitlements SET entitlement = substr(sha256('another'), 1, 16) WHERE {newest} AND votes = 15"
        ),
        format!("DELETE FROM roll_entitlements WHERE {newest} AND votes = 15"),
    ] {
        let (roll, act) = roll_to_sign(&foundation).await;
        rewrites(&app, &change).await;
        let refused = foundation.sign(&foundation.ada.get(&act).await).await;
        refuses(&refused, 200, DIFFERS);
        let page = foundation.ada.get(&roll).await;
        assert!(!page.text().contains("Certified by"), "{}", page.text());
    }
    // What the application may do by itself: add a line before the roll is fixed.
    let (_, act) = roll_to_sign(&foundation).await;
    let mut server = pool::connect(&app.database.address(Role::App))
        .await
        .unwrap();
    let line = format!(
        "INSERT INTO roll_entitlements (roll_id, entitlement, membership_id, class_id, votes, commitment)
         SELECT e.roll_id, substr(sha256('x'), 1, 16), m.id, e.class_id, 1, sha256('x')
         FROM roll_entitlements e, memberships m
         WHERE e.{newest} AND NOT EXISTS (SELECT FROM roll_entitlements o WHERE o.membership_id = m.id AND o.roll_id = e.roll_id)
         LIMIT 1"
    );
    server.batch_execute(&line).await.unwrap();
    refuses(
        &foundation.sign(&foundation.ada.get(&act).await).await,
        200,
        DIFFERS,
    );
    assert!(entries(&app, "roll.certified").await.is_empty());
    let certified = "SELECT count(*)::text AS it FROM roll_certifications";
    assert_eq!(text(&app, certified).await, "0");
    // Proposed anew, it stands.
    let (_, act) = roll_to_sign(&foundation).await;
    refuses(
        &foundation.sign(&foundation.ada.get(&act).await).await,
        200,
        "is certified.",
    );
}

/// Whoever holds the application's password can write down acts and signatures,
/// and moves nothing by it.
#[tokio::test(flavor = "multi_thread")]
async fn acts_and_signatures_that_the_application_invents_bring_nothing_about() {
    let (app, foundation) = founded().await;
    let (_, act) = roll_to_sign(&foundation).await;
    let (other_roll, _) = roll_to_sign(&foundation).await;
    let [adas, bens] = &foundation.keys;
    foundation.sign_alone(&foundation.ada, adas, &act).await;
    let mut server = pool::connect(&app.database.address(Role::App))
        .await
        .unwrap();
    for sql in [
        // Ada's signature under Ben's name, and one that nobody made.
        "INSERT INTO act_signatures (act_id, name, signature, uploaded_by) SELECT act_id, 'Ben Lindqvist', signature, uploaded_by FROM act_signatures",
        "INSERT INTO act_signatures (act_id, name, signature, uploaded_by) SELECT id, 'Ben Lindqvist', sha256('a') || sha256('b'), proposed_by FROM acts WHERE number = 1",
        "INSERT INTO act_signatures (act_id, name, signature, uploaded_by) SELECT id, 'Eve Imposter', sha256('a') || sha256('b'), proposed_by FROM acts WHERE number = 1",
        // Public halves for people who brought none, and for one who holds no office.
        "INSERT INTO officer_key_uploads (person_id, part) SELECT a.person, u.part FROM accounts a, officer_key_uploads u WHERE a.address = 'kim@mail.example' LIMIT 1",
        "INSERT INTO officer_key_uploads (person_id, part) SELECT person_id, 'x' FROM officer_keys LIMIT 1",
    ] {
        server.batch_execute(sql).await.expect(sql);
    }
    let before = standing(&app).await;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    assert_eq!(standing(&app).await, before);

    // An act about one roll, entered for another; nonsense; a key that nobody brought.
    let about = "INSERT INTO acts (id, kind, subject_id, statement, proposed_by)
                 SELECT gen_random_uuid(), a.kind, r.id, replace(convert_from(a.statement, 'UTF8'), '\"at\":', '\"at\":1')::bytea, a.proposed_by
                 FROM acts a, rolls r WHERE a.number = 1 AND r.number = 2";
    server.batch_execute(about).await.unwrap();
    let forged = "/room/acts/3";
    let signed = foundation.sign(&foundation.ada.get(forged).await).await;
    refuses(&signed, 200, DIFFERS);
    assert!(
        !foundation
            .ada
            .get(&other_roll)
            .await
            .text()
            .contains("Certified by")
    );

    let nonsense = "INSERT INTO acts (id, kind, subject_id, statement, proposed_by)
                    SELECT gen_random_uuid(), kind, subject_id, 'nonsense', proposed_by FROM acts WHERE number = 1";
    server.batch_execute(nonsense).await.unwrap();
    let list = crate::support::eventually("the refusal", async || {
        let list = foundation.ada.get("/room/acts").await;
        (list.text().matches("✕ refused").count() == 2).then_some(list)
    })
    .await;
    refuses(
        &list,
        200,
        "What stands here cannot be read, and is never done.",
    );

    let key = "INSERT INTO acts (id, kind, subject_id, statement, proposed_by)
               SELECT gen_random_uuid(), 'officer.key', person_id,
                      convert_to(format('{\"at\":7,\"key\":\"%s\",\"kind\":\"officer.key\",\"name\":\"%s\",\"v\":1}', encode(sha256('mine'), 'hex'), name), 'UTF8'), person_id
               FROM officer_keys LIMIT 1";
    server.batch_execute(key).await.unwrap();
    let forged = "/room/acts/5";
    let refused = foundation.sign(&foundation.ada.get(forged).await).await;
    refuses(
        &refused,
        200,
        "The key is not a new one that this election officer uploaded",
    );

    // The true act still waits for Ben, and is done with his signature.
    let file = download(&foundation.ben, &act).await;
    hand_in(&foundation.ben, &act, &bens.sign(&file)).await;
    refuses(
        &judged(&foundation.ben, &act).await,
        200,
        "Roll 1 is certified.",
    );
    assert_eq!(entries(&app, "roll.certified").await.len(), 1);
    assert_eq!(entries(&app, "officer.key").await.len(), 2);
}
