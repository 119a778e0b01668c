//! The application itself: a class, a form that is kept as a draft, and the
//! agreements that go with it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use chrono::NaiveDate;
use uuid::Uuid;

use super::{open_classes, told};
use crate::bodies;
use crate::db::Connection;
use crate::joining::model::Route;
use crate::joining::model::form::ApplicationForm;
use crate::joining::model::self_check::ClassRule;
use crate::joining::store::agreements::{self, Agreement};
use crate::joining::store::applications::{self, NewApplication};
use crate::joining::store::{drafts, reading};
use crate::joining::views::apply::{ApplyPage, ChoosePage};
use crate::members::ClassId;
use crate::parties::{Name, PartyId};
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::{AppState, CheckedForm, Fields, Frame, SignedIn, WebError};

pub(super) async fn choose(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let bodies::Today { now, day, .. } = bodies::today(&mut conn).await?;
    let person = PartyId(account.person);
    let classes = open_classes(&mut conn, now, day).await?;
    let drafts = drafts::of(&mut conn, person)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .map(|(class, _)| class.as_str().to_owned())
        .collect();
    let applications = reading::of_person(&mut conn, person)
        .await
        .map_err(WebError::internal)?;
    let page = ChoosePage {
        frame,
        classes,
        drafts,
        applications,
    };
    html(StatusCode::OK, &page)
}

async fn class_of(
    conn: &mut Connection,
    id: &str,
) -> Result<(ClassId, ClassRule, NaiveDate), WebError> {
    let bodies::Today { now, day, .. } = bodies::today(conn).await?;
    let id = ClassId::parse(id).ok_or(WebError::NotFound)?;
    let rule = open_classes(conn, now, day)
        .await?
        .into_iter()
        .find(|class| class.id == id.as_str())
        .ok_or(WebError::NotFound)?;
    Ok((id, rule, day))
}

pub(super) async fn form(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
    class: Path<String>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let (id, rule, day) = class_of(&mut conn, &class).await?;
    let person = PartyId(account.person);
    let form = drafts::of(&mut conn, person)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .find(|(class, _)| *class == id)
        .map(|(_, form)| form);
    let form = form.unwrap_or_else(|| ApplicationForm {
        organisation: rule.holder == "organisations",
        ..ApplicationForm::default()
    });
    let agreements = due(&mut conn, person, &form, (&id, day)).await?;
    let page = ApplyPage {
        frame,
        class: rule,
        form,
        agreements,
        accepted: Vec::new(),
        id: Uuid::new_v4(),
        faults: Vec::new(),
        refused: String::new(),
    };
    html(StatusCode::OK, &page)
}

/// What whoever applies by this form has yet to accept for a class on a day: the person, or the
/// organisation, of which one that is not on record has accepted nothing.
async fn due(
    conn: &mut Connection,
    person: PartyId,
    form: &ApplicationForm,
    (class, day): (&ClassId, NaiveDate),
) -> Result<Vec<Agreement>, WebError> {
    let party = if form.organisation {
        let known = match Name::parse(&form.legal_name) {
            Ok(name) => applications::organisation_of(conn, person, &name, day)
                .await
                .map_err(WebError::internal)?,
            Err(_) => None,
        };
        known.unwrap_or_else(|| PartyId(Uuid::new_v4()))
    } else {
        person
    };
    agreements::missing(conn, party, class.as_str(), day)
        .await
        .map_err(WebError::internal)
}

fn typed(fields: &Fields) -> ApplicationForm {
    let text = |name: &str| fields.get(name).trim().replace("\r\n", "\n");
    ApplicationForm {
        organisation: fields.get("organisation") == "1",
        legal_name: text("legal_name"),
        registration: text("registration"),
        country: text("country"),
        employer: text("employer"),
        contribution: text("contribution"),
        links: text("links"),
        identities: text("identities"),
        mirror: text("mirror"),
        payment: text("payment"),
        undisclosed: fields.get("undisclosed") == "1",
    }
}

/// Keeps the draft, throws it away, or submits it.
pub(super) async fn act(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
    class: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let (id, rule, day) = class_of(&mut conn, &class).await?;
    let person = PartyId(account.person);
    let form = typed(&fields);
    match fields.get("act") {
        "discard" => {
            drafts::discard(&mut conn, person, &id)
                .await
                .map_err(WebError::internal)?;
            return Ok(see_other("/join/apply"));
        }
        "keep" => {
            drafts::save(&mut conn, person, &id, &form)
                .await
                .map_err(WebError::internal)?;
            return Ok(see_other(&format!("/join/apply/{id}")));
        }
        _ => {}
    }
    // What is not asked of whoever applies, nobody accepts for them.
    let agreements = due(&mut conn, person, &form, (&id, day)).await?;
    let accepted: Vec<Uuid> = fields
        .all("accept")
        .filter_map(|id| Uuid::parse_str(id).ok())
        .filter(|id| agreements.iter().any(|one| one.id == *id))
        .collect();
    let mut faults: Faults = Vec::new();
    let submission = form
        .submit(rule.on_evidence, &rule.holder)
        .map_err(|found| {
            faults.extend(
                found
                    .into_iter()
                    .map(|(field, key)| (field.to_owned(), frame.t.say(key))),
            );
        })
        .ok();
    for agreement in &agreements {
        if !accepted.contains(&agreement.id) {
            faults.push((
                format!("accept-{}", agreement.id),
                frame.t.say("join-fault-accept"),
            ));
        }
    }
    let form_id = fields.form_id();
    let mut refused = String::new();
    if let Some(submission) = submission.filter(|_| faults.is_empty()) {
        let new = NewApplication {
            id: form_id,
            person,
            account: account.account,
            class: &id,
            route: if rule.on_evidence {
                Route::Committee
            } else {
                Route::Payment
            },
            form: &form,
            submission: &submission,
            accepts: &accepted,
            today: day,
        };
        match applications::submit(&mut conn, &new).await {
            Ok(number) => return Ok(see_other(&format!("/join/applications/{number}"))),
            Err(error) => refused = told(&frame.t, error)?,
        }
    }
    let page = ApplyPage {
        frame,
        class: rule,
        form,
        agreements,
        accepted,
        id: form_id,
        faults,
        refused,
    };
    unprocessable(&page)
}
