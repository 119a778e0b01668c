//! Rolls: published, challenged, answered, certified, corrected; reproduced from
//! history; and who acts on a line of one.

mod challenges;
mod classes;
mod corrections;
mod entitlements;
mod history;

use chrono::{DateTime, Utc};
use commonhold::db::{Role, pool};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};

use crate::support::election::Foundation;
use crate::support::{Page, TestApp, Visitor};

/// A session in the database under a role.
pub async fn session(app: &TestApp, role: Role) -> AsyncPgConnection {
    pool::connect(&app.database.address(role)).await.unwrap()
}

/// By which constraint, or for which lack of a right, statements are refused;
/// nothing of them stays.
pub async fn refused(connection: &mut AsyncPgConnection, sql: &str) -> String {
    let outcome = connection
        .batch_execute(&format!("BEGIN; {sql}; COMMIT"))
        .await;
    connection.batch_execute("ROLLBACK").await.unwrap();
    match outcome {
        Ok(()) => panic!("not refused: {sql}"),
        Err(diesel::result::Error::DatabaseError(_, about)) => match about.constraint_name() {
            Some(name) => name.to_owned(),
            None => about.message().to_owned(),
        },
        Err(error) => panic!("{sql}: {error}"),
    }
}

/// Ada publishes the roll of this page for challenges.
pub async fn publishes(foundation: &Foundation, path: &str, until: DateTime<Utc>) -> Page {
    let page = foundation.ada.get(path).await;
    let closes = until.format("%Y-%m-%dT%H:%M:%S").to_string();
    let page = foundation
        .ada
        .submit(&page, "/window", &[("closes", &closes)])
        .await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(
        page.text().contains("Open to challenges from"),
        "{}",
        page.text()
    );
    page
}

/// Somebody asks something of a preliminary roll.
pub async fn asks(member: &Visitor, roll: &str, fields: &[(&str, &str)]) -> Page {
    let path = roll.replace("/room/", "/me/");
    let page = member.get(&path).await;
    assert_eq!(page.status, 200, "{}", page.text());
    member.submit(&page, "/challenges", fields).await
}

/// An election officer answers the challenge of this number.
pub async fn answers(officer: &Visitor, roll: &str, number: i32, said: [&str; 3]) -> Page {
    let page = officer.get(roll).await;
    let action = format!("/challenges/{number}/answers");
    let [verdict, text, citation] = said;
    let names = ["verdict", "answer", "citation"].map(|name| format!("{name}-{number}"));
    let values = [
        (names[0].as_str(), verdict),
        (names[1].as_str(), text),
        (names[2].as_str(), citation),
    ];
    officer.submit(&page, &action, &values).await
}
