//! What members, candidates and the committee do over plain HTTP, each by the
//! forms they are given.

use crate::support::{Form, Page, Visitor, election::option_value};

/// Somebody nominates somebody as the member they are.
pub async fn nominates(who: &Visitor, nominee: &str) {
    let page = who.get("/elections/1/nominate").await;
    let form = page
        .form("/elections/1/nominations")
        .with("capacity", &option_value(&page, "Individual"))
        .with("nominee", nominee);
    let stands = who.send(&form).await;
    assert_eq!(stands.path, "/elections/1", "{}", stands.text());
}

/// A nominee accepts.
pub async fn accepts(who: &Visitor, statement: &str) {
    let page = who.get("/elections/1/nomination").await;
    let values = [("statement", statement), ("disclosures", "None")];
    let answered = who.submit(&page, "/elections/1/answers", &values).await;
    assert_eq!(answered.status, 200, "{}", answered.text());
}

/// The form of the committee's table with this id of its act.
fn act_form(page: &Page, act: &str) -> Form {
    page.forms()
        .into_iter()
        .find(|form| form.action.ends_with("/committee/acts") && form.value("act") == Some(act))
        .unwrap_or_else(|| panic!("no form for {act}: {}", page.text()))
}

/// One of the committee proposes an act that needs no more, another confirms it.
pub async fn acts(proposer: &Visitor, confirmer: &Visitor, act: &str) {
    let page = proposer.get("/elections/1/committee").await;
    let proposed = proposer.send(&act_form(&page, act)).await;
    assert_eq!(
        proposed.path,
        "/elections/1/committee",
        "{}",
        proposed.text()
    );
    confirms(confirmer).await;
}

/// One of the committee proposes that a nominee is eligible, another confirms.
pub async fn finds(proposer: &Visitor, confirmer: &Visitor, name: &str) {
    let page = proposer.get("/elections/1/committee").await;
    let form = page
        .forms()
        .into_iter()
        .find(|form| {
            let has = |wanted: &str| form.fields.iter().any(|(field, _)| field == wanted);
            has("person") && has("reason")
        })
        .unwrap_or_else(|| panic!("no form about nominees: {}", page.text()))
        .with("person", &option_value(&page, name))
        .with("act", "eligible");
    let proposed = proposer.send(&form).await;
    assert_eq!(
        proposed.path,
        "/elections/1/committee",
        "{}",
        proposed.text()
    );
    confirms(confirmer).await;
}

async fn confirms(who: &Visitor) {
    let page = who.get("/elections/1/committee").await;
    let done = who.submit(&page, "/confirmation", &[]).await;
    assert_eq!(done.path, "/elections/1/committee", "{}", done.text());
}
