//! The hand-over programme: for everybody to read, for officers to keep.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use crate::bodies::{Afresh, CodeDue, Office, Officer};
use crate::db::Connection;
use crate::holders::model::handover::{Kind, Lack, LeavesBy, Outcome};
use crate::holders::store::facts::founders_decide;
use crate::holders::store::handover::{self as store, HandoverError, Item, NewItem, NewRecord};
use crate::holders::views::{HandoverPage, ItemForm, ItemPage, RecordForm, RoomPage};
use crate::parties::{self, PartyId};
use crate::typed::line_or;
use crate::web::answer::{see_other, unprocessable};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub(super) async fn public(frame: Frame, state: Data<AppState>) -> Result<HandoverPage, WebError> {
    let mut conn = state.connection().await?;
    Ok(HandoverPage {
        items: store::items(&mut conn).await.map_err(WebError::internal)?,
        founding: founders_decide(&mut conn)
            .await
            .map_err(WebError::internal)?,
        unlisted: store::unlisted(&mut conn)
            .await
            .map_err(WebError::internal)?
            .len(),
        frame,
    })
}

/// Whether an officer lists and records: the database asks the same.
fn keeps(officer: &Officer) -> bool {
    [Office::Secretary, Office::Chair, Office::Treasurer]
        .into_iter()
        .any(|office| officer.holds(office))
}

fn require_keeper(officer: &Officer) -> Result<(), WebError> {
    if keeps(officer) {
        return Ok(());
    }
    Err(WebError::Forbidden(
        "The hand-over programme is kept by the secretary, the chair, the treasurer, or a deputy. You may confirm what they record. Ask one of them.".into(),
    ))
}

fn refused(error: HandoverError) -> WebError {
    match error {
        HandoverError::Refused(sentence) => WebError::Refused(sentence.to_owned()),
        HandoverError::Database(error) => WebError::internal(error),
    }
}

/// One line without blanks at its ends.
fn line(raw: &str) -> String {
    raw.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The choice of a form: none where nothing is chosen, a fault where it is no id.
fn chosen(raw: &str) -> Result<Option<Uuid>, ()> {
    let raw = raw.trim();
    if raw.is_empty() {
        return Ok(None);
    }
    Uuid::parse_str(raw).map(Some).map_err(|_| ())
}

async fn room_page(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
) -> Result<RoomPage, WebError> {
    Ok(RoomPage {
        frame,
        items: store::items(conn).await.map_err(WebError::internal)?,
        unlisted: store::unlisted(conn).await.map_err(WebError::internal)?,
        keeps: keeps(officer),
        holders: store::holders(conn).await.map_err(WebError::internal)?,
        assets: store::assets(conn).await.map_err(WebError::internal)?,
        seats: store::appointed_seats(conn)
            .await
            .map_err(WebError::internal)?,
        form: ItemForm {
            id: Uuid::new_v4().to_string(),
            ..ItemForm::default()
        },
        faults: Vec::new(),
    })
}

/// What a link to the form fills in beforehand.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Prefilled {
    kind: String,
    title: String,
    holder: String,
    asset: String,
    seat: String,
    leaves_by: String,
}

pub(super) async fn room(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    prefilled: Query<Prefilled>,
) -> Result<RoomPage, WebError> {
    let mut conn = state.connection().await?;
    let mut page = room_page(&mut conn, frame, &officer).await?;
    let prefilled = prefilled.into_inner();
    page.form = ItemForm {
        id: page.form.id,
        kind: prefilled.kind,
        title: line(&prefilled.title),
        holder: prefilled.holder,
        asset: prefilled.asset,
        seat: prefilled.seat,
        leaves_by: prefilled.leaves_by,
    };
    Ok(page)
}

