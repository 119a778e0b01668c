//! Writing an archive. Members are stored: what a library makes of deflate differs between its
//! versions, and two nodes shall write the same bytes.

use flate2::Crc;

use super::{CENTRAL, END, LOCAL, STORED, VERSION};

/// 1 January 1980, the first day that the format knows: an archive bears no time.
const DATE: u16 = 0x0021;

/// Made on Unix, where the upper half of the attributes is the mode.
const MADE_BY: u16 = 0x0300 | VERSION;

/// A plain file that everybody may read.
const ATTRIBUTES: u32 = 0o100_644 << 16;

/// The files have more bytes, or are more, than an archive without extensions can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the bundle has more files or bytes than an archive can hold")]
pub struct TooLarge;

/// An archive of these files, which come ascending by path, with lawful paths.
///
/// # Errors
/// [`TooLarge`] from 65,536 files or 4 GiB on.
pub fn write<'a, B: AsRef<[u8]> + 'a>(
    files: impl IntoIterator<Item = (&'a String, &'a B)>,
) -> Result<Vec<u8>, TooLarge> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    let mut members: u16 = 0;
    for (path, bytes) in files {
        let bytes = bytes.as_ref();
        let offset = number(out.len())?;
        let shared = shared_fields(path, bytes)?;
        out.extend_from_slice(&LOCAL);
        out.extend_from_slice(&shared);
        out.extend_from_slice(path.as_bytes());
        out.extend_from_slice(bytes);
        directory.extend_from_slice(&CENTRAL);
        directory.extend_from_slice(&MADE_BY.to_le_bytes());
        directory.extend_from_slice(&shared);
        // Comment length, disk and internal attributes.
        directory.extend_from_slice(&[0; 6]);
        directory.extend_from_slice(&ATTRIBUTES.to_le_bytes());
        directory.extend_from_slice(&offset.to_le_bytes());
        directory.extend_from_slice(path.as_bytes());
        members = members.checked_add(1).ok_or(TooLarge)?;
    }
    let start = number(out.len())?;
    let length = number(directory.len())?;
    out.append(&mut directory);
    out.extend_from_slice(&END);
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&members.to_le_bytes());
    out.extend_from_slice(&members.to_le_bytes());
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&start.to_le_bytes());
    out.extend_from_slice(&[0; 2]);
    number(out.len())?;
    Ok(out)
}

/// What a local header and the directory say alike: version, flags, method, time, date, CRC,
/// sizes, and the lengths of name and extra field.
fn shared_fields(path: &str, bytes: &[u8]) -> Result<Vec<u8>, TooLarge> {
    let mut crc = Crc::new();
    crc.update(bytes);
    let size = number(bytes.len())?;
    let name = u16::try_from(path.len()).map_err(|_| TooLarge)?;
    let mut fields = Vec::with_capacity(26);
    for half in [VERSION, 0, STORED, 0, DATE] {
        fields.extend_from_slice(&half.to_le_bytes());
    }
    for word in [crc.sum(), size, size] {
        fields.extend_from_slice(&word.to_le_bytes());
    }
    for half in [name, 0] {
        fields.extend_from_slice(&half.to_le_bytes());
    }
    Ok(fields)
}

/// A number that has its place in 32 bits; the last one stands for an extension.
fn number(length: usize) -> Result<u32, TooLarge> {
    u32::try_from(length)
        .ok()
        .filter(|length| *length < u32::MAX)
        .ok_or(TooLarge)
}
