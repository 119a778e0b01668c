//! That nobody lets a protected asset go alone: neither by a waiver, nor by an event, nor by the
//! state of a case.

use chrono::{Days, Months, NaiveDate};
use commonhold::db::{Role, pool};
use diesel::result::Error::DatabaseError;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use uuid::Uuid;

use super::{Mark, Register, deadline, months_ago, today};
use crate::acts::room::{founded, refuses, text};
use crate::licences::story::a_second_keeper;
use crate::motion_rows::person;
use crate::registry::{enters, fills};
use crate::support::election::{ADA, BEN, CHI};
use crate::support::{Page, TestApp, Visitor};

const SECTION_8: &str = "Section 8 declaration of use, first";
const DEED: &str = "This takes a deed.";
const TWO: &str = "Later two do it: one who keeps the register asks for it";
const INCIDENT: &str = "once an incident stands that says so";

/// Says what became of a deadline.
async fn says(officer: &Visitor, path: &str, act: &str, note: &str) -> Page {
    let form = officer.get(path).await.form("/acts");
    let form = form.with("act", act).with("note", note);
    officer.upload(&form, &[]).await
}

/// The same mark before the office of the European Union.
async fn european_case(register: &mut Register, mark: &Mark) -> String {
    let (case, by) = (Uuid::new_v4(), person(CHI.1));
    register
        .rows
        .run(&format!(
            "INSERT INTO mark_cases (id, asset, office, route, opened_by) VALUES ('{case}', '{}', 'EM', 'regional', {by});
             INSERT INTO mark_case_versions (mark_case, version, basis, application_no, registration_no, register, state, status_code, entered_by, reason)
             VALUES ('{case}', 1, '', '', '', '', 'filed', '', {by}, 'Entered.')",
            mark.asset
        ))
        .await;
    case.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_protected_is_not_let_go_by_one_keeper() {
    let (app, foundation) = founded().await;
    let (chi, ada, ben) = (&foundation.chi, &foundation.ada, &foundation.ben);
    a_second_keeper(&foundation).await;
    let mut register = Register::of(&app).await;
    let mark = register.mark("TAMARACK", "US", "1(a)").await;
    register
        .happened(&mark, "REGISTRATION", months_ago(64))
        .await;
    let room = format!("/room/registry/{}", mark.number);

    // The page of the deadline says it beforehand, and where to go.
    let page = deadline(chi, "/room/docket", SECTION_8).await;
    refuses(&page, 200, "the rule “Letting go” (docs/deeds.md)");
    assert!(
        !page.html.contains("value=\"waived\""),
        "it is offered: {}",
        page.html
    );
    assert_eq!(page.link("Write a deed"), format!("{room}/deeds/new"));
    assert_eq!(
        page.link("record an incident"),
        format!("{room}/do/incident")
    );
    let path = page.path.clone();
    let waived = says(chi, &path, "waived", "The mark is given up.").await;
    refuses(&waived, 422, "This asset is protected: by the rule");
    refuses(&chi.get(&path).await, 200, "→ open");

    // Nor by an event.
    let event = format!("{room}/do/event");
    let form = chi.get(&event).await;
    refuses(&form, 200, "the rule “Letting go” (docs/deeds.md)");
    assert_eq!(form.link("Write a deed"), format!("{room}/deeds/new"));
    assert_eq!(
        form.link("record an incident"),
        format!("{room}/do/incident")
    );
    let case = mark.case.to_string();
    let day = today().to_string();
    let records = async |code: &str| {
        let values = [
            ("code", code),
            ("mark_case", case.as_str()),
            ("happened_on", day.as_str()),
        ];
        fills(chi, &event, &values).await
    };
    for code in ["ABANDONED", "WITHDRAWN", "SURRENDERED"] {
        refuses(&records(code).await, 422, DEED);
    }
    for code in ["CANCELLED", "INVALIDATED", "EXPIRED"] {
        refuses(&records(code).await, 422, INCIDENT);
    }
    refuses(&chi.get(&path).await, 200, "→ open");

    // Nor by taking away what it is counted from; whoever entered that may have mistyped it.
    let asset = ben.get(&room).await;
    let note = [("note", "It never happened.")];
    let withdrawal = asset.link("Withdraw it");
    refuses(&fills(ben, &withdrawal, &note).await, 422, TWO);
    refuses(&chi.get(&path).await, 200, "→ open");

    // Nor by the state of the case.
    let change = asset.link("Change case US");
    let turns = async |state: &str| {
        let values = [("case_state", state), ("reason", "The office says so.")];
        fills(chi, &change, &values).await
    };
    for state in ["refused", "cancelled", "expired", "invalidated"] {
        refuses(&turns(state).await, 422, INCIDENT);
    }
    refuses(&turns("surrendered").await, 422, DEED);
    refuses(&turns("suspended").await, 200, "Suspended");

    // What an office did is recorded by two, and everybody reads it.
    let report = [
        ("kind", "office_decision"),
        ("happened_on", day.as_str()),
        ("what", "Cancelled for want of use, as the office wrote."),
    ];
    let recorded = fills(chi, &format!("{room}/do/incident"), &report).await;
    refuses(&recorded, 200, "another officer confirms it");
    refuses(&turns("cancelled").await, 422, INCIDENT);
    let confirm = ada.get(&room).await.link("Confirm it");
    refuses(&fills(ada, &confirm, &[]).await, 200, "it stands");
    refuses(&turns("cancelled").await, 200, "Cancelled");
    let reader = foundation.place.visitor();
    let public = reader.get(&format!("/registry/{}", mark.number)).await;
    refuses(&public, 200, "! Refused or ended by an office");

    // The next case takes the next incident.
    european_case(&mut register, &mark).await;
    let european = chi.get(&room).await.link("Change case EM");
    let expired = [("case_state", "expired"), ("reason", "The office says so.")];
    refuses(
        &fills(chi, &european, &expired).await,
        422,
        "Each case that is lost takes an incident of its own.",
    );

    // Nothing is left to be done for what is gone.
    let over = says(chi, &path, "waived", "The office cancelled it.").await;
    refuses(&over, 200, "Waived: The office cancelled it.");
    refuses(&records("CANCELLED").await, 200, "Cancelled");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_entered_an_event_takes_it_back_until_somebody_confirmed_the_days() {
    let (app, foundation) = founded().await;
    let (chi, ben) = (&foundation.chi, &foundation.ben);
    a_second_keeper(&foundation).await;
    let mut register = Register::of(&app).await;
    let note = [("note", "Entered for another mark.")];
    for (title, is_confirmed) in [("LARCH", false), ("TAMARACK", true)] {
        let mark = register.mark(title, "US", "1(a)").await;
        let registered = months_ago(64);
        register.happened(&mark, "REGISTRATION", registered).await;
        let docket = format!("/room/docket/assets/{}", mark.number);
        let page = deadline(chi, &docket, SECTION_8).await;
        if is_confirmed {
            let theirs = ben.get(&page.path).await;
            ben.submit(&theirs, "/confirmations", &[]).await;
        }
        let room = format!("/room/registry/{}", mark.number);
        // A correction takes its place, and makes it no younger and nobody else's.
        let day = (registered + Months::new(1)).to_string();
        let corrected = [("happened_on", day.as_str())];
        let correction = ben.get(&room).await.link("Correct it");
        assert_eq!(fills(ben, &correction, &corrected).await.status, 200);
        let withdrawal = chi.get(&room).await.link("Withdraw it");
        refuses(&fills(ben, &withdrawal, &note).await, 422, TWO);
        let taken_back = fills(chi, &withdrawal, &note).await;
        if is_confirmed {
            refuses(&taken_back, 422, TWO);
        } else {
            assert_eq!(taken_back.status, 200, "{}", taken_back.text());
        }
    }
}

/// What was entered by mistake and taken back took nothing; what was waived meanwhile did.
#[tokio::test(flavor = "multi_thread")]
async fn an_incident_that_took_nothing_stands_for_the_next_case() {
    let (app, foundation) = founded().await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let mut register = Register::of(&app).await;
    let day = today().to_string();
    for (title, is_event, is_waived) in [
        ("LARCH", true, false),
        ("ROWAN", false, false),
        ("TAMARACK", false, true),
    ] {
        let mark = register.mark(title, "US", "1(a)").await;
        let registered = months_ago(64);
        register.happened(&mark, "REGISTRATION", registered).await;
        let european = european_case(&mut register, &mark).await;
        let room = format!("/room/registry/{}", mark.number);
        let docket = format!("/room/docket/assets/{}", mark.number);
        let path = deadline(chi, &docket, SECTION_8).await.path;
        let report = [
            ("kind", "office_decision"),
            ("happened_on", day.as_str()),
            ("what", "Cancelled, as the office wrote."),
        ];
        let recorded = fills(chi, &format!("{room}/do/incident"), &report).await;
        assert_eq!(recorded.status, 200, "{}", recorded.text());
        let confirm = ada.get(&room).await.link("Confirm it");
        refuses(&fills(ada, &confirm, &[]).await, 200, "it stands");

        let turns = async |case: &str, state: &str| {
            let change = format!("{room}/do/case-change?of={case}");
            let values = [("case_state", state), ("reason", "The office says so.")];
            fills(chi, &change, &values).await
        };
        let case = mark.case.to_string();
        if is_event {
            let cancelled = [("code", "CANCELLED"), ("mark_case", case.as_str())];
            happened(chi, &room, &cancelled, today()).await;
            refuses(&turns(&european, "expired").await, 422, INCIDENT);
            let mistake = "SELECT id::text AS it FROM asset_events WHERE code = 'CANCELLED'";
            let mistake = text(&app, mistake).await;
            let withdrawal = format!("{room}/do/event-withdrawal?of={mistake}");
            let note = [("note", "Entered for the wrong case.")];
            let page = fills(chi, &withdrawal, &note).await;
            assert_eq!(page.status, 200, "{}", page.text());
        } else {
            assert_eq!(turns(&case, "cancelled").await.status, 200);
            refuses(&turns(&european, "expired").await, 422, INCIDENT);
            if is_waived {
                let waived = says(chi, &path, "waived", "The office cancelled it.").await;
                assert_eq!(waived.status, 200, "{}", waived.text());
            }
            assert_eq!(turns(&case, "filed").await.status, 200);
        }
        if is_waived {
            refuses(&turns(&european, "expired").await, 422, INCIDENT);
            let reopened = says(chi, &path, "reopened", "It was not cancelled.").await;
            assert_eq!(reopened.status, 200, "{}", reopened.text());
        }
        refuses(&turns(&european, "expired").await, 200, "Expired");
        // It stands for one case all the same.
        refuses(&turns(&case, "cancelled").await, 422, INCIDENT);
    }
}

/// A key that was replaced is revoked, and nobody invents a compromise for it.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_was_replaced_is_revoked_without_an_incident() {
    let (_app, foundation) = founded().await;
    let chi = &foundation.chi;
    let key = [
        ("title", "Release key"),
        ("fingerprint", "0123 4567 89AB CDEF"),
        ("reason", "Entered from the ceremony's minutes."),
    ];
    let room = enters(chi, "signing_key", &key).await.path;
    let (before, day) = (months_ago(1).to_string(), today().to_string());
    let revoked = [("code", "KEY_REVOKED"), ("happened_on", day.as_str())];
    let event = format!("{room}/do/event");
    refuses(&fills(chi, &event, &revoked).await, 422, INCIDENT);
    happened(chi, &room, &[("code", "KEY_ROTATED")], today()).await;
    // Revoked before, it was not for that.
    let earlier = [("code", "KEY_REVOKED"), ("happened_on", before.as_str())];
    refuses(&fills(chi, &event, &earlier).await, 422, INCIDENT);
    refuses(&fills(chi, &event, &revoked).await, 200, "Key revoked");
}

/// An event becomes 15 days older.
async fn ages(app: &TestApp, event: &str) {
    let mut administrator = app.database.administrator().await;
    administrator
        .batch_execute(&format!(
            "BEGIN;
             ALTER TABLE asset_events DISABLE TRIGGER append_only;
             ALTER TABLE asset_events DISABLE TRIGGER append_only_rows;
             UPDATE asset_events SET recorded_at = recorded_at - interval '15 days' WHERE id = '{event}';
             ALTER TABLE asset_events ENABLE ALWAYS TRIGGER append_only;
             ALTER TABLE asset_events ENABLE ALWAYS TRIGGER append_only_rows;
             COMMIT"
        ))
        .await
        .unwrap();
}

/// What was entered on the wrong case and is seen late takes no deed, and nobody does it alone.
#[tokio::test(flavor = "multi_thread")]
async fn two_keepers_withdraw_an_event_that_one_may_not() {
    let (app, foundation) = founded().await;
    let (chi, ben) = (&foundation.chi, &foundation.ben);
    a_second_keeper(&foundation).await;
    let mut register = Register::of(&app).await;
    let mark = register.mark("TAMARACK", "US", "1(a)").await;
    let room = format!("/room/registry/{}", mark.number);
    let event = register
        .happened(&mark, "OFFICE_ACTION", months_ago(1))
        .await;
    ages(&app, &event.to_string()).await;
    let withdrawal = format!("{room}/do/event-withdrawal?of={event}");
    let note = [("note", "It was of another mark.")];
    assert_eq!(chi.get("/room/docket").await.status, 200);
    refuses(&fills(chi, &withdrawal, &note).await, 422, TWO);

    let ask = chi.get(&withdrawal).await;
    let ask = ask.link("Ask a second keeper to withdraw it");
    let nothing = fills(chi, &ask, &[("reason", "")]).await;
    assert_eq!(nothing.status, 422, "{}", nothing.text());
    let why = [("reason", "It is of LARCH.")];
    let asked = fills(chi, &ask, &why).await;
    refuses(&asked, 200, "Office action issued");
    // Whoever asks is not the second.
    refuses(&fills(chi, &withdrawal, &note).await, 422, TWO);
    let task = "Look up whether it never happened, and withdraw it, as Chi Moreau asks";
    let own = chi.get("/tasks").await.text();
    assert!(!own.contains(task), "{own}");
    let tasks = ben.get("/tasks").await;
    refuses(&tasks, 200, task);
    let theirs = tasks.link(task);
    assert_eq!(theirs, withdrawal);
    let form = ben.get(&theirs).await;
    refuses(
        &form,
        200,
        "asks another keeper to withdraw it: It is of LARCH.",
    );
    let withdrawn = fills(ben, &theirs, &note).await;
    assert_eq!(withdrawn.status, 200, "{}", withdrawn.text());
    let tasks = ben.get("/tasks").await.text();
    assert!(!tasks.contains(task), "{tasks}");
    // There is nothing left to ask for.
    let late = format!(
        "INSERT INTO withdrawal_wishes (id, event, reason, wished_by) VALUES (gen_random_uuid(), '{event}', 'x', {})",
        person(CHI.1)
    );
    let mut server = pool::connect(&app.database.address(Role::App))
        .await
        .unwrap();
    assert_eq!(refused(&mut server, &late).await, "wish_is_of_an_event");
}

/// Records an event of an asset through its form.
async fn happened(officer: &Visitor, room: &str, values: &[(&str, &str)], on: NaiveDate) {
    let day = on.to_string();
    let mut all = vec![("happened_on", day.as_str())];
    all.extend(values);
    let page = fills(officer, &format!("{room}/do/event"), &all).await;
    assert_eq!(page.status, 200, "{}", page.text());
}

/// An action of another year is no reason to let this one go, nor is one's own young word; neither is
/// the day on which a domain ended before.
#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_not_let_go_for_another_of_its_kind() {
    let (app, foundation) = founded().await;
    let (chi, ben) = (&foundation.chi, &foundation.ben);
    a_second_keeper(&foundation).await;
    let mut register = Register::of(&app).await;
    let note = [("note", "It never happened.")];
    let mark = register.mark("TAMARACK", "US", "1(a)").await;
    let room = format!("/room/registry/{}", mark.number);
    let case = mark.case.to_string();
    let action = [("code", "OFFICE_ACTION"), ("mark_case", case.as_str())];
    happened(ben, &room, &action, months_ago(1)).await;
    let running = "SELECT id::text AS it FROM asset_events WHERE code = 'OFFICE_ACTION'";
    let running = text(&app, running).await;
    happened(chi, &room, &action, months_ago(40)).await;
    // The days are worked out when somebody reads them, or within a minute.
    assert_eq!(chi.get("/room/docket").await.status, 200);
    let withdrawal = format!("{room}/do/event-withdrawal?of={running}");
    refuses(&fills(chi, &withdrawal, &note).await, 422, TWO);
    // The same day makes it the same, and Chi could take her word back tomorrow.
    let again = register
        .happened(&mark, "OFFICE_ACTION", months_ago(1))
        .await;
    assert_eq!(chi.get("/room/docket").await.status, 200);
    refuses(&fills(chi, &withdrawal, &note).await, 422, TWO);
    // Once it stands for longer than that, it was entered twice.
    ages(&app, &again.to_string()).await;
    let twice = fills(chi, &withdrawal, &note).await;
    assert_eq!(twice.status, 200, "{}", twice.text());

    let domain = [
        ("title", "tamarack.example"),
        ("fqdn", "tamarack.example"),
        ("reason", "Entered from the registrar's page."),
    ];
    let room = enters(chi, "domain", &domain).await.path;
    let ends = today() + Days::new(60);
    happened(chi, &room, &[("code", "DOMAIN_EXPIRY")], ends).await;
    happened(chi, &room, &[("code", "DOMAIN_RENEWED")], today()).await;
    let later = ends + Months::new(12);
    happened(chi, &room, &[("code", "DOMAIN_EXPIRY")], later).await;
    let running = format!(
        "SELECT id::text AS it FROM asset_events WHERE code = 'DOMAIN_EXPIRY' AND happened_on = '{later}'"
    );
    let running = text(&app, &running).await;
    assert_eq!(chi.get("/room/docket").await.status, 200);
    let withdrawal = format!("{room}/do/event-withdrawal?of={running}");
    refuses(&fills(ben, &withdrawal, &note).await, 422, TWO);
}

