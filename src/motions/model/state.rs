//! Where a motion stands and which steps lead on from there. Pure.

/// Where a motion stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Draft,
    Submitted,
    Moved,
    Seconded,
    InDebate,
    Referred,
    Postponed,
    /// Put to the vote.
    Put,
    Adopted,
    Lost,
    NoQuorum,
    OutOfOrder,
    Withdrawn,
    Rescinded,
    Ratified,
    Implemented,
}

impl State {
    pub const ALL: [Self; 16] = [
        Self::Draft,
        Self::Submitted,
        Self::Moved,
        Self::Seconded,
        Self::InDebate,
        Self::Referred,
        Self::Postponed,
        Self::Put,
        Self::Adopted,
        Self::Lost,
        Self::NoQuorum,
        Self::OutOfOrder,
        Self::Withdrawn,
        Self::Rescinded,
        Self::Ratified,
        Self::Implemented,
    ];

    /// The word in the database and in the catalogue's keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Moved => "moved",
            Self::Seconded => "seconded",
            Self::InDebate => "in_debate",
            Self::Referred => "referred",
            Self::Postponed => "postponed",
            Self::Put => "put",
            Self::Adopted => "adopted",
            Self::Lost => "lost",
            Self::NoQuorum => "no_quorum",
            Self::OutOfOrder => "out_of_order",
            Self::Withdrawn => "withdrawn",
            Self::Rescinded => "rescinded",
            Self::Ratified => "ratified",
            Self::Implemented => "implemented",
        }
    }

    /// The state this word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// The sign and class of the state line.
    #[must_use]
    pub fn mark(self) -> &'static str {
        match self {
            Self::Draft | Self::Submitted | Self::Referred | Self::Postponed => "coming",
            Self::Moved | Self::Seconded | Self::InDebate | Self::Put => "open",
            Self::Adopted | Self::Ratified | Self::Implemented => "certified",
            Self::Lost | Self::NoQuorum => "closed",
            Self::OutOfOrder | Self::Withdrawn | Self::Rescinded => "voided",
        }
    }

    /// Whether it waits for a decision.
    #[must_use]
    pub fn is_pending(self) -> bool {
        matches!(
            self,
            Self::Submitted
                | Self::Moved
                | Self::Seconded
                | Self::InDebate
                | Self::Referred
                | Self::Postponed
                | Self::Put
        )
    }

    /// Where a step leads from here; none where it is not allowed. SQL says the same
    /// (`motion_next`), and a test holds the two against each other.
    #[must_use]
    pub fn after(self, step: Step) -> Option<Self> {
        use State as S;
        use Step as T;
        Some(match (self, step) {
            (S::Draft, T::Submit) => S::Submitted,
            (S::Submitted, T::Move) => S::Moved,
            (S::Moved, T::Second) => S::Seconded,
            (S::Moved | S::Seconded, T::Debate) => S::InDebate,
            (
                S::Draft
                | S::Submitted
                | S::Moved
                | S::Seconded
                | S::InDebate
                | S::Referred
                | S::Postponed,
                T::Withdraw,
            ) => S::Withdrawn,
            (S::Submitted | S::Moved | S::Seconded | S::InDebate, T::RuleOut) => S::OutOfOrder,
            (S::InDebate, T::Put) => S::Put,
            (S::InDebate, T::Refer) => S::Referred,
            (S::InDebate, T::Postpone) => S::Postponed,
            (S::InDebate, T::Amend)
            | (S::Referred | S::Postponed | S::NoQuorum, T::Resume)
            | (S::Put, T::Recall)
            | (S::Adopted | S::Lost, T::Reconsider) => S::InDebate,
            (S::Put, T::Adopt) => S::Adopted,
            (S::Put, T::Lose) => S::Lost,
            (S::Put, T::LackQuorum) => S::NoQuorum,
            (S::Adopted | S::Ratified, T::Implement) => S::Implemented,
            (S::Adopted | S::Implemented | S::Ratified, T::Rescind) => S::Rescinded,
            (S::Adopted | S::Implemented, T::Ratify) => S::Ratified,
            _ => return None,
        })
    }
}

