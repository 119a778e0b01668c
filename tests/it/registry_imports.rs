//! Files about assets: brought, held against the register, taken over row by row, and
//! what of a protected asset no file changes.

mod refused;
mod taken;

use crate::support::election::Foundation;
use crate::support::{Page, Visitor};

pub const CASE: &str = include_str!("../data/registry-imports/tamarack-us.xml");
pub const ST66: &str = include_str!("../data/registry-imports/tamarack-st66.xml");
pub const DOMAIN: &str = include_str!("../data/registry-imports/tamarack-domain.json");
pub const ROWS: &str = include_str!("../data/registry-imports/assets.csv");
pub const FAULTY: &str = include_str!("../data/registry-imports/assets-faulty.csv");

pub const PATH: &str = "/room/registry/import";

/// Brings a file; the page that follows.
pub async fn brings(officer: &Visitor, format: &str, asset: &str, file: &str) -> Page {
    let page = officer.get(PATH).await;
    let form = page
        .form(PATH)
        .with("format", format)
        .with("name", &format!("File of {format}"))
        .with("asset", asset);
    officer.upload(&form, &[("file", file.as_bytes())]).await
}

/// The ticks of the rows whose label is one of these.
pub fn ticks_of(page: &Page, labels: &[&str]) -> Vec<String> {
    labels
        .iter()
        .map(|label| {
            let tag = page
                .html
                .split("<input type=\"checkbox\"")
                .find(|tag| tag.contains(&format!("aria-label=\"{label}\"")))
                .unwrap_or_else(|| panic!("no tick is called {label:?}: {}", page.text()));
            let value = tag.split("value=\"").nth(1).unwrap();
            value.split('"').next().unwrap().to_owned()
        })
        .collect()
}

/// Every tick that a page offers.
pub fn every_tick(page: &Page) -> Vec<String> {
    page.html
        .split("<input type=\"checkbox\"")
        .skip(1)
        .map(|tag| {
            let value = tag.split("value=\"").nth(1).unwrap();
            value.split('"').next().unwrap().to_owned()
        })
        .collect()
}

/// Accepts these ticks; the page that follows.
pub async fn accepts(officer: &Visitor, page: &Page, ticks: &[String]) -> Page {
    let mut form = page.form("/acceptance").with("act", "take");
    for tick in ticks {
        form.fields.push(("t".to_owned(), tick.clone()));
    }
    officer.send(&form).await
}

/// The office of secretary: Chi's.
pub fn keeper(foundation: &Foundation) -> &Visitor {
    &foundation.chi
}
