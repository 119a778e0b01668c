//! The officers' room: draft, keys, opening, envelopes out, statements in, certification.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpResponse, Responder};
use data_encoding::HEXLOWER;
use uuid::Uuid;

use crate::acts;
use crate::acts::store::ActRow;
use crate::bodies::{ElectionOfficer, Officer};
use crate::db::Connection;
use crate::evidence::leaf::PollCertified;
use crate::polls::draft::{DraftErrors, DraftForm, Translation};
use crate::polls::model::Phase;
use crate::polls::readiness::{OpeningRules, RollFacts, readiness};
use crate::polls::store::{self, KeyRow, OpenedFiles, Poll};
use crate::polls::views::{
    AfterClose, CertificationLine, DraftPage, KeyLine, OpeningLine, RoomList, RoomPoll, Row,
};
use crate::polls::{ReceiptKey, assemble};
use crate::rolls;
use crate::rulebook::keys;
use crate::rulebook::store as rulebook;
use crate::seal::hash::{PollId, PublicKey, sha256};
use crate::seal::keys::PublicPart;
use crate::seal::manifest::Manifest;
use crate::web::times::Moment;
use crate::web::words::Locale;
use crate::web::{AppState, CheckedForm, CheckedUpload, Fields, Frame, Site, WebError};

pub(super) fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/polls", web::get().to(list))
        .route("/room/polls", web::post().to(create))
        .route("/room/polls/new", web::get().to(new))
        .route("/room/polls/{number}", web::get().to(show))
        .route("/room/polls/{number}/draft", web::get().to(edit))
        .route("/room/polls/{number}/draft", web::post().to(save))
        .route("/room/polls/{number}/keys", web::post().to(upload_key))
        .route("/room/polls/{number}/opening", web::post().to(open))
        .route(
            "/room/polls/{number}/envelopes.jsonl",
            web::get().to(envelopes),
        )
        .route("/room/polls/{number}/unsealing", web::post().to(unseal))
        .route("/room/polls/{number}/reveal", web::post().to(reveal))
        .route(
            "/room/polls/{number}/certification",
            web::post().to(certify),
        )
        .route("/room/polls/{number}/set-aside", web::post().to(set_aside))
        .route("/room/polls/{number}/voiding", web::post().to(void));
}

async fn connect(
    app: &AppState,
) -> Result<impl std::ops::DerefMut<Target = Connection> + use<>, WebError> {
    app.db.get().await.map_err(WebError::internal)
}

