//! The readiness of an election, asked of every subject it rests on.

use chrono::Days;

use super::campaign::roll_of;
use super::ready_poll::{notice_lines, poll_lines};
use super::rehearsals;
use crate::bodies::Office;
use crate::db::Connection;
use crate::elections::model::NomineeState;
use crate::elections::model::calendar::{self, Check, Verdict};
use crate::elections::model::ready::{Light, Ready, candidates_line, caps_line};
use crate::elections::store::committee::{self, CommitteeAct};
use crate::elections::store::drafting;
use crate::elections::store::elections::{self, Election};
use crate::elections::store::facts::{self, Now};
use crate::elections::store::nominating::{self, Refused};
use crate::elections::store::nominees::{self, Standing};
use crate::members::store::history::memberships_of;
use crate::polls::draft::DraftOption;
use crate::polls::store::Poll;
use crate::renewals::chore::days_by;
use crate::renewals::model::Purpose;
use crate::renewals::store::{dates, reading as renewals};
use crate::rulebook::{self, Rule, keys};
use crate::web::WebError;
use crate::{bodies, polls};

/// Everything the page of an election in the officers' room shows.
pub(super) struct Readiness {
    pub(super) lines: Vec<Ready>,
    pub(super) checks: Vec<Check>,
    pub(super) nominees: Vec<Standing>,
    pub(super) refused: Vec<Refused>,
    pub(super) acts: Vec<CommitteeAct>,
    pub(super) poll: Option<Poll>,
    /// The rule on options that are left out of a ranking.
    pub(super) unranked: Option<Rule>,
}

/// The checks of the dates, with their waivers.
pub(super) async fn checks(
    conn: &mut Connection,
    election: &Election,
    now: Now,
) -> Result<Vec<Check>, WebError> {
    let rules = elections::date_rules(conn, now.at)
        .await
        .map_err(WebError::internal)?;
    let waivers = elections::waivers(conn, election.id)
        .await
        .map_err(WebError::internal)?;
    let dates = election.calendar.dates();
    Ok(calendar::check(&dates, &rules, &waivers, now.zone))
}

fn calendar_lines(checks: &[Check], room: &str) -> Vec<Ready> {
    const WHAT: &str = "Calendar";
    let mut lines: Vec<Ready> = checks
        .iter()
        .filter_map(|check| match check.verdict {
            Verdict::Kept => None,
            Verdict::Warning => Some(Ready::new(
                Light::Yellow,
                WHAT,
                check.sentence.clone(),
                format!("{room}/dates"),
            )),
            Verdict::Waived(decision) => Some(Ready::new(
                Light::Yellow,
                WHAT,
                format!("{} Waived by decision {decision}.", check.sentence),
                format!("/room/decisions/{decision}"),
            )),
            Verdict::Open { can_be_waived } => Some(Ready::new(
                Light::Red,
                WHAT,
                format!(
                    "{} {}",
                    check.sentence,
                    if can_be_waived {
                        "Set other dates, or record a decision that waives it."
                    } else {
                        "Set other dates: no decision waives this."
                    }
                ),
                format!("{room}/dates"),
            )),
        })
        .collect();
    if lines.is_empty() {
        lines.push(Ready::new(
            Light::Green,
            WHAT,
            "The dates keep every rule.",
            format!("{room}/dates"),
        ));
    }
    lines
}

async fn record_date_line(conn: &mut Connection, election: &Election) -> Result<Ready, WebError> {
    let day = election.calendar.dates().record_date;
    let announced = dates::all(conn)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .find(|one| one.counts() && one.record_date == day && one.purpose() == Purpose::Vote);
    Ok(match announced {
        Some(date) => Ready::new(
            Light::Green,
            "Record date",
            format!(
                "Announced as number {}, by decision {}.",
                date.number, date.decision
            ),
            format!("/room/record-dates/{}", date.number),
        ),
        None => Ready::new(
            Light::Yellow,
            "Record date",
            "It is not announced: nobody is warned whose term ends before it.",
            "/room/record-dates",
        ),
    })
}

