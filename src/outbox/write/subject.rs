//! The subject of each letter.

use super::{Page, one_line};
use crate::outbox::model::Letter;

pub(super) fn of(page: &Page<'_>) -> String {
    let (t, foundation) = (page.t, page.foundation());
    match page.letter {
        Letter::PollOpened { title, .. }
        | Letter::PollVoided { title, .. }
        | Letter::PollExtended { title, .. }
        | Letter::PollExcluded { title, .. }
        | Letter::PollResult { title, .. }
        | Letter::ComplaintReceived { title, .. }
        | Letter::ComplaintAnswered { title, .. }
        | Letter::CastConfirmed { title, .. }
        | Letter::CastUnderProxy { title, .. }
        | Letter::RecordSays { title, .. }
        | Letter::Notice { title, .. }
        | Letter::PollReminder { title, .. } => {
            t.say1(&page.key("-subject"), "title", page.headed(title))
        }
        Letter::DuesInvoice { number, .. } => t.say2(
            &page.key("-subject"),
            "number",
            number.as_str(),
            "foundation",
            foundation,
        ),
        Letter::RollAnswered { roll, .. } => {
            t.say1(&page.key("-subject"), "roll", roll.to_string())
        }
        Letter::PetitionDelivered { number, title, .. } => t.say2(
            &page.key("-subject"),
            "number",
            number.to_string(),
            "title",
            one_line(title),
        ),
        Letter::AssetIncident { number, title, .. }
        | Letter::AssetWatched { number, title, .. } => t.say2(
            &page.key("-subject"),
            "asset",
            format!("A-{number}"),
            "title",
            one_line(title),
        ),
        Letter::Nominated { title, .. } => t.say1(&page.key("-subject"), "title", one_line(title)),
        Letter::MotionNews { number, title, .. } | Letter::InterestFound { number, title, .. } => t
            .say2(
                &page.key("-subject"),
                "number",
                *number,
                "title",
                one_line(title),
            ),
        Letter::CandidateLetter {
            candidate, subject, ..
        } => t.say2(
            &page.key("-subject"),
            "name",
            one_line(candidate),
            "subject",
            one_line(subject),
        ),
        Letter::SignInLink { .. }
        | Letter::Invitation {}
        | Letter::PasswordChanged { .. }
        | Letter::SessionsEnded {}
        | Letter::AddressChangeProposed { .. }
        | Letter::AddressChangeApproved { .. }
        | Letter::AddressChangeStopped { .. }
        | Letter::AddressChangeRenewed { .. }
        | Letter::AddressChanged { .. }
        | Letter::MembershipEnded { .. }
        | Letter::WorkDigest {}
        | Letter::RenewalReminder { .. }
        | Letter::TestLetter {} => t.say1(&page.key("-subject"), "foundation", foundation),
        Letter::FactorChanged { news, .. } => {
            t.say(&format!("{}-{}", page.key("-subject"), news.word()))
        }
        Letter::RepresentationChanged {
            news, organisation, ..
        } => t.say1(
            &format!("{}-{}", page.key("-subject"), news.word()),
            "organisation",
            one_line(organisation),
        ),
        Letter::ProxyNews { news, number, .. } => t.say1(
            &format!("{}-{}", page.key("-subject"), news.word()),
            "number",
            number.to_string(),
        ),
        Letter::ApplicationNews { news, .. } => t.say1(
            &format!("{}-{}", page.key("-subject"), news.word()),
            "foundation",
            foundation,
        ),
    }
}