async fn find(conn: &mut Connection, number: i32) -> Result<Poll, WebError> {
    store::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

fn site(frame: &Frame) -> Result<&Site, WebError> {
    frame.site.as_ref().ok_or(WebError::NotFound)
}

async fn list(
    officer: Officer,
    frame: Frame,
    app: Data<AppState>,
) -> Result<impl Responder, WebError> {
    let mut conn = connect(&app).await?;
    let polls = store::all(&mut conn, true)
        .await
        .map_err(WebError::internal)?;
    let rows = polls
        .iter()
        .map(|poll| Row {
            number: poll.number,
            question: poll.draft.question.clone(),
            phase: poll.phase(),
            opens: Moment::on_page(&frame, poll.draft.opens_at, poll.now),
            closes: Moment::on_page(&frame, poll.draft.closes_at, poll.now),
        })
        .collect();
    Ok(RoomList {
        frame,
        rows,
        drafts: ElectionOfficer::is(&officer),
    })
}

/// The draft's page around a form, with the rolls that can be chosen.
async fn draft_page(
    conn: &mut Connection,
    frame: Frame,
    number: Option<i32>,
    form: DraftForm,
    options: Vec<(String, String)>,
) -> Result<DraftPage, WebError> {
    let zone = site(&frame)?.zone.to_string();
    let rolls = rolls::store::all(conn).await.map_err(WebError::internal)?;
    let rolls = rolls
        .iter()
        .filter(|roll| roll.is_certified())
        .map(|roll| {
            let label = format!(
                "Roll {} of record date {}: {} members, {} votes",
                roll.number, roll.record_date, roll.leaves, roll.votes
            );
            (roll.id.to_string(), label)
        })
        .collect();
    Ok(DraftPage {
        frame,
        number,
        form,
        errors: DraftErrors::default(),
        refusal: None,
        rolls,
        options,
        zone: format!("Day and time in {zone}."),
        languages: [Locale::English, Locale::German]
            .iter()
            .map(|locale| (locale.tag().to_owned(), locale.own_name().to_owned()))
            .collect(),
    })
}

async fn new(
    _: ElectionOfficer,
    frame: Frame,
    app: Data<AppState>,
) -> Result<impl Responder, WebError> {
    let mut conn = connect(&app).await?;
    let form = DraftForm {
        language: Locale::English.tag().to_owned(),
        method: "meek-prf-1".into(),
        seats: "1".into(),
        majority: "1/2".into(),
        ..DraftForm::default()
    };
    draft_page(&mut conn, frame, None, form, Vec::new()).await
}

fn form_of(fields: &Fields) -> DraftForm {
    let text = |name: &str| fields.get(name).to_owned();
    let mut form = DraftForm {
        question: text("question"),
        language: text("language"),
        method: text("method"),
        options: text("options"),
        seats: text("seats"),
        majority: text("majority"),
        opens: text("opens"),
        closes: text("closes"),
        roll: text("roll"),
        small_cells: text("small_cells"),
        ..DraftForm::default()
    };
    for locale in [Locale::English, Locale::German] {
        let question = text(&format!("question-{}", locale.tag()));
        form.translations.insert(
            locale.tag().to_owned(),
            Translation {
                question,
                ..Translation::default()
            },
        );
    }
    for (name, value) in fields.iter() {
        let Some(rest) = name.strip_prefix("statement-") else {
            continue;
        };
        let translated = form
            .translations
            .iter_mut()
            .find_map(|(language, translation)| {
                Some((
                    rest.strip_prefix(language.as_str())?.strip_prefix('-')?,
                    translation,
                ))
            });
        match translated {
            Some((option, translation)) => {
                translation
                    .statements
                    .insert(option.to_owned(), value.to_owned());
            }
            None => {
                form.statements.insert(rest.to_owned(), value.to_owned());
            }
        }
    }
    form
}

async fn create(
    officer: ElectionOfficer,
    frame: Frame,
    app: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let form = form_of(&fields);
    let mut conn = connect(&app).await?;
    let now = crate::bodies::store::now(&mut conn)
        .await
        .map_err(WebError::internal)?;
    match form.parse(site(&frame)?.zone, now) {
        Ok(draft) => {
            let number = store::create(&mut conn, officer.0.person.0, &draft)
                .await
                .map_err(WebError::internal)?;
            Ok(see(&format!("/room/polls/{number}")))
        }
        Err(errors) => {
            let page = draft_page(&mut conn, frame, None, form, Vec::new()).await?;
            unprocessable(&DraftPage {
                errors: *errors,
                ..page
            })
        }
    }
}

fn see(path: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header(("location", path))
        .finish()
}

fn unprocessable(page: &impl askama::Template) -> Result<HttpResponse, WebError> {
    let body = page.render().map_err(WebError::internal)?;
    Ok(HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY)
        .content_type("text/html; charset=utf-8")
        .body(body))
}

fn options_of(poll: &Poll) -> Vec<(String, String)> {
    poll.draft
        .options
        .iter()
        .map(|option| (option.id.clone(), option.name.clone()))
        .collect()
}

async fn edit(
    _: ElectionOfficer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
) -> Result<impl Responder, WebError> {
    let mut conn = connect(&app).await?;
    let poll = find(&mut conn, *number).await?;
    if poll.facts.opened {
        return Err(WebError::Refused(
            "This poll has been opened: nothing in it changes any more.".into(),
        ));
    }
    let form = DraftForm::of(&poll.draft, site(&frame)?.zone);
    let options = options_of(&poll);
    draft_page(&mut conn, frame, Some(poll.number), form, options).await
}

