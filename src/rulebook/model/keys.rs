//! The keys of rules: what each decides, what its value is, and which way it is stricter.
//!
//! A key with a `*` stands for every key of that shape: `class.*.votes`. Every
//! number that decides anything is asked of the rulebook by one of these.

use super::value::Kind;

/// Share of the members on the roll who must take part.
pub const QUORUM_MEMBERS: &str = "quorum.members";
/// Share of the votes on the roll that must be cast.
pub const QUORUM_VOTES: &str = "quorum.votes";
/// Least days from the record date to the opening of a vote.
pub const RECORD_DATE_MIN_DAYS: &str = "record_date.min_days";
/// Most days from the record date to the opening of a vote.
pub const RECORD_DATE_MAX_DAYS: &str = "record_date.max_days";
/// Fewest members of equal weight among whom a ballot is hidden.
pub const CELLS_K: &str = "cells.k";
/// Until when a member may replace their ballot.
pub const BALLOT_REVOTE: &str = "ballot.revote";
/// What an option left out of a ranking means.
pub const BALLOT_UNRANKED: &str = "ballot.unranked";
/// How many election officers it takes to open a vote.
pub const OPENING_OFFICERS: &str = "opening.officers";
/// How many election officers it takes to certify a count; a roll takes two, whatever this says.
pub const CERTIFYING_OFFICERS: &str = "certifying.officers";
/// How many officers it takes to enter a decision, or to adopt a rulebook.
pub const DECISION_OFFICERS: &str = "decision.officers";
/// Pairs of offices that one person does not hold together.
pub const OFFICES_EXCLUSIVE: &str = "offices.exclusive";
/// Whether officers give a code of a second factor before acts that decide a vote.
pub const OFFICERS_SECOND_FACTOR: &str = "officers.second_factor";
/// How many must be present for the board to act.
pub const BOARD_QUORUM: &str = "board.quorum";
/// How many must agree for an ordinary decision of the board.
pub const BOARD_MAJORITY: &str = "board.majority";
/// How many must be present for the board to decide a reserved matter.
pub const BOARD_SUPER_QUORUM: &str = "board.super.quorum";
/// How many must agree for the board to decide a reserved matter.
pub const BOARD_SUPER_MAJORITY: &str = "board.super.majority";
/// How many directors must sign for the board to decide in writing.
pub const BOARD_CONSENT: &str = "board.consent";
/// What becomes of the quorum where a director is recused.
pub const BOARD_RECUSAL: &str = "board.recusal";
/// Whether directors stay until their successors are seated.
pub const BOARD_HOLDOVER: &str = "board.holdover";
/// Fewest directors.
pub const BOARD_SIZE_MIN: &str = "board.size.min";
/// Most directors.
pub const BOARD_SIZE_MAX: &str = "board.size.max";
/// Names of the board's cohorts.
pub const BOARD_COHORTS: &str = "board.cohorts";
/// Years of a director's term.
pub const BOARD_TERM_YEARS: &str = "board.term.years";
/// Terms after which a director pauses.
pub const BOARD_TERM_LIMIT: &str = "board.term.limit";
/// Whether a part of a term counts as one.
pub const BOARD_TERM_PARTIAL: &str = "board.term.partial";
/// Years off the board after which the count of terms begins anew.
pub const BOARD_TERM_GAP: &str = "board.term.gap_years";
/// Who fills a vacancy that is not short.
pub const BOARD_VACANCY: &str = "board.vacancy.filled_by";
/// Months before the next election within which the board may fill a vacancy.
pub const BOARD_VACANCY_FORK: &str = "board.vacancy.fork_months";
/// How long whoever fills a vacancy sits.
pub const BOARD_VACANCY_TERM: &str = "board.vacancy.term";
/// Days within which a director whose seat an event ends puts it right.
pub const SEAT_CURE_DAYS: &str = "seat.cure.days";
/// Among whom only one may sit on the board.
pub const BOARD_CAP_SCOPE: &str = "board.cap.scope";
/// How many hold a share of a poll's sealing key, at least.
pub const KEYS_HOLDERS: &str = "keys.holders";
/// Whether the shares are rehearsed before a poll opens.
pub const KEYS_REHEARSAL: &str = "keys.rehearsal";
/// How many shares open, at least.
pub const KEYS_THRESHOLD: &str = "keys.threshold";
/// Days within which two of one related group on the board become one.
pub const CAP_CURE_DAYS: &str = "cap.cure.days";
/// The percentage of control above which organisations are of one related group.
pub const RELATED_PERCENT: &str = "related.percent";
/// How many must be present for a committee to act.
pub const COMMITTEE_QUORUM: &str = "committee.quorum";
/// How many must agree for a decision of a committee.
pub const COMMITTEE_MAJORITY: &str = "committee.majority";
/// How many must agree for an ordinary decision of the members.
pub const MEMBERS_MAJORITY: &str = "members.majority";
/// The classes of members that vote.
pub const MEMBER_CLASSES: &str = "member.classes";
/// How many must agree for the board to change the bylaws.
pub const BYLAWS_AMENDMENT: &str = "bylaws.amendment";
/// Least days of nominations' opening before the vote opens.
pub const NOMINATIONS_OPEN_DAYS: &str = "nominations.open_days";
/// Least days from the close of nominations to the opening of the vote.
pub const NOMINATIONS_CLOSE_DAYS: &str = "nominations.close_days";
/// Least days for which an election is open.
pub const VOTING_MIN_DAYS: &str = "voting.min_days";
/// By how many days in all the close of an open vote may be put off.
pub const EXTENSION_MAX_DAYS: &str = "voting.extension.max_days";
/// How often the close of an open vote may be put off.
pub const EXTENSION_MAX_TIMES: &str = "voting.extension.max_times";
/// Share of all votes that asks for a special meeting of the members.
pub const PETITION_MEETING_SHARE: &str = "petition.meeting.share";
/// Share of all votes that puts a question on the next ballot.
pub const PETITION_BALLOT_SHARE: &str = "petition.ballot.share";
/// How many days a petition collects signatures.
pub const PETITION_DAYS: &str = "petition.days";
/// How many officers decide on a request to use a protected mark.
pub const PERMITS_OFFICERS: &str = "permits.officers";
/// Days from a petition's receipt within which notice of its meeting is given.
pub const PETITION_NOTICE_DAYS: &str = "petition.notice.days";
/// Fewest days from a petition's receipt to its meeting.
pub const PETITION_MEETING_MIN_DAYS: &str = "petition.meeting.min_days";
/// Most days from a petition's receipt to its meeting.
pub const PETITION_MEETING_MAX_DAYS: &str = "petition.meeting.max_days";
/// Days after the close of a vote within which a member may complain.
pub const COMPLAINTS_DAYS: &str = "complaints.days";
/// Whether directors vote by proxy.
pub const PROXIES_BOARD: &str = "proxies.board";
/// Months after which a proxy is over at the latest.
pub const PROXIES_MAX_MONTHS: &str = "proxies.max_months";
/// For how many members one person holds proxies.
pub const PROXIES_MAX_PER_HOLDER: &str = "proxies.max_per_holder";
/// Whether members vote by proxy.
pub const PROXIES_MEMBERS: &str = "proxies.members";
/// How long a nominee has been a member.
pub const NOMINEE_STANDING: &str = "nominee.standing";
/// Who may nominate themselves.
pub const NOMINATION_SELF: &str = "nomination.self";
/// Who nominates.
pub const NOMINATION_BY: &str = "nomination.by";
/// Whether a member of the election committee may nominate.
pub const NOMINATION_BY_COMMITTEE: &str = "nomination.by_committee";
/// How many candidates each member nominates.
pub const NOMINATION_COUNT: &str = "nomination.count";
/// Whom a member organisation nominates.
pub const NOMINATION_SPONSOR: &str = "nomination.sponsor";
/// How many letters each candidate can have sent to the voters.
pub const ELECTION_CANDIDATE_LETTERS: &str = "election.candidate_letters";
/// What an election by the members is in law.
pub const ELECTION_HELD_AS: &str = "election.held_as";
/// Who sits on the election committee.
pub const ELECTION_COMMITTEE: &str = "election_committee.of";
/// Least days of notice of a members' meeting.
pub const NOTICE_MIN_DAYS: &str = "notice.members.min_days";
/// Most days of notice of a members' meeting.
pub const NOTICE_MAX_DAYS: &str = "notice.members.max_days";
/// How many days before the close those who have not voted are reminded.
pub const REMINDERS_POLL_DAYS: &str = "reminders.poll_days";
/// The hours in which no reminder leaves.
pub const REMINDERS_QUIET: &str = "reminders.quiet";
/// When everybody for whom something waits is told so, once a week.
pub const REMINDERS_DIGEST: &str = "reminders.digest";

