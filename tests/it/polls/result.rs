//! What stands after the close: the closing set, openings, counts, certifications.

use commonhold::db::pool;
use commonhold::evidence::count::count_ballots;
use commonhold::seal::envelopes::Export;
use commonhold::seal::hash::{Digest, sha256};
use commonhold::seal::live::{LiveSet, Participation};
use commonhold::seal::lot::{self, RevealFile};
use commonhold::seal::opening::OpenLine;
use commonhold::seal::roll::Leaves;
use reqwest::StatusCode;
use tokio::process::Command;

use super::guards::refused;
use super::whole::Voters;
use super::{bare, refuses};
use crate::support::election::{ADA, Files, Foundation, OfficerKey, Poll, ROLL_VOTES, Slip};
use crate::support::{World, program};

/// What was fixed at the close, as anyone and as officers download it.
pub async fn check_the_closing_set(
    board: &Poll,
    foundation: &Foundation,
    voters: &Voters,
    superseded: &[Slip],
) {
    let manifest = board.manifest(&voters.kim).await;
    let live = board.file(&voters.kim, "live.jsonl").await;
    let live = LiveSet::parse_jsonl(live.as_bytes()).unwrap();
    assert_eq!((live.ballots(), live.votes()), (5, 68));
    for slip in superseded {
        assert!(
            live.as_slice()
                .iter()
                .all(|(digest, _)| *digest != slip.receipt.digest)
        );
    }
    let roll = board.file(&voters.kim, "roll.jsonl").await;
    let roll = Leaves::parse_jsonl(roll.as_bytes()).unwrap();
    assert_eq!(roll.root(), manifest.terms().roll_root);
    assert_eq!(roll.votes(), ROLL_VOTES);
    let participation = board.file(&voters.kim, "participation.json").await;
    let participation = Participation::parse(participation.as_bytes()).unwrap();
    assert_eq!(participation.voted().len(), 5);

    let path = format!("{}/envelopes.jsonl", board.room());
    let file = foundation.ben.get(&path).await.html;
    let export = Export::parse(file.as_bytes()).unwrap();
    export.check(&manifest).unwrap();
    assert_eq!(export.live_root(), live.root());
    assert_eq!(export.envelopes().len(), 5);
    for exported in export.envelopes() {
        let small = exported.envelope.weight.votes() > 1;
        assert_eq!(
            exported.open.is_some(),
            small,
            "members stand beside open cells only"
        );
        let named = exported
            .open
            .as_ref()
            .and_then(|cell| cell.disclosed.as_ref());
        let subject = named.map(|disclosed| disclosed.subject.as_str());
        let expected = (exported.envelope.weight.votes() == 50)
            .then_some("Nordlicht Hosting (organisation), Platinum member no. ");
        let shown = subject.map(|subject| subject.trim_end_matches(|c: char| c.is_ascii_digit()));
        assert_eq!(shown, expected, "only who is disclosed is named");
    }
    for secret in [
        "Kim Abara",
        "Lou Bekker",
        "Ravi Menon",
        "Quiet Works",
        "mail.example",
    ] {
        assert!(!file.contains(secret), "{secret} is in envelopes.jsonl");
    }
    assert_eq!(file.matches("\"entitlement\"").count(), 2);
    for name in ["ballots.jsonl", "open.jsonl", "result.json"] {
        let page = voters
            .kim
            .get(&format!("/polls/{}/{name}", board.number))
            .await;
        assert_eq!(
            page.status,
            StatusCode::NOT_FOUND,
            "{name} before the count"
        );
    }
    let member = voters.kim.get(&path).await;
    assert_eq!(member.status, StatusCode::FORBIDDEN);
}

/// A closed poll takes no envelope, whoever asks, and does not open again.
pub async fn guards_after_the_close(world: &World, board: &Poll) {
    let mut server = pool::connect(&world.address("commonhold_app"))
        .await
        .unwrap();
    let again = format!(
        "INSERT INTO envelopes (poll_id, entitlement, seq, envelope_id, weight, enc, ct, digest)
         SELECT poll_id, entitlement, 0, substr(sha256('late'), 1, 16), weight, enc, ct, sha256('late')
         FROM envelopes WHERE poll_id = '{}' LIMIT 1",
        board.id
    );
    refused(&mut server, &again, "poll_is_open").await;
    let by_function = format!(
        "SELECT cast_envelope('{}', entitlement, weight, substr(sha256('late'), 1, 16), enc, ct, sha256('late'),
                sha256('key'), 's', repeat('s', 64)::bytea, sha256('mac'), NULL, sha256('m'), substr(sha256('s'), 1, 16), sha256('n'))
         FROM envelopes WHERE poll_id = '{0}' LIMIT 1",
        board.id
    );
    refused(&mut server, &by_function, "poll_is_open").await;
    let second = format!(
        "INSERT INTO poll_closings SELECT poll_id, 0, 0, 0, 0, live_root, '', '' FROM poll_closings WHERE poll_id = '{}'",
        board.id
    );
    refused(&mut server, &second, "closing_is_what_was_cast").await;
    let second = second.replace("0, 0, 0, 0", "cast_count, superseded, live, votes");
    refused(&mut server, &second, "closing_is_what_was_cast").await;
    let second = second.replace("'', ''", "live_lines, participation");
    refused(&mut server, &second, "poll_closings_pkey").await;
}

