//! Whether this node lives (`/healthz`) and can serve (`/readyz`).

use std::time::{Duration, Instant};

use actix_web::HttpResponse;
use actix_web::web::{self, Data, ServiceConfig};
use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use tokio::sync::Mutex;

use crate::db::compare::{self, Difference};
use crate::db::{Connection, Role};
use crate::ledger;
use crate::ledger::publisher::Health;
use crate::web::{AppState, error};

/// How long what was compared is believed: probes are cheap, and a change is
/// known soon.
const BELIEVED: Duration = Duration::from_secs(5);
/// How many differences are named.
const NAMED_MOST: usize = 50;

/// When the database was compared last, and what differed.
pub(super) type Compared = Mutex<Option<(Instant, Vec<Difference>)>>;

pub(super) fn routes(service: &mut ServiceConfig) {
    service
        .route("/healthz", web::get().to(alive))
        .route("/readyz", web::get().to(ready));
}

async fn alive() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body("alive\n")
}

/// A line per thing that must hold; 503 when one does not.
async fn ready(
    state: Data<AppState>,
    compared: Data<Compared>,
    publisher: Data<Health>,
) -> HttpResponse {
    let mut faults: Vec<String> = match database(&state, &compared).await {
        Ok(differences) => differences.iter().map(Difference::name).collect(),
        Err(sentence) => vec![sentence.to_owned()],
    };
    if faults.len() > NAMED_MOST {
        faults.truncate(NAMED_MOST);
        faults.push("there is more; commonhold migrate --check names all of it".to_owned());
    }
    let log = log(&state, &publisher).await;
    let mut response = if faults.is_empty() && log.is_ok() {
        HttpResponse::Ok()
    } else {
        HttpResponse::ServiceUnavailable()
    };
    if faults.is_empty() {
        faults.push("ready".to_owned());
    }
    let mut body = String::new();
    for fault in faults {
        body.push_str("database: ");
        body.push_str(&fault);
        body.push('\n');
    }
    body.push_str("log: ");
    body.push_str(&log.err().unwrap_or_else(|| "ready".to_owned()));
    body.push('\n');
    error::for_machines(
        response
            .content_type("text/plain; charset=utf-8")
            .body(body),
    )
}

/// # Errors
/// Why the log is not signed or not published here.
async fn log(state: &AppState, publisher: &Health) -> Result<(), String> {
    if let Some(fault) = publisher.fault() {
        return Err(fault);
    }
    // A database that does not answer has a line of its own.
    let Ok(mut conn) = state.db.get().await else {
        return Ok(());
    };
    match ledger::store::state(&mut conn).await {
        Ok(log) => log.fault.map_or(Ok(()), Err),
        Err(_) => Ok(()),
    }
}

#[derive(QueryableByName)]
struct Acting {
    #[diesel(sql_type = Text)]
    role: String,
}

/// What differs in the database.
///
/// # Errors
/// A sentence without addresses or passwords, when it cannot be asked.
async fn database(state: &AppState, compared: &Compared) -> Result<Vec<Difference>, &'static str> {
    let mut conn = state.db.get().await.map_err(|_| "cannot be reached")?;
    let acting: Acting = diesel::sql_query("SELECT current_user::text AS role")
        .get_result(&mut conn)
        .await
        .map_err(|_| "does not answer")?;
    if acting.role != Role::App.name() {
        return Err("entered under another role than commonhold_app");
    }
    differences(state, &mut conn, compared).await
}

/// Of probes that come together, one compares and the others wait for it.
async fn differences(
    state: &AppState,
    conn: &mut Connection,
    compared: &Compared,
) -> Result<Vec<Difference>, &'static str> {
    let mut compared = compared.lock().await;
    if let Some((at, differences)) = compared.as_ref()
        && at.elapsed() < BELIEVED
    {
        return Ok(differences.clone());
    }
    let differences = compare::differences(conn, state.config.durability)
        .await
        .map_err(|error| {
            tracing::error!(%error, "the database could not be compared");
            "could not be compared"
        })?;
    for difference in &differences {
        tracing::error!(%difference, "the database is not what the migrations make of it");
    }
    *compared = Some((Instant::now(), differences.clone()));
    Ok(differences)
}
