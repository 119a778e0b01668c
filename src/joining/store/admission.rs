//! What an approval leads to: a membership, or another term of one there is.

use chrono::{Months, NaiveDate};
use diesel::prelude::*;
use diesel::sql_types::{Date, Integer, Jsonb, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::JoiningError;
use crate::db::Connection;
use crate::joining::model::State;
use crate::joining::model::form::ApplicationForm;
use crate::members::ClassId;
use crate::members::model::Term;
use crate::members::store::admission::{Admission, admit};
use crate::outbox::{self, ApplicationNews, Letter, Recipient};
use crate::parties::store::NewParty;
use crate::parties::{self, Country, Kind, Name, PartyId};

/// What became of an approved application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Activated {
    /// The membership of this number is active.
    Member(i64),
    /// Something has to be agreed to first.
    AgreementsMissing,
    /// The rulebook does not say how long a term is.
    NoTermRule,
    /// It is not approved.
    NotApproved,
}

#[derive(QueryableByName)]
struct Approved {
    #[diesel(sql_type = Integer)]
    number: i32,
    #[diesel(sql_type = SqlUuid)]
    party: Uuid,
    #[diesel(sql_type = SqlUuid)]
    person: Uuid,
    #[diesel(sql_type = Text)]
    class: ClassId,
    #[diesel(sql_type = Text)]
    state: State,
    #[diesel(sql_type = Date)]
    today: NaiveDate,
    #[diesel(sql_type = Nullable<Integer>)]
    months: Option<i32>,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    missing: bool,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    account: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    membership: Option<Uuid>,
    #[diesel(sql_type = Nullable<diesel::sql_types::BigInt>)]
    member_number: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    member_state: Option<String>,
    #[diesel(sql_type = Nullable<Date>)]
    last: Option<NaiveDate>,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    admitted: bool,
    /// The first day without the membership they have, where an end to come is recorded.
    #[diesel(sql_type = Nullable<Date>)]
    free_from: Option<NaiveDate>,
    /// What an organisation wrote, where nothing was recorded of it since.
    #[diesel(sql_type = Nullable<Jsonb>)]
    form: Option<serde_json::Value>,
}

const APPROVED: &str = "\
    SELECT a.number, a.party, a.person, a.class, application_state(a.id) AS state, d.today, \
           (SELECT r.value::integer FROM rule_in_force('membership.term_months', clock_timestamp()) r) AS months, \
           EXISTS (SELECT FROM agreements_missing(a.party, a.class, d.today)) AS missing, \
           (SELECT x.id FROM accounts x WHERE x.person = a.person) AS account, \
           m.id AS membership, m.number AS member_number, membership_state(m.id, d.today) AS member_state, \
           (SELECT max(t.ends_on) FROM membership_terms t WHERE t.membership = m.id \
              AND NOT EXISTS (SELECT FROM membership_terms c WHERE c.corrects = t.record)) AS last, \
           EXISTS (SELECT FROM application_admissions x WHERE x.application = a.id) AS admitted, \
           (SELECT max(least(e.ends_on, l.over_on)) FROM memberships x JOIN membership_ends e ON e.membership = x.id \
              CROSS JOIN LATERAL (SELECT max(t.ends_on) AS over_on FROM membership_terms t WHERE t.membership = x.id \
                 AND NOT EXISTS (SELECT FROM membership_terms c WHERE c.corrects = t.record)) l \
              WHERE x.party = a.party AND x.class = a.class AND d.today < least(e.ends_on, l.over_on)) AS free_from, \
           (SELECT f.form FROM application_forms f WHERE f.application = a.id AND a.party <> a.person \
              AND NOT EXISTS (SELECT FROM party_facts p WHERE p.party = a.party AND p.recorded_at > a.recorded_at)) AS form \
    FROM applications a CROSS JOIN (SELECT legal_day(clock_timestamp()) AS today) d \
    LEFT JOIN LATERAL (SELECT m.id, m.number FROM memberships m WHERE m.party = a.party AND m.class = a.class \
          AND NOT EXISTS (SELECT FROM membership_ends e WHERE e.membership = m.id) \
          ORDER BY m.number DESC LIMIT 1) m ON true \
    WHERE a.id = $1";

