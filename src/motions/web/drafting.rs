//! Drafting a motion, an amendment, or the next version of either's text.

mod typed;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;
use uuid::Uuid;

use super::{carried, find};
use crate::bodies::model::BodyId;
use crate::bodies::model::effect::Effect;
use crate::bodies::store::seats;
use crate::db::Connection;
use crate::motions::model::Kind;
use crate::motions::store::{self, Motion, MotionError, NewMotion};
use crate::motions::views::{FormPage, refusal_said};
use crate::parties::PartyId;
use crate::petitions::store::{self as petitions, Petition};
use crate::web::answer::{see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::{AppState, CheckedForm, CheckedUpload, Fields, Frame, SignedIn, WebError};
use typed::{Reading, links};

const TITLE_CHARS: usize = 160;
const DOCUMENT_BYTES: usize = 1024 * 1024;

#[derive(Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    body: String,
    #[serde(default)]
    kind: String,
    /// The number of the motion that is to be amended.
    amends: Option<i64>,
    /// The digest of a rulebook that is to be adopted.
    #[serde(default)]
    sha256: String,
    /// The number of a petition that was delivered.
    petition: Option<i32>,
    /// What it would authorise, and on which terms, as a page that leads here fills them in.
    #[serde(default)]
    subject: String,
    #[serde(default)]
    terms: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    text: String,
    /// By which rule it is closed to others.
    #[serde(default)]
    confidential: String,
}

/// What the form of a motion stands on.
struct Desk {
    bodies: Vec<(String, String)>,
    amends: Option<Motion>,
    /// The latest text of what is amended.
    base: Option<(i32, String)>,
}

async fn desk(
    conn: &mut Connection,
    frame: &Frame,
    person: PartyId,
    amends: Option<i64>,
) -> Result<Desk, WebError> {
    let keeps = store::keeps(conn, person)
        .await
        .map_err(WebError::internal)?;
    let mut bodies = Vec::new();
    for charter in seats::charters(conn).await.map_err(WebError::internal)? {
        let body = charter.body.as_str().to_owned();
        let may = keeps
            || store::speaks(conn, &body, person)
                .await
                .map_err(WebError::internal)?;
        if may && body != "founders" {
            bodies.push((body, charter.name));
        }
    }
    if bodies.is_empty() {
        return Err(WebError::Forbidden(frame.t.say("motion-fault-drafts")));
    }
    let (amends, base) = match amends {
        None => (None, None),
        Some(number) => {
            let motion = find(conn, frame, number).await?;
            let text = store::texts(conn, motion.id)
                .await
                .map_err(WebError::internal)?
                .into_iter()
                .next_back();
            (Some(motion), text.map(|text| (text.version, text.text)))
        }
    };
    Ok(Desk {
        bodies,
        amends,
        base,
    })
}

fn page(frame: Frame, desk: Desk, fields: Fields, faults: Faults) -> FormPage {
    FormPage {
        form: match fields.get("form") {
            "" => Uuid::new_v4().to_string(),
            form => form.to_owned(),
        },
        frame,
        bodies: desk.bodies,
        amends: desk.amends,
        base: desk.base,
        fields,
        faults,
    }
}

pub(super) async fn new(
    frame: Frame,
    account: SignedIn,
    asked: Query<Asked>,
    state: Data<AppState>,
) -> Result<FormPage, WebError> {
    let mut conn = state.connection().await?;
    let desk = desk(&mut conn, &frame, PartyId(account.person), asked.amends).await?;
    if let Some(number) = asked.petition {
        let petition = delivered(&mut conn, number).await?;
        let fields = [
            ("petition", petition.number.to_string()),
            ("body", "members".to_owned()),
            ("kind", petition.kind),
            ("title", petition.title),
            ("text", petition.text),
        ];
        let fields = fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        return Ok(page(frame, desk, fields, Vec::new()));
    }
    let mut fields: Vec<(String, String)> = vec![
        ("body".to_owned(), asked.body.clone()),
        ("kind".to_owned(), asked.kind.clone()),
        ("sha256".to_owned(), asked.sha256.clone()),
        ("subject".to_owned(), asked.subject.clone()),
        ("terms".to_owned(), asked.terms.clone()),
        ("title".to_owned(), asked.title.clone()),
        ("text".to_owned(), asked.text.clone()),
        ("confidential".to_owned(), asked.confidential.clone()),
    ];
    if let Some((_, text)) = &desk.base {
        fields.push(("text".to_owned(), text.clone()));
    }
    Ok(page(frame, desk, fields.into_iter().collect(), Vec::new()))
}

/// A petition that was delivered.
async fn delivered(conn: &mut Connection, number: i32) -> Result<Petition, WebError> {
    petitions::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .filter(|petition| petition.delivery.is_some())
        .ok_or(WebError::NotFound)
}

