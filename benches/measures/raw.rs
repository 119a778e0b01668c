//! The base of comparison: rows inserted one by one into the same PostgreSQL,
//! each in a transaction of its own, with no guard, no index but the key.

use std::time::{Duration, Instant};

use commonhold::db::address::Address;
use futures_util::future::join_all;
use tokio_postgres::{Client, Error, NoTls, Statement};

/// Makes a database of its own, in it `table`, and so many connections to it.
pub async fn connections(
    administrator: &Address,
    table: &str,
    many: usize,
) -> Result<Vec<Client>, Error> {
    let first = connect(administrator).await?;
    first
        .batch_execute("CREATE DATABASE raw_inserts TEMPLATE template0")
        .await?;
    let address = administrator.with_database("raw_inserts");
    connect(&address).await?.batch_execute(table).await?;
    let clients = join_all((0..many).map(|_| connect(&address))).await;
    clients.into_iter().collect()
}

async fn connect(address: &Address) -> Result<Client, Error> {
    let (client, connection) = address.config().connect(NoTls).await?;
    // It ends when the client is dropped.
    tokio::spawn(connection);
    Ok(client)
}

/// All connections insert until the time is over, each row by `row`; how many
/// rows a second.
pub async fn rate(
    clients: &[Client],
    insert: &str,
    span: Duration,
    row: impl AsyncFn(&Client, &Statement) -> Result<u64, Error>,
) -> Result<f64, Error> {
    let begun = Instant::now();
    let inserted = join_all(clients.iter().map(async |client| {
        let statement = client.prepare(insert).await?;
        let mut rows: u32 = 0;
        while begun.elapsed() < span {
            row(client, &statement).await?;
            rows += 1;
        }
        Ok(rows)
    }));
    let mut rows = 0;
    for inserted in inserted.await {
        rows += inserted?;
    }
    Ok(f64::from(rows) / begun.elapsed().as_secs_f64())
}
