//! What of the program reads what others wrote, as a library of its own that is built in a
//! minute: the same files as in `src/`, under the same names, without the rooms that need a
//! database, a network or a template.

#![allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "who uses the rest stands in the rooms that are not here"
)]

#[path = "../src/evidence/mod.rs"]
pub mod evidence;
#[path = "../src/seal/mod.rs"]
pub mod seal;
#[path = "../src/tally/mod.rs"]
pub mod tally;
#[path = "../src/tlog/mod.rs"]
pub mod tlog;
#[path = "../src/typed.rs"]
pub mod typed;

#[path = "../src/docket"]
pub mod docket {
    pub mod model;
}

#[path = "../src/members"]
pub mod members {
    pub mod import;
    pub mod model;

    pub use model::{ClassId, MembershipId, Standing, Term};
}

#[path = "../src/outbox"]
pub mod outbox {
    pub mod eml;

    pub mod model {
        pub mod address;
        pub mod returned;

        pub use address::{Address, masked};
    }

    pub use model::Address;
}

#[path = "../src/parties"]
pub mod parties {
    pub mod model;

    pub use model::{Country, Kind, Name, PartyId};
}

#[path = "../src/registry"]
pub mod registry {
    pub mod imports {
        pub mod model;
    }
    pub mod model;
}

#[path = "../src/rulebook"]
pub mod rulebook {
    pub mod model;

    pub use model::{Ratio, Rule, RuleError, Threshold, keys};
}

#[path = "../src/web"]
pub mod web {
    pub mod markdown;

    /// Of the figures on pages what the register's statements ask for; the rest needs the
    /// catalogue of sentences.
    pub mod figures {
        pub fn hex(bytes: &[u8]) -> String {
            data_encoding::HEXLOWER.encode(bytes)
        }
    }

    /// A day in the sentence of a fault, which nothing here compares.
    pub mod times {
        pub fn day_said(day: &chrono::NaiveDate) -> String {
            day.to_string()
        }
    }
}
