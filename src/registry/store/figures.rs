//! How the register stands: who alone keeps what, whose word is overdue, where title is
//! broken, what befell us.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Int4, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::assets::by_ids;
use super::cases::{self, Case};
use super::conveyances::Conveyance;
use super::facts::{self, Event};
use super::whole::{gaps_of, put_off_of, uncounted_of};
use super::{Asset, conveyances};
use crate::db::Connection;
use crate::registry::model::Kind;
use crate::registry::model::case::{CaseState, Route};
use crate::registry::model::title::{self, Gap};
use crate::registry::model::uncounted::{ENDS, OVER, PutOff, RENEWALS, Uncounted};

/// An asset that fewer than two keep.
#[derive(Clone, Debug, QueryableByName)]
pub struct Thin {
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Bool)]
    pub protected: bool,
    /// Persons who keep it.
    #[diesel(sql_type = BigInt)]
    pub custodians: i64,
}

/// Assets `n` in use that fewer than two keep, `k.many`; of protected ones also those whose
/// keepers do not stand apart where the rule asks for it.
const THIN: &str = "FROM asset_now n \
         LEFT JOIN (SELECT c.asset, count(DISTINCT c.party) AS many FROM asset_custodians c GROUP BY c.asset) k ON k.asset = n.asset \
         WHERE n.state IN ('planned', 'active') \
           AND (coalesce(k.many, 0) < 2 OR n.protected \
                AND EXISTS (SELECT FROM rule_in_force('registry.custody.groups', clock_timestamp()) r WHERE r.value = 'different') \
                AND NOT is_in_custody(n.asset, NULL, clock_timestamp()))";

/// Assets that fewer than two keep, the most urgent first; at most so many.
///
/// # Errors
/// Those of the database.
pub async fn thin(conn: &mut Connection, most: i64) -> QueryResult<Vec<Thin>> {
    crate::db::sql_query(format!(
        "SELECT n.number, n.title, n.protected, coalesce(k.many, 0) AS custodians {THIN} \
         ORDER BY NOT n.protected, coalesce(k.many, 0), n.number LIMIT $1"
    ))
    .bind::<BigInt, _>(most)
    .load(conn)
    .await
}

/// No more than these are counted on.
pub const COUNTED: i64 = 1000;

/// How many assets fewer than two keep; one more than [`COUNTED`] where there are more.
///
/// # Errors
/// Those of the database.
pub async fn thin_ones(conn: &mut Connection) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        many: i64,
    }
    let row: Row = crate::db::sql_query(format!(
        "SELECT count(*) AS many FROM (SELECT {THIN} LIMIT $1) x"
    ))
    .bind::<BigInt, _>(COUNTED + 1)
    .get_result(conn)
    .await?;
    Ok(row.many)
}

/// The owner that each version of these assets names, the earliest first, and whether it
/// corrects how the one before was typed.
async fn owners_of(
    conn: &mut Connection,
    assets: &[Uuid],
) -> QueryResult<BTreeMap<Uuid, Vec<(String, bool)>>> {
    #[derive(QueryableByName)]
    struct Owned {
        #[diesel(sql_type = SqlUuid)]
        asset: Uuid,
        #[diesel(sql_type = Text)]
        owner: String,
        #[diesel(sql_type = Bool)]
        corrected: bool,
    }
    let rows: Vec<Owned> = crate::db::sql_query(
        "SELECT v.asset, v.owner, v.corrected FROM asset_versions v WHERE v.asset = ANY ($1) ORDER BY v.asset, v.version",
    )
    .bind::<Array<SqlUuid>, _>(assets)
    .load(conn)
    .await?;
    let mut owners: BTreeMap<Uuid, Vec<(String, bool)>> = BTreeMap::new();
    for row in rows {
        let named = (row.owner, row.corrected);
        owners.entry(row.asset).or_default().push(named);
    }
    Ok(owners)
}

