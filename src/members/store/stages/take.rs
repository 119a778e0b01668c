//! A large file taken: one transaction, a statement for each table.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Integer, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::{PARTS, State, compare, erase_parts, set_state, stage};
use crate::db::{Connection, patience};
use crate::members::store::files;
use crate::members::store::intake::{IntakeError, taken_at};
use crate::parties::PartyId;
use crate::web::words::Locale;

/// Of each address, whose it is: of who has an account with it, else of the
/// first person of the file, else of the first who votes for an organisation.
const PERSONS: &str = "\
    UPDATE membership_import_rows r \
    SET person = coalesce(a.person, first.newcomer), \
        introduces = a.person IS NULL AND first.row = r.row \
    FROM (SELECT DISTINCT ON (f.address_key) f.address_key, f.row, f.newcomer \
          FROM membership_import_rows f WHERE f.file = $1 \
          ORDER BY f.address_key, f.kind = 'organisation', f.row) first \
    LEFT JOIN accounts a ON a.address_key = first.address_key \
    WHERE r.file = $1 AND r.address_key = first.address_key";

/// What a file brings, table by table; $1 is the file, $2 its import, $3 the
/// highest number given, $4 the language of new accounts.
const TABLES: [&str; 8] = [
    "INSERT INTO parties (id, kind) \
     SELECT newcomer, 'person' FROM membership_import_rows WHERE file = $1 AND introduces \
     UNION ALL SELECT party, 'organisation' FROM membership_import_rows WHERE file = $1 AND kind = 'organisation'",
    // Nobody asked a representative whether they may be named.
    "INSERT INTO party_records (party, name, country, disclosed) \
     SELECT person, name, country, disclosed FROM membership_import_rows WHERE file = $1 AND kind = 'person' \
     UNION ALL SELECT newcomer, voter, '', false FROM membership_import_rows \
         WHERE file = $1 AND kind = 'organisation' AND introduces \
     UNION ALL SELECT party, name, country, disclosed FROM membership_import_rows \
         WHERE file = $1 AND kind = 'organisation'",
    "INSERT INTO accounts (id, person, address, locale) \
     SELECT gen_random_uuid(), newcomer, address, $4 FROM membership_import_rows WHERE file = $1 AND introduces",
    "INSERT INTO memberships (id, number, party, class, member_since, import) \
     SELECT membership, $3 + row_number() OVER (ORDER BY row), \
            CASE kind WHEN 'person' THEN person ELSE party END, class, member_since, $2 \
     FROM membership_import_rows WHERE file = $1",
    "INSERT INTO membership_terms (membership, starts_on, ends_on, import) \
     SELECT membership, starts_on, ends_on, $2 FROM membership_import_rows WHERE file = $1 ORDER BY row",
    "INSERT INTO affiliations (person, employer) \
     SELECT person, employer FROM membership_import_rows WHERE file = $1 AND employer IS NOT NULL ORDER BY row",
    "INSERT INTO representations (organisation, person, starts_on, recorded_by) \
     SELECT party, person, least(member_since, starts_on), (SELECT i.imported_by FROM membership_imports i WHERE i.id = $2) \
     FROM membership_import_rows \
     WHERE file = $1 AND kind = 'organisation' ORDER BY row",
    "UPDATE membership_import_files SET state = 'taken' WHERE id = $1",
];

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// Takes a file that was judged without a fault: held once more against what is
/// known now, and added whole in one transaction, or not at all. False when it
/// has faults by now, and has to be judged anew. Whoever calls holds it. Since the first roll was
/// certified `by` is another than who brought it.
///
/// # Errors
/// When it was taken before, takes two, or is not here.
pub async fn take(conn: &mut Connection, id: Uuid, by: PartyId) -> Result<bool, IntakeError> {
    conn.transaction(async |conn| {
        patience::be_patient(conn).await?;
        // One file at a time: numbers are given in order.
        crate::db::sql_query(
            "SELECT pg_advisory_xact_lock(hashtextextended('commonhold/member-intake', 0))",
        )
        .execute(conn)
        .await?;
        compare::whole_tables(conn).await?;
        let file = stage(conn, id).await?.ok_or(IntakeError::NoDraft)?;
        let hash = file.hash().ok_or(IntakeError::NoDraft)?;
        if let Some(at) = taken_at(conn, hash).await? {
            return Err(IntakeError::TakenAlready(at));
        }
        let hands = files::hands(conn, file.brought_by(), by).await?;
        if file.faults > 0 || compare::faults_now(conn, id).await? > 0 {
            set_state(conn, id, State::Waiting).await?;
            return Ok(false);
        }
        crate::db::sql_query(PERSONS)
            .bind::<SqlUuid, _>(id)
            .execute(conn)
            .await?;
        let import = Uuid::new_v4();
        crate::db::sql_query(
            "INSERT INTO membership_imports (id, file_sha256, file_rows, imported_by, confirmed_by) \
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind::<SqlUuid, _>(import)
        .bind::<Binary, _>(hash.0.as_slice())
        .bind::<Integer, _>(i32::try_from(file.judged_rows).unwrap_or(i32::MAX))
        .bind::<SqlUuid, _>(hands.imported_by.0)
        .bind::<Nullable<SqlUuid>, _>(hands.confirmed_by.map(|by| by.0))
        .execute(conn)
        .await
        .map_err(files::refusal)?;
        let last: Number =
            crate::db::sql_query("SELECT coalesce(max(number), 0) AS n FROM memberships")
                .get_result(conn)
                .await?;
        for table in TABLES {
            crate::db::sql_query(table)
                .bind::<SqlUuid, _>(id)
                .bind::<SqlUuid, _>(import)
                .bind::<BigInt, _>(last.n)
                .bind::<Text, _>(Locale::English.tag())
                .execute(conn)
                .await?;
        }
        // That it was here stays.
        erase_parts(conn, id, &PARTS).await?;
        Ok(true)
    })
    .await
}
