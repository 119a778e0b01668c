//! What letters need of the subjects above the outbox, made or looked up when
//! they are sent.

use std::sync::Arc;

use data_encoding::HEXLOWER;
use uuid::Uuid;

use crate::accounts::{self, LocalPath};
use crate::bodies;
use crate::db::Connection;
use crate::ledger;
use crate::members;
use crate::outbox::worker::Fault;
use crate::outbox::write::{LogMark, RollOpening};
use crate::outbox::{
    Address, Addressee, Answer, Enclosed, Enclosures, Letter, Letterhead, RollLine,
};
use crate::parties::{self, PartyId};
use crate::polls;
use crate::polls::store::Entitlement;
use crate::rolls;
use crate::tasks::{Item, Joined, Reader, agenda};
use crate::web::words::Words;

/// All subjects, as the letters' worker asks them.
pub(super) struct Subjects {
    pub(super) work: Joined,
    pub(super) words: Arc<Words>,
}

impl Enclosures for Subjects {
    fn letterhead<'a>(&'a self, conn: &'a mut Connection) -> Answer<'a, Option<Letterhead>> {
        Box::pin(async move {
            let foundation = bodies::store::foundation(conn).await?;
            let log = ledger::store::newest_checkpoint(conn)
                .await?
                .map(|checkpoint| LogMark::new(checkpoint.size, &checkpoint.root));
            Ok(foundation.map(|foundation| Letterhead {
                foundation: foundation.name,
                zone: foundation.zone,
                public_origin: foundation.public_origin,
                log,
            }))
        })
    }

    fn addressee<'a>(
        &'a self,
        conn: &'a mut Connection,
        account: Uuid,
    ) -> Answer<'a, Option<Addressee>> {
        Box::pin(async move {
            let Some(account) = accounts::store::by_id(conn, account).await? else {
                return Ok(None);
            };
            let name = parties::store::name(conn, PartyId(account.person)).await?;
            Ok(Some(Addressee {
                name: name.unwrap_or_default(),
                locale: account.locale(),
                address: Address::parse(&account.address)?,
            }))
        })
    }

    fn enclose<'a>(
        &'a self,
        conn: &'a mut Connection,
        account: Uuid,
        letter: &'a Letter,
    ) -> Answer<'a, Enclosed> {
        Box::pin(async move {
            let mut enclosed = Enclosed::default();
            match letter {
                Letter::SignInLink { next } => {
                    let next = LocalPath::or(next, "/me");
                    let token = accounts::store::make_link(conn, account, &next).await?;
                    enclosed.sign_in_path =
                        Some(format!("/sign-in/link?token={}", token.to_text()));
                }
                Letter::Invitation {} => {
                    enclosed.memberships = memberships(conn, account).await?;
                }
                Letter::CastConfirmed { line, .. } | Letter::RecordSays { line, .. } => {
                    enclosed.roll = roll_opening(conn, line).await?;
                }
                Letter::PasswordChanged { .. }
                | Letter::SessionsEnded {}
                | Letter::CastUnderProxy { .. }
                | Letter::ProxyNews { .. }
                | Letter::AddressChangeProposed { .. }
                | Letter::AddressChangeApproved { .. }
                | Letter::AddressChangeStopped { .. }
                | Letter::AddressChangeRenewed { .. }
                | Letter::AddressChanged { .. }
                | Letter::RepresentationChanged { .. }
                | Letter::MembershipEnded { .. }
                | Letter::PollOpened { .. }
                | Letter::PollVoided { .. }
                | Letter::PollExtended { .. }
                | Letter::PollExcluded { .. }
                | Letter::PollResult { .. }
                | Letter::ComplaintReceived { .. }
                | Letter::ComplaintAnswered { .. }
                | Letter::Notice { .. }
                | Letter::ApplicationNews { .. }
                | Letter::RenewalReminder { .. }
                | Letter::DuesInvoice { .. }
                | Letter::RollAnswered { .. }
                | Letter::PetitionDelivered { .. }
                | Letter::AssetIncident { .. }
                | Letter::AssetWatched { .. }
                | Letter::FactorChanged { .. }
                | Letter::Nominated { .. }
                | Letter::CandidateLetter { .. }
                | Letter::MotionNews { .. }
                | Letter::InterestFound { .. }
                | Letter::TestLetter {} => {}
                Letter::PollReminder { path, .. } => {
                    let lines = uncast(conn, account, path).await?;
                    let said = |line: &Entitlement| format!("{}, {}", line.member, line.class_name);
                    enclosed.memberships = lines.iter().map(said).collect();
                }
                Letter::WorkDigest {} => {
                    let waiting = self.waiting(conn, account).await?;
                    let line = |item: Item| (item.sentence, item.path);
                    enclosed.work = waiting.into_iter().map(line).collect();
                }
            }
            Ok(enclosed)
        })
    }

    fn moot<'a>(
        &'a self,
        conn: &'a mut Connection,
        account: Uuid,
        letter: &'a Letter,
    ) -> Answer<'a, Option<String>> {
        Box::pin(async move {
            let moot = match letter {
                Letter::PollReminder { path, .. } => uncast(conn, account, path).await?.is_empty(),
                Letter::WorkDigest {} => self.waiting(conn, account).await?.is_empty(),
                Letter::SignInLink { .. }
                | Letter::Invitation {}
                | Letter::PasswordChanged { .. }
                | Letter::SessionsEnded {}
                | Letter::AddressChangeProposed { .. }
                | Letter::AddressChangeApproved { .. }
                | Letter::AddressChangeStopped { .. }
                | Letter::AddressChangeRenewed { .. }
                | Letter::AddressChanged { .. }
                | Letter::RepresentationChanged { .. }
                | Letter::MembershipEnded { .. }
                | Letter::PollOpened { .. }
                | Letter::PollVoided { .. }
                | Letter::PollExtended { .. }
                | Letter::PollExcluded { .. }
                | Letter::PollResult { .. }
                | Letter::ComplaintReceived { .. }
                | Letter::ComplaintAnswered { .. }
                | Letter::CastConfirmed { .. }
                | Letter::CastUnderProxy { .. }
                | Letter::ProxyNews { .. }
                | Letter::RecordSays { .. }
                | Letter::Notice { .. }
                | Letter::ApplicationNews { .. }
                | Letter::RenewalReminder { .. }
                | Letter::DuesInvoice { .. }
                | Letter::RollAnswered { .. }
                | Letter::PetitionDelivered { .. }
                | Letter::AssetIncident { .. }
                | Letter::AssetWatched { .. }
                | Letter::FactorChanged { .. }
                | Letter::Nominated { .. }
                | Letter::CandidateLetter { .. }
                | Letter::MotionNews { .. }
                | Letter::InterestFound { .. }
                | Letter::TestLetter {} => false,
            };
            // Not why: that would say who has voted.
            Ok(moot.then(|| "there is nothing to remind of any more".to_owned()))
        })
    }
}

