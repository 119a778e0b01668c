//! What happened to a poll since it was opened, in sentences of every page that shows it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::db::Connection;
use crate::polls::draft::Draft;
use crate::polls::store;
use crate::web::times::Moment;
use crate::web::words::Speaker;
use crate::web::{Frame, WebError};

/// Whose vote it is, where not that of all.
pub(in crate::polls) fn of_a_class(t: &Speaker, classes: &[String]) -> Option<String> {
    (!classes.is_empty()).then(|| t.say1("poll-of-a-class", "classes", classes.join(", ")))
}

/// Each time the close was put off, and each option that was excluded.
pub(in crate::polls) async fn course_notes(
    conn: &mut Connection,
    frame: &Frame,
    poll: Uuid,
    draft: &Draft,
    now: DateTime<Utc>,
) -> Result<Vec<String>, WebError> {
    let mut notes = Vec::new();
    for extension in store::extensions(conn, poll)
        .await
        .map_err(WebError::internal)?
    {
        notes.push(frame.t.say_all(
            "poll-extended",
            &[
                (
                    "before",
                    &Moment::on_page(frame, extension.closed_at, now).full,
                ),
                (
                    "after",
                    &Moment::on_page(frame, extension.closes_at, now).full,
                ),
                ("reason", &extension.reason),
            ],
        ));
    }
    for exclusion in store::exclusions(conn, poll)
        .await
        .map_err(WebError::internal)?
    {
        let mut options = draft.options.iter();
        let name = options
            .find(|option| option.id == exclusion.option)
            .map_or(&exclusion.option, |option| &option.name);
        notes.push(
            frame
                .t
                .say2("poll-excluded", "option", name, "reason", &exclusion.reason),
        );
    }
    Ok(notes)
}
