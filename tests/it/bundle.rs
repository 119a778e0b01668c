//! The bundle of a certified vote: made from the running system, the same
//! whoever makes it, and accepted by both verifiers.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use commonhold::db::Role;
use commonhold::evidence::bundle::{FILES, archive, id};
use commonhold::evidence::leaf::Leaf;
use commonhold::seal::hash::{EntitlementId, RollId, Salt};
use commonhold::seal::manifest::Manifest;
use commonhold::seal::roll::{Leaves, commitment};
use commonhold::tlog::bundle::parse;
use commonhold::tlog::tile::{Content, TilePath};

use crate::support::certified::Certified;
use crate::support::election::{Foundation, Plan, Poll};
use crate::support::{Letter, TestApp, program};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certified_vote_has_a_bundle_that_both_verifiers_accept() {
    let vote = Certified::vote(
        async |app: &TestApp, foundation: &Foundation, poll: &Poll| {
            waits(app, poll, "it waits for the vote to close").await;
            let draft = Poll::draft(foundation, &Plan::default()).await;
            let missing = app
                .visitor()
                .get(&format!("/polls/{}/bundle.zip", draft.number))
                .await;
            assert_eq!(missing.status, 404);
            let folder = tempfile::tempdir().unwrap();
            let refused = export(app, poll.number, &folder.path().join("none.zip"));
            assert_eq!(refused.status.code(), Some(1), "{refused:?}");
            assert!(text(&refused.stderr).contains("not closed"), "{refused:?}");
        },
    )
    .await;
    let folder = tempfile::tempdir().unwrap();
    let (bundle, receipts) = vote.carried_to(folder.path()).await;
    let bytes = std::fs::read(&bundle).unwrap();
    let files = archive::read(&bytes).unwrap();
    let cited = id(&files[FILES]).to_string();

    entries_stand_in_their_order(&files["manifest.json"], &entries(&files));

    // Whoever makes it: another node, the auditor, and all of them later.
    let exported = folder.path().join("exported.zip");
    let done = export(&vote.app, vote.poll.number, &exported);
    assert!(done.status.success(), "{done:?}");
    assert!(text(&done.stdout).contains(&cited), "{done:?}");
    assert!(
        std::fs::read(&exported).unwrap() == bytes,
        "the export differs"
    );
    let about = std::fs::metadata(&exported).unwrap();
    assert_eq!(about.permissions().mode() & 0o777, 0o600, "others read it");
    let again = export(&vote.app, vote.poll.number, &exported);
    assert_eq!(again.status.code(), Some(2), "an export overwrote a file");
    let later = Poll::open(&vote.foundation, &Plan::default()).await;
    let (address, node) = vote.app.another_server("another").await;
    let visitor = vote.app.visitor().at(&address);
    let answer = visitor.client().get(visitor.address(&vote.path()));
    let answer = answer.send().await.unwrap();
    assert_eq!(answer.headers()["etag"], format!("\"{cited}\""));
    let its = answer.bytes().await.unwrap();
    assert!(its == bytes, "another node's differs");
    // It would put letters into a folder of its own.
    drop(node);

    // The results page cites it, and links to the page on which to check it.
    let results = vote
        .app
        .visitor()
        .get(&format!("/polls/{}/results", vote.poll.number))
        .await;
    let said = results.text().replace(' ', "");
    assert!(said.contains(&cited), "{said}");
    let size = results
        .text()
        .replace(',', "")
        .contains(&format!("in {} bytes", bytes.len()));
    assert!(size, "{}", results.text());
    assert_eq!(results.link("bundle.zip"), vote.path());

    // Both verifiers, knowing nothing and knowing whom to trust.
    let policy = folder.path().join("policy.txt");
    std::fs::write(
        &policy,
        policy_of(&files["manifest.json"], &files["log/key"]),
    )
    .unwrap();
    let verify_py = folder.path().join("verify.py");
    std::fs::write(&verify_py, &files["verify.py"]).unwrap();
    let mut ours = Command::new(program());
    ours.arg("verify");
    let mut second = Command::new("python3");
    second.arg("-I").arg(&verify_py);
    for command in [&mut ours, &mut second] {
        let alone = command.arg(&bundle).output().unwrap();
        let said = text(&alone.stdout);
        assert!(alone.status.success(), "{said}{}", text(&alone.stderr));
        assert!(said.ends_with("consistent; keys not checked\n"), "{said}");
        command.arg("--policy").arg(&policy);
        for receipt in &receipts {
            command.arg("--receipt").arg(receipt);
        }
        let trusting = command.output().unwrap();
        let said = text(&trusting.stdout);
        assert!(
            trusting.status.success(),
            "{said}{}",
            text(&trusting.stderr)
        );
        assert!(
            said.ends_with("verified\n") && !said.contains("fails"),
            "{said}"
        );
    }
    waits(&vote.app, &later, "it waits for the vote to close").await;
    members_find_their_line(&vote, &files).await;
}

/// What the bundle's address says while there is none.
async fn waits(app: &TestApp, poll: &Poll, sentence: &str) {
    let page = app
        .visitor()
        .get(&format!("/polls/{}/bundle.zip", poll.number))
        .await;
    assert_eq!(page.status, 409);
    assert!(page.text().contains(sentence), "{}", page.text());
}

