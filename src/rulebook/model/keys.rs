//! The keys of rules: what each decides, what its value is, and which way it is stricter.
//!
//! A key with a `*` stands for every key of that shape: `class.*.votes`. Every
//! number that decides anything is asked of the rulebook by one of these.

use super::value::Kind;

// What each decides stands once, in its row of [`ALL`].
pub const QUORUM_MEMBERS: &str = "quorum.members";
pub const QUORUM_VOTES: &str = "quorum.votes";
pub const RECORD_DATE_MIN_DAYS: &str = "record_date.min_days";
pub const RECORD_DATE_MAX_DAYS: &str = "record_date.max_days";
pub const CELLS_K: &str = "cells.k";
pub const BALLOT_REVOTE: &str = "ballot.revote";
pub const BALLOT_UNRANKED: &str = "ballot.unranked";
pub const OPENING_OFFICERS: &str = "opening.officers";
pub const CERTIFYING_OFFICERS: &str = "certifying.officers";
pub const DECISION_OFFICERS: &str = "decision.officers";
pub const OFFICES_EXCLUSIVE: &str = "offices.exclusive";
pub const OFFICERS_SECOND_FACTOR: &str = "officers.second_factor";
pub const BOARD_QUORUM: &str = "board.quorum";
pub const BOARD_MAJORITY: &str = "board.majority";
pub const BOARD_SUPER_QUORUM: &str = "board.super.quorum";
pub const BOARD_SUPER_MAJORITY: &str = "board.super.majority";
pub const BOARD_CONSENT: &str = "board.consent";
pub const BOARD_RECUSAL: &str = "board.recusal";
pub const BOARD_HOLDOVER: &str = "board.holdover";
pub const BOARD_SIZE_MIN: &str = "board.size.min";
pub const BOARD_SIZE_MAX: &str = "board.size.max";
pub const BOARD_COHORTS: &str = "board.cohorts";
pub const BOARD_TERM_YEARS: &str = "board.term.years";
pub const BOARD_TERM_LIMIT: &str = "board.term.limit";
pub const BOARD_TERM_PARTIAL: &str = "board.term.partial";
pub const BOARD_TERM_GAP: &str = "board.term.gap_years";
pub const BOARD_VACANCY: &str = "board.vacancy.filled_by";
pub const BOARD_VACANCY_FORK: &str = "board.vacancy.fork_months";
pub const BOARD_VACANCY_TERM: &str = "board.vacancy.term";
pub const SEAT_CURE_DAYS: &str = "seat.cure.days";
pub const BOARD_CAP_SCOPE: &str = "board.cap.scope";
pub const KEYS_HOLDERS: &str = "keys.holders";
pub const KEYS_REHEARSAL: &str = "keys.rehearsal";
pub const KEYS_THRESHOLD: &str = "keys.threshold";
pub const CAP_CURE_DAYS: &str = "cap.cure.days";
pub const RELATED_PERCENT: &str = "related.percent";
pub const COMMITTEE_QUORUM: &str = "committee.quorum";
pub const COMMITTEE_MAJORITY: &str = "committee.majority";
pub const MEMBERS_MAJORITY: &str = "members.majority";
pub const MEMBER_CLASSES: &str = "member.classes";
pub const BYLAWS_AMENDMENT: &str = "bylaws.amendment";
pub const NOMINATIONS_OPEN_DAYS: &str = "nominations.open_days";
pub const NOMINATIONS_CLOSE_DAYS: &str = "nominations.close_days";
pub const VOTING_MIN_DAYS: &str = "voting.min_days";
pub const EXTENSION_MAX_DAYS: &str = "voting.extension.max_days";
pub const EXTENSION_MAX_TIMES: &str = "voting.extension.max_times";
pub const PETITION_MEETING_SHARE: &str = "petition.meeting.share";
pub const PETITION_BALLOT_SHARE: &str = "petition.ballot.share";
pub const PETITION_DAYS: &str = "petition.days";
pub const PERMITS_OFFICERS: &str = "permits.officers";
pub const PETITION_NOTICE_DAYS: &str = "petition.notice.days";
pub const PETITION_MEETING_MIN_DAYS: &str = "petition.meeting.min_days";
pub const PETITION_MEETING_MAX_DAYS: &str = "petition.meeting.max_days";
pub const COMPLAINTS_DAYS: &str = "complaints.days";
pub const PROXIES_BOARD: &str = "proxies.board";
pub const PROXIES_MAX_MONTHS: &str = "proxies.max_months";
pub const PROXIES_MAX_PER_HOLDER: &str = "proxies.max_per_holder";
pub const PROXIES_MEMBERS: &str = "proxies.members";
pub const NOMINEE_STANDING: &str = "nominee.standing";
pub const NOMINATION_SELF: &str = "nomination.self";
pub const NOMINATION_BY: &str = "nomination.by";
pub const NOMINATION_BY_COMMITTEE: &str = "nomination.by_committee";
pub const NOMINATION_COUNT: &str = "nomination.count";
pub const NOMINATION_SPONSOR: &str = "nomination.sponsor";
pub const ELECTION_CANDIDATE_LETTERS: &str = "election.candidate_letters";
pub const ELECTION_HELD_AS: &str = "election.held_as";
pub const ELECTION_COMMITTEE: &str = "election_committee.of";
pub const NOTICE_MIN_DAYS: &str = "notice.members.min_days";
pub const NOTICE_MAX_DAYS: &str = "notice.members.max_days";
pub const REMINDERS_POLL_DAYS: &str = "reminders.poll_days";
pub const REMINDERS_QUIET: &str = "reminders.quiet";
pub const REMINDERS_DIGEST: &str = "reminders.digest";
pub const NOTICE_BOARD_DAYS: &str = "notice.board.min_days";
pub const NOTICE_TERMINATION_DAYS: &str = "notice.termination.min_days";
pub const NOTICE_COUNTING: &str = "notice.counting";
pub const NOTICE_MAIL_FAILURES: &str = "notice.mail_failures";
pub const ROLL_CHALLENGE_DAYS: &str = "roll.challenge.days";
pub const REPORT_CELL_MIN: &str = "report.cell.min";
pub const APPLICATIONS_DAYS: &str = "applications.decision_days";
pub const APPLICATIONS_BY: &str = "applications.decided_by";
pub const HEARING_TERMINATION_DAYS: &str = "hearing.termination.min_days";
pub const MEMBERSHIP_ALUMNI_CLASS: &str = "membership.alumni_class";
pub const MEMBERSHIP_GRACE_DAYS: &str = "membership.grace_days";
pub const MEMBERSHIP_TERM_MONTHS: &str = "membership.term_months";
pub const RENEWALS_REMINDER_DAYS: &str = "renewals.reminder_days";
pub const RENEWALS_WARNING_DAYS: &str = "renewals.warning_days";
pub const BOARD_CASTING_VOTE: &str = "board.casting_vote";
pub const MEMBERS_SUPER_MAJORITY: &str = "members.super.majority";
pub const MOTIONS_DEBATE: &str = "motions.debate";
pub const MOTIONS_RECONSIDER: &str = "motions.reconsider";
pub const MOTIONS_RESERVED: &str = "motions.reserved";
pub const MOTIONS_SECOND: &str = "motions.second";
pub const MOTIONS_SECRET: &str = "motions.secret";
pub const REFERENDUM_TURNOUT: &str = "referendum.turnout";
pub const REGISTRY_ATTESTATION_DAYS: &str = "registry.attestation.days";
pub const REGISTRY_CUSTODY_GROUPS: &str = "registry.custody.groups";
pub const REGISTRY_NOTICE_DAYS: &str = "registry.notice.days";
pub const REGISTRY_PROTECTED: &str = "registry.protected";
pub const REGISTRY_WAITING_DAYS: &str = "registry.waiting.days";

