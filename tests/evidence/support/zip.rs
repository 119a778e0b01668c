//! Zip archives with every field as one likes, lawful or not.

use std::io::Write as _;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// A member, with every field as it is written.
#[derive(Clone)]
pub struct Member {
    pub name: Vec<u8>,
    pub local_name: Option<Vec<u8>>,
    pub data: Vec<u8>,
    pub version: u16,
    pub flags: u16,
    pub method: u16,
    pub crc: u32,
    pub size: u32,
    pub local_size: Option<u32>,
    pub extra: Vec<u8>,
    pub local_extra: Vec<u8>,
    pub comment: Vec<u8>,
    pub disk: u16,
    pub attributes: u32,
    pub offset: Option<u32>,
    /// Bytes before the local header that belong to nobody.
    pub before: Vec<u8>,
    /// Bytes after the data that belong to nobody.
    pub after: Vec<u8>,
}

pub fn crc(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

pub fn stored(name: &str, bytes: &[u8]) -> Member {
    Member {
        name: name.as_bytes().to_vec(),
        local_name: None,
        data: bytes.to_vec(),
        version: 20,
        flags: 0,
        method: 0,
        crc: crc(bytes),
        size: u32::try_from(bytes.len()).unwrap(),
        local_size: None,
        extra: Vec::new(),
        local_extra: Vec::new(),
        comment: Vec::new(),
        disk: 0,
        attributes: 0,
        offset: None,
        before: Vec::new(),
        after: Vec::new(),
    }
}

pub fn deflated(name: &str, bytes: &[u8]) -> Member {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    Member {
        data: encoder.finish().unwrap(),
        method: 8,
        ..stored(name, bytes)
    }
}

/// What ends an archive.
#[derive(Default)]
pub struct End {
    pub members: Option<u16>,
    pub disk: u16,
    pub comment: Vec<u8>,
    pub before_directory: Vec<u8>,
    pub after_directory: Vec<u8>,
    pub after: Vec<u8>,
    pub directory_offset: Option<u32>,
}

fn halves(out: &mut Vec<u8>, halves: &[u16]) {
    for half in halves {
        out.extend_from_slice(&half.to_le_bytes());
    }
}

fn length(bytes: &[u8]) -> u16 {
    u16::try_from(bytes.len()).unwrap()
}

pub fn archive(members: &[Member], end: &End) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for m in members {
        out.extend_from_slice(&m.before);
        let offset = u32::try_from(out.len()).unwrap();
        let packed = u32::try_from(m.data.len()).unwrap();
        let local_name = m.local_name.as_ref().unwrap_or(&m.name);
        out.extend_from_slice(b"PK\x03\x04");
        halves(&mut out, &[m.version, m.flags, m.method, 0, 0x21]);
        for word in [m.crc, packed, m.local_size.unwrap_or(m.size)] {
            out.extend_from_slice(&word.to_le_bytes());
        }
        halves(&mut out, &[length(local_name), length(&m.local_extra)]);
        out.extend_from_slice(local_name);
        out.extend_from_slice(&m.local_extra);
        out.extend_from_slice(&m.data);
        out.extend_from_slice(&m.after);
        directory.extend_from_slice(b"PK\x01\x02");
        halves(
            &mut directory,
            &[0x0314, m.version, m.flags, m.method, 0, 0x21],
        );
        for word in [m.crc, packed, m.size] {
            directory.extend_from_slice(&word.to_le_bytes());
        }
        let lengths = [
            length(&m.name),
            length(&m.extra),
            length(&m.comment),
            m.disk,
            0,
        ];
        halves(&mut directory, &lengths);
        directory.extend_from_slice(&m.attributes.to_le_bytes());
        directory.extend_from_slice(&m.offset.unwrap_or(offset).to_le_bytes());
        directory.extend_from_slice(&m.name);
        directory.extend_from_slice(&m.extra);
        directory.extend_from_slice(&m.comment);
    }
    out.extend_from_slice(&end.before_directory);
    let start = end
        .directory_offset
        .unwrap_or(u32::try_from(out.len()).unwrap());
    let announced = end.members.unwrap_or(u16::try_from(members.len()).unwrap());
    let directory_length = u32::try_from(directory.len()).unwrap();
    out.append(&mut directory);
    out.extend_from_slice(&end.after_directory);
    out.extend_from_slice(b"PK\x05\x06");
    halves(&mut out, &[end.disk, end.disk, announced, announced]);
    out.extend_from_slice(&directory_length.to_le_bytes());
    out.extend_from_slice(&start.to_le_bytes());
    halves(&mut out, &[length(&end.comment)]);
    out.extend_from_slice(&end.comment);
    out.extend_from_slice(&end.after);
    out
}

pub fn of(members: &[Member]) -> Vec<u8> {
    archive(members, &End::default())
}