/// `commonhold export bundle` as an auditor runs it, under the umask that people have.
pub fn export(app: &TestApp, poll: i32, out: &Path) -> Output {
    Command::new("sh")
        .args(["-c", "umask 022; exec \"$@\"", "sh"])
        .arg(program())
        .args(["export", "bundle", "--poll", &poll.to_string(), "--out"])
        .arg(out)
        .arg("--data")
        .arg(app.folder("auditor"))
        .env_remove("DATABASE_URL")
        .env(
            "COMMONHOLD_AUDITOR_URL",
            app.database.address(Role::Auditor).url_with_credentials(),
        )
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The entries of the log that the bundle brings.
fn entries(files: &commonhold::evidence::bundle::Files<'_>) -> Vec<Leaf> {
    let mut bundles: Vec<(TilePath, &[u8])> = files
        .iter()
        .filter_map(|(path, bytes)| {
            Some((path.strip_prefix("log/")?.parse().ok()?, bytes.as_ref()))
        })
        .filter(|(tile, _): &(TilePath, _)| tile.content() == Content::Entries)
        .collect();
    bundles.sort_by_key(|(tile, _)| tile.index());
    let read = bundles
        .iter()
        .flat_map(|(tile, bytes)| parse(bytes, tile.width()).unwrap());
    read.map(|entry| Leaf::parse(entry).unwrap()).collect()
}

fn entries_stand_in_their_order(manifest: &[u8], entries: &[Leaf]) {
    let manifest = Manifest::parse(manifest).unwrap();
    let of_poll = entries.iter().filter(|leaf| match leaf {
        Leaf::RollCertified(roll) => roll.root == manifest.terms().roll_root,
        leaf => leaf.eid() == Some(manifest.eid()),
    });
    let kinds: Vec<&str> = of_poll.map(Leaf::kind).collect();
    assert_eq!(
        kinds,
        [
            "roll.certified",
            "poll.opened",
            "poll.cast",
            "poll.superseded",
            "poll.closed",
            "poll.unsealed",
            "poll.unsealed",
            "poll.result",
            "poll.certified",
        ]
    );
}

/// Whom somebody trusts who has the keys from elsewhere.
pub fn policy_of(manifest: &[u8], log_key: &[u8]) -> String {
    let manifest = Manifest::parse(manifest).unwrap();
    let terms = manifest.terms();
    let mut policy = format!(
        "log {}quorum none\nreceipt {}\n",
        text(log_key),
        terms.receipt_key
    );
    for officer in &terms.officers {
        policy += &format!("officer {} {}\n", officer.name, officer.key);
    }
    policy
}

/// After the close the letter and the vote's page give each member what opens
/// their leaf, and it does.
async fn members_find_their_line(
    vote: &Certified,
    files: &commonhold::evidence::bundle::Files<'_>,
) {
    let roll = Leaves::parse_jsonl(&files["roll.jsonl"]).unwrap();
    let participation: serde_json::Value =
        serde_json::from_slice(&files["participation.json"]).unwrap();
    let took_part: BTreeSet<u64> = participation["voted"]
        .as_array()
        .unwrap()
        .iter()
        .map(|position| position.as_u64().unwrap())
        .collect();
    let about = "The record of the vote";
    for (address, member, voted) in [
        ("kim@mail.example", "Kim Abara", true),
        ("sol@mail.example", "Quiet Works", false),
    ] {
        let letter: Letter = vote.app.mail().arrives(address, about).await;
        let lines: Vec<&str> = letter.body.lines().collect();
        let leaf = lines
            .iter()
            .position(|line| line.starts_with("{\"c\":"))
            .unwrap();
        let opening = lines[leaf - 1..leaf + 4].join("\n");
        let (subject, line) = (lines[leaf - 1], lines[leaf]);
        assert!(subject.contains(member), "{letter:?}");
        let salt = Salt::parse(lines[leaf + 1]).unwrap();
        let id = RollId::parse(lines[leaf + 2]).unwrap();
        let entitlement = EntitlementId::parse(lines[leaf + 3]).unwrap();
        let c = commitment(&id, &entitlement, subject, &salt);
        let position = roll.position(&c).unwrap();
        assert_eq!(roll.as_slice()[position].encode(), line);
        let said = letter.body.split_whitespace().collect::<Vec<_>>().join(" ");
        let number = format!(
            "line {} stands for you; its position, counted from 0, is {position}.",
            position + 1
        );
        assert!(said.contains(&number), "{said}");
        assert!(
            letter.links().iter().any(|link| link.ends_with("/check")),
            "{letter:?}"
        );
        assert_eq!(took_part.contains(&u64::try_from(position).unwrap()), voted);

        let visitor = vote.foundation.place.sign_in(address).await;
        let page = visitor.get(&format!("/polls/{}", vote.poll.number)).await;
        let plain = page.html.replace("&#34;", "\"").replace("&quot;", "\"");
        assert!(plain.contains(&opening), "{plain}");
        assert!(page.text().contains(&number), "{}", page.text());
        let listed = page
            .text()
            .contains("participation.json, names this position");
        assert_eq!(listed, voted, "{}", page.text());
    }
}
