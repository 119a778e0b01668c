//! What the scripts in `bin/` ask of the system, wherever they are called from.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is asked of every machine that runs these tests.
const ASKED_HERE: [&str; 2] = ["need_rust", "need_postgres"];

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs bash from the root of the file system, as somebody who has no `HOME`: its exit code, and
/// all that it said.
fn bash(arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new("bash");
    command.args(arguments).current_dir("/").env_remove("HOME");
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

/// Every script that asks the system for something.
fn scripts() -> Vec<PathBuf> {
    let entries = fs::read_dir(repository().join("bin")).unwrap();
    let files = entries.map(|entry| entry.unwrap().path());
    let asking = |file: &PathBuf| {
        file.is_file()
            && fs::read_to_string(file)
                .unwrap()
                .contains("/prerequisites.sh")
    };
    files.filter(asking).collect()
}

#[test]
fn a_script_may_be_called_from_anywhere() {
    let place = tempfile::tempdir().unwrap();
    fs::create_dir(place.path().join("bin")).unwrap();
    for name in ["Cargo.toml", "fuzz", "bin/support"] {
        symlink(repository().join(name), place.path().join(name)).unwrap();
    }
    let scripts = scripts();
    assert!(scripts.len() >= 7, "{scripts:?}");
    for script in scripts {
        let text = fs::read_to_string(&script).unwrap();
        // As far as to where it would install something.
        let (head, _) = text.split_once("\ninstall_missing\n").unwrap();
        let is_of_others = |line: &&str| {
            line.starts_with("need_") && !line.contains('(') && !ASKED_HERE.contains(line)
        };
        let mut head: Vec<&str> = head.lines().filter(|line| !is_of_others(line)).collect();
        head.push("echo \"asked: ${asked[*]}; missing: ${missing[*]}.\"");
        let copy = place.path().join("bin").join(script.file_name().unwrap());
        fs::write(&copy, head.join("\n")).unwrap();
        let (code, said) = bash(&[copy.to_str().unwrap()]);
        let script = script.display();
        assert_eq!(code, Some(0), "{script}: {said}");
        assert!(said.starts_with("asked: need_compiler"), "{script}: {said}");
        assert!(said.ends_with("; missing: .\n"), "{script}: {said}");
    }
}

/// On a system whose own PostgreSQL is too old, installing it once more changes nothing.
#[test]
fn what_was_installed_is_looked_at_again() {
    let prerequisites = repository().join("bin/support/prerequisites.sh");
    let place = tempfile::tempdir().unwrap();
    // The package manager brings this version.
    let installing = |major: u32| {
        let script = format!(
            r#"set -euo pipefail
            . '{}'
            at='{}'
            as_root() {{ "$@"; }}
            has() {{ true; }}
            env() {{ shift; "$@"; }}
            postgres_programs() {{ echo "$at"; }}
            apt-get() {{
                printf '#!/bin/sh\necho "postgres (PostgreSQL) {major}.1"\n' >"$at"
                chmod +x "$at"
            }}
            need_postgres
            install_missing
            echo 'all is there'"#,
            prerequisites.display(),
            place.path().join(format!("postgres-{major}")).display(),
        );
        bash(&["-c", &script])
    };
    let (code, said) = installing(14);
    assert_eq!(code, Some(1), "{said}");
    for part in [
        "Still missing, after they were installed: postgresql.",
        "https://apt.postgresql.org",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let (code, said) = installing(15);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.ends_with("all is there\n"), "{said}");
}
