//! Terms that end soon, what became of the letters about them, and who was
//! reached otherwise.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::due::ENDING;
use crate::db::{Connection, read_from_words};
use crate::outbox;
use crate::outbox::store::Fate;
use crate::parties::PartyId;
use crate::renewals::model::{Delivery, How};

read_from_words!(How);

/// What is listed on one page, at most.
pub const MOST: i64 = 500;

/// A letter about a renewal.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Days before the end; none for a warning before a record date.
    pub step: Option<i32>,
    pub to: String,
    pub party: Uuid,
    pub account: Option<Uuid>,
    pub at: DateTime<Utc>,
    pub delivery: Delivery,
}

/// How somebody was reached otherwise.
#[derive(Clone, Debug, QueryableByName)]
pub struct Contact {
    #[diesel(sql_type = SqlUuid)]
    membership: Uuid,
    #[diesel(sql_type = Date)]
    term_ends_on: NaiveDate,
    #[diesel(sql_type = Text)]
    how: How,
    #[diesel(sql_type = Text)]
    pub evidence: String,
    #[diesel(sql_type = Text)]
    pub by: String,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
}

impl Contact {
    #[must_use]
    pub fn how(&self) -> How {
        self.how
    }
}

/// A membership whose term ends, or has ended.
#[derive(Clone, Debug)]
pub struct Ending {
    pub membership: Uuid,
    pub number: i64,
    pub name: String,
    pub class_name: String,
    /// The first day without the term.
    pub ends_on: NaiveDate,
    /// `active`, `grace`, `suspended`.
    pub state: String,
    /// The latest first.
    pub letters: Vec<Sent>,
    pub contacts: Vec<Contact>,
}

impl Ending {
    #[must_use]
    pub fn last_day(&self) -> NaiveDate {
        self.ends_on.pred_opt().unwrap_or(self.ends_on)
    }

    /// Whether the latest letter to anybody did not arrive.
    #[must_use]
    pub fn did_not_arrive(&self) -> bool {
        let mut seen = Vec::new();
        self.letters.iter().any(|letter| {
            let latest = !seen.contains(&letter.party);
            seen.push(letter.party);
            latest && letter.delivery.failed()
        })
    }

    /// Whether somebody has to reach the member otherwise, and nobody did.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.contacts.is_empty() && self.did_not_arrive()
    }
}

#[derive(QueryableByName)]
struct EndingRow {
    #[diesel(sql_type = SqlUuid)]
    membership: Uuid,
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    class_name: String,
    #[diesel(sql_type = Date)]
    ends_on: NaiveDate,
    #[diesel(sql_type = Text)]
    state: String,
}

#[derive(QueryableByName)]
struct SentRow {
    #[diesel(sql_type = SqlUuid)]
    membership: Uuid,
    #[diesel(sql_type = Date)]
    term_ends_on: NaiveDate,
    #[diesel(sql_type = Nullable<Int4>)]
    step: Option<i32>,
    #[diesel(sql_type = SqlUuid)]
    party: Uuid,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    account: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    letter: Option<Uuid>,
    #[diesel(sql_type = Timestamptz)]
    recorded_at: DateTime<Utc>,
}

/// Every letter about a renewal, as a relation.
const LETTERS: &str = "\
    (SELECT membership, term_ends_on, step, party, letter, recorded_at FROM renewal_reminders \
     UNION ALL SELECT membership, term_ends_on, NULL, party, letter, recorded_at FROM renewal_warnings)";

fn delivery(letter: Option<Uuid>, fate: Option<&Fate>) -> Delivery {
    if letter.is_none() {
        return Delivery::Nobody;
    }
    let Some(fate) = fate else {
        return Delivery::Waiting;
    };
    if let Some(at) = fate.bounced_at {
        return Delivery::Bounced {
            at,
            reason: fate.reason.clone(),
        };
    }
    match (fate.accepted_at, fate.state.as_str()) {
        (Some(at), _) => Delivery::Sent(at),
        (None, "waiting") => Delivery::Waiting,
        (None, "moot") => Delivery::Moot,
        (None, _) => Delivery::GivenUp {
            reason: fate.reason.clone(),
        },
    }
}

