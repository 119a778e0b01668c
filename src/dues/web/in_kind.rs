//! What members give instead of money.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::{Desk, issuing, refusal};
use crate::bodies::Treasurer;
use crate::db::Connection;
use crate::dues::model::currency::Currency;
use crate::dues::model::draft::{Faults, day};
use crate::dues::model::money::Money;
use crate::dues::store::PostError;
use crate::dues::store::in_kind::{self, NewCommitment};
use crate::dues::views::in_kind::InKindPage;
use crate::members::store::Line;
use crate::typed::line_or;
use crate::web::answer::{see_other, unprocessable};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

async fn page(
    conn: &mut Connection,
    frame: Frame,
    fields: Fields,
    faults: Faults,
) -> Result<InKindPage, WebError> {
    let commitments = in_kind::list(conn, None).await?;
    let decisions = in_kind::board_decisions(conn)
        .await
        .map_err(WebError::internal)?;
    Ok(InKindPage::new(
        frame,
        commitments,
        decisions,
        (fields, faults),
    ))
}

pub(super) async fn show(
    frame: Frame,
    _treasurer: Treasurer,
    state: Data<AppState>,
) -> Result<InKindPage, WebError> {
    let mut conn = state.connection().await?;
    page(&mut conn, frame, Fields::default(), Faults::new()).await
}

/// What was typed of a commitment.
struct Typed {
    member: Line,
    description: String,
    agreed: Money,
    /// The number of the decision.
    decision: i64,
}

fn read(fields: &Fields, member: Option<Line>) -> Result<Typed, Faults> {
    let mut faults = Faults::new();
    let mut wrong = |field: &str, sentence: String| faults.push((field.to_owned(), sentence));
    if member.is_none() {
        wrong(
            "member",
            "No membership has this number. Look it up under Members.".to_owned(),
        );
    }
    let missing = "Describe what is given.";
    let description = line_or(fields.get("description"), 1000, missing)
        .map_err(|sentence| wrong("description", sentence))
        .ok();
    let currency = Currency::parse(fields.get("currency"))
        .map_err(|sentence| wrong("currency", sentence.to_owned()))
        .ok();
    let agreed = currency.and_then(|currency| {
        Money::parse_positive(fields.get("amount"), currency)
            .map_err(|sentence| wrong("amount", sentence))
            .ok()
    });
    let decision = fields.get("decision").parse().ok();
    if decision.is_none() {
        let sentence = "Choose the decision of the board by which it is taken. A membership in kind rests on one; it is entered and confirmed under Decisions.";
        wrong("decision", sentence.to_owned());
    }
    match (member, description, agreed, decision) {
        (Some(member), Some(description), Some(agreed), Some(decision)) if faults.is_empty() => {
            Ok(Typed {
                member,
                description,
                agreed,
                decision,
            })
        }
        _ => Err(faults),
    }
}

pub(super) async fn commit(
    frame: Frame,
    treasurer: Treasurer,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let desk = Desk::of(&mut conn).await?;
    let member = issuing::member(&mut conn, &desk, fields.get("member")).await?;
    let faults = match read(&fields, member) {
        Err(faults) => faults,
        Ok(typed) => {
            let decisions = in_kind::board_decisions(&mut conn)
                .await
                .map_err(WebError::internal)?;
            let chosen = decisions
                .iter()
                .find(|decision| decision.number == typed.decision);
            let Some(decision) = chosen else {
                let sentence = PostError::NotOfTheBoard.to_string();
                let faults = vec![("decision".to_owned(), sentence)];
                return unprocessable(&page(&mut conn, frame, fields, faults).await?);
            };
            let new = NewCommitment {
                id: fields.form_id(),
                membership: typed.member.membership,
                description: &typed.description,
                agreed: typed.agreed,
                decision: decision.id,
                by: treasurer.0.person,
            };
            match in_kind::commit(&mut conn, &new).await {
                Ok(()) => return Ok(see_other("/room/dues/in-kind")),
                Err(error) => vec![(String::new(), refusal(error)?)],
            }
        }
    };
    unprocessable(&page(&mut conn, frame, fields, faults).await?)
}

pub(super) async fn deliver(
    frame: Frame,
    treasurer: Treasurer,
    number: Path<i32>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let all = in_kind::list(&mut conn, None).await?;
    let commitment = all
        .iter()
        .find(|commitment| commitment.number == *number)
        .ok_or(WebError::NotFound)?;
    let field = |name: &str| format!("{name}-{number}");
    let delivered_on = day(fields.get(&field("delivered_on")));
    let missing = "Say what shows it: the report, the release, where the signed paper lies.";
    let evidence = line_or(fields.get(&field("evidence")), 1000, missing);
    let faults = match (delivered_on, evidence) {
        (Ok(delivered_on), Ok(evidence)) => {
            let id = fields.form_id();
            let what = (delivered_on, evidence.as_str());
            let by = treasurer.0.person;
            match in_kind::deliver(&mut conn, id, commitment.id, what, by).await {
                Ok(()) => return Ok(see_other("/room/dues/in-kind")),
                Err(error) => vec![(field("delivered_on"), refusal(error)?)],
            }
        }
        (delivered_on, evidence) => {
            let delivered_on = delivered_on
                .err()
                .map(|fault| (field("delivered_on"), fault));
            let evidence = evidence.err().map(|fault| (field("evidence"), fault));
            delivered_on.into_iter().chain(evidence).collect()
        }
    };
    unprocessable(&page(&mut conn, frame, fields, faults).await?)
}
