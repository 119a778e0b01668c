//! What a running server holds, shared by all its handlers.

use std::sync::Arc;

use chrono_tz::Tz;

use super::WebError;
use super::words::Words;
use crate::config::Config;
use crate::db::Pool;
use crate::db::pool::PooledConnection;

/// One per process; handlers take it as `web::Data<AppState>`.
pub struct AppState {
    pub db: Pool,
    pub config: Config,
    pub words: Arc<Words>,
}

impl AppState {
    /// A connection of this process's pool, for the length of a handler.
    ///
    /// # Errors
    /// Ours, and to come back soon where none is free.
    pub async fn connection(&self) -> Result<PooledConnection, WebError> {
        self.db.get().await.map_err(WebError::internal)
    }
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
