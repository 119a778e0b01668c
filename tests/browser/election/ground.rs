//! What is there before the election: members, seven directors, an election
//! committee, and two reminders to renew that came back.

use std::fs;

use super::{BOUNCED, CANDIDATES, COMMITTEE, DIRECTORS, NOMINATORS, ORGANISATIONS, Stage};
use crate::{
    minutes::{charters_the_election_committee, decide},
    notices::bounce,
    support::{
        World,
        election::{Foundation, MEMBERS_HEADER, Place},
        eventually,
    },
};

/// The file of members: who sits, stands, nominates, runs it, or runs out.
fn members() -> String {
    let mut csv = MEMBERS_HEADER.to_owned();
    let mut person = |name: &str, address: &str, from: &str, to: &str, employer: &str| {
        csv += &format!(
            "{name},{address},Individual,person,,2025-01-15,{from},{to},DE,yes,{employer}\n"
        );
    };
    let (from, to) = ("2026-03-01", "2027-03-01");
    for (name, address, _) in DIRECTORS {
        person(name, address, from, to, "");
    }
    for (at, (name, address, _, _)) in CANDIDATES.into_iter().enumerate() {
        person(
            name,
            address,
            from,
            to,
            if at < 2 { "Kestrel Systems" } else { "" },
        );
    }
    for (name, address) in NOMINATORS.into_iter().chain(COMMITTEE) {
        person(name, address, from, to, "");
    }
    for (name, address) in BOUNCED {
        person(name, address, "2025-08-01", "2026-08-01", "");
    }
    for (name, address, class, representative) in ORGANISATIONS {
        csv += &format!(
            "{name},{address},{class},organisation,{representative},2025-01-15,{from},{to},DE,yes,\n"
        );
    }
    csv
}

/// Founded, members imported, the board and the committee seated by decisions.
pub async fn founded(world: &mut World) -> Foundation {
    let place = Place::of_world(world).await;
    let foundation = Foundation::found_with(place, &members()).await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let seat = "/room/decisions/new?act=seat";
    let rows: Vec<(String, &str)> = (1..)
        .zip(DIRECTORS)
        .flat_map(|(at, (_, address, last))| {
            [
                (format!("address_{at}"), address),
                (format!("last_day_{at}"), last),
            ]
        })
        .collect();
    let mut board = vec![("target", "board"), ("basis", "election")];
    board.extend(rows.iter().map(|(name, value)| (name.as_str(), *value)));
    decide(chi, ada, seat, &board).await;
    for (_, address, _, _) in CANDIDATES.into_iter().take(2) {
        let candidate = foundation.place.sign_in(address).await;
        let page = candidate.get("/me/affiliations").await;
        let tie = [
            ("with", "Kestrel Systems"),
            ("kind", "employee"),
            ("from", "2025-01-01"),
        ];
        let told = candidate.submit(&page, "/me/affiliations", &tie).await;
        assert_eq!(told.status, 200, "{}", told.text());
    }
    foundation
}

/// The board charters an election committee and appoints two to it.
pub async fn appoints(foundation: &Foundation) {
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    charters_the_election_committee(chi, ada, [COMMITTEE[0].1, COMMITTEE[1].1]).await;
}

/// Two weeks before their terms end two members are reminded, and both letters come back.
pub async fn renewals_bounce(world: &mut World, stage: &mut Stage<'_>) {
    world.set_time("2026-07-18 10:00:00");
    stage.comes_back().await;
    let folder = world.data().join("bounces/new");
    fs::create_dir_all(&folder).unwrap();
    for (_, address) in BOUNCED {
        let letter = world.mail().arrives(address, "Renew your membership").await;
        let unfinished = folder.join(format!(".{address}"));
        fs::write(&unfinished, bounce(&letter)).unwrap();
        fs::rename(unfinished, folder.join(address)).unwrap();
    }
    eventually("both letters that came back", async || {
        let page = stage
            .foundation
            .chi
            .get("/room/renewals?show=did-not-arrive")
            .await
            .text();
        BOUNCED
            .iter()
            .all(|(name, _)| page.contains(name))
            .then_some(())
    })
    .await;
}
