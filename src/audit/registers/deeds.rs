//! The deeds by which protected assets change: proposed, withdrawn, carried out.

use super::{Register, bytes, id, instant, json, name_of, number, text};

pub(super) const REGISTERS: &[Register] = &[
    Register {
        name: "asset-deeds",
        title: "Deeds",
        what: "Acts on protected assets as they were written down before anybody decided, with the terms of which board and members decide the SHA-256.",
        withheld: "",
        columns: &[
            number("number", "Number", "d.number"),
            id("deed", "Id", "d.id"),
            number("asset", "Asset", "a.number"),
            number("version", "Version it starts from", "d.version"),
            text("act", "Act", "d.act"),
            json("terms", "Terms", "d.terms"),
            bytes("sha256", "SHA-256", "d.sha256"),
            text("reason", "Reason", "d.reason"),
            text("proposed_by", "Proposed by", name_of!("d.proposed_by")),
            instant("recorded_at", "Recorded at", "d.recorded_at"),
        ],
        order: &["number"],
        from: "asset_deeds d JOIN assets a ON a.id = d.asset",
    },
    Register {
        name: "asset-deed-withdrawals",
        title: "Deeds withdrawn",
        what: "Deeds that will not be carried out, and why.",
        withheld: "",
        columns: &[
            number("deed", "Deed", "d.number"),
            text("reason", "Reason", "w.reason"),
            text("withdrawn_by", "Withdrawn by", name_of!("w.withdrawn_by")),
            instant("recorded_at", "Withdrawn at", "w.recorded_at"),
        ],
        order: &["deed"],
        from: "asset_deed_withdrawals w JOIN asset_deeds d ON d.id = w.deed",
    },
    Register {
        name: "asset-executions",
        title: "Deeds carried out",
        what: "By which act that two officers signed, and on which resolutions of board and members, a deed was carried out.",
        withheld: "",
        columns: &[
            number("deed", "Deed", "d.number"),
            id("act", "Act", "x.act"),
            id(
                "board_decision",
                "Decision of the board",
                "x.board_decision",
            ),
            id(
                "members_decision",
                "Decision of the members",
                "x.members_decision",
            ),
            text(
                "officers",
                "Ids of the officers",
                "array_to_string(x.officers, ' ')",
            ),
            instant("recorded_at", "Carried out at", "x.recorded_at"),
        ],
        order: &["deed"],
        from: "asset_executions x JOIN asset_deeds d ON d.id = x.deed",
    },
];
