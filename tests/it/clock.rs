//! The clock that tests set: it may be asked at any moment, by a signal too, and
//! harms nobody. A fault here looks like a fault of whatever runs at the time.

use std::time::{Duration, Instant};

use commonhold::db::pool;
use diesel::sql_types::Timestamptz;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use futures_util::future::join_all;

use crate::support::World;

/// Takes and gives back memory for some milliseconds: whatever signal arrives,
/// arrives in the middle of that.
const TAKES_MEMORY: &str = "SELECT count(*) FROM (SELECT string_agg(md5(i::text), ',')
    FROM generate_series(1, 30000) i GROUP BY i % 100) texts";

#[derive(diesel::QueryableByName)]
struct Seen {
    #[diesel(sql_type = Timestamptz)]
    now: chrono::DateTime<chrono::Utc>,
}

/// Four seconds: where the handler of PostgreSQL's timeouts reads the time with
/// calls that take memory, its heap breaks within one or two.
#[tokio::test(flavor = "multi_thread")]
async fn timeouts_in_the_middle_of_anything_leave_the_database_whole() {
    let Some(world) = World::start("2026-08-20 09:00:00").await else {
        return;
    };
    let address = world.administrator();
    let ends = Instant::now() + Duration::from_secs(4);
    let work = (0..3).map(|_| async {
        let mut connection = pool::connect_as_administrator(&address).await.unwrap();
        let set = "SET statement_timeout = '1ms'";
        connection.batch_execute(set).await.unwrap();
        let mut ended = 0;
        while Instant::now() < ends {
            if let Err(error) = connection.batch_execute(TAKES_MEMORY).await {
                // A timeout that comes at the very end of a statement is told as a wish.
                let said = error.to_string();
                assert!(said.contains("canceling statement due to"), "{said}");
                ended += 1;
            }
        }
        connection
            .batch_execute("RESET statement_timeout")
            .await
            .unwrap();
        let seen: Seen = diesel::sql_query("SELECT clock_timestamp() AS now")
            .get_result(&mut connection)
            .await
            .unwrap();
        let apart = (world.now() - seen.now).abs();
        assert!(apart < chrono::TimeDelta::seconds(10), "{apart}");
        ended
    });
    let ended: u32 = join_all(work).await.into_iter().sum();
    assert!(ended > 100, "{ended} ended by their timeout");
}
