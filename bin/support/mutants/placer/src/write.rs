//! Writes a file anew with its edits, and says where each mutant came to stand.

use std::ops::Range;

use serde::Serialize;

use crate::find::{Change, Edit, Found};
use crate::source::Bytes;

/// Where a mutant stands in what was written, in bytes.
#[derive(Debug, Serialize)]
pub struct Place {
    pub number: u32,
    pub file: String,
    /// Its own code, which runs only when it is switched on.
    pub own: Range<usize>,
    /// Its own code, its switch, and what it takes the place of.
    pub whole: Range<usize>,
    /// The function that it stands in.
    pub function: Range<usize>,
}

struct Writer<'a> {
    file: &'a str,
    text: &'a str,
    written: String,
    places: Vec<Place>,
    /// Where each edited function, named by where it was, stands now.
    functions: Vec<(Bytes, Range<usize>)>,
}

/// One thing to be written: a function's own bytes, or edits that share a place.
enum Piece<'a> {
    Function,
    Edits(Vec<&'a Edit>),
}

pub fn write(file: &str, text: &str, found: &Found) -> (String, Vec<Place>) {
    let mut pieces: Vec<(Bytes, Piece<'_>)> = Vec::new();
    for edit in &found.edits {
        let functions = |(bytes, piece): &(Bytes, Piece<'_>)| {
            *bytes == edit.function && matches!(piece, Piece::Function)
        };
        if !pieces.iter().any(functions) {
            pieces.push((edit.function.clone(), Piece::Function));
        }
        let same = pieces.iter_mut().find_map(|(bytes, piece)| match piece {
            Piece::Edits(edits) if *bytes == edit.bytes => Some(edits),
            _ => None,
        });
        match same {
            Some(edits) => edits.push(edit),
            None => pieces.push((edit.bytes.clone(), Piece::Edits(vec![edit]))),
        }
    }
    // What is inserted stands before what begins there; what is wider is around what is not.
    pieces.sort_by_key(|(bytes, _)| {
        let insertion = bytes.is_empty();
        (bytes.start, !insertion, std::cmp::Reverse(bytes.end))
    });
    let mut writer = Writer {
        file,
        text,
        written: String::with_capacity(2 * text.len()),
        places: Vec::new(),
        functions: Vec::new(),
    };
    let end = writer.between(0..text.len(), &pieces);
    debug_assert_eq!(end, pieces.len());
    for place in &mut writer.places {
        let inside = |(_, now): &&(Bytes, Range<usize>)| {
            now.start <= place.whole.start && place.whole.end <= now.end
        };
        let around = writer.functions.iter().filter(inside);
        if let Some((_, now)) = around.min_by_key(|(_, now)| now.len()) {
            place.function = now.clone();
        }
    }
    (writer.written, writer.places)
}

impl Writer<'_> {
    /// Writes these bytes with the pieces that lie in them; gives how many these are.
    fn between(&mut self, bytes: Bytes, pieces: &[(Bytes, Piece<'_>)]) -> usize {
        let mut at = bytes.start;
        let mut done = 0;
        while let Some((place, piece)) = pieces.get(done) {
            if place.start >= bytes.end || place.end > bytes.end {
                break;
            }
            self.written.push_str(&self.text[at..place.start]);
            at = place.end;
            done += 1;
            done += match piece {
                Piece::Function => {
                    let start = self.written.len();
                    let within = self.between(place.clone(), &pieces[done..]);
                    let now = start..self.written.len();
                    self.functions.push((place.clone(), now));
                    within
                }
                Piece::Edits(edits) => self.edits(place, edits, &pieces[done..]),
            };
        }
        self.written.push_str(&self.text[at..bytes.end]);
        done
    }

    fn edits(&mut self, place: &Bytes, edits: &[&Edit], within: &[(Bytes, Piece<'_>)]) -> usize {
        let whole = self.written.len();
        let first = self.places.len();
        let mut instead = false;
        for edit in edits {
            match &edit.change {
                Change::Instead { number, text } => {
                    self.written.push_str(if instead { "else " } else { "(" });
                    self.written
                        .push_str(&format!("if {} {{ (", switch(*number)));
                    self.own(*number, text);
                    self.written.push_str(") } ");
                    instead = true;
                }
                Change::Return { number, value } => {
                    self.written
                        .push_str(&format!("if {} {{ ", switch(*number)));
                    self.own(*number, &format!("return {value};"));
                    self.written.push_str(" } ");
                }
                Change::Guard { number } => {
                    self.own(*number, &format!(" if !{}", switch(*number)));
                }
                Change::Strike => {}
            }
        }
        let own = self.places.len();
        let mut done = 0;
        if instead {
            self.written.push_str("else { (");
            done = self.between(place.clone(), within);
            self.written.push_str(") })");
        }
        let end = self.written.len();
        for place in &mut self.places[first..own] {
            place.whole = whole..end;
        }
        done
    }

    fn own(&mut self, number: u32, text: &str) {
        let start = self.written.len();
        self.written.push_str(text);
        let own = start..self.written.len();
        self.places.push(Place {
            number,
            file: self.file.to_owned(),
            whole: own.clone(),
            function: own.clone(),
            own,
        });
    }
}

fn switch(number: u32) -> String {
    format!("crate::mutants::on({number})")
}
