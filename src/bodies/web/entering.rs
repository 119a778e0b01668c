//! The form by which one officer enters a decision.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use diesel_async::AsyncConnection;
use uuid::Uuid;

use super::reading::Reading;
use super::sheet::{Asked, Sheet, refused};
use crate::bodies::extract::MinuteKeeper;
use crate::bodies::model::BodyId;
use crate::bodies::model::body::Power;
use crate::bodies::model::effect::Effect;
use crate::bodies::model::votes::{Matter, MemberCounts, judge_as_taken};
use crate::bodies::store;
use crate::bodies::store::decisions::NewEntry;
use crate::bodies::views::form::{Act, DecisionFormPage};
use crate::db::Connection;
use crate::web::answer::{html, see_other};
use crate::web::{AppState, CheckedUpload, Fields, Frame, WebError};

/// The largest document that goes with a decision.
const DOCUMENT_BYTES: usize = 1024 * 1024;

async fn form(frame: Frame, state: &AppState, asked: &Asked) -> Result<DecisionFormPage, WebError> {
    let mut conn = state.connection().await?;
    let sheet = Sheet::load(&mut conn, asked).await?;
    let known = [
        ("sha256".to_owned(), asked.sha256.clone()),
        ("effective_on".to_owned(), sheet.today.to_string()),
        (
            "matter".to_owned(),
            match sheet.body.body.is_board() {
                true => Matter::Reserved.word().to_owned(),
                false => Matter::Ordinary.word().to_owned(),
            },
        ),
    ];
    let fields = match sheet.act {
        Act::AdoptRulebook => known.into_iter().collect(),
        _ => Fields::default(),
    };
    Ok(sheet.page(frame, fields, Vec::new()))
}

pub(super) async fn new(
    frame: Frame,
    _keeper: MinuteKeeper,
    state: Data<AppState>,
    asked: Query<Asked>,
) -> Result<DecisionFormPage, WebError> {
    form(frame, &state, &asked).await
}

pub(super) async fn appointment(
    frame: Frame,
    _keeper: MinuteKeeper,
    state: Data<AppState>,
) -> Result<DecisionFormPage, WebError> {
    let asked = Asked {
        act: Act::Appoint.word().to_owned(),
        ..Asked::default()
    };
    form(frame, &state, &asked).await
}

pub(super) async fn office_end(
    frame: Frame,
    _keeper: MinuteKeeper,
    state: Data<AppState>,
    term: Path<Uuid>,
) -> Result<DecisionFormPage, WebError> {
    let asked = Asked {
        act: Act::EndOffice.word().to_owned(),
        of: term.to_string(),
        ..Asked::default()
    };
    form(frame, &state, &asked).await
}

pub(super) async fn enter(
    frame: Frame,
    keeper: MinuteKeeper,
    state: Data<AppState>,
    upload: CheckedUpload,
) -> Result<HttpResponse, WebError> {
    let fields = upload.fields_beside(&["document"]);
    let asked = Asked {
        act: fields.get("act").to_owned(),
        body: fields.get("body").to_owned(),
        on: fields.get("on").to_owned(),
        of: fields.get("of").to_owned(),
        ..Asked::default()
    };
    let mut conn = state.connection().await?;
    let entered = conn
        .transaction(async |conn| {
            store::decisions::take_turns(conn).await?;
            // A form that was sent before gets the answer of the first time.
            let form = fields.form_id();
            let by = keeper.0.person;
            if let Some(number) = store::decisions::entered_before(conn, form, by).await? {
                return Ok(Ok(number));
            }
            let sheet = Sheet::load(conn, &asked).await?;
            enter_on(conn, sheet, form, &keeper, &fields, upload.file("document")).await
        })
        .await
        .map_err(|failure: Failure| failure.0)?;
    match entered {
        Ok(number) => Ok(see_other(&format!("/room/decisions/{number}"))),
        Err((sheet, faults)) => html(
            StatusCode::UNPROCESSABLE_ENTITY,
            &sheet.page(frame, fields, faults),
        ),
    }
}

/// What ends the transaction of an entry.
struct Failure(WebError);

impl From<diesel::result::Error> for Failure {
    fn from(error: diesel::result::Error) -> Self {
        Self(WebError::internal(error))
    }
}

impl From<WebError> for Failure {
    fn from(error: WebError) -> Self {
        Self(error)
    }
}

type Faulty = (Box<Sheet>, Vec<(String, String)>);

