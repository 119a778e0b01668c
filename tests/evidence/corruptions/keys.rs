//! Who signed the log, and whom the policy trusts: check 03.

use commonhold::evidence::leaf::{Leaf, LogKey};
use commonhold::tlog::key::Signer;

use super::{Corruption, bundle, corrupt};
use crate::support::log::{Log, cosigned, log_signer, signer_of};
use crate::support::made::{Made, Making, policy, policy_of};
use crate::support::poll::{OFFICERS, Setup, receipt_signer};
use crate::support::signer;

fn under(policy: impl FnOnce(String) -> String) -> Made {
    let mut made = Making::of(Setup::default()).make();
    let own = self::policy();
    let changed = policy(own.clone());
    assert_ne!(own, changed);
    made.policy = Some(changed.into_bytes());
    made
}

/// The bundle with its checkpoint signed by `key`, under `vkey` in log/key.
fn signed_by(key: &Signer, named: &Signer) -> Made {
    let making = Making::of(Setup::default());
    let log = Log::of(&making.items);
    let checkpoint = log.checkpoint(log.size(), key);
    let vkey = named.verifier().to_string();
    Made::of(making.parts(&log, checkpoint.to_string(), vkey))
}

/// A change from the first key to the second, at the end of the log, with the checkpoint that
/// covers it signed by these.
pub fn rotated(signers: &[&str], change: impl FnOnce(&mut LogKey)) -> Made {
    let mut making = Making::of(Setup::default());
    let mut entry = LogKey {
        add: log_signer("second").verifier().to_string(),
        at: crate::support::poll::OPENS,
        remove: log_signer("first").verifier().to_string(),
    };
    change(&mut entry);
    // Before the last entries of the poll, so that it is one of many.
    let place = making.place("poll.closed");
    making.items.insert(place, Leaf::from(entry).into());
    let log = Log::of(&making.items);
    let index = u64::try_from(place).unwrap();
    let mut rotation = log.checkpoint(index + 1, &log_signer(signers[0]));
    for name in &signers[1..] {
        rotation
            .add(log_signer(name).sign(rotation.note().text()))
            .unwrap();
    }
    let key = log_signer("second");
    let mut checkpoint = log.checkpoint(log.size(), &key);
    for name in ["oslo", "rome"] {
        checkpoint = cosigned(checkpoint, name, 1_704_700_000);
    }
    let mut parts = making.parts(&log, checkpoint.to_string(), key.verifier().to_string());
    parts
        .rotations
        .push((index, rotation.to_string().into_bytes()));
    Made::of(parts)
}

