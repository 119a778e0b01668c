//! The kinds of notices, and which rules and facts each asks for. Pure.

use crate::rulebook::keys;

/// What a notice announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    MembersMeeting,
    Vote,
    BoardMeeting,
    Termination,
    General,
}

impl Kind {
    pub const ALL: [Self; 5] = [
        Self::MembersMeeting,
        Self::Vote,
        Self::BoardMeeting,
        Self::Termination,
        Self::General,
    ];

    /// The word in the database and in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::MembersMeeting => "members_meeting",
            Self::Vote => "vote",
            Self::BoardMeeting => "board_meeting",
            Self::Termination => "termination",
            Self::General => "general",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// As officers choose it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::MembersMeeting => "A meeting of the members",
            Self::Vote => "A vote or an election",
            Self::BoardMeeting => "A meeting of the board",
            Self::Termination => "The end of a membership for cause",
            Self::General => "Anything else: no rule asks for it",
        }
    }

    /// The heading of the form for one.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Self::MembersMeeting => "Notice of a meeting of the members",
            Self::Vote => "Notice of a vote or an election",
            Self::BoardMeeting => "Notice of a meeting of the board",
            Self::Termination => "Notice of the end of a membership",
            Self::General => "Notice of something else",
        }
    }

    /// The sentence of the catalogue that names it: `notice-kind-members-meeting`.
    #[must_use]
    pub fn key(self) -> String {
        format!("notice-kind-{}", self.word().replace('_', "-"))
    }

    /// What happens at the instant it announces, for forms and pages.
    #[must_use]
    pub fn event(self) -> &'static str {
        match self {
            Self::MembersMeeting | Self::BoardMeeting => "meeting",
            Self::Vote => "opening of the vote",
            Self::Termination => "end of the membership",
            Self::General => "event",
        }
    }

    /// Whether the law or the bylaws ask for it.
    #[must_use]
    pub fn is_statutory(self) -> bool {
        !matches!(self, Self::General)
    }

    /// The keys of the rules on days of notice: the fewest, and the most.
    #[must_use]
    pub fn rules(self) -> (Option<&'static str>, Option<&'static str>) {
        match self {
            Self::MembersMeeting | Self::Vote => {
                (Some(keys::NOTICE_MIN_DAYS), Some(keys::NOTICE_MAX_DAYS))
            }
            Self::BoardMeeting => (Some(keys::NOTICE_BOARD_DAYS), None),
            Self::Termination => (Some(keys::NOTICE_TERMINATION_DAYS), None),
            Self::General => (None, None),
        }
    }

    /// Placeholders that the words must hold: a notice says when, and of a
    /// meeting also where, or how to take part from afar.
    #[must_use]
    pub fn required(self) -> &'static [&'static str] {
        match self {
            Self::MembersMeeting | Self::BoardMeeting => &["when", "where"],
            Self::Vote | Self::Termination => &["when"],
            Self::General => &[],
        }
    }

    /// Whether it can be about a vote, or due to the roll of one.
    #[must_use]
    pub fn takes_a_vote(self) -> bool {
        match self {
            Self::MembersMeeting | Self::Vote | Self::General => true,
            Self::BoardMeeting | Self::Termination => false,
        }
    }

    /// To whom it can be due, as its form offers them.
    #[must_use]
    pub fn audiences(self) -> &'static [Audience] {
        match self {
            Self::MembersMeeting | Self::Vote => {
                &[Audience::Members, Audience::Roll, Audience::Numbers]
            }
            Self::BoardMeeting => &[Audience::Board],
            Self::Termination => &[Audience::Numbers],
            Self::General => &Audience::ALL,
        }
    }

    /// Whether it concerns named persons alone, and is not put on the notice board.
    #[must_use]
    pub fn is_private(self) -> bool {
        matches!(self, Self::Termination | Self::BoardMeeting)
    }
}

/// To whom a notice is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Every current membership.
    Members,
    /// Everyone on the certified roll of the vote.
    Roll,
    /// Everyone with a seat on the board.
    Board,
    /// The memberships with these numbers.
    Numbers,
}

impl Audience {
    pub const ALL: [Self; 4] = [Self::Members, Self::Roll, Self::Board, Self::Numbers];

    /// The word in the database and in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::Roll => "roll",
            Self::Board => "board",
            Self::Numbers => "numbers",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|audience| audience.word() == word)
    }

    /// As officers choose it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Members => "Every current member",
            Self::Roll => "Everyone on the certified roll of the vote",
            Self::Board => "Everyone with a seat on the board",
            Self::Numbers => "The members with these numbers",
        }
    }
}
