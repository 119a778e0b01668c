//! Ways round the lock: as the application, as a superuser in a session of replication
//! (where foreign keys and ordinary triggers rest), and in the certifier's name.

use commonhold::db::pool;
use diesel::result::Error::DatabaseError;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};

use crate::lock::Lock;

pub(super) const HISTORY: &str = "history_is_append_only";
const LOCKED: &str = "asset_is_locked";
pub(super) const TITLE: &str = "title_is_locked";
const DENIED: &str = "permission denied";

pub(super) const SECRETARY: &str =
    "(SELECT person FROM office_terms WHERE office = 'secretary' LIMIT 1)";
pub(super) const MARK: &str = "(SELECT asset FROM asset_now WHERE number = 1)";

/// The next version of the mark with some columns written otherwise.
pub fn version(changed: &[(&str, &str)]) -> String {
    let columns = [
        "asset",
        "version",
        "title",
        "holding",
        "owner",
        "state",
        "protected",
        "open",
        "identifiers",
        "details",
        "execution",
        "entered_by",
        "reason",
    ];
    let values: Vec<String> = columns
        .iter()
        .map(|column| {
            let changed = changed.iter().find(|(name, _)| name == column);
            match (changed, *column) {
                (Some((_, value)), _) => (*value).to_owned(),
                (None, "version") => "v.version + 1".to_owned(),
                (None, "execution") => "NULL".to_owned(),
                (None, "entered_by") => SECRETARY.to_owned(),
                (None, "reason") => "'A small change'".to_owned(),
                (None, column) => format!("v.{column}"),
            }
        })
        .collect();
    format!(
        "INSERT INTO asset_versions ({}) SELECT {} FROM asset_versions v WHERE v.asset = {MARK} ORDER BY v.version DESC LIMIT 1",
        columns.join(", "),
        values.join(", ")
    )
}

/// The mark once more, as another asset.
fn anew(title: &str, owner: &str, protected: bool) -> String {
    format!(
        "WITH a AS (INSERT INTO assets (id, kind) VALUES (gen_random_uuid(), 'trademark') RETURNING id) \
         INSERT INTO asset_versions (asset, version, title, holding, owner, state, protected, open, identifiers, details, entered_by, reason) \
         SELECT a.id, 1, '{title}', 'owned', '{owner}', 'active', {protected}, true, \
                '{{\"feature\":\"word\",\"verbal_element\":\"{title}\"}}', '{{}}', {SECRETARY}, 'Entered' FROM a"
    )
}

pub(super) fn conveyance(kind: &str, from: &str, to: &str, day: &str, execution: &str) -> String {
    format!(
        "INSERT INTO conveyances (id, asset, kind, from_party, to_party, executed_on, effective_on, goodwill, successor, instrument, \
             recorded_office, reel_frame, execution, entered_by) \
         SELECT gen_random_uuid(), asset, '{kind}', {from}, {to}, '{day}', '{day}', true, false, 'A paper', '', '', {execution}, {SECRETARY} \
         FROM asset_now WHERE number = 1"
    )
}

fn execution(deed: &str, board: &str, members: &str, officers: &str) -> String {
    format!(
        "INSERT INTO asset_executions (deed, act, board_decision, members_decision, officers) \
         SELECT d.id, coalesce((SELECT id FROM acts WHERE kind = 'asset.executed' ORDER BY number DESC LIMIT 1), gen_random_uuid()), \
                {board}, {members}, {officers} FROM asset_deeds d WHERE d.number = {deed}"
    )
}

pub(super) fn case(changed: &str) -> String {
    format!(
        "INSERT INTO mark_case_versions (mark_case, version, basis, application_no, filed_on, registration_no, registered_on, register, \
             expires_on, state, status_code, status_on, entered_by, reason) \
         SELECT c.mark_case, c.version + 1, c.basis, x.application_no, c.filed_on, x.registration_no, c.registered_on, c.register, \
                c.expires_on, x.state, '', NULL, {SECRETARY}, 'A small change' \
         FROM mark_case_now c, LATERAL (SELECT {changed}) x"
    )
}

const OFFICERS: &str = "(SELECT array_agg(person) FROM (SELECT DISTINCT person FROM office_terms WHERE office = 'election_officer') o)";

