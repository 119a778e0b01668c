//! Whether this node lives (`/healthz`) and can serve (`/readyz`).

use actix_web::HttpResponse;
use actix_web::web::{self, Data, ServiceConfig};
use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;

use crate::ledger;
use crate::ledger::publisher::Health;
use crate::web::AppState;

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
async fn ready(state: Data<AppState>, publisher: Data<Health>) -> HttpResponse {
    let database = database(&state).await.map_err(str::to_owned);
    let log = log(&state, &publisher).await;
    let mut response = if database.is_ok() && log.is_ok() {
        HttpResponse::Ok()
    } else {
        HttpResponse::ServiceUnavailable()
    };
    let say = |what: Result<(), String>| what.err().unwrap_or_else(|| "ready".to_owned());
    response
        .content_type("text/plain; charset=utf-8")
        .body(format!("database: {}\nlog: {}\n", say(database), say(log)))
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

/// # Errors
/// A sentence without addresses or passwords.
async fn database(state: &AppState) -> Result<(), &'static str> {
    let mut conn = state.db.get().await.map_err(|_| "cannot be reached")?;
    let acting: Acting = diesel::sql_query("SELECT current_user::text AS role")
        .get_result(&mut conn)
        .await
        .map_err(|_| "does not answer")?;
    if acting.role == "commonhold_app" {
        Ok(())
    } else {
        Err("entered under another role than commonhold_app")
    }
}