async fn renewals_line(
    conn: &mut Connection,
    election: &Election,
    now: Now,
) -> Result<Ready, WebError> {
    const WHAT: &str = "Renewals";
    let grace = days_by(conn, keys::MEMBERSHIP_GRACE_DAYS, now.at)
        .await
        .map_err(WebError::internal)?
        .unwrap_or(0);
    let record_date = election.calendar.dates().record_date;
    let from = record_date.min(now.day);
    let from = from
        .checked_sub_days(Days::new(u64::from(grace)))
        .unwrap_or(from);
    let unreached = renewals::unreached(conn, (from, record_date.max(now.day)), now.day)
        .await
        .map_err(WebError::internal)?;
    let path = "/room/renewals?show=did-not-arrive";
    Ok(match unreached.len() {
        0 => Ready::new(
            Light::Green,
            WHAT,
            "No reminder to renew came back of a term that ends before the record date.",
            path,
        ),
        n => Ready::new(
            Light::Red,
            WHAT,
            format!(
                "{n} {} not reached by the reminder that a term ends: it came back, or there was nobody to write to. Reach them otherwise, and record how.",
                if n == 1 { "member was" } else { "members were" }
            ),
            path,
        ),
    })
}

async fn roll_line(conn: &mut Connection, election: &Election) -> Result<Ready, WebError> {
    let day = election.calendar.dates().record_date;
    Ok(match roll_of(conn, election).await? {
        Some(roll) if roll.record_date == day => Ready::new(
            Light::Green,
            "Roll",
            format!(
                "{} is certified: {} lines, {} votes.",
                roll.label(),
                roll.leaves,
                roll.votes
            ),
            format!("/room/rolls/{}", roll.number),
        ),
        Some(roll) => Ready::new(
            Light::Red,
            "Roll",
            format!(
                "Roll {} is of another record date than this election.",
                roll.number
            ),
            format!("/room/rolls/{}", roll.number),
        ),
        None => Ready::new(
            Light::Red,
            "Roll",
            "No roll of its record date is certified. One election officer proposes it, another computes it again, and both sign.",
            "/room/rolls",
        ),
    })
}

async fn committee_line(
    conn: &mut Connection,
    election: &Election,
    (nominees, acts): (&[Standing], &[CommitteeAct]),
    now: Now,
) -> Result<Ready, WebError> {
    const WHAT: &str = "Committee";
    let sits = facts::committee_of(conn, election, now.at)
        .await
        .map_err(WebError::internal)?;
    let mut faults = Vec::new();
    if sits.len() < 2 {
        faults.push(format!(
            "{} of the two it takes sit on “{}”; the board appoints them by a decision.",
            sits.len(),
            election.committee_name
        ));
    }
    for person in &sits {
        let name = nominating::name(conn, *person)
            .await
            .map_err(WebError::internal)?;
        let mut good = false;
        for line in memberships_of(conn, *person, now.day, now.at)
            .await
            .map_err(WebError::internal)?
        {
            good |= facts::not_good(conn, &line, now).await?.is_empty();
        }
        if !good {
            faults.push(format!("{name} is no member in good standing."));
        }
        let stands = nominees
            .iter()
            .any(|one| one.person == *person && one.state != NomineeState::Declined);
        if stands {
            faults.push(format!("{name} is nominated in this election."));
        }
    }
    // Whoever is not on the committee reads the election itself.
    let path = format!("/elections/{}", election.number);
    Ok(match (faults.is_empty(), committee::chair(acts)) {
        (true, Some(chair)) => Ready::new(
            Light::Green,
            WHAT,
            format!(
                "{} members in good standing sit; {chair} chairs.",
                sits.len()
            ),
            path,
        ),
        (true, None) => Ready::new(
            Light::Yellow,
            WHAT,
            format!(
                "{} members in good standing sit; nobody chairs yet.",
                sits.len()
            ),
            path,
        ),
        (false, _) => Ready::new(Light::Red, WHAT, faults.join(" "), "/room/bodies"),
    })
}

