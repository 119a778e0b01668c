//! Statements in SQL of our own, all of one type.
//!
//! Diesel's type of such a statement names whatever is bound to it, one within the
//! other: hundreds of statements are then hundreds of types, each proved and compiled
//! by itself, which is most of what a build of the program takes.
//!
//! Diesel also has each of them read and planned anew whenever it is run, since it
//! cannot know whether its text was made of what somebody typed. A text that stands in
//! the program is the same every time: a connection prepares it once and keeps it.

use std::borrow::Cow;

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, BoxedSqlQuery, Query, QueryFragment, QueryId, SqlQuery};
use diesel::serialize::ToSql;
use diesel::sql_types::{HasSqlType, Untyped};

/// A statement of ours, with whatever is bound to it for as long as `'a`.
#[must_use = "A statement does nothing before it is run."]
pub struct Sql<'a> {
    statement: BoxedSqlQuery<'a, Pg, SqlQuery>,
    /// Whether its text stands in the program as it is.
    fixed: bool,
}

/// A statement in SQL; its parameters are bound in their order, `$1` first.
///
/// One whose text was put together at run time is read and planned at each run.
pub fn sql_query<'a>(text: impl Into<Cow<'static, str>>) -> Sql<'a> {
    let text = text.into();
    Sql {
        fixed: matches!(text, Cow::Borrowed(_)),
        statement: diesel::sql_query(text).into_boxed(),
    }
}

impl<'a> Sql<'a> {
    /// Binds its next parameter.
    pub fn bind<S, V>(self, value: V) -> Self
    where
        Pg: HasSqlType<S>,
        S: Send + 'a,
        V: ToSql<S, Pg> + Send + 'a,
    {
        Self {
            statement: self.statement.bind::<S, V>(value),
            ..self
        }
    }
}

impl QueryFragment<Pg> for Sql<'_> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.statement.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _backend: &Pg) -> QueryResult<bool> {
        Ok(self.fixed)
    }
}

impl QueryId for Sql<'_> {
    type QueryId = ();

    // The text itself is what a kept statement is found by.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Sql<'_> {
    type SqlType = Untyped;
}
