//! Words of closed lists, as the database holds them.
//!
//! A constraint or a guard lets in the words of a list and no other. Where another is met all the
//! same (somebody with the owner's powers wrote it, or a later version of the program), nobody
//! knows what it says: reading it is an error of the database, which the operator's log gets.
//! It is never taken for another word, and its row is never left out.

use diesel::QueryResult;
use diesel::result::Error;

/// What a word of the database names, by the `parse` of its list.
///
/// # Errors
/// Where the list has no such word.
pub fn known<T>(word: &str, parse: impl FnOnce(&str) -> Option<T>) -> QueryResult<T> {
    parse(word).ok_or_else(|| {
        let list = std::any::type_name::<T>();
        let sentence =
            format!("the database holds “{word}”, which this program does not know as {list}");
        Error::DeserializationError(sentence.into())
    })
}

/// A number of the database that goes into what officers sign or the log is told: none of these is
/// negative, and another never stands in its place.
///
/// # Errors
/// Where it is negative.
pub fn natural(stored: impl Into<i64>) -> QueryResult<u64> {
    u64::try_from(stored.into()).map_err(|error| Error::DeserializationError(Box::new(error)))
}

/// Has these types read from columns of text, each by its `parse`, as [`known`] reads a word.
macro_rules! read_from_words {
    ($($known:ty),+ $(,)?) => {
        $(
            impl ::diesel::deserialize::FromSql<::diesel::sql_types::Text, ::diesel::pg::Pg> for $known {
                fn from_sql(bytes: ::diesel::pg::PgValue<'_>) -> ::diesel::deserialize::Result<Self> {
                    let word = <String as ::diesel::deserialize::FromSql<
                        ::diesel::sql_types::Text,
                        ::diesel::pg::Pg,
                    >>::from_sql(bytes)?;
                    Ok($crate::db::known(&word, <$known>::parse)?)
                }
            }
        )+
    };
}
pub(crate) use read_from_words;

#[cfg(test)]
mod tests {
    use diesel::result::Error;

    use super::{known, natural};
    use crate::typed::words;

    words! {
        /// What a door is.
        Door {
            Open = "open",
            Shut = "shut",
        }
    }

    #[test]
    fn a_word_that_is_not_of_the_list_is_an_error_and_no_other_word() {
        assert!(matches!(known("shut", Door::parse), Ok(Door::Shut)));
        for word in ["ajar", "", "Shut", "shut "] {
            let sentence = match known(word, Door::parse) {
                Err(Error::DeserializationError(sentence)) => sentence.to_string(),
                other => panic!("“{word}” was read: {other:?}"),
            };
            // Whoever reads the log is told the word, and of which list it is not.
            assert!(sentence.contains(&format!("“{word}”")), "{sentence}");
            assert!(sentence.ends_with("Door"), "{sentence}");
        }
    }

    #[test]
    fn a_negative_number_is_an_error_and_not_zero() {
        assert!(matches!(natural(0_i32), Ok(0)));
        assert!(matches!(natural(i64::MAX), Ok(9_223_372_036_854_775_807)));
        assert!(natural(-1_i32).is_err() && natural(i64::MIN).is_err());
    }
}
