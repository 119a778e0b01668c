//! D14: what ends a seat without anybody's vote runs against a clock, is put right by
//! the records, or is over by two officers.

use chrono::TimeDelta;

use super::{membership, offers, said};
use crate::acts::room::{bare, refuses};
use crate::auditor::export::reads_back;
use crate::minutes::decide;
use crate::parties::{NORDLICHT, QUIET, employs};
use crate::support::election::{Foundation, Place};
use crate::support::{Page, Visitor, World, eventually};

const BOARD: &str = "/room/board";

/// The page once it says this: the program looks every minute.
async fn comes_to_say(world: &mut World, officer: &Visitor, sentence: &str) -> Page {
    world.advance(TimeDelta::seconds(61));
    eventually(sentence, async || {
        let page = officer.get(BOARD).await;
        page.text().contains(sentence).then_some(page)
    })
    .await
}

/// An officer records for whom a director sits.
pub async fn sits_for(world: &World, chi: &Visitor, person: &str, organisation: &str) {
    let incumbency = said(
        world,
        &format!(
            "SELECT i.id FROM seat_incumbencies i JOIN party_records r ON r.party = i.person WHERE r.name = '{person}' LIMIT 1"
        ),
    )
    .await;
    let number = membership(world, organisation).await;
    let page = chi.get(BOARD).await;
    let wrong = [("incumbency", incumbency.as_str()), ("membership", "999")];
    let refused = chi.submit(&page, "/sponsors", &wrong).await;
    refuses(
        &refused,
        422,
        "Give the number of a membership of an organisation.",
    );
    let right = [("incumbency", incumbency.as_str()), ("membership", &number)];
    let recorded = chi.submit(&page, "/sponsors", &right).await;
    refuses(&recorded, 200, organisation);
}

/// Every employment of somebody ends on a day.
async fn leaves(world: &World, person: &str, day: &str) {
    let sql = format!(
        "WITH ended AS (INSERT INTO tie_ends (id, tie, ends_on, recorded_by) \
             SELECT gen_random_uuid(), t.id, '{day}', t.recorded_by FROM ties t \
             JOIN party_records r ON r.party = t.person WHERE r.name = '{person}' AND t.starts_on < '{day}' \
               AND NOT EXISTS (SELECT FROM tie_ends x WHERE x.tie = t.id) RETURNING 1) \
         SELECT count(*) FROM ended"
    );
    assert_eq!(execute(world, &sql).await, "1");
}

