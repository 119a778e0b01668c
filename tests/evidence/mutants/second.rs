//! `verify.py`, asked about one bundle after the other in one process.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use commonhold::evidence::verify::Report;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::mutate::Mutant;

pub struct Second {
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    folder: TempDir,
}

/// What it says of a bundle.
pub struct Said {
    exit: String,
    report: String,
}

impl Second {
    pub fn start() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut child = Command::new("python3")
            .arg("-I")
            .arg(root.join("tests/data/evidence/answer.py"))
            .arg(root.join("src/evidence/verify.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Self {
            questions: child.stdin.take(),
            answers: BufReader::new(child.stdout.take().unwrap()),
            child,
            folder: TempDir::new().unwrap(),
        }
    }

    pub fn ask(&mut self, mutant: &Mutant) -> Said {
        let file = |name: &str, bytes: &[u8]| {
            let path = self.folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let mut arguments = vec![file("bundle.zip", &mutant.archive), "--json".to_owned()];
        let policy = mutant.made.policy.iter();
        let policy = policy.map(|bytes| ("--policy", "policy", bytes));
        let checkpoints = mutant.made.checkpoints.iter();
        let checkpoints = checkpoints.map(|(name, bytes)| ("--checkpoint", name.as_str(), bytes));
        let receipts = mutant.made.receipts.iter();
        let receipts = receipts.map(|(name, bytes)| ("--receipt", name.as_str(), bytes));
        for (option, name, bytes) in policy.chain(checkpoints).chain(receipts) {
            arguments.extend([option.to_owned(), file(name, bytes)]);
        }
        let questions = self.questions.as_mut().unwrap();
        writeln!(questions, "{}", json!(arguments)).unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        let (exit, report) = line.trim_end().split_once(' ').unwrap_or(("none", &line));
        Said {
            exit: exit.to_owned(),
            report: report.to_owned(),
        }
    }
}

impl Drop for Second {
    fn drop(&mut self) {
        // It ends where there are no more questions.
        self.questions = None;
        let _ = self.child.wait();
    }
}

impl Said {
    /// Where it says something else than this report; `None` if it agrees.
    pub fn disagreement(&self, report: &Report) -> Option<String> {
        let Ok(said) = serde_json::from_str::<Value>(&self.report) else {
            return Some(format!(
                "verify.py said nothing: {} {}",
                self.exit, self.report
            ));
        };
        let checks = said["checks"].as_array().unwrap();
        let states = checks.iter().map(|check| check["state"].as_str().unwrap());
        let own = report.lines.iter().map(|line| line.state.word());
        let bundle = report.bundle.map(|id| id.to_string()).unwrap_or_default();
        let agrees = states.eq(own)
            && said["verdict"] == report.verdict.to_string().as_str()
            && said["bundle"] == bundle.as_str()
            && self.exit == report.exit_code(false).to_string();
        let line =
            |check: &Value| format!("{} {} {}", check["n"], check["state"], check["sentence"]);
        let failed = checks.iter().filter(|check| check["state"] != "ok");
        let failed: Vec<String> = failed.take(2).map(line).collect();
        let own = report.lines.iter().filter(|line| line.state.word() != "ok");
        let own: Vec<String> = own
            .take(2)
            .map(|line| format!("{} {} {:?}", line.number, line.state.word(), line.sentence))
            .collect();
        (!agrees).then(|| {
            format!(
                "  commonhold: {} {}\n  verify.py:  {} {}",
                report.verdict,
                own.join(" | "),
                said["verdict"],
                failed.join(" | ")
            )
        })
    }
}
