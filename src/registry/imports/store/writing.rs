//! Writes what was ticked, by the register's own store, so that each change stands in the
//! public log as every other does.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use uuid::Uuid;

use super::TakeError;
use crate::db::Connection;
use crate::parties::PartyId;
use crate::registry::imports::model::differ::{Subject, parent_of};
use crate::registry::imports::model::held::{Held, identity};
use crate::registry::imports::model::ticks::{Taking, case_after};
use crate::registry::imports::model::{CaseField, Class, Field, day};
use crate::registry::model::case::{CaseFacts, CaseState, NewClass, Place, Route};
use crate::registry::model::event::NewEvent;
use crate::registry::model::fields::Texts;
use crate::registry::model::{Common, Holding, Kind, State};
use crate::registry::store::assets::{self, Asset, NewVersion};
use crate::registry::store::cases::{self, Case};
use crate::registry::store::facts;
use crate::seal::canonical::Value;

/// Writes what was ticked.
pub(super) struct Taker<'a> {
    by: PartyId,
    reason: String,
    held: &'a [Held],
    /// Assets entered by this file, by kind and identity: one mark may come with two cases.
    made: BTreeMap<(String, String), Uuid>,
    numbers: BTreeSet<i64>,
    /// What was taken over, for the record.
    rows: Vec<Value>,
}

/// What of an asset a file says.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Whole {
    title: String,
    holding: Holding,
    owner: String,
    state: State,
    open: bool,
    identifiers: Texts,
    details: Texts,
}

impl Whole {
    fn of(asset: &Asset) -> Self {
        Self {
            title: asset.title.clone(),
            holding: asset.holding,
            owner: asset.owner.clone(),
            state: asset.state,
            open: asset.open,
            identifiers: asset.identifiers.clone(),
            details: asset.details.clone(),
        }
    }

    /// Takes in what was ticked.
    fn put(&mut self, facts: &BTreeMap<Field, String>) {
        for (field, text) in facts {
            match field {
                Field::Title => self.title.clone_from(text),
                Field::Owner => self.owner.clone_from(text),
                Field::Holding => self.holding = Holding::parse(text).unwrap_or(self.holding),
                Field::State => self.state = State::parse(text).unwrap_or(self.state),
                Field::Open => self.open = text == "yes",
                Field::Identifier(key) => {
                    self.identifiers.insert(key.clone(), text.clone());
                }
                Field::Detail(key) => {
                    self.details.insert(key.clone(), text.clone());
                }
                Field::Kind | Field::Case(_) | Field::Class(_) | Field::Event(_, _) => {}
            }
        }
    }
}

/// Something of the register that was there a moment ago.
fn gone() -> TakeError {
    TakeError::Database(diesel::result::Error::NotFound)
}

impl<'a> Taker<'a> {
    pub(super) fn new(by: PartyId, reason: String, held: &'a [Held]) -> Self {
        Self {
            by,
            reason,
            held,
            made: BTreeMap::new(),
            numbers: BTreeSet::new(),
            rows: Vec::new(),
        }
    }

    /// The numbers of the assets, and what was taken over of each.
    pub(super) fn done(self) -> (BTreeSet<i64>, Vec<Value>) {
        (self.numbers, self.rows)
    }

    /// # Errors
    /// What the register refuses.
    pub(super) async fn take(
        &mut self,
        conn: &mut Connection,
        taking: &Taking,
    ) -> Result<(), TakeError> {
        let (asset, case) = match &taking.subject {
            Subject::NewAsset { kind, title } => {
                (self.enter(conn, kind, title, &taking.facts).await?, None)
            }
            Subject::Asset { id, case, .. } => {
                self.change(conn, *id, &taking.facts).await?;
                (*id, *case)
            }
        };
        let number = assets::by_id(conn, asset).await?.ok_or_else(gone)?.number;
        self.numbers.insert(number);
        let of_case = taking
            .facts
            .keys()
            .any(|field| matches!(field, Field::Case(_)));
        let case = match (case, of_case) {
            (Some(case), true) => {
                let held = self
                    .held
                    .iter()
                    .flat_map(|one| &one.cases)
                    .find(|one| one.id == case)
                    .ok_or_else(gone)?;
                let after = case_after(&held.facts, &taking.facts).map_err(TakeError::Ticks)?;
                let known = case_by_id(conn, asset, case).await?;
                let facts = self.case_facts(&after);
                cases::change(conn, &known, known.version, &facts, self.by).await?;
                Some(case)
            }
            (None, true) => {
                let after =
                    case_after(&BTreeMap::new(), &taking.facts).map_err(TakeError::Ticks)?;
                Some(self.open_case(conn, asset, &after).await?)
            }
            (case, false) => case,
        };
        if let Some(case) = case {
            self.classes(conn, asset, case, &taking.classes).await?;
        }
        for event in &taking.events {
            let new = NewEvent {
                code: event.code.clone(),
                mark_case: case,
                happened_on: event.on,
                note: event.note.clone(),
            };
            facts::record(
                conn,
                &facts::Happened {
                    id: Uuid::new_v4(),
                    asset,
                    event: &new,
                    source: "import",
                    file: None,
                    corrects: event.corrects,
                    withdrawn: false,
                    by: self.by,
                },
            )
            .await?;
        }
        self.note(number, taking);
        Ok(())
    }

