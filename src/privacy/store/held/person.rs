//! Who a person is, how they are reached, how they come in, and what was sent to them. Of letters
//! that tell of a vote nothing.

use super::List;

pub(super) const LISTS: &[List] = &[
    (
        "names",
        "party",
        "SELECT id, kind, recorded_at FROM parties WHERE id = $1",
    ),
    (
        "names",
        "records",
        "SELECT record, name, country, disclosed, recorded_at FROM party_records WHERE party = $1 ORDER BY record DESC",
    ),
    (
        "addresses",
        "postal",
        "SELECT address, country, starts_on, recorded_at FROM postal_addresses WHERE party = $1 ORDER BY record DESC",
    ),
    (
        "affiliations",
        "employers",
        "SELECT employer, starts_on, recorded_at FROM affiliations WHERE person = $1 ORDER BY record DESC",
    ),
    (
        "affiliations",
        "ties",
        "SELECT t.kind, t.organisation, (SELECT r.name FROM party_records r WHERE r.party = t.organisation ORDER BY r.record DESC LIMIT 1) AS organisation_name, \
        t.outside, t.share_bp, t.starts_on, t.ends_on, t.source, t.note, t.recorded_at, \
        (SELECT min(e.ends_on) FROM tie_ends e WHERE e.tie = t.id) AS ended_on FROM ties t WHERE t.person = $1 ORDER BY t.recorded_at DESC",
    ),
    (
        "account",
        "account",
        "SELECT id, address, locale, created_at FROM accounts WHERE id = $2",
    ),
    (
        "account",
        "password",
        "SELECT set_at FROM passwords WHERE account = $2",
    ),
    (
        "account",
        "address_changes",
        "SELECT old_address, new_address, recorded_at FROM address_changes WHERE account = $2 ORDER BY recorded_at DESC",
    ),
    (
        "account",
        "signed_out",
        "SELECT recorded_at FROM session_endings WHERE account = $2 ORDER BY recorded_at DESC",
    ),
    (
        "account",
        "letter_choices",
        "SELECT kind, wanted, recorded_at FROM letter_choices WHERE account = $2 ORDER BY recorded_at DESC",
    ),
    (
        "account",
        "calendars",
        "SELECT made_at, revoked_at FROM calendar_addresses WHERE account = $2 ORDER BY made_at DESC",
    ),
    (
        "account",
        "put_off",
        "SELECT item, until_at FROM task_snoozes WHERE account = $2 ORDER BY until_at",
    ),
    (
        "sessions",
        "sessions",
        "SELECT way, device, opened_at, seen_at, ended_at FROM sessions WHERE account = $2 ORDER BY opened_at DESC",
    ),
    (
        "sessions",
        "sign_in_links",
        "SELECT made_at, expires_at, spent_at FROM sign_in_links WHERE account = $2 ORDER BY made_at DESC",
    ),
    (
        "letters",
        "letters",
        "SELECT code, kind, recorded_at FROM outbox_letters WHERE account = $2 AND kind <> ALL ($3) ORDER BY number DESC",
    ),
    (
        "notices",
        "notices",
        "SELECT n.number, n.recorded_at AS given_at, r.capacity, r.channel, a.address FROM notice_recipients r JOIN notices n ON n.id = r.notice \
        LEFT JOIN notice_addresses a ON a.notice = r.notice AND a.line = r.line WHERE r.person = $1 OR r.party = $1 ORDER BY n.number DESC",
    ),
    (
        "notices",
        "objections",
        "SELECT objects, recorded_at FROM mail_objections WHERE person = $1 ORDER BY recorded_at DESC",
    ),
];
