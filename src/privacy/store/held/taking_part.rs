//! What a person did or was given to do: in elections and petitions, about motions and matters,
//! for works and deadlines, by proxies and in polls. Never how they voted in a poll.

use super::List;

pub(super) const LISTS: &[List] = &[
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
        "matters",
        "stood",
        "SELECT m.number AS matter, p.place, p.kind, p.last_day, p.reason, p.recorded_at, d.recorded_at AS counts_since FROM matter_proposals p \
        JOIN matters m ON m.id = p.matter LEFT JOIN matter_determinations d ON d.proposal = p.id WHERE p.person = $1 ORDER BY p.recorded_at DESC",
    ),
    (
        "matters",
        "opened",
        "SELECT m.number AS matter, m.title, m.recorded_at FROM matters m WHERE m.opened_by = $1 ORDER BY m.number DESC",
    ),
    (
        "matters",
        "proposed",
        "SELECT m.number AS matter, p.place, p.kind, p.reason, p.recorded_at FROM matter_proposals p JOIN matters m ON m.id = p.matter WHERE p.proposed_by = $1 ORDER BY p.recorded_at DESC",
    ),
    (
        "matters",
        "days",
        "SELECT m.number AS matter, d.kind, d.due_on, d.citation, d.recorded_at, x.ending, x.words, x.recorded_at AS ended_at FROM matter_dates d \
        JOIN matters m ON m.id = d.matter LEFT JOIN matter_date_ends x ON x.date = d.record WHERE $1 IN (d.entered_by, x.ended_by) ORDER BY d.record DESC",
    ),
    (
        "matters",
        "declared",
        "SELECT m.number AS matter, s.says, s.reason, s.recorded_at FROM matter_declarations s JOIN matters m ON m.id = s.matter WHERE s.person = $1 ORDER BY s.record DESC",
    ),
    (
        "matters",
        "entered",
        "SELECT m.number AS matter, e.step, e.words, e.recorded_at FROM matter_entries e JOIN matters m ON m.id = e.matter WHERE e.entered_by = $1 ORDER BY e.record DESC",
    ),
    (
        "matters",
        "privileged",
        "SELECT m.number AS matter, n.place, n.kind, 'withheld: privileged' AS words, n.recorded_at FROM matter_notes n JOIN matters m ON m.id = n.matter WHERE n.written_by = $1 ORDER BY n.recorded_at DESC",
    ),
    (
        "matters",
        "read",
        "SELECT m.number AS matter, k.notes, k.document, k.recorded_at FROM matter_readings k JOIN matters m ON m.id = k.matter WHERE k.reader = $1 ORDER BY k.record DESC",
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
        CASE WHEN x.grantor = $1 THEN encode(d.content, 'base64') END AS paper_file, x.recorded_at, c.recorded_at AS confirmed_at, r.recorded_at AS revoked_at, \
        CASE WHEN x.grantor = $1 THEN r.reason END AS revoked_because \
        FROM proxies x JOIN memberships m ON m.id = x.membership LEFT JOIN polls p ON p.id = x.poll LEFT JOIN proxy_papers d ON d.proxy = x.id \
        LEFT JOIN proxy_revocations r ON r.proxy = x.id LEFT JOIN proxy_confirmations c ON c.proxy = x.id WHERE x.grantor = $1 OR x.holder = $1 ORDER BY x.number DESC",
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
