//! Every letter there is, with what its words are made of.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::news::{
    ApplicationNews, Decided, EndNews, FactorNews, InterestNews, MotionNews, ProxyNews,
    RepresentationNews,
};
use crate::web::words::Locale;

/// A text in the language that decides, and its translations by language tag.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    pub text: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: BTreeMap<String, String>,
}

impl Wording {
    /// The text in this language, else the one that decides.
    #[must_use]
    pub fn in_locale(&self, locale: Locale) -> &str {
        self.translations.get(locale.tag()).unwrap_or(&self.text)
    }
}

impl From<&str> for Wording {
    fn from(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            translations: BTreeMap::new(),
        }
    }
}

/// One line of a certified roll. What it says of a person is looked up when the
/// letter is written, so that it can be erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollLine {
    pub roll: Uuid,
    /// 16 bytes in lowercase hexadecimal.
    pub entitlement: String,
}

/// A letter with its plain parameters: nothing secret, nothing to be erased.
/// Paths begin with `/` and are put behind the public origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "parameters", rename_all = "snake_case")]
pub enum Letter {
    /// The single-use link; its token is made when the letter is sent.
    SignInLink { next: String },
    /// The account exists; how to come in for the first time.
    Invitation {},
    /// The password was set, changed, or removed.
    PasswordChanged { removed: bool },
    /// An officer ended every session of the account.
    SessionsEnded {},
    /// To the present address: an officer proposes another.
    AddressChangeProposed { new_masked: String, reason: String },
    /// To the present address: a second officer approved.
    AddressChangeApproved {
        new_masked: String,
        effective_at: DateTime<Utc>,
    },
    /// To the present address: the change will not happen.
    AddressChangeStopped { new_masked: String },
    /// To the present and to the other address: officers want once more what was stopped from
    /// the account, and have approved it where it has a day.
    AddressChangeRenewed {
        old_masked: String,
        new_masked: String,
        /// How they identified the person.
        reason: String,
        /// An officer has approved it; where it has no day, another has yet to.
        #[serde(default)]
        approved: bool,
        effective_at: Option<DateTime<Utc>>,
    },
    /// To the old and to the new address.
    AddressChanged {
        old_masked: String,
        new_masked: String,
    },
    /// To whoever votes for an organisation, whoever is to, and those who stand for it
    /// beside them: another is proposed, confirmed, or will not be.
    RepresentationChanged {
        news: RepresentationNews,
        organisation: String,
        /// Who is to vote for it.
        person: String,
        /// Whose act this news is.
        by: String,
        /// The first day on which they would.
        from: NaiveDate,
        path: String,
    },
    /// To whoever acts for a membership, and those who stand for it: an officer recorded
    /// that it is over from a day on, or the member resigned.
    MembershipEnded {
        news: EndNews,
        /// The membership's number.
        number: i64,
        /// Whose act it was.
        by: String,
        /// The first day without it.
        from: NaiveDate,
        path: String,
    },
    /// A poll is open to this member.
    PollOpened {
        title: Wording,
        path: String,
        closes_at: DateTime<Utc>,
    },
    /// Officers ended a poll without a result.
    PollVoided {
        title: Wording,
        path: String,
        reason: String,
    },
    /// The close of an open poll was put off.
    PollExtended {
        title: Wording,
        path: String,
        closes_at: DateTime<Utc>,
        reason: String,
    },
    /// An option withdrew after the opening.
    PollExcluded {
        title: Wording,
        path: String,
        option: String,
        reason: String,
        /// Until when one may vote again; none after the close.
        again_until: Option<DateTime<Utc>>,
    },
    /// The count is certified: what was decided.
    PollResult {
        title: Wording,
        path: String,
        decided: Decided,
        /// How many of those on the roll took part, where the cells allow to say so.
        turnout: Option<(u64, u64)>,
    },
    /// A complaint about a poll is on record.
    ComplaintReceived {
        title: Wording,
        path: String,
        number: i32,
    },
    /// Officers answered a complaint about a poll.
    ComplaintAnswered {
        title: Wording,
        path: String,
        number: i32,
        answer: String,
    },
    /// A ballot was cast; nothing of its content.
    CastConfirmed {
        title: Wording,
        path: String,
        closes_at: DateTime<Utc>,
        line: RollLine,
    },
    /// A ballot was cast for a member for whom somebody holds a proxy: to whoever may
    /// cast for them, so that it tells nothing of who did; nothing of its content.
    CastUnderProxy {
        title: Wording,
        path: String,
        closes_at: DateTime<Utc>,
        /// The proxy's number.
        proxy: i32,
    },
    /// What became of a proxy.
    ProxyNews {
        news: ProxyNews,
        number: i32,
        path: String,
    },
    /// After the close: whether the record says that this member voted.
    RecordSays {
        title: Wording,
        path: String,
        complain_path: String,
        voted: bool,
        line: RollLine,
    },
    /// A notice of the foundation to its members, word for word as it was given.
    Notice {
        title: Wording,
        text: Wording,
        path: String,
        /// Whether the law or the bylaws ask for it: such a letter bears the
        /// bylaws' legend, and nobody unsubscribes from it.
        statutory: bool,
    },
    /// A poll is open, and this member has not voted yet.
    PollReminder {
        title: Wording,
        path: String,
        closes_at: DateTime<Utc>,
    },
    /// How officers answered what somebody asked of a preliminary roll.
    RollAnswered {
        /// The roll's number.
        roll: i32,
        upheld: bool,
        answer: String,
        /// The rule that the answer rests on.
        citation: String,
        path: String,
    },
    /// To the board: members delivered a petition, and its clocks run.
    PetitionDelivered {
        number: i32,
        title: String,
        /// Votes signed, of all votes.
        votes: u64,
        total: u64,
        /// The last day for the notice, and the first and the last for the meeting,
        /// where one is asked for and the rules name them.
        notice_by: Option<NaiveDate>,
        earliest: Option<NaiveDate>,
        latest: Option<NaiveDate>,
        path: String,
    },
    /// To every director: two officers recorded what befell an asset of the foundation.
    AssetIncident {
        /// The asset's number.
        number: i64,
        title: String,
        /// The word of what happened: `unauthorised_transfer`.
        what: String,
        happened_on: NaiveDate,
        /// Whose it rightfully is.
        owner: String,
        path: String,
    },
    /// To whoever keeps the register: what the daily watch found of a protected asset.
    AssetWatched {
        /// The asset's number.
        number: i64,
        title: String,
        /// Word and value of each finding: `nearer_expiry`, `2027-01-10`.
        findings: Vec<(String, String)>,
        path: String,
    },
    /// What became of this officer's second factor.
    FactorChanged { news: FactorNews, reason: String },
    /// Somebody was nominated, and is asked whether they stand.
    Nominated {
        /// What the election is called.
        title: String,
        /// The member who nominated them.
        by: String,
        /// The last day for nominations.
        until: NaiveDate,
        path: String,
    },
    /// A letter of a candidate to everybody on the roll, word for word.
    CandidateLetter {
        title: String,
        candidate: String,
        subject: String,
        text: String,
        path: String,
    },
    /// To whoever follows a motion: it moved, or something was said.
    MotionNews {
        number: i64,
        title: String,
        path: String,
        news: MotionNews,
    },
    /// To one of a body: whoever keeps its minutes recorded what it found of an interest of
    /// theirs in a motion.
    InterestFound {
        number: i64,
        title: String,
        path: String,
        found: InterestNews,
    },
    /// What waits for this person, once a week; its lines are enclosed.
    WorkDigest {},
    /// What became of an application to be a member.
    ApplicationNews {
        number: i32,
        path: String,
        news: ApplicationNews,
    },
    /// The term of a membership ends soon, or before a record date.
    RenewalReminder {
        class_name: String,
        /// The last day of the term.
        last_day: NaiveDate,
        /// The record date before which it ends, where an election is announced.
        record_date: Option<NaiveDate>,
        path: String,
    },
    /// An invoice of dues, with what it says of taxes.
    DuesInvoice {
        number: String,
        /// What it asks for, with a point before the decimals.
        amount: String,
        currency: String,
        due_on: NaiveDate,
        /// The share of dues that goes into lobbying, in per cent, where one is estimated.
        lobbying: Option<String>,
        /// The tax year of the estimate.
        year: i32,
        path: String,
    },
    /// Whether mail leaves this house.
    TestLetter {},
}
