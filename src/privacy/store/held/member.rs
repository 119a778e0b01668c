//! What a person is to the foundation: their memberships and dues, for whom they vote, their
//! offices, how they joined, what stands on rolls. Of others it names organisations alone.

use super::List;

pub(super) const LISTS: &[List] = &[
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
        "SELECT m.number, e.ends_on, e.reason, e.evidence, e.recorded_at FROM membership_ends e JOIN memberships m ON m.id = e.membership WHERE m.party = $1",
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
        "changes",
        "SELECT c.organisation, (SELECT r.name FROM party_records r WHERE r.party = c.organisation ORDER BY r.record DESC LIMIT 1) AS organisation_name, \
        c.person = $1 AS votes_by_it, c.starts_on, c.recorded_at, \
        (SELECT f.recorded_at FROM representation_change_confirmations f WHERE f.change = c.id) AS confirmed_at, \
        (SELECT s.recorded_at FROM representation_change_stops s WHERE s.change = c.id) AS stopped_at \
        FROM representation_changes c WHERE c.person = $1 OR c.former = $1 ORDER BY c.recorded_at DESC",
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
];
