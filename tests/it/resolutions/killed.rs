//! Server and database die while decisions are confirmed: no number is missing.

use commonhold::db::{Role, pool};
use commonhold::parties::PartyId;
use diesel_async::AsyncPgConnection;

use super::{WITHOUT_A_GAP, entered};
use crate::acts::room::bare;
use crate::motion_rows::{Rows, person};
use crate::support::election::{ADA, CHI, Foundation, Place};
use crate::support::{World, eventually};

const MANY: usize = 40;

async fn connected(world: &World) -> AsyncPgConnection {
    eventually("the database", async || {
        pool::connect(&world.address(Role::App.name())).await.ok()
    })
    .await
}

async fn numbers(world: &World) -> String {
    let mut rows = Rows {
        db: connected(world).await,
    };
    rows.said(WITHOUT_A_GAP).await
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_dies_no_number_is_missing() {
    let Some(mut world) = World::start_unlimited("2026-09-02 09:00:00").await else {
        return;
    };
    let foundation = Foundation::without_keys(Place::of_world(&mut world).await).await;
    let mut rows = Rows {
        db: connected(&world).await,
    };
    let chi = format!("SELECT {}::text AS it", person(CHI.1));
    let chi = PartyId(rows.said(&chi).await.parse().unwrap());
    let pages = entered(&mut rows.db, chi, MANY).await;
    drop(rows);
    let ada = foundation.place.sign_in(ADA.1).await;
    let first = ada.get(&pages[0]).await;
    for (place, page) in pages.iter().enumerate() {
        let form = bare(&first, &format!("{page}/confirmation"));
        // In the midst of one of them, whichever way it goes.
        if place == 10 || place == 25 {
            let sent = tokio::spawn({
                let (ada, form) = (ada.clone(), form.clone());
                async move { ada.try_send(&form).await.map(|page| page.status) }
            });
            let killed = world.kill_server();
            sent.await.unwrap();
            world.is_back(killed).await;
        }
        if place == 18 || place == 30 {
            let sent = tokio::spawn({
                let (ada, form) = (ada.clone(), form.clone());
                async move { ada.try_send(&form).await.map(|page| page.status) }
            });
            world.kill_postgres();
            sent.await.unwrap();
            drop(connected(&world).await);
        }
        // What was interrupted is sent again until it is confirmed; twice it is once.
        eventually("its confirmation", async || {
            let answer = ada.try_send(&form).await?;
            let said = answer.text();
            (said.contains("✓ decided") || said.contains("confirmed already")).then_some(())
        })
        .await;
    }
    let all = format!("{MANY} 1 {MANY} {MANY}");
    assert_eq!(numbers(&world).await, all);
}
