//! Files that people bring: members, assets, a domain by RDAP, a mark by ST.96.

use std::collections::BTreeMap;

use commonhold::members::ClassId;
use commonhold::members::import::plan::{Known, KnownPerson, judge};
use commonhold::members::import::reader::{self, Found as Piece, Pieces, Record};
use commonhold::members::import::row::KnownClass;
use commonhold::members::import::{Place, Remark};
use commonhold::parties::PartyId;
use commonhold::registry::imports::model::{
    Fault, Format, Found, Handle, MAX_FAULTS, MAX_GOODS_CHARS, tree, values,
};

use super::{cell, is_a_line};

/// The longest sentence about a fault, whatever stands in the file, in characters.
const MOST_SAID: usize = 2_000;

pub fn members(bytes: &[u8]) {
    table(bytes);
    match judge(bytes, &known()) {
        Ok(plan) => {
            assert!(!plan.members.is_empty());
            for member in &plan.members {
                is_a_place(bytes, member.place());
                assert!(member.term.starts_on() < member.term.ends_on());
            }
            for remark in &plan.warnings {
                is_said(bytes, remark);
            }
        }
        Err(refusal) => {
            assert!(!refusal.faults.is_empty());
            for remark in refusal.faults.iter().chain(&refusal.warnings) {
                is_said(bytes, remark);
            }
        }
    }
}

fn known() -> Known {
    let class = |name: &str| KnownClass {
        id: ClassId::of_name(name).unwrap_or_else(|| panic!("{name} is no class")),
        name: name.to_owned(),
    };
    let person = |name: &str, own_membership| KnownPerson {
        person: PartyId(uuid::Uuid::nil()),
        name: name.to_owned(),
        own_membership,
    };
    Known {
        classes: ["Platinum", "Gold", "Ruby", "Silver", "Individual", "Mirror"]
            .map(class)
            .into(),
        persons: BTreeMap::from([
            ("ada@example.org".to_owned(), person("Ada", Some(7))),
            ("ben@example.org".to_owned(), person("Ben", None)),
        ]),
        organisations: BTreeMap::from([("birch ltd".to_owned(), 8)]),
    }
}

fn is_a_place(bytes: &[u8], place: Place) {
    match place {
        Place::File => {}
        Place::Line(line) => is_a_line(bytes, line),
        Place::Row { line, row } => {
            is_a_line(bytes, line);
            assert!((1..line).contains(&row), "row {row} in line {line}");
        }
    }
}

fn is_said(bytes: &[u8], remark: &Remark) {
    is_a_place(bytes, remark.place);
    assert!((1..=MOST_SAID).contains(&remark.sentence.chars().count()));
}

/// The reader of tables: in pieces it reads what it reads at once, and what it took reads
/// the same when it is written again.
fn table(bytes: &[u8]) {
    let whole = reader::read(bytes);
    let size = bytes.first().map_or(1, |byte| usize::from(*byte) + 1);
    // Each piece looks again at what is held: few of them are enough.
    let size = size.max(bytes.len() / 64);
    let mut pieces = Pieces::default();
    let (mut records, mut faults) = (Vec::new(), Vec::new());
    let mut take = |found: Vec<Piece>| {
        for one in found {
            match one {
                Piece::Record(record) => records.push(record),
                Piece::Fault(fault) => faults.push(fault),
            }
        }
    };
    let mut broken = false;
    for piece in bytes.chunks(size) {
        match pieces.push(piece, false) {
            Ok(found) => take(found),
            Err(_) => {
                broken = true;
                break;
            }
        }
    }
    if !broken {
        match pieces.push(&[], true) {
            Ok(found) => take(found),
            Err(_) => broken = true,
        }
    }
    match whole {
        Ok((own, own_faults)) => {
            assert!(!broken);
            // A record that is too long for pieces is a fault of theirs alone.
            if bytes.len() <= reader::MAX_RECORD_BYTES {
                assert_eq!((&own, &own_faults), (&records, &faults));
            }
            let written: String = own.iter().map(|record| line_of(&record.cells)).collect();
            if !own.is_empty() {
                let (again, faults) =
                    reader::read(written.as_bytes()).unwrap_or_else(|fault| panic!("{fault:?}"));
                assert!(faults.is_empty(), "{faults:?}");
                let cells = |records: Vec<Record>| -> Vec<Vec<String>> {
                    records.into_iter().map(|record| record.cells).collect()
                };
                assert_eq!(cells(again), cells(own));
            }
        }
        Err(remark) => {
            is_a_place(bytes, remark.place);
            assert!(broken || (records.is_empty() && faults.is_empty()));
        }
    }
}

