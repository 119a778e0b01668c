//! Submitting an application and everything done about it.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Date, Integer, Jsonb, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::admission::{Activated, activate};
use super::{JoiningError, drafts};
use crate::db::Connection;
use crate::joining::model::form::{ApplicationForm, Submission};
use crate::joining::model::{Route, Step, View};
use crate::members::ClassId;
use crate::outbox::{self, ApplicationNews, Letter, Recipient};
use crate::parties::store::NewParty;
use crate::parties::{self, Kind, Name, PartyId};

/// What is submitted, by whom.
pub struct NewApplication<'a> {
    /// The form's, so that a form sent twice is one application.
    pub id: Uuid,
    pub person: PartyId,
    pub account: Uuid,
    pub class: &'a ClassId,
    pub route: Route,
    pub form: &'a ApplicationForm,
    pub submission: &'a Submission,
    /// Agreements accepted with it.
    pub accepts: &'a [Uuid],
    pub today: NaiveDate,
}

/// Submits an application and returns its number; the draft is gone, the letter
/// that says it came is queued.
///
/// # Errors
/// What the guards refuse, and those of the database.
pub async fn submit(conn: &mut Connection, new: &NewApplication<'_>) -> Result<i32, JoiningError> {
    conn.transaction(async |conn| {
        // First the lock: of the same form sent twice at once, the second finds the first.
        crate::db::sql_query(
            "SELECT pg_advisory_xact_lock(hashtextextended('commonhold/applications', 0))",
        )
        .execute(conn)
        .await?;
        if let Some(known) = number_of(conn, new.id).await? {
            return Ok(known);
        }
        let party = party_of(conn, new).await?;
        let form = serde_json::to_value(new.form)
            .map_err(|error| diesel::result::Error::SerializationError(error.into()))?;
        crate::db::sql_query(
            "INSERT INTO applications (id, number, party, person, class, route) \
             SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5 FROM applications",
        )
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(party.0)
        .bind::<SqlUuid, _>(new.person.0)
        .bind::<Text, _>(new.class.as_str())
        .bind::<Text, _>(new.route.word())
        .execute(conn)
        .await?;
        crate::db::sql_query("INSERT INTO application_forms (application, form) VALUES ($1, $2)")
            .bind::<SqlUuid, _>(new.id)
            .bind::<Jsonb, _>(form)
            .execute(conn)
            .await?;
        super::agreements::accept(conn, party, new.accepts, new.person).await?;
        drafts::discard(conn, new.person, new.class).await?;
        let number = number_of(conn, new.id).await?.unwrap_or_default();
        tell(conn, new.account, number, ApplicationNews::Received).await?;
        Ok(number)
    })
    .await
}

async fn number_of(conn: &mut Connection, id: Uuid) -> QueryResult<Option<i32>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Integer)]
        number: i32,
    }
    let row: Option<Row> = crate::db::sql_query("SELECT number FROM applications WHERE id = $1")
        .bind::<SqlUuid, _>(id)
        .get_result(conn)
        .await
        .optional()?;
    Ok(row.map(|row| row.number))
}

/// Who wants to be a member: the person, or an organisation for which this person
/// applies, as it is known or as a new one. What the form says of an organisation that
/// is or was a member is recorded once the application is admitted, and not before.
async fn party_of(conn: &mut Connection, new: &NewApplication<'_>) -> QueryResult<PartyId> {
    let Submission {
        organisation,
        country,
        disclosed,
    } = new.submission;
    let Some(legal_name) = organisation else {
        let name = parties::store::name(conn, new.person)
            .await?
            .unwrap_or_default();
        let name = Name::parse(&name)
            .map_err(|sentence| diesel::result::Error::DeserializationError(sentence.into()))?;
        let known = NewParty {
            id: new.person,
            kind: Kind::Person,
            name,
            country: *country,
            disclosed: *disclosed,
        };
        parties::store::record(conn, &[known]).await?;
        return Ok(new.person);
    };
    let same = organisation_of(conn, new.person, legal_name, new.today).await?;
    let party = NewParty {
        id: same.unwrap_or_else(|| PartyId(Uuid::new_v4())),
        kind: Kind::Organisation,
        name: legal_name.clone(),
        country: *country,
        disclosed: *disclosed,
    };
    let id = party.id;
    match same {
        None => parties::store::create(conn, &[party]).await?,
        Some(known) if is_member(conn, known).await? => {}
        Some(_) => parties::store::record(conn, &[party]).await?,
    }
    Ok(id)
}

