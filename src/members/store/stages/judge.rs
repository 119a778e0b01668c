//! A large file judged: its pieces are read one after another, their rows kept
//! and what is wrong with them written down. Nothing becomes a member here.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Binary, Bool, Date, Integer, Nullable, Text, Uuid as SqlUuid,
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{SHOWN_REMARKS, State, compare, erase_parts};
use crate::bodies;
use crate::db::Connection;
use crate::members::import::reader::{Found, Pieces};
use crate::members::import::row::{self, Header, Reading};
use crate::members::import::{Place, Remark};
use crate::members::store::{MembersError, classes};
use crate::parties::Country;

/// What was found so far; of each kind of remark only the first are kept.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) faults: i64,
    pub(super) warnings: i64,
    rows: i64,
    pub(super) kept: Vec<(bool, Remark)>,
}

impl Tally {
    fn add(&mut self, is_fault: bool, remark: Remark) {
        let count = if is_fault {
            &mut self.faults
        } else {
            &mut self.warnings
        };
        *count += 1;
        if usize::try_from(*count).is_ok_and(|count| count <= SHOWN_REMARKS) {
            self.kept.push((is_fault, remark));
        }
    }
}

/// Judges a file from its first piece on; how far it is can be seen meanwhile.
/// Whoever calls holds it.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn judge(conn: &mut Connection, id: Uuid) -> Result<(), MembersError> {
    erase_parts(
        conn,
        id,
        &["membership_import_remarks", "membership_import_rows"],
    )
    .await?;
    let now: DateTime<Utc> = bodies::store::now(conn).await?;
    let known = classes::known(conn, now).await?;
    let mut tally = Tally::default();
    let mut pieces = Pieces::default();
    let mut header = None;
    let mut read = 0;
    let mut damaged = false;
    for at in 0.. {
        let piece = chunk(conn, id, at).await?;
        let last = piece.is_none();
        let piece = piece.unwrap_or_default();
        read += i64::try_from(piece.len()).unwrap_or(0);
        let found = match pieces.push(&piece, last) {
            Ok(found) => found,
            Err(fault) => {
                tally.add(true, fault);
                damaged = true;
                Vec::new()
            }
        };
        let mut readings = Vec::new();
        for found in found {
            match (found, &header) {
                (Found::Fault(fault), header) => {
                    damaged |= header.is_none();
                    tally.add(true, fault);
                }
                (Found::Record(record), None) => match Header::read(&record) {
                    Ok(of_file) => header = Some(of_file),
                    Err(faults) => {
                        damaged = true;
                        faults.into_iter().for_each(|fault| tally.add(true, fault));
                    }
                },
                (Found::Record(record), Some(header)) => {
                    let mut reading = row::read(header, &record, &known);
                    for fault in std::mem::take(&mut reading.faults) {
                        tally.add(true, fault);
                    }
                    for warning in std::mem::take(&mut reading.warnings) {
                        tally.add(false, warning);
                    }
                    tally.rows += 1;
                    readings.push((record.line, record.row, reading));
                }
            }
            if damaged {
                break;
            }
        }
        for batch in readings.chunks(1000) {
            add_rows(conn, id, batch).await?;
        }
        progress(conn, id, &mut tally, read, State::Judging).await?;
        if last || damaged {
            break;
        }
    }
    if tally.rows == 0 && tally.faults == 0 {
        let sentence = if header.is_some() {
            "The file has a header and no members. Add a line for each member."
        } else {
            "The file is empty. Choose another."
        };
        tally.add(true, Remark::new(Place::File, "", sentence));
    }
    compare::compare(conn, id, &mut tally).await?;
    progress(conn, id, &mut tally, read, State::Judged).await?;
    Ok(())
}

/// A piece of a file as it came, counted from 0; none behind the last.
///
/// # Errors
/// Those of the database.
pub async fn chunk(conn: &mut Connection, id: Uuid, place: i32) -> QueryResult<Option<Vec<u8>>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Binary)]
        bytes: Vec<u8>,
    }
    let row: Option<Row> = crate::db::sql_query(
        "SELECT bytes FROM membership_import_chunks WHERE file = $1 AND place = $2",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<Integer, _>(place)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| row.bytes))
}

