//! The committee's table: who was nominated, what was proposed, what counts.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use uuid::Uuid;

use super::extract::CommitteeMember;
use super::fault;
use crate::bodies::model::body::BodyId;
use crate::bodies::store::seats;
use crate::db::Connection;
use crate::elections::model::{ActKind, NomineeState, line};
use crate::elections::store::campaign;
use crate::elections::store::committee::{self, NewAct};
use crate::elections::store::nominating;
use crate::elections::store::nominees::{self, Standing};
use crate::elections::views::committee::CommitteePage;
use crate::parties::PartyId;
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

const REASON_CHARS: usize = 500;

async fn page(
    conn: &mut Connection,
    frame: Frame,
    member: CommitteeMember,
    typed: (Fields, Faults),
) -> Result<CommitteePage, WebError> {
    let CommitteeMember {
        person,
        election,
        now,
    } = member;
    let nominees = nominees::nominees(conn, election.id)
        .await
        .map_err(WebError::internal)?;
    let acts = committee::acts(conn, election.id)
        .await
        .map_err(WebError::internal)?;
    let (questions, _) = campaign::questions(conn, election.id)
        .await
        .map_err(WebError::internal)?;
    let refused = nominating::refusals(conn, election.id)
        .await
        .map_err(WebError::internal)?;
    let roster = match BodyId::parse(&election.committee) {
        Some(body) => seats::roster(conn, &body, now.at)
            .await
            .map_err(WebError::internal)?,
        None => Vec::new(),
    };
    Ok(CommitteePage::new(
        frame,
        (election, now, person),
        (nominees, acts, questions),
        (roster, refused),
        typed,
    ))
}

pub(super) async fn show(
    member: CommitteeMember,
    frame: Frame,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let page = page(&mut conn, frame, member, (Fields::default(), Vec::new())).await?;
    html(StatusCode::OK, &page)
}

/// The candidates in the order that was typed: a number beside each, equal ones by name.
fn ordered(fields: &Fields, nominees: &[Standing]) -> Vec<PartyId> {
    let mut listed: Vec<(u32, &str, PartyId)> = nominees
        .iter()
        .filter(|one| matches!(one.state, NomineeState::Eligible | NomineeState::Candidate))
        .map(|one| {
            let place = fields.get(&format!("place-{}", one.person.0));
            let place = place.trim().parse().unwrap_or(u32::MAX);
            (place, one.name.as_str(), one.person)
        })
        .collect();
    listed.sort();
    listed.into_iter().map(|(_, _, person)| person).collect()
}

pub(super) async fn propose(
    member: CommitteeMember,
    frame: Frame,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let here = format!("/elections/{}/committee", member.election.number);
    let Some(kind) = ActKind::parse(fields.get("act")) else {
        let faults = fault("act", "Choose what the committee does.");
        let page = page(&mut conn, frame, member, (fields, faults)).await?;
        return unprocessable(&page);
    };
    let reason = match fields.get("reason").trim() {
        "" if !kind.needs_reason() => Ok(String::new()),
        typed => line(
            typed,
            REASON_CHARS,
            "Say why: whoever it concerns, and everybody after, reads it.",
        ),
    };
    let reason = match reason {
        Ok(reason) => reason,
        Err(sentence) => {
            let page = page(
                &mut conn,
                frame,
                member,
                (fields, fault("reason", sentence)),
            )
            .await?;
            return unprocessable(&page);
        }
    };
    let id = |field: &str| Uuid::parse_str(fields.get(field)).ok();
    let nominees = nominees::nominees(&mut conn, member.election.id)
        .await
        .map_err(WebError::internal)?;
    let listed = match kind {
        ActKind::List => ordered(&fields, &nominees),
        ActKind::Chair
        | ActKind::Eligible
        | ActKind::Ineligible
        | ActKind::Withdrawal
        | ActKind::Moderation => Vec::new(),
    };
    let person = match kind {
        ActKind::List | ActKind::Moderation => None,
        ActKind::Chair | ActKind::Eligible | ActKind::Ineligible | ActKind::Withdrawal => {
            id("person").map(PartyId)
        }
    };
    let question = match kind {
        ActKind::Moderation => id("question"),
        ActKind::Chair
        | ActKind::Eligible
        | ActKind::Ineligible
        | ActKind::List
        | ActKind::Withdrawal => None,
    };
    let lacks = match kind {
        ActKind::List => listed.is_empty(),
        ActKind::Moderation => question.is_none(),
        ActKind::Chair | ActKind::Eligible | ActKind::Ineligible | ActKind::Withdrawal => {
            person.is_none()
        }
    };
    if lacks {
        let sentence = match kind {
            ActKind::List => {
                "Nobody is found eligible yet: a list needs candidates who accepted and whom two of you found eligible. Decide who is eligible first."
            }
            ActKind::Moderation => "Choose the question.",
            ActKind::Chair | ActKind::Eligible | ActKind::Ineligible | ActKind::Withdrawal => {
                "Choose the person."
            }
        };
        let page = page(&mut conn, frame, member, (fields, fault("act", sentence))).await?;
        return unprocessable(&page);
    }
    let new = NewAct {
        id: fields.form_id(),
        kind,
        person,
        question,
        listed,
        reason: &reason,
        by: member.person,
    };
    committee::propose(&mut conn, &member.election, &new).await?;
    Ok(see_other(&here))
}

pub(super) async fn confirm(
    member: CommitteeMember,
    path: Path<(i32, i32)>,
    state: Data<AppState>,
    CheckedForm(_): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let (number, act) = path.into_inner();
    let acts = committee::acts(&mut conn, member.election.id)
        .await
        .map_err(WebError::internal)?;
    let act = acts
        .into_iter()
        .find(|one| one.number == act)
        .ok_or(WebError::NotFound)?;
    committee::confirm(&mut conn, act.id, member.person).await?;
    Ok(see_other(&format!("/elections/{number}/committee")))
}
