//! Who is to be reminded or warned, and that they were.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Int4, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::dates::RecordDate;
use crate::db::Connection;
use crate::members::model::Term;
use crate::outbox::{self, Letter, Recipient};
use crate::parties::PartyId;
use crate::renewals::model::Window;

/// Memberships looked at in one transaction.
const BATCH: i64 = 500;

/// Last terms that end in a span of days, of memberships without a recorded end;
/// `$1` and `$2` are the first and the last of the first days without the term.
pub(super) const ENDING: &str = "\
    SELECT t.membership, t.starts_on, t.ends_on, t.recorded_at FROM membership_terms t \
    WHERE t.ends_on BETWEEN $1 AND $2 \
      AND NOT EXISTS (SELECT FROM membership_terms c WHERE c.corrects = t.record) \
      AND NOT EXISTS (SELECT FROM membership_terms n WHERE n.membership = t.membership AND n.ends_on > t.ends_on \
                        AND NOT EXISTS (SELECT FROM membership_terms c WHERE c.corrects = n.record)) \
      AND NOT EXISTS (SELECT FROM membership_ends e WHERE e.membership = t.membership)";

/// Who is written to about a membership `m`, on the day `$3`: the person; or who
/// votes for the organisation, and its contacts for bills. The organisation itself
/// where nobody votes for it.
const WHOM: &str = "\
    SELECT coalesce((SELECT x.person FROM representations x WHERE x.organisation = m.party AND x.starts_on <= $3 \
                       AND NOT EXISTS (SELECT FROM representations y WHERE y.corrects = x.record) \
                     ORDER BY x.starts_on DESC, x.record DESC LIMIT 1), m.party) AS party \
    UNION SELECT r.person FROM representatives r LEFT JOIN representative_ends e ON e.representative = r.id \
    WHERE r.organisation = m.party AND r.capacity = 'billing' AND r.starts_on <= $3 \
      AND (e.ends_on IS NULL OR e.ends_on > $3)";

/// One letter that is due.
#[derive(Clone, Debug, QueryableByName)]
pub struct Due {
    #[diesel(sql_type = SqlUuid)]
    pub membership: Uuid,
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = Text)]
    pub class_name: String,
    #[diesel(sql_type = Date)]
    pub starts_on: NaiveDate,
    #[diesel(sql_type = Date)]
    pub ends_on: NaiveDate,
    /// The day on which the term was recorded.
    #[diesel(sql_type = Date)]
    pub known_on: NaiveDate,
    #[diesel(sql_type = SqlUuid)]
    pub party: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub account: Option<Uuid>,
}

impl Due {
    /// The last day of the term.
    #[must_use]
    pub fn last_day(&self) -> NaiveDate {
        self.ends_on.pred_opt().unwrap_or(self.ends_on)
    }

    fn letter(&self, record_date: Option<NaiveDate>) -> Letter {
        Letter::RenewalReminder {
            class_name: self.class_name.clone(),
            last_day: self.last_day(),
            record_date,
            path: "/me".to_owned(),
        }
    }
}

fn due(rest: &str) -> String {
    format!(
        "SELECT m.id AS membership, m.number, k.name AS class_name, t.starts_on, t.ends_on, legal_day(t.recorded_at) AS known_on, w.party, a.id AS account \
         FROM ({ENDING}) t JOIN memberships m ON m.id = t.membership JOIN member_classes k ON k.id = m.class \
         CROSS JOIN LATERAL ({WHOM}) w LEFT JOIN accounts a ON a.person = w.party WHERE {rest}"
    )
}

/// Those to whom the step of a window was not sent yet, at most a batch of them.
async fn unreminded(
    conn: &mut Connection,
    window: Window,
    step: i32,
    today: NaiveDate,
) -> QueryResult<Vec<Due>> {
    crate::db::sql_query(due(
        "greatest(t.starts_on, legal_day(t.recorded_at)) <= t.ends_on - 1 - $4 \
         AND NOT EXISTS (SELECT FROM renewal_reminders r WHERE r.membership = m.id AND r.term_ends_on = t.ends_on \
                           AND r.party = w.party AND r.step <= $4) \
         AND membership_state(m.id, $3) = 'active' ORDER BY m.id, w.party LIMIT $5",
    ))
    .bind::<Date, _>(window.from)
    .bind::<Date, _>(window.until)
    .bind::<Date, _>(today)
    .bind::<Int4, _>(step)
    .bind::<BigInt, _>(BATCH)
    .load(conn)
    .await
}

/// Letters for what is due, each with its identity; none where there is no account.
fn letters(due: &[Due], record_date: Option<NaiveDate>) -> Vec<Option<(Uuid, Recipient, Letter)>> {
    due.iter()
        .map(|due| {
            let account = due.account?;
            let letter = due.letter(record_date);
            Some((outbox::store::new_id(), Recipient::Account(account), letter))
        })
        .collect()
}

