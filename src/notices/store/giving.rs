//! Giving a notice: the one act that records it, queues its letters and enters it
//! in the log. What it would come to is told by [`super::outlook`].

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use thiserror::Error;
use uuid::Uuid;

use super::outlook::{Outlook, filled, outlook};
use super::reading::KeptRule;
use super::{NoticesError, reading};
use crate::bodies::Foundation;
use crate::db::schema::notices::{notice_addresses, notice_recipients, notices};
use crate::db::{Connection, natural, patience};
use crate::evidence::leaf::NoticeGiven;
use crate::ledger;
use crate::notices::Rosters;
use crate::notices::model::content::Content;
use crate::notices::model::draft::Draft;
use crate::notices::model::lead::{Counting, Days, Verdict};
use crate::notices::model::record::NoMail;
use crate::outbox::model::masked;
use crate::outbox::{self, Letter, Recipient};
use crate::parties::PartyId;
use crate::seal::hash::sha256;
use crate::web::times::weekday_hour_said;
use crate::web::words::Words;

/// Rows of one INSERT.
const BATCH_ROWS: usize = 1000;

/// Why a notice was not given.
#[derive(Debug, Error)]
pub enum GiveError {
    #[error(
        "It is due to nobody: there is no such member, or the roll is not certified. Choose a member, or certify the roll first."
    )]
    Nobody,
    #[error("What it announces is over. Give a later day, or draft another.")]
    Past,
    #[error(
        "It comes too early: {rule} allows at most {days} days of notice. Give it from {earliest} on."
    )]
    TooEarly {
        rule: String,
        days: u32,
        earliest: String,
    },
    #[error(
        "It comes too late: {rule} asks for {days} days of notice, so that {latest} was the last hour. Move what it announces, or give it as defective and say why."
    )]
    TooLate {
        rule: String,
        days: u32,
        latest: String,
    },
    #[error("The words hold what cannot be hashed: take out control characters.")]
    Unfit,
    #[error(transparent)]
    Notices(#[from] NoticesError),
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// What an officer gives.
pub struct Giving<'a> {
    pub draft_id: Uuid,
    pub draft: &'a Draft,
    /// Why it is given although it comes too late.
    pub defect: Option<&'a str>,
    pub by: PartyId,
}

/// Gives a notice: records it with its recipients, queues their letters, and
/// enters it in the log, in one transaction. A draft that was given already
/// answers with its number.
///
/// # Errors
/// When it is due to nobody, or a rule on days of notice forbids it.
pub async fn give(
    conn: &mut Connection,
    rosters: &dyn Rosters,
    foundation: &Foundation,
    words: &std::sync::Arc<Words>,
    giving: &Giving<'_>,
) -> Result<i32, GiveError> {
    conn.transaction(async |conn| {
        patience::be_patient(conn).await?;
        crate::db::sql_query(
            "SELECT pg_advisory_xact_lock(hashtextextended('commonhold/notices', 0))",
        )
        .execute(conn)
        .await?;
        if let Some(number) = reading::of_draft(conn, giving.draft_id).await? {
            return Ok(number);
        }
        let outlook = outlook(conn, rosters, foundation, giving.draft).await?;
        let defect = judge(&outlook, foundation, giving.defect)?;
        let number = next_number(conn).await?;
        record(conn, foundation, words, giving, &outlook, defect, number).await?;
        Ok(number)
    })
    .await
}

/// Refuses what may not be given; else the reason why it was given too late.
fn judge<'a>(
    outlook: &Outlook,
    foundation: &Foundation,
    reason: Option<&'a str>,
) -> Result<Option<&'a str>, GiveError> {
    if outlook.ways.is_empty() {
        return Err(GiveError::Nobody);
    }
    let said = |at: DateTime<Utc>| weekday_hour_said(foundation.zone, at);
    match &outlook.verdict {
        Verdict::InTime => Ok(None),
        Verdict::Past => Err(GiveError::Past),
        Verdict::TooEarly { earliest, rule } => Err(GiveError::TooEarly {
            rule: rule.citation.clone(),
            days: rule.days,
            earliest: said(*earliest),
        }),
        Verdict::TooLate { latest, rule } => reason.map(Some).ok_or_else(|| GiveError::TooLate {
            rule: rule.citation.clone(),
            days: rule.days,
            latest: said(*latest),
        }),
    }
}

async fn next_number(conn: &mut Connection) -> QueryResult<i32> {
    let last: Option<i32> = notices::table
        .select(diesel::dsl::max(notices::number))
        .first(conn)
        .await?;
    Ok(last.unwrap_or(0) + 1)
}

