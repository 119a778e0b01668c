//! The SQL of a register: written from its columns alone, never from what somebody asks.

use chrono::{DateTime, Datelike, Utc};
use data_encoding::HEXLOWER_PERMISSIVE;
use uuid::Uuid;

use super::{Column, Kind, Register};

/// The row after which a page begins: the values of the columns that order the register, as the
/// register shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After(Vec<String>);

impl After {
    /// As many as the record of views takes.
    const MAX_BYTES: usize = 1000;

    /// Reads a JSON array of texts, as [`Self::to_json`] writes it, for a register.
    #[must_use]
    pub fn parse(register: &Register, raw: &str) -> Option<Self> {
        if raw.len() > Self::MAX_BYTES {
            return None;
        }
        let values: Vec<String> = serde_json::from_str(raw).ok()?;
        let fit = values.len() == register.order.len()
            && register
                .keys()
                .zip(&values)
                .all(|(column, value)| column.is_a_value(value));
        fit.then_some(Self(values))
    }

    /// Of a row's cells, those that order the register.
    #[must_use]
    pub fn of_row(register: &Register, cells: &[Option<String>]) -> Option<Self> {
        let values = register.order.iter().map(|name| {
            let at = register
                .columns
                .iter()
                .position(|column| column.name == *name)?;
            cells.get(at)?.clone()
        });
        values.collect::<Option<Vec<_>>>().map(Self)
    }

    /// As it stands in an address and among what auditors looked at.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// The values, for the first parameter of [`Register::page`].
    #[must_use]
    pub fn values(&self) -> &[String] {
        &self.0
    }
}

impl Column {
    /// The expression as text, the same on every server and in every session.
    fn as_text(&self) -> String {
        let sql = self.sql;
        match self.kind {
            Kind::Id | Kind::Number | Kind::Flag | Kind::Text | Kind::Json => {
                format!("({sql})::text")
            }
            Kind::Day => format!("to_char({sql}, 'YYYY-MM-DD')"),
            Kind::Instant => {
                format!("to_char(({sql}) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
            }
            Kind::Bytes | Kind::Words => format!("encode({sql}, 'hex')"),
        }
    }

    /// A text parameter as a value of the column.
    fn value_of(&self, text: &str) -> String {
        match self.kind {
            Kind::Id => format!("({text})::uuid"),
            Kind::Number => format!("({text})::bigint"),
            Kind::Flag => format!("({text})::boolean"),
            Kind::Text => format!("({text})"),
            Kind::Json => format!("({text})::jsonb"),
            Kind::Day => format!("({text})::date"),
            Kind::Instant => format!("({text})::timestamptz"),
            Kind::Bytes | Kind::Words => format!("decode({text}, 'hex')"),
        }
    }

    /// Whether the database can read this as a value of the column.
    fn is_a_value(&self, text: &str) -> bool {
        match self.kind {
            Kind::Id => Uuid::parse_str(text).is_ok(),
            Kind::Number => text.parse::<i64>().is_ok(),
            Kind::Text => !text.contains('\0'),
            Kind::Instant => text
                .parse::<DateTime<Utc>>()
                .is_ok_and(|instant| (1..=9999).contains(&instant.year())),
            Kind::Bytes => HEXLOWER_PERMISSIVE.decode(text.as_bytes()).is_ok(),
            // By these no register is ordered.
            Kind::Flag | Kind::Day | Kind::Words | Kind::Json => false,
        }
    }
}

impl Register {
    fn keys(&self) -> impl Iterator<Item = &'static Column> {
        let columns = self.columns;
        self.order
            .iter()
            .filter_map(move |name| columns.iter().find(|column| column.name == *name))
    }

    fn cells(&self) -> String {
        let cells: Vec<String> = self.columns.iter().map(Column::as_text).collect();
        format!(
            "SELECT ARRAY[{}]::text[] AS cells FROM {}",
            cells.join(", "),
            self.from
        )
    }

    fn key_columns(&self) -> String {
        self.keys()
            .map(|column| column.sql)
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// Every row, in order: one array of texts each.
    #[must_use]
    pub fn rows(&self) -> String {
        format!("{} ORDER BY {}", self.cells(), self.key_columns())
    }

    /// A page of rows: those after the row `$1` (an array of texts), at most `$2`.
    #[must_use]
    pub fn page(&self) -> String {
        let bounds: Vec<String> = (1..)
            .zip(self.keys())
            .map(|(at, column)| column.value_of(&format!("($1::text[])[{at}]")))
            .collect();
        let keys = self.key_columns();
        format!(
            "{} WHERE $1::text[] IS NULL OR ({keys}) > ({}) ORDER BY {keys} LIMIT $2",
            self.cells(),
            bounds.join(", ")
        )
    }

    /// How many rows there are.
    #[must_use]
    pub fn count(&self) -> String {
        format!("SELECT count(*) AS rows FROM {}", self.from)
    }

    /// The tables it stands on, as its SQL names them.
    #[must_use]
    pub fn is_on(&self, table: &str) -> bool {
        self.from
            .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
            .any(|word| word == table)
    }
}

#[cfg(test)]
mod tests {
    use super::After;
    use crate::audit::registers::find;

    #[test]
    fn a_page_begins_after_a_row_of_its_register_or_is_refused() {
        let offices = find("offices").expect("a register");
        for (raw, fits) in [
            (
                r#"["2026-11-24T10:00:00.000001Z","7c9e6679-7425-40de-944b-e07fc1f90ae7"]"#,
                true,
            ),
            (r#"["2026-11-24T10:00:00.000001Z"]"#, false),
            (
                r#"["yesterday","7c9e6679-7425-40de-944b-e07fc1f90ae7"]"#,
                false,
            ),
            (r#"["2026-11-24T10:00:00Z","7"]"#, false),
            ("", false),
        ] {
            let read = After::parse(offices, raw);
            assert_eq!(read.is_some(), fits, "{raw}");
            if let Some(after) = read {
                assert_eq!(after.to_json(), raw);
            }
        }
    }

    #[test]
    fn instants_are_written_the_same_in_every_session() {
        let sql = find("foundation").expect("a register").rows();
        assert!(sql.contains("AT TIME ZONE 'UTC'"), "{sql}");
        assert!(sql.ends_with("ORDER BY f.version"), "{sql}");
    }
}
