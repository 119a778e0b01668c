//! What a handler goes by: the foundation, the database's clock, and the legal day.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Foundation, store};
use crate::db::Connection;
use crate::web::WebError;

/// An instant of the foundation.
#[derive(Clone, Debug)]
pub struct Today {
    pub foundation: Foundation,
    /// By the database's clock.
    pub now: DateTime<Utc>,
    /// The legal day of it.
    pub day: NaiveDate,
}

/// The foundation.
///
/// # Errors
/// Nothing is found before the first set-up; and those of the database.
pub async fn foundation(conn: &mut Connection) -> Result<Foundation, WebError> {
    store::foundation(conn)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

/// The foundation, the instant and the legal day.
///
/// # Errors
/// As of [`foundation`].
pub async fn today(conn: &mut Connection) -> Result<Today, WebError> {
    let foundation = foundation(conn).await?;
    let now = store::now(conn).await.map_err(WebError::internal)?;
    let day = foundation.day(now);
    Ok(Today {
        foundation,
        now,
        day,
    })
}
