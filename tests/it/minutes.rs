//! Decisions as officers enter and confirm them.

use crate::support::{Page, Visitor};

/// An officer enters a decision for which everybody on the form's roster votes yes;
/// returns the decision's page, or the form that came back.
pub async fn enters(officer: &Visitor, form: &str, values: &[(&str, &str)]) -> Page {
    enters_voting(officer, form, "yes", values).await
}

/// The same where everybody votes so, but for those in `values`.
pub async fn enters_voting(
    officer: &Visitor,
    form: &str,
    vote: &str,
    values: &[(&str, &str)],
) -> Page {
    let page = officer.get(form).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let mut filled = page.form("/room/decisions");
    let voters: Vec<String> = filled
        .fields
        .iter()
        .map(|(name, _)| name.clone())
        .filter(|name| name.starts_with("vote_"))
        .collect();
    for voter in &voters {
        filled = filled.with(voter, vote);
    }
    for (name, value) in [
        ("title", "A decision"),
        ("decision", "It was decided as entered here."),
        ("matter", "ordinary"),
        ("outcome", "adopted"),
    ]
    .iter()
    .chain(values)
    {
        filled = filled.with(name, value);
    }
    officer.upload(&filled, &[]).await
}

/// Another officer confirms it; returns what the confirmation led to.
pub async fn confirms(officer: &Visitor, decision: &str) -> Page {
    let page = officer.get(decision).await;
    officer.submit(&page, "/confirmation", &[]).await
}

/// One enters it and another confirms it, and it counts.
pub async fn decide(
    enterer: &Visitor,
    confirmer: &Visitor,
    form: &str,
    values: &[(&str, &str)],
) -> Page {
    let entered = enters(enterer, form, values).await;
    assert!(
        entered.text().contains("entered, not confirmed yet"),
        "{} {}",
        entered.path,
        entered.text()
    );
    let decided = confirms(confirmer, &entered.path).await;
    assert_eq!(decided.status, 200, "{}", decided.text());
    assert!(decided.text().contains("✓ decided"), "{}", decided.text());
    decided
}

/// The board charters an election committee and appoints these two to it.
pub async fn charters_the_election_committee(chi: &Visitor, ada: &Visitor, members: [&str; 2]) {
    let charter = [
        ("target", ""),
        ("name", "Election committee"),
        ("charter", "It runs the elections of the board."),
        ("min_size", "2"),
    ];
    decide(chi, ada, "/room/decisions/new?act=charter", &charter).await;
    let seats = [
        ("target", "election-committee"),
        ("basis", "appointment"),
        ("address_1", members[0]),
        ("address_2", members[1]),
    ];
    decide(chi, ada, "/room/decisions/new?act=seat", &seats).await;
}
