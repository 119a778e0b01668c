//! The officers' page of the board over time, and the steps taken on it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::store;
use super::store::events::{self, Event, EventError};
use super::views::{BoardPage, DirectorLine, EventLine, RouteLine, SponsorForm, VacancyLine};
use crate::bodies::model::BodyId;
use crate::bodies::model::effect::day_said;
use crate::bodies::model::ending::Clock;
use crate::bodies::model::seats::{Chairs, Standing};
use crate::bodies::model::terms::{self, Eligibility, TermRules};
use crate::bodies::model::vacancies::{Route, VacancyRules, Why, uneven_cohorts, vacancies};
use crate::bodies::store::seats;
use crate::bodies::{self, Confirmer, MinuteKeeper, Officer};
use crate::db::Connection;
use crate::members;
use crate::rulebook::model::Rule;
use crate::rulebook::store as rulebook;
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/board", web::get().to(show))
        .route("/room/board/sponsors", web::post().to(record_sponsor))
        .route("/room/board/events", web::post().to(record_found))
        .route("/room/board/events/{event}/cure", web::post().to(cure))
        .route("/room/board/events/{event}/end", web::post().to(enter_end))
        .route(
            "/room/board/events/{event}/confirmation",
            web::post().to(confirm_end),
        );
}

/// What every line of the page is held against.
struct Ground {
    now: DateTime<Utc>,
    today: NaiveDate,
    zone: Tz,
    rules: Vec<Rule>,
    chairs: Chairs,
    holdover: bool,
}

impl Ground {
    async fn of(conn: &mut Connection) -> Result<Self, WebError> {
        let now = bodies::store::now(conn).await.map_err(WebError::internal)?;
        let foundation = bodies::store::foundation(conn)
            .await
            .map_err(WebError::internal)?
            .ok_or(WebError::NotFound)?;
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

fn director_line(ground: &Ground, reader: &Officer, director: &store::Director) -> DirectorLine {
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

fn vacancy_lines(
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

fn event_line(ground: &Ground, reader: &Officer, event: &Event) -> EventLine {
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
        can_confirm: over
            && other
            && event.proposed_by.is_some_and(|by| by != reader.person.0)
            && Confirmer::is(reader),
    }
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    reader: &Officer,
    sponsor: SponsorForm,
    refusal: String,
) -> Result<BoardPage, WebError> {
    let ground = Ground::of(conn).await?;
    let directors = store::directors(conn, &ground.chairs, ground.now, ground.zone)
        .await
        .map_err(WebError::internal)?;
    let next = seats::next_election(conn, ground.today)
        .await
        .map_err(WebError::internal)?;
    let rules = VacancyRules::of(&ground.rules);
    let found = events::unrecorded(conn, ground.now, ground.zone)
        .await
        .map_err(WebError::internal)?
        .iter()
        .map(|(director, _, event)| {
            let sponsor = director.sponsor.as_ref().map_or("", |(_, name)| name);
            format!(
                "{}, {}: {} Since {}.",
                director.name,
                director.seat,
                event.kind.said(sponsor),
                day_said(&event.happened_on)
            )
        })
        .collect();
    let (open, past) = events::all(conn)
        .await
        .map_err(WebError::internal)?
        .iter()
        .map(|event| event_line(&ground, reader, event))
        .partition(|line| line.clock.is_open());
    let fork = rules.fork_months.map_or_else(String::new, |months| {
        format!(
            " Where fewer than {months} months are left to the next election, the board may ({}).",
            rules.fork_citation
        )
    });
    let by = match rules.filled_by.as_str() {
        "board" => "A vacancy is filled by the board",
        "members or board" => "A vacancy is filled by the members or by the board",
        _ => "A vacancy is filled by a vote of the members",
    };
    Ok(BoardPage {
        keeps: MinuteKeeper::is(reader),
        enters: MinuteKeeper::is(reader),
        form: Uuid::new_v4(),
        vacancies: vacancy_lines(&ground, &rules, next),
        next: next.map_or_else(
            || "No election of the board is in sight.".to_owned(),
            |day| {
                format!(
                    "The next election of the board is on {}: the first that is declared, or the first end of a term.",
                    day_said(&day)
                )
            },
        ),
        rule: format!("{by} ({}).{fork}", rules.citation),
        uneven: uneven_cohorts(&ground.chairs, &BodyId::board()).map_or_else(
            String::new,
            |(least, most)| {
                format!(
                    "Cohorts are to be nearly equal: the smallest has {least} seats, the largest {most}."
                )
            },
        ),
        directors: directors
            .iter()
            .map(|director| director_line(&ground, reader, director))
            .collect(),
        open,
        past,
        found,
        sponsor,
        refusal,
        frame,
    })
}

async fn connect(
    state: &AppState,
) -> Result<impl std::ops::DerefMut<Target = Connection> + use<>, WebError> {
    state.db.get().await.map_err(WebError::internal)
}

async fn show(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&state).await?;
    let page = page(
        &mut conn,
        frame,
        &officer,
        SponsorForm::default(),
        String::new(),
    )
    .await?;
    html(StatusCode::OK, &page)
}

/// After a step about an event: the page, or the page with why it was not taken.
async fn after(
    conn: &mut Connection,
    frame: Frame,
    reader: &Officer,
    taken: Result<(), EventError>,
) -> Result<HttpResponse, WebError> {
    match taken {
        Ok(()) => Ok(see_other("/room/board#events")),
        Err(EventError::Database(error)) => Err(WebError::internal(error)),
        Err(EventError::Refused(sentence)) => {
            let page = page(
                conn,
                frame,
                reader,
                SponsorForm::default(),
                sentence.to_owned(),
            )
            .await?;
            html(StatusCode::CONFLICT, &page)
        }
    }
}

async fn record_sponsor(
    frame: Frame,
    keeper: MinuteKeeper,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&state).await?;
    let reader = keeper.0;
    let mut form = SponsorForm {
        incumbency: fields.get("incumbency").to_owned(),
        membership: fields.get("membership").trim().to_owned(),
        fault: String::new(),
    };
    let organisation = match (form.membership.is_empty(), form.membership.parse()) {
        (true, _) => None,
        (false, Ok(number)) => members::store::kin::organisation_of(&mut conn, number)
            .await
            .map_err(WebError::internal)?,
        (false, Err(_)) => None,
    };
    if organisation.is_none() && !form.membership.is_empty() {
        form.fault = "Give the number of a membership of an organisation.".to_owned();
    }
    let id = Uuid::parse_str(fields.get("form")).unwrap_or_else(|_| Uuid::new_v4());
    match Uuid::parse_str(&form.incumbency) {
        Err(_) => form.fault = "Choose the director.".to_owned(),
        Ok(incumbency) if form.fault.is_empty() => {
            let kept =
                store::record_sponsor(&mut conn, id, incumbency, organisation, reader.person).await;
            match kept.map_err(EventError::from) {
                Ok(()) => return Ok(see_other("/room/board#directors")),
                Err(EventError::Refused(sentence)) => form.fault = sentence.to_owned(),
                Err(EventError::Database(error)) => return Err(WebError::internal(error)),
            }
        }
        Ok(_) => {}
    }
    let page = page(&mut conn, frame, &reader, form, String::new()).await?;
    unprocessable(&page)
}

async fn record_found(
    keeper: MinuteKeeper,
    state: Data<AppState>,
    CheckedForm(_): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&state).await?;
    let ground = Ground::of(&mut conn).await?;
    let by = Some(keeper.0.person);
    events::record_found(&mut conn, by, ground.now, ground.zone)
        .await
        .map_err(WebError::internal)?;
    Ok(see_other("/room/board#events"))
}

