//! Reading a form with files: bounded, kept in memory, only with this browser's token.

use std::future::Future;
use std::pin::Pin;

use actix_multipart::Multipart;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt;

use super::{Fields, Visitor, WebError, csrf};

/// What a form of many files, or of a whole membership, may hold, in MiB.
pub const LARGE_MIB: usize = 64;
/// All parts of one upload together, where nothing larger is named.
const MIB: usize = 8;

/// A form with files that carries this browser's token, of so many MiB at most.
#[derive(Debug, Default)]
pub struct CheckedUpload<const MOST_MIB: usize = MIB> {
    parts: Vec<(String, Vec<u8>)>,
}

impl<const MOST_MIB: usize> CheckedUpload<MOST_MIB> {
    /// The bytes sent under this name; empty when no file was chosen.
    #[must_use]
    pub fn file(&self, name: &str) -> &[u8] {
        self.parts
            .iter()
            .find(|(part, _)| part == name)
            .map_or(&[], |(_, bytes)| bytes.as_slice())
    }

    /// The text sent under this name; empty when none was, or when it is not UTF-8.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        std::str::from_utf8(self.file(name)).unwrap_or("")
    }

    /// What was typed, without the form's token and these files: to fill the form again.
    #[must_use]
    pub fn fields_beside(&self, files: &[&str]) -> Fields {
        self.parts
            .iter()
            .filter(|(name, _)| name != csrf::FIELD && !files.contains(&name.as_str()))
            .filter_map(|(name, bytes)| {
                let text = std::str::from_utf8(bytes).ok()?;
                (!text.contains('\0')).then(|| (name.clone(), text.to_owned()))
            })
            .collect()
    }
}

impl<const MOST_MIB: usize> FromRequest for CheckedUpload<MOST_MIB> {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let visitor = request.extensions().get::<Visitor>().cloned();
        let multipart = Multipart::new(request.headers(), payload.take());
        Box::pin(async move {
            let visitor =
                visitor.ok_or_else(|| WebError::internal_message("no visitor in the request"))?;
            let parts = read(multipart, &visitor, MOST_MIB * 1024 * 1024).await?;
            Ok(Self { parts })
        })
    }
}

/// How many parts a form has at most: the longest names each of a body's votes.
const MOST_PARTS: usize = 1_000;
/// What a part costs of an upload's bytes beside its own: its headers, and a place to keep it.
const PART_COSTS_BYTES: usize = 1024;
/// How many parts a form of anybody's has at most.
const MOST_PARTS_OF_ANYBODY: usize = 40;
/// How much of a part that is no file is kept.
const MOST_TEXT_BYTES: usize = 64 * 1024;

/// Reads a form with files that anybody may send, without keeping what is too large: of
/// each of these files at most `most_bytes` and one more, by which it is known to be too
/// large. The form's token comes first, so that nothing is read of a foreign one.
///
/// # Errors
/// As of [`CheckedUpload`].
pub async fn sparingly(
    request: &HttpRequest,
    payload: actix_web::web::Payload,
    files: &[&str],
    most_bytes: usize,
) -> Result<CheckedUpload, WebError> {
    let visitor = request.extensions().get::<Visitor>().cloned();
    let visitor = visitor.ok_or_else(|| WebError::internal_message("no visitor in the request"))?;
    let mut multipart = Multipart::new(request.headers(), payload);
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    let mut left = LARGE_MIB * 1024 * 1024;
    while let Some(field) = multipart.next().await {
        let mut field = field.map_err(|_| unreadable())?;
        let name = field.name().ok_or_else(unreadable)?.to_owned();
        let most = if files.contains(&name.as_str()) {
            most_bytes.saturating_add(1)
        } else {
            MOST_TEXT_BYTES
        };
        let mut kept = Vec::new();
        while let Some(chunk) = field.next().await {
            let chunk = chunk.map_err(|_| unreadable())?;
            left = left.checked_sub(chunk.len()).ok_or(WebError::TooLarge)?;
            let room = most.saturating_sub(kept.len());
            kept.extend(chunk.iter().take(room));
        }
        if parts.is_empty() {
            let token = std::str::from_utf8(&kept).unwrap_or("");
            if name != csrf::FIELD || !csrf::matches(&visitor, token) {
                return Err(WebError::ForeignForm);
            }
        }
        if parts.len() == MOST_PARTS_OF_ANYBODY {
            return Err(unreadable());
        }
        parts.push((name, kept));
    }
    if parts.is_empty() {
        return Err(WebError::ForeignForm);
    }
    Ok(CheckedUpload { parts })
}

fn unreadable() -> WebError {
    WebError::Unreadable("This upload came in a shape that cannot be read. Open the page again and send it from there.".into())
}

/// Reads an upload. The form's token comes first, so that nothing is kept of a foreign one, and
/// each part costs something, so that empty ones come to an end as well.
async fn read(
    mut multipart: Multipart,
    visitor: &Visitor,
    most_bytes: usize,
) -> Result<Vec<(String, Vec<u8>)>, WebError> {
    let mut parts = Vec::new();
    let mut left = most_bytes;
    while let Some(field) = multipart.next().await {
        let mut field = field.map_err(|_| unreadable())?;
        let name = field.name().ok_or_else(unreadable)?.to_owned();
        left = left
            .checked_sub(PART_COSTS_BYTES.max(name.len()))
            .ok_or(WebError::TooLarge)?;
        let most = if parts.is_empty() {
            MOST_TEXT_BYTES
        } else {
            left
        };
        let bytes = field
            .bytes(most)
            .await
            .map_err(|_| WebError::TooLarge)?
            .map_err(|_| unreadable())?;
        left -= bytes.len().min(left);
        if parts.is_empty() {
            let token = std::str::from_utf8(&bytes).unwrap_or("");
            if name != csrf::FIELD || !csrf::matches(visitor, token) {
                return Err(WebError::ForeignForm);
            }
        }
        if parts.len() == MOST_PARTS {
            return Err(WebError::TooLarge);
        }
        parts.push((name, bytes.to_vec()));
    }
    if parts.is_empty() {
        return Err(WebError::ForeignForm);
    }
    Ok(parts)
}