/// Statements, and what refuses each: a constraint, or words of the refusal.
fn ways() -> Vec<(String, &'static str)> {
    let board_of = |deed: &str| {
        format!("(SELECT deed_decision(id, 'board') FROM asset_deeds WHERE number = {deed})")
    };
    let members_of = |deed: &str| {
        format!("(SELECT deed_decision(id, 'members') FROM asset_deeds WHERE number = {deed})")
    };
    let owner = "(SELECT owner FROM asset_now WHERE number = 1)";
    let mut ways: Vec<(String, &str)> = vec![
        (version(&[("owner", "'Quick Grab LLC'")]), LOCKED),
        (version(&[("holding", "'licensed_in'")]), LOCKED),
        (version(&[("state", "'surrendered'")]), LOCKED),
        (version(&[("state", "'planned'")]), LOCKED),
        (version(&[("protected", "false")]), LOCKED),
        (version(&[("title", "'TAMARAK'")]), LOCKED),
        (version(&[("identifiers", "'{\"feature\":\"word\",\"verbal_element\":\"TAMARAK\"}'")]), LOCKED),
        (version(&[("identifiers", "'{\"feature\": \"word\", \"verbal_element\": \"TAMARACK\"}'")]), LOCKED),
        (version(&[("owner", "NULL")]), "asset_version_is_next"),
        (version(&[("protected", "NULL")]), "asset_version_is_next"),
        (version(&[("identifiers", "'[]'")]), "asset_version_is_next"),
        (version(&[("version", "99"), ("protected", "false")]), "asset_version_is_next"),
        (version(&[("version", "1"), ("owner", "'Quick Grab LLC'")]), "asset_version_is_next"),
        (version(&[("asset", "NULL"), ("owner", "'Quick Grab LLC'")]), "asset_version_is_next"),
        (version(&[("asset", "gen_random_uuid()"), ("version", "1"), ("protected", "false")]), "asset_version_is_next"),
        (version(&[("entered_by", "gen_random_uuid()")]), "registry_is_kept_by_its_officers"),
        (version(&[("entered_by", "NULL")]), "registry_is_kept_by_its_officers"),
        (version(&[("owner", "'Quick Grab LLC'"), ("execution", "gen_random_uuid()")]), "deed_does_what_it_says"),
        (version(&[("owner", "'Harbour Trust'"), ("holding", "'held_in_trust'"), ("execution", "(SELECT id FROM asset_deeds WHERE number = 1)")]), "deed_does_what_it_says"),
        (format!("{}; {}", version(&[("protected", "false")]), version(&[("owner", "'Quick Grab LLC'")])), LOCKED),
        ("UPDATE asset_versions SET owner = 'Quick Grab LLC'".into(), HISTORY),
        ("DELETE FROM asset_versions".into(), HISTORY),
        ("TRUNCATE assets, asset_versions CASCADE".into(), HISTORY),
        ("DELETE FROM assets".into(), HISTORY),
        ("WITH gone AS (DELETE FROM asset_versions RETURNING *) INSERT INTO asset_versions SELECT * FROM gone".into(), HISTORY),
        ("MERGE INTO asset_versions v USING (SELECT 1) one ON true WHEN MATCHED THEN UPDATE SET owner = 'Quick Grab LLC'".into(), HISTORY),
        (format!("{} ON CONFLICT (asset, version) DO UPDATE SET owner = 'Quick Grab LLC'", version(&[("version", "1")])), HISTORY),
        (anew("TAMARACK", "Quick Grab LLC", false), "asset_is_entered_once"),
        (anew("tamarack", "Quick Grab LLC", true), "asset_is_entered_once"),
        (anew("TAMARACK TWO", "Quick Grab LLC", false), "kind_is_protected"),
        (conveyance("assignment", owner, "'Quick Grab LLC'", "2027-01-04", "NULL"), TITLE),
        (conveyance("merger", owner, "'Quick Grab LLC'", "2027-01-04", "NULL"), TITLE),
        (conveyance("court_order", owner, "'Quick Grab LLC'", "2027-01-04", "NULL"), TITLE),
        (conveyance("name_change", owner, "'Quick Grab LLC'", "2027-01-04", "NULL"), TITLE),
        (conveyance("assignment", "'Somebody else'", "'Quick Grab LLC'", "1999-01-04", "NULL"), TITLE),
        (conveyance("security_interest", owner, "'Quick Grab LLC'", "2027-01-04", "NULL"), TITLE),
        (conveyance("security_interest", owner, owner, "2027-01-04", "NULL"), TITLE),
        (conveyance("assignment", owner, "'Quick Grab LLC'", "2027-01-04", "(SELECT id FROM asset_deeds WHERE number = 1)"), TITLE),
        (conveyance("assignment", owner, "NULL", "2027-01-04", "NULL"), TITLE),
        (case("c.application_no, '9999999' AS registration_no, c.state"), "case_is_locked"),
        (case("'9' AS application_no, c.registration_no, c.state"), "case_is_locked"),
        (case("c.application_no, c.registration_no, 'surrendered' AS state"), "case_is_locked"),
        (case("c.application_no, NULL AS registration_no, c.state"), "case_is_locked"),
        (format!("INSERT INTO nice_class_ends (class, reason, recorded_by) SELECT id, 'Given up', {SECRETARY} FROM nice_classes"), "class_is_locked"),
        (format!("INSERT INTO custody_ends (custody, ends_on, reason, recorded_by) SELECT id, '2027-01-04', 'He leaves', {SECRETARY} FROM custody LIMIT 1"), "custody_stays_with_two"),
        (format!("INSERT INTO custody (id, asset, party, duty, factor, place, since, recorded_by) \
                  SELECT gen_random_uuid(), asset, party, duty, factor, place, since, {SECRETARY} FROM custody LIMIT 1"), "custody_is_of_a_person"),
        ("DELETE FROM custody".into(), HISTORY),
        ("UPDATE asset_deeds SET terms = replace(terms, 'Harbour Trust', 'Quick Grab LLC')".into(), HISTORY),
        (format!("INSERT INTO asset_deeds (id, asset, version, act, terms, sha256, reason, proposed_by) \
                  SELECT gen_random_uuid(), asset, version, act, terms, sha256, reason, {SECRETARY} FROM asset_deeds WHERE asset = {MARK} LIMIT 1"), "deed_"),
        (execution("1", &board_of("1"), &members_of("1"), "'{}'"), "execution_is_an_act"),
        (execution("1", "NULL", "NULL", OFFICERS), "execution_is_an_act"),
        (execution("3", &board_of("1"), &members_of("1"), OFFICERS), "execution_is_an_act"),
        (execution("2", &board_of("2"), &members_of("2"), OFFICERS), "execution_is_an_act"),
        ("DELETE FROM authority_uses".into(), HISTORY),
        ("UPDATE decision_votes SET vote = 'yes'".into(), HISTORY),
        ("UPDATE decision_numbers SET votes_yes = 50, votes_no = 0".into(), HISTORY),
        ("INSERT INTO decision_numbers (entry, members_entitled, members_present, votes_entitled, votes_present, votes_yes, votes_no, votes_abstain) \
          VALUES (gen_random_uuid(), 0, 0, 0, 0, 0, 0, 0)".into(), "violates"),
        (format!("INSERT INTO decision_entries (id, body, decided_on, title, decision, citation, matter, adopted, effect, entered_by) \
                  SELECT gen_random_uuid(), 'board', legal_day(clock_timestamp()), 'Deed', 'So be it', '', 'reserved', true, \
                         '{{\"act\":\"authorise\",\"kind\":\"asset_disposition\",\"parameters\":{{\"terms\":\"' || encode(d.sha256, 'hex') || '\"}},\"subject\":\"D-3\"}}', {SECRETARY} \
                  FROM asset_deeds d WHERE d.number = 3"), "authority_has_a_motion"),
        ("INSERT INTO rules (version, key, value, citation, words, source, counsel) \
          SELECT max(version), 'registry.waiting.days', '0', 'Bylaws', 'No wait.', 'A test', false FROM rulebook_versions".into(), "rule"),
        ("UPDATE poll_certifications SET recorded_at = recorded_at - interval '60 days'".into(), HISTORY),
        ("UPDATE notices SET recorded_at = recorded_at - interval '60 days'".into(), HISTORY),
        ("INSERT INTO log_entries (kind, leaf) VALUES ('asset.executed', convert_to('{\"kind\":\"asset.executed\",\"v\":1}', 'UTF8'))".into(), "entry_is_of_its_maker"),
        ("SET ROLE commonhold_owner; UPDATE asset_versions SET owner = 'Quick Grab LLC'".into(), HISTORY),
    ];
    // Known by nothing it is entered beside itself; a figure is known by what it is called.
    let known_by = |identifiers: &str| {
        anew("TAMARACK", "Quick Grab LLC", true).replace(
            "{\"feature\":\"word\",\"verbal_element\":\"TAMARACK\"}",
            identifiers,
        )
    };
    ways.push((known_by("{\"feature\":\"word\"}"), "asset_is_entered_once"));
    ways.push((known_by("{}"), "asset_is_entered_once"));
    ways.push((
        known_by("{}").replace("'trademark'", "'domain'"),
        "asset_is_known_by_something",
    ));
    // Other goods of the same class in the place of those that are given up.
    ways.push((
        format!(
            "INSERT INTO nice_classes (id, mark_case, class_no, edition, goods, recorded_by) \
             SELECT gen_random_uuid(), mark_case, class_no, edition, 'Pencil cases', recorded_by FROM nice_classes LIMIT 1; \
             INSERT INTO nice_class_ends (class, reason, recorded_by) SELECT id, 'Worded anew', {SECRETARY} FROM nice_classes WHERE goods <> 'Pencil cases'"
        ),
        "class_is_locked",
    ));
    // A round trip by way of a day to come, or of today.
    for day in ["2099-01-01", "2027-01-05"] {
        ways.push((
            format!(
                "{}; {}",
                conveyance("assignment", "'Quick Grab LLC'", owner, day, "NULL"),
                conveyance(
                    "assignment",
                    owner,
                    "'Quick Grab LLC'",
                    "2027-01-04",
                    "NULL"
                )
            ),
            TITLE,
        ));
    }
    // It came back, and goes away again on the same day, or in another case.
    let back = conveyance(
        "assignment",
        "'Quick Grab LLC'",
        owner,
        "2020-01-04",
        "NULL",
    );
    let renamed = conveyance(
        "name_change",
        owner,
        "'Quick Grab LLC'",
        "2020-01-04",
        "NULL",
    );
    let round = format!("{back}; {renamed}");
    ways.push((round.replace("number = 1", "number = 2"), TITLE));
    ways.push((round, TITLE));
    let of_case = |link: &str, office: &str| {
        link.replace("(id, asset,", "(id, asset, mark_case,").replace(
            "gen_random_uuid(), asset,",
            &format!("gen_random_uuid(), asset, (SELECT id FROM mark_cases WHERE office = '{office}' LIMIT 1),"),
        )
    };
    ways.push((
        format!(
            "INSERT INTO mark_cases (id, asset, office, route, opened_by) \
             SELECT gen_random_uuid(), {MARK}, 'EM', 'regional', {SECRETARY}; {}; {}",
            of_case(&back, "US"),
            of_case(&renamed.replace("2020", "2019"), "EM")
        ),
        TITLE,
    ));
    ways.push((
        conveyance("release", "'A bank'", owner, "2027-01-04", "NULL"),
        TITLE,
    ));
    // A third custodian who never said that the access works frees nobody.
    ways.push((
        format!(
            "INSERT INTO custody (id, asset, party, duty, factor, place, since, recorded_by) \
             SELECT gen_random_uuid(), {MARK}, (SELECT party FROM party_records WHERE name = 'Max Celik' LIMIT 1), 'backup', 'none', '', '2027-01-04', {SECRETARY}; \
             INSERT INTO custody_ends (custody, ends_on, reason, recorded_by) SELECT custody, '2027-01-04', 'He leaves', {SECRETARY} \
             FROM asset_custodians WHERE asset = {MARK} AND duty = 'primary'"
        ),
        "custody_stays_with_two",
    ));
    // A question that rides on a vote already held, or on no draft at all.
    ways.push((
        format!(
            "INSERT INTO motion_questions (id, motion, round, form, version, sha256, poll, put_by) \
             SELECT gen_random_uuid(), gen_random_uuid(), 1, 'poll', 1, sha256('x'), \
                    coalesce((SELECT id FROM polls WHERE state <> 'draft' LIMIT 1), gen_random_uuid()), {SECRETARY}"
        ),
        "question_comes_before_its_poll",
    ));
    // An operator of one's own in a schema of one's own, found first.
    ways.push((
        format!(
            "CREATE SCHEMA grab; \
             CREATE FUNCTION grab.same(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'; \
             CREATE OPERATOR grab.= (LEFTARG = text, RIGHTARG = text, FUNCTION = grab.same); \
             SET LOCAL search_path = grab, pg_catalog, public; {}",
            version(&[("owner", "'Quick Grab LLC'")]).replace(" = ", " OPERATOR(pg_catalog.=) ")
        ),
        LOCKED,
    ));
    ways.extend(super::nominal::ways());
    ways.extend(super::title::ways());
    ways.extend(super::letting::ways());
    ways
}

