//! The result of a poll, drawn from a fresh count of the published ballots ([`outcomes`]).
//!
//! [`outcomes`]: crate::polls::outcomes

use std::pin::Pin;
use std::sync::Arc;

use actix_web::Responder;
use actix_web::web::{self, Data, ServiceConfig};
use chrono::{DateTime, TimeDelta, Utc};

use super::course::{course_notes, of_a_class};
use super::pages::{authoritative, find, question};
use crate::db::Connection;
use crate::evidence::quorum;
use crate::polls::Manifests;
use crate::polls::outcomes::Outcomes;
use crate::polls::results_view::{Bundle, Given, ResultsPage};
use crate::polls::store::{self, Poll};
use crate::rolls;
use crate::seal::manifest::Manifest;
use crate::web::times::{self, Moment};
use crate::web::{AppState, Frame, WebError};

/// What a room above knows of a poll's evidence bundle; joined by the assembly.
pub trait Bundles: Send + Sync {
    /// What the results page says of it.
    fn bundle<'a>(&'a self, poll: &'a Poll) -> Pin<Box<dyn Future<Output = Bundle> + Send + 'a>>;
}

/// The bundles as the assembly joins them.
pub type JoinedBundles = Arc<dyn Bundles>;

pub(super) fn routes(service: &mut ServiceConfig) {
    service.route("/polls/{number}/results", web::get().to(results));
}

/// The part that a rule of the manifest asks for, in words; `0` where it asks for none.
fn share(manifest: &Manifest, key: &str) -> String {
    let asked = quorum::part(manifest, key).ok().flatten();
    asked.map_or_else(|| "0".to_owned(), |part| part.to_string())
}

async fn results(
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    manifests: Data<Manifests>,
    bundles: Data<JoinedBundles>,
    outcomes: Data<Outcomes>,
) -> Result<impl Responder, WebError> {
    let missing = |what: &str| WebError::internal_message(what);
    let mut conn = app.connection().await?;
    let poll = find(&mut conn, *number).await?;
    if let Some(reason) = store::voided(&mut conn, poll.id)
        .await
        .map_err(WebError::internal)?
    {
        let sentence = frame.t.say1("poll-next-voided", "reason", reason);
        return Err(WebError::Refused(sentence));
    }
    if !poll.facts.counted {
        return Err(WebError::Refused(frame.t.say("results-not-yet")));
    }
    let manifest = manifests
        .get(&mut conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .ok_or_else(|| missing("a counted poll has no manifest"))?;
    let roll_id = poll
        .roll
        .ok_or_else(|| missing("a counted poll has no roll"))?;
    let roll = rolls::store::by_id(&mut conn, roll_id)
        .await
        .map_err(WebError::internal)?
        .ok_or_else(|| missing("a counted poll has no roll"))?;
    let set_aside = store::set_aside(&mut conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    let mut notes: Vec<String> = of_a_class(&frame.t, &roll.class_names)
        .into_iter()
        .collect();
    notes.extend(course_notes(&mut conn, &frame, poll.id, &poll.draft, poll.now).await?);
    let certifications = store::certifications(&mut conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    let seats = brought_about(&mut conn, &frame, &poll).await?;
    // Whoever counts, or makes the bundle, needs a connection too.
    drop(conn);
    let bundle = bundles.bundle(&poll).await;
    let drawn = outcomes
        .get(&app.db, &poll, &manifest)
        .await
        .map_err(WebError::internal)?;
    let rules = &manifest.terms().rules;
    let citation = rules.iter().find(|rule| rule.key == quorum::MEMBERS);
    Ok(ResultsPage::new(Given {
        number: poll.number,
        authoritative: authoritative(&poll.draft, &frame.t),
        question: question(&poll.draft, &frame.t),
        text_digest: poll.draft.text_digest().map(str::to_owned),
        phase: poll.phase(),
        outcome: &drawn.outcome,
        as_cast: drawn.as_cast.as_ref(),
        reached: drawn.reached,
        winners_only: drawn.winners_only,
        notes,
        quorum: drawn.quorum,
        quorum_shares: (
            share(&manifest, quorum::MEMBERS),
            share(&manifest, quorum::VOTES),
        ),
        quorum_citation: citation.map_or_else(String::new, |rule| rule.citation.clone()),
        set_aside: set_aside.len(),
        openings: drawn.openings,
        certifications: certifications
            .into_iter()
            .map(|certification| {
                let when = Moment::on_page(&frame, certification.recorded_at, poll.now);
                (certification.name, when)
            })
            .collect(),
        ballots: &drawn.ballots,
        ballot_count: drawn.ballot_count,
        eid: manifest.eid().to_string(),
        bundle,
        seats,
        frame,
    }))
}

/// Who took and who left which seat with the certification, in sentences.
async fn brought_about(
    conn: &mut Connection,
    frame: &Frame,
    poll: &Poll,
) -> Result<Vec<String>, WebError> {
    let zone = frame.zone();
    let day = |at: DateTime<Utc>| times::day(&frame.t, at.with_timezone(&zone).date_naive());
    let mut said: Vec<String> = store::seating::taken(conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .iter()
        .map(|seat| {
            frame.t.say_all(
                "results-seat",
                &[
                    ("name", &seat.name.as_str()),
                    ("seat", &seat.seat.as_str()),
                    ("from", &day(seat.starts_at)),
                    ("until", &day(seat.ends_at - TimeDelta::microseconds(1))),
                ],
            )
        })
        .collect();
    let removal = store::seating::removal(conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    if let Some(left) = removal
        && let Some(at) = left.ended_at
    {
        said.push(frame.t.say_all(
            "results-left",
            &[
                ("name", &left.name.as_str()),
                ("seat", &left.seat.as_str()),
                ("day", &day(at)),
                ("reason", &left.reason.as_str()),
            ],
        ));
    }
    Ok(said)
}
