//! The log in public: the files that anybody checks, and pages about them.

mod files;
mod pages;

use actix_web::web::ServiceConfig;

pub fn routes(service: &mut ServiceConfig) {
    files::routes(service);
    pages::routes(service);
}
