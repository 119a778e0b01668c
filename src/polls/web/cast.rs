//! The ballot: the form, and the answer that is its receipt. Who is let in stands in
//! [`super::entering`].

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpResponse, Responder};
use askama::Template;
use futures_util::future::try_join;

use super::course::{course_notes, of_a_class};
use super::entering::{Booth, enter, opened, over, place};
use super::pages::{authoritative, question};
use crate::polls::ReceiptKey;
use crate::polls::ballot_box::{BallotBox, Voter, mark_key};
use crate::polls::ballot_form::{self, NotABallot};
use crate::polls::ballot_view::{
    BallotOption, BallotPage, Capacity, CellNote, ReceiptPage, sentence,
};
use crate::polls::booth::{Opened, OpenedPolls};
use crate::polls::sealing::Filled;
use crate::polls::store::{self, CastError};
use crate::proxies;
use crate::seal::ballot::Form;
use crate::seal::hash::{FormKey, Weight, h, lp};
use crate::seal::tracker::OwnPart;
use crate::web::form::Faults;
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

fn capacity(booth: &Booth) -> Capacity {
    let entitlement = &booth.entitlement;
    let told = booth.by_proxy.as_ref().map(|(_, told)| told.lines());
    Capacity {
        instructions: told.map(|lines| {
            lines
                .filter(|line| !line.trim().is_empty())
                .map(str::to_owned)
                .collect()
        }),
        member: entitlement.member.clone(),
        class_name: entitlement.class_name.clone(),
        votes: entitlement.votes,
        citation: entitlement.citation.clone(),
    }
}

/// The page with nothing chosen, in the order of this voter.
fn page(frame: Frame, booth: &Booth) -> BallotPage {
    let Booth {
        poll,
        entitlement,
        closes,
        now,
        ..
    } = booth;
    let Opened {
        draft,
        manifest,
        cells,
        winners_only,
        classes,
        about,
        ..
    } = &**poll;
    let votes = u64::try_from(entitlement.votes).unwrap_or(0);
    let sharing = cells.get(&votes).copied().unwrap_or(0);
    let terms = manifest.terms();
    let cell = match (sharing < terms.k, entitlement.disclosed) {
        _ if *winners_only => CellNote::WinnersOnly { k: terms.k },
        (false, _) => CellNote::Hidden { k: terms.k },
        (true, true) => CellNote::Open { members: sharing },
        (true, false) => CellNote::OpenWithheld { members: sharing },
    };
    let translation = draft.translations.get(frame.t.locale.tag());
    let mut options: Vec<BallotOption> = (1_u32..)
        .zip(&draft.options)
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
    BallotPage {
        action: format!("/polls/{}/ballot/{}", poll.number, entitlement.number),
        poll: Some(poll.number),
        about: *about,
        authoritative: authoritative(draft, &frame.t),
        question: question(draft, &frame.t),
        text_digest: draft.text_digest().map(str::to_owned),
        capacity: Some(capacity(booth)),
        method: draft.method,
        max_score: manifest.ballot_rules().max_score(),
        seats: terms.seats,
        max_marks: manifest.ballot_rules().max_marks(),
        options,
        blank: String::new(),
        motion: String::new(),
        own: OwnPart::suggest(&mut rand::rng()).as_str().to_owned(),
        key: FormKey::random(&mut rand::rng()).to_hex(),
        faults: Vec::new(),
        has_cast: entitlement.casts > 0,
        closes: Some(Moment::on_page(&frame, *closes, *now)),
        notes: of_a_class(&frame.t, classes).into_iter().collect(),
        cell: Some(cell),
        eid: eid.to_string(),
        rules: terms
            .rules
            .iter()
            .map(|rule| (rule.citation.clone(), rule.key.clone(), rule.value.clone()))
            .collect(),
        frame,
    }
}

async fn ballot(
    account: SignedIn,
    frame: Frame,
    path: web::Path<(i32, i64)>,
    app: Data<AppState>,
    polls: Data<OpenedPolls>,
    receipt_key: Data<ReceiptKey>,
) -> Result<impl Responder, WebError> {
    let (number, member) = path.into_inner();
    let mut conn = app.connection().await?;
    let poll = opened(&mut conn, &polls, number).await?;
    let place = place(&conn, &account, &poll, member).await?;
    let booth = enter(&mut conn, &frame, poll, place).await?;
    booth.not_open(&mut conn, &frame).await?;
    let poll = &booth.poll;
    if let Some(signer) = receipt_key.signer_for(&poll.manifest)
        && booth.by_proxy.is_some()
    {
        let key = mark_key(signer, &poll.manifest, &booth.entitlement.entitlement);
        let entitlement = &booth.entitlement.entitlement;
        let themselves = store::voted_themselves(&mut conn, poll.poll, entitlement, &key)
            .await
            .map_err(WebError::internal)?;
        if themselves {
            return Err(member_voted(&frame, &booth));
        }
    }
    let notes = course_notes(&mut conn, &frame, poll.poll, &poll.draft, booth.now).await?;
    drop(conn);
    let mut page = page(frame, &booth);
    page.notes.extend(notes);
    Ok(page)
}

