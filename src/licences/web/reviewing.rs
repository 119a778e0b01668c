//! Reviews of a licence, and its end.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::pages::page;
use super::{find, refusal, require_keeping};
use crate::bodies::{self, Officer};
use crate::licences::model::{Outcome, cure_until};
use crate::licences::store::{self, NewReview};
use crate::typed::{file_name, script_fault, words_of};
use crate::web::answer::{see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::times::parse_day_of_records;
use crate::web::{AppState, CheckedForm, CheckedUpload, Fields, Frame, WebError};

/// The controls of documents.
const FILES: [&str; 3] = ["document_1", "document_2", "document_3"];
/// The largest document: 5 MiB.
const MOST_BYTES: usize = 5 * 1024 * 1024;

pub(super) async fn review(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    number: Path<i64>,
    upload: CheckedUpload,
) -> Result<HttpResponse, WebError> {
    require_keeping(&officer)?;
    let mut conn = state.connection().await?;
    let licence = find(&mut conn, *number).await?;
    let today = bodies::today(&mut conn).await?.day;
    let fields = upload.fields_beside(&FILES);
    let mut faults = Faults::new();
    let mut fault =
        |field: &str, sentence: &str| faults.push((field.to_owned(), sentence.to_owned()));
    let due_on = parse_day_of_records(fields.get("due_on"));
    if due_on.is_none() || due_on != licence.next_review(today) {
        fault(
            "",
            "Another review was recorded meanwhile, or none is scheduled. Open the page again.",
        );
    }
    let performed_on = parse_day_of_records(fields.get("performed_on"))
        .filter(|day| *day <= today && *day >= licence.starts_on);
    if performed_on.is_none() {
        fault(
            "performed_on",
            "Give the day on which it was done: by today, and not before the licence began.",
        );
    }
    let findings = words_of(fields.get("findings"), 4000);
    if findings.is_none() {
        fault(
            "findings",
            "Say what was looked at and what was found, within 4,000 characters.",
        );
    }
    let outcome = Outcome::parse(fields.get("outcome"));
    if outcome.is_none() {
        fault("outcome", "Choose what follows.");
    }
    let cure_by = match (outcome, fields.get("cure_by").trim()) {
        (Some(Outcome::Cure), typed) => {
            match parse_day_of_records(typed).filter(|by| performed_on <= Some(*by)) {
                Some(by)
                    if performed_on
                        .and_then(|day| cure_until(licence.review_months, day))
                        .is_some_and(|last| by > last) =>
                {
                    fault(
                        "cure_by",
                        "What a review finds is put right within one interval of reviews. Give an earlier day.",
                    );
                    None
                }
                Some(by) => Some(by),
                None => {
                    fault(
                        "cure_by",
                        "Give the day by which it is put right, not before the review.",
                    );
                    None
                }
            }
        }
        (_, "") => None,
        (_, _) => {
            fault(
                "cure_by",
                "Only where something is to be put right there is a day for it. Leave it empty.",
            );
            None
        }
    };
    let mut documents = Vec::new();
    for (place, control) in (1..).zip(FILES) {
        let bytes = upload.file(control);
        if bytes.is_empty() {
            continue;
        }
        if bytes.len() > MOST_BYTES {
            fault(
                control,
                "This file is larger than 5 MB. Make it smaller, then choose it again.",
            );
        }
        let naming = format!("name_{place}");
        let typed = fields.get(&naming).trim();
        // Whether or not the record takes the name, its end tells what the file is.
        if let Some(sentence) = script_fault(bytes, typed) {
            fault(control, sentence);
        }
        match file_name(typed, &format!("document {place}")) {
            Ok(name) => documents.push((name, bytes)),
            Err(sentence) => fault(&naming, &sentence),
        }
    }
    if FILES.iter().all(|control| upload.file(control).is_empty()) {
        fault(
            "document_1",
            "Add what shows it: a photograph, a report, a letter. A review without evidence protects no mark.",
        );
    }
    if let (true, Some(due_on), Some(performed_on), Some(findings), Some(outcome)) =
        (faults.is_empty(), due_on, performed_on, findings, outcome)
    {
        let new = NewReview {
            id: fields.form_id(),
            due_on,
            performed_on,
            findings: &findings,
            outcome,
            cure_by,
            documents: &documents,
            by: officer.person,
        };
        match store::review(&mut conn, &licence, &new).await {
            Ok(()) => return Ok(see_other(&format!("/room/licences/{number}"))),
            Err(error) => faults.push((String::new(), refusal(error)?)),
        }
    }
    unprocessable(&page(&mut conn, frame, &officer, licence, (fields, faults)).await?)
}

pub(super) async fn end(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    require_keeping(&officer)?;
    let mut conn = state.connection().await?;
    let licence = find(&mut conn, *number).await?;
    let mut faults = Faults::new();
    let mut fault =
        |field: &str, sentence: &str| faults.push((field.to_owned(), sentence.to_owned()));
    let ends_on = parse_day_of_records(fields.get("ends_on"));
    if ends_on.is_none() {
        fault("ends_on", "Give its last day like 2027-07-31.");
    }
    let reason = words_of(fields.get("reason"), 1000);
    if reason.is_none() {
        fault("reason", "Say why it ends, within 1,000 characters.");
    }
    if let (Some(ends_on), Some(reason)) = (ends_on, reason) {
        match store::end(&mut conn, &licence, (ends_on, &reason), officer.person).await {
            Ok(()) => return Ok(see_other(&format!("/room/licences/{number}"))),
            Err(error) => faults.push((String::new(), refusal(error)?)),
        }
    }
    unprocessable(&page(&mut conn, frame, &officer, licence, (fields, faults)).await?)
}