fn line_of(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|one| cell(one)).collect();
    format!("{}\n", cells.join(","))
}

pub fn assets(bytes: &[u8]) {
    let Some(found) = read(Format::Csv, bytes) else {
        return;
    };
    let written = as_rows(&found);
    let mut again = Format::Csv
        .read(written.as_bytes())
        .unwrap_or_else(|faults| panic!("{faults:?}:\n{written}"));
    assert_eq!(again.len(), found.len());
    for (again, before) in again.iter_mut().zip(&found) {
        again.line = before.line;
        // Rows of one case may name it by one number each.
        again.handle = before.handle.clone();
    }
    assert_eq!(again, found, "{written}");
}

/// Every asset in as many rows as it has classes or events, each row with all its facts.
fn as_rows(found: &[Found]) -> String {
    let mut rows: Vec<BTreeMap<String, String>> = Vec::new();
    for one in found {
        let mut facts: BTreeMap<String, String> = one
            .facts
            .iter()
            .map(|(field, text)| (field.word(), text.clone()))
            .collect();
        facts.insert("kind".to_owned(), one.kind.clone());
        if let Handle::Number(number) = &one.handle {
            facts.insert("asset".to_owned(), number.to_string());
        }
        for at in 0..one.classes.len().max(one.events.len()).max(1) {
            let mut row = facts.clone();
            let mut put = |column: &str, text: String| row.insert(column.to_owned(), text);
            if let Some((class, of)) = one.classes.iter().nth(at) {
                put("class", class.to_string());
                put("edition", of.edition.clone());
                put("goods", of.goods.clone());
            }
            if let Some(event) = one.events.get(at) {
                put("event", event.code.clone());
                put("happened_on", event.on.to_string());
                put("note", event.note.clone());
            }
            rows.push(row);
        }
    }
    let mut columns: Vec<&String> = rows.iter().flat_map(BTreeMap::keys).collect();
    columns.sort();
    columns.dedup();
    let header: Vec<String> = columns.iter().map(|column| (*column).clone()).collect();
    let mut text = line_of(&header);
    for row in &rows {
        let cells = columns.iter().map(|column| row.get(*column).cloned());
        text.push_str(&line_of(
            &cells.map(Option::unwrap_or_default).collect::<Vec<_>>(),
        ));
    }
    text
}

pub fn rdap(bytes: &[u8]) {
    if let Some(found) = read(Format::Rdap, bytes) {
        assert_eq!(found.len(), 1);
    }
}

pub fn st96(bytes: &[u8]) {
    read(Format::St96, bytes);
    if let Ok(text) = str::from_utf8(bytes)
        && let Ok(root) = tree::read(text)
    {
        let (deep, long) = measured(&root, 1);
        // What is empty may stand one deeper.
        assert!(deep <= tree::MAX_DEPTH + 1, "{deep} deep");
        assert!(long <= text.len(), "what is read is longer than the file");
    }
}

/// How deep a tree is, and how long all its names and texts are.
fn measured(node: &tree::Node, depth: usize) -> (usize, usize) {
    let own = node.name.len() + node.text.len();
    node.children
        .iter()
        .map(|child| measured(child, depth + 1))
        .fold((depth, own), |(deep, long), (d, l)| (deep.max(d), long + l))
}

/// What was found, each fact as the register may keep it; of a file that is refused none.
fn read(format: Format, bytes: &[u8]) -> Option<Vec<Found>> {
    match format.read(bytes) {
        Ok(found) => {
            assert!(!found.is_empty());
            for one in &found {
                for (field, text) in &one.facts {
                    assert_eq!(values::one_line(text), *text, "{field:?}");
                    assert!(
                        !text.is_empty() && text.chars().count() <= 1_000,
                        "{field:?}"
                    );
                }
                for class in one.classes.values() {
                    assert!(class.goods.chars().count() <= MAX_GOODS_CHARS);
                }
            }
            Some(found)
        }
        Err(faults) => {
            assert!((1..=MAX_FAULTS).contains(&faults.len()));
            for fault in faults {
                is_told(format, bytes, &fault);
            }
            None
        }
    }
}

fn is_told(format: Format, bytes: &[u8], fault: &Fault) {
    if fault.line > 0 && format == Format::Csv {
        is_a_line(bytes, fault.line);
    }
    assert!((1..=MOST_SAID).contains(&fault.sentence.chars().count()));
    assert!(!fault.sentence.contains('\n') && !fault.column.contains('\n'));
}