/// Ada and Ben open the election apart, it is counted, and both certify.
pub async fn open_count_certify(board: &Poll, foundation: &Foundation) {
    let (ada, ben) = (&foundation.ada, &foundation.ben);
    let manifest = board.manifest(ada).await;
    let opening = board.opened(ada).await;
    assert!(opening.is_clean());
    let right = board.opened_files(&manifest, &opening, &board.ada);

    let forged_key = OfficerKey {
        name: ADA.0,
        key: board.ben.key.clone(),
        reveal: board.ada.reveal.clone(),
    };
    let stranger = OfficerKey::generate("Eve Imposter");
    let mut edited_ballots = String::from_utf8(right.ballots.clone()).unwrap();
    edited_ballots = edited_ballots.replacen("[[1],[2]]", "[[2],[1]]", 1);
    assert_ne!(edited_ballots.as_bytes(), right.ballots);
    let one_line_less = {
        let first_line_end = right
            .ballots
            .iter()
            .position(|byte| *byte == b'\n')
            .unwrap()
            + 1;
        let fewer = right.ballots[first_line_end..].to_vec();
        let lines =
            commonhold::seal::ballot::parse_ballots(&fewer, manifest.ballot_rules()).unwrap();
        let mut statement = opening
            .statement(board.ada.name, &board.ada.key, 1)
            .unwrap()
            .statement;
        statement.ballots = sha256(&fewer);
        statement.lines = 4;
        statement.votes = lines.iter().map(|line| line.weight.votes()).sum();
        (statement.sign(&board.ada.key).unwrap().encode(), fewer)
    };
    let other_set = {
        let mut statement = opening
            .statement(board.ada.name, &board.ada.key, 1)
            .unwrap()
            .statement;
        statement.live_root = Digest::from_bytes([7; 32]);
        statement.sign(&board.ada.key).unwrap().encode()
    };
    let other_poll = {
        let mut statement = opening
            .statement(board.ada.name, &board.ada.key, 1)
            .unwrap()
            .statement;
        statement.eid = commonhold::seal::hash::Eid::from_bytes([7; 32]);
        statement.sign(&board.ada.key).unwrap().encode()
    };
    let with = |change: &dyn Fn(&mut Files)| {
        let mut files = right.clone();
        change(&mut files);
        files
    };
    let cases = [
        (with(&|files| files.statement.clear()), ""),
        (with(&|files| files.statement = b"{}".to_vec()), ""),
        (
            board.opened_files(&manifest, &opening, &forged_key),
            "the signature is not Ada Okafor's",
        ),
        (
            Files {
                statement: board.opened_files(&manifest, &opening, &stranger).statement,
                ..right.clone()
            },
            "Eve Imposter is no officer of this poll",
        ),
        (
            with(&|files| files.statement.clone_from(&other_set)),
            "it is about another set of envelopes",
        ),
        (
            with(&|files| files.statement.clone_from(&other_poll)),
            "it is about another poll",
        ),
        (
            with(&|files| files.ballots = edited_ballots.clone().into_bytes()),
            "These ballots are not those of the statement.",
        ),
        (
            with(&|files| files.ballots.clear()),
            "These ballots are not those of the statement.",
        ),
        (
            with(&|files| files.open.clear()),
            "This open.jsonl is not that of the statement.",
        ),
        (
            with(&|files| {
                files.statement.clone_from(&one_line_less.0);
                files.ballots.clone_from(&one_line_less.1);
            }),
            "do not add up to the closing set",
        ),
        (
            with(&|files| files.reveal = board.reveal(&manifest, &board.ben)),
            "The reveal is Ben Lindqvist's, the statement Ada Okafor's.",
        ),
        (
            with(&|files| files.reveal = board.reveal(&manifest, &stranger)),
            "",
        ),
        (with(&|files| files.reveal = b"{".to_vec()), ""),
    ];
    for (files, sentence) in &cases {
        let refused = board.hand_in(ada, files).await;
        // The page escapes nothing that a reader would see otherwise.
        refuses(&refused, 422, sentence);
        assert!(
            refused.text().contains("Ada Okafor, Ben Lindqvist"),
            "nothing was kept"
        );
    }
    let first = board.hand_in(ada, &right).await;
    assert!(
        first.text().contains("Opened by Ada Okafor"),
        "{}",
        first.text()
    );
    assert!(first.text().contains("Still to come: Ben Lindqvist."));
    assert!(first.text().contains("One opening, unchecked"));
    refuses(
        &board.hand_in(ada, &right).await,
        422,
        "This officer's files are here already.",
    );
    let early = ada
        .send(&bare(&first, &format!("{}/certification", board.room())))
        .await;
    refuses(&early, 422, "There is no count to certify yet.");
    let wrong_share = board
        .hand_in_share(ben, &board.reveal(&manifest, &stranger))
        .await;
    assert_eq!(wrong_share.status, StatusCode::UNPROCESSABLE_ENTITY);
    let counted = board
        .hand_in(ben, &board.opened_files(&manifest, &opening, &board.ben))
        .await;
    assert!(
        counted.text().contains("Opened by Ben Lindqvist"),
        "{}",
        counted.text()
    );

    board.counted(ada).await;
    let counted = ben.get(&board.room()).await;
    let path = format!("{}/certification", board.room());
    let chi = foundation.chi.get(&board.room()).await;
    let chi = foundation.chi.send(&bare(&chi, &path)).await;
    assert_eq!(chi.status, StatusCode::FORBIDDEN);
    let act = ben.submit(&counted, "/certification", &[]).await;
    let same = ada.send(&bare(&ada.get(&act.path).await, &path)).await;
    assert_eq!(same.path, act.path, "one act, whoever asks for it");
    let alone = foundation
        .sign_alone(ada, &foundation.keys[0], &act.path)
        .await;
    assert!(
        alone.text().contains("You have signed it."),
        "{}",
        alone.text()
    );
    let not_yet = ben.get(&board.room()).await;
    assert!(not_yet.text().contains("waits for officers’ signatures"));
    let done = foundation.sign(&ben.get(&act.path).await).await;
    assert!(
        done.text().contains("The count of poll 1 is certified."),
        "{}",
        done.text()
    );
    let certified = ben.get(&board.room()).await;
    assert!(
        certified
            .forms()
            .iter()
            .all(|form| !form.action.ends_with("/certification"))
    );
    assert!(
        certified.text().contains("Ben Lindqvist,"),
        "{}",
        certified.text()
    );
    let again = ben.send(&bare(&ben.get(&act.path).await, &path)).await;
    refuses(&again, 422, "This count is certified already.");
}

