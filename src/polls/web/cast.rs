//! The ballot: the form, and the answer that is its receipt.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpResponse, Responder};
use askama::Template;

use super::pages::{find, parties_of, question};
use crate::db::Connection;
use crate::polls::ballot_box::{BallotBox, Voter};
use crate::polls::ballot_form::{self, NotABallot};
use crate::polls::ballot_view::{
    BallotOption, BallotPage, Capacity, CellNote, ReceiptPage, sentence,
};
use crate::polls::model::Phase;
use crate::polls::sealing::Filled;
use crate::polls::store::{self, CastError, Entitlement, Poll};
use crate::polls::{Manifests, ReceiptKey};
use crate::rolls;
use crate::seal::hash::{FormKey, Weight, h, lp};
use crate::seal::manifest::Manifest;
use crate::seal::tracker::OwnPart;
use crate::web::limits::{self, Limit};
use crate::web::times::Moment;
use crate::web::{AppState, CheckedForm, Fields, Frame, SignedIn, WebError};

pub(super) fn routes(service: &mut ServiceConfig) {
    service
        .route("/polls/{number}/ballot/{member}", web::get().to(ballot))
        .route("/polls/{number}/ballot/{member}", web::post().to(cast));
}

/// Receipt pages are padded to a multiple of this, so that whoever cast
/// whatever gets an answer of one length.
const ANSWER_BYTES: usize = 24 * 1024;

/// A connection; when all are taken or the database is away, a sentence says
/// to come back: nobody is left in doubt whether a ballot was received.
async fn connect(
    app: &AppState,
    frame: &Frame,
) -> Result<impl std::ops::DerefMut<Target = Connection> + use<>, WebError> {
    app.db.get().await.map_err(|error| {
        tracing::warn!(%error, "a voter was turned away: there is no connection to the database");
        WebError::Unavailable(frame.t.say("problem-unavailable-sentence"))
    })
}

/// A poll that takes this member's ballot now.
struct Booth {
    poll: Poll,
    manifest: Arc<Manifest>,
    entitlement: Entitlement,
}

async fn enter(
    conn: &mut Connection,
    frame: &Frame,
    account: &SignedIn,
    manifests: &Manifests,
    number: i32,
    member: i64,
) -> Result<Booth, WebError> {
    let poll = find(conn, number).await?;
    let t = &frame.t;
    match poll.phase() {
        Phase::Open => {}
        Phase::Draft | Phase::Scheduled => {
            let opens = Moment::on_page(frame, poll.draft.opens_at, poll.now);
            return Err(WebError::Refused(t.say1(
                "ballot-not-open-yet",
                "time",
                opens.full,
            )));
        }
        Phase::Closing | Phase::Closed | Phase::Counted | Phase::Certified | Phase::Voided => {
            return Err(closed(frame, &poll));
        }
    }
    let manifest = manifests
        .get(conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .ok_or_else(|| WebError::internal_message("an opened poll has no manifest"))?;
    let roll = poll
        .roll
        .ok_or_else(|| WebError::internal_message("an opened poll has no roll"))?;
    let parties = parties_of(conn, frame, account.person, poll.now).await?;
    let entitlement = store::entitlements(conn, poll.id, roll, &parties)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .find(|entitlement| entitlement.number == member)
        .ok_or_else(|| WebError::Forbidden(t.say("ballot-not-yours")))?;
    Ok(Booth {
        poll,
        manifest,
        entitlement,
    })
}

fn closed(frame: &Frame, poll: &Poll) -> WebError {
    let closes = Moment::on_page(frame, poll.draft.closes_at, poll.now);
    WebError::Refused(frame.t.say1("ballot-closed", "time", closes.full))
}

fn capacity(entitlement: &Entitlement) -> Capacity {
    Capacity {
        member: entitlement.member.clone(),
        class_name: entitlement.class_name.clone(),
        votes: entitlement.votes,
        citation: entitlement.citation.clone(),
    }
}

/// The page with nothing chosen, in the order of this voter.
async fn page(conn: &mut Connection, frame: Frame, booth: &Booth) -> Result<BallotPage, WebError> {
    let Booth {
        poll,
        manifest,
        entitlement,
    } = booth;
    let roll = poll
        .roll
        .ok_or_else(|| WebError::internal_message("an opened poll has no roll"))?;
    let cells = rolls::store::cells(conn, roll)
        .await
        .map_err(WebError::internal)?;
    let votes = u64::try_from(entitlement.votes).unwrap_or(0);
    let sharing = cells.get(&votes).copied().unwrap_or(0);
    let terms = manifest.terms();
    let cell = match (sharing < terms.k, entitlement.disclosed) {
        (false, _) => CellNote::Hidden { k: terms.k },
        (true, true) => CellNote::Open { members: sharing },
        (true, false) => CellNote::OpenWithheld { members: sharing },
    };
    let translation = poll.draft.translations.get(frame.t.locale.tag());
    let mut options: Vec<BallotOption> = (1_u32..)
        .zip(&poll.draft.options)
        .map(|(number, option)| BallotOption {
            number,
            name: option.name.clone(),
            statement: translation
                .and_then(|texts| texts.statements.get(&option.id))
                .unwrap_or(&option.statement)
                .clone(),
            value: String::new(),
        })
        .collect();
    let eid = manifest.eid();
    options.sort_by_cached_key(|option| {
        *h(
            "shuffle",
            &[
                eid.as_bytes(),
                &entitlement.entitlement,
                &u64::from(option.number).to_be_bytes(),
            ],
        )
        .as_bytes()
    });
    let shown = question(&poll.draft, &frame.t);
    Ok(BallotPage {
        action: format!("/polls/{}/ballot/{}", poll.number, entitlement.number),
        poll: Some(poll.number),
        authoritative: (shown != poll.draft.question)
            .then(|| (poll.draft.language.clone(), poll.draft.question.clone())),
        question: shown,
        capacity: Some(capacity(entitlement)),
        form: manifest.ballot_rules().form(),
        seats: terms.seats,
        max_marks: manifest.ballot_rules().max_marks(),
        options,
        blank: String::new(),
        motion: String::new(),
        own: OwnPart::suggest(&mut rand::rng()).as_str().to_owned(),
        key: FormKey::random(&mut rand::rng()).to_hex(),
        faults: Vec::new(),
        has_cast: entitlement.casts > 0,
        closes: Some(Moment::on_page(&frame, poll.draft.closes_at, poll.now)),
        cell: Some(cell),
        eid: eid.to_string(),
        rules: terms
            .rules
            .iter()
            .map(|rule| (rule.citation.clone(), rule.key.clone(), rule.value.clone()))
            .collect(),
        frame,
    })
}

async fn ballot(
    account: SignedIn,
    frame: Frame,
    path: web::Path<(i32, i64)>,
    app: Data<AppState>,
    manifests: Data<Manifests>,
) -> Result<impl Responder, WebError> {
    let (number, member) = path.into_inner();
    let mut conn = connect(&app, &frame).await?;
    let booth = enter(&mut conn, &frame, &account, &manifests, number, member).await?;
    page(&mut conn, frame, &booth).await
}

/// The page as it was filled in, with what has to be changed.
pub(super) fn filled_again(
    mut page: BallotPage,
    fields: &Fields,
    faults: Vec<(String, String)>,
) -> BallotPage {
    for option in &mut page.options {
        let prefix = if page.form == crate::seal::ballot::Form::Ranked {
            "r"
        } else {
            "a"
        };
        option.value = fields.get(&format!("{prefix}{}", option.number)).to_owned();
    }
    page.blank = fields.get("blank").to_owned();
    page.motion = fields.get("motion").to_owned();
    page.own = fields.get("own").to_owned();
    page.faults = faults;
    page
}

/// The content of a form for its HMAC: every field, length-prefixed, in order.
fn body_of(fields: &Fields) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields.iter() {
        lp(&mut body, name.as_bytes());
        lp(&mut body, value.as_bytes());
    }
    body
}

