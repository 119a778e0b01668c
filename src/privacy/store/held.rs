//! Everything that is held about a person, as rows of JSON. Bounded: of each list
//! the latest [`MOST`], which nobody reaches.

use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::db::Connection;

/// How many rows of one list the file holds at most.
pub const MOST: usize = 10_000;

/// The lists of the file: the kind of data, the list's key, and its SQL, of the
/// person $1 and their account $2. No list names or reaches anybody else but
/// organisations; what others wrote about the person is not theirs.
const LISTS: &[(&str, &str, &str)] = &[
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
        "SELECT code, kind, recorded_at FROM outbox_letters WHERE account = $2 AND kind NOT IN ('cast_confirmed', 'cast_under_proxy', 'poll_reminder') ORDER BY number DESC",
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
    (
        "memberships",
        "memberships",
        "SELECT number, class, member_since, recorded_at FROM memberships WHERE party = $1 ORDER BY number",
    ),
    (
        "memberships",
        "terms",
        "SELECT m.number, t.record, t.starts_on, t.ends_on, t.corrects, t.recorded_at FROM membership_terms t JOIN memberships m ON m.id = t.membership WHERE m.party = $1 ORDER BY t.record DESC",
    ),
    (
        "memberships",
        "ends",
        "SELECT m.number, e.ends_on, e.reason, e.recorded_at FROM membership_ends e JOIN memberships m ON m.id = e.membership WHERE m.party = $1",
    ),
    (
        "memberships",
        "suspensions",
        "SELECT m.number, s.starts_on, s.ends_on, s.recorded_at FROM membership_suspensions s JOIN memberships m ON m.id = s.membership WHERE m.party = $1",
    ),
    (
        "dues",
        "invoices",
        "SELECT i.number, i.covers_from, i.covers_to, i.issued_on, i.due_on, i.currency, i.statement, i.recorded_at, \
        (SELECT jsonb_agg(jsonb_build_object('kind', l.kind, 'text', l.text, 'amount', l.amount)) FROM dues_invoice_lines l WHERE l.invoice = i.id) AS lines \
        FROM dues_invoices i WHERE i.payer = $1 ORDER BY i.year DESC, i.serial DESC",
    ),
    (
        "dues",
        "payments",
        "SELECT method, reference, received_on, booked_on, amount, currency, recorded_at FROM dues_payments WHERE payer = $1 ORDER BY recorded_at DESC",
    ),
    (
        "representations",
        "votes_for",
        "SELECT v.organisation, (SELECT r.name FROM party_records r WHERE r.party = v.organisation ORDER BY r.record DESC LIMIT 1) AS organisation_name, \
        v.starts_on, v.recorded_at FROM representations v WHERE v.person = $1 ORDER BY v.record DESC",
    ),
    (
        "representations",
        "stands_for",
        "SELECT v.organisation, (SELECT r.name FROM party_records r WHERE r.party = v.organisation ORDER BY r.record DESC LIMIT 1) AS organisation_name, \
        v.capacity, v.starts_on, v.recorded_at FROM representatives v WHERE v.person = $1 ORDER BY v.recorded_at DESC",
    ),
    (
        "offices",
        "offices",
        "SELECT t.office, t.starts_at, t.ends_at, (SELECT e.ends_at FROM office_ends e WHERE e.term = t.id) AS ended_at, t.recorded_at FROM office_terms t WHERE t.person = $1 ORDER BY t.starts_at DESC",
    ),
    (
        "offices",
        "seats",
        "SELECT s.body, s.name AS seat, i.affiliation, i.basis, i.starts_at, i.ends_at, (SELECT r.name FROM party_records r WHERE r.party = sponsor_of(i.id) ORDER BY r.record DESC LIMIT 1) AS sits_for, i.recorded_at FROM seat_incumbencies i JOIN seats s ON s.id = i.seat WHERE i.person = $1 ORDER BY i.starts_at DESC",
    ),
    (
        "offices",
        "to_hand_over",
        "SELECT i.number, i.kind, i.title, i.leaves_by, i.recorded_at, \
        (SELECT r.happened_on FROM handover_records r JOIN handover_confirmations c ON c.record = r.id WHERE r.item = i.id AND r.outcome = 'left' LIMIT 1) AS handed_over_on \
        FROM handover_items i WHERE i.holder = $1 ORDER BY i.number DESC",
    ),
    (
        "applications",
        "applications",
        "SELECT a.number, a.class, a.route, a.recorded_at, f.form FROM applications a LEFT JOIN application_forms f ON f.application = a.id WHERE a.person = $1 OR a.party = $1 ORDER BY a.number DESC",
    ),
    (
        "applications",
        "your_steps",
        "SELECT a.number, s.step, s.words, s.recorded_at FROM application_steps s JOIN applications a ON a.id = s.application WHERE s.taken_by = $1 AND (a.person = $1 OR a.party = $1) ORDER BY s.record DESC",
    ),
    (
        "applications",
        "drafts",
        "SELECT class, form, saved_at FROM application_drafts WHERE person = $1",
    ),
    (
        "agreements",
        "accepted",
        "SELECT g.key, g.version, g.title, encode(g.sha256, 'hex') AS sha256, a.recorded_at FROM agreement_acceptances a JOIN agreements g ON g.id = a.agreement WHERE a.party = $1 OR a.accepted_by = $1 ORDER BY a.recorded_at DESC",
    ),
    (
        "evidence",
        "items",
        "SELECT kind, address, summary, captured_at, encode(content_sha256, 'hex') AS content_sha256, starts_on, ends_on, recorded_at FROM evidence_items WHERE party = $1 ORDER BY recorded_at DESC",
    ),
    (
        "evidence",
        "identities",
        "SELECT i.kind, v.value, i.verified_how, i.recorded_at, (SELECT e.recorded_at FROM identity_ends e WHERE e.identity = i.id) AS withdrawn_at \
        FROM identities i LEFT JOIN identity_values v ON v.identity = i.id WHERE i.party = $1 ORDER BY i.recorded_at DESC",
    ),
    (
        "rolls",
        "lines",
        "SELECT r.number AS roll, r.record_date, encode(e.entitlement, 'hex') AS entitlement, m.number AS membership, e.class_id, e.votes, encode(e.commitment, 'hex') AS commitment, o.subject, encode(o.salt, 'hex') AS salt \
        FROM roll_entitlements e JOIN rolls r ON r.id = e.roll_id JOIN memberships m ON m.id = e.membership_id \
        LEFT JOIN roll_openings o ON o.roll_id = e.roll_id AND o.entitlement = e.entitlement WHERE m.party = $1 ORDER BY r.number DESC",
    ),
    (
        "challenges",
        "challenges",
        "SELECT r.number AS roll, c.number, c.kind, c.text, c.recorded_at FROM roll_challenges c JOIN rolls r ON r.id = c.roll WHERE c.person = $1 ORDER BY c.number DESC",
    ),
    (
        "elections",
        "nominated",
        "SELECT e.number AS election, n.recorded_at FROM nominations n JOIN elections e ON e.id = n.election WHERE n.nominee = $1 ORDER BY n.recorded_at DESC",
    ),
    (
        "elections",
        "nominations_made",
        "SELECT e.number AS election, m.number AS membership, n.recorded_at FROM nominations n JOIN elections e ON e.id = n.election JOIN memberships m ON m.id = n.membership WHERE n.nominated_by = $1 ORDER BY n.recorded_at DESC",
    ),
    (
        "elections",
        "nominations_refused",
        "SELECT e.number AS election, r.capacity, r.reasons, r.recorded_at FROM nomination_refusals r JOIN elections e ON e.id = r.election WHERE r.tried_by = $1 ORDER BY r.recorded_at DESC",
    ),
    (
        "elections",
        "answers",
        "SELECT e.number AS election, a.answer, a.recorded_at FROM nominee_answers a JOIN elections e ON e.id = a.election WHERE a.nominee = $1 ORDER BY a.record DESC",
    ),
    (
        "elections",
        "statements",
        "SELECT e.number AS election, s.statement, s.disclosures, s.recorded_at FROM candidate_statements s JOIN elections e ON e.id = s.election WHERE s.candidate = $1 ORDER BY s.record DESC",
    ),
    (
        "elections",
        "questions",
        "SELECT e.number AS election, q.number, q.question, q.recorded_at FROM candidate_questions q JOIN elections e ON e.id = q.election WHERE q.asked_by = $1 ORDER BY q.recorded_at DESC",
    ),
    (
        "elections",
        "replies",
        "SELECT e.number AS election, q.number AS question, r.reply, r.recorded_at FROM candidate_replies r JOIN candidate_questions q ON q.id = r.question JOIN elections e ON e.id = q.election WHERE r.candidate = $1 ORDER BY r.record DESC",
    ),
    (
        "elections",
        "letters",
        "SELECT e.number AS election, l.subject, l.letter, l.recorded_at FROM candidate_letters l JOIN elections e ON e.id = l.election WHERE l.candidate = $1 ORDER BY l.recorded_at DESC",
    ),
    (
        "petitions",
        "opened",
        "SELECT p.number, p.purpose, p.kind, p.title, p.text, p.recorded_at FROM petitions p WHERE p.opened_by = $1 ORDER BY p.number DESC",
    ),
    (
        "petitions",
        "signed",
        "SELECT p.number AS petition, m.number AS membership, s.votes, s.recorded_at, w.recorded_at AS withdrawn_at FROM petition_signatures s JOIN petitions p ON p.id = s.petition JOIN memberships m ON m.id = s.membership LEFT JOIN petition_withdrawals w ON w.signature = s.id WHERE s.signed_by = $1 ORDER BY s.recorded_at DESC",
    ),
    (
        "permits",
        "requests",
        "SELECT r.number, r.use_type, r.holder_kind, permission_request_state(r.id) AS state, r.recorded_at, a.name, a.address, a.words, \
        (SELECT count(*) FROM permission_images i WHERE i.request = r.id) AS pictures, \
        (SELECT p.number FROM permissions p JOIN permission_decisions d ON d.id = p.decision WHERE d.request = r.id) AS permission \
        FROM permission_requests r LEFT JOIN permission_askers a ON a.request = r.id WHERE person_who_asked(r.id) = $1 ORDER BY r.number DESC",
    ),
    (
        "permits",
        "answers",
        "SELECT r.number AS request, s.step, s.words, s.recorded_at FROM permission_steps s JOIN permission_requests r ON r.id = s.request \
        WHERE s.taken_by IS NULL AND person_who_asked(r.id) = $1 ORDER BY s.record DESC",
    ),
    (
        "permits",
        "reports",
        "SELECT r.number, misuse_state(r.id) AS state, r.recorded_at, m.name, m.address, m.found_at, m.words \
        FROM misuse_reports r LEFT JOIN misuse_reporters m ON m.report = r.id WHERE person_who_reported(r.id) = $1 ORDER BY r.number DESC",
    ),
    (
        "motions",
        "drafted",
        "SELECT m.number, m.body, m.kind, m.title, m.recorded_at FROM motions m WHERE m.opened_by = $1 ORDER BY m.number DESC",
    ),
    (
        "motions",
        "texts",
        "SELECT m.number AS motion, t.version, t.text, t.recorded_at FROM motion_texts t JOIN motions m ON m.id = t.motion WHERE t.written_by = $1 ORDER BY t.recorded_at DESC",
    ),
    (
        "motions",
        "steps",
        "SELECT m.number AS motion, s.step, s.note, s.recorded_at FROM motion_steps s JOIN motions m ON m.id = s.motion WHERE s.person = $1 ORDER BY s.record DESC",
    ),
    (
        "motions",
        "interests",
        "SELECT m.number AS motion, i.about, i.suggested, i.answer, CASE WHEN i.recorded_by = $1 THEN i.reason END AS reason, i.recorded_at FROM motion_interests i JOIN motions m ON m.id = i.motion WHERE i.person = $1 ORDER BY i.record DESC",
    ),
    (
        "motions",
        "votes",
        "SELECT m.number AS motion, q.round, v.vote, v.recorded_at FROM motion_votes v JOIN motion_questions q ON q.id = v.question JOIN motions m ON m.id = q.motion WHERE v.person = $1 ORDER BY v.record DESC",
    ),
    (
        "motions",
        "demands",
        "SELECT m.number AS motion, q.round, d.recorded_at FROM motion_demands d JOIN motion_questions q ON q.id = d.question JOIN motions m ON m.id = q.motion WHERE d.person = $1 ORDER BY d.recorded_at DESC",
    ),
    (
        "motions",
        "said",
        "SELECT m.number AS motion, p.id AS post, p.stance, t.version, t.text, t.recorded_at FROM motion_posts p JOIN motions m ON m.id = p.motion JOIN motion_post_texts t ON t.post = p.id WHERE p.author = $1 ORDER BY t.recorded_at DESC",
    ),
    (
        "motions",
        "follows",
        "SELECT m.number AS motion, f.follows, f.recorded_at FROM motion_follows f JOIN motions m ON m.id = f.motion WHERE f.person = $1 ORDER BY f.record DESC",
    ),
    (
        "motions",
        "to_carry_out",
        "SELECT r.body, r.year, r.number, k.due_on, k.recorded_at FROM resolution_tasks k JOIN resolutions r ON r.id = k.resolution WHERE k.responsible = $1 ORDER BY k.record DESC",
    ),
    (
        "registry",
        "custody",
        "SELECT n.number AS asset, n.title, c.duty, c.factor, c.place, c.since, c.recorded_at, e.ends_on FROM custody c JOIN asset_now n ON n.asset = c.asset LEFT JOIN custody_ends e ON e.custody = c.id WHERE c.party = $1 ORDER BY c.recorded_at DESC",
    ),
    (
        "registry",
        "attestations",
        "SELECT n.number AS asset, t.note, t.recorded_at FROM attestations t JOIN custody c ON c.id = t.custody JOIN asset_now n ON n.asset = c.asset WHERE t.attested_by = $1 ORDER BY t.record DESC",
    ),
    (
        "registry",
        "roles",
        "SELECT n.number AS asset, n.title, r.role, r.since, r.recorded_at, e.ends_on FROM asset_roles r JOIN asset_now n ON n.asset = r.asset LEFT JOIN asset_role_ends e ON e.role = r.id WHERE r.party = $1 ORDER BY r.recorded_at DESC",
    ),
    (
        "offices",
        "deadlines_recorded",
        "SELECT d.number AS deadline, x.act, x.happened_on, x.note, x.recorded_at FROM deadline_acts x JOIN deadlines d ON d.id = x.deadline WHERE x.person = $1 ORDER BY x.record DESC",
    ),
    (
        "offices",
        "deadlines_seen",
        "SELECT d.number AS deadline, k.rung, k.recorded_at FROM deadline_acknowledgements k JOIN deadlines d ON d.id = k.deadline WHERE k.person = $1 ORDER BY k.record DESC",
    ),
    (
        "offices",
        "deadlines_confirmed",
        "SELECT d.number AS deadline, c.recorded_at FROM deadline_confirmations c JOIN deadlines d ON d.id = c.deadline WHERE c.person = $1 ORDER BY c.recorded_at DESC",
    ),
    (
        "offices",
        "packs_taken_up",
        "SELECT k.version, k.title, k.recorded_at FROM rule_packs k WHERE k.taken_up_by = $1 ORDER BY k.number DESC",
    ),
    (
        "challenges",
        "complaints",
        "SELECT p.number AS poll, c.number, c.text, encode(c.receipt, 'hex') AS receipt, c.recorded_at FROM poll_complaints c JOIN polls p ON p.id = c.poll_id WHERE c.person = $1 ORDER BY c.number DESC",
    ),
    (
        "proxies",
        "proxies",
        "SELECT x.number, m.number AS membership, CASE WHEN x.grantor = $1 THEN 'given' ELSE 'held' END AS side, p.number AS poll, \
        CASE WHEN x.grantor = $1 THEN x.instructions END AS instructions, x.ends_at, CASE WHEN x.grantor = $1 THEN x.paper END AS paper, \
        CASE WHEN x.grantor = $1 THEN encode(d.content, 'base64') END AS paper_file, x.recorded_at, r.recorded_at AS revoked_at, \
        CASE WHEN x.grantor = $1 THEN r.reason END AS revoked_because \
        FROM proxies x JOIN memberships m ON m.id = x.membership LEFT JOIN polls p ON p.id = x.poll LEFT JOIN proxy_papers d ON d.proxy = x.id \
        LEFT JOIN proxy_revocations r ON r.proxy = x.id WHERE x.grantor = $1 OR x.holder = $1 ORDER BY x.number DESC",
    ),
    (
        "participation",
        "polls",
        "WITH rolls AS (SELECT DISTINCT e.roll_id FROM roll_entitlements e JOIN memberships m ON m.id = e.membership_id WHERE m.party = $1), \
        lines AS (SELECT e.roll_id, e.membership_id, row_number() OVER (PARTITION BY e.roll_id ORDER BY e.commitment) - 1 AS position FROM roll_entitlements e WHERE e.roll_id IN (SELECT roll_id FROM rolls)) \
        SELECT p.number AS poll, p.closed_at, m.number AS membership, \
               EXISTS (SELECT FROM jsonb_array_elements_text(c.participation::jsonb -> 'voted') v (position) WHERE v.position::bigint = l.position) AS participated \
        FROM poll_closings c JOIN polls p ON p.id = c.poll_id AND p.state = 'closed' JOIN lines l ON l.roll_id = p.roll_id JOIN memberships m ON m.id = l.membership_id AND m.party = $1 \
        ORDER BY p.number DESC",
    ),
];

