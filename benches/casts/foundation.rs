//! A foundation with members and an open poll, set up through the front door:
//! pages, forms and letters. No table is written here.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use commonhold::seal::hash::{PollId, Reveal};
use commonhold::seal::keys::{PublicPart, SealPart, SignPart};
use commonhold::seal::opening::SealSecret;
use commonhold::seal::sign::Signer;
use reqwest::multipart::{Form as Multipart, Part};

use super::support::{Form, MailFolder, Page, Visitor, eventually};

const ADA: (&str, &str) = ("Ada Okafor", "ada@tamarack.example");
const BEN: (&str, &str) = ("Ben Lindqvist", "ben@tamarack.example");
const CHI: (&str, &str) = ("Chi Moreau", "chi@tamarack.example");

/// Twelve candidates, as in the figures of counting.
const OPTIONS: &str = "Ada\nBen\nCleo\nDov\nEda\nFinn\nGro\nHal\nIna\nJon\nKit\nLea";

/// A server and its letters.
pub struct Place {
    pub base_url: String,
    pub mail: MailFolder,
}

impl Place {
    /// Comes in by a mailed link.
    pub async fn sign_in(&self, address: &str) -> Visitor {
        let visitor = Visitor::new(&self.base_url);
        let page = visitor.get("/sign-in").await;
        visitor
            .submit(&page, "/sign-in", &[("address", address)])
            .await;
        let link = eventually("a letter with a link", async || {
            let letters = self.mail.to(address).into_iter();
            letters
                .flat_map(|letter| letter.links())
                .find(|link| link.contains("/sign-in/link"))
        })
        .await;
        let page = visitor.get(&link).await;
        let home = visitor.submit(&page, "/sign-in/link", &[]).await;
        assert!(home.status.is_success(), "{}", home.text());
        visitor
    }
}

/// A member who votes.
pub struct Person {
    pub name: String,
    pub address: String,
}

impl Person {
    pub fn numbered(number: usize) -> Self {
        Self {
            name: format!("Voter Number {number:03}"),
            address: format!("voter{number:03}@mail.example"),
        }
    }
}

/// Founds by the printed address, imports the people, certifies a roll and
/// opens a poll; returns the poll's path.
pub async fn open_poll(place: &Place, setup: &str, people: &[Person]) -> String {
    let now = Utc::now();
    found(place, setup).await;
    let (ada, ben, chi) = tokio::join!(
        place.sign_in(ADA.1),
        place.sign_in(BEN.1),
        place.sign_in(CHI.1)
    );
    import(&chi, people, now.date_naive()).await;

    let page = ada.get("/room/rolls").await;
    let record_date = (now.date_naive() - TimeDelta::days(20)).to_string();
    let roll = ada
        .submit(&page, "/room/rolls", &[("record_date", &record_date)])
        .await;
    let page = ben.get(&roll.path).await;
    let certified = ben.submit(&page, "/certification", &[]).await;
    assert!(certified.status.is_success(), "{}", certified.text());

    let room = draft(&ada, now).await;
    upload_keys(&ada, &ben, &room).await;
    let page = ben.get(&room.path).await;
    let opened = ben.submit(&page, "/opening", &[]).await;
    assert!(opened.status.is_success(), "{}", opened.text());
    room.path.replacen("/room", "", 1)
}

async fn found(place: &Place, setup: &str) {
    let visitor = Visitor::new(&place.base_url);
    let page = visitor.get(setup).await;
    let mut form = page
        .form(setup)
        .with("name", "Tamarack OS Foundation")
        .with("act", "found");
    for (at, (name, address)) in (1..).zip([ADA, BEN, CHI]) {
        form = form
            .with(&format!("officer_name_{at}"), name)
            .with(&format!("officer_address_{at}"), address);
    }
    let done = visitor.send(&form).await;
    assert_eq!(done.path, "/setup/done", "{}", done.text());
}