async fn cast(
    account: SignedIn,
    frame: Frame,
    path: web::Path<(i32, i64)>,
    app: Data<AppState>,
    manifests: Data<Manifests>,
    receipt_key: Data<ReceiptKey>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let (number, member) = path.into_inner();
    let mut conn = connect(&app, &frame).await?;
    let limit = Limit::per_minute("cast", app.config.limit_casts);
    let too_fast = || frame.t.say("ballot-too-fast");
    limits::take(&mut conn, limit, &account.account.to_string(), too_fast).await?;
    let booth = enter(&mut conn, &frame, &account, &manifests, number, member).await?;
    let signer = receipt_key
        .signer_for(&booth.manifest)
        .ok_or_else(|| WebError::Unavailable(frame.t.say("ballot-no-key")))?;
    let read = match ballot_form::read((&*booth.manifest).into(), &fields) {
        Ok(read) => read,
        Err(NotABallot::Forged) => return Err(WebError::Unreadable(frame.t.say("ballot-forged"))),
        Err(NotABallot::Faults(faults)) => {
            let faults = faults
                .iter()
                .map(|fault| (fault.field.clone(), sentence(&frame.t, fault)))
                .collect();
            let page = filled_again(page(&mut conn, frame, &booth).await?, &fields, faults);
            let body = page.render().map_err(WebError::internal)?;
            return Ok(HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY)
                .content_type("text/html; charset=utf-8")
                .body(body));
        }
    };
    let votes = u64::try_from(booth.entitlement.votes).map_err(WebError::internal)?;
    let filled = Filled {
        choice: read.choice,
        own: read.own,
        key: read.key,
        weight: Weight::new(votes).map_err(WebError::internal)?,
    };
    let ballots = BallotBox {
        poll: &booth.poll,
        manifest: &booth.manifest,
        signer,
    };
    let voter = Voter {
        account: account.account,
        session: &account.session_hash,
    };
    let slip = ballots
        .put_in(
            &mut conn,
            &booth.entitlement,
            voter,
            &filled,
            &body_of(&fields),
        )
        .await
        .map_err(|error| match error {
            CastError::NotOpen => closed(&frame, &booth.poll),
            CastError::NotEntitled => WebError::Forbidden(frame.t.say("ballot-not-yours")),
            CastError::AnotherBody => WebError::Refused(frame.t.say("ballot-another-body")),
            CastError::Illegal(_) => WebError::Unreadable(frame.t.say("ballot-forged")),
            CastError::Database(error) => WebError::internal(error),
        })?;
    let page = ReceiptPage {
        poll: booth.poll.number,
        question: question(&booth.poll.draft, &frame.t),
        capacity: capacity(&booth.entitlement),
        tracker: slip.tracker.as_str().to_owned(),
        digest: slip.receipt.digest.to_string(),
        receipt: String::from_utf8(slip.receipt.to_file(&slip.signature))
            .map_err(WebError::internal)?,
        closes: Moment::on_page(&frame, booth.poll.draft.closes_at, booth.poll.now),
        frame,
    };
    let mut body = page.render().map_err(WebError::internal)?;
    let padded = body.len().next_multiple_of(ANSWER_BYTES);
    body.extend(std::iter::repeat_n(' ', padded - body.len()));
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header(("cache-control", "no-store"))
        .body(body))
}