/// Assets whose title is not whole, with what is wrong. The database finds those of which
/// something may be: a chain (for each case of a mark its links and those of the whole asset)
/// that does not go on, an owner who changed without a link from the one to the other, or one
/// whose name was corrected. They alone are looked at link by link.
///
/// # Errors
/// Those of the database.
pub async fn broken(conn: &mut Connection) -> QueryResult<Vec<(Asset, Vec<Gap>)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        asset: Uuid,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT l.asset FROM ( \
             SELECT c.asset, c.kind, c.from_party, c.to_party, \
                    c.recorded_on IS NOT NULL OR EXISTS (SELECT FROM conveyance_recordals r WHERE r.conveyance = c.id) AS recorded, \
                    lag(lower(c.to_party)) OVER w AS before, lead(c.number) OVER w AS next \
             FROM conveyances c \
             LEFT JOIN mark_cases k ON k.asset = c.asset AND (c.mark_case IS NULL OR k.id = c.mark_case) \
             WINDOW w AS (PARTITION BY c.asset, k.id, c.kind IN ('security_interest', 'release') \
                          ORDER BY c.effective_on, c.number)) l \
         JOIN asset_now n ON n.asset = l.asset \
         WHERE l.kind = 'security_interest' OR n.kind = 'trademark' AND NOT l.recorded \
            OR l.kind <> 'release' AND (l.before <> lower(l.from_party) \
                                        OR l.next IS NULL AND lower(l.to_party) <> lower(n.owner)) \
         UNION \
         SELECT v.asset FROM ( \
             SELECT x.asset, x.owner, x.corrected, lag(x.owner) OVER (PARTITION BY x.asset ORDER BY x.version) AS before \
             FROM asset_versions x) v \
         WHERE v.corrected OR lower(v.before) <> lower(v.owner) \
           AND NOT EXISTS (SELECT FROM conveyances c \
                           WHERE c.asset = v.asset AND c.kind NOT IN ('security_interest', 'release') \
                             AND lower(c.from_party) = lower(v.before) AND lower(c.to_party) = lower(v.owner))",
    )
    .load(conn)
    .await?;
    let suspects: Vec<Uuid> = rows.into_iter().map(|row| row.asset).collect();
    let mut chains: BTreeMap<Uuid, Vec<Conveyance>> = BTreeMap::new();
    for link in conveyances::of_assets(conn, &suspects).await? {
        chains.entry(link.asset).or_default().push(link);
    }
    let mut of_marks: BTreeMap<Uuid, Vec<Case>> = BTreeMap::new();
    for case in cases::of_assets(conn, &suspects).await? {
        of_marks.entry(case.asset).or_default().push(case);
    }
    let owners = owners_of(conn, &suspects).await?;
    let mut found = Vec::new();
    for asset in by_ids(conn, &suspects).await? {
        let chain = chains.remove(&asset.id).unwrap_or_default();
        let cases = of_marks.remove(&asset.id).unwrap_or_default();
        let named = owners.get(&asset.id).into_iter().flatten();
        let owners = title::owners(named.map(|(owner, corrects)| (owner.as_str(), *corrects)));
        let gaps = gaps_of(&asset, &owners, &chain, &cases);
        if !gaps.is_empty() {
            found.push((asset, gaps));
        }
    }
    Ok(found)
}

/// A day that is entered of an asset and from which nothing is counted.
#[derive(Clone, Debug)]
pub struct Unrecorded {
    pub asset: Asset,
    /// The case as people tell it from others; empty for none.
    pub case: String,
    pub day: Uncounted,
}

/// How a detail says a day ([`crate::registry::model::uncounted::day_of_detail`]), as a regular
/// expression. What says none would stand in the place of what does.
const A_DAY: &str = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";

