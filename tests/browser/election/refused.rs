//! What the rules refuse: the dates, the nominations by office, the opening.

use super::{BOUNCED, DIRECTORS, Stage, TITLE, ground};
use crate::{
    person::{DESK, PHONE},
    support::World,
    support::election::{ADA, CHI},
};

/// An election officer enters the calendar as it was announced.
pub async fn calendar(world: &World, stage: &Stage<'_>) {
    ground::appoints(&stage.foundation).await;
    let ada = stage.meets(world, ADA, DESK).await;
    ada.goes_to("/room").await;
    ada.clicks_link_in("calendar, nominations", "Elections")
        .await;
    ada.clicks_link("Make an election").await;
    ada.fills("Title", TITLE).await;
    ada.fills("Seats", "2").await;
    for (label, value) in [
        ("Record date", "2026-07-16"),
        ("Notice of the vote", "2026-09-09"),
        ("Nominations: first day", "2026-08-03"),
        ("Nominations: last day", "2026-09-08"),
        ("List of candidates", "2026-09-08"),
        ("Last day to ask to be put on the roll", "2026-09-01"),
        ("The vote opens", "2026-09-14 09:00"),
        ("The vote closes", "2026-10-02 17:00"),
    ] {
        ada.fills(label, value).await;
    }
    ada.presses("Make it").await;
    for words in [
        "Nominations open 42 days before the vote opens, 3 short of the 45",
        "Nominations close 6 days before the vote opens, 4 short of the 10",
        "Notice is given 5 days before the vote opens, 5 short of the 10",
        "If the close counts as the meeting, that is 18 more than the 60",
        "Bylaws § 9.4",
        "Bylaws § 3.4",
        "Election rules § 6",
    ] {
        ada.sees(words).await;
    }
    ada.clicks_link("Dates").await;
    ada.sees("Election rules § 6").await;
    ada.looks("the calendar breaks the rules").await;
    assert_eq!(
        ada.inspects("a calendar with errors").await,
        Vec::<String>::new()
    );
    ada.leaves().await;
}

/// One officer nominates the whole board, and each is refused with the rule.
pub async fn seven(world: &World, stage: &Stage<'_>) {
    let chi = stage.meets(world, CHI, DESK).await;
    chi.goes_to("/").await;
    chi.clicks_link("Elections").await;
    chi.clicks_link(TITLE).await;
    chi.clicks_link("Nominate somebody").await;
    for (at, (name, address, _)) in DIRECTORS.into_iter().enumerate() {
        chi.chooses("You act for", "By office, as the secretary")
            .await;
        chi.fills("Whom you nominate", address).await;
        chi.presses("Nominate them").await;
        chi.sees("This nomination is refused").await;
        chi.sees("no office nominates anybody").await;
        chi.sees("§ 6").await;
        // The seats of the first two are up, and the others' are not.
        let sits = chi.reads().await.contains(&format!(
            "{name} holds a seat already that is not up for election"
        ));
        assert_eq!(sits, at > 1, "{name}: {}", chi.reads().await);
        if sits {
            chi.sees("§ 4.2").await;
        }
    }
    chi.sees("until Sunday 30 September 2029").await;
    chi.turns_to_width(PHONE).await;
    chi.looks("a nomination by office is refused").await;
    assert_eq!(
        chi.inspects("a refused nomination").await,
        Vec::<String>::new()
    );
    chi.leaves().await;
}

/// The page of the election is red, and says of each thing what to do.
pub async fn readiness(world: &World, stage: &Stage<'_>) {
    let ada = stage.meets(world, ADA, DESK).await;
    ada.goes_to("/room").await;
    ada.clicks_link_in("calendar, nominations", "Elections")
        .await;
    ada.clicks_link(TITLE).await;
    let not_reached = format!("{} members were not reached by the reminder", BOUNCED.len());
    for words in [
        "! not ready to open",
        "Set other dates, or record a decision that waives it",
        &not_reached,
        "No roll of its record date is certified",
        "No notice of this vote was given",
        "0 candidates are published, for 2 seats",
        "Its poll is not drafted yet",
        "7 nominations were refused when made",
        "Chi Moreau, by office",
    ] {
        ada.sees(words).await;
    }
    let page = ada.reads().await;
    let (_, refusals) = page.split_once("Nominations that were refused").unwrap();
    for (name, _, _) in DIRECTORS {
        assert!(refusals.contains(name), "{name}: {refusals}");
    }
    assert_eq!(refusals.matches("no office nominates anybody").count(), 7);
    ada.looks("the election is not ready").await;
    assert_eq!(ada.inspects("a red readiness").await, Vec::<String>::new());
    ada.turns_to_width(PHONE).await;
    ada.looks("the election is not ready, on a phone").await;
    assert_eq!(
        ada.inspects("a red readiness, narrow").await,
        Vec::<String>::new()
    );
    ada.leaves().await;
}
