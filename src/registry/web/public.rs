//! The register for everybody: the list, each asset, and all of it on paper.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use super::{PER_PAGE, find};
use crate::bodies;
use crate::registry::model::Kind;
use crate::registry::store::assets::{self, Asked};
use crate::registry::store::whole;
use crate::registry::views::public::{AssetPage, Body, ListPage, PaperPage};
use crate::web::answer::html;
use crate::web::{AppState, Frame, WebError, times};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Search {
    pub kind: String,
    pub q: String,
    pub after: String,
}

impl Search {
    pub(super) fn asked(&self) -> Asked {
        Asked {
            kind: Kind::parse(&self.kind),
            words: self.q.replace('\0', "").trim().chars().take(200).collect(),
            after: self.after.parse().unwrap_or(0),
            closed_too: false,
        }
    }
}

pub(super) async fn list(
    frame: Frame,
    search: Query<Search>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let asked = search.asked();
    let mut conn = state.connection().await?;
    let most = i64::try_from(PER_PAGE + 1).map_err(WebError::internal)?;
    let mut lines = assets::page(&mut conn, &asked, most)
        .await
        .map_err(WebError::internal)?;
    let more = lines.len() > PER_PAGE;
    lines.truncate(PER_PAGE);
    html(
        StatusCode::OK,
        &ListPage {
            kinds: assets::of_kinds(&mut conn)
                .await
                .map_err(WebError::internal)?,
            kind: asked.kind,
            is_later: asked.after > 0,
            last: lines
                .last()
                .filter(|_| more)
                .map_or(0, |line| line.asset.number),
            words: asked.words,
            lines,
            frame,
        },
    )
}

pub(super) async fn show(
    frame: Frame,
    number: Path<i64>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let whole = find(&mut conn, *number).await?;
    html(StatusCode::OK, &AssetPage::new(frame, whole))
}

/// The most assets that stand on one paper; a register with more is taken away as a file.
const MOST_ON_PAPER: i64 = 500;

pub(super) async fn paper(frame: Frame, state: Data<AppState>) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let now = bodies::today(&mut conn).await?.now;
    let lines = assets::page(&mut conn, &Asked::default(), MOST_ON_PAPER)
        .await
        .map_err(WebError::internal)?;
    let mut papers = Vec::with_capacity(lines.len());
    for line in lines {
        let whole = whole::by_number(&mut conn, line.asset.number)
            .await
            .map_err(WebError::internal)?;
        papers.extend(whole.map(|whole| Body {
            frame: frame.clone(),
            whole,
        }));
    }
    let zone = frame.zone();
    html(
        StatusCode::OK,
        &PaperPage {
            at: times::full(&frame.t, zone, now),
            assets: papers,
            frame,
        },
    )
}