/// Days that are entered of assets and cases in use and of which no event says so, of
/// protected assets first; of at most so many assets. The database finds those of which
/// something may be, by the lists of the model; they alone are looked at.
///
/// # Errors
/// Those of the database.
pub async fn unrecorded(conn: &mut Connection, most: i64) -> QueryResult<Vec<Unrecorded>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        asset: Uuid,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT n.asset FROM asset_now n \
         CROSS JOIN LATERAL (SELECT n.details::jsonb AS details) d \
         WHERE n.state IN ('planned', 'active') AND ( \
             EXISTS (SELECT FROM mark_case_now c \
                     WHERE c.asset = n.asset \
                       AND c.state <> ALL ($2) \
                       AND (c.filed_on IS NOT NULL AND c.route <> $3 \
                                AND NOT EXISTS (SELECT FROM asset_events_now e \
                                                WHERE e.asset = n.asset AND e.mark_case = c.mark_case \
                                                  AND e.code = 'FILING' AND e.happened_on = c.filed_on) \
                            OR c.registered_on IS NOT NULL \
                                AND NOT EXISTS (SELECT FROM asset_events_now e \
                                                WHERE e.asset = n.asset AND e.mark_case = c.mark_case \
                                                  AND e.code = CASE c.office WHEN 'WO' THEN 'INTERNATIONAL_REGISTRATION' ELSE 'REGISTRATION' END \
                                                  AND e.happened_on = c.registered_on) \
                            OR d.details ->> 'published_on' ~ $8 \
                                AND (SELECT count(*) FROM mark_cases m WHERE m.asset = n.asset) = 1 \
                                AND NOT EXISTS (SELECT FROM asset_events_now e \
                                                WHERE e.asset = n.asset AND e.mark_case = c.mark_case AND e.code = 'PUBLICATION' \
                                                  AND to_char(e.happened_on, 'YYYY-MM-DD') = d.details ->> 'published_on'))) \
             OR (n.kind = $4 AND d.details ->> 'revoked_on' ~ $8) IS NOT TRUE \
                AND EXISTS (SELECT FROM unnest($5::text[], $6::text[], $7::text[]) AS x (kind, detail, code) \
                            WHERE x.kind = n.kind \
                              AND d.details ->> x.detail ~ $8 \
                              AND d.details ->> x.detail \
                                  <> coalesce((SELECT to_char(max(e.happened_on), 'YYYY-MM-DD') FROM asset_events_now e \
                                               WHERE e.asset = n.asset AND e.mark_case IS NULL AND e.code = x.code), ''))) \
         ORDER BY NOT n.protected, n.number LIMIT $1",
    )
    .bind::<BigInt, _>(most)
    .bind::<Array<Text>, _>(CaseState::words_of_over())
    .bind::<Text, _>(Route::MadridDesignation.word())
    .bind::<Text, _>(Kind::SigningKey.word())
    .bind::<Array<Text>, _>(ENDS.map(|(kind, _, _)| kind.word()).to_vec())
    .bind::<Array<Text>, _>(ENDS.map(|(_, detail, _)| detail).to_vec())
    .bind::<Array<Text>, _>(ENDS.map(|(_, _, code)| code).to_vec())
    .bind::<Text, _>(A_DAY)
    .load(conn)
    .await?;
    let suspects: Vec<Uuid> = rows.into_iter().map(|row| row.asset).collect();
    let mut cases: BTreeMap<Uuid, Vec<Case>> = BTreeMap::new();
    for case in cases::of_assets(conn, &suspects).await? {
        cases.entry(case.asset).or_default().push(case);
    }
    let mut events: BTreeMap<Uuid, Vec<Event>> = BTreeMap::new();
    for event in facts::events_of(conn, &suspects).await? {
        events.entry(event.asset).or_default().push(event);
    }
    let mut assets = by_ids(conn, &suspects).await?;
    assets.sort_by_key(|asset| (!asset.protected, asset.number));
    let mut found = Vec::new();
    for asset in assets {
        let of_asset = cases.remove(&asset.id).unwrap_or_default();
        let happened = events.remove(&asset.id).unwrap_or_default();
        for day in uncounted_of(&asset, &of_asset, &happened) {
            let case = of_asset
                .iter()
                .find(|case| Some(case.mark_case) == day.mark_case)
                .map_or_else(String::new, Case::label);
            found.push(Unrecorded {
                asset: asset.clone(),
                case,
                day,
            });
        }
    }
    Ok(found)
}

