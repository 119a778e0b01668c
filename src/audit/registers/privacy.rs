//! Whose personal data was erased, and how.

use super::{Register, day, id, instant, name_of, number, text};

pub(super) const REGISTERS: &[Register] = &[
    Register {
        name: "erasures",
        title: "Erasures of personal data",
        what: "A person asked that their personal data be erased: which officer proposed it, and what became of it. Names of the person are those that stand there now.",
        withheld: "",
        columns: &[
            id("proposal", "Id", "p.id"),
            id("party", "Id of the person", "p.party"),
            text("name", "Person", name_of!("p.party")),
            day("asked_on", "Asked on", "p.asked_on"),
            text("evidence", "Where the request is filed", "p.evidence"),
            text("proposed_by", "Proposed by", name_of!("p.proposed_by")),
            instant("proposed_at", "Proposed at", "p.recorded_at"),
            text("withdrawn_by", "Withdrawn by", name_of!("w.withdrawn_by")),
            instant("withdrawn_at", "Withdrawn at", "w.recorded_at"),
            text("confirmed_by", "Confirmed by", name_of!("e.confirmed_by")),
            instant("erased_at", "Erased at", "e.recorded_at"),
        ],
        order: &["proposed_at", "proposal"],
        from: "erasure_proposals p LEFT JOIN erasure_withdrawals w ON w.proposal = p.id \
               LEFT JOIN erasures e ON e.proposal = p.id",
    },
    Register {
        name: "erasure-counts",
        title: "What erasures erased",
        what: "How many rows of which kind an erasure took.",
        withheld: "",
        columns: &[
            id("erasure", "Id of the erasure", "c.erasure"),
            text("kind", "Kind", "c.kind"),
            number("rows", "Rows", "c.rows_erased"),
        ],
        order: &["erasure", "kind"],
        from: "erasure_counts c",
    },
];
