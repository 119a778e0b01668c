//! Resolutions that somebody is to carry out by a day.

use super::end_of;
use crate::bodies::Office;
use crate::db::Connection;
use crate::resolutions::store;
use crate::tasks::{Answer, Item, Reader, Work};

pub(super) struct ToCarryOut;

impl Work for ToCarryOut {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            // Who acts as no officer brings what shows it to one who does.
            let acts = reader.offices.iter().any(|held| *held != Office::Auditor);
            let open = store::open_of(conn, reader.person).await?;
            Ok(open
                .into_iter()
                .map(|task| {
                    let number = task.label.to_string();
                    Item {
                        key: format!("resolution:{number}:task"),
                        sentence: reader.t.say2(
                            "task-resolution",
                            "number",
                            number,
                            "title",
                            task.title,
                        ),
                        english: false,
                        path: if acts {
                            task.label.room_path()
                        } else {
                            task.label.path()
                        },
                        due: end_of(task.due_on, reader.zone),
                        to_the_hour: false,
                        since: Some(task.since),
                        rule: None,
                        shared: String::new(),
                        can_wait: true,
                    }
                })
                .collect())
        })
    }
}
