//! The message catalogue: every sentence on the voter's path, in every language.
//!
//! Sentences stand in `locales/<language>/*.ftl` (Project Fluent) and are
//! compiled in. A key that a language lacks is a failed test; at run time it
//! falls back to English. The right-to-left pseudo-locale is made from English.

use std::sync::Arc;

use actix_web::HttpRequest;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::figures;

/// The cookie in which a browser keeps its language.
pub const COOKIE: &str = "language";

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

    /// The cookie's choice, else the browser's preference, else English.
    #[must_use]
    pub fn of_request(request: &HttpRequest) -> Self {
        if let Some(chosen) = request
            .cookie(COOKIE)
            .and_then(|cookie| Self::parse(cookie.value()))
        {
            return chosen;
        }
        let accepted = request
            .headers()
            .get("accept-language")
            .and_then(|value| value.to_str().ok())
            .unwrap_or("");
        accepted
            .split(',')
            .map(|part| part.split(';').next().unwrap_or("").trim())
            .find_map(|tag| match tag.split('-').next().unwrap_or("") {
                "de" => Some(Self::German),
                "en" => Some(Self::English),
                _ => None,
            })
            .unwrap_or(Self::English)
    }
}

/// All sentences of all languages.
pub struct Words {
    bundles: Vec<(Locale, FluentBundle<FluentResource>)>,
}

/// One language's voice, as templates use it: `frame.t.say("ballot-title")`.
#[derive(Clone)]
pub struct Speaker {
    words: Arc<Words>,
    pub locale: Locale,
}

/// What may stand in a sentence's place: text or a whole number.
pub trait SayArg {
    fn value(&self) -> FluentValue<'static>;
}

impl SayArg for str {
    fn value(&self) -> FluentValue<'static> {
        FluentValue::from(self.to_owned())
    }
}

impl SayArg for String {
    fn value(&self) -> FluentValue<'static> {
        FluentValue::from(self.clone())
    }
}

macro_rules! numbers {
    ($($kind:ty),*) => {$(
        impl SayArg for $kind {
            fn value(&self) -> FluentValue<'static> {
                FluentValue::from(*self)
            }
        }
    )*};
}
numbers!(i32, i64, u32, u64, usize);

impl<T: SayArg + ?Sized> SayArg for &T {
    fn value(&self) -> FluentValue<'static> {
        (**self).value()
    }
}

