//! Both verifiers are asked about thousands of bundles that chance has altered: they say the same
//! of each, check by check. A few hundred in every run, all of them in `bin/soak`.

mod archive;
mod chance;
mod follow;
mod found;
mod gentle;
mod json;
mod mutate;
mod second;
mod text;

use std::collections::BTreeMap;

use commonhold::evidence::bundle::archive::read;
use commonhold::evidence::verify::{Given, Report, Verdict, verify};

use crate::second::python_is_here;
use mutate::{Mutant, mutant};
use second::Second;

/// The numbers of the mutants to be asked about.
fn numbers() -> std::ops::Range<u64> {
    let given = |name: &str| std::env::var(name).ok()?.parse().ok();
    // To look at some of them again, or to go on where others ended.
    let from = given("TESTS_MUTANTS_FROM").unwrap_or(0);
    let many = match std::env::var_os("TESTS_SOAK") {
        Some(_) => 20_000,
        None => 300,
    };
    from..from + given("TESTS_MUTANTS").unwrap_or(many)
}

/// What `commonhold verify` says of a mutant.
fn report(mutant: &Mutant) -> Report {
    verify(&Given {
        files: read(&mutant.archive).map_err(|fault| fault.to_string()),
        policy: mutant.made.policy.as_deref(),
        checkpoints: &mutant.made.checkpoints,
        receipts: &mutant.made.receipts,
    })
}

#[test]
fn both_verifiers_say_the_same_of_every_mutant() {
    if !python_is_here() {
        return;
    }
    let numbers = numbers();
    let middle = numbers.start.midpoint(numbers.end);
    let ask = |numbers: std::ops::Range<u64>| {
        let mut second = Second::start();
        let mut verdicts: BTreeMap<String, u64> = BTreeMap::new();
        let mut faults = Vec::new();
        for number in numbers {
            let mutant = mutant(number);
            let report = report(&mutant);
            let refused = match report.verdict {
                Verdict::Verified | Verdict::Consistent => "holds".to_owned(),
                other => other.to_string(),
            };
            *verdicts.entry(refused).or_default() += 1;
            let said = second.ask(&mutant);
            faults.extend(
                said.disagreement(&report)
                    .map(|why| format!("mutant {number} ({}):\n{why}", mutant.done)),
            );
        }
        (verdicts, faults)
    };
    let (one, other) = std::thread::scope(|scope| {
        let other = scope.spawn(|| ask(middle..numbers.end));
        (ask(numbers.start..middle), other.join().unwrap())
    });
    let mut verdicts = one.0;
    for (verdict, many) in other.0 {
        *verdicts.entry(verdict).or_default() += many;
    }
    println!("{} mutants: {verdicts:?}", numbers.end - numbers.start);
    let faults = [one.1, other.1].concat();
    assert!(
        faults.is_empty(),
        "{} of them:\n{}",
        faults.len(),
        faults.join("\n")
    );
    // Mutants that all fall at one check would say little of the others.
    assert!(verdicts.len() > 12, "{verdicts:?}");
}
