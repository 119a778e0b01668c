//! The demonstration's elections: one in which members nominate, and one whose
//! candidates are published.

use chrono::{Days, Duration, NaiveTime};
use uuid::Uuid;

use super::Fault;
use super::boards::Desk;
use crate::accounts;
use crate::bodies;
use crate::bodies::model::BodyId;
use crate::bodies::model::body::Size;
use crate::bodies::model::effect::{Effect, NewCharter, Taking};
use crate::bodies::model::seats::Basis;
use crate::db::Connection;
use crate::elections::model::ActKind;
use crate::elections::model::calendar::{self, Dates};
use crate::elections::store::campaign;
use crate::elections::store::committee::{self, NewAct};
use crate::elections::store::elections::{self, Election, NewElection};
use crate::elections::store::facts::{Acting, Now};
use crate::elections::store::nominating::{self, NewAnswer, NewNomination, Nominated};
use crate::members::store::memberships_of;
use crate::outbox::Address;
use crate::parties::PartyId;

const COMMITTEE: &str = "election-committee";

/// Who nominates whom, by the local parts of their addresses.
const NOMINATED: [(&str, &str); 2] = [("member002", "member010"), ("member003", "member024")];

/// What each says who stands in the second election.
const STATEMENTS: [(&str, &str); 2] = [
    (
        "member010",
        "I keep accounts for a living, and I have audited two foundations of this size.\n\nI stand for figures that everybody can read, before they are decided on.",
    ),
    (
        "member024",
        "I have reviewed applications for three years. I stand for answers within ten days.",
    ),
];

async fn person(conn: &mut Connection, local: &str) -> Result<PartyId, Fault> {
    let address = Address::parse(&format!("{local}@tamarack.example"))?;
    let account = accounts::store::by_address(conn, &address)
        .await?
        .ok_or("somebody of the demonstration is missing")?;
    Ok(PartyId(account.person))
}

async fn make(
    conn: &mut Connection,
    (title, cohort): (&str, &str),
    dates: Dates,
    by: PartyId,
) -> Result<Election, Fault> {
    let new = NewElection {
        id: Uuid::new_v4(),
        title,
        body: "board",
        cohort,
        seats: 1,
        committee: COMMITTEE,
        repeats: None,
        dates,
        by,
    };
    let number = elections::create(conn, &new).await?;
    Ok(elections::by_number(conn, number)
        .await?
        .ok_or("an election of the demonstration is missing")?)
}

async fn act(
    conn: &mut Connection,
    election: &Election,
    (kind, person, listed): (ActKind, Option<PartyId>, Vec<PartyId>),
    (proposer, confirmer): (PartyId, PartyId),
) -> Result<(), Fault> {
    let new = NewAct {
        id: Uuid::new_v4(),
        kind,
        person,
        question: None,
        listed,
        reason: "",
        by: proposer,
    };
    committee::propose(conn, election, &new).await?;
    committee::confirm(conn, new.id, confirmer).await?;
    Ok(())
}

async fn nominate(
    conn: &mut Connection,
    election: &Election,
    (by, nominee): (&str, &str),
    now: Now,
) -> Result<bool, Fault> {
    let (by, nominee) = (person(conn, by).await?, person(conn, nominee).await?);
    let Some(line) = memberships_of(conn, by, now.day, now.at)
        .await?
        .into_iter()
        .next()
    else {
        return Ok(false);
    };
    let new = NewNomination {
        id: Uuid::new_v4(),
        acting: &Acting::Member(Box::new(line)),
        by,
        nominee,
    };
    // What the rules refuse is shown as refused.
    Ok(nominating::nominate(conn, election, &new, now).await? == Nominated::Accepted)
}

/// # Errors
/// The first fault.
pub(super) async fn load(
    conn: &mut Connection,
    desk: &mut Desk,
    officers: (PartyId, PartyId),
) -> Result<(), Fault> {
    let body = BodyId::parse(COMMITTEE).ok_or("the committee has a name")?;
    let committee = (
        person(conn, "member005").await?,
        person(conn, "member040").await?,
    );
    let charter = Effect::Charter(NewCharter {
        body: body.clone(),
        name: "Election committee".to_owned(),
        text: "It runs the elections of the board: finds nominees eligible, publishes the list."
            .to_owned(),
        citation: String::new(),
        size: Size {
            min: Some(2),
            ..Size::default()
        },
        powers: Vec::new(),
        withheld: bodies::model::Power::ALL.to_vec(),
    });
    desk.decide(
        conn,
        BodyId::board(),
        "Charter the election committee",
        charter,
    )
    .await?;
    let sits = |person| Taking {
        person,
        cohort: String::new(),
        affiliation: String::new(),
        last_day: None,
    };
    let seats = Effect::Seat {
        body,
        basis: Basis::Appointment,
        seats: vec![sits(committee.0), sits(committee.1)],
    };
    desk.decide(
        conn,
        BodyId::board(),
        "Appoint the election committee",
        seats,
    )
    .await?;
    let foundation = bodies::store::foundation(conn)
        .await?
        .ok_or("the demonstration has a foundation")?;
    let at = bodies::store::now(conn).await?;
    let now = Now {
        at,
        day: foundation.day(at),
        zone: foundation.zone,
    };
    let rules = elections::date_rules(conn, at).await?;
    let hour = NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default();
    let proposed = |days: u64| {
        let opens = desk
            .today
            .checked_add_days(Days::new(days))
            .unwrap_or(desk.today);
        calendar::propose(opens, hour, &rules, now.zone)
    };
    // One in the midst of nominations.
    let dates = proposed(30);
    let open = make(
        conn,
        ("Election of the board, cohort B", "B"),
        dates,
        officers.0,
    )
    .await?;
    nominate(conn, &open, ("member024", "member003"), now).await?;

    // And one whose candidates stand.
    let dates = proposed(20);
    let first = Dates {
        nominations_close: desk.today,
        ..dates
    };
    let ready = make(
        conn,
        ("Election of the board, cohort A", "A"),
        first,
        officers.0,
    )
    .await?;
    let mut candidates = Vec::new();
    for (pair, (local, statement)) in NOMINATED.into_iter().zip(STATEMENTS) {
        if !nominate(conn, &ready, pair, now).await? {
            continue;
        }
        let nominee = person(conn, local).await?;
        let new = NewAnswer {
            id: Uuid::new_v4(),
            nominee,
            accepts: true,
            says: Some((statement, "None")),
        };
        nominating::answer(conn, ready.id, &new).await?;
        act(
            conn,
            &ready,
            (ActKind::Eligible, Some(nominee), Vec::new()),
            committee,
        )
        .await?;
        candidates.push(nominee);
    }
    act(
        conn,
        &ready,
        (ActKind::Chair, Some(committee.0), Vec::new()),
        committee,
    )
    .await?;
    let closed = Dates {
        nominations_close: desk.today - Duration::days(1),
        ..dates
    };
    elections::set_dates(
        conn,
        &ready,
        (Uuid::new_v4(), ready.calendar.version),
        &closed,
        "Everybody who wanted to has nominated.",
        officers.0,
    )
    .await?;
    if candidates.is_empty() {
        return Ok(());
    }
    act(conn, &ready, (ActKind::List, None, candidates), committee).await?;
    let by = person(conn, "member003").await?;
    let lines = memberships_of(conn, by, now.day, now.at).await?;
    if let Some(line) = lines.first() {
        campaign::ask(
            conn,
            ready.id,
            (Uuid::new_v4(), line.membership.0, by),
            "What would you change in the first year?",
        )
        .await?;
    }
    Ok(())
}
