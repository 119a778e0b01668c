//! An archive that is written as it is made (PKWARE's APPNOTE 6.3.10): nothing of a member is
//! known before it is over, so its sizes follow it.
//!
//! ```text
//! member     local header (30 bytes) ‖ name ‖ deflated data ‖ data descriptor
//! directory  per member: header (46 bytes) ‖ name ‖ extra field where a number needs 64 bits
//! end        zip64 end and locator where needed ‖ end (22 bytes)
//! ```
//!
//! Until [`Archive::finish`] has written the directory, the bytes are no archive for any reader:
//! what is cut off cannot be taken for something whole.

use std::io::{self, Write};

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

const LOCAL: u32 = 0x0403_4b50;
const DESCRIPTOR: u32 = 0x0807_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const END64: u32 = 0x0606_4b50;
const LOCATOR64: u32 = 0x0706_4b50;

/// Sizes follow the data (bit 3), names are UTF-8 (bit 11).
const FLAGS: u16 = 1 << 3 | 1 << 11;
const DEFLATED: u16 = 8;
/// Versions of the format that are needed: for deflate 2.0, for 64 bits 4.5.
const VERSION: u16 = 20;
const VERSION64: u16 = 45;
/// Made on Unix, where the upper half of the attributes is the mode: a file all may read.
const MADE_BY: u16 = 0x0300 | VERSION64;
const ATTRIBUTES: u32 = 0o100_644 << 16;
/// 1 January 1980: when it was made stands in the manifest.
const DATE: u16 = 0x0021;
/// Stands for a number that the extra field has.
const IN_64: u32 = u32::MAX;
const EXTRA64: u16 = 1;

struct Member {
    name: String,
    offset: u64,
    crc: u32,
    compressed: u64,
    plain: u64,
}

struct Open {
    name: String,
    offset: u64,
    crc: Crc,
    plain: u64,
    /// Bytes of the archive before the data.
    data_from: u64,
    deflate: DeflateEncoder<Vec<u8>>,
}

/// An archive in the making. Bytes that are ready wait in it until they are taken.
#[derive(Default)]
pub struct Archive {
    ready: Vec<u8>,
    /// Bytes that were taken.
    taken: u64,
    members: Vec<Member>,
    open: Option<Open>,
}

impl Archive {
    /// Begins a member; the one before is ended.
    ///
    /// # Errors
    /// When the one before cannot be ended, or the name is longer than 65,535 bytes.
    pub fn begin(&mut self, name: &str) -> io::Result<()> {
        self.end()?;
        let length = u16::try_from(name.len()).map_err(io::Error::other)?;
        let offset = self.length();
        word(&mut self.ready, LOCAL);
        for half in [VERSION, FLAGS, DEFLATED, 0, DATE] {
            self.ready.extend_from_slice(&half.to_le_bytes());
        }
        // Checksum and sizes, which follow.
        self.ready.extend_from_slice(&[0; 12]);
        self.ready.extend_from_slice(&length.to_le_bytes());
        self.ready.extend_from_slice(&[0; 2]);
        self.ready.extend_from_slice(name.as_bytes());
        self.open = Some(Open {
            name: name.to_owned(),
            offset,
            crc: Crc::new(),
            plain: 0,
            data_from: self.length(),
            deflate: DeflateEncoder::new(Vec::new(), Compression::fast()),
        });
        Ok(())
    }

