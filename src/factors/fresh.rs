//! Who has just given a code: an extractor for handlers of acts that ask for one.

use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};

use super::model::Asked;
use super::store;
use crate::bodies::Officer;
use crate::db::Connection;
use crate::db::seed::{self, Seed};
use crate::web::{AppState, WebError};

/// Where the key lies under which secrets rest. A server that lacks the others'
/// key knows no code of theirs, and says so.
#[derive(Clone, Debug)]
pub struct FactorKey(PathBuf);

impl FactorKey {
    /// Knows where it lies, and makes it at the first start, like the server's other keys:
    /// whoever copies them then has this one too.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn load(data: &Path) -> io::Result<Self> {
        let key = Self(data.join("keys/factor.key"));
        key.read()?;
        Ok(key)
    }

    /// The key as it lies there now.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub(super) fn read(&self) -> io::Result<Seed> {
        seed::read_or_draw(&self.0)
    }
}

/// What is asked of this officer before an act that decides a vote.
///
/// # Errors
/// Those of the database.
pub async fn standing(conn: &mut Connection, officer: &Officer) -> Result<Asked, WebError> {
    store::asked(conn, officer.person.0, &officer.session_hash)
        .await
        .map_err(WebError::internal)
}

/// An officer of whom no code is asked, or who gave one in this session within ten minutes.
#[derive(Clone, Copy, Debug)]
pub struct Fresh;

impl FromRequest for Fresh {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let officer = Officer::from_request(request, payload);
        let state = request.app_data::<Data<AppState>>().cloned();
        Box::pin(async move {
            let officer = officer.await?;
            let state =
                state.ok_or_else(|| WebError::internal_message("the application has no state"))?;
            let mut conn = state.connection().await?;
            match standing(&mut conn, &officer).await? {
                Asked::Nothing => Ok(Self),
                Asked::Code => Err(WebError::Forbidden(
                    "This asks for a code of your second factor, given in the last ten minutes. Give one in the officers’ room under “Second factor”, then come back and do it again. Nothing was done.".into(),
                )),
                Asked::Factor => Err(WebError::Forbidden(
                    "This asks for a second factor (rule officers.second_factor), and you have none yet. Add one in the officers’ room under “Second factor”, then come back. Nothing was done.".into(),
                )),
            }
        })
    }
}
