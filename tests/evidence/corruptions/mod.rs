//! Bundles that do not hold, each for one reason: what was done, which check refuses it, and what
//! is said. Whatever comes after an alteration is made again from it: files are listed, entries
//! hashed, the checkpoint signed and cosigned.

mod attended;
mod bundle;
mod certified;
mod closed;
mod counted;
mod given;
mod json;
mod keys;
mod logged;
mod opened;
mod published;
mod unsealed;

use std::sync::LazyLock;

pub use counted::public_beacon;
pub use keys::rotated;

use crate::support::made::{Made, Making};
use crate::support::poll::Setup;

pub struct Corruption {
    pub name: &'static str,
    /// The check that refuses it.
    pub check: u8,
    /// A part of the sentence.
    pub says: &'static str,
    pub made: Made,
}

fn corrupt(name: &'static str, check: u8, says: &'static str, made: Made) -> Corruption {
    Corruption {
        name,
        check,
        says,
        made,
    }
}

/// The plainest poll, altered where its entries are known and before they are hashed.
fn entries(change: impl FnOnce(&mut Making)) -> Made {
    entries_of(Setup::default(), change)
}

fn entries_of(setup: Setup, change: impl FnOnce(&mut Making)) -> Made {
    let mut making = Making::of(setup);
    change(&mut making);
    making.make()
}

/// The plainest poll, altered in the files that it leaves and before they are logged.
fn files(change: impl FnOnce(&mut Making)) -> Made {
    files_of(Setup::default(), change)
}

fn files_of(setup: Setup, change: impl FnOnce(&mut Making)) -> Made {
    entries_of(setup, |making| {
        change(making);
        making.log();
    })
}

/// The plainest poll, altered in its bundle.
fn bundle(change: impl FnOnce(&mut Made)) -> Made {
    bundle_of(Setup::default(), change)
}

fn bundle_of(setup: Setup, change: impl FnOnce(&mut Made)) -> Made {
    let mut made = Making::of(setup).make();
    change(&mut made);
    made
}

/// All of them, made once.
pub static ALL: LazyLock<Vec<Corruption>> = LazyLock::new(|| {
    let parts = [
        bundle::all(),
        json::all(),
        keys::all(),
        logged::all(),
        opened::all(),
        closed::all(),
        attended::all(),
        unsealed::all(),
        published::all(),
        counted::all(),
        certified::all(),
        given::all(),
    ];
    parts.into_iter().flatten().collect()
});

/// A poll that holds, whose envelopes were destroyed afterwards.
pub fn with_destroyed() -> Made {
    entries(|making| logged::destroyed(making, 2))
}
