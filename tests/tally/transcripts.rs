//! What `commonhold count` prints, as files that anyone can add to: each file
//! of `tests/data/ballots/transcripts` begins with the command, as typed in
//! `tests/data/ballots`, and goes on with what it prints.

use std::process::Command;

use crate::known::ballot_file;

#[test]
fn every_transcript_is_what_the_program_prints() {
    let folder = ballot_file("transcripts");
    let mut compared = 0;
    for entry in std::fs::read_dir(folder).expect("the transcripts") {
        let path = entry.expect("a file").path();
        let transcript = std::fs::read_to_string(&path).expect("a transcript");
        let (command, expected) = transcript.split_once('\n').expect("a command and more");
        let arguments = command.strip_prefix("$ commonhold ").expect("a command");
        let output = Command::new(env!("CARGO_BIN_EXE_commonhold"))
            .args(words(arguments))
            .current_dir(ballot_file(""))
            .output()
            .expect("the program runs");
        let printed = String::from_utf8(output.stdout).expect("UTF-8");
        assert_eq!(printed, expected, "{}", path.display());
        assert!(output.status.success(), "{}", path.display());
        compared += 1;
    }
    assert!(compared >= 5, "only {compared} transcripts were found");
}

/// The words of a command, where single quotes hold a word together.
fn words(command: &str) -> Vec<String> {
    let parts = command.split('\'').enumerate();
    parts
        .flat_map(|(place, part)| match place % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        })
        .collect()
}
