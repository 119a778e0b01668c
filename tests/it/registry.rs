//! The register of assets as people keep and read it.

mod custody;
mod domain;
mod incidents;
mod kinds;
mod many;
mod marks;
mod quarter;
mod register;
mod statements;
mod title;
mod twice;
mod uncounted;

use crate::support::{Page, Visitor};

/// Enters an asset of a kind; returns its room page.
pub async fn enters(officer: &Visitor, kind: &str, values: &[(&str, &str)]) -> Page {
    let path = format!("/room/registry/new/{kind}");
    fills(officer, &path, values).await
}

/// Fills the form at an address and sends it; returns what that leads to.
pub async fn fills(officer: &Visitor, path: &str, values: &[(&str, &str)]) -> Page {
    fills_with(officer, path, values, &[]).await
}

/// The same with a file.
pub async fn fills_with(
    officer: &Visitor,
    path: &str,
    values: &[(&str, &str)],
    files: &[(&str, &[u8])],
) -> Page {
    let page = officer.get(path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.text());
    let action = path.split('?').next().unwrap_or_default();
    let mut form = page.form(action);
    for (name, value) in values {
        form = form.with(name, value);
    }
    officer.upload(&form, files).await
}

/// The word mark of these tests; the path of its room page.
pub async fn a_mark(officer: &Visitor) -> String {
    let page = enters(
        officer,
        "trademark",
        &[
            ("title", "TAMARACK"),
            ("verbal_element", "TAMARACK"),
            ("feature", "word"),
            ("reason", "Entered from the certificate."),
        ],
    )
    .await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.path.starts_with("/room/registry/"), "{}", page.path);
    page.path
}

/// A case of the mark in the United States; what its form leads to.
pub async fn a_case(officer: &Visitor, room: &str, values: &[(&str, &str)]) -> Page {
    let mut all = vec![
        ("office", "US"),
        ("route", "national"),
        ("basis", "1(a)"),
        ("application_no", "88812345"),
        ("filed_on", "2020-05-01"),
        ("registration_no", "6412345"),
        ("registered_on", "2021-06-08"),
        ("register", "principal"),
        ("case_state", "registered"),
        ("reason", "Entered from the certificate."),
    ];
    all.extend(values);
    fills(officer, &format!("{room}/do/case"), &all).await
}
