//! What the register holds of the assets that a file speaks of.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Integer, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Connection;
use crate::registry::imports::model::held::{Held, HeldCase, HeldEvents, bare, identity};
use crate::registry::imports::model::{CaseField, Class, Field, Found, Handle};
use crate::registry::model::fields;

#[derive(QueryableByName)]
struct AssetRow {
    #[diesel(sql_type = SqlUuid)]
    asset: Uuid,
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Text)]
    kind: String,
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

#[derive(QueryableByName)]
struct CaseRow {
    #[diesel(sql_type = SqlUuid)]
    mark_case: Uuid,
    #[diesel(sql_type = SqlUuid)]
    asset: Uuid,
    #[diesel(sql_type = Text)]
    office: String,
    #[diesel(sql_type = Text)]
    route: String,
    #[diesel(sql_type = Text)]
    basis: String,
    #[diesel(sql_type = Text)]
    application_no: String,
    #[diesel(sql_type = Nullable<Date>)]
    filed_on: Option<NaiveDate>,
    #[diesel(sql_type = Text)]
    registration_no: String,
    #[diesel(sql_type = Nullable<Date>)]
    registered_on: Option<NaiveDate>,
    #[diesel(sql_type = Text)]
    register: String,
    #[diesel(sql_type = Nullable<Date>)]
    expires_on: Option<NaiveDate>,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Text)]
    status_code: String,
    #[diesel(sql_type = Nullable<Date>)]
    status_on: Option<NaiveDate>,
}

#[derive(QueryableByName)]
struct ClassRow {
    #[diesel(sql_type = SqlUuid)]
    mark_case: Uuid,
    #[diesel(sql_type = Integer)]
    class_no: i32,
    #[diesel(sql_type = Text)]
    edition: String,
    #[diesel(sql_type = Text)]
    goods: String,
}

#[derive(QueryableByName)]
struct EventRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    asset: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    mark_case: Option<Uuid>,
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Date)]
    happened_on: NaiveDate,
}

fn identity_of(row: &AssetRow) -> Option<String> {
    let identifiers = fields::decode(&row.identifiers);
    identity(&row.kind, Some(&row.title), |key| {
        identifiers.get(key).cloned()
    })
}

/// What the register holds of every asset that one of these records may speak of, and of
/// the one the file was brought for.
///
/// # Errors
/// Those of the database.
pub async fn held(
    conn: &mut Connection,
    found: &[Found],
    asset: Option<i64>,
) -> QueryResult<Vec<Held>> {
    let mut numbers: BTreeSet<i64> = asset.into_iter().collect();
    let mut kinds: BTreeSet<&str> = BTreeSet::new();
    let mut of_cases: BTreeSet<String> = BTreeSet::new();
    let mut identities: BTreeSet<(String, String)> = BTreeSet::new();
    let mut titles: BTreeSet<(String, String)> = BTreeSet::new();
    for record in found {
        match &record.handle {
            Handle::Number(number) => {
                numbers.insert(*number);
            }
            Handle::Case {
                application_no,
                registration_no,
                ..
            } => of_cases.extend(
                application_no
                    .iter()
                    .chain(registration_no)
                    .map(|number| bare(number)),
            ),
            Handle::Domain(_) => {}
            Handle::Title { kind, title } => {
                titles.insert((kind.clone(), title.clone()));
            }
        }
        kinds.insert(&record.kind);
        let of_file = identity(&record.kind, record.fact(&Field::Title), |key| {
            record
                .fact(&Field::Identifier(key.to_owned()))
                .map(str::to_owned)
        });
        identities.extend(of_file.map(|identity| (record.kind.clone(), identity)));
    }
    let rows: Vec<AssetRow> = crate::db::sql_query(
        "SELECT n.asset, n.number, n.kind, n.title, n.holding, n.owner, n.state, n.protected, n.open, n.identifiers, n.details \
         FROM asset_now n WHERE n.number = ANY ($1) OR n.kind = ANY ($2) ORDER BY n.number",
    )
    .bind::<Array<BigInt>, _>(numbers.iter().copied().collect::<Vec<_>>())
    .bind::<Array<Text>, _>(kinds.iter().copied().collect::<Vec<_>>())
    .load(conn)
    .await?;
    let by_case: BTreeSet<Uuid> = assets_of_cases(conn, &of_cases).await?;
    let meant: Vec<AssetRow> = rows
        .into_iter()
        .filter(|row| {
            numbers.contains(&row.number)
                || by_case.contains(&row.asset)
                || titles.contains(&(row.kind.clone(), row.title.clone()))
                || identity_of(row)
                    .is_some_and(|identity| identities.contains(&(row.kind.clone(), identity)))
        })
        .collect();
    let ids: Vec<Uuid> = meant.iter().map(|row| row.asset).collect();
    let mut cases = cases_of(conn, &ids).await?;
    let events: Vec<EventRow> = crate::db::sql_query(
        "SELECT e.id, e.asset, e.mark_case, e.code, e.happened_on FROM asset_events_now e WHERE e.asset = ANY ($1)",
    )
    .bind::<Array<SqlUuid>, _>(&ids)
    .load(conn)
    .await?;
    let mut events_of: BTreeMap<Uuid, HeldEvents> = BTreeMap::new();
    for event in events {
        events_of
            .entry(event.asset)
            .or_default()
            .insert((event.mark_case, event.code, event.happened_on), event.id);
    }
    Ok(meant
        .into_iter()
        .map(|row| Held {
            id: row.asset,
            number: row.number,
            kind: row.kind,
            title: row.title,
            holding: row.holding,
            owner: row.owner,
            state: row.state,
            protected: row.protected,
            open: row.open,
            identifiers: fields::decode(&row.identifiers),
            details: fields::decode(&row.details),
            cases: cases.remove(&row.asset).unwrap_or_default(),
            events: events_of.remove(&row.asset).unwrap_or_default(),
        })
        .collect())
}

