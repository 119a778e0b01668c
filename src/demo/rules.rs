//! The demonstration's second rulebook, adopted by its board, by which sponsors are organisations; and a draft of a third, with a
//! contradiction for a newcomer to mend.

use std::path::Path;

use super::Fault;
use super::boards::Desk;
use super::signing::carry_out;
use crate::adoption;
use crate::bodies::model::BodyId;
use crate::bodies::model::effect::Effect;
use crate::db::Connection;
use crate::parties::PartyId;
use crate::rulebook::store as rulebook;

/// What the second says otherwise: nominees have been members for longer.
const SECOND: (&str, &str) = (
    "key = \"nominee.standing\"\nvalue = \"60 days\"",
    "key = \"nominee.standing\"\nvalue = \"90 days\"",
);

/// What the second adds: whom a class takes, by its id. Sponsors are organisations.
const HOLDERS: [(&str, &str, &str); 6] = [
    ("platinum", "organisations", "2.3"),
    ("gold", "organisations", "2.4"),
    ("ruby", "organisations", "2.5"),
    ("silver", "organisations", "2.6"),
    ("individual", "persons", "2.7"),
    ("mirror", "either", "2.8"),
];

/// The rules of [`HOLDERS`], as the file of a rulebook has them.
fn holders() -> String {
    HOLDERS
        .iter()
        .map(|(class, holder, section)| {
            format!(
                "\n[[rule]]\nkey = \"class.{class}.holder\"\nvalue = \"{holder}\"\n\
                 document = \"bylaws\"\nsection = \"{section}\"\n\
                 text = \"Whom this class takes: {holder}.\"\n\
                 source = \"Of the demonstration.\"\ncounsel = false\n"
            )
        })
        .collect()
}

/// What the draft of the third adds: a page of the web team, which has another quorum.
const THIRD: &str = "
# What our own pages say, to be held against what rules.

[[document]]
id = \"faq\"
kind = \"publication\"
title = \"Election FAQ\"
version = \"2026\"
adopted_by = \"The web team\"

[[rule]]
key = \"quorum.members\"
value = \"1/2\"
document = \"faq\"
section = \"Quorum\"
text = \"At least half of the members must vote.\"
";

/// Has the second rulebook adopted, and leaves the draft of the third.
///
/// # Errors
/// The first fault.
pub(super) async fn adopt(
    conn: &mut Connection,
    data: &Path,
    mut desk: Desk,
    officer: PartyId,
) -> Result<(), Fault> {
    let first = rulebook::versions(conn).await?;
    let first = first.first().ok_or("the demonstration has no rulebook")?;
    let second = first.text().replacen(SECOND.0, SECOND.1, 1) + &holders();
    rulebook::save_draft(conn, &second, desk.enterer.0).await?;
    let draft = rulebook::draft(conn)
        .await?
        .ok_or("the draft of the rulebook is missing")?;
    let effect = Effect::AdoptRulebook {
        sha256: data_encoding::HEXLOWER.encode(&draft.sha256),
        effective_on: desk.today,
    };
    desk.decide(conn, BodyId::board(), "Adopt the second rulebook", effect)
        .await?;
    let act = adoption::store::prepare(conn, &draft, officer.0).await?;
    carry_out(conn, data, act).await?;
    let third = format!("{second}{THIRD}");
    rulebook::save_draft(conn, &third, desk.enterer.0).await?;
    Ok(())
}
