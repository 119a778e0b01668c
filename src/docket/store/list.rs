//! Lists of deadlines, a page at a time, and what of them waits.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Int4, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::Days;
use crate::db::{Connection, read_from_words, sql_query};
use crate::docket::model::{Dates, Kind, State, Status};

read_from_words!(Kind, State);

/// Lines on one page.
pub const PAGE: usize = 50;

/// How far back a last day may lie whose grace still runs, in days.
pub(super) const LONGEST_GRACE: i32 = 400;

/// What of the docket is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// What has to be done, the most urgent first.
    #[default]
    Upcoming,
    Missed,
    Grace,
    Due,
    Open,
    Future,
    Options,
    Watch,
    Met,
    Closed,
    Superseded,
}

impl Show {
    pub const ALL: [Self; 11] = [
        Self::Upcoming,
        Self::Missed,
        Self::Grace,
        Self::Due,
        Self::Open,
        Self::Future,
        Self::Options,
        Self::Watch,
        Self::Met,
        Self::Closed,
        Self::Superseded,
    ];

    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Upcoming => "upcoming",
            Self::Missed => "missed",
            Self::Grace => "grace",
            Self::Due => "due",
            Self::Open => "open",
            Self::Future => "future",
            Self::Options => "options",
            Self::Watch => "watch",
            Self::Met => "met",
            Self::Closed => "closed",
            Self::Superseded => "superseded",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|show| show.word() == word)
    }

    /// What the list is called.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Upcoming => "What comes",
            Self::Missed => "Missed",
            Self::Grace => "In grace",
            Self::Due => "Due within 30 days",
            Self::Open => "Open now",
            Self::Future => "Not open yet",
            Self::Options => "Options",
            Self::Watch => "Watched",
            Self::Met => "Met",
            Self::Closed => "Closed",
            Self::Superseded => "Superseded",
        }
    }

    /// The condition and the order: `$1` is the day, `$2` and `$3` where the page begins.
    const fn clauses(self) -> (&'static str, &'static str) {
        const BY_DUE: &str =
            "($2 IS NULL OR (n.due, n.number) > ($2, $3)) ORDER BY n.due, n.number";
        const BY_LAST: &str = "($2 IS NULL OR n.last_on < $2 OR n.last_on = $2 AND n.number > $3) ORDER BY n.last_on DESC, n.number";
        const BY_NUMBER: &str = "($2 IS NULL OR n.number < $3) ORDER BY n.number DESC";
        match self {
            Self::Upcoming => (
                "n.state = 'running' AND n.kind <> 'watch' AND n.due >= $1 - $5 AND n.last_on >= $1",
                BY_DUE,
            ),
            Self::Missed => (
                "n.state = 'running' AND n.kind = 'mandatory' AND n.last_on < $1",
                BY_LAST,
            ),
            Self::Grace => (
                "n.state = 'running' AND n.kind = 'mandatory' AND n.due >= $1 - $5 AND n.due_actionable < $1 AND n.last_on >= $1",
                BY_DUE,
            ),
            Self::Due => (
                "n.state = 'running' AND n.kind <> 'watch' AND n.due BETWEEN $1 - 10 AND $1 + 30 AND n.due_actionable >= $1",
                BY_DUE,
            ),
            Self::Open => (
                "n.state = 'running' AND n.kind <> 'watch' AND n.due > $1 + 30 AND n.opens <= $1",
                BY_DUE,
            ),
            Self::Future => (
                "n.state = 'running' AND n.kind <> 'watch' AND n.due > $1 AND n.opens > $1",
                BY_DUE,
            ),
            Self::Options => (
                "n.state = 'running' AND n.kind = 'option' AND (n.last_on IS NULL OR n.last_on >= $1)",
                BY_NUMBER,
            ),
            Self::Watch => (
                "n.state = 'running' AND n.kind = 'watch' AND n.due >= $1",
                BY_DUE,
            ),
            Self::Met => ("n.state = 'met'", BY_NUMBER),
            Self::Closed => (
                "(n.state = 'closed' OR n.state = 'running' AND n.kind <> 'mandatory' AND n.last_on < $1)",
                BY_NUMBER,
            ),
            Self::Superseded => ("n.state = 'superseded'", BY_NUMBER),
        }
    }
}

