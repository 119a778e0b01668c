//! Proxies, and those that were revoked.

use super::{Register, bytes, id, instant, name_of, number, text};

pub(super) const REGISTERS: &[Register] = &[
    Register {
        name: "proxies",
        title: "Proxies",
        what: "Who may vote for which member beside the member, in all votes or in one, until when, from which paper that was recorded, and who confirmed it. One from paper counts from its confirmation on.",
        withheld: "What the member told the holder, which is between the two and, of one from paper, those who recorded and confirmed it, and the papers themselves. Whether a holder or the member cast a ballot is on record nowhere.",
        columns: &[
            number("number", "Number", "x.number"),
            id("proxy", "Id", "x.id"),
            number("membership", "Membership", "m.number"),
            text("granted_by", "Granted by", name_of!("x.grantor")),
            text("holder", "Holder", name_of!("x.holder")),
            text("scope", "For", "x.scope"),
            number("poll", "Poll", "p.number"),
            instant("ends_at", "Ends at", "x.ends_at"),
            text("paper", "Paper", "x.paper"),
            bytes("paper_sha256", "SHA-256 of the paper", "x.paper_sha256"),
            text("recorded_by", "Recorded by", name_of!("x.recorded_by")),
            text("citation", "By which rule", "x.citation"),
            instant("recorded_at", "Recorded at", "x.recorded_at"),
            text("confirmed_by", "Confirmed by", name_of!("c.confirmed_by")),
            instant("confirmed_at", "Confirmed at", "c.recorded_at"),
        ],
        order: &["number"],
        from: "proxies x JOIN memberships m ON m.id = x.membership LEFT JOIN polls p ON p.id = x.poll \
               LEFT JOIN proxy_confirmations c ON c.proxy = x.id",
    },
    Register {
        name: "proxy-revocations",
        title: "Revoked proxies",
        what: "Proxies that were taken back, by whoever votes for the member or by the secretary on a written request.",
        withheld: "",
        columns: &[
            number("proxy", "Proxy", "x.number"),
            text("revoked_by", "Revoked by", name_of!("r.revoked_by")),
            text("reason", "Reason", "r.reason"),
            instant("recorded_at", "Recorded at", "r.recorded_at"),
        ],
        order: &["proxy"],
        from: "proxy_revocations r JOIN proxies x ON x.id = r.proxy",
    },
];
