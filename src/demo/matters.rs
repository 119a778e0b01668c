//! A matter of the demonstration: somebody offers changed downloads under the mark. Counsel
//! is retained by the board and has given advice, and a day binds soon.

use chrono::Duration;
use data_encoding::HEXLOWER;
use uuid::Uuid;

use super::Fault;
use super::boards::Desk;
use super::motions::{authorise, person};
use super::people::{DIRECTORS, PERSONAS};
use crate::db::Connection;
use crate::matters::model::{DateKind, NoteKind, ProposalKind, Step, Venue};
use crate::matters::store::acting::{self, NewMatter, NewProposal};
use crate::matters::store::privilege::{self, NewNote};
use crate::matters::store::{by_number, proposals};
use crate::motions::model::Kind;

/// What is wanted of counsel, and their answer.
const REQUEST: &str = "Can we act on the domain before the mark is registered in the Union?";
const ADVICE: &str = "Yes: a complaint under the UDRP needs a mark, not one of the Union; the registration in the United States is enough.\n\nSend the demand first, and keep what shows the downloads.";

/// # Errors
/// The first fault.
pub(super) async fn load(conn: &mut Connection, desk: &Desk) -> Result<(), Fault> {
    let [(first, ..), (second, ..), ..] = DIRECTORS;
    let [(name, counsel, ..), ..] = PERSONAS;
    let (first, second) = (person(conn, first).await?, person(conn, second).await?);
    let counsel = person(conn, counsel).await?;
    let keeper = desk.enterer;
    let new = NewMatter {
        id: Uuid::new_v4(),
        title: "Changed downloads under the word mark",
        venue: Venue::Udrp,
        asset: Some(1),
        report: None,
        opponent: "Zedling Software GmbH",
    };
    let number = acting::open(conn, &new, keeper).await?;
    let matter = by_number(conn, number)
        .await?
        .ok_or("the matter of the demonstration is missing")?;
    for (kind, about, reason) in [
        (
            ProposalKind::Retain,
            counsel,
            "She has brought three such complaints, and works for none of our sponsors.",
        ),
        (
            ProposalKind::Adverse,
            second,
            "His employer sells the hosting on which the downloads lie.",
        ),
    ] {
        let new = NewProposal {
            id: Uuid::new_v4(),
            kind,
            person: about,
            last_day: None,
            reason,
        };
        acting::propose(conn, matter.id, &new, keeper).await?;
    }
    let label = format!("{}/1", matter.label());
    let title = format!("Proposal {label}: {name} is retained as counsel");
    let text = format!(
        "Proposal {label}: in matter {}, {name} is retained as counsel.",
        matter.label()
    );
    let terms = proposals(conn, matter.id)
        .await?
        .first()
        .map(|proposal| HEXLOWER.encode(&proposal.sha256))
        .ok_or("the proposal of the demonstration is missing")?;
    authorise(
        conn,
        desk,
        (&title, &text),
        (Kind::Appointment, &label, &terms),
    )
    .await?;
    for (kind, words, by) in [
        (NoteKind::Request, REQUEST, first),
        (NoteKind::Advice, ADVICE, counsel),
    ] {
        let new = NewNote {
            id: Uuid::new_v4(),
            kind,
            words,
            document: None,
        };
        privilege::write(conn, matter.id, &new, by).await?;
    }
    acting::enter(
        conn,
        (Uuid::new_v4(), matter.id),
        (Step::Demand, None),
        (
            desk.today,
            "A demand went to the host and to whoever registered the domain.",
        ),
        keeper,
    )
    .await?;
    acting::bind_day(
        conn,
        (Uuid::new_v4(), matter.id),
        DateKind::Response,
        (
            desk.today + Duration::days(21),
            "The demand: an answer within 21 days",
        ),
        keeper,
    )
    .await?;
    Ok(())
}