/// The organisation on record under this name for which a person may apply on a day: they vote
/// for it, or it never was a member and they applied for it first. None where there is none:
/// the application is of a new one.
///
/// # Errors
/// Those of the database.
pub async fn organisation_of(
    conn: &mut Connection,
    person: PartyId,
    legal_name: &Name,
    today: NaiveDate,
) -> QueryResult<Option<PartyId>> {
    let represented = parties::store::represented_by(conn, person, today).await?;
    let applied = applied_for(conn, person).await?;
    let mine: Vec<PartyId> = represented.into_iter().chain(applied).collect();
    let known = parties::store::known(conn, &mine).await?;
    Ok(known
        .into_iter()
        .find(|row| row.name == legal_name.as_str())
        .map(|row| PartyId(row.party)))
}

/// The organisations for which a person applied first, and that nobody else speaks for.
async fn applied_for(conn: &mut Connection, person: PartyId) -> QueryResult<Vec<PartyId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        party: Uuid,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT a.party FROM (SELECT DISTINCT party FROM applications WHERE person = $1 AND party <> $1) a \
         WHERE may_apply_for($1, a.party, clock_timestamp())",
    )
    .bind::<SqlUuid, _>(person.0)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| PartyId(row.party)).collect())
}

/// Whether a party is, or ever was, a member.
async fn is_member(conn: &mut Connection, party: PartyId) -> QueryResult<bool> {
    let found = crate::db::sql_query("SELECT 1 FROM memberships WHERE party = $1 LIMIT 1")
        .bind::<SqlUuid, _>(party.0)
        .execute(conn)
        .await?;
    Ok(found > 0)
}

/// A step to be taken.
pub struct NewStep<'a> {
    /// The form's, so that a form sent twice is one step.
    pub id: Uuid,
    pub application: Uuid,
    pub step: Step,
    pub words: &'a str,
    pub decision: Option<Uuid>,
    pub by: PartyId,
    /// Whose account is told of it, with the application's number, and what; none where nobody is.
    pub tell: Option<(Uuid, i32, ApplicationNews)>,
}

/// Takes a step and tells the applicant, in one transaction.
///
/// # Errors
/// What the guards refuse, and those of the database.
pub async fn take(conn: &mut Connection, new: &NewStep<'_>) -> Result<(), JoiningError> {
    conn.transaction(async |conn| {
        let is_new = record(conn, new).await?;
        if let Some((account, number, news)) = new.tell.filter(|_| is_new) {
            tell(conn, account, number, news).await?;
        }
        Ok(())
    })
    .await
}

/// Approves, and makes a member where nothing is missing, in one transaction. Approved it is,
/// whatever the inner result says of the membership. Who becomes a member at once reads the
/// letter that welcomes; everybody else reads that they are approved and what is left.
///
/// # Errors
/// What the guards refuse of the approval, and those of the database; in the inner result, of the
/// membership.
pub async fn approve(
    conn: &mut Connection,
    new: &NewStep<'_>,
) -> Result<Result<Activated, JoiningError>, JoiningError> {
    conn.transaction(async |conn| {
        let is_new = record(conn, new).await?;
        let came = activate(conn, new.application).await;
        let left = match &came {
            Ok(Activated::Member(_)) => None,
            Ok(Activated::AgreementsMissing | Activated::NotApproved) => {
                Some(ApplicationNews::Approved)
            }
            Ok(Activated::NoTermRule) | Err(_) => Some(ApplicationNews::Waiting),
        };
        if let (Some((account, number, _)), Some(news)) = (new.tell.filter(|_| is_new), left) {
            tell(conn, account, number, news).await?;
        }
        Ok(came)
    })
    .await
}

