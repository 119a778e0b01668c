//! Drafting a notice, looking at what would become of it, and giving it.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;
use uuid::Uuid;

use crate::bodies::{self, NoticeGiver};
use crate::db::Connection;
use crate::notices::model::draft::{Draft, Faults, Form, Translation};
use crate::notices::model::kind::{Audience, Kind};
use crate::notices::store::drafts::{self, SaveError, Saved};
use crate::notices::store::giving::{self, GiveError, Giving};
use crate::notices::store::outlook;
use crate::notices::store::reading;
use crate::notices::views::drafting::{DraftPage, FormPage, KindsPage};
use crate::notices::{JoinedRosters, Occasion};
use crate::outbox::write::{Enclosed, write};
use crate::outbox::{Letter, Letterhead};
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::words::{Locale, Speaker};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

/// The languages beside the one that decides in which a notice can be worded.
pub(super) fn languages() -> impl Iterator<Item = Locale> {
    Locale::ALL
        .into_iter()
        .filter(|locale| !matches!(locale, Locale::English | Locale::PseudoRtl))
}

async fn occasions(
    conn: &mut Connection,
    rosters: &JoinedRosters,
) -> Result<Vec<Occasion>, WebError> {
    rosters.occasions(conn).await.map_err(WebError::Internal)
}

#[derive(Deserialize)]
pub(in crate::notices::web) struct Wanted {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    poll: String,
}

/// The first words of a notice of this kind, in a language.
fn first_words(t: &Speaker, kind: Kind) -> Translation {
    let key = format!("notice-draft-{}", kind.word().replace('_', "-"));
    Translation {
        title: t.say(&format!("{key}-title")),
        text: t.say_all(
            &format!("{key}-text"),
            &[
                ("when", &"{when}"),
                ("where", &"{where}"),
                ("foundation", &"{foundation}"),
            ],
        ),
    }
}

pub(in crate::notices::web) async fn new(
    frame: Frame,
    _giver: NoticeGiver,
    wanted: Query<Wanted>,
    rosters: Data<JoinedRosters>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let occasions = occasions(&mut conn, &rosters).await?;
    let Some(kind) = Kind::parse(&wanted.kind) else {
        return html(StatusCode::OK, &KindsPage { frame, occasions });
    };
    let first = first_words(&state.words.speaker(Locale::English), kind);
    let occasion = occasions
        .iter()
        .find(|occasion| occasion.poll.to_string() == wanted.poll);
    let audience = match (kind, occasion) {
        (Kind::Vote, Some(occasion)) if occasion.has_roll => Audience::Roll,
        (Kind::MembersMeeting | Kind::Vote | Kind::General, _) => Audience::Members,
        (Kind::BoardMeeting, _) => Audience::Board,
        (Kind::Termination, _) => Audience::Numbers,
    };
    let form = Form {
        kind: kind.word().to_owned(),
        audience: audience.word().to_owned(),
        poll: wanted.poll.clone(),
        title: occasion.map_or(first.title, |occasion| occasion.question.text.clone()),
        text: first.text,
        translations: languages()
            .map(|locale| {
                let mut words = first_words(&state.words.speaker(locale), kind);
                if let Some(occasion) = occasion {
                    occasion
                        .question
                        .in_locale(locale)
                        .clone_into(&mut words.title);
                }
                (locale.tag().to_owned(), words)
            })
            .collect(),
        ..Form::default()
    };
    let page = FormPage::new(frame, Uuid::new_v4(), 0, form, Faults::default(), occasions);
    html(StatusCode::OK, &page)
}

fn typed(fields: &Fields) -> Form {
    let get = |name: &str| fields.get(name).to_owned();
    Form {
        kind: get("kind"),
        audience: get("audience"),
        numbers: get("numbers"),
        poll: get("poll"),
        when: get("when"),
        place: get("place"),
        title: get("title"),
        text: get("text"),
        translations: languages()
            .map(|locale| {
                let tag = locale.tag();
                let words = Translation {
                    title: get(&format!("title_{tag}")),
                    text: get(&format!("text_{tag}")),
                };
                (tag.to_owned(), words)
            })
            .collect::<BTreeMap<_, _>>(),
    }
}

