//! The BLT format: ranked ballots as councils and election programs publish
//! them. `docs/counting/files.md` describes what is read.
//!
//! ```text
//! 3 1              three candidates, one seat
//! -3               candidate 3 has withdrawn
//! 12 1 2 0         twelve ballots: 1 before 2
//! 5 1=2 - 3 0      five: 1 and 2 equal, a rank skipped, then 3
//! 0                end of the ballots
//! "Ada"            a name for each candidate, in order
//! "Ben"
//! "Cyd"
//! "Board 2026"     the title
//! ```

mod fault;

pub use fault::{BltError, BltFault};

use super::ballots::{BallotError, Folder, Preferences, close_rank};
use super::contest::{Contest, ContestError, MAX_OPTIONS, OptionNo};

/// What a BLT file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blt {
    /// The title of the election.
    pub title: String,
    /// Candidates, seats, and who has withdrawn.
    pub contest: Contest,
    /// The ballots, folded.
    pub ballots: Preferences,
}

/// Reads a BLT file.
///
/// # Errors
/// The first place where the file is not what it should be.
pub fn read(bytes: &[u8]) -> Result<Blt, BltError> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let sound = error.valid_up_to();
            let before = String::from_utf8_lossy(&bytes[..sound]);
            let before = before.strip_prefix(BOM).unwrap_or(&before);
            return Err(error_at(before, before.len(), BltFault::NotUtf8));
        }
    };
    let text = text.strip_prefix(BOM).unwrap_or(text);
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        at: 0,
    };
    reader
        .file()
        .map_err(|(at, fault)| error_at(text, at, fault))
}

const BOM: char = '\u{feff}';

/// A fault at a place in the text; line and column are worked out at the end.
type Fault = (usize, BltFault);

fn error_at(text: &str, at: usize, fault: BltFault) -> BltError {
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    BltError {
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        fault,
    }
}

