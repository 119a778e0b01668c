//! A file of members: upload, dry run, confirmation.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{Either, HttpResponse, Responder};
use data_encoding::HEXLOWER;

use crate::bodies::MemberKeeper;
use crate::members::import::plan::{Refusal, judge};
use crate::members::store;
use crate::members::store::intake::{self, FileHash, IntakeError};
use crate::members::views::{DryRunPage, ImportPage};
use crate::web::answer::see_other;
use crate::web::upload::{CheckedUpload, LARGE_MIB};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/members/import", web::get().to(new))
        .route("/room/members/import", web::post().to(upload))
        .route("/room/members/import/{hash}", web::get().to(dry_run))
        .route(
            "/room/members/import/{hash}/confirmation",
            web::post().to(confirm),
        );
}

async fn new(
    frame: Frame,
    _keeper: MemberKeeper,
    state: Data<AppState>,
) -> Result<ImportPage, WebError> {
    let mut conn = state.connection().await?;
    page(frame, &mut conn, None, String::new()).await
}

/// The upload page, with what was wrong with a file that came before.
async fn page(
    frame: Frame,
    conn: &mut crate::db::Connection,
    refusal: Option<Refusal>,
    sentence: String,
) -> Result<ImportPage, WebError> {
    let known = intake::known(conn).await.map_err(WebError::internal)?;
    Ok(ImportPage {
        frame,
        classes: known.classes.into_iter().map(|class| class.name).collect(),
        refusal,
        sentence,
    })
}

async fn upload(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    upload: CheckedUpload<LARGE_MIB>,
) -> Result<Either<impl Responder, HttpResponse>, WebError> {
    let mut conn = state.connection().await?;
    let refused = |page: ImportPage| {
        Either::Left(
            page.customize()
                .with_status(StatusCode::UNPROCESSABLE_ENTITY),
        )
    };
    let file = upload.file("file");
    if file.is_empty() {
        let sentence = "Choose a file that is not empty.".to_owned();
        return Ok(refused(page(frame, &mut conn, None, sentence).await?));
    }
    let taken = intake::taken_at(&mut conn, FileHash::of(file))
        .await
        .map_err(WebError::internal)?;
    if let Some(at) = taken {
        let sentence = IntakeError::TakenAlready(at).to_string();
        return Ok(refused(page(frame, &mut conn, None, sentence).await?));
    }
    let known = intake::known(&mut conn).await.map_err(WebError::internal)?;
    if let Err(refusal) = judge(file, &known) {
        return Ok(refused(
            page(frame, &mut conn, Some(refusal), String::new()).await?,
        ));
    }
    let hash = intake::keep_draft(&mut conn, file, keeper.0.person)
        .await
        .map_err(WebError::internal)?;
    Ok(Either::Right(see_other(&format!(
        "/room/members/import/{}",
        HEXLOWER.encode(&hash.0)
    ))))
}

/// The hash in an address of ours.
fn hash_of(path: &str) -> Result<FileHash, WebError> {
    HEXLOWER
        .decode(path.as_bytes())
        .ok()
        .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
        .map(FileHash)
        .ok_or(WebError::NotFound)
}

async fn dry_run(
    frame: Frame,
    _keeper: MemberKeeper,
    state: Data<AppState>,
    hash: web::Path<String>,
) -> Result<Either<DryRunPage, ImportPage>, WebError> {
    let hash = hash_of(&hash)?;
    let mut conn = state.connection().await?;
    let Some(file) = intake::draft(&mut conn, hash)
        .await
        .map_err(WebError::internal)?
    else {
        return Err(refusal_of(IntakeError::NoDraft));
    };
    let known = intake::known(&mut conn).await.map_err(WebError::internal)?;
    match judge(&file, &known) {
        Ok(plan) => {
            let day = super::list::today(&frame, &mut conn).await?;
            Ok(Either::Left(DryRunPage::of(
                frame,
                &HEXLOWER.encode(&hash.0),
                &plan,
                &known,
                day,
            )))
        }
        Err(refusal) => Ok(Either::Right(
            page(frame, &mut conn, Some(refusal), String::new()).await?,
        )),
    }
}

async fn confirm(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    hash: web::Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<Either<impl Responder, HttpResponse>, WebError> {
    let hash = hash_of(&hash)?;
    let mut conn = state.connection().await?;
    if fields.get("act") == "discard" {
        intake::discard_draft(&mut conn, hash)
            .await
            .map_err(WebError::internal)?;
        return Ok(Either::Right(see_other("/room/members/import")));
    }
    match store::intake::take(&mut conn, hash, keeper.0.person).await {
        Ok(_) => Ok(Either::Right(see_other("/room/members"))),
        Err(IntakeError::Refused(refusal)) => {
            let page = page(frame, &mut conn, Some(refusal), String::new()).await?;
            Ok(Either::Left(
                page.customize()
                    .with_status(StatusCode::UNPROCESSABLE_ENTITY),
            ))
        }
        Err(error) => Err(refusal_of(error)),
    }
}

fn refusal_of(error: IntakeError) -> WebError {
    match error {
        IntakeError::TakenAlready(_) | IntakeError::NoDraft => WebError::Refused(error.to_string()),
        IntakeError::Refused(_)
        | IntakeError::Account(_)
        | IntakeError::Members(_)
        | IntakeError::Database(_) => WebError::internal(error),
    }
}