/// Memberships without another term whose term ends from a day until another, the
/// next first, at most `most`; with the letters about it.
///
/// # Errors
/// Those of the database.
pub async fn ending(
    conn: &mut Connection,
    (from, until): (NaiveDate, NaiveDate),
    today: NaiveDate,
    most: i64,
) -> QueryResult<Vec<Ending>> {
    let rows: Vec<EndingRow> = crate::db::sql_query(format!(
        "SELECT m.id AS membership, m.number, t.ends_on, s.state, k.name AS class_name, \
                coalesce((SELECT r.name FROM party_records r WHERE r.party = m.party ORDER BY r.record DESC LIMIT 1), '') AS name \
         FROM ({ENDING}) t JOIN memberships m ON m.id = t.membership JOIN member_classes k ON k.id = m.class \
         CROSS JOIN LATERAL (SELECT membership_state(m.id, $3) AS state) s \
         WHERE s.state IN ('active', 'grace', 'suspended') ORDER BY t.ends_on, m.number LIMIT $4"
    ))
    .bind::<Date, _>(from)
    .bind::<Date, _>(until)
    .bind::<Date, _>(today)
    .bind::<BigInt, _>(most)
    .load(conn)
    .await?;
    with_letters(conn, rows).await
}

/// The membership of this number, while its term runs or can be renewed and no
/// other follows.
///
/// # Errors
/// Those of the database.
pub async fn of_number(
    conn: &mut Connection,
    number: i64,
    today: NaiveDate,
) -> QueryResult<Option<Ending>> {
    let rows: Vec<EndingRow> = crate::db::sql_query(format!(
        "SELECT m.id AS membership, m.number, t.ends_on, s.state, k.name AS class_name, \
                coalesce((SELECT r.name FROM party_records r WHERE r.party = m.party ORDER BY r.record DESC LIMIT 1), '') AS name \
         FROM ({ENDING}) t JOIN memberships m ON m.id = t.membership JOIN member_classes k ON k.id = m.class \
         CROSS JOIN LATERAL (SELECT membership_state(m.id, $3) AS state) s \
         WHERE m.number = $4 AND s.state IN ('active', 'grace', 'suspended')"
    ))
    .bind::<Date, _>(NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or(today))
    .bind::<Date, _>(NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(today))
    .bind::<Date, _>(today)
    .bind::<BigInt, _>(number)
    .load(conn)
    .await?;
    Ok(with_letters(conn, rows).await?.into_iter().next())
}

/// Memberships whose term is among those of [`ending`], the latest letter of which
/// to somebody did not arrive, and that nobody reached otherwise.
///
/// # Errors
/// Those of the database.
pub async fn unreached(
    conn: &mut Connection,
    (from, until): (NaiveDate, NaiveDate),
    today: NaiveDate,
) -> QueryResult<Vec<Ending>> {
    let rows: Vec<EndingRow> = crate::db::sql_query(format!(
        "SELECT m.id AS membership, m.number, t.ends_on, s.state, k.name AS class_name, \
                coalesce((SELECT r.name FROM party_records r WHERE r.party = m.party ORDER BY r.record DESC LIMIT 1), '') AS name \
         FROM (SELECT DISTINCT l.membership AS of_membership, l.term_ends_on FROM {LETTERS} l \
               WHERE l.term_ends_on BETWEEN $1 AND $2 \
                 AND (l.letter IS NULL \
                      OR EXISTS (SELECT FROM outbox_returns b WHERE b.letter = l.letter AND b.kind = 'bounced') \
                      OR EXISTS (SELECT FROM outbox_queue q WHERE q.letter = l.letter AND q.state = 'dead')) \
                 AND NOT EXISTS (SELECT FROM renewal_contacts c WHERE c.membership = l.membership AND c.term_ends_on = l.term_ends_on)) f \
         JOIN ({ENDING}) t ON t.membership = f.of_membership AND t.ends_on = f.term_ends_on \
         JOIN memberships m ON m.id = t.membership JOIN member_classes k ON k.id = m.class \
         CROSS JOIN LATERAL (SELECT membership_state(m.id, $3) AS state) s \
         WHERE s.state IN ('active', 'grace', 'suspended') ORDER BY t.ends_on, m.number LIMIT $4"
    ))
    .bind::<Date, _>(from)
    .bind::<Date, _>(until)
    .bind::<Date, _>(today)
    .bind::<BigInt, _>(MOST)
    .load(conn)
    .await?;
    let mut found = with_letters(conn, rows).await?;
    found.retain(Ending::waits);
    Ok(found)
}