    /// Enters a new asset. Of one that this file entered already, as one mark with two
    /// cases, only the details are added.
    async fn enter(
        &mut self,
        conn: &mut Connection,
        kind: &str,
        title: &str,
        facts: &BTreeMap<Field, String>,
    ) -> Result<Uuid, TakeError> {
        let known_by = identity(kind, Some(title), |key| {
            facts.get(&Field::Identifier(key.to_owned())).cloned()
        })
        .map(|identity| (kind.to_owned(), identity));
        if let Some(asset) = known_by.as_ref().and_then(|known| self.made.get(known)) {
            let details = facts
                .iter()
                .filter(|(field, _)| matches!(field, Field::Detail(_)))
                .map(|(field, text)| (field.clone(), text.clone()))
                .collect();
            self.change(conn, *asset, &details).await?;
            return Ok(*asset);
        }
        let mut whole = Whole {
            title: title.to_owned(),
            holding: Holding::Owned,
            owner: String::new(),
            state: State::Active,
            open: true,
            identifiers: Texts::new(),
            details: Texts::new(),
        };
        whole.put(facts);
        let asset = Uuid::new_v4();
        let kind = Kind::parse(kind).ok_or(TakeError::Refused(
            "The register keeps no assets of this kind. Choose another kind.",
        ))?;
        let common = self.common(&whole, false);
        assets::enter(conn, asset, kind, &self.version(&common, &whole)).await?;
        if let Some(known) = known_by {
            self.made.insert(known, asset);
        }
        Ok(asset)
    }

    /// Enters the next version of an asset, where what was ticked changes it.
    async fn change(
        &self,
        conn: &mut Connection,
        asset: Uuid,
        facts: &BTreeMap<Field, String>,
    ) -> Result<(), TakeError> {
        let asset = assets::by_id(conn, asset).await?.ok_or_else(gone)?;
        let before = Whole::of(&asset);
        let mut after = before.clone();
        after.put(facts);
        if after == before {
            return Ok(());
        }
        let common = self.common(&after, asset.protected);
        assets::change(conn, &asset, asset.version, &self.version(&common, &after)).await?;
        Ok(())
    }

    /// What kinds are protected from their entry on is the database's to say.
    fn common(&self, whole: &Whole, protected: bool) -> Common {
        Common {
            title: whole.title.clone(),
            holding: whole.holding,
            owner: whole.owner.clone(),
            state: whole.state,
            protected,
            open: whole.open,
            reason: self.reason.clone(),
        }
    }

    fn version<'b>(&self, common: &'b Common, whole: &'b Whole) -> NewVersion<'b> {
        NewVersion {
            common,
            identifiers: &whole.identifiers,
            details: &whole.details,
            corrected: false,
            by: self.by,
        }
    }

    fn case_facts(&self, facts: &BTreeMap<CaseField, String>) -> CaseFacts {
        let text = |field: CaseField| facts.get(&field).cloned().unwrap_or_default();
        let on = |field: CaseField| -> Option<NaiveDate> {
            facts.get(&field).and_then(|text| day(text).ok())
        };
        CaseFacts {
            basis: text(CaseField::Basis),
            application_no: text(CaseField::ApplicationNo),
            filed_on: on(CaseField::FiledOn),
            registration_no: text(CaseField::RegistrationNo),
            registered_on: on(CaseField::RegisteredOn),
            register: text(CaseField::Register),
            expires_on: on(CaseField::ExpiresOn),
            state: CaseState::parse(&text(CaseField::State)).unwrap_or(CaseState::Filed),
            status_code: text(CaseField::StatusCode),
            status_on: on(CaseField::StatusOn),
            reason: self.reason.clone(),
        }
    }

    async fn open_case(
        &self,
        conn: &mut Connection,
        asset: Uuid,
        facts: &BTreeMap<CaseField, String>,
    ) -> Result<Uuid, TakeError> {
        let text = |field: CaseField| facts.get(&field).map_or("", String::as_str);
        let route = Route::parse(text(CaseField::Route)).unwrap_or(Route::National);
        let parent = (route == Route::MadridDesignation)
            .then(|| {
                self.held
                    .iter()
                    .find(|one| one.id == asset)
                    .and_then(parent_of)
            })
            .flatten();
        let place = Place {
            office: text(CaseField::Office).to_owned(),
            route,
            parent,
        };
        let case = Uuid::new_v4();
        cases::open(
            conn,
            (case, asset),
            &place,
            &self.case_facts(facts),
            self.by,
        )
        .await?;
        Ok(case)
    }

    /// Words classes anew, and ends the wordings that they had.
    async fn classes(
        &self,
        conn: &mut Connection,
        asset: Uuid,
        case: Uuid,
        classes: &BTreeMap<u8, Class>,
    ) -> Result<(), TakeError> {
        if classes.is_empty() {
            return Ok(());
        }
        let known = case_by_id(conn, asset, case).await?;
        let before = cases::classes(conn, asset).await?;
        for (number, said) in classes {
            let class_no = i32::from(*number);
            let held = before
                .iter()
                .filter(|class| class.mark_case == case && class.class_no == class_no);
            let new = NewClass {
                class_no,
                edition: said.edition.clone(),
                goods: said.goods.clone(),
                first_use_on: held.clone().find_map(|class| class.first_use_on),
                first_commerce_on: held.clone().find_map(|class| class.first_commerce_on),
            };
            cases::add_class(conn, Uuid::new_v4(), &known, &new, self.by).await?;
            for old in held {
                cases::end_class(conn, old, &known, &self.reason, self.by).await?;
            }
        }
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

async fn case_by_id(conn: &mut Connection, asset: Uuid, case: Uuid) -> Result<Case, TakeError> {
    cases::of_asset(conn, asset)
        .await?
        .into_iter()
        .find(|one| one.mark_case == case)
        .ok_or_else(gone)
}
