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

    /// The word in the database.
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

    /// The state on a page.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::InDebate => "in debate",
            Self::Put => "put to the vote",
            Self::NoQuorum => "no quorum",
            Self::OutOfOrder => "out of order",
            other => other.word(),
        }
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

    /// The word in the database and in forms.
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

    /// What was done, in the list of steps.
    #[must_use]
    pub fn done(self) -> &'static str {
        match self {
            Self::Open => "drafted",
            Self::Submit => "submitted",
            Self::Withdraw => "withdrawn",
            Self::Move => "moved",
            Self::Second => "seconded",
            Self::Debate => "opened for debate",
            Self::Amend => "amended",
            Self::Put => "put to the vote",
            Self::Refer => "referred",
            Self::Postpone => "postponed",
            Self::Resume => "taken up again",
            Self::RuleOut => "ruled out of order",
            Self::Recall => "recalled from the vote",
            Self::Adopt => "adopted",
            Self::Lose => "lost",
            Self::LackQuorum => "found without quorum",
            Self::Reconsider => "reconsidered",
            Self::Implement => "implemented",
            Self::Rescind => "rescinded",
            Self::Ratify => "ratified",
        }
    }

    /// The words on its button.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Submit => "Submit it",
            Self::Withdraw => "Withdraw it",
            Self::Move => "Move it",
            Self::Second => "Second it",
            Self::Debate => "Open the debate",
            Self::Refer => "Refer it",
            Self::Postpone => "Postpone it",
            Self::Resume => "Take it up again",
            Self::RuleOut => "Rule it out of order",
            Self::Recall => "Recall it from the vote",
            Self::Reconsider => "Reconsider it",
            Self::Implement => "Say that it is implemented",
            other => other.word(),
        }
    }

    /// Whether whoever takes it says why, or to whom or until when.
    #[must_use]
    pub fn asks_why(self) -> Option<&'static str> {
        match self {
            Self::Refer => Some("To whom, and what for"),
            Self::Postpone => Some("Until when"),
            Self::RuleOut | Self::Recall | Self::Reconsider => Some("Why"),
            _ => None,
        }
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

/// A step that leads on from where a motion stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub step: Step,
    /// Why the reader cannot take it; none where they can.
    pub barred: Option<String>,
}

/// The steps open to a motion as it stands, each with whether the reader can take it.
#[must_use]
pub fn offers(state: State, of: &Situation) -> Vec<Offer> {
    Step::BY_HAND
        .into_iter()
        .filter(|step| state.after(*step).is_some())
        .map(|step| Offer {
            step,
            barred: barred(state, step, of),
        })
        .collect()
}

fn barred(state: State, step: Step, of: &Situation) -> Option<String> {
    let unless = |may: bool, sentence: &str| (!may).then(|| sentence.to_owned());
    match step {
        Step::Submit => unless(of.is_author, "Whoever drafted it submits it."),
        Step::Move => unless(of.speaks, "Whoever sits on the body moves it."),
        Step::Second if of.is_mover => {
            Some("You moved it. Another of the body seconds it.".to_owned())
        }
        Step::Second => unless(of.speaks, "Another of the body seconds it."),
        Step::Debate => match (&of.second, state) {
            (Some(citation), State::Moved) => {
                Some(format!("It is seconded before it is debated ({citation})."))
            }
            _ => unless(of.keeps, "Whoever keeps the minutes opens the debate."),
        },
        Step::Recall if of.is_declared => {
            Some("What came of the vote is entered, or its poll was opened.".to_owned())
        }
        Step::Reconsider => match &of.reconsider {
            _ if !of.speaks => Some("Somebody of the body asks for that.".to_owned()),
            Some(citation) if !of.prevailed => Some(format!(
                "Somebody who voted with the side that prevailed asks for that ({citation})."
            )),
            _ => None,
        },
        Step::Withdraw => unless(
            if of.has_mover {
                of.is_mover
            } else {
                of.is_author
            },
            "Whoever moved it withdraws it.",
        ),
        _ => unless(of.keeps, "Whoever keeps the minutes does that."),
    }
}

#[cfg(test)]
mod tests {
    use super::{Situation, State, Step, offers};

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
                (
                    Step::Second,
                    Some("You moved it. Another of the body seconds it.".to_owned())
                ),
                (
                    Step::Debate,
                    Some("It is seconded before it is debated (Bylaws § 4.9).".to_owned())
                ),
                (
                    Step::RuleOut,
                    Some("Whoever keeps the minutes does that.".to_owned())
                ),
                (Step::Withdraw, None),
            ]
        );
    }
}
