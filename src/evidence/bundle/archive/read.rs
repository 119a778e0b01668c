//! Reading an archive under limits, refusing whatever another reader might see otherwise.

use std::borrow::Cow;
use std::collections::BTreeMap;

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::{
    CENTRAL, CENTRAL_BYTES, DEFLATED, END, END_BYTES, LOCAL, LOCAL_BYTES, STORED, VERSION,
};
use crate::evidence::bundle::{Files, MAX_BYTES, MAX_FILE_BYTES, MAX_FILES};

/// Flags that change nothing: how hard deflate tried, and that names are UTF-8.
const HARMLESS_FLAGS: u16 = 0x0806;
const ENCRYPTED: u16 = 0x2041;
const DESCRIPTOR: u16 = 0x0008;

/// The part of a Unix mode that says what kind of file it is.
const MODE_KIND: u16 = 0o170_000;
const REGULAR: u16 = 0o100_000;
const LINK: u16 = 0o120_000;
/// DOS's marks for a folder and for the name of a disk.
const DOS_NO_FILE: u16 = 0x18;

/// No stream of deflate grows by more than this.
const MOST_GROWTH: u64 = 1032;

/// What is wrong with an archive.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("it does not end as an archive does, or something follows its end")]
    NoEnd,
    #[error("it bears a comment")]
    Comment,
    #[error("it is one of several disks")]
    Disks,
    #[error("it has more than {MAX_FILES} files")]
    TooManyFiles,
    #[error("its directory is not where its end says, or has another length")]
    Directory,
    #[error("a name is not printable ASCII")]
    NotAscii,
    #[error("the name “{0}” leaves the folder, or is not the only spelling of its path")]
    Name(String),
    #[error("{0} is not after the name before it in the directory")]
    Order(String),
    #[error("{0} has an extra field")]
    Extra(String),
    #[error("{0} is encrypted")]
    Encrypted(String),
    #[error("{0} has its sizes after its data, where readers differ")]
    Descriptor(String),
    #[error("{0} asks for something beyond stored and deflated files")]
    Unsupported(String),
    #[error("{0} is a link")]
    Link(String),
    #[error("{0} is not a plain file")]
    NotAFile(String),
    #[error("{0} is larger than 1 GiB")]
    FileTooLarge(String),
    #[error("its files are larger than 4 GiB together")]
    TooLarge,
    #[error("there are bytes before {0} that belong to no file, or files overlap")]
    Gap(String),
    #[error(
        "there are bytes after the last file that belong to none, or the directory overlaps it"
    )]
    GapAtEnd,
    #[error("{0} is cut off")]
    CutOff(String),
    #[error("{0} is described differently in the directory and before its data")]
    Headers(String),
    #[error("{0} does not have the size that is declared")]
    Size(String),
    #[error("{0} is not a stream of deflate, or something follows it")]
    Deflate(String),
    #[error("{0} does not have the CRC that is declared")]
    Crc(String),
}

/// What the directory says of a member.
struct Member<'a> {
    name: &'a str,
    /// Version, flags, method, time, date, CRC, sizes and lengths, as bytes.
    shared: &'a [u8; 26],
    deflated: bool,
    crc: u32,
    packed: u64,
    size: u64,
    offset: u64,
}

/// The files of an archive.
///
/// # Errors
/// The first [`Fault`]; nothing is inflated before the whole structure is found to be lawful.
pub fn read(archive: &[u8]) -> Result<Files<'_>, Fault> {
    let members = directory(archive)?;
    let mut files = BTreeMap::new();
    for (member, data) in members {
        let bytes = unpack(&member, data)?;
        files.insert(member.name.to_owned(), bytes);
    }
    Ok(files)
}

