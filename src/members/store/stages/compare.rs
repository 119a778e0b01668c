//! Rows of a large file beside one another, and beside what the foundation knows.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::judge::Tally;
use super::{SHOWN_REMARKS, place};
use crate::db::{Connection, patience};
use crate::members::import::{Remark, quoted};

/// A row beside another, or beside what the foundation knows.
#[derive(QueryableByName)]
struct Clash {
    #[diesel(sql_type = BigInt)]
    line: i64,
    #[diesel(sql_type = BigInt, column_name = "row")]
    nth: i64,
    /// The address, or the name, of the row.
    #[diesel(sql_type = Text)]
    said: String,
    #[diesel(sql_type = Text)]
    here: String,
    #[diesel(sql_type = Text)]
    elsewhere: String,
    /// Line and row of the other, or the number of a member.
    #[diesel(sql_type = BigInt)]
    other_line: i64,
    #[diesel(sql_type = BigInt)]
    other: i64,
    #[diesel(sql_type = BigInt)]
    total: i64,
}

/// What is compared: whether it is a fault, its column, its rows, its sentence.
type Comparison = (bool, &'static str, &'static str, fn(&Clash) -> String);

/// Rows of a kind that say what an earlier row of theirs said.
macro_rules! twice {
    ($said:literal, $key:literal, $kind:literal) => {
        concat!(
            "SELECT d.line, d.row, d.", $said, " AS said, '' AS here, '' AS elsewhere, \
                    d.first_line AS other_line, d.first_row AS other \
             FROM (SELECT r.line, r.row, r.", $said, ", row_number() OVER w AS nth, \
                          first_value(r.line) OVER w AS first_line, first_value(r.row) OVER w AS first_row \
                   FROM membership_import_rows r \
                   WHERE r.file = $1 AND r.kind = '", $kind, "' AND r.", $key, " IS NOT NULL \
                   WINDOW w AS (PARTITION BY r.", $key, " ORDER BY r.row)) d WHERE d.nth > 1"
        )
    };
}

const COMPARISONS: [Comparison; 5] = [
    (
        true,
        "email",
        twice!("address", "address_key", "person"),
        |clash| {
            format!(
                "{} is the address of another person: {}. Two persons cannot share an address. Give one of them another.",
                quoted(&clash.said),
                place(clash.other_line, clash.other)
            )
        },
    ),
    (
        true,
        "email",
        "SELECT r.line, r.row, r.address AS said, '' AS here, n.name AS elsewhere, 0::bigint AS other_line, m.number AS other \
         FROM membership_import_rows r JOIN accounts a ON a.address_key = r.address_key \
         JOIN LATERAL (SELECT min(m.number) AS number FROM memberships m WHERE m.party = a.person \
                       AND NOT EXISTS (SELECT FROM membership_ends e WHERE e.membership = m.id)) m ON m.number IS NOT NULL \
         JOIN LATERAL (SELECT name FROM party_records WHERE party = a.person ORDER BY record DESC LIMIT 1) n ON true \
         WHERE r.file = $1 AND r.kind = 'person'",
        |clash| {
            format!(
                "{} is the address of {}, who is member no. {} already. Leave the line out.",
                quoted(&clash.said),
                clash.elsewhere,
                clash.other
            )
        },
    ),
    (
        true,
        "name",
        "SELECT r.line, r.row, r.name AS said, '' AS here, '' AS elsewhere, 0::bigint AS other_line, o.number AS other \
         FROM membership_import_rows r JOIN ( \
             SELECT lower(n.name) AS key, min(m.number) AS number FROM memberships m \
             JOIN parties p ON p.id = m.party AND p.kind = 'organisation' \
             JOIN LATERAL (SELECT name FROM party_records WHERE party = m.party ORDER BY record DESC LIMIT 1) n ON true \
             WHERE NOT EXISTS (SELECT FROM membership_ends e WHERE e.membership = m.id) GROUP BY 1 \
         ) o ON o.key = r.name_key WHERE r.file = $1 AND r.kind = 'organisation'",
        |clash| {
            format!(
                "The organisation {} is member no. {} already. Leave the line out.",
                quoted(&clash.said),
                clash.other
            )
        },
    ),
    (
        true,
        "name",
        twice!("name", "name_key", "organisation"),
        |clash| {
            format!(
                "The organisation {} stands in the file before: {}. Leave one of the two out.",
                quoted(&clash.said),
                place(clash.other_line, clash.other)
            )
        },
    ),
    (
        false,
        "name",
        "SELECT d.line, d.row, d.address AS said, d.here, d.elsewhere, 0::bigint AS other_line, 0::bigint AS other \
         FROM (SELECT r.line, r.row, r.address, coalesce(r.voter, r.name) AS here, \
                      coalesce((SELECT n.name FROM accounts a JOIN party_records n ON n.party = a.person \
                                WHERE a.address_key = r.address_key ORDER BY n.record DESC LIMIT 1), \
                               first_value(coalesce(r.voter, r.name)) OVER w) AS elsewhere \
               FROM membership_import_rows r \
               WHERE r.file = $1 AND r.address_key IS NOT NULL AND (r.kind = 'person' OR r.voter IS NOT NULL) \
               WINDOW w AS (PARTITION BY r.address_key ORDER BY r.kind = 'organisation', r.row)) d \
         WHERE d.here <> d.elsewhere",
        |clash| {
            format!(
                "{} is the address of {}, here called {}. One address is one person, under the first name.",
                quoted(&clash.said),
                quoted(&clash.elsewhere),
                quoted(&clash.here)
            )
        },
    ),
];

