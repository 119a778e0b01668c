//! From the published list to certified seats: roll, keys, notice, the opening by
//! two, the vote, the count, the seats.

use super::{CANDIDATES, DIRECTORS, NOMINATORS, ORGANISATIONS, Stage, TITLE};
use crate::{
    closing::{Closer, certifies, hands_in_share, opens_envelopes},
    founding::{commits_to_the_lot, poll_id, signs, signs_second, uploads_key},
    officer::Machine,
    person::{DESK, PHONE, Person},
    story::reaches_the_ballot,
    support::{
        Visitor, World,
        election::{ADA, BEN, CHI},
        eventually,
    },
    voters::{CALL, votes_over_http},
};

/// The machines of both officers, with their keys on them.
pub struct Ends {
    hers: Machine,
    his: Machine,
}

const PATH: &str = "/room/elections/1";

/// The roll certified, the poll drafted with its seats, keys brought, notice given; then the
/// page is green, and two open the vote.
pub async fn readied(world: &mut World, stage: &mut Stage<'_>) -> Ends {
    stage.comes_back().await;
    let foundation = &stage.foundation;
    let (ada, ben) = (&foundation.ada, &foundation.ben);
    let page = ada.get("/room/rolls").await;
    let roll = ada
        .submit(&page, "/room/rolls", &[("record_date", "2026-08-14")])
        .await;
    let page = ben.get(&roll.path).await;
    let act = ben.submit(&page, "/certification", &[]).await;
    foundation.sign(&act).await;

    let page = ada.get(PATH).await;
    let drafted = ada
        .submit(&page, "/poll", &[("method", "scottish-stv-1")])
        .await;
    assert_eq!(drafted.path, "/room/polls/1", "{}", drafted.text());
    let capped = ada.get(PATH).await.text();
    assert!(capped.contains("Kestrel Systems (2)"), "{capped}");
    let page = ada.get("/room/polls/1/draft").await;
    let saved = ada
        .submit(&page, "/room/polls/1/draft", &[("small_cells", "open")])
        .await;
    assert_eq!(saved.path, "/room/polls/1", "{}", saved.text());
    declares(ada).await;

    let (hers, his) = (
        Machine::with_key(&foundation.keys[0]),
        Machine::with_key(&foundation.keys[1]),
    );
    let one = stage.meets(world, ADA, DESK).await;
    one.goes_to("/room/polls").await;
    one.clicks_link(TITLE).await;
    let poll = poll_id(&one).await;
    hers.officer(
        &world.clock,
        &["keygen", "--poll", &poll, "--out", "seal.key"],
    );
    uploads_key(&one, &hers.file("seal.key.pub")).await;
    commits_to_the_lot(world, &one, &hers, &poll).await;
    let other = stage.meets(world, BEN, DESK).await;
    other.goes_to("/room/polls").await;
    other.clicks_link(TITLE).await;
    commits_to_the_lot(world, &other, &his, &poll).await;
    gives_notice(world, stage).await;

    one.goes_to(PATH).await;
    one.sees("✓ ready to open").await;
    one.looks("the election is ready").await;
    assert_eq!(
        one.inspects("a green readiness").await,
        Vec::<String>::new()
    );

    world.set_time("2026-09-24 16:00:00");
    let (one_again, other_again) = (
        stage.meets(world, ADA, DESK).await,
        stage.meets(world, BEN, DESK).await,
    );
    one.leaves().await;
    other.leaves().await;
    other_again.goes_to("/room/polls/1").await;
    other_again.gives_a_code_if_asked().await;
    other_again.goes_to("/room/polls/1").await;
    other_again.presses("Open this poll").await;
    signs(world, &other_again, &his).await;
    other_again.sees("You have signed it").await;
    one_again.goes_to("/room").await;
    signs_second(world, &one_again, &hers, "Poll 1 is open").await;
    one_again.looks("opened by two").await;
    one_again.leaves().await;
    other_again.leaves().await;
    Ends { hers, his }
}

/// The poll fills the two seats whose terms end with the vote.
async fn declares(ada: &Visitor) {
    let page = ada.get("/room/polls/1/seats").await;
    let mut form = page.form("/seats").with("first_day", "2026-10-12");
    let seats: Vec<String> = form
        .names
        .iter()
        .filter(|name| name.starts_with("seat_"))
        .take(2)
        .cloned()
        .collect();
    for seat in &seats {
        form = form.with(seat, "1");
    }
    for (name, address, _, _) in CANDIDATES {
        let first: String = name.chars().take(3).collect::<String>().to_lowercase();
        let field = form
            .names
            .iter()
            .find(|field| field.starts_with(&format!("address_{first}")))
            .cloned();
        let field = field.unwrap_or_else(|| panic!("{name}: {:?}", form.names));
        form = form.with(&field, address);
    }
    let declared = ada.send(&form).await;
    assert_eq!(declared.status, 200, "{}", declared.text());
}

/// The secretary gives notice of the vote to everybody on the roll.
async fn gives_notice(world: &World, stage: &Stage<'_>) {
    let secretary = stage.meets(world, CHI, DESK).await;
    secretary.goes_to("/room/notices").await;
    secretary.clicks_link("Draft a notice").await;
    secretary.clicks_link(TITLE).await;
    secretary
        .fills_in(
            "Words",
            "Text",
            "The members of {foundation} elect two directors. The vote opens on {when}.",
        )
        .await;
    secretary.presses("Save and look at it").await;
    secretary.sees("✓ in time").await;
    secretary.presses("Give this notice").await;
    secretary.sees("have it").await;
    secretary
        .looks_again_for("✓ all reached", &["Look again"])
        .await;
    secretary.looks("the notice reached everybody").await;
    secretary.leaves().await;
}

