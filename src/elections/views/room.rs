//! Elections in the officers' room.

use askama::Template;
use askama_web::WebTemplate;

use super::committee::{ActRow, act_rows, state_said};
use crate::bodies::model::body::{BodyId, Charter};
use crate::elections::model::calendar::{Check, Verdict};
use crate::elections::model::ready::{Light, Ready, all_ready};
use crate::elections::store::committee::CommitteeAct;
use crate::elections::store::elections::{Calendar, Election};
use crate::elections::store::facts::Now;
use crate::elections::store::nominating::Refused;
use crate::elections::store::nominees::Standing;
use crate::polls::methods::choices;
use crate::polls::model::Phase;
use crate::polls::store::Poll;
use crate::rulebook::Rule;
use crate::tally::Method;
use crate::web::form::{Faults, fault, listed};
use crate::web::times::{weekday_hour_said, weekday_said};
use crate::web::{Fields, Frame};

/// Value and words of what can be chosen.
type Choices = Vec<(String, String)>;

/// An election in the list.
pub struct Row {
    pub election: Election,
    pub opens: String,
    /// Errors of its dates that are neither mended nor waived.
    pub open: usize,
}

#[derive(Template, WebTemplate)]
#[template(path = "elections/room/list.html")]
pub struct RoomListPage {
    pub frame: Frame,
    pub rows: Vec<Row>,
    pub makes: bool,
}

impl RoomListPage {
    #[must_use]
    pub fn new(frame: Frame, rows: Vec<(Election, usize)>, makes: bool, now: Now) -> Self {
        let rows = rows
            .into_iter()
            .map(|(election, open)| Row {
                opens: weekday_hour_said(now.zone, election.calendar.dates().opens_at),
                election,
                open,
            })
            .collect();
        Self { frame, rows, makes }
    }
}

/// One check of the dates on a page.
pub struct CheckRow {
    pub mark: &'static str,
    pub word: &'static str,
    pub sentence: String,
    pub citation: String,
}

fn check_rows(checks: &[Check]) -> Vec<CheckRow> {
    checks
        .iter()
        .map(|check| {
            let (mark, word) = match check.verdict {
                Verdict::Kept => ("certified", "✓ kept"),
                Verdict::Waived(_) => ("open", "→ waived"),
                Verdict::Warning => ("open", "→ look"),
                Verdict::Open { .. } => ("wrong", "! broken"),
            };
            CheckRow {
                mark,
                word,
                sentence: match check.verdict {
                    Verdict::Waived(decision) => {
                        format!("{} Waived by decision {decision}.", check.sentence)
                    }
                    Verdict::Open {
                        can_be_waived: false,
                    } => format!("{} No decision waives this.", check.sentence),
                    Verdict::Kept
                    | Verdict::Warning
                    | Verdict::Open {
                        can_be_waived: true,
                    } => check.sentence.clone(),
                },
                citation: check.citation.clone(),
            }
        })
        .collect()
}

#[derive(Template, WebTemplate)]
#[template(path = "elections/room/new.html")]
pub struct NewPage {
    pub frame: Frame,
    pub fields: Fields,
    faults: Faults,
    pub checks: Vec<CheckRow>,
    /// Bodies that have seats: the word of each, and its name.
    bodies: Choices,
    pub form: String,
}

