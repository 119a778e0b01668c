//! A seat that falls vacant, filled by counting the same ballots again.
//! `docs/counting/vacancy.md` says how.

use super::ballots::Ballots;
use super::caps::{Caps, Room};
use super::contest::{Contest, OptionNo};
use super::method::Method;
use super::outcome::{Outcome, Seat};
use super::parameters::Parameters;
use super::{CountError, count};

/// Who takes the seat, and how that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vacancy {
    /// Who sits without the one who left last, in the order in which they came.
    pub kept: Vec<OptionNo>,
    /// Who takes the seat; nobody if nobody is left who may, or a tie stands.
    pub takes: Option<OptionNo>,
    /// Between whom a tie stands; empty otherwise.
    pub tied: Vec<OptionNo>,
    /// The count that found it.
    pub again: Outcome,
}

/// Why a vacancy cannot be filled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VacancyError {
    /// The ballots cannot be counted.
    #[error(transparent)]
    Count(#[from] CountError),
    /// A motion fills no seats.
    #[error("A motion fills no seats.")]
    Motion,
    /// Nobody is said to have left.
    #[error("Say who left.")]
    NobodyLeft,
    /// Somebody who was not elected, or left before.
    #[error("{0} holds no seat by this count, and so leaves none.")]
    NotSitting(String),
    /// The first count, or the filling of an earlier vacancy, left a tie.
    #[error("A tie stands; a lot must decide before the vacancy can be filled.")]
    Tied,
}

/// Fills the seats of those who left, in the order in which they left, and
/// tells how the last one was filled. Each count is of the same ballots.
///
/// # Errors
/// Ballots that cannot be counted, somebody who did not sit, or a tie.
pub fn fill(
    contest: &Contest,
    ballots: &Ballots,
    method: Method,
    parameters: &Parameters,
    left: &[OptionNo],
) -> Result<Vacancy, VacancyError> {
    if method == Method::Motion1 {
        return Err(VacancyError::Motion);
    }
    let first = count(contest, ballots, method, parameters)?;
    if first.is_tied() {
        return Err(VacancyError::Tied);
    }
    let mut sitting: Vec<OptionNo> = first.certain().collect();
    let mut filled: Option<Vacancy> = None;
    for (place, leaver) in left.iter().enumerate() {
        if filled.is_some_and(|vacancy| !vacancy.tied.is_empty()) {
            return Err(VacancyError::Tied);
        }
        let Some(seat) = sitting.iter().position(|option| option == leaver) else {
            let name = contest.name(*leaver).to_owned();
            return Err(VacancyError::NotSitting(name));
        };
        sitting.remove(seat);
        let gone = left.get(..=place).unwrap_or(left);
        let vacancy = match recounts(method) {
            true => by_recount(contest, ballots, method, parameters, &sitting, gone)?,
            false => by_order(contest, ballots, method, parameters, &sitting, gone)?,
        };
        sitting.extend(vacancy.takes);
        filled = Some(vacancy);
    }
    filled.ok_or(VacancyError::NobodyLeft)
}

/// Whether a vacancy is filled by counting anew, as votes would pass on, or the
/// method has one winner.
const fn recounts(method: Method) -> bool {
    match method {
        Method::MeekPrf1 | Method::ScottishStv1 | Method::Irv1 | Method::Star1 => true,
        Method::Schulze1
        | Method::SchulzeNoOpinion1
        | Method::SchulzeMargins1
        | Method::SchulzeMarginsNoOpinion1
        | Method::SchulzeDebian2016
        | Method::Approval1
        | Method::Plurality1
        | Method::Score1
        | Method::BlocStar1
        | Method::Motion1 => false,
    }
}

/// Counts again without those who left, and with the others kept.
fn by_recount(
    contest: &Contest,
    ballots: &Ballots,
    method: Method,
    parameters: &Parameters,
    sitting: &[OptionNo],
    gone: &[OptionNo],
) -> Result<Vacancy, VacancyError> {
    let mut parameters = parameters.clone();
    parameters.withdrawn.extend(gone);
    parameters.kept = sitting.to_vec();
    let again = count(contest, ballots, method, &parameters)?;
    let takes = again.certain().find(|option| !sitting.contains(option));
    Ok(Vacancy {
        kept: sitting.to_vec(),
        takes,
        tied: match takes {
            Some(_) => Vec::new(),
            None => tied(&again, sitting),
        },
        again,
    })
}

/// Goes down the order of a method that ranks, by counting for one seat more
/// at a time, to the first who does not sit, did not leave, and whose group
/// has room.
fn by_order(
    contest: &Contest,
    ballots: &Ballots,
    method: Method,
    parameters: &Parameters,
    sitting: &[OptionNo],
    gone: &[OptionNo],
) -> Result<Vacancy, VacancyError> {
    let room = Room::new(contest, &parameters.caps, sitting);
    let seats = contest.seats();
    let mut parameters = parameters.clone();
    parameters.caps = Caps::default();
    parameters.max_marks = parameters.max_marks.or(Some(seats));
    let mut wider = seats;
    loop {
        wider = wider.saturating_add(1);
        let contest = contest
            .clone()
            .with_seats(wider)
            .unwrap_or_else(|_| contest.clone());
        let again = count(&contest, ballots, method, &parameters)?;
        let may = |option: &OptionNo| {
            !sitting.contains(option) && !gone.contains(option) && room.may_elect(*option)
        };
        let takes = again.certain().find(may);
        let mut tied = tied(&again, sitting);
        tied.retain(may);
        let all = usize::try_from(wider).unwrap_or(usize::MAX) >= contest.options().len();
        if takes.is_some() || !tied.is_empty() || all {
            return Ok(Vacancy {
                kept: sitting.to_vec(),
                tied: match takes {
                    Some(_) => Vec::new(),
                    None => tied,
                },
                takes,
                again,
            });
        }
    }
}

fn tied(again: &Outcome, sitting: &[OptionNo]) -> Vec<OptionNo> {
    let mut tied: Vec<OptionNo> = Vec::new();
    for seat in &again.elected {
        match seat {
            Seat::Elected(_) => {}
            Seat::Tied(between) => tied.extend(between),
        }
    }
    tied.retain(|option| !sitting.contains(option));
    tied
}
