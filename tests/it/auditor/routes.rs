//! Every act of officers, tried by an auditor.

use std::fs;
use std::path::{Path, PathBuf};

use reqwest::multipart::Form as Multipart;

use super::auditor;
use crate::support::election::{Foundation, NO_LIMITS, Place};
use crate::support::{TestApp, Visitor};

/// Every address of the officers' room to which the source lets somebody post.
fn acts_of_officers() -> Vec<String> {
    let mut acts = Vec::new();
    let mut folders: Vec<PathBuf> = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for piece in text.split(".route(").skip(1) {
                let Some((_, rest)) = piece.split_once('"') else {
                    continue;
                };
                let (address, rest) = rest.split_once('"').unwrap();
                let handler = rest.trim_start_matches([',', ' ', '\n']);
                if address.starts_with("/room") && handler.starts_with("web::post()") {
                    acts.push(address.to_owned());
                }
            }
        }
    }
    acts
}

/// An address with something in each of its places.
fn filled(address: &str) -> String {
    let places = address.split('/').map(|place| match place {
        "{number}" | "{version}" | "{year}" | "{challenge}" | "{complaint}" => "1",
        place if place.starts_with('{') => "7c9e6679-7425-40de-944b-e07fc1f90ae7",
        place => place,
    });
    places.collect::<Vec<_>>().join("/")
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
