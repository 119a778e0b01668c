//! One parser under libFuzzer: the one that `FUZZ_TARGET` names. Built and run by `bin/fuzz`.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

mod targets;

static CHOSEN: LazyLock<fn(&[u8])> = LazyLock::new(|| {
    let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
    targets::named(&name).unwrap_or_else(|| panic!("FUZZ_TARGET names no target: “{name}”"))
});

fuzz_target!(|bytes: &[u8]| CHOSEN(bytes));
