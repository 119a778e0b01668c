//! What keepers of the members record between a party and others: ties, control, and what
//! became of an organisation. Every form bears an identity: sent twice it is one act.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::forms::{NOTE_CHARS, REASON_CHARS, Reading};
use super::sent::{Sent, ended, own};
use crate::bodies::MemberKeeper;
use crate::db::Connection;
use crate::members::store::breaches;
use crate::members::views::parties::party::Shown;
use crate::parties::model::kin::EventKind;
use crate::parties::model::tie::With;
use crate::parties::store::events::{self, Became, NewEvent, NewLink};
use crate::parties::store::ties::{self, NewTie};
use crate::parties::{Kind, Name, PartyId};
use crate::web::answer::see_other;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

/// Both ends of a tie: on a person's page the organisation is named, which may be
/// one that is no party here; on an organisation's page the person.
async fn ends_of_tie(
    form: &mut Reading<'_>,
    conn: &mut Connection,
    shown: &Shown,
    typed: &str,
) -> Result<Option<(PartyId, With)>, WebError> {
    const FIELD: &str = "tie_with";
    match shown.kind {
        Kind::Organisation => {
            let person = form
                .other_party(conn, FIELD, Kind::Person, shown.id)
                .await?;
            Ok(person.map(|person| (person, With::Organisation(shown.id))))
        }
        Kind::Person => {
            let before = form.faults.len();
            let found = form.party(conn, FIELD, Kind::Organisation).await?;
            if form.faults.len() > before {
                return Ok(None);
            }
            let with = match found {
                Some(found) => With::Organisation(PartyId(found.party)),
                None => match Name::parse(typed) {
                    Ok(name) => With::Outside(name),
                    Err(sentence) => {
                        form.wrong(FIELD, sentence);
                        return Ok(None);
                    }
                },
            };
            Ok(Some((shown.id, with)))
        }
    }
}

pub(super) async fn tie(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    party: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut sent = Sent::about(&party, frame, &keeper, &state, fields).await?;
    let mut form = Reading::of(&sent.fields);
    let ends = ends_of_tie(
        &mut form,
        &mut sent.conn,
        &sent.shown,
        sent.fields.get("tie_with"),
    )
    .await?;
    let kind = form.tie_kind("tie_kind");
    let share = kind.and_then(|kind| form.share_of(kind, "tie_share"));
    let span = form.span("tie_from", "tie_until");
    let source = form.source("tie_source");
    let note = form.note("tie_note");
    let outcome = match (ends, kind.zip(share), span, source, note) {
        (Some((person, with)), Some((kind, share_bp)), Some(span), Some(source), Some(note)) => {
            let new = NewTie {
                id: sent.fields.form_id(),
                person,
                with,
                kind,
                share_bp,
                span,
                source,
                note,
                by: sent.by,
            };
            ties::record(&mut sent.conn, &new)
                .await
                .map_err(WebError::internal)?;
            Ok(())
        }
        _ => Err(form.faults),
    };
    sent.answer(outcome)
}

pub(super) async fn end_tie(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    path: Path<(String, String)>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let (party, tie) = path.into_inner();
    let mut sent = Sent::about(&party, frame, &keeper, &state, fields).await?;
    let tie = own(&tie, sent.shown.ties.iter().map(|tie| tie.id))?;
    let field = format!("ends_on-{tie}");
    let mut form = Reading::of(&sent.fields);
    let outcome = match form.day(&field) {
        Some(day) => {
            let id = sent.fields.form_id();
            let done = ties::end(&mut sent.conn, id, tie, day, sent.by).await;
            ended(done, field)?
        }
        None => Err(form.faults),
    };
    sent.answer(outcome)
}