/// Refused, with the constraint by which; nothing of it stays.
async fn refused(db: &mut AsyncPgConnection, sql: &str) -> String {
    let outcome = db.batch_execute(&format!("BEGIN; {sql}")).await;
    db.batch_execute("ROLLBACK").await.unwrap();
    match outcome {
        Ok(()) => panic!("not refused: {sql}"),
        Err(DatabaseError(_, info)) => info
            .constraint_name()
            .map_or_else(|| info.message().to_owned(), str::to_owned),
        Err(error) => panic!("{error}: {sql}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deed_lets_go_and_what_is_unprotected_needs_none() {
    let (app, foundation) = founded().await;
    let chi = &foundation.chi;
    let mut register = Register::of(&app).await;
    let mark = register.mark("TAMARACK", "US", "1(a)").await;
    register
        .happened(&mark, "REGISTRATION", months_ago(64))
        .await;
    let path = deadline(chi, "/room/docket", SECTION_8).await.path;
    let (case, asset) = (mark.case, mark.asset);
    let running =
        "(SELECT deadline FROM docket_now WHERE rule = 'us-s8-first' AND state = 'running')";
    let (chi_is, ada_is, ben_is) = (person(CHI.1), person(ADA.1), person(BEN.1));
    let event = |code: &str| {
        format!(
            "INSERT INTO asset_events (id, asset, mark_case, code, happened_on, source, note, withdrawn, entered_by)
             VALUES (gen_random_uuid(), '{asset}', '{case}', '{code}', '2026-01-05', 'manual', '', false, {chi_is})"
        )
    };
    let state = |state: &str, of: &str| {
        format!(
            "INSERT INTO mark_case_versions (mark_case, version, basis, application_no, registration_no, register, state, status_code, entered_by, reason)
             SELECT mark_case, version + 1, basis, '', '', register, '{state}', '', {chi_is}, 'So it is.' FROM mark_case_now WHERE mark_case = '{of}'"
        )
    };
    let incident = |kind: &str| {
        let id = Uuid::new_v4();
        format!(
            "INSERT INTO incidents (id, asset, kind, happened_on, what, recorded_by)
             VALUES ('{id}', '{asset}', '{kind}', '2026-01-05', 'As we heard.', {ada_is});
             INSERT INTO incident_confirmations (incident, confirmed_by) VALUES ('{id}', {ben_is})"
        )
    };
    let waiver = format!(
        "INSERT INTO deadline_acts (deadline, act, note, person) VALUES ({running}, 'waived', 'x', {chi_is})"
    );
    let mut administrator = app.database.administrator().await;
    administrator
        .batch_execute("SET session_replication_role = replica")
        .await
        .unwrap();
    let mut server = pool::connect(&app.database.address(Role::App))
        .await
        .unwrap();
    for db in [&mut server, &mut administrator] {
        for (sql, constraint) in [
            (waiver.clone(), "waiver_takes_a_deed"),
            (event("SURRENDERED"), "letting_go_takes_a_deed"),
            (event("EXPIRED"), "loss_has_its_incident"),
            (
                state("cancelled", &case.to_string()),
                "loss_has_its_incident",
            ),
            // What befell it is something else.
            (
                format!("{}; {}", incident("compromise"), event("EXPIRED")),
                "loss_has_its_incident",
            ),
            // A loss is no reason to waive, nor to say that we gave it up.
            (
                format!("{}; {waiver}", incident("lapse")),
                "waiver_takes_a_deed",
            ),
            (
                format!("{}; {}", incident("lapse"), event("ABANDONED")),
                "letting_go_takes_a_deed",
            ),
            // What is refused can be appealed: it is not gone.
            (
                format!(
                    "{}; {}; {waiver}",
                    incident("office_decision"),
                    state("refused", &case.to_string())
                ),
                "waiver_takes_a_deed",
            ),
        ] {
            assert_eq!(refused(db, &sql).await, constraint, "{sql}");
        }
    }

    // The case as a deed leaves it, which the certifier alone carries out.
    let surrendered = state("surrendered", &case.to_string());
    administrator
        .batch_execute(&format!(
            "SET session_replication_role = origin;
             BEGIN;
             ALTER TABLE mark_case_versions DISABLE TRIGGER guard;
             {surrendered};
             ALTER TABLE mark_case_versions ENABLE ALWAYS TRIGGER guard;
             COMMIT"
        ))
        .await
        .unwrap();
    let waived = says(chi, &path, "waived", "Deed D-1 gave it up.").await;
    refuses(&waived, 200, "Waived: Deed D-1 gave it up.");
    register.rows.run(&event("SURRENDERED")).await;

    // A contract is under no lock.
    let (contract, ends) = (Uuid::new_v4(), today() + Months::new(2));
    register
        .rows
        .run(&format!(
            "INSERT INTO assets (id, kind) VALUES ('{contract}', 'contract');
             INSERT INTO asset_versions (asset, version, title, holding, owner, state, protected, open, identifiers, details, entered_by, reason)
             VALUES ('{contract}', 1, 'Hosting', 'owned', 'Tamarack OS Foundation', 'active', false, true, '{{}}', '{{}}', {chi_is}, 'Entered.');
             INSERT INTO asset_events (id, asset, code, happened_on, source, note, withdrawn, entered_by)
             VALUES (gen_random_uuid(), '{contract}', 'CONTRACT_END', '{ends}', 'manual', '', false, {chi_is})"
        ))
        .await;
    let path = deadline(chi, "/room/docket", "The contract ends")
        .await
        .path;
    let waived = says(chi, &path, "waived", "We let it end.").await;
    refuses(&waived, 200, "Waived: We let it end.");
    let count = "SELECT count(*)::text AS it FROM deadline_acts WHERE act = 'waived'";
    assert_eq!(text(&app, count).await, "2");
}
