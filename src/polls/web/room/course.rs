//! The course of an opened poll in the officers' room: its close put off.

use actix_web::HttpResponse;
use actix_web::web::{self, Data};

use super::decisions::decided;
use super::page::room_page;
use super::{find, site};
use crate::bodies::ElectionOfficer;
use crate::db::Connection;
use crate::polls::ReceiptKey;
use crate::polls::course::ExtensionRule;
use crate::polls::model::Phase;
use crate::polls::store::{self, Poll};
use crate::polls::views::{Course, RoomPoll};
use crate::polls::web::course::course_notes;
use crate::seal::manifest::Manifest;
use crate::web::answer::unprocessable;
use crate::web::times::{full, parse_local};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

/// What happened, and what can.
pub(super) async fn course(
    conn: &mut Connection,
    frame: &Frame,
    poll: &Poll,
    manifest: Option<&Manifest>,
) -> Result<Course, WebError> {
    let Some(manifest) = manifest.filter(|_| poll.facts.opened) else {
        return Ok(Course::default());
    };
    let zone = site(frame)?.zone;
    let notes = course_notes(conn, frame, poll.id, &poll.draft, poll.now).await?;
    let before = store::extensions(conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    let first = before
        .first()
        .map_or(poll.draft.closes_at, |first| first.closed_at);
    let rule = ExtensionRule::of(&manifest.terms().rules)
        .filter(|_| poll.phase() == Phase::Open)
        .filter(|rule| {
            rule.max_times
                .is_none_or(|max| before.len() < usize::try_from(max).unwrap_or(usize::MAX))
                && rule.latest(first, zone) > poll.draft.closes_at
        });
    let extension = rule.map(|rule| {
        format!(
            "Its close can be put off to {} at the latest ({}). Day and time in {zone}.",
            full(&frame.t, zone, rule.latest(first, zone)),
            rule.citation,
        )
    });
    let opened = poll.facts.voided
        || poll.facts.counted
        || !store::unsealings(conn, poll.id)
            .await
            .map_err(WebError::internal)?
            .is_empty();
    let excluded = store::exclusions(conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    let options = poll.draft.options.iter();
    let options = options
        .filter(|option| !opened && excluded.iter().all(|before| before.option != option.id))
        .map(|option| (option.id.clone(), option.name.clone()))
        .collect();
    Ok(Course {
        notes,
        extension,
        options,
        closes: String::new(),
    })
}

pub(super) async fn extend(
    officer: ElectionOfficer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    receipt_key: Data<ReceiptKey>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let poll = find(&mut conn, *number).await?;
    let zone = site(&frame)?.zone;
    let manifest = store::manifest(&mut conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .ok_or_else(|| {
            WebError::Refused(
                "This poll is a draft: its close is changed there. Change it there.".into(),
            )
        })?;
    let typed = fields.get("closes");
    let closes = match parse_local("new close", typed, zone) {
        Ok(closes) => closes,
        Err(sentence) => {
            let page = room_page(
                &mut conn,
                frame,
                &officer.0,
                &poll,
                &receipt_key,
                Some(sentence),
            )
            .await?;
            return unprocessable(&with_close(page, typed));
        }
    };
    let (reason, by) = (fields.get("reason"), officer.0.person.0);
    let prepared =
        store::prepare_extension(&mut conn, &poll, &manifest, closes, reason, by, zone).await;
    match prepared {
        Err(store::DecisionError::Database(error)) => Err(WebError::internal(error)),
        Err(refusal) => {
            let sentence = Some(refusal.to_string());
            let page =
                room_page(&mut conn, frame, &officer.0, &poll, &receipt_key, sentence).await?;
            unprocessable(&with_close(page, typed))
        }
        prepared => decided(&mut conn, frame, &officer.0, &poll, &receipt_key, prepared).await,
    }
}

/// The page with the close as it was typed.
fn with_close(page: RoomPoll, typed: &str) -> RoomPoll {
    RoomPoll {
        course: Course {
            closes: typed.to_owned(),
            ..page.course
        },
        ..page
    }
}

pub(super) async fn exclude(
    officer: ElectionOfficer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    receipt_key: Data<ReceiptKey>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let poll = find(&mut conn, *number).await?;
    let manifest = store::manifest(&mut conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .ok_or_else(|| {
            WebError::Refused(
                "This poll is a draft: its options are changed there. Change them there.".into(),
            )
        })?;
    let (option, reason) = (fields.get("option"), fields.get("reason"));
    let by = officer.0.person.0;
    let prepared = store::prepare_exclusion(&mut conn, &poll, &manifest, option, reason, by).await;
    decided(&mut conn, frame, &officer.0, &poll, &receipt_key, prepared).await
}
