//! A roll and a draft, each brought to its end by two officers.

use chrono::TimeDelta;
use commonhold::seal::hash::{PollId, sha256};
use commonhold::seal::keys::PublicPart;
use reqwest::StatusCode;

use super::{bare, founded, refuses};
use crate::support::TestApp;
use crate::support::election::{NO_LIMITS, OfficerKey, Plan, Poll, ROLL_MEMBERS, ROLL_VOTES};

#[tokio::test(flavor = "multi_thread")]
async fn a_roll_takes_two_and_stays_what_it_was() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = founded(&app).await;
    let (ada, ben) = (&foundation.ada, &foundation.ben);
    let page = ada.get("/room/rolls").await;
    for (date, sentence) in [
        ("31 July", "Give the record date as a day"),
        ("2990-01-01", "A record date is a day that is over"),
        (
            "1990-01-01",
            "Nobody with a vote was a member on 1990-01-01",
        ),
    ] {
        let refused = ada
            .submit(&page, "/room/rolls", &[("record_date", date)])
            .await;
        refuses(&refused, 422, sentence);
        let kept = refused.form("/room/rolls");
        assert_eq!(kept.value("record_date"), Some(date));
    }

    let roll = foundation.propose_roll().await;
    let page = ada.get(&roll).await;
    assert!(
        page.text()
            .contains("Another election officer computes it again")
    );
    let own = ada
        .send(&bare(&page, &format!("{roll}/certification")))
        .await;
    refuses(&own, 422, "You proposed this roll");
    let secretary = foundation.chi.get(&roll).await;
    let secretary = foundation
        .chi
        .send(&bare(&secretary, &format!("{roll}/certification")))
        .await;
    assert_eq!(secretary.status, StatusCode::FORBIDDEN);

    let proposed = ada.get(&format!("{roll}/roll.jsonl")).await.html;
    let lines: Vec<serde_json::Value> = proposed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), ROLL_MEMBERS);
    let votes: u64 = lines.iter().filter_map(|line| line["votes"].as_u64()).sum();
    assert_eq!(votes, ROLL_VOTES);
    for name in ["Kim", "Nordlicht", "Pia", "Tom"] {
        assert!(!proposed.contains(name), "a roll names nobody");
    }

    // What is recorded later does not reach the roll, before or after it is certified.
    let chi = &foundation.chi;
    let list = chi.get("/room/members?q=Ola").await;
    let ola = chi.get(&list.link("Ola Eide")).await;
    let since = (foundation.record_date() - TimeDelta::days(30)).to_string();
    let ended = chi
        .submit(
            &ola,
            "/end",
            &[
                ("ends_on", &since),
                ("reason", "resigned"),
                ("shown_by", "Letter in folder 3"),
            ],
        )
        .await;
    assert_eq!(ended.status, StatusCode::OK, "{}", ended.text());
    let act = ben
        .submit(&ben.get(&roll).await, "/certification", &[])
        .await;
    let waiting = ben.get(&roll).await;
    assert!(
        waiting
            .text()
            .contains("waits for two officers’ signatures")
    );
    foundation.sign(&act).await;
    let certified = ben.get(&roll).await;
    assert!(certified.text().contains("Certified by Ben Lindqvist"));
    let again = ben
        .send(&bare(&certified, &format!("{roll}/certification")))
        .await;
    refuses(&again, 422, "This roll is certified already");
    let kept = ben.get(&format!("{roll}/roll.jsonl")).await.html;
    assert_eq!(kept, proposed, "byte for byte");
    let digest = sha256(kept.as_bytes()).to_string();
    assert!(certified.text().replace(' ', "").contains(&digest));
    let anew = foundation.propose_roll().await;
    let anew = ada.get(&format!("{anew}/roll.jsonl")).await.html;
    assert_eq!(anew.lines().count(), ROLL_MEMBERS - 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_comes_back_with_its_faults_and_two_officers_open_it() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = founded(&app).await;
    let (ada, ben) = (&foundation.ada, &foundation.ben);
    foundation.certify_roll().await;
    let plan = Plan::default();

    let page = ada.get("/room/polls/new").await;
    let wrong = plan
        .fill(&foundation, &page)
        .with("question", " ")
        .with("options", "Ines\nines")
        .with("seats", "many")
        .with("opens", "tomorrow")
        .with("roll", "none");
    for (field, value, sentence) in [
        (
            "question",
            "Adopt\u{202e} ton the budget?",
            "Take the characters that are not seen out of the question.",
        ),
        (
            "question-de",
            "Wer sitzt\u{202e} im Vorstand?",
            "Take the characters that are not seen out of the question.",
        ),
        (
            "options",
            "Ines\nI\u{200b}nes",
            "“I\u{fffd}nes” holds characters that are not seen.",
        ),
    ] {
        let hidden = plan.fill(&foundation, &page).with(field, value);
        refuses(&ada.send(&hidden).await, 422, sentence);
    }
    let refused = ada.send(&wrong).await;
    for sentence in [
        "Write the question the members answer.",
        "“ines” is named twice.",
        "Say how many seats there are, as a number.",
        "Give day and time of the opening, such as 2026-10-02T17:00 (UTC).",
        "Choose one of the certified rolls.",
    ] {
        refuses(&refused, 422, sentence);
    }
    let kept = refused.form("/room/polls");
    for control in ["options", "seats", "opens", "closes"] {
        assert_eq!(kept.value(control), wrong.value(control), "{control}");
    }
    let crossed = plan.fill(&foundation, &page);
    let opens = crossed.value("opens").unwrap().to_owned();
    let crossed = ada.send(&crossed.with("closes", &opens)).await;
    refuses(&crossed, 422, "The close comes after the opening.");

    let poll = Poll::draft(&foundation, &plan).await;
    let nobody_sees = app.visitor().get("/polls/1").await;
    assert_eq!(nobody_sees.status, StatusCode::NOT_FOUND);
    let secretary = foundation.chi.get(&poll.room()).await;
    assert!(secretary.text().contains("No sealing key is uploaded"));

    let elsewhere = PollId::from_bytes([7; 16]);
    let other_name = OfficerKey::generate("Eve Imposter");
    let unknown = OfficerKey::generate("Ada Okafor");
    let mut altered = poll.ada.part(poll.id);
    let place = altered.len() / 2;
    altered[place] ^= 1;
    for (part, sentence) in [
        (Vec::new(), "Choose the file that ends in .pub."),
        (b"no key".to_vec(), ""),
        (altered, ""),
        (poll.ada.part(elsewhere), "made for another poll"),
        (other_name.part(poll.id), "bears the name “Eve Imposter”"),
        (poll.ben.part(poll.id), "you are signed in as “Ada Okafor”"),
        (
            foundation.keys[0].public(),
            "your standing key, which serves every poll",
        ),
        (unknown.part(poll.id), "This is not your key that counts."),
    ] {
        let refused = poll.upload_part(ada, &part).await;
        refuses(&refused, 422, sentence);
        assert!(refused.text().contains("0 of at least 2 officers"));
    }
    let page = ben.get(&poll.room()).await;
    assert!(
        page.forms()
            .iter()
            .all(|form| !form.action.ends_with("/opening"))
    );

    poll.upload_keys(&foundation).await;
    let opening = format!("{}/opening", poll.room());
    let page = ada.get(&poll.room()).await;
    assert!(page.text().contains("You saved the latest version."));
    let mut own = bare(&page, &opening);
    own.fields.push(("version".to_owned(), "1".to_owned()));
    refuses(
        &ada.send(&own).await,
        422,
        "another election officer opens the poll",
    );

    // Ben reads version 1; Ada saves version 2 meanwhile.
    let read = ben.get(&poll.room()).await;
    assert!(read.text().contains("Ada Okafor saved this version."));
    let edit = ada.get(&format!("{}/draft", poll.room())).await;
    let saved = ada.submit(&edit, "/draft", &[("seats", "1")]).await;
    assert_eq!(saved.path, poll.room(), "{}", saved.text());
    let late = ben.submit(&read, "/opening", &[]).await;
    refuses(&late, 422, "The draft has changed since you read it.");
    let read = ben.get(&poll.room()).await;
    let act = ben.submit(&read, "/opening", &[]).await;
    foundation.sign(&act).await;
    let opened = ben.get(&poll.room()).await;
    assert!(opened.text().contains("What was fixed at the opening"));
    assert_eq!(poll.manifest(ben).await.terms().seats, 1);

    let again = ben.submit(&read, "/opening", &[]).await;
    refuses(&again, 422, "This poll is open already.");
    let edit = ada.get(&format!("{}/draft", poll.room())).await;
    refuses(&edit, 409, "nothing in it changes any more");
    let part = PublicPart::parse(&poll.ada.part(poll.id)).unwrap().encode();
    let late_key = bare(&edit, &format!("{}/keys", poll.room()));
    let late_key = ada.upload(&late_key, &[("part", &part)]).await;
    assert_eq!(late_key.status, StatusCode::UNPROCESSABLE_ENTITY);
    let early = ada.get(&format!("{}/envelopes.jsonl", poll.room())).await;
    refuses(&early, 409, "This poll is not closed yet");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ranking_is_counted_as_the_rule_on_options_left_out_says() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = founded(&app).await;
    let (ada, ben) = (&foundation.ada, &foundation.ben);
    foundation.certify_roll().await;
    let poll = Poll::draft(&foundation, &Plan::default()).await;
    poll.upload_keys(&foundation).await;
    let against = "takes an option that is left out of a ranking as “no opinion”, and the rule ballot.unranked says “below all ranked”";
    let opens = async || {
        let page = ben.get(&poll.room()).await;
        let forms = page.forms();
        let opens = forms.iter().any(|form| form.action.ends_with("/opening"));
        (page, opens)
    };
    let (page, opened) = opens().await;
    assert!(opened && !page.text().contains(against), "{}", page.text());

    let edit = ada.get(&format!("{}/draft", poll.room())).await;
    assert!(edit.html.contains("(not by the rule: "), "{}", edit.html);
    let saved = ada
        .submit(&edit, "/draft", &[("method", "schulze-no-opinion-1")])
        .await;
    assert_eq!(saved.path, poll.room(), "{}", saved.text());
    let (page, opened) = opens().await;
    assert!(!opened && page.text().contains(against), "{}", page.text());
    // Whoever sends the form all the same is refused by the same sentence.
    let mut anyway = bare(&page, &format!("{}/opening", poll.room()));
    anyway.fields.push(("version".to_owned(), "2".to_owned()));
    refuses(&ben.send(&anyway).await, 422, against);

    let edit = ada.get(&format!("{}/draft", poll.room())).await;
    let saved = ada
        .submit(&edit, "/draft", &[("method", "schulze-1")])
        .await;
    assert_eq!(saved.path, poll.room(), "{}", saved.text());
    let (page, opened) = opens().await;
    assert!(opened && !page.text().contains(against), "{}", page.text());
}
