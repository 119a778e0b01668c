//! The officers' room of keys and acts: upload a key, read an act, take it away, bring a
//! signature, withdraw the act.

mod signing;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpResponse, Responder};
use data_encoding::HEXLOWER;
use uuid::Uuid;

use super::store::{self, ActRow, Caution, KeyError, KeyRow, Standing};
use super::views::{
    ActList, ActPage, Awaited, CautionLine, KeyLine, KeyPage, Row, WithdrawalLine, digests,
    purpose, sentence,
};
use crate::bodies::model::Office;
use crate::bodies::{Afresh, CodeDue, ElectionOfficer, Officer};
use crate::db::Connection;
use crate::evidence::act::Act;
use crate::evidence::leaf::{Leaf, OfficerKey};
use crate::factors;
use crate::seal::keys::{PublicPart, SignPart};
use crate::web::answer::{see_other, unprocessable};
use crate::web::times::Moment;
use crate::web::{AppState, CheckedUpload, Frame, WebError};

/// Routes of keys and acts.
pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/key", web::get().to(key))
        .route("/room/key", web::post().to(upload_key))
        .route("/room/acts", web::get().to(list))
        .route("/room/acts/{number}", web::get().to(show))
        .route("/room/acts/{number}/act.json", web::get().to(file))
        .route(
            "/room/acts/{number}/signatures",
            web::post().to(signing::sign),
        )
        .route(
            "/room/acts/{number}/withdrawal",
            web::post().to(signing::withdraw),
        );
}

/// Where the subject of an act stands in the officers' room: path and name.
pub type Place<'a> = Answer<'a, Option<(String, String)>>;

/// What a subject answers with.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = diesel::QueryResult<T>> + Send + 'a>>;

/// What subjects above tell of their own acts; joined by the assembly.
pub trait Subjects: Send + Sync {
    /// The page of a roll or poll.
    fn place<'a>(&'a self, conn: &'a mut Connection, kind: &'a str, subject: Uuid) -> Place<'a>;

    /// The keys whose signatures of an act of this kind count.
    fn keys<'a>(
        &'a self,
        conn: &'a mut Connection,
        kind: &'a str,
        subject: Uuid,
    ) -> Answer<'a, Vec<KeyRow>>;

    /// What has to be said beside an act that waits.
    fn caution<'a>(
        &'a self,
        conn: &'a mut Connection,
        act: &'a Act,
        subject: Uuid,
    ) -> Answer<'a, Option<Caution>>;
}

/// The subjects as the assembly joins them.
pub type Joined = Arc<dyn Subjects>;

async fn key_page(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    code: CodeDue,
    refusal: Option<String>,
) -> Result<KeyPage, WebError> {
    let now = crate::bodies::store::now(conn)
        .await
        .map_err(WebError::internal)?;
    let rows = store::keys(conn).await.map_err(WebError::internal)?;
    let uploads = store::uploaded_keys(conn)
        .await
        .map_err(WebError::internal)?;
    let own = uploads
        .iter()
        .rfind(|upload| upload.person_id == officer.person.0)
        .and_then(|upload| match PublicPart::parse(upload.part.as_bytes()) {
            Ok(PublicPart::Sign(part)) => Some(part),
            Ok(PublicPart::Seal(_) | PublicPart::Shared(_)) | Err(_) => None,
        })
        .filter(|part| rows.iter().all(|row| row.key != part.key().as_bytes()));
    let awaited = match own {
        None => None,
        Some(part) => Some(Awaited {
            act: store::awaiting(conn, officer.person.0, &part)
                .await
                .map_err(WebError::internal)?,
            takes_an_act: rows.len() >= store::VOUCHERS,
            fingerprint: PublicPart::Sign(part).fingerprint(),
        }),
    };
    // Whoever vouches for a key, or asks later whose it is, compares what the command printed.
    let fingerprint_of = |row: &KeyRow| {
        uploads
            .iter()
            .filter(|upload| upload.person_id == row.person_id)
            .filter_map(|upload| PublicPart::parse(upload.part.as_bytes()).ok())
            .find(|part| matches!(part, PublicPart::Sign(part) if row.key == part.key().as_bytes()))
            .map_or_else(String::new, |part| part.fingerprint())
    };
    Ok(KeyPage {
        name: officer.name.clone(),
        signs: officer.holds(Office::ElectionOfficer),
        keys: rows
            .iter()
            .map(|row| KeyLine {
                name: row.name.clone(),
                key: HEXLOWER.encode(row.key.get(..10).unwrap_or_default()),
                fingerprint: fingerprint_of(row),
                since: Moment::on_page(&frame, row.recorded_at, now),
                mine: row.person_id == officer.person.0,
            })
            .collect(),
        awaited,
        code_due: code.0,
        refusal,
        frame,
    })
}

