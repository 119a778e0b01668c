//! The one error with which HTTP begins.
//!
//! A subject's errors are sentences of its own; a handler turns them into one
//! of these. The page is drawn by [`problem_pages`], which knows the visitor's
//! language; the operator's log gets the source chain, once.

use std::error::Error;
use std::fmt;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, LOCATION, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, ResponseError};
use askama::Template;

use super::Frame;
use super::requests::RequestId;
use crate::db::patience;
use crate::db::pool::PoolError;

/// When to come back to a service that cannot do something now, in seconds.
const RETRY_SECONDS: u32 = 30;

/// Why a request ended without its page.
#[derive(Debug)]
pub enum WebError {
    /// Nothing stands at this address, or not for this reader.
    NotFound,
    /// The act is refused, in a sentence of the subject (409).
    Refused(String),
    /// This reader may not do this, in a sentence (403).
    Forbidden(String),
    /// The reader signs in first and comes back to `next`.
    SignInFirst { next: String },
    /// The request could not be read, in a sentence (400).
    Unreadable(String),
    /// The body is larger than any form of ours (413).
    TooLarge,
    /// The form's token is not this browser's (403).
    ForeignForm,
    /// Too many tries; a sentence says when to come back (429).
    TooMany(String),
    /// The service cannot do this now; a sentence says what is missing (503).
    Unavailable(String),
    /// The database gave no connection in time: there is a crowd, or it is away (503).
    NoConnection(PoolError),
    /// The database ended a statement that took too long, or waited too long (503).
    TookTooLong(Box<dyn Error + Send + Sync>),
    /// A fault of ours (500); the source goes to the log only.
    Internal(Box<dyn Error + Send + Sync>),
}

impl WebError {
    /// A fault of ours, with its source. That no connection was to be had is none, nor that
    /// a statement took too long: whoever waited in vain is asked to come back.
    pub fn internal(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        match source.into().downcast() {
            Ok(none) => Self::NoConnection(*none),
            Err(source) if patience::is_impatience(source.as_ref()) => Self::TookTooLong(source),
            Err(source) => Self::Internal(source),
        }
    }

    /// A fault of ours that has no source but a sentence.
    #[must_use]
    pub fn internal_message(message: &str) -> Self {
        Self::Internal(message.into())
    }

    fn key(&self) -> &'static str {
        match self {
            Self::NotFound => "problem-not-found",
            Self::Refused(_) => "problem-refused",
            Self::Forbidden(_) => "problem-forbidden",
            Self::SignInFirst { .. } => "problem-sign-in-first",
            Self::Unreadable(_) => "problem-unreadable",
            Self::TooLarge => "problem-too-large",
            Self::ForeignForm => "problem-foreign-form",
            Self::TooMany(_) => "problem-too-many",
            Self::Unavailable(_) | Self::NoConnection(_) | Self::TookTooLong(_) => {
                "problem-unavailable"
            }
            Self::Internal(_) => "problem-internal",
        }
    }

    fn sentence(&self) -> Option<&str> {
        match self {
            Self::Refused(text)
            | Self::Forbidden(text)
            | Self::Unreadable(text)
            | Self::TooMany(text)
            | Self::Unavailable(text) => Some(text),
            Self::NotFound
            | Self::SignInFirst { .. }
            | Self::TooLarge
            | Self::ForeignForm
            | Self::NoConnection(_)
            | Self::TookTooLong(_)
            | Self::Internal(_) => None,
        }
    }
}

impl fmt::Display for WebError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence().unwrap_or_else(|| self.key()))
    }
}

/// What [`problem_pages`] draws; travels in the response's extensions.
#[derive(Clone)]
struct Problem {
    key: &'static str,
    sentence: Option<String>,
}

/// In the extensions of an error that a machine reads: it keeps its own words.
#[derive(Clone, Copy)]
struct ForMachines;

/// An error whose body [`problem_pages`] leaves as it is.
#[must_use]
pub fn for_machines(mut response: HttpResponse) -> HttpResponse {
    response.extensions_mut().insert(ForMachines);
    response
}

impl WebError {
    /// What lies behind it, for our log alone: a fault of the house with every cause of it,
    /// of anything else the key of its sentence.
    #[must_use]
    pub fn cause(&self) -> String {
        let (Self::Internal(source) | Self::TookTooLong(source)) = self else {
            return self.to_string();
        };
        let mut chain = source.to_string();
        let mut next = source.source();
        while let Some(cause) = next {
            chain.push_str(": ");
            chain.push_str(&cause.to_string());
            next = cause.source();
        }
        chain
    }
}

