//! From the certified result to the seats, and from an adopted motion to an empty one;
//! who fills that, and for how long.

use chrono::TimeDelta;
use commonhold::db::pool;
use diesel_async::SimpleAsyncConnection;

use super::{said, seat};
use crate::acts::room::refuses;
use crate::auditor::export::reads_back;
use crate::minutes::{decide, enters};
use crate::rulebook::{adopts_with, saves};
use crate::support::World;
use crate::support::election::{ADA, BEN, Foundation, Place, Plan, Poll};

const KIM: &str = "kim@mail.example";
const LOU: &str = "lou@mail.example";
const MAX: &str = "max@mail.example";
const NIA: &str = "nia@mail.example";
const OLA: &str = "ola@mail.example";
const SEAT: &str = "/room/decisions/new?act=seat";

const ELECTION: Plan = Plan {
    question: "Who joins the board?",
    method: "meek-prf-1",
    options: "Lou Bekker\nMax Celik\nNia Dossou\nOla Eide",
    seats: "2",
    small_cells: "open",
    opens: TimeDelta::hours(-1),
    closes: TimeDelta::hours(1),
};
const MOTION: Plan = Plan {
    question: "Shall Kim Abara leave the board?",
    method: "motion-1",
    options: "",
    seats: "",
    ..ELECTION
};

/// The founders seat Kim without an end in cohort A, and Lou to 2029 in cohort B.
async fn seats_two(foundation: &Foundation) {
    let board = [
        ("target", "board"),
        ("basis", "election"),
        ("address_1", KIM),
        ("cohort_1", "A"),
        ("address_2", LOU),
        ("cohort_2", "B"),
        ("last_day_2", "2029-09-30"),
    ];
    decide(&foundation.chi, &foundation.ada, SEAT, &board).await;
}

/// Keys are brought and it is opened, as `Poll::open` does with a new draft.
async fn opens(poll: &Poll, foundation: &Foundation) {
    poll.upload_keys(foundation).await;
    let page = foundation.ben.get(&poll.room()).await;
    let act = foundation.ben.submit(&page, "/opening", &[]).await;
    foundation.sign(&act).await;
    let opened = foundation.ben.get(&poll.room()).await;
    refuses(&opened, 200, "What was fixed at the opening");
}

/// Both open the ballots, and the certifier counts.
async fn counts(poll: &Poll, foundation: &Foundation) {
    let (ada, ben) = (&foundation.ada, &foundation.ben);
    poll.closes(ada).await;
    let manifest = poll.manifest(ada).await;
    let opening = poll.opened(ada).await;
    for (officer, key) in [(ada, &poll.ada), (ben, &poll.ben)] {
        let files = poll.opened_files(&manifest, &opening, key);
        assert_eq!(poll.hand_in(officer, &files).await.status, 200);
    }
    poll.counted(ada).await;
}

