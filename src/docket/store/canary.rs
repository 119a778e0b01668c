//! The daily trial: proves that the docket works by working out a deadline whose days
//! are known, from the pack in force to its reminder, and by holding every line against
//! the events. A docket that has stopped looks like one in which nothing is due.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text, Timestamptz};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::packs::{self, read_all};
use super::{DocketError, lock, recompute};
use crate::db::{Connection, patience, sql_query};
use crate::docket::model::{Event, Kind, Pack, State, Status, Thread, ladder, lines};
use crate::tasks::store::elected;

/// The last trial.
#[derive(Clone, Debug, QueryableByName)]
pub struct Canary {
    #[diesel(sql_type = Text)]
    pub pack: String,
    #[diesel(sql_type = Bool)]
    pub passed: bool,
    #[diesel(sql_type = Text)]
    pub said: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
    /// Whether it is older than 36 hours.
    #[diesel(sql_type = Bool)]
    pub stale: bool,
    /// Whether there is any deadline that could be forgotten.
    #[diesel(sql_type = Bool)]
    pub watches: bool,
}

impl Canary {
    /// Whether the docket is proved to work.
    #[must_use]
    pub const fn sings(&self) -> bool {
        self.passed && !self.stale
    }
}

/// The last trial; none before the first.
///
/// # Errors
/// Those of the database.
pub async fn latest(conn: &mut Connection) -> QueryResult<Option<Canary>> {
    sql_query(
        "SELECT c.pack, c.passed, c.said, c.recorded_at, c.recorded_at < clock_timestamp() - interval '36 hours' AS stale, \
                EXISTS (SELECT FROM docket_now) AS watches \
         FROM docket_canaries c ORDER BY c.record DESC LIMIT 1",
    )
    .get_result(conn)
    .await
    .optional()
}

/// Whether nobody tried since a day ago, or it failed an hour ago.
async fn is_due(conn: &mut Connection) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        due: bool,
    }
    let row: Row = sql_query(
        "SELECT NOT EXISTS (SELECT FROM docket_canaries c \
             WHERE c.record = (SELECT max(l.record) FROM docket_canaries l) \
               AND c.recorded_at > clock_timestamp() - CASE WHEN c.passed THEN interval '24 hours' ELSE interval '1 hour' END \
               AND c.recorded_at <= clock_timestamp()) AS due",
    )
    .get_result(conn)
    .await?;
    Ok(row.due)
}

/// Has the trial of the day done, if it is due and no other server does it.
///
/// # Errors
/// Those of the database; a trial that fails is recorded as such, and is none.
pub async fn fly(conn: &mut Connection) -> Result<(), DocketError> {
    if !is_due(conn).await? {
        return Ok(());
    }
    let tried = conn
        .transaction(async |conn| {
            if !elected(conn, "trial of the docket").await? || !is_due(conn).await? {
                return Ok(None);
            }
            trial(conn).await.map(Some)
        })
        .await;
    let (pack, passed, said) = match tried {
        Ok(None) => return Ok(()),
        Ok(Some((pack, Ok(said)))) => (pack, true, said),
        Ok(Some((pack, Err(said)))) => (pack, false, said),
        Err(error) => {
            tracing::error!(%error, "the trial of the docket failed");
            let said = "The docket could not be worked out. The log of the server says why.";
            ("unknown".to_owned(), false, said.to_owned())
        }
    };
    sql_query("INSERT INTO docket_canaries (pack, passed, said) VALUES ($1, $2, $3)")
        .bind::<Text, _>(pack)
        .bind::<Bool, _>(passed)
        .bind::<Text, _>(said)
        .execute(conn)
        .await?;
    Ok(())
}

/// Works everything out, then tries. Returns the version of the pack, and what was
/// found.
async fn trial(conn: &mut Connection) -> Result<(String, Result<String, String>), DocketError> {
    patience::be_patient(conn).await?;
    lock(conn).await?;
    recompute::run(conn, recompute::Scope::All).await?;
    let drift = recompute::drift(conn).await?;
    let (in_force, all) = read_all(conn).await?;
    let supplied = packs::supplied()?;
    let pack = all.get(&in_force).unwrap_or(&supplied);
    // A pack in force that knows the rule otherwise, or not, is tried by the one
    // supplied: what is tried is the program.
    let is_known = pack.rule(RULE) == supplied.rule(RULE);
    let found = try_known(if is_known { pack } else { &supplied }).and_then(|()| {
        if drift == 0 {
            Ok(
                "The known deadline came out right, and every line follows from its event."
                    .to_owned(),
            )
        } else {
            Err(format!(
                "{drift} lines do not say what the events say, right after they were worked out."
            ))
        }
    });
    Ok((in_force, found))
}

/// The rule that is tried.
const RULE: &str = "us-s8-first";

/// Works out the declaration of a mark that was registered on 15 March 2022, and looks
/// whether its days, standing and reminders are those that are known.
fn try_known(pack: &Pack) -> Result<(), String> {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day);
    let anchor = day(2022, 3, 15).ok_or("no calendar")?;
    let thread = Thread {
        case: Some(Uuid::nil()),
        right: "trademark".to_owned(),
        office: "US".to_owned(),
        basis: "1(a)".to_owned(),
        events: vec![Event {
            id: Uuid::nil(),
            code: "REGISTRATION".to_owned(),
            on: anchor,
        }],
        ..Thread::default()
    };
    let all = lines(pack, &thread, anchor);
    let line = all
        .iter()
        .find(|line| line.rule.id == RULE)
        .ok_or("The known deadline was not worked out at all.")?;
    let dates = line.reckoned.dates;
    let expected = [day(2027, 3, 15), day(2028, 3, 15), day(2028, 9, 15)];
    if [dates.opens, dates.due_actionable, dates.grace_actionable] != expected {
        return Err("The known deadline came out with other days.".to_owned());
    }
    let stands = |on: Option<NaiveDate>| {
        on.map(|on| Status::of(Kind::Mandatory, &dates, State::Running, on))
    };
    let rung = |on: Option<NaiveDate>| {
        on.and_then(|on| ladder::waiting(Kind::Mandatory, &dates, None, on))
            .map(|rung| rung.name)
    };
    let is_right = stands(day(2027, 3, 14)) == Some(Status::Future)
        && stands(day(2028, 9, 15)) == Some(Status::InGrace)
        && stands(day(2028, 9, 16)) == Some(Status::Missed)
        && rung(day(2028, 2, 14)) == Some("30 days")
        && rung(day(2028, 3, 16)) == Some("overdue");
    if is_right {
        Ok(())
    } else {
        Err(
            "The known deadline came out right, but where it stands or who is reminded did not."
                .to_owned(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{packs, try_known};
    use crate::docket::model::Pack;
    use crate::docket::model::pack::SUPPLIED;

    #[test]
    fn the_trial_passes_and_notices_another_arithmetic() {
        let supplied = packs::supplied().expect("the pack supplied");
        assert_eq!(try_known(&supplied), Ok(()));
        let other = SUPPLIED.replacen("due = \"event + 6y\"", "due = \"event + 5y11m\"", 1);
        let other = Pack::parse(&other).expect("a pack");
        assert!(try_known(&other).is_err());
    }
}