/// The catalogue's files: one per subject and language.
const FILES: &[(Locale, &str)] = &[
    (Locale::English, include_str!("../../locales/en/web.ftl")),
    (Locale::German, include_str!("../../locales/de/web.ftl")),
    (
        Locale::English,
        include_str!("../../locales/en/accounts.ftl"),
    ),
    (
        Locale::German,
        include_str!("../../locales/de/accounts.ftl"),
    ),
    (
        Locale::English,
        include_str!("../../locales/en/standing.ftl"),
    ),
    (
        Locale::German,
        include_str!("../../locales/de/standing.ftl"),
    ),
    (
        Locale::English,
        include_str!("../../locales/en/joining.ftl"),
    ),
    (Locale::German, include_str!("../../locales/de/joining.ftl")),
    (
        Locale::English,
        include_str!("../../locales/en/proxies.ftl"),
    ),
    (Locale::German, include_str!("../../locales/de/proxies.ftl")),
    (Locale::English, include_str!("../../locales/en/dues.ftl")),
    (Locale::German, include_str!("../../locales/de/dues.ftl")),
    (Locale::English, include_str!("../../locales/en/book.ftl")),
    (Locale::German, include_str!("../../locales/de/book.ftl")),
    (
        Locale::English,
        include_str!("../../locales/en/holders.ftl"),
    ),
    (Locale::German, include_str!("../../locales/de/holders.ftl")),
    (
        Locale::English,
        include_str!("../../locales/en/privacy.ftl"),
    ),
    (Locale::German, include_str!("../../locales/de/privacy.ftl")),
    (
        Locale::English,
        include_str!("../../locales/en/elections.ftl"),
    ),
    (
        Locale::German,
        include_str!("../../locales/de/elections.ftl"),
    ),
    (
        Locale::English,
        include_str!("../../locales/en/petitions.ftl"),
    ),
    (
        Locale::German,
        include_str!("../../locales/de/petitions.ftl"),
    ),
    (Locale::English, include_str!("../../locales/en/deeds.ftl")),
    (
        Locale::English,
        include_str!("../../locales/en/registry.ftl"),
    ),
    (
        Locale::German,
        include_str!("../../locales/de/registry.ftl"),
    ),
    (
        Locale::English,
        include_str!("../../locales/en/permits.ftl"),
    ),
    (Locale::German, include_str!("../../locales/de/permits.ftl")),
    (
        Locale::English,
        include_str!("../../locales/en/resolutions.ftl"),
    ),
    (Locale::German, include_str!("../../locales/de/deeds.ftl")),
    (
        Locale::German,
        include_str!("../../locales/de/resolutions.ftl"),
    ),
    (
        Locale::English,
        include_str!("../../locales/en/motions.ftl"),
    ),
    (Locale::German, include_str!("../../locales/de/motions.ftl")),
    (Locale::English, include_str!("../../locales/en/debate.ftl")),
    (Locale::German, include_str!("../../locales/de/debate.ftl")),
    (Locale::English, include_str!("../../locales/en/rolls.ftl")),
    (Locale::German, include_str!("../../locales/de/rolls.ftl")),
    (Locale::English, include_str!("../../locales/en/feeds.ftl")),
    (Locale::German, include_str!("../../locales/de/feeds.ftl")),
    (
        Locale::English,
        include_str!("../../locales/en/letters.ftl"),
    ),
    (Locale::German, include_str!("../../locales/de/letters.ftl")),
    (
        Locale::English,
        include_str!("../../locales/en/notices.ftl"),
    ),
    (Locale::German, include_str!("../../locales/de/notices.ftl")),
    (
        Locale::English,
        include_str!("../../locales/en/parties.ftl"),
    ),
    (Locale::German, include_str!("../../locales/de/parties.ftl")),
    (Locale::English, include_str!("../../locales/en/people.ftl")),
    (Locale::German, include_str!("../../locales/de/people.ftl")),
    (Locale::English, include_str!("../../locales/en/ballot.ftl")),
    (Locale::German, include_str!("../../locales/de/ballot.ftl")),
    (Locale::English, include_str!("../../locales/en/check.ftl")),
    (Locale::German, include_str!("../../locales/de/check.ftl")),
    (Locale::English, include_str!("../../locales/en/log.ftl")),
    (Locale::German, include_str!("../../locales/de/log.ftl")),
    (Locale::English, include_str!("../../locales/en/pages.ftl")),
    (Locale::German, include_str!("../../locales/de/pages.ftl")),
    (Locale::English, include_str!("../../locales/en/tasks.ftl")),
    (Locale::German, include_str!("../../locales/de/tasks.ftl")),
    (Locale::English, include_str!("../../locales/en/polls.ftl")),
    (Locale::German, include_str!("../../locales/de/polls.ftl")),
];

impl Words {
    /// Reads the compiled-in catalogue.
    ///
    /// # Panics
    /// When a catalogue file is malformed, which a test rules out.
    #[must_use]
    pub fn load() -> Arc<Self> {
        Arc::new(Self {
            bundles: Locale::ALL.map(|locale| (locale, bundle(locale))).into(),
        })
    }

    /// A voice in this language.
    #[must_use]
    pub fn speaker(self: &Arc<Self>, locale: Locale) -> Speaker {
        Speaker {
            words: Arc::clone(self),
            locale,
        }
    }

    fn sentence(&self, locale: Locale, key: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        for wanted in [locale, Locale::English] {
            let Some((_, bundle)) = self.bundles.iter().find(|(spoken, _)| *spoken == wanted)
            else {
                continue;
            };
            let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
                continue;
            };
            let mut faults = Vec::new();
            let text = bundle.format_pattern(pattern, arguments, &mut faults);
            if !faults.is_empty() {
                tracing::warn!(
                    key,
                    locale = wanted.tag(),
                    "a sentence was given the wrong places"
                );
            }
            return text.into_owned();
        }
        tracing::warn!(key, "a sentence is missing from the catalogue");
        key.to_owned()
    }
}