/// Every member with its data as it stands in the archive.
fn directory(archive: &[u8]) -> Result<Vec<(Member<'_>, &[u8])>, Fault> {
    let (rest, end) = archive
        .split_last_chunk::<END_BYTES>()
        .ok_or(Fault::NoEnd)?;
    if !end.starts_with(&END) {
        return Err(Fault::NoEnd);
    }
    if half(end, 20) != 0 {
        return Err(Fault::Comment);
    }
    if half(end, 4) != 0 || half(end, 6) != 0 || half(end, 8) != half(end, 10) {
        return Err(Fault::Disks);
    }
    let announced = usize::from(half(end, 10));
    if announced > MAX_FILES {
        return Err(Fault::TooManyFiles);
    }
    let start = usize::try_from(word(end, 16)).map_err(|_| Fault::Directory)?;
    let (data, mut directory) = rest.split_at_checked(start).ok_or(Fault::Directory)?;
    if u64::try_from(directory.len()) != Ok(word(end, 12)) {
        return Err(Fault::Directory);
    }
    let mut members: Vec<(Member<'_>, &[u8])> = Vec::with_capacity(announced);
    let (mut at, mut total) = (0_usize, 0_u64);
    while !directory.is_empty() {
        let (member, rest) = central(directory)?;
        directory = rest;
        if members
            .last()
            .is_some_and(|(last, _)| last.name >= member.name)
        {
            return Err(Fault::Order(member.name.to_owned()));
        }
        total += member.size;
        if total > MAX_BYTES {
            return Err(Fault::TooLarge);
        }
        let (packed, length) = local(data, at, &member)?;
        at += length;
        members.push((member, packed));
    }
    if members.len() != announced {
        return Err(Fault::Directory);
    }
    if at != data.len() {
        return Err(Fault::GapAtEnd);
    }
    Ok(members)
}

/// Takes a member's header from the directory.
fn central(directory: &[u8]) -> Result<(Member<'_>, &[u8]), Fault> {
    let (header, rest) = directory
        .split_first_chunk::<CENTRAL_BYTES>()
        .ok_or(Fault::Directory)?;
    if !header.starts_with(&CENTRAL) {
        return Err(Fault::Directory);
    }
    let (name, rest) = rest
        .split_at_checked(usize::from(half(header, 28)))
        .ok_or(Fault::Directory)?;
    let name = lawful(name)?;
    let fault = |fault: fn(String) -> Fault| Err(fault(name.to_owned()));
    if half(header, 30) != 0 {
        return fault(Fault::Extra);
    }
    if half(header, 32) != 0 {
        return Err(Fault::Comment);
    }
    if half(header, 34) != 0 {
        return Err(Fault::Disks);
    }
    let (flags, method) = (half(header, 8), half(header, 10));
    if flags & ENCRYPTED != 0 {
        return fault(Fault::Encrypted);
    }
    if flags & DESCRIPTOR != 0 {
        return fault(Fault::Descriptor);
    }
    if flags & !HARMLESS_FLAGS != 0
        || !matches!(method, STORED | DEFLATED)
        || half(header, 6) > VERSION
    {
        return fault(Fault::Unsupported);
    }
    match half(header, 40) & MODE_KIND {
        0 | REGULAR => {}
        LINK => return fault(Fault::Link),
        _ => return fault(Fault::NotAFile),
    }
    if half(header, 38) & DOS_NO_FILE != 0 {
        return fault(Fault::NotAFile);
    }
    let (packed, size) = (word(header, 20), word(header, 24));
    if packed > MAX_FILE_BYTES || size > MAX_FILE_BYTES {
        return fault(Fault::FileTooLarge);
    }
    if method == STORED && packed != size {
        return fault(Fault::Size);
    }
    let (_, after_made_by) = header.split_at(6);
    let (shared, _) = after_made_by
        .split_first_chunk::<26>()
        .ok_or(Fault::Directory)?;
    let member = Member {
        name,
        shared,
        deflated: method == DEFLATED,
        crc: u32::try_from(word(header, 16)).map_err(|_| Fault::Directory)?,
        packed,
        size,
        offset: word(header, 42),
    };
    Ok((member, rest))
}

/// The data of the member that begins at `at`, and how many bytes it takes with its header.
fn local<'a>(data: &'a [u8], at: usize, member: &Member<'_>) -> Result<(&'a [u8], usize), Fault> {
    let name = || member.name.to_owned();
    if u64::try_from(at) != Ok(member.offset) {
        return Err(Fault::Gap(name()));
    }
    let cut = || Fault::CutOff(name());
    let (header, rest) = data
        .get(at..)
        .and_then(|rest| rest.split_first_chunk::<LOCAL_BYTES>())
        .ok_or_else(cut)?;
    let (own_name, rest) = rest.split_at_checked(member.name.len()).ok_or_else(cut)?;
    let alike = header.starts_with(&LOCAL)
        && header[4..] == member.shared[..]
        && own_name == member.name.as_bytes();
    if !alike {
        return Err(Fault::Headers(name()));
    }
    let packed = usize::try_from(member.packed).map_err(|_| cut())?;
    let packed = rest.get(..packed).ok_or_else(cut)?;
    Ok((packed, LOCAL_BYTES + own_name.len() + packed.len()))
}