fn opens_at(occasions: &[Occasion]) -> impl Fn(i32) -> Option<chrono::DateTime<chrono::Utc>> + '_ {
    |poll| {
        occasions
            .iter()
            .find(|occasion| occasion.poll == poll)
            .map(|occasion| occasion.opens_at)
    }
}

pub(in crate::notices::web) async fn save(
    frame: Frame,
    giver: NoticeGiver,
    state: Data<AppState>,
    rosters: Data<JoinedRosters>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let unreadable =
        || WebError::Unreadable("Open the notice again, and save it from there.".into());
    let id = Uuid::parse_str(fields.get("id")).map_err(|_| unreadable())?;
    let base: i32 = fields.get("revision").parse().map_err(|_| unreadable())?;
    let mut conn = state.connection().await?;
    let zone = bodies::foundation(&mut conn).await?.zone;
    let occasions = occasions(&mut conn, &rosters).await?;
    let form = typed(&fields);
    if let Err(faults) = form.parse(zone, opens_at(&occasions)) {
        let page = FormPage::new(frame, id, base, form, faults, occasions);
        return unprocessable(&page);
    }
    match drafts::save(&mut conn, id, base, &form, giver.0.person).await {
        Ok(_) => Ok(see_other(&format!("/room/notices/drafts/{id}"))),
        Err(SaveError::Changed) => {
            let theirs = drafts::find(&mut conn, id)
                .await
                .map_err(WebError::internal)?
                .ok_or(WebError::NotFound)?;
            // The same words saved twice are saved.
            if theirs.form == form {
                return Ok(see_other(&format!("/room/notices/drafts/{id}")));
            }
            let mut faults = Faults::default();
            faults
                .0
                .insert("text".to_owned(), SaveError::Changed.to_string());
            let mut page = FormPage::new(frame, id, theirs.revision, form, faults, occasions);
            page.theirs = Some((theirs.saved_by, theirs.form));
            unprocessable(&page)
        }
        Err(error @ SaveError::Given) => Err(WebError::Refused(error.to_string())),
        Err(SaveError::Database(error)) => Err(WebError::internal(error)),
    }
}

/// The draft; once it was given, the way to the notice.
async fn find(conn: &mut Connection, id: Uuid) -> Result<Result<Saved, HttpResponse>, WebError> {
    if let Some(saved) = drafts::find(conn, id).await.map_err(WebError::internal)? {
        return Ok(Ok(saved));
    }
    match reading::of_draft(conn, id)
        .await
        .map_err(WebError::internal)?
    {
        Some(number) => Ok(Err(see_other(&format!("/room/notices/{number}")))),
        None => Err(WebError::NotFound),
    }
}

