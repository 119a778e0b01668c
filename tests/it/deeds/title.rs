//! What a deed says of title: an application on an intent to use, by what title passes, and ways
//! round the guards of both and of recordals.

use diesel::result::Error::DatabaseError;
use diesel_async::SimpleAsyncConnection;

use super::attacks::{HISTORY, MARK, SECRETARY, TITLE, conveyance};
use crate::acts::room::refuses;
use crate::lock::Lock;
use crate::registry::{a_case, fills};

const CASE_LOCKED: &str = "case_is_locked";
const STAYS: &str = "intent_to_use_stays";
const WHOLE: &str = "deed_terms_are_whole";
const SPELT: &str = "deed_terms_are_canonical";
const UNDONE: &str = "deed_can_be_done";
const DAY: &str = "recordal_has_its_day";
const HAPPENED: &str = "event_has_happened";

/// A day that has not come anywhere.
const AHEAD: &str = "legal_day(clock_timestamp()) + 2";

/// The case of an application on an intent to use that these statements enter.
const INTENT: &str = "(SELECT mark_case FROM mark_case_now WHERE application_no = '99000001')";

/// Enters that case of the mark, as a keeper of the register may.
fn intended() -> String {
    format!(
        "WITH c AS (INSERT INTO mark_cases (id, asset, office, route, opened_by) \
                    SELECT gen_random_uuid(), {MARK}, 'US', 'national', {SECRETARY} RETURNING id) \
         INSERT INTO mark_case_versions (mark_case, version, basis, application_no, filed_on, registration_no, registered_on, register, \
                expires_on, state, status_code, status_on, entered_by, reason) \
         SELECT id, 1, '1(b)', '99000001', '2026-05-04', '', NULL, 'principal', NULL, 'allowed', '', NULL, {SECRETARY}, 'Entered' FROM c"
    )
}

/// Its next version with another basis.
fn based(basis: &str) -> String {
    format!(
        "INSERT INTO mark_case_versions (mark_case, version, basis, application_no, filed_on, registration_no, registered_on, register, \
             expires_on, state, status_code, status_on, entered_by, reason) \
         SELECT c.mark_case, c.version + 1, {basis}, c.application_no, c.filed_on, c.registration_no, c.registered_on, c.register, \
                c.expires_on, c.state, '', NULL, {SECRETARY}, 'A small change' FROM mark_case_now c WHERE c.mark_case = {INTENT}"
    )
}

/// Its next version in another state.
fn ended(state: &str) -> String {
    format!(
        "INSERT INTO mark_case_versions (mark_case, version, basis, application_no, filed_on, registration_no, registered_on, register, \
             expires_on, state, status_code, status_on, entered_by, reason) \
         SELECT c.mark_case, c.version + 1, c.basis, c.application_no, c.filed_on, c.registration_no, c.registered_on, c.register, \
                c.expires_on, '{state}', '', NULL, {SECRETARY}, 'As the office has it' FROM mark_case_now c WHERE c.mark_case = {INTENT}"
    )
}

/// That an office decided against the mark, as two officers recorded.
fn lost() -> String {
    format!(
        "INSERT INTO incidents (id, asset, kind, happened_on, what, recorded_by) \
         SELECT gen_random_uuid(), {MARK}, 'office_decision', '2027-01-04', 'As the office wrote', {SECRETARY}; \
         INSERT INTO incident_confirmations (incident, confirmed_by) \
         SELECT i.id, (SELECT o.person FROM office_terms o WHERE o.office = 'election_officer' AND o.person <> i.recorded_by LIMIT 1) \
         FROM incidents i"
    )
}

/// That use of a case was alleged on a day; or that what was said of it is withdrawn.
fn used(case: &str, day: &str, withdrawn: bool) -> String {
    let corrects = match withdrawn {
        true => format!(
            "(SELECT id FROM asset_events_now WHERE mark_case = {case} AND code = 'STATEMENT_OF_USE' LIMIT 1)"
        ),
        false => "NULL::uuid".to_owned(),
    };
    format!(
        "INSERT INTO asset_events (id, asset, mark_case, code, happened_on, source, note, corrects, withdrawn, entered_by) \
         SELECT gen_random_uuid(), {MARK}, {case}, 'STATEMENT_OF_USE', {day}, 'manual', 'As we say', {corrects}, {withdrawn}, {SECRETARY}"
    )
}

