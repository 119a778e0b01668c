//! All SQL of the register of resolutions.

mod followup;
mod list;
mod one;
mod votes;

pub use followup::{
    Evidence, EvidenceError, NewEvidence, OpenTask, Task, add_evidence, evidence_document,
    evidence_of, open_of, persons, set_task,
};
pub use list::{Asked, Line, bodies, count, latest, page, years};
pub use one::{
    Link, Mover, Resolution, Use, by_label, later_of_motion, links, movers, names, used,
};
pub use votes::{Votes, votes};

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use crate::db::Connection;
use crate::parties::PartyId;

/// What of confidential resolutions a reader sees.
#[derive(Clone, Debug, Default)]
pub struct Sight {
    /// Officers and auditors see every one but what is withheld from them.
    pub all: bool,
    /// The bodies on which the reader sits.
    pub bodies: Vec<String>,
    /// Who reads: one of a motion about a matter may be withheld from them.
    pub reader: Option<PartyId>,
}

impl Sight {
    /// # Errors
    /// Those of the database.
    pub async fn of(
        conn: &mut Connection,
        all: bool,
        reader: Option<PartyId>,
    ) -> QueryResult<Self> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = Text)]
            id: String,
        }
        let (false, Some(reader)) = (all, reader) else {
            return Ok(Self {
                all,
                bodies: Vec::new(),
                reader,
            });
        };
        let rows: Vec<Row> =
            crate::db::sql_query("SELECT b.id FROM bodies b WHERE speaks_in(b.id, $1)")
                .bind::<SqlUuid, _>(reader.0)
                .load(conn)
                .await?;
        Ok(Self {
            all,
            bodies: rows.into_iter().map(|row| row.id).collect(),
            reader: Some(reader),
        })
    }
}

/// How a resolution `r` stands, in the words of [`super::model::Standing`]: by what
/// was done to it since, and by what came of its motion when that was reconsidered.
const STANDING: &str = "\
    CASE WHEN r.motion IS NOT NULL AND EXISTS ( \
             SELECT FROM motion_steps c JOIN motion_steps o ON o.motion = c.motion AND o.record > c.record \
             WHERE c.motion = r.motion AND c.step = 'reconsider' AND c.recorded_at > r.recorded_at \
               AND o.step IN ('adopt', 'lose')) THEN 'anew' \
         WHEN EXISTS (SELECT FROM motion_links l JOIN resolutions n ON n.motion = l.motion \
                      WHERE l.resolution = r.id AND l.relation = 'rescinds') THEN 'rescinded' \
         WHEN EXISTS (SELECT FROM motion_links l JOIN resolutions n ON n.motion = l.motion \
                      WHERE l.resolution = r.id AND l.relation = 'supersedes') THEN 'superseded' \
         WHEN r.motion IS NOT NULL AND EXISTS ( \
             SELECT FROM motion_steps s WHERE s.motion = r.motion AND s.step = 'rescind' \
               AND s.recorded_at > r.recorded_at) THEN 'rescinded' \
         ELSE 'in-force' END";

/// Whether what shows that `r` was carried out is there.
const DONE: &str =
    "EXISTS (SELECT FROM resolution_evidence x WHERE x.resolution = r.id AND x.completes)";

#[derive(QueryableByName)]
struct Is {
    #[diesel(sql_type = Bool)]
    it: bool,
}
