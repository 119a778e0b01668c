//! What the pages about calendars and feeds show.

use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;

use crate::accounts::secret::Token;
use crate::web::Frame;
use crate::web::times::Moment;

/// The address of a calendar, shown once.
pub struct Address {
    pub https: String,
    /// What a calendar program opens by itself.
    pub webcal: String,
}

/// A person's calendar: what it is, its address, the end of it.
#[derive(Template)]
#[template(path = "feeds/calendar.html")]
pub struct CalendarPage {
    frame: Frame,
    /// Since when an address opens.
    since: Option<Moment>,
    /// The same, as the form carries it.
    since_micros: String,
    /// What makes this page's form one of its own.
    page: String,
    address: Option<Address>,
}

impl CalendarPage {
    #[must_use]
    pub fn new(frame: Frame, since: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Self {
        Self {
            since: since.map(|since| Moment::on_page(&frame, since, now)),
            since_micros: since
                .map_or_else(String::new, |since| since.timestamp_micros().to_string()),
            page: HEXLOWER.encode(&rand::random::<[u8; 16]>()),
            address: None,
            frame,
        }
    }

    /// The page with the address that was made.
    #[must_use]
    pub fn with_address(mut self, token: &Token) -> Self {
        let origin = self
            .frame
            .site
            .as_ref()
            .map_or("", |site| site.public_origin.as_str());
        let path = format!("/calendar/{}.ics", token.to_text());
        let host = origin.split_once("://").map_or(origin, |(_, host)| host);
        self.address = Some(Address {
            https: format!("{origin}{path}"),
            webcal: format!("webcal://{host}{path}"),
        });
        self
    }
}

/// A public feed in the list.
pub struct FeedLine {
    pub title: String,
    pub what: String,
    pub address: String,
}

/// The public feeds, in words.
#[derive(Template, WebTemplate)]
#[template(path = "feeds/list.html")]
pub struct FeedsPage {
    pub frame: Frame,
    pub feeds: Vec<FeedLine>,
}
