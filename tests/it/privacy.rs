//! Personal data apart from the record: what is held about oneself, and an
//! erasure that two officers bring about and that leaves the record as it was.

mod everywhere;
mod proofs;

use commonhold::db::Role;

use crate::acts::room::{founded, refuses, text};
use crate::parties::party;
use crate::rolls::{refused, session};

/// Every text column of every table in which a text is found.
async fn found_in(app: &crate::support::TestApp, wanted: &str) -> Vec<String> {
    let columns = text(
        app,
        "SELECT string_agg(c.table_name || '|' || c.column_name, ',' ORDER BY 1) AS it
         FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
         WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
           AND c.data_type IN ('text', 'jsonb', 'json')",
    )
    .await;
    let mut found = Vec::new();
    for column in columns.split(',') {
        let (table, name) = column.split_once('|').unwrap();
        let sql = format!(
            "SELECT count(*)::text AS it FROM {table} WHERE {name}::text ILIKE '%{wanted}%'"
        );
        if text(app, &sql).await != "0" {
            found.push(column.to_owned());
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_left_is_erased_by_two_and_the_record_stands() {
    let (app, foundation) = founded().await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    foundation.certify_roll().await;
    let hash = "SELECT encode(file_sha256, 'hex') AS it FROM rolls";
    let before = text(&app, hash).await;
    assert!(!found_in(&app, "Pia Farkas").await.is_empty());
    assert!(!found_in(&app, "pia@mail.example").await.is_empty());

    // Who is a member, or has an office, stays.
    let erasure = |page: &crate::support::Page| format!("{}/erasure", page.path);
    let kim = party(chi, "Kim Abara").await;
    refuses(
        &chi.get(&erasure(&kim)).await,
        200,
        "What stands in the way",
    );
    let pia = party(chi, "Pia Farkas").await;
    let page = chi.get(&erasure(&pia)).await;
    refuses(&page, 200, "Erasing the data of Pia Farkas");
    assert!(
        !page.text().contains("What stands in the way"),
        "{}",
        page.text()
    );
    let nameless = chi
        .submit(
            &page,
            "/erasure",
            &[("asked_on", ""), ("evidence", "Letter of Pia Farkas")],
        )
        .await;
    assert_eq!(nameless.status, 422, "{}", nameless.text());
    let today = foundation.place.now.date_naive().to_string();
    let values = [
        ("asked_on", today.as_str()),
        ("evidence", "letter in folder 12"),
    ];
    let foreign = ada.get(&erasure(&pia)).await;
    assert!(
        foreign
            .forms()
            .iter()
            .all(|form| !form.action.ends_with("/erasure"))
    );
    let proposed = chi.submit(&page, "/erasure", &values).await;
    refuses(
        &proposed,
        200,
        "Another officer confirms it: not who proposed it",
    );
    let mut alone = ada.get(&erasure(&pia)).await.form("/confirmation");
    let token = chi.get("/account").await.forms()[0]
        .value("csrf")
        .unwrap()
        .to_owned();
    alone = alone.with("csrf", &token);
    let refused_alone = chi.send(&alone).await;
    assert_eq!(refused_alone.status, 409, "{}", refused_alone.text());
    let done = ada
        .submit(&ada.get(&erasure(&pia)).await, "/confirmation", &[])
        .await;
    refuses(&done, 200, "What was erased");
    assert!(!done.text().contains("Pia"), "{}", done.text());

    assert_eq!(found_in(&app, "Pia Farkas").await, Vec::<String>::new());
    assert_eq!(
        found_in(&app, "pia@mail.example").await,
        Vec::<String>::new()
    );
    // The membership stands under a pseudonym, and the roll as it was computed.
    let member = chi.get("/room/members/9").await;
    assert_eq!(member.status, 200);
    assert!(!member.text().contains("Pia"), "{}", member.text());
    assert_eq!(text(&app, hash).await, before);
    let again = foundation.propose_roll().await;
    assert_eq!(again, "/room/rolls/2");
    let both = "SELECT count(DISTINCT leaves || '/' || votes)::text AS it FROM rolls";
    assert_eq!(text(&app, both).await, "1");

    let mut db = session(&app, Role::App).await;
    for statement in [
        "UPDATE party_names SET name = 'x'",
        "DELETE FROM party_names",
        "DELETE FROM party_facts",
        "INSERT INTO erasures (proposal, party, asked_on, proposed_by, confirmed_by) SELECT id, party, asked_on, proposed_by, proposed_by FROM erasure_proposals",
    ] {
        let why = refused(&mut db, statement).await;
        assert!(
            why.starts_with("permission denied") || why == "history_is_append_only",
            "{statement}: {why}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_takes_away_what_is_held_about_them_and_nothing_of_others() {
    let (_app, foundation) = founded().await;
    let ravi = &foundation.sign_in_all(&["ravi@mail.example"]).await[0];
    let page = ravi.get("/me/data").await;
    refuses(&page, 200, "What is held about you");
    let file = ravi.get("/me/data/data.json").await;
    assert_eq!(file.status, 200);
    let data: serde_json::Value = serde_json::from_str(&file.html).unwrap();
    assert!(data.is_object());
    for own in ["Ravi Menon", "ravi@mail.example", "Nordlicht Hosting"] {
        assert!(file.html.contains(own), "{own} is missing: {}", file.html);
    }
    for others in ["Kim Abara", "kim@mail.example", "Quiet Works"] {
        assert!(
            !file.html.contains(others),
            "{others} is told: {}",
            file.html
        );
    }
    assert!(
        foundation
            .place
            .visitor()
            .get("/me/data")
            .await
            .path
            .starts_with("/sign-in")
    );
}