/// Records a step; false where the form that it came by was sent before.
async fn record(conn: &mut Connection, new: &NewStep<'_>) -> QueryResult<bool> {
    // The lock of the guard, first: of the same form sent twice at once, the second finds the first.
    crate::db::sql_query(
        "SELECT pg_advisory_xact_lock(hashtextextended('commonhold/application/' || $1::text, 0))",
    )
    .bind::<SqlUuid, _>(new.application)
    .execute(conn)
    .await?;
    let taken = crate::db::sql_query("SELECT 1 FROM application_steps WHERE id = $1")
        .bind::<SqlUuid, _>(new.id)
        .execute(conn)
        .await?;
    if taken > 0 {
        return Ok(false);
    }
    crate::db::sql_query(
        "INSERT INTO application_steps (id, application, step, words, decision, taken_by) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind::<SqlUuid, _>(new.id)
    .bind::<SqlUuid, _>(new.application)
    .bind::<Text, _>(new.step.word())
    .bind::<Text, _>(new.words)
    .bind::<Nullable<SqlUuid>, _>(new.decision)
    .bind::<SqlUuid, _>(new.by.0)
    .execute(conn)
    .await?;
    Ok(true)
}

/// Queues what an applicant is told.
async fn tell(
    conn: &mut Connection,
    account: Uuid,
    number: i32,
    news: ApplicationNews,
) -> QueryResult<()> {
    let letter = Letter::ApplicationNews {
        number,
        path: format!("/join/applications/{number}"),
        news,
    };
    outbox::store::queue(conn, &Recipient::Account(account), &letter).await?;
    Ok(())
}

/// Records what a member of the committee thinks.
///
/// # Errors
/// What the guards refuse, and those of the database.
pub async fn view(
    conn: &mut Connection,
    id: Uuid,
    application: Uuid,
    view: View,
    reasons: &str,
    by: PartyId,
) -> Result<(), JoiningError> {
    crate::db::sql_query(
        "INSERT INTO application_views (id, application, person, view, reasons) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (id) DO NOTHING",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(application)
    .bind::<SqlUuid, _>(by.0)
    .bind::<Text, _>(view.word())
    .bind::<Text, _>(reasons)
    .execute(conn)
    .await?;
    Ok(())
}

/// A check to be recorded.
pub struct NewCheck<'a> {
    pub id: Uuid,
    pub application: Uuid,
    /// `screening`, `staff`, `payment` or `in_kind`.
    pub kind: &'static str,
    pub clear: bool,
    pub reference: &'a str,
    /// Of a screening: of which day the list was.
    pub list_date: Option<NaiveDate>,
    pub decision: Option<Uuid>,
    pub by: PartyId,
}

/// Records a check.
///
/// # Errors
/// What the guards refuse, and those of the database.
pub async fn check(conn: &mut Connection, new: &NewCheck<'_>) -> Result<(), JoiningError> {
    crate::db::sql_query(
        "INSERT INTO application_checks (id, application, kind, result, reference, list_date, decision, made_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
    )
    .bind::<SqlUuid, _>(new.id)
    .bind::<SqlUuid, _>(new.application)
    .bind::<Text, _>(new.kind)
    .bind::<Text, _>(if new.clear { "clear" } else { "match" })
    .bind::<Text, _>(new.reference)
    .bind::<Nullable<Date>, _>(new.list_date)
    .bind::<Nullable<SqlUuid>, _>(new.decision)
    .bind::<SqlUuid, _>(new.by.0)
    .execute(conn)
    .await?;
    Ok(())
}
