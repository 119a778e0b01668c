//! Strict headers on every answer, and refusal of posts from other sites and of addresses that
//! nothing can have.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, ResponseError};
use percent_encoding::percent_decode_str;

use super::{AppState, WebError};

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Middleware: the headers every answer bears.
///
/// A page is not stored unless its handler said it may be: most pages are
/// personal, and a shared cache must never keep one.
///
/// # Errors
/// Those of the service behind it.
pub async fn strict_headers<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let https = request
        .app_data::<Data<AppState>>()
        .is_some_and(|state| state.config.https);
    let mut answer = next.call(request).await;
    match &mut answer {
        Ok(response) => make_strict(response.headers_mut(), https),
        Err(error) => error.add_response_mapper(move |mut response| {
            make_strict(response.headers_mut(), https);
            response
        }),
    }
    answer
}

fn make_strict(headers: &mut HeaderMap, https: bool) {
    // A handler's own policy stands beside ours: a browser keeps to both, so it can only forbid more.
    let own = headers.get(header::CONTENT_SECURITY_POLICY).cloned();
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "permissions-policy",
            "camera=(), geolocation=(), microphone=()",
        ),
    ] {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    if let Some(own) = own {
        headers.append(header::CONTENT_SECURITY_POLICY, own);
    }
    if https {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
    // What gives somebody a cookie is theirs alone, whatever its handler said of the rest.
    if !headers.contains_key(header::CACHE_CONTROL) || headers.contains_key(header::SET_COOKIE) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// Middleware: whoever asks for the head alone is answered as whoever asks for the whole, and the
/// body stays here (RFC 9110, 9.3.2). No route names HEAD: to its router it would be nothing.
///
/// # Errors
/// Those of the service behind it.
pub async fn heads_as_gets<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    next.call(request).await
}

/// Middleware: a post that the browser marks as coming from another site is refused.
///
/// # Errors
/// Those of the service behind it.
pub async fn same_site_posts<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let changes = !request.method().is_safe();
    let elsewhere = request
        .headers()
        .get("sec-fetch-site")
        .is_some_and(|value| value != "same-origin" && value != "none");
    if changes && elsewhere {
        let response = WebError::ForeignForm.error_response();
        return Ok(request.into_response(response).map_into_right_body());
    }
    next.call(request)
        .await
        .map(ServiceResponse::map_into_left_body)
}

/// Middleware: nothing stands at an address that holds a null character. PostgreSQL has no text
/// with one, and would refuse the question after it as a fault of ours.
///
/// # Errors
/// Those of the service behind it.
pub async fn no_null_in_address<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    // The router decodes a path, and a handler what it takes of it and of what is asked behind it.
    let holds_null = |part| percent_decode_str(part).any(|byte| byte == 0);
    if holds_null(request.match_info().as_str()) || holds_null(request.query_string()) {
        let response = WebError::NotFound.error_response();
        return Ok(request.into_response(response).map_into_right_body());
    }
    next.call(request)
        .await
        .map(ServiceResponse::map_into_left_body)
}
