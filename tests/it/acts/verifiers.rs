//! Both verifiers, asked about one bundle as anybody asks them.

use std::path::{Path, PathBuf};
use std::process::Command;

use commonhold::evidence::bundle::archive;

use crate::bundle::policy_of;
use crate::support::election::Slip;
use crate::support::program;

/// What one verifier came to.
pub struct Word {
    pub code: i32,
    pub said: String,
}

impl Word {
    /// The line of a check.
    pub fn line(&self, number: &str) -> &str {
        let line = self.said.lines().find(|line| line.starts_with(number));
        line.unwrap_or_else(|| panic!("{}", self.said))
    }
}

/// What `commonhold verify` and the bundle's own `verify.py` say of a bundle,
/// under the keys that stand in its manifest, about these receipts.
pub fn both(bundle: &[u8], slips: &[&Slip]) -> [Word; 2] {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let files = archive::read(bundle).unwrap();
    let policy = policy_of(&files["manifest.json"], &files["log/key"]);
    let policy = write("policy.txt", policy.as_bytes());
    let verify_py = write("verify.py", &files["verify.py"]);
    let bundle = write("bundle.zip", bundle);
    let receipts: Vec<PathBuf> = (1..)
        .zip(slips)
        .map(|(number, slip)| {
            let file = slip.receipt.to_file(&slip.signature);
            write(&format!("receipt-{number}.json"), &file)
        })
        .collect();
    let mut ours = Command::new(program());
    ours.arg("verify");
    let mut second = Command::new("python3");
    second.arg("-I").arg(verify_py);
    [ours, second].map(|command| ask(command, &bundle, &policy, &receipts))
}

fn ask(mut command: Command, bundle: &Path, policy: &Path, receipts: &[PathBuf]) -> Word {
    command.arg(bundle).arg("--policy").arg(policy);
    for receipt in receipts {
        command.arg("--receipt").arg(receipt);
    }
    let output = command.output().unwrap();
    Word {
        code: output.status.code().unwrap(),
        said: String::from_utf8([output.stdout, output.stderr].concat()).unwrap(),
    }
}
