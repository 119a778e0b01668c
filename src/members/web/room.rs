//! The officers' room: its subjects, what is next, invitations, classes.

use std::pin::Pin;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{self, Data, ServiceConfig};

use crate::bodies::{self, MemberKeeper, Officer};
use crate::db::Connection;
use crate::members::model::steps::Step;
use crate::members::store::{self, MembersError, listing};
use crate::members::views::{ClassesPage, RoomPage};
use crate::tasks;
use crate::web::answer::see_other;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room", web::get().to(show))
        .route("/room/classes", web::get().to(classes))
        .route("/room/invitations", web::post().to(invite));
}

/// What [`Steps`] answer with.
pub type Answer<'a> =
    Pin<Box<dyn Future<Output = Result<Vec<Step>, Box<dyn std::error::Error + Send + Sync>>> + 'a>>;

/// Steps of subjects above this one; `app.rs` joins them in a [`RoomGuide`].
pub trait Steps: Send + Sync {
    /// The subject's steps as they stand now, in order.
    fn steps<'a>(&'a self, conn: &'a mut Connection) -> Answer<'a>;
}

/// The steps of all subjects above, in order; handlers take it as `web::Data<RoomGuide>`.
#[derive(Clone, Default)]
pub struct RoomGuide(pub Vec<Arc<dyn Steps>>);

async fn show(
    mut frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    work: Data<tasks::Joined>,
    guide: Option<Data<RoomGuide>>,
) -> Result<RoomPage, WebError> {
    let mut conn = state.connection().await?;
    tasks::agenda_of(&mut conn, &work, &mut frame).await?;
    let mut steps = own_steps(&mut conn).await.map_err(WebError::internal)?;
    let uninvited = store::invitations::count_uninvited(&mut conn)
        .await
        .map_err(WebError::internal)?;
    for subject in guide.iter().flat_map(|guide| &guide.0) {
        steps.extend(subject.steps(&mut conn).await.map_err(WebError::Internal)?);
    }
    Ok(RoomPage {
        frame,
        keeps_members: MemberKeeper::is(&officer),
        officer,
        steps,
        uninvited,
    })
}

/// The steps that concern members: take them in, invite them.
async fn own_steps(conn: &mut Connection) -> Result<Vec<Step>, MembersError> {
    let now = bodies::store::now(conn).await?;
    let day = bodies::store::foundation(conn)
        .await?
        .map_or_else(|| now.date_naive(), |foundation| foundation.day(now));
    let recorded = listing::recorded(conn, now).await?;
    let current: usize = listing::current_by_class(conn, day, now)
        .await?
        .values()
        .sum();
    let uninvited = store::invitations::count_uninvited(conn).await?;
    let imported = Step {
        title: "Import the members".to_owned(),
        sentence: if recorded == 0 {
            "No member is recorded yet. Upload the list you have as a CSV file; a dry run shows first what it would do.".to_owned()
        } else {
            format!("{recorded} members are recorded, {current} of them current today.")
        },
        path: "/room/members".to_owned(),
        done: recorded > 0,
        waits: true,
    };
    let invited = Step {
        title: "Invite them".to_owned(),
        sentence: match uninvited {
            0 if recorded == 0 => "Members get a letter that tells them how to sign in.".to_owned(),
            0 => "Everyone with an account was sent an invitation.".to_owned(),
            1 => "1 person has not been sent an invitation yet.".to_owned(),
            waiting => format!("{waiting} people have not been sent an invitation yet."),
        },
        path: "/room#invitations".to_owned(),
        done: recorded > 0 && uninvited == 0,
        waits: true,
    };
    Ok(vec![imported, invited])
}

async fn invite(
    keeper: MemberKeeper,
    state: Data<AppState>,
    _form: CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    store::invitations::invite_all(&mut conn, keeper.0.person)
        .await
        .map_err(WebError::internal)?;
    Ok(see_other("/room#invitations"))
}

async fn classes(
    frame: Frame,
    _officer: Officer,
    state: Data<AppState>,
) -> Result<ClassesPage, WebError> {
    let mut conn = state.connection().await?;
    let now = bodies::store::now(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let day = frame.site.as_ref().map_or_else(
        || now.date_naive(),
        |site| now.with_timezone(&site.zone).date_naive(),
    );
    let classes = store::classes::all(&mut conn, now)
        .await
        .map_err(WebError::internal)?;
    let current = listing::current_by_class(&mut conn, day, now)
        .await
        .map_err(WebError::internal)?;
    Ok(ClassesPage::of(frame, &classes, &current, day))
}