/// The published files agree with a count of one's own, and with the command's.
pub async fn check_the_result(board: &Poll, foundation: &Foundation, elected: &[(&str, &str)]) {
    let reader = foundation.place.visitor();
    let manifest = board.manifest(&reader).await;
    let ballots = board.file(&reader, "ballots.jsonl").await;
    let result = board.file(&reader, "result.json").await;
    let live = board.file(&reader, "live.jsonl").await;
    let live = LiveSet::parse_jsonl(live.as_bytes()).unwrap();
    let reveals = [&board.ada, &board.ben].map(|officer| RevealFile {
        by: officer.name.to_owned(),
        eid: manifest.eid(),
        reveal: officer.reveal.clone(),
    });
    let beacon = lot::beacon_from_reveals(&manifest, &reveals).unwrap();
    let own = count_ballots(
        &manifest,
        &live.root(),
        &beacon,
        ballots.as_bytes(),
        &[],
        true,
    )
    .unwrap();
    assert_eq!(own.result, result, "byte for byte");
    let ids: Vec<String> = elected.iter().map(|(_, id)| format!("\"{id}\"")).collect();
    let list = format!("\"elected\":[{}]", ids.join(","));
    assert!(result.contains(&list), "{result}");

    let open = board.file(&reader, "open.jsonl").await;
    let open = OpenLine::parse_file(open.as_bytes()).unwrap();
    assert_eq!(open.len(), 2);
    for line in &open {
        assert!(ballots.contains(line.tracker.as_str()));
    }

    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let seed = lot::seed(&manifest.eid(), &live.root(), &beacon);
    let lot = format!("{{\"lot\":{:?}}}", lot::order(&seed, 4));
    let output = Command::new(program())
        .arg("count")
        .arg(write("ballots.jsonl", &ballots))
        .arg("--manifest")
        .arg(write(
            "manifest.json",
            std::str::from_utf8(manifest.bytes()).unwrap(),
        ))
        .args(["--method", "meek-prf-1", "--json", "--parameters", &lot])
        .output()
        .await
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let names: Vec<String> = elected
        .iter()
        .map(|(name, _)| format!("\"{name}\""))
        .collect();
    let list = format!("\"elected\":[{}]", names.join(","));
    assert!(
        printed.contains(&list),
        "{printed} {}",
        String::from_utf8_lossy(&output.stderr)
    );
}
