//! What comes from outside: by two, red, and never a change of the owner.

use super::{enters, fills};
use crate::acts::room::{founded, refuses, text};
use crate::auditor::export::reads_back;
use crate::motions::board::{Board, DIRECTORS};
use crate::support::eventually;

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_domain_turns_red_by_two_and_stays_ours() {
    let (app, foundation) = founded().await;
    let (ada, ben, chi) = (&foundation.ada, &foundation.ben, &foundation.chi);
    let reader = foundation.place.visitor();
    let domain = [
        ("title", "tamarack.example"),
        ("fqdn", "tamarack.example"),
        ("reason", "Ours."),
    ];
    let room = enters(chi, "domain", &domain).await.path;
    let report = format!("{room}/do/incident");
    let tomorrow = [
        ("kind", "loss"),
        ("happened_on", "2199-01-01"),
        ("what", "It will be lost."),
    ];
    refuses(
        &fills(ada, &report, &tomorrow).await,
        422,
        "Officers record what happened, once it has happened",
    );
    let stolen = [
        ("kind", "unauthorised_transfer"),
        ("happened_on", "2026-01-05"),
        ("what", "Moved to another registrar with a forged letter."),
    ];
    let page = fills(ada, &report, &stolen).await;
    refuses(&page, 200, "recorded by you; another officer confirms it");
    // One officer alone turns nothing red.
    let public = reader.get("/registry/1").await;
    assert!(
        !public.text().contains("Transferred without right"),
        "{}",
        public.text()
    );
    refuses(&ben.get("/tasks").await, 200, "Confirm as a second officer");
    let tasks = ada.get("/tasks").await.text();
    assert!(!tasks.contains("Confirm as a second officer"), "{tasks}");
    let confirm = ben.get(&room).await.link("Confirm it");
    // The same officer does not confirm it, whatever is sent.
    refuses(
        &fills(ada, &confirm, &[]).await,
        422,
        "One officer records it and another confirms it.",
    );
    refuses(&fills(ben, &confirm, &[]).await, 200, "it stands");
    for page in [
        reader.get("/registry/1").await,
        reader.get("/registry/paper").await,
    ] {
        refuses(
            &page,
            200,
            "! Transferred without right It happened on Monday 5 January 2026.",
        );
        refuses(
            &page,
            200,
            "The rightful owner is unchanged: Tamarack OS Foundation.",
        );
        assert!(!page.text().contains("forged letter"), "{}", page.text());
        // What stands is said first, and that it is protected reassures nobody over it.
        assert!(page.html.contains("✓ protected"), "{}", page.html);
        assert!(!page.html.contains("mark-certified\">✓ protected"));
    }
    refuses(&reader.get("/registry").await, 200, "! incident");
    let owner = "SELECT owner || ' ' || version AS it FROM asset_now WHERE number = 1";
    assert_eq!(text(&app, owner).await, "Tamarack OS Foundation 1");

    let right = [
        ("ended_on", "2026-02-01"),
        ("outcome", "The registrar gave it back."),
    ];
    let page = fills(
        ben,
        &ben.get(&room).await.link("Say how it was put right"),
        &right,
    )
    .await;
    refuses(&page, 200, "another officer confirms it");
    refuses(
        &reader.get("/registry/1").await,
        200,
        "The rightful owner is unchanged",
    );
    let end = chi.get(&room).await.link("Confirm that it is put right");
    refuses(&fills(chi, &end, &[]).await, 200, "put right");
    let public = reader.get("/registry/1").await;
    assert!(
        !public.text().contains("The rightful owner is unchanged"),
        "{}",
        public.text()
    );
    refuses(&public, 200, "Incidents that were put right");
    let entered = text(
        &app,
        "SELECT format('{\"number\":1,\"asset\":\"%s\",\"kind\":\"domain\"', id) AS it FROM assets",
    )
    .await;
    let incident = text(&app, "SELECT number::text AS it FROM incidents").await;
    reads_back(
        &foundation,
        &[
            ("assets", &entered),
            (
                "asset-versions",
                r#""asset":1,"version":1,"title":"tamarack.example""#,
            ),
            ("incidents", "forged letter"),
            (
                "incident-confirmations",
                &format!("{{\"incident\":{incident},\"confirmed_by\":\"Ben Lindqvist\""),
            ),
            ("incident-ends", "The registrar gave it back."),
            (
                "incident-end-confirmations",
                &format!("{{\"incident\":{incident},\"confirmed_by\":\"Chi Moreau\""),
            ),
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_director_is_told_by_a_letter_and_asked_to_know() {
    const ASKED: &str =
        "Know as a director, and see that it is put right: A-1 tamarack.example. Lapsed.";
    let board = Board::seated().await;
    let domain = [
        ("title", "tamarack.example"),
        ("fqdn", "tamarack.example"),
        ("reason", "Ours."),
    ];
    let room = enters(board.chi(), "domain", &domain).await.path;
    let lapsed = [
        ("kind", "lapse"),
        ("happened_on", "2026-01-05"),
        ("what", "The registrar let it lapse."),
    ];
    // Directors say what happened as any officer does.
    let [kim, lou, ..] = board.directors.as_slice() else {
        panic!("the board has five")
    };
    fills(kim, &format!("{room}/do/incident"), &lapsed).await;
    let confirm = lou.get(&room).await.link("Confirm it");
    refuses(&fills(lou, &confirm, &[]).await, 200, "it stands");
    for (director, address) in board.directors.iter().zip(DIRECTORS) {
        let letter = eventually("a letter to a director", async || {
            let letters = board.foundation.place.mail().to(address);
            letters
                .into_iter()
                .find(|letter| letter.subject == "A-1 tamarack.example: an incident")
        })
        .await;
        assert!(
            letter
                .body
                .contains("The rightful owner is unchanged: Tamarack OS Foundation."),
            "{}",
            letter.body
        );
        refuses(&director.get("/tasks").await, 200, ASKED);
    }
    // They alone: not the officers, nor a member who sits on no board.
    let told = "SELECT string_agg(a.address, ' ' ORDER BY a.address) AS it \
                FROM outbox_letters l JOIN accounts a ON a.id = l.account WHERE l.kind = 'asset_incident'";
    assert_eq!(text(&board.app, told).await, DIRECTORS.join(" "));
    for other in [board.chi(), board.ada()] {
        let tasks = other.get("/tasks").await.text();
        assert!(!tasks.contains(ASKED), "{tasks}");
    }

    // It is asked until two have said that it is put right, and no longer.
    let right = [
        ("ended_on", "2026-02-01"),
        ("outcome", "The registrar renewed it."),
    ];
    let end = lou.get(&room).await.link("Say how it was put right");
    refuses(
        &fills(lou, &end, &right).await,
        200,
        "another officer confirms it",
    );
    refuses(&kim.get("/tasks").await, 200, ASKED);
    let confirm = kim.get(&room).await.link("Confirm that it is put right");
    refuses(&fills(kim, &confirm, &[]).await, 200, "put right");
    for director in &board.directors {
        let tasks = director.get("/tasks").await.text();
        assert!(!tasks.contains("put right: A-1"), "{tasks}");
    }
}
