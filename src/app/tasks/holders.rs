//! Records of the hand-over programme that wait for a second officer.

use crate::bodies::Office;
use crate::db::Connection;
use crate::holders::store::handover;
use crate::tasks::{Answer, Item, Reader, Work};

pub(super) struct ToConfirm;

impl Work for ToConfirm {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if reader.offices.iter().all(|held| *held == Office::Auditor) {
                return Ok(Vec::new());
            }
            let waiting = handover::to_confirm(conn, reader.person).await?;
            Ok(waiting
                .into_iter()
                .map(|(number, title)| {
                    Item::of_office(
                        format!("handover:{number}:confirm"),
                        format!(
                            "Confirm what is recorded of “{title}” in the hand-over programme."
                        ),
                        format!("/room/handover/{number}"),
                    )
                })
                .collect())
        })
    }
}
