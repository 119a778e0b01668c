//! Executions in the certifier's name, by whoever owns the machine. The act and both signatures
//! are invented, of which the database sees the length alone; all else is as it must be but for
//! one thing. So the heart of the lock is tried, and not the doors before it: each condition is
//! met by an attempt that fails for it and for nothing else. That one without a fault goes through
//! shows that they do; it is what the signatures are for, which the certifier and everybody who
//! reads the log verify.

use commonhold::db::pool;
use diesel::result::Error::DatabaseError;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};

use super::attacks::{SECRETARY, version};
use crate::lock::Lock;

/// How far the deed D-1 has come. Of D-2, whose votes were too few, and D-3, on which nobody
/// decided, the story says more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Undecided,
    /// Board and members have decided; the days after the certification run.
    Waiting,
    /// Only officers' signatures are missing.
    Ripe,
    /// It was carried out.
    Done,
}

/// What becomes of an attempt.
#[derive(Clone, Copy, Debug)]
enum Wanted {
    /// What was signed is no act for this deed on these decisions.
    NoAct,
    /// This condition is missing, and no earlier one.
    Lacks(&'static str),
    /// Its act has no outcome at the end of the transaction.
    Alone,
    /// The log is not told of its act.
    Untold,
    /// Nothing is wrong with it but the signatures.
    Done,
}

use Wanted::{Lacks, NoAct};

const ACT: &str = "00000000-0000-4000-8000-0000000000ac";
const ADA: &str =
    "(SELECT person_id FROM officer_keys WHERE name = 'Ada Okafor' ORDER BY recorded_at LIMIT 1)";
const BEN: &str = "(SELECT person_id FROM officer_keys WHERE name = 'Ben Lindqvist' ORDER BY recorded_at LIMIT 1)";

/// What a body decided on the deed of a number.
fn decided(body: &str, deed: i64) -> String {
    format!("(SELECT deed_decision(x.id, '{body}') FROM asset_deeds x WHERE x.number = {deed})")
}

/// The label of a resolution, as an act names it.
fn label(letter: char, decision: &str) -> String {
    format!(
        "(SELECT r.year || '-{letter}-' || lpad(r.number::text, 3, '0') FROM resolutions r WHERE r.decision = {decision})"
    )
}

/// The act is concluded as done.
fn done() -> String {
    format!("INSERT INTO act_outcomes (act_id, done, sentence) VALUES ('{ACT}', true, 'Done.')")
}

/// The log is told of the act, as this says.
fn told(leaf: &str) -> String {
    format!(
        "INSERT INTO log_entries (kind, leaf) SELECT a.kind, {leaf} FROM acts a WHERE a.id = '{ACT}'"
    )
}

/// An execution that somebody forges.
struct Forged {
    what: &'static str,
    wanted: Wanted,
    deed: i64,
    kind: &'static str,
    /// Keys of the statement that say something else.
    changed: &'static str,
    board: String,
    members: String,
    officers: String,
    signed: [&'static str; 2],
    /// What the owner of the machine does before, as superuser.
    first: String,
    /// What is done before in the certifier's name.
    then: String,
    /// What is done after it, in the certifier's name: the log is told, and the act is concluded.
    after: String,
}

impl Forged {
    fn new(what: &'static str, deed: i64, wanted: Wanted) -> Self {
        Self {
            what,
            wanted,
            deed,
            kind: "asset.executed",
            changed: "{}",
            board: decided("board", deed),
            members: decided("members", deed),
            officers: format!("ARRAY[{ADA}, {BEN}]"),
            signed: ["Ada Okafor", "Ben Lindqvist"],
            first: String::new(),
            then: String::new(),
            after: format!("{}; {}", told("a.statement"), done()),
        }
    }

    /// D-1, with something taken away behind the guards.
    fn without(what: &'static str, lacks: &'static str, first: &str) -> Self {
        Self {
            first: first.to_owned(),
            ..Self::new(what, 1, Lacks(lacks))
        }
    }