/// A deed on the mark, written down with what becomes of it: `%3$s` is the case.
fn deed(act: &str, to: &str) -> String {
    format!(
        "INSERT INTO asset_deeds (id, asset, version, act, terms, sha256, reason, proposed_by) \
         SELECT x.id, n.asset, n.version, '{act}', \
                format('{{\"act\":\"{act}\",\"asset\":\"A-1\",\"deed\":\"%1$s\",\"to\":{to},\"version\":\"%2$s\"}}', x.id, n.version, {INTENT}), \
                '', 'It is to be so.', {SECRETARY} \
         FROM asset_now n, (SELECT gen_random_uuid() AS id) x WHERE n.number = 1"
    )
}

/// A transfer to somebody with a key more, or none.
fn transfer(more: &str) -> String {
    let to = format!(
        r#"{{"goodwill":"yes","holding":"owned","instrument":"A paper",{more}"owner":"Quick Grab LLC","successor":"no"}}"#
    );
    deed("transfer", &to)
}

/// That an office recorded a link on a day, as somebody says.
pub(super) fn recordal(link: &str, day: &str, by: &str) -> String {
    format!(
        "INSERT INTO conveyance_recordals (id, conveyance, office, reel_frame, recorded_on, entered_by) \
         SELECT gen_random_uuid(), {link}, 'USPTO', '8101/0001', {day}, {by}"
    )
}