pub(super) async fn add(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    require_keeper(&officer)?;
    let mut conn = state.connection().await?;
    let mut page = room_page(&mut conn, frame, &officer).await?;
    page.form = ItemForm {
        id: fields.get("id").to_owned(),
        kind: fields.get("kind").to_owned(),
        title: line(fields.get("title")),
        holder: fields.get("holder").to_owned(),
        asset: fields.get("asset").to_owned(),
        seat: fields.get("seat").to_owned(),
        leaves_by: fields.get("leaves_by").to_owned(),
    };
    let mut fault = |field: &'static str, sentence: &str| {
        page.faults.push((field, sentence.to_owned()));
    };
    let missing = "Say what it is in one line, within 160 characters.";
    if let Err(sentence) = line_or(&page.form.title, 160, missing) {
        fault("title", &sentence);
    }
    let kind = Kind::parse(&page.form.kind);
    if kind.is_none() {
        fault("kind", "Choose what kind of thing it is.");
    }
    let leaves_by = LeavesBy::parse(&page.form.leaves_by);
    if leaves_by.is_none() {
        fault("leaves_by", "Choose by what it leaves.");
    }
    let named = |list: &[store::Choice], id: Option<Uuid>| {
        id.filter(|id| list.iter().any(|choice| choice.id == *id))
    };
    let typed = chosen(&page.form.asset);
    let asset = named(&page.assets, typed.unwrap_or_default());
    if typed != Ok(asset) {
        fault("asset", "Choose an asset of the register, or none.");
    }
    let typed = chosen(&page.form.seat);
    let seat = named(&page.seats, typed.unwrap_or_default());
    if typed != Ok(seat) {
        fault(
            "seat",
            "Choose a seat that is held by an appointment, or none.",
        );
    }
    let is_seat = kind == Some(Kind::Seat);
    if is_seat != seat.is_some() {
        fault(
            "seat",
            "A seat is named where the kind is an appointed seat, and nowhere else. Leave it out, or choose that kind.",
        );
    }
    if is_seat != (leaves_by == Some(LeavesBy::Election)) {
        fault(
            "leaves_by",
            "A seat leaves by an election, and nothing else does. Choose both together, or neither.",
        );
    }
    if is_seat && asset.is_some() {
        fault("asset", "A seat is no asset: leave it out.");
    }
    let mut holder = named(&page.holders, chosen(&page.form.holder).unwrap_or_default());
    if let (Some(seat), None) = (seat, holder) {
        let sits = store::holder_of_seat(&mut conn, seat).await;
        holder = sits.map_err(WebError::internal)?.map(|person| person.0);
    }
    if holder.is_none() {
        page.faults
            .push(("holder", "Choose who holds it.".to_owned()));
    }
    let id = Uuid::parse_str(&page.form.id);
    let (Some(kind), Some(leaves_by), Some(holder), Ok(id), true) =
        (kind, leaves_by, holder, id, page.faults.is_empty())
    else {
        return unprocessable(&page);
    };
    let new = NewItem {
        id,
        kind,
        title: &page.form.title,
        holder: PartyId(holder),
        asset,
        seat,
        leaves_by,
        by: officer.person,
    };
    match store::add(&mut conn, &new).await {
        Ok(()) => Ok(see_other("/room/handover")),
        Err(HandoverError::Refused(sentence)) => {
            page.faults.push(("holder", sentence.to_owned()));
            unprocessable(&page)
        }
        Err(error) => Err(refused(error)),
    }
}

async fn found(conn: &mut Connection, number: i64) -> Result<Item, WebError> {
    store::items(conn)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .find(|item| item.number == number)
        .ok_or(WebError::NotFound)
}

/// Why an officer does not confirm the record of an item; empty where they may.
async fn no_confirmation(
    conn: &mut Connection,
    frame: &Frame,
    officer: &Officer,
    item: &Item,
) -> Result<String, WebError> {
    let recorder = item.record.as_ref().map(|record| record.recorded_by);
    if recorder == Some(officer.person) {
        return Ok("You recorded this. Another officer must confirm it.".to_owned());
    }
    let (now, zone) = super::now(conn, frame).await?;
    let day = now.with_timezone(&zone).date_naive();
    let is_theirs =
        parties::store::is_affiliated(conn, officer.person, item.holder, day, now).await;
    Ok(if is_theirs.map_err(WebError::internal)? {
        "You hold this, or are affiliated with who does. An officer who is not must confirm it."
            .to_owned()
    } else {
        String::new()
    })
}

async fn item_page(
    conn: &mut Connection,
    frame: Frame,
    (officer, code): (&Officer, CodeDue),
    item: Item,
) -> Result<ItemPage, WebError> {
    let conveyances = match (item.leaves_by, item.asset) {
        (LeavesBy::Instrument, Some(_)) => store::conveyances(conn, item.id)
            .await
            .map_err(WebError::internal)?,
        _ => Vec::new(),
    };
    Ok(ItemPage {
        no_confirmation: no_confirmation(conn, &frame, officer, &item).await?,
        keeps: keeps(officer),
        conveyances,
        form: RecordForm {
            id: Uuid::new_v4().to_string(),
            ..RecordForm::default()
        },
        faults: Vec::new(),
        code_due: code.0,
        frame,
        item,
    })
}