/// The rules as they are kept with the notice.
fn kept_rules(outlook: &Outlook) -> Vec<KeptRule> {
    let days = |role: &str, rule: &Option<Days>| {
        rule.as_ref().map(|rule| KeptRule {
            role: role.to_owned(),
            key: rule.key.clone(),
            value: rule.days.to_string(),
            citation: rule.citation.clone(),
        })
    };
    let counting = outlook.counting.as_ref().map(|rule| KeptRule {
        role: "counting".to_owned(),
        key: rule.key.clone(),
        value: rule.value.clone(),
        citation: rule.citation.clone(),
    });
    [
        days("least", &outlook.lead.least),
        days("most", &outlook.lead.most),
        counting,
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn damage(error: serde_json::Error) -> diesel::result::Error {
    diesel::result::Error::SerializationError(error.into())
}

async fn record(
    conn: &mut Connection,
    foundation: &Foundation,
    words: &std::sync::Arc<Words>,
    giving: &Giving<'_>,
    outlook: &Outlook,
    defect: Option<&str>,
    number: i32,
) -> Result<(), GiveError> {
    let draft = giving.draft;
    let text = filled(draft, foundation, words);
    let days: Vec<Days> = [&outlook.lead.least, &outlook.lead.most]
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    let counting = match outlook.lead.counting {
        Counting::SameHour => "same hour",
        Counting::ClearDays => "clear days",
    };
    let content = Content {
        number: natural(number)?,
        foundation: &foundation.name,
        kind: draft.kind,
        audience: draft.audience,
        poll: draft.poll,
        title: &draft.title,
        words: &text,
        event_at: draft.event_at,
        given_at: outlook.now,
        rules: &days,
        counting,
        defect,
    }
    .encode()
    .map_err(|_| GiveError::Unfit)?;
    let file = sha256(&content);
    let id = Uuid::new_v4();
    diesel::insert_into(notices::table)
        .values((
            notices::id.eq(id),
            notices::number.eq(number),
            notices::draft.eq(giving.draft_id),
            notices::kind.eq(draft.kind.word()),
            notices::audience.eq(draft.audience.word()),
            notices::poll.eq(draft.poll),
            notices::title.eq(serde_json::to_value(&draft.title).map_err(damage)?),
            notices::words.eq(serde_json::to_value(&text).map_err(damage)?),
            notices::event_at.eq(draft.event_at),
            notices::statutory.eq(draft.kind.is_statutory()),
            notices::rules.eq(serde_json::to_value(kept_rules(outlook)).map_err(damage)?),
            notices::defect.eq(defect),
            notices::content.eq(content),
            notices::given_by.eq(giving.by.0),
        ))
        .execute(conn)
        .await?;
    let letter = Letter::Notice {
        title: draft.title.clone(),
        text,
        path: format!("/notices/{number}"),
        statutory: draft.kind.is_statutory(),
    };
    record_recipients(conn, id, outlook, &letter).await?;
    let leaf = NoticeGiven {
        at: natural(outlook.now.timestamp())?,
        file,
        notice: natural(number)?,
        recipients: u64::try_from(outlook.ways.len()).unwrap_or(0),
    };
    ledger::store::log_notice(conn, &leaf.into()).await?;
    Ok(())
}

/// Records each recipient's line and queues one letter for each account: who
/// holds two memberships gets one, and it counts for both.
async fn record_recipients(
    conn: &mut Connection,
    notice: Uuid,
    outlook: &Outlook,
    letter: &Letter,
) -> QueryResult<()> {
    let mut letters: BTreeMap<Uuid, Uuid> = BTreeMap::new();
    for way in &outlook.ways {
        if let (Some((account, _)), None) = (&way.account, way.no_mail) {
            letters
                .entry(*account)
                .or_insert_with(outbox::store::new_id);
        }
    }
    let queued: Vec<_> = letters
        .iter()
        .map(|(account, id)| (*id, Recipient::Account(*account), letter.clone()))
        .collect();
    outbox::store::queue_as(conn, &queued).await?;
    let numbered: Vec<_> = (1..).zip(&outlook.ways).collect();
    for batch in numbered.chunks(BATCH_ROWS) {
        let rows: Vec<_> = batch
            .iter()
            .map(|(line, way)| {
                let line: i32 = *line;
                let account = way.account.as_ref();
                let channel = way.no_mail.map_or("mail", NoMail::word);
                (
                    notice_recipients::notice.eq(notice),
                    notice_recipients::line.eq(line),
                    notice_recipients::membership.eq(way.due.membership),
                    notice_recipients::party.eq(way.due.party.0),
                    notice_recipients::person.eq(way.due.person.map(|person| person.0)),
                    notice_recipients::account.eq(account.map(|(account, _)| *account)),
                    notice_recipients::capacity.eq(&way.due.capacity),
                    notice_recipients::channel.eq(channel),
                    notice_recipients::masked_address
                        .eq(account.map_or_else(String::new, |(_, address)| masked(address))),
                    notice_recipients::letter.eq(match way.no_mail {
                        None => account.and_then(|(account, _)| letters.get(account).copied()),
                        Some(_) => None,
                    }),
                )
            })
            .collect();
        diesel::insert_into(notice_recipients::table)
            .values(rows)
            .execute(conn)
            .await?;
        let addresses: Vec<_> = batch
            .iter()
            .filter_map(|(line, way)| {
                let line: i32 = *line;
                let (_, address) = way.account.as_ref()?;
                Some((
                    notice_addresses::notice.eq(notice),
                    notice_addresses::line.eq(line),
                    notice_addresses::address.eq(address),
                ))
            })
            .collect();
        diesel::insert_into(notice_addresses::table)
            .values(addresses)
            .execute(conn)
            .await?;
    }
    Ok(())
}
