//! Motions as rows, written by the application's role past every page: what the
//! database takes is a motion, however it came.

use commonhold::db::address::Address;
use commonhold::db::pool;
use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use uuid::Uuid;

#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = Text)]
    it: String,
}

/// The application's hand in the database.
pub struct Rows {
    pub db: AsyncPgConnection,
}

/// A motion to be written.
pub struct Draft<'a> {
    pub body: &'a str,
    pub title: &'a str,
    pub text: &'a str,
    /// The rule that closes it; empty for everybody.
    pub confidential: &'a str,
}

/// The id of whoever signs in at this address, as SQL.
pub fn person(address: &str) -> String {
    format!("(SELECT person FROM accounts WHERE address = '{address}')")
}

impl Rows {
    pub async fn of(address: &Address) -> Self {
        Self {
            db: pool::connect(address).await.unwrap(),
        }
    }

    /// One text, `it`.
    pub async fn said(&mut self, sql: &str) -> String {
        let row: Said = diesel::sql_query(sql)
            .get_result(&mut self.db)
            .await
            .unwrap();
        row.it
    }

    pub async fn run(&mut self, sql: &str) {
        self.db.batch_execute(sql).await.unwrap();
    }

    /// The constraint by which this is refused.
    pub async fn refused(&mut self, sql: &str) -> String {
        match self.db.batch_execute(sql).await.unwrap_err() {
            diesel::result::Error::DatabaseError(_, info) => info
                .constraint_name()
                .map_or_else(|| info.message().to_owned(), str::to_owned),
            other => panic!("{other}"),
        }
    }

    /// Drafts and submits a motion; returns its number.
    pub async fn submits(&mut self, by: &str, draft: &Draft<'_>) -> String {
        self.writes(by, draft, true).await
    }

    /// Drafts a motion, which nobody outside its body reads yet; returns its number.
    pub async fn drafts(&mut self, by: &str, draft: &Draft<'_>) -> String {
        self.writes(by, draft, false).await
    }

    async fn writes(&mut self, by: &str, draft: &Draft<'_>, submitted: bool) -> String {
        let id = Uuid::new_v4();
        let Draft {
            body,
            title,
            text,
            confidential,
        } = draft;
        let by = person(by);
        let submits = if submitted {
            format!(
                "INSERT INTO motion_steps (motion, step, state, person, note) VALUES ('{id}', 'submit', '', {by}, '');"
            )
        } else {
            String::new()
        };
        self.run(&format!(
            "BEGIN;
             INSERT INTO motions (id, body, kind, title, confidential, forum, opened_by)
             VALUES ('{id}', '{body}', 'ordinary', '{title}', '{confidential}', '', {by});
             INSERT INTO motion_texts (motion, version, text, sha256, written_by)
             VALUES ('{id}', 1, '{text}', '', {by});
             {submits}
             COMMIT"
        ))
        .await;
        self.said(&format!(
            "SELECT number::text AS it FROM motions WHERE id = '{id}'"
        ))
        .await
    }

    /// Takes a step with a motion.
    pub async fn steps(&mut self, number: &str, step: &str, by: &str) {
        let by = person(by);
        self.run(&format!(
            "INSERT INTO motion_steps (motion, step, state, person, note)
             SELECT m.id, '{step}', '', {by}, '' FROM motions m WHERE m.number = {number}"
        ))
        .await;
    }

    /// One moves it, another seconds it, and it is put to a roll call in which
    /// everybody of the roster votes so.
    pub async fn votes(&mut self, number: &str, keeper: &str, second: &str, vote: &str) {
        let motion = format!("(SELECT id FROM motions WHERE number = {number})");
        for (step, by) in [("move", keeper), ("second", second), ("debate", keeper)] {
            self.steps(number, step, by).await;
        }
        let by = person(keeper);
        self.run(&format!(
            "INSERT INTO motion_questions (id, motion, round, form, version, sha256, put_by)
             SELECT gen_random_uuid(), t.motion, 1, 'roll_call', t.version, t.sha256, {by}
             FROM motion_texts t WHERE t.motion = {motion} ORDER BY t.version DESC LIMIT 1;
             INSERT INTO motion_votes (question, person, vote, sha256, recorded_by)
             SELECT q.id, r.person, '{vote}', q.sha256, {by}
             FROM motion_questions q JOIN motions m ON m.id = q.motion, roster(m.body, clock_timestamp()) r
             WHERE q.motion = {motion} AND r.standing = 'in office'"
        ))
        .await;
    }

    /// Enters what came of its question; returns the page of the entry.
    pub async fn declares(&mut self, number: &str, keeper: &str, adopted: bool) -> String {
        let motion = format!("(SELECT id FROM motions WHERE number = {number})");
        let (entry, by) = (Uuid::new_v4(), person(keeper));
        self.run(&format!(
            "BEGIN;
             INSERT INTO decision_entries (id, body, decided_on, title, decision, citation, matter, adopted, effect, entered_by, question)
             SELECT '{entry}', m.body, legal_day(clock_timestamp()), m.title, t.text, '', 'ordinary', {adopted}, NULL, {by}, q.id
             FROM motions m JOIN motion_questions q ON q.motion = m.id
             JOIN motion_texts t ON t.motion = m.id AND t.version = q.version WHERE m.id = {motion};
             INSERT INTO decision_votes (entry, seat, person, vote)
             SELECT '{entry}', v.seat, v.person, v.vote
             FROM motion_questions q, question_votes(q.id, {adopted}, clock_timestamp()) v WHERE q.motion = {motion};
             INSERT INTO decision_rules (entry, key, value, citation)
             SELECT '{entry}', r.key, r.value, r.citation
             FROM unnest(ARRAY['board.quorum', 'board.recusal', 'board.majority']) k, rule_in_force(k, clock_timestamp()) r;
             COMMIT"
        ))
        .await;
        let number = self
            .said(&format!(
                "SELECT number::text AS it FROM decision_entries WHERE id = '{entry}'"
            ))
            .await;
        format!("/room/decisions/{number}")
    }
}
