//! The election of 2026 with everything that went wrong the year before, and then
//! held: dates that break the rules, an officer who nominates the whole board,
//! renewals that came back; mended, voted, counted, certified, and the seats taken.

mod acting;
mod ground;
mod held;
mod refused;
mod seated;

use crate::{
    chromium::Chromium,
    person::Person,
    support::World,
    support::election::{ADA, BEN, CHI, Foundation},
};

const ALBUM: &str = "election";
pub const TITLE: &str = "Election of the board 2026";

/// Who sits, with the last day of their term; the first two terms end with the vote.
pub const DIRECTORS: [(&str, &str, &str); 7] = [
    ("Ottilie Brandt", "ottilie@mail.example", "2026-10-01"),
    ("Emre Yıldız", "emre@mail.example", "2026-10-01"),
    ("Hanna Korhonen", "hanna@mail.example", "2027-09-30"),
    ("Luis Ferreira", "luis@mail.example", "2027-09-30"),
    ("Mei Tanaka", "mei@mail.example", "2028-09-30"),
    ("Piotr Zieliński", "piotr@mail.example", "2028-09-30"),
    ("Sade Balogun", "sade@mail.example", "2029-09-30"),
];
/// Who stands, who nominated them, and for what they stand. The first two work for one company.
pub const CANDIDATES: [(&str, &str, &str, &str); 4] = [
    (
        "Ines Wójcik",
        "ines@mail.example",
        "rolf@mail.example",
        "I stand for open minutes within a week.",
    ),
    (
        "Kaito García-López",
        "kaito@mail.example",
        "tess@mail.example",
        "I stand for a budget that everybody can read.",
    ),
    (
        "Farah Lindqvist",
        "farah@mail.example",
        "uma@mail.example",
        "I stand for mirrors, and for those who run them.",
    ),
    (
        "Tomás O'Neill",
        "tomas@mail.example",
        "viktor@mail.example",
        "I stand for short meetings.",
    ),
];
pub const NOMINATORS: [(&str, &str); 4] = [
    ("Rolf Amundsen", "rolf@mail.example"),
    ("Tess Okoye", "tess@mail.example"),
    ("Uma Rao", "uma@mail.example"),
    ("Viktor Marek", "viktor@mail.example"),
];
pub const COMMITTEE: [(&str, &str); 2] = [
    ("Kim Abara", "kim@mail.example"),
    ("Lou Bekker", "lou@mail.example"),
];
/// Whose terms run out, and whose reminders come back.
pub const BOUNCED: [(&str, &str); 2] = [
    ("Petra Lindholm", "petra@mail.example"),
    ("Bao Tran", "bao@mail.example"),
];
/// Organisations, with who represents them.
pub const ORGANISATIONS: [(&str, &str, &str, &str); 2] = [
    (
        "Northlight Hosting",
        "nadia@mail.example",
        "Platinum",
        "Nadia Haddad",
    ),
    ("Kestrel Systems", "sol@mail.example", "Gold", "Sol Ibarra"),
];

/// Everybody has a browser of a width in one album.
pub struct Stage<'a> {
    pub chromium: &'a Chromium,
    pub foundation: Foundation,
    /// How many came in already, so that pictures stand in their order.
    pub scenes: std::cell::Cell<u32>,
}

impl Stage<'_> {
    /// Weeks later the officers sign in again.
    pub async fn comes_back(&mut self) {
        let place = &self.foundation.place;
        let (ada, ben, chi) = tokio::join!(
            place.sign_in(ADA.1),
            place.sign_in(BEN.1),
            place.sign_in(CHI.1)
        );
        (
            self.foundation.ada,
            self.foundation.ben,
            self.foundation.chi,
        ) = (ada, ben, chi);
    }

    /// Somebody comes in at a browser, with the telephone that is theirs.
    pub async fn meets(&self, world: &World, (name, address): (&str, &str), width: u32) -> Person {
        let scene = self.scenes.get() + 1;
        self.scenes.set(scene);
        let name = format!("{scene:02} {name}");
        let mut person = Person::new(self.chromium, ALBUM, &name, world.base_url(), width).await;
        person.codes = self.foundation.place.codes_of(address);
        person.goes_to("/sign-in").await;
        person.signs_in(&world.mail(), address).await;
        person
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cancelled_election_is_refused_and_the_mended_one_fills_the_seats() {
    let Some(chromium) = Chromium::start() else {
        return;
    };
    let Some(mut world) = World::start_unlimited("2026-07-10 09:00:00").await else {
        return;
    };
    let foundation = ground::founded(&mut world).await;
    let mut stage = Stage {
        chromium: &chromium,
        foundation,
        scenes: std::cell::Cell::new(0),
    };
    ground::renewals_bounce(&mut world, &mut stage).await;

    // Tuesday 4 August: the calendar as it was announced, and the board nominated by office.
    world.set_time("2026-08-04 09:00:00");
    stage.comes_back().await;
    refused::calendar(&world, &stage).await;
    refused::seven(&world, &stage).await;
    refused::readiness(&world, &stage).await;

    held::mends(&world, &stage).await;
    held::nominated(&mut world, &stage).await;
    let ends = seated::readied(&mut world, &mut stage).await;
    seated::voted(&mut world, &stage).await;
    seated::seated(&mut world, &stage, &ends).await;
}
