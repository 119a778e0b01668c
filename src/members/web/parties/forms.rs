//! Reading the forms of a party's page: what was typed, to what is recorded.

use chrono::NaiveDate;

use crate::db::Connection;
use crate::parties::model::kin::EventKind;
use crate::parties::model::record::{
    Domain, Jurisdiction, PostalAddress, RegistrationNumber, said,
};
use crate::parties::model::tie::{Source, Span, TieKind, share_bp};
use crate::parties::store::Found;
use crate::parties::{self, Country, Kind, Name, PartyId};
use crate::web::form::Faults;
use crate::web::times::parse_day;
use crate::web::{Fields, WebError};

pub const REASON_CHARS: usize = 1000;
pub const NOTE_CHARS: usize = 500;

/// Reads a form, field by field, and keeps what is wrong.
pub struct Reading<'a> {
    fields: &'a Fields,
    pub faults: Faults,
}

impl<'a> Reading<'a> {
    #[must_use]
    pub fn of(fields: &'a Fields) -> Self {
        Self {
            fields,
            faults: Vec::new(),
        }
    }

    pub fn wrong(&mut self, field: &str, sentence: impl Into<String>) {
        self.faults.push((field.to_owned(), sentence.into()));
    }

    fn read<T, E: Into<String>>(
        &mut self,
        field: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        parse(self.fields.get(field))
            .map_err(|sentence| self.wrong(field, sentence))
            .ok()
    }

    pub fn name(&mut self, field: &str) -> Option<Name> {
        self.read(field, Name::parse)
    }

    pub fn day(&mut self, field: &str) -> Option<NaiveDate> {
        self.read(field, |raw| {
            parse_day(raw).ok_or("Give a date like 2026-07-31.")
        })
    }

    /// Two days, the second of which may be left out.
    pub fn span(&mut self, from: &str, until: &str) -> Option<Span> {
        let starts_on = self.day(from);
        let ends_on = match self.fields.get(until).trim() {
            "" => None,
            _ => Some(self.day(until)?),
        };
        let span = Span::new(starts_on?, ends_on);
        if span.is_none() {
            self.wrong(until, "It ends after it starts. Give a later day, or none.");
        }
        span
    }

    /// Why, or where it can be read.
    pub fn said(&mut self, field: &str, most: usize) -> Option<String> {
        self.read(field, |raw| said(raw, most))
    }

    /// The same where nothing need be said.
    pub fn note(&mut self, field: &str) -> Option<String> {
        match self.fields.get(field).trim() {
            "" => Some(String::new()),
            _ => self.said(field, NOTE_CHARS),
        }
    }

    pub fn percent(&mut self, field: &str) -> Option<u32> {
        self.read(field, |raw| {
            share_bp(raw).ok_or(
                "Give a percentage from 0.01 to 100, with two digits at most after the point.",
            )
        })
    }

    pub fn tie_kind(&mut self, field: &str) -> Option<TieKind> {
        self.read(field, |raw| {
            TieKind::parse(raw).ok_or("Choose what the person is there.")
        })
    }

    /// The share that goes with this kind: an owner's, and nobody else's.
    pub fn share_of(&mut self, kind: TieKind, field: &str) -> Option<Option<u32>> {
        if kind == TieKind::Owner {
            return self.percent(field).map(Some);
        }
        if self.fields.get(field).trim().is_empty() {
            return Some(None);
        }
        self.wrong(field, "Only an owner has a share. Leave it empty.");
        None
    }

    pub fn source(&mut self, field: &str) -> Option<Source> {
        self.read(field, |raw| {
            Source::parse(raw)
                .filter(|source| Source::OF_OFFICERS.contains(source))
                .ok_or("Choose from whom it is known.")
        })
    }

    pub fn event_kind(&mut self, field: &str) -> Option<EventKind> {
        self.read(field, |raw| {
            EventKind::parse(raw).ok_or("Choose what became of it.")
        })
    }

    pub fn domain(&mut self, field: &str) -> Option<Domain> {
        self.read(field, Domain::parse)
    }

    pub fn jurisdiction(&mut self, field: &str) -> Option<Jurisdiction> {
        self.read(field, Jurisdiction::parse)
    }

    pub fn number(&mut self, field: &str) -> Option<RegistrationNumber> {
        self.read(field, RegistrationNumber::parse)
    }

    pub fn address(&mut self, field: &str) -> Option<PostalAddress> {
        self.read(field, PostalAddress::parse)
    }

    pub fn country(&mut self, field: &str) -> Option<Country> {
        self.read(field, |raw| {
            Country::parse(raw)
                .ok_or("Give the country’s code of two letters (ISO 3166-1), like DE.")
        })
    }

    /// The country, or none where the field is empty.
    pub fn country_if_known(&mut self, field: &str) -> Option<Country> {
        match self.fields.get(field).trim() {
            "" => None,
            _ => self.country(field),
        }
    }

    /// The record that a form says it corrects; none where it corrects none.
    pub fn corrects(&mut self, field: &str) -> Option<Option<i64>> {
        match self.fields.get(field).trim() {
            "" => Some(None),
            raw => match raw.parse() {
                Ok(record) => Some(Some(record)),
                Err(_) => {
                    self.wrong(field, "Choose a record of the list.");
                    None
                }
            },
        }
    }

    /// The one party of this kind that bears this name, or whose identity this is;
    /// none where nobody does, and a fault where several do.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn party(
        &mut self,
        conn: &mut Connection,
        field: &str,
        kind: Kind,
    ) -> Result<Option<Found>, WebError> {
        const NEAR: i64 = 50;
        let words = self.fields.get(field).trim().to_owned();
        if words.is_empty() {
            self.wrong(field, "Give a name.");
            return Ok(None);
        }
        let found = parties::store::search(conn, &words, NEAR)
            .await
            .map_err(WebError::internal)?;
        let lower = words.to_lowercase();
        let mut exact = found.into_iter().filter(|party| {
            party.kind == kind.word()
                && (party.name.to_lowercase() == lower || party.party.to_string() == lower)
        });
        let first = exact.next();
        if exact.next().is_some() {
            self.wrong(
                field,
                "Several bear this name. Give the identity that stands on the page of the one you mean.",
            );
            return Ok(None);
        }
        Ok(first)
    }

    /// The same where there must be one, and another than this.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn other_party(
        &mut self,
        conn: &mut Connection,
        field: &str,
        kind: Kind,
        own: PartyId,
    ) -> Result<Option<PartyId>, WebError> {
        let before = self.faults.len();
        let found = self.party(conn, field, kind).await?;
        let other = found
            .map(|party| PartyId(party.party))
            .filter(|party| *party != own);
        if other.is_none() && self.faults.len() == before {
            self.wrong(
                field,
                match kind {
                    Kind::Person => "Nobody else of this name is recorded. Record them first.",
                    Kind::Organisation => {
                        "No other organisation of this name is recorded. Record it first, under Persons and organisations."
                    }
                },
            );
        }
        Ok(other)
    }
}