/// So many digits fit into 64 bits, whatever they are.
const SURE_DIGITS: usize = 19;

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn file(&mut self) -> Result<Blt, Fault> {
        let (candidates, seats) = self.header()?;
        let withdrawn = self.withdrawn(candidates)?;
        let ballots = self.ballots(candidates)?;
        let (names, title) = self.names(candidates)?;
        let contest = Contest::of_names(names, seats)
            .map_err(|error| (0, contest_fault(&error)))?
            .with_withdrawn(withdrawn);
        Ok(Blt {
            title,
            contest,
            ballots,
        })
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn character(&self, at: usize) -> char {
        self.text[at..].chars().next().unwrap_or(' ')
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    /// Whether only a comment is left of this line, or nothing.
    fn at_line_end(&self) -> bool {
        match self.peek() {
            None | Some(b'\n' | b'#') => true,
            Some(b'\r') => matches!(self.bytes.get(self.at + 1), None | Some(b'\n')),
            Some(_) => false,
        }
    }

    fn next_line(&mut self) {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|byte| *byte == b'\n');
        self.at += length.map_or(rest.len(), |length| length + 1);
    }

    /// Goes to the next line that holds something; false at the end of the file.
    fn find_line(&mut self) -> bool {
        loop {
            self.skip_blanks();
            if !self.at_line_end() {
                return true;
            }
            if self.peek().is_none() {
                return false;
            }
            self.next_line();
        }
    }

    /// Reads digits; `None` where there are none, the largest number for too many.
    fn number(&mut self) -> Option<u64> {
        let start = self.at;
        let mut number = 0_u64;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            number = match self.at - start < SURE_DIGITS {
                true => number * 10 + u64::from(digit - b'0'),
                false => number
                    .saturating_mul(10)
                    .saturating_add(u64::from(digit - b'0')),
            };
            self.at += 1;
        }
        (self.at > start).then_some(number)
    }

    /// A number that white space, a comment or the line's end follows.
    fn whole_number(&mut self) -> Option<u64> {
        let number = self.number();
        let ends = self.at_line_end() || matches!(self.peek(), Some(b' ' | b'\t'));
        number.filter(|_| ends)
    }

    fn header(&mut self) -> Result<(usize, u32), Fault> {
        if !self.find_line() {
            return Err((self.at, BltFault::Empty));
        }
        let at = self.at;
        let candidates = self.whole_number().ok_or((at, BltFault::Header))?;
        if candidates == 0 {
            return Err((at, BltFault::NoCandidates));
        }
        let candidates = usize::try_from(candidates)
            .ok()
            .filter(|candidates| *candidates <= MAX_OPTIONS)
            .ok_or((at, BltFault::TooManyCandidates))?;
        self.skip_blanks();
        let at = self.at;
        let seats = match self.peek() {
            Some(b'-') => return Err((at, BltFault::Seats)),
            _ => self.whole_number().ok_or((at, BltFault::Header))?,
        };
        let seats = u32::try_from(seats).ok().filter(|seats| *seats > 0);
        let seats = seats.ok_or((at, BltFault::Seats))?;
        self.skip_blanks();
        if !self.at_line_end() {
            return Err((self.at, BltFault::Header));
        }
        self.next_line();
        Ok((candidates, seats))
    }

    fn withdrawn(&mut self, candidates: usize) -> Result<Vec<OptionNo>, Fault> {
        let mut withdrawn = Vec::new();
        while self.find_line() && self.peek() == Some(b'-') {
            while !self.at_line_end() {
                if self.peek() != Some(b'-') {
                    return Err((self.at, BltFault::Withdrawn));
                }
                self.at += 1;
                let at = self.at;
                let given = self.whole_number().ok_or((at, BltFault::Withdrawn))?;
                let option = usize::try_from(given).ok().and_then(OptionNo::new);
                let option = option.filter(|option| option.index() < candidates);
                let unknown = BltFault::NoSuchCandidate { given, candidates };
                withdrawn.push(option.ok_or((at, unknown))?);
                self.skip_blanks();
            }
            self.next_line();
        }
        Ok(withdrawn)
    }

    fn ballots(&mut self, candidates: usize) -> Result<Preferences, Fault> {
        let mut folder = Folder::new(candidates);
        let mut seen = vec![0_u64; candidates];
        let mut packed = Vec::with_capacity(candidates);
        for ballot in 1_u64.. {
            if !self.find_line() {
                return Err((self.at, BltFault::NoEndOfBallots));
            }
            let at = self.at;
            let weight = match self.peek() {
                Some(b'-') => return Err((at, BltFault::NegativeWeight)),
                Some(b'"') => return Err((at, BltFault::NamesTooEarly)),
                _ => self.whole_number().ok_or_else(|| {
                    let digits = self.bytes[at..].iter().take_while(|b| b.is_ascii_digit());
                    let bad = at + digits.count();
                    (bad, BltFault::NotAWeight(self.character(bad)))
                })?,
            };
            self.skip_blanks();
            if weight == 0 {
                if !self.at_line_end() {
                    return Err((at, BltFault::ZeroWeight));
                }
                self.next_line();
                break;
            }
            packed.clear();
            self.preferences(&mut packed, &mut seen, ballot)?;
            folder
                .add_packed(&packed, weight)
                .map_err(|error| (at, ballot_fault(error)))?;
            self.next_line();
        }
        Ok(folder.finish())
    }

    /// Reads one ballot up to and including its 0.
    fn preferences(
        &mut self,
        packed: &mut Vec<u16>,
        seen: &mut [u64],
        ballot: u64,
    ) -> Result<(), Fault> {
        let mut rank = 0;
        loop {
            let at = self.at;
            let Some(given) = self.number() else {
                self.not_a_number()?;
                self.skip_blanks();
                continue;
            };
            let after = self.peek();
            if given == 0 && packed.len() == rank && after != Some(b'=') {
                self.skip_blanks();
                return match self.at_line_end() {
                    true => Ok(()),
                    false => Err((self.at, BltFault::AfterTerminator)),
                };
            }
            let index = usize::try_from(given).unwrap_or(usize::MAX).wrapping_sub(1);
            let (Some(last), Ok(preference)) = (seen.get_mut(index), u16::try_from(index)) else {
                let candidates = seen.len();
                return Err((at, BltFault::NoSuchCandidate { given, candidates }));
            };
            if std::mem::replace(last, ballot) == ballot {
                return Err((at, BltFault::Twice(index + 1)));
            }
            packed.push(preference);
            match after {
                Some(b' ' | b'\t') => self.skip_blanks(),
                Some(b'=') => {
                    self.at += 1;
                    if !matches!(self.peek(), Some(b'0'..=b'9')) {
                        return Err((self.at, BltFault::LooseEquals));
                    }
                    continue;
                }
                _ if self.at_line_end() => {}
                _ => return Err((self.at, BltFault::NotAPreference(self.character(self.at)))),
            }
            close_rank(packed, rank);
            rank = packed.len();
        }
    }

    /// Passes over a “-”; everything else that is not a number is a fault.
    fn not_a_number(&mut self) -> Result<(), Fault> {
        let at = self.at;
        if self.at_line_end() {
            return Err((at, BltFault::NoTerminator));
        }
        match self.peek() {
            Some(b'-') => {
                self.at += 1;
                match self.peek() {
                    Some(b'0'..=b'9') => Err((at, BltFault::NegativeCandidate)),
                    Some(b' ' | b'\t') => Ok(()),
                    _ if self.at_line_end() => Ok(()),
                    _ => Err((self.at, BltFault::NotAPreference(self.character(self.at)))),
                }
            }
            Some(b'=') => Err((at, BltFault::LooseEquals)),
            _ => Err((at, BltFault::NotAPreference(self.character(at)))),
        }
    }

    fn names(&mut self, candidates: usize) -> Result<(Vec<String>, String), Fault> {
        let expected = candidates + 1;
        let mut names: Vec<(String, usize)> = Vec::with_capacity(expected);
        while names.len() < expected {
            if !self.find_line() {
                let found = names.len();
                return Err((self.at, BltFault::TooFewNames { found, expected }));
            }
            let at = self.at;
            let name = self.quoted()?;
            if name.is_empty() && names.len() < candidates {
                return Err((at, BltFault::EmptyName));
            }
            if name.chars().any(char::is_control) {
                return Err((at, BltFault::ControlCharacter));
            }
            names.push((name.to_owned(), at));
            self.next_line();
        }
        if self.find_line() {
            return Err((self.at, BltFault::AfterTitle));
        }
        let title = names.pop().map(|(title, _)| title).unwrap_or_default();
        let mut sorted: Vec<&(String, usize)> = names.iter().collect();
        sorted.sort_unstable();
        if let Some(pair) = sorted.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err((pair[1].1, BltFault::SameName));
        }
        Ok((names.into_iter().map(|(name, _)| name).collect(), title))
    }

    /// The text of a quoted line: one outer pair of quotes is taken off, and
    /// everything between is literal. A comment may follow the closing quote.
    fn quoted(&self) -> Result<&'a str, Fault> {
        let rest = &self.text[self.at..];
        let line = rest.split('\n').next().unwrap_or(rest).trim_end();
        let inner = line
            .strip_prefix('"')
            .ok_or((self.at, BltFault::NotQuoted))?;
        if let Some(text) = inner.strip_suffix('"') {
            return Ok(text);
        }
        let comment = inner.rmatch_indices('"').find_map(|(end, _)| {
            let after = inner[end + 1..].trim_start();
            (after.starts_with('#') && after.len() < inner.len() - end - 1).then(|| &inner[..end])
        });
        comment.ok_or((self.at + line.len(), BltFault::OpenQuote))
    }
}

fn ballot_fault(error: BallotError) -> BltFault {
    match error {
        // BLT files hold no scores.
        BallotError::ScoreTooHigh(_) | BallotError::NoWeight => BltFault::ZeroWeight,
        BallotError::TooManyVotes => BltFault::TooManyVotes,
        BallotError::TooManyBallots => BltFault::TooManyBallots,
        BallotError::Twice(number) => BltFault::Twice(number),
        BallotError::UnknownOption(number) => BltFault::NoSuchCandidate {
            given: u64::try_from(number).unwrap_or(u64::MAX),
            candidates: 0,
        },
    }
}

/// Faults that the reader has already excluded, told all the same.
fn contest_fault(error: &ContestError) -> BltFault {
    match error {
        ContestError::NoOptions => BltFault::NoCandidates,
        ContestError::TooManyOptions(_) => BltFault::TooManyCandidates,
        ContestError::NoSeats => BltFault::Seats,
        ContestError::SameName(_) => BltFault::SameName,
    }
}
