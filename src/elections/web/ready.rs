//! The readiness of an election, asked of every subject it rests on.

use chrono::Days;

use super::campaign::roll_of;
use crate::bodies::Office;
use crate::db::Connection;
use crate::elections::model::NomineeState;
use crate::elections::model::calendar::{self, Check, Verdict};
use crate::elections::model::ready::{Light, Ready, candidates_line, caps_line};
use crate::elections::store::committee::{self, CommitteeAct};
use crate::elections::store::drafting;
use crate::elections::store::elections::{self, Election};
use crate::elections::store::facts::{self, Now};
use crate::elections::store::nominating::{self, Refused, Standing};
use crate::members::store::history::memberships_of;
use crate::notices::model::record::Totals;
use crate::notices::store::reading as notices;
use crate::polls::draft::DraftOption;
use crate::polls::store::Poll;
use crate::renewals::chore::days_by;
use crate::renewals::model::Purpose;
use crate::renewals::store::{dates, reading as renewals};
use crate::rulebook::keys;
use crate::web::WebError;
use crate::{bodies, polls, rolls};

/// How many notices are looked through for the ones of the poll.
const NOTICES: i64 = 200;

/// Everything the page of an election in the officers' room shows.
pub(super) struct Readiness {
    pub(super) lines: Vec<Ready>,
    pub(super) checks: Vec<Check>,
    pub(super) nominees: Vec<Standing>,
    pub(super) refused: Vec<Refused>,
    pub(super) acts: Vec<CommitteeAct>,
    pub(super) poll: Option<Poll>,
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
                "Roll {} is certified: {} lines, {} votes.",
                roll.number, roll.leaves, roll.votes
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

async fn notice_lines(
    conn: &mut Connection,
    poll: Option<&Poll>,
    now: Now,
) -> Result<Vec<Ready>, WebError> {
    const WHAT: &str = "Notice";
    let mut lines = Vec::new();
    if let Some(poll) = poll {
        for notice in notices::latest(conn, NOTICES).await? {
            if notice.poll != Some(poll.number) {
                continue;
            }
            let latest = notice.latest(now.zone);
            let recipients = notices::lines(conn, &notice).await?;
            let totals = Totals::of(
                recipients
                    .iter()
                    .map(|line| line.standing(notice.given_at, latest)),
            );
            let missing = totals.lacks.saturating_add(totals.late);
            let light = match (missing, totals.under_way) {
                (0, 0) => Light::Green,
                (0, _) => Light::Yellow,
                _ => Light::Red,
            };
            lines.push(Ready::new(
                light,
                WHAT,
                format!(
                    "Notice {} went to {}: {} have it in time, {} are under way, {missing} lack it or have it late.",
                    notice.number, totals.all, totals.has, totals.under_way
                ),
                format!("/room/notices/{}", notice.number),
            ));
        }
    }
    if lines.is_empty() {
        lines.push(Ready::new(
            Light::Red,
            WHAT,
            "No notice of this vote was given to those on the roll.",
            "/room/notices",
        ));
    }
    Ok(lines)
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
            election.committee
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
    let path = format!("/elections/{}/committee", election.number);
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
    let path = format!("/elections/{}/committee", election.number);
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
    let path = format!("/elections/{}", election.number);
    Ok(caps_line(election.seats(), found, &hindered, &path))
}

async fn poll_lines(
    conn: &mut Connection,
    election: &Election,
    poll: Option<&Poll>,
) -> Result<Vec<Ready>, WebError> {
    let Some(poll) = poll else {
        return Ok(vec![Ready::new(
            Light::Red,
            "Poll",
            "Its poll is not drafted yet: below, once the list is published.",
            "#poll",
        )]);
    };
    let path = format!("/room/polls/{}", poll.number);
    let mut lines = Vec::new();
    let dates = election.calendar.dates();
    let same = poll.draft.opens_at == dates.opens_at && poll.draft.closes_at == dates.closes_at;
    lines.push(if same {
        Ready::new(
            Light::Green,
            "Poll",
            format!("Drafted as poll {}, version {}.", poll.number, poll.version),
            path.clone(),
        )
    } else {
        Ready::new(
            Light::Red,
            "Poll",
            "Its draft has other dates than the calendar: draft it again below, or set the dates.",
            "#poll",
        )
    });
    let brought = polls::store::keys(conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    let seals = brought.iter().any(|key| key.kind == "seal");
    let signs = brought.iter().filter(|key| key.kind == "sign").count();
    lines.push(Ready::new(
        if seals && signs > 1 { Light::Green } else { Light::Red },
        "Keys",
        if seals {
            format!("The key that seals is brought; {signs} officers brought theirs to sign.")
        } else {
            "Nobody has brought the key that seals ballots. It is made and rehearsed on a machine of its own.".to_owned()
        },
        path.clone(),
    ));
    let cells = match poll.draft.roll {
        Some(roll) => Some(
            rolls::store::cells(conn, roll)
                .await
                .map_err(WebError::internal)?,
        ),
        None => None,
    };
    lines.push(match cells {
        None => Ready::new(
            Light::Red,
            "Cells",
            "The draft names no roll, so nobody can say which groups of equal votes are small.",
            format!("{path}/draft"),
        ),
        Some(cells) => {
            let named: Vec<String> = cells
                .iter()
                .map(|(votes, members)| format!("{members} × {votes}"))
                .collect();
            Ready::new(
                Light::Green,
                "Cells",
                format!(
                    "Members by their votes: {}. {}",
                    named.join(", "),
                    if poll.draft.open_small_cells {
                        "Ballots of small groups may be published with names."
                    } else {
                        "The poll’s own page says which are too small to hide a ballot."
                    }
                ),
                path,
            )
        }
    });
    Ok(lines)
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
    let nominees = nominating::nominees(conn, election.id)
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
    lines.extend(poll_lines(conn, election, poll.as_ref()).await?);
    Ok(Readiness {
        lines,
        checks,
        nominees,
        refused,
        acts,
        poll,
    })
}

/// Whether an officer makes elections.
pub(super) fn makes(officer: &bodies::Officer) -> bool {
    officer.holds(Office::ElectionOfficer)
}
