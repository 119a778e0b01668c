//! An asset with everything that belongs to it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::assets::{self, Asset, Version};
use super::cases::{self, Case, Class};
use super::conveyances::{self, Conveyance, Recordal};
use super::facts::{self, Document, Event, Role};
use super::incidents::{self, Incident};
use super::keeping::{self, Custodian};
use crate::db::Connection;
use crate::registry::model::title::{Gap, Link, gaps, owners};
use crate::registry::model::uncounted::{self, CaseDays, Known, PutOff, Uncounted, day_of_detail};
use crate::registry::model::{Kind, State};

/// What the public log was told.
#[derive(Clone, Debug, QueryableByName)]
pub struct Told {
    #[diesel(sql_type = BigInt)]
    pub record: i64,
    /// The asset it is about.
    #[diesel(sql_type = SqlUuid)]
    pub subject: Uuid,
    #[diesel(sql_type = Text)]
    pub what: String,
    #[diesel(sql_type = Binary)]
    pub sha256: Vec<u8>,
    /// The place in the log; none before the log gave it one.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub index: Option<i64>,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// An asset and everything that belongs to it.
#[derive(Clone, Debug)]
pub struct Whole {
    pub asset: Asset,
    pub versions: Vec<Version>,
    pub cases: Vec<Case>,
    pub classes: Vec<Class>,
    pub events: Vec<Event>,
    pub roles: Vec<Role>,
    pub conveyances: Vec<Conveyance>,
    /// Where links were recorded after they were entered.
    pub recordals: Vec<Recordal>,
    pub gaps: Vec<Gap>,
    pub documents: Vec<Document>,
    pub custodians: Vec<Custodian>,
    /// Whether two keep it, as the rule has it.
    pub kept_by_two: bool,
    pub incidents: Vec<Incident>,
    pub told: Vec<Told>,
}

impl Whole {
    /// The case of an identity, as people tell it from others; empty for none.
    #[must_use]
    pub fn case_label(&self, case: Option<Uuid>) -> String {
        self.cases
            .iter()
            .find(|known| Some(known.mark_case) == case)
            .map_or_else(String::new, Case::label)
    }

    /// Where a link was recorded after it was entered.
    #[must_use]
    pub fn recordals_of(&self, link: &Conveyance) -> Vec<&Recordal> {
        self.recordals
            .iter()
            .filter(|recordal| recordal.link == link.number)
            .collect()
    }

    /// How many persons keep it.
    #[must_use]
    pub fn persons(&self) -> usize {
        let parties: std::collections::BTreeSet<Uuid> =
            self.custodians.iter().map(|kept| kept.party).collect();
        parties.len()
    }

    /// Days that are entered and from which nothing is counted.
    #[must_use]
    pub fn uncounted(&self) -> Vec<Uncounted> {
        uncounted_of(&self.asset, &self.cases, &self.events)
    }

    /// Its end, where that was put off and no event says until when.
    #[must_use]
    pub fn put_off(&self) -> Option<PutOff> {
        put_off_of(&self.asset, &self.events)
    }