/// A name that means one file below the folder, whoever reads it.
fn lawful(name: &[u8]) -> Result<&str, Fault> {
    let printable = name.iter().all(|byte| (b' '..=b'~').contains(byte));
    let name = str::from_utf8(name)
        .ok()
        .filter(|_| printable)
        .ok_or(Fault::NotAscii)?;
    let drive = name.as_bytes().get(1) == Some(&b':');
    let parts = name.split('/').all(|part| !matches!(part, "" | "." | ".."));
    if parts && !drive && !name.contains('\\') {
        Ok(name)
    } else {
        Err(Fault::Name(name.to_owned()))
    }
}

/// The bytes of a file, of the size and CRC that are declared.
fn unpack<'a>(member: &Member<'_>, packed: &'a [u8]) -> Result<Cow<'a, [u8]>, Fault> {
    let bytes = if member.deflated {
        Cow::Owned(inflate(member, packed)?)
    } else {
        Cow::Borrowed(packed)
    };
    let mut crc = Crc::new();
    crc.update(&bytes);
    if crc.sum() != member.crc {
        return Err(Fault::Crc(member.name.to_owned()));
    }
    Ok(bytes)
}

/// Inflates to exactly the declared size, using exactly the bytes that are there.
fn inflate(member: &Member<'_>, packed: &[u8]) -> Result<Vec<u8>, Fault> {
    let name = || member.name.to_owned();
    // A size that no such stream can reach is not worth the memory.
    if member.size > member.packed.saturating_mul(MOST_GROWTH) {
        return Err(Fault::Size(name()));
    }
    let size = usize::try_from(member.size).map_err(|_| Fault::Size(name()))?;
    // One byte of room more, so that a longer stream shows itself.
    let mut bytes = Vec::with_capacity(size + 1);
    let mut stream = Decompress::new(false);
    let status = stream
        .decompress_vec(packed, &mut bytes, FlushDecompress::Finish)
        .map_err(|_| Fault::Deflate(name()))?;
    if bytes.len() != size {
        return Err(Fault::Size(name()));
    }
    if status != Status::StreamEnd || stream.total_in() != member.packed {
        return Err(Fault::Deflate(name()));
    }
    Ok(bytes)
}

/// Two bytes of a header, which is longer than `at`.
fn half<const N: usize>(header: &[u8; N], at: usize) -> u16 {
    u16::from_le_bytes([header[at], header[at + 1]])
}

/// Four bytes of a header, which is longer than `at`.
fn word<const N: usize>(header: &[u8; N], at: usize) -> u64 {
    u64::from(u32::from_le_bytes([
        header[at],
        header[at + 1],
        header[at + 2],
        header[at + 3],
    ]))
}
