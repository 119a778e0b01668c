//! A vote, from an empty database on, set up through the front door only:
//! pages, forms and letters. No table is written here.
//!
//! ```text
//! Place       a server, its letters and its clock
//! Foundation  founded, members imported, two election officers and a secretary signed in
//! Poll        opened on a certified roll, with the officers' keys in this process
//! Slip        what a receipt page says
//! ```

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Mutex;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use commonhold::evidence::act::{Act, ActSignature};
use commonhold::seal::envelopes::Export;
use commonhold::seal::hash::{FormKey, PollId, Reveal, Signature};
use commonhold::seal::keys::{PublicPart, SealPart, SignPart};
use commonhold::seal::lot::{RevealFile, share_of};
use commonhold::seal::manifest::Manifest;
use commonhold::seal::opening::{Opening, SealSecret, open_export};
use commonhold::seal::receipt::Receipt;
use commonhold::seal::sign::Signer;
use futures_util::future::join_all;

use super::mail::Postbox;
use super::server::Process;
use super::{Codes, Form, Letter, MailFolder, Page, TestApp, Visitor, World, eventually};

/// Limits high enough for a test that does a day's work in a second.
pub const NO_LIMITS: [&str; 6] = [
    "--limit-account",
    "1000000",
    "--limit-address",
    "1000000",
    "--limit-casts",
    "1000000",
];

/// Where people meet: a server, its letters, its clock.
pub struct Place {
    base_url: String,
    mail: MailFolder,
    setup: String,
    /// In which the foundation's days begin and end, as the set-up form names it.
    pub zone: &'static str,
    /// When the builder began, by the server's clock.
    pub now: DateTime<Utc>,
    /// Judges officers' acts, where nothing else starts one.
    pub certifier: Option<Process>,
    /// Each person's app for codes, which stays theirs from one browser to the next.
    codes: Mutex<BTreeMap<String, Codes>>,
}

impl Place {
    pub fn of_app(app: &TestApp) -> Self {
        Self {
            base_url: app.base_url.clone(),
            mail: app.mail(),
            setup: setup_path(&app.setup_address()),
            zone: "UTC",
            now: Utc::now(),
            certifier: Some(app.certifier()),
            codes: Mutex::default(),
        }
    }

    pub async fn of_world(world: &mut World) -> Self {
        let address = world.setup_address().await;
        Self {
            base_url: world.base_url().to_owned(),
            mail: world.mail(),
            setup: setup_path(&address),
            zone: "UTC",
            now: world.now(),
            certifier: None,
            codes: Mutex::default(),
        }
    }

    /// Of a foundation that is there already.
    pub fn of_server(base_url: &str, mail: MailFolder, now: DateTime<Utc>) -> Self {
        Self {
            base_url: base_url.to_owned(),
            mail,
            setup: String::new(),
            zone: "UTC",
            now,
            certifier: None,
            codes: Mutex::default(),
        }
    }

    /// Its letters.
    pub fn mail(&self) -> &MailFolder {
        &self.mail
    }

    pub fn visitor(&self) -> Visitor {
        Visitor::new(&self.base_url)
    }

    /// Comes in by a mailed link.
    pub async fn sign_in(&self, address: &str) -> Visitor {
        let before = self.mail.to(address).len();
        let letters = || self.mail.to(address).split_off(before);
        let mut visitor = enter(self.visitor(), address, letters).await;
        visitor.codes = self.codes_of(address);
        visitor
    }

    /// The app on this person's telephone.
    pub fn codes_of(&self, address: &str) -> Codes {
        let mut all = self.codes.lock().unwrap();
        all.entry(address.to_owned()).or_default().clone()
    }

    /// The letters, for a crowd that comes in by [`Self::first_sign_in`].
    pub fn postbox(&self) -> Postbox {
        Postbox::of(&self.mail)
    }

