//! Reading a policy line by line.

use std::collections::{BTreeMap, BTreeSet};

use super::{Group, Log, Member, Policy, Witness, may_cosign, may_sign_as_log};
use crate::tlog::{
    key::{KeyError, VerifierKey},
    text::parse_decimal,
};

/// What is wrong with a policy, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Lines are counted from 1.
    #[error("line {line}: {fault}")]
    Line { line: usize, fault: PolicyFault },
    #[error("the policy has no quorum line")]
    NoQuorum,
}

/// What is wrong with a line of a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFault {
    #[error("a policy has no control characters but tabs and newlines")]
    ControlCharacter,
    #[error("no line of a policy starts with {0}")]
    UnknownWord(String),
    #[error("the line is not {0}")]
    Shape(&'static str),
    #[error("a key is valid UTF-8")]
    KeyNotUtf8,
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("the key is a witness's, and a log needs one of its own type")]
    NotALogKey,
    #[error("the key is a log's, and a witness needs one of its own type")]
    NotAWitnessKey,
    #[error("another log has the same key")]
    SameLogKey,
    #[error("another witness has the same key")]
    SameWitnessKey,
    #[error("none is no name for a witness or a group")]
    ReservedName,
    #[error("the name {0} is taken")]
    NameTaken(String),
    #[error("no line above defines {0}")]
    UnknownName(String),
    #[error("{0} is a member already, and a name is a member only once")]
    MemberTwice(String),
    #[error("a group asks for any, all, or a number from 1 to that of its members")]
    Threshold,
    #[error("a policy has only one quorum line")]
    SecondQuorum,
}

/// What the lines so far have said.
#[derive(Default)]
struct Reader {
    logs: Vec<Log>,
    witnesses: Vec<Witness>,
    groups: Vec<Group>,
    names: BTreeMap<Vec<u8>, Member>,
    /// Who is a member of a group already.
    members: BTreeSet<Member>,
    /// `Some(None)` is `quorum none`.
    quorum: Option<Option<Member>>,
}

pub(super) fn parse(file: &[u8]) -> Result<Policy, PolicyError> {
    let mut reader = Reader::default();
    for (line, bytes) in (1..).zip(file.split(|byte| *byte == b'\n')) {
        reader
            .read(bytes)
            .map_err(|fault| PolicyError::Line { line, fault })?;
    }
    Ok(Policy {
        logs: reader.logs,
        witnesses: reader.witnesses,
        groups: reader.groups,
        quorum: reader.quorum.ok_or(PolicyError::NoQuorum)?,
    })
}

impl Reader {
    fn read(&mut self, line: &[u8]) -> Result<(), PolicyFault> {
        if line
            .iter()
            .any(|byte| (*byte < b' ' && *byte != b'\t') || *byte == 0x7f)
        {
            return Err(PolicyFault::ControlCharacter);
        }
        let words: Vec<&[u8]> = line
            .split(|byte| *byte == b' ' || *byte == b'\t')
            .filter(|word| !word.is_empty())
            .collect();
        match words.split_first() {
            None => Ok(()),
            Some((word, _)) if word.starts_with(b"#") => Ok(()),
            Some((&b"log", rest)) => self.log(rest),
            Some((&b"witness", rest)) => self.witness(rest),
            Some((&b"group", rest)) => self.group(rest),
            Some((&b"quorum", rest)) => self.quorum(rest),
            Some((word, _)) => Err(PolicyFault::UnknownWord(shown(word))),
        }
    }

    fn log(&mut self, words: &[&[u8]]) -> Result<(), PolicyFault> {
        let (key, url) = match words {
            [key] => (key, None),
            [key, url] => (key, Some(url.to_vec())),
            _ => return Err(PolicyFault::Shape("log <vkey> [<url>]")),
        };
        let key = read_key(key)?;
        if !may_sign_as_log(&key) {
            return Err(PolicyFault::NotALogKey);
        }
        if has_key(self.logs.iter().map(Log::key), &key) {
            return Err(PolicyFault::SameLogKey);
        }
        self.logs.push(Log { key, url });
        Ok(())
    }

    fn witness(&mut self, words: &[&[u8]]) -> Result<(), PolicyFault> {
        let (name, key, url) = match words {
            [name, key] => (name, key, None),
            [name, key, url] => (name, key, Some(url.to_vec())),
            _ => return Err(PolicyFault::Shape("witness <name> <vkey> [<url>]")),
        };
        let key = read_key(key)?;
        if !may_cosign(&key) {
            return Err(PolicyFault::NotAWitnessKey);
        }
        if has_key(self.witnesses.iter().map(Witness::key), &key) {
            return Err(PolicyFault::SameWitnessKey);
        }
        self.define(name, Member::Witness(self.witnesses.len()))?;
        self.witnesses.push(Witness {
            name: name.to_vec(),
            key,
            url,
        });
        Ok(())
    }

    fn group(&mut self, words: &[&[u8]]) -> Result<(), PolicyFault> {
        let [name, threshold, names @ ..] = words else {
            return Err(PolicyFault::Shape("group <name> <k>|any|all <member> …"));
        };
        if names.is_empty() {
            return Err(PolicyFault::Shape("group <name> <k>|any|all <member> …"));
        }
        let mut members = Vec::new();
        for name in names {
            let member = self.find(name)?;
            if !self.members.insert(member) {
                return Err(PolicyFault::MemberTwice(shown(name)));
            }
            members.push(member);
        }
        let threshold = match *threshold {
            b"any" => 1,
            b"all" => members.len(),
            number => str::from_utf8(number)
                .ok()
                .and_then(parse_decimal)
                .and_then(|k| usize::try_from(k).ok())
                .filter(|k| (1..=members.len()).contains(k))
                .ok_or(PolicyFault::Threshold)?,
        };
        self.define(name, Member::Group(self.groups.len()))?;
        self.groups.push(Group { threshold, members });
        Ok(())
    }

    fn quorum(&mut self, words: &[&[u8]]) -> Result<(), PolicyFault> {
        let [name] = words else {
            return Err(PolicyFault::Shape("quorum <name>|none"));
        };
        if self.quorum.is_some() {
            return Err(PolicyFault::SecondQuorum);
        }
        self.quorum = Some(match *name {
            b"none" => None,
            name => Some(self.find(name)?),
        });
        Ok(())
    }

    fn define(&mut self, name: &[u8], member: Member) -> Result<(), PolicyFault> {
        if name == b"none" {
            return Err(PolicyFault::ReservedName);
        }
        if self.names.contains_key(name) {
            return Err(PolicyFault::NameTaken(shown(name)));
        }
        self.names.insert(name.to_vec(), member);
        Ok(())
    }

    fn find(&self, name: &[u8]) -> Result<Member, PolicyFault> {
        self.names
            .get(name)
            .copied()
            .ok_or_else(|| PolicyFault::UnknownName(shown(name)))
    }
}

fn read_key(word: &[u8]) -> Result<VerifierKey, PolicyFault> {
    let word = str::from_utf8(word).map_err(|_| PolicyFault::KeyNotUtf8)?;
    Ok(word.parse()?)
}

/// Whether one of `keys` is the same key, be it under another name or of another type.
fn has_key<'a>(mut keys: impl Iterator<Item = &'a VerifierKey>, key: &VerifierKey) -> bool {
    keys.any(|other| other.public_bytes() == key.public_bytes())
}

fn shown(word: &[u8]) -> String {
    String::from_utf8_lossy(word).into_owned()
}
