//! A foundation from nothing to a certified result, by people at browsers who
//! know only what pages and letters say. The clock moves; nothing is seeded.

use std::collections::BTreeMap;

use fantoccini::key::Key;

use crate::{
    chromium::Chromium,
    closing::{Closer, certifies, hands_in_share, opens_envelopes},
    founding::{
        arrives_by_invitation, brings_key, certifies_roll, drafts_election, imports_members,
        opens_election, proposes_roll, sets_up,
    },
    officer::Machine,
    person::{DESK, PHONE, Person},
    support::{MailFolder, World},
    voters::{CALL, votes_over_http},
};

const STORY: &str = "story";
pub const INGRID: (&str, &str) = ("Ingrid Solberg", "ingrid@tamarack.example");
pub const KWAME: (&str, &str) = ("Kwame Mensah", "kwame@tamarack.example");
pub const DOLORES: (&str, &str) = ("Dolores Quispe", "dolores@tamarack.example");

pub const QUESTION: &str = "Who shall take the two open seats of the board?";
pub const CANDIDATES: [&str; 4] = [
    "Ines Wójcik",
    "Kaito García-López",
    "Farah Lindqvist",
    "Tomás O'Neill",
];

/// Who votes over plain HTTP, and in which order: indexes of the candidates.
const OTHERS: &[(&str, &[usize])] = &[
    ("member0003@kestrel-systems.example", &[1, 0]),
    ("member0005@fjordwerk-as.example", &[2, 1, 0]),
    ("member0006@tanager-labs.example", &[3]),
    ("member0016@ardennes-it.example", &[0, 3, 2, 1]),
    ("member0008@ridgeline-networks.example", &[]),
    ("member0324@mail.example", &[2]),
    ("member0168@mail.example", &[0, 1]),
    ("member0055@mail.example", &[1, 2]),
    ("member0293@mail.example", &[2, 3]),
    ("member0053@mail.example", &[3, 0]),
    ("member0187@mail.example", &[0]),
    ("member0161@mail.example", &[1]),
    ("member0174@mail.example", &[2, 0]),
    ("member0062@mail.example", &[3, 1, 2]),
    ("member0256@mail.example", &[]),
    ("member0122@mail.example", &[0, 2]),
    ("member0164@mail.example", &[1, 3]),
    ("member0132@mail.example", &[2, 1]),
    ("member0275@mail.example", &[3, 2]),
    ("member0185@mail.example", &[0, 3]),
    ("member0096@mail.example", &[1, 0]),
    ("member0232@mail.example", &[2, 0, 1, 3]),
    ("member0127@mail.example", &[3]),
    ("member0051@mail.example", &[0, 1, 2, 3]),
    ("member0103@mail.example", &[1]),
    ("member0286@mail.example", &[2]),
    ("member0025@mail.example", &[0, 2]),
    ("member0181@mail.example", &[1, 2]),
    ("member0032@mail.example", &[2, 3]),
    ("member0065@mail.example", &[3, 0]),
    ("member0240@mail.example", &[0]),
    ("member0120@mail.example", &[1, 0, 2]),
    ("member0302@mail.example", &[2, 1]),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_foundation_votes_from_an_empty_database_to_a_certified_result() {
    let Some(chromium) = Chromium::start() else {
        return;
    };
    let Some(mut world) = World::start("2026-08-18 09:00:00").await else {
        return;
    };
    let meets = async |name: &str, width| {
        Person::new(&chromium, STORY, name, world.base_url(), width).await
    };

    // Tuesday 18 August: the founding.
    let founder = meets("Founder", DESK).await;
    sets_up(&mut world, &founder).await;
    let mut efforts = BTreeMap::new();
    efforts.insert("founder, set-up".to_owned(), founder.effort());
    founder.leaves().await;

    let meets = async |name: &str, width| {
        Person::new(&chromium, STORY, name, world.base_url(), width).await
    };
    let secretary = meets("Secretary", DESK).await;
    arrives_by_invitation(&world, &secretary, DOLORES.1).await;
    imports_members(&secretary).await;
    efforts.insert(
        "secretary, import and invitations".into(),
        secretary.effort(),
    );
    secretary.leaves().await;
    world
        .mail()
        .arrives("member0075@mail.example", "account for you")
        .await;

    let ingrid = meets("Ingrid", DESK).await;
    arrives_by_invitation(&world, &ingrid, INGRID.1).await;
    let (one, other) = (Machine::new(), Machine::new());
    brings_key(&world, &ingrid, &one, INGRID.0).await;
    proposes_roll(&ingrid).await;
    let kwame = meets("Kwame", DESK).await;
    arrives_by_invitation(&world, &kwame, KWAME.1).await;
    brings_key(&world, &kwame, &other, KWAME.0).await;
    certifies_roll(&world, (&kwame, &other), (&ingrid, &one)).await;

    drafts_election(&world, &ingrid, &one).await;
    opens_election(&world, (&kwame, &other), (&ingrid, &one)).await;
    world.mail().arrives("member0302@mail.example", CALL).await;

    // Thursday 20 August and after: the members vote.
    world.set_time("2026-08-20 09:05:00");
    let mut tasks = Vec::new();
    for &(address, order) in OTHERS {
        let order: Vec<&str> = order.iter().map(|&place| CANDIDATES[place]).collect();
        tasks.push((address, order));
    }
    for (count, (address, order)) in tasks.iter().enumerate() {
        // Whoever sends many letters from one place is asked to wait.
        if count % 8 == 7 {
            world.advance(chrono::TimeDelta::minutes(16));
        }
        let receipt = votes_over_http(&world, address, order).await;
        assert!(receipt.text().contains("tracker"), "{}", receipt.text());
    }
    efforts.extend(votes_on_the_phone(&world, &chromium).await);

    // Thursday 10 September, 17:00: the close.
    world.set_time("2026-09-10 17:05:00");
    world
        .mail()
        .arrives("member0168@mail.example", "record of the vote")
        .await;
    let first = Closer {
        person: &ingrid,
        machine: &one,
        name: INGRID.0,
        address: INGRID.1,
    };
    let second = Closer {
        person: &kwame,
        machine: &other,
        name: KWAME.0,
        address: KWAME.1,
    };
    opens_envelopes(&world, &first, QUESTION).await;
    hands_in_share(&world, &second, QUESTION).await;
    let done = (QUESTION, "The count of poll 1 is certified");
    certifies(&world, &first, &second, done).await;
    counts_again(&world, &kwame, &other).await;
    for (who, effort) in [
        ("election officer", ingrid.effort()),
        ("second officer", kwame.effort()),
    ] {
        efforts.insert(who.into(), effort);
    }
    for (who, (clicks, keys)) in &efforts {
        println!("{who}: {clicks} clicks, {keys} keys");
    }
}

/// Three members at 360 px, each from the letter: with buttons, with scripts
/// off, and with the keyboard alone.
async fn votes_on_the_phone(world: &World, chromium: &Chromium) -> Vec<(String, (u32, u32))> {
    let mail = world.mail();
    let mut efforts = Vec::new();

    let nadia = Person::new(chromium, STORY, "Buttons", world.base_url(), PHONE).await;
    reaches_the_ballot(&nadia, &mail, "member0002@northlight-hosting.example").await;
    nadia.sees("Northlight Hosting").await;
    nadia.sees("50 votes").await;
    nadia.presses(&format!("Rank 1st: {}", CANDIDATES[2])).await;
    nadia.presses(&format!("Rank 2nd: {}", CANDIDATES[0])).await;
    nadia.looks("ballot").await;
    assert_eq!(nadia.out_of_sight().await, Vec::<String>::new());
    nadia.presses("Seal and cast").await;
    nadia.sees("Your ballot is sealed and cast").await;
    nadia.looks("receipt").await;
    nadia.console_is_quiet().await;
    efforts.push(("member, ballot with buttons".to_owned(), nadia.effort()));
    nadia.leaves().await;

    let plain = Person::new(chromium, STORY, "Scripts off", world.base_url(), PHONE).await;
    plain.switches_scripts(false).await;
    reaches_the_ballot(&plain, &mail, "member0361@mail.example").await;
    plain.presses("Seal and cast").await;
    plain.sees("Nothing is chosen yet").await;
    plain
        .chooses(&format!("Rank of {}", CANDIDATES[1]), "1st")
        .await;
    plain
        .chooses(&format!("Rank of {}", CANDIDATES[3]), "2nd")
        .await;
    plain.presses("Seal and cast").await;
    plain.sees("Your ballot is sealed and cast").await;
    plain.looks("receipt").await;
    efforts.push(("member, ballot without scripts".to_owned(), plain.effort()));
    plain.leaves().await;

    let keys = Person::new(chromium, STORY, "Keyboard", world.base_url(), PHONE).await;
    let call = mail.arrives("member0339@mail.example", CALL).await;
    keys.opens_link_of(&call, "/polls/").await;
    keys.tabs_to("Sign in to vote").await;
    keys.strikes(Key::Enter).await;
    keys.signs_in_by_keyboard(&mail, "member0339@mail.example")
        .await;
    keys.tabs_to("Fill in the ballot").await;
    keys.strikes(Key::Enter).await;
    keys.sees("Your ballot").await;
    keys.tabs_to_button(&format!("Rank 1st: {}", CANDIDATES[1]))
        .await;
    keys.strikes(Key::Enter).await;
    keys.tabs_to_button("Seal and cast").await;
    keys.strikes(Key::Enter).await;
    keys.sees("Your ballot is sealed and cast").await;
    efforts.push(("member, ballot by keyboard".to_owned(), keys.effort()));
    keys.leaves().await;
    efforts
}

/// From the letter that calls to the vote to the ballot.
pub async fn reaches_the_ballot(voter: &Person, mail: &MailFolder, address: &str) {
    let call = mail.arrives(address, CALL).await;
    voter.opens_link_of(&call, "/polls/").await;
    voter.clicks_link("Sign in to vote").await;
    voter.signs_in(mail, address).await;
    voter.clicks_link("Fill in the ballot").await;
}

/// Anyone with the published files reaches the published result.
async fn counts_again(world: &World, reader: &Person, machine: &Machine) {
    reader.clicks_link("Front page").await;
    reader.clicks_link_in(QUESTION, "Result").await;
    reader.sees("certified by Ingrid Solberg").await;
    reader
        .sees("; by Kwame Mensah, Thursday 10 September")
        .await;
    reader.looks("results").await;
    assert_eq!(reader.out_of_sight().await, Vec::<String>::new());
    machine.takes(&reader.downloads("ballots.jsonl", "ballots.jsonl").await);
    machine.takes(&reader.downloads("manifest.json", "manifest.json").await);
    let result =
        std::fs::read_to_string(reader.downloads("result.json", "result.json").await).unwrap();
    let counted = machine.commonhold(
        &world.clock,
        &[
            "count",
            "ballots.jsonl",
            "--method",
            "meek-prf-1",
            "--manifest",
            "manifest.json",
            "--json",
        ],
    );
    let counted: serde_json::Value = serde_json::from_str(&counted).unwrap();
    let published: serde_json::Value = serde_json::from_str(&result).unwrap();
    let elected = counted["elected"].as_array().unwrap();
    assert_eq!(elected.len(), 2, "{counted}");
    assert_eq!(
        published["elected"].as_array().unwrap().len(),
        2,
        "{published}"
    );
    for name in elected {
        reader.sees(name.as_str().unwrap()).await;
    }
    let quotas = |count: &serde_json::Value| -> Vec<serde_json::Value> {
        let rounds = count["rounds"].as_array().cloned().unwrap_or_default();
        rounds
            .into_iter()
            .map(|round| round["quota"].clone())
            .collect()
    };
    assert_eq!(quotas(&counted), quotas(&published));
}