/// What is tried in the certifier's own name, by whoever has its password.
fn as_certifier() -> Vec<(String, &'static str)> {
    let decisions = |deed: &str, of: &str| {
        format!("(SELECT deed_decision(id, '{of}') FROM asset_deeds WHERE number = {deed})")
    };
    vec![
        (execution("3", "NULL", "NULL", OFFICERS), "execution_is_an_act"),
        (execution("3", &decisions("1", "board"), &decisions("1", "members"), OFFICERS), "execution_is_an_act"),
        (execution("2", &decisions("2", "board"), &decisions("2", "members"), OFFICERS), "execution_is_an_act"),
        (execution("3", &decisions("1", "board"), &decisions("1", "members"), "NULL"), "execution_is_an_act"),
        (version(&[("owner", "'Quick Grab LLC'")]), DENIED),
        (version(&[("owner", "'Harbour Trust'"), ("execution", "(SELECT id FROM asset_deeds WHERE number = 1)")]), DENIED),
        (conveyance("assignment", "'A'", "'B'", "2027-01-04", "NULL"), DENIED),
        (super::title::recordal("gen_random_uuid()", "'2027-01-04'", SECRETARY), DENIED),
        ("UPDATE asset_executions SET officers = '{}'".into(), DENIED),
        ("DELETE FROM authority_uses".into(), DENIED),
        ("INSERT INTO authority_uses (decision, act, subject) SELECT id, 'asset_deed', '' FROM recorded_decisions LIMIT 1".into(), DENIED),
        ("INSERT INTO asset_deeds (id, asset, version, act, terms, sha256, reason, proposed_by) SELECT gen_random_uuid(), asset, version, act, terms, sha256, reason, proposed_by FROM asset_deeds".into(), DENIED),
        ("INSERT INTO log_entries (kind, leaf) VALUES ('asset.executed', convert_to('{\"at\":1,\"deed\":3,\"kind\":\"asset.executed\",\"terms\":\"00\",\"v\":1}', 'UTF8'))".into(),
         "notice_entry_says_what_is_recorded"),
    ]
}

