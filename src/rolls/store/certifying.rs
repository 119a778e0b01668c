//! A roll certified: computed again, committed to line by line, made an act for two
//! officers, and fixed by the certifier when they signed. Nobody is put on a roll here.

use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bytea, Int4, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::{Roll, RollError, challenges, leaves, members, refusal};
use crate::acts;
use crate::bodies;
use crate::db::{Connection, natural, patience, sql_query};
use crate::evidence::act::Act;
use crate::evidence::leaf::{RollCertified, Signatures};
use crate::rolls::model::{self, MemberOfRecord};
use crate::seal::hash::{Digest, Salt, sha256};
use crate::seal::roll::{Leaf, Leaves, RollLine, commitment, write_roll};

/// Computes the roll again, compares it byte for byte with its proposal, makes
/// its commitments, and prepares the act that two officers sign; returns the
/// act's number.
///
/// # Errors
/// When the officer proposed it, it is certified or differs, or is not heard.
pub async fn prepare(conn: &mut Connection, roll: &Roll, officer: Uuid) -> Result<i32, RollError> {
    if roll.proposed_by == officer {
        return Err(RollError::SameOfficer);
    }
    if roll.is_certified() {
        return Err(RollError::Certified);
    }
    conn.transaction(async |conn| {
        patience::be_patient(conn).await?;
        acts::store::take_turns(conn, roll.id).await?;
        must_be_heard(conn, roll).await?;
        if let Some(act) = acts::store::waiting_about(conn, roll.id, RollCertified::KIND).await? {
            return Ok(act.number);
        }
        let (members, lines) = computed_again(conn, roll).await?;
        // An act that was refused leaves its lines: commitments are made once.
        let made = leaves(conn, roll.id).await?;
        let made = if made.as_slice().is_empty() {
            commit_to(conn, roll, &members, &lines).await?
        } else {
            made
        };
        let at = natural(bodies::store::now(conn).await?.timestamp())?;
        let leaf = certification(roll, &made, at)?;
        let act = Act::new(leaf.into(), None)?;
        Ok(acts::store::propose(conn, roll.id, &act, officer).await?)
    })
    .await
}

/// Refuses a roll that is open to challenges, or of which one is not answered.
async fn must_be_heard(conn: &mut Connection, roll: &Roll) -> Result<(), RollError> {
    let hearing = challenges::hearing(conn, roll).await?;
    match hearing.obstacle(bodies::store::now(conn).await?) {
        Some(obstacle) => Err(obstacle.into()),
        None => Ok(()),
    }
}

/// Members and lines of the roll from history, if they are those of its proposal.
async fn computed_again(
    conn: &mut Connection,
    roll: &Roll,
) -> Result<(Vec<MemberOfRecord>, Vec<RollLine>), RollError> {
    let members = members(conn, roll.record_date, roll.known_at, &roll.classes).await?;
    let lines = model::lines(&roll.roll_id(), &members)?;
    if sha256(&write_roll(&lines)).as_bytes().as_slice() != roll.file_sha256 {
        return Err(RollError::Differs);
    }
    Ok((members, lines))
}

/// Stores the lines of a roll, with a commitment each.
async fn commit_to(
    conn: &mut Connection,
    roll: &Roll,
    members: &[MemberOfRecord],
    lines: &[RollLine],
) -> Result<Leaves, RollError> {
    let mut entitlements = Vec::new();
    let mut memberships = Vec::new();
    let mut classes = Vec::new();
    let mut votes = Vec::new();
    let mut commitments = Vec::new();
    let mut subjects = Vec::new();
    let mut salts = Vec::new();
    let mut leaves = Vec::new();
    for (member, line) in members.iter().zip(lines) {
        let subject = member.subject();
        let salt = Salt::random(&mut rand::rng());
        let c = commitment(&roll.roll_id(), &line.entitlement, &subject, &salt);
        leaves.push(Leaf {
            c,
            class: line.class.clone(),
            votes: line.votes,
        });
        entitlements.push(line.entitlement.as_bytes().to_vec());
        memberships.push(Uuid::from_bytes(*member.membership.as_bytes()));
        classes.push(member.class.clone());
        votes.push(i32::try_from(member.votes).unwrap_or(i32::MAX));
        commitments.push(c.as_bytes().to_vec());
        subjects.push(subject);
        salts.push(salt.as_bytes().to_vec());
    }
    sql_query(
        "INSERT INTO roll_entitlements (roll_id, entitlement, membership_id, class_id, votes, commitment)
         SELECT $1, * FROM unnest($2, $3, $4, $5, $6)",
    )
    .bind::<SqlUuid, _>(roll.id)
    .bind::<Array<Bytea>, _>(&entitlements)
    .bind::<Array<SqlUuid>, _>(memberships)
    .bind::<Array<Text>, _>(classes)
    .bind::<Array<Int4>, _>(votes)
    .bind::<Array<Bytea>, _>(commitments)
    .execute(conn)
    .await
    .map_err(refusal)?;
    sql_query(
        "INSERT INTO roll_openings (roll_id, entitlement, subject, salt) SELECT $1, * FROM unnest($2, $3, $4)",
    )
    .bind::<SqlUuid, _>(roll.id)
    .bind::<Array<Bytea>, _>(&entitlements)
    .bind::<Array<Text>, _>(subjects)
    .bind::<Array<Bytea>, _>(salts)
    .execute(conn)
    .await?;
    Ok(Leaves::new(leaves)?)
}

