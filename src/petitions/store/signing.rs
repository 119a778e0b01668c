//! Petitions opened, signed, taken back and delivered. Who may, with how many votes
//! and whether the share is reached is judged by the guards of the tables.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Date, Int4, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::PetitionsError;
use super::petitions::{Petition, by_number};
use crate::accounts;
use crate::db::Connection;
use crate::outbox::{self, Letter, Recipient};
use crate::parties::PartyId;
use crate::petitions::model::Purpose;

/// A petition as it is opened. The identity is the form's, so that a form sent
/// twice opens one.
pub struct NewPetition<'a> {
    pub id: Uuid,
    pub purpose: Purpose,
    pub kind: &'a str,
    pub title: &'a str,
    pub text: &'a str,
    pub effect: Option<&'a str>,
    pub by: PartyId,
    pub membership: Uuid,
    /// The last day, where no rule says how long it collects.
    pub closes_on: Option<NaiveDate>,
}

/// One at a time on each petition, until the transaction ends.
pub(super) async fn lock(conn: &mut Connection, petition: Uuid) -> QueryResult<()> {
    crate::db::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
        .bind::<Text, _>(format!("commonhold/petition/{petition}"))
        .execute(conn)
        .await?;
    Ok(())
}

/// Opens a petition and returns its number.
///
/// # Errors
/// When the guard of the table refuses it.
pub async fn open(conn: &mut Connection, new: &NewPetition<'_>) -> Result<i32, PetitionsError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Int4)]
        number: i32,
    }
    conn.transaction(async |conn| {
        lock(conn, new.id).await?;
        crate::db::sql_query(
            "INSERT INTO petitions (id, purpose, kind, title, text, effect, opened_by, membership, closes_on) \
             SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9 WHERE NOT EXISTS (SELECT FROM petitions p WHERE p.id = $1)",
        )
        .bind::<SqlUuid, _>(new.id)
        .bind::<Text, _>(new.purpose.word())
        .bind::<Text, _>(new.kind)
        .bind::<Text, _>(new.title)
        .bind::<Text, _>(new.text)
        .bind::<Nullable<Text>, _>(new.effect)
        .bind::<SqlUuid, _>(new.by.0)
        .bind::<SqlUuid, _>(new.membership)
        .bind::<Nullable<Date>, _>(new.closes_on)
        .execute(conn)
        .await?;
        let row: Row = crate::db::sql_query("SELECT number FROM petitions WHERE id = $1")
            .bind::<SqlUuid, _>(new.id)
            .get_result(conn)
            .await?;
        Ok(row.number)
    })
    .await
}

/// Signs a petition for a membership. `id` is the form's.
///
/// # Errors
/// When the guard of the table refuses it: signed already, no vote, over.
pub async fn sign(
    conn: &mut Connection,
    id: Uuid,
    petition: Uuid,
    membership: Uuid,
    by: PartyId,
) -> Result<(), PetitionsError> {
    conn.transaction(async |conn| {
        lock(conn, petition).await?;
        crate::db::sql_query(
            "INSERT INTO petition_signatures (id, petition, membership, signed_by) \
             SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT FROM petition_signatures s WHERE s.id = $1)",
        )
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(petition)
        .bind::<SqlUuid, _>(membership)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        Ok(())
    })
    .await
}

/// Takes a signature of this petition back.
///
/// # Errors
/// When the guard of the table refuses it: delivered, over, another's.
pub async fn withdraw(
    conn: &mut Connection,
    petition: Uuid,
    signature: Uuid,
    by: PartyId,
) -> Result<(), PetitionsError> {
    conn.transaction(async |conn| {
        lock(conn, petition).await?;
        crate::db::sql_query(
            "INSERT INTO petition_withdrawals (signature, withdrawn_by) \
             SELECT s.id, $3 FROM petition_signatures s WHERE s.id = $1 AND s.petition = $2 \
               AND NOT EXISTS (SELECT FROM petition_withdrawals w WHERE w.signature = s.id)",
        )
        .bind::<SqlUuid, _>(signature)
        .bind::<SqlUuid, _>(petition)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        Ok(())
    })
    .await
}

/// Delivers a petition, with a letter to each director and minute keeper.
///
/// # Errors
/// When the guard of the table refuses it: below the share, over, another's.
pub async fn deliver(
    conn: &mut Connection,
    petition: &Petition,
    by: PartyId,
) -> Result<(), PetitionsError> {
    conn.transaction(async |conn| {
        lock(conn, petition.id).await?;
        let delivered = crate::db::sql_query(
            "INSERT INTO petition_deliveries (petition, delivered_by) \
             SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM petition_deliveries d WHERE d.petition = $1)",
        )
        .bind::<SqlUuid, _>(petition.id)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        if delivered > 0 {
            tell(conn, petition.number).await?;
        }
        Ok(())
    })
    .await
}

/// Who sits on the board and is not suspended, and who keeps its minutes.
const THE_BOARD: &str = "\
    SELECT s.person FROM seated(clock_timestamp()) s WHERE s.body = 'board' AND NOT s.suspended \
    UNION \
    SELECT t.person FROM office_terms t LEFT JOIN office_ends e ON e.term = t.id \
    WHERE t.office IN ('secretary', 'deputy_secretary', 'chair', 'deputy_chair') AND t.starts_at <= clock_timestamp() \
      AND (t.ends_at IS NULL OR clock_timestamp() < t.ends_at) AND (e.ends_at IS NULL OR clock_timestamp() < e.ends_at)";

async fn tell(conn: &mut Connection, number: i32) -> QueryResult<()> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        person: Uuid,
    }
    let Some(petition) = by_number(conn, number).await? else {
        return Ok(());
    };
    let Some(delivery) = &petition.delivery else {
        return Ok(());
    };
    let board: Vec<Row> = crate::db::sql_query(THE_BOARD).load(conn).await?;
    let persons: Vec<Uuid> = board.into_iter().map(|row| row.person).collect();
    let day = |mark: &Option<crate::petitions::model::Mark>| mark.as_ref().map(|mark| mark.day);
    let letter = Letter::PetitionDelivered {
        number,
        title: petition.title.clone(),
        votes: delivery.votes,
        total: delivery.total,
        notice_by: day(&delivery.clocks.notice_by),
        earliest: day(&delivery.clocks.earliest),
        latest: day(&delivery.clocks.latest),
        path: format!("/room/petitions/{number}"),
    };
    let accounts = accounts::store::of_persons(conn, &persons).await?;
    let letters = accounts
        .into_iter()
        .map(|account| (Recipient::Account(account.id), letter.clone()));
    outbox::store::queue_all(conn, letters).await
}
