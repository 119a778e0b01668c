//! What the page of a poll's seats and its forms stand on.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use crate::bodies::model::BodyId;
use crate::bodies::model::seats::Chairs;
use crate::bodies::model::vacancies::{VacancyRules, vacancies};
use crate::bodies::store::seats;
use crate::db::Connection;
use crate::polls::model::seating::last_day_of_term;
use crate::polls::store::{Poll, seating};
use crate::polls::web::room::site;
use crate::rulebook::model::keys;
use crate::rulebook::store as rulebook;
use crate::web::{Frame, WebError};

/// What the page and its forms stand on.
pub(super) struct Ground {
    pub(super) poll: Poll,
    pub(super) zone: Tz,
    pub(super) now: DateTime<Utc>,
    pub(super) body: BodyId,
    pub(super) chairs: Chairs,
    pub(super) holdover: bool,
    /// Years of a term, where the rulebook says.
    pub(super) years: Option<u32>,
    pub(super) vacancy: VacancyRules,
}

impl Ground {
    pub(super) async fn of(
        conn: &mut Connection,
        frame: &Frame,
        poll: Poll,
        body: &str,
    ) -> Result<Self, WebError> {
        let declared = seating::declared(conn, poll.id)
            .await
            .map_err(WebError::internal)?;
        let body = BodyId::parse(body)
            .filter(BodyId::has_seats)
            .or(declared.map(|seating| seating.body))
            .unwrap_or_else(BodyId::board);
        let now = poll.now;
        let rules = rulebook::all_as_of(conn, now)
            .await
            .map_err(WebError::internal)?;
        let years = rules
            .iter()
            .find(|rule| rule.key == keys::BOARD_TERM_YEARS && body.is_board())
            .and_then(|rule| rule.value.parse().ok());
        Ok(Self {
            zone: site(frame)?.zone,
            now,
            holdover: body.is_board()
                && seats::holdover(conn, now)
                    .await
                    .map_err(WebError::internal)?,
            chairs: seats::chairs(conn).await.map_err(WebError::internal)?,
            vacancy: VacancyRules::of(&rules),
            poll,
            body,
            years,
        })
    }

    pub(super) fn last_day(&self, ends: DateTime<Utc>) -> NaiveDate {
        (ends - TimeDelta::microseconds(1))
            .with_timezone(&self.zone)
            .date_naive()
    }

    /// The last day that follows from the rules for a seat: the rest of a term that was
    /// cut short, else a whole term.
    pub(super) fn last_by_rule(&self, seat: Uuid, first_day: NaiveDate) -> Option<NaiveDate> {
        let rest = vacancies(&self.chairs, &self.body, self.now, self.zone, self.holdover)
            .into_iter()
            .find(|vacancy| vacancy.seat == seat)
            .and_then(|vacancy| vacancy.rest_of_term)
            .filter(|ends| self.vacancy.rest_of_term && self.body.is_board() && *ends > first_day);
        match rest {
            Some(ends) => ends.pred_opt(),
            None => last_day_of_term(first_day, self.years?),
        }
    }
}
