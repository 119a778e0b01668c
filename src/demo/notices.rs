//! Notices of the demonstration: one given, which one member does not take by
//! e-mail, and one in the making.

use std::sync::Arc;

use chrono::Duration;
use uuid::Uuid;

use super::Fault;
use crate::accounts::{self, Address};
use crate::bodies;
use crate::db::Connection;
use crate::notices::Rosters;
use crate::notices::model::draft::{Form, Translation};
use crate::notices::store::giving::{Giving, give};
use crate::notices::store::{drafts, objections};
use crate::parties::PartyId;
use crate::web::words::Words;

/// Who objects to notice by e-mail: the local part of a member's address.
const OBJECTOR: &str = "member014";

const TITLE: &str = "Annual meeting of the members";
const TEXT: &str = "The members of {foundation} meet on {when}.\n\n\
    Place, or how to take part: {where}\n\n\
    The board reports on the year. Questions can be sent beforehand.";
const TEXT_DE: &str = "Die Mitglieder von {foundation} versammeln sich am {when}.\n\n\
    Ort, oder wie man teilnimmt: {where}\n\n\
    Der Vorstand berichtet über das Jahr. Fragen können vorher gesandt werden.";

fn meeting(when: String) -> Form {
    let german = Translation {
        title: "Jahresversammlung der Mitglieder".to_owned(),
        text: TEXT_DE.to_owned(),
    };
    Form {
        kind: "members_meeting".to_owned(),
        audience: "members".to_owned(),
        when,
        place: "https://meet.tamarack.example/members".to_owned(),
        title: TITLE.to_owned(),
        text: TEXT.to_owned(),
        translations: [("de".to_owned(), german)].into(),
        ..Form::default()
    }
}

/// Gives the one and drafts the other, as the secretary.
pub(super) async fn load(
    conn: &mut Connection,
    rosters: &dyn Rosters,
    words: &Arc<Words>,
    secretary: PartyId,
) -> Result<(), Fault> {
    let foundation = bodies::store::foundation(conn)
        .await?
        .ok_or("there is no foundation")?;
    let now = bodies::store::now(conn).await?;
    let when = |days: i64| {
        let day = (now + Duration::days(days)).with_timezone(&foundation.zone);
        format!("{}T18:00", day.format("%Y-%m-%d"))
    };
    let objector = Address::parse(&format!("{OBJECTOR}@tamarack.example"))?;
    if let Some(account) = accounts::store::by_address(conn, &objector).await? {
        let person = PartyId(account.person);
        objections::record(conn, person, true, person).await?;
    }
    let form = meeting(when(40));
    let draft = form
        .parse(foundation.zone, |_| None)
        .map_err(|faults| format!("the demonstration's notice: {:?}", faults.0))?;
    let id = Uuid::new_v4();
    drafts::save(conn, id, 0, &form, secretary).await?;
    let giving = Giving {
        draft_id: id,
        draft: &draft,
        defect: None,
        by: secretary,
    };
    give(conn, rosters, &foundation, words, &giving).await?;
    let next = Form {
        title: "Second meeting of the members".to_owned(),
        ..meeting(when(100))
    };
    drafts::save(conn, Uuid::new_v4(), 0, &next, secretary).await?;
    Ok(())
}