/// Makes an approved applicant a member, once everything is agreed to: a new
/// membership, from the day on which the one they have in this class is over, or a
/// further term of it. The letter that welcomes is queued with it. Asked again it does
/// nothing.
///
/// # Errors
/// What the guards refuse, and those of the database.
pub async fn activate(conn: &mut Connection, application: Uuid) -> Result<Activated, JoiningError> {
    conn.transaction(async |conn| {
        crate::db::sql_query("SELECT pg_advisory_xact_lock(hashtextextended('commonhold/application/' || $1::text, 0))")
            .bind::<SqlUuid, _>(application)
            .execute(conn)
            .await?;
        let found: Approved = crate::db::sql_query(APPROVED)
            .bind::<SqlUuid, _>(application)
            .get_result(conn)
            .await?;
        if found.state != State::Approved {
            return Ok(Activated::NotApproved);
        }
        if found.admitted {
            return Ok(Activated::Member(found.member_number.unwrap_or_default()));
        }
        if found.missing {
            return Ok(Activated::AgreementsMissing);
        }
        let months = found.months.and_then(|months| u32::try_from(months).ok());
        let term_from = |start: NaiveDate| {
            let end = start.checked_add_months(Months::new(months?))?;
            Term::new(start, end)
        };
        let party = PartyId(found.party);
        let open = found.membership.zip(found.member_number);
        let (membership, number) = match open {
            Some((membership, number)) => {
                let follows = matches!(found.member_state.as_deref(), Some("active" | "grace" | "not_yet"));
                let start = found.last.filter(|_| follows).unwrap_or(found.today);
                let Some(term) = term_from(start) else {
                    return Ok(Activated::NoTermRule);
                };
                further_term(conn, membership, term, application).await?;
                (membership, number)
            }
            None => {
                // One whose end is recorded for a day to come brings a vote until then.
                let start = found.free_from.unwrap_or(found.today);
                let Some(term) = term_from(start) else {
                    return Ok(Activated::NoTermRule);
                };
                let new = Admission {
                    party,
                    class: &found.class,
                    member_since: start,
                    term,
                };
                let (membership, number) = admit(conn, &new).await?;
                (membership.0, number)
            }
        };
        if found.party != found.person {
            let mine = parties::store::represented_by(conn, PartyId(found.person), found.today).await?;
            if !mine.contains(&party) && !is_represented(conn, party).await? {
                let new = [(party, PartyId(found.person), found.today)];
                // Who applied for an organisation says by it who votes for it.
                parties::store::represent(conn, &new, PartyId(found.person)).await?;
            }
        }
        crate::db::sql_query("INSERT INTO application_admissions (application, membership) VALUES ($1, $2)")
            .bind::<SqlUuid, _>(application)
            .bind::<SqlUuid, _>(membership)
            .execute(conn)
            .await?;
        if let Some(form) = found.form {
            record_of(conn, party, form).await?;
        }
        if let Some(account) = found.account {
            let letter = Letter::ApplicationNews {
                number: found.number,
                path: "/me".to_owned(),
                news: ApplicationNews::Welcome,
            };
            outbox::store::queue(conn, &Recipient::Account(account), &letter).await?;
        }
        Ok(Activated::Member(number))
    })
    .await
}

/// Records what an organisation said of itself with its application: its country, where it gave
/// one, and whether it may be named.
async fn record_of(
    conn: &mut Connection,
    party: PartyId,
    form: serde_json::Value,
) -> QueryResult<()> {
    let form: ApplicationForm = serde_json::from_value(form)
        .map_err(|error| diesel::result::Error::DeserializationError(error.into()))?;
    let known = parties::store::known(conn, &[party]).await?;
    let Some(known) = known.into_iter().next() else {
        return Ok(());
    };
    let name = Name::parse(&known.name)
        .map_err(|sentence| diesel::result::Error::DeserializationError(sentence.into()))?;
    let told = NewParty {
        id: party,
        kind: Kind::Organisation,
        name,
        country: Country::parse(&form.country).or_else(|| Country::parse(&known.country)),
        disclosed: !form.undisclosed,
    };
    let is_new = told.disclosed != known.disclosed
        || told.country.map_or("", Country::code) != known.country;
    if is_new {
        parties::store::record(conn, &[told]).await?;
    }
    Ok(())
}

async fn further_term(
    conn: &mut Connection,
    membership: Uuid,
    term: Term,
    application: Uuid,
) -> QueryResult<()> {
    crate::db::sql_query(
        "INSERT INTO membership_terms (membership, starts_on, ends_on, application) VALUES ($1, $2, $3, $4)",
    )
    .bind::<SqlUuid, _>(membership)
    .bind::<Date, _>(term.starts_on())
    .bind::<Date, _>(term.ends_on())
    .bind::<SqlUuid, _>(application)
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether anybody was ever named to vote for an organisation, or a membership went to it: then
/// another takes two officers.
async fn is_represented(conn: &mut Connection, organisation: PartyId) -> QueryResult<bool> {
    diesel::select(
        diesel::dsl::sql::<diesel::sql_types::Bool>("was_represented(")
            .bind::<SqlUuid, _>(organisation.0)
            .sql(")"),
    )
    .get_result(conn)
    .await
}
