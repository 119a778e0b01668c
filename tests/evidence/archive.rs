//! Archives that readers would see differently, or that would harm them: each refused.

use std::collections::BTreeMap;

use commonhold::evidence::bundle::archive::{Fault, read, write};
use proptest::prelude::*;

use crate::support::made::Making;
use crate::support::poll::Setup;
use crate::support::zip::{End, Member, archive, crc, deflated, of, stored};

fn with(change: impl FnOnce(&mut Member)) -> Vec<u8> {
    let mut member = stored("b", b"two");
    change(&mut member);
    of(&[stored("a", b"one"), member, stored("c", b"three")])
}

fn ended(change: impl FnOnce(&mut End)) -> Vec<u8> {
    let mut end = End::default();
    change(&mut end);
    archive(&[stored("a", b"one")], &end)
}

fn name(text: &str) -> String {
    text.to_owned()
}

#[test]
fn stored_and_deflated_files_are_read() {
    let zeros = vec![0; 100_000];
    let bytes = of(&[
        stored("a", b""),
        deflated("b/c.txt", &zeros),
        deflated("b/d", b""),
        stored("e f", b"text"),
    ]);
    let files = read(&bytes).unwrap();
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(names, ["a", "b/c.txt", "b/d", "e f"]);
    assert_eq!(files["b/c.txt"], zeros);
    assert_eq!(&*files["e f"], b"text");
    assert!(read(&of(&[])).unwrap().is_empty());
    let flagged = with(|m| m.flags = 0x0806);
    assert_eq!(read(&flagged).unwrap().len(), 3);
    let regular = with(|m| m.attributes = 0o100_600 << 16);
    assert_eq!(read(&regular).unwrap().len(), 3);
}

#[test]
fn what_is_written_is_read_and_always_the_same() {
    let made = Making::of(Setup::default()).make();
    let bytes = made.archive();
    assert_eq!(bytes, made.archive());
    let files = read(&bytes).unwrap();
    assert_eq!(files.len(), made.files.len());
    for (path, bytes) in &made.files {
        assert_eq!(&*files[path], bytes.as_slice(), "{path}");
    }
}

#[test]
fn every_hostile_archive_is_refused_with_the_reason() {
    let mut bomb = deflated("b", &vec![0; 1 << 20]);
    bomb.size = 1 << 20;
    let declared_small = Member {
        size: 100,
        crc: crc(&[0; 100]),
        ..bomb.clone()
    };
    let beyond_growth = Member {
        size: 1 << 29,
        ..deflated("b", b"x")
    };
    let mut trailing = deflated("b", b"two");
    trailing.data.push(0);
    let mut cut = deflated("b", b"two two two two");
    cut.data.truncate(cut.data.len() - 2);
    let one = || stored("a", b"one");
    let table: Vec<(Vec<u8>, Fault)> = vec![
        // The structure as a whole.
        (Vec::new(), Fault::NoEnd),
        (b"PK\x05\x06".to_vec(), Fault::NoEnd),
        (vec![0; 100], Fault::NoEnd),
        (ended(|end| end.after = b"!".to_vec()), Fault::NoEnd),
        (ended(|end| end.comment = b"hello".to_vec()), Fault::NoEnd),
        (
            ended(|end| {
                end.comment = b"a comment that ends as an archive PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec()
            }),
            Fault::Directory,
        ),
        (ended(|end| end.disk = 1), Fault::Disks),
        (ended(|end| end.members = Some(2)), Fault::Directory),
        (ended(|end| end.members = Some(0)), Fault::Directory),
        (
            ended(|end| end.before_directory = b"hidden".to_vec()),
            Fault::GapAtEnd,
        ),
        (
            ended(|end| end.after_directory = b"hidden".to_vec()),
            Fault::Directory,
        ),
        (
            ended(|end| end.directory_offset = Some(7)),
            Fault::Directory,
        ),
        (
            ended(|end| end.directory_offset = Some(u32::MAX)),
            Fault::Directory,
        ),
        (of(&[one()])[1..].to_vec(), Fault::Directory),
        (
            [b"#!/bin/sh\n".to_vec(), of(&[one()])].concat(),
            Fault::Directory,
        ),
        (
            with(|m| m.before = b"hidden".to_vec()),
            Fault::Gap(name("b")),
        ),
        (
            with(|m| m.after = b"hidden".to_vec()),
            Fault::Gap(name("c")),
        ),
        (with(|m| m.offset = Some(0)), Fault::Gap(name("b"))),
        (with(|m| m.size = 3000), Fault::Size(name("b"))),
        // Names.
        (of(&[one(), one()]), Fault::Order(name("a"))),
        (of(&[stored("b", b""), one()]), Fault::Order(name("a"))),
        (of(&[stored("../a", b"")]), Fault::Name(name("../a"))),
        (
            of(&[stored("/etc/passwd", b"")]),
            Fault::Name(name("/etc/passwd")),
        ),
        (of(&[stored("a/../b", b"")]), Fault::Name(name("a/../b"))),
        (of(&[stored("./a", b"")]), Fault::Name(name("./a"))),
        (of(&[stored("a//b", b"")]), Fault::Name(name("a//b"))),
        (of(&[stored("a/", b"")]), Fault::Name(name("a/"))),
        (of(&[stored("a\\b", b"")]), Fault::Name(name("a\\b"))),
        (of(&[stored("c:a", b"")]), Fault::Name(name("c:a"))),
        (of(&[stored("", b"")]), Fault::Name(String::new())),
        (of(&[stored("é", b"")]), Fault::NotAscii),
        (of(&[stored("a\0b", b"")]), Fault::NotAscii),
        (of(&[stored("a\nb", b"")]), Fault::NotAscii),
        // What a member may not be.
        (
            with(|m| m.attributes = 0o120_777 << 16),
            Fault::Link(name("b")),
        ),
        (
            with(|m| m.attributes = 0o040_755 << 16),
            Fault::NotAFile(name("b")),
        ),
        (
            with(|m| m.attributes = 0o020_755 << 16),
            Fault::NotAFile(name("b")),
        ),
        (with(|m| m.attributes = 0x10), Fault::NotAFile(name("b"))),
        (with(|m| m.flags = 0x0001), Fault::Encrypted(name("b"))),
        (with(|m| m.flags = 0x0041), Fault::Encrypted(name("b"))),
        (with(|m| m.flags = 0x2000), Fault::Encrypted(name("b"))),
        (with(|m| m.flags = 0x0008), Fault::Descriptor(name("b"))),
        (with(|m| m.flags = 0x0020), Fault::Unsupported(name("b"))),
        (with(|m| m.method = 12), Fault::Unsupported(name("b"))),
        (with(|m| m.version = 45), Fault::Unsupported(name("b"))),
        (
            with(|m| m.extra = vec![1, 0, 0, 0]),
            Fault::Extra(name("b")),
        ),
        (with(|m| m.comment = b"hello".to_vec()), Fault::Comment),
        (with(|m| m.disk = 1), Fault::Disks),
        // The two descriptions of a member.
        (
            with(|m| m.local_extra = vec![1, 0, 0, 0]),
            Fault::Headers(name("b")),
        ),
        (
            with(|m| m.local_name = Some(b"x".to_vec())),
            Fault::Headers(name("b")),
        ),
        (with(|m| m.local_size = Some(4)), Fault::Headers(name("b"))),
        // Its bytes.
        (with(|m| m.crc ^= 1), Fault::Crc(name("b"))),
        (
            of(&[
                one(),
                Member {
                    crc: 0,
                    ..deflated("b", b"two")
                },
            ]),
            Fault::Crc(name("b")),
        ),
        (of(&[one(), trailing]), Fault::Deflate(name("b"))),
        (of(&[one(), cut]), Fault::Size(name("b"))),
        (
            of(&[
                one(),
                Member {
                    data: vec![0xff; 9],
                    ..deflated("b", b"two")
                },
            ]),
            Fault::Deflate(name("b")),
        ),
        (of(&[one(), declared_small]), Fault::Size(name("b"))),
        (of(&[one(), beyond_growth]), Fault::Size(name("b"))),
        (
            of(&[Member {
                size: (1 << 30) + 1,
                ..deflated("a", b"x")
            }]),
            Fault::FileTooLarge(name("a")),
        ),
    ];
    for (number, (bytes, fault)) in table.into_iter().enumerate() {
        let refused = read(&bytes).err();
        assert_eq!(refused, Some(fault), "row {number}");
    }
}