/// The members vote: two at a telephone, the others with what browsers send.
pub async fn voted(world: &mut World, stage: &Stage<'_>) {
    world.set_time("2026-09-25 09:05:00");
    let mail = world.mail();
    let nadia = Person::new(
        stage.chromium,
        super::ALBUM,
        ORGANISATIONS[0].3,
        world.base_url(),
        PHONE,
    )
    .await;
    reaches_the_ballot(&nadia, &mail, ORGANISATIONS[0].1).await;
    nadia.sees("50 votes").await;
    nadia
        .presses(&format!("Rank 1st: {}", CANDIDATES[0].0))
        .await;
    nadia
        .presses(&format!("Rank 2nd: {}", CANDIDATES[1].0))
        .await;
    nadia
        .presses(&format!("Rank 3rd: {}", CANDIDATES[2].0))
        .await;
    nadia.looks("the ballot").await;
    assert_eq!(nadia.out_of_sight().await, Vec::<String>::new());
    nadia.presses("Seal and cast").await;
    nadia.sees("Your ballot is sealed and cast").await;
    nadia.looks("receipt").await;
    nadia.leaves().await;

    let orders: [(&str, &[usize]); 7] = [
        (ORGANISATIONS[1].1, &[1, 0, 2]),
        (NOMINATORS[0].1, &[2, 3]),
        (NOMINATORS[1].1, &[3, 2]),
        (NOMINATORS[2].1, &[2]),
        (DIRECTORS[0].1, &[0, 2]),
        (DIRECTORS[3].1, &[2, 0, 3]),
        (CANDIDATES[3].1, &[3, 0]),
    ];
    for (address, order) in orders {
        let order: Vec<&str> = order.iter().map(|&at| CANDIDATES[at].0).collect();
        mail.arrives(address, CALL).await;
        votes_over_http(world, address, &order).await;
    }
}

/// Closed, opened, counted, certified; then who was elected sits.
pub async fn seated(world: &mut World, stage: &Stage<'_>, ends: &Ends) {
    world.set_time("2026-10-12 10:00:00");
    eventually("the close", async || {
        let live = world.visitor().get("/polls/1/live.jsonl").await;
        (live.status == 200).then_some(())
    })
    .await;
    let one = stage.meets(world, ADA, DESK).await;
    let other = stage.meets(world, BEN, DESK).await;
    let first = Closer {
        person: &one,
        machine: &ends.hers,
        name: ADA.0,
        address: ADA.1,
    };
    let second = Closer {
        person: &other,
        machine: &ends.his,
        name: BEN.0,
        address: BEN.1,
    };
    opens_envelopes(world, &first, TITLE).await;
    hands_in_share(world, &second, TITLE).await;
    let done = (TITLE, "The count of poll 1 is certified");
    certifies(world, &first, &second, done).await;

    let reader = Person::new(
        stage.chromium,
        super::ALBUM,
        "Reader",
        world.base_url(),
        DESK,
    )
    .await;
    reader.goes_to("/").await;
    reader.clicks_link_in(TITLE, "Result").await;
    reader.sees("certified by Ada Okafor").await;
    // Two of one company stand; the count seats one of them.
    reader.sees("Ines Wójcik takes Seat").await;
    reader.sees("Farah Lindqvist takes Seat").await;
    reader.looks("the result").await;
    assert_eq!(reader.inspects("the result").await, Vec::<String>::new());
    reader.turns_to_width(PHONE).await;
    reader.looks("the result on a phone").await;
    assert_eq!(
        reader.inspects("the result, narrow").await,
        Vec::<String>::new()
    );
    reader.turns_to_width(PHONE).await;
    reader.goes_to("/people").await;
    for name in ["Ines Wójcik", "Farah Lindqvist", "Hanna Korhonen"] {
        reader.sees(name).await;
    }
    reader.looks("the people on a phone").await;
    reader.turns_to_width(DESK).await;
    reader.looks("the people").await;

    one.goes_to("/room/bodies/board").await;
    one.sees("Ines Wójcik").await;
    one.sees("by vote 1").await;
    one.script(
        "[...document.querySelectorAll('h2')].find(h => h.textContent === 'Seats').scrollIntoView()",
        Vec::new(),
    )
    .await;
    one.looks("the board").await;
    one.goes_to(PATH).await;
    one.sees("Nothing is left to do here").await;
    assert!(!one.reads().await.contains("ready to open"));
    one.looks("the election afterwards").await;
    verifies(world, &ends.hers).await;
}

/// Anyone verifies the whole bundle with the program.
async fn verifies(world: &World, machine: &Machine) {
    let visitor = world.visitor();
    let address = visitor.address("/polls/1/bundle.zip");
    let bundle = eventually("the bundle", async || {
        let answer = visitor.client().get(&address).send().await.unwrap();
        let ready = answer.status().is_success();
        ready.then_some(answer.bytes().await.unwrap().to_vec())
    })
    .await;
    std::fs::write(machine.file("bundle.zip"), bundle).unwrap();
    let said = machine.commonhold(&world.clock, &["verify", "bundle.zip"]);
    println!("verify: {}", said.trim());
}
