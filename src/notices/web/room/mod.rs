//! The officers' room of notices: what is drafted, who has what was given, and
//! what to do about those who do not.

pub(super) mod certificates;
pub(super) mod drafts;
pub(super) mod given;

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::bodies::{self, NoticeGiver};
use crate::db::Connection;
use crate::notices::JoinedRosters;
use crate::notices::model::record::{Mail, Totals};
use crate::notices::store::{drafts as drafted, objections, reading};
use crate::notices::views::room::{DraftRow, GivenRow, ListPage, ReturnedPage, ReturnedRow};
use crate::web::answer::{see_other, unprocessable};
use crate::web::times::Moment;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

/// How many notices the list shows with their totals.
const SHOWN: i64 = 50;

async fn page(
    conn: &mut Connection,
    frame: Frame,
    typed: Fields,
    fault: String,
) -> Result<ListPage, WebError> {
    let zone = bodies::foundation(conn).await?.zone;
    let now = bodies::store::now(conn).await.map_err(WebError::internal)?;
    let drafts = drafted::all(conn)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .map(|draft| DraftRow {
            id: draft.id,
            title: draft.form.title.clone(),
            saved_by: draft.saved_by,
            saved: Moment::on_page(&frame, draft.saved_at, now),
        })
        .collect();
    let mut given = Vec::new();
    for notice in reading::latest(conn, SHOWN).await? {
        let lines = reading::lines(conn, &notice).await?;
        let latest = notice.latest(zone);
        let totals = Totals::of(
            lines
                .iter()
                .map(|line| line.standing(notice.given_at, latest)),
        );
        given.push(GivenRow::new(&frame, &notice, totals, now));
    }
    Ok(ListPage {
        frame,
        drafts,
        given,
        typed,
        fault,
    })
}

pub(super) async fn list(
    frame: Frame,
    _giver: NoticeGiver,
    state: Data<AppState>,
) -> Result<ListPage, WebError> {
    let mut conn = state.connection().await?;
    page(&mut conn, frame, Fields::default(), String::new()).await
}

/// Every recipient whose latest letter came back or could not be sent, and who
/// has the notice by no other way.
pub(super) async fn returned(
    frame: Frame,
    _giver: NoticeGiver,
    state: Data<AppState>,
) -> Result<ReturnedPage, WebError> {
    let mut conn = state.connection().await?;
    let zone = bodies::foundation(&mut conn).await?.zone;
    let now = bodies::store::now(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let mut rows: BTreeMap<(i32, i32), ReturnedRow> = BTreeMap::new();
    for notice in reading::latest(&mut conn, SHOWN).await? {
        let latest = notice.latest(zone);
        for line in reading::lines(&mut conn, &notice).await? {
            let reason = match &line.mail {
                Mail::Returned { reason, .. } | Mail::GivenUp { reason } => reason.clone(),
                Mail::None(_) | Mail::UnderWay | Mail::Unwanted | Mail::Accepted { .. } => continue,
            };
            let since = match &line.mail {
                Mail::Returned { at, .. } => Some(Moment::on_page(&frame, *at, now)),
                _ => None,
            };
            let standing = line.standing(notice.given_at, latest);
            // The latest notices come first, each recipient's lines in order.
            rows.insert(
                (-notice.number, line.line),
                ReturnedRow {
                    notice: notice.number,
                    title: notice.title.text.clone(),
                    name: line.name,
                    capacity: line.capacity,
                    address: line.address,
                    account: line.account,
                    reason,
                    since,
                    standing,
                },
            );
        }
    }
    Ok(ReturnedPage {
        frame,
        rows: rows.into_values().collect(),
    })
}

/// Records that a member objects to notice by e-mail, or no longer does, as an
/// officer was told.
pub(super) async fn object(
    frame: Frame,
    giver: NoticeGiver,
    state: Data<AppState>,
    rosters: Data<JoinedRosters>,
    CheckedForm(form): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let number: Option<i64> = form.get("number").trim().parse().ok();
    let found = match number {
        Some(number) => rosters
            .numbers(&mut conn, &[number])
            .await
            .map_err(WebError::Internal)?
            .into_iter()
            .find_map(|due| due.person),
        None => None,
    };
    let Some(person) = found else {
        let fault =
            "No membership with a person to reach has this number. Look it up under Members."
                .to_owned();
        let page = page(&mut conn, frame, form, fault).await?;
        return unprocessable(&page);
    };
    let objects = form.get("objects") == "yes";
    objections::record(&mut conn, person, objects, giver.0.person)
        .await
        .map_err(WebError::internal)?;
    Ok(see_other("/room/notices"))
}
