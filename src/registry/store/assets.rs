//! Assets and their versions, and the list of all.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::{RegistryError, is_there, lock, log, name_of};
use crate::db::Connection;
use crate::parties::PartyId;
use crate::registry::model::fields::{self, Texts};
use crate::registry::model::statement::{Public, Record};
use crate::registry::model::{Common, Holding, Kind, State, number_of};

/// An asset as its latest version has it.
#[derive(Clone, Debug)]
pub struct Asset {
    pub id: Uuid,
    pub number: i64,
    pub kind: Kind,
    pub version: i32,
    pub title: String,
    pub holding: Holding,
    pub owner: String,
    pub state: State,
    pub protected: bool,
    /// Whether everybody sees its details.
    pub open: bool,
    pub identifiers: Texts,
    pub details: Texts,
    pub recorded_at: DateTime<Utc>,
}

impl Asset {
    #[must_use]
    pub fn public(&self) -> Public {
        Public {
            number: self.number,
            kind: self.kind,
            version: self.version,
            title: self.title.clone(),
            holding: self.holding,
            owner: self.owner.clone(),
            state: self.state,
            protected: self.protected,
        }
    }

    #[must_use]
    pub fn path(&self) -> String {
        format!("/registry/{}", self.number)
    }

    #[must_use]
    pub fn room_path(&self) -> String {
        format!("/room/registry/{}", self.number)
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    asset: Uuid,
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Int4)]
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
    #[diesel(sql_type = Timestamptz)]
    recorded_at: DateTime<Utc>,
}

impl Row {
    fn asset(self) -> QueryResult<Asset> {
        let unknown = || {
            diesel::result::Error::DeserializationError(
                "the database holds a word this program does not know".into(),
            )
        };
        Ok(Asset {
            id: self.asset,
            number: self.number,
            kind: Kind::parse(&self.kind).ok_or_else(unknown)?,
            version: self.version,
            title: self.title,
            holding: Holding::parse(&self.holding).ok_or_else(unknown)?,
            owner: self.owner,
            state: State::parse(&self.state).ok_or_else(unknown)?,
            protected: self.protected,
            open: self.open,
            identifiers: fields::decode(&self.identifiers),
            details: fields::decode(&self.details),
            recorded_at: self.recorded_at,
        })
    }
}

const COLUMNS: &str = "n.asset, n.number, n.kind, n.version, n.title, n.holding, n.owner, n.state, n.protected, n.open, \
                       n.identifiers, n.details, n.recorded_at";

/// The asset of a number.
///
/// # Errors
/// Those of the database.
pub async fn by_number(conn: &mut Connection, number: i64) -> QueryResult<Option<Asset>> {
    let row: Option<Row> = crate::db::sql_query(format!(
        "SELECT {COLUMNS} FROM asset_now n WHERE n.number = $1"
    ))
    .bind::<BigInt, _>(number)
    .get_result(conn)
    .await
    .optional()?;
    row.map(Row::asset).transpose()
}

/// The asset of an identity.
///
/// # Errors
/// Those of the database.
pub async fn by_id(conn: &mut Connection, id: Uuid) -> QueryResult<Option<Asset>> {
    let row: Option<Row> = crate::db::sql_query(format!(
        "SELECT {COLUMNS} FROM asset_now n WHERE n.asset = $1"
    ))
    .bind::<SqlUuid, _>(id)
    .get_result(conn)
    .await
    .optional()?;
    row.map(Row::asset).transpose()
}

/// The assets of these identities, by their numbers.
///
/// # Errors
/// Those of the database.
pub async fn by_ids(conn: &mut Connection, ids: &[Uuid]) -> QueryResult<Vec<Asset>> {
    let rows: Vec<Row> = crate::db::sql_query(format!(
        "SELECT {COLUMNS} FROM asset_now n WHERE n.asset = ANY ($1) ORDER BY n.number"
    ))
    .bind::<Array<SqlUuid>, _>(ids)
    .load(conn)
    .await?;
    rows.into_iter().map(Row::asset).collect()
}

/// What of the register is asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub kind: Option<Kind>,
    /// Words or a number; empty for all.
    pub words: String,
    /// The number of the last asset of the page before; 0 for the first page.
    pub after: i64,
    /// Whether words are looked for in identifiers that are not open, too: officers only.
    pub closed_too: bool,
}