impl NewPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        (fields, faults): (Fields, Faults),
        checks: Vec<Check>,
        charters: Vec<Charter>,
    ) -> Self {
        let mut bodies: Choices = charters
            .into_iter()
            .filter(|charter| charter.body.has_seats())
            .map(|charter| (charter.body.as_str().to_owned(), charter.name))
            .collect();
        // The members elect a board, also the first.
        let board = BodyId::board();
        if bodies.iter().all(|(body, _)| body != board.as_str()) {
            bodies.insert(0, (board.as_str().to_owned(), "The board".to_owned()));
        }
        Self {
            bodies,
            frame,
            form: fields.form_id().to_string(),
            fields,
            faults,
            checks: check_rows(&checks),
        }
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn faults(&self) -> Vec<(&str, &str)> {
        listed(&self.faults)
    }

    /// The bodies whose seats the members can fill.
    fn seated(&self) -> Choices {
        self.named("body", &self.bodies)
            .into_iter()
            .chain(self.bodies.iter().cloned())
            .collect()
    }

    /// The bodies that can run it.
    fn committees(&self) -> Choices {
        let board = BodyId::board();
        let of_it: Choices = self
            .bodies
            .iter()
            .filter(|(body, _)| body != board.as_str())
            .cloned()
            .collect();
        let typed = self.fields.get("committee");
        let nobody = of_it.iter().all(|(body, _)| body != typed);
        self.named("committee", &of_it)
            .or_else(|| nobody.then(|| (String::new(), "Choose".to_owned())))
            .into_iter()
            .chain(of_it)
            .collect()
    }

    /// The body that a field names, where it is none of these. An election can be made
    /// before the board gives its committee a charter, and is not ready until then.
    fn named(&self, field: &str, choices: &[(String, String)]) -> Option<(String, String)> {
        let typed = self.fields.get(field);
        let is = |(body, _): &&(String, String)| body == typed;
        if choices.iter().any(|one| is(&one)) {
            return None;
        }
        BodyId::parse(typed).filter(BodyId::has_seats)?;
        let known = self.bodies.iter().find(is).cloned();
        Some(known.unwrap_or_else(|| (typed.to_owned(), format!("{typed} (no charter yet)"))))
    }
}

/// A refusal on a page.
pub struct RefusedRow {
    pub tried_by: String,
    pub capacity: String,
    pub nominee: String,
    pub at: String,
    /// Sentence and citation of each rule.
    pub reasons: Vec<(String, String)>,
}

