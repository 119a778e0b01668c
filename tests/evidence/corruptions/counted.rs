//! The count and the rules: checks 14 and 15.

use commonhold::evidence::leaf::{HexBytes, Leaf};
use commonhold::seal::canonical::Value;
use commonhold::seal::code::Code;
use commonhold::seal::manifest::{Beacon, Terms};

use super::{Corruption, bundle, bundle_of, corrupt, entries, entries_of, files_of};
use crate::support::digest;
use crate::support::made::Made;
use crate::support::poll::{CLOSES, Setup};

use super::unsealed::excluding;
/// The result altered, and logged and certified so.
fn result_of(setup: Setup, change: impl FnOnce(String) -> String) -> Made {
    files_of(setup, |making| {
        let text = String::from_utf8(making.files.result.clone()).unwrap();
        let changed = change(text.clone());
        assert_ne!(text, changed);
        making.files.result = changed.into_bytes();
    })
}

/// A tied poll whose result follows from another beacon than the one that is logged.
fn under_another_lot() -> Made {
    let tied = Setup {
        tied: true,
        ..Setup::default()
    };
    files_of(tied, |making| {
        let (beacon, result) = (making.files.beacon.clone(), making.files.result.clone());
        let mut draws = 0;
        while making.files.result == result {
            draws += 1;
            assert!(draws < 100, "the lot decides nothing");
            making.files.beacon = digest(&format!("draw {draws}")).as_bytes().to_vec();
            making.files.recount(&making.poll);
        }
        making.files.beacon = beacon;
    })
}

fn in_result(change: impl FnOnce(&mut commonhold::evidence::leaf::PollResult)) -> Made {
    entries(|making| {
        making.leaf("poll.result", |leaf| {
            if let Leaf::PollResult(result) = leaf {
                change(result);
            }
        });
    })
}

const NO_QUORUM: &str =
    r#"{"elected":[],"method":"meek-prf-1","rounds":[],"seats":2,"ties":[],"verdict":"no_quorum"}"#;

/// Nobody of three voted.
fn without_quorum() -> Setup {
    Setup {
        members: vec![1; 3],
        recast: 0,
        lost: 0,
        set_aside: 0,
        k: 1,
        ..Setup::default()
    }
}

fn count() -> Vec<Corruption> {
    let c = |name, says, made| corrupt(name, 14, says, made);
    vec![
        c(
            "the result edited",
            "do not come to what result.json says",
            result_of(Setup::default(), |text| {
                text.replacen("\"elected\":[\"ada\"", "\"elected\":[\"dee\"", 1)
            }),
        ),
        c(
            "the result edited in the bundle alone",
            "another result.json than the one in the bundle",
            bundle(|made| {
                made.change("result.json", |text| {
                    text.replacen("\"seats\":2", "\"seats\":3", 1)
                });
            }),
        ),
        c(
            "the result counted under another lot",
            "do not come to what result.json says",
            under_another_lot(),
        ),
        c(
            "a motion turned round",
            "do not come to what result.json says",
            result_of(Setup::of("motion-1"), |text| {
                text.replace("\"adopted\"", "\"lost\"")
            }),
        ),
        c(
            "seats filled without quorum",
            "do not come to what result.json says",
            result_of(without_quorum(), |text| {
                text.replace(",\"verdict\":\"no_quorum\"", "")
            }),
        ),
        c(
            "a quorum denied that was reached",
            "do not come to what result.json says",
            result_of(Setup::default(), |_| NO_QUORUM.to_owned()),
        ),
        c(
            "a result about other ballots",
            "another ballots.jsonl",
            in_result(|result| {
                result.ballots = digest("other ballots");
            }),
        ),
        c(
            "a beacon that an officer did not commit to",
            "the value that Ravi Østergård committed to",
            in_result(|result| {
                result.beacon.0[63] ^= 1;
            }),
        ),
        c(
            "a beacon without an officer's value",
            "of the values of 2 officers",
            in_result(|result| {
                result.beacon = HexBytes(result.beacon.0[..32].to_vec());
            }),
        ),
        c(
            "the values of the beacon exchanged",
            "the value that Lena Aalto committed to",
            in_result(|result| {
                result.beacon.0.rotate_left(32);
            }),
        ),
        c(
            "an exclusion without the count as cast",
            "as-cast.json is missing",
            bundle_of(excluding(), |made| {
                made.files.remove("as-cast.json");
                made.relist();
            }),
        ),
        c(
            "a count as cast without an exclusion",
            "nobody was excluded",
            bundle(|made| {
                made.files
                    .insert("as-cast.json".to_owned(), made.files["result.json"].clone());
                made.relist();
            }),
        ),
        c(
            "a count as cast that is edited",
            "what as-cast.json says",
            bundle_of(excluding(), |made| {
                made.change("as-cast.json", |text| {
                    text.replacen("\"elected\":[\"ada\"", "\"elected\":[\"dee\"", 1)
                });
            }),
        ),
        c(
            "an exclusion that was not counted",
            "do not come to what result.json says",
            files_of(excluding(), |making| {
                making.files.result = making.files.as_cast.clone().unwrap();
            }),
        ),
        c(
            "somebody excluded who did not stand",
            "eve is no option of this poll",
            entries_of(excluding(), |making| {
                making.resigned("poll.excluded", 2, |leaf| {
                    if let Leaf::PollExcluded(excluded) = leaf {
                        excluded.option = Code::parse("eve").unwrap();
                    }
                });
            }),
        ),
        c(
            "a lot that the manifest fixes",
            "only the seed may give",
            entries_of(
                Setup {
                    terms: |terms| {
                        let lot = (1..=4).map(Value::Int).collect();
                        terms.parameters.insert("lot".to_owned(), Value::List(lot));
                    },
                    ..Setup::default()
                },
                |_| {},
            ),
        ),
        c(
            "a public beacon dated before the close as it was put off",
            "dated before the close",
            entries_of(
                Setup {
                    extended: true,
                    terms: public_beacon,
                    ..Setup::default()
                },
                |_| {},
            ),
        ),
    ]
}

pub fn public_beacon(terms: &mut Terms) {
    terms.beacon = Beacon::Public {
        source: "the first draw of the lottery".to_owned(),
        after: CLOSES,
    };
}

fn rules() -> Vec<Corruption> {
    let c = |name, says, made| corrupt(name, 15, says, made);
    vec![
        c(
            "a motion judged by other eligible votes",
            "judged by 69 eligible votes, but the roll has 70",
            entries_of(
                Setup {
                    terms: |terms| {
                        terms.parameters.insert("eligible".to_owned(), 69.into());
                    },
                    ..Setup::of("motion-1")
                },
                |_| {},
            ),
        ),
        c(
            "a quorum that is no part",
            "“a tenth”, not a part",
            entries_of(
                Setup {
                    terms: |terms| "a tenth".clone_into(&mut terms.rules[2].value),
                    ..Setup::default()
                },
                |_| {},
            ),
        ),
        c(
            "a quorum of more than all",
            "“11/10”, not a part",
            entries_of(
                Setup {
                    terms: |terms| "11/10".clone_into(&mut terms.rules[3].value),
                    ..Setup::default()
                },
                |_| {},
            ),
        ),
    ]
}

pub fn all() -> Vec<Corruption> {
    count().into_iter().chain(rules()).collect()
}
