//! The register taken away as a file is whole, however many assets it has.

use diesel_async::SimpleAsyncConnection;

use super::{a_case, a_mark};
use crate::acts::room::{founded, refuses};

/// More than are read at a time.
const MANY: &str = "\
    ALTER TABLE assets DISABLE TRIGGER USER; ALTER TABLE asset_versions DISABLE TRIGGER USER; \
    WITH made AS (INSERT INTO assets (id, kind, recorded_at) \
                  SELECT gen_random_uuid(), 'contract', now() FROM generate_series(1, 1101) RETURNING id, number) \
    INSERT INTO asset_versions (asset, version, title, holding, owner, state, protected, open, identifiers, details, entered_by, \
                                reason, recorded_at) \
    SELECT m.id, 1, 'Contract ' || m.number, 'owned', 'Tamarack OS Foundation', 'active', false, true, '{}', '{}', \
           (SELECT person FROM office_terms WHERE office = 'secretary' LIMIT 1), 'Entered', now() FROM made m";

#[tokio::test(flavor = "multi_thread")]
async fn the_file_of_a_large_register_is_whole() {
    let (app, foundation) = founded().await;
    let reader = foundation.place.visitor();
    let json = async || -> serde_json::Value {
        let file = reader.get("/registry/register.json").await;
        assert_eq!(file.status, 200);
        serde_json::from_str(&file.html).unwrap()
    };
    assert_eq!(json().await["assets"].as_array().map(Vec::len), Some(0));
    let room = a_mark(&foundation.chi).await;
    a_case(&foundation.chi, &room, &[]).await;
    let alone = json().await["assets"][0].clone();
    let mut superuser = app.database.administrator().await;
    superuser.batch_execute(MANY).await.unwrap();
    let all = json().await;
    let assets = all["assets"].as_array().unwrap();
    assert_eq!(assets.len(), 1102);
    // Nothing of the first one is another's, and nobody comes twice.
    assert_eq!(assets[0], alone);
    assert_eq!(alone["cases"].as_array().map(Vec::len), Some(1));
    let mut labels: Vec<&str> = assets
        .iter()
        .filter_map(|asset| asset["asset"].as_str())
        .collect();
    labels.sort_unstable();
    labels.dedup();
    assert_eq!(labels.len(), 1102);
    let csv = reader.get("/registry/register.csv").await;
    assert_eq!(csv.html.lines().count(), 1103);
    assert_eq!(csv.html.matches("asset,kind,title").count(), 1);
    // The room counts up to a bound, and lists what is most urgent.
    let chi = &foundation.chi;
    let list = chi.get("/room/registry").await;
    refuses(&list, 200, "more than 1000 assets");
    let kept = chi.get("/room/registry/custody").await;
    refuses(&kept, 200, "And more: these are the most urgent.");
    let place = |label: &str| kept.text().find(label).unwrap();
    assert!(place("A-1:") < place("A-2:"));
}
