//! Files about assets, what was taken over from them, and what the daily watch saw.

use super::{Register, bytes, day, flag, id, instant, json, name_of, number, text};

pub(super) const REGISTERS: &[Register] = &[
    Register {
        name: "registry-imports",
        title: "Files taken into the register of assets",
        what: "Which rows of which file somebody took over into the register: the file by name and digest, the assets, each row as the file says it, and how many rows were left.",
        withheld: "The files themselves are not kept: only their digests and the rows that were taken over.",
        columns: &[
            id("id", "File", "i.id"),
            text("format", "Kind of file", "i.format"),
            text("name", "Name", "i.name"),
            bytes("sha256", "SHA-256", "i.sha256"),
            text("assets", "Assets", "i.assets"),
            text("taken", "Rows taken over", "i.taken"),
            number("rows_taken", "Number of rows taken over", "i.rows_taken"),
            number("rows_left", "Number of rows left", "i.rows_left"),
            text("brought_by", "Brought by", name_of!("i.brought_by")),
            id("watch", "Result of the watch it comes from", "i.watch"),
            text("taken_by", "Taken over by", name_of!("i.taken_by")),
            instant("recorded_at", "Recorded at", "i.recorded_at"),
        ],
        order: &["id"],
        from: "registry_imports i",
    },
    Register {
        name: "watch-results",
        title: "What the daily watch saw",
        what: "What a server answered on a day about a domain or a case, held against the register of assets: whether it was equal, differed, was not known there, could not be read or did not come, what of a protected asset was to be looked at, and whether it was told by letter.",
        withheld: "The answers themselves are not kept: only their digests, and those of their differences.",
        columns: &[
            id("id", "Result", "w.id"),
            number("asset", "Asset", "a.number"),
            id("mark_case", "Case", "w.mark_case"),
            day("day", "Day", "w.day"),
            text("outcome", "What came of it", "w.outcome"),
            text("said", "In words", "w.said"),
            bytes("answer", "SHA-256 of the answer", "w.answer"),
            bytes("difference", "SHA-256 of what differs", "w.difference"),
            json("findings", "To be looked at", "w.findings"),
            flag("drafted", "Waits as a file since", "w.drafted"),
            flag("told", "A letter was written", "w.told"),
            instant("recorded_at", "Recorded at", "w.recorded_at"),
        ],
        order: &["id"],
        from: "watch_results w JOIN assets a ON a.id = w.asset",
    },
];
