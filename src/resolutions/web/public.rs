//! The register for everybody: the list, and each resolution at its address.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use super::{found, sight};
use crate::bodies::model::BodyId;
use crate::bodies::model::effect::Effect;
use crate::bodies::model::votes::Tally;
use crate::db::Connection;
use crate::motions::store as motions;
use crate::parties::PartyId;
use crate::resolutions::model::{Label, Sought, Words};
use crate::resolutions::store::{self, Asked, Resolution, Sight, Use, Votes};
use crate::resolutions::views::{ClosedPage, ListPage, ResolutionPage, Typed, VoteView};
use crate::rulebook;
use crate::rulebook::model::keys;
use crate::web::answer::{html, see_other};
use crate::web::{AppState, Frame, WebError, markdown, times};

/// How many lines stand on a page.
const PER_PAGE: usize = 50;

#[derive(Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    year: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    after: String,
}

pub(super) async fn list(
    frame: Frame,
    state: Data<AppState>,
    search: Query<Search>,
) -> Result<HttpResponse, WebError> {
    let search = search.into_inner();
    let typed = Typed {
        q: search.q.replace('\0', "").trim().to_owned(),
        body: search.body,
        year: search.year,
        state: search.state,
    };
    let mut conn = state.connection().await?;
    let sight = sight(&mut conn, &frame).await?;
    // Whoever types a number is led to it.
    if let Some(label) = Label::parse(&typed.q.to_uppercase()) {
        let known = store::by_label(&mut conn, &label, &sight).await;
        if known.map_err(WebError::internal)?.is_some() {
            return Ok(see_other(&label.path()));
        }
    }
    let asked = Asked {
        body: BodyId::parse(&typed.body),
        year: typed.year.parse().ok(),
        sought: Sought::parse(&typed.state),
        words: Words::of(&typed.q),
        after: Label::parse(&search.after),
    };
    let most = i64::try_from(PER_PAGE + 1).map_err(WebError::internal)?;
    let mut lines = store::page(&mut conn, &sight, &asked, most)
        .await
        .map_err(WebError::internal)?;
    let more = lines.len() > PER_PAGE;
    lines.truncate(PER_PAGE);
    let found = store::count(&mut conn, &sight, &asked)
        .await
        .map_err(WebError::internal)?;
    html(
        StatusCode::OK,
        &ListPage {
            bodies: store::bodies(&mut conn).await.map_err(WebError::internal)?,
            years: store::years(&mut conn).await.map_err(WebError::internal)?,
            last: lines.last().filter(|_| more).map(|line| line.label.clone()),
            is_later: asked.after.is_some(),
            found,
            lines,
            typed,
            frame,
        },
    )
}

