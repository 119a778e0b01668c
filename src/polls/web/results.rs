//! The result of a poll, drawn from a fresh count of the published ballots.

use std::pin::Pin;
use std::sync::Arc;

use actix_web::Responder;
use actix_web::web::{self, Data, ServiceConfig};
use chrono::{DateTime, TimeDelta, Utc};

use super::course::{course_notes, of_a_class};
use super::pages::{find, question};
use crate::db::Connection;
use crate::evidence::count::count_ballots;
use crate::polls::Manifests;
use crate::polls::model::{Quorum, Test};
use crate::polls::results_view::{Bundle, Given, ResultsPage};
use crate::polls::store::{self, Poll};
use crate::rolls;
use crate::rulebook::model::Ratio;
use crate::seal::ballot::parse_ballots;
use crate::seal::code::Code;
use crate::seal::hash::Digest;
use crate::seal::manifest::{Manifest, Rule};
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

/// The rule of the manifest under which a quorum is judged.
fn quorum_rule<'a>(manifest: &'a Manifest, key: &str) -> Option<(&'a Rule, Ratio)> {
    let rule = manifest.terms().rules.iter().find(|rule| rule.key == key)?;
    Some((rule, Ratio::parse(&rule.value)?))
}

fn count_of(number: i32) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

fn votes_of(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

async fn results(
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    manifests: Data<Manifests>,
    bundles: Data<JoinedBundles>,
) -> Result<impl Responder, WebError> {
    let missing = |what: &str| WebError::internal_message(what);
    let mut conn = app.db.get().await.map_err(WebError::internal)?;
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
    let closing = store::closing(&mut conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .ok_or_else(|| missing("a counted poll has no closing"))?;
    let row = store::result(&mut conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .ok_or_else(|| missing("a counted poll has no result"))?;
    let roll_id = poll
        .roll
        .ok_or_else(|| missing("a counted poll has no roll"))?;
    let roll = rolls::store::by_id(&mut conn, roll_id)
        .await
        .map_err(WebError::internal)?
        .ok_or_else(|| missing("a counted poll has no roll"))?;
    let openings = store::unsealings(&mut conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    let set_aside = store::set_aside(&mut conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    let excluded: Vec<Code> = store::exclusions(&mut conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .iter()
        .map(|exclusion| Code::parse(&exclusion.option))
        .collect::<Result<_, _>>()
        .map_err(WebError::internal)?;
    let mut notes: Vec<String> = of_a_class(&frame.t, &roll.class_names)
        .into_iter()
        .collect();
    notes.extend(course_notes(&mut conn, &frame, poll.id, &poll.draft, poll.now).await?);
    let reached = store::quorum_reached(&mut conn, &poll, &manifest, &closing)
        .await
        .map_err(WebError::internal)?;
    let certifications = store::certifications(&mut conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    let seats = brought_about(&mut conn, &frame, &poll).await?;
    let winners_only = store::shows_winners_only(&mut conn, &poll, &manifest)
        .await
        .map_err(WebError::internal)?;
    // Whoever makes the bundle needs a connection too.
    drop(conn);
    let bundle = bundles.bundle(&poll).await;
    let live_root = <[u8; 32]>::try_from(closing.live_root.as_slice())
        .map(Digest::from_bytes)
        .map_err(WebError::internal)?;
    let opened = openings.len();
    let ballots = openings
        .into_iter()
        .next()
        .ok_or_else(|| missing("a counted poll has no opening"))?
        .ballots;
    let counted_manifest = manifest.clone();
    let (lines, counted, as_cast) = web::block(move || {
        let lines = if winners_only {
            Vec::new()
        } else {
            parse_ballots(ballots.as_bytes(), counted_manifest.ballot_rules())
                .map_err(|refusal| refusal.to_string())?
        };
        let count = |excluded: &[Code]| {
            let ballots = ballots.as_bytes();
            count_ballots(
                &counted_manifest,
                &live_root,
                &row.beacon,
                ballots,
                excluded,
                reached,
            )
            .and_then(|counted| {
                if winners_only {
                    counted.winners_only()
                } else {
                    Ok(counted)
                }
            })
            .map_err(|error| error.to_string())
        };
        let counted = count(&excluded)?;
        let as_cast = match excluded.as_slice() {
            [] => None,
            _ => Some(count(&[])?.outcome),
        };
        Ok::<_, String>((lines, counted, as_cast))
    })
    .await
    .map_err(WebError::internal)?
    .map_err(|sentence| missing(&sentence))?;
    let shares = [
        quorum_rule(&manifest, "quorum.members"),
        quorum_rule(&manifest, "quorum.votes"),
    ];
    let test = |share: Option<(&Rule, Ratio)>, whole, took_part| {
        share.map_or(
            Test {
                whole,
                took_part,
                needed: 0,
            },
            |(_, ratio)| Test::new(ratio, whole, took_part),
        )
    };
    let share = |share: Option<(&Rule, Ratio)>| {
        share.map_or_else(|| "0".to_owned(), |(rule, _)| rule.value.clone())
    };
    let shown = question(&poll.draft, &frame.t);
    Ok(ResultsPage::new(Given {
        number: poll.number,
        authoritative: (shown != poll.draft.question)
            .then(|| (poll.draft.language.clone(), poll.draft.question.clone())),
        question: shown,
        phase: poll.phase(),
        outcome: &counted.outcome,
        as_cast: as_cast.as_ref(),
        reached,
        winners_only,
        notes,
        quorum: Quorum {
            members: test(shares[0], count_of(roll.leaves), count_of(closing.live)),
            votes: test(shares[1], votes_of(roll.votes), votes_of(closing.votes)),
        },
        quorum_shares: (share(shares[0]), share(shares[1])),
        quorum_citation: shares[0]
            .map(|(rule, _)| rule.citation.clone())
            .unwrap_or_default(),
        set_aside: set_aside.len(),
        openings: opened,
        certifications: certifications
            .into_iter()
            .map(|certification| {
                let when = Moment::on_page(&frame, certification.recorded_at, poll.now);
                (certification.name, when)
            })
            .collect(),
        ballots: &lines,
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
    let zone = frame.site.as_ref().map_or(chrono_tz::UTC, |site| site.zone);
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
