//! Reminders at the rule's days, and what becomes of one that does not arrive.

use super::{ACTIVE, KIM, LOU, REMINDER, announcement, decides, number, received, renews, said};
use crate::notices::reaching::bounce;
use crate::support::election::{ADA, CHI, Foundation, Place};
use crate::support::{World, eventually};

const REMINDED: &str = "SELECT count(*) FROM renewal_reminders";
const UNSENT: &str = "SELECT 7 - count(*) FROM outbox_queue q JOIN outbox_letters l ON l.id = q.letter \
                      WHERE l.kind = 'renewal_reminder' AND q.state = 'sent'";

/// Puts a message where the mail server puts what comes back.
fn comes_back(world: &World, message: &str) {
    let folder = world.data().join("bounces/new");
    std::fs::create_dir_all(&folder).unwrap();
    let unfinished = folder.join(".renewal");
    std::fs::write(&unfinished, message).unwrap();
    std::fs::rename(unfinished, folder.join("renewal")).unwrap();
}

/// Waits long enough for a round at a time that was just set.
async fn a_round() {
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r12_reminders_go_out_at_the_offsets_and_a_bounce_is_a_task() {
    let Some(mut world) = World::start_unlimited("2026-09-02 09:00:00").await else {
        return;
    };
    let place = Place::of_world(&mut world).await;
    let foundation = Foundation::without_keys(place).await;
    renews(&world, &foundation.chi, "Lou Bekker").await;
    let decision = decides(&foundation).await;

    // Fifteen days before the last day nothing is due, and on the fourteenth all is.
    world.set_time("2026-10-16 10:00:00");
    a_round().await;
    assert_eq!(said(&world, REMINDED).await, "0");
    let neighbour = world.another_server().await;
    world.set_time("2026-10-18 10:00:00");
    eventually("the reminders", async || {
        ACTIVE
            .iter()
            .filter(|address| **address != LOU)
            .all(|address| received(&world, address) >= 1)
            .then_some(())
    })
    .await;
    drop(neighbour);
    // A server that dies between a letter and its mark sends that letter again; not this one.
    eventually("the last mark", async || {
        (said(&world, UNSENT).await == "0").then_some(())
    })
    .await;

    // Neither a server that died nor another day brings any of them twice.
    let killed = world.kill_server();
    world.is_back(killed).await;
    world.set_time("2026-10-19 10:00:00");
    a_round().await;
    assert_eq!(said(&world, REMINDED).await, "7");
    assert_eq!(received(&world, LOU), 0, "who has renewed is not reminded");
    assert_eq!(received(&world, "tom@mail.example"), 0);
    assert_eq!(received(&world, "pia@mail.example"), 0);
    assert_eq!(received(&world, "ravi@mail.example"), 2, "for two members");
    let letter = world.mail().arrives(KIM, REMINDER).await;
    assert!(letter.body.contains("Individual"), "{}", letter.body);
    assert!(letter.body.contains("/me"), "{}", letter.body);

    // What comes back is seen, and is work for who keeps the members.
    let chi = foundation.place.sign_in(CHI.1).await;
    let kim = number(&world, "Kim Abara").await;
    let page = chi.get("/room/renewals").await.text();
    assert!(
        page.contains("Reminded, 14 days before: Kim Abara"),
        "{page}"
    );
    assert!(page.contains("accepted by the mail server"), "{page}");
    comes_back(&world, &bounce(&letter));
    let task = "Reach Kim Abara: the reminder that their term ends on";
    eventually("the task", async || {
        chi.get("/tasks").await.text().contains(task).then_some(())
    })
    .await;
    let failed = chi.get("/room/renewals?show=did-not-arrive").await.text();
    assert!(failed.contains("Kim Abara"), "{failed}");
    assert!(failed.contains("User unknown"), "{failed}");
    assert!(!failed.contains("Max Celik"), "{failed}");

    // It stands on the readiness list of the next election.
    let days = ("2026-11-10", "2026-11-25", "2026-12-02");
    let form = announcement(&chi, &decision, days).await;
    let ready = chi.send(&form).await.text();
    for line in [
        "2 memberships with 2 votes",
        "7 would lapse before it",
        "1 of them reached by no letter",
        "0 applications undecided",
    ] {
        assert!(ready.contains(line), "{line} {ready}");
    }

    // An election officer does not record it; the secretary does, once.
    let path = format!("/room/renewals/{kim}");
    let page = chi.get(&path).await;
    let form = page.form("/contacts");
    let empty = chi.send(&form).await;
    assert_eq!(empty.status, 422);
    assert!(
        empty.text().contains("Choose how they were reached"),
        "{}",
        empty.text()
    );
    let form = form
        .with("how", "telephone")
        .with("evidence", "She answered on Monday");
    let ada = foundation.place.sign_in(ADA.1).await;
    let own = ada.get("/room/record-dates").await;
    let token = own.form("/room/record-dates");
    let hers = form.clone().with("csrf", token.value("csrf").unwrap());
    assert_eq!(ada.send(&hers).await.status, 403);
    for _ in 0..2 {
        let recorded = chi.send(&form).await;
        assert_eq!(recorded.path, path, "{}", recorded.text());
        assert!(
            recorded.text().contains("Reached by telephone"),
            "{}",
            recorded.text()
        );
    }
    let contacts = "SELECT count(*) FROM renewal_contacts";
    assert_eq!(said(&world, contacts).await, "1");
    let tasks = chi.get("/tasks").await.text();
    assert!(!tasks.contains(task), "{tasks}");
    let member = foundation.place.sign_in(LOU).await;
    for path in ["/room/renewals", "/room/record-dates", path.as_str()] {
        assert_eq!(member.get(path).await.status, 403, "{path}");
    }
}
