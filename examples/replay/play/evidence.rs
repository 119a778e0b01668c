//! What anybody can take away from a poll, and what two verifiers say of it.
//!
//! ```text
//! DIR/policy.txt           the keys of log, receipts and officers, from before the first cast
//! DIR/checkpoint           the log as it was signed before the close
//! DIR/receipts/N.json      receipts of a few voters
//! DIR/bundle.zip           the evidence bundle
//! DIR/bundle/              the same, unpacked
//! DIR/verified by *.txt    what each verifier printed
//! ```

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use commonhold::evidence::bundle::archive;
use commonhold::tlog::key::VerifierKey;
use serde_json::Value;
use tokio::process::Command;

use crate::support::election::{Foundation, Poll, Slip};
use crate::support::{Visitor, eventually, program};

/// As many receipts are kept and verified.
const RECEIPTS: usize = 5;

/// What one verifier found.
#[derive(Clone, Debug)]
pub struct Verdict {
    pub verifier: &'static str,
    /// Number, name and state of each check.
    pub checks: Vec<[String; 3]>,
    /// Its last line.
    pub sentence: String,
    pub accepts: bool,
    pub took: Duration,
}

/// Where everything goes.
pub struct Evidence<'a> {
    folder: &'a Path,
    receipts: Vec<PathBuf>,
}

impl<'a> Evidence<'a> {
    /// Writes the policy of somebody who met the officers and looked at the log
    /// before the first cast.
    pub async fn begin(folder: &'a Path, foundation: &Foundation, poll: &Poll) -> Self {
        let anybody = foundation.place.visitor();
        let log: VerifierKey = eventually("the log's key", async || {
            let page = anybody.get("/log").await.text();
            page.split(' ').find_map(|word| word.parse().ok())
        })
        .await;
        let manifest = poll.manifest(&anybody).await;
        let mut policy = format!("log {log}\nreceipt {}\n", manifest.terms().receipt_key);
        for key in &foundation.keys {
            policy += &format!("officer {} {}\n", key.name, key.key.public());
        }
        // No witness has cosigned: what time it was is taken on trust.
        policy += "quorum none\n";
        write(&folder.join("policy.txt"), policy.as_bytes());
        Self {
            folder,
            receipts: Vec::new(),
        }
    }

    /// Keeps a few receipts, the first and the last among them, and the log's
    /// checkpoint as it is now.
    pub async fn keep(&mut self, anybody: &Visitor, slips: &[Slip]) {
        let step = slips.len().div_ceil(RECEIPTS).max(1);
        let some = slips.iter().step_by(step).take(RECEIPTS - 1);
        for (number, slip) in (1..).zip(some.chain(slips.last())) {
            let file = self.folder.join(format!("receipts/{number}.json"));
            write(&file, &slip.receipt.to_file(&slip.signature));
            self.receipts.push(file);
        }
        let checkpoint = anybody.get("/log/checkpoint").await;
        assert_eq!(checkpoint.status, 200, "{}", checkpoint.text());
        write(&self.folder.join("checkpoint"), checkpoint.html.as_bytes());
    }

    /// Downloads the bundle as soon as there is one, and unpacks it.
    pub async fn bundle(&self, anybody: &Visitor, poll: &Poll) -> u64 {
        let address = anybody.address(&format!("/polls/{}/bundle.zip", poll.number));
        let bytes = eventually("the bundle", async || {
            let answer = anybody.client().get(&address).send().await.unwrap();
            let found = answer.status() == 200;
            let bytes = answer.bytes().await.unwrap();
            found.then_some(bytes)
        })
        .await;
        write(&self.folder.join("bundle.zip"), &bytes);
        // The archive holds names of bundles only: none leads elsewhere.
        for (name, file) in archive::read(&bytes).unwrap() {
            write(&self.folder.join("bundle").join(name), &file);
        }
        bytes.len().try_into().unwrap()
    }

    /// Those elected, by name, in the order of the result.
    pub fn elected(&self) -> Vec<String> {
        let read = |name: &str| -> Value {
            let file = fs::read(self.folder.join("bundle").join(name)).unwrap();
            serde_json::from_slice(&file).unwrap()
        };
        let (result, manifest) = (read("result.json"), read("manifest.json"));
        let name_of = |id: &Value| {
            let mut options = manifest["options"].as_array().unwrap().iter();
            let option = options.find(|option| option["id"] == *id).unwrap();
            option["name"].as_str().unwrap().to_owned()
        };
        let elected = result["elected"].as_array().unwrap();
        elected.iter().map(name_of).collect()
    }

    /// How many voters do not find their tracker in the published ballots.
    pub fn missed(&self, slips: &[Slip]) -> usize {
        let ballots = fs::read_to_string(self.folder.join("bundle/ballots.jsonl")).unwrap();
        let published: BTreeSet<String> = ballots
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
            .map(|line| line["t"].as_str().unwrap().to_owned())
            .collect();
        let found = |slip: &&Slip| !published.contains(&slip.tracker);
        slips.iter().filter(found).count()
    }

    /// Asks both verifiers: ours about the archive, the other, which comes with
    /// the bundle, about the folder it stands in.
    pub async fn verified(&self) -> [Verdict; 2] {
        let mut ours = Command::new(program());
        ours.arg("verify").arg(self.folder.join("bundle.zip"));
        let mut other = Command::new("python3");
        other.current_dir(self.folder.join("bundle"));
        other.args(["-I", "verify.py"]);
        [
            self.asked("commonhold verify", ours).await,
            self.asked("python3 -I verify.py", other).await,
        ]
    }

    async fn asked(&self, verifier: &'static str, mut command: Command) -> Verdict {
        command.arg("--policy").arg(self.folder.join("policy.txt"));
        command
            .arg("--checkpoint")
            .arg(self.folder.join("checkpoint"));
        for receipt in &self.receipts {
            command.arg("--receipt").arg(receipt);
        }
        let begun = Instant::now();
        let output = command.output().await.unwrap();
        let took = begun.elapsed();
        let said = String::from_utf8_lossy(&output.stdout);
        let name = if verifier.starts_with("python3") {
            "verified by verify.py.txt"
        } else {
            "verified by commonhold.txt"
        };
        write(&self.folder.join(name), said.as_bytes());
        Verdict {
            verifier,
            checks: said.lines().filter_map(check).collect(),
            sentence: said.lines().last().unwrap_or_default().to_owned(),
            accepts: output.status.success(),
            took,
        }
    }
}

/// Number, name and state from a line `NN name state: sentence`.
fn check(line: &str) -> Option<[String; 3]> {
    let (head, _) = line.split_once(": ")?;
    let words: Vec<&str> = head.split(' ').collect();
    let [number, name, state @ ("ok" | "fails" | "open")] = words.as_slice() else {
        return None;
    };
    let is_number = number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| [number, name, state].map(|word| (*word).to_owned()))
}

fn write(file: &Path, bytes: &[u8]) {
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, bytes).unwrap();
}
