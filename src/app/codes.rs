//! Of which officers a code is asked first, for handlers of rooms below that of factors.

use std::sync::Arc;

use crate::bodies::Officer;
use crate::bodies::afresh::{Due, JoinedFactors, SecondFactors};
use crate::db::Connection;
use crate::factors::{self, model::Asked};

struct Factors;

impl SecondFactors for Factors {
    fn is_code_due<'a>(&'a self, conn: &'a mut Connection, officer: &'a Officer) -> Due<'a> {
        Box::pin(async move { Ok(factors::standing(conn, officer).await? == Asked::Code) })
    }
}

pub(super) fn joined() -> JoinedFactors {
    Arc::new(Factors)
}