async fn execute(world: &World, sql: &str) -> String {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        count: i64,
    }
    use diesel_async::RunQueryDsl;
    let mut superuser = commonhold::db::pool::connect_as_administrator(&world.administrator())
        .await
        .unwrap();
    let row: Row = diesel::sql_query(sql)
        .get_result(&mut superuser)
        .await
        .unwrap();
    row.count.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn d14_employment_that_ends_is_put_right_or_ends_the_seat_after_its_days() {
    let Some(mut world) = World::start_unlimited("2026-08-20 09:00:00").await else {
        return;
    };
    let foundation = Foundation::without_keys(Place::of_world(&mut world).await).await;
    let (ada, chi) = (&foundation.ada, &foundation.chi);
    let board = [
        ("target", "board"),
        ("basis", "election"),
        ("address_1", "kim@mail.example"),
        ("last_day_1", "2030-09-30"),
        ("address_2", "lou@mail.example"),
        ("last_day_2", "2030-09-30"),
        ("address_3", "max@mail.example"),
    ];
    decide(chi, ada, "/room/decisions/new?act=seat", &board).await;
    let employed = employs(chi, NORDLICHT, "Kim Abara", "2026-01-01").await;
    assert_eq!(employed.status, 200, "{}", employed.text());
    sits_for(&world, chi, "Kim Abara", NORDLICHT).await;
    sits_for(&world, chi, "Lou Bekker", QUIET).await;
    refuses(
        &chi.get(BOARD).await,
        200,
        "Nothing, as far as the records say.",
    );

    world.set_time("2026-08-25 09:00:00");
    let chi = &foundation.place.sign_in("chi@tamarack.example").await;
    leaves(&world, "Kim Abara", "2026-08-24").await;
    let page = comes_to_say(&mut world, chi, "Found by the program.").await;
    refuses(
        &page,
        200,
        "The employment by Nordlicht Hosting is over. Since 24 August 2026.",
    );
    refuses(
        &page,
        200,
        "It can be put right to the end of 24 September 2026; the seat is kept until then. (Bylaws § 4.4)",
    );
    assert!(offers(&page, "/end").is_none());
    let event = said(&world, "SELECT id FROM seat_events").await;
    let early = chi
        .send(&bare(&page, &format!("{BOARD}/events/{event}/end")))
        .await;
    refuses(&early, 409, "The days to put it right are not over.");
    let unsaid = chi
        .send(&bare(&page, &format!("{BOARD}/events/{event}/cure")))
        .await;
    refuses(&unsaid, 409, "The records do not say that it is put right.");
    refuses(
        &chi.get("/tasks").await,
        200,
        "Have it put right that would end the seat of Kim Abara (Seat 1).",
    );

    // Employed again: put right, and said so.
    world.set_time("2026-09-10 09:00:00");
    let chi = &foundation.place.sign_in("chi@tamarack.example").await;
    employs(chi, NORDLICHT, "Kim Abara", "2026-09-09").await;
    let page = comes_to_say(&mut world, chi, "Put right. The records say so").await;
    refuses(&page, 200, "Kim Abara");

    // Left once more, and nothing happens in the days there are.
    world.set_time("2026-09-20 09:00:00");
    let chi = &foundation.place.sign_in("chi@tamarack.example").await;
    leaves(&world, "Kim Abara", "2026-09-19").await;
    comes_to_say(&mut world, chi, "to the end of 20 October 2026").await;
    world.set_time("2026-10-21 09:00:00");
    let chi = &foundation.place.sign_in("chi@tamarack.example").await;
    let ada = &foundation.place.sign_in("ada@tamarack.example").await;
    let page = chi.get(BOARD).await;
    refuses(
        &page,
        200,
        "The time to put it right ended with 20 October 2026.",
    );
    refuses(&page, 200, "Kim Abara Seat 1");
    let entered = chi.submit(&page, "/end", &[]).await;
    refuses(
        &entered,
        200,
        "Chi Moreau entered that the seat is over. Officers still to confirm: 1.",
    );
    assert!(offers(&entered, "/confirmation").is_none());
    let event = said(&world, "SELECT event FROM seat_event_ends").await;
    let own = chi
        .send(&bare(
            &entered,
            &format!("{BOARD}/events/{event}/confirmation"),
        ))
        .await;
    refuses(
        &own,
        409,
        "Another officer confirms it than the one who entered it",
    );
    let sits = "SELECT count(*) FROM seated(clock_timestamp()) s JOIN party_records r ON r.party = s.person WHERE r.name = 'Kim Abara'";
    assert_eq!(said(&world, sits).await, "1");
    refuses(
        &ada.get("/tasks").await,
        200,
        "Confirm that the seat of Kim Abara (Seat 1) is over.",
    );
    let page = ada.get(BOARD).await;
    let done = ada.submit(&page, "/confirmation", &[]).await;
    refuses(&done, 200, "The seat was left on 21 October 2026.");
    assert_eq!(said(&world, sits).await, "0");
    refuses(&done, 200, "Seat 1 Left before the term was over.");

    // The sponsor's membership ends with its term and its grace.
    world.set_time("2027-02-01 09:00:00");
    let chi = &foundation.place.sign_in("chi@tamarack.example").await;
    let page = comes_to_say(&mut world, chi, "The membership of Quiet Works is over.").await;
    refuses(&page, 200, "Lou Bekker, Seat 2");
    reads_back(
        &foundation,
        &[
            ("seat-sponsors", "Quiet Works"),
            ("seat-events", ""),
            ("seat-event-confirmations", ""),
        ],
    )
    .await;
}
