//! Middleware: every request has a number, a line in the operator's log, and is counted.
//!
//! Nothing here says who asked, nor for which record: no address, no account, no path, only the
//! route as it is written in the program. What leads to a ballot ([`UNTOLD`]) is neither logged
//! nor counted, since its times and their sum would tell who takes part, and how many, while a
//! vote is open. Only where it was answered by a fault of ours does it add to one sum over all
//! routes, which names none: else nobody would learn that every cast fails.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use actix_web::Error;
use actix_web::HttpMessage;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::ConnectionType;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use data_encoding::HEXLOWER;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use tracing::Instrument;

/// Of these addresses and all below them nothing is told: votes, and the way to them by a link in a
/// letter and by a member's own page.
const UNTOLD: [&str; 3] = ["/polls", "/sign-in", "/me"];
/// Its 503 is its answer, and comes as often as a machine asks: it is no fault that befell anybody.
const PROBE: &str = "/readyz";
/// What stands for every address at which there is nothing.
const NOWHERE: &str = "nowhere";
/// What stands for the route of a request that a panic took along.
const LOST: &str = "lost";
/// Upper bounds of the histogram of durations, in seconds.
const SECONDS: [f64; 10] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// The number of a request: in the answer's header `x-request-id`, on the page of a fault of
/// ours, and in every line of the log that it causes. Drawn at random; it tells nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId([u8; 8]);

impl RequestId {
    fn draw() -> Self {
        Self(rand::random())
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Answered {
    route: String,
    method: String,
    status: u16,
}

/// Whether this server was asked to end: then it is not ready any more, while it still answers.
#[derive(Default)]
pub struct Ending(AtomicBool);

impl Ending {
    /// From now on `/readyz` says so, and connections end with their answer.
    pub fn begins(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    #[must_use]
    pub fn has_begun(&self) -> bool {
        AtomicBool::load(&self.0, Ordering::Relaxed)
    }
}

/// How many requests were answered, and how long they took.
#[derive(Clone)]
pub struct Counted {
    answers: Family<Answered, Counter>,
    seconds: Histogram,
    faults: Counter,
}

impl Default for Counted {
    fn default() -> Self {
        Self {
            answers: Family::default(),
            seconds: Histogram::new(SECONDS),
            faults: Counter::default(),
        }
    }
}

impl Counted {
    /// Names the figures where the operator reads them.
    pub fn register(&self, registry: &mut Registry) {
        registry.register(
            "http_requests",
            "Requests answered, by route as written in the program; those that lead to a ballot are left out",
            self.answers.clone(),
        );
        registry.register_with_unit(
            "http_request_duration",
            "Time until an answer began",
            Unit::Seconds,
            self.seconds.clone(),
        );
        registry.register(
            "http_faults",
            "Requests answered by a fault of ours (5xx), over all routes in one sum, those that lead to a ballot too",
            self.faults.clone(),
        );
    }
}

/// Middleware, the outermost one.
///
/// # Errors
/// Those of the service behind it.
pub async fn numbered<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let id = RequestId::draw();
    request.extensions_mut().insert(id);
    let counted = request.app_data::<Data<Counted>>().cloned();
    let method = request.method().clone();
    let untold = is_untold(request.path());
    let probe = request.path() == PROBE;
    let ending = request.app_data::<Data<Ending>>().cloned();
    let begun = Instant::now();
    let span = tracing::error_span!("request", %id);
    async move {
        let mut answer = next.call(request).await;
        let (route, status) = match &mut answer {
            Ok(response) => {
                mark(response.headers_mut(), id);
                if ending.is_some_and(|ending| ending.has_begun()) {
                    // Whoever comes again comes by a new connection, to whoever takes it.
                    let head = response.response_mut().head_mut();
                    head.set_connection_type(ConnectionType::Close);
                }
                let route = response.request().match_pattern();
                (
                    route.unwrap_or_else(|| NOWHERE.to_owned()),
                    response.status(),
                )
            }
            Err(error) => {
                error.add_response_mapper(move |mut response| {
                    mark(response.headers_mut(), id);
                    response
                });
                (LOST.to_owned(), error.as_response_error().status_code())
            }
        };
        if let Some(counted) = &counted
            && status.is_server_error()
            && !probe
        {
            counted.faults.inc();
        }
        if untold {
            return answer;
        }
        let status = status.as_u16();
        let took = begun.elapsed();
        let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        tracing::info!(%method, route, status, milliseconds, "answered");
        if let Some(counted) = counted {
            counted.seconds.observe(took.as_secs_f64());
            let answered = Answered {
                route,
                // A made-up method would make a figure of its own.
                method: known(method.as_str()).to_owned(),
                status,
            };
            counted.answers.get_or_create(&answered).inc();
        }
        answer
    }
    .instrument(span)
    .await
}

fn mark(headers: &mut HeaderMap, id: RequestId) {
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
}

fn is_untold(path: &str) -> bool {
    UNTOLD.iter().any(|start| {
        let rest = path.strip_prefix(start);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

fn known(method: &str) -> &str {
    match method {
        "GET" | "HEAD" | "POST" => method,
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::{RequestId, is_untold, known};

    #[test]
    fn of_votes_and_the_way_to_them_nothing_is_told() {
        for path in [
            "/polls",
            "/polls/3/ballot",
            "/sign-in/link",
            "/me",
            "/me/proxies",
        ] {
            assert!(is_untold(path), "{path}");
        }
        for path in ["/", "/members/1", "/metrics", "/pollsters", "/room/polls/3"] {
            assert!(!is_untold(path), "{path}");
        }
    }

    #[test]
    fn a_number_is_sixteen_digits_and_methods_are_few() {
        assert_eq!(
            RequestId([0, 1, 2, 3, 4, 5, 6, 255]).to_string(),
            "00010203040506ff"
        );
        assert_eq!(known("POST"), "POST");
        assert_eq!(known("BREW"), "other");
    }
}
