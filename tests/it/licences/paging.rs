//! Licences of each direction are read a page at a time, down to the first.

use diesel_async::SimpleAsyncConnection;

use crate::acts::room::{founded, refuses};
use crate::permits::asset;

/// As many given as fill a page and begin another, and one that is had.
const MANY: &str = "\
    ALTER TABLE licences DISABLE TRIGGER USER; \
    INSERT INTO licences (id, number, direction, counterparty, title, assets, scope, territory, field_of_use, exclusive, \
                          sublicensable, starts_on, quality, inspection, termination, governing_law, takes_two, terms, entered_by, recorded_at) \
    SELECT gen_random_uuid(), g, CASE g WHEN 1 THEN 'in' ELSE 'out' END, 'Licensee ' || g || '.', 'Use ' || g || '.', ARRAY[a.id], \
           'Use.', 'worldwide', '', false, false, '2020-01-01', '', false, '', '', false, '\\x7b7d', \
           (SELECT person FROM office_terms WHERE office = 'secretary' LIMIT 1), now() \
    FROM assets a, generate_series(1, 53) g";

#[tokio::test(flavor = "multi_thread")]
async fn licences_are_read_a_page_at_a_time() {
    let (app, foundation) = founded().await;
    asset(&app, "trademark", "TAMARACK", "owned").await;
    let mut superuser = app.database.administrator().await;
    superuser.batch_execute(MANY).await.unwrap();
    let reader = foundation.place.visitor();
    for (visitor, path) in [(&reader, "/licences"), (&foundation.chi, "/room/licences")] {
        let first = visitor.get(path).await;
        for there in ["Licensee 53.", "Licensee 4.", "Licensee 1."] {
            refuses(&first, 200, there);
        }
        assert!(!first.text().contains("Licensee 3."));
        let second = visitor.get(&first.link("Older licences")).await;
        for there in ["Licensee 3.", "Licensee 2."] {
            refuses(&second, 200, there);
        }
        // The page goes on with one direction, and leads back to both.
        for elsewhere in ["Licensee 4.", "Licensee 1.", "Older licences"] {
            assert!(!second.text().contains(elsewhere), "{}", second.text());
        }
        assert_eq!(second.link("Back to the newest"), path);
        // What names no direction shows both from the newest.
        let both = visitor.get(&format!("{path}?before=4")).await;
        refuses(&both, 200, "Licensee 53.");
    }
}
