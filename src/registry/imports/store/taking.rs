//! What a person takes over, in one transaction under the register's lock.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use diesel::prelude::*;
use diesel::result::DatabaseErrorKind;
use diesel::sql_types::{
    BigInt, Binary, Bool, Date, Integer, Nullable, Text, Uuid as SqlUuid,
};
use diesel_async::{AsyncConnection, RunQueryDsl};
use sha2::{Digest, Sha256};
use thiserror::Error;
use uuid::Uuid;

use super::drafts::{self, Draft};
use super::holding;
use crate::db::Connection;
use crate::parties::PartyId;
use crate::registry::imports::model::differ::{
    self, Comparison, NotTaken, Subject, Taking, case_after, parent_of,
};
use crate::registry::imports::model::held::{Held, identity};
use crate::registry::imports::model::{CaseField, Class, Fault, Field, Format, Happened, day};
use crate::seal::canonical::Value;

/// Why nothing was taken over.
#[derive(Debug, Error)]
pub enum TakeError {
    #[error("There is no file of this number that waits. Bring it again.")]
    NoDraft,
    /// Somebody took over what they wanted of it meanwhile.
    #[error("Rows of this file were taken over already.")]
    TakenAlready,
    /// The register is not what it was when the rows were shown.
    #[error("The register has changed since these rows were shown. Look at them again: nothing was taken over.")]
    Changed,
    #[error("{}", .0.sentence())]
    Ticks(NotTaken),
    /// The file does not fit the register any more.
    #[error("The file does not fit the register any more.")]
    Faults(Vec<Fault>),
    /// A guard of the register refused.
    #[error("{0}")]
    Refused(&'static str),
    #[error(transparent)]
    Database(diesel::result::Error),
}

impl From<diesel::result::Error> for TakeError {
    fn from(error: diesel::result::Error) -> Self {
        let constraint = match &error {
            diesel::result::Error::DatabaseError(kind, said)
                if !matches!(kind, DatabaseErrorKind::SerializationFailure) =>
            {
                said.constraint_name().unwrap_or_default().to_owned()
            }
            _ => String::new(),
        };
        match constraint.as_str() {
            "registry_is_kept_by_its_officers" => Self::Refused(
                "The register is kept by the secretary, the chair, the treasurer, or a deputy. Nothing was taken over.",
            ),
            "asset_is_entered_once" => Self::Refused(
                "One of the new assets is in the register already under another title. Nothing was taken over: bring the file for that asset, by its number.",
            ),
            "asset_is_locked" | "case_is_locked" | "class_is_locked" | "title_is_locked" => {
                Self::Refused(
                    "A protected asset would change by what was ticked, which takes a deed. Nothing was taken over.",
                )
            }
            "asset_versions_details" | "asset_versions_identifiers" => Self::Refused(
                "With these ticks one asset would have more details than the register keeps. Tick fewer; nothing was taken over.",
            ),
            "case_is_of_a_mark" => Self::Refused(
                "A designation stands under the international registration of the same mark, which the register does not have. Nothing was taken over.",
            ),
            "kind_is_protected" | "asset_version_is_next" | "case_version_is_next" => Self::Changed,
            _ => Self::Database(error),
        }
    }
}

/// The digest of the rows as they are shown, which comes back with the ticks.
#[must_use]
pub fn seen(comparisons: &[Comparison]) -> String {
    HEXLOWER.encode(&Sha256::digest(differ::listing(comparisons).as_bytes()))
}

/// Takes over the ticked rows of a file, all or none, and forgets the file.
///
/// # Errors
/// [`TakeError`]; nothing is changed then.
pub async fn take(
    conn: &mut Connection,
    id: Uuid,
    as_seen: &str,
    ticks: &BTreeSet<String>,
    by: PartyId,
) -> Result<(), TakeError> {
    conn.transaction(async |conn| {
        diesel::sql_query("SELECT lock_registry()")
            .execute(conn)
            .await?;
        let Some(draft) = drafts::draft(conn, id).await? else {
            return Err(match drafts::import(conn, id).await? {
                Some(_) => TakeError::TakenAlready,
                None => TakeError::NoDraft,
            });
        };
        let format = Format::parse(&draft.format).ok_or(TakeError::NoDraft)?;
        let found = format.read(&draft.file).map_err(TakeError::Faults)?;
        let held = holding::held(conn, &found, draft.asset).await?;
        let comparisons =
            differ::compare(&found, draft.asset, &held).map_err(TakeError::Faults)?;
        if seen(&comparisons) != as_seen {
            return Err(TakeError::Changed);
        }
        let takings = differ::taking(&comparisons, ticks).map_err(TakeError::Ticks)?;
        let rows: usize = comparisons.iter().map(|one| one.rows.len()).sum();
        let mut taker = Taker {
            by,
            reason: format!(
                "Taken over from {} (SHA-256 {})",
                draft.name,
                HEXLOWER.encode(&draft.sha256)
            ),
            held: &held,
            made: BTreeMap::new(),
            numbers: BTreeSet::new(),
            rows: Vec::new(),
        };
        for taking in &takings {
            taker.take(conn, taking).await?;
        }
        let Taker {
            numbers,
            rows: taken,
            ..
        } = taker;
        record(conn, &draft, &numbers, taken, rows, by).await?;
        drafts::discard(conn, id).await?;
        Ok(())
    })
    .await
}

async fn record(
    conn: &mut Connection,
    draft: &Draft,
    numbers: &BTreeSet<i64>,
    taken: Vec<Value>,
    rows: usize,
    by: PartyId,
) -> Result<(), TakeError> {
    let assets: Vec<String> = numbers.iter().map(|number| format!("A-{number}")).collect();
    let rows_taken = i32::try_from(taken.len()).unwrap_or(i32::MAX);
    let rows = i32::try_from(rows).unwrap_or(i32::MAX);
    diesel::sql_query(
        "INSERT INTO registry_imports (id, format, name, sha256, assets, taken, rows_taken, rows_left, brought_by, taken_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind::<SqlUuid, _>(draft.id)
    .bind::<Text, _>(&draft.format)
    .bind::<Text, _>(&draft.name)
    .bind::<Binary, _>(&draft.sha256)
    .bind::<Text, _>(assets.join(", "))
    .bind::<Text, _>(Value::List(taken).encode())
    .bind::<Integer, _>(rows_taken)
    .bind::<Integer, _>(rows.saturating_sub(rows_taken).max(0))
    .bind::<SqlUuid, _>(draft.brought_by)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// The latest version of an asset, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Version {
    version: i32,
    title: String,
    holding: String,
    owner: String,
    state: String,
    protected: bool,
    open: bool,
    identifiers: BTreeMap<String, Value>,
    details: BTreeMap<String, Value>,
}

/// Writes what was ticked.
struct Taker<'a> {
    by: PartyId,
    reason: String,
    held: &'a [Held],
    /// Assets entered by this file, by kind and identity: one mark may come with two cases.
    made: BTreeMap<(String, String), (Uuid, i64)>,
    numbers: BTreeSet<i64>,
    /// What was taken over, for the record.
    rows: Vec<Value>,
}

impl Taker<'_> {
    async fn take(&mut self, conn: &mut Connection, taking: &Taking) -> Result<(), TakeError> {
        let (asset, number, case) = match &taking.subject {
            Subject::NewAsset { kind, title } => {
                let (asset, number) = self.enter(conn, kind, title, &taking.facts).await?;
                (asset, number, None)
            }
            Subject::Asset {
                id, number, case, ..
            } => {
                self.change(conn, *id, &taking.facts, false).await?;
                (*id, *number, *case)
            }
        };
        self.numbers.insert(number);
        let facts = case.and_then(|case| {
            let of_asset = self.held.iter().find(|one| one.id == asset)?;
            let of_case = of_asset.cases.iter().find(|one| one.id == case)?;
            Some(of_case.facts.clone())
        });
        let of_case = taking
            .facts
            .keys()
            .any(|field| matches!(field, Field::Case(_)));
        let case = match (case, of_case) {
            (Some(case), true) => {
                let after = case_after(&facts.unwrap_or_default(), &taking.facts)
                    .map_err(TakeError::Ticks)?;
                self.case_version(conn, case, &after).await?;
                Some(case)
            }
            (Some(case), false) => Some(case),
            (None, true) => {
                let after = case_after(&BTreeMap::new(), &taking.facts).map_err(TakeError::Ticks)?;
                Some(self.open_case(conn, asset, after).await?)
            }
            (None, false) => None,
        };
        if let Some(case) = case {
            for (class, said) in &taking.classes {
                self.class(conn, case, *class, said).await?;
            }
        }
        for event in &taking.events {
            self.event(conn, asset, case, event).await?;
        }
        self.note(number, taking);
        Ok(())
    }