async fn cure(
    frame: Frame,
    keeper: MinuteKeeper,
    event: Path<Uuid>,
    state: Data<AppState>,
    CheckedForm(_): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&state).await?;
    let note = find(&mut conn, *event).await?.said().1;
    let note = format!("The records say so: {note}");
    let taken = events::cure(&mut conn, *event, &note, Some(keeper.0.person)).await;
    after(&mut conn, frame, &keeper.0, taken).await
}

async fn find(conn: &mut Connection, event: Uuid) -> Result<Event, WebError> {
    let all = events::all(conn).await.map_err(WebError::internal)?;
    all.into_iter()
        .find(|known| known.id == event)
        .ok_or(WebError::NotFound)
}

async fn enter_end(
    frame: Frame,
    keeper: MinuteKeeper,
    event: Path<Uuid>,
    state: Data<AppState>,
    CheckedForm(_): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&state).await?;
    let reason: String = find(&mut conn, *event)
        .await?
        .said()
        .0
        .chars()
        .take(400)
        .collect();
    let taken = events::enter_end(&mut conn, *event, &reason, keeper.0.person).await;
    after(&mut conn, frame, &keeper.0, taken).await
}

async fn confirm_end(
    frame: Frame,
    confirmer: Confirmer,
    event: Path<Uuid>,
    state: Data<AppState>,
    CheckedForm(_): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&state).await?;
    find(&mut conn, *event).await?;
    let taken = events::confirm_end(&mut conn, *event, confirmer.0.person).await;
    after(&mut conn, frame, &confirmer.0, taken).await
}
