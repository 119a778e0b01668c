//! The board over time: seats from a certified vote, vacancies and who fills them,
//! what ends a seat.

pub mod events;
mod seating;

use diesel_async::RunQueryDsl;

use crate::support::{Form, Page, World};

/// What the administrator reads in the database, as text.
async fn said(world: &World, sql: &str) -> String {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        it: String,
    }
    let mut superuser = commonhold::db::pool::connect_as_administrator(&world.administrator())
        .await
        .unwrap();
    let row: Row = diesel::sql_query(format!("SELECT ({sql})::text AS it"))
        .get_result(&mut superuser)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    row.it
}

/// The id of a seat of the board.
async fn seat(world: &World, name: &str) -> String {
    said(
        world,
        &format!("SELECT id FROM seats WHERE body = 'board' AND name = '{name}'"),
    )
    .await
}

/// The number of somebody's membership.
async fn membership(world: &World, name: &str) -> String {
    said(
        world,
        &format!(
            "SELECT m.number FROM memberships m JOIN party_records r ON r.party = m.party WHERE r.name = '{name}' LIMIT 1"
        ),
    )
    .await
}

/// The first form of a page whose action ends so, if it offers one.
fn offers(page: &Page, end: &str) -> Option<Form> {
    page.forms()
        .into_iter()
        .find(|form| form.action.ends_with(end))
}
