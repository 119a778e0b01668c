//! Reading bodies, charters, seats and rosters.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::BodiesError;
use crate::bodies::model::body::{BodyId, Charter, Power, Size};
use crate::bodies::model::seats::{Basis, Chairs, Incumbency, Seat, Suspension};
use crate::bodies::model::terms::{self, Eligibility, TermRules};
use crate::db::Connection;
use crate::db::schema::bodies::{
    body_charters, incumbency_ends, seat_incumbencies, seats, suspension_ends, suspensions,
};
use crate::parties::PartyId;
use crate::rulebook::keys;

#[derive(Queryable, Selectable)]
#[diesel(table_name = body_charters)]
struct CharterRow {
    body: String,
    name: String,
    charter: String,
    citation: String,
    min_size: Option<i32>,
    max_size: Option<i32>,
    odd: bool,
    directors_min: Option<i32>,
    directors_max: Option<i32>,
    powers: Vec<String>,
    withheld: Vec<String>,
    decision: Uuid,
    recorded_at: DateTime<Utc>,
}

fn body(word: String) -> Result<BodyId, BodiesError> {
    BodyId::parse(&word).ok_or(BodiesError::Unreadable(word))
}

impl TryFrom<CharterRow> for Charter {
    type Error = BodiesError;

    fn try_from(row: CharterRow) -> Result<Self, BodiesError> {
        let count = |number: Option<i32>| number.and_then(|number| u32::try_from(number).ok());
        let powers = |words: Vec<String>| {
            words
                .into_iter()
                .map(|word| Power::parse(&word).ok_or(BodiesError::Unreadable(word)))
                .collect::<Result<Vec<_>, _>>()
        };
        Ok(Self {
            body: body(row.body)?,
            name: row.name,
            text: row.charter,
            citation: row.citation,
            size: Size {
                min: count(row.min_size),
                max: count(row.max_size),
                odd: row.odd,
                directors_min: count(row.directors_min),
                directors_max: count(row.directors_max),
            },
            powers: powers(row.powers)?,
            withheld: powers(row.withheld)?,
            decision: row.decision,
            since: row.recorded_at,
        })
    }
}

/// Every charter there ever was, the latest first.
///
/// # Errors
/// Those of the database, and what this program does not know.
pub async fn charters(conn: &mut Connection) -> Result<Vec<Charter>, BodiesError> {
    let rows: Vec<CharterRow> = body_charters::table
        .order(body_charters::record.desc())
        .select(CharterRow::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(Charter::try_from).collect()
}

/// The charters in force at an instant, one for each body, in the order the bodies came.
///
/// # Errors
/// Those of the database, and what this program does not know.
pub async fn charters_at(
    conn: &mut Connection,
    at: DateTime<Utc>,
) -> Result<Vec<Charter>, BodiesError> {
    let mut in_force: Vec<Charter> = Vec::new();
    for charter in charters(conn).await? {
        if charter.since <= at && in_force.iter().all(|known| known.body != charter.body) {
            in_force.push(charter);
        }
    }
    let rank = |body: &BodyId| match body.as_str() {
        "board" => 0,
        "members" => 2,
        "founders" => 3,
        _ => 1,
    };
    in_force.sort_by(|a, b| (rank(&a.body), &a.name).cmp(&(rank(&b.body), &b.name)));
    Ok(in_force)
}

/// Every seat, incumbency and suspension there ever was.
///
/// # Errors
/// Those of the database, and what this program does not know.
pub async fn chairs(conn: &mut Connection) -> Result<Chairs, BodiesError> {
    type SeatRow = (Uuid, String, String, String, DateTime<Utc>);
    type IncumbencyRow = (
        Uuid,
        Uuid,
        Uuid,
        DateTime<Utc>,
        Option<DateTime<Utc>>,
        Option<DateTime<Utc>>,
        String,
        String,
        Option<Uuid>,
        Option<i32>,
    );
    type SuspensionRow = (
        Uuid,
        String,
        Uuid,
        DateTime<Utc>,
        DateTime<Utc>,
        Option<DateTime<Utc>>,
        String,
    );
    let of_seats: Vec<SeatRow> = seats::table
        .order((seats::cohort, seats::recorded_at, seats::name))
        .select((
            seats::id,
            seats::body,
            seats::cohort,
            seats::name,
            seats::recorded_at,
        ))
        .load(conn)
        .await?;
    let of_persons: Vec<IncumbencyRow> = seat_incumbencies::table
        .left_join(incumbency_ends::table)
        .order((seat_incumbencies::starts_at, seat_incumbencies::id))
        .select((
            seat_incumbencies::id,
            seat_incumbencies::seat,
            seat_incumbencies::person,
            seat_incumbencies::starts_at,
            seat_incumbencies::ends_at,
            incumbency_ends::ends_at.nullable(),
            seat_incumbencies::basis,
            seat_incumbencies::affiliation,
            seat_incumbencies::decision,
            diesel::dsl::sql::<Nullable<Int4>>(
                "(SELECT p.number FROM polls p WHERE p.id = seat_incumbencies.poll)",
            ),
        ))
        .load(conn)
        .await?;
    let of_suspensions: Vec<SuspensionRow> = suspensions::table
        .left_join(suspension_ends::table)
        .order((suspensions::starts_at, suspensions::id))
        .select((
            suspensions::id,
            suspensions::body,
            suspensions::person,
            suspensions::starts_at,
            suspensions::ends_at,
            suspension_ends::ends_at.nullable(),
            suspensions::reason,
        ))
        .load(conn)
        .await?;
    let seats = of_seats
        .into_iter()
        .map(|(id, of, cohort, name, since)| {
            Ok(Seat {
                id,
                body: body(of)?,
                cohort,
                name,
                since,
            })
        })
        .collect::<Result<_, BodiesError>>()?;
    let incumbencies = of_persons
        .into_iter()
        .map(
            |(
                id,
                seat,
                person,
                starts_at,
                ends_at,
                ended_at,
                basis,
                affiliation,
                decision,
                poll,
            )| {
                Ok(Incumbency {
                    id,
                    seat,
                    person: PartyId(person),
                    starts_at,
                    ends_at,
                    ended_at,
                    basis: Basis::parse(&basis).ok_or(BodiesError::Unreadable(basis))?,
                    affiliation,
                    decision,
                    poll,
                })
            },
        )
        .collect::<Result<_, BodiesError>>()?;
    let suspensions = of_suspensions
        .into_iter()
        .map(|(id, of, person, starts_at, ends_at, lifted_at, reason)| {
            Ok(Suspension {
                id,
                body: body(of)?,
                person: PartyId(person),
                starts_at,
                ends_at,
                lifted_at,
                reason,
            })
        })
        .collect::<Result<_, BodiesError>>()?;
    Ok(Chairs {
        seats,
        incumbencies,
        suspensions,
    })
}

/// Whether directors stay until their successors sit, under the rule then in force.
///
/// # Errors
/// Those of the database.
pub async fn holdover(conn: &mut Connection, at: DateTime<Utc>) -> QueryResult<bool> {
    let rule = crate::rulebook::store::find(conn, keys::BOARD_HOLDOVER, at).await?;
    Ok(rule.is_some_and(|rule| rule.value == "yes"))
}

/// One of a body's roster.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Rostered {
    /// None where the body has no seats.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub seat: Option<Uuid>,
    /// None on a vacant seat.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub person: Option<Uuid>,
    /// `in office`, `suspended`, `vacant`
    #[diesel(sql_type = Text)]
    pub standing: String,
    /// Empty on a vacant seat.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// The seat's own name; empty where the body has no seats.
    #[diesel(sql_type = Text)]
    pub seat_name: String,
}

