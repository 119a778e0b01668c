//! What needs whom, and who is reminded of it: with the time moved on, servers
//! killed, and people who vote meanwhile.

mod digest;
mod list;
mod reminders;

use diesel_async::RunQueryDsl;

use crate::support::World;

/// Subject of the reminder of an open poll.
const REMINDER: &str = "Not voted yet: Who joins the board?";
/// Subject of the weekly letter.
const DIGEST: &str = "What waits for you at Tamarack OS Foundation";

/// How many letters of this subject went to an address.
fn received(world: &World, address: &str, subject: &str) -> usize {
    let letters = world.mail().to(address);
    letters
        .iter()
        .filter(|letter| letter.subject == subject)
        .count()
}

/// How many rows there are, looked at by the administrator.
async fn count(world: &World, of: &str) -> i64 {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        count: i64,
    }
    let address = world.administrator();
    let mut superuser = commonhold::db::pool::connect_as_administrator(&address)
        .await
        .unwrap();
    let row: Row = diesel::sql_query(format!("SELECT count(*) AS count FROM {of}"))
        .get_result(&mut superuser)
        .await
        .unwrap();
    row.count
}
