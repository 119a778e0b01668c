//! What would become of a draft if it were given now: to whom it is due, by which
//! way, what the rules say, and its words filled in. Writes nothing.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Int4, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{NoticesError, objections};
use crate::accounts;
use crate::accounts::store::AccountRow;
use crate::bodies::model::body::BodyId;
use crate::bodies::{self, Foundation};
use crate::db::Connection;
use crate::notices::Rosters;
use crate::notices::model::draft::Draft;
use crate::notices::model::due::Due;
use crate::notices::model::kind::{Audience, Kind};
use crate::notices::model::lead::{Counting, Days, Lead, Verdict};
use crate::notices::model::mail::{self, Bar, Fate};
use crate::notices::model::record::NoMail;
use crate::notices::model::words::fill;
use crate::outbox::{self, Wording};
use crate::parties::PartyId;
use crate::rulebook::keys;
use crate::rulebook::model::Rule;
use crate::rulebook::store as rulebook;
use crate::web::times;
use crate::web::words::{Locale, Words};

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
    let past: Vec<PastLetter> = crate::db::sql_query(
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
