//! Evidence beside an application: items by hand, what was found of them, the
//! identities they are matched by, and files taken from a repository's history.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use uuid::Uuid;

use super::queue::{answer, find, judged};
use super::refusal;
use crate::bodies::{self, MemberKeeper, Officer};
use crate::joining::model::contributions::{self, MAX_BYTES};
use crate::joining::model::form::is_address;
use crate::joining::store::evidence::{self, NewItem, Taken};
use crate::joining::views::queue::EvidencePage;
use crate::web::answer::{html, unprocessable};
use crate::web::times::parse_day;
use crate::web::upload::CheckedUpload;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub(super) async fn add(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    number: Path<i32>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let officer: Officer = keeper.0;
    let application = find(&mut conn, *number).await?;
    let now = bodies::today(&mut conn).await?.now;
    let kind = fields.get("kind");
    let known = kind == "committee_knowledge" || contributions::KINDS.contains(&kind);
    let address = fields.get("address").trim();
    let summary = fields.get("summary").trim();
    let period = parse_day(fields.get("starts_on")).zip(parse_day(fields.get("ends_on")));
    let done = if !known {
        Err(("evidence", "Choose what kind of evidence it is.".to_owned()))
    } else if kind == "committee_knowledge" && !address.is_empty()
        || kind != "committee_knowledge" && !is_address(address)
    {
        Err((
            "evidence",
            "Give the address where it can be seen, https://…; what the committee knows has none."
                .to_owned(),
        ))
    } else if summary.is_empty() || summary.chars().count() > 500 {
        Err((
            "evidence",
            "Say what it shows, within 500 characters.".to_owned(),
        ))
    } else if let Some(period) = period.filter(|(from, to)| from <= to) {
        let new = NewItem {
            id: fields.form_id(),
            party: application.party(),
            application: Some(application.id),
            kind,
            address,
            summary,
            captured_at: now,
            content_sha256: None,
            period,
            by: officer.person,
        };
        judged("evidence", evidence::add(&mut conn, &new).await)?
    } else {
        Err((
            "evidence",
            "Give the first and the last day it covers, like 2026-07-31, in order.".to_owned(),
        ))
    };
    answer(&mut conn, frame, &officer, application, fields, done).await
}

pub(super) async fn judge(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    path: Path<(i32, Uuid)>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let (number, item) = path.into_inner();
    let application = find(&mut conn, number).await?;
    let items = evidence::of(&mut conn, application.party())
        .await
        .map_err(WebError::internal)?;
    if !items.iter().any(|known| known.id == item) {
        return Err(WebError::NotFound);
    }
    let verified = fields.get("verdict") == "verified";
    let by = keeper.0.person;
    let done = judged(
        "evidence",
        evidence::judge(&mut conn, item, verified, by).await,
    )?;
    answer(&mut conn, frame, &keeper.0, application, fields, done).await
}

pub(super) async fn identify(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    number: Path<i32>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let application = find(&mut conn, *number).await?;
    let by = keeper.0.person;
    let party = application.party();
    if let Ok(ended) = Uuid::parse_str(fields.get("end")) {
        let done = evidence::withdraw(&mut conn, ended, party, "withdrawn by an officer", by).await;
        let done = judged("identity", done)?;
        return answer(&mut conn, frame, &keeper.0, application, fields, done).await;
    }
    let kind = ["git_email", "forge_account", "key_fingerprint"]
        .into_iter()
        .find(|known| *known == fields.get("identity_kind"));
    let value = fields.get("identity").trim();
    let how = fields.get("how").trim();
    let done = match kind {
        Some(kind)
            if !value.is_empty()
                && value.chars().count() <= 254
                && !how.is_empty()
                && how.chars().count() <= 300 =>
        {
            let id = fields.form_id();
            let done = evidence::identify(&mut conn, id, party, (kind, value), how, by).await;
            judged("identity", done)?
        }
        Some(_) | None => Err((
            "identity",
            "Give the identity and how it was verified, such as a signed message.".to_owned(),
        )),
    };
    answer(&mut conn, frame, &keeper.0, application, fields, done).await
}

pub(super) async fn import_page(frame: Frame, _: MemberKeeper) -> Result<HttpResponse, WebError> {
    let page = EvidencePage {
        frame,
        said: String::new(),
        faults: Vec::new(),
        source: String::new(),
    };
    html(StatusCode::OK, &page)
}

pub(super) async fn import(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    upload: CheckedUpload,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let now = bodies::today(&mut conn).await?.now;
    let source = upload.text("source").trim().to_owned();
    let mut page = EvidencePage {
        frame,
        said: String::new(),
        faults: Vec::new(),
        source: source.clone(),
    };
    let file = upload.file("file");
    if source.is_empty() || source.chars().count() > 300 {
        page.faults.push((
            "source".to_owned(),
            "Say where the file comes from: the repository, within 300 characters.".to_owned(),
        ));
        return unprocessable(&page);
    }
    if file.len() > MAX_BYTES {
        return Err(WebError::TooLarge);
    }
    let rows = match contributions::read(file, now) {
        Ok(rows) => rows,
        Err(faults) => {
            page.faults = faults
                .into_iter()
                .map(|(line, sentence)| ("file".to_owned(), format!("Line {line}: {sentence}")))
                .collect();
            return unprocessable(&page);
        }
    };
    let sha256 = *crate::seal::hash::sha256(file).as_bytes();
    match evidence::take(&mut conn, sha256, &source, &rows, keeper.0.person).await {
        Ok(Taken::Rows { taken, unmatched }) => {
            page.said = format!(
                "{taken} of {} rows are evidence now. {unmatched} matched no verified identity and were left out.",
                taken + unmatched
            );
            page.source = String::new();
            html(StatusCode::OK, &page)
        }
        Ok(Taken::Before) => {
            page.faults.push((
                "file".to_owned(),
                "This very file was taken before. Nothing was changed. Choose another file."
                    .to_owned(),
            ));
            unprocessable(&page)
        }
        Err(error) => {
            page.faults.push(("file".to_owned(), refusal(error)?));
            unprocessable(&page)
        }
    }
}
