//! Giving a notice: to whom it is due, what the rules say, and the one act.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Int4, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use thiserror::Error;
use uuid::Uuid;

use super::reading::KeptRule;
use super::{NoticesError, objections, reading};
use crate::accounts;
use crate::accounts::store::AccountRow;
use crate::bodies::model::body::BodyId;
use crate::bodies::{self, Foundation};
use crate::db::Connection;
use crate::db::schema::notices::{notice_addresses, notice_recipients, notices};
use crate::evidence::leaf::NoticeGiven;
use crate::ledger;
use crate::notices::Rosters;
use crate::notices::model::content::Content;
use crate::notices::model::draft::Draft;
use crate::notices::model::due::Due;
use crate::notices::model::kind::{Audience, Kind};
use crate::notices::model::lead::{Counting, Days, Lead, Verdict};
use crate::notices::model::mail::{self, Bar, Fate};
use crate::notices::model::record::NoMail;
use crate::notices::model::words::fill;
use crate::outbox::model::masked;
use crate::outbox::{self, Letter, Recipient, Wording};
use crate::parties::PartyId;
use crate::rulebook::keys;
use crate::rulebook::model::Rule;
use crate::rulebook::store as rulebook;
use crate::seal::hash::sha256;
use crate::web::times;
use crate::web::words::{Locale, Words};

/// Rows of one INSERT.
const BATCH_ROWS: usize = 1000;
/// How many of the latest statutory notices decide whether e-mail still counts;
/// more than any sensible rule asks for.
const LOOKED_BACK: i32 = 20;

/// One to whom a notice is due, and the way it takes.
#[derive(Clone, Debug)]
pub struct Way {
    pub due: Due,
    /// The account it would go to, where there is one.
    pub account: Option<(Uuid, String)>,
    /// Why no letter goes; none where one does.
    pub no_mail: Option<NoMail>,
}

/// What would become of a draft if it were given now.
#[derive(Clone, Debug)]
pub struct Outlook {
    pub now: DateTime<Utc>,
    pub ways: Vec<Way>,
    pub lead: Lead,
    /// How the rule says days are counted; none where no document says.
    pub counting: Option<Rule>,
    /// The rule after how many failures e-mail is no notice.
    pub failures: Option<Rule>,
    pub verdict: Verdict,
}