    /// Comes in by a mailed link for the first time, at a network address of
    /// one's own.
    pub async fn first_sign_in(&self, from: IpAddr, address: &str, postbox: &Postbox) -> Visitor {
        let visitor = Visitor::from_network(&self.base_url, Some(from));
        enter(visitor, address, || postbox.to(address)).await
    }
}

/// Asks for a link, and follows it when it has come.
async fn enter(visitor: Visitor, address: &str, letters: impl Fn() -> Vec<Letter>) -> Visitor {
    let page = visitor.get("/sign-in").await;
    let sent = visitor
        .submit(&page, "/sign-in", &[("address", address)])
        .await;
    assert_eq!(sent.path, "/sign-in/sent", "{}", sent.text());
    let link = eventually("a letter with a link", async || {
        letters()
            .iter()
            .flat_map(Letter::links)
            .find(|link| link.contains("/sign-in/link"))
    })
    .await;
    let page = visitor.get(&link).await;
    let home = visitor.submit(&page, "/sign-in/link", &[]).await;
    assert_eq!(home.status, 200, "{}", home.text());
    visitor
}

fn setup_path(line: &str) -> String {
    let path = &line[line.find("/setup/").unwrap()..];
    path.split_whitespace().next().unwrap().to_owned()
}

pub const ADA: (&str, &str) = ("Ada Okafor", "ada@tamarack.example");
pub const BEN: (&str, &str) = ("Ben Lindqvist", "ben@tamarack.example");
pub const CHI: (&str, &str) = ("Chi Moreau", "chi@tamarack.example");

/// Two organisations with votes that nobody shares, six persons with one vote
/// each (the first represents the first organisation as well), one whose
/// membership ran out before the record date, one whose began after it. Days
/// are counted from the day of the import.
const MEMBERS: [(&str, &str, &str, &str, bool, i64, i64); 10] = [
    (
        "Nordlicht Hosting",
        "ravi@mail.example",
        "Platinum",
        "Ravi Menon",
        true,
        -300,
        60,
    ),
    (
        "Quiet Works",
        "sol@mail.example",
        "Gold",
        "Sol Ibarra",
        false,
        -300,
        60,
    ),
    (
        "Ravi Menon",
        "ravi@mail.example",
        "Individual",
        "",
        true,
        -300,
        60,
    ),
    (
        "Kim Abara",
        "kim@mail.example",
        "Individual",
        "",
        true,
        -300,
        60,
    ),
    (
        "Lou Bekker",
        "lou@mail.example",
        "Individual",
        "",
        true,
        -300,
        60,
    ),
    (
        "Max Celik",
        "max@mail.example",
        "Individual",
        "",
        true,
        -300,
        60,
    ),
    (
        "Nia Dossou",
        "nia@mail.example",
        "Individual",
        "",
        true,
        -300,
        60,
    ),
    (
        "Ola Eide",
        "ola@mail.example",
        "Individual",
        "",
        false,
        -300,
        60,
    ),
    (
        "Pia Farkas",
        "pia@mail.example",
        "Individual",
        "",
        true,
        -400,
        -40,
    ),
    (
        "Tom Gallo",
        "tom@mail.example",
        "Individual",
        "",
        true,
        -5,
        360,
    ),
];

/// Votes on the roll: 50, 15, and six single ones.
pub const ROLL_MEMBERS: usize = 8;
pub const ROLL_VOTES: u64 = 71;

/// How long before the day of the test the record date lies.
const RECORD_DATE_DAYS: i64 = 20;

/// The columns of a file for the import of members.
pub const MEMBERS_HEADER: &str = "name,email,member_class,kind,representative,member_since,\
                                  term_start,term_end,country,disclosed,employer\n";