/// An asset in the list.
#[derive(Clone, Debug)]
pub struct Line {
    pub asset: Asset,
    /// Persons who keep it now.
    pub custodians: i64,
    /// Whether two keep it, as the rule registry.custody.groups has it.
    pub by_two: bool,
    /// Outside facts that two officers recorded and that stand.
    pub incidents: i64,
    /// Offices at which a mark has a case that is not over.
    pub offices: String,
}

#[derive(QueryableByName)]
struct LineRow {
    #[diesel(embed)]
    now: Row,
    #[diesel(sql_type = BigInt)]
    custodians: i64,
    #[diesel(sql_type = Bool)]
    by_two: bool,
    #[diesel(sql_type = BigInt)]
    incidents: i64,
    #[diesel(sql_type = Text)]
    offices: String,
}

/// Assets in the order of their numbers, at most so many.
///
/// # Errors
/// Those of the database.
pub async fn page(conn: &mut Connection, asked: &Asked, most: i64) -> QueryResult<Vec<Line>> {
    let rows: Vec<LineRow> = crate::db::sql_query(format!(
        "SELECT {COLUMNS}, \
                (SELECT count(DISTINCT k.party) FROM asset_custodians k WHERE k.asset = n.asset) AS custodians, \
                is_in_custody(n.asset, NULL, clock_timestamp()) AS by_two, \
                (SELECT count(*) FROM asset_incidents_now i WHERE i.asset = n.asset) AS incidents, \
                (SELECT coalesce(string_agg(DISTINCT c.office, ', ' ORDER BY c.office), '') FROM mark_case_now c \
                 WHERE c.asset = n.asset AND c.state NOT IN ('refused', 'abandoned', 'withdrawn', 'surrendered', \
                     'cancelled', 'expired', 'invalidated')) AS offices \
         FROM (SELECT x.* FROM asset_now x \
               WHERE x.number > $1 AND ($2 IS NULL OR x.kind = $2) \
                 AND ($3 = '' OR x.number = $4 OR strpos(lower(x.title), lower($3)) > 0 \
                      OR ((x.open OR $6) AND strpos(lower(x.identifiers), lower($3)) > 0) OR strpos(lower(x.owner), lower($3)) > 0) \
               ORDER BY x.number LIMIT $5) n ORDER BY n.number"
    ))
    .bind::<BigInt, _>(asked.after)
    .bind::<Nullable<Text>, _>(asked.kind.map(Kind::word))
    .bind::<Text, _>(asked.words.trim())
    .bind::<BigInt, _>(number_of(&asked.words).unwrap_or(0))
    .bind::<BigInt, _>(most)
    .bind::<Bool, _>(asked.closed_too)
    .load(conn)
    .await?;
    rows.into_iter()
        .map(|line| {
            Ok(Line {
                asset: line.now.asset()?,
                custodians: line.custodians,
                by_two: line.by_two,
                incidents: line.incidents,
                offices: line.offices,
            })
        })
        .collect()
}

/// How many there are of each kind.
///
/// # Errors
/// Those of the database.
pub async fn of_kinds(conn: &mut Connection) -> QueryResult<Vec<(Kind, i64)>> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = Text)]
        kind: String,
        #[diesel(sql_type = BigInt)]
        many: i64,
    }
    let rows: Vec<Count> =
        crate::db::sql_query("SELECT a.kind, count(*) AS many FROM assets a GROUP BY a.kind")
            .load(conn)
            .await?;
    let many = |kind: Kind| {
        rows.iter()
            .find(|row| row.kind == kind.word())
            .map_or(0, |row| row.many)
    };
    Ok(Kind::ALL.iter().map(|kind| (*kind, many(*kind))).collect())
}

/// A version of an asset, as it was entered.
#[derive(Clone, Debug, QueryableByName)]
pub struct Version {
    #[diesel(sql_type = Int4)]
    pub version: i32,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Text)]
    pub owner: String,
    #[diesel(sql_type = Text)]
    pub state: String,
    /// Whether it corrects how the owner's name was typed in the one before.
    #[diesel(sql_type = Bool)]
    pub corrected: bool,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = Text)]
    pub entered_by: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// Every version of an asset, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn versions(conn: &mut Connection, asset: Uuid) -> QueryResult<Vec<Version>> {
    crate::db::sql_query(concat!(
        "SELECT v.version, v.title, v.owner, v.state, v.corrected, v.reason, v.recorded_at, ",
        name_of!("v.entered_by"),
        " AS entered_by FROM asset_versions v WHERE v.asset = $1 ORDER BY v.version DESC"
    ))
    .bind::<SqlUuid, _>(asset)
    .load(conn)
    .await
}

