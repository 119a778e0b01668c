//! What a running server holds, shared by all its handlers.

use std::sync::Arc;

use chrono_tz::Tz;

use super::words::Words;
use crate::config::Config;
use crate::db::Pool;

/// One per process; handlers take it as `web::Data<AppState>`.
pub struct AppState {
    pub db: Pool,
    pub config: Config,
    pub words: Arc<Words>,
}

/// The foundation as every page names it; put into each request by `app.rs`.
#[derive(Clone, Debug)]
pub struct Site {
    pub name: String,
    /// Legal days are computed in this zone.
    pub zone: Tz,
    /// Scheme, host and port that letters name, without a trailing slash.
    pub public_origin: String,
}
