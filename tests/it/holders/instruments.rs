//! What hands an asset over by an instrument, and what the records show that nobody listed.

use diesel_async::RunQueryDsl;

use super::handover::{lists, person_of};
use crate::acts::room::{refuses, text};
use crate::minutes::decide;
use crate::support::TestApp;
use crate::support::election::{Foundation, NO_LIMITS, Place};

const ROOM: &str = "/room/handover";

/// An asset that is under no lock, entered by the secretary; its id.
pub async fn contract(app: &TestApp, title: &str, owner: &str) -> String {
    let sql = "INSERT INTO assets (id, kind) VALUES (gen_random_uuid(), 'contract') RETURNING id::text AS it";
    let asset = text(app, sql).await;
    let version = format!(
        "INSERT INTO asset_versions (asset, version, title, holding, owner, state, protected, open, identifiers, details, entered_by, reason) \
         SELECT '{asset}', 1, '{title}', 'owned', '{owner}', 'active', false, false, \
                '{{\"counterparty\":\"The printer\",\"reference\":\"{title}\"}}', '{{}}', r.party, 'Entered' \
         FROM party_records r WHERE r.name = 'Chi Moreau' LIMIT 1 RETURNING 'done' AS it"
    );
    assert_eq!(text(app, &version).await, "done");
    asset
}

/// A link of an asset's chain of title, executed and in effect so many days from today;
/// its id.
async fn conveys(
    app: &TestApp,
    asset: &str,
    (kind, from, to): (&str, &str, &str),
    (executed, effective): (i32, i32),
) -> String {
    let sql = format!(
        "INSERT INTO conveyances (id, asset, kind, from_party, to_party, executed_on, effective_on, goodwill, successor, \
                                  instrument, recorded_office, reel_frame, entered_by) \
         SELECT gen_random_uuid(), '{asset}', '{kind}', '{from}', '{to}', current_date + {executed}, current_date + {effective}, \
                false, false, 'A deed', '', '', r.party \
         FROM party_records r WHERE r.name = 'Chi Moreau' LIMIT 1 RETURNING id::text AS it"
    );
    text(app, &sql).await
}

/// What the database says to a statement that it refuses, also where triggers rest.
async fn refused(app: &TestApp, sql: &str) -> String {
    let mut superuser = app.database.administrator().await;
    diesel::sql_query("SET session_replication_role = replica")
        .execute(&mut superuser)
        .await
        .unwrap();
    let refusal = diesel::sql_query(sql).execute(&mut superuser).await;
    refusal.expect_err(sql).to_string()
}

/// An instrument is a link from the holder to the foundation by which title passes, and no
/// history of before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instrument_leads_from_the_holder_to_the_foundation() {
    const US: &str = "Tamarack OS Foundation";
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let (chi, ben) = (&foundation.chi, &foundation.ben);
    let ada = person_of(&app, "Ada Okafor").await;
    let secretary = person_of(&app, "Chi Moreau").await;
    let asset = contract(&app, "Printing", US).await;
    let another = contract(&app, "Posters", US).await;

    // Both stand in the register before anybody lists the item.
    let older = conveys(
        &app,
        &asset,
        ("assignment", "Ada Okafor", US),
        (-2700, -2700),
    )
    .await;
    let deed = conveys(&app, &asset, ("assignment", "ADA OKAFOR", US), (0, 0)).await;
    let values = [
        ("title", "The contract with the printer"),
        ("kind", "contract"),
        ("asset", &*asset),
        ("leaves_by", "instrument"),
    ];
    let listed = lists(chi, &ada, &values).await;
    refuses(&listed, 200, "0 of 1 handed over");
    let path = listed.link("The contract with the printer");

    let today = foundation.place.now.date_naive().to_string();
    let record = [("happened_on", &*today), ("evidence", "See the register")];
    let mut wrong = vec![(
        older,
        "is of a day before the foundation began here",
        "it stood in the register when this was listed",
    )];
    for (kind, from, to, days, sentence, why) in [
        (
            "security_interest",
            "Ada Okafor",
            US,
            (0, 0),
            "No title passes by this conveyance",
            "no title passes by it",
        ),
        (
            "assignment",
            "Ada Okafor",
            "Juniper Desktops",
            (0, 0),
            "does not lead to the foundation",
            "it does not lead to the foundation",
        ),
        (
            "assignment",
            "Ben Lindqvist",
            US,
            (0, 0),
            "is not from the holder of the item",
            "it is not from the holder",
        ),
        (
            "assignment",
            "Ada Okafor",
            US,
            (0, 30),
            "takes effect on a later day",
            "it is not in effect yet",
        ),
    ] {
        let link = conveys(&app, &asset, (kind, from, to), days).await;
        wrong.push((link, sentence, why));
    }
    let item = chi.get(&path).await;
    for (link, sentence, why) in &wrong {
        refuses(&item, 200, why);
        let values = [record[0], record[1], ("conveyance", link.as_str())];
        let page = chi.submit(&item, "/record", &values).await;
        refuses(&page, 422, sentence);
        assert_eq!(
            page.form("/record").value("evidence"),
            Some("See the register")
        );
        let past = format!(
            "INSERT INTO handover_records (id, item, outcome, happened_on, evidence, conveyance, recorded_by) \
             SELECT gen_random_uuid(), i.id, 'left', current_date, 'x', '{link}', '{secretary}' FROM handover_items i"
        );
        let said = refused(&app, &past).await;
        assert!(said.contains("do not show this"), "{why}: {said}");
    }
    let elsewhere = conveys(&app, &another, ("assignment", "Ada Okafor", US), (0, 0)).await;
    let values = [record[0], record[1], ("conveyance", &*elsewhere)];
    let page = chi.submit(&item, "/record", &values).await;
    refuses(&page, 422, "Choose a conveyance of the asset.");
    let page = chi.submit(&item, "/record", &record).await;
    refuses(&page, 422, "from its holder to the foundation");

    // The deed of today, recorded before the item was listed, hands it over.
    let values = [record[0], record[1], ("conveyance", &*deed)];
    let recorded = chi.submit(&item, "/record", &values).await;
    refuses(&recorded, 200, "See the register");
    let page = ben.get(&recorded.path).await;
    ben.submit(&page, "/confirmation", &[]).await;
    let public = app.visitor().get("/holders/handover").await;
    refuses(&public, 200, "1 of 1 handed over");

    // One of years before that nobody had recorded when the item was listed does as well.
    let values = [
        ("title", "The contract on posters"),
        ("kind", "contract"),
        ("asset", &*another),
        ("leaves_by", "instrument"),
    ];
    let listed = lists(chi, &ada, &values).await;
    let path = listed.link("The contract on posters");
    let found = ("merger", "Ada Okafor", US);
    let found = conveys(&app, &another, found, (-2700, -2700)).await;
    let item = chi.get(&path).await;
    let values = [record[0], record[1], ("conveyance", &*found)];
    refuses(
        &chi.submit(&item, "/record", &values).await,
        200,
        "Confirm it",
    );
}

