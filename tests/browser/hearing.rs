//! A vote as a screen reader tells it, from the link that signs in to the
//! receipt: with scripts, and without.

use crate::{
    ear::Tree,
    person::{NARROW, Person},
    support::MailFolder,
    voters::newest_link,
};

/// The election of the demonstration that is open to everyone, and its candidates.
const ELECTION: &str = "Board election: who takes the two open seats?";
const CANDIDATES: [&str; 5] = [
    "Abena Osei-Wusu",
    "Lukas Brandstätter",
    "Maximiliane von Hardenberg-Schwarzenfels",
    "Noor Al-Hashimi",
    "Teo Lindgren",
];
const NOTHING: &str = "Nothing is chosen yet. Choose, or say that you leave the ballot blank.";
const FAULTS: &str = "One thing is missing or has to be changed";
const OWN: &str = "Your own mark on the tracker";

/// Votes once with scripts and once without.
pub async fn votes_by_ear(voter: &Person, mail: &MailFolder, address: &str) {
    voter.forgets_everything().await;
    voter.turns_to_width(NARROW).await;
    signs_in(voter, mail, address).await;
    voter.clicks_link("Fill in the ballot of Ada Abebe").await;
    with_scripts(voter).await;
    voter.clicks_link("Back to the vote").await;
    voter.switches_scripts(false).await;
    voter.clicks_link("Change the ballot of Ada Abebe").await;
    without_scripts(voter).await;
    voter.switches_scripts(true).await;
}

async fn signs_in(voter: &Person, mail: &MailFolder, address: &str) {
    voter.goes_to("/").await;
    voter.clicks_link(ELECTION).await;
    voter.clicks_link("Sign in to vote").await;
    let page = voter.hears().await;
    page.is_well_formed("Sign in");
    let field = page.one("textbox", "Mail address");
    assert_eq!(
        field.description,
        "The one at which you get the foundation’s letters."
    );

    voter.presses("Send me a link").await;
    let page = voter.hears().await;
    page.is_well_formed("Sign in");
    assert_eq!(page.focus().name, FAULTS);
    let field = page.one("textbox", "Mail address");
    assert!(field.invalid, "{field:?}");
    let fault = "This is not a mail address. It looks like name@example.org. Write yours so.";
    assert!(field.description.contains(fault), "{field:?}");
    page.one("link", fault);

    let before = mail.to(address).len();
    voter.fills("Mail address", address).await;
    voter.presses("Send me a link").await;
    voter.hears().await.is_well_formed("Look into your mail");
    voter
        .goes_to(&newest_link(mail, address, before).await)
        .await;
    let page = voter.hears().await;
    page.is_well_formed("You are about to sign in");
    page.one("button", "Sign in");
    voter.presses("Sign in").await;
    let page = voter.hears().await;
    page.is_well_formed(ELECTION);
    page.one("heading", "Your ballot");
    page.one("link", "Fill in the ballot of Ada Abebe");
}

async fn with_scripts(voter: &Person) {
    let page = voter.hears().await;
    says_what_every_ballot_says(&page);
    let mut ranks = page.names("button");
    ranks.retain(|name| name.starts_with("Rank"));
    ranks.sort_unstable();
    assert_eq!(ranks, CANDIDATES.map(|name| format!("Rank 1st: {name}")));
    for name in CANDIDATES {
        page.one("DisclosureTriangle", &format!("Statement : {name}"));
    }

    // Nothing is chosen: the summary has the focus, and nobody is singled out.
    voter.presses("Seal and cast").await;
    let page = voter.hears().await;
    page.is_well_formed("Your ballot");
    let focus = page.focus();
    assert_eq!(
        (focus.role.as_str(), focus.name.as_str()),
        ("alert", FAULTS)
    );
    page.one("link", NOTHING);
    let way = page.one("group", "How do you want to vote?");
    assert_eq!(way.description, NOTHING);

    // Each move is said, and the focus goes with the one who moved.
    voter.presses("Rank 1st: Noor Al-Hashimi").await;
    let page = voter.hears().await;
    is_said(&page, "Noor Al-Hashimi is 1st in your order.");
    assert_eq!(page.focus().name, "Take out Noor Al-Hashimi");
    voter.presses("Rank 2nd: Teo Lindgren").await;
    voter.presses("Rank 3rd: Abena Osei-Wusu").await;
    let page = voter.hears().await;
    is_said(&page, "Abena Osei-Wusu is 3rd in your order.");
    assert_eq!(page.focus().name, "Move Abena Osei-Wusu to 2nd");
    assert!(
        page.one("list", "Ranked")
            .words
            .starts_with("Noor Al-Hashimi")
    );
    for name in [
        "Move Noor Al-Hashimi to 2nd",
        "Move Teo Lindgren to 1st",
        "Move Teo Lindgren to 3rd",
        "Take out Teo Lindgren",
        "Rank 4th: Lukas Brandstätter",
    ] {
        page.one("button", name);
    }
    voter.presses("Move Abena Osei-Wusu to 2nd").await;
    voter.presses("Move Abena Osei-Wusu to 1st").await;
    let page = voter.hears().await;
    is_said(&page, "Abena Osei-Wusu is 1st in your order.");
    assert_eq!(page.focus().name, "Move Abena Osei-Wusu to 2nd");
    voter.presses("Take out Teo Lindgren").await;
    let page = voter.hears().await;
    is_said(&page, "Teo Lindgren is no longer ranked.");
    assert_eq!(page.focus().name, "Rank 3rd: Teo Lindgren");
    says_what_every_ballot_says(&page);

    voter.presses("Seal and cast").await;
    let page = voter.hears().await;
    says_what_every_receipt_says(voter, &page).await;
    page.one("button", "Copy");
    page.one("button", "Save as a file");
    voter.presses("Copy").await;
    is_said(&voter.hears().await, "Copied.");
}

