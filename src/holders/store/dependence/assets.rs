//! The assets that a member and its related group keep, own or license, with their next days.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Connection;
use crate::holders::model::dependence::Custody;
use crate::parties::PartyId;

/// An asset of which somebody who would leave has the custody.
#[derive(Clone, Debug)]
pub struct Kept {
    pub number: i64,
    pub title: String,
    pub custody: Custody,
    /// Who of the custodians would leave, by name.
    pub who: Vec<String>,
    pub next: Option<Next>,
}

/// The next day of an asset by which something is to be done, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    pub due: NaiveDate,
    pub what: String,
}

/// An asset that belongs to the group, to which one of it is a party, or which one of it
/// licenses to the foundation.
#[derive(Clone, Debug)]
pub struct Bound {
    pub number: i64,
    pub title: String,
    /// `owner`, what the party is to it, or by which licence the foundation has it.
    pub role: String,
    pub name: String,
    pub next: Option<Next>,
}

#[derive(QueryableByName)]
struct CustodyRow {
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Bool)]
    protected: bool,
    #[diesel(sql_type = SqlUuid)]
    party: Uuid,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    leaves: bool,
    #[diesel(sql_type = Bool)]
    apart: bool,
}

/// The next day of each of these assets, by their numbers: the first deadline of the docket
/// that is neither met nor over, without options, what offices and registrars do, and
/// custodians' words; or the day on which a registration, a domain, a key or a certificate
/// runs out or a contract ends as the register has it, where that is earlier.
async fn next_days(
    conn: &mut Connection,
    numbers: &[i64],
    day: NaiveDate,
) -> QueryResult<BTreeMap<i64, Next>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        number: i64,
        #[diesel(sql_type = Text)]
        due: String,
        #[diesel(sql_type = Text)]
        what: String,
    }
    // As text, in which days of ISO 8601 sort: what a file brought may be no day.
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT DISTINCT ON (n.number) n.number, x.due, x.what FROM asset_now n \
         JOIN LATERAL ( \
             SELECT d.due::text AS due, 0 AS place, d.title AS what FROM docket_now d \
             WHERE d.asset = n.asset AND d.state = 'running' AND d.kind = 'mandatory' AND d.last_on >= $2 \
               AND NOT EXISTS (SELECT FROM deadlines l WHERE l.id = d.deadline AND l.custody IS NOT NULL) \
             UNION ALL \
             SELECT m.expires_on::text, 1, 'A registration runs out' FROM mark_case_now m \
             WHERE m.asset = n.asset AND m.expires_on >= $2 \
             UNION ALL \
             SELECT v.value, 1, CASE v.key WHEN 'ends_on' THEN 'It ends' ELSE 'It expires' END \
             FROM jsonb_each_text(n.details::jsonb) v \
             WHERE v.key IN ('expires_on', 'registrar_expires_on', 'ends_on') \
               AND v.value ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' AND v.value >= $2::text) x ON true \
         WHERE n.number = ANY ($1) ORDER BY n.number, x.due, x.place, x.what",
    )
    .bind::<Array<BigInt>, _>(numbers)
    .bind::<Date, _>(day)
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let due = row.due.parse().ok()?;
            Some((
                row.number,
                Next {
                    due,
                    what: row.what,
                },
            ))
        })
        .collect())
}

