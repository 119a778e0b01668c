//! "Do I qualify?", asked before there is any account; and the address to which
//! the way on is sent.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use tokio::time::Instant;

use super::{connect, open_classes, today};
use crate::accounts::store::CreateError;
use crate::accounts::{self, LocalPath};
use crate::joining::model::self_check::{Asker, Contribution, open_to};
use crate::joining::views::start::StartPage;
use crate::members::store::invitations;
use crate::outbox::Address;
use crate::parties::store::NewParty;
use crate::parties::{self, Name};
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
    let mut conn = connect(&state.db).await?;
    let (_, now, day) = today(&mut conn).await?;
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
    let address = Address::parse(fields.get("address"))
        .map_err(|_| faults.push(("address", frame.t.say("sign-in-address-wrong"))))
        .ok();
    let (Some(name), Some(address)) = (name, address) else {
        let page = page(frame, &state, &request, fields, faults).await?;
        return unprocessable(&page);
    };
    let mut conn = connect(&state.db).await?;
    let key = address.key();
    accounts::web::count_try(&mut conn, &state, &request, &frame, "join", Some(&key)).await?;
    let known = accounts::store::by_address(&mut conn, &address)
        .await
        .map_err(WebError::internal)?;
    if known.is_none() {
        let person = NewParty {
            disclosed: false,
            ..NewParty::person(name)
        };
        let id = person.id;
        parties::store::create(&mut conn, &[person])
            .await
            .map_err(WebError::internal)?;
        match accounts::store::create(&mut conn, id.0, &address, frame.t.locale).await {
            // Taken a moment ago: the link goes to whoever took it.
            Ok(_) | Err(CreateError::AddressTaken | CreateError::PersonHasAccount) => {}
            Err(CreateError::Database(error)) => return Err(WebError::internal(error)),
        }
        invitations::record(&mut conn, &[id], None)
            .await
            .map_err(WebError::internal)?;
    }
    let next = LocalPath::or(APPLY, "/me");
    accounts::store::ask_for_link(&mut conn, &address, &next)
        .await
        .map_err(WebError::internal)?;
    drop(conn);
    tokio::time::sleep_until(begun + EVEN_ANSWER).await;
    Ok(see_other("/sign-in/sent"))
}
