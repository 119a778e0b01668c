//! Ways to let a protected asset go without a deed: a waiver, an event, the state of a case, and a
//! basis by which other deadlines are counted.

use super::attacks::{MARK, SECRETARY, case};

const LETS_GO: &str = "letting_go_takes_a_deed";
const LOSS: &str = "loss_has_its_incident";
const BASIS: &str = "us_case_has_its_basis";

/// The case of the mark that is registered.
const REGISTERED: &str =
    "(SELECT c.mark_case FROM mark_case_now c WHERE c.application_no = '97000001')";

/// An event of the mark, or of one case of it.
fn event(code: &str, of_case: &str) -> String {
    format!(
        "INSERT INTO asset_events (id, asset, mark_case, code, happened_on, source, note, withdrawn, entered_by) \
         SELECT gen_random_uuid(), {MARK}, {of_case}, '{code}', '2022-03-15', 'manual', 'As we say', false, {SECRETARY}"
    )
}

/// The same of the domain.
fn of_domain(code: &str) -> String {
    event(code, "NULL::uuid").replace("number = 1", "number = 2")
}

/// What one officer says of the mark, and nobody confirmed.
fn report(kind: &str) -> String {
    format!(
        "INSERT INTO incidents (id, asset, kind, happened_on, what, recorded_by) \
         SELECT gen_random_uuid(), {MARK}, '{kind}', '2027-01-04', 'So they say', {SECRETARY}"
    )
}

/// Another case of the mark in the United States.
fn american(route: &str, parent: &str, basis: &str) -> String {
    format!(
        "WITH c AS (INSERT INTO mark_cases (id, asset, office, route, parent, opened_by) \
                    SELECT gen_random_uuid(), {MARK}, 'US', '{route}', {parent}, {SECRETARY} RETURNING id) \
         INSERT INTO mark_case_versions (mark_case, version, basis, application_no, filed_on, registration_no, registered_on, register, \
                expires_on, state, status_code, status_on, entered_by, reason) \
         SELECT id, 1, '{basis}', '99000002', NULL, '', NULL, '', NULL, 'filed', '', NULL, {SECRETARY}, 'Entered' FROM c"
    )
}

/// Statements, and what refuses each.
pub(super) fn ways() -> Vec<(String, &'static str)> {
    // Something that must be done follows from the registration, by a pack of one's own.
    let due = format!(
        "INSERT INTO rule_packs (version, title, pack, sha256, rules, taken_up_by) \
         SELECT 'own', 'Our own', 'x', sha256('x'), 1, {SECRETARY}; \
         {}; \
         INSERT INTO deadlines (id, asset, mark_case, pack, rule, title, kind, source, event, occurrence, anchor, due, due_actionable) \
         SELECT gen_random_uuid(), e.asset, e.mark_case, 'own', 'own', 'Ours', 'mandatory', e.id, e.id, 1, e.happened_on, '2099-01-01', '2099-01-01' \
         FROM asset_events e WHERE e.code = 'REGISTRATION' AND e.mark_case = {REGISTERED}",
        event("REGISTRATION", REGISTERED)
    );
    let waived = format!(
        "INSERT INTO deadline_acts (deadline, act, note, person) SELECT id, 'waived', 'Let it go', {SECRETARY} FROM deadlines WHERE rule = 'own'"
    );
    let confirmed = "INSERT INTO incident_confirmations (incident, confirmed_by) SELECT id, recorded_by FROM incidents";
    let mut ways = vec![
        (format!("{due}; {waived}"), "waiver_takes_a_deed"),
        (
            format!("{due}; {}; {waived}", report("lapse")),
            "waiver_takes_a_deed",
        ),
        (event("SURRENDERED", "NULL::uuid"), LETS_GO),
        (of_domain("RELEASED"), LETS_GO),
        (of_domain("TRANSFERRED_AWAY"), LOSS),
        // What one officer says alone, or twice, is no incident.
        (
            format!("{}; {}", report("lapse"), event("EXPIRED", REGISTERED)),
            LOSS,
        ),
        (
            format!("{}; {confirmed}", report("lapse")),
            "incident_takes_two",
        ),
        // Filed, or in preparation, it may wait for its basis.
        (
            american("national", "NULL::uuid", "").replace("'filed'", "'published'"),
            BASIS,
        ),
        (american("national", "NULL::uuid", "66(a)"), BASIS),
    ];
    for code in ["ABANDONED", "WITHDRAWN", "SURRENDERED"] {
        ways.push((event(code, REGISTERED), LETS_GO));
    }
    for code in ["CANCELLED", "EXPIRED", "INVALIDATED"] {
        ways.push((event(code, REGISTERED), LOSS));
    }
    for state in ["refused", "cancelled", "expired", "invalidated"] {
        let state = format!("c.application_no, c.registration_no, '{state}' AS state");
        ways.push((case(&state), LOSS));
    }
    ways
}
