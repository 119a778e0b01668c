//! Officers' standing keys: which of those uploaded are taken up.
//!
//! The first keys of a foundation have nobody before them to vouch: until two officers have one,
//! keys are taken up as they come, and everybody can read them in the log. From then on a key is
//! taken up by an act that two officers sign.

use diesel::sql_types::{Bytea, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::Fault;
use crate::acts::store::{self, UploadedKey, VOUCHERS};
use crate::bodies;
use crate::bodies::model::Office;
use crate::db::{Connection, sql_query};
use crate::evidence::leaf::{Leaf, OfficerKey, Signatures};
use crate::ledger;
use crate::parties::PartyId;
use crate::seal::hash::PublicKey;
use crate::seal::keys::{PublicPart, SignPart};

/// Takes up what may be taken up without an act.
pub(super) async fn take_up(conn: &mut Connection) -> Result<(), Fault> {
    for upload in store::uploaded_keys(conn).await? {
        if store::keys(conn).await?.len() >= VOUCHERS {
            return Ok(());
        }
        let Some(part) = fitting(conn, &upload).await? else {
            continue;
        };
        let now = bodies::store::now(conn).await?;
        let leaf = Leaf::from(OfficerKey {
            at: u64::try_from(now.timestamp())?,
            key: part.key(),
            name: part.name().to_owned(),
            sigs: Signatures::default(),
        });
        conn.transaction(async |conn| {
            insert(conn, upload.person_id, part.name(), &part.key()).await?;
            ledger::store::append(conn, &leaf).await?;
            Ok::<_, diesel::result::Error>(())
        })
        .await?;
        tracing::info!(officer = %upload.person_id, "took up an officer's first key");
    }
    Ok(())
}

/// The uploaded part, if it is an election officer's own signing key and new.
async fn fitting(conn: &mut Connection, upload: &UploadedKey) -> Result<Option<SignPart>, Fault> {
    let Ok(PublicPart::Sign(part)) = PublicPart::parse(upload.part.as_bytes()) else {
        return Ok(None);
    };
    let own = is_own(conn, upload.person_id, part.name(), &part.key()).await?;
    Ok(own.then_some(part))
}

/// Whether a key that was never taken up can be that of this person, who is an
/// election officer now and alone bears its name.
pub(super) async fn is_own(
    conn: &mut Connection,
    person: Uuid,
    name: &str,
    key: &PublicKey,
) -> Result<bool, Fault> {
    // Also a key that another has replaced: it does not come back.
    let taken = store::keys_ever(conn)
        .await?
        .iter()
        .any(|row| row.key == key.as_bytes() || (row.name == name && row.person_id != person));
    let named = crate::parties::store::name(conn, PartyId(person)).await?;
    Ok(!taken && named.as_deref() == Some(name) && is_officer(conn, PartyId(person)).await?)
}

/// Whether the person is an election officer now.
pub(super) async fn is_officer(conn: &mut Connection, person: PartyId) -> Result<bool, Fault> {
    let now = bodies::store::now(conn).await?;
    let offices = bodies::store::offices_of(conn, person, now).await?;
    Ok(offices.contains(&Office::ElectionOfficer))
}

/// Inserts a key that counts from now on.
pub(super) async fn insert(
    conn: &mut Connection,
    person: Uuid,
    name: &str,
    key: &PublicKey,
) -> diesel::QueryResult<()> {
    sql_query("INSERT INTO officer_keys (key, person_id, name) VALUES ($1, $2, $3)")
        .bind::<Bytea, _>(key.as_bytes().as_slice())
        .bind::<SqlUuid, _>(person)
        .bind::<Text, _>(name)
        .execute(conn)
        .await?;
    Ok(())
}
