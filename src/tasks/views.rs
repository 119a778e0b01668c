//! What the list of work shows.

use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, Utc};

use super::model::{Item, PutOff};
use crate::rulebook::model::{Rule, meaning};
use crate::web::Frame;
use crate::web::times::{self, Moment};

/// One item on a page.
pub struct Line {
    pub key: String,
    pub sentence: String,
    /// Whether it is said in English whatever the reader's language.
    pub english: bool,
    pub path: String,
    pub due: Option<Moment>,
    /// By when, in words: with its day where it is due with a day.
    pub due_said: String,
    pub since: Option<Moment>,
    pub rule: Option<Rule>,
    pub shared: String,
    /// The word of each way to put it off, and its sentence's key.
    choices: Vec<(&'static str, String)>,
    /// When it is back, of what was put off.
    back: Option<Moment>,
}

impl Line {
    fn new(frame: &Frame, item: &Item, now: DateTime<Utc>) -> Self {
        let zone = frame.zone();
        let moment = |at: DateTime<Utc>| Moment::on_page(frame, at, now);
        let choices = PutOff::ALL
            .into_iter()
            .filter(|choice| item.can_wait && choice.until(now, item.due, zone).is_some())
            .map(|choice| (choice.word(), format!("tasks-until-{}", choice.word())))
            .collect();
        let due = item.due.map(moment);
        let due_said = due.as_ref().map_or_else(String::new, |due| {
            let distance = &due.distance;
            match item.last_day(zone) {
                Some(day) => {
                    let day = times::day(&frame.t, day);
                    frame
                        .t
                        .say2("tasks-due-day", "day", day, "distance", distance)
                }
                None => frame
                    .t
                    .say2("tasks-due", "time", &due.full, "distance", distance),
            }
        });
        Self {
            key: item.key.clone(),
            sentence: item.sentence.clone(),
            english: item.english,
            path: item.path.clone(),
            due,
            due_said,
            since: item.since.map(moment),
            rule: item.rule.clone(),
            shared: item.shared.clone(),
            choices,
            back: None,
        }
    }

    /// What the rule decides, for its chip.
    fn subject(rule: &Rule) -> &'static str {
        meaning(&rule.key)
    }
}

/// Items as a page shows them.
#[must_use]
pub fn lines(frame: &Frame, items: &[Item], now: DateTime<Utc>) -> Vec<Line> {
    items
        .iter()
        .map(|item| Line::new(frame, item, now))
        .collect()
}

/// What was put off, with when it is back.
pub(super) fn put_off(
    frame: &Frame,
    items: &[(Item, DateTime<Utc>)],
    now: DateTime<Utc>,
) -> Vec<Line> {
    items
        .iter()
        .map(|(item, back)| Line {
            back: Some(Moment::on_page(frame, *back, now)),
            ..Line::new(frame, item, now)
        })
        .collect()
}

/// `/tasks`
#[derive(Template, WebTemplate)]
#[template(path = "tasks/list.html")]
pub(super) struct TasksPage {
    pub(super) frame: Frame,
    pub(super) waiting: Vec<Line>,
    pub(super) put_off: Vec<Line>,
}