/// A case of a mark, as the secretary enters it in a state; its id.
async fn case_of(app: &TestApp, asset: &str, office: &str, state: &str) -> String {
    let sql = format!(
        "WITH c AS (INSERT INTO mark_cases (id, asset, office, route, opened_by) \
                    SELECT gen_random_uuid(), '{asset}', '{office}', 'national', r.party \
                    FROM party_records r WHERE r.name = 'Chi Moreau' LIMIT 1 RETURNING id, opened_by) \
         INSERT INTO mark_case_versions (mark_case, version, basis, application_no, filed_on, registration_no, registered_on, register, \
                expires_on, state, status_code, status_on, entered_by, reason) \
         SELECT id, 1, '', '018000001', '2026-01-04', '', NULL, '', NULL, '{state}', '', NULL, opened_by, 'Entered' FROM c \
         RETURNING mark_case::text AS it"
    );
    text(app, &sql).await
}

/// The assignment of one case of a mark from Ada to the foundation, of today; its id.
async fn assigns_case(app: &TestApp, asset: &str, case: &str) -> String {
    let sql = format!(
        "INSERT INTO conveyances (id, asset, mark_case, kind, from_party, to_party, executed_on, effective_on, goodwill, successor, \
                                  instrument, recorded_office, reel_frame, entered_by) \
         SELECT gen_random_uuid(), '{asset}', '{case}', 'assignment', 'Ada Okafor', 'Tamarack OS Foundation', current_date, current_date, \
                true, false, 'A deed', '', '', r.party \
         FROM party_records r WHERE r.name = 'Chi Moreau' LIMIT 1 RETURNING id::text AS it"
    );
    text(app, &sql).await
}