fn members_csv(today: NaiveDate) -> String {
    let mut csv = MEMBERS_HEADER.to_owned();
    for (name, email, class, representative, disclosed, from, to) in MEMBERS {
        let (from, to) = (today + TimeDelta::days(from), today + TimeDelta::days(to));
        let kind = if representative.is_empty() {
            "person"
        } else {
            "organisation"
        };
        let disclosed = if disclosed { "yes" } else { "no" };
        csv += &format!(
            "{name},{email},{class},{kind},{representative},{from},{from},{to},DE,{disclosed},\n"
        );
    }
    csv
}

/// A foundation with members, and its officers signed in.
pub struct Foundation {
    pub place: Place,
    pub ada: Visitor,
    pub ben: Visitor,
    pub chi: Visitor,
    /// The standing keys of the two election officers, on machines of their own.
    pub keys: [StandingKey; 2],
}

impl Foundation {
    /// Sets it up by the printed address, imports the usual members, and has
    /// the certifier take up the keys of both election officers.
    pub async fn found(place: Place) -> Self {
        let foundation = Self::without_keys(place).await;
        foundation.bring_keys().await;
        foundation
    }

    /// The same while no officer has brought a key.
    pub async fn without_keys(place: Place) -> Self {
        let members = members_csv(place.now.date_naive());
        Self::with_members(place, &members).await
    }

    /// The same as [`Self::found`] with other members: a file for their import.
    pub async fn found_with(place: Place, members: &str) -> Self {
        let foundation = Self::with_members(place, members).await;
        foundation.bring_keys().await;
        foundation
    }

    async fn with_members(place: Place, members: &str) -> Self {
        let visitor = place.visitor();
        let page = visitor.get(&place.setup).await;
        let mut form = page
            .form(&place.setup)
            .with("name", "Tamarack OS Foundation")
            .with("time_zone", place.zone)
            .with("act", "found");
        for (at, (name, address)) in (1..).zip([ADA, BEN, CHI]) {
            form = form
                .with(&format!("officer_name_{at}"), name)
                .with(&format!("officer_address_{at}"), address);
        }
        let done = visitor.send(&form).await;
        assert_eq!(done.path, "/setup/done", "{}", done.text());
        let (ada, ben, chi) = tokio::join!(
            place.sign_in(ADA.1),
            place.sign_in(BEN.1),
            place.sign_in(CHI.1)
        );
        let page = chi.get("/room/members/import").await;
        let form = page.form("/room/members/import");
        let dry_run = chi.upload(&form, &[("file", members.as_bytes())]).await;
        assert_eq!(dry_run.status, 200, "{}", dry_run.text());
        let list = chi
            .submit(&dry_run, "/confirmation", &[("act", "take")])
            .await;
        assert_eq!(list.path, "/room/members", "{}", list.text());
        let keys = [StandingKey::generate(ADA.0), StandingKey::generate(BEN.0)];
        Self {
            place,
            ada,
            ben,
            chi,
            keys,
        }
    }

    /// Both election officers upload the public halves of their keys.
    pub async fn bring_keys(&self) {
        for (officer, key) in [(&self.ada, &self.keys[0]), (&self.ben, &self.keys[1])] {
            let page = officer.get("/room/key").await;
            let part = key.public();
            let brought = officer
                .upload(&page.form("/room/key"), &[("part", &part)])
                .await;
            assert_eq!(brought.status, 200, "{}", brought.text());
            eventually("a key that counts", async || {
                let page = officer.get("/room/key").await;
                page.text().contains("(you)").then_some(())
            })
            .await;
        }
    }

    /// Both election officers sign the act on this page; returns the page once
    /// the certifier has judged it.
    pub async fn sign(&self, act: &Page) -> Page {
        assert!(
            act.path.starts_with("/room/acts/"),
            "{} {}",
            act.path,
            act.text()
        );
        for (officer, key) in [(&self.ada, &self.keys[0]), (&self.ben, &self.keys[1])] {
            if officer
                .get(&act.path)
                .await
                .text()
                .contains("You have signed it.")
            {
                continue;
            }
            let signed = self.sign_alone(officer, key, &act.path).await;
            assert_eq!(signed.status, 200, "{}", signed.text());
        }
        eventually("the certifier's word", async || {
            let page = self.ada.get(&act.path).await;
            (!page.text().contains("the certifier is checking")).then_some(page)
        })
        .await
    }