pub(super) async fn create(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
    upload: CheckedUpload,
) -> Result<HttpResponse, WebError> {
    let fields = upload.fields_beside(&["document"]);
    let mut conn = state.connection().await?;
    let by = PartyId(account.person);
    let amends = carried(&frame.t, &fields, "amends")?;
    let desk = desk(&mut conn, &frame, by, amends).await?;
    let mut reading = Reading {
        t: &frame.t,
        fields: &fields,
        faults: Vec::new(),
    };
    let title = reading.line("title", TITLE_CHARS, "motion-fault-title");
    let text = reading.text();
    let kind = match &desk.amends {
        Some(main) => Some(main.kind()),
        None => Kind::parse(fields.get("kind")),
    };
    if kind.is_none() {
        reading.fault("kind", "motion-fault-kind");
    }
    let body = match &desk.amends {
        Some(main) => BodyId::parse(&main.body),
        None => BodyId::parse(fields.get("body"))
            .filter(|body| desk.bodies.iter().any(|(known, _)| known == body.as_str())),
    };
    if body.is_none() {
        reading.fault("body", "motion-fault-body");
    }
    let base: Option<i32> = carried(&frame.t, &fields, "base")?;
    let amendment = desk
        .amends
        .as_ref()
        .map(|main| (main.id, base.unwrap_or(1)));
    let is_amendment = amendment.is_some();
    if let (Some(_), Some((_, current))) = (&desk.amends, &desk.base)
        && text.trim_end() == current.trim_end()
    {
        reading.fault("text", "motion-fault-same-text");
    }
    let petition = match carried(&frame.t, &fields, "petition")? {
        Some(number) => Some(delivered(&mut conn, number).await?),
        None => None,
    };
    let effect = if let Some(petition) = &petition {
        petition.effect.as_deref().and_then(Effect::parse)
    } else if is_amendment {
        None
    } else {
        reading.effect(kind)
    };
    let effective_on = if is_amendment {
        None
    } else {
        reading.day("effective_on")
    };
    // It carries the whole text of its motion: whoever reads the one reads the other.
    let confidential = match &desk.amends {
        Some(main) => main.confidential.clone(),
        None => reading.line("confidential", 200, ""),
    };
    let forum = reading.line("forum", 300, "");
    if !forum.is_empty() && !forum.starts_with("https://") {
        reading.fault("forum", "motion-fault-forum");
    }
    let links = links(&mut conn, &mut reading).await?;
    let bytes = upload.file("document");
    if bytes.len() > DOCUMENT_BYTES {
        reading.fault("document", "motion-fault-document");
    }
    let mut documents = Vec::new();
    if !bytes.is_empty() {
        let name = reading.line("document_name", 120, "motion-fault-document-name");
        documents.push((name, bytes.to_vec()));
    }
    let faults = reading.faults;
    let (Some(kind), Some(body), true) = (kind, body, faults.is_empty()) else {
        return unprocessable(&page(frame, desk, fields, faults));
    };
    let new = NewMotion {
        id: fields.form_id(),
        body,
        amends: amendment,
        kind,
        title,
        text,
        effect,
        confidential,
        effective_on,
        forum,
        links,
        documents,
        petition: petition.map(|petition| petition.id),
        by,
    };
    match store::create(&mut conn, &new).await {
        Ok(number) => Ok(see_other(&format!("/motions/{number}"))),
        Err(MotionError::Refused(refusal)) => {
            let faults = vec![(String::new(), refusal_said(&frame.t, &refusal))];
            unprocessable(&page(frame, desk, fields, faults))
        }
        Err(error) => Err(error.into()),
    }
}

/// The next version of a text that was not moved yet.
pub(super) async fn rewrite(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let motion = find(&mut conn, &frame, *number).await?;
    let mut reading = Reading {
        t: &frame.t,
        fields: &fields,
        faults: Vec::new(),
    };
    let text = reading.text();
    let faults = reading.faults;
    if !faults.is_empty() {
        let page = super::reading::page(&mut conn, frame, motion, fields, faults).await?;
        return unprocessable(&page);
    }
    let texts = store::texts(&mut conn, motion.id)
        .await
        .map_err(WebError::internal)?;
    let version = fields
        .get("version")
        .parse::<i32>()
        .unwrap_or(0)
        .saturating_add(1);
    // The same words sent again are the version that is there.
    if texts
        .iter()
        .any(|known| known.version == version && known.text == text)
    {
        return Ok(see_other(&format!("/motions/{number}")));
    }
    let base = texts.last().and_then(|text| text.base);
    match store::write(
        &mut conn,
        motion.id,
        version,
        &text,
        base,
        PartyId(account.person),
    )
    .await
    {
        Ok(()) => Ok(see_other(&format!("/motions/{number}"))),
        Err(MotionError::Refused(refusal)) => {
            let faults = vec![("text".to_owned(), refusal_said(&frame.t, &refusal))];
            let page = super::reading::page(&mut conn, frame, motion, fields, faults).await?;
            unprocessable(&page)
        }
        Err(error) => Err(error.into()),
    }
}