/// Ends of assets in use that were put off, and no event says until when, of protected assets
/// first; of at most so many assets. The database finds them by the lists of the model, which
/// judges each.
///
/// # Errors
/// Those of the database.
pub async fn put_off(conn: &mut Connection, most: i64) -> QueryResult<Vec<(Asset, PutOff)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        asset: Uuid,
    }
    let of_ends = ENDS.iter().filter_map(|(kind, detail, code)| {
        let (_, by, days) = RENEWALS.iter().find(|(end, _, _)| end == code)?;
        Some((kind.word(), *detail, *code, *by, i32::try_from(*days).ok()?))
    });
    let ends: Vec<(&str, &str, &str, &str, i32)> = of_ends.collect();
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT n.asset FROM asset_now n \
         JOIN unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::int[]) AS x (kind, detail, code, by, days) \
             ON x.kind = n.kind \
         CROSS JOIN LATERAL (SELECT max(e.happened_on) AS ended_on FROM asset_events_now e \
                             WHERE e.asset = n.asset AND e.mark_case IS NULL AND e.code = x.code) l \
         CROSS JOIN LATERAL (SELECT max(e.happened_on) AS renewed_on FROM asset_events_now e \
                             WHERE e.asset = n.asset AND e.mark_case IS NULL AND e.code = x.by \
                               AND e.happened_on >= l.ended_on - x.days) r \
         WHERE n.state IN ('planned', 'active') AND r.renewed_on IS NOT NULL \
           AND coalesce(n.details::jsonb ->> x.detail <= to_char(l.ended_on, 'YYYY-MM-DD'), true) \
           AND NOT EXISTS (SELECT FROM asset_events_now e \
                           WHERE e.asset = n.asset AND e.mark_case IS NULL AND e.code = ANY ($7) \
                             AND e.happened_on >= r.renewed_on) \
         ORDER BY NOT n.protected, n.number LIMIT $1",
    )
    .bind::<BigInt, _>(most)
    .bind::<Array<Text>, _>(ends.iter().map(|(kind, ..)| *kind).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(ends.iter().map(|(_, detail, ..)| *detail).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(ends.iter().map(|(_, _, code, ..)| *code).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(ends.iter().map(|(.., by, _)| *by).collect::<Vec<_>>())
    .bind::<Array<Int4>, _>(ends.iter().map(|(.., days)| *days).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(OVER.to_vec())
    .load(conn)
    .await?;
    let suspects: Vec<Uuid> = rows.into_iter().map(|row| row.asset).collect();
    let mut events: BTreeMap<Uuid, Vec<Event>> = BTreeMap::new();
    for event in facts::events_of(conn, &suspects).await? {
        events.entry(event.asset).or_default().push(event);
    }
    let mut assets = by_ids(conn, &suspects).await?;
    assets.sort_by_key(|asset| (!asset.protected, asset.number));
    Ok(assets
        .into_iter()
        .filter_map(|asset| {
            let happened = events.remove(&asset.id).unwrap_or_default();
            let found = put_off_of(&asset, &happened)?;
            Some((asset, found))
        })
        .collect())
}

/// How many custodians' words were good until a day before `today`: `days` after they
/// were given, as days of the foundation's zone.
///
/// # Errors
/// Those of the database.
pub async fn overdue(
    conn: &mut Connection,
    today: NaiveDate,
    days: u64,
    zone: &str,
) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        many: i64,
    }
    let days = i32::try_from(days).unwrap_or(i32::MAX / 2);
    let row: Row = crate::db::sql_query(
        "SELECT count(*) AS many FROM asset_custodians k \
         WHERE greatest(k.since, coalesce((k.attested_at AT TIME ZONE $3)::date, k.since)) + $1 < $2",
    )
    .bind::<Int4, _>(days)
    .bind::<Date, _>(today)
    .bind::<Text, _>(zone)
    .get_result(conn)
    .await?;
    Ok(row.many)
}
