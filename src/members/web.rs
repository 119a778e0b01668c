//! The officers' room as far as members go: routes of all its pages.

pub mod affiliations;
pub mod bytes;
pub mod cases;
pub mod import;
pub mod large;
pub mod list;
pub mod member;
pub mod moves;
pub mod parties;
pub mod representation;
pub mod room;

use actix_web::web::ServiceConfig;

pub use room::{RoomGuide, Steps};

pub fn routes(service: &mut ServiceConfig) {
    room::routes(service);
    // Before the addresses of small files, which any word would fit.
    large::routes(service);
    bytes::routes(service);
    import::routes(service);
    cases::routes(service);
    list::routes(service);
    member::routes(service);
    moves::routes(service);
    representation::routes(service);
    parties::routes(service);
    affiliations::routes(service);
}
