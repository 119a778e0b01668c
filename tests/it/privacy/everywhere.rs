//! An erasure of somebody of whom much is held; what keeps one from happening;
//! and what a superuser in a session of replication does not get past.

use commonhold::db::Role;
use diesel_async::SimpleAsyncConnection;

use super::found_in;
use crate::acts::room::{founded, refuses, text};
use crate::parties::party;
use crate::rolls::{refused, session};

/// Everything that can be held of Pia, beside what her file of members said.
const HELD: &str = "
    INSERT INTO postal_addresses (id, party, address, country, starts_on, recorded_by)
    SELECT gen_random_uuid(), party, 'Birkenweg 77', 'DE', '2026-01-10', party FROM pia;
    INSERT INTO affiliations (person, employer) SELECT party, 'Quitzow Kettering' FROM pia;
    INSERT INTO ties (id, person, outside, kind, starts_on, source, note, recorded_by)
    SELECT gen_random_uuid(), party, 'Quitzow Kettering', 'employee', '2026-01-10', 'self', 'since Pia Farkas moved', party FROM pia;
    INSERT INTO application_drafts (person, class, form)
    SELECT party, c.id, '{\"about\": \"Pia Farkas of Birkenweg 77\"}' FROM pia, (SELECT id FROM member_classes LIMIT 1) c;
    INSERT INTO identities (id, party, kind, verified_how, recorded_by)
    SELECT '00000000-0000-4000-8000-00000000000a', party, 'git_email', 'a mail to pia@mail.example', recorder FROM pia;
    INSERT INTO identity_values (identity, value) VALUES ('00000000-0000-4000-8000-00000000000a', 'pia@mail.example');
    INSERT INTO evidence_items (id, party, kind, address, summary, captured_at, starts_on, ends_on, added_by)
    SELECT gen_random_uuid(), party, 'commits', 'https://code.example/pia-farkas', 'by Pia Farkas', now(), '2026-01-01', '2026-01-02', recorder FROM pia;
    INSERT INTO address_changes (id, account, old_address, new_address, reason, proposed_by)
    SELECT gen_random_uuid(), a.id, a.address, 'pia@elsewhere.example', 'Pia Farkas asked', recorder FROM pia JOIN accounts a ON a.person = party;
    INSERT INTO outbox_letters (id, code, kind, parameters, address, locale)
    VALUES (gen_random_uuid(), 'aaaa-bbbb', 'address_changed', '{\"old_masked\": \"p***@elsewhere.example\", \"new_masked\": \"p***\"}', 'pia@elsewhere.example', 'en');
    INSERT INTO outbox_letters (id, code, kind, parameters, account)
    SELECT gen_random_uuid(), 'aaaa-cccc', 'address_change_proposed', '{\"new_masked\": \"p***\", \"reason\": \"Pia Farkas asked\"}', a.id FROM pia JOIN accounts a ON a.person = party;
    INSERT INTO proxies (id, membership, grantor, holder, scope, instructions, ends_at, paper, paper_sha256, recorded_by, citation)
    SELECT '00000000-0000-4000-8000-00000000000b', m.id, pia.party, a.person, 'general', 'Say that Pia Farkas sent you', end_of_legal_day(legal_day(now())),
           'letter of Pia Farkas', sha256('by Pia Farkas'), recorder, ''
    FROM pia JOIN memberships m ON m.party = pia.party, (SELECT person FROM accounts WHERE address = 'lou@mail.example') a;
    INSERT INTO proxy_papers (proxy, content) VALUES ('00000000-0000-4000-8000-00000000000b', 'by Pia Farkas');
    INSERT INTO proxy_revocations (proxy, revoked_by, reason) SELECT '00000000-0000-4000-8000-00000000000b', recorder, 'Pia Farkas wrote' FROM pia;
    INSERT INTO misuse_reports (id, reported_by) SELECT '00000000-0000-4000-8000-00000000000c', party FROM pia;
    INSERT INTO misuse_reporters VALUES ('00000000-0000-4000-8000-00000000000c', 'Pia Farkas', 'pia@mail.example', 'https://code.example/pia-farkas', 'Pia Farkas saw it', sha256('c'));
    INSERT INTO assets (id, kind) VALUES ('00000000-0000-4000-8000-00000000000d', 'trademark');
    INSERT INTO permission_requests (id, asset, use_type, holder_kind)
    VALUES ('00000000-0000-4000-8000-00000000000e', '00000000-0000-4000-8000-00000000000d', 'goods', 'named');
    INSERT INTO permission_askers VALUES ('00000000-0000-4000-8000-00000000000e', 'Pia Farkas', 'Pia@mail.example', 'Shirts for Pia Farkas', sha256('e'));
    INSERT INTO permission_images (request, place, media_type, document)
    VALUES ('00000000-0000-4000-8000-00000000000e', 1, 'image/png', '\\x89504e470d0a1a0a00000000'::bytea || 'Pia Farkas');
    INSERT INTO permission_steps (id, request, step, words)
    VALUES ('00000000-0000-4000-8000-00000000000f', '00000000-0000-4000-8000-00000000000e', 'answer', 'Pia Farkas prints them');
    INSERT INTO passwords (account, phc) SELECT a.id, '$argon2id$x' FROM pia JOIN accounts a ON a.person = party;
    INSERT INTO sessions (id, account, way, device) SELECT gen_random_uuid(), a.id, 'link', 'the browser of Pia Farkas' FROM pia JOIN accounts a ON a.person = party";

