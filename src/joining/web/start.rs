//! "Do I qualify?", asked before there is any account; and the address to which
//! the way on is sent.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use tokio::time::Instant;

use super::open_classes;
use crate::accounts::{self, LocalPath};
use crate::bodies;
use crate::joining::model::self_check::{Asker, Contribution, open_to};
use crate::joining::store::beginning;
use crate::joining::views::start::StartPage;
use crate::outbox::Address;
use crate::outbox::model::leading;
use crate::parties::Name;
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

/// Where the mailed link leads.
const APPLY: &str = "/join/apply";
/// How long the answer takes, whether or not somebody is known at the address.
const EVEN_ANSWER: Duration = Duration::from_millis(250);

/// What was ticked, from the page's own address.
fn asked(request: &HttpRequest) -> Fields {
    let query = actix_web::web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    query.map_or_else(
        |_| Fields::default(),
        |pairs| pairs.into_inner().into_iter().collect(),
    )
}

async fn page(
    frame: Frame,
    state: &AppState,
    request: &HttpRequest,
    typed: Fields,
    faults: Vec<(&'static str, String)>,
) -> Result<StartPage, WebError> {
    let mut conn = state.connection().await?;
    let bodies::Today { now, day, .. } = bodies::today(&mut conn).await?;
    let classes = open_classes(&mut conn, now, day).await?;
    let asked = asked(request);
    let asker = match asked.get("who") {
        "organisation" => Some(Asker::Organisation),
        "person" => Some(Asker::Person),
        _ => None,
    };
    let ticked: Vec<Contribution> = asked.all("did").filter_map(Contribution::parse).collect();
    let open = asker.map(|asker| {
        open_to(&classes, asker, &ticked)
            .into_iter()
            .cloned()
            .collect()
    });
    Ok(StartPage {
        frame,
        asker,
        ticked,
        open,
        typed,
        faults,
    })
}

pub(super) async fn show(
    frame: Frame,
    state: Data<AppState>,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let page = page(frame, &state, &request, Fields::default(), Vec::new()).await?;
    html(StatusCode::OK, &page)
}

/// Sends the link by which an application begins. Whoever is not known by the
/// address becomes a person with an account; the answer is the same.
pub(super) async fn begin(
    frame: Frame,
    state: Data<AppState>,
    request: HttpRequest,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let begun = Instant::now();
    let mut faults = Vec::new();
    let name = Name::parse(fields.get("name"))
        .map_err(|_| faults.push(("name", frame.t.say("join-fault-name"))))
        .ok();
    // Our letter to whatever address is given greets by this name, and leads nowhere but to us.
    let origin = frame
        .site
        .as_ref()
        .map_or("", |site| site.public_origin.as_str());
    let leads = |name: &Name| leading::elsewhere(name.as_str(), origin).is_some();
    if name.as_ref().is_some_and(leads) {
        faults.push(("name", frame.t.say("join-fault-name-leads")));
    }
    let address = Address::parse(fields.get("address"))
        .map_err(|_| faults.push(("address", frame.t.say("sign-in-address-wrong"))))
        .ok();
    let (true, Some(name), Some(address)) = (faults.is_empty(), name, address) else {
        let page = page(frame, &state, &request, fields, faults).await?;
        return unprocessable(&page);
    };
    let mut conn = state.connection().await?;
    let key = address.key();
    accounts::web::count_try(&mut conn, &state, &request, &frame, "join", Some(&key)).await?;
    let next = LocalPath::or(APPLY, "/me");
    beginning::begin(&mut conn, &name, &address, frame.t.locale, &next)
        .await
        .map_err(WebError::internal)?;
    drop(conn);
    tokio::time::sleep_until(begun + EVEN_ANSWER).await;
    Ok(see_other("/sign-in/sent"))
}
