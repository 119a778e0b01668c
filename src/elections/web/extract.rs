//! Who may enter the committee's pages of one election: its committee.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};

use super::{find, now};
use crate::elections::store::elections::Election;
use crate::elections::store::facts::{self, Now};
use crate::parties::PartyId;
use crate::web::{AppState, SignedIn, WebError};

/// A signed-in person who sits on the committee of the election in the address.
pub(super) struct CommitteeMember {
    pub(super) person: PartyId,
    pub(super) election: Election,
    pub(super) now: Now,
}

impl FromRequest for CommitteeMember {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let signed_in = SignedIn::from_request(request, payload);
        let state = request.app_data::<Data<AppState>>().cloned();
        let number = request.match_info().get("number").map(str::parse::<i32>);
        Box::pin(async move {
            let signed_in = signed_in.await?;
            let Some(Ok(number)) = number else {
                return Err(WebError::NotFound);
            };
            let state =
                state.ok_or_else(|| WebError::internal_message("no state in the request"))?;
            let person = PartyId(signed_in.person);
            let mut conn = state.connection().await?;
            let election = find(&mut conn, number).await?;
            let now = now(&mut conn).await?;
            let committee = facts::committee_of(&mut conn, &election, now.at)
                .await
                .map_err(WebError::internal)?;
            if !committee.contains(&person) {
                return Err(WebError::Forbidden(
                    "This page is for the committee of this election. A recorded decision of the board says who sits on it. Ask the board if you are missing.".to_owned(),
                ));
            }
            Ok(Self {
                person,
                election,
                now,
            })
        })
    }
}