    /// Incidents that two officers recorded and that stand.
    #[must_use]
    pub fn standing(&self) -> Vec<&Incident> {
        self.incidents
            .iter()
            .filter(|incident| incident.stands())
            .collect()
    }
}

/// The gaps in an asset's title. `owners`: whose it was by its versions, the earliest first,
/// without what was mistyped.
#[must_use]
pub fn gaps_of(
    asset: &Asset,
    owners: &[&str],
    conveyances: &[Conveyance],
    cases: &[Case],
) -> Vec<Gap> {
    let links: Vec<Link> = conveyances.iter().map(Conveyance::link).collect();
    let live: Vec<Uuid> = cases
        .iter()
        .filter(|case| !case.state.is_over())
        .map(|case| case.mark_case)
        .collect();
    gaps(owners, &links, &live, asset.kind == Kind::Trademark)
}

/// The days that are entered of an asset and from which nothing is counted. Of what is not
/// ours any more nothing is.
#[must_use]
pub fn uncounted_of(asset: &Asset, cases: &[Case], events: &[Event]) -> Vec<Uncounted> {
    if !matches!(asset.state, State::Planned | State::Active) {
        return Vec::new();
    }
    let cases: Vec<uncounted::Case<'_>> = cases
        .iter()
        .map(|case| uncounted::Case {
            id: case.mark_case,
            is_over: case.state.is_over(),
            days: CaseDays {
                office: &case.office,
                route: case.route.word(),
                filed_on: case.filed_on,
                published_on: None,
                registered_on: case.registered_on,
            },
        })
        .collect();
    let on = |key: &str| day_of(asset, key);
    uncounted::uncounted(asset.kind, &cases, on, &known(events))
}

/// The end of an asset, where it was put off and no event says until when. Of what is not ours
/// any more nothing is asked.
#[must_use]
pub fn put_off_of(asset: &Asset, events: &[Event]) -> Option<PutOff> {
    if !matches!(asset.state, State::Planned | State::Active) {
        return None;
    }
    uncounted::put_off(asset.kind, |key| day_of(asset, key), &known(events))
}

/// The day that is entered of an asset under a detail's key.
fn day_of(asset: &Asset, key: &str) -> Option<NaiveDate> {
    day_of_detail(asset.details.get(key)?)
}

fn known(events: &[Event]) -> Vec<Known<'_>> {
    events
        .iter()
        .map(|event| Known {
            id: event.id,
            mark_case: event.mark_case,
            code: &event.code,
            on: event.happened_on,
        })
        .collect()
}

/// What the public log was told of an asset, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn told(conn: &mut Connection, asset: Uuid) -> QueryResult<Vec<Told>> {
    told_of(conn, &[asset]).await
}

/// What the public log was told of these assets, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn told_of(conn: &mut Connection, assets: &[Uuid]) -> QueryResult<Vec<Told>> {
    crate::db::sql_query(
        "SELECT s.record, s.subject, coalesce(convert_from(s.statement, 'UTF8')::jsonb ->> 'what', s.subject_kind) AS what, s.sha256, \
                l.index, s.recorded_at \
         FROM registry_statements s LEFT JOIN log_leaves l ON l.entry_id = s.entry \
         WHERE s.subject = ANY ($1) ORDER BY s.record DESC",
    )
    .bind::<Array<SqlUuid>, _>(assets)
    .load(conn)
    .await
}

/// One statement, word by word.
///
/// # Errors
/// Those of the database.
pub async fn statement(
    conn: &mut Connection,
    asset: Uuid,
    record: i64,
) -> QueryResult<Option<Vec<u8>>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Binary)]
        statement: Vec<u8>,
    }
    let row: Option<Row> = crate::db::sql_query(
        "SELECT s.statement FROM registry_statements s WHERE s.subject = $1 AND s.record = $2",
    )
    .bind::<SqlUuid, _>(asset)
    .bind::<BigInt, _>(record)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| row.statement))
}

/// The asset of a number, whole.
///
/// # Errors
/// Those of the database.
pub async fn by_number(conn: &mut Connection, number: i64) -> QueryResult<Option<Whole>> {
    let Some(asset) = assets::by_number(conn, number).await? else {
        return Ok(None);
    };
    let id = asset.id;
    let conveyances = conveyances::of_asset(conn, id).await?;
    let versions = assets::versions(conn, id).await?;
    let cases = cases::of_asset(conn, id).await?;
    let named = versions.iter().rev();
    let owners = owners(named.map(|version| (version.owner.as_str(), version.corrected)));
    let gaps = gaps_of(&asset, &owners, &conveyances, &cases);
    Ok(Some(Whole {
        versions,
        cases,
        classes: cases::classes(conn, id).await?,
        events: facts::events(conn, id).await?,
        roles: facts::roles(conn, id).await?,
        gaps,
        conveyances,
        recordals: conveyances::recordals_of(conn, &[id]).await?,
        documents: facts::documents(conn, id).await?,
        custodians: keeping::of_asset(conn, id).await?,
        kept_by_two: keeping::is_kept_by_two(conn, id).await?,
        incidents: incidents::of_asset(conn, id).await?,
        told: told(conn, id).await?,
        asset,
    }))
}
