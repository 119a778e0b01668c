//! What was said in a debate, and what was folded away.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use thiserror::Error;
use uuid::Uuid;

use super::{DebateError, Motion, follow_unless_asked, following, lock, may_write, motion_of};
use crate::db::{Connection, read_from_words};
use crate::debate::model::Stance;
use crate::parties::PartyId;

read_from_words!(Stance);

/// Who folded a post away, why and when.
#[derive(Clone, Debug)]
pub struct Hidden {
    pub by: String,
    pub reason: String,
    pub at: DateTime<Utc>,
}

/// A post with its latest words.
#[derive(Clone, Debug)]
pub struct Post {
    pub id: Uuid,
    pub author: PartyId,
    pub name: String,
    pub stance: Stance,
    pub text: String,
    /// How many versions there are.
    pub version: i32,
    pub at: DateTime<Utc>,
    /// When the latest version was written.
    pub edited_at: DateTime<Utc>,
    pub hidden: Option<Hidden>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    author: Uuid,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    stance: Stance,
    #[diesel(sql_type = Text)]
    text: String,
    #[diesel(sql_type = Int4)]
    version: i32,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    edited_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Bool>)]
    hidden: Option<bool>,
    #[diesel(sql_type = Nullable<Text>)]
    hidden_by: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    hidden_at: Option<DateTime<Utc>>,
}

impl From<Row> for Post {
    fn from(row: Row) -> Self {
        let hidden = row.hidden.unwrap_or_default();
        let moderated = row.hidden_by.zip(row.reason).zip(row.hidden_at);
        Self {
            id: row.id,
            author: PartyId(row.author),
            name: row.name,
            stance: row.stance,
            text: row.text,
            version: row.version,
            at: row.at,
            edited_at: row.edited_at,
            hidden: moderated
                .filter(|_| hidden)
                .map(|((by, reason), at)| Hidden { by, reason, at }),
        }
    }
}

const POST: &str = "\
    SELECT p.id, p.author, p.stance, p.recorded_at AS at, t.text, t.version, t.recorded_at AS edited_at, \
           (SELECT n.name FROM party_records n WHERE n.party = p.author ORDER BY n.record DESC LIMIT 1) AS name, \
           m.hidden, m.reason, m.recorded_at AS hidden_at, \
           (SELECT n.name FROM party_records n WHERE n.party = m.moderated_by ORDER BY n.record DESC LIMIT 1) AS hidden_by \
    FROM motion_posts p \
    JOIN LATERAL (SELECT x.* FROM motion_post_texts x WHERE x.post = p.id ORDER BY x.version DESC LIMIT 1) t ON true \
    LEFT JOIN LATERAL (SELECT x.* FROM motion_moderations x WHERE x.post = p.id ORDER BY x.record DESC LIMIT 1) m ON true";

/// Everything that was said on a motion, in order.
///
/// # Errors
/// Those of the database.
pub async fn posts(conn: &mut Connection, motion: Uuid) -> QueryResult<Vec<Post>> {
    let rows: Vec<Row> = crate::db::sql_query(format!(
        "{POST} WHERE p.motion = $1 ORDER BY p.recorded_at, p.id"
    ))
    .bind::<SqlUuid, _>(motion)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(Post::from).collect())
}

/// One post of a motion.
///
/// # Errors
/// Those of the database.
pub async fn post(conn: &mut Connection, motion: Uuid, id: Uuid) -> QueryResult<Option<Post>> {
    let row: Option<Row> =
        crate::db::sql_query(format!("{POST} WHERE p.motion = $1 AND p.id = $2"))
            .bind::<SqlUuid, _>(motion)
            .bind::<SqlUuid, _>(id)
            .get_result(conn)
            .await
            .optional()?;
    Ok(row.map(Post::from))
}

/// A version of a post.
#[derive(Clone, Debug, QueryableByName)]
pub struct Version {
    #[diesel(sql_type = Int4)]
    pub version: i32,
    #[diesel(sql_type = Text)]
    pub text: String,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
}

/// Every version of a post, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn versions(conn: &mut Connection, post: Uuid) -> QueryResult<Vec<Version>> {
    crate::db::sql_query(
        "SELECT t.version, t.text, t.recorded_at AS at FROM motion_post_texts t \
         WHERE t.post = $1 ORDER BY t.version DESC",
    )
    .bind::<SqlUuid, _>(post)
    .load(conn)
    .await
}

