//! The page of an act, as it stands for whoever reads it.

use uuid::Uuid;

use super::Joined;
use crate::acts::store::{self, ActRow, Standing};
use crate::acts::views::{ActPage, CautionLine, TakenBackLine, digests, purpose, sentence};
use crate::bodies::{ElectionOfficer, Officer};
use crate::db::Connection;
use crate::evidence::leaf::{Leaf, OfficerKey};
use crate::factors;
use crate::seal::keys::PublicPart;
use crate::web::times::Moment;
use crate::web::{Frame, WebError};

/// What was just tried at the page of an act, and refused.
#[derive(Default)]
pub(super) struct Tried {
    pub(super) refusal: Option<String>,
    /// The reason, where it was to be withdrawn.
    pub(super) withdrawal: Option<String>,
    /// The reason, where a signature was to be taken back.
    pub(super) retraction: Option<String>,
}

pub(super) async fn page(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    subjects: &Joined,
    row: &ActRow,
    tried: Tried,
) -> Result<ActPage, WebError> {
    let act = row.act().map_err(WebError::internal)?;
    let keys = subjects
        .keys(conn, &row.kind, row.subject_id)
        .await
        .map_err(WebError::internal)?;
    let own = keys.iter().find(|key| key.person_id == officer.person.0);
    let fingerprint = match act.leaf() {
        Leaf::OfficerKey(leaf) => fingerprint(conn, row.subject_id, leaf).await?,
        _ => None,
    };
    let mut signatures: Vec<(String, Moment)> = Vec::new();
    for line in store::signatures(conn, row.id)
        .await
        .map_err(WebError::internal)?
    {
        if line.stands && signatures.iter().all(|(name, _)| *name != line.name) {
            let when = Moment::on_page(&frame, line.recorded_at, row.now);
            signatures.push((line.name, when));
        }
    }
    let subject = subjects
        .place(conn, &row.kind, row.subject_id)
        .await
        .map_err(WebError::internal)?;
    let standing = row.standing();
    let waits = standing == Standing::Waiting;
    let caution = match waits {
        true => subjects
            .caution(conn, &act, row.subject_id)
            .await
            .map_err(WebError::internal)?,
        false => None,
    };
    let withdrawal = store::withdrawal(conn, row.id)
        .await
        .map_err(WebError::internal)?;
    let retractions = store::retractions(conn, row.id)
        .await
        .map_err(WebError::internal)?;
    let took_back = retractions
        .iter()
        .any(|line| line.person == officer.person.0);
    let signed_by_me = own.is_some_and(|key| signatures.iter().any(|(name, _)| *name == key.name));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let name = subject.as_ref().map_or("", |(_, name)| name.as_str());
    Ok(ActPage {
        number: row.number,
        purpose: purpose(&row.kind, name),
        said: sentence(&frame, act.leaf(), name),
        digests: digests(act.leaf()),
        words: act.leaf().words(),
        digest: act.leaf().act_digest().to_string(),
        statement: text(&act.leaf().signed_bytes()),
        manifest: act.manifest().map(|manifest| text(manifest.bytes())),
        proposer: row.proposer.clone(),
        proposed: Moment::on_page(&frame, row.recorded_at, row.now),
        ends: Moment::on_page(&frame, row.ends_at, row.now),
        standing,
        caution: caution.map(|caution| CautionLine::new(&frame, caution, row.now)),
        may_withdraw: waits && row.proposed_by == officer.person.0,
        may_retract: waits && signed_by_me,
        retracting: tried.retraction,
        retractions: retractions
            .into_iter()
            .map(|line| TakenBackLine {
                when: Moment::on_page(&frame, line.recorded_at, row.now),
                name: line.name,
                reason: line.reason,
            })
            .collect(),
        took_back,
        withdrawing: tried.withdrawal,
        withdrawal: withdrawal.map(|line| TakenBackLine {
            when: Moment::on_page(&frame, line.recorded_at, row.now),
            name: line.name,
            reason: line.reason,
        }),
        signed_by_me,
        signatures,
        may_sign: ElectionOfficer::is(officer),
        asked: factors::standing(conn, officer).await?,
        has_key: own.is_some(),
        fingerprint,
        subject,
        refusal: tried.refusal,
        frame,
    })
}

/// Of the public half that an act takes up, as its officer uploaded it.
async fn fingerprint(
    conn: &mut Connection,
    person: Uuid,
    taken_up: &OfficerKey,
) -> Result<Option<String>, WebError> {
    let uploads = store::uploaded_keys(conn)
        .await
        .map_err(WebError::internal)?;
    let parts = uploads
        .iter()
        .rev()
        .filter(|upload| upload.person_id == person)
        .filter_map(|upload| PublicPart::parse(upload.part.as_bytes()).ok());
    Ok(parts
        .filter(|part| matches!(part, PublicPart::Sign(part) if part.key() == taken_up.key))
        .map(|part| part.fingerprint())
        .next())
}