/// The assets that lose a custodian, those first that keep too few.
pub(super) async fn kept(
    conn: &mut Connection,
    party: PartyId,
    day: NaiveDate,
) -> QueryResult<Vec<Kept>> {
    let rows: Vec<CustodyRow> = crate::db::sql_query(
        "WITH keepers AS MATERIALIZED (SELECT k.party, is_affiliated(k.party, $1, $2) AS leaves \
                                       FROM (SELECT DISTINCT c.party FROM asset_custodians c) k) \
         SELECT n.number, n.title, n.protected, c.party, p.name, k.leaves, \
                NOT EXISTS (SELECT FROM rule_in_force('registry.custody.groups', clock_timestamp()) r WHERE r.value = 'different') \
                OR EXISTS (SELECT FROM asset_custodians a JOIN keepers i ON i.party = a.party AND NOT i.leaves \
                           JOIN asset_custodians b ON b.asset = a.asset AND b.party > a.party \
                           JOIN keepers j ON j.party = b.party AND NOT j.leaves \
                           WHERE a.asset = n.asset AND stand_apart(a.party, b.party, $2)) AS apart \
         FROM asset_custodians c JOIN asset_now n ON n.asset = c.asset JOIN keepers k ON k.party = c.party \
         JOIN LATERAL (SELECT r.name FROM party_records r WHERE r.party = c.party ORDER BY r.record DESC LIMIT 1) p ON true \
         WHERE EXISTS (SELECT FROM asset_custodians a JOIN keepers i ON i.party = a.party WHERE a.asset = c.asset AND i.leaves) \
         ORDER BY n.number, p.name, c.party",
    )
    .bind::<SqlUuid, _>(party.0)
    .bind::<Date, _>(day)
    .load(conn)
    .await?;
    let mut assets: Vec<(Kept, BTreeSet<Uuid>, BTreeSet<Uuid>)> = Vec::new();
    for row in rows {
        if assets
            .last()
            .is_none_or(|(kept, ..)| kept.number != row.number)
        {
            let kept = Kept {
                number: row.number,
                title: row.title,
                custody: Custody {
                    custodians: 0,
                    leave: 0,
                    protected: row.protected,
                    apart: row.apart,
                },
                who: Vec::new(),
                next: None,
            };
            assets.push((kept, BTreeSet::new(), BTreeSet::new()));
        }
        if let Some((kept, all, leave)) = assets.last_mut() {
            all.insert(row.party);
            if row.leaves && leave.insert(row.party) {
                kept.who.push(row.name);
            }
        }
    }
    let count = |set: &BTreeSet<Uuid>| u64::try_from(set.len()).unwrap_or(u64::MAX);
    let mut fall: Vec<Kept> = assets
        .into_iter()
        .filter(|(_, _, leave)| !leave.is_empty())
        .map(|(mut kept, all, leave)| {
            kept.custody.custodians = count(&all);
            kept.custody.leave = count(&leave);
            kept
        })
        .collect();
    fall.sort_by_key(|kept| (!kept.custody.fails(), kept.number));
    let numbers: Vec<i64> = fall.iter().map(|kept| kept.number).collect();
    let mut next = next_days(conn, &numbers, day).await?;
    for kept in &mut fall {
        kept.next = next.remove(&kept.number);
    }
    Ok(fall)
}

/// What belongs to somebody of these parties, to which they are a party, or what they license
/// to the foundation, by any name that they have or had.
pub(super) async fn bound(
    conn: &mut Connection,
    parties: &BTreeSet<PartyId>,
    day: NaiveDate,
) -> QueryResult<Vec<Bound>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        number: i64,
        #[diesel(sql_type = Text)]
        title: String,
        #[diesel(sql_type = Text)]
        role: String,
        #[diesel(sql_type = Text)]
        name: String,
    }
    let ids: Vec<Uuid> = parties.iter().map(|party| party.0).collect();
    let rows: Vec<Row> = crate::db::sql_query(
        "WITH names AS (SELECT DISTINCT lower(p.name) AS name FROM party_records p WHERE p.party = ANY ($1) \
                        UNION SELECT lower(o.legal_name) FROM organisation_records o WHERE o.organisation = ANY ($1)) \
         SELECT n.number, n.title, 'owner' AS role, n.owner AS name FROM asset_now n \
         WHERE lower(n.owner) IN (SELECT name FROM names) \
         UNION \
         SELECT n.number, n.title, r.role, r.name FROM asset_roles r JOIN asset_now n ON n.asset = r.asset \
         WHERE r.party = ANY ($1) AND NOT EXISTS (SELECT FROM asset_role_ends e WHERE e.role = r.id) \
         UNION \
         SELECT n.number, n.title, 'licenses it to us by licence ' || l.number || ', ' || l.title, l.counterparty \
         FROM licences l JOIN asset_now n ON n.asset = ANY (l.assets) \
         WHERE l.direction = 'in' AND lower(l.counterparty) IN (SELECT name FROM names) \
           AND licence_counts(l.id) AND NOT licence_is_over(l.id, $2) \
           AND NOT EXISTS (SELECT FROM licences s WHERE s.replaces = l.id AND s.starts_on <= $2 AND licence_counts(s.id)) \
         ORDER BY 1, 3, 4",
    )
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Date, _>(day)
    .load(conn)
    .await?;
    let numbers: Vec<i64> = rows.iter().map(|row| row.number).collect();
    let next = next_days(conn, &numbers, day).await?;
    Ok(rows
        .into_iter()
        .map(|row| Bound {
            next: next.get(&row.number).cloned(),
            number: row.number,
            title: row.title,
            role: row.role,
            name: row.name,
        })
        .collect())
}
