//! What is done with a deed: its terms are written down and told to the log, its act is
//! prepared, and the certifier carries it out. What is missing, the database says.

use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Int4, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::{Deed, DeedError, by_id};
use crate::acts;
use crate::db::{Connection, natural, sql_query};
use crate::deeds::model::Terms;
use crate::evidence::act::Act as SignedAct;
use crate::evidence::leaf::{AssetExecuted, Signatures};
use crate::parties::PartyId;
use crate::seal::hash::Digest;

/// Writes a deed down; returns its number. The identity is the form's, so that a form that
/// is sent twice is one deed.
///
/// # Errors
/// What the database refuses.
pub async fn propose(
    conn: &mut Connection,
    asset: Uuid,
    terms: &Terms,
    reason: &str,
    by: PartyId,
) -> Result<i64, DeedError> {
    #[derive(QueryableByName)]
    struct Number {
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    let Some(text) = terms.encode() else {
        return Err(DeedError::Refused(
            "A field holds a line break or another character that is not written. Take it out."
                .to_owned(),
        ));
    };
    conn.transaction(async |conn| {
        let before: Option<Number> =
            sql_query("SELECT number FROM asset_deeds WHERE id = $1 AND proposed_by = $2")
                .bind::<SqlUuid, _>(terms.deed)
                .bind::<SqlUuid, _>(by.0)
                .get_result(conn)
                .await
                .optional()?;
        if let Some(before) = before {
            return Ok(before.number);
        }
        let made: Number = sql_query(
            "INSERT INTO asset_deeds (id, asset, version, act, terms, sha256, reason, proposed_by) \
             VALUES ($1, $2, $3, $4, $5, '', $6, $7) RETURNING number",
        )
        .bind::<SqlUuid, _>(terms.deed)
        .bind::<SqlUuid, _>(asset)
        .bind::<Int4, _>(terms.version)
        .bind::<Text, _>(terms.act.word())
        .bind::<Text, _>(&text)
        .bind::<Text, _>(reason)
        .bind::<SqlUuid, _>(by.0)
        .get_result(conn)
        .await?;
        // Everybody can read a deed from its first hour on: the log is told of its terms.
        sql_query("SELECT log_registry('asset_deed', $1, convert_to($2, 'UTF8'))")
            .bind::<SqlUuid, _>(terms.deed)
            .bind::<Text, _>(&text)
            .execute(conn)
            .await?;
        Ok(made.number)
    })
    .await
}

/// Withdraws a deed.
///
/// # Errors
/// What the database refuses.
pub async fn withdraw(
    conn: &mut Connection,
    deed: Uuid,
    reason: &str,
    by: PartyId,
) -> Result<(), DeedError> {
    sql_query(
        "INSERT INTO asset_deed_withdrawals (deed, reason, withdrawn_by) VALUES ($1, $2, $3)",
    )
    .bind::<SqlUuid, _>(deed)
    .bind::<Text, _>(reason)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

fn leaf(deed: &Deed) -> Result<AssetExecuted, DeedError> {
    let (Some(board), Some(members)) = (deed.board.clone(), deed.members.clone()) else {
        return Err(DeedError::Refused(
            "Board and members have not authorised it yet. Bring about what its page says is missing.".to_owned(),
        ));
    };
    let digest: Digest = deed.hex().parse().map_err(|_| {
        DeedError::Refused("Its terms cannot be read. Propose the deed anew.".to_owned())
    })?;
    Ok(AssetExecuted {
        asset: natural(deed.asset)?,
        at: natural(deed.now.timestamp())?,
        board,
        deed: natural(deed.number)?,
        members,
        sigs: Signatures::default(),
        terms: digest,
    })
}

/// Prepares the act that carries a deed out; returns its number.
///
/// # Errors
/// A sentence about what is missing.
pub async fn prepare(
    conn: &mut Connection,
    deed: &Deed,
    officer: PartyId,
) -> Result<i32, DeedError> {
    conn.transaction(async |conn| {
        acts::store::take_turns(conn, deed.id).await?;
        if let Some(waiting) =
            acts::store::waiting_about(conn, deed.id, AssetExecuted::KIND).await?
        {
            return Ok(waiting.number);
        }
        let act = SignedAct::new(leaf(deed)?.into(), None)?;
        Ok(acts::store::propose(conn, deed.id, &act, officer.0).await?)
    })
    .await
}

/// Carries a deed out in the certifier's transaction.
///
/// # Errors
/// A sentence about what is missing, or what was signed and is not the deed.
pub async fn execute(
    conn: &mut Connection,
    act: Uuid,
    of: Uuid,
    signed: &AssetExecuted,
    officers: &[Uuid],
) -> Result<Deed, DeedError> {
    let deed = by_id(conn, of).await?.ok_or_else(|| {
        DeedError::Refused("There is no such deed. Choose one of the list.".to_owned())
    })?;
    let expected = AssetExecuted {
        at: signed.at,
        sigs: signed.sigs.clone(),
        ..leaf(&deed)?
    };
    if *signed != expected {
        return Err(DeedError::Refused(
            "What was signed is not the deed as board and members authorised it. Prepare the act anew.".to_owned(),
        ));
    }
    sql_query(
        "INSERT INTO asset_executions (deed, act, board_decision, members_decision, officers) \
         VALUES ($1, $2, deed_decision($1, 'board'), deed_decision($1, 'members'), $3)",
    )
    .bind::<SqlUuid, _>(of)
    .bind::<SqlUuid, _>(act)
    .bind::<Array<SqlUuid>, _>(officers)
    .execute(conn)
    .await?;
    Ok(deed)
}