    fn sql(&self) -> String {
        let Self {
            deed,
            kind,
            changed,
            board,
            members,
            officers,
            signed: [one, other],
            first,
            then,
            after,
            ..
        } = self;
        let (on_board, of_members) = (label('B', board), label('M', members));
        format!(
            "INSERT INTO acts (id, kind, subject_id, statement, proposed_by) \
             SELECT '{ACT}', '{kind}', d.id, \
                    convert_to((jsonb_build_object('asset', (SELECT a.number FROM assets a WHERE a.id = d.asset), \
                        'board', {on_board}, 'deed', d.number, 'kind', 'asset.executed', 'members', {of_members}, \
                        'terms', encode(d.sha256, 'hex'), 'v', 1) || '{changed}')::text, 'UTF8'), {ADA} \
             FROM asset_deeds d WHERE d.number = {deed}; \
             INSERT INTO act_signatures (act_id, name, signature, uploaded_by) \
             VALUES ('{ACT}', '{one}', sha256('1') || sha256('2'), {ADA}), ('{ACT}', '{other}', sha256('3') || sha256('4'), {BEN}); \
             {first}; SET LOCAL SESSION AUTHORIZATION commonhold_certifier; {then}; \
             INSERT INTO asset_executions (deed, act, board_decision, members_decision, officers) \
             SELECT d.id, '{ACT}', {board}, {members}, {officers} FROM asset_deeds d WHERE d.number = {deed}; \
             {after}"
        )
    }
}

/// Whatever stage the story is at: no act of this deed on these decisions.
fn no_acts() -> Vec<Forged> {
    let new = |what| Forged::new(what, 1, NoAct);
    vec![
        Forged {
            officers: format!("ARRAY[{ADA}, {ADA}]"),
            ..new("one officer twice")
        },
        Forged {
            officers: format!("ARRAY[{ADA}, {ADA}]"),
            signed: ["Ada Okafor"; 2],
            ..new("one officer twice, who signed twice")
        },
        Forged {
            signed: ["Ada Okafor"; 2],
            ..new("an officer who did not sign")
        },
        Forged {
            signed: ["Ada Okafor", "Somebody Else"],
            ..new("a name for an officer that is of nobody")
        },
        Forged {
            officers: format!("ARRAY[{ADA}, {SECRETARY}]"),
            ..new("a person without a key")
        },
        Forged {
            first: format!(
                "ALTER TABLE officer_keys DISABLE TRIGGER ALL; \
                 INSERT INTO officer_keys (key, person_id, name, recorded_at) VALUES (sha256('new'), {BEN}, 'Ben at another desk', clock_timestamp())"
            ),
            ..new("a key that another has replaced")
        },
        Forged {
            board: decided("board", 2),
            ..new("the board's authority for another asset")
        },
        Forged {
            members: decided("members", 2),
            ..new("the members' authority for another asset")
        },
        Forged {
            board: decided("members", 1),
            members: decided("board", 1),
            ..new("the decisions the wrong way round")
        },
        Forged {
            board: decided("board", 1),
            members: decided("members", 1),
            ..Forged::new("another deed on decisions that are not its own", 3, NoAct)
        },
        Forged {
            changed: r#"{"deed": 3}"#,
            ..new("an act of another deed")
        },
        Forged {
            changed: r#"{"asset": 2}"#,
            ..new("an act on another asset")
        },
        Forged {
            changed: r#"{"terms": "00"}"#,
            ..new("an act of other terms")
        },
        Forged {
            changed: r#"{"board": "2027-B-999"}"#,
            ..new("an act on another resolution of the board")
        },
        Forged {
            changed: r#"{"members": null}"#,
            ..new("an act on no resolution of the members")
        },
        Forged {
            kind: "roll.certified",
            ..new("an act of another kind")
        },
        Forged {
            then: format!(
                "INSERT INTO act_outcomes (act_id, done, sentence) VALUES ('{ACT}', false, 'Refused.')"
            ),
            ..new("an act that was refused")
        },
        Forged {
            first: format!(
                "INSERT INTO act_withdrawals (act_id, withdrawn_by, reason) VALUES ('{ACT}', {ADA}, 'Not now')"
            ),
            ..new("an act that was taken back")
        },
        Forged {
            first: format!(
                "INSERT INTO act_signature_retractions (act_id, retracted_by, reason) VALUES ('{ACT}', {BEN}, 'Not so')"
            ),
            ..new("a signature that its officer took back")
        },
        Forged {
            first: format!(
                "ALTER TABLE acts DISABLE TRIGGER ALL; \
                 UPDATE acts SET recorded_at = recorded_at - interval '336 hours' WHERE id = '{ACT}'"
            ),
            ..new("an act whose 14 days are over")
        },
    ]
}

/// All but one thing is there: whoever owns the machine took it away behind the guards.
fn each_without_one() -> Vec<Forged> {
    let on_board = decided("board", 1);
    let of_members = decided("members", 1);
    let uses = |decision: &str| {
        format!(
            "INSERT INTO authority_uses (decision, act, subject) VALUES ({decision}, 'asset_deed', 'D-9')"
        )
    };
    let renamed = version(&[("title", "'TAMARAK'")]);
    vec![
        Forged::without(
            "a deed that was withdrawn",
            "stands",
            "ALTER TABLE asset_deed_withdrawals DISABLE TRIGGER ALL; \
             INSERT INTO asset_deed_withdrawals (deed, reason, withdrawn_by, recorded_at) \
             SELECT id, 'Not now', proposed_by, clock_timestamp() FROM asset_deeds WHERE number = 1",
        ),
        Forged::without(
            "terms of which the log was not told",
            "stands",
            "ALTER TABLE registry_statements DISABLE TRIGGER ALL; \
             DELETE FROM registry_statements WHERE subject = (SELECT id FROM asset_deeds WHERE number = 1)",
        ),
        Forged::without(
            "an asset that is another since",
            "unchanged",
            &format!("ALTER TABLE asset_versions DISABLE TRIGGER guard; {renamed}"),
        ),
        Forged::without(
            "three directors of five",
            "board_threshold",
            &format!(
                "ALTER TABLE decision_votes DISABLE TRIGGER ALL; UPDATE decision_votes SET vote = 'abstain' \
                 WHERE record = (SELECT min(v.record) FROM decision_votes v JOIN recorded_decisions r ON r.entry = v.entry \
                                 WHERE r.id = {on_board} AND v.vote = 'yes')"
            ),
        ),
        Forged::without(
            "a count that one officer certified",
            "members",
            &format!(
                "ALTER TABLE poll_certifications DISABLE TRIGGER ALL; DELETE FROM poll_certifications WHERE person_id = {BEN}"
            ),
        ),
        Forged::without(
            "a count whose act was not done",
            "members",
            "ALTER TABLE act_outcomes DISABLE TRIGGER ALL; UPDATE act_outcomes SET done = false",
        ),
        Forged::without(
            "too few votes for it",
            "members_threshold",
            &format!(
                "ALTER TABLE decision_numbers DISABLE TRIGGER ALL; UPDATE decision_numbers SET votes_yes = 30, votes_no = 20 \
                 WHERE entry = (SELECT entry FROM recorded_decisions WHERE id = {of_members})"
            ),
        ),
        Forged::without(
            "no vote for it and none against",
            "members_threshold",
            &format!(
                "ALTER TABLE decision_numbers DISABLE TRIGGER ALL; UPDATE decision_numbers SET votes_yes = 0, votes_no = 0 \
                 WHERE entry = (SELECT entry FROM recorded_decisions WHERE id = {of_members})"
            ),
        ),
        Forged::without(
            "no numbers at all",
            "members_threshold",
            &format!(
                "ALTER TABLE decision_numbers DISABLE TRIGGER ALL; DELETE FROM decision_numbers \
                 WHERE entry = (SELECT entry FROM recorded_decisions WHERE id = {of_members})"
            ),
        ),
        Forged::without(
            "a notice of 17 days",
            "notice",
            "ALTER TABLE notices DISABLE TRIGGER ALL; UPDATE notices SET recorded_at = recorded_at + interval '5 days'",
        ),
        Forged::without(
            "a notice that missed somebody of the roll",
            "notice",
            "ALTER TABLE notice_recipients DISABLE TRIGGER ALL; \
             DELETE FROM notice_recipients WHERE membership::text = (SELECT min(membership::text) FROM notice_recipients)",
        ),
        Forged::without(
            "a day too few after the certification",
            "waiting",
            "ALTER TABLE poll_certifications DISABLE TRIGGER ALL; UPDATE poll_certifications SET recorded_at = recorded_at + interval '1 day'",
        ),
        Forged::without(
            "a decision of the board that was used",
            "unused",
            &uses(&on_board),
        ),
        Forged::without(
            "a decision of the members that was used",
            "unused",
            &uses(&of_members),
        ),
        Forged::without(
            "an officer who is none any more",
            "officers",
            &format!(
                "ALTER TABLE office_terms DISABLE TRIGGER ALL; DELETE FROM office_terms WHERE office = 'election_officer' AND person = {BEN}"
            ),
        ),
        Forged {
            after: told("a.statement"),
            ..Forged::new("an act without an outcome", 1, Wanted::Alone)
        },
        Forged {
            after: done(),
            ..Forged::new("an act of which the log is not told", 1, Wanted::Untold)
        },
        Forged {
            after: format!(
                "{}; {}",
                told(
                    "convert_to((convert_from(a.statement, 'UTF8')::jsonb || '{\"board\":\"2027-B-999\"}')::text, 'UTF8')"
                ),
                done()
            ),
            ..Forged::new(
                "an act of which the log is told otherwise",
                1,
                Wanted::Untold,
            )
        },
        Forged::new("nothing but its signatures", 1, Wanted::Done),
    ]
}

/// What is forged at a stage, and what each attempt fails for.
fn forged_executions(stage: Stage) -> Vec<Forged> {
    let whole = |lacks| Forged::new("a whole act", 1, Lacks(lacks));
    let alone = |lacks| Forged {
        officers: format!("ARRAY[{ADA}]"),
        ..Forged::new("one officer", 1, Lacks(lacks))
    };
    let too_few = || Forged::new("thirty votes of fifty", 2, Lacks("members_threshold"));
    let mut all = no_acts();
    all.extend(match stage {
        Stage::Undecided => vec![Forged::new("an act on no decision", 1, NoAct)],
        Stage::Waiting => vec![whole("waiting"), alone("waiting"), too_few()],
        Stage::Ripe => {
            let mut ripe = each_without_one();
            ripe.extend([alone("officers"), too_few()]);
            ripe
        }
        // What was carried out is over, and its decisions are used up.
        Stage::Done => vec![whole("stands"), alone("stands"), too_few()],
    });
    all
}

/// Does it all, and rolls it back: what the database said.
async fn tried(conn: &mut AsyncPgConnection, statements: &str) -> Result<(), String> {
    let outcome = conn
        .batch_execute(&format!(
            "BEGIN; {statements}; SET CONSTRAINTS ALL IMMEDIATE"
        ))
        .await;
    conn.batch_execute("ROLLBACK").await.unwrap();
    outcome.map_err(|error| match error {
        DatabaseError(_, info) => format!(
            "{}: {}",
            info.constraint_name().unwrap_or_default(),
            info.message()
        ),
        error => error.to_string(),
    })
}

/// Forges every execution of a stage; each is refused for its own reason.
pub async fn all_refused(lock: &Lock, stage: Stage) {
    let mut superuser = pool::connect_as_administrator(&lock.world.administrator())
        .await
        .unwrap();
    superuser
        .batch_execute("SET session_replication_role = replica")
        .await
        .unwrap();
    for forged in forged_executions(stage) {
        let said = tried(&mut superuser, &forged.sql()).await;
        let what = forged.what;
        match forged.wanted {
            Wanted::Done => assert_eq!(said, Ok(()), "{stage:?}, {what}"),
            NoAct => {
                let refused = said.expect_err(what);
                assert!(
                    refused.starts_with("execution_is_an_act: "),
                    "{stage:?}, {what}: {refused}"
                );
            }
            Wanted::Alone => {
                let refused = said.expect_err(what);
                assert!(
                    refused.starts_with("effect_comes_with_its_act: "),
                    "{stage:?}, {what}: {refused}"
                );
            }
            Wanted::Untold => {
                let refused = said.expect_err(what);
                assert!(
                    refused.starts_with("act_is_told: "),
                    "{stage:?}, {what}: {refused}"
                );
            }
            Lacks(condition) => {
                let wanted = format!(
                    "deed_has_its_authority: this deed cannot be carried out yet: {condition}"
                );
                assert_eq!(said, Err(wanted), "{stage:?}, {what}");
            }
        }
    }
    let carried_out = lock
        .said("SELECT count(*)::text AS it FROM asset_executions")
        .await;
    let wanted = if stage == Stage::Done { "1" } else { "0" };
    assert_eq!(carried_out, wanted, "{stage:?}");
}
