//! A person's own notices: what was told to them, and whether by e-mail.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use crate::bodies;
use crate::notices::model::mail::Bar;
use crate::notices::model::record::StepKind;
use crate::notices::store::outlook::barred;
use crate::notices::store::{objections, reading, steps};
use crate::notices::views::board::Row;
use crate::notices::views::own::{Barred, OwnPage};
use crate::parties::PartyId;
use crate::rulebook::keys;
use crate::rulebook::store as rulebook;
use crate::web::answer::see_other;
use crate::web::{AppState, CheckedForm, Fields, Frame, SignedIn, WebError};

pub(super) async fn list(
    account: SignedIn,
    frame: Frame,
    state: Data<AppState>,
) -> Result<OwnPage, WebError> {
    let mut conn = state.connection().await?;
    let person = PartyId(account.person);
    let now = bodies::store::now(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let mut rows = Vec::new();
    for notice in reading::of_person(&mut conn, person).await? {
        let lines = reading::own_lines(&mut conn, &notice, person).await?;
        rows.push((Row::new(&frame, &notice, now), notice.given_at, lines));
    }
    let objects = objections::of(&mut conn, &[person.0])
        .await
        .map_err(WebError::internal)?
        .contains(&person.0);
    let rule = rulebook::find(&mut conn, keys::NOTICE_MAIL_FAILURES, now)
        .await
        .map_err(WebError::internal)?;
    let most = rule.as_ref().and_then(|rule| rule.count().ok());
    let bar = barred(&mut conn, &[person.0], most).await?;
    let barred = match (bar.get(&person.0), rule) {
        (Some(Bar::Failures(failed)), Some(rule)) => Some(Barred {
            failed: *failed,
            citation: rule.citation,
            address: rows
                .iter()
                .find_map(|(_, _, lines)| Some(lines.first()?.masked_address.clone()))
                .unwrap_or_default(),
        }),
        _ => None,
    };
    Ok(OwnPage::new(frame, rows, objects, barred))
}

pub(super) async fn object(
    account: SignedIn,
    state: Data<AppState>,
    CheckedForm(form): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let person = PartyId(account.person);
    let objects = form.get("objects") == "yes";
    objections::record(&mut conn, person, objects, person)
        .await
        .map_err(WebError::internal)?;
    Ok(see_other("/me/notices"))
}

pub(super) async fn waive(
    account: SignedIn,
    number: Path<i32>,
    state: Data<AppState>,
    CheckedForm(_): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let person = PartyId(account.person);
    let notice = reading::by_number(&mut conn, *number)
        .await?
        .ok_or(WebError::NotFound)?;
    if reading::own_lines(&mut conn, &notice, person)
        .await?
        .is_empty()
    {
        return Err(WebError::NotFound);
    }
    steps::record_own(&mut conn, notice.id, person, StepKind::Waived)
        .await
        .map_err(WebError::internal)?;
    Ok(see_other(&format!("/notices/{}", notice.number)))
}