/// What can be done with a motion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Open,
    Submit,
    Withdraw,
    Move,
    Second,
    Debate,
    Amend,
    Put,
    Refer,
    Postpone,
    Resume,
    RuleOut,
    Recall,
    Adopt,
    Lose,
    LackQuorum,
    Reconsider,
    Implement,
    Rescind,
    Ratify,
}

impl Step {
    pub const ALL: [Self; 20] = [
        Self::Open,
        Self::Submit,
        Self::Withdraw,
        Self::Move,
        Self::Second,
        Self::Debate,
        Self::Amend,
        Self::Put,
        Self::Refer,
        Self::Postpone,
        Self::Resume,
        Self::RuleOut,
        Self::Recall,
        Self::Adopt,
        Self::Lose,
        Self::LackQuorum,
        Self::Reconsider,
        Self::Implement,
        Self::Rescind,
        Self::Ratify,
    ];

    /// Whether it brings the motion nearer to its vote: the act that a page asks for first.
    #[must_use]
    pub fn leads_on(self) -> bool {
        matches!(
            self,
            Self::Submit | Self::Move | Self::Second | Self::Debate
        )
    }

    /// The word in the database, in forms and in the catalogue's keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Submit => "submit",
            Self::Withdraw => "withdraw",
            Self::Move => "move",
            Self::Second => "second",
            Self::Debate => "debate",
            Self::Amend => "amend",
            Self::Put => "put",
            Self::Refer => "refer",
            Self::Postpone => "postpone",
            Self::Resume => "resume",
            Self::RuleOut => "rule_out",
            Self::Recall => "recall",
            Self::Adopt => "adopt",
            Self::Lose => "lose",
            Self::LackQuorum => "lack_quorum",
            Self::Reconsider => "reconsider",
            Self::Implement => "implement",
            Self::Rescind => "rescind",
            Self::Ratify => "ratify",
        }
    }

    /// The step this word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.word() == word)
    }

    /// Whether whoever takes it says why, or to whom or until when.
    #[must_use]
    pub fn asks_why(self) -> bool {
        matches!(
            self,
            Self::Refer | Self::Postpone | Self::RuleOut | Self::Recall | Self::Reconsider
        )
    }

    /// Those that somebody takes by hand, beside putting the question.
    pub const BY_HAND: [Self; 12] = [
        Self::Submit,
        Self::Move,
        Self::Second,
        Self::Debate,
        Self::Refer,
        Self::Postpone,
        Self::Resume,
        Self::RuleOut,
        Self::Recall,
        Self::Reconsider,
        Self::Implement,
        Self::Withdraw,
    ];
}

/// What decides who may do what with a motion.
#[derive(Clone, Debug, Default)]
pub struct Situation {
    /// The reader drafted it.
    pub is_author: bool,
    /// The reader moved it.
    pub is_mover: bool,
    /// Somebody moved it.
    pub has_mover: bool,
    /// The reader sits on the body, or brings motions before the members.
    pub speaks: bool,
    /// The reader is secretary, chair, or a deputy.
    pub keeps: bool,
    /// The reader's vote was on the side that prevailed.
    pub prevailed: bool,
    /// The rule by which a motion is seconded, where one asks for it.
    pub second: Option<String>,
    /// The rule by which one of the prevailing side reconsiders, where one asks for it.
    pub reconsider: Option<String>,
    /// What came of the latest question was declared, or its poll was opened.
    pub is_declared: bool,
}

/// Why somebody cannot take a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Barred {
    /// Whoever drafted it submits it.
    Author,
    /// Somebody of the body moves it.
    Body,
    /// Who moved it does not second it.
    Own,
    /// Another of the body seconds it.
    Another,
    /// It is seconded first, by this rule.
    Unseconded(String),
    /// Whoever keeps the minutes opens the debate.
    Debate,
    /// Somebody of the body asks for that.
    Outside,
    /// One of the side that prevailed asks for that, by this rule.
    Prevailing(String),
    /// Whoever moved it withdraws it.
    Mover,
    /// Whoever keeps the minutes does that.
    Keeper,
}

