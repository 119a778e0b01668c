//! Everything that is held about a person, as rows of JSON. Bounded: of each list
//! the latest [`MOST`], which nobody reaches.
//!
//! `person`, `member`, `taking_part`: the lists.

mod member;
mod person;
mod taking_part;

use diesel::prelude::*;
use diesel::sql_types::{Array, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::db::Connection;
use crate::outbox::Letter;

/// How many rows of one list the file holds at most.
pub const MOST: usize = 10_000;

/// The kind of data, the list's key, and its SQL.
type List = (&'static str, &'static str, &'static str);

/// The lists of the file, of the person $1 and their account $2, without letters of the kinds $3,
/// which tell who votes. No list names or
/// reaches anybody else but organisations; what others wrote about the person is
/// not theirs.
const LISTS: [&[List]; 3] = [person::LISTS, member::LISTS, taking_part::LISTS];

/// All of it, by kind and list.
///
/// # Errors
/// Those of the database.
pub async fn about(
    conn: &mut Connection,
    person: Uuid,
    account: Uuid,
) -> QueryResult<Map<String, Value>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        rows: String,
    }
    let mut file = Map::new();
    for (kind, list, sql) in LISTS.into_iter().flatten() {
        let row: Row = crate::db::sql_query(format!(
            "WITH whom AS (SELECT $1::uuid, $2::uuid, $3::text[]) \
             SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]')::text AS rows FROM ({sql} LIMIT {MOST}) t"
        ))
        .bind::<SqlUuid, _>(person)
        .bind::<Nullable<SqlUuid>, _>(Some(account))
        .bind::<Array<Text>, _>(Letter::TELLING.to_vec())
        .get_result(conn)
        .await?;
        let rows = serde_json::from_str(&row.rows)
            .map_err(|error| diesel::result::Error::DeserializationError(Box::new(error)))?;
        let section = file
            .entry((*kind).to_owned())
            .or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(section) = section {
            section.insert((*list).to_owned(), rows);
        }
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::LISTS;
    use crate::privacy::model::KINDS;

    #[test]
    fn the_page_tells_of_every_kind_that_the_file_holds() {
        let told: BTreeSet<&str> = KINDS.iter().map(|(kind, _)| *kind).collect();
        let held: BTreeSet<&str> = LISTS
            .into_iter()
            .flatten()
            .map(|(kind, _, _)| *kind)
            .collect();
        assert_eq!(told, held);
    }
}