/// The kinds of assets that the register knows, for the words of [`REGISTRY_PROTECTED`]. The
/// register stands above the rulebook and holds its own list against this one.
pub const ASSET_KINDS: [&str; 9] = [
    "trademark",
    "domain",
    "copyright",
    "terms",
    "signing_key",
    "certificate",
    "account",
    "repository",
    "contract",
];

/// Votes of each member of a class.
#[must_use]
pub fn class_votes(class: &str) -> String {
    format!("class.{class}.votes")
}

/// By whom members of a class are admitted.
#[must_use]
pub fn class_admission(class: &str) -> String {
    format!("class.{class}.admission")
}

/// Who can hold a membership of a class.
#[must_use]
pub fn class_holder(class: &str) -> String {
    format!("class.{class}.holder")
}

/// The class whose votes a key states.
#[must_use]
pub fn class_of(key: &str) -> Option<&str> {
    key.strip_prefix("class.")?
        .strip_suffix(".votes")
        .filter(|class| !class.is_empty() && !class.contains('.'))
}

/// Which of two values binds more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stricter {
    /// The higher value.
    Higher,
    /// The lower value.
    Lower,
    /// They are different, neither is stricter.
    Neither,
}

/// What is known of a key.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// As it stands in a rulebook: `quorum.votes`.
    pub name: &'static str,
    /// How its value is written.
    pub kind: Kind,
    /// What it decides, in plain words.
    pub meaning: &'static str,
    /// Which of two values binds more, where documents disagree.
    pub stricter: Stricter,
    /// The program asks it, or a lawful election needs it: some document must answer.
    pub asked: bool,
    /// A vote's manifest carries it.
    pub of_polls: bool,
}

