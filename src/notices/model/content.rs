//! A notice as it is hashed: `docs/notices.md`. Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::kind::{Audience, Kind};
use super::lead::Days;
use crate::outbox::Wording;
use crate::seal::canonical::{OutsideForm, Value, enter_text};

/// Everything that was told, and the rules it was told under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content<'a> {
    pub number: u64,
    pub foundation: &'a str,
    pub kind: Kind,
    pub audience: Audience,
    pub poll: Option<i32>,
    /// With every placeholder filled.
    pub title: &'a Wording,
    pub words: &'a Wording,
    pub event_at: Option<DateTime<Utc>>,
    pub given_at: DateTime<Utc>,
    pub rules: &'a [Days],
    pub counting: &'a str,
    /// Why it was given although it came too late.
    pub defect: Option<&'a str>,
}

/// Seconds since 1970.
///
/// # Errors
/// Of what lies before: the canonical form has no negative numbers.
pub(super) fn seconds(at: DateTime<Utc>) -> Result<Value, OutsideForm> {
    u64::try_from(at.timestamp())
        .map(Value::Int)
        .map_err(|_| OutsideForm::Int)
}

/// Text as a list of its lines: the canonical form knows no line breaks.
fn lines(text: &str) -> Result<Value, OutsideForm> {
    text.split('\n')
        .map(|line| enter_text(line.trim_end()).map(Value::Text))
        .collect::<Result<Vec<_>, _>>()
        .map(Value::List)
}

/// One value for each language; that of the words that decide is `""`'s, `text`.
fn by_language<T>(
    wording: &Wording,
    each: impl Fn(&str) -> Result<T, OutsideForm>,
) -> Result<Value, OutsideForm>
where
    Value: From<T>,
{
    let mut map = BTreeMap::from([("text".to_owned(), Value::from(each(&wording.text)?))]);
    for (language, text) in &wording.translations {
        map.insert(language.to_ascii_lowercase(), Value::from(each(text)?));
    }
    Ok(Value::Object(map))
}

impl Content<'_> {
    /// The canonical JSON whose digest stands in the log.
    ///
    /// # Errors
    /// When a text holds a control character.
    pub fn encode(&self) -> Result<Vec<u8>, OutsideForm> {
        let rules = self
            .rules
            .iter()
            .map(|rule| {
                Ok(Value::object([
                    ("key", enter_text(&rule.key)?.into()),
                    ("days", u64::from(rule.days).into()),
                    ("citation", enter_text(&rule.citation)?.into()),
                ]))
            })
            .collect::<Result<Vec<_>, OutsideForm>>()?;
        let mut map = BTreeMap::from(
            [
                ("v", 1.into()),
                ("notice", self.number.into()),
                ("foundation", enter_text(self.foundation)?.into()),
                ("kind", self.kind.word().into()),
                ("audience", self.audience.word().into()),
                ("title", by_language(self.title, enter_text)?),
                ("words", by_language(self.words, lines)?),
                ("given", seconds(self.given_at)?),
                ("rules", Value::List(rules)),
                ("counting", self.counting.into()),
            ]
            .map(|(key, value): (&str, Value)| (key.to_owned(), value)),
        );
        if let Some(event) = self.event_at {
            map.insert("event".to_owned(), seconds(event)?);
        }
        if let Some(poll) = self.poll.and_then(|poll| u64::try_from(poll).ok()) {
            map.insert("poll".to_owned(), poll.into());
        }
        if let Some(defect) = self.defect {
            map.insert("defect".to_owned(), lines(defect)?);
        }
        let value = Value::Object(map);
        value.check()?;
        Ok(value.encode().into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::Content;
    use crate::notices::model::kind::{Audience, Kind};
    use crate::notices::model::lead::Days;
    use crate::outbox::Wording;
    use crate::seal::canonical::Value;

    #[test]
    fn a_notice_is_canonical_to_the_byte() {
        let mut words = Wording::from("We meet.\n\nOn Friday.");
        words.translations.insert("de".into(), "Wir tagen.".into());
        let content = Content {
            number: 3,
            foundation: "Tamarack OS Foundation",
            kind: Kind::MembersMeeting,
            audience: Audience::Members,
            poll: None,
            title: &Wording::from("Annual meeting"),
            words: &words,
            event_at: "2026-10-02T15:00:00Z".parse().ok(),
            given_at: "2026-09-01T09:00:00Z".parse().unwrap(),
            rules: &[Days {
                days: 10,
                key: "notice.members.min_days".into(),
                citation: "Bylaws § 3.4".into(),
            }],
            counting: "same hour",
            defect: None,
        };
        let bytes = content.encode().unwrap();
        assert_eq!(
            String::from_utf8(bytes.clone()).unwrap(),
            r#"{"audience":"members","counting":"same hour","event":1790953200,"foundation":"Tamarack OS Foundation","given":1788253200,"kind":"members_meeting","notice":3,"rules":[{"citation":"Bylaws § 3.4","days":10,"key":"notice.members.min_days"}],"title":{"text":"Annual meeting"},"v":1,"words":{"de":["Wir tagen."],"text":["We meet.","","On Friday."]}}"#
        );
        assert!(Value::parse(&bytes).is_ok());
    }
}
