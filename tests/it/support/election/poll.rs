//! A vote: what is put to it, its keys, its ballots, its files.

use chrono::TimeDelta;
use commonhold::seal::envelopes::Export;
use commonhold::seal::hash::{FormKey, PollId, Signature};
use commonhold::seal::keys::{PublicPart, SealPart};
use commonhold::seal::lot::RevealFile;
use commonhold::seal::manifest::Manifest;
use commonhold::seal::opening::{Opening, SealSecret, open_export};
use commonhold::seal::receipt::Receipt;

use super::Foundation;
use super::keys::OfficerKey;
use crate::support::{Form, Page, Visitor, eventually};

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
        Self::drafted(foundation, &room)
    }

    /// A poll that is drafted already, from its room.
    pub fn drafted(foundation: &Foundation, room: &Page) -> Self {
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
        poll.open_it(foundation).await;
        poll
    }

    /// Both upload their keys, Ben opens it, both sign.
    pub async fn open_it(&self, foundation: &Foundation) {
        self.upload_keys(foundation).await;
        let page = foundation.ben.get(&self.room()).await;
        let act = foundation.ben.submit(&page, "/opening", &[]).await;
        let signed = foundation.sign(&act).await;
        let opened = foundation.ben.get(&self.room()).await;
        assert!(
            opened.text().contains("What was fixed at the opening"),
            "{}",
            signed.text()
        );
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
