//! What the database refuses, as the application's role.

use commonhold::db::{Role, pool};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};

use crate::acts::room::founded;

/// Two organisations A and B, two persons P and Q, each by the start of its identity.
const GROUND: &str = "
    INSERT INTO parties (id, kind)
    SELECT ('0000000' || n || '-0000-4000-8000-000000000000')::uuid, k
    FROM (VALUES (1, 'organisation'), (2, 'organisation'), (3, 'person'), (4, 'person')) v (n, k);
    INSERT INTO party_records (party, name, country, disclosed)
    SELECT p.id, 'Party ' || left(p.id::text, 8), 'DE', true FROM parties p WHERE p.id::text LIKE '0000000%';
    INSERT INTO domain_claims (id, organisation, domain, starts_on, recorded_by)
    VALUES (gen_random_uuid(), A, 'one.example', '2026-01-10', P);
    INSERT INTO ties (id, person, organisation, kind, starts_on, source, note, recorded_by)
    VALUES ('00000000-0000-4000-8000-000000000001', P, A, 'employee', '2026-01-10', 'self', '', P);
    INSERT INTO tie_ends (id, tie, ends_on, recorded_by)
    VALUES (gen_random_uuid(), '00000000-0000-4000-8000-000000000001', '2026-03-01', P);
    INSERT INTO control_links (id, parent, child, percent_bp, basis, reason, starts_on, recorded_by)
    VALUES ('00000000-0000-4000-8000-000000000002', A, B, 5001, 'shares', 'why', '2026-01-10', P);
    INSERT INTO control_link_ends (id, link, ends_on, reason, recorded_by)
    VALUES (gen_random_uuid(), '00000000-0000-4000-8000-000000000002', '2026-01-10', 'why', P);
    INSERT INTO organisation_records (id, organisation, legal_name, registration_number, jurisdiction, starts_on, recorded_by)
    VALUES (gen_random_uuid(), A, 'A GmbH', '', '', '2026-01-10', P);
    INSERT INTO postal_addresses (id, party, address, country, starts_on, recorded_by)
    VALUES (gen_random_uuid(), A, 'Street 1', 'DE', '2026-01-10', P);
    INSERT INTO organisation_events (id, organisation, kind, effective_on, successor, source, recorded_by)
    VALUES ('00000000-0000-4000-8000-000000000003', A, 'merged', '2026-01-10', B, 'read', P);
    INSERT INTO cap_breaches (id, event, survivor, absorbed, rule, rule_value, citation, deadline_citation)
    VALUES ('00000000-0000-4000-8000-000000000004', '00000000-0000-4000-8000-000000000003', B, A, 'r', 'v', 'c', '');
    INSERT INTO cap_breach_parts (breach, organisation, director)
    VALUES ('00000000-0000-4000-8000-000000000004', A, P), ('00000000-0000-4000-8000-000000000004', B, Q);
    INSERT INTO party_merges (id, duplicate, kept, reason, proposed_by)
    VALUES ('00000000-0000-4000-8000-000000000005', A, B, 'one', P);
    INSERT INTO party_merges (id, duplicate, kept, reason, proposed_by)
    VALUES ('00000000-0000-4000-8000-000000000006', B, A, 'one', P);";

/// The words of a statement with the parties' identities in their places.
fn filled(sql: &str) -> String {
    let mut sql = sql.to_owned();
    for (name, number) in [("A", 1), ("B", 2), ("P", 3), ("Q", 4)] {
        let id = format!("'0000000{number}-0000-4000-8000-000000000000'");
        for (before, after) in [("(", ","), (" ", ","), (" ", ")"), ("(", ")")] {
            // Twice: neighbours share the blank between them.
            for _ in 0..2 {
                sql = sql.replace(
                    &format!("{before}{name}{after}"),
                    &format!("{before}{id}{after}"),
                );
            }
        }
    }
    sql
}

#[track_caller]
fn says(refused: diesel::QueryResult<()>, words: &str, sql: &str) {
    let error = refused.expect_err(sql).to_string();
    assert!(error.contains(words), "{words:?} wanted of {sql}: {error}");
}