pub(super) async fn show(
    frame: Frame,
    state: Data<AppState>,
    label: Path<String>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let sight = sight(&mut conn, &frame).await?;
    let resolution = found(&mut conn, &label, &sight).await?;
    if resolution.closed {
        return html(
            StatusCode::OK,
            &ClosedPage {
                label: resolution.label,
                decided_on: resolution.decided_on,
                rule: resolution.confidential,
                frame,
            },
        );
    }
    let page = page(&mut conn, frame, resolution, &sight).await?;
    html(StatusCode::OK, &page)
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    resolution: Resolution,
    sight: &Sight,
) -> Result<ResolutionPage, WebError> {
    let votes = store::votes(conn, &resolution)
        .await
        .map_err(WebError::internal)?;
    let effect = resolution.effect.as_deref().and_then(Effect::parse);
    let mut persons: Vec<PartyId> = votes
        .by_name
        .iter()
        .filter_map(|vote| vote.person)
        .collect();
    if let Some(effect) = &effect {
        persons.extend(effect.concerned());
    }
    let names = store::names(conn, &persons)
        .await
        .map_err(WebError::internal)?;
    let name = |person: PartyId| names.get(&person.0).cloned().unwrap_or_default();
    let said = match (&effect, &resolution.effect) {
        (Some(effect), _) => effect.said(&name),
        (None, Some(json)) => in_words(json),
        (None, None) => String::new(),
    };
    let motion = match resolution.motion {
        None => None,
        Some(motion) => motions::by_id(conn, motion)
            .await
            .map_err(WebError::internal)?,
    };
    let reader = frame
        .account
        .as_ref()
        .map(|account| PartyId(account.person));
    let reads_motion = match &motion {
        None => false,
        Some(motion) => motions::may_read(conn, motion, reader)
            .await
            .map_err(WebError::internal)?,
    };
    let movers = match resolution.motion {
        None => Vec::new(),
        Some(motion) => store::movers(conn, motion)
            .await
            .map_err(WebError::internal)?,
    };
    let who = |step: &str| {
        movers
            .iter()
            .find(|mover| mover.step == step)
            .map(|mover| mover.name.clone())
    };
    let used = store::used(conn, resolution.decision)
        .await
        .map_err(WebError::internal)?;
    let (task, evidence) = store::evidence_of(conn, resolution.id)
        .await
        .map_err(WebError::internal)?;
    Ok(ResolutionPage {
        text: markdown::render(&resolution.text),
        effect: said,
        effect_digest: effect
            .as_ref()
            .and_then(Effect::digest)
            .map(|(what, hex)| (what, hex.to_owned())),
        reads_motion,
        mover: who("move"),
        seconder: who("second"),
        vote: vote(conn, &resolution, &votes, &name).await?,
        links: store::links(conn, &resolution, sight)
            .await
            .map_err(WebError::internal)?,
        later: store::later_of_motion(conn, &resolution)
            .await
            .map_err(WebError::internal)?,
        is_authority: resolution
            .effect
            .as_deref()
            .is_some_and(|effect| is_act(effect, &["authorise", "adopt_rulebook"])),
        used: used.map(|used| used_for(&frame, &used)),
        task,
        evidence,
        resolution,
        frame,
    })
}

/// How it was voted on, with the rule by which a tie was decided where it was one.
async fn vote(
    conn: &mut Connection,
    resolution: &Resolution,
    votes: &Votes,
    name: &dyn Fn(PartyId) -> String,
) -> Result<VoteView, WebError> {
    let verdict = votes.verdict();
    let mut casting = String::new();
    if verdict.as_ref().is_some_and(|verdict| verdict.tied) {
        let rule = rulebook::store::find(conn, keys::BOARD_CASTING_VOTE, resolution.recorded_at);
        casting = rule
            .await
            .map_err(WebError::internal)?
            .map(|rule| rule.citation)
            .unwrap_or_default();
    }
    let (numbers, ballots) = match votes.tally {
        Some(Tally::ByNumber(numbers)) => (Some(numbers), None),
        Some(Tally::ByName(counts)) if resolution.secret => {
            (None, Some((counts.yes, counts.no, counts.abstain)))
        }
        Some(Tally::ByName(_)) | None => (None, None),
    };
    Ok(VoteView {
        lines: votes.lines(name),
        numbers,
        ballots,
        verdict,
        rules: votes
            .rules
            .iter()
            .flatten()
            .chain(&votes.consent)
            .chain(&votes.further)
            .cloned()
            .collect(),
        in_writing: votes.consent.is_some(),
        casting,
    })
}

fn is_act(effect: &str, acts: &[&str]) -> bool {
    let effect: Option<serde_json::Value> = serde_json::from_str(effect).ok();
    effect
        .as_ref()
        .and_then(|effect| effect.get("act")?.as_str())
        .is_some_and(|act| acts.contains(&act))
}

/// An effect of which this room knows no sentence, part by part.
fn in_words(json: &str) -> String {
    let parts: Option<serde_json::Map<String, serde_json::Value>> = serde_json::from_str(json).ok();
    let Some(parts) = parts else {
        return json.to_owned();
    };
    parts
        .iter()
        .map(|(name, value)| match value.as_str() {
            Some(text) => format!("{}: {text}", name.replace('_', " ")),
            None => format!("{}: {value}", name.replace('_', " ")),
        })
        .collect::<Vec<_>>()
        .join("; ")
}

/// For what, and when.
fn used_for(frame: &Frame, used: &Use) -> (String, String) {
    let zone = frame.zone();
    let act = used.act.replace('_', " ");
    let what = match (used.act.as_str(), used.subject.as_str()) {
        ("adopt_rulebook", version) => format!("version {version} of the rulebook"),
        (_, "") => act,
        (_, subject) => format!("{act}, {subject}"),
    };
    (what, times::full(&frame.t, zone, used.at))
}
