//! Ways in by name alone: decisions with a body, numbers and rules that nobody took, and what
//! another foundation decided. One database holds one foundation, so that there is no place for
//! another's vote, rules or log.

use super::attacks::SECRETARY;

const ENTRY: &str = "00000000-0000-4000-8000-0000000000de";

/// A decision of the members that was never taken, whole and confirmed, in one transaction.
fn entry(effect: &str, numbers: &str) -> String {
    format!(
        "INSERT INTO decision_entries (id, body, decided_on, title, decision, citation, matter, adopted, effect, entered_by) \
         VALUES ('{ENTRY}', 'members', legal_day(clock_timestamp()), 'Deed', 'So be it', 'Minutes', 'ordinary', true, {effect}, {SECRETARY}); \
         INSERT INTO decision_numbers (entry, members_entitled, members_present, votes_entitled, votes_present, votes_yes, votes_no, votes_abstain) \
         VALUES ('{ENTRY}', {numbers}); \
         INSERT INTO decision_rules (entry, key, value, citation) SELECT '{ENTRY}', r.key, r.value, r.citation \
         FROM unnest(ARRAY['quorum.members', 'quorum.votes', 'members.majority']) k, rule_in_force(k, clock_timestamp()) r; \
         INSERT INTO decision_confirmations (entry, confirmed_by) \
         SELECT '{ENTRY}', person FROM office_terms WHERE office = 'election_officer' AND person <> {SECRETARY} LIMIT 1"
    )
}

/// Decisions that nobody took, or that say nothing of for what.
fn never_taken() -> Vec<(String, &'static str)> {
    let authorise =
        |rest: &str| format!("'{{\"act\":\"authorise\",\"kind\":\"asset_disposition\"{rest}}}'");
    let all = "9, 9, 50, 50";
    vec![
        (
            entry("NULL", &format!("{all}, 0, 0, 0")),
            "votes_meet_the_threshold",
        ),
        (
            entry("NULL", &format!("{all}, 0, 0, 50")),
            "votes_meet_the_threshold",
        ),
        (
            entry("NULL", &format!("{all}, 25, 25, 0")),
            "votes_meet_the_threshold",
        ),
        (
            entry("NULL", "9, 0, 50, 0, 0, 0, 0"),
            "votes_meet_the_threshold",
        ),
        (
            entry("NULL", "0, 0, 0, 0, 0, 0, 0"),
            "decision_numbers_parts",
        ),
        (
            entry("NULL", &format!("{all}, NULL, NULL, NULL")),
            "null value",
        ),
        (entry("NULL", &format!("{all}, 50, 0, NULL")), "null value"),
        (
            entry(
                &authorise(r#","parameters":{},"subject":"D-1""#),
                &format!("{all}, 50, 0, 0"),
            ),
            "authority_has_a_motion",
        ),
        (
            entry(
                &authorise(r#","parameters":{},"subject":null"#),
                &format!("{all}, 50, 0, 0"),
            ),
            "authority_is_named",
        ),
        (
            entry(
                &authorise(r#","parameters":{}"#),
                &format!("{all}, 50, 0, 0"),
            ),
            "authority_is_named",
        ),
        (
            entry(
                &authorise(r#","parameters":null,"subject":"D-1""#),
                &format!("{all}, 50, 0, 0"),
            ),
            "authority_is_named",
        ),
    ]
}

/// What another foundation, with a lower bar, would bring: itself, its rules, its count.
fn from_elsewhere() -> Vec<(String, &'static str)> {
    vec![
        ("INSERT INTO foundations (name, time_zone, public_origin, log_origin) \
          VALUES ('Another Foundation', 'UTC', 'https://other.example', 'other.example/log')".into(), "log_origin_for_life"),
        ("INSERT INTO rulebook_versions (file, effective_from, decision, act) \
          SELECT convert_to('Another', 'UTF8'), clock_timestamp(), (SELECT id FROM recorded_decisions LIMIT 1), (SELECT id FROM acts LIMIT 1)".into(),
         "rulebook_is_adopted_by_act"),
        ("INSERT INTO poll_results (poll_id, result, ballots_sha256, beacon) VALUES (gen_random_uuid(), '{}', sha256('x'), 'x')".into(),
         "poll_is_closed"),
        ("INSERT INTO poll_certifications (poll_id, person_id, result_sha256) \
          SELECT gen_random_uuid(), person, sha256('x') FROM office_terms WHERE office = 'election_officer' LIMIT 1".into(),
         "certification_is_of_the_count"),
        ("INSERT INTO recorded_decisions (id, entry, confirmed_by) \
          SELECT gen_random_uuid(), gen_random_uuid(), person FROM office_terms WHERE office = 'election_officer' LIMIT 1".into(),
         "decision_takes_its_officers"),
    ]
}

/// Statements, and what refuses each.
pub fn ways() -> Vec<(String, &'static str)> {
    let mut ways = never_taken();
    ways.extend(from_elsewhere());
    ways
}
