//! Voters: those at a browser, and the many who vote over plain HTTP, each by
//! the links and forms they are given.

use crate::{
    person::Person,
    support::{Letter, MailFolder, Page, Visitor, World, eventually},
};

/// What the letter that calls to the vote is about.
pub const CALL: &str = "Your vote";
const LINK: &str = "Your link to sign in";

/// The newest letter to an address about something, once there are more than
/// `before` of them.
async fn next_letter(mail: &MailFolder, address: &str, about: &str, before: usize) -> Letter {
    let what = format!("letter {} to {address} about {about}", before + 1);
    eventually(&what, async || {
        let letters = letters(mail, address, about);
        (letters.len() > before).then(|| letters.last().cloned())?
    })
    .await
}

fn letters(mail: &MailFolder, address: &str, about: &str) -> Vec<Letter> {
    let mut letters = mail.to(address);
    letters.retain(|letter| letter.subject.contains(about));
    letters
}

/// The link in the newest letter that signs in, once there are more than
/// `before` letters to the address.
pub async fn newest_link(mail: &MailFolder, address: &str, before: usize) -> String {
    eventually("a letter with a link to sign in", async || {
        let letters = mail.to(address).into_iter().skip(before);
        letters
            .flat_map(|letter| letter.links())
            .find(|link| link.contains("/sign-in/link"))
    })
    .await
}

impl Person {
    /// Signs in from the page that asks for the address, by the mailed link.
    pub async fn signs_in(&self, mail: &MailFolder, address: &str) {
        let before = letters(mail, address, LINK).len();
        self.fills("Mail address", address).await;
        self.presses("Send me a link").await;
        self.sees("Look into your mail").await;
        let letter = next_letter(mail, address, LINK, before).await;
        self.opens_link_of(&letter, "/sign-in/link").await;
        self.presses("Sign in").await;
    }

    /// The same with the keyboard alone, beginning at the top of the page.
    pub async fn signs_in_by_keyboard(&self, mail: &MailFolder, address: &str) {
        let before = letters(mail, address, LINK).len();
        self.tabs_to("Mail address").await;
        self.types(address).await;
        self.strikes(fantoccini::key::Key::Enter).await;
        self.sees("Look into your mail").await;
        let letter = next_letter(mail, address, LINK, before).await;
        self.opens_link_of(&letter, "/sign-in/link").await;
        self.tabs_to_button("Sign in").await;
        self.strikes(fantoccini::key::Key::Enter).await;
    }
}

/// What one voter puts in the box over plain HTTP: names from the first choice
/// down; none leaves the ballot blank.
pub async fn votes_over_http(world: &World, address: &str, order: &[&str]) -> Page {
    let visitor = world.visitor();
    let ballot = reaches_ballot(world, &visitor, address).await;
    casts(&visitor, &ballot, order).await
}

/// Goes from the letter to the ballot.
pub async fn reaches_ballot(world: &World, visitor: &Visitor, address: &str) -> Page {
    let mail = world.mail();
    let call = mail.arrives(address, CALL).await;
    let vote = visitor.get(&call.links()[0]).await;
    let asked = visitor.get(&vote.link("Sign in to vote")).await;
    let before = letters(&mail, address, LINK).len();
    let sent = visitor
        .submit(&asked, "/sign-in", &[("address", address)])
        .await;
    assert!(sent.status.is_success(), "{address}: {}", sent.text());
    let letter = next_letter(&mail, address, LINK, before).await;
    let door = visitor.get(&letter.links()[0]).await;
    let vote = visitor.submit(&door, "/sign-in/link", &[]).await;
    visitor.get(&vote.link("Fill in the ballot")).await
}

/// Fills in a ballot page and casts it.
pub async fn casts(visitor: &Visitor, ballot: &Page, order: &[&str]) -> Page {
    let place = ballot.html.find("data-ballot").expect("a ballot form");
    let names = numbered_names(&ballot.html[place..]);
    let mut form = ballot
        .forms()
        .into_iter()
        .find(|form| form.names.iter().any(|name| name == "own"))
        .expect("a form with the voter's own part");
    for (field, name) in &names {
        let rank = order.iter().position(|wanted| wanted == name);
        let value = rank.map_or(0, |place| place + 1);
        form = form.with(field, &format!("{value:02}"));
    }
    form = form.with("blank", if order.is_empty() { "1" } else { "0" });
    let answer = visitor.send(&form).await;
    assert!(answer.status.is_success(), "{}", answer.text());
    answer
}

/// Each ranked field of a ballot with the name it is labelled with.
fn numbered_names(html: &str) -> Vec<(String, String)> {
    let mut names = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once("<label class=\"name\" for=\"r") {
        let (number, after) = after.split_once('"').unwrap();
        let (_, after) = after.split_once('>').unwrap();
        let (name, after) = after.split_once("</label>").unwrap();
        let name = name.replace("<bdi>", "").replace("</bdi>", "");
        let name = name.replace("&#39;", "'").replace("&#x27;", "'");
        names.push((format!("r{number}"), name.trim().to_owned()));
        rest = after;
    }
    names
}
