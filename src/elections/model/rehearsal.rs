//! An election that was rehearsed, told from the rehearsal's own log. Pure.

use data_encoding::HEXLOWER;

use crate::bodies::model::rehearsal_origins;
use crate::tlog::checkpoint::SignedCheckpoint;

/// The longest note taken.
const NOTE_BYTES: usize = 4096;

/// What the checkpoint of a rehearsal says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rehearsal {
    /// The signed note as it is kept.
    pub note: String,
    pub origin: String,
    pub size: u64,
    pub root: String,
}

/// Reads the checkpoint of a rehearsal of the foundation whose log has this origin, as
/// pasted from `/log/checkpoint` of the rehearsal.
///
/// # Errors
/// A sentence for the form.
pub fn read(pasted: &str, log_origin: &str) -> Result<Rehearsal, String> {
    let note = format!("{}\n", pasted.replace('\r', "").trim());
    let signed = (note.len() <= NOTE_BYTES)
        .then(|| SignedCheckpoint::from_bytes(note.as_bytes()).ok())
        .flatten()
        .ok_or("Paste the whole checkpoint of the rehearsal’s log, from its first line to its signatures, as /log/checkpoint shows it there.")?;
    let checkpoint = signed.checkpoint();
    if checkpoint.origin() == log_origin {
        return Err(format!(
            "This is a checkpoint of the real log, {log_origin}. Paste the one of the rehearsal."
        ));
    }
    let origins = rehearsal_origins(log_origin);
    if !checkpoint.origin().starts_with(&origins) {
        return Err(format!(
            "This is a checkpoint of {}. The log of a rehearsal of this foundation has an origin that begins with {origins}. Paste one of those.",
            checkpoint.origin()
        ));
    }
    if checkpoint.size() == 0 {
        return Err("This log has no entry: nothing was rehearsed yet. Rehearse first.".to_owned());
    }
    Ok(Rehearsal {
        origin: checkpoint.origin().to_owned(),
        size: checkpoint.size(),
        root: HEXLOWER.encode(&checkpoint.root()),
        note,
    })
}

#[cfg(test)]
mod tests {
    use super::read;

    const LOG: &str = "vote.example.org/log";

    fn note(origin: &str, size: u64) -> String {
        // A line of a signature is the key's name, and four bytes with what follows them.
        format!(
            "{origin}\n{size}\nqINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs=\n\n— {origin} {}\n",
            "A".repeat(92)
        )
    }

    #[test]
    fn only_a_rehearsal_s_checkpoint_tells_of_a_rehearsal() {
        let good = note("vote.example.org/rehearsal/1f/log", 7);
        let read_back = read(&good.replace('\n', "\r\n"), LOG).expect("a rehearsal");
        assert_eq!(read_back.note, good);
        assert_eq!(read_back.size, 7);
        for (pasted, part) in [
            (note(LOG, 7), "of the real log"),
            (
                note("other.example.org/rehearsal/1f/log", 7),
                "begins with vote.example.org/rehearsal/",
            ),
            (note("vote.example.org/rehearsal/1f/log", 0), "no entry"),
            ("7 qINS1GRF".to_owned(), "whole checkpoint"),
            (good.replace('—', "-"), "whole checkpoint"),
        ] {
            let sentence = read(&pasted, LOG).expect_err("refused");
            assert!(sentence.contains(part), "{sentence}");
        }
    }
}
