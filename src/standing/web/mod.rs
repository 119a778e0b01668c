//! A member's own page about their memberships, and what they do there.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::store;
use super::views::{Own, OwnPage};
use crate::bodies;
use crate::db::Connection;
use crate::joining::alumni;
use crate::joining::model::Route;
use crate::joining::store::{JoiningError, agreements};
use crate::members::Standing;
use crate::members::model::{End, EndReason};
use crate::members::store::record::{self, EndError, Ending};
use crate::members::store::{Line, classes, memberships_of};
use crate::parties::{Kind, PartyId};
use crate::renewals;
use crate::rulebook::{keys, store as rulebook};
use crate::web::answer::{html, see_other};
use crate::web::times::day;
use crate::web::{AppState, CheckedForm, Fields, Frame, SignedIn, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/me/membership", web::get().to(show))
        .route(
            "/me/membership/{number}/acceptances",
            web::post().to(accept),
        )
        .route("/me/membership/{number}/alumni", web::post().to(choose))
        .route(
            "/me/membership/{number}/resignation",
            web::post().to(resign),
        );
}

/// The memberships for which this person acts today, with day and instant.
async fn mine(
    conn: &mut Connection,
    account: &SignedIn,
) -> Result<(Vec<Line>, NaiveDate, DateTime<Utc>), WebError> {
    let bodies::Today {
        now, day: today, ..
    } = bodies::today(conn).await?;
    let lines = memberships_of(conn, PartyId(account.person), today, now)
        .await
        .map_err(WebError::internal)?;
    Ok((lines, today, now))
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    account: &SignedIn,
    refused: String,
) -> Result<OwnPage, WebError> {
    let (lines, today, now) = mine(conn, account).await?;
    let mut memberships = Vec::with_capacity(lines.len());
    let rule = rulebook::find(conn, keys::MEMBERSHIP_ALUMNI_CLASS, now)
        .await
        .map_err(WebError::internal)?;
    let alumni_class = match rule {
        Some(rule) => classes::all(conn, now)
            .await
            .map_err(WebError::internal)?
            .into_iter()
            .find(|class| class.id.as_str() == rule.value),
        None => None,
    };
    for line in lines {
        let verdict = store::standing(conn, &line, today, now, None)
            .await
            .map_err(WebError::internal)?;
        let agreements = agreements::missing(conn, line.party, line.class.as_str(), today)
            .await
            .map_err(WebError::internal)?;
        let key = keys::class_admission(line.class.as_str());
        let admission = rulebook::find(conn, &key, now)
            .await
            .map_err(WebError::internal)?;
        let route = Route::of_rule(admission.as_ref().map(|rule| rule.value.as_str()));
        let committee = route == Some(Route::Committee);
        let alumni = match &alumni_class {
            Some(class) if committee && line.kind == Kind::Person && class.id != line.class => {
                let wants = alumni::wants(conn, line.party)
                    .await
                    .map_err(WebError::internal)?;
                Some((class.name.clone(), wants))
            }
            Some(_) | None => None,
        };
        memberships.push(Own {
            alumni,
            renews_by_application: committee,
            can_resign: match line.standing {
                Standing::Current(_)
                | Standing::Suspended(_)
                | Standing::NotYet(_)
                | Standing::Grace { .. } => true,
                Standing::Lapsed(_) | Standing::Ended(_) | Standing::NoTerm => false,
            },
            line,
            verdict,
            agreements,
        });
    }
    let cutoff = renewals::store::next_cutoff(conn, today)
        .await
        .map_err(WebError::internal)?
        .map(|(on, title)| (day(&frame.t, on), title));
    Ok(OwnPage {
        frame,
        memberships,
        cutoff,
        refused,
    })
}

async fn show(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let page = page(&mut conn, frame, &account, String::new()).await?;
    html(StatusCode::OK, &page)
}

/// The membership of this number, if this person acts for it.
async fn own(
    conn: &mut Connection,
    account: &SignedIn,
    number: i64,
) -> Result<(Line, NaiveDate), WebError> {
    let (lines, today, _) = mine(conn, account).await?;
    let line = lines
        .into_iter()
        .find(|line| line.number == number)
        .ok_or(WebError::NotFound)?;
    Ok((line, today))
}

async fn accept(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let (line, today) = own(&mut conn, &account, *number).await?;
    let due = agreements::missing(&mut conn, line.party, line.class.as_str(), today)
        .await
        .map_err(WebError::internal)?;
    let accepted: Vec<Uuid> = fields
        .all("accept")
        .filter_map(|id| Uuid::parse_str(id).ok())
        .filter(|id| due.iter().any(|agreement| agreement.id == *id))
        .collect();
    let by = PartyId(account.person);
    match agreements::accept(&mut conn, line.party, &accepted, by).await {
        Ok(()) => Ok(see_other("/me/membership")),
        Err(JoiningError::Refused { sentence, key }) => {
            let said = key.map_or_else(|| sentence.to_owned(), |key| frame.t.say(key));
            Err(WebError::Refused(said))
        }
        Err(error) => Err(WebError::internal(error)),
    }
}

/// Whether the member wants to go on as an alumnus after a lapse.
async fn choose(
    account: SignedIn,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let (line, _) = own(&mut conn, &account, *number).await?;
    let wanted = fields.get("wanted") == "yes";
    alumni::choose(&mut conn, line.party, wanted, PartyId(account.person))
        .await
        .map_err(WebError::internal)?;
    Ok(see_other("/me/membership"))
}

/// Resigns: effective on receipt; what is owed stays owed.
async fn resign(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
    number: Path<i64>,
    _form: CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let (line, today) = own(&mut conn, &account, *number).await?;
    let ending = Ending {
        membership: line.membership,
        number: line.number,
        end: End {
            ends_on: today,
            reason: EndReason::Resigned,
        },
        evidence: None,
        by: PartyId(account.person),
        by_name: &account.name,
    };
    match record::end(&mut conn, &ending).await {
        Ok(()) => Ok(see_other("/me/membership")),
        Err(EndError::Database(error)) => Err(WebError::internal(error)),
        Err(EndError::EndedAlready | EndError::Refused(_)) => {
            let refused = frame.t.say("standing-resign-refused");
            let page = page(&mut conn, frame, &account, refused).await?;
            html(StatusCode::CONFLICT, &page)
        }
    }
}
