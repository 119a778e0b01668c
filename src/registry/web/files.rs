//! What is taken away: the register as CSV and JSON, statements of the log, documents.

use std::io;

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Bytes, Data, Path};
use futures_util::stream::try_unfold;
use serde_json::{Value, json};

use super::find;
use crate::bodies::{self, Officer};
use crate::parties::model::harmless_cell;
use crate::registry::model::fields::{self, Texts};
use crate::registry::model::label;
use crate::registry::store::assets::{self, Asked, Line};
use crate::registry::store::facts::{self, Shelf};
use crate::registry::store::published::{self, Published};
use crate::registry::store::whole;
use crate::web::figures::hex;
use crate::web::{AppState, WebError};

/// How many assets are read at a time.
const AT_A_TIME: i64 = 500;

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

/// A file that is made while it is read: a stretch of the register is in memory at a time.
/// `piece` is given the number of the last asset before, and returns that of its own last
/// one with the bytes; none behind the last. `end` closes the file.
fn made<P>(
    kind: &'static str,
    name: &'static str,
    (head, end): (Vec<u8>, &'static str),
    piece: P,
) -> HttpResponse
where
    P: AsyncFn(i64) -> Result<Option<(i64, Vec<u8>)>, WebError> + Clone + 'static,
{
    let pieces = try_unfold((Some(head), Some(0)), move |(head, after)| {
        let piece = piece.clone();
        async move {
            if let Some(head) = head {
                return Ok(Some((Bytes::from(head), (None, after))));
            }
            let Some(after) = after else {
                return Ok(None);
            };
            // What was sent is cut off there, so that nothing half looks whole.
            let piece = piece(after).await.map_err(|error| {
                tracing::error!(error = %error.cause(), name, "a file of the register was cut off");
                io::Error::other(error.to_string())
            })?;
            Ok::<_, io::Error>(match piece {
                Some((last, bytes)) => Some((Bytes::from(bytes), (None, Some(last)))),
                None if end.is_empty() => None,
                None => Some((Bytes::from_static(end.as_bytes()), (None, None))),
            })
        }
    });
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, kind))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .streaming(Box::pin(pieces))
}

fn csv_of<const N: usize>(rows: impl Iterator<Item = [String; N]>) -> Result<Vec<u8>, WebError> {
    let mut table = csv::Writer::from_writer(Vec::new());
    for row in rows {
        table.write_record(row).map_err(WebError::internal)?;
    }
    table
        .into_inner()
        .map_err(|error| WebError::internal(error.into_error()))
}

fn cells(line: &Line) -> [String; HEADER.len()] {
    let asset = &line.asset;
    let texts = |texts: &Texts| match asset.open {
        true => fields::encode(texts),
        false => String::new(),
    };
    [
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
    ]
}

pub(super) async fn csv(state: Data<AppState>) -> Result<HttpResponse, WebError> {
    let head = csv_of(std::iter::once(HEADER.map(str::to_owned)))?;
    let piece = async move |after: i64| {
        let mut conn = state.connection().await?;
        let asked = Asked {
            after,
            ..Asked::default()
        };
        let lines = assets::page(&mut conn, &asked, AT_A_TIME)
            .await
            .map_err(WebError::internal)?;
        let Some(last) = lines.last() else {
            return Ok(None);
        };
        Ok(Some((last.asset.number, csv_of(lines.iter().map(cells))?)))
    };
    Ok(made(
        "text/csv; charset=utf-8",
        "register.csv",
        (head, ""),
        piece,
    ))
}

/// What everybody may know of an asset.
fn public(whole: &Published) -> Value {
    let asset = &whole.line.asset;
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
        "custodians": whole.line.custodians,
        "incidents": whole.incidents.iter().filter(|incident| incident.stands())
            .map(|incident| json!({"kind": incident.kind.word(), "happened_on": incident.happened_on})).collect::<Vec<_>>(),
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
                "office": case.office, "route": case.route.word(), "basis": case.basis,
                "application_no": case.application_no, "filed_on": case.filed_on,
                "registration_no": case.registration_no, "registered_on": case.registered_on,
                "register": case.register, "expires_on": case.expires_on, "state": case.state.word(),
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
            let recordals = whole.recordals.iter().filter(|recordal| recordal.link == link.number);
            json!({
                "number": link.number, "kind": link.kind.word(), "from": link.from_party, "to": link.to_party,
                "executed_on": link.executed_on, "effective_on": link.effective_on, "instrument": link.instrument,
                "goodwill": link.goodwill, "recorded_office": link.recorded_office, "reel_frame": link.reel_frame,
                "recorded_on": link.recorded_on, "sha256": link.sha256.as_deref().map(hex),
                "case": whole.case_label(link.mark_case),
                "recordals": recordals.map(|recordal| json!({
                    "office": recordal.office, "reel_frame": recordal.reel_frame,
                    "recorded_on": recordal.recorded_on, "sha256": recordal.sha256.as_deref().map(hex),
                })).collect::<Vec<_>>(),
            })
        });
        parts.insert("conveyances".to_owned(), title.collect());
    }
    value
}

/// An asset as an item of the file's list.
fn item(asset: &Published) -> Result<Vec<u8>, WebError> {
    let text = serde_json::to_string_pretty(&public(asset)).map_err(WebError::internal)?;
    Ok(format!("\n    {}", text.replace('\n', "\n    ")).into_bytes())
}

pub(super) async fn json(state: Data<AppState>) -> Result<HttpResponse, WebError> {
    let now = {
        let mut conn = state.connection().await?;
        bodies::today(&mut conn).await?.now
    };
    let now = serde_json::to_string(&now).map_err(WebError::internal)?;
    let head = format!("{{\n  \"as_of\": {now},\n  \"assets\": [");
    let piece = async move |after: i64| {
        let mut conn = state.connection().await?;
        let page = published::page(&mut conn, after, AT_A_TIME)
            .await
            .map_err(WebError::internal)?;
        let Some(last) = page.last() else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        for asset in &page {
            if after > 0 || !bytes.is_empty() {
                bytes.push(b',');
            }
            bytes.extend(item(asset)?);
        }
        Ok(Some((last.line.asset.number, bytes)))
    };
    Ok(made(
        "application/json",
        "register.json",
        (head.into_bytes(), "\n  ]\n}"),
        piece,
    ))
}

/// What the public log was told, word by word: its SHA-256 is the file of the entry.
pub(super) async fn statement(
    path: Path<(i64, i64)>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let (number, record) = path.into_inner();
    let mut conn = state.connection().await?;
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
    let mut conn = state.connection().await?;
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