#[test]
fn files_that_are_too_large_together_are_refused_before_any_is_inflated() {
    let large = |name| Member {
        size: 1 << 30,
        ..deflated(name, b"x")
    };
    let members = ["a", "b", "c", "d", "e"].map(large);
    assert_eq!(read(&of(&members)).err(), Some(Fault::TooLarge));
}

#[test]
fn files_that_overlap_are_refused() {
    // The second member begins within the data of the first, as in a zip bomb of shared data.
    let inner = of(&[stored("b", b"two")]);
    let mut outer = stored("a", &inner);
    outer.after = Vec::new();
    let mut second = stored("b", b"two");
    second.offset = Some(31);
    assert_eq!(
        read(&of(&[outer, second])).err(),
        Some(Fault::Gap(name("b")))
    );
}

#[test]
fn an_archive_cut_anywhere_is_refused() {
    let bytes = of(&[stored("a", b"one"), deflated("b", b"two two two")]);
    for end in 0..bytes.len() {
        assert!(read(&bytes[..end]).is_err(), "cut at {end}");
    }
}

proptest! {
    /// Whatever is changed in an archive, it is refused or its files are the same.
    #[test]
    fn a_changed_byte_never_changes_a_file_unseen(at in any::<usize>(), byte in any::<u8>()) {
        let members = [stored("a", b"one"), deflated("b", b"two two two")];
        let mut bytes = of(&members);
        let at = at % bytes.len();
        bytes[at] = byte;
        if let Ok(files) = read(&bytes) {
            prop_assert_eq!(files.len(), 2);
            let contents: Vec<&[u8]> = files.values().map(AsRef::as_ref).collect();
            prop_assert_eq!(contents, [b"one".as_slice(), b"two two two"]);
        }
    }

    /// No bytes make the reader stop other than by refusing.
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mut bytes = bytes;
        bytes.extend_from_slice(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
        bytes.extend_from_slice(&[0; 10]);
        prop_assert!(read(&bytes).is_err());
    }

    /// Files come back as they were written.
    #[test]
    fn written_files_are_read_back(
        files in proptest::collection::btree_map("[a-z]{1,8}(/[a-z0-9._-]{1,8}x){0,2}", proptest::collection::vec(any::<u8>(), 0..50), 0..8)
    ) {
        let files: BTreeMap<String, Vec<u8>> = files;
        let bytes = write(&files).unwrap();
        let read = read(&bytes).unwrap();
        prop_assert_eq!(read.len(), files.len());
        for (path, bytes) in &files {
            prop_assert_eq!(&*read[path], bytes.as_slice());
        }
    }
}