/// Why a notice was not given.
#[derive(Debug, Error)]
pub enum GiveError {
    #[error("It is due to nobody: there is no such member, or the roll is not certified.")]
    Nobody,
    #[error("What it announces is over.")]
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

/// The rules a notice of this kind is held against at this instant.
async fn lead_at(
    conn: &mut Connection,
    kind: Kind,
    now: DateTime<Utc>,
) -> Result<(Lead, Option<Rule>), NoticesError> {
    let (least, most) = kind.rules();
    let mut days = [None, None];
    for (found, key) in days.iter_mut().zip([least, most]) {
        let Some(key) = key else {
            continue;
        };
        if let Some(rule) = rulebook::find(conn, key, now).await? {
            *found = Some(Days {
                days: rule.count()?,
                key: rule.key.clone(),
                citation: rule.citation.clone(),
            });
        }
    }
    let counting = rulebook::find(conn, keys::NOTICE_COUNTING, now).await?;
    let [least, most] = days;
    let lead = Lead {
        least,
        most,
        counting: Counting::of_rule(counting.as_ref().map(|rule| rule.value.as_str())),
    };
    Ok((lead, counting))
}

/// To whom a draft is due.
async fn due(
    conn: &mut Connection,
    rosters: &dyn Rosters,
    draft: &Draft,
    now: DateTime<Utc>,
) -> Result<Vec<Due>, NoticesError> {
    match (draft.audience, draft.poll) {
        (Audience::Members, _) => rosters.members(conn).await.map_err(NoticesError::Rosters),
        (Audience::Roll, Some(poll)) => rosters
            .roll(conn, poll)
            .await
            .map_err(NoticesError::Rosters),
        (Audience::Roll, None) => Ok(Vec::new()),
        (Audience::Numbers, _) => rosters
            .numbers(conn, &draft.numbers)
            .await
            .map_err(NoticesError::Rosters),
        (Audience::Board, _) => {
            let board = bodies::store::seats::roster(conn, &BodyId::board(), now).await?;
            Ok(board
                .into_iter()
                .filter_map(|seat| {
                    let person = PartyId(seat.person?);
                    Some(Due {
                        membership: None,
                        party: person,
                        name: seat.name,
                        capacity: seat.seat_name,
                        person: Some(person),
                    })
                })
                .collect())
        }
    }
}

#[derive(QueryableByName)]
struct PastLetter {
    #[diesel(sql_type = SqlUuid)]
    person: Uuid,
    #[diesel(sql_type = SqlUuid)]
    letter: Uuid,
}

/// Which of these persons e-mail is barred to, and why. Only notices to the
/// address that an account has now count.
///
/// # Errors
/// Those of the database.
pub async fn barred(
    conn: &mut Connection,
    persons: &[Uuid],
    most: Option<u32>,
) -> Result<BTreeMap<Uuid, Bar>, NoticesError> {
    let past: Vec<PastLetter> = diesel::sql_query(
        "SELECT person, letter FROM ( \
             SELECT DISTINCT ON (r.person, n.number) r.person, r.letter, n.number, \
                    dense_rank() OVER (PARTITION BY r.person ORDER BY n.number DESC) AS back \
             FROM notice_recipients r JOIN notices n ON n.id = r.notice \
             JOIN notice_addresses d ON d.notice = r.notice AND d.line = r.line \
             JOIN accounts a ON a.id = r.account AND a.address_key = lower(d.address) \
             WHERE r.person = ANY ($1) AND r.letter IS NOT NULL AND n.statutory \
         ) latest WHERE back <= $2 ORDER BY person, number",
    )
    .bind::<Array<SqlUuid>, _>(persons)
    .bind::<Int4, _>(LOOKED_BACK)
    .load(conn)
    .await?;
    let letters: Vec<Uuid> = past.iter().map(|row| row.letter).collect();
    let fates: BTreeMap<Uuid, Fate> = outbox::store::fate(conn, &letters)
        .await?
        .into_iter()
        .map(|fate| {
            let known = match (fate.bounced_at, fate.accepted_at, fate.state.as_str()) {
                (Some(at), ..) => Fate::Failed(at),
                (None, Some(_), _) => Fate::Accepted,
                (None, None, "waiting") => Fate::UnderWay,
                (None, None, _) => Fate::Failed(fate.queued_at),
            };
            (fate.letter, known)
        })
        .collect();
    let mut histories: BTreeMap<Uuid, Vec<Fate>> = BTreeMap::new();
    for row in past {
        let fate = fates.get(&row.letter).copied().unwrap_or(Fate::UnderWay);
        histories.entry(row.person).or_default().push(fate);
    }
    let objecting = objections::of(conn, persons).await?;
    Ok(persons
        .iter()
        .filter_map(|person| {
            let history = histories.get(person).map_or(&[][..], Vec::as_slice);
            let bar = mail::bar(objecting.contains(person), history, most)?;
            Some((*person, bar))
        })
        .collect())
}

/// What would become of a draft now.
///
/// # Errors
/// Those of the database, and rules that cannot be read.
pub async fn outlook(
    conn: &mut Connection,
    rosters: &dyn Rosters,
    foundation: &Foundation,
    draft: &Draft,
) -> Result<Outlook, NoticesError> {
    let now = bodies::store::now(conn).await?;
    let due = due(conn, rosters, draft, now).await?;
    let (lead, counting) = lead_at(conn, draft.kind, now).await?;
    let failures = rulebook::find(conn, keys::NOTICE_MAIL_FAILURES, now).await?;
    let most = match &failures {
        Some(rule) => Some(rule.count()?),
        None => None,
    };
    let persons: Vec<Uuid> = due.iter().filter_map(|due| Some(due.person?.0)).collect();
    let accounts: BTreeMap<Uuid, AccountRow> = accounts::store::of_persons(conn, &persons)
        .await?
        .into_iter()
        .map(|account| (account.person, account))
        .collect();
    let barred = match draft.kind.is_statutory() {
        true => barred(conn, &persons, most).await?,
        false => BTreeMap::new(),
    };
    let ways = due
        .into_iter()
        .map(|due| {
            let account = due
                .person
                .and_then(|person| accounts.get(&person.0))
                .map(|account| (account.id, account.address.clone()));
            let bar = due.person.and_then(|person| barred.get(&person.0));
            let no_mail = match (&account, bar) {
                (None, _) => Some(NoMail::NoAccount),
                (Some(_), Some(Bar::Objection)) => Some(NoMail::Objection),
                (Some(_), Some(Bar::Failures(_))) => Some(NoMail::Failures),
                (Some(_), None) => None,
            };
            Way {
                due,
                account,
                no_mail,
            }
        })
        .collect();
    let verdict = draft.event_at.map_or(Verdict::InTime, |event| {
        lead.judge(now, event, foundation.zone)
    });
    Ok(Outlook {
        now,
        ways,
        lead,
        counting,
        failures,
        verdict,
    })
}

/// The words of a draft with every placeholder filled, each in its language.
#[must_use]
pub fn filled(draft: &Draft, foundation: &Foundation, words: &std::sync::Arc<Words>) -> Wording {
    let fill_in = |locale: Locale, text: &str| {
        let when = draft.event_at.map_or_else(String::new, |event| {
            times::full(&words.speaker(locale), foundation.zone, event)
        });
        fill(
            text,
            &[
                ("when", when.as_str()),
                ("where", draft.place.as_str()),
                ("foundation", foundation.name.as_str()),
            ],
        )
    };
    Wording {
        text: fill_in(Locale::English, &draft.text.text),
        translations: draft
            .text
            .translations
            .iter()
            .map(|(language, text)| {
                let locale = Locale::parse(language).unwrap_or(Locale::English);
                (language.clone(), fill_in(locale, text))
            })
            .collect(),
    }
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
        diesel::sql_query(
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
    let said = |at: DateTime<Utc>| {
        at.with_timezone(&foundation.zone)
            .format("%A %-d %B %Y, %H:%M %Z")
            .to_string()
    };
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
        number: u64::try_from(number).unwrap_or(0),
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
        at: u64::try_from(outlook.now.timestamp()).unwrap_or(0),
        file,
        notice: u64::try_from(number).unwrap_or(0),
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
            letters.entry(*account).or_insert_with(Uuid::new_v4);
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
