//! From "do I qualify?" to the letter that welcomes.

use futures_util::future::join_all;

use super::{application, applies, begins, form_with, screens, step, views, with_committee};
use crate::acts::room::{founded, refuses, text};
use crate::parties::party;

#[tokio::test(flavor = "multi_thread")]
async fn two_of_the_committee_bring_somebody_from_the_self_check_to_a_membership() {
    let (app, foundation, committee) = with_committee().await;
    let [kim, lou, _] = committee.as_slice() else {
        unreachable!()
    };
    let noor = begins(&foundation, "Noor Vázquez", "noor@mail.example").await;

    // A draft is kept, and read by nobody else.
    let page = noor.get("/join/apply/individual").await;
    let form = page
        .form("/join/apply/individual")
        .with("contribution", "Translations into Sami")
        .with("act", "keep");
    let kept = noor.send(&form).await;
    assert!(
        kept.html.contains("Translations into Sami"),
        "{}",
        kept.text()
    );
    refuses(
        &kim.get("/room/applications").await,
        200,
        "Nobody has applied yet",
    );

    // What is missing is said, and nothing typed is lost.
    let refused = applies(
        &noor,
        "individual",
        &[
            ("contribution", ""),
            ("links", "no address"),
            ("employer", "Fjord Data"),
        ],
    )
    .await;
    refuses(&refused, 422, "Say what you have contributed");
    refuses(
        &refused,
        422,
        "Give addresses like https://example.org/path",
    );
    assert!(refused.html.contains("Fjord Data"));

    let submitted = applies(
        &noor,
        "individual",
        &[
            ("contribution", "Translations into Sami since 2024"),
            ("links", "https://git.example/t"),
        ],
    )
    .await;
    refuses(&submitted, 200, "Received; nobody has taken it up yet");
    refuses(&submitted, 200, "to decide about it");
    assert_eq!(submitted.path, "/join/applications/1");
    app.mail()
        .arrives(
            "noor@mail.example",
            "Your application to Tamarack OS Foundation",
        )
        .await;
    // The same class is asked for once at a time, which is said in the applicant's language.
    for (language, sentence) in [
        ("de", "Für diese Klasse läuft schon ein Antrag."),
        ("en", "An application for this class is under way already"),
    ] {
        let page = noor.get("/join/apply").await;
        noor.submit(&page, "/language", &[("language", language)])
            .await;
        let twice = applies(&noor, "individual", &[("contribution", "The same again")]).await;
        refuses(&twice, 422, sentence);
    }

    refuses(
        &kim.get("/tasks").await,
        200,
        "Application 1 waits to be taken up",
    );
    refuses(&step(kim, 1, "take_up").await, 200, "under review");
    refuses(
        &kim.get("/tasks").await,
        200,
        "Application 1 waits for your view",
    );
    let early = views(kim, 1, "approve", "I know her work").await;
    refuses(&early, 200, "The views decide nothing yet");
    refuses(&early, 200, "No view yet from");
    let agreed = views(lou, 1, "approve", "").await;
    refuses(
        &agreed,
        200,
        "The views approve the application, by consensus",
    );
    assert!(!agreed.text().contains("No view yet from"));
    let unscreened = step(lou, 1, "approve").await;
    refuses(&unscreened, 422, "Nobody is admitted before a screening");
    refuses(&screens(kim, 1).await, 200, "nothing found");
    let approved = step(lou, 1, "approve").await;
    refuses(&approved, 200, "Individual: approved. Member no. 11");
    refuses(
        &approved,
        200,
        "2 for approving, 0 for declining, 0 to discuss, 0 recused, 1 without a view",
    );

    app.mail()
        .arrives(
            "noor@mail.example",
            "Welcome as a member of Tamarack OS Foundation",
        )
        .await;
    let me = noor.get("/me").await;
    refuses(&me, 200, "Member no. 11");
    let page = application(kim, 1).await;
    refuses(&page, 200, "Nothing: it is over");
    // Whoever is not of the foundation sees none of it.
    let stranger = begins(&foundation, "Sam Okoro", "sam@mail.example").await;
    assert_eq!(stranger.get("/join/applications/1").await.status, 404);
    assert_eq!(stranger.get("/room/applications/1").await.status, 403);
}

