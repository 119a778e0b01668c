//! What officers and counsel do in a matter.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

use super::reading::page;
use super::{enters, refusal};
use crate::accounts;
use crate::bodies::{self, Officer};
use crate::db::Connection;
use crate::matters::model::{DateEnding, DateKind, Outcome, ProposalKind, Step, Venue};
use crate::matters::store::acting::{self, Declaration, NewMatter, NewProposal};
use crate::matters::store::{Matter, MattersError, Standing};
use crate::matters::views::FormPage;
use crate::outbox::Address;
use crate::parties::PartyId;
use crate::typed::{line, words_of};
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::limits;
use crate::web::times::parse_day_of_records;
use crate::web::{AppState, CheckedForm, Fields, Frame, SignedIn, WebError};

pub(super) async fn form(frame: Frame, _: Officer) -> Result<HttpResponse, WebError> {
    let typed = Fields::default();
    html(
        StatusCode::OK,
        &FormPage {
            form: typed.form_id(),
            frame,
            typed,
            faults: Faults::new(),
        },
    )
}

/// A number of ours as somebody types it, with or without its letter.
fn numbered(raw: &str, letter: &str) -> Option<Result<i64, ()>> {
    let raw = raw.trim();
    if raw.is_empty() {
        return None;
    }
    let digits = raw
        .strip_prefix(letter)
        .or_else(|| raw.strip_prefix(&letter.to_lowercase()))
        .map_or(raw, |rest| rest.trim_start_matches('-'));
    Some(digits.parse().map_err(|_| ()))
}

pub(super) async fn open(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    CheckedForm(typed): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut faults = Faults::new();
    let mut fault =
        |field: &str, sentence: &str| faults.push((field.to_owned(), sentence.to_owned()));
    let title = line(typed.get("title"), 160);
    if title.is_none() {
        fault("title", "Give it a title of at most 160 characters.");
    }
    let venue = Venue::parse(typed.get("venue"));
    if venue.is_none() {
        fault("venue", "Choose where it is, or would be.");
    }
    let mut number = |field: &str, letter: &str| match numbered(typed.get(field), letter) {
        None => None,
        Some(Ok(number)) => Some(number),
        Some(Err(())) => {
            fault(field, "Give a number, or leave it empty.");
            None
        }
    };
    let asset = number("asset", "A");
    let report = number("report", "R");
    let opponent = typed.get("opponent").trim();
    if opponent.chars().count() > 200 || opponent.chars().any(char::is_control) {
        fault("opponent", "Keep it within 200 characters, in one line.");
    }
    if let (true, Some(title), Some(venue)) = (faults.is_empty(), title, venue) {
        let new = NewMatter {
            id: typed.form_id(),
            title: &title,
            venue,
            asset,
            report,
            opponent,
        };
        let mut conn = state.connection().await?;
        match acting::open(&mut conn, &new, officer.person).await {
            Ok(number) => return Ok(see_other(&format!("/room/matters/{number}"))),
            Err(error) => faults.push((String::new(), refusal(error)?)),
        }
    }
    unprocessable(&FormPage {
        form: typed.form_id(),
        frame,
        typed,
        faults,
    })
}

/// Back to the matter, or the matter with what was typed and why it was refused.
async fn answer(
    conn: &mut Connection,
    frame: Frame,
    account: &SignedIn,
    found: (Matter, Standing),
    (typed, mut faults): (Fields, Faults),
    done: Option<Result<(), MattersError>>,
) -> Result<HttpResponse, WebError> {
    match done {
        Some(Ok(())) => {
            return Ok(see_other(&format!("/room/matters/{}", found.0.number)));
        }
        Some(Err(error)) => faults.push((String::new(), refusal(error)?)),
        None => {}
    }
    unprocessable(&page(conn, frame, account, found, (typed, faults)).await?)
}

pub(super) async fn enter(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(typed): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let found = enters(&mut conn, &account, *number).await?;
    let today = bodies::today(&mut conn).await?.day;
    let mut faults = Faults::new();
    let mut fault =
        |field: &str, sentence: &str| faults.push((field.to_owned(), sentence.to_owned()));
    let step = Step::parse(typed.get("step"));
    if step.is_none() {
        fault("step", "Choose what happened.");
    }
    let outcome = Outcome::parse(typed.get("outcome"));
    if step == Some(Step::Close) && outcome.is_none() {
        fault("outcome", "Choose how it ended.");
    }
    if step.is_some_and(|step| step != Step::Close) && outcome.is_some() {
        fault(
            "outcome",
            "Only what closes the matter says how it ended. Leave it empty here.",
        );
    }
    let happened_on = parse_day_of_records(typed.get("happened_on")).filter(|day| *day <= today);
    if happened_on.is_none() {
        fault(
            "happened_on",
            "Give the day on which it happened: today or earlier.",
        );
    }
    let words = words_of(typed.get("words"), 4000);
    if words.is_none() {
        fault(
            "words",
            "Say what happened, within 4,000 characters, and nothing that is between you and counsel: auditors read it.",
        );
    }
    let done = match (faults.is_empty(), step, happened_on, &words) {
        (true, Some(step), Some(happened_on), Some(words)) => Some(
            acting::enter(
                &mut conn,
                (typed.form_id(), found.0.id),
                (step, outcome),
                (happened_on, words),
                PartyId(account.person),
            )
            .await,
        ),
        _ => None,
    };
    answer(&mut conn, frame, &account, found, (typed, faults), done).await
}

