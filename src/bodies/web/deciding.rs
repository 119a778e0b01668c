//! Decisions as they stand: the list, each of them, its document, and what happens to its entry.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Data, Path};
use uuid::Uuid;

use super::sheet::refused;
use crate::bodies::afresh::{Afresh, CodeDue};
use crate::bodies::extract::{MinuteKeeper, Officer};
use crate::bodies::model::votes::{Counts, Tally, Vote, judge_as_taken};
use crate::bodies::store;
use crate::bodies::store::decisions::{Decision, NamedVote, Needed, Stage};
use crate::bodies::views::decisions::{DecisionPage, DecisionView, DecisionsPage, VoteLine};
use crate::db::Connection;
use crate::parties::{self, PartyId};
use crate::web::answer::see_other;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

/// Names by person.
pub(super) async fn names_of(
    conn: &mut Connection,
    persons: &[PartyId],
) -> Result<BTreeMap<Uuid, String>, WebError> {
    Ok(parties::store::known(conn, persons)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .map(|party| (party.party, party.name))
        .collect())
}

/// A decision with votes, verdict and names.
async fn view(
    conn: &mut Connection,
    decision: Decision,
    needed: &Needed,
) -> Result<DecisionView, WebError> {
    let votes = match decision.entry {
        None => Vec::new(),
        Some(entry) => store::decisions::votes(conn, entry)
            .await
            .map_err(WebError::internal)?,
    };
    let rules = match (decision.entry, &decision.body) {
        (Some(entry), Some(body)) => store::decisions::rules_of(conn, entry, body, decision.matter)
            .await
            .map_err(WebError::internal)?,
        _ => None,
    };
    let tally = match (decision.numbers, decision.entry) {
        (Some(numbers), _) => Tally::ByNumber(numbers),
        (None, Some(entry)) => Tally::ByName(
            store::decisions::counts(conn, entry)
                .await
                .map_err(WebError::internal)?,
        ),
        (None, None) => Tally::ByName(Counts::default()),
    };
    let consent = match decision.entry {
        Some(entry) if decision.in_writing => store::decisions::consent_of(conn, entry)
            .await
            .map_err(WebError::internal)?,
        Some(_) | None => None,
    };
    let verdict = rules.and_then(|rules| judge_as_taken(&tally, &rules, consent.as_ref()).ok());
    let mut persons: Vec<PartyId> = votes.iter().filter_map(|vote| vote.person).collect();
    persons.extend(decision.entered_by);
    persons.extend(&decision.confirmed_by);
    persons.extend(decision.withdrawn.as_ref().map(|withdrawn| withdrawn.by));
    if let Some(effect) = &decision.effect {
        persons.extend(effect.concerned());
    }
    let names = names_of(conn, &persons).await?;
    let name = |person: PartyId| names.get(&person.0).cloned().unwrap_or_default();
    Ok(DecisionView {
        votes: lines(&votes, &name),
        verdict,
        effect: decision.effect.as_ref().map(|effect| effect.said(&name)),
        entered_by: decision.entered_by.map(name),
        confirmed_by: decision.confirmed_by.iter().map(|who| name(*who)).collect(),
        withdrawn_by: decision
            .withdrawn
            .as_ref()
            .map(|withdrawn| name(withdrawn.by)),
        needed: needed.clone(),
        decision,
    })
}

/// Those who voted alike, together.
fn lines(votes: &[NamedVote], name: &dyn Fn(PartyId) -> String) -> Vec<VoteLine> {
    Vote::ALL
        .into_iter()
        .filter_map(|kind| {
            let of_kind = || votes.iter().filter(|vote| vote.vote == kind);
            let count = of_kind().count();
            let mut who: Vec<String> = of_kind().filter_map(|vote| vote.person.map(name)).collect();
            who.sort_unstable();
            (count > 0).then(|| VoteLine {
                vote: kind,
                count,
                names: who.join(", "),
            })
        })
        .collect()
}

