//! Record dates, and whom reminders of renewals went to.

use super::{Register, day, id, instant, name_of, number, text};

pub(super) const REGISTERS: &[Register] = &[
    Register {
        name: "record-dates",
        title: "Record dates",
        what: "Each day on which it is fixed who may vote, is told or consents, as announced: for what, by which decision, and in place of which earlier one.",
        withheld: "",
        columns: &[
            number("number", "Number", "d.number"),
            text("purpose", "Fixed for", "d.purpose"),
            text("title", "For", "d.title"),
            day("record_date", "Record date", "d.record_date"),
            day("opens_on", "First day", "d.opens_on"),
            day("closes_on", "Last day", "d.closes_on"),
            id("decision", "Decision", "d.decision"),
            number(
                "corrects",
                "In place of",
                "(SELECT o.number FROM record_dates o WHERE o.id = d.corrects)",
            ),
            text("reason", "Reason", "d.reason"),
            text("announced_by", "Announced by", name_of!("d.announced_by")),
            instant("recorded_at", "Recorded at", "d.recorded_at"),
        ],
        order: &["number"],
        from: "record_dates d",
    },
    Register {
        name: "renewal-reminders",
        title: "Reminders to renew",
        what: "Who was reminded that a term of membership ends, how many days before its last day.",
        withheld: "The letters, and what mail servers answered.",
        columns: &[
            number("membership", "Membership", "m.number"),
            day(
                "term_ends_on",
                "First day without the term",
                "r.term_ends_on",
            ),
            number("step", "Days before", "r.step"),
            id("party", "Party", "r.party"),
            text("reminded", "Reminded", name_of!("r.party")),
            instant("recorded_at", "Recorded at", "r.recorded_at"),
        ],
        order: &["recorded_at", "membership", "step", "party"],
        from: "renewal_reminders r JOIN memberships m ON m.id = r.membership",
    },
    Register {
        name: "renewal-warnings",
        title: "Warnings before record dates",
        what: "Who was warned that a term ends before or within a vote that is announced.",
        withheld: "The letters, and what mail servers answered.",
        columns: &[
            number("membership", "Membership", "m.number"),
            number("record_date", "Record date", "d.number"),
            day(
                "term_ends_on",
                "First day without the term",
                "w.term_ends_on",
            ),
            id("party", "Party", "w.party"),
            text("warned", "Warned", name_of!("w.party")),
            instant("recorded_at", "Recorded at", "w.recorded_at"),
        ],
        order: &["membership", "record_date", "party"],
        from: "renewal_warnings w JOIN memberships m ON m.id = w.membership JOIN record_dates d ON d.id = w.record_date",
    },
    Register {
        name: "renewal-contacts",
        title: "Members reached otherwise about a renewal",
        what: "How a member was reached whose reminder did not arrive, what shows it, and who recorded it.",
        withheld: "",
        columns: &[
            id("record", "Record", "c.id"),
            number("membership", "Membership", "m.number"),
            day(
                "term_ends_on",
                "First day without the term",
                "c.term_ends_on",
            ),
            text("how", "How", "c.how"),
            text("evidence", "What shows it", "c.evidence"),
            text("recorded_by", "Recorded by", name_of!("c.recorded_by")),
            instant("recorded_at", "Recorded at", "c.recorded_at"),
        ],
        order: &["record"],
        from: "renewal_contacts c JOIN memberships m ON m.id = c.membership",
    },
];
