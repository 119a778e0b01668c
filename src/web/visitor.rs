//! Who is asking: put into each request before any handler runs.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use chrono::{DateTime, Utc};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::WebError;
use super::words::Locale;

/// The reader of a page, signed in or not.
#[derive(Clone)]
pub struct Visitor {
    /// The secret of this browser's cookie, from which its form tokens derive.
    pub secret: Zeroizing<[u8; 32]>,
    pub account: Option<SignedIn>,
}

/// A person who has signed in. As an extractor: no session, no entry.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub account: Uuid,
    pub person: Uuid,
    pub name: String,
    /// Whether the person holds an office by which officers act today: shows the way to their room.
    pub officer: bool,
    /// Whether the person is an auditor today: shows the way to theirs.
    pub auditor: bool,
    /// The language they chose, if they did: of pages, where this browser knows of none.
    pub language: Option<Locale>,
    /// The session, which its holder may end.
    pub session: Uuid,
    /// SHA-256 of the session's identity, to which idempotency rows are bound;
    /// it stays while the session's tokens rotate.
    pub session_hash: [u8; 32],
    /// When this was found out, by the database's clock: a moment ago.
    pub at: DateTime<Utc>,
}

impl FromRequest for Visitor {
    type Error = WebError;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(
            request
                .extensions()
                .get::<Self>()
                .cloned()
                .ok_or_else(|| WebError::internal_message("no visitor in the request")),
        )
    }
}

impl FromRequest for SignedIn {
    type Error = WebError;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let account = request
            .extensions()
            .get::<Visitor>()
            .and_then(|visitor| visitor.account.clone());
        ready(account.ok_or_else(|| WebError::SignInFirst {
            next: if request.method().is_safe() {
                request
                    .uri()
                    .path_and_query()
                    .map_or_else(|| "/".to_owned(), ToString::to_string)
            } else {
                // What was posted is gone; the way back is a page.
                "/me".to_owned()
            },
        }))
    }
}
