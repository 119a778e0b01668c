//! The policy: entered by one officer, confirmed by another.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use uuid::Uuid;

use super::{decides, refusal, refused, require_deciding};
use crate::bodies::{Afresh, CodeDue, Officer};
use crate::db::Connection;
use crate::permits::model::{Answer, Use};
use crate::permits::store::policy::{self, NewPolicy};
use crate::permits::views::policy::PolicyPage;
use crate::typed::{line, lines, words_of};
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

async fn page(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    code: CodeDue,
    typed: (Fields, Faults),
) -> Result<PolicyPage, WebError> {
    let marks = policy::marks(conn).await.map_err(WebError::internal)?;
    let policies = policy::all(conn).await.map_err(WebError::internal)?;
    Ok(PolicyPage::new(
        frame,
        (officer.person.0, decides(officer), code.0),
        marks,
        policies,
        typed,
    ))
}

pub(super) async fn show(
    frame: Frame,
    officer: Officer,
    code: CodeDue,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let typed = (Fields::default(), Faults::new());
    let page = page(&mut conn, frame, &officer, code, typed).await?;
    html(StatusCode::OK, &page)
}

pub(super) async fn enter(
    frame: Frame,
    officer: Officer,
    code: CodeDue,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    require_deciding(&officer)?;
    let mut conn = state.connection().await?;
    let marks = policy::marks(&mut conn).await.map_err(WebError::internal)?;
    let mut faults = Faults::new();
    let mut fault =
        |field: &str, sentence: &str| faults.push((field.to_owned(), sentence.to_owned()));
    let asset = marks
        .iter()
        .find(|mark| mark.number.to_string() == fields.get("mark"))
        .map(|mark| mark.asset);
    if asset.is_none() {
        fault("mark", "Choose the mark. Marks are kept in the registry.");
    }
    let usage = Use::parse(fields.get("use"));
    if usage.is_none() {
        fault("use", "Choose the use.");
    }
    let answer = Answer::parse(fields.get("answer"));
    if answer.is_none() {
        fault("answer", "Choose what the policy answers.");
    }
    let clause = line(fields.get("clause"), 120);
    if clause.is_none() {
        fault(
            "clause",
            "Cite the clause in one line, like: Trademark policy § 3.2",
        );
    }
    let words = words_of(fields.get("words"), 2000);
    if words.is_none() {
        fault(
            "words",
            "Copy the words of the clause, within 2,000 characters.",
        );
    }
    let conditions = lines(fields.get("conditions"), 2000);
    if conditions.is_none() {
        fault(
            "conditions",
            "Keep the conditions within 2,000 characters, one a line.",
        );
    }
    if let (Some(asset), Some(usage), Some(answer), Some(clause), Some(words), Some(conditions)) =
        (asset, usage, answer, clause, words, conditions)
    {
        let new = NewPolicy {
            id: fields.form_id(),
            asset,
            usage,
            answer,
            clause: &clause,
            words: &words,
            conditions: &conditions,
            by: officer.person,
        };
        match policy::enter(&mut conn, &new).await {
            Ok(()) => return Ok(see_other("/room/permits/policy")),
            Err(error) => faults.push((String::new(), frame.t.say(refusal(error)?))),
        }
    }
    unprocessable(&page(&mut conn, frame, &officer, code, (fields, faults)).await?)
}

pub(super) async fn confirm(
    frame: Frame,
    officer: Officer,
    _: Afresh,
    state: Data<AppState>,
    id: Path<Uuid>,
    CheckedForm(_): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let all = policy::all(&mut conn).await.map_err(WebError::internal)?;
    if !all.iter().any(|policy| policy.id == *id) {
        return Err(WebError::NotFound);
    }
    policy::confirm(&mut conn, *id, officer.person)
        .await
        .map_err(|error| refused(&frame, error))?;
    Ok(see_other("/room/permits/policy"))
}
