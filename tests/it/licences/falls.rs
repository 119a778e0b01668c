//! What would fall if a licence ended that the foundation has: what it gives of the same asset.

use super::story::{a_second_keeper, confirms, controlled, form};
use crate::acts::room::{founded, refuses};
use crate::permits::{asset, ruled};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_licence_and_a_permission_fall_with_the_licence_they_rest_on() {
    let (app, foundation) = founded().await;
    asset(&app, "trademark", "HORNBEAM", "licensed_in").await;
    let (chi, ben) = (&foundation.chi, &foundation.ben);
    a_second_keeper(&foundation).await;
    let today = foundation.place.now.date_naive().to_string();
    let inbound = form(chi, &today)
        .await
        .with("direction", "in")
        .with("counterparty", "Open Systems Trust");
    let inbound = chi.send(&inbound).await;
    refuses(&inbound, 200, "The use of HORNBEAM (A-1)");
    assert!(!inbound.text().contains("Licence 2"), "{}", inbound.text());

    let given = chi.send(&controlled(form(chi, &today).await)).await;
    assert_eq!(given.path, "/room/licences/2", "{}", given.text());
    confirms(ben, &given.path).await;
    ruled(&foundation, "goods", "permission", "Policy § 4").await;
    let stranger = foundation.place.visitor();
    let asking = stranger
        .get("/may-i-use?mark=1&use=goods")
        .await
        .form("/may-i-use/requests")
        .with("holder", "named")
        .with("name", "Robin Sandor")
        .with("address", "robin@visitors.example")
        .with("words", "Fifty shirts for a fair.");
    stranger.upload(&asking, &[]).await;
    let request = chi.get("/room/permits/1").await;
    let values = [("verdict", "granted"), ("conditions", "At most 50 shirts.")];
    let granted = chi.submit(&request, "/decision", &values).await;
    refuses(&granted, 200, "Permission 1 in the public register");

    let page = chi.get(&inbound.path).await;
    let said = page.text();
    let (_, falls) = said.split_once("What would fall if it ended").unwrap();
    let (falls, _) = falls.split_once("Reviews").unwrap();
    for line in [
        "The use of HORNBEAM (A-1)",
        "Licence 2 Juniper Desktops: Computers",
        "Permission 1 HORNBEAM",
    ] {
        assert!(falls.contains(line), "{line:?} is not in: {falls}");
    }
}