/// An asset as it is entered, or what it becomes.
#[derive(Clone, Debug)]
pub struct NewVersion<'a> {
    pub common: &'a Common,
    pub identifiers: &'a Texts,
    pub details: &'a Texts,
    /// Whether it corrects how the owner's name was typed in the version before, and whose the
    /// asset is did not change.
    pub corrected: bool,
    pub by: PartyId,
}

async fn insert(
    conn: &mut Connection,
    asset: Uuid,
    version: i32,
    new: &NewVersion<'_>,
) -> QueryResult<()> {
    let (identifiers, details) = (fields::encode(new.identifiers), fields::encode(new.details));
    let common = new.common;
    crate::db::sql_query(
        "INSERT INTO asset_versions (asset, version, title, holding, owner, state, protected, open, identifiers, details, \
                                     entered_by, reason, corrected) \
         SELECT $1, $2, $3, $4, $5, $6, $7 OR ($2 = 1 AND is_kept((SELECT a.kind FROM assets a WHERE a.id = $1), clock_timestamp())), \
                $8, $9, $10, $11, $12, $13",
    )
    .bind::<SqlUuid, _>(asset)
    .bind::<Int4, _>(version)
    .bind::<Text, _>(&common.title)
    .bind::<Text, _>(common.holding.word())
    .bind::<Text, _>(&common.owner)
    .bind::<Text, _>(common.state.word())
    .bind::<Bool, _>(common.protected)
    .bind::<Bool, _>(common.open)
    .bind::<Text, _>(&identifiers)
    .bind::<Text, _>(&details)
    .bind::<SqlUuid, _>(new.by.0)
    .bind::<Text, _>(&common.reason)
    .bind::<Bool, _>(new.corrected)
    .execute(conn)
    .await?;
    let mut record = Record::default()
        .with("id", &asset.to_string())
        .with("version", &version.to_string())
        .with("title", &common.title)
        .with("holding", common.holding.word())
        .with("owner", &common.owner)
        .with("state", common.state.word())
        .with("open", if common.open { "yes" } else { "no" })
        .with("identifiers", &identifiers)
        .with("details", &details)
        .with("entered_by", &new.by.0.to_string())
        .with("reason", &common.reason);
    // What corrects nothing has the digest that it always had.
    if new.corrected {
        record = record.with("corrected", "yes");
    }
    log(conn, asset, "version", &[], &record).await
}

/// Enters an asset and returns its number. `id` is the form's: the same twice is once.
///
/// # Errors
/// What the database refuses.
pub async fn enter(
    conn: &mut Connection,
    id: Uuid,
    kind: Kind,
    new: &NewVersion<'_>,
) -> Result<i64, RegistryError> {
    #[derive(QueryableByName)]
    struct Number {
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    conn.transaction(async |conn| {
        lock(conn).await?;
        if !is_there(conn, "assets", id).await? {
            crate::db::sql_query("INSERT INTO assets (id, kind) VALUES ($1, $2)")
                .bind::<SqlUuid, _>(id)
                .bind::<Text, _>(kind.word())
                .execute(conn)
                .await?;
            insert(conn, id, 1, new).await?;
        }
        let row: Number = crate::db::sql_query("SELECT a.number FROM assets a WHERE a.id = $1")
            .bind::<SqlUuid, _>(id)
            .get_result(conn)
            .await?;
        Ok(row.number)
    })
    .await
}

/// Enters what an asset becomes, after the version that was read.
///
/// # Errors
/// What the database refuses: another version came first, or it takes a deed.
pub async fn change(
    conn: &mut Connection,
    asset: &Asset,
    read: i32,
    new: &NewVersion<'_>,
) -> Result<(), RegistryError> {
    conn.transaction(async |conn| {
        lock(conn).await?;
        insert(conn, asset.id, read.saturating_add(1), new).await?;
        Ok(())
    })
    .await
}
