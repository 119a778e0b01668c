//! A year's entries as a table for the accountant.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Data, Query};
use chrono::Datelike;
use serde::Deserialize;

use super::Desk;
use crate::bodies::Treasurer;
use crate::dues::model::money::Money;
use crate::dues::store::journal;
use crate::parties::model::harmless_cell;
use crate::web::{AppState, WebError};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    year: String,
}

const HEADER: [&str; 8] = [
    "date", "number", "member", "account", "debit", "credit", "currency", "text",
];

pub(super) async fn file(
    _treasurer: Treasurer,
    asked: Query<Asked>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let desk = Desk::of(&mut conn).await?;
    let year = match asked.year.as_str() {
        "" => desk.today.year(),
        year => year.parse().map_err(|_| WebError::NotFound)?,
    };
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(HEADER).map_err(WebError::internal)?;
    for fact in journal::of_year(&mut conn, year).await? {
        for posting in fact.postings() {
            let amount = |minor: i64| match minor {
                0 => String::new(),
                minor => Money::new(minor, fact.currency).plain(),
            };
            let text = match fact.reverses {
                true => format!("reversed: {}", fact.text),
                false => fact.text.clone(),
            };
            table
                .write_record([
                    fact.day.to_string(),
                    harmless_cell(&fact.number),
                    harmless_cell(&fact.member),
                    posting.account.to_owned(),
                    amount(posting.debit),
                    amount(posting.credit),
                    fact.currency.code().to_owned(),
                    harmless_cell(&text),
                ])
                .map_err(WebError::internal)?;
        }
    }
    let bytes = table
        .into_inner()
        .map_err(|error| WebError::internal(error.into_error()))?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"dues-{year}.csv\""),
        ))
        .body(bytes))
}
