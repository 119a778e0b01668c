//! The operator's log, on standard error.

use std::borrow::Cow;
use std::env;
use std::io::{self, IsTerminal, Write, stderr};
use std::panic;

use tracing_subscriber::EnvFilter;

use super::settings;
use crate::web::panics;

/// Begins it: `COMMONHOLD_LOG` chooses what is said, in the words of
/// `tracing_subscriber::EnvFilter`, and `COMMONHOLD_LOG_FORMAT` whether as `text` or as `json`, an
/// object a line. A panic is an event of it like others.
///
/// # Errors
/// A sentence, when one of them says something else.
pub(super) fn begin() -> Result<(), String> {
    let filter = match env::var(settings::LOG) {
        Ok(wanted) => EnvFilter::try_new(&wanted)
            .map_err(|error| format!("{} cannot be understood: {error}.", settings::LOG))?,
        Err(_) => "info,actix_server=warn".into(),
    };
    let log = tracing_subscriber::fmt().with_env_filter(filter);
    match env::var(settings::LOG_FORMAT).as_deref() {
        Ok("json") => log.with_writer(stderr).json().flatten_event(true).init(),
        Ok("text") | Err(_) => log
            .with_writer(|| OneLine {
                to: stderr(),
                coloured: stderr().is_terminal(),
            })
            .with_ansi(stderr().is_terminal())
            .init(),
        Ok(_) => return Err(format!("{} is text or json.", settings::LOG_FORMAT)),
    }
    panic::set_hook(Box::new(panics::told));
    Ok(())
}

/// Writes each event as one line, whatever is in what it says: nobody can make a second one of it
/// that looks like ours.
struct OneLine<W> {
    to: W,
    /// The library puts colours into it.
    coloured: bool,
}

impl<W: Write> Write for OneLine<W> {
    /// Takes a whole event at once, as `tracing_subscriber` hands it over.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let length = event.len();
        let event = String::from_utf8_lossy(event);
        self.to
            .write_all(in_one_line(&event, self.coloured).as_bytes())?;
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// The event with the line break that ends it, and every other one, and whatever else does not
/// show, as a visible escape. Where it is coloured, what chooses a colour stays.
fn in_one_line(event: &str, coloured: bool) -> Cow<'_, str> {
    // Beside controls what ends a line, turns its direction, or has no width.
    let breaks = |c: char| {
        let unseen = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}');
        c.is_control() || unseen || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let body = event.strip_suffix('\n').unwrap_or(event);
    if !body.contains(breaks) {
        return Cow::Borrowed(event);
    }
    let mut line = String::with_capacity(event.len().saturating_add(8));
    for (at, c) in body.char_indices() {
        let colours = coloured && body.get(at..).is_some_and(begins_with_a_colour);
        if breaks(c) && !colours {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
    }
    line.push('\n');
    Cow::Owned(line)
}

/// Whether this begins with a sequence that chooses a colour, such as `ESC [ 3 1 m`.
fn begins_with_a_colour(text: &str) -> bool {
    text.strip_prefix("\u{1b}[").is_some_and(|rest| {
        rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';')
            .starts_with('m')
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Arc;

    use super::OneLine;

    #[test]
    fn an_event_is_one_line_whatever_it_says() {
        for colours in [false, true] {
            let kept = tempfile::NamedTempFile::new().unwrap();
            let writer = Arc::new(kept.reopen().unwrap());
            let log = tracing_subscriber::fmt()
                .with_writer(move || OneLine {
                    to: Arc::clone(&writer),
                    coloured: colours,
                })
                .with_ansi(colours)
                .finish();
            let forged = "no such row\r\n2026-11-30T00:00:00Z  INFO forged\u{2028}\u{85}\u{202e}\u{1b}[2K\tx";
            tracing::subscriber::with_default(log, || {
                tracing::error!(error = %forged, "a request failed");
                tracing::error!("{forged}");
                tracing::error!(error = forged, "Größe «β» stays");
            });
            let written = fs::read_to_string(kept.path()).unwrap();
            let lines: Vec<&str> = written.split('\n').collect();
            let [first, second, third, ""] = lines.as_slice() else {
                panic!("three lines: {written:?}");
            };
            for line in [first, second, third] {
                assert!(line.contains("ERROR"), "{line:?}");
                assert!(line.contains("\\n2026-11-30"), "{line:?}");
                assert!(
                    !line.contains(['\r', '\t', '\u{2028}', '\u{85}', '\u{202e}']),
                    "{line:?}"
                );
                assert!(!line.contains("\u{1b}[2K"), "{line:?}");
            }
            assert!(third.contains("Größe «β» stays"), "{third:?}");
        }
    }
}
