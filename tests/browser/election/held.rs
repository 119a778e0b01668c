//! The dates mended, the members reached, and four candidates nominated by members.

use super::acting::{accepts, acts, finds, nominates};
use super::{BOUNCED, CANDIDATES, COMMITTEE, NOMINATORS, Stage, TITLE};
use crate::{
    person::{DESK, PHONE},
    support::World,
    support::election::{ADA, CHI},
};

/// Other dates, and each member whose reminder came back reached otherwise.
pub async fn mends(world: &World, stage: &Stage<'_>) {
    let ada = stage.meets(world, ADA, DESK).await;
    ada.goes_to("/room/elections").await;
    ada.clicks_link(TITLE).await;
    ada.clicks_link("Dates").await;
    for (label, value) in [
        ("Record date", "2026-08-14"),
        ("Notice of the vote", "2026-09-10"),
        ("Nominations: first day", "2026-08-05"),
        ("Nominations: last day", "2026-09-08"),
        ("List of candidates", "2026-09-09"),
        ("Last day to ask to be put on the roll", "2026-09-15"),
        ("The vote opens", "2026-09-25 09:00"),
        ("The vote closes", "2026-10-09 17:00"),
        ("Why they change", "The first dates broke four rules"),
    ] {
        ada.fills(label, value).await;
    }
    ada.presses("Set these dates").await;
    ada.sees("Version 2").await;
    assert!(
        !ada.reads().await.contains("! broken"),
        "{}",
        ada.reads().await
    );
    ada.looks("the dates keep the rules").await;
    ada.leaves().await;

    let chi = stage.meets(world, CHI, DESK).await;
    for (name, _) in BOUNCED {
        chi.goes_to("/room/renewals?show=did-not-arrive").await;
        chi.clicks_link(name).await;
        chi.chooses("How", "telephone").await;
        chi.fills("What shows it", "Answered on Tuesday, renews this week")
            .await;
        chi.presses("Record that they were reached").await;
        chi.sees("Reached by telephone").await;
    }
    chi.looks("reached by telephone").await;
    chi.leaves().await;
}

/// Members nominate, nominees accept and state, a member asks and a candidate answers, the
/// committee finds them eligible and publishes the list.
pub async fn nominated(world: &mut World, stage: &Stage<'_>) {
    world.set_time("2026-08-17 10:00:00");
    let foundation = &stage.foundation;
    let rolf = stage.meets(world, NOMINATORS[0], PHONE).await;
    rolf.goes_to("/").await;
    rolf.goes_to("/elections").await;
    rolf.clicks_link(TITLE).await;
    rolf.clicks_link("Nominate somebody").await;
    rolf.chooses("You act for", NOMINATORS[0].0).await;
    rolf.fills("Whom you nominate", CANDIDATES[0].1).await;
    rolf.looks("a nomination").await;
    rolf.presses("Nominate them").await;
    rolf.sees("Dates").await;

    for (_, address, by, _) in CANDIDATES.into_iter().skip(1) {
        nominates(&foundation.place.sign_in(by).await, address).await;
    }
    let ines = stage
        .meets(world, (CANDIDATES[0].0, CANDIDATES[0].1), PHONE)
        .await;
    ines.goes_to("/tasks").await;
    ines.looks("what waits for a nominee").await;
    ines.goes_to("/elections/1").await;
    ines.clicks_link("Your nomination").await;
    ines.fills("What you stand for", CANDIDATES[0].3).await;
    ines.fills("Your affiliations", "Kestrel Systems, employer")
        .await;
    ines.presses("Accept, and stand").await;
    ines.sees("stand").await;
    ines.looks("accepted").await;
    assert_eq!(ines.inspects("a nomination").await, Vec::<String>::new());
    for (_, address, _, statement) in CANDIDATES.into_iter().skip(1) {
        accepts(&foundation.place.sign_in(address).await, statement).await;
    }

    let visitors = foundation
        .sign_in_all(&[COMMITTEE[0].1, COMMITTEE[1].1])
        .await;
    let [kim, lou] = visitors.as_slice() else {
        panic!("two come in");
    };
    acts(kim, lou, "chair").await;
    for (name, ..) in CANDIDATES {
        let name = name.split(' ').next().unwrap();
        finds(kim, lou, name).await;
    }
    world.set_time("2026-09-09 09:00:00");
    let visitors = foundation
        .sign_in_all(&[COMMITTEE[0].1, COMMITTEE[1].1])
        .await;
    let [kim, lou] = visitors.as_slice() else {
        panic!("two come in");
    };
    acts(kim, lou, "list").await;
    let table = stage.meets(world, COMMITTEE[0], DESK).await;
    table.goes_to("/elections/1/committee").await;
    table.looks("the committee's table").await;
    table.leaves().await;
    rolf.leaves().await;
    ines.leaves().await;

    // A member asks in public, and a candidate answers.
    let rolf = stage.meets(world, NOMINATORS[0], PHONE).await;
    rolf.goes_to("/elections/1").await;
    rolf.fills("Your question", "Will you publish the minutes?")
        .await;
    rolf.presses("Ask in public").await;
    rolf.sees("Will you publish the minutes?").await;
    rolf.leaves().await;
    let ines = stage
        .meets(world, (CANDIDATES[0].0, CANDIDATES[0].1), PHONE)
        .await;
    ines.goes_to("/elections/1").await;
    ines.opens_summary("Answer").await;
    ines.fills("Your answer", "Yes, within a week.").await;
    ines.presses("Answer in public").await;
    ines.sees("Yes, within a week.").await;
    ines.looks("candidates, and a question answered").await;
    assert_eq!(ines.inspects("candidates").await, Vec::<String>::new());
    ines.leaves().await;
}
