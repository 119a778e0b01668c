//! A motion of the board, from its draft to its number: moved and seconded, debated, a
//! director keeps out, an amendment is taken in, the roll is called by name.

use super::{ANNEGRET, KIM, LOU, NIA, OLA, Stage, adopts, drafts, members, shows, steps};
use crate::{
    chromium::Chromium,
    minutes::decide,
    person::{DESK, PHONE, Person},
    support::{
        TestApp, Visitor,
        election::{ADA, CHI, Foundation, NO_LIMITS, Place},
    },
};
use fantoccini::key::Key;

const TITLE: &str = "A second mirror in Europe";
const TEXT: &str = "The foundation rents a second mirror from Nordlicht Hosting.\nIt costs at most 400 EUR a month.\nIt stands in Europe.\nThe treasurer signs the contract.";
const LESS: &str = "At most 300 EUR a month";
const DIRECTORS: [(&str, &str); 5] = [KIM, ANNEGRET, LOU, NIA, OLA];
const MOTION: &str = "/motions/1";
const AMENDMENT: &str = "/motions/2";
const NONE: Vec<String> = Vec::new();

/// Before which rule of the preset another stands.
const RECUSAL: &str = "[[rule]]\nkey = \"board.recusal\"";
const SECONDED: &str = "[[rule]]
key = \"motions.second\"
value = true
document = \"bylaws\"
section = \"4.11\"
text = \"A motion is debated once another director has seconded it.\"
source = \"The bylaws decide.\"
counsel = false

[[rule]]
key = \"board.recusal\"";

/// The board at its browsers and beside them.
struct Board<'a> {
    stage: Stage<'a>,
    foundation: Foundation,
    /// In the order of [`DIRECTORS`].
    directors: Vec<Visitor>,
}

