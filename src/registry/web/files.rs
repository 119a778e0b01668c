//! What is taken away: the register as CSV and JSON, statements of the log, documents.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Data, Path};
use serde_json::{Value, json};

use super::{connect, find, today};
use crate::bodies::Officer;
use crate::db::Connection;
use crate::parties::model::harmless_cell;
use crate::registry::model::label;
use crate::registry::model::statement::hex;
use crate::registry::store::assets::{self, Asked, Line};
use crate::registry::store::facts::{self, Shelf};
use crate::registry::store::whole::{self, Whole};
use crate::web::{AppState, WebError};

/// How many assets are read at a time.
const AT_A_TIME: i64 = 500;

async fn every(conn: &mut Connection) -> Result<Vec<Line>, WebError> {
    let mut all: Vec<Line> = Vec::new();
    loop {
        let asked = Asked {
            after: all.last().map_or(0, |line| line.asset.number),
            ..Asked::default()
        };
        let lines = assets::page(conn, &asked, AT_A_TIME)
            .await
            .map_err(WebError::internal)?;
        if lines.is_empty() {
            return Ok(all);
        }
        all.extend(lines);
    }
}

fn saved(kind: &'static str, name: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, kind))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .body(bytes)
}

const HEADER: [&str; 14] = [
    "asset",
    "kind",
    "title",
    "holding",
    "owner",
    "state",
    "protected",
    "version",
    "custodians",
    "incidents",
    "offices",
    "identifiers",
    "details",
    "recorded_at",
];

pub(super) async fn csv(state: Data<AppState>) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&state.db).await?;
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(HEADER).map_err(WebError::internal)?;
    for line in every(&mut conn).await? {
        let asset = &line.asset;
        let texts = |texts: &crate::registry::model::fields::Texts| match asset.open {
            true => crate::registry::model::fields::encode(texts),
            false => String::new(),
        };
        table
            .write_record([
                label(asset.number),
                asset.kind.word().to_owned(),
                harmless_cell(&asset.title),
                asset.holding.word().to_owned(),
                harmless_cell(&asset.owner),
                asset.state.word().to_owned(),
                asset.protected.to_string(),
                asset.version.to_string(),
                line.custodians.to_string(),
                line.incidents.to_string(),
                match asset.open {
                    true => line.offices.clone(),
                    false => String::new(),
                },
                harmless_cell(&texts(&asset.identifiers)),
                harmless_cell(&texts(&asset.details)),
                asset.recorded_at.to_rfc3339(),
            ])
            .map_err(WebError::internal)?;
    }
    let bytes = table
        .into_inner()
        .map_err(|error| WebError::internal(error.into_error()))?;
    Ok(saved("text/csv; charset=utf-8", "register.csv", bytes))
}

/// What everybody may know of an asset.
fn public(whole: &Whole) -> Value {
    let asset = &whole.asset;
    let mut value = json!({
        "asset": label(asset.number),
        "kind": asset.kind.word(),
        "title": asset.title,
        "holding": asset.holding.word(),
        "owner": asset.owner,
        "state": asset.state.word(),
        "protected": asset.protected,
        "version": asset.version,
        "recorded_at": asset.recorded_at,
        "custodians": whole.persons(),
        "incidents": whole.incidents.iter().filter(|incident| incident.stands())
            .map(|incident| json!({"kind": incident.kind, "happened_on": incident.happened_on})).collect::<Vec<_>>(),
        "statements": whole.told.iter().map(|told| json!({
            "what": told.what, "sha256": hex(&told.sha256), "log_index": told.index, "recorded_at": told.recorded_at,
        })).collect::<Vec<_>>(),
    });
    if let (true, Some(parts)) = (asset.open, value.as_object_mut()) {
        parts.insert("identifiers".to_owned(), json!(asset.identifiers));
        parts.insert("details".to_owned(), json!(asset.details));
        let cases = whole.cases.iter().map(|case| {
            let classes = whole.classes.iter().filter(|class| class.mark_case == case.mark_case);
            json!({
                "office": case.office, "route": case.route, "basis": case.basis,
                "application_no": case.application_no, "filed_on": case.filed_on,
                "registration_no": case.registration_no, "registered_on": case.registered_on,
                "register": case.register, "expires_on": case.expires_on, "state": case.state,
                "classes": classes.map(|class| json!({
                    "class": class.class_no, "edition": class.edition, "goods": class.goods,
                    "first_use_on": class.first_use_on, "first_commerce_on": class.first_commerce_on,
                })).collect::<Vec<_>>(),
            })
        });
        parts.insert("cases".to_owned(), cases.collect());
        let events = whole.events.iter().map(|event| {
            json!({"code": event.code, "happened_on": event.happened_on, "case": whole.case_label(event.mark_case)})
        });
        parts.insert("events".to_owned(), events.collect());
        let title = whole.conveyances.iter().map(|link| {
            json!({
                "number": link.number, "kind": link.kind, "from": link.from_party, "to": link.to_party,
                "executed_on": link.executed_on, "effective_on": link.effective_on, "instrument": link.instrument,
                "goodwill": link.goodwill, "recorded_office": link.recorded_office, "reel_frame": link.reel_frame,
                "recorded_on": link.recorded_on, "sha256": link.sha256.as_deref().map(hex),
            })
        });
        parts.insert("conveyances".to_owned(), title.collect());
    }
    value
}

pub(super) async fn json(state: Data<AppState>) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&state.db).await?;
    let (now, _) = today(&mut conn).await?;
    let mut all = Vec::new();
    for line in every(&mut conn).await? {
        let whole = whole::by_number(&mut conn, line.asset.number)
            .await
            .map_err(WebError::internal)?;
        all.extend(whole.as_ref().map(public));
    }
    let bytes = serde_json::to_vec_pretty(&json!({"as_of": now, "assets": all}))
        .map_err(WebError::internal)?;
    Ok(saved("application/json", "register.json", bytes))
}

/// What the public log was told, word by word: its SHA-256 is the file of the entry.
pub(super) async fn statement(
    path: Path<(i64, i64)>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let (number, record) = path.into_inner();
    let mut conn = connect(&state.db).await?;
    let asset = assets::by_number(&mut conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    let bytes = whole::statement(&mut conn, asset.id, record)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    Ok(saved(
        "application/json",
        &format!("statement-{record}.json"),
        bytes,
    ))
}

/// A document. What it is nobody here knows: it is saved, never shown.
pub(super) async fn document(
    _: Officer,
    path: Path<(i64, String, String)>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let (number, shelf, key) = path.into_inner();
    let shelf = Shelf::parse(&shelf).ok_or(WebError::NotFound)?;
    let mut conn = connect(&state.db).await?;
    let whole = find(&mut conn, number).await?;
    let (_, bytes) = facts::file(&mut conn, whole.asset.id, shelf, &key)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    let key: String = key
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(40)
        .collect();
    let name = format!("{}-{key}", label(number));
    Ok(saved("application/octet-stream", &name, bytes))
}