impl Subjects {
    /// What waits for the holder of an account, in the account's language.
    async fn waiting(&self, conn: &mut Connection, account: Uuid) -> Result<Vec<Item>, Fault> {
        let Some(account) = accounts::store::by_id(conn, account).await? else {
            return Ok(Vec::new());
        };
        let t = self.words.speaker(account.locale());
        let person = PartyId(account.person);
        match Reader::of(conn, account.id, person, t).await? {
            Some(reader) => Ok(agenda(conn, &self.work, &reader).await?.waiting),
            None => Ok(Vec::new()),
        }
    }
}

/// The lines without a ballot for which the holder of an account casts, in
/// the poll whose page this is; none when it is not open any more.
async fn uncast(
    conn: &mut Connection,
    account: Uuid,
    path: &str,
) -> Result<Vec<Entitlement>, Fault> {
    let Some(account) = accounts::store::by_id(conn, account).await? else {
        return Ok(Vec::new());
    };
    let open = polls::store::open_now(conn).await?;
    let poll = open
        .iter()
        .find(|poll| format!("/polls/{}", poll.number) == path);
    match poll {
        Some(poll) => Ok(polls::store::uncast(conn, poll, PartyId(account.person)).await?),
        None => Ok(Vec::new()),
    }
}

/// A line for each membership for which the holder of this account acts today.
async fn memberships(conn: &mut Connection, account: Uuid) -> Result<Vec<String>, Fault> {
    let (Some(account), Some(foundation)) = (
        accounts::store::by_id(conn, account).await?,
        bodies::store::foundation(conn).await?,
    ) else {
        return Ok(Vec::new());
    };
    let now = bodies::store::now(conn).await?;
    let person = PartyId(account.person);
    let lines = members::store::memberships_of(conn, person, foundation.day(now), now).await?;
    Ok(lines
        .iter()
        .map(|line| format!("{}, {}, {}", line.name, line.class_name, line.number))
        .collect())
}

/// What opens a line of a roll; none when it was erased.
async fn roll_opening(
    conn: &mut Connection,
    line: &RollLine,
) -> Result<Option<RollOpening>, Fault> {
    let entitlement = HEXLOWER.decode(line.entitlement.as_bytes())?;
    let opening = rolls::store::opening(conn, line.roll, &entitlement).await?;
    Ok(opening.map(|opening| RollOpening {
        lines: opening.lines(),
        position: opening.position,
        subject: opening.subject,
    }))
}