async fn save(
    officer: ElectionOfficer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let form = form_of(&fields);
    let mut conn = connect(&app).await?;
    let poll = find(&mut conn, *number).await?;
    let options = options_of(&poll);
    let draft = match form.parse(site(&frame)?.zone, poll.now) {
        Ok(draft) => draft,
        Err(errors) => {
            let page = draft_page(&mut conn, frame, Some(poll.number), form, options).await?;
            return unprocessable(&DraftPage {
                errors: *errors,
                ..page
            });
        }
    };
    match store::save(&mut conn, &poll, officer.0.person.0, &draft).await {
        Ok(()) => Ok(see(&format!("/room/polls/{}", poll.number))),
        Err(store::SaveError::Database(error)) => Err(WebError::internal(error)),
        Err(refusal) => {
            let page = draft_page(&mut conn, frame, Some(poll.number), form, options).await?;
            unprocessable(&DraftPage {
                refusal: Some(refusal.to_string()),
                ..page
            })
        }
    }
}

async fn show(
    officer: Officer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    receipt_key: Data<ReceiptKey>,
) -> Result<impl Responder, WebError> {
    let mut conn = connect(&app).await?;
    let poll = find(&mut conn, *number).await?;
    room_page(&mut conn, frame, &officer, &poll, &receipt_key, None).await
}

async fn opening_rules(conn: &mut Connection, poll: &Poll) -> Result<OpeningRules, WebError> {
    let min = rulebook::as_of(conn, keys::RECORD_DATE_MIN_DAYS, poll.now)
        .await
        .map_err(WebError::internal)?;
    let max = rulebook::as_of(conn, keys::RECORD_DATE_MAX_DAYS, poll.now)
        .await
        .map_err(WebError::internal)?;
    let k = rulebook::as_of(conn, keys::CELLS_K, poll.now)
        .await
        .map_err(WebError::internal)?;
    let mut officers = Vec::new();
    for key in [keys::OPENING_OFFICERS, keys::CERTIFYING_OFFICERS] {
        let rule = rulebook::as_of(conn, key, poll.now)
            .await
            .map_err(WebError::internal)?;
        officers.push((rule.count().map_err(WebError::internal)?, rule.citation));
    }
    let (officers, officers_citation) = officers.into_iter().max().unwrap_or_default();
    Ok(OpeningRules {
        min_days: i64::from(min.count().map_err(WebError::internal)?),
        max_days: i64::from(max.count().map_err(WebError::internal)?),
        record_date_citation: min.citation,
        k: u64::from(k.count().map_err(WebError::internal)?),
        k_citation: k.citation,
        officers,
        officers_citation,
    })
}

async fn roll_facts(conn: &mut Connection, poll: &Poll) -> Result<Option<RollFacts>, WebError> {
    let Some(id) = poll.draft.roll else {
        return Ok(None);
    };
    let Some(roll) = rolls::store::by_id(conn, id)
        .await
        .map_err(WebError::internal)?
    else {
        return Ok(None);
    };
    Ok(Some(RollFacts {
        number: roll.number,
        record_date: roll.record_date,
        certified: roll.is_certified(),
        cells: rolls::store::cells(conn, id)
            .await
            .map_err(WebError::internal)?,
    }))
}

