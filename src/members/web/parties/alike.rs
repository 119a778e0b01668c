//! Two spellings of one: pairs offered, proposed by an officer as one, confirmed
//! by another, or told apart. Nothing is merged in silence.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use uuid::Uuid;

use super::forms::{REASON_CHARS, Reading};
use crate::bodies::{Afresh, CodeDue, MemberKeeper, Officer};
use crate::db::Connection;
use crate::members::views::parties::AlikePage;
use crate::parties::PartyId;
use crate::parties::store::merges::{self, MergeError};
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/parties/alike", web::get().to(show))
        .route("/room/parties/alike", web::post().to(say))
        .route(
            "/room/parties/alike/{merge}/confirmation",
            web::post().to(confirm),
        );
}

/// How many pairs one page offers.
const MOST: usize = 50;

async fn page(
    conn: &mut Connection,
    frame: Frame,
    (keeps, person): (bool, PartyId),
    code: CodeDue,
    (fields, faults): (Fields, Faults),
) -> Result<AlikePage, WebError> {
    let (pairs, more) = merges::pairs(conn, MOST)
        .await
        .map_err(WebError::internal)?;
    let merges = merges::merges(conn, None)
        .await
        .map_err(WebError::internal)?;
    Ok(AlikePage {
        frame,
        keeps,
        person,
        pairs: pairs
            .into_iter()
            .map(|pair| (Uuid::new_v4(), pair))
            .collect(),
        more,
        merges,
        fields,
        faults,
        code_due: code.0,
    })
}

async fn show(
    frame: Frame,
    officer: Officer,
    code: CodeDue,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let keeps = MemberKeeper::is(&officer);
    let typed = (Fields::default(), Vec::new());
    let page = page(&mut conn, frame, (keeps, officer.person), code, typed).await?;
    html(StatusCode::OK, &page)
}

fn refused(error: MergeError) -> WebError {
    match error {
        MergeError::SecondOfficer | MergeError::NotStanding | MergeError::TwoKinds => {
            WebError::Refused(error.to_string())
        }
        MergeError::Database(error) => WebError::internal(error),
    }
}

/// What an officer says of a pair: one of them is a duplicate, or they are two.
async fn say(
    frame: Frame,
    keeper: MemberKeeper,
    code: CodeDue,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let id = |name: &str| Uuid::parse_str(fields.get(name)).ok().map(PartyId);
    let (Some(one), Some(other)) = (id("one"), id("other")) else {
        return Err(WebError::NotFound);
    };
    let mut form = Reading::of(&fields);
    let reason = form.said("reason", REASON_CHARS);
    let verdict = fields.get("verdict");
    if !["one", "other", "apart"].contains(&verdict) {
        form.wrong(
            "verdict",
            "Choose whether they are one, and whose record is kept.",
        );
    }
    let (Some(reason), true) = (reason, form.faults.is_empty()) else {
        // The fields of a pair bear its first party, so that each is found.
        let faults = form
            .faults
            .into_iter()
            .map(|(field, sentence)| (format!("{field}-{one}-{other}"), sentence))
            .collect();
        let person = keeper.0.person;
        let page = page(&mut conn, frame, (true, person), code, (fields, faults)).await?;
        return unprocessable(&page);
    };
    let (form, by) = (fields.form_id(), keeper.0.person);
    for party in [one, other] {
        crate::parties::store::find(&mut conn, party)
            .await
            .map_err(WebError::internal)?
            .ok_or(WebError::NotFound)?;
    }
    if one == other {
        return Err(WebError::NotFound);
    }
    match verdict {
        "apart" => merges::tell_apart(&mut conn, form, (one, other), &reason, by)
            .await
            .map_err(WebError::internal)?,
        // Whose record is kept is named; the other is the duplicate.
        kept => {
            let pair = if kept == "one" {
                (other, one)
            } else {
                (one, other)
            };
            merges::propose(&mut conn, form, pair, &reason, by)
                .await
                .map_err(refused)?;
        }
    }
    Ok(see_other("/room/parties/alike"))
}

async fn confirm(
    keeper: MemberKeeper,
    _: Afresh,
    state: Data<AppState>,
    merge: Path<String>,
    CheckedForm(_): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let merge = Uuid::parse_str(&merge).map_err(|_| WebError::NotFound)?;
    let known = merges::merges(&mut conn, None)
        .await
        .map_err(WebError::internal)?;
    if !known.iter().any(|known| known.id == merge) {
        return Err(WebError::NotFound);
    }
    merges::confirm(&mut conn, merge, keeper.0.person)
        .await
        .map_err(refused)?;
    Ok(see_other("/room/parties/alike"))
}
