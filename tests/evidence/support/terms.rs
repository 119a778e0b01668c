//! What is asked in a poll of the tests, under which terms, and how everybody votes.

use std::collections::BTreeMap;

use commonhold::seal::ballot::{Choice, Vote};
use commonhold::seal::canonical::Value;
use commonhold::seal::code::Code;
use commonhold::seal::hash::PollId;
use commonhold::seal::lot::reveal_commitment;
use commonhold::seal::manifest::{
    Beacon, Officer, PollOption, RevealCommitment, Rule, SmallCells, Terms,
};
use commonhold::seal::roll::Leaves;

use super::signer;

use super::poll::{
    CLOSES, OFFICERS, OPENS, ORIGIN, SEAL_KEY, Setup, receipt_signer, reveal, short,
};

pub fn terms(setup: &Setup, roll: &Leaves) -> Terms {
    let motion = setup.method == "motion-1";
    let options = ["ada", "bob", "cyd", "dee"].map(|id| PollOption {
        id: Code::parse(id).unwrap(),
        name: format!("{id} of the list"),
    });
    let officer = |name: &str| Officer {
        name: name.to_owned(),
        key: signer(name).public(),
    };
    let commits = |name: &str| RevealCommitment {
        by: name.to_owned(),
        commitment: reveal_commitment(&reveal(name)),
    };
    let rule = |key: &str, value: &str| Rule {
        citation: "Bylaws 2024, section 7.3".to_owned(),
        key: key.to_owned(),
        value: value.to_owned(),
    };
    let parameters = if motion {
        BTreeMap::from([
            ("base".to_owned(), "yes+no".into()),
            ("eligible".to_owned(), roll.votes().into()),
            ("majority".to_owned(), "1/2".into()),
            (
                "quorum".to_owned(),
                Value::object([("counts", "cast".into()), ("fraction", "1/10".into())]),
            ),
            ("strict".to_owned(), 1.into()),
        ])
    } else {
        BTreeMap::new()
    };
    let mut terms = Terms {
        audited: false,
        beacon: Beacon::Reveals(OFFICERS[..2].iter().map(|name| commits(name)).collect()),
        closes: CLOSES,
        k: setup.k,
        method: setup.method.to_owned(),
        officers: OFFICERS.iter().map(|name| officer(name)).collect(),
        opens: OPENS,
        options: if motion { Vec::new() } else { options.into() },
        origin: ORIGIN.to_owned(),
        parameters,
        poll: PollId::from_bytes(short("poll")),
        question: "Who shall sit on the board?".to_owned(),
        receipt_key: receipt_signer().public(),
        roll_root: roll.root(),
        rules: vec![
            rule("certifying.officers", "2"),
            rule("opening.officers", "2"),
            rule("quorum.members", "1/10"),
            rule("quorum.votes", "1/10"),
        ],
        seal_key: SEAL_KEY.clone(),
        seats: if motion { 0 } else { 2 },
        small_cells: SmallCells::Open,
    };
    (setup.terms)(&mut terms);
    terms
}

pub fn choice(setup: &Setup, i: usize) -> Choice {
    let code = |id: &str| Code::parse(id).unwrap();
    match setup.method {
        "meek-prf-1" if setup.tied => Choice::Ranked(vec![vec![u32::try_from(i % 4).unwrap() + 1]]),
        "meek-prf-1" | "scottish-stv-1" => Choice::Ranked(match i % 6 {
            0 => vec![vec![1], vec![2], vec![3], vec![4]],
            1 => vec![vec![2, 3], vec![1]],
            2 => vec![vec![4]],
            3 => vec![],
            4 => vec![vec![3], vec![1, 2, 4]],
            _ => vec![vec![1], vec![4]],
        }),
        "approval-1" => Choice::Approval(match i % 3 {
            0 => [code("ada"), code("dee")].into(),
            1 => [code("bob")].into(),
            _ => [].into(),
        }),
        "plurality-1" => Choice::Plurality(match i % 3 {
            0 => [code("ada"), code("cyd")].into(),
            1 => [code("bob")].into(),
            _ => [code("dee")].into(),
        }),
        "motion-1" => {
            Choice::Motion([Vote::Yes, Vote::No, Vote::Yes, Vote::Abstain, Vote::Blank][i % 5])
        }
        other => panic!("the tests hold no poll by {other}"),
    }
}
