//! Middleware: says in each request who is asking and which foundation this is.

use std::error::Error as StdError;
use std::time::{Duration, Instant};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};
use askama::Template;
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tokio::sync::RwLock;
use zeroize::Zeroizing;

use crate::accounts::secret::Token;
use crate::accounts::sessions;
use crate::accounts::web::cookies;
use crate::bodies;
use crate::db::Connection;
use crate::web::words::Locale;
use crate::web::{AppState, Frame, SignedIn, Site, Visitor, WebError, error};

/// The foundation as last read from the database, so that not every page asks.
#[derive(Default)]
pub(super) struct KnownFoundation(RwLock<Option<(Instant, Site)>>);

impl KnownFoundation {
    /// How long a change of the foundation's name may stay unseen by a node.
    const FRESH: Duration = Duration::from_secs(3);

    async fn site(
        &self,
        conn: &mut Connection,
    ) -> Result<Option<Site>, bodies::store::BodiesError> {
        if let Some((read_at, site)) = &*self.0.read().await
            && read_at.elapsed() < Self::FRESH
        {
            return Ok(Some(site.clone()));
        }
        let site = bodies::store::foundation(conn).await?.map(|found| Site {
            name: found.name,
            zone: found.zone,
            public_origin: found.public_origin,
        });
        *self.0.write().await = site.clone().map(|site| (Instant::now(), site));
        Ok(site)
    }
}