/// Ada declares that the election fills Kim's seat and a new one.
async fn declares(world: &World, foundation: &Foundation, election: &Poll) {
    let ada = &foundation.ada;
    let path = format!("{}/seats", election.room());
    let page = ada.get(&path).await;
    refuses(&page, 200, "It fills no seat.");
    let first = format!("seat_{}", seat(world, "Seat 1").await);
    let second = format!("seat_{}", seat(world, "Seat 2").await);
    let people = [
        ("address_lou-bekker", LOU),
        ("address_max-celik", MAX),
        ("address_nia-dossou", NIA),
        ("address_ola-eide", OLA),
        ("first_day", "2026-08-20"),
    ];
    let with = |more: &[(&str, &str)]| {
        let form = page.form("/seats");
        people
            .iter()
            .chain(more)
            .fold(form, |form, (name, value)| form.with(name, value))
    };
    let few = ada.send(&with(&[(&first, "1")])).await;
    refuses(
        &few,
        422,
        "The poll elects 2: name as many seats. You named 1.",
    );
    let taken = [(first.as_str(), "1"), (&second, "1")];
    let taken = ada.send(&with(&taken)).await;
    refuses(&taken, 422, "The term on Seat 2 lasts to 30 September 2029");
    let unknown = [
        (first.as_str(), "1"),
        ("new_seats", "1"),
        ("address_ola-eide", "nobody@mail.example"),
    ];
    let unknown = ada.send(&with(&unknown)).await;
    refuses(&unknown, 422, "Say who stands behind this option");
    let whole = [
        (first.as_str(), "1"),
        ("new_seats", "1"),
        ("new_cohort", "C"),
        ("affiliation_max-celik", "Quiet Works"),
    ];
    let form = with(&whole);
    let declared = ada.send(&form).await;
    refuses(&declared, 200, "Seat 1, cohort A of board, from");
    refuses(&declared, 200, "A new seat, cohort C of board, from");
    // The same form again is the same declaration.
    assert_eq!(ada.send(&form).await.status, 200);
    assert_eq!(said(world, "SELECT count(*) FROM poll_seatings").await, "1");
    // Whoever does not run elections sees it and declares nothing.
    let chi = foundation.chi.get(&path).await;
    refuses(&chi, 200, "A new seat, cohort C");
    assert!(super::offers(&chi, "/seats").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certified_vote_fills_seats_and_empties_one_in_one_act() {
    let Some(mut world) = World::start_unlimited("2026-08-20 09:00:00").await else {
        return;
    };
    let foundation = Foundation::found(Place::of_world(&mut world).await).await;
    let (ada, ben, chi) = (&foundation.ada, &foundation.ben, &foundation.chi);
    seats_two(&foundation).await;
    foundation.certify_roll().await;
    let election = Poll::draft(&foundation, &ELECTION).await;
    declares(&world, &foundation, &election).await;
    let motion = Poll::draft(&foundation, &MOTION).await;
    let path = format!("{}/seats", motion.room());
    let page = ada.get(&path).await;
    let kims = said(
        &world,
        "SELECT id FROM seat_incumbencies WHERE affiliation = '' AND ends_at IS NULL",
    )
    .await;
    let silent = ada
        .submit(&page, "/removal", &[("incumbency", &kims)])
        .await;
    refuses(&silent, 422, "Say why, within 400 characters.");
    let why = [
        ("incumbency", kims.as_str()),
        ("reason", "Left the members without a word."),
    ];
    let declared = ada.submit(&page, "/removal", &why).await;
    refuses(
        &declared,
        200,
        "Where the members adopt it, Kim Abara leaves Seat 1",
    );

    opens(&election, &foundation).await;
    opens(&motion, &foundation).await;
    let late = ada.get(&format!("{}/seats", election.room())).await;
    assert!(super::offers(&late, "/seats").is_none(), "{}", late.text());
    let voters = foundation
        .sign_in_all(&["ravi@mail.example", "sol@mail.example", NIA])
        .await;
    let [ravi, sol, nia] = voters.as_slice() else {
        panic!("three came in");
    };
    let lou_then_max = [("r1", "01"), ("r2", "02")];
    election
        .cast(ravi, "Nordlicht Hosting", &lou_then_max)
        .await;
    election.cast(sol, "Quiet Works", &[("r3", "01")]).await;
    motion
        .cast(ravi, "Nordlicht Hosting", &[("motion", "1")])
        .await;
    motion.cast(nia, "Nia Dossou", &[("motion", "2")]).await;
    world.advance(TimeDelta::minutes(61));
    counts(&election, &foundation).await;
    counts(&motion, &foundation).await;

    // Lou sits already: the act is refused, and nothing is certified.
    let page = ben.get(&election.room()).await;
    let act = ben.submit(&page, "/certification", &[]).await;
    let refused = foundation.sign(&act).await;
    refuses(
        &refused,
        200,
        "Lou Bekker is elected, and sits on Seat 2 of this body already.",
    );
    assert_eq!(
        said(&world, "SELECT count(*) FROM poll_certifications").await,
        "0"
    );
    let page = ada.get(&format!("{}/seats", election.room())).await;
    let refusal = [("option", "lou-bekker"), ("why", "Stays on Seat 2.")];
    let recorded = ada.submit(&page, "/seat-refusals", &refusal).await;
    refuses(&recorded, 200, "Takes no seat: Stays on Seat 2.");
    election.certify(&foundation).await;
    let results = world
        .visitor()
        .get(&format!("/polls/{}/results", election.number))
        .await;
    refuses(
        &results,
        200,
        "Max Celik takes Seat 3: from Thursday 20 August 2026 to Monday 19 August 2030.",
    );
    let board = chi.get("/room/bodies/board").await;
    refuses(&board, 200, &format!("by vote {}", election.number));
    refuses(
        &world.visitor().get("/people").await,
        200,
        &format!("Vote {}", election.number),
    );
    // Seat 1 was the refused one's: Kim stays until the motion.
    refuses(&board, 200, "Kim Abara");
    motion.certify(&foundation).await;
    let results = world
        .visitor()
        .get(&format!("/polls/{}/results", motion.number))
        .await;
    refuses(
        &results,
        200,
        "Kim Abara left Seat 1 on Thursday 20 August 2026.",
    );
    let board = chi.get("/room/bodies/board").await;
    assert!(!board.text().contains("Kim Abara"), "{}", board.text());

    reads_back(
        &foundation,
        &[
            ("poll-seatings", ""),
            ("poll-seating-options", "Max Celik"),
            ("poll-seat-refusals", "Stays on Seat 2."),
            ("poll-removals", "Left the members without a word."),
        ],
    )
    .await;
    forges(&world, &kims).await;
    vacancies(&mut world, &foundation).await;
}

/// From midnight on nearly all would have to agree; the vote was opened the day before.
#[tokio::test(flavor = "multi_thread")]
async fn a_removal_is_judged_by_the_rules_at_the_opening() {
    let Some(mut world) = World::start_unlimited("2026-08-20 09:00:00").await else {
        return;
    };
    let mut foundation = Foundation::found(Place::of_world(&mut world).await).await;
    let majority = |share: &str| {
        format!("key = \"members.majority\"\nvalue = \"more than {share} of present\"\n")
    };
    let saved = saves(&foundation.chi, &majority("1/2"), &majority("99/100")).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    adopts_with(&foundation, &[("effective_on", "2026-08-21")]).await;
    seats_two(&foundation).await;
    foundation.certify_roll().await;
    let overnight = Plan {
        closes: TimeDelta::hours(20),
        ..MOTION
    };
    let motion = Poll::draft(&foundation, &overnight).await;
    let page = foundation
        .ada
        .get(&format!("{}/seats", motion.room()))
        .await;
    let kims = said(
        &world,
        "SELECT id FROM seat_incumbencies WHERE affiliation = '' AND ends_at IS NULL",
    )
    .await;
    let why = [
        ("incumbency", kims.as_str()),
        ("reason", "Left without a word."),
    ];
    foundation.ada.submit(&page, "/removal", &why).await;
    opens(&motion, &foundation).await;
    let voters = foundation.sign_in_all(&["ravi@mail.example", NIA]).await;
    motion
        .cast(&voters[0], "Nordlicht Hosting", &[("motion", "1")])
        .await;
    motion
        .cast(&voters[1], "Nia Dossou", &[("motion", "2")])
        .await;

    world.advance(TimeDelta::hours(20) + TimeDelta::minutes(1));
    foundation.ada = foundation.place.sign_in(ADA.1).await;
    foundation.ben = foundation.place.sign_in(BEN.1).await;
    counts(&motion, &foundation).await;
    motion.certify(&foundation).await;
    let results = world
        .visitor()
        .get(&format!("/polls/{}/results", motion.number))
        .await;
    refuses(
        &results,
        200,
        "Kim Abara left Seat 1 on Friday 21 August 2026.",
    );
}

/// What no other than the certifier writes, and it only with its act.
async fn forges(world: &World, kims: &str) {
    let seated = "INSERT INTO seat_incumbencies (id, seat, person, starts_at, ends_at, basis, affiliation, poll) \
                  SELECT gen_random_uuid(), i.seat, i.person, now(), i.ends_at, 'election', '', i.poll \
                  FROM seat_incumbencies i WHERE i.poll IS NOT NULL";
    let left = format!(
        "INSERT INTO incumbency_ends (incumbency, ends_at, reason, poll) \
         SELECT '{kims}', now(), 'x', i.poll FROM seat_incumbencies i WHERE i.poll IS NOT NULL"
    );
    let made = "INSERT INTO seats (id, body, cohort, name, poll) \
                SELECT gen_random_uuid(), 'board', 'C', 'Seat 99', i.poll FROM seat_incumbencies i WHERE i.poll IS NOT NULL";
    for (role, words) in [
        ("commonhold_app", "permission denied"),
        (
            "commonhold_certifier",
            "in the transaction that certifies its count",
        ),
    ] {
        let mut db = pool::connect(&world.address(role)).await.unwrap();
        for statement in [seated, left.as_str(), made] {
            let refused = db.batch_execute(statement).await.unwrap_err();
            assert!(refused.to_string().contains(words), "{role}: {refused}");
        }
    }
    let mut db = pool::connect(&world.address("commonhold_app"))
        .await
        .unwrap();
    let late = "INSERT INTO poll_seatings (id, poll, body, first_day, declared_by) \
                SELECT gen_random_uuid(), s.poll, s.body, s.first_day, s.declared_by FROM poll_seatings s";
    let refused = db.batch_execute(late).await.unwrap_err();
    assert!(
        refused.to_string().contains("not drafted any more"),
        "{refused}"
    );
}

/// D17: the members fill a vacancy; within three months of the next election a majority of
/// the directors in office may, for the rest of the term.
async fn vacancies(world: &mut World, foundation: &Foundation) {
    let chi = &foundation.chi;
    let page = chi.get("/room/board").await;
    refuses(
        &page,
        200,
        "Seat 1, cohort A Left before the term was over.",
    );
    refuses(
        &page,
        200,
        "The next election of the board is on 30 September 2029",
    );
    refuses(&page, 200, "The members fill it: draft a poll");
    assert!(
        !page.text().contains("It stays open until the election"),
        "{}",
        page.text()
    );
    let nia = [
        ("target", "board"),
        ("basis", "appointment"),
        ("address_1", NIA),
        ("cohort_1", "A"),
        ("last_day_1", "2030-09-30"),
    ];
    let board = format!("{SEAT}&body=board");
    let early = enters(chi, &board, &nia).await;
    refuses(
        &early,
        422,
        "The members fill the seats of the board, not the board itself (Bylaws § 4.7).",
    );
    refuses(&early, 422, "the next is on 30 September 2029");

    world.set_time("2029-07-15 09:00:00");
    let chi = &foundation.place.sign_in("chi@tamarack.example").await;
    let ada = &foundation.place.sign_in("ada@tamarack.example").await;
    let page = chi.get("/room/board").await;
    refuses(
        &page,
        200,
        "The board fills it by a majority of the directors in office",
    );
    refuses(&page, 200, "It stays open until the election");
    decide(chi, ada, &board, &nia).await;
    refuses(&chi.get("/room/bodies/board").await, 200, "Nia Dossou");

    // Lou leaves; whoever follows sits for the rest of the term.
    let page = chi.get("/room/bodies/board").await;
    let lou = said(world, "SELECT i.id FROM seat_incumbencies i JOIN seats s ON s.id = i.seat WHERE s.name = 'Seat 2'").await;
    assert!(page.html.contains(&lou), "{}", page.text());
    let reserved = [("reason", "Resigned"), ("matter", "reserved")];
    decide(
        chi,
        ada,
        &format!("{board}&of={lou}").replace("act=seat", "act=unseat"),
        &reserved,
    )
    .await;
    let ola = [
        ("target", "board"),
        ("basis", "appointment"),
        ("address_1", OLA),
        ("cohort_1", "B"),
        ("last_day_1", "2033-09-30"),
    ];
    let long = enters(chi, &board, &ola).await;
    refuses(
        &long,
        422,
        "Seat 2 fell vacant within a term, and whoever fills it sits for the rest of it: to 30 September 2029",
    );
    let rest = [&ola[..4], &[("last_day_1", "2029-09-30")]].concat();
    decide(chi, ada, &board, &rest).await;
    let page = chi.get("/room/board").await;
    refuses(&page, 200, "Ola Eide Seat 2, cohort B");
    refuses(&page, 200, "Consecutive terms behind them");
}
