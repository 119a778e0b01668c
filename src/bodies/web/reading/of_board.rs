//! What the rulebook says of whoever is to sit on the board: terms served, and who
//! fills a vacancy for how long. The database insists on the second.

use super::Reading;
use crate::bodies::model::BodyId;
use crate::bodies::model::effect::Taking;
use crate::bodies::model::terms::Eligibility;
use crate::bodies::model::vacancies::{Vacancy, VacancyRules, vacancies};
use crate::bodies::store;
use crate::db::Connection;
use crate::parties::PartyId;
use crate::rulebook;
use crate::web::WebError;
use crate::web::times::day_said;

impl Reading<'_> {
    async fn zone(&self, conn: &mut Connection) -> Result<chrono_tz::Tz, WebError> {
        Ok(store::foundation(conn)
            .await
            .map_err(WebError::internal)?
            .map_or(chrono_tz::UTC, |foundation| foundation.zone))
    }

    /// Whether the person may sit another term from today on.
    pub(super) async fn within_terms(
        &mut self,
        conn: &mut Connection,
        person: PartyId,
        field: &str,
    ) -> Result<(), WebError> {
        let found = store::seats::eligibility(conn, person, self.today, self.now)
            .await
            .map_err(WebError::internal)?;
        if let Some(reason) = found.as_ref().and_then(Eligibility::reason) {
            self.fault(field, reason);
        }
        Ok(())
    }

    /// Whether the body that decides may fill seats of the board today, and whether
    /// whoever fills a vacancy sits for the rest of its term.
    pub(super) async fn fills_vacancies(
        &mut self,
        conn: &mut Connection,
        decides: &BodyId,
        seats: &[Taking],
    ) -> Result<(), WebError> {
        let rules = rulebook::store::all_as_of(conn, self.now)
            .await
            .map_err(WebError::internal)?;
        let rules = VacancyRules::of(&rules);
        let of_members = decides.is_members() || decides.is_founders();
        if !of_members {
            let next = store::seats::next_election(conn, self.today)
                .await
                .map_err(WebError::internal)?;
            let may = rules.board_may(self.today, next)
                && (decides.is_board() || rules.filled_by != "members");
            if !may && !rules.filled_by.is_empty() {
                self.fault("body", rules.refusal(next));
            }
        }
        if !rules.rest_of_term {
            return Ok(());
        }
        let chairs = store::seats::chairs(conn)
            .await
            .map_err(WebError::internal)?;
        let holdover = store::seats::holdover(conn, self.now)
            .await
            .map_err(WebError::internal)?;
        let zone = self.zone(conn).await?;
        let mut open = vacancies(&chairs, &BodyId::board(), self.now, zone, holdover);
        open.retain(Vacancy::is_vacant);
        for (number, taking) in (1..).zip(seats) {
            // The vacancy that the database would give them.
            let Some(at) = open.iter().position(|seat| seat.cohort == taking.cohort) else {
                continue;
            };
            let seat = open.remove(at);
            let Some(last) = seat.rest_of_term.and_then(|ends| ends.pred_opt()) else {
                continue;
            };
            if taking.last_day.is_none_or(|day| day > last) {
                self.fault(
                    format!("last_day_{number}"),
                    format!(
                        "{} fell vacant within a term, and whoever fills it sits for the rest of it: to {} at the latest ({}). Give such a day.",
                        seat.name,
                        day_said(&last),
                        rules.term_citation
                    ),
                );
            }
        }
        Ok(())
    }
}