/// The entry of the log that certifies this roll, yet without signatures.
/// `at` is when it is prepared, in unix seconds.
fn certification(roll: &Roll, leaves: &Leaves, at: u64) -> Result<RollCertified, RollError> {
    let file = <[u8; 32]>::try_from(roll.file_sha256.as_slice())
        .map(Digest::from_bytes)
        .map_err(|_| RollError::Differs)?;
    Ok(RollCertified {
        at,
        file,
        leaves: natural(roll.leaves)?,
        record_date: roll.record_date,
        roll: roll.roll_id(),
        root: leaves.root(),
        sigs: Signatures::default(),
        votes: natural(roll.votes)?,
    })
}

/// Fixes a roll by an act that officers signed: the certifier's part. The roll
/// is computed again from history and held against every line that was
/// committed to.
///
/// # Errors
/// When roll, lines or act differ, or none of the `signers` is another officer
/// than the one who proposed it.
pub async fn fix(
    conn: &mut Connection,
    roll: &Roll,
    act: &RollCertified,
    signers: &[Uuid],
) -> Result<(), RollError> {
    let Some(second) = signers.iter().find(|signer| **signer != roll.proposed_by) else {
        return Err(RollError::SameOfficer);
    };
    must_be_heard(conn, roll).await?;
    let (members, lines) = computed_again(conn, roll).await?;
    let leaves = leaves(conn, roll.id).await?;
    let expected = RollCertified {
        sigs: act.sigs.clone(),
        ..certification(roll, &leaves, act.at)?
    };
    if *act != expected || !stored_as_computed(conn, roll.id, &members, &lines).await? {
        return Err(RollError::Differs);
    }
    sql_query("INSERT INTO roll_certifications (roll_id, certified_by, root) VALUES ($1, $2, $3)")
        .bind::<SqlUuid, _>(roll.id)
        .bind::<SqlUuid, _>(second)
        .bind::<Bytea, _>(leaves.root().as_bytes().as_slice())
        .execute(conn)
        .await
        .map_err(refusal)?;
    Ok(())
}

/// Whether the stored lines have the entitlements, members, classes and votes that history
/// gives: a line under another member would let somebody else cast for it.
async fn stored_as_computed(
    conn: &mut Connection,
    roll: Uuid,
    members: &[MemberOfRecord],
    lines: &[RollLine],
) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bytea)]
        entitlement: Vec<u8>,
        #[diesel(sql_type = SqlUuid)]
        membership_id: Uuid,
        #[diesel(sql_type = Text)]
        class_id: String,
        #[diesel(sql_type = Int4)]
        votes: i32,
    }
    let rows: Vec<Row> = sql_query(
        "SELECT entitlement, membership_id, class_id, votes FROM roll_entitlements WHERE roll_id = $1 ORDER BY entitlement",
    )
    .bind::<SqlUuid, _>(roll)
    .load(conn)
    .await?;
    let mut computed: Vec<(&[u8], Uuid, String, Option<i32>)> = members
        .iter()
        .zip(lines)
        .map(|(member, line)| {
            let votes = i32::try_from(line.votes.votes()).ok();
            (
                line.entitlement.as_bytes().as_slice(),
                Uuid::from_bytes(*member.membership.as_bytes()),
                line.class.to_string(),
                votes,
            )
        })
        .collect();
    computed.sort_unstable();
    let stored = rows.iter().map(|row| {
        (
            row.entitlement.as_slice(),
            row.membership_id,
            row.class_id.clone(),
            Some(row.votes),
        )
    });
    Ok(stored.eq(computed))
}
