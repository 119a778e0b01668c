//! The second factor of officers, as they meet it.

use commonhold::seal::keys::{PublicPart, SealPart};

use crate::acts::room::{bare_with, refuses};
use crate::auditor::export::reads_back;
use crate::joining::{COMMITTEE, with_committee};
use crate::minutes::enters;
use crate::parties::day;
use crate::support::{
    Codes, TestApp,
    election::{ADA, BEN, CHI, Foundation, NO_LIMITS, Place, Plan, Poll, StandingKey},
};

async fn founded() -> (TestApp, Foundation) {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::found(Place::of_app(&app)).await;
    (app, foundation)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_is_signed_after_a_code_and_not_without() {
    let (_app, foundation) = founded().await;
    let (ada, ben) = (&foundation.ada, &foundation.ben);
    let roll = foundation.propose_roll().await;
    let page = ben.get(&roll).await;
    let act = ben.submit(&page, "/certification", &[]).await;

    ada.get(&act.path).await; // adds a factor

    // Of another browser nothing was proved, whatever was before.
    let elsewhere = foundation.place.sign_in(ADA.1).await;
    let page = elsewhere.get_as_it_stands(&act.path).await;
    assert!(
        page.text()
            .contains("asks for your second factor. Give a new code."),
        "{}",
        page.text()
    );
    assert!(
        page.forms()
            .iter()
            .all(|form| !form.action.ends_with("/signatures"))
    );
    let mut signing = ada.get(&act.path).await.form("/signatures");
    let csrf = page.form("/factor/code");
    signing = signing.with("csrf", csrf.value("csrf").unwrap());
    let refused = elsewhere.upload(&signing, &[("signature", b"{}")]).await;
    assert_eq!(refused.status, 403);
    assert!(
        refused.text().contains("Nothing was done"),
        "{}",
        refused.text()
    );

    let wrong = elsewhere.send(&csrf.clone().with("code", "000 000")).await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.text().contains("not the code of now"),
        "{}",
        wrong.text()
    );

    // The right one goes on where it was asked for, and counts once.
    let clock = elsewhere.get_as_it_stands("/room/factor").await;
    let code = elsewhere.codes.for_page(&clock);
    let on = elsewhere.send(&csrf.clone().with("code", &code)).await;
    assert_eq!(on.path, act.path);
    assert!(
        on.forms()
            .iter()
            .any(|form| form.action.ends_with("/signatures"))
    );
    let third = foundation.place.sign_in(ADA.1).await;
    let page = third.get_as_it_stands(&act.path).await;
    let again = third
        .send(&page.form("/factor/code").with("code", &code))
        .await;
    assert_eq!(again.status, 422);
    assert!(again.text().contains("used already"), "{}", again.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_factor_is_ended_by_two_others_and_added_anew() {
    let (app, foundation) = founded().await;
    let (ada, ben, chi) = (&foundation.ada, &foundation.ben, &foundation.chi);
    ada.get("/room/factor").await;
    ada.gives_a_code().await;
    let page = ada.get("/room/factors").await;
    assert!(
        page.forms()
            .iter()
            .all(|form| !form.action.ends_with("/reset")),
        "one’s own is ended by others"
    );

    // Who ends another's gives a code of their own first.
    for officer in [ben, chi] {
        officer.gives_a_code().await;
    }
    let page = ben.get("/room/factors").await;
    let form = page.form("/reset");
    let silent = ben.send(&form.clone().with("reason", " ")).await;
    assert_eq!(silent.status, 422);
    assert!(silent.text().contains("Say why"), "{}", silent.text());
    let form = form.with(
        "reason",
        "The telephone fell into the harbour; we spoke by video.",
    );
    let proposed = ben.send(&form).await;
    assert!(
        proposed.text().contains("Waits for a third officer"),
        "{}",
        proposed.text()
    );
    // Sent twice it is one proposal; who proposed does not confirm, nor whose it is.
    let twice = ben.send(&form).await;
    assert_eq!(twice.text().matches("harbour").count(), 1);
    for officer in [ben, ada] {
        let page = officer.get("/room/factors").await;
        assert!(
            page.forms()
                .iter()
                .all(|form| !form.action.ends_with("/confirmation"))
        );
    }
    let page = chi.get("/room/factors").await;
    let confirmation = page.form("/confirmation");
    let mut forged = confirmation.clone();
    let own = ben.get("/room/factors").await.form("/language");
    forged = forged.with("csrf", own.value("csrf").unwrap());
    let refused = ben.send(&forged).await;
    assert_eq!(refused.status, 409);
    assert!(
        refused
            .text()
            .contains("two officers other than whose it is")
    );
    let ended = chi.send(&confirmation).await;
    assert!(
        ended.text().contains("confirmed by Chi Moreau"),
        "{}",
        ended.text()
    );

    // What it proved is worth nothing any more.
    let roll = foundation.propose_roll().await;
    let page = ben.get(&roll).await;
    let act = ben.submit(&page, "/certification", &[]).await;
    let page = ada.get_as_it_stands(&act.path).await;
    assert!(page.text().contains("you have none yet"), "{}", page.text());
    ada.codes.forget();
    let page = ada.get(&act.path).await;
    assert!(
        page.forms()
            .iter()
            .any(|form| form.action.ends_with("/signatures"))
    );
    for subject in [
        "A second factor was added",
        "proposes to end your second factor",
        "Your second factor was ended",
    ] {
        app.mail().arrives(ADA.1, subject).await;
    }
    assert!(!Codes::are_asked(&page));
    reads_back(
        &foundation,
        &[
            ("second-factors", "Ada Okafor"),
            ("second-factor-codes", ""),
            ("second-factor-resets", "Ada Okafor"),
        ],
    )
    .await;
}

/// Whoever reads the letters of somebody on a committee adds a factor in their place: seat
/// holders are seen, and end each other's, as those are who hold an office for a term.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_holds_a_seat_is_an_officer_where_factors_are_ended() {
    let (app, foundation, committee) = with_committee().await;
    let [thief, lou, max] = committee.as_slice() else {
        unreachable!("three sit there");
    };
    for officer in [thief, lou, max] {
        officer.gives_a_code().await;
    }
    let page = lou.get("/room/factors").await;
    for name in ["Ada Okafor", "Kim Abara", "Lou Bekker", "Max Celik"] {
        assert!(page.text().contains(name), "{name}: {}", page.text());
    }
    assert!(!page.text().contains("Nia Dossou"), "{}", page.text());
    let row = page
        .html
        .split("<tr>")
        .find(|row| row.contains("Kim Abara"));
    let mut pieces = row.expect("her row").split('"');
    let action = pieces.find(|piece| piece.ends_with("/reset"));
    let form = page.form(action.expect("her factor"));
    let form = form.with("reason", "Somebody reads her letters; we met.");
    let proposed = lou.send(&form).await;
    assert!(
        proposed.text().contains("Waits for a third officer"),
        "{}",
        proposed.text()
    );
    let page = max.get("/room/factors").await;
    let ended = max.submit(&page, "/confirmation", &[]).await;
    assert!(
        ended.text().contains("confirmed by Max Celik"),
        "{}",
        ended.text()
    );
    app.mail()
        .arrives(COMMITTEE[0], "Your second factor was ended")
        .await;
    let kim = foundation.place.sign_in(COMMITTEE[0]).await;
    let page = kim.get_as_it_stands("/room/factor").await;
    assert!(
        page.forms()
            .iter()
            .any(|form| form.action == "/room/factor"),
        "she adds another: {}",
        page.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn voting_r16_an_opening_takes_two_officers_each_with_a_code_of_their_own() {
    let (_app, foundation) = founded().await;
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let room = poll.room();
    let elsewhere = foundation.place.sign_in(ADA.1).await;
    let refused = elsewhere
        .get_as_it_stands(&format!("{room}/envelopes.jsonl"))
        .await;
    assert_eq!(refused.status, 403, "no envelope leaves without a code");
    assert!(
        refused.text().contains("second factor"),
        "{}",
        refused.text()
    );
}

/// Whoever runs the machine comes in as anybody by the letters that pass it, and sets
/// passwords; what opens, signs and hands out envelopes is elsewhere.
#[tokio::test(flavor = "multi_thread")]
async fn voting_r16_who_reads_every_letter_and_sets_passwords_opens_nothing() {
    const PASSWORD: &str = "seven lazy dogs";
    let (_app, foundation) = founded().await;
    let (ada, ben) = (&foundation.ada, &foundation.ben);
    for officer in [ada, ben] {
        officer.gives_a_code().await;
    }
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let next = Poll::draft(&foundation, &Plan::default()).await;
    next.upload_keys(&foundation).await;
    let page = ben.get(&next.room()).await;
    let act = ben.submit(&page, "/opening", &[]).await.path;
    let signing = ada.get(&act).await.form("/signatures");

    for (_, address) in [ADA, BEN] {
        let by_letter = foundation.place.sign_in(address).await;
        let account = by_letter.get_as_it_stands("/account").await;
        let values = [("password", PASSWORD), ("again", PASSWORD)];
        let set = by_letter
            .submit(&account, "/account/password", &values)
            .await;
        assert_eq!(set.status, 200, "{}", set.text());
        let by_password = foundation.place.visitor();
        let page = by_password.get_as_it_stands("/sign-in/password").await;
        let values = [("address", address), ("password", PASSWORD)];
        let inside = by_password
            .submit(&page, "/sign-in/password", &values)
            .await;
        assert_eq!(inside.status, 200, "{}", inside.text());
        for intruder in [&by_letter, &by_password] {
            // No envelope comes out, nothing is signed, and no factor is ended.
            let path = format!("{}/envelopes.jsonl", poll.room());
            let envelopes = intruder.get_as_it_stands(&path).await;
            assert_eq!(envelopes.status, 403, "{}", envelopes.text());
            let page = intruder.get_as_it_stands("/room/factors").await;
            let token = page.form("/language");
            let token = token.value("csrf").unwrap();
            let signed = signing.clone().with("csrf", token);
            let signed = intruder.upload(&signed, &[("signature", b"{}")]).await;
            assert_eq!(signed.status, 403, "{}", signed.text());
            let why = page.form("/reset").with("reason", "Lost at sea.");
            let ended = intruder.send(&why).await;
            assert_eq!(ended.status, 403, "{}", ended.text());
            let another = intruder.get_as_it_stands("/room/factor").await;
            assert!(
                another
                    .forms()
                    .iter()
                    .all(|form| form.action != "/room/factor"),
                "a second one is added beside the first"
            );
        }
    }
    let opened = ada.get(&next.room()).await;
    assert!(!opened.text().contains("What was fixed at the opening"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_gave_no_code_does_not_replace_the_factor() {
    let (_app, foundation) = founded().await;
    let ada = &foundation.ada;
    // Somebody at another browser of Ada's takes the offer while there is no factor.
    let mut stolen = foundation.place.sign_in(ADA.1).await;
    stolen.codes = Codes::default();
    let offer = stolen.get_as_it_stands("/room/factor").await;
    let code = stolen.codes.for_page(&offer);
    let post = offer.form("/room/factor").with("code", &code);
    ada.get("/room/factor").await;
    ada.gives_a_code().await;
    // A code was given within ten minutes, but not there.
    let refused = stolen.send(&post).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(
        refused.text().contains("give its code first"),
        "{}",
        refused.text()
    );
    // Ada's own codes go on being hers.
    let elsewhere = foundation.place.sign_in(ADA.1).await;
    let room = elsewhere.get("/room/keys").await;
    assert!(!Codes::are_asked(&room), "{}", room.text());
}

/// Whoever reads an officer's letters comes in as them, and does nothing that takes effect
/// by one more officer.
#[tokio::test(flavor = "multi_thread")]
async fn what_takes_effect_by_one_more_officer_asks_for_a_code() {
    let (_app, foundation) = founded().await;
    let (ada, ben, chi) = (&foundation.ada, &foundation.ben, &foundation.chi);
    let decision = enters(
        chi,
        "/room/decisions/new?act=plain&body=founders",
        &[("title", "Adopt the annual report")],
    )
    .await;
    assert!(
        decision.text().contains("entered, not confirmed yet"),
        "{}",
        decision.text()
    );
    let texts = "/room/letters/texts/sign_in_link/en";
    let words = chi.get(texts).await.form("/sign_in_link/en");
    let words = words
        .with("subject", "Come in to {foundation}")
        .with("act", "save");
    let saved = chi.send(&words).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    let found = ben.get("/room/addresses?q=kim@mail.example").await;
    let account = found.link("Kim Abara");
    let change = [
        ("address", "kim@other.example"),
        ("reason", "She called us."),
    ];
    let page = ben.get(&account).await;
    ben.submit(&page, &account, &change).await;

    // Ada has a factor, and gave no code of it in this browser.
    ada.gives_a_code().await;
    let page = ada.get("/room/addresses").await;
    let approval = page.form("/approval").action;
    let elsewhere = foundation.place.sign_in(ADA.1).await;
    for path in [
        decision.path.as_str(),
        texts,
        "/room/addresses",
        account.as_str(),
        "/room/key",
    ] {
        let page = elsewhere.get_as_it_stands(path).await;
        assert!(Codes::are_asked(&page), "{path}: {}", page.text());
    }
    let page = elsewhere.get_as_it_stands("/room").await;
    let confirmation = format!("{}/confirmation", decision.path);
    for (action, values) in [
        (confirmation.as_str(), vec![]),
        (
            "/room/letters/texts/sign_in_link/en/confirmation",
            vec![("revision", "1")],
        ),
        (approval.as_str(), vec![]),
        (account.as_str(), change.to_vec()),
        // What is named here need not be there: the code is asked first.
        (
            "/room/board/events/4f0c5a1e-0000-4000-8000-000000000000/confirmation",
            vec![],
        ),
        ("/room/proxies/1/confirmation", vec![]),
        ("/room/permits/1/confirmation", vec![]),
        (
            "/room/permits/policy/4f0c5a1e-0000-4000-8000-000000000000/confirmation",
            vec![],
        ),
        ("/room/handover/1/confirmation", vec![]),
    ] {
        let form = bare_with(&page, action, &values);
        refuses(&elsewhere.send(&form).await, 403, "Nothing was done");
    }
    let key = StandingKey::generate(ADA.0).public();
    let form = bare_with(&page, "/room/key", &[]);
    let refused = elsewhere.upload(&form, &[("part", &key)]).await;
    refuses(&refused, 403, "Nothing was done");
    chi.gives_a_code().await;
    let secretary = foundation.place.sign_in(CHI.1).await;
    let page = secretary.get_as_it_stands("/room").await;
    let form = bare_with(&page, "/room/proxies", &[("member", "1")]);
    let refused = secretary.upload(&form, &[]).await;
    refuses(&refused, 403, "Nothing was done");
    let merge = "/room/parties/alike/4f0c5a1e-0000-4000-8000-000000000000/confirmation";
    let refused = secretary.send(&bare_with(&page, merge, &[])).await;
    refuses(&refused, 403, "Nothing was done");
    for action in ["/room/members/4/end", "/room/members/1/transfer"] {
        let form = bare_with(&page, action, &[]);
        refuses(&secretary.send(&form).await, 403, "Nothing was done");
    }
    let member = secretary.get_as_it_stands("/room/members/4").await;
    assert!(Codes::are_asked(&member), "{}", member.text());
    assert!(
        member
            .forms()
            .iter()
            .all(|form| !form.action.ends_with("/end")),
        "{}",
        member.text()
    );
    // The step stays where the page comes back with a fault.
    let faulty = secretary
        .submit(&member, "/record", &[("name", ""), ("country", "")])
        .await;
    assert_eq!(faulty.status, 422, "{}", faulty.text());
    assert!(Codes::are_asked(&faulty), "{}", faulty.text());
    // Where the membership is over, nothing is left for which one would be asked.
    let page = chi.get("/room/members/4").await;
    let end = [
        ("ends_on", day(&foundation, 0).to_string()),
        ("reason", "deceased".to_owned()),
        ("shown_by", "Letter in folder 3".to_owned()),
    ];
    let end = end.each_ref().map(|(name, value)| (*name, value.as_str()));
    let ended = chi.submit(&page, "/end", &end).await;
    assert_eq!(ended.status, 200, "{}", ended.text());
    let member = secretary.get_as_it_stands("/room/members/4").await;
    assert!(!Codes::are_asked(&member), "{}", member.text());

    // After a code all of it is as before.
    elsewhere.gives_a_code().await;
    let page = elsewhere.get(&decision.path).await;
    let decided = elsewhere.submit(&page, "/confirmation", &[]).await;
    assert!(decided.text().contains("✓ decided"), "{}", decided.text());
    let page = elsewhere.get("/room/addresses").await;
    let approved = elsewhere.submit(&page, "/approval", &[]).await;
    assert!(
        approved.text().contains("Takes effect"),
        "{}",
        approved.text()
    );
}

/// Whoever reads an officer's letters brings no key of a vote, and takes back nothing that
/// others signed.
#[tokio::test(flavor = "multi_thread")]
async fn a_vote_s_keys_and_shares_are_brought_after_a_code_and_not_without() {
    let (_app, foundation) = founded().await;
    foundation.certify_roll().await;
    let poll = Poll::draft(&foundation, &Plan::default()).await;
    let (room, seal) = (
        poll.room(),
        PublicPart::Seal(SealPart {
            poll: poll.id,
            key: poll.seal.public(),
        })
        .encode(),
    );
    let elsewhere = foundation.place.sign_in(ADA.1).await;
    let page = elsewhere.get_as_it_stands(&room).await;
    assert!(Codes::are_asked(&page), "{}", page.text());
    let forms = page.forms();
    assert!(
        forms.iter().all(|form| !form.action.ends_with("/keys")),
        "nothing is chosen before the code is given"
    );
    let (keys, reveal) = (format!("{room}/keys"), format!("{room}/reveal"));
    for (action, name) in [(&keys, "part"), (&reveal, "reveal")] {
        let form = bare_with(&page, action, &[]);
        let refused = elsewhere.upload(&form, &[(name, &seal)]).await;
        refuses(&refused, 403, "Nothing was done");
    }
    let (loss, end) = (format!("{room}/share-loss"), format!("{room}/share-end"));
    for action in [
        &loss,
        &end,
        "/room/acts/1/withdrawal",
        "/room/acts/1/retraction",
    ] {
        let values = [("share", "1"), ("reason", "Lost at sea.")];
        let form = bare_with(&page, action, &values);
        refuses(&elsewhere.send(&form).await, 403, "Nothing was done");
    }
    let brought = poll.upload_part(&elsewhere, &seal).await;
    refuses(&brought, 200, "seals ballots");
}
