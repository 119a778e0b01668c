//! The demonstration's motions: one that the board amended and adopted, and one that it
//! debates.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::Fault;
use super::boards::Desk;
use super::people::DIRECTORS;
use crate::accounts;
use crate::bodies::model::BodyId;
use crate::bodies::model::effect::Effect;
use crate::bodies::model::votes::Vote;
use crate::bodies::store::decisions;
use crate::db::Connection;
use crate::debate::model::Stance;
use crate::debate::store::{NewPost, add, edit};
use crate::motions::model::{Form, Kind, Step};
use crate::motions::store::{self, Declared, Motion, NewMotion, NewVote};
use crate::outbox::Address;
use crate::parties::PartyId;

const MIRROR: &str = "The foundation rents a second mirror in Europe.\n\nIt costs at most 400 EUR a year.\n\nThe treasurer signs the contract.";
const CHARTER: &str = "The board meets in public twice a year.\n\n- Minutes of these meetings are published within ten days.\n- Members may ask questions in the last half hour.";

/// Somebody of the demonstration, by the local part of their address.
///
/// # Errors
/// When there is nobody.
pub(super) async fn person(conn: &mut Connection, local: &str) -> Result<PartyId, Fault> {
    let address = Address::parse(&format!("{local}@tamarack.example"))?;
    let account = accounts::store::by_address(conn, &address)
        .await?
        .ok_or("somebody of the demonstration is missing")?;
    Ok(PartyId(account.person))
}

/// A motion of the board that costs something and does nothing by itself.
fn of_board((title, text): (&str, &str), by: PartyId) -> NewMotion {
    NewMotion {
        id: Uuid::new_v4(),
        body: BodyId::board(),
        amends: None,
        kind: Kind::Expense,
        title: title.to_owned(),
        text: text.to_owned(),
        effect: None,
        confidential: String::new(),
        effective_on: None,
        forum: String::new(),
        links: Vec::new(),
        documents: Vec::new(),
        petition: None,
        by,
    }
}

async fn draft(
    conn: &mut Connection,
    (title, text): (&str, &str),
    amends: Option<(Uuid, i32)>,
    by: PartyId,
) -> Result<Motion, Fault> {
    let new = NewMotion {
        amends,
        ..of_board((title, text), by)
    };
    let number = store::create(conn, &new).await?;
    found(conn, number).await
}

async fn found(conn: &mut Connection, number: i64) -> Result<Motion, Fault> {
    Ok(store::by_number(conn, number)
        .await?
        .ok_or("a motion of the demonstration is missing")?)
}

async fn bring(
    conn: &mut Connection,
    desk: &Desk,
    motion: &Motion,
    by: PartyId,
) -> Result<(), Fault> {
    store::step(conn, motion.id, Step::Submit, by, "").await?;
    store::step(conn, motion.id, Step::Move, by, "").await?;
    store::step(conn, motion.id, Step::Debate, desk.enterer, "").await?;
    Ok(())
}

/// Everybody who is there says yes, and another officer confirms what came of it.
async fn decide(conn: &mut Connection, desk: &Desk, motion: &Motion) -> Result<(), Fault> {
    let text = store::texts(conn, motion.id)
        .await?
        .into_iter()
        .next_back()
        .ok_or("a motion of the demonstration has no text")?;
    let keeper = desk.enterer;
    store::put(
        conn,
        motion,
        Form::RollCall,
        text.version,
        &text.sha256,
        keeper,
    )
    .await?;
    let question = store::question(conn, motion.id)
        .await?
        .ok_or("a motion of the demonstration is not put")?;
    for (local, ..) in DIRECTORS {
        let director = person(conn, local).await?;
        if director != desk.absent {
            let new = NewVote {
                question: question.id,
                person: director,
                vote: Vote::Yes,
                by: keeper,
            };
            store::vote(conn, new, &text.sha256).await?;
        }
    }
    let declared = Declared {
        id: Uuid::new_v4(),
        heard: None,
        ballots: None,
        in_writing: false,
        today: desk.today,
        by: keeper,
    };
    store::declare(conn, motion, &question, declared).await?;
    let entry = store::entry_of(conn, motion.id)
        .await?
        .ok_or("a vote of the demonstration is not declared")?;
    decisions::confirm(conn, entry, desk.confirmer).await?;
    store::take_in(conn, motion, desk.confirmer).await?;
    Ok(())
}

/// The board adopts a motion in confidence that authorises something once.
///
/// # Errors
/// The first fault.
pub(super) async fn authorise(
    conn: &mut Connection,
    desk: &Desk,
    (title, text): (&str, &str),
    (kind, subject, terms): (Kind, &str, &str),
) -> Result<(), Fault> {
    let [(first, ..), ..] = DIRECTORS;
    let by = person(conn, first).await?;
    let new = NewMotion {
        kind,
        effect: Some(Effect::Authorise {
            kind: kind.word().to_owned(),
            subject: subject.to_owned(),
            parameters: BTreeMap::from([("terms".to_owned(), terms.to_owned())]),
        }),
        confidential: "Attorney–client privilege".to_owned(),
        ..of_board((title, text), by)
    };
    let number = store::create(conn, &new).await?;
    let motion = found(conn, number).await?;
    bring(conn, desk, &motion, by).await?;
    decide(conn, desk, &motion).await
}

/// # Errors
/// The first fault.
pub(super) async fn load(conn: &mut Connection, desk: &Desk) -> Result<(), Fault> {
    let [(first, ..), (second, ..), ..] = DIRECTORS;
    let (first, second) = (person(conn, first).await?, person(conn, second).await?);
    let mirror = draft(conn, ("Rent a second mirror", MIRROR), None, first).await?;
    bring(conn, desk, &mirror, first).await?;
    let said = [
        (
            second,
            Stance::For,
            "One mirror fails, and half of our users wait: it happened twice this year.",
        ),
        (
            first,
            Stance::Against,
            "Two sponsors have offered a mirror for nothing.",
        ),
    ];
    for (author, stance, text) in said {
        let id = Uuid::new_v4();
        let new = NewPost {
            id,
            motion: mirror.id,
            author,
            stance,
            text,
        };
        add(conn, &new).await?;
        if author == first {
            let more = format!("{text} At 300 EUR I can agree all the same.");
            edit(conn, mirror.id, id, author, 1, &more).await?;
        }
    }
    let less = MIRROR.replace("400", "300");
    let amendment = draft(conn, ("Less money", &less), Some((mirror.id, 1)), second).await?;
    bring(conn, desk, &amendment, second).await?;
    decide(conn, desk, &amendment).await?;
    decide(conn, desk, &mirror).await?;

    let public = draft(conn, ("Meet in public", CHARTER), None, second).await?;
    bring(conn, desk, &public, second).await?;
    Ok(())
}