/// Middleware around every page. What is the same for everybody (assets, the
/// public log, the health of the node) passes without asking who is there.
///
/// # Errors
/// Those of the service behind it.
pub(super) async fn identify(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if is_public_file(request.path()) {
        request.extensions_mut().insert(Visitor {
            secret: Zeroizing::new(rand::random()),
            account: None,
        });
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let https = request
        .app_data::<Data<AppState>>()
        .is_some_and(|state| state.config.https);
    let known = cookies::visitor_secret(request.request(), https);
    let fresh = known.is_none();
    let secret = known.unwrap_or_else(|| Zeroizing::new(rand::random()));
    let recognised = recognise(request.request(), https).await;
    let (asking, trouble) = match recognised {
        Ok(asking) => (asking, None),
        Err(source) => (Asking::default(), Some(WebError::internal(source))),
    };
    let founded = asking.site.is_some();
    {
        let mut extensions = request.extensions_mut();
        extensions.insert(Visitor {
            secret: form_secret(&secret, asking.account.as_ref()),
            account: asking.account,
        });
        if let Some(site) = asking.site {
            extensions.insert(site);
        }
    }
    let mut response = if let Some(trouble) = trouble {
        let (request, _) = request.into_parts();
        let answer = error::answer(&request, &trouble);
        ServiceResponse::new(request, answer)
    } else if founded || is_set_up(request.path()) {
        next.call(request).await?.map_into_boxed_body()
    } else {
        let (request, _) = request.into_parts();
        let answer = not_founded(&request);
        ServiceResponse::new(request, answer)
    };
    if fresh {
        let cookie = cookies::visitor(&HEXLOWER.encode(secret.as_slice()), https);
        response.response_mut().add_cookie(&cookie)?;
    }
    if let Some(token) = asking.rotated {
        let cookie = cookies::session(&token, https);
        response.response_mut().add_cookie(&cookie)?;
    }
    Ok(response)
}

/// What the middleware learns of a request.
#[derive(Default)]
struct Asking {
    site: Option<Site>,
    account: Option<SignedIn>,
    /// The session's new token, for the browser.
    rotated: Option<Token>,
}

async fn recognise(
    request: &HttpRequest,
    https: bool,
) -> Result<Asking, Box<dyn StdError + Send + Sync>> {
    let (Some(state), Some(known)) = (
        request.app_data::<Data<AppState>>(),
        request.app_data::<Data<KnownFoundation>>(),
    ) else {
        return Err("the server was assembled without its state".into());
    };
    let mut conn = state.db.get().await?;
    let mut asking = Asking {
        site: known.site(&mut conn).await?,
        ..Asking::default()
    };
    let Some(token) = cookies::session_token(request, https) else {
        return Ok(asking);
    };
    let Some(reader) = bodies::store::reader(&mut conn, &token).await? else {
        return Ok(asking);
    };
    let live = &reader.session;
    // Answers to posts keep their length: only a page that is read brings a token.
    if request.method().is_safe() {
        asking.rotated = sessions::rotate(&mut conn, live).await?;
    }
    asking.account = Some(SignedIn {
        account: live.account,
        person: live.person,
        officer: reader.officer,
        auditor: reader.auditor,
        language: live.language.as_deref().and_then(Locale::parse),
        session: live.id,
        session_hash: live.digest(),
        at: live.now,
        name: reader.name,
    });
    Ok(asking)
}

/// From what this browser's form tokens derive: its own secret, and since it
/// signed in also the session, so that no form of before fits after.
fn form_secret(visitor: &Zeroizing<[u8; 32]>, account: Option<&SignedIn>) -> Zeroizing<[u8; 32]> {
    let Some(account) = account else {
        return visitor.clone();
    };
    let mut mac = Hmac::<Sha256>::new_from_slice(visitor.as_slice())
        .unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"));
    mac.update(b"commonhold/visitor-session/v1");
    mac.update(account.session.as_bytes());
    Zeroizing::new(mac.finalize().into_bytes().into())
}

fn is_public_file(path: &str) -> bool {
    const FILES: [&str; 8] = [
        "/static/",
        // Programs fetch these and keep no cookies; a calendar's address is its own key.
        "/calendar/",
        "/feeds/",
        "/log/checkpoint",
        "/log/tile/",
        "/log/proof/",
        "/healthz",
        "/readyz",
    ];
    FILES.iter().any(|start| path.starts_with(start))
}

fn is_set_up(path: &str) -> bool {
    path == "/setup" || path.starts_with("/setup/") || path == "/language"
}

#[derive(Template)]
#[template(path = "accounts/not_founded.html")]
struct NotFoundedPage {
    frame: Frame,
}

/// The only page there is before a foundation: how to set one up.
fn not_founded(request: &HttpRequest) -> HttpResponse {
    let Some(frame) = Frame::of(request) else {
        return HttpResponse::NotFound().finish();
    };
    let page = NotFoundedPage { frame };
    let mut response = HttpResponse::NotFound().body(page.render().unwrap_or_default());
    response.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    response
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use zeroize::Zeroizing;

    use super::{form_secret, is_public_file, is_set_up};
    use crate::web::SignedIn;

    #[test]
    fn a_form_of_before_signing_in_does_not_fit_after() {
        let visitor = Zeroizing::new([7; 32]);
        let signed_in = |session: u128| SignedIn {
            account: Uuid::nil(),
            person: Uuid::nil(),
            name: String::new(),
            officer: false,
            auditor: false,
            language: None,
            session: Uuid::from_u128(session),
            session_hash: [0; 32],
            at: chrono::DateTime::UNIX_EPOCH,
        };
        let before = form_secret(&visitor, None);
        let one = form_secret(&visitor, Some(&signed_in(1)));
        let two = form_secret(&visitor, Some(&signed_in(2)));
        assert_ne!(before, one);
        assert_ne!(one, two);
        assert_eq!(one, form_secret(&visitor, Some(&signed_in(1))));
    }

    #[test]
    fn the_set_up_is_open_before_there_is_a_foundation() {
        assert!(is_set_up("/setup/abc") && is_set_up("/setup") && !is_set_up("/setups"));
        assert!(is_public_file("/static/x.css") && !is_public_file("/sign-in"));
        assert!(is_public_file("/log/tile/0/000") && !is_public_file("/log/find"));
        assert!(is_public_file("/calendar/x.ics") && !is_public_file("/account/calendar"));
        assert!(is_public_file("/feeds/votes.atom") && !is_public_file("/feeds"));
    }
}
