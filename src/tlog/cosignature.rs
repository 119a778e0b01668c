//! The Ed25519 cosignature of c2sp.org/tlog-cosignature: what a witness signs.
//!
//! ```text
//! signed    cosignature/v1\n
//!           time <seconds since 1970>\n
//!           <the whole text of the note>
//! payload   u64 big-endian seconds ‖ signature (64 bytes), after the key id
//! ```
//!
//! Worked example: at 1679315147 over the checkpoint `example.com/behind-the-sofa`, 20852163, the
//! signed bytes are
//!
//! ```text
//! cosignature/v1
//! time 1679315147
//! example.com/behind-the-sofa
//! 20852163
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//! ```
//!
//! and the payload starts `00 00 00 00 64 18 50 cb`. The statement: at that time this was the
//! largest consistent tree the witness had seen for this origin.

/// The last time a cosignature may bear: 2^63 − 1 seconds.
pub const MAX_TIME: u64 = u64::MAX >> 1;

/// The bytes that are signed.
pub(super) fn message(time: u64, text: &str) -> Vec<u8> {
    format!("cosignature/v1\ntime {time}\n{text}").into_bytes()
}

/// Splits a payload into its time and its signature.
pub(super) fn split(payload: &[u8]) -> Option<(u64, &[u8])> {
    let (time, signature) = payload.split_first_chunk()?;
    let time = u64::from_be_bytes(*time);
    (time <= MAX_TIME).then_some((time, signature))
}