/// What the holder of a proxy reads when the member has voted themselves.
fn member_voted(frame: &Frame, booth: &Booth) -> WebError {
    let member = booth.entitlement.member.as_str();
    WebError::Refused(frame.t.say1("ballot-member-voted", "member", member))
}

/// The page as it was filled in, with what has to be changed.
pub(super) fn filled_again(mut page: BallotPage, fields: &Fields, faults: Faults) -> BallotPage {
    for option in &mut page.options {
        let prefix = match Form::of(page.method) {
            Form::Ranked => "r",
            Form::Score => "s",
            Form::Approval | Form::Plurality | Form::Motion => "a",
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
    polls: Data<OpenedPolls>,
    receipt_key: Data<ReceiptKey>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let (number, member) = path.into_inner();
    let mut conn = app.connection().await?;
    let limit = Limit::per_minute("cast", app.config.limit_casts);
    let too_fast = || frame.t.say("ballot-too-fast");
    let poll = opened(&mut conn, &polls, number).await?;
    let whom = account.account.to_string();
    // Both questions go out before either answer comes.
    let ((), place) = try_join(
        limits::take(&conn, limit, &whom, too_fast),
        place(&conn, &account, &poll, member),
    )
    .await?;
    let booth = enter(&mut conn, &frame, poll, place).await?;
    let poll = &*booth.poll;
    let Some(signer) = receipt_key.signer_for(&poll.manifest) else {
        // A poll that takes no ballots now is no loss of this server's.
        booth.not_open(&mut conn, &frame).await?;
        receipt_key.refuses_casts_of(number);
        return Err(WebError::Unavailable(frame.t.say("ballot-no-key")));
    };
    let read = ballot_form::read((&poll.manifest).into(), &fields);
    if read.is_err() {
        // No cast was answered with such a form.
        booth.not_open(&mut conn, &frame).await?;
    }
    let read = match read {
        Ok(read) => read,
        Err(NotABallot::Forged) => return Err(WebError::Unreadable(frame.t.say("ballot-forged"))),
        Err(NotABallot::Faults(faults)) => {
            let faults = faults
                .iter()
                .map(|fault| (fault.field.clone(), sentence(&frame.t, fault)))
                .collect();
            drop(conn);
            let page = filled_again(page(frame, &booth), &fields, faults);
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
        poll: poll.poll,
        number,
        roll: poll.roll,
        draft: &poll.draft,
        closes_at: booth.closes,
        manifest: &poll.manifest,
        signer,
    };
    let accounts = match booth.proxy {
        Some(_) => proxies::store::casters(&mut conn, booth.membership, poll.poll)
            .await
            .map_err(WebError::internal)?,
        None => Vec::new(),
    };
    let voter = Voter {
        account: account.account,
        session: &account.session_hash,
        by_proxy: booth.by_proxy.as_ref().map(|(proxy, _)| *proxy),
        beside: booth.proxy.map(|(_, number)| (number, accounts.as_slice())),
    };
    let body = body_of(&fields);
    let put_in = ballots.put_in(&mut conn, &booth.entitlement, voter, &filled, &body);
    let slip = match put_in.await {
        Ok(slip) => slip,
        Err(error) => {
            if !matches!(error, CastError::Database(_)) {
                // Whatever else is to be said of the ballot comes after that.
                booth.not_open(&mut conn, &frame).await?;
            }
            return Err(match error {
                CastError::NotOpen => over(&mut conn, &frame, poll, booth.closes, booth.now).await,
                CastError::NotEntitled => WebError::Forbidden(frame.t.say("ballot-not-yours")),
                CastError::NoProxy => WebError::Forbidden(frame.t.say("ballot-no-proxy")),
                CastError::MemberVoted => member_voted(&frame, &booth),
                CastError::AnotherBody => WebError::Refused(frame.t.say("ballot-another-body")),
                CastError::Illegal(_) => WebError::Unreadable(frame.t.say("ballot-forged")),
                CastError::Database(error) => WebError::internal(error),
            });
        }
    };
    drop(conn);
    let page = ReceiptPage {
        poll: number,
        question: question(&poll.draft, &frame.t),
        capacity: capacity(&booth),
        tracker: slip.tracker.as_str().to_owned(),
        digest: slip.receipt.digest.to_string(),
        receipt: String::from_utf8(slip.receipt.to_file(&slip.signature))
            .map_err(WebError::internal)?,
        closes: Moment::on_page(&frame, booth.closes, booth.now),
        winners_only: poll.winners_only,
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