    /// One officer downloads the act, signs it elsewhere, and brings the signature.
    pub async fn sign_alone(&self, officer: &Visitor, key: &StandingKey, act: &str) -> Page {
        let file = officer.get(&format!("{act}/act.json")).await;
        let parsed = Act::parse(file.html.as_bytes()).unwrap();
        let page = officer.get(act).await;
        let signature = key.sign(&parsed);
        officer
            .upload(&page.form("/signatures"), &[("signature", &signature)])
            .await
    }

    /// The day on which members of record are members.
    pub fn record_date(&self) -> NaiveDate {
        self.place.now.date_naive() - TimeDelta::days(RECORD_DATE_DAYS)
    }

    /// Ada proposes a roll; returns its page's path.
    pub async fn propose_roll(&self) -> String {
        let page = self.ada.get("/room/rolls").await;
        let date = self.record_date().to_string();
        let roll = self
            .ada
            .submit(&page, "/room/rolls", &[("record_date", &date)])
            .await;
        assert!(
            roll.path.starts_with("/room/rolls/"),
            "{} {}",
            roll.path,
            roll.text()
        );
        roll.path
    }

    /// Ada proposes a roll, Ben has it computed again, and both sign.
    pub async fn certify_roll(&self) -> String {
        let path = self.propose_roll().await;
        let page = self.ben.get(&path).await;
        let act = self.ben.submit(&page, "/certification", &[]).await;
        self.sign(&act).await;
        let text = self.ben.get(&path).await.text();
        assert!(text.contains("Certified by Ben Lindqvist"), "{text}");
        path
    }

    /// Signs these people in, all at once.
    pub async fn sign_in_all(&self, addresses: &[&str]) -> Vec<Visitor> {
        join_all(addresses.iter().map(|address| self.place.sign_in(address))).await
    }
}

/// What is put to the vote. The defaults are an election with four candidates
/// for two seats that is open now.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    pub question: &'a str,
    pub method: &'a str,
    pub options: &'a str,
    pub seats: &'a str,
    /// What becomes of small cells.
    pub small_cells: &'a str,
    /// From the place's `now`.
    pub opens: TimeDelta,
    pub closes: TimeDelta,
}

impl Default for Plan<'_> {
    fn default() -> Self {
        Self {
            question: "Who joins the board?",
            method: "meek-prf-1",
            options: "Ines Wójcik\nKaito García-López\nFarah Lindqvist\nDee Ek",
            seats: "2",
            small_cells: "open",
            opens: TimeDelta::hours(-1),
            closes: TimeDelta::hours(2),
        }
    }
}

impl Plan<'_> {
    /// The draft's form, filled, with the newest certified roll chosen.
    pub fn fill(&self, foundation: &Foundation, page: &Page) -> Form {
        let at = |span: TimeDelta| {
            (foundation.place.now + span)
                .format("%Y-%m-%dT%H:%M:%S")
                .to_string()
        };
        page.form("/room/polls")
            .with("question", self.question)
            .with("method", self.method)
            .with("options", self.options)
            .with("seats", self.seats)
            .with("opens", &at(self.opens))
            .with("closes", &at(self.closes))
            .with("roll", &option_value(page, "Roll "))
            .with("small_cells", self.small_cells)
    }
}

/// The value of the first option of a list that says this.
pub fn option_value(page: &Page, words: &str) -> String {
    page.html
        .split("<option value=\"")
        .find_map(|rest| {
            let (value, rest) = rest.split_once('"')?;
            let (_, said) = rest.split('<').next()?.split_once('>')?;
            said.contains(words).then(|| value.to_owned())
        })
        .unwrap_or_else(|| panic!("nothing to choose says {words:?} on {}", page.path))
}

