//! Who follows a motion, and what they are told.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{DebateError, Motion, audience, motion_of, place};
use crate::bodies;
use crate::bodies::store::BodiesError;
use crate::db::Connection;
use crate::debate::model::Audience;
use crate::outbox::model::{Letter, MotionNews, Recipient};
use crate::outbox::store::queue_all;
use crate::parties::PartyId;

/// Whether somebody follows a motion; none where they never said so, nor did anything
/// by which one follows.
///
/// # Errors
/// Those of the database.
pub async fn follows(
    conn: &mut Connection,
    motion: Uuid,
    person: PartyId,
) -> QueryResult<Option<bool>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        follows: bool,
    }
    let row: Option<Row> = crate::db::sql_query(
        "SELECT f.follows FROM motion_follows f WHERE f.motion = $1 AND f.person = $2 \
         ORDER BY f.record DESC LIMIT 1",
    )
    .bind::<SqlUuid, _>(motion)
    .bind::<SqlUuid, _>(person.0)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| row.follows))
}

/// Records that somebody follows a motion or does not; nothing where it is so already.
///
/// # Errors
/// Those of the database.
pub async fn follow(
    conn: &mut Connection,
    motion: Uuid,
    person: PartyId,
    wanted: bool,
) -> QueryResult<()> {
    crate::db::sql_query(
        "INSERT INTO motion_follows (motion, person, follows) SELECT $1, $2, $3 \
         WHERE $3 <> coalesce((SELECT f.follows FROM motion_follows f WHERE f.motion = $1 AND f.person = $2 \
                               ORDER BY f.record DESC LIMIT 1), NOT $3)",
    )
    .bind::<SqlUuid, _>(motion)
    .bind::<SqlUuid, _>(person.0)
    .bind::<Bool, _>(wanted)
    .execute(conn)
    .await?;
    Ok(())
}

/// Whoever moves something or speaks on it follows it, unless they said otherwise.
///
/// # Errors
/// Those of the database.
pub async fn follow_unless_asked(
    conn: &mut Connection,
    motion: Uuid,
    person: PartyId,
) -> QueryResult<()> {
    crate::db::sql_query(
        "INSERT INTO motion_follows (motion, person, follows) SELECT $1, $2, true \
         WHERE NOT EXISTS (SELECT FROM motion_follows f WHERE f.motion = $1 AND f.person = $2)",
    )
    .bind::<SqlUuid, _>(motion)
    .bind::<SqlUuid, _>(person.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Tells everybody who follows a motion, and may read of it now, what happened to it.
/// The letters leave with the caller's transaction.
///
/// # Errors
/// Those of the database, and what this program does not know.
pub async fn tell_followers(
    conn: &mut Connection,
    motion: Uuid,
    news: MotionNews,
) -> Result<(), DebateError> {
    let Some(motion) = motion_of(conn, motion).await? else {
        return Ok(());
    };
    tell(conn, &motion, news, None).await
}

/// Tells of a new post everybody but its author, each at most once an hour.
pub(super) async fn tell_of_post(
    conn: &mut Connection,
    motion: &Motion,
    author: PartyId,
) -> Result<(), DebateError> {
    tell(conn, motion, MotionNews::Posts, Some(author)).await
}

async fn tell(
    conn: &mut Connection,
    motion: &Motion,
    news: MotionNews,
    but: Option<PartyId>,
) -> Result<(), DebateError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        person: Uuid,
        #[diesel(sql_type = SqlUuid)]
        account: Uuid,
    }
    let letter = Letter::MotionNews {
        number: motion.number,
        title: motion.title.clone(),
        path: motion.path(),
        news,
    };
    let followers: Vec<Row> = crate::db::sql_query(
        "SELECT f.person, a.id AS account FROM ( \
             SELECT DISTINCT ON (x.person) x.person, x.follows FROM motion_follows x \
             WHERE x.motion = $1 ORDER BY x.person, x.record DESC) f \
         JOIN accounts a ON a.person = f.person \
         WHERE f.follows AND f.person IS DISTINCT FROM $2 \
           AND ($3 <> 'posts' OR NOT EXISTS ( \
                SELECT FROM outbox_letters l WHERE l.account = a.id AND l.kind = $4 \
                  AND l.parameters ->> 'path' = $5 AND l.parameters ->> 'news' = 'posts' \
                  AND l.recorded_at > clock_timestamp() - interval '1 hour')) \
         ORDER BY a.id",
    )
    .bind::<SqlUuid, _>(motion.id)
    .bind::<Nullable<SqlUuid>, _>(but.map(|person| person.0))
    .bind::<Text, _>(news.word())
    .bind::<Text, _>(letter.kind())
    .bind::<Text, _>(motion.path())
    .load(conn)
    .await?;
    let now = bodies::store::now(conn).await.map_err(BodiesError::from)?;
    let (audience, _) = audience(conn, motion, now).await?;
    let mut letters = Vec::new();
    for follower in followers {
        // Who may not read of it any more is told nothing.
        let admitted = audience == Audience::Everybody
            || audience.admits(place(conn, PartyId(follower.person), &motion.body).await?);
        if admitted {
            letters.push((Recipient::Account(follower.account), letter.clone()));
        }
    }
    queue_all(conn, letters).await?;
    Ok(())
}