impl Board<'_> {
    async fn meets(&self, who: (&str, &str), width: u32) -> Person {
        self.stage.meets(&self.foundation.place, who, width).await
    }

    /// The secretary puts it to a roll call.
    async fn puts(&self, motion: &str) {
        let chi = &self.foundation.chi;
        let page = chi.get(motion).await;
        let put = chi
            .submit(&page, "/questions", &[("vote_form", "roll_call")])
            .await;
        assert_eq!(put.status, 200, "{}", put.text());
    }

    /// Directors vote over HTTP, in their order; a hyphen does not.
    async fn votes(&self, motion: &str, votes: &str) {
        for (director, vote) in self.directors.iter().zip(votes.split_whitespace()) {
            if vote != "-" {
                let page = director.get(motion).await;
                let said = director.submit(&page, "/votes", &[("vote", vote)]).await;
                assert_eq!(said.status, 200, "{}", said.text());
            }
        }
    }

    /// The secretary declares what came of it, and another officer confirms that.
    async fn decides(&self, motion: &str) {
        for (officer, act) in [
            (&self.foundation.chi, "/declaration"),
            (&self.foundation.ada, "/confirmation"),
        ] {
            let page = officer.get(motion).await;
            let done = officer.submit(&page, act, &[]).await;
            assert_eq!(done.status, 200, "{}", done.text());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_board_motion_with_a_recusal_and_an_amendment_passes_by_roll_call() {
    let Some(chromium) = Chromium::start() else {
        return;
    };
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = founded(&app).await;
    let addresses = DIRECTORS.map(|(_, address)| address);
    let directors = foundation.sign_in_all(&addresses).await;
    let board = Board {
        directors,
        stage: Stage {
            chromium: &chromium,
            album: "motion",
            base_url: app.base_url.clone(),
            scenes: std::cell::Cell::new(0),
        },
        foundation,
    };
    let kim = board.meets(KIM, DESK).await;
    let annegret = board.meets(ANNEGRET, PHONE).await;
    moved(&kim, &annegret).await;
    steps(&board.foundation.chi, MOTION, "debate").await;
    debated(&board, &kim).await;
    let nia = board.meets(NIA, PHONE).await;
    keeps_out(&nia).await;
    amended(&board, &annegret, &kim).await;
    let chi = board.meets(CHI, DESK).await;
    called(&board, &chi, [&kim, &annegret, &nia]).await;
    for person in [kim, annegret, nia, chi] {
        person.console_is_quiet().await;
        person.leaves().await;
    }
    confirmed(&board).await;
}

/// Founded, under a rule that motions are seconded, with five directors.
async fn founded(app: &TestApp) -> Foundation {
    let place = Place::of_app(app);
    let members = members(place.now.date_naive());
    let foundation = Foundation::found_with(place, &members).await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let sha256 = drafts(&foundation, &[(RECUSAL, SECONDED)]).await;
    let form = format!("/room/decisions/new?act=adopt_rulebook&sha256={sha256}");
    decide(chi, ada, &form, &[("title", "Motions are seconded")]).await;
    adopts(&foundation).await;
    let seats: Vec<(String, &str)> = (1..)
        .zip(DIRECTORS)
        .map(|(row, (_, address))| (format!("address_{row}"), address))
        .collect();
    let mut fields = vec![("target", "board"), ("basis", "election")];
    fields.extend(seats.iter().map(|(name, value)| (name.as_str(), *value)));
    decide(chi, ada, "/room/decisions/new?act=seat", &fields).await;
    foundation
}

/// One director drafts and moves it at a desk, another seconds it on a phone.
async fn moved(kim: &Person, annegret: &Person) {
    kim.clicks_link("Motions").await;
    kim.clicks_link("Draft a motion").await;
    kim.chooses("Who is to decide", "The board").await;
    kim.chooses("What it is about", "an expense").await;
    kim.fills("Title", TITLE).await;
    kim.fills("Text", TEXT).await;
    kim.presses("Save the draft").await;
    kim.sees("Motion 1 before").await;
    kim.presses("Submit it").await;
    kim.presses("Move it").await;
    kim.sees("You moved it. Another of the body seconds it.")
        .await;
    kim.sees("It is seconded before it is debated (Bylaws § 4.11).")
        .await;
    shows(kim, "moved, not seconded").await;

    annegret.goes_to("/motions").await;
    shows(annegret, "the motions").await;
    annegret.clicks_link(TITLE).await;
    annegret.presses("Second it").await;
    annegret.sees(&format!("seconded by {}", ANNEGRET.0)).await;
    shows(annegret, "seconded").await;
}

/// One speaks for it, one against it, and one asks.
async fn debated(board: &Board<'_>, kim: &Person) {
    kim.goes_to(MOTION).await;
    kim.chooses("You speak", "for it").await;
    kim.fills(
        "Your words",
        "One mirror is no mirror: in May the only one was down for **two days**.",
    )
    .await;
    kim.presses("Say it").await;
    kim.sees("One mirror is no mirror").await;

    let lou = board.meets(LOU, PHONE).await;
    lou.goes_to(MOTION).await;
    lou.chooses("You speak", "against it").await;
    lou.fills("Your words", "A university would lend us one for nothing.")
        .await;
    lou.presses("Say it").await;
    lou.sees("A university would lend us one").await;
    lou.chooses("You speak", "neither").await;
    lou.fills("Your words", "What did the first one cost last year?")
        .await;
    lou.presses("Say it").await;
    lou.sees("What did the first one cost").await;
    shows(&lou, "the debate").await;
    lou.leaves().await;
}

/// One has an interest in it, says so, and keeps out.
async fn keeps_out(nia: &Person) {
    nia.goes_to(MOTION).await;
    nia.opens_summary("Declare an interest").await;
    nia.fills(
        "In what",
        "I am employed by Nordlicht Hosting, which rents it out",
    )
    .await;
    nia.chooses("And so", "I have one, and recuse myself").await;
    nia.presses("Say so").await;
    nia.sees("Nia Dossou is recused: I am employed by Nordlicht Hosting")
        .await;
    nia.sees("(1 fewer for those recused)").await;
    shows(nia, "one keeps out").await;
}

/// An amendment is moved, read beside the text, adopted, and taken in.
async fn amended(board: &Board<'_>, annegret: &Person, kim: &Person) {
    annegret.goes_to(MOTION).await;
    annegret.clicks_link("Draft an amendment").await;
    annegret.fills("Title", LESS).await;
    annegret.fills("Text", &TEXT.replace("400", "300")).await;
    annegret.presses("Save the draft").await;
    annegret.presses("Submit it").await;
    annegret.presses("Move it").await;
    shows(annegret, "the amendment is moved").await;
    steps(&board.directors[2], AMENDMENT, "second").await;
    steps(&board.foundation.chi, AMENDMENT, "debate").await;

    kim.goes_to(MOTION).await;
    kim.sees("It costs at most 300 EUR a month.").await;
    shows(kim, "the amendment beside the text").await;
    assert_eq!(kim.inspects("the amendment beside the text").await, NONE);
    board.puts(AMENDMENT).await;
    board.votes(AMENDMENT, "yes yes no - yes").await;
    board.decides(AMENDMENT).await;
    kim.goes_to(MOTION).await;
    kim.sees("The text, version 2").await;
    shows(kim, "the amendment is taken in").await;
    kim.clicks_link("Compare versions").await;
    kim.sees("with amendment 2").await;
    shows(kim, "versions compared").await;
}

/// The question is put; by keyboard, at a desk, and beside the browsers they vote by name.
async fn called(board: &Board<'_>, chi: &Person, [kim, annegret, nia]: [&Person; 3]) {
    chi.goes_to(MOTION).await;
    chi.chooses("How the body votes", "roll call").await;
    chi.presses("Put the question").await;
    chi.sees("By roll call, on version 2 of the text.").await;

    annegret.goes_to(MOTION).await;
    annegret.sees("nothing yet").await;
    let page = annegret.reads().await;
    assert!(
        !page.contains("yes of 1 present") && !page.contains("absent"),
        "{page}"
    );
    shows(annegret, "the vote, before anybody voted").await;
    annegret.tabs_to_button("Yes").await;
    annegret.strikes(Key::Enter).await;
    annegret.sees("Your vote: yes").await;
    nia.goes_to(MOTION).await;
    nia.sees("You are recused from this matter, and do not vote on it.")
        .await;
    assert!(
        !nia.names_of("button").await.contains(&"Yes".to_owned()),
        "who keeps out is offered a vote"
    );
    shows(nia, "the vote of one who keeps out").await;
    kim.goes_to(MOTION).await;
    kim.presses("Yes").await;
    kim.sees("Your vote: yes").await;
    board.votes(MOTION, "- - no - -").await;
    chi.goes_to(MOTION).await;
    shows(chi, "the roll as the secretary writes it down").await;
    chi.chooses(OLA.0, "yes").await;
    chi.presses("Write it down").await;
    kim.goes_to(MOTION).await;
    kim.sees("3 yes of the 4 present if all 4 who take part are there")
        .await;
    shows(kim, "the vote, when all have voted").await;

    chi.goes_to(MOTION).await;
    chi.sees("If you declare it now: 3 yes of 4 present; 3 needed")
        .await;
    assert_eq!(chi.inspects("what the secretary declares").await, NONE);
    chi.presses("Declare what came of it").await;
    chi.sees("waits for another officer").await;
    chi.sees("declared adopted").await;
    shows(chi, "declared").await;
}

/// Another officer confirms it, with no script of a page; then it has its number and address.
async fn confirmed(board: &Board<'_>) {
    let ada = board.meets(ADA, PHONE).await;
    ada.switches_scripts(false).await;
    ada.goes_to(MOTION).await;
    ada.gives_a_code_if_asked().await;
    ada.goes_to(MOTION).await;
    ada.presses("Confirm what came of it").await;
    let year = board.foundation.place.now.format("%Y");
    // The rule that motions are seconded was the first of the founders, not of the board.
    let label = format!("{year}-B-001");
    ada.sees(&format!("It became resolution {label}.")).await;
    shows(&ada, "decided").await;
    ada.clicks_link(&format!("resolution {label}")).await;
    ada.sees("Recused").await;
    ada.sees(ANNEGRET.0).await;
    ada.sees("Bylaws § 4.11").await;
    shows(&ada, "the resolution").await;
    ada.leaves().await;
}