fn bundle(locale: Locale) -> FluentBundle<FluentResource> {
    let language: LanguageIdentifier = match locale {
        Locale::English | Locale::PseudoRtl => "en".parse(),
        Locale::German => "de".parse(),
    }
    .unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(locale.direction() == "rtl");
    bundle.set_formatter(Some(match locale {
        Locale::English | Locale::PseudoRtl => number_in_english,
        Locale::German => number_in_german,
    }));
    if let Err(error) = bundle.add_builtins() {
        panic!("the catalogue's functions: {error:?}");
    }
    let source = if locale == Locale::PseudoRtl {
        Locale::English
    } else {
        locale
    };
    for (_, text) in FILES.iter().filter(|(spoken, _)| *spoken == source) {
        let resource = FluentResource::try_new((*text).to_owned())
            .unwrap_or_else(|(_, errors)| panic!("the {} catalogue: {errors:?}", source.tag()));
        if let Err(errors) = bundle.add_resource(resource) {
            panic!(
                "the {} catalogue says a key twice: {errors:?}",
                source.tag()
            );
        }
    }
    if locale == Locale::PseudoRtl {
        bundle.set_transform(Some(mirrored));
    }
    bundle
}

/// Shows a piece of English from right to left, keeping the blanks at its ends
/// outside, so that the pieces of a sentence stand apart as they should.
fn mirrored(text: &str) -> std::borrow::Cow<'_, str> {
    let inner = text.trim();
    if inner.is_empty() {
        return text.into();
    }
    let (before, _) = text.split_at(text.len() - text.trim_start().len());
    let (_, after) = text.split_at(text.trim_end().len());
    format!("{before}\u{202e}{inner}\u{202c}{after}").into()
}

fn number_in_english<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    number(Locale::English, value)
}

fn number_in_german<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    number(Locale::German, value)
}

/// Whole numbers with the language's mark between thousands; all else as Fluent writes it.
fn number(locale: Locale, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) => {
            let digits = number.as_string();
            digits
                .bytes()
                .all(|byte| byte.is_ascii_digit())
                .then(|| figures::grouped(locale, &digits))
        }
        FluentValue::String(_)
        | FluentValue::Custom(_)
        | FluentValue::None
        | FluentValue::Error => None,
    }
}

impl Speaker {
    /// The sentence under this key.
    #[must_use]
    pub fn say(&self, key: &str) -> String {
        self.words.sentence(self.locale, key, None)
    }

    /// The sentence with one place filled.
    #[must_use]
    pub fn say1(&self, key: &str, name: &str, value: impl SayArg) -> String {
        self.say_all(key, &[(name, &value)])
    }

    /// The sentence with two places filled.
    #[must_use]
    pub fn say2(
        &self,
        key: &str,
        a: &str,
        a_value: impl SayArg,
        b: &str,
        b_value: impl SayArg,
    ) -> String {
        self.say_all(key, &[(a, &a_value), (b, &b_value)])
    }

    /// The sentence with any places filled.
    #[must_use]
    pub fn say_all(&self, key: &str, places: &[(&str, &dyn SayArg)]) -> String {
        let mut arguments = FluentArgs::new();
        for (name, value) in places {
            arguments.set((*name).to_owned(), value.value());
        }
        self.words.sentence(self.locale, key, Some(&arguments))
    }

    /// A whole number with the language's mark between thousands: `1,204`.
    #[must_use]
    pub fn count(&self, number: u64) -> String {
        figures::grouped(self.locale, &number.to_string())
    }

    /// A decimal number in the language's figures: `134.50`, `134,50`.
    #[must_use]
    pub fn decimal(&self, number: &str) -> String {
        figures::decimal(self.locale, number)
    }

    /// A share with one decimal, rounded to the nearest: `37.7 %`.
    #[must_use]
    pub fn percent(&self, part: u64, whole: u64) -> String {
        figures::percent(self.locale, part, whole)
    }

    /// A place in an order: `3rd`, `3.`
    #[must_use]
    pub fn ordinal(&self, place: usize) -> String {
        self.say1("ordinal", "n", place)
    }
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
