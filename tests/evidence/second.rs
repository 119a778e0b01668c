//! The second verifier, `verify.py`, which is in every bundle and knows nothing of this program:
//! it says of every bundle the same, check by check.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use commonhold::evidence::bundle::VERIFIER;
use commonhold::evidence::verify::{CHECKS, Report};
use serde_json::Value;
use tempfile::TempDir;

use crate::corruptions::{ALL as CORRUPTIONS, Corruption};
use crate::refused::CAUGHT_BY_ONE;
use crate::support::made::Made;
use crate::valid::{ALL as VALID, Valid};

/// Whether there is a python3; where everything is required, it is.
pub fn python_is_here() -> bool {
    let started = Command::new("python3").arg("--version").output();
    let required = std::env::var("TESTS_REQUIRE_ALL").is_ok_and(|value| value == "1");
    assert!(started.is_ok() || !required, "python3 is required");
    if started.is_err() {
        eprintln!("skipped: python3 cannot be started");
    }
    started.is_ok()
}

fn verifier() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/evidence/verify.py")
}

/// Runs a verifier over a bundle in an archive, with everything given beside it.
fn run(verifier: &Path, made: &Made) -> Output {
    let folder = TempDir::new().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let mut command = Command::new("python3");
    command.arg("-I").arg(verifier);
    command
        .arg(file("bundle.zip", &made.archive()))
        .arg("--json");
    if let Some(policy) = &made.policy {
        command.arg("--policy").arg(file("policy", policy));
    }
    for (name, bytes) in &made.checkpoints {
        command.arg("--checkpoint").arg(file(name, bytes));
    }
    for (name, bytes) in &made.receipts {
        command.arg("--receipt").arg(file(name, bytes));
    }
    command.output().unwrap()
}

/// Where the second verifier says something else than this report; `None` if it agrees.
fn disagreement(name: &str, made: &Made, report: &Report) -> Option<String> {
    let output = run(&verifier(), made);
    let said = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let Ok(said) = serde_json::from_str::<Value>(&said) else {
        return Some(format!("{name}: verify.py said nothing\n{errors}"));
    };
    let states: Vec<&str> = said["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|check| check["state"].as_str().unwrap())
        .collect();
    let own: Vec<&str> = report.lines.iter().map(|line| line.state.word()).collect();
    let verdict = report.verdict.to_string();
    let bundle = report.bundle.map(|id| id.to_string()).unwrap_or_default();
    let exit = Some(i32::from(report.exit_code(false)));
    let agrees = states == own
        && said["verdict"] == verdict.as_str()
        && said["bundle"] == bundle.as_str()
        && output.status.code() == exit;
    (!agrees).then(|| format!("{name}:\n{}\n{said:#}\n{errors}", report.to_text()))
}

/// What `ask` answers of each, asked on two threads: starting Python takes most of the time.
fn each<T: Sync>(items: &[T], ask: impl Fn(&T) -> Option<String> + Sync) -> Vec<String> {
    let (one, other) = items.split_at(items.len() / 2);
    let half = |items: &[T]| items.iter().filter_map(&ask).collect::<Vec<_>>();
    std::thread::scope(|scope| {
        let other = scope.spawn(|| half(other));
        let mut faults = half(one);
        faults.append(&mut other.join().unwrap());
        faults
    })
}

#[test]
fn the_second_verifier_says_the_same_of_every_bundle_that_holds() {
    if !python_is_here() {
        return;
    }
    let faults = each(&VALID, |Valid { name, made, .. }| {
        disagreement(name, made, &made.verify())
    });
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn voting_r13_the_second_verifier_refuses_every_corruption_at_the_same_check() {
    if !python_is_here() {
        return;
    }
    let faults = each(&CORRUPTIONS, |Corruption { name, made, .. }| {
        disagreement(name, made, &made.verify())
    });
    assert!(faults.is_empty(), "{}\n{}", faults.len(), faults.join("\n"));
}

/// Without any one of its checks, the second verifier too lets something pass.
#[test]
fn the_second_verifier_shows_what_is_not_seen_as_escapes() {
    if !python_is_here() {
        return;
    }
    let asked = "import runpy, sys; print(runpy.run_path(sys.argv[1])['shown'](sys.argv[2]))";
    for c in [
        '\u{ad}',
        '\u{61c}',
        '\u{115f}',
        '\u{1160}',
        '\u{180e}',
        '\u{200b}',
        '\u{2028}',
        '\u{202e}',
        '\u{2066}',
        '\u{3164}',
        '\u{feff}',
        '\u{ffa0}',
        '\u{e0041}',
    ] {
        let output = Command::new("python3")
            .args(["-I", "-c", asked])
            .arg(verifier())
            .arg(format!("Ada{c}Ek"))
            .output()
            .unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(said, format!("Ada\\u{{{:x}}}Ek\n", u32::from(c)));
    }
}

#[test]
fn without_a_check_of_the_second_verifier_its_corruption_passes() {
    if !python_is_here() {
        return;
    }
    let folder = TempDir::new().unwrap();
    for (number, name) in CAUGHT_BY_ONE {
        let check = CHECKS[usize::from(number) - 1];
        let registered = format!("check_{number:02}_{},", check.name);
        assert_eq!(VERIFIER.matches(&registered).count(), 1, "{registered}");
        let path = folder.path().join(format!("without_{number:02}.py"));
        fs::write(&path, VERIFIER.replace(&registered, "")).unwrap();
        let corruption = CORRUPTIONS.iter().find(|c| c.name == name).unwrap();
        let output = run(&path, &corruption.made);
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(said["verdict"], "verified", "{name}: {said:#}");
        assert_eq!(output.status.code(), Some(0), "{name}");
    }
}