/// A deadline in a list.
#[derive(Clone, Debug)]
pub struct Line {
    pub id: Uuid,
    pub number: i64,
    pub rule: String,
    pub title: String,
    pub kind: Kind,
    pub occurrence: i32,
    pub asset: i64,
    pub asset_title: String,
    /// The office; empty of what no office keeps.
    pub office: String,
    pub dates: Dates,
    pub state: State,
    /// The last rung of the ladder that somebody acknowledged.
    pub acknowledged: Option<NaiveDate>,
    pub confirmed: bool,
}

impl Line {
    /// Where it stands on a day of its office.
    #[must_use]
    pub fn status(&self, today: NaiveDate) -> Status {
        Status::of(self.kind, &self.dates, self.state, today)
    }
}

#[derive(QueryableByName)]
pub(super) struct Row {
    #[diesel(sql_type = SqlUuid)]
    deadline: Uuid,
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Text)]
    rule: String,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Text)]
    kind: Kind,
    #[diesel(sql_type = Int4)]
    occurrence: i32,
    #[diesel(sql_type = BigInt)]
    asset_number: i64,
    #[diesel(sql_type = Text)]
    asset_title: String,
    #[diesel(sql_type = Text)]
    office: String,
    #[diesel(embed)]
    days: Days,
    #[diesel(sql_type = Text)]
    state: State,
    #[diesel(sql_type = Nullable<Date>)]
    acknowledged: Option<NaiveDate>,
    #[diesel(sql_type = Bool)]
    confirmed: bool,
}

/// What is read of the lines `n`.
pub(super) const COLUMNS: &str = "SELECT n.deadline, n.number, n.rule, n.title, n.kind, n.occurrence, a.number AS asset_number, \
        coalesce((SELECT v.title FROM asset_versions v WHERE v.asset = n.asset ORDER BY v.version DESC LIMIT 1), '') AS asset_title, \
        coalesce(c.office, '') AS office, n.anchor, n.opens_nominal, n.opens, n.due, n.due_actionable, n.grace, n.grace_actionable, \
        n.state, n.acknowledged, EXISTS (SELECT FROM deadline_confirmations k WHERE k.deadline = n.deadline) AS confirmed";
pub(super) const JOINS: &str =
    "JOIN assets a ON a.id = n.asset LEFT JOIN mark_cases c ON c.id = n.mark_case";

pub(super) fn lines(rows: Vec<Row>) -> Vec<Line> {
    rows.into_iter()
        .map(|row| Line {
            id: row.deadline,
            number: row.number,
            rule: row.rule,
            title: row.title,
            kind: row.kind,
            occurrence: row.occurrence,
            asset: row.asset_number,
            asset_title: row.asset_title,
            office: row.office,
            dates: row.days.dates(),
            state: row.state,
            acknowledged: row.acknowledged,
            confirmed: row.confirmed,
        })
        .collect()
}

/// A page of the docket from behind `after` on (day and number of the last line), and
/// one line more where there are more.
///
/// # Errors
/// Those of the database.
pub async fn page(
    conn: &mut Connection,
    show: Show,
    after: Option<(NaiveDate, i64)>,
    today: NaiveDate,
    most: usize,
) -> QueryResult<Vec<Line>> {
    let (condition, order) = show.clauses();
    let (day, number) = after.unzip();
    let rows = sql_query(format!(
        "{COLUMNS} FROM (SELECT * FROM docket_now n WHERE {condition} AND $5 > 0 AND {order} LIMIT $4) n {JOINS} {}",
        // The order of what was picked.
        match order.rsplit_once("ORDER BY") {
            Some((_, by)) => format!("ORDER BY{by}"),
            None => String::new(),
        }
    ))
    .bind::<Date, _>(today)
    .bind::<Nullable<Date>, _>(day)
    .bind::<BigInt, _>(number.unwrap_or_default())
    .bind::<BigInt, _>(i64::try_from(most).unwrap_or(i64::MAX))
    .bind::<Int4, _>(LONGEST_GRACE)
    .load(conn)
    .await?;
    Ok(lines(rows))
}

/// Id and title of the asset of this number.
///
/// # Errors
/// Those of the database.
pub async fn asset(conn: &mut Connection, number: i64) -> QueryResult<Option<(Uuid, String)>> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = SqlUuid)]
        asset: Uuid,
        #[diesel(sql_type = Text)]
        title: String,
    }
    let found: Option<Found> = sql_query("SELECT asset, title FROM asset_now WHERE number = $1")
        .bind::<BigInt, _>(number)
        .get_result(conn)
        .await
        .optional()?;
    Ok(found.map(|found| (found.asset, found.title)))
}

