//! After a panic whoever asked has an answer all the same, and the operator's log the place.
//!
//! A panic takes the request along, so that nothing but an error is left to hand back; what stands
//! around a handler passes it on, and what is outermost gives it its headers. The page is drawn
//! here, for which it must be asked beforehand who would read it.

use std::panic::{AssertUnwindSafe, Location, PanicHookInfo};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage};
use futures_util::FutureExt;

use super::Frame;
use super::error;
use super::requests::RequestId;

/// What the log says in the place of words that were put together while the program ran: they
/// may hold what somebody wrote, or who they are.
const LEFT_OUT: &str = "left out, as it may hold what somebody wrote";

/// Says in the log where the program panicked: what `std::panic::set_hook` is given. What a
/// request causes bears its number.
pub fn told(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(Location::to_string);
    let place = place.unwrap_or_default();
    let said = panic.payload().downcast_ref::<&'static str>();
    let said = said.copied().unwrap_or(LEFT_OUT);
    tracing::error!(place, said, "the program panicked");
}

/// Middleware: a panic behind it becomes the answer of a fault of ours, as a page where it is
/// known who reads it.
///
/// # Errors
/// Those of the service behind it, and the answer to a panic.
pub async fn caught(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let frame = Frame::of(request.request());
    let id = request.extensions().get::<RequestId>().copied();
    // What a panic leaves half done is thrown away: the database undoes a transaction that did not
    // end, and the pool gives its connection to nobody.
    let answer = AssertUnwindSafe(async move { next.call(request).await });
    match answer.catch_unwind().await {
        Ok(answer) => answer.map(ServiceResponse::map_into_boxed_body),
        Err(_) => {
            tracing::error!("a request ended in a panic");
            let answer = error::lost(frame, id);
            Err(InternalError::from_response("a panic", answer).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::{fs, panic};

    use actix_web::body::{BoxBody, MessageBody, to_bytes};
    use actix_web::dev::{ServiceRequest, ServiceResponse};
    use actix_web::middleware::{Next, from_fn};
    use actix_web::test::{TestRequest, init_service, try_call_service};
    use actix_web::web::{self, Data, Path};
    use actix_web::{App, Error, HttpMessage, HttpResponse};
    use clap::Parser;
    use diesel_async::AsyncPgConnection;
    use diesel_async::pooled_connection::AsyncDieselConnectionManager;
    use zeroize::Zeroizing;

    use super::{caught, told};
    use crate::config::{Config, ServeArguments};
    use crate::db::Pool;
    use crate::web::words::Words;
    use crate::web::{AppState, Visitor, headers, requests};

    #[derive(Parser)]
    struct Arguments {
        #[command(flatten)]
        serve: ServeArguments,
    }

    /// A server that never asks its database.
    fn state() -> AppState {
        let arguments = Arguments::parse_from(["serve", "--data", "/nowhere"]);
        let nowhere = "postgres://127.0.0.1:1/nowhere";
        let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new(nowhere);
        AppState {
            db: Pool::builder(manager).build().unwrap(),
            config: Config::from_arguments(&arguments.serve),
            words: Words::load(),
        }
    }

    async fn breaks(name: Path<String>) -> HttpResponse {
        panic!("nobody is called {}", name.into_inner())
    }

    async fn stands() -> HttpResponse {
        HttpResponse::Ok().finish()
    }

    /// Says who is asking, but for what breaks before that.
    async fn identified(
        request: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
    ) -> Result<ServiceResponse<BoxBody>, Error> {
        assert!(request.path() != "/unknown", "the way in is broken");
        request.extensions_mut().insert(Visitor {
            secret: Zeroizing::new([7; 32]),
            account: None,
        });
        next.call(request)
            .await
            .map(ServiceResponse::map_into_boxed_body)
    }

    #[actix_web::test]
    async fn whoever_asked_reads_a_page_and_the_log_names_the_place_and_nobody() {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            told(panic);
            before(panic);
        }));
        let kept = tempfile::NamedTempFile::new().unwrap();
        let log = tracing_subscriber::fmt()
            .with_writer(Arc::new(kept.reopen().unwrap()))
            .with_ansi(false)
            .finish();
        let _log = tracing::subscriber::set_default(log);
        let app = init_service(
            App::new()
                .app_data(Data::new(state()))
                .route("/members/{name}", web::get().to(breaks))
                .route("/well", web::get().to(stands))
                .wrap(from_fn(caught))
                .wrap(from_fn(identified))
                .wrap(from_fn(caught))
                .wrap(from_fn(headers::strict_headers))
                .wrap(from_fn(requests::numbered)),
        )
        .await;
        for (path, kind, said) in [
            (
                "/members/Ada",
                "text/html; charset=utf-8",
                "left out, as it may hold what somebody wrote",
            ),
            (
                "/unknown",
                "text/plain; charset=utf-8",
                "the way in is broken",
            ),
        ] {
            let request = TestRequest::get().uri(path).to_request();
            let Err(error) = try_call_service(&app, request).await else {
                panic!("{path} has broken");
            };
            let answer = error.error_response();
            assert_eq!(answer.status(), 500, "{path}");
            let header = |name: &str| {
                answer
                    .headers()
                    .get(name)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned()
            };
            assert_eq!(header("content-type"), kind);
            assert_eq!(header("cache-control"), "no-store");
            assert!(header("content-security-policy").contains("default-src 'none'"));
            let id = header("x-request-id");
            assert_eq!(id.len(), 16, "{id}");
            let page = to_bytes(answer.into_body()).await.unwrap();
            let page = String::from_utf8(page.to_vec()).unwrap();
            assert!(page.contains("Something went wrong on our side"), "{page}");
            assert_eq!(page.contains(&id), kind.starts_with("text/html"), "{page}");

            let written = fs::read_to_string(kept.path()).unwrap();
            let lines: Vec<&str> = written.lines().filter(|line| line.contains(&id)).collect();
            let has = |words: &[&str]| {
                let found = |line: &&str| words.iter().all(|word| line.contains(word));
                lines.iter().any(found)
            };
            assert!(has(&["src/web/panics.rs:", said]), "{written}");
            assert!(has(&["a request ended in a panic"]), "{written}");
            assert!(has(&["answered", "lost", "500"]), "{written}");
            assert!(!written.contains("Ada"), "{written}");
        }
        let request = TestRequest::get().uri("/well").to_request();
        let well = try_call_service(&app, request).await;
        assert!(well.is_ok_and(|answer| answer.status() == 200));
    }
}