#[derive(Template, WebTemplate)]
#[template(path = "elections/room/election.html")]
pub struct RoomPage {
    pub frame: Frame,
    pub election: Election,
    pub opens: String,
    pub lines: Vec<Ready>,
    pub nominees: Vec<(String, String, &'static str)>,
    pub refused: Vec<RefusedRow>,
    pub acts: Vec<ActRow>,
    pub poll: Option<Poll>,
    /// The rule on options that are left out of a ranking.
    unranked: Option<Rule>,
    /// How far the vote is, once it was opened.
    pub phase: Option<Phase>,
    pub makes: bool,
    decisions: Vec<(String, String)>,
    /// Errors that a decision can waive: key and sentence.
    pub waivable: Vec<(String, String)>,
    pub fields: Fields,
    faults: Faults,
    pub form: String,
    /// The identity under which the poll would be drafted.
    pub poll_form: String,
    /// The identity under which a rehearsal would be recorded.
    pub rehearsal_form: String,
    pub published: bool,
}

impl RoomPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        (election, now): (Election, Now),
        lines: Vec<Ready>,
        (nominees, refused, acts): (Vec<Standing>, Vec<Refused>, Vec<CommitteeAct>),
        (poll, unranked): (Option<Poll>, Option<Rule>),
        (makes, decisions, waivable): (bool, Choices, Choices),
        (fields, faults): (Fields, Faults),
    ) -> Self {
        let acts = act_rows((&acts, &nominees), None, now);
        Self {
            phase: poll
                .as_ref()
                .filter(|poll| poll.facts.opened)
                .map(|poll| poll.facts.phase(now.at)),
            opens: weekday_hour_said(now.zone, election.calendar.dates().opens_at),
            published: nominees.iter().any(|one| one.place.is_some()),
            nominees: nominees
                .into_iter()
                .map(|one| (one.name, one.nominated_by.join(", "), state_said(one.state)))
                .collect(),
            refused: refused
                .into_iter()
                .map(|one| RefusedRow {
                    at: weekday_hour_said(now.zone, one.at),
                    capacity: one
                        .member
                        .map_or_else(|| "by office".to_owned(), |member| format!("for {member}")),
                    tried_by: one.tried_by,
                    nominee: one.nominee,
                    reasons: one
                        .reasons
                        .into_iter()
                        .map(|reason| (reason.sentence, reason.citation))
                        .collect(),
                })
                .collect(),
            acts,
            form: fields.form_id().to_string(),
            poll_form: uuid::Uuid::new_v4().to_string(),
            rehearsal_form: uuid::Uuid::new_v4().to_string(),
            frame,
            election,
            lines,
            poll,
            unranked,
            makes,
            decisions,
            waivable,
            fields,
            faults,
        }
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn faults(&self) -> Vec<(&str, &str)> {
        listed(&self.faults)
    }

    fn is_ready(&self) -> bool {
        all_ready(&self.lines)
    }

    /// What hinders first.
    fn sorted(&self) -> Vec<&Ready> {
        let mut lines: Vec<&Ready> = self.lines.iter().collect();
        lines.sort_by_key(|line| match line.light {
            Light::Red => 0,
            Light::Yellow => 1,
            Light::Green => 2,
        });
        lines
    }

    fn decisions(&self) -> Vec<(String, String)> {
        [(String::new(), "Choose".to_owned())]
            .into_iter()
            .chain(self.decisions.iter().cloned())
            .collect()
    }

    fn methods(&self) -> Vec<(String, String)> {
        choices(self.unranked.as_ref())
            .into_iter()
            .filter(|(name, _)| name != Method::Motion1.name())
            .collect()
    }

    fn method(&self) -> &str {
        match (self.fields.get("method"), &self.poll) {
            ("", Some(poll)) => poll.draft.method.name(),
            (typed, _) => typed,
        }
    }

    fn was_opened(&self) -> bool {
        self.phase.is_some()
    }

    /// Whether its vote has its result, or was ended: nobody has to look at anything any more.
    fn is_over(&self) -> bool {
        matches!(self.phase, Some(Phase::Certified | Phase::Voided))
    }

    /// The class of a line's mark, and its sign with a word.
    fn mark(&self, line: &Ready) -> (&'static str, &'static str) {
        match (self.is_over(), line.light) {
            (false, light) => light.mark(),
            (true, Light::Green) => ("certified", "✓ done"),
            (true, Light::Yellow | Light::Red) => ("closed", "○ over"),
        }
    }
}

/// An earlier version of the dates.
pub struct VersionRow {
    pub version: i32,
    pub set: String,
    pub reason: String,
    pub dates: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "elections/room/dates.html")]
pub struct DatesPage {
    pub frame: Frame,
    pub election: Election,
    pub versions: Vec<VersionRow>,
    pub checks: Vec<CheckRow>,
    pub makes: bool,
    pub fields: Fields,
    faults: Faults,
    pub form: String,
}

impl DatesPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        (election, now): (Election, Now),
        versions: Vec<Calendar>,
        (checks, makes): (Vec<Check>, bool),
        (fields, faults): (Fields, Faults),
    ) -> Self {
        let versions = versions
            .into_iter()
            .map(|one| {
                let dates = one.dates();
                VersionRow {
                    version: one.version,
                    set: format!(
                        "{}, {}",
                        one.set_by,
                        weekday_hour_said(now.zone, one.set_at)
                    ),
                    dates: format!(
                        "Record date {}; nominations {} to {}; vote {} to {}.",
                        weekday_said(&dates.record_date),
                        weekday_said(&dates.nominations_open),
                        weekday_said(&dates.nominations_close),
                        weekday_hour_said(now.zone, dates.opens_at),
                        weekday_hour_said(now.zone, dates.closes_at)
                    ),
                    reason: one.reason,
                }
            })
            .collect();
        Self {
            checks: check_rows(&checks),
            form: fields.form_id().to_string(),
            frame,
            election,
            versions,
            makes,
            fields,
            faults,
        }
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn faults(&self) -> Vec<(&str, &str)> {
        listed(&self.faults)
    }
}