    /// Enters a new asset; one that this file entered already is changed instead.
    async fn enter(
        &mut self,
        conn: &mut Connection,
        kind: &str,
        title: &str,
        facts: &BTreeMap<Field, String>,
    ) -> Result<(Uuid, i64), TakeError> {
        #[derive(QueryableByName)]
        struct Number {
            #[diesel(sql_type = BigInt)]
            number: i64,
        }
        let known_by = identity(kind, Some(title), |key| {
            facts.get(&Field::Identifier(key.to_owned())).cloned()
        })
        .map(|identity| (kind.to_owned(), identity));
        if let Some((asset, number)) = known_by.as_ref().and_then(|known| self.made.get(known)) {
            let (asset, number) = (*asset, *number);
            self.change(conn, asset, facts, true).await?;
            return Ok((asset, number));
        }
        let asset = Uuid::new_v4();
        let row: Number = diesel::sql_query(
            "INSERT INTO assets (id, kind) VALUES ($1, $2) RETURNING number",
        )
        .bind::<SqlUuid, _>(asset)
        .bind::<Text, _>(kind)
        .get_result(conn)
        .await?;
        let text = |field: Field, otherwise: &str| {
            facts
                .get(&field)
                .cloned()
                .unwrap_or_else(|| otherwise.to_owned())
        };
        let mut version = Version {
            version: 0,
            title: text(Field::Title, title),
            holding: text(Field::Holding, "owned"),
            owner: text(Field::Owner, ""),
            state: text(Field::State, "active"),
            protected: is_kept(conn, kind).await?,
            open: facts.get(&Field::Open).is_none_or(|open| open == "yes"),
            identifiers: BTreeMap::new(),
            details: BTreeMap::new(),
        };
        put(&mut version, facts);
        self.version(conn, asset, &version).await?;
        if let Some(known) = known_by {
            self.made.insert(known, (asset, row.number));
        }
        Ok((asset, row.number))
    }