/// Writes down how far the judging is, and the remarks that are new.
async fn progress(
    conn: &mut Connection,
    id: Uuid,
    tally: &mut Tally,
    read: i64,
    state: State,
) -> QueryResult<()> {
    for (is_fault, remark) in tally.kept.drain(..) {
        let (line, row) = match remark.place {
            Place::File => (0, 0),
            Place::Line(line) => (line, 0),
            Place::Row { line, row } => (line, row),
        };
        let [line, row] = [line, row].map(|n| i64::try_from(n).unwrap_or(i64::MAX));
        crate::db::sql_query(
            "INSERT INTO membership_import_remarks (file, line, row, is_fault, field, sentence) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind::<SqlUuid, _>(id)
        .bind::<BigInt, _>(line)
        .bind::<BigInt, _>(row)
        .bind::<Bool, _>(is_fault)
        .bind::<Text, _>(remark.column)
        .bind::<Text, _>(remark.sentence)
        .execute(conn)
        .await?;
    }
    crate::db::sql_query(
        "UPDATE membership_import_files \
         SET state = $2, judged_bytes = $3, judged_rows = $4, faults = $5, warnings = $6 WHERE id = $1",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<Text, _>(state.word())
    .bind::<BigInt, _>(read)
    .bind::<BigInt, _>(tally.rows)
    .bind::<BigInt, _>(tally.faults)
    .bind::<BigInt, _>(tally.warnings)
    .execute(conn)
    .await
    .map(drop)
}

/// Keeps rows as they were read, with a fault or without.
async fn add_rows(
    conn: &mut Connection,
    id: Uuid,
    rows: &[(usize, usize, Reading)],
) -> QueryResult<()> {
    macro_rules! each {
        ($get:expr) => {
            rows.iter().map($get).collect::<Vec<_>>()
        };
    }
    let big = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let member = |r: &(usize, usize, Reading)| r.2.member.clone();
    crate::db::sql_query(
        "INSERT INTO membership_import_rows (file, row, line, kind, name, name_key, address, address_key, \
             class, voter, member_since, starts_on, ends_on, country, disclosed, employer) \
         SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<Array<BigInt>, _>(each!(|r| big(r.1)))
    .bind::<Array<BigInt>, _>(each!(|r| big(r.0)))
    .bind::<Array<Nullable<Text>>, _>(each!(|r| r.2.sketch.kind.map(|kind| kind.word().to_owned())))
    .bind::<Array<Nullable<Text>>, _>(each!(|r| {
        r.2.sketch.name.as_ref().map(|name| name.as_str().to_owned())
    }))
    .bind::<Array<Nullable<Text>>, _>(each!(|r| {
        r.2.sketch.name.as_ref().map(|name| name.as_str().to_lowercase())
    }))
    .bind::<Array<Nullable<Text>>, _>(each!(|r| {
        r.2.sketch.address.as_ref().map(|address| address.as_str().to_owned())
    }))
    .bind::<Array<Nullable<Text>>, _>(each!(|r| r.2.sketch.address.as_ref().map(crate::outbox::Address::key)))
    .bind::<Array<Nullable<Text>>, _>(each!(|r| member(r).map(|m| m.class.as_str().to_owned())))
    .bind::<Array<Nullable<Text>>, _>(each!(|r| {
        member(r).and_then(|m| m.representative.map(|name| name.as_str().to_owned()))
    }))
    .bind::<Array<Nullable<Date>>, _>(each!(|r| member(r).map(|m| m.member_since)))
    .bind::<Array<Nullable<Date>>, _>(each!(|r| member(r).map(|m| m.term.starts_on())))
    .bind::<Array<Nullable<Date>>, _>(each!(|r| member(r).map(|m| m.term.ends_on())))
    .bind::<Array<Nullable<Text>>, _>(each!(|r| member(r).map(|m| Country::code(m.country).to_owned())))
    .bind::<Array<Nullable<Bool>>, _>(each!(|r| member(r).map(|m| m.disclosed)))
    .bind::<Array<Nullable<Text>>, _>(each!(|r| {
        member(r).and_then(|m| m.employer.map(|name| name.as_str().to_owned()))
    }))
    .execute(conn)
    .await
    .map(drop)
}
