//! Who is let in to vote, and what they read who come too early or too late.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::pages::find;
use crate::db::Connection;
use crate::polls::booth::{Opened, OpenedPolls};
use crate::polls::model::Phase;
use crate::polls::store::{self, Entitlement, VotersPlace};
use crate::web::times::Moment;
use crate::web::{Frame, SignedIn, WebError};

/// A poll with this member's place in it.
pub(super) struct Booth {
    pub(super) poll: Arc<Opened>,
    /// Where the poll stood then.
    phase: Phase,
    pub(super) entitlement: Entitlement,
    pub(super) membership: Uuid,
    /// The proxy that is in effect for the member, and its number.
    pub(super) proxy: Option<(Uuid, i32)>,
    /// The proxy by which the voter casts for the member, and what they were told.
    pub(super) by_proxy: Option<(Uuid, String)>,
    /// When it closes, as far as that is decided.
    pub(super) closes: DateTime<Utc>,
    /// The database's clock when that was asked.
    pub(super) now: DateTime<Utc>,
}

impl Booth {
    /// What a voter reads who comes too early or too late.
    pub(super) async fn not_open(
        &self,
        conn: &mut Connection,
        frame: &Frame,
    ) -> Result<(), WebError> {
        not_open(conn, frame, &self.poll, self.phase, self.closes, self.now).await
    }
}

/// Lets in whom the roll lets in, whether the poll is open or not: a form that came before
/// gets its answer again also after the close.
pub(super) async fn enter(
    conn: &mut Connection,
    frame: &Frame,
    poll: Arc<Opened>,
    place: Option<VotersPlace>,
) -> Result<Booth, WebError> {
    let Some(place) = place else {
        let now = find(conn, poll.number).await?;
        let closes = now.draft.closes_at;
        not_open(conn, frame, &poll, now.phase(), closes, now.now).await?;
        return Err(WebError::Forbidden(frame.t.say("ballot-not-yours")));
    };
    let by_proxy = place.proxy.filter(|_| !place.own);
    Ok(Booth {
        phase: poll.phase(&place),
        poll,
        entitlement: place.entitlement,
        membership: place.membership,
        proxy: place.proxy.zip(place.proxy_number),
        by_proxy: by_proxy.zip(place.instructions),
        closes: place.closes_at,
        now: place.now,
    })
}

/// What a voter reads who comes too early or too late.
async fn not_open(
    conn: &mut Connection,
    frame: &Frame,
    poll: &Opened,
    phase: Phase,
    closes: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), WebError> {
    match phase {
        Phase::Open => Ok(()),
        Phase::Draft | Phase::Scheduled => {
            let opens = Moment::on_page(frame, poll.draft.opens_at, now);
            let sentence = frame.t.say1("ballot-not-open-yet", "time", opens.full);
            Err(WebError::Refused(sentence))
        }
        Phase::Closing | Phase::Closed | Phase::Counted | Phase::Certified | Phase::Voided => {
            Err(over(conn, frame, poll, closes, now).await)
        }
    }
}

/// What ended the poll: its time, or its officers, who say why.
pub(super) async fn over(
    conn: &mut Connection,
    frame: &Frame,
    poll: &Opened,
    closes: DateTime<Utc>,
    now: DateTime<Utc>,
) -> WebError {
    match store::voided(conn, poll.poll).await {
        Ok(Some(reason)) => WebError::Refused(frame.t.say1("ballot-voided", "reason", reason)),
        Ok(None) => {
            let closes = Moment::on_page(frame, closes, now);
            WebError::Refused(frame.t.say1("ballot-closed", "time", closes.full))
        }
        Err(error) => WebError::internal(error),
    }
}

pub(super) async fn opened(
    conn: &mut Connection,
    polls: &OpenedPolls,
    number: i32,
) -> Result<Arc<Opened>, WebError> {
    let found = polls.get(conn, number).await.map_err(WebError::internal)?;
    found.ok_or(WebError::NotFound)
}

/// The place of whoever reads this page.
pub(super) async fn place(
    conn: &Connection,
    account: &SignedIn,
    poll: &Opened,
    member: i64,
) -> Result<Option<VotersPlace>, WebError> {
    store::place(conn, poll.poll, poll.roll, member, account.person)
        .await
        .map_err(WebError::internal)
}