/// Statements, and what refuses each.
pub(super) fn ways() -> Vec<(String, &'static str)> {
    let after = |statements: &[String]| format!("{}; {}", intended(), statements.join("; "));
    let yesterday = "legal_day(clock_timestamp()) - 1";
    let use_of_it = used(INTENT, yesterday, false);
    let other = format!(
        "(SELECT c.mark_case FROM mark_case_now c WHERE c.asset = {MARK} AND c.basis = '1(a)' LIMIT 1)"
    );
    let basis = |basis: &str| {
        let to = format!(
            r#"{{"application_no":"99000001","basis":"{basis}","mark_case":"%3$s","registration_no":"","state":"allowed"}}"#
        );
        deed("case", &to)
    };
    let state = deed(
        "case",
        r#"{"application_no":"99000001","mark_case":"%3$s","registration_no":"","state":"sold"}"#,
    );
    // A link that leads to the owner, from before the mark was entered.
    let link = conveyance(
        "merger",
        "'Old Tamarack'",
        "(SELECT owner FROM asset_now WHERE number = 1)",
        "2020-01-04",
        "NULL",
    );
    let linked = "(SELECT id FROM conveyances WHERE from_party = 'Old Tamarack')";
    let recorded = |day: &str, by: &str| format!("{link}; {}", recordal(linked, day, by));
    let owner = "(SELECT owner FROM asset_now WHERE number = 1)";
    let of_deed = "(SELECT id FROM asset_deeds WHERE number = 1)";
    vec![
        // The basis is changed, and the bar is gone.
        (after(&[based("'1(a)'")]), CASE_LOCKED),
        (after(&[based("''")]), CASE_LOCKED),
        (after(&[based("'44(e)'")]), CASE_LOCKED),
        (after(&[based("NULL")]), CASE_LOCKED),
        (
            after(&[used(INTENT, AHEAD, false), based("'1(a)'")]),
            HAPPENED,
        ),
        (
            after(&[used(&other, yesterday, false), based("'1(a)'")]),
            CASE_LOCKED,
        ),
        (after(&[use_of_it.clone(), based("'44(e)'")]), CASE_LOCKED),
        (
            after(&[
                use_of_it.clone(),
                used(INTENT, yesterday, true),
                based("'1(a)'"),
            ]),
            CASE_LOCKED,
        ),
        (
            after(&[use_of_it.clone(), based("'1(a)'"), based("'1(b)'")]),
            CASE_LOCKED,
        ),
        // It is assigned before its use, or after a use that is taken back.
        (after(&[transfer("")]), STAYS),
        (after(&[used(INTENT, AHEAD, false), transfer("")]), HAPPENED),
        (
            after(&[
                use_of_it,
                based("'1(a)'"),
                used(INTENT, yesterday, true),
                transfer(""),
            ]),
            STAYS,
        ),
        // By what title passes is one of two words, and nothing for an assignment.
        (transfer(r#""kind":"assignment","#), WHOLE),
        (transfer(r#""kind":"court_order","#), WHOLE),
        (transfer(r#""kind":7,"#), WHOLE),
        (transfer(r#""kind":null,"#), WHOLE),
        (transfer(r#""basis":"1(a)","#), WHOLE),
        (
            transfer(r#""kind":"name_change","#).replace(r#""owned""#, r#""unregistered""#),
            WHOLE,
        ),
        // Of two owners people read one, and the other becomes it; or it is spelt in two ways.
        (transfer(r#""owner":"Good Foundation","#), SPELT),
        (
            transfer("").replace(
                r#""to":{"#,
                r#""to":{"goodwill":"yes","holding":"owned","instrument":"A paper","owner":"Good Foundation","successor":"no"},"to":{"#,
            ),
            SPELT,
        ),
        (transfer("").replace(r#","to":"#, r#", "to":"#), SPELT),
        (transfer("").replace("Quick Grab", r"Quick\u0020Grab"), SPELT),
        (transfer("").replace("Quick Grab", r"Quick\u0009Grab"), SPELT),
        (
            transfer("").replace(
                r#""act":"transfer","asset":"A-1","#,
                r#""asset":"A-1","act":"transfer","#,
            ),
            SPELT,
        ),
        // Of a designation alone.
        (after(&[basis("66(a)")]), UNDONE),
        (after(&[basis("9(z)")]), WHOLE),
        (after(&[basis("")]), WHOLE),
        (after(&[state]), WHOLE),
        (
            conveyance("merger", owner, "'Quick Grab LLC'", "2027-01-04", of_deed),
            TITLE,
        ),
        (
            conveyance(
                "name_change",
                owner,
                "'Quick Grab LLC'",
                "2027-01-04",
                of_deed,
            ),
            TITLE,
        ),
        // A recordal is of a link, from its execution to today, by whoever keeps the register.
        (recorded("'2019-01-04'", SECRETARY), DAY),
        (recorded("legal_day(clock_timestamp()) + 1", SECRETARY), DAY),
        (recorded("NULL", SECRETARY), DAY),
        (
            recorded("'2020-02-04'", "gen_random_uuid()"),
            "registry_is_kept_by_its_officers",
        ),
        (
            recorded("'2020-02-04'", "NULL"),
            "registry_is_kept_by_its_officers",
        ),
        (
            recordal("gen_random_uuid()", "'2020-02-04'", SECRETARY),
            "recordal_is_of_a_link",
        ),
        (
            recordal("NULL", "'2020-02-04'", SECRETARY),
            "recordal_is_of_a_link",
        ),
        (
            "UPDATE conveyance_recordals SET recorded_on = '2020-01-04'".into(),
            HISTORY,
        ),
        ("DELETE FROM conveyance_recordals".into(), HISTORY),
        ("TRUNCATE conveyance_recordals".into(), HISTORY),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deed_that_assigns_before_use_is_refused_before_anybody_decides_on_it() {
    let Some(lock) = Lock::found().await else {
        return;
    };
    lock.enters_assets().await;
    let chi = lock.chi();
    let room = "/room/registry/1";
    let intended = [
        ("basis", "1(b)"),
        ("application_no", "99000001"),
        ("registration_no", ""),
        ("registered_on", ""),
        ("case_state", "allowed"),
    ];
    let page = a_case(chi, room, &intended).await;
    refuses(&page, 200, "US 99000001");
    let change = page.link("Change case US 99000001");
    let case = change.split_once("of=").map_or("", |(_, of)| of);
    let based = [("basis", "1(a)"), ("reason", "We use it.")];
    refuses(
        &fills(chi, &change, &based).await,
        422,
        "This takes a deed.",
    );

    // What was typed is kept, and what else is wrong is said beside it.
    let assigned = [
        ("owner", "Harbour Trust"),
        ("holding", "owned"),
        ("instrument", "Deed of assignment of 4 January 2027"),
    ];
    let form = chi.get(&format!("{room}/deeds/new/transfer")).await;
    let proposal = format!("{room}/deeds");
    let mut sent = assigned.to_vec();
    sent.push(("reason", "A trust is to hold it."));
    let refused = chi.submit(&form, &proposal, &sent).await;
    refuses(&refused, 422, "15 U.S.C. 1060(a)(1)");
    let renamed = [("kind", "name_change"), ("holding", "held_in_trust")];
    let refused = chi.submit(&refused, &proposal, &renamed).await;
    refuses(&refused, 422, "A change of name moves no right.");
    let same = [
        ("kind", "merger"),
        ("holding", "owned"),
        ("owner", "Tamarack OS Foundation"),
    ];
    let refused = chi.submit(&refused, &proposal, &same).await;
    refuses(&refused, 422, "the owner is called otherwise");

    // A successor gets it, and who merges is no assignee.
    const SAID: &str = "It goes with no application on the intent to use a mark";
    let reader = lock.world.visitor();
    let mut to_successor = assigned.to_vec();
    to_successor.push(("successor", "1"));
    let succeeds = lock.proposes(1, "transfer", &to_successor).await;
    let page = reader.get(&format!("/deeds/{succeeds}")).await;
    refuses(&page, 200, SAID);
    assert!(!page.text().contains(r#""kind""#), "{}", page.text());
    let missing = lock.missing(&succeeds).await;
    assert!(
        missing.iter().all(|one| !one.contains(SAID)),
        "{missing:#?}"
    );
    let mut merged = assigned.to_vec();
    merged.push(("kind", "merger"));
    let merged = lock.proposes(1, "transfer", &merged).await;
    let page = reader.get(&format!("/deeds/{merged}")).await;
    refuses(&page, 200, "a merger");
    refuses(&page, 200, r#""kind":"merger""#);
    // In whatever letters, the database writes the terms as the program does.
    let mut far = assigned.to_vec();
    far[0].1 = r#"Zoë \ "Næss" 信託 🌲"#;
    let far = lock.proposes(2, "transfer", &far).await;
    let page = reader.get(&format!("/deeds/{far}")).await;
    refuses(&page, 200, r#""owner":"Zoë \\ \"Næss\" 信託 🌲""#);
    // Of what holds no mark nothing is said of it.
    let domain = lock.proposes(2, "transfer", &assigned).await;
    let page = reader.get(&format!("/deeds/{domain}")).await;
    assert!(!page.text().contains(SAID), "{}", page.text());

    // Once its use is alleged the basis changes without a deed, and it goes as any mark does.
    let used = [
        ("code", "STATEMENT_OF_USE"),
        ("mark_case", case),
        ("happened_on", "2027-01-03"),
    ];
    let page = fills(chi, &format!("{room}/do/event"), &used).await;
    refuses(&page, 200, "Statement of use filed");
    let withdrawal = page.link("Withdraw it");
    let page = fills(chi, &change, &based).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let back = [("basis", "44(e)"), ("reason", "Another basis.")];
    refuses(&fills(chi, &change, &back).await, 422, "This takes a deed.");
    let assigns = lock.proposes(1, "transfer", &assigned).await;
    // The condition is one keeper's word: its page says whose.
    let page = reader.get(&format!("/deeds/{assigns}")).await;
    refuses(&page, 200, "Chi Moreau entered on");
    refuses(&page, 200, "that the use of the mark was alleged on");
    // The event is withdrawn: the deed waits for it, before board and members decide.
    let note = [("note", "It was of another mark.")];
    let page = fills(chi, &withdrawal, &note).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let missing = lock.missing(&assigns).await;
    assert!(missing[0].contains(SAID), "{missing:#?}");
    // What is wrong in the register is put right by a deed on the case.
    let corrected = [
        ("mark_case", case),
        ("application_no", "99000001"),
        ("state", "allowed"),
        ("basis", "44(e)"),
    ];
    let deed = lock.proposes(1, "case", &corrected).await;
    let page = reader.get(&format!("/deeds/{deed}")).await;
    refuses(&page, 200, "Basis of filing then 44(e)");
    refuses(&page, 200, "State then Allowed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_that_its_office_ended_holds_no_assignment_up() {
    let Some(lock) = Lock::found().await else {
        return;
    };
    lock.enters_assets().await;
    let mut app = lock.connect("commonhold_app").await;
    for (state, stays) in [
        ("cancelled", false),
        ("expired", false),
        ("invalidated", false),
        // It can be appealed.
        ("refused", true),
        ("suspended", true),
    ] {
        let statements = [intended(), lost(), ended(state), transfer("")].join("; ");
        let said = app.batch_execute(&format!("BEGIN; {statements}")).await;
        app.batch_execute("ROLLBACK").await.unwrap();
        let refused_by = match &said {
            Ok(()) => None,
            Err(DatabaseError(_, about)) => about.constraint_name().map(str::to_owned),
            Err(error) => panic!("{state}: {error}"),
        };
        let wanted = stays.then(|| STAYS.to_owned());
        assert_eq!(refused_by, wanted, "{state}: {said:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deed_on_a_case_changes_something_and_gives_no_basis_that_does_not_fit() {
    let Some(lock) = Lock::found().await else {
        return;
    };
    lock.enters_assets().await;
    let mut app = lock.connect("commonhold_app").await;
    app.batch_execute(&format!(
        "WITH c AS (INSERT INTO mark_cases (id, asset, office, route, opened_by) \
                    SELECT gen_random_uuid(), {MARK}, 'EM', 'regional', {SECRETARY} RETURNING id) \
         INSERT INTO mark_case_versions (mark_case, version, basis, application_no, filed_on, registration_no, registered_on, register, \
                expires_on, state, status_code, status_on, entered_by, reason) \
         SELECT id, 1, '', '018000001', '2026-01-04', '', NULL, '', NULL, 'filed', '', NULL, {SECRETARY}, 'Entered' FROM c"
    ))
    .await
    .unwrap();
    let chi = lock.chi();
    let path = "/room/registry/1/deeds";
    let form = chi.get(&format!("{path}/new/case")).await;
    // There is no designation that it could be of.
    refuses(&form, 200, "44(e): foreign registration");
    assert!(!form.text().contains("66(a)"), "{}", form.text());
    let of_office = async |office: &str| {
        let query =
            format!("SELECT mark_case::text AS it FROM mark_case_now WHERE office = '{office}'");
        lock.said(&query).await
    };
    let (american, european) = (of_office("US").await, of_office("EM").await);
    let as_it_is = [
        ("mark_case", american.as_str()),
        ("application_no", "97000001"),
        ("registration_no", "7000001"),
        ("state", "registered"),
    ];
    let abroad = [
        ("mark_case", european.as_str()),
        ("application_no", "018000001"),
        ("registration_no", ""),
        ("state", "filed"),
    ];
    for (case, basis) in [(abroad, "1(b)"), (as_it_is, "66(a)")] {
        let beside = [("basis", basis), ("reason", "It was mistyped.")];
        let page = chi
            .submit(&form, path, &[&case[..], &beside[..]].concat())
            .await;
        refuses(&page, 422, "This case cannot have this basis");
        // Nor as a row, past the form.
        let mut to: Vec<String> = case
            .into_iter()
            .chain([("basis", basis)])
            .map(|(key, value)| format!(r#""{key}":"{value}""#))
            .collect();
        to.sort();
        let row = deed("case", &format!("{{{}}}", to.join(",")));
        let refused_by = match app.batch_execute(&row).await {
            Err(DatabaseError(_, about)) => about.constraint_name().map(str::to_owned),
            other => panic!("{basis}: {other:?}"),
        };
        assert_eq!(refused_by.as_deref(), Some(UNDONE), "{basis}");
    }

    // Board and members are not asked for nothing.
    for basis in ["", "1(a)"] {
        let beside = [("basis", basis), ("reason", "It is to stay.")];
        let page = chi
            .submit(&form, path, &[&as_it_is[..], &beside[..]].concat())
            .await;
        refuses(&page, 422, "a deed changes something");
    }
    let otherwise = [&as_it_is[..], &[("basis", "44(e)")][..]].concat();
    lock.proposes(1, "case", &otherwise).await;
}
