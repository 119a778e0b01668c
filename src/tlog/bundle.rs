//! The bytes of an entry bundle (c2sp.org/tlog-tiles): `(u16 big-endian length ‖ entry)*`.
//!
//! Worked example: the entries `a` and `bc` are `00 01 61 00 02 62 63`.

/// An entry of more than 65,535 bytes: such a document is logged by its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an entry has at most 65,535 bytes, and this one has {bytes}")]
pub struct EntryTooLong {
    /// How many it has.
    pub bytes: usize,
}

/// What is wrong with the bytes of a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    #[error("the bundle ends in the middle of an entry")]
    CutOff,
    #[error("the bundle must hold {announced} entries and holds {found}")]
    WrongCount { announced: u16, found: usize },
}

/// Writes entries as a bundle. How many belong in one is [`super::tile`]'s business.
///
/// # Errors
/// [`EntryTooLong`] for the first entry that does not fit.
pub fn encode<I>(entries: I) -> Result<Vec<u8>, EntryTooLong>
where
    I: IntoIterator,
    I::Item: AsRef<[u8]>,
{
    let mut bytes = Vec::new();
    for entry in entries {
        let entry = entry.as_ref();
        let length = u16::try_from(entry.len()).map_err(|_| EntryTooLong { bytes: entry.len() })?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Ok(bytes)
}

/// Reads the `announced` entries of a bundle: as many as its path says.
///
/// # Errors
/// [`BundleError`] unless the bytes are exactly those entries.
pub fn parse(bytes: &[u8], announced: u16) -> Result<Vec<&[u8]>, BundleError> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk().ok_or(BundleError::CutOff)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, after) = after.split_at_checked(length).ok_or(BundleError::CutOff)?;
        entries.push(entry);
        rest = after;
    }
    if entries.len() == usize::from(announced) {
        Ok(entries)
    } else {
        Err(BundleError::WrongCount {
            announced,
            found: entries.len(),
        })
    }
}