async fn key(
    officer: Officer,
    code: CodeDue,
    frame: Frame,
    app: Data<AppState>,
) -> Result<impl Responder, WebError> {
    let mut conn = app.connection().await?;
    key_page(&mut conn, frame, &officer, code, None).await
}

/// The part, if it is a standing signing key's and bears the officer's name.
fn own_part(officer: &Officer, file: &[u8]) -> Result<SignPart, String> {
    if file.is_empty() {
        return Err("Choose the file that ends in .pub.".into());
    }
    match PublicPart::parse(file).map_err(|refusal| {
        format!(
            "This is not the public half of a key: {refusal}. Choose the file that ends in .pub."
        )
    })? {
        PublicPart::Seal(_) | PublicPart::Shared(_) => {
            Err("This is the key that ballots are sealed to. Upload it to its poll.".into())
        }
        PublicPart::Sign(part) if part.name() != officer.name => Err(format!(
            "This key bears the name “{}”, but you are signed in as “{}”. Make one with --name \"{}\".",
            part.name(),
            officer.name,
            officer.name
        )),
        PublicPart::Sign(part) if part.poll().is_some() => Err(
            "This key was made for one poll. Make one without --poll: it serves every poll.".into(),
        ),
        PublicPart::Sign(part) => Ok(part),
    }
}

async fn upload_key(
    officer: ElectionOfficer,
    _: Afresh,
    frame: Frame,
    app: Data<AppState>,
    upload: CheckedUpload,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let sentence = match own_part(&officer.0, upload.file("part")) {
        Err(sentence) => sentence,
        Ok(part) => match store::upload_key(&mut conn, officer.0.person.0, &part).await {
            Ok(()) => return Ok(see_other("/room/key")),
            Err(KeyError::Database(error)) => return Err(WebError::internal(error)),
            Err(refusal) => refusal.to_string(),
        },
    };
    unprocessable(&key_page(&mut conn, frame, &officer.0, CodeDue(false), Some(sentence)).await?)
}

async fn list(
    officer: Officer,
    frame: Frame,
    app: Data<AppState>,
    subjects: Data<Joined>,
) -> Result<impl Responder, WebError> {
    let mut conn = app.connection().await?;
    let mut rows = Vec::new();
    // Of one poll there are several acts: what it is called is asked once.
    let mut called: BTreeMap<Uuid, String> = BTreeMap::new();
    for act in store::all(&mut conn).await.map_err(WebError::internal)? {
        let signatures = store::signatures(&mut conn, act.id)
            .await
            .map_err(WebError::internal)?;
        let name = match called.entry(act.subject_id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(asked) => {
                let subject = subjects
                    .place(&mut conn, &act.kind, act.subject_id)
                    .await
                    .map_err(WebError::internal)?;
                asked.insert(subject.map(|(_, name)| name).unwrap_or_default())
            }
        };
        rows.push(Row {
            number: act.number,
            said: act.act().map_or_else(
                |_| "What stands here cannot be read, and is never done.".to_owned(),
                |act| sentence(&frame, act.leaf(), name),
            ),
            standing: act.standing(),
            signed_by: names(signatures.into_iter().map(|signature| signature.name)),
            when: Moment::on_page(&frame, act.recorded_at, act.now),
        });
    }
    let may_sign = ElectionOfficer::is(&officer);
    Ok(ActList {
        frame,
        may_sign,
        rows,
    })
}

