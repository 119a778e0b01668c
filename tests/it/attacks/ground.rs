//! A foundation with a poll in each state, and the eyes that watch its history.

use chrono::{TimeDelta, Utc};
use commonhold::db::{Role, address::Address, compare, pool};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tokio_postgres::{Client, NoTls};

use crate::support::election::{Foundation, NO_LIMITS, Place, Plan, Poll};
use crate::support::{TestApp, eventually};

/// Refused for want of a right: SQLSTATE insufficient_privilege.
pub const DENIED: &str = "42501";
/// Not refused, and without effect.
pub const HARMLESS: &str = "";

/// A certified vote, one that is open and one that is drafted, in one database.
pub struct Ground {
    pub app: TestApp,
    open: String,
    closed: String,
    draft: String,
    tables: Vec<Table>,
    watch: String,
}

/// A table of history, with what it takes to attack it.
#[derive(diesel::QueryableByName)]
pub struct Table {
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub name: String,
    /// A column that may be written.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub column: String,
    /// All that may be written.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub columns: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub key: String,
}

const TABLES: &str = "
    SELECT c.relname::text AS name, k.conname::text AS key, min(a.attname::text) AS column,
           string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns
    FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
         AND a.attidentity = '' AND a.attgenerated = ''
    JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p'
    WHERE t.tgname = 'append_only'
    GROUP BY c.oid, c.relname, k.conname ORDER BY 1";

#[derive(diesel::QueryableByName)]
struct Text {
    #[diesel(sql_type = diesel::sql_types::Text)]
    it: String,
}

pub async fn text(connection: &mut AsyncPgConnection, query: &str) -> String {
    let row: Text = diesel::sql_query(query)
        .get_result(connection)
        .await
        .unwrap_or_else(|error| panic!("{query}: {error}"));
    row.it
}

