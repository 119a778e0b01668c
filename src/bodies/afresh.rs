//! A code of the second factor, asked of an officer who has one before acts that take
//! effect by it. What a factor is stands in a room above, which [`SecondFactors`] joins.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};

use super::Officer;
use crate::db::Connection;
use crate::web::{AppState, WebError};

/// What [`SecondFactors`] answers with.
pub type Due<'a> = Pin<Box<dyn Future<Output = Result<bool, WebError>> + Send + 'a>>;

/// What the room of second factors tells of an officer.
pub trait SecondFactors: Send + Sync {
    /// Whether the officer has a factor and gave no code of it in this session a moment ago.
    fn is_code_due<'a>(&'a self, conn: &'a mut Connection, officer: &'a Officer) -> Due<'a>;
}

/// The second factors as the assembly joins them.
pub type JoinedFactors = Arc<dyn SecondFactors>;

/// Whether a code is asked of this officer first: for pages that have the step on them.
#[derive(Clone, Copy, Debug)]
pub struct CodeDue(pub bool);

/// An officer of whom no code is asked now: for handlers of the acts. Whoever has no
/// factor is let in, since nothing shows that another holds their mailbox.
#[derive(Clone, Copy, Debug)]
pub struct Afresh;

impl FromRequest for CodeDue {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let officer = Officer::from_request(request, payload);
        let state = request.app_data::<Data<AppState>>().cloned();
        let factors = request.app_data::<Data<JoinedFactors>>().cloned();
        Box::pin(async move {
            let officer = officer.await?;
            let (Some(state), Some(factors)) = (state, factors) else {
                return Err(WebError::internal_message(
                    "the server was assembled without its second factors",
                ));
            };
            let mut conn = state.connection().await?;
            factors.is_code_due(&mut conn, &officer).await.map(Self)
        })
    }
}

impl FromRequest for Afresh {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let due = CodeDue::from_request(request, payload);
        Box::pin(async move {
            if due.await?.0 {
                return Err(WebError::Forbidden(
                    "This asks for a code of your second factor, given in the last ten minutes. Give one in the officers’ room under “Second factor”, then come back and do it again. Nothing was done.".into(),
                ));
            }
            Ok(Self)
        })
    }
}
