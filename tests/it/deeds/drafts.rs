//! A deed as it is drafted: it says what it changes, is refused where it changes nothing or what
//! the register could not take up, and is withdrawn with a reason.

use diesel_async::SimpleAsyncConnection;

use crate::acts::room::refuses;
use crate::auditor::export::reads_back_as;
use crate::lock::Lock;
use crate::registry::enters;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deed_says_what_it_changes_and_is_withdrawn_with_a_reason() {
    let Some(lock) = Lock::found().await else {
        return;
    };
    lock.enters_assets().await;
    let chi = lock.chi();
    let path = "/room/registry/1/deeds/new/transfer";
    let page = chi.get(path).await;
    let nothing = [
        ("owner", "Tamarack OS Foundation"),
        ("instrument", "None"),
        ("reason", "Why not"),
    ];
    let page = chi.submit(&page, "/room/registry/1/deeds", &nothing).await;
    refuses(
        &page,
        422,
        "This is as the asset is now: a deed changes something.",
    );
    let page = chi
        .submit(
            &page,
            "/room/registry/1/deeds",
            &[("owner", ""), ("reason", "")],
        )
        .await;
    refuses(
        &page,
        422,
        "Say why, within 2,000 characters: board and members read it.",
    );
    refuses(&page, 422, "This cannot be empty.");
    takes_up_no_more_than_the_register(&lock).await;
    let deed = lock
        .proposes(
            1,
            "identify",
            &[
                ("title", "TAMARACK OS"),
                ("id_verbal_element", "TAMARACK OS"),
            ],
        )
        .await;
    let said = lock
        .world
        .visitor()
        .get(&format!("/deeds/{deed}"))
        .await
        .text();
    assert!(
        said.contains("Change what identifies it: TAMARACK"),
        "{said}"
    );
    assert!(said.contains("TAMARACK OS"), "{said}");
    // Nobody enters for another asset meanwhile what this one is to be known by.
    let squat = [
        ("title", "TAMARACK OS"),
        ("verbal_element", "Tamarack OS"),
        ("feature", "word"),
        ("reason", "Entered from the certificate."),
    ];
    refuses(
        &enters(chi, "trademark", &squat).await,
        422,
        "A deed is to give this name or number to another asset",
    );
    // Nor is a second deed proposed that gives it to another.
    let pine = [
        ("title", "PINE"),
        ("verbal_element", "PINE"),
        ("feature", "word"),
        ("reason", "Entered from the certificate."),
    ];
    let pine = enters(chi, "trademark", &pine).await.path;
    let form = chi.get(&format!("{pine}/deeds/new/identify")).await;
    let second = [
        ("title", "Tamarack OS"),
        ("id_verbal_element", "Tamarack OS"),
        ("reason", "It is called so."),
    ];
    let second = chi.submit(&form, &format!("{pine}/deeds"), &second).await;
    refuses(
        &second,
        422,
        "Another deed is to give this name or number to an asset",
    );
    // Nobody but an officer drafts one or sees the room.
    let pia = lock.foundation.place.sign_in("pia@mail.example").await;
    assert_eq!(pia.get("/room/registry/1/deeds/new").await.status, 403);
    let page = chi.get(&format!("/room/deeds/{deed}")).await;
    let page = chi.submit(&page, "/withdrawal", &[("reason", "")]).await;
    refuses(
        &page,
        422,
        "Say why it is withdrawn, within 500 characters.",
    );
    let page = chi
        .submit(&page, "/withdrawal", &[("reason", "The name stays")])
        .await;
    refuses(&page, 200, "✕ withdrawn");
    let all = lock.world.visitor().get("/deeds").await;
    refuses(&all, 200, "✕ withdrawn");
    let entered = enters(chi, "trademark", &squat).await;
    refuses(&entered, 200, "TAMARACK OS");
    let id = lock.said("SELECT id::text AS it FROM asset_deeds").await;
    reads_back_as(
        &lock.foundation,
        "sol@mail.example",
        &[
            (
                "asset-deeds",
                &format!("{{\"number\":{deed},\"deed\":\"{id}\",\"asset\":1,"),
            ),
            ("asset-deeds", r#""act":"identify","terms":{"#),
            (
                "asset-deed-withdrawals",
                &format!(
                    "{{\"deed\":{deed},\"reason\":\"The name stays\",\"withdrawn_by\":\"Chi Moreau\""
                ),
            ),
        ],
    )
    .await;
}

/// What the register could not take up at the end is refused before anybody decides it.
async fn takes_up_no_more_than_the_register(lock: &Lock) {
    let secretary = "(SELECT person FROM office_terms WHERE office = 'secretary' LIMIT 1)";
    let mut app = lock.connect("commonhold_app").await;
    app.batch_execute(&format!(
        "WITH c AS (INSERT INTO mark_cases (id, asset, office, route, opened_by) \
                    SELECT gen_random_uuid(), asset, 'EM', 'national', {secretary} FROM asset_now WHERE number = 1 RETURNING id) \
         INSERT INTO mark_case_versions (mark_case, version, basis, application_no, filed_on, registration_no, registered_on, register, \
                expires_on, state, status_code, status_on, entered_by, reason) \
         SELECT id, 1, '', '018000001', '2026-01-04', '', NULL, '', NULL, 'filed', '', NULL, {secretary}, 'Entered' FROM c"
    ))
    .await
    .unwrap();
    let filed = lock
        .said("SELECT mark_case::text AS it FROM mark_case_now WHERE office = 'EM'")
        .await;
    const NO_PLACE: &str =
        "The register could not take this up once board and members have decided it";
    const MARKS: &str = "/room/registry/1/deeds";
    const DOMAINS: &str = "/room/registry/2/deeds";
    let chi = lock.chi();
    let page = chi.get(&format!("{MARKS}/new/case")).await;
    let number = [
        ("mark_case", filed.as_str()),
        ("application_no", "018000001"),
        ("registration_no", "018000001"),
        ("state", "registered"),
        ("reason", "The office has registered it."),
    ];
    let page = chi.submit(&page, MARKS, &number).await;
    refuses(&page, 422, NO_PLACE);
    let long = "9".repeat(41);
    let page = chi
        .submit(&page, MARKS, &[("registration_no", long.as_str())])
        .await;
    refuses(&page, 422, "Keep it within 40 characters.");
    let blank = [("registration_no", ""), ("state", "gone")];
    let page = chi.submit(&page, MARKS, &blank).await;
    refuses(&page, 422, "Choose one of the list.");
    let page = chi.get(&format!("{DOMAINS}/new/identify")).await;
    let nameless = [("id_fqdn", ""), ("reason", "It needs no name.")];
    let page = chi.submit(&page, DOMAINS, &nameless).await;
    refuses(&page, 422, NO_PLACE);
}
