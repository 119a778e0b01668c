//! Judging acts: enough officers signed, and what they signed is what the records give.

use diesel::sql_types::{Bool, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::signers::enough;
use super::{Fault, course, deeds, keys, rulebook};
use crate::acts::store::{self, ActRow};
use crate::bodies;
use crate::db::{Connection, sql_query};
use crate::evidence::act::Act;
use crate::evidence::leaf::{
    Leaf, OfficerKey, PollCertified, PollSetAside, PollVoided, RollCertified,
};
use crate::ledger;
use crate::motions::store as motions;
use crate::motions::views::refusal_said;
use crate::polls::{assemble, store as polls};
use crate::rolls::store as rolls;
use crate::seal::hash::Eid;
use crate::seal::keys::PublicPart;
use crate::seal::manifest::Manifest;
use crate::web::words::{Locale, Words};

/// Judges every act that has no outcome yet. One that fails keeps none of the others waiting.
pub(super) async fn judge_all(conn: &mut Connection) -> Result<(), Fault> {
    let mut outcome = Ok(());
    for row in store::without_outcome(conn).await? {
        let judged = judge(conn, &row).await;
        outcome =
            outcome.and(judged.map_err(|fault| format!("act {}: {fault}", row.number).into()));
    }
    outcome
}

async fn judge(conn: &mut Connection, row: &ActRow) -> Result<(), Fault> {
    if row.withdrawn {
        let sentence = "It was withdrawn. Prepare it anew, if it is still wanted.";
        return conclude(conn, row, Why::Withdrawn, sentence).await;
    }
    if row.is_late() {
        let sentence =
            "It was waiting for longer than 14 days. Prepare it anew, if it is still wanted.";
        return conclude(conn, row, Why::Late, sentence).await;
    }
    let act = match row.act() {
        Ok(act) => act,
        Err(refusal) => {
            let sentence = format!("{refusal}. Prepare the act anew.");
            return conclude(conn, row, Why::Unreadable, &sentence).await;
        }
    };
    if enough(conn, row, &act).await?.is_none() {
        return Ok(());
    }
    let done: Result<bool, Undone> = conn
        .transaction(async |conn| {
            // Whoever takes a signature back has done so by now, or finds the act over.
            store::take_the_act(conn, row.id).await?;
            let Some(signers) = enough(conn, row, &act).await? else {
                return Ok(false);
            };
            let mut leaf = act.leaf().clone();
            if let Some(signatures) = leaf.signatures_mut() {
                *signatures = signers.signatures;
            }
            let sentence = effect(conn, row, &act, &signers.persons).await?;
            ledger::store::append(conn, &leaf).await?;
            outcome(conn, row.id, true, &sentence).await?;
            Ok(true)
        })
        .await;
    match done {
        Ok(true) => {
            tracing::info!(act = row.number, kind = row.kind, "done");
            Ok(())
        }
        Ok(false) => Ok(()),
        Err(Undone::Refused(sentence)) => conclude(conn, row, Why::Refused, &sentence).await,
        Err(Undone::Fault(fault)) => Err(fault),
    }
}

/// Why nothing comes of an act, as the log says it: the sentence that officers read may have a
/// name or a title in it, and stands beside the act alone.
#[derive(Clone, Copy, Debug)]
enum Why {
    /// Whoever prepared it took it back.
    Withdrawn,
    /// Its time is over.
    Late,
    /// What is stored is no act.
    Unreadable,
    /// What was signed cannot stand.
    Refused,
}

/// Concludes that nothing comes of an act.
async fn conclude(
    conn: &mut Connection,
    row: &ActRow,
    why: Why,
    sentence: &str,
) -> Result<(), Fault> {
    outcome(conn, row.id, false, sentence).await?;
    tracing::warn!(act = row.number, kind = row.kind, ?why, "refused");
    Ok(())
}

async fn outcome(
    conn: &mut Connection,
    act: Uuid,
    done: bool,
    sentence: &str,
) -> diesel::QueryResult<()> {
    sql_query("INSERT INTO act_outcomes (act_id, done, sentence) VALUES ($1, $2, $3)")
        .bind::<SqlUuid, _>(act)
        .bind::<Bool, _>(done)
        .bind::<Text, _>(sentence)
        .execute(conn)
        .await?;
    Ok(())
}

/// Why an act was not done.
pub(super) enum Undone {
    /// What was signed cannot stand: a sentence for the officers.
    Refused(String),
    /// The machine's fault: it is tried again.
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for Undone {
    fn from(fault: E) -> Self {
        Self::Fault(fault.into())
    }
}

pub(super) fn refuse<T>(sentence: impl ToString) -> Result<T, Undone> {
    Err(Undone::Refused(sentence.to_string()))
}

/// Does what was signed, and says so.
async fn effect(
    conn: &mut Connection,
    row: &ActRow,
    act: &Act,
    signers: &[Uuid],
) -> Result<String, Undone> {
    match (act.leaf(), act.manifest()) {
        (Leaf::OfficerKey(leaf), _) => take_up_key(conn, row, leaf).await,
        (Leaf::RollCertified(leaf), _) => fix_roll(conn, row, leaf, signers).await,
        (Leaf::RulebookAdopted(leaf), _) => rulebook::adopt(conn, row, leaf).await,
        (Leaf::AssetExecuted(leaf), _) => deeds::execute(conn, row, leaf, signers).await,
        (Leaf::PollOpened(_), Some(manifest)) => open_poll(conn, row, manifest, signers).await,
        (Leaf::PollCertified(leaf), _) => certify(conn, row, leaf, signers).await,
        (Leaf::PollSetAside(leaf), _) => set_aside(conn, row, leaf).await,
        (Leaf::PollVoided(leaf), _) => void(conn, row, leaf).await,
        (Leaf::PollDestroyed(leaf), _) => super::destruction::destroy(conn, row, leaf).await,
        (Leaf::PollExtended(leaf), _) => course::extend(conn, row, leaf).await,
        (Leaf::PollExcluded(leaf), _) => course::exclude(conn, row, leaf).await,
        _ => refuse(
            "This version does not know how to do this act. Tell whoever runs the server, who updates it.",
        ),
    }
}

async fn take_up_key(
    conn: &mut Connection,
    row: &ActRow,
    leaf: &OfficerKey,
) -> Result<String, Undone> {
    let uploads = store::uploaded_keys(conn).await?;
    let uploaded = uploads.iter().any(|upload| {
        upload.person_id == row.subject_id
            && matches!(PublicPart::parse(upload.part.as_bytes()),
                Ok(PublicPart::Sign(part)) if part.key() == leaf.key && part.name() == leaf.name)
    });
    if !uploaded || !keys::is_own(conn, row.subject_id, &leaf.name, &leaf.key).await? {
        return refuse(
            "The key is not a new one that this election officer uploaded under their name. Upload a new key under your name, then prepare it anew.",
        );
    }
    keys::insert(conn, row.subject_id, &leaf.name, &leaf.key).await?;
    Ok(format!("The key of {} counts from now on.", leaf.name))
}

async fn fix_roll(
    conn: &mut Connection,
    row: &ActRow,
    leaf: &RollCertified,
    signers: &[Uuid],
) -> Result<String, Undone> {
    let Some(roll) = rolls::by_id(conn, row.subject_id).await? else {
        return refuse("There is no such roll. Prepare the act anew.");
    };
    match rolls::fix(conn, &roll, leaf, signers).await {
        Ok(()) => Ok(format!("Roll {} is certified.", roll.number)),
        Err(rolls::RollError::Database(fault)) => Err(fault.into()),
        Err(rolls::RollError::Members(fault)) => Err(fault.into()),
        Err(rolls::RollError::Rulebook(fault)) => Err(fault.into()),
        Err(refusal) => refuse(refusal),
    }
}

async fn open_poll(
    conn: &mut Connection,
    row: &ActRow,
    manifest: &Manifest,
    signers: &[Uuid],
) -> Result<String, Undone> {
    let Some(poll) = polls::by_id(conn, row.subject_id).await? else {
        return refuse("There is no such poll. Prepare the act anew.");
    };
    if poll.facts.opened {
        return refuse("This poll is open already. Nothing is left to do.");
    }
    // The certifier assembles the manifest from the records itself; the key of
    // receipts is the server's, which it cannot know.
    match assemble(conn, &poll, manifest.terms().receipt_key).await? {
        Ok(assembled) if assembled.bytes() == manifest.bytes() => {}
        Ok(_) => {
            return refuse(
                "The draft, its keys or the rules have changed since the act was prepared. Prepare the opening anew.",
            );
        }
        Err(refusal) => return refuse(format!("{refusal}. Prepare the opening anew.")),
    }
    if let Some(seating) = polls::seating::declared(conn, poll.id).await? {
        let options: Vec<&str> = poll.draft.options.iter().map(|o| o.id.as_str()).collect();
        let missing = seating.missing(&options, poll.draft.seats).join(" ");
        if !missing.is_empty() {
            return refuse(missing);
        }
    }
    let known = store::keys(conn).await?;
    for officer in &manifest.terms().officers {
        let counts = known
            .iter()
            .any(|key| key.name == officer.name && key.key == officer.key.as_bytes());
        if !counts {
            return refuse(format!(
                "The key of {} in the manifest is not the one that counts. Prepare the opening anew.",
                officer.name
            ));
        }
    }
    let zone = bodies::store::foundation(conn)
        .await?
        .map_or(chrono_tz::UTC, |foundation| foundation.zone);
    let today = poll.now.with_timezone(&zone).date_naive();
    match polls::open(conn, &poll, manifest, signers, today).await {
        Ok(()) => Ok(format!("Poll {} is open under its manifest.", poll.number)),
        Err(polls::OpenError::Database(fault)) => Err(fault.into()),
        Err(refusal) => refuse(refusal),
    }
}

/// The poll of an act, if the act names it.
pub(super) async fn poll_of(
    conn: &mut Connection,
    row: &ActRow,
    leaf: &Leaf,
) -> Result<polls::Poll, Undone> {
    match polls::by_id(conn, row.subject_id).await? {
        Some(poll) if poll.eid.map(Eid::from_bytes) == leaf.eid() => Ok(poll),
        Some(_) => refuse("The act is about another poll than it says. Prepare it anew."),
        None => refuse("There is no such poll. Prepare the act anew."),
    }
}

async fn set_aside(
    conn: &mut Connection,
    row: &ActRow,
    leaf: &PollSetAside,
) -> Result<String, Undone> {
    let poll = poll_of(conn, row, &leaf.clone().into()).await?;
    let digests = leaf.digests.iter().copied().collect();
    match polls::check_set_aside(conn, &poll, &digests).await {
        Ok(()) => {}
        Err(polls::DecisionError::Database(fault)) => return Err(fault.into()),
        Err(refusal) => return refuse(refusal),
    }
    polls::keep_set_aside(conn, poll.id, row.id, &leaf.digests).await?;
    Ok(format!(
        "Set aside in poll {}: {}. Its officers open the others anew.",
        poll.number,
        leaf.digests.len()
    ))
}

async fn void(conn: &mut Connection, row: &ActRow, leaf: &PollVoided) -> Result<String, Undone> {
    let poll = poll_of(conn, row, &leaf.clone().into()).await?;
    let zone = bodies::store::foundation(conn)
        .await?
        .map_or(chrono_tz::UTC, |foundation| foundation.zone);
    let today = poll.now.with_timezone(&zone).date_naive();
    match polls::void(conn, &poll, row.id, &leaf.reason, today).await {
        Ok(()) => Ok(format!("Poll {} is ended without a result.", poll.number)),
        Err(polls::DecisionError::Database(fault)) => Err(fault.into()),
        Err(refusal) => refuse(refusal),
    }
}

async fn certify(
    conn: &mut Connection,
    row: &ActRow,
    leaf: &PollCertified,
    signers: &[Uuid],
) -> Result<String, Undone> {
    let Some(poll) = polls::by_id(conn, row.subject_id).await? else {
        return refuse("There is no such poll. Prepare the act anew.");
    };
    let Some(manifest) = polls::manifest(conn, poll.id).await? else {
        return refuse("This poll was never opened. Open it first.");
    };
    let expected = match polls::certified(conn, &poll, &manifest, poll.now).await {
        Ok(expected) => expected,
        Err(polls::CountError::Database(fault)) => return Err(fault.into()),
        Err(refusal) => return refuse(refusal),
    };
    let signed = PollCertified {
        at: expected.at,
        sigs: expected.sigs.clone(),
        ..leaf.clone()
    };
    if signed != expected {
        return refuse(
            "What was signed is not the count as it stands. Prepare the certification anew.",
        );
    }
    polls::certify(conn, poll.id, &leaf.result, signers).await?;
    let zone = bodies::store::foundation(conn)
        .await?
        .map_or(chrono_tz::UTC, |foundation| foundation.zone);
    let today = poll.now.with_timezone(&zone).date_naive();
    polls::announce(conn, &poll, &manifest, today).await?;
    let seats = match polls::seating::carry_out(conn, &poll, zone).await {
        Ok(sentences) => sentences,
        Err(polls::seating::SeatingError::Database(fault)) => return Err(fault.into()),
        Err(refusal) => return refuse(refusal),
    };
    let decided = match motions::carry_out(conn, &poll, &manifest, signers).await {
        Ok(sentence) => sentence,
        Err(motions::MotionError::Database(fault)) => return Err(fault.into()),
        Err(motions::MotionError::Refused(refusal)) => {
            let english = Words::load().speaker(Locale::English);
            return refuse(refusal_said(&english, &refusal));
        }
        Err(fault) => return refuse(fault),
    };
    Ok(format!(
        "The count of poll {} is certified.{seats}{decided}",
        poll.number
    ))
}