/// An officer's standing key, and the value from which shares of the lot come.
pub struct StandingKey {
    pub name: &'static str,
    pub key: Signer,
    pub value: Reveal,
}

impl StandingKey {
    pub fn generate(name: &'static str) -> Self {
        let mut rng = rand::rng();
        Self {
            name,
            key: Signer::generate(&mut rng),
            value: Reveal::random(&mut rng),
        }
    }

    /// The public half as `officer keygen --sign` writes it.
    pub fn public(&self) -> Vec<u8> {
        let part = SignPart::sign(self.name, &self.key, None, &self.value).unwrap();
        PublicPart::Sign(part).encode()
    }

    /// What `officer sign` writes.
    pub fn sign(&self, act: &Act) -> Vec<u8> {
        ActSignature {
            act: act.leaf().act_digest(),
            by: self.name.to_owned(),
            signature: act.leaf().sign(&self.key),
        }
        .encode()
    }

    /// The key with its share of one poll's lot.
    pub fn for_poll(&self, poll: PollId) -> OfficerKey {
        OfficerKey {
            name: self.name,
            key: self.key.clone(),
            reveal: share_of(&self.value, None, &poll),
        }
    }
}

/// An officer's signing key and share of one poll's lot.
pub struct OfficerKey {
    pub name: &'static str,
    pub key: Signer,
    pub reveal: Reveal,
}

impl OfficerKey {
    /// A key that nobody knows.
    pub fn generate(name: &'static str) -> Self {
        StandingKey::generate(name).for_poll(PollId::from_bytes([0; 16]))
    }

    /// The public half as `officer share` writes it.
    pub fn part(&self, poll: PollId) -> Vec<u8> {
        let part = SignPart::sign(self.name, &self.key, Some(poll), &self.reveal).unwrap();
        PublicPart::Sign(part).encode()
    }
}

/// A drafted poll with its keys, which stay in this process.
pub struct Poll {
    pub number: i32,
    pub id: PollId,
    pub seal: SealSecret,
    pub ada: OfficerKey,
    pub ben: OfficerKey,
}

impl Poll {
    /// Ada drafts it. No key is uploaded yet.
    pub async fn draft(foundation: &Foundation, plan: &Plan<'_>) -> Self {
        let page = foundation.ada.get("/room/polls/new").await;
        let room = foundation.ada.send(&plan.fill(foundation, &page)).await;
        let number = room.path.rsplit('/').next().unwrap().parse();
        let number = number.unwrap_or_else(|_| panic!("{} {}", room.path, room.text()));
        let text = room.text();
        let (_, id) = text.split_once("--poll ").unwrap();
        let id = PollId::parse(&id[..32]).unwrap();
        Self {
            number,
            id,
            seal: SealSecret::generate(&mut rand::rng()),
            ada: foundation.keys[0].for_poll(id),
            ben: foundation.keys[1].for_poll(id),
        }
    }

    pub fn room(&self) -> String {
        format!("/room/polls/{}", self.number)
    }

    /// Uploads a file as the public half of a key.
    pub async fn upload_part(&self, officer: &Visitor, part: &[u8]) -> Page {
        let page = officer.get(&self.room()).await;
        officer.upload(&page.form("/keys"), &[("part", part)]).await
    }

    /// Uploads every key, each by its officer.
    pub async fn upload_keys(&self, foundation: &Foundation) {
        let seal = PublicPart::Seal(SealPart {
            poll: self.id,
            key: self.seal.public(),
        });
        let (ada, ben) = (&foundation.ada, &foundation.ben);
        for (officer, part) in [
            (ada, seal.encode()),
            (ada, self.ada.part(self.id)),
            (ben, self.ben.part(self.id)),
        ] {
            let page = self.upload_part(officer, &part).await;
            assert_eq!(page.status, 200, "{}", page.text());
        }
    }

