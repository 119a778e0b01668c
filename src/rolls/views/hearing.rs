//! What officers see of a preliminary roll: its window, challenges and answers.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::rolls::model::challenge::Verdict;
use crate::rolls::store::challenges::{Challenge, Window};
use crate::web::Frame;
use crate::web::times::Moment;

/// The window of a roll.
pub struct WindowLine {
    pub opens: Moment,
    pub closes: Moment,
    pub opened_by: String,
    pub open: bool,
}

impl WindowLine {
    #[must_use]
    pub fn new(frame: &Frame, window: &Window, now: DateTime<Utc>) -> Self {
        Self {
            opens: Moment::on_page(frame, window.opens_at, now),
            closes: Moment::on_page(frame, window.closes_at, now),
            opened_by: window.opened_by.clone(),
            open: window.is_open(now),
        }
    }
}

/// The form that publishes a roll, as typed.
#[derive(Clone, Debug, Default)]
pub struct WindowForm {
    pub closes: String,
    pub error: String,
}

/// The form that proposes a correction, as typed.
#[derive(Clone, Debug, Default)]
pub struct CorrectionForm {
    pub reason: String,
    pub error: String,
}

/// The form that answers one challenge, as typed.
#[derive(Clone, Debug, Default)]
pub struct AnswerForm {
    pub form: Option<Uuid>,
    /// The challenge's number.
    pub challenge: i32,
    pub verdict: String,
    pub text: String,
    pub citation: String,
    pub verdict_error: String,
    pub text_error: String,
    pub citation_error: String,
}

impl AnswerForm {
    /// The identity that the form brings back.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.form.unwrap_or_else(Uuid::new_v4)
    }

    #[must_use]
    pub fn is_faulty(&self) -> bool {
        [&self.verdict_error, &self.text_error, &self.citation_error]
            .iter()
            .any(|sentence| !sentence.is_empty())
    }

    /// The name, and so the id, of a control: several such forms stand on one page.
    #[must_use]
    pub fn control(&self, name: &str) -> String {
        format!("{name}-{}", self.challenge)
    }

    /// The verdicts to choose from.
    #[must_use]
    pub fn verdicts(&self) -> Vec<(&'static str, &'static str)> {
        let mut all = vec![("", "Choose")];
        all.extend(Verdict::ALL.map(|verdict| (verdict.word(), verdict.said())));
        all
    }
}

/// One answer.
pub struct AnswerLine {
    pub verdict: &'static str,
    pub text: String,
    pub citation: String,
    pub by: String,
    pub when: Moment,
}

/// One challenge with its answers.
pub struct ChallengeLine {
    pub number: i32,
    pub name: String,
    pub kind: &'static str,
    pub membership: Option<i64>,
    pub text: String,
    pub asked: Moment,
    pub answers: Vec<AnswerLine>,
    /// None where the reader cannot answer it.
    pub form: Option<AnswerForm>,
}

impl ChallengeLine {
    #[must_use]
    pub fn new(
        frame: &Frame,
        challenge: &Challenge,
        form: Option<AnswerForm>,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            number: challenge.number,
            name: challenge.name.clone(),
            kind: challenge.kind.said(),
            membership: challenge.membership,
            text: challenge.text.clone(),
            asked: Moment::on_page(frame, challenge.at, now),
            answers: challenge
                .answers
                .iter()
                .map(|answer| AnswerLine {
                    verdict: answer.verdict.said(),
                    text: answer.text.clone(),
                    citation: answer.citation.clone(),
                    by: answer.by.clone(),
                    when: Moment::on_page(frame, answer.at, now),
                })
                .collect(),
            form,
        }
    }
}

/// All of it.
pub struct HearingView {
    /// How long the rule asks for, in a sentence.
    pub rule: String,
    pub window: Option<WindowLine>,
    pub challenges: Vec<ChallengeLine>,
    /// What keeps the roll from being certified.
    pub obstacle: Option<String>,
    pub form: WindowForm,
    pub zone: String,
}

impl HearingView {
    pub(super) fn faults(&self) -> Vec<(String, String)> {
        let mut faults = vec![("closes".to_owned(), self.form.error.clone())];
        for form in self
            .challenges
            .iter()
            .filter_map(|challenge| challenge.form.as_ref())
        {
            faults.push((form.control("verdict"), form.verdict_error.clone()));
            faults.push((form.control("answer"), form.text_error.clone()));
            faults.push((form.control("citation"), form.citation_error.clone()));
        }
        faults.retain(|(_, sentence)| !sentence.is_empty());
        faults
    }
}
