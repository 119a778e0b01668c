//! The committee's queue: applications by how long they have waited, and the page
//! on which one is judged.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use uuid::Uuid;

use super::refusal;
use crate::bodies::{self, MemberKeeper, Office, Officer};
use crate::db::Connection;
use crate::joining::model::{Step, View, business_days_after};
use crate::joining::store::admission::Activated;
use crate::joining::store::applications::{self, NewCheck, NewStep};
use crate::joining::store::reading::{self, Application};
use crate::joining::store::{JoiningError, agreements, evidence};
use crate::joining::views::queue::{ApplicationPage, Done, QueuePage, Row};
use crate::members::store::{cases, kin};
use crate::outbox::ApplicationNews;
use crate::rulebook::{keys, store as rulebook};
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::times::{Moment, parse_day};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

/// How many applications the list shows.
const SHOWN: i64 = 200;

/// The days in which an application is decided, with where the rule stands.
pub(super) async fn clock(conn: &mut Connection) -> Result<Option<(u32, String)>, WebError> {
    let now = bodies::today(conn).await?.now;
    let rule = rulebook::find(conn, keys::APPLICATIONS_DAYS, now)
        .await
        .map_err(WebError::internal)?;
    Ok(rule.and_then(|rule| Some((rule.value.parse().ok()?, rule.citation))))
}

pub(super) async fn list(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let day = bodies::today(&mut conn).await?.day;
    let clock = clock(&mut conn).await?;
    let rows = reading::latest(&mut conn, SHOWN)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .map(|application| Row::new(application, clock.as_ref().map(|(days, _)| *days), day))
        .collect();
    let page = QueuePage {
        frame,
        keeps_members: MemberKeeper::is(&officer),
        rows,
        clock,
    };
    html(StatusCode::OK, &page)
}