    /// Writes the next version of an asset, where what was ticked changes it.
    async fn change(
        &self,
        conn: &mut Connection,
        asset: Uuid,
        facts: &BTreeMap<Field, String>,
        details_alone: bool,
    ) -> Result<(), TakeError> {
        let before = latest(conn, asset).await?;
        let mut after = before.clone();
        if !details_alone {
            for (field, text) in facts {
                match field {
                    Field::Title => after.title.clone_from(text),
                    Field::Holding => after.holding.clone_from(text),
                    Field::Owner => after.owner.clone_from(text),
                    Field::State => after.state.clone_from(text),
                    Field::Open => after.open = text == "yes",
                    Field::Kind
                    | Field::Identifier(_)
                    | Field::Case(_)
                    | Field::Detail(_)
                    | Field::Class(_)
                    | Field::Event(_, _) => {}
                }
            }
        }
        put(&mut after, facts);
        if details_alone {
            after.identifiers.clone_from(&before.identifiers);
        }
        if after != before {
            self.version(conn, asset, &after).await?;
        }
        Ok(())
    }

    async fn version(
        &self,
        conn: &mut Connection,
        asset: Uuid,
        after: &Version,
    ) -> Result<(), TakeError> {
        diesel::sql_query(
            "INSERT INTO asset_versions (asset, version, title, holding, owner, state, protected, open, identifiers, details, \
                                         entered_by, reason) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind::<SqlUuid, _>(asset)
        .bind::<Integer, _>(after.version + 1)
        .bind::<Text, _>(&after.title)
        .bind::<Text, _>(&after.holding)
        .bind::<Text, _>(&after.owner)
        .bind::<Text, _>(&after.state)
        .bind::<Bool, _>(after.protected)
        .bind::<Bool, _>(after.open)
        .bind::<Text, _>(Value::Object(after.identifiers.clone()).encode())
        .bind::<Text, _>(Value::Object(after.details.clone()).encode())
        .bind::<SqlUuid, _>(self.by.0)
        .bind::<Text, _>(&self.reason)
        .execute(conn)
        .await?;
        Ok(())
    }

    async fn open_case(
        &self,
        conn: &mut Connection,
        asset: Uuid,
        facts: BTreeMap<CaseField, String>,
    ) -> Result<Uuid, TakeError> {
        let text = |field: CaseField| facts.get(&field).map_or("", String::as_str);
        let parent = (text(CaseField::Route) == "madrid_designation")
            .then(|| self.held.iter().find(|one| one.id == asset).and_then(parent_of))
            .flatten();
        let case = Uuid::new_v4();
        diesel::sql_query(
            "INSERT INTO mark_cases (id, asset, office, route, parent, opened_by) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind::<SqlUuid, _>(case)
        .bind::<SqlUuid, _>(asset)
        .bind::<Text, _>(text(CaseField::Office))
        .bind::<Text, _>(text(CaseField::Route))
        .bind::<Nullable<SqlUuid>, _>(parent)
        .bind::<SqlUuid, _>(self.by.0)
        .execute(conn)
        .await?;
        self.case_version(conn, case, &facts).await?;
        Ok(case)
    }

    async fn case_version(
        &self,
        conn: &mut Connection,
        case: Uuid,
        facts: &BTreeMap<CaseField, String>,
    ) -> Result<(), TakeError> {
        let text = |field: CaseField, otherwise: &'static str| {
            facts
                .get(&field)
                .map_or(otherwise, String::as_str)
                .to_owned()
        };
        let on = |field: CaseField| -> Option<NaiveDate> {
            facts.get(&field).and_then(|text| day(text).ok())
        };
        diesel::sql_query(
            "INSERT INTO mark_case_versions (mark_case, version, basis, application_no, filed_on, registration_no, registered_on, \
                                             register, expires_on, state, status_code, status_on, entered_by, reason) \
             VALUES ($1, (SELECT coalesce(max(v.version), 0) + 1 FROM mark_case_versions v WHERE v.mark_case = $1), \
                     $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        )
        .bind::<SqlUuid, _>(case)
        .bind::<Text, _>(text(CaseField::Basis, ""))
        .bind::<Text, _>(text(CaseField::ApplicationNo, ""))
        .bind::<Nullable<Date>, _>(on(CaseField::FiledOn))
        .bind::<Text, _>(text(CaseField::RegistrationNo, ""))
        .bind::<Nullable<Date>, _>(on(CaseField::RegisteredOn))
        .bind::<Text, _>(text(CaseField::Register, ""))
        .bind::<Nullable<Date>, _>(on(CaseField::ExpiresOn))
        .bind::<Text, _>(text(CaseField::State, "filed"))
        .bind::<Text, _>(text(CaseField::StatusCode, ""))
        .bind::<Nullable<Date>, _>(on(CaseField::StatusOn))
        .bind::<SqlUuid, _>(self.by.0)
        .bind::<Text, _>(&self.reason)
        .execute(conn)
        .await?;
        Ok(())
    }

    /// Words a class anew, and ends the wording that it had.
    async fn class(
        &self,
        conn: &mut Connection,
        case: Uuid,
        class: u8,
        said: &Class,
    ) -> Result<(), TakeError> {
        let new = Uuid::new_v4();
        diesel::sql_query(
            "INSERT INTO nice_classes (id, mark_case, class_no, edition, goods, recorded_by) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind::<SqlUuid, _>(new)
        .bind::<SqlUuid, _>(case)
        .bind::<Integer, _>(i32::from(class))
        .bind::<Text, _>(&said.edition)
        .bind::<Text, _>(&said.goods)
        .bind::<SqlUuid, _>(self.by.0)
        .execute(conn)
        .await?;
        diesel::sql_query(
            "INSERT INTO nice_class_ends (class, reason, recorded_by) \
             SELECT n.id, $4, $5 FROM nice_classes n \
             WHERE n.mark_case = $1 AND n.class_no = $2 AND n.id <> $3 \
               AND NOT EXISTS (SELECT FROM nice_class_ends e WHERE e.class = n.id)",
        )
        .bind::<SqlUuid, _>(case)
        .bind::<Integer, _>(i32::from(class))
        .bind::<SqlUuid, _>(new)
        .bind::<Text, _>(&self.reason)
        .bind::<SqlUuid, _>(self.by.0)
        .execute(conn)
        .await?;
        Ok(())
    }

    async fn event(
        &self,
        conn: &mut Connection,
        asset: Uuid,
        case: Option<Uuid>,
        event: &Happened,
    ) -> Result<(), TakeError> {
        diesel::sql_query(
            "INSERT INTO asset_events (id, asset, mark_case, code, happened_on, source, note, withdrawn, entered_by) \
             VALUES ($1, $2, $3, $4, $5, 'import', $6, false, $7)",
        )
        .bind::<SqlUuid, _>(Uuid::new_v4())
        .bind::<SqlUuid, _>(asset)
        .bind::<Nullable<SqlUuid>, _>(case)
        .bind::<Text, _>(&event.code)
        .bind::<Date, _>(event.on)
        .bind::<Text, _>(&event.note)
        .bind::<SqlUuid, _>(self.by.0)
        .execute(conn)
        .await?;
        Ok(())
    }

    /// Keeps what was taken over of one record, for the record of the import.
    fn note(&mut self, number: i64, taking: &Taking) {
        let asset = format!("A-{number}");
        let line = |field: &Field, found: String| {
            Value::object([
                ("asset", Value::Text(asset.clone())),
                ("field", Value::Text(field.word())),
                ("found", Value::Text(found)),
            ])
        };
        let mut rows = Vec::new();
        for (field, text) in &taking.facts {
            rows.push(line(field, text.clone()));
        }
        for (class, said) in &taking.classes {
            rows.push(line(
                &Field::Class(*class),
                format!("{}: {}", said.edition, said.goods),
            ));
        }
        for event in &taking.events {
            rows.push(line(
                &Field::Event(event.code.clone(), event.on.to_string()),
                event.note.clone(),
            ));
        }
        self.rows.append(&mut rows);
    }
}

/// Identifiers and details that were ticked.
fn put(version: &mut Version, facts: &BTreeMap<Field, String>) {
    for (field, text) in facts {
        let (map, key) = match field {
            Field::Identifier(key) => (&mut version.identifiers, key),
            Field::Detail(key) => (&mut version.details, key),
            Field::Kind
            | Field::Title
            | Field::Holding
            | Field::Owner
            | Field::State
            | Field::Open
            | Field::Case(_)
            | Field::Class(_)
            | Field::Event(_, _) => continue,
        };
        map.insert(key.clone(), Value::Text(text.clone()));
    }
}

async fn is_kept(conn: &mut Connection, kind: &str) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Is {
        #[diesel(sql_type = Bool)]
        it: bool,
    }
    let row: Is = diesel::sql_query("SELECT is_kept($1, clock_timestamp()) AS it")
        .bind::<Text, _>(kind)
        .get_result(conn)
        .await?;
    Ok(row.it)
}

async fn latest(conn: &mut Connection, asset: Uuid) -> Result<Version, TakeError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Integer)]
        version: i32,
        #[diesel(sql_type = Text)]
        title: String,
        #[diesel(sql_type = Text)]
        holding: String,
        #[diesel(sql_type = Text)]
        owner: String,
        #[diesel(sql_type = Text)]
        state: String,
        #[diesel(sql_type = Bool)]
        protected: bool,
        #[diesel(sql_type = Bool)]
        open: bool,
        #[diesel(sql_type = Text)]
        identifiers: String,
        #[diesel(sql_type = Text)]
        details: String,
    }
    let row: Row = diesel::sql_query(
        "SELECT n.version, n.title, n.holding, n.owner, n.state, n.protected, n.open, n.identifiers, n.details \
         FROM asset_now n WHERE n.asset = $1",
    )
    .bind::<SqlUuid, _>(asset)
    .get_result(conn)
    .await?;
    let object = |text: &str| match Value::parse(text.as_bytes()) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) | Err(_) => Err(TakeError::Refused(
            "What the register keeps of one of the assets is not in the form that imports add to. Change it there by hand.",
        )),
    };
    Ok(Version {
        identifiers: object(&row.identifiers)?,
        details: object(&row.details)?,
        version: row.version,
        title: row.title,
        holding: row.holding,
        owner: row.owner,
        state: row.state,
        protected: row.protected,
        open: row.open,
    })
}
