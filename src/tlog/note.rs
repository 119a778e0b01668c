//! Signed notes (c2sp.org/signed-note): a text and the signatures under it.
//!
//! ```text
//! <text, ending in a newline>
//! <an empty line>
//! — <key name> base64(key id ‖ signature)      one line for each signature, at least one
//! ```
//!
//! UTF-8 without control characters below U+0020 other than the newline. The text may hold empty
//! lines itself: the last one separates. What is signed is the text with its final newline.
//!
//! Worked example, from the specification:
//!
//! ```text
//! This is an example message.
//!
//! — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
//! ```

use std::{fmt, str::FromStr};

use data_encoding::BASE64;

use super::key::{KeyId, KeyName, Signer, VerifierKey};
use super::text::parse_base64;

/// One signature as it stands in a note, by whomever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureLine {
    name: KeyName,
    id: KeyId,
    signature: Vec<u8>,
}

/// A text and the signatures under it, of which none has been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<SignatureLine>,
}

/// A signature that was checked and is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified<'k> {
    /// The key that made it.
    pub key: &'k VerifierKey,
    /// Seconds since 1970 by the signer's clock; only cosignatures tell.
    pub time: Option<u64>,
}

/// What is wrong with the form of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    #[error("a note has at most {} bytes", Note::MAX_BYTES)]
    TooLong,
    #[error("a note is valid UTF-8")]
    NotUtf8,
    #[error("a note has no control characters but newlines")]
    ControlCharacter,
    #[error("the text of a note ends with a newline")]
    TextWithoutNewline,
    #[error("an empty line separates the text of a note from its signatures")]
    NoSeparator,
    #[error("a note has at least one signature")]
    Unsigned,
    #[error("the last signature line does not end with a newline")]
    CutOff,
    #[error("a note has at most {} signatures", Note::MAX_SIGNATURES)]
    TooManySignatures,
    #[error("a signature line is: em dash, space, key name, space, base64")]
    SignatureLine,
    #[error("the key name in a signature line is empty or has white space or a +")]
    SignatureName,
    #[error("a signature is not standard base64 with padding")]
    SignatureBase64,
    #[error("a signature is shorter than its key id and one byte")]
    SignatureLength,
}

/// Why a note is not to be believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    #[error("a signature in the name of {0} was not made by its key over this text")]
    BadSignature(KeyName),
    #[error("no known key has signed the note")]
    NoKnownKey,
}

impl SignatureLine {
    pub(super) fn new(name: KeyName, id: KeyId, signature: Vec<u8>) -> Self {
        Self {
            name,
            id,
            signature,
        }
    }

    /// The name of the key that is said to have signed.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// The id of the key that is said to have signed.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// What stands after the key id: the signature, of a witness with its time before it.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// Whether the line claims to be this key's.
    pub fn claims(&self, key: &VerifierKey) -> bool {
        self.id == key.id() && self.name == *key.name()
    }

    /// Reads lines that each end with a newline: the end of a note, or a witness's answer.
    ///
    /// # Errors
    /// [`NoteError`]; [`NoteError::Unsigned`] if there is no line.
    pub fn parse_lines(lines: &str) -> Result<Vec<Self>, NoteError> {
        if lines.len() > Note::MAX_BYTES {
            return Err(NoteError::TooLong);
        }
        if lines.is_empty() {
            return Err(NoteError::Unsigned);
        }
        let lines = lines.strip_suffix('\n').ok_or(NoteError::CutOff)?;
        if lines.split('\n').count() > Note::MAX_SIGNATURES {
            return Err(NoteError::TooManySignatures);
        }
        lines.split('\n').map(str::parse).collect()
    }
}

/// Writes the line without its newline.
impl fmt::Display for SignatureLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&self.id[..], &self.signature].concat();
        write!(f, "— {} {}", self.name, BASE64.encode(&bytes))
    }
}

/// Reads one line without its newline: em dash U+2014, space, key name, space, base64 of four
/// bytes of key id and at least one of signature.
///
/// # Errors
/// [`NoteError`], one for each part that can be wrong.
impl FromStr for SignatureLine {
    type Err = NoteError;

    fn from_str(line: &str) -> Result<Self, NoteError> {
        let rest = line.strip_prefix("— ").ok_or(NoteError::SignatureLine)?;
        let (name, base64) = rest.split_once(' ').ok_or(NoteError::SignatureLine)?;
        let name = KeyName::parse(name).map_err(|_| NoteError::SignatureName)?;
        let bytes = parse_base64(base64).ok_or(NoteError::SignatureBase64)?;
        match bytes.split_first_chunk() {
            Some((id, signature)) if !signature.is_empty() => {
                Ok(Self::new(name, *id, signature.to_vec()))
            }
            _ => Err(NoteError::SignatureLength),
        }
    }
}