const WORDS: [&str; 7] = [
    "Pia Farkas",
    "pia@",
    "pia-farkas",
    "Birkenweg",
    "Quitzow",
    "elsewhere.example",
    "browser of Pia",
];

#[tokio::test(flavor = "multi_thread")]
async fn of_whoever_is_erased_nothing_is_found_in_any_column() {
    let (app, foundation) = founded().await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let pia = "(SELECT r.party, (SELECT c.party FROM party_records c WHERE c.name = 'Chi Moreau') AS recorder \
                FROM party_records r WHERE r.name = 'Pia Farkas' ORDER BY r.record DESC LIMIT 1) pia";
    let mut db = session(&app, Role::App).await;
    let mut held = HELD.replace("FROM pia", &format!("FROM {pia}"));
    held.push(';');
    db.batch_execute(&held).await.unwrap();
    for words in WORDS {
        assert!(!found_in(&app, words).await.is_empty(), "{words}");
    }
    let page = chi
        .get(&format!("{}/erasure", party(chi, "Pia Farkas").await.path))
        .await;
    // The evidence stays for good, and so it names nobody.
    let today = foundation.place.now.date_naive();
    for (on, evidence, sentence) in [
        (today, "letter of Farkas", "without the person’s name"),
        (today.succ_opt().unwrap(), "folder 12", "has not come yet"),
    ] {
        let on = on.to_string();
        let values = [("asked_on", on.as_str()), ("evidence", evidence)];
        let back = chi.submit(&page, "/erasure", &values).await;
        refuses(&back, 422, sentence);
        assert_eq!(back.form("/erasure").value("evidence"), Some(evidence));
    }
    let form = page
        .form("/erasure")
        .with("asked_on", &today.to_string())
        .with("evidence", "folder 12");
    // Proposed once, however often the form is sent; withdrawn, and proposed again.
    assert_eq!(chi.send(&form).await.status, 200);
    let proposed = chi.send(&form).await;
    refuses(&proposed, 200, "Another officer confirms it");
    let one = "SELECT count(*)::text AS it FROM erasure_proposals";
    assert_eq!(text(&app, one).await, "1");
    let page = chi.submit(&proposed, "/withdrawal", &[]).await;
    refuses(&page, 200, "Withdrawn");
    let today = today.to_string();
    let values = [("asked_on", today.as_str()), ("evidence", "folder 12")];
    chi.submit(&page, "/erasure", &values).await;
    // A member alone has no way in.
    let kim = &foundation.sign_in_all(&["kim@mail.example"]).await[0];
    assert_eq!(kim.get(&page.path).await.status, 403);
    assert_eq!(kim.get("/room/erasures").await.status, 403);
    let done = ada
        .submit(&ada.get(&page.path).await, "/confirmation", &[])
        .await;
    refuses(&done, 200, "postal addresses: 1");
    refuses(&done, 200, "letters: ");
    refuses(&done, 200, "proxies: 1");
    for words in WORDS {
        assert_eq!(found_in(&app, words).await, Vec::<String>::new(), "{words}");
    }
    // Who they were goes on under a pseudonym, and their account reaches nobody.
    let list = ada
        .get(&ada.get("/room/parties").await.link("Erasures"))
        .await;
    refuses(&list, 200, "Former member 9");
    refuses(&chi.get("/room/members").await, 200, "Former member 9");
    refuses(&chi.get("/room/letters").await, 200, "");
    assert_eq!(
        text(
            &app,
            "SELECT count(*)::text AS it FROM accounts WHERE address LIKE 'erased-%@erased.invalid'"
        )
        .await,
        "1"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn each_obstacle_is_said_and_holds_in_the_database_too() {
    let (app, foundation) = founded().await;
    let chi = &foundation.chi;
    for (name, sentence) in [
        ("Kim Abara", "They are a member: membership no. 4"),
        ("Ben Lindqvist", "They hold an office (election officer)"),
        ("Ravi Menon", "They stand for Nordlicht Hosting"),
    ] {
        let page = party(chi, name).await;
        let page = chi.get(&format!("{}/erasure", page.path)).await;
        refuses(&page, 200, sentence);
        assert!(
            page.forms()
                .iter()
                .all(|form| !form.action.ends_with("/erasure")),
            "{name}"
        );
    }
    let mut db = session(&app, Role::App).await;
    let propose = |who: &str, by: &str, on: &str| {
        format!(
            "INSERT INTO erasure_proposals (id, party, asked_on, evidence, proposed_by)
             SELECT gen_random_uuid(), w.party, {on}, 'folder 12', b.party FROM party_records w, party_records b
             WHERE w.name = '{who}' AND b.name = '{by}' LIMIT 1"
        )
    };
    for (who, by, on, constraint) in [
        (
            "Kim Abara",
            "Chi Moreau",
            "current_date",
            "erasure_waits_for_obstacles",
        ),
        (
            "Pia Farkas",
            "Ada Okafor",
            "current_date",
            "erasure_is_proposed_by_the_secretary",
        ),
        (
            "Pia Farkas",
            "Kim Abara",
            "current_date",
            "erasure_is_proposed_by_the_secretary",
        ),
        (
            "Pia Farkas",
            "Chi Moreau",
            "current_date + 2",
            "erasure_was_asked_for",
        ),
    ] {
        assert_eq!(
            refused(&mut db, &propose(who, by, on)).await,
            constraint,
            "{who} {by}"
        );
    }
    // Proposed by one: not confirmed by the same, by whom it concerns, by a member or by nobody.
    db.batch_execute(&propose("Pia Farkas", "Chi Moreau", "current_date"))
        .await
        .unwrap();
    assert_eq!(
        refused(
            &mut db,
            &propose("Pia Farkas", "Chi Moreau", "current_date")
        )
        .await,
        "erasure_is_proposed_once"
    );
    for name in ["Chi Moreau", "Pia Farkas", "Kim Abara"] {
        let erase = format!(
            "SELECT erase_person(p.id, r.party) FROM erasure_proposals p, party_records r WHERE r.name = '{name}' LIMIT 1"
        );
        assert_eq!(
            refused(&mut db, &erase).await,
            "erasure_takes_two",
            "{name}"
        );
    }
    let nobody = "SELECT erase_person(p.id, NULL) FROM erasure_proposals p";
    assert_eq!(refused(&mut db, nobody).await, "erasure_takes_two");
    assert_eq!(
        text(&app, "SELECT count(*)::text AS it FROM erasures").await,
        "0"
    );
    // As a superuser where ordinary triggers rest.
    let mut administrator = app.database.administrator().await;
    administrator
        .batch_execute("SET session_replication_role = replica")
        .await
        .unwrap();
    for (statement, constraint) in [
        ("UPDATE party_names SET name = 'x'", "erased_by_two_officers_alone"),
        ("DELETE FROM party_names", "erased_by_two_officers_alone"),
        ("TRUNCATE party_names", "history_is_append_only"),
        ("UPDATE outbox_letters SET parameters = '{}'", "erased_by_two_officers_alone"),
        ("DELETE FROM outbox_letters", "erased_by_two_officers_alone"),
        ("UPDATE accounts SET address = 'erased-' || id || '@erased.invalid'", "account_address_by_two_after_72_hours"),
        ("DELETE FROM erasure_proposals", "history_is_append_only"),
        (
            // With an erasure of hers: what is not personal stays all the same, and so do others.
            "INSERT INTO erasures (proposal, party, asked_on, proposed_by, confirmed_by)
             SELECT p.id, p.party, p.asked_on, p.proposed_by, r.party FROM erasure_proposals p, party_records r WHERE r.name = 'Ada Okafor' LIMIT 1;
             UPDATE party_names n SET name = 'x' FROM party_facts f, erasure_proposals p WHERE f.record = n.record AND f.party <> p.party",
            "erased_by_two_officers_alone",
        ),
        (
            "INSERT INTO erasures (proposal, party, asked_on, proposed_by, confirmed_by)
             SELECT p.id, p.party, p.asked_on, p.proposed_by, r.party FROM erasure_proposals p, party_records r WHERE r.name = 'Ada Okafor' LIMIT 1;
             DELETE FROM party_names n USING party_facts f, erasure_proposals p WHERE f.record = n.record AND f.party = p.party",
            "erasure_leaves_the_rest",
        ),
    ] {
        assert_eq!(refused(&mut administrator, statement).await, constraint, "{statement}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_of_a_party_is_extended_as_before() {
    let (app, foundation) = founded().await;
    let mut db = session(&app, Role::App).await;
    db.batch_execute(
        "INSERT INTO party_records (party, name, country, disclosed, corrects)
         SELECT party, 'Kim Abara-Voss', 'NL', false, record FROM party_records WHERE name = 'Kim Abara'",
    )
    .await
    .unwrap();
    let latest =
        "SELECT name || ' ' || country || ' ' || disclosed || ' ' || (corrects IS NOT NULL) AS it
        FROM party_records ORDER BY record DESC LIMIT 1";
    assert_eq!(text(&app, latest).await, "Kim Abara-Voss NL false true");
    refuses(
        &party(&foundation.chi, "Kim Abara-Voss").await,
        200,
        "A person",
    );
    for (statement, constraint) in [
        (
            "INSERT INTO party_records (party, name, country, disclosed) SELECT id, ' ', '', true FROM parties LIMIT 1",
            "party_records_name",
        ),
        (
            "INSERT INTO party_records (party, name, country, disclosed) SELECT id, 'x', 'Germany', true FROM parties LIMIT 1",
            "party_records_country",
        ),
        (
            "INSERT INTO party_records (party, name, country, disclosed) VALUES (gen_random_uuid(), 'x', '', true)",
            "party_facts_party_fkey",
        ),
    ] {
        assert_eq!(refused(&mut db, statement).await, constraint, "{statement}");
    }
    for statement in [
        "UPDATE party_records SET name = 'x'",
        "DELETE FROM party_records",
        "INSERT INTO party_facts (party, disclosed) SELECT id, true FROM parties LIMIT 1",
        "INSERT INTO party_names SELECT record, 'x', '' FROM party_facts LIMIT 1",
    ] {
        let why = refused(&mut db, statement).await;
        let kept = [
            "permission denied",
            "cannot update view",
            "cannot delete from view",
        ];
        assert!(
            kept.iter().any(|words| why.starts_with(words)),
            "{statement}: {why}"
        );
    }
}