    /// Ada drafts it, both upload their keys, Ben opens it, both sign.
    pub async fn open(foundation: &Foundation, plan: &Plan<'_>) -> Self {
        let poll = Self::draft(foundation, plan).await;
        poll.upload_keys(foundation).await;
        let page = foundation.ben.get(&poll.room()).await;
        let act = foundation.ben.submit(&page, "/opening", &[]).await;
        let signed = foundation.sign(&act).await;
        let opened = foundation.ben.get(&poll.room()).await;
        assert!(
            opened.text().contains("What was fixed at the opening"),
            "{}",
            signed.text()
        );
        poll
    }

    /// Waits until the certifier has counted.
    pub async fn counted(&self, visitor: &Visitor) {
        let path = format!("/polls/{}/result.json", self.number);
        eventually("the count", async || {
            (visitor.get(&path).await.status == 200).then_some(())
        })
        .await;
    }

    /// The manifest as anyone downloads it.
    pub async fn manifest(&self, visitor: &Visitor) -> Manifest {
        let file = self.file(visitor, "manifest.json").await;
        Manifest::parse(file.as_bytes()).unwrap()
    }

    /// One of the public files.
    pub async fn file(&self, visitor: &Visitor, name: &str) -> String {
        let page = visitor.get(&format!("/polls/{}/{name}", self.number)).await;
        assert_eq!(page.status, 200, "{name}: {}", page.text());
        page.html
    }

    /// The path of the ballot of one of a person's members, from the poll's page.
    pub async fn ballot_path(&self, voter: &Visitor, member: &str) -> String {
        let page = voter.get(&format!("/polls/{}", self.number)).await;
        page.link(&format!("ballot of {member}"))
    }

    /// The ballot of one of a person's members, not filled in yet.
    pub async fn ballot(&self, voter: &Visitor, member: &str) -> Form {
        let path = self.ballot_path(voter, member).await;
        let page = voter.get(&path).await;
        assert_eq!(page.status, 200, "{}", page.text());
        page.form(&path)
    }

    /// Fills a fresh ballot in and casts it.
    pub async fn cast(&self, voter: &Visitor, member: &str, marks: &[(&str, &str)]) -> Slip {
        let form = filled(self.ballot(voter, member).await, marks);
        Slip::read(&voter.send(&form).await)
    }

    /// Waits until the closing set is fixed.
    pub async fn closes(&self, visitor: &Visitor) {
        let path = format!("/polls/{}/live.jsonl", self.number);
        eventually("the close", async || {
            (visitor.get(&path).await.status == 200).then_some(())
        })
        .await;
    }

    /// What `officer open` does on the officer's own machine.
    pub async fn opened(&self, officer: &Visitor) -> Opening {
        let manifest = self.manifest(officer).await;
        let path = format!("{}/envelopes.jsonl", self.room());
        let export = officer.get(&path).await;
        assert_eq!(export.status, 200, "{}", export.text());
        let export = Export::parse(export.html.as_bytes()).unwrap();
        export.check(&manifest).unwrap();
        open_export(&self.seal, &manifest, &export).unwrap()
    }

    /// The four files that `officer open` writes.
    pub fn opened_files(&self, manifest: &Manifest, opening: &Opening, by: &OfficerKey) -> Files {
        let at = manifest.terms().closes + 60;
        Files {
            statement: opening.statement(by.name, &by.key, at).unwrap().encode(),
            ballots: opening.ballots_file(),
            open: opening.open_file(),
            reveal: self.reveal(manifest, by),
        }
    }

    /// What `officer reveal` writes.
    pub fn reveal(&self, manifest: &Manifest, by: &OfficerKey) -> Vec<u8> {
        RevealFile {
            by: by.name.to_owned(),
            eid: manifest.eid(),
            reveal: by.reveal.clone(),
        }
        .encode()
    }