pub(super) async fn list(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
) -> Result<DecisionsPage, WebError> {
    let mut conn = state.connection().await?;
    let all = store::decisions::all(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let needed = needed(&mut conn).await?;
    let mut decisions = Vec::new();
    for decision in all {
        decisions.push(view(&mut conn, decision, &needed).await?);
    }
    Ok(DecisionsPage {
        frame,
        enters: MinuteKeeper::is(&officer),
        decisions,
    })
}

/// How many officers a decision takes now.
async fn needed(conn: &mut Connection) -> Result<Needed, WebError> {
    let now = store::now(conn).await.map_err(WebError::internal)?;
    store::decisions::officers_needed(conn, now)
        .await
        .map_err(WebError::internal)
}

async fn found(
    conn: &mut Connection,
    officer: &Officer,
    number: i64,
) -> Result<Decision, WebError> {
    let decision = store::decisions::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    let withheld = store::decisions::is_withheld(conn, number, officer.person)
        .await
        .map_err(WebError::internal)?;
    if withheld {
        return Err(WebError::Forbidden(
            "You are adverse in the matter that this decision is about: what it says is withheld from you. Ask another officer.".into(),
        ));
    }
    Ok(decision)
}

pub(super) async fn show(
    frame: Frame,
    officer: Officer,
    code: CodeDue,
    state: Data<AppState>,
    number: Path<i64>,
) -> Result<DecisionPage, WebError> {
    let mut conn = state.connection().await?;
    let decision = found(&mut conn, &officer, *number).await?;
    let barred = barred(&officer, &decision);
    let withdraws = may_withdraw(&officer, &decision);
    let needed = needed(&mut conn).await?;
    let view = view(&mut conn, decision, &needed).await?;
    Ok(DecisionPage {
        frame,
        view,
        barred,
        code_due: code.0,
        withdraws,
    })
}

/// Why this officer does not confirm it; empty for one who can.
fn barred(officer: &Officer, decision: &Decision) -> &'static str {
    if decision.stage() != Stage::Entered {
        "It is settled."
    } else if decision.entered_by == Some(officer.person) {
        "You entered it. Another officer looks at it and confirms it."
    } else if decision.confirmed_by.contains(&officer.person) {
        "You confirmed it. Another officer looks at it and confirms it too."
    } else if decision.concerns(officer.person) {
        "It does something to you. Another officer confirms it."
    } else {
        ""
    }
}

/// Whether this officer can take the entry back. The database asks the same.
fn may_withdraw(officer: &Officer, decision: &Decision) -> bool {
    decision.stage() == Stage::Entered
        && (MinuteKeeper::is(officer) || decision.entered_by == Some(officer.person))
        && !decision.concerns(officer.person)
}

pub(super) async fn withdraw(
    officer: Officer,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let decision = found(&mut conn, &officer, *number).await?;
    let entry = decision.entry.ok_or_else(|| {
        WebError::Refused(
            "The founding record stands by itself. Enter another decision to change what it set."
                .to_owned(),
        )
    })?;
    let words: Vec<&str> = fields.get("reason").split_whitespace().collect();
    store::decisions::withdraw(&mut conn, entry, officer.person, &words.join(" "))
        .await
        .map_err(refused)?;
    Ok(see_other(&format!("/room/decisions/{number}")))
}

pub(super) async fn confirm(
    officer: Officer,
    _: Afresh,
    state: Data<AppState>,
    number: Path<i64>,
    _: CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let decision = found(&mut conn, &officer, *number).await?;
    let entry = decision.entry.ok_or_else(|| {
        WebError::Refused(
            "The founding record stands by itself. Enter another decision to change what it set."
                .to_owned(),
        )
    })?;
    store::decisions::confirm(&mut conn, entry, officer.person)
        .await
        .map_err(refused)?;
    Ok(see_other(&format!("/room/decisions/{number}")))
}

pub(super) async fn document(
    officer: Officer,
    state: Data<AppState>,
    number: Path<i64>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    found(&mut conn, &officer, *number).await?;
    let (_, bytes) = store::decisions::document(&mut conn, *number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    // What it is nobody here knows: it is saved, never shown.
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/octet-stream"))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"decision-{number}\""),
        ))
        .body(bytes))
}
