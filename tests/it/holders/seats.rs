//! A seat of the board that the founders filled leaves their hands by an election.

use super::handover::{lists, person_of};
use crate::acts::room::{refuses, text};
use crate::minutes::decide;
use crate::support::TestApp;
use crate::support::election::{Foundation, NO_LIMITS, Place};

/// A seat that the founders filled is handed over when somebody is elected to it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_seat_is_handed_over_by_an_election_to_it() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let board = [
        ("target", "board"),
        ("basis", "appointment"),
        ("address_1", "kim@mail.example"),
        ("address_2", "lou@mail.example"),
    ];
    decide(chi, ada, "/room/decisions/new?act=seat", &board).await;
    let seat = text(
        &app,
        "SELECT id::text AS it FROM seats WHERE body = 'board' AND name = 'Seat 1'",
    )
    .await;
    let term = format!("SELECT id::text AS it FROM seat_incumbencies WHERE seat = '{seat}'");
    let term = text(&app, &term).await;
    let seat = [
        ("title", "The first seat of the board"),
        ("kind", "seat"),
        ("leaves_by", "election"),
        ("seat", &*seat),
    ];
    let others = lists(chi, &person_of(&app, "Chi Moreau").await, &seat).await;
    refuses(&others, 422, "not held by this person now");
    let listed = lists(chi, &person_of(&app, "Kim Abara").await, &seat).await;
    refuses(&listed, 200, "Appointed seat, held by Kim Abara");
    refuses(&listed, 200, "0 of 1 handed over");
    let item = chi.get(&listed.link("The first seat of the board")).await;
    let today = foundation.place.now.date_naive().to_string();
    let record = [("happened_on", &*today), ("evidence", "See the election")];
    let early = chi.submit(&item, "/record", &record).await;
    refuses(&early, 422, "a seat is filled by an election");

    // Kim leaves, and the members elect another.
    let leaves = format!("/room/decisions/new?act=unseat&of={term}");
    let why = [("reason", "The founding is over"), ("matter", "reserved")];
    decide(chi, ada, &leaves, &why).await;
    let elected = [
        ("target", "board"),
        ("basis", "election"),
        ("address_1", "max@mail.example"),
        ("members_entitled", "8"),
        ("members_present", "8"),
        ("votes_entitled", "71"),
        ("votes_present", "71"),
        ("votes_yes", "71"),
        ("votes_no", "0"),
        ("votes_abstain", "0"),
    ];
    let members = "/room/decisions/new?act=seat&body=members";
    decide(chi, ada, members, &elected).await;
    let recorded = chi.submit(&item, "/record", &record).await;
    refuses(&recorded, 200, "See the election");
    let page = ada.get(&recorded.path).await;
    ada.submit(&page, "/confirmation", &[]).await;
    let public = app.visitor().get("/holders/handover").await;
    refuses(&public, 200, "1 of 1 handed over");
}