pub(in crate::notices::web) async fn edit(
    frame: Frame,
    _giver: NoticeGiver,
    id: Path<Uuid>,
    rosters: Data<JoinedRosters>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let saved = match find(&mut conn, *id).await? {
        Ok(saved) => saved,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let occasions = occasions(&mut conn, &rosters).await?;
    let zone = bodies::foundation(&mut conn).await?.zone;
    let faults = saved
        .form
        .parse(zone, opens_at(&occasions))
        .err()
        .unwrap_or_default();
    let page = FormPage::new(frame, *id, saved.revision, saved.form, faults, occasions);
    html(StatusCode::OK, &page)
}

/// The page on which a draft is looked at before it is given.
async fn look(
    conn: &mut Connection,
    frame: Frame,
    state: &AppState,
    rosters: &JoinedRosters,
    saved: &Saved,
    refused: Option<String>,
    reason: String,
) -> Result<Result<DraftPage, HttpResponse>, WebError> {
    let foundation = bodies::foundation(conn).await?;
    let occasions = occasions(conn, rosters).await?;
    // A vote that was ended meanwhile is no occasion any more.
    let Ok(draft) = saved.form.parse(foundation.zone, opens_at(&occasions)) else {
        let elsewhere = see_other(&format!("/room/notices/drafts/{}/edit", saved.id));
        return Ok(Err(elsewhere));
    };
    let outlook = outlook::outlook(conn, rosters.as_ref(), &foundation, &draft).await?;
    let letters = letters(state, &foundation, &draft);
    Ok(Ok(DraftPage::new(
        frame,
        saved,
        draft,
        outlook,
        letters,
        (refused.unwrap_or_default(), reason),
    )))
}

/// The letter in each language as recipients would get it.
fn letters(
    state: &AppState,
    foundation: &crate::bodies::Foundation,
    draft: &Draft,
) -> Vec<(Locale, String, String)> {
    let head = Letterhead {
        foundation: foundation.name.clone(),
        zone: foundation.zone,
        public_origin: foundation.public_origin.clone(),
        log: None,
    };
    let letter = Letter::Notice {
        title: draft.title.clone(),
        text: outlook::filled(draft, foundation, &state.words),
        path: "/notices/…".to_owned(),
        statutory: draft.kind.is_statutory(),
    };
    std::iter::once(Locale::English)
        .chain(languages())
        .filter_map(|locale| {
            let speaker = state.words.speaker(locale);
            let written = write(&letter, &speaker, &head, "", &Enclosed::default(), None).ok()?;
            Some((locale, written.subject, written.text))
        })
        .collect()
}

pub(in crate::notices::web) async fn show(
    frame: Frame,
    _giver: NoticeGiver,
    id: Path<Uuid>,
    rosters: Data<JoinedRosters>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let saved = match find(&mut conn, *id).await? {
        Ok(saved) => saved,
        Err(elsewhere) => return Ok(elsewhere),
    };
    match look(
        &mut conn,
        frame,
        &state,
        &rosters,
        &saved,
        None,
        String::new(),
    )
    .await?
    {
        Ok(page) => html(StatusCode::OK, &page),
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub(in crate::notices::web) async fn give(
    frame: Frame,
    giver: NoticeGiver,
    id: Path<Uuid>,
    rosters: Data<JoinedRosters>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let saved = match find(&mut conn, *id).await? {
        Ok(saved) => saved,
        // Pressed twice: it is given.
        Err(elsewhere) => return Ok(elsewhere),
    };
    let reason = fields.get("defect").replace("\r\n", "\n").trim().to_owned();
    let refused = |sentence: String| Some(sentence);
    let sentence = if saved.revision.to_string() != fields.get("revision") {
        refused(
            "Somebody changed this notice while you looked at it. Look again, then give it."
                .to_owned(),
        )
    } else if reason.chars().count() > 1000 || reason.chars().any(|c| c.is_control() && c != '\n') {
        refused("Keep the reason within 1,000 characters, without control characters.".to_owned())
    } else {
        let foundation = bodies::foundation(&mut conn).await?;
        let occasions = occasions(&mut conn, &rosters).await?;
        let Ok(draft) = saved.form.parse(foundation.zone, opens_at(&occasions)) else {
            return Ok(see_other(&format!("/room/notices/drafts/{id}/edit")));
        };
        let giving = Giving {
            draft_id: *id,
            draft: &draft,
            defect: Some(reason.as_str()).filter(|reason| !reason.is_empty()),
            by: giver.0.person,
        };
        match giving::give(
            &mut conn,
            rosters.as_ref().as_ref(),
            &foundation,
            &state.words,
            &giving,
        )
        .await
        {
            Ok(number) => return Ok(see_other(&format!("/room/notices/{number}"))),
            Err(
                error @ (GiveError::Nobody
                | GiveError::Past
                | GiveError::TooEarly { .. }
                | GiveError::TooLate { .. }
                | GiveError::Unfit),
            ) => refused(error.to_string()),
            Err(GiveError::Notices(error)) => return Err(error.into()),
            Err(GiveError::Database(error)) => return Err(WebError::internal(error)),
        }
    };
    match look(&mut conn, frame, &state, &rosters, &saved, sentence, reason).await? {
        Ok(page) => unprocessable(&page),
        Err(elsewhere) => Ok(elsewhere),
    }
}