async fn room_page(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    poll: &Poll,
    receipt_key: &ReceiptKey,
    refusal: Option<String>,
) -> Result<RoomPoll, WebError> {
    let zone = site(&frame)?.zone;
    let keys = store::keys(conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    let roll = roll_facts(conn, poll).await?;
    let rules = opening_rules(conn, poll).await?;
    let signers = keys.iter().filter(|key| key.kind == "sign").count();
    let sealed = keys.iter().any(|key| key.kind == "seal");
    let items = readiness(
        &poll.draft,
        roll.as_ref(),
        sealed,
        signers,
        &rules,
        zone,
        poll.now,
    );
    let manifest = if poll.facts.opened {
        store::manifest(conn, poll.id)
            .await
            .map_err(WebError::internal)?
    } else if items.iter().all(|item| item.ready) {
        assemble(conn, poll, receipt_key.public())
            .await
            .map_err(WebError::internal)?
            .ok()
    } else {
        None
    };
    let after = match &manifest {
        Some(manifest) if poll.facts.closed => {
            Some(after_close(conn, &frame, poll, manifest).await?)
        }
        _ => None,
    };
    let waiting: Vec<ActRow> = acts::store::about(conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .filter(|act| act.standing() == acts::Standing::Waiting)
        .collect();
    let act = match &manifest {
        Some(manifest) if !poll.facts.opened => store::opening_that_waits(conn, poll.id, manifest)
            .await
            .map_err(WebError::internal)?,
        _ => {
            let certifies = |act: &&ActRow| act.kind == PollCertified::KIND;
            waiting.iter().find(certifies).map(|act| act.number)
        }
    };
    // In a draft, what was prepared before its last change opens nothing.
    let (outdated, waiting) = waiting
        .iter()
        .map(|act| act.number)
        .partition(|number| !poll.facts.opened && act != Some(*number));
    let drafted_by = crate::parties::store::name(conn, crate::parties::PartyId(poll.drafted_by))
        .await
        .map_err(WebError::internal)?
        .unwrap_or_default();
    Ok(RoomPoll {
        number: poll.number,
        poll: HEXLOWER.encode(poll.id.as_bytes()),
        draft: poll.draft.clone(),
        phase: poll.phase(),
        voided: store::voided(conn, poll.id)
            .await
            .map_err(WebError::internal)?,
        opens: Moment::on_page(&frame, poll.draft.opens_at, poll.now),
        closes: Moment::on_page(&frame, poll.draft.closes_at, poll.now),
        roll: roll.map_or_else(
            || "Not chosen yet".to_owned(),
            |roll| format!("Roll {} of record date {}", roll.number, roll.record_date),
        ),
        readiness: items,
        keys: keys
            .iter()
            .map(|key| KeyLine {
                officer: key.name.clone(),
                kind: if key.kind == "seal" {
                    "seals ballots"
                } else {
                    "signs, and a share of the lot"
                },
                fingerprint: HEXLOWER.encode(&sha256(&key.key).as_bytes()[..10]),
            })
            .collect(),
        drafted_by,
        drafted_by_me: poll.drafted_by == officer.person.0,
        drafts: ElectionOfficer::is(officer),
        eid: poll
            .facts
            .opened
            .then(|| manifest.as_ref().map(|manifest| manifest.eid().to_string()))
            .flatten(),
        manifest: manifest.map(|manifest| String::from_utf8_lossy(manifest.bytes()).into_owned()),
        after,
        act,
        waiting,
        outdated,
        refusal,
        version: poll.version,
        frame,
    })
}

async fn after_close(
    conn: &mut Connection,
    frame: &Frame,
    poll: &Poll,
    manifest: &Manifest,
) -> Result<AfterClose, WebError> {
    let closing = store::closing(conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .ok_or_else(|| WebError::internal_message("a closed poll has no closing set"))?;
    let unsealings = store::unsealings(conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    let reveals = store::reveals(conn, poll.id, manifest)
        .await
        .map_err(WebError::internal)?;
    let certifications = store::certifications(conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    let openings: Vec<OpeningLine> = unsealings
        .iter()
        .filter_map(|opening| {
            let signed = opening.signed()?;
            let statement = signed.statement;
            Some(OpeningLine {
                officer: statement.officer,
                lines: statement.lines,
                votes: statement.votes,
                ballots: statement.ballots.to_string(),
                undecodable: statement
                    .undecodable
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
                clashing: statement.clashing.iter().map(ToString::to_string).collect(),
                when: Moment::on_page(frame, opening.recorded_at, poll.now),
            })
        })
        .collect();
    let mut hindering: Vec<String> = openings
        .iter()
        .flat_map(|opening| opening.undecodable.iter().chain(&opening.clashing))
        .cloned()
        .collect();
    hindering.sort_unstable();
    hindering.dedup();
    let set_aside = store::set_aside(conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .len();
    let due = store::openings_due(conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    Ok(AfterClose {
        awaited_openings: due.saturating_sub(openings.len()),
        hindering,
        set_aside,
        cast: closing.cast_count,
        superseded: closing.superseded,
        live: closing.live,
        votes: closing.votes,
        live_root: HEXLOWER.encode(&closing.live_root),
        openings_agree: openings
            .windows(2)
            .all(|pair| pair[0].ballots == pair[1].ballots),
        openings,
        awaited_reveals: manifest
            .terms()
            .officers
            .iter()
            .filter(|one| !reveals.iter().any(|reveal| reveal.by == one.name))
            .map(|one| one.name.clone())
            .collect(),
        certifications: certifications
            .into_iter()
            .map(|line| CertificationLine {
                officer: line.name,
                when: Moment::on_page(frame, line.recorded_at, poll.now),
            })
            .collect(),
    })
}

/// The room's page again, with a sentence about what was refused.
async fn refused(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    poll: &Poll,
    receipt_key: &ReceiptKey,
    sentence: String,
) -> Result<HttpResponse, WebError> {
    let page = room_page(conn, frame, officer, poll, receipt_key, Some(sentence)).await?;
    unprocessable(&page)
}

async fn upload_key(
    officer: ElectionOfficer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    receipt_key: Data<ReceiptKey>,
    upload: CheckedUpload,
) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&app).await?;
    let poll = find(&mut conn, *number).await?;
    let counting = acts::store::keys(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let row = match key_row(&poll, &officer.0, &counting, upload.file("part")) {
        Ok(row) => row,
        Err(sentence) => {
            return refused(&mut conn, frame, &officer.0, &poll, &receipt_key, sentence).await;
        }
    };
    match store::add_key(&mut conn, poll.id, &row).await {
        Ok(()) => Ok(see(&format!("/room/polls/{}", poll.number))),
        Err(store::SaveError::Database(error)) => Err(WebError::internal(error)),
        Err(refusal) => {
            refused(
                &mut conn,
                frame,
                &officer.0,
                &poll,
                &receipt_key,
                refusal.to_string(),
            )
            .await
        }
    }
}

/// What an uploaded public half says, if it is of this poll and this officer.
fn key_row(
    poll: &Poll,
    officer: &Officer,
    counting: &[acts::store::KeyRow],
    file: &[u8],
) -> Result<KeyRow, String> {
    if file.is_empty() {
        return Err("Choose the file that ends in .pub.".into());
    }
    let this = PollId::from_bytes(*poll.id.as_bytes());
    let part = PublicPart::parse(file).map_err(|error| error.to_string())?;
    match part {
        PublicPart::Seal(part) if part.poll != this => Err(
            "This key was made for another poll. Make one with the poll’s id that stands here."
                .into(),
        ),
        PublicPart::Seal(part) => Ok(KeyRow {
            person_id: officer.person.0,
            kind: "seal".into(),
            name: officer.name.clone(),
            key: part.key.to_bytes(),
            reveal: None,
        }),
        PublicPart::Sign(part) if part.poll().is_some_and(|poll| poll != this) => Err(
            "This key was made for another poll. Make one with the poll’s id that stands here."
                .into(),
        ),
        PublicPart::Sign(part) if part.name() != officer.name => Err(format!(
            "This key bears the name “{}”, but you are signed in as “{}”. Make one with --name \"{}\".",
            part.name(),
            officer.name,
            officer.name
        )),
        PublicPart::Sign(part) if part.poll().is_none() => Err(
            "This is your standing key, which serves every poll. Its share of this poll’s lot is made with commonhold officer share, as it stands here."
                .into(),
        ),
        PublicPart::Sign(part)
            if counting
                .iter()
                .all(|key| key.person_id != officer.person.0 || key.key != part.key().as_bytes()) =>
        {
            Err("This is not your key that counts. Upload its public half under Your key first.".into())
        }
        PublicPart::Sign(part) => Ok(KeyRow {
            person_id: officer.person.0,
            kind: "sign".into(),
            name: officer.name.clone(),
            key: PublicKey::as_bytes(&part.key()).to_vec(),
            reveal: Some(part.reveal().as_bytes().to_vec()),
        }),
    }
}

async fn open(
    officer: ElectionOfficer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    receipt_key: Data<ReceiptKey>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&app).await?;
    let poll = find(&mut conn, *number).await?;
    let zone = site(&frame)?.zone;
    let keys = store::keys(&mut conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    let roll = roll_facts(&mut conn, &poll).await?;
    let rules = opening_rules(&mut conn, &poll).await?;
    let signers = keys.iter().filter(|key| key.kind == "sign").count();
    let sealed = keys.iter().any(|key| key.kind == "seal");
    let gaps = readiness(
        &poll.draft,
        roll.as_ref(),
        sealed,
        signers,
        &rules,
        zone,
        poll.now,
    );
    let sentence = if poll.facts.opened {
        Some("This poll is open already.".to_owned())
    } else if fields.get("version") != poll.version.to_string() {
        Some(store::OpenError::Changed.to_string())
    } else {
        gaps.into_iter()
            .find(|item| !item.ready)
            .map(|item| item.sentence)
    };
    if let Some(sentence) = sentence {
        return refused(&mut conn, frame, &officer.0, &poll, &receipt_key, sentence).await;
    }
    let manifest = match assemble(&mut conn, &poll, receipt_key.public())
        .await
        .map_err(WebError::internal)?
    {
        Ok(manifest) => manifest,
        Err(refusal) => {
            return refused(
                &mut conn,
                frame,
                &officer.0,
                &poll,
                &receipt_key,
                refusal.to_string(),
            )
            .await;
        }
    };
    match store::prepare_opening(&mut conn, &poll, &manifest, officer.0.person.0).await {
        Ok(act) => Ok(see(&format!("/room/acts/{act}"))),
        Err(store::OpenError::Database(error)) => Err(WebError::internal(error)),
        Err(refusal) => {
            refused(
                &mut conn,
                frame,
                &officer.0,
                &poll,
                &receipt_key,
                refusal.to_string(),
            )
            .await
        }
    }
}

/// A closed poll with its manifest and roll, for what happens after the close.
async fn closed(conn: &mut Connection, number: i32) -> Result<(Poll, Manifest, Uuid), WebError> {
    let poll = find(conn, number).await?;
    if poll.facts.voided {
        return Err(WebError::Refused(
            "This poll was ended without a result: nothing in it is opened or counted.".into(),
        ));
    }
    if !poll.facts.closed {
        return Err(WebError::Refused(match poll.phase() {
            Phase::Draft => "This poll is a draft: there is nothing to open.".into(),
            _ => "This poll is not closed yet: its envelopes stay where they are.".into(),
        }));
    }
    let manifest = store::manifest(conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    match (manifest, poll.roll) {
        (Some(manifest), Some(roll)) => Ok((poll, manifest, roll)),
        _ => Err(WebError::internal_message(
            "a closed poll has no manifest or no roll",
        )),
    }
}

async fn envelopes(
    _: ElectionOfficer,
    number: web::Path<i32>,
    app: Data<AppState>,
) -> Result<impl Responder, WebError> {
    let mut conn = connect(&app).await?;
    let (poll, manifest, roll) = closed(&mut conn, *number).await?;
    let leaves = rolls::store::leaves(&mut conn, roll)
        .await
        .map_err(WebError::internal)?;
    let export = store::envelopes(&mut conn, poll.id, roll, leaves, &manifest)
        .await
        .map_err(WebError::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("application/jsonl")
        .insert_header((
            "content-disposition",
            "attachment; filename=\"envelopes.jsonl\"",
        ))
        .body(export.encode()))
}

async fn unseal(
    officer: ElectionOfficer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    receipt_key: Data<ReceiptKey>,
    upload: CheckedUpload,
) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&app).await?;
    let (poll, manifest, _) = closed(&mut conn, *number).await?;
    let closing = store::closing(&mut conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .ok_or_else(|| WebError::internal_message("a closed poll has no closing set"))?;
    let files = OpenedFiles {
        statement: upload.file("statement").to_vec(),
        ballots: upload.file("ballots").to_vec(),
        open: upload.file("open").to_vec(),
        reveal: upload.file("reveal").to_vec(),
    };
    match store::add_unsealing(
        &mut conn,
        poll.id,
        &manifest,
        &closing,
        officer.0.person.0,
        &files,
    )
    .await
    {
        Ok(()) => Ok(see(&format!("/room/polls/{}", poll.number))),
        Err(store::UploadError::Database(error)) => Err(WebError::internal(error)),
        Err(refusal) => {
            refused(
                &mut conn,
                frame,
                &officer.0,
                &poll,
                &receipt_key,
                refusal.to_string(),
            )
            .await
        }
    }
}

async fn reveal(
    officer: ElectionOfficer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    receipt_key: Data<ReceiptKey>,
    upload: CheckedUpload,
) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&app).await?;
    let (poll, manifest, _) = closed(&mut conn, *number).await?;
    let file = upload.file("reveal");
    match store::add_reveal(&mut conn, poll.id, &manifest, officer.0.person.0, file).await {
        Ok(()) => Ok(see(&format!("/room/polls/{}", poll.number))),
        Err(store::UploadError::Database(error)) => Err(WebError::internal(error)),
        Err(refusal) => {
            refused(
                &mut conn,
                frame,
                &officer.0,
                &poll,
                &receipt_key,
                refusal.to_string(),
            )
            .await
        }
    }
}

async fn certify(
    officer: ElectionOfficer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    receipt_key: Data<ReceiptKey>,
    _: CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&app).await?;
    let (poll, manifest, _) = closed(&mut conn, *number).await?;
    match store::prepare_certification(&mut conn, &poll, &manifest, officer.0.person.0).await {
        Ok(act) => Ok(see(&format!("/room/acts/{act}"))),
        Err(store::CountError::Database(error)) => Err(WebError::internal(error)),
        Err(refusal) => {
            refused(
                &mut conn,
                frame,
                &officer.0,
                &poll,
                &receipt_key,
                refusal.to_string(),
            )
            .await
        }
    }
}

async fn set_aside(
    officer: ElectionOfficer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    receipt_key: Data<ReceiptKey>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&app).await?;
    let (poll, manifest, _) = closed(&mut conn, *number).await?;
    let (digests, reason) = (fields.get("digests"), fields.get("reason"));
    let by = officer.0.person.0;
    let prepared = store::prepare_set_aside(&mut conn, &poll, &manifest, digests, reason, by).await;
    decided(&mut conn, frame, &officer.0, &poll, &receipt_key, prepared).await
}

async fn void(
    officer: ElectionOfficer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    receipt_key: Data<ReceiptKey>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&app).await?;
    let poll = find(&mut conn, *number).await?;
    let manifest = store::manifest(&mut conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .ok_or_else(|| {
            WebError::Refused("This poll is a draft: there is nothing to end.".into())
        })?;
    let (reason, by) = (fields.get("reason"), officer.0.person.0);
    let prepared = store::prepare_voiding(&mut conn, &poll, &manifest, reason, by).await;
    decided(&mut conn, frame, &officer.0, &poll, &receipt_key, prepared).await
}

/// To the act that was prepared, or back to the room with the sentence.
async fn decided(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    poll: &Poll,
    receipt_key: &ReceiptKey,
    prepared: Result<i32, store::DecisionError>,
) -> Result<HttpResponse, WebError> {
    match prepared {
        Ok(act) => Ok(see(&format!("/room/acts/{act}"))),
        Err(store::DecisionError::Database(error)) => Err(WebError::internal(error)),
        Err(refusal) => refused(conn, frame, officer, poll, receipt_key, refusal.to_string()).await,
    }
}
