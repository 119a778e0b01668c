//! All SQL of the register. [`assets`]: assets, their versions, the list; [`cases`]:
//! marks at offices and their classes; [`facts`]: events, parties, documents;
//! [`conveyances`]: the chain of title; [`keeping`]: custody; [`leaving`]: what of it is to
//! be handed over because something ended; [`incidents`]: what befell
//! an asset; [`whole`]: an asset with everything that belongs to it; [`published`]: many
//! with what is public of them; [`figures`]: how the register stands. Whatever is recorded is told to the public log in the same
//! transaction.

pub mod assets;
pub mod cases;
pub mod conveyances;
pub mod facts;
pub mod figures;
pub mod incidents;
pub mod keeping;
pub mod leaving;
pub mod published;
pub mod whole;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::result::Error as DbError;
use diesel::sql_types::{Binary, Bool, Date, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use thiserror::Error;
use uuid::Uuid;

pub use assets::{Asset, by_id, by_number};

use super::model::statement::{Record, statement};
use crate::db::Connection;
use crate::parties::PartyId;

/// Why nothing was recorded.
#[derive(Debug, Error)]
pub enum RegistryError {
    /// A sentence for the officer.
    #[error("{0}")]
    Refused(&'static str),
    /// The same where a deed is the way.
    #[error("{0}")]
    Locked(&'static str),
    #[error(transparent)]
    Database(DbError),
}

impl From<DbError> for RegistryError {
    fn from(error: DbError) -> Self {
        let DbError::DatabaseError(_, about) = &error else {
            return Self::Database(error);
        };
        let Some(constraint) = about.constraint_name() else {
            return Self::Database(error);
        };
        match (locked(constraint), refused(constraint)) {
            (Some(sentence), _) => Self::Locked(sentence),
            (None, Some(sentence)) => Self::Refused(sentence),
            (None, None) => Self::Database(error),
        }
    }
}

/// What takes a deed.
fn locked(constraint: &str) -> Option<&'static str> {
    Some(match constraint {
        "asset_is_locked" => {
            "This asset is protected: its owner, the right by which it is held, its state, its protection and what identifies it change by a deed alone, which the board and the members decide. Propose a deed."
        }
        "case_is_locked" => {
            "This mark is protected: a number or basis that is there does not change, and a case is not given up, but by a deed, which the board and the members decide. What is blank can be filled in, and what an office did (refused, cancelled, expired) is recorded once two officers have recorded the incident; the basis 1(b) becomes 1(a) once an amendment to allege use or a statement of use is recorded as an event of the case. Propose a deed for the rest."
        }
        "letting_go_takes_a_deed" => {
            "This asset is protected, and by the rule “Letting go” (docs/deeds.md) it is given up by a deed alone, which the board and the members decide; the event is entered after that. Propose a deed."
        }
        "class_is_locked" => {
            "This mark is protected: a class is given up, or its goods are worded otherwise, by a deed alone, which the board and the members decide. The same goods under another edition take none: enter them first, letter for letter, and then end these. Propose a deed for the rest."
        }
        "title_is_locked" => {
            "This asset is protected: it is conveyed away from its owner or encumbered by a deed alone, which the board and the members decide. Links that lead to the owner can be entered, from the latest back, each of a case or of the whole mark as it is; names must be the same letter for letter. Propose a deed for the rest."
        }
        "custody_stays_with_two" => {
            "This asset is protected: two custodians must remain, of different related groups where the rule registry.custody.groups says so. Name the next custodian first. Both have said that their access works, no longer ago than the rule registry.attestation.days says (92 days where the rules are silent). Fewer than two take a deed, which the board and the members decide."
        }
        _ => return None,
    })
}

fn refused(constraint: &str) -> Option<&'static str> {
    Some(match constraint {
        "registry_is_kept_by_its_officers" => {
            "The register is kept by the secretary, the chair, the treasurer, or a deputy. You hold none of these offices now. Ask one of them."
        }
        "asset_version_is_next"
        | "case_version_is_next"
        | "asset_versions_pkey"
        | "mark_case_versions_pkey" => {
            "Somebody changed this while you wrote. Read it again, and enter what is still to be changed."
        }
        "asset_is_entered_once" => {
            "This asset is in the register already, under the name or number by which it is known. Open that one."
        }
        "identity_is_in_a_deed" => {
            "A deed is to give this name or number to another asset, and was neither withdrawn nor carried out. Look at the deeds under way, and enter this under another name, or once that deed is withdrawn."
        }
        "asset_is_known_by_something" => {
            "Say what it is known by: a mark its words and kind, a domain its name, a signing key its fingerprint."
        }
        "kind_is_protected" => {
            "Assets of this kind are protected from their entry on. Leave the tick."
        }
        "correction_is_of_the_owner" => {
            "Only the owner’s name is corrected as mistyped, and this does not change it. Correct the name, or leave the tick out."
        }
        "asset_is_there" => "This asset is not in the register. Look it up in the register.",
        "case_is_of_a_mark" => {
            "A case is of a trademark, and a designation names the international registration of the same mark. Choose such a mark."
        }
        "loss_has_its_incident" => {
            "This asset is protected, and by the rule “Letting go” (docs/deeds.md) what others took of it is entered once an incident stands that says so: of a mark or domain that it lapsed, was seized, transferred without right, under a court’s order, or refused or ended by an office; of a key that it was compromised or lost, unless it was replaced, or a deed retired it. Each case that is lost takes an incident of its own. Record the incident, have another officer confirm it, then enter this."
        }
        "us_case_has_its_basis" => {
            "A case in the United States has a basis of filing: 66(a) a designation under the Madrid Protocol, and no other case. What is in preparation, or filed and not registered, may wait for it. Give the basis that the office has on record."
        }
        "registration_has_a_day" => "Say since when it is registered.",
        "mark_case_versions_order" => {
            "The registration would be before the filing. Correct one of the two days."
        }
        "withdrawal_takes_two" => {
            "This asset is protected, and by the rule “Letting go” (docs/deeds.md) an event on which a deadline rests that must be met is withdrawn alone only within 14 days, by whoever entered it, while nobody has confirmed the days. Later two do it: one who keeps the register asks for it, and another withdraws it within 30 days. A wrong day is corrected instead. Ask a second keeper to withdraw it."
        }
        "wish_is_of_an_event" => {
            "This event was corrected or withdrawn already. Read on the page of the asset what stands there."
        }
        "event_has_happened" => super::model::event::NOT_YET,
        "registration_follows_filing" => super::model::event::BEFORE_FILING,
        "case_is_registered_once" => super::model::event::REGISTERED,
        "correction_is_of_the_event" | "asset_events_corrected_once" => {
            "This event was corrected already. Correct the latest one."
        }
        "intent_to_use_stays" => super::model::title::BEFORE_USE,
        "recordal_has_its_day" => super::model::recordal::WRONG_DAY,
        "recordal_is_of_a_link" => {
            "This conveyance is not in the register. Look it up on the page of its asset."
        }
        "custody_is_of_a_person" => {
            "A person keeps an asset once for each duty, from a day that has come. Whoever you named keeps it already, or is no person. Name somebody else, or another duty."
        }
        "custody_takes_two" => {
            "This asset is protected, and beside yourself nobody would stay but those whom you named, or whose word that their access works is too old: another officer who keeps the register ends this custody. Ask the secretary, the treasurer, the chair or a deputy."
        }
        "attestation_by_the_custodian" => {
            "Custodians say this of what they keep themselves, while they keep it. Ask whoever keeps it."
        }
        "incident_takes_two" => {
            "One officer records it and another confirms it. You recorded it yourself, or hold no office now."
        }
        "incident_by_officer" => {
            "Officers record what happened, once it has happened; and its end, once it was confirmed. Record it then."
        }
        "asset_documents_once" => "This very file is there already. Nothing is left to do.",
        _ => return None,
    })
}

/// Takes the lock under which the register changes, until the transaction ends.
async fn lock(conn: &mut Connection) -> QueryResult<()> {
    crate::db::sql_query("SELECT lock_registry()")
        .execute(conn)
        .await?;
    Ok(())
}

/// A row that hangs on another and is there once: an end, a confirmation.
struct Once<'a> {
    table: &'static str,
    /// The column of what it hangs on, and its identity.
    of: (&'static str, Uuid),
    day: Option<(&'static str, NaiveDate)>,
    words: Option<(&'static str, &'a str)>,
    /// The column of who says so.
    by: (&'static str, PartyId),
}

impl Once<'_> {
    /// Enters the row; what the log has of it, or none where the same officer entered the same
    /// already.
    ///
    /// # Errors
    /// [`RegistryError::Refused`] where the row that is there is another.
    async fn enter(&self, conn: &mut Connection) -> Result<Option<Record>, RegistryError> {
        let Self { table, .. } = self;
        let (of, id) = self.of;
        let (by, person) = self.by;
        let mut columns = vec![of, by];
        columns.extend(self.day.map(|(column, _)| column));
        columns.extend(self.words.map(|(column, _)| column));
        let places: Vec<String> = (1..=columns.len()).map(|at| format!("${at}")).collect();
        let mut row = crate::db::sql_query(format!(
            "INSERT INTO {table} ({}) SELECT {} \
             WHERE NOT EXISTS (SELECT FROM {table} there WHERE there.{of} = $1)",
            columns.join(", "),
            places.join(", "),
        ))
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(person.0);
        let mut record = Record::default()
            .with(of, &id.to_string())
            .with(by, &person.0.to_string());
        if let Some((column, day)) = self.day {
            row = row.bind::<Date, _>(day);
            record = record.with(column, &day.to_string());
        }
        if let Some((column, words)) = self.words {
            row = row.bind::<Text, _>(words);
            record = record.with(column, words);
        }
        if row.execute(conn).await? > 0 {
            return Ok(Some(record));
        }
        if self.is_there_so(conn).await? {
            Ok(None)
        } else {
            Err(RegistryError::Refused(DONE_OTHERWISE))
        }
    }

    /// Whether the row that is there says the same, by the same officer.
    async fn is_there_so(&self, conn: &mut Connection) -> QueryResult<bool> {
        let Self { table, .. } = self;
        let (of, id) = self.of;
        let (by, person) = self.by;
        let mut columns = vec![of, by];
        columns.extend(self.day.map(|(column, _)| column));
        columns.extend(self.words.map(|(column, _)| column));
        let same: Vec<String> = columns
            .iter()
            .zip(1..)
            .map(|(column, at)| format!("there.{column} = ${at}"))
            .collect();
        let mut row = crate::db::sql_query(format!(
            "SELECT EXISTS (SELECT FROM {table} there WHERE {}) AS it",
            same.join(" AND "),
        ))
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(person.0);
        if let Some((_, day)) = self.day {
            row = row.bind::<Date, _>(day);
        }
        if let Some((_, words)) = self.words {
            row = row.bind::<Text, _>(words);
        }
        let row: It = row.get_result(conn).await?;
        Ok(row.it)
    }
}

/// What is said to whoever ends or confirms what somebody else ended or confirmed, or ended
/// otherwise.
const DONE_OTHERWISE: &str = "This was ended or confirmed already, and what you sent was not recorded. Read on the page of the asset what stands there.";

/// The answer to a question.
#[derive(QueryableByName)]
struct It {
    #[diesel(sql_type = Bool)]
    it: bool,
}

/// Whether a row of this identity is there already: a form that was sent twice.
async fn is_there(conn: &mut Connection, table: &str, id: Uuid) -> QueryResult<bool> {
    let row: It = crate::db::sql_query(format!(
        "SELECT EXISTS (SELECT FROM {table} t WHERE t.id = $1) AS it"
    ))
    .bind::<SqlUuid, _>(id)
    .get_result(conn)
    .await?;
    Ok(row.it)
}

/// Tells the public log what was recorded of an asset.
async fn log(
    conn: &mut Connection,
    asset: Uuid,
    what: &str,
    further: &[(&str, String)],
    record: &Record,
) -> QueryResult<()> {
    let asset = by_id(conn, asset).await?.ok_or(DbError::NotFound)?;
    // What is not open shows what it is and whose: its digest covers the rest.
    let further: &[(&str, String)] = match what {
        "case" | "class" | "class_ended" | "event" | "event_corrected" | "event_withdrawn"
        | "conveyance" | "recordal"
            if !asset.open =>
        {
            &[]
        }
        _ => further,
    };
    let said = statement(what, &asset.public(), further, record);
    crate::db::sql_query("SELECT log_registry($1, $2, $3)")
        .bind::<Text, _>("asset")
        .bind::<SqlUuid, _>(asset.id)
        .bind::<Binary, _>(said.into_bytes())
        .execute(conn)
        .await?;
    Ok(())
}

/// A file: its name and its bytes.
#[derive(Clone, Debug)]
pub struct NewFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl NewFile {
    fn parts(file: Option<&Self>) -> (Option<&str>, Option<&[u8]>) {
        (
            file.map(|file| file.name.as_str()),
            file.map(|file| file.bytes.as_slice()),
        )
    }
}

/// The name of a party as it is known now, by the SQL of its id.
macro_rules! name_of {
    ($party:literal) => {
        concat!(
            "(SELECT named.name FROM party_records named WHERE named.party = ",
            $party,
            " ORDER BY named.record DESC LIMIT 1)"
        )
    };
}
use name_of;