/// All of it, by kind and list.
///
/// # Errors
/// Those of the database.
pub async fn about(
    conn: &mut Connection,
    person: Uuid,
    account: Uuid,
) -> QueryResult<Map<String, Value>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        rows: String,
    }
    let mut file = Map::new();
    for (kind, list, sql) in LISTS {
        let row: Row = diesel::sql_query(format!(
            "WITH whom AS (SELECT $1::uuid, $2::uuid) \
             SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]')::text AS rows FROM ({sql} LIMIT {MOST}) t"
        ))
        .bind::<SqlUuid, _>(person)
        .bind::<Nullable<SqlUuid>, _>(Some(account))
        .get_result(conn)
        .await?;
        let rows = serde_json::from_str(&row.rows)
            .map_err(|error| diesel::result::Error::DeserializationError(Box::new(error)))?;
        let section = file
            .entry((*kind).to_owned())
            .or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(section) = section {
            section.insert((*list).to_owned(), rows);
        }
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::LISTS;
    use crate::privacy::model::KINDS;

    #[test]
    fn the_page_tells_of_every_kind_that_the_file_holds() {
        let told: BTreeSet<&str> = KINDS.iter().map(|(kind, _)| *kind).collect();
        let held: BTreeSet<&str> = LISTS.iter().map(|(kind, _, _)| *kind).collect();
        assert_eq!(told, held);
    }
}
