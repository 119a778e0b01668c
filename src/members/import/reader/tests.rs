//! A file of members in pieces is read as it is read whole.

use proptest::prelude::*;

use super::{
    ENOUGH, Found, MANY, MAX_CELLS, MAX_FAULTS, MAX_RECORD_BYTES, MAX_RECORDS, Pieces, Place,
    Record, Remark, WIDE, read,
};

/// The records and the faults of a file that comes in pieces of these lengths.
fn in_pieces(bytes: &[u8], lengths: &[usize]) -> Option<Vec<Found>> {
    let mut pieces = Pieces::default();
    let mut found = Vec::new();
    let mut rest = bytes;
    for length in lengths {
        let (piece, after) = rest.split_at((*length).min(rest.len()));
        found.extend(pieces.push(piece, false).ok()?);
        rest = after;
    }
    found.extend(pieces.push(rest, true).ok()?);
    Some(found)
}

fn whole(bytes: &[u8]) -> Option<Vec<Found>> {
    let Ok((records, faults)) = read(bytes) else {
        return std::str::from_utf8(bytes).ok().map(|_| Vec::new());
    };
    let records = records.into_iter().map(Found::Record);
    Some(
        records
            .chain(faults.into_iter().map(Found::Fault))
            .collect(),
    )
}

proptest! {
    #[test]
    fn pieces_give_what_the_whole_gives(
        text in "(\u{feff})?([ab,\"\n\r\u{e9}]|\r\n|\"[a,\n]{0,3}\"){0,40}",
        lengths in prop::collection::vec(0_usize..9, 0..12),
    ) {
        let mut found = in_pieces(text.as_bytes(), &lengths).expect("UTF-8");
        // The whole lists faults behind the records.
        found.sort_by_key(|found| matches!(found, Found::Fault(_)));
        prop_assert_eq!(found, whole(text.as_bytes()).expect("UTF-8"));
    }

    #[test]
    fn what_is_not_utf_8_is_refused_in_pieces_as_well(
        bytes in prop::collection::vec(prop_oneof![Just(b'a'), Just(b'\n'), Just(0xc3), Just(0xa9)], 0..20),
        lengths in prop::collection::vec(0_usize..4, 0..8),
    ) {
        prop_assert_eq!(in_pieces(&bytes, &lengths).is_some(), std::str::from_utf8(&bytes).is_ok());
    }
}

#[test]
fn a_record_without_end_is_a_fault_however_it_comes() {
    let long = "x".repeat(MAX_RECORD_BYTES + 9);
    for text in [
        format!("a\n{long}\nb\n"),
        format!("a\n\"{long}\nb\n"),
        format!("a\n\"{long}\",c\nb\n"),
        format!("a\nx\"{long}\nb\n"),
    ] {
        let once = in_pieces(text.as_bytes(), &[]).expect("UTF-8");
        for length in [1000, 65_536, 65_537] {
            let found = in_pieces(text.as_bytes(), &vec![length; 80]).expect("UTF-8");
            assert_eq!(found, once);
        }
        let Some([Found::Record(_), Found::Fault(fault), Found::Record(last)]) = once.get(..)
        else {
            panic!("{} found", once.len());
        };
        assert_eq!(fault.place.to_string(), "Line 2 (row 1)");
        assert_eq!(
            (last.line, last.row, &last.cells),
            (3, 2, &vec!["b".to_owned()])
        );
    }
}

fn cells(text: &str) -> Vec<(usize, Vec<String>)> {
    let (records, faults) = read(text.as_bytes()).expect("a readable file");
    assert!(faults.is_empty(), "{faults:?}");
    records
        .into_iter()
        .map(|Record { line, cells, .. }| (line, cells))
        .collect()
}

fn faults(text: &str) -> Vec<String> {
    let (_, faults) = read(text.as_bytes()).expect("a readable file");
    faults
        .iter()
        .map(|fault| format!("{} {}", fault.place, fault.sentence))
        .collect()
}

#[test]
fn cells_quotes_and_line_ends() {
    for (text, expected) in [
        ("a,b\nc,d\n", vec![(1, vec!["a", "b"]), (2, vec!["c", "d"])]),
        (
            "\u{feff}a,b\r\nc,d",
            vec![(1, vec!["a", "b"]), (2, vec!["c", "d"])],
        ),
        (
            "\"a,1\",\"say \"\"hi\"\"\"\n",
            vec![(1, vec!["a,1", "say \"hi\""])],
        ),
        (
            "\"two\nlines\",b\n\nc,d",
            vec![(1, vec!["two\nlines", "b"]), (4, vec!["c", "d"])],
        ),
        (",\n", vec![(1, vec!["", ""])]),
        ("\"\",x", vec![(1, vec!["", "x"])]),
    ] {
        let expected: Vec<(usize, Vec<String>)> = expected
            .into_iter()
            .map(|(line, cells)| (line, cells.into_iter().map(str::to_owned).collect()))
            .collect();
        assert_eq!(cells(text), expected, "{text:?}");
    }
}

#[test]
fn quotes_that_do_not_pair_are_named_by_line() {
    let unclosed = faults("a,b\n\"c,d\ne,f\n");
    assert_eq!(unclosed.len(), 1);
    assert!(unclosed[0].starts_with("Line 2 "), "{unclosed:?}");
    assert!(faults("a\nb \"c\"\n")[0].starts_with("Line 2 "));
    assert!(faults("a\n\"b\"c\n")[0].starts_with("Line 2 "));
    assert!(faults("\"a\nb\",\"c\n")[0].starts_with("Line 2 "));
}

#[test]
fn reading_goes_on_behind_an_unclosed_quote() {
    let (records, faults) = read(b"a\n\"b\nc\n").expect("a readable file");
    assert_eq!(faults.len(), 1);
    assert_eq!(records.len(), 2);
    assert_eq!((records[1].line, records[1].row), (3, 2));
}

#[test]
fn what_cannot_be_read_at_all() {
    assert!(read(b"").is_err());
    assert!(read(b"\xef\xbb\xbf\r\n\n").is_err());
    let bad = read(b"a\nb\xff\n").expect_err("not UTF-8");
    assert_eq!(bad.place.to_string(), "Line 2");
    assert!(read(&vec![b'a'; super::MAX_BYTES + 1]).is_err());
}

#[test]
fn a_file_of_faults_or_of_nothing_costs_little() {
    let (records, found) = read("a\"\n".repeat(1_000_000).as_bytes()).expect("a readable file");
    assert_eq!((records.len(), found.len()), (0, MAX_FAULTS + 1));
    assert_eq!(
        found
            .last()
            .map(|fault| (fault.place, fault.sentence.as_str())),
        Some((
            Place::Row {
                line: 1000,
                row: 999
            },
            ENOUGH
        ))
    );
    assert_eq!(
        read("a\n".repeat(MAX_RECORDS + 1).as_bytes()),
        Err(Remark::new(Place::File, "", MANY))
    );
    assert!(read("a\n".repeat(MAX_RECORDS).as_bytes()).is_ok());
    let wide = format!(
        "a\n{}\nb\n{}\n",
        ",".repeat(MAX_CELLS),
        ",".repeat(MAX_CELLS - 1)
    );
    let (records, found) = read(wide.as_bytes()).expect("a readable file");
    let lines: Vec<usize> = records.iter().map(|record| record.line).collect();
    assert_eq!(lines, [1, 3, 4]);
    assert_eq!(
        found,
        [Remark::new(Place::Row { line: 2, row: 1 }, "", WIDE)]
    );
}
