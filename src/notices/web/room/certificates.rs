//! Certificates of notice: made, printed, taken away.

use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::web::{Data, Path};

use super::given;
use crate::bodies::{self, NoticeGiver};
use crate::db::Connection;
use crate::notices::store::certificates::{self, CertifyError, Made};
use crate::notices::store::reading::Notice;
use crate::notices::views::certificate::CertificatePage;
use crate::notices::views::given::StepForm;
use crate::web::answer::{see_other, unprocessable};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub(in crate::notices::web) async fn make(
    frame: Frame,
    giver: NoticeGiver,
    number: Path<i32>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let notice = given::find(&mut conn, *number).await?;
    let foundation = bodies::foundation(&mut conn).await?;
    let id = fields.form_id();
    let offices: Vec<_> = giver
        .0
        .offices
        .iter()
        .map(|office| office.title())
        .collect();
    let by = format!("{}, {}", giver.0.name, offices.join(", "));
    let made = certificates::make(
        &mut conn,
        &foundation,
        &notice,
        id,
        (giver.0.person, by.as_str()),
    )
    .await;
    match made {
        Ok(certificate) => Ok(see_other(&format!(
            "/room/notices/{}/certificates/{certificate}",
            notice.number
        ))),
        Err(error @ (CertifyError::UnderWay(_) | CertifyError::Unfit(_))) => {
            let sentence = error.to_string();
            let form = StepForm::default();
            unprocessable(&given::page(&mut conn, frame, notice, form, sentence).await?)
        }
        Err(CertifyError::Notices(error)) => Err(error.into()),
        Err(CertifyError::Database(error)) => Err(WebError::internal(error)),
    }
}

async fn find(
    conn: &mut Connection,
    (notice, certificate): (i32, i32),
) -> Result<(Notice, Made), WebError> {
    let notice = given::find(conn, notice).await?;
    let made = certificates::of_notice(conn, notice.id)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .find(|made| made.number == certificate)
        .ok_or(WebError::NotFound)?;
    Ok((notice, made))
}

pub(in crate::notices::web) async fn show(
    frame: Frame,
    _giver: NoticeGiver,
    which: Path<(i32, i32)>,
    state: Data<AppState>,
) -> Result<CertificatePage, WebError> {
    let mut conn = state.connection().await?;
    let (notice, made) = find(&mut conn, *which).await?;
    let zone = bodies::foundation(&mut conn).await?.zone;
    CertificatePage::new(frame, &notice, made, zone)
        .ok_or_else(|| WebError::internal_message("a certificate of notice cannot be read"))
}

pub(in crate::notices::web) async fn file(
    _giver: NoticeGiver,
    which: Path<(i32, i32)>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let (notice, made) = find(&mut conn, *which).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((
            CONTENT_DISPOSITION,
            format!(
                "attachment; filename=\"notice-{}-certificate-{}.json\"",
                notice.number, made.number
            ),
        ))
        .body(made.file))
}
