//! Two who can cast for one member: whose ballot counts, and what is stored of it.

use chrono::TimeDelta;
use commonhold::db::{Role, pool};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::{KIM, LOU, NIA, form, grants};
use crate::rolls::refused;
use crate::rulebook::{adopts, saves};
use crate::secrecy::dump;
use crate::support::election::{Foundation, Place, Plan, Poll, Slip, filled, with_fresh_key};
use crate::support::{Visitor, World};

/// One column of text, of every row.
async fn texts(conn: &mut AsyncPgConnection, sql: &str) -> Vec<String> {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        it: String,
    }
    let rows: Vec<Row> = diesel::sql_query(sql).load(conn).await.unwrap();
    rows.into_iter().map(|row| row.it).collect()
}

/// What a table of the database holds of one member's ballot while the poll is open,
/// with the members' names replaced so that two of them can be compared.
async fn stored(conn: &mut AsyncPgConnection, member: &str) -> Vec<String> {
    let of = format!(
        "SELECT e.entitlement FROM roll_entitlements e JOIN memberships m ON m.id = e.membership_id
         JOIN party_records r ON r.party = m.party WHERE r.name = '{member}'"
    );
    texts(
        conn,
        &format!(
            "SELECT 'envelope ' || s.seq || ' ' || octet_length(s.ct) AS it FROM envelopes s WHERE s.entitlement IN ({of})
             UNION ALL
             SELECT 'mark ' || octet_length(k.salt) || ' ' || octet_length(k.tag) FROM cast_marks k WHERE k.entitlement IN ({of})
             UNION ALL
             SELECT 'answer ' || octet_length(c.session) FROM cast_receipts c WHERE c.entitlement IN ({of})
             UNION ALL
             SELECT l.kind || ' to ' || CASE WHEN a.address LIKE 'lou@%' THEN 'the holder' ELSE 'the member' END
             FROM outbox_letters l JOIN accounts a ON a.id = l.account
             JOIN proxies x ON x.number = (l.parameters ->> 'proxy')::integer
             WHERE l.kind = 'cast_under_proxy'
               AND x.membership IN (SELECT e.membership_id FROM roll_entitlements e WHERE e.entitlement IN ({of}))
             ORDER BY 1"
        ),
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_s_own_ballot_stands_and_nothing_stored_tells_who_cast() {
    let Some(mut world) = World::start_unlimited("2026-08-20 09:00:00").await else {
        return;
    };
    let foundation = Foundation::found(Place::of_world(&mut world).await).await;
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let [kim, lou, nia]: [Visitor; 3] = foundation
        .sign_in_all(&[KIM, LOU, NIA])
        .await
        .try_into()
        .ok()
        .unwrap();
    grants(&kim, "Kim Abara", LOU, "").await;
    grants(&nia, "Nia Dossou", LOU, "").await;
    let of_nia = poll.ballot(&lou, "Nia Dossou").await;

    // The holder votes for one, the other votes herself.
    let lous = poll.cast(&lou, "Kim Abara", &[("r1", "01")]).await;
    poll.cast(&nia, "Nia Dossou", &[("r2", "01")]).await;
    let app = world.address("commonhold_app");
    let mut conn = pool::connect(&app).await.unwrap();
    let kims = stored(&mut conn, "Kim Abara").await;
    assert_eq!(kims, stored(&mut conn, "Nia Dossou").await);
    assert!(
        kims.contains(&"cast_under_proxy to the holder".to_owned())
            && kims.contains(&"cast_under_proxy to the member".to_owned()),
        "{kims:?}"
    );
    let sessions = "SELECT 'told' AS it FROM cast_receipts r
        WHERE EXISTS (SELECT FROM session_tokens t WHERE r.session IN (t.token_hash, sha256(t.token_hash)))
           OR EXISTS (SELECT FROM sessions s WHERE r.session IN (uuid_send(s.id), sha256(uuid_send(s.id))))";
    let sessions = texts(&mut conn, sessions).await;
    assert_eq!(sessions, Vec::<String>::new());
    // The order of the letters of one cast is that of the accounts, whoever cast.
    let order = "SELECT l.kind AS it FROM outbox_letters l
        JOIN outbox_letters n ON n.number = l.number + 1 AND n.kind = l.kind AND n.parameters = l.parameters
        WHERE l.kind = 'cast_under_proxy' AND n.account < l.account";
    assert_eq!(texts(&mut conn, order).await, Vec::<String>::new());
    // Neither does a whole dump hold any session beside a cast.
    let dumped = String::from_utf8_lossy(&dump(&world).await).into_owned();
    let hashes = texts(
        &mut conn,
        "SELECT encode(sha256(uuid_send(id)), 'hex') AS it FROM sessions",
    )
    .await;
    assert!(!hashes.is_empty());
    let of_casts = dumped
        .split("COPY public.")
        .filter(|table| {
            ["cast_receipts ", "cast_marks ", "envelopes "]
                .iter()
                .any(|name| table.starts_with(name))
        })
        .collect::<Vec<_>>();
    assert_eq!(of_casts.len(), 3);
    for table in of_casts {
        let rows = table.split("\n\\.").next().unwrap();
        assert!(hashes.iter().all(|hash| !rows.contains(hash)), "{rows}");
    }

    // The holder does not replace what the member cast, neither by a page opened
    // before nor by a fresh one; the member replaces what the holder cast.
    let late = lou
        .send(&with_fresh_key(&filled(of_nia.clone(), &[("r1", "01")])))
        .await;
    assert_eq!(late.status, 409, "{}", late.text());
    let words = "Nia Dossou has voted themselves in this vote.";
    assert!(late.text().contains(words), "{}", late.text());
    let fresh = lou.get(&of_nia.action).await;
    assert_eq!(fresh.status, 409);
    assert!(fresh.text().contains(words), "{}", fresh.text());
    let own = poll.cast(&kim, "Kim Abara", &[("r3", "01")]).await;
    let path = poll.ballot_path(&lou, "Kim Abara").await;
    assert_eq!(lou.get(&path).await.status, 409);
    // The member goes on replacing her own.
    let last = poll.cast(&kim, "Kim Abara", &[("r4", "01")]).await;
    // Who has given no proxy before they vote keeps their ballot from a later holder.
    let max = foundation.place.sign_in(super::MAX).await;
    poll.cast(&max, "Max Celik", &[("r1", "01")]).await;
    grants(&max, "Max Celik", LOU, "").await;
    let path = poll.ballot_path(&lou, "Max Celik").await;
    assert_eq!(lou.get(&path).await.status, 409);
    // What both know is that a ballot is in.
    let page = lou.get("/me").await.text();
    assert!(page.contains("For Nia Dossou, by proxy"), "{page}");

    world.advance(TimeDelta::hours(3));
    poll.closes(&kim).await;
    let live = poll.file(&kim, "live.jsonl").await;
    let is_live = |slip: &Slip| live.contains(&slip.digest());
    assert!(is_live(&last) && !is_live(&own) && !is_live(&lous));
    crate::support::eventually("no mark left", async || {
        let mut conn = pool::connect(&app).await.unwrap();
        let left = texts(&mut conn, "SELECT 'left' AS it FROM cast_marks").await;
        left.is_empty().then_some(())
    })
    .await;
    // The effect is a figure, withheld where it is about few.
    let page = kim.get(&format!("/polls/{}", poll.number)).await.text();
    assert!(
        page.contains("For how many members a proxy was in effect at the close is not said"),
        "{page}"
    );
    let at_close = format!("SELECT proxies_at_close('{}')::text AS it", uuid_of(&poll));
    assert_eq!(texts(&mut conn, &at_close).await, ["3"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_cast_at_once_the_member_s_ballot_counts() {
    let Some(mut world) = World::start_unlimited("2026-08-20 09:00:00").await else {
        return;
    };
    let foundation = Foundation::found(Place::of_world(&mut world).await).await;
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let [kim, lou]: [Visitor; 2] = foundation
        .sign_in_all(&[KIM, LOU])
        .await
        .try_into()
        .ok()
        .unwrap();
    grants(&kim, "Kim Abara", LOU, "").await;
    let hers = filled(poll.ballot(&kim, "Kim Abara").await, &[("r1", "01")]);
    let his = filled(poll.ballot(&lou, "Kim Abara").await, &[("r2", "01")]);
    let (own, other) = tokio::join!(kim.send(&hers), lou.send(&his));
    assert_eq!(own.status, 200, "{}", own.text());
    assert!(
        [200, 409].contains(&other.status.as_u16()),
        "{}",
        other.text()
    );
    // Whoever was first: hers stands, and he does not replace it.
    let fresh = lou.get(&his.action).await;
    assert_eq!(fresh.status, 409, "{}", fresh.text());
    let again = lou.send(&with_fresh_key(&his)).await;
    assert_eq!(again.status, 409, "{}", again.text());
    world.advance(TimeDelta::hours(3));
    poll.closes(&kim).await;
    let live = poll.file(&kim, "live.jsonl").await;
    assert!(live.contains(&Slip::read(&own).digest()), "{live}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_representative_gives_the_organisation_s_proxy_and_nobody_holds_more_than_the_rule_allows()
 {
    const MEMBERS: &str = "[[rule]]\nkey = \"proxies.members\"";
    let (_app, foundation) = crate::acts::room::founded().await;
    let one = format!(
        "[[rule]]\nkey = \"proxies.max_per_holder\"\nvalue = 1\ndocument = \"bylaws\"\nsection = \"3.8\"\n\
         text = \"One each.\"\nsource = \"A test.\"\ncounsel = false\n\n{MEMBERS}"
    );
    let saved = saves(&foundation.chi, MEMBERS, &one).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    adopts(&foundation).await;
    foundation.certify_roll().await;
    let [ravi, kim, lou]: [Visitor; 3] = foundation
        .sign_in_all(&["ravi@mail.example", KIM, LOU])
        .await
        .try_into()
        .ok()
        .unwrap();
    grants(&ravi, "Nordlicht Hosting", LOU, "").await;
    let refused = kim.send(&form(&kim, "Kim Abara", LOU).await).await;
    assert_eq!(refused.status, 422);
    let said = refused.text();
    let sentence = "already votes for one member, and more are not allowed (Bylaws § 3.8)";
    assert!(said.contains(sentence), "{said}");
    // The form comes back filled.
    assert!(refused.html.contains(LOU), "{}", refused.html);
    grants(&kim, "Kim Abara", super::MAX, "").await;

    // The holder casts with the organisation's votes, and not with those of a stranger.
    let poll = Poll::open(&foundation, &Plan::default()).await;
    poll.cast(&lou, "Nordlicht Hosting", &[("r1", "01")]).await;
    let kims = poll.ballot_path(&kim, "Kim Abara").await;
    assert_eq!(lou.get(&kims).await.status, 403);
}

fn uuid_of(poll: &Poll) -> String {
    poll.id.to_string()
}

/// The certifier reads none of it.
#[tokio::test(flavor = "multi_thread")]
async fn whether_a_member_voted_themselves_is_read_by_the_server_alone() {
    let (app, foundation) = super::founded().await;
    let kim = foundation.place.sign_in(KIM).await;
    grants(&kim, "Kim Abara", LOU, "Yes, please.").await;
    for role in [Role::Certifier, Role::Auditor, Role::Sequencer] {
        let mut conn = pool::connect(&app.database.address(role)).await.unwrap();
        for sql in [
            "SELECT tag FROM cast_marks",
            "SELECT instructions FROM proxies",
            "SELECT content FROM proxy_papers",
        ] {
            let by = refused(&mut conn, sql).await;
            assert!(by.contains("permission denied"), "{role:?} {sql}: {by}");
        }
    }
}
