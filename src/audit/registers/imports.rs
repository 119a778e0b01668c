//! Files about assets, and what was taken over from them.

use super::{Register, bytes, id, instant, name_of, number, text};

pub(super) const REGISTERS: &[Register] = &[Register {
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
        text("taken_by", "Taken over by", name_of!("i.taken_by")),
        instant("recorded_at", "Recorded at", "i.recorded_at"),
    ],
    order: &["id"],
    from: "registry_imports i",
}];
