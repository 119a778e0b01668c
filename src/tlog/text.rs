//! The two spellings that every format here shares: decimal numbers and base64 hashes.

use data_encoding::BASE64;

use super::tree::Hash;

/// A decimal number in ASCII digits without sign or leading zeros, `0` itself apart. `None` for
/// any other spelling, and for what does not fit 64 bits.
pub(super) fn parse_decimal(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let shortest = text == "0" || !text.starts_with('0');
    if digits && shortest {
        text.parse().ok()
    } else {
        None
    }
}

/// Bytes in the one base64 spelling (RFC 4648, section 4, padded) that they have. A library
/// may also read several padded pieces one behind another, which spell the same bytes anew.
pub(super) fn parse_base64(text: &str) -> Option<Vec<u8>> {
    let bytes = BASE64.decode(text.as_bytes()).ok()?;
    (BASE64.encode(&bytes) == text).then_some(bytes)
}

/// A hash in the one base64 spelling that its 32 bytes have.
pub(super) fn parse_hash(text: &str) -> Option<Hash> {
    parse_base64(text)?.try_into().ok()
}

/// The base64 spelling of a hash.
pub(super) fn hash_text(hash: &Hash) -> String {
    BASE64.encode(hash)
}

/// Reads lines of one base64 hash each, `most` of them at most.
pub(super) fn parse_hashes<'a, E>(
    lines: impl Iterator<Item = &'a str>,
    most: usize,
    malformed: E,
    too_many: E,
) -> Result<Vec<Hash>, E> {
    let mut hashes = Vec::new();
    for line in lines {
        let Some(hash) = parse_hash(line) else {
            return Err(malformed);
        };
        if hashes.len() == most {
            return Err(too_many);
        }
        hashes.push(hash);
    }
    Ok(hashes)
}
