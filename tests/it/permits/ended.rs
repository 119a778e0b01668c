//! A permission after its last day, and the proofs of one that was revoked.

use commonhold::seal::hash::sha256;

use super::requests::{asking, decides};
use super::ruled;
use crate::acts::room::{bare_with, refuses};
use crate::ledger::reader::is_proved;
use crate::registry::a_mark;
use crate::support::election::{CHI, Foundation, Place};
use crate::support::{Page, Visitor, World, eventually};

/// A foundation at the beginning of 2027, whose policy asks for permission to put its mark on
/// goods.
async fn begun(world: &mut World) -> Foundation {
    let foundation = Foundation::found(Place::of_world(world).await).await;
    a_mark(&foundation.chi).await;
    ruled(&foundation, "goods", "permission", "Policy § 4").await;
    foundation
}

/// Somebody asks and the secretary grants it; the secret address of whoever asked.
async fn granted(foundation: &Foundation, number: u32, last_day: &str) -> String {
    let stranger = foundation.place.visitor();
    let asked = stranger
        .upload(&asking(&stranger, "named").await, &[])
        .await;
    refuses(&asked, 200, &format!("Your request no. {number}"));
    let room = format!("/room/permits/{number}");
    let values = [("verdict", "granted"), ("last_day", last_day)];
    let page = decides(&foundation.chi, &room, &values).await;
    let in_public = format!("Permission {number} in the public register");
    refuses(&page, 200, &in_public);
    asked.path
}

#[tokio::test(flavor = "multi_thread")]
async fn past_its_last_day_a_permission_is_said_to_be_over() {
    let Some(mut world) = World::start_unlimited("2027-01-04 09:00:00").await else {
        return;
    };
    let foundation = begun(&mut world).await;
    let secret = granted(&foundation, 1, "2027-04-30").await;
    let reader = foundation.place.visitor();

    // The last day is one on which it is in force.
    world.set_time("2027-04-30 12:00:00");
    let public = reader.get("/permissions/1").await;
    refuses(&public, 200, "✓ in force");
    refuses(&public, 200, "Last day Friday 30 April 2027");
    let list = reader.get("/permissions").await;
    refuses(&list, 200, "Permission 1: TAMARACK ✓ in force");
    refuses(&reader.get(&secret).await, 200, "✓ granted");

    world.set_time("2027-05-01 12:00:00");
    let public = reader.get("/permissions/1").await;
    refuses(&public, 200, "✕ ended");
    // It ended by itself: nobody revoked it, and its address and file stay.
    assert!(!public.text().contains("revoked"), "{}", public.text());
    let file = reader.get("/permissions/1/permission.json").await;
    refuses(&file, 200, "\"last_day\":\"2027-04-30\"");
    let list = reader.get("/permissions").await;
    refuses(&list, 200, "Permission 1: TAMARACK ✕ ended");
    let asker = reader.get(&secret).await;
    refuses(&asker, 200, "✕ ended");
    refuses(
        &asker,
        200,
        "It lasts until the end of Friday 30 April 2027.",
    );
    assert!(!asker.text().contains("✓ granted"), "{}", asker.text());
    assert!(!asker.text().contains("You may, under"), "{}", asker.text());
    let german = reader
        .client()
        .get(reader.address("/permissions"))
        .header("accept-language", "de")
        .send()
        .await
        .unwrap();
    let german = german.text().await.unwrap();
    assert!(german.contains("✕ beendet"), "{german}");

    // What is over is not revoked, whatever is sent.
    let chi = foundation.place.sign_in(CHI.1).await;
    let room = chi.get("/room/permits/1").await;
    let action = "/room/permits/1/revocation";
    assert!(!room.forms().iter().any(|form| form.action == action));
    let late = [("ends_on", "2027-05-01"), ("reason", "They were sold.")];
    refuses(
        &chi.send(&bare_with(&room, action, &late)).await,
        422,
        "is revoked while it is in force",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revocation_is_proved_as_the_permission_is() {
    let Some(mut world) = World::start_unlimited("2027-01-04 09:00:00").await else {
        return;
    };
    let foundation = begun(&mut world).await;
    let secret = granted(&foundation, 1, "").await;
    let chi = &foundation.chi;
    let page = chi.get("/room/permits/1").await;
    let values = [
        ("ends_on", "2027-01-31"),
        ("reason", "They were sold.\nTwice."),
    ];
    let page = chi.submit(&page, "/revocation", &values).await;
    assert_eq!(page.status, 200, "{}", page.text());

    let reader = foundation.place.visitor();
    for address in ["/permissions/1", secret.as_str()] {
        let page = reader.get(address).await;
        refuses(&page, 200, "✕ revoked");
        refuses(
            &page,
            200,
            "It was revoked; its last day is Sunday 31 January 2027.",
        );
        refuses(&page, 200, "They were sold.");
    }
    let permission = reader.get("/permissions/1/permission.json").await;
    let revocation = reader.get("/permissions/1/revocation.json").await;
    let said: serde_json::Value = serde_json::from_str(&revocation.html).unwrap();
    assert_eq!(said["kind"], "permission-revocation");
    assert_eq!(said["permission"], 1);
    assert_eq!(said["of"], sha256(permission.html.as_bytes()).to_string());
    assert_eq!(said["ends"], "2027-01-31");
    assert_eq!(said["reason"][1], "Twice.");

    // Two entries, each with its proof: that of the permission first, then that of its end.
    let [granted, ended] = proofs(&reader).await;
    assert_ne!(granted.html, ended.html);
    for (file, proof) in [(&permission, &granted), (&revocation, &ended)] {
        is_proved(&reader, file.html.as_bytes(), proof.html.as_bytes()).await;
    }
}

/// The proofs on the page of permission 1, once a signed checkpoint covers both entries.
async fn proofs(reader: &Visitor) -> [Page; 2] {
    eventually("the proofs of permission and revocation", async || {
        let page = reader.get("/permissions/1").await;
        let links: Vec<String> = page
            .links()
            .into_iter()
            .filter(|(words, _)| words == "Proof of inclusion")
            .map(|(_, to)| to)
            .collect();
        let [granted, ended] = links.as_slice() else {
            return None;
        };
        let proofs = [reader.get(granted).await, reader.get(ended).await];
        proofs
            .iter()
            .all(|proof| proof.status == 200)
            .then_some(proofs)
    })
    .await
}