impl ResponseError for WebError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Refused(_) => StatusCode::CONFLICT,
            Self::Forbidden(_) | Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::SignInFirst { .. } => StatusCode::SEE_OTHER,
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) | Self::NoConnection(_) | Self::TookTooLong(_) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        if let Self::Internal(_) = self {
            tracing::error!(error = %self.cause(), "a request failed");
        }
        if let Self::NoConnection(error) = self {
            tracing::warn!(%error, "somebody is asked to come back: there is no connection to the database");
        }
        if let Self::TookTooLong(_) = self {
            tracing::warn!(error = %self.cause(), "somebody is asked to come back: the database took too long");
        }
        let mut response = HttpResponse::build(self.status_code());
        if let Self::SignInFirst { next } = self {
            response.insert_header((LOCATION, format!("/sign-in?next={}", encode_path(next))));
        }
        if self.status_code() == StatusCode::SERVICE_UNAVAILABLE {
            response.insert_header((RETRY_AFTER, RETRY_SECONDS));
        }
        let mut response = response.finish();
        response.extensions_mut().insert(Problem {
            key: self.key(),
            sentence: self.sentence().map(str::to_owned),
        });
        response
    }
}

/// A path as the value of a query parameter.
#[must_use]
pub fn encode_path(path: &str) -> String {
    percent_encoding::utf8_percent_encode(path, percent_encoding::NON_ALPHANUMERIC).to_string()
}

#[derive(Template)]
#[template(path = "web/problem.html")]
struct ProblemPage {
    frame: Frame,
    title: String,
    sentence: String,
    /// The number of the request, where the fault is ours: the operator's log has it too.
    number: Option<String>,
}

/// Middleware: every answer without a page gets one, in the reader's language.
///
/// # Errors
/// Those of the service behind it that are not answers.
pub async fn problem_pages(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    // The router wants the request for itself: a copy taken before it is a panic.
    let response = next.call(request).await?.map_into_boxed_body();
    let (http, response) = response.into_parts();
    let response = with_page(&http, response);
    Ok(ServiceResponse::new(http, response))
}

/// The answer to a request that ends here, with its page.
#[must_use]
pub fn answer(request: &HttpRequest, error: &WebError) -> HttpResponse {
    with_page(request, error.error_response())
}

/// Draws the page of an answer that has none; needs the visitor in the request.
fn with_page(http: &HttpRequest, response: HttpResponse) -> HttpResponse {
    let status = response.status();
    let problem = response.extensions().get::<Problem>().cloned();
    let problem = match problem {
        Some(problem) => problem,
        None if is_bare(&response) => Problem {
            key: match status {
                StatusCode::PAYLOAD_TOO_LARGE => "problem-too-large",
                StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => "problem-not-found",
                status if status.is_server_error() => "problem-internal",
                _ => "problem-unreadable",
            },
            sentence: None,
        },
        None => return response,
    };
    let Some(frame) = Frame::of(http) else {
        return response;
    };
    let id = http.extensions().get::<RequestId>().copied();
    draw(response, problem, frame, id)
}

/// The answer to a request that is lost, by a fault of ours: with its page, where it was known for
/// whom.
#[must_use]
pub fn lost(frame: Option<Frame>, id: Option<RequestId>) -> HttpResponse {
    let mut response = HttpResponse::InternalServerError();
    let Some(frame) = frame else {
        return response
            .content_type("text/plain; charset=utf-8")
            .body("Something went wrong on our side. Try again.\n");
    };
    let problem = Problem {
        key: "problem-internal",
        sentence: None,
    };
    draw(response.finish(), problem, frame, id)
}

fn draw(
    response: HttpResponse,
    problem: Problem,
    frame: Frame,
    id: Option<RequestId>,
) -> HttpResponse {
    let of_ours = response.status().is_server_error();
    let title = frame.t.say(problem.key);
    let sentence = problem
        .sentence
        .unwrap_or_else(|| frame.t.say(&format!("{}-sentence", problem.key)));
    let page = ProblemPage {
        frame,
        title,
        sentence,
        number: id.filter(|_| of_ours).map(|id| id.to_string()),
    };
    let body = page.render().unwrap_or_else(|_| page.sentence.clone());
    let mut response = response.set_body(BoxBody::new(body));
    response.headers_mut().insert(
        actix_web::http::header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// An error status that no handler of ours gave a page.
fn is_bare(response: &HttpResponse) -> bool {
    let status = response.status();
    (status.is_client_error() || status.is_server_error())
        && response.extensions().get::<ForMachines>().is_none()
        && !response
            .headers()
            .get(actix_web::http::header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}