impl Rostered {
    /// Whether the person could vote.
    #[must_use]
    pub fn is_in_office(&self) -> bool {
        self.standing == "in office"
    }

    /// What names this line in a form: the seat, or the person.
    #[must_use]
    pub fn key(&self) -> String {
        self.seat
            .or(self.person)
            .map_or_else(String::new, |id| id.to_string())
    }
}

/// Who belonged to a body at an instant, by name; nobody for the members.
///
/// # Errors
/// Those of the database.
pub async fn roster(
    conn: &mut Connection,
    body: &BodyId,
    at: DateTime<Utc>,
) -> QueryResult<Vec<Rostered>> {
    crate::db::sql_query(
        "SELECT r.seat, r.person, r.standing, coalesce(n.name, '') AS name, coalesce(s.name, '') AS seat_name \
         FROM roster($1, $2) r LEFT JOIN seats s ON s.id = r.seat \
         LEFT JOIN LATERAL (SELECT p.name FROM party_records p WHERE p.party = r.person \
                            ORDER BY p.record DESC LIMIT 1) n ON true \
         ORDER BY s.cohort, s.recorded_at, s.name, n.name, r.person",
    )
    .bind::<Text, _>(body.as_str())
    .bind::<Timestamptz, _>(at)
    .load(conn)
    .await
}

/// As of when roster and rules of a decision of this day are taken, were it entered now.
///
/// # Errors
/// Those of the database.
pub async fn entry_instant(conn: &mut Connection, day: NaiveDate) -> QueryResult<DateTime<Utc>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Timestamptz)]
        at: DateTime<Utc>,
    }
    let row: Row = crate::db::sql_query("SELECT entry_instant($1, clock_timestamp()) AS at")
        .bind::<Date, _>(day)
        .get_result(conn)
        .await?;
    Ok(row.at)
}

/// Whether somebody may begin another term on the board on a day, by what they served
/// until now and the rules in force now; none where the rulebook sets no limit.
///
/// # Errors
/// Those of the database, and what this program does not know.
pub async fn eligibility(
    conn: &mut Connection,
    person: PartyId,
    on: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Option<Eligibility>, BodiesError> {
    let rules = crate::rulebook::store::all_as_of(conn, now).await?;
    let Some(rules) = TermRules::of(&rules) else {
        return Ok(None);
    };
    let zone = super::foundation(conn)
        .await?
        .map_or(chrono_tz::UTC, |foundation| foundation.zone);
    let stays = holdover(conn, now).await?;
    let chairs = chairs(conn).await?;
    let served = terms::served(&chairs, person, now, zone, stays);
    Ok(Some(terms::eligibility(&served, &rules, on)))
}

/// The next election of the board from a day on: the earliest that is declared and not yet
/// certified, or the earliest end of a term.
///
/// # Errors
/// Those of the database.
pub async fn next_election(
    conn: &mut Connection,
    day: NaiveDate,
) -> QueryResult<Option<NaiveDate>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<Date>)]
        on: Option<NaiveDate>,
    }
    let row: Row = crate::db::sql_query("SELECT next_board_election($1) AS \"on\"")
        .bind::<Date, _>(day)
        .get_result(conn)
        .await?;
    Ok(row.on)
}

/// Whether a director has ever sat: from then on the founders decide nothing.
///
/// # Errors
/// Those of the database.
pub async fn has_had_directors(conn: &mut Connection) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        it: bool,
    }
    let row: Row = crate::db::sql_query(
        "SELECT EXISTS (SELECT FROM seat_incumbencies i JOIN seats s ON s.id = i.seat \
         WHERE s.body = 'board' AND i.starts_at <= clock_timestamp()) AS it",
    )
    .get_result(conn)
    .await?;
    Ok(row.it)
}
