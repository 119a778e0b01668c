//! Whether this node lives (`/healthz`) and can serve (`/readyz`).

use actix_web::HttpResponse;
use actix_web::web::{self, Data, ServiceConfig};
use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;

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
async fn ready(state: Data<AppState>) -> HttpResponse {
    let fault = database(&state).await.err();
    let mut response = match fault {
        None => HttpResponse::Ok(),
        Some(_) => HttpResponse::ServiceUnavailable(),
    };
    response
        .content_type("text/plain; charset=utf-8")
        .body(match fault {
            None => "database: ready\n".to_owned(),
            Some(fault) => format!("database: {fault}\n"),
        })
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
