//! Somebody who was nominated answers, and says what they stand for.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

use super::{fault, find, now};
use crate::db::Connection;
use crate::elections::model::paragraphs;
use crate::elections::store::elections::Election;
use crate::elections::store::facts::Now;
use crate::elections::store::nominating::{self, NewAnswer};
use crate::elections::store::nominees::{self, Standing};
use crate::elections::views::nominee::NomineePage;
use crate::parties::PartyId;
use crate::parties::store::ties;
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::{AppState, CheckedForm, Fields, Frame, SignedIn, WebError};

const STATEMENT_CHARS: usize = 5000;
const DISCLOSURE_CHARS: usize = 2000;

async fn own(
    conn: &mut Connection,
    frame: &Frame,
    election: &Election,
    person: PartyId,
) -> Result<Standing, WebError> {
    nominees::nominees(conn, election.id)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .find(|one| one.person == person)
        .ok_or_else(|| WebError::Forbidden(frame.t.say("nominee-none")))
}

/// What is on record of a person's ties today, a line for each.
async fn ties_said(
    conn: &mut Connection,
    frame: &Frame,
    person: PartyId,
    now: Now,
) -> Result<String, WebError> {
    let ties = ties::of_person(conn, person, now.at)
        .await
        .map_err(WebError::internal)?;
    let lines: Vec<String> = ties
        .iter()
        .filter(|tie| tie.holds_on(now.day))
        .map(|tie| {
            let kind = frame.t.say(&format!("affiliations-kind-{}", tie.kind));
            format!("{}: {kind}", tie.organisation_name)
        })
        .collect();
    Ok(lines.join("\n"))
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    (election, person, now): (Election, PartyId, Now),
    typed: Option<(Fields, Faults)>,
) -> Result<NomineePage, WebError> {
    let standing = own(conn, &frame, &election, person).await?;
    let ties = ties_said(conn, &frame, person, now).await?;
    Ok(NomineePage::new(
        frame,
        (election, now),
        standing,
        ties,
        typed,
    ))
}

pub(super) async fn show(
    account: SignedIn,
    frame: Frame,
    number: Path<i32>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let election = find(&mut conn, *number).await?;
    let now = now(&mut conn).await?;
    let person = PartyId(account.person);
    let page = page(&mut conn, frame, (election, person, now), None).await?;
    html(StatusCode::OK, &page)
}

pub(super) async fn answer(
    account: SignedIn,
    frame: Frame,
    number: Path<i32>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let election = find(&mut conn, *number).await?;
    let now = now(&mut conn).await?;
    let person = PartyId(account.person);
    own(&mut conn, &frame, &election, person).await?;
    let accepts = fields.get("answer") == "accept";
    let mut faults = Faults::new();
    let mut read = |field: &str, chars: usize, missing: &str| {
        paragraphs(fields.get(field), chars, &frame.t.say(missing))
            .map_err(|sentence| faults.extend(fault(field, sentence)))
            .unwrap_or_default()
    };
    let (statement, disclosures) = if accepts {
        (
            read("statement", STATEMENT_CHARS, "nominee-no-statement"),
            read("disclosures", DISCLOSURE_CHARS, "nominee-no-disclosures"),
        )
    } else {
        (String::new(), String::new())
    };
    if !accepts && fields.get("answer") != "decline" {
        faults.extend(fault("answer", frame.t.say("nominee-choose")));
    }
    if faults.is_empty() {
        let new = NewAnswer {
            id: fields.form_id(),
            nominee: person,
            accepts,
            says: accepts.then_some((statement.as_str(), disclosures.as_str())),
        };
        nominating::answer(&mut conn, election.id, &new).await?;
        return Ok(see_other(&format!(
            "/elections/{}/nomination",
            election.number
        )));
    }
    let typed = Some((fields, faults));
    let page = page(&mut conn, frame, (election, person, now), typed).await?;
    unprocessable(&page)
}