async fn without_scripts(voter: &Person) {
    let page = voter.hears().await;
    says_what_every_ballot_says(&page);
    for name in CANDIDATES {
        let rank = page.one("combobox", &format!("Rank of {name}"));
        assert_eq!(rank.value, "not ranked");
    }
    let of = |name: &str| format!("Rank of {name}");
    voter.chooses(&of(CANDIDATES[0]), "1st").await;
    voter.chooses(&of(CANDIDATES[4]), "1st").await;
    voter.presses("Seal and cast").await;
    let page = voter.hears().await;
    page.is_well_formed("Your ballot");
    assert_eq!(page.focus().name, FAULTS, "also without a script");
    let fault = "have the 1st rank. Give one of them another.";
    let wrong: Vec<_> = page.0.iter().filter(|told| told.invalid).collect();
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    assert!(wrong[0].description.contains(fault), "{wrong:?}");
    assert_eq!(wrong[0].value, "1st", "what was chosen stands");

    voter.chooses(&wrong[0].name.clone(), "2nd").await;
    voter.presses("Seal and cast").await;
    let page = voter.hears().await;
    says_what_every_receipt_says(voter, &page).await;
}

fn says_what_every_ballot_says(page: &Tree) {
    page.is_well_formed("Your ballot");
    page.one("heading", ELECTION);
    page.one("group", "How do you want to vote?");
    page.one("radio", "I fill in the ballot");
    page.one("radio", "I leave the ballot blank");
    page.one("group", "Your order");
    let own = page.one("textbox", OWN);
    assert!(own.description.starts_with("Six characters"), "{own:?}");
    assert_eq!(own.value.len(), 6, "{own:?}");
    page.one("button", "Seal and cast");
}

/// The tracker is told in groups, and is the one that the page shows.
async fn says_what_every_receipt_says(voter: &Person, page: &Tree) {
    page.is_well_formed("Your ballot is sealed and cast");
    is_said(
        page,
        "Cast as Ada Abebe, with 1 vote. Nobody can read it from our records.",
    );
    let at = page.0.iter().position(|told| told.name == "Your tracker");
    let after = &page.0[at.expect("a heading over the tracker")..];
    let tracker = after.iter().find(|told| told.role == "code").unwrap();
    let shown = "return document.querySelector('.tracker').textContent.replace(/\\s/g, '');";
    let shown = voter.script(shown, Vec::new()).await;
    assert_eq!(tracker.words.replace(' ', ""), shown.as_str().unwrap());
    for group in tracker.words.split(' ') {
        assert!(group.len() <= 6, "{tracker:?}");
    }
    let receipt = page.one("textbox", "The signed receipt, to keep");
    assert!(receipt.value.starts_with('{'), "{receipt:?}");
    page.one("link", "Back to the vote");
}

/// A live region holds these words.
fn is_said(page: &Tree, words: &str) {
    let said = page.announced();
    assert!(
        said.iter().any(|one| one.contains(words)),
        "{words}: {said:?}"
    );
}
