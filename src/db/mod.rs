//! The database: pool, roles, migrations, the private cluster.

pub mod schema;

use std::path::Path;

pub type Connection = diesel_async::AsyncPgConnection;
pub type Pool = diesel_async::pooled_connection::deadpool::Pool<Connection>;

/// The roles that processes sign in as.
#[derive(Clone, Copy, Debug)]
pub enum Role {
    Owner,
    App,
}

pub async fn pool(_: &Path, _: Role, _: Option<&str>, _: usize) -> Result<Pool, String> {
    Err("no pool yet".into())
}
