//! A form of a party's page that was sent, with the page that it stands on: the page comes
//! back with what is wrong, and is where an act that is done leads.

use actix_web::HttpResponse;
use uuid::Uuid;

use super::shown;
use crate::bodies::MemberKeeper;
use crate::db::pool::PooledConnection;
use crate::members::views::parties::party::{PartyPage, Shown};
use crate::parties::store::ties::EndError;
use crate::parties::{Kind, PartyId};
use crate::web::answer::{see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::{AppState, Fields, Frame, WebError};

/// What came of an act: done, or what is wrong with its form.
pub(super) type Outcome = Result<(), Faults>;

/// A form about the party that is shown.
pub(super) struct Sent {
    pub conn: PooledConnection,
    pub shown: Shown,
    pub fields: Fields,
    /// Who sent it.
    pub by: PartyId,
    frame: Frame,
}

impl Sent {
    /// # Errors
    /// Not found, where the party is none; those of the database.
    pub async fn about(
        party: &str,
        frame: Frame,
        keeper: &MemberKeeper,
        state: &AppState,
        fields: Fields,
    ) -> Result<Self, WebError> {
        let mut conn = state.connection().await?;
        let shown = shown(&frame, &mut conn, party, None).await?;
        Ok(Self {
            conn,
            shown,
            fields,
            by: keeper.0.person,
            frame,
        })
    }

    /// # Errors
    /// Refused, of a person.
    pub fn is_of_organisation(&self) -> Result<(), WebError> {
        match self.shown.kind {
            Kind::Organisation => Ok(()),
            Kind::Person => Err(WebError::Refused(
                "This is recorded of organisations alone, and this is a person. Choose an organisation.".to_owned(),
            )),
        }
    }

    /// The page again with what is wrong, or on to the page.
    ///
    /// # Errors
    /// The page cannot be written.
    pub fn answer(self, outcome: Outcome) -> Result<HttpResponse, WebError> {
        let Err(faults) = outcome else {
            return Ok(see_other(&format!("/room/parties/{}", self.shown.id)));
        };
        unprocessable(&PartyPage {
            frame: self.frame,
            keeps: true,
            shown: self.shown,
            form: self.fields.form_id(),
            fields: self.fields,
            faults,
        })
    }
}

/// One of the page's own; nothing else is closed from here.
pub(super) fn own(path: &str, known: impl IntoIterator<Item = Uuid>) -> Result<Uuid, WebError> {
    let id = Uuid::parse_str(path).map_err(|_| WebError::NotFound)?;
    known
        .into_iter()
        .find(|known| *known == id)
        .ok_or(WebError::NotFound)
}

/// What came of ending something, whose day is in this field.
pub(super) fn ended(result: Result<(), EndError>, field: String) -> Result<Outcome, WebError> {
    match result {
        Ok(()) => Ok(Ok(())),
        Err(error @ EndError::BeforeBeginning) => Ok(Err(vec![(field, error.to_string())])),
        Err(EndError::Database(error)) => Err(WebError::internal(error)),
    }
}
