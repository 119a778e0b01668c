//! An application as the applicant follows it: state, questions, what is left to
//! accept, and the way out.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use uuid::Uuid;

use super::{queue, told};
use crate::bodies;
use crate::db::Connection;
use crate::joining::model::{State, Step, business_days_after};
use crate::joining::store::admission::{Activated, activate};
use crate::joining::store::agreements;
use crate::joining::store::applications::{self, NewStep};
use crate::joining::store::reading::{self, Application};
use crate::joining::views::mine::{MinePage, Told};
use crate::parties::PartyId;
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::times::Moment;
use crate::web::{AppState, CheckedForm, Fields, Frame, SignedIn, WebError};

/// The application of this number, if this person acts for it.
async fn find(
    conn: &mut Connection,
    account: &SignedIn,
    number: i32,
) -> Result<Application, WebError> {
    reading::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .filter(|application| application.person() == PartyId(account.person))
        .ok_or(WebError::NotFound)
}

/// The same, or one that was approved of an organisation for which this person votes now, who
/// accepts what is left; and whether they acted for it themselves.
async fn find_to_accept(
    conn: &mut Connection,
    account: &SignedIn,
    number: i32,
) -> Result<(Application, bool), WebError> {
    let application = reading::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    let person = PartyId(account.person);
    if application.person() == person {
        return Ok((application, true));
    }
    if application.state() != State::Approved {
        return Err(WebError::NotFound);
    }
    let voter = reading::voter(conn, application.party())
        .await
        .map_err(WebError::internal)?;
    match voter {
        Some(voter) if voter.person() == person => Ok((application, false)),
        Some(_) | None => Err(WebError::NotFound),
    }
}

/// Whether it was approved, and led to no membership yet: then what is left is accepted by it.
fn waits_for_agreement(application: &Application) -> bool {
    application.state() == State::Approved && application.member_number.is_none()
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    (application, reader): (Application, PartyId),
    (typed, fault): (String, String),
) -> Result<MinePage, WebError> {
    let bodies::Today { now, day, .. } = bodies::today(conn).await?;
    let steps = reading::steps(conn, application.id)
        .await
        .map_err(WebError::internal)?;
    let missing = if waits_for_agreement(&application) {
        agreements::missing(conn, application.party(), &application.class, day)
            .await
            .map_err(WebError::internal)?
    } else {
        Vec::new()
    };
    let may_accept = agreements::may_accept(conn, application.party(), reader)
        .await
        .map_err(WebError::internal)?;
    let voter = reading::voter(conn, application.party())
        .await
        .map_err(WebError::internal)?
        .map(|voter| voter.name);
    let due = if application.state().is_with_the_foundation() {
        queue::clock(conn).await?
    } else {
        None
    };
    let due = due.map(|(days, rule)| (business_days_after(application.came_on, days), rule));
    let came = Moment::on_page(&frame, application.recorded_at, now);
    let told = steps
        .iter()
        .map(|step| Told {
            step: step.step(),
            words: step.words.clone(),
            at: Moment::on_page(&frame, step.recorded_at, now),
        })
        .collect();
    Ok(MinePage {
        frame,
        application,
        came,
        due,
        told,
        missing,
        may_accept,
        voter,
        typed,
        fault,
        form: Uuid::new_v4(),
    })
}

pub(super) async fn show(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
    number: Path<i32>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let (application, is_own) = find_to_accept(&mut conn, &account, *number).await?;
    // Once it led to a membership nothing of it is theirs to do.
    if !is_own && !waits_for_agreement(&application) {
        return Err(WebError::NotFound);
    }
    let whose = (application, PartyId(account.person));
    let page = page(&mut conn, frame, whose, Default::default()).await?;
    html(StatusCode::OK, &page)
}

async fn take(
    conn: &mut Connection,
    frame: Frame,
    account: &SignedIn,
    application: Application,
    (step, words): (Step, String),
    fields: &Fields,
) -> Result<HttpResponse, WebError> {
    let new = NewStep {
        id: fields.form_id(),
        application: application.id,
        step,
        words: &words,
        decision: None,
        by: PartyId(account.person),
        tell: None,
    };
    match applications::take(conn, &new).await {
        Ok(()) => Ok(see_other(&format!(
            "/join/applications/{}",
            application.number
        ))),
        Err(error) => {
            let fault = told(&frame.t, error)?;
            let whose = (application, PartyId(account.person));
            let page = page(conn, frame, whose, (words, fault)).await?;
            unprocessable(&page)
        }
    }
}

pub(super) async fn answer(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
    number: Path<i32>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let application = find(&mut conn, &account, *number).await?;
    let words = fields.get("answer").trim().to_owned();
    if words.is_empty() || words.chars().count() > 4000 {
        let fault = frame.t.say("join-fault-answer");
        let whose = (application, PartyId(account.person));
        let page = page(&mut conn, frame, whose, (words, fault)).await?;
        return unprocessable(&page);
    }
    let step = (Step::Answer, words);
    take(&mut conn, frame, &account, application, step, &fields).await
}

pub(super) async fn withdraw(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
    number: Path<i32>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let application = find(&mut conn, &account, *number).await?;
    let step = (Step::Withdraw, String::new());
    take(&mut conn, frame, &account, application, step, &fields).await
}

/// Accepts what is left to accept after an approval; with the last of it the
/// membership begins.
pub(super) async fn accept(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
    number: Path<i32>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let (application, is_own) = find_to_accept(&mut conn, &account, *number).await?;
    // Who votes for it and sends the form twice is a member by now.
    if !is_own && !waits_for_agreement(&application) {
        return Ok(see_other("/me"));
    }
    // What is not asked of them, nobody accepts.
    let day = bodies::today(&mut conn).await?.day;
    let due = agreements::missing(&mut conn, application.party(), &application.class, day)
        .await
        .map_err(WebError::internal)?;
    let accepted: Vec<Uuid> = fields
        .all("accept")
        .filter_map(|id| Uuid::parse_str(id).ok())
        .filter(|id| due.iter().any(|one| one.id == *id))
        .collect();
    let here = format!("/join/applications/{}", application.number);
    if !accepted.is_empty() {
        // A member accepts on its own page: an application that is over speaks for nobody.
        if !waits_for_agreement(&application) {
            return Err(WebError::Refused(frame.t.say("join-refused-moved")));
        }
        let by = PartyId(account.person);
        if let Err(error) = agreements::accept(&mut conn, application.party(), &accepted, by).await
        {
            return Err(WebError::Refused(told(&frame.t, error)?));
        }
    }
    // Accepted it is, whatever follows: what does not come of it here, `admitting` brings about.
    match activate(&mut conn, application.id).await {
        Ok(Activated::Member(_)) if !is_own => Ok(see_other("/me")),
        Ok(
            Activated::Member(_)
            | Activated::AgreementsMissing
            | Activated::NoTermRule
            | Activated::NotApproved,
        ) => Ok(see_other(&here)),
        Err(error) => Err(WebError::Refused(told(&frame.t, error)?)),
    }
}