    /// Hands in an opening.
    pub async fn hand_in(&self, officer: &Visitor, files: &Files) -> Page {
        let page = officer.get(&self.room()).await;
        let form = page.form("/unsealing");
        let files = [
            ("statement", files.statement.as_slice()),
            ("ballots", &files.ballots),
            ("open", &files.open),
            ("reveal", &files.reveal),
        ];
        officer.upload(&form, &files).await
    }

    /// Waits for the close; Ada and Ben open the ballots, the certifier counts,
    /// and both sign the certification.
    pub async fn certified(&self, foundation: &Foundation) {
        let (ada, ben) = (&foundation.ada, &foundation.ben);
        self.closes(ada).await;
        let manifest = self.manifest(ada).await;
        let opening = self.opened(ada).await;
        for (officer, key) in [(ada, &self.ada), (ben, &self.ben)] {
            let files = self.opened_files(&manifest, &opening, key);
            let page = self.hand_in(officer, &files).await;
            assert_eq!(page.status, 200, "{}", page.text());
        }
        self.counted(ada).await;
        self.certify(foundation).await;
    }

    /// Ben proposes the certification of the count, and both sign.
    pub async fn certify(&self, foundation: &Foundation) {
        let ben = &foundation.ben;
        let page = ben.get(&self.room()).await;
        let act = ben.submit(&page, "/certification", &[]).await;
        let done = foundation.sign(&act).await;
        assert!(done.text().contains("is certified."), "{}", done.text());
    }

    /// Hands in a share of the lot alone.
    pub async fn hand_in_share(&self, officer: &Visitor, share: &[u8]) -> Page {
        let page = officer.get(&self.room()).await;
        officer
            .upload(&page.form("/reveal"), &[("reveal", share)])
            .await
    }
}

/// What `officer open` writes.
#[derive(Clone)]
pub struct Files {
    pub statement: Vec<u8>,
    pub ballots: Vec<u8>,
    pub open: Vec<u8>,
    pub reveal: Vec<u8>,
}

/// A form with several controls set.
pub fn filled(form: Form, marks: &[(&str, &str)]) -> Form {
    marks
        .iter()
        .fold(form, |form, (name, value)| form.with(name, value))
}

/// The form with a key of its own, as if it had been opened again.
pub fn with_fresh_key(form: &Form) -> Form {
    let key = FormKey::random(&mut rand::rng()).to_hex();
    form.clone().with("key", &key)
}

/// What a receipt page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// As it will stand in the published list.
    pub tracker: String,
    pub receipt: Receipt,
    pub signature: Signature,
}

impl Slip {
    /// Reads a receipt page.
    ///
    /// # Panics
    /// When the page is something else.
    pub fn read(page: &Page) -> Self {
        Self::try_read(page).unwrap_or_else(|| panic!("{} {}", page.status, page.text()))
    }

    /// Reads a receipt page; `None` when the page is something else.
    pub fn try_read(page: &Page) -> Option<Self> {
        let tracker = part(page, "<p class=\"tracker\">", "</p>")?;
        let receipt = part(page, "<textarea id=\"receipt\"", "</textarea>")?;
        let (_, receipt) = receipt.split_once('>')?;
        let (receipt, signature) = Receipt::parse_file(receipt.trim().as_bytes()).unwrap();
        Some(Self {
            tracker: tracker.replace(' ', ""),
            receipt,
            signature,
        })
    }

    /// The digest of the sealed ballot in hex.
    pub fn digest(&self) -> String {
        self.receipt.digest.to_string()
    }
}

/// The words between two pieces of markup.
fn part(page: &Page, from: &str, to: &str) -> Option<String> {
    let (_, rest) = page.html.split_once(from)?;
    let (inner, _) = rest.split_once(to)?;
    let inner = Page {
        html: inner.to_owned(),
        ..page.clone()
    };
    Some(inner.text())
}
