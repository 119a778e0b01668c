//! `commonhold count`, as a person runs it.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::known::ballot_file;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_commonhold"))
        .arg("count")
        .args(arguments)
        .output()
        .expect("the program runs")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let file = self.0.path().join(name);
        std::fs::write(&file, content).expect("a file");
        path(&file).to_owned()
    }
}

#[test]
fn a_blt_file_is_counted_and_explained() {
    let file = ballot_file("orkney-2012-ward3.blt");
    let output = run(&[path(&file), "--method", "meek-prf-1"]);
    assert_eq!(code(&output), 0);
    let text = out(&output);
    assert!(
        text.starts_with("Counted by meek-prf-1: 1072 votes cast\n"),
        "{text}"
    );
    assert!(
        text.contains("Delia Mary HALL (UKIP) is excluded: had the fewest votes."),
        "{text}"
    );
    assert!(
        text.ends_with(
            "Elected\n  James STOCKAN (Ind)\n  Rob CRICHTON (Ind)\n  John BROWN (Ind)\n"
        ),
        "{text}"
    );
    let more = run(&[path(&file), "--method", "meek-prf-1", "--seats", "4"]);
    assert!(
        out(&more).contains("7 options for 4 seats"),
        "--seats overrides the file"
    );
}

#[test]
fn json_is_one_canonical_line() {
    let file = ballot_file("approval-1.csv");
    let output = run(&[
        path(&file),
        "--method",
        "approval-1",
        "--seats",
        "2",
        "--json",
    ]);
    assert_eq!(code(&output), 0);
    assert_eq!(
        out(&output),
        concat!(
            r#"{"elected":["Ben","Cyd"],"method":"approval-1","rounds":[{"actions":"#,
            r#"[{"act":"elected","by":"most_votes","who":"Ben"},"#,
            r#"{"act":"elected","by":"most_votes","who":"Cyd"}],"#,
            r#""n":1,"votes":{"Ada":22,"Ben":29,"Cyd":25,"Dee":15}}],"seats":2,"ties":[]}"#,
            "\n"
        )
    );
    let file = ballot_file("gnome-board-2018.blt");
    let output = run(&[path(&file), "--method", "meek-prf-1", "--json"]);
    let outcome: Value = serde_json::from_str(&out(&output)).expect("JSON");
    assert_eq!(outcome["rounds"][0]["quota"], "16.875000001");
    assert_eq!(outcome["rounds"][0]["votes"]["Allan Day"], "30.000000000");
    assert_eq!(outcome["rounds"][0]["exhausted"], "0.000000000");
    assert!(
        outcome.get("verdict").is_none(),
        "keys that do not apply are absent"
    );
}

