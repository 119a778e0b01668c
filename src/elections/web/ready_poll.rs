//! How ready the poll of an election is, and the notice of it.

use crate::db::Connection;
use crate::elections::model::ready::{Light, Ready};
use crate::elections::store::elections::Election;
use crate::elections::store::facts::Now;
use crate::notices::model::record::Totals;
use crate::notices::store::reading as notices;
use crate::polls::draft::SmallCellChoice;
use crate::polls::methods::Offered;
use crate::polls::store::Poll;
use crate::rulebook::Rule;
use crate::web::WebError;
use crate::{polls, rolls};

/// How many notices are looked through for the ones of the poll.
const NOTICES: i64 = 200;

pub(super) async fn notice_lines(
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
                format!("/notices/{}", notice.number),
            ));
        }
    }
    if lines.is_empty() {
        lines.push(Ready::new(
            Light::Red,
            WHAT,
            "No notice of this vote was given to those on the roll.",
            "/notices",
        ));
    }
    Ok(lines)
}

/// The draft of the poll, its keys, its cells.
pub(super) async fn poll_lines(
    conn: &mut Connection,
    election: &Election,
    poll: Option<&Poll>,
    unranked: Option<&Rule>,
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
    // What an opened poll is counted by stands in its manifest, whatever the rule says today.
    let against = unranked
        .filter(|_| !poll.facts.opened)
        .and_then(|rule| poll.draft.method.against_rule(&rule.value, &rule.citation));
    if let Some(sentence) = against {
        lines.push(Ready::new(Light::Red, "Poll", sentence, "#poll"));
    }
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
                    match poll.draft.small_cells {
                        SmallCellChoice::Open =>
                            "Ballots of small groups may be published with names.",
                        SmallCellChoice::WinnersOnly =>
                            "Where a group is small, winners only are published.",
                        SmallCellChoice::Undecided =>
                            "The poll’s own page says which are too small to hide a ballot.",
                    }
                ),
                path,
            )
        }
    });
    Ok(lines)
}
