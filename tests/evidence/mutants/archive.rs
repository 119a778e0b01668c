//! Archives as no writer of ours makes them, lawful and unlawful.

use super::chance::Chance;
use super::text;
use crate::support::made::Made;
use crate::support::zip::{End, Member, archive, deflated, stored};

/// The bundle as an archive with one oddity, or with none that matters.
pub fn odd(chance: &mut Chance, made: &Made) -> Vec<u8> {
    let all_deflated = chance.one_in(3);
    let mut members: Vec<Member> = made
        .files
        .iter()
        .map(|(path, bytes)| {
            if all_deflated || chance.one_in(8) {
                deflated(path, bytes)
            } else {
                stored(path, bytes)
            }
        })
        .collect();
    let mut end = End::default();
    match chance.below(8) {
        0 => text::bytes(chance, &mut members[0].extra),
        1 | 2 => {
            let one = chance.below(members.len());
            member(chance, &mut members[one]);
        }
        3 => {
            let one = chance.below(members.len());
            let mut again = members[one].clone();
            member(chance, &mut again);
            members.insert(one + 1, again);
        }
        4 => {
            let (one, other) = (chance.below(members.len()), chance.below(members.len()));
            members.swap(one, other);
        }
        5 => ending(chance, &mut end),
        _ => {}
    }
    let mut bytes = archive(&members, &end);
    if chance.one_in(2) {
        headers(chance, &mut bytes);
    }
    bytes
}

fn member(chance: &mut Chance, member: &mut Member) {
    let half = |chance: &mut Chance| u16::try_from(chance.next() & 0xffff).unwrap();
    let bit = 1_u16 << chance.below(16);
    match chance.below(16) {
        0 => member.flags ^= bit,
        1 => member.version = *chance.pick(&[0, 10, 20, 21, 45]),
        2 => member.method = *chance.pick(&[0, 8, 9, 12, 99]),
        3 => member.crc ^= u32::from(bit),
        4 => member.size ^= u32::from(bit),
        5 => member.local_size = Some(member.size ^ u32::from(bit)),
        6 => text::bytes(chance, &mut member.extra),
        7 => text::bytes(chance, &mut member.local_extra),
        8 => text::bytes(chance, &mut member.comment),
        9 => member.disk = half(chance),
        10 => member.attributes = u32::from(half(chance)) << 16,
        11 => member.attributes = u32::from(bit),
        12 => text::bytes(chance, &mut member.name),
        13 => text::bytes(chance, &mut member.data),
        14 => text::bytes(chance, &mut member.before),
        _ => text::bytes(chance, &mut member.after),
    }
}

fn ending(chance: &mut Chance, end: &mut End) {
    match chance.below(7) {
        0 => end.members = Some(u16::from(chance.byte())),
        1 => end.disk = u16::from(chance.byte()),
        2 => text::bytes(chance, &mut end.comment),
        3 => text::bytes(chance, &mut end.before_directory),
        4 => text::bytes(chance, &mut end.after_directory),
        5 => text::bytes(chance, &mut end.after),
        _ => end.directory_offset = Some(u32::from(chance.byte())),
    }
}

/// Changes a byte of one of the headers, which are few among the bytes of an archive.
fn headers(chance: &mut Chance, bytes: &mut [u8]) {
    let is_header = |window: &[u8]| {
        window.starts_with(b"PK") && matches!(window[2..], [1, 2] | [3, 4] | [5, 6])
    };
    let starts: Vec<usize> = bytes
        .windows(4)
        .enumerate()
        .filter(|(_, window)| is_header(window))
        .map(|(at, _)| at)
        .collect();
    let at = chance.pick(&starts) + chance.below(60);
    if let Some(byte) = bytes.get_mut(at) {
        *byte = match chance.below(4) {
            0 => 0,
            1 => byte.wrapping_add(1),
            2 => *byte ^ (1 << chance.below(8)),
            _ => chance.byte(),
        };
    }
}
