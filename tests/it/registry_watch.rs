//! The daily watch: what others answer about the foundation's assets, asked of a server
//! that stands beside the test, recorded, and taken over by a person or not at all.

mod answers;
mod days;
mod outside;

use crate::motion_rows::Rows;
use crate::registry_imports::{accepts, brings, every_tick};
use crate::support::{Page, Visitor, eventually};

pub use outside::{Outside, Says};

pub const PATH: &str = "/room/registry/watch";
/// What the registry answers of the domain that the register is filled from.
pub use crate::registry_imports::DOMAIN;

/// Fills the register with what this file says, and returns the asset's number.
pub async fn entered(keeper: &Visitor, format: &str, file: &str) -> i64 {
    let page = brings(keeper, format, "", file).await;
    let done = accepts(keeper, &page, &every_tick(&page)).await;
    assert!(done.text().contains("taken over"), "{}", done.text());
    done.links()
        .into_iter()
        .find_map(|(words, _)| words.strip_prefix("A-")?.parse().ok())
        .unwrap()
}

/// The answer about another domain.
pub fn about(name: &str) -> String {
    DOMAIN.replace("TAMARACK.EXAMPLE", name)
}

/// Waits until so many results were recorded.
pub async fn recorded(rows: &mut Rows, number: usize) {
    let sql = "SELECT count(*)::text AS it FROM watch_results";
    eventually(&format!("{number} results of the watch"), async || {
        let held: usize = rows.said(sql).await.parse().unwrap();
        (held >= number).then_some(())
    })
    .await;
}

/// How many rows a table has under a condition.
pub async fn count(rows: &mut Rows, from: &str) -> usize {
    let sql = format!("SELECT count(*)::text AS it FROM {from}");
    rows.said(&sql).await.parse().unwrap()
}

/// The row of the page in which an asset's title stands.
pub fn row_of(page: &Page, asset: &str) -> String {
    let row = page
        .html
        .split("<tr>")
        .find(|row| row.contains(asset))
        .unwrap_or_else(|| panic!("{asset} is not in: {}", page.text()));
    row.split("</tr>").next().unwrap().to_owned()
}
