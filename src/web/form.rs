//! Reading a posted form: strict UTF-8, bounded, and only with this browser's token.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::{Bytes, Data};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use serde::de::DeserializeOwned;
use serde::de::value::{Error as ValueError, MapDeserializer};
use uuid::Uuid;

use super::{AppState, Visitor, WebError, csrf};

/// The pairs of a form, in the order they were sent, without the form token.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// The first value sent under this name; empty when none was.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value.as_str())
    }

    /// Every value sent under this name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The form's identity, by which the same form sent twice is known: as it came,
    /// or a fresh one where none did.
    #[must_use]
    pub fn form_id(&self) -> Uuid {
        Uuid::parse_str(self.get("form")).unwrap_or_else(|_| Uuid::new_v4())
    }
}

impl FromIterator<(String, String)> for Fields {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

/// A form that carries this browser's token, decoded to `T`.
///
/// `T` is [`Fields`], or a struct of `String`s (each `#[serde(default)]`):
/// values are judged by the subject, so that the form can come back filled.
#[derive(Debug)]
pub struct CheckedForm<T = Fields>(pub T);

/// What a form can be decoded to.
pub trait FromFields: Sized {
    /// # Errors
    /// The serde message when a required field is missing.
    fn from_fields(fields: Fields) -> Result<Self, String>;
}

impl FromFields for Fields {
    fn from_fields(fields: Fields) -> Result<Self, String> {
        Ok(fields)
    }
}

impl<T: DeserializeOwned> FromFields for T {
    fn from_fields(fields: Fields) -> Result<Self, String> {
        let first: BTreeMap<String, String> = fields.0.into_iter().rev().collect();
        T::deserialize(MapDeserializer::<_, ValueError>::new(first.into_iter()))
            .map_err(|error| error.to_string())
    }
}

impl<T: FromFields> FromRequest for CheckedForm<T> {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_form = request
            .content_type()
            .eq_ignore_ascii_case("application/x-www-form-urlencoded");
        let visitor = request.extensions().get::<Visitor>().cloned();
        let limit = request
            .app_data::<Data<AppState>>()
            .map_or(64 * 1024, |state| state.config.form_limit_bytes);
        let declared = request
            .headers()
            .get("content-length")
            .and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
        let body = Bytes::from_request(request, payload);
        Box::pin(async move {
            if !is_form {
                return Err(WebError::Unreadable("This form came in a shape that cannot be read. Open the page again and send it from there.".into()));
            }
            if declared.is_some_and(|length| length > limit) {
                return Err(WebError::TooLarge);
            }
            let body = body.await.map_err(|_| WebError::TooLarge)?;
            if body.len() > limit {
                return Err(WebError::TooLarge);
            }
            let mut fields = decode(&body)?;
            let visitor =
                visitor.ok_or_else(|| WebError::internal_message("no visitor in the request"))?;
            if !csrf::matches(&visitor, fields.get(csrf::FIELD)) {
                return Err(WebError::ForeignForm);
            }
            fields.0.retain(|(key, _)| key != csrf::FIELD);
            T::from_fields(fields).map(Self).map_err(|_| {
                WebError::Unreadable(
                    "A field of this form is missing. Open the page again and send it from there."
                        .into(),
                )
            })
        })
    }
}

/// What is wrong with a form: names of fields, each with a sentence; what is about the
/// whole of it has no name.
pub type Faults = Vec<(String, String)>;

/// The sentence about a field; empty when nothing is wrong with it.
#[must_use]
pub fn fault<'a>(faults: &'a [(impl AsRef<str>, impl AsRef<str>)], field: &str) -> &'a str {
    faults
        .iter()
        .find(|(faulty, _)| faulty.as_ref() == field)
        .map_or("", |(_, sentence)| sentence.as_ref())
}

/// Fields and sentences, as the list above a form takes them.
#[must_use]
pub fn listed(faults: &[(impl AsRef<str>, impl AsRef<str>)]) -> Vec<(&str, &str)> {
    faults
        .iter()
        .map(|(field, sentence)| (field.as_ref(), sentence.as_ref()))
        .collect()
}

/// What may stand where a template asks for a field's error.
pub trait FieldSentence {
    /// The sentence; empty when nothing is wrong.
    fn sentence(&self) -> &str;
}

impl FieldSentence for str {
    fn sentence(&self) -> &str {
        self
    }
}

impl FieldSentence for String {
    fn sentence(&self) -> &str {
        self
    }
}

impl<T: FieldSentence> FieldSentence for Option<T> {
    fn sentence(&self) -> &str {
        self.as_ref().map_or("", FieldSentence::sentence)
    }
}

impl<T: FieldSentence + ?Sized> FieldSentence for &T {
    fn sentence(&self) -> &str {
        (**self).sentence()
    }
}

/// A field's error as text, for `components/field.html`.
#[must_use]
pub fn sentence<T: FieldSentence + ?Sized>(error: &T) -> &str {
    error.sentence()
}

/// Whether two texts are the same, whatever they are kept in.
#[must_use]
pub fn same(a: &impl AsRef<str>, b: &impl AsRef<str>) -> bool {
    a.as_ref() == b.as_ref()
}

/// Decodes `application/x-www-form-urlencoded`, refusing what is not UTF-8.
fn decode(body: &[u8]) -> Result<Fields, WebError> {
    let mut pairs = Vec::new();
    for pair in body
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
    {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let key = decode_text(halves.next().unwrap_or_default())?;
        let value = decode_text(halves.next().unwrap_or_default())?;
        pairs.push((key, value));
    }
    Ok(Fields(pairs))
}

fn decode_text(raw: &[u8]) -> Result<String, WebError> {
    let spaced: Vec<u8> = raw
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    let bytes: Vec<u8> = percent_encoding::percent_decode(&spaced).collect();
    let text = String::from_utf8(bytes).map_err(|_| {
        WebError::Unreadable(
            "This form holds characters that are not valid UTF-8 text. Nothing was changed. Open the page again and type them anew.".into(),
        )
    })?;
    if text.contains('\0') {
        return Err(WebError::Unreadable(
            "This form holds a null character, which no field accepts. Nothing was changed. Open the page again and type it anew.".into(),
        ));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn pairs_keep_their_order_and_plus_is_a_space() {
        let fields = decode(b"a=1+2&b=%C3%A4&a=3").expect("a plain form");
        assert_eq!(fields.get("a"), "1 2");
        assert_eq!(fields.all("a").collect::<Vec<_>>(), ["1 2", "3"]);
        assert_eq!(fields.get("b"), "ä");
    }

    #[test]
    fn bytes_that_are_not_utf8_are_refused() {
        assert!(decode(b"a=%FF%FE").is_err());
        assert!(decode(b"a=%00").is_err());
    }
}
