//! Records of a vote that say what is not so, written with the rights that the
//! application has: its row, drafts, envelopes, close and count.

use super::ground::{DENIED, HARMLESS};

/// Against what was cast and counted.
pub const FORGED_VOTES: [(&str, &str); 45] = [
    // The row of a poll.
    (
        "UPDATE polls SET state = 'draft' WHERE id = '$CLOSED'",
        DENIED,
    ),
    (
        "UPDATE polls SET closes_at = closes_at + interval '1 day' WHERE id = '$OPEN'",
        DENIED,
    ),
    ("DELETE FROM polls WHERE id = '$DRAFT'", DENIED),
    (
        "INSERT INTO polls (id, created_by, state) SELECT gen_random_uuid(), created_by, 'draft' FROM polls LIMIT 1",
        DENIED,
    ),
    (
        "INSERT INTO polls (id, created_by, recorded_at) SELECT gen_random_uuid(), created_by, '2001-01-01' FROM polls LIMIT 1",
        DENIED,
    ),
    (
        "INSERT INTO polls (id, created_by) VALUES (gen_random_uuid(), gen_random_uuid())",
        "polls_created_by_fkey",
    ),
    ("SELECT close_poll('$OPEN')", HARMLESS),
    // Drafts, keys and the opening.
    (
        "INSERT INTO poll_drafts (poll_id, version, content, drafted_by) SELECT poll_id, 99, content, drafted_by FROM poll_drafts WHERE poll_id = '$OPEN' LIMIT 1",
        "poll_is_fixed",
    ),
    (
        "INSERT INTO poll_keys (poll_id, person_id, kind, name, key, reveal, fingerprint) SELECT poll_id, person_id, kind, name, sha256('mine'), sha256('mine'), fingerprint FROM poll_keys WHERE poll_id = '$CLOSED' AND kind = 'sign' LIMIT 1",
        "poll_is_fixed",
    ),
    (
        "INSERT INTO poll_keys (poll_id, person_id, kind, name, key, reveal, fingerprint) SELECT '$DRAFT', person_id, kind, name, key, reveal, fingerprint FROM poll_keys WHERE poll_id = '$CLOSED' AND kind = 'sign' LIMIT 1",
        "share_serves_one_poll",
    ),
    (
        "INSERT INTO poll_openings (poll_id, version, manifest, opened_by) SELECT '$DRAFT', version, manifest, opened_by FROM poll_openings LIMIT 1",
        DENIED,
    ),
    // Envelopes: late, early, for no entitlement, for another weight, twice, or under an old sight.
    (
        "INSERT INTO envelopes SELECT poll_id, entitlement, 9, substr(sha256('x'), 1, 16), weight, enc, ct, sha256('x') FROM envelopes WHERE poll_id = '$CLOSED' LIMIT 1",
        "poll_is_open",
    ),
    (
        "INSERT INTO envelopes SELECT '$DRAFT', entitlement, 9, substr(sha256('x'), 1, 16), weight, enc, ct, sha256('x') FROM envelopes LIMIT 1",
        "poll_is_open",
    ),
    (
        "INSERT INTO envelopes SELECT gen_random_uuid(), entitlement, 9, substr(sha256('x'), 1, 16), weight, enc, ct, sha256('x') FROM envelopes LIMIT 1",
        "poll_is_open",
    ),
    (
        "INSERT INTO envelopes SELECT '$OPEN', substr(sha256('nobody'), 1, 16), 9, substr(sha256('x'), 1, 16), weight, enc, ct, sha256('x') FROM envelopes LIMIT 1",
        "envelope_is_entitled",
    ),
    (
        "INSERT INTO envelopes SELECT '$OPEN', entitlement, 9, substr(sha256('x'), 1, 16), 1000, enc, ct, sha256('x') FROM envelopes LIMIT 1",
        "envelope_is_entitled",
    ),
    (
        "INSERT INTO envelopes SELECT '$OPEN', entitlement, 9, substr(sha256('x'), 1, 16), NULL, enc, ct, sha256('x') FROM envelopes LIMIT 1",
        "envelope_is_entitled",
    ),
    (
        "INSERT INTO envelopes SELECT '$OPEN', entitlement, 9, substr(sha256('x'), 1, 16), weight, enc, ct, digest FROM envelopes LIMIT 1",
        "digest",
    ),
    (
        "INSERT INTO envelopes SELECT '$OPEN', entitlement, 9, envelope_id, weight, enc, ct, sha256('x') FROM envelopes LIMIT 1",
        "envelopes_envelope_id_key",
    ),
    (
        "BEGIN ISOLATION LEVEL SERIALIZABLE; INSERT INTO envelopes SELECT '$OPEN', entitlement, 9, substr(sha256('x'), 1, 16), weight, enc, ct, sha256('x') FROM envelopes LIMIT 1; COMMIT",
        "guard_sees_what_is",
    ),
    (
        "SELECT cast_envelope('$CLOSED', entitlement, weight, substr(sha256('x'), 1, 16), enc, ct, sha256('x'), sha256('k'), 's', repeat('s', 64)::bytea, sha256('m'), NULL, sha256('m'), substr(sha256('s'), 1, 16), sha256('n')) FROM envelopes WHERE poll_id = '$CLOSED' LIMIT 1",
        "poll_is_open",
    ),
    (
        "INSERT INTO digests_to_log (poll_id, digest, entitlement) VALUES ('$OPEN', sha256('x'), substr(sha256('x'), 1, 16))",
        DENIED,
    ),
    (
        "INSERT INTO cast_receipts SELECT sha256('k'), poll_id, entitlement, session, substr(sha256('x'), 1, 16), sha256('x'), signature, body_mac FROM cast_receipts LIMIT 1",
        "receipt_is_of_an_envelope",
    ),
    (
        "INSERT INTO cast_receipts SELECT sha256('k'), poll_id, substr(sha256('x'), 1, 16), session, envelope_id, digest, signature, body_mac FROM cast_receipts LIMIT 1",
        "receipt_is_of_an_envelope",
    ),
    // The close and what comes after it.
    (
        "INSERT INTO poll_closings SELECT '$OPEN', 0, 0, 0, 0, sha256(''), '', ''",
        "poll_is_closed",
    ),
    (
        "INSERT INTO poll_closings (poll_id, cast_count, superseded, live, votes, live_root, live_lines, participation) SELECT poll_id, cast_count, superseded, live, votes, live_root, live_lines, participation FROM poll_closings",
        "poll_closings_pkey",
    ),
    // The same numbers, and of root, lines and participation one that is another.
    (
        "INSERT INTO poll_closings (poll_id, cast_count, superseded, live, votes, live_root, live_lines, participation) SELECT poll_id, cast_count, superseded, live, votes, sha256('x'), live_lines, participation FROM poll_closings",
        "closing_is_what_was_cast",
    ),
    (
        "INSERT INTO poll_closings (poll_id, cast_count, superseded, live, votes, live_root, live_lines, participation) SELECT poll_id, cast_count, superseded, live, votes, live_root, replace(live_lines, split_part(live_lines, '\"', 4), encode(sha256('x'), 'hex')), participation FROM poll_closings",
        "closing_is_what_was_cast",
    ),
    (
        "INSERT INTO poll_closings (poll_id, cast_count, superseded, live, votes, live_root, live_lines, participation) SELECT poll_id, cast_count, superseded, live, votes, live_root, live_lines || ' ', participation FROM poll_closings",
        "closing_is_what_was_cast",
    ),
    (
        "INSERT INTO poll_closings (poll_id, cast_count, superseded, live, votes, live_root, live_lines, participation) SELECT poll_id, cast_count, superseded, live, votes, live_root, live_lines, regexp_replace(participation, '[0-9]+]', '77]') FROM poll_closings",
        "closing_is_what_was_cast",
    ),
    (
        "INSERT INTO poll_closings (poll_id, cast_count, superseded, live, votes, live_root, live_lines, participation) SELECT poll_id, cast_count, superseded, live, votes, live_root, live_lines, '' FROM poll_closings",
        "closing_is_what_was_cast",
    ),
    (
        "INSERT INTO poll_closings (poll_id, cast_count, superseded, live, votes, live_root, live_lines, participation) SELECT poll_id, cast_count, superseded + 1, live - 1, votes, live_root, '', '' FROM poll_closings",
        "closing_is_what_was_cast",
    ),
    // Under an old snapshot the closing set would lack what came since.
    (
        "BEGIN ISOLATION LEVEL REPEATABLE READ; INSERT INTO poll_closings (poll_id, cast_count, superseded, live, votes, live_root, live_lines, participation) SELECT poll_id, cast_count, superseded, live, votes, live_root, live_lines, participation FROM poll_closings; COMMIT",
        "guard_sees_what_is",
    ),
    (
        "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT close_poll('$OPEN'); COMMIT",
        "guard_sees_what_is",
    ),
    (
        "INSERT INTO poll_unsealings (poll_id, officer_key, statement, ballots, open_lines, uploaded_by) SELECT poll_id, officer_key, statement, '', '', uploaded_by FROM poll_unsealings LIMIT 1",
        "opening_comes_before_the_count",
    ),
    (
        "INSERT INTO poll_unsealings (poll_id, officer_key, statement, ballots, open_lines, uploaded_by) SELECT poll_id, sha256('mine'), statement, '', '', uploaded_by FROM poll_unsealings LIMIT 1",
        "officer_key_is_of_the_poll",
    ),
    (
        "INSERT INTO poll_unsealings (poll_id, officer_key, statement, ballots, open_lines, uploaded_by) SELECT '$OPEN', officer_key, statement, '', '', uploaded_by FROM poll_unsealings LIMIT 1",
        "poll_is_closed",
    ),
    (
        "INSERT INTO poll_reveals (poll_id, officer_key, reveal, uploaded_by) SELECT poll_id, officer_key, sha256('another'), uploaded_by FROM poll_reveals LIMIT 1",
        "poll_reveals_pkey",
    ),
    (
        "INSERT INTO poll_reveals (poll_id, officer_key, reveal, uploaded_by) SELECT poll_id, sha256('mine'), reveal, uploaded_by FROM poll_reveals LIMIT 1",
        "officer_key_is_of_the_poll",
    ),
    (
        "INSERT INTO poll_results (poll_id, result, ballots_sha256, beacon) SELECT poll_id, 'x', ballots_sha256, beacon FROM poll_results",
        DENIED,
    ),
    (
        "INSERT INTO poll_results (poll_id, result, ballots_sha256, beacon) SELECT '$OPEN', result, ballots_sha256, beacon FROM poll_results",
        DENIED,
    ),
    (
        "INSERT INTO poll_certifications (poll_id, person_id, result_sha256) SELECT poll_id, person_id, sha256('x') FROM poll_certifications LIMIT 1",
        DENIED,
    ),
    (
        "INSERT INTO poll_certifications (poll_id, person_id, result_sha256) SELECT poll_id, person_id, result_sha256 FROM poll_certifications LIMIT 1",
        DENIED,
    ),
    (
        "INSERT INTO poll_certifications (poll_id, person_id, result_sha256) SELECT '$OPEN', person_id, result_sha256 FROM poll_certifications LIMIT 1",
        DENIED,
    ),
    (
        "INSERT INTO poll_certifications (poll_id, person_id, result_sha256) SELECT poll_id, gen_random_uuid(), result_sha256 FROM poll_certifications LIMIT 1",
        DENIED,
    ),
];
