//! The evidence pack of a licence: an index to read, the terms, each document of each
//! review, what the log was told of it, and the proof that it stands there. Made while it
//! is read, one file in hand at a time.

use std::collections::VecDeque;
use std::io;

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{self, Bytes, Data, Path, ServiceConfig};
use askama::Template;
use futures_util::stream;
use uuid::Uuid;

use super::export::zip::Archive;
use crate::bodies::{self, Officer};
use crate::ledger::folder::LogFolder;
use crate::licences::store;
use crate::licences::views::{PackPage, file_of};
use crate::web::{AppState, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service.route(
        "/room/licences/{number}/evidence.zip",
        web::get().to(evidence),
    );
}

/// One file of the pack.
enum Part {
    /// As it is.
    Bytes(Vec<u8>),
    /// A document of a review, by its number and place.
    Document(i64, i32),
    /// The proof that an entry is in the log.
    Proof(u64),
}

struct Pack {
    app: Data<AppState>,
    licence: Uuid,
    parts: VecDeque<(String, Part)>,
    archive: Archive,
    is_whole: bool,
}

impl Pack {
    /// The bytes of the next file, or the archive's end; none when that is out.
    async fn next(&mut self) -> io::Result<Option<Bytes>> {
        if let Some((name, part)) = self.parts.pop_front() {
            let bytes = match part {
                Part::Bytes(bytes) => Some(bytes),
                Part::Document(record, place) => {
                    let mut conn = self.app.db.get().await.map_err(io::Error::other)?;
                    let held = store::document(&mut conn, self.licence, record, place)
                        .await
                        .map_err(io::Error::other)?;
                    held.map(|(_, bytes)| bytes)
                }
                Part::Proof(entry) => {
                    let folder = LogFolder::of(&self.app.config.data);
                    let proof = web::block(move || folder.proof(entry))
                        .await
                        .map_err(io::Error::other)??;
                    // The index says that it is here: without it this is no pack.
                    let proof = proof.ok_or_else(|| {
                        io::Error::other("the log as it is served has become shorter")
                    })?;
                    Some(proof.to_string().into_bytes())
                }
            };
            if let Some(bytes) = bytes {
                self.archive.begin(&name)?;
                self.archive.write(&bytes)?;
            }
            return Ok(Some(self.archive.take().into()));
        }
        if self.is_whole {
            return Ok(None);
        }
        self.is_whole = true;
        self.archive.finish()?;
        Ok(Some(self.archive.take().into()))
    }
}

/// How many entries the log has as this node serves it: of those there are proofs.
async fn proved_entries(app: &AppState) -> Result<u64, WebError> {
    let folder = LogFolder::of(&app.config.data);
    let checkpoint = web::block(move || folder.checkpoint())
        .await
        .map_err(WebError::internal)?
        .map_err(WebError::internal)?;
    Ok(checkpoint.map_or(0, |signed| signed.checkpoint().size()))
}

async fn evidence(
    _: Officer,
    app: Data<AppState>,
    number: Path<i64>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let licence = store::by_number(&mut conn, *number)
        .await
        .map_err(WebError::internal)?
        .filter(store::Licence::counts)
        .ok_or(WebError::NotFound)?;
    let bodies::Today {
        foundation, now, ..
    } = bodies::today(&mut conn).await?;
    let assets = store::assets_of(&mut conn, licence.id)
        .await
        .map_err(WebError::internal)?;
    let (reviews, documents) = store::reviews(&mut conn, licence.id)
        .await
        .map_err(WebError::internal)?;
    drop(conn);
    let proved = proved_entries(&app).await?;
    let mut parts = VecDeque::new();
    parts.push_back(("terms.json".to_owned(), Part::Bytes(licence.terms.clone())));
    for review in &reviews {
        for document in documents.iter().filter(|one| one.review == review.id) {
            let part = Part::Document(review.record, document.place);
            parts.push_back((file_of(review, document), part));
        }
        if let Some(statement) = &review.statement {
            let name = format!("statements/{}.json", review.record);
            parts.push_back((name, Part::Bytes(statement.clone())));
        }
        if let Some(entry) = review.entry_below(proved) {
            let name = format!("proofs/{}.tlog-proof", review.record);
            parts.push_back((name, Part::Proof(entry)));
        }
    }
    let id = licence.id;
    let index = PackPage {
        made_on: foundation.day(now),
        foundation: foundation.name,
        licence,
        assets,
        reviews,
        documents,
        proved,
    };
    let index = index.render().map_err(WebError::internal)?;
    parts.push_front(("index.html".to_owned(), Part::Bytes(index.into_bytes())));
    let pack = Pack {
        app,
        licence: id,
        parts,
        archive: Archive::default(),
        is_whole: false,
    };
    let bytes = stream::unfold(Some(pack), |pack| async {
        let mut pack = pack?;
        match pack.next().await {
            Ok(None) => None,
            Ok(Some(bytes)) => Some((Ok(bytes), Some(pack))),
            // What is cut off has no directory, and is no archive for any reader.
            Err(error) => Some((Err(error), None)),
        }
    });
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/zip"))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"licence-{number}-evidence.zip\""),
        ))
        .streaming(bytes))
}
