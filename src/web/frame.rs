//! What stands around every page: foundation, language, who is reading.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use chrono_tz::Tz;

use super::error::encode_path;
use super::visitor::{SignedIn, Visitor};
use super::words::{Locale, Speaker};
use super::{AppState, Site, WebError, csrf};

/// The first field of every page's view struct, named `frame`.
#[derive(Clone)]
pub struct Frame {
    /// The foundation's name; the program's own before there is a foundation.
    pub foundation: String,
    pub site: Option<Site>,
    /// Speaks the visitor's language.
    pub t: Speaker,
    pub csrf: String,
    pub account: Option<SignedIn>,
    /// Path and query of this page, where the language menu returns to.
    pub here: String,
    /// How many things wait for the reader, on the pages that ask.
    pub waiting: Option<usize>,
    /// The demonstration holds the officers' keys, and says so on every page.
    pub demo: bool,
    /// Nothing decided here counts, as every page says.
    pub rehearsal: bool,
}

impl Frame {
    /// The frame of this request; none outside the middleware that identifies the visitor.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Option<Self> {
        let state = request.app_data::<Data<AppState>>()?;
        // It reads cookies, which the framework keeps in the extensions: first.
        let chosen = Locale::of_cookie(request, state.config.https);
        let extensions = request.extensions();
        let visitor = extensions.get::<Visitor>()?;
        let locale = chosen
            .or_else(|| visitor.account.as_ref()?.language)
            .unwrap_or_else(|| Locale::preferred(request));
        let site = extensions.get::<Site>().cloned();
        Some(Self {
            foundation: site
                .as_ref()
                .map_or_else(|| "Commonhold".to_owned(), |site| site.name.clone()),
            site,
            t: state.words.speaker(locale),
            csrf: csrf::token(visitor),
            account: visitor.account.clone(),
            here: request
                .uri()
                .path_and_query()
                .map_or_else(|| "/".to_owned(), ToString::to_string),
            waiting: None,
            demo: state.config.demo,
            rehearsal: state.config.rehearsal,
        })
    }

    /// The zone in which legal days are computed; UTC before there is a foundation.
    #[must_use]
    pub fn zone(&self) -> Tz {
        self.site.as_ref().map_or(Tz::UTC, |site| site.zone)
    }

    /// Whether this page stands at `path` or below it: marks the way one is on.
    #[must_use]
    pub fn is_at(&self, path: &str) -> bool {
        let here = self.here.split('?').next().unwrap_or("");
        here == path || (path != "/" && here.starts_with(&format!("{path}/")))
    }

    /// Where to sign in and come back to this page.
    #[must_use]
    pub fn sign_in_address(&self) -> String {
        // An address that is itself a secret is not taken along: letters would keep it.
        let secret = self
            .here
            .split(['/', '?'])
            .any(|part| part.len() == 64 && part.bytes().all(|digit| digit.is_ascii_hexdigit()));
        if self.here == "/" || self.is_at("/sign-in") || secret {
            "/sign-in".to_owned()
        } else {
            format!("/sign-in?next={}", encode_path(&self.here))
        }
    }

    /// The languages of the menu. The mirrored one is for trying pages out, so
    /// the menu has it in the demonstration, and where it is already chosen.
    #[must_use]
    pub fn languages(&self) -> Vec<Locale> {
        Locale::ALL
            .into_iter()
            .filter(|locale| {
                *locale != Locale::PseudoRtl || self.demo || self.t.locale == Locale::PseudoRtl
            })
            .collect()
    }

    /// Whether the officers' room is this reader's.
    #[must_use]
    pub fn is_officer(&self) -> bool {
        self.account.as_ref().is_some_and(|account| account.officer)
    }

    /// Whether the auditors' room is this reader's.
    #[must_use]
    pub fn is_auditor(&self) -> bool {
        self.account.as_ref().is_some_and(|account| account.auditor)
    }
}

impl FromRequest for Frame {
    type Error = WebError;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(
            Self::of(request)
                .ok_or_else(|| WebError::internal_message("no visitor in the request")),
        )
    }
}
