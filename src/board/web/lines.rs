//! The lines of the page: who sits, which seats are vacant and how each is filled, what may cost
//! somebody their seat. Reads what they are held against, and asks nothing else of the database.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::board::store::Director;
use crate::board::store::events::Event;
use crate::board::views::{DirectorLine, EventLine, RouteLine, VacancyLine};
use crate::bodies::model::BodyId;
use crate::bodies::model::ending::Clock;
use crate::bodies::model::seats::{Chairs, Standing};
use crate::bodies::model::terms::{self, Eligibility, TermRules};
use crate::bodies::model::vacancies::{Route, VacancyRules, Why, vacancies};
use crate::bodies::store::seats;
use crate::bodies::{self, MinuteKeeper, Officer};
use crate::db::Connection;
use crate::rulebook::model::Rule;
use crate::rulebook::store as rulebook;
use crate::web::WebError;
use crate::web::times::day_said;

/// What every line of the page is held against.
pub(super) struct Ground {
    pub(super) now: DateTime<Utc>,
    pub(super) today: NaiveDate,
    pub(super) zone: Tz,
    pub(super) rules: Vec<Rule>,
    pub(super) chairs: Chairs,
    holdover: bool,
}

impl Ground {
    pub(super) async fn of(conn: &mut Connection) -> Result<Self, WebError> {
        let now = bodies::store::now(conn).await.map_err(WebError::internal)?;
        let foundation = bodies::foundation(conn).await?;
        Ok(Self {
            now,
            today: foundation.day(now),
            zone: foundation.zone,
            rules: rulebook::all_as_of(conn, now)
                .await
                .map_err(WebError::internal)?,
            chairs: seats::chairs(conn).await.map_err(WebError::internal)?,
            holdover: seats::holdover(conn, now)
                .await
                .map_err(WebError::internal)?,
        })
    }
}

pub(super) fn director_line(
    ground: &Ground,
    reader: &Officer,
    director: &Director,
) -> DirectorLine {
    let until = director.last_day.map_or_else(
        || "no end of the term is known".to_owned(),
        |day| format!("to {}", day_said(&day)),
    );
    let how = match director.standing {
        Standing::InOffice => "",
        Standing::HeldOver => "; stays until a successor sits",
        Standing::Suspended => "; suspended",
    };
    // Whether they may begin another when this one is over.
    let next = director
        .last_day
        .and_then(|day| day.succ_opt())
        .map_or(ground.today, |day| day.max(ground.today));
    let (again, may_again) = match TermRules::of(&ground.rules) {
        None => ("The rulebook sets no limit of terms.".to_owned(), true),
        Some(rules) => {
            let served = terms::served(
                &ground.chairs,
                director.person,
                ground.now,
                ground.zone,
                ground.holdover,
            );
            match terms::eligibility(&served, &rules, next) {
                Eligibility::Eligible { completed } => (
                    format!(
                        "Consecutive terms behind them on {}: {completed} of {} ({}).",
                        day_said(&next),
                        rules.limit,
                        rules.citation
                    ),
                    true,
                ),
                Eligibility::TermedOut { reason, .. } => (reason, false),
            }
        }
    };
    DirectorLine {
        incumbency: director.incumbency,
        name: director.name.clone(),
        seat: director.seat.clone(),
        cohort: director.cohort.clone(),
        term: format!("from {}, {until}{how}", day_said(&director.since)),
        sponsor: director
            .sponsor
            .as_ref()
            .map_or_else(|| "not recorded".to_owned(), |(_, name)| name.clone()),
        again,
        may_again,
        is_other: director.person != reader.person,
    }
}

