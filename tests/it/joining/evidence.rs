//! Contributions from a repository's history, matched to identities that were
//! verified.

use std::process::Command;

use super::{application, applies, begins, form_with, step, with_committee};
use crate::acts::room::refuses;

/// A clone with a mailmap and commits of two people under three addresses.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let git = |arguments: &[&str], day: &str, who: &str| {
        let (name, address) = who.split_once('|').unwrap();
        let done = Command::new("git")
            .arg("-C")
            .arg(folder.path())
            .args(["-c", "commit.gpgsign=false"])
            .args(arguments)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_AUTHOR_NAME", name)
            .env("GIT_AUTHOR_EMAIL", address)
            .env("GIT_COMMITTER_NAME", name)
            .env("GIT_COMMITTER_EMAIL", address)
            .env("GIT_AUTHOR_DATE", format!("{day}T12:00:00Z"))
            .env("GIT_COMMITTER_DATE", format!("{day}T12:00:00Z"))
            .output()
            .unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    let noor = "Noor|noor@work.example";
    git(&["init", "-q"], "2025-01-01", noor);
    std::fs::write(
        folder.path().join(".mailmap"),
        "Noor Vázquez <nv@git.example> <noor@work.example>\n",
    )
    .unwrap();
    git(&["add", ".mailmap"], "2025-01-01", noor);
    git(&["commit", "-qm", "One"], "2025-01-01", noor);
    git(
        &["commit", "-q", "--allow-empty", "-m", "Two"],
        "2025-06-01",
        "Noor|nv@git.example",
    );
    git(
        &["commit", "-q", "--allow-empty", "-m", "Three"],
        "2025-07-01",
        "Eve|eve@other.example",
    );
    folder
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repository_s_history_becomes_evidence_of_whose_identity_was_verified() {
    let clone = repository();
    let output = Command::new(crate::support::program())
        .arg("evidence")
        .arg(clone.path())
        .args(["--address", "https://git.example/tamarack"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let file = String::from_utf8(output.stdout).unwrap();
    // The mailmap makes one author of two addresses.
    assert!(
        file.contains("nv@git.example,commits,https://git.example/tamarack,2 commits,"),
        "{file}"
    );
    assert!(file.contains(",2025-01-01,2025-06-01"), "{file}");
    assert!(!file.contains("noor@work.example"), "{file}");
    let nothing = Command::new(crate::support::program())
        .args(["evidence", "/nowhere", "--address", "https://git.example/t"])
        .output()
        .unwrap();
    assert_eq!(nothing.status.code(), Some(2));

    let (_app, foundation, committee) = with_committee().await;
    let kim = &committee[0];
    let noor = begins(&foundation, "Noor Vázquez", "noor@mail.example").await;
    applies(
        &noor,
        "individual",
        &[("contribution", "Code"), ("identities", "nv@git.example")],
    )
    .await;
    step(kim, 1, "take_up").await;
    let page = application(kim, 1).await;
    refuses(&page, 200, "Says to contribute as: nv@git.example");
    let unverified = form_with(&page, "/identities", "identity_kind", "git_email")
        .with("identity", "nv@git.example");
    refuses(&kim.send(&unverified).await, 422, "how it was verified");
    let verified = unverified.with("how", "answered a letter to it");
    refuses(&kim.send(&verified).await, 200, "answered a letter to it");

    let page = kim.get("/room/evidence").await;
    let form = page
        .form("/room/evidence")
        .with("source", "the clone of tamarack");
    let taken = kim.upload(&form, &[("file", file.as_bytes())]).await;
    refuses(
        &taken,
        200,
        "1 of 2 rows are evidence now. 1 matched no verified identity",
    );
    let again = kim.upload(&form, &[("file", file.as_bytes())]).await;
    refuses(&again, 422, "taken before");
    let broken = file.replace(",commits,", ",poems,");
    refuses(
        &kim.upload(&form, &[("file", broken.as_bytes())]).await,
        422,
        "Line 2: The kind is one of",
    );

    let page = application(kim, 1).await;
    refuses(&page, 200, "commits: 2 commits");
    refuses(&page, 200, "as nv@git.example");
    let item = page
        .forms()
        .into_iter()
        .find(|form| form.action.contains("/evidence/"))
        .unwrap()
        .with("verdict", "verified");
    refuses(&kim.send(&item).await, 200, "verified by Kim Abara");

    // By hand: what the committee knows, and what is wrong is said.
    let form = |page: &crate::support::Page| page.form("/evidence").with("kind", "mirror_check");
    let page = application(kim, 1).await;
    refuses(
        &kim.send(&form(&page)).await,
        422,
        "Give the address where it can be seen",
    );
    let good = form(&page)
        .with("address", "https://mirror.example/t/TIME")
        .with("summary", "In sync, looked at by hand")
        .with("starts_on", "2026-01-01")
        .with("ends_on", "2026-01-01");
    refuses(
        &kim.send(&good).await,
        200,
        "mirror check: In sync, looked at by hand",
    );
}
