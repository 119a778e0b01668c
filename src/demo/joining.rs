//! Joining in the demonstration: an agreement, an application under review, and a
//! case that was opened against a membership.

use chrono::{Days, Duration, NaiveDate};
use diesel::prelude::*;
use diesel::sql_types::Uuid as SqlUuid;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::Fault;
use crate::accounts;
use crate::bodies;
use crate::db::Connection;
use crate::joining::model::form::ApplicationForm;
use crate::joining::model::{Route, Step};
use crate::joining::store::agreements::{self, NewAgreement};
use crate::joining::store::applications::{self, NewApplication, NewCheck, NewStep};
use crate::joining::store::evidence::{self, NewItem};
use crate::joining::store::reading;
use crate::members::ClassId;
use crate::members::model::cases::{Ground, Proposes};
use crate::members::store::cases::{self, NewCase};
use crate::members::store::history_as_known;
use crate::outbox::Address;
use crate::parties::PartyId;

/// Who applies to run a mirror as a member.
const APPLICANT: &str = "juergen@tamarack.example";
/// Against whom a case is open.
const OPPOSED: &str = "Tidewater Labs";

const CONDUCT: &str = "Members treat one another as they would be treated.\n\n\
    Whoever is told that they hurt somebody stops, listens, and makes good what they can.";

/// Records all of it, as the secretary.
pub(super) async fn load(conn: &mut Connection, secretary: PartyId) -> Result<(), Fault> {
    #[derive(QueryableByName)]
    struct Decision {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
    }
    let foundation = bodies::store::foundation(conn)
        .await?
        .ok_or("there is no foundation")?;
    let now = bodies::store::now(conn).await?;
    let today: NaiveDate = foundation.day(now);
    let decision: Decision =
        crate::db::sql_query("SELECT id FROM recorded_decisions ORDER BY number LIMIT 1")
            .get_result(conn)
            .await?;
    let agreement = NewAgreement {
        id: Uuid::new_v4(),
        key: "code-of-conduct",
        title: "Code of conduct",
        body: CONDUCT,
        classes: Vec::new(),
        in_force_from: today,
        accept_by: None,
        decision: decision.id,
        by: secretary,
    };
    agreements::add(conn, &agreement).await?;
    let address = Address::parse(APPLICANT)?;
    let applicant = accounts::store::by_address(conn, &address)
        .await?
        .ok_or("the applicant of the demonstration is missing")?;
    let person = PartyId(applicant.person);
    let class = ClassId::parse("mirror").ok_or("there is no class of mirrors")?;
    let form = ApplicationForm {
        contribution: "A mirror in Vienna since 2023, and help for others who set one up."
            .to_owned(),
        mirror: "https://mirror.hohenstein.example/tamarack/".to_owned(),
        links: "https://mirror.hohenstein.example/statistics".to_owned(),
        ..ApplicationForm::default()
    };
    let submission = form
        .submit(true, "either")
        .map_err(|_| "the application of the demonstration has faults")?;
    let id = Uuid::new_v4();
    let new = NewApplication {
        id,
        person,
        account: applicant.id,
        class: &class,
        route: Route::Committee,
        form: &form,
        submission: &submission,
        accepts: &[agreement.id],
        today,
    };
    let number = applications::submit(conn, &new).await?;
    let application = reading::by_number(conn, number)
        .await?
        .ok_or("the application of the demonstration is missing")?;
    let step = NewStep {
        id: Uuid::new_v4(),
        application: id,
        step: Step::TakeUp,
        words: "",
        decision: None,
        by: secretary,
        tell: None,
    };
    applications::take(conn, &step).await?;
    let check = NewCheck {
        id: Uuid::new_v4(),
        application: id,
        kind: "screening",
        clear: true,
        reference: "EU consolidated list",
        list_date: Some(today),
        decision: None,
        by: secretary,
    };
    applications::check(conn, &check).await?;
    let item = NewItem {
        id: Uuid::new_v4(),
        party: application.party(),
        application: Some(id),
        kind: "mirror_check",
        address: "https://mirror.hohenstein.example/tamarack/TIME",
        summary: "Answered over HTTPS and was forty minutes behind the source",
        captured_at: now,
        content_sha256: None,
        period: (today, today),
        by: secretary,
    };
    evidence::add(conn, &item).await?;

    let opposed = history_as_known(conn, today, now)
        .await?
        .into_iter()
        .find(|line| line.name == OPPOSED)
        .ok_or("a member of the demonstration is missing")?;
    let effective_on = today
        .checked_add_days(Days::new(60))
        .ok_or("the calendar ends")?;
    let case = NewCase {
        id: Uuid::new_v4(),
        membership: opposed.membership,
        proposes: Proposes::Terminate,
        ground: Ground::Obligations,
        wilful: false,
        reasons: "The guidelines for the marks were not kept, after two letters about it.",
        effective_on,
        until_on: None,
        hearing_at: Some(now + Duration::days(30)),
        hearing_place: "By video; the link is sent the day before",
        by: secretary,
    };
    cases::open(conn, &case).await?;
    Ok(())
}
