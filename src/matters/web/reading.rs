//! What is read of matters, without what is privileged.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

use super::{closed, enters};
use crate::db::Connection;
use crate::docket::{self, views::OfAsset};
use crate::matters::model::State;
use crate::matters::store::{self, Matter, Standing, Whose, privilege};
use crate::matters::views::{ListPage, MatterPage};
use crate::parties::PartyId;
use crate::web::answer::html;
use crate::web::form::Faults;
use crate::web::{AppState, Fields, Frame, SignedIn, WebError};
use crate::{bodies, motions};

/// How many the list shows.
const MOST: i64 = 200;

pub(super) async fn list(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let person = PartyId(account.person);
    let whose = if account.officer {
        Whose::All
    } else {
        Whose::Counsel(person)
    };
    let matters = store::latest(&mut conn, whose, MOST)
        .await
        .map_err(WebError::internal)?;
    if !account.officer && matters.is_empty() {
        return Err(closed(&account));
    }
    let cut = i64::try_from(matters.len()).is_ok_and(|shown| shown == MOST);
    html(
        StatusCode::OK,
        &ListPage {
            frame,
            matters,
            opens: account.officer,
            cut,
        },
    )
}

pub(super) async fn page(
    conn: &mut Connection,
    frame: Frame,
    account: &SignedIn,
    (matter, standing): (Matter, Standing),
    (typed, faults): (Fields, Faults),
) -> Result<MatterPage, WebError> {
    let person = PartyId(account.person);
    let form = typed.form_id();
    let moves = motions::store::keeps(conn, person)
        .await
        .map_err(WebError::internal)?
        || motions::store::speaks(conn, "board", person)
            .await
            .map_err(WebError::internal)?;
    Ok(MatterPage {
        withheld: privilege::withheld(conn, matter.id)
            .await
            .map_err(WebError::internal)?,
        entries: store::entries(conn, matter.id)
            .await
            .map_err(WebError::internal)?,
        dates: store::dates(conn, matter.id)
            .await
            .map_err(WebError::internal)?,
        involved: store::involved(conn, matter.id)
            .await
            .map_err(WebError::internal)?,
        proposals: store::proposals(conn, matter.id)
            .await
            .map_err(WebError::internal)?,
        deadlines: deadlines(conn, account, &matter, standing).await?,
        today: bodies::today(conn).await?.day,
        moves,
        officer: account.officer,
        frame,
        matter,
        standing,
        typed,
        faults,
        form,
    })
}

/// The deadlines of the matter's asset that run, for whoever may open them.
async fn deadlines(
    conn: &mut Connection,
    account: &SignedIn,
    matter: &Matter,
    standing: Standing,
) -> Result<Option<OfAsset>, WebError> {
    let reads = account.officer || standing.counsel && matter.state != State::Closed;
    let Some((number, _)) = matter.asset.as_ref().filter(|_| reads) else {
        return Ok(None);
    };
    // What was recorded a moment ago has its deadlines already.
    docket::store::recompute::refresh(conn)
        .await
        .map_err(WebError::internal)?;
    let clock = docket::store::clock(conn)
        .await
        .map_err(WebError::internal)?;
    let found = docket::store::list::asset(conn, *number)
        .await
        .map_err(WebError::internal)?;
    let Some((asset, _)) = found else {
        return Ok(None);
    };
    let mut lines = docket::store::list::of_asset(conn, asset)
        .await
        .map_err(WebError::internal)?;
    lines.retain(|line| line.state == docket::model::State::Running);
    Ok(Some(OfAsset::new(&lines, &clock)))
}

pub(super) async fn show(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
    number: Path<i64>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let found = enters(&mut conn, &account, *number).await?;
    let typed = (Fields::default(), Faults::new());
    html(
        StatusCode::OK,
        &page(&mut conn, frame, &account, found, typed).await?,
    )
}