async fn connected(address: &Address) -> Client {
    let url = address.url_with_credentials();
    let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

impl Ground {
    pub async fn lay() -> Self {
        let app = TestApp::start_with(&NO_LIMITS).await;
        let mut foundation = Foundation::found(Place::of_app(&app)).await;
        foundation.certify_roll().await;
        let addresses = ["kim@mail.example", "ravi@mail.example"];
        let [kim, ravi] = foundation
            .sign_in_all(&addresses)
            .await
            .try_into()
            .unwrap_or_else(|_| panic!("two came in"));

        foundation.place.now = Utc::now();
        let soon = Plan {
            closes: TimeDelta::seconds(20),
            ..Plan::default()
        };
        let closed = Poll::open(&foundation, &soon).await;
        closed.cast(&kim, "Kim Abara", &[("r1", "01")]).await;
        closed
            .cast(&ravi, "Nordlicht Hosting", &[("r2", "01")])
            .await;
        closed
            .cast(&ravi, "Nordlicht Hosting", &[("r3", "01")])
            .await;
        let open = Poll::open(&foundation, &Plan::default()).await;
        open.cast(&kim, "Kim Abara", &[("r1", "01")]).await;
        let draft = Poll::draft(&foundation, &Plan::default()).await;
        draft.upload_keys(&foundation).await;
        closed.certified(&foundation).await;

        let mut superuser = app.database.administrator().await;
        let tables: Vec<Table> = diesel::sql_query(TABLES)
            .load(&mut superuser)
            .await
            .unwrap();
        assert!(tables.len() > 25);
        // What the docket's own chore writes by the clock, whatever is tried meanwhile.
        let by_the_clock = ["docket_canaries", "docket_runs", "rule_packs"];
        let watched = tables
            .iter()
            .map(|table| table.name.as_str())
            .filter(|name| !by_the_clock.contains(name));
        // What is not history and must not change here all the same.
        let watched = watched.chain(["polls", "accounts", "roll_openings"]);
        let parts: Vec<String> = watched
            .map(|name| {
                format!(
                    "SELECT '{name} ' || count(*) || ' ' ||
                            md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE \"C\"), '')) AS part FROM {name} t"
                )
            })
            .collect();
        let watch = format!(
            "SELECT string_agg(part, E'\\n' ORDER BY part) AS it FROM ({}) parts",
            parts.join(" UNION ALL ")
        );
        // Letters on their way are records in the making.
        eventually("the last letter", async || {
            let waiting = "SELECT count(*)::text AS it FROM outbox_queue WHERE state = 'waiting'";
            (text(&mut superuser, waiting).await == "0").then_some(())
        })
        .await;
        Self {
            app,
            open: open.id.to_string(),
            closed: closed.id.to_string(),
            draft: draft.id.to_string(),
            tables,
            watch,
        }
    }

    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    pub async fn superuser(&self) -> AsyncPgConnection {
        self.app.database.administrator().await
    }

    /// A session that tells a refusal by its SQLSTATE.
    pub async fn session(&self, role: Role) -> Client {
        connected(&self.app.database.address(role)).await
    }

    pub async fn superuser_s_session(&self) -> Client {
        connected(&self.app.database.administrator_address()).await
    }

    pub async fn enters(&self, role: Role) -> AsyncPgConnection {
        pool::connect(&self.app.database.address(role))
            .await
            .unwrap()
    }

    /// SQL with the polls it speaks of.
    pub fn about(&self, sql: &str) -> String {
        sql.replace("$OPEN", &self.open)
            .replace("$CLOSED", &self.closed)
            .replace("$DRAFT", &self.draft)
    }

    /// All of history in one text, a line per table.
    pub async fn history(&self) -> String {
        text(&mut self.superuser().await, &self.watch).await
    }

    /// That nothing was hung on, granted or switched off.
    pub async fn is_as_made(&self) {
        let mut superuser = self.superuser().await;
        let differences = compare::differences(&mut superuser, compare::Durability::Forgone);
        assert_eq!(differences.await.unwrap(), []);
    }

    /// Tries each attack in a session of its own, from `open`, and holds
    /// it to its refusal and to having changed nothing.
    pub async fn withstands(&self, open: impl AsyncFn() -> Client, attacks: &[(String, &str)]) {
        // A look at all of history costs as much as many attacks: it is had after
        // whatever was not refused, and after each so many that were.
        const LOOK_EACH: usize = 25;
        let before = self.history().await;
        let mut unexpected = Vec::new();
        for (tried, (sql, by)) in (1..).zip(attacks) {
            let session = open().await;
            let outcome = session.batch_execute(&self.about(sql)).await;
            drop(session);
            let said = match &outcome {
                Ok(()) => String::new(),
                Err(error) => error.as_db_error().map_or_else(
                    || error.to_string(),
                    |refusal| {
                        let code = refusal.code().code();
                        let guard = refusal.constraint().unwrap_or_default();
                        format!("{code} {guard}: {}", refusal.message())
                    },
                ),
            };
            if said.is_empty() != by.is_empty() || !said.contains(by) {
                unexpected.push(format!("{sql}\n    wanted {by:?}, got {said:?}"));
            }
            if outcome.is_ok() || tried % LOOK_EACH == 0 {
                assert_eq!(self.history().await, before, "until {sql}");
            }
        }
        assert_eq!(self.history().await, before, "after the last of them");
        assert!(unexpected.is_empty(), "{}", unexpected.join("\n"));
        self.is_as_made().await;
    }
}

impl Table {
    /// An attack written for any table: `T` its name, `C` a column, `A` all of
    /// them, `K` its key.
    pub fn attacked(&self, sql: &str) -> String {
        let words: Vec<&str> = sql
            .split_inclusive(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
            .collect();
        words
            .into_iter()
            .map(|word| {
                let name = word.trim_end_matches(|letter: char| {
                    !letter.is_ascii_alphanumeric() && letter != '_'
                });
                let instead = match name {
                    "T" => &self.name,
                    "C" => &self.column,
                    "A" => &self.columns,
                    "K" => &self.key,
                    other => other,
                };
                word.replacen(name, instead, 1)
            })
            .collect()
    }
}