impl Barred {
    /// The word in the catalogue's keys.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Body => "body",
            Self::Own => "own",
            Self::Another => "another",
            Self::Unseconded(_) => "unseconded",
            Self::Debate => "debate",
            Self::Outside => "outside",
            Self::Prevailing(_) => "prevailing",
            Self::Mover => "mover",
            Self::Keeper => "keeper",
        }
    }

    /// The rule by which, with document and section.
    #[must_use]
    pub fn citation(&self) -> Option<&str> {
        match self {
            Self::Unseconded(citation) | Self::Prevailing(citation) => Some(citation),
            _ => None,
        }
    }
}

/// A step that leads on from where a motion stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub step: Step,
    /// Why the reader cannot take it; none where they can.
    pub barred: Option<Barred>,
}

/// The steps open to a motion as it stands, each with whether the reader can take it.
#[must_use]
pub fn offers(state: State, of: &Situation) -> Vec<Offer> {
    Step::BY_HAND
        .into_iter()
        .filter(|step| state.after(*step).is_some())
        // What came of it stands, or members vote already: nobody recalls it from the vote.
        .filter(|step| *step != Step::Recall || !of.is_declared)
        .map(|step| Offer {
            step,
            barred: barred(state, step, of),
        })
        .collect()
}

fn barred(state: State, step: Step, of: &Situation) -> Option<Barred> {
    let unless = |may: bool, why: Barred| (!may).then_some(why);
    match step {
        Step::Submit => unless(of.is_author, Barred::Author),
        Step::Move => unless(of.speaks, Barred::Body),
        Step::Second if of.is_mover => Some(Barred::Own),
        Step::Second => unless(of.speaks, Barred::Another),
        Step::Debate => match (&of.second, state) {
            (Some(citation), State::Moved) => Some(Barred::Unseconded(citation.clone())),
            _ => unless(of.keeps, Barred::Debate),
        },
        Step::Reconsider => match &of.reconsider {
            _ if !of.speaks => Some(Barred::Outside),
            Some(citation) if !of.prevailed => Some(Barred::Prevailing(citation.clone())),
            _ => None,
        },
        Step::Withdraw => unless(
            if of.has_mover {
                of.is_mover
            } else {
                of.is_author
            },
            Barred::Mover,
        ),
        _ => unless(of.keeps, Barred::Keeper),
    }
}

#[cfg(test)]
mod tests {
    use super::{Barred, Situation, State, Step, offers};

    #[test]
    fn words_name_one_state_and_one_step() {
        for state in State::ALL {
            assert_eq!(State::parse(state.word()), Some(state));
        }
        for step in Step::ALL {
            assert_eq!(Step::parse(step.word()), Some(step));
        }
    }

    #[test]
    fn what_is_over_leads_nowhere() {
        for state in [State::Withdrawn, State::OutOfOrder, State::Rescinded] {
            for step in Step::ALL {
                assert_eq!(state.after(step), None, "{state:?} {step:?}");
            }
        }
    }

    #[test]
    fn only_open_steps_are_offered_and_each_says_why_it_is_barred() {
        let mover = Situation {
            is_author: true,
            is_mover: true,
            has_mover: true,
            speaks: true,
            second: Some("Bylaws § 4.9".to_owned()),
            ..Situation::default()
        };
        let said: Vec<_> = offers(State::Moved, &mover)
            .into_iter()
            .map(|offer| (offer.step, offer.barred))
            .collect();
        assert_eq!(
            said,
            [
                (Step::Second, Some(Barred::Own)),
                (
                    Step::Debate,
                    Some(Barred::Unseconded("Bylaws § 4.9".to_owned()))
                ),
                (Step::RuleOut, Some(Barred::Keeper)),
                (Step::Withdraw, None),
            ]
        );
    }
}
