//! Every door of the house: each route as the program declares it, tried by everybody, and each
//! form of every page, filled as nobody should.

mod forms;
mod readers;
pub mod source;

use chrono::TimeDelta;
use commonhold::demo::load::PASSWORD;

use crate::support::{Visitor, World};

/// The demonstration on a day of its own, in which a vote has closed; nobody is limited.
async fn demonstration() -> Option<World> {
    let mut world = World::start_full_unlimited("2026-08-18 09:00:00").await?;
    world.advance(TimeDelta::minutes(6));
    Some(world)
}

/// Somebody of the demonstration, signed in by password.
async fn enters(world: &World, name: &str) -> Visitor {
    let visitor = world.visitor();
    let page = visitor.get("/sign-in/password").await;
    let address = format!("{name}@tamarack.example");
    let form = page
        .form("/sign-in/password")
        .with("address", &address)
        .with("password", PASSWORD);
    let inside = visitor.send(&form).await;
    assert!(
        !inside.path.starts_with("/sign-in"),
        "{name}: {}",
        inside.text()
    );
    visitor
}