async fn import(officer: &Visitor, people: &[Person], today: NaiveDate) {
    let (from, to) = (today - TimeDelta::days(300), today + TimeDelta::days(60));
    let mut csv = "name,email,member_class,kind,representative,member_since,term_start,term_end,\
                   country,disclosed,employer\n"
        .to_owned();
    for Person { name, address } in people {
        csv += &format!("{name},{address},Individual,person,,{from},{from},{to},DE,yes,\n");
    }
    let page = officer.get("/room/members/import").await;
    let form = page.form("/room/members/import");
    let dry_run = upload(officer, &form, "file", csv.into_bytes()).await;
    let list = officer
        .submit(&dry_run, "/confirmation", &[("act", "take")])
        .await;
    assert_eq!(list.path, "/room/members", "{}", list.text());
}

/// Drafts an election that is open from an hour ago until two hours from now;
/// returns its page.
async fn draft(officer: &Visitor, now: DateTime<Utc>) -> Page {
    let page = officer.get("/room/polls/new").await;
    let at = |span: TimeDelta| (now + span).format("%Y-%m-%dT%H:%M:%S").to_string();
    let form = page
        .form("/room/polls")
        .with("question", "Who joins the board?")
        .with("method", "meek-prf-1")
        .with("options", OPTIONS)
        .with("seats", "5")
        .with("opens", &at(TimeDelta::hours(-1)))
        .with("closes", &at(TimeDelta::hours(2)))
        .with("roll", &value_of_option(&page, "Roll "))
        .with("small_cells", "open");
    let room = officer.send(&form).await;
    assert_ne!(room.path, "/room/polls", "{}", room.text());
    room
}

/// Each officer uploads a signing key; one the sealing key as well. Nobody
/// keeps the secret halves: this poll is never opened.
async fn upload_keys(ada: &Visitor, ben: &Visitor, room: &Page) {
    let text = room.text();
    let (_, id) = text.split_once("--poll ").unwrap();
    let poll = PollId::parse(&id[..32]).unwrap();
    let seal = PublicPart::Seal(SealPart {
        poll,
        key: SealSecret::generate(&mut rand::rng()).public(),
    });
    let sign = |name: &str| {
        let mut rng = rand::rng();
        let (key, reveal) = (Signer::generate(&mut rng), Reveal::random(&mut rng));
        PublicPart::Sign(SignPart::sign(name, &key, Some(poll), &reveal).unwrap())
    };
    for (officer, part) in [(ada, seal), (ada, sign(ADA.0)), (ben, sign(BEN.0))] {
        let page = officer.get(&room.path).await;
        let answer = upload(officer, &page.form("/keys"), "part", part.encode()).await;
        assert!(answer.status.is_success(), "{}", answer.text());
    }
}

/// The value of the first option of a list that says this.
fn value_of_option(page: &Page, words: &str) -> String {
    let mut options = page.html.split("<option value=\"").skip(1);
    options
        .find_map(|rest| {
            let (value, rest) = rest.split_once('"')?;
            let (_, said) = rest.split('<').next()?.split_once('>')?;
            said.contains(words).then(|| value.to_owned())
        })
        .unwrap_or_else(|| panic!("nothing to choose says {words:?} on {}", page.path))
}

/// Sends a form with a file under the name of its control, and reads the page
/// it led to.
async fn upload(officer: &Visitor, form: &Form, name: &'static str, file: Vec<u8>) -> Page {
    let mut body = Multipart::new().part(name, Part::bytes(file).file_name(name));
    for (name, value) in &form.fields {
        body = body.text(name.clone(), value.clone());
    }
    let request = officer.client().post(officer.address(&form.action));
    let answer = request.multipart(body).send().await.unwrap();
    Page {
        path: answer.url().path().to_owned(),
        status: answer.status(),
        headers: answer.headers().clone(),
        html: answer.text().await.unwrap(),
    }
}
