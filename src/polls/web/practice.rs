//! A ballot to practise on, for anyone, and the page of what is not protected.
//!
//! The practice ballot is read, tracked and written as a real one is; it is
//! kept nowhere.

use actix_web::http::StatusCode;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, Responder};
use askama::Template;

use crate::polls::ballot_form::{self, Asked, NotABallot};
use crate::polls::ballot_view::{BallotOption, BallotPage, LimitsPage, PracticePage, sentence};
use crate::seal::ballot::{Choice, Form, Line};
use crate::seal::code::Code;
use crate::seal::hash::{Eid, EnvelopeId, FormKey, Weight, h};
use crate::seal::manifest::PollOption;
use crate::seal::tracker::{OwnPart, Tracker};
use crate::tally::Method;
use crate::web::words::Speaker;
use crate::web::{CheckedForm, Fields, Frame, WebError};

pub(super) fn routes(service: &mut ServiceConfig) {
    service
        .route("/practice", web::get().to(practice))
        .route("/practice", web::post().to(cast))
        .route("/limits", web::get().to(limits));
}

async fn limits(frame: Frame) -> impl Responder {
    LimitsPage { frame }
}

/// Ids of the trees; the catalogue has a name and a statement for each.
const TREES: [(&str, &str, &str); 4] = [
    ("tamarack", "practice-tree-1", "practice-statement-1"),
    ("rowan", "practice-tree-2", "practice-statement-2"),
    ("hornbeam", "practice-tree-3", "practice-statement-3"),
    ("birch", "practice-tree-4", "practice-statement-4"),
];

fn options(t: &Speaker) -> Result<Vec<PollOption>, WebError> {
    TREES
        .into_iter()
        .map(|(id, name, _)| {
            Ok(PollOption {
                id: Code::parse(id).map_err(WebError::internal)?,
                name: t.say(name),
            })
        })
        .collect()
}

fn page(frame: Frame) -> BallotPage {
    let t = frame.t.clone();
    let options = (1_u32..)
        .zip(TREES)
        .map(|(number, (_, name, statement))| BallotOption {
            number,
            name: t.say(name),
            statement: t.say(statement),
            value: "00".into(),
        })
        .collect();
    BallotPage {
        action: "/practice".into(),
        poll: None,
        about: None,
        question: t.say("practice-question"),
        authoritative: None,
        text_digest: None,
        capacity: None,
        method: Method::MeekPrf1,
        max_score: 0,
        seats: 1,
        max_marks: 0,
        options,
        blank: "0".into(),
        motion: String::new(),
        own: OwnPart::suggest(&mut rand::rng()).as_str().to_owned(),
        key: FormKey::random(&mut rand::rng()).to_hex(),
        faults: Vec::new(),
        has_cast: false,
        notes: Vec::new(),
        closes: None,
        cell: None,
        eid: String::new(),
        rules: Vec::new(),
        frame,
    }
}

async fn practice(frame: Frame) -> impl Responder {
    page(frame)
}

async fn cast(
    frame: Frame,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let options = options(&frame.t)?;
    let asked = Asked {
        form: Form::Ranked,
        max_marks: 0,
        shares_ranks: false,
        max_score: 0,
        options: &options,
    };
    let read = match ballot_form::read(asked, &fields) {
        Ok(read) => read,
        Err(NotABallot::Forged) => return Err(WebError::Unreadable(frame.t.say("ballot-forged"))),
        Err(NotABallot::Faults(faults)) => {
            let faults = faults
                .iter()
                .map(|fault| (fault.field.clone(), sentence(&frame.t, fault)))
                .collect();
            let body = super::cast::filled_again(page(frame), &fields, faults)
                .render()
                .map_err(WebError::internal)?;
            return Ok(HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY)
                .content_type("text/html; charset=utf-8")
                .body(body));
        }
    };
    let eid = Eid::from_bytes(*h("practice", &[]).as_bytes());
    let envelope = EnvelopeId::random(&mut rand::rng());
    let tracker = Tracker::derive(&eid, &envelope, &read.key, &read.own);
    let words = in_words(&frame.t, &options, &read.choice);
    let line = Line {
        tracker: tracker.clone(),
        choice: read.choice,
        weight: Weight::ONE,
    };
    let body = PracticePage {
        tracker: tracker.as_str().to_owned(),
        line: line.encode(),
        words,
        frame,
    }
    .render()
    .map_err(WebError::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .body(body))
}

/// The practice ranking as a sentence's end.
fn in_words(t: &Speaker, options: &[PollOption], choice: &Choice) -> String {
    let Choice::Ranked(ranks) = choice else {
        return String::new();
    };
    if ranks.is_empty() {
        return t.say("results-blank-ballot");
    }
    (1_usize..)
        .zip(ranks.iter().flatten())
        .filter_map(|(place, number)| {
            let index = usize::try_from(*number).ok()?.checked_sub(1)?;
            Some(format!("{} {}", t.ordinal(place), options.get(index)?.name))
        })
        .collect::<Vec<_>>()
        .join(", ")
}