async fn is_refused(conn: &mut AsyncPgConnection, statement: &str, wanted: &[&str], when: &str) {
    let outcome = conn
        .batch_execute(&format!(
            "BEGIN; {statement}; SET CONSTRAINTS ALL IMMEDIATE"
        ))
        .await;
    conn.batch_execute("ROLLBACK").await.unwrap();
    let error = match outcome {
        Ok(()) => panic!("not refused {when}: {statement}"),
        Err(DatabaseError(_, info)) => {
            format!(
                "{} {}",
                info.constraint_name().unwrap_or_default(),
                info.message()
            )
        }
        Err(error) => error.to_string(),
    };
    assert!(
        wanted.iter().any(|wanted| error.contains(wanted)),
        "{when}: {wanted:?} wanted, not {error:?}, of {statement}"
    );
}

/// Tries every way in every name; each is refused, and for its own reason.
pub async fn all_refused(lock: &Lock, when: &str) {
    let ways = ways();
    assert!(ways.len() >= 130, "{}", ways.len());
    let before = state(lock).await;
    let mut app = lock.connect("commonhold_app").await;
    let mut superuser = pool::connect_as_administrator(&lock.world.administrator())
        .await
        .unwrap();
    superuser
        .batch_execute("SET session_replication_role = replica")
        .await
        .unwrap();
    for (statement, wanted) in &ways {
        is_refused(&mut app, statement, &[wanted, DENIED], when).await;
        is_refused(&mut superuser, statement, &[wanted], when).await;
    }
    // A file of rows is a way in, too.
    is_refused(
        &mut superuser,
        "COPY asset_versions (asset, version, title, holding, owner, state, protected, open, identifiers, details, entered_by, reason) \
         FROM PROGRAM 'echo 00000000-0000-0000-0000-000000000001,1,X,owned,Y,active,f,t,{},{},00000000-0000-0000-0000-000000000002,Z' (FORMAT csv)",
        &["asset_version_is_next"],
        when,
    )
    .await;
    let mut certifier = lock.connect("commonhold_certifier").await;
    for (statement, wanted) in as_certifier() {
        is_refused(&mut certifier, &statement, &[wanted], when).await;
    }
    assert_eq!(state(lock).await, before);
}

async fn state(lock: &Lock) -> String {
    lock.said(
        "SELECT string_agg(concat_ws(' ', number, version, title, holding, owner, state, protected), '; ' ORDER BY number) AS it FROM asset_now",
    )
    .await
}