const fn key(name: &'static str, kind: Kind, stricter: Stricter, meaning: &'static str) -> Key {
    Key {
        name,
        kind,
        meaning,
        stricter,
        asked: true,
        of_polls: false,
    }
}

impl Key {
    const fn may_be_silent(mut self) -> Self {
        self.asked = false;
        self
    }

    const fn of_polls(mut self) -> Self {
        self.of_polls = true;
        self
    }

    fn is(&self, name: &str) -> bool {
        match self.name.split_once('*') {
            None => self.name == name,
            Some((start, end)) => name
                .strip_prefix(start)
                .and_then(|rest| rest.strip_suffix(end))
                .is_some_and(|part| {
                    // As the identity of a class is.
                    part.len() <= 32
                        && part.starts_with(|first: char| first.is_ascii_lowercase())
                        && part
                            .bytes()
                            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
                }),
        }
    }
}

const DAYS: Kind = Kind::Count("days");
const OFFICERS: Kind = Kind::Count("officers");

/// Every key there is, in order of name.
pub const ALL: &[Key] = {
    use Kind::{Count, DaysBefore, Flag, Hours, Ratio, Span, Threshold, Weekly, Word, Words};
    use Stricter::{Higher, Lower, Neither};
    &[
        key(
            APPLICATIONS_BY,
            Word(&["consensus", "vote"]),
            Neither,
            "How the membership committee decides on an application",
        )
        .may_be_silent(),
        key(
            APPLICATIONS_DAYS,
            Count("business days"),
            Lower,
            "Most business days from an application to its decision",
        )
        .may_be_silent(),
        key(
            BALLOT_REVOTE,
            Word(&["until the close"]),
            Neither,
            "Until when a member may vote again",
        )
        .of_polls(),
        key(
            BALLOT_UNRANKED,
            Word(&["below all ranked", "no opinion"]),
            Neither,
            "What a candidate left out of a ranking counts as",
        )
        .of_polls(),
        key(
            BOARD_CAP_SCOPE,
            Word(&[
                "employees of one member",
                "employees of one employer",
                "one related group",
                "nobody",
            ]),
            Neither,
            "Of whom no two sit on the board together",
        ),
        key(
            BOARD_CASTING_VOTE,
            Word(&["nobody", "chair"]),
            Neither,
            "Whose vote breaks a tie of the board",
        )
        .may_be_silent(),
        key(
            BOARD_COHORTS,
            Words,
            Neither,
            "The cohorts of the board, in order",
        ),
        key(
            BOARD_CONSENT,
            Threshold,
            Higher,
            "Directors who must sign for the board to decide in writing",
        ),
        key(
            BOARD_HOLDOVER,
            Flag,
            Neither,
            "Whether directors stay until their successors are seated",
        ),
        key(
            BOARD_MAJORITY,
            Threshold,
            Higher,
            "Directors who must agree to an ordinary decision",
        ),
        key(
            BOARD_QUORUM,
            Threshold,
            Higher,
            "Directors who must be present",
        ),
        key(
            BOARD_RECUSAL,
            Word(&["lowers the quorum", "counts in the quorum"]),
            Neither,
            "What a recused director is in the quorum",
        ),
        key(BOARD_SIZE_MAX, Count("directors"), Lower, "Most directors"),
        key(
            BOARD_SIZE_MIN,
            Count("directors"),
            Higher,
            "Fewest directors",
        ),
        key(
            BOARD_SUPER_MAJORITY,
            Threshold,
            Higher,
            "Directors who must agree to a reserved matter",
        ),
        key(
            BOARD_SUPER_QUORUM,
            Threshold,
            Higher,
            "Directors who must be present for a reserved matter",
        ),
        key(
            BOARD_TERM_GAP,
            Count("years"),
            Higher,
            "Years off the board after which terms are counted anew",
        )
        .may_be_silent(),
        key(
            BOARD_TERM_LIMIT,
            Count("terms"),
            Lower,
            "Terms after which a director pauses",
        ),
        key(
            BOARD_TERM_PARTIAL,
            Word(&["counts", "does not count", "counts from half"]),
            Neither,
            "Whether part of a term counts as a term",
        ),
        key(
            BOARD_TERM_YEARS,
            Count("years"),
            Neither,
            "Years of a director’s term",
        ),
        key(
            BOARD_VACANCY,
            Word(&["members", "board", "members or board"]),
            Neither,
            "Who fills a seat that falls vacant",
        ),
        key(
            BOARD_VACANCY_FORK,
            Count("months"),
            Lower,
            "Months before the next election within which the board fills a vacancy",
        )
        .may_be_silent(),
        key(
            BOARD_VACANCY_TERM,
            Word(&["the rest of the term", "a term of its own"]),
            Neither,
            "How long whoever fills a vacancy sits",
        )
        .may_be_silent(),
        key(
            BYLAWS_AMENDMENT,
            Threshold,
            Higher,
            "Directors who must agree to change the bylaws",
        ),
        key(
            CAP_CURE_DAYS,
            DAYS,
            Lower,
            "Days within which members that came together give up what exceeds the cap",
        )
        .may_be_silent(),
        key(
            CELLS_K,
            Count("members"),
            Higher,
            "Fewest members of equal votes among whom a ballot is hidden",
        )
        .of_polls(),
        key(
            CERTIFYING_OFFICERS,
            OFFICERS,
            Higher,
            "Election officers it takes to certify a count",
        )
        .of_polls(),
        key(
            "class.*.admission",
            Word(&["committee", "payment or in kind", "nobody"]),
            Neither,
            "By whom members of the class are admitted",
        )
        .may_be_silent(),
        key(
            "class.*.holder",
            Word(&["persons", "organisations", "either"]),
            Neither,
            "Who can be a member of the class",
        )
        .may_be_silent(),
        key(
            "class.*.votes",
            Count("votes"),
            Neither,
            "Votes of each member of the class",
        )
        .may_be_silent(),
        key(
            COMMITTEE_MAJORITY,
            Threshold,
            Higher,
            "Members of a committee who must agree",
        ),
        key(
            COMMITTEE_QUORUM,
            Threshold,
            Higher,
            "Members of a committee who must be present",
        ),
        key(
            COMPLAINTS_DAYS,
            DAYS,
            Higher,
            "Days after the close within which a member may complain of a vote",
        )
        .may_be_silent()
        .of_polls(),
        key(
            DECISION_OFFICERS,
            OFFICERS,
            Higher,
            "Officers it takes to enter a decision",
        ),
        key(
            ELECTION_CANDIDATE_LETTERS,
            Count("letters"),
            Neither,
            "Letters that each candidate can have sent to the voters",
        )
        .may_be_silent(),
        key(
            ELECTION_HELD_AS,
            Word(&[
                "remote meeting",
                "written consent",
                "ballot without meeting",
            ]),
            Neither,
            "What an election by the members is in law, which is said and not enforced",
        ),
        key(
            ELECTION_COMMITTEE,
            Word(&["members in good standing", "members and a director"]),
            Neither,
            "Who sits on the election committee",
        ),
        key(
            HEARING_TERMINATION_DAYS,
            DAYS,
            Higher,
            "Least days from a member’s hearing to the end of the membership",
        )
        .may_be_silent(),
        key(
            KEYS_HOLDERS,
            Count("holders"),
            Higher,
            "Fewest holders among whom the key that opens the ballots is split",
        )
        .may_be_silent()
        .of_polls(),
        key(
            KEYS_REHEARSAL,
            Flag,
            Neither,
            "Whether a split key is rehearsed on a dummy envelope before a vote opens",
        )
        .may_be_silent()
        .of_polls(),
        key(
            KEYS_THRESHOLD,
            Count("shares"),
            Higher,
            "Fewest shares of the split key that open the ballots",
        )
        .may_be_silent()
        .of_polls(),
        key(
            MEMBER_CLASSES,
            Words,
            Neither,
            "The classes of members that vote",
        )
        .may_be_silent(),
        key(
            MEMBERS_MAJORITY,
            Threshold,
            Higher,
            "Votes that must agree to an ordinary decision of the members",
        ),
        key(
            MEMBERS_SUPER_MAJORITY,
            Threshold,
            Higher,
            "Votes that must agree to a reserved matter put to the members",
        )
        .may_be_silent()
        .of_polls(),
        key(
            MEMBERSHIP_ALUMNI_CLASS,
            Words,
            Neither,
            "The class without a vote in which a person goes on whose membership lapsed, or none",
        )
        .may_be_silent(),
        key(
            MEMBERSHIP_GRACE_DAYS,
            DAYS,
            Neither,
            "Days after its term in which a membership is renewed without a new application",
        )
        .may_be_silent(),
        key(
            MEMBERSHIP_TERM_MONTHS,
            Count("months"),
            Neither,
            "Months of a term of membership",
        )
        .may_be_silent(),
        key(
            MOTIONS_DEBATE,
            Word(&["the body", "members", "everybody"]),
            Neither,
            "Who reads the debate on a motion",
        )
        .may_be_silent(),
        key(
            MOTIONS_RECONSIDER,
            Word(&["prevailing side", "anyone"]),
            Neither,
            "Who may ask that a vote be taken again",
        )
        .may_be_silent(),
        key(
            MOTIONS_RESERVED,
            Words,
            Neither,
            "Kinds of motions that are reserved matters beside those that always are",
        )
        .may_be_silent(),
        key(
            MOTIONS_SECOND,
            Flag,
            Neither,
            "Whether a motion is seconded before it is debated",
        )
        .may_be_silent(),
        key(
            MOTIONS_SECRET,
            Words,
            Neither,
            "Kinds of motions on which a body votes by secret ballot",
        )
        .may_be_silent(),
        key(
            NOMINATION_BY,
            Word(&["members with a vote"]),
            Neither,
            "Who nominates",
        )
        .may_be_silent(),
        key(
            NOMINATION_BY_COMMITTEE,
            Word(&["refused", "allowed"]),
            Neither,
            "Whether a member of the election committee may nominate",
        )
        .may_be_silent(),
        key(
            NOMINATION_COUNT,
            Count("candidates"),
            Lower,
            "Most candidates that each member nominates",
        )
        .may_be_silent(),
        key(
            NOMINATION_SELF,
            Word(&["never", "sponsors only", "anyone"]),
            Neither,
            "Who may nominate themselves",
        ),
        key(
            NOMINATION_SPONSOR,
            Word(&["affiliated", "anyone"]),
            Neither,
            "Whom a member organisation nominates",
        )
        .may_be_silent(),
        key(
            NOMINATIONS_CLOSE_DAYS,
            DAYS,
            Higher,
            "Least days from the close of nominations to the vote",
        ),
        key(
            NOMINATIONS_OPEN_DAYS,
            DAYS,
            Higher,
            "Least days from the opening of nominations to the vote",
        ),
        key(
            NOMINEE_STANDING,
            Span,
            Neither,
            "How long a nominee has been a member",
        ),
        key(
            NOTICE_BOARD_DAYS,
            DAYS,
            Higher,
            "Least days of notice of a meeting of the board",
        )
        .may_be_silent(),
        key(
            NOTICE_COUNTING,
            Word(&["same hour", "clear days"]),
            Neither,
            "How days of notice are counted: back to the same hour, or without the days at both ends",
        )
        .may_be_silent(),
        key(
            NOTICE_MAIL_FAILURES,
            Count("notices"),
            Lower,
            "Notices in a row that did not arrive, after which e-mail is no notice",
        )
        .may_be_silent(),
        key(
            NOTICE_MAX_DAYS,
            DAYS,
            Lower,
            "Most days of notice of a members’ meeting",
        ),
        key(
            NOTICE_MIN_DAYS,
            DAYS,
            Higher,
            "Least days of notice of a members’ meeting",
        ),
        key(
            NOTICE_TERMINATION_DAYS,
            DAYS,
            Higher,
            "Least days of notice before a membership is ended",
        )
        .may_be_silent(),
        key(
            OFFICERS_SECOND_FACTOR,
            Flag,
            Neither,
            "Whether officers give a code of a second factor before they sign, confirm or bring what was opened",
        )
        .may_be_silent(),
        key(
            OFFICES_EXCLUSIVE,
            Words,
            Neither,
            "Pairs of offices that one person does not hold together",
        ),
        key(
            OPENING_OFFICERS,
            OFFICERS,
            Higher,
            "Election officers it takes to open a vote",
        )
        .of_polls(),
        key(
            PERMITS_OFFICERS,
            OFFICERS,
            Higher,
            "Officers it takes to decide on a request to use a protected mark",
        )
        .may_be_silent(),
        key(
            PETITION_BALLOT_SHARE,
            Ratio,
            Higher,
            "Share of all votes that puts a petition’s question on the next ballot",
        )
        .may_be_silent(),
        key(
            PETITION_DAYS,
            DAYS,
            Neither,
            "Days for which a petition collects signatures",
        )
        .may_be_silent(),
        key(
            PETITION_MEETING_MAX_DAYS,
            DAYS,
            Lower,
            "Most days from the receipt of a petition to the special meeting",
        )
        .may_be_silent(),
        key(
            PETITION_MEETING_MIN_DAYS,
            DAYS,
            Higher,
            "Least days from the receipt of a petition to the special meeting",
        )
        .may_be_silent(),
        key(
            PETITION_MEETING_SHARE,
            Ratio,
            Higher,
            "Share of all votes by which members call a special meeting",
        )
        .may_be_silent(),
        key(
            PETITION_NOTICE_DAYS,
            DAYS,
            Lower,
            "Days from the receipt of a petition within which notice of the meeting is given",
        )
        .may_be_silent(),
        key(
            PROXIES_BOARD,
            Word(&["allowed", "refused"]),
            Neither,
            "Whether directors vote by proxy",
        )
        .may_be_silent(),
        key(
            PROXIES_MAX_MONTHS,
            Count("months"),
            Lower,
            "Months after which a proxy is over at the latest",
        )
        .may_be_silent(),
        key(
            PROXIES_MAX_PER_HOLDER,
            Count("members"),
            Lower,
            "For how many members one person holds proxies at most",
        )
        .may_be_silent(),
        key(
            PROXIES_MEMBERS,
            Word(&["allowed", "refused"]),
            Neither,
            "Whether members vote by proxy",
        )
        .may_be_silent(),
        key(
            QUORUM_MEMBERS,
            Ratio,
            Higher,
            "Share of the members on the roll who must take part",
        )
        .of_polls(),
        key(
            QUORUM_VOTES,
            Ratio,
            Higher,
            "Share of the votes on the roll that must be cast",
        )
        .of_polls(),
        key(
            RECORD_DATE_MAX_DAYS,
            DAYS,
            Lower,
            "Most days from the record date to the vote",
        )
        .of_polls(),
        key(
            RECORD_DATE_MIN_DAYS,
            DAYS,
            Higher,
            "Least days from the record date to the vote",
        )
        .of_polls(),
        key(
            REFERENDUM_TURNOUT,
            Ratio,
            Higher,
            "Share of the votes on the roll that must be cast in a referendum",
        )
        .may_be_silent()
        .of_polls(),
        key(
            REGISTRY_ATTESTATION_DAYS,
            DAYS,
            Lower,
            "Days for which a custodian’s word that access works is good",
        )
        .may_be_silent(),
        key(
            REGISTRY_CUSTODY_GROUPS,
            Word(&["different", "any"]),
            Neither,
            "Whether custodians of a protected asset are of different related groups",
        )
        .may_be_silent(),
        key(
            REGISTRY_NOTICE_DAYS,
            DAYS,
            Higher,
            "Least days of notice before the members vote on a deed of a protected asset, never fewer than 20",
        )
        .may_be_silent(),
        key(
            REGISTRY_PROTECTED,
            Words,
            Neither,
            "Kinds of assets that are protected beside trademarks, domains and signing keys",
        )
        .may_be_silent(),
        key(
            REGISTRY_WAITING_DAYS,
            DAYS,
            Higher,
            "Least days from the members’ certified vote on a deed to its execution, never fewer than 30",
        )
        .may_be_silent(),
        key(
            RELATED_PERCENT,
            Count("percent"),
            Lower,
            "Percentage of control above which organisations are of one related group",
        )
        .may_be_silent(),
        key(
            REMINDERS_DIGEST,
            Weekly,
            Neither,
            "When everybody is told once a week what waits for them",
        )
        .may_be_silent(),
        key(
            REMINDERS_POLL_DAYS,
            DaysBefore,
            Neither,
            "Days before the close on which those who have not voted are reminded",
        )
        .may_be_silent(),
        key(
            REMINDERS_QUIET,
            Hours,
            Neither,
            "Hours in which no reminder leaves",
        )
        .may_be_silent(),
        key(
            RENEWALS_REMINDER_DAYS,
            DaysBefore,
            Neither,
            "Days before the end of their term on which members are reminded to renew",
        )
        .may_be_silent(),
        key(
            RENEWALS_WARNING_DAYS,
            DAYS,
            Neither,
            "Days before a record date on which a member is warned of a lapse before it",
        )
        .may_be_silent(),
        key(
            REPORT_CELL_MIN,
            Count("people"),
            Higher,
            "Fewest people that a figure in public is about",
        )
        .may_be_silent(),
        key(
            ROLL_CHALLENGE_DAYS,
            DAYS,
            Higher,
            "Least days for which a proposed roll is open to challenges",
        )
        .may_be_silent(),
        key(
            SEAT_CURE_DAYS,
            DAYS,
            Lower,
            "Days within which what ends a director’s seat is put right",
        )
        .may_be_silent(),
        key(
            EXTENSION_MAX_DAYS,
            DAYS,
            Lower,
            "Most days, in all, by which the close of an open vote is put off",
        )
        .may_be_silent()
        .of_polls(),
        key(
            EXTENSION_MAX_TIMES,
            Count("times"),
            Lower,
            "How often the close of an open vote is put off at most",
        )
        .may_be_silent()
        .of_polls(),
        key(
            VOTING_MIN_DAYS,
            DAYS,
            Higher,
            "Least days for which an election is open",
        ),
    ]
};

