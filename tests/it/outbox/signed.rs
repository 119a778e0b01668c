//! The signature of letters, verified by a program that shares no code with ours.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::announces;
use crate::support::election::{Foundation, Place};
use crate::support::{TestApp, missing};

/// Verifies a letter with dkimpy, given the record that stands in the DNS.
const VERIFY: &str = "
import sys, dkim
name, value = sys.argv[1].encode() + b'.', sys.argv[2].encode()
def dns(asked, timeout=5):
    return value if asked == name else None
print('valid' if dkim.verify(sys.stdin.buffer.read(), dnsfunc=dns) else 'invalid')
";

/// The system's Python first: that is whose packages are installed.
fn python() -> Option<&'static str> {
    ["/usr/bin/python3", "python3"].into_iter().find(|python| {
        Command::new(python)
            .args(["-c", "import dkim"])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    })
}

fn verified(python: &str, name: &str, value: &str, letter: &[u8]) -> String {
    let mut child = Command::new(python)
        .args(["-c", VERIFY, name, value])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(letter).unwrap();
    let output = child.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// The record of another key: one letter of the modulus is another.
fn other_key(value: &str) -> String {
    let (before, after) = value.split_at(value.len() / 2);
    let other = if after.starts_with('A') { "B" } else { "A" };
    format!("{before}{other}{}", &after[1..])
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_are_signed_under_the_key_that_officers_see() {
    let Some(python) = python() else {
        return missing("dkimpy (python3-dkim)");
    };
    let app = TestApp::start_with(&["--mail-from", "Tamarack <vote@tamarack.example>"]).await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let chi = &foundation.chi;
    announces(
        chi,
        "Grüße an alle — und ein längerer Titel, der gefaltet werden muss",
    )
    .await;
    app.mail()
        .arrives("kim@mail.example", "Grüße an alle")
        .await;
    let page = chi.get("/room/letters").await;
    let code = |at: usize| {
        let piece = page.html.split("<code dir=\"ltr\">").nth(at).unwrap();
        piece.split("</code>").next().unwrap().to_owned()
    };
    let (name, value) = (code(1), code(2));
    assert_eq!(name, "commonhold._domainkey.tamarack.example");
    let letters = app.mail().sources();
    assert!(letters.len() > 5);
    for letter in &letters {
        let text = String::from_utf8_lossy(letter);
        assert_eq!(verified(python, &name, &value, letter), "valid", "{text}");
    }
    let letter = letters
        .iter()
        .find(|letter| String::from_utf8_lossy(letter).contains("List-Unsubscribe"))
        .unwrap();
    let text = String::from_utf8_lossy(letter).into_owned();
    for (was, is) in [
        ("Subject: ", "Subject: Not "),
        ("From: ", "From: Eve "),
        (
            "List-Unsubscribe: <",
            "List-Unsubscribe: <https://evil.example/",
        ),
        ("\r\n\r\n", "\r\n\r\nAdded\r\n"),
    ] {
        let changed = text.replacen(was, is, 1);
        assert_ne!(changed, text, "{was}");
        assert_eq!(
            verified(python, &name, &value, changed.as_bytes()),
            "invalid",
            "{was}"
        );
    }
    assert_eq!(
        verified(python, &name, &other_key(&value), letter),
        "invalid"
    );
    assert!(!app.log().contains("PRIVATE"));
}
