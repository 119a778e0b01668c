//! Statements that a connection keeps once they are prepared.
//!
//! Diesel prepares every `sql_query` anew, because it cannot know whether its
//! text was put together from values: two more messages to the database, and a
//! plan made for one use. What every request asks is worth keeping.

use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;

/// A query that stays prepared on the connections that ran it; see [`kept`].
#[derive(Clone, Copy, Debug)]
pub struct Kept<Q>(Q);

/// Keeps this query prepared, by its text and the types of its parameters.
///
/// For `sql_query` of a text that is always the same: each text that was ever
/// kept stays on its connection until that closes. Queries of Diesel's own
/// making are kept without this.
pub fn kept<Q>(query: Q) -> Kept<Q> {
    Kept(query)
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Kept<Q> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _backend: &Pg) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<Q> QueryId for Kept<Q> {
    type QueryId = ();

    // Then the text itself is what it is known by.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for Kept<Q> {
    type SqlType = Q::SqlType;
}
