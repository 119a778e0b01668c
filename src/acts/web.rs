//! The officers' room of keys and acts: upload a key, read an act, take it away, bring a
//! signature, take it back, withdraw the act.

mod page;
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

use self::page::{Tried, page};
use super::store::{self, ActRow, Caution, KeyError, KeyRow};
use super::views::{ActList, Awaited, KeyLine, KeyPage, Row, sentence};
use crate::bodies::model::Office;
use crate::bodies::{Afresh, CodeDue, ElectionOfficer, Officer};
use crate::db::Connection;
use crate::evidence::act::Act;
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
            "/room/acts/{number}/retraction",
            web::post().to(signing::retract),
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
            signed_by: names(
                signatures
                    .into_iter()
                    .filter(|signature| signature.stands)
                    .map(|signature| signature.name),
            ),
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