async fn assets_of_cases(
    conn: &mut Connection,
    numbers: &BTreeSet<String>,
) -> QueryResult<BTreeSet<Uuid>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        asset: Uuid,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT DISTINCT c.asset FROM mark_case_now c \
         WHERE regexp_replace(upper(c.application_no), '[^[:alnum:]]', '', 'g') = ANY ($1) \
            OR regexp_replace(upper(c.registration_no), '[^[:alnum:]]', '', 'g') = ANY ($1)",
    )
    .bind::<Array<Text>, _>(numbers.iter().cloned().collect::<Vec<_>>())
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.asset).collect())
}

async fn cases_of(
    conn: &mut Connection,
    assets: &[Uuid],
) -> QueryResult<BTreeMap<Uuid, Vec<HeldCase>>> {
    let rows: Vec<CaseRow> = crate::db::sql_query(
        "SELECT c.mark_case, c.asset, c.office, c.route, c.basis, c.application_no, c.filed_on, c.registration_no, \
                c.registered_on, c.register, c.expires_on, c.state, c.status_code, c.status_on \
         FROM mark_case_now c WHERE c.asset = ANY ($1) ORDER BY c.recorded_at, c.mark_case",
    )
    .bind::<Array<SqlUuid>, _>(assets)
    .load(conn)
    .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.mark_case).collect();
    let classes: Vec<ClassRow> = crate::db::sql_query(
        "SELECT n.mark_case, n.class_no, n.edition, n.goods FROM nice_classes n \
         WHERE n.mark_case = ANY ($1) AND NOT EXISTS (SELECT FROM nice_class_ends e WHERE e.class = n.id) \
         ORDER BY n.recorded_at",
    )
    .bind::<Array<SqlUuid>, _>(&ids)
    .load(conn)
    .await?;
    let mut classes_of: BTreeMap<Uuid, BTreeMap<u8, Class>> = BTreeMap::new();
    for class in classes {
        if let Ok(number) = u8::try_from(class.class_no) {
            classes_of.entry(class.mark_case).or_default().insert(
                number,
                Class {
                    edition: class.edition,
                    goods: class.goods,
                },
            );
        }
    }
    let mut cases: BTreeMap<Uuid, Vec<HeldCase>> = BTreeMap::new();
    for row in rows {
        let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
        let facts = [
            (CaseField::Office, row.office),
            (CaseField::Route, row.route),
            (CaseField::Basis, row.basis),
            (CaseField::ApplicationNo, row.application_no),
            (CaseField::FiledOn, day(row.filed_on)),
            (CaseField::RegistrationNo, row.registration_no),
            (CaseField::RegisteredOn, day(row.registered_on)),
            (CaseField::Register, row.register),
            (CaseField::ExpiresOn, day(row.expires_on)),
            (CaseField::State, row.state),
            (CaseField::StatusCode, row.status_code),
            (CaseField::StatusOn, day(row.status_on)),
        ];
        cases.entry(row.asset).or_default().push(HeldCase {
            id: row.mark_case,
            facts: facts
                .into_iter()
                .filter(|(_, text)| !text.is_empty())
                .collect(),
            classes: classes_of.remove(&row.mark_case).unwrap_or_default(),
        });
    }
    Ok(cases)
}
