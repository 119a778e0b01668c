//! A figure as a file: CSV and JSON, each with the method in words.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use crate::parties::model::harmless_cell;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    Number(u64),
    /// Nothing is known, or nothing fits.
    Nothing,
    /// It is about few.
    Withheld,
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The number, or that it is withheld.
    pub fn shown(number: Option<u64>) -> Self {
        number.map_or(Self::Withheld, Self::Number)
    }

    fn said(&self) -> String {
        match self {
            Self::Text(text) => harmless_cell(text),
            Self::Number(number) => number.to_string(),
            Self::Nothing => String::new(),
            Self::Withheld => "withheld".to_owned(),
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Text(text) => json!(text),
            Self::Number(number) => json!(number),
            Self::Nothing => Value::Null,
            Self::Withheld => json!("withheld"),
        }
    }
}

/// A figure's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub columns: &'static [&'static str],
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// The figure as CSV (RFC 4180): its columns, then the day and the method, the same in
    /// each row.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn csv(&self, day: NaiveDate, method: &str) -> Result<Vec<u8>, csv::Error> {
        let mut file = csv::Writer::from_writer(Vec::new());
        file.write_record(self.columns.iter().chain(&["as_of", "method"]))?;
        for row in &self.rows {
            let cells = row.iter().map(Cell::said);
            file.write_record(cells.chain([day.to_string(), method.to_owned()]))?;
        }
        file.into_inner()
            .map_err(|error| csv::Error::from(error.into_error()))
    }

    /// The figure as JSON: day, method and rules, the fewest a figure is about, and a list
    /// of rows by column.
    pub fn json(
        &self,
        figure: &str,
        day: NaiveDate,
        method: &str,
        rules: &[String],
        k: u64,
    ) -> String {
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|row| {
                let cells = self.columns.iter().zip(row);
                let cells = cells.map(|(column, cell)| ((*column).to_owned(), cell.json()));
                Value::Object(cells.collect::<Map<_, _>>())
            })
            .collect();
        let file = json!({
            "figure": figure,
            "as_of": day.to_string(),
            "method": method,
            "rules": rules,
            "fewest": k,
            "columns": self.columns,
            "rows": rows,
        });
        format!("{file:#}\n")
    }
}
