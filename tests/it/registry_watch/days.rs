//! The watch from one day to the next, by two servers.

use super::{DOMAIN, Outside, PATH, Says, count, entered, recorded, row_of};
use crate::acts::room::refuses;
use crate::motion_rows::Rows;
use crate::registry_imports::{accepts, every_tick, keeper};
use crate::support::election::{CHI, Foundation, Place};
use crate::support::{Page, Visitor, World};

const ASKED: &str = "domain/tamarack.example";
const LETTERS: &str = "outbox_letters WHERE kind = 'asset_watched'";

/// The secretary, who comes in anew on another day, and the page of the watch.
async fn looks(foundation: &Foundation) -> (Visitor, Page) {
    let chi = foundation.place.sign_in(CHI.1).await;
    let page = chi.get(PATH).await;
    (chi, page)
}

/// The file that the page leads to.
fn file_of(page: &Page) -> Option<String> {
    page.links()
        .into_iter()
        .map(|(_, path)| path)
        .find(|path| path.starts_with("/room/registry/import/"))
}

#[tokio::test(flavor = "multi_thread")]
async fn one_server_asks_once_a_day_and_the_same_difference_waits_and_is_told_once() {
    let Some(mut world) = World::start_unlimited("2026-12-01 09:00:00").await else {
        return;
    };
    let place = Place::of_world(&mut world).await;
    let foundation = Foundation::found(place).await;
    entered(keeper(&foundation), "rdap", DOMAIN).await;
    let outside = Outside::open().await;
    outside.says(ASKED, Says::ok(DOMAIN));
    world.sets("COMMONHOLD_WATCH_RDAP", &outside.base).await;
    let mut rows = Rows::of(&world.address("commonhold_app")).await;
    let _neighbour = world.another_server().await;
    recorded(&mut rows, 1).await;
    let (_, page) = looks(&foundation).await;
    refuses(&page, 200, "✓ equal");
    refuses(&page, 200, "Last asked on 1 December 2026");
    assert_eq!(file_of(&page), None);

    // The lock is gone: a file, a letter. On the next day neither again.
    let unlocked = DOMAIN.replace("\"client transfer prohibited\", ", "");
    for (at, day) in [(2, "2026-12-02"), (3, "2026-12-03")] {
        let answer = unlocked.replace("2026-11-28T06", &format!("{day}T06"));
        outside.says(ASKED, Says::ok(&answer));
        world.set_time(&format!("{day} 09:00:00"));
        recorded(&mut rows, at).await;
        assert_eq!(count(&mut rows, "registry_import_drafts").await, 1, "{day}");
        let told = count(&mut rows, LETTERS).await;
        let keepers = count(
            &mut rows,
            "(SELECT DISTINCT person FROM office_terms WHERE keeps_registry(person)) k",
        )
        .await;
        assert_eq!(told, keepers, "{day}");
    }
    // A day without an answer in between changes nothing of that.
    outside.says(ASKED, Says::Answer(500, Vec::new()));
    world.set_time("2026-12-04 09:00:00");
    recorded(&mut rows, 4).await;
    refuses(&looks(&foundation).await.1, 200, "! failed");
    outside.says(ASKED, Says::ok(&unlocked));
    world.set_time("2026-12-05 09:00:00");
    recorded(&mut rows, 5).await;
    let told = count(&mut rows, LETTERS).await;
    assert_eq!(count(&mut rows, "registry_import_drafts").await, 1);

    // Accepted by a person, it is equal, and the letter is not written again.
    let (chi, page) = looks(&foundation).await;
    let file = chi.get(&file_of(&page).unwrap()).await;
    let done = accepts(&chi, &file, &every_tick(&file)).await;
    refuses(&done, 200, "taken over");
    outside.says(
        ASKED,
        Says::ok(&unlocked.replace("2026-11-28T06", "2026-12-06T06")),
    );
    world.set_time("2026-12-06 09:00:00");
    recorded(&mut rows, 6).await;
    let (_, page) = looks(&foundation).await;
    refuses(&page, 200, "✓ equal");
    refuses(&page, 200, "It is not locked against transfer");
    assert_eq!(file_of(&page), None);
    assert_eq!(count(&mut rows, LETTERS).await, told);

    // Discarded, it stays away; what is another difference does not.
    let moved = unlocked.replace("ns1.tamarack.example", "ns9.tamarack.example");
    outside.says(ASKED, Says::ok(&moved));
    world.set_time("2026-12-07 09:00:00");
    recorded(&mut rows, 7).await;
    let (chi, page) = looks(&foundation).await;
    let file = chi.get(&file_of(&page).unwrap()).await;
    chi.submit(&file, "/acceptance", &[("act", "discard")])
        .await;
    world.set_time("2026-12-08 09:00:00");
    recorded(&mut rows, 8).await;
    assert_eq!(file_of(&looks(&foundation).await.1), None);
    outside.says(
        ASKED,
        Says::ok(&moved.replace("NS2.TAMARACK", "NS8.TAMARACK")),
    );
    world.set_time("2026-12-09 09:00:00");
    recorded(&mut rows, 9).await;
    assert!(file_of(&looks(&foundation).await.1).is_some());
    // Back to what the register says: the file that told otherwise is withdrawn.
    outside.says(ASKED, Says::ok(&unlocked));
    world.set_time("2026-12-10 09:00:00");
    recorded(&mut rows, 10).await;
    assert_eq!(count(&mut rows, "registry_import_drafts").await, 0);

    // Not seen for three days, and for seven.
    outside.says(ASKED, Says::Answer(503, Vec::new()));
    for (at, day, said) in [
        (11, "2026-12-12 10:00:00", "! failed"),
        (12, "2026-12-13 10:00:00", "! not seen for 3 days"),
        (13, "2026-12-17 10:00:00", "‼ not seen for 7 days"),
    ] {
        world.set_time(day);
        recorded(&mut rows, at).await;
        let row = row_of(&looks(&foundation).await.1, "<bdi>tamarack.example</bdi>");
        assert!(row.contains(said), "{day}: {row}");
    }
    // Two servers, one request a day.
    assert_eq!(outside.times(ASKED), 13);
    assert_eq!(count(&mut rows, "watch_results").await, 13);
    assert_eq!(count(&mut rows, LETTERS).await, told);
    let (chi, _) = looks(&foundation).await;
    refuses(
        &chi.get("/tasks").await,
        200,
        "See why the daily watch got no answer about 1 asset for a week",
    );
    let room = chi.get("/room/registry").await;
    assert!(room.links().iter().any(|(_, path)| path == PATH));

    // One 404 may be a fault of the server's: the second in a row is told to each keeper, once.
    assert!(told > 0);
    outside.says(ASKED, Says::Answer(404, Vec::new()));
    for (at, day, letters) in [
        (14, "2026-12-18 10:00:00", told),
        (15, "2026-12-19 10:00:00", 2 * told),
        (16, "2026-12-20 10:00:00", 2 * told),
    ] {
        world.set_time(day);
        recorded(&mut rows, at).await;
        assert_eq!(count(&mut rows, LETTERS).await, letters, "{day}");
    }
    let absent = format!("{LETTERS} AND parameters::text LIKE '%absent%'");
    assert_eq!(count(&mut rows, &absent).await, told);
}
