//! The pages that only the demonstration has.

use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpResponse, Responder};
use askama::Template;
use askama_web::WebTemplate;

use super::load::{PASSWORD, sign_ins};
use super::opening::open_with_kept_keys;
use crate::bodies::ElectionOfficer;
use crate::polls::store;
use crate::web::answer::see_other;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/demo", web::get().to(how))
        .route("/demo/polls/{number}/opening", web::post().to(open));
}

/// `/demo`
#[derive(Template, WebTemplate)]
#[template(path = "demo/how.html")]
struct HowPage {
    frame: Frame,
    sign_ins: Vec<(String, String)>,
    password: &'static str,
}

async fn how(frame: Frame) -> impl Responder {
    HowPage {
        frame,
        sign_ins: sign_ins(),
        password: PASSWORD,
    }
}

async fn open(
    _: ElectionOfficer,
    number: web::Path<i32>,
    app: Data<AppState>,
    _: CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let poll = store::by_number(&mut conn, *number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    open_with_kept_keys(&mut conn, &app.config.data, &poll, 2)
        .await
        .map_err(|fault| WebError::Refused(fault.to_string()))?;
    Ok(see_other(&format!("/room/polls/{number}")))
}
