//! The draft of a poll: written, and written anew until it is opened.

use actix_web::web::{self, Data};
use actix_web::{HttpResponse, Responder};

use super::{find, site};
use crate::bodies::ElectionOfficer;
use crate::db::Connection;
use crate::polls::draft::{Draft, DraftErrors, DraftForm, Translation};
use crate::polls::store::{self, Poll};
use crate::polls::views::DraftPage;
use crate::rolls;
use crate::rulebook;
use crate::web::answer::{see_other, unprocessable};
use crate::web::words::Locale;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

/// The draft's page around a form, with the rolls that can be chosen.
async fn draft_page(
    conn: &mut Connection,
    frame: Frame,
    number: Option<i32>,
    form: DraftForm,
    options: Vec<(String, String)>,
) -> Result<DraftPage, WebError> {
    let zone = site(&frame)?.zone.to_string();
    let rolls = rolls::store::all(conn).await.map_err(WebError::internal)?;
    let corrected = rolls::store::corrections::corrected(conn)
        .await
        .map_err(WebError::internal)?;
    let rolls = rolls
        .iter()
        .filter(|roll| roll.is_certified() && !corrected.contains(&roll.number))
        .map(|roll| {
            let label = format!(
                "{}: {} members, {} votes",
                roll.label(),
                roll.leaves,
                roll.votes
            );
            (roll.id.to_string(), label)
        })
        .collect();
    let now = crate::bodies::store::now(conn)
        .await
        .map_err(WebError::internal)?;
    let unranked = rulebook::store::find(conn, rulebook::keys::BALLOT_UNRANKED, now)
        .await
        .map_err(WebError::internal)?;
    Ok(DraftPage {
        frame,
        number,
        form,
        errors: DraftErrors::default(),
        refusal: None,
        rolls,
        options,
        unranked,
        zone: format!("Day and time in {zone}."),
        languages: Locale::spoken()
            .map(|locale| (locale.tag().to_owned(), locale.own_name().to_owned()))
            .collect(),
    })
}

pub(super) async fn new(
    _: ElectionOfficer,
    frame: Frame,
    app: Data<AppState>,
) -> Result<impl Responder, WebError> {
    let mut conn = app.connection().await?;
    let form = DraftForm {
        language: Locale::English.tag().to_owned(),
        method: "meek-prf-1".into(),
        seats: "1".into(),
        majority: "1/2".into(),
        ..DraftForm::default()
    };
    draft_page(&mut conn, frame, None, form, Vec::new()).await
}

fn form_of(fields: &Fields) -> DraftForm {
    let text = |name: &str| fields.get(name).to_owned();
    let mut form = DraftForm {
        question: text("question"),
        language: text("language"),
        method: text("method"),
        options: text("options"),
        seats: text("seats"),
        majority: text("majority"),
        max_score: text("max_score"),
        default_option: text("default_option"),
        default_quorum: text("default_quorum"),
        default_ratio: text("default_ratio"),
        opens: text("opens"),
        closes: text("closes"),
        roll: text("roll"),
        small_cells: text("small_cells"),
        ..DraftForm::default()
    };
    for locale in Locale::spoken() {
        let question = text(&format!("question-{}", locale.tag()));
        form.translations.insert(
            locale.tag().to_owned(),
            Translation {
                question,
                ..Translation::default()
            },
        );
    }
    for (name, value) in fields.iter() {
        let Some(rest) = name.strip_prefix("statement-") else {
            continue;
        };
        let translated = form
            .translations
            .iter_mut()
            .find_map(|(language, translation)| {
                Some((
                    rest.strip_prefix(language.as_str())?.strip_prefix('-')?,
                    translation,
                ))
            });
        match translated {
            Some((option, translation)) => {
                translation
                    .statements
                    .insert(option.to_owned(), value.to_owned());
            }
            None => {
                form.statements.insert(rest.to_owned(), value.to_owned());
            }
        }
    }
    form
}

pub(super) async fn create(
    officer: ElectionOfficer,
    frame: Frame,
    app: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let form = form_of(&fields);
    let mut conn = app.connection().await?;
    let now = crate::bodies::store::now(&mut conn)
        .await
        .map_err(WebError::internal)?;
    match form.parse(site(&frame)?.zone, now) {
        Ok(draft) => {
            let number = store::create(&mut conn, officer.0.person.0, &draft)
                .await
                .map_err(WebError::internal)?;
            Ok(see_other(&format!("/room/polls/{number}")))
        }
        Err(errors) => {
            let page = draft_page(&mut conn, frame, None, form, Vec::new()).await?;
            unprocessable(&DraftPage {
                errors: *errors,
                ..page
            })
        }
    }
}

fn options_of(poll: &Poll) -> Vec<(String, String)> {
    poll.draft
        .options
        .iter()
        .map(|option| (option.id.clone(), option.name.clone()))
        .collect()
}

pub(super) async fn edit(
    _: ElectionOfficer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
) -> Result<impl Responder, WebError> {
    let mut conn = app.connection().await?;
    let poll = find(&mut conn, *number).await?;
    if poll.facts.opened {
        return Err(WebError::Refused(
            "This poll has been opened: nothing in it changes any more. End it and draft another, if it is wrong.".into(),
        ));
    }
    let form = DraftForm::of(&poll.draft, site(&frame)?.zone);
    let options = options_of(&poll);
    draft_page(&mut conn, frame, Some(poll.number), form, options).await
}

pub(super) async fn save(
    officer: ElectionOfficer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let form = form_of(&fields);
    let mut conn = app.connection().await?;
    let poll = find(&mut conn, *number).await?;
    let options = options_of(&poll);
    let draft = match form.parse(site(&frame)?.zone, poll.now) {
        // What an election brought stays with the options that stay.
        Ok(draft) => Draft {
            caps: poll
                .draft
                .caps
                .clone()
                .and_then(|caps| caps.for_options(&draft.options)),
            ..draft
        },
        Err(errors) => {
            let page = draft_page(&mut conn, frame, Some(poll.number), form, options).await?;
            return unprocessable(&DraftPage {
                errors: *errors,
                ..page
            });
        }
    };
    match store::save(&mut conn, &poll, officer.0.person.0, &draft).await {
        Ok(()) => Ok(see_other(&format!("/room/polls/{}", poll.number))),
        Err(store::SaveError::Database(error)) => Err(WebError::internal(error)),
        Err(refusal) => {
            let page = draft_page(&mut conn, frame, Some(poll.number), form, options).await?;
            unprocessable(&DraftPage {
                refusal: Some(refusal.to_string()),
                ..page
            })
        }
    }
}
