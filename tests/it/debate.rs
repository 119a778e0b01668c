//! The debate on a motion: who reads and speaks, versions of what was said, what is
//! folded away, who is told.

use commonhold::db::Role;

use crate::acts::room::{bare, founded, refuses};
use crate::auditor::export::reads_back;
use crate::motion_rows::{Draft, Rows, person};
use crate::support::election::{ADA, BEN, CHI};
use crate::support::{Form, Page, TestApp};

const KIM: &str = "kim@mail.example";
const BUDGET: Draft<'static> = Draft {
    body: "founders",
    title: "Mirror budget",
    text: "The mirrors get 900 euros.",
    confidential: "",
};

async fn rows(app: &TestApp) -> Rows {
    Rows::of(&app.database.address(Role::App)).await
}

/// The form of a post's version, by the post's address.
fn edit_of(page: &Page) -> String {
    let forms = page.forms();
    let form = forms
        .iter()
        .find(|form| form.fields.iter().any(|(name, _)| name == "version"));
    form.expect("an own post").action.clone()
}

/// A form that the page does not offer, filled.
fn forged(page: &Page, action: &str, values: &[(&str, &str)]) -> Form {
    let mut form = bare(page, action);
    for (name, value) in values {
        form.fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    form
}

#[tokio::test(flavor = "multi_thread")]
async fn the_body_speaks_in_versions_and_folding_away_is_public() {
    let (app, foundation) = founded().await;
    let mut rows = rows(&app).await;
    let number = rows.submits(CHI.1, &BUDGET).await;
    let address = format!("/motions/{number}/posts");
    let (chi, ada, ben) = (&foundation.chi, &foundation.ada, &foundation.ben);

    let page = ada.get(&address).await;
    refuses(&page, 200, "Nobody has said anything yet.");
    refuses(&page, 200, "No rule says who reads debates");
    for (text, fault) in [
        ("  ".to_owned(), "Write what you want to say."),
        ("x".repeat(8001), "Keep it within 8,000 characters."),
    ] {
        let back = ada
            .submit(&page, "/posts", &[("stance", "for"), ("text", &text)])
            .await;
        refuses(&back, 422, fault);
        if !text.trim().is_empty() {
            assert_eq!(back.form("/posts").value("text"), Some(text.as_str()));
        }
    }
    let mirrors = [
        ("stance", "for"),
        ("text", "Mirrors are **useful**. <b>x</b>"),
    ];
    let said = ada.submit(&page, "/posts", &mirrors).await;
    // Sent twice it is said once.
    let again = ada.submit(&page, "/posts", &mirrors).await;
    assert_eq!(
        again.text().matches("Mirrors are useful").count(),
        1,
        "its words stand in order; its side only names who spoke"
    );
    assert!(again.html.contains("id=\"debate-side-for\""));
    assert!(said.html.contains("<strong>useful</strong>") && !said.html.contains("<b>x</b>"));
    let page = ben.get(&address).await;
    let against = [("stance", "against"), ("text", "They cost too much.")];
    ben.submit(&page, "/posts", &against).await;
    let neither = [("stance", ""), ("text", "What did they cost last year?")];
    let page = chi.get(&address).await;
    let all = chi.submit(&page, "/posts", &neither).await;
    let html = &all.html;
    let order: Vec<usize> = ["debate-side-for", "debate-side-against", "class=\"posts\""]
        .iter()
        .map(|mark| html.find(mark).unwrap())
        .collect();
    assert!(order.is_sorted(), "{order:?}");

    // Another's post is changed by nobody else.
    let own = ada.get(&address).await;
    let action = edit_of(&own);
    let forged = self::forged(
        &ben.get(&address).await,
        &action,
        &[("version", "1"), ("text", "Mine now.")],
    );
    refuses(
        &ben.send(&forged).await,
        409,
        "A post is changed by whoever wrote it.",
    );
    let changed = [("text", "Mirrors are useful and cheap.")];
    let edited = ada.submit(&own, &action, &changed).await;
    refuses(&edited, 200, "earlier versions");
    // From the older window.
    let late = ada
        .submit(&own, &action, &[("text", "Something else.")])
        .await;
    refuses(&late, 409, "You changed this post meanwhile");
    let versions = ben.get(&format!("{action}/versions")).await;
    refuses(&versions, 200, "Mirrors are useful and cheap.");
    refuses(&versions, 200, "Version 1,");
    assert!(versions.html.contains("<strong>useful</strong>"));

    // The secretary folds away; nobody else.
    let folded = [("reason", "It names somebody.")];
    let moderation = format!("{action}/moderation");
    assert!(!ada.get(&address).await.html.contains(&moderation));
    let forged = self::forged(
        &ada.get(&address).await,
        &moderation,
        &[("reason", "No"), ("hidden", "1")],
    );
    assert_eq!(ada.send(&forged).await.status, 403);
    let page = chi.get(&address).await;
    refuses(
        &chi.submit(&page, &moderation, &[("reason", " ")]).await,
        409,
        "Say why, within 300 characters",
    );
    chi.submit(&page, &moderation, &folded).await;
    let hidden = ben.get(&address).await;
    refuses(&hidden, 200, "Folded away by Chi Moreau");
    refuses(&hidden, 200, "It names somebody.");
    assert_eq!(
        hidden.text().matches("Mirrors are useful").count(),
        1,
        "folded away, and readable"
    );
    // Its side names her no longer.
    refuses(&hidden, 200, "Nothing yet.");
    let page = chi.get(&address).await;
    let back = [("reason", "It does not.")];
    let shown = chi.submit(&page, &moderation, &back).await;
    assert!(!shown.text().contains("Folded away by"));

    // When the result is known the debate is over.
    rows.votes(&number, CHI.1, ADA.1, "yes").await;
    let open = ada.get(&address).await;
    let entry = rows.declares(&number, CHI.1, true).await;
    crate::minutes::confirms(ada, &entry).await;
    refuses(
        &ada.submit(&open, "/posts", &mirrors_again()).await,
        409,
        "the debate is over",
    );
    let over = ada.get(&address).await;
    assert!(over.forms().iter().all(|form| form.action != address));
    refuses(&over, 200, "They cost too much.");

    reads_back(
        &foundation,
        &[
            ("motions", "Mirror budget"),
            ("motion-texts", "The mirrors get 900 euros."),
            ("motion-steps", "adopt"),
            ("motion-questions", "roll_call"),
            ("motion-votes", "Ben Lindqvist"),
            ("motion-posts", "against"),
            ("motion-post-texts", "Mirrors are useful and cheap."),
            ("motion-moderations", "It names somebody."),
            ("motion-follows", "Ada Okafor"),
        ],
    )
    .await;
}

fn mirrors_again() -> [(&'static str, &'static str); 2] {
    [("stance", ""), ("text", "One more word.")]
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_rule_a_debate_is_the_bodys_and_the_members_own_the_members() {
    let (app, foundation) = founded().await;
    let mut rows = rows(&app).await;
    let of_body = rows.submits(CHI.1, &BUDGET).await;
    let of_members = Draft {
        body: "members",
        ..BUDGET
    };
    let of_members = rows.submits(CHI.1, &of_members).await;
    let (body, members) = (
        format!("/motions/{of_body}/posts"),
        format!("/motions/{of_members}/posts"),
    );
    let reader = foundation.place.visitor();
    for address in [&body, &members] {
        let page = reader.get(address).await;
        assert!(page.path.starts_with("/sign-in?next="), "{}", page.path);
    }
    let kim = foundation.place.sign_in(KIM).await;
    refuses(
        &kim.get(&body).await,
        403,
        "This debate is not open to you.",
    );
    let page = kim.get(&members).await;
    let said = [("stance", "against"), ("text", "Members pay enough.")];
    refuses(
        &kim.submit(&page, "/posts", &said).await,
        200,
        "Members pay enough.",
    );
    // A membership that has run out has no word.
    let pia = foundation.place.sign_in("pia@mail.example").await;
    assert_eq!(pia.get(&members).await.status, 403);
    // What is confidential stays with the body, whatever else.
    let secret = Draft {
        body: "members",
        confidential: "Bylaws § 4.14",
        ..BUDGET
    };
    let secret = rows.submits(CHI.1, &secret).await;
    // Nobody else is told that there is one, nor of a draft.
    let draft = rows
        .drafts(
            CHI.1,
            &Draft {
                body: "members",
                title: "Sell the mirrors",
                ..BUDGET
            },
        )
        .await;
    for closed in [secret.as_str(), draft.as_str(), "999"] {
        let address = format!("/motions/{closed}/posts");
        for outsider in [&kim, &reader] {
            let page = outsider.get(&address).await;
            assert_eq!(page.status, 404, "{address}");
            assert!(!page.text().contains("mirrors"), "{}", page.text());
        }
    }
    for closed in [&secret, &draft] {
        let page = foundation
            .chi
            .get(&format!("/motions/{closed}/posts"))
            .await;
        assert_eq!(page.status, 200, "{closed}");
    }
    // What they said and follow is theirs to take away.
    let file = kim.get("/me/data/data.json").await;
    assert!(file.html.contains("Members pay enough."), "{}", file.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn followers_are_told_of_posts_once_an_hour_and_of_each_step() {
    let (app, foundation) = founded().await;
    let mut rows = rows(&app).await;
    let number = rows.submits(CHI.1, &BUDGET).await;
    let address = format!("/motions/{number}/posts");
    let (chi, ada, ben) = (&foundation.chi, &foundation.ada, &foundation.ben);
    let page = ben.get(&address).await;
    refuses(&page, 200, "You get no letters about this motion.");
    let followed = ben.submit(&page, "/follow", &[]).await;
    refuses(&followed, 200, "You get a letter when this motion moves");
    for text in ["One.", "Two.", "Three."] {
        let page = ada.get(&address).await;
        ada.submit(&page, "/posts", &[("stance", "for"), ("text", text)])
            .await;
    }
    let subject = format!("Motion {number}: Mirror budget");
    let mail = foundation.place.mail();
    let letter = mail.arrives(BEN.1, &subject).await;
    assert!(letter.body.contains("Something was said in the debate"));
    assert!(
        letter
            .links()
            .iter()
            .any(|link| link.ends_with(&format!("/motions/{number}")))
    );
    // Ada spoke, hence follows, and is told of what others say.
    let page = chi.get(&address).await;
    let words = [("stance", ""), ("text", "Four.")];
    chi.submit(&page, "/posts", &words).await;
    mail.arrives(ADA.1, &subject).await;

    let step = async |rows: &mut Rows, what| {
        let id = format!("SELECT id::text AS it FROM motions WHERE number = {number}");
        let id = rows.said(&id).await.parse().unwrap();
        commonhold::debate::store::tell_followers(&mut rows.db, id, what)
            .await
            .unwrap();
    };
    use commonhold::outbox::model::MotionNews;
    step(&mut rows, MotionNews::Move).await;
    // Who stops is told nothing more.
    let page = ben.get(&address).await;
    ben.submit(&page, "/follow", &[]).await;
    step(&mut rows, MotionNews::Second).await;
    let kim = person(KIM);
    rows.run(&format!(
        "INSERT INTO motion_follows (motion, person, follows) SELECT id, {kim}, true FROM motions WHERE number = {number}"
    ))
    .await;
    step(&mut rows, MotionNews::Put).await;
    let told = |address: &str| {
        format!(
            "SELECT coalesce(string_agg(l.parameters ->> 'news', ' ' ORDER BY l.number), '') AS it
             FROM outbox_letters l JOIN accounts a ON a.id = l.account WHERE l.kind = 'motion_news' AND a.address = '{address}'"
        )
    };
    assert_eq!(rows.said(&told(BEN.1)).await, "posts move");
    assert_eq!(rows.said(&told(ADA.1)).await, "posts move second put");
    assert_eq!(rows.said(&told(CHI.1)).await, "move second put");
    // A follower to whom it is not open is told nothing.
    assert_eq!(rows.said(&told(KIM)).await, "");
}