pub(super) async fn find(conn: &mut Connection, number: i32) -> Result<Application, WebError> {
    reading::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

/// The page, with the form that came back and what is wrong with it.
pub(super) async fn page(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    application: Application,
    (fields, faults): (Fields, Faults),
) -> Result<ApplicationPage, WebError> {
    let bodies::Today { now, day, .. } = bodies::today(conn).await?;
    let id = application.id;
    let form = reading::form(conn, id).await.map_err(WebError::internal)?;
    let views = reading::views(conn, id).await.map_err(WebError::internal)?;
    let verdict = reading::verdict(conn, id)
        .await
        .map_err(WebError::internal)?;
    let steps = reading::steps(conn, id)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .map(|step| Done {
            at: Moment::on_page(&frame, step.recorded_at, now),
            step,
        })
        .collect();
    let checks = reading::checks(conn, id)
        .await
        .map_err(WebError::internal)?;
    let party = application.party();
    let items = evidence::of(conn, party)
        .await
        .map_err(WebError::internal)?;
    let identities = evidence::identities(conn, party)
        .await
        .map_err(WebError::internal)?;
    let missing = agreements::missing(conn, party, &application.class, day)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .map(|agreement| agreement.title)
        .collect();
    let interested = reading::is_interested(conn, id, officer.person)
        .await
        .map_err(WebError::internal)?;
    let clock = clock(conn).await?;
    let due = clock
        .as_ref()
        .map(|(days, _)| business_days_after(application.came_on, *days));
    let weight = kin::group_votes(conn, party, day, now)
        .await
        .map_err(WebError::internal)?;
    let sits = views.iter().any(|held| held.person() == officer.person);
    Ok(ApplicationPage {
        came: Moment::on_page(&frame, application.recorded_at, now),
        late: application.state().is_pending() && due.is_some_and(|due| due < day),
        due,
        clock,
        frame,
        form,
        sits,
        interested,
        keeps_members: MemberKeeper::is(officer),
        is_treasurer: officer.holds(Office::Treasurer),
        views,
        verdict,
        steps,
        checks,
        items,
        identities,
        missing,
        application,
        weight,
        form_id: Uuid::new_v4(),
        today: day,
        fields,
        faults,
    })
}

pub(super) async fn show(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    number: Path<i32>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let application = find(&mut conn, *number).await?;
    let page = page(&mut conn, frame, &officer, application, Default::default()).await?;
    html(StatusCode::OK, &page)
}

/// Back to the application, or its page with what refused the act.
pub(super) async fn answer(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    application: Application,
    fields: Fields,
    done: Result<(), (&str, String)>,
) -> Result<HttpResponse, WebError> {
    match done {
        Ok(()) => Ok(see_other(&format!(
            "/room/applications/{}",
            application.number
        ))),
        Err((field, sentence)) => {
            let faults = vec![(field.to_owned(), sentence)];
            let page = page(conn, frame, officer, application, (fields, faults)).await?;
            unprocessable(&page)
        }
    }
}

/// What a guard refused, beside a field.
pub(super) fn judged(
    field: &str,
    done: Result<(), JoiningError>,
) -> Result<Result<(), (&str, String)>, WebError> {
    match done {
        Ok(()) => Ok(Ok(())),
        Err(error) => Ok(Err((field, refusal(error)?))),
    }
}

pub(super) async fn view(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    number: Path<i32>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let application = find(&mut conn, *number).await?;
    let reasons = fields.get("reasons").trim().to_owned();
    let done = match View::parse(fields.get("view")) {
        None => Err(("view", "Choose your view.".to_owned())),
        Some(View::Decline) if reasons.is_empty() => Err((
            "reasons",
            "Say why you would decline: the others read it.".to_owned(),
        )),
        Some(_) if reasons.chars().count() > 2000 => Err((
            "reasons",
            "Keep the reasons within 2,000 characters.".to_owned(),
        )),
        Some(view) => {
            let id = fields.form_id();
            let by = officer.person;
            judged(
                "view",
                applications::view(&mut conn, id, application.id, view, &reasons, by).await,
            )?
        }
    };
    answer(&mut conn, frame, &officer, application, fields, done).await
}

/// What the applicant is told of a step.
fn news_of(step: Step) -> Option<ApplicationNews> {
    match step {
        Step::Ask => Some(ApplicationNews::Asked),
        Step::Approve => Some(ApplicationNews::Approved),
        Step::Decline => Some(ApplicationNews::Declined),
        Step::Refer => Some(ApplicationNews::Referred),
        Step::Close => Some(ApplicationNews::Closed),
        Step::Reopen => Some(ApplicationNews::Reopened),
        Step::TakeUp | Step::Answer | Step::Withdraw => None,
    }
}

pub(super) async fn step(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    number: Path<i32>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let officer = keeper.0;
    let application = find(&mut conn, *number).await?;
    let words = fields.get("words").trim().to_owned();
    let step = Step::parse(fields.get("step"))
        .filter(|step| !matches!(step, Step::Answer | Step::Withdraw))
        .ok_or(WebError::NotFound)?;
    let says = match step {
        Step::Ask | Step::Decline | Step::Refer | Step::Reopen => true,
        Step::TakeUp | Step::Answer | Step::Approve | Step::Withdraw | Step::Close => false,
    };
    let field = match step {
        Step::Ask => "ask",
        Step::Decline => "decline",
        Step::Refer => "refer",
        Step::Reopen => "reopen",
        Step::TakeUp | Step::Answer | Step::Approve | Step::Withdraw | Step::Close => "steps",
    };
    let decision = match fields.get("decision").trim().parse() {
        Ok(number) => cases::decision(&mut conn, number)
            .await
            .map_err(WebError::internal)?,
        Err(_) => None,
    };
    let done = if says && words.is_empty() {
        Err((
            field,
            "Say it in words: the applicant reads them.".to_owned(),
        ))
    } else if words.chars().count() > 4000 {
        Err((field, "Keep it within 4,000 characters.".to_owned()))
    } else if decision.is_none() && !fields.get("decision").trim().is_empty() {
        Err((
            field,
            "No decision that counts has this number. Look it up under Decisions.".to_owned(),
        ))
    } else {
        let new = NewStep {
            id: fields.form_id(),
            application: application.id,
            step,
            words: &words,
            decision,
            by: officer.person,
            tell: news_of(step)
                .zip(application.account)
                .map(|(news, account)| (account, application.number, news)),
        };
        if step == Step::Approve {
            approved(field, applications::approve(&mut conn, &new).await)?
        } else {
            judged(field, applications::take(&mut conn, &new).await)?
        }
    };
    answer(&mut conn, frame, &officer, application, fields, done).await
}

/// What came of an approval. Approved it is, whatever follows: what does not come of it now,
/// `admitting` brings about.
fn approved(
    field: &'static str,
    done: Result<Result<Activated, JoiningError>, JoiningError>,
) -> Result<Result<(), (&'static str, String)>, WebError> {
    Ok(match done {
        Ok(Ok(Activated::Member(_) | Activated::AgreementsMissing | Activated::NotApproved)) => {
            Ok(())
        }
        Ok(Ok(Activated::NoTermRule)) => Err((
            field,
            "It is approved, but the rulebook has no rule membership.term_months, which says how long a term is. Once one is in force, the membership begins by itself. Have one adopted.".to_owned(),
        )),
        Ok(Err(error)) | Err(error) => Err((field, refusal(error)?)),
    })
}

pub(super) async fn check(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    number: Path<i32>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let application = find(&mut conn, *number).await?;
    let kind = match fields.get("kind") {
        "screening" => "screening",
        "staff" => "staff",
        "payment" => "payment",
        "in_kind" => "in_kind",
        _ => return Err(WebError::NotFound),
    };
    if kind != "payment" && !MemberKeeper::is(&officer) {
        return Err(WebError::Forbidden(
            "Only the secretary or a member of the membership committee records this. Offices are given by a recorded decision. Ask somebody who holds one.".to_owned(),
        ));
    }
    let reference = fields.get("reference").trim().to_owned();
    let list_date = parse_day(fields.get("list_date"));
    let decision = match fields.get("decision").trim().parse() {
        Ok(number) if kind == "in_kind" => cases::decision(&mut conn, number)
            .await
            .map_err(WebError::internal)?,
        Ok(_) | Err(_) => None,
    };
    let done = if reference.is_empty() || reference.chars().count() > 500 {
        Err((
            kind,
            "Say what was looked at, within 500 characters.".to_owned(),
        ))
    } else if kind == "screening" && list_date.is_none() {
        Err((
            kind,
            "Give the day of the list, like 2026-07-31.".to_owned(),
        ))
    } else if kind == "in_kind" && decision.is_none() {
        Err((
            kind,
            "Give the number of the board’s decision, which is entered and confirmed first."
                .to_owned(),
        ))
    } else {
        let new = NewCheck {
            id: fields.form_id(),
            application: application.id,
            kind,
            clear: fields.get("result") != "match",
            reference: &reference,
            list_date: list_date.filter(|_| kind == "screening"),
            decision,
            by: officer.person,
        };
        judged(kind, applications::check(&mut conn, &new).await)?
    };
    answer(&mut conn, frame, &officer, application, fields, done).await
}
