//! What the results page says of a poll's bundle.

use std::pin::Pin;
use std::sync::Arc;

use actix_web::web::Data;

use crate::audit::bundles::Bundles as Made;
use crate::audit::store::BundleError;
use crate::polls::results_view::Bundle;
use crate::polls::store::Poll;
use crate::polls::web::{Bundles, JoinedBundles};
use crate::web::AppState;

/// What polls ask of the room above them.
pub(super) fn joined(app: Data<AppState>, made: Data<Made>) -> JoinedBundles {
    Arc::new(FromAudit { app, made })
}

struct FromAudit {
    app: Data<AppState>,
    made: Data<Made>,
}

impl Bundles for FromAudit {
    fn bundle<'a>(&'a self, poll: &'a Poll) -> Pin<Box<dyn Future<Output = Bundle> + Send + 'a>> {
        Box::pin(async move {
            match self.made.get(&self.app.db, poll).await {
                Ok(made) => Bundle::Ready {
                    id: made.id.to_string(),
                    bytes: made.bytes,
                },
                Err(BundleError::Waits(waits)) => Bundle::Waits(waits.key()),
                // The result is there whatever becomes of its bundle.
                Err(error) => {
                    tracing::error!(poll = %poll.id, %error, "a bundle could not be made");
                    Bundle::Waits("bundle-fault")
                }
            }
        })
    }
}