async fn enter_on(
    conn: &mut Connection,
    sheet: Sheet,
    form: Uuid,
    keeper: &MinuteKeeper,
    fields: &Fields,
    document: &[u8],
) -> Result<Result<i64, Faulty>, Failure> {
    let mut reading = Reading {
        fields,
        faults: Vec::new(),
        now: sheet.now,
        today: sheet.today,
        by: keeper.0.person,
    };
    let title = reading.needed(
        "title",
        200,
        "Give the decision a title of at most 200 characters.",
    );
    let decision = reading.needed(
        "decision",
        4000,
        "Say what was decided, within 4,000 characters.",
    );
    let citation = reading.optional("citation", 200);
    let matter = Matter::parse(fields.get("matter"));
    if matter.is_none() {
        reading.fault("matter", "Say whether the matter is ordinary or reserved.");
    }
    if matter == Some(Matter::Ordinary) && sheet.must_be_reserved(fields) {
        let [_, _, majority] = &sheet.reserved;
        reading.fault(
            "matter",
            format!(
                "The board removes or suspends a director, and adopts a rulebook, as a reserved matter: {} ({}). Choose that.",
                majority.said(),
                majority.citation
            ),
        );
    }
    let adopted = match fields.get("outcome") {
        "adopted" => Some(true),
        "lost" => Some(false),
        _ => None,
    };
    if adopted.is_none() {
        reading.fault("outcome", "Say what came of the vote.");
    }
    let in_writing = match fields.get("manner") {
        "" | "meeting" => false,
        "writing" if sheet.consent.is_some() => true,
        _ => {
            reading.fault(
                "manner",
                "Say whether it was decided at a meeting or in writing.",
            );
            false
        }
    };
    let document = read_document(&mut reading, document);
    let (votes, numbers): (_, Option<MemberCounts>) = if sheet.body.body.is_members() {
        (Vec::new(), Some(reading.numbers()))
    } else {
        (reading.votes(&sheet), None)
    };
    let effect = if adopted == Some(false) {
        None
    } else {
        let effect = reading.effect(conn, &sheet).await?;
        if let Some(effect) = &effect {
            competent(&mut reading, &sheet, effect);
        }
        effect
    };
    let (Some(matter), Some(adopted), true) = (matter, adopted, reading.faults.is_empty()) else {
        return Ok(Err((Box::new(sheet), reading.faults)));
    };
    let entry = NewEntry {
        id: form,
        body: sheet.body.body.clone(),
        decided_on: sheet.on,
        title,
        decision,
        citation,
        matter,
        adopted,
        effect,
        document,
        votes,
        numbers,
        rules: match matter {
            Matter::Ordinary => sheet.ordinary.clone(),
            Matter::Reserved => sheet.reserved.clone(),
        },
        consent: sheet.consent.clone().filter(|_| in_writing),
        question: None,
        ballots: None,
        entered_by: keeper.0.person,
    };
    match judge_as_taken(&entry.tally(), &entry.rules, entry.consent.as_ref()) {
        Err(rule) => reading.fault(
            "outcome",
            format!(
                "The rule “{}” ({}) reads “{}”, by which nothing can be judged. Have the rulebook mended first.",
                rule.key, rule.citation, rule.value
            ),
        ),
        Ok(verdict) if verdict.adopted && !adopted => {
            reading.fault("outcome", format!("The votes carry it: {verdict}"));
        }
        Ok(verdict) if adopted && !verdict.adopted => reading.fault(
            "outcome",
            format!("The votes do not carry it: {verdict} Enter it as lost; it does nothing then."),
        ),
        Ok(_) => {}
    }
    if !reading.faults.is_empty() {
        return Ok(Err((Box::new(sheet), reading.faults)));
    }
    match store::decisions::enter(conn, &entry).await {
        Ok(number) => Ok(Ok(number)),
        Err(error) => Err(Failure(refused(error))),
    }
}

fn read_document(reading: &mut Reading<'_>, bytes: &[u8]) -> Option<(String, Vec<u8>)> {
    if bytes.is_empty() {
        return None;
    }
    if bytes.len() > DOCUMENT_BYTES {
        reading.fault("document", "Keep the document within one megabyte.");
    }
    let name = reading.needed(
        "document_name",
        120,
        "Say what the document is, within 120 characters.",
    );
    Some((name, bytes.to_vec()))
}

/// Whether the body may decide this, in sentences that name its charter or the rule.
fn competent(reading: &mut Reading<'_>, sheet: &Sheet, effect: &Effect) {
    let from_board = sheet.seat_of.as_ref().is_some_and(BodyId::is_board);
    let Some(power) = effect.power(from_board) else {
        return;
    };
    let own = &sheet.body.powers;
    if !own.contains(&power) {
        reading.fault(
            "body",
            format!(
                "The charter of “{}” does not let it {}{}. Choose a body that may.",
                sheet.body.name,
                power.said(),
                if sheet.body.citation.is_empty() {
                    String::new()
                } else {
                    format!(" ({})", sheet.body.citation)
                }
            ),
        );
    }
    if let Effect::Charter(charter) = effect {
        let beyond = charter
            .powers
            .iter()
            .find(|power| !own.contains(power) && **power != Power::AdmitMembers);
        if let Some(power) = beyond {
            reading.fault(
                format!("power_{}", power.word()),
                format!(
                    "“{}” may not {} itself, and so cannot let a committee do it. Take that power out.",
                    sheet.body.name,
                    power.said()
                ),
            );
        }
    }
}
