//! Who reads deadlines: officers all of them, and counsel those of the assets that they are
//! retained about.

use uuid::Uuid;

use super::reading::{found, keeps};
use crate::bodies::Officer;
use crate::db::Connection;
use crate::docket::store::confirming::assets_of_counsel;
use crate::docket::store::one::Deadline;
use crate::parties::PartyId;
use crate::web::{SignedIn, WebError};

/// Somebody who was let in.
pub(super) struct Reader {
    pub(super) person: PartyId,
    pub(super) officer: bool,
    /// Whether they keep the register.
    pub(super) keeps: bool,
    /// The assets about which they are counsel; of whoever keeps the register nobody asks.
    counsels: Vec<Uuid>,
}

impl Reader {
    /// # Errors
    /// Those of the database.
    pub(super) async fn of_officer(
        conn: &mut Connection,
        officer: &Officer,
    ) -> Result<Self, WebError> {
        let keeps = keeps(officer);
        Ok(Self {
            person: officer.person,
            officer: true,
            keeps,
            counsels: if keeps {
                Vec::new()
            } else {
                assets_of_counsel(conn, officer.person)
                    .await
                    .map_err(WebError::internal)?
            },
        })
    }

    /// Whether they read the deadlines of this asset.
    pub(super) fn reads(&self, asset: Uuid) -> bool {
        self.officer || self.counsels.contains(&asset)
    }

    /// Whether they may be the second person who confirms its days, as the database asks it.
    pub(super) fn confirms(&self, asset: Uuid) -> bool {
        self.keeps || self.counsels.contains(&asset)
    }

    /// What is said of what there is not. To counsel what is not theirs looks the same.
    pub(super) fn shut(&self) -> WebError {
        if self.officer {
            WebError::NotFound
        } else {
            WebError::Forbidden(
                "Counsel reads and confirms the deadlines of an asset while a matter about it is open, and no others. Go there from the page of your matter.".into(),
            )
        }
    }
}

/// Whoever may read any deadline.
///
/// # Errors
/// What the officers' door says to whoever is no officer and nobody's counsel.
pub(super) async fn reader(
    conn: &mut Connection,
    officer: Result<Officer, WebError>,
    account: &SignedIn,
) -> Result<Reader, WebError> {
    let refusal = match officer {
        Ok(officer) => return Reader::of_officer(conn, &officer).await,
        Err(refusal) => refusal,
    };
    let person = PartyId(account.person);
    let counsels = assets_of_counsel(conn, person)
        .await
        .map_err(WebError::internal)?;
    if counsels.is_empty() {
        return Err(refusal);
    }
    Ok(Reader {
        person,
        officer: false,
        keeps: false,
        counsels,
    })
}

/// The deadline at this address and who opens it, after what is stale was worked out.
///
/// # Errors
/// As [`reader`]; no such deadline, or none that is theirs.
pub(super) async fn opened(
    conn: &mut Connection,
    officer: Result<Officer, WebError>,
    account: &SignedIn,
    number: &str,
) -> Result<(Reader, Deadline), WebError> {
    let reader = reader(conn, officer, account).await?;
    match found(conn, number).await {
        Ok(deadline) if reader.reads(deadline.asset_id) => Ok((reader, deadline)),
        Ok(_) | Err(WebError::NotFound) => Err(reader.shut()),
        Err(error) => Err(error),
    }
}