/// What is known of the key with this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Key> {
    ALL.iter().find(|key| key.is(name))
}

/// What a rule of this key decides, in plain words; empty for a key that is not known.
#[must_use]
pub fn meaning(name: &str) -> &'static str {
    find(name).map_or("", |key| key.meaning)
}

/// Whether a value is of the key's kind, and one that the program can live by.
#[must_use]
pub fn accepts(key: &Key, value: &str) -> bool {
    let number = || value.parse::<u32>().ok();
    let bounded = match key.kind {
        // One alone decides about a mark at most: the certifier, the database and every verifier
        // ask for two. Nine are more than anybody has.
        Kind::Count("officers") => {
            let fewest = if key.is(PERMITS_OFFICERS) { 1 } else { 2 };
            number().is_some_and(|number| (fewest..=9).contains(&number))
        }
        Kind::Count("percent") => number().is_some_and(|number| number <= 100),
        Kind::Count("votes") => number().is_some_and(|number| number <= 1_000_000),
        Kind::Count(_) => number().is_some_and(|number| number <= 36_500),
        // No share at all is no quorum.
        Kind::Ratio => !value.starts_with("0/"),
        Kind::Span
        | Kind::Threshold
        | Kind::Flag
        | Kind::Word(_)
        | Kind::Words
        | Kind::DaysBefore
        | Kind::Hours
        | Kind::Weekly => true,
    };
    key.kind.accepts(value) && bounded
}

/// A value of this key in plain words, with what it counts.
#[must_use]
pub fn said(name: &str, value: &str) -> String {
    find(name).map_or_else(|| value.to_owned(), |key| key.kind.said(value))
}
