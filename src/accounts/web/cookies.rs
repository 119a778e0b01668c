//! The cookies of a browser: its own secret, and its session.
//!
//! Behind https their names bind them to this host and to encryption
//! (`__Host-`). They end with the browser.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

use crate::accounts::secret::Token;
use crate::web::words::{self, Locale};

fn visitor_name(https: bool) -> &'static str {
    if https { "__Host-visitor" } else { "visitor" }
}

fn session_name(https: bool) -> &'static str {
    if https { "__Host-session" } else { "session" }
}

fn build(name: &'static str, value: String, https: bool) -> Cookie<'static> {
    Cookie::build(name, value)
        .path("/")
        .http_only(true)
        .secure(https)
        .same_site(SameSite::Lax)
        .finish()
}

/// Gives a browser its own secret, from which its form tokens derive.
#[must_use]
pub fn visitor(secret: &str, https: bool) -> Cookie<'static> {
    build(visitor_name(https), secret.to_owned(), https)
}

/// The secret this browser was given.
#[must_use]
pub fn visitor_secret(request: &HttpRequest, https: bool) -> Option<Zeroizing<[u8; 32]>> {
    let cookie = request.cookie(visitor_name(https))?;
    let bytes = Zeroizing::new(HEXLOWER.decode(cookie.value().as_bytes()).ok()?);
    <[u8; 32]>::try_from(bytes.as_slice())
        .ok()
        .map(Zeroizing::new)
}

/// Gives a browser its session's token.
#[must_use]
pub fn session(token: &Token, https: bool) -> Cookie<'static> {
    build(session_name(https), token.to_text(), https)
}

/// The token of this browser's session, as it claims.
#[must_use]
pub fn session_token(request: &HttpRequest, https: bool) -> Option<Token> {
    Token::parse(request.cookie(session_name(https))?.value())
}

/// Takes the session's token back.
#[must_use]
pub fn no_session(https: bool) -> Cookie<'static> {
    let mut cookie = build(session_name(https), String::new(), https);
    cookie.make_removal();
    cookie
}

/// Keeps the language a browser chose, for a year.
#[must_use]
pub fn language(locale: Locale, https: bool) -> Cookie<'static> {
    let name = words::cookie_name(https);
    let mut cookie = build(name, locale.tag().to_owned(), https);
    cookie.set_max_age(Duration::days(365));
    cookie
}