/// A question is asked and answered, the application withdrawn, or closed.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_is_answered_on_record() {
    let (_app, foundation, committee) = with_committee().await;
    let kim = &committee[0];
    let noor = begins(&foundation, "Noor Vázquez", "noor@mail.example").await;
    applies(&noor, "individual", &[("contribution", "Translations")]).await;
    step(kim, 1, "take_up").await;
    let silent = super::says(kim, 1, "ask", &[("words", "")]).await;
    refuses(&silent, 422, "Say it in words");
    let asked = super::says(
        kim,
        1,
        "ask",
        &[("words", "Under which name do you translate?")],
    )
    .await;
    refuses(&asked, 200, "waiting for the applicant’s answer");
    // While it waits nobody judges.
    let page = application(kim, 1).await;
    assert!(
        page.forms()
            .iter()
            .all(|form| !form.action.ends_with("/views"))
    );
    let own = noor.get("/join/applications/1").await;
    refuses(&own, 200, "Under which name do you translate?");
    refuses(
        &noor.get("/tasks").await,
        200,
        "Answer the question about your application no. 1",
    );
    let empty = noor.submit(&own, "/answers", &[("answer", "  ")]).await;
    refuses(&empty, 422, "Write your answer");
    let answered = noor
        .submit(&own, "/answers", &[("answer", "As nvazquez")])
        .await;
    refuses(&answered, 200, "Being looked at");
    refuses(
        &application(kim, 1).await,
        200,
        "The applicant answered: As nvazquez",
    );

    super::says(kim, 1, "ask", &[("words", "And since when?")]).await;
    let own = noor.get("/join/applications/1").await;
    let chi = &foundation.chi;
    let erasure = format!("{}/erasure", party(chi, "Noor Vázquez").await.path);
    refuses(
        &chi.get(&erasure).await,
        200,
        "Their application no. 1 is under way",
    );
    refuses(
        &step(kim, 1, "close").await,
        200,
        "closed, the applicant did not answer",
    );
    // What was closed without an answer is over, and keeps nobody from being erased.
    let over = chi.get(&erasure).await;
    refuses(&over, 200, "Erasing the data of Noor Vázquez");
    assert!(
        !over.text().contains("What stands in the way"),
        "{}",
        over.text()
    );
    let late = noor
        .submit(&own, "/answers", &[("answer", "Since 2020")])
        .await;
    refuses(&late, 422, "in another state by now");

    applies(
        &noor,
        "individual",
        &[("contribution", "Translations, since 2020")],
    )
    .await;
    let own = noor.get("/join/applications/2").await;
    let gone = noor.submit(&own, "/withdrawal", &[]).await;
    refuses(&gone, 200, "Withdrawn");
    refuses(
        &application(kim, 2).await,
        200,
        "withdrawn by the applicant",
    );
}

/// What members agree to is accepted with the application, or after the approval.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_a_member_before_everything_is_agreed_to() {
    let (app, foundation, committee) = with_committee().await;
    let [kim, lou, _] = committee.as_slice() else {
        unreachable!()
    };
    let noor = begins(&foundation, "Noor Vázquez", "noor@mail.example").await;
    applies(&noor, "individual", &[("contribution", "Translations")]).await;
    // It comes into force between application and approval.
    let chi = &foundation.chi;
    let page = chi.get("/room/agreements").await;
    let today = foundation.place.now.date_naive().to_string();
    let values = [
        ("key", "code-of-conduct"),
        ("title", "Code of conduct"),
        ("body", "Members are kind to each other."),
        ("in_force_from", today.as_str()),
        ("decision", "2"),
    ];
    let added = chi.submit(&page, "/room/agreements", &values).await;
    refuses(&added, 200, "Code of conduct");
    let read = foundation.place.visitor().get("/agreements").await;
    refuses(&read, 200, "Members are kind to each other.");
    let wrong = chi
        .submit(
            &page,
            "/room/agreements",
            &[("key", "Code of Conduct"), ("decision", "99")],
        )
        .await;
    refuses(&wrong, 422, "small letters and hyphens");
    refuses(&wrong, 422, "the number of the decision");

    step(kim, 1, "take_up").await;
    screens(kim, 1).await;
    views(kim, 1, "approve", "").await;
    views(lou, 1, "approve", "").await;
    let approved = step(kim, 1, "approve").await;
    refuses(&approved, 200, "Not agreed to yet: Code of conduct");
    app.mail().arrives("noor@mail.example", "is approved").await;
    let own = noor.get("/join/applications/1").await;
    refuses(&own, 200, "One thing is left");
    let form = own.form("/acceptances");
    let at = own.html.find("id=\"accept-").unwrap() + "id=\"accept-".len();
    let agreement = own.html[at..at + 36].to_owned();
    let member = noor.send(&form.with("accept", &agreement)).await;
    refuses(&member, 200, "You are member no. 11");
    // Who applies now accepts it with the form.
    let ola = &foundation.sign_in_all(&["tom@mail.example"]).await[0];
    let refused = applies(
        ola,
        "mirror",
        &[
            ("contribution", "A mirror"),
            ("mirror", "https://mirror.example/t/"),
        ],
    )
    .await;
    refuses(&refused, 422, "Members agree to this");
}

