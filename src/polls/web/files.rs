//! What anyone may download of a poll, each file as the bundle will carry it.

use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpResponse, Responder};

use crate::db::Connection;
use crate::polls::store::{self, Poll};
use crate::rolls;
use crate::web::{AppState, WebError};

pub(super) fn routes(service: &mut ServiceConfig) {
    service.route(
        "/polls/{number}/{file:(?:manifest\\.json|extended\\.jsonl|roll\\.jsonl|live\\.jsonl|participation\\.json|ballots\\.jsonl|open\\.jsonl|result\\.json|as-cast\\.json)}",
        web::get().to(file),
    );
}

async fn file(
    path: web::Path<(i32, String)>,
    app: Data<AppState>,
) -> Result<impl Responder, WebError> {
    let (number, name) = path.into_inner();
    let mut conn = app.connection().await?;
    let poll = store::by_number(&mut conn, number)
        .await
        .map_err(WebError::internal)?
        .filter(|poll| poll.facts.opened)
        .ok_or(WebError::NotFound)?;
    let bytes = match name.as_str() {
        "manifest.json" => store::manifest(&mut conn, poll.id)
            .await
            .map_err(WebError::internal)?
            .map(|manifest| manifest.bytes().to_vec()),
        "extended.jsonl" => match store::manifest(&mut conn, poll.id)
            .await
            .map_err(WebError::internal)?
        {
            Some(manifest) => Some(
                store::extended_lines(&mut conn, &manifest)
                    .await
                    .map_err(WebError::internal)?,
            )
            .filter(|lines| !lines.is_empty()),
            None => None,
        },
        "roll.jsonl" => match poll.roll {
            Some(roll) => Some(
                rolls::store::leaves(&mut conn, roll)
                    .await
                    .map_err(WebError::internal)?
                    .to_jsonl(),
            ),
            None => None,
        },
        "live.jsonl" | "participation.json" => store::closing(&mut conn, poll.id)
            .await
            .map_err(WebError::internal)?
            .map(|closing| {
                if name == "live.jsonl" {
                    closing.live_lines
                } else {
                    closing.participation
                }
            })
            .map(String::into_bytes),
        "result.json" => store::result(&mut conn, poll.id)
            .await
            .map_err(WebError::internal)?
            .map(|row| row.result.into_bytes()),
        "as-cast.json" => store::result(&mut conn, poll.id)
            .await
            .map_err(WebError::internal)?
            .and_then(|row| row.as_cast)
            .map(String::into_bytes),
        _ if !poll.facts.counted => None,
        _ if hides_ballots(&mut conn, &poll).await? => None,
        _ => store::unsealings(&mut conn, poll.id)
            .await
            .map_err(WebError::internal)?
            .into_iter()
            .next()
            .map(|opening| {
                if name == "ballots.jsonl" {
                    opening.ballots
                } else {
                    opening.open_lines
                }
            })
            .map(String::into_bytes),
    };
    let bytes = bytes.ok_or(WebError::NotFound)?;
    let kind = if name.ends_with(".jsonl") {
        "application/jsonl"
    } else {
        "application/json"
    };
    Ok(HttpResponse::Ok()
        .content_type(kind)
        .insert_header((
            "content-disposition",
            format!("attachment; filename=\"{name}\""),
        ))
        .body(bytes))
}

/// Whether nobody is shown the ballots of this poll.
async fn hides_ballots(conn: &mut Connection, poll: &Poll) -> Result<bool, WebError> {
    match store::manifest(conn, poll.id)
        .await
        .map_err(WebError::internal)?
    {
        Some(manifest) => store::shows_winners_only(conn, poll, &manifest)
            .await
            .map_err(WebError::internal),
        None => Ok(true),
    }
}