/// The assignment of one case hands a mark over once all of its cases that live are assigned.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_case_is_not_the_whole_mark() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let chi = &foundation.chi;
    let ada = person_of(&app, "Ada Okafor").await;
    let secretary = person_of(&app, "Chi Moreau").await;
    let sql = "INSERT INTO assets (id, kind) VALUES (gen_random_uuid(), 'trademark') RETURNING id::text AS it";
    let asset = text(&app, sql).await;
    let version = format!(
        "INSERT INTO asset_versions (asset, version, title, holding, owner, state, protected, open, identifiers, details, entered_by, reason) \
         VALUES ('{asset}', 1, 'PINECONE', 'owned', 'Tamarack OS Foundation', 'active', true, true, \
                 '{{\"feature\":\"word\",\"verbal_element\":\"PINECONE\"}}', '{{}}', '{secretary}', 'Entered') RETURNING 'done' AS it"
    );
    assert_eq!(text(&app, &version).await, "done");
    let one = case_of(&app, &asset, "EM", "filed").await;
    let other = case_of(&app, &asset, "DE", "filed").await;
    let dead = case_of(&app, &asset, "GB", "expired").await;
    let values = [
        ("title", "The mark PINECONE"),
        ("kind", "mark"),
        ("asset", &*asset),
        ("leaves_by", "instrument"),
    ];
    let listed = lists(chi, &ada, &values).await;
    refuses(&listed, 200, "0 of 1 handed over");
    let path = listed.link("The mark PINECONE");

    let deed = assigns_case(&app, &asset, &one).await;
    let of_dead = assigns_case(&app, &asset, &dead).await;
    let today = foundation.place.now.date_naive().to_string();
    let record = [("happened_on", &*today), ("evidence", "See the register")];
    let item = chi.get(&path).await;
    refuses(&item, 200, "it is of one case of the mark alone");
    // None of them is offered: whoever names one all the same is told what it lacks.
    let naming = |link: &str| {
        let mut form = item.form("/record");
        for (name, value) in record {
            form = form.with(name, value);
        }
        form.fields.push(("conveyance".to_owned(), link.to_owned()));
        form
    };
    for link in [&deed, &of_dead] {
        let page = chi.send(&naming(link)).await;
        refuses(
            &page,
            422,
            "not every case of the mark that lives is conveyed",
        );
        let past = format!(
            "INSERT INTO handover_records (id, item, outcome, happened_on, evidence, conveyance, recorded_by) \
             SELECT gen_random_uuid(), i.id, 'left', current_date, 'x', '{link}', '{secretary}' FROM handover_items i"
        );
        let said = refused(&app, &past).await;
        assert!(said.contains("do not show this"), "{said}");
    }

    // What ended needs no assignment, and hands nothing over.
    assigns_case(&app, &asset, &other).await;
    refuses(
        &chi.send(&naming(&of_dead)).await,
        422,
        "not every case of the mark that lives is conveyed",
    );
    refuses(&chi.send(&naming(&deed)).await, 200, "Confirm it");
}

/// What the records show that founders hold is counted in public, and listed by a link.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_records_show_and_nobody_listed_is_said() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let anybody = app.visitor();
    let public = anybody.get("/holders/handover").await;
    refuses(&public, 200, "Nothing is listed yet.");
    assert!(!public.text().contains("more that the records show"));

    // Two seats by appointment; Ada keeps one asset, another stands in Ben's name. What Max
    // keeps is no founder's.
    let board = [
        ("target", "board"),
        ("basis", "appointment"),
        ("address_1", "kim@mail.example"),
        ("address_2", "lou@mail.example"),
    ];
    decide(chi, ada, "/room/decisions/new?act=seat", &board).await;
    let kept = contract(&app, "Printing", "Tamarack OS Foundation").await;
    contract(&app, "Posters", "Ben Lindqvist").await;
    for name in ["Ada Okafor", "Max Celik"] {
        let who = person_of(&app, name).await;
        let custody = format!(
            "INSERT INTO custody (id, asset, party, duty, factor, place, since, recorded_by) \
             SELECT gen_random_uuid(), '{kept}', '{who}', 'primary', 'paper', '', current_date, r.party \
             FROM party_records r WHERE r.name = 'Chi Moreau' LIMIT 1 RETURNING 'done' AS it"
        );
        assert_eq!(text(&app, &custody).await, "done");
    }
    let public = anybody.get("/holders/handover").await;
    refuses(
        &public,
        200,
        "4 more that the records show are not listed: seats held",
    );
    let german = public.form("/language").with("language", "de");
    refuses(
        &anybody.send(&german).await,
        200,
        "4 Weitere, die die Aufzeichnungen zeigen, sind nicht aufgeführt",
    );

    // Each link fills the form in, which is sent as it stands.
    let (ada_id, ben_id) = (
        person_of(&app, "Ada Okafor").await,
        person_of(&app, "Ben Lindqvist").await,
    );
    for (title, holder, left) in [
        ("Access to Printing", Some(ada_id), "3 more"),
        ("Posters", Some(ben_id), "2 more"),
        ("The board’s seat Seat 1", None, "1 more"),
    ] {
        let room = chi.get(ROOM).await;
        let filled = chi.get(&room.link(title)).await;
        let form = filled.form(ROOM);
        assert_eq!(form.value("title"), Some(title));
        if let Some(holder) = &holder {
            assert_eq!(form.value("holder"), Some(holder.as_str()));
        }
        refuses(&chi.send(&form).await, 200, title);
        let public = app.visitor().get("/holders/handover").await;
        refuses(&public, 200, left);
    }
    // Whoever does not list reads what is missing without a link.
    let reads = ada.get(ROOM).await;
    refuses(&reads, 200, "The board’s seat Seat 2");
    let links = reads.links();
    assert!(!links.iter().any(|(said, _)| said.contains("Seat 2")));
}