/// Compares the rows with each other and with what the foundation knows now.
pub(super) async fn compare(conn: &mut Connection, id: Uuid, tally: &mut Tally) -> QueryResult<()> {
    conn.transaction(async |conn| {
        patience::be_patient(conn).await?;
        whole_tables(conn).await?;
        compare_in_place(conn, id, tally).await
    })
    .await
}

/// Until the transaction ends, tables are joined whole: of rows that have just
/// come the planner knows nothing, and would take them one by one.
pub(super) async fn whole_tables(conn: &mut Connection) -> QueryResult<()> {
    crate::db::sql_query("SET LOCAL enable_nestloop = off")
        .execute(conn)
        .await
        .map(drop)
}

async fn compare_in_place(conn: &mut Connection, id: Uuid, tally: &mut Tally) -> QueryResult<()> {
    for (is_fault, column, rows, sentence) in COMPARISONS {
        let clashes: Vec<Clash> = crate::db::sql_query(format!(
            "SELECT x.*, count(*) OVER () AS total FROM ({rows}) x ORDER BY row LIMIT {SHOWN_REMARKS}"
        ))
        .bind::<SqlUuid, _>(id)
        .load(conn)
        .await?;
        let total = match clashes.as_slice() {
            [clash, ..] => clash.total,
            [] => 0,
        };
        if is_fault {
            tally.faults += total;
        } else {
            tally.warnings += total;
        }
        tally.kept.extend(clashes.iter().map(|clash| {
            let remark = Remark::new(place(clash.line, clash.nth), column, sentence(clash));
            (is_fault, remark)
        }));
    }
    Ok(())
}

/// How many rows clash with what is known now, or name a class that is none now.
pub(super) async fn faults_now(conn: &mut Connection, id: Uuid) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let gone: Row = crate::db::sql_query(
        "SELECT count(*) AS n FROM membership_import_rows r WHERE r.file = $1 \
         AND NOT EXISTS (SELECT FROM member_classes c WHERE c.id = r.class)",
    )
    .bind::<SqlUuid, _>(id)
    .get_result(conn)
    .await?;
    let mut faults = gone.n;
    for (is_fault, _, rows, _) in COMPARISONS {
        if is_fault {
            let row: Row = crate::db::sql_query(format!("SELECT count(*) AS n FROM ({rows}) x"))
                .bind::<SqlUuid, _>(id)
                .get_result(conn)
                .await?;
            faults += row.n;
        }
    }
    Ok(faults)
}
