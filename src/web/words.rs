//! The message catalogue: every sentence that members and the public read, in every language.
//!
//! Sentences stand in `locales/<language>/*.ftl` (Project Fluent) and are
//! compiled in. A key that a language lacks is a failed test; at run time it
//! falls back to English. The right-to-left pseudo-locale is made from English.
//!
//! `locale`: the languages; `files`: their files. No sentence of a subject stands in Rust here.

mod files;
mod locale;

pub use locale::{Locale, cookie_name};

use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::figures;
use files::FILES;

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