pub(super) async fn bind_day(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(typed): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let found = enters(&mut conn, &account, *number).await?;
    let mut faults = Faults::new();
    let mut fault =
        |field: &str, sentence: &str| faults.push((field.to_owned(), sentence.to_owned()));
    let kind = DateKind::parse(typed.get("date_kind"));
    if kind.is_none() {
        fault("date_kind", "Choose what ends or is due on that day.");
    }
    let due_on = parse_day_of_records(typed.get("due_on"));
    if due_on.is_none() {
        fault("due_on", "Give the day.");
    }
    let citation = line(typed.get("citation"), 300);
    if citation.is_none() {
        fault(
            "citation",
            "Say by which rule, order or letter, within 300 characters: a day without its source cannot be checked.",
        );
    }
    let done = match (kind, due_on, &citation) {
        (Some(kind), Some(due_on), Some(citation)) => Some(
            acting::bind_day(
                &mut conn,
                (typed.form_id(), found.0.id),
                kind,
                (due_on, citation),
                PartyId(account.person),
            )
            .await,
        ),
        _ => None,
    };
    answer(&mut conn, frame, &account, found, (typed, faults), done).await
}

pub(super) async fn end_day(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
    path: Path<(i64, i64)>,
    CheckedForm(typed): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let (number, record) = path.into_inner();
    let mut conn = state.connection().await?;
    let found = enters(&mut conn, &account, number).await?;
    let mut faults = Faults::new();
    let (ending_field, became_field) = (format!("ending_{record}"), format!("became_{record}"));
    let ending = DateEnding::parse(typed.get(&ending_field));
    if ending.is_none() {
        faults.push((ending_field, "Choose what became of the day.".to_owned()));
    }
    let words = words_of(typed.get(&became_field), 1000);
    if words.is_none() {
        faults.push((
            became_field,
            "Say what shows it, within 1,000 characters.".to_owned(),
        ));
    }
    let done = match (ending, &words) {
        (Some(ending), Some(words)) => Some(
            acting::end_day(
                &mut conn,
                (found.0.id, record),
                (ending, words),
                PartyId(account.person),
            )
            .await,
        ),
        _ => None,
    };
    answer(&mut conn, frame, &account, found, (typed, faults), done).await
}

pub(super) async fn propose(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(typed): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let found = enters(&mut conn, &account, *number).await?;
    let mut faults = Faults::new();
    let mut fault =
        |field: &str, sentence: &str| faults.push((field.to_owned(), sentence.to_owned()));
    let kind = ProposalKind::parse(typed.get("kind"));
    if kind.is_none() {
        fault("kind", "Choose what the board is to decide.");
    }
    limits::look_for_somebody(&conn, &frame, &account).await?;
    let person = match Address::parse(typed.get("address").trim()) {
        Ok(address) => accounts::store::by_address(&mut conn, &address)
            .await
            .map_err(WebError::internal)?
            .map(|account| PartyId(account.person)),
        Err(_) => None,
    };
    if person.is_none() {
        fault(
            "address",
            "Nobody has an account with this address. Give the mail address by which the person signs in.",
        );
    }
    let raw = typed.get("last_day").trim();
    let last_day = parse_day_of_records(raw);
    if !raw.is_empty() && last_day.is_none() {
        fault("last_day", "Give a day, or leave it empty.");
    } else if last_day.is_some() && kind.is_some_and(|kind| kind != ProposalKind::Retain) {
        fault(
            "last_day",
            "Only counsel is retained to a last day. Leave it empty.",
        );
    }
    let reason = words_of(typed.get("reason"), 1000);
    if reason.is_none() {
        fault("reason", "Say why, within 1,000 characters.");
    }
    let done = match (faults.is_empty(), kind, person, &reason) {
        (true, Some(kind), Some(person), Some(reason)) => {
            let new = NewProposal {
                id: typed.form_id(),
                kind,
                person,
                last_day,
                reason,
            };
            Some(acting::propose(&mut conn, found.0.id, &new, PartyId(account.person)).await)
        }
        _ => None,
    };
    answer(&mut conn, frame, &account, found, (typed, faults), done).await
}

pub(super) async fn declare(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(typed): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let found = enters(&mut conn, &account, *number).await?;
    let mut faults = Faults::new();
    let says = Declaration::parse(typed.get("says"));
    if says.is_none() {
        faults.push(("says".to_owned(), "Choose what you say.".to_owned()));
    }
    let reason = words_of(typed.get("declared"), 1000);
    if reason.is_none() {
        faults.push((
            "declared".to_owned(),
            "Say why, within 1,000 characters, and nothing that is privileged.".to_owned(),
        ));
    }
    let done = match (says, &reason) {
        (Some(says), Some(reason)) => Some(
            acting::declare(
                &mut conn,
                (typed.form_id(), found.0.id),
                (says, reason),
                PartyId(account.person),
            )
            .await,
        ),
        _ => None,
    };
    // Counsel without an office is led away from a page that is theirs no more.
    if matches!(done, Some(Ok(()))) && !account.officer {
        return Ok(see_other("/"));
    }
    answer(&mut conn, frame, &account, found, (typed, faults), done).await
}
