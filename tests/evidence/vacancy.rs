//! `commonhold vacancy` on a bundle: one command from the evidence of an election.

use std::borrow::Cow;
use std::fs;
use std::process::Command;

use commonhold::evidence::bundle::Files;
use commonhold::evidence::count::Ready;
use commonhold::evidence::verify::{Given, counted};
use commonhold::seal::canonical::Value as Canonical;
use commonhold::tally::vacancy::fill;
use serde_json::Value;

use crate::support::made::Making;
use crate::support::poll::Setup;

fn vacancy(archive: &[u8], arguments: &[&str]) -> (Option<i32>, String, String) {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("bundle.zip");
    fs::write(&path, archive).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_commonhold"));
    let output = command
        .arg("vacancy")
        .arg(&path)
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

fn elected(making: &Making) -> Vec<String> {
    let result: Value = serde_json::from_slice(&making.make().files["result.json"]).unwrap();
    let list = result["elected"].as_array().unwrap();
    let ids: Vec<&str> = list.iter().map(|id| id.as_str().unwrap()).collect();
    let options = &making.poll.manifest.terms().options;
    let name = |id: &&str| {
        let option = options.iter().find(|option| option.id.as_str() == *id);
        option.unwrap().name.clone()
    };
    ids.iter().map(name).collect()
}

#[test]
fn voting_r23_a_seat_is_filled_by_one_command_from_the_same_bundle() {
    for method in ["meek-prf-1", "scottish-stv-1", "approval-1"] {
        let making = Making::of(Setup::of(method));
        let archive = making.make().archive();
        let elected = elected(&making);
        let leaver = elected[0].as_str();
        let (code, said, error) = vacancy(&archive, &["--leaver", leaver]);
        assert_eq!(code, Some(0), "{method}: {error}");
        assert!(said.contains(&format!("Left: {leaver}\n")), "{said}");
        assert!(said.ends_with(" takes the seat.\n"), "{said}");
        let (_, json, _) = vacancy(&archive, &["--leaver", leaver, "--json"]);
        let json: Value = serde_json::from_str(&json).unwrap();
        let takes = json["takes"].as_str().unwrap();
        assert!(
            !elected.iter().any(|name| name == takes),
            "{method}: {json}"
        );
        assert_eq!(json["kept"], Value::from(elected[1..].to_vec()), "{method}");
    }
}

#[test]
fn voting_r23_the_caps_of_the_manifest_are_obeyed() {
    // Everyone works at one place, where somebody sits already.
    let capped = Making::of(Setup {
        terms: |terms| {
            let everyone: Vec<&str> = terms.options.iter().map(|o| o.id.as_str()).collect();
            let json = serde_json::json!({
                "groups": {"acme": everyone}, "cap": terms.seats, "sitting": {"acme": 1}
            });
            for (name, value) in json.as_object().unwrap() {
                let value = Canonical::parse(value.to_string().as_bytes()).unwrap();
                terms.parameters.insert(name.clone(), value);
            }
        },
        ..Setup::of("scottish-stv-1")
    });
    let seats = elected(&capped);
    let due = usize::try_from(capped.poll.manifest.terms().seats).unwrap();
    assert_eq!(
        seats.len(),
        due - 1,
        "one seat of the group is held already"
    );
    // What the verifiers say of a bundle with groups is theirs; this is what is counted again.
    let made = capped.make();
    let files = made.files.iter();
    let files: Files<'_> = files
        .map(|(path, bytes)| (path.clone(), Cow::Borrowed(bytes.as_slice())))
        .collect();
    let given = Given {
        files: Ok(files),
        policy: None,
        checkpoints: &[],
        receipts: &[],
    };
    let ready = counted(&given).unwrap();
    let leaver = ready.contest.find(&seats[0]).unwrap();
    let Ready {
        contest,
        ballots,
        method,
        parameters,
    } = ready;
    let vacancy = fill(&contest, &ballots, method, &parameters, &[leaver]).unwrap();
    assert!(vacancy.takes.is_some(), "the leaver's place is free again");
    assert_eq!(vacancy.kept.len(), seats.len() - 1);
    assert_eq!(vacancy.again.certain().count(), seats.len());
}

#[test]
fn what_cannot_be_filled_is_said() {
    let making = Making::of(Setup::of("scottish-stv-1"));
    let archive = making.make().archive();
    let (code, _, said) = vacancy(&archive, &["--leaver", "Nobody"]);
    assert_eq!(
        (code, said.as_str()),
        (Some(2), "Nobody is no option of this poll.\n")
    );
    let seats = elected(&making);
    let options = &making.poll.manifest.terms().options;
    let other = options
        .iter()
        .find(|option| !seats.contains(&option.name))
        .unwrap();
    let (code, _, said) = vacancy(&archive, &["--leaver", &other.name]);
    assert_eq!(code, Some(2));
    assert!(said.contains("holds no seat by this count"), "{said}");
    let motion = Making::of(Setup::of("motion-1"));
    let (code, _, _) = vacancy(&motion.make().archive(), &["--leaver", "yes"]);
    assert_eq!(code, Some(2));
    let (code, _, said) = vacancy(b"PK", &["--leaver", "yes"]);
    assert_eq!(code, Some(2), "{said}");
}
