//! What mutants have found: of each of these bundles the two verifiers once said different things.

use commonhold::evidence::verify::Verdict;

use super::follow::Draft;
use super::mutate::Mutant;
use super::report;
use super::second::Second;
use crate::corruptions::rotated;
use crate::second::python_is_here;
use crate::support::log::log_signer;
use crate::support::made::{Made, Making, policy_of};
use crate::support::poll::Setup;
use crate::support::signer;

fn plain() -> Made {
    Making::of(Setup::default()).make()
}

/// The plainest poll with a line more in the policy.
fn with_line(line: &[u8]) -> Made {
    let mut made = plain();
    made.policy.as_mut().unwrap().extend_from_slice(line);
    made
}

/// The plainest poll with a witness that has this name in the policy.
fn with_witness(name: &[u8]) -> Made {
    let mut made = plain();
    let policy = made.policy.take().unwrap();
    let words = policy.split(|byte| *byte == b' ');
    let named = words.map(|word| if word == b"oslo" { name } else { word });
    made.policy = Some(named.collect::<Vec<_>>().join(&b' '));
    made
}

/// The plainest poll with a file under another name.
fn renamed(to: &str) -> Made {
    let mut made = plain();
    let file = made.files.remove("verify.py").unwrap();
    made.files.insert(to.to_owned(), file);
    made.relist();
    made
}

/// Entries that cannot be taken apart, in a log whose key was changed.
fn torn() -> Made {
    let mut made = rotated(&["first", "second"], |_| {});
    let key = log_signer("second").verifier().to_string();
    made.policy = Some(policy_of(&key).into_bytes());
    let is_last = |path: &&String| path.starts_with("log/tile/entries/001");
    let last = made.files.keys().find(is_last).cloned().unwrap();
    made.files.get_mut(&last).unwrap().pop();
    made.relist();
    made
}

/// Another entry of others.
fn with_entry(entry: &str) -> Made {
    let mut draft = Draft::of(&Making::of(Setup::default()));
    let last = draft.entries.len() - 1;
    draft.entries[last] = entry.as_bytes().to_vec();
    draft.make()
}

/// The plainest poll in a log of this origin, as its manifest says.
fn with_origin(origin: &str) -> Made {
    with_manifest("vote.example.org/log", origin)
}

/// The plainest poll with other words in its manifest, and everything that follows from them.
fn with_manifest(from: &str, to: &str) -> Made {
    let before = Draft::of(&Making::of(Setup::default()));
    let mut draft = before.clone();
    let manifest = draft.files.get_mut("manifest.json").unwrap();
    let text = String::from_utf8(manifest.clone()).unwrap();
    assert!(text.contains(from), "{text}");
    *manifest = text.replace(from, to).into_bytes();
    draft.rename(&before);
    draft.sign();
    draft.make()
}

#[test]
fn both_verifiers_say_the_same_of_what_mutants_have_found() {
    if !python_is_here() {
        return;
    }
    let blank = format!("officer   {}\n", signer("nobody").public());
    let cases = [
        (
            "torn entries beside a change of key",
            torn(),
            Verdict::Refused(4),
        ),
        (
            "a control character in a name",
            renamed("verify\u{e}py"),
            Verdict::Unreadable,
        ),
        (
            "a name that climbs",
            renamed("../verify.py"),
            Verdict::Unreadable,
        ),
        (
            "a name with a backslash",
            renamed("log\\verify.py"),
            Verdict::Unreadable,
        ),
        (
            "an entry of the empty kind",
            with_entry("{\"kind\":\"\",\"v\":1}"),
            Verdict::Refused(5),
        ),
        (
            "an origin with a blank",
            with_origin("vote example"),
            Verdict::Refused(2),
        ),
        (
            "an origin with a plus",
            with_origin("vote+example"),
            Verdict::Refused(2),
        ),
        (
            "two options of one name",
            with_manifest("\"name\":\"bob ", "\"name\":\"ada "),
            Verdict::Refused(14),
        ),
        (
            "an officer of a blank name",
            with_line(blank.as_bytes()),
            Verdict::Refused(3),
        ),
        (
            "a comment that is no UTF-8",
            with_line(b"# \xff\n"),
            Verdict::Verified,
        ),
        (
            "a witness's name that is no UTF-8",
            with_witness(b"\xc3oslo"),
            Verdict::Verified,
        ),
    ];
    let mut second = Second::start();
    for (name, made, verdict) in cases {
        let mutant = Mutant {
            done: name.to_owned(),
            archive: made.archive(),
            made,
        };
        let report = report(&mutant);
        assert_eq!(report.verdict, verdict, "{name}:\n{}", report.to_text());
        let differs = second.ask(&mutant).disagreement(&report);
        assert_eq!(
            differs,
            None,
            "{name}:\n{}",
            differs.clone().unwrap_or_default()
        );
    }
}
