//! Routes of feeds: a person's calendar and its page, the public feeds and theirs.

mod account;
mod calendar;
mod news;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ETAG, EntityTag, Header, IfNoneMatch};
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::bodies::model::Foundation;

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/account/calendar", web::get().to(account::show))
        .route("/account/calendar", web::post().to(account::make))
        .route(
            "/account/calendar/revocation",
            web::post().to(account::revoke),
        )
        .route("/calendar/{file}", web::get().to(calendar::file))
        .route("/feeds", web::get().to(news::list))
        .route("/feeds/{file}", web::get().to(news::file));
}

/// The host that the foundation has for life, without a port: what it names is
/// the same after a move to another address.
fn host_of(foundation: &Foundation) -> &str {
    let origin = foundation.log_origin.as_str();
    let host = origin.split_once('/').map_or(origin, |(host, _)| host);
    match host.rsplit_once(':') {
        Some((name, _)) if !host.ends_with(']') => name,
        _ => host,
    }
}

/// A file that programs fetch again and again: sent only where they have
/// another than this.
fn file(request: &HttpRequest, kind: &str, keep: &str, body: String) -> HttpResponse {
    let digest = HEXLOWER.encode(&Sha256::digest(&body));
    let tag = EntityTag::new_strong(digest);
    let has_it = match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(&tag)),
        Err(_) => false,
    };
    let status = if has_it {
        StatusCode::NOT_MODIFIED
    } else {
        StatusCode::OK
    };
    let mut response = HttpResponse::build(status);
    response
        .insert_header((CACHE_CONTROL, keep))
        .insert_header((ETAG, tag.to_string()));
    if has_it {
        response.finish()
    } else {
        response.content_type(kind).body(body)
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::host_of;
    use crate::bodies::model::Foundation;

    #[test]
    fn the_host_is_named_without_its_port() {
        for (log_origin, host) in [
            ("vote.example.org/log", "vote.example.org"),
            ("127.0.0.1:8080/log", "127.0.0.1"),
            ("[::1]:8080/log", "[::1]"),
            ("[::1]/log", "[::1]"),
        ] {
            let foundation = Foundation {
                name: String::new(),
                zone: Tz::UTC,
                public_origin: String::new(),
                log_origin: log_origin.to_owned(),
            };
            assert_eq!(host_of(&foundation), host);
        }
    }
}
