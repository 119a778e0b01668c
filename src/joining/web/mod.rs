//! Pages of joining: the applicant's, and those of the people who decide.

mod agreements;
mod apply;
mod evidence;
mod mine;
mod queue;
mod start;

use actix_web::web::{self, ServiceConfig};
use chrono::{DateTime, NaiveDate, Utc};

use crate::db::Connection;
use crate::joining::model::Route;
use crate::joining::model::self_check::ClassRule;
use crate::joining::store::JoiningError;
use crate::members::store::classes;
use crate::rulebook::{keys, store as rulebook};
use crate::web::WebError;
use crate::web::words::Speaker;

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/join", web::get().to(start::show))
        .route("/join/start", web::post().to(start::begin))
        .route("/join/apply", web::get().to(apply::choose))
        .route("/join/apply/{class}", web::get().to(apply::form))
        .route("/join/apply/{class}", web::post().to(apply::act))
        .route("/join/applications/{number}", web::get().to(mine::show))
        .route(
            "/join/applications/{number}/answers",
            web::post().to(mine::answer),
        )
        .route(
            "/join/applications/{number}/withdrawal",
            web::post().to(mine::withdraw),
        )
        .route(
            "/join/applications/{number}/acceptances",
            web::post().to(mine::accept),
        )
        .route("/agreements", web::get().to(agreements::published))
        .route("/room/agreements", web::get().to(agreements::list))
        .route("/room/agreements", web::post().to(agreements::add))
        .route("/room/applications", web::get().to(queue::list))
        .route("/room/applications/{number}", web::get().to(queue::show))
        .route(
            "/room/applications/{number}/views",
            web::post().to(queue::view),
        )
        .route(
            "/room/applications/{number}/steps",
            web::post().to(queue::step),
        )
        .route(
            "/room/applications/{number}/checks",
            web::post().to(queue::check),
        )
        .route(
            "/room/applications/{number}/evidence",
            web::post().to(evidence::add),
        )
        .route(
            "/room/applications/{number}/evidence/{item}",
            web::post().to(evidence::judge),
        )
        .route(
            "/room/applications/{number}/identities",
            web::post().to(evidence::identify),
        )
        .route("/room/evidence", web::get().to(evidence::import_page))
        .route("/room/evidence", web::post().to(evidence::import));
}

/// The classes that admit members now, with what the rulebook says of each.
async fn open_classes(
    conn: &mut Connection,
    now: DateTime<Utc>,
    day: NaiveDate,
) -> Result<Vec<ClassRule>, WebError> {
    let mut open = Vec::new();
    for class in classes::all(conn, now).await.map_err(WebError::internal)? {
        let id = class.id.as_str().to_owned();
        let mut value = async |key: String| {
            rulebook::find(conn, &key, now)
                .await
                .map(|rule| rule.map(|rule| rule.value))
                .map_err(WebError::internal)
        };
        let admission = value(keys::class_admission(&id)).await?;
        let holder = value(keys::class_holder(&id)).await?;
        let Some(route) = Route::of_rule(admission.as_deref()) else {
            continue;
        };
        open.push(ClassRule {
            id,
            name: class.name.clone(),
            votes: class.votes_on(day).map_or(0, |votes| votes.votes),
            on_evidence: route == Route::Committee,
            holder: holder.unwrap_or_else(|| "either".to_owned()),
        });
    }
    Ok(open)
}

/// What a guard refused as a sentence for officers; a fault of another kind is ours.
fn refusal(error: JoiningError) -> Result<String, WebError> {
    match error {
        JoiningError::Refused { sentence, .. } => Ok(sentence.to_owned()),
        JoiningError::Database(error) => Err(WebError::internal(error)),
    }
}

/// The same for applicants, in their language.
fn told(t: &Speaker, error: JoiningError) -> Result<String, WebError> {
    match error {
        JoiningError::Refused { key: Some(key), .. } => Ok(t.say(key)),
        error => refusal(error),
    }
}