pub fn all() -> Vec<Corruption> {
    let c = |name, says, made| corrupt(name, 3, says, made);
    let elsewhere = signer_of("elsewhere.example/log", "first");
    let second = log_signer("second").verifier().to_string();
    vec![
        c(
            "signed by another key",
            "log/key has not signed",
            signed_by(&log_signer("second"), &log_signer("first")),
        ),
        c(
            "a log of another origin",
            "log/key is of elsewhere.example/log",
            signed_by(&elsewhere, &elsewhere),
        ),
        c(
            "a checkpoint of another origin",
            "log/checkpoint is of elsewhere.example/log",
            signed_by(&elsewhere, &log_signer("first")),
        ),
        c(
            "a checkpoint altered after signing",
            "was not made by its key",
            bundle(|made| {
                made.change("log/checkpoint", |text| {
                    text.replacen("\n315\n", "\n314\n", 1)
                });
            }),
        ),
        c(
            "a checkpoint that is no note",
            "log/checkpoint: ",
            bundle(|made| {
                made.change("log/checkpoint", |text| text.replace("— ", "- "));
            }),
        ),
        c(
            "a log key without a line feed",
            "log/key is not the vkey",
            bundle(|made| {
                made.change("log/key", |text| text.trim_end().to_owned());
            }),
        ),
        c(
            "a witness's key as the log's",
            "log/key is not the vkey",
            bundle(|made| {
                let key = crate::support::log::witness("oslo").verifier().to_string();
                made.change("log/key", |_| format!("{key}\n"));
            }),
        ),
        c(
            "a log that the policy does not know",
            "log/key is not the policy's",
            {
                let mut made = Making::of(Setup::default()).make();
                made.policy = Some(policy_of(&second).into_bytes());
                made
            },
        ),
        c(
            "another receipt key than the policy's",
            "receipts is not the policy's",
            under(|policy| {
                policy.replace(
                    &receipt_signer().public().to_string(),
                    &signer("x").public().to_string(),
                )
            }),
        ),
        c(
            "a policy without a receipt key",
            "receipts is not the policy's",
            under(|policy| policy.replace("receipt ", "# receipt ")),
        ),
        c(
            "an officer's key replaced under the policy",
            "gives Lena Aalto another key",
            under(|policy| {
                policy.replace(
                    &signer(OFFICERS[0]).public().to_string(),
                    &signer("x").public().to_string(),
                )
            }),
        ),
        c(
            "an officer whom the policy does not know",
            "no officer of the name Ada M. Byron",
            under(|policy| policy.replace("officer Ada", "officer Eda")),
        ),
        c(
            "too few witnesses",
            "do not make the policy's quorum",
            under(|policy| policy.replace("partners 2", "partners 3")),
        ),
        c(
            "a witness's signature that is false",
            "was not made by its key",
            bundle(|made| {
                made.change("log/checkpoint", |text| {
                    let at = text.find("oslo.example").unwrap() + 40;
                    let other = if &text[at..at + 1] == "A" { "B" } else { "A" };
                    format!("{}{other}{}", &text[..at], &text[at + 1..])
                });
            }),
        ),
        c(
            "a policy that cannot be read",
            "the policy cannot be read",
            under(|policy| policy + "believe everybody\n"),
        ),
        c(
            "a policy without a quorum",
            "the policy cannot be read",
            under(|policy| policy.replace("quorum", "# quorum")),
        ),
        c(
            "a forged change of key",
            "the key that is removed has not signed",
            rotated(&["second"], |_| {}),
        ),
        c(
            "a change of key that the new key does not sign",
            "the key that is added has not signed",
            rotated(&["first"], |_| {}),
        ),
        c(
            "a change to a key that does not sign",
            "log/key is not the key that the last change",
            rotated(&["first", "third"], |entry| {
                entry.add = log_signer("third").verifier().to_string();
            }),
        ),
        c(
            "a change of key of another log",
            "it is of another log",
            rotated(&["first", "second"], |entry| {
                entry.remove = elsewhere.verifier().to_string();
            }),
        ),
        c(
            "a change of key without its checkpoint",
            "log/rotation/309 is missing",
            {
                let mut made = rotated(&["first", "second"], |_| {});
                let path = made
                    .files
                    .keys()
                    .find(|path| path.starts_with("log/rotation/"))
                    .unwrap()
                    .clone();
                made.files.remove(&path);
                made.relist();
                made
            },
        ),
        c(
            "a checkpoint for no change of key",
            "belongs to no log.key entry",
            bundle(|made| {
                let checkpoint = made.files["log/checkpoint"].clone();
                made.files.insert("log/rotation/5".to_owned(), checkpoint);
                made.relist();
            }),
        ),
        c(
            "a change of key whose checkpoint is older",
            "does not cover the entry",
            {
                let mut made = rotated(&["first", "second"], |_| {});
                let making = Making::of(Setup::default());
                let log = Log::of(&making.items);
                let mut older = log.checkpoint(200, &log_signer("first"));
                older
                    .add(log_signer("second").sign(older.note().text()))
                    .unwrap();
                let path = made
                    .files
                    .keys()
                    .find(|path| path.starts_with("log/rotation/"))
                    .unwrap()
                    .clone();
                made.files.insert(path, older.to_string().into_bytes());
                made.relist();
                made
            },
        ),
        c(
            "a key of the log that is no key",
            "the log.key entry",
            rotated(&["first", "second"], |entry| {
                entry.add = "nonsense".to_owned();
            }),
        ),
    ]
}