async fn app_role() -> (crate::support::TestApp, AsyncPgConnection) {
    let (app, _foundation) = founded().await;
    let mut conn = pool::connect(&app.database.address(Role::App))
        .await
        .unwrap();
    conn.batch_execute(&filled(GROUND)).await.unwrap();
    (app, conn)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_refuses_what_the_record_forbids() {
    let (_app, mut conn) = app_role().await;
    for table in [
        "organisation_records",
        "domain_claims",
        "domain_releases",
        "postal_addresses",
        "ties",
        "tie_ends",
        "control_links",
        "control_link_ends",
        "organisation_events",
        "organisation_event_withdrawals",
        "cap_breaches",
        "cap_breach_parts",
        "cap_breach_choices",
        "party_merges",
        "party_merge_confirmations",
        "parties_apart",
    ] {
        for sql in [
            format!("DELETE FROM {table}"),
            format!("TRUNCATE {table} CASCADE"),
        ] {
            says(conn.batch_execute(&sql).await, "permission denied", &sql);
        }
    }
    for (sql, words) in [
        ("UPDATE ties SET ends_on = NULL", "permission denied"),
        // A domain at one time is one organisation's, whoever asks and from whichever end.
        (
            "INSERT INTO domain_claims (id, organisation, domain, starts_on, recorded_by) VALUES (gen_random_uuid(), B, 'one.example', '2026-02-01', P)",
            "one organisation at a time",
        ),
        (
            "INSERT INTO domain_claims (id, organisation, domain, starts_on, recorded_by) VALUES (gen_random_uuid(), B, 'one.example', '2025-02-01', P)",
            "one organisation at a time",
        ),
        (
            "INSERT INTO domain_claims (id, organisation, domain, starts_on, recorded_by) VALUES (gen_random_uuid(), A, 'one.example', '2026-01-10', P)",
            "one organisation at a time",
        ),
        (
            "INSERT INTO domain_claims (id, organisation, domain, starts_on, recorded_by) VALUES (gen_random_uuid(), A, 'One.Example', '2026-01-10', P)",
            "domain_claims_domain",
        ),
        (
            "INSERT INTO domain_claims (id, organisation, domain, starts_on, recorded_by) VALUES (gen_random_uuid(), P, 'two.example', '2026-01-10', P)",
            "domain_claims_organisation",
        ),
        (
            "INSERT INTO domain_releases (claim, ends_on, recorded_by) SELECT id, '2026-01-09', recorded_by FROM domain_claims",
            "nothing ends before it began",
        ),
        (
            "INSERT INTO tie_ends (id, tie, ends_on, recorded_by) VALUES (gen_random_uuid(), '00000000-0000-4000-8000-000000000001', '2026-01-09', P)",
            "nothing ends before it began",
        ),
        (
            "INSERT INTO control_link_ends (id, link, ends_on, reason, recorded_by) VALUES (gen_random_uuid(), '00000000-0000-4000-8000-000000000002', '2026-01-09', 'why', P)",
            "nothing ends before it began",
        ),
        (
            "INSERT INTO ties (id, person, organisation, kind, starts_on, ends_on, source, note, recorded_by) VALUES (gen_random_uuid(), P, A, 'employee', '2026-01-10', '2026-01-10', 'self', '', P)",
            "ties_order",
        ),
        // Nobody speaks for another.
        (
            "INSERT INTO ties (id, person, organisation, kind, starts_on, source, note, recorded_by) VALUES (gen_random_uuid(), P, A, 'employee', '2026-01-10', 'self', '', Q)",
            "ties_of_oneself",
        ),
        (
            "INSERT INTO ties (id, person, organisation, kind, starts_on, source, note, recorded_by) VALUES (gen_random_uuid(), P, A, 'owner', '2026-01-10', 'self', '', P)",
            "ties_share",
        ),
        (
            "INSERT INTO ties (id, person, organisation, kind, share_bp, starts_on, source, note, recorded_by) VALUES (gen_random_uuid(), P, A, 'officer', 100, '2026-01-10', 'self', '', P)",
            "ties_share",
        ),
        (
            "INSERT INTO ties (id, person, kind, starts_on, source, note, recorded_by) VALUES (gen_random_uuid(), P, 'officer', '2026-01-10', 'self', '', P)",
            "ties_with",
        ),
        (
            "INSERT INTO ties (id, person, organisation, kind, starts_on, source, note, recorded_by) VALUES (gen_random_uuid(), A, B, 'officer', '2026-01-10', 'secretary', '', P)",
            "ties_person",
        ),
        (
            "INSERT INTO control_links (id, parent, child, percent_bp, basis, reason, starts_on, recorded_by) VALUES (gen_random_uuid(), A, A, 5001, 'shares', 'why', '2026-01-10', P)",
            "control_links_two",
        ),
        (
            "INSERT INTO organisation_events (id, organisation, kind, effective_on, source, recorded_by) VALUES (gen_random_uuid(), A, 'merged', '2026-01-10', 'read', P)",
            "organisation_events_into",
        ),
        (
            "INSERT INTO organisation_records (id, organisation, legal_name, registration_number, jurisdiction, starts_on, corrects, recorded_by) SELECT gen_random_uuid(), B, 'B', '', '', '2026-01-10', o.record, o.recorded_by FROM organisation_records o",
            "a correction is of a record of the same",
        ),
        (
            "INSERT INTO cap_breaches (id, event, survivor, absorbed, rule, rule_value, citation, deadline_citation) VALUES (gen_random_uuid(), '00000000-0000-4000-8000-000000000003', A, B, 'r', 'v', 'c', '')",
            "a breach is of the two members",
        ),
        (
            "INSERT INTO cap_breach_choices (breach, director, note, recorded_by) VALUES ('00000000-0000-4000-8000-000000000004', A, 'told', P)",
            "the choice is between those",
        ),
        // Two officers, neither of whom it concerns.
        (
            "INSERT INTO party_merge_confirmations (merge, confirmed_by) VALUES ('00000000-0000-4000-8000-000000000005', P)",
            "a second officer confirms",
        ),
        (
            "INSERT INTO party_merges (id, duplicate, kept, reason, proposed_by) VALUES (gen_random_uuid(), A, P, 'one', P)",
            "a person and an organisation are not one",
        ),
        (
            "INSERT INTO parties_apart (id, one, other, reason, recorded_by) VALUES (gen_random_uuid(), B, A, 'two', P)",
            "parties_apart_order",
        ),
    ] {
        let sql = filled(sql);
        says(conn.batch_execute(&sql).await, words, &sql);
    }
    // Nobody becomes their own duplicate by way of another.
    let confirm = |merge| {
        filled(&format!(
            "INSERT INTO party_merge_confirmations (merge, confirmed_by) VALUES ('00000000-0000-4000-8000-00000000000{merge}', Q)"
        ))
    };
    conn.batch_execute(&confirm(5)).await.unwrap();
    let circle = conn.batch_execute(&confirm(6)).await;
    says(circle, "a duplicate already", "a circle");
}
