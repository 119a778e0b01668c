//! How much memory a process takes that reads and counts once and does nothing else.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use commonhold::tally::Method;

use crate::{count_text, count_theirs, read_theirs};

const FLAG: &str = "--memory-of";

/// The most that is resident while a text is read and counted, in bytes, less what was
/// resident when only the text was there. Unknown where the system does not tell.
pub fn of(work: &str, text: &str) -> Option<u64> {
    let program = std::env::current_exe().ok()?;
    let mut child = Command::new(program)
        .args([FLAG, work])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(text.as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

/// Does the work as a child of [`of`], if the arguments ask for it.
pub fn is_a_child(arguments: &[String]) -> bool {
    let [_, flag, work, ..] = arguments else {
        return false;
    };
    if flag != FLAG {
        return false;
    }
    let mut text = String::new();
    if std::io::stdin().read_to_string(&mut text).is_err() {
        return true;
    }
    let before = resident("VmRSS:");
    match work.as_str() {
        "meek" => drop(count_text(&text, Method::MeekPrf1)),
        "scottish" => drop(count_text(&text, Method::ScottishStv1)),
        _ => drop(count_theirs(&read_theirs(&text))),
    }
    if let (Some(before), Some(most)) = (before, resident("VmHWM:")) {
        println!("{}", most.saturating_sub(before));
    }
    true
}

/// A line of this process's status, in bytes.
fn resident(line: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let said = status.lines().find_map(|it| it.strip_prefix(line))?;
    let kilobytes: u64 = said.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024)
}
