//! The first pages a visitor meets, and the harness itself.

use crate::{
    chromium::Chromium,
    person::{PHONE, Person},
    support::TestApp,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_reads_the_front_page_on_a_phone() {
    let Some(chromium) = Chromium::start() else {
        return;
    };
    let app = TestApp::start().await;
    let visitor = Person::new(&chromium, "ground", "Visitor", &app.base_url, PHONE).await;
    visitor.opens("/").await;
    assert!(!visitor.names_of("heading").await.is_empty());
    assert_eq!(visitor.inspects("front page").await, Vec::<String>::new());
    visitor.console_is_quiet().await;
    visitor.leaves().await;
}