#[test]
fn lost_and_tied_results_are_results() {
    let folder = Folder::new();
    let motion = folder.file("motion.csv", "weight,vote\n50,no\n20,yes\n3,abstain\n");
    let output = run(&[&motion, "--method", "motion-1"]);
    assert_eq!(code(&output), 0);
    assert!(
        out(&output).ends_with("The motion is lost.\n"),
        "{}",
        out(&output)
    );
    let rule = r#"{"majority":"1/5","base":"cast"}"#;
    let output = run(&[
        &motion,
        "--method",
        "motion-1",
        "--json",
        "--parameters",
        rule,
    ]);
    let outcome: Value = serde_json::from_str(&out(&output)).expect("JSON");
    assert_eq!(outcome["verdict"], "adopted");
    assert!(outcome.get("seats").is_none());

    let even = folder.file("even.blt", "2 1\n1 1 0\n1 2 0\n0\n\"A\"\n\"B\"\n\"T\"\n");
    let output = run(&[&even, "--method", "meek-prf-1", "--json"]);
    assert_eq!(code(&output), 0);
    let outcome: Value = serde_json::from_str(&out(&output)).expect("JSON");
    assert_eq!(outcome["elected"], serde_json::json!([["A", "B"]]));
    assert_eq!(
        outcome["ties"],
        serde_json::json!([{"round": 1, "tied": ["A", "B"]}])
    );
    let parameters = folder.file("lot.json", r#"{"lot":["B","A"]}"#);
    let at = format!("@{parameters}");
    let output = run(&[
        &even,
        "--method",
        "meek-prf-1",
        "--json",
        "--parameters",
        &at,
    ]);
    let outcome: Value = serde_json::from_str(&out(&output)).expect("JSON");
    assert_eq!(outcome["elected"], serde_json::json!(["A"]));
    assert_eq!(
        outcome["ties"],
        serde_json::json!([{"by": "lot", "excluded": "B", "round": 1, "tied": ["A", "B"]}])
    );
}

#[test]
fn canonical_ballots_take_their_options_from_the_manifest_or_the_parameters() {
    let folder = Folder::new();
    let ballots = folder.file(
        "ballots.jsonl",
        "{\"t\":\"aaaaaaaaaaaaaaaa-bbbbbb\",\"v\":[[2],[1]],\"w\":50}\n\
         {\"t\":\"aaaaaaaaaaaaaaab-cccccc\",\"v\":[[1],[2]],\"w\":50}\n\
         {\"t\":\"aaaaaaaaaaaaaaac-dddddd\",\"v\":[]}\n",
    );
    let manifest = folder.file(
        "manifest.json",
        r#"{"options":[{"id":"x1","name":"Ada"},{"id":"x2","name":"Ben"}],"parameters":{"lot":[1,2]},"seats":1}"#,
    );
    let output = run(&[
        &ballots,
        "--method",
        "meek-prf-1",
        "--json",
        "--manifest",
        &manifest,
    ]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let outcome: Value = serde_json::from_str(&out(&output)).expect("JSON");
    assert_eq!(outcome["elected"], serde_json::json!(["Ben"]));
    let given = r#"{"lot":[2,1],"options":[{"id":"x1","name":"Ada"},{"id":"x2","name":"Ben"}]}"#;
    let output = run(&[
        &ballots,
        "--method",
        "meek-prf-1",
        "--json",
        "--parameters",
        given,
    ]);
    let outcome: Value = serde_json::from_str(&out(&output)).expect("JSON");
    assert_eq!(outcome["elected"], serde_json::json!(["Ada"]));
    let output = run(&[&ballots, "--method", "meek-prf-1"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("--manifest"), "{}", err(&output));
}

#[test]
fn what_cannot_be_read_or_counted_ends_with_2_and_a_sentence() {
    let folder = Folder::new();
    let good = "2 1\n1 1 0\n0\n\"A\"\n\"B\"\n\"T\"\n";
    let blt = folder.file("good.blt", good);
    let cut = folder.file("cut.blt", &good[..9]);
    let bytes = folder.file("bytes.blt", b"2 1\n1 1 0\n0\n\"\xff\"\n\"B\"\n\"T\"\n");
    let text = folder.file("ballots.txt", good);
    let csv = folder.file("table.csv", "weight,A,B\n1,x,2\n");
    let missing = path(&folder.0.path().join("missing.blt")).to_owned();
    let cases: Vec<(Vec<&str>, &str)> = vec![
        (vec![&missing, "--method", "meek-prf-1"], "cannot be read"),
        (vec![&cut, "--method", "meek-prf-1"], "line 2, column 6: "),
        (vec![&bytes, "--method", "meek-prf-1"], "line 4, column 2: "),
        (vec![&text, "--method", "meek-prf-1"], ".jsonl"),
        (vec![&csv, "--method", "meek-prf-1"], "line 2, column 2: "),
        (
            vec![&blt, "--method", "guess-1"],
            "There is no counting method “guess-1”.",
        ),
        (
            vec![&blt, "--method", "schulze-debian-2016"],
            "needs “default_option”",
        ),
        (
            vec![&blt, "--method", "score-1"],
            "holds no ballots for score-1",
        ),
        (
            vec![&blt, "--method", "motion-1"],
            "holds no ballots for motion-1",
        ),
        (
            vec![&blt, "--method", "meek-prf-1", "--seats", "0"],
            "at least 1",
        ),
        (
            vec![&blt, "--method", "meek-prf-1", "--seats", "x"],
            "invalid value",
        ),
        (
            vec![&blt, "--method", "meek-prf-1", "--parameters", "{"],
            "not a JSON object",
        ),
        (
            vec![
                &blt,
                "--method",
                "meek-prf-1",
                "--parameters",
                r#"{"lot":["Z"]}"#,
            ],
            "\"Z\"",
        ),
        (
            vec![&blt, "--method", "meek-prf-1", "--parameters", "@/nowhere"],
            "cannot be read",
        ),
        (
            vec![
                &blt,
                "--method",
                "meek-prf-1",
                "--parameters",
                r#"{"withdrawn":[1,2]}"#,
            ],
            "Nobody",
        ),
        (vec![&blt], "--method"),
    ];
    for (arguments, expected) in cases {
        let output = run(&arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(
            err(&output).contains(expected),
            "{arguments:?} said {}",
            err(&output)
        );
        assert!(out(&output).is_empty(), "{arguments:?} printed a result");
    }
}

#[test]
fn parameters_a_method_does_not_use_are_named() {
    let file = ballot_file("orkney-2012-ward3.blt");
    let output = run(&[
        path(&file),
        "--method",
        "meek-prf-1",
        "--parameters",
        r#"{"omega":"1e-6"}"#,
    ]);
    assert_eq!(code(&output), 0);
    assert!(err(&output).contains("omega"), "{}", err(&output));
}
