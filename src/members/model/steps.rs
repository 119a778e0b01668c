//! The steps on the way to a vote, as officers read them; and what the list of members is
//! searched for. Pure.

use serde::Deserialize;

/// Where one step on the foundation's way stands, in the order in which officers read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StepState {
    /// The next one to do.
    Next,
    /// Nobody has to do anything: the clock carries it on.
    Running,
    /// Its turn comes later.
    Later,
    Done,
}

/// One step on the way to a vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub title: String,
    /// How it stands, in a sentence.
    pub sentence: String,
    /// Where it is done.
    pub path: String,
    pub done: bool,
    /// Its turn comes when those before it are done.
    pub waits: bool,
}

impl Step {
    /// Each step with where it stands: what is to be done now, then what comes, then
    /// what is done. Of those that wait for one another, the first that is not done is
    /// the next; one that waits for none is so at once, and runs once it is done.
    #[must_use]
    pub fn in_turn(steps: &[Self]) -> Vec<(&Self, StepState)> {
        let next = steps.iter().position(|step| step.waits && !step.done);
        let mut turns: Vec<(&Self, StepState)> = steps
            .iter()
            .enumerate()
            .map(|(at, step)| {
                let state = match (step.done, step.waits) {
                    (true, true) => StepState::Done,
                    (true, false) => StepState::Running,
                    (false, true) if Some(at) != next => StepState::Later,
                    (false, _) => StepState::Next,
                };
                (step, state)
            })
            .collect();
        turns.sort_by_key(|(_, state)| *state);
        turns
    }
}

/// What the list is searched for, as typed.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub struct Search {
    /// Part of a name, or a number.
    pub q: String,
    /// The identity of a class; empty for all.
    pub class: String,
    /// The word of a standing; empty for all.
    pub standing: String,
    /// The legal day as of which standings are asked; today for none.
    pub day: String,
    /// The page, from 1.
    pub page: String,
}

#[cfg(test)]
mod tests {
    use super::{Step, StepState};

    #[test]
    fn the_first_step_not_done_is_the_next_and_what_is_done_stands_last() {
        let step = |done, waits| Step {
            title: String::new(),
            sentence: String::new(),
            path: String::new(),
            done,
            waits,
        };
        let steps = [(true, true), (false, true), (true, true), (false, true)];
        let mut steps = steps.map(|(done, waits)| step(done, waits)).to_vec();
        steps.extend([step(false, false), step(true, false)]);
        let states: Vec<StepState> = Step::in_turn(&steps)
            .into_iter()
            .map(|(_, state)| state)
            .collect();
        assert_eq!(
            states,
            [
                StepState::Next,
                StepState::Next,
                StepState::Running,
                StepState::Later,
                StepState::Done,
                StepState::Done
            ]
        );
    }
}