/// Every deadline of one asset: what is over, what runs, what was superseded, by their
/// last days. The page of an asset shows them.
///
/// # Errors
/// Those of the database.
pub async fn of_asset(conn: &mut Connection, asset: Uuid) -> QueryResult<Vec<Line>> {
    let rows = sql_query(format!(
        "{COLUMNS} FROM docket_now n {JOINS} WHERE n.asset = $1 ORDER BY coalesce(n.due, n.opens), n.number"
    ))
    .bind::<SqlUuid, _>(asset)
    .load(conn)
    .await?;
    Ok(lines(rows))
}

/// How many there are of what is urgent; none above [`Counts::MOST`] is counted on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub missed: i64,
    pub in_grace: i64,
    pub due: i64,
}

impl Counts {
    /// Counting stops here.
    pub const MOST: i64 = 1000;

    /// A number as it is said: what was not counted on is "more than".
    #[must_use]
    pub fn said(count: i64) -> String {
        if count > Self::MOST {
            format!("more than {}", Self::MOST)
        } else {
            count.to_string()
        }
    }
}

/// Counts what is urgent on a day.
///
/// # Errors
/// Those of the database.
pub async fn counts(conn: &mut Connection, today: NaiveDate) -> QueryResult<Counts> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        missed: i64,
        #[diesel(sql_type = BigInt)]
        in_grace: i64,
        #[diesel(sql_type = BigInt)]
        due: i64,
    }
    let one = |show: Show| {
        let (condition, _) = show.clauses();
        format!("(SELECT count(*) FROM (SELECT FROM docket_now n WHERE {condition} LIMIT $2) x)")
    };
    let row: Row = sql_query(format!(
        "SELECT {} AS missed, {} AS in_grace, {} AS due WHERE $3 >= 0 AND $4 >= 0 AND $5 >= 0",
        one(Show::Missed),
        one(Show::Grace),
        one(Show::Due)
    ))
    .bind::<Date, _>(today)
    .bind::<BigInt, _>(Counts::MOST + 1)
    .bind::<Int4, _>(0)
    .bind::<Int4, _>(0)
    .bind::<Int4, _>(LONGEST_GRACE)
    .get_result(conn)
    .await?;
    Ok(Counts {
        missed: row.missed,
        in_grace: row.in_grace,
        due: row.due,
    })
}

/// What comes within a year or is in grace, and how many were missed since anybody
/// looked: what reminders are made of. Of what ended yesterday by the foundation's day it may be
/// the last day yet at its office: it is among both, and the office's day tells which it is of.
///
/// # Errors
/// Those of the database.
pub async fn to_remind(conn: &mut Connection, today: NaiveDate) -> QueryResult<(Vec<Line>, i64)> {
    #[derive(QueryableByName)]
    struct Unseen {
        #[diesel(sql_type = BigInt)]
        missed: i64,
    }
    let rows = sql_query(format!(
        "{COLUMNS} FROM (SELECT * FROM docket_now n WHERE n.state = 'running' \
             AND n.due BETWEEN $1 - $2 AND $1 + 366 AND n.last_on >= $1 - 1 \
             AND (n.kind = 'mandatory' OR n.due <= $1 + 31) ORDER BY n.due, n.number LIMIT 500) n {JOINS} ORDER BY n.due, n.number"
    ))
    .bind::<Date, _>(today)
    .bind::<Int4, _>(LONGEST_GRACE)
    .load(conn)
    .await?;
    let unseen: Unseen = sql_query(
        "SELECT count(*) AS missed FROM (SELECT FROM docket_now n WHERE n.state = 'running' AND n.kind = 'mandatory' \
             AND n.last_on < $1 AND (n.acknowledged IS NULL OR n.acknowledged <= n.last_on) LIMIT $2) x",
    )
    .bind::<Date, _>(today)
    .bind::<BigInt, _>(Counts::MOST + 1)
    .get_result(conn)
    .await?;
    Ok((lines(rows), unseen.missed))
}

/// What runs and is due from a month ago to two years from now, for calendars.
///
/// # Errors
/// Those of the database.
pub async fn for_calendars(conn: &mut Connection, today: NaiveDate) -> QueryResult<Vec<Line>> {
    let rows = sql_query(format!(
        "{COLUMNS} FROM (SELECT * FROM docket_now n WHERE n.state = 'running' AND n.kind <> 'watch' \
             AND n.due BETWEEN $1 - 31 AND $1 + 731 ORDER BY n.due, n.number LIMIT 300) n {JOINS} ORDER BY n.due, n.number"
    ))
    .bind::<Date, _>(today)
    .load(conn)
    .await?;
    Ok(lines(rows))
}
