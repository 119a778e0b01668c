//! What the database refuses to the application's own role.

use commonhold::db::Role;
use diesel_async::SimpleAsyncConnection;

use super::{applies, begins, screens, step, views, with_committee};
use crate::acts::room::text;
use crate::rolls::{refused, session};

#[tokio::test(flavor = "multi_thread")]
async fn approval_without_a_decision_of_a_competent_body_is_refused() {
    let (app, foundation, committee) = with_committee().await;
    let noor = begins(&foundation, "Noor Vázquez", "noor@mail.example").await;
    applies(&noor, "individual", &[("contribution", "Translations")]).await;
    step(&committee[0], 1, "take_up").await;
    screens(&committee[0], 1).await;
    views(&committee[0], 1, "approve", "").await;
    let mut db = session(&app, Role::App).await;
    let application = "(SELECT id FROM applications WHERE number = 1)";
    let person = |name: &str| {
        format!(
            "(SELECT party FROM party_records WHERE name = '{name}' ORDER BY record DESC LIMIT 1)"
        )
    };
    let (kim, lou, chi, applicant) = (
        person("Kim Abara"),
        person("Lou Bekker"),
        person("Chi Moreau"),
        person("Noor Vázquez"),
    );
    let take = |step: &str, by: &str, decision: &str| {
        format!(
            "INSERT INTO application_steps (id, application, step, words, decision, taken_by)
             VALUES (gen_random_uuid(), {application}, '{step}', 'x', {decision}, {by})"
        )
    };
    let view = |by: &str| {
        format!(
            "INSERT INTO application_views (id, application, person, view, reasons)
             VALUES (gen_random_uuid(), {application}, {by}, 'approve', '')"
        )
    };
    let founding = "(SELECT id FROM recorded_decisions ORDER BY number LIMIT 1)";
    for (constraint, statement) in [
        ("approval_is_decided", take("approve", &kim, "NULL")),
        ("approval_is_decided", take("approve", &chi, "NULL")),
        ("approval_is_decided", take("approve", &kim, founding)),
        ("affiliated_is_recused", take("approve", &applicant, "NULL")),
        ("application_moves_by_the_table", take("take_up", &kim, "NULL")),
        ("application_moves_by_the_table", take("reopen", &kim, founding)),
        ("step_of_the_applicant", take("withdraw", &kim, "NULL")),
        ("view_of_the_committee", view(&chi)),
        ("affiliated_is_recused", format!("{}; {}", view(&lou), take("approve", &applicant, "NULL"))),
        (
            "admission_after_approval",
            format!(
                "INSERT INTO application_admissions (application, membership)
                 SELECT {application}, id FROM memberships LIMIT 1"
            ),
        ),
        (
            "membership_has_a_reason",
            format!(
                "INSERT INTO memberships (id, number, party, class, member_since)
                 SELECT gen_random_uuid(), 99, {applicant}, 'individual', '2026-01-01'"
            ),
        ),
        (
            "payment_by_the_treasurer",
            format!(
                "INSERT INTO application_checks (id, application, kind, result, reference, made_by)
                 VALUES (gen_random_uuid(), {application}, 'payment', 'clear', 'x', {kim})"
            ),
        ),
        (
            "in_kind_is_decided",
            format!(
                "INSERT INTO application_checks (id, application, kind, result, reference, decision, made_by)
                 VALUES (gen_random_uuid(), {application}, 'in_kind', 'clear', 'x', {founding}, {kim})"
            ),
        ),
        (
            "application_goes_its_way",
            format!(
                "INSERT INTO applications (id, number, party, person, class, route)
                 VALUES (gen_random_uuid(), 2, {kim}, {kim}, 'mirror', 'payment or in kind')"
            ),
        ),
        (
            "one_application_at_a_time",
            format!(
                "INSERT INTO applications (id, number, party, person, class, route)
                 VALUES (gen_random_uuid(), 2, {applicant}, {applicant}, 'individual', 'committee')"
            ),
        ),
        (
            "history_is_append_only",
            "UPDATE application_steps SET step = 'approve'".to_owned(),
        ),
        (
            "history_is_append_only",
            "DELETE FROM application_views".to_owned(),
        ),
        (
            "permission denied for table application_moves",
            "INSERT INTO application_moves VALUES ('declined', 'approve', 'approved', 'me')".to_owned(),
        ),
    ] {
        let why = refused(&mut db, &statement).await;
        let why = match constraint {
            // The right is not even given.
            "history_is_append_only" if why.starts_with("permission denied") => constraint,
            _ => why.as_str(),
        };
        assert_eq!(why, constraint, "{statement}");
    }
    // A record is never deleted along with another.
    let cascades =
        "SELECT count(*)::text AS it FROM pg_constraint c WHERE c.contype = 'f' AND c.confdeltype = 'c'
                    AND EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.conrelid AND t.tgname = 'append_only')";
    assert_eq!(text(&app, cascades).await, "0");
    // What is refused left nothing behind, and what the rules allow is allowed.
    let allowed = format!(
        "BEGIN; {}; {}; ROLLBACK",
        view(&lou),
        take("approve", &kim, "NULL")
    );
    db.batch_execute(&allowed).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn terms_representatives_and_moves_are_refused_past_the_pages() {
    let (app, foundation, _) = with_committee().await;
    foundation.certify_roll().await;
    let mut db = session(&app, Role::App).await;
    let membership = |number: i32| format!("(SELECT id FROM memberships WHERE number = {number})");
    let term = |number: i32, from: &str, until: &str| {
        format!(
            "INSERT INTO membership_terms (membership, starts_on, ends_on) VALUES ({}, {from}, {until})",
            membership(number)
        )
    };
    let corrected = |starts: &str, ends: &str| {
        format!(
            "INSERT INTO membership_terms (membership, starts_on, ends_on, corrects)
             SELECT membership, {starts}, {ends}, record FROM membership_terms WHERE membership = {}",
            membership(4)
        )
    };
    let end = |number: i32, reason: &str| {
        format!(
            "INSERT INTO membership_ends (membership, ends_on, reason, decision, evidence, recorded_by)
             VALUES ({}, current_date, '{reason}', (SELECT id FROM recorded_decisions LIMIT 1), 'x',
                     (SELECT person FROM accounts WHERE address LIKE 'chi@%'))",
            membership(number)
        )
    };
    for (constraint, statement) in [
        // Overlapping terms.
        ("membership_terms_apart", term(4, "current_date", "current_date + 365")),
        // A closed term moved: another first day, or an end before a certified roll.
        ("membership_terms_are_not_moved", corrected("starts_on + 1", "ends_on")),
        ("membership_terms_are_not_moved", corrected("starts_on", "current_date - 100")),
        // Moves that are not in the table.
        ("reinstatement_is_decided", term(9, "current_date", "current_date + 365")),
        ("termination_takes_a_case", end(4, "terminated")),
        ("transfer_is_decided", end(1, "transferred")),
        ("membership_moves_by_the_table", end(9, "resigned")),
        // By nobody who keeps members, and without what shows it.
        ("end_is_shown", end(4, "resigned").replace("chi@", "ada@")),
        ("end_is_shown", end(4, "recorded_in_error").replace("'x'", "NULL")),
        ("membership_moves_by_the_table", end(9, "terminated")),
        ("membership_moves_by_the_table", format!("{}; {}", end(4, "deceased"), term(4, "current_date + 60", "current_date + 365"))),
        // Two voting representatives from one day on.
        (
            "one_voting_representative",
            "INSERT INTO representations (organisation, person, starts_on, recorded_by)
             SELECT organisation, person, starts_on, recorded_by FROM representations LIMIT 1".to_owned(),
        ),
        // Another in their place by one officer.
        (
            "representation_by_two_after_72_hours",
            "INSERT INTO representations (organisation, person, starts_on, recorded_by)
             SELECT organisation, person, starts_on + 1, recorded_by FROM representations LIMIT 1".to_owned(),
        ),
        // A certified roll changed.
        (
            "roll_is_fixed",
            format!(
                "INSERT INTO roll_entitlements (roll_id, entitlement, membership_id, class_id, votes, commitment)
                 SELECT id, decode(repeat('00', 16), 'hex'), {}, 'individual', 1, decode(repeat('00', 32), 'hex') FROM rolls LIMIT 1",
                membership(9)
            ),
        ),
        ("history_is_append_only", "UPDATE roll_entitlements SET votes = 2".to_owned()),
        ("history_is_append_only", "DELETE FROM memberships".to_owned()),
    ] {
        let why = refused(&mut db, &statement).await;
        let why = if why.starts_with("permission denied") { constraint.to_owned() } else { why };
        assert_eq!(why, constraint, "{statement}");
    }
    // The state in SQL is the one that pages show.
    for number in 1..=10 {
        let state = text(
            &app,
            &format!(
                "SELECT membership_state({}, legal_day(clock_timestamp())) AS it",
                membership(number)
            ),
        )
        .await;
        let wanted = if number == 9 { "lapsed" } else { "active" };
        let wanted = if number == 9 && state == "grace" {
            "grace"
        } else {
            wanted
        };
        assert_eq!(state, wanted, "membership {number}");
    }
}
