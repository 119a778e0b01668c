//! The board over time, as officers see it.

use askama::Template;
use askama_web::WebTemplate;
use uuid::Uuid;

use crate::bodies::model::ending::Clock;
use crate::web::Frame;

/// Somebody who sits, with what they served.
pub struct DirectorLine {
    pub incumbency: Uuid,
    pub name: String,
    pub seat: String,
    pub cohort: String,
    /// From when to when, and how they sit.
    pub term: String,
    pub sponsor: String,
    /// Terms behind them when this one ends, and whether they may sit again.
    pub again: String,
    pub may_again: bool,
    /// The reader may record for whom they sit.
    pub is_other: bool,
}

/// A seat to be filled.
pub struct VacancyLine {
    pub seat: String,
    pub cohort: String,
    pub since: String,
    pub why: String,
    /// To which day whoever fills it sits, where the rules say.
    pub rest: String,
    pub routes: Vec<RouteLine>,
}

/// A way to fill it: what it is, and where it is done.
pub struct RouteLine {
    pub sentence: String,
    /// Empty where nothing is to be done.
    pub path: &'static str,
}

/// What ends a seat.
pub struct EventLine {
    pub id: Uuid,
    pub who: String,
    pub what: String,
    pub cure: String,
    pub happened: String,
    pub recorded: String,
    pub rule: String,
    pub clock: Clock,
    /// Where the clock stands, in words.
    pub state: String,
    /// Who entered the end; empty while nobody did.
    pub entered_by: String,
    pub awaited: i32,
    pub can_enter: bool,
    pub can_confirm: bool,
}

/// What was typed in the form on for whom somebody sits.
#[derive(Clone, Debug, Default)]
pub struct SponsorForm {
    pub incumbency: String,
    pub membership: String,
    pub fault: String,
}

/// The page.
#[derive(Template, WebTemplate)]
#[template(path = "board/room.html")]
pub struct BoardPage {
    pub frame: Frame,
    pub keeps: bool,
    pub enters: bool,
    pub form: Uuid,
    pub directors: Vec<DirectorLine>,
    pub vacancies: Vec<VacancyLine>,
    /// The next election, in a sentence.
    pub next: String,
    /// The rule on vacancies and where it stands.
    pub rule: String,
    /// How the cohorts differ in size, where they should not.
    pub uneven: String,
    pub open: Vec<EventLine>,
    pub past: Vec<EventLine>,
    /// Found and not recorded yet.
    pub found: Vec<String>,
    pub sponsor: SponsorForm,
    pub refusal: String,
    /// Whether a code is asked before an end can be confirmed.
    pub code_due: bool,
}

impl BoardPage {
    fn sitting(&self) -> Vec<(String, String)> {
        self.directors
            .iter()
            .filter(|director| director.is_other)
            .map(|director| {
                (
                    director.incumbency.to_string(),
                    format!("{}, {}", director.name, director.seat),
                )
            })
            .collect()
    }

    fn faults(&self) -> Vec<(&str, &str)> {
        let refusal = [("", self.refusal.as_str())];
        let sponsor = [("membership", self.sponsor.fault.as_str())];
        refusal
            .into_iter()
            .chain(sponsor)
            .filter(|(_, sentence)| !sentence.is_empty())
            .collect()
    }
}