fn nominee_lines(
    election: &Election,
    nominees: &[Standing],
    refused: &[Refused],
    now: Now,
) -> Vec<Ready> {
    const WHAT: &str = "Nominees";
    // Whoever is not on the committee reads the election itself.
    let path = format!("/elections/{}", election.number);
    let names = |state: NomineeState| {
        nominees
            .iter()
            .filter(|one| one.state == state)
            .map(|one| one.name.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut lines = Vec::new();
    let asked = names(NomineeState::Asked);
    if !asked.is_empty() {
        lines.push(Ready::new(
            Light::Yellow,
            WHAT,
            format!("Have not answered: {asked}."),
            path.clone(),
        ));
    }
    let undecided = names(NomineeState::Accepted);
    if !undecided.is_empty() {
        lines.push(Ready::new(
            Light::Red,
            WHAT,
            format!("Accepted, and the committee has not decided: {undecided}."),
            path.clone(),
        ));
    }
    let unlisted = names(NomineeState::Eligible);
    if !unlisted.is_empty() {
        lines.push(Ready::new(
            Light::Red,
            WHAT,
            format!("Eligible, and not on a published list: {unlisted}."),
            path.clone(),
        ));
    }
    if lines.is_empty() {
        let closed = election.calendar.dates().nominations_close < now.day;
        lines.push(Ready::new(
            if closed || !nominees.is_empty() {
                Light::Green
            } else {
                Light::Yellow
            },
            WHAT,
            "Nobody who was nominated waits for anything.",
            path,
        ));
    }
    if !refused.is_empty() {
        lines.push(Ready::new(
            Light::Yellow,
            "Refusals",
            format!(
                "{} {} refused when made; each stands below with its rule.",
                refused.len(),
                if refused.len() == 1 {
                    "nomination was"
                } else {
                    "nominations were"
                }
            ),
            "#refusals",
        ));
    }
    lines
}

async fn cap_line(
    conn: &mut Connection,
    election: &Election,
    nominees: &[Standing],
    now: Now,
) -> Result<Ready, WebError> {
    let options = drafting::options(nominees);
    let path = format!("/elections/{}", election.number);
    if options.is_empty() {
        return Ok(Ready::new(
            Light::Yellow,
            "Affiliation cap",
            "It is asked of the candidates, and none is published yet.",
            path,
        ));
    }
    let ids: Vec<String> = options
        .iter()
        .map(|(_, option): &(_, DraftOption)| option.id.clone())
        .collect();
    let caps = drafting::caps(conn, election, &options, now).await?;
    let found = caps
        .as_ref()
        .map(|caps| caps.fillable(&ids, election.seats()));
    let hindered: Vec<String> = caps
        .iter()
        .flat_map(|caps| caps.hindered(&ids))
        .map(|(option, group)| {
            let name = options
                .iter()
                .find(|(_, one)| one.id == option)
                .map_or(option, |(_, one)| one.name.as_str());
            format!("{name} cannot be elected while a director of {group} stays")
        })
        .collect();
    Ok(caps_line(election.seats(), found, &hindered, &path))
}

/// The readiness of an election now.
pub(super) async fn readiness(
    conn: &mut Connection,
    election: &Election,
    now: Now,
) -> Result<Readiness, WebError> {
    let room = format!("/room/elections/{}", election.number);
    let public = format!("/elections/{}", election.number);
    let checks = checks(conn, election, now).await?;
    let nominees = nominees::nominees(conn, election.id)
        .await
        .map_err(WebError::internal)?;
    let refused = nominating::refusals(conn, election.id)
        .await
        .map_err(WebError::internal)?;
    let acts = committee::acts(conn, election.id)
        .await
        .map_err(WebError::internal)?;
    let poll = match drafting::poll_of(conn, election.id)
        .await
        .map_err(WebError::internal)?
    {
        Some(number) => polls::store::by_number(conn, number)
            .await
            .map_err(WebError::internal)?,
        None => None,
    };
    let candidates = nominees
        .iter()
        .filter(|one| one.state == NomineeState::Candidate)
        .count();
    let mut lines = calendar_lines(&checks, &room);
    lines.push(record_date_line(conn, election).await?);
    lines.push(renewals_line(conn, election, now).await?);
    lines.push(roll_line(conn, election).await?);
    lines.extend(notice_lines(conn, poll.as_ref(), now).await?);
    lines.push(committee_line(conn, election, (&nominees, &acts), now).await?);
    lines.extend(nominee_lines(election, &nominees, &refused, now));
    lines.push(candidates_line(election.seats(), candidates, &public));
    lines.push(cap_line(conn, election, &nominees, now).await?);
    let unranked = rulebook::store::find(conn, keys::BALLOT_UNRANKED, now.at)
        .await
        .map_err(WebError::internal)?;
    lines.extend(poll_lines(conn, election, poll.as_ref(), unranked.as_ref()).await?);
    lines.push(rehearsals::line(conn, election, now).await?);
    Ok(Readiness {
        lines,
        checks,
        nominees,
        refused,
        acts,
        poll,
        unranked,
    })
}

/// Whether an officer makes elections.
pub(super) fn makes(officer: &bodies::Officer) -> bool {
    officer.holds(Office::ElectionOfficer)
}
