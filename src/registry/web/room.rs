//! The officers' room: the list and how the register stands, each asset, custody.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};

use super::public::Search;
use super::{PER_PAGE, find, with_due};
use crate::bodies::{self, Officer, RegistryKeeper};
use crate::docket::{self, views::OfAsset};
use crate::registry::store::assets::{self, Asked};
use crate::registry::store::{figures, incidents, keeping, leaving};
use crate::registry::views::custody::CustodyPage;
use crate::registry::views::room::{RoomAssetPage, RoomPage};
use crate::registry::watch::{self, views::OnAsset};
use crate::rulebook;
use crate::rulebook::keys;
use crate::web::answer::html;
use crate::web::{AppState, Frame, WebError};

pub(super) async fn list(
    frame: Frame,
    officer: Officer,
    search: Query<Search>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let asked = Asked {
        closed_too: true,
        ..search.asked()
    };
    let mut conn = state.connection().await?;
    let most = i64::try_from(PER_PAGE + 1).map_err(WebError::internal)?;
    let mut lines = assets::page(&mut conn, &asked, most)
        .await
        .map_err(WebError::internal)?;
    let more = lines.len() > PER_PAGE;
    lines.truncate(PER_PAGE);
    let bodies::Today {
        now, day: today, ..
    } = bodies::today(&mut conn).await?;
    let zone = bodies::foundation(&mut conn).await?.zone;
    let (days, _) = keeping::attestation_days(&mut conn, now)
        .await
        .map_err(WebError::internal)?;
    html(
        StatusCode::OK,
        &RoomPage {
            keeps: RegistryKeeper::is(&officer),
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
            thin: figures::thin_ones(&mut conn)
                .await
                .map_err(WebError::internal)?,
            overdue: figures::overdue(&mut conn, today, days, zone.name())
                .await
                .map_err(WebError::internal)?,
            broken: figures::broken(&mut conn)
                .await
                .map_err(WebError::internal)?,
            incidents: incidents::open(&mut conn)
                .await
                .map_err(WebError::internal)?,
            frame,
        },
    )
}

pub(super) async fn show(
    frame: Frame,
    officer: Officer,
    number: Path<i64>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let whole = find(&mut conn, *number).await?;
    // What was recorded a moment ago has its deadlines already.
    docket::store::recompute::refresh(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let clock = docket::store::clock(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let lines = docket::store::list::of_asset(&mut conn, whole.asset.id)
        .await
        .map_err(WebError::internal)?;
    let pack = docket::store::packs::current(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let watched = watch::store::list::of_asset(&mut conn, whole.asset.id)
        .await
        .map_err(WebError::internal)?;
    html(
        StatusCode::OK,
        &RoomAssetPage {
            docket: OfAsset::new(&lines, &clock),
            pack,
            watch: OnAsset::new(&frame, &watched),
            frame,
            keeps: RegistryKeeper::is(&officer),
            whole,
            reader: officer.person.0,
        },
    )
}

/// The most assets kept by fewer than two that stand on the page, the most urgent first.
const MOST_THIN: usize = 200;

pub(super) async fn custody(
    frame: Frame,
    _: Officer,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let now = bodies::today(&mut conn).await?.now;
    let kept = keeping::all(&mut conn).await.map_err(WebError::internal)?;
    let (kept, days, citation) = with_due(&mut conn, kept).await?;
    let groups = rulebook::store::find(&mut conn, keys::REGISTRY_CUSTODY_GROUPS, now)
        .await
        .map_err(WebError::internal)?;
    let most = i64::try_from(MOST_THIN + 1).map_err(WebError::internal)?;
    let thin = figures::thin(&mut conn, most)
        .await
        .map_err(WebError::internal)?;
    html(
        StatusCode::OK,
        &CustodyPage {
            frame,
            more_thin: thin.len() > MOST_THIN,
            thin: thin.into_iter().take(MOST_THIN).collect(),
            kept,
            leaving: leaving::leaving(&mut conn)
                .await
                .map_err(WebError::internal)?,
            days,
            citation,
            groups: groups.map_or_else(String::new, |rule| rule.value),
        },
    )
}