async fn with_letters(conn: &mut Connection, rows: Vec<EndingRow>) -> QueryResult<Vec<Ending>> {
    let memberships: Vec<Uuid> = rows.iter().map(|row| row.membership).collect();
    let sent: Vec<SentRow> = crate::db::sql_query(format!(
        "SELECT l.membership, l.term_ends_on, l.step, l.party, l.letter, l.recorded_at, a.id AS account, \
                coalesce((SELECT r.name FROM party_records r WHERE r.party = l.party ORDER BY r.record DESC LIMIT 1), '') AS name \
         FROM {LETTERS} l LEFT JOIN accounts a ON a.person = l.party WHERE l.membership = ANY ($1) \
         ORDER BY l.recorded_at DESC, l.step NULLS FIRST, l.party"
    ))
    .bind::<Array<SqlUuid>, _>(&memberships)
    .load(conn)
    .await?;
    let contacts: Vec<Contact> = crate::db::sql_query(
        "SELECT c.membership, c.term_ends_on, c.how, c.evidence, c.recorded_at AS at, \
                coalesce((SELECT r.name FROM party_records r WHERE r.party = c.recorded_by ORDER BY r.record DESC LIMIT 1), '') AS by \
         FROM renewal_contacts c WHERE c.membership = ANY ($1) ORDER BY c.recorded_at",
    )
    .bind::<Array<SqlUuid>, _>(&memberships)
    .load(conn)
    .await?;
    let letters: Vec<Uuid> = sent.iter().filter_map(|row| row.letter).collect();
    let fates: BTreeMap<Uuid, Fate> = outbox::store::fate(conn, &letters)
        .await?
        .into_iter()
        .map(|fate| (fate.letter, fate))
        .collect();
    let mut letters: BTreeMap<(Uuid, NaiveDate), Vec<Sent>> = BTreeMap::new();
    for row in sent {
        let fate = row.letter.and_then(|letter| fates.get(&letter));
        let of = letters
            .entry((row.membership, row.term_ends_on))
            .or_default();
        of.push(Sent {
            step: row.step,
            to: row.name,
            party: row.party,
            account: row.account,
            at: row.recorded_at,
            delivery: delivery(row.letter, fate),
        });
    }
    let mut reached: BTreeMap<(Uuid, NaiveDate), Vec<Contact>> = BTreeMap::new();
    for contact in contacts {
        let of = (contact.membership, contact.term_ends_on);
        reached.entry(of).or_default().push(contact);
    }
    Ok(rows
        .into_iter()
        .map(|row| {
            let of = (row.membership, row.ends_on);
            Ending {
                letters: letters.remove(&of).unwrap_or_default(),
                contacts: reached.remove(&of).unwrap_or_default(),
                membership: row.membership,
                number: row.number,
                name: row.name,
                class_name: row.class_name,
                ends_on: row.ends_on,
                state: row.state,
            }
        })
        .collect())
}

/// A contact to be recorded. The identity is the form's.
pub struct NewContact<'a> {
    pub id: Uuid,
    /// The number of the membership.
    pub number: i64,
    pub ends_on: NaiveDate,
    pub how: How,
    pub evidence: &'a str,
    pub by: PartyId,
}

/// Records how a member was reached otherwise, once for each form. False when no
/// term of this membership ends on this day.
///
/// # Errors
/// Those of the database.
pub async fn record_contact(conn: &mut Connection, new: &NewContact<'_>) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Bool)]
        there: bool,
    }
    let row: Row = crate::db::sql_query(
        "WITH term AS ( \
             SELECT m.id FROM memberships m WHERE m.number = $2 \
               AND EXISTS (SELECT FROM membership_terms t WHERE t.membership = m.id AND t.ends_on = $3) \
         ), recorded AS ( \
             INSERT INTO renewal_contacts (id, membership, term_ends_on, how, evidence, recorded_by) \
             SELECT $1, term.id, $3, $4, $5, $6 FROM term ON CONFLICT (id) DO NOTHING \
         ) SELECT EXISTS (SELECT FROM term) AS there",
    )
    .bind::<SqlUuid, _>(new.id)
    .bind::<BigInt, _>(new.number)
    .bind::<Date, _>(new.ends_on)
    .bind::<Text, _>(new.how.word())
    .bind::<Text, _>(new.evidence)
    .bind::<SqlUuid, _>(new.by.0)
    .get_result(conn)
    .await?;
    Ok(row.there)
}
