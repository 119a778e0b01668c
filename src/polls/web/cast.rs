//! The ballot: the form, and the answer that is its receipt.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpResponse, Responder};
use askama::Template;
use uuid::Uuid;

use super::pages::{find, parties_of, question};
use crate::db::Connection;
use crate::outbox::{Letter, RollLine};
use crate::polls::model::{Phase, small_cells};
use crate::polls::sealing::{Filled, seal_ballot};
use crate::polls::store::{self, Cast, CastError, Entitlement, Poll};
use crate::polls::{Manifests, ReceiptKey};
use crate::rolls;
use crate::seal::hash::{EnvelopeId, FormKey, Signature, Weight};
use crate::seal::manifest::Manifest;
use crate::seal::tracker::{OwnPart, Tracker};
use crate::web::{AppState, CheckedForm, Fields, Frame, SignedIn, WebError};

pub(super) fn routes(service: &mut ServiceConfig) {
    service
        .route("/polls/{number}/ballot/{member}", web::get().to(ballot))
        .route("/polls/{number}/ballot/{member}", web::post().to(cast));
}

/// Every receipt page has this many bytes, whoever cast whatever: padded, never cut.
const ANSWER_BYTES: usize = 24 * 1024;
