//! The hand-over programme: listed and recorded by one officer, confirmed by another, and
//! read by everybody.

use crate::acts::room::{bare, refuses, text};
use crate::auditor::export::reads_back;
use crate::dues::Treasury;
use crate::parties::day;
use crate::support::election::CHI;
use crate::support::{Codes, Page, TestApp, Visitor};

const ROOM: &str = "/room/handover";

/// An officer fills the form for an item.
pub async fn lists(officer: &Visitor, holder: &str, values: &[(&str, &str)]) -> Page {
    let page = officer.get(ROOM).await;
    let mut form = page
        .form(ROOM)
        .with("title", "The domain tamarack.example")
        .with("kind", "domain")
        .with("leaves_by", "custody")
        .with("holder", holder);
    for (name, value) in values {
        form = form.with(name, value);
    }
    officer.send(&form).await
}

/// The party of a person.
async fn person(treasury: &Treasury, name: &str) -> String {
    person_of(&treasury.app, name).await
}

pub async fn person_of(app: &TestApp, name: &str) -> String {
    let sql = format!("SELECT party::text AS it FROM party_records WHERE name = '{name}' LIMIT 1");
    text(app, &sql).await
}

/// What the database says to a statement that it refuses.
async fn said(treasury: &Treasury, sql: &str) -> String {
    use diesel_async::RunQueryDsl;
    let mut superuser = treasury.app.database.administrator().await;
    diesel::sql_query("SET session_replication_role = replica")
        .execute(&mut superuser)
        .await
        .unwrap();
    let refusal = diesel::sql_query(sql).execute(&mut superuser).await;
    refusal.expect_err(sql).to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_founder_holds_is_handed_over_by_two_officers_who_did_not_hold_it() {
    let treasury = Treasury::open().await;
    let foundation = &treasury.foundation;
    let (ada, ben, chi, lou) = (
        &foundation.ada,
        &foundation.ben,
        &foundation.chi,
        &treasury.lou,
    );
    let anybody = treasury.app.visitor();
    let public = anybody.get("/holders/handover").await;
    refuses(&public, 200, "Nothing is listed yet.");
    let holder = person(&treasury, "Ada Okafor").await;
    let hidden = person(&treasury, "Ola Eide").await;

    // Who may not list, and what is no item.
    let page = ada.get(ROOM).await;
    refuses(
        &page,
        200,
        "The secretary, the chair, the treasurer or a deputy lists items.",
    );
    let refused = ada.send(&bare(&page, ROOM)).await;
    refuses(&refused, 403, "You may confirm what they record.");
    assert_ne!(anybody.get(ROOM).await.path, ROOM);
    let member = foundation.place.sign_in("tom@mail.example").await;
    assert_eq!(member.get(ROOM).await.status, 403);
    for (values, sentence) in [
        (
            [("title", " "), ("kind", "domain")],
            "Say what it is in one line",
        ),
        (
            [("title", "The do\u{200b}main"), ("kind", "domain")],
            "without characters that are not seen",
        ),
        ([("holder", ""), ("kind", "domain")], "Choose who holds it."),
        (
            [("holder", "nobody"), ("kind", "domain")],
            "Choose who holds it.",
        ),
        (
            [("asset", "7"), ("kind", "domain")],
            "Choose an asset of the register, or none.",
        ),
        (
            [("kind", "seat"), ("leaves_by", "election")],
            "A seat is named where the kind",
        ),
        (
            [("kind", "domain"), ("leaves_by", "election")],
            "A seat leaves by an election",
        ),
        (
            [("kind", "yacht"), ("leaves_by", "custody")],
            "Choose what kind of thing it is.",
        ),
    ] {
        let refused = lists(lou, &holder, &values).await;
        refuses(&refused, 422, sentence);
    }
    let faulty = lists(lou, &holder, &[("kind", "seat")]).await;
    assert_eq!(
        faulty.form(ROOM).value("title"),
        Some("The domain tamarack.example")
    );

    // Two items; sent twice each is one.
    let page = lou.get(ROOM).await;
    let form = page
        .form(ROOM)
        .with("title", "The domain tamarack.example")
        .with("kind", "domain")
        .with("leaves_by", "custody")
        .with("holder", &holder);
    refuses(&lou.send(&form).await, 200, "The domain tamarack.example");
    refuses(&lou.send(&form).await, 200, "0 of 1 handed over");
    let listed = lists(
        lou,
        &hidden,
        &[("title", "The old signing key"), ("kind", "key")],
    )
    .await;
    refuses(&listed, 200, "0 of 2 handed over");
    let public = anybody.get("/holders/handover").await;
    refuses(&public, 200, "0 of 2 handed over");
    refuses(&public, 200, "still held by Ada Okafor");
    refuses(&public, 200, "still held by somebody who is not named");
    assert!(!public.html.contains("Ola Eide"));

    // The treasurer records it; no day ahead, no empty reference.
    let today = day(foundation, 0).to_string();
    let tomorrow = day(foundation, 1).to_string();
    let item = lou
        .get(&lou.get(ROOM).await.link("The domain tamarack.example"))
        .await;
    for (values, sentence) in [
        (
            [("happened_on", "soon"), ("evidence", "A letter")],
            "Give a day like 2027-07-31.",
        ),
        (
            [("happened_on", &*tomorrow), ("evidence", "A letter")],
            "Give a day that has come.",
        ),
        (
            [("happened_on", &*today), ("evidence", " ")],
            "Give a reference that shows it",
        ),
        (
            [("happened_on", &*today), ("evidence", "A\u{202e} letter")],
            "without characters that are not seen",
        ),
    ] {
        refuses(&lou.submit(&item, "/record", &values).await, 422, sentence);
    }
    let right = [
        ("happened_on", &*today),
        ("evidence", "The registrar’s letter of today"),
    ];
    let recorded = lou.submit(&item, "/record", &right).await;
    refuses(
        &recorded,
        200,
        "You recorded this. Another officer must confirm it.",
    );
    refuses(
        &anybody.get("/holders/handover").await,
        200,
        "0 of 2 handed over",
    );

    // Neither who recorded it nor who held it confirms it, nor a member.
    let task = "Confirm what is recorded of “The domain tamarack.example”";
    refuses(&ben.get("/tasks").await, 200, task);
    for officer in [lou, ada] {
        assert!(!officer.get("/tasks").await.text().contains(task));
    }
    let waiting = ben.get(&recorded.path).await;
    let confirmation = waiting.form("/confirmation");
    let record = confirmation.value("record").unwrap().to_owned();
    for (officer, sentence) in [
        (lou, "Whoever recorded it does not confirm it"),
        (ada, "nor whoever held it"),
    ] {
        let page = officer.get(&recorded.path).await;
        let mut form = bare(&page, &confirmation.action);
        form.fields.push(("record".to_owned(), record.clone()));
        refuses(&officer.send(&form).await, 409, sentence);
    }
    refuses(&ada.get(&recorded.path).await, 200, "You hold this");

    // The step of the code stays on a page that comes back with a fault.
    chi.gives_a_code().await;
    let elsewhere = foundation.place.sign_in(CHI.1).await;
    let asking = elsewhere.get_as_it_stands(&recorded.path).await;
    let faulty = elsewhere.submit(&asking, "/withdrawal", &[]).await;
    refuses(&faulty, 422, "Say why, within 300 characters.");
    for page in [asking, faulty] {
        assert!(Codes::are_asked(&page), "{}", page.text());
        let confirms = |action: &str| action.ends_with("/confirmation");
        assert!(page.forms().iter().all(|form| !confirms(&form.action)));
    }
    let withdrawal = [("reason", "The letter was a draft")];
    let back = chi
        .submit(&chi.get(&recorded.path).await, "/withdrawal", &withdrawal)
        .await;
    refuses(&back, 200, "Record what became of it");
    refuses(
        &ben.send(&confirmation).await,
        409,
        "not the item’s any more",
    );
    let again = chi.submit(&back, "/record", &right).await;
    refuses(&again, 200, "Confirm it");
    let page = ben.get(&again.path).await;
    let confirmed = ben.submit(&page, "/confirmation", &[]).await;
    refuses(&confirmed, 200, "by Ben Lindqvist");
    refuses(
        &anybody.get("/holders/handover").await,
        200,
        "1 of 2 handed over",
    );
    refuses(
        &anybody.get("/holders/handover").await,
        200,
        "handed over by Ada Okafor on",
    );

    // What was listed by mistake is not counted, once another officer says so too.
    let key = chi
        .get(&chi.get(ROOM).await.link("The old signing key"))
        .await;
    let mistaken = [
        ("outcome", "mistaken"),
        ("happened_on", &*today),
        ("evidence", "There never was such a key"),
    ];
    let recorded = chi.submit(&key, "/record", &mistaken).await;
    refuses(
        &anybody.get("/holders/handover").await,
        200,
        "1 of 2 handed over",
    );
    let page = ben.get(&recorded.path).await;
    ben.submit(&page, "/confirmation", &[]).await;
    let public = anybody.get("/holders/handover").await;
    refuses(&public, 200, "1 of 1 handed over");
    assert!(!public.html.contains("Ola Eide"));
    assert_eq!(ben.get("/room/handover/99").await.status, 404);
    let own = foundation.place.sign_in("ola@mail.example").await;
    let held = own.get("/me/data/data.json").await.html;
    assert!(held.contains("The old signing key"), "{held}");

    // Whoever goes round the pages meets the same, also where triggers rest.
    let chi_id = person(&treasury, "Chi Moreau").await;
    let ben_id = person(&treasury, "Ben Lindqvist").await;
    let some = |table: &str| format!("(SELECT id FROM {table} ORDER BY recorded_at LIMIT 1)");
    let (items, records) = (some("handover_items"), some("handover_records"));
    for (sql, refusal) in [
        (
            format!(
                "INSERT INTO handover_items (id, kind, title, holder, leaves_by, added_by) VALUES (gen_random_uuid(), 'other', 'x', '{holder}', 'custody', '{ben_id}')"
            ),
            "kept by the secretary",
        ),
        (
            format!(
                "INSERT INTO handover_items (id, kind, title, holder, leaves_by, added_by) VALUES (gen_random_uuid(), 'other', 'x', gen_random_uuid(), 'custody', '{chi_id}')"
            ),
            "handover_items",
        ),
        (
            format!(
                "INSERT INTO handover_records (id, item, outcome, happened_on, evidence, recorded_by) VALUES (gen_random_uuid(), {items}, 'left', current_date, 'x', '{chi_id}')"
            ),
            "has a record already",
        ),
        (
            format!(
                "INSERT INTO handover_records (id, item, outcome, happened_on, evidence, recorded_by) VALUES (gen_random_uuid(), gen_random_uuid(), 'left', current_date, 'x', '{chi_id}')"
            ),
            "has happened",
        ),
        (
            format!(
                "INSERT INTO handover_confirmations (record, confirmed_by) VALUES ({records}, '{chi_id}')"
            ),
            "do not show this",
        ),
        (
            format!(
                "INSERT INTO handover_withdrawals (record, reason, withdrawn_by) SELECT record, 'x', '{chi_id}' FROM handover_confirmations LIMIT 1"
            ),
            "not withdrawn",
        ),
        (
            "UPDATE handover_records SET evidence = 'another'".to_owned(),
            "handover_records",
        ),
        (
            "DELETE FROM handover_confirmations".to_owned(),
            "handover_confirmations",
        ),
        (
            "TRUNCATE handover_withdrawals".to_owned(),
            "handover_withdrawals",
        ),
    ] {
        let said = said(&treasury, &sql).await;
        assert!(said.contains(refusal), "{sql}: {said}");
    }
    reads_back(
        foundation,
        &[
            ("handover-items", "The domain tamarack.example"),
            ("handover-records", "The registrar’s letter of today"),
            ("handover-confirmations", "Ben Lindqvist"),
            ("handover-withdrawals", "The letter was a draft"),
        ],
    )
    .await;
}

/// Where an item names an asset or a seat, the records of the foundation must show it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_asset_or_a_seat_is_handed_over_when_the_records_show_it() {
    let treasury = Treasury::open().await;
    let foundation = &treasury.foundation;
    let chi = &foundation.chi;
    let keeper = person(&treasury, "Chi Moreau").await;
    let ada = person(&treasury, "Ada Okafor").await;
    let asset = super::dependence::registered(&treasury, "account", "The forge").await;
    let kept = super::dependence::keeps(&treasury, &asset, &ada, &keeper).await;
    let today = day(foundation, 0).to_string();
    let record = [("happened_on", &*today), ("evidence", "See the register")];

    let account = [
        ("title", "The forge"),
        ("kind", "account"),
        ("asset", &*asset),
    ];
    let not_theirs = lists(chi, &keeper, &account).await;
    refuses(
        &not_theirs,
        422,
        "does not say that this person keeps the asset",
    );
    let listed = lists(chi, &ada, &account).await;
    refuses(&listed, 200, "0 of 1 handed over");
    let item = chi.get(&listed.link("The forge")).await;
    let refused = chi.submit(&item, "/record", &record).await;
    refuses(&refused, 422, "The foundation’s records do not show this");
    // The register's keeper named those who stay, so that the treasurer ends it.
    let second = person(&treasury, "Lou Bekker").await;
    let end = format!(
        "INSERT INTO custody_ends (custody, ends_on, reason, recorded_by) VALUES ('{kept}', current_date, 'Handed over', '{second}') RETURNING 'done' AS it"
    );
    assert_eq!(text(&treasury.app, &end).await, "done");
    refuses(
        &chi.submit(&item, "/record", &record).await,
        200,
        "See the register",
    );

    let mark = [
        ("title", "The contract with the printer"),
        ("kind", "contract"),
        ("asset", &*asset),
        ("leaves_by", "instrument"),
    ];
    let listed = lists(chi, &ada, &mark).await;
    let item = chi.get(&listed.link("The contract with the printer")).await;
    refuses(
        &chi.submit(&item, "/record", &record).await,
        422,
        "do not show this",
    );
    let conveyance = format!(
        "INSERT INTO conveyances (id, asset, kind, from_party, to_party, executed_on, effective_on, goodwill, successor, instrument, recorded_office, reel_frame, entered_by) \
         VALUES (gen_random_uuid(), '{asset}', 'assignment', 'Ada Okafor', 'Tamarack OS Foundation', current_date, current_date, false, false, 'Deed of today', '', '', '{keeper}') RETURNING id::text AS it"
    );
    let conveyance = text(&treasury.app, &conveyance).await;
    let item = chi.get(&item.path).await;
    let shown = [record[0], record[1], ("conveyance", &*conveyance)];
    refuses(
        &chi.submit(&item, "/record", &shown).await,
        200,
        "conveyance 1",
    );
}
