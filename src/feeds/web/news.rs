//! The public feeds, and the page that lists them.

use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::{file as answer, host_of};
use crate::bodies;
use crate::feeds::JoinedNews;
use crate::feeds::model::atom::Feed;
use crate::feeds::views::{FeedLine, FeedsPage};
use crate::web::words::Locale;
use crate::web::{AppState, Frame, WebError};

pub(super) async fn list(frame: Frame, news: Data<JoinedNews>) -> FeedsPage {
    let feeds = news
        .0
        .iter()
        .map(|subject| {
            let name = subject.name();
            FeedLine {
                title: frame.t.say(&format!("feed-{name}")),
                what: frame.t.say(&format!("feed-{name}-what")),
                address: address(name, frame.t.locale),
            }
        })
        .collect();
    FeedsPage { frame, feeds }
}

/// Where the feed of this name is in this language.
fn address(name: &str, locale: Locale) -> String {
    match locale {
        Locale::English => format!("/feeds/{name}.atom"),
        other => format!("/feeds/{name}.atom?language={}", other.tag()),
    }
}

#[derive(Deserialize)]
pub(super) struct Asked {
    /// A BCP 47 tag; English where there is none, or one that pages do not speak.
    #[serde(default)]
    language: String,
}

pub(super) async fn file(
    request: HttpRequest,
    name: Path<String>,
    asked: Query<Asked>,
    state: Data<AppState>,
    news: Data<JoinedNews>,
) -> Result<HttpResponse, WebError> {
    let subject = name
        .strip_suffix(".atom")
        .and_then(|name| news.0.iter().find(|subject| subject.name() == name))
        .ok_or(WebError::NotFound)?;
    let t = state
        .words
        .speaker(Locale::parse(&asked.language).unwrap_or(Locale::English));
    let mut conn = state.connection().await?;
    let foundation = bodies::foundation(&mut conn).await?;
    let entries = subject
        .entries(&mut conn, &t, foundation.zone)
        .await
        .map_err(WebError::internal)?;
    let title = t.say(&format!("feed-{}", subject.name()));
    let feed = Feed {
        title: &format!("{title} · {}", foundation.name),
        author: &foundation.name,
        language: t.locale.tag(),
        host: host_of(&foundation),
        origin: &foundation.public_origin,
        path: &address(subject.name(), t.locale),
    };
    Ok(answer(
        &request,
        "application/atom+xml; charset=utf-8",
        "public, max-age=300",
        feed.write(entries),
    ))
}
