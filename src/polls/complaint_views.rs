//! The pages of complaints: a member's own, and the officers'.

use askama::Template;
use askama_web::WebTemplate;
use uuid::Uuid;

use super::complaint::TEXT_CHARS;
use crate::web::Frame;
use crate::web::times::Moment;

/// A complaint as it is read.
pub struct ComplaintLine {
    pub number: i32,
    /// Who complained, on the officers' page.
    pub name: String,
    /// The digest on their receipt; empty where none was given.
    pub receipt: String,
    pub text: String,
    pub when: Moment,
    pub answers: Vec<AnswerLine>,
    /// The reader may answer it.
    pub answerable: bool,
}

/// An answer as it is read.
pub struct AnswerLine {
    pub text: String,
    /// The act that set envelopes aside because of it.
    pub act: Option<i32>,
    pub by: String,
    pub when: Moment,
}

/// The form as it was filled in, with what has to be changed.
#[derive(Default)]
pub struct ComplaintForm {
    pub form: Option<Uuid>,
    pub text: String,
    pub receipt: String,
    pub text_error: String,
    pub receipt_error: String,
    pub refusal: String,
}

impl ComplaintForm {
    /// The identity that the form brings back.
    fn id(&self) -> Uuid {
        self.form.unwrap_or_else(Uuid::new_v4)
    }
}

/// `/polls/{number}/complaints`
#[derive(Template, WebTemplate)]
#[template(path = "polls/complaints.html")]
pub struct ComplaintsPage {
    pub frame: Frame,
    pub number: i32,
    pub question: String,
    /// Until when one may complain; none where the rules give no time for it.
    pub until: Option<Moment>,
    /// One may complain now.
    pub is_open: bool,
    /// The reader stands for a line of the roll.
    pub on_roll: bool,
    /// Whom to write to where no complaint is taken here.
    pub officers: String,
    pub own: Vec<ComplaintLine>,
    pub form: ComplaintForm,
}

impl ComplaintsPage {
    fn faults(&self) -> Vec<(&'static str, &str)> {
        [
            ("text", self.form.text_error.as_str()),
            ("receipt", self.form.receipt_error.as_str()),
            ("", self.form.refusal.as_str()),
        ]
        .into_iter()
        .filter(|(_, sentence)| !sentence.is_empty())
        .collect()
    }

    fn text_hint(&self) -> String {
        self.frame.t.say1("complaint-text-hint", "n", TEXT_CHARS)
    }
}

/// What an officer typed that was refused.
#[derive(Default)]
pub struct AnswerForm {
    /// The complaint's number.
    pub number: i32,
    pub text: String,
    pub act: String,
    pub refusal: String,
}

/// `/room/polls/{number}/complaints`
#[derive(Template, WebTemplate)]
#[template(path = "polls/room/complaints.html")]
pub struct RoomComplaints {
    pub frame: Frame,
    pub number: i32,
    pub question: String,
    /// What the certification waits for, in a sentence.
    pub waiting: String,
    pub lines: Vec<ComplaintLine>,
    /// Acts that set envelopes of this poll aside.
    pub acts: Vec<i32>,
    /// The reader is an election officer.
    pub answers: bool,
    pub form: AnswerForm,
}

impl RoomComplaints {
    fn typed(&self, number: &i32) -> &str {
        if self.form.number == *number {
            &self.form.text
        } else {
            ""
        }
    }

    fn form_id(&self) -> Uuid {
        Uuid::new_v4()
    }
}