impl Note {
    /// The longest note that is read, in bytes.
    pub const MAX_BYTES: usize = 1_000_000;

    /// The most signatures that are read under one note.
    pub const MAX_SIGNATURES: usize = 100;

    /// The note of this text with its first signature, made by `signer`.
    ///
    /// # Errors
    /// [`NoteError`] for a text that no note can have.
    pub fn sign(text: &str, signer: &Signer) -> Result<Self, NoteError> {
        let text = checked_text(text)?;
        let signatures = vec![signer.sign(&text)];
        Ok(Self { text, signatures })
    }

    /// Reads a note from the bytes of a file.
    ///
    /// # Errors
    /// [`NoteError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > Self::MAX_BYTES {
            return Err(NoteError::TooLong);
        }
        str::from_utf8(bytes)
            .map_err(|_| NoteError::NotUtf8)?
            .parse()
    }

    /// The text, with its final newline. To be ignored until [`Self::verify`] has succeeded.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures in the order of their lines.
    pub fn signatures(&self) -> &[SignatureLine] {
        &self.signatures
    }

    /// Adds a signature below the others, unless that very line is there already.
    ///
    /// # Errors
    /// [`NoteError::TooManySignatures`].
    pub fn add(&mut self, signature: SignatureLine) -> Result<(), NoteError> {
        if self.signatures.contains(&signature) {
            return Ok(());
        }
        if self.signatures.len() >= Self::MAX_SIGNATURES {
            return Err(NoteError::TooManySignatures);
        }
        self.signatures.push(signature);
        Ok(())
    }

    /// Checks every signature that claims to be of one of `keys`, and returns them in the order
    /// of their lines. Signatures of other keys, and of keys that are not supported, are ignored.
    ///
    /// # Errors
    /// [`VerifyError::BadSignature`] if one of them is not that key's, however good the others
    /// are; [`VerifyError::NoKnownKey`] if there is none.
    pub fn verify<'k>(
        &self,
        keys: impl IntoIterator<Item = &'k VerifierKey>,
    ) -> Result<Vec<Verified<'k>>, VerifyError> {
        let keys: Vec<_> = keys.into_iter().filter(|key| key.is_supported()).collect();
        let mut verified = Vec::new();
        for line in &self.signatures {
            let mut claimed = keys.iter().filter(|key| line.claims(key)).peekable();
            if claimed.peek().is_none() {
                continue;
            }
            // Two keys may share name and id, if somebody took the trouble: either will do.
            let good = claimed.find_map(|key| {
                let signed = key.verify(&self.text, &line.signature).ok()?;
                Some(Verified {
                    key,
                    time: signed.time,
                })
            });
            verified.push(good.ok_or_else(|| VerifyError::BadSignature(line.name.clone()))?);
        }
        if verified.is_empty() {
            Err(VerifyError::NoKnownKey)
        } else {
            Ok(verified)
        }
    }
}

fn checked_text(text: &str) -> Result<String, NoteError> {
    if text.len() > Note::MAX_BYTES {
        Err(NoteError::TooLong)
    } else if has_control_character(text) {
        Err(NoteError::ControlCharacter)
    } else if !text.ends_with('\n') {
        Err(NoteError::TextWithoutNewline)
    } else {
        Ok(text.to_owned())
    }
}

fn has_control_character(text: &str) -> bool {
    text.chars().any(|c| c < ' ' && c != '\n')
}

/// Writes the note as it is stored, with its final newline.
impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        for signature in &self.signatures {
            writeln!(f, "{signature}")?;
        }
        Ok(())
    }
}

/// Reads a note in the one spelling that `Display` gives.
///
/// # Errors
/// [`NoteError`], one for each part that can be wrong.
impl FromStr for Note {
    type Err = NoteError;

    fn from_str(note: &str) -> Result<Self, NoteError> {
        if note.len() > Self::MAX_BYTES {
            return Err(NoteError::TooLong);
        }
        if has_control_character(note) {
            return Err(NoteError::ControlCharacter);
        }
        let separator = note.rfind("\n\n").ok_or(NoteError::NoSeparator)?;
        let (text, rest) = note.split_at(separator + 1);
        Ok(Self {
            text: text.to_owned(),
            signatures: SignatureLine::parse_lines(&rest[1..])?,
        })
    }
}
