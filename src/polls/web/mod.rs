//! Routes of polls: the officers' room, the members' pages, the ballot.

mod cast;
mod complaints;
mod course;
mod entering;
mod files;
mod me;
mod pages;
mod practice;
mod results;
mod room;

pub use results::{Bundles, JoinedBundles};

use actix_web::web::ServiceConfig;

pub fn routes(service: &mut ServiceConfig) {
    pages::routes(service);
    cast::routes(service);
    complaints::routes(service);
    results::routes(service);
    practice::routes(service);
    room::routes(service);
    files::routes(service);
}
