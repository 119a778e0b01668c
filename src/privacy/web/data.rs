//! What is held about the person who asks: told on a page, taken away as a file.

use actix_web::HttpResponse;
use actix_web::web::Data;
use serde_json::json;

use crate::accounts::store::now;
use crate::privacy::store::held;
use crate::privacy::views::DataPage;
use crate::web::{AppState, Frame, SignedIn, WebError};

pub(super) async fn show(_reader: SignedIn, frame: Frame) -> DataPage {
    DataPage { frame }
}

pub(super) async fn file(
    reader: SignedIn,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let as_of = now(&mut conn).await.map_err(WebError::internal)?;
    let held = held::about(&mut conn, reader.person, reader.account)
        .await
        .map_err(WebError::internal)?;
    let file = json!({
        "what": "what is held about you, by kind and list; of each list the latest rows",
        "person": reader.person,
        "as_of": as_of.to_rfc3339(),
        "rows_at_most": held::MOST,
        "left_out": [
            "your ballots: nobody can read them, and none is held in readable form",
            "letters that confirm a ballot or remind of one: they tell when you voted",
            "what others wrote of your applications: it is theirs",
            "words of decisions and minutes, and files that are kept as evidence",
        ],
        "held": held,
    });
    let body = serde_json::to_vec_pretty(&file).map_err(WebError::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header(("content-disposition", "attachment; filename=\"data.json\""))
        .insert_header(("cache-control", "no-store"))
        .body(body))
}
