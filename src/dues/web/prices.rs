//! The price list.

use actix_web::HttpResponse;
use actix_web::web::Data;

use super::Desk;
use crate::bodies::Treasurer;
use crate::db::Connection;
use crate::dues::model::currency::Currency;
use crate::dues::model::draft::{Faults, day};
use crate::dues::model::money::Money;
use crate::dues::model::price::Price;
use crate::dues::store::prices;
use crate::dues::views::prices::PricesPage;
use crate::members::store::classes;
use crate::typed::line_or;
use crate::web::answer::{see_other, unprocessable};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

async fn page(
    conn: &mut Connection,
    frame: Frame,
    fields: Fields,
    faults: Faults,
) -> Result<PricesPage, WebError> {
    let desk = Desk::of(conn).await?;
    let classes = classes::all(conn, desk.now)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .map(|class| (class.id.to_string(), class.name))
        .collect();
    let list = prices::list(conn).await?;
    Ok(PricesPage::new(
        frame,
        classes,
        list,
        desk.today,
        (fields, faults),
    ))
}

pub(super) async fn show(
    frame: Frame,
    _treasurer: Treasurer,
    state: Data<AppState>,
) -> Result<PricesPage, WebError> {
    let mut conn = state.connection().await?;
    page(&mut conn, frame, Fields::default(), Faults::new()).await
}

fn read(fields: &Fields, classes: &[(String, String)]) -> Result<Price, Faults> {
    let mut faults = Faults::new();
    let mut wrong = |field: &str, sentence: String| faults.push((field.to_owned(), sentence));
    let class = fields.get("class");
    if !classes.iter().any(|(id, _)| id == class) {
        wrong("class", "Choose the class.".to_owned());
    }
    let currency = Currency::parse(fields.get("currency"))
        .map_err(|sentence| wrong("currency", sentence.to_owned()))
        .ok();
    let amount = currency.and_then(|currency| {
        Money::parse(fields.get("amount"), currency)
            .map_err(|sentence| wrong("amount", sentence))
            .ok()
    });
    let starts_on = day(fields.get("starts_on"))
        .map_err(|sentence| wrong("starts_on", sentence))
        .ok();
    let missing = "Say where it stands: a document and its section, or a decision by number.";
    let citation = line_or(fields.get("citation"), 200, missing)
        .map_err(|sentence| wrong("citation", sentence))
        .ok();
    match (amount, starts_on, citation) {
        (Some(amount), Some(starts_on), Some(citation)) if faults.is_empty() => Ok(Price {
            class: class.to_owned(),
            amount,
            starts_on,
            citation,
        }),
        _ => Err(faults),
    }
}

pub(super) async fn set(
    frame: Frame,
    treasurer: Treasurer,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let page = page(&mut conn, frame, fields, Faults::new()).await?;
    match read(&page.fields, &page.classes) {
        Ok(price) => {
            let id = page.fields.form_id();
            prices::set(&mut conn, id, &price, treasurer.0.person)
                .await
                .map_err(WebError::internal)?;
            Ok(see_other("/room/dues/prices"))
        }
        Err(faults) => unprocessable(&PricesPage { faults, ..page }),
    }
}
