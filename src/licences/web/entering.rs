//! A licence as an officer enters it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use data_encoding::HEXLOWER;
use uuid::Uuid;

use super::{refusal, require_keeping};
use crate::bodies::{Afresh, CodeDue, Officer};
use crate::db::Connection;
use crate::licences::model::{Direction, Terms};
use crate::licences::store::{self, Asset, NewLicence};
use crate::licences::views::FormPage;
use crate::seal::hash::sha256;
use crate::typed::{line, lines, words_of};
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::times::parse_day_of_records;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

async fn page(
    conn: &mut Connection,
    frame: Frame,
    digest: Option<String>,
    typed: (Fields, Faults),
) -> Result<FormPage, WebError> {
    let assets = store::assets(conn).await.map_err(WebError::internal)?;
    let others = store::all(conn).await.map_err(WebError::internal)?;
    Ok(FormPage::new(frame, assets, others, digest, typed))
}

pub(super) async fn form(
    frame: Frame,
    officer: Officer,
    code: CodeDue,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    require_keeping(&officer)?;
    let mut conn = state.connection().await?;
    let typed = (Fields::default(), Faults::new());
    let mut page = page(&mut conn, frame, None, typed).await?;
    page.code_due = code.0;
    html(StatusCode::OK, &page)
}

/// A line that may be left out.
fn may_be_empty(raw: &str, chars: usize) -> Option<String> {
    if raw.trim().is_empty() {
        Some(String::new())
    } else {
        line(raw, chars)
    }
}

/// What is typed as terms, or what is wrong with it.
fn read(fields: &Fields, chosen: &[&Asset]) -> Result<Terms, Faults> {
    let mut faults = Faults::new();
    let mut fault =
        |field: &str, sentence: &str| faults.push((field.to_owned(), sentence.to_owned()));
    let direction = Direction::parse(fields.get("direction"));
    if direction.is_none() {
        fault(
            "direction",
            "Choose whether the foundation gives it or has it.",
        );
    }
    if chosen.is_empty() {
        fault("assets", "Choose at least one asset.");
    }
    let mut text = |field: &str, read: Option<String>, sentence: &str| {
        if read.is_none() {
            fault(field, sentence);
        }
        read.unwrap_or_default()
    };
    let counterparty = text(
        "counterparty",
        line(fields.get("counterparty"), 200),
        "Name the other party in one line of at most 200 characters.",
    );
    let title = text(
        "title",
        line(fields.get("title"), 160),
        "Give the licence a title of at most 160 characters.",
    );
    let scope = text(
        "scope",
        words_of(fields.get("scope"), 2000),
        "Say what is licensed, within 2,000 characters.",
    );
    let territory = text(
        "territory",
        line(fields.get("territory"), 300),
        "Say where, in one line: worldwide, or which countries.",
    );
    let field = text(
        "field",
        may_be_empty(fields.get("field"), 500),
        "Keep the field of use in one line of at most 500 characters.",
    );
    let quality = text(
        "quality",
        lines(fields.get("quality"), 2000),
        "Keep the standard of quality within 2,000 characters.",
    );
    let termination = text(
        "termination",
        lines(fields.get("termination"), 1000),
        "Keep how it is ended within 1,000 characters.",
    );
    let law = text(
        "law",
        may_be_empty(fields.get("law"), 200),
        "Keep the governing law in one line of at most 200 characters.",
    );
    let starts_on = parse_day_of_records(fields.get("starts_on"));
    if starts_on.is_none() {
        fault("starts_on", "Give the first day like 2026-10-07.");
    }
    let ends_on = match fields.get("ends_on").trim() {
        "" => Some(None),
        typed => parse_day_of_records(typed).map(Some),
    };
    match (starts_on, ends_on) {
        (_, None) => fault(
            "ends_on",
            "Give the last day like 2027-10-07, or leave it empty.",
        ),
        (Some(from), Some(Some(to))) if to < from => {
            fault(
                "ends_on",
                "The last day is not before the first. Give a later one.",
            );
        }
        _ => {}
    }
    let review_months = match fields.get("review_months").trim() {
        "" => Some(None),
        typed => typed
            .parse::<u32>()
            .ok()
            .filter(|months| (1..=60).contains(months))
            .map(Some),
    };
    if review_months.is_none() {
        fault(
            "review_months",
            "Give a whole number of months from 1 to 60, or leave it empty.",
        );
    }
    let (Some(direction), Some(starts_on), Some(ends_on), Some(review_months), true) = (
        direction,
        starts_on,
        ends_on,
        review_months,
        faults.is_empty(),
    ) else {
        return Err(faults);
    };
    Ok(Terms {
        direction,
        counterparty,
        title,
        assets: chosen.iter().map(|asset| asset.number).collect(),
        scope,
        territory,
        field,
        exclusive: fields.get("exclusive") == "1",
        sublicensable: fields.get("sublicensable") == "1",
        starts_on,
        ends_on,
        quality,
        inspection: fields.get("inspection") == "1",
        termination,
        law,
        review_months,
    })
}

pub(super) async fn enter(
    frame: Frame,
    officer: Officer,
    _: Afresh,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    require_keeping(&officer)?;
    let mut conn = state.connection().await?;
    let assets = store::assets(&mut conn).await.map_err(WebError::internal)?;
    let chosen: Vec<&Asset> = assets
        .iter()
        .filter(|asset| {
            let number = asset.number.to_string();
            fields.all("asset").any(|typed| typed == number)
        })
        .collect();
    let terms = match read(&fields, &chosen) {
        Ok(terms) => terms,
        Err(faults) => {
            return unprocessable(&page(&mut conn, frame, None, (fields, faults)).await?);
        }
    };
    let bytes = terms.encode().map_err(WebError::internal)?;
    let digest = HEXLOWER.encode(sha256(&bytes).as_bytes());
    let mut faults = Faults::new();
    let replaces = match fields.get("replaces") {
        "" => None,
        typed => match typed.parse::<i64>() {
            Ok(number) => store::by_number(&mut conn, number)
                .await
                .map_err(WebError::internal)?
                .map(|licence| licence.id),
            Err(_) => None,
        },
    };
    let deed = fields
        .get("deed")
        .trim()
        .trim_start_matches("D-")
        .to_owned();
    let mut execution = None;
    if !deed.is_empty() {
        if let Ok(number) = deed.parse::<i64>() {
            execution = store::deed(&mut conn, number)
                .await
                .map_err(WebError::internal)?;
        }
        if execution.is_none() {
            faults.push((
                "deed".to_owned(),
                "No deed of this number was carried out. Leave it empty if the licence needs none."
                    .to_owned(),
            ));
        }
    }
    if faults.is_empty() {
        let ids: Vec<Uuid> = chosen.iter().map(|asset| asset.asset).collect();
        let new = NewLicence {
            id: fields.form_id(),
            terms: &terms,
            assets: &ids,
            replaces,
            execution,
            by: officer.person,
        };
        match store::enter(&mut conn, &new).await {
            Ok(number) => return Ok(see_other(&format!("/room/licences/{number}"))),
            Err(error) => faults.push((String::new(), refusal(error)?)),
        }
    }
    let locked = terms.exclusive && terms.direction == Direction::Out;
    let page = page(&mut conn, frame, locked.then_some(digest), (fields, faults)).await?;
    unprocessable(&page)
}
