//! Every act of officers, tried by an auditor.

use reqwest::multipart::Form as Multipart;

use super::auditor;
use crate::doors::source::{Asked, filled, routes};
use crate::support::election::{Foundation, NO_LIMITS, Place};
use crate::support::{TestApp, Visitor};

/// Every address of the officers' room to which the source lets somebody post.
fn acts_of_officers() -> Vec<String> {
    routes()
        .into_iter()
        .filter(|(address, asked)| address.starts_with("/room") && *asked == Asked::Post)
        .map(|(address, _)| address)
        .collect()
}

async fn posted(visitor: &Visitor, address: &str, csrf: &str, in_parts: bool) -> (u16, String) {
    let request = visitor.client().post(visitor.address(address));
    let request = if in_parts {
        request.multipart(Multipart::new().text("csrf", csrf.to_owned()))
    } else {
        request.form(&[("csrf", csrf)])
    };
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_does_none_of_the_officers_acts() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.certify_roll().await;
    let nia = auditor(&foundation).await;
    let csrf = nia.get("/audit").await.form("/language");
    let csrf = csrf.value("csrf").unwrap().to_owned();
    let acts = acts_of_officers();
    assert!(acts.len() > 20, "the routes were not found: {acts:?}");
    for act in acts {
        let address = filled(&act);
        let mut answers = Vec::new();
        for in_parts in [false, true] {
            answers.push(posted(&nia, &address, &csrf, in_parts).await);
        }
        // A form of the other kind may be refused before anybody asks who sent it.
        let by_office =
            |(status, text): &(u16, String)| *status == 403 && text.contains("You are an auditor");
        assert!(answers.iter().any(by_office), "{act}: {answers:?}");
        let refused = |(status, _): &(u16, String)| (400..500).contains(status);
        assert!(answers.iter().all(refused), "{act}: {answers:?}");
    }
}