    /// Adds to the member that is open.
    ///
    /// # Errors
    /// When none is.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let open = self
            .open
            .as_mut()
            .ok_or_else(|| io::Error::other("no member is open"))?;
        open.crc.update(bytes);
        open.plain += length(bytes);
        open.deflate.write_all(bytes)?;
        self.ready.append(open.deflate.get_mut());
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        let Some(open) = self.open.take() else {
            return Ok(());
        };
        self.ready.append(&mut open.deflate.finish()?);
        let member = Member {
            name: open.name,
            offset: open.offset,
            crc: open.crc.sum(),
            compressed: self.length() - open.data_from,
            plain: open.plain,
        };
        word(&mut self.ready, DESCRIPTOR);
        word(&mut self.ready, member.crc);
        let sizes = [member.compressed, member.plain];
        for size in sizes {
            match (u32::try_from(size), sizes.into_iter().all(fits)) {
                (Ok(size), true) => word(&mut self.ready, size),
                _ => self.ready.extend_from_slice(&size.to_le_bytes()),
            }
        }
        self.members.push(member);
        Ok(())
    }

    /// Ends the last member and writes the directory.
    ///
    /// # Errors
    /// When the member cannot be ended.
    pub fn finish(&mut self) -> io::Result<()> {
        self.end()?;
        let start = self.length();
        let members = std::mem::take(&mut self.members);
        for member in &members {
            self.list(member)?;
        }
        let size = self.length() - start;
        let count = u64::try_from(members.len()).map_err(io::Error::other)?;
        let short = u16::try_from(count).ok().filter(|count| *count < u16::MAX);
        if short.is_none() || !fits(size) || !fits(start) {
            let end64 = self.length();
            word(&mut self.ready, END64);
            long(&mut self.ready, 44);
            self.ready.extend_from_slice(&MADE_BY.to_le_bytes());
            self.ready.extend_from_slice(&VERSION64.to_le_bytes());
            self.ready.extend_from_slice(&[0; 8]);
            for number in [count, count, size, start] {
                long(&mut self.ready, number);
            }
            word(&mut self.ready, LOCATOR64);
            word(&mut self.ready, 0);
            long(&mut self.ready, end64);
            word(&mut self.ready, 1);
        }
        word(&mut self.ready, END);
        self.ready.extend_from_slice(&[0; 4]);
        for _ in 0..2 {
            self.ready
                .extend_from_slice(&short.unwrap_or(u16::MAX).to_le_bytes());
        }
        word(&mut self.ready, short_or_64(size));
        word(&mut self.ready, short_or_64(start));
        self.ready.extend_from_slice(&[0; 2]);
        Ok(())
    }

    fn list(&mut self, member: &Member) -> io::Result<()> {
        let name = u16::try_from(member.name.len()).map_err(io::Error::other)?;
        let numbers = [member.plain, member.compressed, member.offset];
        let extra: Vec<u64> = numbers
            .into_iter()
            .filter(|number| !fits(*number))
            .collect();
        let extra_data = u16::try_from(extra.len() * 8).map_err(io::Error::other)?;
        let extra_length = if extra.is_empty() { 0 } else { extra_data + 4 };
        let version = if extra.is_empty() { VERSION } else { VERSION64 };
        word(&mut self.ready, CENTRAL);
        for half in [MADE_BY, version, FLAGS, DEFLATED, 0, DATE] {
            self.ready.extend_from_slice(&half.to_le_bytes());
        }
        word(&mut self.ready, member.crc);
        word(&mut self.ready, short_or_64(member.compressed));
        word(&mut self.ready, short_or_64(member.plain));
        self.ready.extend_from_slice(&name.to_le_bytes());
        self.ready.extend_from_slice(&extra_length.to_le_bytes());
        // Comment, disk and internal attributes.
        self.ready.extend_from_slice(&[0; 6]);
        word(&mut self.ready, ATTRIBUTES);
        word(&mut self.ready, short_or_64(member.offset));
        self.ready.extend_from_slice(member.name.as_bytes());
        if !extra.is_empty() {
            self.ready.extend_from_slice(&EXTRA64.to_le_bytes());
            self.ready.extend_from_slice(&extra_data.to_le_bytes());
            for number in extra {
                long(&mut self.ready, number);
            }
        }
        Ok(())
    }

    /// The bytes that are ready, to be handed on.
    pub fn take(&mut self) -> Vec<u8> {
        self.taken += length(&self.ready);
        std::mem::take(&mut self.ready)
    }

    /// How many bytes wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.ready.len()
    }

    fn length(&self) -> u64 {
        self.taken + length(&self.ready)
    }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

fn fits(number: u64) -> bool {
    number < u64::from(IN_64)
}

fn short_or_64(number: u64) -> u32 {
    u32::try_from(number)
        .ok()
        .filter(|_| fits(number))
        .unwrap_or(IN_64)
}

fn word(out: &mut Vec<u8>, number: u32) {
    out.extend_from_slice(&number.to_le_bytes());
}

fn long(out: &mut Vec<u8>, number: u64) {
    out.extend_from_slice(&number.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::{Archive, END, END64, Member};

    /// What a member of more than 4 GiB needs stands in the directory.
    #[test]
    fn numbers_beyond_32_bits_have_their_place() {
        let big = u64::from(u32::MAX) + 7;
        let mut archive = Archive::default();
        archive.members.push(Member {
            name: "big".to_owned(),
            offset: 0,
            crc: 1,
            compressed: 9,
            plain: big,
        });
        archive.taken = big;
        archive.finish().expect("a directory");
        let bytes = archive.take();
        let at = |needle: &[u8]| bytes.windows(needle.len()).position(|part| part == needle);
        let extra = [&[1, 0, 8, 0][..], &big.to_le_bytes()].concat();
        assert!(at(&extra).is_some());
        assert!(at(&END64.to_le_bytes()) < at(&END.to_le_bytes()));
        let start = [&44_u64.to_le_bytes()[..]].concat();
        assert!(at(&start).is_some());
    }

    #[test]
    fn what_is_taken_in_pieces_is_the_same_as_what_is_taken_at_once() {
        let write = |in_pieces: bool| {
            let mut archive = Archive::default();
            let mut out = Vec::new();
            for name in ["a.txt", "b.txt"] {
                archive.begin(name).expect("a member");
                for _ in 0..50 {
                    archive.write(b"line by line\n").expect("room");
                    if in_pieces {
                        out.extend(archive.take());
                    }
                }
            }
            archive.finish().expect("an end");
            out.extend(archive.take());
            out
        };
        assert_eq!(write(true), write(false));
        assert!(Archive::default().write(b"no member").is_err());
    }
}
