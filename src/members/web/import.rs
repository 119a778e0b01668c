//! A file of members: upload, dry run, confirmation; since the first roll was certified by
//! another officer than the one who brought it.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{Either, HttpResponse, Responder};
use data_encoding::HEXLOWER;
use serde::Deserialize;

use crate::bodies::{Afresh, CodeDue, ElectionOfficer, MemberKeeper, Officer};
use crate::db::Connection;
use crate::members::import::plan::{Refusal, judge};
use crate::members::store;
use crate::members::store::files;
use crate::members::store::intake::{self, FileHash, IntakeError};
use crate::members::views::import::{Bringing, DryRunPage, ImportPage};
use crate::parties::{self, PartyId};
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

/// Whether this officer may be the second of a file; the database insists on the same.
pub(super) fn seconds(officer: &Officer) -> bool {
    MemberKeeper::is(officer) || ElectionOfficer::is(officer)
}

/// # Errors
/// A refusal where this officer looks at no file of members.
pub(super) fn entitled(officer: &Officer) -> Result<(), WebError> {
    if seconds(officer) {
        return Ok(());
    }
    Err(WebError::Forbidden(
        "Files of members are looked at by the officers who keep members, and by election officers. Ask one of them.".into(),
    ))
}

/// Who brought a file, and what this officer may do with it.
pub(super) async fn bringing(
    conn: &mut Connection,
    brought_by: PartyId,
    officer: &Officer,
    code: CodeDue,
) -> Result<Bringing, WebError> {
    let name = parties::store::name(conn, brought_by)
        .await
        .map_err(WebError::internal)?;
    let takes_two = files::takes_two(conn).await.map_err(WebError::internal)?;
    let keeps = files::keeps(conn, brought_by)
        .await
        .map_err(WebError::internal)?;
    Ok(Bringing {
        name: name.unwrap_or_default(),
        own: brought_by == officer.person,
        keeps,
        takes_two,
        code_due: code.0,
    })
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
    conn: &mut Connection,
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
pub(super) fn hash_of(path: &str) -> Result<FileHash, WebError> {
    HEXLOWER
        .decode(path.as_bytes())
        .ok()
        .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
        .map(FileHash)
        .ok_or(WebError::NotFound)
}

/// Which page of a file's members is asked for.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    pub(super) page: String,
}

async fn dry_run(
    frame: Frame,
    officer: Officer,
    code: CodeDue,
    state: Data<AppState>,
    hash: web::Path<String>,
    asked: web::Query<Asked>,
) -> Result<Either<DryRunPage, ImportPage>, WebError> {
    entitled(&officer)?;
    let hash = hash_of(&hash)?;
    let mut conn = state.connection().await?;
    let Some((file, brought_by)) = intake::draft(&mut conn, hash)
        .await
        .map_err(WebError::internal)?
    else {
        return Err(refusal_of(IntakeError::NoDraft));
    };
    let known = intake::known(&mut conn).await.map_err(WebError::internal)?;
    match judge(&file, &known) {
        Ok(plan) => {
            let day = super::list::today(&frame, &mut conn).await?;
            let bringing = bringing(&mut conn, brought_by, &officer, code).await?;
            Ok(Either::Left(DryRunPage::of(
                frame,
                &HEXLOWER.encode(&hash.0),
                &plan,
                &known,
                (day, asked.page.as_str()),
                bringing,
            )))
        }
        Err(refusal) => Ok(Either::Right(
            page(frame, &mut conn, Some(refusal), String::new()).await?,
        )),
    }
}

async fn confirm(
    frame: Frame,
    officer: Officer,
    _: Afresh,
    state: Data<AppState>,
    hash: web::Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<Either<impl Responder, HttpResponse>, WebError> {
    entitled(&officer)?;
    let hash = hash_of(&hash)?;
    let mut conn = state.connection().await?;
    if fields.get("act") == "discard" {
        intake::discard_draft(&mut conn, hash)
            .await
            .map_err(WebError::internal)?;
        // An election officer uploads none.
        let back = if MemberKeeper::is(&officer) {
            "/room/members/import"
        } else {
            "/room/members"
        };
        return Ok(Either::Right(see_other(back)));
    }
    match store::intake::take(&mut conn, hash, officer.person).await {
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

pub(super) fn refusal_of(error: IntakeError) -> WebError {
    match error {
        IntakeError::TakenAlready(_)
        | IntakeError::NoDraft
        | IntakeError::SecondOfficer
        | IntakeError::NotKeeping => WebError::Refused(error.to_string()),
        IntakeError::Refused(_)
        | IntakeError::Account(_)
        | IntakeError::Members(_)
        | IntakeError::Database(_) => WebError::internal(error),
    }
}