pub(super) async fn item(
    frame: Frame,
    officer: Officer,
    code: CodeDue,
    state: Data<AppState>,
    number: Path<i64>,
) -> Result<ItemPage, WebError> {
    let mut conn = state.connection().await?;
    let item = found(&mut conn, *number).await?;
    item_page(&mut conn, frame, (&officer, code), item).await
}

pub(super) async fn record(
    frame: Frame,
    officer: Officer,
    code: CodeDue,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    require_keeper(&officer)?;
    let mut conn = state.connection().await?;
    let item = found(&mut conn, *number).await?;
    let mut page = item_page(&mut conn, frame, (&officer, code), item).await?;
    page.form = RecordForm {
        id: fields.get("id").to_owned(),
        outcome: fields.get("outcome").to_owned(),
        happened_on: fields.get("happened_on").trim().to_owned(),
        evidence: line(fields.get("evidence")),
        conveyance: fields.get("conveyance").to_owned(),
        reason: String::new(),
    };
    let outcome = Outcome::parse(&page.form.outcome);
    if outcome.is_none() {
        page.faults
            .push(("outcome", "Choose what became of it.".to_owned()));
    }
    let happened_on = NaiveDate::parse_from_str(&page.form.happened_on, "%Y-%m-%d")
        .ok()
        .filter(|day| (1800..=2200).contains(&chrono::Datelike::year(day)));
    if happened_on.is_none() {
        page.faults
            .push(("happened_on", "Give a day like 2027-07-31.".to_owned()));
    }
    let missing = "Give a reference that shows it, within 500 characters.";
    if let Err(sentence) = line_or(&page.form.evidence, 500, missing) {
        page.faults.push(("evidence", sentence));
    }
    let typed = chosen(&page.form.conveyance);
    let named = typed.unwrap_or_default();
    let link = page.conveyances.iter().find(|link| Some(link.id) == named);
    let lack = match link {
        Some(link) => link.lack,
        None => (typed != Ok(None)).then_some(Lack::Asset),
    };
    let conveyance = link.filter(|link| link.lack.is_none()).map(|link| link.id);
    if let Some(lack) = lack {
        page.faults.push(("conveyance", lack.sentence().to_owned()));
    }
    let id = Uuid::parse_str(&page.form.id);
    let (Some(outcome), Some(happened_on), Ok(id), true) =
        (outcome, happened_on, id, page.faults.is_empty())
    else {
        return unprocessable(&page);
    };
    let new = NewRecord {
        id,
        item: page.item.id,
        outcome,
        happened_on,
        evidence: &page.form.evidence,
        conveyance,
        by: officer.person,
    };
    match store::record(&mut conn, &new).await {
        Ok(()) => Ok(see_other(&format!("/room/handover/{number}"))),
        Err(HandoverError::Refused(sentence)) => {
            page.faults.push(("evidence", sentence.to_owned()));
            unprocessable(&page)
        }
        Err(error) => Err(refused(error)),
    }
}

/// The record that a form names, of this item.
async fn named_record(
    conn: &mut Connection,
    number: i64,
    fields: &Fields,
) -> Result<(Item, Uuid), WebError> {
    let item = found(conn, number).await?;
    let named = Uuid::parse_str(fields.get("record")).ok();
    let record = item.record.as_ref().map(|record| record.id);
    let record = record.filter(|record| Some(*record) == named);
    let record = record.ok_or_else(|| {
        WebError::Refused("This record is not the item’s any more. Open the page again.".into())
    })?;
    Ok((item, record))
}

pub(super) async fn confirm(
    officer: Officer,
    _: Afresh,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let (_, record) = named_record(&mut conn, *number, &fields).await?;
    store::confirm(&mut conn, record, officer.person)
        .await
        .map_err(refused)?;
    Ok(see_other(&format!("/room/handover/{number}")))
}

pub(super) async fn withdraw(
    frame: Frame,
    officer: Officer,
    code: CodeDue,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    require_keeper(&officer)?;
    let mut conn = state.connection().await?;
    let (item, record) = named_record(&mut conn, *number, &fields).await?;
    let reason = line(fields.get("reason"));
    if let Err(sentence) = line_or(&reason, 300, "Say why, within 300 characters.") {
        let mut page = item_page(&mut conn, frame, (&officer, code), item).await?;
        page.form.reason = reason;
        page.faults.push(("reason", sentence));
        return unprocessable(&page);
    }
    store::withdraw(&mut conn, record, &reason, officer.person)
        .await
        .map_err(refused)?;
    Ok(see_other(&format!("/room/handover/{number}")))
}
