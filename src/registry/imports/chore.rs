//! Erases what nobody took over: files that waited for thirty days.

use super::store;
use crate::db::Connection;
use crate::tasks::worker::{Chore, Round};

/// Files that were brought for the register.
pub struct Drafts;

impl Chore for Drafts {
    fn round<'a>(&'a self, conn: &'a mut Connection) -> Round<'a> {
        Box::pin(async move {
            let erased = store::sweep(conn).await?;
            if erased > 0 {
                tracing::info!(erased, "files that nobody took over into the register");
            }
            Ok(())
        })
    }
}
