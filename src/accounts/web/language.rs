//! `POST /language`: the language of pages, and for those signed in of letters.

use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Deserialize;

use super::cookies;
use crate::accounts::model::LocalPath;
use crate::accounts::store;
use crate::web::answer::see_other;
use crate::web::words::Locale;
use crate::web::{AppState, CheckedForm, Visitor, WebError};

#[derive(Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    language: String,
    #[serde(default)]
    next: String,
}

pub(super) async fn choose(
    state: Data<AppState>,
    visitor: Visitor,
    CheckedForm(choice): CheckedForm<Choice>,
) -> Result<HttpResponse, WebError> {
    let locale = Locale::parse(&choice.language).ok_or_else(|| {
        WebError::Unreadable(
            "These pages do not speak that language. Choose one of the list.".to_owned(),
        )
    })?;
    if let Some(account) = &visitor.account {
        let mut conn = state.connection().await?;
        store::choose_locale(&mut conn, account.account, locale)
            .await
            .map_err(WebError::internal)?;
    }
    let mut response = see_other(LocalPath::or(&choice.next, "/").as_str());
    response
        .add_cookie(&cookies::language(locale, state.config.https))
        .map_err(WebError::internal)?;
    Ok(response)
}
