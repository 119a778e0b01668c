//! Assembly: the routes of every subject, middleware, workers.
//!
//! Nothing imports this but the command line.

use std::io;
use std::net::SocketAddr;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::{Server, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, NormalizePath, TrailingSlash, from_fn};
use actix_web::web::{Data, ServiceConfig};
use actix_web::{App, Error, HttpMessage, HttpRequest, HttpServer};
use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

use crate::web::{AppState, Visitor, assets, error, headers};

/// Everything a server is made of before it listens.
pub struct Assembly {
    pub state: Data<AppState>,
    /// Requests handled at once; the number of processors when unset.
    pub workers: Option<usize>,
}

impl Assembly {
    /// Binds the address and begins to answer.
    ///
    /// # Errors
    /// When the address cannot be bound.
    pub fn listen(self, address: SocketAddr) -> io::Result<(Server, Vec<SocketAddr>)> {
        let state = self.state;
        let workers = self.workers;
        let mut server = HttpServer::new(move || {
            App::new()
                .app_data(state.clone())
                .configure(routes)
                .wrap(from_fn(error::problem_pages))
                .wrap(from_fn(headers::same_site_posts))
                .wrap(from_fn(identify))
                .wrap(NormalizePath::new(TrailingSlash::Trim))
                .wrap(from_fn(headers::strict_headers))
        })
        .shutdown_timeout(5)
        .disable_signals();
        if let Some(workers) = workers {
            server = server.workers(workers);
        }
        let server = server.bind(address)?;
        let addresses = server.addrs();
        Ok((server.run(), addresses))
    }
}

/// The routes of every subject, in the order of the map in ARCHITECTURE.md.
fn routes(service: &mut ServiceConfig) {
    assets::routes(service);
}

/// Middleware: says in each request who is asking and which foundation this is.
async fn identify(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let known = visitor_secret(request.request());
    let fresh = known.is_none();
    let secret = known.unwrap_or_else(|| Zeroizing::new(rand::random()));
    let cookie = HEXLOWER.encode(secret.as_slice());
    request.extensions_mut().insert(Visitor {
        secret,
        account: None,
    });
    let mut response = next.call(request).await?.map_into_boxed_body();
    if fresh {
        let cookie = Cookie::build(VISITOR_COOKIE, cookie)
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .finish();
        response.response_mut().add_cookie(&cookie)?;
    }
    Ok(response)
}

/// Holds the secret of a browser that has not signed in, for its form tokens.
const VISITOR_COOKIE: &str = "visitor";

fn visitor_secret(request: &HttpRequest) -> Option<Zeroizing<[u8; 32]>> {
    let cookie = request.cookie(VISITOR_COOKIE)?;
    let bytes = HEXLOWER.decode(cookie.value().as_bytes()).ok()?;
    <[u8; 32]>::try_from(bytes).ok().map(Zeroizing::new)
}
