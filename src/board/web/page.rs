//! The page as it stands now. Changes nothing.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use uuid::Uuid;

use super::lines::{Ground, director_line, event_line, vacancy_lines};
use crate::board::store::{self, events};
use crate::board::views::{BoardPage, EventLine, SponsorForm};
use crate::bodies::model::BodyId;
use crate::bodies::model::vacancies::{VacancyRules, uneven_cohorts};
use crate::bodies::store::seats;
use crate::bodies::{CodeDue, MinuteKeeper, Officer};
use crate::db::Connection;
use crate::web::answer::html;
use crate::web::times::day_said;
use crate::web::{AppState, Frame, WebError};

pub(super) async fn page(
    conn: &mut Connection,
    frame: Frame,
    (reader, code): (&Officer, CodeDue),
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
    let (open, past): (Vec<EventLine>, Vec<EventLine>) = events::all(conn)
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
        code_due: code.0 && open.iter().any(|event| event.can_confirm),
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

pub(super) async fn show(
    frame: Frame,
    officer: Officer,
    code: CodeDue,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let page = page(
        &mut conn,
        frame,
        (&officer, code),
        SponsorForm::default(),
        String::new(),
    )
    .await?;
    html(StatusCode::OK, &page)
}
