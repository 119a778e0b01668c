//! A foundation with members and an open poll, set up through the front door:
//! pages, forms and letters. No table is written here.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use commonhold::evidence::act::{Act, ActSignature};
use commonhold::seal::hash::{PollId, Reveal};
use commonhold::seal::keys::{PublicPart, SealPart, SignPart};
use commonhold::seal::lot::share_of;
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

    let officers = [
        Officer::with_key(ada.clone(), ADA.0).await,
        Officer::with_key(ben.clone(), BEN.0).await,
    ];
    let page = ada.get("/room/rolls").await;
    let record_date = (now.date_naive() - TimeDelta::days(20)).to_string();
    let roll = ada
        .submit(&page, "/room/rolls", &[("record_date", &record_date)])
        .await;
    let page = ben.get(&roll.path).await;
    let act = ben.submit(&page, "/certification", &[]).await;
    sign(&officers, &act).await;

    let room = draft(&ada, now).await;
    upload_keys(&officers, &room).await;
    let page = ben.get(&room.path).await;
    let act = ben.submit(&page, "/opening", &[]).await;
    sign(&officers, &act).await;
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

/// An election officer with a standing key that counts.
struct Officer {
    visitor: Visitor,
    name: &'static str,
    key: Signer,
    value: Reveal,
}

impl Officer {
    /// Makes a key, brings its public half, and waits until the certifier has
    /// taken it up.
    async fn with_key(visitor: Visitor, name: &'static str) -> Self {
        let mut rng = rand::rng();
        let (key, value) = (Signer::generate(&mut rng), Reveal::random(&mut rng));
        let part = SignPart::sign(name, &key, None, &value).unwrap();
        let part = PublicPart::Sign(part).encode();
        let page = visitor.get("/room/key").await;
        let answer = upload(&visitor, &page.form("/room/key"), "part", part).await;
        assert!(answer.status.is_success(), "{}", answer.text());
        eventually("a key that counts", async || {
            let page = visitor.get("/room/key").await;
            page.text().contains("(you)").then_some(())
        })
        .await;
        Self {
            visitor,
            name,
            key,
            value,
        }
    }
}

/// Both officers sign an act, and the certifier does it.
async fn sign(officers: &[Officer; 2], page: &Page) {
    let file = format!("{}/act.json", page.path);
    for officer in officers {
        let act = officer.visitor.get(&file).await;
        let act = Act::parse(act.html.as_bytes()).unwrap();
        let signature = ActSignature {
            act: act.leaf().act_digest(),
            by: officer.name.to_owned(),
            signature: act.leaf().sign(&officer.key),
        };
        let form = officer.visitor.get(&page.path).await.form("/signatures");
        let answer = upload(&officer.visitor, &form, "signature", signature.encode()).await;
        assert!(answer.status.is_success(), "{}", answer.text());
    }
    eventually("the certifier's word", async || {
        let page = officers[0].visitor.get(&page.path).await;
        (!page.text().contains("the certifier is checking")).then_some(())
    })
    .await;
}

/// Each officer commits to a share of the lot; one uploads the sealing key as
/// well. Nobody keeps its secret half: this poll is never opened.
async fn upload_keys(officers: &[Officer; 2], room: &Page) {
    let text = room.text();
    let (_, id) = text.split_once("--poll ").unwrap();
    let poll = PollId::parse(&id[..32]).unwrap();
    let seal = PublicPart::Seal(SealPart {
        poll,
        key: SealSecret::generate(&mut rand::rng()).public(),
    });
    let shares = officers.each_ref().map(|officer| {
        let share = share_of(&officer.value, None, &poll);
        let part = SignPart::sign(officer.name, &officer.key, Some(poll), &share).unwrap();
        (officer, PublicPart::Sign(part))
    });
    for (officer, part) in [(&officers[0], seal)].into_iter().chain(shares) {
        let page = officer.visitor.get(&room.path).await;
        let form = page.form("/keys");
        let answer = upload(&officer.visitor, &form, "part", part.encode()).await;
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