pub(super) async fn link(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    party: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut sent = Sent::about(&party, frame, &keeper, &state, fields).await?;
    sent.is_of_organisation()?;
    let mut form = Reading::of(&sent.fields);
    let own_id = sent.shown.id;
    let organisation = Kind::Organisation;
    let other = form
        .other_party(&mut sent.conn, "link_other", organisation, own_id)
        .await?;
    let ends = match sent.fields.get("link_role") {
        "parent" => other.map(|other| (own_id, other)),
        "child" => other.map(|other| (other, own_id)),
        _ => {
            form.wrong("link_role", "Choose which of the two controls the other.");
            None
        }
    };
    let percent = form.percent("link_percent");
    let basis = form.said("link_basis", 200);
    let reason = form.said("link_reason", REASON_CHARS);
    let span = form.span("link_from", "link_until");
    let outcome = match (ends, percent, basis, reason, span) {
        (Some((parent, child)), Some(percent_bp), Some(basis), Some(reason), Some(span)) => {
            let new = NewLink {
                id: sent.fields.form_id(),
                parent,
                child,
                percent_bp,
                basis,
                reason,
                span,
                by: sent.by,
            };
            events::record_link(&mut sent.conn, &new)
                .await
                .map_err(WebError::internal)?;
            Ok(())
        }
        _ => Err(form.faults),
    };
    sent.answer(outcome)
}

pub(super) async fn end_link(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    path: Path<(String, String)>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let (party, link) = path.into_inner();
    let mut sent = Sent::about(&party, frame, &keeper, &state, fields).await?;
    let link = own(&link, sent.shown.links.iter().map(|link| link.id))?;
    let field = format!("ends_on-{link}");
    let mut form = Reading::of(&sent.fields);
    let day = form.day(&field);
    let reason = form.said(&format!("reason-{link}"), REASON_CHARS);
    let outcome = match day.zip(reason) {
        Some((day, reason)) => {
            let (id, by) = (sent.fields.form_id(), sent.by);
            let done = events::end_link(&mut sent.conn, id, link, day, &reason, by).await;
            ended(done, field)?
        }
        None => Err(form.faults),
    };
    sent.answer(outcome)
}

/// Declares what became of an organisation. Where a breach follows, its page comes
/// next.
pub(super) async fn event(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    party: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut sent = Sent::about(&party, frame, &keeper, &state, fields).await?;
    sent.is_of_organisation()?;
    let mut form = Reading::of(&sent.fields);
    let kind = form.event_kind("event_kind");
    let what = match kind {
        Some(kind @ (EventKind::Merged | EventKind::Acquired)) => form
            .other_party(
                &mut sent.conn,
                "event_successor",
                Kind::Organisation,
                sent.shown.id,
            )
            .await?
            .map(|successor| match kind {
                EventKind::Merged => Became::MergedInto(successor),
                EventKind::Acquired | EventKind::Renamed | EventKind::Dissolved => {
                    Became::AcquiredBy(successor)
                }
            }),
        Some(EventKind::Renamed) => form.name("event_name").map(Became::Renamed),
        Some(EventKind::Dissolved) => Some(Became::Dissolved),
        None => None,
    };
    let effective_on = form.day("event_on");
    let source = form.said("event_source", NOTE_CHARS);
    let (Some(what), Some(effective_on), Some(source)) = (what, effective_on, source) else {
        let faults = form.faults;
        return sent.answer(Err(faults));
    };
    let new = NewEvent {
        id: sent.fields.form_id(),
        organisation: sent.shown.id,
        what,
        effective_on,
        source,
        by: sent.by,
    };
    let now = crate::bodies::store::now(&mut sent.conn)
        .await
        .map_err(WebError::internal)?;
    let breach = breaches::declare(&mut sent.conn, &new, sent.shown.today, now)
        .await
        .map_err(WebError::internal)?;
    Ok(see_other(&match breach {
        Some(breach) => format!("/room/parties/breaches/{breach}"),
        None => format!("/room/parties/{}", sent.shown.id),
    }))
}

pub(super) async fn withdraw(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    path: Path<(String, String)>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let (party, event) = path.into_inner();
    let mut sent = Sent::about(&party, frame, &keeper, &state, fields).await?;
    let event = own(&event, sent.shown.events.iter().map(|event| event.id))?;
    let mut form = Reading::of(&sent.fields);
    let outcome = match form.said(&format!("reason-{event}"), REASON_CHARS) {
        Some(reason) => {
            events::withdraw_event(&mut sent.conn, event, &reason, sent.by)
                .await
                .map_err(WebError::internal)?;
            Ok(())
        }
        None => Err(form.faults),
    };
    sent.answer(outcome)
}
