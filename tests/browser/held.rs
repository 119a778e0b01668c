//! What somebody holds after a certified vote.

use std::{
    fs,
    path::{Path, PathBuf},
};

use chrono::TimeDelta;
use commonhold::evidence::bundle::{FILES, archive, id};

use crate::support::{
    World,
    election::{Foundation, Place, Plan, Poll, Slip},
    eventually,
};

const RECORD: &str = "The record of the vote";

/// A vote in which Kim voted once, Ravi twice for the organisation, with 50
/// votes; and what voters have of it.
pub struct Held {
    pub world: World,
    pub number: i32,
    /// Of Kim, then Ravi's, the first and the second.
    pub slips: Vec<Slip>,
    /// The files of their receipts.
    pub receipts: Vec<PathBuf>,
    /// The rules of the vote.
    pub manifest: PathBuf,
    /// The log's proof of the entry that names Kim's envelope.
    pub proof: PathBuf,
    /// The key of the log, as its page shows it.
    pub log_key: String,
    /// The five lines of Kim's letter after the close.
    pub opening: String,
    /// The bundle of evidence.
    pub bundle: Vec<u8>,
    folder: tempfile::TempDir,
}

impl Held {
    /// From an empty database to the certification; `None` where time cannot be
    /// moved.
    pub async fn after_a_vote() -> Option<Self> {
        let mut world = World::start_unlimited("2026-08-20 09:00:00").await?;
        let foundation = Foundation::found(Place::of_world(&mut world).await).await;
        foundation.certify_roll().await;
        let poll = Poll::open(&foundation, &Plan::default()).await;
        let kim = foundation.place.sign_in("kim@mail.example").await;
        let ravi = foundation.place.sign_in("ravi@mail.example").await;
        let organisation = "Nordlicht Hosting";
        let slips = vec![
            poll.cast(&kim, "Kim Abara", &[("r1", "01"), ("r2", "02")])
                .await,
            poll.cast(&ravi, organisation, &[("r2", "01")]).await,
            poll.cast(&ravi, organisation, &[("r3", "01")]).await,
        ];
        world.advance(TimeDelta::hours(3));
        poll.certified(&foundation).await;

        let visitor = world.visitor();
        let address = visitor.address(&format!("/polls/{}/bundle.zip", poll.number));
        let bundle = eventually("the bundle", async || {
            let answer = visitor.client().get(&address).send().await.unwrap();
            let ready = answer.status().is_success();
            ready.then_some(answer.bytes().await.unwrap().to_vec())
        })
        .await;
        let find = format!("/log/find?digest={}", slips[0].digest());
        let found = visitor.get(&find).await;
        let entry = visitor.get(&found.link("See the entry")).await;
        let proof = visitor.get(&entry.link("Download the proof")).await.html;
        let manifest = poll.file(&visitor, "manifest.json").await;
        let letter = world.mail().arrives("kim@mail.example", RECORD).await;
        let files = archive::read(&bundle).unwrap();
        let log_key = String::from_utf8(files["log/key"].to_vec()).unwrap();

        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| written(folder.path(), name, bytes);
        Some(Self {
            number: poll.number,
            receipts: (1..)
                .zip(&slips)
                .map(|(number, slip)| {
                    let file = slip.receipt.to_file(&slip.signature);
                    write(&format!("receipt-{number}.json"), &file)
                })
                .collect(),
            manifest: write("manifest.json", manifest.as_bytes()),
            proof: write("entry.tlog-proof", proof.as_bytes()),
            log_key: log_key.trim().to_owned(),
            opening: five_lines(&letter.body),
            slips,
            bundle,
            folder,
            world,
        })
    }

    /// The name under which browsers keep the bundle.
    pub fn name_of_bundle(&self) -> String {
        let files = archive::read(&self.bundle).unwrap();
        let cited = id(&files[FILES]).to_string();
        format!("poll-{}-{}.zip", self.number, &cited[..16])
    }

    /// A file of these bytes.
    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        written(self.folder.path(), name, bytes)
    }
}

fn written(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let file = folder.join(name);
    fs::write(&file, bytes).unwrap();
    file
}

/// How a member stands on the roll, the line that stands for them, and the
/// three lines that join the two.
fn five_lines(letter: &str) -> String {
    let lines: Vec<&str> = letter.lines().collect();
    let leaf = lines.iter().position(|line| line.starts_with("{\"c\":"));
    let leaf = leaf.unwrap_or_else(|| panic!("no line of the roll in {letter}"));
    lines[leaf - 1..leaf + 4].join("\n")
}