/// Queues the letters of a window that were not sent yet, and notes each; whether
/// there may be more.
///
/// # Errors
/// Those of the database.
pub async fn remind(
    conn: &mut Connection,
    window: Window,
    today: NaiveDate,
    begin: Option<DateTime<Utc>>,
) -> QueryResult<bool> {
    let step = i32::try_from(window.step).unwrap_or(i32::MAX);
    let found = unreminded(conn, window, step, today).await?;
    let more = i64::try_from(found.len()).is_ok_and(|found| found == BATCH);
    // The database chose by the same rule; the rule has the last word.
    let due: Vec<Due> = found
        .into_iter()
        .filter(|due| {
            Term::new(due.starts_on, due.ends_on)
                .is_some_and(|term| window.takes(term, due.known_on))
        })
        .collect();
    let letters = letters(&due, None);
    let queued: Vec<_> = letters.iter().flatten().cloned().collect();
    outbox::store::queue_as_from(conn, &queued, begin).await?;
    crate::db::sql_query(
        "INSERT INTO renewal_reminders (membership, term_ends_on, step, party, letter) \
         SELECT u.membership, u.ends_on, $1, u.party, u.letter \
         FROM unnest($2, $3, $4, $5) AS u (membership, ends_on, party, letter)",
    )
    .bind::<Int4, _>(step)
    .bind::<Array<SqlUuid>, _>(due.iter().map(|due| due.membership).collect::<Vec<_>>())
    .bind::<Array<Date>, _>(due.iter().map(|due| due.ends_on).collect::<Vec<_>>())
    .bind::<Array<SqlUuid>, _>(due.iter().map(|due| due.party).collect::<Vec<_>>())
    .bind::<Array<Nullable<SqlUuid>>, _>(ids(&letters))
    .execute(conn)
    .await?;
    Ok(more && !due.is_empty())
}

fn ids(letters: &[Option<(Uuid, Recipient, Letter)>]) -> Vec<Option<Uuid>> {
    letters
        .iter()
        .map(|letter| letter.as_ref().map(|(id, _, _)| *id))
        .collect()
}

/// The first of the first days without a term that concern a record date, from a
/// day on, and the last: whoever lapses by the record date is not on the roll, and
/// whoever lapses before the vote is over is told too.
fn span(date: &RecordDate, today: NaiveDate, grace_days: u32) -> (NaiveDate, NaiveDate) {
    let grace = chrono::Days::new(u64::from(grace_days));
    (
        today.checked_sub_days(grace).unwrap_or(today),
        date.record_date.max(date.closes_on),
    )
}

/// Queues the warnings of one record date that were not sent yet, and notes each;
/// whether there may be more.
///
/// # Errors
/// Those of the database.
pub async fn warn(
    conn: &mut Connection,
    date: &RecordDate,
    today: NaiveDate,
    grace_days: u32,
    begin: Option<DateTime<Utc>>,
) -> QueryResult<bool> {
    let (from, until) = span(date, today, grace_days);
    let due: Vec<Due> = crate::db::sql_query(due(
        "NOT EXISTS (SELECT FROM renewal_warnings r WHERE r.membership = m.id AND r.record_date = $4 AND r.party = w.party) \
         AND membership_state(m.id, $3) IN ('active', 'grace') ORDER BY m.id, w.party LIMIT $5",
    ))
    .bind::<Date, _>(from)
    .bind::<Date, _>(until)
    .bind::<Date, _>(today)
    .bind::<SqlUuid, _>(date.id)
    .bind::<BigInt, _>(BATCH)
    .load(conn)
    .await?;
    if due.is_empty() {
        return Ok(false);
    }
    let letters = letters(&due, Some(date.record_date));
    let queued: Vec<_> = letters.iter().flatten().cloned().collect();
    outbox::store::queue_as_from(conn, &queued, begin).await?;
    crate::db::sql_query(
        "INSERT INTO renewal_warnings (membership, record_date, party, term_ends_on, letter) \
         SELECT u.membership, $1, u.party, u.ends_on, u.letter \
         FROM unnest($2, $3, $4, $5) AS u (membership, ends_on, party, letter)",
    )
    .bind::<SqlUuid, _>(date.id)
    .bind::<Array<SqlUuid>, _>(due.iter().map(|due| due.membership).collect::<Vec<_>>())
    .bind::<Array<Date>, _>(due.iter().map(|due| due.ends_on).collect::<Vec<_>>())
    .bind::<Array<SqlUuid>, _>(due.iter().map(|due| due.party).collect::<Vec<_>>())
    .bind::<Array<Nullable<SqlUuid>>, _>(ids(&letters))
    .execute(conn)
    .await?;
    Ok(i64::try_from(due.len()).is_ok_and(|found| found == BATCH))
}

/// The terms of these members that end inside the window of a record date.
///
/// # Errors
/// Those of the database.
pub async fn lapsing(
    conn: &mut Connection,
    date: &RecordDate,
    members: &[PartyId],
    today: NaiveDate,
    grace_days: u32,
) -> QueryResult<Vec<Lapsing>> {
    let (from, until) = span(date, today, grace_days);
    crate::db::sql_query(format!(
        "SELECT m.number, t.ends_on, t.ends_on > $3 AS runs FROM ({ENDING}) t JOIN memberships m ON m.id = t.membership \
         WHERE m.party = ANY ($4) AND membership_state(m.id, $3) IN ('active', 'grace') ORDER BY m.number"
    ))
    .bind::<Date, _>(from)
    .bind::<Date, _>(until)
    .bind::<Date, _>(today)
    .bind::<Array<SqlUuid>, _>(members.iter().map(|party| party.0).collect::<Vec<_>>())
    .load(conn)
    .await
}

/// A term that ends inside the window of a record date.
#[derive(Clone, Debug, QueryableByName)]
pub struct Lapsing {
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    /// The first day without it.
    #[diesel(sql_type = Date)]
    pub ends_on: NaiveDate,
    /// Whether it still runs.
    #[diesel(sql_type = Bool)]
    pub runs: bool,
}
