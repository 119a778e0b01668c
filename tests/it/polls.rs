//! A vote held: from the draft to the certified count, and everything that is
//! refused on the way.

mod ballot;
mod closing;
mod draft;
mod guards;
mod raw;
mod result;
mod whole;

use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::support::election::{Foundation, Place};
use crate::support::{Form, Page, TestApp};

/// A form that a page does not offer, with the token of one that it does.
fn bare(page: &Page, action: &str) -> Form {
    let token = page.forms()[0].value("csrf").unwrap().to_owned();
    Form {
        action: action.to_owned(),
        fields: vec![("csrf".to_owned(), token)],
        ..Form::default()
    }
}

/// Asserts that a page refuses with this status and this sentence.
fn refuses(page: &Page, status: u16, sentence: &str) {
    let text = page.text();
    assert_eq!(page.status.as_u16(), status, "{sentence:?} wanted: {text}");
    assert!(text.contains(sentence), "{sentence:?} is not in: {text}");
}

async fn count(conn: &mut AsyncPgConnection, table: &str) -> i64 {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        count: i64,
    }
    let row: Row = diesel::sql_query(format!("SELECT count(*) AS count FROM {table}"))
        .get_result(conn)
        .await
        .unwrap();
    row.count
}

async fn founded(app: &TestApp) -> Foundation {
    Foundation::found(Place::of_app(app)).await
}
