//! The envelopes that officers take to machines of their own. Nothing is opened here, and no
//! member is named but in cells that the manifest declares open.

use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Bytea, Int4, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::counting::{damage, exact};
use crate::db::{Connection, sql_query};
use crate::seal::envelope::Envelope;
use crate::seal::envelopes::{Export, Exported};
use crate::seal::hash::{Commitment, EntitlementId, EnvelopeId, RollId, Salt, Weight};
use crate::seal::manifest::Manifest;
use crate::seal::open_cell::{Disclosed, OpenCell};
use crate::seal::roll::Leaves;

#[derive(QueryableByName)]
struct EnvelopeRow {
    #[diesel(sql_type = Bytea)]
    envelope_id: Vec<u8>,
    #[diesel(sql_type = Int4)]
    weight: i32,
    #[diesel(sql_type = Bytea)]
    enc: Vec<u8>,
    #[diesel(sql_type = Bytea)]
    ct: Vec<u8>,
    #[diesel(sql_type = Bool)]
    small: bool,
    #[diesel(sql_type = Bytea)]
    entitlement: Vec<u8>,
    #[diesel(sql_type = Bytea)]
    commitment: Vec<u8>,
    #[diesel(sql_type = Nullable<Text>)]
    subject: Option<String>,
    #[diesel(sql_type = Nullable<Bytea>)]
    salt: Option<Vec<u8>>,
}

/// The live envelopes as officers take them to their own machine: without
/// members, except in cells that the manifest declares open.
///
/// # Errors
/// Those of the database; a damaged record counts as one.
pub async fn envelopes(
    conn: &mut Connection,
    poll: Uuid,
    roll: Uuid,
    leaves: Leaves,
    manifest: &Manifest,
) -> QueryResult<Export> {
    let k = i64::try_from(manifest.terms().k).unwrap_or(i64::MAX);
    let rows: Vec<EnvelopeRow> = sql_query(
        "SELECT DISTINCT ON (s.entitlement) s.envelope_id, s.weight, s.enc, s.ct, e.entitlement, e.commitment,
                (SELECT count(*) FROM roll_entitlements same
                 WHERE same.roll_id = $2 AND same.votes = e.votes) < $3 AS small,
                CASE WHEN r.disclosed THEN o.subject END AS subject, CASE WHEN r.disclosed THEN o.salt END AS salt
         FROM envelopes s
         JOIN roll_entitlements e ON e.roll_id = $2 AND e.entitlement = s.entitlement
         JOIN memberships m ON m.id = e.membership_id
         JOIN LATERAL (SELECT disclosed FROM party_records r
                       WHERE r.party = m.party ORDER BY r.record DESC LIMIT 1) r ON true
         LEFT JOIN roll_openings o ON o.roll_id = e.roll_id AND o.entitlement = e.entitlement
         WHERE s.poll_id = $1
         ORDER BY s.entitlement, s.seq DESC",
    )
    .bind::<SqlUuid, _>(poll)
    .bind::<SqlUuid, _>(roll)
    .bind::<diesel::sql_types::BigInt, _>(k)
    .load(conn)
    .await?;
    let eid = manifest.eid();
    // Where winners only are shown, nobody is named beside an envelope.
    let hidden = manifest.shows_winners_only(&leaves.cells());
    let exported = rows
        .into_iter()
        .map(|row| {
            let id = EnvelopeId::from_bytes(exact(&row.envelope_id)?);
            let weight = u64::try_from(row.weight)
                .map_err(damage)
                .and_then(|votes| Weight::new(votes).map_err(damage))?;
            let open = if row.small && !hidden {
                let disclosed = match (row.subject, row.salt) {
                    (Some(subject), Some(salt)) => Some(Disclosed {
                        subject,
                        salt: Salt::from_bytes(exact(&salt)?),
                    }),
                    _ => None,
                };
                Some(OpenCell {
                    c: Commitment::from_bytes(exact(&row.commitment)?),
                    entitlement: EntitlementId::from_bytes(exact(&row.entitlement)?),
                    disclosed,
                })
            } else {
                None
            };
            Ok(Exported {
                envelope: Envelope::from_parts(&eid, id, weight, row.enc, row.ct),
                open,
            })
        })
        .collect::<QueryResult<Vec<_>>>()?;
    let set_aside = super::set_aside(conn, poll).await?;
    let extended = super::extended_entries(conn, manifest).await?;
    Export::new(eid, RollId::from_bytes(roll.into_bytes()), leaves, exported)
        .and_then(|export| export.set_aside(set_aside))
        .map(|export| export.extended(extended))
        .map_err(damage)
}