/// A hand that presses twice, or two tabs: one person, one account, and letters to them alone.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_for_the_link_several_times_at_once_becomes_one_person() {
    let (app, foundation) = founded().await;
    let visitor = foundation.place.visitor();
    let page = visitor.get("/join?who=person&did=translation").await;
    let form = page
        .form("/join/start")
        .with("name", "Noor Haddad")
        .with("address", "noor.haddad@mail.example");
    let sent = join_all((0..4).map(|_| visitor.send(&form))).await;
    for page in sent {
        assert_eq!(page.path, "/sign-in/sent", "{}", page.text());
    }
    let recorded = "SELECT (SELECT count(*) FROM party_records WHERE name = 'Noor Haddad') || ' ' || \
                    (SELECT count(*) FROM accounts a JOIN invitations i ON i.person = a.person \
                     WHERE a.address = 'noor.haddad@mail.example') AS it";
    assert_eq!(text(&app, recorded).await, "1 1");
    app.mail().arrives("noor.haddad@mail.example", "").await;
}

/// A form is one application, and one step of it, however often it is sent and how fast.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_sent_several_times_at_once_is_one_application_and_one_step() {
    let (app, foundation, committee) = with_committee().await;
    let kim = &committee[0];
    let noor = begins(&foundation, "Noor Vázquez", "noor@mail.example").await;
    let page = noor.get("/join/apply/individual").await;
    let form = page
        .form("/join/apply/individual")
        .with("act", "submit")
        .with("contribution", "Translations");
    let sent = join_all((0..4).map(|_| noor.send(&form))).await;
    for page in sent {
        assert_eq!(page.path, "/join/applications/1", "{}", page.text());
    }
    let page = application(kim, 1).await;
    let form = page
        .forms()
        .into_iter()
        .find(|form| form.action.ends_with("/steps"))
        .unwrap()
        .with("step", "take_up");
    let sent = join_all((0..4).map(|_| kim.send(&form))).await;
    for page in sent {
        refuses(&page, 200, "under review");
    }
    let page = application(kim, 1).await;
    let form = form_with(&page, "/steps", "step", "ask").with("words", "Under which name?");
    let sent = join_all((0..4).map(|_| kim.send(&form))).await;
    for page in sent {
        refuses(&page, 200, "waiting for the applicant’s answer");
    }
    app.mail()
        .arrives("noor@mail.example", "A question about your application")
        .await;
    let recorded = "SELECT (SELECT count(*) FROM applications) || ' ' || \
                    (SELECT count(*) FROM application_steps) || ' ' || \
                    (SELECT count(*) FROM outbox_letters WHERE kind = 'application_news') AS it";
    assert_eq!(text(&app, recorded).await, "1 2 2");
}

/// The link goes to whatever address somebody types, signed by the foundation, and greets by the
/// name beside it.
#[tokio::test(flavor = "multi_thread")]
async fn a_letter_to_a_stranger_holds_no_address_that_was_typed_as_a_name() {
    let (_app, foundation) = founded().await;
    let visitor = foundation.place.visitor();
    let page = visitor.get("/join?who=person&did=translation").await;
    for name in [
        "Claim it at evil.example/prize",
        "https://evil.example",
        "Write to mallory@evil.example",
        "evil.exam\u{200b}ple",
    ] {
        let typed = [("name", name), ("address", "stranger@mail.example")];
        let refused = visitor.submit(&page, "/join/start", &typed).await;
        assert_eq!(refused.status, 422, "{name}");
        let said = refused.text();
        let is_said = [
            "This name holds an address",
            "without characters that are not seen",
        ];
        assert!(is_said.iter().any(|one| said.contains(one)), "{said}");
    }
    let stranger = foundation.place.postbox().to("stranger@mail.example");
    assert!(stranger.is_empty());
}