pub(super) fn vacancy_lines(
    ground: &Ground,
    rules: &VacancyRules,
    next: Option<NaiveDate>,
) -> Vec<VacancyLine> {
    let board = BodyId::board();
    vacancies(
        &ground.chairs,
        &board,
        ground.now,
        ground.zone,
        ground.holdover,
    )
    .into_iter()
    .map(|vacancy| {
        let why = match vacancy.why {
            Why::NeverTaken => "Nobody ever sat there; it was made",
            Why::TermOver => "The term is over, and nobody was seated. Vacant since",
            Why::EndedEarly => "Left before the term was over. Vacant since",
            Why::HeldOver => "The term is over; whoever sits there stays until a successor does. Over since",
        };
        let rest = vacancy
            .rest_of_term
            .filter(|_| rules.rest_of_term)
            .and_then(|day| day.pred_opt())
            .map_or_else(String::new, |day| {
                format!(
                    "Whoever fills it sits for the rest of its term, to {} ({}).",
                    day_said(&day),
                    rules.term_citation
                )
            });
        let routes = rules
            .routes(ground.today, next)
            .into_iter()
            // Where somebody stays, the board replaces nobody.
            .filter(|route| match route {
                Route::Members | Route::Board | Route::LeaveOpen => true,
                Route::BoardByMajorityInOffice => vacancy.is_vacant(),
            })
            .map(|route| {
                let (sentence, path) = match route {
                    Route::Members => (
                        format!(
                            "The members fill it: draft a poll, and declare there that it fills {} ({}).",
                            vacancy.name, rules.citation
                        ),
                        "/room/polls/new",
                    ),
                    Route::Board => (
                        format!("The board fills it by a decision ({}).", rules.citation),
                        "/room/decisions/new?act=seat&body=board",
                    ),
                    Route::BoardByMajorityInOffice => (
                        format!(
                            "The board fills it by a majority of the directors in office, since the next election is near ({}).",
                            rules.fork_citation
                        ),
                        "/room/decisions/new?act=seat&body=board",
                    ),
                    Route::LeaveOpen => (
                        format!("It stays open until the election ({}).", rules.fork_citation),
                        "",
                    ),
                };
                RouteLine { sentence, path }
            })
            .collect();
        VacancyLine {
            seat: vacancy.name,
            cohort: vacancy.cohort,
            since: format!("{}.", day_said(&vacancy.since)),
            why: why.to_owned(),
            rest,
            routes,
        }
    })
    .collect()
}

pub(super) fn event_line(ground: &Ground, reader: &Officer, event: &Event) -> EventLine {
    let (what, cure) = event.said();
    let clock = event.clock(ground.today);
    let state = match clock {
        Clock::Cured => format!("Put right. {}", event.cured.as_deref().unwrap_or_default()),
        Clock::Ended => event.ended_at.map_or_else(
            || "The seat is left.".to_owned(),
            |at| {
                let day = at.with_timezone(&ground.zone).date_naive();
                format!("The seat was left on {}.", day_said(&day))
            },
        ),
        Clock::PutRight => "The records say that it is put right.".to_owned(),
        Clock::Runs(last) => format!(
            "It can be put right to the end of {}; the seat is kept until then.",
            day_said(&last)
        ),
        Clock::Over => match event.last_day {
            Some(last) => format!("The time to put it right ended with {}.", day_said(&last)),
            None => "The rulebook gives no time to put it right.".to_owned(),
        },
    };
    let other = event.person != reader.person.0;
    let over = clock == Clock::Over;
    EventLine {
        id: event.id,
        who: format!("{}, {}", event.name, event.seat),
        what,
        cure,
        happened: format!("Since {}.", day_said(&event.happened_on)),
        recorded: if event.recorded_by.is_empty() {
            "Found by the program.".to_owned()
        } else {
            format!("Recorded by {}.", event.recorded_by)
        },
        rule: if event.citation.is_empty() {
            format!("(No rule {} is in force.)", event.rule)
        } else {
            format!("({})", event.citation)
        },
        clock,
        state,
        entered_by: event.proposed_by_name.clone(),
        awaited: event.awaited,
        can_enter: over && other && event.proposed_by.is_none() && MinuteKeeper::is(reader),
        can_confirm: over && other && event.proposed_by.is_some_and(|by| by != reader.person.0),
    }
}