/// Why nothing was written.
#[derive(Debug, Error)]
pub enum EditError {
    /// The debate is over, or it is not this person's to take part in.
    #[error("the debate is closed to them")]
    Closed,
    /// It is somebody else's.
    #[error("a post is changed by its author")]
    NotTheirs,
    /// Its author changed it meanwhile, in another window.
    #[error("it was changed meanwhile")]
    ChangedMeanwhile,
    #[error(transparent)]
    Debate(#[from] DebateError),
}

impl From<diesel::result::Error> for EditError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Debate(error.into())
    }
}

/// What somebody says.
pub struct NewPost<'a> {
    /// Drawn with the form, so that a form that is sent twice is said once.
    pub id: Uuid,
    pub motion: Uuid,
    pub author: PartyId,
    pub stance: Stance,
    pub text: &'a str,
}

/// The motion under its lock, while this person may speak on it.
async fn open_to(
    conn: &mut Connection,
    motion: Uuid,
    person: PartyId,
) -> Result<Motion, EditError> {
    lock(conn, motion).await?;
    let motion = motion_of(conn, motion).await?.ok_or(EditError::Closed)?;
    if may_write(conn, person, &motion).await? {
        Ok(motion)
    } else {
        Err(EditError::Closed)
    }
}

/// Says something on a motion. Its author follows it from then on, unless they said
/// otherwise, and whoever follows it is told.
///
/// # Errors
/// [`EditError::Closed`], and those of the database.
pub async fn add(conn: &mut Connection, new: &NewPost<'_>) -> Result<(), EditError> {
    conn.transaction(async |conn| {
        let motion = open_to(conn, new.motion, new.author).await?;
        let fresh = crate::db::sql_query(
            "INSERT INTO motion_posts (id, motion, author, stance) \
             SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT FROM motion_posts p WHERE p.id = $1)",
        )
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(new.motion)
        .bind::<SqlUuid, _>(new.author.0)
        .bind::<Text, _>(new.stance.word())
        .execute(conn)
        .await?;
        if fresh > 0 {
            insert_version(conn, new.id, 1, new.text).await?;
            follow_unless_asked(conn, new.motion, new.author).await?;
            following::tell_of_post(conn, &motion, new.author).await?;
        }
        Ok(())
    })
    .await
}

async fn insert_version(
    conn: &mut Connection,
    post: Uuid,
    version: i32,
    text: &str,
) -> QueryResult<()> {
    crate::db::sql_query("INSERT INTO motion_post_texts (post, version, text) VALUES ($1, $2, $3)")
        .bind::<SqlUuid, _>(post)
        .bind::<Int4, _>(version)
        .bind::<Text, _>(text)
        .execute(conn)
        .await?;
    Ok(())
}

/// Changes the words of a post to its next version; `seen` is the version that the
/// author had before them. The same words once more are no version.
///
/// # Errors
/// When it is not theirs, or no longer, or was changed meanwhile.
pub async fn edit(
    conn: &mut Connection,
    motion: Uuid,
    id: Uuid,
    by: PartyId,
    seen: i32,
    text: &str,
) -> Result<(), EditError> {
    conn.transaction(async |conn| {
        let motion = open_to(conn, motion, by).await?;
        let before = post(conn, motion.id, id)
            .await?
            .filter(|post| post.author == by)
            .ok_or(EditError::NotTheirs)?;
        if before.text == text {
            return Ok(());
        }
        if before.version != seen {
            return Err(EditError::ChangedMeanwhile);
        }
        insert_version(conn, id, seen.saturating_add(1), text).await?;
        Ok(())
    })
    .await
}

/// Folds a post away, or brings it back; what is so already is not said twice.
///
/// # Errors
/// Those of the database, which takes it from whoever keeps the minutes.
pub async fn moderate(
    conn: &mut Connection,
    motion: Uuid,
    post: Uuid,
    hidden: bool,
    reason: &str,
    by: PartyId,
) -> QueryResult<()> {
    conn.transaction(async |conn| {
        lock(conn, motion).await?;
        crate::db::sql_query(
            "INSERT INTO motion_moderations (post, hidden, reason, moderated_by) \
             SELECT $1, $2, $3, $4 WHERE $2 <> coalesce((SELECT m.hidden FROM motion_moderations m \
                 WHERE m.post = $1 ORDER BY m.record DESC LIMIT 1), false)",
        )
        .bind::<SqlUuid, _>(post)
        .bind::<Bool, _>(hidden)
        .bind::<Text, _>(reason)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        Ok(())
    })
    .await
}
