//! `commonhold verify` as a person runs it: archives, folders, what else is given, exit codes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::support::made::{Made, Making};
use crate::support::poll::{Fate, Setup};

fn verify(arguments: &[&Path]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_commonhold"));
    command.arg("verify").args(arguments).output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A folder with a bundle in it, packed and unpacked, and what is given beside it.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn with(made: &Made) -> Self {
        let desk = Self {
            folder: TempDir::new().unwrap(),
        };
        fs::write(desk.path("bundle.zip"), made.archive()).unwrap();
        for (path, bytes) in &made.files {
            let path = desk.path("bundle").join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        if let Some(policy) = &made.policy {
            fs::write(desk.path("policy"), policy).unwrap();
        }
        for (name, bytes) in made.receipts.iter().chain(&made.checkpoints) {
            fs::write(desk.path(name), bytes).unwrap();
        }
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn verify(&self, arguments: &[&str]) -> Output {
        // What begins with a hyphen is an option; all else is a file on the desk.
        let arguments: Vec<PathBuf> = arguments
            .iter()
            .map(|argument| match argument.starts_with("--") {
                true => PathBuf::from(argument),
                false => self.path(argument),
            })
            .collect();
        let arguments: Vec<&Path> = arguments.iter().map(PathBuf::as_path).collect();
        verify(&arguments)
    }
}

fn plain() -> Desk {
    let making = Making::of(Setup::default());
    let made = making.make();
    Desk::with(&made.with_receipt(making.receipt(|cast| cast.fate == Fate::Counts)))
}

#[test]
fn a_bundle_is_verified_packed_and_unpacked() {
    let desk = plain();
    let packed = desk.verify(&[
        "bundle.zip",
        "--policy",
        "policy",
        "--receipt",
        "receipt-1.json",
    ]);
    assert_eq!(packed.status.code(), Some(0), "{packed:?}");
    let said = text(&packed);
    assert_eq!(said.lines().count(), 17, "{said}");
    assert!(said.ends_with("\nverified\n"), "{said}");
    assert!(said.contains("receipt-1.json counts"), "{said}");
    let unpacked = desk.verify(&[
        "bundle",
        "--policy",
        "policy",
        "--receipt",
        "receipt-1.json",
    ]);
    assert_eq!(text(&unpacked), said);
    let json = desk.verify(&["bundle", "--policy", "policy", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&text(&json)).unwrap();
    assert_eq!(json["verdict"], "verified");
    assert_eq!(json["checks"][4]["name"], "entries");
    assert_eq!(json["checks"].as_array().unwrap().len(), 16);
}

#[test]
fn strict_counts_what_is_open() {
    let desk = plain();
    let lenient = desk.verify(&["bundle.zip"]);
    assert_eq!(lenient.status.code(), Some(0));
    assert!(text(&lenient).ends_with("\nconsistent; keys not checked\n"));
    assert_eq!(
        desk.verify(&["bundle.zip", "--strict"]).status.code(),
        Some(1)
    );
    let strict = desk.verify(&["bundle.zip", "--strict", "--policy", "policy"]);
    assert_eq!(strict.status.code(), Some(0));
}

#[test]
fn what_fails_is_exit_code_one() {
    let desk = plain();
    fs::write(desk.path("bundle/README.txt"), "All is well.").unwrap();
    let output = desk.verify(&["bundle"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output).ends_with("\nrefused at check 02\n"));
    let output = desk.verify(&["bundle.zip", "--policy", "receipt-1.json"]);
    assert!(text(&output).contains("03 keys fails: the policy cannot be read"));
}

#[test]
fn what_cannot_be_read_is_exit_code_two() {
    let desk = plain();
    fs::write(desk.path("nonsense.zip"), "PK").unwrap();
    fs::create_dir(desk.path("empty")).unwrap();
    for arguments in [
        &["nowhere.zip"][..],
        &["nonsense.zip"],
        &["empty"],
        &["bundle.zip", "--policy", "nowhere"],
        &["bundle.zip", "--receipt", "nowhere"],
        &["bundle.zip", "--checkpoint", "bundle"],
    ] {
        let output = desk.verify(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = text(&output);
        assert!(said.starts_with("01 archive fails: "), "{said}");
        assert!(said.contains("\n02 files open: not checked, because check 01 failed\n"));
        assert!(said.ends_with("\nunreadable\n"), "{said}");
    }
    assert_eq!(verify(&[]).status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_are_refused() {
    let desk = plain();
    let readme = desk.path("bundle/README.txt");
    let elsewhere = desk.path("elsewhere");
    fs::rename(&readme, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &readme).unwrap();
    let output = desk.verify(&["bundle"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output).contains("it is not a plain file"));
}
