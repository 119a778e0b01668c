//! The entries of a bundle verified: the checks that read every entry, over
//! batches of casts as long as they are.

use std::borrow::Cow;
use std::hint::black_box;
use std::time::Instant;

use commonhold::evidence::bundle::Files;
use commonhold::evidence::leaf::{Leaf, MAX_DIGESTS, PollCast};
use commonhold::evidence::verify::{CHECKS, Given, Verdict, verify_by};
use commonhold::seal::hash::Digest;
use sha2::{Digest as _, Sha256};

use super::evidence::made::{Made, Making};
use super::evidence::poll::Setup;
use super::figures::{Best, Figure, median};

/// Checks 04 and 05: the tree, and the entries.
const READING: std::ops::Range<usize> = 3..5;

pub fn measure(runs: usize, batches: usize) -> Vec<Figure> {
    eprintln!("Verifying a bundle with {batches} batches of casts …");
    let made = bundle(batches);
    let borrowed = |(path, bytes): (&String, &Vec<u8>)| (path.clone(), Cow::Owned(bytes.clone()));
    let entries: Vec<&[u8]> = made
        .files
        .iter()
        .filter(|(path, _)| path.starts_with("log/tile/entries/"))
        .map(|(_, bytes)| bytes.as_slice())
        .collect();
    let bytes: usize = entries.iter().map(|bytes| bytes.len()).sum();
    let (mut hashing, mut verifying) = (Vec::new(), Vec::new());
    let mut found = 0;
    for _ in 0..runs {
        let begun = Instant::now();
        for bytes in &entries {
            black_box(Sha256::digest(black_box(bytes)));
        }
        hashing.push(begun.elapsed().as_secs_f64());
        let given = Given {
            files: Ok(made.files.iter().map(borrowed).collect::<Files<'_>>()),
            policy: made.policy.as_deref(),
            checkpoints: &[],
            receipts: &[],
        };
        let begun = Instant::now();
        let report = verify_by(&CHECKS[READING], &given);
        verifying.push(begun.elapsed().as_secs_f64());
        assert_eq!(report.verdict, Verdict::Verified, "{}", report.to_text());
        let said = &report.lines[0].sentence;
        found = said.split(' ').next().unwrap().parse::<u32>().unwrap();
    }
    let megabytes = f64::from(u32::try_from(bytes).unwrap()) / 1e6;
    let base = median(&hashing);
    let rates = |amount: f64, seconds: &[f64]| -> Vec<f64> {
        seconds.iter().map(|seconds| amount / seconds).collect()
    };
    let ratios = rates(base, &verifying);
    let rate = |name, unit, rates| Figure::of(name, unit, Best::Highest, rates);
    vec![
        rate(
            "bare SHA-256 over a bundle's entries",
            "MB per second",
            rates(megabytes, &hashing),
        ),
        rate(
            "the same entries verified",
            "MB per second",
            rates(megabytes, &verifying),
        ),
        rate(
            "bundle entries verified",
            "per second",
            rates(f64::from(found), &verifying),
        ),
        Figure::of("verifying per bare SHA-256", "", Best::Highest, ratios).aiming("0.33"),
    ]
}

/// A poll's bundle with so many full batches of casts among its entries.
fn bundle(batches: usize) -> Made {
    let mut making = Making::of(Setup::default());
    let eid = making.poll.manifest.eid();
    let place = making.place(PollCast::KIND);
    let full = (0..batches).map(|_| {
        let drawn = || Digest::from_bytes(rand::random());
        let mut digests: Vec<Digest> = (0..MAX_DIGESTS).map(|_| drawn()).collect();
        digests.sort_unstable();
        let n = u64::try_from(digests.len()).unwrap();
        Leaf::from(PollCast { digests, eid, n }).into()
    });
    let full: Vec<_> = full.collect();
    making.items.splice(place..place, full);
    making.make()
}
