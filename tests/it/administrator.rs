//! Who runs the machine decides nothing: with the mail folder and without an
//! office, every route of the officers' room is shut; and even within the
//! sessions that mailed links give away, nothing is opened, unsealed or
//! certified without the officers' keys.

use std::collections::{BTreeSet, VecDeque};
use std::path::Path;

use chrono::{TimeDelta, Utc};
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

use crate::support::election::{ADA, BEN, CHI, Foundation, NO_LIMITS, Place, Plan, Poll};
use crate::support::{Form, TestApp, Visitor};

/// Every route of the officers' room, as the source has it: method and path.
fn room_routes() -> BTreeSet<(String, String)> {
    let mut routes = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            for piece in text.split(".route(").skip(1) {
                let Some((address, rest)) = piece
                    .split_once('"')
                    .and_then(|(_, rest)| rest.split_once('"'))
                else {
                    continue;
                };
                let method = match rest.find("web::").map(|at| &rest[at + 5..]) {
                    Some(rest) if rest.starts_with("get()") => "GET",
                    Some(rest) if rest.starts_with("post()") => "POST",
                    _ => continue,
                };
                if address.starts_with("/room") {
                    routes.insert((method.to_owned(), address.to_owned()));
                }
            }
        }
    }
    assert!(routes.len() > 30, "{routes:?}");
    routes
}

/// What nobody may bring about without officers' keys: how many of each there are.
async fn powers(app: &TestApp) -> Vec<i64> {
    #[derive(diesel::QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let mut conn = app.database.administrator().await;
    let mut counts = Vec::new();
    for table in [
        "roll_certifications",
        "poll_openings",
        "poll_unsealings",
        "poll_reveals",
        "poll_results",
        "poll_certifications",
        "poll_voidings",
        "poll_set_asides",
        "poll_destructions",
        "envelope_destructions",
        "key_rehearsals",
        "rulebook_versions",
        "officer_keys",
    ] {
        let sql = format!("SELECT count(*) AS n FROM {table}");
        let count: Count = diesel::sql_query(sql).get_result(&mut conn).await.unwrap();
        counts.push(count.n);
    }
    counts
}

/// Walks every page of the room that this session reaches and sends every form
/// on them as it stands, the first values chosen; returns how many were sent.
async fn tries_every_form(visitor: &Visitor) -> usize {
    let mut waiting = VecDeque::from(["/room".to_owned()]);
    let mut seen = BTreeSet::new();
    let mut sent = BTreeSet::new();
    while let Some(path) = waiting.pop_front() {
        if !seen.insert(path.clone()) || seen.len() > 200 {
            continue;
        }
        let page = visitor.get(&path).await;
        if page.status != 200 || !page.html.contains("<html") {
            continue;
        }
        let links = page.links().into_iter().map(|(_, target)| target);
        let inside = links.filter(|target| target.starts_with("/room"));
        waiting
            .extend(inside.map(|target| target.split('#').next().unwrap_or_default().to_owned()));
        for form in page.forms() {
            let is_new = form.action.starts_with("/room") && sent.insert(form.action.clone());
            if is_new && form.names.iter().any(|name| name == "csrf") {
                sends(visitor, &filled(form), &page.html).await;
            }
        }
    }
    sent.len()
}

/// The form with something in every field that has nothing.
fn filled(mut form: Form) -> Form {
    for name in form.names.clone() {
        if form.value(&name).is_none_or(str::is_empty) {
            let value = match name.as_str() {
                "address" => "max@mail.example",
                "reason" | "title" | "decision" => "The machine is mine.",
                _ => "1",
            };
            form = form.with(&name, value);
        }
    }
    form
}

async fn sends(visitor: &Visitor, form: &Form, html: &str) {
    // Every form of files stands with its encoding; the others are sent plain.
    let answer = if html.contains("multipart/form-data") {
        visitor.upload(form, &[]).await
    } else {
        visitor.send(form).await
    };
    assert!(
        !answer.status.is_server_error(),
        "{} {}",
        form.action,
        answer.text()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_runs_the_machine_opens_unseals_and_certifies_nothing() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let mut foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.certify_roll().await;
    foundation.propose_roll().await;
    foundation.place.now = Utc::now();
    let soon = Plan {
        closes: TimeDelta::seconds(12),
        ..Plan::default()
    };
    let closing = Poll::open(&foundation, &soon).await;
    let ready = Poll::draft(&foundation, &Plan::default()).await;
    ready.upload_keys(&foundation).await;
    closing.closes(&foundation.ada).await;
    let before = powers(&app).await;

    // As a member without an office: every route of the room is shut.
    let own = foundation.place.sign_in("max@mail.example").await;
    let me = own.get("/me").await;
    let csrf = me
        .forms()
        .iter()
        .find_map(|form| form.value("csrf").map(str::to_owned));
    let csrf = csrf.expect("every page has a form with a token");
    for (method, address) in room_routes() {
        for number in [closing.number, ready.number] {
            let path = address
                .replace("{number}", &number.to_string())
                .split('/')
                .map(|place| match place.starts_with('{') {
                    true => "1",
                    false => place,
                })
                .collect::<Vec<_>>()
                .join("/");
            let page = match method.as_str() {
                "GET" => own.get(&path).await,
                _ => {
                    let form = Form {
                        action: path.clone(),
                        fields: vec![("csrf".to_owned(), csrf.clone())],
                        ..Form::default()
                    };
                    let answer = own.send(&form).await;
                    // Where files are asked for, as a form with files.
                    match answer.status.as_u16() {
                        400 | 415 => own.upload(&form, &[]).await,
                        _ => answer,
                    }
                }
            };
            // An identity that is none is not found before anybody is asked who they are.
            let shut = page.status == 403 || (page.status == 404 && address.contains('{'));
            assert!(shut, "{method} {path}: {} {}", page.status, page.text());
        }
    }
    assert_eq!(powers(&app).await, before);

    // With the links of the mail folder: sessions of every officer, and no key.
    for (_, address) in [ADA, BEN, CHI] {
        let stolen = foundation.place.sign_in(address).await;
        let sent = tries_every_form(&stolen).await;
        assert!(sent > 3, "{address}: {sent} forms");
    }
    // What a second officer has to do about it, too.
    for (_, address) in [BEN, ADA] {
        tries_every_form(&foundation.place.sign_in(address).await).await;
    }
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    assert_eq!(powers(&app).await, before);
}
