//! The page on which what a person stopped is proposed once more.

use askama::Template;
use uuid::Uuid;

use crate::accounts::address_changes::Change;
use crate::web::Frame;

/// The form by which a change that the person concerned stopped is proposed once more.
#[derive(Template)]
#[template(path = "room/renewal.html")]
pub(in crate::bodies::desk) struct RenewalPage {
    frame: Frame,
    change: Uuid,
    name: String,
    old_address: String,
    new_address: String,
    /// Whether a code is asked of the reader first.
    code_due: bool,
    identified: String,
    error: Option<String>,
    faults: Vec<(&'static str, String)>,
}

impl RenewalPage {
    pub(in crate::bodies::desk) fn new(
        frame: Frame,
        change: &Change,
        code_due: bool,
        identified: String,
        error: Option<String>,
    ) -> Self {
        let faults = error
            .iter()
            .map(|sentence| ("identified", sentence.clone()))
            .collect();
        Self {
            frame,
            change: change.id,
            name: change.name.clone(),
            old_address: change.old_address.clone(),
            new_address: change.new_address.clone(),
            code_due,
            identified,
            error,
            faults,
        }
    }

    /// Where the page stands, to come back to after a code.
    fn place(&self) -> String {
        format!("/room/address-changes/{}/renewal", self.change)
    }
}
