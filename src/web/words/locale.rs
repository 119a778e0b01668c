//! The languages that pages and letters speak, and which of them a request is answered in.
//! Says nothing in any of them.

use actix_web::HttpRequest;

/// The cookie in which a browser keeps its language; behind https its name binds it to this
/// host and to encryption.
#[must_use]
pub fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-language" } else { "language" }
}

/// A language that pages and letters speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Locale {
    English,
    German,
    /// English mirrored, to prove that every page reads right to left.
    PseudoRtl,
}

impl Locale {
    pub const ALL: [Self; 3] = [Self::English, Self::German, Self::PseudoRtl];

    /// The languages that people choose, read and write: all but the mirrored English.
    pub fn spoken() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|locale| match locale {
            Self::English | Self::German => true,
            Self::PseudoRtl => false,
        })
    }

    /// The BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::PseudoRtl => "ar-XB",
        }
    }

    /// The language's own name for itself, for the language menu.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::PseudoRtl => "Pseudo (right to left)",
        }
    }

    /// `ltr` or `rtl`.
    #[must_use]
    pub fn direction(self) -> &'static str {
        match self {
            Self::English | Self::German => "ltr",
            Self::PseudoRtl => "rtl",
        }
    }

    /// The locale with this tag, if pages speak it.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.tag() == tag)
    }

    /// What was chosen in this browser, by its cookie.
    #[must_use]
    pub fn of_cookie(request: &HttpRequest, https: bool) -> Option<Self> {
        Self::parse(request.cookie(cookie_name(https))?.value())
    }

    /// The browser's preference, else English.
    #[must_use]
    pub fn preferred(request: &HttpRequest) -> Self {
        let accepted = request
            .headers()
            .get("accept-language")
            .and_then(|value| value.to_str().ok())
            .unwrap_or("");
        accepted
            .split(',')
            .map(|part| part.split(';').next().unwrap_or_default().trim())
            .find_map(|tag| {
                let language = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
                Self::spoken().find(|locale| language(locale.tag()) == language(tag))
            })
            .unwrap_or(Self::English)
    }
}