/// Each name once, in the order in which they came.
fn names(signatures: impl Iterator<Item = String>) -> Vec<String> {
    let mut names = Vec::new();
    for name in signatures {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

async fn find(conn: &mut Connection, number: i32) -> Result<ActRow, WebError> {
    store::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

/// What was just tried at the page of an act, and refused.
#[derive(Default)]
struct Tried {
    refusal: Option<String>,
    /// The reason, where it was to be withdrawn.
    withdrawal: Option<String>,
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    subjects: &Joined,
    row: &ActRow,
    tried: Tried,
) -> Result<ActPage, WebError> {
    let act = row.act().map_err(WebError::internal)?;
    let keys = subjects
        .keys(conn, &row.kind, row.subject_id)
        .await
        .map_err(WebError::internal)?;
    let own = keys.iter().find(|key| key.person_id == officer.person.0);
    let fingerprint = match act.leaf() {
        Leaf::OfficerKey(leaf) => fingerprint(conn, row.subject_id, leaf).await?,
        _ => None,
    };
    let mut signatures: Vec<(String, Moment)> = Vec::new();
    for line in store::signatures(conn, row.id)
        .await
        .map_err(WebError::internal)?
    {
        if signatures.iter().all(|(name, _)| *name != line.name) {
            let when = Moment::on_page(&frame, line.recorded_at, row.now);
            signatures.push((line.name, when));
        }
    }
    let subject = subjects
        .place(conn, &row.kind, row.subject_id)
        .await
        .map_err(WebError::internal)?;
    let standing = row.standing();
    let waits = standing == Standing::Waiting;
    let caution = match waits {
        true => subjects
            .caution(conn, &act, row.subject_id)
            .await
            .map_err(WebError::internal)?,
        false => None,
    };
    let withdrawal = store::withdrawal(conn, row.id)
        .await
        .map_err(WebError::internal)?;
    let signed_by_me = own.is_some_and(|key| signatures.iter().any(|(name, _)| *name == key.name));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let name = subject.as_ref().map_or("", |(_, name)| name.as_str());
    Ok(ActPage {
        number: row.number,
        purpose: purpose(&row.kind, name),
        said: sentence(&frame, act.leaf(), name),
        digests: digests(act.leaf()),
        words: act.leaf().words(),
        digest: act.leaf().act_digest().to_string(),
        statement: text(&act.leaf().signed_bytes()),
        manifest: act.manifest().map(|manifest| text(manifest.bytes())),
        proposer: row.proposer.clone(),
        proposed: Moment::on_page(&frame, row.recorded_at, row.now),
        ends: Moment::on_page(&frame, row.ends_at, row.now),
        standing,
        caution: caution.map(|caution| CautionLine::new(&frame, caution, row.now)),
        may_withdraw: waits && (signed_by_me || row.proposed_by == officer.person.0),
        withdrawing: tried.withdrawal,
        withdrawal: withdrawal.map(|line| WithdrawalLine {
            when: Moment::on_page(&frame, line.recorded_at, row.now),
            name: line.name,
            reason: line.reason,
        }),
        signed_by_me,
        signatures,
        may_sign: ElectionOfficer::is(officer),
        asked: factors::standing(conn, officer).await?,
        has_key: own.is_some(),
        fingerprint,
        subject,
        refusal: tried.refusal,
        frame,
    })
}

/// Of the public half that an act takes up, as its officer uploaded it.
async fn fingerprint(
    conn: &mut Connection,
    person: Uuid,
    taken_up: &OfficerKey,
) -> Result<Option<String>, WebError> {
    let uploads = store::uploaded_keys(conn)
        .await
        .map_err(WebError::internal)?;
    let parts = uploads
        .iter()
        .rev()
        .filter(|upload| upload.person_id == person)
        .filter_map(|upload| PublicPart::parse(upload.part.as_bytes()).ok());
    Ok(parts
        .filter(|part| matches!(part, PublicPart::Sign(part) if part.key() == taken_up.key))
        .map(|part| part.fingerprint())
        .next())
}

async fn show(
    officer: Officer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    subjects: Data<Joined>,
) -> Result<impl Responder, WebError> {
    let mut conn = app.connection().await?;
    let row = find(&mut conn, *number).await?;
    page(
        &mut conn,
        frame,
        &officer,
        &subjects,
        &row,
        Tried::default(),
    )
    .await
}

async fn file(
    _: Officer,
    number: web::Path<i32>,
    app: Data<AppState>,
) -> Result<impl Responder, WebError> {
    let mut conn = app.connection().await?;
    let row = find(&mut conn, *number).await?;
    let bytes = row
        .act()
        .and_then(|act| act.encode())
        .map_err(WebError::internal)?;
    let disposition = format!("attachment; filename=\"act-{}.json\"", row.number);
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header(("content-disposition", disposition))
        .body(bytes))
}