/// Least days of notice of a meeting of the board.
pub const NOTICE_BOARD_DAYS: &str = "notice.board.min_days";
/// Least days of notice before a membership is ended.
pub const NOTICE_TERMINATION_DAYS: &str = "notice.termination.min_days";
/// How days of notice are counted.
pub const NOTICE_COUNTING: &str = "notice.counting";
/// After how many notices in a row that did not arrive e-mail is no notice any more.
pub const NOTICE_MAIL_FAILURES: &str = "notice.mail_failures";
/// Least days for which a proposed roll is open to challenges; 0: none needed.
pub const ROLL_CHALLENGE_DAYS: &str = "roll.challenge.days";
/// The fewest people that a figure in public is about.
pub const REPORT_CELL_MIN: &str = "report.cell.min";

/// In how many business days an application is decided.
pub const APPLICATIONS_DAYS: &str = "applications.decision_days";
/// How the membership committee decides.
pub const APPLICATIONS_BY: &str = "applications.decided_by";
/// Least days from the hearing of a member to the end of the membership.
pub const HEARING_TERMINATION_DAYS: &str = "hearing.termination.min_days";
/// The class without a vote in which whose membership lapses goes on.
pub const MEMBERSHIP_ALUMNI_CLASS: &str = "membership.alumni_class";
/// How long after its term a membership can be renewed without a new application.
pub const MEMBERSHIP_GRACE_DAYS: &str = "membership.grace_days";
/// How long a term of membership is.
pub const MEMBERSHIP_TERM_MONTHS: &str = "membership.term_months";
/// How many days before the end of their term members are reminded to renew.
pub const RENEWALS_REMINDER_DAYS: &str = "renewals.reminder_days";
/// How many days before a record date a member is warned of a lapse before it.
pub const RENEWALS_WARNING_DAYS: &str = "renewals.warning_days";

