//! What a person tells of themselves, and what keepers of the members record.

use super::{NORDLICHT, QUIET, day, employs, party};
use crate::acts::room::{bare, founded, refuses, text};

const KIM: &str = "kim@mail.example";
const HERE: &str = "/me/affiliations";

#[tokio::test(flavor = "multi_thread")]
async fn a_member_tells_where_they_work_and_that_it_ended() {
    let (app, foundation) = founded().await;
    let kim = foundation.place.sign_in(KIM).await;
    let me = kim.get("/me").await;
    let page = kim.get(&me.link("Where you work, serve or own")).await;
    refuses(&page, 200, "You have told nothing yet");
    let from = day(&foundation, -50).to_string();
    let before = day(&foundation, -51).to_string();
    for (values, sentence) in [
        (
            vec![("with", ""), ("kind", "employee"), ("from", from.as_str())],
            "Give the name of the organisation",
        ),
        (
            vec![("with", "Acme"), ("from", from.as_str())],
            "Choose what you are there.",
        ),
        (
            vec![("with", "Acme"), ("kind", "owner"), ("from", from.as_str())],
            "Give a percentage",
        ),
        (
            vec![
                ("with", "Acme"),
                ("kind", "employee"),
                ("share", "5"),
                ("from", from.as_str()),
            ],
            "Only an owner has a share.",
        ),
        (
            vec![
                ("with", "Acme"),
                ("kind", "employee"),
                ("from", "31.07.2026"),
            ],
            "Give a date like 2026-07-31.",
        ),
        (
            vec![
                ("with", "Acme"),
                ("kind", "employee"),
                ("from", from.as_str()),
                ("until", before.as_str()),
            ],
            "It ends after it starts.",
        ),
    ] {
        let refused = kim.submit(&page, HERE, &values).await;
        refuses(&refused, 422, sentence);
        assert_eq!(refused.form(HERE).value("with"), Some(values[0].1));
    }
    // In German the same sentence.
    let german = kim.submit(&page, "/language", &[("language", "de")]).await;
    let refused = kim.submit(&german, HERE, &[("with", "Acme")]).await;
    refuses(&refused, 422, "Wählen Sie, was Sie dort sind.");
    kim.submit(&refused, "/language", &[("language", "en")])
        .await;

    // A member's name is understood whatever its case; another is kept as written.
    let page = kim.get(HERE).await;
    let form = page
        .form(HERE)
        .with("with", "nordlicht hosting")
        .with("kind", "owner")
        .with("share", "12,5 %")
        .with("from", &from);
    let told = kim.send(&form).await;
    refuses(&told, 200, "Nordlicht Hosting");
    refuses(&told, 200, "Owner of 12.5 %");
    kim.send(&form).await;
    let count = "SELECT count(*)::text AS it FROM ties";
    assert_eq!(text(&app, count).await, "1");
    let page = kim.get(HERE).await;
    let outside = [
        ("with", "Ácme & Söhne"),
        ("kind", "consultant"),
        ("from", from.as_str()),
    ];
    let page = kim.submit(&page, HERE, &outside).await;
    refuses(&page, 200, "Ácme & Söhne");
    let seen = party(&foundation.chi, NORDLICHT).await;
    refuses(&seen, 200, "Kim Abara : owner of 12.5 %");
    refuses(&seen, 200, "told by the person");

    // An end before the beginning is none; the day of the beginning says: an error.
    let form = page.form("/end");
    let field = form
        .names
        .iter()
        .find(|name| name.starts_with("ends_on-"))
        .unwrap()
        .clone();
    let early = kim.send(&form.clone().with(&field, &before)).await;
    refuses(&early, 422, "It began later.");
    let ended = kim.send(&form.clone().with(&field, &from)).await;
    refuses(&ended, 200, "recorded in error");
    let twice = kim.send(&form.with(&field, &from)).await;
    assert_eq!(twice.status, 200);
    assert_eq!(
        text(&app, "SELECT count(*)::text AS it FROM tie_ends").await,
        "1"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keeper_records_ties_and_nobody_ends_what_others_told() {
    let (app, foundation) = founded().await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let from = day(&foundation, -50).to_string();
    let recorded = employs(chi, QUIET, "Kim Abara", &from).await;
    refuses(
        &recorded,
        200,
        "told by the organisation, recorded by Chi Moreau",
    );
    let page = party(chi, QUIET).await;
    for (values, sentence) in [
        (
            vec![
                ("tie_with", "Nobody Here"),
                ("tie_kind", "officer"),
                ("tie_from", from.as_str()),
                ("tie_source", "evidence"),
            ],
            "Nobody else of this name is recorded.",
        ),
        (
            vec![
                ("tie_with", "Kim Abara"),
                ("tie_kind", "officer"),
                ("tie_from", from.as_str()),
                ("tie_source", "self"),
            ],
            "Choose from whom it is known.",
        ),
        (
            vec![
                ("tie_with", "Kim Abara"),
                ("tie_kind", "officer"),
                ("tie_from", from.as_str()),
                ("tie_until", from.as_str()),
                ("tie_source", "evidence"),
            ],
            "It ends after it starts.",
        ),
        (
            vec![
                ("tie_with", "Kim Abara"),
                ("tie_kind", "officer"),
                ("tie_from", "yesterday"),
                ("tie_source", "evidence"),
            ],
            "Give a date like 2026-07-31.",
        ),
    ]
    .map(|(values, sentence): (Vec<(&str, &str)>, &str)| {
        // A choice that the page does not offer is sent all the same.
        (values, sentence)
    }) {
        let mut form = page.form("/ties");
        for (name, value) in values {
            form = form.with(name, value);
        }
        refuses(&chi.send(&form).await, 422, sentence);
    }

    // An election officer reads, and records nothing; a member does not even read.
    let seen = ada.get(&page.path).await;
    refuses(&seen, 200, "Kim Abara : employee");
    let foreign = ada.send(&bare(&seen, &format!("{}/ties", page.path))).await;
    refuses(&foreign, 403, "Only");
    let kim = foundation.place.sign_in(KIM).await;
    assert_eq!(kim.get(&page.path).await.status, 403);
    let own = kim.get(HERE).await;
    refuses(&own, 200, "This was not told by you.");
    let tie = text(&app, "SELECT id::text AS it FROM ties").await;
    let end = bare(&own, &format!("{HERE}/{tie}/end"));
    refuses(&kim.send(&end).await, 403, "This was not told by you.");
    let lou = foundation.place.sign_in("lou@mail.example").await;
    let page = lou.get(HERE).await;
    let foreign = lou.send(&bare(&page, &format!("{HERE}/{tie}/end"))).await;
    assert_eq!(foreign.status, 404);
}