/// Whose vote breaks a tie of the board.
pub const BOARD_CASTING_VOTE: &str = "board.casting_vote";
/// How many must agree for the members to decide a reserved matter.
pub const MEMBERS_SUPER_MAJORITY: &str = "members.super.majority";
/// Who reads the debate on a motion.
pub const MOTIONS_DEBATE: &str = "motions.debate";
/// Who may ask that a decision be reconsidered.
pub const MOTIONS_RECONSIDER: &str = "motions.reconsider";
/// Kinds of motions that are reserved beside those that always are.
pub const MOTIONS_RESERVED: &str = "motions.reserved";
/// Whether a motion needs a seconder.
pub const MOTIONS_SECOND: &str = "motions.second";
/// Kinds of motions that are voted on by secret ballot.
pub const MOTIONS_SECRET: &str = "motions.secret";
/// Share of all votes that must be cast for a referendum to decide.
pub const REFERENDUM_TURNOUT: &str = "referendum.turnout";

/// How many days a custodian's word that access works is good for.
pub const REGISTRY_ATTESTATION_DAYS: &str = "registry.attestation.days";
/// Whether custodians of a protected asset are of different related groups.
pub const REGISTRY_CUSTODY_GROUPS: &str = "registry.custody.groups";
/// Days of notice before the members vote on a deed of a protected asset.
pub const REGISTRY_NOTICE_DAYS: &str = "registry.notice.days";
/// Kinds of assets that are protected beside those that always are.
pub const REGISTRY_PROTECTED: &str = "registry.protected";
/// Days between the members' certified vote on a deed and its execution.
pub const REGISTRY_WAITING_DAYS: &str = "registry.waiting.days";

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
            "What an election by the members is in law",
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
            "Whether officers give a code of a second factor before they sign or bring what was opened",
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
